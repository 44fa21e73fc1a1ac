"""How a day and its entries are drawn: where each stands in the cell, its picture, its colours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.coming import ComingDay, Entry, Kind
from crm.ui.calendar.days import DayRole
from crm.ui.plain import one_line
from crm.ui.theme import Theme
from crm.ui.tokens import Ink, Tone
from crm.ui.widgets.ink import elided, paint_focus
from crm.wording.coming import entry_title, entry_words, late_words, lunar_day, more_words

ICONS = {
    Kind.PROMISE: "hand-heart",
    Kind.PLAN: "clock",
    Kind.STEP: "list-checks",
    Kind.FESTIVAL: "party-popper",
    Kind.BIRTHDAY: "cake",
    Kind.NAMED_DAY: "star",
}
LATE = "circle-alert"
GAP = 2
"""Pixels between two entries."""
LOW = 3
"""A cell for fewer entries than this is low."""
PINK = 4
"""Of the inks of pictures, the one for birthdays."""


def ink(theme: Theme, kind: Kind) -> Ink:
    """The colours of a kind of entry; its picture and its words say the same."""
    t = theme.tokens
    if kind is Kind.BIRTHDAY:
        return t.avatars[PINK]
    tones = {
        Kind.PROMISE: Tone.AGENT,
        Kind.PLAN: Tone.ADDED,
        Kind.STEP: Tone.CUSTOMER,
        Kind.FESTIVAL: Tone.INTERESTED,
        Kind.NAMED_DAY: Tone.INTERACTING,
    }
    return t.tones[tones[kind]]


def late(entry: Entry, today: date) -> bool:
    """Whether something that is to be done waits since a day that is over."""
    return entry.waits and entry.day < today


@dataclass(frozen=True, slots=True)
class Places:
    """Where the first entries of a day stand in its cell, and the line that says how many more there are."""

    entries: tuple[QRect, ...]
    more: QRect | None


@dataclass(frozen=True, slots=True)
class Sizes:
    """The measures of a cell in pixels: the line of the date, an entry with the room below it, the edge."""

    head: int
    entry: int
    edge: int

    @classmethod
    def of(cls, theme: Theme, *, two_lines: bool) -> "Sizes":
        """As the theme has them, for entries of one line or of two."""
        small = QFontMetrics(theme.font(theme.measure.small)).height()
        entry = 2 * small + theme.px(5) if two_lines else small + theme.px(3)
        return cls(small + theme.px(6), entry + GAP, theme.px(4))


def places(cell: QRect, sizes: Sizes, found: ComingDay) -> Places:
    """As many entries as fit. Where not all do, the last line is for how many more there are; in a low cell that stands
    beside the date.
    """
    inside = cell.adjusted(sizes.edge, sizes.head, -sizes.edge, -1)
    fit = max(1, inside.height() // sizes.entry)

    def line(number: int) -> QRect:
        return QRect(inside.left(), inside.top() + number * sizes.entry, inside.width(), sizes.entry - GAP)

    if found.count <= min(fit, len(found.entries)):
        return Places(tuple(line(number) for number in range(found.count)), None)
    low = fit < LOW
    shown = min(fit if low else fit - 1, len(found.entries))
    left = inside.left() + 2 * sizes.head
    more = QRect(left, cell.top() + 1, inside.right() - left, sizes.head - 1) if low else line(shown)
    return Places(tuple(line(number) for number in range(shown)), more)


class DayDelegate(QStyledItemDelegate):
    """Paints a day: its number, the day by the moon, and what is on it."""

    def __init__(self, theme: Theme, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.today = today
        self.month: int | None = None
        """days of other months are paler; none: all belong"""
        self.two_lines = False
        self.hand: Callable[[date], int | None] = lambda _: None
        """which entry of a day is in hand; the one after those shown stands for *more*"""
        self.target: date | None = None
        """the day that something would be dropped on"""

    @property
    def sizes(self) -> Sizes:
        """The measures of a cell now."""
        return Sizes.of(self._theme, two_lines=self.two_lines)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, date and entries."""
        found: ComingDay | None = index.data(DayRole)
        if found is None:
            return
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, found.day, chosen=bool(state & QStyle.StateFlag.State_Selected))
        where = places(box, self.sizes, found)
        self._paint_date(painter, box, found.day, alone=where.more is None or where.more.top() > box.center().y())
        hand = self.hand(found.day)
        for number, (entry, line) in enumerate(zip(found.entries, where.entries, strict=False)):
            self._paint_entry(painter, line, entry, in_hand=number == hand)
        if where.more is not None:
            hidden = found.count - len(where.entries)
            above = where.more.top() < box.center().y() and len(where.entries) > 0
            self._paint_more(painter, where.more, hidden, in_hand=hand == len(where.entries), right=above)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if focus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            paint_focus(painter, self._theme, box)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRect, day: date, *, chosen: bool) -> None:
        t = self._theme.tokens
        other = self.month is not None and day.month != self.month
        painter.fillRect(box, QColor(t.selection if chosen else t.panel if other else t.bg))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(t.line))
        painter.fillRect(QRect(box.right(), box.top(), 1, box.height()), QColor(t.line))
        if self.target == day:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(2, 2, -3, -3))

    def _paint_date(self, painter: QPainter, box: QRect, day: date, *, alone: bool) -> None:
        t, px, theme = self._theme.tokens, self._theme.px, self._theme
        sizes = self.sizes
        today = self.today()
        other = self.month is not None and day.month != self.month
        font = theme.font(theme.measure.small, bold=day == today)
        wide = max(sizes.head - px(2), QFontMetrics(font).horizontalAdvance("30") + px(8))
        spot = QRect(box.left() + px(3), box.top() + px(2), wide, sizes.head - px(4))
        painter.setFont(font)
        if day == today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(QRectF(spot), spot.height() / 2, spot.height() / 2)
            painter.setPen(QColor(t.on_accent))
        else:
            painter.setPen(QColor(t.dim if other or day < today else t.text))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(day.day))
        moon = lunar_day(day)
        line = QRect(spot.right() + px(4), spot.top(), box.right() - px(6) - spot.right() - px(4), spot.height())
        small = theme.font(px(11))
        if alone and moon and QFontMetrics(small).horizontalAdvance(moon) <= line.width():
            painter.setFont(small)
            painter.setPen(QColor(t.dim))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), moon)

    def _paint_entry(self, painter: QPainter, line: QRect, entry: Entry, *, in_hand: bool) -> None:
        theme, px = self._theme, self._theme.px
        waits = late(entry, self.today())
        colours = theme.tokens.tones[Tone.DANGER] if waits else ink(theme, entry.kind)
        border = QColor(colours.text)
        border.setAlpha(60)
        painter.setPen(QPen(QColor(theme.tokens.accent), 2) if in_hand else QPen(border, 1))
        painter.setBrush(QColor(colours.fill))
        painter.drawRoundedRect(QRectF(line).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        side = px(14)
        font = theme.font(theme.measure.small)
        bold = theme.font(theme.measure.small, bold=True)
        tall = QFontMetrics(font).height()
        rows = [QRect(line.left(), line.top() + px(2), line.width(), tall), QRect(line)]
        if self.two_lines:
            rows[1] = QRect(line.left(), line.top() + px(1) + tall, line.width(), tall)
        else:
            rows[0] = QRect(line)
        picture = theme.pixmap(
            LATE if waits else ICONS[entry.kind], colours.text, side, painter.device().devicePixelRatio()
        )
        painter.drawPixmap(line.left() + px(4), rows[0].top() + (rows[0].height() - side) // 2, picture)
        left, right = line.left() + px(4) + side + px(4), line.right() - px(4)
        painter.setPen(QColor(colours.text))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        words = one_line(entry_words(entry))
        if waits:
            words = f"{late_words()} · {words}"
        title = elided(bold, one_line(entry_title(entry)), right - left)
        painter.setFont(bold)
        painter.drawText(QRect(left, rows[0].top(), right - left, rows[0].height()), flags, title)
        painter.setFont(font)
        if self.two_lines:
            left = line.left() + px(5)
        else:
            left += QFontMetrics(bold).horizontalAdvance(title) + px(5)
        if right - left > px(12):
            painter.drawText(
                QRect(left, rows[1].top(), right - left, rows[1].height()), flags, elided(font, words, right - left)
            )

    def _paint_more(self, painter: QPainter, line: QRect, hidden: int, *, in_hand: bool, right: bool) -> None:
        theme, px = self._theme, self._theme.px
        if in_hand:
            painter.setPen(QPen(QColor(theme.tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(line).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        font = theme.font(theme.measure.small)
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.accent))
        room = line.adjusted(px(5), 0, -px(4), 0)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = int(Qt.AlignmentFlag.AlignVCenter | side | Qt.TextFlag.TextSingleLine)
        words = more_words(hidden)
        if QFontMetrics(font).horizontalAdvance(words) > room.width():
            words = f"+{hidden:,}"
        painter.drawText(room, flags, elided(font, words, room.width()))
