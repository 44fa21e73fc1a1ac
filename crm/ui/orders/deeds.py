"""Small sheets for what happens to an order: money comes or goes back, the parcel leaves."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from crm.errors import ShukeError
from crm.money import AmountError, format_amount
from crm.orders import InvalidPaymentError, OrderCard
from crm.ui.amount_field import AmountField
from crm.ui.desk import Desk
from crm.ui.orders.sheet import method_box
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.errors import explain
from crm.wording.orders import payment_problem


class DeedSheet(Sheet):
    """A sheet about one order that does something when accepted. `done(sentence)` says what was done."""

    done_deed = Signal(str)

    def __init__(self, desk: Desk, card: OrderCard, title: str, accept_text: str, parent: QWidget | None) -> None:
        super().__init__(desk.theme, title, accept_text=accept_text, cancel_text=tr("Close"), parent=parent)
        self.orders = desk.workspace.orders
        self.currency = desk.workspace.settings.shop().currency
        self.card = card
        self.body.addWidget(PlainLabel(f"{card.row.friend} · {card.row.summary}", look="dim", elide=True))
        self.form = QFormLayout()
        self.body.addLayout(self.form)

    def money(self, minor: int) -> str:
        """An amount in the shop's currency."""
        return format_amount(minor, self.currency, short=True)

    def perform(self, verb: Callable[[], object], sentence: str) -> bool:
        """Do it; whether it could be done. What was typed stays where it could not."""
        try:
            verb()
        except InvalidPaymentError as error:
            self.complain(payment_problem(error, self.currency))
            return False
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self.done_deed.emit(sentence)
        return True


class PaySheet(DeedSheet):
    """Money came: all that is owed, unless another amount is typed."""

    def __init__(self, desk: Desk, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(desk, card, tr("Money came"), tr("Paid"), parent)
        self.amount = AmountField(self.currency, tr("Amount"))
        self.amount.set_amount(card.row.owed)
        self.amount.selectAll()
        self.method = method_box()
        self.form.addRow(tr("Amount"), self.amount)
        self.form.addRow(tr("How it was paid"), self.method)

    def ready(self) -> bool:
        """Write the payment down."""
        try:
            amount = self.amount.amount()
        except AmountError as error:
            self.complain(explain(error))
            return False
        row = self.card.row
        sentence = tr("{friend} paid {amount}.", friend=row.friend, amount=self.money(amount or row.owed))
        return self.perform(lambda: self.orders.pay(row.id, amount, method=self.method.currentData()), sentence)


class RefundSheet(DeedSheet):
    """Money went back: all that was paid, unless another amount is typed."""

    def __init__(self, desk: Desk, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(desk, card, tr("Money back"), tr("Given back"), parent)
        self.amount = AmountField(self.currency, tr("Amount"))
        self.amount.set_amount(card.row.paid)
        self.amount.selectAll()
        self.method = method_box()
        self.again = QCheckBox(tr("They still have to pay this"))
        self.again.setVisible(card.row.cancelled_on is None)
        self.form.addRow(tr("Amount"), self.amount)
        self.form.addRow(tr("How it was paid"), self.method)
        self.form.addRow(self.again)

    def ready(self) -> bool:
        """Write down that it went back."""
        try:
            amount = self.amount.amount()
        except AmountError as error:
            self.complain(explain(error))
            return False
        row = self.card.row
        sentence = tr("{amount} went back to {friend}.", friend=row.friend, amount=self.money(amount or row.paid))
        return self.perform(
            lambda: self.orders.refund(
                row.id, amount, method=self.method.currentData(), owed_again=self.again.isChecked()
            ),
            sentence,
        )


class ShipSheet(DeedSheet):
    """The parcel leaves today; or, when it has left, its courier and number anew."""

    def __init__(self, desk: Desk, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(desk, card, tr("The parcel"), tr("Shipped"), parent)
        self.courier = QLineEdit(card.row.courier)
        self.tracking = QLineEdit(card.row.tracking)
        self.form.addRow(tr("Courier"), self.courier)
        self.form.addRow(tr("Tracking number"), self.tracking)
        if card.address:
            address = PlainLabel(card.address, look="dim")
            address.setWordWrap(True)
            self.form.addRow(tr("Address"), address)

    def ready(self) -> bool:
        """Write the parcel down."""
        row, courier, tracking = self.card.row, self.courier.text(), self.tracking.text()
        if row.shipped_on is not None:
            sentence = tr("The parcel to {friend} is noted.", friend=row.friend)
            return self.perform(lambda: self.orders.set_parcel(row.id, courier, tracking), sentence)
        sentence = tr("The parcel to {friend} is on its way.", friend=row.friend)
        return self.perform(
            lambda: self.orders.ship(row.id, courier=courier, tracking=tracking, seen=row.version), sentence
        )
