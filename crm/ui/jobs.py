"""Long work beside the window: one worker thread, one job after the other, each with progress and cancel."""

import queue
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

from crm.progress import Cancelled, Progress

T = TypeVar("T")

CLOSE_SECONDS = 5.0
LISTEN_SECONDS = 3.5
"""of these it may use so many to stop by itself, before it is cut off"""
_CUT_EVERY = 0.05
"""seconds between two cuts: a statement between two that were cut off is not hit"""
_TURN = 0.0005
"""seconds after which a job lets the window have its turn: Python's own 5 ms add up, one for every call of Qt"""
_TELL_EVERY = 0.05
"""seconds between two words about progress: more often than this no eye follows"""


class Job(Generic[T]):
    """One piece of long work: the handle to cancel it by, and what is shown of it."""

    def __init__(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object] | None,
        failed: Callable[[Exception], object] | None,
        title: str,
    ) -> None:
        self.title = title
        self._work = work
        self._done = done
        self._failed = failed
        self._cancel = threading.Event()
        self._told = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask it to stop at its next word about progress; a job that has not begun never begins."""
        self._cancel.set()

    def perform(self, tell: Callable[[int, int], None]) -> T:
        """Do the work on the calling thread; `tell` hears of progress now and then. Raises what it raises."""

        def progress(done: int, total: int) -> None:
            if self._cancel.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - self._told >= _TELL_EVERY or done == total:
                self._told = now
                tell(done, total)

        if self._cancel.is_set():
            raise Cancelled
        return self._work(progress)

    def deliver(self, result: Any, error: Exception | None) -> None:
        """Hand over how it ended, on the thread of the window, unless who asked is gone.

        A failure nobody asked to hear of is raised, so that it reaches the report of bugs.
        """
        if error is None:
            if self._done is not None and _alive(self._done):
                self._done(result)
        elif self._failed is not None:
            if _alive(self._failed):
                self._failed(error)
        elif not isinstance(error, Cancelled):
            raise error


class Jobs(QObject):
    """Runs jobs one after the other on one worker thread, and delivers on the thread of the window.

    `started(job)`, `progressed(job, done, total)` and `ended(job)` are for whatever shows progress; `total` 0
    means unknown. `called_off(job)` tells that a job was asked to stop; it fails with `Cancelled` as soon as what it
    had done is taken back.
    """

    started = Signal(object)
    progressed = Signal(object, int, int)
    called_off = Signal(object)
    ended = Signal(object)
    _over = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._open: list[Job[Any]] = []
        self._closed = False
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)
        # a daemon: work that ignores its cancel must not keep a closed program alive
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    @property
    def closed(self) -> bool:
        """Whether nothing can be run any more."""
        return self._closed

    @property
    def busy(self) -> bool:
        """Whether any job runs, waits, or has not been delivered yet."""
        return bool(self._open)

    def run(
        self,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        title: str = "",
    ) -> Job[T]:
        """Have this work done in its turn; `done` or `failed` hears of its end, exactly one of them, once.

        Raises RuntimeError after `close`.
        """
        if self._closed:
            raise RuntimeError("jobs are closed")
        job = Job(work, done, failed, title)
        self._open.append(job)
        self._queue.put(job)
        return job

    def cancel(self) -> None:
        """Ask everything that runs or waits to stop."""
        for job in tuple(self._open):
            job.cancel()
            self.called_off.emit(job)

    def close(self, timeout: float = CLOSE_SECONDS, cut_off: Callable[[], object] | None = None) -> bool:
        """Cancel what runs and waits, and wait up to `timeout` seconds; whether the worker has ended.

        Work that does not listen for so long is cut off in the last third of that by `cut_off`, where there is one.
        How the jobs ended is delivered before this returns. Closing twice does nothing more.
        """
        self._closed = True
        self.cancel()
        self._queue.put(None)
        until = time.monotonic() + timeout
        self._thread.join(timeout if cut_off is None else timeout * LISTEN_SECONDS / CLOSE_SECONDS)
        while cut_off is not None and self._thread.is_alive() and time.monotonic() < until:
            cut_off()
            self._thread.join(_CUT_EVERY)
        # what ended meanwhile is in the event queue of this object: hand it over, for no loop may follow
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            result, error = None, None
            self.started.emit(job)
            patience = sys.getswitchinterval()
            sys.setswitchinterval(_TURN)
            try:
                result = job.perform(partial(self.progressed.emit, job))
            except Exception as raised:  # noqa: BLE001 - whatever it is, the window must hear of it
                error = raised
            except BaseException as raised:  # noqa: BLE001 - the worker outlives also a wish to end
                error = RuntimeError("a job wanted to end the program")
                error.__cause__ = raised
            finally:
                sys.setswitchinterval(patience)
            if not shiboken6.isValid(self):
                return  # the program did not wait for it
            self._over.emit(job, result, error)

    def _on_over(self, job: Job[Any], result: Any, error: Exception | None) -> None:
        self._open.remove(job)
        self.ended.emit(job)
        job.deliver(result, error)


def _alive(callback: Callable[..., object]) -> bool:
    """Whether the widget whose method this is still exists."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
