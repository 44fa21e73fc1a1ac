"""Faults of the program itself: told once, with details to copy, written down without anything personal."""

import logging
import logging.handlers
import os
import platform
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crm import __version__
from crm.errors import ShukeError
from crm.ui.fault_box import FaultBox
from crm.ui.plain import one_line
from crm.wording import tr
from crm.wording.errors import explain

LOG_NAME = "shuke.log"
LOGGER = logging.getLogger("shuke")
MOST_BYTES = 500_000
DEEPEST = 40
"""Of each error so many places in the code are written down, the last ones."""
LONGEST_CHAIN = 10
AGAIN_SECONDS = 60.0
"""For so long a fault that comes again and again is only counted, and told no second time."""


def log_into(folder: Path) -> None:
    """Write faults into this folder from now on; one file and the one before it, readable by their owner only."""
    log_no_more()
    with suppress(OSError):
        LOGGER.addHandler(_Log(folder / LOG_NAME))
    LOGGER.propagate = False


def log_no_more() -> None:
    """Let go of the file."""
    for handler in list(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()


class _Log(logging.handlers.RotatingFileHandler):
    """A private file, also after it has been turned over; what cannot be written is left out."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8")
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s"))

    def _open(self) -> TextIOWrapper:
        private = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(private, "a", encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk is no reason to fail a second time."""


def described(error: BaseException) -> str:
    """Kinds of errors and places in the code. The messages stay out: they may hold names, numbers or words; and so do
    the paths of files, which hold the name of who is at home there.
    """
    return "\n".join(line for one in _chain(error) for line in (*_places(one.__traceback__), _kind(one)))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """What went wrong first and what followed from it, the last one last; of a group also what is in it."""
    found: list[BaseException] = []
    while error is not None and error not in found and len(found) < LONGEST_CHAIN:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(found):
        if isinstance(one, BaseExceptionGroup):
            yield from one.exceptions[:LONGEST_CHAIN]
        yield one


def _places(where: TracebackType | None) -> list[str]:
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(where)
    ]
    return places[-DEEPEST:]


def _kind(error: BaseException) -> str:
    """The kind of error; of the system's and of SQLite's also which one."""
    number = error.errno if isinstance(error, OSError) else getattr(error, "sqlite_errorname", None)
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return kind if number is None else f"{kind} ({number})"


def versions() -> str:
    """What ran: Shuke, Python, Qt and the kind of system."""
    return f"Shuke {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {sys.platform}"


class Faults(QObject):
    """Shows faults on the thread of the window, one dialog at a time. `happened` may come from any thread."""

    happened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.box: FaultBox | None = None
        self._met: dict[str, tuple[str, float]] = {}
        """the number and the moment of each kind of fault that was told of lately"""
        self.happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    def _on_happened(self, error: BaseException) -> None:
        details = described(error)
        now = time.monotonic()
        number, told = self._met.get(details, (secrets.token_hex(4), -AGAIN_SECONDS))
        if now - told < AGAIN_SECONDS:
            return
        if len(self._met) > LONGEST_CHAIN:
            self._met.clear()
        self._met[details] = number, now
        LOGGER.error("%s %s\n%s", number, versions(), details)
        whole = f"{number}\n{versions()}\n{details}"
        if self.box is not None:
            self.box.add(whole)
            return
        if isinstance(error, ShukeError):
            box = FaultBox(one_line(explain(error)))
        else:
            box = FaultBox(
                tr("Something in Shuke went wrong. Your data is safe, and you can go on working."),
                tr("Nothing was sent anywhere. Number: {number}", number=number),
                whole,
            )
        box.destroyed.connect(self._on_closed)
        self.box = box
        box.show()

    def _on_closed(self) -> None:
        self.box = None


def catch_all(app: QApplication) -> Faults:
    """Tell every fault that nobody caught, on whatever thread, and go on."""
    told = Faults(app)

    def tell(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        if error is None or issubclass(kind, SystemExit):
            return
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
            return
        if QGuiApplication.platformName() == "offscreen":
            traceback.print_exception(kind, error, where, file=sys.stderr)
        with suppress(RuntimeError):  # the program has ended meanwhile
            told.happened.emit(error)

    sys.excepthook = tell
    threading.excepthook = lambda said: tell(said.exc_type, said.exc_value, said.exc_traceback)
    sys.unraisablehook = lambda said: tell(said.exc_type, said.exc_value, said.exc_traceback)
    return told
