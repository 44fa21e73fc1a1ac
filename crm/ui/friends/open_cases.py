"""What is to be made right for a friend: each open case, and the page where it is settled."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm.after_sales import CaseRow
from crm.ids import ContactId
from crm.money import Currency
from crm.ui.desk import Desk
from crm.ui.friends.parts import Section, small
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.after_sales import in_short, kind_word


class OpenCases(Section):
    """Shows the cases it was last given; nothing at all where there is none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("After-sales"), parent)
        self._desk = desk
        self._shown: tuple[Any, ...] = ()
        self.hide()

    def show_cases(self, contact: ContactId, cases: tuple[CaseRow, ...], currency: Currency) -> None:
        """Show what is open with this friend."""
        today = self._desk.workspace.clock.today()
        if (contact, cases, today) == self._shown:
            return
        self._shown = (contact, cases, today)
        self.empty()
        for case in cases:
            self._show_line(case, today, currency)
        self.setVisible(bool(cases))
        self.settle()

    def _show_line(self, case: CaseRow, today: date, currency: Currency) -> None:
        late = case.due is not None and case.due < today
        said = tr("{kind}: {how}", kind=kind_word(case.kind), how=in_short(case, today, currency))
        self.add_line(
            PlainLabel(said, look="danger" if late else "warn", elide=True),
            small(self.theme, "hand-heart", tr("Go to after-sales"), self._on_page),
        )

    def _on_page(self) -> None:
        self._desk.asked_page.emit("cases")
