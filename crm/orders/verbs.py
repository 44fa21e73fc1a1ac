"""What the seller does with orders; each of it is one step that can be taken back."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from crm.db.models import Account, Contact, Order, OrderLine, Payment, Product
from crm.db.row import Row
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import MissingError, ShukeError
from crm.ids import ContactId, OrderId
from crm.orders.drafts import (
    InvalidOrderError,
    InvalidPaymentError,
    LineDraft,
    OrderDraft,
    OrderProblem,
    PaymentProblem,
    check,
    total_of,
)
from crm.orders.reading import Reading
from crm.orders.rows import OrderRow, OrderState, PayMethod
from crm.products import ProductDraft, Products
from crm.topics import Action, Topic, Verb

REFUND = "refund"
"""The detail of a step in which money went back."""
TOPICS = Topic.ORDERS | Topic.CONTACTS


@dataclass(eq=False)
class OrderStateError(ShukeError):
    """The order has come too far for this, or not far enough. `verb` is what was tried."""

    number: str
    state: OrderState
    verb: Verb


class Orders(Reading):
    """Verbs on orders."""

    def __init__(self, store: Store, products: Products) -> None:
        super().__init__(store)
        self._products = products

    def add(self, draft: OrderDraft) -> OrderId:
        """A new order with its first payment. It counts as contact.

        Raises `InvalidOrderError`, `InvalidPaymentError`, `MissingError`.
        """
        check(draft)
        at, day = self._when(draft.day)
        with self._store.write(TOPICS, Action(Verb.ADD_ORDER, draft.contact)) as write:
            _must_exist(write, draft)
            order = OrderId(
                write.insert(
                    Order,
                    contact=draft.contact,
                    number=next_number(write, day),
                    at=at,
                    day=day,
                    **_values(draft),
                )
            )
            for line in self._kept(draft.lines):
                _add_line(write, draft.contact, order, line)
            if draft.paid:
                self._money(write, draft.contact, order, draft.paid, draft.method, at, day)
        return order

    def edit(self, order: OrderId, draft: OrderDraft, *, seen: int | None = None) -> None:
        """Say anew what an order is: its lines, fee, discount, notes and address; payments stay as they are.

        Raises `InvalidOrderError` (also for another friend, and for a total below what was paid), `OrderStateError`
        when it was cancelled, `MissingError`, `ConflictError`.
        """
        check(draft)
        with self._store.write(TOPICS, Action(Verb.EDIT_ORDER, draft.contact)) as write:
            row = self._open(order, Verb.EDIT_ORDER, OrderState.CANCELLED)
            if draft.contact != row.contact:
                raise InvalidOrderError(OrderProblem.OTHER_FRIEND, draft.contact)
            if total_of(draft) < row.paid:
                raise InvalidOrderError(OrderProblem.BELOW_PAID, row.paid)
            _must_exist(write, draft)
            values = _values(draft)
            if draft.day is not None and draft.day != row.day:
                values["at"], values["day"] = self._when(draft.day)
            write.update(Order, order, seen=seen, **values)
            _replace_lines(write, row.contact, order, self._kept(draft.lines))

    def pay(
        self, order: OrderId, amount: int | None = None, *, method: PayMethod | None = None, day: date | None = None
    ) -> None:
        """Money came: so many minor units, or all that is owed.

        Raises `InvalidPaymentError` for nothing and for more than is owed, `OrderStateError` for a cancelled order,
        `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.PAY_ORDER, order)) as write:
            row = self._open(order, Verb.PAY_ORDER, OrderState.CANCELLED)
            coming = row.owed if amount is None else amount
            if row.owed == 0:
                raise InvalidPaymentError(PaymentProblem.NOTHING_OWED, coming, 0)
            if coming <= 0:
                raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, coming, row.owed)
            if coming > row.owed:
                raise InvalidPaymentError(PaymentProblem.MORE_THAN_OWED, coming, row.owed)
            self._money(write, row.contact, order, coming, method, *self._when(day))

    def refund(
        self,
        order: OrderId,
        amount: int | None = None,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
        owed_again: bool = False,
    ) -> None:
        """Money went back: so many minor units, or all that was paid.

        The order becomes cheaper by it, so that nobody is reminded of money that was given back; `owed_again` where
        the friend is still to pay it. Raises `InvalidPaymentError` for nothing and for more than was paid,
        `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.PAY_ORDER, order, REFUND)) as write:
            row = self.row(order)
            going = row.paid if amount is None else amount
            if row.paid == 0:
                raise InvalidPaymentError(PaymentProblem.NOTHING_PAID, going, 0)
            if going <= 0:
                raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, going, row.paid)
            if going > row.paid:
                raise InvalidPaymentError(PaymentProblem.MORE_THAN_PAID, going, row.paid)
            self._money(write, row.contact, order, -going, method, *self._when(day))
            if row.cancelled_on is None and not owed_again:
                discount = write.rows(Order.select(Order.discount).where(Order.id == order))[0][0]
                write.update(Order, order, discount=discount + going)

    def ship(
        self,
        order: OrderId,
        day: date | None = None,
        courier: str = "",
        tracking: str = "",
        *,
        seen: int | None = None,
    ) -> None:
        """The parcel is on its way, paid or not.

        Raises `OrderStateError` when it was sent, handed over or cancelled before, `MissingError`, `ConflictError`.
        """
        with self._store.write(TOPICS, self._action(Verb.SHIP_ORDER, order)) as write:
            self._open(
                order,
                Verb.SHIP_ORDER,
                OrderState.ON_THE_WAY,
                OrderState.RECEIVED,
                OrderState.CLOSED,
                OrderState.CANCELLED,
            )
            write.update(
                Order,
                order,
                seen=seen,
                shipped_on=day or self._store.clock.today(),
                courier=courier.strip(),
                tracking=tracking.strip(),
            )

    def set_parcel(self, order: OrderId, courier: str, tracking: str) -> None:
        """The courier and number of a parcel, said anew. Raises `OrderStateError` if none was sent, `MissingError`."""
        with self._store.write(TOPICS, self._action(Verb.SHIP_ORDER, order)) as write:
            row = self.row(order)
            if row.shipped_on is None:
                raise OrderStateError(row.number, row.state, Verb.SHIP_ORDER)
            write.update(Order, order, courier=courier.strip(), tracking=tracking.strip())

    def receive(self, order: OrderId, day: date | None = None) -> None:
        """It arrived, or was handed over without a parcel.

        Raises `OrderStateError` when it had arrived or was cancelled, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.RECEIVE_ORDER, order)) as write:
            self._open(order, Verb.RECEIVE_ORDER, OrderState.RECEIVED, OrderState.CLOSED, OrderState.CANCELLED)
            write.update(Order, order, received_on=day or self._store.clock.today())

    def cancel(self, order: OrderId, day: date | None = None) -> None:
        """It comes to nothing; nothing is owed any more, and what was paid waits to be given back.

        Raises `OrderStateError` when it had arrived or was cancelled, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.CANCEL_ORDER, order)) as write:
            self._open(order, Verb.CANCEL_ORDER, OrderState.RECEIVED, OrderState.CLOSED, OrderState.CANCELLED)
            write.update(Order, order, cancelled_on=day or self._store.clock.today())

    def delete(self, order: OrderId) -> None:
        """Put an order into the bin with its lines and payments. Raises `MissingError`."""
        with self._store.write(TOPICS, self._action(Verb.DELETE_ORDER, order)) as write:
            write.delete(Order, order)
            for model in (OrderLine, Payment):
                for (number,) in write.rows(
                    model.select(model.id).where(model._meta.fields["order"] == order, model.deleted_at.is_null())
                ):
                    write.delete(model, number)

    def _kept(self, lines: tuple[LineDraft, ...]) -> tuple[LineDraft, ...]:
        """The lines with a product where one is to be kept; one of that name that is there already is taken."""
        return tuple(self._with_product(line) if line.keep and line.product is None else line for line in lines)

    def _with_product(self, line: LineDraft) -> LineDraft:
        known = self._products.named(line.name)
        product = known.id if known else self._products.add(ProductDraft(line.name, line.unit_price))
        return replace(line, product=product)

    def _action(self, verb: Verb, order: OrderId, detail: str = "") -> Action:
        return Action(verb, self.row(order).contact, detail)

    def _open(self, order: OrderId, verb: Verb, *too_far: OrderState) -> OrderRow:
        row = self.row(order)
        if row.state in too_far:
            raise OrderStateError(row.number, row.state, verb)
        return row

    def _money(
        self,
        write: Write,
        contact: ContactId,
        order: OrderId,
        amount: int,
        method: PayMethod | None,
        at: datetime,
        day: date,
    ) -> None:
        write.insert(Payment, contact=contact, order=order, amount=amount, method=method or "", at=at, day=day)

    def _when(self, day: date | None) -> tuple[datetime, date]:
        """The moment and day of something that happened on `day`, now where that is none or today."""
        clock = self._store.clock
        now = clock.now()
        today = clock.day_of(now)
        return (now, today) if day is None or day == today else (clock.moment_of(day), day)


