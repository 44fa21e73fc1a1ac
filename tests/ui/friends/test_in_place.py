"""Fields edited in place: two windows on one friend, and nothing typed is ever lost or written over silently."""

import pytest
from PySide6.QtCore import Qt

from crm.contacts import ContactDraft
from crm.custom_fields import FieldKind
from crm.errors import DiskFullError
from crm.lunar import Birthday
from crm.ui.friends.card import DETAILS, ContactCard
from tests.ui.walk import markup_labels, unnamed


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳", source="春季群", birthday=Birthday(3, 5, 1990)))


@pytest.fixture
def card(desk, friend, qtbot):
    made = ContactCard(desk)
    qtbot.addWidget(made)
    made.resize(700, 900)
    made.show()
    made.tabs.setCurrentIndex(DETAILS)
    made.show_contact(friend)
    return made


def said(workspace, friend, field) -> str:
    return workspace.fields.values([friend]).get(friend, {}).get(field, "")


def test_another_writer_changes_the_friend_while_a_field_is_focused(card, workspace, friend, qtbot):
    source = card.details.source
    source.editor.setFocus()
    qtbot.keyClick(source.editor, Qt.Key.Key_End)
    qtbot.keyClicks(source.editor, "!")
    workspace.contacts.edit(friend, note="from the other window", name="王小芳")
    assert source.editor.text() == "春季群!"
    assert card.details.note.editor.toPlainText() == "from the other window"
    source.save()
    assert workspace.contacts.row(friend).source == "春季群!"
    assert not source.conflict.isVisibleTo(card)


@pytest.mark.parametrize(("button", "expected"), [("keep_mine", "mine"), ("keep_theirs", "theirs")])
def test_the_same_field_changed_elsewhere_asks(card, workspace, friend, button, expected):
    source = card.details.source
    source.editor.setText("mine")
    workspace.contacts.edit(friend, source="theirs")
    source.save()
    assert source.conflict.isVisibleTo(card)
    assert source.conflict.other.text() == "theirs"
    assert (workspace.contacts.row(friend).source, source.editor.text()) == ("theirs", "mine")
    assert not source.conflict.keep_both.isVisibleTo(source)
    getattr(source.conflict, button).click()
    assert not source.conflict.isVisibleTo(card)
    assert workspace.contacts.row(friend).source == source.editor.text() == expected


def test_the_same_text_written_twice_is_no_conflict(card, workspace, friend):
    card.details.source.editor.setText("both")
    workspace.contacts.edit(friend, source="both")
    card.details.source.save()
    assert not card.details.source.conflict.isVisibleTo(card)
    assert not card.details.source.changed


@pytest.mark.parametrize("theirs", [7, 9])
def test_rhythm_and_birthday_ask_too(card, workspace, friend, theirs):
    rhythm, birthday = card.details.rhythm, card.details.birthday
    rhythm.editor.setValue(14)
    birthday.editor.setText("1991-3-5")
    workspace.contacts.set_cadence(friend, theirs)
    workspace.contacts.set_birthday(friend, Birthday(3, 6, 1990))
    card.save()
    assert rhythm.conflict.other.text() == str(theirs)
    assert birthday.conflict.other.text() == "1990-3-6"
    birthday.conflict.keep_mine.click()
    rhythm.conflict.keep_theirs.click()
    assert workspace.contacts.card(friend).birthday == Birthday(3, 5, 1991)
    assert workspace.contacts.card(friend).cadence_days == theirs


def test_what_cannot_be_saved_stays_typed_through_other_friends(card, desk, workspace, friend, qtbot, monkeypatch):
    other = workspace.contacts.add(ContactDraft("Bob"))

    def fail(*_args, **_values):
        raise DiskFullError(workspace.folder)

    card.details.source.editor.setText("not saved yet")
    with monkeypatch.context() as patched, qtbot.waitSignal(desk.failed):
        patched.setattr(type(workspace.contacts), "edit", fail)
        card.show_contact(other)
    assert card.details.source.editor.text() == ""
    card.show_contact(friend)
    assert card.details.source.editor.text() == "not saved yet"
    card.save()
    assert workspace.contacts.row(friend).source == "not saved yet"


