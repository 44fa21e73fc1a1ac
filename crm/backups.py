"""Backups: made by themselves when they should be, each looked through, thinned with care, and put back.

They lie in `backups/` beside the data file, and, where the seller names one, in a second place too. Attachments lie
beside the data file under the names of what is in them and are never changed, so a backup need not hold them: the
second place gets each of them once.
"""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, auto
from pathlib import Path

from crm.db import files, shelf
from crm.db.store import Store
from crm.errors import DiskFullError, FileProblemError, NoFileError, SecondPlaceError
from crm.progress import Progress, unheard
from crm.settings import Preferences
from crm.topics import Action, Verb

LARGE = 100
"""Rows of an import from which a backup is made before it."""
MANY = 20
"""Friends, more than which are not deleted without a backup."""
LATE = timedelta(days=7)
"""A last backup older than this is worth a word."""
QUIET = timedelta(days=6)
"""After so long there is a new backup also of a shop in which nothing changed."""
SPARE = 200 << 20
"""Bytes that a backup leaves free on the disk."""
AT_THE_END = 512 << 20
"""A file of more bytes than this is backed up when the program ends only where that was not done the same day: so long
nobody wants to wait."""


class Why(StrEnum):
    """What a backup was made for."""

    BY_HAND = auto()
    DAILY = auto()
    AT_THE_END = auto()
    BEFORE_IMPORT = auto()
    BEFORE_DELETING = auto()
    BEFORE_RESTORE = auto()
    BEFORE_UPDATE = auto()
    DAMAGED = auto()
    """Not made by a wish: what stood in the place of a backup that was put back, and could not be read whole."""
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup: when and what for, its size in bytes, and how many friends, talks and orders it holds (none: not
    known). `checked`: it was looked through when it was made; `larger`: it holds markedly more than the shop does now,
    so that it stays.
    """

    path: Path
    at: datetime
    why: Why
    size: int
    checked: bool
    larger: bool
    friends: int | None
    talks: int | None
    orders: int | None


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, or that was there already and holds the same; and why its copy could not be put into the
    second place, where one is named.
    """

    path: Path
    elsewhere: FileProblemError | None = None


class Backups:
    """Verbs on backups."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._shelf = folder / files.BACKUPS
        store.before_large = self._before

    def all(self) -> list[BackupRow]:
        """The backups of this folder, newest first; those of which nothing is known come last."""
        found = shelf.kept(self._shelf)
        now = next((one.counts for one in found if one.checked and one.counts), {})
        return [row_of(one, now) for one in found]

    def last(self) -> datetime | None:
        """When the newest backup was made that was looked through; none where there is none."""
        return next((one.at for one in shelf.kept(self._shelf) if one.checked), None)

    def late(self) -> bool:
        """Whether the last backup is so old that the seller should know; a shop without friends is never late."""
        last = self.last()
        if last is None or abs(self._store.clock.now() - last) > LATE:
            return self._anybody()
        return False

    def due(self) -> bool:
        """Whether today's backup is to be made: there is none of today, and something changed since the last one."""
        newest = self._newest()
        if newest is None:
            return self._anybody()
        clock = self._store.clock
        if clock.day_of(newest.at) == clock.today():
            return False
        return newest.mark != self._store.mark() or abs(clock.now() - newest.at) > QUIET

    def make(self, why: Why = Why.BY_HAND, progress: Progress = unheard) -> Made:
        """Back up, put a copy into the second place, and thin what lies there.

        Before something is done, and at the end, it is not made where the newest holds the same. Raises what `progress`
        does, `DiskFullError` where it would leave too little room, or another `FileProblemError`.
        """
        newest = self._newest()
        if newest is not None and why not in (Why.BY_HAND, Why.DAILY) and newest.mark == self._store.mark():
            return Made(newest.path)
        shelf.sweep(self._shelf)
        self._make_room()
        at = self._store.clock.now()
        ending = "" if why is Why.BY_HAND else f"-{why.replace('_', '-')}"
        target = files.free_name(self._shelf, f"{at:%Y%m%d-%H%M%S}{ending}")
        self._store.backup(target, progress, shelf.about(self._folder, why, at))
        elsewhere = self._copy_out()
        self.thin()
        return Made(target, elsewhere)

    def make_daily(self, progress: Progress = unheard) -> Made | None:
        """Today's backup, if it is due."""
        return self.make(Why.DAILY, progress) if self.due() else None

    def make_at_the_end(self) -> None:
        """What should be done before the program ends, if something changed. What fails is made up for by the next."""
        with suppress(FileProblemError, OSError):
            newest = self._newest()
            large = self._store.path.stat().st_size > AT_THE_END
            if (newest is None or large) and not self.due():
                return
            self.make(Why.AT_THE_END)

    def thin(self) -> None:
        """Delete the backups that nobody needs any more, here and in the second place."""
        newest = self._newest()
        now = (newest and newest.counts) or {}
        day_of = self._store.clock.day_of
        for one in shelf.superfluous(shelf.kept(self._shelf), now, day_of):
            with suppress(FileProblemError):
                files.delete_backup(one.path)
        place, mine = self.second_place(), shelf.origin(self._folder)
        if place is not None:
            there = [one for one in shelf.kept(place) if one.origin == mine]
            for one in shelf.superfluous(there, now, day_of):
                with suppress(FileProblemError):
                    files.delete_backup(one.path)

    def delete(self, backup: Path) -> None:
        """Delete one of the backups. Raises the `FileProblemError`."""
        files.delete_backup(backup)

    def second_place(self) -> Path | None:
        """The folder that gets a copy of each backup too."""
        named = Preferences.read(self._folder).second_place
        return Path(named) if named else None

    def set_second_place(self, place: Path | None) -> None:
        """Name the folder that gets a copy of each backup too, or none. Raises `SecondPlaceError` for one in which the
        data lie themselves, `NoFileError` for one that is not there.
        """
        if place is not None:
            home = self._folder.resolve()
            if place.resolve().is_relative_to(home) or home.is_relative_to(place.resolve() / files.BACKUPS):
                raise SecondPlaceError(place)
            if not place.is_dir():
                raise NoFileError(place)
        chosen = "" if place is None else str(place)
        replace(Preferences.read(self._folder), second_place=chosen, second_told=False).write(self._folder)

    def copy_newest(self) -> None:
        """Put a copy of the newest backup into the second place. Raises the `FileProblemError` that keeps it away."""
        if (error := self._copy_out()) is not None:
            raise error

    def worth_telling(self, error: FileProblemError | None) -> bool:
        """Whether the seller should hear that the copy could not be made: once, until it could be again."""
        preferences = Preferences.read(self._folder)
        if preferences.second_told is not (error is not None):
            replace(preferences, second_told=error is not None).write(self._folder)
            return error is not None
        return False

    # putting back

    def stage(self, backup: Path, progress: Progress = unheard) -> "Staged":
        """Make ready to put a backup back: look through it, and back up what is there now. The shop may be used
        meanwhile. Raises what `progress` does, or the `FileProblemError` that says why it cannot be.
        """
        staged = files.stage(self._store.path, backup, progress)
        try:
            before = self.make(Why.BEFORE_RESTORE, progress).path
        except BaseException:
            files.drop(staged)
            raise
        return Staged(staged, backup, before, self._store.mark())

    # inside

    def _newest(self) -> shelf.Kept | None:
        return next((one for one in shelf.kept(self._shelf) if one.checked), None)

    def _anybody(self) -> bool:
        return bool(self._store.rows("SELECT EXISTS (SELECT 1 FROM contact)")[0][0])

    def _make_room(self) -> None:
        """Where there is little room, only the last backups stay. Raises `DiskFullError` where that is not enough."""
        wanted = self._store.path.stat().st_size + SPARE
        if _free(self._folder) >= wanted:
            return
        newest = self._newest()
        now = (newest and newest.counts) or {}
        for one in shelf.superfluous(shelf.kept(self._shelf), now, self._store.clock.day_of, tight=True):
            files.delete_backup(one.path)
            if _free(self._folder) >= wanted:
                return
        raise DiskFullError(self._shelf)

    def _copy_out(self) -> FileProblemError | None:
        newest, place = self._newest(), self.second_place()
        if newest is None or place is None:
            return None
        try:
            shelf.copy_out(newest, self._folder, place)
        except FileProblemError as error:
            return error
        return None

    def _before(self, action: Action, rows: int, progress: Progress) -> None:
        """Before a change of many rows: what cannot be backed up is not begun."""
        why = _BEFORE.get(action.verb)
        few = MANY if why is Why.BEFORE_DELETING else LARGE
        if why is not None and rows > few and self._anybody():
            self.make(why, progress)


