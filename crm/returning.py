"""Friends back out of a backup, into the open shop: with talks, orders and everything, as one step to undo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from types import TracebackType
from typing import Self

from crm.db import driver, files, from_backup
from crm.db.models import TABLES, Contact
from crm.db.store import Store
from crm.db.write import Write
from crm.names import parse_query
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb


class Now(StrEnum):
    """What became of a friend since the backup."""

    GONE = auto()
    BINNED = auto()
    MERGED = auto()
    THERE = auto()


@dataclass(frozen=True, slots=True)
class OldFriend:
    """A friend in a backup, by their number there: how many talks and orders they had then, and what they are now."""

    number: int
    name: str
    remark: str
    talks: int
    orders: int
    now: Now


class OldShop:
    """A backup that is looked into. Close it."""

    def __init__(self, path: Path, store: Store, *, whole: bool) -> None:
        self._path = path
        self._store = store
        self._whole = whole
        self._connection = driver.connect(path, patience_ms=5000, read_only=True)
        with driver.known_errors(path):
            listed = from_backup.everybody(self._connection)
        erased = {uuid for (uuid,) in store.rows("SELECT uuid FROM erased")}
        here = {
            uuid: Now.THERE if deleted is None else Now.MERGED if merged else Now.BINNED if binned else Now.GONE
            for uuid, deleted, merged, binned in store.rows(
                Contact.select(Contact.uuid, Contact.deleted_at, Contact.merged_into, Contact.binned)
            )
        }
        self._now = {number: here.get(uuid, Now.GONE) for number, uuid in listed if uuid not in erased}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the backup."""
        self._connection.close()
        if not self._whole:
            files.drop(self._path)

    def ids(self, words: str = "") -> list[int]:
        """Who is in the backup and fits the words, by name, those first whom the shop does not have now; but nobody who
        was erased for good.
        """
        found: Iterable[int] = self._now
        query = parse_query(words)
        if not query.empty:
            with driver.known_errors(self._path):
                fitting = from_backup.fitting(self._connection, query)
            found = [number for number in self._now if number in fitting]
        return sorted(found, key=lambda number: self._now[number] is Now.THERE)

    def rows(self, ids: Iterable[int]) -> dict[int, OldFriend]:
        """What is shown of these friends."""
        with driver.known_errors(self._path):
            found = from_backup.friends(self._connection, ids)
        return {
            number: OldFriend(number, name, remark, talks, orders, self._now[number])
            for number, _, name, remark, talks, orders in found
        }

    def bring(self, friends: Sequence[int], progress: Progress = unheard) -> None:
        """Bring these friends back as one step, with talks, orders and everything that the backup has of them.

        What the shop has of them still becomes as it was; what was added to them since stays. What `progress` raises
        takes all of it back.
        """

        def take(write: Write, some: Sequence[int]) -> None:
            with driver.known_errors(self._path):
                from_backup.FromBackup(self._connection, write).take(some)

        self._store.each(
            Topic.EVERYTHING,
            Action(Verb.BRING_FROM_BACKUP, count=len(friends)),
            friends,
            take,
            makes=TABLES,
            derives=False,
            progress=progress,
        )


class Returning:
    """Verbs on friends in backups."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def look(self, backup: Path, progress: Progress = unheard) -> OldShop:
        """Look into a backup; one of an older Shuke is brought up to date in a copy first. Raises what `progress` does,
        or the `FileProblemError` that says why it cannot be read.
        """
        if files.inspect(backup, read_only=True) == files.newest_schema():
            return OldShop(backup, self._store, whole=True)
        copy = files.stage(self._store.path, backup, progress, ending="look")
        return OldShop(copy, self._store, whole=False)
