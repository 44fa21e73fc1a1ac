"""What the seller promised to friends: a plan that somebody waits for, kept on a day or taken back."""

from dataclasses import dataclass
from datetime import date

from crm.db.models import FollowUp
from crm.db.store import Store
from crm.errors import EmptyNameError
from crm.follow_ups import DONE, OPEN, PROMISE, plan, require, wake
from crm.ids import ContactId, FollowUpId
from crm.topics import Action, Topic, Verb


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """Something promised for `due`; `kept_on` is the day on which it was kept."""

    id: FollowUpId
    contact: ContactId
    due: date
    text: str
    kept_on: date | None


class Promises:
    """Verbs on promises. They are follow-ups of a kind of their own, so that Today and the next step know them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def promise(self, contact: ContactId, text: str, due: date) -> FollowUpId:
        """Promise something by a day. A rest that reaches beyond it ends on it.

        Raises `EmptyNameError` for nothing at all, `MissingError`.
        """
        words = _words(text)
        require(self._store, contact)
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.PROMISE, contact)) as write:
            return plan(write, contact, due, words, PROMISE)

    def keep(self, promise: FollowUpId) -> None:
        """It was kept, today. Raises `MissingError`."""
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.KEEP_PROMISE, self._contact(promise))) as write:
            write.update(FollowUp, promise, state=DONE, closed_on=self._store.clock.today())

    def move(self, promise: FollowUpId, due: date) -> None:
        """Another day for it. Raises `MissingError`."""
        contact = self._contact(promise)
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.SNOOZE, contact)) as write:
            write.update(FollowUp, promise, due=due)
            wake(write, contact, due)

    def drop(self, promise: FollowUpId) -> None:
        """It need not be kept any more; into the bin with it. Raises `MissingError`."""
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.DROP_PROMISE, self._contact(promise))) as write:
            write.delete(FollowUp, promise)

    def of(self, contact: ContactId, *, kept: bool = False) -> list[PromiseRow]:
        """What was promised to a friend and not kept yet, soonest first; or what was kept, newest first."""
        rows = self._store.rows(
            FollowUp.select(FollowUp.id, FollowUp.contact, FollowUp.due, FollowUp.text, FollowUp.closed_on)
            .where(
                FollowUp.contact == contact,
                FollowUp.kind == PROMISE,
                FollowUp.state == (DONE if kept else OPEN),
                FollowUp.deleted_at.is_null(),
            )
            .order_by(FollowUp.closed_on.desc(), FollowUp.due, FollowUp.id)
        )
        return [
            PromiseRow(
                FollowUpId(number),
                ContactId(friend),
                date.fromisoformat(due),
                text,
                date.fromisoformat(closed) if closed else None,
            )
            for number, friend, due, text, closed in rows
        ]

    def _contact(self, promise: FollowUpId) -> ContactId:
        query = FollowUp.select(FollowUp.contact).where(
            FollowUp.id == promise, FollowUp.kind == PROMISE, FollowUp.state == OPEN, FollowUp.deleted_at.is_null()
        )
        return ContactId(self._store.row(query, "promise", promise)[0])


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise EmptyNameError("promise")
    return words
