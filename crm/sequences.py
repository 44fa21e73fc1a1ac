"""Sequences: steps to take with a friend one after the other, each on its day, with words that are ready.

A friend is in one at a time. The next step stands on Today from its day on until it was taken; the days between two
steps are kept, also when one was late. Who answered (or ordered, where the sequence says so) gets no further step, who
is paused or lost is out of it for good, and nothing is ever sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from peewee import fn

from crm.clock import to_ms
from crm.db import sequences_sql
from crm.db.models import Contact, Sequence, SequenceRun, SequenceStep
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import EmptyNameError, MissingError, UnknownValueError
from crm.festivals import near
from crm.follow_ups import later
from crm.ids import ContactId, RunId, SequenceId, TagId
from crm.progress import Progress, unheard
from crm.settings import Settings
from crm.stages import GREETED
from crm.topics import Action, Topic, Verb

LATEST_DAYS = 14
"""What happened longer ago than this begins no sequence any more."""
AGAIN_DAYS = 180
"""So many days after a sequence began for a friend, silence or a festival does not begin it again."""
MOST_DAYS = 730
"""The last day of a sequence there can be."""


class Starts(StrEnum):
    """When a sequence begins by itself; `BY_HAND` never does."""

    BY_HAND = auto()
    NEW_FRIEND = auto()
    FIRST_ORDER = auto()
    RECEIVED = auto()
    QUIET = auto()
    FESTIVAL = auto()

    @property
    def counts_days(self) -> bool:
        """Whether it needs a number of days: of silence, or before the festival."""
        return self in (Starts.QUIET, Starts.FESTIVAL)


class State(StrEnum):
    """How far a friend is: `HALTED` while an answer or order stands that ends it."""

    RUNNING = auto()
    HALTED = auto()
    FINISHED = auto()
    STOPPED = auto()


class Why(StrEnum):
    """Why somebody is in a sequence no longer."""

    BY_HAND = auto()
    ANSWERED = auto()
    ORDERED = auto()
    PAUSED = auto()
    REPLACED = auto()
    DELETED = auto()
    MERGED = auto()


@dataclass(frozen=True, slots=True)
class StepDraft:
    """So many days after the beginning, these words, which may have the variables of phrases."""

    days: int
    text: str


@dataclass(frozen=True, slots=True)
class SequenceDraft:
    """What a form says about a sequence. `on`: it begins by itself, for friends who have `tag`, or for all."""

    name: str
    steps: tuple[StepDraft, ...]
    starts: Starts = Starts.BY_HAND
    after_days: int = 0
    on: bool = False
    tag: TagId | None = None
    until_answer: bool = True
    until_order: bool = False


@dataclass(frozen=True, slots=True)
class SequenceRow:
    """A sequence; `running`, `halted` and `finished` count its friends."""

    id: SequenceId
    version: int
    name: str
    starts: Starts
    after_days: int
    since: date | None
    tag: TagId | None
    until_answer: bool
    until_order: bool
    steps: tuple[StepDraft, ...]
    running: int
    halted: int
    finished: int

    @property
    def draft(self) -> SequenceDraft:
        """As a form says it."""
        return SequenceDraft(
            self.name,
            self.steps,
            self.starts,
            self.after_days,
            self.since is not None,
            self.tag,
            self.until_answer,
            self.until_order,
        )


@dataclass(frozen=True, slots=True)
class RunRow:
    """A friend in a sequence: `taken` steps of `count` are behind them, `due` is the day of the next."""

    id: RunId
    contact: ContactId
    sequence: SequenceId
    name: str
    started_on: date
    taken: int
    count: int
    due: date | None
    state: State
    why: Why | None


class Sequences:
    """Verbs on sequences, and on who is in them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    # reading

    def all(self) -> list[SequenceRow]:
        """Every sequence, in the seller's order."""
        steps: dict[int, list[StepDraft]] = {}
        for number, days, text in self._store.rows(
            SequenceStep.select(SequenceStep.sequence, SequenceStep.days, SequenceStep.text)
            .where(SequenceStep.deleted_at.is_null())
            .order_by(SequenceStep.days, SequenceStep.id)
        ):
            steps.setdefault(number, []).append(StepDraft(days, text))
        many: dict[int, dict[State, int]] = {}
        for number, state, halted, count in self._store.rows(
            SequenceRun.select(SequenceRun.sequence, SequenceRun.state, SequenceRun.halted, fn.COUNT(SequenceRun.id))
            .where(SequenceRun.deleted_at.is_null())
            .group_by(SequenceRun.sequence, SequenceRun.state, SequenceRun.halted)
        ):
            told = many.setdefault(number, {})
            told[_state(state, halted)] = told.get(_state(state, halted), 0) + count
        rows = self._store.rows(
            Sequence.select(
                Sequence.id,
                Sequence.version,
                Sequence.name,
                Sequence.starts,
                Sequence.after_days,
                Sequence.since,
                Sequence.tag,
                Sequence.until_answer,
                Sequence.until_order,
            )
            .where(Sequence.deleted_at.is_null())
            .order_by(Sequence.position, Sequence.id)
        )
        return [
            SequenceRow(
                SequenceId(number),
                version,
                name,
                Starts(starts),
                after,
                date.fromisoformat(since) if since else None,
                TagId(tag) if tag is not None else None,
                bool(answer),
                bool(order),
                tuple(steps.get(number, ())),
                many.get(number, {}).get(State.RUNNING, 0),
                many.get(number, {}).get(State.HALTED, 0),
                many.get(number, {}).get(State.FINISHED, 0),
            )
            for number, version, name, starts, after, since, tag, answer, order in rows
        ]

    def runs(self, sequence: SequenceId, limit: int = 500) -> list[RunRow]:
        """Who is in a sequence now, whose next step comes first before the others; then who was in it, newest first."""
        where = (SequenceRun.sequence == sequence, SequenceRun.deleted_at.is_null())
        going = self._runs(*where, SequenceRun.state == State.RUNNING, limit=limit)
        left = self._runs(*where, SequenceRun.state != State.RUNNING, limit=limit - len(going), newest=True)
        return going + left

    def of(self, contact: ContactId) -> RunRow | None:
        """The sequence a friend is in now."""
        found = self._runs(SequenceRun.contact == contact, SequenceRun.state == State.RUNNING, SequenceRun.halted == "")
        return found[0] if found else None

    def coming(self, first: date, last: date, limit: int = 2_000) -> list[RunRow]:
        """Whose next step is on one of these days, soonest first."""
        return self._runs(
            SequenceRun.due.between(first, last),
            SequenceRun.state == State.RUNNING,
            SequenceRun.halted == "",
            limit=limit,
        )

    def words(self, contacts: Iterable[ContactId], day: date) -> dict[ContactId, str]:
        """Of those with a step due on `day` or before, what it says."""
        found: dict[ContactId, str] = {}
        for contact, text in self._store.rows(sequences_sql.words(list(contacts), day)):
            found.setdefault(ContactId(contact), text)
        return found

    # writing one down

    def add(self, draft: SequenceDraft) -> SequenceId:
        """A new sequence, the last of all. Raises `EmptyNameError` without a name or a step, `UnknownValueError` for
        days out of range.
        """
        _check(draft)
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.EDIT_SEQUENCE)) as write:
            last = write.rows(Sequence.select(fn.MAX(Sequence.position)))[0][0]
            number = write.insert(Sequence, position=(last or 0) + 1, **self._values(draft, None))
            for step in draft.steps:
                write.insert(SequenceStep, sequence=number, days=step.days, text=step.text.strip())
            return SequenceId(number)

    def add_all(self, drafts: Iterable[SequenceDraft]) -> list[SequenceId]:
        """Several new ones in one step (ready examples). Raises what `add` raises."""
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.EDIT_SEQUENCE)):
            return [self.add(draft) for draft in drafts]

    def edit(self, sequence: SequenceId, draft: SequenceDraft, *, seen: int | None = None) -> None:
        """Say it anew. Who is in it goes on where they are, on the day that was told; who is beyond its end is through.

        Raises what `add` raises, and `MissingError`, `ConflictError`.
        """
        _check(draft)
        since = self._store.row(
            Sequence.select(Sequence.since).where(Sequence.id == sequence, Sequence.deleted_at.is_null()),
            "sequence",
            sequence,
        )[0]
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.EDIT_SEQUENCE)) as write:
            write.update(Sequence, sequence, seen=seen, **self._values(draft, since))
            for (number,) in write.rows(
                SequenceStep.select(SequenceStep.id).where(
                    SequenceStep.sequence == sequence, SequenceStep.deleted_at.is_null()
                )
            ):
                write.delete(SequenceStep, number)
            for step in draft.steps:
                write.insert(SequenceStep, sequence=sequence, days=step.days, text=step.text.strip())
            for number, contact, taken in write.rows(_running(sequence)):
                write.touched.add(contact)
                if taken >= len(draft.steps):
                    write.update(SequenceRun, number, state=State.FINISHED, due=None)

    def delete(self, sequence: SequenceId) -> None:
        """Into the bin; whoever is in it gets no further step. Raises `MissingError`."""
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.DELETE_SEQUENCE)) as write:
            write.delete(Sequence, sequence)
            numbers = [number for number, *_ in write.rows(_running(sequence))]
            write.update_all(SequenceRun, numbers, state=State.STOPPED, why=Why.DELETED, due=None)

    # who is in it

    def start(
        self,
        sequence: SequenceId,
        contacts: Iterable[ContactId],
        *,
        instead: bool = False,
        progress: Progress = unheard,
    ) -> int:
        """Begin it today with these friends, as one step; how many it began with.

        Passed over is who is in it already, who is paused or lost, and, but for `instead`, who is in another one.
        Raises `MissingError`.
        """
        steps = self._steps(sequence)
        if not steps:
            raise EmptyNameError("sequence")
        begun = 0

        def begin(write: Write, some: Any) -> None:
            nonlocal begun
            going = {contact: (run, which, halted) for run, contact, which, halted in write.rows(_going(some))}
            for contact in some:
                run, which, halted = going.get(contact, (None, None, ""))
                if run is not None and not halted and (which == sequence or not instead):
                    continue
                if run is not None:
                    write.update(SequenceRun, run, state=State.STOPPED, why=halted or Why.REPLACED, due=None)
                self._begin(write, sequence, contact, steps)
                begun += 1

        self._store.each(
            Topic.FOLLOW_UPS,
            Action(Verb.START_SEQUENCE, None),
            self._active(list(contacts)),
            begin,
            makes=[SequenceRun],
            progress=progress,
        )
        return begun

    def stop(self, contact: ContactId) -> None:
        """No further step of the sequence they are in. Nothing happens to who is in none."""
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.STOP_SEQUENCE, contact)) as write:
            stop(write, [contact], Why.BY_HAND)

    def take(self, contact: ContactId) -> None:
        """Their next step was taken, also before its day. Nothing happens to who is in none."""
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.DONE, contact)) as write:
            take_step(write, contact, self._store.clock.today(), until=date.max)

    def move(self, contact: ContactId, day: date) -> None:
        """Their next step comes on this day; the later ones follow it. Raises `MissingError` for who is in none."""
        run = self.of(contact)
        if run is None:
            raise MissingError("sequence", str(contact))
        with self._store.write(Topic.FOLLOW_UPS, Action(Verb.SNOOZE, contact)) as write:
            write.update(SequenceRun, run.id, due=day)

    def start_due(self, progress: Progress = unheard) -> int:
        """Begin those that begin by themselves, for whom their beginning has come; with how many friends.

        Never with who is in any sequence, never more of one in a day than the seller writes to, those who bought most
        first. No step of the seller's: undo passes over it.
        """
        today, shop = self._store.clock.today(), self._settings.shop()
        begun = 0
        for row in self.all():
            progress(begun, 0)
            if row.since is None or row.starts is Starts.BY_HAND or not row.steps:
                continue
            when = sequences_sql.Beginning(
                row.id,
                row.tag,
                since=max(row.since, later(today, -LATEST_DAYS)),
                again=later(today, -AGAIN_DAYS),
                today=today,
                limit=shop.capacity,
            )
            match row.starts:
                case Starts.NEW_FRIEND:
                    query = when.new_friends()
                case Starts.FIRST_ORDER:
                    query = when.first_orders()
                case Starts.RECEIVED:
                    query = when.received()
                case Starts.QUIET:
                    query = when.quiet(later(today, -row.after_days))
                case _:
                    if near(today, shop.festivals, row.after_days) is None:
                        continue
                    query = when.of_stages(GREETED)
            found = [ContactId(number) for (number,) in self._store.rows(query)]
            if found:
                with self._store.write(Topic.FOLLOW_UPS) as write:
                    for contact in found:
                        self._begin(write, row.id, contact, row.steps)
                        write.touched.add(contact)
                begun += len(found)
        return begun

    def _begin(self, write: Write, sequence: SequenceId, contact: int, steps: tuple[StepDraft, ...]) -> None:
        now = self._store.clock.now()
        today = self._store.clock.day_of(now)
        write.insert(
            SequenceRun,
            contact=contact,
            sequence=sequence,
            started_at=to_ms(now),
            started_on=today,
            due=later(today, steps[0].days),
            state=State.RUNNING,
        )

    def _steps(self, sequence: SequenceId) -> tuple[StepDraft, ...]:
        found = [row for row in self.all() if row.id == sequence]
        if not found:
            self._store.row(Sequence.select().where(Sequence.id == -1), "sequence", sequence)
        return found[0].steps

    def _active(self, contacts: list[ContactId]) -> list[ContactId]:
        rows = self._store.rows(sequences_sql.standing(contacts))
        active = {number for number, standing in rows if standing == "active"}
        return [contact for contact in dict.fromkeys(contacts) if contact in active]

    def _runs(self, *where: Any, limit: int = 500, newest: bool = False) -> list[RunRow]:
        order = (SequenceRun.started_at.desc(),) if newest else (SequenceRun.due, SequenceRun.id)
        rows = self._store.rows(
            SequenceRun.select(
                SequenceRun.id,
                SequenceRun.contact,
                SequenceRun.sequence,
                Sequence.name,
                SequenceRun.started_on,
                SequenceRun.taken,
                sequences_sql.COUNT,
                SequenceRun.due,
                SequenceRun.state,
                SequenceRun.why,
                SequenceRun.halted,
            )
            .join(Sequence)
            .switch(SequenceRun)
            .join(Contact)
            .where(
                SequenceRun.deleted_at.is_null(), Sequence.deleted_at.is_null(), Contact.deleted_at.is_null(), *where
            )
            .order_by(*order)
            .limit(max(0, limit))
        )
        return [
            RunRow(
                RunId(number),
                ContactId(contact),
                SequenceId(sequence),
                name,
                date.fromisoformat(started),
                taken,
                count,
                date.fromisoformat(due) if due else None,
                _state(state, halted),
                Why(why or halted) if why or halted else None,
            )
            for number, contact, sequence, name, started, taken, count, due, state, why, halted in rows
        ]

    def _values(self, draft: SequenceDraft, since: str | None) -> dict[str, Any]:
        on = draft.on and draft.starts is not Starts.BY_HAND
        return {
            "name": " ".join(draft.name.split()),
            "starts": draft.starts,
            "after_days": draft.after_days if draft.starts.counts_days else 0,
            "since": (since or self._store.clock.today()) if on else None,
            "tag": draft.tag,
            "until_answer": draft.until_answer,
            "until_order": draft.until_order,
        }


