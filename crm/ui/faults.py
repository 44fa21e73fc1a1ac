"""Faults of the program itself: told once, with details to copy, written down without anything personal."""

import logging
import logging.handlers
import os
import secrets
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from crm.errors import ShukeError
from crm.ui.plain import one_line
from crm.wording import tr
from crm.wording.errors import explain

LOG_NAME = "shuke.log"
LOGGER = logging.getLogger("shuke")
MOST_BYTES = 500_000


def log_into(folder: Path) -> None:
    """Write faults into this folder from now on; one file and the one before it, readable by their owner only."""
    for handler in list(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()
    path = folder / LOG_NAME
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOGGER.addHandler(handler)
    LOGGER.propagate = False


def described(error: BaseException) -> str:
    """Kinds of errors and places in the code. The messages stay out: they may hold names, numbers or words."""
    lines = []
    while error is not None:
        lines += [f"{frame.filename.rsplit('crm', 1)[-1]}:{frame.lineno} {frame.name}" for frame in
                  traceback.extract_tb(error.__traceback__)]  # fmt: skip
        lines.append(type(error).__name__)
        following = error.__cause__ or error.__context__
        if following is None:
            break
        error = following
    return "\n".join(lines)


class Faults(QObject):
    """Shows faults on the thread of the window, one dialog at a time."""

    happened = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open: QMessageBox | None = None
        self.happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    def _on_happened(self, error: BaseException) -> None:
        number = secrets.token_hex(4)
        LOGGER.error("%s\n%s", number, described(error))
        if self._open is not None or QGuiApplication.platformName() == "offscreen":
            return
        box = QMessageBox()
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(error, ShukeError):
            box.setText(one_line(explain(error)))
        else:
            box.setText(tr("Something in Shuke went wrong. Your data is safe, and you can go on working."))
            box.setInformativeText(tr("Nothing was sent anywhere. Number: {number}", number=number))
            box.setDetailedText(f"{number}\n{described(error)}")
        box.finished.connect(self._on_closed)
        self._open = box
        box.open()

    def _on_closed(self) -> None:
        self._open = None


def catch_all(app: QApplication) -> None:
    """Tell every fault that nobody caught, and go on."""
    told = Faults(app)

    def hook(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
            return
        if QGuiApplication.platformName() == "offscreen":
            traceback.print_exception(kind, error, where, file=sys.stderr)
        told.happened.emit(error)

    sys.excepthook = hook
