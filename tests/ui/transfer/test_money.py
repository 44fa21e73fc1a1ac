"""Orders and bills in the window: told what they are, who bought is asked, stored on one press, taken back."""

from pathlib import Path

import pytest

from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.transfer.buyer_matching import Answer
from crm.transfer.planning import Fate
from crm.transfer.shops import OrderField
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice
from crm.ui.transfer.page import TransferPage
from crm.ui.transfer.ways import SKIPPED
from crm.wording import tr
from tests.transfer.bill_samples import WECHAT_ROWS, wechat_csv
from tests.ui.walk import unnamed

BOOK = (
    "日期,买家,电话,商品,数量,单价,总价,已付\n2026-03-01,王芳,13800138000,草莓,2,98,196,196\n"
    "2026-03-02,李四,,面膜,1,128,128,0\n"
)


@pytest.fixture
def page(desk: Desk, qtbot):
    made = TransferPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


def settle(page: TransferPage, qtbot) -> None:
    qtbot.waitUntil(lambda: not page._desk.jobs.busy, timeout=20_000)


def read(page: TransferPage, qtbot, path: Path, given: bytes) -> None:
    path.write_bytes(given)
    page.take_file(path)
    settle(page, qtbot)


def orders(page: TransferPage) -> list[tuple[str, int, int]]:
    return page._desk.workspace.store.rows(
        "SELECT c.name, o.total, o.paid FROM shop_order o JOIN contact c ON c.id = o.contact_id"
        " WHERE o.deleted_at IS NULL ORDER BY o.day, o.id"
    )


def test_an_order_book_comes_in_and_goes_back(page: TransferPage, qtbot, tmp_path: Path):
    read(page, qtbot, tmp_path / "订单.csv", BOOK.encode("gb18030"))
    pane = page.bringing
    assert pane.kind.currentData() == "orders"
    assert pane.model.rowCount() == 3
    assert "2" in pane.go.text()
    assert unnamed(page) == []
    pane.go.click()
    settle(page, qtbot)
    assert orders(page) == [("王芳", 19600, 19600), ("李四", 12800, 0)]
    assert pane.show_button.text() == tr("Show the orders")
    pane.undo_button.click()
    settle(page, qtbot)
    assert orders(page) == []
    assert page._desk.workspace.finder.count(Filter()) == 0


def test_a_buyer_who_may_be_a_friend_is_asked(page: TransferPage, qtbot, tmp_path: Path):
    friend = page._desk.workspace.contacts.add(ContactDraft("李四"))
    read(page, qtbot, tmp_path / "订单.csv", BOOK.encode())
    pane = page.bringing
    ((key, picker),) = pane.orders.friends.items()
    assert "李四" in picker.accessibleName()
    picker.take(Choice(friend, "李四"))
    settle(page, qtbot)
    assert pane.orders.friends[key].choice.value == friend
    pane.orders.friends[key].take(Choice(Answer.LEAVE_OUT, tr("leave out")))
    settle(page, qtbot)
    assert pane.plan.counts[Fate.NEW] == 1
    pane.chips[SKIPPED].click()
    assert pane.model.rowCount() == 2


def test_columns_of_a_book_are_chosen(page: TransferPage, qtbot, tmp_path: Path):
    read(page, qtbot, tmp_path / "订单.csv", BOOK.replace("商品", "啥").encode())
    pane = page.bringing
    pane.kind.setCurrentIndex(pane.kind.findData("orders"))
    pane.kind.activated.emit(pane.kind.currentIndex())
    settle(page, qtbot)
    choice = pane.orders.mapping.choices[3]
    choice.setCurrentIndex(choice.findData(OrderField.PRODUCT.value))
    choice.activated.emit(choice.currentIndex())
    settle(page, qtbot)
    assert [planned.entry.lines[0].name for planned in pane.plan.orders] == ["草莓", "面膜"]


def test_who_paid_is_ticked_into_friends(page: TransferPage, qtbot, tmp_path: Path):
    read(page, qtbot, tmp_path / "账单.csv", wechat_csv(*WECHAT_ROWS))
    pane = page.bringing
    assert pane.kind.currentData() == "bill"
    everybody = len(pane.bills.ticks)
    assert everybody >= 2
    assert unnamed(page) == []
    pane.bills.none_button.click()
    settle(page, qtbot)
    assert not pane.go.isEnabled()
    pane.bills.all_button.click()
    settle(page, qtbot)
    assert all(tick.isChecked() for tick in pane.bills.ticks.values())
    first = next(iter(pane.bills.ticks))
    pane.bills.ticks[first].click()
    settle(page, qtbot)
    assert not pane.bills.ticks[first].isChecked()
    pane.go.click()
    settle(page, qtbot)
    assert page._desk.workspace.finder.count(Filter()) == everybody - 1
    pane.undo_button.click()
    settle(page, qtbot)
    assert page._desk.workspace.finder.count(Filter()) == 0


def test_a_sign_up_list_becomes_orders(page: TransferPage, qtbot, tmp_path: Path):
    read(page, qtbot, tmp_path / "接龙.txt", "#接龙\n草莓 58元\n1. 小王 2盒\n2. 李姐 1盒\n3. 赵六\n".encode())
    pane = page.bringing
    assert pane.kind.currentData() == "signup"
    assert pane.signups.product.text() == "草莓"
    pane.signups.price.setText("60")
    pane.signups.price.editingFinished.emit()
    settle(page, qtbot)
    assert unnamed(page) == []
    pane.go.click()
    settle(page, qtbot)
    assert [total for _, total, _ in orders(page)] == [12000, 6000]


PRICES = "名称,零售价,啥\n面膜,98,3\n口红,abc,\n,5,\n"


def test_a_list_of_products_comes_in_and_goes_out(page: TransferPage, qtbot, tmp_path: Path):
    products = page._desk.workspace.products
    read(page, qtbot, tmp_path / "价目.csv", PRICES.encode())
    pane = page.bringing
    assert pane.kind.currentData() == "products"
    assert pane.model.rowCount() == 3
    assert unnamed(page) == []
    choice = pane.kinds["products"].mapping.choices[2]
    choice.setCurrentIndex(choice.findData("tier"))
    choice.activated.emit(choice.currentIndex())
    settle(page, qtbot)
    target = tmp_path / "mend.csv"
    pane.choose_target = lambda _name: target
    pane.go.click()
    settle(page, qtbot)
    assert [row.name for row in products.all()] == ["面膜"]
    assert [tier.name for tier in page._desk.workspace.prices.tiers()] == ["啥"]
    assert pane.show_button.text() == tr("Show the products")
    pane.mend_button.click()
    settle(page, qtbot)
    assert "口红" in target.read_text("utf-8-sig")
    out = page.taking
    out.what.setCurrentIndex(out.what.findData("products"))
    out.choose_target = lambda _name: tmp_path / "out.csv"
    out.write()
    settle(page, qtbot)
    assert "面膜" in (tmp_path / "out.csv").read_text("utf-8-sig")
    read(page, qtbot, tmp_path / "无名.csv", "甲,乙\n1,2\n".encode())
    pane.kind.setCurrentIndex(pane.kind.findData("products"))
    pane.kind.activated.emit(pane.kind.currentIndex())
    settle(page, qtbot)
    assert "products are called" in pane.note.text()
