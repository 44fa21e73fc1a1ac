"""The page of products: the table, and the sheet to add or change one."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.ids import ProductId
from crm.money import Currency, format_amount
from crm.products import ProductRow
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.page import Page
from crm.ui.plain import menu_text
from crm.ui.products.sheet import ProductSheet
from crm.ui.table import Column, RowModel
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.rows_view import Table
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trn

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST = 100_000
"""More products than anybody sells."""

SORTS: dict[str, Callable[[ProductRow], Any]] = {
    "price": attrgetter("price"),
    "cost": lambda row: (row.cost is None, row.cost or 0),
    "days": lambda row: (row.days_per_unit is None, row.days_per_unit or 0),
}
"""By name they come sorted."""


class ProductsPage(Page):
    """All products."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.PRODUCTS | Topic.SETTINGS, parent)
        self._desk = desk
        self._sort = "name"
        self._descending = False
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        self.search = SearchField(desk.theme, tr("Search products (Ctrl+F)"), clear_name=tr("Clear search"))
        self.add_button = QPushButton(menu_text(tr("Add product")))
        self.add_button.setProperty("look", "primary")
        self.add_button.setToolTip(tr("Add product (Alt+N)"))
        self.edit_button = QPushButton(menu_text(tr("Edit")) + "  Enter")
        self.delete_button = QPushButton(menu_text(tr("Delete")) + "  Del")
        self.delete_button.setProperty("look", "danger")
        currency = desk.workspace.settings.shop().currency
        self.model: RowModel[ProductRow] = RowModel(
            product_columns(currency), self._fetch, retry_on=(BusyError,), parent=self
        )
        self.table = Table(desk.theme, self.model, tr("Products"))
        self.setFocusProxy(self.table)
        self.nothing = EmptyState(
            desk.theme, "search", tr("No product fits"), tr("No product fits what is typed above.")
        )
        self.nothing.add_step(tr("Show all products"), self.search.clear_now)
        self.results = QStackedWidget()
        self.results.addWidget(self.table)
        self.results.addWidget(self.nothing)
        filled = QWidget()
        box = QVBoxLayout(filled)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(8))
        top = QHBoxLayout()
        top.setContentsMargins(px(12), 0, px(12), 0)
        for widget, stretch in ((self.search, 1), (self.edit_button, 0), (self.delete_button, 0), (self.add_button, 0)):
            top.addWidget(widget, stretch)
        box.addLayout(top)
        box.addWidget(self.results, 1)
        self.no_products = EmptyState(
            desk.theme,
            "package",
            tr("Your products will be here"),
            tr("Name and price once, and every order is written with a few letters."),
        )
        self.no_products.add_step(tr("Add a product"), self.add_product)
        self.whole = QStackedWidget()
        self.whole.addWidget(filled)
        self.whole.addWidget(self.no_products)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self.table.setFocus)
        self.add_button.clicked.connect(self._on_add)
        self.edit_button.clicked.connect(self._on_edit)
        self.delete_button.clicked.connect(self.delete_chosen)
        self.model.sort_wanted.connect(self._on_sort)
        self.table.opened.connect(self._on_opened)
        self.table.chosen_changed.connect(self._on_chosen)
        for keys, act in (("Ctrl+F", self.search.setFocus), ("Alt+N", self._on_add)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
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
        self.search.clear_now()
        self.table.choose(product)

    def edit_product(self, product: ProductId) -> ProductSheet | None:
        """Ask what changes about a product; none when it is gone."""
        row = self._desk.workspace.products.rows([product]).get(product)
        if row is None:
            return None
        return self._open(
            ProductSheet(self._desk, self.window(), row), lambda name: tr("“{name}” is saved.", name=name)
        )

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
        words = self.search.text()
        rows = self._desk.workspace.products.find(words, MOST)
        if self._sort in SORTS:
            rows = sorted(rows, key=SORTS[self._sort])
        if self._descending:
            rows = rows[::-1]
        self.model.set_ids(array("q", [row.id for row in rows]))
        self.model.refresh()
        self.whole.setCurrentIndex(0 if rows or words.strip() else 1)
        self.results.setCurrentIndex(0 if rows else 1)
        self._on_chosen()

    # what happens

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

    def _on_searched(self, _words: str) -> None:
        self.show_anew()

    def _on_sort(self, key: str, ascending: bool) -> None:
        self._sort, self._descending = key, not ascending
        self.show_anew()


def product_columns(currency: Currency) -> list[Column[ProductRow]]:
    """The columns of the table of products."""

    def money(minor: int | None) -> str:
        return "" if minor is None else format_amount(minor, currency)

    return [
        Column("name", lambda: tr("Name"), lambda row: row.name, tooltip=lambda row: row.name, width=240),
        Column("price", lambda: tr("Retail price"), lambda row: money(row.price), RIGHT, width=110),
        Column("unit", lambda: tr("Unit"), lambda row: row.unit, width=80, sortable=False),
        Column("cost", lambda: tr("Cost"), lambda row: money(row.cost), RIGHT, width=110),
        Column(
            "days",
            lambda: tr("Days one lasts"),
            lambda row: "" if row.days_per_unit is None else f"{row.days_per_unit:,}",
            RIGHT,
            width=120,
        ),
        Column(
            "note", lambda: tr("Note"), lambda row: row.note, tooltip=lambda row: row.note, width=240, sortable=False
        ),
    ]
