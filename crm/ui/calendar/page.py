"""The page of what is coming: a week or a month, opened, gone through and moved with the mouse or the keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.coming import ComingDay, Entry, Kind
from crm.errors import BusyError, ShukeError
from crm.finder import Facet, Filter, one_of
from crm.follow_ups import later
from crm.stages import GREETED
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.calendar.days import WEEK, DaysModel
from crm.ui.calendar.entries import ICONS, DayDelegate, ink
from crm.ui.calendar.grid import DaysView
from crm.ui.calendar.sheets import MoveSheet, WholeDaySheet
from crm.ui.desk import Desk
from crm.ui.page import Page
from crm.ui.plain import menu_text, tooltip
from crm.ui.table import RETRY_MS
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import language, tr, trc
from crm.wording.coming import FIRST_WEEKDAY, kind_word, month_title, week_title
from crm.wording.days import day_words

NEW_DAY_MS = 30_000
TITLE_WIDE = 190
"""Pixels that the title takes at least, so that the buttons beside it stay where they are."""
WEEKS_OF_MONTH = 6
"""Every month lies within so many weeks, so that the days keep their height."""


class Span(Enum):
    """How much is seen at once."""

    WEEK = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read: days in order, and whether there is nobody at all."""

    days: tuple[ComingDay, ...]
    nobody: bool


