"""The sheet for a product: a name is enough."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from crm.errors import OutOfRangeError, ShukeError
from crm.money import AmountError, format_amount
from crm.products import ProductDraft, ProductRow
from crm.ui.amount_field import AmountField, NumberField
from crm.ui.desk import Desk
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.errors import explain


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
        self._products = desk.workspace.products
        self._currency = desk.workspace.settings.shop().currency
        self._product = product
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name"))
        self.price = AmountField(self._currency, tr("Retail price"))
        self.unit = QLineEdit()
        self.unit.setAccessibleName(tr("Unit"))
        self.unit.setPlaceholderText(tr("box, bottle …"))
        self.cost = AmountField(self._currency, tr("Cost"))
        self.days = NumberField(tr("Days one lasts"))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(desk.theme.px(80))
        form = QFormLayout()
        for word, field in (
            (tr("Name"), self.name),
            (tr("Retail price"), self.price),
            (tr("Unit"), self.unit),
            (tr("Cost"), self.cost),
            (tr("Days one lasts"), self.days),
            (tr("Note"), self.note),
        ):
            form.addRow(word, field)
        self.body.addLayout(form)
        if product is not None:
            self._show(product)

    def ready(self) -> bool:
        """Save; what keeps it from being saved is said, and everything typed stays."""
        draft = self._draft()
        if draft is None:
            return False
        try:
            if self._product is None:
                number = self._products.add(draft)
            else:
                number = self._product.id
                self._products.edit(number, draft, seen=self._product.version)
        except OutOfRangeError as error:
            self.complain(self._range(error))
            return False
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self.saved.emit(number)
        return True

    def _show(self, product: ProductRow) -> None:
        self.name.setText(product.name)
        self.price.set_amount(product.price)
        self.unit.setText(product.unit)
        self.cost.set_amount(product.cost)
        self.days.setText("" if product.days_per_unit is None else str(product.days_per_unit))
        self.note.setPlainText(product.note)

    def _draft(self) -> ProductDraft | None:
        read: list[int | None] = []
        for field, ask in (
            (self.price, self.price.amount),
            (self.cost, self.cost.amount),
            (self.days, self.days.number),
        ):
            try:
                read.append(ask())
            except AmountError as error:
                self.complain(explain(error))
                field.setFocus()
                field.selectAll()
                return None
        price, cost, days = read
        return ProductDraft(
            self.name.text(),
            price=price or 0,
            unit=self.unit.text(),
            cost=cost,
            days_per_unit=days,
            note=self.note.toPlainText(),
        )

    def _range(self, error: OutOfRangeError) -> str:
        if error.kind == "days":
            self.days.setFocus()
            return tr("One lasts from {least} to {most} days.", least=error.least, most=f"{error.most:,}")
        (self.cost if error.kind == "cost" else self.price).setFocus()
        return tr("Please give an amount from 0 to {most}.", most=format_amount(error.most, self._currency, short=True))
