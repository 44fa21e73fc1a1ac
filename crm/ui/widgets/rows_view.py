"""What every list of rows can do: say which ids are chosen, keep rows at one height, open one with Enter."""

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionHeader,
    QTableView,
    QWidget,
)

from crm.ui.table import Index, RowModel
from crm.ui.theme import Theme

EACH = 500
"""Up to so many chosen rows are followed one by one when the list changes."""
MOST_PIECES = 2_000
"""In so many pieces at most can a selection lie: Qt compares each with every other."""


class RowsView(QTableView):
    """A view of a `RowModel` that speaks of ids.

    `opened(id)` on Enter or a double click, `current_changed(id)` when another row becomes current (None
    when there is none), `chosen_changed` when the selection changes. All rows have the same height; 200,000
    of them cost what is seen.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    chosen_changed = Signal()

    def __init__(self, theme: Theme, model: RowModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows = model
        self._held: tuple[array[int], int | None] | None = None
        self.setAccessibleName(name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        heights = self.verticalHeader()
        heights.setAccessibleName(name)
        self.horizontalHeader().setAccessibleName(name)
        heights.hide()
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setMinimumSectionSize(1)
        self.doubleClicked.connect(self._on_opened)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def row_height(self) -> int:
        """The height of every row in pixels."""
        return self.theme.measure.row

    @property
    def current_id(self) -> int | None:
        """The id of the current row."""
        return self.rows.id_at(self.currentIndex().row())

    def chosen_ids(self) -> "array[int]":
        """The ids of the selected rows, in the order shown; quick for all 200,000 of them too."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(number) for number in range(selection.count()))
        spans = sorted((span.top(), span.bottom()) for span in ranges)
        chosen = array("q")
        after = 0
        for top, bottom in spans:
            # ranges of single cells of one row may lie beside each other
            chosen.extend(self.rows.ids[max(top, after) : bottom + 1])
            after = max(after, bottom + 1)
        return chosen

    def choose_all(self, ids: "array[int]") -> None:
        """Choose these, as far as they are in the list; nothing where they would lie in far too many pieces."""
        selection = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        spans = _spans(self.rows.ids, set(ids))
        if not spans or len(spans) > MOST_PIECES:
            self.clearSelection()
            return
        last = self.rows.columnCount() - 1
        chosen = QItemSelection()
        for first, end in spans:
            chosen.append(QItemSelectionRange(self.rows.index(first, 0), self.rows.index(end, last)))
        selection.select(chosen, flags.ClearAndSelect)

    def show_ids(self, ids: "array[int]", *, whole: bool = True, anew: bool = False) -> None:
        """Give the model these ids; `whole` when they are not only the first of them, `anew` when they answer another
        question. Who was chosen and is still there stays chosen, however many they are; nobody else is.
        """
        chosen = self.chosen_ids()
        if len(chosen) and (anew or len(chosen) > EACH):
            self._held = (chosen, self.current_id)  # also what was chosen while the rest was still to come
        if self._held is None:
            self.rows.set_ids(ids)
            return
        held, current = self._held
        quiet = self.blockSignals(True)
        self.selectionModel().clear()
        self.rows.set_ids(ids)
        if whole:
            self._held = None
            self.choose_all(held)
            if current is not None and (row := self.rows.row_of(current)) is not None:
                self.selectionModel().setCurrentIndex(self.rows.index(row, 0), _NO_CHANGE)
        self.blockSignals(quiet)
        if whole:
            self.chosen_changed.emit()

    def choose(self, row_id: int) -> bool:
        """Make this the one selected row and bring it into sight; False when it is not in the list."""
        row = self.rows.row_of(row_id)
        if row is None:
            return False
        # the view's own `setCurrentIndex` only adds to the selection while Ctrl is still down from Ctrl+Enter
        self.selectionModel().setCurrentIndex(self.rows.index(row, 0), _ALONE)
        self.scrollTo(self.rows.index(row, 0))
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What takes room from below, as the buttons for many or a scroll bar do, does not cover the current row."""
        seen = self.visualRect(self.currentIndex())
        was_seen = seen.isValid() and 0 <= seen.top() < event.oldSize().height()
        super().resizeEvent(event)
        covered = seen.bottom() + 1 - self.viewport().height()
        if was_seen and covered > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + covered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else is Qt's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & _WITH_MORE:
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and the last row, not to the first and the last column."""
        last = self.rows.rowCount() - 1
        column = max(0, self.currentIndex().column())
        if action == QAbstractItemView.CursorAction.MoveHome and last >= 0:
            return self.rows.index(0, column)
        if action == QAbstractItemView.CursorAction.MoveEnd and last >= 0:
            return self.rows.index(last, column)
        return super().moveCursor(action, modifiers)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """When the current row goes, the next one is current and chosen in its place.

        When it goes because a quite different list comes, nothing is current, so that the view stays put.
        """
        current = self.currentIndex().row()
        if start <= current <= end:
            following = end + 1 if end + 1 < self.rows.rowCount() else start - 1
            if self.rows.reordering or following < 0:
                self.selectionModel().clearCurrentIndex()
            else:
                self._step_to(following)
        super().rowsAboutToBeRemoved(parent, start, end)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say which row is current now."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_changed.emit(self.rows.id_at(current.row()))

    def selectionChanged(self, selected: object, deselected: object) -> None:
        """Say that other rows are selected."""
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type] # as Qt gave them
        self.chosen_changed.emit()

    def _step_to(self, row: int) -> None:
        alone = len(self.chosen_ids()) <= 1
        flags = QItemSelectionModel.SelectionFlag
        how = _ALONE if alone else flags.NoUpdate
        self.selectionModel().setCurrentIndex(self.rows.index(row, 0), how)

    def _on_opened(self, index: QModelIndex) -> None:
        row_id = self.rows.id_at(index.row())
        if row_id is not None:
            self.opened.emit(row_id)

    def _on_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.viewport().update()


