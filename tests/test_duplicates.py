"""Who may be the same person: told by rule, with the reasons, and never asked again about two who are not."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.duplicates import SHARED, Hint, Pair
from crm.errors import SamePersonError
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.workspace import Workspace, open_workspace

WX = Platform.WECHAT


def add(workspace: Workspace, name: str, **more: object) -> ContactId:
    return workspace.contacts.add(ContactDraft(name, **more))


def hints(pairs: list[Pair]) -> list[set[Hint]]:
    return [{reason.hint for reason in pair.reasons} for pair in pairs]


def test_the_same_handle_or_number_is_enough(workspace: Workspace):
    a = add(workspace, "王芳", handles=(Handle(WX, "WF88"), Handle(Platform.PHONE, "138 0013 8000")))
    b = add(workspace, "Fang", handles=(Handle(WX, "wf88"),))
    c = add(workspace, "李四", handles=(Handle(Platform.PHONE, "+86 13800138000"),))
    d = add(workspace, "赵六", addresses=(AddressText("somewhere", phone="138-0013-8000"),))
    add(workspace, "elsewhere", handles=(Handle(Platform.QQ, "wf88"),))
    pairs = workspace.duplicates.pairs()
    assert [(p.first, p.second) for p in pairs] == [(a, b), (a, c), (a, d), (c, d)]
    assert pairs[0].reasons[0].value == "wechat:wf88"
    assert hints(pairs) == [{Hint.HANDLE}, {Hint.PHONE}, {Hint.PHONE}, {Hint.PHONE}]
    assert [p for p in pairs if d in (p.first, p.second)] == workspace.duplicates.of(d)
    assert workspace.duplicates.of(a) == pairs[:3]


@pytest.mark.parametrize("text", ["138****8000", "1.38E+10", "123"])
def test_a_masked_or_spoiled_number_never_matches(workspace: Workspace, text: str):
    for name in ("王芳", "李四"):
        last = add(workspace, name, handles=(Handle(Platform.PHONE, text),), addresses=(AddressText("x", phone=text),))
    assert workspace.duplicates.pairs() == []
    assert workspace.duplicates.of(last) == []


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ({"birthday": Birthday(8, 15, 1990, lunar=True)}, Hint.BIRTHDAY),
        ({"remark": "楼下王姐"}, Hint.REMARK),
        ({"introduced_by": ContactId(1)}, Hint.INTRODUCER),
        ({"addresses": (AddressText("西湖区 1 号"),)}, Hint.ADDRESS),
    ],
)
def test_a_name_that_sounds_the_same_needs_a_second_hint(workspace: Workspace, more: dict[str, object], hint: Hint):
    add(workspace, "介绍人")
    a, b = add(workspace, "王芳", **more), add(workspace, "汪方", **more)
    add(workspace, "王芳")
    add(workspace, "李四", **more)
    (pair,) = workspace.duplicates.pairs()
    assert (pair.first, pair.second) == (a, b)
    assert hints([pair]) == [{Hint.NAME, hint}]
    assert workspace.duplicates.of(b) == [pair]


def test_several_hints_stand_together_the_strongest_first(workspace: Workspace):
    for name in ("王芳", "王芳"):
        add(workspace, name, remark="楼下", handles=(Handle(WX, "wf"),), birthday=Birthday(8, 15))
    for name in ("李四", "李斯"):
        add(workspace, name, birthday=Birthday(8, 15))
    first, second = workspace.duplicates.pairs()
    assert [reason.hint for reason in first.reasons] == [Hint.HANDLE, Hint.BIRTHDAY, Hint.REMARK, Hint.NAME]
    assert first.score > second.score


def test_what_a_whole_family_shares_says_nothing(workspace: Workspace):
    for number in range(SHARED + 1):
        add(workspace, f"nobody {number}", handles=(Handle(Platform.PHONE, "13800138000"), Handle(WX, "shop")))
    assert workspace.duplicates.pairs() == []


def test_two_who_are_not_the_same_are_never_asked_about_again(workspace: Workspace):
    a, b = (add(workspace, name, handles=(Handle(WX, "wf"),)) for name in ("王芳", "李四"))
    workspace.duplicates.not_same(b, a)
    workspace.duplicates.not_same(a, b)
    assert workspace.duplicates.pairs() == []
    assert workspace.duplicates.of(a) == []
    assert len(workspace.undo.history()) == 3
    workspace.undo.undo()
    assert len(workspace.duplicates.pairs()) == 1
    with pytest.raises(SamePersonError):
        workspace.duplicates.not_same(a, a)


def test_who_was_deleted_is_nobodys_double_and_progress_is_told(workspace: Workspace):
    a, _ = (add(workspace, name, handles=(Handle(WX, "wf"),)) for name in ("王芳", "李四"))
    workspace.contacts.delete([a])
    seen: list[int] = []
    assert workspace.duplicates.pairs(lambda done, total: seen.append(total - done)) == []
    assert seen == sorted(seen, reverse=True)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = open_workspace(tmp_path_factory.mktemp("shop"))
    yield made
    made.close()


@given(st.lists(st.sampled_from(["13800138000", "138****8000", "wf", "xm"]), min_size=2, max_size=6))
def test_a_pair_always_shares_what_it_says(shop: Workspace, texts: list[str]):
    drafts = [
        ContactDraft(f"n{n}", handles=(Handle(Platform.PHONE if text[0] == "1" else WX, text),))
        for n, text in enumerate(texts)
    ]
    owned = dict(zip(shop.contacts.add_all(drafts), texts, strict=True))
    try:
        for pair in shop.duplicates.pairs():
            assert owned[pair.first] == owned[pair.second] != "138****8000"
            assert texts.count(owned[pair.first]) <= SHARED
    finally:
        shop.undo.undo()
