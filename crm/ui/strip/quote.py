"""A price for this friend, found by a few letters and copied as a sentence."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.ids import ContactId, ProductId
from crm.money import format_amount
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.days import day_words
from crm.wording.orders import price_reason, quote_sentence

OFFERED = 8


class QuotePane(QWidget):
    """`quoted(sentence)` when a product was chosen."""

    quoted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contact: ContactId | None = None
        self.product = Picker(desk.theme, tr("Product: name or initials"), self._fitting)
        self.product.setAcceptDrops(False)
        self.product.entered.connect(self._on_entered)
        self.reason = PlainLabel(look="small")
        self.reason.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(desk.theme.px(4))
        box.addWidget(self.product)
        box.addWidget(self.reason)

    def begin(self, contact: ContactId | None) -> None:
        """Quote to this friend, or to nobody: then it is the price for everybody."""
        self._contact = contact
        self.product.clear()
        self.reason.setText(tr("Enter copies the price as a sentence."))
        self.show()
        self.product.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fitting(self, typed: str) -> list[Choice]:
        shop = self._desk.workspace
        try:
            currency = shop.settings.shop().currency
            found = shop.products.find(typed, OFFERED)
        except BusyError:
            return []
        return [Choice(row.id, row.name, format_amount(row.price, currency, short=True)) for row in found]

    def _on_entered(self) -> None:
        choice = self.product.choice
        if choice is None or not isinstance(choice.value, int):
            return
        shop, product = self._desk.workspace, ProductId(choice.value)
        price = self._desk.attempt(lambda: shop.orders.proposed_price(self._contact, product))
        rows = self._desk.attempt(lambda: shop.products.rows([product]))
        if price is None or not rows:
            return
        row, currency = rows[product], shop.settings.shop().currency
        self.product.clear()
        day = day_words(price.day, shop.clock.today()) if price.day else ""
        self.reason.setText(price_reason(price.reason, day))
        self.quoted.emit(quote_sentence(row.name, row.unit, price.price, currency))
