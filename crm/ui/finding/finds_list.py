"""The list of finds: groups under headings; the keyboard stays in the field and moves the chosen row from there."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from crm.ui.finding.entries import Entry, Find, Heading, More, Note
from crm.ui.plain import one_line, tooltip
from crm.ui.table import Index, RowRole
from crm.ui.theme import Theme
from crm.ui.widgets.row_list import TwoLine, TwoLineDelegate

_NOWHERE = QModelIndex()


class FindsModel(QAbstractListModel):
    """The entries as Qt asks for them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many entries there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What an entry says."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == RowRole:
            return entry
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return one_line(spoken(entry))
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(entry, Find):
            return tooltip("\n".join(part for part in (entry.line.title, entry.line.subtitle) if part))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only what can be opened can be chosen."""
        if not index.isValid() or not isinstance(self.entries[index.row()], Find | More):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def spoken(entry: Entry) -> str:
    """All of an entry in one line, for a screen reader."""
    match entry:
        case Find(line=line):
            return line.spoken()
        case Heading():
            return f"{entry.text} {entry.count}".strip()
        case More() | Note():
            return entry.text


class FindsList(QListView):
    """Shows groups of finds; `chosen(entry)` for one that was clicked."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.finds = FindsModel(self)
        self.setAccessibleName(name)
        self.setModel(self.finds)
        self.setItemDelegate(FindsDelegate(theme, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_clicked)

    @property
    def current(self) -> Find | More | None:
        """What Enter would open."""
        entry = self._at(self.currentIndex().row())
        return entry if isinstance(entry, Find | More) else None

    def show_entries(self, entries: Sequence[Entry], keep: tuple[str, object] | None) -> None:
        """Show these; `keep` is the key of the find that stays chosen if it is still there, else it is the first."""
        if entries == self.finds.entries:
            return
        place = self.verticalScrollBar().value()
        self.finds.set_entries(entries)
        rows = self._openable()
        kept = [row for row in rows if keep is not None and getattr(entries[row], "key", None) == keep]
        if kept:
            self.verticalScrollBar().setValue(place)
        self._choose((kept or rows or [-1])[0])

    def step(self, by: int) -> None:
        """Choose the next find (1), the one before (-1), or one so many further; the ends lead to each other."""
        rows = self._openable()
        if not rows:
            return
        at = self.currentIndex().row()
        place = rows.index(at) if at in rows else -1
        if abs(by) == 1:
            self._choose(rows[(place + by) % len(rows)])
        else:
            self._choose(rows[min(max(place + by, 0), len(rows) - 1)])

    def step_group(self, by: int) -> None:
        """Choose the first find of the next group, or of the one before; the ends lead to each other."""
        rows = self._openable()
        firsts = [row for row in rows if row == 0 or not isinstance(self.finds.entries[row - 1], Find | More)]
        if not firsts:
            return
        at = self.currentIndex().row()
        here = sum(first <= at for first in firsts) - 1
        self._choose(firsts[(here + by) % len(firsts)])

    def wanted_height(self, most: int) -> int:
        """So high that everything is seen, but not more than `most`."""
        height = 2
        for row in range(self.finds.rowCount()):
            height += self.sizeHintForRow(row)
            if height >= most:
                return most
        return height

    def _at(self, row: int) -> Entry | None:
        return self.finds.entries[row] if 0 <= row < len(self.finds.entries) else None

    def _openable(self) -> list[int]:
        return [row for row, entry in enumerate(self.finds.entries) if isinstance(entry, Find | More)]

    def _choose(self, row: int) -> None:
        index = self.finds.index(row, 0)
        self.setCurrentIndex(index)
        if index.isValid():
            above = self.finds.index(row - 1, 0)
            if isinstance(self._at(row - 1), Heading):
                self.scrollTo(above)
            self.scrollTo(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        entry = self._at(index.row())
        if isinstance(entry, Find | More):
            self.chosen.emit(entry)


class FindsDelegate(TwoLineDelegate):
    """Paints finds like the rows of every list, and headings and ways to more between them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        line_of: Callable[[Find], TwoLine] = lambda find: find.line  # noqa: E731 - one word for what a find shows
        super().__init__(theme, line_of, parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings are lower than finds, and finds of one line lower than those of two."""
        entry = index.data(RowRole)
        if isinstance(entry, Find):
            one_line_high = QSize(self._theme.px(240), self._theme.px(40))
            return one_line_high if entry.line.alone else super().sizeHint(option, index)
        return QSize(self._theme.px(240), self._theme.px(30))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a find, or a line of words."""
        entry = index.data(RowRole)
        if isinstance(entry, Find):
            super().paint(painter, option, index)
            return
        theme, t = self._theme, self._theme.tokens
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        inner = box.adjusted(theme.px(14), 0, -theme.px(14), 0)
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        match entry:
            case Heading():
                painter.fillRect(box, QColor(t.panel))
                painter.setPen(QColor(t.dim))
                painter.setFont(theme.font(theme.measure.small, bold=True))
                painter.drawText(inner, left, entry.text)
                painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), entry.count)
            case More():
                self._paint_ground(painter, box, state)
                painter.setPen(QColor(t.accent))
                painter.setFont(theme.font(theme.px(13)))
                painter.drawText(inner, left, entry.text)
            case Note():
                painter.setPen(QColor(t.dim))
                painter.setFont(theme.font(theme.px(13)))
                painter.drawText(inner, left, one_line(entry.text))
            case _:
                pass
        painter.restore()