def take_step(write: Write, contact: ContactId, today: date, *, until: date | None = None) -> None:
    """The step that is due by `until` (today) was taken; the next one comes after as many days as lie between them."""
    for number, sequence, taken in write.rows(
        SequenceRun.select(SequenceRun.id, SequenceRun.sequence, SequenceRun.taken)
        .where(
            SequenceRun.contact == contact,
            SequenceRun.state == State.RUNNING,
            SequenceRun.halted == "",
            SequenceRun.due <= (until or today),
            SequenceRun.deleted_at.is_null(),
        )
        .order_by(SequenceRun.due, SequenceRun.id)
        .limit(1)
    ):
        days = [
            day
            for (day,) in write.rows(
                SequenceStep.select(SequenceStep.days)
                .where(SequenceStep.sequence == sequence, SequenceStep.deleted_at.is_null())
                .order_by(SequenceStep.days, SequenceStep.id)
            )
        ]
        if taken + 1 >= len(days):
            write.update(SequenceRun, number, taken=taken + 1, state=State.FINISHED, due=None)
        else:
            due = later(today, days[taken + 1] - days[taken])
            write.update(SequenceRun, number, taken=taken + 1, due=due)


def stop(write: Write, contacts: Iterable[int], why: Why) -> None:
    """No further step for these friends, as part of a change under way."""
    numbers = [run for run, *_ in write.rows(_going(list(contacts)))]
    write.update_all(SequenceRun, numbers, state=State.STOPPED, why=why, due=None)


