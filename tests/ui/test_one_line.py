"""The sheet for one line: seen as chips, chosen where it is not clear, taken with the keyboard, drafts kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

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
    made = OneLineSheet(desk)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    return made


def words(sheet: OneLineSheet) -> list[str]:
    return [chip.text for chip in sheet.findChildren(Chip) if chip.isVisibleTo(sheet)]


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
    (chooser,) = sheet.chips
    chooser.click()
    menu = chooser.findChild(QMenu)
    assert menu is not None
    (wang,) = [action for action in menu.actions() if action.text() == "王芳"]
    wang.trigger()
    menu.close()
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
