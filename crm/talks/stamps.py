"""Days and times as chat programs write them; what is missing or ambiguous stays so until somebody says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from crm.talks.messages import Answers, Ask, Order

_HALF = "上午|下午|午前|午後|오전|오후|凌晨|早上|中午|晚上"
_LATIN = r"[AaPp]\.? ?[Mm]\.?"
DAY = r"[0-9]{1,4} ?[-/.年] ?[0-9]{1,2} ?[-/.月] ?[0-9]{1,4}日?(?: BE)?"
MONTH_DAY = r"[0-9]{1,2}[-/月][0-9]{1,2}日?"
WORD_DAY = "昨天|前天|今天|Yesterday|Today"
CLOCK = rf"(?:(?:{_HALF}|{_LATIN}) ?)?[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}})?(?: ?(?:{_LATIN}|{_HALF}))?"
MOMENT = rf"(?:(?:{DAY}|{MONTH_DAY}|{WORD_DAY}),? {{0,2}}{CLOCK}|{CLOCK},? {DAY})"
"""A day and a time, in either order."""
STAMP = rf"(?:{MOMENT}|{CLOCK})"
"""A day and a time, or a time alone."""

_NUMBERS = re.compile(r"[0-9]+")
_DAY = re.compile(DAY)
_MONTH_DAY = re.compile(MONTH_DAY)
_CLOCK = re.compile(CLOCK)
_LATE = re.compile("下午|午後|오후|晚上|[Pp]\\.? ?[Mm]")
_EARLY = re.compile("上午|午前|오전|凌晨|早上|[Aa]\\.? ?[Mm]")
_BACK = {"昨天": 1, "前天": 2, "今天": 0, "Yesterday": 1, "Today": 0}
_BUDDHIST = 543


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as it is written: the numbers of its day in their order (none, two or three of them), the time in
    seconds after midnight, whether it is given to the second, and how many days back a word like *yesterday* says.
    """

    numbers: tuple[int, ...] = ()
    seconds: int = 0
    to_the_second: bool = False
    back: int | None = None


def read_stamp(text: str) -> Stamp | None:
    """The moment that a text is, whole; none for what is no moment."""
    text = text.strip()
    numbers: tuple[int, ...] = ()
    back = next((days for word, days in _BACK.items() if text.startswith(word)), None)
    rest = text
    if found := _DAY.search(text):
        numbers = tuple(map(int, _NUMBERS.findall(found[0])))
        if found[0].endswith("BE"):
            numbers = tuple(number - _BUDDHIST if number > 2400 else number for number in numbers)
        rest = text[: found.start()] + " " + text[found.end() :]
    elif back is None and (found := _MONTH_DAY.match(text)) and not _CLOCK.match(text):
        numbers = tuple(map(int, _NUMBERS.findall(found[0])))
        rest = text[found.end() :]
    clock = _CLOCK.search(rest)
    if clock is None:
        return None
    hour, minute, *second = map(int, _NUMBERS.findall(clock[0]))
    if _LATE.search(clock[0]) and hour < 12:
        hour += 12
    elif _EARLY.search(clock[0]) and hour == 12:
        hour = 0
    if hour > 29 or minute > 59 or (second and second[0] > 59):
        return None
    return Stamp(numbers, hour * 3600 + minute * 60 + (second[0] if second else 0), bool(second), back)


def read_day(text: str) -> tuple[int, ...]:
    """The numbers of a day in their order; none for what is no day."""
    found = _DAY.search(text)
    return tuple(map(int, _NUMBERS.findall(found[0]))) if found else ()


def order_of(days: Iterable[tuple[int, ...]]) -> Order | None:
    """In which order the numbers of these days stand, as far as they tell it: a number that can be no month, else the
    order in which the days do not run back, else the number that changes more often is the day.
    """
    known = [day for day in days if len(day) == 3]
    if not known:
        return Order.YMD
    if any(day[0] > 31 for day in known):
        return Order.YMD
    if any(day[0] > 12 for day in known):
        return Order.DMY
    if any(day[1] > 12 for day in known):
        return Order.MDY
    if len(set(known)) > 1:
        rising = [order for order in (Order.DMY, Order.MDY) if _rises(known, order)]
        if len(rising) == 1:
            return rising[0]
        changes = [sum(a[place] != b[place] for a, b in pairwise(known)) for place in (0, 1)]
        if changes[0] != changes[1]:
            return Order.DMY if changes[0] > changes[1] else Order.MDY
    return Order.DMY if known[0][0] == known[0][1] and len(set(known)) == 1 else None


def _rises(days: Sequence[tuple[int, ...]], order: Order) -> bool:
    read = [day for numbers in days if (day := day_of(numbers, order)) is not None]
    return len(read) == len(days) and all(a <= b for a, b in pairwise(read))


def day_of(numbers: tuple[int, ...], order: Order) -> date | None:
    """The day of three numbers; none where there is no such day."""
    if order is Order.YMD:
        year, month, day = numbers
    elif order is Order.DMY:
        day, month, year = numbers
    else:
        month, day, year = numbers
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


class Calendar:
    """Tells the moments of a record one after the other, and what has to be asked for that."""

    def __init__(self, days: Iterable[tuple[int, ...]], answers: Answers) -> None:
        self._answers = answers
        told = order_of(days)
        self._order = answers.order or told
        self._day: date | None = None
        self._year = answers.year
        self._last_month_day: tuple[int, int] | None = None
        self._asked_day = answers.day
        self._clock = -1
        self.asks: set[Ask] = set()

    def turn_to(self, numbers: tuple[int, ...]) -> None:
        """A line that says the day of what follows."""
        self._day = self._read(numbers)
        self._clock = -1

    def moment(self, stamp: Stamp) -> datetime | None:
        """When that was; none while something has to be asked."""
        if stamp.numbers:
            day = self._read(stamp.numbers)
        elif stamp.back is not None:
            day = None if self._answers.day is None else self._answers.day - timedelta(days=stamp.back)
            if day is None:
                self.asks.add(Ask.DAY)
        else:
            day = self._running(stamp)
        if day is None:
            return None
        return datetime.combine(day, time.min) + timedelta(seconds=stamp.seconds)

    def _running(self, stamp: Stamp) -> date | None:
        """The day of a time alone: that of the heading above; without one the day that was answered, and the next one
        when the clock runs back.
        """
        if self._day is not None:
            return self._day
        if self._asked_day is None:
            self.asks.add(Ask.DAY)
            return None
        if stamp.seconds < self._clock:
            self._asked_day += timedelta(days=1)
        self._clock = stamp.seconds
        return self._asked_day

    def _read(self, numbers: tuple[int, ...]) -> date | None:
        if len(numbers) == 2:
            return self._in_a_year(numbers[0], numbers[1])
        if self._order is None:
            self.asks.add(Ask.ORDER)
            return None
        return day_of(numbers, self._order)

    def _in_a_year(self, month: int, day: int) -> date | None:
        if self._year is None:
            self.asks.add(Ask.YEAR)
            return None
        if self._last_month_day is not None and (month, day) < self._last_month_day:
            self._year += 1  # the record goes on past new year
        self._last_month_day = month, day
        try:
            return date(self._year, month, day)
        except ValueError:
            return None
