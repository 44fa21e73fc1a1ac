"""The last line of the strip: what was done, with Undo beside it, or what went wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crm.ui.plain import menu_text, one_line
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr


class SaidLine(QWidget):
    """`pressed` when the button beside the words is: it says Undo, or Redo."""

    pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel(look="small")
        self.trouble = PlainLabel(look="danger")
        self.act = QPushButton(menu_text(tr("Undo")))
        self.act.setProperty("look", "link")
        self.act.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for label in (self.words, self.trouble):
            label.setWordWrap(True)
            row.addWidget(label, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(theme.px(36))
        self.trouble.hide()
        self.act.hide()

    @property
    def message(self) -> str:
        """What stands there."""
        return self.trouble.text() or self.words.text()

    def say(self, sentence: str, act: str = "") -> None:
        """Tell what was done; `act` is the word on the button, "" for none."""
        self._show(sentence, "")
        if act:
            self.act.setText(menu_text(act))
        self.act.setVisible(bool(act))

    def complain(self, sentence: str) -> None:
        """Tell what went wrong. It stays until something else is told."""
        self._show("", sentence)
        self.act.hide()

    def _show(self, words: str, trouble: str) -> None:
        self.words.setText(one_line(words))
        self.trouble.setText(one_line(trouble))
        self.words.setVisible(not trouble)
        self.trouble.setVisible(bool(trouble))
        self.setAccessibleName(one_line(words or trouble))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
