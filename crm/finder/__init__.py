"""Finding: friends by a few letters, by a filter of many parts, or the one friend that a command means."""

from crm.finder.filter import NEVER, NO, NOW, OVERDUE, YES, Condition, Facet, Filter, Range, one_of
from crm.finder.sorting import FieldSort, Sort, SortKey, sort_of
from crm.finder.verbs import Finder

__all__ = [
    "NEVER",
    "NO",
    "NOW",
    "OVERDUE",
    "YES",
    "Condition",
    "Facet",
    "FieldSort",
    "Filter",
    "Finder",
    "Range",
    "Sort",
    "SortKey",
    "one_of",
    "sort_of",
]
