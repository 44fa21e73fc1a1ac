"""What the seller does with suppliers; each of it is one step that can be taken back."""

from collections.abc import Sequence
from datetime import date

from peewee import fn

from crm.db.models import (
    Order,
    OrderLine,
    PriceChange,
    Product,
    Purchase,
    PurchaseLine,
    StockMove,
    Supplier,
    SupplierPayment,
    SupplierPrice,
)
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import EmptyNameError, MissingError, OutOfRangeError, TakenError, TooLongError
from crm.ids import OrderLineId, ProductId, PurchaseId, SupplierId, SupplierPaymentId
from crm.money import MOST
from crm.orders import MOST_QUANTITY, PayMethod
from crm.products import MOST_PRICE, ProductDraft, Products
from crm.shipping import Shipping, fill
from crm.suppliers.reading import NOT_GONE, Reading
from crm.suppliers.rows import (
    LONGEST_TEMPLATE,
    MOST_LINES,
    InvalidPurchaseError,
    PurchaseDraft,
    PurchaseLineDraft,
    PurchaseProblem,
    Report,
    SupplierBusyError,
    SupplierDraft,
)
from crm.topics import Action, Topic, Verb

MOVE = "purchase"
"""The kind of movement of stock that a purchase is; what goes back to the supplier is below zero."""
BETWEEN = "\n\n"
"""What stands between the orders of one text."""


