"""Friends by hand, one after the other: a name and Enter, then the next."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QWidget

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.ids import AccountId
from crm.transfer.columns import recognise
from crm.transfer.drafts import outcomes
from crm.transfer.entries import ContactEntry, Record
from crm.transfer.tables import Row
from crm.ui.desk import Desk
from crm.ui.plain import one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn

SHOWN_LINES = 10


class TenSheet(Sheet):
    """Each Enter adds who was typed; Enter on an empty line closes it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("Today's ten"),
            accept_text=trc("sheet", "Add"),
            cancel_text=trc("sheet", "That is all"),
            parent=parent,
        )
        self._desk = desk
        said = PlainLabel(
            tr("Whom did you write with today? Type a name and press Enter. A phone or an ID behind it is taken too."),
            look="dim",
        )
        said.setWordWrap(True)
        self.account = QComboBox()
        self.account.setAccessibleName(trc("field", "My account"))
        self.account.addItem(tr("Not known which"), None)
        for account, called in desk.workspace.accounts.names().items():
            self.account.addItem(called, account)
        self.account.setVisible(self.account.count() > 1)
        self.name = QLineEdit()
        self.name.setMaxLength(500)
        self.name.setAccessibleName(trc("field", "Name"))
        self.name.setPlaceholderText(tr("a name, Enter"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Added just now"))
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * SHOWN_LINES)
        self.count = PlainLabel(look="small")
        for part in (said, self.account, self.name, self.list, self.count):
            self.body.addWidget(part)
        self._show_count()
        self.name.setFocus()

    def accept(self) -> None:
        """Add who is typed and wait for the next; nothing typed is the end."""
        text = self.name.text().strip()
        if not text:
            self.reject()
            return
        self.complain("")
        entries = read_typed(text)
        if not entries:
            self.complain(tr("Who is this? A name is enough."))
            return
        drafts = [self._draft(entry) for entry in entries]
        if self._desk.did(lambda: self._desk.workspace.contacts.add_all(drafts)):
            for draft in drafts:
                handles = " · ".join(handle.text for handle in draft.handles)
                self.list.insertItem(0, one_line("  ".join(filter(None, (draft.name, handles))), 80))
            self.name.clear()
            self._show_count()
        self.name.setFocus()

    def _draft(self, entry: ContactEntry) -> ContactDraft:
        account: AccountId | None = self.account.currentData()
        handles = tuple(Handle(Platform.of(handle.platform), handle.text) for handle in entry.handles)
        return ContactDraft(
            entry.name, remark=entry.remark, handles=handles, account=account, tags=entry.tags, note=entry.note
        )

    def _show_count(self) -> None:
        self.count.setText(trn("{n} friend added", "{n} friends added", self.list.count()))


def read_typed(text: str) -> list[ContactEntry]:
    """Who is on a typed line."""
    rows = [Row(1, (text,))]
    return [found.entry for found in outcomes(recognise(rows, header=0), rows) if isinstance(found, Record)]