class Table(RowsView):
    """Many columns under titles that sort on a click; the model's owner brings the new order."""

    def __init__(self, theme: Theme, model: RowModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, model, name, parent)
        titles = _Titles(self)
        self.setHorizontalHeader(titles)
        titles.setSectionsClickable(True)
        titles.setSectionsMovable(True)
        titles.setHighlightSections(False)
        titles.setStretchLastSection(True)
        titles.setAccessibleName(name)
        for section, column in enumerate(model.columns):
            titles.resizeSection(section, theme.px(column.width))
        titles.setSortIndicatorShown(True)
        titles.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        titles.sortIndicatorChanged.connect(model.sort)


class _Titles(QHeaderView):
    """Titles that do not ask row by row whether their whole column is selected: that froze for seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Fill in what the style paints, except for what depends on the selection."""
        kinds = QStyleOptionHeader.SectionPosition
        place, count = self.visualIndex(section), self.count()
        option.section = section
        option.text = self.model().headerData(section, self.orientation())
        option.textAlignment = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        option.selectedPosition = QStyleOptionHeader.SelectedPosition.NotAdjacent
        if count == 1:
            option.position = kinds.OnlyOneSection
        elif place == 0:
            option.position = kinds.Beginning
        else:
            option.position = kinds.End if place == count - 1 else kinds.Middle
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            arrows = QStyleOptionHeader.SortIndicator
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            option.sortIndicator = arrows.SortDown if up else arrows.SortUp


def _spans(ids: Sequence[int], wanted: set[int]) -> list[tuple[int, int]]:
    """The stretches of the list in which all are wanted, up to one more than `MOST_PIECES`."""
    hits = bytes(map(wanted.__contains__, ids))  # one byte a row, so that the stretches are found at the speed of C
    spans: list[tuple[int, int]] = []
    first = hits.find(1)
    while first >= 0 and len(spans) <= MOST_PIECES:
        after = hits.find(0, first)
        spans.append((first, (after if after >= 0 else len(hits)) - 1))
        first = hits.find(1, after) if after >= 0 else -1
    return spans


_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_NO_CHANGE = QItemSelectionModel.SelectionFlag.NoUpdate
_WITH_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
