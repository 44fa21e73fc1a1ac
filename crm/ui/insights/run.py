"""The long run: what is to be done, twelve months, the path of trust, and who buys how often and how lately."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm.finder import Facet, Filter, one_of
from crm.ids import ContactId
from crm.insights import OFTEN, PROMISED, Cell, FunnelStep, Kept, MonthSum, Period, last_of
from crm.money import Currency
from crm.orders import Narrowed, OrderList
from crm.profit import Age
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.insights.chart import Bars, Chart
from crm.ui.insights.friends_sheet import open_friends
from crm.ui.insights.month import fill, fixed_table
from crm.ui.orders.columns import RIGHT
from crm.ui.plain import menu_text
from crm.ui.table import Column
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.stat_card import StatCard
from crm.wording import tr, trn
from crm.wording.friends import month_word, stage_word
from crm.wording.insights import kept_words, lately_word, money, month_spoken, often_word
from crm.wording.orders import list_word
from crm.workspace import Workspace

WIDE = 900
CARD, CARD_HIGH = 160, 78
"""Pixels at the base size: from which on two things stand side by side, and how large a figure's card is."""
TO_DO = (OrderList.TO_PAY, OrderList.TO_SHIP, OrderList.PARTLY_SENT, OrderList.ON_THE_WAY, OrderList.TO_ASK)
PLACES = range(4)
GROUND = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class RunTold:
    """Figures of the long run, except the grid."""

    months: list[MonthSum]
    funnel: list[FunnelStep]
    kept: Kept
    ages: tuple[Age, Age, Age]
    to_do: dict[OrderList, int]
    cases: list[ContactId]


def read_run(workspace: Workspace) -> RunTold:
    """Read them; some tenths of a second in a shop of many years, so beside the window."""
    numbers = workspace.insights.numbers
    return RunTold(
        numbers.months(Period(workspace.clock.today())),
        numbers.funnel(),
        numbers.kept(),
        workspace.profits.ages(),
        workspace.orders.counts(TO_DO),
        numbers.cases(),
    )


