"""Own fields: five kinds, nothing said is ever lost silently, everything can be taken back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.custom_fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_FIELDS,
    FieldKind,
    FieldRow,
)
from crm.errors import (
    ConflictError,
    EmptyNameError,
    FieldMisfitError,
    MissingError,
    NothingToUndoError,
    TakenError,
    TooLongError,
    TooManyError,
    UnknownValueError,
)
from crm.finder import FieldSort, Filter
from crm.ids import FieldId
from crm.progress import Cancelled
from crm.topics import Verb


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


def field_of(kind: FieldKind, *choices: str) -> FieldRow:
    return FieldRow(FieldId(1), 1, "x", kind, choices)


def said(workspace, friend, field) -> str:
    return workspace.fields.values([friend]).get(friend, {}).get(field, "")


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (FieldKind.TEXT, "  干 \n 皮 ", "干 皮"),
        (FieldKind.NUMBER, "1,234.50", "1234.5"),
        (FieldKind.NUMBER, "１２", "12"),
        (FieldKind.NUMBER, "−3", "-3"),
        (FieldKind.NUMBER, "-0.0", "0"),
        (FieldKind.NUMBER, "+100", "100"),
        (FieldKind.DATE, "2024/3/5", "2024-03-05"),
        (FieldKind.DATE, "2024年3月5日", "2024-03-05"),
        (FieldKind.YES_NO, "是", "yes"),
        (FieldKind.YES_NO, "No", "no"),
        (FieldKind.CHOICE, "OILY", "oily"),
        (FieldKind.CHOICE, "Oily ", "oily"),
        (FieldKind.CHOICE, "", ""),
    ],
)
def test_what_is_typed_becomes_a_code(kind, typed, code):
    assert field_of(kind, "dry", "oily").code(typed) == code


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.NUMBER, "twelve"),
        (FieldKind.NUMBER, "1e5"),
        (FieldKind.NUMBER, "NaN"),
        (FieldKind.NUMBER, "9" * 13),
        (FieldKind.NUMBER, "1.1234567"),
        (FieldKind.DATE, "2024-02-30"),
        (FieldKind.DATE, "45000"),
        (FieldKind.DATE, "3/4/2024"),
        (FieldKind.YES_NO, "perhaps"),
        (FieldKind.CHOICE, "mixed"),
    ],
)
def test_what_does_not_fit_a_kind_is_told(kind, typed):
    with pytest.raises(UnknownValueError) as told:
        field_of(kind, "dry").code(typed)
    assert told.value.kind == kind
    assert told.value.allowed == (("dry",) if kind is FieldKind.CHOICE else ())


@given(st.sampled_from(FieldKind), st.text(max_size=60))
def test_the_code_of_a_code_is_itself_whatever_is_typed(kind, typed):
    field = field_of(kind, "dry", "Oily", "敏感")
    try:
        code = field.code(typed)
    except UnknownValueError:
        return
    assert field.code(code) == code


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_numbers_keep_their_worth(number):
    assert float(field_of(FieldKind.NUMBER).code(f"{number:f}")) == float(number)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_days_keep_their_day(day):
    assert field_of(FieldKind.DATE).code(day.isoformat()) == day.isoformat()


def test_a_text_has_its_bounds():
    assert len(field_of(FieldKind.TEXT).code("x" * LONGEST_TEXT)) == LONGEST_TEXT
    with pytest.raises(TooLongError):
        field_of(FieldKind.TEXT).code("x" * (LONGEST_TEXT + 1))


def test_fields_are_defined_and_put_in_order(workspace):
    skin = workspace.fields.add(" 肤质 ", FieldKind.CHOICE, ["干性", "油性", "干性", " "])
    kids = workspace.fields.add("孩子", FieldKind.NUMBER, ["not a choice"])
    workspace.fields.rename(kids, "孩子几个")
    workspace.fields.move(kids, 0)
    assert [(row.id, row.name, row.kind, row.choices) for row in workspace.fields.all()] == [
        (kids, "孩子几个", FieldKind.NUMBER, ()),
        (skin, "肤质", FieldKind.CHOICE, ("干性", "油性")),
    ]
    assert workspace.undo.undo().action.verb is Verb.EDIT_FIELDS
    assert [row.id for row in workspace.fields.all()] == [skin, kids]


def test_names_of_fields_stand_once_and_have_bounds(workspace):
    field = workspace.fields.add("Skin")
    workspace.fields.rename(field, "skin")
    with pytest.raises(TakenError):
        workspace.fields.add(" SKIN")
    with pytest.raises(EmptyNameError):
        workspace.fields.add(" \n ")
    with pytest.raises(TooLongError):
        workspace.fields.add("x" * (LONGEST_NAME + 1))
    with pytest.raises(TooManyError):
        workspace.fields.add("c", FieldKind.CHOICE, [str(n) for n in range(MOST_CHOICES + 1)])
    for number in range(MOST_FIELDS - 1):
        workspace.fields.add(f"field {number}")
    with pytest.raises(TooManyError):
        workspace.fields.add("one too many")
    with pytest.raises(ConflictError):
        workspace.fields.rename(field, "Hair", seen=1)


def test_what_is_not_there_is_told(workspace, friend):
    nothing = FieldId(99)
    field = workspace.fields.add("x", FieldKind.CHOICE, ["a"])
    for verb in (
        lambda: workspace.fields.rename(nothing, "y"),
        lambda: workspace.fields.retype(nothing, FieldKind.DATE),
        lambda: workspace.fields.move(nothing, 0),
        lambda: workspace.fields.delete(nothing),
        lambda: workspace.fields.set([friend], nothing, "x"),
        lambda: workspace.fields.set([friend + 1], field, "a"),
        lambda: workspace.fields.rename_choice(field, "b", "c"),
    ):
        with pytest.raises(MissingError):
            verb()


def test_a_value_is_set_changed_taken_away_and_taken_back(workspace, friend):
    field = workspace.fields.add("孩子", FieldKind.NUMBER)
    workspace.fields.set([friend], field, "2")
    workspace.fields.set([friend], field, "3.0")
    assert said(workspace, friend, field) == "3"
    workspace.fields.set([friend], field, None)
    assert workspace.fields.values([friend]) == {}
    step = workspace.undo.undo()
    assert (step.action.verb, step.action.contact, step.action.detail) == (Verb.SET_FIELD, friend, str(field))
    assert said(workspace, friend, field) == "3"
    workspace.undo.undo()
    assert said(workspace, friend, field) == "2"
    with pytest.raises(UnknownValueError):
        workspace.fields.set([friend], field, "many")
    assert said(workspace, friend, field) == "2"


def test_saying_the_same_again_is_no_step(workspace, friend):
    field = workspace.fields.add("x")
    workspace.fields.set([friend], field, "a")
    workspace.fields.set([friend], field, "a")
    workspace.undo.undo()
    assert workspace.fields.values([friend]) == {}


def test_a_value_changed_elsewhere_is_not_overwritten(workspace, friend):
    field = workspace.fields.add("x")
    workspace.fields.change(friend, field, "mine", seen="")
    assert said(workspace, friend, field) == "mine"
    with pytest.raises(ConflictError):
        workspace.fields.change(friend, field, "older", seen="")
    assert said(workspace, friend, field) == "mine"


def test_values_are_found_sorted_and_counted(workspace, friend):
    other = workspace.contacts.add(ContactDraft("Bob"))
    text, number, likes = (
        workspace.fields.add("爱好", FieldKind.TEXT),
        workspace.fields.add("n", FieldKind.NUMBER),
        workspace.fields.add("likes", FieldKind.YES_NO),
    )
    workspace.fields.set([friend], text, "养猫")
    workspace.fields.set([friend], number, "10")
    workspace.fields.set([other], number, "9")
    workspace.fields.set([friend, other], likes, "yes")
    assert workspace.finder.search("养猫") == [friend]
    assert workspace.finder.search("yes") == []
    assert list(workspace.finder.ids(Filter(), FieldSort("n"))) == [other, friend]
    assert workspace.fields.used() == {text: 1, number: 2, likes: 2}
    workspace.fields.delete(text)
    assert workspace.finder.search("养猫") == []
    workspace.undo.undo()
    assert workspace.finder.search("养猫") == [friend]


def test_another_kind_puts_what_is_said_anew_or_is_refused(workspace, friend):
    other = workspace.contacts.add(ContactDraft("Bob"))
    field = workspace.fields.add("n")
    workspace.fields.set([friend], field, "1,200")
    third = workspace.contacts.add(ContactDraft("Eve"))
    workspace.fields.set([other, third], field, "a few")
    with pytest.raises(FieldMisfitError) as refused:
        workspace.fields.retype(field, FieldKind.NUMBER)
    assert (refused.value.values, refused.value.count) == (("a few",), 1)
    assert workspace.fields.row(field).kind is FieldKind.TEXT
    workspace.fields.set([other, third], field, "3")
    workspace.fields.retype(field, FieldKind.NUMBER)
    assert (said(workspace, friend, field), said(workspace, other, field)) == ("1200", "3")
    workspace.fields.retype(field, FieldKind.CHOICE, ["none", "3"])
    assert workspace.fields.row(field).choices == ("none", "3", "1200")
    workspace.undo.undo()
    workspace.undo.undo()
    assert said(workspace, friend, field) == "1,200"


def test_a_choice_that_is_said_is_kept_or_renamed(workspace, friend):
    field = workspace.fields.add("肤质", FieldKind.CHOICE, ["干", "油", "混"])
    other = workspace.contacts.add(ContactDraft("Bob"))
    workspace.fields.set([friend], field, "干")
    workspace.fields.set([other], field, "油")
    with pytest.raises(FieldMisfitError):
        workspace.fields.set_choices(field, ["油", "混"])
    workspace.fields.set_choices(field, ["油", "干"])
    assert workspace.fields.row(field).choices == ("油", "干")
    with pytest.raises(TakenError):
        workspace.fields.rename_choice(field, "干", "油")
    workspace.fields.rename_choice(field, "干", "干性")
    assert workspace.fields.row(field).choices == ("油", "干性")
    assert (said(workspace, friend, field), said(workspace, other, field)) == ("干性", "油")
    workspace.undo.undo()
    assert said(workspace, friend, field) == "干"
    with pytest.raises(UnknownValueError):
        workspace.fields.set_choices(workspace.fields.add("text"), ["a"])


def test_a_form_changes_everything_about_a_field_in_one_step(workspace, friend):
    field = workspace.fields.add("肤质", FieldKind.CHOICE, ["干", "油"])
    workspace.fields.set([friend], field, "干")
    workspace.fields.edit(field, name="皮肤", kind=FieldKind.CHOICE, choices=["干性", "油"])
    assert (workspace.fields.row(field).name, said(workspace, friend, field)) == ("皮肤", "干性")
    workspace.fields.edit(field, name="Skin", kind=FieldKind.CHOICE, choices=["油", "干性", "混"])
    assert workspace.fields.row(field).choices == ("油", "干性", "混")
    workspace.undo.undo()
    assert (workspace.fields.row(field).name, workspace.fields.row(field).choices) == ("皮肤", ("干性", "油"))
    workspace.fields.edit(field, name="皮肤", kind=FieldKind.CHOICE, choices=["干性", "油"])
    workspace.fields.edit(field, name="skin", kind=FieldKind.TEXT)
    assert workspace.fields.row(field).kind is FieldKind.TEXT
    workspace.fields.edit(field, name="Skin!", kind=FieldKind.TEXT)
    workspace.undo.undo()
    workspace.undo.undo()
    assert (workspace.fields.row(field).name, workspace.fields.row(field).kind) == ("皮肤", FieldKind.CHOICE)
    with pytest.raises(ConflictError):
        workspace.fields.edit(field, name="x", kind=FieldKind.TEXT, seen=1)


def test_a_deleted_field_comes_back_with_what_it_said(workspace, friend):
    field = workspace.fields.add("x")
    workspace.fields.set([friend], field, "kept")
    workspace.fields.delete(field)
    assert workspace.fields.all() == []
    assert workspace.fields.values([friend]) == {}
    workspace.undo.undo()
    assert said(workspace, friend, field) == "kept"


def test_many_friends_are_one_step_and_called_off_whole(workspace):
    friends = workspace.contacts.add_all([ContactDraft(f"friend {n}") for n in range(520)])
    field = workspace.fields.add("x")
    workspace.fields.set(friends[:1], field, "before")
    heard: list[tuple[int, int]] = []
    workspace.fields.set(friends, field, "all", lambda done, total: heard.append((done, total)))
    assert heard[-1] == (520, 520)
    assert workspace.fields.used() == {field: 520}

    def call_off(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        workspace.fields.delete(field, call_off)
    assert workspace.fields.used() == {field: 520}
    assert workspace.fields.row(field).name == "x"
    workspace.undo.undo()
    assert said(workspace, friends[0], field) == "before"
    assert workspace.fields.used() == {field: 1}
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.fields.all() == []


def test_a_field_goes_with_its_friend_and_nothing_is_left_to_undo_twice(workspace, friend):
    field = workspace.fields.add("x")
    workspace.fields.set([friend], field, "a")
    workspace.contacts.delete([friend])
    assert workspace.fields.values([friend]) == {}
    for _ in range(4):
        workspace.undo.undo()
    with pytest.raises(NothingToUndoError):
        workspace.undo.undo()