class CalendarPage(Page):
    """Weeks and months of what is coming. Nothing is read on the thread of the window."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        topics = Topic.CONTACTS | Topic.FOLLOW_UPS | Topic.CONVERSATIONS | Topic.FIELDS | Topic.SETTINGS | Topic.ORDERS
        super().__init__(desk.live, topics, parent)
        self._desk = desk
        self._coming = desk.workspace.coming
        self.span = Span.MONTH
        self.anchor = self._today()
        self._seen_on = self.anchor
        self._wanted: int | None = None
        self._asker = self._make_asker(self._on_answered)
        self._day_asker = self._make_asker(self._on_day)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._ask)
        self._midnight = QTimer(self)
        self._midnight.setInterval(NEW_DAY_MS)
        self._midnight.timeout.connect(self._on_minute)
        self._build()
        self._keys()
        self._show_span(self.anchor)

    room = 560
    """Pixels, at the base size, that a friend's card beside it leaves if it can."""

    def close_reading(self) -> None:
        """Read nothing any more; to be called before the file is closed."""
        self._again.stop()
        self._midnight.stop()
        self._asker.close()
        self._day_asker.close()

    def _make_asker(self, answered: Callable[[object, bool], object]) -> Asker:
        asker = Asker(self)
        asker.answered.connect(answered)
        asker.failed.connect(self._on_failed)
        self.destroyed.connect(partial(asker.close, 0))
        return asker

    def _today(self) -> date:
        return self._desk.workspace.clock.today()

    # what it is made of

    def _build(self) -> None:
        theme, px = self._desk.theme, self._desk.theme.px
        self.model = DaysModel(self._today, self)
        self.delegate = DayDelegate(theme, self._today, self)
        self.view = DaysView(theme, self.model, self.delegate, tr("Calendar"))
        self.setFocusProxy(self.view)
        self.view.opened.connect(self._on_opened)
        self.view.day_opened.connect(self.open_day)
        self.view.gone.connect(self.go_to)
        self.view.moved.connect(self.put_on)
        self.view.hand_changed.connect(self._offer)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_context_menu)
        self.title = PlainLabel(look="title")
        self.hint = PlainLabel(look="dim")
        self.hint.setWordWrap(True)
        self.hint.hide()
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(px(14), px(10), px(14), px(8))
        column.setSpacing(px(8))
        column.addWidget(self._bar())
        column.addWidget(self.hint)
        column.addWidget(self.view, 1)
        column.addWidget(self._legend())
        self._full = full
        self._empty = EmptyState(
            theme,
            "calendar-days",
            tr("What is coming, day by day"),
            tr(
                "Birthdays by the sun and by the moon, what you promised, whom you want to get back to, and the"
                " festivals that you chose. It fills itself as soon as your friends are here."
            ),
        )
        self._empty.add_step(trc("calendar", "Bring in what I have"), partial(self._desk.asked_page.emit, "have"))
        self._empty.add_step(trc("calendar", "Add one by hand"), partial(self._desk.asked_page.emit, "add"))
        self._stack = QStackedWidget()
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _bar(self) -> QWidget:
        px = self._desk.theme.px
        bar = QWidget()
        self.previous = self._button("", trc("calendar", "Earlier (PgUp)"), partial(self.turn, -1), icon="chevron-left")
        self.next = self._button("", trc("calendar", "Later (PgDn)"), partial(self.turn, 1), icon="chevron-right")
        self.today_button = self._button(trc("calendar", "Today (T)"), "", self.go_today)
        self.spans = {
            Span.WEEK: self._button(trc("calendar", "Week (W)"), "", partial(self.show_as, Span.WEEK)),
            Span.MONTH: self._button(trc("calendar", "Month (M)"), "", partial(self.show_as, Span.MONTH)),
        }
        group = QButtonGroup(self)
        for span, button in self.spans.items():
            button.setCheckable(True)
            button.setChecked(span is self.span)
            group.addButton(button)
        self.open_button = self._button(trc("calendar", "Open (Enter)"), "", self._on_open)
        self.move_button = self._button(trc("calendar", "Another day… (S)"), "", self._on_ask_where)
        self.day_button = self._button(trc("calendar", "Whole day (D)"), "", self._on_whole_day)
        flow = FlowLayout(bar, px(6))
        self.title.setFixedHeight(self._desk.theme.measure.control)
        self.title.setMinimumWidth(px(TITLE_WIDE))
        flow.addWidget(self.title)
        buttons = (
            self.previous, self.today_button, self.next, *self.spans.values(),
            self.open_button, self.move_button, self.day_button,
        )  # fmt: skip
        for button in buttons:
            flow.addWidget(button)
        return bar

    def _button(self, text: str, name: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        button = QPushButton(menu_text(text))
        if icon:
            button.setIcon(self._desk.theme.icon(icon))
        if name:
            button.setAccessibleName(name)
            button.setToolTip(tooltip(name))
        button.clicked.connect(act)
        return button

    def _legend(self) -> QWidget:
        theme, px = self._desk.theme, self._desk.theme.px
        legend = QWidget()
        self._pictures: dict[Kind, QLabel] = {}
        row = QHBoxLayout(legend)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for kind in Kind:
            picture = QLabel()
            picture.setTextFormat(Qt.TextFormat.PlainText)
            self._pictures[kind] = picture
            row.addWidget(picture)
            row.addWidget(PlainLabel(kind_word(kind), look="small", elide=True))
            row.addSpacing(px(8))
        how = PlainLabel(trc("calendar", "Drag, or Alt+arrows: to another day"), look="small", elide=True)
        how.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        how.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the kinds come first
        row.addWidget(how, 1)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        return legend

    def _on_theme(self) -> None:
        theme, ratio = self._desk.theme, self.devicePixelRatioF()
        for kind, picture in self._pictures.items():
            picture.setPixmap(theme.pixmap(ICONS[kind], ink(theme, kind).text, theme.px(14), ratio))

    def _keys(self) -> None:
        for keys, act in (
            ("W", partial(self.show_as, Span.WEEK)),
            ("M", partial(self.show_as, Span.MONTH)),
            ("T", self.go_today),
            ("PgUp", partial(self.turn, -1)),
            ("PgDown", partial(self.turn, 1)),
            ("S", self._on_ask_where),
            ("D", self._on_whole_day),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # the card beside it has keys too
            shortcut.activated.connect(act)

    # reading

    def refresh(self) -> None:
        """Read the days that are shown again, beside the window."""
        self._seen_on = self._today()
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for midnight while the page is seen."""
        super().showEvent(event)
        self._on_minute()
        self._midnight.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks: the shop may be closed by then."""
        super().hideEvent(event)
        for timer in (self._again, self._midnight):
            timer.stop()

    def _on_minute(self) -> None:
        today = self._today()
        if today != self._seen_on:
            follows = self.anchor == self._seen_on
            self._seen_on = today
            if follows:
                self.go_to(today)
            self.view.viewport().update()
            self.show_anew()

    def _ask(self) -> None:
        days = self.model.days
        self._asker.ask(partial(self._read, days[0].day, days[-1].day))

    def _read(self, first: date, last: date) -> Answer:
        days = self._coming.days(first, last)
        empty = not any(found.count for found in days)
        return Answer(days, empty and not self._desk.workspace.finder.ids(Filter(), limit=1))

    def _on_answered(self, answer: object, _last: bool) -> None:
        assert isinstance(answer, Answer)
        hand, number = self.view.entry, self.view.number
        self.model.show_days(answer.days)
        nothing = not any(found.count for found in answer.days)
        self.hint.setVisible(nothing)
        self._stack.setCurrentWidget(self._empty if answer.nobody else self._full)
        wanted = self._wanted or (hand.number if hand is not None and hand.day == self.anchor else None)
        self._wanted = None
        if wanted is not None:
            self.view.choose_entry(self.anchor, wanted)
        else:
            self.view.choose(self.anchor, number)

    def _on_failed(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._again.start()
        else:
            self._desk.failed.emit(error)

    # where one is

    def _days_of(self, day: date) -> tuple[date, int]:
        """The first day that is shown with this one, and how many there are."""
        begins = FIRST_WEEKDAY.get(language(), 0)
        first, weeks = (day, 1) if self.span is Span.WEEK else (day.replace(day=1), WEEKS_OF_MONTH)
        first = later(first, -((first.weekday() - begins) % WEEK))
        return min(first, later(date.max, 1 - weeks * WEEK)), weeks * WEEK

    def _show_span(self, day: date) -> None:
        self.anchor = day
        first, count = self._days_of(day)
        self.delegate.month = day.month if self.span is Span.MONTH else None
        self.delegate.two_lines = self.span is Span.WEEK
        self.model.show_span(first, count)
        self.title.setText(
            month_title(day) if self.span is Span.MONTH else week_title(first, later(first, count - 1), self._today())
        )
        self.hint.setText(
            tr(
                "Nothing on these days. Note a promise (P) or a reminder (R) on a friend's card, and it stands here;"
                " birthdays come by themselves."
            )
        )
        self.view.choose(day)
        self.view.viewport().update()

    def go_to(self, day: date) -> None:
        """Show the days around this one, and go to it."""
        if self.model.place_of(day) is None or (self.span is Span.MONTH and day.month != self.anchor.month):
            self._show_span(day)
            self._ask()
        else:
            self.anchor = day
            self.view.choose(day)

    def go_today(self) -> None:
        """Back to today."""
        self.go_to(self._today())
        self.view.setFocus()

    def turn(self, by: int) -> None:
        """So many weeks or months later (earlier, below zero)."""
        if self.span is Span.WEEK:
            self.go_to(later(self.anchor, WEEK * by))
        else:
            self.go_to(_months_later(self.anchor, by))

    def show_as(self, span: Span) -> None:
        """A week or a month, around the day one is at."""
        self.span = span
        self.spans[span].setChecked(True)
        self._show_span(self.anchor)
        self._ask()

    # doing

    def _offer(self) -> None:
        if self.view.day is not None:
            self.anchor = self.view.day
        entry = self.view.entry
        self.open_button.setEnabled(entry is not None)
        self.move_button.setEnabled(entry is not None and entry.movable)
        found = self.model.day_at(self.view.currentIndex())
        self.day_button.setEnabled(found is not None and found.count > 0)

    def _on_context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in (self.open_button, self.move_button, self.day_button):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _on_open(self) -> None:
        if (entry := self.view.entry) is not None:
            self._on_opened(entry)

    def _on_opened(self, entry: Entry) -> None:
        if entry.contact is not None:
            self._desk.show_contact(entry.contact)
        else:
            self._desk.asked_filter.emit(Filter.of(one_of(Facet.STAGE, GREETED)))

    def _on_whole_day(self) -> None:
        if self.view.day is not None:
            self.open_day(self.view.day)

    def open_day(self, day: date) -> None:
        """Everything that is on a day, as soon as it is read."""
        self._day_asker.ask(partial(self._coming.day, day))

    def _on_day(self, found: object, _last: bool) -> None:
        assert isinstance(found, ComingDay)
        if not found.count:
            return
        sheet = WholeDaySheet(self._desk, found, self.window())
        sheet.opened.connect(self._on_opened)
        sheet.move_wanted.connect(self.ask_where)
        sheet.open()

    def _on_ask_where(self) -> None:
        if (entry := self.view.entry) is not None:
            self.ask_where(entry)

    def ask_where(self, entry: Entry) -> None:
        """Ask for another day for an entry; for one that stays, say why."""
        if entry.movable:
            MoveSheet(self._desk, entry, self.put_on, self.window()).open()
        else:
            self.view.tell_why(entry)

    def put_on(self, entry: Entry, day: date) -> bool:
        """Put something planned on another day, and say so with Undo; whether it went there."""
        if day == entry.day:
            return True
        if day < self._today():
            self._desk.say(tr("That day is over. Choose today or a later one."), undo=False)
            return False
        if not self._desk.did(partial(self._coming.move, entry, day)):
            return False
        self.model.carry(entry, day)
        self._wanted = entry.number
        if self.model.place_of(day) is None:
            self._show_span(day)
            self._ask()
        else:
            self.anchor = day
        if entry.number is not None:
            self.view.choose_entry(day, entry.number)
        words = day_words(day, self._today())
        self._desk.say(trc("calendar", "{name} → {day}", name=entry.name, day=words))
        return True

    def shown(self) -> Sequence[ComingDay]:
        """The days that are shown, with what is known of them."""
        return self.model.days


def _months_later(day: date, by: int) -> date:
    """The same day of another month, or its last one; at the ends of the calendar the day itself."""
    months = day.year * 12 + day.month - 1 + by
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return day
    for at in range(day.day, 0, -1):
        try:
            return date(year, month + 1, at)
        except ValueError:
            continue
    return day
