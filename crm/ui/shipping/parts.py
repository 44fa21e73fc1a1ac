"""What the panes of parcels and suppliers share: reading beside the window, and a word of a row as a chip."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QTimer
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.errors import BusyError, ShukeError
from crm.progress import Cancelled
from crm.ui.desk import Desk
from crm.ui.table import Column, RowModel, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import chip_height, chip_width, paint_chip
from crm.ui.widgets.rows_view import Table

RowT = TypeVar("RowT")
RETRY_MS = 60


class Pane(QWidget):
    """A part of a page that reads beside the window: the answer to an older question is not shown any more."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._question = 0
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Read what the pane is about; subclasses say how."""
        raise NotImplementedError

    def ask(self, read: Callable[[], object]) -> None:
        """Read something; `answered` is called with it, unless something newer was asked meanwhile."""
        self._question += 1
        question = self._question
        self.desk.jobs.run(lambda _: (question, read()), done=self._on_read, failed=self._on_not_read)

    def answered(self, answer: Any) -> None:
        """Show what was read; subclasses say how."""
        raise NotImplementedError

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing more: the shop may be closed."""
        self._retry.stop()
        super().hideEvent(event)

    def _on_read(self, answer: tuple[int, object]) -> None:
        if answer[0] == self._question:
            self.answered(answer[1])

    def _on_not_read(self, error: Exception) -> None:
        if isinstance(error, BusyError):
            self._retry.start()
        else:
            self.on_failed(error)

    def on_failed(self, error: Exception) -> None:
        """Tell what is known of an error; a job that was called off is told by whoever called it off."""
        if isinstance(error, ShukeError):
            self.desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error


class Rows(Generic[RowT]):
    """A table over rows that are all in memory, by their ids."""

    def __init__(self, theme: Theme, columns: Sequence[Column[RowT]], name: str, parent: QWidget) -> None:
        self.rows: dict[int, RowT] = {}
        self.model: RowModel[RowT] = RowModel(columns, self._fetch, parent=parent)
        self.table = Table(theme, self.model, name)
        titles = self.table.horizontalHeader()
        titles.setSortIndicatorShown(False)
        titles.setSectionsClickable(False)

    def fill(self, key: str, least: int) -> None:
        """Give this column the room that the others leave, at least so many pixels at the base size."""
        place = [column.key for column in self.model.columns].index(key)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.viewport().installEventFilter(_Filler(self.table, place, least))

    def show(self, rows: Mapping[int, RowT]) -> None:
        """Show these, in their order; what was current and is still there stays so, else the first is."""
        self.rows = dict(rows)
        self.model.set_ids(array("q", self.rows))
        self.model.refresh()
        if self.table.current_id is None and self.rows:
            self.table.choose(next(iter(self.rows)))

    def put(self, rows: Iterable[tuple[int, RowT]]) -> None:
        """Show these rows anew."""
        for number, row in rows:
            self.rows[number] = row
            self.model.forget([number])

    @property
    def current(self) -> RowT | None:
        """The current row."""
        number = self.table.current_id
        return None if number is None else self.rows.get(number)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, RowT]:
        return {number: self.rows[number] for number in ids if number in self.rows}


class _Filler(QObject):
    """Makes a column as wide as there is room."""

    def __init__(self, table: Table, place: int, least: int) -> None:
        super().__init__(table)
        self._table, self._place, self._least = table, place, least

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With every new width of the view."""
        if event.type() == QEvent.Type.Resize:
            titles = self._table.horizontalHeader()
            others = titles.length() - titles.sectionSize(self._place)
            room = self._table.viewport().width() - others
            titles.resizeSection(self._place, max(room, self._table.theme.px(self._least)))
        return super().eventFilter(watched, event)


Chip = Callable[[Any], tuple[str, Tone] | None]
"""The word of a row and its tone; none for no chip."""


class ChipDelegate(QStyledItemDelegate):
    """Paints a word of a row as a chip."""

    def __init__(self, theme: Theme, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chip = chip

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground and chip."""
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        row = index.data(RowRole)
        chip = None if row is None else self._chip(row)
        if chip is None:
            return
        box: QRect = option.rect
        pad = self._theme.px(6)
        width = min(chip_width(self._theme, chip[0]), box.width() - 2 * pad)
        height = chip_height(self._theme)
        place = QRect(box.left() + pad, box.top() + (box.height() - height) // 2, width, height)
        painter.save()
        paint_chip(painter, self._theme, place, *chip)
        painter.restore()


def with_chip(rows: Rows[Any], key: str, theme: Theme, chip: Chip) -> None:
    """Have this column of a table paint chips."""
    place = [column.key for column in rows.model.columns].index(key)
    rows.table.setItemDelegateForColumn(place, ChipDelegate(theme, chip, rows.table))


def later(parent: QWidget, act: Callable[[], object], after_ms: int) -> QTimer:
    """A timer that acts once, each time it is started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(partial(_call, act))
    return timer


def _call(act: Callable[[], object]) -> None:
    act()
