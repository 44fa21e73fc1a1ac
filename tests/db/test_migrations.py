"""A file that an older Shuke made: nothing of it is lost, and it ends with the schema of a new one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase
from playhouse.migrations import Runner

from crm.clock import Clock, to_ms
from crm.db import driver, files
from crm.finder import Filter
from crm.ids import ContactId
from crm.names import search_text
from crm.workspace import open_workspace

DAY = "2026-03-01"
GONE = 2


def insert(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    """A row as the older schema has it; what is not given is empty."""
    for name, kind, required in connection.execute(
        "SELECT name, type, \"notnull\" FROM pragma_table_info(?) WHERE name <> 'id'", (table,)
    ).fetchall():
        if required and name not in values:
            empty: dict[str, Any] = {"uuid": f"{table}-{values['id']}", "version": 1}
            values[name] = empty.get(name, 0 if kind == "INTEGER" else "")
    columns = ", ".join(f'"{name}"' for name in values)
    connection.execute(
        f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(values))})', tuple(values.values())
    )


@pytest.fixture
def deleted_at() -> int:
    """When the second friend was deleted: now by the machine's own clock, by which a migration tells what is old."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return int(connection.execute("SELECT strftime('%s', 'now') * 1000").fetchone()[0])


@pytest.fixture
def old(tmp_path: Path, clock: Clock, deleted_at: int) -> Path:
    """A data folder of the first schema: a friend who was talked to, and one who was deleted."""
    folder, scripts = tmp_path / "old", tmp_path / "scripts"
    folder.mkdir(mode=0o700)
    scripts.mkdir()
    first = "0001_first.py"
    (scripts / first).write_bytes((files.MIGRATIONS / first).read_bytes())
    database = SqliteDatabase(str(folder / files.FILE_NAME))
    database.connect()
    Runner(database, str(scripts)).up()
    database.close()
    now = to_ms(clock.now())
    with closing(sqlite3.connect(folder / files.FILE_NAME)) as connection:
        for number, name, gone in ((1, "王芳", None), (GONE, "李四", deleted_at)):
            insert(
                connection, "contact", id=number, name=name, deleted_at=gone, added_on=DAY, stage_on=DAY,
                stage="added", standing="active",
            )  # fmt: skip
        connection.executemany(
            "INSERT INTO contact_search(id, t) VALUES (?, ?)",
            [(number, search_text([name], [], [], [])) for number, name in ((1, "王芳"), (GONE, "李四"))],
        )
        connection.execute("INSERT INTO contact_fts(contact_fts) VALUES ('rebuild')")
        for number, platform in ((1, "wechat"), (2, "qq")):
            insert(connection, "identity", id=number, contact_id=1, platform=platform, handle="wf", handle_key="wf")
        for number, owner, gone in ((1, 1, None), (2, GONE, deleted_at)):
            insert(
                connection, "conversation", id=number, contact_id=owner, deleted_at=gone, at=now, day=DAY,
                platform="wechat", text="面膜还有吗", direction="in",
            )  # fmt: skip
        insert(connection, "undo_step", id=1, verb="delete_contact", contact=GONE, count=1, topics=1, state="done")
        for number, table in ((1, "conversation"), (2, "contact")):
            insert(
                connection, "undo_change", id=number, step_id=1, table_name=table, row=GONE, contact=GONE,
                before="deleted_at=NULL ", after=f"deleted_at={deleted_at} ",
            )  # fmt: skip
        connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return folder


def schema(folder: Path) -> dict[str, set[Any]]:
    """What a file is made of; columns that came later stand behind the others, so their order is left out."""
    with closing(sqlite3.connect(folder / files.FILE_NAME)) as connection:
        made: dict[str, set[Any]] = {
            name: {kind, sql if kind != "table" else ""}
            for name, kind, sql in connection.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
        }
        for name in made:
            made[name] |= set(connection.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall())
    return made


def test_an_older_file_ends_as_a_new_one_with_everything_in_it(old: Path, tmp_path: Path, clock: Clock):
    open_workspace(tmp_path / "new", clock=clock).close()
    shop = open_workspace(old, clock=clock)
    health = shop.store.health()
    assert (health.integrity, health.broken_references, health.unindexed) == ("ok", 0, 0)
    assert list(shop.finder.ids(Filter(words="王芳"))) == list(shop.finder.ids(Filter())) == [1]
    assert shop.store.rows("SELECT channels, first_handle FROM contact WHERE id = 1") == [(2, "wf")]
    assert shop.store.rows("SELECT rowid FROM talk_fts WHERE talk_fts MATCH '面*'") != []
    shop.close()
    assert schema(old) == schema(tmp_path / "new")


def test_who_was_deleted_lately_lies_in_the_bin_and_the_older_step_still_counts(old: Path, clock: Clock):
    shop = open_workspace(old, clock=clock)
    assert shop.bin.ids() == [GONE]
    shop.undo.undo()
    assert (shop.bin.ids(), shop.contacts.row(ContactId(GONE)).name) == ([], "李四")
    shop.undo.redo()
    assert shop.bin.ids() == [GONE]
    shop.bin.bring_back([ContactId(GONE)])
    assert len(shop.timeline.keys(ContactId(GONE))) == 1
    shop.close()


def test_who_was_deleted_long_ago_is_left_alone(old: Path, clock: Clock):
    with closing(sqlite3.connect(old / files.FILE_NAME)) as connection:
        connection.execute("UPDATE contact SET deleted_at = 1 WHERE id = ?", (GONE,))
        connection.commit()
    shop = open_workspace(old, clock=clock)
    assert shop.bin.ids() == []
    assert shop.store.rows("SELECT count(*) FROM contact") == [(2,)]
    shop.close()
