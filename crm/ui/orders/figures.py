"""The figures above the list of orders: what is owed since when, this month, each channel; each opens its orders."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm.money import Currency, format_amount
from crm.orders import Narrowed, OrderList
from crm.profit import Age, Profit, Turnover
from crm.ui.plain import menu_text, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.orders import channel_word, turnover_words
from crm.workspace import Workspace

WIDE = 560
"""Pixels at the base size from which on the channels have room."""
CHANNELS = 4
"""So many channels are told, those that sold most."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the figures say: what is owed by its age, this month by channel, this year, how many are to be asked."""

    ages: tuple[Age, Age, Age]
    month: date
    today: date
    channels: dict[str, Profit]
    year: Turnover
    to_ask: int


def read_figures(workspace: Workspace, currency: Currency) -> Told:
    """Read the figures; some hundredths of a second in a shop of many years, so beside the window."""
    today = workspace.clock.today()
    month = today.replace(day=1)
    return Told(
        workspace.profits.ages(),
        month,
        today,
        workspace.profits.by_channel(month, today),
        workspace.profits.turnover(today.year, currency),
        workspace.orders.counts((OrderList.TO_ASK,))[OrderList.TO_ASK],
    )


class Figures(QWidget):
    """Buttons with the figures. `opened(list, narrowed, words)` when one is to be looked into."""

    opened = Signal(object, object, str)

    def __init__(self, theme: Theme, currency: Currency, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._currency = currency
        self.cards: list[QPushButton] = []
        self._of_channels: list[QPushButton] = []
        holder = QWidget()
        self._flow = FlowLayout(holder, theme.px(6))
        self.year = PlainLabel(look="small", elide=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
        box.addWidget(holder)
        box.addWidget(self.year)

    def show_told(self, told: Told) -> None:
        """Show the figures; what is nothing has no card."""
        self._flow.clear()
        self.cards.clear()
        self._of_channels.clear()
        for age, words in zip(
            told.ages,
            (tr("Owed, last 7 days"), tr("Owed, 8 to 30 days"), tr("Owed, 31 days and more")),
            strict=True,
        ):
            if age.owed:
                note = trn("{n} order", "{n} orders", age.orders)
                self._add(words, self._money(age.owed), note, OrderList.TO_PAY, Narrowed(age.first, age.last))
        whole = sum(told.channels.values(), Profit())
        days = Narrowed(told.month, told.today)
        if whole.orders:
            note = trn("{n} order", "{n} orders", whole.orders)
            self._add(tr("Sold this month"), self._money(whole.turnover), note, OrderList.ALL, days)
            doubt = self._doubt(whole)
            earned = self._money(whole.earned) + (f" ({doubt})" if doubt else "")
            self._add(tr("Earned this month"), earned, "", OrderList.ALL, days)
        self._add_channels(told)
        self._show_channels()
        self.year.setText(turnover_words(told.year, self._currency) if told.year.turnover else "")
        self.year.setVisible(bool(told.year.turnover))
        self.setVisible(bool(self.cards) or bool(told.year.turnover))

    def _add_channels(self, told: Told) -> None:
        """What each channel brought after what it keeps; the words of a channel may be several codes."""
        sums: defaultdict[str, Profit] = defaultdict(Profit)
        codes: defaultdict[str, list[str]] = defaultdict(list)
        for code, profit in told.channels.items():
            word = channel_word(code)
            if word:
                sums[word] += profit
                codes[word].append(code)
        for word in sorted(sums, key=lambda word: -sums[word].turnover)[:CHANNELS]:
            left = sums[word].turnover - sums[word].fee
            note = tr("kept {fee} of it", fee=self._money(sums[word].fee)) if sums[word].fee else ""
            days = Narrowed(told.month, told.today, tuple(codes[word]))
            name = tr("{channel} this month", channel=word)
            self._of_channels.append(self._add(name, self._money(left), note, OrderList.ALL, days))

    def _doubt(self, profit: Profit) -> str:
        """What the sum does not know yet."""
        if profit.uncosted:
            return trn("cost of {n} product unknown", "cost of {n} products unknown", profit.uncosted)
        if profit.waiting:
            return trn("{n} order not paid yet", "{n} orders not paid yet", profit.waiting)
        return ""

    def _add(self, name: str, figure: str, note: str, which: OrderList, narrowed: Narrowed) -> QPushButton:
        card = QPushButton(menu_text(f"{name}  {figure}"))
        card.setProperty("look", "figure")
        card.setToolTip(tooltip(note or tr("Show these orders")))
        card.setAccessibleName(", ".join(part for part in (name, figure, note) if part))
        card.clicked.connect(lambda: self.opened.emit(which, narrowed, name))
        self.cards.append(card)
        self._flow.addWidget(card)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the channels give way, so that the list keeps its room."""
        super().resizeEvent(event)
        self._show_channels()

    def _show_channels(self) -> None:
        for card in self._of_channels:
            card.setVisible(self.width() >= self._theme.px(WIDE))

    def _money(self, minor: int) -> str:
        return format_amount(minor, self._currency, short=True)
