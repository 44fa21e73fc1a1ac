"""What is coming, day by day: promises, plans, steps of sequences, festivals, birthdays and the days that friends keep
every year.

Each kind is gathered by one function of a day (`Coming.gatherings`); another kind is one more of them.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from crm.db import coming_sql
from crm.db.models import FollowUp
from crm.db.store import Store
from crm.errors import MissingError, UnknownValueError
from crm.festivals import Festival, is_kept
from crm.follow_ups import OPEN, PROMISE, FollowUps, later
from crm.ids import ContactId, FollowUpId
from crm.lunar import Birthday
from crm.promises import Promises
from crm.reasons import keys_on
from crm.sequences import Sequences
from crm.settings import Settings, Shop

ALL = -1
MOST = 40
"""So many entries of a day are read for a view of many days; no screen shows more."""


class Kind(StrEnum):
    """What an entry is; in this order they stand in a day."""

    PROMISE = auto()
    PLAN = auto()
    STEP = auto()
    FESTIVAL = auto()
    BIRTHDAY = auto()
    NAMED_DAY = auto()


MOVABLE = {Kind.PROMISE, Kind.PLAN, Kind.STEP}
"""What the seller may put on another day, and what is late when its day is over."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. A festival is of nobody; `text` are the seller's words, or what a day of theirs or a sequence
    is called; `number` is of what was planned, `step` counts the steps of a sequence from 1, `since` is the first of
    the days that come every year.
    """

    kind: Kind
    day: date
    contact: ContactId | None = None
    name: str = ""
    text: str = ""
    number: FollowUpId | None = None
    step: int = 0
    birthday: Birthday | None = None
    festival: Festival | None = None
    since: date | None = None

    @property
    def movable(self) -> bool:
        """Whether it can be put on another day."""
        return self.kind in MOVABLE

    @property
    def waits(self) -> bool:
        """Whether it is to be done, and is late after its day."""
        return self.kind in MOVABLE

    @property
    def years(self) -> int | None:
        """How old they turn, or how often the day came since; none where the year is not known."""
        if self.birthday is not None:
            return self.birthday.age_on(self.day)
        return self.day.year - self.since.year if self.since is not None and self.since.year < self.day.year else None


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day with the first of its entries, and how many it has in all."""

    day: date
    count: int
    entries: tuple[Entry, ...]


Some = tuple[int, list[Entry]]
"""How many there are, and the first of them."""


