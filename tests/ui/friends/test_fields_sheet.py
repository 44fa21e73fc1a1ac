"""My own fields are defined by keyboard and mouse, beside the window, and each change can be taken back."""

import pytest
from PySide6.QtWidgets import QPushButton

from crm.contacts import ContactDraft
from crm.custom_fields import FieldKind
from crm.ui.friends.fields_sheet import FieldSheet, FieldsSheet
from crm.ui.settings.page import SettingsPage
from tests.ui.walk import markup_labels, unnamed, unreachable


@pytest.fixture
def sheet(desk, qtbot):
    made = FieldsSheet(desk)
    qtbot.addWidget(made)
    made.open()
    return made


def press(qtbot, sheet, name: str) -> None:
    def named() -> list[QPushButton]:
        return [b for b in sheet.findChildren(QPushButton) if b.accessibleName() == name and b.isVisible()]

    qtbot.waitUntil(lambda: len(named()) == 1)
    named()[0].click()


def names(workspace) -> list[str]:
    return [row.name for row in workspace.fields.all()]


def test_fields_are_added_changed_moved_and_deleted(sheet, workspace, qtbot):
    added = sheet.edit(None)
    added.accept()
    assert added.isVisible()
    added.name.setText("肤质")
    added.kind.setCurrentIndex(added.kind.findData("choice"))
    added.accept()
    assert added.isVisible()
    added.choices.setPlainText("干\n油\n")
    added.accept()
    other = sheet.edit(None)
    other.name.setText("孩子")
    other.accept()
    assert names(workspace) == ["肤质", "孩子"]
    assert workspace.fields.all()[0].choices == ("干", "油")
    press(qtbot, sheet, "孩子: further up")
    assert names(workspace) == ["孩子", "肤质"]
    press(qtbot, sheet, "Delete 孩子")
    qtbot.waitUntil(lambda: names(workspace) == ["肤质"])
    workspace.undo.undo()
    assert names(workspace) == ["孩子", "肤质"]
    assert unnamed(sheet) == []
    assert markup_labels(sheet) == []
    assert unreachable(sheet) == []


def test_a_change_that_would_lose_something_stays_in_the_sheet_with_its_reason(sheet, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    field = workspace.fields.add("n")
    workspace.fields.set([friend], field, "a few")
    edited = sheet.edit(workspace.fields.row(field))
    edited.kind.setCurrentIndex(edited.kind.findData("number"))
    edited.accept()
    qtbot.waitUntil(lambda: "a few" in edited._complaint.text())
    assert edited.isVisible()
    edited.kind.setCurrentIndex(edited.kind.findData("choice"))
    edited.choices.setPlainText("many")
    edited.name.setText("how many")
    with qtbot.waitSignal(edited.accepted):
        edited.accept()
    row = workspace.fields.row(field)
    assert (row.name, row.kind, row.choices) == ("how many", FieldKind.CHOICE, ("many", "a few"))


def test_a_name_that_is_there_is_told_in_the_sheet(desk, workspace, qtbot):
    workspace.fields.add("x")
    sheet = FieldSheet(desk, None)
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.name.setText("X")
    sheet.accept()
    assert sheet._complaint.text() == "“X” is there already."


def test_how_many_friends_use_a_field_is_counted_beside_the_window(desk, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    field = workspace.fields.add("x")
    workspace.fields.set([friend], field, "a")
    sheet = FieldsSheet(desk)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitUntil(lambda: sheet._used == {field: 1})


def test_settings_open_the_sheet(desk, qtbot):
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.own_fields.click()
    assert any(isinstance(child, FieldsSheet) for child in page.window().findChildren(FieldsSheet))
