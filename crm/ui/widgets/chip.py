"""Small rounded words: a stage, a tag."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.ui.plain import one_line, tooltip
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import chip_height, chip_width, paint_avatar, paint_chip


class Chip(QWidget):
    """A word on a coloured ground. The word says what the colour says."""

    def __init__(self, theme: Theme, text: str = "", tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self.show_word(text, tone)

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    def show_word(self, text: str, tone: Tone) -> None:
        """Another word, another tone."""
        self._text, self._tone = one_line(text), tone
        self.setAccessibleName(self._text)
        self.setToolTip(tooltip(text))
        self._on_theme()

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        return QSize(chip_width(self._theme, self._text), chip_height(self._theme))

    def minimumSizeHint(self) -> QSize:
        """Down to a letter and …"""
        return QSize(min(self.sizeHint().width(), self._theme.px(36)), chip_height(self._theme))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip in the middle of its height."""
        box = self.rect()
        box.setHeight(chip_height(self._theme))
        box.moveCenter(self.rect().center())
        with QPainter(self) as painter:
            paint_chip(painter, self._theme, box, self._text, self._tone)

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


class Avatar(QWidget):
    """A coloured circle with the end of a name; the name decides the colour."""

    def __init__(self, theme: Theme, name: str = "", size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._size = size
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.show_name(name)

    def show_name(self, name: str) -> None:
        """Whose picture this is."""
        self._name = name
        self.setAccessibleName(one_line(name))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the circle."""
        with QPainter(self) as painter:
            paint_avatar(painter, self._theme, self.rect(), self._name)

    def _on_theme(self) -> None:
        side = self._theme.px(self._size)
        self.setFixedSize(side, side)
        self.update()
