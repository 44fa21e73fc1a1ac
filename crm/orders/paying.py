"""Money that comes for orders and goes back: for one, for several at once, from what a friend had left."""

from dataclasses import dataclass
from datetime import date, datetime

from crm.advances import Advances
from crm.db.models import Order, Payment
from crm.db.store import Store
from crm.db.uuids import uuids
from crm.db.write import Write
from crm.errors import ShukeError
from crm.ids import ContactId, OrderId
from crm.orders.reading import Reading
from crm.orders.rows import OrderRow, OrderState
from crm.payments import InvalidPaymentError, PaymentProblem, PayMethod
from crm.topics import Action, Topic, Verb

REFUND = "refund"
"""The detail of a step in which money went back."""
RECEIPT = "receipt"
"""The detail of a step in which money came for several orders."""
TOPICS = Topic.ORDERS | Topic.CONTACTS


@dataclass(eq=False)
class OrderStateError(ShukeError):
    """The order has come too far for this, or not far enough. `verb` is what was tried."""

    number: str
    state: OrderState
    verb: Verb


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one payment was for: how much for which orders, the oldest first, and what is left with the seller."""

    orders: tuple[tuple[OrderId, int], ...]
    left: int


class Paying(Reading):
    """Verbs on the money of orders."""

    def __init__(self, store: Store, advances: Advances) -> None:
        super().__init__(store)
        self._advances = advances

    def pay(
        self,
        order: OrderId,
        amount: int | None = None,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
        keep_rest: bool = False,
    ) -> None:
        """Money came: so many minor units, or all that is owed.

        By `PayMethod.ADVANCE` it comes from what the friend had left. `keep_rest`: what is more than is owed stays with
        the seller as an advance.

        Raises `InvalidPaymentError` for nothing, for more than is owed and for more than was left, `OrderStateError`
        for a cancelled order, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.PAY_ORDER, order)) as write:
            row = self._open(order, Verb.PAY_ORDER, OrderState.CANCELLED)
            coming = row.owed if amount is None else amount
            if row.owed == 0:
                raise InvalidPaymentError(PaymentProblem.NOTHING_OWED, coming, 0)
            if coming <= 0:
                raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, coming, row.owed)
            if coming > row.owed and keep_rest and method is not PayMethod.ADVANCE:
                self._advances.leave(row.contact, coming - row.owed, method=method, day=day)
                coming = row.owed
            if coming > row.owed:
                raise InvalidPaymentError(PaymentProblem.MORE_THAN_OWED, coming, row.owed)
            self._money(write, row.contact, order, coming, method, *self._when(day))

    def receive_money(
        self,
        contact: ContactId,
        amount: int,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
        keep_rest: bool = False,
    ) -> Receipt:
        """One payment for all that a friend owes, the oldest order first; what it was for is joined by one receipt.

        `keep_rest`: what is more than is owed stays with the seller as an advance. Raises `InvalidPaymentError` for
        nothing, and for more than is owed otherwise.
        """
        with self._store.write(TOPICS, Action(Verb.PAY_ORDER, contact, RECEIPT)) as write:
            owing = sorted((row for row in self.of(contact) if row.owed), key=lambda row: (row.day, row.id))
            owed = sum(row.owed for row in owing)
            if amount <= 0:
                raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, amount, owed)
            if owed == 0 and not keep_rest:
                raise InvalidPaymentError(PaymentProblem.NOTHING_OWED, amount, 0)
            if amount > owed and not keep_rest:
                raise InvalidPaymentError(PaymentProblem.MORE_THAN_OWED, amount, owed)
            receipt, left, parts = uuids(1, write.now)[0], amount, list[tuple[OrderId, int]]()
            for row in owing:
                if part := min(left, row.owed):
                    self._money(write, contact, row.id, part, method, *self._when(day), receipt=receipt)
                    parts.append((row.id, part))
                    left -= part
            if left:
                self._advances.leave(contact, left, method=method, day=day)
        return Receipt(tuple(parts), left)

    def refund(
        self,
        order: OrderId,
        amount: int | None = None,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
        owed_again: bool = False,
    ) -> None:
        """Money went back: so many minor units, or all that was paid; by `PayMethod.ADVANCE` it stays with the seller
        for orders to come.

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
        *,
        receipt: str = "",
    ) -> None:
        if method is PayMethod.ADVANCE:
            self._advances.move(write, contact, -amount, order, None, at, day)
        write.insert(
            Payment, contact=contact, order=order, amount=amount, method=method or "", at=at, day=day, receipt=receipt
        )

    def _when(self, day: date | None) -> tuple[datetime, date]:
        return self._store.clock.when(day)
