"""Questions about suppliers: who they are, what they ask, what is owed, what they are to ship."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from peewee import fn

from crm.db.models import (
    Contact,
    Order,
    OrderLine,
    Product,
    Purchase,
    PurchaseLine,
    Supplier,
    SupplierPayment,
    SupplierPrice,
)
from crm.db.store import Store
from crm.ids import OrderId, OrderLineId, ProductId, SupplierId
from crm.suppliers.rows import Deal, DealKind, OpenLine, PriceRow, SupplierRow
from crm.suppliers.standing import standing

NOT_GONE = (
    Order.deleted_at.is_null(),
    Order.shipped_on.is_null(),
    Order.received_on.is_null(),
    OrderLine.deleted_at.is_null(),
)
NOT_SENT = (*NOT_GONE, Order.cancelled_on.is_null())
COUNTS = (
    OrderLine.deleted_at.is_null(),
    Order.deleted_at.is_null(),
    (Order.cancelled_on.is_null()) | (Order.shipped_on.is_null(is_null=False)),
    OrderLine.reported_on.is_null(is_null=False),
)
"""What is owed for: told of, and not cancelled before it was sent."""


class Reading:
    """Questions about suppliers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[SupplierRow]:
        """Every supplier with what is owed, in the seller's order."""
        return self._rows(Supplier.deleted_at.is_null())

    def rows(self, ids: Iterable[int]) -> dict[int, SupplierRow]:
        """Those suppliers that are not in the bin."""
        return {row.id: row for row in self._rows(Supplier.id.in_(list(ids)) & Supplier.deleted_at.is_null())}

    def row(self, supplier: SupplierId) -> SupplierRow:
        """One supplier. Raises `MissingError`."""
        self._store.row(
            Supplier.select(Supplier.id).where(Supplier.id == supplier, Supplier.deleted_at.is_null()),
            "supplier",
            supplier,
        )
        return self.rows([supplier])[supplier]

    def names(self) -> dict[SupplierId, str]:
        """The suppliers there are, in the seller's order, also those in the bin that old lines name, last."""
        rows = self._store.rows(
            Supplier.select(Supplier.id, Supplier.name).order_by(
                Supplier.deleted_at.is_null(is_null=False), Supplier.position, Supplier.id
            )
        )
        return {SupplierId(number): name for number, name in rows}

    def prices(self, supplier: SupplierId) -> list[PriceRow]:
        """What products cost there, by name."""
        newest = (
            SupplierPrice.select(SupplierPrice.product, fn.MAX(SupplierPrice.id))
            .join(Supplier)
            .where(SupplierPrice.deleted_at.is_null(), Supplier.deleted_at.is_null())
            .group_by(SupplierPrice.product)
        )
        usual = {number for _, number in self._store.rows(newest)}
        rows = self._store.rows(
            SupplierPrice.select(SupplierPrice.id, Product.id, Product.name, SupplierPrice.price)
            .join(Product)
            .where(SupplierPrice.supplier == supplier, SupplierPrice.deleted_at.is_null(), Product.deleted_at.is_null())
            .order_by(Product.name_key, Product.id)
        )
        return [PriceRow(ProductId(product), name, price, number in usual) for number, product, name, price in rows]

    def price(self, supplier: SupplierId, product: ProductId) -> int | None:
        """What a product costs there, in minor units; none where it is not known."""
        rows = self._store.rows(
            SupplierPrice.select(SupplierPrice.price)
            .where(
                SupplierPrice.supplier == supplier,
                SupplierPrice.product == product,
                SupplierPrice.deleted_at.is_null(),
            )
            .order_by(SupplierPrice.id.desc())
            .limit(1)
        )
        return rows[0][0] if rows else None

    def deals(self, supplier: SupplierId) -> list[Deal]:
        """Everything between the seller and a supplier, the newest first."""
        every = [*self._bought([supplier]), *self._shipped([supplier]), *self._paid([supplier])]
        every.sort(key=lambda pair: (pair[1].day, pair[1].kind is DealKind.PAID, pair[1].id), reverse=True)
        return [deal for _, deal in every]

    def open_lines(self, supplier: SupplierId | None = None) -> list[OpenLine]:
        """What suppliers, or this one, are to ship and did not yet, oldest first; also what they were told of and is
        cancelled, until the seller takes it back.
        """
        whose = OrderLine.supplier.is_null(is_null=False) if supplier is None else OrderLine.supplier == supplier
        rows = self._store.rows(
            OrderLine.select(
                OrderLine.id, Order.id, Order.number, Contact.name, OrderLine.name, OrderLine.quantity,
                OrderLine.supplier, OrderLine.reported_on, Order.owed, Order.cancelled_on,
            )
            .join(Order)
            .join(Contact)
            .where(
                whose, *NOT_GONE, Order.cancelled_on.is_null() | OrderLine.reported_on.is_null(is_null=False)
            )
            .order_by(Order.at, OrderLine.id)
        )  # fmt: skip
        return [
            OpenLine(
                OrderLineId(number), OrderId(order), shown, friend, name, quantity, SupplierId(who), _day(told),
                owed == 0, cancelled is not None,
            )
            for number, order, shown, friend, name, quantity, who, told, owed, cancelled in rows
        ]  # fmt: skip

    def _rows(self, where: Any) -> list[SupplierRow]:
        rows = self._store.rows(
            Supplier.select(Supplier.id, Supplier.version, Supplier.name, Supplier.note, Supplier.template)
            .where(where)
            .order_by(Supplier.position, Supplier.id)
        )
        ids = [SupplierId(row[0]) for row in rows]
        amounts: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
        for who, deal in (*self._bought(ids), *self._shipped(ids), *self._paid(ids)):
            amounts[who].append((deal.day, deal.amount))
        fresh, told, unpriced = self._counts()
        products = dict(
            self._store.rows(
                SupplierPrice.select(SupplierPrice.supplier, fn.COUNT(SupplierPrice.product.distinct()))
                .join(Product)
                .where(SupplierPrice.deleted_at.is_null(), Product.deleted_at.is_null())
                .group_by(SupplierPrice.supplier)
            )
        )
        found = []
        for number, version, name, note, template in rows:
            owed, since = standing(amounts[number])
            found.append(
                SupplierRow(
                    SupplierId(number),
                    version,
                    name,
                    note,
                    template,
                    owed,
                    since,
                    to_report=fresh.get(number, 0),
                    under_way=told.get(number, 0),
                    unpriced=unpriced.get(number, 0),
                    products=products.get(number, 0),
                )
            )
        return found

    def _counts(self) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        """By supplier: lines to be told of (paid ones), told of and not sent yet, and owed for without a price."""
        base = OrderLine.select(OrderLine.supplier, fn.COUNT(OrderLine.id)).join(Order)
        whose = OrderLine.supplier.is_null(is_null=False)
        fresh = base.where(whose, *NOT_SENT, OrderLine.reported_on.is_null(), Order.owed == 0)
        told = base.where(whose, *NOT_SENT, OrderLine.reported_on.is_null(is_null=False))
        unpriced = base.where(whose, *COUNTS, OrderLine.unit_cost.is_null())
        first, second, third = (
            dict(self._store.rows(query.group_by(OrderLine.supplier))) for query in (fresh, told, unpriced)
        )
        return first, second, third

    def _bought(self, ids: list[SupplierId]) -> Iterator[tuple[int, Deal]]:
        rows = self._store.rows(
            PurchaseLine.select(
                Purchase.supplier, Purchase.id, Purchase.day, Purchase.returned, Purchase.note, Product.name,
                PurchaseLine.quantity, PurchaseLine.unit_cost,
            )
            .join(Purchase)
            .switch(PurchaseLine)
            .join(Product)
            .where(Purchase.supplier.in_(ids), Purchase.deleted_at.is_null(), PurchaseLine.deleted_at.is_null())
            .order_by(PurchaseLine.id)
        )  # fmt: skip
        found: dict[int, tuple[int, Deal]] = {}
        for who, number, day, returned, note, name, quantity, cost in rows:
            amount = quantity * cost * (-1 if returned else 1)
            what = f"{name} × {quantity}"
            if number in found:
                before = found[number][1]
                amount, what = before.amount + amount, f"{before.what}、{what}"
            kind = DealKind.RETURNED if returned else DealKind.BOUGHT
            found[number] = (who, Deal(kind, number, date.fromisoformat(day), amount, what, note))
        yield from found.values()

    def _shipped(self, ids: list[SupplierId]) -> Iterator[tuple[int, Deal]]:
        rows = self._store.rows(
            OrderLine.select(
                OrderLine.supplier, OrderLine.id, OrderLine.reported_on, OrderLine.unit_cost, OrderLine.quantity,
                OrderLine.name, Order.number, Contact.name,
            )
            .join(Order)
            .join(Contact)
            .where(OrderLine.supplier.in_(ids), *COUNTS)
        )  # fmt: skip
        for who, number, day, cost, quantity, name, order, friend in rows:
            words = f"{friend} · {name} × {quantity}"
            yield (
                who,
                Deal(DealKind.SHIPPED, number, date.fromisoformat(day), quantity * (cost or 0), words, order),
            )

    def _paid(self, ids: list[SupplierId]) -> Iterator[tuple[int, Deal]]:
        rows = self._store.rows(
            SupplierPayment.select(
                SupplierPayment.supplier, SupplierPayment.id, SupplierPayment.day, SupplierPayment.amount,
                SupplierPayment.method, SupplierPayment.note,
            ).where(SupplierPayment.supplier.in_(ids), SupplierPayment.deleted_at.is_null())
        )  # fmt: skip
        for who, number, day, amount, method, note in rows:
            kind = DealKind.PAID if amount > 0 else DealKind.PAID_BACK
            yield who, Deal(kind, number, date.fromisoformat(day), -amount, method, note)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
