"""Lists, tables and timelines: what they say, where the keys go, and how they cope with very many rows."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest

from crm.ui.table import Column, IdRole, RowModel
from crm.ui.tokens import LIGHT, Tone
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.rows_view import Table
from crm.ui.widgets.timeline import MOST_LINES, MOST_SEEN, PAGE, Entry, Timeline, TimelineModel
from crm.ui.widgets.timeline_entry import Spot, wrap
from tests.ui.walk import unnamed


@dataclass(frozen=True, slots=True)
class Friend:
    number: int


def two_lines(friend: Friend) -> TwoLine:
    return TwoLine(f"friend {friend.number}", "last words", "客户", Tone.CUSTOMER, "today", "¥1", f"王{friend.number}")


def fetch(ids: Sequence[int]) -> dict[int, Friend]:
    return {i: Friend(i) for i in ids}


def entry(friend: Friend) -> Entry:
    return Entry(f"talk {friend.number}", "today", "很长的话 " * 100 if friend.number % 2 else "", Tone.CUSTOMER)


@pytest.fixture
def friends(theme, qtbot):
    model = RowModel([two_line_column(two_lines, lambda: "Friend")], fetch)
    view = RowList(theme, model, two_lines, "Friends")
    qtbot.addWidget(view)
    view.resize(420, 600)
    view.show()
    model.set_ids(array("q", range(100, 300)))
    return view


@pytest.fixture
def table(theme, qtbot):
    columns = [Column[Friend](k, k.title, lambda f: str(f.number)) for k in ("name", "money", "last")]
    model = RowModel(columns, fetch)
    view = Table(theme, model, "Friends")
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    model.set_ids(array("q", range(1000)))
    return view


def test_enter_opens_the_current_row(friends, qtbot):
    assert friends.choose(103)
    with qtbot.waitSignal(friends.opened) as opened:
        qtbot.keyClick(friends, Qt.Key.Key_Return)
    assert opened.args == [103]


def test_a_double_click_opens(friends, qtbot):
    place = friends.visualRect(friends.rows.index(2, 0)).center()
    qtbot.mouseClick(friends.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(friends.opened) as opened:
        qtbot.mouseDClick(friends.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [102]


def test_home_and_end_go_to_the_first_and_the_last(friends, qtbot):
    friends.choose(150)
    told: list[int | None] = []
    friends.current_changed.connect(told.append)
    qtbot.keyClick(friends, Qt.Key.Key_End)
    qtbot.keyClick(friends, Qt.Key.Key_Home)
    assert told == [299, 100]
    assert friends.current_id == 100


def test_choosing_brings_into_sight_and_knows_who_is_not_there(friends):
    assert friends.choose(299)
    assert friends.viewport().rect().contains(friends.visualRect(friends.currentIndex()))
    assert not friends.choose(7)


def test_the_next_row_is_current_after_the_current_one_is_done(friends):
    friends.choose(150)
    friends.rows.set_ids(array("q", [i for i in range(100, 300) if i != 150]))
    assert friends.current_id == 151
    assert list(friends.chosen_ids()) == [151]
    friends.choose(299)
    friends.rows.set_ids(array("q", range(100, 299)))
    assert list(friends.chosen_ids()) == [298]


def test_the_last_one_done_leaves_nothing_current(friends):
    friends.rows.set_ids(array("q", [5]))
    friends.choose(5)
    friends.rows.set_ids(array("q"))
    assert friends.current_id is None


def test_a_quite_different_list_leaves_the_view_where_it_is(friends):
    told: list[int | None] = []
    friends.rows.set_ids(array("q", range(10_000)))
    friends.choose(40)
    friends.current_changed.connect(told.append)
    friends.rows.set_ids(array("q", range(20_000, 29_000)))
    friends.grab()
    assert told == [None]
    assert friends.current_id is None
    assert friends.verticalScrollBar().value() < 100 * friends.row_height()


def test_a_new_order_keeps_who_is_chosen(friends):
    friends.choose(103)
    friends.rows.set_ids(array("q", reversed(range(50, 290))))
    assert friends.current_id == 103
    assert list(friends.chosen_ids()) == [103]


def test_the_chosen_ids_come_in_the_order_shown(friends, qtbot):
    for row in (5, 2, 3):
        friends.selectionModel().select(friends.rows.index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    assert list(friends.chosen_ids()) == [102, 103, 105]
    with qtbot.waitSignal(friends.chosen_changed):
        friends.selectAll()
    assert list(friends.chosen_ids()) == list(range(100, 300))


def test_a_row_is_painted_with_its_chip_and_read_aloud(friends):
    image = friends.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(friends.row_height())}
    assert LIGHT.tones[Tone.CUSTOMER].fill in colours
    said = friends.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "friend 100, 客户, last words, today, ¥1"
    assert QAccessible.queryAccessibleInterface(friends).text(QAccessible.Text.Name) == "Friends"
    assert unnamed(friends) == []


def test_rows_grow_with_the_font(friends, theme):
    before = friends.rowHeight(0)
    theme.set_base_px(24)
    assert friends.rowHeight(0) > before


def test_hostile_words_keep_the_row_at_its_height(theme, qtbot):
    words = "<b>\u202e" + "a\u0301" * 1000 + "\n" * 50 + "x" * 1_000_000
    row = TwoLine(words, words, words, Tone.DANGER, "now", "", words)
    model = RowModel([two_line_column(lambda _row: row, lambda: "Friend")], fetch)
    view = RowList(theme, model, lambda _row: row, "Friends")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    model.set_ids(array("q", [1]))
    view.grab()
    assert view.rowHeight(0) == view.row_height()


def test_a_click_on_a_title_asks_for_the_other_order(table, qtbot):
    wanted = []
    table.rows.sort_wanted.connect(lambda key, up: wanted.append((key, up)))
    titles = table.horizontalHeader()
    for _ in range(2):
        x = titles.sectionViewportPosition(1) + 10
        qtbot.mouseClick(titles.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert {key for key, _ in wanted} == {"money"}
    assert {up for _, up in wanted} == {True, False}


def test_everything_selected_is_painted_and_counted_quickly(table, qtbot):
    import time

    table.rows.set_ids(array("q", range(200_000)))
    table.grab()
    begin = time.perf_counter()
    table.selectAll()
    table.grab()
    assert len(table.chosen_ids()) == 200_000
    # Qt's own titles need seconds here, asking every row of every column
    assert time.perf_counter() - begin < 0.5


# timeline


@pytest.fixture
def timeline(theme, qtbot):
    model = TimelineModel(fetch, entry, lambda: "Timeline")
    view = Timeline(theme, model, entry, "Timeline", ("Show all", "Show less"))
    qtbot.addWidget(view)
    view.resize(420, 600)
    view.show()
    return view


def test_a_timeline_lays_out_only_what_was_scrolled_to(timeline, qtbot):
    timeline.model().set_ids(array("q", range(20_000)))
    timeline.grab()
    assert timeline.model().rowCount() <= 3 * PAGE
    seen = timeline.model().rowCount()
    timeline.verticalScrollBar().setValue(timeline.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: timeline.model().rowCount() > seen)


def test_a_new_entry_keeps_how_far_one_has_scrolled(timeline):
    model = timeline.model()
    model.set_ids(array("q", range(1, 1000)))
    model.fetchMore()
    seen = model.rowCount()
    model.set_ids(array("q", range(1000)))
    assert model.rowCount() == seen
    assert model.id_at(0) == 0


def test_an_entry_far_down_can_be_shown_with_little_laid_out(timeline):
    model = timeline.model()
    model.set_ids(array("q", range(20_000)))
    assert timeline.go_to(15_000)
    assert model.rowCount() <= 3 * PAGE
    shown = timeline.visualRect(timeline.currentIndex())
    assert timeline.currentIndex().data(IdRole) == 15_000
    assert timeline.viewport().rect().contains(shown)
    assert not timeline.go_to(50_000)


def test_scrolling_up_from_there_keeps_its_place_and_comes_to_the_top(timeline, qtbot):
    model, bar = timeline.model(), timeline.verticalScrollBar()
    model.set_ids(array("q", range(1_000)))
    timeline.go_to(500)
    bar.setValue(timeline.viewport().height() + 1)
    seen = timeline.indexAt(QPoint(40, 1)).data(IdRole)
    bar.setValue(bar.value() - 2)
    assert model.ids[0] < 500 - PAGE
    assert abs(timeline.indexAt(QPoint(40, 3)).data(IdRole) - seen) <= 1
    for _ in range(200):
        bar.setValue(0)
    assert model.id_at(0) == 0
    assert model.rowCount() <= MOST_SEEN + PAGE


def test_a_changed_line_keeps_the_stretch_that_is_seen(timeline):
    model = timeline.model()
    model.set_ids(array("q", range(1, 1_000)))
    timeline.go_to(500)
    top = model.id_at(0)
    model.set_ids(array("q", range(1_000)))
    assert model.id_at(0) == top
    model.set_ids(array("q", [3, 2, 1]))
    assert list(model.ids) == [3, 2, 1]


def test_long_words_have_a_bounded_height_that_follows_the_width(timeline):
    timeline.model().set_ids(array("q", [1, 2]))
    timeline.grab()
    long, short = (timeline.visualRect(timeline.model().index(r, 0)).height() for r in (0, 1))
    assert short < long < short + (MOST_LINES + 1) * 30
    timeline.resize(2400, 600)
    timeline.grab()
    assert timeline.visualRect(timeline.model().index(0, 0)).height() < long


def test_wrapping_keeps_emoji_whole_and_says_when_there_is_more(theme):
    font = theme.font(14)
    lines, more = wrap("😊" * 40 + "\n\n尾", font, 200)
    assert "".join(line.text for line in lines) == "😊" * 40 + "尾" or more
    assert all(set(line.text) <= {"😊", "尾"} for line in lines)
    assert all(line.paragraph[line.start :].startswith(line.text) for line in lines)
    five, more = wrap("一\n二\n三\n四\n五", font, 200)
    assert ([line.text for line in five], more) == (["一", "二", "三", "四"], True)
    assert len(wrap("一\n二\n三\n四\n五", font, 200, 9)[0]) == 5
    assert wrap("", font, 200) == ([], False)


def test_a_long_text_is_unfolded_and_folded_again(timeline, qtbot):
    timeline.model().set_ids(array("q", [1, 2]))
    timeline.grab()
    index = timeline.model().index(0, 0)
    folded = timeline.visualRect(index).height()
    timeline.setCurrentIndex(index)
    qtbot.keyClick(timeline, Qt.Key.Key_Space)
    timeline.grab()
    assert timeline.visualRect(index).height() > folded
    box = timeline.visualRect(index)
    foot = QPoint(box.left() + 60, box.bottom() - 16)
    assert timeline._delegate.spot(index, box, foot) is Spot.FOLD
    qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=foot)
    timeline.grab()
    assert timeline.visualRect(index).height() == folded


def test_every_entry_has_a_button(timeline, qtbot):
    timeline.model().set_ids(array("q", [4]))
    timeline.grab()
    box = timeline.visualRect(timeline.model().index(0, 0))
    at = QPoint(box.right() - 26, box.top() + 16)
    with qtbot.waitSignal(timeline.opened) as opened:
        qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args[0] == 4


def test_entries_of_one_day_stand_under_one_heading(theme, qtbot):
    def dated(friend: Friend) -> Entry:
        return Entry(f"talk {friend.number}", "9:00", group=f"day {friend.number // 3}")

    model = TimelineModel(fetch, dated, lambda: "Timeline")
    view = Timeline(theme, model, dated, "Timeline", ("more", "less"))
    qtbot.addWidget(view)
    view.resize(420, 600)
    view.show()
    model.set_ids(array("q", range(6)))
    view.grab()
    heights = [view.visualRect(model.index(row, 0)).height() for row in range(6)]
    assert heights[0] == heights[3] > heights[1] == heights[2] == heights[4]
    model.set_ids(array("q", [1, 2, 3]))
    view.grab()
    assert view.visualRect(model.index(0, 0)).height() == heights[0]


def test_enter_opens_an_entry_and_it_is_read_aloud(timeline, qtbot):
    timeline.model().set_ids(array("q", [4]))
    timeline.setCurrentIndex(timeline.model().index(0, 0))
    with qtbot.waitSignal(timeline.opened) as opened:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert opened.args[0] == 4
    assert timeline.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "talk 4, today"
    assert unnamed(timeline) == []


def test_who_is_shown_is_the_only_one_chosen_while_ctrl_is_still_down(friends, qtbot):
    friends.choose(100)
    qtbot.waitExposed(friends)
    QTest.keyPress(friends.windowHandle(), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.ControlModifier
    friends.choose(104)
    QTest.keyRelease(friends.windowHandle(), Qt.Key.Key_Control)
    assert list(friends.chosen_ids()) == [104]


def test_what_takes_room_from_below_does_not_cover_the_current_row(friends, qtbot):
    last_seen = friends.rowAt(friends.viewport().height() - 1) - 1
    friends.choose(friends.rows.id_at(last_seen))
    friends.resize(420, 500)
    qtbot.waitUntil(lambda: friends.visualRect(friends.currentIndex()).bottom() < friends.viewport().height())
    friends.verticalScrollBar().setValue(friends.verticalScrollBar().maximum())
    there = friends.verticalScrollBar().value()
    friends.resize(420, 400)
    assert friends.verticalScrollBar().value() >= there, "who looks elsewhere stays there"
