"""What was changed about one friend: when, from what to what."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from crm.history import HistoryEntry
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.history.list_sheet import ListSheet
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trc
from crm.wording.actions import describe
from crm.wording.days import moment_words
from crm.wording.history import change_words

SAID_IN_A_LINE = 40
"""characters that the list shows in full beside the moment"""


class FriendHistorySheet(ListSheet[HistoryEntry]):
    """The history of a friend; below the list, every change of the chosen step in full."""

    def __init__(self, desk: Desk, contact: ContactId, name: str, parent: QWidget | None = None) -> None:
        self._contact = contact
        self._entries: dict[int, HistoryEntry] = {}
        self._currency = desk.workspace.settings.shop().currency
        super().__init__(
            desk,
            tr("What was changed about {name}", name=name),
            ("clock", tr("No changes on record"), tr("Changes of the last year stand here: when, from what, to what.")),
            parent,
        )
        self.all_of_it = PlainLabel(look="dim")
        self.all_of_it.setWordWrap(True)
        self.body.addWidget(self.all_of_it)
        self._on_chosen()

    def ids(self) -> Sequence[int]:
        """The steps that changed something about the friend, newest first."""
        self._entries = {entry.step: entry for entry in self.desk.workspace.history.of(self._contact)}
        return list(self._entries)

    def rows(self, ids: Sequence[int]) -> Mapping[int, HistoryEntry]:
        """Entries that were read already."""
        return {number: self._entries[number] for number in ids if number in self._entries}

    def present(self, row: HistoryEntry) -> TwoLine:
        """What was changed; what was taken back is marked."""
        clock = self.desk.workspace.clock
        return TwoLine(
            trc("between two changes", "; ").join(self._changes(row)),
            describe(row.action),
            chip_text="" if row.stands else tr("taken back"),
            right_top=moment_words(row.at, clock),
        )

    def may(self, chosen: Sequence[int]) -> None:
        """Tell the chosen step in full."""
        if hasattr(self, "all_of_it"):
            entry = self._entries.get(chosen[0]) if len(chosen) == 1 else None
            changes = self._changes(entry) if entry else []
            said_already = len(changes) == 1 and len(changes[0]) <= SAID_IN_A_LINE
            self.all_of_it.setText("" if said_already else "\n".join(changes))

    def _changes(self, entry: HistoryEntry) -> list[str]:
        today = self.desk.workspace.clock.today()
        return [change_words(change, self._currency, today) for change in entry.changes]
