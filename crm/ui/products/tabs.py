"""The parts of the sheet of a product: prices, stock, variants and bundle, words."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm.ids import ContactId, ProductId, TierId
from crm.money import AmountError, format_amount
from crm.prices import PriceDraft
from crm.products import Part, ProductRow
from crm.stock import BatchRow, MoveRow
from crm.ui.amount_field import NumberField
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice
from crm.ui.plain import menu_text
from crm.ui.products.lines import Lines, PartLine, PriceLine
from crm.ui.products.moving import MoveSheet
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.days import date_words
from crm.wording.products import stock_kind_word

OFFERED = 8


class UnreadError(Exception):
    """What stands in a field cannot be; the sheet says so, and the field has the cursor."""

    def __init__(self, sentence: str, field: QLineEdit) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Buyer(NamedTuple):
    """For whom a price is; everybody where neither is given."""

    tier: TierId | None = None
    contact: ContactId | None = None


class Tab(QScrollArea):
    """A tab that scrolls where it has no room."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        px = desk.theme.px
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(px(2), px(12), px(10), px(8))
        self.column.setSpacing(px(8))
        self.setWidget(inside)

    def say(self, text: str, look: str = "dim") -> PlainLabel:
        """A line of words."""
        label = PlainLabel(text, look=look)
        label.setWordWrap(True)
        self.column.addWidget(label)
        return label

    def form(self) -> QFormLayout:
        """A form below what is there."""
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(self.desk.theme.px(12))
        form.setVerticalSpacing(self.desk.theme.px(8))
        self.column.addLayout(form)
        return form


class PricesTab(Tab):
    """What tiers, friends and whoever takes many pay, and what it cost before."""

    def __init__(self, desk: Desk, product: ProductRow | None) -> None:
        super().__init__(desk)
        self._tiers = desk.workspace.prices.tiers()
        self.say(
            tr(
                "Beside the retail price: for an agent level, for one friend, or for everybody from so many on."
                " A friend's own price goes before their level's, and that before everybody's."
            )
        )
        self.lines = Lines(desk, lambda: PriceLine(desk, self._offer))
        self.column.addWidget(self.lines)
        self.history = self.say("", "small")
        self.column.addStretch()
        if product is not None:
            self._show(product)

    def drafts(self) -> list[PriceDraft]:
        """The prices as they stand. Raises `UnreadError`."""
        found = []
        for line in self.lines.filled:
            line.what.settle()
            choice = line.what.choice
            if choice is None or not isinstance(choice.value, Buyer):
                raise UnreadError(tr("For whom is this price? Please choose from the list."), line.what)
            try:
                price = line.price.amount()
                least = line.least.number()
            except AmountError as error:
                wrong = line.price if line.price.text() == error.text else line.least
                raise UnreadError(tr("“{text}” is not an amount.", text=error.text), wrong) from error
            if price is None:
                raise UnreadError(tr("Which price is it?"), line.price)
            found.append(PriceDraft(price, choice.value.tier, choice.value.contact, 1 if least is None else least))
        return found

    def _show(self, product: ProductRow) -> None:
        shop = self.desk.workspace
        currency = shop.settings.shop().currency
        for price in shop.prices.of(product.id):
            line = self.lines.lines[-1]
            line.what.take(Choice(Buyer(price.tier, price.contact), price.buyer or trc("price", "Everybody")))
            line.least.setText("" if price.at_least == 1 else f"{price.at_least:,}")
            line.price.set_amount(price.price)
        today = shop.clock.today()
        lines = [
            " · ".join(
                part
                for part in (
                    date_words(change.day, today),
                    format_amount(change.price, currency, short=True),
                    ""
                    if change.cost is None
                    else tr("cost {cost}", cost=format_amount(change.cost, currency, short=True)),
                )
                if part
            )
            for change in shop.prices.history(product.id)
        ]
        if lines:
            self.history.setText("\n".join([tr("What it cost before:"), *lines]))

    def _offer(self, typed: str) -> Sequence[Choice]:
        words = " ".join(typed.split()).casefold()
        groups = [Choice(Buyer(), trc("price", "Everybody"), tr("from so many on"))]
        groups += [Choice(Buyer(tier.id), tier.name, tr("agent level")) for tier in self._tiers]
        found = [choice for choice in groups if words in choice.text.casefold()]
        if words:
            shop = self.desk.workspace
            rows = shop.contacts.rows(ids := shop.finder.search(typed, OFFERED))
            found += [
                Choice(Buyer(contact=ContactId(number)), rows[number].name, rows[number].remark)
                for number in ids
                if number in rows
            ]
        return found


