"""Filters put together from chips, by mouse, keyboard and as a text."""

import pytest
from PySide6.QtCore import Qt

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.custom_fields import FieldKind
from crm.finder import Condition, Facet, Filter
from crm.stages import Stage
from crm.ui.friends.conditions import ConditionEditor, question
from crm.ui.friends.filters import FilterBar


@pytest.fixture
def bar(desk, qtbot):
    made = FilterBar(desk)
    qtbot.addWidget(made)
    made.resize(700, 120)
    made.show()
    return made


@pytest.fixture
def friends(workspace):
    add = workspace.contacts.add
    return [
        add(ContactDraft("张三", stage=Stage.CUSTOMER, tags=("宝妈",), source="fair")),
        add(ContactDraft("Bob", handles=(Handle(Platform.LINE, "bob88"),))),
    ]


def test_conditions_are_joined_with_and_and_or_and_not(bar, friends, qtbot):
    bar.edit(Facet.STAGE).tick(Stage.CUSTOMER)
    editor = bar.edit(Facet.TAG)
    editor.tick("宝妈")
    editor.negated.setChecked(True)
    bar.edit(Facet.PLATFORM, other_group=True).tick(Platform.LINE)
    assert bar.filter("zs") == Filter.parse("stage:customer -tag:宝妈 OR platform:line zs")
    assert len(bar.chips) == 3


def test_a_chip_is_edited_in_its_place_and_goes_with_its_last_value(bar, qtbot):
    bar.set_filter(Filter.parse("stage:customer owed:yes OR next:no"))
    editor = bar.edit_chip((0, 0))
    editor.tick(Stage.AGENT)
    assert bar.filter() == Filter.parse("stage:customer|agent owed:yes OR next:no")
    editor.tick(Stage.AGENT)
    editor.tick(Stage.CUSTOMER)
    assert bar.filter() == Filter.parse("owed:yes OR next:no")
    editor.tick(Stage.ADDED)
    assert bar.filter() == Filter.parse("stage:added owed:yes OR next:no")


def test_a_chip_is_removed_by_its_cross_and_by_the_keyboard(bar, qtbot):
    bar.set_filter(Filter.parse("stage:customer owed:yes OR next:no"))
    bar.chips[1].cross.click()
    assert bar.filter() == Filter.parse("stage:customer OR next:no")
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClick(bar.chips[0].button, Qt.Key.Key_Delete)
    assert bar.filter() == Filter.parse("next:no")
    qtbot.keyClick(bar.chips[0].button, Qt.Key.Key_Backspace)
    assert bar.filter().empty


def test_enter_on_a_chip_opens_it_and_enter_closes_it_again(bar, qtbot):
    bar.set_filter(Filter.parse("stage:customer"))
    qtbot.keyClick(bar.chips[0].button, Qt.Key.Key_Return)
    editor = bar.editor
    assert isinstance(editor, ConditionEditor)
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert bar.editor is None
    assert bar.filter() == Filter.parse("stage:customer")


def test_everything_can_be_asked_from_the_menu(bar, workspace, qtbot):
    workspace.fields.add("size")
    words = [action.text() for action in bar.menu_of_facets().actions() if not action.isSeparator()]
    assert len(words) == len(Facet) - 1 + 2
    assert "size" in words
    bar._edit_new(Facet.NEXT, "", False)
    assert bar.editor.isVisible()
    bar.editor.close()


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("days:7..30", Facet.STAGE_DAYS),
        ("quiet:45", Facet.QUIET),
        ("spent:100..250.50", Facet.SPENT),
        ("owed:..10", Facet.OWED),
        ("added:..30", Facet.ADDED),
    ],
)
def test_ranges_are_read_and_written(desk, qtbot, text, facet):
    (condition,) = Filter.parse(text).conditions
    editor = ConditionEditor(desk, question(desk.workspace, facet), condition)
    qtbot.addWidget(editor)
    assert editor.condition == condition


