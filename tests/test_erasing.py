"""Erasing a person: not a byte of them stays, nobody else loses anything, and a restored backup forgets them again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm import erasing
from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.db import files
from crm.db.models import Contact, FormerName, Photo
from crm.errors import MissingError
from crm.ids import ContactId
from crm.orders import OrderDraft
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime
from tests.test_orders import line

TEXTS = (
    "欧阳不忘记", "unforgettable-handle", "13912345678", "secret-note-text", "门牌号千万别说", "悄悄话不外传",
    "former-name-text", "own-value-text", "cGhvdG8tYnl0ZXM=", "remark-of-theirs", "order-note-text",
)  # fmt: skip


def somebody(workspace: Workspace) -> ContactId:
    """A friend about whom everything is known that can be."""
    made = workspace.contacts.add(
        ContactDraft(
            TEXTS[0],
            remark=TEXTS[9],
            handles=(Handle(Platform.WECHAT, TEXTS[1]), Handle(Platform.PHONE, TEXTS[2])),
            addresses=(AddressText(TEXTS[4]),),
        )
    )
    workspace.contacts.edit(made, note=TEXTS[3])
    workspace.contacts.edit(made, note="changed")
    workspace.conversations.log(made, TEXTS[5])
    order = workspace.orders.add(OrderDraft(made, (line(100),), note=TEXTS[10]))
    workspace.orders.ship(order)
    field = workspace.fields.add("肤质")
    workspace.fields.set([made], field, TEXTS[7])
    with workspace.store.write(Topic.CONTACTS, Action(Verb.EDIT_CONTACT, made)) as write:
        write.insert(FormerName, contact=made, text=TEXTS[6], day=workspace.clock.today())
        write.insert(Photo, contact=made, data=TEXTS[8])
    return made


def bytes_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and files.BACKUPS not in path.parts}


def test_not_a_byte_stays_and_nobody_else_loses_anything(workspace: Workspace):
    gone = somebody(workspace)
    other = workspace.contacts.add(ContactDraft("王芳", introduced_by=gone))
    workspace.conversations.log(other, "hello")
    workspace.contacts.tag([gone, other], "宝妈")
    uuid = workspace.contacts.row(gone).uuid
    look = workspace.erasing.look(gone)
    assert (look.name, look.talks, look.orders, look.backups) == (TEXTS[0], 1, 1, ())
    assert workspace.erasing.erase(gone) is True
    for path, held in bytes_of(workspace.folder).items():
        for text in TEXTS:
            assert text.encode() not in held, (path.name, text)
    assert workspace.store.rows("SELECT uuid FROM erased") == [(uuid,)]
    assert workspace.contacts.card(other).introduced_by is None
    assert workspace.contacts.row(other).tags == ("宝妈",)
    assert workspace.finder.search("hello") or workspace.timeline.keys(other)
    assert workspace.finder.search("oybwj") == []
    assert workspace.store.health().integrity == "ok"
    assert workspace.store.rows("PRAGMA foreign_key_check") == []
    with pytest.raises(MissingError):
        workspace.erasing.erase(gone)


def test_the_steps_that_are_left_can_still_be_taken_back(workspace: Workspace):
    other = workspace.contacts.add(ContactDraft("王芳"))
    gone = somebody(workspace)
    workspace.contacts.tag([gone, other], "宝妈")
    workspace.erasing.erase(gone)
    workspace.undo.undo()
    assert workspace.contacts.row(other).tags == ()
    while workspace.undo.last() is not None:
        workspace.undo.undo()
    while workspace.undo.next() is not None:
        workspace.undo.redo()
    assert workspace.contacts.row(other).tags == ("宝妈",)
    assert workspace.store.rows("SELECT count(*) FROM contact") == [(1,)]


def test_whoever_was_merged_into_them_goes_too(workspace: Workspace):
    gone, same = somebody(workspace), workspace.contacts.add(ContactDraft("merged-away-name"))
    with workspace.store.write(Topic.CONTACTS, Action(Verb.MERGE_CONTACTS, gone)) as write:
        write.update(Contact, same, merged_into=gone, deleted_at=write.now)
    workspace.erasing.erase(gone)
    assert workspace.store.rows("SELECT count(*) FROM contact") == [(0,)]
    assert workspace.store.occurrences(["merged-away-name"]) == 0


def test_a_handle_that_stands_in_words_about_others_is_told(workspace: Workspace):
    gone, other = somebody(workspace), workspace.contacts.add(ContactDraft("王芳"))
    workspace.conversations.log(other, f"ask {TEXTS[1]} about it")
    assert workspace.erasing.erase(gone) is False
    assert workspace.store.occurrences([TEXTS[3]]) == 0


def test_a_handle_that_others_have_too_is_theirs(workspace: Workspace):
    gone = somebody(workspace)
    workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.PHONE, TEXTS[2]),)))
    assert workspace.erasing.erase(gone) is True


def test_backups_that_hold_them_are_named_and_can_go(workspace: Workspace):
    before = workspace.backup(workspace.folder / files.BACKUPS / "20260301-000000.db")
    gone = somebody(workspace)
    with_them = workspace.backup()
    unreadable = workspace.folder / files.BACKUPS / "20250101-000000.db"
    unreadable.write_bytes(b"nonsense that is no database")
    assert workspace.erasing.look(gone).backups == (with_them, unreadable)
    workspace.erasing.delete_backups([with_them, unreadable, unreadable])
    assert not with_them.exists()
    assert not files.manifest_of(with_them).exists()
    assert before.exists()


def test_a_restored_backup_forgets_them_again(workspace: Workspace):
    gone = somebody(workspace)
    other = workspace.contacts.add(ContactDraft("王芳"))
    backup = workspace.backup()
    workspace.erasing.erase(gone)
    listed = json.loads((workspace.folder / "erased.json").read_text(encoding="utf-8"))
    assert len(listed) == 1
    workspace.close()
    files.restore(workspace.folder / files.FILE_NAME, backup, workspace.clock.now())
    again = open_workspace(workspace.folder, clock=workspace.clock)
    try:
        assert again.store.rows("SELECT id FROM contact") == [(other,)]
        assert again.store.occurrences(list(TEXTS)) == 0
        assert again.erasing.again() == 0
    finally:
        again.close()


@pytest.mark.parametrize("text", ["", "no json", "[1]", '{"x": "y"}'])
def test_a_list_that_cannot_be_read_keeps_nobody_from_the_shop(workspace: Workspace, text: str):
    (workspace.folder / "erased.json").write_text(text, encoding="utf-8")
    assert workspace.erasing.again() == 0


def test_a_friend_who_is_not_there_cannot_be_looked_at(workspace: Workspace):
    with pytest.raises(MissingError):
        workspace.erasing.look(ContactId(99))


def test_a_backup_that_cannot_be_deleted_is_told(workspace: Workspace):
    from crm.errors import FileProblemError

    folder = workspace.folder / files.BACKUPS / "20250101-000000.db"
    folder.mkdir(parents=True)
    with pytest.raises(FileProblemError):
        workspace.erasing.delete_backups([folder])


@settings(max_examples=25)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), pad=st.integers(0, 40))
def test_a_text_is_counted_wherever_it_stands(tmp_path_factory: pytest.TempPathFactory, text: str, pad: int):
    import sqlite3
    from contextlib import closing

    folder = tmp_path_factory.mktemp("scan")
    with closing(sqlite3.connect(folder / "a.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t(x)")
        connection.execute("INSERT INTO t VALUES (?)", ("\x01" * pad + text,))
        held = (folder / "a.db").read_bytes()
        chunk = files.CHUNK
        files.CHUNK = 64
        try:
            files.copy_to(connection, folder / "part", between=lambda: None)
            found = files.occurrences(folder / "part", [text])
        finally:
            files.CHUNK = chunk
    if len(set(text.encode())) > 1:  # of one sign alone there are many, however one cuts
        assert found >= held.count(text.encode()) > 0


def test_a_friend_who_is_brought_back_while_the_bin_is_emptied_stays(workspace: Workspace, time: StoppedTime):
    kept, gone = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四"))
    workspace.contacts.delete([kept, gone])
    time.advance(days=31)

    def bring_back(*_: int) -> None:
        if kept in workspace.bin.ids():
            workspace.bin.bring_back([kept])

    assert workspace.erasing.empty_bin(bring_back) == 1
    assert workspace.store.rows("SELECT id FROM contact") == [(kept,)]


def test_the_last_block_of_the_bin_clears_the_words_of_all(
    workspace: Workspace, time: StoppedTime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erasing, "AT_ONCE", 1)
    gone = [workspace.contacts.add(ContactDraft(name)) for name in ("unforgettableone", "unforgettabletwo")]
    for friend in gone:
        workspace.conversations.log(friend, "whispered quizzically")
    workspace.contacts.delete(gone)
    time.advance(days=31)
    assert workspace.erasing.empty_bin() == 2
    assert workspace.store.occurrences(["unforgettable", "whispered", "quizzically"]) == 0


def test_a_bin_that_is_brought_back_whole_while_it_is_emptied_loses_nobody(workspace: Workspace, time: StoppedTime):
    kept = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.delete([kept])
    time.advance(days=31)
    assert workspace.erasing.empty_bin(lambda *_: workspace.bin.bring_back([kept])) == 0
    assert workspace.store.rows("SELECT id FROM contact") == [(kept,)]


@pytest.mark.parametrize("late", [False, True])
def test_a_merge_that_was_taken_back_keeps_nothing_of_them(workspace: Workspace, late: bool):
    kept, gone = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "secret-name"))
    workspace.contacts.edit(gone, note="secret-note")
    workspace.merging.merge(kept, [gone], {})
    merge = workspace.undo.last()
    assert merge is not None
    if late:
        workspace.conversations.log(kept, "since")
    workspace.undo.take_back(merge.id)
    workspace.erasing.erase(gone)
    assert workspace.store.occurrences(["secret-name", "secret-note"]) == 0
    assert workspace.undo.next() is None
    if late:
        workspace.undo.undo()
    assert (workspace.contacts.card(kept).note, workspace.contacts.card(kept).formerly) == ("", ())


def listed(workspace: Workspace) -> set[str]:
    path = workspace.folder / erasing.LIST
    return set(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else set()


def test_who_could_not_be_erased_is_not_erased_at_the_next_start(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    with closing(sqlite3.connect(workspace.store.path)) as other:
        other.execute("CREATE TRIGGER stubborn BEFORE DELETE ON contact BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(sqlite3.IntegrityError):
        workspace.erasing.erase(friend)
    assert listed(workspace) == set()
    with closing(sqlite3.connect(workspace.store.path)) as other:
        other.execute("DROP TRIGGER stubborn")
    assert workspace.erasing.again() == 0
    assert workspace.contacts.row(friend).name == "王芳"


@pytest.mark.parametrize("opened_between", [True, False])
def test_a_list_that_a_crash_kept_from_being_written_is_made_up_for(workspace: Workspace, opened_between: bool):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    backup = workspace.backup()
    workspace.erasing.erase(friend)
    known = listed(workspace)
    (workspace.folder / erasing.LIST).unlink()  # as if the power had gone right after the commit
    workspace.close()
    if opened_between:
        again = open_workspace(workspace.folder, clock=workspace.clock)
        assert listed(again) == known
        again.close()
    files.restore(workspace.folder / files.FILE_NAME, backup, workspace.clock.now())
    again = open_workspace(workspace.folder, clock=workspace.clock)
    try:
        assert again.store.rows("SELECT id FROM contact") == []
        assert listed(again) == known
    finally:
        again.close()


def test_a_list_that_cannot_be_written_keeps_nobody_in_the_file(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    (workspace.folder / erasing.LIST).mkdir()
    assert workspace.erasing.erase(friend)
    (workspace.folder / erasing.LIST).rmdir()
    workspace.erasing.again()
    assert len(listed(workspace)) == 1


def test_clearing_of_words_that_was_cut_off_is_done_in_the_next_quiet_moment(workspace: Workspace):
    friend = somebody(workspace)
    workspace.store.erase([friend], words=False)
    assert workspace.store.rows("SELECT words FROM erased") == [(1,)]
    workspace.tidy()
    assert workspace.store.rows("SELECT words FROM erased") == [(0,)]
    assert workspace.store.occurrences(list(TEXTS)) == 0
    others = workspace.store.rows("SELECT count(*) FROM talk_fts_data")
    workspace.tidy()
    assert workspace.store.rows("SELECT count(*) FROM talk_fts_data") == others


def test_who_is_erased_is_not_said_to_be_there_because_the_file_could_not_be_looked_through(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    scan = workspace.store.path.with_name(f".{workspace.store.path.name}.scan")
    scan.mkdir()  # where the copy would be made
    (scan / "full").touch()
    assert workspace.erasing.erase(friend) is False
    assert workspace.store.rows("SELECT id FROM contact") == []
    assert len(listed(workspace)) == 1
