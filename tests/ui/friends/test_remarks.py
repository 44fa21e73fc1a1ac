"""The 备注 on the card: its proposal is taken with one key or left for good, and a new one is copied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from crm.contacts import ContactDraft
from crm.ids import ContactId
from crm.names.codes import short_code
from crm.ui.friends.card import ContactCard
from crm.ui.friends.remarks import copy_new_remark
from crm.ui.settings.page import SettingsPage
from crm.ui.settings.template_field import TemplateField


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("A李姐-深圳-3岁宝妈"))


@pytest.fixture
def card(desk, friend, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    made = ContactCard(desk, page)
    made.listen_on(page)
    made.around = page  # Qt would delete both with it
    page.resize(1000, 700)
    made.resize(1000, 700)
    page.show()
    made.show_contact(friend)
    return made


def test_what_the_remark_says_is_taken_with_one_key(card, workspace, friend, qtbot):
    strip = card.heading.remark
    assert strip.isVisibleTo(card)
    assert "李姐" in strip.said.text()
    qtbot.keyClick(card, Qt.Key.Key_V)
    row = workspace.contacts.row(friend)
    assert (row.name, sorted(row.tags)) == ("李姐", ["宝妈", "深圳"])
    assert not strip.isVisibleTo(card)
    workspace.undo.undo()
    assert strip.isVisibleTo(card)


def test_what_is_left_is_not_proposed_again(card, workspace, friend):
    strip = card.heading.remark
    strip.leave()
    assert not strip.isVisibleTo(card)
    other = workspace.contacts.add(ContactDraft("小美"))
    card.show_contact(other)
    assert not strip.isVisibleTo(card)
    strip.take()
    strip.leave()
    card.show_contact(friend)
    assert not strip.isVisibleTo(card)
    workspace.contacts.edit(friend, name="A李姐-广州")
    assert strip.isVisibleTo(card)


def test_a_new_remark_is_copied_with_its_code(card, workspace, friend, desk, qtbot):
    workspace.contacts.call(friend, "李姐", ["深圳"])
    qtbot.keyClick(card, Qt.Key.Key_B)
    assert QApplication.clipboard().text() == f"李姐·深圳·{short_code(friend)}"
    card.show_contact(None)
    card.copy_remark()
    QApplication.clipboard().setText("")
    assert copy_new_remark(desk, ContactId(99)) == ""
    assert QApplication.clipboard().text() == ""


def test_the_template_is_the_sellers(desk, workspace, friend, qtbot):
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    field = page.remark
    assert isinstance(field, TemplateField)
    assert short_code(27) in field.said.text()
    field.field.setText("{称呼}-{短码}")
    field._on_finished()
    assert workspace.settings.shop().remark_template == "{称呼}-{短码}"
    assert copy_new_remark(desk, friend) == f"李姐-{short_code(friend)}"
    for wrong in ("{鞋码}", "{城市}"):
        field.field.setText(wrong)
        field._show_example()
        assert short_code(27) not in field.said.text()
        field._on_finished()
        assert workspace.settings.shop().remark_template == "{称呼}-{短码}"
    field.field.setText("")
    field._on_finished()
    assert workspace.settings.shop().remark_template == ""


def test_other_settings_keep_what_they_do_not_show(desk, workspace, qtbot):
    from dataclasses import replace

    workspace.settings.change(replace(workspace.settings.shop(), hidden_lists=("stage:agent",)))
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    page.capacity.setValue(12)
    page._on_shop()
    assert (workspace.settings.shop().capacity, workspace.settings.shop().hidden_lists) == (12, ("stage:agent",))
