"""Today by keyboard: copy is not sent, every action moves on, and what was settled stays settled."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm.contacts import ContactDraft, Standing
from crm.conversations import Direction
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.today.page import TodayPage
from crm.workspace import Workspace
from tests.ui.walk import unnamed


@pytest.fixture
def friends(workspace: Workspace, time) -> list[ContactId]:
    """Three friends who were added some time ago and not greeted, the longest quiet first."""
    made = [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四", "Amy")]
    time.advance(days=10)
    return made


@pytest.fixture
def page(desk: Desk, friends, qtbot):
    shown = TodayPage(desk)
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show()
    qtbot.waitExposed(shown)
    shown.list.setFocus()
    return shown


def press(qtbot, page: TodayPage, key) -> None:
    qtbot.keyClick(page.list, key)


def names(page: TodayPage) -> list[str]:
    return [page.model.row(row).row.name for row in range(page.model.rowCount())]


def test_the_queue_says_why_and_how_far(page: TodayPage):
    assert len(names(page)) == 3
    assert page.progress.text() == "0 of 3"
    assert "not greeted yet" in page.strip.why.text()
    assert page.current is not None


def test_enter_copies_and_enter_again_logs(page: TodayPage, workspace: Workspace, qtbot):
    first = page.current.row
    press(qtbot, page, Qt.Key.Key_Return)
    assert first.name in QApplication.clipboard().text()
    assert workspace.conversations.last_words([first.id]) == {}
    assert len(names(page)) == 3
    press(qtbot, page, Qt.Key.Key_Return)
    words = workspace.conversations.last_words([first.id])[first.id]
    assert words.direction is Direction.OUT
    assert first.name not in names(page)
    assert page.progress.text() == "1 of 3"
    assert page.current is not None
    workspace.undo.undo()
    assert first.name in names(page)


def test_escape_after_copying_says_it_was_not_sent(page: TodayPage, workspace: Workspace, qtbot):
    first = page.current.row
    press(qtbot, page, Qt.Key.Key_Return)
    press(qtbot, page, Qt.Key.Key_Escape)
    press(qtbot, page, Qt.Key.Key_Return)
    assert workspace.conversations.last_words([first.id]) == {}


@pytest.mark.parametrize("key", [Qt.Key.Key_D, Qt.Key.Key_X])
def test_done_and_skip_go_on_to_the_next(page: TodayPage, workspace: Workspace, qtbot, desk: Desk, key):
    first, second = names(page)[:2]
    with qtbot.waitSignal(desk.said):
        press(qtbot, page, key)
    assert names(page)[0] == second
    assert page.current.row.name == second
    assert first not in names(page)
    assert len(workspace.undo.steps()) == 4


def test_put_off_comes_back(page: TodayPage, workspace: Workspace, qtbot, time):
    first = page.current.row
    page.strip.put_off.emit(workspace.clock.today() + timedelta(days=3))
    assert first.name not in names(page)
    time.advance(days=3)
    page.refresh()
    assert first.name in names(page)


def test_a_talk_is_logged_with_its_next_touch(page: TodayPage, workspace: Workspace, qtbot):
    first = page.current.row
    press(qtbot, page, Qt.Key.Key_L)
    assert page.strip._text.hasFocus()
    qtbot.keyClicks(page.strip._text, "asked for jkdx")  # letters are words here, not commands
    page.strip._next.setCurrentIndex(2)
    qtbot.keyClick(page.strip._text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert workspace.conversations.last_words([first.id])[first.id].text == "asked for jkdx"
    assert workspace.contacts.row(first.id).next_on == workspace.clock.today() + timedelta(days=3)
    assert first.name not in names(page)
    assert page.list.hasFocus()


def test_j_and_k_move_and_o_and_c_ask(page: TodayPage, qtbot, desk: Desk):
    first, second = names(page)[:2]
    press(qtbot, page, Qt.Key.Key_J)
    assert page.current.row.name == second
    press(qtbot, page, Qt.Key.Key_K)
    assert page.current.row.name == first
    with qtbot.waitSignal(desk.asked_order) as asked:
        press(qtbot, page, Qt.Key.Key_O)
    assert asked.args == [page.current.row.id]
    with qtbot.waitSignal(desk.asked_contact):
        press(qtbot, page, Qt.Key.Key_C)


def test_the_queue_stays_in_place_while_it_is_worked(page: TodayPage, workspace: Workspace, friends):
    before = names(page)
    workspace.follow_ups.set(friends[2], workspace.clock.today(), "urgent")
    assert names(page) == before
    assert "urgent" in page.model.row(names(page).index("Amy")).reasons[0].text


def test_paused_friends_do_not_appear(page: TodayPage, workspace: Workspace, friends):
    workspace.contacts.set_standing(friends, Standing.PAUSED)
    assert page.states.currentWidget() is page.nothing_due


def test_an_empty_shop_offers_three_steps(desk: Desk, qtbot):
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page.states.currentWidget() is page.nobody


def test_everything_has_a_name(page: TodayPage):
    assert unnamed(page) == []
