"""What was earned in some days and what made it, and the same by product, by channel and by friend."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.db.store import Store
from crm.ids import ContactId, OrderId, ProductId

STRETCH = timedelta(days=8)
"""Single orders are read so many days at a time, so that no read keeps anybody waiting."""
MOST_FRIENDS = 200


@dataclass(frozen=True, slots=True)
class Earned:
    """What orders of some days brought, in minor units: those that were not cancelled, by the day of the order.

    Earned is counted of orders that are paid in full, as everywhere (see `crm.profit`): `sold` is all that was sold
    before anything went back, and the others are what is to be taken away from it. `unpaid` is what the `waiting`
    orders cost, of which nothing is counted yet. `gifts` are goods that were given, samples too; `goods` the others.
    `uncosted` lines are of unknown cost, so that no more is earned than `earned` says.
    """

    orders: int = 0
    sold: int = 0
    waiting: int = 0
    unpaid: int = 0
    refunds: int = 0
    goods: int = 0
    gifts: int = 0
    sending: int = 0
    fees: int = 0
    uncosted: int = 0

    @property
    def earned(self) -> int:
        """What is left; where costs are unknown, at most that."""
        return self.sold - self.unpaid - self.refunds - self.goods - self.gifts - self.sending - self.fees

    def __add__(self, other: "Earned") -> "Earned":
        return Earned(*(getattr(self, name) + getattr(other, name) for name in Earned.__slots__))


@dataclass(frozen=True, slots=True)
class ProductEarned:
    """What a product brought in paid orders, less its share of a discount. `product` is none for all that was sold once
    and is no product; `given` units were gifts.
    """

    product: ProductId | None
    name: str
    units: int
    given: int
    sold: int
    cost: int
    uncosted: int

    @property
    def earned(self) -> int:
        """What is left before fees and sending; where costs are unknown, at most that."""
        return self.sold - self.cost


@dataclass(frozen=True, slots=True)
class FriendEarned:
    """What the paid orders of a friend brought, in minor units."""

    contact: ContactId
    name: str
    orders: int
    sold: int
    earned: int


SOLD = "o.cancelled_on IS NULL AND o.deleted_at IS NULL"
WITHIN = f"o.day BETWEEN ? AND ? AND {SOLD}"
OF_CHANNELS = f"""SELECT o.channel, count(*), coalesce(sum(CASE WHEN o.owed > 0 THEN o.total ELSE o.paid END), 0),
  coalesce(sum(o.owed > 0), 0), coalesce(sum(CASE WHEN o.owed > 0 THEN o.total END), 0),
  coalesce(sum(CASE WHEN o.owed = 0 THEN o.cost END), 0),
  coalesce(sum(CASE WHEN o.owed = 0 THEN o.shipping_cost END), 0),
  coalesce(sum(CASE WHEN o.owed = 0 THEN o.fee END), 0), coalesce(sum(CASE WHEN o.owed = 0 THEN o.uncosted END), 0)
  FROM shop_order o INDEXED BY order_sums WHERE {WITHIN} GROUP BY o.channel"""
# the orders of the days come from one index, and each of them looks into a small one
GIVEN = f"""SELECT o.channel, coalesce(sum(l.quantity * l.unit_cost), 0) FROM shop_order o INDEXED BY order_sums
  CROSS JOIN order_line l INDEXED BY line_gift ON l.order_id = o.id AND l.gift AND l.deleted_at IS NULL
  WHERE {WITHIN} AND o.owed = 0 GROUP BY o.channel"""
BACK = f"""SELECT o.channel, -sum(p.amount) FROM shop_order o INDEXED BY order_sums
  CROSS JOIN payment p INDEXED BY payment_back ON p.order_id = o.id AND p.amount < 0 AND p.deleted_at IS NULL
  WHERE {WITHIN} AND o.owed = 0 GROUP BY o.channel"""
OF_PRODUCTS = f"""SELECT o.id, o.discount, l.product_id, l.quantity, l.quantity * l.unit_price,
  l.quantity * l.unit_cost, l.gift
  FROM shop_order o INDEXED BY order_sums CROSS JOIN order_line l ON l.order_id = o.id AND l.deleted_at IS NULL
  WHERE {WITHIN} AND o.owed = 0 AND o.discount <> 0 ORDER BY o.id, l.id"""
AT_FULL_PRICE = f"""SELECT l.product_id, sum(CASE WHEN l.gift THEN 0 ELSE l.quantity END),
  sum(CASE WHEN l.gift THEN l.quantity ELSE 0 END), sum(l.quantity * l.unit_price),
  coalesce(sum(l.quantity * l.unit_cost), 0), sum(l.unit_cost IS NULL)
  FROM shop_order o INDEXED BY order_sums CROSS JOIN order_line l ON l.order_id = o.id AND l.deleted_at IS NULL
  WHERE {WITHIN} AND o.owed = 0 AND o.discount = 0 GROUP BY l.product_id"""
OF_FRIENDS = f"""SELECT o.contact_id, c.name, o.orders, o.sold, o.earned FROM (
  SELECT contact_id, count(*) AS orders, sum(paid) AS sold, sum(paid - cost - shipping_cost - fee) AS earned
  FROM shop_order o WHERE {WITHIN} AND o.owed = 0 GROUP BY contact_id) o JOIN contact c ON c.id = o.contact_id
  ORDER BY o.earned DESC, o.contact_id LIMIT {MOST_FRIENDS}"""
WITH_PRODUCT = f"""SELECT DISTINCT o.id FROM shop_order o INDEXED BY order_sums CROSS JOIN order_line l
  ON l.order_id = o.id AND l.deleted_at IS NULL WHERE {WITHIN} AND o.owed = 0 AND l.product_id IS ?"""
OF_A_FRIEND = f"SELECT o.id FROM shop_order o WHERE o.contact_id = ? AND {WITHIN} AND o.owed = 0"
UNCOSTED = f"SELECT o.id FROM shop_order o WHERE {WITHIN} AND o.owed = 0 AND o.uncosted > 0"
REFUNDED = f"""SELECT DISTINCT o.id FROM shop_order o INDEXED BY order_sums
  CROSS JOIN payment p INDEXED BY payment_back ON p.order_id = o.id AND p.amount < 0 AND p.deleted_at IS NULL
  WHERE {WITHIN} AND o.owed = 0"""
WITH_GIFTS = f"""SELECT DISTINCT o.id FROM shop_order o INDEXED BY order_sums
  CROSS JOIN order_line l INDEXED BY line_gift ON l.order_id = o.id AND l.gift AND l.deleted_at IS NULL
  WHERE {WITHIN} AND o.owed = 0"""
WITH_SENDING = f"SELECT o.id FROM shop_order o WHERE {WITHIN} AND o.owed = 0 AND o.shipping_cost > 0"
WITH_FEE = f"SELECT o.id FROM shop_order o WHERE {WITHIN} AND o.owed = 0 AND o.fee > 0"
PAID = f"SELECT o.id FROM shop_order o WHERE {WITHIN} AND o.owed = 0"
UNPAID = f"SELECT o.id FROM shop_order o WHERE {WITHIN} AND o.owed > 0"
BEHIND = {
    "unpaid": UNPAID, "refunds": REFUNDED, "goods": PAID, "gifts": WITH_GIFTS, "sending": WITH_SENDING,
    "fees": WITH_FEE, "uncosted": UNCOSTED, "earned": PAID,
}  # fmt: skip
"""Which orders are behind a part of what was earned, by its name in `Earned`; `sold` are all of the days."""


class Earning:
    """Questions about what was earned."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def earned(self, first: date, last: date) -> Earned:
        """Of the orders of these days, both included."""
        return sum(self.by_channel(first, last).values(), Earned())

    def by_channel(self, first: date, last: date) -> dict[str, Earned]:
        """The same by what the channel is called, the one that sold most first."""
        found: defaultdict[str, Earned] = defaultdict(Earned)
        for days in _stretches(first, last):
            given, back = (dict(self._store.rows((query, days))) for query in (GIVEN, BACK))
            for channel, orders, sold, waiting, unpaid, cost, sending, fees, uncosted in self._store.rows(
                (OF_CHANNELS, days)
            ):
                refunds, gifts = back.get(channel, 0), given.get(channel, 0)
                found[channel] += Earned(
                    orders, sold + refunds, waiting, unpaid, refunds, cost - gifts, gifts, sending, fees, uncosted
                )
        return dict(sorted(found.items(), key=lambda item: (-item[1].sold, item[0])))

    def by_product(self, first: date, last: date) -> list[ProductEarned]:
        """Of the paid orders of these days, the product that brought most first."""
        sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        for days in _stretches(first, last):
            for product, *parts in self._store.rows((AT_FULL_PRICE, days)):
                _put(sums[product or 0], parts)
            lines: list[tuple[int, ...]] = []
            for row in [*self._store.rows((OF_PRODUCTS, days)), (None,)]:
                if lines and row[0] != lines[0][0]:
                    _add(sums, lines)
                    lines = []
                lines.append(row)
        names = dict(self._store.rows("SELECT id, name FROM product")) if sums else {}
        found = [
            ProductEarned(ProductId(product) if product else None, names.get(product, ""), *values)
            for product, values in sums.items()
        ]
        return sorted(found, key=lambda one: (-one.earned, one.product or 0))

    def by_friend(self, first: date, last: date) -> list[FriendEarned]:
        """The friends whose paid orders of these days brought most, that one first; 200 at most."""
        rows = self._store.rows((OF_FRIENDS, (first.isoformat(), last.isoformat())))
        return [FriendEarned(ContactId(contact), *rest) for contact, *rest in rows]

    # what is behind a figure

    def behind(self, part: str, first: date, last: date) -> list[OrderId]:
        """The orders of these days that make a part of what was earned, one of `BEHIND`."""
        return self._orders(BEHIND[part], first, last)

    def of_product(self, product: ProductId | None, first: date, last: date) -> list[OrderId]:
        """The paid orders of these days with this product; none: with something that is no product."""
        return self._orders(WITH_PRODUCT, first, last, product)

    def of_friend(self, contact: ContactId, first: date, last: date) -> list[OrderId]:
        """The paid orders of a friend in these days."""
        rows = self._store.rows((OF_A_FRIEND, (contact, first.isoformat(), last.isoformat())))
        return [OrderId(number) for (number,) in rows]

    def _orders(self, query: str, first: date, last: date, *more: object) -> list[OrderId]:
        return [
            OrderId(number)
            for days in _stretches(first, last)
            for (number,) in self._store.rows((query, (*days, *more)))
        ]


def _add(sums: dict[int, list[int]], lines: list[tuple[int, ...]]) -> None:
    """Add the lines of one order; a discount is shared out by what the lines cost, to the last minor unit."""
    gross, left = sum(line[4] for line in lines), lines[0][1]
    for _, _, product, quantity, price, cost, gift in lines:
        off = min(left * price // gross, price) if gross else 0
        gross, left = gross - price, left - off
        parts = (0 if gift else quantity, quantity if gift else 0, price - off, cost or 0, int(cost is None))
        _put(sums[product or 0], parts)


def _put(values: list[int], parts: Sequence[int]) -> None:
    for place, value in enumerate(parts):
        values[place] += value


def _stretches(first: date, last: date) -> Iterator[tuple[str, str]]:
    while first <= last:
        end = min(first + STRETCH - timedelta(days=1), last)
        yield first.isoformat(), end.isoformat()
        first = end + timedelta(days=1)
