"""Stock: what came in, what was counted, lost and given away, in batches that keep until a day.

What orders take follows from them, see `crm.db.stock`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from peewee import fn

from crm.db.models import Batch, BundlePart, OrderLine, Product, StockMove
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import MissingError, OutOfRangeError, ShukeError
from crm.ids import BatchId, OrderId, ProductId, StockMoveId
from crm.topics import Action, Topic, Verb

MOST_UNITS = 10_000_000
"""Nobody has more of one product."""
SOON_DAYS = 60
"""What expires in so many days is told of."""


class StockKind(StrEnum):
    """Why units came or went otherwise than by an order. The value is stored."""

    OPENING = auto()
    COUNT = auto()
    CAME = auto()
    LOSS = auto()
    SAMPLE = auto()
    GIFT = auto()
    USED = auto()
    PURCHASE = auto()
    RETURNED = auto()
    SENT_BACK = auto()
    BEFORE = auto()
    """What was sold before stock was kept, made up for."""
    RECIPE = auto()
    """Bundles that were sold when another number was in them."""
    FORGOTTEN = auto()
    """What friends were sent who were erased since."""
    OTHER = auto()

    @classmethod
    def read(cls, text: str) -> "StockKind":
        """The kind of a stored code, `OTHER` for one from elsewhere."""
        return cls(text) if text in tuple(cls) else cls.OTHER


OUT = (StockKind.LOSS, StockKind.SAMPLE, StockKind.GIFT, StockKind.USED)
"""How units go otherwise than by an order."""
IN = (StockKind.CAME, StockKind.OPENING, StockKind.RETURNED, StockKind.PURCHASE)
"""How units come."""


@dataclass(eq=False)
class NoOwnStockError(ShukeError):
    """The stock of the product of this `name` is what its parts, or its variants, have."""

    name: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Units that came in, or went out where `quantity` is below zero. `code` is the batch's, empty where there is
    none.
    """

    id: StockMoveId
    day: date
    kind: StockKind
    quantity: int
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """Units of a product that came together; `left` of them are there."""

    id: BatchId
    product: ProductId
    name: str
    code: str
    expires_on: date | None
    received_on: date
    left: int


