"""What the seller planned to do with a friend on a day: set, moved and done by hand."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any

from crm.db.models import Contact, FollowUp, Rest
from crm.db.store import Store
from crm.db.write import Write
from crm.ids import ContactId, FollowUpId
from crm.topics import Action, Topic, Verb

OPEN, DONE = "open", "done"
PLAN, PROMISE = "plan", "promise"
"""What the seller means to do with a friend, and what was promised to them."""


class Snooze(StrEnum):
    """How long something is put off."""

    TOMORROW = auto()
    IN_3_DAYS = auto()
    NEXT_WEEK = auto()
    IN_30_DAYS = auto()

    @property
    def days(self) -> int:
        """How many days that are."""
        return {Snooze.TOMORROW: 1, Snooze.IN_3_DAYS: 3, Snooze.NEXT_WEEK: 7, Snooze.IN_30_DAYS: 30}[self]

    def after(self, day: date) -> date:
        """The day it comes back, put off on `day`."""
        return later(day, self.days)


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """Something planned. `closed_on` is the day on which it was done."""

    id: FollowUpId
    contact: ContactId
    due: date
    text: str
    closed_on: date | None


class FollowUps:
    """Verbs on what is planned."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, contact: ContactId, due: date, text: str = "") -> FollowUpId:
        """Plan something with a friend. A rest that reaches beyond that day ends on it. Raises `MissingError`."""
        require(self._store, contact)
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.SET_FOLLOW_UP, contact)) as write:
            return plan(write, contact, due, text)

    def done(self, follow_up: FollowUpId) -> None:
        """It was done, today. Raises `MissingError`."""
        contact = self._contact(follow_up)
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.DONE, contact)) as write:
            write.update(FollowUp, follow_up, state=DONE, closed_on=self._store.clock.today())

    def move(self, follow_up: FollowUpId, due: date) -> None:
        """Another day for what is planned. Raises `MissingError`."""
        contact = self._contact(follow_up)
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.SNOOZE, contact)) as write:
            write.update(FollowUp, follow_up, due=due)
            wake(write, contact, due)

    def of(self, contact: ContactId) -> list[FollowUpRow]:
        """What is planned with a friend and not done yet, soonest first."""
        return self._rows(FollowUp.contact == contact)

    def coming(self, first: date, last: date) -> list[FollowUpRow]:
        """What is planned with anybody and not done yet, from the first day to the last, soonest first."""
        return self._rows(FollowUp.due.between(first, last))

    def _contact(self, follow_up: FollowUpId) -> ContactId:
        query = FollowUp.select(FollowUp.contact).where(FollowUp.id == follow_up, FollowUp.deleted_at.is_null())
        return ContactId(self._store.row(query, "follow_up", follow_up)[0])

    def _rows(self, which: Any) -> list[FollowUpRow]:
        rows = self._store.rows(
            FollowUp.select(FollowUp.id, FollowUp.contact, FollowUp.due, FollowUp.text)
            .where(which, FollowUp.state == OPEN, FollowUp.deleted_at.is_null())
            .order_by(FollowUp.due, FollowUp.id)
        )
        return [
            FollowUpRow(FollowUpId(number), ContactId(contact), date.fromisoformat(due), text, None)
            for number, contact, due, text in rows
        ]


def later(day: date, days: int) -> date:
    """So many days after `day` (before it, below zero); the last or first day there is where that would be none."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def require(store: Store, contact: ContactId) -> None:
    """Raises `MissingError` for a friend who is not there or in the bin."""
    store.row(Contact.select(Contact.id).where(Contact.id == contact, Contact.deleted_at.is_null()), "contact", contact)


def plan(write: Write, contact: ContactId, due: date, text: str, kind: str = PLAN) -> FollowUpId:
    """`FollowUps.set`, as part of a change under way."""
    number = write.insert(FollowUp, contact=contact, kind=kind, due=due, text=text.strip(), state=OPEN)
    wake(write, contact, due)
    return FollowUpId(number)


def close_due(write: Write, contact: ContactId, day: date, *, promises: bool = True) -> None:
    """Everything planned for `day` or earlier is done; what was promised too, unless somebody must say so."""
    for number in _due(write, contact, day, (PLAN, PROMISE) if promises else (PLAN,)):
        write.update(FollowUp, number, state=DONE, closed_on=day)


def move_due(write: Write, contact: ContactId, day: date, until: date) -> None:
    """Everything planned for `day` or earlier comes back on `until`."""
    for number in _due(write, contact, day, (PLAN, PROMISE)):
        write.update(FollowUp, number, due=until)


def _due(write: Write, contact: ContactId, day: date, kinds: tuple[str, ...]) -> list[int]:
    rows = write.rows(
        FollowUp.select(FollowUp.id).where(
            FollowUp.contact == contact,
            FollowUp.kind.in_(kinds),
            FollowUp.state == OPEN,
            FollowUp.due <= day,
            FollowUp.deleted_at.is_null(),
        )
    )
    return [number for (number,) in rows]


def wake(write: Write, contact: ContactId, due: date) -> None:
    """What the seller plans by hand is never slept over: rests beyond that day end on it."""
    for (number,) in write.rows(
        Rest.select(Rest.id).where(Rest.contact == contact, Rest.until > due, Rest.deleted_at.is_null())
    ):
        write.update(Rest, number, until=due)
