"""The day's ranked queue: whom to write to, why, and what was said last. Reading it writes nothing.

A friend stands in it once, ranked by their strongest reason.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from heapq import nsmallest
from math import inf
from typing import Any

from crm.contacts import ContactRow, Contacts, Standing
from crm.conversations import Conversations, Direction, Words
from crm.db import today_sql
from crm.db.models import Rest
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import UnknownValueError
from crm.festivals import Festival, near
from crm.follow_ups import OPEN, PROMISE, close_due, later, move_due, require
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.occasions import WINDOWS, Occasion, OccasionKind
from crm.reasons import (
    ASK_AGAIN_DAYS,
    AT_ONCE,
    FESTIVAL_LEAD_DAYS,
    KINDS,
    LIMITED,
    MOST_SELLING,
    MOST_UNANSWERED,
    ON_DAYS_OFF,
    SERVICE,
    BirthdayNear,
    ByHand,
    Facts,
    FestivalNear,
    Happened,
    NamedDay,
    Quiet,
    Reason,
    ReasonKind,
    Unpaid,
    Weight,
    greeting_until,
    keys_on,
    reasons,
    score,
)
from crm.sequences import Sequences, take_step
from crm.settings import Settings, Shop, Wish
from crm.stages import GREETED, Stage
from crm.topics import Action, Topic, Verb
from crm.trust import bond

CANDIDATES = 2
"""Of each reason so many times as many friends are looked at as are shown: what they weigh changes the order."""


@dataclass(frozen=True, slots=True)
class Item:
    """A friend in the queue, strongest reason first, with the last words exchanged and what their reasons weigh; `step`
    is what a due step of a sequence says, `promise` the first promise that is not due yet, with its day.
    """

    row: ContactRow
    reasons: tuple[Reason, ...]
    words: Words | None
    weight: Weight
    step: str = ""
    promise: tuple[str, date] | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A day's work. `done` friends were settled on it, `waiting` are due and not among `items` (none: not counted).

    Who waits for nothing but an occasion is counted up to `crm.db.today_sql.MOST_COUNTED`.
    """

    day: date
    capacity: int
    done: int
    waiting: int | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a day brings: how many will be due in all, and how many of them by plans and birthdays of that very day."""

    due: int
    planned: int
    birthdays: int


class Today:
    """The queue, and what can be done with a friend in it."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        contacts: Contacts,
        conversations: Conversations,
        sequences: Sequences,
    ) -> None:
        self._store = store
        self._settings = settings
        self._contacts = contacts
        self._conversations = conversations
        self._sequences = sequences

    # reading

    def queue(self, day: date | None = None, limit: int | None = None, *, counted: bool = True) -> Queue:
        """The day's queue (today's), cut to what is left of the seller's capacity and to `limit`; `counted`: with how
        many wait.
        """
        day = day or self._store.clock.today()
        shop = self._shop(day)
        done = int(self._store.rows((today_sql.WORKED, (day,)))[0][0])
        most = max(0, shop.capacity - done)
        if limit is not None:
            most = max(0, min(most, limit))
        due = self._due(day, shop)
        chosen = self._strongest(due, day, most, shop) if most else []
        items = self._items(chosen, day, shop)
        waiting = max(0, self._count(due) - len(items)) if counted else None
        return Queue(day, shop.capacity, done, waiting, items)

    def due(self, day: date) -> int:
        """How many are due on a day."""
        return self._count(self._due(day, self._shop(day)))

    def preview(self, day: date) -> Preview:
        """What a day to come brings, as things stand."""
        shop = self._shop(day)
        due = self._due(day, shop)
        planned, birthdays = self._store.rows(today_sql.of_the_day(due))[0]
        return Preview(self._count(due), planned, birthdays)

    def item(self, contact: ContactId) -> Item | None:
        """A friend as they would stand in today's queue, due or not: without reasons where they are not. None for one
        who is not there.
        """
        day = self._store.clock.today()
        shop = self._shop(day)
        if not self._facts([contact], day, shop):
            return None
        return self._items([contact], day, shop)[0]

    def why(self, contact: ContactId, day: date | None = None) -> tuple[Reason, ...]:
        """Why a friend is due, strongest first; nothing for one who is not, or is not there."""
        day = day or self._store.clock.today()
        shop = self._shop(day)
        facts = self._facts([contact], day, shop).get(contact)
        return reasons(facts, day, shop) if facts else ()

    def _shop(self, day: date) -> Shop:
        """The choices for this day: on a day off everything can wait but what belongs to the day."""
        shop = self._settings.shop()
        if day.weekday() in shop.days_off:
            shop = replace(shop, wishes={kind: Wish.NEVER for kind in ReasonKind if kind not in ON_DAYS_OFF})
        return shop

    def _due(self, day: date, shop: Shop) -> today_sql.Due:
        def told(kind: ReasonKind) -> bool:
            return shop.wish(kind) is not Wish.NEVER

        quiet, new = told(ReasonKind.CADENCE), told(ReasonKind.NEW_FRIEND)
        own = [days for (days,) in self._store.rows(today_sql.OWN_CADENCES)] if quiet or new else []
        lead, cool = shop.birthday_lead_days, shop.cooldown_days
        coming = list(dict.fromkeys(later(day, ahead) for ahead in range(lead + 1)))
        fields = shop.day_fields if told(ReasonKind.NAMED_DAY) else ()
        return today_sql.Due(
            day=day.isoformat(),
            rhythms=(
                *(
                    today_sql.Rhythm(n, later(day, -max(n, cool)).isoformat(), stage)
                    for stage, n in shop.cadences.items()
                    if quiet or new
                ),
                *(today_sql.Rhythm(n, later(day, -max(n, cool)).isoformat()) for n in own),
            ),
            birthdays=tuple(
                today_sql.Celebrated(on.isoformat(), keys_on(on), later(on, -lead).isoformat())
                for on in coming
                if told(ReasonKind.BIRTHDAY)
            ),
            unpaid_until=later(day, -shop.unpaid_after_days).isoformat(),
            asked_since=later(day, -ASK_AGAIN_DAYS + 1).isoformat(),
            cool=later(day, -cool).isoformat(),
            greeted=None if quiet == new else quiet,
            unpaid=told(ReasonKind.UNPAID),
            fields=fields,
            named=tuple(
                today_sql.Celebrated(on.isoformat(), _month_days(on), later(on, -lead).isoformat())
                for on in coming
                if fields
            ),
            festival=_greeting(day, shop) if told(ReasonKind.FESTIVAL) else None,
            windows=tuple(
                today_sql.Window(kind, later(day, begins - ends).isoformat(), _guards(KINDS[kind]))
                for kind, (begins, ends) in WINDOWS.items()
                if told(KINDS[kind])
            ),
        )

    def _count(self, due: today_sql.Due) -> int:
        return sum(int(number) for query in today_sql.how_many(due) for (number,) in self._store.rows(query))

    def _strongest(self, due: today_sql.Due, day: date, most: int, shop: Shop) -> list[int]:
        """The friends of the highest scores, then of the lowest numbers, of the most urgent of each reason."""

        @cache  # of a thousand candidates many have the same reason since the same day, or weigh the same
        def reason_of(code: str, since: str, cadence: int) -> Reason:
            return _reason(code, (day - date.fromisoformat(since)).days, cadence)

        @cache
        def weight_of(orders: int, stage: str, silent: int, tie: int) -> Weight:
            return Weight.of(orders, Stage(stage), silent, tie)

        @cache
        def score_of(code: str, since: str, cadence: int, *weighed: Any) -> float:
            return score(reason_of(code, since, cadence), weight_of(*weighed), shop)

        best: dict[int, float] = {}
        on = day.toordinal()
        for query in today_sql.first_due(due, most * CANDIDATES):
            for number, *what, level in self._store.rows(query):
                reached = score_of(*what, bond(level, on))
                if reached > best.get(number, -inf):
                    best[number] = reached
        return nsmallest(most, best, key=lambda number: (-best[number], number))

    def _items(self, chosen: Sequence[int], day: date, shop: Shop) -> tuple[Item, ...]:
        facts = self._facts(chosen, day, shop)
        rows = self._contacts.rows(chosen)
        words = self._conversations.last_words(chosen)
        why = {number: reasons(facts[number], day, shop) for number in chosen}
        stepping = [ContactId(n) for n, found in why.items() if any(one.kind is ReasonKind.STEP for one in found)]
        steps = self._sequences.words(stepping, day) if stepping else {}
        promises = self._promised(chosen, day)
        return tuple(
            Item(
                rows[number],
                why[number],
                words.get(ContactId(number)),
                facts[number].weight,
                steps.get(ContactId(number), ""),
                promises.get(number),
            )
            for number in chosen
        )

    def _promised(self, contacts: Sequence[int], day: date) -> dict[int, tuple[str, date]]:
        """Of each the first promise that is due after `day`."""
        rows = self._store.rows((today_sql.PROMISED, (json.dumps(list(contacts)), PROMISE, OPEN, day.isoformat())))
        return {number: (text, date.fromisoformat(due)) for number, text, due in rows}

    def _facts(self, contacts: Sequence[int], day: date, shop: Shop) -> dict[int, Facts]:
        among = json.dumps(list(contacts))
        until = later(day, -shop.unpaid_after_days)
        owing = {number: (since, owed) for number, since, owed in self._store.rows((today_sql.OWING, (among, until)))}
        done = dict(self._store.rows((today_sql.LAST_DONE, (among,))))
        resting = {number for (number,) in self._store.rows((today_sql.RESTS, (among, day.isoformat())))}
        plans: dict[int, tuple[str, bool]] = {}
        for number, text, kind in self._store.rows((today_sql.PLANS, (among, OPEN, day.isoformat()))):
            if not plans.get(number, ("", False))[0]:
                plans[number] = text, kind == PROMISE
        occasions: defaultdict[int, list[Occasion]] = defaultdict(list)
        for number, kind, first, last, *said in self._store.rows((today_sql.OCCASIONS, (among,))):
            occasions[number].append(
                Occasion(OccasionKind(kind), date.fromisoformat(first), date.fromisoformat(last), *said)
            )
        named: defaultdict[int, list[tuple[str, Birthday]]] = defaultdict(list)
        for number, name, value in self._store.rows((today_sql.NAMED, (among, json.dumps(shop.day_fields)))):
            on = date.fromisoformat(value)
            named[number].append((name, Birthday(on.month, on.day)))
        rows = self._store.rows((today_sql.FRIENDS, (among,)))
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
                orders=orders,
                silent=silent,
                selling=selling,
                named=tuple(named[number]),
                occasions=tuple(occasions[number]),
                bond=bond(level, day.toordinal()),
            )
            for (
                number,
                stage,
                standing,
                cadence,
                added,
                last,
                quiet,
                planned,
                birthday,
                orders,
                silent,
                selling,
                level,
            ) in rows
        }

    # settling

    def done(self, contact: ContactId) -> None:
        """Seen to: what was planned for today or earlier is done and the rhythm begins anew. Raises `MissingError`."""
        require(self._store, contact)
        why = self._strongest_of(contact)
        with self._settling(contact, Verb.DONE) as write:
            self._done(write, contact, why)

    def sent(self, contact: ContactId, text: str) -> None:
        """The message went out: it is logged, and the friend is seen to, in one step. Raises `MissingError`."""
        why = self._strongest_of(contact)
        with self._settling(contact, Verb.LOG_CONVERSATION) as write:
            self._conversations.log(contact, text, direction=Direction.OUT)
            self._done(write, contact, why)

    def talked(
        self, contact: ContactId, text: str, direction: Direction, next_touch: date | None = None, next_text: str = ""
    ) -> None:
        """They talked: it is logged with what comes next, and the friend is seen to. Raises `MissingError`."""
        require(self._store, contact)
        why = self._strongest_of(contact)
        with self._settling(contact, Verb.LOG_CONVERSATION) as write:
            self._done(write, contact, why)
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

    def _strongest_of(self, contact: ContactId) -> str:
        """The code of the reason for which a friend is due; "" for one who is not."""
        found = self.why(contact)
        return found[0].kind if found else ""

    def _done(self, write: Write, contact: ContactId, why: str) -> None:
        today = self._store.clock.today()
        close_due(write, contact, today)
        if why == ReasonKind.STEP:
            take_step(write, contact, today)
        self._rest(write, contact, "done", later(today, 1), why)

    def _rest(self, write: Write, contact: ContactId, how: str, until: date, why: str = "") -> None:
        write.insert(Rest, contact=contact, day=self._store.clock.today(), how=how, until=until, why=why)