class Suppliers(Reading):
    """Verbs on suppliers."""

    def __init__(self, store: Store, shipping: Shipping, products: Products) -> None:
        super().__init__(store)
        self._products = products
        self._shipping = shipping

    # who they are

    def add(self, draft: SupplierDraft) -> SupplierId:
        """A new supplier. Raises `EmptyNameError`, `TakenError`, `TooLongError`."""
        with self._store.write(Topic.SUPPLIERS, Action(Verb.EDIT_SUPPLIER)) as write:
            last = write.rows(Supplier.select(fn.MAX(Supplier.position)))[0][0]
            return SupplierId(write.insert(Supplier, position=(last or 0) + 1, **self._values(draft, None)))

    def edit(self, supplier: SupplierId, draft: SupplierDraft, *, seen: int | None = None) -> None:
        """Say it anew. Raises what `add` raises, and `MissingError`, `ConflictError`."""
        with self._store.write(Topic.SUPPLIERS, Action(Verb.EDIT_SUPPLIER)) as write:
            write.update(Supplier, supplier, seen=seen, **self._values(draft, supplier))

    def delete(self, supplier: SupplierId) -> None:
        """Into the bin. What they were not told of yet, the seller ships herself.

        Raises `SupplierBusyError` while something is owed or under way, `MissingError`.
        """
        row = self.row(supplier)
        if row.owed or row.under_way:
            raise SupplierBusyError(row.name, row.owed, row.under_way)
        with self._store.write(Topic.SUPPLIERS | Topic.ORDERS, Action(Verb.DELETE_SUPPLIER)) as write:
            for line in self.open_lines(supplier):
                write.update(OrderLine, line.id, supplier=None)
            write.delete(Supplier, supplier)

    def set_price(self, supplier: SupplierId, product: ProductId, price: int | None) -> None:
        """What a product costs there, in minor units; none: it is not to be had there any more.

        The price that was said last makes its supplier the usual one of the product. Raises `OutOfRangeError`,
        `MissingError`.
        """
        with self._store.write(Topic.SUPPLIERS | Topic.PRODUCTS, Action(Verb.EDIT_SUPPLIER)) as write:
            _must_be(write, Supplier, "supplier", supplier)
            _must_be(write, Product, "product", product)
            if price is not None and not 0 <= price <= MOST_PRICE:
                raise OutOfRangeError("price", price, 0, MOST_PRICE)
            for (number,) in write.rows(
                SupplierPrice.select(SupplierPrice.id).where(
                    SupplierPrice.supplier == supplier,
                    SupplierPrice.product == product,
                    SupplierPrice.deleted_at.is_null(),
                )
            ):
                write.delete(SupplierPrice, number)
            if price is not None:
                write.insert(SupplierPrice, supplier=supplier, product=product, price=price)

    # bought and paid

    def buy(self, draft: PurchaseDraft) -> PurchaseId:
        """Goods came in, or went back. They enter the stock, and what one cost is the product's cost from then on.

        The cost is the last one, not an average (docs/decisions/0015). A price that is kept of this supplier follows.
        Raises `InvalidPurchaseError`, `MissingError`.
        """
        check(draft)
        topics = Topic.SUPPLIERS | Topic.PRODUCTS
        with self._store.write(topics, Action(Verb.BUY, detail="returned" if draft.returned else "")) as write:
            day = draft.day or self._store.clock.today()
            if draft.supplier is not None:
                _must_be(write, Supplier, "supplier", draft.supplier)
            purchase = PurchaseId(
                write.insert(
                    Purchase, supplier=draft.supplier, day=day, note=draft.note.strip(), returned=draft.returned
                )
            )
            bought: set[ProductId] = set()
            for line in draft.lines:
                product = self._product(write, line)
                bought.add(product)
                number = write.insert(
                    PurchaseLine,
                    purchase=purchase,
                    product=product,
                    quantity=line.quantity,
                    unit_cost=line.unit_cost,
                )
                write.insert(
                    StockMove,
                    product=product,
                    purchase_line=number,
                    quantity=-line.quantity if draft.returned else line.quantity,
                    kind=MOVE,
                    day=day,
                )
                if not draft.returned:
                    self._follow(draft.supplier, product, line.unit_cost)
            for product in bought:
                _cost_anew(write, product, day)
            if draft.paid and draft.supplier is not None:
                paid = -draft.paid if draft.returned else draft.paid
                write.insert(SupplierPayment, supplier=draft.supplier, amount=paid, day=day)
            return purchase

    def _product(self, write: Write, line: PurchaseLineDraft) -> ProductId:
        if line.product is not None:
            _must_be(write, Product, "product", line.product)
            return line.product
        known = self._products.named(line.name)
        return known.id if known else self._products.add(ProductDraft(line.name))

    def _follow(self, supplier: SupplierId | None, product: ProductId, cost: int) -> None:
        """A price that is kept of the supplier becomes what was paid; none is made of a purchase."""
        if supplier is None:
            return
        known = self.price(supplier, product)
        if known is not None and known != cost:
            self.set_price(supplier, product, cost)

    def delete_purchase(self, purchase: PurchaseId) -> None:
        """It did not happen: its goods leave the stock, and the cost is that of the purchase before.

        Raises `MissingError`.
        """
        with self._store.write(Topic.SUPPLIERS | Topic.PRODUCTS, Action(Verb.BUY, detail="deleted")) as write:
            write.delete(Purchase, purchase)
            lines = write.rows(
                PurchaseLine.select(PurchaseLine.id, PurchaseLine.product).where(
                    PurchaseLine.purchase == purchase, PurchaseLine.deleted_at.is_null()
                )
            )
            for number, _ in lines:
                write.delete(PurchaseLine, number)
                for (move,) in write.rows(
                    StockMove.select(StockMove.id).where(
                        StockMove.purchase_line == number, StockMove.deleted_at.is_null()
                    )
                ):
                    write.delete(StockMove, move)
            for product in {product for _, product in lines}:
                _cost_anew(write, product, self._store.clock.today())

    def pay(
        self,
        supplier: SupplierId,
        amount: int,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
        note: str = "",
    ) -> SupplierPaymentId:
        """Money went to a supplier, in minor units; below zero it came back. It may be more than is owed.

        Raises `OutOfRangeError` for nothing and for too much, `MissingError`.
        """
        if not amount or abs(amount) > MOST:
            raise OutOfRangeError("amount", amount, 1, MOST)
        with self._store.write(Topic.SUPPLIERS, Action(Verb.PAY_SUPPLIER)) as write:
            _must_be(write, Supplier, "supplier", supplier)
            return SupplierPaymentId(
                write.insert(
                    SupplierPayment,
                    supplier=supplier,
                    amount=amount,
                    method=method or "",
                    day=day or self._store.clock.today(),
                    note=note.strip(),
                )
            )

    def delete_payment(self, payment: SupplierPaymentId) -> None:
        """It was not paid. Raises `MissingError`."""
        with self._store.write(Topic.SUPPLIERS, Action(Verb.PAY_SUPPLIER)) as write:
            write.delete(SupplierPayment, payment)

    # what they ship

    def ship_by(self, lines: Sequence[OrderLineId], supplier: SupplierId | None) -> None:
        """These lines are shipped by this supplier, or (none) by the seller; who was told before, was told in vain.

        A line whose order was sent meanwhile raises `MissingError`, as one that is gone does.
        """
        topics = Topic.ORDERS | Topic.SUPPLIERS
        with self._store.write(topics, Action(Verb.WHO_SHIPS, count=len(lines))) as write:
            if supplier is not None:
                _must_be(write, Supplier, "supplier", supplier)
            found = dict(
                write.rows(
                    OrderLine.select(OrderLine.id, OrderLine.supplier)
                    .join(Order)
                    .where(OrderLine.id.in_(list(lines)), *NOT_GONE)
                )
            )
            for line in lines:
                if line not in found:
                    raise MissingError("order_line", str(line))
                if found[line] != supplier:
                    write.update(OrderLine, line, supplier=supplier, reported_on=None)

    def report(self, supplier: SupplierId, template: str, sender: str = "") -> Report:
        """The text that orders everything this supplier was not told of yet, and from now on they were told.

        `template` is for each parcel, where the supplier has none of their own. What one unit costs is kept with each
        line. A parcel without an address stays behind. An empty text: there was nothing to be told. Raises
        `MissingError`.
        """
        with self._store.write(Topic.SUPPLIERS | Topic.ORDERS, Action(Verb.REPORT_ORDER)) as write:
            row = self.row(supplier)
            parcels = self._shipping.reportable(supplier)
            ready = [parcel for parcel in parcels if parcel.addressed]
            text = BETWEEN.join(fill(row.template or template, parcel, sender).text for parcel in ready)
            lines = [goods.id for parcel in ready for goods in parcel.goods]
            for number, product, cost in write.rows(
                OrderLine.select(OrderLine.id, OrderLine.product, OrderLine.unit_cost).where(OrderLine.id.in_(lines))
            ):
                price = None if product is None else self.price(supplier, product)
                write.update(
                    OrderLine,
                    number,
                    reported_on=self._store.clock.today(),
                    unit_cost=cost if price is None else price,
                )
            orders = tuple(order for parcel in ready for order in parcel.orders)
            return Report(text, orders, tuple(parcel.friend for parcel in parcels if not parcel.addressed))

    def text_again(self, supplier: SupplierId, template: str, sender: str = "") -> str:
        """The text of what the supplier was told and did not ship yet, once more; nothing is written."""
        row = self.row(supplier)
        orders = dict.fromkeys(
            line.order for line in self.open_lines(supplier) if line.reported_on and not line.called_off
        )
        parcels = self._shipping.of(orders, whose=supplier)
        return BETWEEN.join(fill(row.template or template, parcel, sender).text for parcel in parcels)

    def _values(self, draft: SupplierDraft, supplier: SupplierId | None) -> dict[str, str]:
        name = " ".join(draft.name.split())
        if not name:
            raise EmptyNameError("supplier")
        if len(draft.template) > LONGEST_TEMPLATE:
            raise TooLongError("template", LONGEST_TEMPLATE)
        same = self._store.rows(
            Supplier.select(Supplier.id).where(Supplier.name == name, Supplier.deleted_at.is_null())
        )
        if any(number != supplier for (number,) in same):
            raise TakenError("supplier", name)
        return {"name": name, "note": draft.note.strip(), "template": draft.template.strip()}


