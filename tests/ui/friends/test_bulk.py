"""The verbs on many friends at the keyboard: each asked for in a sheet, told with its number, called off whole."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from crm.accounts import Platform
from crm.contacts import ContactDraft
from crm.custom_fields import FieldKind
from crm.db.models import Contact
from crm.finder import Filter
from crm.ids import ContactId
from crm.topics import Topic
from crm.ui.friends.bulk import AT_ONCE, Bulk, BulkBar
from crm.ui.friends.bulk_sheets import FieldSheet, RhythmSheet
from crm.ui.friends.same.sheet import SameSheet
from tests.ui.walk import markup_labels, unnamed


@pytest.fixture
def friends(workspace) -> list[ContactId]:
    return [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四")]


@pytest.fixture
def bulk(desk, friends, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = Bulk(desk, lambda: friends, window)
    bar = BulkBar(desk, made, window)
    bar.show_count(2)
    yield made
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, (RhythmSheet, FieldSheet, SameSheet)):
            widget.reject()


def sheet(kind):
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert (unnamed(found), markup_labels(found)) == ([], [])
    return found


def entries(menu) -> dict:
    return {action.text(): action for action in menu.actions()}


def test_a_rhythm_is_set_and_taken_away(desk, workspace, bulk, friends, qtbot):
    bulk.ask_rhythm()
    asked = sheet(RhythmSheet)
    asked.days.setValue(9)
    with qtbot.waitSignal(desk.said) as said:
        qtbot.keyClick(asked.days, Qt.Key.Key_Return)
    assert said.args == ["Rhythm of 2 friends set", True]
    assert {workspace.contacts.card(friend).cadence_days for friend in friends} == {9}
    bulk.ask_rhythm()
    sheet(RhythmSheet).accept()
    assert {workspace.contacts.card(friend).cadence_days for friend in friends} == {None}


def test_an_account_and_an_own_field_stand_in_the_menu_when_there_are_some(desk, workspace, bulk, friends, qtbot):
    from PySide6.QtWidgets import QMenu

    menu = QMenu()
    bulk.fill_more(menu)
    assert "My account" not in entries(menu)
    workspace.accounts.add("主号 & <b>", Platform.WECHAT)
    workspace.fields.add("肤质", FieldKind.CHOICE, ("干", "油"))
    workspace.fields.add("年龄", FieldKind.NUMBER)
    workspace.fields.add("会员", FieldKind.YES_NO)
    full = QMenu()
    bulk.fill_more(full)
    entries(full)["My account"].menu().actions()[0].trigger()
    assert workspace.finder.count(Filter.parse('account:"主号 & <b>"')) == 2
    fields = entries(full)["Own field"].menu().actions()
    fields[0].trigger()
    asked = sheet(FieldSheet)
    asked.value.setCurrentIndex(2)
    asked.accept()
    fields[1].trigger()
    asked = sheet(FieldSheet)
    asked.value.setCurrentText("thirty")
    asked.accept()
    assert asked.isVisible()
    asked.value.setCurrentText("30")
    asked.accept()
    fields[2].trigger()
    asked = sheet(FieldSheet)
    asked.value.setCurrentIndex(1)
    asked.accept()
    said = workspace.fields.values(friends)
    assert [list(said[friend].values()) for friend in friends] == [["油", "30", "yes"]] * 2
    fields[0].trigger()
    sheet(FieldSheet).accept()
    assert [list(workspace.fields.values(friends)[friend].values()) for friend in friends] == [["30", "yes"]] * 2


def test_several_are_merged_after_they_were_compared(desk, workspace, bulk, friends, qtbot):
    from PySide6.QtWidgets import QMenu

    menu = QMenu()
    bulk.fill_more(menu)
    entries(menu)["Merge into one…"].trigger()
    sheet(SameSheet).accept()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert workspace.finder.count(Filter()) == 1


def test_thousands_are_changed_beside_the_window_and_can_be_called_off(desk, workspace, qtbot):
    day = workspace.clock.today().isoformat()
    with workspace.store.write(Topic.CONTACTS) as write:
        made = write.bulk(Contact, ["name", "added_on", "stage_on"], [(f"n{n}", day, day) for n in range(AT_ONCE * 4)])
        write.touched.update(made)
    window = QWidget()
    qtbot.addWidget(window)
    bulk = Bulk(desk, lambda: [ContactId(number) for number in made], window)
    with qtbot.waitSignal(desk.said, timeout=20_000) as said:
        bulk.tag("宝妈")
    assert said.args == [f"{AT_ONCE * 4:,} friends tagged 宝妈", True]
    assert workspace.finder.count(Filter.parse("tag:宝妈")) == AT_ONCE * 4
    with qtbot.waitSignal(desk.said, timeout=20_000) as said:
        bulk.delete()
        desk.jobs.cancel()
    assert said.args == ["Called off. Nothing was changed.", False]
    assert workspace.finder.count(Filter()) == AT_ONCE * 4


def test_nobody_chosen_is_nothing_done(desk, workspace, qtbot):
    bulk = Bulk(desk, list, QWidget())
    bulk.delete()
    bulk.set_rhythm(3)
    assert workspace.undo.last() is None
