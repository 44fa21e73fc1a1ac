"""The sheet for one line: seen as chips, chosen where it is not clear, taken with the keyboard, drafts kept."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from crm.contacts import ContactDraft
from crm.products import ProductDraft
from crm.ui.desk import Desk
from crm.ui.one_line.sheet import OneLineSheet
from crm.ui.widgets.chip import Chip
from crm.workspace import Workspace
from tests.ui.walk import unnamed


@pytest.fixture
def sheet(desk: Desk, workspace: Workspace, qtbot):
    for name in ("王芳", "吴凡", "李姐"):
        workspace.contacts.add(ContactDraft(name))
    workspace.products.add(ProductDraft("草莓", price=9_800))
    workspace.products.add(ProductDraft("奶粉"))
    made = OneLineSheet(desk)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    return made


def words(sheet: OneLineSheet) -> list[str]:
    return [button.text() for button in sheet.chips]


def put_right(sheet: OneLineSheet, chip: str, *, typed: str = "", choice: str = "") -> None:
    """With the keyboard alone: open the chip, type or choose."""
    (button,) = [button for button in sheet.chips if button.text() == chip]
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    menu = button.findChild(QMenu)
    assert menu is not None
    field = menu.findChild(QLineEdit)
    assert field is not None
    assert field.accessibleName()
    if typed:
        field.setText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
    else:
        (action,) = [action for action in menu.actions() if action.text() == choice]
        action.trigger()
    menu.close()


def test_a_line_is_seen_and_taken_with_the_keyboard(sheet: OneLineSheet, workspace: Workspace, desk: Desk, qtbot):
    qtbot.keyClicks(sheet.field, "lj cm2 196 paid")
    qtbot.waitUntil(lambda: len(words(sheet)) == 4)
    assert words(sheet) == ["李姐", "草莓 × 2", "¥196", "paid"]
    assert unnamed(sheet) == []
    with qtbot.waitSignal(desk.said):
        qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (order,) = workspace.orders.of(workspace.finder.who("李姐"))
    assert order.paid == 19_600
    assert not sheet.isVisible()
    workspace.undo.undo()
    assert workspace.orders.of(workspace.finder.who("李姐")) == []


def test_who_is_meant_is_chosen_and_the_rest_stays(sheet: OneLineSheet, workspace: Workspace, qtbot):
    sheet.field.setPlainText("wf 草莓1\n谁谁 草莓\n李姐 草莓1")
    sheet.read()
    sheet.accept_button.click()
    assert sheet.field.toPlainText() == "wf 草莓1\n谁谁 草莓"
    put_right(sheet, words(sheet)[0], choice="王芳")
    qtbot.waitUntil(lambda: "王芳" in words(sheet))
    sheet.accept_button.click()
    assert len(workspace.orders.of(workspace.finder.who("王芳"))) == 1
    assert sheet.field.toPlainText() == "谁谁 草莓"
    assert sheet.isVisible()


def test_what_was_typed_is_there_the_next_time(sheet: OneLineSheet, desk: Desk, qtbot):
    qtbot.keyClicks(sheet.field, "lj")
    sheet.reject()
    again = OneLineSheet(desk)
    qtbot.addWidget(again)
    assert again.field.toPlainText() == "lj"
    again.field.clear()
    again.accept_button.click()  # nothing to take: nothing happens


def test_every_chip_is_put_right_by_typing(sheet: OneLineSheet, workspace: Workspace):
    sheet.field.setPlainText("lj 草莓2 196 已付 明天问效果")
    sheet.read()
    today = workspace.clock.today()
    put_right(sheet, words(sheet)[-1], typed=(today + timedelta(days=9)).isoformat())
    put_right(sheet, "草莓 × 2", typed="0")  # makes no sense: the field waits
    put_right(sheet, "草莓 × 2", typed="3")
    put_right(sheet, "¥196", typed="270")
    put_right(sheet, "paid", typed="100")
    put_right(sheet, "李姐", typed="王芳")
    assert words(sheet)[:4] == ["王芳", "草莓 × 3", "¥270", "paid ¥100"]
    assert unnamed(sheet) == []
    sheet.accept_button.click()
    friend = workspace.finder.who("王芳")
    (order,) = workspace.orders.of(friend)
    assert (order.total, order.paid) == (27_000, 10_000)
    assert [row.due for row in workspace.follow_ups.of(friend)] == [today + timedelta(days=9)]


def test_every_chip_is_put_right_by_choosing(sheet: OneLineSheet, workspace: Workspace):
    sheet.field.setPlainText("昨天 李姐 草莓2 已付 明天问效果")
    sheet.read()
    put_right(sheet, "¥196 by the list", typed="180")
    put_right(sheet, "¥180", choice="As the list says")
    put_right(sheet, "paid", choice="not paid yet")
    put_right(sheet, "it was yesterday", choice="today")
    put_right(sheet, words(sheet)[-1], choice="It was promised")
    put_right(sheet, words(sheet)[-1], choice="in 3 days")
    sheet.accept_button.click()
    friend, today = workspace.finder.who("李姐"), workspace.clock.today()
    (order,) = workspace.orders.of(friend)
    assert (order.total, order.paid, order.day) == (19_600, 0, today)
    assert [(row.due, row.text) for row in workspace.promises.of(friend)] == [(today + timedelta(days=3), "问效果")]


def test_what_is_not_meant_is_taken_away(sheet: OneLineSheet, qtbot):
    sheet.field.setPlainText("李姐 草莓2 196 明天问效果")
    sheet.read()
    put_right(sheet, "草莓 × 2", choice="Not ordered")
    put_right(sheet, words(sheet)[-1], choice="Nothing to do")
    assert words(sheet) == ["李姐"]
    qtbot.waitUntil(lambda: "note: 草莓" in [chip.text for chip in sheet.findChildren(Chip)])


def test_a_number_that_may_be_either_becomes_the_other(sheet: OneLineSheet):
    sheet.field.setPlainText("李姐 草莓 196")  # as many, or the price of two
    sheet.read()
    assert words(sheet)[1:3] == ["草莓 × 1", "¥196?"]
    put_right(sheet, "¥196?", choice="草莓 × 196")
    assert words(sheet)[1:3] == ["草莓 × 196", "¥19,208 by the list"]
    sheet.field.setPlainText("吴凡 奶粉 12")  # nobody knows what it costs
    sheet.read()
    put_right(sheet, "奶粉 × 12?", choice="¥12")
    assert words(sheet)[1:3] == ["奶粉 × 1", "¥12"]


def test_the_price_of_each_is_put_right(sheet: OneLineSheet):
    sheet.field.setPlainText("李姐 草莓2 @90 奶粉1 60 50")
    sheet.read()
    put_right(sheet, "¥90 each", typed="nothing")
    put_right(sheet, "¥90 each", typed="80")
    assert "¥80 each" in words(sheet)
    put_right(sheet, "¥80 each", choice="As the list says")
    assert words(sheet)[1:3] == ["草莓 × 2", "奶粉 × 1"]