def test_a_range_and_a_ready_made_value_put_each_other_away(desk, qtbot):
    editor = ConditionEditor(desk, question(desk.workspace, Facet.QUIET))
    qtbot.addWidget(editor)
    assert editor.condition is None
    editor.tick("30")
    assert editor.condition == Condition(Facet.QUIET, ("30",))
    qtbot.keyClicks(editor.least, "3x5")
    assert editor.condition == Condition(Facet.QUIET, ("35",))
    qtbot.keyClicks(editor.most, "60")
    assert editor.condition == Condition(Facet.QUIET, ("35..60",))
    editor.tick("never")
    assert editor.condition == Condition(Facet.QUIET, ("never",))
    editor.tick("7")
    assert editor.condition == Condition(Facet.QUIET, ("7",))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [(FieldKind.NUMBER, ("-3", "9.5"), "-3..9.5"), (FieldKind.DATE, ("2026-01-31", ""), "2026-01-31..")],
)
def test_own_fields_ask_for_what_their_kind_takes(desk, workspace, qtbot, kind, typed, value):
    workspace.fields.add("size", kind)
    editor = ConditionEditor(desk, question(workspace, Facet.FIELD, "size"))
    qtbot.addWidget(editor)
    assert editor.condition == Condition(Facet.FIELD, field="size")
    for field, text in zip((editor.least, editor.most), typed, strict=True):
        qtbot.keyClicks(field, text)
    assert editor.condition == Condition(Facet.FIELD, (value,), field="size")
    Filter.parse(Filter.of(editor.condition).text())


def test_own_fields_of_words(desk, workspace, qtbot):
    workspace.fields.add("skin", FieldKind.CHOICE, ("dry", "oily"))
    workspace.fields.add("vip", FieldKind.YES_NO)
    workspace.fields.add("about")
    for name, tick, typed in (("skin", "oily", ""), ("vip", "yes", ""), ("about", "", "tea house")):
        editor = ConditionEditor(desk, question(workspace, Facet.FIELD, name))
        qtbot.addWidget(editor)
        editor.tick(tick)
        editor.text.setText(typed)
        assert editor.condition.values == (tick or typed,)


def test_long_lists_are_searched(desk, workspace, friends, qtbot):
    for number in range(12):
        workspace.contacts.tag(friends, f"tag {number}")
    editor = ConditionEditor(desk, question(workspace, Facet.TAG))
    qtbot.addWidget(editor)
    editor.search.setText("TAG 11")
    seen = [item.text() for item in editor._items() if not item.isHidden()]
    assert seen == ["tag 11"]
    assert not editor.search.isHidden()


def test_a_value_that_is_gone_is_still_ticked_and_can_be_unticked(desk, qtbot):
    editor = ConditionEditor(desk, question(desk.workspace, Facet.TAG), Condition(Facet.TAG, ("gone",)))
    qtbot.addWidget(editor)
    assert editor.condition == Condition(Facet.TAG, ("gone",))
    editor.tick("gone")
    assert editor.condition is None


def test_nothing_to_choose_is_said(desk, qtbot):
    editor = ConditionEditor(desk, question(desk.workspace, Facet.BOUGHT))
    qtbot.addWidget(editor)
    assert editor.values.item(0).text() == "Nothing to choose yet"
    assert editor.condition is None


def test_a_chip_about_something_deleted_is_struck_and_says_so(bar, workspace, friends, qtbot):
    bar.set_filter(Filter.parse("tag:宝妈"))
    assert not bar.chips[0].unknown
    workspace.contacts.untag([friends[0]], "宝妈")
    bar.look_again()
    field = workspace.fields.add("size")
    bar.set_filter(Filter.parse("field:size=XL stage:agent"))
    assert [chip.unknown for chip in bar.chips] == [False, False]
    workspace.fields.rename(field, "height")
    bar.look_again()
    assert [chip.unknown for chip in bar.chips] == [True, False]
    assert bar.chips[0].button.font().strikeOut()
    assert "size" in bar._complaint.text()
    bar.clear()
    assert bar._complaint.isHidden()


def test_names_with_markup_emoji_and_ten_thousand_letters_are_only_names(bar, workspace, friends, qtbot):
    for name in ("<b>bold</b>", "\u202egnp", "🌸" * 40, 'a "quoted" | b'):
        workspace.contacts.tag(friends, name)
        bar.set_filter(Filter.of(Condition(Facet.TAG, (name,))))
        assert bar.grab().width() > 0
        assert Filter.parse(bar.filter().text()) == bar.filter()
    bar.set_filter(Filter.of(Condition(Facet.SOURCE, ("x" * 10_000,))))
    assert bar.chips[0].button.sizeHint().width() < 400
