"""Sheets for couriers: every order with a place to go is a row, under whatever headings the courier has."""

import csv
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.ids import OrderId
from crm.orders import LineDraft, OrderDraft
from crm.progress import Cancelled, unheard
from crm.transfer.errors import NoParcelColumnsError, UnknownFormatError
from crm.transfer.habits import Habits
from crm.transfer.parcel_columns import TEMPLATES, ParcelSheet, Part, part_of, parts_of
from crm.transfer.parcels_out import OWN_SHEET, ParcelsOut
from crm.transfer.reading import open_table
from crm.workspace import Workspace

SENDER = "店主 13900000009 浙江省杭州市西湖区文三路9号"


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


@pytest.fixture
def orders(workspace: Workspace) -> list[OrderId]:
    add, order = workspace.contacts.add, workspace.orders.add
    phone = (Handle(Platform.PHONE, "13800000001"),)
    told = add(ContactDraft("王小明", handles=phone))
    home = AddressText("科苑路1号A栋502", region="广东省深圳市南山区", recipient="王太太", phone="13800000002")
    at_home = add(ContactDraft("李姐", addresses=(AddressText("旧地址1号", region="北京市朝阳区"), home)))
    nowhere = add(ContactDraft("赵六"))
    lines = (LineDraft(None, "面膜", 2, 9800), LineDraft(None, "口红", 1, 5000))
    address = "湖北省武汉市洪山区珞喻路5号"
    return [
        order(OrderDraft(told, lines, address=address, note="不要放快递柜")),
        order(OrderDraft(at_home, lines[:1])),
        order(OrderDraft(nowhere, lines[:1])),
    ]


def written(workspace: Workspace, orders: list[OrderId], name: str, target: Path) -> list[dict[str, str]]:
    out = ParcelsOut(workspace.store, read_here)
    out.set_sender(SENDER)
    sent = out.write(orders, ParcelSheet.of(TEMPLATES[name]), target, unheard)
    assert (sent.rows, sent.without) == (2, ("赵六",))
    with target.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_address_stands_in_one_cell_or_apart(workspace: Workspace, orders: list[OrderId], tmp_path: Path):
    first, second = written(workspace, orders, "shunfeng", tmp_path / "a.csv")
    assert (first["收件人"], first["收件人手机/电话"], first["收件地址"]) == (
        "王小明", "13800000001", "湖北省武汉市洪山区珞喻路5号",
    )  # fmt: skip
    assert (first["寄件人"], first["寄件地址"], first["包裹件数"]) == ("店主", "浙江省杭州市西湖区文三路9号", "1")
    assert first["备注(选填)"] == "不要放快递柜"
    assert (second["收件人"], second["收件人手机/电话"]) == ("王太太", "13800000002")
    first, second = written(workspace, orders, "free_print", tmp_path / "b.csv")
    assert [second[f"收件人{part}"] for part in ("省", "市", "区", "详细地址")] == [
        "广东省", "深圳市", "南山区", "科苑路1号A栋502",
    ]  # fmt: skip
    assert [first["数量"], first["寄件人省"], first["寄件人县/区"], first["寄件人详细地址"]] == [
        "3", "浙江省", "西湖区", "文三路9号",
    ]  # fmt: skip
    assert first["商品编码"] == ""


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_says_who_and_where(workspace: Workspace, orders: list[OrderId], tmp_path: Path, name: str):
    target = tmp_path / "a.xlsx"
    sheet = ParcelSheet.of(TEMPLATES[name])
    assert ParcelsOut(workspace.store).write(orders, sheet, target, unheard).rows == 2
    headings, *rows = openpyxl.load_workbook(target).active.iter_rows(values_only=True)
    assert tuple(headings) == TEMPLATES[name]
    assert {Part.NAME, Part.PHONE} <= set(sheet.parts)
    assert any("珞喻路5号" in str(cell) for cell in rows[0])


def test_a_sheet_of_the_sellers_own_is_learned_and_remembered(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "template.csv"
    path.write_text("请按下面的格式填写\n客户姓名,联系电话,收货地址,货物,特别的,\n", encoding="utf-8")
    out = ParcelsOut(workspace.store, read_here)
    assert out.own_sheet() is None
    sheet = out.learn(path, unheard)
    assert sheet.headings == ("客户姓名", "联系电话", "收货地址", "货物", "特别的")
    assert sheet.parts == (Part.NAME, Part.PHONE, Part.ADDRESS, Part.GOODS, None)
    chosen = ParcelSheet(sheet.headings, (*sheet.parts[:-1], Part.NOTE))
    out.keep_own_sheet(chosen)
    assert out.own_sheet() == chosen
    assert out.learn(path, unheard) == chosen
    path.write_text("苹果,梨\n", encoding="utf-8")
    with pytest.raises(NoParcelColumnsError):
        out.learn(path, unheard)
    Habits(workspace.store).put(OWN_SHEET, [])
    assert out.own_sheet() is None


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("收件人手机*", Part.PHONE), ("收货人", Part.NAME), ("寄方联系方式", Part.SENDER_PHONE), ("寄件公司", None),
        ("收件人所在市", Part.CITY), ("寄件人备注", Part.NOTE), ("郵遞區號", Part.POSTCODE), ("寄件人邮编", None),
        ("Recipient name", Part.NAME), ("口令", None), ("商家单号(必填)", Part.NUMBER),
    ],
)  # fmt: skip
def test_headings_are_known_however_couriers_write_them(heading: str, part: Part | None):
    assert part_of(heading) is part


def test_a_part_stands_once():
    assert parts_of(("收件电话", "收件手机")) == (Part.PHONE, None)


def test_postcodes_and_orders_that_are_gone(workspace: Workspace, orders: list[OrderId], tmp_path: Path):
    target = tmp_path / "a.csv"
    sheet = ParcelSheet.of(("收件人", "邮编", "地址"))
    home = AddressText("文三路9号", region="浙江省杭州市西湖区", postcode="310000")
    friend = workspace.contacts.add(ContactDraft("钱七", addresses=(home,)))
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),)))
    assert ParcelsOut(workspace.store).write([order, OrderId(999)], sheet, target, unheard).rows == 1
    assert "310000" in target.read_text("utf-8-sig")
    far = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), address="老地方"))
    assert ParcelsOut(workspace.store).write([far], sheet, target, unheard).rows == 1
    assert "老地方" in target.read_text("utf-8-sig")


def test_whole_or_not_at_all(workspace: Workspace, orders: list[OrderId], tmp_path: Path):
    out, sheet = ParcelsOut(workspace.store), ParcelSheet.of(TEMPLATES["plain"])
    with pytest.raises(UnknownFormatError):
        out.write(orders, sheet, tmp_path / "a.pdf", unheard)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        out.write(orders, sheet, tmp_path / "a.csv", stop)
    assert not (tmp_path / "a.csv").exists()
