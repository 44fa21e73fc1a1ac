"""A payment bill beside the orders: what is in the books, and which order each other payment may be for.

Nothing is decided here: whatever was not written down before is proposed, with what speaks for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from crm.db.store import Store
from crm.ids import ContactId, OrderId
from crm.payments import PayMethod
from crm.transfer.bills_in import NEAR, SAME_DAY
from crm.transfer.buyer_matching import MatchKind

OFFERED = 12
"""So many orders at most are proposed for a payment."""


class Lay(StrEnum):
    """How a payment of a bill stands to the orders."""

    IN_BOOKS = auto()
    """It was written down, and is known by its number or was found with its friend, day and amount."""
    READY = auto()
    """An order of this friend waits for exactly this much."""
    DIFFERS = auto()
    """Orders of this friend wait for other amounts."""
    NO_ORDER = auto()
    ASIDE = auto()
    """The seller said that it is none of the shop's."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of a bill. Amounts are minor units: `came`, of which `went` went back again.

    `receipt` is what it is known by, `payer` what the bill calls who paid ("" where it does not say), `contact` which
    friend that may be (`why` they are thought to be), `sure` where that needs no look, `said` where the seller named
    them, `known_as` what its payer can be known by the next time; "" where they have a number or a handle.
    """

    receipt: str
    payer: str
    what: str
    at: datetime
    day: date
    came: int
    went: int
    method: PayMethod
    contact: ContactId | None = None
    friend: str = ""
    why: MatchKind = MatchKind.NOBODY
    sure: bool = False
    known_as: str = ""
    said: bool = False

    @property
    def kept(self) -> int:
        """What stayed."""
        return self.came - self.went


@dataclass(frozen=True, slots=True)
class Offer:
    """An order that a payment may be for. `fits`: to the last minor unit.

    `payments` are those that stand in the books for it without a bill: then the bill says the same once more.
    """

    order: OrderId
    number: str
    contact: ContactId
    friend: str
    day: date
    amount: int
    fits: bool
    payments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A payment and how it stands; `order` is what it was for, where that is known, `offers` the best first."""

    paid: Paid
    lay: Lay
    order: OrderId | None = None
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """An order without money: of `amount`, which is owed, or (`said`) stands in the books as paid by this service while
    the bill knows nothing of it.
    """

    order: OrderId
    number: str
    contact: ContactId
    friend: str
    day: date
    amount: int
    said: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """A bill beside the orders of its days."""

    first: date
    last: date
    rows: tuple[LaidRow, ...]
    missing: tuple[Missing, ...]

    def of(self, *lays: Lay) -> list[LaidRow]:
        """The payments that stand so."""
        return [row for row in self.rows if row.lay in lays]


@dataclass(frozen=True, slots=True)
class Open:
    """An order that waits for money."""

    id: int
    number: str
    contact: int
    friend: str
    day: date
    owed: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """Money in the books that no bill is known for: one payment, or several that came together."""

    payments: tuple[int, ...]
    orders: tuple[int, ...]
    number: str
    contact: int
    friend: str
    day: date
    amount: int
    method: str


OPEN = """SELECT o.id, o.number, o.contact_id, c.name, o.day, o.owed FROM shop_order o
  JOIN contact c ON c.id = o.contact_id WHERE o.owed > 0 AND o.day BETWEEN ? AND ? ORDER BY o.day, o.id"""
OPEN_OF = """SELECT o.id, o.number, o.contact_id, c.name, o.day, o.owed FROM shop_order o
  JOIN contact c ON c.id = o.contact_id WHERE o.owed > 0 AND o.contact_id IN (SELECT value FROM json_each(?))
  ORDER BY o.day, o.id"""
