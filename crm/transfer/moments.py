"""Moments as programs write them into tables: a day, or a day with its time."""

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from crm.clock import Clock
from crm.transfer.dates import BadDateError, date_of

_TIME = re.compile(
    r"(?P<noon>上午|下午|中午|晚上|am|pm|AM|PM)?\s?(?P<hour>\d{1,2})[:时時点點](?P<minute>\d{1,2})(?:[:分]?(?P<second>\d{1,2})(?:\.\d{1,9})?)?秒?"
    r"\s?(?P<late>am|pm|AM|PM)?\s?(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_SERIAL = re.compile(r"(?P<day>\d{5})\.(?P<part>\d{1,12})")
_COMPACT = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})")
_AFTERNOON = frozenset({"下午", "晚上", "pm", "PM"})
_NOON_WORDS = re.compile("上午|下午|中午|晚上")
_DAY_SECONDS = 86_400


def moment_of(text: str, zone: ZoneInfo, *, day_first: bool | None = None) -> tuple[dt.datetime, bool]:
    """The moment that a cell means on a clock of this zone, and whether it tells the time; noon where it does not.

    Raises `BadDateError`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _COMPACT.fullmatch(plain):
        day = date_of(found[1])
        return _moment(text, day, zone, int(found[2]), int(found[3]), int(found[4])), True
    day = date_of(_NOON_WORDS.sub("", plain), day_first=day_first)
    if found := _SERIAL.fullmatch(plain):
        seconds = round(int(found["part"]) * _DAY_SECONDS / 10 ** len(found["part"]))
        at = dt.datetime.combine(day, dt.time(), zone) + dt.timedelta(seconds=min(seconds, _DAY_SECONDS - 1))
        return at.astimezone(dt.UTC), True
    timed = _TIME.search(plain)
    if timed is None:
        return Clock(zone).moment_of(day), False
    hour = int(timed["hour"])
    if (timed["noon"] in _AFTERNOON or timed["late"] in _AFTERNOON) and hour < 12:
        hour += 12
    at = _moment(text, day, zone, hour, int(timed["minute"]), int(timed["second"] or 0), timed["zone"])
    return at, True


def _moment(
    text: str, day: dt.date, zone: ZoneInfo, hour: int, minute: int, second: int, offset: str | None = None
) -> dt.datetime:
    where: dt.tzinfo = zone
    if offset:
        where = dt.UTC if offset in {"Z", "UTC"} else dt.timezone(_delta(offset))
    try:
        return dt.datetime.combine(day, dt.time(hour, minute, second), where).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise BadDateError(text) from error


def _delta(offset: str) -> dt.timedelta:
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return (-1 if offset[0] == "-" else 1) * dt.timedelta(hours=min(hours, 14), minutes=min(minutes, 59))
