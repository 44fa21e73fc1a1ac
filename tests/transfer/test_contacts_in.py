"""Friends in: planned without storing, stored as one step, the same file twice changes nothing."""

from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.errors import FileProblemError
from crm.finder import Filter
from crm.progress import Cancelled
from crm.transfer import planning
from crm.transfer.contacts_in import ContactsIn, Wishes
from crm.transfer.errors import FileKind, NotATableError
from crm.transfer.planning import Fate, absorb
from crm.transfer.reading import open_table
from crm.workspace import Workspace, open_workspace


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def importer(workspace: Workspace) -> ContactsIn:
    return ContactsIn(workspace.store, workspace.accounts, read_here)


def sheet(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "friends.csv"
    path.write_bytes(text.encode(encoding))
    return path


LIST = (
    "好友名单\n"
    "昵称,备注,微信号,手机,标签,阶段,生日,地址\n"
    "小王,A王姐-深圳,wxid_a1,13800138000,宝妈;老客,客户,8月15日,深圳市南山区科苑路1号\n"
    "李四,,li_si,,,,,\n"
    ",,,,,,,\n"
    "没有号的人,,,,,,,\n"
    "合计,3,,,,,,\n"
)


def snapshot(workspace: Workspace) -> list[object]:
    ids = workspace.finder.ids(Filter())
    return [(c.row.name, c.row.remark, c.row.tags, c.row.handles, c.note) for c in map(workspace.contacts.card, ids)]


def test_a_list_comes_in_as_one_step_and_goes_again(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    plan = imports.plan(sheet(tmp_path, LIST, "gb18030"))
    assert workspace.finder.count(Filter()) == 0
    assert plan.counts == Counter({Fate.NEW: 3})
    done = imports.store(plan)
    assert done.step is not None
    wang = workspace.contacts.card(workspace.finder.who("wxid_a1"))
    assert wang.row.remark == "A王姐-深圳"
    assert wang.row.tags == ("宝妈", "老客")
    assert wang.row.stage.value == "customer"
    assert {h.text for h in wang.row.handles} == {"wxid_a1", "13800138000"}
    assert wang.addresses[0].text.detail.endswith("科苑路1号")
    assert workspace.finder.search("xw") == [wang.row.id]
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0
    assert workspace.contacts.tags() == []
    workspace.undo.redo()
    assert workspace.finder.search("8000") == [wang.row.id]


def test_the_same_file_twice_changes_nothing(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    path = sheet(tmp_path, LIST)
    imports.store(imports.plan(path))
    before = snapshot(workspace)
    again = imports.plan(path)
    assert again.counts == Counter({Fate.SAME: 3})
    assert imports.store(again).step is None
    assert snapshot(workspace) == before


def test_empty_cells_erase_nothing_and_new_words_are_added(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, LIST)))
    plan = imports.plan(sheet(tmp_path, "昵称,微信号,标签,备注名,来源\n小王子,wxid_a1,新款,,展会\n"))
    assert plan.counts == Counter({Fate.UPDATED: 1})
    done = imports.store(plan)
    wang = workspace.contacts.card(workspace.finder.who("wxid_a1"))
    assert wang.row.remark == "A王姐-深圳"
    assert wang.row.tags == ("宝妈", "老客", "新款")
    assert wang.row.source == "展会"
    assert done.step is not None
    workspace.undo.undo()
    assert workspace.contacts.card(wang.row.id).row.tags == ("宝妈", "老客")


def test_a_friend_who_is_there_is_matched_by_any_handle(workspace: Workspace, tmp_path: Path):
    there = workspace.contacts.add(ContactDraft("老王", handles=(Handle(Platform.PHONE, "138-0013-8000"),)))
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, LIST)))
    assert workspace.finder.who("wxid_a1") == there
    assert workspace.finder.count(Filter()) == 3


def test_rows_of_one_file_about_one_friend_come_together(workspace: Workspace, tmp_path: Path):
    text = "姓名,微信号,电话\n王芳,wf1,\n王小芳,wf1,13800138000\n王芳,wf1,13800138000\n"
    imports = importer(workspace)
    plan = imports.plan(sheet(tmp_path, text))
    assert [p.fate for p in plan.planned] == [Fate.NEW, Fate.UPDATED, Fate.SAME]
    imports.store(plan)
    row = workspace.contacts.row(workspace.finder.who("wf1"))
    assert (row.name, len(row.handles)) == ("王芳", 2)
    assert imports.plan(sheet(tmp_path, text)).counts == Counter({Fate.SAME: 3})


