"""Picks one friend by a few letters."""

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from crm.contacts import ContactRow
from crm.errors import BusyError
from crm.finder import Filter, Sort
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.rows import two_lines
from crm.ui.table import RowModel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.search_field import SearchField
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr

MOST_SHOWN = 20


class PickSheet(Sheet):
    """Asks for a friend other than `without`; says `picked(contact)`. Enter takes the best fit."""

    picked = Signal(object)

    def __init__(self, desk: Desk, title: str, without: ContactId | None = None, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, title, accept_text=tr("Choose"), cancel_text=tr("Cancel"), parent=parent)
        self._desk = desk
        self._without = without
        self._currency = desk.workspace.settings.shop().currency
        self.search = SearchField(desk.theme, tr("Name, remark, pinyin, phone"), clear_name=tr("Clear search"))
        self.model: RowModel[ContactRow] = RowModel(
            [two_line_column(self._present, lambda: tr("Friends"))], self._fetch, retry_on=(BusyError,), parent=self
        )
        self.list = RowList(desk.theme, self.model, self._present, tr("Friends"))
        self.list.setMinimumHeight(desk.theme.measure.two_lines * 4)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self._go_to_list)
        self.list.opened.connect(self._on_opened)
        self._on_searched("")

    def ready(self) -> bool:
        """Somebody must be chosen."""
        chosen = self.list.current_id or self.model.id_at(0)
        if chosen is None:
            self.complain(tr("Nobody fits. Please type part of a name."))
            return False
        self.picked.emit(ContactId(chosen))
        return True

    def _on_searched(self, words: str) -> None:
        finder = self._desk.workspace.finder
        if words.strip():
            found: Sequence[int] = finder.search(words, MOST_SHOWN + 1)
        else:
            found = finder.ids(Filter(), Sort.LAST_CONTACT, descending=True, limit=MOST_SHOWN + 1)
        self.model.set_ids(array("q", [i for i in found if i != self._without][:MOST_SHOWN]))
        if self.model.ids:
            self.list.choose(self.model.ids[0])

    def _go_to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_opened(self, _contact: int) -> None:
        self.accept()

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, ContactRow]:
        return self._desk.workspace.contacts.rows(ids)

    def _present(self, row: ContactRow) -> TwoLine:
        return two_lines(row, self._desk.workspace.clock, self._currency)
