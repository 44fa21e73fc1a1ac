"""Questions about products, with what is left of each."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from crm.db.models import BundlePart, Product
from crm.db.store import Store
from crm.errors import MissingError
from crm.ids import ProductId
from crm.names import begins, fits, fold
from crm.products.rows import Part, ProductRow

COLUMNS = (
    Product.id, Product.version, Product.name, Product.unit, Product.price, Product.cost, Product.days_per_unit,
    Product.note, Product.sort, Product.parent, Product.variant, Product.story, Product.recommend, Product.origin,
    Product.authorisation, Product.stocked, Product.low_stock, Product.stock, Product.reserved,
)  # fmt: skip


_NUMBER = re.compile(r"(?<=[a-z])(?=[0-9])")
_ASIDE = re.compile(r"[\s0-9·]+")


@dataclass(slots=True)
class _Sum:
    """What variants have together; none of them may be kept."""

    variants: int = 0
    kept: bool = False
    stock: int = 0
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class _Held:
    """A part of a bundle: how many of it are in one, and what is there of it (none: nobody knows)."""

    part: Part
    stock: int | None
    reserved: int


class Reading:
    """Questions about products."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[ProductRow]:
        """Every product that is sold, by pinyin; what has variants is sold in these."""
        return [row for row in self.everything() if row.sold]

    def everything(self) -> list[ProductRow]:
        """Every product, by pinyin, variants behind what they are variants of."""
        return self._select(Product.deleted_at.is_null())

    def rows(self, ids: Iterable[int]) -> dict[int, ProductRow]:
        """Those products that are not in the bin."""
        return {row.id: row for row in self._select(Product.id.in_(list(ids)) & Product.deleted_at.is_null())}

    def row(self, product: ProductId) -> ProductRow:
        """One product. Raises `MissingError`."""
        found = self.rows([product])
        if product not in found:
            raise MissingError("product", str(product))
        return found[product]

    def find(self, words: str, limit: int = 20) -> list[ProductRow]:
        """The products that fit what was typed (name, pinyin, initials), best first; all for nothing typed."""
        return best(self.all(), words)[:limit]

    def named(self, name: str) -> ProductRow | None:
        """The product of exactly this name."""
        found = self._select((Product.name == " ".join(name.split())) & Product.deleted_at.is_null())
        return found[0] if found else None

    def variants(self, parent: ProductId) -> list[ProductRow]:
        """The variants of a product, by pinyin."""
        return self._select((Product.parent == parent) & Product.deleted_at.is_null())

    def bundles_with(self, product: ProductId) -> list[ProductRow]:
        """The bundles that a product is in, by pinyin."""
        inside = BundlePart.select(BundlePart.bundle).where(BundlePart.part == product, BundlePart.deleted_at.is_null())
        return self._select(Product.id.in_(inside) & Product.deleted_at.is_null())

    def low(self) -> list[ProductRow]:
        """What runs out, or was sold beyond what there is, by pinyin."""
        return [row for row in self.all() if row.low]

    def sorts(self) -> list[str]:
        """The sorts that products are of, most used first."""
        rows = self._store.rows(
            Product.select(Product.sort)
            .where(Product.deleted_at.is_null(), Product.sort != "")
            .group_by(Product.sort)
            .order_by(fn.COUNT(Product.id).desc(), Product.sort)
        )
        return [sort for (sort,) in rows]

    def _select(self, where: Any) -> list[ProductRow]:
        rows = self._store.rows(Product.select(*COLUMNS).where(where).order_by(Product.name_key, Product.id))
        if not rows:
            return []
        bundles, families = self._bundles(), self._families()
        return [_row(row, bundles.get(row[0], ()), families.get(row[0], _Sum())) for row in rows]

    def _bundles(self) -> dict[int, list[_Held]]:
        found: defaultdict[int, list[_Held]] = defaultdict(list)
        query = (
            BundlePart.select(
                BundlePart.bundle, BundlePart.part, BundlePart.quantity, Product.stocked, Product.stock,
                Product.reserved,
            )
            .join(Product, JOIN.LEFT_OUTER, on=(Product.id == BundlePart.part))
            .where(BundlePart.deleted_at.is_null())
            .order_by(BundlePart.id)
        )  # fmt: skip
        for bundle, part, quantity, stocked, stock, reserved in self._store.rows(query):
            found[bundle].append(_Held(Part(ProductId(part), quantity), stock if stocked else None, reserved))
        return found

    def _families(self) -> dict[int, _Sum]:
        found: defaultdict[int, _Sum] = defaultdict(_Sum)
        query = Product.select(Product.parent, Product.stocked, Product.stock, Product.reserved).where(
            Product.parent.is_null(is_null=False), Product.deleted_at.is_null()
        )
        for parent, stocked, stock, reserved in self._store.rows(query):
            family = found[parent]
            family.variants += 1
            if stocked:
                family.kept = True
                family.stock += stock
                family.reserved += reserved
        return found


def best(rows: Iterable[ProductRow], words: str) -> list[ProductRow]:
    """The rows that fit what was typed, best first; a variant also by what it is and the number of it, as `kh01`."""
    typed = fold(words).strip()
    apart = _NUMBER.sub(" ", typed)
    found = [
        row
        for row in rows
        if fits(row.name, typed) or (row.variant and (fits(row.name, apart) or fits(_ASIDE.sub("", row.name), typed)))
    ]
    found.sort(key=lambda row: (fold(row.name) != typed, not begins(row.name, typed)))
    return found


def _row(columns: tuple[Any, ...], parts: Iterable[_Held], family: _Sum) -> ProductRow:
    number, version, name, unit, price, cost, days, note, sort, parent, variant, *more = columns
    story, recommend, origin, authorisation, stocked, low, stock, reserved = more
    inside = tuple(held.part for held in parts)
    there: int | None = stock if stocked else None
    free: int | None = stock - reserved if stocked else None
    if inside:
        kept = [held for held in parts if held.stock is not None]
        there = min((held.stock // held.part.quantity for held in kept if held.stock is not None), default=None)
        free = min(
            ((held.stock - held.reserved) // held.part.quantity for held in kept if held.stock is not None),
            default=None,
        )
    elif family.kept:
        there = family.stock + (stock if stocked else 0)
        reserved = family.reserved + (reserved if stocked else 0)
        free = there - reserved
    return ProductRow(
        ProductId(number),
        version,
        name,
        unit,
        price,
        cost,
        days,
        note,
        sort,
        parent=None if parent is None else ProductId(parent),
        variant=variant,
        story=story,
        recommend=recommend,
        origin=origin,
        authorisation=authorisation,
        stocked=bool(stocked),
        low_stock=low,
        stock=there,
        reserved=reserved,
        free=free,
        parts=inside,
        variants=family.variants,
    )
