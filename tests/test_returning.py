"""Friends come back out of a backup as they were, as one step; nothing that was added since is lost."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.custom_fields import FieldKind
from crm.db import files
from crm.errors import DamagedFileError, NoFileError, ShukeError
from crm.finder import Filter
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.products import ProductDraft
from crm.returning import Now
from crm.workspace import Workspace


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    """Somebody with everything: a handle, tags, an own field, talks, orders, who introduced them."""
    above = workspace.contacts.add(ContactDraft("李娜"))
    who = workspace.contacts.add(
        ContactDraft(
            "王芳", tags=("宝妈", "老客户"), handles=(Handle(Platform.WECHAT, "wangfang88"),), introduced_by=above
        )
    )
    today = workspace.clock.today()
    workspace.conversations.log(who, "面膜很好用", next_touch=today + timedelta(days=3))
    mask = workspace.products.add(ProductDraft("面膜", price=9800))
    order = workspace.orders.add(OrderDraft(who, lines=(LineDraft(mask, "面膜", 2, 9800),)))
    workspace.orders.pay(order, 9800)
    workspace.fields.set([who], workspace.fields.add("口味", FieldKind.TEXT), "甜")
    return who


def everything(shop: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is not in the bin, but for what only ever grows."""
    from crm.db import log

    return {
        name: shop.store.rows(
            f'SELECT uuid, {", ".join(log.logged_columns(model))} FROM "{name}" WHERE deleted_at IS NULL ORDER BY uuid'
        )
        for name, model in log.NAMES.items()
        if name != "export_log"
    }


def bring(shop: Workspace, backup: Path, words: str = "") -> None:
    with shop.returning.look(backup) as old:
        old.bring(old.ids(words))


def test_a_deleted_friend_comes_back_whole_and_goes_again_with_undo(workspace: Workspace, friend: ContactId):
    backup, before = workspace.backup(), everything(workspace)
    sums = workspace.contacts.rows([friend])[friend]
    workspace.contacts.delete([friend])
    without = everything(workspace)
    with workspace.returning.look(backup) as old:
        first, *others = (old.rows(old.ids())[number] for number in old.ids())
        assert [one.now for one in others] == [Now.THERE]
        assert (first.name, first.talks, first.orders, first.now) == ("王芳", 1, 1, Now.BINNED)
        old.bring([first.number])
    assert everything(workspace) == before
    after = workspace.contacts.rows([friend])[friend]
    assert replace(after, version=sums.version) == sums
    assert workspace.finder.search("wangfang88")
    workspace.undo.undo()
    assert everything(workspace) == without
    workspace.undo.redo()
    assert everything(workspace) == before


def test_an_edited_friend_is_as_before_and_keeps_what_was_added_since(workspace: Workspace, friend: ContactId):
    backup = workspace.backup()
    tags = lambda: [tag for _, tag in workspace.contacts.tags()]  # noqa: E731 - read twice
    assert set(tags()) == {"宝妈", "老客户"}
    workspace.contacts.untag([friend], "宝妈")
    workspace.contacts.tag([friend], "新")
    workspace.conversations.log(friend, "后来说的")
    bring(workspace, backup, "王芳")
    assert set(tags()) == {"宝妈", "老客户", "新"}
    assert len(workspace.store.rows("SELECT 1 FROM conversation WHERE deleted_at IS NULL")) == 2


def test_a_friend_comes_into_a_shop_that_never_knew_them(
    workspace: Workspace, friend: ContactId, tmp_path: Path, clock
):
    from crm.workspace import open_workspace

    workspace.accounts.add("主号", Platform.WECHAT)
    backup = workspace.backup(tmp_path / "kept.db")
    other = open_workspace(tmp_path / "other", clock=clock)
    try:
        tag = other.contacts.add(ContactDraft("赵六", tags=("宝妈",)))
        other.products.add(ProductDraft("面膜", price=9800))
        with other.returning.look(backup) as old:
            assert {one.now for one in old.rows(old.ids()).values()} == {Now.GONE}
            old.bring(old.ids("wangfang"))
        assert other.finder.count(Filter()) == 2
        (found,) = other.finder.search("wangfang88")
        assert other.contacts.rows([found])[found].name == "王芳"
        assert len(other.store.rows("SELECT 1 FROM product WHERE deleted_at IS NULL")) == 1
        assert len(other.store.rows("SELECT 1 FROM tag WHERE deleted_at IS NULL")) == 2
        assert other.store.rows("SELECT paid, owed FROM shop_order") == [(9800, 9800)]
        assert other.store.health().broken_references == 0
        other.undo.undo()
        assert other.finder.ids(Filter()).tolist() == [tag]
    finally:
        other.close()


