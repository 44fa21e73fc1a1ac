"""The field at the top of a new order: what the friend wrote goes in, and the order is filled in from it."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm.ui.theme import Theme
from crm.wording import tr

LONGEST = 4_000


class PasteField(QPlainTextEdit):
    """A few words or lines. `read(text)` when something is pasted, and on Enter."""

    read = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Paste what they wrote: 2 strawberries, Anna, address … (Ctrl+Shift+V)"))
        self.setAccessibleName(tr("What they wrote"))
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(theme.px(3))
        self.setFixedHeight(theme.px(40))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def paste_copied(self) -> None:
        """Take what was copied."""
        text = QGuiApplication.clipboard().text()[:LONGEST]
        if text.strip():
            self.setPlainText(text)
            self.read.emit(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Read what is pasted at once."""
        self.insertPlainText(source.text()[:LONGEST])
        self.read.emit(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter reads; with Shift it begins another line."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            if self.toPlainText().strip():
                self.read.emit(self.toPlainText())
            return
        super().keyPressEvent(event)