# what came of a bill that was brought in is known by the number of its order
RECORDED = """SELECT p.id, o.id, o.number, o.contact_id, c.name, p.day, p.amount, p.method, p.receipt
  FROM shop_order o INDEXED BY order_sums CROSS JOIN payment p ON p.order_id = o.id
  JOIN contact c ON c.id = o.contact_id
  WHERE o.day BETWEEN ? AND ? AND o.cancelled_on IS NULL AND o.deleted_at IS NULL AND o.channel <> 'bill'
  AND p.deleted_at IS NULL AND p.amount > 0 AND p.method <> 'advance' AND p.receipt NOT LIKE '%:%'
  AND p.day BETWEEN ? AND ? ORDER BY p.day, p.id"""


def read_open(store: Store, first: date, last: date, contacts: str) -> list[Open]:
    """The orders of these days, and all of these friends (a JSON list), that wait for money; the oldest first."""
    found = {
        number: Open(number, shown, contact, friend, date.fromisoformat(day), owed)
        for query in ((OPEN, (first.isoformat(), last.isoformat())), (OPEN_OF, (contacts,)))
        for number, shown, contact, friend, day, owed in store.rows(query)
    }
    return sorted(found.values(), key=lambda one: (one.day, one.id))


def read_recorded(store: Store, first: date, last: date) -> list[Recorded]:
    """The money of these days for orders of up to a month before, of which no bill is known."""
    groups: dict[str, list[tuple[int, int, str, int, str, str, int, str]]] = {}
    days = ((first - NEAR).isoformat(), (last + SAME_DAY).isoformat())
    for payment, *rest, receipt in store.rows(
        (RECORDED, (*days, (first - SAME_DAY).isoformat(), (last + SAME_DAY).isoformat()))
    ):
        groups.setdefault(receipt or f"#{payment}", []).append((payment, *rest))
    found = []
    for rows in groups.values():
        _, _, number, contact, friend, day, _, method = rows[0]
        found.append(
            Recorded(
                tuple(row[0] for row in rows),
                tuple(row[1] for row in rows),
                number,
                contact,
                friend,
                date.fromisoformat(day),
                sum(row[6] for row in rows),
                method,
            )
        )
    return found


def lay(
    payments: Sequence[Paid],
    tied: Mapping[str, int],
    aside: Iterable[str],
    orders: Sequence[Open],
    recorded: Sequence[Recorded],
    days: tuple[date, date],
) -> Laid:
    """Lay payments beside what waits for money and what is in the books; each of these speaks for one payment only.

    `tied` are the orders of payments that are known already, `aside` those that are none of the shop's.
    """
    first, last = days
    set_aside = set(aside)
    books = _Books(orders, recorded)
    laid: dict[str, LaidRow] = {}
    rest: list[Paid] = []
    for paid in payments:
        if paid.receipt in tied:
            laid[paid.receipt] = LaidRow(paid, Lay.IN_BOOKS, OrderId(tied[paid.receipt]))
        elif paid.receipt in set_aside:
            laid[paid.receipt] = LaidRow(paid, Lay.ASIDE)
        elif (found := books.same(paid)) is not None:
            laid[paid.receipt] = LaidRow(paid, Lay.IN_BOOKS, OrderId(found.orders[0]), (_said(found, fits=True),))
        else:
            rest.append(paid)
    # who waits for exactly so much comes first, so that no other payment of the friend takes the order away
    exact = {paid.receipt: order for paid in rest if (order := books.exact(paid)) is not None}
    for paid in rest:
        offers = books.offers(paid, exact.get(paid.receipt))
        if paid.receipt in exact:
            how = Lay.READY
        elif any(offer.contact == paid.contact and not offer.payments for offer in offers):
            how = Lay.DIFFERS
        else:
            how = Lay.NO_ORDER
        laid[paid.receipt] = LaidRow(paid, how, offers=offers)
    spoken = {offer.order for row in laid.values() if row.lay in {Lay.READY, Lay.DIFFERS} for offer in row.offers}
    return Laid(first, last, tuple(laid[paid.receipt] for paid in payments), books.missing(payments, days, spoken))


