"""One stream of entries, newest first, of which as many are laid out as one looks at."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from crm.names import Needles
from crm.ui.table import Column, IdRole, Index, RowModel
from crm.ui.theme import Theme
from crm.ui.widgets.timeline_entry import MOST_LINES, Entry, EntryChip, EntryDelegate, Spot

__all__ = ["MOST_LINES", "MOST_SEEN", "PAGE", "Entry", "EntryChip", "Timeline", "TimelineModel"]

RowT = TypeVar("RowT")

PAGE = 30
"""entries laid out at a time; the next ones follow when the end comes into sight"""
MOST_SEEN = 300
"""entries laid out at once; those furthest from sight are let go of"""
_NOWHERE = QModelIndex()


class TimelineModel(RowModel[RowT]):
    """All the ids there are, of which a view sees a stretch: as far as it has scrolled, up and down."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Mapping[int, RowT]],
        present: Callable[[RowT], Entry],
        title: Callable[[], str],
        *,
        retry_on: tuple[type[Exception], ...] = (),
    ) -> None:
        column = Column[RowT](
            "entry",
            title,
            lambda row: present(row).title,
            accessible=lambda row: present(row).spoken(),
            sortable=False,
        )
        super().__init__([column], fetch, retry_on=retry_on)
        self._all: array[int] = array("q")
        self._first = 0

    @property
    def all_ids(self) -> "array[int]":
        """All ids, seen or not; not to be changed."""
        return self._all

    @property
    def more_above(self) -> bool:
        """Whether there is more above what is seen."""
        return self._first > 0

    def set_ids(self, ids: "array[int]") -> None:
        """Show these entries: the same stretch of them as was seen before, else the beginning."""
        top = self.id_at(0) if self._first else None
        self._all = array("q", ids)
        first = 0
        if top is not None and top in self._all:
            first = self._all.index(top)
        self._see(first, first + max(PAGE, self.rowCount()))

    def show_around(self, row_id: int) -> bool:
        """See this entry and those beside it; False when there is none such."""
        try:
            place = self._all.index(row_id)
        except ValueError:
            return False
        if not self._first <= place < self._first + self.rowCount():
            self._see(place - PAGE, place + PAGE)
        return True

    def canFetchMore(self, parent: Index = _NOWHERE) -> bool:
        """Whether there is more below."""
        return not parent.isValid() and self._first + self.rowCount() < len(self._all)

    def fetchMore(self, parent: Index = _NOWHERE) -> None:
        """Let the next entries be seen."""
        if self.canFetchMore(parent):
            self._see(self._first, self._first + self.rowCount() + PAGE)

    def fetch_above(self) -> None:
        """Let the entries above be seen."""
        self._see(self._first - PAGE, self._first + self.rowCount())

    def keep(self, first: int, last: int) -> None:
        """Let go of the rows before the first and after the last of these."""
        self._see(self._first + max(first, 0), self._first + min(last + 1, self.rowCount()))

    def _see(self, first: int, last: int) -> None:
        self._first = max(first, 0)
        super().set_ids(self._all[self._first : last])


