"""Smart lists in the side bar: counted, opened, renamed, ordered, deleted, offered."""

import pytest
from PySide6.QtCore import Qt

from crm.contacts import ContactDraft
from crm.finder import Filter, Sort
from crm.settings import Preferences
from crm.stages import Stage
from crm.ui.friends.list_sheets import FilterTextSheet, ListNameSheet
from crm.ui.main_window import MainWindow
from crm.ui.smart_lists import SmartListBar, offers


@pytest.fixture
def bar(desk, qtbot):
    made = SmartListBar(desk)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_reading()


@pytest.fixture
def window(desk, qtbot):
    made = MainWindow(desk, Preferences(), demo=False)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.go("friends")
    yield made
    made.lists.close_reading()
    made.page("friends").close_reading()


@pytest.fixture
def friends(workspace):
    return [
        workspace.contacts.add(ContactDraft("Ann", stage=Stage.CUSTOMER)),
        workspace.contacts.add(ContactDraft("Bob", stage=Stage.AGENT)),
    ]


def listed(bar) -> list[tuple[str, str]]:
    items = [bar.list.item(row) for row in range(bar.list.count())]
    return [(item.text(), item.data(Qt.ItemDataRole.UserRole + 1)) for item in items]


def names(workspace) -> list[str]:
    return [row.name for row in workspace.smart_lists.all()]


def test_every_list_has_its_count_and_follows_what_changes(bar, workspace, friends, qtbot):
    workspace.smart_lists.add("agents", Filter.parse("stage:agent"))
    qtbot.waitUntil(lambda: listed(bar)[0] == ("agents", "1"), timeout=5000)
    workspace.contacts.add(ContactDraft("Cid", stage=Stage.AGENT))
    qtbot.waitUntil(lambda: listed(bar)[0] == ("agents", "2"), timeout=5000)
    assert bar.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "agents, 2 friends"


def test_an_empty_shop_is_offered_nothing_and_one_with_friends_some_lists(bar, workspace, desk, qtbot):
    bar.count()
    qtbot.waitUntil(lambda: "next:no -standing:lost" in bar._counts)
    assert bar.list.count() == 0
    workspace.contacts.add(ContactDraft("Ann"))
    qtbot.waitUntil(lambda: bar.list.count() == len(offers()), timeout=5000)
    with qtbot.waitSignal(bar.opened):
        bar._on_item(bar.list.item(1))
    assert names(workspace) == ["Owes me"]
    qtbot.waitUntil(lambda: listed(bar)[0][0] == "Owes me")
    assert [text for text, _ in listed(bar)] == [
        "Owes me",
        "Nothing planned",
        "Birthday this month",
        "Ready, not asked yet",
        "Turning stronger",
        "Going cold",
        "Quiet for 30 days",
    ]
    workspace.undo.undo()
    qtbot.waitUntil(lambda: [text for text, _ in listed(bar)] == [offer.name for offer in offers()])


def test_a_suggested_list_is_hidden_and_comes_back(bar, workspace, friends, qtbot):
    qtbot.waitUntil(lambda: bar.list.count() == len(offers()), timeout=5000)
    bar.list.setCurrentRow(0)
    qtbot.keyClick(bar.list, Qt.Key.Key_Delete)
    assert [text for text, _ in listed(bar)] == [offer.name for offer in offers()[1:]]
    qtbot.keyClick(bar.list, Qt.Key.Key_F2)
    workspace.smart_lists.add("agents", Filter.parse("stage:agent"))
    assert bar.list.count() == len(offers())
    bar.list.moved.emit(0, 2)
    assert listed(bar)[0][0] == "agents"
    words = [action.text().split("\t")[0] for action in bar.menu_of_offer(offers()[1]).actions() if action.text()]
    assert words == ["Keep this list", "Do not suggest it", "Show all suggested lists again"]
    bar.bring_offers_back()
    assert bar.list.count() == len(offers()) + 1
    workspace.undo.undo()
    assert bar.list.count() == len(offers())


