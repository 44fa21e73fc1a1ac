"""The way to the window that owns a folder, for starts of the program that come later. Without Qt."""

import hashlib
import json
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

LONGEST_ADDRESS = 100
"""Bytes that the address of a local socket may have on every system (108 on Linux, 104 on macOS)."""
PATIENCE_S = 600


def address_of(folder: Path) -> str:
    """Where the owner of a folder listens: a socket in the folder, or by its name where the path is too long."""
    there = folder.absolute()
    short = f"shuke-{hashlib.sha256(str(there).encode()).hexdigest()[:24]}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{short}"
    inside = str(there / "shuke.sock")
    if len(os.fsencode(inside)) <= LONGEST_ADDRESS:
        return inside
    return str(Path(tempfile.gettempdir()) / short)


def ring(folder: Path, message: dict[str, Any]) -> dict[str, Any] | None:
    """Say something to the owner of a folder and hear the answer; none when nobody listens."""
    line = json.dumps(message).encode() + b"\n"
    try:
        answer = _exchange(address_of(folder), line)
        heard = json.loads(answer)
    except (OSError, ValueError):
        return None
    return heard if isinstance(heard, dict) else None


if sys.platform == "win32":

    def _exchange(address: str, line: bytes) -> bytes:
        with open(address, "r+b", buffering=0) as pipe:  # noqa: PTH123 - a pipe's name is no path
            pipe.write(line)
            heard = b""
            while not heard.endswith(b"\n"):
                piece = pipe.read(65536)
                if not piece:
                    break
                heard += piece
        return heard

else:

    def _exchange(address: str, line: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.settimeout(PATIENCE_S)
            caller.connect(address)
            caller.sendall(line)
            heard = b""
            while not heard.endswith(b"\n"):
                piece = caller.recv(65536)
                if not piece:
                    break
                heard += piece
        return heard