def test_thousands_of_rows_about_one_friend_are_each_taken_in_once(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken: list[object] = []

    def counted(known, entry, account):
        taken.append(entry)
        absorb(known, entry, account)

    monkeypatch.setattr(planning, "absorb", counted)
    text = "姓名,微信号,标签\n" + "".join(f"王芳,wf1,t{number % 7}\n" for number in range(2_000))
    imports = importer(workspace)
    plan = imports.plan(sheet(tmp_path, text))
    assert plan.counts == Counter({Fate.NEW: 1, Fate.UPDATED: 6, Fate.SAME: 1_993})
    assert len(taken) < 2_000
    imports.store(plan)
    taken.clear()
    assert imports.plan(sheet(tmp_path, text)).counts == Counter({Fate.SAME: 2_000})
    assert len(taken) <= 2_000


def test_namesakes_without_handles_stay_apart_and_stable(workspace: Workspace, tmp_path: Path):
    text = "姓名,来源\n张伟,a\n张伟,b\n"
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, text)))
    assert workspace.finder.count(Filter()) == 2
    assert imports.plan(sheet(tmp_path, text)).counts == Counter({Fate.SAME: 2})


def test_accounts_and_introducers_are_found_by_name(workspace: Workspace, tmp_path: Path):
    text = "姓名,微信号,我的号,介绍人\n王芳,wf,小号一,李四\n李四,ls,小号一,\n"
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, text)))
    assert [(a.name, a.friends) for a in workspace.accounts.all()] == [("小号一", 2)]
    card = workspace.contacts.card(workspace.finder.who("wf"))
    assert card.introduced_by is not None
    assert card.introduced_by[1] == "李四"
    assert imports.plan(sheet(tmp_path, text)).counts == Counter({Fate.SAME: 2})


def test_all_friends_of_a_file_can_be_given_to_an_account(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    wishes = Wishes(account="大号")
    imports.store(imports.plan(sheet(tmp_path, LIST), wishes))
    assert [(a.name, a.friends) for a in workspace.accounts.all()] == [("大号", 3)]
    assert imports.plan(sheet(tmp_path, LIST), wishes).counts == Counter({Fate.SAME: 3})


def test_an_import_that_is_called_off_leaves_nothing(workspace: Workspace, tmp_path: Path):
    lines = "".join(f"friend {n},id{n}\n" for n in range(2000))
    imports = importer(workspace)
    plan = imports.plan(sheet(tmp_path, "姓名,微信号\n" + lines))

    def call_off(done: int, total: int) -> None:
        if done > 600:
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.store(plan, call_off)
    assert workspace.finder.count(Filter()) == 0
    assert workspace.undo.last() is None


def test_friends_with_later_entries_stay_when_an_import_is_taken_back(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    done = imports.store(imports.plan(sheet(tmp_path, LIST)))
    assert done.step is not None
    li = workspace.finder.who("li_si")
    workspace.contacts.tag([li], "later")
    kept = workspace.undo.take_back(done.step)  # type: ignore[arg-type]
    assert kept == (li,)
    assert list(workspace.finder.ids(Filter())) == [li]


def test_a_file_apart_is_read_in_a_process_of_its_own(workspace: Workspace, tmp_path: Path):
    imports = ContactsIn(workspace.store, workspace.accounts)
    assert imports.plan(sheet(tmp_path, LIST)).counts == Counter({Fate.NEW: 3})
    with pytest.raises(FileProblemError):
        imports.plan(tmp_path / "nothing.csv")


def test_a_name_alone_is_not_taken_for_the_namesake_with_a_handle(workspace: Workspace, tmp_path: Path):
    text = "姓名,微信号,标签\n,a,\na,,t\na,,\n"
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, text)))
    assert workspace.finder.count(Filter()) == 3
    assert imports.plan(sheet(tmp_path, text)).counts == Counter({Fate.SAME: 3})


cells = st.sampled_from(["", "a", "b", "王芳", "wf1", "wf2", "13800138000", "x;y"])


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells, cells, cells), max_size=8), account=st.sampled_from(["", "大号"]))
def test_any_file_a_second_time_is_the_same(tmp_path_factory: pytest.TempPathFactory, rows, account):
    folder = tmp_path_factory.mktemp("x")
    text = "姓名,备注名,微信号,标签\n乙,,yi,\n" + "".join(",".join(row) + "\n" for row in rows)
    shop = open_workspace(folder / "shop")
    try:
        imports = importer(shop)
        plan = imports.plan(sheet(folder, text), Wishes(account=account))
        assert plan.records + len(plan.skipped) == len(rows) + 2
        imports.store(plan)
        before = snapshot(shop)
        again = imports.plan(sheet(folder, text), Wishes(account=account))
        assert set(again.counts) <= {Fate.SAME}
        if shop.undo.last() is not None:
            shop.undo.undo()
        assert shop.finder.count(Filter()) == 0
        shop.undo.redo()
        assert snapshot(shop) == before
    finally:
        shop.close()


