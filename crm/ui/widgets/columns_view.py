"""A table whose columns one chooses, orders and resizes; or, where there is less room, two lines a row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.ui.plain import one_line
from crm.ui.table import RowModel
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import chip_height, chip_width, paint_chip, paint_focus
from crm.ui.widgets.row_list import TwoLine, TwoLineDelegate
from crm.ui.widgets.rows_view import Table

RowT = TypeVar("RowT")

NARROWEST, WIDEST = 56, 900
"""how narrow and how wide a column can be, at the base size"""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: a text, words beside it in a quieter ink, a chip around the text where it has a tone."""

    text: str = ""
    beside: str = ""
    chip: Tone | None = None
    tone: Tone | None = None
    strong: bool = False

    def spoken(self) -> str:
        """All of it in one line."""
        return ", ".join(part for part in (self.text, self.beside) if part)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The columns that are shown, left to right, each with its width at the base size."""

    columns: tuple[tuple[str, int], ...]

    @classmethod
    def read(cls, said: object) -> "Arrangement | None":
        """What `said` wrote; none when that is no arrangement."""
        if not isinstance(said, list) or not said:
            return None
        found: dict[str, int] = {}
        for entry in said:
            if not (isinstance(entry, list) and len(entry) == 2):
                return None
            key, width = entry
            if not isinstance(key, str) or type(width) is not int:
                return None
            found[key] = min(max(width, NARROWEST), WIDEST)
        return cls(tuple(found.items()))

    def said(self) -> list[list[Any]]:
        """For a file of choices."""
        return [list(column) for column in self.columns]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns without their widths."""
        return tuple(key for key, _ in self.columns)

    def with_column(self, key: str, width: int) -> "Arrangement":
        """This column too, at the right."""
        return self if key in self.keys else replace(self, columns=(*self.columns, (key, width)))

    def without(self, key: str) -> "Arrangement":
        """All but this column."""
        return replace(self, columns=tuple(column for column in self.columns if column[0] != key))

    def moved(self, key: str, by: int) -> "Arrangement":
        """This column so many places further to the right, or, below zero, to the left."""
        columns = list(self.columns)
        place = self.keys.index(key)
        columns.insert(max(0, place + by), columns.pop(place))
        return replace(self, columns=tuple(columns))

    def resized(self, key: str, width: int) -> "Arrangement":
        """This column so wide."""
        wide = min(max(width, NARROWEST), WIDEST)
        return replace(self, columns=tuple((k, wide if k == key else w) for k, w in self.columns))


class ColumnsView(Table, Generic[RowT]):
    """Rows in columns, or `compact`: two lines a row, as a `RowList`; what is chosen and current stays.

    The first column of the model is always shown, and its tooltip and spoken text are those of the whole row.
    `arranged` comes when the person moved or resized a column, `titles_menu_wanted(at)` (on the screen) when they
    asked for a menu on the titles. An arrangement keeps the columns that are not there at the moment.
    """

    arranged = Signal()
    titles_menu_wanted = Signal(QPoint)
    _compact = True

    def __init__(
        self,
        theme: Theme,
        model: RowModel[RowT],
        *,
        present: Callable[[RowT], TwoLine],
        cell: Callable[[str, RowT], Cell],
        name: str,
        standard: Arrangement,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, model, name, parent)
        self._arrangement = standard
        self._arranging = False
        self._two_lines = TwoLineDelegate(theme, present, self)
        self._cells = CellDelegate(theme, model, cell, self)
        titles = self.horizontalHeader()
        titles.setMinimumSectionSize(theme.px(NARROWEST))
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        titles.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        titles.customContextMenuRequested.connect(self._on_titles_menu)
        titles.sectionMoved.connect(self._on_arranged)
        titles.sectionResized.connect(self._on_arranged)
        model.modelReset.connect(self._lay_columns)
        self._lay_columns()

    @property
    def compact(self) -> bool:
        """Whether rows have two lines instead of columns."""
        return self._compact

    @property
    def arrangement(self) -> Arrangement:
        """The columns as the person has them."""
        return self._arrangement

    def set_compact(self, compact: bool) -> None:
        """Two lines a row, or columns; the row at the top stays there."""
        if compact == self._compact:
            return
        top = self.rowAt(0)
        self._compact = compact
        self._lay_columns()
        if top > 0:
            self.scrollTo(self.rows.index(top, 0), self.ScrollHint.PositionAtTop)

    def arrange(self, arrangement: Arrangement) -> None:
        """Show these columns."""
        self._arrangement = arrangement
        self._lay_columns()

    def show_order(self, key: str, *, descending: bool) -> None:
        """Mark the column by which the rows are ordered, "" for none of them."""
        titles = self.horizontalHeader()
        section = next((n for n, column in enumerate(self.rows.columns) if column.key == key), -1)
        titles.blockSignals(True)
        titles.setSortIndicator(section, _DOWN if descending else _UP)
        titles.blockSignals(False)
        titles.viewport().update()

    def row_height(self) -> int:
        """The height of every row in pixels."""
        return self.theme.measure.two_lines if self._compact else self.theme.measure.row

    def _lay_columns(self) -> None:
        titles = self.horizontalHeader()
        sections = {column.key: number for number, column in enumerate(self.rows.columns)}
        shown = [(sections[key], width) for key, width in self._arrangement.columns if key in sections]
        if self._compact or not shown:
            shown = [(0, 0)]
        self._arranging = True
        titles.setVisible(not self._compact)
        titles.setSectionResizeMode(_STRETCH if self._compact else _FREE)
        titles.setStretchLastSection(not self._compact)
        for place, (section, width) in enumerate(shown):
            titles.setSectionHidden(section, False)
            titles.moveSection(titles.visualIndex(section), place)
            if not self._compact:
                titles.resizeSection(section, self.theme.px(width))
        visible = {section for section, _ in shown}
        for section in range(titles.count()):
            titles.setSectionHidden(section, section not in visible)
        self._arranging = False
        self.setItemDelegate(self._two_lines if self._compact else self._cells)
        self.setHorizontalScrollBarPolicy(_NEVER if self._compact else _AS_NEEDED)
        self.verticalHeader().setDefaultSectionSize(self.row_height())

    def _on_arranged(self) -> None:
        if self._arranging or self._compact:
            return
        titles, columns = self.horizontalHeader(), self.rows.columns
        before = dict(self._arrangement.columns)
        order = [titles.logicalIndex(place) for place in range(titles.count())]
        shown = [section for section in order if not titles.isSectionHidden(section)]
        now: list[tuple[str, int]] = []
        for section in shown:
            key = columns[section].key
            width = round(titles.sectionSize(section) * 100 / self.theme.px(100))
            # the last one takes what room is left, which is nobody's choice
            now.append((key, before.get(key, width) if section == shown[-1] else min(max(width, NARROWEST), WIDEST)))
        there = {column.key for column in columns}
        gone = [(key, width) for key, width in before.items() if key not in there]
        after = Arrangement((*now, *gone))
        if after != self._arrangement:
            self._arrangement = after
            self.arranged.emit()

    def _on_titles_menu(self, at: QPoint) -> None:
        self.titles_menu_wanted.emit(self.horizontalHeader().mapToGlobal(at))

    def _on_theme(self) -> None:
        super()._on_theme()
        if hasattr(self, "_arranging"):  # the view below asks for its look before this one is made
            self._lay_columns()


