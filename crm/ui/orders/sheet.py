"""The sheet for an order: friend, products, money, parcel; by keyboard from the first letter to Ctrl+Enter."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm.contacts import ContactDraft
from crm.errors import ShukeError
from crm.ids import ContactId, OrderId, SketchId
from crm.money import AmountError, format_amount
from crm.orders import (
    InvalidOrderError,
    InvalidPaymentError,
    LineDraft,
    LineRow,
    OrderCard,
    OrderDraft,
    PayMethod,
    SketchRow,
    TooFew,
    check,
)
from crm.orders.said import Said, read_order
from crm.ui.amount_field import AmountField
from crm.ui.desk import Desk
from crm.ui.orders.filling import contact_of, fill_in, show_typed, typed_in
from crm.ui.orders.lines import LinesEditor
from crm.ui.orders.more import MoreFields, channel_box, channel_of, show_channel
from crm.ui.orders.paste_field import PasteField
from crm.ui.orders.picker import Choice, Picker
from crm.ui.plain import menu_text
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.errors import explain
from crm.wording.orders import method_word, order_problem, payment_problem, too_few

FRIENDS_OFFERED = 8
KEPT_AFTER_MS = 400
"""So long after the last letter what is typed is kept."""
NOBODY_YET = ContactId(0)
"""Stands for the friend who is only added when the order is saved."""


class OrderSheet(Sheet):
    """Writes a new order, or an old one anew. `saved(order)` after it is in the shop, `kept` when a new one was closed
    and stays as it was typed.

    Enter moves on, Ctrl+Enter saves, Ctrl+P says it is paid in full. Nothing typed is lost: a new order is kept while
    it is written and comes back until the seller throws it away; for an old one Esc asks to be pressed twice.
    """

    saved = Signal(object)
    kept = Signal()

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        contact: ContactId | None = None,
        order: OrderCard | None = None,
        draft: OrderDraft | None = None,
        sketch: SketchRow | None = None,
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
        self._overruled: TooFew | None = None
        self._sketch: SketchId | None = None if sketch is None else sketch.id
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEPT_AFTER_MS)
        self._keeping.timeout.connect(self._keep)
        self._build()
        self._listen()
        if order is not None:
            self._show_order(order)
        elif contact is not None:
            row = desk.workspace.contacts.row(contact)
            self.friend.take(Choice(contact, row.name))
        if draft is not None:
            self._show_draft(draft)
        if sketch is not None:
            whose = {} if sketch.contact is None else {"contact": sketch.contact}  # merged into another since, perhaps
            show_typed(self, {**sketch.data, **whose}, there=self._is_there)
        self._changed = False
        self._keeping.stop()
        self._show_total()
        self._size()
        # after the sheet has put the cursor into its first field
        QTimer.singleShot(0, self, self._begin)

    # how it is built

    def _size(self) -> None:
        """As large as it needs, and no larger than the screen: then the fields scroll."""
        px, screen = self._desk.theme.px, self.screen().availableGeometry()
        width, height = min(px(660), screen.width() - px(20)), min(px(660), screen.height() - px(60))
        self.setMinimumSize(width, min(px(480), height))
        self.resize(width, height)

    def _build(self) -> None:
        theme = self._desk.theme
        self.paste = PasteField(theme)
        self.paste.setVisible(self._order is None)
        self.friend = Picker(theme, tr("Friend: name or initials"), self._offer_friends)
        self.more = MoreFields(self._desk, self._currency, self._offer_known)
        self.more.hide()
        self.more_button = QPushButton(menu_text(tr("More: costs, account, for somebody else")))
        self.more_button.setProperty("look", "link")
        self.more_button.setCheckable(True)
        self.more_button.setAutoDefault(False)
        self.more_button.setToolTip("Ctrl+M")
        self.lines = LinesEditor(self._desk, self._currency)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, theme.px(4), 0)
        box.setSpacing(theme.px(10))
        box.addWidget(self.paste)
        box.addWidget(self.friend)
        box.addWidget(self.lines)
        box.addWidget(self._rule())
        box.addLayout(self._build_fields())
        box.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.more)
        box.addWidget(self._build_payment())
        box.addStretch()
        self.inside = QScrollArea()
        self.inside.setWidgetResizable(True)
        self.inside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside.setWidget(inside)
        self.body.addWidget(self.inside, 1)
        whole = self.layout()
        if isinstance(whole, QVBoxLayout):
            whole.setStretchFactor(self.body, 1)
        self.total = PlainLabel(look="figure")
        self.buttons.insertWidget(0, self.total)
        self.throw_button = self.add_button(tr("Throw away"))
        self.throw_button.setProperty("look", "danger")
        self.throw_button.setVisible(self._sketch is not None)
        self.throw_button.clicked.connect(self._on_throw_away)

    def _build_fields(self) -> QGridLayout:
        px = self._desk.theme.px
        self.fee = AmountField(self._currency, tr("Shipping fee"))
        self.discount = AmountField(self._currency, tr("Discount"))
        for field in (self.fee, self.discount):
            field.setPlaceholderText("0")
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.address.setAccessibleName(tr("Address"))
        self.address.setMinimumContentsLength(12)
        self.address.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note"))
        self.channel = channel_box()
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(8))
        for row, column, name, widget in (
            (0, 0, tr("Shipping fee"), self.fee),
            (0, 2, tr("Discount"), self.discount),
            (2, 0, tr("Note"), self.note),
            (2, 2, tr("Channel"), self.channel),
        ):
            grid.addWidget(PlainLabel(name, look="dim"), row, column)
            grid.addWidget(widget, row, column + 1)
        grid.addWidget(PlainLabel(tr("Address"), look="dim"), 1, 0)
        grid.addWidget(self.address, 1, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid

    def _build_payment(self) -> QWidget:
        px = self._desk.theme.px
        holder = QWidget()
        row = FlowLayout(holder, px(12))
        self.unpaid = QRadioButton(tr("Not paid yet"))
        self.paid_full = QRadioButton(tr("Paid in full"))
        self.paid_full.setToolTip(tr("Paid in full (Ctrl+P)"))
        self.paid_part = QRadioButton(tr("Paid"))
        self._choice = QButtonGroup(self)
        self.on_delivery = QRadioButton(tr("On delivery"))
        self.on_delivery.setToolTip(tr("It is paid when it arrives"))
        for button in (self.unpaid, self.on_delivery, self.paid_full, self.paid_part):
            self._choice.addButton(button)
            row.addWidget(button)
        self.unpaid.setChecked(True)
        self.amount = AmountField(self._currency, tr("Amount paid"))
        self.amount.setMaximumWidth(px(110))
        self.method = method_box()
        row.addWidget(self.amount)
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
        self.channel.editTextChanged.connect(self._on_changed)
        self.more.changed.connect(self._on_changed)
        self.more.picked.connect(self._offer_addresses)
        self.more_button.toggled.connect(self.more.setVisible)
        self.paste.read.connect(self.fill_in)
        self.paste.textChanged.connect(self._on_changed)
        self.method.currentIndexChanged.connect(self._on_changed)
        self.amount.textEdited.connect(self._on_amount)
        self._choice.buttonToggled.connect(self._on_choice)
        for keys, act in (
            ("Ctrl+P", self._on_paid_key),
            ("Ctrl+G", self.lines.give),
            ("Ctrl+M", self.more_button.toggle),
            ("Ctrl+Shift+V", self.paste.paste_copied),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._on_choice()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Keep the field that has the cursor in sight."""
        if new is not None and self.inside.isAncestorOf(new):
            self.inside.ensureWidgetVisible(new)

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
        show_channel(self.channel, card.channel)
        self.more.show_card(card)
        self.more_button.setChecked(self.more.filled)
        self.on_delivery.setChecked(card.row.on_delivery)

    def _show_draft(self, draft: OrderDraft) -> None:
        """Fill in what was proposed, for the seller to look at."""
        self.lines.show_lines([LineRow(one.product, one.name, one.quantity, one.unit_price) for one in draft.lines])
        self.discount.set_amount(draft.discount or None)
        if draft.address:
            self.address.setEditText(draft.address)
        if draft.paid:
            self.paid_part.setChecked(True)
            self.amount.set_amount(draft.paid)

    # what they wrote, and what is being written

    def fill_in(self, text: str) -> None:
        """Fill in what a text says of the order; what is typed already stays where the text says nothing."""
        workspace = self._desk.workspace
        try:
            said = read_order(
                text, workspace.one_line, workspace.orders, workspace.products, contact_of(self.friend.choice)
            )
            fill_in(self, said, self._name_of(said))
        except ShukeError as error:
            self.complain(explain(error))
            return
        self._begin()
        if self.friend.choice is not None and not self.lines.empty and not said.unclear:
            self.accept_button.setFocus()

    def _name_of(self, said: Said) -> str:
        if said.contact is not None:
            return self._desk.workspace.contacts.row(said.contact).name
        if said.friends:
            return said.friends[0].name
        return said.address.recipient if said.address is not None else ""

    def pay_choices(self) -> tuple[tuple[str, QRadioButton], ...]:
        """The ways to say how it is paid, by the names that are stored."""
        return (
            ("unpaid", self.unpaid),
            ("on_delivery", self.on_delivery),
            ("full", self.paid_full),
            ("part", self.paid_part),
        )

    def _is_there(self, contact: int) -> bool:
        return bool(self._desk.workspace.contacts.rows([contact]))

    def _keep(self) -> None:
        """Write down what is typed so far, so that neither a crash nor a wrong key loses it."""
        self._keeping.stop()
        if not self._changed or self._order is not None:
            return
        try:
            self._sketch = self._desk.workspace.sketches.keep(
                self._sketch, contact_of(self.friend.choice), typed_in(self)
            )
        except ShukeError as error:  # it stands here still; what comes of saving it is told when it is
            self.complain(explain(error))
            return
        self.throw_button.setVisible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the last letters too; the shop may be closed after this."""
        self._keep()
        super().hideEvent(event)

    def _on_throw_away(self) -> None:
        self._keeping.stop()
        self._changed = False
        if self._sketch is None:
            self.reject()
        elif self._desk.did(lambda: self._desk.workspace.sketches.throw_away(SketchId(self._sketch or 0))):
            super().reject()

    # saving

    def ready(self) -> bool:
        """Save; what keeps it from being saved is said, and everything typed stays."""
        draft = self._draft()
        if draft is None:
            return False
        few = self._desk.workspace.orders.too_few(draft.contact, draft.lines)
        if few is not None and few != self._overruled:
            self._overruled = few
            self.complain(too_few(few))
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
            self._keeping.stop()
            self._changed = False
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
            draft = replace(draft, contact=contact)
        return orders.add(draft, sketch=self._sketch)

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
        fee, discount, paid, cost, kept = amounts
        return OrderDraft(
            contact,
            lines,
            shipping_fee=fee,
            discount=discount,
            note=self.note.text(),
            channel=channel_of(self.channel),
            address=self.address.currentText(),
            account=self.more.account_id(),
            paid=paid,
            method=method_of(self.method) if paid else None,
            shipping_cost=cost,
            fee=kept,
            sender=self.more.sent_by.text(),
            recipient=self.more.recipient_id(),
            on_delivery=self.on_delivery.isChecked(),
        )

    def _amounts(self, lines: Sequence[LineDraft]) -> tuple[int, int, int, int, int | None] | None:
        """Shipping fee, discount, what was paid, what sending costs, what the channel keeps (none: its usual share)."""
        read: list[int] = []
        kept = self.more.fee.text().strip()
        for field in (self.fee, self.discount, self.amount, self.more.shipping_cost, self.more.fee):
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
        fee, discount, part, cost, share = read
        total = sum(line.total for line in lines) + fee - discount
        paid = max(total, 0) if self.paid_full.isChecked() else part if self.paid_part.isChecked() else 0
        return fee, discount, 0 if self._order is not None else paid, cost, share if kept else None

    def _contact(self) -> ContactId | None:
        self.friend.settle()
        choice = self.friend.choice
        if choice is None:
            return None
        return ContactId(choice.value) if isinstance(choice.value, int) else NOBODY_YET

    # what happens

    def reject(self) -> None:
        """Close; what was typed of a new order is kept, and of an old one thrown away at the second Esc only."""
        if self._order is None:
            typed = self._changed
            super().reject()
            if typed:
                self.kept.emit()
            return
        if self._changed and not self._warned:
            self._warned = True
            self.complain(tr("These changes are not saved yet. Press Esc again to throw them away."))
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

    def _offer_known(self, typed: str) -> list[Choice]:
        return [choice for choice in self._offer_friends(typed) if not choice.made]

    def _on_friend(self, choice: Choice) -> None:
        if isinstance(choice.value, int):
            contact = ContactId(choice.value)
            self.lines.set_contact(contact)
            self._offer_addresses(contact)

    def _offer_addresses(self, contact: ContactId) -> None:
        """Addresses to choose from; what was typed stays."""
        typed = self.address.currentText()
        offered = {self.address.itemText(place) for place in range(self.address.count())}
        self.address.clear()
        for address in self._desk.workspace.contacts.card(contact).addresses:
            self.address.addItem(address.text.line)
        if typed and typed not in offered:
            self.address.setEditText(typed)

    def _on_no_friend(self) -> None:
        self.lines.set_contact(None)

    def _on_lines_finished(self) -> None:
        if self.lines.empty:
            self.lines.focus_product()
        elif self._order is None:
            next(button for _, button in self.pay_choices() if button.isChecked()).setFocus(
                Qt.FocusReason.TabFocusReason
            )
        else:
            self.fee.setFocus()

    def _on_paid_key(self) -> None:
        self.paid_full.setChecked(True)

    def _on_amount(self, _text: str) -> None:
        self.paid_part.setChecked(True)

    def _on_choice(self) -> None:
        self.method.setEnabled(self.paid_full.isChecked() or self.paid_part.isChecked())
        if self.paid_part.isChecked() and self.isVisible():
            self.amount.setFocus()
        self._on_changed()

    def _on_changed(self, _what: object = None) -> None:
        self._changed = True
        self._warned = False
        self.complain("")
        self._show_total()
        if self._order is None:
            self._keeping.start()

    def _show_total(self) -> None:
        total = self.lines.worth() + self.fee.amount_or_zero() - self.discount.amount_or_zero()
        self.total.setText(tr("Total {amount}", amount=format_amount(total, self._currency)))


KEPT = "+"
"""For `method_box`: money that goes back may stay with the seller as an advance."""


def method_box(*, advance: str = "") -> QComboBox:
    """A choice of how money came; also out of an `advance`, where one is left of that amount."""
    box = QComboBox()
    box.setAccessibleName(tr("How it was paid"))
    box.addItem(tr("How it was paid"), None)
    for method in PayMethod:
        if method is not PayMethod.ADVANCE:
            box.addItem(method_word(method), method)
    if advance == KEPT:
        box.addItem(tr("Stays as an advance"), PayMethod.ADVANCE)
    elif advance:
        box.addItem(tr("From the advance ({amount} left)", amount=advance), PayMethod.ADVANCE)
    return box


def method_of(box: QComboBox) -> PayMethod | None:
    """What is chosen in a `method_box`, which keeps only the code of it."""
    return PayMethod.read(box.currentData() or "")


def open_order_sheet(
    desk: Desk,
    parent: QWidget | None = None,
    contact: ContactId | None = None,
    order: OrderCard | None = None,
    draft: OrderDraft | None = None,
    sketch: SketchRow | None = None,
) -> OrderSheet:
    """Open the sheet for a new order (of this friend, filled in as a draft says, or as it was being written), or for an
    old one; what was saved is told.
    """
    sheet = OrderSheet(desk, parent, draft.contact if draft else contact, order, draft, sketch)

    def told(number: OrderId) -> None:
        row = desk.workspace.orders.row(number)
        desk.say(tr("Order {number} for {friend} is saved.", number=row.number, friend=row.friend))

    sheet.saved.connect(told)
    sheet.kept.connect(lambda: desk.say(tr("What you were writing is kept. It waits among your orders."), undo=False))
    sheet.open()
    return sheet
