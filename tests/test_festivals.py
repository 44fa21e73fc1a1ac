"""Festivals fall on the days on which people keep them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.festivals import USUAL, Festival, is_kept, near

KEPT = [
    (Festival.NEW_YEAR, date(2026, 1, 1)),
    (Festival.SPRING_EVE, date(2026, 2, 16)),
    (Festival.SPRING, date(2026, 2, 17)),
    (Festival.SPRING, date(2024, 2, 10)),
    (Festival.SPRING, date(2033, 1, 31)),
    (Festival.LANTERN, date(2026, 3, 3)),
    (Festival.MOTHERS, date(2026, 5, 10)),
    (Festival.MOTHERS, date(2022, 5, 8)),
    (Festival.FATHERS, date(2026, 6, 21)),
    (Festival.DRAGON_BOAT, date(2026, 6, 19)),
    (Festival.QIXI, date(2026, 8, 19)),
    (Festival.MID_AUTUMN, date(2026, 9, 25)),
    (Festival.MID_AUTUMN, date(2025, 10, 6)),  # after a leap month
    (Festival.DOUBLE_NINTH, date(2026, 10, 18)),
    (Festival.CHRISTMAS, date(2026, 12, 25)),
]


@pytest.mark.parametrize(("festival", "day"), KEPT)
def test_the_day_and_no_other_near_it(festival: Festival, day: date):
    assert [day + timedelta(days=n) for n in range(-20, 21) if is_kept(festival, day + timedelta(days=n))] == [day]


@given(st.sampled_from(Festival), st.integers(1901, 2099))
def test_each_comes_once_in_a_year(festival: Festival, year: int):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert (
        sum(is_kept(festival, day) for day in days) in (0, 1, 2)
        if festival is Festival.SPRING_EVE
        else (sum(is_kept(festival, day) for day in days) == 1)
    )


@given(st.dates())
def test_any_day_can_be_asked(day: date):
    found = near(day, Festival, 1)
    assert found is None or (found[0] in Festival and found[1] in (0, 1))


def test_the_first_of_the_chosen_ones_counts():
    assert near(date(2026, 2, 16), USUAL, 1) == (Festival.SPRING, 1)
    assert near(date(2026, 2, 16), Festival, 1) == (Festival.SPRING_EVE, 0)
    assert near(date(2026, 2, 16), (), 1) is None
    assert near(date(2026, 2, 15), USUAL, 1) is None
