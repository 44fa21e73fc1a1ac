"""交情 on the card: the number, its course, what made it; and a stage that is suggested, taken or left by key."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from crm.contacts import ContactDraft
from crm.conversations import Direction, Kind
from crm.finder import Condition, Facet, Filter
from crm.orders import LineDraft, OrderDraft
from crm.stages import Stage
from crm.ui.friends.bond import BondSheet
from crm.ui.friends.card import ContactCard
from crm.ui.friends.columns import FriendColumns
from crm.ui.friends.conditions import ConditionEditor, question
from crm.ui.settings.rules_box import RulesBox
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable


@pytest.fixture
def friend(workspace, time):
    made = workspace.contacts.add(ContactDraft("<b>王芳"))
    time.advance(days=40)
    for back in (30, 4, 2):
        at = workspace.clock.now() - timedelta(days=back)
        workspace.conversations.log(made, "真好用", direction=Direction.IN, at=at)
        workspace.conversations.log(made, "谢谢", direction=Direction.OUT, at=at)
    workspace.conversations.log(made, "", direction=Direction.IN, kind=Kind.LIKE)
    for _ in range(6):
        workspace.orders.add(OrderDraft(made, (LineDraft(None, "面膜", 1, 100),), paid=100))
    return made


@pytest.fixture
def card(desk, friend, qtbot):
    made = ContactCard(desk)
    qtbot.addWidget(made)
    made.resize(900, 760)
    made.show_contact(friend)
    made.listen_on(made)
    made.show()
    return made


def texts(sheet: BondSheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel)]


def test_the_card_shows_the_number_its_turn_and_why(card, workspace, friend):
    row, mark = workspace.contacts.row(friend), card.heading.bond
    assert mark.text() == f"Bond {row.bond} ▲"
    assert f"0 → {row.bond} in 60 days: Turning stronger" in mark.accessibleName()
    assert "Ordered and paid × 6" in mark.toolTip()
    assert not mark.grab().isNull()
    mark.setFocus()
    assert not mark.grab().isNull()


def test_a_click_or_i_tells_what_made_it_and_the_lines_add_up(card, workspace, friend, qtbot):
    card.activateWindow()
    qtbot.keyClick(card, Qt.Key.Key_I)
    (sheet,) = card.findChildren(BondSheet)
    assert sheet.windowTitle().startswith("Bond with <b>王芳")
    said = texts(sheet)
    assert "and 2 more" in said
    assert str(workspace.contacts.row(friend).bond) in said
    for check in (unnamed, unreachable, markup_labels, low_controls):
        assert check(sheet) == []
    assert not sheet.grab().isNull()
    sheet.reject()


def test_where_nothing_happened_it_says_so(desk, workspace, qtbot):
    nobody = workspace.contacts.add(ContactDraft("李四"))
    made = ContactCard(desk)
    qtbot.addWidget(made)
    assert made.heading.show_bond() is None
    made.heading.suggestion.accept()  # nothing is suggested, and nothing happens
    made.heading.suggestion.decline()
    made.show_contact(nobody)
    made.show()
    assert made.heading.bond.text() == "Bond 0"
    assert made.heading.suggestion.isHidden()
    sheet = made.heading.show_bond()
    assert sheet is not None
    assert "Nothing has happened yet that makes a bond" in texts(sheet)
    sheet.reject()


def test_y_takes_the_suggested_stage_and_undo_brings_it_back(card, workspace, friend, qtbot):
    strip = card.heading.suggestion
    assert strip.isVisible()
    assert strip.said.text().startswith("Customer? Paid 6 orders")
    card.activateWindow()
    qtbot.keyClick(card, Qt.Key.Key_Y)
    assert workspace.contacts.row(friend).stage is Stage.CUSTOMER
    qtbot.waitUntil(strip.isHidden)
    workspace.undo.undo()
    qtbot.waitUntil(strip.isVisible)


def test_n_leaves_the_friend_and_is_quiet(card, workspace, friend, desk, qtbot):
    card.activateWindow()
    with qtbot.waitSignal(desk.said) as said:
        qtbot.keyClick(card, Qt.Key.Key_N)
    assert said.args == ["<b>王芳 stays; not asked again for 90 days.", True]
    assert workspace.contacts.row(friend).stage is Stage.ADDED
    qtbot.waitUntil(card.heading.suggestion.isHidden)


def test_the_list_has_a_column_of_it(workspace, friend):
    columns = FriendColumns(workspace)
    columns.read()
    other = workspace.contacts.add(ContactDraft("李四"))
    lines = columns.fetch([friend, other], ["bond"])
    assert columns.cell("bond", lines[friend]).text == f"{workspace.contacts.row(friend).bond} ▲"
    assert columns.cell("bond", lines[other]).text == ""


def test_it_is_asked_for_by_a_range_a_turn_or_readiness(desk, workspace, qtbot):
    editor = ConditionEditor(desk, question(workspace, Facet.BOND), Condition(Facet.BOND, ("30..",)))
    qtbot.addWidget(editor)
    editor.least.setText("40")
    editor._on_range()
    assert editor.condition == Condition(Facet.BOND, ("40",))
    assert [value for value, _ in question(workspace, Facet.TREND).options] == ["up", "down"]
    assert next(word for _, word in question(workspace, Facet.READY).options) == "Ready, not asked yet"
    assert Filter.of(Condition(Facet.BOND, ("101",))).text() == "bond:101"
    assert workspace.finder.count(Filter.of(Condition(Facet.BOND, ("101",)))) == 0


def test_the_numbers_of_the_rules_are_chosen(theme, workspace, qtbot):
    box = RulesBox(theme)
    qtbot.addWidget(box)
    shop = workspace.settings.shop()
    box.show_choices(shop)
    assert box.chosen(shop) == shop
    box.numbers["agent_orders"].setValue(5)
    with qtbot.waitSignal(box.edited):
        box.numbers["agent_orders"].editingFinished.emit()
    assert box.chosen(shop).agent_orders == 5
    assert low_controls(box) == []
    assert unnamed(box) == []
