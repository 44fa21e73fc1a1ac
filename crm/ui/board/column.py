"""One column of the board: its word and count, its suggestions, and its cards, which can be carried away."""

from array import array

from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHoverEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHBoxLayout, QHeaderView, QVBoxLayout

from crm.contacts import Standing
from crm.stages import Stage
from crm.ui.board.cards import CARD_HEIGHT, CardDelegate, CardModel, CardWriter
from crm.ui.board.suggestions import SuggestionStack
from crm.ui.desk import Desk
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.chip import Chip
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.rows_view import RowsView
from crm.wording import tr, trn
from crm.wording.friends import stage_word

FRIENDS_MIME = "application/x-shuke-friends"
"""What is carried: the code of the stage or standing they come from, then their ids, eight bytes each."""
AWAY = QPointF(-1, -1)
"""where the mouse is when it is not on a card"""

Place = Stage | Standing
"""Where cards lie: in the column of a stage, or in the tray of who is set aside."""


def carried(place: Place, ids: "array[int]") -> QMimeData:
    """Friends who lie somewhere, to be dropped elsewhere."""
    data = QMimeData()
    data.setData(FRIENDS_MIME, place.value.encode() + b"\0" + ids.tobytes())
    return data


def read_carried(data: QMimeData) -> tuple[Place, "array[int]"] | None:
    """From where and who; None when something else is carried."""
    if not data.hasFormat(FRIENDS_MIME):
        return None
    code, _, rest = bytes(data.data(FRIENDS_MIME).data()).partition(b"\0")
    ids = array("q")
    said = code.decode("ascii", "replace")
    if len(rest) % ids.itemsize or said not in {*Stage, *Standing}:
        return None
    ids.frombytes(rest)
    return (Stage(said) if said in tuple(Stage) else Standing(said)), ids


SET_ASIDE = {
    Qt.Key.Key_P: Standing.PAUSED,
    Qt.Key.Key_X: Standing.LOST,
    Qt.Key.Key_B: Standing.ACTIVE,
}


class CardsView(RowsView):
    """The cards of one column, as a view of ids.

    `sideways(step)` asks to go to the next column, `carry_sideways(step)` to take the chosen cards along,
    `left_upwards` to go to the suggestions, `asked_move` to choose where to, `set_aside(standing)` to lay the chosen
    cards into a tray or take them up again. `dropped(place, ids, asks)` says that cards of that place were dropped
    here, and whether a reason is to be asked for.
    """

    sideways = Signal(int)
    carry_sideways = Signal(int)
    left_upwards = Signal()
    asked_move = Signal()
    set_aside = Signal(object)
    dropped = Signal(object, object, bool)

    def __init__(self, theme: Theme, place: Place, model: CardModel, present: CardWriter, name: str) -> None:
        super().__init__(theme, model, name)
        self._place = place
        self._hint = ""
        self._over = False
        self.setProperty("look", "panel")
        self.setItemDelegate(CardDelegate(theme, present, self))
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)

    def row_height(self) -> int:
        """The height of a card with the room around it."""
        return self.theme.px(CARD_HEIGHT)

    def show_hint(self, words: str) -> None:
        """What an empty column says."""
        self._hint = words
        self.viewport().update()

    def choose_also(self, ids: "array[int]") -> None:
        """Select these too; ids that are not here are passed over."""
        for row_id in ids:
            row = self.rows.row_of(row_id)
            if row is not None:
                index = self.rows.index(row, 0)
                self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the next column, with Ctrl they take the cards along; M asks where to; P and X set
        aside, B takes up again.
        """
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                step = 1 if key == Qt.Key.Key_Right else -1
                (self.carry_sideways if ctrl else self.sideways).emit(step)
            case Qt.Key.Key_M if not ctrl:
                self.asked_move.emit()
            case Qt.Key.Key_P | Qt.Key.Key_X | Qt.Key.Key_B as key if not ctrl:
                self.set_aside.emit(SET_ASIDE[Qt.Key(key)])
            case Qt.Key.Key_Up if not ctrl and self.currentIndex().row() <= 0:
                self.left_upwards.emit()
            case _:
                super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Carry the chosen cards; the picture is the card under the mouse, with a number when there are more."""
        ids = self.chosen_ids()
        if not ids:
            return
        drag = QDrag(self)
        drag.setMimeData(carried(self._place, ids))
        drag.setPixmap(self.picture(len(ids)))
        drag.setHotSpot(QPoint(self.theme.px(20), self.theme.px(20)))
        drag.exec(Qt.DropAction.MoveAction)
        # Qt tells the view nothing of the mouse while something is carried: the card below would look pointed at
        QApplication.sendEvent(self.viewport(), QHoverEvent(QEvent.Type.HoverLeave, AWAY, AWAY, AWAY))

    def picture(self, count: int) -> QPixmap:
        """The current card as it looks, with `count` in its corner when that is more than one."""
        box = self.visualRect(self.currentIndex()).intersected(self.viewport().rect())
        pixmap = self.viewport().grab(box)
        if count > 1:
            side = self.theme.px(24)
            t = self.theme.tokens
            with QPainter(pixmap) as painter:
                corner = QRect(box.width() - side * 2, 0, side * 2, side)
                painter.fillRect(corner, QColor(t.accent))
                painter.setPen(QColor(t.on_accent))
                painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
        return pixmap

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take cards of other columns."""
        found = read_carried(event.mimeData())
        if found is not None and found[0] is not self._place:
            event.acceptProposedAction()
            self._show_over(over=True)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Everywhere in the column is the same place: its order is not made by hand."""
        if self._over:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """They went on to another column."""
        self._show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Cards arrive; with Shift a reason is asked for."""
        self._show_over(over=False)
        found = read_carried(event.mimeData())
        if found is None or found[0] is self._place:
            event.ignore()
            return
        # the cards are taken out by whoever hears of this, not by the view they were dragged from
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        asks = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.dropped.emit(*found, asks)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards; or, where there are none, a hint; and a frame while cards hover above."""
        t, px = self.theme.tokens, self.theme.px
        inside = self.viewport().rect()
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            if self._over:
                painter.setPen(QColor(t.accent))
                painter.drawRect(inside.adjusted(1, 1, -2, -2))
                painter.drawRect(inside.adjusted(2, 2, -3, -3))
            if self._hint and not self.rows.rowCount():
                painter.setPen(QColor(t.dim))
                room = inside.adjusted(px(14), px(18), -px(14), 0)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self._hint)

    def _show_over(self, *, over: bool) -> None:
        self._over = over
        self.viewport().update()


