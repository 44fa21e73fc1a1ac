"""What stands around the pages: the line at the top, a friend's card at the side, the last word below."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.finding import FindBox
from crm.ui.pages import card_panel
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr


class TopLine(QWidget):
    """The one search field, and the buttons that stand beside it on every page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        self.find_box = FindBox(desk)
        self.undo = tool(theme, "undo-2", tr("Undo"))
        self.redo = tool(theme, "redo-2", tr("Redo"))
        self.steps = tool(theme, "clock", tr("What was done (Ctrl+H)"))
        self.strip = tool(theme, "message-square", tr("The strip, beside the chat program (Ctrl+Shift+J)"))
        self.keys = tool(theme, "keyboard", tr("All keys (F1)"))
        self.add = QPushButton(tr("Friend"))
        self.add.setIcon(theme.icon("plus"))
        self.add.setToolTip(tr("New friend (Ctrl+N)"))
        self.order = QPushButton(tr("Order"))
        self.order.setIcon(theme.icon("plus", "on_accent"))
        self.order.setToolTip(tr("New order (Ctrl+Shift+N)"))
        self.order.setProperty("look", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        row.setSpacing(theme.px(8))
        row.addWidget(self.find_box, 1)
        for widget in (self.undo, self.redo, self.steps, self.strip, self.keys, self.add, self.order):
            row.addWidget(widget)

    def show_steps(self, undo: str, redo: str) -> None:
        """Say what undo and redo would do; empty for nothing."""
        self.undo.setEnabled(bool(undo))
        self.undo.setToolTip(tooltip(tr("Undo: {what} (Ctrl+Z)", what=undo)) if undo else tr("Undo"))
        self.redo.setEnabled(bool(redo))
        self.redo.setToolTip(tooltip(tr("Redo: {what} (Ctrl+Shift+Z)", what=redo)) if redo else tr("Redo"))


class SidePanel(QFrame):
    """A friend's card beside a page; hidden until somebody is shown. `closed` asks to put it away."""

    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        self._desk = desk
        self.card: Any = None
        self.setProperty("look", "panel")
        self.setMinimumWidth(theme.px(380))
        close = tool(theme, "x", tr("Close the card (Esc)"))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(0, theme.px(4), theme.px(6), 0)
        head.addStretch()
        head.addWidget(close)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addLayout(head)
        self.hide()

    @property
    def contact(self) -> ContactId | None:
        """Who is shown."""
        return self.card.contact if self.isVisible() else None

    def show_contact(self, contact: ContactId) -> None:
        """Open the card of this friend."""
        if self.card is None:  # made when it is first asked for: the start need not wait for it
            self.card = card_panel(self._desk)
            self.card.listen_on(self)
            self._box.addWidget(self.card, 1)
        self.card.show_contact(contact)
        self.show()

    def put_away(self) -> None:
        """Nobody is shown."""
        if self.card is not None:
            self.card.show_contact(None)
        self.hide()

    def take_keys(self) -> None:
        """The next keys are about who is shown."""
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        if self.card is not None:
            self.card.close_reading()


class StatusLine(QWidget):
    """The last thing that was said, *Undo* beside it, the last backup, and how many friends there are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = PlainLabel(look="small", elide=True)
        self.undo = QPushButton(tr("Undo"))
        self.undo.setProperty("look", "link")
        kept = self.undo.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # else the page above would jump with every word that is said
        self.undo.setSizePolicy(kept)
        self.undo.hide()
        self._theme = theme
        self.backup = QPushButton()
        self.backup.setProperty("look", "word")
        self.backup.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.backup.hide()
        self.counts = PlainLabel(look="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(3), theme.px(14), theme.px(3))
        row.addWidget(self._said, 1)
        row.addWidget(self.undo)
        row.addWidget(self.backup)
        row.addWidget(self.counts)

    def show_backup(self, words: str, *, late: bool) -> None:
        """When the last backup was made; a calm sign where that is long ago."""
        self.backup.setText(menu_text(words))
        self.backup.setIcon(self._theme.icon("circle-alert", "warn") if late else QIcon())
        tip = tr("The last backup is more than a week old. Press to see why, or to make one.")
        self.backup.setToolTip(tip if late else tr("All backups"))
        self.backup.setAccessibleName(words)
        self.backup.setVisible(bool(words))

    def say(self, sentence: str, *, undo: bool) -> None:
        """Tell what was done, and whether it can be taken back from here."""
        self._said.setText(one_line(sentence))
        self.undo.setVisible(undo)


class DemoStrip(QFrame):
    """Reminds that the friends are invented. `left` asks for the seller's own shop."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "strip")
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.px(14), theme.px(2), theme.px(8), theme.px(2))
        box.addWidget(PlainLabel(tr("This is the demo shop: invented friends to try everything on."), elide=True), 1)
        home = QPushButton(tr("Open my own shop"))
        home.setProperty("look", "quiet")
        home.clicked.connect(self.left)
        box.addWidget(home)


def tool(theme: Theme, icon: str, name: str) -> QPushButton:
    """A small button with a picture and a name."""
    button = QPushButton()
    button.setIcon(theme.icon(icon, "dim"))
    button.setProperty("look", "quiet")
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button
