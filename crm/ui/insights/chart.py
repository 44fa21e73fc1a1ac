"""Twelve months as bars: what was sold, and what was earned of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crm.ui.plain import one_line, tooltip
from crm.ui.theme import Theme
from crm.ui.tokens import LIGHT, Tokens
from crm.ui.widgets.ink import elided

LINES = 4
"""About so many lines stand above zero."""
HIGH = 220
"""Pixels at the base size."""


@dataclass(frozen=True, slots=True)
class Bars:
    """One pair of bars: what stands below it, both amounts, and all of it in words."""

    below: str
    first: int
    second: int
    spoken: str


def step_of(most: int, lines: int = LINES) -> int:
    """The distance of lines that read well (1, 2 or 5, with noughts) for about so many up to `most`."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * lines >= most:
                return step * factor
        step *= 10


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of a chart is, in pixels of its rectangle."""

    ground: QRect
    zero: int
    each: float
    unit: float
    """Pixels for one of what is counted."""
    marks: tuple[int, ...]


def plan(box: QRect, bars: Sequence[Bars], label: int, below: int) -> Plan:
    """Lay a chart out; `label` is the room for amounts at the left, `below` for what stands below."""
    ground = box.adjusted(label, below // 2, 0, -below)
    highest = max([0, *(max(one.first, one.second) for one in bars)])
    lowest = min([0, *(min(one.first, one.second) for one in bars)])
    step = step_of(max(highest - lowest, 1))
    top, bottom = -(-highest // step) * step, lowest // step * step
    top = max(top, step)
    unit = ground.height() / (top - bottom)
    zero = ground.bottom() + 1 + round(bottom * unit)
    return Plan(
        ground, zero, ground.width() / max(len(bars), 1), unit, tuple(range(bottom, top + 1, step))
    )  # fmt: skip


def paint_chart(
    painter: QPainter,
    box: QRect,
    bars: Sequence[Bars],
    tokens: Tokens,
    fonts: tuple[QFont, int],
    amount: Callable[[int], str],
    current: int | None = None,
) -> Plan:
    """Paint a chart into a rectangle; `fonts` are the small font and the gap, `current` is ringed."""
    font, gap = fonts
    measure = QFontMetrics(font)
    most = max([1, *(abs(value) for one in bars for value in (one.first, one.second))])
    label = max(measure.horizontalAdvance(amount(value)) for value in (most * 2, -most)) + gap * 2
    laid = plan(box, bars, label, measure.height() + gap)
    painter.setFont(font)
    for mark in laid.marks:
        y = laid.zero - round(mark * laid.unit)
        painter.setPen(QPen(QColor(tokens.edge if mark == 0 else tokens.line), 1))
        painter.drawLine(laid.ground.left(), y, laid.ground.right(), y)
        painter.setPen(QColor(tokens.dim))
        words = QRect(box.left(), y - measure.height() // 2, label - gap, measure.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), amount(mark))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = max(2.0, min(laid.each * 0.34, gap * 5.0))
    pale = tokens.accent_bg
    for place, one in enumerate(bars):
        middle = laid.ground.left() + laid.each * (place + 0.5)
        if place == current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            whole = QRectF(middle - laid.each / 2, laid.ground.top(), laid.each, box.bottom() - laid.ground.top())
            painter.drawRoundedRect(whole, gap, gap)
        for value, left, colour in ((one.first, middle - wide - 1, pale), (one.second, middle + 1, tokens.accent)):
            height = value * laid.unit
            painter.setPen(QPen(QColor(tokens.accent), 1) if colour == pale else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.danger if value < 0 else colour))
            if value:
                top, bottom = laid.zero - max(height, 0.0), laid.zero - min(height, 0.0)
                painter.drawRect(QRectF(QPointF(left, top), QPointF(left + wide, bottom)))
        painter.setPen(QColor(tokens.text if place == current else tokens.dim))
        under = QRect(round(middle - laid.each / 2), laid.ground.bottom() + 1, round(laid.each), measure.height() + gap)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, elided(font, one.below, round(laid.each) + gap))
    return laid


class Chart(QWidget):
    """Bars that the arrows go along: a screen reader hears each, Enter or a click says `opened(place)`."""

    opened = Signal(int)
    pointed = Signal(int)

    def __init__(self, theme: Theme, name: str, amount: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._amount = amount
        self._bars: tuple[Bars, ...] = ()
        self._plan: Plan | None = None
        self.current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self._on_theme)

    def show_bars(self, bars: Sequence[Bars]) -> None:
        """Show these, the last one current."""
        self._bars = tuple(bars)
        self.point(len(bars) - 1 if not 0 <= self.current < len(bars) else self.current)

    def point(self, place: int) -> None:
        """Make one the current one, which is said."""
        self.current = place
        if 0 <= place < len(self._bars):
            self.setAccessibleName(one_line(f"{self._name}. {self._bars[place].spoken}"))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, and always as high."""
        return QSize(self._theme.px(480), self._theme.px(HIGH))

    def minimumSizeHint(self) -> QSize:
        """Narrow, with the same height."""
        return QSize(self._theme.px(240), self._theme.px(HIGH))

    def place_at(self, x: float) -> int | None:
        """Which bars are there."""
        if self._plan is None or not self._bars or self._plan.each <= 0:
            return None
        place = int((x - self._plan.ground.left()) // self._plan.each)
        return place if 0 <= place < len(self._bars) else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all of it."""
        theme = self._theme
        with QPainter(self) as painter:
            shown = self.current if self.hasFocus() else None
            self._plan = paint_chart(
                painter, self.rect(), self._bars, theme.tokens, (theme.font(theme.measure.small), theme.px(6)),
                self._amount, shown,
            )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End go along, Enter opens."""
        last = len(self._bars) - 1
        moves = {
            Qt.Key.Key_Left: max(self.current - 1, 0),
            Qt.Key.Key_Right: min(self.current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last >= 0 and event.key() in moves:
            self.point(moves[Qt.Key(event.key())])
        elif last >= 0 and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what is clicked."""
        super().mouseReleaseEvent(event)
        place = self.place_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.point(place)
            self.opened.emit(place)

    def event(self, event: QEvent) -> bool:
        """What is pointed at says its figures."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(event.x())
            if place is not None:
                QToolTip.showText(event.globalPos(), tooltip(self._bars[place].spoken), self)
                return True
        return super().event(event)

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


PAPER = LIGHT
"""The colours on paper, whatever the window wears."""
