"""The field of the strip that finds a friend: as the large one does, but friends only."""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from crm.errors import BusyError
from crm.finder import Filter, Sort
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.wording import tr

OFFERED = 8
AGAIN_MS = 60
"""After a commit held the file, it is asked again."""


class FriendSearch(Picker):
    """`found(contact)` when a friend was chosen; the field is then empty again. Before anything is typed, the arrow
    down offers the friends of lately.
    """

    found = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Find a friend (Ctrl+K)"), self._fitting, parent)
        self._shop = desk.workspace
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._on_again)
        self.setAcceptDrops(False)
        self.entered.connect(self._on_entered)

    def begin(self) -> None:
        """Ready to type."""
        self.setFocus()
        self.selectAll()

    def settle(self) -> None:
        """Nobody is chosen by leaving the field."""

    def event(self, event: QEvent) -> bool:
        """Where nothing is typed, there is nothing here that Ctrl+Z could take back: it is the window's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.text()
        ):
            event.ignore()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ask no more when the cursor is elsewhere."""
        super().focusOutEvent(event)
        self._again.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks: the shop may be closed by then."""
        super().hideEvent(event)
        self._again.stop()
        self.list.hide()

    def _fitting(self, typed: str) -> list[Choice]:
        shop = self._shop
        try:
            if typed.strip():
                ids = shop.finder.search(typed, OFFERED)
            else:
                lately = shop.finder.ids(Filter(), Sort.LAST_CONTACT, descending=True, limit=OFFERED)
                ids = [ContactId(number) for number in lately]
            rows = shop.contacts.rows(ids)
        except BusyError:
            self._again.start()
            return []
        return [
            Choice(number, rows[number].name, rows[number].remark if rows[number].remark != rows[number].name else "")
            for number in ids
            if number in rows
        ]

    def _on_again(self) -> None:
        if self.hasFocus():
            self.show_choices()

    def _on_entered(self) -> None:
        if self.choice is not None:
            contact = self.choice.value
            self.clear()
            self.found.emit(contact)
