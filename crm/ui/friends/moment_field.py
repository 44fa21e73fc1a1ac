"""When something was said: now, or a day and a time that have passed."""

from datetime import date, datetime, time

from PySide6.QtCore import QDate, QTime, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QTimeEdit, QWidget

from crm.clock import Clock
from crm.follow_ups import later
from crm.ui.theme import Theme
from crm.wording import tr, trc

NOW, TODAY, DATE = "now", "today", "date"
DAYS_BACK = (1, 2, 3)


def qt_day(day: date) -> QDate:
    """A day as Qt's fields take it."""
    return QDate(day.year, day.month, day.day)


def day_in(field: QDateEdit) -> date:
    """The day that stands in a field."""
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())


class DayTimeField(QWidget):
    """A day up to today, and a time of it."""

    changed = Signal()

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._shown: tuple[datetime, date, time] | None = None
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(tr("Day of the talk"))
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        self.time.setAccessibleName(tr("Time of the talk"))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(5))
        box.addWidget(self.day)
        box.addWidget(self.time)
        self.day.dateChanged.connect(self.changed)
        self.time.timeChanged.connect(self.changed)
        self.show_moment(clock.now())

    def show_moment(self, moment: datetime) -> None:
        """Show this moment, in the shop's zone."""
        here = moment.astimezone(self._clock.zone)
        self.day.setMaximumDate(qt_day(self._clock.today()))
        self.day.setDate(qt_day(here.date()))
        self.time.setTime(QTime(here.hour, here.minute))
        self._shown = moment, *self._said()

    @property
    def moment(self) -> datetime:
        """The moment that is chosen; the very one that was shown, to the millisecond, where nothing was changed."""
        day, at = self._said()
        if self._shown is not None and self._shown[1:] == (day, at):
            return self._shown[0]
        return self._clock.moment_of(day, at)

    def _said(self) -> tuple[date, time]:
        chosen = self.time.time()
        return day_in(self.day), time(chosen.hour(), chosen.minute())


class WhenField(QWidget):
    """Now, or earlier: quick choices of a day, each with its time."""

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("When it was"))
        self.choice.setToolTip(tr("When it was"))
        self.choice.addItem(trc("when", "Just now"), NOW)
        self.choice.addItem(trc("when", "Earlier today"), TODAY)
        for days, word in zip(
            DAYS_BACK,
            (trc("when", "Yesterday"), trc("when", "2 days ago"), trc("when", "3 days ago")),
            strict=True,
        ):
            self.choice.addItem(word, days)
        self.choice.addItem(trc("when", "On another day…"), DATE)
        self.exactly = DayTimeField(theme, clock)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(5))
        box.addWidget(self.choice)
        box.addWidget(self.exactly)
        self.choice.currentIndexChanged.connect(self._on_choice)
        self._on_choice()

    def start_anew(self) -> None:
        """Now again."""
        self.choice.setCurrentIndex(0)

    @property
    def moment(self) -> datetime | None:
        """The moment that is chosen; none for now."""
        return None if self.choice.currentData() == NOW else self.exactly.moment

    def _on_choice(self) -> None:
        choice, today = self.choice.currentData(), self._clock.today()
        self.exactly.setVisible(choice != NOW)
        self.exactly.day.setVisible(choice == DATE)
        if choice in (NOW, TODAY):
            self.exactly.show_moment(self._clock.now())
        else:  # noon where the time is not known
            back = choice if isinstance(choice, int) else 1
            self.exactly.show_moment(self._clock.moment_of(later(today, -back)))
