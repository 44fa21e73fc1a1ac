"""One order beside the table: what, how much, what was paid, where the parcel is, and what can be done."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.errors import BusyError, MissingError
from crm.ids import OrderId
from crm.money import format_amount
from crm.orders import OrderCard, OrderRow, OrderState
from crm.ui.after_sales.sheets import CaseSheet
from crm.ui.desk import Desk
from crm.ui.orders.columns import RIGHT, TONES, day_text
from crm.ui.orders.deeds import DeedSheet, PaySheet, RefundSheet, ShipSheet
from crm.ui.orders.sheet import open_order_sheet
from crm.ui.papers.of_orders import guarantee
from crm.ui.papers.sheet import PaperSheet
from crm.ui.plain import menu_text
from crm.ui.widgets.chip import Chip
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.orders import method_word, state_word

OPEN = (OrderState.UNPAID, OrderState.TO_SHIP)


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
    "parcel": Deed("T", lambda: tr("Tracking number"), lambda card: card.row.shipped_on is not None),
    "receive": Deed("R", lambda: tr("Received"), lambda card: card.row.state in (*OPEN, OrderState.ON_THE_WAY)),
    "edit": Deed("E", lambda: tr("Edit"), lambda card: card.row.state is not OrderState.CANCELLED),
    "refund": Deed("B", lambda: tr("Money back"), lambda card: card.row.paid > 0),
    "guarantee": Deed("G", lambda: tr("Guarantee card"), lambda card: card.row.state is not OrderState.CANCELLED),
    "case": Deed("A", lambda: tr("After-sales…"), lambda _: True),
    "cancel": Deed("C", lambda: tr("Cancel order"), lambda card: card.row.state in (*OPEN, OrderState.ON_THE_WAY)),
    "delete": Deed("Del", lambda: tr("Delete"), lambda _: True, "danger"),
}


class OrderPanel(QWidget):
    """Shows one order and does things with it; every button has a key that works in the whole page."""

    asked_contact = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._orders = desk.workspace.orders
        self._card: OrderCard | None = None
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
                f"{line.name}  {line.quantity} × {self._money(line.unit_price)}",
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
        return found

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
        return [*found, *(text for text in (card.address, card.channel, card.note) if text)]

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

    def _on_cancel(self) -> None:
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