def next_number(write: Write, day: date) -> str:
    """The next free number of a day, like `20260304-007`. Numbers in the bin stay used."""
    head = f"{day:%Y%m%d}-"
    used = write.rows(Order.select(Order.number).where(Order.number >= head, Order.number < head + ":"))
    tails = [number.removeprefix(head) for (number,) in used]
    last = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)
    return f"{head}{last + 1:03}"


def _values(draft: OrderDraft) -> dict[str, Any]:
    return {
        "account": draft.account,
        "channel": draft.channel.strip(),
        "note": draft.note.strip(),
        "shipping_fee": draft.shipping_fee,
        "discount": draft.discount,
        "address": draft.address.strip(),
    }


def _must_exist(write: Write, draft: OrderDraft) -> None:
    """The friend must be there; products and accounts may be in the bin meanwhile, but must have been."""
    wanted: list[tuple[type[Row], str, int]] = [(Product, "product", x.product) for x in draft.lines if x.product]
    if draft.account is not None:
        wanted.append((Account, "account", draft.account))
    if not write.rows(Contact.select(Contact.id).where(Contact.id == draft.contact, Contact.deleted_at.is_null())):
        raise MissingError("contact", str(draft.contact))
    for model, what, number in wanted:
        if not write.rows(model.select(model.id).where(model.id == number)):
            raise MissingError(what, str(number))


def _add_line(write: Write, contact: ContactId, order: OrderId, line: LineDraft) -> None:
    write.insert(OrderLine, contact=contact, order=order, **_line(line))


def _line(line: LineDraft) -> dict[str, Any]:
    return {
        "product": line.product,
        "name": " ".join(line.name.split()),
        "quantity": line.quantity,
        "unit_price": line.unit_price,
    }


def _replace_lines(write: Write, contact: ContactId, order: OrderId, lines: tuple[LineDraft, ...]) -> None:
    """Write the new lines over the old ones, place by place."""
    old = write.rows(
        OrderLine.select(OrderLine.id)
        .where(OrderLine.order == order, OrderLine.deleted_at.is_null())
        .order_by(OrderLine.id)
    )
    for place, line in enumerate(lines):
        if place < len(old):
            write.update(OrderLine, old[place][0], **_line(line))
        else:
            _add_line(write, contact, order, line)
    for (number,) in old[len(lines) :]:
        write.delete(OrderLine, number)
