"""The sheet for a product: a name is enough; prices, stock, variants, words and photos stand behind tabs."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QTabWidget, QWidget

from crm.errors import OutOfRangeError, ShukeError
from crm.ids import ProductId
from crm.money import AmountError
from crm.prices import InvalidPriceError
from crm.products import InvalidProductError, ProductDraft, ProductRow
from crm.ui.amount_field import AmountField, NumberField
from crm.ui.desk import Desk
from crm.ui.page import on_keys
from crm.ui.plain import menu_text
from crm.ui.products.photos import PhotosTab
from crm.ui.products.tabs import MakeupTab, PricesTab, StockTab, Tab, UnreadError, WordsTab
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.errors import explain
from crm.wording.products import price_problem, range_sentence


class ProductSheet(Sheet):
    """Writes a new product, or an old one anew. `saved(product)` after it is in the shop."""

    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None, product: ProductRow | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("Edit product") if product else tr("New product"),
            accept_text=tr("Save"),
            cancel_text=tr("Close"),
            parent=parent,
        )
        self._desk = desk
        self._currency = desk.workspace.settings.shop().currency
        self._product = product
        products = desk.workspace.products
        whole = products.rows([product.parent]).get(product.parent) if product and product.parent else None
        self._basics()
        self.prices = PricesTab(desk, product)
        self.stock = StockTab(desk, product)
        self.makeup = MakeupTab(desk, product, whole)
        self.words = WordsTab(desk, product)
        self.photos = PhotosTab(desk, product.id if product else None)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        named = (
            (trc("product", "Product"), self.basics),
            (trc("product", "Prices"), self.prices),
            (trc("product", "Stock"), self.stock),
            (trc("product", "Variants, bundle"), self.makeup),
            (trc("product", "Story"), self.words),
            (trc("product", "Photos"), self.photos),
        )
        for place, (name, tab) in enumerate(named, 1):
            self.tabs.addTab(tab, menu_text(name))
            self.tabs.setTabToolTip(place - 1, f"{name} (Alt+{place})")
            on_keys([(f"Alt+{place}", self, partial(self.show_tab, place - 1))])
        self.body.addWidget(self.tabs, 1)
        self.stock.moved.connect(self._on_moved)
        if product is not None:
            self._show(product, whole)
        px = desk.theme.px
        room = (parent.window() if parent is not None else self).size()
        # never larger than the window it stands over
        self.resize(
            min(px(660), max(px(420), room.width() - px(40))), min(px(560), max(px(380), room.height() - px(40)))
        )

    def show_tab(self, place: int) -> None:
        """Go to a tab, and into its first field."""
        self.tabs.setCurrentIndex(place)
        for field in self.tabs.currentWidget().findChildren(QWidget):
            if field.focusPolicy() & Qt.FocusPolicy.TabFocus and field.isVisible() and field.isEnabled():
                field.setFocus()
                return

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the name; of a variant, with the price."""
        super().showEvent(event)
        (self.name if self.name.isEnabled() else self.price).setFocus()

    def ready(self) -> bool:
        """Save; what keeps it from being saved is said, and everything typed stays."""
        try:
            number = self._save()
        except UnreadError as error:
            self.complain(error.sentence)
            self._go_to(error.field)
            return False
        except OutOfRangeError as error:
            self.complain(range_sentence(error, self._currency))
            self._go_to(self._fields().get(error.kind, self.stock.count))
            return False
        except InvalidPriceError as error:
            self.complain(price_problem(error, self._currency))
            self._go_to(self.prices.lines.filled[error.place].what)
            return False
        except ShukeError as error:
            self.complain(explain(error))
            self._go_to(self.makeup.parts.lines[0].what if isinstance(error, InvalidProductError) else self.name)
            return False
        self.saved.emit(number)
        return True

    # the first tab

    def _basics(self) -> None:
        self.basics = Tab(self._desk)
        form = self.basics.form()
        self.name = self._line(form, tr("Name"))
        self.price = AmountField(self._currency, tr("Retail price"))
        self.unit = self._line(form, tr("Unit"), tr("box, bottle …"))
        self.cost = AmountField(self._currency, tr("Cost"))
        self.days = NumberField(tr("Days one lasts"))
        self.sort = QComboBox()
        self.sort.setEditable(True)
        self.sort.setAccessibleName(trc("product", "Sort"))
        self.sort.addItems(self._desk.workspace.products.sorts())
        self.sort.setCurrentText("")
        self.sort.setPlaceholderText(tr("masks, tea …"))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(self._desk.theme.px(80))
        form.insertRow(1, tr("Retail price"), self.price)
        form.insertRow(2, tr("Cost"), self.cost)
        form.addRow(trc("product", "Sort"), self.sort)
        form.addRow(tr("Days one lasts"), self.days)
        form.addRow(tr("Note"), self.note)
        self.basics.column.addStretch()

    def _line(self, form: QFormLayout, name: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        form.addRow(name, field)
        return field

    def _show(self, product: ProductRow, whole: ProductRow | None) -> None:
        self.name.setText(product.name)
        self.name.setEnabled(whole is None)
        self.price.set_amount(product.price)
        self.unit.setText(product.unit)
        self.cost.set_amount(product.cost)
        self.days.setText("" if product.days_per_unit is None else str(product.days_per_unit))
        self.sort.setCurrentText(product.sort)
        self.note.setPlainText(product.note)

    # saving

    def _save(self) -> ProductId:
        """Raises `UnreadError` and what saving raises."""
        draft = self._draft()
        prices = self.prices.drafts()
        product = self._product
        return self._desk.workspace.prices.save(
            draft,
            prices,
            product=None if product is None else product.id,
            seen=None if product is None else product.version,
            variants=self.makeup.words(),
        )

    def _draft(self) -> ProductDraft:
        read: list[int | None] = []
        for field, ask in (
            (self.price, self.price.amount),
            (self.cost, self.cost.amount),
            (self.days, self.days.number),
        ):
            try:
                read.append(ask())
            except AmountError as error:
                raise UnreadError(explain(error), field) from error
        price, cost, days = read
        stocked, count, low = self.stock.read()
        return ProductDraft(
            self.name.text(),
            price=price or 0,
            unit=self.unit.text(),
            cost=cost,
            days_per_unit=days,
            note=self.note.toPlainText(),
            sort=self.sort.currentText(),
            parent=None if self._product is None else self._product.parent,
            variant=self.makeup.variant.text(),
            story=self.words.story.toPlainText(),
            recommend=self.words.recommend.toPlainText(),
            origin=self.words.origin.text(),
            authorisation=self.words.authorisation.text(),
            stocked=stocked,
            low_stock=low,
            count=count,
            parts=self.makeup.drafts(),
        )

    def _fields(self) -> dict[str, QLineEdit]:
        return {"price": self.price, "cost": self.cost, "days": self.days, "low_stock": self.stock.low}

    def _go_to(self, field: QWidget) -> None:
        """Show the tab that a field is in, and put the cursor there."""
        for place in range(self.tabs.count()):
            tab = self.tabs.widget(place)
            if tab is not None and tab.isAncestorOf(field):
                self.tabs.setCurrentIndex(place)
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()

    def _on_moved(self) -> None:
        """Something came or went meanwhile: that is a newer row, of which everything else is as it was."""
        if self._product is None:
            return
        row = self._desk.workspace.products.rows([self._product.id]).get(self._product.id)
        if row is not None:
            self._product = row
            self.stock.show_product(row)
