"""Costs that are not known: which goods of which days, and what one of them cost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.db.models import Order, OrderLine, Product
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import OutOfRangeError
from crm.ids import ProductId
from crm.money import MOST
from crm.orders import InvalidOrderError, OrderProblem
from crm.products import MOST_PRICE
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb

TOPICS = Topic.ORDERS | Topic.CONTACTS | Topic.PRODUCTS


@dataclass(frozen=True, slots=True)
class Ware:
    """Goods by their product, or by their name where they are none."""

    product: ProductId | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Uncosted:
    """Goods whose cost is not known: in how many lines, and how many units; `known` is what the product costs now."""

    ware: Ware
    name: str
    lines: int
    units: int
    known: int | None


OF_DAYS = """SELECT l.product_id, CASE WHEN l.product_id IS NULL THEN l.name ELSE '' END, max(coalesce(p.name, l.name)),
  count(*), sum(l.quantity), max(p.cost) FROM shop_order o JOIN order_line l ON l.order_id = o.id
  LEFT JOIN product p ON p.id = l.product_id
  WHERE o.day BETWEEN ? AND ? AND o.cancelled_on IS NULL AND o.deleted_at IS NULL AND o.owed = 0 AND o.uncosted > 0
  AND l.unit_cost IS NULL AND l.deleted_at IS NULL GROUP BY 1, 2 ORDER BY 4 DESC, 3"""


class Costs:
    """Verbs on unknown costs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def unknown(self, first: date, last: date) -> list[Uncosted]:
        """The goods of unknown cost in the paid orders of these days, those in most lines first."""
        return [
            Uncosted(Ware(None if product is None else ProductId(product), key), name, lines, units, known)
            for product, key, name, lines, units, known in self._store.rows(
                (OF_DAYS, (first.isoformat(), last.isoformat()))
            )
        ]

    def enter(self, costs: Mapping[Ware, int], first: date, last: date, *, progress: Progress = unheard) -> int:
        """One of these cost so much (minor units): of the lines of these days whose cost is not known, and from now on
        of the products that had none. Returns how many lines know it now; one step. Raises `OutOfRangeError` and
        `InvalidOrderError`.
        """
        for cost in costs.values():
            if not 0 <= cost <= MOST_PRICE:
                raise OutOfRangeError("cost", cost, 0, MOST_PRICE)
        lines = self._lines(costs, first, last)
        count = sum(len(numbers) for numbers in lines.values())
        if not count:
            return 0
        action = Action(Verb.ENTER_COSTS, count=count)

        def work(write: Write, contacts: Sequence[int]) -> None:
            by_cost: defaultdict[int, list[int]] = defaultdict(list)
            for contact in contacts:
                for ware, number in lines.get(contact, ()):
                    by_cost[costs[ware]].append(number)
            for cost, numbers in by_cost.items():
                write.update_all(OrderLine, numbers, unit_cost=cost)
            self._keep(write, costs)

        self._store.each(TOPICS, action, sorted(lines), work, progress=progress)
        return count

    def _lines(self, costs: Mapping[Ware, int], first: date, last: date) -> dict[int, list[tuple[Ware, int]]]:
        """The lines that are meant, by friend."""
        found: defaultdict[int, list[tuple[Ware, int]]] = defaultdict(list)
        rows = self._store.rows(
            Order.select(OrderLine.id, OrderLine.contact, OrderLine.product, OrderLine.name, OrderLine.quantity)
            .join(OrderLine, on=(OrderLine.order == Order.id))
            .where(
                Order.day.between(first, last),
                Order.cancelled_on.is_null(),
                Order.deleted_at.is_null(),
                Order.owed == 0,
                Order.uncosted > 0,
                OrderLine.unit_cost.is_null(),
                OrderLine.deleted_at.is_null(),
            )
            .order_by(OrderLine.id)
        )
        for number, contact, product, name, quantity in rows:
            ware = Ware(None, name) if product is None else Ware(ProductId(product))
            if ware not in costs:
                continue
            if costs[ware] * quantity > MOST:
                raise InvalidOrderError(OrderProblem.COST_TOO_LARGE, costs[ware])
            found[contact].append((ware, number))
        return found

    def _keep(self, write: Write, costs: Mapping[Ware, int]) -> None:
        for ware, cost in costs.items():
            there = Product.select(Product.id).where(
                Product.id == ware.product, Product.cost.is_null(), Product.deleted_at.is_null()
            )
            for (number,) in write.rows(there):
                write.update(Product, number, cost=cost)
