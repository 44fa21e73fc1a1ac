"""The boxes under the queue: logging a talk with its next touch, and choosing a day to put off to."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm.conversations import Direction
from crm.follow_ups import Snooze, later
from crm.ids import ContactId
from crm.ui.plain import menu_text
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.talks import direction_word, snooze_word

ON_A_DAY = "day"


class Box(QFrame):
    """A strip about one friend: Esc closes it, Ctrl+Enter saves (`saved` when it is to be taken, `closed` when not)."""

    saved = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, save: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "strip")
        self.contact: ContactId | None = None
        self.name = ""
        self.title = PlainLabel(look="heading", elide=True)
        self.save = QPushButton(menu_text(save))
        self.save.setProperty("look", "primary")
        self.save.clicked.connect(self.saved)
        self.cancel = QPushButton(tr("Not now (Esc)"))
        self.cancel.clicked.connect(self.closed)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(theme.px(8))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(8))
        self.body.setSpacing(theme.px(6))
        self.body.addWidget(self.title)
        self.hide()

    def finish_foot(self) -> None:
        """Put the buttons at the end of the last line."""
        self.foot.addStretch()
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.save)
        self.body.addLayout(self.foot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Ctrl+Enter saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.saved.emit()
        else:
            super().keyPressEvent(event)


class TalkText(QPlainTextEdit):
    """Where the talk is typed or pasted; Ctrl+Enter and Esc are the box's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter and Esc to the box."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape or (enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            event.ignore()
        else:
            super().keyPressEvent(event)


class LogBox(Box):
    """A talk, who spoke, and when to be in touch next. What is typed stays in `drafts` until it is saved."""

    def __init__(self, theme: Theme, drafts: dict[ContactId, str], parent: QWidget | None = None) -> None:
        super().__init__(theme, trc("today", "Save (Ctrl+Enter)"), parent)
        self._drafts = drafts
        self.text = TalkText()
        self.text.setAccessibleName(tr("What was said"))
        self.text.setPlaceholderText(tr("Type or paste what was said"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(64))
        self.text.textChanged.connect(self._on_typed)
        self.who = _choice(trc("today", "Who spoke"))
        for direction in (Direction.IN, Direction.OUT, Direction.BOTH):
            self.who.addItem(direction_word(direction), direction)
        self.next = _choice(tr("Be in touch next"))
        self.next.addItem(trc("today", "No next step"), None)
        for choice in Snooze:
            self.next.addItem(snooze_word(choice), choice)
        self.next.addItem(trc("today", "On a date…"), ON_A_DAY)
        self.next.currentIndexChanged.connect(self._on_next)
        self.day = day_field(tr("The day to be in touch next"))
        self.body.addWidget(self.text)
        self.foot.addWidget(self.who)
        self.foot.addWidget(PlainLabel(trc("today", "Next:"), look="dim"))
        self.foot.addWidget(self.next)
        self.foot.addWidget(self.day)
        self.finish_foot()

    def begin(self, contact: ContactId, name: str, today: date) -> None:
        """Ready to type about this friend; what was typed about them before is there."""
        self.contact, self.name = contact, name
        self.title.setText(tr("What was said with {name}?", name=name))
        self.text.setPlainText(self._drafts.get(contact, ""))
        self.who.setCurrentIndex(self.who.findData(Direction.BOTH))
        self.next.setCurrentIndex(0)
        show_day(self.day, today, 1)
        self.day.hide()
        self.show()
        self.text.setFocus()

    @property
    def direction(self) -> Direction:
        """Who spoke."""
        return Direction(self.who.currentData())

    def next_touch(self, today: date) -> date | None:
        """The day that was chosen; none for as usual."""
        choice = self.next.currentData()
        if choice is None:
            return None
        return chosen_day(self.day) if choice == ON_A_DAY else Snooze(choice).after(today)

    def _on_typed(self) -> None:
        if self.contact is None:
            return
        if text := self.text.toPlainText():
            self._drafts[self.contact] = text
        else:
            self._drafts.pop(self.contact, None)

    def _on_next(self) -> None:
        self.day.setVisible(self.next.currentData() == ON_A_DAY)


class DayBox(Box):
    """A day for a friend: what it is for says the page, in a word for the button and a title made of the name."""

    def __init__(self, theme: Theme, save: str, title: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(theme, save, parent)
        self._title = title
        self.day = day_field(save)
        self.foot.addWidget(self.day)
        self.finish_foot()

    def begin(self, contact: ContactId, name: str, today: date) -> None:
        """From tomorrow on, a week ahead to begin with."""
        self.contact, self.name = contact, name
        self.title.setText(self._title(name))
        show_day(self.day, later(today, 1), 6)
        self.show()
        self.day.setFocus()


def _choice(name: str) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.view().setAccessibleName(name)
    return choice


def day_field(name: str) -> QDateEdit:
    """A field for a day, with a calendar."""
    field = QDateEdit()
    field.setCalendarPopup(True)
    field.setAccessibleName(name)
    return field


def show_day(field: QDateEdit, first: date, ahead: int) -> None:
    """Let days from `first` on be chosen, beginning `ahead` days later."""
    earliest = QDate(first.year, first.month, first.day)
    field.setMinimumDate(earliest)
    field.setDate(earliest.addDays(ahead))


def chosen_day(field: QDateEdit) -> date:
    """The day in the field."""
    day = field.date()
    return date(day.year(), day.month(), day.day())