def test_merged_friends_are_two_again(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("芳芳"))
    backup, before = workspace.backup(), everything(workspace)
    workspace.merging.merge(other, [friend], {})
    with workspace.returning.look(backup) as old:
        merged = [one for one in old.rows(old.ids()).values() if one.now is Now.MERGED]
        old.bring([one.number for one in merged])
    after = everything(workspace)
    assert len(after["contact"]) == len(before["contact"])
    assert after["shop_order"] == before["shop_order"]
    assert workspace.store.health().broken_references == 0


def test_who_was_erased_stays_away(workspace: Workspace, friend: ContactId):
    backup = workspace.backup()
    workspace.erasing.erase(friend)
    with workspace.returning.look(backup) as old:
        assert [one.name for one in old.rows(old.ids()).values()] == ["李娜"]


def test_many_come_back_in_one_step(workspace: Workspace):
    who = [workspace.contacts.add(ContactDraft(f"n{n}", tags=("a",))) for n in range(520)]
    backup, before = workspace.backup(), everything(workspace)
    workspace.contacts.delete(who)
    bring(workspace, backup)
    assert everything(workspace) == before
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0


def test_a_deleted_tag_and_an_own_field_come_back_with_their_friend(workspace: Workspace, friend: ContactId):
    backup, before = workspace.backup(), everything(workspace)
    workspace.contacts.untag([friend], "宝妈")
    (field,) = workspace.fields.all()
    workspace.fields.delete(field.id)
    bring(workspace, backup, "王芳")
    assert everything(workspace) == before


def test_a_backup_of_an_older_shuke_is_read_in_a_copy(
    workspace: Workspace, friend: ContactId, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    backup = workspace.backup()
    later = tmp_path / "migrations"
    later.mkdir()
    for script in files.MIGRATIONS.glob("0*.py"):
        (later / script.name).write_bytes(script.read_bytes())
    (later / "0999_more.py").write_text("def up(migrator, db):\n    db.execute_sql('CREATE TABLE more(x)')\n")
    monkeypatch.setattr(files, "MIGRATIONS", later)
    untouched = backup.read_bytes()
    workspace.contacts.delete([friend])
    bring(workspace, backup, "王芳")
    assert workspace.finder.search("wangfang88")
    assert backup.read_bytes() == untouched
    assert not list(workspace.folder.glob(".*.look*"))


def test_words_inside_are_found_too(workspace: Workspace, friend: ContactId):
    with workspace.returning.look(workspace.backup()) as old:
        assert [old.rows([number])[number].name for number in old.ids("angfang8")] == ["王芳"]
        assert old.ids("nobody") == []


def test_what_finds_no_place_any_more_stays_away(workspace: Workspace, friend: ContactId):
    """A pair whose other half is gone, a tag on a friend that is there by another hand, a reference to nothing."""
    other = workspace.contacts.add(ContactDraft("赵六"))
    workspace.duplicates.not_same(friend, other)
    backup = workspace.backup()
    with closing(sqlite3.connect(backup)) as connection:  # as no sound backup is
        connection.execute("DELETE FROM sequence_run")
        connection.execute("UPDATE conversation SET account_id = 99")
        connection.execute("UPDATE contact_tag SET uuid = uuid || 'x'")
        connection.commit()
    files.manifest_of(backup).unlink()
    workspace.erasing.erase(other)
    talks = workspace.store.rows("SELECT count(*) FROM conversation WHERE deleted_at IS NULL")
    bring(workspace, backup, "wangfang")
    assert workspace.store.rows("SELECT count(*) FROM contact_tag WHERE deleted_at IS NULL") == [(2,)]
    assert workspace.store.rows("SELECT count(*) FROM not_same") == [(0,)]
    assert workspace.store.rows("SELECT count(*) FROM conversation WHERE deleted_at IS NULL") == talks
    assert workspace.store.health().broken_references == 0


@pytest.mark.parametrize(("content", "error"), [(None, NoFileError), (b"", DamagedFileError), (b"<html>", ShukeError)])
def test_what_is_no_backup_is_told(workspace: Workspace, tmp_path: Path, content: bytes | None, error: type[Exception]):
    path = tmp_path / "x.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error):
        workspace.returning.look(path)
