"""Festivals on which sellers greet their friends: by the sun, by the moon, or on a weekday of a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum, auto

from crm.lunar import Birthday


class Festival(StrEnum):
    """A festival, by its code."""

    NEW_YEAR = auto()
    SPRING_EVE = auto()
    SPRING = auto()
    LANTERN = auto()
    VALENTINE = auto()
    WOMEN = auto()
    LABOUR = auto()
    MOTHERS = auto()
    CHILDREN = auto()
    DRAGON_BOAT = auto()
    FATHERS = auto()
    QIXI = auto()
    MID_AUTUMN = auto()
    NATIONAL = auto()
    DOUBLE_NINTH = auto()
    CHRISTMAS = auto()


@dataclass(frozen=True, slots=True)
class _Weekday:
    """The so-manieth Sunday of a month."""

    month: int
    which: int


_EVE = "eve"
_RULES: dict[Festival, Birthday | _Weekday | str] = {
    Festival.NEW_YEAR: Birthday(1, 1),
    Festival.SPRING_EVE: _EVE,
    Festival.SPRING: Birthday(1, 1, lunar=True),
    Festival.LANTERN: Birthday(1, 15, lunar=True),
    Festival.VALENTINE: Birthday(2, 14),
    Festival.WOMEN: Birthday(3, 8),
    Festival.LABOUR: Birthday(5, 1),
    Festival.MOTHERS: _Weekday(5, 2),
    Festival.CHILDREN: Birthday(6, 1),
    Festival.DRAGON_BOAT: Birthday(5, 5, lunar=True),
    Festival.FATHERS: _Weekday(6, 3),
    Festival.QIXI: Birthday(7, 7, lunar=True),
    Festival.MID_AUTUMN: Birthday(8, 15, lunar=True),
    Festival.NATIONAL: Birthday(10, 1),
    Festival.DOUBLE_NINTH: Birthday(9, 9, lunar=True),
    Festival.CHRISTMAS: Birthday(12, 25),
}
USUAL = (Festival.SPRING, Festival.DRAGON_BOAT, Festival.MID_AUTUMN)
"""Chosen until the seller says otherwise: the three on which nearly everybody greets."""


def is_kept(festival: Festival, day: date) -> bool:
    """Whether a festival is kept on this day."""
    match _RULES[festival]:
        case Birthday() as yearly:
            return yearly.next_on(day) == day
        case _Weekday(month, which):
            return day.month == month and day.weekday() == 6 and (day.day - 1) // 7 == which - 1
        case _:
            return day < date(MAXYEAR, 12, 31) and is_kept(Festival.SPRING, day + timedelta(days=1))


def near(day: date, chosen: Iterable[str], ahead: int) -> tuple[Festival, int] | None:
    """The first of the chosen festivals within so many days, and in how many; none where there is none."""
    wanted = [festival for festival in Festival if festival in set(chosen)]
    for days in range(ahead + 1):
        if date.max - day < timedelta(days=days):
            break
        for festival in wanted:
            if is_kept(festival, day + timedelta(days=days)):
                return festival, days
    return None
