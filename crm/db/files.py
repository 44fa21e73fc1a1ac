"""The data file as a whole: made, brought to the newest schema, backed up, restored. Whole or not at all."""

import hashlib
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from peewee import SqliteDatabase

from crm.db import driver, log, stock, talk_index, touch, trust
from crm.errors import (
    DamagedFileError,
    DiskFullError,
    EmptyFileError,
    FileExistsAsFolderError,
    GoneFileError,
    NoFileError,
    NotOursError,
    ShukeError,
)
from crm.progress import Progress, unheard

MIGRATIONS = Path(__file__).parent / "migrations"
FILE_NAME = "shuke.db"
BACKUPS = "backups"
HEADER = b"SQLite format 3\0"
CHUNK = 1 << 22
STEP_PAGES = 256
"""Pages copied at a time in a live backup; a mebibyte keeps the lock for a few milliseconds."""


def newest_schema() -> int:
    """The schema that this program writes: how many migrations it has."""
    return _scripts_in(MIGRATIONS)


@cache
def _scripts_in(folder: Path) -> int:
    return len(list(folder.glob("[0-9]*.py")))


def prepare(path: Path, now: datetime, *, anew: bool = False, about: Callable[[], Mapping[str, object]] = dict) -> None:
    """Make the file if there is none, bring an older one up to date, refuse one that is not for us.

    Where there are backups a shop must have been, so that it is made only `anew`.

    An older file is copied first; the copy is migrated, checked, and takes the place of the old one, which stays
    among the backups. Raises a `FileProblemError`, and then the file is as it was.
    """
    for leftover in ("part", "restore", "look", "salvage", "scan"):  # what a sudden end left; never the data file
        drop(path.with_name(f".{path.name}.{leftover}"))
    if not path.exists():
        if not anew and any((path.parent / BACKUPS).glob("*.db")):
            raise GoneFileError(path)
        _replace_with(path, make_fresh)
        return
    number = inspect(path)
    if number < newest_schema():
        target = free_name(path.parent / BACKUPS, f"{now:%Y%m%d-%H%M%S}-before-schema-{newest_schema()}")
        backup_file(path, target, {"at": now.isoformat(), "why": "before_update", **about()})
        _replace_with(path, lambda part: _copy_and_migrate(path, part))


def inspect(path: Path, *, read_only: bool = False) -> int:
    """The schema number of a file that nobody in this process has open. Raises what is wrong with it."""
    try:
        if path.is_dir():
            raise FileExistsAsFolderError(path)
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(HEADER))
    except FileNotFoundError as error:
        raise NoFileError(path) from error
    except OSError as error:
        raise driver.from_os(error, path) from error
    if size == 0:
        raise EmptyFileError(path)
    if head != HEADER:
        raise NotOursError(path)
    read_only = read_only or not os.access(path, os.W_OK)
    with closing(driver.connect(path, patience_ms=5000, read_only=read_only)) as connection:
        return driver.check_identity(connection, path, newest_schema())


def make_fresh(part: Path) -> None:
    """An empty shop of the newest schema."""
    driver.create(part)
    _migrate(part)


def _copy_and_migrate(path: Path, part: Path) -> None:
    driver.create(part)
    with (
        driver.known_errors(path),
        closing(driver.connect(path, patience_ms=5000)) as source,
        closing(sqlite3.connect(part)) as target,
    ):
        source.backup(target)
    _migrate(part)


def _migrate(path: Path) -> None:
    from playhouse.migrations import Runner  # only a new or an older file needs it

    with driver.known_errors(path):
        database = SqliteDatabase(str(path), pragmas={"foreign_keys": 1, "synchronous": 2})
        database.connect()
        try:
            Runner(database, str(MIGRATIONS)).up()
            connection: sqlite3.Connection = database.connection()  # type: ignore[no-untyped-call]  # peewee's own gap
            connection.execute("BEGIN")
            log.install(connection)
            talk_index.watch(connection)
            talk_index.rebuild(connection)  # also when the words of the index have changed
            touch.refresh_all(connection)
            stock.rebuild(connection)
            trust.refresh_all(connection)
            connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {newest_schema()}")
            connection.execute("COMMIT")
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise DamagedFileError(path)
        finally:
            database.close()


