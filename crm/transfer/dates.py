"""Dates as people and programs write them into tables."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

# Excel counts days from here; it takes 1900 for a leap year, so days before March 1900 are not to be trusted
_SERIAL_ZERO = dt.date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d{1,12})?")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?(?:[ T,]{1,3}\d.{0,24})?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T,]{1,3}\d.{0,24})?")
_NO_YEAR = re.compile(r"(?:--)?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号號]?")
_NO_YEAR_COMPACT = re.compile(r"--(\d{2})(\d{2})")
_REPUBLIC = re.compile(r"民[国國]\s?(\d{1,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日?")
_LUNAR_WORD = re.compile(r"[(]?\s?(?:农历|農曆|阴历|陰曆|旧历|舊曆|lunar|农|農|阴|陰)\s?[)]?\s?[::]?\s?", re.IGNORECASE)
_SOLAR_WORD = re.compile(r"[(]?\s?(?:公历|公曆|阳历|陽曆|国历|國曆|新历|新曆|solar)\s?[)]?\s?[::]?\s?", re.IGNORECASE)
_LUNAR_TEXT = re.compile(
    r"(?:(\d{4}|[〇零一二三四五六七八九]{4})\s?年)?\s?(闰|閏)?(正|[一二三四五六七八九十冬腊臘]{1,2})月(初?[一二三四五六七八九十廿卅]{1,3})日?"
)
_LUNAR_CODE = re.compile(r"L(?:-|(\d{4}))-(\d{2})(\+?)-(\d{2})")
_LUNAR_MONTHS = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {
    "正": 1,
    "十一": 11,
    "冬": 11,
    "十二": 12,
    "腊": 12,
    "臘": 12,
}
_NUMERALS = {numeral: number for number, numeral in enumerate("〇一二三四五六七八九十")} | {"零": 0}
_ONES = frozenset("一二三四五六七八九")


class BadDateError(ValueError):
    """A text that is no date; `ambiguous` when day and month could be either."""

    def __init__(self, text: str, *, ambiguous: bool = False) -> None:
        super().__init__(text)
        self.ambiguous = ambiguous


@dataclass(frozen=True, slots=True)
class BirthdayDraft:
    """A birthday as told: year None when not said; `lunar` with `leap` for a day of a leap month."""

    month: int
    day: int
    year: int | None = None
    lunar: bool = False
    leap: bool = False

    def __str__(self) -> str:
        """The code birthdays are kept as: `1990-08-15`, `--08-15`, `L--08-15`, leap month `L1990-02+-01`."""
        year = "-" if self.year is None else f"{self.year:04}"
        leap = "+" if self.leap else ""
        return f"{'L' if self.lunar else ''}{year}-{self.month:02}{leap}-{self.day:02}"


def date_of(text: str, *, day_first: bool | None = None) -> dt.date:
    """The day a cell means; a time after it is passed over. Raises `BadDateError`.

    Understands the year first with any separator, `20260308`, Excel's day numbers, the year last if day
    and month tell themselves apart or `day_first` says which is which, and years of the Republic.
    """
    plain = _plain(text)
    if (serial := _SERIAL.fullmatch(plain)) and 10_000 <= int(serial[1]) <= 80_000:
        return _SERIAL_ZERO + dt.timedelta(days=int(serial[1]))
    if found := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _date(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _REPUBLIC.fullmatch(plain):
        return _date(text, 1911 + int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(plain):
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second and day_first is None:
            raise BadDateError(text, ambiguous=True)
        swapped = first > 12 or bool(day_first)
        return _date(text, int(found[3]), *((second, first) if swapped else (first, second)))
    raise BadDateError(text)


def birthday_of(text: str, *, day_first: bool | None = None, lunar: bool = False) -> BirthdayDraft:
    """The birthday a cell means, with or without a year, by the sun or the moon. Raises `BadDateError`.

    `lunar` says what the heading says of all cells; a word in the cell comes first.
    """
    plain = _plain(text)
    if found := _LUNAR_CODE.fullmatch(plain):
        year = int(found[1]) if found[1] else None
        return _moon_day(text, year, int(found[2]), int(found[4]), leap=bool(found[3]))
    bare, told_solar = _SOLAR_WORD.subn("", plain)
    bare, told_lunar = _LUNAR_WORD.subn("", bare)
    bare = bare.strip(" ()")
    if found := _LUNAR_TEXT.fullmatch(bare):
        return _lunar(text, found)
    by_moon = bool(told_lunar) or (lunar and not told_solar)
    if by_moon and (found := _YEAR_FIRST.fullmatch(bare) or _COMPACT.fullmatch(bare)):
        return _moon_day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _NO_YEAR.fullmatch(bare) or _NO_YEAR_COMPACT.fullmatch(bare):
        month, day = int(found[1]), int(found[2])
        if by_moon:
            return _moon_day(text, None, month, day)
        _date(text, 2000, month, day)  # a leap year: 29 February is a birthday
        return BirthdayDraft(month, day)
    day_found = date_of(bare, day_first=day_first)
    if day_found.year == 1604:  # how phones write a birthday without a year
        return BirthdayDraft(day_found.month, day_found.day)
    return BirthdayDraft(day_found.month, day_found.day, day_found.year, lunar=by_moon)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _date(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError as error:
        raise BadDateError(text) from error
    if not (year == 1604 or 1900 <= year <= 2100):
        raise BadDateError(text)
    return found


def _moon_day(text: str, year: int | None, month: int, day: int, *, leap: bool = False) -> BirthdayDraft:
    in_range = 1 <= month <= 12 and 1 <= day <= 30 and (year is None or 1900 <= year <= 2100)
    if not in_range:
        raise BadDateError(text)
    return BirthdayDraft(month, day, year, lunar=True, leap=leap)


def _lunar(text: str, found: re.Match[str]) -> BirthdayDraft:
    year = None
    if found[1]:
        digits = [found[1][place] for place in range(4)]
        year = int("".join(str(_NUMERALS.get(digit, digit)) for digit in digits))
    if found[3] not in _LUNAR_MONTHS:
        raise BadDateError(text)
    return _moon_day(text, year, _LUNAR_MONTHS[found[3]], _lunar_day(text, found[4]), leap=bool(found[2]))


def _lunar_day(text: str, numeral: str) -> int:
    """初五 5, 十五 15, 廿三 and 二十三 23, 三十 30."""
    rest = numeral.removeprefix("初").replace("二十", "廿").replace("三十", "卅")
    tens = {"廿": 20, "卅": 30, "十": 10}
    if rest == "十":
        return 10
    day = tens.get(rest[:1], 0)
    ones = rest[1:] if day else rest
    if ones and ones not in _ONES:
        raise BadDateError(text)
    return day + (_NUMERALS[ones] if ones else 0)
