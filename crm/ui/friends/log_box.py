"""The box at the top of a timeline: type or paste a talk, say how it went, and set the next touch in one motion."""

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm.accounts import Platform
from crm.contacts import Card
from crm.conversations import Direction, Kind
from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.moment_field import WhenField, day_in, qt_day
from crm.ui.plain import menu_text
from crm.ui.widgets.flow import FlowLayout
from crm.wording import tr, trc
from crm.wording.days import by_words, day_words
from crm.wording.friends import platform_word
from crm.wording.talks import direction_word, kind_word, snooze_word

TALKED_ON = [p for p in Platform if p is not Platform.OTHER] + [Platform.OTHER]
ON_A_DATE = "date"
MOST_LINES = 6


class WordsField(QPlainTextEdit):
    """Many lines; Ctrl+Enter says `finished`, Esc `left`. Only words are taken from what is pasted."""

    finished = Signal()
    left = Signal()
    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that somebody wants to write."""
        super().focusInEvent(event)
        self.entered.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window, which would put the card away."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves; Tab goes on to the next field."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() & _CTRL:
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


_CTRL = Qt.KeyboardModifier.ControlModifier


class LogBox(QFrame):
    """Logs a talk with the friend it was last given; what is typed is kept for each friend until it is saved.

    Esc goes to `focus_after`. `phrase_wanted` asks to pick a phrase to copy.
    """

    phrase_wanted = Signal()

    def __init__(self, desk: Desk, focus_after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._focus_after = focus_after
        self._contact: ContactId | None = None
        self._name = ""
        self._promises: dict[ContactId, str] = {}
        self.setProperty("look", "card")
        px = desk.theme.px
        self.words = WordsField()
        self.words.setPlaceholderText(tr("What was said? Type or paste it here…"))
        self.words.setAccessibleName(tr("Log a talk"))
        self.words.setTabChangesFocus(True)
        self.platform = self._choice(tr("Platform"), [(p, platform_word(p)) for p in TALKED_ON])
        self.direction = self._choice(tr("Who wrote"), [(d, direction_word(d)) for d in reversed(Direction)])
        self.kind = self._choice(tr("Kind"), [(k, kind_word(k)) for k in Kind])
        self.when = WhenField(desk.theme, desk.workspace.clock)
        next_touches: list[tuple[object, str]] = [(None, trc("next touch", "No next step"))]
        next_touches += [(choice, snooze_word(choice)) for choice in Snooze]
        next_touches.append((ON_A_DATE, trc("next touch", "On a date…")))
        self.next_touch = self._choice(tr("Next touch"), next_touches)
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(tr("Day of the next touch"))
        self.promise = QLineEdit()
        self.promise.setPlaceholderText(tr("I promised…"))
        self.promise.setAccessibleName(tr("What I promised, by the day of the next touch"))
        self.promise.setToolTip(tr("What I promised, by the day of the next touch"))
        self.promise.setFixedWidth(px(112))
        self.save_button = QPushButton(menu_text(tr("Save")))
        self.save_button.setProperty("look", "primary")
        self.save_button.setToolTip(tr("Save (Ctrl+Enter)"))
        self._put_together()
        self._listen()

    def _put_together(self) -> None:
        px = self._desk.theme.px
        self._options = QWidget()
        flow = FlowLayout(self._options, px(5))
        for part in (
            self.platform,
            self.direction,
            self.kind,
            self.when,
            self.next_touch,
            self.day,
            self.promise,
            self.save_button,
        ):
            flow.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(8), px(8), px(8))
        box.setSpacing(px(6))
        self.phrase_button = self._phrase_button()
        first = QHBoxLayout()
        first.setSpacing(px(4))
        first.addWidget(self.words, 1)
        first.addWidget(self.phrase_button, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(first)
        box.addWidget(self._options)

    def _listen(self) -> None:
        self.words.textChanged.connect(self._on_typed)
        self.words.finished.connect(self.save)
        self.words.left.connect(self._on_left)
        self.words.entered.connect(self._lay_out)
        self.next_touch.currentIndexChanged.connect(self._on_next_touch)
        self.promise.textEdited.connect(self._on_promise)
        self.promise.returnPressed.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self._desk.theme.changed.connect(self._lay_out)
        self._on_next_touch()
        self._lay_out()

    def show_card(self, card: Card) -> None:
        """Log with this friend from now on; the platform begins with the one they are reached on."""
        self._name = card.row.name
        if card.row.id == self._contact:
            if (typed := self._desk.drafts.get(card.row.id, "")) != self.words.toPlainText():
                self.words.setPlainText(typed)  # it was gone on with, or logged, in another window
            return
        self._contact = card.row.id
        self.words.setPlainText(self._desk.drafts.get(card.row.id, ""))
        platform = card.row.handles[0].platform if card.row.handles else Platform.WECHAT
        for choice, value in ((self.platform, platform), (self.direction, Direction.BOTH), (self.kind, Kind.CHAT)):
            choice.setCurrentIndex(choice.findData(value))
        self.next_touch.setCurrentIndex(0)
        self.promise.setText(self._promises.get(card.row.id, ""))
        self._on_promise(self.promise.text())
        self.when.start_anew()
        tomorrow = Snooze.TOMORROW.after(self._desk.workspace.clock.today())
        self.day.setMinimumDate(qt_day(self._desk.workspace.clock.today()))
        self.day.setDate(qt_day(tomorrow))
        self._lay_out()

    def start(self) -> None:
        """Go to the words."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def next_day(self) -> date | None:
        """The day that is chosen for the next touch, if any."""
        choice = self.next_touch.currentData()
        if choice in tuple(Snooze):
            return Snooze(choice).after(self._desk.workspace.clock.today())
        if choice == ON_A_DATE:
            return day_in(self.day)
        return None

    def save(self) -> None:
        """Log what is typed, and what was promised with it; where that fails, it stays typed."""
        contact, text = self._contact, self.words.toPlainText().strip()
        kind, promise = Kind(self.kind.currentData()), self.promise.text().strip()
        talked = bool(text) or kind in (Kind.LIKE, Kind.CALL, Kind.MEETING)
        if contact is None or not (talked or promise):
            self.start()
            return
        next_day, moment = self.next_day, self.when.moment
        shop = self._desk.workspace
        if not talked:
            day = next_day or shop.clock.today()
            done = self._desk.did(lambda: shop.promises.promise(contact, promise, day))
        else:
            done = self._desk.did(
                lambda: shop.conversations.log(
                    contact,
                    text,
                    platform=Platform(self.platform.currentData()),
                    direction=Direction(self.direction.currentData()),
                    kind=kind,
                    at=moment,
                    next_touch=next_day or (shop.clock.today() if promise else None),
                    next_text=promise,
                    promised=bool(promise),
                )
            )
        if not done:
            return
        self.words.clear()
        self.promise.clear()
        self._promises.pop(contact, None)
        self.next_touch.setCurrentIndex(0)
        self.when.start_anew()
        self._desk.say(self._saved_words(next_day, promise, talked=talked))

    def _saved_words(self, next_day: date | None, promise: str, *, talked: bool) -> str:
        today = self._desk.workspace.clock.today()
        by = by_words(next_day or today, today)
        if promise and not talked:
            return tr("Promised by {day}", day=by)
        if promise:
            return tr("Logged with {name}, promised by {day}", name=self._name, day=by)
        if next_day is None:
            return tr("Logged with {name}", name=self._name)
        return tr("Logged with {name}, next: {day}", name=self._name, day=day_words(next_day, today))

    def _phrase_button(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("look", "quiet")
        button.setToolTip(tr("Copy a phrase for them (T)"))
        button.setAccessibleName(tr("Copy a phrase for them (T)"))
        button.clicked.connect(self.phrase_wanted)
        return button

    def _choice(self, name: str, values: list[tuple[object, str]]) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        for value, word in values:
            choice.addItem(word, value)
        return choice

    def _on_typed(self) -> None:
        if self._contact is None:
            return
        text = self.words.toPlainText()
        if text:
            self._desk.drafts[self._contact] = text
        else:
            self._desk.drafts.pop(self._contact, None)
        self._lay_out()

    def _on_promise(self, text: str) -> None:
        """A promise has a day: tomorrow, until another is chosen."""
        if self._contact is None:
            return
        self._promises[self._contact] = text
        if text.strip() and self.next_touch.currentData() is None:
            self.next_touch.setCurrentIndex(self.next_touch.findData(Snooze.TOMORROW))

    def _on_left(self) -> None:
        # nothing is lost: what is typed stays typed
        self._focus_after.setFocus(Qt.FocusReason.OtherFocusReason)
        self._lay_out()

    def _on_next_touch(self) -> None:
        self.day.setVisible(self.next_touch.currentData() == ON_A_DATE)

    def _lay_out(self) -> None:
        """Two lines at rest, up to six while there is much to see."""
        self.phrase_button.setIcon(self._desk.theme.icon("message-circle", "dim"))
        awake = bool(self.words.toPlainText() or self.promise.text()) or self.words.hasFocus()
        self._options.setVisible(awake)
        wanted = max(2 if awake else 1, self.words.blockCount())
        lines = min(MOST_LINES, wanted)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.words.setVerticalScrollBarPolicy(policy)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * lines + self._desk.theme.px(22))