class StockTab(Tab):
    """What is on the shelf. `moved` when something came or went, which is a step of its own."""

    moved = Signal()

    def __init__(self, desk: Desk, product: ProductRow | None) -> None:
        super().__init__(desk)
        self._product = product
        self.kept = QCheckBox(menu_text(tr("Keep count of what is there")))
        self.count = NumberField(tr("There now"))
        self.low = NumberField(trc("product", "Low from"))
        self.low.setPlaceholderText(tr("no mark"))
        self.told = self.say("", "")
        self.column.addWidget(self.kept)
        form = self.form()
        form.addRow(tr("There now"), self.count)
        form.addRow(trc("product", "Low from"), self.low)
        self.kept.toggled.connect(self._on_kept)
        buttons = QHBoxLayout()
        self.came = QPushButton(menu_text(tr("Came in…")))
        self.went = QPushButton(menu_text(tr("Lost, sample, gift…")))
        for button, out in ((self.came, False), (self.went, True)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, out=out: self.move_stock(out=out))
            buttons.addWidget(button)
        buttons.addStretch()
        self.column.addLayout(buttons)
        self.batches = self.say("", "small")
        self.moves = self.say("", "small")
        self.column.addStretch()
        self.show_product(product)

    def show_product(self, product: ProductRow | None) -> None:
        """Show what is there of it now; what is typed stays."""
        self._product = product
        own = product is None or not (product.parts or product.variants)
        self.kept.setChecked(product is not None and product.stocked)
        self.kept.setVisible(own)
        self.count.clear()
        self.count.setPlaceholderText("" if product is None or product.stock is None else f"{product.stock:,}")
        if product is not None and product.low_stock is not None:
            self.low.setText(str(product.low_stock))
        self.told.setText(_told(product))
        self.told.setVisible(bool(self.told.text()))
        for button in (self.came, self.went):
            button.setVisible(own and product is not None)
        self._on_kept()
        self.batches.setText("")
        self.moves.setText("")
        if product is None:
            return
        stock, today = self.desk.workspace.stock, self.desk.workspace.clock.today()
        if batches := stock.batches(product.id):
            lines = [batch_words(batch, today) for batch in batches]
            self.batches.setText("\n".join([tr("Batches, first to expire first:"), *lines]))
        if moves := stock.moves(product.id, 50):
            lines = [move_words(move, today) for move in moves]
            if sent := stock.sent(product.id):
                lines.append(trn("{n} sent with orders", "{n} sent with orders", sent))
            self.moves.setText("\n".join([tr("What came and went:"), *lines]))

    def read(self) -> tuple[bool, int | None, int | None]:
        """Whether it is counted, how many are there (none: as before), and from where on it is low.

        Raises `UnreadError`.
        """
        read = []
        for field in (self.count, self.low):
            try:
                read.append(field.number())
            except AmountError as error:
                raise UnreadError(tr("“{text}” is not a number.", text=error.text), field) from error
        if not self.kept.isVisibleTo(self):  # its parts or variants are counted; it stays as it is
            return self._product is not None and self._product.stocked, None, read[1]
        return self.kept.isChecked(), read[0], read[1]

    def move_stock(self, *, out: bool) -> MoveSheet | None:
        """Ask what came, or what went."""
        if self._product is None:
            return None
        sheet = MoveSheet(self.desk, self._product, out=out, parent=self.window())
        sheet.moved.connect(self.moved)
        sheet.open()
        return sheet

    def _on_kept(self) -> None:
        self.count.setEnabled(self.kept.isChecked() and self.kept.isVisibleTo(self))


