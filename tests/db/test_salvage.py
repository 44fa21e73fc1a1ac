"""What can be read of a damaged file is saved, what cannot is counted, and the damaged file stays as it was."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crm.contacts import ContactDraft
from crm.db import files
from crm.db.salvage import Salvaged, salvage
from crm.demo import make_demo
from crm.errors import DamagedFileError
from crm.finder import Filter
from crm.progress import Cancelled
from crm.workspace import Workspace, open_workspace

PAGE = 4096


@pytest.fixture
def shut(workspace: Workspace) -> Path:
    """A closed demo shop."""
    make_demo(workspace, 120, seed=3)
    workspace.close()
    return workspace.store.path


def put(path: Path, workspace: Workspace) -> tuple[Salvaged, Workspace]:
    staged, found = salvage(path)
    files.put_in_place(path, staged, workspace.clock.now())
    return found, open_workspace(path.parent, clock=workspace.clock)


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for sql in statements:
            connection.execute(sql)
        connection.commit()


def test_of_a_sound_file_everything_is_saved(shut: Path, workspace: Workspace):
    before = {table: count(shut, table) for table in ("contact", "conversation", "shop_order", "payment", "tag")}
    found, shop = put(shut, workspace)
    try:
        assert (found.lost, found.nameless) == (0, 0)
        assert {table: count(shut, table) for table in before} == before
        health = shop.store.health()
        assert (health.integrity, health.broken_references, health.unindexed) == ("ok", 0, 0)
    finally:
        shop.close()


@pytest.mark.parametrize("seed", range(4))
def test_of_a_file_with_spoilt_pages_nearly_everything_is_saved(shut: Path, workspace: Workspace, seed: int):
    whole = count(shut, "conversation")
    data = bytearray(shut.read_bytes())
    chance = random.Random(seed)
    for page in chance.sample(range(40, len(data) // PAGE), 6):
        data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE) if seed % 2 else chance.randbytes(PAGE)
    shut.write_bytes(data)
    found, shop = put(shut, workspace)
    try:
        assert found.rows > 0
        assert count(shut, "conversation") > whole * 0.5
        assert shop.store.health().broken_references == 0
        assert shop.store.health().integrity == "ok"
        (kept,) = (shut.parent / files.BACKUPS).glob("*-damaged.db")
        assert kept.read_bytes() == bytes(data)
    finally:
        shop.close()


def test_friends_whose_row_is_lost_are_called_by_a_number_and_keep_their_talks(shut: Path, workspace: Workspace):
    talks = count(shut, "conversation")
    change(shut, "DELETE FROM contact WHERE id = 1", "DELETE FROM shop_order WHERE id = 2", "DELETE FROM account")
    found, shop = put(shut, workspace)
    try:
        assert found.nameless == 1
        assert found.lost > 0
        assert count(shut, "conversation") == talks
        assert shop.finder.count(Filter()) >= 1
        assert shop.store.rows("SELECT name FROM contact WHERE id = 1") == [("#1",)]
    finally:
        shop.close()


def test_an_older_or_half_torn_schema_gives_what_it_has(shut: Path, workspace: Workspace):
    change(
        shut,
        "DROP TABLE photo",
        "DROP TABLE erased",
        "DROP INDEX contact_tag_once",
        "INSERT INTO contact_tag SELECT id + 100000, uuid || 'x', created, updated, updated_by, version, deleted_at,"
        " contact_id, tag_id FROM contact_tag LIMIT 1",
    )
    with closing(sqlite3.connect(shut)) as connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '\"unanswered\"', '\"x1\"') WHERE name = 'contact'"
        )
        connection.commit()
    found, shop = put(shut, workspace)
    try:
        assert found.lost >= 1
        assert shop.finder.count(Filter()) > 0
    finally:
        shop.close()


def test_where_nothing_can_be_read_nothing_is_made(tmp_path: Path):
    path = tmp_path / files.FILE_NAME
    path.write_bytes(b"SQLite format 3\0" + b"\1" * 9000)
    with pytest.raises(DamagedFileError):
        salvage(path)
    assert [one.name for one in tmp_path.iterdir()] == [files.FILE_NAME]


def test_it_can_be_called_off(shut: Path):
    before = shut.read_bytes()

    def progress(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        salvage(shut, progress)
    assert shut.read_bytes() == before
    assert not list(shut.parent.glob(".shuke.db.*"))


def test_what_was_being_saved_is_taken_back_in_a_copy(workspace: Workspace):
    """A journal that a crash left belongs to the file: both are copied, and only the copy is mended."""
    workspace.contacts.add(ContactDraft("王芳"))
    workspace.close()
    path = workspace.store.path
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"not a journal that fits")
    before = path.read_bytes()
    _, found = salvage(path)
    assert found.rows > 0
    assert (path.read_bytes(), journal.read_bytes()) == (before, b"not a journal that fits")