def test_what_does_not_fit_is_said_beside_the_field_and_stays(card, workspace, friend):
    birthday = card.details.birthday
    birthday.editor.setText("some day")
    birthday.save()
    birthday.save()
    assert "some day" in birthday.problem.text()
    workspace.contacts.edit(friend, note="x")
    assert birthday.editor.text() == "some day"
    birthday.editor.setText("1990-3-5")
    birthday.save()
    assert not birthday.problem.isVisibleTo(card)


def test_a_friend_who_goes_while_written_about_is_told(card, desk, workspace, friend, qtbot):
    card.details.source.editor.setText("mine")
    with qtbot.waitSignal(desk.failed):
        workspace.contacts.delete([friend])
        card.details.source.save()
    workspace.undo.undo()
    card.show_contact(friend)
    assert card.details.source.editor.text() == "mine"


# own fields


@pytest.fixture
def fields(workspace):
    return {
        "text": workspace.fields.add("爱好"),
        "number": workspace.fields.add("孩子", FieldKind.NUMBER),
        "date": workspace.fields.add("进群", FieldKind.DATE),
        "choice": workspace.fields.add("肤质", FieldKind.CHOICE, ["干", "油"]),
        "yes": workspace.fields.add("VIP", FieldKind.YES_NO),
    }


def test_own_fields_of_all_kinds_are_filled_in_place(card, workspace, friend, fields, qtbot):
    own = card.details.own.fields
    own[fields["text"]].editor.setText("<b>养猫</b> 😀")
    own[fields["number"]].editor.setText("1,200")
    own[fields["date"]].editor.setText("2024/3/5")
    card.save()
    for name, code in (("choice", "油"), ("yes", "yes")):
        editor = own[fields[name]].editor
        editor.setCurrentIndex(editor.findData(code))
        editor.activated.emit(editor.currentIndex())
    assert [said(workspace, friend, field) for field in fields.values()] == [
        "<b>养猫</b> 😀", "1200", "2024-03-05", "油", "yes",
    ]  # fmt: skip
    assert own[fields["number"]].editor.text() == "1200"
    assert unnamed(card) == []
    assert markup_labels(card) == []
    own[fields["number"]].editor.setText("many")
    own[fields["number"]].save()
    assert "many" in own[fields["number"]].problem.text()
    assert said(workspace, friend, fields["number"]) == "1200"


def test_an_own_field_changed_elsewhere_asks_in_words(card, workspace, friend, fields):
    yes = card.details.own.fields[fields["yes"]]
    yes.editor.setCurrentIndex(yes.editor.findData("yes"))
    workspace.fields.set([friend], fields["yes"], "no")
    yes.save()
    assert yes.conflict.other.text() == "No"
    yes.conflict.keep_mine.click()
    assert said(workspace, friend, fields["yes"]) == "yes"


def test_fields_renamed_retyped_and_deleted_under_the_hands_keep_what_is_typed(card, workspace, friend, fields):
    text = fields["text"]
    card.details.own.fields[text].editor.setText("half a wor")
    workspace.fields.rename(text, "喜好")
    workspace.fields.move(text, 3)
    assert card.details.own.fields[text].editor.text() == "half a wor"
    assert card.details.own.fields[text].editor.accessibleName() == "喜好"
    workspace.fields.delete(text)
    assert text not in card.details.own.fields
    workspace.undo.undo()
    assert card.details.own.fields[text].editor.text() == "half a wor"
    card.save()
    assert said(workspace, friend, text) == "half a wor"
    number = fields["number"]
    card.details.own.fields[number].editor.setText("two")
    workspace.fields.retype(number, FieldKind.DATE)
    assert card.details.own.fields[number].editor.text() == "two"
    card.save()
    assert "two" in card.details.own.fields[number].problem.text()


def test_another_friend_shows_their_own_values(card, workspace, friend, fields):
    other = workspace.contacts.add(ContactDraft("Bob"))
    workspace.fields.set([other], fields["choice"], "干")
    card.show_contact(other)
    assert card.details.own.fields[fields["choice"]].editor.typed() == "干"
    card.show_contact(friend)
    assert card.details.own.fields[fields["choice"]].editor.typed() == ""
