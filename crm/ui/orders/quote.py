"""A price for this friend, found by a few letters and copied as a sentence."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.ids import ContactId, ProductId
from crm.money import format_amount
from crm.quotes import quote
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
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
        told = self._desk.attempt(lambda: quote(shop.orders, shop.products, shop.prices, self._contact, product))
        if told is None:
            return
        self.product.clear()
        day = day_words(told.price.day, shop.clock.today()) if told.price.day else ""
        self.reason.setText(price_reason(told.price.reason, day, told.price.tier, told.price.at_least))
        self.quoted.emit(quote_sentence(told, shop.settings.shop().currency))


class QuoteSheet(Sheet):
    """Copies a quote for a friend; stays for the next one."""

    def __init__(self, desk: Desk, contact: ContactId | None, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Quote"), accept_text=trc("quote", "Close"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        self.cancel_button.hide()
        self.setMinimumWidth(desk.theme.px(440))
        self.pane = QuotePane(desk)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.body.addWidget(self.pane)
        self.body.addWidget(self.said)
        self.pane.quoted.connect(self._on_quoted)
        self.pane.begin(contact)

    def _on_quoted(self, sentence: str) -> None:
        QGuiApplication.clipboard().setText(sentence)
        self.said.setText(sentence)
        self._desk.say(tr("Quote copied"), undo=False)