class Timeline(QListView):
    """Shows a `TimelineModel`.

    `opened(id, point)` on Enter, a double click or a click on an entry's button, with the place in the viewport for
    a menu; `chip_clicked(id, place)` on a click on one of its chips; `edit_wanted(id)` on F2,
    `delete_wanted(id)` on Del. The space bar unfolds a long text.
    """

    opened = Signal(object, QPoint)
    chip_clicked = Signal(object, int)
    edit_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: TimelineModel[RowT],
        present: Callable[[RowT], Entry],
        name: str,
        fold_words: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._delegate = EntryDelegate(theme, present, self, fold_words)
        self._moving = False
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._on_opened)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.dataChanged.connect(self._on_changed)
        theme.changed.connect(self._on_changed)

    # what others ask

    def go_to(self, row_id: int) -> bool:
        """Bring an entry into sight, as the current one and framed; False when there is none such."""
        if not self._model.show_around(row_id):
            return False
        row = self._model.row_of(row_id)
        assert row is not None  # it is seen from now on
        self._delegate.marked = row_id
        if self._delegate.is_long(self._model.index(row, 0)) and self._delegate.needles.words:
            self._delegate.unfold(row_id, wanted=True)
        self.doItemsLayout()
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.viewport().update()
        return True

    def mark_words(self, needles: Needles) -> None:
        """Mark these words wherever they stand; none marks nothing."""
        self._delegate.needles = needles
        if not needles.words:
            self._delegate.marked = None
        self.viewport().update()

    def show_anew(self, row_ids: Iterable[int]) -> None:
        """These entries show something else now."""
        for row_id in row_ids:
            self._delegate.forget_height(row_id)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def start_anew(self) -> None:
        """Another line of entries: from its top, all texts folded, nothing marked."""
        self._delegate.fold_all()
        self._delegate.marked = None
        self.scrollToTop()

    # what Qt says

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew at the new width."""
        if event.oldSize().width() != event.size().width():
            self._delegate.forget_heights()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current entry, the space bar unfolds it, F2 and Del change and delete it."""
        index = self.currentIndex()
        row_id = index.data(IdRole)
        if row_id is None:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_opened(index)
            case Qt.Key.Key_Space:
                self._unfold(index)
            case Qt.Key.Key_F2:
                self.edit_wanted.emit(row_id)
            case Qt.Key.Key_Delete:
                self.delete_wanted.emit(row_id)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the button of an entry opens it, one below a long text unfolds that."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        chip = self._delegate.chip(index, self.visualRect(index), at)
        if chip is not None:
            self.chip_clicked.emit(index.data(IdRole), chip)
            return
        match self._delegate.spot(index, self.visualRect(index), at):
            case Spot.MENU:
                self.opened.emit(index.data(IdRole), at)
            case Spot.FOLD:
                self._unfold(index)
            case None:
                pass

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        box = self.visualRect(index)
        active = index.isValid() and (
            self._delegate.spot(index, box, at) is not None or self._delegate.chip(index, box, at) is not None
        )
        if not active:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        """Keep Del and the space bar from shortcuts of the page: they are meant for the entry."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_F2}
            and self.currentIndex().isValid()
        ):
            event.accept()
            return True
        return super().event(event)

    # how it is done

    def _unfold(self, index: QModelIndex) -> None:
        if self._delegate.is_long(index):
            self._delegate.unfold(index.data(IdRole))
            self.scheduleDelayedItemsLayout()
            self.viewport().update()

    def _on_opened(self, index: QModelIndex) -> None:
        row_id = index.data(IdRole)
        if row_id is not None:
            self.opened.emit(row_id, self.visualRect(index).center())

    def _on_changed(self) -> None:
        self._delegate.forget_heights()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _on_scrolled(self, value: int) -> None:
        if self._moving:
            return
        height = self.viewport().height()
        if self._model.more_above and value < height:
            self._keeping_place(self._model.fetch_above)
        if self._model.rowCount() > MOST_SEEN:
            self._keeping_place(self._let_go)

    def _let_go(self) -> None:
        middle = self._row_at(self.viewport().height() // 2)
        self._model.keep(middle - MOST_SEEN // 3, middle + MOST_SEEN // 3)

    def _row_at(self, y: int) -> int:
        return max(self.indexAt(QPoint(self._theme.px(20), y)).row(), 0)

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """Change what is above or below without moving what is in sight."""
        self._moving = True
        held = QPersistentModelIndex(self._model.index(self._row_at(1), 0))
        before = self.visualRect(self._model.index(held.row(), 0)).top()
        change()
        self.doItemsLayout()
        if held.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._model.index(held.row(), 0)).top() - before)
        self._moving = False
