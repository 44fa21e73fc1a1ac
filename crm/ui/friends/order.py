"""In which order a list of friends stands: a button that says it, and a menu of all orders."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crm.finder import FieldSort, Sort, SortKey
from crm.ui.desk import Desk
from crm.ui.friends.columns import Kind
from crm.ui.friends.menus import add_entry
from crm.ui.plain import menu_text, one_line, tooltip
from crm.wording import tr
from crm.wording.friends import sort_word

NEWEST_FIRST = {
    Sort.LAST_CONTACT, Sort.ADDED, Sort.SPENT, Sort.OWED, Sort.STAGE, Sort.ORDERS, Sort.CHANNELS, Sort.BOND,
}  # fmt: skip
"""Orders that one wants from the top when choosing them."""


def order_word(sort: SortKey) -> str:
    """What a list is ordered by, own fields too."""
    return sort.field if isinstance(sort, FieldSort) else sort_word(sort)


class SortButton(QPushButton):
    """Chooses the order of a list; says `changed`."""

    changed = Signal()

    def __init__(self, desk: Desk, kinds: Mapping[str, Kind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sort: SortKey = Sort.NAME
        self.descending = False
        self._kinds = kinds
        self.setProperty("look", "link")
        self.clicked.connect(self._on_clicked)
        desk.theme.changed.connect(self._show_order)
        self._show_order()

    def offer(self, kinds: Mapping[str, Kind]) -> None:
        """Other columns there are; an order by one that is gone becomes the order of names."""
        old = next((key for key, kind in self._kinds.items() if kind.sort == self.sort), "")
        self._kinds = kinds
        sorts = [kind.sort for kind in kinds.values()]
        if self.sort not in sorts:  # renamed: the column is still there; deleted: it is not
            self.sort = kinds[old].sort if old in kinds else Sort.NAME
            self._show_order()

    def choose(self, sort: SortKey, *, descending: bool) -> None:
        """This order from now on."""
        if (sort, descending) == (self.sort, self.descending):
            return
        self.sort, self.descending = sort, descending
        self._show_order()
        self.changed.emit()

    def press(self, sort: SortKey) -> None:
        """Order by this, the way one wants it first; the other way when it is the order already."""
        self.choose(sort, descending=not self.descending if sort == self.sort else sort in NEWEST_FIRST)

    def menu_of_orders(self) -> QMenu:
        """Every order, and both directions."""
        menu = QMenu(self)
        for kind in self._kinds.values():
            sort = kind.sort
            add_entry(
                menu,
                order_word(sort),
                partial(self.choose, sort, descending=sort in NEWEST_FIRST),
                ticked=sort == self.sort,
            )
        menu.addSeparator()
        up, down = tr("Smallest or oldest first"), tr("Largest or newest first")
        add_entry(menu, up, partial(self.choose, self.sort, descending=False), ticked=not self.descending)
        add_entry(menu, down, partial(self.choose, self.sort, descending=True), ticked=self.descending)
        return menu

    def _on_clicked(self) -> None:
        menu = self.menu_of_orders()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _show_order(self) -> None:
        arrow = "↓" if self.descending else "↑"
        word = order_word(self.sort)
        self.setText(menu_text(f"{one_line(word, 24)} {arrow}"))
        self.setAccessibleName(one_line(tr("Order: {order}", order=word)))
        self.setToolTip(tooltip(tr("Order: {order}", order=word)))
