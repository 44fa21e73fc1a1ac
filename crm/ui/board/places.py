"""Where a card stands in a column of ordered ids, found without reading the column."""

from array import array
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any, assert_never

from crm.contacts import ContactRow
from crm.finder import Sort

Key = tuple[Any, int]


class Order(Enum):
    """The orders that the cards of a column can have: how they are sorted, and whether from the end."""

    NEWEST = (Sort.STAGE, True)
    LONGEST = (Sort.STAGE, False)
    QUIETEST = (Sort.LAST_CONTACT, False)
    LATEST = (Sort.LAST_CONTACT, True)

    @property
    def sort(self) -> Sort:
        """What is compared."""
        return self.value[0]

    @property
    def descending(self) -> bool:
        """Whether what is greatest comes first."""
        return self.value[1]

    def key(self, row: ContactRow) -> Key:
        """What the database compares two friends by; who was never talked to comes before everybody."""
        match self:
            case Order.NEWEST | Order.LONGEST:
                return row.stage_on, row.id
            case Order.QUIETEST | Order.LATEST:
                return row.last_contact_at or datetime.min.replace(tzinfo=UTC), row.id
            case unknown:
                assert_never(unknown)


def without(ids: "array[int]", gone: Collection[int]) -> "array[int]":
    """The ids that are not gone, in their order."""
    if len(gone) == 1:
        (one,) = gone
        try:
            place = ids.index(one)
        except ValueError:
            return ids
        return ids[:place] + ids[place + 1 :]
    chosen = set(gone)
    return array("q", [i for i in ids if i not in chosen])


ASKED = 48
"""Keys that are asked for at once: what a question costs hardly depends on how many it is for."""


def place_of(
    key: Key, ids: "array[int]", keys_of: Callable[[Sequence[int]], Sequence[Key]], *, descending: bool
) -> int:
    """Where something with this key belongs among ordered ids; asks for the keys of a few of them only."""
    low, high = 0, len(ids)
    while low < high:
        step = max(1, (high - low) // ASKED)
        places = range(low + step - 1, high, step)
        before = [other > key if descending else other < key for other in keys_of([ids[place] for place in places])]
        if len(before) < len(places):  # somebody is gone meanwhile: the column is about to be read again
            return low
        passed = before.index(False) if False in before else len(before)
        if passed < len(before):
            high = places[passed]
        low = places[passed - 1] + 1 if passed else low
    return low
