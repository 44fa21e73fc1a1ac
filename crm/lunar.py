"""Birthdays by the sun and by the moon, and the days they fall on."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

_FIRST_LUNAR, _LAST_LUNAR = 1900, 2100
_FIRST_DAY, _LAST_DAY = date(1900, 1, 31), date(2101, 1, 28)
_LONGEST_LUNAR_MONTH = 30
_LEAP_YEAR = 2000

_CODE = re.compile(r"(L?)(-|[0-9]{4})-([0-9]{2})(\+?)-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year on which somebody was born; `year` where it is known. With `lunar`, month and day
    are those of the lunar calendar and `year` the lunar year; `leap`: of the month inserted after its namesake.

    Raises ValueError for a day that no year has (31 June, lunar day 31), and for a solar 29 February with a
    year that had none. Whether a lunar month had 30 days is not asked: people remember what they were told.
    """

    month: int
    day: int
    year: int | None = None
    lunar: bool = False
    leap: bool = False

    def __post_init__(self) -> None:
        """Refuse a day that is in no calendar."""
        if self.year is not None and not date.min.year <= self.year <= date.max.year:
            raise ValueError(f"no year {self.year}")
        if self.lunar:
            if not (1 <= self.month <= len(_MONTHS) and 1 <= self.day <= _LONGEST_LUNAR_MONTH):
                raise ValueError(f"no lunar day {self.month}-{self.day}")
        elif self.leap:
            raise ValueError("only lunar months are leap months")
        else:
            date(self.year or _LEAP_YEAR, self.month, self.day)

    def in_year(self, year: int) -> date | None:
        """The day it is celebrated in `year` (a lunar year, if `lunar`); None for lunar years not in 1900–2100.

        A 29 February is celebrated on the 28th in common years. Lunar day 30 is celebrated on the 29th where
        the month has no 30th, so that 除夕 stays the last day of the year. A day of a leap month is celebrated
        in the ordinary month of that number, unless that leap month comes in the year.
        """
        if self.lunar:
            return _solar(year, self.month, self.day, self.leap)
        if not date.min.year <= year <= date.max.year:
            return None
        if (self.month, self.day) == (2, 29) and not _is_leap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day)

    def next_on(self, today: date) -> date:
        """The next day it is celebrated, `today` included.

        Outside the lunar years that are known (1900–2100) a lunar birthday is taken to be on the day of the
        nearest known year; after the last day there is, it is that day.
        """
        # a lunar year begins after the solar one of its number, so that its end lies in the next
        for year in range(today.year - self.lunar, today.year + 2):
            day = self._about(year)
            if day is not None and day >= today:
                return day
        return date.max

    def _about(self, year: int) -> date | None:
        day = self.in_year(min(max(year, _FIRST_LUNAR), _LAST_LUNAR) if self.lunar else year)
        if day is None or not self.lunar or _FIRST_LUNAR <= year <= _LAST_LUNAR:
            return day
        moved = day.year + year - (_FIRST_LUNAR if year < _FIRST_LUNAR else _LAST_LUNAR)
        if not date.min.year <= moved <= date.max.year:
            return None
        return Birthday(day.month, day.day).in_year(moved)

    def age_on(self, day: date) -> int | None:
        """Full years on `day`: how often the birthday has come since, from 0; None without a year or before
        the birth.
        """
        if self.year is None:
            return None
        for year in range(day.year, day.year - 3, -1):
            celebrated = self._about(year)
            if celebrated is not None and celebrated <= day:
                return year - self.year if year >= self.year else None
        return None

    def code(self) -> str:
        """The text it is stored as: `1990-08-15`, `--08-15`, `L1990-08-15`, `L--08-15`, `L1990-02+-01`."""
        year = "-" if self.year is None else f"{self.year:04}"
        leap = "+" if self.leap else ""
        return f"{'L' if self.lunar else ''}{year}-{self.month:02}{leap}-{self.day:02}"

    @classmethod
    def parse(cls, code: str) -> Self:
        """The birthday whose `code()` this is; raises ValueError for any other text."""
        found = _CODE.fullmatch(code)
        if not found:
            raise ValueError(f"not a birthday: {code!r}")
        lunar, year, month, leap, day = found.groups()
        return cls(int(month), int(day), None if year == "-" else int(year), bool(lunar), bool(leap))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@lru_cache(4_096)
