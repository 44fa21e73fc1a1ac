"""The board: cards stand in the column of their stage and move by mouse, by key and with a reason, all undoable."""

from array import array

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QPushButton

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.errors import MissingError
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.stages import Stage
from crm.ui.board.column import FRIENDS_MIME, carried, read_carried
from crm.ui.board.moving import MoveSheet
from crm.ui.board.page import MANY, BoardPage
from crm.ui.desk import Desk
from crm.workspace import Workspace
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable

LEFT, NONE, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def friends(workspace: Workspace, time) -> dict[str, ContactId]:
    """Four new friends, a day apart, and one customer."""
    found = {}
    for name in ("王芳", "李娜", "Amy", "张伟"):
        found[name] = workspace.contacts.add(ContactDraft(name, handles=(Handle(Platform.WECHAT, f"wx_{name}"),)))
        time.advance(days=1)
    found["陈静"] = workspace.contacts.add(ContactDraft("陈静", stage=Stage.CUSTOMER))
    return found


@pytest.fixture
def page(desk: Desk, friends, qtbot):
    shown = BoardPage(desk)
    qtbot.addWidget(shown)
    shown.resize(1280, 800)
    with qtbot.waitSignal(shown._asker.answered, check_params_cb=lambda _, last: last):
        shown.show()
    yield shown
    shown.close_reading()


def paid(workspace: Workspace, friend: ContactId) -> None:
    """A first order, paid at once."""
    workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), paid=100))


def settled(page: BoardPage, qtbot, act):
    """Do something and wait until all columns were read again."""
    with qtbot.waitSignal(page._asker.answered, check_params_cb=lambda _, last: last):
        act()


def names(page: BoardPage, stage: Stage) -> list[str]:
    rows = page._desk.workspace.contacts.rows(page.columns[stage].model.ids)
    return [rows[i].name for i in page.columns[stage].model.ids]


def choose(page: BoardPage, stage: Stage, *ids: ContactId) -> None:
    cards = page.columns[stage].cards
    cards.setFocus()
    assert cards.choose(ids[0])
    cards.choose_also(array("q", ids))


def drop(page: BoardPage, source: Stage, ids: list[int], target: Stage, modifiers=NONE) -> None:
    data = carried(source, array("q", ids))
    view = page.columns[target].cards
    entering = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.MoveAction, data, LEFT, modifiers)
    view.dragEnterEvent(entering)
    moving = QDragMoveEvent(QPoint(20, 30), Qt.DropAction.MoveAction, data, LEFT, modifiers)
    view.dragMoveEvent(moving)
    assert entering.isAccepted()
    assert moving.isAccepted()
    view.dropEvent(QDropEvent(QPointF(20, 30), Qt.DropAction.MoveAction, data, LEFT, modifiers))


def test_everybody_stands_in_the_column_of_their_stage_newly_arrived_first(page: BoardPage):
    assert names(page, Stage.ADDED) == ["张伟", "Amy", "李娜", "王芳"]
    assert names(page, Stage.CUSTOMER) == ["陈静"]
    assert page.columns[Stage.ADDED].cards.accessibleName() == "New friend, 4 friends"
    assert page.columns[Stage.AGENT].cards.accessibleName() == "Agent, 0 friends"


def test_a_dropped_card_moves_and_says_so_with_undo(page: BoardPage, friends, workspace, desk, qtbot):
    said = []
    desk.said.connect(lambda sentence, undo: said.append((sentence, undo)))
    settled(page, qtbot, lambda: drop(page, Stage.ADDED, [friends["王芳"]], Stage.INTERESTED))
    assert said == [("王芳 → Interested", True)]
    assert workspace.contacts.row(friends["王芳"]).stage is Stage.INTERESTED
    assert names(page, Stage.INTERESTED) == ["王芳"]
    assert "王芳" not in names(page, Stage.ADDED)
    settled(page, qtbot, workspace.undo.undo)
    assert names(page, Stage.ADDED) == ["张伟", "Amy", "李娜", "王芳"]


@pytest.mark.parametrize("order", range(4))
def test_a_moved_card_is_shown_at_once_where_reading_again_puts_it(page: BoardPage, friends, workspace, qtbot, order):
    page.order.setCurrentIndex(order)
    settled(page, qtbot, page.refresh)
    drop(page, Stage.CUSTOMER, [friends["陈静"]], Stage.ADDED)
    at_once = names(page, Stage.ADDED)
    settled(page, qtbot, page.refresh)
    assert names(page, Stage.ADDED) == at_once
    assert len(at_once) == 5