class _Books:
    def __init__(self, orders: Sequence[Open], recorded: Sequence[Recorded]) -> None:
        self._open = list(orders)
        self._recorded = list(recorded)
        self._of: defaultdict[int, list[Open]] = defaultdict(list)
        for order in orders:
            self._of[order.contact].append(order)
        self._taken: set[int] = set()

    def same(self, paid: Paid) -> Recorded | None:
        """What stands in the books for this very payment, which no other payment finds again."""
        if paid.contact is None:
            return None
        near = [one for one in self._recorded if one.contact == paid.contact and _alike(one, paid)]
        if not near:
            return None
        best = min(near, key=lambda one: (abs(one.day - paid.day), one.payments))
        self._recorded.remove(best)
        return best

    def exact(self, paid: Paid) -> Open | None:
        """The order of this friend, near in time, that waits for exactly this; no other payment finds it again."""
        if paid.contact is None:
            return None
        near = [
            (abs(order.day - paid.day), order.id, order)
            for order in self._of[paid.contact]
            if order.owed in {paid.came, paid.kept} and abs(order.day - paid.day) <= NEAR
            if order.id not in self._taken
        ]
        if not near:
            return None
        found = min(near)[2]
        self._taken.add(found.id)
        return found

    def offers(self, paid: Paid, best: Open | None) -> tuple[Offer, ...]:
        """What it may be for: that order, the others of the friend, and whatever fits to the last minor unit."""
        fitting = {paid.came, paid.kept}
        of_friend = [] if paid.contact is None else self._of[paid.contact]
        found = [] if best is None else [best]
        others = [order for order in of_friend if order is not best and order.id not in self._taken]
        others.sort(key=lambda order: (order.owed not in fitting, abs(order.day - paid.day), order.id))
        found += others
        offers = [_waiting(order, fits=order.owed in fitting) for order in found]
        if best is None:
            offers += [_said(one, fits=True) for one in self._recorded if _alike(one, paid)]
            offers += [
                _waiting(order, fits=True)
                for order in self._open
                if order.contact != paid.contact and order.owed in fitting and abs(order.day - paid.day) <= NEAR
                if order.id not in self._taken
            ]
        return tuple(offers[:OFFERED])

    def missing(self, payments: Sequence[Paid], days: tuple[date, date], spoken: set[OrderId]) -> tuple[Missing, ...]:
        """The orders of these days that wait for money, and money of these days that the bill knows nothing of."""
        first, last = days
        methods = {paid.method for paid in payments}
        found = [
            Missing(OrderId(one.id), one.number, ContactId(one.contact), one.friend, one.day, one.owed, said=False)
            for one in self._open
            if first <= one.day <= last and one.id not in spoken
        ]
        found += [
            Missing(
                OrderId(one.orders[0]), one.number, ContactId(one.contact), one.friend, one.day, one.amount, said=True
            )
            for one in self._recorded
            if first <= one.day <= last and one.method in methods
        ]
        return tuple(sorted(found, key=lambda one: (one.day, one.order, one.said)))


def _alike(one: Recorded, paid: Paid) -> bool:
    """Whether the books say the same as the bill: so much, about that day, and no other way of paying."""
    known = PayMethod.read(one.method) in {None, PayMethod.OTHER, paid.method}
    if not known or abs(one.day - paid.day) > SAME_DAY:
        return False
    return one.amount in {paid.came, paid.kept}


def _waiting(order: Open, *, fits: bool) -> Offer:
    return Offer(
        OrderId(order.id), order.number, ContactId(order.contact), order.friend, order.day, order.owed, fits=fits
    )


def _said(one: Recorded, *, fits: bool) -> Offer:
    return Offer(
        OrderId(one.orders[0]), one.number, ContactId(one.contact), one.friend, one.day, one.amount, fits=fits,
        payments=one.payments,
    )  # fmt: skip
