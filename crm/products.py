"""Products: what is sold, and what it costs. A name is enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crm.db.models import Product
from crm.db.store import Store
from crm.errors import EmptyNameError, OutOfRangeError, TakenError
from crm.ids import ProductId
from crm.names import begins, fits, fold
from crm.topics import Action, Topic, Verb

MOST_PRICE = 10**10
"""No unit costs more minor units than this, so that a line of an order never leaves 64 bits."""
MOST_DAYS = 3650
"""No unit lasts longer than ten years."""


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """What a form says about a product. Price and cost are minor units; a cost or lasting of none is not known."""

    name: str
    price: int = 0
    unit: str = ""
    cost: int | None = None
    days_per_unit: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product. `days_per_unit` is how long a friend needs for one."""

    id: ProductId
    version: int
    name: str
    unit: str
    price: int
    cost: int | None
    days_per_unit: int | None
    note: str


COLUMNS = (
    Product.id, Product.version, Product.name, Product.unit, Product.price, Product.cost, Product.days_per_unit,
    Product.note,
)  # fmt: skip


class Products:
    """Verbs on products."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[ProductRow]:
        """Every product, by pinyin."""
        return self._select(Product.deleted_at.is_null())

    def rows(self, ids: Iterable[int]) -> dict[int, ProductRow]:
        """Those products that are not in the bin."""
        return {row.id: row for row in self._select(Product.id.in_(list(ids)) & Product.deleted_at.is_null())}

    def find(self, words: str, limit: int = 20) -> list[ProductRow]:
        """The products that fit what was typed (name, pinyin, initials), best first; all for nothing typed."""
        typed = fold(words).strip()
        found = [row for row in self.all() if fits(row.name, typed)]
        found.sort(key=lambda row: (fold(row.name) != typed, not begins(row.name, typed)))
        return found[:limit]

    def named(self, name: str) -> ProductRow | None:
        """The product of exactly this name."""
        found = self._select((Product.name == " ".join(name.split())) & Product.deleted_at.is_null())
        return found[0] if found else None

    def add(self, draft: ProductDraft) -> ProductId:
        """A new product. Raises `EmptyNameError`, `TakenError`, `OutOfRangeError`."""
        with self._store.write(Topic.PRODUCTS, Action(Verb.ADD_PRODUCT)) as write:
            return ProductId(write.insert(Product, **self._values(draft, None)))

    def edit(self, product: ProductId, draft: ProductDraft, *, seen: int | None = None) -> None:
        """Say anew what it is; orders keep the name and price of their day.

        Raises what `add` raises, and `MissingError`, `ConflictError`.
        """
        with self._store.write(Topic.PRODUCTS, Action(Verb.EDIT_PRODUCT)) as write:
            write.update(Product, product, seen=seen, **self._values(draft, product))

    def delete(self, products: Sequence[ProductId]) -> None:
        """They are not sold any more; their orders stay as they are. Raises `MissingError`."""
        with self._store.write(Topic.PRODUCTS, Action(Verb.DELETE_PRODUCT, count=len(products))) as write:
            for product in products:
                write.delete(Product, product)

    def _values(self, draft: ProductDraft, product: ProductId | None) -> dict[str, Any]:
        name = " ".join(draft.name.split())
        if not name:
            raise EmptyNameError("product")
        same = self.named(name)
        if same is not None and same.id != product:
            raise TakenError("product", name)
        for what, value, least, most in (
            ("price", draft.price, 0, MOST_PRICE),
            ("cost", draft.cost, 0, MOST_PRICE),
            ("days", draft.days_per_unit, 1, MOST_DAYS),
        ):
            if value is not None and not least <= value <= most:
                raise OutOfRangeError(what, value, least, most)
        return {
            "name": name,
            "unit": draft.unit.strip(),
            "price": draft.price,
            "cost": draft.cost,
            "days_per_unit": draft.days_per_unit,
            "note": draft.note.strip(),
        }

    def _select(self, where: Any) -> list[ProductRow]:
        rows = self._store.rows(Product.select(*COLUMNS).where(where).order_by(Product.name_key, Product.id))
        return [ProductRow(ProductId(number), *rest) for number, *rest in rows]
