"""Where a parcel goes: among the friend's addresses, or pasted and taken apart; and who ships what is in it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm.addresses import Recipient, read_addresses
from crm.contacts import AddressText
from crm.errors import BusyError, MissingError
from crm.ids import SupplierId
from crm.shipping import Goods, Shipment
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.addresses import address_part_word


class PasteBox(QPlainTextEdit):
    """Many lines; Ctrl+Enter says `taken`, Tab goes on."""

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter takes what is written."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self.taken.emit()
            return
        super().keyPressEvent(event)


class PlacePanel(QWidget):
    """Beside the table. `placed(parcel)` after it has another address."""

    placed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parcel: Shipment | None = None
        self._homes: list[AddressText] = []
        self._build_fields()
        self._build()
        self.show_parcel(None)

    def _build_fields(self) -> None:
        px = self._desk.theme.px
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.friend = QPushButton()
        self.friend.setProperty("look", "link")
        self.friend.setToolTip(tr("Show this friend"))
        self.friend.clicked.connect(self._on_friend)
        self.where = PlainLabel()
        self.where.setWordWrap(True)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.homes = QListWidget()
        self.homes.setAccessibleName(tr("Addresses of this friend"))
        self.homes.setWordWrap(True)
        self.homes.setMaximumHeight(px(110))
        self.homes.itemActivated.connect(self._on_home)
        self._homes_title = PlainLabel(tr("Their addresses (Enter chooses)"), look="dim")
        self.text = PasteBox()
        self.text.setAccessibleName(tr("Another address"))
        self.text.setPlaceholderText(tr("Paste an address: name, phone, place in any order"))
        self.text.setFixedHeight(px(72))
        self.text.textChanged.connect(self._on_typed)
        self.text.taken.connect(self.take)
        self.read = PlainLabel(look="small")
        self.read.setWordWrap(True)
        self.keep = QCheckBox(menu_text(tr("Keep it with the friend")))
        self.keep.setChecked(True)
        self.take_button = QPushButton(menu_text(tr("Use this address")) + "  Ctrl+Enter")
        self.take_button.clicked.connect(self.take)
        self._goods_title = PlainLabel(tr("In it, and who ships it"), look="dim")
        self._goods = QGridLayout()
        self._goods.setVerticalSpacing(px(4))
        self.choices: list[QComboBox] = []

    def _build(self) -> None:
        px = self._desk.theme.px
        inside = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        for ground in (scroll.viewport(), inside):  # the panel's own colour shows through
            ground.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        box = QVBoxLayout(inside)
        box.setContentsMargins(px(14), px(12), px(12), px(12))
        box.setSpacing(px(8))
        box.addWidget(self.friend, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (
            self.where, self._homes_title, self.homes, self.text, self.read, self.keep, self.take_button,
        ):  # fmt: skip
            box.addWidget(widget)
        box.addSpacing(px(6))
        box.addWidget(self._goods_title)
        box.addLayout(self._goods)
        box.addStretch()
        self.setMinimumWidth(px(290))

    def show_parcel(self, parcel: Shipment | None) -> None:
        """Show this one, or nothing. What is typed for one parcel does not go to another."""
        if parcel is None or self._parcel is None or parcel.id != self._parcel.id:
            self.text.clear()
        self._parcel = parcel
        for widget in (self.friend, self.where, self.text, self.keep, self.take_button):
            widget.setVisible(parcel is not None)
        self._homes = [] if parcel is None else self._read_homes(parcel)
        self.homes.clear()
        self.homes.addItems([one_line(home.line) for home in self._homes])
        self.homes.setVisible(bool(self._homes))
        self._homes_title.setVisible(bool(self._homes))
        self._show_goods(parcel)
        self._on_typed()
        if parcel is None:
            return
        self.friend.setText(menu_text(parcel.friend))
        to = parcel.to
        lines = [
            " ".join(part for part in (to.name, to.phone) if part),
            parcel.where or tr("Nobody knows yet where to."),
        ]
        if parcel.pick_up:
            lines.insert(1, tr("Picked up in a shop:"))
        if parcel.kept and parcel.places > 1:
            lines.append(tr("The newest of {n} addresses.", n=parcel.places))
        if parcel.note:
            lines.append(tr("Note: {note}", note=parcel.note))
        if parcel.sender:
            lines.append(tr("Sent in the name of {sender}", sender=parcel.sender))
        self.where.setText("\n".join(lines))

    def begin(self) -> None:
        """Type or paste an address."""
        if self._parcel is not None:
            self.text.setFocus()

    def take(self) -> None:
        """The parcel goes to what was typed."""
        text = self.text.toPlainText()
        if text.strip():
            self._place(text, keep=self.keep.isChecked())

    # how it is done

    def _read_homes(self, parcel: Shipment) -> list[AddressText]:
        try:
            card = self._desk.workspace.contacts.card(parcel.contact)
        except (MissingError, BusyError):
            return []
        return [address.text for address in reversed(card.addresses)]

    def _show_goods(self, parcel: Shipment | None) -> None:
        while (item := self._goods.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.choices = []
        goods = () if parcel is None else parcel.goods
        self._goods_title.setVisible(bool(goods))
        try:
            suppliers = self._desk.workspace.suppliers.all() if goods else []
        except BusyError:
            suppliers = []
        for place, line in enumerate(goods):
            self._goods.addWidget(PlainLabel(line.words, elide=True), place, 0)
            if not suppliers:
                continue
            choice = QComboBox()
            choice.setAccessibleName(tr("Who ships {goods}?", goods=line.words))
            choice.addItem(trc("who ships", "I ship"), None)
            for supplier in suppliers:
                choice.addItem(one_line(supplier.name, 30), supplier.id)
            choice.activated.connect(partial(self._on_who, line, choice))
            self._goods.addWidget(choice, place, 1)
            self.choices.append(choice)
        self._goods.setColumnStretch(0, 1)

    def _on_who(self, line: Goods, choice: QComboBox, _place: int) -> None:
        who: SupplierId | None = choice.currentData()
        if who != line.supplier and self._desk.did(lambda: self._desk.workspace.suppliers.ship_by([line.id], who)):
            self._desk.say(tr("{who} ships {goods}.", who=choice.currentText(), goods=line.words))

    def _on_typed(self) -> None:
        text = self.text.toPlainText()
        self.take_button.setEnabled(bool(text.strip()))
        self.read.setVisible(bool(text.strip()))
        self.read.setText(told(next(iter(read_addresses(text)), Recipient())) if text.strip() else "")

    def _on_home(self) -> None:
        if 0 <= self.homes.currentRow() < len(self._homes):
            self._place(self._homes[self.homes.currentRow()].line, keep=False)

    def _place(self, text: str, *, keep: bool) -> None:
        parcel = self._parcel
        if parcel is None:
            return
        if self._desk.did(lambda: self._desk.workspace.shipping.address(parcel.orders, text, keep=keep)):
            self.text.clear()
            self._desk.say(tr("The parcel of {friend} has its address.", friend=parcel.friend))
            self.placed.emit(parcel)

    def _on_friend(self) -> None:
        if self._parcel is not None:
            self._desk.show_contact(self._parcel.contact)


def told(to: Recipient) -> str:
    """What was read of an address, part by part, and what is to be looked at."""
    parts = [part for part in (to.name, to.phone, to.region, to.where, to.postcode) if part]
    if not to.where and not to.region:
        parts.append(tr("no place found"))
    said = tr("Read: {parts}", parts=" · ".join(parts))
    if to.unsure:
        said += "\n" + tr("Please look at: {parts}", parts=", ".join(address_part_word(part) for part in to.unsure))
    return said
