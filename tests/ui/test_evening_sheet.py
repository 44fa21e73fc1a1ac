"""The day at its end: every figure opens the friends behind it, and the sheet follows the news."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm.contacts import ContactDraft
from crm.conversations import Direction
from crm.errors import BusyError, FileProblemError
from crm.evening import Evening, Figure
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.ui.desk import Desk
from crm.ui.evening.sheet import TOMORROW, EveningSheet
from crm.ui.today.page import TodayPage
from crm.workspace import Workspace
from tests.ui.walk import low_controls, markup_labels, unnamed

TODAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳", added_on=date(2026, 1, 1)))


def settled(sheet: EveningSheet, qtbot, act=lambda: None) -> None:
    with qtbot.waitSignal(sheet._asker.answered, timeout=5000):
        act()


@pytest.fixture
def sheet(desk: Desk, friend: ContactId, workspace: Workspace, qtbot) -> EveningSheet:
    workspace.conversations.log(friend, "在吗", direction=Direction.OUT)
    workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 2, 9800),), paid=9800))
    workspace.promises.keep(workspace.promises.promise(friend, "发图", TODAY))
    workspace.follow_ups.set(friend, TODAY + timedelta(days=1), "问效果")
    window = QWidget()
    qtbot.addWidget(window)
    made = EveningSheet(desk, window)
    settled(made, qtbot, made.open)
    yield made
    assert window is not None  # it holds the sheet


def rows(sheet: EveningSheet) -> list[tuple[str, str]]:
    found = [sheet.present(row) for row in sheet._rows.values()]
    return [(row.title, row.subtitle) for row in found]


def figure(sheet: EveningSheet, key) -> str:
    return sheet.cards[key]._figure.text()


def test_the_figures_of_the_day(sheet):
    assert [figure(sheet, key) for key in Figure] == ["1", "0", "1", "¥98", "0", "1"]
    assert figure(sheet, TOMORROW) == "1 friend due"
    assert "4 March" in sheet.date.text()
    assert rows(sheet) == [("王芳", "09:00 · I wrote · “在吗”")]
    assert not sheet.later.isEnabled()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (Figure.ORDERS, "¥196 · 面膜 × 2"),
        (Figure.MONEY, "¥98 · 面膜 × 2"),
        (Figure.PROMISES, "发图 · by 4 March"),
    ],
)
def test_a_figure_opens_what_is_behind_it(sheet, qtbot, key, words):
    qtbot.mouseClick(sheet.cards[key], Qt.MouseButton.LeftButton)
    assert rows(sheet) == [("王芳", words)]


def test_tomorrow_has_names_and_reasons(sheet):
    sheet.show_part(TOMORROW)
    ((name, why),) = rows(sheet)
    assert name == "王芳"
    assert "planned for tomorrow: 问效果" in why


def test_a_figure_of_nobody_says_how_it_grows(sheet):
    sheet.show_part(Figure.ANSWERS)
    assert sheet._stack.currentWidget() is sheet.nothing
    assert sheet.in_list.isHidden()


def test_a_friend_opens_and_the_sheet_closes(sheet, desk, friend, qtbot):
    shown = []
    desk.asked_contact.connect(shown.append)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return)
    assert shown == [friend]
    assert not sheet.isVisible()


def test_tomorrow_opens_a_friend_too(sheet, desk, friend):
    shown = []
    desk.asked_contact.connect(shown.append)
    sheet.show_part(TOMORROW)
    sheet.list.opened.emit(0)
    assert shown == [friend]


def test_an_order_opens_itself(sheet, desk):
    orders = []
    desk.asked_order_shown.connect(orders.append)
    sheet.show_part(Figure.ORDERS)
    sheet.list.opened.emit(0)
    assert len(orders) == 1


def test_lists_show_the_whole_of_it(sheet, desk, friend, workspace):
    filters, pages = [], []
    desk.asked_filter.connect(filters.append)
    desk.asked_page.connect(pages.append)
    sheet.in_list.click()
    assert workspace.finder.ids(filters[0]).tolist() == [friend]
    sheet.show_part(Figure.MONEY)
    sheet.in_list.click()
    assert pages == ["orders"]


def test_it_follows_the_news(sheet, workspace, friend, qtbot):
    settled(sheet, qtbot, lambda: workspace.conversations.log(friend, "在的", direction=Direction.IN))
    assert figure(sheet, Figure.ANSWERS) == "1"


def test_the_days_before_can_be_looked_at(sheet, workspace, qtbot):
    settled(sheet, qtbot, lambda: qtbot.keyClick(sheet, Qt.Key.Key_PageUp))
    assert figure(sheet, Figure.TALKS) == "0"
    assert sheet.settled.text().startswith("Nothing was logged")
    settled(sheet, qtbot, sheet.later.click)
    assert figure(sheet, Figure.TALKS) == "1"
    for _ in range(7):
        settled(sheet, qtbot, sheet.earlier.click)
    assert not sheet.earlier.isEnabled()


def test_a_busy_file_is_asked_again_and_a_broken_one_is_told(sheet, desk, workspace, qtbot, monkeypatch):
    failed = []
    desk.failed.connect(failed.append)
    errors: list[Exception] = [BusyError(workspace.store.path)]
    done = Evening.done

    def fails(*a):
        if errors:
            raise errors.pop()
        return done(*a)

    monkeypatch.setattr(Evening, "done", fails)
    settled(sheet, qtbot, sheet.read)
    error = FileProblemError(workspace.store.path)
    errors.append(error)
    sheet.read()
    qtbot.waitUntil(lambda: failed == [error])


def test_everything_has_a_name(sheet):
    assert unnamed(sheet) == []
    assert low_controls(sheet) == []
    assert markup_labels(sheet) == []


def test_it_opens_from_today_by_button_and_key(desk, friend, qtbot):
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.list.setFocus()
    for begin in (page.head.evening.click, lambda: qtbot.keyClick(page.list, Qt.Key.Key_E)):
        with qtbot.waitActive(page):
            page.activateWindow()
        begin()
        qtbot.waitUntil(lambda: page.findChild(EveningSheet) is not None)
        opened = page.findChild(EveningSheet)
        opened.reject()
        qtbot.waitUntil(lambda: page.findChild(EveningSheet) is None)


def test_an_empty_shop_has_no_evening(desk, qtbot):
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page.head.evening.isHidden()
    page._on_evening()
    assert page.findChild(EveningSheet) is None
