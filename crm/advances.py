"""Advances: money that friends leave with the seller, for orders to come. A balance never falls below zero."""

from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from crm.db.models import Advance, Contact
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import MissingError
from crm.ids import ContactId, OrderId
from crm.money import MOST
from crm.payments import InvalidPaymentError, PaymentProblem, PayMethod
from crm.topics import Action, Topic, Verb

TOPICS = Topic.ORDERS | Topic.CONTACTS


@dataclass(frozen=True, slots=True)
class AdvanceRow:
    """Money that was left, or below zero used for `order` or given back; in minor units."""

    amount: int
    method: PayMethod | None
    day: date
    order: OrderId | None
    note: str


class Advances:
    """Verbs on what friends have left."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def balance(self, contact: ContactId) -> int:
        """What a friend has left and not used, in minor units."""
        query = Advance.select(fn.COALESCE(fn.SUM(Advance.amount), 0))
        return int(self._store.rows(query.where(Advance.contact == contact, Advance.deleted_at.is_null()))[0][0])

    def balances(self) -> dict[ContactId, int]:
        """Who has something left, and how much, in minor units."""
        total = fn.SUM(Advance.amount)
        query = Advance.select(Advance.contact, total).where(Advance.deleted_at.is_null())
        return {ContactId(contact): left for contact, left in self._store.rows(query.group_by(Advance.contact)) if left}

    def of(self, contact: ContactId) -> list[AdvanceRow]:
        """What came and went, newest first."""
        found = self._store.rows(
            Advance.select(Advance.amount, Advance.method, Advance.day, Advance.order, Advance.note)
            .where(Advance.contact == contact, Advance.deleted_at.is_null())
            .order_by(Advance.at.desc(), Advance.id.desc())
        )
        return [
            AdvanceRow(
                amount,
                PayMethod.read(method),
                date.fromisoformat(day),
                None if order is None else OrderId(order),
                note,
            )
            for amount, method, day, order, note in found
        ]

    def leave(
        self,
        contact: ContactId,
        amount: int,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
        note: str = "",
    ) -> None:
        """A friend leaves money for orders to come. Raises `InvalidPaymentError`, `MissingError`."""
        if not 0 < amount <= MOST:
            raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, amount, MOST)
        with self._store.write(TOPICS, Action(Verb.ADVANCE, contact)) as write:
            there = Contact.select(Contact.id).where(Contact.id == contact, Contact.deleted_at.is_null())
            if not write.rows(there):
                raise MissingError("contact", str(contact))
            self.move(write, contact, amount, None, method, *self._store.clock.when(day), note=note)

    def give_back(
        self,
        contact: ContactId,
        amount: int | None = None,
        *,
        method: PayMethod | None = None,
        day: date | None = None,
    ) -> None:
        """So many minor units go back, or all that is left. Raises `InvalidPaymentError`."""
        with self._store.write(TOPICS, Action(Verb.ADVANCE, contact, "back")) as write:
            left = self.balance(contact)
            going = left if amount is None else amount
            if left == 0:
                raise InvalidPaymentError(PaymentProblem.NOTHING_LEFT, going, 0)
            if going <= 0:
                raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, going, left)
            self.move(write, contact, -going, None, method, *self._store.clock.when(day))

    # for orders, which are paid with it or give back into it

    def move(
        self,
        write: Write,
        contact: ContactId,
        amount: int,
        order: OrderId | None,
        method: PayMethod | None,
        at: datetime,
        day: date,
        *,
        note: str = "",
    ) -> None:
        """Write down what came (above zero) or goes, as part of another step.

        Raises `InvalidPaymentError` for more than is left.
        """
        left = self.balance(contact)
        if left + amount < 0:
            problem = PaymentProblem.MORE_THAN_LEFT if left else PaymentProblem.NOTHING_LEFT
            raise InvalidPaymentError(problem, -amount, left)
        if left + amount > MOST:
            raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, amount, MOST - left)
        write.insert(
            Advance,
            contact=contact,
            order=order,
            amount=amount,
            method=method or "",
            at=at,
            day=day,
            note=note.strip(),
        )

    def take_out(self, write: Write, contact: ContactId, order: OrderId) -> None:
        """What this order moved is as if it had not been. Raises `InvalidPaymentError` where it was used since."""
        for (number,) in write.rows(
            Advance.select(Advance.id).where(Advance.order == order, Advance.deleted_at.is_null())
        ):
            write.delete(Advance, number)
        left = self.balance(contact)
        if left < 0:
            raise InvalidPaymentError(PaymentProblem.USED, -left, 0)
