"""The sequence a friend is in: its next step, taken or ended here, and another one to begin."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm.ids import ContactId
from crm.sequences import RunRow
from crm.ui.desk import Desk
from crm.ui.friends.parts import Section, small
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.sequences import progress


class InSequence(Section):
    """Shows the run it was last given. `wanted` asks for a sequence to begin."""

    wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Sequence"), parent)
        self._desk = desk
        self._shown: tuple[Any, ...] = ()

    def show_run(self, contact: ContactId, run: RunRow | None) -> None:
        """Show the sequence this friend is in, or how to begin one."""
        today = self._desk.workspace.clock.today()
        if (contact, run, today) == self._shown:
            return
        self._shown = (contact, run, today)
        self.empty()
        if run is None:
            self.add_link(tr("Begin a sequence…"), self.wanted.emit, "plus")
        else:
            self._show_line(run, today)
        self.settle()

    def take(self) -> None:
        """Its next step was taken."""
        contact = self._shown[0]
        if self._desk.did(lambda: self._desk.workspace.sequences.take(contact)):
            self._desk.say(tr("Step done"))

    def stop(self) -> None:
        """No further step for this friend."""
        contact = self._shown[0]
        if self._desk.did(lambda: self._desk.workspace.sequences.stop(contact)):
            self._desk.say(tr("Sequence ended"))

    def _show_line(self, run: RunRow, today: date) -> None:
        late = run.due is not None and run.due <= today
        said = tr("{sequence}, {progress}", sequence=run.name, progress=progress(run, today))
        self.add_line(
            PlainLabel(said, look="warn" if late else "", elide=True),
            small(self.theme, "check", tr("This step is done"), self.take),
            small(self.theme, "x", tr("End it for this friend"), self.stop),
        )