class Stock:
    """Verbs on what is on the shelf."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # what is there

    def moves(self, product: ProductId, limit: int = 200) -> list[MoveRow]:
        """What came in and went out otherwise than by an order, newest first."""
        query = (
            StockMove.select(
                StockMove.id, StockMove.day, StockMove.kind, StockMove.quantity, fn.COALESCE(Batch.code, ""),
                StockMove.note,
            )
            .left_outer_join(Batch, on=(Batch.id == StockMove.batch))
            .where(StockMove.product == product, StockMove.deleted_at.is_null())
            .order_by(StockMove.day.desc(), StockMove.id.desc())
            .limit(limit)
        )  # fmt: skip
        return [
            MoveRow(StockMoveId(number), date.fromisoformat(day), StockKind.read(kind), quantity, code, note)
            for number, day, kind, quantity, code, note in self._store.rows(query)
        ]

    def batches(self, product: ProductId) -> list[BatchRow]:
        """The batches of which something is left, those first that expire first."""
        return [row for row in self._batches([product]) if row.left > 0]

    def expiring(self, days: int = SOON_DAYS) -> list[BatchRow]:
        """What is left of batches that expire in so many days, or did, those first that expire first."""
        last = self._store.clock.today() + timedelta(days=days)
        query = (
            Batch.select(Batch.product)
            .join(Product)
            .where(Batch.expires_on <= last, Batch.deleted_at.is_null(), Product.deleted_at.is_null())
            .distinct()
        )
        rows = self._batches([number for (number,) in self._store.rows(query)])
        return [row for row in rows if row.left > 0 and row.expires_on is not None and row.expires_on <= last]

    def sent(self, product: ProductId) -> int:
        """How many units orders took, also in bundles."""
        stock = self._store.row(Product.select(Product.stock).where(Product.id == product), "product", product)[0]
        return _moved(self._store, product) - int(stock)

    # what happens to it

    def take_in(
        self,
        product: ProductId,
        units: int,
        kind: StockKind = StockKind.CAME,
        *,
        code: str = "",
        expires_on: date | None = None,
        day: date | None = None,
        note: str = "",
    ) -> None:
        """Units came in; from here on the stock is kept. A code or a last day makes them a batch, or part of one.

        Raises `OutOfRangeError`, `NoOwnStockError` for what has no stock of its own, `MissingError`.
        """
        _check_units(units)
        with self._store.write(Topic.PRODUCTS, Action(Verb.MOVE_STOCK, detail=kind)) as write:
            _own_stock(write, product)
            begin(write, product, self._store.clock.today())
            on = day or self._store.clock.today()
            batch = _batch(write, product, code.strip(), expires_on, on)
            _move(write, product, units, kind, on, note, batch)

    def take_out(
        self,
        product: ProductId,
        units: int,
        kind: StockKind,
        *,
        batch: BatchId | None = None,
        day: date | None = None,
        note: str = "",
    ) -> None:
        """Units went otherwise than by an order, of this batch or of those that expire first.

        Raises `OutOfRangeError`, `NoOwnStockError`, `MissingError`.
        """
        _check_units(units)
        with self._store.write(Topic.PRODUCTS, Action(Verb.MOVE_STOCK, detail=kind)) as write:
            _own_stock(write, product)
            begin(write, product, self._store.clock.today())
            on = day or self._store.clock.today()
            for number, some in self._split(product, units, batch):
                _move(write, product, -some, kind, on, note, number)

    def count(self, found: Mapping[ProductId, int], *, day: date | None = None) -> int:
        """What was counted on the shelf: the differences become moves. How many products differed.

        Raises `OutOfRangeError`, `NoOwnStockError`, `MissingError`; nothing is counted then.
        """
        with self._store.write(Topic.PRODUCTS, Action(Verb.COUNT_STOCK, count=len(found))) as write:
            return sum(self.settle(write, product, units, day=day) for product, units in found.items())

    def settle(
        self,
        write: Write,
        product: ProductId,
        units: int,
        kind: StockKind = StockKind.COUNT,
        *,
        day: date | None = None,
    ) -> bool:
        """There are so many units, as part of a change under way; whether that was news."""
        if not 0 <= units <= MOST_UNITS:
            raise OutOfRangeError("units", units, 0, MOST_UNITS)
        _own_stock(write, product)
        begin(write, product, self._store.clock.today())
        difference = units - write.rows(Product.select(Product.stock).where(Product.id == product))[0][0]
        on = day or self._store.clock.today()
        if difference > 0:
            _move(write, product, difference, kind, on, "", None)
        elif difference < 0:
            for number, some in self._split(product, -difference, None):
                _move(write, product, -some, kind, on, "", number)
        return bool(difference)

    def remove(self, move: StockMoveId) -> None:
        """It was no move after all. Raises `MissingError`."""
        with self._store.write(Topic.PRODUCTS, Action(Verb.MOVE_STOCK)) as write:
            write.delete(StockMove, move)

    def _split(self, product: ProductId, units: int, batch: BatchId | None) -> Iterable[tuple[BatchId | None, int]]:
        """Of which batches so many units go: of those that expire first, the rest of none."""
        if batch is not None:
            yield batch, units
            return
        for row in self.batches(product):
            some = min(units, row.left)
            if some:
                yield row.id, some
            units -= some
        if units:
            yield None, units

    def _batches(self, products: Sequence[int]) -> list[BatchRow]:
        query = (
            Batch.select(Batch.id, Batch.product, Product.name, Batch.code, Batch.expires_on, Batch.received_on)
            .join(Product)
            .where(Batch.product.in_(products), Batch.deleted_at.is_null())
            .order_by(Batch.expires_on.is_null(), Batch.expires_on, Batch.id)
        )
        rows = self._store.rows(query)
        left = _left(self._store, products, [row[0] for row in rows])
        return [
            BatchRow(
                BatchId(number), ProductId(product), name, code, None if last is None else date.fromisoformat(last),
                date.fromisoformat(came), left.get(number, 0),
            )
            for number, product, name, code, last, came in rows
        ]  # fmt: skip


def begin(write: Write, product: ProductId, day: date) -> None:
    """From here on the stock of a product is kept; what was sold before is made up for, so that it begins at 0."""
    stocked, stock = write.rows(Product.select(Product.stocked, Product.stock).where(Product.id == product))[0]
    if stocked:
        return
    write.update(Product, product, stocked=True)
    if stock:
        write.insert(StockMove, product=product, quantity=-stock, kind=StockKind.BEFORE, day=day)


def sent_bundles(write: Write, bundle: ProductId) -> int:
    """How many of a bundle were sent."""
    stock = write.rows(Product.select(Product.stock).where(Product.id == bundle))[0][0]
    came = StockMove.select(fn.COALESCE(fn.SUM(StockMove.quantity), 0)).where(
        StockMove.product == bundle, StockMove.deleted_at.is_null()
    )
    return int(write.rows(came)[0][0]) - int(stock)


def packed_otherwise(write: Write, bundle: ProductId, differences: Mapping[ProductId, int], day: date) -> None:
    """So many more (or fewer) units of a part are in a bundle from now on: what was sent so far stays as it was."""
    sent = sent_bundles(write, bundle)
    for part, difference in differences.items():
        if sent * difference:
            write.insert(StockMove, product=part, quantity=sent * difference, kind=StockKind.RECIPE, day=day)


def choose_batches(store: Store, write: Write, order: OrderId) -> None:
    """Say of each line that is being sent which batch it is taken from: the first to expire that has enough, else the
    first that has any. Part of a change under way.
    """
    lines = write.rows(
        OrderLine.select(OrderLine.id, OrderLine.product, OrderLine.quantity)
        .join(Product)
        .where(
            OrderLine.order == order,
            OrderLine.deleted_at.is_null(),
            OrderLine.batch.is_null(),
            OrderLine.supplier.is_null(),
            Product.stocked == 1,
        )
        .order_by(OrderLine.id)
    )
    if not lines:
        return
    left = {row.id: row for row in Stock(store)._batches([product for _, product, _ in lines])}  # noqa: SLF001 - its own other half
    there = {number: row.left for number, row in left.items()}
    for line, product, quantity in lines:
        some = [number for number, row in left.items() if row.product == product and there[number] > 0]
        if not some:
            continue
        batch = next((number for number in some if there[number] >= quantity), some[0])
        there[batch] -= quantity
        write.update(OrderLine, line, batch=batch)


def _left(store: Store, products: Sequence[int], batches: Sequence[int]) -> dict[int, int]:
    """How many units of each batch are there."""
    if not batches:
        return {}
    came = store.rows(
        StockMove.select(StockMove.batch, fn.SUM(StockMove.quantity))
        .where(StockMove.product.in_(products), StockMove.batch.in_(batches), StockMove.deleted_at.is_null())
        .group_by(StockMove.batch)
    )
    went = dict(
        store.rows(
            OrderLine.select(OrderLine.batch, fn.SUM(OrderLine.counted))
            .where(OrderLine.batch.in_(batches))
            .group_by(OrderLine.batch)
        )
    )
    return {batch: int(units) - int(went.get(batch, 0)) for batch, units in came}


def _moved(store: Store, product: ProductId) -> int:
    query = StockMove.select(fn.COALESCE(fn.SUM(StockMove.quantity), 0))
    return int(store.rows(query.where(StockMove.product == product, StockMove.deleted_at.is_null()))[0][0])


def _check_units(units: int) -> None:
    if not 1 <= units <= MOST_UNITS:
        raise OutOfRangeError("units", units, 1, MOST_UNITS)


def _own_stock(write: Write, product: ProductId) -> None:
    """Raise `MissingError`, and `NoOwnStockError` for what its parts or variants have."""
    found = write.rows(Product.select(Product.name).where(Product.id == product, Product.deleted_at.is_null()))
    if not found:
        raise MissingError("product", str(product))
    parts = BundlePart.select(BundlePart.id).where(BundlePart.bundle == product, BundlePart.deleted_at.is_null())
    variants = Product.select(Product.id).where(Product.parent == product, Product.deleted_at.is_null())
    if write.rows(parts.limit(1)) or write.rows(variants.limit(1)):
        raise NoOwnStockError(found[0][0])


def _batch(write: Write, product: ProductId, code: str, expires_on: date | None, day: date) -> BatchId | None:
    """The batch of this code and last day, made where it is not there yet; none where neither was said."""
    if not code and expires_on is None:
        return None
    same = Batch.select(Batch.id).where(Batch.product == product, Batch.code == code, Batch.deleted_at.is_null())
    same = same.where(Batch.expires_on.is_null() if expires_on is None else Batch.expires_on == expires_on)
    found = write.rows(same)
    if found:
        return BatchId(found[0][0])
    return BatchId(write.insert(Batch, product=product, code=code, expires_on=expires_on, received_on=day))


def _move(
    write: Write, product: ProductId, units: int, kind: StockKind, day: date, note: str, batch: BatchId | None
) -> None:
    write.insert(StockMove, product=product, batch=batch, quantity=units, kind=kind, day=day, note=note.strip())
