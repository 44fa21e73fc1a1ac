"""A calm dialog: a title, something to fill in, one button that does it and one that does not."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from crm.ui.plain import menu_text, one_line
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel


class Sheet(QDialog):
    """Opened with `open()`, never waited for: `accepted` and `rejected` say how it ended; then it is deleted.

    Esc rejects. Enter accepts, on another button it presses that, in a field of many lines Ctrl+Enter.
    Whoever validates overrides `ready`, calls `complain` there and answers False.
    """

    def __init__(
        self, theme: Theme, title: str, *, accept_text: str, cancel_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(one_line(title))
        self.setAccessibleName(one_line(title))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(10))
        self._complaint = PlainLabel(look="danger")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        self.accept_button = QPushButton(menu_text(accept_text))
        self.accept_button.setProperty("look", "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton(menu_text(cancel_text))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch()
        self.buttons.addWidget(self.cancel_button)
        self.buttons.addWidget(self.accept_button)
        box = QVBoxLayout(self)
        edge = theme.px(22)
        box.setContentsMargins(edge, theme.px(18), edge, theme.px(18))
        box.setSpacing(theme.px(14))
        heading = PlainLabel(title, look="title")
        heading.setWordWrap(True)
        box.addWidget(heading)
        box.addLayout(self.body)
        box.addWidget(self._complaint)
        box.addStretch()
        box.addLayout(self.buttons)
        self.setMinimumWidth(theme.px(420))

    def add_button(self, text: str) -> QPushButton:
        """One more thing that can be done, between not doing it and doing it."""
        button = QPushButton(menu_text(text))
        button.setAutoDefault(False)
        self.buttons.insertWidget(self.buttons.indexOf(self.accept_button), button)
        return button

    def ready(self) -> bool:
        """Whether it may be accepted as it stands."""
        return True

    def complain(self, sentence: str) -> None:
        """Say what is wrong, in the sheet itself; "" says nothing more."""
        self._complaint.setText(sentence)
        self._complaint.setVisible(bool(sentence))

    def accept(self) -> None:
        """Close as done, if it is ready."""
        self.complain("")
        if self.accept_button.isEnabled() and self.ready():
            super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field that can be used; the buttons come after what is filled in."""
        super().showEvent(event)
        buttons = [self.cancel_button, self.accept_button]
        fields = [
            child
            for child in self.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child not in buttons and _direct(child, self)
        ]
        chain = [*fields, *buttons]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        usable = (field for field in fields if field.isEnabled() and field.isVisible())
        next(usable, self.accept_button).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter accepts from everywhere; Enter from everywhere but a field of many lines, and presses a button."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            focus = self.focusWidget()
            if ctrl or not isinstance(focus, (QPlainTextEdit, QTextEdit, QPushButton)):
                self.accept()
                return
            if isinstance(focus, QPushButton):
                focus.click()  # Qt would press the default button instead
                return
        super().keyPressEvent(event)


def _direct(child: QWidget, sheet: QWidget) -> bool:
    """Whether it is a field of its own, not the inside of a spin box or a combo box or the list that this opens."""
    return child.window() is sheet and not isinstance(child.parentWidget(), (QAbstractSpinBox, QComboBox))