def keep_one(write: Write, contact: ContactId) -> None:
    """Of the sequences that friends were in who are one now, the latest goes on."""
    for number, *_ in write.rows(_going([contact]).order_by(SequenceRun.started_at.desc(), SequenceRun.id.desc()))[1:]:
        write.update(SequenceRun, number, state=State.STOPPED, why=Why.MERGED, due=None)


def _running(sequence: SequenceId) -> Any:
    return SequenceRun.select(SequenceRun.id, SequenceRun.contact, SequenceRun.taken).where(
        SequenceRun.sequence == sequence, SequenceRun.state == State.RUNNING, SequenceRun.deleted_at.is_null()
    )


def _going(contacts: Iterable[int]) -> Any:
    return SequenceRun.select(SequenceRun.id, SequenceRun.contact, SequenceRun.sequence, SequenceRun.halted).where(
        SequenceRun.contact.in_(list(contacts)),
        SequenceRun.state == State.RUNNING,
        SequenceRun.deleted_at.is_null(),
    )


def _state(state: str, halted: str) -> State:
    return State.HALTED if halted and state == State.RUNNING else State(state)


def _check(draft: SequenceDraft) -> None:
    if not draft.name.strip() or not draft.steps or any(not step.text.strip() for step in draft.steps):
        raise EmptyNameError("sequence")
    for days in (*(step.days for step in draft.steps), draft.after_days):
        if not 0 <= days <= MOST_DAYS:
            raise UnknownValueError("days", str(days))
