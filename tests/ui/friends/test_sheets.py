"""The sheets: a new friend, my accounts, handles with their ties, addresses."""

from datetime import date, timedelta

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, TieState
from crm.lunar import Birthday
from crm.name_cards import MOST_CARDS
from crm.stages import Stage
from crm.ui.friends.accounts_sheet import AccountSheet, AccountsSheet
from crm.ui.friends.add_sheet import AddContactSheet
from crm.ui.friends.small_sheets import AddressSheet, HandleSheet, RemindSheet, TieSheet
from tests.ui.walk import unnamed


@pytest.fixture
def sheet(desk, qtbot):
    made = AddContactSheet(desk)
    made.open()
    yield made
    if shiboken6.isValid(made):
        made.reject()


def test_a_name_is_enough(sheet, workspace, qtbot):
    sheet.name.setText("王芳")
    with qtbot.waitSignal(sheet.added) as added:
        sheet.accept()
    assert workspace.contacts.row(added.args[0]).name == "王芳"


def test_without_a_name_the_sheet_stays_and_says_so(sheet, workspace):
    sheet.note.setPlainText("a long note")
    sheet.accept()
    assert sheet.isVisible()
    assert sheet.note.toPlainText() == "a long note"
    assert sheet._complaint.text()


def test_everything_that_is_filled_in_is_kept(sheet, workspace, qtbot):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    other = AddContactSheet(sheet.desk)
    other.open()
    other.name.setText("王芳")
    other.handle.setText("wf88")
    other.phone.setText("138 0013 8000")
    other.stage.setCurrentIndex(Stage.CUSTOMER.rank)
    other.account.setCurrentIndex(1)
    other.remark.setText("A王芳")
    other.tags.setText("宝妈，杭州, 宝妈")
    other.source.setText("春季群")
    other.birthday.setText("八月十五")
    other.note.setPlainText("敏感肌")
    with qtbot.waitSignal(other.added) as added:
        other.accept()
    card = workspace.contacts.card(added.args[0])
    assert card.row.tags == ("宝妈", "杭州")
    assert card.row.handles == (Handle(Platform.WECHAT, "wf88"), Handle(Platform.PHONE, "138 0013 8000"))
    assert (card.row.stage, card.row.remark, card.row.source) == (Stage.CUSTOMER, "A王芳", "春季群")
    assert card.identities[0].ties[0].account == account
    assert (card.birthday, card.note) == (Birthday(8, 15, lunar=True), "敏感肌")


def test_a_birthday_is_shown_as_it_is_understood_and_refused_when_it_is_not(sheet, workspace):
    sheet.name.setText("王芳")
    sheet.birthday.setText("八月十五")
    assert "八月十五" in sheet.understood.text()
    sheet.birthday.setText("sometime in spring")
    sheet.accept()
    assert sheet.isVisible()


@pytest.mark.parametrize(("field", "text"), [("phone", "+86 138-0013-8000"), ("handle", "WF88")])
def test_a_likely_same_person_is_told_with_a_way_to_look_never_merged(sheet, desk, workspace, qtbot, field, text):
    known = workspace.contacts.add(
        ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf88"), Handle(Platform.PHONE, "13800138000")))
    )
    sheet.name.setText("芳芳")
    getattr(sheet, field).setText(text)
    getattr(sheet, field).editingFinished.emit()
    assert sheet.likely_same == known
    with qtbot.waitSignal(desk.asked_contact) as asked:
        sheet.same.click()
    assert asked.args == [known]


def paste(sheet: AddContactSheet, text: str) -> None:
    QApplication.clipboard().setText(text)
    sheet.box.paste_button.click()


def test_a_pasted_name_card_fills_the_fields_and_says_from_which_words(sheet, workspace, qtbot):
    paste(
        sheet,
        "昵称: 小美  微信号: xm_1990  QQ: 10001\n电话 13812345678 地区: 浙江 杭州\n地址：杭州西湖区文三路1号\n"
        "生日：八月十五",
    )
    assert "微信号: xm_1990" in sheet.box.found.toPlainText()
    with qtbot.waitSignal(sheet.added) as added:
        sheet.accept()
    card = workspace.contacts.card(added.args[0])
    assert (card.row.name, card.row.tags, card.birthday) == ("小美", ("杭州",), Birthday(8, 15, lunar=True))
    assert card.row.handles == (
        Handle(Platform.WECHAT, "xm_1990"),
        Handle(Platform.PHONE, "13812345678"),
        Handle(Platform.QQ, "10001"),
    )
    assert card.addresses[0].text.detail == "杭州西湖区文三路1号"


