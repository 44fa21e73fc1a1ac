"""The command line brings in whatever a file holds: it looks what it is, and answers alike for all."""

import json
from pathlib import Path

import pytest

from crm import cli
from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.progress import unheard
from crm.transfer.errors import NoBillError, NoOrdersError
from crm.wording.errors import explain
from crm.workspace import Workspace
from tests.transfer.bill_samples import WECHAT_NET, wechat_csv
from tests.transfer.hostile import far_corner
from tests.transfer.shop_samples import TAOBAO, TAOBAO_DETAILS


def ask(workspace: Workspace, *words: str):
    said = cli.answered([*words, "--json"], workspace, Path(), unheard)
    return json.loads(said.out)


def kept(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


KEYS = {"file", "kind", "records", "new", "updated", "same", "problems", "warnings", "skipped", "batch"}


def test_orders_are_told_by_their_headings(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, "ExportOrderList.csv", TAOBAO.data)
    told = ask(workspace, "import", path, "--dry-run")["files"][0]
    assert (told["kind"], told["shop"], told["orders"], told["batch"]) == ("orders", "taobao", 4, None)
    told = ask(workspace, "import", path)["files"][0]
    assert set(told) >= KEYS
    assert told["records"] == told["new"] + len(told["problems"]) == 6
    assert told["records"] + len(told["skipped"]) == TAOBAO.rows
    assert {problem["row"]: problem["reason"] for problem in told["problems"]} == TAOBAO.problems
    assert {warning["reason"] for warning in told["warnings"]} == {"masked_phone", "masked_name"}
    again = ask(workspace, "import", path)["files"][0]
    assert (again["new"], again["same"], again["batch"]) == (0, 4, None)
    ask(workspace, "undo", told["batch"])
    assert workspace.finder.count(Filter()) == 0
    assert not workspace.orders.ids()


def test_a_bill_answers_who_paid(workspace: Workspace, tmp_path: Path):
    told = ask(workspace, "import", kept(tmp_path, "bill.csv", wechat_csv()))["files"][0]
    assert (told["kind"], told["service"], told["stated"]) == ("bill", "wechat_pay", 43)
    assert sum(person["total"] for person in told["people"]) == WECHAT_NET
    assert told["people"][0]["name"] == "王小明"
    assert set(told) >= KEYS


def test_the_goods_of_orders_come_after_the_orders(workspace: Workspace, tmp_path: Path):
    assert TAOBAO_DETAILS.before is not None
    details = kept(tmp_path, "a.csv", TAOBAO_DETAILS.data)
    listed = kept(tmp_path, "b.csv", TAOBAO_DETAILS.before.data)
    told = ask(workspace, "import", details, listed)["files"]
    assert [(Path(file["file"]).name, file["new"], file["updated"]) for file in told] == [
        ("a.csv", 0, 1),
        ("b.csv", 1, 0),
    ]
    (order,) = workspace.orders.ids()
    assert len(workspace.orders.card(order).lines) == 2
    again = ask(workspace, "import", details, listed)["files"]
    assert [(file["new"], file["updated"], file["same"]) for file in again] == [(0, 0, 1), (0, 0, 1)]


def test_who_may_be_a_friend_can_be_left_out(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王小明"))
    path = kept(tmp_path, "bill.csv", wechat_csv())
    told = ask(workspace, "import", path, "--leave-unsure", "--dry-run")["files"][0]
    assert [skipped["row"] for skipped in told["skipped"] if skipped["reason"] == "left_out"] == [18, 20]
    assert ask(workspace, "import", path)["files"][0]["new"] == 5
    assert workspace.finder.count(Filter("王小明")) == 2


@pytest.mark.parametrize("kind", ["orders", "bill", "auto"])
def test_a_hostile_file_is_refused_in_one_sentence(workspace: Workspace, tmp_path: Path, kind: str):
    for name, data in (("a.csv", b"%PDF-1.7"), ("b.xlsx", b"PK\x03\x04broken"), ("c.csv", b"")):
        assert "error" in ask(workspace, "import", kept(tmp_path, name, data), "--kind", kind)
    assert "error" in ask(workspace, "import", str(far_corner(tmp_path / "d.xlsx")), "--kind", kind)
    assert "error" in ask(workspace, "import", kept(tmp_path, "e.csv", '订单号,"x\n'.encode() * 40), "--kind", kind)


def test_a_table_of_another_kind_is_refused(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, "friends.csv", "姓名,电话\n王芳,13800000001\n".encode())
    assert ask(workspace, "import", path, "--kind", "orders")["error"]["code"] == "no_orders"
    assert ask(workspace, "import", path, "--kind", "bill")["error"]["code"] == "no_bill"


def test_a_table_of_another_kind_is_refused_in_words(language):
    said = {explain(NoOrdersError(Path("x.csv"))), explain(NoBillError(Path("x.csv")))}
    assert len(said) == 2
    assert all("x.csv" in text for text in said)


def test_columns_of_an_order_book_can_be_mapped(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, "x.csv", "甲,乙,丙\n王芳,草莓,98\n".encode())
    maps = [word for pair in ("buyer=甲", "product=乙", "total=丙") for word in ("--map", pair)]
    told = ask(workspace, "import", path, "--kind", "orders", *maps)["files"][0]
    assert (told["new"], told["shop"]) == (1, "book")


def test_one_unreadable_file_stops_them_all(workspace: Workspace, tmp_path: Path):
    good, bad = kept(tmp_path, "good.csv", TAOBAO.data), kept(tmp_path, "bad.csv", b"%PDF-1.7")
    assert "error" in ask(workspace, "import", good, bad)
    assert not workspace.orders.ids()
