"""Small sheets about a supplier: who they are, what came in or went back, what was paid, what they ask."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDateEdit,
    QGridLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from crm.errors import ShukeError
from crm.ids import SupplierId
from crm.money import AmountError, format_amount
from crm.products import ProductDraft, ProductRow
from crm.shipping import Slot, unknown_slots
from crm.suppliers import PriceRow, PurchaseDraft, PurchaseLineDraft, SupplierDraft, SupplierRow
from crm.ui.amount_field import AmountField, NumberField
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.orders.picker import SHOWN, Choice, Picker
from crm.ui.orders.sheet import method_box
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.errors import explain
from crm.wording.shipping import slot_word
from crm.wording.suppliers import report_template

SLOTS = (Slot.RECIPIENT, Slot.PHONE, Slot.ADDRESS, Slot.GOODS, Slot.QUANTITY, Slot.NOTE, Slot.SENDER, Slot.NUMBER)
FIRST_LINES = 3


class DeedSheet(FormSheet):
    """A sheet that does something with a supplier. `done_deed(sentence)` says what was done."""

    done_deed = Signal(str)

    def __init__(self, desk: Desk, title: str, accept_text: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, title, accept_text, parent)
        self.suppliers = desk.workspace.suppliers
        self.currency = desk.workspace.settings.shop().currency

    def money(self, minor: int) -> str:
        """An amount in the shop's currency."""
        return format_amount(minor, self.currency, short=True)

    def perform(self, verb: Callable[[], object], sentence: str) -> bool:
        """Do it; whether it could be done. What was typed stays where it could not."""
        try:
            verb()
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self.done_deed.emit(sentence)
        return True

    def day_field(self) -> QDateEdit:
        """A field for a day, today at first, never later."""
        field = QDateEdit()
        field.setCalendarPopup(True)
        today = self.desk.workspace.clock.today()
        field.setDate(QDate(today.year, today.month, today.day))
        field.setMaximumDate(field.date())
        self.add(tr("Day"), field)
        return field


def day_of(field: QDateEdit) -> date:
    """The day that a field shows."""
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())


def product_picker(desk: Desk) -> Picker:
    """A field for a product, by name, pinyin or initials; what is typed and not there becomes a new one."""

    def offer(typed: str) -> list[Choice]:
        rows = desk.workspace.products.find(typed, SHOWN)
        found = [Choice(row, row.name) for row in rows]
        name = " ".join(typed.split())
        if name and all(row.name != name for row in rows):
            found.append(Choice(None, name, tr("new product"), made=True))
        return found

    return Picker(desk.theme, tr("Product"), offer)


