"""Orders and products in the window: by keyboard, told in the seller's words, and nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm.contacts import AddressText, ContactDraft
from crm.errors import ShukeError
from crm.orders import LineDraft, OrderDraft, OrderList, OrderState
from crm.products import ProductDraft
from crm.ui.desk import Desk
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.orders import page as orders_page
from crm.ui.orders.deeds import PaySheet, RefundSheet, ShipSheet
from crm.ui.orders.page import OrdersPage
from crm.ui.orders.sheet import OrderSheet, open_order_sheet
from crm.ui.products.page import ProductsPage
from tests.ui.conftest import SVG

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def desk(qtbot, theme, icons, workspace):
    for name in ("receipt", "package"):
        (icons / f"{name}.svg").write_text(SVG, encoding="utf-8")
    live = Live()
    live.attach(workspace.store.listen)
    jobs = Jobs()
    made = Desk(workspace, theme, live, jobs)
    made.heard = []
    made.wrong = []
    made.said.connect(lambda words, undo: made.heard.append((words, undo)))
    made.failed.connect(made.wrong.append)
    yield made
    jobs.close()


@pytest.fixture
def friend(workspace):
    draft = ContactDraft("王芳", addresses=(AddressText("文三路 1 号", recipient="王芳", phone="13800138000"),))
    return workspace.contacts.add(draft)


@pytest.fixture
def product(workspace):
    return workspace.products.add(ProductDraft("面膜", price=9_800, unit="盒"))


def shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(1000, 620)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def sheet_of(qtbot, desk, **how) -> OrderSheet:
    sheet = OrderSheet(desk, **how)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    shown(qtbot, sheet)
    qtbot.wait(5)
    return sheet


def order(workspace, friend, price=100, paid=0):
    return workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, price),), paid=paid))


def test_a_new_order_in_twelve_keys(qtbot, desk, workspace, friend, product):
    sheet = sheet_of(qtbot, desk)
    qtbot.keyClicks(sheet.friend, "wf")
    qtbot.keyClick(sheet.friend, ENTER)
    line = sheet.lines.lines[0]
    qtbot.keyClicks(line.product, "mm")
    qtbot.keyClick(line.product, ENTER)
    assert line.price.text() == "98"
    assert "Retail" in line.remark.text()
    qtbot.keyClicks(line.quantity, "2")
    assert sheet.total.text() == "Total ¥196.00"
    qtbot.keyClick(line.quantity, Qt.Key.Key_P, CTRL)
    assert sheet.paid_full.isChecked()
    with qtbot.waitSignal(sheet.saved) as saved:
        qtbot.keyClick(line.quantity, ENTER, CTRL)
    row = workspace.orders.row(saved.args[0])
    assert (row.friend, row.summary, row.total, row.paid) == ("王芳", "面膜 × 2", 19_600, 19_600)


def test_the_price_of_last_time_is_proposed_with_its_reason(qtbot, desk, workspace, friend, product):
    workspace.orders.add(OrderDraft(friend, (LineDraft(product, "面膜", 1, 9_000),), paid=9_000))
    sheet = sheet_of(qtbot, desk, contact=friend)
    line = sheet.lines.lines[0]
    qtbot.keyClicks(line.product, "mm")
    qtbot.keyClick(line.product, ENTER)
    assert line.price.text() == "90"
    assert "last time" in line.remark.text()


def test_enter_moves_on_to_the_payment_and_the_address_is_offered(qtbot, desk, friend, product):
    sheet = sheet_of(qtbot, desk, contact=friend)
    assert sheet.address.currentText() == "王芳 13800138000 文三路 1 号"
    first = sheet.lines.lines[0]
    qtbot.keyClicks(first.product, "mm")
    qtbot.keyClick(first.product, ENTER)
    qtbot.keyClick(first.quantity, ENTER)
    assert sheet.focusWidget() is first.price
    qtbot.keyClick(first.price, ENTER)
    second = sheet.lines.lines[1]
    assert sheet.focusWidget() is second.product
    qtbot.keyClick(second.product, ENTER)
    assert sheet.focusWidget() is sheet.unpaid


@pytest.mark.parametrize(
    ("quantity", "price", "said"),
    [("0", "5", "from 1 to"), ("x", "5", "not an amount"), ("1", "1e400", "not an amount"), ("1", "-5", "from 0 to")],
)
def test_bad_numbers_are_told_in_the_line_and_stay(qtbot, desk, workspace, friend, quantity, price, said):
    sheet = sheet_of(qtbot, desk, contact=friend)
    line = sheet.lines.lines[0]
    line.product.setText("香皂")
    line.quantity.setText(quantity)
    line.price.setText(price)
    sheet.accept()
    assert said in line.remark.text()
    assert (line.quantity.text(), line.price.text()) == (quantity, price)
    assert sheet.isVisible()
    assert len(workspace.orders.ids()) == 0


@pytest.mark.parametrize(("typed", "minor"), [("1,234.50", 123_450), ("￥99", 9_900), ("１２", 1_200)])
def test_amounts_as_people_write_them(qtbot, desk, workspace, friend, typed, minor):
    sheet = sheet_of(qtbot, desk, contact=friend)
    line = sheet.lines.lines[0]
    line.product.setText("香皂")
    line.price.setText(typed)
    sheet.accept()
    assert workspace.orders.of(friend)[0].total == minor


def test_an_unknown_product_is_offered_to_be_made_and_an_unknown_friend_too(qtbot, desk, workspace):
    sheet = sheet_of(qtbot, desk)
    qtbot.keyClicks(sheet.friend, "Anna")
    qtbot.keyClick(sheet.friend, ENTER)
    line = sheet.lines.lines[0]
    qtbot.keyClicks(line.product, "Soap")
    assert "new product" in line.product.list.currentItem().text()
    qtbot.keyClick(line.product, ENTER)
    qtbot.keyClicks(line.price, "12")
    sheet.accept()
    (row,) = workspace.orders.rows(workspace.orders.ids()).values()
    assert (row.friend, row.total) == ("Anna", 1_200)
    assert workspace.products.named("Soap").price == 1_200


def test_without_friend_or_product_it_asks(qtbot, desk, friend):
    sheet = sheet_of(qtbot, desk)
    sheet.accept()
    assert "Who ordered" in sheet._complaint.text()
    sheet.friend.setText("王芳")
    sheet.accept()
    assert "What did they order" in sheet._complaint.text()


def test_more_paid_than_ordered_is_told(qtbot, desk, workspace, friend):
    sheet = sheet_of(qtbot, desk, contact=friend)
    sheet.lines.lines[0].product.setText("x")
    sheet.lines.lines[0].price.setText("5")
    qtbot.keyClicks(sheet.amount, "6")
    sheet.accept()
    assert "more than is owed" in sheet._complaint.text()
    sheet.amount.setText("2")
    sheet.accept()
    assert workspace.orders.of(friend)[0].owed == 300


def test_choices_are_moved_in_with_arrows_and_put_away_with_esc(qtbot, desk, workspace, friend, product):
    other = workspace.products.add(ProductDraft("眠梦", price=100))
    sheet = sheet_of(qtbot, desk, contact=friend)
    picker = sheet.lines.lines[0].product
    qtbot.keyClicks(picker, "mm")
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.list.isVisible()
    assert sheet.isVisible()
    assert picker.text() == "mm"
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    names = [picker.list.item(row).text() for row in range(picker.list.count())]
    assert len(names) == 3
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, Qt.Key.Key_Up)
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, ENTER)
    assert picker.choice.value in (other, product)
    assert names[1].startswith(picker.text())
    qtbot.keyClicks(picker, "x")
    assert picker.choice is None
    assert sheet.lines.lines[0].price.text() == ""


def test_one_esc_never_throws_changes_of_an_order_away(qtbot, desk, workspace, friend):
    sheet = sheet_of(qtbot, desk, order=workspace.orders.card(order(workspace, friend)))
    sheet.note.setText("careful")
    sheet.reject()
    assert sheet.isVisible()
    assert sheet.note.text() == "careful"
    sheet.reject()
    assert not sheet.isVisible()


def test_editing_keeps_payments_and_tells_conflicts(qtbot, desk, workspace, friend):
    number = order(workspace, friend, paid=50)
    card = workspace.orders.card(number)
    sheet = sheet_of(qtbot, desk, order=card)
    sheet.lines.lines[0].price.setText("2")
    workspace.orders.edit(number, OrderDraft(friend, (LineDraft(None, "面膜", 1, 150),)))
    sheet.accept()
    assert "changed elsewhere" in sheet._complaint.text()
    again = sheet_of(qtbot, desk, order=workspace.orders.card(number))
    again.lines.lines[0].price.setText("2")
    again.accept()
    assert (workspace.orders.row(number).total, workspace.orders.row(number).paid) == (200, 50)


def test_the_page_lists_counts_and_filters(qtbot, desk, workspace, friend):
    unpaid, paid = order(workspace, friend), order(workspace, friend, paid=100)
    page = shown(qtbot, OrdersPage(desk))
    assert list(page.model.ids) == [paid, unpaid]
    assert "1" in page.chips[OrderList.TO_PAY].text()
    assert "¥1.00 owed" in page.count.text()
    qtbot.mouseClick(page.chips[OrderList.TO_SHIP], Qt.MouseButton.LeftButton)
    assert list(page.model.ids) == [paid]
    page.show_list(OrderList.DONE)
    assert page.results.currentWidget() is page.nothing
    page.show_all()
    page.search.setText("wf")
    page.search.searched.emit("wf")
    assert len(page.model.ids) == 2


def test_a_long_list_comes_whole_from_beside_the_window(qtbot, desk, workspace, friend, monkeypatch):
    monkeypatch.setattr(orders_page, "FIRST", 2)
    made = [order(workspace, friend) for _ in range(4)]
    page = shown(qtbot, OrdersPage(desk))
    qtbot.waitUntil(lambda: list(page.model.ids) == made[::-1])


def test_an_empty_shop_offers_the_next_step(qtbot, desk, workspace, friend):
    page = shown(qtbot, OrdersPage(desk))
    assert page.whole.currentWidget() is page.no_orders
    order(workspace, friend)
    assert page.whole.currentWidget() is page.splitter


def deed(page, kind):
    sheet = page.window().findChildren(kind)[-1]
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    return sheet


def test_pay_ship_receive_by_their_buttons(qtbot, desk, workspace, friend):
    number = order(workspace, friend)
    page = shown(qtbot, OrdersPage(desk))
    page.show_order(number)
    page.panel.buttons["pay"].click()
    pay = deed(page, PaySheet)
    assert pay.amount.text() == "1"
    pay.amount.setText("7")
    pay.accept()
    assert "more than is owed" in pay._complaint.text()
    pay.amount.setText("1")
    pay.accept()
    assert workspace.orders.row(number).state is OrderState.TO_SHIP
    assert page.panel.buttons["pay"].isHidden()
    page.panel.buttons["ship"].click()
    ship = deed(page, ShipSheet)
    ship.tracking.setText("SF1")
    ship.accept()
    page.panel.buttons["receive"].click()
    assert workspace.orders.row(number).state is OrderState.CLOSED
    assert [undo for _, undo in desk.heard] == [True, True, True]
    workspace.undo.undo()
    assert workspace.orders.row(number).state is OrderState.ON_THE_WAY
    assert not page.panel.buttons["receive"].isHidden()


def test_every_deed_has_its_key_which_typing_does_not_trigger(qtbot, desk, workspace, friend):
    number = order(workspace, friend, paid=100)
    page = shown(qtbot, OrdersPage(desk))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table.choose(number)
    page.search.setFocus()
    qtbot.keyClicks(page.search, "r")
    assert workspace.orders.row(number).received_on is None
    page.show_all()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_R)
    assert workspace.orders.row(number).state is OrderState.CLOSED
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert len(workspace.orders.ids()) == 0


def test_cancel_refund_delete(qtbot, desk, workspace, friend):
    number = order(workspace, friend, paid=100)
    page = shown(qtbot, OrdersPage(desk))
    page.show_order(number)
    page.panel.buttons["cancel"].click()
    page.panel.buttons["refund"].click()
    back = deed(page, RefundSheet)
    back.accept()
    assert workspace.orders.row(number).paid == 0
    page.panel.buttons["delete"].click()
    assert len(workspace.orders.ids()) == 0
    assert desk.wrong == []


def test_a_deed_that_came_too_late_is_told(qtbot, desk, workspace, friend):
    number = order(workspace, friend)
    page = shown(qtbot, OrdersPage(desk))
    page.show_order(number)
    page.hide()  # a page that is not seen is not kept up to date
    workspace.orders.cancel(number)
    page.panel.buttons["receive"].click()
    assert isinstance(desk.wrong[0], ShukeError)
    assert desk.heard == []


def test_products_are_added_edited_found_and_deleted(qtbot, desk, workspace):
    page = shown(qtbot, ProductsPage(desk))
    assert page.whole.currentWidget() is page.no_products
    sheet = page.add_product()
    sheet.accept()
    assert "name" in sheet._complaint.text()
    sheet.name.setText("面膜")
    sheet.price.setText("abc")
    sheet.accept()
    assert "not an amount" in sheet._complaint.text()
    sheet.price.setText("98")
    sheet.days.setText("0")
    sheet.accept()
    assert "from 1" in sheet._complaint.text()
    sheet.days.setText("20")
    sheet.accept()
    (row,) = workspace.products.all()
    assert (row.name, row.price, row.days_per_unit) == ("面膜", 9_800, 20)
    again = page.edit_product(row.id)
    again.price.setText("88")
    again.accept()
    assert workspace.products.all()[0].price == 8_800
    page.search.setText("zzz")
    page.refresh()
    assert page.results.currentWidget() is page.nothing
    page.search.setText("mm")
    page.refresh()
    page.table.choose(row.id)
    page.delete_chosen()
    assert workspace.products.all() == []
    assert len(desk.heard) == 3


def test_products_sort_by_price(qtbot, desk, workspace):
    dear, cheap = (workspace.products.add(ProductDraft(n, price=p)) for n, p in (("A", 9), ("B", 1)))
    page = shown(qtbot, ProductsPage(desk))
    assert list(page.model.ids) == [dear, cheap]
    page._on_sort("price", True)
    assert list(page.model.ids) == [cheap, dear]


def test_the_sheet_opened_from_elsewhere_tells_what_was_saved(qtbot, desk, workspace, friend):
    ground = shown(qtbot, QWidget())
    sheet = open_order_sheet(desk, ground, friend)
    sheet.lines.lines[0].product.setText("x")
    sheet.lines.lines[0].price.setText("5")
    sheet.accept()
    assert desk.heard == [("Order 20260304-001 for 王芳 is saved.", True)]
