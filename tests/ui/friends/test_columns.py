"""The list as columns: chosen, ordered, resized, sorted by, and found again as they were left."""

from array import array
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.custom_fields import FieldKind
from crm.finder import FieldSort, Filter, Sort
from crm.lunar import Birthday
from crm.settings import Preferences
from crm.stages import Stage
from crm.ui.friends.columns import STANDARD, FriendColumns
from crm.ui.friends.page import FriendsPage
from crm.ui.friends.remembered import Remembered
from crm.ui.widgets.columns_view import NARROWEST, WIDEST, Arrangement


@pytest.fixture
def friends(workspace):
    add = workspace.contacts.add
    mine = workspace.accounts.add("main", Platform.WECHAT)
    return {
        "Ann": add(
            ContactDraft(
                "Ann", remark="A nice", stage=Stage.CUSTOMER, tags=("a", "b"), source="fair", account=mine,
                handles=(Handle(Platform.WECHAT, "ann1"), Handle(Platform.LINE, "")),
                birthday=Birthday(5, 1, None, lunar=False, leap=False),
            )
        ),
        "Bob": add(ContactDraft("Bob", stage=Stage.AGENT, standing=Standing.PAUSED)),
        "Cid": add(ContactDraft("Cid")),
    }  # fmt: skip


def shown(page) -> list[str]:
    return [page.model.row(number).contact.name for number in range(page.model.rowCount())]


def titles(page) -> list[str]:
    """The titles on show, left to right."""
    header = page.list.horizontalHeader()
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [page.model.columns[n].key for n in order if not header.isSectionHidden(n)]


def open_columns(page, qtbot, count=3):
    page.show()
    page.show_columns(True)
    qtbot.waitUntil(lambda: page.model.rowCount() == count)


def test_two_lines_or_columns_and_the_card_on_demand(page, friends, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert page.list.compact
    assert titles(page) == ["name"]
    assert page.card.isVisible()
    page.look.click()
    assert titles(page) == list(STANDARD.keys)
    assert page.list.horizontalHeader().isVisible()
    assert not page.card.isVisible()
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(1, 0))
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.card.isVisible()
    assert page.card.contact == friends["Bob"]
    page.close_card()
    assert not page.card.isVisible()
    where = page.list.visualRect(page.model.index(0, 0)).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: page.card.isVisible() and page.card.contact == friends["Ann"])
    page.look.click()
    assert page.card.isVisible()
    assert page.list.compact


def test_a_narrow_page_has_two_lines_whatever_was_chosen(page, friends, qtbot):
    open_columns(page, qtbot)
    page.setMinimumSize(1, 1)
    page.resize(500, 600)
    assert page.list.compact
    page.resize(1100, 700)
    assert not page.list.compact


def test_every_column_says_what_it_is_about(page, workspace, friends, time, qtbot):
    columns = FriendColumns(workspace)
    columns.read()
    lines = columns.fetch([friends["Ann"], friends["Bob"]], tuple(columns.kinds))
    ann, bob = lines[friends["Ann"]], lines[friends["Bob"]]
    said = {key: columns.cell(key, ann).text for key in columns.kinds}
    assert said == {
        "name": "Ann", "stage": "Customer", "bond": "", "stage_on": "0 days", "last_contact": "", "next": said["next"],
        "spent": "", "owed": "", "orders": "", "tags": "#a #b", "remark": "A nice", "handle": "ann1",
        "channels": "WeChat, LINE", "account": "main", "source": "fair", "standing": "In touch", "added": "4 March",
        "birthday": "1 May",
    }  # fmt: skip
    assert columns.cell("name", ann).spoken() == "Ann, A nice"
    assert columns.cell("last_contact", ann).beside == "no contact yet"
    assert columns.cell("standing", bob).chip is not None
    assert columns.cell("birthday", bob).text == ""


def test_what_is_overdue_spent_and_owed_stands_out(workspace, friends):
    columns = FriendColumns(workspace)
    columns.read()
    (line,) = columns.fetch([friends["Ann"]], ()).values()
    from dataclasses import replace

    busy = replace(
        line.contact, next_on=date(2026, 3, 1), spent=123450, owed=500, orders_count=1200,
        last_contact_at=datetime.fromisoformat("2026-03-03T04:00:00+00:00") - timedelta(days=1),
    )  # fmt: skip
    row = replace(line, contact=busy)
    assert columns.cell("next", row).tone is not None
    assert columns.cell("spent", row).text == "¥1,234.50"
    assert columns.cell("spent", row).tone is None
    assert (columns.cell("owed", row).text, columns.cell("owed", row).tone is None) == ("¥5", False)
    assert columns.cell("orders", row).text == "1,200"
    assert columns.cell("last_contact", row).text == "2 days ago"