class CellDelegate(QStyledItemDelegate):
    """Paints a cell, in far less time than the style would."""

    def __init__(
        self, theme: Theme, model: RowModel[RowT], cell: Callable[[str, RowT], Cell], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._cell = cell
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as what it says, for whoever double-clicks the edge of a title."""
        height = self._theme.measure.row
        row = self._model.row(index.row())
        if row is None:
            return QSize(0, height)
        cell = self._cell(self._model.columns[index.column()].key, row)
        text, beside = one_line(cell.text), one_line(cell.beside)
        width = self._fonts[cell.strong][1].horizontalAdvance(text) + self._small[1].horizontalAdvance(beside)
        return QSize(width + self._theme.px(36), height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the ground and the words."""
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & _SELECTED:
            painter.fillRect(box, self._selection)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._line)
        row = self._model.row(index.row())
        if row is not None:
            column = self._model.columns[index.column()]
            cell = self._cell(column.key, row)
            left, right = self._insets
            self._paint_cell(painter, box.adjusted(left, 0, -right, 0), cell, int(column.align) | _SINGLE)
        if state & _FOCUS and state & _BY_KEYS:
            painter.save()
            paint_focus(painter, self._theme, box)
            painter.restore()

    def _paint_cell(self, painter: QPainter, box: QRect, cell: Cell, flags: int) -> None:
        text = one_line(cell.text) if cell.text else ""
        width = 0
        if cell.chip is not None and text:
            height = chip_height(self._theme)
            width = min(chip_width(self._theme, text), box.width())
            chip = QRect(box.left(), box.top() + (box.height() - height) // 2, width, height)
            painter.save()
            paint_chip(painter, self._theme, chip, text, cell.chip)
            painter.restore()
        elif text:
            ink = self._text if cell.tone is None else QColor(self._theme.tokens.tones[cell.tone].text)
            width = _write(painter, box, self._fonts[cell.strong], text, ink, flags)
        if cell.beside:
            rest = box.adjusted(width + self._insets[1] if text else 0, 0, 0, 0)
            if rest.width() > 2 * self._insets[1]:
                _write(painter, rest, self._small, one_line(cell.beside), self._dim, flags)

    def _on_theme(self) -> None:
        theme, t = self._theme, self._theme.tokens
        self._fonts = {strong: _font(theme.font(theme.measure.base, bold=strong)) for strong in (False, True)}
        self._small = _font(theme.font(theme.measure.small))
        self._text, self._dim = QColor(t.text), QColor(t.dim)
        self._selection, self._line = QColor(t.selection), QColor(t.line)
        self._insets = (theme.px(11), theme.px(9))


Font = tuple[QFont, QFontMetrics]


def _font(font: QFont) -> Font:
    return font, QFontMetrics(font)


def _write(painter: QPainter, box: QRect, font: Font, text: str, ink: QColor, flags: int) -> int:
    """Write one line, cut with … where it is too long; answers how wide it came out."""
    width = font[1].horizontalAdvance(text)
    if width > box.width():
        text = font[1].elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
        width = box.width()
    painter.setFont(font[0])
    painter.setPen(ink)
    painter.drawText(box, flags, text)
    return width


_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
_STRETCH, _FREE = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Interactive
_NEVER, _AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
_SELECTED, _FOCUS = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
_BY_KEYS = QStyle.StateFlag.State_KeyboardFocusChange
_SINGLE = int(Qt.TextFlag.TextSingleLine)
