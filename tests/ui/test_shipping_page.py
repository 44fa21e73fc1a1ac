"""The page of parcels: forty out in one go, their numbers back, and a note for each buyer, by the keys."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from crm.contacts import AddressText, ContactDraft
from crm.errors import BusyError, ShukeError
from crm.ids import OrderId
from crm.orders import LineDraft, OrderDraft, OrderState
from crm.products import ProductDraft
from crm.progress import Cancelled
from crm.settings import Preferences
from crm.shipping import Fate, Numbered, Why
from crm.suppliers import SupplierDraft
from crm.ui.desk import Desk
from crm.ui.main_window import MainWindow
from crm.ui.shipping import courier_sheet
from crm.ui.shipping.courier_sheet import CourierSheet
from crm.ui.shipping.page import ShippingPage
from crm.ui.shipping.papers import picked, write_papers
from crm.ui.shipping.parts import Pane
from crm.workspace import Workspace

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return
HOME = "广东省深圳市南山区科苑路1号A栋502"


@pytest.fixture
def heard(desk: Desk) -> list[tuple[str, bool]]:
    said: list[tuple[str, bool]] = []
    desk.said.connect(lambda words, undo: said.append((words, undo)))
    return said


@pytest.fixture
def page(qtbot, desk: Desk):
    made = ShippingPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    yield made
    made.hide()


def settled(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)


def shown(qtbot, desk: Desk, page: QWidget) -> None:
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.setFocus()
    settled(qtbot, desk)


def order(workspace: Workspace, name: str, address: str = "", paid: bool = True, note: str = "") -> OrderId:
    contact = workspace.contacts.add(ContactDraft(name))
    draft = OrderDraft(
        contact, (LineDraft(None, "面膜", 1, 9_800),), address=address, paid=9_800 if paid else 0, note=note
    )
    return workspace.orders.add(draft)


def test_forty_orders_leave_by_sheet_and_their_numbers_come_back(
    qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, heard, tmp_path: Path
):
    orders = [
        order(workspace, f"好友{place}", f"好友{place} 138001{place:05} 广东省深圳市南山区科苑路{place}号")
        for place in range(1, 40)
    ]
    second = workspace.orders.add(
        OrderDraft(
            workspace.orders.row(orders[0]).contact, (LineDraft(None, "口红", 2, 100),), paid=200,
            address="好友1 13800100001 广东省深圳市南山区科苑路1号",
        )
    )  # fmt: skip
    shown(qtbot, desk, page)
    pane = page.to_ship
    assert page.chips["to ship"].text() == "To ship  39"
    assert pane.count.text() == "39 parcels · 40 orders"
    assert pane.sheet_button.text() == "Courier's sheet (39)…  E"

    # out, under the headings of a courier
    target = tmp_path / "out.xlsx"
    sheet = pane.write_sheet()
    assert isinstance(sheet, CourierSheet)
    sheet.choose_target = lambda _: target
    sheet.fields.sent_by.setText("店主 13900000009 浙江省杭州市西湖区文三路9号")
    sheet.accept()
    settled(qtbot, desk)
    assert "39 parcels are on “out.xlsx”" in heard[-1][0]
    headings, *rows = openpyxl.load_workbook(target).active.iter_rows(values_only=True)
    assert len(rows) == 39
    assert rows[0][headings.index("订单编号")] == "/".join(
        workspace.orders.row(one).number for one in (orders[0], second)
    )
    assert rows[0][headings.index("物品名称")] == "面膜、口红 × 2"

    # handed over, as one step
    page.activateWindow()
    qtbot.waitUntil(pane.table.hasFocus)
    qtbot.keyClick(pane.table, Qt.Key.Key_H)
    settled(qtbot, desk)
    assert heard[-1] == ("40 orders are on their way.", True)
    assert {workspace.orders.row(one).state for one in orders} == {OrderState.ON_THE_WAY}
    assert pane.whole.currentWidget() is pane.nothing
    page.refresh()
    settled(qtbot, desk)
    assert page.chips["numbers"].text() == "Numbers back  39"

    # the courier's answer: one lost its digits, one is foreign
    answer = openpyxl.Workbook()
    cells = answer.active
    cells.append(["订单号", "运单号", "收件人", "收件电话"])
    for place, row in enumerate(rows):
        number = "1.23E+15" if place == 38 else f"SF{place:013}"
        cells.append([row[headings.index("订单编号")] if place % 2 else "", number, row[0], row[1]])
    cells.append(["9988", "YT9999999999999", "外人", "13700000000"])
    back = tmp_path / "back.xlsx"
    answer.save(back)
    page.go("numbers")
    page.numbers.choose_file = lambda: back
    page.numbers.take_file()
    settled(qtbot, desk)
    settled(qtbot, desk)
    fates = [one.fate for one in page.numbers.rows.rows.values()]
    assert (fates.count(Fate.SURE), fates.count(Fate.LEFT)) == (38, 2)
    qtbot.keyClick(page.numbers.table, ENTER, CTRL)
    settled(qtbot, desk)
    assert heard[-1] == ("39 orders have their numbers.", True)
    assert workspace.orders.row(second).tracking == workspace.orders.row(orders[0]).tracking == "SF0000000000000"
    assert workspace.orders.row(orders[5]).courier == "顺丰"
    assert workspace.orders.row(orders[38]).tracking == ""

    # a note for each buyer, one after the other
    page.go("telling")
    settled(qtbot, desk)
    table = page.telling.table
    assert page.chips["telling"].text() == "Tell the buyers  38"
    copied = set()
    for _ in range(38):
        qtbot.keyClick(table, ENTER)
        copied.add(QApplication.clipboard().text())
    assert len(copied) == 38
    assert any("好友6, your 面膜 is on its way" in text and "顺丰 SF0000000000005" in text for text in copied)
    settled(qtbot, desk)
    assert page.chips["telling"].text() == "Tell the buyers"

    workspace.undo.undo()
    workspace.undo.undo()
    assert {workspace.orders.row(one).state for one in orders} == {OrderState.TO_SHIP}


def test_missing_addresses_come_first_and_are_given_one_after_the_other(
    qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, heard
):
    order(workspace, "王芳", f"王芳 13800138000 {HOME}", note="不要放快递柜")
    first, second = order(workspace, "李姐"), order(workspace, "赵六")
    shown(qtbot, desk, page)
    pane = page.to_ship
    assert [row.ticked for row in pane.rows.rows.values()] == [False, False, True]
    assert (pane.table.current_id, pane.place.friend.text()) == (first, "李姐")
    qtbot.keyClick(pane.table, ENTER)
    assert pane.place.text.hasFocus()
    pane.place.text.setPlainText(f"{HOME}\n李太太 13811112222")
    assert "李太太 · 13811112222 · 广东省深圳市南山区" in pane.place.read.text()
    qtbot.keyClick(pane.place.text, ENTER, CTRL)
    settled(qtbot, desk)
    assert workspace.orders.card(first).address == f"{HOME} 李太太 13811112222"
    (kept,) = workspace.contacts.card(workspace.orders.row(first).contact).addresses
    assert kept.text.recipient == "李太太"
    assert pane.table.current_id == second
    pane.place.text.setPlainText("13811112223")
    assert "no place found" in pane.place.read.text()
    pane.place.text.setPlainText("科苑路1号")
    assert "Please look at" in pane.place.read.text()
    pane.place.take()
    settled(qtbot, desk)
    pane.table.choose(next(iter(pane.rows.rows)))
    assert len(pane.ticked) == 3
    assert heard[-1] == ("The parcel of 赵六 has its address.", True)


def test_an_address_is_chosen_among_those_of_the_friend(qtbot, desk: Desk, workspace: Workspace, page: ShippingPage):
    homes = (
        AddressText("旧路1号", region="北京市朝阳区"),
        AddressText("新路2号", region="北京市朝阳区", phone="13811112222"),
    )
    contact = workspace.contacts.add(ContactDraft("王芳", addresses=homes))
    line = LineDraft(None, "面膜", 1, 100)
    number = workspace.orders.add(OrderDraft(contact, (line,), paid=100, note="送礼"))
    shown(qtbot, desk, page)
    place = page.to_ship.place
    assert "newest of 2" in place.where.text()
    assert "送礼" in place.where.text()
    assert place.homes.count() == 2
    place.homes.setCurrentRow(1)
    place.homes.itemActivated.emit(place.homes.item(1))
    assert workspace.orders.card(number).address == "北京市朝阳区 旧路1号"
    asked = []
    desk.asked_contact.connect(asked.append)
    place.friend.click()
    assert asked == [contact]


def test_space_leaves_a_parcel_behind_and_unpaid_ones_come_when_asked_for(
    qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, heard
):
    first = order(workspace, "王芳", f"王芳 13800138000 {HOME}")
    unpaid = order(workspace, "李姐", "7-11 鑫台大門市 123456 李姐 0912345678", paid=False)
    shown(qtbot, desk, page)
    pane = page.to_ship
    qtbot.keyClick(pane.table, Qt.Key.Key_Space)
    assert pane.ticked == []
    assert not pane.hand_over_button.isEnabled()
    for act in (pane.hand_over, pane.write_sheet, pane.write_papers):
        act()
        assert "Tick a parcel" in heard[-1][0]
    pane.unpaid.setChecked(True)
    settled(qtbot, desk)
    assert [one.id for one in pane.ticked] == [unpaid]
    pane.table.clicked.emit(pane.rows.model.index(0, 0))
    assert "Picked up" not in pane.place.where.text()
    page.show_orders([unpaid])
    settled(qtbot, desk)
    assert [one.id for one in pane.ticked] == [unpaid]
    pane.table.choose(unpaid)
    assert "Picked up in a shop" in pane.place.where.text()
    pane.join.setChecked(False)
    settled(qtbot, desk)
    assert len(pane.rows.rows) == 2
    qtbot.keyClick(pane.table, Qt.Key.Key_A)
    assert pane.place.text.hasFocus()
    assert first in pane.rows.rows


def test_what_another_window_shipped_meanwhile_is_told(
    qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, heard
):
    first = order(workspace, "王芳", f"王芳 13800138000 {HOME}")
    shown(qtbot, desk, page)
    page.hide()
    workspace.orders.cancel(first)
    page.to_ship.hand_over()
    settled(qtbot, desk)
    words, undo = heard[-1]
    assert "1 order was left" in words
    assert "cancelled meanwhile" in words
    assert not undo


def test_who_ships_a_thing_is_said_beside_it(qtbot, desk: Desk, workspace: Workspace, page: ShippingPage):
    supplier = workspace.suppliers.add(SupplierDraft("厂家"))
    mask = workspace.products.add(ProductDraft("面膜"))
    contact = workspace.contacts.add(ContactDraft("王芳"))
    workspace.orders.add(OrderDraft(contact, (LineDraft(mask, "面膜", 1, 100),), paid=100))
    shown(qtbot, desk, page)
    (choice,) = page.to_ship.place.choices
    choice.activated.emit(0)
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    settled(qtbot, desk)
    assert [line.supplier for line in workspace.suppliers.open_lines()] == [supplier]
    assert page.to_ship.rows.rows == {}


def test_unsure_numbers_are_chosen_by_a_key_and_foreign_ones_left(
    qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, heard
):
    first = order(workspace, "王芳", f"王芳 13800138000 {HOME}")
    second = order(workspace, "李姐", "湖北省武汉市洪山区珞喻路5号")
    third = order(workspace, "赵六", "浙江省杭州市西湖区文三路9号")
    shown(qtbot, desk, page)
    QApplication.clipboard().setText(
        "王芳 SF1234567890123\n李姐 75123456789012\n某某 YT1234567890123\n赵六 5123456789012"
    )
    page.paste_numbers()
    settled(qtbot, desk)
    pane = page.numbers
    assert [one.why for one in pane.rows.rows.values()] == [Why.NAME, Why.NAME, Why.FOREIGN, Why.NAME]
    assert pane.looks.text().startswith("Looks like 顺丰: begins with SF")
    assert pane.candidates.count() == 3
    qtbot.keyClick(pane.table, ENTER)  # the only one that fits
    assert pane.table.current_id == 2
    qtbot.keyClick(pane.table, Qt.Key.Key_X)
    assert pane.table.current_id == 4
    qtbot.keyClick(pane.table, "1")
    pane.table.choose(3)
    qtbot.keyClick(pane.table, Qt.Key.Key_X)  # it is left already
    qtbot.keyClick(pane.table, ENTER)
    assert pane.candidates.hasFocus()
    pane.courier.setCurrentText("我的快递")
    pane.courier.activated.emit(0)
    pane.candidates.setCurrentRow(1)
    pane.candidates.itemActivated.emit(pane.candidates.item(1))
    assert [one.fate for one in pane.rows.rows.values()] == [Fate.SURE, Fate.LEFT, Fate.SURE, Fate.SURE]
    pane.refresh()  # what was chosen stays
    settled(qtbot, desk)
    assert [one.why for one in pane.rows.rows.values()] == [Why.CHOSEN] * 4
    qtbot.keyClick(pane.text, ENTER, CTRL)
    settled(qtbot, desk)
    assert heard[-1] == ("3 orders have their numbers.", True)
    rows = [workspace.orders.row(one) for one in (first, second, third)]
    assert [(row.courier, row.tracking) for row in rows] == [
        ("顺丰", "SF1234567890123"), ("我的快递", "YT1234567890123"), ("韵达", "5123456789012"),
    ]  # fmt: skip
    qtbot.keyClick(pane.table, "9")
    pane.clear()
    assert pane.results.currentWidget() is pane.nothing
    pane.write_down()
    assert len(heard) == 1


def test_typing_numbers_is_read_when_the_hand_rests(qtbot, desk: Desk, workspace: Workspace, page: ShippingPage):
    number = order(workspace, "王芳", f"王芳 13800138000 {HOME}")
    shown(qtbot, desk, page)
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.stack.currentWidget() is page.numbers
    qtbot.keyClicks(page.numbers.text, "13800138000 SF1234567890123")
    qtbot.waitUntil(lambda: len(page.numbers.rows.rows) == 1, timeout=5_000)
    workspace.orders.cancel(number)  # another window: the row is matched anew
    qtbot.waitUntil(lambda: page.numbers.rows.rows[1].fate is Fate.LEFT, timeout=5_000)
    page.numbers.text.clear()
    qtbot.waitUntil(lambda: page.numbers.rows.rows == {}, timeout=5_000)


def test_a_file_that_cannot_be_read_is_told(qtbot, desk: Desk, page: ShippingPage, tmp_path: Path):
    wrong: list[ShukeError] = []
    desk.failed.connect(wrong.append)
    shown(qtbot, desk, page)
    page.numbers.choose_file = lambda: tmp_path / "no.xlsx"
    page.numbers.take_file()
    settled(qtbot, desk)
    assert len(wrong) == 1
    page.numbers.choose_file = lambda: None
    page.numbers.take_file()
    assert not desk.jobs.busy


def test_the_words_for_a_parcel_are_the_sellers(qtbot, desk: Desk, workspace: Workspace, page: ShippingPage):
    number = order(workspace, "A李姐-深圳", f"李姐 13800138000 {HOME}")
    workspace.shipping.write_down([Numbered((number,), "SF1234567890123", "顺丰")])
    shown(qtbot, desk, page)
    page.chips["telling"].click()
    settled(qtbot, desk)
    pane = page.telling
    assert "李姐, your 面膜 is on its way" in pane.note.text()
    sheet = pane.ask_words()
    sheet.text.setPlainText("{稱呼}到了{xx}：{单号}")
    assert "{xx}" not in sheet._complaint.text()
    assert "“xx” is not known" in sheet._complaint.text()
    sheet.accept()
    settled(qtbot, desk)
    assert pane.note.text() == "李姐到了{xx}：SF1234567890123"
    sheet = pane.ask_words()
    next(button for button in sheet.findChildren(type(sheet.accept_button)) if "own words" in button.text()).click()
    sheet.accept()
    settled(qtbot, desk)
    assert workspace.shipping.template() == ""
    asked = []
    desk.asked_contact.connect(asked.append)
    pane.friend.click()
    assert asked == [workspace.orders.row(number).contact]


def test_labels_are_plain_words_on_paper(qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, tmp_path, heard):
    order(workspace, "<b>王芳</b>", f"王芳 13800138000 {HOME}", note="<img src=x>")
    order(workspace, "陳美玲", "台北市大安區106 全家 科技店 012345 陳美玲 0912345678")
    shown(qtbot, desk, page)
    pane, opened = page.to_ship, []
    target = tmp_path / "labels"
    pane.choose_target = lambda _: target
    pane.open_file = opened.append
    qtbot.keyClick(pane.table, Qt.Key.Key_P)
    settled(qtbot, desk)
    assert opened == [tmp_path / "labels.pdf"]
    assert opened[0].read_bytes().startswith(b"%PDF")
    assert "2 labels are in “labels.pdf”." in heard[-1][0]
    pane.choose_target = lambda _: None
    pane.write_papers()
    assert not desk.jobs.busy
    parcels = [row.parcel for row in pane.rows.rows.values()]
    assert picked(parcels) == [("面膜", 2)]
    assert write_papers([], tmp_path / "none.pdf") == 0


def test_a_courier_sheet_that_is_called_off_or_fails_stays(
    qtbot, desk: Desk, workspace: Workspace, page: ShippingPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wrong: list[ShukeError] = []
    desk.failed.connect(wrong.append)
    number = order(workspace, "王芳", f"王芳 13800138000 {HOME}")
    sheet = CourierSheet(desk, [number], join=True, parent=page)
    sheet.choose_target = lambda _: None
    assert not sheet.ready()
    sheet.form.setCurrentIndex(sheet.form.count() - 1)
    assert not sheet.ready()
    assert "own sheet first" in sheet._complaint.text()
    sheet.form.setCurrentIndex(0)
    sheet.choose_target = lambda _: tmp_path / "x.doc"
    assert not sheet.ready()
    settled(qtbot, desk)
    assert len(wrong) == 1
    sheet._on_failed(Cancelled())
    with pytest.raises(ZeroDivisionError):
        sheet._on_failed(ZeroDivisionError())
    monkeypatch.setattr(courier_sheet, "ask_for_file", lambda *_args, **_how: (tmp_path / "asked.csv", ""))
    sheet.choose_target = sheet._ask_for_target
    assert not sheet.ready()
    settled(qtbot, desk)
    assert (tmp_path / "asked.csv").exists()


def test_a_pane_asks_again_while_the_file_is_busy(qtbot, desk: Desk, tmp_path: Path):
    class Busy(Pane):
        times = 0
        got = None

        def refresh(self) -> None:
            self.ask(self._read)

        def _read(self) -> int:
            self.times += 1
            if self.times == 1:
                raise BusyError(tmp_path)
            return 7

        def answered(self, answer: int) -> None:
            self.got = answer

    pane = Busy(desk)
    qtbot.addWidget(pane)
    pane.refresh()
    qtbot.waitUntil(lambda: pane.got == 7, timeout=5_000)
    pane.on_failed(Cancelled())
    with pytest.raises(ZeroDivisionError):
        pane.on_failed(ZeroDivisionError())


def test_an_empty_page_offers_the_next_step(qtbot, desk: Desk, page: ShippingPage, language: str):
    shown(qtbot, desk, page)
    for step, pane in page.panes.items():
        page.go(step)
        settled(qtbot, desk)
        assert pane.isVisible()
    assert page.chips["to ship"].text()


@pytest.fixture
def window(qtbot, desk: Desk):
    made = MainWindow(desk, Preferences(), demo=False)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.leave()


def test_pages_join_once_there_is_something_to_show(qtbot, desk: Desk, workspace: Workspace, window: MainWindow):
    def listed() -> list[str]:
        return list(window.navigation._buttons)

    assert "shipping" not in listed()
    order(workspace, "王芳", f"王芳 13800138000 {HOME}")
    qtbot.waitUntil(lambda: "shipping" in listed(), timeout=5_000)
    assert listed().index("shipping") == listed().index("orders") + 1
    assert "suppliers" not in listed()
    window.go("suppliers")  # who goes there, as by Ctrl+K, finds it from then on
    assert window.current == "suppliers"
    assert listed().index("suppliers") == listed().index("products") + 1
    desk.asked_numbers.emit()
    assert window.current == "shipping"
    assert window.page("shipping").stack.currentWidget() is window.page("shipping").numbers
    settled(qtbot, desk)


def test_orders_that_were_chosen_go_along_alone(qtbot, desk: Desk, workspace: Workspace, window: MainWindow):
    orders = [order(workspace, name, f"{name} 13800138000 {HOME}") for name in ("王芳", "李姐", "赵六")]
    window.go("orders")
    page = window.page("orders")
    page.table.choose_all(page.model.ids[:2])
    page.parcels_button.click()
    settled(qtbot, desk)
    assert {parcel.id for parcel in window.page("shipping").to_ship.ticked} == set(orders[1:])
