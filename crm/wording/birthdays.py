"""A birthday in full: by the sun and by the moon, the age, and the day it comes next."""

from datetime import date

from crm.lunar import Birthday, lunar_of
from crm.wording import tr, trn
from crm.wording.days import date_words, day_words
from crm.wording.friends import birthday_words


def birthday_lines(birthday: Birthday, today: date) -> tuple[str, str]:
    """The day in both calendars, as far as the year tells the other one; and when it comes next, how old they turn."""
    other = _other_calendar(birthday)
    both = " · ".join(birthday_words(kept) for kept in (birthday, other) if kept is not None)
    following = birthday.next_on(today)
    age = birthday.age_on(following)
    days = day_words(following, today)
    on = date_words(following, today)
    when = on if days == on else tr("{date}, {days}", date=on, days=days)
    if lunar := None if birthday.lunar else _lunar(following):
        when = tr("{when} ({lunar} that year)", when=when, lunar=birthday_words(lunar))
    if age is None:
        return both, tr("Next: {when}", when=when)
    now = birthday.age_on(today)
    turns = trn("Next: {when}, turns {n}", "Next: {when}, turns {n}", age, when=when)
    return both, turns if now is None else tr("Age {age} · {next}", age=now, next=turns)


def _other_calendar(birthday: Birthday) -> Birthday | None:
    """The day of birth by the other calendar, where the year is known and has one."""
    if birthday.year is None:
        return None
    if birthday.lunar:
        born = birthday.in_year(birthday.year)
        return None if born is None else Birthday(born.month, born.day, born.year)
    return _lunar(date(birthday.year, birthday.month, birthday.day))


def _lunar(day: date) -> Birthday | None:
    found = lunar_of(day)
    return None if found is None else Birthday(found[0], found[1], None, lunar=True, leap=found[2])
