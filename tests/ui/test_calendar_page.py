"""The calendar: gone through with keys, opened, carried to another day, and never read on the window's thread."""

import threading
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QMenu, QToolTip

from crm.coming import Coming, Kind
from crm.contacts import ContactDraft
from crm.errors import BusyError, FileProblemError
from crm.festivals import Festival
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.ui.calendar.days import DayRole
from crm.ui.calendar.grid import ENTRY_MIME
from crm.ui.calendar.page import CalendarPage, Span, _months_later
from crm.ui.calendar.sheets import MoveSheet, WholeDaySheet
from crm.ui.desk import Desk
from crm.workspace import Workspace
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable

TODAY = date(2026, 3, 4)
ALT = Qt.KeyboardModifier.AltModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
MOVE = Qt.DropAction.MoveAction


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.fixture
def said(desk: Desk) -> list[str]:
    sentences: list[str] = []
    desk.said.connect(lambda sentence, _undo: sentences.append(sentence))
    return sentences


@pytest.fixture
def shown(desk: Desk) -> list[ContactId]:
    contacts: list[ContactId] = []
    desk.asked_contact.connect(contacts.append)
    return contacts


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


def settled(page: CalendarPage, qtbot, act=lambda: None) -> None:
    """Wait until what was asked after this is answered."""
    with qtbot.waitSignal(page._asker.answered, timeout=5000):
        act()


@pytest.fixture
def page(desk: Desk, friend: ContactId, workspace: Workspace, qtbot) -> CalendarPage:
    workspace.promises.promise(friend, "发图", TODAY)
    workspace.follow_ups.set(friend, TODAY, "问效果")
    workspace.contacts.set_birthday(friend, Birthday(3, 6))
    made = CalendarPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    settled(made, qtbot, made.show)
    made.view.setFocus()
    yield made
    made.close_reading()


def texts(page: CalendarPage, on: date) -> list[str]:
    found = page.model.day_at(page.model.index_of(on))
    assert found is not None
    return [entry.text for entry in found.entries]


def press(page: CalendarPage, qtbot, key: Qt.Key, modifier=NONE) -> None:
    qtbot.keyClick(page.view, key, modifier)


def test_a_month_with_today_and_its_first_entry_in_hand(page):
    assert page.title.text() == "March 2026"
    assert (page.model.rowCount(), page.model.columnCount()) == (6, 7)
    assert page.shown()[0].day == date(2026, 2, 23)
    assert (page.view.day, page.view.entry.kind) == (TODAY, Kind.PROMISE)
    assert texts(page, TODAY) == ["发图", "问效果"]
    assert page.open_button.isEnabled()
    assert page.move_button.isEnabled()
    spoken = page.model.data(page.model.index_of(TODAY), Qt.ItemDataRole.AccessibleTextRole)
    assert "2 entries" in spoken
    assert "发图" in spoken
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "Monday"


def test_down_goes_through_a_day_and_then_to_the_next_week(page, qtbot):
    press(page, qtbot, Qt.Key.Key_Down)
    assert (page.view.day, page.view.entry.text) == (TODAY, "问效果")
    press(page, qtbot, Qt.Key.Key_Down)
    assert (page.view.day, page.view.entry) == (day(7), None)
    assert not page.open_button.isEnabled()
    press(page, qtbot, Qt.Key.Key_Up)
    assert (page.view.day, page.view.entry.text) == (TODAY, "问效果")
    press(page, qtbot, Qt.Key.Key_Right)
    assert page.view.day == day(1)
    press(page, qtbot, Qt.Key.Key_Left)
    press(page, qtbot, Qt.Key.Key_Home)
    assert page.view.day == date(2026, 3, 2)
    press(page, qtbot, Qt.Key.Key_End)
    assert page.view.day == date(2026, 3, 8)


def test_beyond_the_days_shown_comes_the_next_month(page, qtbot):
    page.view.choose(page.shown()[-1].day)
    settled(page, qtbot, lambda: press(page, qtbot, Qt.Key.Key_Right))
    assert (page.view.day, page.title.text()) == (date(2026, 4, 6), "April 2026")


