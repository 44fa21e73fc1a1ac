"""The first run: what a seller has, and friends by hand one after the other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.finder import Filter
from crm.settings import Preferences
from crm.ui.friends.first_sheet import SOURCES, FirstSheet
from crm.ui.friends.ten_sheet import TenSheet
from crm.ui.main_window import MainWindow
from tests.ui.walk import unnamed


@pytest.fixture
def main_window(desk, qtbot):
    made = MainWindow(desk, Preferences(), demo=False)
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog):
            dialog.reject()
    made.leave()


@pytest.mark.parametrize("key", [source.key for source in SOURCES])
def test_each_thing_a_seller_has_begins_something(desk, qtbot, key):
    sheet = FirstSheet(desk)
    qtbot.addWidget(sheet)
    assert unnamed(sheet) == []
    with qtbot.waitSignal(sheet.chosen) as heard:
        sheet.buttons_of[key].click()
    assert heard.args == [key]


def test_a_name_and_enter_and_the_next(desk, workspace, qtbot):
    account = workspace.accounts.add("小号", Platform.WECHAT)
    sheet = TenSheet(desk)
    qtbot.addWidget(sheet)
    sheet.show()
    assert unnamed(sheet) == []
    sheet.account.setCurrentIndex(1)
    for text in ("王芳", "白雪 13800000001", "。"):
        sheet.name.setText(text)
        qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    assert sheet.name.text() == "。"
    assert workspace.finder.count(Filter()) == 2
    assert workspace.contacts.row(workspace.finder.who("13800000001")).name == "白雪"
    assert [tie.account for tie in workspace.contacts.card(workspace.finder.who("王芳")).identities[0].ties] == [
        account
    ]
    assert sheet.list.count() == 2
    sheet.name.clear()
    with qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet.name, Qt.Key.Key_Return)


def test_the_window_begins_with_what_there_is(main_window, workspace, qtbot):
    import_page = main_window.page("import")
    asked = []
    import_page.bringing.choose_file = lambda: asked.append(import_page.bringing.hint)
    for key in ("bill", "parcels", "phone", "file"):
        main_window.opener._begin_with(key)
    assert asked == ["bill", "parcels", "phone", "file"]
    QApplication.clipboard().setText("王芳\n李四\n")
    main_window.opener._begin_with("paste")
    qtbot.waitUntil(lambda: import_page.bringing.plan is not None)
    assert len(import_page.bringing.plan.planned) == 2
    main_window.opener._begin_with("ten")
    assert main_window.findChild(TenSheet) is not None
    main_window.go("have")
    assert main_window.findChild(FirstSheet) is not None
    main_window.opener.run("remark")
    friend = workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.QQ, "10001"),)))
    main_window.desk.contact = friend
    main_window.opener.run("remark")
    assert QApplication.clipboard().text().startswith("王芳")
