"""Trays, lanes, marks and filters of the board: set aside and taken up again by key and by mouse, lane by lane."""

from array import array

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent

from crm.accounts import Platform
from crm.contacts import ContactDraft, Standing
from crm.finder import Filter, Sort
from crm.ids import ContactId
from crm.settings import Shop
from crm.stages import Stage
from crm.ui.board.cards import is_long
from crm.ui.board.column import carried, read_carried
from crm.ui.board.lanes import EVERYBODY, NOWHERE
from crm.ui.board.moving import MoveSheet
from crm.ui.board.page import MANY, BoardPage
from tests.ui.board.test_page import choose, names, paid, settled
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable


@pytest.fixture
def friends(workspace) -> dict[str, ContactId]:
    return {name: workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李娜", "Amy")}


@pytest.fixture
def page(desk, friends, qtbot):
    shown = BoardPage(desk)
    qtbot.addWidget(shown)
    shown.resize(1280, 800)
    with qtbot.waitSignal(shown._asker.answered, check_params_cb=lambda _, last: last):
        shown.show()
    yield shown
    shown.close_reading()


def tray(page: BoardPage, standing: Standing, qtbot):
    found = page.trays[standing]
    if not found.opened:
        settled(page, qtbot, found.button.click)
    return found


def drop(page: BoardPage, view, data) -> None:
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    view.dropEvent(event)


@pytest.mark.parametrize(("key", "standing"), [(Qt.Key.Key_P, Standing.PAUSED), (Qt.Key.Key_X, Standing.LOST)])
def test_a_key_sets_aside_and_another_takes_up_again(page, workspace, friends, qtbot, key, standing):
    choose(page, Stage.ADDED, friends["王芳"])
    settled(page, qtbot, lambda: qtbot.keyClick(page.columns[Stage.ADDED].cards, key))
    assert workspace.contacts.row(friends["王芳"]).standing is standing
    assert "王芳" not in names(page, Stage.ADDED)
    assert page.trays[standing].count == 1
    found = tray(page, standing, qtbot)
    assert list(found.model.ids) == [friends["王芳"]]
    found.cards.choose(friends["王芳"])
    settled(page, qtbot, lambda: qtbot.keyClick(found.cards, Qt.Key.Key_B))
    assert workspace.contacts.row(friends["王芳"]).standing is Standing.ACTIVE
    assert "王芳" in names(page, Stage.ADDED)
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.contacts.row(friends["王芳"]).standing is Standing.ACTIVE


def test_taking_up_who_is_in_touch_is_nothing(page, workspace, friends, qtbot):
    choose(page, Stage.ADDED, friends["王芳"])
    before = workspace.undo.last()
    qtbot.keyClick(page.columns[Stage.ADDED].cards, Qt.Key.Key_B)
    assert workspace.undo.last() == before


def test_cards_are_dropped_on_a_closed_tray_and_carried_back_into_another_column(page, workspace, friends, qtbot):
    both = array("q", [friends["王芳"], friends["李娜"]])
    lost = page.trays[Standing.LOST]
    settled(page, qtbot, lambda: drop(page, lost.cards, carried(Stage.ADDED, both)))
    assert lost.count == 2
    assert {workspace.contacts.row(f).standing for f in both} == {Standing.LOST}
    customers = page.columns[Stage.CUSTOMER].cards
    settled(page, qtbot, lambda: drop(page, customers, carried(Standing.LOST, both[:1])))
    row = workspace.contacts.row(friends["王芳"])
    assert (row.stage, row.standing) == (Stage.CUSTOMER, Standing.ACTIVE)
    workspace.undo.undo()
    row = workspace.contacts.row(friends["王芳"])
    assert (row.stage, row.standing) == (Stage.ADDED, Standing.LOST)


def test_the_sheet_moves_out_of_a_tray_too(page, workspace, friends, qtbot):
    workspace.contacts.set_standing([friends["Amy"]], Standing.PAUSED)
    found = tray(page, Standing.PAUSED, qtbot)
    qtbot.waitUntil(lambda: list(found.model.ids) == [friends["Amy"]])
    found.cards.choose(friends["Amy"])
    page.ask_where()
    (sheet,) = page.findChildren(MoveSheet)
    assert sheet.target is Stage.ADDED
    settled(page, qtbot, sheet.accept)
    assert workspace.contacts.row(friends["Amy"]).standing is Standing.ACTIVE


def test_very_many_are_set_aside_beside_the_window(page, workspace, desk, qtbot):
    many = array("q", [workspace.contacts.add(ContactDraft(f"n{n}")) for n in range(MANY + 1)])
    with qtbot.waitSignal(desk.said, timeout=20_000):
        page.set_aside(many, Standing.LOST)
    assert workspace.finder.count(Filter.parse("standing:lost")) == MANY + 1


def test_what_is_carried_says_from_where():
    ids = array("q", [1, 2])
    assert read_carried(carried(Standing.LOST, ids)) == (Standing.LOST, ids)
    assert read_carried(carried(Stage.AGENT, ids)) == (Stage.AGENT, ids)


@pytest.mark.parametrize(
    ("stage", "days", "long"),
    [
        (Stage.ADDED, 9, False), (Stage.ADDED, 10, True), (Stage.INTERACTING, 42, False), (Stage.INTERACTING, 43, True),
        (Stage.CUSTOMER, 999, False), (Stage.AGENT, 999, False),
    ],
)  # fmt: skip
def test_who_is_in_a_stage_for_more_than_three_rhythms_is_marked(stage: Stage, days: int, long: bool):
    assert is_long(stage, days, Shop()) is long


def test_the_mark_is_spoken(page, workspace, time, qtbot):
    time.advance(days=10)
    settled(page, qtbot, page.refresh)
    row = workspace.contacts.row(page.columns[Stage.ADDED].model.ids[0])
    assert page._present(row).long
    assert "longer than usual" in page._present(row).spoken


def test_lanes_count_each_account_and_the_columns_show_the_one_that_is_chosen(page, workspace, friends, qtbot):
    first = workspace.accounts.add("主号", Platform.WECHAT)
    workspace.accounts.add("<b>福利号", Platform.WECHAT)
    workspace.contacts.set_account([friends["王芳"], friends["李娜"]], first)
    workspace.stages.move(friends["李娜"], Stage.CUSTOMER)
    settled(page, qtbot, page.bar.lanes_button.click)
    count = {lane: page.lanes._counts[lane, Stage.ADDED].text() for lane in page.lanes._lanes}
    assert (count[EVERYBODY], count[first], count[NOWHERE]) == ("2", "1", "1")
    assert page.lanes._counts[first, Stage.CUSTOMER].text() == "1"
    settled(page, qtbot, lambda: page.lanes.step(1))
    assert (names(page, Stage.ADDED), names(page, Stage.CUSTOMER)) == (["王芳"], ["李娜"])
    assert page.lanes._counts[EVERYBODY, Stage.ADDED].text() == "2"
    page.lanes.lane = NOWHERE
    settled(page, qtbot, page.lanes.chosen.emit)
    assert names(page, Stage.ADDED) == ["Amy"]
    assert (unnamed(page), unreachable(page), low_controls(page), markup_labels(page)) == ([], [], [], [])
    settled(page, qtbot, page.bar.lanes_button.click)
    assert len(names(page, Stage.ADDED)) == 2
    page.lanes.step(1)
    assert page.lanes.lane == NOWHERE


def test_a_lane_whose_account_is_gone_is_left(page, workspace, qtbot):
    account = workspace.accounts.add("主号", Platform.WECHAT)
    settled(page, qtbot, page.bar.lanes_button.click)
    settled(page, qtbot, lambda: page.lanes.step(1))
    assert page.lanes.lane == account
    settled(page, qtbot, lambda: workspace.accounts.remove(account))
    assert page.lanes.lane == EVERYBODY


def test_lanes_of_a_shop_without_accounts(workspace, friends):
    assert workspace.finder.lanes(Filter()) == {None: {Stage.ADDED: 3}}


def test_chips_words_and_smart_lists_narrow_the_board(page, workspace, friends, qtbot):
    workspace.contacts.tag([friends["王芳"], friends["李娜"]], "宝妈")
    workspace.smart_lists.add("mums", Filter.parse("tag:宝妈 wf"), Sort.NAME)
    settled(page, qtbot, lambda: page.bar.filters.set_filter(Filter.parse("tag:宝妈 OR -tag:宝妈 stage:added")))
    assert len(names(page, Stage.ADDED)) == 3
    settled(page, qtbot, lambda: page.bar._on_searched("tag:宝妈 ln"))
    assert names(page, Stage.ADDED) == ["李娜"]
    settled(page, qtbot, page.bar.menu_of_lists().actions()[0].trigger)
    assert page.search.text() == "wf"
    assert names(page, Stage.ADDED) == ["王芳"]
    settled(page, qtbot, lambda: page.bar.show_filter(Filter.parse("standing:paused")))
    assert names(page, Stage.ADDED) == []


def test_without_smart_lists_the_menu_says_how_to_make_one(page):
    (action,) = page.bar.menu_of_lists().actions()
    assert not action.isEnabled()


def test_g_goes_to_the_first_suggestion(page, workspace, friends, qtbot):
    assert not page.bar.suggestions_button.isVisible()
    settled(page, qtbot, lambda: paid(workspace, friends["王芳"]))
    qtbot.waitUntil(page.bar.suggestions_button.isVisible)
    page.activateWindow()
    page.go_to_suggestions()
    assert page.columns[Stage.CUSTOMER].suggestions.cards[0].hasFocus()
    card = page.columns[Stage.CUSTOMER].suggestions.cards[0]
    settled(page, qtbot, lambda: qtbot.keyClick(card, Qt.Key.Key_Y))
    assert workspace.contacts.row(friends["王芳"]).stage is Stage.CUSTOMER
    page.go_to_suggestions()
