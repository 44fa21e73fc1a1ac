"""The 备注 on a friend's card: what the old one proposes, taken with one key, and a new one to copy."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from crm.contacts import ContactRow
from crm.ids import ContactId
from crm.remarks import TEMPLATE, Wanted, fill, is_template, read_remark
from crm.transfer.habits import Habits
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.friends import stage_word

LEFT = "remarks left as they are"
MOST_LEFT = 5_000


class RemarkStrip(QWidget):
    """Shows what the 备注 of the friend it was last given proposes, and nothing where nothing is left to take. `taken`
    when it was.
    """

    taken = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: ContactRow | None = None
        self._habits = Habits(desk.workspace.store)
        self.wanted: Wanted | None = None
        self.said = PlainLabel(look="small", elide=True)
        self.take_button = QPushButton(menu_text(tr("Take it (V)")))
        self.take_button.setProperty("look", "quiet")
        self.take_button.clicked.connect(self.take)
        self.leave_button = QPushButton(menu_text(tr("Leave it")))
        self.leave_button.setProperty("look", "quiet")
        self.leave_button.clicked.connect(self.leave)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(desk.theme.px(6))
        line.addWidget(self.said, 1)
        line.addWidget(self.take_button)
        line.addWidget(self.leave_button)
        self.hide()

    def show_row(self, row: ContactRow) -> None:
        """Show this friend's proposal."""
        self._row = row
        words = remark_of(row)
        self.wanted = read_remark(words).wanted(row.name, row.tags)
        if self.wanted is not None and self._left().get(str(row.id)) == words:
            self.wanted = None
        self.setVisible(self.wanted is not None)
        if self.wanted is not None:
            parts = [one_line(self.wanted.name, 24), *(f"#{tag}" for tag in self.wanted.tags)]
            said = tr("“{remark}” says: {parts}", remark=one_line(words, 40), parts="  ".join(filter(None, parts)))
            self.said.setText(said)
            self.said.setToolTip(tooltip(said))

    def take(self) -> None:
        """Call the friend so, with these tags."""
        row, wanted, contacts = self._row, self.wanted, self._desk.workspace.contacts
        if row is None or wanted is None:
            return
        if self._desk.did(lambda: contacts.call(row.id, wanted.name, wanted.tags)):
            self._desk.say(tr("{name}: taken from the remark", name=wanted.name or row.name))
            self.taken.emit()

    def leave(self) -> None:
        """Do not propose this again."""
        row = self._row
        if row is None or self.wanted is None:
            return
        left = self._left()
        left[str(row.id)] = remark_of(row)
        if self._desk.did(lambda: self._habits.put(LEFT, dict(list(left.items())[-MOST_LEFT:]))):
            self.show_row(row)

    def _left(self) -> dict[str, str]:
        left = self._habits.get(LEFT)
        return left if isinstance(left, dict) else {}


def remark_of(row: ContactRow) -> str:
    """The 备注 of a friend, or the name where that may be one."""
    return " ".join((row.remark or row.name).split())


def copy_new_remark(desk: Desk, contact: ContactId) -> str:
    """Copy a 备注 made from the seller's template; "" when it could not be made."""
    workspace = desk.workspace

    def made() -> str:
        row = workspace.contacts.row(contact)
        template = workspace.settings.shop().remark_template
        kept = template if is_template(template) else TEMPLATE
        return fill(kept, contact, row.name, row.tags, stage_word(row.stage))

    text = desk.attempt(made) or ""
    if text:
        QApplication.clipboard().setText(text)
        desk.say(tr("Copied: {text}. Paste it as the remark there.", text=one_line(text, 60)), undo=False)
    return text