def test_the_clipboard_is_only_read_when_paste_is_pressed(sheet, qtbot):
    QApplication.clipboard().setText("王芳 13812345678")
    assert sheet.name.text() == ""
    sheet.name.setFocus()
    qtbot.keyClick(sheet.name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (sheet.name.text(), sheet.phone.text()) == ("王芳", "13812345678")
    QApplication.clipboard().setText("小美")
    sheet.name.clear()
    qtbot.keyClick(sheet.name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert sheet.name.text() == "小美"


def test_a_paste_with_nothing_on_it_says_so_and_changes_nothing(sheet):
    sheet.name.setText("王芳")
    paste(sheet, "!!!")
    assert sheet.name.text() == "王芳"
    assert "Nothing was recognised" in sheet.box.said.text()


def test_a_long_paste_is_read_beside_the_window(sheet, qtbot):
    paste(sheet, "\n".join(f"王芳{n} 1381234{n:04}" for n in range(1, 200)))
    qtbot.waitUntil(lambda: len(sheet.box.cards) == MOST_CARDS)
    assert "longer list" in sheet.box.said.text()
    assert sheet.phone.text() == "13812340001"


def test_several_people_are_offered_one_after_the_other(sheet, workspace, qtbot):
    paste(sheet, "王芳 13812345678\n李四 13987654321\n赵六 13711112222")
    assert sheet.accept_button.text() == "Add and go on"
    sheet.accept()
    assert (sheet.name.text(), sheet.phone.text()) == ("李四", "13987654321")
    sheet.box.skip_button.click()
    assert not sheet.box.all_button.isVisible()
    with qtbot.waitSignal(sheet.added):
        sheet.accept()
    assert workspace.finder.who("王芳")
    assert workspace.finder.who("赵六")
    assert len(workspace.contacts.rows(range(10))) == 2


def test_or_all_at_once_without_those_who_are_known(sheet, desk, workspace, qtbot):
    workspace.contacts.add(ContactDraft("李四", handles=(Handle(Platform.PHONE, "13987654321"),)))
    paste(sheet, "王芳 13812345678\n李四 13987654321\n赵六 13711112222")
    with qtbot.waitSignal(desk.said) as said:
        sheet.box.all_button.click()
    assert said.args[0].startswith("2 friends added; left out")
    assert len(workspace.contacts.rows(range(10))) == 3
    workspace.undo.undo()
    assert len(workspace.contacts.rows(range(10))) == 1


def test_who_is_known_already_is_only_added_when_one_insists(sheet, workspace, qtbot):
    workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.PHONE, "13812345678"),)))
    paste(sheet, "芳芳 138-1234-5678")
    sheet.accept()
    assert sheet.isVisible()
    assert "王芳" in sheet._complaint.text()
    with qtbot.waitSignal(sheet.added):
        sheet.accept()


def test_several_who_have_the_number_are_no_obstacle(sheet, workspace):
    for name in ("王芳", "王小芳"):
        workspace.contacts.add(ContactDraft(name, handles=(Handle(Platform.PHONE, "13800138000"),)))
    sheet.phone.setText("13800138000")
    sheet.phone.editingFinished.emit()
    assert sheet.likely_same is not None


def test_accounts_are_added_changed_counted_and_removed(desk, workspace, qtbot):
    accounts = AccountsSheet(desk)
    accounts.open()
    adding = accounts.edit(None)
    assert adding.cap.value() == 10_000
    adding.name.setText("大号")
    adding.handle.setText("shuke")
    adding.accept()
    (account,) = workspace.accounts.all()
    assert (account.name, account.friend_cap) == ("大号", 10_000)
    assert len(accounts.lines) == 1
    editing = accounts.edit(account)
    editing.cap.setValue(0)
    editing.name.setText("")
    editing.accept()
    assert editing.isVisible()
    editing.name.setText("主号")
    editing.accept()
    assert workspace.accounts.all()[0].name == "主号"
    removing = AccountSheet(desk, workspace.accounts.all()[0], accounts)
    removing._on_remove()
    assert workspace.accounts.all() == []
    assert unnamed(accounts) == []
    accounts.reject()


