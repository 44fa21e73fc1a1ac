"""Finding: anything by a few letters, friends by a filter of many parts, or the one friend that a command means."""

from crm.finder.anything import Anything
from crm.finder.filter import NEVER, NO, NOW, OVERDUE, YES, Condition, Facet, Filter, Range, one_of
from crm.finder.hits import Group, Hit, HitKind, TagHit, TalkHit
from crm.finder.sorting import FieldSort, Sort, SortKey, sort_of
from crm.finder.verbs import Finder

__all__ = [
    "NEVER",
    "NO",
    "NOW",
    "OVERDUE",
    "YES",
    "Anything",
    "Condition",
    "Facet",
    "FieldSort",
    "Filter",
    "Finder",
    "Group",
    "Hit",
    "HitKind",
    "Range",
    "Sort",
    "SortKey",
    "TagHit",
    "TalkHit",
    "one_of",
    "sort_of",
]
