"""Writes a file whole or not at all: what stood there before stands there until the new one is safe."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from crm.errors import (
    BusyError,
    DiskFullError,
    FileExistsAsFolderError,
    FileProblemError,
    NoFileError,
    ReadOnlyError,
    StorageError,
)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into that takes the place of `path` when the block ends well.

    It is made beside the target with rights for its owner only, flushed to the disk, then renamed. Any
    exception removes it and leaves the target as it was; those of the system become `FileProblemError`s.
    """
    target = path.resolve()
    if target.is_dir():
        raise FileExistsAsFolderError(path)
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.tmp")
    try:
        with open(temporary, "xb", opener=_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)  # noqa: PTH105 - its name says that it replaces
    except OSError as error:
        raise trouble(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    _sync_folder(target.parent)


def trouble(path: Path, error: OSError) -> FileProblemError:
    """What the seller is to know of a system error met while writing."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFullError(path)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return NoFileError(path.parent)
    if error.errno == errno.EROFS:
        return ReadOnlyError(path)
    if isinstance(error, PermissionError):
        # Windows answers so while another program has the file open
        return BusyError(path) if os.name == "nt" and path.exists() else ReadOnlyError(path)
    return StorageError(path)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; where folders cannot be opened the system does it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
