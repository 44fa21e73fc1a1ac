"""What stands on the shelf of a demo shop: products with variants and a bundle, what agents pay, and what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.db.models import Batch, BundlePart, Price, PriceChange, Product, StockMove, Tier
from crm.db.write import Write
from crm.demo.paths import DAYS
from crm.demo.pen import Calendar, Pen
from crm.demo.words import goods
from crm.names import sort_key
from crm.products import full_name
from crm.stock import StockKind

TIERS = (("总代", 30, 0.75), ("特约代理", 5, 0.85))
"""Levels of agents: their names, the fewest units of an order, and what part of the retail price they pay."""
SHADES = ("01 珊瑚", "02 豆沙", "03 正红")
BUNDLE, PARTS = ("补水三件套", "套", 25_800, "护肤"), ((0, 2), (22, 1))
MANY, MANY_PRICE = 10, 0.9
"""From so many units on, everybody pays this part of the retail price for some products."""
LEFT = (24, 18, 9, 31, 3, 12, 40, 16)
"""What is left of one product after the other."""
LOW = 5
KEPT = frozenset({"护肤", "茶", "滋补", "彩妆"})
"""Sorts whose stock is counted."""
BATCHES = ((5, "LJ2603", 40), (3, "YW2511", 200), (1, "JX2510", 330))
"""Goods of which some came in a batch that keeps for so many days from today."""


@dataclass(frozen=True, slots=True)
class Ware:
    """A product that is sold: its number and name."""

    number: int
    name: str


class Shelf:
    """Writes the products, and when everything is sold what was on the shelf for it."""

    def __init__(self, pen: Pen, write: Write, calendar: Calendar) -> None:
        self._pen = pen
        self._calendar = calendar
        self.tiers = self._tiers(write)
        self._first = pen.next(Product)
        some = goods()
        numbers = pen.named(
            Product,
            [good.names["hans"] for good in some],
            ("unit", "price", "cost", "days_per_unit", "sort", "stocked", "low_stock"),
            [
                (
                    good.unit,
                    good.price,
                    good.cost,
                    good.days,
                    good.sort,
                    good.sort in KEPT,
                    LOW if good.sort in KEPT else None,
                )
                for good in some
            ],
        )
        self.wares: list[Sequence[Ware]] = [
            (Ware(number, good.names["hans"]),) for number, good in zip(numbers, some, strict=True)
        ]
        lips = next(place for place, good in enumerate(some) if good.sort == "彩妆")
        if numbers[lips] >= self._first:
            self.wares[lips] = self._shades(lips, numbers[lips])
        self._bundle(numbers)
        self._prices(numbers)

    def settle(self, sent: Mapping[int, int]) -> None:
        """So many units of each product were sent: what came in for them, and what is left."""
        days, batches = self._calendar.days, {place: (code, keeps) for place, code, keeps in BATCHES}
        moves: list[tuple[int, int | None, int, str, str]] = []
        for place, good in enumerate(goods()):
            if good.sort not in KEPT:
                continue
            for more, ware in enumerate(self.wares[place]):
                if ware.number < self._first:
                    continue
                left, batch = LEFT[(place + more) % len(LEFT)], None
                if place in batches:
                    code, keeps = batches[place]
                    (batch,) = self._pen.write(
                        Batch,
                        ("product_id", "code", "expires_on", "received_on"),
                        [(ware.number, code, days[DAYS + keeps], days[DAYS - 20])],
                    )
                if sent.get(ware.number):
                    moves.append((ware.number, None, sent[ware.number], StockKind.OPENING, days[0]))
                moves.append((ware.number, batch, left, StockKind.CAME, days[DAYS - 20]))
        self._pen.write(StockMove, ("product_id", "batch_id", "quantity", "kind", "day"), moves)

    def _tiers(self, write: Write) -> list[int]:
        known = dict(write.rows(Tier.select(Tier.name, Tier.id).where(Tier.deleted_at.is_null())))
        missing = [(name, least, place) for place, (name, least, _) in enumerate(TIERS, 1) if name not in known]
        numbers = self._pen.write(Tier, ("name", "least", "position"), missing)
        known.update(zip((name for name, _, _ in missing), numbers, strict=True))
        return [known[name] for name, _, _ in TIERS]

    def _shades(self, place: int, parent: int) -> Sequence[Ware]:
        good = goods()[place]
        names = [full_name(good.names["hans"], shade) for shade in SHADES]
        columns = (
            "name", "name_key", "unit", "price", "cost", "sort", "parent_id", "variant", "stocked", "low_stock",
        )  # fmt: skip
        numbers = self._pen.write(
            Product,
            columns,
            [
                (name, sort_key(name), good.unit, good.price, good.cost, good.sort, parent, shade, True, LOW)
                for name, shade in zip(names, SHADES, strict=True)
            ],
        )
        return [Ware(number, name) for number, name in zip(numbers, names, strict=True)]

    def _bundle(self, numbers: Sequence[int]) -> None:
        name, unit, price, sort = BUNDLE
        first = self._pen.next(Product)
        (bundle,) = self._pen.named(Product, [name], ("unit", "price", "sort"), [(unit, price, sort)])
        if bundle >= first:
            parts = [(bundle, numbers[place], quantity) for place, quantity in PARTS]
            self._pen.write(BundlePart, ("bundle_id", "part_id", "quantity"), parts)

    def _prices(self, numbers: Sequence[int]) -> None:
        """What agents pay, what everybody pays for many, and what it all cost half a year ago."""
        prices: list[tuple[int, int | None, int, int]] = []
        changes: list[tuple[int, str, int, int | None]] = []
        for place, good in enumerate(goods()):
            for ware in self.wares[place] if numbers[place] >= self._first else ():
                for tier, (_, _, part) in zip(self.tiers, TIERS, strict=True):
                    prices.append((ware.number, tier, 1, part_of(good.price, part)))
                if place % 4 == 0:
                    prices.append((ware.number, None, MANY, part_of(good.price, MANY_PRICE)))
                changes.append((ware.number, self._calendar.days[0], part_of(good.price, 0.95), good.cost))
                changes.append((ware.number, self._calendar.days[DAYS - 180], good.price, good.cost))
        self._pen.write(Price, ("product_id", "tier_id", "at_least", "price"), prices)
        self._pen.write(PriceChange, ("product_id", "day", "price", "cost"), changes)


def part_of(price: int, part: float) -> int:
    """A part of a price, in whole units of the currency."""
    return round(price * part / 100) * 100
