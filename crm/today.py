"""The day's ranked queue: whom to write to, why, and what was said last. Reading it writes nothing.

A friend stands in it once, ranked by their strongest reason.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.contacts import ContactRow, Contacts, Standing
from crm.conversations import Conversations, Direction, Words
from crm.db import today_sql
from crm.db.models import Contact, FollowUp, Rest
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import UnknownValueError
from crm.follow_ups import OPEN, PROMISE, close_due, later, move_due, require
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.reasons import ASK_AGAIN_DAYS, BirthdayNear, ByHand, Facts, Quiet, Reason, Unpaid, keys_on, reasons
from crm.settings import Settings, Shop
from crm.stages import Stage
from crm.topics import Action, Topic, Verb


@dataclass(frozen=True, slots=True)
class Item:
    """A friend in the queue, strongest reason first, with the last words exchanged."""

    row: ContactRow
    reasons: tuple[Reason, ...]
    words: Words | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A day's work. `done` friends were settled on it, `waiting` are due and not among `items`."""

    day: date
    capacity: int
    done: int
    waiting: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a day brings: how many will be due in all, and how many of them by plans and birthdays of that very day."""

    due: int
    planned: int
    birthdays: int


class Today:
    """The queue, and what can be done with a friend in it."""

    def __init__(self, store: Store, settings: Settings, contacts: Contacts, conversations: Conversations) -> None:
        self._store = store
        self._settings = settings
        self._contacts = contacts
        self._conversations = conversations

    # reading

    def queue(self, day: date | None = None, limit: int | None = None) -> Queue:
        """The day's queue (today's), cut to what is left of the seller's capacity and to `limit`."""
        day = day or self._store.clock.today()
        shop = self._settings.shop()
        done = int(self._store.rows((today_sql.WORKED, (day,)))[0][0])
        most = max(0, shop.capacity - done)
        if limit is not None:
            most = max(0, min(most, limit))
        due = self._due(day, shop)
        chosen = self._strongest(due, day, most) if most else []
        items = self._items(chosen, day, shop)
        return Queue(day, shop.capacity, done, max(0, self._count(due) - len(items)), items)

    def preview(self, day: date) -> Preview:
        """What a day to come brings, as things stand."""
        shop = self._settings.shop()
        due = self._due(day, shop)
        planned, birthdays = self._store.rows(today_sql.of_the_day(due))[0]
        return Preview(self._count(due), planned, birthdays)

    def why(self, contact: ContactId, day: date | None = None) -> tuple[Reason, ...]:
        """Why a friend is due, strongest first; nothing for one who is not, or is not there."""
        day = day or self._store.clock.today()
        shop = self._settings.shop()
        facts = self._facts([contact], day, shop).get(contact)
        return reasons(facts, day, shop) if facts else ()

    def _due(self, day: date, shop: Shop) -> today_sql.Due:
        own = [days for (days,) in self._store.rows(today_sql.OWN_CADENCES)]
        lead = shop.birthday_lead_days
        return today_sql.Due(
            day=day.isoformat(),
            rhythms=(
                *(today_sql.Rhythm(n, later(day, -n).isoformat(), stage) for stage, n in shop.cadences.items()),
                *(today_sql.Rhythm(n, later(day, -n).isoformat()) for n in own),
            ),
            birthdays=tuple(
                today_sql.Celebrated(on.isoformat(), keys_on(on), later(on, -lead).isoformat())
                for on in dict.fromkeys(later(day, ahead) for ahead in range(lead + 1))
            ),
            unpaid_until=later(day, -shop.unpaid_after_days).isoformat(),
            asked_since=later(day, -ASK_AGAIN_DAYS + 1).isoformat(),
        )

    def _count(self, due: today_sql.Due) -> int:
        return sum(int(number) for query in today_sql.how_many(due) for (number,) in self._store.rows(query))

    def _strongest(self, due: today_sql.Due, day: date, most: int) -> list[int]:
        """The friends of the highest scores, then of the lowest numbers."""
        best: dict[int, float] = {}
        for query in today_sql.first_due(due, most):
            for number, code, since, cadence in self._store.rows(query):
                score = _score(code, (day - date.fromisoformat(since)).days, cadence)
                best[number] = max(best.get(number, 0.0), score)
        return sorted(best, key=lambda number: (-best[number], number))[:most]

    def _items(self, chosen: Sequence[int], day: date, shop: Shop) -> tuple[Item, ...]:
        facts = self._facts(chosen, day, shop)
        rows = self._contacts.rows(chosen)
        words = self._conversations.last_words(chosen)
        return tuple(
            Item(rows[number], reasons(facts[number], day, shop), words.get(ContactId(number))) for number in chosen
        )

    def _facts(self, contacts: Sequence[int], day: date, shop: Shop) -> dict[int, Facts]:
        among = json.dumps(list(contacts))
        until = later(day, -shop.unpaid_after_days)
        owing = {number: (since, owed) for number, since, owed in self._store.rows((today_sql.OWING, (among, until)))}
        done = dict(self._store.rows((today_sql.LAST_DONE, (among,))))
        resting = {
            number
            for (number,) in self._store.rows(
                Rest.select(Rest.contact).where(Rest.contact.in_(contacts), Rest.until > day, Rest.deleted_at.is_null())
            )
        }
        plans: dict[int, tuple[str, bool]] = {}
        for number, text, kind in self._store.rows(
            FollowUp.select(FollowUp.contact, FollowUp.text, FollowUp.kind)
            .where(
                FollowUp.contact.in_(contacts),
                FollowUp.state == OPEN,
                FollowUp.due <= day,
                FollowUp.deleted_at.is_null(),
            )
            .order_by(FollowUp.due, FollowUp.id)
        ):
            if not plans.get(number, ("", False))[0]:
                plans[number] = text, kind == PROMISE
        rows = self._store.rows(
            Contact.select(
                Contact.id,
                Contact.stage,
                Contact.standing,
                Contact.cadence_days,
                Contact.added_on,
                Contact.last_contact_at,
                Contact.quiet_since,
                Contact.next_on,
                Contact.birthday,
            ).where(Contact.id.in_(contacts), Contact.deleted_at.is_null())
        )
        return {
            number: Facts(
                stage=Stage(stage),
                standing=Standing(standing),
                cadence_days=cadence,
                added_on=date.fromisoformat(added),
                talked=last is not None,
                quiet_since=date.fromisoformat(quiet),
                planned=_day(planned),
                plan=plans.get(number, ("", False))[0],
                birthday=Birthday.parse(birthday) if birthday else None,
                owed=owing.get(number, (None, 0))[1],
                owing_since=_day(owing.get(number, (None, 0))[0]),
                last_done=_day(done.get(number)),
                resting=number in resting,
                promised=plans.get(number, ("", False))[1],
            )
            for number, stage, standing, cadence, added, last, quiet, planned, birthday in rows
        }

    # settling

    def done(self, contact: ContactId) -> None:
        """Seen to: what was planned for today or earlier is done and the rhythm begins anew. Raises `MissingError`."""
        require(self._store, contact)
        with self._settling(contact, Verb.DONE) as write:
            self._done(write, contact)

    def sent(self, contact: ContactId, text: str) -> None:
        """The message went out: it is logged, and the friend is seen to, in one step. Raises `MissingError`."""
        with self._settling(contact, Verb.LOG_CONVERSATION) as write:
            self._conversations.log(contact, text, direction=Direction.OUT)
            self._done(write, contact)

    def talked(
        self, contact: ContactId, text: str, direction: Direction, next_touch: date | None = None, next_text: str = ""
    ) -> None:
        """They talked: it is logged with what comes next, and the friend is seen to. Raises `MissingError`."""
        require(self._store, contact)
        with self._settling(contact, Verb.LOG_CONVERSATION) as write:
            self._done(write, contact)
            self._conversations.log(
                contact, text, direction=direction, next_touch=next_touch, next_text=next_text, settles=False
            )

    def snooze(self, contact: ContactId, until: date) -> None:
        """Put off to a later day, with what was planned. Raises `MissingError`, `UnknownValueError` for today."""
        require(self._store, contact)
        today = self._store.clock.today()
        if until <= today:
            raise UnknownValueError("date", until.isoformat())
        with self._settling(contact, Verb.SNOOZE) as write:
            move_due(write, contact, today, until)
            self._rest(write, contact, "snooze", until)

    def skip(self, contact: ContactId) -> None:
        """Not today; nothing else changes. Raises `MissingError`."""
        require(self._store, contact)
        with self._settling(contact, Verb.SKIP) as write:
            self._rest(write, contact, "skip", later(self._store.clock.today(), 1))

    def _settling(self, contact: ContactId, verb: Verb) -> Any:
        return self._store.write(Topic.FOLLOW_UPS | Topic.CONTACTS, Action(verb, contact))

    def _done(self, write: Write, contact: ContactId) -> None:
        today = self._store.clock.today()
        close_due(write, contact, today)
        self._rest(write, contact, "done", later(today, 1))

    def _rest(self, write: Write, contact: ContactId, how: str, until: date) -> None:
        write.insert(Rest, contact=contact, day=self._store.clock.today(), how=how, until=until)


def _score(code: str, days: int, cadence: int) -> float:
    """The score of the reason that a branch of the question found, `days` after its day."""
    match code:
        case "planned":
            return ByHand(days, "").score
        case "unpaid":
            return Unpaid(days, 0).score
        case "quiet":
            return Quiet(days, cadence).score
        case _:
            return BirthdayNear.score_of(-days)


def _day(text: Any) -> date | None:
    return None if text is None else date.fromisoformat(text)
