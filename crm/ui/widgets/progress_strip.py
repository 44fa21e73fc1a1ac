"""The strip that shows long work: its name, how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from crm.ui.plain import menu_text, one_line
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel

_STEPS = 1_000


class ProgressStrip(QFrame):
    """Hidden until `begin`, hidden again by `finish`; `cancelled` asks to stop what it shows."""

    cancelled = Signal()

    def __init__(self, theme: Theme, *, cancel_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "strip")
        self._title = PlainLabel(elide=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._count = PlainLabel(look="small")
        self._cancel = QPushButton(menu_text(cancel_text))
        self._cancel.setProperty("look", "quiet")
        self._cancel.clicked.connect(self._on_cancel)
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.px(14), theme.px(4), theme.px(8), theme.px(4))
        box.setSpacing(theme.px(12))
        box.addWidget(self._title, 1)
        box.addWidget(self._bar, 2)
        box.addWidget(self._count)
        box.addWidget(self._cancel)
        self.hide()

    def begin(self, title: str) -> None:
        """Show that this work has begun; how far it is is not known yet."""
        self._title.setText(title)
        self._bar.setAccessibleName(one_line(title))
        self._bar.setRange(0, 0)
        self._count.setText("")
        self._cancel.setEnabled(True)
        self.show()

    def show_progress(self, done: int, total: int) -> None:
        """So much of so much; a total of 0 means unknown."""
        numbers = self.locale()
        if total <= 0:
            self._bar.setRange(0, 0)
            self._count.setText(numbers.toString(done) if done else "")
            return
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(min(_STEPS, done * _STEPS // total))
        self._count.setText(f"{numbers.toString(done)} / {numbers.toString(total)}")

    def finish(self) -> None:
        """Hide: it is over, one way or the other."""
        self.hide()

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self.cancelled.emit()
