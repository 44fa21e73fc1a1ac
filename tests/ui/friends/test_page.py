"""The list of friends: finding, choosing, sorting, and doing something with many at once."""

import pytest
from PySide6.QtCore import Qt

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.finder import Facet, Filter, Sort
from crm.stages import Stage


@pytest.fixture
def friends(workspace):
    """张三, a customer who is a mum; Bob, an agent; 王芳, just added."""
    add = workspace.contacts.add
    return {
        "张三": add(ContactDraft("张三", stage=Stage.CUSTOMER, tags=("宝妈",), remark="A李姐")),
        "Bob": add(ContactDraft("Bob", stage=Stage.AGENT, handles=(Handle(Platform.LINE, "bob88"),))),
        "王芳": add(ContactDraft("王芳")),
    }


def shown(page) -> list[str]:
    return [page.model.row(number).contact.name for number in range(page.model.rowCount())]


def test_everybody_is_listed_and_counted(page, friends, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert page.count.text() == "3 friends"
    assert sorted(shown(page)) == sorted(friends)


def test_typed_words_narrow_the_list_best_fit_first_and_enter_opens_the_card(page, friends, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    qtbot.keyClicks(page.search, "zs")
    qtbot.waitUntil(lambda: shown(page) == ["张三"])
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.card.contact == friends["张三"]
    page.search.clear_now()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)


def test_what_fits_best_stands_before_the_order_of_names(page, workspace, qtbot):
    workspace.contacts.add(ContactDraft("Ann", remark="knows zoe"))
    workspace.contacts.add(ContactDraft("Zoe"))
    page.show()
    page.search.setText("zoe")
    qtbot.waitUntil(lambda: shown(page) == ["Zoe", "Ann"])


def test_chips_filter_and_clearing_shows_everybody(page, friends, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    editor = page.filters.edit(Facet.STAGE)
    editor.tick(Stage.CUSTOMER)
    qtbot.waitUntil(lambda: shown(page) == ["张三"])
    editor.tick(Stage.AGENT)
    qtbot.waitUntil(lambda: set(shown(page)) == {"张三", "Bob"})
    assert page.filter == Filter.parse("stage:customer|agent")
    page.filters.clear_button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)


def test_nobody_fits_offers_the_way_out(page, friends, qtbot):
    page.show()
    page.search.setText("nobody is called this")
    qtbot.waitUntil(lambda: page.results.currentWidget() is page.nothing_fits)
    page.show_everybody()
    qtbot.waitUntil(lambda: page.results.currentWidget() is page.list and page.model.rowCount() == 3)


def test_an_empty_shop_offers_the_first_steps(page, desk, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.whole.currentWidget() is page.nobody)
    with qtbot.waitSignal(desk.asked_page) as asked:
        page._on_first_step("import")
    assert asked.args == ["import"]


def test_the_list_can_be_sorted_both_ways(page, friends, qtbot):
    page.show()
    page.order.choose(Sort.STAGE, descending=True)
    qtbot.waitUntil(lambda: shown(page) == ["Bob", "张三", "王芳"])
    page.order.choose(Sort.STAGE, descending=False)
    qtbot.waitUntil(lambda: shown(page) == ["王芳", "张三", "Bob"])


def test_a_change_anywhere_is_seen_and_the_selection_stays(page, friends, workspace, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.list.choose(friends["Bob"])
    workspace.contacts.add(ContactDraft("Aaron"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert page.chosen() == [friends["Bob"]]


def test_many_are_tagged_moved_and_set_aside_as_one_step_each(page, friends, workspace, desk, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.list.selectAll()
    assert page.bar.isVisible()
    page.bulk.tag("VIP")
    page.bulk.move(Stage.INTERESTED)
    page.bulk.set_standing(Standing.PAUSED)
    rows = workspace.contacts.rows(friends.values()).values()
    assert all("VIP" in row.tags and row.stage is Stage.INTERESTED for row in rows)
    assert {row.standing for row in rows} == {Standing.PAUSED}
    page.bulk.untag("VIP")
    for _ in range(4):
        workspace.undo.undo()
    assert {row.stage for row in workspace.contacts.rows(friends.values()).values()} == {
        Stage.CUSTOMER,
        Stage.AGENT,
        Stage.ADDED,
    }


def test_del_deletes_with_an_undo_instead_of_a_question(page, friends, workspace, desk, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.list.choose(friends["Bob"])
    page.list.setFocus()
    with qtbot.waitSignal(desk.said) as said:
        qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert said.args == ["1 friend deleted", True]
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    workspace.undo.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)


def test_export_asks_for_the_chosen_or_for_all_that_fit(page, friends, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.list.choose(friends["Bob"])
    with qtbot.waitSignal(page.export_wanted) as asked:
        page.bulk.export_wanted.emit()
    assert list(asked.args[3]) == [friends["Bob"]]
    with qtbot.waitSignal(page.export_wanted) as asked:
        next(a for a in page.menu_of_page().actions() if "Export" in a.text()).trigger()
    assert asked.args == [Filter(), Sort.NAME, False, None]


def test_the_menu_of_a_row_offers_what_the_bar_and_the_card_offer(page, friends, qtbot):
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.list.choose(friends["Bob"])
    words = [action.text().split("\t")[0] for action in page.menu_of_chosen().actions()]
    for word in ("Open", "Log a talk", "New order", "Remind me", "Tag", "Move to", "Standing", "Export…", "Delete"):
        assert word in words


def test_in_a_narrow_window_list_and_card_take_turns(page, friends, qtbot):
    page.setMinimumSize(1, 1)
    page.resize(500, 600)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert page.list.isVisible()
    assert not page.card.isVisible()
    page.show_contact(friends["Bob"])
    assert page.card.isVisible()
    assert not page.list.isVisible()
    page.card.heading.back.click()
    assert page.list.isVisible()


def test_names_are_shown_as_they_are_written(page, workspace, qtbot):
    nasty = ["<b>bold</b>", "\u202egnp.exe", "🌸" * 50, "x" * 5000]
    for name in nasty:
        contact = workspace.contacts.add(ContactDraft(name, remark="<i>&amp;"))
        page.show()
        page.show_contact(contact)
        assert page.grab().width() > 0
    assert page.card.heading.name.textFormat() == Qt.TextFormat.PlainText
