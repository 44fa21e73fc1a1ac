"""The list of friends itself: two lines a row, or columns as the seller has arranged them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from crm.errors import BusyError
from crm.ui.desk import Desk
from crm.ui.friends.columns import STANDARD, FriendColumns, Line
from crm.ui.friends.columns_sheet import ColumnsSheet
from crm.ui.friends.menus import TickMenu, add_entry
from crm.ui.table import RowModel
from crm.ui.widgets.columns_view import ColumnsView
from crm.wording import tr


class FriendsView(ColumnsView[Line]):
    """A view that reads only what the columns on show ask for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self.columns = FriendColumns(desk.workspace)
        self.columns.read()
        self.model_of_lines: RowModel[Line] = RowModel(self.columns.columns(), self._fetch, retry_on=(BusyError,))
        super().__init__(
            desk.theme,
            self.model_of_lines,
            present=self.columns.present,
            cell=self.columns.cell,
            name=tr("Friends"),
            standard=STANDARD,
            parent=parent,
        )
        self.model_of_lines.setParent(self)
        self.titles_menu_wanted.connect(self._on_titles_menu)

    def read_columns(self) -> bool:
        """Read again which columns there are; whether others came or went. What was chosen stays chosen."""
        if not self.columns.read():
            return False
        chosen, current, top = self.chosen_ids(), self.current_id, self.rowAt(0)
        self.model_of_lines.set_columns(self.columns.columns())
        if current is not None:
            self.choose(current)
        if len(chosen) > 1:
            self.choose_all(chosen)
        if top > 0:
            self.scrollTo(self.model_of_lines.index(top, 0), self.ScrollHint.PositionAtTop)
        return True

    def show_column(self, key: str, *, shown: bool) -> None:
        """A column more, or one fewer."""
        kind = self.columns.kinds[key]
        now = self.arrangement
        self.arrange(now.with_column(key, kind.width) if shown else now.without(key))
        self.model_of_lines.refresh()
        self.arranged.emit()

    def choose_columns(self) -> ColumnsSheet:
        """Ask for columns, their order and widths."""
        sheet = ColumnsSheet(self._desk, self.columns.kinds, self.arrangement, self.window())
        sheet.chosen.connect(self._on_arrangement)
        sheet.open()
        return sheet

    def menu_of_columns(self) -> QMenu:
        """Every column with a tick where it is shown."""
        menu = TickMenu(self)
        first, *others = self.columns.kinds
        add_entry(menu, self.columns.kinds[first].title, int, ticked=True).setEnabled(False)
        for key in others:
            shown = key in self.arrangement.keys
            add_entry(menu, self.columns.kinds[key].title, partial(self._toggle, key), ticked=shown)
        menu.addSeparator()
        add_entry(menu, tr("Order and width…"), self.choose_columns)
        add_entry(menu, tr("As at first"), partial(self._on_arrangement, STANDARD))
        return menu

    def _toggle(self, key: str) -> None:
        self.show_column(key, shown=key not in self.arrangement.keys)

    def _fetch(self, ids: Sequence[int]) -> dict[int, Line]:
        return self.columns.fetch(ids, () if self.compact else self.arrangement.keys)

    def _on_arrangement(self, arrangement: object) -> None:
        self.arrange(arrangement)  # type: ignore[arg-type] # a signal carries objects
        self.model_of_lines.refresh()
        self.arranged.emit()

    def _on_titles_menu(self, at: QPoint) -> None:
        menu = self.menu_of_columns()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
