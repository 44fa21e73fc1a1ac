"""Pages made ahead of their first opening, whenever the seller's hands rest for a moment."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow

REST_MS = 1500
"""So long nothing was pressed or moved before the next page is made."""
INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip


class Ahead(QObject):
    """Makes one thing after the other with a rest before each; any input of the window's begins the rest anew."""

    def __init__(
        self, window: QWindow, make: Callable[[str], object], keys: Iterable[str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._keys = deque(keys)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rest)
        window.installEventFilter(self)
        self._rest.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear of input; all of it goes on its way."""
        if event.type() in INPUT and self._keys:
            self._rest.start()
        return False

    def _on_rest(self) -> None:
        if self._keys:
            self._make(self._keys.popleft())
            self._rest.start()