class Coming:
    """What is coming, and moving it."""

    def __init__(
        self, store: Store, settings: Settings, follow_ups: FollowUps, promises: Promises, sequences: Sequences
    ) -> None:
        self._store = store
        self._settings = settings
        self._follow_ups = follow_ups
        self._promises = promises
        self._sequences = sequences
        self.gatherings: tuple[Callable[[date, int, Shop], Some], ...] = (
            self._planned,
            self._steps,
            self._festivals,
            self._birthdays,
            self._named_days,
        )
        """Each tells what one kind of thing puts on a day, at most so many; days show them in this order."""

    # reading

    def days(self, first: date, last: date, most: int = MOST) -> tuple[ComingDay, ...]:
        """Every day from the first to the last, each with up to `most` entries."""
        shop = self._settings.shop()
        return tuple(self._day(later(first, ahead), most, shop) for ahead in range((last - first).days + 1))

    def day(self, day: date) -> ComingDay:
        """A day with everything that is on it."""
        return self._day(day, ALL, self._settings.shop())

    def _day(self, day: date, most: int, shop: Shop) -> ComingDay:
        count, entries = 0, []
        for gather in self.gatherings:
            many, some = gather(day, most, shop)
            count += many
            entries += some
        return ComingDay(day, count, tuple(entries if most == ALL else entries[:most]))

    def _planned(self, day: date, most: int, _shop: Shop) -> Some:
        rows = self._store.rows((coming_sql.PLANNED, (day.isoformat(), most)))
        return _counted(rows), [
            Entry(
                Kind.PROMISE if kind == PROMISE else Kind.PLAN,
                day,
                ContactId(contact),
                name,
                text,
                number=FollowUpId(number),
            )
            for _, contact, name, number, kind, text in rows
        ]

    def _steps(self, day: date, most: int, _shop: Shop) -> Some:
        rows = self._store.rows((coming_sql.STEPS, (day.isoformat(), most)))
        return _counted(rows), [
            Entry(Kind.STEP, day, ContactId(contact), name, sequence, step=taken + 1)
            for _, contact, name, sequence, taken in rows
        ]

    def _festivals(self, day: date, _most: int, shop: Shop) -> Some:
        kept = [festival for festival in Festival if festival in shop.festivals and is_kept(festival, day)]
        return len(kept), [Entry(Kind.FESTIVAL, day, festival=festival) for festival in kept]

    def _birthdays(self, day: date, most: int, _shop: Shop) -> Some:
        rows = self._store.rows((coming_sql.BIRTHDAYS, (json.dumps(keys_on(day)), most)))
        return _counted(rows), [
            Entry(Kind.BIRTHDAY, day, ContactId(contact), name, birthday=Birthday.parse(code))
            for _, contact, name, code in rows
        ]

    def _named_days(self, day: date, most: int, shop: Shop) -> Some:
        if not shop.day_fields:
            return 0, []
        ends = [key.removeprefix("--") for key in keys_on(day) if not key.startswith("L")]
        rows = self._store.rows((coming_sql.NAMED_DAYS, (json.dumps(shop.day_fields), json.dumps(ends), most)))
        return _counted(rows), [
            Entry(Kind.NAMED_DAY, day, ContactId(contact), name, text, since=date.fromisoformat(value))
            for _, contact, name, text, value in rows
        ]

    # moving

    def move(self, entry: Entry, day: date) -> None:
        """Put something planned, promised or next in a sequence on another day, in one step.

        Raises `UnknownValueError` for a day that is over and for what has its day by itself, `MissingError` for what
        was done or dropped meanwhile.
        """
        if not entry.movable or day < self._store.clock.today():
            raise UnknownValueError("date", day.isoformat())
        if entry.number is None:
            assert entry.contact is not None  # whose step it is
            self._sequences.move(entry.contact, day)
            return
        if not open_plans(self._store, FollowUp.id == entry.number):
            raise MissingError("promise" if entry.kind is Kind.PROMISE else "follow_up", str(entry.number))
        (self._promises if entry.kind is Kind.PROMISE else self._follow_ups).move(entry.number, day)


@dataclass(frozen=True, slots=True)
class Plan:
    """Something planned or promised that is not done."""

    uuid: str
    contact: ContactId
    due: date
    text: str
    promised: bool


def open_plans(store: Store, *which: Any) -> list[Plan]:
    """What is planned or promised and not done, soonest first, as far as these conditions hold."""
    rows = store.rows(
        FollowUp.select(FollowUp.uuid, FollowUp.contact, FollowUp.due, FollowUp.text, FollowUp.kind)
        .where(*which, FollowUp.state == OPEN, FollowUp.deleted_at.is_null())
        .order_by(FollowUp.due, FollowUp.id)
    )
    return [
        Plan(uuid, ContactId(contact), date.fromisoformat(due), text, kind == PROMISE)
        for uuid, contact, due, text, kind in rows
    ]


def celebrations(birthday: Birthday, day: date, most: int) -> Iterator[date]:
    """The next days, from `day` on, on which a birthday is kept; by the moon each is another day of the sun's year."""
    for _ in range(most):
        day = birthday.next_on(day)
        if day == date.max:
            return
        yield day
        day = later(day, 1)


def _counted(rows: list[tuple[Any, ...]]) -> int:
    return int(rows[0][0]) if rows else 0
