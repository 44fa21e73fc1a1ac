"""The friends behind a figure."""

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from crm.contacts import ContactRow
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.rows import two_lines
from crm.ui.history.list_sheet import ListSheet
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr


class FriendsSheet(ListSheet[ContactRow]):
    """A list of these friends; Enter opens a card."""

    def __init__(self, desk: Desk, title: str, friends: Sequence[ContactId], parent: QWidget | None = None) -> None:
        self._friends = array("q", friends)
        self._currency = desk.workspace.settings.shop().currency
        super().__init__(desk, title, ("users", tr("Nobody"), tr("Nobody stands behind this figure.")), parent)
        self.list.opened.connect(self._on_open)

    def ids(self) -> Sequence[int]:
        """All of them, in the order given."""
        return self._friends

    def rows(self, ids: Sequence[int]) -> Mapping[int, ContactRow]:
        """Those that are seen."""
        return self.desk.workspace.contacts.rows(ids)

    def present(self, row: ContactRow) -> TwoLine:
        """As friends look everywhere."""
        return two_lines(row, self.desk.workspace.clock, self._currency)

    def _on_open(self, contact: int) -> None:
        self.accept()
        self.desk.show_contact(ContactId(contact))


def open_friends(desk: Desk, parent: QWidget, title: str, friends: Sequence[ContactId]) -> FriendsSheet:
    """Show them."""
    sheet = FriendsSheet(desk, title, friends, parent)
    sheet.open()
    return sheet
