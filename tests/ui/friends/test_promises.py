"""Promises on the card: one key adds one, the first stands at the top, and the log box takes one along."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.follow_ups import Snooze
from crm.lunar import Birthday
from crm.stages import Stage
from crm.ui.friends.card import DETAILS, ContactCard
from crm.ui.friends.small_sheets import PromiseSheet
from tests.ui.walk import markup_labels, unnamed

TODAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf"),)))


@pytest.fixture
def page(qtbot):
    """What owns the card, and has no use for its keys."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 800)
    return made


@pytest.fixture
def card(desk, friend, page):
    made = ContactCard(desk, page)
    made.listen_on(page)
    made.resize(1000, 800)
    page.show()
    made.show_contact(friend)
    return made


def test_one_key_and_a_few_words_promise_something(card, workspace, friend, qtbot):
    card.heading.log.setFocus()
    qtbot.keyClick(card.heading.log, Qt.Key.Key_P)
    (sheet,) = [child for child in card.findChildren(PromiseSheet) if child.isVisible()]
    sheet.accept()
    assert sheet.isVisible()
    sheet.words.setText("发图")
    sheet.when.setCurrentIndex(sheet.when.findData(str(Snooze.IN_3_DAYS)))
    sheet.accept()
    assert [(row.text, row.due) for row in workspace.promises.of(friend)] == [("发图", date(2026, 3, 7))]
    assert "发图" in card.heading.figures.promised.text()
    assert card.heading.figures.promised.isVisible()
    card.heading.figures.keep.click()
    assert workspace.promises.of(friend) == []
    assert not card.heading.figures.promised.isVisible()


def test_promises_are_put_off_and_taken_back_in_the_list(card, workspace, friend):
    promise = workspace.promises.promise(friend, "photos", TODAY)
    workspace.promises.promise(friend, "sample", TODAY)
    assert card.heading.figures.promised.text().endswith("+1")
    card.details.promises.menu_of_days(promise).actions()[0].trigger()
    assert [row.due for row in workspace.promises.of(friend)] == [TODAY, date(2026, 3, 5)]
    card.details.promises.drop(promise)
    assert [row.text for row in workspace.promises.of(friend)] == ["sample"]
    workspace.undo.undo()
    assert len(workspace.promises.of(friend)) == 2


def test_many_promises_are_cut_to_the_first(card, workspace, friend, qtbot):
    for number in range(9):
        workspace.promises.promise(friend, f"promise {number}", TODAY)

    def kept() -> int:
        buttons = card.details.promises.findChildren(QPushButton)
        return len([b for b in buttons if b.accessibleName() == "Kept" and b.isVisible()])

    qtbot.waitUntil(lambda: kept() == 6)
    next(b for b in card.details.promises.findChildren(QPushButton) if b.text() == "3 more").click()
    qtbot.waitUntil(lambda: kept() == 9)


def test_the_log_box_takes_a_promise_along(card, workspace, friend, qtbot):
    box = card.log_box
    box.start()
    box.words.setPlainText("她问有没有新颜色")
    qtbot.keyClicks(box.promise, "photos")
    assert box.next_touch.currentData() == Snooze.TOMORROW
    qtbot.keyClick(box.promise, Qt.Key.Key_Return)
    assert [(row.text, row.due) for row in workspace.promises.of(friend)] == [("photos", date(2026, 3, 5))]
    assert (box.words.toPlainText(), box.promise.text()) == ("", "")
    workspace.undo.undo()
    assert workspace.promises.of(friend) == []


def test_a_promise_alone_is_no_talk(card, workspace, friend, qtbot):
    other = workspace.contacts.add(ContactDraft("Bob"))
    qtbot.keyClicks(card.log_box.promise, "photos")
    card.show_contact(other)
    assert card.log_box.promise.text() == ""
    card.show_contact(friend)
    assert card.log_box.promise.text() == "photos"
    card.log_box.save()
    assert [row.text for row in workspace.promises.of(friend)] == ["photos"]
    assert workspace.conversations.last_words([friend]) == {}


def test_the_essential_is_seen_without_another_tab(card, workspace, friend):
    workspace.conversations.log(friend, "she likes it")
    workspace.promises.promise(friend, "photos", TODAY)
    workspace.contacts.tag([friend], "VIP")
    card.setMinimumSize(1, 1)
    for height in (700, 420):
        card.resize(560, height)
        shown = [label.text() for label in card.heading.findChildren(type(card.heading.name)) if label.isVisible()]
        assert any("she likes it" in text for text in shown)
        assert any("photos" in text for text in shown)
        assert any("Next step" in text for text in shown)
        assert any("¥0" in text for text in shown)
        assert card.heading.tags.isVisible()
        assert card.heading.stage.isVisible()


def test_the_whole_card_tells_birthday_stages_and_former_names(card, workspace, friend, time):
    workspace.contacts.set_birthday(friend, Birthday(8, 15, 1990, lunar=True))
    time.advance(days=10)
    workspace.stages.move(friend, Stage.CUSTOMER, "bought twice")
    workspace.contacts.edit(friend, name="芳芳")
    card.tabs.setCurrentIndex(DETAILS)
    card.refresh()
    told = [label.text() for label in card.details.findChildren(type(card.heading.name))]
    assert any("3 October 1990" in text and "八月十五" in text and "turns 36" in text for text in told)
    assert any("Customer" in text and "bought twice" in text for text in told)
    assert any("New friend" in text and "10 days" in text for text in told)
    assert any("王芳" in text and "Formerly" in text for text in told)


@pytest.mark.parametrize(
    "name",
    ["<b>x</b><img src=x>", "😀👨‍👩‍👧", "\u202eabc", "مرحبا", "王" * 10_000, "  芳  "],
    ids=["markup", "emoji", "turned", "right to left", "long", "spaces"],
)
def test_names_of_every_kind_are_shown_literally(card, workspace, friend, name):
    workspace.contacts.edit(friend, name=name)
    workspace.contacts.edit(friend, name="王芳", note=name, source=name)
    workspace.promises.promise(friend, name, TODAY)
    workspace.contacts.tag([friend], name)
    field = workspace.fields.add("x")
    workspace.fields.set([friend], field, name[:400])
    for tab in (0, DETAILS):
        card.tabs.setCurrentIndex(tab)
        card.grab()
    assert markup_labels(card) == []
    assert unnamed(card) == []
    card.save()
    assert workspace.contacts.card(friend).note == name