class StageColumn(QFrame):
    """A column: head, suggestions, cards."""

    def __init__(self, desk: Desk, stage: Stage, model: CardModel, present: CardWriter) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._theme = theme = desk.theme
        self.stage = stage
        self.model = model
        word = stage_word(stage)
        self.cards = CardsView(theme, stage, model, present, word)
        self.suggestions = SuggestionStack(theme, lambda: desk.workspace.clock)
        self._count = PlainLabel("…", look="dim")
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(6))
        head.addWidget(Chip(theme, word, Tone(stage.value)))
        head.addStretch()
        head.addWidget(self._count)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, theme.px(4))
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.suggestions)
        box.addWidget(self.cards, 1)
        self.suggestions.left_downwards.connect(self.focus_cards)
        self.cards.left_upwards.connect(self.suggestions.focus_last)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def ids(self) -> "array[int]":
        """A copy of the ids shown, in their order."""
        return array("q", self.model.ids)

    def show_ids(self, ids: "array[int]", *, all_of_them: bool = True) -> None:
        """Show these cards; the count is told once all of them are known."""
        self.model.set_ids(ids)
        if all_of_them:
            self._count.setText(f"{len(ids):,}")
            people = trn("{n} friend", "{n} friends", len(ids))
            self.cards.setAccessibleName(tr("{stage}, {friends}", stage=stage_word(self.stage), friends=people))

    def focus_cards(self) -> None:
        """Bring the keyboard to the cards, to the one it was at before."""
        if not self.cards.currentIndex().isValid() and self.model.rowCount():
            self.cards.setCurrentIndex(self.model.index(0, 0))
        self.cards.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_beside(self, height: int) -> None:
        """Bring the keyboard to the card at this height of the view, or the last one above it."""
        row = self.cards.rowAt(height)
        row = row if row >= 0 else self.model.rowCount() - 1
        if row >= 0:
            self.cards.setCurrentIndex(self.model.index(row, 0))
        self.cards.setFocus(Qt.FocusReason.TabFocusReason)

    def _dress(self) -> None:
        self.setMinimumWidth(self._theme.px(164))
