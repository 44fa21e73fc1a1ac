"""The driver's errors become ours, so that the seller hears what happened; its faults in the program stay faults."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from errno import EACCES, EDQUOT, EIO, ENOSPC, EROFS
from pathlib import Path

import pytest
from peewee import PeeweeException, SqliteDatabase

from crm.db import driver
from crm.errors import (
    BusyError,
    DamagedFileError,
    DiskFullError,
    NotOursError,
    ReadOnlyError,
    ShukeError,
    StorageError,
)
from crm.topics import Topic
from crm.workspace import Workspace


@pytest.fixture
def connection(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """A second connection to the file of the shop, as another program would have one."""
    with closing(driver.connect(workspace.store.path, patience_ms=0)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (ENOSPC, DiskFullError), (EDQUOT, DiskFullError), (EACCES, ReadOnlyError), (EROFS, ReadOnlyError),
        (EIO, StorageError),
    ],
)  # fmt: skip
def test_errors_of_the_system_become_ours(number: int, error: type[Exception]):
    assert type(driver.from_os(OSError(number, ""), Path("x"))) is error


def failing(connection: sqlite3.Connection, sql: str) -> Exception:
    with pytest.raises((ShukeError, sqlite3.Error)) as raised, driver.known_errors(Path("x")):
        connection.execute(sql).fetchall()
    return raised.value


def test_a_file_that_another_program_holds_is_busy(workspace: Workspace, connection: sqlite3.Connection):
    with workspace.store.write(Topic.CONTACTS):
        assert isinstance(failing(connection, "BEGIN IMMEDIATE"), BusyError)


def test_a_fault_of_the_program_stays_one(connection: sqlite3.Connection):
    assert type(failing(connection, "SELECT nonsense")) is sqlite3.OperationalError


@pytest.mark.parametrize("swallowed", [True, False])
def test_the_first_of_the_errors_that_peewee_met_is_told(tmp_path: Path, swallowed: bool):
    """It raises what its own rolling back met, and the full disk stands only behind that."""
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE x(y)")
        made.commit()
    database = SqliteDatabase(str(path))
    database.execute_sql("PRAGMA max_page_count = 2")
    with pytest.raises(DiskFullError), driver.known_errors(path), database.atomic():
        database.execute_sql("INSERT INTO x VALUES (zeroblob(100000))")
        assert not swallowed
    with pytest.raises(PeeweeException), driver.known_errors(path):
        database.execute_sql("SELECT nonsense")
    database.close()


def test_text_of_a_damaged_page_is_told_as_damage(connection: sqlite3.Connection):
    assert isinstance(failing(connection, "SELECT CAST(x'c328' AS TEXT)"), DamagedFileError)


def test_what_is_opened_for_reading_cannot_be_written_to(workspace: Workspace):
    with closing(driver.connect(workspace.store.path, patience_ms=0, read_only=True)) as reading:
        assert isinstance(failing(reading, "DELETE FROM contact"), ReadOnlyError)
        assert reading.execute("SELECT count(*) FROM contact").fetchone() == (0,)


def test_what_is_no_database_and_what_is_not_there_cannot_be_connected_to(tmp_path: Path):
    (tmp_path / "x.db").write_bytes(b"hello" * 1000)
    with pytest.raises(NotOursError):
        driver.connect(tmp_path / "x.db", patience_ms=0)
    with pytest.raises(StorageError):
        driver.connect(tmp_path / "none.db", patience_ms=0)


def test_a_damaged_table_is_told_as_damage(workspace: Workspace, tmp_path: Path):
    path = workspace.backup(tmp_path / "copy.db")
    with closing(driver.connect(path, patience_ms=0)) as connection:
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchall()
    data = bytearray(path.read_bytes())
    at = (pages[0][0] - 1) * 4096
    data[at : at + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with closing(driver.connect(path, patience_ms=0)) as connection:
        assert isinstance(failing(connection, "SELECT * FROM contact"), DamagedFileError)


def test_names_of_a_damaged_schema_are_told_as_damage(workspace: Workspace, tmp_path: Path):
    """SQLite's own message then holds bytes that are no text."""
    path = workspace.backup(tmp_path / "copy.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute("UPDATE sqlite_master SET name = CAST(x'c328' AS TEXT), sql = 'x' WHERE name = 'contact'")
        connection.commit()
    with pytest.raises(DamagedFileError):
        driver.connect(path, patience_ms=0)


def test_a_build_of_sqlite_that_ignores_what_was_decided_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(driver.PRAGMAS, "not_known_to_this_build", 1)
    with pytest.raises(StorageError):
        driver.connect(workspace.store.path, patience_ms=0)


def test_a_file_is_never_made_over_another(tmp_path: Path):
    (tmp_path / "x.db").write_text("mine")
    with pytest.raises(StorageError):
        driver.create(tmp_path / "x.db")
    assert (tmp_path / "x.db").read_text() == "mine"