def test_week_and_month_earlier_later_and_today(page, qtbot):
    settled(page, qtbot, lambda: press(page, qtbot, Qt.Key.Key_W))
    assert (page.span, page.model.rowCount(), page.title.text()) == (Span.WEEK, 1, "2–8 March 2026")
    assert texts(page, TODAY) == ["发图", "问效果"]
    settled(page, qtbot, page.next.click)
    assert page.view.day == day(7)
    settled(page, qtbot, page.spans[Span.MONTH].click)
    settled(page, qtbot, lambda: press(page, qtbot, Qt.Key.Key_PageUp))
    assert page.title.text() == "February 2026"
    settled(page, qtbot, lambda: press(page, qtbot, Qt.Key.Key_T))
    assert (page.view.day, page.title.text()) == (TODAY, "March 2026")
    page.go_to(day(2))
    assert page.view.day == day(2)


def test_months_have_different_lengths():
    assert _months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert _months_later(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert _months_later(date(9999, 12, 5), 1) == date(9999, 12, 5)


def test_the_ends_of_the_calendar_can_be_seen(page, qtbot):
    for end in (date.min, date.max):
        settled(page, qtbot, lambda end=end: page.go_to(end))
        assert page.view.day == end
        page.turn(1 if end == date.max else -1)
    assert page.view.day == date.max


def test_enter_and_a_double_click_open_the_friend(page, friend, shown, qtbot):
    press(page, qtbot, Qt.Key.Key_Return)
    where = page.view._places(page.model.index_of(TODAY)).entries[1].center()
    qtbot.mouseDClick(page.view.viewport(), LEFT, pos=where)
    page.open_button.click()
    assert shown == [friend] * 3


def test_a_festival_opens_those_who_are_greeted(page, desk, workspace, qtbot):
    from dataclasses import replace

    asked = []
    desk.asked_filter.connect(asked.append)
    settled(
        page,
        qtbot,
        lambda: workspace.settings.change(replace(workspace.settings.shop(), festivals=(Festival.WOMEN,))),
    )
    page.go_to(date(2026, 3, 8))
    assert page.view.entry.festival is Festival.WOMEN
    press(page, qtbot, Qt.Key.Key_Return)
    assert asked[0].text() == "stage:customer|agent"


@pytest.mark.parametrize(("key", "ahead"), [(Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 7)])
def test_alt_and_an_arrow_carry_it_along_in_one_step(page, workspace, said, qtbot, key, ahead):
    before = len(workspace.undo.steps())
    settled(page, qtbot, lambda: press(page, qtbot, key, ALT))
    assert (page.view.day, page.view.entry.text) == (day(ahead), "发图")
    assert texts(page, TODAY) == ["问效果"]
    assert len(workspace.undo.steps()) == before + 1
    assert said[-1].startswith("王芳 → ")
    settled(page, qtbot, workspace.undo.undo)
    assert texts(page, TODAY) == ["发图", "问效果"]


def test_nothing_is_moved_into_the_past(page, workspace, said, qtbot):
    before = len(workspace.undo.steps())
    press(page, qtbot, Qt.Key.Key_Left, ALT)
    assert len(workspace.undo.steps()) == before
    assert said == ["That day is over. Choose today or a later one."]


def test_what_was_planned_moves_beyond_the_days_shown(page, workspace, qtbot):
    settled(page, qtbot, lambda: press(page, qtbot, Qt.Key.Key_W))
    settled(page, qtbot, lambda: press(page, qtbot, Qt.Key.Key_Down, ALT))
    assert (page.view.day, page.view.entry.text) == (day(7), "发图")


def test_a_birthday_stays_and_says_why(page, workspace, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: told.append(text))
    page.go_to(day(2))
    assert page.view.entry.kind is Kind.BIRTHDAY
    assert not page.move_button.isEnabled()
    before = len(workspace.undo.steps())
    press(page, qtbot, Qt.Key.Key_Right, ALT)
    press(page, qtbot, Qt.Key.Key_S)
    where = page.view._places(page.model.index_of(day(2))).entries[0].center()
    qtbot.mousePress(page.view.viewport(), LEFT, pos=where)
    away = QPointF(where + QPoint(60, 0))
    page.view.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, away, away, LEFT, LEFT, NONE))
    assert len(workspace.undo.steps()) == before
    assert len(told) == 3  # by Alt and an arrow, by S, by mouse
    assert all("A birthday has its day by itself" in text for text in told)


