"""The lines of an order while it is written: product, how many, at what price, and why that price."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from crm.ids import ContactId, ProductId
from crm.money import AmountError, Currency, format_amount
from crm.one_line import Ware
from crm.orders import MOST_QUANTITY, InvalidOrderError, LineDraft, LineRow, OrderProblem, ProposedPrice
from crm.products import MOST_PRICE, ProductRow
from crm.ui.amount_field import AmountField, NumberField
from crm.ui.desk import Desk
from crm.ui.orders.columns import day_text
from crm.ui.orders.picker import Choice, Picker
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.errors import explain
from crm.wording.orders import order_problem, price_reason
from crm.wording.products import stock_words


class LineEditor(QWidget):
    """One line. `changed` on every change, `finished` when Enter leaves it, `removed` when it should go."""

    changed = Signal()
    finished = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, currency: Currency, propose: Callable[[ProductId, int], ProposedPrice]) -> None:
        super().__init__()
        self._desk = desk
        self._currency = currency
        self._propose = propose
        self._proposed = ""
        self._wrong: QLineEdit
        self.product = Picker(desk.theme, tr("Product: name or initials"), self._offer)
        self.quantity = NumberField(tr("How many"))
        self.quantity.setText("1")
        self.price = AmountField(currency, tr("Price each"))
        self.price.setPlaceholderText(tr("Price"))
        self.total = PlainLabel()
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.remark = PlainLabel(look="small")
        self.remark.setWordWrap(True)
        self.gift = QToolButton()
        self.gift.setProperty("look", "quiet")
        self.gift.setCheckable(True)
        self.gift.setToolTip(tr("A gift (Ctrl+G)"))
        self.gift.setAccessibleName(tr("A gift"))
        self.gift.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove = QToolButton()
        self.remove.setProperty("look", "quiet")
        self.remove.setToolTip(tr("Remove this product"))
        self.remove.setAccessibleName(tr("Remove this product"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.product.picked.connect(self._on_picked)
        self.product.entered.connect(self._on_entered)
        self.product.unpicked.connect(self._on_unpicked)
        self.product.left.connect(self._on_left)
        self.product.textChanged.connect(self._on_typed)
        self.quantity.textChanged.connect(self.propose_again)  # more of it may cost less each
        for field in (self.quantity, self.price):
            field.textChanged.connect(self._on_typed)
            field.installEventFilter(self)
        self.quantity.textChanged.connect(self._on_quantity)
        self.gift.toggled.connect(self._on_gift)
        self.remove.clicked.connect(self.removed)
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _lay_out(self) -> None:
        px = self._desk.theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(px(1))
        self.quantity.setFixedWidth(px(64))
        self.price.setFixedWidth(px(96))
        self.total.setMinimumWidth(px(92))
        for column, field in enumerate((self.product, self.quantity, self.price, self.total, self.gift, self.remove)):
            grid.addWidget(field, 0, column)
        grid.addWidget(self.remark, 1, 0, 1, 5)
        grid.setColumnStretch(0, 1)

    # what others ask

    @property
    def empty(self) -> bool:
        """Whether no product was typed."""
        return not self.product.text().strip()

    def show_line(self, line: LineRow) -> None:
        """Fill in a line that is there."""
        self._proposed = ""
        self.product.take(Choice(None, line.name) if line.product is None else Choice(line.product, line.name))
        self.quantity.setText(str(line.quantity))
        self.price.set_amount(line.unit_price)
        self.gift.setChecked(line.gift)
        self._say("")

    def typed(self) -> dict[str, object]:
        """What stands in it, to be shown again by `show_typed`."""
        choice = self.product.choice
        return {
            "product": choice.value if choice is not None else None,
            "picked": choice is not None,
            "made": choice is not None and choice.made,
            "name": self.product.text(),
            "quantity": self.quantity.text(),
            "price": self.price.text(),
            "proposed": self._proposed,
            "gift": self.gift.isChecked(),
        }

    def show_typed(self, typed: Mapping[str, object]) -> None:
        """Show what was typed once; a product that is gone meanwhile is only a name."""
        name, product = str(typed.get("name", "")), typed.get("product")
        there = isinstance(product, int) and bool(self._desk.workspace.products.rows([product]))
        if typed.get("picked") and (there or not isinstance(product, int)):
            self.product.take(Choice(product if there else None, name, made=bool(typed.get("made"))))
        else:
            self.product.setText(name)
        self.gift.setChecked(bool(typed.get("gift")))
        self.quantity.setText(str(typed.get("quantity", "")))
        self.price.setText(str(typed.get("price", "")))
        self._proposed = str(typed.get("proposed", ""))
        self._say("")

    def propose_again(self) -> None:
        """Ask for the price anew, for another friend or another number; a price that was typed stays."""
        if self.product.choice is not None and self.price.text() == self._proposed:
            self._fill_price(self.product.choice)

    def worth(self) -> int:
        """Minor units of the line as it stands; 0 where it is not yet right."""
        try:
            return self._draft().total
        except (AmountError, InvalidOrderError):
            return 0

    def draft(self) -> LineDraft | None:
        """The line, if it is right; else what is wrong stands below it, and its field has the cursor."""
        self.product.settle()
        try:
            draft = self._draft()
        except AmountError as error:
            self._say(explain(error), wrong=True)
            return None
        except InvalidOrderError as error:
            self._say(order_problem(error, self._currency), wrong=True)
            return None
        return draft

    def _draft(self) -> LineDraft:
        choice = self.product.choice
        self._wrong = self.quantity
        quantity = self.quantity.number()
        if quantity is None or not 1 <= quantity <= MOST_QUANTITY:
            raise InvalidOrderError(OrderProblem.QUANTITY, quantity or 0)
        self._wrong = self.price
        price = 0 if self.gift.isChecked() else self.price.amount()
        if price is None or not 0 <= price <= MOST_PRICE:
            raise InvalidOrderError(OrderProblem.PRICE, price or 0)
        name = self.product.text().strip()
        if choice is None:
            return LineDraft(None, name, quantity, price, gift=self.gift.isChecked())
        product = ProductId(choice.value) if isinstance(choice.value, int) else None
        return LineDraft(product, choice.text, quantity, price, keep=choice.made, gift=self.gift.isChecked())

    def focus_wrong(self) -> None:
        """Put the cursor where the trouble is."""
        self._wrong.setFocus()
        self._wrong.selectAll()

    # what happens

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on: quantity, price, next line."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if watched is self.quantity:
                self.price.setFocus()
                self.price.selectAll()
            else:
                self.finished.emit()
            return True
        return super().eventFilter(watched, event)

    def _offer(self, typed: str) -> Sequence[Choice]:
        found = [Choice(row.id, row.name, self._beside(row)) for row in self._desk.workspace.products.find(typed)]
        name = " ".join(typed.split())
        if name and all(choice.text != name for choice in found):
            found.append(Choice(None, name, tr("＋ new product"), made=True))
        return found

    def _beside(self, row: ProductRow) -> str:
        price = format_amount(row.price, self._currency, short=True)
        said = f"{price} / {row.unit}" if row.unit else price
        return said if row.free is None else f"{said} · {stock_words(row.free)}"

    def _on_picked(self, choice: Choice) -> None:
        self._fill_price(choice)
        self.changed.emit()

    def _on_entered(self) -> None:
        self.quantity.setFocus()
        self.quantity.selectAll()

    def _fill_price(self, choice: Choice) -> None:
        if choice.made:
            self._say(tr("Will be added to your products with this price."))
            return
        if not isinstance(choice.value, int):
            return
        quantity = self._units()
        proposed = self._propose(ProductId(choice.value), quantity)
        self.price.set_amount(proposed.price)
        self._proposed = self.price.text()
        why = price_reason(proposed.reason, day_text(proposed.day), proposed.tier, proposed.at_least)
        row = self._desk.workspace.products.rows([choice.value]).get(choice.value)
        short = "" if row is None or row.free is None else stock_words(row.free, quantity)
        self._say(" · ".join(part for part in (why, short) if part))

    def _units(self) -> int:
        try:
            return max(1, min(self.quantity.number() or 1, MOST_QUANTITY))
        except AmountError:
            return 1

    def _on_quantity(self, _text: str) -> None:
        """So many may have another price, unless one was typed."""
        if self._proposed and not self.gift.isChecked():
            self.propose_again()

    def _on_gift(self, given: bool) -> None:
        self.price.setEnabled(not given)
        self._on_theme()
        self._say(tr("A gift: nothing to pay") if given else "")
        self._on_typed("")

    def _on_unpicked(self) -> None:
        if self.price.text() == self._proposed:
            self.price.clear()
        self._proposed = ""
        self._say("")

    def _on_left(self) -> None:
        self.finished.emit()

    def _on_typed(self, _text: str) -> None:
        worth = self.worth()
        self.total.setText(format_amount(worth, self._currency, short=True) if worth else "")
        if self.remark.property("look") == "danger":
            self._say("")
        self.changed.emit()

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        look = "danger" if wrong else "small"
        if self.remark.property("look") != look:
            self.remark.setProperty("look", look)
            self.remark.style().polish(self.remark)
        self.remark.setText(sentence)
        self.remark.setVisible(bool(sentence))

    def _on_theme(self) -> None:
        self.remove.setIcon(self._desk.theme.icon("x", "dim"))
        self.gift.setIcon(self._desk.theme.icon("gift", "accent" if self.gift.isChecked() else "dim"))


class LinesEditor(QWidget):
    """All lines, always with an empty one at the end. `finished` when Enter is pressed in the empty one."""

    changed = Signal()
    finished = Signal()

    def __init__(self, desk: Desk, currency: Currency) -> None:
        super().__init__()
        self._desk = desk
        self._currency = currency
        self._contact: ContactId | None = None
        self.lines: list[LineEditor] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(desk.theme.px(6))
        self.add_line()

    @property
    def empty(self) -> bool:
        """Whether no product was typed."""
        return all(line.empty for line in self.lines)

    def set_contact(self, contact: ContactId | None) -> None:
        """Whose prices are proposed."""
        self._contact = contact
        for line in self.lines:
            line.propose_again()

    def show_lines(self, lines: Sequence[LineRow]) -> None:
        """Fill in the lines of an order that is there."""
        for line in lines:
            self.lines[-1].show_line(line)
            self._keep_empty_one()

    def _keep_empty_one(self) -> None:
        if not self.lines[-1].empty:
            self.add_line()

    def add_line(self) -> LineEditor:
        """Another empty line."""
        line = LineEditor(self._desk, self._currency, self._propose)
        line.changed.connect(self._on_changed)
        line.finished.connect(self._on_finished)
        line.removed.connect(self._on_removed)
        line.remove.setVisible(False)
        self.lines.append(line)
        self._box.addWidget(line)
        self._show_removers()
        return line

    def worth(self) -> int:
        """Minor units of all lines as they stand."""
        return sum(line.worth() for line in self.lines if not line.empty)

    def drafts(self) -> tuple[LineDraft, ...] | None:
        """The lines, if all are right; else the cursor is where the first trouble is."""
        drafts = [(line, line.draft()) for line in self.lines if not line.empty]
        wrong = [line for line, draft in drafts if draft is None]
        if wrong:
            wrong[0].focus_wrong()
            return None
        return tuple(draft for _, draft in drafts if draft is not None)

    def focus_product(self) -> None:
        """Go to the line that waits for a product."""
        self.lines[-1].product.setFocus()

    def give(self) -> None:
        """Make the line that is being written a gift, or the last that was, or take that back."""
        written = [line for line in self.lines if not line.empty]
        fields = ((line, field) for line in written for field in (line.product, line.quantity, line.price))
        here = [line for line, field in fields if field.hasFocus()]
        for line in (here or written[-1:])[:1]:
            line.gift.toggle()

    def typed(self) -> list[dict[str, object]]:
        """What stands in the lines."""
        return [line.typed() for line in self.lines if not line.empty]

    def show_typed(self, typed: object) -> None:
        """Show what was typed once."""
        for line in typed if isinstance(typed, list) else ():
            if isinstance(line, dict):
                self.lines[-1].show_typed(line)
                self._keep_empty_one()

    def show_unclear(self, wares: Sequence[Ware]) -> None:
        """Lines of which it is not clear which product is meant: the seller picks it."""
        for ware in wares:
            line = self.lines[-1]
            line.product.setText(ware.words)
            line.quantity.setText(str(ware.quantity))
            self.add_line()

    def _propose(self, product: ProductId, units: int) -> ProposedPrice:
        return self._desk.workspace.orders.proposed_price(self._contact, product, quantity=units)

    def _on_changed(self) -> None:
        if not self.lines[-1].empty and self.lines[-1].product.choice is not None:
            self.add_line()
        self.changed.emit()

    def _on_finished(self) -> None:
        line = self.sender()
        if isinstance(line, LineEditor) and line.empty:
            self.finished.emit()
        else:
            if not self.lines[-1].empty:
                self.add_line()
            self.focus_product()

    def _on_removed(self) -> None:
        line = self.sender()
        if isinstance(line, LineEditor) and len(self.lines) > 1:
            self.lines.remove(line)
            line.hide()
            line.deleteLater()
            self._show_removers()
            self.focus_product()
            self.changed.emit()

    def _show_removers(self) -> None:
        for line in self.lines:
            line.remove.setVisible(line is not self.lines[-1])
            line.gift.setVisible(line is not self.lines[-1])
