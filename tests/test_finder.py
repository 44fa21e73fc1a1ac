"""What the grammar of the search says, whom each part finds, and which one friend is meant."""

from datetime import date

import pytest

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.errors import AmbiguousError, MissingError, UnknownValueError
from crm.finder import Filter
from crm.orders import OrderDraft
from crm.stages import Stage
from crm.workspace import Workspace
from tests.test_orders import line


@pytest.fixture
def friends(workspace: Workspace) -> dict[str, int]:
    """Three friends that differ in everything a filter may ask for."""
    shop = workspace.accounts.add("福利号", Platform.WECHAT)
    add = workspace.contacts.add
    made = {
        "王芳": add(
            ContactDraft(
                "王芳", remark="楼下王姐", account=shop, handles=(Handle(Platform.WECHAT, "wf88"),), tags=("宝妈",),
                stage=Stage.CUSTOMER, source="market", added_on=date(2026, 1, 1),
            )
        ),
        "张三": add(
            ContactDraft(
                "张三", handles=(Handle(Platform.PHONE, "138 0013 8000"), Handle(Platform.QQ, "10001")),
                tags=("宝妈", "big spender"), standing=Standing.PAUSED, added_on=date(2026, 2, 1),
            )
        ),
        "Bob": add(ContactDraft("Bob", handles=(Handle(Platform.LINE, "10001"),), added_on=date(2026, 3, 4))),
    }  # fmt: skip
    workspace.orders.add(OrderDraft(made["王芳"], (line(100),)))
    workspace.conversations.log(made["Bob"], "hello")
    workspace.follow_ups.set(made["张三"], date(2026, 3, 9))
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "王芳 张三 Bob"),
        ("stage:customer", "王芳"),
        ("stage:customer|added", "王芳 张三 Bob"),
        ("STAGE:customer", "王芳"),
        ("tag:宝妈", "王芳 张三"),
        ('tag:"big spender"', "张三"),
        ("account:福利号", "王芳"),
        ("platform:qq|line", "张三 Bob"),
        ("standing:paused", "张三"),
        ("source:market", "王芳"),
        ("quiet:30", "张三"),  # an order is a contact too
        ("quiet:0", "张三"),
        ("quiet:99999999", ""),
        ("owing:yes", "王芳"),
        ("owing:no", "张三 Bob"),
        ("tag:宝妈 zs", "张三"),
        ("13800138", "张三"),
        ("nobody-at-all", ""),
        ("!", ""),
    ],
)
def test_every_part_of_the_grammar_finds_whom_it_says(workspace: Workspace, friends, text: str, names: str):
    which = Filter.parse(text)
    assert set(workspace.finder.ids(which)) == {friends[name] for name in names.split()}
    assert workspace.finder.count(which) == len(names.split())


def test_with_and_without_a_next_step_are_everybody(workspace: Workspace, friends):
    planned, bare = (set(workspace.finder.ids(Filter.parse(f"next:{answer}"))) for answer in ("yes", "no"))
    assert friends["张三"] in planned
    assert planned | bare == set(friends.values())
    assert not planned & bare


@pytest.mark.parametrize("text", ["stage:vip", "platform:icq", "standing:dead", "quiet:soon", "quiet:٣", "owing:maybe"])
def test_a_value_nobody_knows_is_told(text: str):
    with pytest.raises(UnknownValueError):
        Filter.parse(text)


def test_nothing_asked_is_empty():
    assert Filter.parse("  ").empty
    assert not Filter.parse("zs").empty


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wechat:WF88", "王芳"),
        ("phone:+86 13800138000", "张三"),
        ("line:10001", "Bob"),
        ("wf88", "王芳"),
        ("13800138000", "张三"),
        (" Bob ", "Bob"),
        ("楼下王姐", "王芳"),
    ],
)
def test_the_one_friend_is_meant(workspace: Workspace, friends, text: str, name: str):
    assert workspace.finder.who(text) == friends[name]


def test_a_friend_is_meant_by_the_uuid(workspace: Workspace, friends):
    uuid = workspace.contacts.row(friends["Bob"]).uuid
    assert workspace.finder.who(uuid.upper()) == friends["Bob"]


def test_several_that_fit_are_all_named_and_none_is_taken(workspace: Workspace, friends):
    with pytest.raises(AmbiguousError) as raised:
        workspace.finder.who("10001")
    assert raised.value.args[1] == tuple(workspace.contacts.row(friends[name]).uuid for name in ("Bob", "张三"))


@pytest.mark.parametrize("text", ["", " ", "icq:1", "phone:", "wechat:", "nobody"])
def test_nobody_meant_is_told(workspace: Workspace, friends, text: str):
    with pytest.raises(MissingError):
        workspace.finder.who(text)


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_finds_nobody_and_filters_nobody_out(workspace: Workspace, friends, typed: str):
    assert workspace.finder.search(typed) == []
    assert workspace.finder.count(Filter(words=typed)) == len(friends)


@pytest.mark.parametrize("typed", ["没有此人", "zz", "nobody here", "***"])
def test_words_that_fit_nobody_find_nobody(workspace: Workspace, friends, typed: str):
    assert workspace.finder.search(typed) == []
    assert workspace.finder.count(Filter(words=typed)) == 0
