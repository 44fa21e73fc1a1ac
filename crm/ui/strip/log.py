"""Logs a talk from the strip: words or none, when to be in touch next, and one click that says what it was."""

from datetime import date
from enum import Enum

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QPushButton, QVBoxLayout, QWidget

from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.log_box import WordsField
from crm.ui.friends.moment_field import day_in, qt_day
from crm.ui.strip.keys import key_button
from crm.ui.strip.next_row import DATE, NextRow
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc

LINES = 3


class How(Enum):
    """What it was. The value is the name of its key."""

    CONTACTED = "contacted"
    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    TALKED = "talked"


class TalkField(WordsField):
    """Words are typed and pasted; anything else that is pasted or dropped is `strange`, and not taken by its name."""

    strange = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(False)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take words only."""
        if source.hasUrls() or not source.hasText():
            self.strange.emit(source)
        else:
            super().insertFromMimeData(source)


class LogPane(QWidget):
    """`chosen(How)` when the talk is to be logged, `left` when it is put away; what is typed stays in the drafts.

    Without a friend the words wait here until there is one.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contact: ContactId | None = None
        px = desk.theme.px
        self.title = PlainLabel(look="small")
        self.title.setWordWrap(True)
        self.words = TalkField()
        self.words.setAccessibleName(tr("What was said"))
        self.words.setPlaceholderText(trc("strip", "What was said, or nothing"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * LINES + px(16))
        self.words.textChanged.connect(self._on_typed)
        self.words.finished.connect(lambda: self.chosen.emit(How.TALKED))
        self.words.left.connect(self.left)
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(tr("Day of the next touch"))
        self.next = NextRow(desk.theme, held=True)
        self.next.pressed.connect(self._on_next)
        self.buttons: dict[How, QPushButton] = {}
        hows = QWidget()
        flow = FlowLayout(hows, px(5))
        for how in How:
            button = key_button(how.value)
            button.clicked.connect(lambda _checked=False, how=how: self.chosen.emit(how))
            self.buttons[how] = button
            flow.addWidget(button)
        self.buttons[How.TALKED].setProperty("look", "primary")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        for part in (self.title, self.words, self.next, self.day, hows):
            box.addWidget(part)
        self.day.hide()

    @property
    def homeless(self) -> bool:
        """Whether words wait for somebody to be chosen."""
        return self._contact is None and bool(self.text)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.words.toPlainText().strip()

    @property
    def next_day(self) -> date | None:
        """The day of the next touch, if one is chosen."""
        choice = self.next.choice
        if isinstance(choice, Snooze):
            return choice.after(self._desk.workspace.clock.today())
        return day_in(self.day) if choice == DATE else None

    def show_friend(self, contact: ContactId | None, name: str) -> None:
        """Log with this friend from now on. What was typed while nobody was chosen is theirs."""
        self.title.setText(
            tr("With {name}:", name=name) if contact is not None else tr("With whom? Find the friend above.")
        )
        drafts = self._desk.drafts
        if contact is not None and self._contact is None and self.text:
            drafts[contact] = joined(drafts.get(contact, ""), self.text)
        changed = contact != self._contact
        if contact is not None or self._contact is not None:
            self._contact = contact
            text = "" if contact is None else drafts.get(contact, "")
            if text != self.words.toPlainText():
                self.words.setPlainText(text)
        if changed:
            self.next.start_anew()
        for button in self.buttons.values():
            button.setEnabled(contact is not None)

    def begin(self, more: str = "") -> None:
        """Ready to type, with `more` below what is there already."""
        if more:
            self.words.setPlainText(joined(self.words.toPlainText(), more))
            self.words.moveCursor(self.words.textCursor().MoveOperation.End)
        today = self._desk.workspace.clock.today()
        self.day.setMinimumDate(qt_day(Snooze.TOMORROW.after(today)))
        self.show()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish(self) -> None:
        """It is logged: nothing of it waits any more."""
        self.words.clear()
        self.next.start_anew()

    def _on_typed(self) -> None:
        if self._contact is None:
            return
        if text := self.words.toPlainText():
            self._desk.drafts[self._contact] = text
        else:
            self._desk.drafts.pop(self._contact, None)

    def _on_next(self) -> None:
        self.day.setVisible(self.next.choice == DATE)


def joined(before: str, more: str) -> str:
    """The one text below the other; nothing twice that was pasted twice."""
    before, more = before.rstrip(), more.strip()
    if not before or before == more or before.endswith(f"\n{more}"):
        return before or more
    return f"{before}\n{more}"
