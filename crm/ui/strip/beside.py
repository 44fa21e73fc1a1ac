"""The strip and the large window: the one is made when it is first asked for, and asks the other for what it is too
narrow for.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.strip.memory import Memory

if TYPE_CHECKING:
    # half of what the program is made of, and nothing of it is needed at its start
    from crm.ui.strip.window import Strip


class Window(Protocol):
    """What is needed of the large window."""

    desk: Desk

    def come_up(self) -> None:
        """Show it above others."""

    def go(self, key: str) -> None:
        """Show a page."""

    def page(self, key: str) -> Any:
        """A page."""

    def card_of(self, contact: ContactId) -> Any:
        """A friend's card, shown."""


class Beside(QObject):
    """Shows and hides the strip of a window."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window: Window = window
        self.strip: Strip | None = None

    @property
    def open(self) -> bool:
        """Whether the strip is seen."""
        return self.strip is not None and self.strip.isVisible()

    @property
    def was_open(self) -> bool:
        """Whether it was seen when the program ended."""
        return Memory(self._window.desk.workspace).was_open

    def toggle(self) -> None:
        """Show the strip, or hide it."""
        if self.strip is not None and self.strip.isVisible():
            self.strip.put_away()
        else:
            self.show()

    def show(self) -> None:
        """Show the strip above other windows."""
        if self.strip is None:
            self.strip = self._made()
        self.strip.come_up()

    def leave(self) -> None:
        """The window goes, and the strip with it."""
        if self.strip is not None:
            self.strip.leave()
            self.strip = None

    def _made(self) -> "Strip":
        from crm.ui.strip.window import Strip

        window = self._window
        strip = Strip(window.desk)
        strip.card_wanted.connect(self._on_card)
        strip.text_wanted.connect(self._on_text)
        strip.file_wanted.connect(self._on_file)
        strip.desk.asked_contact.connect(self._on_card)
        strip.desk.asked_page.connect(self._on_page)
        strip.desk.asked_order_shown.connect(self._on_order_shown)
        return strip

    def _on_card(self, contact: ContactId) -> None:
        self._window.come_up()
        self._window.card_of(contact)

    def _on_text(self, text: str, contact: ContactId | None) -> None:
        self._on_page("import")
        self._window.page("import").take_text(text, contact)

    def _on_file(self, path: Path) -> None:
        self._on_page("import")
        self._window.page("import").take_file(path)

    def _on_page(self, key: str) -> None:
        self._window.come_up()
        self._window.go(key)

    def _on_order_shown(self, order: object) -> None:
        self._window.come_up()
        self._window.desk.asked_order_shown.emit(order)
