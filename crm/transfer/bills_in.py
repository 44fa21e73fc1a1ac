"""Payment bills in: everyone who paid, and what they paid, becomes friends and money, as one step."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

from crm.db.derived import blocks
from crm.db.store import Store
from crm.money import Currency
from crm.progress import Progress, unheard
from crm.settings import Settings
from crm.transfer.bill_rows import CHANNEL, read_bill, recognise_bill
from crm.transfer.buyer_matching import AMONG, Answers, Match, Matcher, MatchKind, decided
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS
from crm.transfer.errors import NoBillError
from crm.transfer.imports import Imported
from crm.transfer.order_assembling import Assembled
from crm.transfer.order_entries import Buyer, OrderEntry, Passed
from crm.transfer.order_known import KnownOrder, OrderChanges, load_by_contact, load_by_number
from crm.transfer.orders_in import ReadTable, heard, samples_of, store_plan
from crm.transfer.orders_planning import BLOCK, OrdersPlan, PlannedOrder, again, buyers_of
from crm.transfer.planning import Fate
from crm.transfer.reading import Choices
from crm.transfer.shops.bills import Service
from crm.transfer.tables import Source

NEAR = timedelta(days=30)
"""So long before or after a payment the order may have been that it paid."""
SAME_DAY = timedelta(days=1)
"""So far apart a payment may stand in a bill and in the shop."""


@dataclass(frozen=True, slots=True)
class BillWishes:
    """What the seller chose about a bill. `unticked` are the keys of people whose payments are passed over."""

    choices: Choices = field(default_factory=Choices)
    unticked: AbstractSet[str] = frozenset()
    answers: Answers = field(default_factory=dict)
    leave_unsure: bool = False


NO_WISHES = BillWishes()


@dataclass(frozen=True, slots=True)
class Bill:
    """What stands in a bill, as far as it was understood; `stated` is the number of entries it says it has."""

    source: Source
    service: Service
    header: int
    samples: tuple[tuple[str, ...], ...]
    currency: Currency
    found: Assembled
    stated: int | None


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody who paid, with how often, how much in all, and between which days; `match` is who they may be."""

    key: str
    name: str
    count: int
    total: int
    first: date
    last: date
    match: Match
    ticked: bool


@dataclass(slots=True)
class BillPlan(OrdersPlan):
    """What bringing in a bill would do."""

    payers: list[Payer] = field(default_factory=list)


class BillsIn:
    """Verbs of bringing in payment bills. `read` is how a file becomes a table."""

    def __init__(self, store: Store, settings: Settings, read: ReadTable = read_apart) -> None:
        self._store = store
        self._settings = settings
        self._read = read

    def plan(self, path: Path, wishes: BillWishes = NO_WISHES, progress: Progress = unheard) -> BillPlan:
        """What bringing in this bill would do. Nothing is stored.

        Raises a `FileProblemError` for a file that cannot be read or is no bill, `Cancelled` when `progress` does.
        """
        bill = self.read(path, wishes.choices, progress)
        service = bill.service
        plan = BillPlan(
            path, bill.source, "bill", CHANNEL, service.word, bill.currency, bill.header,
            samples=bill.samples, create_products=False, memory=service.code,
        )  # fmt: skip
        plan.stated = bill.stated
        plan.problems += bill.found.problems
        plan.passed += bill.found.passed
        self._fill(plan, bill.found.orders, wishes, progress)
        return plan

    def read(
        self,
        path: Path,
        choices: Choices = Choices(),  # noqa: B008 - a frozen value
        progress: Progress = unheard,
        *,
        nameless: bool = False,
    ) -> Bill:
        """What stands in a bill, `nameless` with the payments of which it does not say who paid. Raises as `plan`."""
        currency = self._settings.shop().currency
        with self._read(path, choices, progress) as table:
            rows = iter(table.rows)
            sample = list(islice(rows, SAMPLE_ROWS))
            layout = recognise_bill(sample)
            if layout is None:
                raise NoBillError(path)
            every = heard(chain(sample, rows), progress)
            found, stated = read_bill(layout, every, currency, self._store.clock, nameless=nameless)
            samples = samples_of(sample, layout.header + 1)
            return Bill(table.source, layout.service, layout.header, samples, currency, found, stated)

    def people(self, plan: BillPlan) -> list[Payer]:
        """Everyone who paid, who paid most first."""
        return sorted(plan.payers, key=lambda payer: (-payer.total, payer.first, payer.name))

    def store(self, plan: BillPlan, progress: Progress = unheard) -> Imported:
        """Do what the plan says, as one step, whole or not at all. Raises `Cancelled`, or why it was not saved."""
        return store_plan(self._store, plan, progress)

    def _fill(self, plan: BillPlan, payments: Sequence[OrderEntry], wishes: BillWishes, progress: Progress) -> None:
        known: dict[str, KnownOrder] = {}
        for start in range(0, len(payments), BLOCK):
            progress(start, len(payments))
            there = load_by_number(self._store, (one.number for one in payments[start : start + BLOCK]))
            known.update({order.number: order for order in there if order.channel == CHANNEL})
        tied = tied_to(self._store, plan.memory, [one.number for one in payments])
        buyers, owners = buyers_of(payments, known)
        matcher = Matcher(self._store, plan.memory, plan.word)
        matches = matcher.matches(buyers, owners)
        of_buyer: dict[str, list[OrderEntry]] = {}
        for payment in payments:
            of_buyer.setdefault(payment.buyer.key, []).append(payment)
        maybe = {match.contact for match in matches.values() if match.contact is not None}
        chosen = {answer for answer in wishes.answers.values() if isinstance(answer, int)}
        money = _Money(self._store, maybe | chosen)
        for key, match in matches.items():
            if match.contact is None or match.kind is not MatchKind.NAME:
                continue
            if any(money.fits(match.contact, one) for one in of_buyer[key]):
                matches[key] = replace(match, kind=MatchKind.NAME_AND_MONEY, sure=True)
        plan.payers = [
            _payer(buyer, of_buyer[buyer.key], matches[buyer.key], buyer.key not in wishes.unticked) for buyer in buyers
        ]
        plan.buyers = matcher.with_additions(
            {
                buyer.key: decided(
                    buyer, matches[buyer.key], wishes.answers.get(buyer.key), leave_unsure=wishes.leave_unsure
                )
                for buyer in buyers
            }
        )
        for payment in payments:
            if payment.number in tied:  # laid against the orders before
                order, contact = tied[payment.number]
                plan.orders.append(PlannedOrder(payment, Fate.SAME, payment.buyer.key, order, contact))
                continue
            self._plan_one(plan, payment, known, money, wishes)

    def _plan_one(
        self,
        plan: BillPlan,
        payment: OrderEntry,
        known: Mapping[str, KnownOrder],
        money: "_Money",
        wishes: BillWishes,
    ) -> None:
        key = payment.buyer.key
        if payment.number in known:
            plan.orders.append(again(plan, payment, known[payment.number]))
            return
        if key in wishes.unticked:
            plan.pass_over(payment, Passed.NOT_TICKED)
            return
        buyer = plan.buyers[key]
        if buyer.left_out:
            plan.pass_over(payment, Passed.LEFT_OUT)
            return
        contact = buyer.contact
        there = None if contact is None else money.recorded(contact, payment)
        if there is not None:
            plan.orders.append(PlannedOrder(payment, Fate.SAME, key, there, contact))
            return
        owed = None if contact is None else money.owing(contact, payment)
        if owed is not None:
            columns = {"discount": owed.discount + payment.refunded} if payment.refunded else {}
            changes = OrderChanges(columns, payment.paid, payment.refunded)
            plan.orders.append(PlannedOrder(payment, Fate.UPDATED, key, owed.id, contact, changes))
            return
        plan.orders.append(PlannedOrder(payment, Fate.NEW, key, contact=contact))


