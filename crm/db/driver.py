"""The one place that knows the SQLite driver: how a connection is made, and whose errors are whose."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from peewee import PeeweeException

from crm.errors import (
    BusyError,
    DamagedFileError,
    DiskFullError,
    FileProblemError,
    MovedFileError,
    NewerFileError,
    NotOursError,
    ReadOnlyError,
    StorageError,
)
from crm.progress import Cancelled

SQLITE = sqlite3.sqlite_version
"""The version of the library, for whoever asks."""

APPLICATION_ID = 0x5348554B
"""`SHUK` in ASCII, in the file's header: ours, and nobody else's."""

PRAGMAS = {
    "journal_mode": "truncate",
    "synchronous": 2,
    "fullfsync": 1,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
}
"""Read back after setting: a build that ignores one of them is refused (see docs/decisions/0002)."""


class Connection(sqlite3.Connection):
    """Where the disk fails within a transaction of the program's, the rest of it is refused with the same error, also
    when somebody caught the first one: SQLite may have dropped the transaction, and would save what follows by itself.
    """

    failed: sqlite3.DatabaseError | None = None
    _begun = False

    def begin(self) -> None:
        """Begin a transaction that nobody else may write during. It ends with `commit_all` or `roll_back`."""
        self.failed = None
        super().execute("BEGIN IMMEDIATE")
        self._begun = True

    def commit_all(self) -> None:
        """Save it. Raises what failed before; the transaction then waits for `roll_back`."""
        self.execute("COMMIT")
        self._begun = False

    def roll_back(self) -> None:
        """Take it back, where SQLite has not done so itself."""
        self._begun = False
        if self.in_transaction:
            with suppress(sqlite3.DatabaseError):
                super().execute("ROLLBACK")

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        """As SQLite does, within a transaction that holds."""
        self._hold()
        try:
            return super().execute(sql, values)
        except sqlite3.DatabaseError as error:
            self._note(error)
            raise

    def executemany(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        """As `execute`."""
        self._hold()
        try:
            return super().executemany(sql, values)
        except sqlite3.DatabaseError as error:
            self._note(error)
            raise

    def _hold(self) -> None:
        if self._begun and (self.failed is not None or not self.in_transaction):
            raise self.failed or sqlite3.OperationalError("the transaction is gone")

    def _note(self, error: sqlite3.DatabaseError) -> None:
        if self._begun and self.failed is None and getattr(error, "sqlite_errorcode", 0) & 0xFF in FAILURES:
            self.failed = error


FAILURES = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOMEM})
"""Errors of the disk and the machine, after which nobody knows what of a statement was done."""


def connect(path: Path, *, patience_ms: int, read_only: bool = False) -> Connection:
    """A connection that commits only when told to. Raises the `FileProblemError` that says why it cannot be had."""
    uri = path.resolve().as_uri() + ("?mode=ro" if read_only else "?mode=rw")
    with known_errors(path):
        connection = sqlite3.connect(
            uri,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=patience_ms / 1000,
            factory=Connection,
        )
        try:
            connection.execute("PRAGMA temp_store = memory")
            connection.execute("PRAGMA cache_size = -32768")
            for name, wanted in PRAGMAS.items():
                if read_only and name in ("journal_mode", "secure_delete"):
                    continue
                connection.execute(f"PRAGMA {name} = {wanted}")
                if connection.execute(f"PRAGMA {name}").fetchone() != (wanted,):
                    raise StorageError(path)
        except BaseException:
            connection.close()
            raise
    return connection


def create(path: Path) -> None:
    """An empty file that only its owner can read; journals inherit that."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise from_os(error, path) from error


@contextmanager
def known_errors(path: Path) -> Iterator[None]:
    """Turn the driver's errors into ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise translated(error, path) from error
    except (
        PeeweeException
    ) as error:  # while migrating; it says what its own rolling back met, and hides what was before
        told = translated(first_cause(error), path)
        raise (told if isinstance(told, FileProblemError) else error) from error
    except UnicodeDecodeError as error:  # the driver cannot even read SQLite's message about a damaged page
        raise DamagedFileError(path) from error


def first_cause(error: BaseException) -> sqlite3.DatabaseError:
    """The first error of the driver's of those that led to this one."""
    found = sqlite3.DatabaseError()
    following: BaseException | None = error
    while following is not None:
        if isinstance(following, sqlite3.DatabaseError):
            found = following
        following = following.__cause__ or following.__context__
    return found


def translated(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """Our error for one of the driver's; the driver's own where it means a fault in the program."""
    code = getattr(error, "sqlite_errorcode", 0)
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskFullError(path)
        case sqlite3.SQLITE_READONLY:
            return MovedFileError(path) if code == sqlite3.SQLITE_READONLY_DBMOVED else ReadOnlyError(path)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(path)
        case sqlite3.SQLITE_CORRUPT:
            return DamagedFileError(path)
        case sqlite3.SQLITE_NOTADB:
            return NotOursError(path)
        case sqlite3.SQLITE_INTERRUPT:
            return Cancelled()
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return StorageError(path)
        case 0 if str(error).startswith("Could not decode to UTF-8"):  # text of a damaged page, found by the driver
            return DamagedFileError(path)
        case _:
            return error


def from_os(error: OSError, path: Path) -> FileProblemError:
    """Our error for one of the operating system's."""
    from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS

    match error.errno:
        case n if n in (ENOSPC, EDQUOT):
            return DiskFullError(path)
        case n if n in (EACCES, EPERM, EROFS):
            return ReadOnlyError(path)
        case _:
            return StorageError(path)


def check_identity(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The schema number of a file, before anything else is asked of it.

    Raises `NotOursError`, `NewerFileError` or `DamagedFileError`; a missing number is never taken as current.
    """
    with known_errors(path):
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise NotOursError(path)
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if number > newest:
            raise NewerFileError(path)
        if number < 1:
            raise DamagedFileError(path)
        if path.stat().st_size != _stated_size(connection):
            raise DamagedFileError(path)
        if path.stat().st_size <= LOOKED_THROUGH and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DamagedFileError(path)
    return number


LOOKED_THROUGH = 64 << 20
"""Bytes of a file that is looked through at every start, in some tenths of a second. Of a larger one the start checks
what it is, its schema and its length; all of it is looked through in each backup, where it keeps nobody waiting."""


def _stated_size(connection: sqlite3.Connection) -> int:
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    size: int = connection.execute("PRAGMA page_size").fetchone()[0]
    return pages * size