def test_the_keyboard_stays_with_the_moved_card(page: BoardPage, friends, workspace, qtbot):
    choose(page, Stage.ADDED, friends["Amy"])
    qtbot.keyClick(page.columns[Stage.ADDED].cards, Qt.Key.Key_Right, CTRL)
    assert page.columns[Stage.INTERESTED].cards.current_id == friends["Amy"]
    qtbot.keyClick(page.columns[Stage.INTERESTED].cards, Qt.Key.Key_Right, CTRL)
    assert workspace.contacts.row(friends["Amy"]).stage is Stage.INTERACTING
    qtbot.keyClick(page.columns[Stage.INTERACTING].cards, Qt.Key.Key_Left, CTRL)
    assert workspace.contacts.row(friends["Amy"]).stage is Stage.INTERESTED


def test_beyond_the_last_column_nothing_moves(page: BoardPage, friends, workspace, qtbot):
    choose(page, Stage.ADDED, friends["Amy"])
    qtbot.keyClick(page.columns[Stage.ADDED].cards, Qt.Key.Key_Left, CTRL)
    assert workspace.contacts.row(friends["Amy"]).stage is Stage.ADDED


def test_left_and_right_go_from_column_to_column(page: BoardPage, friends, qtbot):
    choose(page, Stage.ADDED, friends["张伟"])
    page.activateWindow()
    for stage, beside in zip(list(Stage)[:4], list(Stage)[1:], strict=True):
        qtbot.keyClick(page.columns[stage].cards, Qt.Key.Key_Right)
        assert page.columns[beside].cards.hasFocus()
    assert page.chosen() == (Stage.CUSTOMER, array("q", [friends["陈静"]]))  # the last column with cards on the way


def test_several_cards_move_as_one_step(page: BoardPage, friends, workspace, qtbot):
    two = [friends["王芳"], friends["Amy"]]
    choose(page, Stage.ADDED, *two)
    qtbot.keyClick(page.columns[Stage.ADDED].cards, Qt.Key.Key_Right, CTRL)
    assert names(page, Stage.INTERESTED) == ["Amy", "王芳"]
    assert page.chosen() == (Stage.INTERESTED, array("q", [friends["Amy"], friends["王芳"]]))
    workspace.undo.undo()
    assert {workspace.contacts.row(i).stage for i in two} == {Stage.ADDED}


def test_m_asks_where_to_and_keeps_the_reason(page: BoardPage, friends, workspace, qtbot):
    choose(page, Stage.ADDED, friends["李娜"])
    qtbot.keyClick(page.columns[Stage.ADDED].cards, Qt.Key.Key_M)
    sheet = page.findChild(MoveSheet)
    assert sheet.target is Stage.INTERESTED
    assert unnamed(sheet) == []
    assert not sheet.stages.button(Stage.ADDED.rank).isEnabled()
    sheet.stages.button(Stage.AGENT.rank).click()
    sheet.reason.setText(" 想做代理 ")
    sheet.accept()
    move = workspace.stages.history(friends["李娜"])[0]
    assert (move.after, move.reason) == (Stage.AGENT, "想做代理")


def test_a_drop_with_shift_asks_for_the_reason_first(page: BoardPage, friends, workspace):
    drop(page, Stage.ADDED, [friends["李娜"]], Stage.CUSTOMER, Qt.KeyboardModifier.ShiftModifier)
    assert workspace.contacts.row(friends["李娜"]).stage is Stage.ADDED
    sheet = page.findChild(MoveSheet)
    assert sheet.target is Stage.CUSTOMER
    sheet.reason.setText("买了")
    sheet.accept()
    assert workspace.stages.history(friends["李娜"])[0].reason == "买了"


def test_every_key_has_a_button(page: BoardPage, friends, desk, qtbot):
    assert not page.move_button.isEnabled()
    choose(page, Stage.ADDED, friends["李娜"])
    with qtbot.waitSignal(desk.asked_contact) as asked:
        page.open_button.click()
    assert asked.args == [friends["李娜"]]
    page.move_button.click()
    assert page.findChild(MoveSheet) is not None


