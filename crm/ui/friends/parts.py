"""What the sections of the card are made of: a title, lines with small buttons, links."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm.ui.plain import menu_text, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel


class Section(QWidget):
    """A small title with what belongs to it below."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = PlainLabel(title, look="small")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(2))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.px(4))
        box.setSpacing(theme.px(4))
        box.addWidget(self.title)
        box.addLayout(self.body)

    def empty(self) -> None:
        """Take everything out."""
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add_line(self, first: QWidget, *buttons: QWidget) -> None:
        """A line that begins with something wide."""
        self.body.addWidget(line(first, *buttons))

    def add_link(self, text: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        """A line with a link alone."""
        button = link(self.theme, text, act, icon)
        self.body.addWidget(left(button))
        return button


def line(first: QWidget, *buttons: QWidget) -> QWidget:
    """Something wide, and small buttons behind it."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(first, 1)
    for button in buttons:
        box.addWidget(button)
    return holder


def left(button: QWidget) -> QWidget:
    """Something as wide as it is, at the left."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(button)
    box.addStretch()
    return holder


def link(theme: Theme, text: str, act: Callable[[], object], icon: str = "") -> QPushButton:
    """Words that do something."""
    button = QPushButton(menu_text(text))
    button.setProperty("look", "link")
    if icon:
        button.setIcon(theme.icon(icon, "accent"))
    button.clicked.connect(lambda _checked=False: act())
    return button


def small(theme: Theme, icon: str, name: str, act: Callable[[], object]) -> QPushButton:
    """A picture that does something; its name is told by the tooltip and the screen reader."""
    button = QPushButton()
    button.setProperty("look", "quiet")
    button.setIcon(theme.icon(icon, "dim"))
    button.setToolTip(tooltip(name))
    button.setAccessibleName(name)
    button.setStyleSheet(f"QPushButton {{ padding: 0 {theme.px(6)}px; }}")
    button.clicked.connect(lambda _checked=False: act())
    return button
