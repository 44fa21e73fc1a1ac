"""The one door to the data: `with store.write(topics, action)` is a transaction, an undo step and then news."""

import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from crm.clock import Clock, to_ms
from crm.db import derived, driver, erase, files, log, mending, talk_index
from crm.db.fair_lock import FairLock
from crm.db.row import Row
from crm.db.write import Write, compiled
from crm.errors import (
    BusyError,
    CutOffError,
    MissingError,
    MovedFileError,
    NothingToUndoError,
    ShukeError,
    StillRunningError,
)
from crm.progress import Cancelled, Progress, unheard
from crm.topics import Action, Topic, Verb

WRITER_PATIENCE_MS = 5000
"""So long a change waits for another program that holds the file."""
AT_ONCE = 50
"""So many stretches of new rows are taken back in one transaction; more go in several."""
SMALL = 500
"""An action on so many rows at most is one transaction; above, a `batch`."""

Listener = Callable[[Topic], None]


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at the whole file found; `unindexed` friends and talks cannot be found by search."""

    schema: int
    integrity: str
    broken_references: int
    unindexed: int


class Store:
    """One open file. Reads go through the reader of the calling thread, changes through the one write connection."""

    def __init__(self, path: Path, clock: Clock, *, who: str = "", reader_patience_ms: int = 5000) -> None:
        self.path = path
        self.held_ms = 30.0
        """For so long may a batch keep others waiting; where no window waits, longer is faster."""
        self.clock = clock
        self._who = who
        self._patience = reader_patience_ms
        self._lock = FairLock()
        self._held: driver.Connection | None = driver.connect(path, patience_ms=WRITER_PATIENCE_MS)
        self._file = _which(path)
        self.before_large: Callable[[Action, int, Progress], None] = lambda *_: None
        """Called before a change of many rows begins, with how many; what it raises keeps that from beginning."""
        self._write: Write | None = None
        self._running: set[int] = set()
        self._ending = False
        self._listeners: list[Listener] = []
        self._local = threading.local()
        self._readers: list[tuple[threading.Thread, sqlite3.Connection]] = []

    def break_off(self) -> None:
        """Cut off what other threads read and write here, for the program ends and cannot wait: the transaction under
        way is rolled back, no other begins, and a `batch` stays open for the next start to ask about. They fail with
        `Cancelled`. What is just being committed still may be.
        """
        self._ending = True
        for connection in (*(reader for _, reader in tuple(self._readers)), self._writer):
            with suppress(sqlite3.ProgrammingError):  # closed meanwhile
                connection.interrupt()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            for connection in (
                *(reader for _, reader in self._readers),
                *([self._held] if self._held is not None else []),
            ):
                connection.close()
            self._readers.clear()

    @property
    def _writer(self) -> driver.Connection:
        """The write connection; made anew where the disk kept it from being had after an error. Raises the
        `FileProblemError` that still keeps it.
        """
        if self._held is None:
            if _which(self.path) not in (self._file, None):
                raise MovedFileError(self.path)
            self._held = driver.connect(self.path, patience_ms=WRITER_PATIENCE_MS)
        return self._held

    # reading

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        """All rows of a peewee query, or of `(sql, values)`. Whole at once: no read stays open.

        Raises `BusyError` when a commit holds the file for longer than this store's patience.
        """
        if self._lock.mine and self._write is not None:
            return self._write.rows(query)
        with driver.known_errors(self.path):
            return self.reader().execute(*compiled(query)).fetchall()

    def row(self, query: Any, what: str, which: object) -> tuple[Any, ...]:
        """The one row of a query. Raises `MissingError`."""
        found = self.rows(query)
        if not found:
            raise MissingError(what, str(which))
        return found[0]

    def ids(self, query: Any) -> "array[int]":
        """The first column of a query, eight bytes a row."""
        return array("q", [row[0] for row in self.rows(query)])

    def reader(self) -> sqlite3.Connection:
        """This thread's reading connection. Searching threads interrupt theirs when a newer question comes."""
        connection: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if connection is None:
            connection = driver.connect(self.path, patience_ms=self._patience)
            connection.execute("PRAGMA query_only = 1")
            self._local.reader = connection
            self._drop_readers()
            self._readers.append((threading.current_thread(), connection))
        return connection

    def _drop_readers(self) -> None:
        """Close what threads that have ended read by: a connection keeps up to 32 MiB of the file in memory."""
        for reader in tuple(self._readers):
            thread, connection = reader
            if not thread.is_alive():
                with suppress(ValueError):  # another thread saw it too
                    self._readers.remove(reader)
                    connection.close()

    def brake(self) -> Callable[[], None]:
        """How any thread can cut off what the calling thread is reading; between its reads that does nothing."""
        return self.reader().interrupt

    def health(self) -> "Health":
        """Look at the whole file. Takes seconds for a large one, and commits of others wait meanwhile."""
        return Health(
            schema=self.rows("PRAGMA user_version")[0][0],
            integrity=self.rows("PRAGMA quick_check(1)")[0][0],
            broken_references=len(self.rows("PRAGMA foreign_key_check")),
            unindexed=self.rows(
                "SELECT count(*) FROM contact c WHERE NOT EXISTS (SELECT 1 FROM contact_search s WHERE s.id = c.id)"
            )[0][0]
            + self.rows(talk_index.UNINDEXED)[0][0],
        )

    # changing

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` the topics of every change after its commit, on the thread that made it.

        Returns the way out.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def write(self, topics: Topic, action: Action | None = None) -> Iterator[Write]:
        """One change, whole or not at all; inside another one it becomes part of that.

        With an action it is one undo step; without, a write of the system that undo does not see. Raises the
        `FileProblemError` that kept it from being saved; then nothing of it was.
        """
        with self._lock:
            if self._write is not None:
                self._write.topics |= topics
                yield self._write
                return
            with self._transaction(action, topics, ranges=False) as write:
                yield write
        self._announce(write.news)

    @contextmanager
    def batch(self, topics: Topic, action: Action, *, rows: int = 0, progress: Progress = unheard) -> Iterator["Batch"]:
        """A long change in many short transactions under one undo step.

        When the block raises, what was done so far is taken back, so that it is whole or not at all; when the
        program dies in between, the step stays `open` and the next start offers to take it back. `rows` is about how
        many will change; `progress` hears of what is done before it begins.
        """
        self._begin_large(action, rows, progress)
        with self._lock, self._transaction(None, Topic(0), ranges=False) as write:
            step = log.begin_step(self._writer, action, topics, write.now)
        batch = Batch(self, step, topics)
        self._running.add(step)
        try:
            yield batch
        except BaseException:
            self.take_back_open(step)
            raise
        else:
            with self._lock, self._transaction(None, Topic(0), ranges=False):
                log.end_step(self._writer, step, topics, max(batch.count, 1))
        finally:
            self._running.discard(step)
        self._announce(topics | Topic.UNDO)

    def each(
        self,
        topics: Topic,
        action: Action,
        numbers: Sequence[int],
        work: Callable[[Write, Sequence[int]], object],
        *,
        makes: Sequence[type[Row]] = (),
        derives: bool = True,
        progress: Progress = unheard,
    ) -> None:
        """Do the same to many friends as one step: up to `SMALL` of them in one transaction, more in a batch that lets
        others write in between.

        `work` gets a stretch of the numbers at a time; `makes` are the tables that it adds rows to, `derives` says
        whether anything derived follows from what it changes. What it raises, or `progress`, takes all of it back.
        """
        if len(numbers) <= SMALL:
            self._begin_large(action, len(numbers), progress)
            with self.write(topics, action) as write:
                work(write, numbers)
            return
        with self.batch(topics, action, rows=len(numbers), progress=progress) as batch:
            while batch.count < len(numbers):
                progress(batch.count, len(numbers))
                with batch.write() as write:
                    some = numbers[batch.count : batch.count + batch.size]
                    firsts = [(model, write.next_number(model)) for model in makes]
                    work(write, some)
                    for model, first in firsts:
                        batch.made(write, model, range(first, write.next_number(model)))
                    if derives:
                        write.touched.update(some)
                batch.count += len(some)
            progress(batch.count, len(numbers))

    def _begin_large(self, action: Action, rows: int, progress: Progress) -> None:
        if not self._lock.mine:  # else it is part of something that has begun
            self.before_large(action, rows, progress)

    def take_back_open(self, step: int) -> None:
        """Take back a step that was cut off or called off. What was changed meanwhile stays.

        A long one goes in many short transactions, so that others can write in between; it stays `open` until the last
        of them, and whatever a sudden end leaves of it is asked about at the next start.
        """
        with self._lock:
            rest = log.made_stretches(self._writer, step)
        binned = len(rest) > AT_ONCE
        while binned and rest:
            with self._lock, self._transaction(None, Topic(0), ranges=False) as write:
                until = perf_counter() + self.held_ms / 1000
                done, write.touched = log.bin_some(self._writer, step, rest, write.now, until)
            rest = rest[done:]
        with self._lock, self._transaction(None, Topic(0), ranges=False) as write:
            touched = log.changed_contacts if binned else log.touched_contacts
            write.touched |= touched(self._writer, step)
            log.take_back_unchanged(self._writer, step, write.now, binned=binned)
            mending.hand_on(self._writer, write.touched, write.now)  # what was added while rows changed hands
            mending.cut_circles(self._writer, write.touched, write.now)
            self._writer.execute("UPDATE undo_step SET state = 'spent' WHERE id = ?", (step,))
        self._announce(Topic.EVERYTHING)

    def keep_open(self, step: int) -> None:
        """Let a step that was cut off stand as far as it came; it can be taken back like any other."""
        with self._lock, self._transaction(None, Topic(0), ranges=False) as write:
            log.end_step(self._writer, step)
            write.touched |= log.touched_contacts(self._writer, step)
        self._announce(Topic.EVERYTHING)

    def _refuse_while_open(self) -> None:
        for (step,) in self._writer.execute("SELECT id FROM undo_step WHERE state = 'open'").fetchall():
            raise StillRunningError(step) if step in self._running else CutOffError(step)

    def open_steps(self) -> list[log.Step]:
        """Long steps that were cut off."""
        return [
            log.read_step(row)
            for row in self.rows((f"SELECT {log.STEP_COLUMNS} FROM undo_step WHERE state = 'open'", ()))
        ]

    def undo(self, *, redo: bool = False) -> log.Step:
        """Take back the last step, or do again the one that was taken back last. Raises `NothingToUndoError`."""
        state, order = ("undone", "ASC") if redo else ("done", "DESC")
        with self._lock, self._transaction(None, Topic(0), ranges=False) as write:
            self._refuse_while_open()
            found = self._writer.execute(
                f"SELECT {log.STEP_COLUMNS} FROM undo_step WHERE state = ? ORDER BY ended {order} LIMIT 1",
                (state,),
            ).fetchone()
            if found is None:
                raise NothingToUndoError(redo)
            step = log.read_step(found)
            (log.write_again if redo else log.write_back)(self._writer, step.id, write.now)
            self._writer.execute("UPDATE undo_step SET state = ? WHERE id = ?", ("done" if redo else "undone", step.id))
            if step.action.verb is Verb.TAKE_BACK:  # the older step stands again, or is taken back again
                older = step.action.detail.partition(" ")[2]
                self._writer.execute(
                    "UPDATE undo_step SET state = ? WHERE id = ?", ("spent" if redo else "done", older)
                )
            derived.refresh_words(self._writer)
            derived.refresh(self._writer, log.touched_contacts(self._writer, step.id))
        self._announce(step.topics | Topic.UNDO)
        return step

    def take_back(self, step: log.Step) -> set[int]:
        """Take back an older step as a new one, keeping what was changed since. Returns the friends that were kept.

        Raises `OverdrawnError`.
        """
        what = f"{step.action.verb} {step.id}"
        with self.write(step.topics, Action(Verb.TAKE_BACK, step.action.contact, what, step.action.count)) as write:
            write.touched |= log.touched_contacts(self._writer, step.id)
            kept = log.take_back_unchanged(self._writer, step.id, write.now)
            if step.action.verb is Verb.MERGE_CONTACTS:
                mending.hand_on(self._writer, write.touched, write.now)
            mending.cut_circles(self._writer, write.touched, write.now)
            mending.refuse_overdrawn(self._writer, write.touched)
            self._writer.execute("UPDATE undo_step SET state = 'spent' WHERE id = ?", (step.id,))
        return kept

    def erase(self, contacts: Sequence[int], *, words: bool = True) -> None:
        """Delete friends and every trace of them, for good; see `crm.db.erase`. No undo knows of it.

        Their words leave the full-text indexes too unless `words` is false: see `forget_words`. Raises
        `StillRunningError` and `CutOffError` while a long step is open, which could not be taken back whole any more.
        """
        with self.write(Topic.EVERYTHING) as write:
            self._refuse_while_open()
            write.touched |= erase.introducers(self._writer, contacts)
            erase.erase(self._writer, contacts, write.now, self.clock.today().isoformat())
        if words:
            self.forget_words()

    def forget_words(self, progress: Progress = unheard) -> None:
        """Write the full-text indexes anew where they may hold words of somebody who was erased. Takes seconds in a
        large file, in steps of milliseconds between which others write; one that was cut off is begun anew.
        """
        with self._lock, self._transaction(None, Topic(0), ranges=False):
            more = erase.words_stay(self._writer)
            if more:
                erase.begin_merge(self._writer)
        while more:
            progress(0, 0)
            with self._lock, self._transaction(None, Topic(0), ranges=False):
                more = erase.merge(self._writer)

    def occurrences(self, texts: Sequence[str]) -> int:
        """How often the texts stand among the bytes of the file, free pages included.

        Looks through a copy that is deleted afterwards: a process that opens its own database as a file loses the
        locks that SQLite holds on it.
        """
        part = self.path.with_name(f".{self.path.name}.scan")
        try:
            with self._lock:
                files.copy_to(self._writer, part, between=self._lock.give_way)
            return files.occurrences(part, texts)
        finally:
            with suppress(OSError):
                part.unlink()

    def prune(self, before: int, newest: int, limit: int = 50) -> int:
        """Forget old undo steps, see `log.prune`; a few at a time, so that nobody waits. How many it were."""
        with self._lock, self._transaction(None, Topic(0), ranges=False):
            return log.prune(self._writer, before, newest, limit)

    def backup(self, target: Path, progress: Progress = unheard, about: Mapping[str, object] | None = None) -> Path:
        """A checked copy of the file while it is in use; others get their turn after every mebibyte, and all the time
        while the copy is looked through. `about` is written into its manifest.
        """
        return files.backup(
            lambda: self._writer, target, progress=progress, between=self._lock.give_way, held=self._lock, about=about
        )

    def mark(self) -> str:
        """What tells whether the seller changed anything since: see `log.mark`."""
        with self._lock, driver.known_errors(self.path):
            return log.mark(self._writer)

    def in_place(self) -> bool:
        """Whether the file that is open still stands where it was opened."""
        return self._file is not None and _which(self.path) == self._file

    # the transaction itself

    @contextmanager
    def _transaction(
        self, action: Action | None, topics: Topic, *, ranges: bool, step: int | None = None
    ) -> Iterator[Write]:
        connection = self._writer
        if self._ending:
            raise Cancelled
        if not self.in_place():
            raise MovedFileError(self.path)
        with driver.known_errors(self.path):
            connection.begin()
        write = self._write = Write(connection, to_ms(self.clock.now()), self._who)
        write.topics = topics
        try:
            with driver.known_errors(self.path):
                if action is not None:
                    step = log.begin_step(connection, action, topics, write.now)
                connection.execute("UPDATE undo_now SET step = ?, ranges = ?, serial = serial + 1", (step, ranges))
                serial = connection.execute("SELECT serial FROM undo_now").fetchone()[0]
                yield write
                self._settle(write, step, closes=action is not None)
        except BaseException:
            connection.roll_back()
            raise
        finally:
            self._write = None
        self._commit(serial)
        write.news = write.topics | (Topic.UNDO if step is not None else Topic(0))

    def _settle(self, write: Write, step: int | None, *, closes: bool) -> None:
        """Bring the derived columns up to date and close the step."""
        contacts = set(write.touched)
        if step is not None and closes:
            contacts |= log.touched_contacts(self._writer, step)
        if write.topics & (Topic.TAGS | Topic.PRODUCTS | Topic.PHRASES):
            derived.refresh_words(self._writer)
        derived.refresh(self._writer, contacts)
        talk_index.refresh(self._writer)
        if step is not None and closes:
            empty = self._writer.execute(
                "SELECT NOT EXISTS (SELECT 1 FROM undo_change WHERE step_id = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM undo_range WHERE step_id = ?1)",
                (step,),
            ).fetchone()[0]
            if empty:  # nothing was changed: Ctrl+Z has nothing to take back
                self._writer.execute("DELETE FROM undo_step WHERE id = ?", (step,))
            else:
                log.end_step(self._writer, step, write.topics)
        self._writer.execute("UPDATE undo_now SET step = NULL, ranges = 0")

    def _commit(self, serial: int) -> None:
        """Commit; when the disk answers with an error, look into the file itself to tell whether it was saved."""
        try:
            self._writer.commit_all()
        except sqlite3.DatabaseError as error:
            self._writer.roll_back()
            problem = driver.translated(error, self.path)
            if isinstance(problem, BusyError) or not self._reopened_and_saved(serial):
                raise problem from error

    def _reopened_and_saved(self, serial: int) -> bool:
        with suppress(sqlite3.DatabaseError):
            self._writer.close()
        self._held = None
        if not self.in_place():
            return False
        try:
            found = self._writer.execute("SELECT serial FROM undo_now").fetchone()[0]
        except (ShukeError, sqlite3.DatabaseError):
            return False
        return bool(found == serial)

    def _announce(self, topics: Topic) -> None:
        for listener in tuple(self._listeners):
            listener(topics)


def _which(path: Path) -> tuple[int, int] | None:
    """Which file stands there: a number of the system's; none where there is none, or it cannot be asked."""
    try:
        there = path.stat()
    except OSError:
        return None
    return there.st_dev, there.st_ino


class Batch:
    """Many short transactions under one step. New rows are remembered as stretches, changed rows one by one."""

    def __init__(self, store: Store, step: int, topics: Topic) -> None:
        self._store = store
        self._topics = topics
        self.step = step
        self.count = 0
        """How many friends (or other things) the step is about, for its words; the caller sets it."""
        self.size = 500
        """Rows that the next block should hold, so that the lock is held for about `Store.held_ms`."""

    @contextmanager
    def write(self) -> Iterator[Write]:
        """One transaction of the batch. Rows added with `bulk` need `made` to be taken back with the step."""
        with self._store._lock:  # noqa: SLF001 - the batch is the store's own other half
            started = perf_counter()
            with self._store._transaction(None, self._topics, ranges=True, step=self.step) as write:  # noqa: SLF001 - as above
                yield write
            took = (perf_counter() - started) * 1000
        self.size = max(50, min(10_000, int(self.size * min(2.0, self._store.held_ms / max(took, 1.0)))))

    def made(self, write: Write, model: type[Row], numbers: range) -> None:
        """Remember a stretch of new rows."""
        if numbers:
            write.many(
                "INSERT INTO undo_range(step_id, table_name, first, last, binned) VALUES (?, ?, ?, ?, 0)",
                [(self.step, model._meta.table_name, numbers[0], numbers[-1])],
            )
