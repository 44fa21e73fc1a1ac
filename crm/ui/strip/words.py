"""The words to send from the strip: proposed, made one's own, copied, and then said to be sent or not."""

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm.ids import ContactId
from crm.today import Item
from crm.ui.desk import Desk
from crm.ui.strip.keys import key_button, show_key
from crm.ui.today.message import MessageField
from crm.ui.widgets.flow import FlowLayout

SURE_MS = 700
"""Whoever says that it was sent sooner than this after the copy has pressed twice: nobody sends so fast."""


class WordsPane(QWidget):
    """Copying is not sending: what was copied stays as it is until `sent` or `unsent`. `copied` asks to copy what
    stands there, `other` for other words.
    """

    copied = Signal(str)
    sent = Signal(str)
    unsent = Signal()
    other = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = desk.kept
        self._contact: ContactId | None = None
        self._pressed = QElapsedTimer()
        px = desk.theme.px
        self.field = MessageField(desk.theme, typed=desk.kept.messages)
        self.field.setAcceptDrops(False)
        self.field.sent.connect(self.go_on)
        self.field.left.connect(self.field.clearFocus)
        self.go = key_button("copy")
        self.go.setProperty("look", "primary")
        self.go.clicked.connect(self.go_on)
        self.not_sent = key_button("unsent")
        self.not_sent.clicked.connect(self.unsend)
        self.others = key_button("other")
        self.others.clicked.connect(self.change)
        row = QWidget()
        flow = FlowLayout(row, px(5))
        buttons: tuple[QPushButton, ...] = (self.go, self.not_sent, self.others)
        for button in buttons:
            flow.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        box.addWidget(self.field)
        box.addWidget(row)

    @property
    def waiting(self) -> str | None:
        """What was copied and is not confirmed yet, if anything."""
        return None if self._contact is None else self._kept.copied.get(self._contact)

    def show_item(self, item: Item, suggested: str) -> None:
        """Words to this friend."""
        if self._contact != item.row.id:
            self._pressed.invalidate()
        self._contact = item.row.id
        waits = self.waiting is not None
        self.field.show_item(item, self.waiting, suggested)
        show_key(self.go, "sent" if waits else "copy")
        self.not_sent.setVisible(waits)
        self.others.setVisible(not waits)

    def go_on(self) -> None:
        """Copy the line; when it was copied already, it was sent."""
        waiting = self.waiting
        text = self.field.toPlainText().strip()
        twice = self._pressed.isValid() and self._pressed.elapsed() < SURE_MS
        self._pressed.start()
        if waiting is not None:
            if not twice:
                self.sent.emit(waiting)
        elif text:
            self.copied.emit(text)
        else:
            self.field.setFocus()

    def unsend(self) -> None:
        """What was copied was not sent."""
        if self.waiting is not None:
            self._pressed.invalidate()
            self.unsent.emit()

    def change(self) -> None:
        """Other words, where nothing was copied yet."""
        if self.waiting is None and self._contact is not None:
            self.field.forget(self._contact)
            self.other.emit()
