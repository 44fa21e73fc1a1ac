"""The sheet for one line, or for many that were noted on the way: what each was understood as stands below it."""

from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from crm.errors import BusyError
from crm.one_line import Problem, Reading
from crm.ui.desk import Desk
from crm.ui.one_line.correcting import Correction, Corrections
from crm.ui.plain import menu_text, tooltip
from crm.ui.widgets.chip import Chip
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trn
from crm.wording.one_line import note_chip, problem_words

LOOK_MS = 150
MOST_SHOWN = 50
"""So many lines are shown as chips; all are taken."""


class OneLineSheet(Sheet):
    """Ctrl+Enter takes what is clear; what is not stays with its reason. Drafts are kept until they are taken."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("One line"),
            accept_text=tr("Take it in (Ctrl+Enter)"),
            cancel_text=tr("Close"),
            parent=parent,
        )
        self._desk = desk
        self._readings: list[Reading] = []
        hint = PlainLabel(
            tr(
                "Friend, what and how many, how much, paid or not, what to do when:"
                " wf mask2 196 paid friday ask how it is"
            ),
            look="dim",
        )
        hint.setWordWrap(True)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("One line"))
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(tr("One line for each thing"))
        self.field.setMinimumHeight(desk.theme.px(72))
        self.field.setMaximumHeight(desk.theme.px(150))
        self.field.setPlainText(desk.line_draft)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(desk.theme.px(8))
        inside = QWidget()
        inside.setLayout(self._lines)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setMinimumHeight(desk.theme.px(180))
        for part in (hint, self.field, area):
            self.body.addWidget(part)
        self.setMinimumWidth(desk.theme.px(620))
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.read)
        self.field.textChanged.connect(self._on_typed)
        self.chips: list[QPushButton] = []
        self.read()
        self.field.setFocus()

    def read(self) -> None:
        """Look at the lines anew; what was chosen for a line that still stands there stays chosen."""
        known = {reading.line: reading for reading in self._readings}
        try:
            found = self._desk.workspace.one_line.read(self.field.toPlainText())
            self._readings = [known.get(reading.line, reading) for reading in found]
            self._show()
        except BusyError:
            self._look.start()

    def accept(self) -> None:
        """Take what is clear; close when nothing is left."""
        self._look.stop()
        self.read()
        if not self._readings:
            self.field.setFocus()
            return
        taken = self._desk.attempt(lambda: self._desk.workspace.one_line.take(self._readings))
        if taken is None:
            return
        left = [one.reading.line for one in taken if one.problem not in (None, Problem.TAKEN)]
        done = sum(one.problem is None for one in taken)
        passed = sum(one.problem is Problem.TAKEN for one in taken)
        if done or passed:
            said = trn("{n} line taken in.", "{n} lines taken in.", done)
            if passed:
                said += " " + trn("{n} was taken today already.", "{n} were taken today already.", passed)
            self._desk.say(said, undo=done > 0)
        if left:
            self.field.setPlainText("\n".join(left))
            self.read()
            self.field.setFocus()
            return
        self._desk.line_draft = ""
        super().accept()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks: the shop may be closed by then."""
        self._look.stop()
        super().hideEvent(event)

    def _on_typed(self) -> None:
        self._desk.line_draft = self.field.toPlainText()
        if self.isVisible():
            self._look.start()

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = []
        for place, reading in enumerate(self._readings[:MOST_SHOWN]):
            self._lines.addWidget(self._line(place, reading))
        if len(self._readings) > MOST_SHOWN:
            more = len(self._readings) - MOST_SHOWN
            self._lines.addWidget(PlainLabel(trn("{n} more line", "{n} more lines", more), look="dim"))
        self._lines.addStretch()

    def _line(self, place: int, reading: Reading) -> QWidget:
        one_line = self._desk.workspace.one_line
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._desk.theme.px(4))
        row = QWidget()
        flow = FlowLayout(row, self._desk.theme.px(6))
        for correction in Corrections(reading, one_line, self._desk.workspace.clock.today()):
            button = QPushButton(menu_text(correction.words))
            button.setAutoDefault(False)
            button.setToolTip(tooltip(tr("Put it right")))
            button.clicked.connect(partial(self._ask, place, correction, button))
            self.chips.append(button)
            flow.addWidget(button)
        if reading.note:
            flow.addWidget(Chip(self._desk.theme, note_chip(reading)))
        column.addWidget(row)
        problem = one_line.problem(reading)
        if problem is not None:
            complaint = PlainLabel(problem_words(problem), look="small")
            complaint.setWordWrap(True)
            column.addWidget(complaint)
        return box

    def _ask(self, place: int, correction: Correction, button: QPushButton, *_clicked: bool) -> None:
        """What may be meant instead, to choose from or to type."""
        menu = QMenu(button)
        field = QLineEdit(correction.typed, menu)
        field.setAccessibleName(correction.field)
        field.setPlaceholderText(correction.field)
        field.setToolTip(tooltip(correction.field))
        field.selectAll()
        field.returnPressed.connect(partial(self._on_answered, place, correction, field, menu))
        typing = QWidgetAction(menu)
        typing.setDefaultWidget(field)
        menu.addAction(typing)
        for words, reading in correction.choices:
            menu.addAction(menu_text(words)).triggered.connect(partial(self._put_right, place, reading))
        menu.aboutToShow.connect(field.setFocus)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _on_answered(self, place: int, correction: Correction, field: QLineEdit, menu: QMenu) -> None:
        reading = correction.become(field.text())
        if reading is None:
            field.selectAll()
            return
        menu.close()
        self._put_right(place, reading)

    def _put_right(self, place: int, reading: Reading, *_triggered: bool) -> None:
        at = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), 0)
        self._readings[place] = reading
        self._show()
        self.chips[min(at, len(self.chips) - 1)].setFocus()