def carried(page: CalendarPage) -> QMimeData:
    page.view._carried = page.view.entry
    data = QMimeData()
    data.setData(ENTRY_MIME, str(page.view.entry.number).encode())
    return data


def cell(page: CalendarPage, on: date) -> QPoint:
    return page.view.visualRect(page.model.index_of(on)).center()


def test_dragging_puts_it_on_another_day(page, workspace, qtbot):
    data, at = carried(page), cell(page, day(3))
    entering = QDragEnterEvent(at, MOVE, data, LEFT, NONE)
    page.view.dragEnterEvent(entering)
    moving = QDragMoveEvent(at, MOVE, data, LEFT, NONE)
    page.view.dragMoveEvent(moving)
    assert entering.isAccepted()
    assert moving.isAccepted()
    assert page.delegate.target == day(3)
    page.view.viewport().grab()
    settled(page, qtbot, lambda: page.view.dropEvent(QDropEvent(QPointF(at), MOVE, data, LEFT, NONE)))
    assert page.delegate.target is None
    assert texts(page, day(3)) == ["发图"]
    assert [entry.text for entry in workspace.coming.day(day(3)).entries] == ["发图"]


def test_the_same_day_and_days_that_are_over_take_nothing(page, workspace):
    data = carried(page)
    before = len(workspace.undo.steps())
    for on in (TODAY, day(-1)):
        moving = QDragMoveEvent(cell(page, on), MOVE, data, LEFT, NONE)
        page.view.dragMoveEvent(moving)
        assert not moving.isAccepted()
        page.view.dropEvent(QDropEvent(QPointF(cell(page, on)), MOVE, data, LEFT, NONE))
    page.view.dragLeaveEvent(QDragLeaveEvent())
    page.view._carried = None
    foreign = QDragEnterEvent(cell(page, day(1)), MOVE, QMimeData(), LEFT, NONE)
    page.view.dragEnterEvent(foreign)
    assert not foreign.isAccepted()
    assert len(workspace.undo.steps()) == before


def test_a_day_can_be_chosen_in_a_sheet(page, workspace, qtbot):
    press(page, qtbot, Qt.Key.Key_S)
    sheet = page.findChild(MoveSheet)
    assert sheet is not None
    assert sheet.chosen_day == day(1)
    settled(page, qtbot, sheet.accept)
    assert texts(page, day(1)) == ["发图"]


def test_more_than_fit_are_counted_and_open_the_day(page, workspace, friend, shown, qtbot):
    for number in range(60):
        workspace.follow_ups.set(friend, day(1), f"{number}")
    settled(page, qtbot)
    index = page.model.index_of(day(1))
    where = page.view._places(index)
    assert index.data(DayRole).count == 60
    assert where.more is not None
    page.view.choose(day(1), -1)
    assert page.view.entry is None
    page.view.viewport().grab()
    press(page, qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(WholeDaySheet) is not None)
    sheet = page.findChild(WholeDaySheet)
    assert sheet.list.rows.rowCount() == 60
    assert unnamed(sheet) == []
    qtbot.keyClick(sheet.list, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return)
    assert shown == [friend]
    assert not sheet.isVisible()


def test_a_click_on_more_opens_the_day_and_s_there_asks_for_another(page, workspace, friend, qtbot):
    for number in range(60):
        workspace.follow_ups.set(friend, day(1), f"{number}")
    settled(page, qtbot)
    more = page.view._places(page.model.index_of(day(1))).more
    qtbot.mouseClick(page.view.viewport(), LEFT, pos=more.center())
    qtbot.waitUntil(lambda: page.findChild(WholeDaySheet) is not None)
    sheet = page.findChild(WholeDaySheet)
    qtbot.keyClick(sheet, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: page.findChild(MoveSheet) is not None)
    page.findChild(MoveSheet).reject()


def test_the_right_button_offers_the_same(page, shown, friend, qtbot):
    where = page.view._places(page.model.index_of(TODAY)).entries[1].center()
    qtbot.mousePress(page.view.viewport(), Qt.MouseButton.RightButton, pos=where)
    page.view.customContextMenuRequested.emit(where)
    menu = page.findChild(QMenu)
    assert page.view.entry.text == "问效果"
    assert [action.isEnabled() for action in menu.actions()] == [True, True, True]
    menu.actions()[0].trigger()
    assert shown == [friend]
    menu.close()


