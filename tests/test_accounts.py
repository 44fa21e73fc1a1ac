"""My own accounts: named, bounded, counted; one that goes leaves the friends who were on it."""

import pytest

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.errors import EmptyNameError, MissingError, UnknownValueError
from crm.ids import AccountId
from crm.workspace import Workspace


def test_an_account_has_the_bound_of_its_platform_unless_it_is_given_one(workspace: Workspace):
    add = workspace.accounts.add
    add(" 大号 ", Platform.WECHAT, " dahao_1 ")
    add("小号", Platform.WECHAT, friend_cap=500)
    add("微博号", Platform.WEIBO)
    told = [(row.name, row.handle, row.friend_cap, row.friends) for row in workspace.accounts.all()]
    assert told == [("大号", "dahao_1", 10_000, 0), ("小号", "", 500, 0), ("微博号", "", None, 0)]
    assert list(workspace.accounts.names().values()) == ["大号", "小号", "微博号"]


def test_an_account_is_found_by_its_name_or_handle(workspace: Workspace):
    account = workspace.accounts.add("大号", Platform.WECHAT, "dahao_1")
    assert workspace.accounts.named("大号") == workspace.accounts.named("dahao_1") == account
    assert workspace.accounts.named("小号") is None


def test_an_account_needs_a_name_and_an_empty_one_changes_nothing(workspace: Workspace):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    with pytest.raises(EmptyNameError):
        workspace.accounts.add("  ", Platform.QQ)
    with pytest.raises(EmptyNameError):
        workspace.accounts.edit(account, name=" ", platform=Platform.QQ, handle="", friend_cap=None)
    assert [(row.name, row.platform) for row in workspace.accounts.all()] == [("大号", Platform.WECHAT)]


def test_an_account_that_is_changed_can_be_changed_back(workspace: Workspace):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    workspace.accounts.edit(account, name="新号", platform=Platform.WECHAT, handle="new_1", friend_cap=None)
    assert workspace.accounts.all()[0].handle == "new_1"
    workspace.undo.undo()
    assert [(row.name, row.handle, row.friend_cap) for row in workspace.accounts.all()] == [("大号", "", 10_000)]
    with pytest.raises(MissingError):
        workspace.accounts.edit(AccountId(99), name="x", platform=Platform.QQ, handle="", friend_cap=None)


def test_an_account_that_goes_leaves_its_friends_and_their_remarks(workspace: Workspace):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    friend = workspace.contacts.add(
        ContactDraft("王芳", remark="A王", account=account, handles=(Handle(Platform.WECHAT, "wf"),))
    )
    workspace.accounts.remove(account)
    assert workspace.accounts.all() == []
    assert workspace.contacts.row(friend).remark == "A王"
    assert [tie.account for tie in workspace.contacts.card(friend).identities[0].ties] == [None]
    workspace.undo.undo()
    assert workspace.accounts.all()[0].friends == 1


def test_a_platform_nobody_knows_is_told_with_those_there_are():
    assert Platform.of(" WeChat ") is Platform.WECHAT
    with pytest.raises(UnknownValueError) as told:
        Platform.of("icq")
    assert told.value.allowed == tuple(Platform)
