"""The path of trust: added → interested → interacting → customer → agent, with its dated history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from functools import partial

from peewee import fn

from crm.clock import from_ms
from crm.db.models import Contact, StageChange
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import UnknownValueError
from crm.ids import ContactId
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb


class Stage(StrEnum):
    """How far trust has grown. The value is the code of files and of the command line."""

    ADDED = auto()
    INTERESTED = auto()
    INTERACTING = auto()
    CUSTOMER = auto()
    AGENT = auto()

    @property
    def rank(self) -> int:
        """0 for the first stage, 4 for the last."""
        return list(Stage).index(self)

    @classmethod
    def of(cls, text: str) -> "Stage":
        """The stage of a code. Raises `UnknownValueError`."""
        try:
            return cls(text.strip().lower())
        except ValueError as error:
            raise UnknownValueError("stage", text, tuple(cls)) from error


GREETED = (Stage.CUSTOMER, Stage.AGENT)
"""Who is greeted at a festival."""


@dataclass(frozen=True, slots=True)
class StageMove:
    """One step of the dated history. `before` is none for the stage a friend began with."""

    before: Stage | None
    after: Stage
    at: datetime
    day: date
    reason: str


class Stages:
    """Verbs on stages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def move(self, contact: ContactId, stage: Stage, reason: str = "") -> None:
        """Move a friend; to the stage they are in, nothing happens. Raises `MissingError`."""
        with self._store.write(Topic.STAGES | Topic.CONTACTS, Action(Verb.MOVE_STAGE, contact, stage)) as write:
            self._move(write, contact, stage, reason)

    def move_many(
        self,
        contacts: Sequence[ContactId],
        stage: Stage,
        reason: str = "",
        progress: Progress = unheard,
        *,
        take_up: bool = False,
    ) -> None:
        """Move several friends as one step; more than `SMALL` of them in a batch that lets others write in between.
        With `take_up` who was set aside is in touch again.

        Raises `MissingError`, or `Cancelled` when `progress` does; then nobody was moved.
        """
        topics = Topic.STAGES | Topic.CONTACTS
        action = Action(Verb.MOVE_STAGE, contacts[0] if len(contacts) == 1 else None, stage, len(contacts))
        self._store.each(
            topics,
            action,
            contacts,
            partial(self._move_all, stage=stage, reason=reason, take_up=take_up),
            makes=(StageChange,),
            derives=False,
            progress=progress,
        )

    def _move_all(self, write: Write, contacts: Sequence[int], *, stage: Stage, reason: str, take_up: bool) -> None:
        if take_up:
            write.update_all(Contact, contacts, standing="active", standing_reason="")
        for contact in contacts:
            self._move(write, ContactId(contact), stage, reason)

    def _move(self, write: Write, contact: ContactId, stage: Stage, reason: str) -> None:
        before = Stage(
            self._store.row(
                Contact.select(Contact.stage).where(Contact.id == contact, Contact.deleted_at.is_null()),
                "contact",
                contact,
            )[0]
        )
        if before is stage:
            return
        now = self._store.clock.now()
        write.update(Contact, contact, stage=stage, stage_on=self._store.clock.day_of(now))
        write.insert(
            StageChange,
            contact=contact,
            from_stage=before,
            to_stage=stage,
            at=now,
            day=self._store.clock.day_of(now),
            reason=reason.strip(),
        )

    def history(self, contact: ContactId) -> list[StageMove]:
        """Every move of a friend, newest first."""
        rows = self._store.rows(
            StageChange.select(
                StageChange.from_stage,
                StageChange.to_stage,
                StageChange.at,
                StageChange.day,
                StageChange.reason,
            )
            .where(StageChange.contact == contact, StageChange.deleted_at.is_null())
            .order_by(StageChange.at.desc(), StageChange.id.desc())
        )
        return [
            StageMove(Stage(before) if before else None, Stage(after), from_ms(at), date.fromisoformat(day), reason)
            for before, after, at, day, reason in rows
        ]

    def counts(self) -> dict[Stage, int]:
        """How many friends stand in each stage."""
        found = dict(
            self._store.rows(
                Contact.select(Contact.stage, fn.COUNT(Contact.id))
                .where(Contact.deleted_at.is_null())
                .group_by(Contact.stage)
            )
        )
        return {stage: found.get(stage.value, 0) for stage in Stage}