TIED = f"""SELECT receipt, order_id, contact_id FROM payment INDEXED BY payment_by_receipt
  WHERE receipt <> '' AND receipt {AMONG} AND deleted_at IS NULL"""


def tied_to(store: Store, service: str, numbers: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The order, and whose it is, that each of these payments of a bill was for, as far as that was said before."""
    found: dict[str, tuple[int, int]] = {}
    for some in blocks(range(len(numbers))):
        keys = json.dumps([receipt_of(service, numbers[place]) for place in some])
        for receipt, order, contact in store.rows((TIED, (keys,))):
            found[receipt.partition(":")[2]] = (order, contact)
    return found


def receipt_of(service: str, number: str) -> str:
    """As what a payment of a bill is written beside the money of an order."""
    return f"{service}:{number}"


class _Money:
    """What friends owe and have paid, each of it to be spoken for by one payment of the bill."""

    def __init__(self, store: Store, contacts: AbstractSet[int]) -> None:
        self._orders: dict[int, list[KnownOrder]] = {}
        self._paid: dict[int, list[tuple[int, date, int]]] = {}
        for order in load_by_contact(store, contacts):
            if order.channel == CHANNEL:
                continue  # it is known by its number
            self._orders.setdefault(order.contact, []).append(order)
            for amount, day in order.payments:
                if amount > 0:
                    self._paid.setdefault(order.contact, []).append((amount, day, order.id))

    def fits(self, contact: int, payment: OrderEntry) -> bool:
        """Whether a friend owed exactly this, or paid it that day."""
        return self._recorded(contact, payment) is not None or self._owing(contact, payment) is not None

    def recorded(self, contact: int, payment: OrderEntry) -> int | None:
        """The order for which this very payment stands in the shop; no other payment finds it again."""
        place = self._recorded(contact, payment)
        return None if place is None else self._paid[contact].pop(place)[2]

    def owing(self, contact: int, payment: OrderEntry) -> KnownOrder | None:
        """The open order that waits for exactly this; no other payment finds it again."""
        place = self._owing(contact, payment)
        return None if place is None else self._orders[contact].pop(place)

    def _recorded(self, contact: int, payment: OrderEntry) -> int | None:
        return next(
            (
                place
                for place, (amount, day, _) in enumerate(self._paid.get(contact, ()))
                if amount == payment.paid and abs(day - payment.day) <= SAME_DAY
            ),
            None,
        )

    def _owing(self, contact: int, payment: OrderEntry) -> int | None:
        near = [
            (abs(order.day - payment.day), place)
            for place, order in enumerate(self._orders.get(contact, ()))
            if order.owed == payment.paid and abs(order.day - payment.day) <= NEAR
        ]
        return min(near)[1] if near else None


def _payer(buyer: Buyer, payments: Sequence[OrderEntry], match: Match, ticked: bool) -> Payer:
    days = [payment.day for payment in payments]
    total = sum(payment.paid - payment.refunded for payment in payments)
    return Payer(buyer.key, buyer.name, len(payments), total, min(days), max(days), match, ticked)
