"""What the table of orders shows: its columns, and the state as a chip."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.money import Currency, format_amount
from crm.orders import OrderRow, OrderSort, OrderState
from crm.ui.table import Column, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tone
from crm.ui.widgets.ink import chip_height, chip_width, paint_chip
from crm.wording import tr
from crm.wording.orders import state_word

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WHAT, STATE = "what", "state"

TONES = {
    OrderState.UNPAID: Tone.WARN,
    OrderState.TO_SHIP: Tone.ADDED,
    OrderState.PARTLY_SENT: Tone.INTERESTED,
    OrderState.ON_THE_WAY: Tone.INTERACTING,
    OrderState.RECEIVED: Tone.WARN,
    OrderState.CLOSED: Tone.CUSTOMER,
    OrderState.CANCELLED: Tone.NEUTRAL,
}


def day_text(day: date | None) -> str:
    """A day as this country writes it; "" for none."""
    if day is None:
        return ""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)


def order_columns(currency: Currency) -> list[Column[OrderRow]]:
    """The columns of the table of orders."""

    def money(minor: int) -> str:
        return format_amount(minor, currency)

    return [
        Column(OrderSort.DAY, lambda: tr("Day"), lambda row: day_text(row.day), width=104),
        Column(
            OrderSort.FRIEND, lambda: tr("Friend"), lambda row: row.friend, tooltip=lambda row: row.friend, width=92
        ),
        Column(
            WHAT,
            lambda: tr("What"),
            lambda row: row.summary,
            tooltip=lambda row: row.summary,
            width=150,
            sortable=False,
        ),
        Column(OrderSort.TOTAL, lambda: tr("Total"), lambda row: money(row.total), RIGHT, width=90),
        Column(
            OrderSort.OWED,
            lambda: tr("Owed"),
            lambda row: money(row.owed) if row.owed else "",
            RIGHT,
            tooltip=lambda row: tr("Paid {paid} of {total}", paid=money(row.paid), total=money(row.total)),
            width=90,
        ),
        Column(
            STATE,
            lambda: tr("State"),
            lambda row: state_word(row.state),
            tooltip=lambda row: state_word(row.state),
            width=118,
            sortable=False,
        ),
        Column(OrderSort.NUMBER, lambda: tr("Number"), lambda row: row.number, width=124),
    ]


class StateDelegate(QStyledItemDelegate):
    """Paints the state of an order as a chip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground and chip."""
        self.initStyleOption(option, index)
        option.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        row = index.data(RowRole)
        if not isinstance(row, OrderRow):
            return
        box: QRect = option.rect
        word, pad = state_word(row.state), self._theme.px(8)
        width = min(chip_width(self._theme, word), box.width() - 2 * pad)
        height = chip_height(self._theme)
        chip = QRect(box.left() + pad, box.top() + (box.height() - height) // 2, width, height)
        painter.save()
        paint_chip(painter, self._theme, chip, word, TONES[row.state])
        painter.restore()
