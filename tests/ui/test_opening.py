"""What the box finds is opened where it belongs, in the real window; every command does something."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.finder import Facet, Filter
from crm.orders import LineDraft, OrderDraft, OrderList
from crm.products import ProductDraft
from crm.settings import Preferences
from crm.timeline import EntryKind, key_of
from crm.ui import commands
from crm.ui.evening.sheet import EveningSheet
from crm.ui.friends.same.sheet import SameSheet
from crm.ui.history.bin_sheet import BinSheet
from crm.ui.history.steps_sheet import StepsSheet
from crm.ui.main_window import MainWindow
from crm.ui.pages import PAGES
from crm.ui.table import IdRole


@pytest.fixture
def window(desk, qtbot, monkeypatch):
    made = MainWindow(desk, Preferences(), demo=False)
    qtbot.addWidget(made)
    made.go("today")
    made.show()
    yield made
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog):
            dialog.reject()
    made.leave()


def test_a_talk_opens_the_card_at_what_was_said(window, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    talks = [workspace.conversations.log(friend, f"第{number}句") for number in range(60)]
    window.go("friends")
    window.find_box.talk_chosen.emit(friend, talks[3])
    card = window.page("friends").card
    assert card.contact == friend
    key = key_of(EntryKind.TALK, talks[3])
    qtbot.waitUntil(lambda: card.stream.view.currentIndex().data(IdRole) == key)


def test_an_order_and_a_product_open_on_their_pages(window, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    product = workspace.products.add(ProductDraft("面膜", price=9800))
    order = workspace.orders.add(OrderDraft(friend, lines=(LineDraft(product, "面膜", 1, 9800),)))
    window.find_box.order_chosen.emit(order)
    assert window.current == "orders"
    assert window.page("orders").table.current_id == order
    window.find_box.product_chosen.emit(product)
    assert window.current == "products"
    assert window.page("products").table.current_id == product


def test_a_tag_opens_the_list_of_its_friends(window, workspace):
    workspace.contacts.add(ContactDraft("王芳", tags=("宝妈",)))
    window.find_box.tag_chosen.emit("宝妈")
    assert window.current == "friends"
    (condition,) = window.page("friends").filter.conditions
    assert (condition.facet, condition.values) == (Facet.TAG, ("宝妈",))


def test_somebody_new_is_added_by_the_name_that_was_typed(window, workspace):
    window.find_box.friend_wanted.emit("赵六")
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert sheet.name.text() == "赵六"


@pytest.mark.parametrize("key", [*PAGES, "to pay", "to ship", "product", "export", "accounts", "add", "order", "keys"])
def test_commands_show_their_place(window, key):
    window.opener.run(key)
    places = {"to pay": "orders", "to ship": "orders", "product": "products", "export": "import"}
    if key in PAGES or key in places:
        assert window.current == places.get(key, key)
    if key == "to ship":
        assert window.page("orders").chips[OrderList.TO_SHIP].isChecked()
    if key in {"accounts", "add", "order", "keys", "product"}:
        assert any(isinstance(w, QDialog) and w.isVisible() for w in QApplication.topLevelWidgets())


@pytest.mark.parametrize(("key", "what"), [("dark", ("theme", "dark")), ("zh_TW", ("language", "zh_TW"))])
def test_look_and_language_are_kept_and_the_window_is_drawn_anew(window, workspace, qtbot, key, what):
    with qtbot.waitSignal(window.redraw_wanted) as told:
        window.opener.run(key)
    assert told.args == ["today"]
    assert getattr(Preferences.read(workspace.folder), what[0]) == what[1]


def test_backing_up_and_undoing_are_commands(window, workspace, desk, qtbot):
    window.opener.run("backup")
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert workspace.last_backup() is not None
    workspace.contacts.add(ContactDraft("王芳"))
    window.opener.run("undo")
    assert workspace.finder.count(Filter()) == 0


def test_bringing_in_asks_for_a_file(window, tmp_path, qtbot):
    window.page("import").bringing.choose_file = lambda: None
    window.opener.run("bring in")
    assert window.current == "import"


def test_every_command_is_known(window):
    known = {*PAGES, *window.slots, *window.opener._others()}
    assert {command.key for command in commands.commands()} <= known


@pytest.mark.parametrize(
    ("words", "key", "sheet"),
    [
        ("twice", "twice", SameSheet),
        ("重复", "twice", SameSheet),
        ("垃圾", "bin", BinSheet),
        ("历史", "steps", StepsSheet),
        ("今晚", "evening", EveningSheet),
    ],
)
def test_what_undoes_and_unites_is_found_by_the_words_for_it(window, workspace, qtbot, words, key, sheet):
    for name in ("王芳", "芳芳"):
        workspace.contacts.add(ContactDraft(name, handles=(Handle(Platform.PHONE, "13800138000"),)))
    assert commands.found(words)[0].key == key
    window.opener.run(key)
    qtbot.waitUntil(lambda: window.findChild(sheet) is not None)
    window.findChild(sheet).reject()


@pytest.mark.parametrize("page", ["friends", "board", "orders", "products"])
def test_a_page_that_is_opened_is_walked_with_the_arrows(window, workspace, qtbot, page):
    workspace.orders.add(
        OrderDraft(workspace.contacts.add(ContactDraft("王芳")), lines=(LineDraft(None, "面膜", 1, 9800),))
    )
    workspace.products.add(ProductDraft("面膜", price=9800))
    window.go("today")
    window.go(page)
    view = window.focusWidget()
    assert isinstance(view, QAbstractItemView)
    qtbot.waitUntil(lambda: view.model().rowCount() == 1)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 0


@pytest.mark.parametrize(("width", "place"), [(1280, "calendar"), (900, "friends")])
def test_a_friend_of_the_calendar_opens_beside_it_where_there_is_room(window, workspace, width, place):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    window.go("calendar")
    window.resize(width, 700)
    QApplication.processEvents()
    card = window.card_of(friend)
    assert card.contact == friend
    assert window.current == place


def test_who_is_meant_is_listed_among_the_friends(window, desk):
    desk.asked_filter.emit(Filter.parse("stage:customer"))
    assert window.current == "friends"
    assert window.page("friends").filter == Filter.parse("stage:customer")


def test_a_sheet_that_is_open_asks_for_nothing_once_the_window_goes(window):
    window.opener.run("evening")
    sheet = window.findChild(EveningSheet)
    window.leave()
    assert sheet._asker._closed
