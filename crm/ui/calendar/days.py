"""The days of a week or a month as a table: seven columns, a week a row, and what is on each day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crm.coming import ComingDay, Entry
from crm.follow_ups import later
from crm.wording.coming import day_spoken
from crm.wording.days import weekday_word

Index = QModelIndex | QPersistentModelIndex
WEEK = 7
DayRole = Qt.ItemDataRole.UserRole + 1
"""what is on the day, a `ComingDay`"""
_NOWHERE = QModelIndex()


class DaysModel(QAbstractTableModel):
    """Days from `first` on. `hand` is asked which entry of a day is in hand, for whoever is told instead of shown."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._days: list[ComingDay] = []
        self.hand: Callable[[Index], Entry | None] = lambda _: None

    @property
    def days(self) -> Sequence[ComingDay]:
        """What is shown, in order."""
        return self._days

    def show_span(self, first: date, count: int) -> None:
        """Other days, about which nothing is known yet; the same ones stay as they are."""
        if len(self._days) == count and self._days[0].day == first:
            return
        self.beginResetModel()
        known = {found.day: found for found in self._days}
        wanted = [later(first, ahead) for ahead in range(count)]
        self._days = [known.get(day) or ComingDay(day, 0, ()) for day in wanted]
        self.endResetModel()

    def show_days(self, days: Sequence[ComingDay]) -> None:
        """What is on these days; those that are not shown are passed over."""
        for found in days:
            place = self.place_of(found.day)
            if place is not None and self._days[place] != found:
                self._days[place] = found
                self._tell(place)

    def carry(self, entry: Entry, day: date) -> None:
        """Show an entry on another day before it is read again."""
        place = self.place_of(entry.day)
        if place is not None:
            found = self._days[place]
            left = tuple(other for other in found.entries if other != entry)
            self._days[place] = ComingDay(found.day, found.count - 1, left)
            self._tell(place)
        place = self.place_of(day)
        if place is not None:
            found = self._days[place]
            self._days[place] = ComingDay(day, found.count + 1, (replace(entry, day=day), *found.entries))
            self._tell(place)

    def place_of(self, day: date) -> int | None:
        """Which of the days shown this is; none where it is not shown."""
        if not self._days:
            return None
        place = (day - self._days[0].day).days
        return place if 0 <= place < len(self._days) else None

    def index_of(self, day: date) -> QModelIndex:
        """The cell of a day; an invalid one where it is not shown."""
        place = self.place_of(day)
        return QModelIndex() if place is None else self.index(place // WEEK, place % WEEK)

    def day_at(self, index: Index) -> ComingDay | None:
        """What is on the day of a cell; none outside the table."""
        return self._days[index.row() * WEEK + index.column()] if index.isValid() else None

    # what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many weeks are shown."""
        return 0 if parent.isValid() else len(self._days) // WEEK

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The days of a week."""
        return 0 if parent.isValid() else WEEK

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The day, what is on it, and how that is said aloud."""
        found = self.day_at(index)
        if found is None:
            return None
        if role == DayRole:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return str(found.day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return day_spoken(found, self._today(), self.hand(index))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the weekdays."""
        if orientation == Qt.Orientation.Horizontal and self._days and 0 <= section < WEEK:
            if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
                return weekday_word(self._days[section].day.weekday())
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A day can be gone to, and takes what is dropped."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled

    def _tell(self, place: int) -> None:
        index = self.index(place // WEEK, place % WEEK)
        self.dataChanged.emit(index, index)
