"""The page of orders: lists with their counts, the table, and one order beside it."""

from array import array
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.errors import BusyError
from crm.ids import OrderId
from crm.money import format_amount
from crm.orders import Narrowed, OrderList, OrderRow, OrderSort, SketchRow
from crm.progress import Cancelled
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.orders.columns import STATE, WHAT, StateDelegate, order_columns
from crm.ui.orders.figures import Figures, Told, read_figures
from crm.ui.orders.panel import OrderPanel
from crm.ui.orders.sheet import OrderSheet, open_order_sheet
from crm.ui.orders.written import WrittenSheet
from crm.ui.page import Page
from crm.ui.plain import menu_text
from crm.ui.table import RowModel
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.rows_view import Table
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc, trn
from crm.wording.orders import list_word

FIRST = 2_000
"""So many orders are listed at once; the rest of a longer list comes from beside the window."""
RETRY_MS = 60
LEAST_WHAT = 150
"""Pixels at the base size for what was ordered; where there is no room, the number of the order is scrolled to."""
TO_DO = (OrderList.TO_PAY, OrderList.TO_SHIP, OrderList.PARTLY_SENT, OrderList.ON_THE_WAY)
"""The lists whose counts say what is to be done; the others only grow."""


class OrdersPage(Page):
    """All orders, by list. `parcels_wanted` asks for a courier's sheet of these orders."""

    parcels_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.ORDERS | Topic.CONTACTS | Topic.SETTINGS, parent)
        self._desk = desk
        self._list = OrderList.ALL
        self._sort = OrderSort.DAY
        self._descending = True
        self._question = 0
        self._full = False
        self._owed = ""
        self._narrowed: Narrowed | None = None
        self._sketches: list[SketchRow] = []
        self._reading = self._read_again = False
        self._currency = desk.workspace.settings.shop().currency
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.show_anew)
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        self.panel = OrderPanel(desk)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._build_list())
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([px(640), px(320)])
        self.no_orders = EmptyState(
            desk.theme,
            "receipt",
            tr("Your orders will be here"),
            tr("Who ordered what, who still owes, what is to be shipped. A friend and a product are enough."),
        )
        self.no_orders.add_step(tr("New order"), partial(self.new_order))
        self.no_orders.add_step(tr("Add products first"), partial(desk.asked_page.emit, "products"))
        self.whole = QStackedWidget()
        self.whole.addWidget(self.splitter)
        self.whole.addWidget(self.no_orders)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)

    def _build_list(self) -> QWidget:
        desk, px = self._desk, self._desk.theme.px
        self.search = SearchField(desk.theme, tr("Search friend or number (Ctrl+F)"), clear_name=tr("Clear search"))
        self.new_button = QPushButton(menu_text(tr("New order")))
        self.new_button.setProperty("look", "primary")
        self.new_button.setToolTip(tr("New order (Ctrl+Shift+N)"))
        self.parcels_button = QPushButton(menu_text(trc("button", "Ship…")))
        self.parcels_button.setToolTip(tr("Addresses, courier's sheet and labels: the chosen orders, or all listed"))
        self.count = PlainLabel(look="dim", elide=True)
        self.written = QPushButton()
        self.written.setProperty("look", "link")
        self.written.hide()
        self.narrowed_chip = QPushButton()
        self.narrowed_chip.setToolTip(tr("Show the whole list again"))
        self.narrowed_chip.hide()
        self.figures = Figures(desk.theme, self._currency)
        self.figures.hide()
        self.nothing = EmptyState(desk.theme, "search", "", "")
        self.nothing.add_step(tr("Show all orders"), self.show_all)
        self._build_table()
        self.results = QStackedWidget()
        self.results.addWidget(self.table)
        self.results.addWidget(self.nothing)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(8))
        for widgets in (
            (self.search, self.parcels_button, self.new_button),
            (self.figures,),
            (self._build_chips(),),
            (self.count, self.narrowed_chip, self.written),
        ):
            row = QHBoxLayout()
            row.setContentsMargins(px(12), 0, px(12), 0)
            for place, widget in enumerate(widgets):
                row.addWidget(widget, int(place == 0))
            box.addLayout(row)
        box.addWidget(self.results, 1)
        return left

    def _build_chips(self) -> QWidget:
        self.chips: dict[OrderList, QPushButton] = {}
        self._group = QButtonGroup(self)
        chips = QWidget()
        flow = FlowLayout(chips, self._desk.theme.px(6))
        for which in OrderList:
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setChecked(which is self._list)
            self.chips[which] = chip
            self._group.addButton(chip)
            flow.addWidget(chip)
        return chips

    def _build_table(self) -> None:
        theme = self._desk.theme
        self.model: RowModel[OrderRow] = RowModel(
            order_columns(self._currency), self._fetch, retry_on=(BusyError,), parent=self
        )
        self.table = Table(theme, self.model, tr("Orders"))
        self.setFocusProxy(self.table)
        keys = [column.key for column in self.model.columns]
        self.table.setItemDelegateForColumn(keys.index(STATE), StateDelegate(theme, self.table))
        self.table.horizontalHeader().setStretchLastSection(False)
        self._what = keys.index(WHAT)
        self.table.viewport().installEventFilter(self)

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self.table.setFocus)
        self.new_button.clicked.connect(self._on_new)
        self.parcels_button.clicked.connect(self._on_parcels)
        self.written.clicked.connect(self._on_written)
        self.narrowed_chip.clicked.connect(self._on_whole_list)
        self.figures.opened.connect(self._on_figure)
        self._group.buttonClicked.connect(self._on_chip)
        self.model.sort_wanted.connect(self._on_sort)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        self.panel.listen_on(self)
        self.panel.repeated.connect(self.show_order)

    # what others ask

    def show_list(self, which: OrderList, narrowed: Narrowed | None = None, words: str = "") -> None:
        """Show one list, or those orders of it that a figure counts; `words` are the figure's name."""
        self.chips[which].setChecked(True)
        self._list = which
        self._narrowed = narrowed
        self.narrowed_chip.setText(f"{menu_text(words)}  ✕")
        self.narrowed_chip.setVisible(narrowed is not None)
        self._ask_anew()

    def show_all(self) -> None:
        """No words, no list."""
        self.search.clear_now()
        self.show_list(OrderList.ALL)

    def show_order(self, order: OrderId) -> None:
        """Show this order, and where it stands if the list has it."""
        self.table.choose(order)
        self.panel.show_order(order)

    def new_order(self, sketch: SketchRow | None = None) -> OrderSheet:
        """Ask for a new order, or go on with one that is being written."""
        sheet = open_order_sheet(self._desk, self.window(), sketch=sketch)
        sheet.saved.connect(self.show_order)
        return sheet

    def refresh(self) -> None:
        """Read the list, the counts and the order beside it again."""
        orders = self._desk.workspace.orders
        try:
            first = orders.ids(
                self._list,
                self._sort,
                descending=self._descending,
                words=self.search.text(),
                limit=FIRST,
                narrowed=self._narrowed,
            )
            counts, owed = orders.counts(TO_DO), orders.owed()
            self._sketches = self._desk.workspace.sketches.all()
        except BusyError:
            self._retry.start()
            return
        self._show_counts(counts, owed)
        self._show_written()
        self._question += 1
        self._read_figures()
        if len(first) < FIRST:
            self._full = True
            self._show_ids(first)
            return
        if not self._full:  # where the whole list stands already, it stays until the new one is there
            self._show_ids(first)
        question, words, sort, narrowed = self._question, self.search.text(), (self._list, self._sort), self._narrowed
        self._desk.jobs.run(
            lambda _: (question, orders.ids(*sort, descending=self._descending, words=words, narrowed=narrowed)),
            done=self._on_whole,
            failed=self._on_not_read,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was ordered gets the room that the other columns leave, and never less than it needs."""
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            titles = self.table.horizontalHeader()
            others = titles.length() - titles.sectionSize(self._what)
            room = self.table.viewport().width() - others
            titles.resizeSection(self._what, max(room, self._desk.theme.px(LEAST_WHAT)))
        return super().eventFilter(watched, event)

    # how it shows

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, OrderRow]:
        return self._desk.workspace.orders.rows(ids)

    def _show_counts(self, counts: Mapping[OrderList, int], owed: int) -> None:
        for which, chip in self.chips.items():
            if which is OrderList.TO_ASK and chip.text():
                continue  # told with the figures
            word = menu_text(list_word(which))
            chip.setText(f"{word}  {counts[which]:,}" if counts.get(which) else word)
        self._owed = format_amount(owed, self._currency) if owed else ""

    def _read_figures(self) -> None:
        """Read the figures beside the window; one question at a time, and once more when news came meanwhile."""
        if self._reading:
            self._read_again = True
            return
        self._reading, self._read_again = True, False
        workspace, currency = self._desk.workspace, self._currency
        self._desk.jobs.run(
            lambda _: read_figures(workspace, currency), done=self._on_figures, failed=self._on_no_figures
        )

    def _on_figures(self, told: Told) -> None:
        self._reading = False
        self.figures.show_told(told)
        word = menu_text(list_word(OrderList.TO_ASK))
        self.chips[OrderList.TO_ASK].setText(f"{word}  {told.to_ask:,}" if told.to_ask else word)
        if self._read_again:
            self._read_figures()

    def _on_no_figures(self, error: Exception) -> None:
        self._reading = False
        if not isinstance(error, (BusyError, Cancelled)):
            raise error
        self._retry.start()

    def _show_written(self) -> None:
        count = len(self._sketches)
        self.written.setText(menu_text(trn("{n} order being written", "{n} orders being written", count)))
        self.written.setVisible(count > 0)

    def _show_ids(self, ids: "array[int]") -> None:
        self.model.set_ids(ids)
        self.model.refresh()
        words = [trn("{n} order", "{n} orders", len(ids))]
        if self._owed:
            words.append(tr("{amount} owed in all", amount=self._owed))
        self.count.setText(" · ".join(words))
        asked = bool(self.search.text().strip()) or self._list is not OrderList.ALL or self._narrowed is not None
        asked = asked or bool(self._sketches)
        self.whole.setCurrentWidget(self.splitter if len(ids) or asked else self.no_orders)
        self.results.setCurrentWidget(self.table if len(ids) else self.nothing)
        self.parcels_button.setEnabled(len(ids) > 0)
        if not len(ids):
            self._explain_nothing()
        self._show_current()

    def _explain_nothing(self) -> None:
        if self.search.text().strip():
            self.nothing.say(tr("No order fits"), tr("No order fits what is typed and chosen above."))
        else:
            self.nothing.say(tr("Nothing here"), tr("No order is in this list at the moment. Well done!"))

    def _show_current(self) -> None:
        """The order beside the table is the current one; one that has left the list stays until another is chosen."""
        current = self.table.current_id
        if current is None and self.panel.order is None and len(self.model.ids):
            self.table.choose(self.model.ids[0])
            return
        shown = self.panel.order if self.panel.order is not None else current
        self.panel.show_order(None if shown is None else OrderId(shown))

    def _ask_anew(self) -> None:
        self._full = False
        self.show_anew()

    # what happens

    def _on_whole(self, answer: "tuple[int, array[int]]") -> None:
        question, ids = answer
        if question == self._question:
            self._full = True
            self._show_ids(ids)

    def _on_not_read(self, error: Exception) -> None:
        if not isinstance(error, BusyError):
            raise error
        self._retry.start()

    def _on_searched(self, _words: str) -> None:
        self._ask_anew()

    def _on_chip(self) -> None:
        self.show_list(next(which for which, chip in self.chips.items() if chip.isChecked()))

    def _on_whole_list(self) -> None:
        self.show_list(self._list)

    def _on_figure(self, which: OrderList, narrowed: Narrowed, words: str) -> None:
        self.search.clear_now()
        self.show_list(which, narrowed, words)

    def _on_written(self) -> None:
        if len(self._sketches) == 1:
            self.new_order(self._sketches[0])
        else:
            WrittenSheet(self._desk, self.new_order, self.window()).open()

    def _on_sort(self, key: str, ascending: bool) -> None:
        self._sort, self._descending = OrderSort(key), not ascending
        self._ask_anew()

    def _on_current(self, order: int | None) -> None:
        if order is not None:
            self.panel.show_order(OrderId(order))

    def _on_opened(self, order: int) -> None:
        self._desk.show_contact(self._desk.workspace.orders.row(OrderId(order)).contact)

    def _on_parcels(self) -> None:
        chosen = self.table.chosen_ids()
        self.parcels_wanted.emit(list(chosen if len(chosen) > 1 else self.model.ids))

    def _on_new(self) -> None:
        self.new_order()
