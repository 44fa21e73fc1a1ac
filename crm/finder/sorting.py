"""The orders in which friends can be listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from peewee import SQL, Case

from crm.db.models import Contact
from crm.errors import UnknownValueError
from crm.finder.birthdays import days_ahead
from crm.finder.filter import Facet, Filter
from crm.stages import Stage


class Sort(StrEnum):
    """What a list can be ordered by; own fields come beside these, see `FieldSort`."""

    NAME = auto()
    LAST_CONTACT = auto()
    STAGE = auto()
    ADDED = auto()
    NEXT = auto()
    SPENT = auto()
    OWED = auto()
    STAGE_ON = auto()
    REMARK = auto()
    STANDING = auto()
    SOURCE = auto()
    BIRTHDAY = auto()
    ORDERS = auto()
    TAGS = auto()
    HANDLE = auto()
    ACCOUNT = auto()
    CHANNELS = auto()
    BOND = auto()


@dataclass(frozen=True, slots=True)
class FieldSort:
    """By what an own field of this name says."""

    field: str

    def __str__(self) -> str:
        return f"{FIELD}{self.field}"


FIELD = "field:"
SortKey = Sort | FieldSort


def sort_of(text: str) -> SortKey:
    """The order of a code, as `str(key)` writes it. Raises `UnknownValueError`."""
    if text.startswith(FIELD):
        return FieldSort(text.removeprefix(FIELD))
    try:
        return Sort(text)
    except ValueError as error:
        raise UnknownValueError("sort", text, tuple(Sort)) from error


COLUMNS = {
    Sort.NAME: Contact.name_key,
    Sort.LAST_CONTACT: Contact.last_contact_at,
    Sort.ADDED: Contact.added_on,
    Sort.SPENT: Contact.spent,
    Sort.OWED: Contact.owed,
    Sort.STAGE_ON: Contact.stage_on,
    Sort.ORDERS: Contact.orders_count,
    Sort.CHANNELS: Contact.channels,
    Sort.BOND: Contact.bond_level,
}
"""Orders by a column as it stands; most are read from an index."""

LATE = {
    Sort.NEXT: '"t1"."next_on"',
    Sort.REMARK: """nullif("t1"."remark", '')""",
    Sort.SOURCE: """nullif("t1"."source", '')""",
    Sort.TAGS: """nullif("t1"."first_tag", '')""",
    Sort.HANDLE: """nullif("t1"."first_handle", '')""",
    Sort.ACCOUNT: '"t1"."first_account"',
}
"""Orders in which friends of whom there is nothing to say come last, whichever way the others go."""

FIELD_NUMBER = """(SELECT CASE f.kind WHEN 'number' THEN CAST(v.value AS REAL) ELSE v.value END
  FROM field_value v JOIN custom_field f ON f.id = v.field_id
  WHERE v.contact_id = "t1"."id" AND f.name = ? AND v.deleted_at IS NULL AND f.deleted_at IS NULL LIMIT 1)"""


def by_birthday(friends: Sequence[tuple[int, str]], today: date, *, descending: bool) -> list[int]:
    """Friends with their `birthday_key`, by the day on which it comes next."""
    days = days_ahead(today)
    return [number for _, number in sorted(((days[key], number) for number, key in friends), reverse=descending)]


def order(which: Filter, key: SortKey, *, descending: bool) -> list[Any]:
    """What to put behind ORDER BY for a query whose friends are called `t1`; birthdays are sorted `by_birthday`."""
    match key:
        case FieldSort(field):
            columns = _late(FIELD_NUMBER, field, descending=descending)
        case Sort.STAGE if len(which.only(Facet.STAGE)) == 1:
            columns = [_way(Contact.stage_on, descending=descending)]  # an index gives it; one rank says nothing
        case Sort.STAGE:
            rank = Case(Contact.stage, [(stage, stage.rank) for stage in Stage])
            columns = [_way(column, descending=descending) for column in (rank, Contact.stage_on)]
        case Sort.STANDING:
            rank = Case(Contact.standing, [("active", 0), ("paused", 1), ("lost", 2)])
            columns = [_way(rank, descending=descending), _way(Contact.name_key, descending=descending)]
        case _ if key in COLUMNS:
            columns = [_way(COLUMNS[key], descending=descending)]
        case _:
            columns = _late(LATE[key], descending=descending)
    return [*columns, _way(Contact.id, descending=descending)]


def _way(column: Any, *, descending: bool) -> Any:
    return column.desc() if descending else column.asc()


def _late(sql: str, *values: str, descending: bool) -> list[Any]:
    return [SQL(f"{sql} {'DESC' if descending else 'ASC'} NULLS LAST", values)]
