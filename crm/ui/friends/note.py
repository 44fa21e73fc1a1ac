"""The note about a friend: edited in place, saved on leaving it, never overwriting what was changed elsewhere."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from crm.contacts import Card
from crm.errors import ConflictError, ShukeError
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr


@dataclass(frozen=True, slots=True)
class Base:
    """What the person saw when they began to write."""

    contact: ContactId
    version: int
    text: str


class NoteText(QPlainTextEdit):
    """Many lines; says `left` when the focus goes elsewhere."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say so."""
        super().focusOutEvent(event)
        self.left.emit()


class NoteField(QWidget):
    """The note of the friend it was last given. What could not be saved is kept for that friend and shown again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._base: Base | None = None
        self._theirs: Base | None = None
        self._unsaved: dict[ContactId, tuple[Base, str]] = {}
        px = desk.theme.px
        self.field = NoteText()
        self.field.setPlaceholderText(tr("What to remember: tastes, family, skin type…"))
        self.field.setAccessibleName(tr("Note"))
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(px(72))
        self.field.setMaximumHeight(px(120))
        self.conflict = QFrame()
        self.conflict.setProperty("look", "card")
        self._says = PlainLabel(look="warn")
        self._says.setWordWrap(True)
        self.other = PlainLabel()
        self.other.setWordWrap(True)
        self.keep_mine = QPushButton(menu_text(tr("Keep mine")))
        self.keep_theirs = QPushButton(menu_text(tr("Take the other")))
        self.keep_both = QPushButton(menu_text(tr("Keep both")))
        self.keep_both.setProperty("look", "primary")
        buttons = QHBoxLayout()
        for button, act in (
            (self.keep_both, self._on_both),
            (self.keep_mine, self._on_mine),
            (self.keep_theirs, self._on_theirs),
        ):
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addStretch()
        inside = QVBoxLayout(self.conflict)
        inside.addWidget(self._says)
        inside.addWidget(self.other)
        inside.addLayout(buttons)
        self.conflict.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)
        box.addWidget(self.conflict)
        self.field.left.connect(self.save)

    @property
    def changed(self) -> bool:
        """Whether something is written that is not saved."""
        return self._base is not None and self.field.toPlainText() != self._base.text

    def show_card(self, card: Card) -> None:
        """Show this friend's note, unless they are writing it."""
        now = Base(card.row.id, card.row.version, card.note)
        if self._base is not None and self._base.contact == now.contact and self.changed:
            if self._base.text == now.text:
                # something else of the friend changed: no reason to refuse what is being written
                self._base = now
            return
        if self._base is not None and self._base.contact != now.contact:
            self.save()
        self._theirs = None
        self.conflict.hide()
        kept = self._unsaved.get(now.contact)
        self._base = now if kept is None else kept[0]
        text = now.text if kept is None else kept[1]
        if self.field.toPlainText() != text:
            self.field.setPlainText(text)
        if kept is not None:
            self.show_card(card)

    def save(self) -> None:
        """Save what was written; a change made elsewhere meanwhile is shown beside it."""
        base, text = self._base, self.field.toPlainText()
        if base is None:
            return
        if text == base.text:
            self._unsaved.pop(base.contact, None)
            return
        self._unsaved[base.contact] = (base, text)
        contacts = self._desk.workspace.contacts
        # the news of the save may come before it returns: from here on this is what was seen
        self._base = Base(base.contact, base.version, text)
        try:
            contacts.edit(base.contact, note=text, seen=base.version)
        except ConflictError:
            self._base = base
            self._show_conflict(base.contact)
            return
        except ShukeError as error:
            self._base = base
            self._desk.failed.emit(error)
            return
        self._unsaved.pop(base.contact, None)
        self._base = Base(base.contact, contacts.row(base.contact).version, text)
        self._theirs = None
        self.conflict.hide()
        self._desk.say(tr("Note saved"))

    def _show_conflict(self, contact: ContactId) -> None:
        card = self._desk.attempt(lambda: self._desk.workspace.contacts.card(contact))
        if card is None:
            return
        self._theirs = Base(contact, card.row.version, card.note)
        if card.note == (self._base.text if self._base else None):
            # another field was changed, not the note
            self._base = self._theirs
            self.save()
            return
        self._says.setText(tr("This note was changed elsewhere in the meantime. There it says:"))
        self.other.setText(card.note or tr("(nothing)"))
        self.conflict.show()

    def _on_mine(self) -> None:
        self._settle(self.field.toPlainText())

    def _on_theirs(self) -> None:
        if self._theirs is not None:
            self._settle(self._theirs.text)

    def _on_both(self) -> None:
        if self._theirs is not None:
            self._settle(f"{self._theirs.text}\n{self.field.toPlainText()}".strip())

    def _settle(self, text: str) -> None:
        if self._theirs is None:
            return
        self._base = self._theirs
        self._unsaved.pop(self._theirs.contact, None)
        self.conflict.hide()
        self.field.setPlainText(text)
        self.save()
