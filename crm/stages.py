"""The path of trust: added → interested → interacting → customer → agent, with its dated history and suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from functools import partial

from peewee import fn

from crm.clock import from_ms
from crm.db.models import Contact, StageChange, Suggestion
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import UnknownValueError
from crm.ids import ContactId, SuggestionId
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


class Evidence(StrEnum):
    """What speaks for a stage."""

    FIRST_PAID_ORDER = auto()


@dataclass(frozen=True, slots=True)
class StageMove:
    """One step of the dated history. `before` is none for the stage a friend began with."""

    before: Stage | None
    after: Stage
    at: datetime
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class StageSuggestion:
    """A stage that the evidence speaks for. `evidence_row` is the number of the order that paid."""

    id: SuggestionId
    contact: ContactId
    name: str
    stage: Stage
    evidence: Evidence
    evidence_row: int | None
    day: date


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
        for (number,) in write.rows(
            Suggestion.select(Suggestion.id).where(
                Suggestion.contact == contact, Suggestion.state == "open", Suggestion.deleted_at.is_null()
            )
        ):
            write.update(Suggestion, number, state="accepted" if stage.rank >= before.rank else "declined")

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

    def suggest(self, contact: ContactId, stage: Stage, evidence: Evidence, row: int | None) -> None:
        """Note that the evidence speaks for a stage, unless the friend is there already or it was said before.

        Becomes part of the action that brought the evidence. A suggestion that was declined is not repeated for the
        same kind of evidence.
        """
        with self._store.write(Topic.STAGES) as write:
            current = write.rows(Contact.select(Contact.stage).where(Contact.id == contact))[0][0]
            said = write.rows(
                Suggestion.select(Suggestion.id).where(
                    Suggestion.contact == contact,
                    Suggestion.stage == stage,
                    Suggestion.evidence == evidence,
                    Suggestion.deleted_at.is_null(),
                )
            )
            if Stage(current).rank < stage.rank and not said:
                write.insert(Suggestion, contact=contact, stage=stage, evidence=evidence, evidence_row=row)

    def withdraw(self, evidence: Evidence, row: int) -> None:
        """Take an open suggestion away whose evidence is gone; part of the action that took it."""
        with self._store.write(Topic.STAGES) as write:
            for (number,) in write.rows(
                Suggestion.select(Suggestion.id).where(
                    Suggestion.evidence == evidence,
                    Suggestion.evidence_row == row,
                    Suggestion.state == "open",
                    Suggestion.deleted_at.is_null(),
                )
            ):
                write.delete(Suggestion, number)

    def suggestions(
        self, stage: Stage | None = None, contact: ContactId | None = None, limit: int = 200
    ) -> list[StageSuggestion]:
        """Open suggestions, oldest first."""
        query = (
            Suggestion.select(
                Suggestion.id,
                Suggestion.contact,
                Contact.name,
                Suggestion.stage,
                Suggestion.evidence,
                Suggestion.evidence_row,
                Suggestion.created,
            )
            .join(Contact)
            .where(Suggestion.state == "open", Suggestion.deleted_at.is_null(), Contact.deleted_at.is_null())
            .order_by(Suggestion.id)
            .limit(limit)
        )
        if stage is not None:
            query = query.where(Suggestion.stage == stage)
        if contact is not None:
            query = query.where(Suggestion.contact == contact)
        return [
            StageSuggestion(
                SuggestionId(number),
                who,
                name,
                Stage(to),
                Evidence(evidence),
                row,
                self._store.clock.day_of(from_ms(created)),
            )
            for number, who, name, to, evidence, row, created in self._store.rows(query)
        ]

    def accept(self, suggestion: SuggestionId) -> None:
        """Move the friend to the suggested stage. Raises `MissingError`."""
        contact, stage = self._suggested(suggestion)
        self.move(contact, stage)

    def decline(self, suggestion: SuggestionId) -> None:
        """Leave the friend where they are and do not ask again for this evidence. Raises `MissingError`."""
        contact, stage = self._suggested(suggestion)
        with self._store.write(Topic.STAGES, Action(Verb.DECLINE_SUGGESTION, contact, stage)) as write:
            write.update(Suggestion, suggestion, state="declined")

    def _suggested(self, suggestion: SuggestionId) -> tuple[ContactId, Stage]:
        contact, stage = self._store.row(
            Suggestion.select(Suggestion.contact, Suggestion.stage).where(
                Suggestion.id == suggestion, Suggestion.state == "open", Suggestion.deleted_at.is_null()
            ),
            "suggestion",
            suggestion,
        )
        return contact, Stage(stage)