_BEFORE = {
    Verb.IMPORT_CONTACTS: Why.BEFORE_IMPORT,
    Verb.IMPORT_ORDERS: Why.BEFORE_IMPORT,
    Verb.IMPORT_BILL: Why.BEFORE_IMPORT,
    Verb.IMPORT_TALKS: Why.BEFORE_IMPORT,
    Verb.IMPORT_PRODUCTS: Why.BEFORE_IMPORT,
    Verb.DELETE_CONTACT: Why.BEFORE_DELETING,
    Verb.MERGE_CONTACTS: Why.BEFORE_DELETING,
}


@dataclass(frozen=True, slots=True)
class Staged:
    """A backup that lies ready to take the place of the data file, the backup of what is there now, and its mark."""

    path: Path
    backup: Path
    before: Path
    mark: str


def put_back(folder: Path, staged: Staged, now: datetime) -> Path:
    """Put a staged backup into its place; the shop must be closed, its folder owned. Returns the backup of what was
    there, which is made again where something changed since. Raises a `FileProblemError`, and then all is as it was.
    """
    path = folder / files.FILE_NAME
    try:
        about = shelf.about(folder, Why.BEFORE_RESTORE, now)
        aside = files.put_in_place(path, staged.path, now, about, known=(staged.before, staged.mark))
        with suppress(FileProblemError):  # what is missing of them is told where it would be seen
            shelf.carry_attachments(staged.backup.parent / shelf.ATTACHMENTS, folder / shelf.ATTACHMENTS)
    finally:
        files.drop(staged.path)
    return aside or staged.before


def row_of(one: shelf.Kept, now: Mapping[str, int]) -> BackupRow:
    """What is told of a backup; `now` is how many rows the shop has of each table that tells."""
    why = Why(one.why) if one.why in set(Why) else Why.UNKNOWN
    friends, talks, orders = (one.count(table) for table in shelf.TELLING)
    larger = one.checked and shelf.shrunk(one, now)
    return BackupRow(one.path, one.at, why, one.size, one.checked, larger, friends, talks, orders)


def newest_good(folder: Path) -> BackupRow | None:
    """The newest backup of a data folder whose file is still what its manifest says; for when the data cannot be
    opened. Reads the backups through, which takes a second for each gigabyte.
    """
    for one in shelf.kept(folder / files.BACKUPS):
        with suppress(OSError):
            if one.checked and one.schema <= files.newest_schema() and files.sha256(one.path) == one.sha256:
                return row_of(one, {})
    return None


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
