"""What is shown of a fault: that it is safe to go on, a number, and details to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr

MOST_TOLD = 20
"""So many faults are added to the details of a dialog that stays open."""
EDGE, GAP, WIDTH, HEIGHT = 22, 12, 520, 180


class FaultBox(QDialog):
    """Needs nothing but Qt, for anything else may be what is broken. It keeps no window from being used, and the
    program does not stay for its sake.
    """

    def __init__(self, text: str, more: str = "", details: str = "") -> None:
        super().__init__()
        self.setWindowTitle("Shuke 熟客")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._told = 1
        said = PlainLabel(text, look="heading")
        said.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setAccessibleName(tr("Details"))
        self.details.setMinimumHeight(HEIGHT)
        self.details.setVisible(bool(details))
        self.copy_button = QPushButton(menu_text(tr("Copy details")))
        self.copy_button.setAutoDefault(False)
        self.copy_button.setVisible(bool(details))
        self.copy_button.clicked.connect(self._on_copy)
        close = QPushButton(menu_text(tr("Go on")))
        close.setProperty("look", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch()
        buttons.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        box.setSpacing(GAP)
        box.addWidget(said)
        if more:
            below = PlainLabel(more, look="dim")
            below.setWordWrap(True)
            below.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(below)
        box.addWidget(self.details, 1)
        box.addLayout(buttons)
        self.setMinimumWidth(WIDTH)
        close.setFocus()

    def add(self, details: str) -> None:
        """Another fault happened while this is shown."""
        if self._told < MOST_TOLD:
            self._told += 1
            self.details.appendPlainText(f"\n{details}")
            self.details.show()
            self.copy_button.show()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy_button.setText(menu_text(tr("Copied")))