class MakeupTab(Tab):
    """The variants of a product, or the parts of a bundle."""

    def __init__(self, desk: Desk, product: ProductRow | None, parent: ProductRow | None) -> None:
        super().__init__(desk)
        self._product = product
        self.variants = QPlainTextEdit()
        self.variants.setAccessibleName(tr("More variants, one a line"))
        self.variants.setPlaceholderText(tr("01 coral\n02 rose"))
        self.variants.setTabChangesFocus(True)
        self.variants.setFixedHeight(desk.theme.px(84))
        self.variant = QLineEdit()
        self.variant.setAccessibleName(trc("product", "Variant"))
        self.parts = Lines(desk, lambda: PartLine(desk, self._offer))
        if parent is not None:
            self.say(tr("A variant of “{name}”.", name=parent.name))
            self.form().addRow(trc("product", "Variant"), self.variant)
            self.variant.setText(product.variant if product else "")
        elif product is None or not product.parts:
            there = desk.workspace.products.variants(product.id) if product is not None else []
            self.say(tr("Variants: shades, sizes. Each is sold, priced and counted by itself."), "heading")
            if there:
                self.say("\n".join(row.variant for row in there))
            self.say(tr("More variants, one a line"), "small")
            self.column.addWidget(self.variants)
        if parent is None and not (product is not None and product.variants):
            self.say(tr("Bundle: what is in one. Its stock is what the parts allow."), "heading")
            self.column.addWidget(self.parts)
            if product is not None:
                self._show_parts(product)
        self.column.addStretch()

    def words(self) -> list[str]:
        """The variants that are to be added."""
        return self.variants.toPlainText().splitlines()

    def drafts(self) -> tuple[Part, ...]:
        """The parts as they stand. Raises `UnreadError`."""
        found = []
        for line in self.parts.filled:
            line.what.settle()
            choice = line.what.choice
            if choice is None or not isinstance(choice.value, int):
                raise UnreadError(tr("Which product is in the bundle? Please choose from the list."), line.what)
            try:
                quantity = line.quantity.number()
            except AmountError as error:
                raise UnreadError(tr("“{text}” is not a number.", text=error.text), line.quantity) from error
            found.append(Part(ProductId(choice.value), 1 if quantity is None else quantity))
        return tuple(found)

    def _show_parts(self, product: ProductRow) -> None:
        rows = self.desk.workspace.products.rows([part.product for part in product.parts])
        for part in product.parts:
            line = self.parts.lines[-1]
            name = rows[part.product].name if part.product in rows else tr("a product that was deleted")
            line.what.take(Choice(part.product, name))
            line.quantity.setText(str(part.quantity))

    def _offer(self, typed: str) -> Sequence[Choice]:
        rows = self.desk.workspace.products.find(typed)
        own = None if self._product is None else self._product.id
        return [Choice(row.id, row.name, row.unit) for row in rows if not row.parts and row.id != own]


class WordsTab(Tab):
    """What one tells of it: why the seller stands for it, its story, where it comes from, by whose leave."""

    def __init__(self, desk: Desk, product: ProductRow | None) -> None:
        super().__init__(desk)
        form = self.form()
        self.recommend = self._long(form, trc("product", "Why I stand for it"), tr("I have used it for three years…"))
        self.story = self._long(form, trc("product", "Story"), "")
        self.origin, self.authorisation = QLineEdit(), QLineEdit()
        for field, name in (
            (self.origin, trc("product", "Origin")),
            (self.authorisation, trc("product", "Authorisation")),
        ):
            field.setAccessibleName(name)
            form.addRow(name, field)
        if product is not None:
            self.recommend.setPlainText(product.recommend)
            self.story.setPlainText(product.story)
            self.origin.setText(product.origin)
            self.authorisation.setText(product.authorisation)

    def _long(self, form: QFormLayout, name: str, hint: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        field.setTabChangesFocus(True)
        field.setFixedHeight(self.desk.theme.px(88))
        form.addRow(name, field)
        return field


def _told(product: ProductRow | None) -> str:
    """How much of it there is, promised and free."""
    if product is None or product.stock is None or product.free is None:
        return "" if product is None or not product.parts else tr("Its parts are not counted.")
    said = tr(
        "{stock} there, {reserved} ordered and not sent, {free} to sell.",
        stock=f"{product.stock:,}", reserved=f"{product.reserved:,}", free=f"{product.free:,}",
    )  # fmt: skip
    if product.free < 0:
        said = f"{said} {trn('{n} sold more than there is.', '{n} sold more than there are.', -product.free)}"
    return said


def batch_words(batch: BatchRow, today: date) -> str:
    """A batch in a line."""
    last = "" if batch.expires_on is None else tr("until {day}", day=date_words(batch.expires_on, today))
    left = trn("{n} left", "{n} left", batch.left)
    return " · ".join(part for part in (batch.code, last, left) if part)


def move_words(move: MoveRow, today: date) -> str:
    """What came or went, in a line."""
    units = f"{move.quantity:+,}"
    parts = (date_words(move.day, today), units, stock_kind_word(move.kind), move.code, move.note)
    return " · ".join(part for part in parts if part)
