"""Orders in the window: twelve keys, what they wrote pasted, nothing typed lost, parcels, money, figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from crm.contacts import AddressText, ContactDraft
from crm.db.models import Contact, Tier
from crm.errors import BusyError
from crm.ids import ContactId, OrderId, ProductId
from crm.orders import Channel, LineDraft, Narrowed, OrderDraft, OrderList, OrderState, PayMethod
from crm.products import ProductDraft
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.orders.deeds import AdvanceSheet, CancelSheet, PaySheet, ShipSheet
from crm.ui.orders.page import OrdersPage
from crm.ui.orders.sheet import OrderSheet, method_of, open_order_sheet
from crm.ui.orders.written import WrittenSheet
from crm.ui.settings.channel_fees_sheet import ChannelFeesSheet
from crm.ui.shortcuts import KEYS
from crm.ui.theme import Theme
from crm.workspace import Workspace
from tests.ui.walk import unnamed

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return
WHERE = "王芳 13800138000 浙江省杭州市西湖区文三路138号"


@pytest.fixture
def desk(workspace: Workspace, theme: Theme) -> Iterator[Desk]:
    live, jobs = Live(), Jobs()
    live.attach(workspace.store.listen)
    made = Desk(workspace, theme, live, jobs)
    made.heard = []
    made.wrong = []
    made.said.connect(lambda words, undo: made.heard.append(words))
    made.failed.connect(made.wrong.append)
    yield made
    jobs.close()


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", price=9_800, cost=4_000, unit="盒"))


def kept(sheet):
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    return sheet


def shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(1000, 620)
    widget.show()
    qtbot.waitExposed(widget)
    qtbot.wait(5)
    return widget


def new_sheet(qtbot, desk: Desk, **how) -> OrderSheet:
    return shown(qtbot, kept(OrderSheet(desk, **how)))


def page_of(qtbot, desk: Desk) -> OrdersPage:
    page = shown(qtbot, OrdersPage(desk))
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    return page


def deed(page: OrdersPage, kind):
    return kept(page.window().findChildren(kind)[-1])


def link(page: OrdersPage, words: str) -> QPushButton:
    """The link beside a parcel."""
    found = page.panel.findChildren(QPushButton)
    return next(b for b in found if b.text() == words and b.property("look") == "link" and not b.isHidden())


def ordered(workspace: Workspace, friend: ContactId, mask: ProductId, units: int = 1, **how) -> OrderId:
    return workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", units, 9_800),), **how))


# by keys


class Hand:
    """Presses keys where the cursor is, and counts them."""

    def __init__(self, sheet: OrderSheet) -> None:
        self.sheet = sheet
        self.pressed = 0

    def type(self, text: str) -> None:
        QTest.keyClicks(self.sheet.focusWidget(), text)
        self.pressed += len(text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.sheet.focusWidget(), key, modifiers)
        self.pressed += 1


def test_an_order_with_a_pasted_address_in_at_most_twelve_keys(qtbot, desk, workspace, friend, mask):
    assert any(key.name == "order" for key in KEYS)  # Ctrl+Shift+N, from anywhere
    sheet = new_sheet(qtbot, desk)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    hand = Hand(sheet)
    hand.pressed += 1
    hand.type("wf")
    hand.press(ENTER)
    hand.type("mm")
    hand.press(ENTER)
    hand.type("2")
    assert "Retail" in sheet.lines.lines[0].remark.text()
    QGuiApplication.clipboard().setText(WHERE)
    hand.press(Qt.Key.Key_V, CTRL | SHIFT)
    assert sheet.address.currentText() == "王芳 13800138000 浙江省杭州市西湖区 文三路138号"
    with qtbot.waitSignal(sheet.saved) as saved:
        hand.press(ENTER, CTRL)
    assert hand.pressed == 10
    card = workspace.orders.card(saved.args[0])
    assert (card.row.friend, card.row.summary, card.row.total) == ("王芳", "面膜 × 2", 19_600)
    assert "文三路138号" in card.address


# what they wrote


def test_what_they_wrote_fills_in_the_order(qtbot, desk, workspace, friend, mask):
    sheet = new_sheet(qtbot, desk)
    source = QMimeData()
    source.setText(f"面膜3盒 260 已付\n{WHERE}")
    sheet.paste.insertFromMimeData(source)
    assert (sheet.friend.text(), sheet.discount.text(), sheet.amount.text()) == ("王芳", "34", "260")
    sheet.accept()
    (row,) = workspace.orders.of(friend)
    assert (row.summary, row.total, row.paid) == ("面膜 × 3", 26_000, 26_000)


def test_what_is_not_clear_waits_for_the_seller(qtbot, desk, workspace, friend):
    for name in ("玫瑰水", "玫瑰油"):
        workspace.products.add(ProductDraft(name, price=100))
    sheet = new_sheet(qtbot, desk)
    sheet.paste.setPlainText("玫瑰2 赵六\n" + WHERE.replace("王芳", "赵六"))
    QTest.keyClick(sheet.paste, ENTER)
    assert sheet.friend.choice is None
    assert "13800138000" in sheet.address.currentText()
    sheet.paste.setPlainText("")
    QTest.keyClick(sheet.paste, ENTER)
    QTest.keyClick(sheet.paste, ENTER, SHIFT)
    assert sheet.paste.toPlainText() == "\n"
    QGuiApplication.clipboard().setText("  ")
    sheet.paste.paste_copied()
    assert sheet.paste.toPlainText() == "\n"


def test_a_busy_file_is_told_and_what_was_pasted_stays(qtbot, desk, friend, mask, monkeypatch):
    sheet = new_sheet(qtbot, desk)

    def busy(*_args, **_how):
        raise BusyError(desk.workspace.folder)

    monkeypatch.setattr("crm.ui.orders.sheet.read_order", busy)
    sheet.fill_in("面膜2 王芳")
    assert sheet._complaint.text()
    monkeypatch.setattr(desk.workspace.sketches.__class__, "keep", busy)
    sheet.note.setText("x")
    sheet._keep()
    assert "nother program" in sheet._complaint.text()
    sheet._changed = False


# nothing typed is lost


def test_what_is_typed_comes_back_and_is_thrown_away_only_by_the_seller(qtbot, desk, workspace, friend, mask):
    steps = len(workspace.undo.steps())
    sheet = open_order_sheet(desk)
    kept(sheet)
    qtbot.wait(5)
    QTest.keyClicks(sheet.friend, "wf")
    QTest.keyClick(sheet.friend, ENTER)
    line = sheet.lines.lines[0]
    QTest.keyClicks(line.product, "mm")
    QTest.keyClick(line.product, ENTER)
    line.quantity.setText("1e400")
    line.price.setText("9x")
    sheet.lines.lines[1].product.setText("小样")
    sheet.lines.lines[1].gift.toggle()
    sheet.address.setEditText("某地")
    sheet.note.setText("不要香")
    sheet.channel.setEditText("妈妈群")
    sheet.paid_part.setChecked(True)
    sheet.amount.setText("１２")
    sheet.method.setCurrentIndex(sheet.method.findData(PayMethod.CASH))
    sheet.more.shipping_cost.setText("6")
    sheet.more.recipient.setText("陈")
    sheet.more.sent_by.setText("店")
    sheet.reject()
    assert not sheet.isVisible()
    assert "kept" in desk.heard[-1]
    assert len(workspace.undo.steps()) == steps
    (sketch,) = workspace.sketches.all()
    assert sketch.contact == friend
    again = new_sheet(qtbot, desk, sketch=sketch)
    first, second, third = again.lines.lines
    assert (again.friend.text(), again.friend.choice.value) == ("王芳", friend)
    assert (first.product.choice.value, first.quantity.text(), first.price.text()) == (mask, "1e400", "9x")
    assert (second.product.text(), second.gift.isChecked(), third.empty) == ("小样", True, True)
    assert (again.address.currentText(), again.note.text(), again.channel.currentText()) == ("某地", "不要香", "妈妈群")
    assert (again.paid_part.isChecked(), again.amount.text()) == (True, "１２")
    assert method_of(again.method) is PayMethod.CASH
    assert (again.more.shipping_cost.text(), again.more.recipient.text()) == ("6", "陈")
    assert again.more.isVisible()
    again.reject()
    assert len(workspace.sketches.all()) == 1
    gone = new_sheet(qtbot, desk, sketch=workspace.sketches.all()[0])
    gone.throw_button.click()
    assert not gone.isVisible()
    assert workspace.sketches.all() == []


def test_a_crash_loses_less_than_a_second(qtbot, desk, workspace, friend):
    sheet = new_sheet(qtbot, desk)
    sheet.note.setText("careful")
    qtbot.waitUntil(lambda: len(workspace.sketches.all()) == 1, timeout=3_000)
    assert workspace.sketches.all()[0].data["note"] == "careful"
    assert not sheet.throw_button.isHidden()
    sheet.throw_button.click()
    assert workspace.sketches.all() == []


def test_nothing_typed_is_nothing_kept_and_a_saved_order_is_written_no_more(qtbot, desk, workspace, friend, mask):
    sheet = new_sheet(qtbot, desk, contact=friend)
    sheet.reject()
    assert workspace.sketches.all() == []
    thrown = new_sheet(qtbot, desk, contact=friend)
    thrown.throw_button.click()
    assert not thrown.isVisible()
    sheet = new_sheet(qtbot, desk, contact=friend)
    sheet.lines.lines[0].product.setText("皂")
    sheet.lines.lines[0].price.setText("5")
    sheet._keep()
    assert len(workspace.sketches.all()) == 1
    sheet.accept()
    assert workspace.sketches.all() == []
    workspace.undo.undo()
    assert len(workspace.sketches.all()) == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"friend": 5, "contact": "x", "lines": [3, {"product": 99, "picked": True, "name": "没了"}], "more": []},
        {"friend": "新人", "made": True, "contact": None, "lines": {}, "paid": "never", "method": "gold"},
        {
            "contact": 99,
            "friend": "走了",
            "lines": [{"name": "x", "picked": True, "made": True}],
            "more": {"recipient": 9},
        },
    ],
)
def test_whatever_a_sketch_holds_the_sheet_opens(qtbot, desk, workspace, data):
    sketch = workspace.sketches.keep(None, None, data)
    sheet = new_sheet(qtbot, desk, sketch=workspace.sketches.all()[0])
    assert sheet.unpaid.isChecked()
    assert sheet.friend.choice is None or sheet.friend.choice.made
    assert sketch == workspace.sketches.all()[0].id


def test_several_orders_are_written_at_once(qtbot, desk, workspace, friend, mask):
    page = page_of(qtbot, desk)
    assert page.written.isHidden()
    workspace.sketches.keep(None, friend, {"friend": "王芳", "contact": friend, "lines": [{"name": "面膜"}]})
    assert page.written.text() == "1 order being written"
    page.written.click()
    one = deed(page, OrderSheet)
    assert one.friend.text() == "王芳"
    one.reject()
    workspace.sketches.keep(None, None, {"paste": "草莓 2"})
    workspace.sketches.keep(None, None, {})
    assert page.written.text() == "3 orders being written"
    page.written.click()
    sheet = deed(page, WrittenSheet)
    assert len(sheet.rows) == 3
    assert unnamed(sheet) == []
    sheet.rows[0][1].click()
    assert len(workspace.sketches.all()) == 2
    sheet.rows[2][0].click()
    assert deed(page, OrderSheet).friend.text() == "王芳"


# the fields


def test_gift_channel_costs_and_whom_it_is_for(qtbot, desk, workspace, friend, mask):
    other = workspace.contacts.add(ContactDraft("陈姐", addresses=(AddressText("人民路 2 号"),)))
    workspace.settings.change(replace(workspace.settings.shop(), channel_fees={"live": 1_000}))
    sheet = new_sheet(qtbot, desk, contact=friend)
    first = sheet.lines.lines[0]
    QTest.keyClicks(first.product, "mm")
    QTest.keyClick(first.product, ENTER)
    second = sheet.lines.lines[1]
    second.product.setText("小样")
    sheet.lines._on_changed()
    second.product.setFocus()
    sheet.lines.give()
    if not second.gift.isChecked():  # the cursor was in the first line still
        sheet.lines.give()
        second.gift.setChecked(True)
    assert not second.price.isEnabled()
    sheet.channel.setCurrentIndex(sheet.channel.findData(Channel.LIVE.value))
    sheet.more_button.click()
    sheet.more.shipping_cost.setText("8")
    QTest.keyClicks(sheet.more.recipient, "cj")
    QTest.keyClick(sheet.more.recipient, ENTER)
    assert sheet.address.currentText() == "人民路 2 号"
    sheet.more.sent_by.setText("小王")
    sheet.on_delivery.setChecked(True)
    assert unnamed(sheet) == []
    sheet.accept()
    (row,) = workspace.orders.of(friend)
    card = workspace.orders.card(row.id)
    assert [(x.name, x.gift) for x in card.lines] == [("面膜", False), ("小样", True)]
    assert (card.channel, card.fee, card.shipping_cost, card.recipient, card.sender) == (
        "live",
        980,
        800,
        other,
        "小王",
    )
    assert row.on_delivery
    again = new_sheet(qtbot, desk, order=card)
    assert again.more.isVisible()
    again.more.fee.setText("1")
    again.note.setText("新")
    again.accept()
    after = workspace.orders.card(row.id)
    assert (after.fee, after.channel, after.recipient, after.note) == (100, "live", other, "新")
    bad = new_sheet(qtbot, desk, order=after)
    bad.more.fee.setText("1e400")
    bad.accept()
    assert bad.isVisible()
    assert "1e400" in bad._complaint.text()


def test_an_imported_channel_and_an_account_in_the_bin_stay(qtbot, desk, workspace, friend, mask):
    order = ordered(workspace, friend, mask, channel="taobao")
    sheet = new_sheet(qtbot, desk, order=replace(workspace.orders.card(order), account=99))
    assert sheet.channel.currentText() == "淘宝"
    assert sheet.more.account_id() == 99
    sheet = new_sheet(qtbot, desk, order=workspace.orders.card(order))
    sheet.note.setText("x")
    sheet.accept()
    assert workspace.orders.card(order).channel == "taobao"


def test_a_tier_that_wants_more_is_told_once_and_may_be_overruled(qtbot, desk, workspace, friend, mask):
    with workspace.store.write(Topic.CONTACTS) as write:
        write.update(Contact, friend, tier=write.insert(Tier, name="一级", least=10))
    sheet = new_sheet(qtbot, desk, contact=friend)
    QTest.keyClicks(sheet.lines.lines[0].product, "mm")
    QTest.keyClick(sheet.lines.lines[0].product, ENTER)
    sheet.accept()
    assert "at least 10" in sheet._complaint.text()
    assert workspace.orders.of(friend) == []
    sheet.accept()
    assert len(workspace.orders.of(friend)) == 1


# what is done with an order


def test_parcel_by_parcel_by_the_panel(qtbot, desk, workspace, friend, mask):
    order = ordered(workspace, friend, mask, 3, paid=29_400)
    page = page_of(qtbot, desk)
    page.show_order(order)
    page.panel.buttons["ship"].click()
    sheet = deed(page, ShipSheet)
    ((_, field),) = sheet.units.values()
    field.setText("x")
    sheet.accept()
    assert sheet._complaint.text()
    field.setText("4")
    sheet.accept()
    assert "Only 3" in sheet._complaint.text()
    field.setText("1")
    sheet.tracking.setText("SF1")
    sheet.accept()
    assert workspace.orders.row(order).state is OrderState.PARTLY_SENT
    assert page.chips[OrderList.PARTLY_SENT].text().endswith("1")
    link(page, "Tracking number").click()
    again = deed(page, ShipSheet)
    assert again.tracking.text() == "SF1"
    again.tracking.setText("SF9")
    again.accept()
    assert workspace.orders.card(order).parcels[0].tracking == "SF9"
    link(page, "This parcel came").click()
    assert workspace.orders.card(order).parcels[0].received_on is not None
    page.panel.buttons["ship"].click()
    deed(page, ShipSheet).accept()
    assert workspace.orders.row(order).state is OrderState.ON_THE_WAY
    assert desk.wrong == []


def test_once_more_with_one_key(qtbot, desk, workspace, friend, mask):
    order = ordered(workspace, friend, mask, paid=9_800)
    page = page_of(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.show_order(order)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    first, second = workspace.orders.of(friend)
    assert first.total == second.total
    assert page.panel.order == first.id
    assert "once more" in desk.heard[-1]


def test_money_for_several_orders_and_more_than_is_owed(qtbot, desk, workspace, friend, mask):
    first, second = ordered(workspace, friend, mask), ordered(workspace, friend, mask)
    page = page_of(qtbot, desk)
    page.show_order(second)
    page.panel.buttons["pay"].click()
    sheet = deed(page, PaySheet)
    sheet.several.setChecked(True)
    assert sheet.amount.text() == "196"
    sheet.amount.setText("200")
    sheet.accept()
    assert "more than is owed" in sheet._complaint.text()
    sheet.rest.setChecked(True)
    sheet.accept()
    assert [workspace.orders.row(order).owed for order in (first, second)] == [0, 0]
    assert workspace.advances.balance(friend) == 400
    third = ordered(workspace, friend, mask)
    page.show_order(third)
    page.panel.buttons["pay"].click()
    sheet = deed(page, PaySheet)
    assert sheet.several.isHidden()
    sheet.method.setCurrentIndex(sheet.method.findData(PayMethod.ADVANCE))
    sheet.amount.setText("4")
    sheet.accept()
    assert workspace.advances.balance(friend) == 0
    assert workspace.orders.row(third).owed == 9_400


@pytest.mark.parametrize(("choice", "paid", "left"), [("later", 9_800, 0), ("back", 0, 0), ("keep", 0, 9_800)])
def test_a_cancelled_orders_money(qtbot, desk, workspace, friend, mask, choice, paid, left):
    order = ordered(workspace, friend, mask, paid=9_800)
    page = page_of(qtbot, desk)
    page.show_order(order)
    page.panel.buttons["cancel"].click()
    sheet = deed(page, CancelSheet)
    getattr(sheet, choice).setChecked(True)
    sheet.accept()
    row = workspace.orders.row(order)
    assert (row.state, row.paid) == (OrderState.CANCELLED, paid)
    assert workspace.advances.balance(friend) == left


def test_an_advance_comes_and_goes(qtbot, desk, workspace, friend, mask):
    page = page_of(qtbot, desk)
    page.show_order(ordered(workspace, friend, mask))
    page.panel.buttons["advance"].click()
    sheet = deed(page, AdvanceSheet)
    sheet.amount.setText("x")
    sheet.accept()
    assert sheet._complaint.text()
    sheet.amount.setText("0")
    sheet.accept()
    assert "above 0" in sheet._complaint.text()
    sheet.amount.setText("￥99")
    sheet.accept()
    assert workspace.advances.balance(friend) == 9_900
    page.panel.buttons["advance"].click()
    sheet = deed(page, AdvanceSheet)
    sheet.takes.setChecked(True)
    assert sheet.amount.text() == "99"
    sheet.accept()
    assert workspace.advances.balance(friend) == 0


# figures


def test_figures_open_their_orders(qtbot, desk, workspace, friend, mask, time):
    old = ordered(workspace, friend, mask, day=date(2026, 1, 1))
    new = ordered(workspace, friend, mask, channel="moments", paid=9_800)
    free = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "x", 1, 100),), channel="朋友圈", paid=100))
    page = page_of(qtbot, desk)
    qtbot.waitUntil(lambda: bool(page.figures.cards))
    texts = [card.text() for card in page.figures.cards]
    assert texts[0] == "Owed, 31 days and more  ¥98"
    assert texts[1] == "Sold this month  ¥99"
    assert texts[2] == "Earned this month  ¥59 (cost of 1 product unknown)"
    assert texts[3] == "Moments this month  ¥99"
    assert "article 8" in page.figures.year.text()
    page.figures.cards[0].click()
    assert list(page.model.ids) == [old]
    assert page.narrowed_chip.text().startswith("Owed, 31 days")
    page.narrowed_chip.click()
    assert page.narrowed_chip.isHidden()
    assert page.chips[OrderList.TO_PAY].isChecked()
    page.figures.cards[3].click()
    assert set(page.model.ids) == {new, free}
    page.show_all()
    assert len(page.model.ids) == 3
    page.show_list(OrderList.ALL, Narrowed(date(2020, 1, 1), date(2020, 1, 2)), "Never")
    assert page.results.currentWidget() is page.nothing
    page.resize(500, 620)
    qtbot.waitUntil(page.figures.cards[3].isHidden)


def test_whom_to_ask_is_counted_beside_the_window(qtbot, desk, workspace, friend, mask, time):
    order = ordered(workspace, friend, mask, paid=9_800)
    workspace.orders.receive(order)
    time.advance(days=4)
    page = page_of(qtbot, desk)
    qtbot.waitUntil(lambda: page.chips[OrderList.TO_ASK].text() == "To ask after  1")
    workspace.conversations.log(friend, "好用吗")
    page.show_anew()
    qtbot.waitUntil(lambda: page.chips[OrderList.TO_ASK].text() == "To ask after")


def test_a_busy_file_is_asked_again(qtbot, desk, workspace, friend, mask, monkeypatch):
    ordered(workspace, friend, mask)
    page = page_of(qtbot, desk)
    page.hide()
    page._on_no_figures(BusyError(workspace.folder))
    assert page._retry.isActive()
    with pytest.raises(ZeroDivisionError):
        page._on_no_figures(ZeroDivisionError())


def test_what_is_earned_is_told_with_what_is_not_known(qtbot, desk, workspace, friend, mask):
    known = ordered(workspace, friend, mask, paid=9_800, shipping_cost=500, fee=300, sender="店", on_delivery=True)
    owing = ordered(workspace, friend, mask)
    unknown = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "x", 1, 0, gift=True),), recipient=friend))
    page = page_of(qtbot, desk)

    def told(order: OrderId) -> dict[str, str]:
        page.show_order(order)
        return {words: amount for words, amount, _ in page.panel._sums(workspace.orders.card(order))}

    assert told(known) == {
        "Total": "¥98.00",
        "Goods cost me": "-¥40.00",
        "Sending costs me": "-¥5.00",
        "Channel keeps": "-¥3.00",
        "Earned": "¥50.00",
    }
    assert told(owing)["Earned, once it is paid"] == "¥58.00"
    assert told(unknown)["Earned"] == "cost unknown"
    assert "gift" in page.panel._lines(workspace.orders.card(unknown))[0][0]
    workspace.orders.cancel(known)
    assert "Earned" not in told(known)


def test_shares_of_channels_are_kept(qtbot, desk, workspace):
    workspace.settings.change(replace(workspace.settings.shop(), channel_fees={"taobao": 500}))
    sheet = shown(qtbot, kept(ChannelFeesSheet(desk)))
    assert unnamed(sheet) == []
    sheet.accept()
    assert desk.heard == []
    sheet = shown(qtbot, kept(ChannelFeesSheet(desk)))
    sheet.shares[Channel.LIVE].setValue(6.5)
    sheet.accept()
    assert workspace.settings.shop().channel_fees == {"taobao": 500, "live": 650}
    assert desk.heard == ["Settings are kept."]
    workspace.undo.undo()
    assert workspace.settings.shop().channel_fees == {"taobao": 500}


def test_the_page_has_a_name_for_everything(qtbot, desk, workspace, friend, mask):
    ordered(workspace, friend, mask, day=date(2026, 3, 4) - timedelta(days=9))
    page = page_of(qtbot, desk)
    qtbot.waitUntil(lambda: bool(page.figures.cards))
    assert unnamed(page, seen=True) == []