def _solar(year: int, month: int, day: int, leap: bool) -> date | None:
    """The day on which a lunar day is kept in a lunar year, by the rules of `Birthday.in_year`."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not _FIRST_LUNAR <= year <= _LAST_LUNAR:
        return None
    inserted = leap and LCalendars.leap_month(year) == month
    last = LCalendars.ndays(year, month, inserted)
    kept: date = LunarDate(year, month, min(day, last), int(inserted)).to_solar_date()
    return kept


def lunar_of(day: date) -> tuple[int, int, bool] | None:
    """The lunar month (1–12), its day (1–30), and whether it is a leap month; None for days outside
    31 January 1900 to 28 January 2101.
    """
    from borax.calendars.lunardate import LunarDate

    if not _FIRST_DAY <= day <= _LAST_DAY:
        return None
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    return lunar.month, lunar.day, bool(lunar.leap)


_NUMERALS = "一二三四五六七八九十"
_DAYS = (
    *(f"初{numeral}" for numeral in _NUMERALS),
    *(f"十{numeral}" for numeral in _NUMERALS[:9]),
    "二十",
    *(f"廿{numeral}" for numeral in _NUMERALS[:9]),
    "三十",
)
_MONTHS = ("正", *_NUMERALS[1:], "十一", "腊")


def lunar_text(birthday: Birthday, *, traditional: bool = False) -> str:
    """Month and day of a lunar birthday as they are said: `八月十五`, `闰二月初一`, Traditional `臘月廿三`."""
    month, day = _MONTHS[birthday.month - 1], _DAYS[birthday.day - 1]
    text = f"{'闰' if birthday.leap else ''}{month}月{day}"
    return text.replace("闰", "閏").replace("腊", "臘") if traditional else text


_MONTH_NUMBERS = {
    **{f"{number}": number for number in range(1, 13)},
    **{f"0{number}": number for number in range(1, 10)},
    **{text: number for number, text in enumerate([*_NUMERALS, "十一", "十二"], 1)},
    "正": 1,
    "冬": 11,
    "腊": 12,
    "臘": 12,
}
_DAY_NUMBERS = {
    **{str(number): number for number in range(1, 32)},
    **{f"0{number}": number for number in range(1, 10)},
    **{text: number for number, text in enumerate(_DAYS, 1)},
    **{text: number for number, text in enumerate(_NUMERALS, 1)},
    **{f"二十{text}": number for number, text in enumerate(_NUMERALS[:9], 21)},
    "廿": 20,
    "卅": 30,
    "三十一": 31,
    "卅一": 31,
}
_NAMED_DAYS = {
    **dict.fromkeys(("除夕", "大年三十", "年三十", "大年夜"), (12, 30)),
    **dict.fromkeys(("春节", "春節", "大年初一"), (1, 1)),
    **dict.fromkeys(("元宵", "元宵节", "元宵節"), (1, 15)),
    **dict.fromkeys(("端午", "端午节", "端午節"), (5, 5)),
    **dict.fromkeys(("七夕", "七夕节", "七夕節"), (7, 7)),
    **dict.fromkeys(("中秋", "中秋节", "中秋節"), (8, 15)),
    **dict.fromkeys(("重阳", "重陽", "重阳节", "重陽節"), (9, 9)),
}

_LUNAR_WORD = re.compile(r"[(\[]?(?:[农農阴陰旧舊夏古][历曆歷]|lunar)[)\]]?:?")
_SOLAR_WORD = re.compile(r"[(\[]?(?:[公阳陽新国國西][历曆歷]|西元|公元|solar)[)\]]?:?")
_LABEL = re.compile(r"^(?:生日|birthday):?")
_TIME_OF_DAY = re.compile(r"(?<=[0-9])(?:t|\s+)[0-9]{1,2}:[0-9]{2}.*$")
_YEAR = (
    r"(?:(?:(?P<republic>民[国國])(?P<since>[0-9]{1,3})"
    r"|(?P<year>[0-9]{4}|[〇零一二三四五六七八九]{4}))[年./-])?"
)
_DATE = re.compile(
    _YEAR + r"(?P<leap>[闰閏])?(?P<month>[0-9]{1,2}|[一二三四五六七八九十正冬腊臘]{1,2})[月./-]"
    r"(?P<day>[0-9]{1,2}|[初一二三四五六七八九十廿卅]{1,3})(?P<counted>[日号號])?"
)
_YEAR_LAST = re.compile(r"(?P<first>[0-9]{1,2})[./-](?P<second>[0-9]{1,2})[./-](?P<year>[0-9]{4})")
_COMPACT = re.compile(r"([0-9]{4}|--)([0-9]{2})([0-9]{2})")
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_REPUBLIC = 1911
_NO_YEAR = {0, 1604}
"""Written by address books of phones where the year is not known."""
_LONGEST = 60


def parse_birthday(text: str) -> Birthday | None:
    """The birthday that `text` says, or None where it says none or leaves open which.

    Day and month in Chinese numbers are lunar (`八月十五`, `腊月廿三`) unless the day is counted
    (`八月十五日`) or the calendar is named. A year at the end is understood where day and month cannot be confused. `除夕` is
    lunar 12-30, the last day of every lunar year. Years of the Republic (`民國79年`) count from 1911.
    """
    if len(text) > _LONGEST:
        return None
    shown = unicodedata.normalize("NFKC", text).strip()
    if shown.startswith("L"):
        with suppress(ValueError):
            return Birthday.parse(shown)
    shown = _TIME_OF_DAY.sub("", shown.lower())
    shown = _LABEL.sub("", "".join(shown.split()))
    bare, lunar_words = _LUNAR_WORD.subn("", shown)
    bare, solar_words = _SOLAR_WORD.subn("", bare)
    if lunar_words and solar_words:
        return None
    if bare in _NAMED_DAYS:
        return Birthday(*_NAMED_DAYS[bare], lunar=True)
    with suppress(ValueError):
        return _dated(bare, lunar=True if lunar_words else False if solar_words else None)
    return None


def _dated(bare: str, lunar: bool | None) -> Birthday | None:
    """The birthday in text without the name of its calendar, `lunar` if that is known; raises ValueError for a
    day that is in no calendar.
    """
    if compact := _COMPACT.fullmatch(bare):
        bare = "-".join(compact.groups())
    bare = bare.removeprefix("--").removeprefix("-")
    if last := _YEAR_LAST.fullmatch(bare):
        return _with_year_last(int(last["first"]), int(last["second"]), int(last["year"]), lunar=bool(lunar))
    found = _DATE.fullmatch(bare)
    if not found or found["month"] not in _MONTH_NUMBERS or found["day"] not in _DAY_NUMBERS:
        return None
    month, day = _MONTH_NUMBERS[found["month"]], _DAY_NUMBERS[found["day"]]
    leap = bool(found["leap"])
    if lunar is None:
        lunar = leap or found["month"] in "正冬腊臘" or (not found["day"].isdigit() and not found["counted"])
    year = None
    if found["republic"]:
        year = _REPUBLIC + int(found["since"])
    elif found["year"]:
        year = int(found["year"].translate(_CHINESE_DIGITS))
    return Birthday(month, day, None if year in _NO_YEAR else year, lunar, leap)


def _with_year_last(first: int, second: int, year: int, *, lunar: bool) -> Birthday | None:
    if first > 12 or first == second:
        return Birthday(second, first, year, lunar)
    if second > 12:
        return Birthday(first, second, year, lunar)
    return None
