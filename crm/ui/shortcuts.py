"""All keys in one place: what the window listens to, and the sheet that lists them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that keys do. Sequences are in Qt's portable spelling; macOS shows Ctrl as Command."""

    name: str
    sequences: tuple[str, ...]
    words: Callable[[], str]


KEYS = (
    Key("find", ("Ctrl+K",), lambda: tr("Find anything")),
    Key("add", ("Ctrl+N",), lambda: tr("New friend")),
    Key("order", ("Ctrl+Shift+N",), lambda: tr("New order")),
    Key("one line", ("Ctrl+J",), lambda: tr("One line")),
    Key("strip", ("Ctrl+Shift+J",), lambda: tr("The strip beside the chat program")),
    Key("paste", ("Ctrl+Shift+V",), lambda: tr("Bring in what was copied")),
    Key("undo", ("Ctrl+Z",), lambda: tr("Undo")),
    Key("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda: tr("Redo")),
    Key("steps", ("Ctrl+H",), lambda: tr("What was done")),
    Key("settings", ("Ctrl+,",), lambda: tr("Settings")),
    Key("refresh", ("F5",), lambda: tr("Read everything again")),
    Key("keys", ("F1", "Ctrl+/"), lambda: tr("This list")),
    Key("close card", ("Esc",), lambda: tr("Close the card")),
    Key("quit", ("Ctrl+Q",), lambda: tr("Quit")),
)

PAGE_KEYS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("Ctrl+1 … 9  0", lambda: tr("Go to a page")),
    ("Enter", lambda: tr("Today: copy the message; again: it was sent")),
    ("L  O  D  S  X", lambda: tr("Today: log, order, done, put off, skip")),
    ("J  K", lambda: tr("Today: next, previous")),
    ("E", lambda: tr("Today: how the day went")),
    ("W  M  T", lambda: tr("Calendar: week, month, today")),
    ("PgUp  PgDn", lambda: tr("Calendar: earlier, later")),
    ("Alt+← →  ↑ ↓", lambda: tr("Calendar: what was planned, to another day")),
    ("S  D", lambda: tr("Calendar: choose another day, all of a day")),
    ("L  O  R  P  H", lambda: tr("Friend card: log, order, remind, promise, what was changed")),
    ("Ctrl+← →", lambda: tr("Board: move a friend to another stage")),
    ("Ctrl+L", lambda: tr("Friends: columns or two lines")),
    ("Ctrl+Shift+L  S", lambda: tr("Friends: filter as text, save as list")),
    ("T", lambda: tr("Copy a phrase for this friend")),
    ("B  V", lambda: tr("Friend card: copy a new remark, take what the remark says")),
    ("Ctrl+Shift+V", lambda: tr("New friend: paste a name card")),
    ("Ctrl+Shift+V  Ctrl+L  Ctrl+P", lambda: tr("In the strip: paste, log, quote")),
    (
        "Ctrl+Shift+C  X  W",
        lambda: tr("In the strip: copy the line, and it was sent; not sent; other words"),
    ),
    ("Ctrl+B  I", lambda: tr("In the strip: find them in the chat program, open the card")),
    ("Ctrl+1 … 4", lambda: tr("In the strip: contacted, answered, no answer, talked")),
    ("Ctrl+Shift+F", lambda: tr("Search in a friend's timeline")),
    ("F3  Shift+F3", lambda: tr("Next, previous match")),
    ("E  H  P  Space", lambda: tr("Shipping: courier's sheet, handed over, print, tick")),
    ("1 … 9  X", lambda: tr("Numbers back: which parcel, none of mine")),
    ("R  V  I", lambda: tr("Suppliers: copy the order text, paste their numbers, I ship it")),
    ("Ctrl+Enter", lambda: tr("Save what you are writing")),
)


AROUND = 200
"""So much of a screen the title, the button and the frames take."""


class ShortcutSheet(Sheet):
    """The list of keys."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, tr("All keys"), accept_text=tr("Good"), cancel_text=tr("Close"), parent=parent)
        self.cancel_button.hide()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.px(14), 0)
        grid.setHorizontalSpacing(theme.px(24))
        rows: list[tuple[str, str]] = [(" / ".join(map(_shown, key.sequences)), key.words()) for key in KEYS]
        rows.extend((keys, words()) for keys, words in PAGE_KEYS)
        for row, (keys, words) in enumerate(rows):
            grid.addWidget(PlainLabel(keys), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(PlainLabel(words, look="dim"), row, 1)
        area = QScrollArea()
        area.setAccessibleName(tr("All keys"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        room = parent.screen().availableSize().height() - theme.px(AROUND)
        area.setMinimumSize(inside.sizeHint().width(), min(inside.sizeHint().height(), room))
        self.body.addWidget(area)


def _shown(sequence: str) -> str:
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
