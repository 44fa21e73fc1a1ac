"""The timeline on the card: filtered, searched, gone through by day, and its entries changed."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, Qt

from crm.accounts import Platform
from crm.contacts import ContactDraft
from crm.conversations import Direction, Kind
from crm.orders import LineDraft, OrderDraft
from crm.timeline import EVERY, EntryKind, FollowUpEntry, TalkEntry, Which, key_of
from crm.ui.friends.card import ContactCard
from crm.ui.friends.moment_field import DATE, TODAY
from crm.ui.friends.stream import FIRST
from crm.ui.friends.stream_bar import which_words
from tests.ui.walk import markup_labels, unnamed

TALKS = Which(frozenset({EntryKind.TALK}))


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def card(desk, friend, qtbot):
    made = ContactCard(desk)
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    made.show_contact(friend)
    yield made
    made.close_reading()


@pytest.fixture
def stream(card):
    return card.stream


def talk_much(workspace, friend, count: int) -> list[int]:
    """So many talks, an hour apart, the newest first."""
    now = workspace.clock.now()
    made = [
        workspace.conversations.log(friend, f"talk {n}", at=now - timedelta(hours=n + 1))
        for n in reversed(range(count))
    ]
    return [key_of(EntryKind.TALK, number) for number in reversed(made)]


def test_a_long_line_comes_in_two_parts(stream, card, workspace, friend, qtbot):
    talk_much(workspace, friend, FIRST + 30)
    qtbot.waitUntil(lambda: len(stream.model.all_ids) == FIRST + 31)
    assert list(stream.model.all_ids) == list(workspace.timeline.keys(friend))


def test_kinds_are_ticked_and_everything_comes_back(stream, workspace, friend):
    workspace.conversations.log(friend, "hi")
    stream.bar.menu_of_kinds().actions()[2].trigger()
    assert stream.bar.which == TALKS
    assert len(stream.model.all_ids) == 1
    stream.bar._tick(EntryKind.STAGE)
    assert len(stream.model.all_ids) == 2
    assert which_words(stream.bar.which) == "Talks, Stages"
    stream.bar._tick(EntryKind.TALK)
    stream.bar._tick(EntryKind.STAGE)
    assert stream.bar.which == EVERY
    stream.bar.choose(Which(frozenset({EntryKind.ORDER})))
    assert stream.nothing.isVisible()


def test_talks_of_one_platform_and_direction(stream, workspace, friend):
    workspace.conversations.log(friend, "a", platform=Platform.LINE, direction=Direction.IN)
    workspace.conversations.log(friend, "b", platform=Platform.QQ, direction=Direction.IN)
    _, line = stream.bar._talk_choice(platform=Platform.LINE)
    stream.bar.choose(line)
    assert len(stream.model.all_ids) == 1
    _, both = stream.bar._talk_choice(direction=Direction.OUT)
    stream.bar.choose(both)
    assert len(stream.model.all_ids) == 0
    assert which_words(both) == "3 kinds"


def test_words_are_looked_for_and_gone_through_by_keys(card, stream, workspace, friend, qtbot):
    keys = talk_much(workspace, friend, 5)
    card.find_inside()
    search = stream.bar.search
    qtbot.keyClicks(search, "talk")
    qtbot.waitUntil(lambda: len(stream.inside.matches) == 5)
    assert stream.bar.count.text() == "1 of 5"
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert stream.bar.count.text() == "2 of 5"
    assert stream.model.id_at(stream.view.currentIndex().row()) == keys[1]
    qtbot.keyClick(search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    stream.inside.previous_match()
    assert stream.bar.count.text() == "5 of 5"
    stream.inside.next_match()
    assert stream.bar.count.text() == "1 of 5"
    workspace.conversations.log(friend, "talk now")
    qtbot.waitUntil(lambda: len(stream.inside.matches) == 6)
    assert stream.bar.count.text() == "2 of 6"
    stream.bar.choose(Which(frozenset({EntryKind.STAGE})))
    qtbot.waitUntil(lambda: not stream.inside.matches)
    assert not stream.bar.next_button.isEnabled()
    search.clear_now()
    assert not stream.bar.count.isVisible()


def test_another_friend_begins_without_words_and_filters(card, stream, workspace, friend):
    other = workspace.contacts.add(ContactDraft("李四"))
    stream.bar.choose(TALKS)
    stream.bar.search.setText("x")
    card.show_contact(other)
    assert stream.bar.which == EVERY
    assert stream.bar.search.text() == ""


def test_a_day_is_gone_to(stream, workspace, friend, time, desk, qtbot):
    time.advance(days=30)
    keys = talk_much(workspace, friend, 72)
    stream.bar.day_wanted.emit(QDate(2026, 4, 2))
    qtbot.waitUntil(lambda: stream.view.currentIndex().isValid())
    entry = stream.model.row(stream.view.currentIndex().row())
    assert entry.day == date(2026, 4, 2)
    assert entry.key in keys
    with qtbot.waitSignal(desk.said) as said:
        stream.bar.day_wanted.emit(QDate(2020, 1, 1))
    assert "begins" in said.args[0]
    assert stream.bar.menu_of_days().actions()


def test_a_found_entry_is_shown_however_far_down_and_whatever_is_filtered(stream, workspace, friend, qtbot):
    keys = talk_much(workspace, friend, FIRST + 60)
    stream.bar.choose(Which(frozenset({EntryKind.STAGE})))
    stream.show_entry(EntryKind.TALK, keys[-1] // 16)
    qtbot.waitUntil(lambda: stream.view.currentIndex().isValid())
    assert stream.bar.which == EVERY
    assert stream.model.id_at(stream.view.currentIndex().row()) == keys[-1]


def test_an_order_and_its_money_open_the_order(stream, desk, workspace, friend, qtbot):
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),)))
    with qtbot.waitSignal(desk.asked_order_shown) as asked:
        stream.menu_of(key_of(EntryKind.ORDER, order)).actions()[0].trigger()
    assert asked.args == [order]


def test_a_talk_is_changed_in_all_its_parts(stream, workspace, friend, qtbot):
    key = key_of(EntryKind.TALK, workspace.conversations.log(friend, "hi", at=workspace.clock.now()))
    talk = stream._talk(key)
    sheet = stream._edit(talk)
    assert sheet.when.moment == talk.at
    sheet.words.setPlainText("hello")
    sheet.platform.setCurrentIndex(sheet.platform.findData(Platform.LINE))
    sheet.direction.setCurrentIndex(sheet.direction.findData(Direction.IN))
    sheet.kind.setCurrentIndex(sheet.kind.findData(Kind.CALL))
    sheet.when.day.setDate(QDate(2026, 3, 1))
    sheet.accept()
    changed = stream._talk(key)
    assert isinstance(changed, TalkEntry)
    assert (changed.text, changed.platform, changed.direction, changed.kind, changed.day) == (
        "hello",
        Platform.LINE,
        Direction.IN,
        Kind.CALL,
        date(2026, 3, 1),
    )
    workspace.undo.undo()
    assert stream._talk(key).text == "hi"


def test_entries_are_changed_and_deleted_by_keys(stream, workspace, friend, qtbot):
    key = key_of(EntryKind.TALK, workspace.conversations.log(friend, "hi"))
    stream.view.go_to(key)
    with qtbot.waitSignal(stream.view.edit_wanted):
        qtbot.keyClick(stream.view, Qt.Key.Key_F2)
    qtbot.keyClick(stream.view, Qt.Key.Key_Delete)
    assert key not in stream.model.all_ids
    workspace.undo.undo()
    assert key in stream.model.all_ids
    (stage,) = workspace.timeline.keys(friend, Which(frozenset({EntryKind.STAGE})))
    stream._on_delete(stage)
    stream._on_edit(stage)
    assert stage in stream.model.all_ids


def test_what_is_planned_moves_to_another_day(stream, workspace, friend):
    planned = workspace.follow_ups.set(friend, date(2026, 3, 1), "ask")
    entry = workspace.timeline.entries([key_of(EntryKind.FOLLOW_UP, planned)]).popitem()[1]
    assert isinstance(entry, FollowUpEntry)
    sheet = stream._move(entry)
    sheet.day.setDate(QDate(2026, 3, 20))
    sheet.accept()
    assert workspace.follow_ups.of(friend)[0].due == date(2026, 3, 20)


@pytest.mark.parametrize(("choice", "day"), [(1, date(2026, 3, 3)), (3, date(2026, 3, 1)), (DATE, date(2026, 2, 10))])
def test_a_talk_is_logged_for_a_day_that_has_passed(card, workspace, friend, choice, day):
    box = card.log_box
    box.words.setPlainText("we met")
    box.when.choice.setCurrentIndex(box.when.choice.findData(choice))
    if choice == DATE:
        box.when.exactly.day.setDate(QDate(2026, 2, 10))
    box.save()
    entries = workspace.timeline.entries(workspace.timeline.keys(friend)).values()
    assert [entry.day for entry in entries if isinstance(entry, TalkEntry)] == [day]
    assert box.when.moment is None


def test_a_moment_that_has_not_come_is_refused_and_stays_typed(card, desk, workspace, friend, qtbot):
    box = card.log_box
    box.words.setPlainText("we met")
    box.when.choice.setCurrentIndex(box.when.choice.findData(TODAY))
    box.when.exactly.time.setTime(box.when.exactly.time.maximumTime())
    with qtbot.waitSignal(desk.failed):
        box.save()
    assert box.words.toPlainText() == "we met"


def test_everything_has_a_name_for_a_screen_reader_and_nothing_is_markup(stream):
    stream.bar.search.setText("x")
    assert unnamed(stream) == []
    assert markup_labels(stream) == []
