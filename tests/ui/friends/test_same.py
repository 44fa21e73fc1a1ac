"""Friends side by side: chosen by keys, merged, told apart or left for later; nothing happens without the seller."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from crm import wording
from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.duplicates import Hint, Reason
from crm.finder import Filter
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.stages import Stage
from crm.ui.friends.pick import PickSheet
from crm.ui.friends.same import open_duplicates, open_duplicates_of, open_merge
from crm.ui.friends.same.sheet import SameSheet
from crm.wording.same import reason_words
from tests.ui.walk import markup_labels, unnamed

WX = Platform.WECHAT
NASTY = "<b>王</b>&芳" + "x" * 10_000


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def shown(kind) -> list:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def the_sheet(qtbot) -> SameSheet:
    qtbot.waitUntil(lambda: len(shown(SameSheet)) == 1)
    (sheet,) = shown(SameSheet)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def idle(desk, qtbot) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)
    QApplication.processEvents()


def friends(workspace, *names: str, handle: str = "wf") -> list[ContactId]:
    return [workspace.contacts.add(ContactDraft(name, handles=(Handle(WX, handle),))) for name in names]


def test_who_is_there_twice_is_compared_and_merged_by_keys(desk, workspace, window, qtbot):
    a, b = friends(workspace, NASTY, "芳芳")
    workspace.stages.move(b, Stage.CUSTOMER)
    workspace.contacts.edit(b, source="market", note="note of b")
    workspace.contacts.set_birthday(b, Birthday(8, 15))
    workspace.conversations.log(a, "hello")
    open_duplicates(desk, window)
    sheet = the_sheet(qtbot)
    assert sheet.why.text() == "same WeChat wf"
    assert sheet.columns.kept == a
    assert (unnamed(sheet), markup_labels(sheet)) == ([], [])
    names = [button for button in sheet.columns.findChildren(QRadioButton) if button.text().startswith("芳芳")]
    names[0].setChecked(True)
    told = []
    desk.said.connect(lambda sentence, undo: told.append((sentence, undo)))
    qtbot.keyClick(sheet, Qt.Key.Key_M)
    idle(desk, qtbot)
    qtbot.waitUntil(lambda: not shown(SameSheet))
    assert told == [("2 friends merged into one", True)]
    row = workspace.contacts.row(a)
    assert (row.name, row.stage, row.source) == ("芳芳", Stage.CUSTOMER, "market")
    assert workspace.finder.count(Filter()) == 1
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 2


def test_two_people_later_and_the_next(desk, workspace, window, qtbot):
    first, second = friends(workspace, "a", "b", handle="one"), friends(workspace, "c", "d", handle="two")
    third = friends(workspace, "e", "f", handle="three")
    open_duplicates(desk, window)
    sheet = the_sheet(qtbot)
    assert sheet.progress.text() == "1 of 3"
    qtbot.keyClick(sheet, Qt.Key.Key_N)
    assert sheet.progress.text() == "2 of 3"
    qtbot.keyClick(sheet, Qt.Key.Key_S)
    assert sheet.progress.text() == "3 of 3"
    qtbot.keyClick(sheet, Qt.Key.Key_S)
    assert not shown(SameSheet)
    left = {(pair.first, pair.second) for pair in workspace.duplicates.pairs()}
    assert left == {tuple(second), tuple(third)}
    assert tuple(first) not in left


def test_whoever_is_gone_meanwhile_is_passed_over(desk, workspace, window, qtbot):
    friends(workspace, "a", "b", handle="one")
    c, _ = friends(workspace, "c", "d", handle="two")
    open_duplicates(desk, window)
    sheet = the_sheet(qtbot)
    workspace.contacts.delete([c])
    sheet.later()
    assert not shown(SameSheet)


def test_another_one_can_stay(desk, workspace, window, qtbot):
    a, b = friends(workspace, "a", "b")
    workspace.contacts.edit(a, source="A")
    workspace.contacts.edit(b, source="B")
    open_merge(desk, [a, b], window)
    sheet = the_sheet(qtbot)
    assert sheet.columns.choices["source"] == a
    qtbot.keyClick(sheet, Qt.Key.Key_K)
    assert (sheet.columns.kept, sheet.columns.others, sheet.columns.choices["source"]) == (b, [a], b)
    sheet.accept()
    idle(desk, qtbot)
    assert workspace.contacts.row(b).source == "B"


def test_forty_who_were_chosen_become_one(desk, workspace, window, qtbot):
    chosen = [workspace.contacts.add(ContactDraft(f"n{n}")) for n in range(40)]
    open_merge(desk, chosen, window)
    sheet = the_sheet(qtbot)
    assert not sheet.not_same_button.isEnabled()
    sheet.not_same()
    sheet.accept()
    idle(desk, qtbot)
    assert workspace.finder.count(Filter()) == 1
    open_merge(desk, chosen[:1], window)
    assert not shown(SameSheet)


def test_nobody_twice_is_said(desk, workspace, window, qtbot):
    with qtbot.waitSignal(desk.said) as said:
        open_duplicates(desk, window)
    assert said.args[0] == "Nobody seems to be there twice."


def test_a_friends_own_doubles_or_whoever_is_picked(desk, workspace, window, qtbot):
    a, _ = friends(workspace, "a", "b")
    lonely = workspace.contacts.add(ContactDraft("lonely"))
    open_duplicates_of(desk, a, window)
    the_sheet(qtbot).reject()
    open_duplicates_of(desk, lonely, window)
    (pick,) = shown(PickSheet)
    pick.picked.emit(a)
    sheet = the_sheet(qtbot)
    assert {sheet.columns.kept, *sheet.columns.others} == {a, lonely}
    sheet.reject()
    pick.reject()


def test_a_merge_that_cannot_be_made_is_told_and_can_be_tried_again(desk, workspace, window, qtbot):
    a, b = friends(workspace, "a", "b")
    open_merge(desk, [a, b], window)
    sheet = the_sheet(qtbot)
    workspace.contacts.delete([b])
    with qtbot.waitSignal(desk.failed):
        sheet.accept()
    assert sheet.accept_button.isEnabled()
    sheet.reject()


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("hint", Hint)
def test_every_reason_is_said_with_what_led_to_it(hint: Hint, language: str):
    wording.use(language)
    try:
        value = {Hint.HANDLE: "qq:12345", Hint.BIRTHDAY: "L--08-15"}.get(hint, "12345")
        said = reason_words(Reason(hint, value))
        assert ("八月十五" if hint is Hint.BIRTHDAY else "12345") in said
        assert "{" not in said
    finally:
        wording.use("en")
