"""Days and moments as people say them: today, 3 days ago, 4 March."""

from datetime import date, datetime

from crm.clock import Clock
from crm.wording import tr, trc, trn
from crm.wording.friends import month_word

RELATIVE_DAYS = 30
"""Days further off than this are told by their date."""


def day_words(day: date, today: date) -> str:
    """A day, seen from today: today, yesterday, in 3 days, 4 March, 4 March 2024."""
    distance = (day - today).days
    match distance:
        case 0:
            return trc("day", "today")
        case 1:
            return trc("day", "tomorrow")
        case -1:
            return trc("day", "yesterday")
    if 0 < distance <= RELATIVE_DAYS:
        return trn("in {n} day", "in {n} days", distance)
    if -RELATIVE_DAYS <= distance < 0:
        return trn("{n} day ago", "{n} days ago", -distance)
    return date_words(day, today)


def by_words(day: date, today: date) -> str:
    """A day by which something is promised: today, tomorrow, yesterday, else its date."""
    return day_words(day, today) if abs((day - today).days) <= 1 else date_words(day, today)


def date_words(day: date, today: date) -> str:
    """The date itself, with its year unless that is this year."""
    month = month_word(day.month)
    if day.year == today.year:
        return tr("{day} {month}", day=day.day, month=month)
    return tr("{day} {month} {year}", day=day.day, month=month, year=day.year)


def moment_words(moment: datetime, clock: Clock) -> str:
    """A moment, seen from now: with its time today and yesterday, else the day alone."""
    day, today = clock.day_of(moment), clock.today()
    words = day_words(day, today)
    if 0 <= (today - day).days <= 1:
        return tr("{day} {time}", day=words, time=time_words(moment, clock))
    return words


def time_words(moment: datetime, clock: Clock) -> str:
    """The time of day of a moment, in the shop's zone."""
    return f"{moment.astimezone(clock.zone):%H:%M}"


def weekday_word(weekday: int) -> str:
    """The name of a day of the week, 0 for Monday, as it stands beside a date."""
    names = (
        trc("weekday", "Monday"), trc("weekday", "Tuesday"), trc("weekday", "Wednesday"), trc("weekday", "Thursday"),
        trc("weekday", "Friday"), trc("weekday", "Saturday"), trc("weekday", "Sunday"),
    )  # fmt: skip
    return names[weekday]


def heading_words(day: date, today: date) -> str:
    """A day as a heading: its weekday and date, and before them how far off it is where that is near."""
    weekday = weekday_word(day.weekday())
    whole = tr("{weekday}, {date}", weekday=weekday, date=date_words(day, today))
    near = day_words(day, today)
    return tr("{near} · {date}", near=near, date=whole) if abs((day - today).days) <= RELATIVE_DAYS else whole
