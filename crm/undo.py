"""Taking back: the last step with Ctrl+Z, an older one or an import at any time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import fn

from crm.clock import from_ms, to_ms
from crm.db import log
from crm.db.log_models import UndoStep
from crm.db.models import Contact
from crm.db.store import Store
from crm.errors import LaterMergeError, MissingError
from crm.ids import ContactId, StepId
from crm.progress import Progress, unheard
from crm.topics import Action, Verb

KEPT = 200
"""So many steps can be taken back, however old they are."""
KEPT_DAYS = 365
"""What was changed in these days is kept beyond that: each friend's history shows it, and it can be taken back too."""
TAGGED = (("contact_tag", "tag", "tag_id"),)
THINGS = {
    Verb.TAG_CONTACT: TAGGED,
    Verb.UNTAG_CONTACT: TAGGED,
    Verb.SET_FIELD: (("field_value", "custom_field", "field_id"),),
}
"""Where the rows that a step changed say what it was about: the table, whose name it is, and the column between."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the history: what was done, when, and whether it stands (`done`), was taken back or was cut off."""

    id: StepId
    action: Action
    at: datetime
    state: str


class Undo:
    """Verbs on the history of steps."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self) -> StepRow | None:
        """What Ctrl+Z would take back."""
        return self._one("done", UndoStep.ended.desc())

    def next(self) -> StepRow | None:
        """What Ctrl+Shift+Z would do again."""
        return self._one("undone", UndoStep.ended)

    def steps(self, limit: int = 200) -> list[StepRow]:
        """The newest steps that stand, newest first."""
        return self._steps(UndoStep.state == "done", UndoStep.ended.desc(), limit)

    def history(self, limit: int = KEPT) -> list[StepRow]:
        """The newest steps, newest first: those that stand and those that could be done again."""
        return self._steps(UndoStep.state.in_(("done", "undone")), UndoStep.ended.desc(), limit)

    def back_to(self, step: StepId, progress: Progress = unheard) -> int:
        """Take back the last steps, one after the other, until this one is taken back too; how many it were.

        Raises `MissingError` for a step that does not stand, `CutOffError`; what `progress` raises stops in between
        two steps.
        """
        self._standing(step)
        ended = UndoStep.select(UndoStep.ended).where(UndoStep.id == step)
        count = self._store.rows(
            UndoStep.select(fn.COUNT(UndoStep.id)).where(UndoStep.state == "done", UndoStep.ended >= ended)
        )[0][0]
        for done in range(count):
            progress(done, count)
            self.undo()
        return int(count)

    def forward_to(self, step: StepId, progress: Progress = unheard) -> int:
        """Do again what was undone, one step after the other, until this one stands again; how many it were.

        Raises `MissingError` for a step that was not undone, `CutOffError`; `progress` as in `back_to`.
        """
        undone = [row.id for row in self._steps(UndoStep.state == "undone", UndoStep.ended, -1)]
        if step not in undone:
            raise MissingError("step", str(step))
        count = undone.index(step) + 1
        for done in range(count):
            progress(done, count)
            self.redo()
        return count

    def prune(self) -> int:
        """Forget what nobody will take back any more: steps that are neither among the last `KEPT` nor younger than
        `KEPT_DAYS` days. Imports stay, whatever their age. A few at a time; 0 when there is nothing left to forget.
        """
        before = self._store.clock.now() - timedelta(days=KEPT_DAYS)
        return self._store.prune(to_ms(before), KEPT)

    def subject(self, step: StepRow) -> ContactId | None:
        """The one friend that a step was about, who may be in the bin or gone."""
        if step.action.contact is not None or step.action.verb is not Verb.ADD_CONTACT:
            return None if step.action.contact is None else ContactId(step.action.contact)
        made = "SELECT \"row\" FROM undo_change WHERE step_id = ? AND table_name = 'contact' ORDER BY id LIMIT 1"
        found = self._store.rows((made, (step.id,)))
        return ContactId(found[0][0]) if found else None

    def taken_back_by(self, step: StepRow) -> StepRow | None:
        """The older step that this one took back."""
        number = step.action.detail.partition(" ")[2]
        if step.action.verb is not Verb.TAKE_BACK or not number:
            return None
        found = self._steps(UndoStep.id == int(number), UndoStep.id, 1)
        return found[0] if found else None

    def thing(self, step: StepRow) -> str:
        """The name of the tag or own field that a step is about, in the bin or not; empty where there is none."""
        for table, named, column in THINGS.get(step.action.verb, ()):
            for number in ('SELECT "row" FROM undo_change', "SELECT first FROM undo_range"):
                sql = f"""SELECT n.name FROM {table} v JOIN {named} n ON n.id = v.{column} WHERE v.id =
                  ({number} WHERE step_id = ? AND table_name = ? LIMIT 1)"""
                if found := self._store.rows((sql, (step.id, table))):
                    return str(found[0][0])
        return ""

    def cut_off(self) -> list[StepRow]:
        """Long steps that a crash cut off; they are to be taken back."""
        return [_row(step) for step in self._store.open_steps()]

    def undo(self) -> StepRow:
        """Take back the last step. Raises `NothingToUndoError`, `CutOffError`."""
        return _row(self._store.undo())

    def redo(self) -> StepRow:
        """Do again what was taken back last. Raises `NothingToUndoError`, `CutOffError`."""
        return _row(self._store.undo(redo=True))

    def take_back(self, step: StepId) -> tuple[ContactId, ...]:
        """Take back one step, however old. The last one is undone; an older one is taken back as a new step.

        What was changed since stays, and friends with later entries stay: their numbers are returned. Raises
        `MissingError` for a step that is not there or does not stand, `LaterMergeError` for a merge whose friend was
        merged into another since.
        """
        last = self.last()
        if last is not None and last.id == step:
            self.undo()
            return ()
        found = self._standing(step)
        if found.action.verb is Verb.MERGE_CONTACTS:
            gone = Contact.select(Contact.name).where(
                Contact.id == found.action.contact, Contact.merged_into.is_null(is_null=False)
            )
            for (name,) in self._store.rows(gone):
                raise LaterMergeError(name)
        return tuple(ContactId(number) for number in sorted(self._store.take_back(found)))

    def take_back_cut_off(self) -> None:
        """Take back every step that a crash cut off."""
        for step in self._store.open_steps():
            self._store.take_back_open(step.id)

    def keep_cut_off(self) -> None:
        """Let every step that a crash cut off stand as far as it came."""
        for step in self._store.open_steps():
            self._store.keep_open(step.id)

    def _standing(self, step: StepId) -> log.Step:
        found = self._store.rows((f"SELECT {log.STEP_COLUMNS} FROM undo_step WHERE id = ? AND state = 'done'", (step,)))
        if not found:
            raise MissingError("step", str(step))
        return log.read_step(found[0])

    def _one(self, state: str, order: object) -> StepRow | None:
        found = self._steps(UndoStep.state == state, order, 1)
        return found[0] if found else None

    def _steps(self, which: object, order: object, limit: int) -> list[StepRow]:
        columns = (
            UndoStep.id, UndoStep.verb, UndoStep.contact, UndoStep.detail, UndoStep.count, UndoStep.topics,
            UndoStep.at, UndoStep.state,
        )  # fmt: skip
        rows = self._store.rows(UndoStep.select(*columns).where(which).order_by(order).limit(limit))
        return [_row(log.read_step(row)) for row in rows]


def _row(step: log.Step) -> StepRow:
    return StepRow(StepId(step.id), step.action, from_ms(step.at), step.state)
