"""In and out: nothing is stored before the last button, every choice is looked at again, and everything goes back."""

from pathlib import Path

import pytest

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.finder import Filter
from crm.orders import LineDraft, OrderDraft
from crm.topics import Verb
from crm.transfer.fields import Field
from crm.transfer.lists_out import Form
from crm.transfer.parcel_columns import OWN_SHEET, Part
from crm.ui.desk import Desk
from crm.ui.orders.page import OrdersPage
from crm.ui.transfer.page import TransferPage
from crm.ui.transfer.parcel_fields import ColumnsSheet
from crm.workspace import Workspace
from tests.ui.walk import unnamed

TABLE = "我的好友\n昵称,微信号,手机\n王芳,wf1,13800138000\n李四,ls1,138****0001\n,,\n合计,,\n"


@pytest.fixture
def page(desk: Desk, qtbot):
    shown = TransferPage(desk)
    qtbot.addWidget(shown)
    shown.resize(1000, 640)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def sheet(tmp_path: Path, text: str = TABLE, encoding: str = "gb18030") -> Path:
    path = tmp_path / "friends.csv"
    path.write_bytes(text.encode(encoding))
    return path


def planned(page: TransferPage, qtbot, path: Path) -> None:
    page.take_file(path)
    qtbot.waitUntil(lambda: page.bringing.plan is not None and page.bringing.go.isEnabled(), timeout=10_000)


def settled(desk: Desk, qtbot) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)


def test_a_file_is_looked_at_before_anything_is_stored(page: TransferPage, workspace: Workspace, qtbot, tmp_path):
    planned(page, qtbot, sheet(tmp_path))
    pane = page.bringing
    assert workspace.finder.count(Filter()) == 0
    assert "2" in pane.go.text()
    assert pane.model.rowCount() == 6
    assert [pane.contacts.mapping.choices[n].currentData() for n in range(3)] == [
        Field.NICKNAME,
        Field.WECHAT,
        Field.PHONE,
    ]
    pane.chips["skipped"].click()
    assert pane.model.rowCount() == 4
    assert "gb18030" in pane.contacts.encoding.itemText(0)
    assert unnamed(page) == []


def test_import_and_undo(page: TransferPage, workspace: Workspace, desk: Desk, qtbot, tmp_path):
    planned(page, qtbot, sheet(tmp_path))
    with qtbot.waitSignal(desk.said):
        page.bringing.go.click()
        settled(desk, qtbot)
    assert workspace.finder.count(Filter()) == 2
    assert page.bringing.states.currentIndex() == 2
    page.bringing.undo_button.click()
    settled(desk, qtbot)
    assert workspace.finder.count(Filter()) == 0
    assert page.bringing.states.currentIndex() == 0


def test_calling_off_frees_the_page_at_once(page: TransferPage, workspace: Workspace, desk: Desk, qtbot, tmp_path):
    planned(page, qtbot, sheet(tmp_path))
    pane = page.bringing
    pane.go.click()
    assert not pane._page.isEnabled()
    desk.jobs.cancel()
    assert pane._page.isEnabled()
    assert not pane.go.isEnabled()
    settled(desk, qtbot)
    assert pane.go.isEnabled()
    assert workspace.finder.count(Filter()) == 0


def test_another_mapping_and_account_are_read_again(page: TransferPage, workspace: Workspace, desk, qtbot, tmp_path):
    workspace.accounts.add("大号", Platform.WECHAT)
    planned(page, qtbot, sheet(tmp_path))
    choice = page.bringing.contacts.mapping.choices[0]
    choice.setCurrentIndex(choice.findData(Field.NOTE))
    choice.activated.emit(choice.currentIndex())
    settled(desk, qtbot)
    assert {p.entry.name for p in page.bringing.plan.planned} == {"wf1", "ls1"}
    page.bringing.contacts.account.setEditText("大号")
    page.bringing.contacts.account.lineEdit().editingFinished.emit()
    settled(desk, qtbot)
    page.bringing.go.click()
    settled(desk, qtbot)
    assert workspace.accounts.all()[0].friends == 2


