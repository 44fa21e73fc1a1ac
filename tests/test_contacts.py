"""Friends: a name is enough, everything about them can be taken back."""

import pytest

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle, Standing, TieState
from crm.errors import ConflictError, EmptyNameError, MissingError, OwnIntroducerError, UnknownValueError
from crm.finder import Filter, Sort
from crm.stages import Stage
from crm.workspace import Workspace


def test_a_name_is_enough(workspace: Workspace):
    contact = workspace.contacts.add(ContactDraft("王芳"))
    row = workspace.contacts.row(contact)
    assert (row.name, row.stage, row.standing) == ("王芳", Stage.ADDED, Standing.ACTIVE)
    assert [move.after for move in workspace.stages.history(contact)] == [Stage.ADDED]


@pytest.mark.parametrize("typed", ["zs", "zhangs", "张三", "三", "張三", "a李", "wxid", "8000", "13800138000", "138"])
def test_found_by(workspace: Workspace, typed: str):
    draft = ContactDraft(
        "张三",
        remark="A李姐",
        handles=(Handle(Platform.WECHAT, "wxid_abc"), Handle(Platform.PHONE, "138 0013 8000")),
    )
    contact = workspace.contacts.add(draft)
    workspace.contacts.add(ContactDraft("Somebody else"))
    assert workspace.finder.search(typed) == [contact]
    assert list(workspace.finder.ids(Filter(words=typed))) == [contact]


@pytest.mark.parametrize("typed", ["*", "?", "[", "[a", "50%", "_", "a*b", "😀"])
def test_signs_of_patterns_are_only_text(workspace: Workspace, typed: str):
    contact = workspace.contacts.add(ContactDraft("x", handles=(Handle(Platform.OTHER, f"q{typed}z"),)))
    workspace.contacts.add(ContactDraft("y", handles=(Handle(Platform.OTHER, "qa1bz"),)))
    assert workspace.finder.search(f"{typed}z") in ([contact], [])
    assert workspace.finder.search(f"q{typed}z") == [contact]


def test_undo_takes_back_all_of_a_new_friend_and_redo_brings_them_again(workspace: Workspace):
    contact = workspace.contacts.add(ContactDraft("王芳", tags=("宝妈",), handles=(Handle(Platform.WECHAT, "wf"),)))
    workspace.undo.undo()
    assert list(workspace.finder.ids(Filter())) == []
    assert workspace.contacts.tags() == []
    with pytest.raises(MissingError):
        workspace.contacts.row(contact)
    workspace.undo.redo()
    assert workspace.contacts.row(contact).tags == ("宝妈",)
    assert workspace.finder.search("wf") == [contact]


def test_undo_restores_values_with_a_new_version(workspace: Workspace):
    contact = workspace.contacts.add(ContactDraft("王芳"))
    before = workspace.contacts.row(contact)
    workspace.contacts.edit(contact, name="王小芳", seen=before.version)
    workspace.undo.undo()
    after = workspace.contacts.row(contact)
    assert after.name == "王芳"
    assert after.version > before.version
    with pytest.raises(ConflictError):
        workspace.contacts.edit(contact, name="x", seen=before.version)
    assert workspace.finder.search("wf") == [contact]


def test_empty_names_are_refused(workspace: Workspace):
    with pytest.raises(EmptyNameError):
        workspace.contacts.add(ContactDraft(" \n "))


def test_circles_of_introduction_are_refused(workspace: Workspace):
    one, two, three = (workspace.contacts.add(ContactDraft(name)) for name in "一二三")
    workspace.contacts.set_introducer(two, one)
    workspace.contacts.set_introducer(three, two)
    with pytest.raises(OwnIntroducerError):
        workspace.contacts.set_introducer(one, three)
    with pytest.raises(OwnIntroducerError):
        workspace.contacts.set_introducer(one, one)


