"""交情 on a friend's card: the number with its course, what made it on a click, and a stage that is suggested."""

from datetime import date

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crm.bonds import Bond
from crm.suggestions import SuggestionRow
from crm.trust import Trend
from crm.ui.board.suggestions import accept, decline
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.ink import chip_font, paint_focus
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn
from crm.wording.bonds import (
    bond_figure,
    bond_lines,
    bond_word,
    course_words,
    event_words,
    line_words,
    tenths_words,
)
from crm.wording.filters import listed
from crm.wording.friends import stage_word
from crm.wording.suggestions import proofs_words

EVENTS_SHOWN = 4
"""So many events stand under each line; the others are counted."""
INDENT = 14
COURSE = 64
"""The width of the course at the base size."""


def paint_course(painter: QPainter, theme: Theme, box: QRect, weeks: tuple[int, ...], colour: str) -> None:
    """The number at the end of each week as a line, from 0 at the bottom to its highest (50 at least) at the top."""
    if len(weeks) < 2:
        return
    top = max(50, *weeks)
    step = box.width() / (len(weeks) - 1)
    points = [QPointF(box.left() + step * n, box.bottom() - box.height() * w / top) for n, w in enumerate(weeks)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.tokens.line), 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    painter.setPen(QPen(QColor(colour), theme.px(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(points[-1], theme.px(2), theme.px(2))


def colour_of(theme: Theme, trend: Trend | None) -> str:
    """Of a course: as it turns."""
    return theme.tokens.warn if trend is Trend.DOWN else theme.tokens.accent


class BondMark(QAbstractButton):
    """The word, the number and the course of the last half year; a click tells what made it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.bond: Bond | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_bond(self, bond: Bond) -> None:
        """Show this one."""
        self.bond = bond
        self.setText(f"{bond_word()} {bond_figure(bond.number, bond.trend)}")
        lines = bond_lines(bond)
        self.setAccessibleName(f"{self.text()}. {lines[0]}")
        self.setToolTip(tooltip("\n".join([*lines, "", tr("Click, or I: what made it")])))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words and its course."""
        theme = self._desk.theme
        self.ensurePolished()
        wide = self.fontMetrics().horizontalAdvance(self.text()) + theme.px(COURSE + 26)
        return QSize(wide, theme.measure.control)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, then the course."""
        if self.bond is None:
            return
        theme, t, px = self._desk.theme, self._desk.theme.tokens, self._desk.theme.px
        with QPainter(self) as painter:
            box = self.rect()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(t.line), 1))
            painter.setBrush(QColor(t.hover if self.underMouse() else t.field))
            painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), px(7), px(7))
            painter.setPen(QColor(t.text))
            words = box.adjusted(px(9), 0, 0, 0)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
            left = px(17) + self.fontMetrics().horizontalAdvance(self.text())
            course = QRect(left, px(8), px(COURSE), box.height() - px(16))
            paint_course(painter, theme, course, self.bond.weeks, colour_of(theme, self.bond.trend))
            if self.hasFocus():
                paint_focus(painter, theme, box)


class _Course(QWidget):
    """The course alone, over the whole width, with its ends named."""

    def __init__(self, theme: Theme, bond: Bond) -> None:
        super().__init__()
        self._theme = theme
        self._bond = bond
        self.setFixedHeight(theme.px(76))
        self.setAccessibleName(course_words(bond))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        with QPainter(self) as painter:
            below = px(20)
            box = self.rect().adjusted(px(2), px(4), -px(4), -below)
            paint_course(painter, theme, box, self._bond.weeks, colour_of(theme, self._bond.trend))
            painter.setFont(chip_font(theme))
            painter.setPen(QColor(theme.tokens.dim))
            foot = self.rect().adjusted(0, self.height() - below, 0, 0)
            weeks = len(self._bond.weeks) - 1
            then = trn("{n} week ago: {number}", "{n} weeks ago: {number}", weeks, number=self._bond.weeks[0])
            painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), then)
            now = tr("today: {number}", number=self._bond.number)
            painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), now)


class BondSheet(Sheet):
    """What made the tie with one friend: the course, and lines that add up to the number."""

    def __init__(self, desk: Desk, name: str, bond: Bond, parent: QWidget | None = None) -> None:
        title = tr("{bond} with {name}: {number}", bond=bond_word(), name=name, number=bond.number)
        super().__init__(desk.theme, title, accept_text=tr("Close"), cancel_text=tr("Close"), parent=parent)
        self.cancel_button.hide()
        theme, px = desk.theme, desk.theme.px
        today = desk.workspace.clock.today()
        if bond.lines:
            self.body.addWidget(PlainLabel(course_words(bond)))
            self.body.addWidget(_Course(theme, bond))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(_lines(theme, bond, today))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumSize(px(380), px(140) if bond.lines else px(60))
        self.body.addWidget(area, 1)
        if bond.lines:
            together = QHBoxLayout()
            together.setContentsMargins(0, 0, px(10), 0)
            together.addWidget(PlainLabel(trc("bond", "Together"), look="heading"), 1)
            together.addWidget(PlainLabel(str(bond.number), look="heading"), 0, _RIGHT)
            self.body.addLayout(together)
        said = PlainLabel(
            tr(
                "From what was talked, traded, promised and kept; money plays no part. What happened fades by half in"
                " six months. Only you see it."
            ),
            look="dim",
        )
        said.setWordWrap(True)
        self.body.addWidget(said)


def _lines(theme: Theme, bond: Bond, today: date) -> QWidget:
    """What made it, most first, each with its latest events; what has faded at the end."""
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, theme.px(10), 0)
    grid.setVerticalSpacing(theme.px(2))
    grid.setColumnStretch(0, 1)

    def add(words: str, points: str, look: str = "", indent: int = 0) -> None:
        left = PlainLabel(words, look=look, elide=bool(indent))
        left.setContentsMargins(theme.px(indent), 0, 0, 0)
        left.setWordWrap(not indent)
        row = grid.rowCount()
        grid.addWidget(left, row, 0)
        grid.addWidget(PlainLabel(points, look=look), row, 1, _RIGHT)

    for line in sorted((line for line in bond.lines if line.points), key=lambda line: -line.points):
        add(line_words(line), f"{line.points:+d}")
        for event, tenths in line.events[:EVENTS_SHOWN]:
            add(event_words(event, today), tenths_words(tenths), "small", INDENT)
        rest = line.events[EVENTS_SHOWN:]
        if rest:
            words = trn("and {n} more", "and {n} more", len(rest))
            add(words, tenths_words(sum(tenths for _, tenths in rest)), "small", INDENT)
        grid.setRowMinimumHeight(grid.rowCount(), theme.px(6))
    faded = [line_words(line) for line in bond.lines if not line.points]
    if faded:
        add(tr("Faded: {what}", what=listed(faded)), "0", "small")
    if not bond.lines:
        add(bond_lines(bond)[0], "", "dim")
    grid.setRowStretch(grid.rowCount(), 1)
    return inside


class SuggestionStrip(QFrame):
    """The stage that is suggested for the friend on the card, with what speaks for it; hidden while none is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.suggestion: SuggestionRow | None = None
        self.said = PlainLabel(look="small")
        self.said.setWordWrap(True)
        self.yes = QPushButton(menu_text(trc("suggestion", "Move")))
        self.yes.clicked.connect(self.accept)
        self.no = QPushButton(menu_text(trc("suggestion", "Not yet (N)")))
        self.no.setProperty("look", "quiet")
        self.no.clicked.connect(self.decline)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(desk.theme.px(6))
        words = QVBoxLayout()
        words.addWidget(self.said)
        box.addLayout(words, 1)
        box.addWidget(self.yes)
        box.addWidget(self.no)
        self.hide()

    def show_suggestion(self, suggestion: SuggestionRow | None) -> None:
        """Show this one, or nothing."""
        self.suggestion = suggestion
        self.setVisible(suggestion is not None)
        if suggestion is not None:
            stage = stage_word(suggestion.stage)
            why = proofs_words(suggestion, self._desk.workspace.clock.today()).replace("\n", " · ")
            self.said.setText(tr("{stage}? {why}", stage=stage, why=why))
            self.yes.setText(menu_text(tr("{stage} (Y)", stage=stage)))

    def accept(self) -> None:
        """Move the friend there."""
        if self.suggestion is not None:
            accept(self._desk, self.suggestion)

    def decline(self) -> None:
        """Not yet."""
        if self.suggestion is not None:
            decline(self._desk, self.suggestion)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