class SupplierSheet(DeedSheet):
    """A new supplier, or one said anew."""

    saved = Signal(object)

    def __init__(self, desk: Desk, row: SupplierRow | None = None, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Edit supplier") if row else tr("New supplier"), tr("Save"), parent)
        self._row = row
        self.setMinimumWidth(desk.theme.px(520))
        self.name = self.line(trc("field", "Name"), row.name if row else "")
        self.note = self.line(tr("Note"), row.note if row else "", tr("WeChat, group, bank account …"))
        self.template = QPlainTextEdit((row.template if row else "") or report_template())
        self.template.setTabChangesFocus(True)
        self.template.setFixedHeight(desk.theme.px(120))
        self.template.textChanged.connect(self._on_template)
        self.add(tr("How they want an order"), self.template)
        hint = PlainLabel(tr("Filled in: {words}", words=" ".join(map(slot_word, SLOTS))), look="small")
        hint.setWordWrap(True)
        self.body.addWidget(hint)

    def ready(self) -> bool:
        """Save it; the program's own template is kept as none, so that it follows the language."""
        text = self.template.toPlainText().strip()
        draft = SupplierDraft(self.name.text(), self.note.text(), "" if text == report_template() else text)
        row = self._row
        saved: list[SupplierId] = []

        def save() -> None:
            if row is None:
                saved.append(self.suppliers.add(draft))
            else:
                self.suppliers.edit(row.id, draft, seen=row.version)
                saved.append(row.id)

        name = " ".join(draft.name.split())
        sentence = tr("“{name}” is saved.", name=name) if row else tr("“{name}” is added.", name=name)
        if not self.perform(save, sentence):
            return False
        self.saved.emit(saved[0])
        return True

    def _on_template(self) -> None:
        unknown = unknown_slots(self.template.toPlainText())
        self.complain(tr("“{part}” is not known and stays as it is.", part=unknown[0]) if unknown else "")


class PaySheet(DeedSheet):
    """Money went to a supplier: all that is owed, unless another amount is typed; below zero it came back."""

    def __init__(self, desk: Desk, row: SupplierRow, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Paid to {name}", name=row.name), trc("supplier", "Paid"), parent)
        self._row = row
        self.amount = AmountField(self.currency, tr("Amount"))
        self.amount.set_amount(row.owed if row.owed > 0 else None)
        self.amount.selectAll()
        self.add(tr("Amount"), self.amount)
        self.method = method_box()
        self.add(tr("How it was paid"), self.method)
        self.day = self.day_field()
        self.note = self.line(tr("Note"))
        self.body.addWidget(PlainLabel(tr("An amount below zero is money that came back."), look="small"))

    def ready(self) -> bool:
        """Write the payment down."""
        try:
            amount = self.amount.amount()
        except AmountError as error:
            self.complain(explain(error))
            return False
        if not amount:
            self.complain(tr("How much was paid?"))
            return False
        row, method, note = self._row, self.method.currentData(), self.note.text()
        day = day_of(self.day)
        sentence = tr("{amount} paid to {name}.", amount=self.money(amount), name=row.name)
        return self.perform(lambda: self.suppliers.pay(row.id, amount, method=method, day=day, note=note), sentence)


class _Line:
    """A product, how many, and what one costs."""

    def __init__(self, sheet: "PurchaseSheet", grid: QGridLayout, place: int) -> None:
        self._sheet = sheet
        self.product = product_picker(sheet.desk)
        self.quantity = NumberField(tr("Quantity"))
        self.cost = AmountField(sheet.currency, tr("Cost each"))
        for column, (field, width) in enumerate(((self.product, 0), (self.quantity, 80), (self.cost, 100))):
            if width:
                field.setPlaceholderText(field.accessibleName())
                field.setMaximumWidth(sheet.desk.theme.px(width))
            grid.addWidget(field, place, column)
        self.product.textChanged.connect(sheet.on_product)
        self.product.picked.connect(self._on_picked)
        self.product.entered.connect(self.quantity.setFocus)
        self.quantity.textChanged.connect(sheet.show_total)
        self.cost.textChanged.connect(sheet.show_total)

    @property
    def empty(self) -> bool:
        return not (self.product.text().strip() or self.quantity.text().strip() or self.cost.text().strip())

    def read(self) -> PurchaseLineDraft:
        """What it says. Raises `AmountError`."""
        self.product.settle()
        choice = self.product.choice
        known = choice.value if choice is not None and not choice.made else None
        product = known.id if isinstance(known, ProductRow) else None
        return PurchaseLineDraft(product, self.quantity.number() or 0, self.cost.amount() or 0, self.product.text())

    def _on_picked(self, choice: Choice) -> None:
        """What it cost there last is proposed."""
        if isinstance(choice.value, ProductRow) and not self.cost.text():
            self.cost.set_amount(self._sheet.cost_of(choice.value))


class PurchaseSheet(DeedSheet):
    """Goods came in, or went back."""

    def __init__(self, desk: Desk, row: SupplierRow, *, returned: bool = False, parent: QWidget | None = None) -> None:
        title = tr("Sent back to {name}", name=row.name) if returned else tr("Goods from {name}", name=row.name)
        super().__init__(desk, title, tr("Save"), parent)
        self._row = row
        self._returned = returned
        self.setMinimumWidth(desk.theme.px(520))
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumHeight(desk.theme.px(150))
        self.lines: list[_Line] = []
        self.total = PlainLabel(look="heading")
        self.body.insertWidget(0, area)
        self.body.insertWidget(1, self.total)
        self.day = self.day_field()
        self.paid = AmountField(self.currency, tr("Paid at once"))
        self.add(tr("Money back at once") if returned else tr("Paid at once"), self.paid)
        self.all_paid = QPushButton(menu_text(tr("All of it")))
        self.all_paid.setAutoDefault(False)
        self.all_paid.clicked.connect(self._on_all_paid)
        self.form.addRow("", self.all_paid)
        self.note = self.line(tr("Note"))
        for _ in range(FIRST_LINES):
            self._add_line()
        self.show_total()

    def cost_of(self, product: ProductRow) -> int | None:
        """What it costs at this supplier, else what it cost last."""
        price = self.desk.attempt(lambda: self.suppliers.price(self._row.id, product.id))
        return product.cost if price is None else price

    def on_product(self) -> None:
        """There is always an empty line at the end."""
        if not self.lines[-1].empty:
            self._add_line()

    def show_total(self) -> None:
        """What all of it costs."""
        self.total.setText(tr("Total {amount}", amount=format_amount(self._total(), self.currency)))

    def ready(self) -> bool:
        """Write the purchase down; a product that is new becomes one."""
        try:
            lines = tuple(line.read() for line in self.lines if not line.empty)
            paid = self.paid.amount() or 0
        except AmountError as error:
            self.complain(explain(error))
            return False
        if any(not line.cost.text().strip() for line in self.lines if not line.empty):
            self.complain(tr("What did one cost? 0 is fine for a gift."))
            return False
        row, day = self._row, day_of(self.day)
        draft = PurchaseDraft(row.id, lines, day, self.note.text(), self._returned, paid)
        amount = format_amount(self._total(), self.currency, short=True)
        sentence = (
            tr("{amount} of goods went back to {name}.", amount=amount, name=row.name)
            if self._returned
            else tr("{amount} of goods came from {name}.", amount=amount, name=row.name)
        )
        return self.perform(lambda: self.suppliers.buy(draft), sentence)

    def _total(self) -> int:
        total = 0
        for line in self.lines:
            try:
                total += (line.quantity.number() or 0) * line.cost.amount_or_zero()
            except AmountError:
                continue
        return total

    def _add_line(self) -> None:
        self.lines.append(_Line(self, self._grid, len(self.lines)))

    def _on_all_paid(self) -> None:
        self.paid.set_amount(self._total())


class PricesSheet(DeedSheet):
    """What products cost there: one after the other by Enter."""

    def __init__(self, desk: Desk, row: SupplierRow, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("What {name} asks", name=row.name), trc("sheet", "Done"), parent)
        self._row = row
        self._prices: list[PriceRow] = []
        self.setMinimumWidth(desk.theme.px(480))
        self.cancel_button.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Prices"))
        self.list.setMinimumHeight(desk.theme.px(160))
        self.product = product_picker(desk)
        self.price = AmountField(self.currency, tr("Cost each"))
        self.product.entered.connect(self.price.setFocus)
        self.add_button_ = QPushButton(menu_text(tr("Set price")) + "  Enter")
        self.add_button_.setAutoDefault(False)
        self.add_button_.clicked.connect(self.set_price)
        self.add(tr("Product"), self.product)
        self.add(tr("Cost each"), self.price)
        self.form.addRow("", self.add_button_)
        self.body.addWidget(self.list)
        hint = PlainLabel(
            tr("★ ships it unless you keep stock: the price that was said last. Del removes a price."),
            look="small",
        )
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        self.list.currentRowChanged.connect(self._on_row)
        delete = QShortcut(QKeySequence("Del"), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        self.show_prices()

    def show_prices(self) -> None:
        """Read the prices again."""
        self._prices = self.desk.attempt(lambda: self.suppliers.prices(self._row.id)) or []
        self.list.clear()
        for price in self._prices:
            self.list.addItem(one_line(f"{'★ ' if price.usual else ''}{price.name}  {self.money(price.price)}"))

    def set_price(self) -> None:
        """Write the price down, and be ready for the next."""
        self.product.settle()
        try:
            price = self.price.amount()
        except AmountError as error:
            self.complain(explain(error))
            return
        name = " ".join(self.product.text().split())
        if not name or price is None:
            self.complain(tr("Which product, and what does one cost?"))
            return
        products = self.desk.workspace.products
        known = products.named(name)

        def verb() -> None:
            product = known.id if known else products.add(ProductDraft(name))
            self.suppliers.set_price(self._row.id, product, price)

        sentence = tr(
            "{product} costs {amount} at {name}.", product=name, amount=self.money(price), name=self._row.name
        )
        if self.perform(verb, sentence):
            self.complain("")
            self.product.clear()
            self.price.clear()
            self.product.setFocus()
            self.show_prices()

    def remove(self) -> None:
        """They do not have the chosen product any more."""
        place = self.list.currentRow()
        if 0 <= place < len(self._prices):
            price = self._prices[place]
            sentence = tr("{product} has no price at {name} any more.", product=price.name, name=self._row.name)
            if self.perform(lambda: self.suppliers.set_price(self._row.id, price.product, None), sentence):
                self.show_prices()

    def ready(self) -> bool:
        """A price that is typed is written down first, and the sheet stays for the next one."""
        if not (self.product.text().strip() or self.price.text().strip()):
            return True
        self.set_price()
        return False

    def _on_row(self, place: int) -> None:
        if 0 <= place < len(self._prices):
            self.product.setText(self._prices[place].name)
            self.price.set_amount(self._prices[place].price)
