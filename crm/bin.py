"""The bin: friends that the seller deleted, with everything that hung on them, for thirty days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import fn

from crm.clock import from_ms, to_ms
from crm.contacts import CHILDREN
from crm.db.models import Contact, Conversation, Order, Tie
from crm.db.store import Store
from crm.errors import MissingError
from crm.ids import ContactId
from crm.topics import Action, Topic, Verb

KEPT_DAYS = 30
"""So long a deleted friend can be brought back."""


@dataclass(frozen=True, slots=True)
class BinRow:
    """A deleted friend, how many talks and orders went with them, and how many days are left to bring them back."""

    contact: ContactId
    name: str
    remark: str
    day: date
    days_left: int
    talks: int
    orders: int


class Bin:
    """Verbs on deleted friends."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self) -> list[int]:
        """Everybody in the bin, who was deleted last first."""
        query = (
            Contact.select(Contact.id)
            .where(Contact.binned == 1, Contact.deleted_at.is_null(is_null=False))
            .order_by(Contact.deleted_at.desc(), Contact.id.desc())
        )
        return [number for (number,) in self._store.rows(query)]

    def rows(self, ids: Iterable[int]) -> dict[int, BinRow]:
        """What the bin shows of these friends."""
        wanted = list(ids)
        counts = [
            dict(
                self._store.rows(
                    model.select(model.contact, fn.COUNT(model.id))
                    .join(Contact, on=(Contact.id == model.contact))
                    .where(model.contact.in_(wanted), model.deleted_at == Contact.deleted_at)
                    .group_by(model.contact)
                )
            )
            for model in (Conversation, Order)
        ]
        remarks = dict(
            self._store.rows(
                Tie.select(Tie.contact, fn.MAX(Tie.remark)).where(Tie.contact.in_(wanted)).group_by(Tie.contact)
            )
        )
        today = self._store.clock.today()
        rows = self._store.rows(
            Contact.select(Contact.id, Contact.name, Contact.deleted_at).where(
                Contact.id.in_(wanted), Contact.binned == 1, Contact.deleted_at.is_null(is_null=False)
            )
        )
        found = {}
        for number, name, deleted_at in rows:
            day = self._store.clock.day_of(from_ms(deleted_at))
            left = max(0, KEPT_DAYS - (today - day).days)
            talks, orders = (count.get(number, 0) for count in counts)
            found[number] = BinRow(ContactId(number), name, remarks.get(number, ""), day, left, talks, orders)
        return found

    def bring_back(self, contacts: Sequence[ContactId]) -> None:
        """Take friends out of the bin, with what went into it with them; what had been deleted before stays there.

        Raises `MissingError` for one who does not lie in the bin.
        """
        one = contacts[0] if len(contacts) == 1 else None
        with self._store.write(Topic.EVERYTHING, Action(Verb.BRING_BACK_CONTACT, one, "", len(contacts))) as write:
            for contact in contacts:
                found = write.rows(Contact.select(Contact.deleted_at).where(Contact.id == contact, Contact.binned == 1))
                if not found or found[0][0] is None:
                    raise MissingError("contact", str(contact))
                write.bring_back(Contact, contact, binned=False)
                for model in CHILDREN:
                    theirs = model._meta.fields["contact"] == contact
                    for (number,) in write.rows(model.select(model.id).where(theirs, model.deleted_at == found[0][0])):
                        write.bring_back(model, number)

    def due(self) -> list[ContactId]:
        """Friends whose time in the bin is over."""
        before = self._store.clock.now() - timedelta(days=KEPT_DAYS)
        query = Contact.select(Contact.id).where(Contact.binned == 1, Contact.deleted_at < to_ms(before))
        return [ContactId(number) for (number,) in self._store.rows(query)]
