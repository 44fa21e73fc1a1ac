"""How other starts of the program reach the window that owns a folder: a local socket, and a line of JSON each way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from crm.doorway import address_of

Reply = Callable[[dict[str, Any]], None]
LONGEST = 1 << 20


class Doorbell(QObject):
    """Listens at the folder's address.

    `rung` comes when somebody wants to see the window; `asked` when the command line hands over its words, with
    a function that takes the answer. Words come as `{"argv": [...], "cwd": "..."}`.
    """

    rung = Signal()
    asked = Signal(object, object, object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        address = address_of(folder)
        QLocalServer.removeServer(address)  # left behind by a process that was killed; the folder's lock is ours
        self.listening = self._server.listen(address)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _on_connection(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            _Visit(visitor, self)


class _Visit(QObject):
    """One connection: a line is read, an answer written, and it is over."""

    def __init__(self, socket: QLocalSocket, bell: Doorbell) -> None:
        super().__init__(bell)
        self._socket = socket
        self._bell = bell
        socket.setParent(self)
        socket.readyRead.connect(self._on_line)
        socket.disconnected.connect(self.deleteLater)
        self._on_line()

    def _on_line(self) -> None:
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() > LONGEST:
                self._socket.abort()
            return
        try:
            said = json.loads(bytes(self._socket.readLine().data()))
            words, folder = said.get("argv"), said.get("cwd", "")
        except (ValueError, AttributeError):
            self._socket.abort()
            return
        if isinstance(words, list):
            self._bell.asked.emit([str(word) for word in words], str(folder), self.answer)
        else:
            self._bell.rung.emit()
            self.answer({"code": 0, "out": "", "err": ""})

    def answer(self, answer: dict[str, Any]) -> None:
        """Say how it went and end the visit."""
        self._socket.write(json.dumps(answer).encode() + b"\n")
        self._socket.flush()
        self._socket.disconnectFromServer()
