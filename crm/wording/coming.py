"""What stands in the calendar: the words of each kind of entry, and of days, weeks and months."""

from datetime import date
from typing import assert_never

from crm.coming import ComingDay, Entry, Kind
from crm.lunar import Birthday, lunar_of, lunar_text
from crm.wording import language, tr, trc, trn
from crm.wording.days import date_words, heading_words
from crm.wording.friends import month_word
from crm.wording.today import festival_word

FIRST_WEEKDAY = {"zh_TW": 6}
"""On which weekday a week begins where that is not Monday."""


def kind_word(kind: Kind) -> str:
    """What a kind of entry is called."""
    match kind:
        case Kind.PROMISE:
            return trc("calendar", "Promise")
        case Kind.PLAN:
            return trc("calendar", "Follow-up")
        case Kind.STEP:
            return trc("calendar", "Sequence")
        case Kind.FESTIVAL:
            return trc("calendar", "Festival")
        case Kind.BIRTHDAY:
            return trc("calendar", "Birthday")
        case Kind.NAMED_DAY:
            return trc("calendar", "A day of theirs")
        case unknown:
            assert_never(unknown)


def entry_title(entry: Entry) -> str:
    """Whose it is; of a festival, which."""
    return entry.name if entry.festival is None else festival_word(entry.festival)


def entry_words(entry: Entry) -> str:
    """What it is, beside whose it is."""
    match entry.kind:
        case Kind.PROMISE | Kind.PLAN:
            return entry.text or kind_word(entry.kind)
        case Kind.STEP:
            return trc("calendar", "{sequence}, step {n}", sequence=entry.text, n=entry.step)
        case Kind.FESTIVAL:
            return trc("calendar", "Greet customers and agents")
        case Kind.BIRTHDAY:
            return _birthday(entry)
        case Kind.NAMED_DAY:
            return entry.text if entry.years is None else _since(entry.text, entry.years)
        case unknown:
            assert_never(unknown)


def _birthday(entry: Entry) -> str:
    assert entry.birthday is not None
    birthday = kind_word(Kind.BIRTHDAY) if not entry.years else trc("calendar", "turns {years}", years=entry.years)
    if not entry.birthday.lunar:
        return birthday
    moon = lunar_text(entry.birthday, traditional=language() == "zh_TW")
    return trc("calendar", "{birthday} (lunar {day})", birthday=birthday, day=moon)


def _since(what: str, years: int) -> str:
    return trn("{what}, {n} year", "{what}, {n} years", years, what=what)


def entry_line(entry: Entry) -> str:
    """The whole entry in one line, its kind said too."""
    line = trc("calendar", "{who}: {what}", who=entry_title(entry), what=entry_words(entry))
    return trc("calendar", "{kind} · {line}", kind=kind_word(entry.kind), line=line)


def stays_words(kind: Kind) -> str:
    """Why an entry cannot be put on another day; "" for one that can."""
    match kind:
        case Kind.PROMISE | Kind.PLAN | Kind.STEP:
            return ""
        case Kind.FESTIVAL:
            return tr("A festival has its day by itself: it cannot be moved.")
        case Kind.BIRTHDAY:
            return tr("A birthday has its day by itself. If it is wrong, change it on the friend's card.")
        case Kind.NAMED_DAY:
            return tr("This day comes back every year. If it is wrong, change it on the friend's card.")
        case unknown:
            assert_never(unknown)


def late_words() -> str:
    """What is said of something planned whose day is over."""
    return trc("calendar", "late")


def day_spoken(found: ComingDay, today: date, hand: Entry | None) -> str:
    """A day for a screen reader: its date, what is on it, and the entry in hand."""
    parts = [heading_words(found.day, today), entries_words(found.count)]
    if hand is not None:
        parts.append(entry_line(hand))
    return ", ".join(parts)


def entries_words(count: int) -> str:
    """How many entries a day has."""
    return trn("{n} entry", "{n} entries", count) if count else trc("calendar", "nothing")


def more_words(count: int) -> str:
    """What stands below the entries that fit."""
    return trn("+{n} more", "+{n} more", count)


def month_title(day: date) -> str:
    """The month of a day and its year."""
    return trc("calendar", "{month} {year}", month=month_word(day.month), year=day.year)


def week_title(first: date, last: date, today: date) -> str:
    """A week, from its first day to its last."""
    if first.month == last.month:
        month = month_word(first.month)
        return trc(
            "calendar", "{first}–{last} {month} {year}", first=first.day, last=last.day, month=month, year=first.year
        )
    return trc("calendar", "{first} – {last}", first=date_words(first, today), last=date_words(last, today))


def lunar_day(day: date) -> str:
    """The day by the moon, where the language counts by it: the month's name on its first day, else the day alone."""
    found = lunar_of(day) if language() != "en" else None
    if found is None:
        return ""
    text = lunar_text(Birthday(found[0], found[1], lunar=True, leap=found[2]), traditional=language() == "zh_TW")
    month, _, in_month = text.partition("月")
    return f"{month}月" if found[1] == 1 else in_month
