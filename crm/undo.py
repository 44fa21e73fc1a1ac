"""Taking back: the last step with Ctrl+Z, an older one or an import at any time."""

from dataclasses import dataclass
from datetime import datetime

from crm.clock import from_ms
from crm.db import log
from crm.db.log_models import UndoStep
from crm.db.store import Store
from crm.errors import MissingError
from crm.ids import ContactId, StepId
from crm.topics import Action


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
        return self._one("done", UndoStep.id.desc())

    def next(self) -> StepRow | None:
        """What Ctrl+Shift+Z would do again."""
        return self._one("undone", UndoStep.id)

    def steps(self, limit: int = 200) -> list[StepRow]:
        """The newest steps that stand, newest first."""
        return self._steps(UndoStep.state == "done", UndoStep.id.desc(), limit)

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
        `MissingError` for a step that is not there or does not stand.
        """
        last = self.last()
        if last is not None and last.id == step:
            self.undo()
            return ()
        found = self._store.rows((f"SELECT {log.STEP_COLUMNS} FROM undo_step WHERE id = ? AND state = 'done'", (step,)))
        if not found:
            raise MissingError("step", str(step))
        return tuple(ContactId(number) for number in sorted(self._store.take_back(log.read_step(found[0]))))

    def take_back_cut_off(self) -> None:
        """Take back every step that a crash cut off."""
        for step in self._store.open_steps():
            self._store.take_back_open(step.id)

    def keep_cut_off(self) -> None:
        """Let every step that a crash cut off stand as far as it came."""
        for step in self._store.open_steps():
            self._store.keep_open(step.id)

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