def choose(page: TransferPage, desk: Desk, qtbot, column: int, field: Field | None) -> None:
    choice = page.bringing.contacts.mapping.choices[column]
    choice.setCurrentIndex(choice.findData(field))
    choice.activated.emit(choice.currentIndex())
    settled(desk, qtbot)


def test_a_mapping_that_does_not_say_who_is_who_asks(page: TransferPage, desk, qtbot, tmp_path):
    planned(page, qtbot, sheet(tmp_path, "姓名,来源\n王芳,展会\n", "utf-8"))
    choose(page, desk, qtbot, 0, None)
    assert not page.bringing.go.isEnabled()
    assert page.bringing.note.isVisible()
    choose(page, desk, qtbot, 1, Field.NAME)
    assert page.bringing.go.isEnabled()
    assert [p.entry.name for p in page.bringing.plan.planned] == ["展会"]


def test_a_file_that_is_no_table_is_told_and_nothing_happens(page: TransferPage, desk: Desk, qtbot, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")
    with qtbot.waitSignal(desk.failed, timeout=10_000):
        page.take_file(path)
    assert page.bringing.states.currentIndex() == 0


def test_past_imports_go_back_and_friends_with_later_entries_are_named(
    page: TransferPage, workspace: Workspace, desk, qtbot, tmp_path
):
    planned(page, qtbot, sheet(tmp_path))
    page.bringing.go.click()
    settled(desk, qtbot)
    workspace.contacts.tag([workspace.finder.who("wf1")], "later")
    page.panes.setCurrentIndex(2)
    qtbot.waitUntil(lambda: len(page.before.buttons) == 1)
    page.before.buttons[0].click()
    settled(desk, qtbot)
    assert workspace.finder.count(Filter()) == 1
    assert "王芳" in page.before.kept.text()


@pytest.mark.parametrize("what", ["contacts", "orders", "conversations", "calendar", "everything"])
def test_lists_are_written(page: TransferPage, workspace: Workspace, desk, qtbot, tmp_path, what: str):
    workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf"),)))
    pane = page.taking
    page.panes.setCurrentIndex(1)
    pane.what.setCurrentIndex(pane.what.findData(what))
    pane.choose_target = lambda name: tmp_path / name
    pane.write_button.click()
    settled(desk, qtbot)
    written = list(tmp_path.glob(f"shuke-{what}*"))
    assert len(written) == 1
    assert written[0].stat().st_size > 0
    assert pane.write_button.isEnabled()
    assert written[0].name in pane.before.text()
    assert workspace.undo.last().action.verb is Verb.ADD_CONTACT  # no step of undo


def test_only_what_was_asked_for_is_written(page: TransferPage, workspace: Workspace, desk, qtbot, tmp_path):
    one = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.add(ContactDraft("李四"))
    pane = page.taking
    page.export_friends([one], "")
    pane.format.setCurrentIndex(pane.format.findData(".csv"))
    pane.choose_target = lambda _name: tmp_path / "some.csv"
    pane.write()
    settled(desk, qtbot)
    text = (tmp_path / "some.csv").read_text(encoding="utf-8-sig")
    assert "王芳" in text
    assert "李四" not in text
    pane.filter.setText("stage:friend")
    pane.filter.textEdited.emit("stage:friend")
    with qtbot.waitSignal(desk.failed):
        pane.write()


def test_addresses_come_in_as_friends(page: TransferPage, qtbot, tmp_path: Path):
    path = tmp_path / "addresses.txt"
    path.write_text("王小明 13800000001 广东省深圳市南山区科苑路1号A栋502\n", encoding="utf-8")
    page.take_file(path)
    qtbot.waitUntil(lambda: not page._desk.jobs.busy, timeout=20_000)
    pane = page.bringing
    assert pane.kind.currentData() == "address"
    pane.go.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy, timeout=20_000)
    friend = page._desk.workspace.finder.who("王小明")
    assert [one.text.detail for one in page._desk.workspace.contacts.card(friend).addresses] == ["科苑路1号A栋502"]


def pick(combo, data) -> None:
    combo.setCurrentIndex(combo.findData(data))


