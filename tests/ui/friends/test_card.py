"""The friend card: who they are on one screen, logging with the next touch, and editing in place without loss."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.errors import DiskFullError
from crm.follow_ups import Snooze
from crm.lunar import Birthday, parse_birthday
from crm.stages import Stage
from crm.timeline import FollowUpEntry, StageEntry, TalkEntry
from crm.ui.friends.card import DETAILS, TIMELINE, ContactCard
from crm.ui.friends.details import typed_birthday
from tests.ui.walk import markup_labels, unnamed


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(
        ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf88"),), tags=("宝妈",), note="敏感肌", source="春季群")
    )


@pytest.fixture
def card(desk, friend, qtbot):
    made = ContactCard(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.show_contact(friend)
    return made


def kinds(workspace, friend) -> list[type]:
    entries = workspace.timeline.entries(workspace.timeline.keys(friend))
    return [type(entries[key]) for key in workspace.timeline.keys(friend)]


def test_a_talk_and_the_next_touch_are_logged_in_one_motion_and_one_step(card, workspace, friend, qtbot):
    card.log()
    qtbot.keyClicks(card.log_box.words, "asked about the mask")
    card.log_box.next_touch.setCurrentIndex(card.log_box.next_touch.findData(Snooze.IN_3_DAYS))
    qtbot.keyClick(card.log_box.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert card.log_box.words.toPlainText() == ""
    assert workspace.contacts.row(friend).next_on == date(2026, 3, 7)
    assert TalkEntry in kinds(workspace, friend)
    assert list(card.stream.model.ids) == list(workspace.timeline.keys(friend))
    workspace.undo.undo()
    assert kinds(workspace, friend) == [StageEntry]


def test_a_date_can_be_picked_for_the_next_touch(card, workspace, friend):
    card.log_box.words.setPlainText("x")
    card.log_box.next_touch.setCurrentIndex(card.log_box.next_touch.count() - 1)
    assert card.log_box.day.isVisibleTo(card)
    assert card.log_box.next_day == date(2026, 3, 5)
    card.log_box.save()
    assert workspace.contacts.row(friend).next_on == date(2026, 3, 5)


def test_nothing_typed_is_no_talk(card, workspace, friend):
    card.log_box.save()
    assert kinds(workspace, friend) == [StageEntry]


def test_typed_text_outlives_a_failure_another_friend_and_another_card(
    card, desk, workspace, friend, qtbot, monkeypatch
):
    other = workspace.contacts.add(ContactDraft("Bob"))
    card.log_box.words.setPlainText("half a talk")

    def fail(*_args, **_values):
        raise DiskFullError(workspace.folder)

    with monkeypatch.context() as patched, qtbot.waitSignal(desk.failed):
        patched.setattr(type(workspace.conversations), "log", fail)
        card.log_box.save()
    assert card.log_box.words.toPlainText() == "half a talk"
    card.show_contact(other)
    assert card.log_box.words.toPlainText() == ""
    card.show_contact(friend)
    assert card.log_box.words.toPlainText() == "half a talk"
    second = ContactCard(desk)
    qtbot.addWidget(second)
    second.show()
    second.show_contact(friend)
    assert second.log_box.words.toPlainText() == "half a talk"


def test_the_stage_is_moved_with_or_without_a_reason(card, workspace, friend):
    card.heading.stage_menu().actions()[Stage.CUSTOMER.rank].trigger()
    assert workspace.contacts.row(friend).stage is Stage.CUSTOMER
    card.heading._on_reason("agent", "brought three friends")
    assert workspace.stages.history(friend)[0].reason == "brought three friends"
    card.heading.standing_menu().actions()[list(Standing).index(Standing.LOST)].trigger()
    assert workspace.contacts.row(friend).standing is Standing.LOST
    assert card.heading.standing.isVisibleTo(card)


def test_tags_are_put_on_and_taken_off_in_place(card, workspace, friend, qtbot):
    qtbot.keyClicks(card.heading.tags.new_tag, "VIP")
    qtbot.keyClick(card.heading.tags.new_tag, Qt.Key.Key_Return)
    assert workspace.contacts.row(friend).tags == ("宝妈", "VIP")
    assert card.heading.tags.new_tag.text() == ""
    card.heading.tags.untag("宝妈")
    assert workspace.contacts.row(friend).tags == ("VIP",)


def test_a_click_on_a_handle_copies_it(card, qtbot):
    card.heading._buttons[0].click()
    assert QApplication.clipboard().text() == "wf88"


def test_the_note_is_saved_when_it_is_left(card, workspace, friend):
    card.details.note.editor.setPlainText("敏感肌，周五不方便")
    workspace.stages.move(friend, Stage.CUSTOMER)
    assert card.details.note.editor.toPlainText() == "敏感肌，周五不方便"
    card.details.note.save()
    assert workspace.contacts.card(friend).note == "敏感肌，周五不方便"
    assert not card.details.note.conflict.isVisibleTo(card)


@pytest.mark.parametrize(
    ("button", "expected"), [("keep_mine", "mine"), ("keep_theirs", "theirs"), ("keep_both", "theirs\nmine")]
)
def test_a_note_changed_elsewhere_is_never_overwritten_silently(card, workspace, friend, button, expected):
    note = card.details.note
    note.editor.setPlainText("mine")
    workspace.contacts.edit(friend, note="theirs")
    note.save()
    assert workspace.contacts.card(friend).note == "theirs"
    assert note.editor.toPlainText() == "mine"
    assert note.conflict.other.text() == "theirs"
    getattr(note.conflict, button).click()
    assert workspace.contacts.card(friend).note == expected
    assert note.editor.toPlainText() == expected


def test_a_note_that_could_not_be_saved_comes_back_with_its_friend(card, workspace, friend, monkeypatch):
    other = workspace.contacts.add(ContactDraft("Bob"))

    def fail(*_args, **_values):
        raise DiskFullError(workspace.folder)

    with monkeypatch.context() as patched:
        patched.setattr(type(workspace.contacts), "edit", fail)
        card.details.note.editor.setPlainText("not saved yet")
        card.show_contact(other)
    assert card.details.note.editor.toPlainText() == ""
    card.show_contact(friend)
    assert card.details.note.editor.toPlainText() == "not saved yet"
    card.save()
    assert workspace.contacts.card(friend).note == "not saved yet"


def test_source_birthday_and_rhythm_are_edited_in_place(card, desk, workspace, friend, qtbot):
    details = card.details
    details.source.editor.setText("市集")
    details.birthday.editor.setText("八月十五")
    details.rhythm.editor.setValue(10)
    card.save()
    known = workspace.contacts.card(friend)
    assert (known.row.source, known.birthday, known.cadence_days) == ("市集", Birthday(8, 15, lunar=True), 10)
    card.refresh()
    assert "25 September" in details.understood.text()
    assert "八月十五" in details.understood.text()
    details.birthday.editor.setText("no birthday at all")
    card.save()
    assert "no birthday at all" in details.birthday.problem.text()
    assert details.birthday.editor.text() == "no birthday at all"
    assert workspace.contacts.card(friend).birthday == Birthday(8, 15, lunar=True)


@pytest.mark.parametrize("code", ["1990-08-15", "--02-29", "L1990-03-15", "L--12-30", "L1990-05+-01"])
def test_a_birthday_in_its_field_reads_as_itself(code):
    birthday = Birthday.parse(code)
    assert parse_birthday(typed_birthday(birthday)) == birthday


def test_circles_of_introduction_are_refused_with_a_reason(card, desk, workspace, friend, qtbot):
    other = workspace.contacts.add(ContactDraft("Bob"))
    card.details.introductions.set_introducer(other)
    assert workspace.contacts.card(friend).introduced_by == (other, "Bob")
    card.show_contact(other)
    with qtbot.waitSignal(desk.failed):
        card.details.introductions.set_introducer(friend)
    assert workspace.contacts.card(other).introduced_by is None


def test_the_introducer_is_picked_by_a_few_letters(card, workspace, friend, qtbot):
    other = workspace.contacts.add(ContactDraft("李晓梅"))
    sheet = card.details.introductions.pick_introducer()
    sheet.search.setText("lxm")
    qtbot.waitUntil(lambda: list(sheet.model.ids) == [other])
    sheet.accept()
    assert workspace.contacts.card(friend).introduced_by == (other, "李晓梅")


def test_entries_of_the_timeline_can_be_changed_put_off_and_deleted(card, workspace, friend):
    workspace.conversations.log(friend, "hello")
    workspace.follow_ups.set(friend, date(2026, 3, 6), "ask")
    keys = workspace.timeline.keys(friend)
    entries = workspace.timeline.entries(keys)
    talk_key = next(key for key, entry in entries.items() if isinstance(entry, TalkEntry))
    planned_key = next(key for key, entry in entries.items() if isinstance(entry, FollowUpEntry))
    card.stream.menu_of(planned_key).actions()[2].trigger()
    assert workspace.follow_ups.of(friend)[0].due == date(2026, 3, 5)
    card.stream.menu_of(planned_key).actions()[0].trigger()
    assert workspace.follow_ups.of(friend) == []
    card.stream.menu_of(talk_key).actions()[-1].trigger()
    assert talk_key not in workspace.timeline.keys(friend)


def test_reminders_are_set_from_the_card(card, workspace, friend):
    sheet = card.remind()
    sheet.words.setText("ask how it was")
    sheet.accept()
    (planned,) = workspace.follow_ups.of(friend)
    assert (planned.due, planned.text) == (date(2026, 3, 5), "ask how it was")


def test_the_name_is_changed_in_a_sheet_that_refuses_what_moved_on(card, desk, workspace, friend, qtbot):
    sheet = card.edit()
    workspace.contacts.edit(friend, name="王小芳")
    sheet.name.setText("王芳芳")
    with qtbot.waitSignal(desk.failed):
        sheet.accept()
    assert sheet.isVisible()
    assert workspace.contacts.row(friend).name == "王小芳"
    sheet.reject()
    sheet = card.edit()
    sheet.name.setText("王芳芳")
    sheet.accept()
    assert card.heading.name.text() == "王芳芳"


def test_a_deleted_friend_leaves_the_card_and_undo_brings_them_back(card, desk, workspace, friend, qtbot):
    with qtbot.waitSignal(desk.said) as said:
        card.delete()
    assert said.args[1] is True
    assert card.contact is None
    workspace.undo.undo()
    card.show_contact(friend)
    assert card.heading.name.text() == "王芳"


def test_new_orders_are_asked_of_the_window(card, desk, friend, qtbot):
    with qtbot.waitSignal(desk.asked_order) as asked:
        card.heading.order.click()
    assert asked.args == [friend]


def test_room_decides_what_stands_beside_what(card):
    card.setMinimumSize(1, 1)
    card.resize(1200, 700)
    assert card.details.isVisible()
    assert card.stream.isVisible()
    card.resize(500, 700)
    card.tabs.setCurrentIndex(DETAILS)
    assert not card.stream.isVisible()
    card.tabs.setCurrentIndex(TIMELINE)
    assert not card.details.isVisible()
    card.resize(500, 300)
    assert not card.heading.figures.spent.isVisible()
    assert card.heading.figures.summary.isVisible()


def test_everything_has_a_name_for_a_screen_reader_and_nothing_is_markup(card):
    assert unnamed(card) == []
    assert markup_labels(card) == []


def tabbed(card, first, count: int) -> list[str]:
    """What Tab reaches from here, by the names a screen reader tells."""
    first.setFocus()
    found = []
    for _ in range(count):
        card.focusNextChild()
        place = card.window().focusWidget()
        found.append(place.accessibleName() or place.text())
    return found


def test_tab_goes_through_the_details_as_they_are_read_whenever_they_were_made(card, workspace, friend):
    workspace.fields.add("尺码")
    workspace.promises.promise(friend, "photos", date(2026, 3, 8))
    workspace.contacts.tag([friend], "VIP")
    QApplication.processEvents()  # Qt shows what is new a moment later
    assert tabbed(card, card.details.note.editor, 8) == [
        "Kept", "Another day", "Take the promise back", "I promised… (P)", "Begin a sequence…", "尺码",
        "Add or change fields…", "Tie to my account",
    ]  # fmt: skip
    assert tabbed(card, card.heading.stage, 6) == [
        card.heading.bond.accessibleName(), "WeChat wf88", "Kept", "Take off the tag 宝妈", "Take off the tag VIP",
        "Add a tag",
    ]  # fmt: skip
    workspace.fields.add("口味")
    other = workspace.contacts.add(ContactDraft("Bob", tags=("new",), handles=(Handle(Platform.LINE, "bob"),)))
    card.show_contact(other)
    QApplication.processEvents()
    assert tabbed(card, card.details.note.editor, 6) == [
        "I promised… (P)", "Begin a sequence…", "尺码", "口味", "Add or change fields…", "Tie to my account",
    ]  # fmt: skip
    assert tabbed(card, card.heading.bond, 3) == ["LINE bob", "Take off the tag new", "Add a tag"]


def test_the_keyboard_stays_where_it_was_when_the_details_are_made_anew(card, workspace, friend, qtbot):
    number = workspace.promises.promise(friend, "photos", date(2026, 3, 8))
    workspace.promises.promise(friend, "samples", date(2026, 3, 9))
    QApplication.processEvents()
    next(b for b in card.details.promises.findChildren(QPushButton) if b.isVisible()).setFocus()
    workspace.promises.keep(number)
    focus = card.window().focusWidget()
    assert (focus.accessibleName(), card.details.promises.isAncestorOf(focus)) == ("Kept", True)


def test_figures_stand_in_two_rows_where_they_would_be_cut(card, desk):
    figures = card.heading.figures
    tops = []
    for width in (560, 900):
        card.resize(width, 800)
        QApplication.processEvents()
        tops.append((figures.spent.y() == figures.next.y(), figures.spent.x() == figures.next.x()))
    assert tops == [(False, True), (True, False)]
    card.resize(560, 600)
    assert not figures.summary.isHidden()
    card.resize(900, 600)
    assert figures.summary.isHidden()
