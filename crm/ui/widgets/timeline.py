"""One stream of entries, newest first: a dot on a line, what it was, when, and its words."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm.ui.plain import one_line
from crm.ui.table import Column, IdRole, Index, RowModel, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import elided, paint_focus

RowT = TypeVar("RowT")

PAGE = 30
"""entries laid out at a time; the next ones follow when the end comes into sight"""
MOST_LINES = 4
_NARROWEST = 3
"""pixels no letter goes below: a text is never laid out further than it could be seen"""
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry shows; of its text at most `MOST_LINES` lines."""

    title: str
    time: str
    text: str = ""
    tone: Tone = Tone.NEUTRAL

    def spoken(self) -> str:
        """All of it in one line, for a screen reader."""
        return ", ".join(part for part in (self.title, self.time, self.text) if part)


class TimelineModel(RowModel[RowT]):
    """All the ids there are, of which a view sees as many as it has scrolled to."""

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

    def set_ids(self, ids: "array[int]") -> None:
        """Show these entries, as far down as was seen before."""
        self._all = array("q", ids)
        super().set_ids(self._all[: max(PAGE, self.rowCount())])

    def show_all_until(self, row_id: int) -> bool:
        """See at least as far as this entry; False when there is none such."""
        try:
            place = self._all.index(row_id)
        except ValueError:
            return False
        super().set_ids(self._all[: max(place + 1, self.rowCount())])
        return True

    def canFetchMore(self, parent: Index = _NOWHERE) -> bool:
        """Whether there is more below."""
        return not parent.isValid() and self.rowCount() < len(self._all)

    def fetchMore(self, parent: Index = _NOWHERE) -> None:
        """Let the next entries be seen."""
        if self.canFetchMore(parent):
            super().set_ids(self._all[: self.rowCount() + PAGE])


class Timeline(QListView):
    """Shows a `TimelineModel`; `opened(id)` on Enter or a double click."""

    opened = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: TimelineModel[RowT],
        present: Callable[[RowT], Entry],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._delegate = EntryDelegate(theme, present, self)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._on_opened)
        model.dataChanged.connect(self._on_changed)
        theme.changed.connect(self._on_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew at the new width."""
        if event.oldSize().width() != event.size().width():
            self._delegate.forget_heights()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current entry."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_opened(self, index: QModelIndex) -> None:
        row_id = index.data(IdRole)
        if row_id is not None:
            self.opened.emit(row_id)

    def _on_changed(self) -> None:
        self._delegate.forget_heights()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class EntryDelegate(QStyledItemDelegate):
    """Paints an entry: the dot and the line at the left, the words at the right."""

    def __init__(self, theme: Theme, present: Callable[[RowT], Entry], view: Timeline) -> None:
        super().__init__(view)
        self._theme = theme
        self._present = present
        self._view = view
        self._heights: dict[int, int] = {}

    def forget_heights(self) -> None:
        """Measure again: the width, the size or the words have changed."""
        self._heights.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as its words at the width of the view."""
        width = self._view.viewport().width()
        row_id = index.data(IdRole)
        height = self._heights.get(row_id)
        if height is None:
            row = index.data(RowRole)
            entry = self._present(row) if row is not None else None
            height = self._heights[row_id] = self._height(entry, width)
        return QSize(width, height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the entry."""
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            t = self._theme.tokens
            ground = t.selection if state & QStyle.StateFlag.State_Selected else t.hover
            painter.fillRect(box, QColor(ground))
        row = index.data(RowRole)
        if row is not None:
            first, last = index.row() == 0, index.row() == index.model().rowCount() - 1
            self._paint_entry(painter, box, self._present(row), first=first, last=last)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            paint_focus(painter, self._theme, box)
        painter.restore()

    def _paint_entry(self, painter: QPainter, box: QRect, entry: Entry, *, first: bool, last: bool) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        title_font, time_font = theme.font(px(14), bold=True), theme.font(theme.measure.small)
        line_height = QFontMetrics(title_font).height()
        x = box.left() + px(14)
        y = box.top() + px(8) + line_height / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(t.edge))
        radius = px(5)
        if not first:
            painter.drawLine(QPointF(x, box.top()), QPointF(x, y - radius - 2))
        if not last:
            painter.drawLine(QPointF(x, y + radius + 2), QPointF(x, box.bottom() + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.tones[entry.tone].text))
        painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        line = QRect(self._words_left(box), box.top() + px(8), self._words_width(box.width()), line_height)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        taken = QFontMetrics(time_font).horizontalAdvance(entry.time) + px(10)
        title = elided(title_font, one_line(entry.title), line.width() - taken)
        painter.setFont(title_font)
        painter.setPen(QColor(t.text))
        painter.drawText(line, flags, title)
        painter.setFont(time_font)
        painter.setPen(QColor(t.dim))
        line.setLeft(line.left() + QFontMetrics(title_font).horizontalAdvance(title) + px(10))
        painter.drawText(line, flags, entry.time)
        painter.setPen(QColor(t.text))
        at = QPointF(self._words_left(box), line.bottom() + px(3))
        self._paint_words(painter, entry.text, at, self._words_width(box.width()))

    def _paint_words(self, painter: QPainter, text: str, at: QPointF, width: int) -> None:
        font = self._theme.font(self._theme.px(14))
        painter.setFont(font)
        lines, more = _wrap(text, font, width)
        step = _line_step(font)
        for number, words in enumerate(lines):
            cut = elided(font, words + "…", width) if more and number == len(lines) - 1 else words
            top = QRectF(at.x(), at.y() + number * step, width, step)
            painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), cut)

    def _height(self, entry: Entry | None, width: int) -> int:
        px = self._theme.px
        height = px(8) + QFontMetrics(self._theme.font(px(14), bold=True)).height() + px(12)
        if entry is not None and entry.text:
            font = self._theme.font(px(14))
            lines, _more = _wrap(entry.text, font, self._words_width(width))
            height += px(3) + len(lines) * _line_step(font)
        return height

    def _words_left(self, box: QRect) -> int:
        return box.left() + self._theme.px(32)

    def _words_width(self, width: int) -> int:
        return max(self._theme.px(40), width - self._theme.px(32 + 14))


def _line_step(font: QFont) -> int:
    return round(QFontMetrics(font).height() * 1.1)


def _wrap(text: str, font: QFont, width: int) -> tuple[list[str], bool]:
    """The first lines of the text at this width, and whether there is more."""
    lines: list[str] = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    longest = MOST_LINES * width // _NARROWEST + 1
    for part in text[:longest].splitlines():
        words = one_line(part.strip(), longest)
        if not words:
            continue
        # Qt counts in UTF-16, where an emoji is two
        units = words.encode("utf-16-le", "surrogatepass")
        layout = QTextLayout(words, font)
        layout.setTextOption(option)
        layout.beginLayout()
        while len(lines) <= MOST_LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = 2 * line.textStart()
            lines.append(units[start : start + 2 * line.textLength()].decode("utf-16-le", "replace"))
        layout.endLayout()
        if len(lines) > MOST_LINES:
            return lines[:MOST_LINES], True
    return lines, len(text) > longest
