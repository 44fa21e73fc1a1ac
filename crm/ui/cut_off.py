"""At the start: a long step that a crash cut off is taken back, or stands as far as it came; the seller says which."""

from PySide6.QtWidgets import QWidget

from crm.ui.desk import Desk
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.undo import StepRow
from crm.wording import tr
from crm.wording.actions import step_words


class CutOffSheet(Sheet):
    """Asked once at the start; closing it asks again at the next one."""

    def __init__(self, desk: Desk, steps: list[StepRow], parent: QWidget) -> None:
        super().__init__(
            desk.theme,
            tr("Something was cut off"),
            accept_text=tr("Take it back"),
            cancel_text=tr("Decide later"),
            parent=parent,
        )
        self._desk = desk
        what = ", ".join(step_words(desk.workspace, step) for step in steps)
        words = tr(
            "Shuke was closed in the middle of: {what}. Everything from before is safe. Take the half-done part back,"
            " or keep what is there?",
            what=what,
        )
        label = PlainLabel(words)
        label.setWordWrap(True)
        self.body.addWidget(label)
        keep = self.add_button(tr("Keep what is there"))
        keep.clicked.connect(self._on_keep)
        self.accepted.connect(self._on_take_back)

    def _on_take_back(self) -> None:
        undo = self._desk.workspace.undo
        self._desk.jobs.run(
            lambda _: undo.take_back_cut_off(), failed=self._desk.failed.emit, title=tr("Taking back …")
        )

    def _on_keep(self) -> None:
        self._desk.attempt(self._desk.workspace.undo.keep_cut_off)
        self.done(int(Sheet.DialogCode.Rejected))
