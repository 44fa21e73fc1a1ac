"""The rows of Today: who, why, what was said last, and a message to send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.ui.plain import one_line
from crm.ui.table import Column, RowModel, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import chip_height, chip_width, elided, paint_avatar, paint_chip, paint_focus
from crm.ui.widgets.rows_view import RowsView

LINES = 4


@dataclass(frozen=True, slots=True)
class TodayRow:
    """What a row says; `waits` is the word for a message that was copied and not yet confirmed, else "", `ranking` how
    the row came to its place, `account` the one of mine they are on, where there are several, `bond` how
    strong the tie is.
    """

    name: str
    stage: str
    tone: Tone
    reason: str
    words: str
    message: str
    waits: str = ""
    ranking: str = ""
    account: str = ""
    bond: str = ""

    def spoken(self) -> str:
        """All of it, for a screen reader."""
        parts = (self.name, self.stage, self.bond, self.account, self.waits, self.reason, self.words, self.message)
        return ", ".join(part for part in parts if part)


def today_column(title: Callable[[], str]) -> Column[TodayRow]:
    """The one column of the model behind a `TodayList`."""
    return Column(
        "row",
        title,
        lambda row: row.name,
        tooltip=lambda row: f"{row.name}\n{row.reason}\n{row.words}\n{row.message}\n\n{row.ranking}".strip(),
        accessible=lambda row: row.spoken(),
    )


class TodayList(RowsView):
    """The queue. `pressed` carries a key that stands for an action; Esc only while `holds` says that it means one."""

    pressed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: RowModel[TodayRow],
        name: str,
        keys: Mapping[Qt.Key, str],
        holds: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, model, name, parent)
        self._keys = keys
        self._holds = holds
        self.setItemDelegate(TodayDelegate(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def row_height(self) -> int:
        """The height of every row in pixels."""
        return height(self.theme)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from closing the card while it says that a message was not sent."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._meant(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An action's key acts on the current row; everything else is as in every list."""
        if self._meant(event):
            self.pressed.emit(self._keys[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _meant(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or event.key() not in self._keys:
            return False
        return event.key() != Qt.Key.Key_Escape or self._holds()


def height(theme: Theme) -> int:
    """The height of a row in pixels."""
    return theme.px(92)


class TodayDelegate(QStyledItemDelegate):
    """Paints a row as four lines beside a picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows alike."""
        return QSize(self._theme.px(240), height(self._theme))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, picture and lines."""
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        self._paint_ground(painter, box, state)
        row = index.data(RowRole)
        if row is not None:
            self._paint_row(painter, box, row)
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
        painter.fillRect(QRect(box.left() + px(14), box.bottom(), box.width(), 1), QColor(t.line))

    def _paint_row(self, painter: QPainter, box: QRect, row: TodayRow) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        left, right, side = box.left() + px(14), box.right() - px(14), px(40)
        paint_avatar(painter, theme, QRect(left, box.top() + px(10), side, side), row.name)
        left += side + px(12)
        line = (box.height() - px(14)) // LINES
        lines = [QRect(left, box.top() + px(7) + line * number, right - left, line) for number in range(LINES)]
        self._paint_head(painter, lines[0], row)
        small = theme.font(px(13))
        for place, text, colour in (
            (lines[1], row.reason, t.warn if row.waits else t.text),
            (lines[2], row.words, t.dim),
            (lines[3], row.message, t.accent),
        ):
            painter.setFont(small)
            painter.setPen(QColor(colour))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
            painter.drawText(place, int(middle), elided(small, one_line(text), place.width()))

    def _paint_head(self, painter: QPainter, line: QRect, row: TodayRow) -> None:
        theme, px = self._theme, self._theme.px
        big = theme.font(px(15), bold=True)
        chips = [(row.stage, row.tone)]
        if row.bond:
            chips.append((row.bond, Tone.NEUTRAL))
        if row.account:
            chips.append((row.account, Tone.NEUTRAL))
        if row.waits:
            chips.append((row.waits, Tone.WARN))
        widths = [chip_width(theme, word) for word, _ in chips]
        name = elided(big, one_line(row.name), line.width() - sum(widths) - px(8) * len(widths))
        painter.setFont(big)
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), name)
        at = line.left() + QFontMetrics(big).horizontalAdvance(name)
        tall = chip_height(theme)
        for (word, tone), width in zip(chips, widths, strict=True):
            at += px(8)
            paint_chip(painter, theme, QRect(at, line.top() + (line.height() - tall) // 2, width, tall), word, tone)
            at += width
