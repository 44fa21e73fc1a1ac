"""Below the queue: why, the last words, the message, and a button for everything that a key does."""

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from crm.conversations import Direction
from crm.follow_ups import Snooze
from crm.today import Item
from crm.ui.desk import Desk
from crm.ui.friends.log_box import WordsField
from crm.ui.plain import menu_text
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.days import moment_words
from crm.wording.talks import direction_word, snooze_word

LINES = 2


class QueueStrip(QFrame):
    """`put_off(day)` and `logged(text, direction, next touch)` say what was chosen; `left` that Esc was pressed."""

    put_off = Signal(object)
    logged = Signal(str, object, object)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contact: int | None = None
        self.setProperty("look", "panel")
        px = desk.theme.px
        self.why = PlainLabel(elide=True)
        self.last_words = PlainLabel(look="dim", elide=True)
        self._message = self._words(tr("What to write"))
        self._state = PlainLabel(look="warn")
        self._state.setWordWrap(True)
        self.copy_button = self._button(tr("Copy"), "Enter", look="primary")
        self.log_button = self._button(tr("Log"), "L")
        self.snooze_button = self._button(tr("Put off"), "S")
        self.snooze_button.setMenu(self._snooze_menu())
        self.done_button = self._button(tr("Done"), "D")
        self.skip_button = self._button(tr("Skip"), "X")
        self.order_button = self._button(tr("Order"), "O")
        self.card_button = self._button(tr("Card"), "C")
        buttons = QWidget()
        flow = FlowLayout(buttons, px(6))
        for button in (
            self.copy_button, self.log_button, self.snooze_button, self.done_button, self.skip_button,
            self.order_button, self.card_button,
        ):  # fmt: skip
            flow.addWidget(button)
        self._log = self._log_box()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(6))
        for part in (self.why, self.last_words, self._message, self._state, buttons, self._log):
            box.addWidget(part)
        self._log.hide()

    @property
    def message(self) -> str:
        """The message as it stands."""
        return self._message.toPlainText().strip()

    def show_item(self, item: Item, reasons: str, text: str, *, copied: bool) -> None:
        """Show this friend; what was typed for another one is put away."""
        self.why.setText(f"{item.row.name} · {reasons}")
        if item.words is None:
            self.last_words.setText(tr("You have not talked yet."))
        else:
            when = moment_words(item.words.at, self._desk.workspace.clock)
            who = direction_word(item.words.direction)
            self.last_words.setText(tr("{when}, {who}: {text}", when=when, who=who, text=item.words.text))
        if item.row.id != self._contact or copied:
            self._message.setPlainText(text)
        if item.row.id != self._contact:
            self.end_log()
        self._contact = item.row.id
        self._state.setVisible(copied)
        self._state.setText(tr("Copied. Enter once more when it is sent, Esc if not."))
        self.copy_button.setText(menu_text(self._named(tr("It was sent") if copied else tr("Copy"), "Enter")))

    def start_log(self) -> None:
        """Type or paste what was said."""
        self._log.show()
        self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def end_log(self) -> None:
        """Put the box away, empty."""
        self._text.clear()
        self._log.hide()

    def _words(self, name: str) -> WordsField:
        field = WordsField()
        field.setAccessibleName(name)
        field.setTabChangesFocus(True)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * LINES + self._desk.theme.px(20))
        field.left.connect(self.left)
        return field

    def _log_box(self) -> QWidget:
        self._text = self._words(tr("What was said"))
        self._text.setPlaceholderText(tr("What was said? Type or paste it here…"))
        self._text.finished.connect(self._on_save)
        self._direction = QComboBox()
        self._direction.setAccessibleName(tr("Who wrote"))
        for direction in reversed(Direction):
            self._direction.addItem(direction_word(direction), direction)
        self._next = QComboBox()
        self._next.setAccessibleName(tr("Next touch"))
        self._next.addItem(trc("next touch", "No next step"), None)
        for choice in Snooze:
            self._next.addItem(snooze_word(choice), choice)
        save = QPushButton(menu_text(tr("Save")))
        save.setProperty("look", "primary")
        save.setToolTip(tr("Save (Ctrl+Enter)"))
        save.clicked.connect(self._on_save)
        choices = QHBoxLayout()
        for widget in (self._direction, self._next):
            choices.addWidget(widget)
        choices.addStretch()
        choices.addWidget(save)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._text)
        box.addLayout(choices)
        return whole

    def _on_save(self) -> None:
        text = self._text.toPlainText().strip()
        if not text:
            self._text.setFocus()
            return
        choice = self._next.currentData()
        day = None if choice is None else Snooze(choice).after(self._desk.workspace.clock.today())
        self.logged.emit(text, Direction(self._direction.currentData()), day)

    def _snooze_menu(self) -> QMenu:
        menu = QMenu(self)
        for number, choice in enumerate(Snooze, start=1):
            action = QAction(f"&{number}  {snooze_word(choice)}", menu)
            action.setData(choice)
            menu.addAction(action)
        menu.triggered.connect(self._on_snooze)
        dates = menu.addMenu(tr("On a date…"))
        calendar = QCalendarWidget()
        calendar.setMinimumDate(QDate.currentDate().addDays(1))
        calendar.activated.connect(self._on_date)
        calendar.clicked.connect(self._on_date)
        holder = QWidgetAction(dates)
        holder.setDefaultWidget(calendar)
        dates.addAction(holder)
        return menu

    def _on_snooze(self, action: QAction) -> None:
        if action.data() is not None:
            self.put_off.emit(Snooze(action.data()).after(self._desk.workspace.clock.today()))

    def _on_date(self, day: QDate) -> None:
        menu = self.snooze_button.menu()
        if menu is not None:
            menu.close()
        self.put_off.emit(date(day.year(), day.month(), day.day()))

    def _button(self, word: str, key: str, look: str = "") -> QPushButton:
        button = QPushButton(menu_text(self._named(word, key)))
        if look:
            button.setProperty("look", look)
        return button

    def _named(self, word: str, key: str) -> str:
        return f"{word}  {key}"
