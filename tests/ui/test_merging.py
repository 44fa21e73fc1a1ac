"""Any list of ids becomes any other by the steps told."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.ui.merging import MOST_STEPS, Merge, plan, trim

unique = st.lists(st.integers(1, 60), unique=True, max_size=40)


def follow(ids: list[int], merge: Merge) -> list[int]:
    for first, count in merge.removals:
        del ids[first : first + count]
    for source, target in merge.moves:
        ids.insert(target, ids.pop(source))
    for first, fresh in merge.inserts:
        ids[first:first] = fresh
    return ids


@given(unique, unique)
def test_the_steps_lead_from_any_list_to_any_other(old, new):
    merge = plan(old, new)
    if merge is not None:
        assert follow(list(old), merge) == new
        assert len(merge.removals) + len(merge.moves) + len(merge.inserts) <= MOST_STEPS


@given(unique, unique)
def test_only_the_stretch_that_differs_is_looked_at(old, new):
    start, old_part, new_part = trim(array("q", old), array("q", new))
    end = len(old) - start - len(old_part)
    assert old[:start] == new[:start]
    assert old[len(old) - end :] == new[len(new) - end :]
    assert list(old_part) == old[start : len(old) - end]
    assert list(new_part) == new[start : len(new) - end]
    if old_part and new_part:
        assert old_part[0] != new_part[0]
        assert old_part[-1] != new_part[-1]


def test_one_item_going_to_the_end_is_one_move():
    merge = plan([1, 2, 3, 4, 5], [2, 3, 4, 5, 1])
    assert merge == Merge([], [(0, 4)], [])


def test_neighbours_go_and_come_together():
    assert plan([1, 2, 3, 4], [1, 4]) == Merge([(1, 2)], [], [])
    assert plan([1, 4], [1, 2, 3, 4]) == Merge([], [], [(1, [2, 3])])


def test_a_whole_new_order_is_too_many_steps():
    assert plan(list(range(200)), list(reversed(range(200)))) is None


def test_a_list_filled_for_the_first_time_is_one_step():
    assert plan([], range(200_000)) == Merge([], [], [(0, range(200_000))])


def test_an_id_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        plan([1, 2], [3, 3])
