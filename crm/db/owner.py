"""Who owns a data folder: one process at a time, told by a lock of the operating system that dies with the process."""

import os
import sys
from pathlib import Path

from crm.db.driver import from_os
from crm.errors import InUseError, UnsafeFolderError

LOCK_NAME = "shuke.lock"
CLOUD = frozenset(
    {
        "onedrive", "dropbox", "icloud drive", "icloud", "mobile documents", "google drive", "googledrive", "my drive",
        "坚果云", "nutstore", "nutstore files", "百度同步", "baidusyncdisk", "百度网盘同步空间", "wpsdrive", "wps云盘",
        "syncthing", "box", "pcloud",
    }
)  # fmt: skip
"""Folder names of services that copy files behind a program's back (see docs/decisions/0002)."""


def guard_folder(folder: Path) -> None:
    """Refuse a folder that a cloud service keeps in step, or that lies on a network. Raises `UnsafeFolderError`."""
    parts = [part.casefold() for part in folder.absolute().parts]
    if str(folder).startswith(("\\\\", "//")) or any(
        part in CLOUD or part.startswith(("onedrive -", "onedrive-", "google drive (")) for part in parts
    ):
        raise UnsafeFolderError(folder)


class Owner:
    """Holds the lock of a folder until `release`. Raises `InUseError` when a running Shuke holds it."""

    def __init__(self, folder: Path) -> None:
        path = folder / LOCK_NAME
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise from_os(error, folder) from error
        try:
            _lock(self._file)
        except OSError as error:
            self.release()
            raise InUseError(folder) from error

    def release(self) -> None:
        """Let another process own the folder. The file itself stays; only the lock counts."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
