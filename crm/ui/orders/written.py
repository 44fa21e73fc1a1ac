"""Orders that are being written: go on with one, or throw it away."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm.orders import SketchRow
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.days import moment_words

SHOWN = 50


def sketch_words(sketch: SketchRow) -> str:
    """Who and what, as far as it was typed."""
    lines = sketch.data.get("lines")
    names = [str(line.get("name", "")) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    parts = [str(sketch.data.get("friend", "")).strip(), "、".join(name for name in names if name)]
    pasted = " ".join(str(sketch.data.get("paste", "")).split())
    return " · ".join(part for part in parts if part) or pasted or tr("(nothing yet)")


class WrittenSheet(Sheet):
    """All orders that are being written; one that is chosen opens as it was typed."""

    def __init__(self, desk: Desk, go_on: Callable[[SketchRow], object], parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Orders being written"), accept_text=tr("Good"), cancel_text=tr("Close"), parent=parent
        )
        self.cancel_button.hide()
        self._desk = desk
        self._go_on = go_on
        self._box = QVBoxLayout()
        self.body.addLayout(self._box)
        self.rows: list[tuple[QPushButton, QPushButton]] = []
        for sketch in desk.workspace.sketches.all()[:SHOWN]:
            self._add(sketch)

    def _add(self, sketch: SketchRow) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        when = moment_words(sketch.at, self._desk.workspace.clock)
        row.addWidget(PlainLabel(sketch_words(sketch), elide=True), 1)
        row.addWidget(PlainLabel(when, look="dim"))
        opened = QPushButton(menu_text(tr("Go on writing")))
        gone = QPushButton(menu_text(tr("Throw away")))
        gone.setProperty("look", "danger")
        opened.clicked.connect(lambda: self._open(sketch))
        gone.clicked.connect(lambda: self._throw(sketch, line))
        for button in (opened, gone):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.rows.append((opened, gone))
        self._box.addWidget(line)

    def _open(self, sketch: SketchRow) -> None:
        self.accept()
        self._go_on(sketch)

    def _throw(self, sketch: SketchRow, line: QWidget) -> None:
        if self._desk.did(lambda: self._desk.workspace.sketches.throw_away(sketch.id)):
            line.hide()
