"""When the seller is told of the day: once a day, at the time they chose or as soon after it as the program runs."""

from datetime import date, datetime, time


def parse_time(text: str) -> time | None:
    """The time of a text like `08:30`; none for any other text."""
    try:
        return time.fromisoformat(text) if len(text) == len("08:30") else None
    except ValueError:
        return None


def parse_day(text: str) -> date | None:
    """The day of a text like `2026-03-04`; none for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_due(now: datetime, at: time, told_on: date | None) -> bool:
    """Whether to tell of the day now: it is late enough, and this day was not told of yet.

    A clock that was set back tells nothing twice: days up to the last one told of are silent. A day that the program or
    the computer slept through is told of when it wakes, if it is still that day. A clock that was set forward by years
    and back again is believed as soon as it is a week behind the day told of.
    """
    if now.time() < at:
        return False
    if told_on is None:
        return True
    ahead = (told_on - now.date()).days
    return ahead < 0 or ahead > WRONG_CLOCK_DAYS


def is_quiet(now: time, begins: time | None, ends: time | None) -> bool:
    """Whether it is in the quiet hours, which may go over midnight; there are none where one end is not said."""
    if begins is None or ends is None or begins == ends:
        return False
    return begins <= now < ends if begins < ends else now >= begins or now < ends


WRONG_CLOCK_DAYS = 7
"""A day told of that lies farther ahead than this was told of by a wrong clock."""
