"""Which smart list the page of friends shows, and keeping what it shows as one."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crm.errors import BusyError
from crm.finder import Filter, SortKey
from crm.ids import SmartListId
from crm.smart_lists import SmartListRow
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.list_sheets import FilterTextSheet, ListNameSheet
from crm.wording import tr
from crm.wording.filters import condition_words, listed

Shown = tuple[Filter, SortKey, bool]
"""A filter, an order, and whether it goes downwards."""


class Keeping(QObject):
    """`opened(id)` says which list is open, None for none; `asked(filter)` that the person wrote another filter."""

    opened = Signal(object)
    asked = Signal(object)

    def __init__(self, desk: Desk, shown: Callable[[], Shown], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown = shown
        self._window = parent
        self.row: SmartListRow | None = None
        desk.live.changed.connect(self._on_changed)

    @property
    def changed(self) -> bool:
        """Whether something else is shown by now than the list that is open has."""
        return self.row is not None and (self.row.filter, self.row.sort, self.row.descending) != self._shown()

    def open(self, smart_list: SmartListId | None) -> SmartListRow | None:
        """Take this list for the one that is open; none where there is no such list (any more)."""
        before = self.row
        rows = self._desk.workspace.smart_lists.all() if smart_list is not None else []
        self.row = next((row for row in rows if row.id == smart_list), None)
        if self.row != before:
            self.opened.emit(self.row.id if self.row else None)
        return self.row

    def save(self) -> ListNameSheet:
        """Ask for a name under which to keep what is shown."""
        which, sort, descending = self._shown()
        words = [condition_words(condition) for condition in which.conditions]
        name = listed([*words, *([which.words] if which.words else [])])
        sheet = ListNameSheet(self._desk, which, sort, descending=descending, name=name[:60], parent=self._window)
        sheet.kept.connect(self._on_kept)
        sheet.open()
        return sheet

    def update(self) -> None:
        """Keep what is shown under the name of the list that is open."""
        if self.row is None:
            return
        name, number = self.row.name, self.row.id
        which, sort, descending = self._shown()
        change = self._desk.workspace.smart_lists.change
        if self._desk.did(lambda: change(number, which, sort, descending=descending)):
            self._desk.say(tr("List “{name}” updated", name=name))

    def as_text(self) -> FilterTextSheet:
        """Show the filter as a text that can be changed."""
        sheet = FilterTextSheet(self._desk, self._shown()[0], self._window)
        sheet.asked.connect(self.asked)
        sheet.open()
        return sheet

    def _on_kept(self, smart_list: SmartListId) -> None:
        row = self.open(smart_list)
        if row is not None:
            self._desk.say(tr("List “{name}” saved", name=row.name))

    def _on_changed(self, topics: Topic) -> None:
        if topics & Topic.LISTS and self.row is not None:
            try:
                self.open(self.row.id)
            except BusyError:
                return  # what was read last stands until the next news
