"""A card is placed where reading the whole column again would place it."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from crm.ui.board.places import place_of, without

IDS = st.lists(st.integers(1, 10**6), unique=True, max_size=60)


@given(st.dictionaries(st.integers(1, 500), st.integers(0, 9), max_size=60), st.integers(501, 600), st.integers(0, 9))
def test_the_place_is_the_one_that_sorting_gives(ranks, new, rank):
    key = (rank, new)
    rising = sorted(ranks, key=lambda i: (ranks[i], i))
    found = place_of(key, array("q", rising), lambda some: [(ranks[i], i) for i in some], descending=False)
    assert found == bisect_left([(ranks[i], i) for i in rising], key)
    falling = rising[::-1]
    found = place_of(key, array("q", falling), lambda some: [(ranks[i], i) for i in some], descending=True)
    assert found == len(falling) - bisect_left([(ranks[i], i) for i in rising], key)


def test_few_keys_are_asked_for_in_a_long_column():
    asked = []

    def keys_of(some: Sequence[int]) -> list[tuple[int, int]]:
        asked.append(len(some))
        return [(row_id, row_id) for row_id in some]

    assert place_of((70_000, 0), array("q", range(100_000)), keys_of, descending=False) == 70_000
    assert len(asked) <= 3
    assert sum(asked) <= 150


def test_nothing_is_placed_among_those_who_are_gone_meanwhile():
    assert place_of((7, 0), array("q", range(100)), lambda _some: [], descending=False) == 0


@given(IDS, st.sets(st.integers(1, 10**6), max_size=5))
def test_what_is_gone_is_gone_and_the_rest_keeps_its_order(ids, gone):
    assert list(without(array("q", ids), gone)) == [i for i in ids if i not in gone]
