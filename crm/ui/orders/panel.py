"""One order beside the table: what, how much, what was paid, where the parcel is, and what can be done."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.errors import BusyError, MissingError
from crm.ids import OrderId
from crm.money import format_amount
from crm.orders import OrderCard, OrderRow, OrderState, ParcelRow
from crm.ui.after_sales.sheets import CaseSheet
from crm.ui.desk import Desk
from crm.ui.orders.columns import RIGHT, TONES, day_text
from crm.ui.orders.deeds import AdvanceSheet, CancelSheet, DeedSheet, PaySheet, RefundSheet, ShipSheet
from crm.ui.orders.sheet import open_order_sheet
from crm.ui.papers.of_orders import guarantee
from crm.ui.papers.sheet import PaperSheet
from crm.ui.plain import menu_text
from crm.ui.widgets.chip import Chip
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.orders import channel_word, method_word, state_word

OPEN = (OrderState.UNPAID, OrderState.TO_SHIP, OrderState.PARTLY_SENT)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done with an order: its key, its word, when, and how."""

    key: str
    word: Callable[[], str]
    possible: Callable[[OrderCard], bool]
    look: str = ""


DEEDS = {
    "pay": Deed("P", lambda: tr("Money came"), lambda card: card.row.owed > 0, "primary"),
    "ship": Deed("S", lambda: tr("Shipped"), lambda card: card.row.state in OPEN),
    "parcel": Deed(
        "T", lambda: tr("Tracking number"), lambda card: card.row.shipped_on is not None and not card.parcels
    ),
    "receive": Deed("R", lambda: tr("Received"), lambda card: card.row.state in (*OPEN, OrderState.ON_THE_WAY)),
    "repeat": Deed("A", lambda: tr("Once more"), lambda _: True),
    "edit": Deed("E", lambda: tr("Edit"), lambda card: card.row.state is not OrderState.CANCELLED),
    "refund": Deed("B", lambda: tr("Money back"), lambda card: card.row.paid > 0),
    "guarantee": Deed("G", lambda: tr("Guarantee card"), lambda card: card.row.state is not OrderState.CANCELLED),
    "case": Deed("K", lambda: tr("After-sales…"), lambda _: True),
    "advance": Deed("V", lambda: tr("Advance"), lambda _: True),
    "cancel": Deed("C", lambda: tr("Cancel order"), lambda card: card.row.state in (*OPEN, OrderState.ON_THE_WAY)),
    "delete": Deed("Del", lambda: tr("Delete"), lambda _: True, "danger"),
}