def test_deleting_takes_everything_along_and_undo_brings_it_back(workspace: Workspace):
    contact = workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf"),), tags=("a",)))
    workspace.contacts.delete([contact])
    assert workspace.finder.count(Filter()) == 0
    workspace.undo.undo()
    assert workspace.contacts.card(contact).identities[0].handle.text == "wf"


def test_sorting_is_by_pinyin(workspace: Workspace):
    for name in ("张三", "Amy", "曾国藩", "李四"):
        workspace.contacts.add(ContactDraft(name))
    names = [workspace.contacts.rows([i])[i].name for i in workspace.finder.ids(Filter(), Sort.NAME)]
    assert names == ["Amy", "李四", "曾国藩", "张三"]


@pytest.mark.parametrize("days", [0, -3])
def test_a_rhythm_below_one_day_is_refused(workspace: Workspace, days: int):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.set_cadence(friend, 5)
    with pytest.raises(UnknownValueError):
        workspace.contacts.set_cadence(friend, days)
    assert workspace.contacts.card(friend).cadence_days == 5


def test_a_handle_that_goes_takes_what_hangs_on_it_and_both_come_back(workspace: Workspace):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    friend = workspace.contacts.add(
        ContactDraft("王芳", remark="A王", account=account, handles=(Handle(Platform.WECHAT, "wf"),))
    )
    identity = workspace.contacts.card(friend).identities[0].id
    workspace.contacts.remove_identity(friend, identity)
    assert workspace.contacts.card(friend).identities == ()
    assert workspace.contacts.row(friend).remark == ""
    assert workspace.finder.search("wf") == [friend]  # by the name alone
    assert workspace.accounts.all()[0].friends == 0
    with pytest.raises(MissingError):
        workspace.contacts.remove_identity(friend, identity)
    workspace.undo.undo()
    assert workspace.contacts.row(friend).remark == "A王"
    assert workspace.accounts.all()[0].friends == 1


def test_an_account_knows_a_handle_once_and_may_forget_it(workspace: Workspace):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    friend = workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf"),)))
    identity = workspace.contacts.card(friend).identities[0].id
    for state, remark in ((TieState.REQUESTED, ""), (TieState.ACCEPTED, " A王 ")):
        workspace.contacts.set_tie(friend, identity, account, state=state, remark=remark)
    (tie,) = workspace.contacts.card(friend).identities[0].ties
    assert (tie.state, tie.remark) == (TieState.ACCEPTED, "A王")
    assert workspace.accounts.all()[0].friends == 1
    workspace.contacts.remove_tie(friend, tie.id)
    assert workspace.contacts.card(friend).identities[0].ties == ()
    with pytest.raises(MissingError):
        workspace.contacts.remove_tie(friend, tie.id)


def test_a_tag_is_put_on_once_and_needs_a_name(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    for _ in range(2):
        workspace.contacts.tag([friend], " 宝妈 ")
    assert workspace.contacts.row(friend).tags == ("宝妈",)
    with pytest.raises(EmptyNameError):
        workspace.contacts.tag([friend], "  ")
    assert [name for _, name in workspace.contacts.tags()] == ["宝妈"]


def test_an_address_goes_and_comes_back(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    address = workspace.contacts.add_address(friend, AddressText("科苑路1号", region="深圳市"))
    workspace.contacts.remove_address(friend, address)
    assert workspace.contacts.card(friend).addresses == ()
    with pytest.raises(MissingError):
        workspace.contacts.remove_address(friend, address)
    workspace.undo.undo()
    assert [row.text.detail for row in workspace.contacts.card(friend).addresses] == ["科苑路1号"]


def test_sources_come_with_the_most_frequent_first(workspace: Workspace):
    for number, source in enumerate(("展会", "朋友圈", "朋友圈", "")):
        workspace.contacts.add(ContactDraft(f"n{number}", source=source))
    assert workspace.contacts.sources() == ["朋友圈", "展会"]
    assert workspace.contacts.sources(limit=1) == ["朋友圈"]