class CellDelegate(QStyledItemDelegate):
    """Paints a cell on a ground that is the fuller the more friends are in it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the ground, then the cell."""
        ground = index.data(GROUND)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class RunPane(QWidget):
    """Figures, each of which opens the orders or friends behind it."""

    def __init__(self, desk: Desk, currency: Currency, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._currency = currency
        self.told: RunTold | None = None
        self.cells: dict[tuple[int, int], Cell] = {}
        self.cards: dict[str, StatCard] = {}
        self._build()

    # what it is made of

    def _build(self) -> None:
        px = self._desk.theme.px
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(px(14), px(10), px(14), px(14))
        box.setSpacing(px(14))
        holder = QWidget()
        self._flow = FlowLayout(holder, px(8))
        box.addWidget(holder)
        box.addWidget(self._build_months())
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(px(14))
        self._halves.addWidget(self._build_funnel(), 1)
        self._halves.addWidget(self._build_grid(), 1)
        box.addLayout(self._halves)
        box.addStretch(1)
        self.scroller = QScrollArea()
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setWidgetResizable(True)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroller)
        self._desk.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _card(self, title: str, *beside: QWidget) -> tuple[QFrame, QVBoxLayout]:
        px = self._desk.theme.px
        card = QFrame()
        card.setProperty("look", "card")
        box = QVBoxLayout(card)
        box.setContentsMargins(px(14), px(10), px(14), px(12))
        box.setSpacing(px(8))
        head = QHBoxLayout()
        head.addWidget(PlainLabel(title, look="heading"), 1)
        for widget in beside:
            head.addWidget(widget)
        box.addLayout(head)
        return card, box

    def _build_months(self) -> QWidget:
        self.as_table = QPushButton(menu_text(tr("As a table")))
        self.as_table.setCheckable(True)
        card, box = self._card(tr("Twelve months: sold and earned"), self.as_table)
        self.chart = Chart(self._desk.theme, tr("Twelve months: sold and earned"), self._amount)
        self.months, self._months = fixed_table(self._desk, self._month_columns(), tr("Twelve months"), self)
        self._either = QStackedWidget()
        self._either.addWidget(self.chart)
        self._either.addWidget(self.months)
        self.legend = PlainLabel(tr("Pale: sold. Full: earned. Enter or a click shows the orders."), look="small")
        box.addWidget(self._either)
        box.addWidget(self.legend)
        self.as_table.toggled.connect(self._on_table)
        self.chart.opened.connect(self._on_month)
        self.months.opened.connect(lambda number: self._on_month(number - 1))
        return card

    def _build_funnel(self) -> QWidget:
        card, box = self._card(tr("The path of trust"))
        self.funnel, self._funnel = fixed_table(self._desk, self._funnel_columns(), tr("The path of trust"), self)
        self.funnel.opened.connect(self._on_stage)
        self._fit(self.funnel, len(Stage))
        box.addWidget(self.funnel)
        box.addWidget(PlainLabel(tr("Came so far: how many of those in the stage before."), look="small", elide=True))
        box.addStretch(1)
        return card

    def _build_grid(self) -> QWidget:
        card, box = self._card(tr("Who buys how often, and how lately"))
        self.grid = QTableWidget(len(PLACES), len(PLACES))
        self.grid.setAccessibleName(tr("Who buys how often, and how lately"))
        self.grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.grid.setTabKeyNavigation(False)
        self.grid.setHorizontalHeaderLabels([lately_word(place) for place in PLACES])
        self.grid.setVerticalHeaderLabels([often_word(place) for place in reversed(PLACES)])
        self.grid.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.grid.horizontalHeader().setMinimumSectionSize(self._desk.theme.px(60))
        self.grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.grid.setItemDelegate(CellDelegate(self.grid))
        self.grid.cellActivated.connect(self._on_cell)
        box.addWidget(self.grid)
        box.addWidget(PlainLabel(tr("Friends, and what they paid in all. Enter shows them."), look="small", elide=True))
        box.addStretch(1)
        return card

    def _month_columns(self) -> list[Column[MonthSum]]:
        def shown(minor: int) -> str:
            return money(minor, self._currency)

        return [
            Column(
                "month", lambda: tr("Month"),
                lambda row: tr("{month} {year}", month=month_word(row.first.month), year=row.first.year),
                width=150, sortable=False,
            ),
            Column("orders", lambda: tr("Orders"), lambda row: f"{row.orders:,}", RIGHT, width=90, sortable=False),
            Column("sold", lambda: tr("Sold"), lambda row: shown(row.sold), RIGHT, width=130, sortable=False),
            Column(
                "earned", lambda: tr("Earned"),
                lambda row: ("≤ " if row.uncosted else "") + shown(row.earned), RIGHT, width=130, sortable=False,
            ),
            Column(
                "doubt", lambda: tr("Not known yet"), self._month_doubt, width=260, sortable=False,
            ),
        ]  # fmt: skip

    def _month_doubt(self, row: MonthSum) -> str:
        said = []
        if row.uncosted:
            said.append(trn("cost of {n} line", "cost of {n} lines", row.uncosted))
        if row.waiting:
            said.append(trn("{n} order not paid yet", "{n} orders not paid yet", row.waiting))
        return " · ".join(said)

    def _funnel_columns(self) -> list[Column[tuple[FunnelStep, int]]]:
        def share(row: tuple[FunnelStep, int]) -> str:
            return f"{round(row[0].reached * 100 / row[1])} %" if row[1] else ""

        return [
            Column("stage", lambda: tr("Stage"), lambda row: stage_word(row[0].stage), width=110, sortable=False),
            Column("there", lambda: tr("Now there"), lambda row: f"{row[0].there:,}", RIGHT, width=90, sortable=False),
            Column(
                "reached", lambda: tr("So far or further"), lambda row: f"{row[0].reached:,}", RIGHT, width=124,
                sortable=False,
            ),
            Column("share", lambda: tr("Came so far"), share, RIGHT, width=100, sortable=False),
        ]  # fmt: skip

    # what it shows

    def show_told(self, told: RunTold) -> None:
        """Show everything but the grid."""
        self.told = told
        self._show_cards(told)
        self.chart.show_bars(
            [
                Bars(month_word(one.first.month), one.sold, one.earned, month_spoken(one, self._currency))
                for one in told.months
            ]
        )
        fill(self.months, self._months, told.months)
        before = [0, *(step.reached for step in told.funnel)]
        fill(self.funnel, self._funnel, list(zip(told.funnel, before, strict=False)))

    def show_grid(self, cells: Sequence[Cell]) -> None:
        """Show who buys how often and how lately, the most faithful at the top left."""
        self.cells = {(cell.lately, cell.often): cell for cell in cells}
        most = max((cell.friends for cell in cells), default=0)
        for row in PLACES:
            for column in PLACES:
                cell = self.cells.get((column, len(OFTEN) - row))
                item = QTableWidgetItem("" if cell is None else f"{cell.friends:,}\n{self._short(cell.paid)}")
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                spoken = self._cell_words(column, len(OFTEN) - row)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                item.setToolTip(spoken)
                if cell is not None:
                    ground = QColor(self._desk.theme.tokens.accent)
                    ground.setAlpha(18 + round(90 * cell.friends / max(most, 1)))
                    item.setData(GROUND, ground)
                self.grid.setItem(row, column, item)

    def _cell_words(self, lately: int, often: int) -> str:
        cell = self.cells.get((lately, often))
        friends = trn("{n} friend", "{n} friends", cell.friends if cell else 0)
        paid = money(cell.paid if cell else 0, self._currency)
        return f"{often_word(often)}, {lately_word(lately)}: {friends}, {paid}"

    def _show_cards(self, told: RunTold) -> None:
        focused = next((name for name, card in self.cards.items() if card.hasFocus()), "")
        self._flow.clear()
        self.cards.clear()
        for name, age, words in zip(
            ("owed 7", "owed 30", "owed older"),
            told.ages,
            (tr("Owed, last 7 days"), tr("Owed, 8 to 30 days"), tr("Owed, 31 days and more")),
            strict=True,
        ):
            note = trn("{n} order", "{n} orders", age.orders)
            narrowed = Narrowed(age.first, age.last)
            self._add(
                name, words, money(age.owed, self._currency), note, self._orders(OrderList.TO_PAY, narrowed, words)
            )
        for which, count in told.to_do.items():
            self._add(which.value, list_word(which), f"{count:,}", "", self._orders(which, None, list_word(which)))
        words = tr("Open cases")
        self._add("cases", words, f"{len(told.cases):,}", "", partial(self._friends, words, told.cases))
        figure, note = kept_words(told.kept)
        words = tr("Promises kept, {n} days", n=PROMISED)
        self._add("kept", words, figure, note, self._on_kept)
        if focused in self.cards:
            self.cards[focused].setFocus()

    def _add(self, name: str, words: str, figure: str, note: str, act: Callable[[], object]) -> None:
        card = StatCard(self._desk.theme, words, opens=True)
        card.show_figure(figure, note)
        card.setFixedSize(self._desk.theme.px(CARD), self._desk.theme.px(CARD_HIGH))
        card.setToolTip(words)
        card.opened.connect(act)
        self.cards[name] = card
        self._flow.addWidget(card)

    def _amount(self, minor: int) -> str:
        return self._short(minor)

    def _short(self, minor: int) -> str:
        """An amount without its small part, for where there is little room."""
        whole = 10**self._currency.decimals
        sign = "-" if minor < 0 else ""
        return sign + money(abs(minor) // whole * whole, self._currency)

    def _fit(self, table: Any, rows: int) -> None:
        theme = self._desk.theme
        table.setFixedHeight(table.horizontalHeader().sizeHint().height() + theme.measure.row * rows + theme.px(3))

    def _on_theme(self) -> None:
        theme = self._desk.theme
        self.grid.verticalHeader().setDefaultSectionSize(theme.px(46))
        self.grid.setFixedHeight(self.grid.horizontalHeader().sizeHint().height() + theme.px(46) * len(PLACES) + 4)
        self._fit(self.funnel, len(Stage))
        self._on_table()
        if self.cells:
            self.show_grid(list(self.cells.values()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        wide = self.width() >= self._desk.theme.px(WIDE)
        self._halves.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    # what happens

    def _orders(self, which: OrderList, narrowed: Narrowed | None, words: str) -> Callable[[], None]:
        return lambda: self._desk.asked_orders.emit(which, narrowed, words)

    def _friends(self, words: str, friends: Sequence[ContactId]) -> None:
        self.sheet = open_friends(self._desk, self.window(), words, friends)

    def _on_kept(self) -> None:
        words = tr("Promises that are not kept yet")
        self._read(self._desk.workspace.insights.numbers.broken, partial(self._friends, words))

    def _on_table(self, *_: bool) -> None:
        table = self.as_table.isChecked()
        self._either.setCurrentWidget(self.months if table else self.chart)
        self.legend.setVisible(not table)
        if table:
            self._fit(self.months, 12)
            self._either.setFixedHeight(self.months.height())
        else:
            self._either.setFixedHeight(self.chart.sizeHint().height())

    def _on_month(self, place: int) -> None:
        if self.told is not None:
            first = self.told.months[place].first
            words = tr("{month} {year}", month=month_word(first.month), year=first.year)
            self._desk.asked_orders.emit(OrderList.ALL, Narrowed(first, last_of(first)), words)

    def _on_stage(self, number: int) -> None:
        """The friends of a stage; in the columns of those who came so far, them."""
        step, _ = self._funnel[number]
        stages = [stage for stage in Stage if stage.rank >= step.stage.rank]
        further = self.funnel.currentIndex().column() >= 2
        chosen = tuple(stages) if further else (step.stage,)
        self._desk.asked_filter.emit(Filter().also(one_of(Facet.STAGE, chosen)))

    def _on_cell(self, row: int, column: int) -> None:
        lately, often = column, len(OFTEN) - row
        if (lately, often) in self.cells:
            words = f"{often_word(often)}, {lately_word(lately)}"
            numbers = self._desk.workspace.insights.numbers
            self._read(partial(numbers.in_cell, lately, often), partial(self._friends, words))

    def _read(self, ask: Callable[[], list[ContactId]], done: Callable[[list[ContactId]], object]) -> None:
        self._desk.jobs.run(lambda _: ask(), done=done, failed=self._desk.failed.emit)