def test_enter_opens_the_card(page: BoardPage, friends, desk, qtbot):
    choose(page, Stage.CUSTOMER, friends["陈静"])
    with qtbot.waitSignal(desk.asked_contact) as asked:
        qtbot.keyClick(page.columns[Stage.CUSTOMER].cards, Qt.Key.Key_Return)
    assert asked.args == [friends["陈静"]]


def test_only_one_column_has_chosen_cards(page: BoardPage, friends):
    choose(page, Stage.ADDED, friends["李娜"])
    choose(page, Stage.CUSTOMER, friends["陈静"])
    assert not page.columns[Stage.ADDED].cards.chosen_ids()


def test_what_is_carried_is_read_back_and_nothing_else_is_taken(page: BoardPage):
    assert read_carried(carried(Stage.AGENT, array("q", [3, 1]))) == (Stage.AGENT, array("q", [3, 1]))
    for wrong in (b"", b"agent\0123", b"king\0", b"\xff\0"):
        data = QMimeData()
        data.setData(FRIENDS_MIME, wrong)
        assert read_carried(data) is None
    text = QMimeData()
    text.setText("hello")
    own = carried(Stage.ADDED, array("q", [1]))
    view = page.columns[Stage.ADDED].cards
    for data in (text, own):
        event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.MoveAction, data, LEFT, NONE)
        view.dragEnterEvent(event)
        assert not event.isAccepted()
        dropped = QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, data, LEFT, NONE)
        view.dropEvent(dropped)
        assert not dropped.isAccepted()


def test_a_card_that_is_carried_past_leaves_no_trace(page: BoardPage, friends):
    view = page.columns[Stage.AGENT].cards
    data = carried(Stage.ADDED, array("q", [friends["Amy"]]))
    view.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), Qt.DropAction.MoveAction, data, LEFT, NONE))
    view.dragLeaveEvent(QDragLeaveEvent())
    late = QDragMoveEvent(QPoint(5, 5), Qt.DropAction.MoveAction, data, LEFT, NONE)
    view.dragMoveEvent(late)
    assert not late.isAccepted()


def test_the_picture_that_is_carried_is_as_large_as_the_card(page: BoardPage, friends):
    choose(page, Stage.ADDED, friends["李娜"], friends["Amy"])
    cards = page.columns[Stage.ADDED].cards
    assert cards.picture(2).height() == cards.row_height()


def test_a_friend_who_is_gone_is_told_and_nothing_moves(page: BoardPage, friends, workspace, desk, qtbot):
    with qtbot.waitSignal(desk.failed) as failed:
        drop(page, Stage.ADDED, [friends["Amy"], 9_999], Stage.AGENT)
    assert isinstance(failed.args[0], MissingError)
    assert workspace.contacts.row(friends["Amy"]).stage is Stage.ADDED


def test_very_many_cards_move_beside_the_window(desk, workspace, qtbot):
    crowd = [workspace.contacts.add(ContactDraft(f"友{n}")) for n in range(MANY + 10)]
    shown = BoardPage(desk)
    qtbot.addWidget(shown)
    with qtbot.waitSignal(desk.said, timeout=30_000) as said:
        shown.move_cards(Stage.ADDED, array("q", crowd), Stage.AGENT)
    assert said.args == [f"{MANY + 10} friends → Agent", True]
    assert workspace.stages.counts()[Stage.AGENT] == MANY + 10


# suggestions


@pytest.fixture
def suggested(page: BoardPage, friends, workspace, qtbot):
    settled(page, qtbot, lambda: paid(workspace, friends["Amy"]))
    (card,) = page.columns[Stage.CUSTOMER].suggestions.cards
    return card


def test_a_suggestion_waits_with_its_evidence_at_the_top_of_its_column(page: BoardPage, suggested):
    assert suggested.accessibleName() == "Amy, Paid a first order, today"
    assert suggested.isVisible()
    assert [c.suggestions.isVisible() for c in page.columns.values()] == [False, False, False, True, False]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Y])
def test_enter_or_y_accepts(page: BoardPage, suggested, friends, workspace, qtbot, key):
    settled(page, qtbot, lambda: qtbot.keyClick(suggested, key))
    assert workspace.contacts.row(friends["Amy"]).stage is Stage.CUSTOMER
    assert "Amy" in names(page, Stage.CUSTOMER)
    assert not page.columns[Stage.CUSTOMER].suggestions.isVisible()


