"""The news of what changed, brought from the store to the pages."""

import threading
from collections.abc import Callable
from enum import Flag

from PySide6.QtCore import QObject, Qt, QThread, Signal


class Live(QObject):
    """Says on the thread of the window which topics changed, whoever wrote.

    `changed` carries the topics, a flag. What the window itself wrote is told at once; what a worker wrote is
    told on the next turn of the event loop, many changes in one.
    """

    changed = Signal(object)
    _waiting = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._topics: Flag | None = None
        self._waiting.connect(self._on_waiting, Qt.ConnectionType.QueuedConnection)

    def attach(self, listen: Callable[[Callable[[Flag], None]], object]) -> None:
        """Give the store's `listen` the ear of this object."""
        listen(self.hear)

    def hear(self, topics: Flag) -> None:
        """Pass on that these topics changed; from any thread, never raising into the writer on a worker."""
        if QThread.currentThread() is self.thread():
            self.changed.emit(topics)
            return
        with self._lock:
            first = self._topics is None
            self._topics = topics if self._topics is None else self._topics | topics
        if first:
            self._waiting.emit()

    def _on_waiting(self) -> None:
        with self._lock:
            topics, self._topics = self._topics, None
        if topics is not None:
            self.changed.emit(topics)
