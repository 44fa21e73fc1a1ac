"""What an order may say besides: where it came from, what it costs the seller, and for whom it is sent."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from crm.ids import AccountId, ContactId
from crm.money import Currency
from crm.orders import Channel, OrderCard
from crm.ui.amount_field import AmountField
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.orders import channel_word


class MoreFields(QWidget):
    """Fields that most orders leave empty. `changed` on a change, `picked(contact)` when it goes to another friend."""

    changed = Signal()
    picked = Signal(object)

    def __init__(self, desk: Desk, currency: Currency, offer: Callable[[str], Sequence[Choice]]) -> None:
        super().__init__()
        self._desk = desk
        self.shipping_cost = AmountField(currency, tr("What sending costs me"))
        self.fee = AmountField(currency, tr("What the channel keeps"))
        self.fee.setPlaceholderText(tr("its usual share"))
        self.shipping_cost.setPlaceholderText("0")
        self.account = QComboBox()
        self.account.setAccessibleName(tr("My account"))
        self.account.setMinimumContentsLength(6)
        self.account.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.account.addItem("", None)
        for row in desk.workspace.accounts.all():
            self.account.addItem(row.name, row.id)
        self.recipient = Picker(desk.theme, tr("Sent to another friend"), offer)
        self.sent_by = QLineEdit()
        self.sent_by.setAccessibleName(tr("Sender on the parcel"))
        self.sent_by.setPlaceholderText(tr("the agent's name"))
        px = desk.theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(8))
        for place, (name, field) in enumerate(
            (
                (tr("Sending costs me"), self.shipping_cost),
                (tr("Channel keeps"), self.fee),
                (tr("Sent to"), self.recipient),
                (tr("Sender"), self.sent_by),
                (tr("My account"), self.account),
            )
        ):
            grid.addWidget(PlainLabel(name, look="dim"), place // 2, place % 2 * 2)
            grid.addWidget(field, place // 2, place % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for field in (self.shipping_cost, self.fee, self.recipient, self.sent_by):
            field.textChanged.connect(self._on_changed)
        self.account.currentIndexChanged.connect(self._on_changed)
        self.recipient.picked.connect(self._on_picked)

    def show_card(self, card: OrderCard) -> None:
        """Fill in what an order says; its fee is asked for anew only where it is typed."""
        self.shipping_cost.set_amount(card.shipping_cost or None)
        if card.account is not None and self.account.findData(card.account) < 0:  # it lies in the bin
            self.account.addItem("…", card.account)
        self.account.setCurrentIndex(max(0, self.account.findData(card.account)))
        if card.recipient is not None:
            self.recipient.take(Choice(card.recipient, card.recipient_name))
        self.sent_by.setText(card.sender)

    @property
    def filled(self) -> bool:
        """Whether anything is said here."""
        fields = (self.shipping_cost, self.fee, self.recipient, self.sent_by)
        return any(field.text().strip() for field in fields) or self.account.currentData() is not None

    def account_id(self) -> AccountId | None:
        """Which of my accounts it came over."""
        number = self.account.currentData()
        return None if number is None else AccountId(number)

    def recipient_id(self) -> ContactId | None:
        """The friend to whom it is sent."""
        self.recipient.settle()
        choice = self.recipient.choice
        return ContactId(choice.value) if choice is not None and isinstance(choice.value, int) else None

    def typed(self) -> dict[str, object]:
        """What stands in the fields."""
        return {
            "shipping_cost": self.shipping_cost.text(),
            "fee": self.fee.text(),
            "account": self.account.currentData(),
            "recipient": self.recipient_id(),
            "recipient_name": self.recipient.text(),
            "sender": self.sent_by.text(),
        }

    def show_typed(self, typed: Mapping[str, object]) -> None:
        """Show what was typed once."""
        self.shipping_cost.setText(str(typed.get("shipping_cost", "")))
        self.fee.setText(str(typed.get("fee", "")))
        self.account.setCurrentIndex(max(0, self.account.findData(typed.get("account"))))
        number, name = typed.get("recipient"), str(typed.get("recipient_name", ""))
        if isinstance(number, int) and self._desk.workspace.contacts.rows([number]):
            self.recipient.take(Choice(number, name))
        else:
            self.recipient.setText(name)
        self.sent_by.setText(str(typed.get("sender", "")))

    def _on_changed(self, _what: object = None) -> None:
        self.changed.emit()

    def _on_picked(self, choice: Choice) -> None:
        if isinstance(choice.value, int):
            self.picked.emit(ContactId(choice.value))


def channel_box() -> QComboBox:
    """A choice of where an order came from; other words may be typed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setAccessibleName(tr("Channel"))
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItem("", "")
    for channel in Channel:
        box.addItem(channel_word(channel), channel.value)
    return box


def channel_of(box: QComboBox) -> str:
    """The code of what is chosen, or the words that were typed."""
    typed = box.currentText().strip()
    place = box.findText(typed)
    return str(box.itemData(place)) if place >= 0 else typed


def show_channel(box: QComboBox, code: str) -> None:
    """Show a stored channel."""
    place = box.findData(code)
    if place < 0 and code and channel_word(code) != code:  # the shop of an imported order
        box.addItem(channel_word(code), code)
        place = box.count() - 1
    if place >= 0:
        box.setCurrentIndex(place)
    else:
        box.setEditText(code)
