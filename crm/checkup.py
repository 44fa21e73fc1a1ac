"""Whether everything is in order: the file, its backups, who may read them, and what runs here."""

import platform
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from crm import __version__
from crm.db import driver, files
from crm.db.store import Health
from crm.finder import Filter
from crm.workspace import Workspace

LIBRARIES = ("PySide6-Essentials", "peewee", "python-calamine")
"""Whose versions help whoever is asked for help."""


@dataclass(frozen=True, slots=True)
class Backups:
    """What lies among the backups: how many, how many of them were checked when they were made and are as long as
    they were then, their bytes, the newest file, and when the newest checked one was made.
    """

    count: int
    checked: int
    bytes: int
    newest: Path | None
    newest_checked: datetime | None


@dataclass(frozen=True, slots=True)
class Checkup:
    """Everything that was looked at. `open_to_others` are files that other people of this computer may read or
    write; `mode` is the folder's, none where the system has no such thing.
    """

    file: Path
    bytes: int
    health: Health
    friends: int
    cut_off: int
    backups: Backups
    mode: int | None
    open_to_others: tuple[Path, ...]
    versions: dict[str, str]

    @property
    def fine(self) -> bool:
        """Whether the file is sound and everything in it is found."""
        return self.health.integrity == "ok" and not self.health.broken_references and self.health.unindexed == 0


def look(workspace: Workspace) -> Checkup:
    """Look at everything; takes seconds for a large file."""
    path = workspace.folder / files.FILE_NAME
    return Checkup(
        file=path,
        bytes=path.stat().st_size,
        health=workspace.store.health(),
        friends=workspace.finder.count(Filter()),
        cut_off=len(workspace.undo.cut_off()),
        backups=_backups(workspace),
        mode=None if sys.platform == "win32" else stat.S_IMODE(workspace.folder.stat().st_mode),
        open_to_others=_open_to_others(workspace.folder),
        versions=_versions(),
    )


def _backups(workspace: Workspace) -> Backups:
    found = sorted((workspace.folder / files.BACKUPS).glob("*.db"))
    return Backups(
        count=len(found),
        checked=sum(files.is_checked(one) for one in found),
        bytes=sum(one.stat().st_size for one in found),
        newest=found[-1] if found else None,
        newest_checked=workspace.last_backup(),
    )


def _open_to_others(folder: Path) -> tuple[Path, ...]:
    """The files that the group or everybody may read or write; what is below a folder closed to them is not."""
    if sys.platform == "win32" or not _is_open(folder):
        return ()
    found: list[Path] = []
    for one in sorted(folder.iterdir()):
        if one.is_symlink():
            continue
        if one.is_dir():
            found += _open_to_others(one)
        elif _is_open(one):
            found.append(one)
    return tuple(found)


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


def _versions() -> dict[str, str]:
    found = {
        "shuke": __version__,
        "python": platform.python_version(),
        "sqlite": driver.SQLITE,
        "system": sys.platform,
    }
    for name in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):  # a packed program may not say
            found[name.lower()] = metadata.version(name)
    return found
