"""The page of products: the table, what runs out and expires, stocktaking, and the sheet to add or change one."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.ids import ProductId, TierId
from crm.products import ProductRow, best
from crm.stock import BatchRow
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.menus import add_entry
from crm.ui.page import Page, on_keys
from crm.ui.papers.of_products import price_list, product_card
from crm.ui.papers.sheet import PaperSheet
from crm.ui.plain import menu_text
from crm.ui.products.columns import SORTS, product_columns
from crm.ui.products.counting import CountSheet
from crm.ui.products.sheet import ProductSheet
from crm.ui.products.tabs import batch_words
from crm.ui.products.tiers_sheet import TiersSheet
from crm.ui.table import RowModel
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.rows_view import Table
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc, trn

TOLD = 3
"""So many expiring batches are named."""


class ProductsPage(Page):
    """All products."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.PRODUCTS | Topic.ORDERS | Topic.CONTACTS | Topic.SETTINGS, parent)
        self._desk = desk
        self._sort = "name"
        self._descending = False
        self._build()
        self._listen()

    def _build(self) -> None:
        desk = self._desk
        self.search = SearchField(desk.theme, tr("Search products (Ctrl+F)"), clear_name=tr("Clear search"))
        self.sort = QComboBox()
        self.sort.setAccessibleName(trc("product", "Sort"))
        self.low = QPushButton()
        self.low.setCheckable(True)
        self.low.setToolTip(tr("What runs out, or was sold beyond what there is (Alt+L)"))
        self.count_button = QPushButton(menu_text(tr("Stocktaking")))
        self.count_button.setToolTip(tr("Stocktaking (Alt+K)"))
        self.tiers_button = QPushButton(menu_text(tr("Agent levels")))
        self.tiers_button.setToolTip(tr("Agent levels (Alt+G)"))
        self.add_button = QPushButton(menu_text(tr("Add product")))
        self.add_button.setProperty("look", "primary")
        self.add_button.setToolTip(tr("Add product (Alt+N)"))
        self.edit_button = QPushButton(menu_text(tr("Edit")) + "  Enter")
        self.card_button = QPushButton(menu_text(tr("Card to send…")))
        self.card_button.setToolTip(tr("What the buyer may know of it, as a picture (Alt+V)"))
        self.list_button = QPushButton(menu_text(tr("Price list…")))
        self.list_button.setToolTip(tr("Everything with its price, for one level only, as a picture (Alt+P)"))
        self.delete_button = QPushButton(menu_text(tr("Delete")) + "  Del")
        self.delete_button.setProperty("look", "danger")
        currency = desk.workspace.settings.shop().currency
        self.model: RowModel[ProductRow] = RowModel(
            product_columns(currency), self._fetch, retry_on=(BusyError,), parent=self
        )
        self.table = Table(desk.theme, self.model, tr("Products"))
        self.setFocusProxy(self.table)
        self.nothing = EmptyState(
            desk.theme, "search", tr("No product fits"), tr("No product fits what is typed or chosen above.")
        )
        self.nothing.add_step(tr("Show all products"), self._on_all)
        self.results = QStackedWidget()
        self.results.addWidget(self.table)
        self.results.addWidget(self.nothing)
        filled = self._lay_out()
        self.no_products = EmptyState(
            desk.theme,
            "package",
            tr("Your products will be here"),
            tr("Name and price once, and every order is written with a few letters."),
        )
        self.no_products.add_step(tr("Add a product"), self.add_product)
        self.no_products.add_step(tr("Bring in a price list"), lambda: self._desk.asked_page.emit("import"))
        self.whole = QStackedWidget()
        self.whole.addWidget(filled)
        self.whole.addWidget(self.no_products)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)

    def _lay_out(self) -> QWidget:
        px = self._desk.theme.px
        filled = QWidget()
        box = QVBoxLayout(filled)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(8))
        top = QHBoxLayout()
        top.setContentsMargins(px(12), 0, px(12), 0)
        for widget, stretch in ((self.search, 1), (self.sort, 0), (self.low, 0), (self.add_button, 0)):
            top.addWidget(widget, stretch)
        deeds = QWidget()
        flow = FlowLayout(deeds, px(6))
        below = QHBoxLayout()
        below.setContentsMargins(px(12), 0, px(12), 0)
        below.addWidget(deeds)
        for button in (
            self.edit_button,
            self.delete_button,
            self.card_button,
            self.list_button,
            self.count_button,
            self.tiers_button,
        ):
            flow.addWidget(button)
        self.expiring = PlainLabel(look="warn", elide=True)
        self.expiring.setContentsMargins(px(14), 0, px(14), 0)
        box.addLayout(top)
        box.addLayout(below)
        box.addWidget(self.expiring)
        box.addWidget(self.results, 1)
        return filled

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self.table.setFocus)
        self.sort.activated.connect(self._on_searched)
        self.low.toggled.connect(self._on_searched)
        self.add_button.clicked.connect(self._on_add)
        self.edit_button.clicked.connect(self._on_edit)
        self.delete_button.clicked.connect(self.delete_chosen)
        self.card_button.clicked.connect(self._on_card)
        self.list_button.clicked.connect(self._on_price_list)
        self.count_button.clicked.connect(self.count_stock)
        self.tiers_button.clicked.connect(self.show_tiers)
        self.model.sort_wanted.connect(self._on_sort)
        self.table.opened.connect(self._on_opened)
        self.table.chosen_changed.connect(self._on_chosen)
        on_keys(
            [
                ("Ctrl+F", self, self.search.setFocus),
                ("Alt+N", self, self._on_add),
                ("Alt+L", self, self.low.toggle),
                ("Alt+V", self, self._on_card),
                ("Alt+P", self, self._on_price_list),
                ("Alt+K", self, self.count_stock),
                ("Alt+G", self, self.show_tiers),
            ]
        )
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete_chosen)
        self._on_chosen()

    # what others ask

    def add_product(self) -> ProductSheet:
        """Ask for a new product."""
        return self._open(ProductSheet(self._desk, self.window()), lambda name: tr("“{name}” is added.", name=name))

    def show_product(self, product: ProductId) -> None:
        """Choose this product in the list of all."""
        self._on_all()
        self.table.choose(product)

    def show_card(self, product: ProductId) -> PaperSheet | None:
        """What the buyer may know of it, to send."""
        paper = self._desk.attempt(lambda: product_card(self._desk, product))
        row = self._desk.workspace.products.rows([product]).get(product)
        if paper is None or row is None:
            return None
        sheet = PaperSheet(self._desk, row.name, paper, row.name, self)
        sheet.open()
        return sheet

    def show_price_list(self, tier: TierId | None, name: str) -> PaperSheet:
        """What everything costs on one level, or everybody, to send."""
        sheet = PaperSheet(self._desk, name, price_list(self._desk, tier), name, self)
        sheet.open()
        return sheet

    def price_list_menu(self) -> QMenu:
        """For whom the price list is."""
        menu = QMenu(self)
        everybody = tr("Prices for everybody")
        add_entry(menu, everybody, partial(self.show_price_list, None, everybody))
        for row in self._desk.workspace.prices.tiers():
            name = tr("Prices for {tier}", tier=row.name)
            add_entry(menu, name, partial(self.show_price_list, row.id, name))
        return menu

    def _on_card(self) -> None:
        if self.table.current_id is not None:
            self.show_card(ProductId(self.table.current_id))

    def _on_price_list(self) -> None:
        menu = self.price_list_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list_button.mapToGlobal(self.list_button.rect().bottomLeft()))

    def edit_product(self, product: ProductId) -> ProductSheet | None:
        """Ask what changes about a product; none when it is gone."""
        row = self._desk.workspace.products.rows([product]).get(product)
        if row is None:
            return None
        return self._open(
            ProductSheet(self._desk, self.window(), row), lambda name: tr("“{name}” is saved.", name=name)
        )

    def count_stock(self) -> CountSheet:
        """Ask what is there."""
        sheet = CountSheet(self._desk, self.window())
        sheet.open()
        return sheet

    def show_tiers(self) -> TiersSheet:
        """Show the levels of agents."""
        sheet = TiersSheet(self._desk, self.window())
        sheet.open()
        return sheet

    def delete_chosen(self) -> None:
        """Delete what is selected, as one step."""
        chosen = [ProductId(number) for number in self.table.chosen_ids()]
        if not chosen:
            return

        def done() -> bool:
            self._desk.workspace.products.delete(chosen)
            return True

        if self._desk.attempt(done):
            self._desk.say(
                trn(
                    "{n} product is deleted; its orders stay.",
                    "{n} products are deleted; their orders stay.",
                    len(chosen),
                )
            )

    def refresh(self) -> None:
        """Read the products again."""
        shop = self._desk.workspace
        every = shop.products.everything()
        self._show_sorts()
        sort, words = self.sort.currentData(), self.search.text()
        low = [row for row in every if row.low and row.sold]
        self.low.setText(menu_text(trn("{n} low", "{n} low", len(low))))
        self.low.setVisible(bool(low) or self.low.isChecked())
        rows = [row for row in (low if self.low.isChecked() else every) if not sort or row.sort == sort]
        rows = best(rows, words)
        if self._sort in SORTS:
            rows = sorted(rows, key=SORTS[self._sort])
        if self._descending:
            rows = rows[::-1]
        self.model.set_ids(array("q", [row.id for row in rows]))
        self.model.refresh()
        self.whole.setCurrentIndex(0 if every else 1)
        self.results.setCurrentIndex(0 if rows else 1)
        self._show_expiring(shop.stock.expiring())
        self._on_chosen()

    # what happens

    def _show_sorts(self) -> None:
        sorts = self._desk.workspace.products.sorts()
        if [self.sort.itemData(place) for place in range(1, self.sort.count())] == sorts:
            return
        chosen = self.sort.currentData()
        self.sort.clear()
        self.sort.addItem(trc("product", "All sorts"), "")
        for sort in sorts:
            self.sort.addItem(sort, sort)
        self.sort.setCurrentIndex(max(0, self.sort.findData(chosen)))
        self.sort.setVisible(bool(sorts))

    def _show_expiring(self, batches: Sequence[BatchRow]) -> None:
        today = self._desk.workspace.clock.today()
        named = "; ".join(f"{batch.name} {batch_words(batch, today)}" for batch in batches[:TOLD])
        more = "" if len(batches) <= TOLD else " …"
        self.expiring.setText(tr("Expires soon: {list}", list=named + more) if batches else "")
        self.expiring.setVisible(bool(batches))

    def _open(self, sheet: ProductSheet, sentence: Callable[[str], str]) -> ProductSheet:
        def told(number: ProductId) -> None:
            row = self._desk.workspace.products.rows([number])[number]
            self._desk.say(sentence(row.name))
            self.table.choose(number)

        sheet.saved.connect(told)
        sheet.open()
        return sheet

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, ProductRow]:
        return self._desk.workspace.products.rows(ids)

    def _on_all(self) -> None:
        self.low.setChecked(False)
        self.sort.setCurrentIndex(0)
        self.search.clear_now()
        self.show_anew()

    def _on_add(self) -> None:
        self.add_product()

    def _on_edit(self) -> None:
        if self.table.current_id is not None:
            self.edit_product(ProductId(self.table.current_id))

    def _on_opened(self, product: int) -> None:
        self.edit_product(ProductId(product))

    def _on_chosen(self) -> None:
        chosen = len(self.table.chosen_ids())
        self.edit_button.setEnabled(chosen == 1)
        self.delete_button.setEnabled(chosen > 0)

    def _on_searched(self, *_: object) -> None:
        self.show_anew()

    def _on_sort(self, key: str, ascending: bool) -> None:
        self._sort, self._descending = key, not ascending
        self.show_anew()
