"""Addresses in: whoever gets a parcel is a friend, one phone is one friend, nothing comes in twice."""

from pathlib import Path

import pytest

from crm import cli
from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.errors import NoFileError
from crm.finder import Filter
from crm.progress import unheard
from crm.transfer.addresses_in import AddressesIn
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.entries import Problem, Reason
from crm.transfer.errors import FileDeniedError, NoAddressError, TooBigError, UnknownEncodingError
from crm.transfer.kinds import kind_of_file
from crm.transfer.planning import ContactsPlan, Fate
from crm.transfer.short_texts import LARGEST, beginning, read_whole
from crm.workspace import Workspace

TEXT = (
    "王小明 13800000001 广东省深圳市南山区科苑路1号A栋502\n"
    "李姐，13800000002，浙江省杭州市西湖区文三路9号\n"
    "\n"
    "王小明 13800000001 湖北省武汉市洪山区珞喻路5号\n"
)
UNSURE = "13800000003 广东省深圳市南山区科苑路1号\n\n张三 13800000004\n\n深圳市南山区科苑路8号A栋\n\n"


def planned(workspace: Workspace, folder: Path, text: str) -> ContactsPlan:
    path = folder / "addresses.txt"
    path.write_text(text, encoding="utf-8")
    return AddressesIn(workspace.store, workspace.accounts).plan(path)


def stored(workspace: Workspace, plan: ContactsPlan):
    return ContactsIn(workspace.store, workspace.accounts).store(plan)


def test_people_with_addresses_become_friends_once(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, TEXT)
    assert [(one.row, one.entry.name, one.fate) for one in plan.planned] == [
        (1, "王小明", Fate.NEW),
        (2, "李姐", Fate.NEW),
        (4, "王小明", Fate.UPDATED),
    ]
    step = stored(workspace, plan).step
    found = workspace.finder.who("王小明")
    assert {(one.text.region, one.text.detail) for one in workspace.contacts.card(found).addresses} == {
        ("广东省深圳市南山区", "科苑路1号A栋502"),
        ("湖北省武汉市洪山区", "珞喻路5号"),
    }
    assert planned(workspace, tmp_path, TEXT).counts[Fate.SAME] == 3
    assert step is not None
    workspace.undo.take_back(step)
    assert workspace.finder.count(Filter()) == 0


def test_a_friend_of_that_phone_gets_the_address(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("老李", handles=(Handle(Platform.PHONE, "13800000002"),)))
    stored(workspace, planned(workspace, tmp_path, TEXT))
    assert [one.text.detail for one in workspace.contacts.card(friend).addresses] == ["文三路9号"]


def test_what_is_unsure_or_missing_is_said(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, UNSURE + TEXT)
    assert plan.planned[0].entry.name == "13800000003"
    assert plan.problems[0] == Problem(3, Reason.NO_ADDRESS, "张三 13800000004")
    assert [problem.reason for problem in plan.problems[1:]] == [Reason.NO_NAME]
    doubted = planned(workspace, tmp_path, "柚子甜 13800000005 南京市雨花区小行路1号\n")
    assert {doubt.reason for one in doubted.planned for doubt in one.doubts} == {Reason.GUESS}


def test_a_pick_up_shop_is_an_address(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, "陳小姐 0912345678 7-11 信義門市 店號123456\n")
    assert "信義" in plan.planned[0].entry.addresses[0].detail


def test_texts_without_addresses_are_refused(workspace: Workspace, tmp_path: Path):
    with pytest.raises(NoAddressError):
        planned(workspace, tmp_path, "小王\n李姐\n")


def test_the_kind_is_told_and_the_command_line_takes_it(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert kind_of_file(path) == "address"
    said = cli.answered(["import", str(path), "--json"], workspace, tmp_path, unheard)
    assert '"kind": "address"' in said.out
    assert workspace.finder.count(Filter()) == 2
    names = tmp_path / "b.txt"
    names.write_text("小王 13800000001\n李姐\n", encoding="utf-8")
    assert kind_of_file(names) == "contacts"


def test_files_that_cannot_be_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(NoFileError):
        read_whole(tmp_path / "none.txt")
    strange = tmp_path / "strange.txt"
    strange.write_bytes(bytes(range(128, 256)) * 4)
    with pytest.raises(UnknownEncodingError):
        read_whole(strange)
    assert beginning(strange) == ""
    large = tmp_path / "large.txt"
    large.write_bytes(b"a" * (LARGEST + 1))
    with pytest.raises(TooBigError):
        read_whole(large)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FileDeniedError):
        read_whole(large)
