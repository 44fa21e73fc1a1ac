"""The page of sequences, the sheet to write one, the sheet that begins one, and the line on the card."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from crm.contacts import ContactDraft, Standing
from crm.ids import ContactId
from crm.sequences import SequenceDraft, Starts, State, StepDraft
from crm.ui.desk import Desk
from crm.ui.friends.bulk import Bulk
from crm.ui.friends.card import ContactCard
from crm.ui.sequences import begin_sheet
from crm.ui.sequences.begin_sheet import BeginSheet
from crm.ui.sequences.page import SequencesPage
from crm.ui.sequences.sheet import SequenceSheet

STEPS = (StepDraft(0, "你好 {称呼}"), StepDraft(3, "在吗"))


@pytest.fixture
def said(desk: Desk) -> list[str]:
    told: list[str] = []
    desk.said.connect(lambda sentence, _undo: told.append(sentence))
    return told


@pytest.fixture
def friends(desk: Desk) -> list[ContactId]:
    contacts = desk.workspace.contacts
    return [contacts.add(ContactDraft(name, added_on=date(2020, 1, 1))) for name in ("王芳", "李四")]


@pytest.fixture
def page(qtbot, desk: Desk) -> SequencesPage:
    made = SequencesPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_it_begins_with_examples(qtbot, page: SequencesPage, desk: Desk):
    assert page.whole.currentWidget() is page.empty
    page.add_examples()
    assert page.whole.currentIndex() == 0
    assert len(page.model.ids) == 5
    assert page.name.text() == desk.workspace.sequences.all()[0].name
    assert page.steps.text().count("\n") == 2


def test_one_is_written_by_keys_and_edited(qtbot, page: SequencesPage, desk: Desk):
    sheet = page.add_sequence()
    qtbot.keyClicks(sheet.name, "Hello")
    assert not sheet.after.isVisibleTo(sheet)
    assert not sheet.on.isVisibleTo(sheet)
    sheet.accept()
    assert sheet.isVisible(), "a step without words is no step"
    qtbot.keyClicks(sheet.steps[0].words, "Hi {nobody}")
    assert "nobody" in sheet.missing.text()
    sheet.steps[0].words.clear()
    qtbot.keyClicks(sheet.steps[0].words, "Hi ")
    sheet.variables[next(iter(sheet.variables))].click()
    assert sheet.missing.isHidden()
    sheet.more_button.click()
    sheet.steps[1].words.setPlainText("How are you?")
    sheet.more_button.click()
    assert [edit.days.value() for edit in sheet.steps] == [0, 3, 6]
    sheet.steps[2].remove_button.click()
    sheet.starts.setCurrentIndex(list(Starts).index(Starts.QUIET))
    assert sheet.after.isVisibleTo(sheet)
    sheet.after.setValue(60)
    sheet.on.setChecked(True)
    sheet.accept()
    (row,) = desk.workspace.sequences.all()
    assert (row.name, row.starts, row.after_days) == ("Hello", Starts.QUIET, 60)
    assert row.since is not None
    assert [(step.days, step.text[:3]) for step in row.steps] == [(0, "Hi "), (3, "How")]
    again = page.edit_sequence()
    assert again is not None
    again.name.setText("")
    again.accept()
    assert again.isVisible()
    again.name.setText("Bye")
    again.steps[0].remove_button.click()
    assert not again.steps[0].remove_button.isEnabled(), "one step must stay"
    again.until_order.setChecked(True)
    again.accept()
    (row,) = desk.workspace.sequences.all()
    assert (row.name, len(row.steps), row.until_order) == ("Bye", 1, True)


def test_what_was_changed_elsewhere_is_not_overwritten(qtbot, page: SequencesPage, desk: Desk):
    number = desk.workspace.sequences.add(SequenceDraft("一", STEPS))
    sheet = page.edit_sequence()
    assert sheet is not None
    desk.workspace.sequences.edit(number, SequenceDraft("二", STEPS))
    failed: list[Exception] = []
    desk.failed.connect(failed.append)
    sheet.name.setText("三")
    sheet.accept()
    assert sheet.isVisible()
    assert len(failed) == 1
    assert desk.workspace.sequences.all()[0].name == "二"


def test_a_friend_begins_ends_and_is_opened(qtbot, page: SequencesPage, desk: Desk, said, friends):
    desk.workspace.sequences.add(SequenceDraft("欢迎", STEPS))
    assert not page.stop_button.isEnabled()
    sheet = page.pick_friend()
    assert sheet is not None
    sheet.picked.emit(friends[0])
    sheet.reject()
    page.begin(friends[0])
    assert len(said) == 2
    (run,) = desk.workspace.sequences.runs(desk.workspace.sequences.all()[0].id)
    assert page.people_model.ids[0] == run.id
    page.people.choose(run.id)
    shown: list[object] = []
    desk.asked_contact.connect(shown.append)
    page.people.opened.emit(run.id)
    assert shown == [friends[0]]
    page.people.setFocus()
    qtbot.keyClick(page.people, Qt.Key.Key_Delete)
    assert desk.workspace.sequences.of(friends[0]) is None
    page.stop()
    assert len(said) == 3


def test_one_that_is_deleted_comes_back_with_undo(qtbot, page: SequencesPage, desk: Desk, said):
    desk.workspace.sequences.add(SequenceDraft("欢迎", STEPS))
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert desk.workspace.sequences.all() == []
    assert page.whole.currentWidget() is page.empty
    assert page.edit_sequence() is None
    assert page.pick_friend() is None
    page.delete_sequence()
    page.begin(ContactId(1))
    desk.workspace.undo.undo()
    assert page.whole.currentIndex() == 0


def test_many_begin_at_once_and_who_is_passed_over_is_told(qtbot, desk: Desk, said, friends):
    first = desk.workspace.sequences.add(SequenceDraft("一", STEPS))
    desk.workspace.sequences.start(first, friends[:1])
    desk.workspace.sequences.add(SequenceDraft("二", STEPS))
    third = desk.workspace.contacts.add(ContactDraft("静", standing=Standing.PAUSED))
    sheet = BeginSheet(desk, [*friends, third])
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.list.choose(sheet.model.ids[1])
    sheet.accept()
    assert "1 friend" in said[-1]
    assert "2 were passed over" in said[-1]
    sheet = BeginSheet(desk, friends)
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.list.choose(sheet.model.ids[1])
    sheet.instead.setChecked(True)
    sheet.accept()
    run = desk.workspace.sequences.of(friends[0])
    assert run is not None
    assert run.name == "二"


def test_very_many_begin_beside_the_window(qtbot, desk: Desk, said, friends, monkeypatch):
    monkeypatch.setattr(begin_sheet, "AT_ONCE", 1)
    desk.workspace.sequences.add(SequenceDraft("一", STEPS))
    sheet = BeginSheet(desk, friends)
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.accept()
    qtbot.waitUntil(lambda: bool(said))
    assert "2 friends" in said[-1]


def test_where_there_is_none_examples_are_offered(qtbot, desk: Desk, friends):
    sheet = BeginSheet(desk, friends)
    qtbot.addWidget(sheet)
    sheet.open()
    assert not sheet.accept_button.isEnabled()
    sheet.accept()
    assert sheet.isVisible()
    sheet._on_examples()
    assert sheet.accept_button.isEnabled()
    assert len(sheet.model.ids) == 5
    assert sheet.reading.text()
    sheet.reject()


def test_the_card_shows_the_next_step(qtbot, desk: Desk, friends):
    card = ContactCard(desk)
    qtbot.addWidget(card)
    card.resize(900, 800)
    card.show_contact(friends[0])
    card.show()
    sheet = card.begin_sequence()
    assert sheet is not None
    sheet._on_examples()
    sheet.accept()
    run = desk.workspace.sequences.of(friends[0])
    assert run is not None
    assert run.taken == 0
    card.details.sequence.take()
    run = desk.workspace.sequences.of(friends[0])
    assert run is not None
    assert run.taken == 1
    card.details.sequence.take()  # before its day
    card.details.sequence.stop()
    assert desk.workspace.sequences.of(friends[0]) is None
    (run,) = desk.workspace.sequences.runs(desk.workspace.sequences.all()[0].id)
    assert (run.state, run.taken) == (State.STOPPED, 2)
    card.close_reading()


def test_it_stands_in_the_menus(qtbot, desk: Desk, page: SequencesPage, friends):
    desk.workspace.sequences.add(SequenceDraft("一", STEPS))
    bulk = Bulk(desk, lambda: friends, page)
    menu = QMenu(page)
    bulk.fill_more(menu)
    entry = next(action for action in menu.actions() if "sequence" in action.text())
    entry.trigger()
    sheet = page.findChild(BeginSheet)
    assert sheet is not None
    sheet.reject()


def test_it_reads_in_every_language(qtbot, desk: Desk, language: str, friends):
    page = SequencesPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.add_examples()
    page.begin(friends[0])
    assert page.people_model.ids
    sheet = SequenceSheet(desk, page, row=desk.workspace.sequences.all()[0])
    sheet.open()
    assert sheet.steps[1].days.text()
    sheet.reject()
