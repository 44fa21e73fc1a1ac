"""Orders and payment bills in: what the columns are, who bought, who of those who paid become friends."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.ids import ContactId
from crm.money import Currency, format_amount
from crm.progress import Progress
from crm.transfer.bills_in import BillPlan, BillsIn, BillWishes, Payer
from crm.transfer.buyer_matching import Answer, MatchKind, PlannedBuyer
from crm.transfer.imports import Imported
from crm.transfer.mending import write_problem_rows
from crm.transfer.order_entries import MoneyProblem, PassedRow
from crm.transfer.order_layout import OrderLayout
from crm.transfer.orders_in import OrdersIn, OrderWishes
from crm.transfer.orders_planning import OrdersPlan, PlannedOrder
from crm.transfer.planning import Fate
from crm.transfer.shops import OrderField
from crm.transfer.signups_in import SignUpPlan, SignUpsIn, SignUpWishes
from crm.ui.amount_field import AmountField
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.ui.plain import menu_text, one_line
from crm.ui.tokens import Tone
from crm.ui.transfer.mapping import MappingTable
from crm.ui.transfer.ways import ALL, DOUBTED, PROBLEM, SKIPPED, TONES, Preview, Way, kind_word
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trn
from crm.wording.money_in import (
    match_word,
    money_doubt_sentence,
    money_problem_sentence,
    money_reason_word,
    order_field_word,
    passed_word,
)
from crm.wording.transfer import fate_word

MOST_PEOPLE = 300
OFFERED = 8
Said = dict[str, ContactId | Answer]


class MoneyWay(Way):
    """What orders and bills share: the people about whom the seller is asked, and the rows with their fates."""

    opens = "orders"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._said: Said = {}
        self.friends: dict[str, Picker] = {}
        self.told = PlainLabel(look="dim", elide=True)
        self._people = QScrollArea()
        self._people.setWidgetResizable(True)
        self._people.setFrameShape(QScrollArea.Shape.NoFrame)
        self._people.setMinimumHeight(desk.theme.px(90))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.told)

    def mend(self, preview: Preview, path: Path, target: Path) -> Callable[[Progress], int] | None:
        """The rows with problems, under the headings of the file."""
        plan: OrdersPlan = preview.plan
        problems = {problem.row: money_reason_word(problem.reason) for problem in plan.problems}
        header, heading = plan.header, tr("What is wrong")
        choices = self._choices()
        return lambda progress: write_problem_rows(path, choices, header, problems, target, heading, progress)

    def show_word(self) -> str:
        """What came in stands among the orders."""
        return tr("Show the orders")

    def _choices(self) -> Any:
        raise NotImplementedError

    def _asked_row(self, grid: QGridLayout, row: int, buyer: PlannedBuyer, words: str, names: dict[int, str]) -> None:
        """Who somebody is, to be chosen: a friend, a new one, or nobody."""
        picker = Picker(self._desk.theme, tr("Which friend is “{name}”?", name=one_line(words)), self._offer)
        if buyer.left_out:
            picker.take(Choice(Answer.LEAVE_OUT, tr("leave out")))
        elif buyer.contact is not None:
            picker.take(Choice(buyer.contact, names.get(buyer.contact, "")))
        else:
            picker.take(Choice(Answer.NEW, tr("＋ new friend")))
        picker.picked.connect(partial(self._on_friend, buyer.buyer.key))
        self.friends[buyer.buyer.key] = picker
        grid.addWidget(PlainLabel(match_word(buyer.match), look="dim", elide=True), row, 2)
        grid.addWidget(picker, row, 3)

    def _grid(self) -> tuple[QWidget, QGridLayout]:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, self._desk.theme.px(8), 0)
        grid.setVerticalSpacing(self._desk.theme.px(4))
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(3, 2)
        self.friends = {}
        return inside, grid

    def _offer(self, typed: str) -> list[Choice]:
        workspace = self._desk.workspace
        ids = workspace.finder.search(typed, OFFERED)
        rows = workspace.contacts.rows(ids)
        found = [Choice(number, rows[number].name, rows[number].remark) for number in ids if number in rows]
        return [*found, Choice(Answer.NEW, tr("＋ new friend")), Choice(Answer.LEAVE_OUT, tr("leave out"))]

    def _on_friend(self, key: str, choice: Choice) -> None:
        said = choice.value if isinstance(choice.value, Answer) else ContactId(int(str(choice.value)))
        if self._said.get(key) != said:
            self._said[key] = said
            self.changed.emit()


class OrdersWay(MoneyWay):
    """Orders of a shop, of a book of one's own, of a courier sheet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._imports = OrdersIn(desk.workspace.store, desk.workspace.settings)
        self._wishes = OrderWishes(asked=True)
        self.mapping = MappingTable(desk, list(OrderField), order_field_word)
        self.mapping.changed.connect(self._on_mapping)
        self.body.addWidget(self.mapping, 2)
        self.body.addWidget(self._people, 1)

    def begin(self) -> None:
        """Nothing is chosen."""
        self._wishes = OrderWishes(asked=True)
        self._said = {}

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        wishes = replace(self._wishes, answers=dict(self._said))
        return lambda progress: preview_of(self._imports.plan(path, wishes, progress))

    def show_plan(self, preview: Preview) -> None:
        """Whose orders these are, and who is asked about."""
        plan: OrdersPlan = preview.plan
        assert plan.layout is not None
        self.told.setText(tr("These are orders: {what}.", what=plan.word or tr("an order book")))
        self.mapping.show_layout(plan.layout, plan.samples)
        asked = [buyer for buyer in plan.buyers.values() if _is_asked(buyer) or buyer.buyer.key in self._said]
        names = self._desk.workspace.contacts.names({b.contact for b in asked if b.contact is not None})
        inside, grid = self._grid()
        for row, buyer in enumerate(asked[:MOST_PEOPLE]):
            name = one_line(buyer.buyer.name or buyer.buyer.nickname, 30)
            grid.addWidget(PlainLabel(name, elide=True), row, 1)
            self._asked_row(grid, row, buyer, name, names)
        grid.setRowStretch(len(asked), 1)
        self._people.setWidget(inside)
        self._people.setVisible(bool(asked))

    def note(self, preview: Preview) -> str:
        """Without columns for who and what nothing can be taken."""
        layout: OrderLayout | None = preview.plan.layout
        if layout is not None and not layout.usable:
            return tr("Which columns hold the buyer and what was bought? Please choose them below.")
        return super().note(preview)

    def go_word(self, coming: int) -> str:
        """How many orders would come in or be changed."""
        return trn("Import {n} order", "Import {n} orders", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("The orders are in")

    def _choices(self) -> Any:
        return self._wishes.choices

    def _on_mapping(self, layout: OrderLayout) -> None:
        self._wishes = replace(self._wishes, layout=layout)
        self.changed.emit()


class BillsWay(MoneyWay):
    """Who paid, by a payment bill."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._imports = BillsIn(desk.workspace.store, desk.workspace.settings)
        self._wishes = BillWishes()
        self._payers: Sequence[Payer] = ()
        self.ticks: dict[str, QCheckBox] = {}
        self.all_button = QPushButton(menu_text(tr("Everybody")))
        self.none_button = QPushButton(menu_text(tr("Nobody")))
        self.all_button.clicked.connect(partial(self._tick_all, wanted=True))
        self.none_button.clicked.connect(partial(self._tick_all, wanted=False))
        buttons = QWidget()
        row = QGridLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(PlainLabel(tr("Who of those who paid is to be among your friends?")), 0, 0)
        row.addWidget(self.all_button, 0, 1)
        row.addWidget(self.none_button, 0, 2)
        row.setColumnStretch(0, 1)
        self.body.addWidget(buttons)
        self.body.addWidget(self._people, 1)

    def begin(self) -> None:
        """Nothing is chosen."""
        self._wishes = BillWishes()
        self._said = {}

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        wishes = replace(self._wishes, answers=dict(self._said))
        return lambda progress: preview_of(self._imports.plan(path, wishes, progress))

    def show_plan(self, preview: Preview) -> None:
        """Everybody who paid, with how often and how much."""
        plan: BillPlan = preview.plan
        self.told.setText(tr("This is a bill of {service}.", service=plan.word))
        self._payers = self._imports.people(plan)
        names = self._desk.workspace.contacts.names(
            {buyer.contact for buyer in plan.buyers.values() if buyer.contact is not None}
        )
        inside, grid = self._grid()
        self.ticks = {}
        for row, payer in enumerate(self._payers[:MOST_PEOPLE]):
            total = format_amount(payer.total, plan.currency)
            said = trn("{total}, {n} payment", "{total}, {n} payments", payer.count, total=total)
            tick = QCheckBox(menu_text(one_line(payer.name, 30)))
            tick.setChecked(payer.ticked)
            tick.clicked.connect(partial(self._on_tick, payer.key))
            self.ticks[payer.key] = tick
            grid.addWidget(tick, row, 0)
            grid.addWidget(PlainLabel(said, look="dim", elide=True), row, 1)
            if payer.ticked and payer.key in plan.buyers:
                self._asked_row(grid, row, plan.buyers[payer.key], payer.name, names)
        grid.setRowStretch(len(self._payers), 1)
        self._people.setWidget(inside)

    def go_word(self, coming: int) -> str:
        """How many payments would come in."""
        return trn("Import {n} payment", "Import {n} payments", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("The payments are in")

    def _choices(self) -> Any:
        return self._wishes.choices

    def _on_tick(self, key: str) -> None:
        unticked = set(self._wishes.unticked)
        (unticked.discard if self.ticks[key].isChecked() else unticked.add)(key)
        self._wishes = replace(self._wishes, unticked=frozenset(unticked))
        self.changed.emit()

    def _tick_all(self, *, wanted: bool) -> None:
        nobody = frozenset(payer.key for payer in self._payers)
        self._wishes = replace(self._wishes, unticked=frozenset() if wanted else nobody)
        self.changed.emit()


class SignUpsWay(MoneyWay):
    """Orders of a sign-up list: what is sold, what one costs, who is who."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._imports = SignUpsIn(desk.workspace.store, desk.workspace.settings)
        self._wishes = SignUpWishes()
        self.product = QLineEdit()
        self.product.setAccessibleName(tr("What is sold"))
        self.product.setPlaceholderText(tr("What is sold"))
        self.price = AmountField(desk.workspace.settings.shop().currency, tr("What one costs"))
        self.price.setPlaceholderText(tr("What one costs"))
        for field in (self.product, self.price):
            field.editingFinished.connect(self._on_goods)
        goods = QWidget()
        row = QGridLayout(goods)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.product, 0, 0)
        row.addWidget(self.price, 0, 1)
        row.setColumnStretch(0, 3)
        row.setColumnStretch(1, 1)
        self.body.addWidget(goods)
        self.body.addWidget(self._people, 1)

    def begin(self) -> None:
        """Nothing is chosen."""
        self._wishes = SignUpWishes()
        self._said = {}

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        wishes = replace(self._wishes, answers=dict(self._said))
        return lambda progress: preview_of(self._imports.plan(path, wishes, progress))

    def show_plan(self, preview: Preview) -> None:
        """What is sold, and everybody who signed up."""
        plan: SignUpPlan = preview.plan
        self.told.setText(tr("This is a sign-up list. Each entry becomes an order that is still to be paid."))
        self.product.setText(plan.product)
        self.price.set_amount(plan.price or None)
        buyers = list(plan.buyers.values())
        names = self._desk.workspace.contacts.names({b.contact for b in buyers if b.contact is not None})
        inside, grid = self._grid()
        for row, buyer in enumerate(buyers[:MOST_PEOPLE]):
            name = one_line(buyer.buyer.name, 30)
            grid.addWidget(PlainLabel(name, elide=True), row, 1)
            self._asked_row(grid, row, buyer, name, names)
        grid.setRowStretch(len(buyers), 1)
        self._people.setWidget(inside)

    def go_word(self, coming: int) -> str:
        """How many orders would come in."""
        return trn("Import {n} order", "Import {n} orders", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("The orders are in")

    def _choices(self) -> Any:
        return None

    def _on_goods(self) -> None:
        product, price = self.product.text().strip(), self.price.amount_or_zero()
        if (product, price) != (self._wishes.product, self._wishes.price):
            self._wishes = replace(self._wishes, product=product, price=price)
            self.changed.emit()


def _is_asked(buyer: PlannedBuyer) -> bool:
    """Whether only the seller can say who this is."""
    return not buyer.match.sure and buyer.match.kind is not MatchKind.NOBODY


Line = PlannedOrder | MoneyProblem | PassedRow


def preview_of(plan: OrdersPlan) -> Preview:
    """Orders or payments, and what is passed over, in the order of the file."""
    lines: list[Line] = sorted((*plan.orders, *plan.problems, *plan.passed), key=_row)
    counts = plan.counts
    return Preview.of(plan, lines, kinds_of, partial(present, plan.currency), counts[Fate.NEW] + counts[Fate.UPDATED])


def _row(line: Line) -> int:
    return line.entry.row if isinstance(line, PlannedOrder) else line.row


def kinds_of(line: Line) -> tuple[str, ...]:
    """Under which words a line is found."""
    match line:
        case PlannedOrder():
            return (ALL, line.fate.value, DOUBTED) if line.doubts else (ALL, line.fate.value)
        case MoneyProblem():
            return (ALL, PROBLEM)
        case PassedRow():
            return (ALL, SKIPPED)


def present(currency: Currency, line: Line) -> TwoLine:
    """A line in words."""
    row = tr("row {row}", row=_row(line))
    match line:
        case PlannedOrder():
            entry = line.entry
            what = " · ".join(one.name if one.quantity == 1 else f"{one.name} × {one.quantity}" for one in entry.lines)
            doubts = "; ".join(money_doubt_sentence(doubt) for doubt in line.doubts)
            title = f"{entry.buyer.name or entry.buyer.nickname} · {format_amount(entry.total, currency)}"
            below = doubts or f"{entry.day.isoformat()} · {what}"
            return TwoLine(title, one_line(below), fate_word(line.fate), TONES[line.fate], row)
        case MoneyProblem():
            return TwoLine(line.text, money_problem_sentence(line), kind_word(PROBLEM), Tone.DANGER, row)
        case PassedRow():
            return TwoLine(tr("Row {row}", row=line.row), passed_word(line.reason), kind_word(SKIPPED), Tone.NEUTRAL)