def test_lists_are_handled_by_keyboard(bar, workspace, friends, qtbot):
    for name in "abc":
        workspace.smart_lists.add(name, Filter.parse("stage:agent"))
    bar.list.setCurrentRow(0)
    qtbot.keyClick(bar.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(workspace) == ["b", "a", "c"]
    assert bar.list.currentRow() == 1
    qtbot.keyClick(bar.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(workspace) == ["a", "b", "c"]
    qtbot.keyClick(bar.list, Qt.Key.Key_Delete)
    assert names(workspace) == ["b", "c"]
    with qtbot.waitSignal(bar.opened) as opened:
        qtbot.keyClick(bar.list, Qt.Key.Key_Return)
    assert opened.args == [bar.rows[0].id]
    qtbot.keyClick(bar.list, Qt.Key.Key_F2)
    sheet = bar.findChild(ListNameSheet)
    sheet.field.setText("c")
    sheet.accept()
    assert "c" in sheet._complaint.text()
    sheet.field.setText("<b>d</b>")
    sheet.accept()
    assert names(workspace) == ["<b>d</b>", "c"]
    for _ in range(4):
        workspace.undo.undo()
    assert names(workspace) == ["a", "b", "c"]


def test_the_menu_of_a_list_and_dragging_it(bar, workspace, friends, qtbot):
    for name in "ab":
        workspace.smart_lists.add(name, Filter.parse("stage:agent"))
    words = [action.text().split("\t")[0] for action in bar.menu_of(bar.rows[0]).actions() if action.text()]
    assert words == ["Open", "Rename…", "Update to what is shown", "Further up", "Further down", "Delete"]
    bar.list.moved.emit(0, 1)
    assert names(workspace) == ["b", "a"]


def test_a_list_is_opened_changed_updated_and_deleted(window, workspace, friends, desk, qtbot):
    page = window.page("friends")
    agents = workspace.smart_lists.add("agents", Filter.parse("stage:agent"), Sort.SPENT, descending=True)
    window.go("today")
    window.lists.opened.emit(agents)
    assert window.current == "friends"
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert (page.order.sort, page.order.descending) == (Sort.SPENT, True)
    assert page.filters.update_button.isHidden()
    assert not window.lists.can_update(agents)
    page.order.choose(Sort.NAME, descending=False)
    assert not page.filters.update_button.isHidden()
    assert window.lists.can_update(agents)
    with qtbot.waitSignal(desk.said):
        window.lists.update_wanted.emit(agents)
    assert workspace.smart_lists.all()[0].sort is Sort.NAME
    assert page.filters.update_button.isHidden()
    workspace.undo.undo()
    assert workspace.smart_lists.all()[0].sort is Sort.SPENT
    workspace.smart_lists.remove(agents)
    assert page.keeping.row is None
    assert page.filter == Filter.parse("stage:agent")


def test_clearing_the_filter_leaves_the_list(window, workspace, friends, qtbot):
    page = window.page("friends")
    window.lists.opened.emit(workspace.smart_lists.add("agents", Filter.parse("stage:agent")))
    assert page.keeping.row is not None
    page.filters.clear()
    assert page.keeping.row is None


def test_what_is_shown_is_kept_under_a_name(window, workspace, friends, qtbot):
    page = window.page("friends")
    page.show_filter(Filter.parse("stage:customer ann"))
    sheet = page.keeping.save()
    assert sheet.field.text() == "Stage: Customer, ann"
    sheet.field.setText(" ")
    sheet.accept()
    assert sheet._complaint.text()
    sheet.field.setText("good ones 🌸")
    sheet.accept()
    (row,) = workspace.smart_lists.all()
    assert (row.name, row.filter) == ("good ones 🌸", Filter.parse("stage:customer ann"))
    assert page.keeping.row == row
    workspace.undo.undo()
    assert page.keeping.row is None


def test_the_filter_as_text(window, workspace, friends, qtbot):
    page = window.page("friends")
    page.show_filter(Filter.parse("stage:customer"))
    sheet = page.keeping.as_text()
    assert isinstance(sheet, FilterTextSheet)
    assert sheet.field.toPlainText() == "stage:customer"
    sheet.field.setPlainText("stage:godparent")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    assert sheet.field.blockCount() == 1
    assert "godparent" in sheet._complaint.text()
    sheet.field.setPlainText("stage:agent OR -stage:customer bob")
    sheet.accept()
    assert page.filter == Filter.parse("stage:agent OR -stage:customer bob")
    assert page.search.text() == "bob"
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_esc_puts_the_card_away_beside_columns(window, workspace, friends, qtbot):
    page = window.page("friends")
    page.show_columns(True)
    window.show_contact(friends[0])
    assert page.card.isVisible()
    window._on_escape()
    assert not page.card.isVisible()


def test_the_window_remembers_the_list(window, workspace, friends):
    window.page("friends").show_columns(True)
    window._remember()
    assert Preferences.read(workspace.folder).places["friends"]["look"] == "columns"
