"""The figures above the list of orders: what is owed since when, this month, each channel; each opens its orders."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from crm.money import Currency, format_amount
from crm.orders import Narrowed, OrderList
from crm.profit import Age, Profit, Turnover
from crm.ui.theme import Theme
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.stat_card import StatCard
from crm.wording import tr, trn
from crm.wording.orders import channel_word, turnover_words
from crm.workspace import Workspace

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
    """Cards with the figures. `opened(list, narrowed, words)` when one is to be looked into."""

    opened = Signal(object, object, str)

    def __init__(self, theme: Theme, currency: Currency, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._currency = currency
        self.cards: list[StatCard] = []
        holder = QWidget()
        self._flow = FlowLayout(holder, theme.px(8))
        self.year = PlainLabel(look="small")
        self.year.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
        box.addWidget(holder)
        box.addWidget(self.year)

    def show_told(self, told: Told) -> None:
        """Show the figures; what is nothing has no card."""
        self._flow.clear()
        self.cards.clear()
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
        month = QLocale().toString(QDate(told.month.year, told.month.month, 1), "MMMM")
        if whole.orders:
            note = trn("{n} order", "{n} orders", whole.orders)
            self._add(tr("{month}: sold", month=month), self._money(whole.turnover), note, OrderList.ALL, days)
            name, note = tr("{month}: earned", month=month), self._earned_note(whole)
            self._add(name, self._money(whole.earned), note, OrderList.ALL, days)
        self._add_channels(told, month)
        self.year.setText(turnover_words(told.year, self._currency) if told.year.turnover else "")
        self.year.setVisible(bool(told.year.turnover))
        self.setVisible(bool(self.cards) or bool(told.year.turnover))

    def _add_channels(self, told: Told, month: str) -> None:
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
            self._add(f"{month}: {word}", self._money(left), note, OrderList.ALL, days)

    def _earned_note(self, profit: Profit) -> str:
        """What the sum does not know yet."""
        if profit.uncosted:
            return trn("cost of {n} product unknown", "cost of {n} products unknown", profit.uncosted)
        if profit.waiting:
            return trn("{n} order not paid yet", "{n} orders not paid yet", profit.waiting)
        return ""

    def _add(self, name: str, figure: str, note: str, which: OrderList, narrowed: Narrowed) -> None:
        card = StatCard(self._theme, name, opens=True)
        card.show_figure(figure, note)
        card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        card.setFixedWidth(self._theme.px(150))
        card.opened.connect(lambda: self.opened.emit(which, narrowed, name))
        self.cards.append(card)
        self._flow.addWidget(card)

    def _money(self, minor: int) -> str:
        return format_amount(minor, self._currency, short=True)