def _replace_with(path: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a file beside `path`, then put it in its place in one move."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        fill(part)
        _sync(part)
        part.replace(path)
    except OSError as error:
        raise driver.from_os(error, path) from error
    finally:
        drop(part)
    with suppress(OSError):  # it stands there; whether also after a power cut just now, old or new is whole
        _sync_folder(path.parent)


def backup_file(path: Path, target: Path, about: Mapping[str, object] | None = None) -> Path:
    """A checked copy of a file that nobody has open."""
    with closing(driver.connect(path, patience_ms=5000)) as connection:
        return backup(lambda: connection, target, about=about)


def backup(
    source: Callable[[], sqlite3.Connection],
    target: Path,
    *,
    progress: Progress = unheard,
    between: Callable[[], None] = lambda: None,
    held: AbstractContextManager[None] | None = None,
    about: Mapping[str, object] | None = None,
) -> Path:
    """A copy of the file behind a connection, checked and with a manifest beside it (`NAME.json`).

    Only the copying is done while `held`, with `between` called after each step, for the owner of the connection to let
    others in. What the manifest says `about` the backup is up to the caller. Raises a `FileProblemError`, or what
    `progress` does; an older backup of that name is then as it was, at worst without its manifest: no manifest ever
    stands beside a file that it does not vouch for.
    """
    manifest: dict[str, object] = dict(about or {})
    beside = manifest_of(target)
    said = beside.with_name(f".{beside.name}.part")

    def step(_: int, remaining: int, total: int) -> None:
        between()
        progress(total - remaining, total)

    def fill(part: Path) -> None:
        driver.create(part)
        with driver.known_errors(target):
            with held or nullcontext(), closing(sqlite3.connect(part)) as copy:
                copy.execute("PRAGMA synchronous = 0")  # it is synced as a whole before it gets its name
                copy.execute("PRAGMA journal_mode = off")
                source().backup(copy, pages=STEP_PAGES, progress=step, sleep=0)
            manifest.update(_checked(part, target, progress))
        manifest["size"] = part.stat().st_size
        manifest["sha256"] = sha256(part, progress)
        said.unlink(missing_ok=True)
        write_private(said, json.dumps(manifest, indent=1))
        _sync(said)
        beside.unlink(missing_ok=True)

    if target.is_dir():
        raise FileExistsAsFolderError(target)
    try:
        _replace_with(target, fill)
        said.replace(beside)
    except OSError as error:
        raise driver.from_os(error, target) from error
    finally:
        with suppress(OSError):
            said.unlink(missing_ok=True)
    with suppress(OSError):
        _sync_folder(beside.parent)
    return target


def _checked(part: Path, target: Path, progress: Progress) -> dict[str, object]:
    """What a manifest says of a copy that is sound. Raises `DamagedFileError` for the target otherwise.

    Of a large one every page is looked at; whether its indexes agree with its tables takes as long again, and is looked
    at when it is put back.
    """
    with closing(sqlite3.connect(part)) as copy, _heard(copy, progress):
        copy.execute("PRAGMA cache_size = -65536")
        look = "integrity_check" if part.stat().st_size <= driver.LOOKED_THROUGH else "quick_check"
        if copy.execute(f"PRAGMA {look}").fetchone()[0] != "ok":
            raise DamagedFileError(target)
        if copy.execute("PRAGMA foreign_key_check").fetchone():
            raise DamagedFileError(target)
        return {
            "schema": copy.execute("PRAGMA user_version").fetchone()[0],
            "mark": log.mark(copy),
            "counts": {
                name: copy.execute(f'SELECT count(*) FROM "{name}" WHERE deleted_at IS NULL').fetchone()[0]
                for name in log.NAMES
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone()
            },
        }


@contextmanager
def _heard(connection: sqlite3.Connection, progress: Progress) -> Iterator[None]:
    """Let `progress` call off what the connection looks through; it is then what is raised."""
    raised: list[BaseException] = []

    def ask() -> int:
        try:
            progress(0, 0)
        except BaseException as error:  # noqa: BLE001 - raised again below: it may not pass through the driver
            raised.append(error)
        return len(raised)

    connection.set_progress_handler(ask, 1_000_000)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise


def manifest_of(backup_path: Path) -> Path:
    """Where the manifest of a backup stands."""
    return backup_path.with_name(backup_path.name + ".json")


def is_checked(backup_path: Path) -> bool:
    """Whether a backup was checked when it was made, and has the length that it had then."""
    try:
        manifest = json.loads(manifest_of(backup_path).read_text(encoding="utf-8"))
        return bool(manifest["size"] == backup_path.stat().st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def holds(backup_path: Path, uuid: str) -> bool:
    """Whether a friend is in a backup; of one that cannot be read it has to be feared."""
    uri = backup_path.resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return connection.execute("SELECT 1 FROM contact WHERE uuid = ?", (uuid,)).fetchone() is not None
    except sqlite3.DatabaseError:
        return True


def delete_backup(backup_path: Path) -> None:
    """Delete a backup and its manifest; one that is not there is no error. Raises the `FileProblemError`."""
    try:
        for path in (backup_path, manifest_of(backup_path)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise driver.from_os(error, backup_path) from error


def write_beside(path: Path, text: str) -> None:
    """Write a small private file whole or not at all. Raises the `FileProblemError`."""
    _replace_with(path, lambda part: write_private(part, text))


def write_copy(source: Path, target: Path) -> None:
    """Copy a file whole or not at all. Raises the `FileProblemError`."""
    _replace_with(target, lambda part: write_private(part, None, source))


def copy_to(connection: sqlite3.Connection, part: Path, *, between: Callable[[], None]) -> None:
    """A private copy of the file behind `connection`, unchecked. `between` as in `backup`. Raises the
    `FileProblemError` that kept it from being made.
    """
    try:
        part.unlink(missing_ok=True)
    except OSError as error:
        raise driver.from_os(error, part) from error
    driver.create(part)
    with driver.known_errors(part), closing(sqlite3.connect(part)) as copy:
        connection.backup(copy, pages=STEP_PAGES, progress=lambda *_: between(), sleep=0)


def occurrences(path: Path, texts: Sequence[str]) -> int:
    """How often the texts stand in a file, as UTF-8."""
    needles = [text.encode() for text in texts]
    overlap = max(map(len, needles), default=1) - 1
    count, tail = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            window = tail + chunk
            tail = window[len(window) - overlap :] if overlap else b""
            count += sum(window.count(needle) - tail.count(needle) for needle in needles)
    return count + sum(tail.count(needle) for needle in needles)


def restore(path: Path, source: Path, now: datetime, about: Mapping[str, object] | None = None) -> Path | None:
    """Put a backup in the place of the data file, which nobody may have open. Returns where the old file went.

    The backup is checked first (its manifest too, where it has one, and that it is made of what ours are made of); an
    older schema is brought up to date. Raises a `FileProblemError`, and then the data file is as it was.
    """
    staged = stage(path, source)
    try:
        return put_in_place(path, staged, now, about)
    finally:
        drop(staged)


def stage(path: Path, source: Path, progress: Progress = unheard, ending: str = "restore") -> Path:
    """A copy of a backup beside the data file, checked and brought up to date: all that takes long about putting it
    back. The data file may be in use meanwhile. Raises a `FileProblemError`, or what `progress` does.
    """
    inspect(source, read_only=True)
    if manifest_of(source).exists():
        try:
            expected = json.loads(manifest_of(source).read_text(encoding="utf-8"))["sha256"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedFileError(source) from error
        if expected != sha256(source, progress):
            raise DamagedFileError(source)
    staged = path.with_name(f".{path.name}.{ending}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        drop(staged)
        write_private(staged, None, source)
        number = inspect(staged)
        with (
            closing(driver.connect(staged, patience_ms=5000)) as connection,
            driver.known_errors(source),
            _heard(connection, progress),
        ):
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise DamagedFileError(source)
        if number < newest_schema():
            _migrate(staged)
        _check_shape(staged, source)
        _sync(staged)
    except OSError as error:
        drop(staged)
        raise driver.from_os(error, path) from error
    except BaseException:
        drop(staged)
        raise
    return staged


def put_in_place(
    path: Path,
    staged: Path,
    now: datetime,
    about: Mapping[str, object] | None = None,
    *,
    known: tuple[Path, str] | None = None,
) -> Path | None:
    """Let a staged file take the place of the data file, which nobody may have open and which is kept among the backups
    as far as it can be read: checked where it is sound. Returns where it went. `known` is a backup that need not be
    made again while the mark of the data file is this one.
    """
    aside: Path | None = None
    try:
        if path.exists():
            _carry_tombstones(path, staged)
            aside = known[0] if known and known[0].exists() and _mark(path) == known[1] else None
            aside = aside or _keep_aside(path, now, about or {})
            _sync(staged)
            path.with_name(path.name + "-journal").unlink(missing_ok=True)  # never to be played into the other file
        staged.replace(path)
    except OSError as error:
        raise driver.from_os(error, path) from error
    with suppress(OSError):  # as in `_replace_with`
        _sync_folder(path.parent)
    return aside


def _mark(path: Path) -> str:
    """The mark of a file that nobody has open; empty where it cannot be read."""
    with (
        suppress(ShukeError, sqlite3.DatabaseError),
        closing(driver.connect(path, patience_ms=5000)) as connection,
    ):
        return log.mark(connection)
    return ""


def drop(part: Path) -> None:
    """Put away a file that did not get its place, and its journal."""
    for leftover in (part, part.with_name(part.name + "-journal")):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)


def _check_shape(part: Path, source: Path) -> None:
    """Refuse a file with tables, views or triggers that are not ours: each save would do what a stranger wrote."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        fresh = Path(scratch) / FILE_NAME
        make_fresh(fresh)
        if _shape(part) != _shape(fresh):
            raise NotOursError(source)


def _shape(path: Path) -> dict[str, str | None]:
    """What a file is made of; of what SQLite keeps for itself only that it is there."""
    with closing(driver.connect(path, patience_ms=5000)) as connection, driver.known_errors(path):
        return dict(
            connection.execute(
                "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_stat%' ESCAPE '~'"
            )
        )


def _carry_tombstones(path: Path, part: Path) -> None:
    """Tell the restored file who was erased since, as far as the file that it replaces can say."""
    erased: list[tuple[str, int]] = []
    with (
        suppress(ShukeError, sqlite3.DatabaseError, UnicodeDecodeError),
        closing(driver.connect(path, patience_ms=5000, read_only=True)) as old,
    ):
        erased = old.execute("SELECT uuid, at FROM erased WHERE typeof(at) = 'integer'").fetchall()
    with closing(driver.connect(part, patience_ms=5000)) as new, driver.known_errors(part):
        new.execute("BEGIN IMMEDIATE")
        new.executemany("INSERT OR IGNORE INTO erased(uuid, at) VALUES (?, ?)", erased)
        new.execute("COMMIT")


def _keep_aside(path: Path, now: datetime, about: Mapping[str, object]) -> Path:
    """Keep the present file among the backups: copied, so that a crash leaves one of the two in place. A journal that
    a crash left is played first, by whoever opens it; of a file that cannot be read both are kept as they are.
    """
    folder = path.parent / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    aside = free_name(folder, f"{now:%Y%m%d-%H%M%S}-before-restore")
    try:
        return backup_file(path, aside, {"at": now.isoformat(), "why": "before_restore", **about})
    except DiskFullError:
        raise
    except (ShukeError, sqlite3.DatabaseError):
        aside = free_name(folder, f"{now:%Y%m%d-%H%M%S}-damaged")
        copy_as_it_is(path, aside)
        return aside


def free_name(folder: Path, stem: str) -> Path:
    """A name for a backup that no file there has yet."""
    names = (folder / f"{stem}{'' if number == 1 else f'-{number}'}.db" for number in range(1, 10_000))
    return next(path for path in names if not path.exists())


def copy_as_it_is(path: Path, target: Path) -> None:
    """Copy a file that may be damaged, and its journal, byte by byte. Raises a `FileProblemError`."""
    journal = path.with_name(path.name + "-journal")
    if journal.is_file() and journal.stat().st_size:
        write_copy(journal, target.with_name(target.name + "-journal"))
    write_copy(path, target)


def write_private(target: Path, text: str | None, source: Path | None = None) -> None:
    """Write a new file that only its owner can read: a text, or a copy."""
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        if text is not None:
            file.write(text.encode())
        if source is not None:
            with source.open("rb") as reading:
                shutil.copyfileobj(reading, file, 1 << 20)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sha256(path: Path, progress: Progress = unheard) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            progress(0, 0)
    return digest.hexdigest()
