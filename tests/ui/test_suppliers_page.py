"""The page of suppliers by the keys: what is owed, the order text, what came in and was paid."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from crm.contacts import ContactDraft
from crm.errors import ShukeError
from crm.ids import OrderId, SupplierId
from crm.orders import LineDraft, OrderDraft
from crm.products import ProductDraft
from crm.suppliers import DealKind, PurchaseDraft, PurchaseLineDraft, SupplierDraft
from crm.ui.desk import Desk
from crm.ui.suppliers.page import SuppliersPage, line_words
from crm.ui.suppliers.sheets import PaySheet, PricesSheet, PurchaseSheet, SupplierSheet
from crm.wording.suppliers import report_template
from crm.workspace import Workspace

ENTER = Qt.Key.Key_Return
HOME = "王芳 13800138000 广东省深圳市南山区科苑路1号"


@pytest.fixture
def heard(desk: Desk) -> list[str]:
    said: list[str] = []
    desk.said.connect(lambda words, _undo: said.append(words))
    return said


@pytest.fixture
def wrong(desk: Desk) -> list[ShukeError]:
    found: list[ShukeError] = []
    desk.failed.connect(found.append)
    return found


@pytest.fixture
def factory(workspace: Workspace) -> SupplierId:
    return workspace.suppliers.add(SupplierDraft("厂家", "周日休息"))


@pytest.fixture
def page(qtbot, desk: Desk):
    made = SuppliersPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    yield made
    made.hide()


def settled(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)


def shown(qtbot, desk: Desk, page: SuppliersPage) -> None:
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.setFocus()
    settled(qtbot, desk)


def sheet_of(qtbot, page: SuppliersPage, kind: type, *args, **how):
    made = kind(page.pane.desk, *args, **how)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.done_deed.connect(page.pane.desk.say)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def order(workspace: Workspace, name: str, address: str = HOME, paid: int = 19_600) -> OrderId:
    known = workspace.products.named("面膜")
    contact = workspace.contacts.add(ContactDraft(name))
    line = LineDraft(known.id if known else None, "面膜", 2, 9_800)
    return workspace.orders.add(OrderDraft(contact, (line,), address=address, paid=paid))


@pytest.fixture
def priced(workspace: Workspace, factory: SupplierId) -> SupplierId:
    mask = workspace.products.add(ProductDraft("面膜", price=9_800))
    workspace.suppliers.set_price(factory, mask, 5_000)
    return factory


def test_an_empty_page_offers_the_first_supplier(qtbot, desk: Desk, workspace: Workspace, page, heard, language: str):
    shown(qtbot, desk, page)
    pane = page.pane
    assert pane.whole.currentWidget() is pane.nothing
    for act in (
        pane.report,
        pane.report_again,
        pane.buy,
        pane.pay,
        pane.prices,
        pane.edit,
        pane.delete,
        pane.take_back,
    ):
        act()
    pane.remove()
    sheet = pane.add_supplier()
    sheet.accept()
    assert sheet._complaint.text()
    sheet.name.setText("香香")
    sheet.accept()
    settled(qtbot, desk)
    assert pane.row is not None
    assert pane.row.name == "香香"
    assert pane.row.template == ""  # the program's own, in whatever language
    assert heard


def test_one_key_copies_the_order_text_and_says_what_stays(qtbot, desk, workspace, page, priced, heard, wrong):
    order(workspace, "王芳")
    nowhere = order(workspace, "李姐", "")
    unpaid = order(workspace, "赵六", HOME, 0)
    shown(qtbot, desk, page)
    pane = page.pane
    assert [pane.lines.item(place).text().rpartition(" · ")[2] for place in range(3)] == [
        "not told yet", "not told yet", "unpaid, waits",
    ]  # fmt: skip
    assert pane.buttons["report"].text() == "Copy order text (2)  R"
    qtbot.keyClick(pane.table, ENTER)
    assert QApplication.clipboard().text() == "王芳 13800138000\n广东省深圳市南山区科苑路1号\n面膜 × 2"
    assert heard[-1].startswith("1 order copied for 厂家.")
    assert heard[-1].endswith("1 parcel without an address stays: 李姐")
    settled(qtbot, desk)
    assert pane.owed.text().startswith("You owe ¥100, since")
    assert "told on" in pane.lines.item(0).text()
    QApplication.clipboard().clear()
    qtbot.keyClick(pane.table, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text().startswith("王芳")
    pane.report()
    assert heard[-1] == "1 parcel without an address stays: 李姐"
    pane.delete()
    assert len(wrong) == 1
    pane.lines.setCurrentRow(1)
    qtbot.keyClick(pane.table, Qt.Key.Key_I)
    settled(qtbot, desk)
    assert heard[-1] == "You ship 1 thing yourself."
    assert [one.id for one in workspace.shipping.waiting()] == [nowhere]
    pane.report()
    assert heard[-1] == "There is nothing new to tell 厂家."
    assert unpaid in {line.order for line in workspace.suppliers.open_lines()}
    asked = []
    desk.asked_numbers.connect(lambda: asked.append(True))
    qtbot.keyClick(pane.table, Qt.Key.Key_V)
    assert asked == [True]


def test_nothing_told_is_nothing_to_copy_again(qtbot, desk, workspace, page, factory, heard):
    shown(qtbot, desk, page)
    page.pane.report_again()
    assert heard[-1].startswith("Nothing that 厂家 was told of")
    assert page.pane.owed.text() == "Nothing is owed."
    assert page.pane.note.text() == "周日休息"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Delete)
    settled(qtbot, desk)
    assert heard[-1] == "“厂家” is deleted."
    assert workspace.suppliers.all() == []


def test_goods_come_in_and_are_paid(qtbot, desk, workspace, page, priced, heard):
    shown(qtbot, desk, page)
    row = workspace.suppliers.row(priced)
    sheet = sheet_of(qtbot, page, PurchaseSheet, row)
    sheet.accept()
    assert "What came in?" in sheet._complaint.text()
    line = sheet.lines[0]
    qtbot.keyClicks(line.product, "mm")
    qtbot.keyClick(line.product, ENTER)
    assert line.cost.text() == "50"  # what they asked last
    qtbot.keyClicks(line.quantity, "x")
    sheet.accept()
    assert "not an amount" in sheet._complaint.text()
    line.quantity.setText("10")
    line.cost.setText("48")
    for other, cost in zip(sheet.lines[1:], ("", "3.5"), strict=True):
        other.product.setText("香皂")
        other.quantity.setText("2")
        other.cost.setText(cost)
    assert len(sheet.lines) == 4  # there is always an empty one
    sheet.accept()
    assert "What did one cost?" in sheet._complaint.text()
    sheet.lines[1].cost.setText("0")
    assert sheet.total.text() == "Total ¥487.00"
    sheet.all_paid.click()
    assert sheet.paid.text() == "487"
    sheet.paid.setText("80")
    sheet.accept()
    settled(qtbot, desk)
    assert heard[-1] == "¥487 of goods came from 厂家."
    assert {(one.name, one.cost) for one in workspace.products.all()} == {("面膜", 4_800), ("香皂", 350)}
    assert page.pane.owed.text().startswith("You owe ¥407")
    sheet = sheet_of(qtbot, page, PurchaseSheet, workspace.suppliers.row(priced), returned=True)
    sheet.lines[0].product.setText("面膜")
    sheet.lines[0].quantity.setText("1")
    sheet.lines[0].cost.setText("48")
    sheet.accept()
    assert heard[-1] == "¥48 of goods went back to 厂家."

    pay = sheet_of(qtbot, page, PaySheet, workspace.suppliers.row(priced))
    assert pay.amount.text() == "359"
    for text, said in (("x", "not an amount"), ("", "How much"), ("99999999999999", "not an amount")):
        pay.amount.setText(text)
        pay.accept()
        assert said in pay._complaint.text()
    pay.amount.setText("400")
    pay.day.setDate(QDate(2026, 3, 1))
    pay.accept()
    settled(qtbot, desk)
    assert heard[-1] == "¥400 paid to 厂家."
    pane = page.pane
    assert pane.owed.text() == "They owe you ¥41."
    kinds = [deal.kind for deal in workspace.suppliers.deals(priced)]
    assert kinds.count(DealKind.PAID) == 2
    place = next(at for at, deal in enumerate(workspace.suppliers.deals(priced)) if deal.amount == -40_000)
    pane.deals.setCurrentRow(place)
    assert pane.remove_button.isVisible()
    page.activateWindow()
    pane.deals.setFocus()
    qtbot.waitUntil(pane.deals.hasFocus)
    qtbot.keyClick(pane.deals, Qt.Key.Key_Delete)
    settled(qtbot, desk)
    assert pane.owed.text().startswith("You owe ¥359")
    bought = next(at for at, deal in enumerate(workspace.suppliers.deals(priced)) if deal.kind is DealKind.BOUGHT)
    pane.deals.setCurrentRow(bought)
    pane.remove()
    settled(qtbot, desk)
    assert heard[-1] == "The entry is deleted."
    assert pane.owed.text() == "They owe you ¥128."


def test_what_they_ship_is_no_entry_to_delete(qtbot, desk, workspace, page, priced):
    order(workspace, "王芳")
    workspace.suppliers.report(priced, report_template())
    shown(qtbot, desk, page)
    page.pane.deals.setCurrentRow(0)
    assert not page.pane.remove_button.isVisible()
    page.pane.remove()
    assert len(workspace.suppliers.deals(priced)) == 1


def test_prices_are_said_one_after_the_other(qtbot, desk, workspace, page, priced, heard):
    shown(qtbot, desk, page)
    sheet = sheet_of(qtbot, page, PricesSheet, workspace.suppliers.row(priced))
    assert sheet.list.item(0).text() == "★ 面膜  ¥50"
    sheet.list.setCurrentRow(0)
    assert (sheet.product.text(), sheet.price.text()) == ("面膜", "50")
    sheet.price.setFocus()
    sheet.price.setText("x")
    qtbot.keyClick(sheet.price, ENTER)
    assert "not an amount" in sheet._complaint.text()
    sheet.price.clear()
    sheet.set_price()
    assert "Which product" in sheet._complaint.text()
    sheet.product.setText("口红")
    sheet.price.setText("99")
    sheet.price.setFocus()
    qtbot.keyClick(sheet.price, ENTER)
    assert sheet.isVisible()
    assert heard[-1] == "口红 costs ¥99 at 厂家."
    assert [row.name for row in workspace.suppliers.prices(priced)] == ["口红", "面膜"]
    sheet.list.setCurrentRow(1)
    sheet.activateWindow()
    sheet.list.setFocus()
    qtbot.waitUntil(sheet.list.hasFocus)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert heard[-1] == "面膜 has no price at 厂家 any more."
    sheet.product.setText("口红")
    sheet.price.setText("98")
    sheet.accept_button.setFocus()
    sheet.accept()
    assert sheet.isVisible()
    sheet.accept()
    assert not sheet.isVisible()
    assert workspace.suppliers.prices(priced)[0].price == 9_800


def test_a_supplier_is_said_anew(qtbot, desk, workspace, page, factory, heard):
    workspace.suppliers.add(SupplierDraft("香香"))
    shown(qtbot, desk, page)
    assert page.pane.count.text() == "2 suppliers"
    row = workspace.suppliers.row(factory)
    sheet = sheet_of(qtbot, page, SupplierSheet, row)
    sheet.template.setPlainText("{地址}{xx}")
    assert "“xx”" in sheet._complaint.text()
    sheet.template.setPlainText("{地址} {货品}")
    sheet.name.setText("香香")
    sheet.accept()
    assert "there already" in sheet._complaint.text()
    sheet.name.setText("大厂")
    sheet.accept()
    settled(qtbot, desk)
    assert heard[-1] == "“大厂” is saved."
    assert workspace.suppliers.row(factory).template == "{地址} {货品}"
    second = workspace.suppliers.all()[1].id
    page.pane.table.choose(second)
    settled(qtbot, desk)
    assert page.pane.name.text() == "香香"
    qtbot.keyClick(page.pane.table, ENTER)
    for opened in page.window().findChildren(SupplierSheet):
        opened.reject()


def test_a_cost_without_a_price_is_told_and_many_names_are_cut(qtbot, desk, workspace, page, factory, heard):
    lines = [order(workspace, f"友{place}", "") for place in range(6)]
    workspace.suppliers.ship_by([line.id for line in workspace.shipping.of(lines)[0].goods], factory)
    workspace.suppliers.ship_by([one.goods[0].id for one in workspace.shipping.of(lines[1:])], factory)
    shown(qtbot, desk, page)
    page.pane.report()
    assert heard[-1] == "6 parcels without an address stay: 友0, 友1, 友2, 友3 …"
    workspace.shipping.address(lines[:1], HOME)
    workspace.suppliers.report(factory, report_template())
    settled(qtbot, desk)
    assert "1 thing they ship has no price yet." in page.pane.owed.text()
    assert "友0" in line_words(workspace.suppliers.open_lines()[0])


def test_a_purchase_may_be_removed_whole(qtbot, desk, workspace, page, priced):
    mask = workspace.products.all()[0].id
    workspace.suppliers.buy(PurchaseDraft(priced, (PurchaseLineDraft(mask, 1, 100),), note="补货"))
    shown(qtbot, desk, page)
    assert "补货" in page.pane.deals.item(0).text()
    assert page.pane.count.text() == "1 supplier · you owe ¥1 in all"


def test_what_is_cancelled_after_they_were_told_is_said_until_it_is_taken_back(qtbot, desk, workspace, page, priced):
    cancelled = order(workspace, "王芳")
    workspace.suppliers.report(priced, report_template())
    workspace.orders.cancel(cancelled)
    shown(qtbot, desk, page)
    assert "cancelled: tell them" in page.pane.lines.item(0).text()
    page.pane.take_back()
    settled(qtbot, desk)
    assert not page.pane.lines.isVisible()