def test_columns_are_chosen_from_the_menu_and_the_title_row(page, friends, qtbot):
    open_columns(page, qtbot)
    menu = page.list.menu_of_columns()
    next(action for action in menu.actions() if action.text() == "Source").trigger()
    assert titles(page)[-1] == "source"
    assert page.model.row(0).contact.source == "fair"
    page.list.show_column("stage", shown=False)
    assert "stage" not in titles(page)
    assert not menu.actions()[0].isEnabled()
    next(action for action in menu.actions() if action.text() == "As at first").trigger()
    assert titles(page) == list(STANDARD.keys)
    page.list._on_titles_menu(QPoint(1, 1))
    opened = QApplication.activePopupWidget()
    assert opened is not None
    opened.close()


def test_dragging_and_resizing_titles_is_remembered(page, friends, qtbot):
    open_columns(page, qtbot)
    header = page.list.horizontalHeader()
    with qtbot.waitSignal(page.list.arranged):
        header.moveSection(0, 2)
    header.resizeSection(1, 140)
    assert titles(page)[:3] == ["stage", "bond", "name"]
    assert dict(page.list.arrangement.columns)["stage"] == 140
    page.look.click()
    page.look.click()
    assert dict(page.list.arrangement.columns)["stage"] == 140
    assert page.list.arrangement.keys == tuple(titles(page))


