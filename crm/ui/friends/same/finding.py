"""Where the compared friends come from: a look through everybody, one friend's doubles, or the seller's own choice."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm.duplicates import Pair
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.pick import PickSheet
from crm.ui.friends.same.sheet import SameSheet
from crm.wording import tr


def find_duplicates(desk: Desk, parent: QWidget) -> None:
    """Look through everybody beside the window; then compare, or say that nobody is there twice."""
    duplicates = desk.workspace.duplicates
    shown = _Shown(desk, parent)
    title = tr("Looking for friends who are there twice …")
    desk.jobs.run(duplicates.pairs, done=shown.pairs, failed=desk.failed.emit, title=title)


def find_duplicates_of(desk: Desk, contact: ContactId, parent: QWidget) -> None:
    """Who may be the same as this friend; where nothing speaks for anybody, the seller picks."""
    pairs = desk.attempt(lambda: desk.workspace.duplicates.of(contact))
    if pairs is None:
        return
    if pairs:
        SameSheet(desk, pairs, parent).open()
        return
    sheet = PickSheet(desk, tr("With whom are they one person?"), contact, parent)
    sheet.picked.connect(partial(_picked, desk, contact, parent))
    sheet.open()


def compare(desk: Desk, contacts: Sequence[ContactId], parent: QWidget) -> None:
    """Friends whom the seller chose, all at once."""
    if len(contacts) > 1:
        SameSheet(desk, [tuple(contacts)], parent).open()


def _picked(desk: Desk, contact: ContactId, parent: QWidget, other: ContactId) -> None:
    compare(desk, [contact, other], parent)


class _Shown(QObject):
    """Shows what was found, unless the window has gone meanwhile."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = parent

    def pairs(self, found: list[Pair]) -> None:
        if found:
            SameSheet(self._desk, found, self._window).open()
        else:
            self._desk.say(tr("Nobody seems to be there twice."), undo=False)
        self.deleteLater()