class OrderPanel(QWidget):
    """Shows one order and does things with it; every button has a key that works in the whole page."""

    asked_contact = Signal(object)
    repeated = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._orders = desk.workspace.orders
        self._card: OrderCard | None = None
        self._left = 0
        self._currency = desk.workspace.settings.shop().currency
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = desk.theme.px
        self.number = PlainLabel(look="heading", elide=True)
        self.state = Chip(desk.theme)
        self.friend = QPushButton()
        self.friend.setProperty("look", "link")
        self.friend.setToolTip(tr("Show this friend"))
        self.friend.clicked.connect(self._on_friend)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(px(10))
        inside = QWidget()
        inside_box = QVBoxLayout(inside)
        inside_box.setContentsMargins(0, 0, px(6), 0)
        inside_box.addLayout(self._facts)
        inside_box.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        for ground in (scroll.viewport(), inside):  # the panel's own colour shows through
            ground.setAutoFillBackground(False)
        self.buttons: dict[str, QPushButton] = {}
        deeds = QWidget()
        flow = FlowLayout(deeds, px(6))
        for name, deed in DEEDS.items():
            button = QPushButton(f"{menu_text(deed.word())}  {deed.key}")
            button.setProperty("look", deed.look)
            button.setToolTip(f"{deed.word()} ({deed.key})")
            button.setAccessibleName(deed.word())
            button.clicked.connect(getattr(self, f"_on_{name}"))
            self.buttons[name] = button
            flow.addWidget(button)
        head = QHBoxLayout()
        head.addWidget(self.number, 1)
        head.addWidget(self.state)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(16), px(14), px(10), px(12))
        box.setSpacing(px(8))
        box.addLayout(head)
        box.addWidget(self.friend, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(scroll, 1)
        box.addWidget(deeds)
        self.setMinimumWidth(px(300))
        self.show_order(None)

    @property
    def order(self) -> OrderId | None:
        """The order that is shown."""
        return None if self._card is None else self._card.row.id

    def listen_on(self, page: QWidget) -> None:
        """Let the keys of the buttons work in all of this page."""
        for name, deed in DEEDS.items():
            shortcut = QShortcut(QKeySequence(deed.key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.buttons[name].click)

    def show_order(self, order: OrderId | None) -> None:
        """Show this order, or nothing."""
        try:
            self._card = None if order is None else self._orders.card(order)
            self._left = 0 if self._card is None else self._desk.workspace.advances.balance(self._card.row.contact)
        except MissingError:
            self._card = None
        except BusyError:
            return  # the old words stay; the page asks again with the next news
        self._show()

    # how it shows

    def _show(self) -> None:
        card = self._card
        for part in (self.number, self.state, self.friend):
            part.setVisible(card is not None)
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, deed in DEEDS.items():
            possible = card is not None and deed.possible(card)
            self.buttons[name].setVisible(possible)
            self.buttons[name].setEnabled(possible)
        if card is None:
            self._facts.addWidget(PlainLabel(tr("Choose an order to see it here."), look="dim"))
            return
        row = card.row
        self.number.setText(row.number)
        self.state.show_word(state_word(row.state), TONES[row.state])
        self.friend.setText(menu_text(row.friend))
        self._facts.addWidget(self._table(self._lines(card)))
        self._facts.addWidget(self._table(self._sums(card)))
        if card.payments:
            self._facts.addWidget(self._table(self._payments(card)))
        for parcel in card.parcels:
            self._facts.addWidget(self._parcel(card, parcel))
        for words in self._remarks(card):
            label = PlainLabel(words, look="dim")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(label)
        if row.tracking:
            copy = QPushButton(menu_text(tr("Copy tracking number")))
            copy.clicked.connect(self._on_copy)
            self._facts.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)

    def _table(self, rows: list[tuple[str, str, str]]) -> QWidget:
        """Words at the left, an amount at the right; the third part is the look of both."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(self._desk.theme.px(3))
        for place, (words, amount, look) in enumerate(rows):
            name = PlainLabel(words, look=look)
            name.setWordWrap(True)
            money = PlainLabel(amount, look=look)
            money.setAlignment(RIGHT)
            grid.addWidget(name, place, 0)
            grid.addWidget(money, place, 1)
        grid.setColumnStretch(0, 1)
        return holder

    def _money(self, minor: int) -> str:
        return format_amount(minor, self._currency)

    def _lines(self, card: OrderCard) -> list[tuple[str, str, str]]:
        return [
            (
                f"{line.name}  {line.quantity} × {tr('gift') if line.gift else self._money(line.unit_price)}"
                + (f"  ({tr('{n} sent', n=line.sent)})" if line.sent and card.row.shipped_on is None else ""),
                self._money(line.quantity * line.unit_price),
                "",
            )
            for line in card.lines
        ]

    def _sums(self, card: OrderCard) -> list[tuple[str, str, str]]:
        row = card.row
        found = []
        if card.shipping_fee:
            found.append((tr("Shipping fee"), self._money(card.shipping_fee), "dim"))
        if card.discount:
            found.append((tr("Discount"), self._money(-card.discount), "dim"))
        found.append((tr("Total"), self._money(row.total), "heading"))
        if row.owed:
            found.append((tr("Owed"), self._money(row.owed), "warn"))
        if row.state is OrderState.CANCELLED and row.paid:
            found.append((tr("To give back"), self._money(row.paid), "warn"))
        if self._left:
            found.append((tr("Advance of {friend}", friend=row.friend), self._money(self._left), "dim"))
        return [*found, *self._earnings(card)]

    def _earnings(self, card: OrderCard) -> list[tuple[str, str, str]]:
        """What the order cost the seller and what is left; what is not known is said."""
        row = card.row
        found = [
            (words, self._money(-amount), "dim")
            for words, amount in (
                (tr("Goods cost me"), card.cost),
                (tr("Sending costs me"), card.shipping_cost),
                (tr("Channel keeps"), card.fee),
            )
            if amount
        ]
        if row.cancelled_on is not None:
            return found
        earned = card.earned
        if earned is None:
            return [*found, (tr("Earned"), tr("cost unknown"), "dim")]
        if row.owed:
            return [*found, (tr("Earned, once it is paid"), self._money(earned + row.owed), "dim")]
        return [*found, (tr("Earned"), self._money(earned), "dim" if earned >= 0 else "warn")]

    def _parcel(self, card: OrderCard, parcel: ParcelRow) -> QWidget:
        """A part that was sent: what, with which number, and whether it arrived."""
        names = {line.id: line.name for line in card.lines}
        what = "、".join(f"{names.get(line, '')} × {units}" for line, units in parcel.units)
        number = " ".join(part for part in (parcel.courier, parcel.tracking) if part)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._desk.theme.px(2))
        words = PlainLabel(" · ".join(part for part in (day_text(parcel.shipped_on), what, number) if part), look="dim")
        words.setWordWrap(True)
        box.addWidget(words)
        row = QHBoxLayout()
        if parcel.received_on is not None:
            row.addWidget(PlainLabel(tr("Received on {day}", day=day_text(parcel.received_on)), look="dim"))
        elif card.row.received_on is None and card.row.cancelled_on is None:
            came = QPushButton(menu_text(tr("This parcel came")))
            came.setProperty("look", "link")
            came.clicked.connect(lambda: self._on_parcel_came(parcel))
            row.addWidget(came)
        edit = QPushButton(menu_text(tr("Tracking number")))
        edit.setProperty("look", "link")
        edit.clicked.connect(lambda: self._on_parcel_number(parcel))
        row.addWidget(edit)
        row.addStretch()
        box.addLayout(row)
        return holder

    def _payments(self, card: OrderCard) -> list[tuple[str, str, str]]:
        return [
            (
                " · ".join(
                    part
                    for part in (
                        tr("Money came") if payment.amount > 0 else tr("Money back"),
                        method_word(payment.method) if payment.method else "",
                        day_text(payment.day),
                    )
                    if part
                ),
                self._money(payment.amount),
                "dim",
            )
            for payment in card.payments
        ]

    def _remarks(self, card: OrderCard) -> list[str]:
        row = card.row
        found = [tr("Ordered on {day}", day=day_text(row.day))]
        if row.shipped_on:
            words = " ".join(part for part in (row.courier, row.tracking) if part)
            found.append(tr("Shipped on {day}", day=day_text(row.shipped_on)) + (f" · {words}" if words else ""))
        if row.received_on:
            found.append(tr("Received on {day}", day=day_text(row.received_on)))
        if row.cancelled_on:
            found.append(tr("Cancelled on {day}", day=day_text(row.cancelled_on)))
        if row.on_delivery:
            found.append(tr("Paid on delivery"))
        if card.recipient is not None:
            found.append(tr("Sent to {friend}", friend=card.recipient_name))
        if card.sender:
            found.append(tr("Sender: {name}", name=card.sender))
        return [*found, *(text for text in (card.address, channel_word(card.channel), card.note) if text)]

    # what is done

    def _do(self, verb: Callable[[OrderId], object], sentence: Callable[[OrderRow], str]) -> None:
        card = self._card
        if card is None:
            return

        def done() -> bool:
            verb(card.row.id)
            return True

        if self._desk.attempt(done):
            self._desk.say(sentence(card.row))

    def _open(self, kind: Callable[[Desk, OrderCard, QWidget], DeedSheet]) -> None:
        if self._card is not None:
            sheet = kind(self._desk, self._card, self.window())
            sheet.done_deed.connect(self._desk.say)
            sheet.open()

    def _on_pay(self) -> None:
        self._open(PaySheet)

    def _on_refund(self) -> None:
        self._open(RefundSheet)

    def _on_ship(self) -> None:
        self._open(ShipSheet)

    def _on_parcel(self) -> None:
        self._open(ShipSheet)

    def _on_receive(self) -> None:
        self._do(self._orders.receive, lambda row: tr("{friend} has received it.", friend=row.friend))

    def _on_guarantee(self) -> None:
        if self._card is not None:
            row = self._card.row
            paper = self._desk.attempt(lambda: guarantee(self._desk, row.id))
            if paper is not None:
                name = tr("Guarantee {number}", number=row.number)
                PaperSheet(self._desk, tr("Guarantee card"), paper, name, self).open()

    def _on_case(self) -> None:
        if self._card is not None:
            sheet = CaseSheet(self._desk, self._card.row.contact, self, order=self._card.row.id)
            sheet.saved.connect(self._on_case_saved)
            sheet.open()

    def _on_case_saved(self) -> None:
        self._desk.say(tr("Written down"))

    def _on_parcel_came(self, parcel: ParcelRow) -> None:
        self._do(
            lambda order: self._orders.receive_parcel(order, parcel.id),
            lambda row: tr("{friend} has received it.", friend=row.friend),
        )

    def _on_parcel_number(self, parcel: ParcelRow) -> None:
        self._open(lambda desk, card, window: ShipSheet(desk, card, window, parcel))

    def _on_repeat(self) -> None:
        card = self._card
        if card is None:
            return
        order = self._desk.attempt(lambda: self._orders.repeat(card.row.id))
        if order is not None:
            self._desk.say(tr("Ordered once more for {friend}, at the same prices.", friend=card.row.friend))
            self.repeated.emit(order)

    def _on_advance(self) -> None:
        self._open(AdvanceSheet)

    def _on_cancel(self) -> None:
        if self._card is not None and self._card.row.paid > 0:
            self._open(CancelSheet)
            return
        self._do(self._orders.cancel, lambda row: tr("Order {number} is cancelled.", number=row.number))

    def _on_delete(self) -> None:
        self._do(self._orders.delete, lambda row: tr("Order {number} is deleted.", number=row.number))

    def _on_edit(self) -> None:
        if self._card is not None:
            open_order_sheet(self._desk, self.window(), order=self._card)

    def _on_friend(self) -> None:
        if self._card is not None:
            self._desk.show_contact(self._card.row.contact)

    def _on_copy(self) -> None:
        if self._card is not None:
            QGuiApplication.clipboard().setText(self._card.row.tracking)
            self._desk.say(tr("Copied: {text}", text=self._card.row.tracking), undo=False)
