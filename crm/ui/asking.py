"""Questions whose answers take longer than a frame: asked beside the window, only the newest one answered."""

import threading
from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from crm.errors import ShukeError

CLOSE_SECONDS = 5.0


class Asker(QObject):
    """One thread that answers the newest question; a question overtaken by a newer one is never answered.

    `answered(result, last)` comes on the thread of the window, once for each step of the question; `failed(error)`
    when a step failed for a known reason. Other errors are raised on the thread of the window. The thread ends with
    `close`, or with the program.

    `brake` is asked on that thread before its first step, and answers how any other thread can cut off the step that
    is under way there; without one, a step that was overtaken runs to its end.
    """

    answered = Signal(object, bool)
    failed = Signal(object)
    _came = Signal(int, object, object, bool)

    def __init__(self, parent: QObject | None = None, *, brake: Callable[[], Callable[[], None]] | None = None) -> None:
        super().__init__(parent)
        self._brake = brake
        self._cut_off: Callable[[], None] | None = None
        self._news = threading.Condition()
        self._steps: Sequence[Callable[[], object]] | None = None
        self._number = 0
        self._closed = False
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)
        self._thread: threading.Thread | None = None

    def ask(self, *steps: Callable[[], object]) -> None:
        """Answer these steps, one after the other, and nothing that was asked before; no steps only call off."""
        with self._news:
            self._number += 1
            self._steps = steps
            # under the lock, without which the thread begins nothing: only what was overtaken can be hit
            if self._cut_off is not None:
                self._cut_off()
            self._news.notify()
        if steps and self._thread is None and not self._closed:
            # a daemon: a long question must not keep a closed program alive
            self._thread = threading.Thread(target=self._run, name="asker", daemon=True)
            self._thread.start()

    def close(self, timeout: float = CLOSE_SECONDS) -> None:
        """Answer nothing any more, and wait up to `timeout` seconds for the step under way."""
        with self._news:
            self._closed = True
            self._number += 1
            if self._cut_off is not None:
                self._cut_off()
                self._cut_off = None
            self._news.notify()
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or self._steps is not None)
                if self._closed:
                    return
                steps, number = self._steps or (), self._number
                self._steps = None
            for place, step in enumerate(steps, 1):
                if number != self._number:
                    break
                result: object = None
                error: Exception | None = None
                try:
                    if self._brake is not None and self._cut_off is None:
                        self._cut_off = self._brake()
                    result = step()
                except Exception as raised:  # noqa: BLE001 - whatever it is, the window must hear of it
                    error = raised
                if not shiboken6.isValid(self):
                    return
                self._came.emit(number, result, error, place == len(steps))
                if error is not None:
                    break

    def _on_came(self, number: int, result: object, error: Exception | None, last: bool) -> None:
        if number != self._number:
            return
        if error is None:
            self.answered.emit(result, last)
        elif isinstance(error, ShukeError):
            self.failed.emit(error)
        else:
            raise error
