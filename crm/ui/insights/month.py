"""A month or a day: one large figure, what made it, and who and what brought it."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm.errors import BusyError
from crm.insights import Earned, FriendEarned, Period, ProductEarned, Uncosted
from crm.money import Currency
from crm.orders import Narrowed, OrderList
from crm.ui.desk import Desk
from crm.ui.insights.costs_sheet import CostsSheet
from crm.ui.orders.columns import RIGHT
from crm.ui.plain import menu_text
from crm.ui.table import Column, RowModel
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.rows_view import Table
from crm.wording import tr, trc, trn
from crm.wording.insights import (
    PARTS,
    before_word,
    beside,
    doubts,
    earned_title,
    like_word,
    money,
    part_amount,
    part_word,
    period_word,
    short_word,
    summary,
)
from crm.wording.orders import channel_word
from crm.workspace import Workspace

LARGE = 36
"""Pixels at the base size: the one large figure."""
WIDE = 860
"""Pixels at the base size from which on both halves stand side by side."""
BY = ("product", "channel", "friend")


@dataclass(frozen=True, slots=True)
class MonthTold:
    """Everything about a period: the channels of it, of the one before and of the one it is like, and the day today."""

    period: Period
    channels: dict[str, Earned]
    before: Earned
    like: Earned
    today: Earned

    @property
    def whole(self) -> Earned:
        """All channels together."""
        return sum(self.channels.values(), Earned())


@dataclass(frozen=True, slots=True)
class Brought:
    """A row of what brought the money; `behind` reads the orders. Amounts are minor units."""

    name: str
    count: str
    sold: int
    less: int
    earned: int
    doubt: int
    behind: Callable[[], Sequence[int]]


def read_month(workspace: Workspace, period: Period) -> MonthTold:
    """Read what a period earned; some tenths of a second in a shop of many years, so beside the window."""
    earning, today = workspace.insights.earning, workspace.clock.today()
    return MonthTold(
        period,
        earning.by_channel(period.first, period.last),
        earning.earned(period.before.first, period.before.last),
        earning.earned(period.like.first, period.like.last),
        earning.earned(today, today),
    )


def read_brought(workspace: Workspace, period: Period) -> tuple[Period, list[ProductEarned], list[FriendEarned]]:
    """Read which products and friends brought it."""
    earning = workspace.insights.earning
    return (
        period,
        earning.by_product(period.first, period.last),
        earning.by_friend(period.first, period.last),
    )


def fixed_table(desk: Desk, columns: list[Column[Any]], name: str, parent: QWidget) -> tuple[Table, dict[int, Any]]:
    """A table over rows that are known whole, and where they are put."""
    known: dict[int, Any] = {}

    def fetch(ids: Sequence[int]) -> Mapping[int, Any]:
        return {number: known[number] for number in ids if number in known}

    model: RowModel[Any] = RowModel(columns, fetch, retry_on=(BusyError,), parent=parent)
    table = Table(desk.theme, model, name)
    titles = table.horizontalHeader()
    titles.setSectionsClickable(False)
    titles.setSortIndicatorShown(False)
    titles.setStretchLastSection(False)
    titles.setMinimumSectionSize(desk.theme.px(56))
    for place in range(len(columns)):
        modes = QHeaderView.ResizeMode
        titles.setSectionResizeMode(place, modes.ResizeToContents if place else modes.Stretch)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return table, known


def fill(table: Table, known: dict[int, Any], rows: Sequence[Any]) -> None:
    """Show these rows."""
    known.clear()
    known.update(enumerate(rows, 1))
    table.rows.set_ids(array("q", known))
    table.rows.refresh()


class MonthPane(QWidget):
    """`asked(period)` when another one is wanted."""

    asked = Signal(object)

    def __init__(self, desk: Desk, currency: Currency, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._currency = currency
        self.period = Period(desk.workspace.clock.today())
        self.told: MonthTold | None = None
        self.brought: dict[str, list[Brought]] = {by: [] for by in BY}
        self._by = BY[0]
        self._build()
        self._listen()
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()
        self._show_period()

    # what it is made of

    def _build(self) -> None:
        px = self._desk.theme.px
        inside = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._halves.setContentsMargins(px(14), px(6), px(14), px(14))
        self._halves.setSpacing(px(14))
        self._halves.addWidget(self._build_left(), 5)
        self._halves.addWidget(self._build_right(), 6)
        self.scroller = QScrollArea()
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setWidgetResizable(True)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._build_head())
        box.addWidget(self.scroller, 1)

    def _build_head(self) -> QWidget:
        px = self._desk.theme.px
        self.back, self.on = QToolButton(), QToolButton()
        for button, icon, words in (
            (self.back, "chevron-left", tr("Earlier (Alt+←)")),
            (self.on, "chevron-right", tr("Later (Alt+→)")),
        ):
            button.setIcon(self._desk.theme.icon(icon))
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.title = PlainLabel(look="heading")
        self.day_button = QPushButton(menu_text(trc("figures", "By day")))
        self.month_button = QPushButton(menu_text(trc("figures", "By month")))
        group = QButtonGroup(self)
        for kind in (self.day_button, self.month_button):
            kind.setCheckable(True)
            group.addButton(kind)
        self.month_button.setChecked(True)
        self.today_line = QPushButton()
        self.today_line.setProperty("look", "link")
        self.today_line.hide()
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(px(14), px(8), px(14), px(4))
        row.setSpacing(px(8))
        for widget in (self.back, self.title, self.on, self.day_button, self.month_button):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.today_line)
        return head

    def _build_left(self) -> QWidget:
        px = self._desk.theme.px
        card = QFrame()
        card.setProperty("look", "card")
        box = QVBoxLayout(card)
        box.setContentsMargins(px(18), px(14), px(18), px(14))
        box.setSpacing(px(4))
        self.what = PlainLabel(look="dim")
        self.large = PlainLabel()
        self.large.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.compared = PlainLabel(look="dim")
        self.compared.setWordWrap(True)
        self.doubt = PlainLabel(look="warn")
        self.doubt.setWordWrap(True)
        self.costs_button = QPushButton(menu_text(tr("Enter these costs…")))
        self.costs_button.hide()
        box.addWidget(self.what)
        box.addWidget(self.large)
        box.addWidget(self.compared)
        box.addWidget(self.doubt)
        box.addWidget(self.costs_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.parts, self._parts = fixed_table(self._desk, self._part_columns(), tr("What made it"), self)
        self._fit(self.parts, len(PARTS))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(card)
        column.addWidget(self.parts)
        column.addStretch(1)
        return left

    def _build_right(self) -> QWidget:
        px = self._desk.theme.px
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        for by, word in zip(BY, (tr("By product"), tr("By channel"), tr("By friend")), strict=True):
            chip = QPushButton(menu_text(word))
            chip.setCheckable(True)
            chip.setChecked(by == self._by)
            chip.clicked.connect(partial(self.show_by, by))
            group.addButton(chip)
            self.chips[by] = chip
            row.addWidget(chip)
        row.addStretch(1)
        self.by, self._rows = fixed_table(self._desk, self._by_columns(), tr("What brought it"), self)
        self.by.setMinimumHeight(px(300))
        self.note = PlainLabel(look="small")
        self.note.setWordWrap(True)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(row)
        column.addWidget(self.by, 1)
        column.addWidget(self.note)
        return right

    def _part_columns(self) -> list[Column[Any]]:
        def amount(place: int) -> Callable[[tuple[str, tuple[Earned, ...]]], str]:
            return lambda row: part_amount(row[1][place], row[0], self._currency)

        return [
            Column("part", lambda: "", lambda row: part_word(row[0]), width=150, sortable=False),
            Column("now", lambda: short_word(self.period, self._today()), amount(0), RIGHT, width=110, sortable=False),
            Column("before", lambda: before_word(self.period), amount(1), RIGHT, width=100, sortable=False),
            Column("like", lambda: like_word(self.period), amount(2), RIGHT, width=100, sortable=False),
        ]

    def _by_columns(self) -> list[Column[Brought]]:
        def shown(minor: int) -> str:
            return money(minor, self._currency)

        return [
            Column(
                "name", lambda: trc("what brought money", "Name"), lambda row: row.name, tooltip=lambda row: row.name,
                width=170, sortable=False,
            ),
            Column("count", lambda: tr("How many"), lambda row: row.count, RIGHT, width=92, sortable=False),
            Column("sold", lambda: tr("Sold"), lambda row: shown(row.sold), RIGHT, width=100, sortable=False),
            Column("less", lambda: tr("Costs"), lambda row: shown(row.less), RIGHT, width=92, sortable=False),
            Column(
                "earned", lambda: tr("Earned"),
                lambda row: ("≤ " if row.doubt else "") + shown(row.earned), RIGHT, width=100, sortable=False,
            ),
        ]  # fmt: skip

    def _listen(self) -> None:
        self.back.clicked.connect(partial(self.step, -1))
        self.on.clicked.connect(partial(self.step, 1))
        self.day_button.clicked.connect(self._on_kind)
        self.month_button.clicked.connect(self._on_kind)
        self.today_line.clicked.connect(self._on_today)
        self.costs_button.clicked.connect(self.enter_costs)
        self.parts.opened.connect(self._on_part)
        self.by.opened.connect(self._on_brought)

    # what others ask

    def step(self, steps: int) -> None:
        """Another month or day; none that is still to come."""
        wanted = self.period.moved(steps)
        if wanted.first <= self._today():
            self.ask(wanted)

    def ask(self, period: Period) -> None:
        """Show this one as soon as it is read."""
        self.period = period
        (self.month_button if period.whole else self.day_button).setChecked(True)
        self._show_period()
        self.asked.emit(period)

    def show_told(self, told: MonthTold) -> None:
        """Show what was earned and what made it."""
        if told.period != self.period:
            return
        self.told = told
        whole, today = told.whole, self._today()
        self.what.setText(earned_title(told.period, today))
        self.large.setText(("≤ " if whole.uncosted else "") + money(whole.earned, self._currency))
        self.large.setAccessibleName(f"{self.what.text()} {self.large.text()}")
        self.compared.setText("\n".join(self._compared(told)))
        said = doubts(whole, self._currency)
        self.doubt.setText("\n".join(said))
        self.doubt.setVisible(bool(said))
        self.costs_button.setVisible(whole.uncosted > 0)
        self.today_line.setText(menu_text(tr("Today: {summary}", summary=summary(told.today, self._currency))))
        self.today_line.show()
        fill(self.parts, self._parts, [(part, (whole, told.before, told.like)) for part in PARTS])
        self.brought["channel"] = self._of_channels(told)
        self._show_brought()

    def show_brought(self, period: Period, products: Sequence[ProductEarned], friends: Sequence[FriendEarned]) -> None:
        """Show which products and friends brought it."""
        if period != self.period:
            return
        earning, days = self._desk.workspace.insights.earning, (period.first, period.last)
        self.brought["product"] = [
            Brought(
                one.name or tr("Sold once, no product"),
                self._units(one),
                one.sold,
                one.cost,
                one.earned,
                one.uncosted,
                partial(earning.of_product, one.product, *days),
            )
            for one in products
        ]
        self.brought["friend"] = [
            Brought(
                one.name,
                trn("{n} order", "{n} orders", one.orders),
                one.sold,
                one.sold - one.earned,
                one.earned,
                0,
                partial(earning.of_friend, one.contact, *days),
            )
            for one in friends
        ]
        self._show_brought()

    def show_by(self, by: str) -> None:
        """By product, channel or friend."""
        self._by = by
        self.chips[by].setChecked(True)
        self._show_brought()

    def enter_costs(self) -> None:
        """Ask what the goods cost of which that is not known."""
        period, costs = self.period, self._desk.workspace.insights.costs
        self._desk.jobs.run(
            lambda _: (period, costs.unknown(period.first, period.last)),
            done=self._on_unknown,
            failed=self._desk.failed.emit,
        )

    # how it shows

    def _today(self) -> Any:
        return self._desk.workspace.clock.today()

    def _show_period(self) -> None:
        today = self._today()
        self.title.setText(period_word(self.period, today))
        self.on.setEnabled(self.period.moved(1).first <= today)

    def _compared(self, told: MonthTold) -> list[str]:
        lines = []
        for word, then in ((before_word(told.period), told.before), (like_word(told.period), told.like)):
            how = beside(told.whole.earned, then.earned)
            amount = money(then.earned, self._currency)
            lines.append(f"{word}  {amount}" + (f"  ({how})" if how else ""))
        return lines

    def _units(self, one: ProductEarned) -> str:
        if one.given:
            return tr("{n} and {given} given", n=f"{one.units:,}", given=f"{one.given:,}")
        return f"{one.units:,}"

    def _of_channels(self, told: MonthTold) -> list[Brought]:
        """What each channel brought after what it keeps and its samples; one word may be several codes."""
        sums: defaultdict[str, Earned] = defaultdict(Earned)
        codes: defaultdict[str, list[str]] = defaultdict(list)
        for code, earned in told.channels.items():
            word = channel_word(code) or tr("no channel said")
            sums[word] += earned
            codes[word].append(code)
        return [
            Brought(
                word,
                trn("{n} order", "{n} orders", earned.orders),
                earned.sold - earned.refunds,
                earned.sold - earned.refunds - earned.unpaid - earned.earned,
                earned.earned,
                earned.uncosted,
                partial(self._ids_of, tuple(codes[word]), told.period),
            )
            for word, earned in sorted(sums.items(), key=lambda item: (-item[1].earned, item[0]))
        ]

    def _ids_of(self, channels: tuple[str, ...], period: Period) -> Sequence[int]:
        return self._desk.workspace.orders.ids(narrowed=Narrowed(period.first, period.last, channels))

    def _show_brought(self) -> None:
        fill(self.by, self._rows, self.brought[self._by])
        notes = {
            "product": tr("Of orders paid in full, after discounts; without sending and what channels keep."),
            "channel": tr("After what the channel keeps, its samples, goods and sending; unpaid orders not counted."),
            "friend": tr("Of orders paid in full, after all costs; the {n} who brought most.", n=200),
        }
        self.note.setText(notes[self._by])

    def _fit(self, table: Table, rows: int) -> None:
        """As high as its rows, so that the page scrolls and not the table."""
        theme = self._desk.theme
        table.setFixedHeight(table.horizontalHeader().sizeHint().height() + theme.measure.row * rows + theme.px(3))
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        wide = self.width() >= self._desk.theme.px(WIDE)
        self._halves.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _on_theme(self) -> None:
        theme = self._desk.theme
        self.large.setFont(theme.font(theme.px(LARGE), bold=True))
        self.large.setStyleSheet(f"font-size: {theme.px(LARGE)}px; font-weight: 600;")
        self.back.setIcon(theme.icon("chevron-left"))
        self.on.setIcon(theme.icon("chevron-right"))
        self._fit(self.parts, len(PARTS))

    # what happens

    def _on_kind(self) -> None:
        today = self._today()
        if self.month_button.isChecked():
            self.ask(Period(self.period.day))
        else:
            self.ask(Period(min(self.period.last, today), whole=False))

    def _on_today(self) -> None:
        self.ask(Period(self._today(), whole=False))

    def _on_unknown(self, answer: tuple[Period, list[Uncosted]]) -> None:
        if self.isVisible():
            self.costs_sheet = CostsSheet(self._desk, *answer, self.window())
            self.costs_sheet.open()

    def _on_part(self, number: int) -> None:
        part, _ = self._parts[number]
        column = self.parts.currentIndex().column()
        period = {2: self.period.before, 3: self.period.like}.get(column, self.period)
        words = f"{part_word(part)} · {period_word(period, self._today())}"
        if part == "sold":
            self._desk.asked_orders.emit(OrderList.ALL, Narrowed(period.first, period.last), words)
            return
        earning = self._desk.workspace.insights.earning
        self._open(partial(earning.behind, part, period.first, period.last), words)

    def _on_brought(self, number: int) -> None:
        row: Brought = self._rows[number]
        self._open(row.behind, f"{row.name} · {period_word(self.period, self._today())}")

    def _open(self, behind: Callable[[], Sequence[int]], words: str) -> None:
        """Read the orders behind a figure beside the window, then show them."""

        def done(found: Sequence[int]) -> None:
            self._desk.asked_orders.emit(OrderList.ALL, Narrowed(ids=tuple(found)), words)  # type: ignore[arg-type]  # numbers of orders

        self._desk.jobs.run(lambda _: behind(), done=done, failed=self._desk.failed.emit)
