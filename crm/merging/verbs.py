"""Making one friend of several: everything of all of them stays, and one step takes it back."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from peewee import fn

from crm.contacts import Card, Contacts
from crm.custom_fields import CustomFields
from crm.db import log
from crm.db.models import (
    Advance,
    AfterSale,
    Attachment,
    Conversation,
    ExportLog,
    FollowUp,
    FormerName,
    Order,
    OrderLine,
    OrderSketch,
    Parcel,
    ParcelLine,
    Payment,
    Photo,
    Price,
    Rest,
    SequenceRun,
    Speaker,
    StageChange,
)
from crm.db.row import Row
from crm.db.store import SMALL, Batch, Store
from crm.errors import SamePersonError
from crm.ids import ContactId
from crm.merging.uniting import OWN_FIELD, Choices, unite
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb

CHOSEN = ("name", "stage", "standing", "source", "birthday", "cadence_days", "introduced_by", "photo")
"""What can be told of one of them only. Own fields come beside these, each by its name; the note is joined."""

MOVED: tuple[type[Row], ...] = (
    StageChange, Conversation, Speaker, FollowUp, Rest, SequenceRun, Order, OrderLine, Payment,
    Parcel, ParcelLine, Advance, OrderSketch, AfterSale, Attachment, Price, FormerName, ExportLog,
)  # fmt: skip
"""Rows that simply become the kept friend's."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the friends that are compared: their card, their own fields, and how much hangs on them."""

    card: Card
    fields: Mapping[str, str]
    has_photo: bool
    talks: int
    last_words: str


class Merging:
    """Verbs on friends who are the same person."""

    def __init__(self, store: Store, contacts: Contacts, fields: CustomFields) -> None:
        self._store = store
        self._contacts = contacts
        self._fields = fields

    def sides(self, contacts: Sequence[ContactId]) -> list[Side]:
        """What there is to compare of these friends. Raises `MissingError`."""
        names = {field.id: field.name for field in self._fields.all()}
        values = self._fields.values(contacts)
        found = []
        for contact in contacts:
            talks = Conversation.select(fn.COUNT(Conversation.id)).where(
                Conversation.contact == contact, Conversation.deleted_at.is_null()
            )
            last = (
                Conversation.select(Conversation.text)
                .where(Conversation.contact == contact, Conversation.deleted_at.is_null(), Conversation.text != "")
                .order_by(Conversation.at.desc())
                .limit(1)
            )
            photo = Photo.select(Photo.id).where(Photo.contact == contact, Photo.deleted_at.is_null()).limit(1)
            words = self._store.rows(last)
            found.append(
                Side(
                    card=self._contacts.card(contact),
                    fields={names[field]: value for field, value in values.get(contact, {}).items() if field in names},
                    has_photo=bool(self._store.rows(photo)),
                    talks=self._store.rows(talks)[0][0],
                    last_words=words[0][0] if words else "",
                )
            )
        return found

    def propose(self, sides: Sequence[Side]) -> tuple[ContactId, dict[str, ContactId]]:
        """Who should stay (who has more talks, orders and handles, then who has been known longer) and of whom to
        take what can be told of one only: the kept friend's where it says something; the higher stage.
        """
        kept = max(sides, key=lambda s: (_weight(s), -s.card.row.added_on.toordinal(), -s.card.row.id))
        order = [kept, *(side for side in sides if side is not kept)]
        chosen = {}
        for what in [*CHOSEN, *(OWN_FIELD + name for name in _field_names(sides))]:
            if what == "stage":
                chosen[what] = max(order, key=lambda side: side.card.row.stage.rank).card.row.id
            else:
                chosen[what] = next((side for side in order if says(side, what)), kept).card.row.id
        return kept.card.row.id, chosen

    def merge(
        self, keep: ContactId, others: Sequence[ContactId], choices: Choices, progress: Progress = unheard
    ) -> None:
        """Make `keep` of all of them, as one step; the UUIDs of the others lead to `keep` from now on.

        More than `SMALL` rows are moved in short transactions, so that others can write in between. Raises
        `SamePersonError` for a friend and themselves, `MissingError`; what `progress` raises takes all of it back.
        """
        them = [contact for contact in dict.fromkeys(others) if contact != keep]
        if len(them) != len(others) or not them:
            raise SamePersonError(keep)
        self.sides([keep, *them])  # all of them must be there
        action = Action(Verb.MERGE_CONTACTS, keep, "", len(them) + 1)
        rows = {model: self._rows_of(model, them) for model in MOVED}
        total = sum(map(len, rows.values()))
        if total <= SMALL:
            with self._store.write(Topic.EVERYTHING, action) as write:
                for model, numbers in rows.items():
                    write.hand_over(model, numbers, keep)
                unite(write, keep, them, choices, self._store.clock.today())
            return
        with self._store.batch(Topic.EVERYTHING, action) as batch:
            self._hand_over(batch, rows, keep, lambda done: progress(done, total))
            with batch.write() as write:
                first = write.next_number(FormerName)
                unite(write, keep, them, choices, self._store.clock.today())
                batch.made(write, FormerName, range(first, write.next_number(FormerName)))
                write.touched.update([keep, *them])
            batch.count = len(them) + 1

    def _rows_of(self, model: type[Row], contacts: Sequence[int]) -> list[int]:
        sql = f'SELECT id FROM "{model._meta.table_name}" WHERE deleted_at IS NULL AND {log.belonging(model)}'
        return list(self._store.ids((sql, (json.dumps(list(contacts)),))))

    def _hand_over(
        self, batch: Batch, rows: Mapping[type[Row], list[int]], keep: ContactId, told: Callable[[int], None]
    ) -> None:
        done = 0
        for model, numbers in rows.items():
            first = 0
            while first < len(numbers):
                with batch.write() as write:
                    block = numbers[first : first + batch.size]
                    write.hand_over(model, block, keep)
                first += len(block)
                done += len(block)
                told(done)


def says(side: Side, what: str) -> bool:
    """Whether a friend has something to say about one of `CHOSEN`, or an own field."""
    row, card = side.card.row, side.card
    if what.startswith(OWN_FIELD):
        return what.removeprefix(OWN_FIELD) in side.fields
    return bool(
        {
            "name": row.name,
            "stage": True,
            "standing": True,
            "source": row.source,
            "birthday": card.birthday,
            "cadence_days": card.cadence_days,
            "introduced_by": card.introduced_by,
            "photo": side.has_photo,
        }[what]
    )


def _weight(side: Side) -> int:
    return side.talks + 5 * side.card.row.orders_count + 2 * len(side.card.identities)


def _field_names(sides: Iterable[Side]) -> list[str]:
    return list(dict.fromkeys(name for side in sides for name in side.fields))
