"""Small sheets for what happens to an order: money comes or goes back, the parcel leaves."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QRadioButton, QWidget

from crm.errors import ShukeError
from crm.money import AmountError, format_amount
from crm.orders import InvalidPaymentError, OrderCard, ParcelRow, PayMethod
from crm.ui.amount_field import AmountField, NumberField
from crm.ui.desk import Desk
from crm.ui.orders.sheet import KEPT, method_box, method_of
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
        workspace = desk.workspace
        left = workspace.advances.balance(card.row.contact)
        self.method = method_box(advance=self.money(left) if left else "")
        self.form.addRow(tr("Amount"), self.amount)
        self.form.addRow(tr("How it was paid"), self.method)
        owed = workspace.contacts.row(card.row.contact).owed
        self.several = QCheckBox(
            tr(
                "For everything {friend} owes ({amount}), the oldest order first",
                friend=card.row.friend,
                amount=self.money(owed),
            )
        )
        self.several.setVisible(owed > card.row.owed)
        self.several.toggled.connect(lambda on: self.amount.set_amount(owed if on else card.row.owed))
        self.rest = QCheckBox(tr("What is too much stays with me for next time"))
        self.form.addRow(self.several)
        self.form.addRow(self.rest)

    def ready(self) -> bool:
        """Write the payment down."""
        try:
            amount = self.amount.amount()
        except AmountError as error:
            self.complain(explain(error))
            return False
        row = self.card.row
        sentence = tr("{friend} paid {amount}.", friend=row.friend, amount=self.money(amount or row.owed))
        method, rest = method_of(self.method), self.rest.isChecked()
        if self.several.isChecked():
            return self.perform(
                lambda: self.orders.receive_money(row.contact, amount or 0, method=method, keep_rest=rest), sentence
            )
        return self.perform(lambda: self.orders.pay(row.id, amount, method=method, keep_rest=rest), sentence)


class RefundSheet(DeedSheet):
    """Money went back: all that was paid, unless another amount is typed."""

    def __init__(self, desk: Desk, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(desk, card, tr("Money back"), tr("Given back"), parent)
        self.amount = AmountField(self.currency, tr("Amount"))
        self.amount.set_amount(card.row.paid)
        self.amount.selectAll()
        self.method = method_box(advance=KEPT)
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
                row.id, amount, method=method_of(self.method), owed_again=self.again.isChecked()
            ),
            sentence,
        )


class CancelSheet(DeedSheet):
    """The order comes to nothing; and what becomes of the money that came for it."""

    def __init__(self, desk: Desk, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(desk, card, tr("Cancel order"), tr("Cancel order"), parent)
        self.form.addRow(
            PlainLabel(tr("{amount} was paid for it. What becomes of that?", amount=self.money(card.row.paid)))
        )
        self.later = QRadioButton(tr("I give it back later"))
        self.back = QRadioButton(tr("It went back"))
        self.keep = QRadioButton(tr("It stays with me for their next order"))
        self.method = method_box()
        self.later.setChecked(True)
        for button in (self.later, self.keep, self.back):
            self.form.addRow(button)
        self.form.addRow(tr("How it was paid"), self.method)
        self.method.setEnabled(False)
        self.back.toggled.connect(self.method.setEnabled)

    def ready(self) -> bool:
        """Cancel it."""
        row = self.card.row
        method = PayMethod.ADVANCE if self.keep.isChecked() else method_of(self.method)
        give_back = not self.later.isChecked()
        return self.perform(
            lambda: self.orders.cancel(row.id, give_back=give_back, method=method),
            tr("Order {number} is cancelled.", number=row.number),
        )


class AdvanceSheet(DeedSheet):
    """Money that the friend leaves with the seller for orders to come, or takes back."""

    def __init__(self, desk: Desk, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(desk, card, tr("Advance of {friend}", friend=card.row.friend), tr("Write down"), parent)
        self.advances = desk.workspace.advances
        left = self.advances.balance(card.row.contact)
        self.form.addRow(PlainLabel(tr("Left with me: {amount}", amount=self.money(left))))
        self.leaves = QRadioButton(tr("They leave money with me"))
        self.takes = QRadioButton(tr("They take it back"))
        self.leaves.setChecked(True)
        self.takes.setEnabled(left > 0)
        self.amount = AmountField(self.currency, tr("Amount"))
        self.takes.toggled.connect(lambda on: self.amount.set_amount(left if on else None))
        self.method = method_box()
        for button in (self.leaves, self.takes):
            self.form.addRow(button)
        self.form.addRow(tr("Amount"), self.amount)
        self.form.addRow(tr("How it was paid"), self.method)

    def ready(self) -> bool:
        """Write it down."""
        try:
            amount = self.amount.amount() or 0
        except AmountError as error:
            self.complain(explain(error))
            return False
        row, method = self.card.row, method_of(self.method)
        if self.takes.isChecked():
            sentence = tr("{amount} went back to {friend}.", friend=row.friend, amount=self.money(amount))
            return self.perform(lambda: self.advances.give_back(row.contact, amount, method=method), sentence)
        sentence = tr("{friend} left {amount} with you.", friend=row.friend, amount=self.money(amount))
        return self.perform(lambda: self.advances.leave(row.contact, amount, method=method), sentence)


class ShipSheet(DeedSheet):
    """The parcel leaves today, with all of it or a part; or, when it has left, its courier and number anew."""

    def __init__(
        self, desk: Desk, card: OrderCard, parent: QWidget | None = None, parcel: ParcelRow | None = None
    ) -> None:
        super().__init__(desk, card, tr("The parcel"), tr("Shipped"), parent)
        self._parcel = parcel
        gone = card.row.shipped_on is not None or parcel is not None
        known = parcel or (card.row if gone else None)
        self.courier = QLineEdit(known.courier if known else card.row.courier.rpartition("、")[2])
        self.tracking = QLineEdit(known.tracking if known else "")
        self.units: dict[int, tuple[str, NumberField]] = {}
        left = [] if gone else [line for line in card.lines if line.id and line.quantity > line.sent]
        if sum(line.quantity - line.sent for line in left) > 1:
            self.form.addRow(PlainLabel(tr("In this parcel, fewer for a part:"), look="dim"))
            for line in left:
                field = NumberField(tr("How many"))
                field.setText(str(line.quantity - line.sent))
                field.setMaximumWidth(desk.theme.px(80))
                self.form.addRow(PlainLabel(line.name, elide=True), field)
                self.units[line.id or 0] = (field.text(), field)
        self.form.addRow(tr("Courier"), self.courier)
        self.form.addRow(tr("Tracking number"), self.tracking)
        if card.address:
            address = PlainLabel(card.address, look="dim")
            address.setWordWrap(True)
            self.form.addRow(tr("Address"), address)

    def ready(self) -> bool:
        """Write the parcel down."""
        row, courier, tracking = self.card.row, self.courier.text(), self.tracking.text()
        if row.shipped_on is not None or self._parcel is not None:
            sentence = tr("The parcel to {friend} is noted.", friend=row.friend)
            parcel = None if self._parcel is None else self._parcel.id
            return self.perform(lambda: self.orders.set_parcel(row.id, courier, tracking, parcel), sentence)
        sentence = tr("The parcel to {friend} is on its way.", friend=row.friend)
        if any(field.text() != whole for whole, field in self.units.values()):
            try:
                units = {line: field.number() or 0 for line, (_, field) in self.units.items()}
            except AmountError as error:
                self.complain(explain(error))
                return False
            return self.perform(
                lambda: self.orders.ship_part(row.id, units, courier=courier, tracking=tracking, seen=row.version),
                tr("A part for {friend} is on its way.", friend=row.friend),
            )
        return self.perform(
            lambda: self.orders.ship(row.id, courier=courier, tracking=tracking, seen=row.version), sentence
        )
