"""Smart lists: named once, kept in the seller's order, each change one step that can be taken back."""

import pytest

from crm.db.models import SmartList
from crm.errors import EmptyNameError, MissingError, TakenError
from crm.finder import FieldSort, Filter, Sort
from crm.topics import Topic
from crm.workspace import Workspace


def names(workspace: Workspace) -> list[str]:
    return [row.name for row in workspace.smart_lists.all()]


def test_a_list_keeps_its_filter_and_its_order(workspace: Workspace):
    which = Filter.parse('stage:customer -tag:"two words" OR owed:yes zs')
    made = workspace.smart_lists.add("  to  visit ", which, FieldSort("年龄"), descending=True)
    (row,) = workspace.smart_lists.all()
    assert (row.id, row.name, row.filter, row.sort, row.descending) == (
        made, "to visit", which, FieldSort("年龄"), True,
    )  # fmt: skip
    workspace.smart_lists.change(made, Filter.parse("owed:no"), Sort.OWED)
    workspace.smart_lists.rename(made, "paid")
    (row,) = workspace.smart_lists.all()
    assert (row.name, row.filter.text(), row.sort, row.descending) == ("paid", "owed:no", Sort.OWED, False)
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.smart_lists.all()[0].filter == which


def test_a_name_is_needed_and_stands_once(workspace: Workspace):
    first = workspace.smart_lists.add("one", Filter())
    workspace.smart_lists.add("two", Filter())
    with pytest.raises(EmptyNameError):
        workspace.smart_lists.add(" ", Filter())
    with pytest.raises(TakenError):
        workspace.smart_lists.rename(first, "two")
    workspace.smart_lists.rename(first, "one")
    assert names(workspace) == ["one", "two"]


@pytest.mark.parametrize(("place", "after"), [(0, "cab"), (1, "acb"), (9, "abc"), (-3, "cab")])
def test_a_list_is_moved(workspace: Workspace, place: int, after: str):
    made = [workspace.smart_lists.add(name, Filter()) for name in "abc"]
    workspace.smart_lists.move(made[2], place)
    assert names(workspace) == list(after)
    if after != "abc":
        workspace.undo.undo()
    assert names(workspace) == list("abc")


def test_a_list_that_is_gone(workspace: Workspace):
    made = workspace.smart_lists.add("one", Filter())
    workspace.smart_lists.remove(made)
    assert names(workspace) == []
    for verb in (
        lambda: workspace.smart_lists.remove(made),
        lambda: workspace.smart_lists.move(made, 0),
        lambda: workspace.smart_lists.rename(made, "x"),
    ):
        with pytest.raises(MissingError):
            verb()
    workspace.undo.undo()
    assert names(workspace) == ["one"]


def test_a_list_of_a_newer_program_finds_nobody_rather_than_everybody(workspace: Workspace):
    with workspace.store.write(Topic.LISTS) as write:
        write.insert(SmartList, name="new", query="stage:godparent", sort="moon")
    (row,) = workspace.smart_lists.all()
    assert row.filter == Filter(words="stage:godparent")
    assert row.sort is Sort.NAME
    assert workspace.finder.count(row.filter) == 0
