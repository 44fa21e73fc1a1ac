"""The data file as a whole: made, brought to the newest schema, backed up, restored. Whole or not at all."""

import hashlib
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from peewee import SqliteDatabase

from crm.db import driver, log, stock, talk_index, touch, trust
from crm.errors import DamagedFileError, FileExistsAsFolderError, NoFileError, NotOursError, ShukeError
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


def prepare(path: Path, now: datetime) -> None:
    """Make the file if there is none, bring an older one up to date, refuse one that is not for us.

    An older file is copied first; the copy is migrated, checked, and takes the place of the old one, which stays
    among the backups. Raises a `FileProblemError`, and then the file is as it was.
    """
    if not path.exists():
        _replace_with(path, _fresh)
        return
    number = inspect(path)
    if number < newest_schema():
        backup_file(path, path.parent / BACKUPS / f"{now:%Y%m%d-%H%M%S}-before-schema-{newest_schema()}.db")
        _replace_with(path, lambda part: _copy_and_migrate(path, part))


def inspect(path: Path) -> int:
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
        raise DamagedFileError(path)
    if head != HEADER:
        raise NotOursError(path)
    with closing(driver.connect(path, patience_ms=5000, read_only=not os.access(path, os.W_OK))) as connection:
        return driver.check_identity(connection, path, newest_schema())


def _fresh(part: Path) -> None:
    driver.create(part)
    _migrate(part)


def _copy_and_migrate(path: Path, part: Path) -> None:
    driver.create(part)
    with closing(driver.connect(path, patience_ms=5000)) as source, closing(sqlite3.connect(part)) as target:
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
        for leftover in (part, part.with_name(part.name + "-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    with suppress(OSError):  # it stands there; whether also after a power cut just now, old or new is whole
        _sync_folder(path.parent)


def backup_file(path: Path, target: Path) -> Path:
    """A checked copy of a file that nobody has open."""
    with closing(driver.connect(path, patience_ms=5000)) as connection:
        return backup(connection, target)


def backup(
    connection: sqlite3.Connection,
    target: Path,
    *,
    progress: Progress = unheard,
    between: Callable[[], None] = lambda: None,
) -> Path:
    """A copy of the file behind `connection`, checked and with a manifest beside it (`NAME.json`).

    `between` is called after each step, for the owner of the connection to let others in. Raises a
    `FileProblemError`; an older backup of that name is then as it was, at worst without its manifest: no manifest ever
    stands beside a file that it does not vouch for.
    """
    beside = manifest_of(target)
    said = beside.with_name(f".{beside.name}.part")

    def step(_: int, remaining: int, total: int) -> None:
        between()
        progress(total - remaining, total)

    manifest: dict[str, object] = {}

    def fill(part: Path) -> None:
        driver.create(part)
        with driver.known_errors(target):
            with closing(sqlite3.connect(part)) as copy:
                connection.backup(copy, pages=STEP_PAGES, progress=step, sleep=0)
            with closing(sqlite3.connect(part)) as copy:
                if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                    raise DamagedFileError(target)
                if copy.execute("PRAGMA foreign_key_check").fetchone():
                    raise DamagedFileError(target)
                manifest["schema"] = copy.execute("PRAGMA user_version").fetchone()[0]
                manifest["counts"] = {
                    name: copy.execute(f'SELECT count(*) FROM "{name}" WHERE deleted_at IS NULL').fetchone()[0]
                    for name in log.NAMES
                    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone()
                }
        manifest["size"] = part.stat().st_size
        manifest["sha256"] = _sha256(part)
        said.unlink(missing_ok=True)
        _write_private(said, json.dumps(manifest, indent=1))
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
    _replace_with(path, lambda part: _write_private(part, text))


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


def newest_backup(folder: Path) -> datetime | None:
    """When the newest backup of a data folder was begun that was checked, and so has its manifest; by their names."""
    found = []
    for manifest in (folder / BACKUPS).glob("*.db.json"):
        if manifest.with_suffix("").exists():
            with suppress(ValueError):
                found.append(datetime.strptime(manifest.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC))
    return max(found, default=None)


def restore(path: Path, source: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the data file, which nobody may have open. Returns where the old file went.

    The backup is checked first (its manifest too, where it has one, and that it is made of what ours are made of); an
    older schema is brought up to date. Raises a `FileProblemError`, and then the data file is as it was.
    """
    inspect(source)
    if manifest_of(source).exists():
        try:
            expected = json.loads(manifest_of(source).read_text(encoding="utf-8"))["sha256"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedFileError(source) from error
        if expected != _sha256(source):
            raise DamagedFileError(source)
    aside: Path | None = None

    def fill(part: Path) -> None:
        nonlocal aside
        _write_private(part, None, source)
        number = inspect(part)
        with closing(driver.connect(part, patience_ms=5000)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise DamagedFileError(source)
        if number < newest_schema():
            _migrate(part)
        _check_shape(part, source)
        if path.exists():
            _carry_tombstones(path, part)
            aside = _move_aside(path, now)

    _replace_with(path, fill)
    return aside


def _check_shape(part: Path, source: Path) -> None:
    """Refuse a file with tables, views or triggers that are not ours: each save would do what a stranger wrote."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        fresh = Path(scratch) / FILE_NAME
        _fresh(fresh)
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


def _move_aside(path: Path, now: datetime) -> Path:
    """Keep the present file among the backups: copied, so that a crash leaves one of the two in place."""
    folder = path.parent / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    aside = folder / f"{now:%Y%m%d-%H%M%S}-replaced.db"
    journal = path.with_name(path.name + "-journal")
    if journal.exists():  # first, so that it can never be played into the restored file
        shutil.copy2(journal, aside.with_name(aside.name + "-journal"))
        journal.unlink()
    shutil.copy2(path, aside)
    _sync(aside)
    return aside


def _write_private(target: Path, text: str | None, source: Path | None = None) -> None:
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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
