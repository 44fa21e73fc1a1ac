"""The sheet for an order: friend, products, money, parcel; by keyboard from the first letter to Ctrl+Enter."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from crm.contacts import ContactDraft
from crm.errors import ShukeError
from crm.ids import ContactId, OrderId
from crm.money import AmountError, format_amount
from crm.orders import (
    InvalidOrderError,
    InvalidPaymentError,
    LineDraft,
    LineRow,
    OrderCard,
    OrderDraft,
    PayMethod,
    check,
)
from crm.ui.amount_field import AmountField
from crm.ui.desk import Desk
from crm.ui.orders.lines import LinesEditor
from crm.ui.orders.picker import Choice, Picker
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.errors import explain
from crm.wording.orders import method_word, order_problem, payment_problem

FRIENDS_OFFERED = 8
NOBODY_YET = ContactId(0)
"""Stands for the friend who is only added when the order is saved."""


class OrderSheet(Sheet):
    """Writes a new order, or an old one anew. `saved(order)` after it is in the shop.

    Enter moves on, Ctrl+Enter saves, Ctrl+P says it is paid in full. What was typed is never thrown away by one
    wrong key: Esc asks to be pressed twice.
    """

    saved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        contact: ContactId | None = None,
        order: OrderCard | None = None,
        draft: OrderDraft | None = None,
    ) -> None:
        super().__init__(
            desk.theme,
            tr("Order {number}", number=order.row.number) if order else tr("New order"),
            accept_text=tr("Save (Ctrl+Enter)"),
            cancel_text=tr("Close"),
            parent=parent,
        )
        self._desk = desk
        self._order = order
        self._currency = desk.workspace.settings.shop().currency
        self._warned = False
        self._build()
        self._listen()
        if order is not None:
            self._show_order(order)
        elif contact is not None:
            row = desk.workspace.contacts.row(contact)
            self.friend.take(Choice(contact, row.name))
        if draft is not None:
            self._show_draft(draft)
        self._changed = False
        self._show_total()
        self.setMinimumSize(desk.theme.px(640), desk.theme.px(570))
        # after the sheet has put the cursor into its first field
        QTimer.singleShot(0, self, self._begin)

    # how it is built

    def _build(self) -> None:
        px = self._desk.theme.px
        self.friend = Picker(self._desk.theme, tr("Friend: name or initials"), self._offer_friends)
        self.lines = LinesEditor(self._desk, self._currency)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(px(180))
        holder = QWidget()
        holder_box = QGridLayout(holder)
        holder_box.setContentsMargins(0, 0, px(4), 0)
        holder_box.addWidget(self.lines, 0, 0)
        holder_box.setRowStretch(1, 1)
        scroll.setWidget(holder)
        self.fee = AmountField(self._currency, tr("Shipping fee"))
        self.discount = AmountField(self._currency, tr("Discount"))
        for field in (self.fee, self.discount):
            field.setPlaceholderText("0")
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.address.setAccessibleName(tr("Address"))
        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note"))
        self.total = PlainLabel(look="figure")
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(8))
        for row, (name, widget) in enumerate(((tr("Address"), self.address), (tr("Note"), self.note)), start=1):
            grid.addWidget(PlainLabel(name, look="dim"), row, 0)
            grid.addWidget(widget, row, 1, 1, 3)
        grid.addWidget(PlainLabel(tr("Shipping fee"), look="dim"), 0, 0)
        grid.addWidget(self.fee, 0, 1)
        grid.addWidget(PlainLabel(tr("Discount"), look="dim"), 0, 2)
        grid.addWidget(self.discount, 0, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.body.addWidget(self.friend)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self._rule())
        self.body.addLayout(grid)
        self.body.addWidget(self._build_payment())
        self.buttons.insertWidget(0, self.total)

    def _build_payment(self) -> QWidget:
        px = self._desk.theme.px
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        self.unpaid = QRadioButton(tr("Not paid yet"))
        self.paid_full = QRadioButton(tr("Paid in full"))
        self.paid_full.setToolTip(tr("Paid in full (Ctrl+P)"))
        self.paid_part = QRadioButton(tr("Paid"))
        self._choice = QButtonGroup(self)
        for button in (self.unpaid, self.paid_full, self.paid_part):
            self._choice.addButton(button)
            row.addWidget(button)
        self.unpaid.setChecked(True)
        self.amount = AmountField(self._currency, tr("Amount paid"))
        self.amount.setMaximumWidth(px(110))
        self.method = method_box()
        row.addWidget(self.amount)
        row.addStretch()
        row.addWidget(self.method)
        holder.setVisible(self._order is None)
        return holder

    def _rule(self) -> QFrame:
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setStyleSheet(f"background: {self._desk.theme.tokens.line};")
        return rule

    def _listen(self) -> None:
        self.friend.picked.connect(self._on_friend)
        self.friend.unpicked.connect(self._on_no_friend)
        self.friend.entered.connect(self.lines.focus_product)
        self.friend.left.connect(self.lines.focus_product)
        self.lines.changed.connect(self._on_changed)
        self.lines.finished.connect(self._on_lines_finished)
        for field in (self.fee, self.discount, self.note, self.friend, self.amount):
            field.textChanged.connect(self._on_changed)
        self.address.editTextChanged.connect(self._on_changed)
        self.amount.textEdited.connect(self._on_amount)
        self._choice.buttonToggled.connect(self._on_choice)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._on_paid_key)
        self._on_choice()

    def _begin(self) -> None:
        if self.friend.choice is None:
            self.friend.setFocus()
        else:
            self.lines.focus_product()

    def _show_order(self, card: OrderCard) -> None:
        self.friend.take(Choice(card.row.contact, card.row.friend))
        self.friend.setEnabled(False)
        self.lines.show_lines(card.lines)
        self.fee.set_amount(card.shipping_fee or None)
        self.discount.set_amount(card.discount or None)
        self.address.setEditText(card.address)
        self.note.setText(card.note)

    def _show_draft(self, draft: OrderDraft) -> None:
        """Fill in what was proposed, for the seller to look at."""
        self.lines.show_lines([LineRow(one.product, one.name, one.quantity, one.unit_price) for one in draft.lines])
        self.discount.set_amount(draft.discount or None)
        if draft.address:
            self.address.setEditText(draft.address)
        if draft.paid:
            self.paid_part.setChecked(True)
            self.amount.set_amount(draft.paid)

    # saving

    def ready(self) -> bool:
        """Save; what keeps it from being saved is said, and everything typed stays."""
        draft = self._draft()
        if draft is None:
            return False
        try:
            check(draft)
            order = self._save(draft)
        except InvalidOrderError as error:
            self.complain(order_problem(error, self._currency))
        except InvalidPaymentError as error:
            self.complain(payment_problem(error, self._currency))
            self.amount.setFocus()
        except ShukeError as error:
            self.complain(explain(error))
        else:
            self.saved.emit(order)
            return True
        return False

    def _save(self, draft: OrderDraft) -> OrderId:
        orders, contacts = self._desk.workspace.orders, self._desk.workspace.contacts
        if self._order is not None:
            orders.edit(self._order.row.id, draft, seen=self._order.row.version)
            return self._order.row.id
        if draft.contact == NOBODY_YET:
            contact = contacts.add(ContactDraft(self.friend.text()))
            # named now: should the order fail, the friend must not be added twice
            self.friend.take(Choice(contact, self.friend.text()))
            draft = self._with_contact(draft, contact)
        return orders.add(draft)

    def _with_contact(self, draft: OrderDraft, contact: ContactId) -> OrderDraft:
        return OrderDraft(
            contact,
            draft.lines,
            shipping_fee=draft.shipping_fee,
            discount=draft.discount,
            note=draft.note,
            address=draft.address,
            paid=draft.paid,
            method=draft.method,
        )

    def _draft(self) -> OrderDraft | None:
        """What the sheet says; none after saying what is wrong with it."""
        contact = self._contact()
        if contact is None:
            self.complain(tr("Who ordered? Please pick a friend, or add them."))
            self.friend.setFocus()
            return None
        lines = self.lines.drafts()
        if lines is None:
            return None
        if not lines:
            self.lines.focus_product()
        amounts = self._amounts(lines)
        if amounts is None:
            return None
        fee, discount, paid = amounts
        known = self._order
        return OrderDraft(
            contact,
            lines,
            shipping_fee=fee,
            discount=discount,
            note=self.note.text(),
            channel=known.channel if known else "",
            address=self.address.currentText(),
            account=known.account if known else None,
            paid=paid,
            method=self.method.currentData() if paid else None,
        )

    def _amounts(self, lines: Sequence[LineDraft]) -> tuple[int, int, int] | None:
        read = []
        for field in (self.fee, self.discount, self.amount):
            try:
                read.append(field.amount() or 0)
            except AmountError as error:
                if field is self.amount and not self.paid_part.isChecked():
                    read.append(0)
                    continue
                self.complain(explain(error))
                field.setFocus()
                field.selectAll()
                return None
        fee, discount, part = read
        total = sum(line.total for line in lines) + fee - discount
        if self._order is not None or self.unpaid.isChecked():
            return fee, discount, 0
        return fee, discount, max(total, 0) if self.paid_full.isChecked() else part

    def _contact(self) -> ContactId | None:
        self.friend.settle()
        choice = self.friend.choice
        if choice is None:
            return None
        return ContactId(choice.value) if isinstance(choice.value, int) else NOBODY_YET

    # what happens

    def reject(self) -> None:
        """Close; what was typed is thrown away at the second Esc only."""
        if self._changed and not self._warned:
            self._warned = True
            self.complain(tr("This order is not saved yet. Press Esc again to throw it away."))
            return
        super().reject()

    def _offer_friends(self, typed: str) -> list[Choice]:
        workspace = self._desk.workspace
        ids = workspace.finder.search(typed, FRIENDS_OFFERED)
        rows = workspace.contacts.rows(ids)
        found = [Choice(number, rows[number].name, rows[number].remark) for number in ids if number in rows]
        if name := " ".join(typed.split()):
            found.append(Choice(None, name, tr("＋ new friend"), made=True))
        return found

    def _on_friend(self, choice: Choice) -> None:
        if isinstance(choice.value, int):
            contact = ContactId(choice.value)
            self.lines.set_contact(contact)
            typed = self.address.currentText()
            self.address.clear()
            for address in self._desk.workspace.contacts.card(contact).addresses:
                self.address.addItem(address.text.line)
            if typed:
                self.address.setEditText(typed)

    def _on_no_friend(self) -> None:
        self.lines.set_contact(None)

    def _on_lines_finished(self) -> None:
        if self.lines.empty:
            self.lines.focus_product()
        elif self._order is None:
            chosen = next(button for button in (self.unpaid, self.paid_full, self.paid_part) if button.isChecked())
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.fee.setFocus()

    def _on_paid_key(self) -> None:
        self.paid_full.setChecked(True)

    def _on_amount(self, _text: str) -> None:
        self.paid_part.setChecked(True)

    def _on_choice(self) -> None:
        self.method.setEnabled(not self.unpaid.isChecked())
        if self.paid_part.isChecked() and self.isVisible():
            self.amount.setFocus()
        self._on_changed()

    def _on_changed(self, _text: str = "") -> None:
        self._changed = True
        self._warned = False
        self.complain("")
        self._show_total()

    def _show_total(self) -> None:
        total = self.lines.worth() + self.fee.amount_or_zero() - self.discount.amount_or_zero()
        self.total.setText(tr("Total {amount}", amount=format_amount(total, self._currency)))


def method_box() -> QComboBox:
    """A choice of how money came."""
    box = QComboBox()
    box.setAccessibleName(tr("How it was paid"))
    box.addItem(tr("How it was paid"), None)
    for method in PayMethod:
        box.addItem(method_word(method), method)
    return box


def open_order_sheet(
    desk: Desk,
    parent: QWidget | None = None,
    contact: ContactId | None = None,
    order: OrderCard | None = None,
    draft: OrderDraft | None = None,
) -> OrderSheet:
    """Open the sheet for a new order (of this friend, filled in as a draft says), or for one that is there; what was
    saved is told.
    """
    sheet = OrderSheet(desk, parent, draft.contact if draft else contact, order, draft)

    def told(number: OrderId) -> None:
        row = desk.workspace.orders.row(number)
        desk.say(tr("Order {number} for {friend} is saved.", number=row.number, friend=row.friend))

    sheet.saved.connect(told)
    sheet.open()
    return sheet
