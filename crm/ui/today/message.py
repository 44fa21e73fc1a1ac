"""The message to the friend in hand, which the seller makes their own before it is copied."""

from collections.abc import Container

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm.ids import ContactId
from crm.today import Item
from crm.ui.theme import Theme
from crm.wording import tr


class MessageField(QPlainTextEdit):
    """A text for each friend: the suggested one until another is typed, which is kept in `typed`.

    `sent` on Ctrl+Enter, `left` on Esc. A message that was copied cannot be changed until it is known what became
    of it, so that what is logged is what was sent.
    """

    sent = Signal()
    left = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, typed: dict[ContactId, str] | None = None
    ) -> None:
        super().__init__(parent)
        self._contact: ContactId | None = None
        self._typed: dict[ContactId, str] = {} if typed is None else typed
        self.setAccessibleName(tr("Message to send"))
        self.setPlaceholderText(tr("Type what you want to write"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(56))
        self.textChanged.connect(self._on_typed)

    def show_item(self, item: Item | None, copied: str | None, suggested: str = "") -> None:
        """Show what was copied, else what was typed, else what is suggested; nothing for nobody in hand."""
        self._contact = None  # what is shown now was not typed
        text = copied or ""
        if item is not None and copied is None:
            text = self._typed.get(item.row.id, suggested)
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._contact = None if item is None else item.row.id
        self.setReadOnly(copied is not None)
        self.setEnabled(item is not None)

    def forget(self, contact: ContactId) -> None:
        """What was typed to this friend gives way to other words."""
        self._typed.pop(contact, None)

    def keep(self, contacts: Container[int]) -> None:
        """Forget what was typed to everybody else: another day asks for other words."""
        self._typed = {contact: text for contact, text in self._typed.items() if contact in contacts}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter sends, Esc leaves; every other key types."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def _on_typed(self) -> None:
        if self._contact is not None:
            self._typed[self._contact] = self.toPlainText()