def check(draft: PurchaseDraft) -> None:
    """Raise the first `InvalidPurchaseError` of a draft."""
    if not draft.lines:
        raise InvalidPurchaseError(PurchaseProblem.NO_LINES)
    if len(draft.lines) > MOST_LINES:
        raise InvalidPurchaseError(PurchaseProblem.TOO_MANY_LINES)
    for place, line in enumerate(draft.lines):
        if line.product is None and not line.name.strip():
            raise InvalidPurchaseError(PurchaseProblem.NO_NAME, place)
        if not 1 <= line.quantity <= MOST_QUANTITY:
            raise InvalidPurchaseError(PurchaseProblem.QUANTITY, place)
        if not 0 <= line.unit_cost <= MOST_PRICE:
            raise InvalidPurchaseError(PurchaseProblem.PRICE, place)
    total = sum(line.quantity * line.unit_cost for line in draft.lines)
    if not 0 <= draft.paid <= min(total, MOST):
        raise InvalidPurchaseError(PurchaseProblem.PAID)
    if draft.paid and draft.supplier is None:
        raise InvalidPurchaseError(PurchaseProblem.NOBODY_PAID)


def _must_be(write: Write, model: type[Supplier] | type[Product], what: str, number: int) -> None:
    if not write.rows(model.select(model.id).where(model.id == number, model.deleted_at.is_null())):
        raise MissingError(what, str(number))


def _cost_anew(write: Write, product: ProductId, day: date) -> None:
    """The product costs what it did in its newest purchase; where there is none, it stays as it is."""
    newest = write.rows(
        PurchaseLine.select(PurchaseLine.unit_cost)
        .join(Purchase)
        .where(
            PurchaseLine.product == product,
            PurchaseLine.deleted_at.is_null(),
            Purchase.deleted_at.is_null(),
            ~Purchase.returned,
        )
        .order_by(Purchase.day.desc(), PurchaseLine.id.desc())
        .limit(1)
    )
    rows = write.rows(Product.select(Product.price, Product.cost).where(Product.id == product))
    for (cost,), (price, before) in zip(newest, rows, strict=False):
        if cost != before:
            write.update(Product, product, cost=cost)
            write.insert(PriceChange, product=product, day=day, price=price, cost=cost)
