"""The page of suppliers: who they are and what is owed, and beside it what they ship and what was between you."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.ids import PurchaseId, SupplierId, SupplierPaymentId
from crm.money import Currency, format_amount
from crm.suppliers import Deal, DealKind, OpenLine, SupplierRow
from crm.topics import Topic
from crm.transfer.parcels_out import ParcelsOut
from crm.ui.desk import Desk
from crm.ui.orders.columns import RIGHT, day_text
from crm.ui.page import Page, on_clicks, on_keys
from crm.ui.plain import menu_text, one_line
from crm.ui.shipping.parts import Pane, Rows
from crm.ui.suppliers.sheets import DeedSheet, PaySheet, PricesSheet, PurchaseSheet, SupplierSheet
from crm.ui.table import Column
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.suppliers import deal_word, report_template

NAMED = 4
"""So many friends without an address are named in a sentence."""
SHOWN_DEALS = 200


class SuppliersPane(Pane):
    """All suppliers, and one beside them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._currency = desk.workspace.settings.shop().currency
        self._shown: SupplierId | None = None
        self._lines: list[OpenLine] = []
        self._deals: list[Deal] = []
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, px = self.desk, self.desk.theme.px
        self.count = PlainLabel(look="dim", elide=True)
        self.add_button = QPushButton(menu_text(tr("Add supplier")))
        self.add_button.setProperty("look", "primary")
        self.add_button.setToolTip(tr("Add supplier (Alt+N)"))
        self.rows: Rows[SupplierRow] = Rows(desk.theme, supplier_columns(self._currency), tr("Suppliers"), self)
        self.rows.fill("name", 110)
        self.table = self.rows.table
        self.setFocusProxy(self.table)
        self.nothing = EmptyState(
            desk.theme,
            "warehouse",
            tr("Your suppliers will be here"),
            tr("From whom you buy, who ships for you, what you owe each. A name is enough."),
        )
        self.nothing.add_step(tr("Add a supplier"), self.add_supplier)
        top = QHBoxLayout()
        top.setContentsMargins(px(12), 0, px(12), 0)
        top.addWidget(self.count, 1)
        top.addWidget(self.add_button)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(top)
        box.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._build_side())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([px(560), px(460)])
        self.whole = QStackedWidget()
        self.whole.addWidget(self.splitter)
        self.whole.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(12), 0, 0)
        outer.addWidget(self.whole)

    def _build_side(self) -> QWidget:
        px = self.desk.theme.px
        self.name = PlainLabel(look="heading", elide=True)
        self.note = PlainLabel(look="dim")
        self.note.setWordWrap(True)
        self.owed = PlainLabel()
        self.owed.setWordWrap(True)
        buttons = QWidget()
        flow = FlowLayout(buttons, px(6))
        for code, word, key, look in (
            ("report", tr("Copy order text"), "R", "primary"),
            ("again", tr("Copy it again"), "Shift+R", ""),
            ("reply", tr("Paste their numbers"), "V", ""),
            ("buy", tr("Goods in"), "G", ""),
            ("back", tr("Sent back"), "B", ""),
            ("pay", trc("supplier", "Paid"), "P", ""),
            ("prices", tr("Prices"), "S", ""),
            ("edit", tr("Edit"), "E", ""),
            ("delete", tr("Delete"), "Del", "danger"),
        ):
            button = QPushButton(f"{menu_text(word)}  {key}")
            button.setProperty("look", look)
            button.setAccessibleName(word)
            button.setToolTip(f"{word} ({key})")
            self.buttons[code] = button
            flow.addWidget(button)
        self.lines = QListWidget()
        self.lines.setAccessibleName(tr("What they are to ship"))
        self.lines.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.back_button = QPushButton(menu_text(tr("I ship it myself")) + "  I")
        self._lines_title = PlainLabel(tr("What they are to ship"), look="dim")
        self.deals = QListWidget()
        self.deals.setAccessibleName(tr("Between you"))
        for listed in (self.lines, self.deals):
            listed.setWordWrap(True)
            listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.remove_button = QPushButton(menu_text(tr("Delete this entry")))
        self.remove_button.setProperty("look", "danger")
        side = QWidget()
        side.setProperty("look", "panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(side)
        box.setContentsMargins(px(14), px(12), px(12), px(12))
        box.setSpacing(px(8))
        for widget in (self.name, self.note, self.owed, buttons, self._lines_title):
            box.addWidget(widget)
        box.addWidget(self.lines, 2)
        box.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(PlainLabel(tr("Between you"), look="dim"))
        box.addWidget(self.deals, 3)
        box.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        for listed in (self.lines, self.deals):
            listed.setMinimumHeight(px(48))
        policy = buttons.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        buttons.setSizePolicy(policy)
        side.setMinimumWidth(px(300))
        return side

    def _listen(self) -> None:
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.deals.currentRowChanged.connect(self._on_deal)
        acts: dict[str, Callable[[], object]] = {
            "report": self.report,
            "again": self.report_again,
            "reply": self.paste_reply,
            "buy": self.buy,
            "back": partial(self.buy, returned=True),
            "pay": self.pay,
            "prices": self.prices,
            "edit": self.edit,
            "delete": self.delete,
        }
        on_clicks((self.buttons[code], act) for code, act in acts.items())
        on_clicks(
            (
                (self.add_button, self.add_supplier),
                (self.back_button, self.take_back),
                (self.remove_button, self.remove),
            )
        )
        keys = {
            "report": "R",
            "again": "Shift+R",
            "reply": "V",
            "buy": "G",
            "back": "B",
            "pay": "P",
            "prices": "S",
            "edit": "E",
        }
        on_keys((key, self, self.buttons[code].click) for code, key in keys.items())
        on_keys(
            (
                ("Alt+N", self, self.add_supplier),
                ("Del", self.table, self.delete),
                ("I", self, self.take_back),
                ("Del", self.deals, self.remove),
            )
        )

    # what others ask

    def refresh(self) -> None:
        """Read the suppliers, and what belongs to the one beside them."""
        suppliers, shown = self.desk.workspace.suppliers, self._shown

        def read() -> tuple[list[SupplierRow], SupplierId | None, list[OpenLine], list[Deal]]:
            rows = suppliers.all()
            ids = [row.id for row in rows]
            who = shown if shown in ids else next(iter(ids), None)
            if who is None:
                return rows, None, [], []
            return rows, who, suppliers.open_lines(who), suppliers.deals(who)[:SHOWN_DEALS]

        self.ask(read)

    def answered(self, answer: tuple[list[SupplierRow], SupplierId | None, list[OpenLine], list[Deal]]) -> None:
        """Show them."""
        rows, who, self._lines, self._deals = answer
        self._shown = who
        self.rows.show({row.id: row for row in rows})
        if who is not None and self.table.current_id != who:
            self.table.choose(who)
        owed = sum(row.owed for row in rows if row.owed > 0)
        said = [trn("{n} supplier", "{n} suppliers", len(rows))]
        if owed:
            said.append(tr("you owe {amount} in all", amount=self._money(owed)))
        self.count.setText(" · ".join(said))
        self.whole.setCurrentWidget(self.splitter if rows else self.nothing)
        self._show_one()

    def show_supplier(self, supplier: SupplierId) -> None:
        """Show this one beside the table."""
        self._shown = supplier
        self.refresh()

    @property
    def row(self) -> SupplierRow | None:
        """The supplier that is shown."""
        return None if self._shown is None else self.rows.rows.get(self._shown)

    # what is done

    def add_supplier(self) -> SupplierSheet:
        """Ask for a new supplier."""
        sheet = SupplierSheet(self.desk, parent=self.window())
        sheet.saved.connect(self.show_supplier)
        self._open(sheet)
        return sheet

    def report(self) -> None:
        """Copy the text that orders what they were not told of yet; from now on they were."""
        row = self.row
        if row is None:
            return
        sender = self._sender()
        report = self.desk.attempt(lambda: self.desk.workspace.suppliers.report(row.id, report_template(), sender))
        if report is None:
            return
        left = ""
        if report.without:
            names = ", ".join(one_line(name, 20) for name in report.without[:NAMED])
            left = trn(
                "{n} parcel without an address stays: {names}",
                "{n} parcels without an address stay: {names}",
                len(report.without),
                names=names + (" …" if len(report.without) > NAMED else ""),
            )
        if not report.text:
            self.desk.say(left or tr("There is nothing new to tell {name}.", name=row.name), undo=False)
            return
        QApplication.clipboard().setText(report.text)
        said = trn(
            "{n} order copied for {name}. Paste it to them.",
            "{n} orders copied for {name}. Paste them to them.",
            len(report.orders),
            name=row.name,
        )
        self.desk.say(f"{said} {left}".strip())

    def report_again(self) -> None:
        """Copy once more what they were told and did not ship yet."""
        row = self.row
        if row is None:
            return
        sender = self._sender()
        text = self.desk.attempt(lambda: self.desk.workspace.suppliers.text_again(row.id, report_template(), sender))
        if text:
            QApplication.clipboard().setText(text)
            self.desk.say(tr("Copied once more for {name}.", name=row.name), undo=False)
        elif text is not None:
            self.desk.say(tr("Nothing that {name} was told of is still to be shipped.", name=row.name), undo=False)

    def paste_reply(self) -> None:
        """Read the tracking numbers that they sent."""
        self.desk.asked_numbers.emit()

    def buy(self, *, returned: bool = False) -> None:
        """Ask what came in, or went back."""
        if self.row is not None:
            self._open(PurchaseSheet(self.desk, self.row, returned=returned, parent=self.window()))

    def pay(self) -> None:
        """Ask what was paid."""
        if self.row is not None:
            self._open(PaySheet(self.desk, self.row, self.window()))

    def prices(self) -> None:
        """Ask what products cost there."""
        if self.row is not None:
            self._open(PricesSheet(self.desk, self.row, self.window()))

    def edit(self) -> None:
        """Ask what changes about the supplier."""
        if self.row is not None:
            self._open(SupplierSheet(self.desk, self.row, self.window()))

    def delete(self) -> None:
        """Put the supplier into the bin."""
        row = self.row
        if row is not None and self.desk.did(lambda: self.desk.workspace.suppliers.delete(row.id)):
            self.desk.say(tr("“{name}” is deleted.", name=row.name))

    def take_back(self) -> None:
        """The seller ships the chosen lines herself; the first one where none is chosen."""
        places = sorted({index.row() for index in self.lines.selectedIndexes()}) or [0]
        chosen = [self._lines[place].id for place in places if place < len(self._lines)]
        if chosen and self.desk.did(lambda: self.desk.workspace.suppliers.ship_by(chosen, None)):
            self.desk.say(trn("You ship {n} thing yourself.", "You ship {n} things yourself.", len(chosen)))

    def remove(self) -> None:
        """The chosen purchase or payment did not happen."""
        place = self.deals.currentRow()
        if not 0 <= place < len(self._deals):
            return
        deal, suppliers = self._deals[place], self.desk.workspace.suppliers
        if deal.kind is DealKind.SHIPPED:
            return
        verb: Callable[[], object] = partial(suppliers.delete_purchase, PurchaseId(deal.id))
        if deal.kind in {DealKind.PAID, DealKind.PAID_BACK}:
            verb = partial(suppliers.delete_payment, SupplierPaymentId(deal.id))
        if self.desk.did(verb):
            self.desk.say(tr("The entry is deleted."))

    # how it is done

    def _sender(self) -> str:
        return self.desk.attempt(ParcelsOut(self.desk.workspace.store).sender) or ""

    def _money(self, minor: int) -> str:
        return format_amount(minor, self._currency, short=True)

    def _open(self, sheet: DeedSheet) -> None:
        sheet.done_deed.connect(self.desk.say)
        sheet.open()

    def _show_one(self) -> None:
        row = self.row
        if row is None:
            return
        self.name.setText(row.name)
        self.note.setText(row.note)
        self.note.setVisible(bool(row.note))
        self.owed.setText(owed_words(row, self._currency))
        self.buttons["report"].setText(f"{menu_text(tr('Copy order text ({n})', n=row.to_report))}  R")
        self.buttons["report"].setEnabled(row.to_report > 0)
        self.buttons["again"].setEnabled(row.under_way > 0)
        self.lines.clear()
        self.lines.addItems([one_line(line_words(line)) for line in self._lines])
        for widget in (self.lines, self._lines_title, self.back_button):
            widget.setVisible(bool(self._lines))
        self.deals.clear()
        self.deals.addItems([one_line(self._deal_words(deal)) for deal in self._deals])
        self._on_deal(-1)

    def _deal_words(self, deal: Deal) -> str:
        parts = (day_text(deal.day), deal_word(deal.kind), deal.what if deal.kind not in _PAYMENTS else "", deal.note)
        return " · ".join(part for part in parts if part) + f"   {self._money(deal.amount)}"

    def _on_current(self, supplier: int | None) -> None:
        if supplier is not None and supplier != self._shown:
            self.show_supplier(SupplierId(supplier))

    def _on_opened(self, _supplier: int) -> None:
        row = self.row
        if row is not None and row.to_report:
            self.report()
        else:
            self.edit()

    def _on_deal(self, place: int) -> None:
        some = 0 <= place < len(self._deals) and self._deals[place].kind is not DealKind.SHIPPED
        self.remove_button.setVisible(some)


class SuppliersPage(Page):
    """The page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.live, Topic.SUPPLIERS | Topic.ORDERS | Topic.PRODUCTS | Topic.CONTACTS | Topic.SETTINGS, parent
        )
        self.pane = SuppliersPane(desk)
        self.setFocusProxy(self.pane)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.pane)

    def refresh(self) -> None:
        """Read the suppliers again."""
        self.pane.refresh()


_PAYMENTS = frozenset({DealKind.PAID, DealKind.PAID_BACK})


def owed_words(row: SupplierRow, currency: Currency) -> str:
    """How the seller and a supplier stand."""
    if row.owed > 0 and row.since is not None:
        amount = format_amount(row.owed, currency, short=True)
        said = tr("You owe {amount}, since {day}.", amount=amount, day=day_text(row.since))
    elif row.owed < 0:
        said = tr("They owe you {amount}.", amount=format_amount(-row.owed, currency, short=True))
    else:
        said = tr("Nothing is owed.")
    if row.unpriced:
        said += " " + trn(
            "{n} thing they ship has no price yet.", "{n} things they ship have no price yet.", row.unpriced
        )
    return said


def line_words(line: OpenLine) -> str:
    """A line that a supplier is to ship."""
    if line.called_off:
        state = tr("cancelled: tell them, then I")
    elif line.reported_on:
        state = tr("told on {day}", day=day_text(line.reported_on))
    else:
        state = tr("not told yet") if line.paid else tr("unpaid, waits")
    return f"{line.friend} · {line.name} × {line.quantity} · {line.number} · {state}"


def supplier_columns(currency: Currency) -> list[Column[SupplierRow]]:
    """The columns of the table."""
    return [
        Column(
            "name", lambda: tr("Name"), lambda row: row.name, tooltip=lambda row: row.note, width=150, sortable=False
        ),
        Column(
            "owed", lambda: tr("You owe"), lambda row: format_amount(row.owed, currency) if row.owed else "", RIGHT,
            width=110, sortable=False,
        ),
        Column("since", lambda: tr("Since"), lambda row: day_text(row.since), RIGHT, width=96, sortable=False),
        Column(
            "report", lambda: trc("supplier", "To tell"), lambda row: f"{row.to_report:,}" if row.to_report else "",
            RIGHT, width=80, sortable=False,
        ),
        Column(
            "under way", lambda: tr("Awaited"), lambda row: f"{row.under_way:,}" if row.under_way else "", RIGHT,
            width=84, sortable=False,
        ),
    ]  # fmt: skip
