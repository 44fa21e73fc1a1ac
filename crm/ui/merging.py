"""How one list of ids becomes another in the fewest steps, as long as few are enough."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_STEPS = 40
"""more single steps than this cost views more than one new order"""
LONGEST_STRETCH = 4_000
"""longer stretches are not compared item by item"""


@dataclass(frozen=True, slots=True)
class Merge:
    """Steps to be taken in this order; positions hold at the moment of their step.

    `removals` are (first, count); `moves` (from, to) of one item, where `to` is its place afterwards;
    `inserts` (first, ids).
    """

    removals: Sequence[tuple[int, int]]
    moves: Sequence[tuple[int, int]]
    inserts: Sequence[tuple[int, Sequence[int]]]


def trim(old: "array[int]", new: "array[int]") -> tuple[int, "array[int]", "array[int]"]:
    """Where two lists begin to differ, and the stretch of each that does."""
    size = old.itemsize
    a, b = old.tobytes(), new.tobytes()
    if a == b:
        return len(old), old[:0], new[:0]
    shorter = min(len(old), len(new))
    start = _longest(shorter, lambda n: a[: n * size] == b[: n * size])
    end = _longest(shorter - start, lambda n: n == 0 or a[-n * size :] == b[-n * size :])
    return start, old[start : len(old) - end], new[start : len(new) - end]


def plan(old: Sequence[int], new: Sequence[int]) -> Merge | None:
    """The fewest steps from old to new, or None when they are too many to be told one by one.

    Raises ValueError when an id comes twice in new.
    """
    if len(old) + len(new) > LONGEST_STRETCH:
        if old and new:
            return None
        return Merge([(0, len(old))] if old else [], [], [(0, new)] if new else [])
    place = {row_id: at for at, row_id in enumerate(new)}
    if len(place) != len(new):
        raise ValueError("an id comes twice")
    removals = [(first, count) for first, count in reversed(_runs([i not in place for i in old]))]
    kept = [i for i in old if i in place]
    known = set(kept)
    inserts = [(first, new[first : first + count]) for first, count in _runs([i not in known for i in new])]
    stay = _longest_rising([place[i] for i in kept])
    if len(removals) + len(inserts) + len(kept) - len(stay) > MOST_STEPS:
        return None
    return Merge(removals, _moves(kept, [i for i in new if i in known], {new[at] for at in stay}), inserts)


def _moves(kept: list[int], wanted: list[int], stay: set[int]) -> list[tuple[int, int]]:
    moves = []
    for at, row_id in enumerate(wanted):
        if row_id in stay:
            continue
        source = kept.index(row_id)
        del kept[source]
        target = kept.index(wanted[at - 1]) + 1 if at else 0
        kept.insert(target, row_id)
        if source != target:
            moves.append((source, target))
    return moves


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Each unbroken run of True as (first, count)."""
    runs: list[tuple[int, int]] = []
    for at, flag in enumerate(flags):
        if flag and runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif flag:
            runs.append((at, 1))
    return runs


def _longest_rising(values: list[int]) -> set[int]:
    """The values of one longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        at = bisect_left(tails, value)
        before[value] = tails[at - 1] if at else None
        tails[at : at + 1] = [value]
    found = set()
    value_or_end = tails[-1] if tails else None
    while value_or_end is not None:
        found.add(value_or_end)
        value_or_end = before[value_or_end]
    return found


def _longest(limit: int, holds: Callable[[int], bool]) -> int:
    """The largest n up to the limit that holds, where all smaller ones hold too."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
