"""Changes what a friend is called and since when they are one."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from crm.contacts import Card
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.wording import tr, trc


class EditContactSheet(FormSheet):
    """The name and the day of the friendship; refused when somebody changed the friend meanwhile."""

    def __init__(self, desk: Desk, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Edit friend"), tr("Save"), parent)
        self._card = card
        self.name = self.line(trc("field", "Name"), card.row.name)
        added = card.row.added_on
        self.added = QDateEdit(QDate(added.year, added.month, added.day))
        self.added.setCalendarPopup(True)
        self.add(trc("field", "Friend since"), self.added)

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        contacts, row = self.desk.workspace.contacts, self._card.row
        name, chosen = self.name.text(), self.added.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        if not name.strip():
            self.complain(tr("Please give a name. Nothing else is needed."))
            return False
        saved = self.desk.did(lambda: contacts.edit(row.id, name=name, added_on=day, seen=row.version))
        if saved:
            self.desk.say(tr("{name} saved", name=name.strip()))
        return saved
