"""The index over what was said follows every change of a talk: edits, the bin, undo, redo, long steps, erasing."""

import random
import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.db import files, talk_index
from crm.db.models import Conversation
from crm.demo import make_demo
from crm.finder import HitKind
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace


def found(workspace: Workspace, words: str) -> list[str]:
    """The talks that are found, as far as they are shown."""
    return sorted(hit.snippet for hit in workspace.anything.group(HitKind.TALK, words).hits)


def unindexed(workspace: Workspace) -> int:
    return workspace.store.rows(talk_index.UNINDEXED)[0][0]


def test_an_edit_is_found_by_its_new_words_and_not_by_the_old(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    talk = workspace.conversations.log(friend, "問了面膜的價格")
    assert found(workspace, "面膜") == ["問了面膜的價格"]
    workspace.conversations.edit(talk, text="问了洗发水")
    assert found(workspace, "面膜") == []
    assert found(workspace, "洗髮水") == ["问了洗发水"]
    workspace.undo.undo()
    assert found(workspace, "洗发水") == []
    assert found(workspace, "价格") == ["問了面膜的價格"]
    workspace.undo.redo()
    assert found(workspace, "洗发") == ["问了洗发水"]
    assert unindexed(workspace) == 0


def test_what_is_in_the_bin_is_not_found_until_it_comes_back(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    talk = workspace.conversations.log(friend, "周五再聊")
    workspace.conversations.delete(talk)
    assert found(workspace, "周五") == []
    workspace.undo.undo()
    assert found(workspace, "周五") == ["周五再聊"]
    workspace.contacts.delete([friend])
    assert found(workspace, "周五") == []
    workspace.undo.undo()
    assert found(workspace, "周五") == ["周五再聊"]


def test_a_long_step_is_indexed_and_taken_back(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    now = workspace.store.clock.now()
    columns = ("contact_id", "platform", "direction", "kind", "at", "day", "text")
    with workspace.store.batch(Topic.CONVERSATIONS, Action(Verb.MAKE_DEMO, count=3)) as batch:
        for words in ("第一批茶叶", "第二批茶叶"):
            with batch.write() as write:
                rows = [(friend, "wechat", "in", "chat", int(now.timestamp() * 1000), "2026-03-04", words)] * 2
                batch.made(write, Conversation, write.bulk(Conversation, columns, rows))
    assert len(found(workspace, "茶叶")) == 4
    workspace.undo.undo()
    assert found(workspace, "茶叶") == []
    workspace.undo.redo()
    assert len(found(workspace, "第二批")) == 2
    step = workspace.undo.steps()[0].id
    workspace.contacts.add(ContactDraft("李四"))  # so that taking back is a step of its own
    workspace.undo.take_back(step)
    assert found(workspace, "第二批") == []
    workspace.undo.undo()
    assert len(found(workspace, "第二批")) == 2
    assert unindexed(workspace) == 0


def test_a_change_that_failed_leaves_the_index_as_it_was(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    talk = workspace.conversations.log(friend, "你好呀")
    with pytest.raises(ZeroDivisionError), workspace.store.write(Topic.CONVERSATIONS) as write:
        write.update(Conversation, talk, text="再见")
        raise ZeroDivisionError
    assert found(workspace, "你好") == ["你好呀"]
    assert unindexed(workspace) == 0


def test_a_demo_shop_is_indexed_like_one_that_grew(workspace: Workspace):
    make_demo(workspace, 40, 300, 30)
    talks = workspace.store.rows("SELECT id, text FROM conversation")
    assert unindexed(workspace) == 0
    before = {words: found(workspace, words) for words in ("面膜", "了", "busy", "好的")}
    with closing(sqlite3.connect(workspace.store.path)) as connection:
        connection.execute("UPDATE conversation SET text = 'x' || text")
        talk_index.refresh(connection)
        connection.execute("UPDATE conversation SET text = substr(text, 2)")
        talk_index.refresh(connection)
        connection.commit()
    assert talks == workspace.store.rows("SELECT id, text FROM conversation")
    assert before == {words: found(workspace, words) for words in before}


def test_an_erased_friends_words_are_gone_from_the_file(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    workspace.conversations.log(friend, "zyzzyvazyzzyva")
    workspace.undo.undo()
    workspace.undo.redo()
    workspace.erasing.erase(friend)
    assert unindexed(workspace) == 0
    assert workspace.store.rows("SELECT count(*) FROM talk_stale") == [(0,)]
    assert b"zyzzyvazyzzyva" not in workspace.store.path.read_bytes()


def test_the_doctor_notices_a_talk_that_cannot_be_found(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    workspace.conversations.log(friend, "")
    assert workspace.store.health().unindexed == 0
    with closing(sqlite3.connect(workspace.store.path)) as connection:
        talk_index.unwatch(connection)
        connection.execute(
            "INSERT INTO conversation SELECT 99, 'u', created, updated, '', 1, NULL, contact_id, NULL, platform,"
            " direction, kind, at, day, 'lost', '[]' FROM conversation"
        )
        talk_index.watch(connection)
        connection.commit()
    assert workspace.store.health().unindexed == 1


def test_an_older_files_talks_are_indexed_while_it_is_brought_up_to_date(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    workspace.conversations.log(friend, "旧文件里的话")
    workspace.close()
    path = workspace.store.path
    older = path.with_name("older.db")
    first = next(files.MIGRATIONS.glob("0001*.py")).read_text(encoding="utf-8")
    space: dict = {}
    exec(first, space)
    with closing(sqlite3.connect(older)) as target:
        for statement in space["STATEMENTS"]:
            target.execute(statement)
        with closing(sqlite3.connect(path)) as source:
            history = source.execute(
                "SELECT sql FROM sqlite_master WHERE name LIKE '%migrat%' AND type = 'table'"
            ).fetchall()
        target.execute("ATTACH ? AS new", (str(path),))
        for name in ("contact", "conversation"):
            columns = [row[1] for row in target.execute(f'PRAGMA main.table_info("{name}")')]
            listed = ", ".join(f'"{column}"' for column in columns)
            target.execute(f'INSERT INTO main."{name}" ({listed}) SELECT {listed} FROM new."{name}"')
        for (sql,) in history:
            target.execute(sql)
        name = target.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migrat%'").fetchone()[0]
        target.execute(f'INSERT INTO main."{name}" SELECT * FROM new."{name}" ORDER BY rowid LIMIT 1')
        target.commit()
        target.execute(f"PRAGMA application_id = {files.driver.APPLICATION_ID}")
        target.execute("PRAGMA user_version = 1")
    older.replace(path)
    shop = open_workspace(path.parent, clock=workspace.clock)
    try:
        assert found(shop, "文件") == ["旧文件里的话"]
        assert unindexed(shop) == 0
    finally:
        shop.close()


WORDS = ("面膜", "你好", "好的", "busy week", "再聊", "價格", "Lü", "")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_whatever_is_done_the_index_has_what_a_plain_look_finds(workspace: Workspace, seed: int):
    chance = random.Random(seed)
    friend = workspace.contacts.add(ContactDraft("王芳"))
    for _ in range(12):
        talks = [n for (n,) in workspace.store.rows("SELECT id FROM conversation WHERE deleted_at IS NULL")]
        words = "，".join(chance.sample(WORDS, 2))
        match chance.randrange(5):
            case 0 if talks:
                workspace.conversations.edit(chance.choice(talks), text=words)
            case 1 if talks:
                workspace.conversations.delete(chance.choice(talks))
            case 2 if workspace.undo.last():
                workspace.undo.undo()
                friends = workspace.store.rows(("SELECT 1 FROM contact WHERE id = ? AND deleted_at IS NULL", (friend,)))
                if not friends:
                    workspace.undo.redo()
            case 3 if workspace.undo.next():
                workspace.undo.redo()
            case _:
                workspace.conversations.log(friend, words)
    live = [t for (t,) in workspace.store.rows(
        "SELECT c.text FROM conversation c JOIN contact k ON k.id = c.contact_id"
        " WHERE c.deleted_at IS NULL AND k.deleted_at IS NULL")]  # fmt: skip
    for word in ("面膜", "好", "好的", "busy", "价格"):
        plain = sorted(t for t in live if word.replace("价", "價") in t)
        assert found(workspace, word) == plain
    assert unindexed(workspace) == 0
