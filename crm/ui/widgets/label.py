"""A label that shows words literally, and cuts them with … where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from crm.ui.plain import one_line, tooltip

_SHORTEST = 24


class PlainLabel(QLabel):
    """A label that never takes its text for markup.

    `look` is a look of the style sheet (title, heading, figure, dim, small, danger, warn). With `elide` it is
    one line that ends in … where it is too narrow, with the whole text as its tooltip.
    """

    def __init__(self, text: str = "", *, look: str = "", elide: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._elide = elide
        if look:
            self.setProperty("look", look)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show this text; one line of it when eliding."""
        super().setText(one_line(text) if self._elide else text)
        if self._elide:
            self.setToolTip(tooltip(text))

    def minimumSizeHint(self) -> QSize:
        """An eliding label can become very narrow."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _SHORTEST), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as Qt does, but cut with … when eliding."""
        if not self._elide:
            super().paintEvent(event)
            return
        inside = self.contentsRect()
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(inside, self.alignment().value | Qt.TextFlag.TextSingleLine.value, cut)