def test_n_leaves_the_friend_where_they_are(page: BoardPage, suggested, friends, workspace, desk, qtbot):
    with qtbot.waitSignal(desk.said) as said:
        settled(page, qtbot, lambda: qtbot.keyClick(suggested, Qt.Key.Key_N))
    assert said.args == ["Amy stays; not asked again for 90 days.", True]
    assert workspace.contacts.row(friends["Amy"]).stage is Stage.ADDED
    assert workspace.suggestions.waiting().count == 0


def test_suggestions_have_buttons_too_and_the_next_follows(page: BoardPage, suggested, friends, workspace, time, qtbot):
    for name in ("王芳", "李娜"):
        time.advance(hours=1)
        paid(workspace, friends[name])
    settled(page, qtbot, page.refresh)
    stack = page.columns[Stage.CUSTOMER].suggestions
    assert [card.suggestion.name for card in stack.cards] == ["李娜", "王芳"]
    assert stack._more.text() == "1 more suggestion waits"
    settled(page, qtbot, stack.cards[0].yes.click)
    assert [card.suggestion.name for card in stack.cards] == ["王芳", "Amy"]
    settled(page, qtbot, stack.cards[0].no.click)
    assert [card.suggestion.name for card in stack.cards] == ["Amy"]


def test_up_goes_from_the_cards_to_the_suggestions_and_down_comes_back(page: BoardPage, suggested, qtbot):
    page.activateWindow()
    cards = page.columns[Stage.CUSTOMER].cards
    cards.setFocus()
    qtbot.keyClick(cards, Qt.Key.Key_Up)
    assert suggested.hasFocus()
    qtbot.keyClick(suggested, Qt.Key.Key_Down)
    assert cards.hasFocus()


# finding


@pytest.mark.parametrize(
    ("typed", "left", "customers"),
    [
        ("wf", ["王芳"], []),
        ("stage:customer", [], ["陈静"]),
        ("stage:cus", [], []),
        ("", ["张伟", "Amy", "李娜", "王芳"], ["陈静"]),
    ],
)
def test_finding_leaves_who_fits(page: BoardPage, qtbot, typed, left, customers):
    settled(page, qtbot, lambda: page.bar._on_searched(typed))
    assert names(page, Stage.ADDED) == left
    assert names(page, Stage.CUSTOMER) == customers


def test_down_goes_from_the_search_to_the_first_card(page: BoardPage, friends, qtbot):
    page.activateWindow()
    settled(page, qtbot, lambda: (page.search.setText("cj"), qtbot.keyClick(page.search, Qt.Key.Key_Return)))
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.columns[Stage.CUSTOMER].cards.current_id == friends["陈静"]


def test_the_order_can_be_chosen(page: BoardPage, friends, qtbot):
    settled(page, qtbot, lambda: page.order.setCurrentIndex(1))
    assert names(page, Stage.ADDED) == ["王芳", "李娜", "Amy", "张伟"]


# what cards say


def spoken(page: BoardPage, stage: Stage, row: int = 0) -> str:
    model = page.columns[stage].model
    return str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_card_says_who_how_long_and_when(page: BoardPage, friends, workspace, time, qtbot):
    assert spoken(page, Stage.ADDED, 3) == "王芳, wx_王芳, 4 days here, No talk yet"
    time.advance(days=2)
    settled(page, qtbot, page.refresh)
    assert spoken(page, Stage.ADDED, 3) == "王芳, wx_王芳, 6 days here, No talk yet"
    assert spoken(page, Stage.CUSTOMER) == "陈静, 2 days here, No talk yet"


def test_days_here_are_days_of_the_calendar(page: BoardPage, time, qtbot):
    assert spoken(page, Stage.CUSTOMER) == "陈静, Here since today, No talk yet"
    time.advance(hours=20)  # past midnight in the shop's zone
    settled(page, qtbot, page.refresh)
    assert spoken(page, Stage.CUSTOMER) == "陈静, 1 day here, No talk yet"


def test_an_empty_shop_offers_the_next_step(desk, qtbot):
    shown = BoardPage(desk)
    qtbot.addWidget(shown)
    shown.show()
    assert shown._stack.currentWidget() is shown._empty
    with qtbot.waitSignal(desk.asked_page) as asked:
        shown._empty.findChildren(QPushButton)[0].click()
    assert asked.args == ["have"]
    shown.close_reading()


def test_everything_has_a_name_and_can_be_reached(page: BoardPage, suggested):
    assert unnamed(page) == []
    assert markup_labels(page) == []
    assert unreachable(page) == []
    assert low_controls(page) == []
