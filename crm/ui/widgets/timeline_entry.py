"""How an entry of a timeline is laid out and painted: its day, a dot on a line, what it was, when, and its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from crm.names import Needles
from crm.ui.plain import one_line, tooltip
from crm.ui.table import IdRole, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import chip_height, chip_width, elided, paint_focus, paint_offer

MOST_LINES = 4
"""lines of a text that is folded"""
MOST_UNFOLDED = 400
"""lines of one that is not; whatever is longer is read where it is edited"""
_MOST_LAID = 2_000
"""entries whose lines are kept"""
_NARROWEST = 3
"""pixels no letter goes below: a text is never laid out further than it could be seen"""
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class EntryChip:
    """Something to click below the text of an entry; `why` is told when the mouse rests on it."""

    word: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry shows; of its text at most `MOST_LINES` lines until it is unfolded.

    Entries of one `group` (a day) that follow each other stand under one heading.
    """

    title: str
    time: str
    text: str = ""
    tone: Tone = Tone.NEUTRAL
    group: str = ""
    chips: tuple[EntryChip, ...] = ()

    def spoken(self) -> str:
        """All of it in one line, for a screen reader."""
        chips = (f"{chip.word} ({chip.why})" for chip in self.chips)
        return ", ".join(part for part in (self.title, self.group, self.time, self.text, *chips) if part)


