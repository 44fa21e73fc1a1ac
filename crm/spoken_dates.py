"""Days as people say them in a line of text: 后天, 下週三, 月底, 3天后, next Friday. Seen from the day it was said."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.names.characters import fold_by_character

_NUMERALS = {numeral: number for number, numeral in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
COUNT = "[0-9]{1,4}|[一二两俩三四五六七八九]?十[一二三四五六七八九]?|[一二两俩三四五六七八九]"
"""A number as it is written before a word, folded."""
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5, "1": 0, "2": 1} | {
    str(number): number - 1 for number in range(3, 7)
}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = (
    r"(?P<name>mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs?)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_WHOLE_DAY_NAME = r"(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NEAR = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "今晚": 0, "今儿": 0, "明天": 1,
    "明日": 1, "明儿": 1, "明早": 1, "明晚": 1, "明后天": 2, "后天": 2, "大后天": 3,
    "day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1,
    "day after tomorrow": 2,
}  # fmt: skip
_ENGLISH_COUNTS = (
    {"a": 1}
    | {
        word: number
        for number, word in enumerate(
            ("an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
        )
    }
    | {"one": 1}
)
_ENGLISH_COUNT = "[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten"
_STEPS = {"天": 1, "日": 1, "day": 1, "周": 7, "星期": 7, "礼拜": 7, "week": 7, "月": 0, "month": 0}
# what may stand before 15号: anything else makes it the number of a house, a colour, a size
_BEFORE_NUMBER = "[^a-z0-9\\-\u3400-\u9fff]|[我你您她他们在到这就等约至以从于是会那定改概计说晚早的了吧和或]"
_NOT_A_DAY = "[0-9楼店线院门室栋幢房铺机色柜厂馆仓口桌车库床弄码款链球电座井单字]"
_LONG_PAST = timedelta(days=60)
"""A day without its year that lies further back is the one of next year."""


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """A day, told by the words of a text from `start` to `end`."""

    start: int
    end: int
    words: str
    day: date


def find_dates(text: str, today: date) -> tuple[SpokenDate, ...]:
    """The days that a text names, in its order and apart; `today` is the day on which it was said. Never raises.

    A day of the week is the next one, today included; 下周三 and next Wednesday are those of the week after this one
    (weeks begin on Monday). A whole week or month stands for its first day, a weekend for its Saturday.
    """
    folded, origin = fold_by_character(text)
    found: list[tuple[int, int, date]] = []
    for form, day_of in _FORMS:
        for words in form.finditer(folded):
            try:
                day = day_of(words, today)
            except (ValueError, OverflowError):
                continue
            found.append((*words.span(), day))
    return tuple(_apart(text, origin, found))


def _apart(text: str, origin: list[int], found: list[tuple[int, int, date]]) -> Iterator[SpokenDate]:
    """Of those that overlap the one that begins first, and of these the longest."""
    at = 0
    for start, end, day in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= at:
            at = end
            first, last = origin[start], origin[end - 1] + 1
            yield SpokenDate(first, last, text[first:last], day)


def number_of(words: str) -> int:
    """The number that these words say: `12`, `两`, `十二`, `two`. Raises `KeyError` for other words."""
    if words.isdecimal():
        return int(words)
    if words in _ENGLISH_COUNTS:
        return _ENGLISH_COUNTS[words]
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _NUMERALS[words]
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0)


def _near(words: re.Match[str], today: date) -> date:
    return today + timedelta(days=_NEAR[words[0]])


def _months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _counted(words: re.Match[str], today: date) -> date:
    count, step = number_of(words["count"]), _STEPS[words["step"]]
    way = -1 if words["way"] in {"前", "之前", "以前", "ago"} else 1
    return today + timedelta(days=way * count * step) if step else _months_on(today, way * count)


def _half(_words: re.Match[str], today: date) -> date:
    return today + timedelta(days=15)


def _of_week(words: re.Match[str], today: date) -> date:
    which, weekday = words["which"] or "", _WEEKDAYS[words["weekday"]]
    monday = today - timedelta(days=today.weekday())
    if which in {"这", "本", "这个"}:
        return monday + timedelta(days=weekday)
    if which:
        return monday + timedelta(days=7 * which.count("下") - 7 * which.count("上") + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _week(words: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 * max(words[0].count("下"), 1) - today.weekday())


def _english_weekday(words: re.Match[str], today: date) -> date:
    weekday = _ENGLISH_DAYS.index(words["name"][:3])
    if (words["which"] or "") == "next":
        return today + timedelta(days=7 + weekday - today.weekday())
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _weekend(words: re.Match[str], today: date) -> date:
    later = 7 if words["which"] == "next" else 0
    return today + timedelta(days=5 - today.weekday() + later)


def _end_of_week(_words: re.Match[str], today: date) -> date:
    return today + timedelta(days=max(4 - today.weekday(), 0))


def _part_of_month(words: re.Match[str], today: date) -> date:
    """月底, 下月初, end of next month."""
    later = 1 if (words["which"] or "").startswith(("下", "next")) else 0
    first = _months_on(today.replace(day=1), later)
    match words["part"]:
        case "初":
            return first if later or today.day == 1 else _months_on(first, 1)
        case "中":
            return first.replace(day=15) if later or today.day <= 15 else _months_on(first, 1).replace(day=15)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _next_month(words: re.Match[str], today: date) -> date:
    first = _months_on(today.replace(day=1), 1)
    return first.replace(day=number_of(words["day"])) if words["day"] else first


def _end_of_year(_words: re.Match[str], today: date) -> date:
    return date(today.year, 12, 31)


def _day_of_month(words: re.Match[str], today: date) -> date:
    """The next day of this number; a month that is too short is passed over."""
    number = number_of(words["day"])
    if number > 31:
        raise ValueError(number)
    first = today.replace(day=1)
    months = (_months_on(first, later) for later in range(0 if number >= today.day else 1, 3))
    return next(month for month in months if number <= monthrange(month.year, month.month)[1]).replace(day=number)


def _day_and_month(words: re.Match[str], today: date) -> date:
    named = words["month"]
    month = _ENGLISH_MONTHS.index(named[:3]) + 1 if named[:3] in _ENGLISH_MONTHS else number_of(named)
    day, year = number_of(words["day"]), words["year"]
    if year:
        return date(int(year), month, day)
    found = date(today.year, month, day)
    return found if found >= today - _LONG_PAST else date(today.year + 1, month, day)


def _iso(words: re.Match[str], _today: date) -> date:
    return date(int(words["year"]), int(words["month"]), int(words["day"]))


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_W, _E = "(?<![a-z0-9])", "(?![a-z0-9])"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (_form("大前天|大后天|明后天|[前后]天|昨[天日晚]|今[天日晚儿]|明[天日晚早儿]"), _near),
    (_form(rf"{_W}(?:day (?:before yesterday|after tomorrow)|yesterday|today|tonight|tomorrow|tmrw?){_E}"), _near),
    (
        _form(
            rf"(?P<count>{COUNT}) ?个?(?P<step>天|日|周|星期|礼拜|月(?!份))(?P<way>之?内|以内|[之以]?后|[之以]?前)"
        ),
        _counted,
    ),
    (_form("半个月(?:之?内|以内|[之以]?后)"), _half),
    (
        _form(
            rf"{_W}in (?P<count>{_ENGLISH_COUNT}) "
            rf"(?P<step>day|week|month)s?{_E}(?P<way>)"
        ),
        _counted,
    ),
    (
        _form(
            rf"{_W}(?P<count>{_ENGLISH_COUNT}) (?P<step>day|week|month)s? "
            rf"(?P<way>later|from now|ago){_E}"
        ),
        _counted,
    ),
    (
        _form("(?P<which>下+个?|上+个?|[这本]个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末]|[1-6](?![0-9]))"),
        _of_week,
    ),
    (_form("下+个?(?:周|星期|礼拜)(?![一二三四五六日天末1-6])"), _week),
    (_form(rf"{_W}next week{_E}"), _week),
    (_form(rf"{_W}(?:(?P<which>next|this|by|on|coming|until|before) ){_DAY_NAME}{_E}"), _english_weekday),
    (_form(rf"{_W}(?P<which>){_WHOLE_DAY_NAME}{_E}"), _english_weekday),
    (_form(rf"{_W}(?:(?P<which>next|this|the) )weekend{_E}"), _weekend),
    (_form(rf"{_W}end of (?:the|this) week{_E}"), _end_of_week),
    (_form("(?P<which>下个?|[这本]个?)?月(?:(?P<part>[初中])(?![0-9一二三四五六七八九十])|[底末])"), _part_of_month),
    (_form(rf"{_W}end of (?:(?P<which>the|this|next) )?month{_E}(?P<part>)"), _part_of_month),
    (_form(rf"下个?月(?:(?P<day>{COUNT})[号日](?!{_NOT_A_DAY}))?(?![初中底末])"), _next_month),
    (_form(rf"{_W}next month{_E}(?P<day>)"), _next_month),
    (_form("(?<![0-9])年底"), _end_of_year),
    (_form(rf"(?:(?<=^)|(?<={_BEFORE_NUMBER}))(?P<day>{COUNT})[号日](?!{_NOT_A_DAY}|之?[内后前])"), _day_of_month),
    (_form(rf"{_W}the (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th){_E}(?! of)"), _day_of_month),
    (
        _form(rf"(?:(?P<year>20[0-9]{{2}})年)?(?<![0-9.])(?P<month>{COUNT})月(?P<day>{COUNT})[号日]?(?!{_NOT_A_DAY})"),
        _day_and_month,
    ),
    (_form(r"(?<![0-9/])(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?![0-9/])(?P<year>)"), _day_and_month),
    (
        _form(rf"{_W}{_MONTH_NAME}\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20[0-9]{{2}}))?{_E}"),
        _day_and_month,
    ),
    (
        _form(
            rf"{_W}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH_NAME}(?: (?P<year>20[0-9]{{2}}))?{_E}"
        ),
        _day_and_month,
    ),
    (
        _form(r"(?<![0-9])(?P<year>20[0-9]{2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9])"),
        _iso,
    ),
)  # fmt: skip
