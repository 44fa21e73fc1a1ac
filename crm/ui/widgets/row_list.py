"""A list of two-line rows: a picture, a name with a chip, a line below, and two words at the right."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.errors import BusyError
from crm.ui.plain import one_line
from crm.ui.table import Column, RowModel, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import (
    Marks,
    chip_height,
    chip_width,
    elided,
    paint_avatar,
    paint_chip,
    paint_focus,
    paint_marked,
)
from crm.ui.widgets.rows_view import RowsView

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class TwoLine:
    """What a row shows; `avatar` is the name its picture is made of, `icon` stands in its place, "" for no picture.

    The marks are stretches (start, end) of title and subtitle that a search matched.
    """

    title: str
    subtitle: str = ""
    chip_text: str = ""
    chip_kind: Tone = Tone.NEUTRAL
    right_top: str = ""
    right_bottom: str = ""
    avatar: str = ""
    icon: str = ""
    title_marks: Marks = ()
    subtitle_marks: Marks = ()

    @property
    def alone(self) -> bool:
        """Whether nothing stands on the second line."""
        return not (self.subtitle or self.right_bottom)

    def spoken(self) -> str:
        """All of it in one line, for a screen reader."""
        parts = (self.title, self.chip_text, self.subtitle, self.right_top, self.right_bottom)
        return ", ".join(part for part in parts if part)


def two_line_column(present: Callable[[RowT], TwoLine], title: Callable[[], str]) -> Column[RowT]:
    """The one column of the model behind a `RowList`: its text and what a screen reader says."""
    return Column(
        "row",
        title,
        lambda row: present(row).title,
        tooltip=lambda row: "\n".join(p for p in (present(row).title, present(row).subtitle) if p),
        accessible=lambda row: present(row).spoken(),
    )


class Numbered(Protocol):
    """What has a number of its own."""

    @property
    def id(self) -> int:
        """The number."""


NumberedT = TypeVar("NumberedT", bound=Numbered)


class KnownModel(RowModel[NumberedT]):
    """The rows it was last given, all of them at once: for lists that are never long."""

    def __init__(
        self, present: Callable[[NumberedT], TwoLine], title: Callable[[], str], parent: QObject | None = None
    ) -> None:
        self._known: dict[int, NumberedT] = {}
        super().__init__([two_line_column(present, title)], self._of, retry_on=(BusyError,), parent=parent)

    def show_rows(self, rows: Sequence[NumberedT]) -> None:
        """Show these, in this order."""
        self._known = {row.id: row for row in rows}
        self.set_ids(array("q", [row.id for row in rows]))
        self.refresh()

    def known(self, number: int | None) -> NumberedT | None:
        """One of those that are shown."""
        return self._known.get(number) if number is not None else None

    def _of(self, ids: Sequence[int]) -> Mapping[int, NumberedT]:
        return {number: self._known[number] for number in ids if number in self._known}


class RowList(RowsView):
    """Rows of two lines, painted; see `RowsView` for what it says and answers."""

    def __init__(
        self,
        theme: Theme,
        model: RowModel[RowT],
        present: Callable[[RowT], TwoLine],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, model, name, parent)
        self._delegate = TwoLineDelegate(theme, present, self)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def row_height(self) -> int:
        """The height of every row in pixels."""
        return self.theme.measure.two_lines


class TwoLineDelegate(QStyledItemDelegate):
    """Paints a row as two lines."""

    def __init__(self, theme: Theme, present: Callable[[RowT], TwoLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._present = present

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows alike."""
        return QSize(self._theme.px(240), self._theme.measure.two_lines)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground, picture, and both lines."""
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        self._paint_ground(painter, box, state)
        row = index.data(RowRole)
        if row is not None:
            self._paint_row(painter, box, self._present(row))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            paint_focus(painter, self._theme, box)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRect, state: QStyle.StateFlag) -> None:
        t, px = self._theme.tokens, self._theme.px
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(t.selection if selected else t.hover))
        if selected:
            painter.fillRect(QRect(box.left(), box.top(), px(3), box.height()), QColor(t.accent))
        else:
            inset = px(14)
            painter.fillRect(QRect(box.left() + inset, box.bottom(), box.width(), 1), QColor(t.line))

    def _paint_row(self, painter: QPainter, box: QRect, row: TwoLine) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        left, right = box.left() + px(14), box.right() - px(14)
        if row.avatar or row.icon:
            side = min(px(40), box.height())
            circle = QRect(left, box.top() + (box.height() - side) // 2, side, side)
            if row.avatar:
                paint_avatar(painter, theme, circle, row.avatar)
            else:
                inner = px(20)
                ratio = painter.device().devicePixelRatioF()
                shift = (side - inner) // 2
                painter.drawPixmap(circle.topLeft() + QPoint(shift, shift), theme.pixmap(row.icon, t.dim, inner, ratio))
            left += px(52)
        big, small = theme.font(px(15), bold=True), theme.font(px(13))
        half = box.height() // 2
        pad = px(8)
        top = QRect(left, box.top() + pad, right - left, half - pad)
        if row.alone:
            top = QRect(left, box.top(), right - left, box.height())
        bottom = QRect(left, box.top() + half, right - left, half - pad)
        dim, text = QColor(t.dim), QColor(t.text)
        self._paint_ends(painter, top, small, ("", row.right_top), (dim, dim))
        room = top.width() - self._taken(small, row.right_top)
        chip_room = 0
        if row.chip_text:
            chip_room = min(chip_width(theme, row.chip_text), room // 2)
        name = elided(big, one_line(row.title), room - chip_room - (px(8) if chip_room else 0))
        paint_marked(painter, theme, top, big, name, row.title_marks, text)
        if chip_room:
            at = left + QFontMetrics(big).horizontalAdvance(name) + px(8)
            height = chip_height(theme)
            chip = QRect(at, top.top() + (top.height() - height) // 2, chip_room, height)
            paint_chip(painter, theme, chip, one_line(row.chip_text), row.chip_kind)
        under = elided(small, one_line(row.subtitle), bottom.width() - self._taken(small, row.right_bottom))
        paint_marked(painter, theme, bottom, small, under, row.subtitle_marks, dim)
        self._paint_ends(painter, bottom, small, ("", row.right_bottom), (dim, text))

    def _taken(self, font: QFont, text: str) -> int:
        return QFontMetrics(font).horizontalAdvance(text) + self._theme.px(10) if text else 0

    def _paint_ends(
        self,
        painter: QPainter,
        line: QRect,
        font: QFont,
        words: tuple[str, str],
        colours: tuple[QColor, QColor],
    ) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(font)
        for word, colour, side in zip(
            words, colours, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True
        ):
            if word:
                painter.setPen(colour)
                painter.drawText(line, int(middle | side), word)
