"""What selling brings: turnover and profit by order, friend, product, month and channel, and what is owed since when.

Profit is the money that came, less what the goods (gifts too) cost, less what sending cost, less what the channel
kept. It is counted of orders that are paid in full; a cost that is not known is said, and never taken for nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.db.models import Order
from crm.db.store import Store
from crm.errors import MissingError
from crm.ids import ContactId, OrderId, ProductId
from crm.money import Currency

FREE_TURNOVER = 10_000_000
"""Minor units of CNY a year up to which a person who sells now and then needs no registration:
《网络交易监督管理办法》第八条, after《电子商务法》第十条. It informs, and is no legal advice.
"""
AGES = (7, 30)
"""Days: what is owed up to so long, and so long, and longer."""


@dataclass(frozen=True, slots=True)
class Profit:
    """Sums of orders that were not cancelled, in minor units.

    `turnover` is what all of them cost the friends; the rest is of those that are paid in full, `waiting` are not.
    `uncosted` lines are of unknown cost, so that no more is earned than `earned` says.
    """

    orders: int = 0
    turnover: int = 0
    waiting: int = 0
    paid: int = 0
    cost: int = 0
    shipping_cost: int = 0
    fee: int = 0
    uncosted: int = 0

    @property
    def earned(self) -> int:
        """What is left; where costs are unknown, at most that."""
        return self.paid - self.cost - self.shipping_cost - self.fee

    def __add__(self, other: "Profit") -> "Profit":
        return Profit(*(getattr(self, name) + getattr(other, name) for name in Profit.__slots__))


@dataclass(frozen=True, slots=True)
class ProductProfit:
    """What a product brought in paid orders: less its share of a discount; fees and sending are of the order."""

    product: ProductId
    units: int
    sold: int
    cost: int
    uncosted: int

    @property
    def earned(self) -> int:
        """What is left; where costs are unknown, at most that."""
        return self.sold - self.cost


@dataclass(frozen=True, slots=True)
class Age:
    """What is owed of orders of the days `first` to `last` (none: without end), in minor units; how many these are."""

    first: date | None
    last: date | None
    owed: int
    orders: int


@dataclass(frozen=True, slots=True)
class Turnover:
    """What was sold in a year beside what needs no registration, where that is told for the currency."""

    year: int
    turnover: int
    free: int | None

    @property
    def over(self) -> bool:
        """Whether it is more."""
        return self.free is not None and self.turnover > self.free


SUMS = """count(*), coalesce(sum(total), 0), coalesce(sum(owed > 0), 0),
  coalesce(sum(CASE WHEN owed = 0 THEN paid END), 0), coalesce(sum(CASE WHEN owed = 0 THEN cost END), 0),
  coalesce(sum(CASE WHEN owed = 0 THEN shipping_cost END), 0), coalesce(sum(CASE WHEN owed = 0 THEN fee END), 0),
  coalesce(sum(CASE WHEN owed = 0 THEN uncosted END), 0)"""
SOLD = "cancelled_on IS NULL AND deleted_at IS NULL"
OF_DAYS = f"SELECT channel, {SUMS} FROM shop_order WHERE day BETWEEN ? AND ? AND {SOLD} GROUP BY channel"
OF_ONE = f"SELECT {SUMS} FROM shop_order WHERE {{}} = ? AND {SOLD}"
OF_PRODUCTS = """SELECT o.id, o.discount, l.product_id, l.quantity, l.quantity * l.unit_price, l.quantity * l.unit_cost
  FROM shop_order o JOIN order_line l ON l.order_id = o.id AND l.deleted_at IS NULL
  WHERE o.day BETWEEN ? AND ? AND o.cancelled_on IS NULL AND o.deleted_at IS NULL AND o.owed = 0 ORDER BY o.id, l.id"""
OWED = "SELECT coalesce(sum(owed), 0), count(*) FROM shop_order WHERE owed > 0 AND day BETWEEN ? AND ?"
OWED_BY = (
    "SELECT coalesce(sum(owed), 0), count(*) FROM shop_order WHERE owed > 0 AND day BETWEEN ? AND ? AND contact_id = ?"
)
EVER = ("0001-01-01", "9999-12-31")


class Profits:
    """Questions about what selling brings. A long span is read month by month, so that nobody waits for it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_order(self, order: OrderId) -> Profit:
        """Of one order; nothing where it was cancelled. Raises `MissingError`."""
        there = self._store.rows(Order.select(Order.id).where(Order.id == order, Order.deleted_at.is_null()))
        if not there:
            raise MissingError("order", str(order))
        return self._one("id", order)

    def of_friend(self, contact: ContactId) -> Profit:
        """Of all orders of a friend."""
        return self._one("contact_id", contact)

    def of_days(self, first: date, last: date) -> Profit:
        """Of the orders of these days, both included."""
        return sum(self.by_channel(first, last).values(), Profit())

    def by_channel(self, first: date, last: date) -> dict[str, Profit]:
        """Of the orders of these days by what their channel is called, the one that sold most first."""
        found: defaultdict[str, Profit] = defaultdict(Profit)
        for begin, end in _months(first, last):
            for channel, *sums in self._store.rows((OF_DAYS, (begin.isoformat(), end.isoformat()))):
                found[channel] += Profit(*sums)
        return dict(sorted(found.items(), key=lambda item: -item[1].turnover))

    def by_month(self, first: date, last: date) -> dict[date, Profit]:
        """Of each month from the first day's to the last day's, by its first day; whole months."""
        return {begin: self.of_days(begin, end) for begin, end in _months(first.replace(day=1), _last_of(last))}

    def by_product(self, first: date, last: date) -> list[ProductProfit]:
        """Of the paid orders of these days, the product that brought most first; what has no product is left out."""
        sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for begin, end in _months(first, last):
            lines: list[tuple[Any, ...]] = []
            for row in [*self._store.rows((OF_PRODUCTS, (begin.isoformat(), end.isoformat()))), (None,)]:
                if lines and row[0] != lines[0][0]:
                    _add(sums, lines)
                    lines = []
                lines.append(row)
        found = [ProductProfit(ProductId(product), *values) for product, values in sums.items()]
        return sorted(found, key=lambda one: (-one.earned, one.product))

    def ages(self, contact: ContactId | None = None) -> tuple[Age, Age, Age]:
        """What is owed, by everybody or a friend: of orders of the last 7 days, of 8 to 30 days ago, and older."""
        today, (week, month) = self._store.clock.today(), AGES
        first, second = today - timedelta(days=week), today - timedelta(days=month)
        return (
            self._age(first, None, contact),
            self._age(second, first - timedelta(days=1), contact),
            self._age(None, second - timedelta(days=1), contact),
        )

    def turnover(self, year: int, currency: Currency) -> Turnover:
        """What was sold in a year, in all channels."""
        whole = self.of_days(date(year, 1, 1), date(year, 12, 31))
        return Turnover(year, whole.turnover, FREE_TURNOVER if currency is Currency.CNY else None)

    def _age(self, first: date | None, last: date | None, contact: ContactId | None) -> Age:
        days = (first.isoformat() if first else EVER[0], last.isoformat() if last else EVER[1])
        query = (OWED, days) if contact is None else (OWED_BY, (*days, contact))
        owed, orders = self._store.rows(query)[0]
        return Age(first, last, owed, orders)

    def _one(self, column: str, number: int) -> Profit:
        return Profit(*self._store.rows((OF_ONE.format(column), (number,)))[0])


def _add(sums: dict[int, list[int]], lines: list[tuple[Any, ...]]) -> None:
    """Add the lines of one order; a discount is shared out by what the lines cost, to the last minor unit."""
    gross, left = sum(line[4] for line in lines), lines[0][1]
    for _, _, product, quantity, price, cost in lines:
        off = min(left * price // gross, price) if gross else 0
        gross, left = gross - price, left - off
        if product is not None:
            values = sums[product]
            for place, value in enumerate((quantity, price - off, cost or 0, int(cost is None))):
                values[place] += value


def _last_of(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days from first to last, cut where a month ends."""
    while first <= last:
        end = min(_last_of(first), last)
        yield first, end
        first = end + timedelta(days=1)
