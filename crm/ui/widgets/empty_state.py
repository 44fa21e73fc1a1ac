"""What a page says while it has nothing to show: what it is for, and the next step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm.ui.plain import menu_text
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel

MOST_WIDE = 560
"""A longer line is tiring to read."""


class EmptyState(QWidget):
    """A picture, a title, a sentence and up to three buttons, of which the first is the one to press."""

    def __init__(self, theme: Theme, icon: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._picture = QLabel()
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = PlainLabel(title, look="heading")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = PlainLabel(sentence, look="dim")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        self._buttons.addStretch()
        box = QVBoxLayout(self)
        box.addStretch(2)
        self._sentence.setMaximumWidth(theme.px(MOST_WIDE))
        for part in (self._picture, self._title):
            box.addWidget(part)
            box.addSpacing(theme.px(6))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._sentence, 6)
        middle.addStretch(1)
        box.addLayout(middle)
        box.addSpacing(theme.px(10))
        box.addLayout(self._buttons)
        box.addStretch(3)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def say(self, title: str, sentence: str) -> None:
        """Other words: a search without results is not an empty file."""
        self._title.setText(title)
        self._sentence.setText(sentence)

    def add_step(self, text: str, on_click: Callable[[], object]) -> QPushButton:
        """A button for a next step; `on_click` takes nothing."""
        button = QPushButton(menu_text(text))
        first = self._buttons.count() == 2
        button.setProperty("look", "primary" if first else "")
        button.clicked.connect(on_click)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def _on_theme(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._theme.pixmap(self._icon, self._theme.tokens.accent, self._theme.px(44), ratio))
