"""What bringing in orders would do, before anything is stored: each order's fate, and each buyer's."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from crm.db.store import Store
from crm.money import Currency, format_amount
from crm.progress import Progress
from crm.transfer.buyer_matching import Answers, Matcher, PlannedBuyer
from crm.transfer.entries import PHONE
from crm.transfer.order_assembling import Assembled
from crm.transfer.order_entries import (
    Buyer,
    MoneyDoubt,
    MoneyProblem,
    MoneyReason,
    OrderEntry,
    Passed,
    PassedRow,
)
from crm.transfer.order_known import KnownOrder, OrderChanges, changes_of, load_by_number
from crm.transfer.order_layout import OrderLayout
from crm.transfer.planning import Fate
from crm.transfer.shops import BOOK, OrderField
from crm.transfer.tables import Source

BLOCK = 500


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """An order of the file and its fate. `buyer` is the key of who bought, `order` the one that is there."""

    entry: OrderEntry
    fate: Fate
    buyer: str
    order: int | None = None
    contact: int | None = None
    changes: OrderChanges = field(default_factory=OrderChanges)
    doubts: tuple[MoneyDoubt, ...] = ()


@dataclass(slots=True)
class OrdersPlan:
    """What bringing in one file of orders, or one bill, would do. `header` is the row of headings, 0 without."""

    path: Path
    source: Source
    kind: str
    channel: str
    word: str
    currency: Currency
    header: int
    layout: OrderLayout | None = None
    samples: tuple[tuple[str, ...], ...] = ()
    orders: list[PlannedOrder] = field(default_factory=list)
    buyers: dict[str, PlannedBuyer] = field(default_factory=dict)
    problems: list[MoneyProblem] = field(default_factory=list)
    passed: list[PassedRow] = field(default_factory=list)
    memory: str = ""
    """The platform under which names are remembered."""
    stated: int | None = None
    """How many entries a bill says it has."""
    create_products: bool = True

    @property
    def counts(self) -> Counter[Fate]:
        """How many orders have which fate."""
        return Counter(planned.fate for planned in self.orders)

    @property
    def records(self) -> int:
        """Rows that hold data: those of the orders, and those with problems."""
        return sum(len(planned.entry.rows) for planned in self.orders) + len(self.problems)

    @property
    def unsure(self) -> list[PlannedBuyer]:
        """Buyers about whom the seller is to be asked."""
        return [plan for plan in self.buyers.values() if plan.match.contact is not None and not plan.match.sure]

    def pass_over(self, entry: OrderEntry, reason: Passed) -> None:
        """Leave out every row of an order."""
        self.passed += [PassedRow(row, reason) for row in entry.rows]


def plan_orders(
    store: Store, plan: OrdersPlan, found: Assembled, answers: Answers, *, leave_unsure: bool, progress: Progress
) -> None:
    """Fill the plan with the fate of every order that was found."""
    assert plan.layout is not None
    shop = plan.layout.shop
    plan.problems += found.problems
    plan.passed += found.passed
    known = _known(store, plan, found.orders, progress)
    if shop.details:
        _plan_details(plan, found.orders, known)
        return
    orders = _one_key_each(found.orders)
    buyers, owners = buyers_of(orders, known)
    matcher = Matcher(store, shop.code, shop.word)
    plan.buyers = matcher.plan(buyers, owners, answers, leave_unsure=leave_unsure)
    for entry in orders:
        there = known.get(entry.number)
        if there is not None:
            plan.orders.append(again(plan, entry, there))
        elif plan.buyers[entry.buyer.key].left_out:
            plan.pass_over(entry, Passed.LEFT_OUT)
        else:
            contact = plan.buyers[entry.buyer.key].contact
            plan.orders.append(PlannedOrder(entry, Fate.NEW, entry.buyer.key, contact=contact, doubts=entry.doubts))


def _known(store: Store, plan: OrdersPlan, orders: Sequence[OrderEntry], progress: Progress) -> dict[str, KnownOrder]:
    """The orders that are there already, by number. A book of the seller's own may tell of orders from anywhere."""
    anywhere = plan.layout is not None and (plan.layout.shop.parcels or plan.layout.shop.code == BOOK.code)
    found: dict[str, KnownOrder] = {}
    for start in range(0, len(orders), BLOCK):
        progress(start, len(orders))
        there = load_by_number(store, (entry.number for entry in orders[start : start + BLOCK]))
        if anywhere:
            found.update({known.number: known for known in there})
        found.update({known.number: known for known in there if known.channel == plan.channel})
    return found


def _one_key_each(orders: Sequence[OrderEntry]) -> list[OrderEntry]:
    """The same orders; who is told by a phone number alone is the one buyer whose handle is told with that number."""
    handled: dict[str, set[str]] = {}
    for entry in orders:
        if entry.buyer.handles:
            for phone in entry.buyer.phones:
                handled.setdefault(f"{PHONE}:{phone}", set()).add(entry.buyer.key)
    keys = {key: next(iter(others)) for key, others in handled.items() if len(others) == 1}
    return [
        replace(entry, buyer=replace(entry.buyer, key=keys[entry.buyer.key])) if entry.buyer.key in keys else entry
        for entry in orders
    ]


def buyers_of(
    orders: Iterable[OrderEntry], known: dict[str, KnownOrder]
) -> tuple[list[Buyer], dict[str, tuple[int, str]]]:
    """Each buyer once, with everything the file says of them, and the friends whose orders are there already."""
    found: dict[str, Buyer] = {}
    owners: dict[str, tuple[int, str]] = {}
    for entry in orders:
        buyer = entry.buyer
        if entry.number in known:
            owners.setdefault(buyer.key, (known[entry.number].contact, entry.number))
        there = found.get(buyer.key)
        if there is None:
            found[buyer.key] = buyer
            continue
        phones = tuple(dict.fromkeys((*there.phones, *buyer.phones)))
        handles = tuple(dict.fromkeys((*there.handles, *buyer.handles)))
        address = there.address or buyer.address
        if (phones, handles, address) != (there.phones, there.handles, there.address):
            found[buyer.key] = replace(there, phones=phones, handles=handles, address=address)
    return list(found.values()), owners


def again(plan: OrdersPlan, entry: OrderEntry, known: KnownOrder) -> PlannedOrder:
    """An order that is there already."""
    changes = changes_of(entry, known)
    doubts = entry.doubts
    if changes.differs:
        text = format_amount(entry.total, plan.currency)
        doubts = (*doubts, MoneyDoubt(entry.row, OrderField.TOTAL, MoneyReason.KEPT_DIFFERS, text))
    fate = Fate.UPDATED if changes else Fate.SAME
    return PlannedOrder(entry, fate, entry.buyer.key, known.id, known.contact, changes, doubts)


def _plan_details(plan: OrdersPlan, orders: Sequence[OrderEntry], known: dict[str, KnownOrder]) -> None:
    """What was in orders, for those that are there."""
    for entry in orders:
        there = known.get(entry.number)
        if there is None:
            plan.problems += [MoneyProblem(row, MoneyReason.NO_SUCH_ORDER, entry.number) for row in entry.rows]
            continue
        changes = changes_of(entry, there, details=True)
        fate = Fate.UPDATED if changes else Fate.SAME
        plan.orders.append(PlannedOrder(entry, fate, "", there.id, there.contact, changes, entry.doubts))
