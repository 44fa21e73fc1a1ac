"""Where a card stands in a column of ordered ids, found without reading the column."""

from array import array
from collections.abc import Callable, Collection
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


def place_of(key: Key, ids: "array[int]", key_of: Callable[[int], Key], *, descending: bool) -> int:
    """Where something with this key belongs among ordered ids; asks for the keys of a few of them only."""
    low, high = 0, len(ids)
    while low < high:
        middle = (low + high) // 2
        other = key_of(ids[middle])
        before = other > key if descending else other < key
        low, high = (middle + 1, high) if before else (low, middle)
    return low
