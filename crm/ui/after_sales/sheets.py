"""The sheets of after-sales: what it is about and what was agreed, the talks that prove it, and how it ended."""

from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QSpinBox, QWidget

from crm.after_sales import CaseDraft, CaseKind, CaseResult, CaseRow
from crm.ids import ContactId, ConversationId, OrderId, ProductId
from crm.money import AmountError, parse_amount
from crm.orders import OrderCard, PayMethod
from crm.timeline import TalkEntry
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.after_sales import kind_word, result_word
from crm.wording.days import moment_words
from crm.wording.errors import explain
from crm.wording.orders import method_word
from crm.wording.talks import direction_word

MOST_TALKS = 60
"""So many of the latest talks are offered as evidence."""
ENDINGS = (
    CaseResult.REFUNDED,
    CaseResult.EXCHANGED,
    CaseResult.REPAIRED,
    CaseResult.EXPLAINED,
    CaseResult.REFUSED,
)


class CaseSheet(FormSheet):
    """Begins a case, or says one anew. `saved(case)` after it is in the shop."""

    saved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        contact: ContactId,
        parent: QWidget | None = None,
        *,
        row: CaseRow | None = None,
        order: OrderId | None = None,
    ) -> None:
        super().__init__(desk, tr("After-sales") if row is None else tr("Change the case"), tr("Save"), parent)
        self._contact = contact
        self._row = row
        px, shop = desk.theme.px, desk.workspace
        self.setMinimumWidth(px(540))
        self.kind = self.choice(
            trc("field", "Kind"), [(kind, kind_word(kind)) for kind in CaseKind], row.kind if row else None
        )
        self.words = QPlainTextEdit(row.text if row else "")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(px(84))
        self.words.setPlaceholderText(tr("What happened, in a few words"))
        self.add(trc("field", "What it is about"), self.words)
        orders: list[tuple[object, str]] = [(None, trc("order of a case", "no order"))]
        orders += [(one.id, one_line(f"{one.number} {one.summary}")) for one in shop.orders.of(contact)]
        chosen = row.order if row else order
        self.order = self.choice(
            trc("field", "Order"), orders, chosen if chosen in [number for number, _ in orders] else None
        )
        self.product = self.choice(trc("field", "Product"), [(None, "")])
        self.remedy = self.line(trc("field", "Agreed"), row.remedy if row else "", tr("Send again, give back half …"))
        self.dated = QCheckBox(menu_text(tr("On Today by")))
        self.due = QDateEdit()
        self.due.setCalendarPopup(True)
        self.due.setAccessibleName(tr("The day until which it is made right"))
        day = (row.due if row else None) or shop.clock.today()
        self.due.setDate(QDate(day.year, day.month, day.day))
        self.dated.setChecked(row is not None and row.due is not None)
        self.due.setEnabled(self.dated.isChecked())
        self.dated.toggled.connect(self.due.setEnabled)
        self.form.addRow(self.dated, self.due)
        self.order.currentIndexChanged.connect(self._fill_products)
        self._fill_products()

    @property
    def draft(self) -> CaseDraft:
        """What it says now."""
        chosen = self.due.date()
        due = date(chosen.year(), chosen.month(), chosen.day()) if self.dated.isChecked() else None
        order, product = self.order.currentData(), self.product.currentData()
        return CaseDraft(
            self._contact,
            CaseKind(self.kind.currentData()),
            self.words.toPlainText(),
            None if order is None else OrderId(order),
            None if product is None else ProductId(product),
            self.remedy.text(),
            due,
        )

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        cases, draft, row = self.desk.workspace.after_sales, self.draft, self._row
        if not draft.text.strip():
            self.complain(tr("Please write what it is about."))
            self.words.setFocus()
            return False
        if row is None:
            number = self.desk.attempt(lambda: cases.begin(draft))
        else:
            edited = row
            saved = self.desk.did(lambda: cases.edit(edited.id, draft, seen=edited.version))
            number = edited.id if saved else None
        if number is None:
            return False
        self.saved.emit(number)
        return True

    def _fill_products(self) -> None:
        order = self.order.currentData()
        self.product.clear()
        self.product.addItem(trc("product of a case", "all of it"), None)
        if order is not None:
            card = self.desk.attempt(lambda: self.desk.workspace.orders.card(order))
            for line in card.lines if isinstance(card, OrderCard) else ():
                if line.product is not None:
                    self.product.addItem(one_line(line.name), line.product)
        wanted = self.product.findData(self._row.product) if self._row else -1
        self.product.setCurrentIndex(max(0, wanted))


class SettleSheet(FormSheet):
    """How a case ended, with the money and the goods that went back."""

    def __init__(self, desk: Desk, row: CaseRow, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("How did it end?"), tr("Close the case"), parent)
        self._row = row
        self.ending = self.choice(trc("field", "Result"), [(one, result_word(one)) for one in ENDINGS])
        self.refund = self.line(trc("field", "Money back"), hint="0")
        methods: list[tuple[object, str]] = [(None, "")]
        self.method = self.choice(
            trc("field", "How"), methods + [(method, method_word(method)) for method in PayMethod]
        )
        self.quantity = QSpinBox()
        self.quantity.setRange(0, 1_000_000)
        self.add(trc("field", "Units back on the shelf"), self.quantity)
        self.form.setRowVisible(self.refund, row.order is not None)
        self.form.setRowVisible(self.method, row.order is not None)
        self.form.setRowVisible(self.quantity, row.product is not None and row.order is not None)

    def ready(self) -> bool:
        """Close it; what cannot be stays here."""
        shop, row = self.desk.workspace, self._row
        text = self.refund.text().strip()
        try:
            refund = parse_amount(text, shop.settings.shop().currency) if text else 0
        except AmountError as error:
            self.complain(explain(error))
            self.refund.setFocus()
            return False
        method = self.method.currentData()
        return self.desk.did(
            lambda: shop.after_sales.settle(
                row.id,
                CaseResult(self.ending.currentData()),
                refund=refund,
                quantity=self.quantity.value(),
                method=None if method is None else PayMethod(method),
            )
        )


class TalksSheet(Sheet):
    """Which of the latest talks belong to a case: the space bar ticks one."""

    def __init__(self, desk: Desk, row: CaseRow, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("What was said about it"), accept_text=tr("Keep"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        self._row = row
        shop = desk.workspace
        self.setMinimumWidth(desk.theme.px(560))
        known = set(shop.after_sales.evidence(row.id))
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(desk.theme.px(320))
        self.list.setAccessibleName(tr("Talks"))
        entries = shop.timeline.entries(shop.timeline.keys(row.contact, limit=4 * MOST_TALKS))
        talks = [entry for entry in entries.values() if isinstance(entry, TalkEntry) and entry.text]
        for talk in talks[:MOST_TALKS]:
            when = moment_words(talk.at, shop.clock)
            item = QListWidgetItem(one_line(f"{when} · {direction_word(talk.direction)}: {talk.text}", 300))
            item.setData(Qt.ItemDataRole.UserRole, talk.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if talk.id in known else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.body.addWidget(self.list, 1)
        if not talks:
            self.list.hide()
            self.body.addWidget(PlainLabel(tr("Nothing was logged with this friend yet."), look="dim"))

    def ready(self) -> bool:
        """Keep what is ticked."""
        items = [self.list.item(at) for at in range(self.list.count())]
        chosen = [
            ConversationId(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]
        lay = partial(self._desk.workspace.after_sales.lay_beside, self._row.id, chosen)
        return self._desk.did(lay)
