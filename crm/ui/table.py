"""The one table model: ordered ids, and the rows that are looked at fetched in blocks."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from crm.ui.merging import Merge, plan, trim
from crm.ui.plain import one_line, tooltip

RowT = TypeVar("RowT")
Index = QModelIndex | QPersistentModelIndex

BLOCK = 128
BLOCKS = 64
RETRY_MS = 60

RowRole = Qt.ItemDataRole.UserRole + 1
"""the frozen row itself, or None while it cannot be read"""
IdRole = Qt.ItemDataRole.UserRole + 2

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


# no slots: a frozen generic class with slots cannot be called as Column[Row](...) on Python 3.11
@dataclass(frozen=True)
class Column(Generic[RowT]):
    """One column: what it is called and what it says of a row.

    `key` names it in settings and to whoever sorts; `width` is in pixels at the base font size;
    `accessible` is what a screen reader says instead of the text. Texts are shown literally, never as markup.
    """

    key: str
    title: Callable[[], str]
    text: Callable[[RowT], str]
    align: Qt.AlignmentFlag = _LEFT
    tooltip: Callable[[RowT], str] | None = None
    width: int = 120
    sortable: bool = True
    accessible: Callable[[RowT], str] | None = None


class RowModel(QAbstractTableModel, Generic[RowT]):
    """Rows of one kind by their ids, in the order given.

    `fetch` answers with the rows of some ids; an id it leaves out shows as an empty row. When it raises one
    of `retry_on` (the file is busy), the old rows stay and it is asked again soon. `sort_wanted` carries the
    key of a column and whether it should ascend: whoever owns the model then brings the ids in that order.
    """

    sort_wanted = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        fetch: Callable[[Sequence[int]], Mapping[int, RowT]],
        *,
        retry_on: tuple[type[Exception], ...] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._fetch = fetch
        self._retry_on = retry_on
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, RowT | None] = OrderedDict()
        self._old: dict[int, RowT | None] = {}
        self._reordering = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._announce_all)

    # what the owner says and asks

    @property
    def columns(self) -> tuple[Column[RowT], ...]:
        """The columns, left to right."""
        return self._columns

    @property
    def ids(self) -> Sequence[int]:
        """The ids in the order shown; not to be changed."""
        return self._ids

    @property
    def reordering(self) -> bool:
        """Whether rows come and go at this moment because a quite different list was set."""
        return self._reordering

    def id_at(self, row: int) -> int | None:
        """The id in a row, None outside the list."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, row_id: int) -> int | None:
        """Where an id stands, None when it is not in the list."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return None

    def row(self, row: int) -> RowT | None:
        """The row itself, fetched if need be; None outside the list or while it cannot be read."""
        row_id = self.id_at(row)
        return None if row_id is None else self._row(row, row_id)

    def set_columns(self, columns: Sequence[Column[RowT]]) -> None:
        """Other columns over the same rows. Views begin anew, without a selection."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def set_ids(self, ids: "array[int]") -> None:
        """Show these ids (unique) in this order; what was selected and is still there stays selected.

        Few differences are told one by one, so that views keep their place; many as one new order.
        """
        start, old, new = trim(self._ids, ids)
        if not old and not new:
            return
        small = plan(old, new)
        if small is None:
            self._reordering = True
            self._reorder(ids)
            self._reordering = False
        else:
            self._follow(start, small)

    def refresh(self) -> None:
        """Read again what is looked at; what is not looked at is read when it is."""
        if self._rows:
            self._old = dict(self._rows)
        self._rows.clear()
        self._announce_all()

    def forget(self, ids: Collection[int]) -> None:
        """Read these rows again when they are looked at."""
        for row_id in ids:
            if row_id in self._rows:
                self._old[row_id] = self._rows.pop(row_id)
                row = self.row_of(row_id)
                if row is not None:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    # what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many ids there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says, in the way of the role."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        row_id = self._ids[index.row()]
        if role == IdRole:
            return row_id
        if role not in _ROLES_OF_ROWS:
            return None
        row = self._row(index.row(), row_id)
        return row if row is None or role == RowRole else _said(column, row, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title of a column and how it is set."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column.title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the owner for another order: the database sorts, never the window."""
        if 0 <= column < len(self._columns) and self._columns[column].sortable:
            self.sort_wanted.emit(self._columns[column].key, order == Qt.SortOrder.AscendingOrder)

    # how it is done

    def _row(self, position: int, row_id: int) -> RowT | None:
        rows = self._rows
        if row_id in rows:
            rows.move_to_end(row_id)
            return rows[row_id]
        if self._retry.isActive():
            return self._old.get(row_id)
        first = position - position % BLOCK
        missing = [i for i in self._ids[first : first + BLOCK] if i not in rows]
        try:
            found = self._fetch(missing)
        except self._retry_on:
            self._retry.start()
            return self._old.get(row_id)
        for i in missing:
            rows[i] = found.get(i)
            self._old.pop(i, None)
        while len(rows) > BLOCK * BLOCKS:
            rows.popitem(last=False)
        return rows[row_id]

    def _announce_all(self) -> None:
        if self._ids and self._columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self._columns) - 1))

    def _follow(self, start: int, merge: Merge) -> None:
        for first, count in merge.removals:
            self.beginRemoveRows(_NOWHERE, start + first, start + first + count - 1)
            del self._ids[start + first : start + first + count]
            self.endRemoveRows()
        for source, target in merge.moves:
            # Qt counts the target before the row is taken out
            before = target + 1 if target > source else target
            self.beginMoveRows(_NOWHERE, start + source, start + source, _NOWHERE, start + before)
            self._ids.insert(start + target, self._ids.pop(start + source))
            self.endMoveRows()
        for first, fresh in merge.inserts:
            self._insert(start + first, fresh)

    def _insert(self, position: int, fresh: Iterable[int]) -> None:
        added = array("q", fresh)
        self.beginInsertRows(_NOWHERE, position, position + len(added) - 1)
        self._ids[position:position] = added
        self.endInsertRows()

    def _reorder(self, ids: "array[int]") -> None:
        """One new order instead of many steps.

        A layout change must keep the number of rows (a selection of everything would go wrong otherwise), so
        the list grows before it or shrinks after it; what is gone but still held is cut off with the rest.
        Nothing else needs to be known of 200,000 ids: which of them are new or gone is not asked.
        """
        rows_held = [index.row() for index in self.persistentIndexList()]
        # views hold the corners of what is selected, and every row of it while the layout changes
        held = set(self._ids[min(rows_held) : max(rows_held) + 1]) if rows_held else set()
        gone = array("q", held.difference(ids))
        rows = max(len(self._ids), len(ids) + len(gone))
        if rows > len(self._ids):
            self._insert(len(self._ids), [0] * (rows - len(self._ids)))
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        holding = [self._ids[index.row()] for index in kept]
        place = _places(ids, set(holding)) | {i: len(ids) + at for at, i in enumerate(gone)}
        self._ids = ids + gone
        self._ids.extend([0] * (rows - len(self._ids)))
        # a header also holds the last row, whatever it is: such a one keeps its number
        self.changePersistentIndexList(
            kept,
            [
                self.index(place.get(row_id, index.row()), index.column())
                for row_id, index in zip(holding, kept, strict=True)
            ],
        )
        self.layoutChanged.emit()
        if rows > len(ids):
            self.beginRemoveRows(_NOWHERE, len(ids), len(self._ids) - 1)
            del self._ids[len(ids) :]
            self.endRemoveRows()


def _places(ids: "array[int]", wanted: Collection[int]) -> dict[int, int]:
    """Where the wanted ids stand; those that are not there are left out."""
    if len(wanted) > 4:
        return {i: row for row, i in enumerate(ids) if i in wanted}
    # a few searches at the speed of C cost less than one pass in Python
    return {i: ids.index(i) for i in wanted if i in ids}


def _said(column: Column[RowT], row: RowT, role: int) -> str | None:
    if role == Qt.ItemDataRole.DisplayRole:
        return one_line(column.text(row))
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return one_line((column.accessible or column.text)(row))
    return tooltip(column.tooltip(row)) if column.tooltip else None


_ROLES_OF_ROWS = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(RowRole),
    }
)
