"""The days on the screen: gone through with the arrow keys, entry by entry, and what was planned carried with them."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QToolTip

from crm.coming import ComingDay, Entry
from crm.follow_ups import later
from crm.ui.calendar.days import WEEK, DaysModel, Index
from crm.ui.calendar.entries import DayDelegate, Places, places
from crm.ui.plain import tooltip
from crm.ui.theme import Theme
from crm.wording.coming import entry_line, stays_words

ENTRY_MIME = "application/x-shuke-planned"
"""What is carried: the number of something planned."""
STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -WEEK,
    Qt.Key.Key_Down: WEEK,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """What is under the mouse: a day, and which of its entries; `more` for the line that says how many more."""

    found: ComingDay
    number: int | None = None
    more: bool = False

    @property
    def entry(self) -> Entry | None:
        """The entry, if it is one."""
        return None if self.number is None else self.found.entries[self.number]


class DaysView(QTableView):
    """A table of days. `opened(entry)` on Enter or a double click, `day_opened(day)` for all that is on a day,
    `gone(day)` when the keyboard goes beyond the days that are shown, `moved(entry, day)` when something planned was
    carried to another day, `hand_changed` when another entry is in hand.
    """

    opened = Signal(object)
    day_opened = Signal(object)
    gone = Signal(object)
    moved = Signal(object, object)
    hand_changed = Signal()

    def __init__(self, theme: Theme, model: DaysModel, delegate: DayDelegate, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.rows = model
        self.painter = delegate
        self._number = 0
        self._pressed: tuple[QPoint, Entry] | None = None
        self._carried: Entry | None = None
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.hand = self._hand_of
        model.hand = self._entry_of
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setAccessibleName(name)
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.verticalHeader().hide()
        theme.changed.connect(self.viewport().update)

    # what is in hand

    @property
    def day(self) -> date | None:
        """The day that is current."""
        found = self.rows.day_at(self.currentIndex())
        return found.day if found else None

    @property
    def number(self) -> int:
        """Which line of the day is in hand, from 0."""
        return self._number

    @property
    def entry(self) -> Entry | None:
        """The entry in hand; none on an empty day, and on the line that says how many more there are."""
        return self._entry_of(self.currentIndex())

    def choose(self, day: date, number: int = 0) -> None:
        """Go to a day that is shown, and take one of its entries in hand, counted from the end below zero."""
        index = self.rows.index_of(day)
        if not index.isValid():
            return
        last = self._last(index)
        self.update(self.currentIndex())  # two cells are painted again, not a month of them
        self._number = max(0, min(number if number >= 0 else last, last))
        self.setCurrentIndex(index)
        self.update(index)
        self._tell()

    def choose_entry(self, day: date, number: int) -> None:
        """Take what was planned under this number in hand, if its day shows it."""
        found = self.rows.day_at(self.rows.index_of(day))
        numbers = [entry.number for entry in found.entries] if found else []
        self.choose(day, numbers.index(number) if number in numbers else 0)  # type: ignore[arg-type]  # a number is one

    def _entry_of(self, index: Index) -> Entry | None:
        found = self.rows.day_at(index)
        if found is None or index != self.currentIndex():
            return None
        return found.entries[self._number] if self._number < len(self._places(index).entries) else None

    def _hand_of(self, day: date) -> int | None:
        return self._number if day == self.day else None

    def _last(self, index: Index) -> int:
        """The number of the last line of a day; *more* is one too."""
        where = self._places(index)
        return len(where.entries) - 1 + (where.more is not None)

    def _places(self, index: Index) -> Places:
        found = self.rows.day_at(index)
        assert found is not None
        return places(self.visualRect(index), self.painter.sizes, found)

    def _tell(self) -> None:
        self.hand_changed.emit()
        if QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.NameChanged)
            QAccessible.updateAccessibility(event)

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to other days, up and down through a day and then to other weeks; with Alt they carry what
        was planned along. Enter opens.
        """
        if self.day is None:
            super().keyPressEvent(event)
            return
        carries = event.modifiers() & Qt.KeyboardModifier.AltModifier
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down as key:
                step = STEPS[Qt.Key(key)]
                if carries:
                    self._carry(step)
                else:
                    self._go(step)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open()
            case Qt.Key.Key_Home | Qt.Key.Key_End as key:
                ahead = self.currentIndex().column()
                self._go_to(later(self.day, -ahead if key == Qt.Key.Key_Home else WEEK - 1 - ahead))
            case _:
                event.ignore()

    def _go(self, step: int) -> None:
        assert self.day is not None
        on = self._number + (1 if step > 0 else -1)
        if abs(step) == WEEK and 0 <= on <= self._last(self.currentIndex()):
            self.choose(self.day, on)
            return
        self._go_to(later(self.day, step), -1 if step == -WEEK else 0)

    def _go_to(self, day: date, number: int = 0) -> None:
        if self.rows.place_of(day) is None:
            self.gone.emit(day)
        else:
            self.choose(day, number)

    def _carry(self, step: int) -> None:
        entry = self.entry
        if entry is None:
            return
        if not entry.movable:
            self.tell_why(entry)
        else:
            self.moved.emit(entry, later(entry.day, step))

    def _open(self) -> None:
        if (entry := self.entry) is not None:
            self.opened.emit(entry)
        elif self.day is not None and self._last(self.currentIndex()) >= 0:
            self.day_opened.emit(self.day)

    def tell_why(self, entry: Entry) -> None:
        """Say beside an entry why it stays where it is."""
        where = self._places(self.currentIndex())
        line = where.entries[self._number] if self._number < len(where.entries) else QRect()
        QToolTip.showText(self.viewport().mapToGlobal(line.bottomLeft()), tooltip(stays_words(entry.kind)), self)

    # the mouse

    def spot(self, at: QPoint) -> Spot | None:
        """What is at a point of the viewport."""
        index = self.indexAt(at)
        found = self.rows.day_at(index)
        if found is None:
            return None
        where = self._places(index)
        for number, line in enumerate(where.entries):
            if line.contains(at):
                return Spot(found, number)
        return Spot(found, more=where.more is not None and where.more.contains(at))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the mouse in hand."""
        at = event.position().toPoint()
        spot = self.spot(at)
        self._pressed = None
        if spot is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        place = self._last(self.rows.index_of(spot.found.day)) if spot.more else (spot.number or 0)
        self.choose(spot.found.day, place)
        if event.button() == Qt.MouseButton.LeftButton and spot.entry is not None:
            self._pressed = at, spot.entry

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to carry; what cannot be carried says why."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        began, entry = self._pressed
        if (event.position().toPoint() - began).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed = None
        if entry.movable:
            self._drag(entry, began)
        else:
            QToolTip.showText(event.globalPosition().toPoint(), tooltip(stays_words(entry.kind)), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the line that says how many more there are opens the day."""
        self._pressed = None
        spot = self.spot(event.position().toPoint())
        if spot is not None and spot.more and event.button() == Qt.MouseButton.LeftButton:
            self.day_opened.emit(spot.found.day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """An entry opens its friend, a day everything that is on it."""
        spot = self.spot(event.position().toPoint())
        if spot is None or spot.more:
            return
        if spot.entry is not None:
            self.opened.emit(spot.entry)
        elif spot.found.count:
            self.day_opened.emit(spot.found.day)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in full what the mouse is on, and why it stays on its day where it does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot(event.pos())
            if spot is not None and spot.entry is not None:
                why = stays_words(spot.entry.kind)
                words = "\n".join(part for part in (entry_line(spot.entry), why) if part)
                QToolTip.showText(event.globalPos(), tooltip(words), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    # carrying

    def _drag(self, entry: Entry, began: QPoint) -> None:
        data = QMimeData()
        data.setData(ENTRY_MIME, str(entry.number).encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        spot = self.spot(began)
        if spot is not None and spot.number is not None:
            line = self._places(self.rows.index_of(spot.found.day)).entries[spot.number]
            drag.setPixmap(self.viewport().grab(line))
            drag.setHotSpot(began - line.topLeft())
        self._carried = entry
        drag.exec(Qt.DropAction.MoveAction)
        self._carried = None
        self._show_target(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what was planned, and nothing else."""
        if self._carried is not None and event.mimeData().hasFormat(ENTRY_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Any other day will do, unless it is over."""
        day = self._day_at(event.position().toPoint())
        self._show_target(day)
        if day is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._show_target(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """It arrives on another day."""
        day, entry = self._day_at(event.position().toPoint()), self._carried
        self._show_target(None)
        if day is None or entry is None:
            event.ignore()
            return
        # the day is changed by whoever hears of this
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.moved.emit(entry, day)

    def _day_at(self, at: QPoint) -> date | None:
        found = self.rows.day_at(self.indexAt(at))
        if found is None or self._carried is None:
            return None
        return found.day if found.day != self._carried.day and found.day >= self.painter.today() else None

    def _show_target(self, day: date | None) -> None:
        before, self.painter.target = self.painter.target, day
        for on in (before, day):
            if on is not None and before != day:
                self.update(self.rows.index_of(on))