def test_the_sheet_orders_and_widens_by_keyboard(page, friends, qtbot):
    open_columns(page, qtbot)
    sheet = page.list.choose_columns()
    sheet.columns.setCurrentRow(1)
    qtbot.keyClick(sheet, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    sheet.step(-1)
    sheet.width_field.setValue(180)
    last = sheet.columns.item(sheet.columns.count() - 1)
    last.setCheckState(Qt.CheckState.Checked)
    sheet.accept()
    assert page.list.arrangement.columns[0] == ("stage", 180)
    assert page.list.arrangement.keys[-1] == last.data(Qt.ItemDataRole.UserRole)
    sheet = page.list.choose_columns()
    sheet._on_standard()
    sheet.accept()
    assert page.list.arrangement == STANDARD


def test_a_click_on_a_title_sorts_the_way_one_wants_first_and_then_the_other(page, workspace, friends, qtbot):
    open_columns(page, qtbot)
    page.model.sort(1, Qt.SortOrder.AscendingOrder)
    assert (page.order.sort, page.order.descending) == (Sort.STAGE, True)
    qtbot.waitUntil(lambda: shown(page) == ["Bob", "Ann", "Cid"])
    header = page.list.horizontalHeader()
    assert header.sortIndicatorSection() == 1
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    page.model.sort(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: shown(page) == ["Cid", "Ann", "Bob"])
    assert "Stage" in page.order.text()


def test_own_fields_are_columns_and_orders_until_they_are_gone(page, workspace, friends, qtbot):
    age = workspace.fields.add("age", FieldKind.NUMBER)
    workspace.fields.set([friends["Cid"]], age, "9")
    workspace.fields.set([friends["Ann"]], age, "10")
    open_columns(page, qtbot)
    key = f"field:{age}"
    page.list.show_column(key, shown=True)
    page.order.choose(FieldSort("age"), descending=False)
    qtbot.waitUntil(lambda: shown(page) == ["Cid", "Ann", "Bob"])
    assert page.list.columns.cell(key, page.model.row(0)).text == "9"
    page.list.choose(friends["Ann"])
    workspace.fields.rename(age, "<b>years</b>")
    qtbot.waitUntil(lambda: page.order.sort == FieldSort("<b>years</b>"))
    assert page.chosen() == [friends["Ann"]]
    assert titles(page)[-1] == key
    workspace.fields.retype(age, FieldKind.TEXT)
    qtbot.waitUntil(lambda: page.list.columns.cell(key, page.model.row(0)).text != "")
    workspace.fields.delete(age)
    qtbot.waitUntil(lambda: key not in titles(page))
    assert page.order.sort is Sort.NAME
    assert key in page.list.arrangement.keys
    workspace.undo.undo()
    qtbot.waitUntil(lambda: titles(page)[-1] == key)


def test_what_was_read_before_a_field_changed_its_kind_is_shown_as_it_was(workspace, friends):
    born = workspace.fields.add("met", FieldKind.TEXT)
    workspace.fields.set([friends["Ann"]], born, "2026/1/31")
    columns = FriendColumns(workspace)
    columns.read()
    key = f"field:{born}"
    (before,) = columns.fetch([friends["Ann"]], [key]).values()
    workspace.fields.retype(born, FieldKind.DATE)
    assert columns.read()
    (after,) = columns.fetch([friends["Ann"]], [key]).values()
    assert (columns.cell(key, before).text, columns.cell(key, after).text) == ("2026/1/31", "31 January")


def test_odd_names_break_no_row(page, workspace, qtbot):
    nasty = ["<b>bold</b>", "\u202egnp.exe", "🌸" * 50, "x" * 10_000, "שלום"]
    for name in nasty:
        workspace.contacts.add(ContactDraft(name, remark="<i>&amp;", tags=("y" * 10_000,)))
    open_columns(page, qtbot, len(nasty))
    page.list.selectAll()
    assert page.grab().width() > 0
    height = page.list.row_height()
    assert all(page.list.rowHeight(row) == height for row in range(len(nasty)))
    assert page.list.sizeHintForColumn(0) > 0


def test_a_thousand_chosen_friends_stay_chosen_in_another_order(page, workspace, qtbot):
    workspace.contacts.add_all(
        [ContactDraft(f"n{number:03}", stage=Stage.AGENT if number % 2 else Stage.ADDED) for number in range(620)]
    )
    open_columns(page, qtbot, 620)
    page.list.selectAll()
    assert len(page.chosen()) == 620
    page.order.choose(Sort.NAME, descending=True)
    qtbot.waitUntil(lambda: page.model.rowCount() == 620 and shown(page)[0] == "n619" and len(page.chosen()) == 620)
    page.list.choose_all(array("q", page.model.ids[100:500]))
    chosen = set(page.chosen())
    page.order.choose(Sort.NAME, descending=False)
    qtbot.waitUntil(lambda: page.model.rowCount() == 620 and shown(page)[0] == "n000" and set(page.chosen()) == chosen)
    page.filters.set_filter(Filter.parse("stage:agent"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 310)
    qtbot.waitUntil(lambda: len(page.chosen()) == 200)
    assert set(page.chosen()) < chosen
    assert next(a for a in page.menu_of_page().actions() if "310" in a.text()).isEnabled()


def test_the_next_start_finds_everything_as_it_was_left(desk, workspace, friends, qtbot):
    first = FriendsPage(desk)
    qtbot.addWidget(first)
    first.resize(1100, 700)
    first.show()
    number = workspace.smart_lists.add("mine", Filter.parse("stage:agent"), Sort.SPENT, descending=True)
    first.show_list(number)
    first.show_columns(True)
    first.list.arrange(STANDARD.moved("tags", -3).resized("tags", 222))
    first.search.setText("not kept")
    Preferences(places={"friends": first.remembered()}).write(workspace.folder)
    first.close_reading()
    again = FriendsPage(desk)
    qtbot.addWidget(again)
    again.resize(1100, 700)
    again.show()
    assert not again.list.compact
    assert again.list.arrangement == STANDARD.moved("tags", -3).resized("tags", 222)
    assert (again.order.sort, again.order.descending) == (Sort.SPENT, True)
    assert again.filter == Filter.parse("stage:agent")
    assert again.keeping.row.name == "mine"
    again.close_reading()


@pytest.mark.parametrize(
    "said",
    [None, 3, {}, {"columns": []}, {"columns": [["name"]]}, {"columns": [[1, 2]]}, {"columns": [["name", "wide"]]},
     {"sort": "moon", "filter": "stage:godparent", "list": "x"}, {"sort": 7, "filter": 7, "descending": 1}],
)  # fmt: skip
def test_what_cannot_be_read_is_as_at_first(said):
    assert Remembered.read(said) == Remembered()


def test_an_arrangement_keeps_widths_within_reason():
    wide = Arrangement.read([["name", 5], ["stage", 100_000], ["field:7", 120]])
    assert wide.columns == (("name", NARROWEST), ("stage", WIDEST), ("field:7", 120))
    assert wide.moved("stage", -5).keys == ("stage", "name", "field:7")
    assert wide.with_column("name", 9) == wide
    assert wide.without("name").keys == ("stage", "field:7")
    assert Arrangement.read(wide.said()) == wide
