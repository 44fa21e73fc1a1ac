"""The day is told of once, whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.reminding import WRONG_CLOCK_DAYS, is_due, is_quiet, parse_day, parse_time

AT = time(8, 30)


def at(*moment: int) -> datetime:
    """What the clock on the wall says."""
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("now", "told_on", "due"),
    [
        (at(2026, 3, 4, 8, 29), None, False),
        (at(2026, 3, 4, 8, 30), None, True),
        (at(2026, 3, 4, 23, 0), date(2026, 3, 3), True),  # the program was closed, or the computer slept
        (at(2026, 3, 4, 23, 0), date(2026, 3, 4), False),
        (at(2026, 3, 3, 9, 0), date(2026, 3, 4), False),  # set back by a day
        (at(2026, 3, 4, 9, 0), date(2036, 3, 4), True),  # set forward by years, and back again
        (at(2026, 4, 1, 9, 0), date(2026, 3, 4), True),  # three weeks off: once
    ],
)
def test_when_the_day_is_told_of(now: datetime, told_on: date | None, due: bool):
    assert is_due(now, AT, told_on) is due


@pytest.mark.parametrize(
    ("now", "begins", "ends", "quiet"),
    [
        (time(23, 0), time(22), time(8), True),
        (time(7, 59), time(22), time(8), True),
        (time(8, 0), time(22), time(8), False),
        (time(12, 30), time(12), time(13), True),
        (time(13, 0), time(12), time(13), False),
        (time(3, 0), None, time(8), False),
        (time(3, 0), time(3), time(3), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(now: time, begins: time | None, ends: time | None, quiet: bool):
    assert is_quiet(now, begins, ends) is quiet


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 30)),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.times(max_value=time(23, 30)),  # it is looked each quarter of an hour here
)
def test_a_day_with_a_jump_of_the_clock_is_told_of_once(start: date, zone: str, when: time):
    told: list[date] = []
    moment = datetime.combine(start, time(), UTC)
    for _ in range(48 * 4):
        local = moment.astimezone(ZoneInfo(zone))
        if is_due(local, when, told[-1] if told else None):
            told.append(local.date())
        moment += timedelta(minutes=15)
    assert len(told) == len(set(told))
    assert 1 <= len(told) <= 4


@given(st.dates(), st.integers(0, WRONG_CLOCK_DAYS))
def test_a_clock_that_is_set_back_tells_nothing_twice(told_on: date, back: int):
    if told_on.toordinal() > back:
        assert not is_due(datetime.combine(told_on - timedelta(days=back), time(23, 59), UTC), AT, told_on)


@pytest.mark.parametrize("text", ["", "8", "25:00", "08:30:00", "早上"])
def test_other_texts_are_no_times(text: str):
    assert parse_time(text) is None
    assert parse_day(text) is None


def test_times_and_days_are_read():
    assert parse_time("08:30") == AT
    assert parse_day("2026-03-04") == date(2026, 3, 4)