def test_the_mouse_says_in_full_what_it_is_on(page, monkeypatch, qapp):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: told.append(text))
    for on, where in ((TODAY, 0), (day(2), 0)):
        at = page.view._places(page.model.index_of(on)).entries[where].center()
        qapp.sendEvent(page.view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, at))
    empty = cell(page, day(1))
    qapp.sendEvent(page.view.viewport(), QHelpEvent(QEvent.Type.ToolTip, empty, empty))
    assert len(told) == 2
    assert "Promise · 王芳: 发图" in told[0]
    assert "cannot be moved" not in told[0]
    assert "A birthday has its day by itself" in told[1]


def test_a_double_click_beside_the_entries_opens_the_day(page, qtbot):
    at = page.view.visualRect(page.model.index_of(TODAY)).bottomRight() - QPoint(4, 4)
    qtbot.mouseDClick(page.view.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: page.findChild(WholeDaySheet) is not None)
    page.findChild(WholeDaySheet).reject()


def test_carrying_takes_the_entry_along_and_lets_it_go(page, qtbot, monkeypatch):
    carried_now = []
    monkeypatch.setattr(QDrag, "exec", lambda _drag, *_: carried_now.append(page.view._carried) or MOVE)
    at = page.view._places(page.model.index_of(TODAY)).entries[0].center()
    qtbot.mousePress(page.view.viewport(), LEFT, pos=at)
    for step in (2, 60):
        moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(at + QPoint(step, 0)), QPointF(at), LEFT, LEFT, NONE)
        page.view.mouseMoveEvent(moved)
    assert [entry.text for entry in carried_now] == ["发图"]
    assert page.view._carried is None


def test_a_day_without_anything_opens_nothing(page, qtbot):
    page.go_to(day(1))
    with qtbot.waitSignal(page._day_asker.answered):
        page.open_day(day(1))
    press(page, qtbot, Qt.Key.Key_Return)
    assert page.findChild(QDialog) is None


def test_nothing_is_read_on_the_thread_of_the_window(page, qtbot, monkeypatch):
    threads = []
    days = Coming.days
    monkeypatch.setattr(Coming, "days", lambda *a: threads.append(threading.current_thread()) or days(*a))
    settled(page, qtbot, page.refresh)
    assert threads
    assert threading.main_thread() not in threads


def test_a_busy_file_is_asked_again_and_a_broken_one_is_told(page, desk, workspace, qtbot, monkeypatch):
    failed = []
    desk.failed.connect(failed.append)
    errors: list[Exception] = [BusyError(workspace.store.path)]
    days = Coming.days

    def fails(*a):
        if errors:
            raise errors.pop()
        return days(*a)

    monkeypatch.setattr(Coming, "days", fails)
    settled(page, qtbot, page.refresh)
    assert failed == []
    error = FileProblemError(workspace.store.path)
    errors.append(error)
    page.refresh()
    qtbot.waitUntil(lambda: failed == [error])


def test_another_day_begins(page, time, qtbot):
    time.advance(days=1)
    settled(page, qtbot, page._on_minute)
    assert page.view.day == day(1)


def test_nothing_is_asked_while_nobody_looks(page):
    page.hide()
    assert not page._midnight.isActive()
    assert not page._again.isActive()


def test_an_empty_shop_says_what_the_page_is_for(desk, qtbot):
    asked = []
    desk.asked_page.connect(asked.append)
    made = CalendarPage(desk)
    qtbot.addWidget(made)
    settled(made, qtbot, made.show)
    assert made._stack.currentWidget() is made._empty
    assert unnamed(made) == []
    made.close_reading()


def test_days_without_anything_say_how_something_comes_there(page, qtbot):
    settled(page, qtbot, lambda: page.go_to(date(2026, 7, 1)))
    assert page.hint.isVisible()


def test_everything_has_a_name_and_can_be_reached(page):
    assert unnamed(page) == []
    assert unreachable(page) == []
    assert low_controls(page) == []
    assert markup_labels(page) == []


@pytest.mark.parametrize("span", list(Span))
def test_it_is_painted_in_every_form(page, theme, qtbot, span):
    from crm.ui.theme import Appearance

    page.show_as(span)
    for look in (Appearance.DARK, Appearance.LIGHT):
        theme.set_appearance(look)
        assert not page.grab().isNull()
    page.resize(500, 300)
    assert not page.grab().isNull()
