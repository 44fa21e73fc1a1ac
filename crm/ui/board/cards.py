"""The cards of the board: what one says, and how it is painted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.clock import Clock
from crm.contacts import ContactRow, Standing
from crm.money import Currency, format_amount
from crm.settings import Shop
from crm.stages import Stage
from crm.ui.plain import one_line
from crm.ui.table import Column, Index, RowModel, RowRole
from crm.ui.theme import Theme
from crm.ui.tokens import Tokens
from crm.ui.widgets.ink import elided, paint_focus
from crm.wording import tr, trc, trn
from crm.wording.days import day_words
from crm.wording.friends import standing_word

CARD_HEIGHT = 84
PATIENCE = 3
"""times the rhythm of a stage"""


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card says: who, how they are called elsewhere, how long they are here, when there was contact."""

    name: str
    under: str
    here: str
    contact: str
    money: str
    owes: bool
    long: bool
    spoken: str


class CardWriter:
    """Says cards in the language that is spoken; `read_anew` when the day or the currency may be another."""

    def __init__(self, clock: Callable[[], Clock], shop: Callable[[], Shop]) -> None:
        self._clock = clock
        self._ask_shop = shop
        self.read_anew()

    def read_anew(self) -> None:
        """Look at the calendar and at the currency again."""
        self._day: date = self._clock().today()
        self._shop: Shop = self._ask_shop()
        self._money: Currency = self._shop.currency

    def __call__(self, row: ContactRow) -> CardWords:
        """The words of one friend."""
        days = max(0, (self._day - row.stage_on).days)
        here = tr("{n} d here", n=f"{days:,}") if days else tr("New today")
        told_here = trn("{n} day here", "{n} days here", days) if days else tr("Here since today")
        long = is_long(row.stage, days, self._shop)
        if long:
            told_here = tr("{here}, longer than usual", here=told_here)
        if row.last_contact_at is None:
            contact = tr("No talk yet")
        else:
            contact = day_words(self._clock().day_of(row.last_contact_at), self._day)
        money, told = "", ""
        if row.owed > 0:
            money = format_amount(row.owed, self._money, short=True)
            told = tr("owes {amount}", amount=money)
        elif row.spent > 0:
            money = format_amount(row.spent, self._money, short=True)
            told = tr("bought for {amount}", amount=money)
        called = row.remark or next((handle.text for handle in row.handles if handle.text), "")
        standing = "" if row.standing is Standing.ACTIVE else standing_word(row.standing)
        under = " · ".join(part for part in (standing, called if called != row.name else "") if part)
        last = contact if row.last_contact_at is None else trc("board", "last contact {day}", day=contact)
        spoken = ", ".join(part for part in (row.name, under, told_here, last, told) if part)
        return CardWords(row.name, under, here, contact, money, row.owed > 0, long, spoken)


def is_long(stage: Stage, days: int, shop: Shop) -> bool:
    """Whether a friend has been in a stage longer than usual: more than three times the rhythm that the seller set for
    it. Customers and agents have arrived and are never there too long.
    """
    return stage.rank < Stage.CUSTOMER.rank and days > PATIENCE * shop.cadences[stage]


class CardModel(RowModel[ContactRow]):
    """The ids of one column; its cards can be picked up."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be done with a card."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


def card_column(present: CardWriter) -> Column[ContactRow]:
    """The one column of a `CardModel`: its text and what a screen reader says."""
    return Column[ContactRow](
        "card",
        lambda: trc("board", "Friends"),
        lambda row: row.name,
        tooltip=lambda row: present(row).spoken.replace(", ", "\n"),
        accessible=lambda row: present(row).spoken,
        sortable=False,
    )


class CardDelegate(QStyledItemDelegate):
    """Paints a card: the name and money, what they are called elsewhere, days here and last contact."""

    def __init__(self, theme: Theme, present: CardWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._present = present

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All cards alike."""
        return QSize(self._theme.px(150), self._theme.px(CARD_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the ground, the card on it, and its words."""
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        t, px = self._theme.tokens, self._theme.px
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(box, QColor(t.panel))
        card = box.adjusted(px(6), px(3), -px(6), -px(3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.accent if selected else t.line), 1))
        painter.setBrush(QColor(t.selection if selected else t.hover if hover else t.bg))
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), px(7), px(7))
        row = index.data(RowRole)
        if row is not None:
            self._paint_words(painter, card.adjusted(px(10), px(7), -px(10), -px(7)), self._present(row))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            paint_focus(painter, self._theme, card)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, words: CardWords) -> None:
        theme, t = self._theme, self._theme.tokens
        big, small = theme.font(theme.px(14), bold=True), theme.font(theme.measure.small)
        third = box.height() // 3
        lines = [QRect(box.left(), box.top() + n * third, box.width(), third) for n in range(3)]
        money_font = theme.font(theme.measure.small, bold=words.owes)
        self._ends(painter, lines[0], (words.name, words.money), (big, money_font), (t.text, _ink(t, words)))
        self._ends(painter, lines[1], (words.under, ""), (small, small), (t.dim, t.dim))
        here = (f"● {words.here}", t.warn) if words.long else (words.here, t.dim)
        self._ends(painter, lines[2], (words.contact, here[0]), (small, small), (t.dim, here[1]))

    def _ends(
        self,
        painter: QPainter,
        line: QRect,
        words: tuple[str, str],
        fonts: tuple[QFont, QFont],
        colours: tuple[str, str],
    ) -> None:
        """One word at the left, cut where the other at the right begins; the right one is never cut."""
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        left, right = words
        room = line.width()
        if right:
            room -= QFontMetrics(fonts[1]).horizontalAdvance(right) + self._theme.px(6)
            painter.setFont(fonts[1])
            painter.setPen(QColor(colours[1]))
            painter.drawText(line, int(middle | Qt.AlignmentFlag.AlignRight), right)
        if left:
            painter.setFont(fonts[0])
            painter.setPen(QColor(colours[0]))
            cut = elided(fonts[0], one_line(left), room)
            painter.drawText(line, int(middle | Qt.AlignmentFlag.AlignLeft), cut)


def _ink(t: Tokens, words: CardWords) -> str:
    return t.warn if words.owes else t.text