def test_a_table_that_does_not_say_who_is_who_is_refused_unless_somebody_is_there_to_ask(
    workspace: Workspace, tmp_path: Path
):
    path = sheet(tmp_path, "1990-01-01,2020-01-01\n1991-01-01,2021-01-01\n")
    with pytest.raises(NotATableError) as refused:
        importer(workspace).plan(path)
    assert refused.value.kind is FileKind.TEXT
    plan = importer(workspace).plan(path, Wishes(asked=True))
    assert (plan.planned, len(plan.layout.columns)) == ([], 2)


def test_a_handle_on_another_platform_is_another_friend(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "10001"),)))
    plan = importer(workspace).plan(sheet(tmp_path, "姓名,QQ\n王方,10001\n"))
    assert plan.counts == Counter({Fate.NEW: 1})


def test_names_that_are_only_sorted_alike_are_two_friends(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("Amy"))
    plan = importer(workspace).plan(sheet(tmp_path, "姓名,来源\namy,展会\n"))
    assert plan.counts == Counter({Fate.NEW: 1})


def test_notes_are_added_to_what_is_there_and_never_twice(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("王芳", note="爱喝茶", handles=(Handle(Platform.WECHAT, "wf"),)))
    path = sheet(tmp_path, "姓名,微信号,备注\n王芳,wf,爱喝茶\n王芳,wf,怕辣\n王芳,wf,怕辣\n")
    imports = importer(workspace)
    plan = imports.plan(path)
    assert [planned.fate for planned in plan.planned] == [Fate.SAME, Fate.UPDATED, Fate.SAME]
    imports.store(plan)
    assert workspace.contacts.card(friend).note == "爱喝茶\n怕辣"
    assert imports.plan(path).counts == Counter({Fate.SAME: 3})


def test_a_later_row_fills_what_an_earlier_one_left_empty(workspace: Workspace, tmp_path: Path):
    text = "姓名,微信号,来源,昵称,备注名\n王芳,wf,,,\n王芳,wf,展会,小芳,A王\n王芳,wf,朋友圈,芳芳,B王\n"
    imports = importer(workspace)
    plan = imports.plan(sheet(tmp_path, text))
    assert [planned.fate for planned in plan.planned] == [Fate.NEW, Fate.UPDATED, Fate.SAME]
    imports.store(plan)
    row = workspace.contacts.row(workspace.finder.who("wf"))
    assert (row.source, row.remark) == ("展会", "A王")
    assert imports.plan(sheet(tmp_path, text)).counts == Counter({Fate.SAME: 3})


def test_a_remark_is_filled_in_where_the_account_is_known_already(workspace: Workspace, tmp_path: Path):
    text = "姓名,微信号,我的号,备注名\n王芳,wf,大号,\n王芳,wf,大号,A王\n王芳,wf,大号,A王\n"
    imports = importer(workspace)
    plan = imports.plan(sheet(tmp_path, text))
    assert [planned.fate for planned in plan.planned] == [Fate.NEW, Fate.UPDATED, Fate.SAME]
    imports.store(plan)
    row = workspace.contacts.row(workspace.finder.who("wf"))
    assert row.remark == "A王"
    assert [account.friends for account in workspace.accounts.all()] == [1]


def test_a_friend_with_only_a_phone_is_tied_to_my_account(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.PHONE, "13800138000"),)))
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, "姓名,手机,我的号\n王芳,13800138000,大号\n")))
    assert [account.friends for account in workspace.accounts.all()] == [1]
    assert [handle.text for handle in workspace.contacts.row(friend).handles if handle.text] == ["13800138000"]


def test_an_introducer_is_not_guessed_among_namesakes(workspace: Workspace, tmp_path: Path):
    text = "姓名,微信号,介绍人\n张伟,a,\n张伟,b,\n王芳,wf,张伟\n李四,ls,李四\n"
    imports = importer(workspace)
    imports.store(imports.plan(sheet(tmp_path, text)))
    for who in ("wf", "ls"):
        assert workspace.contacts.card(workspace.finder.who(who)).introduced_by is None
