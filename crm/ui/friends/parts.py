"""What the sections of the card are made of: a title, lines with small buttons, links."""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from crm.ui.plain import menu_text, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel


class Section(QWidget):
    """A small title with what belongs to it below. Whoever empties it and fills it anew calls `settle` then."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = PlainLabel(title, look="small")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(2))
        self.follows: Section | None = None
        """from which section Tab comes here"""
        self._left_at: int | None = None
        """where the keyboard was when everything was taken out"""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.px(4))
        box.setSpacing(theme.px(4))
        box.addWidget(self.title)
        box.addLayout(self.body)

    @property
    def last_place(self) -> QWidget | None:
        """The last place here that Tab reaches, or the last one above."""
        places = list(reached(self.body))
        if not places:
            return self.follows.last_place if self.follows is not None else None
        return places[-1]

    def empty(self) -> None:
        """Take everything out."""
        places = list(reached(self.body))
        focus = self.window().focusWidget()  # also while a sheet above the window has the keyboard
        self._left_at = places.index(focus) if focus in places else None
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def settle(self) -> None:
        """Have Tab go through what stands here now from top to bottom, and the keyboard on where it was."""
        places = list(reached(self.body))
        if self.follows is not None and (before := self.follows.last_place) is not None:
            put_in_order(before, places)
        if self._left_at is not None and places:
            place = places[min(self._left_at, len(places) - 1)]
            if (holder := place.parentWidget()) is not None:
                holder.show()  # Qt shows what is new a moment later
            place.show()
            place.setFocus(Qt.FocusReason.OtherFocusReason)
        self._left_at = None

    def add_line(self, first: QWidget, *buttons: QWidget) -> None:
        """A line that begins with something wide."""
        self.body.addWidget(line(first, *buttons))

    def add_link(self, text: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        """A line with a link alone."""
        button = link(self.theme, text, act, icon)
        self.body.addWidget(left(button))
        return button


def reached(layout: QLayout | None) -> Iterator[QWidget]:
    """What Tab reaches in a layout, as it is read."""
    items = [layout.itemAt(place) for place in range(layout.count())] if layout is not None else []
    for item in items:
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        else:
            yield from reached(inner if widget is None else widget.layout())


def put_in_order(before: QWidget, places: Iterable[QWidget]) -> None:
    """Have Tab go on from one place to these: Qt sends it last to what was made last."""
    for place in places:
        QWidget.setTabOrder(before, place)
        before = place


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
