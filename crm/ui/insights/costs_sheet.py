"""The sheet for costs that are not known: what one of these goods cost."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from crm.errors import ShukeError
from crm.insights import Period, Uncosted, Ware
from crm.money import AmountError
from crm.orders import InvalidOrderError
from crm.ui.amount_field import AmountField
from crm.ui.desk import Desk
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trn
from crm.wording.errors import explain
from crm.wording.insights import period_word
from crm.wording.orders import order_problem

MANY = 200
"""Costs of more lines are entered beside the window."""
MOST = 60
"""So many goods are asked about at once, those in most lines."""
HIGH, WIDE = 300, 520


class CostsSheet(Sheet):
    """Asks for the costs that a period lacks; what stays empty stays unknown."""

    def __init__(self, desk: Desk, period: Period, unknown: Sequence[Uncosted], parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("What did these cost you?"), accept_text=tr("Save"), cancel_text=tr("Close"), parent=parent
        )
        self._desk = desk
        self._period = period
        self._currency = desk.workspace.settings.shop().currency
        self._lines = {one.ware: one.lines for one in unknown}
        self.fields: dict[Ware, AmountField] = {}
        days = period_word(period, desk.workspace.clock.today())
        told = PlainLabel(
            tr(
                "What one of them cost, in orders of {days}. A product without a cost keeps it for orders to come.",
                days=days,
            ),
            look="dim",
        )
        told.setWordWrap(True)
        self.body.addWidget(told)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, desk.theme.px(8), 0)
        self._grid.setColumnStretch(0, 1)
        for place, one in enumerate(unknown[:MOST]):
            self._add(place, one)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(desk.theme.px(HIGH))
        scroll.setMinimumWidth(desk.theme.px(WIDE))
        scroll.setWidget(inside)
        self.body.addWidget(scroll, 1)

    def _add(self, place: int, one: Uncosted) -> None:
        field = AmountField(self._currency, tr("Cost of one {name}", name=one.name))
        field.setPlaceholderText(tr("unknown"))
        if one.known is not None:
            field.set_amount(one.known)
        self.fields[one.ware] = field
        lines = trn("{n} line", "{n} lines", one.lines)
        self._grid.addWidget(PlainLabel(one.name, elide=True), place, 0)
        self._grid.addWidget(
            PlainLabel(tr("{lines}, {units} in all", lines=lines, units=one.units), look="dim"), place, 1
        )
        self._grid.addWidget(field, place, 2)

    def ready(self) -> bool:
        """Save; what is no amount is said, and everything typed stays."""
        costs: dict[Ware, int] = {}
        for ware, field in self.fields.items():
            try:
                amount = field.amount()
            except AmountError as error:
                self.complain(explain(error))
                field.setFocus()
                field.selectAll()
                return False
            if amount is not None:
                costs[ware] = amount
        if not costs:
            self.complain(tr("Please give at least one cost, or close."))
            return False
        first, last = self._period.first, self._period.last
        enter = partial(self._desk.workspace.insights.costs.enter, costs, first, last)
        if sum(self._lines[ware] for ware in costs) > MANY:
            self._desk.jobs.run(
                lambda progress: enter(progress=progress), done=self._told(), failed=self._desk.failed.emit,
                title=tr("Entering costs"),
            )  # fmt: skip
            return True
        try:
            lines = enter()
        except InvalidOrderError as error:
            self.complain(order_problem(error, self._currency))
            return False
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self._told()(lines)
        return True

    def _told(self) -> Callable[[int], None]:
        """Tells it also when this sheet is gone."""
        say = self._desk.say
        return lambda lines: say(trn("{n} line knows its cost now.", "{n} lines know their cost now.", lines))