def _reason(code: str, days: int, number: int) -> Reason:
    """The reason that a branch of the question found, `days` after its day, as far as its score needs it."""
    match code:
        case "planned":
            return ByHand(days, "")
        case "unpaid":
            return Unpaid(days, 0)
        case "quiet":
            return Quiet(days, number)
        case "birthday":
            return BirthdayNear(-days, Birthday(1, 1))
        case "named":
            return NamedDay(-days, "")
        case "festival":
            return FestivalNear(-days, Festival.SPRING)
        case _:
            return Happened(KINDS[OccasionKind(code)], days, number)


def _greeting(day: date, shop: Shop) -> today_sql.Greeting | None:
    found = near(day, shop.festivals, FESTIVAL_LEAD_DAYS)
    if found is None:
        return None
    until = greeting_until(day, shop)
    return today_sql.Greeting(later(day, found[1]).isoformat(), GREETED, until.isoformat())


def _guards(kind: ReasonKind) -> str:
    """What must be true of friend `c`, so that an occasion of this kind is told; `reasons` says the same."""
    guards = [
        "" if kind in AT_ONCE else "c.quiet_since <= :cool",
        "" if kind in SERVICE else f"c.unanswered < {MOST_UNANSWERED}",
        f"c.selling < {MOST_SELLING}" if kind in LIMITED else "",
    ]
    return " AND ".join(filter(None, guards)) or "1"


def _month_days(on: date) -> tuple[str, ...]:
    """How the days that are kept on this day every year end: 29 February on the 28th in other years."""
    return tuple(dict.fromkeys(key.removeprefix("--") for key in keys_on(on) if not key.startswith("L")))


def _day(text: Any) -> date | None:
    return None if text is None else date.fromisoformat(text)
