"""Undo and redo from the window: named, beside the window when they are long, and told."""

from PySide6.QtCore import QObject, Signal

from crm.errors import BusyError
from crm.ui.desk import Desk
from crm.undo import StepRow
from crm.wording import tr
from crm.wording.actions import step_words

LONG = 500
"""A step about more rows than this is taken back beside the window."""


class Undoing(QObject):
    """`said(sentence)` when something was taken back or done again, `failed(error)` when it could not be."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._undo = desk.workspace.undo

    def words(self) -> tuple[str, str]:
        """What undo and redo would do now; empty for nothing."""
        try:
            last, following = self._undo.last(), self._undo.next()
        except BusyError:
            return "", ""
        return self._named(last), self._named(following)

    def undo(self) -> None:
        """Take back the last step."""
        self._do(redo=False)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._do(redo=True)

    def _do(self, *, redo: bool) -> None:
        step = self._undo.next() if redo else self._undo.last()
        verb = self._undo.redo if redo else self._undo.undo
        told = self._on_redone if redo else self._on_undone
        if step is None or step.action.count <= LONG:
            done = self._desk.attempt(verb)
            if done is not None:
                told(done)
            return
        title = tr("Doing again …") if redo else tr("Taking back …")
        self._desk.jobs.run(lambda _: verb(), done=told, failed=self._on_failed, title=title)

    def _on_undone(self, step: StepRow) -> None:
        self.said.emit(tr("Undone: {what}", what=self._named(step)))

    def _on_redone(self, step: StepRow) -> None:
        self.said.emit(tr("Done again: {what}", what=self._named(step)))

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    def _named(self, step: StepRow | None) -> str:
        if step is None:
            return ""
        return step_words(self._desk.workspace, step)