def test_handles_and_their_ties_to_my_accounts(desk, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    account = workspace.accounts.add("大号", Platform.WECHAT)
    adding = HandleSheet(desk, friend)
    adding.open()
    adding.accept()
    assert adding.isVisible()
    adding.handle.setText("wf88")
    adding.accept()
    (identity,) = workspace.contacts.card(friend).identities
    tying = TieSheet(desk, friend, identity, None)
    tying.open()
    tying.account.setCurrentIndex(1)
    tying.state.setCurrentIndex(list(TieState).index(TieState.DELETED))
    tying.remark.setText("A王芳")
    tying.since.setText("sometime")
    tying.accept()
    assert tying.isVisible()
    tying.since.setText("2024-03-15")
    tying.accept()
    tie = workspace.contacts.card(friend).identities[0].ties[0]
    assert (tie.account, tie.state, tie.since, tie.remark) == (account, TieState.DELETED, date(2024, 3, 15), "A王芳")
    editing = HandleSheet(desk, friend, identity)
    editing.open()
    editing.handle.setText("wf99")
    editing.accept()
    assert workspace.contacts.card(friend).identities[0].handle.text == "wf99"


def test_an_address_needs_a_place(desk, workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    adding = AddressSheet(desk, friend)
    adding.open()
    adding.recipient.setText("王芳")
    adding.accept()
    assert adding.isVisible()
    adding.detail.setText("文三路 1 号")
    adding.accept()
    assert workspace.contacts.card(friend).addresses[0].text.detail == "文三路 1 号"


@pytest.mark.parametrize(("key", "days"), [(Qt.Key.Key_Home, 0), (None, 1), (Qt.Key.Key_Down, 3)])
def test_a_reminder_is_for_tomorrow_unless_another_day_is_chosen(desk, workspace, qtbot, key, days: int):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    sheet = RemindSheet(desk, wang, "王芳")
    qtbot.addWidget(sheet)
    if key is not None:
        qtbot.keyClick(sheet.when, key)
    sheet.accept()
    assert workspace.contacts.row(wang).next_on == workspace.clock.today() + timedelta(days=days)


@pytest.mark.parametrize(
    "name", ["王 美丽 客户", "Abdul عبد 小", "Anna Maria von der Heide", "María García", "W" * 900]
)
def test_a_pasted_name_keeps_all_its_words(sheet, qtbot, name):
    QApplication.clipboard().setText(name)
    qtbot.keyClick(sheet.name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert sheet.name.text() == name


@pytest.mark.parametrize("card", ["小美 13812345678", "小美\n喜欢喝茶", "小美 微信 xm_1990"])
def test_a_card_pasted_into_the_name_fills_the_other_fields_too(sheet, qtbot, card):
    QApplication.clipboard().setText(card)
    qtbot.keyClick(sheet.name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert sheet.name.text() == "小美"


def test_a_pasted_address_is_taken_apart_and_what_is_unsure_is_said(desk, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    adding = AddressSheet(desk, friend)
    qtbot.addWidget(adding)
    adding.show()
    adding.pasted.setPlainText("王小明 13800000001\n广东省深圳市南山区科苑路1号")
    told = [field.text() for field in (adding.detail, adding.region, adding.recipient, adding.phone)]
    assert told == ["科苑路1号", "广东省深圳市南山区", "王小明", "13800000001"]
    assert not adding.unsure.isVisible()
    adding.pasted.setPlainText("王小明 13800000001 南京市雨花区软件大道1号\n李四 13900000002 鼓楼区中山路2号")
    assert adding.unsure.isVisible()
    assert adding.which.isVisible()
    adding.which.setCurrentIndex(1)
    adding.which.activated.emit(1)
    assert (adding.recipient.text(), adding.region.text()) == ("李四", "鼓楼区")
    assert adding.ready()
    assert workspace.store.rows("SELECT recipient, region, detail FROM address") == [("李四", "鼓楼区", "中山路2号")]