class Spot(Enum):
    """A place in an entry that does something when it is clicked."""

    MENU = auto()
    FOLD = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is painted, cut out of a paragraph at `start`."""

    text: str
    paragraph: str
    start: int


@dataclass(frozen=True, slots=True)
class _Laid:
    """An entry measured for one width."""

    entry: Entry
    lines: Sequence[Line]
    more: bool
    folds: bool
    height: int
    chips: tuple[QRect, ...]
    """where they stand, seen from the left end of the words and from where their first line begins"""


class EntryDelegate(QStyledItemDelegate):
    """Paints entries, and knows what stands where in them. `fold_words` are those to unfold and to fold a text with."""

    def __init__(
        self, theme: Theme, present: Callable[[Any], Entry], view: QListView, fold_words: tuple[str, str]
    ) -> None:
        super().__init__(view)
        self._theme = theme
        self._present = present
        self._view = view
        self._fold_words = fold_words
        self._laid: dict[int, _Laid] = {}
        self._unfolded: set[int] = set()
        self.needles = Needles(())
        self.marked: int | None = None
        """the entry one was brought to, framed until another one is"""

    def forget_heights(self) -> None:
        """Measure again: the width, the size, the order or the words have changed."""
        self._laid.clear()

    def forget_height(self, row_id: int) -> None:
        """Measure this entry again: what it shows has changed."""
        self._laid.pop(row_id, None)

    def unfold(self, row_id: int, *, wanted: bool | None = None) -> None:
        """Show all of an entry's text, or only its beginning again; by default the other of the two."""
        if wanted if wanted is not None else row_id not in self._unfolded:
            self._unfolded.add(row_id)
        else:
            self._unfolded.discard(row_id)
        self._laid.pop(row_id, None)

    def fold_all(self) -> None:
        """Show the beginnings only."""
        self._unfolded.clear()
        self._laid.clear()

    def is_long(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the entry's text is longer than is shown of it while folded."""
        laid = self._lay(index)
        return laid is not None and laid.folds

    def spot(self, index: QModelIndex, box: QRect, at: QPoint) -> Spot | None:
        """What would be done by a click there."""
        laid = self._lay(index)
        if laid is None:
            return None
        below = self._below_heading(index, box, laid)
        if self._menu_box(self._title_line(below)).contains(at):
            return Spot.MENU
        if laid.folds and self._fold_line(below, laid).contains(at):
            return Spot.FOLD
        return None

    def chip(self, index: QModelIndex | QPersistentModelIndex, box: QRect, at: QPoint) -> int | None:
        """The place among the entry's chips of the one that is there."""
        laid = self._lay(index)
        if laid is None or not laid.chips:
            return None
        corner = self._chips_corner(self._below_heading(index, box, laid), laid)
        return next((n for n, chip in enumerate(laid.chips) if chip.translated(corner).contains(at)), None)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Why a chip is there, when the mouse rests on it."""
        place = self.chip(index, option.rect, event.pos())
        laid = self._lay(index)
        if event.type() != QEvent.Type.ToolTip or place is None or laid is None:
            return super().helpEvent(event, view, option, index)
        chip = laid.entry.chips[place]
        QToolTip.showText(event.globalPos(), tooltip(f"{chip.word}\n{chip.why}"), view)
        return True

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as its words at the width of the view."""
        laid = self._lay(index)
        width = self._view.viewport().width()
        if laid is None:
            return QSize(width, self._height(()))
        return QSize(width, laid.height + (self._heading_height() if self._has_heading(index, laid) else 0))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the entry."""
        whole: QRect = option.rect
        state: QStyle.StateFlag = option.state
        laid = self._lay(index)
        painter.save()
        box = whole if laid is None else self._below_heading(index, whole, laid)
        first = index.row() == 0
        if laid is not None and box.top() > whole.top():
            first = True
            self._paint_heading(painter, whole, laid.entry.group)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            t = self._theme.tokens
            painter.fillRect(box, QColor(t.selection if state & QStyle.StateFlag.State_Selected else t.hover))
        if laid is not None:
            last = index.row() == index.model().rowCount() - 1
            self._paint_line(painter, box, laid, first=first, last=last)
            self._paint_words(painter, box, laid)
        focus = QStyle.StateFlag.State_HasFocus in state and QStyle.StateFlag.State_KeyboardFocusChange in state
        if focus or index.data(IdRole) == self.marked:
            paint_focus(painter, self._theme, box)
        painter.restore()

    # where everything stands

    def _lay(self, index: QModelIndex | QPersistentModelIndex) -> _Laid | None:
        row_id = index.data(IdRole)
        laid = self._laid.get(row_id)
        if laid is None:
            row = index.data(RowRole)
            if row is None:
                return None
            if len(self._laid) >= _MOST_LAID:
                self._laid.clear()
            laid = self._laid[row_id] = self._measured(row_id, self._present(row))
        return laid

    def _has_heading(self, index: QModelIndex | QPersistentModelIndex, laid: _Laid) -> bool:
        if not laid.entry.group or index.row() == 0:
            return bool(laid.entry.group)
        before = self._lay(index.sibling(index.row() - 1, 0))
        return before is None or before.entry.group != laid.entry.group

    def _below_heading(self, index: QModelIndex | QPersistentModelIndex, box: QRect, laid: _Laid) -> QRect:
        return box.adjusted(0, self._heading_height(), 0, 0) if self._has_heading(index, laid) else QRect(box)

    def _measured(self, row_id: int, entry: Entry) -> _Laid:
        lines: Sequence[Line] = ()
        more = folds = False
        if entry.text:
            font, width = self._font(), self._words_width(self._view.viewport().width())
            lines, more = wrap(entry.text, font, width)
            folds = more
            if more and row_id in self._unfolded:
                lines, more = wrap(entry.text, font, width, MOST_UNFOLDED)
        height = self._height(lines) + (_line_step(self._font()) if folds else 0)
        chips = self._chip_boxes(entry.chips)
        if chips:
            height += chips[-1].bottom() + 1 + self._theme.px(6)
        return _Laid(entry, lines, more, folds, height, chips)

    def _chip_boxes(self, chips: Sequence[EntryChip]) -> tuple[QRect, ...]:
        """Side by side, in as many lines as it takes."""
        theme, width = self._theme, self._words_width(self._view.viewport().width())
        gap, high = theme.px(6), chip_height(theme) + theme.px(6)
        boxes: list[QRect] = []
        x = y = 0
        for chip in chips:
            wide = min(chip_width(theme, one_line(chip.word)), width)
            if x and x + wide > width:
                x, y = 0, y + high + theme.px(4)
            boxes.append(QRect(x, y, wide, high))
            x += wide + gap
        return tuple(boxes)

    def _height(self, lines: Sequence[Line]) -> int:
        px = self._theme.px
        height = px(8) + QFontMetrics(self._title_font()).height() + px(12)
        return height + (px(3) + len(lines) * _line_step(self._font()) if lines else 0)

    def _heading_height(self) -> int:
        return QFontMetrics(self._theme.font(self._theme.measure.small, bold=True)).height() + self._theme.px(12)

    def _title_line(self, box: QRect) -> QRect:
        top = box.top() + self._theme.px(8)
        height = QFontMetrics(self._title_font()).height()
        return QRect(self._words_left(box), top, self._words_width(box.width()), height)

    def _menu_box(self, line: QRect) -> QRect:
        side = self._theme.px(24)
        return QRect(line.right() - side, line.center().y() - side // 2, side, side)

    def _fold_line(self, box: QRect, laid: _Laid) -> QRect:
        step = _line_step(self._font())
        line = self._title_line(box)
        line.moveTop(line.bottom() + self._theme.px(3) + len(laid.lines) * step)
        line.setHeight(step)
        return line

    def _chips_corner(self, box: QRect, laid: _Laid) -> QPoint:
        line = self._title_line(box)
        top = line.bottom() + self._theme.px(6)
        if laid.lines:
            top += self._theme.px(3) + (len(laid.lines) + (1 if laid.folds else 0)) * _line_step(self._font())
        return QPoint(line.left(), top)

    def _words_left(self, box: QRect) -> int:
        return box.left() + self._theme.px(32)

    def _words_width(self, width: int) -> int:
        return max(self._theme.px(40), width - self._theme.px(32 + 14))

    def _font(self) -> QFont:
        return self._theme.font(self._theme.px(14))

    def _title_font(self) -> QFont:
        return self._theme.font(self._theme.px(14), bold=True)

    # the strokes

    def _paint_heading(self, painter: QPainter, box: QRect, words: str) -> None:
        theme = self._theme
        font = theme.font(theme.measure.small, bold=True)
        line = QRect(box.left() + theme.px(8), box.top() + theme.px(6), box.width() - theme.px(16), 0)
        line.setHeight(QFontMetrics(font).height())
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.dim))
        painter.drawText(line, _FLAGS, elided(font, one_line(words), line.width()))
        left = line.left() + QFontMetrics(font).horizontalAdvance(words) + theme.px(8)
        painter.setPen(QColor(theme.tokens.line))
        painter.drawLine(left, line.center().y(), line.right(), line.center().y())

    def _paint_line(self, painter: QPainter, box: QRect, laid: _Laid, *, first: bool, last: bool) -> None:
        """The dot and the line through it."""
        t, px = self._theme.tokens, self._theme.px
        x = box.left() + px(14)
        y = box.top() + px(8) + QFontMetrics(self._title_font()).height() / 2
        radius = px(5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(t.edge))
        if not first:
            painter.drawLine(QPointF(x, box.top()), QPointF(x, y - radius - 2))
        if not last:
            painter.drawLine(QPointF(x, y + radius + 2), QPointF(x, box.bottom() + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.tones[laid.entry.tone].text))
        painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))

    def _paint_words(self, painter: QPainter, box: QRect, laid: _Laid) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        title_font, time_font = self._title_font(), theme.font(theme.measure.small)
        line = self._title_line(box)
        menu = self._menu_box(line)
        time = one_line(laid.entry.time)
        taken = QFontMetrics(time_font).horizontalAdvance(time) + px(10)
        title = elided(title_font, one_line(laid.entry.title), menu.left() - line.left() - taken)
        painter.setFont(title_font)
        painter.setPen(QColor(t.text))
        painter.drawText(line, _FLAGS, title)
        painter.setFont(time_font)
        painter.setPen(QColor(t.dim))
        line.setLeft(line.left() + QFontMetrics(title_font).horizontalAdvance(title) + px(10))
        painter.drawText(line, _FLAGS, time)
        ratio = self._view.devicePixelRatioF()
        side = px(16)
        dots = theme.pixmap("more-horizontal", t.dim, side, ratio)
        painter.drawPixmap(menu.center().x() - side // 2, menu.center().y() - side // 2, dots)
        self._paint_text(painter, box, laid)
        if laid.folds:
            painter.setPen(QColor(t.accent))
            painter.drawText(self._fold_line(box, laid), _FLAGS, self._fold_words[0 if laid.more else 1])
        corner = self._chips_corner(box, laid)
        for chip, place in zip(laid.entry.chips, laid.chips, strict=True):
            paint_offer(painter, theme, place.translated(corner), one_line(chip.word))

    def _paint_text(self, painter: QPainter, box: QRect, laid: _Laid) -> None:
        font, t = self._font(), self._theme.tokens
        step = _line_step(font)
        width = self._words_width(box.width())
        top = self._title_line(box).bottom() + self._theme.px(3)
        painter.setFont(font)
        seen = self._view.viewport().rect()
        spans: tuple[tuple[int, int], ...] = ()
        paragraph: str | None = None
        for number, line in enumerate(laid.lines):
            place = QRectF(self._words_left(box), top + number * step, width, step)
            if place.bottom() < seen.top() or place.top() > seen.bottom():
                continue
            if self.needles.words:
                if line.paragraph is not paragraph:
                    paragraph, spans = line.paragraph, self.needles.spans(line.paragraph)
                self._paint_marks(painter, place, line, spans)
            cut = laid.more and number == len(laid.lines) - 1
            painter.setPen(QColor(t.text))
            text = elided(font, line.text + "…", width) if cut else line.text
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), text)

    def _paint_marks(self, painter: QPainter, place: QRectF, line: Line, spans: Sequence[tuple[int, int]]) -> None:
        """The ground and an underline below each match, so that it is not told by colour alone."""
        ink, metrics = self._theme.tokens.tones[Tone.WARN], QFontMetrics(self._font())
        for start, end in spans:
            left, right = max(0, start - line.start), min(len(line.text), end - line.start)
            if left >= right:
                continue
            x = place.left() + metrics.horizontalAdvance(line.text[:left])
            mark = QRectF(x, place.top(), metrics.horizontalAdvance(line.text[left:right]), place.height())
            painter.fillRect(mark, QColor(ink.fill))
            painter.fillRect(QRectF(mark.left(), mark.bottom() - 2, mark.width(), 2), QColor(ink.text))


def _line_step(font: QFont) -> int:
    return round(QFontMetrics(font).height() * 1.1)


def wrap(text: str, font: QFont, width: int, most: int = MOST_LINES) -> tuple[list[Line], bool]:
    """The first lines of the text at this width, at most so many, and whether there is more."""
    lines: list[Line] = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    longest = most * width // _NARROWEST + 1
    for part in text[:longest].splitlines():
        words = one_line(part.strip(), longest)
        if not words:
            continue
        # Qt counts in UTF-16, where an emoji is two
        units = words.encode("utf-16-le", "surrogatepass")
        layout = QTextLayout(words, font)
        layout.setTextOption(option)
        layout.beginLayout()
        at = 0
        while len(lines) <= most and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = 2 * line.textStart()
            cut = units[start : start + 2 * line.textLength()].decode("utf-16-le", "replace")
            lines.append(Line(cut, words, at))
            at += len(cut)
        layout.endLayout()
        if len(lines) > most:
            return lines[:most], True
    return lines, len(text) > longest
