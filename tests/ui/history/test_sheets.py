"""The sheets of what was done, what was changed, the bin and erasing: by keyboard, on a real shop."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.ids import ContactId
from crm.transfer.export_notes import ExportNotes
from crm.ui.history import open_bin, open_erase, open_history, open_steps, write_data
from crm.ui.history.bin_sheet import BinSheet
from crm.ui.history.erase_sheet import EraseSheet
from crm.ui.history.friend_sheet import FriendHistorySheet
from crm.ui.history.steps_sheet import StepsSheet
from tests.ui.walk import markup_labels, unnamed

NASTY = "<b>王芳</b> & <img src=x>"


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def open_sheet(kind, qtbot):
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def shown(sheet) -> list[str]:
    return [sheet.present(sheet.rows([number])[number]).title for number in sheet.model.ids]


def chip(sheet) -> str:
    first = sheet.model.ids[0]
    return sheet.present(sheet.rows([first])[first]).chip_text


def idle(desk, qtbot) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)


def test_undo_up_to_a_step_redo_it_and_take_back_just_one(desk, workspace, window, qtbot):
    for name in ("王芳", "李四", "赵六"):
        workspace.contacts.add(ContactDraft(name))
    open_steps(desk, window)
    sheet = open_sheet(StepsSheet, qtbot)
    assert shown(sheet) == ["New friend 赵六", "New friend 李四", "New friend 王芳"]
    qtbot.keyClick(sheet.list, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.list, Qt.Key.Key_U)
    idle(desk, qtbot)
    assert workspace.finder.count(Filter()) == 1
    qtbot.waitUntil(lambda: chip(sheet) == "undone")
    sheet.list.choose(sheet.model.ids[0])
    assert not sheet._up_to.isEnabled()
    qtbot.keyClick(sheet.list, Qt.Key.Key_R)
    idle(desk, qtbot)
    assert workspace.finder.count(Filter()) == 3
    sheet.list.choose(sheet.model.ids[-1])
    qtbot.keyClick(sheet.list, Qt.Key.Key_T)
    idle(desk, qtbot)
    assert workspace.finder.search("wf") == []
    assert shown(sheet)[0] == "Taking back: new friend 王芳"
    assert (unnamed(sheet), markup_labels(sheet)) == ([], [])
    sheet.accept()


def test_friends_with_later_entries_are_named_as_kept(desk, workspace, window, qtbot):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    step = workspace.undo.history()[0].id
    workspace.contacts.edit(wang, note="later")
    open_steps(desk, window)
    sheet = open_sheet(StepsSheet, qtbot)
    sheet.list.choose(step)
    with qtbot.waitSignal(desk.said) as said:
        sheet.take_back()
    assert "1 friend with later entries stays" in said.args[0]
    sheet.accept()


def test_an_empty_shop_says_what_the_list_is_for(desk, window, qtbot):
    open_steps(desk, window)
    sheet = open_sheet(StepsSheet, qtbot)
    assert sheet.nothing.isVisible()
    for verb in (sheet.undo_up_to, sheet.redo_up_to, sheet.take_back):
        verb()
    assert not desk.jobs.busy
    sheet.accept()


def test_what_was_changed_about_a_friend_follows_the_news(desk, workspace, window, qtbot):
    wang = workspace.contacts.add(ContactDraft(NASTY))
    workspace.contacts.edit(wang, note="likes pink")
    open_history(desk, wang, NASTY, window)
    sheet = open_sheet(FriendHistorySheet, qtbot)
    assert shown(sheet) == ["Note: nothing → likes pink", "Friend added"]
    assert sheet.all_of_it.text() == ""  # the list says all of it
    workspace.contacts.edit(wang, note="likes pink", source="a group", name="王芳")
    sheet.list.choose(sheet.model.ids[0])
    assert sorted(sheet.all_of_it.text().splitlines())[1:] == ["Source: nothing → a group"]
    workspace.undo.undo()
    qtbot.waitUntil(
        lambda: sheet.present(sheet.rows([sheet.model.ids[0]])[sheet.model.ids[0]]).chip_text == "taken back"
    )
    assert (unnamed(sheet), markup_labels(sheet)) == ([], [])
    sheet.accept()


def test_who_was_deleted_is_brought_back_by_a_key(desk, workspace, window, qtbot):
    open_bin(desk, window)
    sheet = open_sheet(BinSheet, qtbot)
    assert sheet.nothing.isVisible()
    friends = [workspace.contacts.add(ContactDraft(name, remark="r")) for name in ("王芳", "李四")]
    workspace.conversations.log(friends[0], "hello")
    workspace.contacts.delete(friends)
    qtbot.waitUntil(lambda: sorted(shown(sheet)) == ["李四", "王芳"])
    sheet.list.selectAll()
    assert not sheet._gone.isEnabled()
    assert sheet.erase() is None
    qtbot.keyClick(sheet.list, Qt.Key.Key_B)
    qtbot.waitUntil(sheet.nothing.isVisible)
    assert workspace.finder.count(Filter()) == 2
    assert (unnamed(sheet), markup_labels(sheet)) == ([], [])
    sheet.accept()


def test_erasing_asks_for_the_name_and_says_how_it_went(desk, workspace, window, qtbot):
    wang = workspace.contacts.add(ContactDraft(NASTY))
    desk.drafts[wang] = "half a word"
    backup = workspace.backup()
    open_erase(desk, wang, window)
    sheet = open_sheet(EraseSheet, qtbot)
    assert not sheet.accept_button.isEnabled()
    qtbot.keyClick(sheet.typed, Qt.Key.Key_Return)
    assert workspace.finder.count(Filter()) == 1
    assert sheet.with_backups.isVisible()
    sheet.typed.setText(f" {NASTY} ")
    assert sheet.accept_button.isEnabled()
    assert (unnamed(sheet), markup_labels(sheet)) == ([], [])
    with qtbot.waitSignal(desk.said) as said:
        qtbot.keyClick(sheet.typed, Qt.Key.Key_Return)
    assert "1 backup still holds them" in said.args[0]
    assert workspace.finder.count(Filter()) == 0
    assert backup.exists()
    assert desk.drafts == {}


def test_the_backups_go_with_them_when_that_is_wanted(desk, workspace, window, qtbot):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    backups = [workspace.folder / "backups" / f"2026010{day}-000000.db" for day in range(1, 8)]
    for backup in backups:
        workspace.backup(backup)
    open_erase(desk, wang, window)
    sheet = open_sheet(EraseSheet, qtbot)
    sheet.with_backups.setChecked(True)
    sheet.typed.setText("王芳")
    with qtbot.waitSignal(desk.said) as said:
        sheet.accept()
    assert said.args[0] == "Erased for good. Nothing of them is left in the file."
    assert not any(backup.exists() for backup in backups)


def test_somebody_who_is_gone_already_is_told(desk, window, qtbot):
    with qtbot.waitSignal(desk.failed):
        open_erase(desk, ContactId(99), window)


def test_the_bin_leads_to_erasing(desk, workspace, window, qtbot):
    workspace.contacts.delete([workspace.contacts.add(ContactDraft("王芳"))])
    open_bin(desk, window)
    sheet = open_sheet(BinSheet, qtbot)
    asked = sheet.erase()
    assert asked is not None
    asked.reject()
    sheet.accept()


def test_everything_about_a_friend_is_written_for_them(desk, workspace, qtbot, tmp_path):
    wang = workspace.contacts.add(ContactDraft(NASTY, remark="楼下", tags=("宝妈",)))
    other = workspace.contacts.add(ContactDraft("somebody else"))
    workspace.conversations.log(wang, "line one\n<script>two")
    workspace.conversations.log(other, "not theirs")
    write_data(desk, wang, tmp_path / "page.html")
    write_data(desk, wang, tmp_path / "data.json")
    write_data(desk, wang, tmp_path / "page.pdf")
    idle(desk, qtbot)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
    assert [one.what for one in ExportNotes(workspace.store).last()] == ["friend"] * 3
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "line one<br>&lt;script&gt;two" in page
    assert "<b>王芳" not in page
    assert "not theirs" not in page
    told = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))["tables"]
    assert [row["name"] for row in told["contact"]] == [NASTY]
    assert [row["text"] for row in told["conversation"]] == ["line one\n<script>two"]
    assert told["product"] == []
