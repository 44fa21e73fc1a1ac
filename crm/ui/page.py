"""What every page does: show itself anew when something it shows has changed."""

from collections.abc import Callable, Iterable
from enum import Flag

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from crm.ui.live import Live

Act = Callable[[], object]
"""What a button or a key does."""


class Page(QWidget):
    """A page that watches topics: it refreshes at once when it is seen, otherwise when it is next shown.

    Subclasses implement `refresh`. When that raises, the page stays stale and tries again when next shown.
    """

    def __init__(self, live: Live, watches: Flag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.watches = watches
        self._stale = True
        live.changed.connect(self._on_changed)

    @property
    def stale(self) -> bool:
        """Whether something changed since the page was last read."""
        return self._stale

    def refresh(self) -> None:
        """Read and show what the page is about."""
        raise NotImplementedError

    def show_anew(self) -> None:
        """Refresh now if the page is seen, else as soon as it is."""
        self._stale = True
        if self.isVisible():
            self._bring_up_to_date()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up on what happened while the page was hidden."""
        super().showEvent(event)
        if self._stale:
            self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        self.refresh()
        self._stale = False

    def _on_changed(self, topics: Flag) -> None:
        if topics & self.watches:
            self.show_anew()


def on_clicks(acts: Iterable[tuple[QPushButton, Act]]) -> None:
    """What each button does."""
    for button, act in acts:
        button.clicked.connect(lambda _checked=False, act=act: act())


def on_keys(keys: Iterable[tuple[str, QWidget, Act]]) -> None:
    """What each key does while this widget, or one in it, has the focus."""
    for sequence, where, act in keys:
        shortcut = QShortcut(QKeySequence(sequence), where)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