def test_few_columns_go_out_unless_more_are_wanted(page: TransferPage, qtbot, tmp_path: Path):
    shop = page._desk.workspace
    shop.contacts.add(ContactDraft("王芳", note="geheim", handles=(Handle(Platform.PHONE, "13800000001"),)))
    pane, target = page.taking, tmp_path / "a.csv"
    page.panes.setCurrentWidget(pane)
    pane.choose_target = lambda _name: target
    pick(pane.format, ".csv")
    pane.masked.setChecked(True)
    pane.write_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert "geheim" not in target.read_text("utf-8-sig")
    assert "138****0001" in target.read_text("utf-8-sig")
    pane.few.setChecked(False)
    pane.masked.setChecked(False)
    pane.write_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert "geheim" in target.read_text("utf-8-sig")
    said = set()
    for place in range(pane.format.count()):
        pane.format.setCurrentIndex(place)
        said.add(pane.left_out.text())
    assert len(said) == 4
    pick(pane.format, Form.GOOGLE)
    assert not pane.few.isVisible()
    pane.write_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert target.read_text("utf-8-sig").startswith("First Name")


def test_the_orders_of_a_list_go_onto_a_courier_sheet(page: TransferPage, qtbot, tmp_path: Path):
    shop = page._desk.workspace
    friend = shop.contacts.add(ContactDraft("王芳", addresses=(AddressText("文三路9号", region="浙江省杭州市西湖区"),)))
    first, second = (
        shop.orders.add(OrderDraft(friend, (LineDraft(None, name, 1, 100),), paid=100)) for name in ("面膜", "口红")
    )
    orders = OrdersPage(page._desk)
    qtbot.addWidget(orders)
    orders.show()
    qtbot.waitUntil(lambda: set(orders.model.ids) == {first, second})
    orders.parcels_wanted.connect(page.export_parcels)
    orders.table.choose(first)
    orders.parcels_button.click()
    pane, target = page.taking, tmp_path / "p.csv"
    assert "2" in pane.said.text()
    page.export_parcels([second])
    pane.choose_target = lambda _name: target
    pane.parcels.sent_by.setText("店主 13900000009 北京市朝阳区1号")
    pane.parcels.sent_by.editingFinished.emit()
    pane.write_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert "口红" in target.read_text("utf-8-sig")
    assert "面膜" not in target.read_text("utf-8-sig")


def test_parcels_go_out_on_the_couriers_own_sheet(page: TransferPage, qtbot, tmp_path: Path):
    shop = page._desk.workspace
    home = AddressText("文三路9号", region="浙江省杭州市西湖区")
    for draft in (ContactDraft("王芳", addresses=(home,)), ContactDraft("赵六")):
        order = OrderDraft(shop.contacts.add(draft), (LineDraft(None, "面膜", 1, 100),), paid=100)
        shop.orders.add(order)
    pane, target = page.taking, tmp_path / "p.csv"
    page.panes.setCurrentWidget(pane)
    pane.choose_target = lambda _name: target
    pick(pane.what, "parcels")
    pane.parcels.sent_by.setText("店主 13900000009 北京市朝阳区1号")
    pane.parcels.sent_by.editingFinished.emit()
    pane.write_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert "赵六" in pane.said.text()
    assert "文三路9号" in target.read_text("utf-8-sig")
    pick(pane.format, OWN_SHEET)
    assert not pane.write_button.isEnabled()
    own = tmp_path / "own.csv"
    own.write_text("姓名,电话,地址,寄件人,记号\n", "utf-8")
    pane.parcels.choose_file = lambda: own
    pane.parcels.show_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert pane.write_button.isEnabled()
    pane.parcels.columns_button.click()
    sheet = pane.parcels.findChild(ColumnsSheet)
    assert sheet is not None
    assert unnamed(sheet) == []
    pick(sheet.choices[4], Part.QUANTITY)
    sheet.accept()
    pane.write_button.click()
    qtbot.waitUntil(lambda: not page._desk.jobs.busy)
    assert target.read_text("utf-8-sig").splitlines()[1] == "王芳,,浙江省杭州市西湖区文三路9号,店主,1"
    own.write_text("苹果,梨\n", "utf-8")
    with qtbot.waitSignal(page._desk.failed):
        pane.parcels.show_button.click()
    pane.parcels.choose_file = lambda: None
    pane.parcels.show_button.click()
    assert not page._desk.jobs.busy
