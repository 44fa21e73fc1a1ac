"""The field one searches with."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm.ui.theme import Theme

DEBOUNCE_MS = 40


class SearchField(QLineEdit):
    """Says `searched(text)` shortly after the text changed; Esc and the cross clear it.

    While Chinese is being composed nothing is said and no key is taken: what is not yet written is not in the
    text, and Enter, Esc and the arrows go to the input method. `left_downwards` asks to go to the results.
    """

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, theme: Theme, placeholder: str, *, clear_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._glass = QAction(placeholder, self)
        self._cross = QAction(clear_name, self)
        self._cross.triggered.connect(self.clear_now)
        self._cross.setVisible(False)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._pause.timeout.connect(self._say)
        self.textChanged.connect(self._on_text)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def clear_now(self) -> None:
        """Empty the field and say so at once."""
        self.clear()
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears (an empty field lets it through), Enter searches at once, the down key leaves."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear_now()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._say()
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Down:
            self._say()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from a window's shortcut while there is something to clear."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def _on_text(self, text: str) -> None:
        self._cross.setVisible(bool(text))
        self._pause.start()

    def _say(self) -> None:
        self._pause.stop()
        if self.text() != self._said:
            self._said = self.text()
            self.searched.emit(self._said)

    def _on_theme(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "dim"))
        self._cross.setIcon(self._theme.icon("x", "dim"))
