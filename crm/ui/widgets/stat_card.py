"""One figure with its name, and what is behind it on a click."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crm.ui.plain import one_line
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel


class StatCard(QFrame):
    """A name, a figure and a note. With `opens` it can be clicked or pressed with Enter and says `opened`."""

    opened = Signal()

    def __init__(self, theme: Theme, name: str, *, opens: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._opens = opens
        self.setProperty("look", "card")
        self._title = PlainLabel(name, look="small", elide=True)
        self._figure = PlainLabel(look="figure", elide=True)
        self._note = PlainLabel(look="small", elide=True)
        self._note.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        box.setSpacing(theme.px(2))
        for part in (self._title, self._figure, self._note):
            box.addWidget(part)
        box.addStretch()
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_figure(self, figure: str, note: str = "") -> None:
        """The figure as it should be read, and a small word under it."""
        self._figure.setText(figure)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(one_line(", ".join(part for part in (self._name, figure, note) if part)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a click that ends on the card."""
        super().mouseReleaseEvent(event)
        if (
            self._opens
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or the space bar."""
        if self._opens and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)
