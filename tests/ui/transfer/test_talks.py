"""Talks in the window: told what they are, asked what they do not say, stored on one press, taken back."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.transfer.planning import Fate
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice
from crm.ui.transfer.messages_sheet import MessagesSheet
from crm.ui.transfer.page import TransferPage
from crm.ui.transfer.teach_sheet import NAME, STAMP, WORDS, Marked, TeachSheet
from crm.ui.transfer.ways import ALL, SKIPPED
from tests.ui.walk import unnamed

TALK = "小王 2026-03-01 21:07:15\n多少钱一盒？\n\n我的店 2026-03-01 21:08:15\n两盒 196 包邮\n"


@pytest.fixture
def page(desk: Desk, qtbot):
    made = TransferPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


def settle(page: TransferPage, qtbot) -> None:
    qtbot.waitUntil(lambda: not page._desk.jobs.busy, timeout=20_000)


def read(page: TransferPage, qtbot, folder: Path, text: str) -> None:
    path = folder / "talk.txt"
    path.write_text(text, encoding="utf-8")
    page.take_file(path)
    settle(page, qtbot)


def held(page: TransferPage) -> list[str]:
    return [
        text for (text,) in page._desk.workspace.store.rows("SELECT text FROM conversation WHERE deleted_at IS NULL")
    ]


def test_a_talk_is_told_and_comes_in_and_goes_back(page: TransferPage, qtbot, tmp_path: Path):
    page._desk.workspace.contacts.add(ContactDraft("小王"))
    read(page, qtbot, tmp_path, TALK)
    pane = page.bringing
    assert pane.kind.currentData() == "talk"
    assert pane.talks.mine["我的店"].isChecked()
    assert pane.model.rowCount() == 1
    assert unnamed(page) == []
    pane.go.click()
    settle(page, qtbot)
    assert len(held(page)) == 1
    assert held(page)[0].endswith("两盒 196 包邮")
    pane.undo_button.click()
    settle(page, qtbot)
    assert held(page) == []


def test_who_it_was_and_who_is_the_seller_are_chosen(page: TransferPage, qtbot, tmp_path: Path):
    friend = page._desk.workspace.contacts.add(ContactDraft("王芳"))
    read(page, qtbot, tmp_path, TALK)
    pane = page.bringing
    assert not pane.go.isEnabled()
    assert pane.talks.asks.isVisible()
    pane.talks.mine["我的店"].click()
    settle(page, qtbot)
    assert not pane.talks.asks.isVisible()
    assert not pane.go.isEnabled()  # nobody is called so
    assert pane.note.isVisible()
    pane.talks.friends["小王"].take(Choice(friend, "王芳"))
    settle(page, qtbot)
    assert pane.go.isEnabled()
    pane.go.click()
    settle(page, qtbot)
    assert len(page._desk.workspace.timeline.keys(friend)) >= 1
    # both are remembered
    read(page, qtbot, tmp_path, TALK.replace("03-01", "03-02"))
    assert pane.go.isEnabled()


def test_a_day_that_is_not_told_is_asked(page: TransferPage, qtbot, tmp_path: Path):
    page._desk.workspace.contacts.add(ContactDraft("小王"))
    read(page, qtbot, tmp_path, "小王 21:07\n多少钱\n\n我 21:09\n好\n")
    pane = page.bringing
    assert not pane.go.isEnabled()
    assert pane.talks.day.isVisible()
    pane.talks.day.setDate(pane.talks.day.date().addDays(-1))
    pane.talks.day_button.click()
    settle(page, qtbot)
    assert pane.go.isEnabled()
    assert pane.plan.counts[Fate.NEW] == 2


def test_a_copied_talk_is_told_as_one(page: TransferPage, qtbot):
    QGuiApplication.clipboard().setText(TALK)
    page.paste()
    settle(page, qtbot)
    assert page.bringing.kind.currentData() == "talk"


def test_what_was_told_wrongly_can_be_said(page: TransferPage, qtbot, tmp_path: Path):
    read(page, qtbot, tmp_path, "王芳\n李四\n赵六\n")
    pane = page.bringing
    assert pane.kind.currentData() == "contacts"
    assert pane.go.isEnabled()
    pane.kind.setCurrentIndex(pane.kind.findData("talk"))
    pane.kind.activated.emit(pane.kind.currentIndex())
    settle(page, qtbot)
    assert pane.note.isVisible() or pane.states.currentIndex() == 0
    assert page._desk.workspace.finder.count(Filter()) == 0


def test_words_in_a_group_are_passed_over_and_counted(page: TransferPage, qtbot, tmp_path: Path):
    page._desk.workspace.contacts.add(ContactDraft("小王"))
    read(page, qtbot, tmp_path, TALK + "\n小李 2026-03-01 21:09:15\n我也要\n")
    pane = page.bringing
    pane.talks.mine["我的店"].click()
    settle(page, qtbot)
    pane.chips[SKIPPED].click()
    assert pane.model.rowCount() == 2
    pane.chips[ALL].click()
    assert pane.model.rowCount() == 3


def test_a_message_is_corrected_in_the_preview(page: TransferPage, qtbot, tmp_path: Path):
    page._desk.workspace.contacts.add(ContactDraft("小王"))
    read(page, qtbot, tmp_path, "放在前面\n\n" + TALK)
    pane = page.bringing
    assert not pane.correct.isVisible()
    assert pane.list.choose(2)
    assert pane.correct.isVisible()
    pane.correct.click()
    sheet = pane.talks.findChild(MessagesSheet)
    assert sheet is not None
    assert unnamed(sheet) == []
    sheet.at.setText("gestern")
    sheet.at.textEdited.emit("gestern")
    sheet.accept()
    assert sheet.isVisible()
    sheet.at.setText("2026/03/01 21:05")
    sheet.words.setPlainText("多少钱一罐？")
    sheet.list.setCurrentRow(1)
    sheet.left_out.setChecked(True)
    sheet.accept()
    settle(page, qtbot)
    assert pane.list.choose(1)
    pane.list.opened.emit(1)
    sheet = pane.talks.findChildren(MessagesSheet)[-1]
    sheet.speaker.setEditText("小王")
    sheet.accept()
    settle(page, qtbot)
    pane.go.click()
    settle(page, qtbot)
    assert held(page) == ["小王：放在前面\n小王：多少钱一罐？"]


def test_a_left_out_message_can_be_taken_back_in(page: TransferPage, qtbot, tmp_path: Path):
    page._desk.workspace.contacts.add(ContactDraft("小王"))
    read(page, qtbot, tmp_path, TALK)
    pane = page.bringing
    for out in (True, False):
        pane.list.choose(1 if out else 2)
        pane.correct.click()
        sheet = pane.talks.findChildren(MessagesSheet)[-1]
        sheet.list.setCurrentRow(len(sheet._messages) - 1)
        sheet.left_out.setChecked(out)
        sheet.accept()
        settle(page, qtbot)
        assert pane.chips[SKIPPED].isEnabled() is out


def test_an_unknown_layout_is_taught_by_one_message(page: TransferPage, qtbot, tmp_path: Path):
    page._desk.workspace.contacts.add(ContactDraft("小王"))
    text = "<小王> @ 2026-03-01 21:07 => 多少钱\n<我> @ 2026-03-01 21:08 => 98\n"
    read(page, qtbot, tmp_path, text)
    pane = page.bringing
    pane.kind.setCurrentIndex(pane.kind.findData("talk"))
    pane.kind.activated.emit(pane.kind.currentIndex())
    settle(page, qtbot)
    assert not pane.go.isEnabled()
    assert pane.talks.teach_button.isVisible()
    pane.talks.teach_button.click()
    sheet = pane.talks.findChild(TeachSheet)
    assert sheet is not None
    assert unnamed(sheet) == []
    sheet.marks[NAME].click()
    assert not sheet.accept_button.isEnabled()
    for part, start, end in ((NAME, 1, 3), (STAMP, 7, 23), (WORDS, 27, 30)):
        cursor = sheet.view.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        sheet.view.setTextCursor(cursor)
        sheet.marks[part].click()
    assert sheet.accept_button.isEnabled()
    sheet.accept()
    settle(page, qtbot)
    pane.go.click()
    settle(page, qtbot)
    assert held(page) == ["小王：多少钱\n我：98"] or held(page) == ["小王：多少钱\nMe：98"]
    read(page, qtbot, tmp_path, text.replace("98", "99"))
    assert pane.kind.currentData() == "talk"


def test_marks_that_make_no_sense_are_no_layout(desk: Desk, qtbot):
    sheet = TeachSheet(desk, "<小王> @ 2026-03-01 21:07 => 多少钱\n好\n")
    qtbot.addWidget(sheet)
    sheet.mark(NAME, Marked(0, 1, 3))
    sheet.mark(STAMP, Marked(0, 2, 5))
    assert not sheet.accept_button.isEnabled()
    sheet.mark(NAME, Marked(0, 1, 3))
    sheet.mark(WORDS, Marked(1, 0, 1))
    assert set(sheet._marked) == {WORDS}
    sheet._on_again()
    assert sheet._marked == {}
