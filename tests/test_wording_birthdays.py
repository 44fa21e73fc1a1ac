"""A birthday is told by the sun and by the moon, with the age, the day it comes next and how far that is."""

from datetime import date

import pytest

from crm import wording
from crm.lunar import Birthday
from crm.wording.birthdays import birthday_lines

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("birthday", "both", "following"),
    [
        (
            Birthday(3, 5, 1990), "5 March 1990 · lunar 二月初九",
            "Age 35 · Next: 5 March, tomorrow (lunar 正月十七 that year), turns 36",
        ),
        (
            Birthday(8, 15, 1990, lunar=True), "lunar 八月十五, 1990 · 3 October 1990",
            "Age 35 · Next: 25 September, turns 36",
        ),
        (Birthday(8, 15, None, lunar=True), "lunar 八月十五", "Next: 25 September"),
        (Birthday(4, 1), "1 April", "Next: 1 April, in 28 days (lunar 二月十四 that year)"),
        (
            Birthday(3, 4, 2026), "4 March 2026 · lunar 正月十六",
            "Age 0 · Next: 4 March, today (lunar 正月十六 that year), turns 0",
        ),
        (Birthday(5, 5, 1850), "5 May 1850", "Age 175 · Next: 5 May (lunar 三月十九 that year), turns 176"),
        (Birthday(5, 5, 1850, lunar=True), "lunar 五月初五, 1850", "Age 175 · Next: 19 June, turns 176"),
        (Birthday(5, 5, 2030), "5 May 2030 · lunar 四月初四", "Next: 5 May (lunar 三月十九 that year)"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.code(),
)  # fmt: skip
def test_a_birthday_is_told_in_full(birthday, both, following):
    assert birthday_lines(birthday, TODAY) == (both, following)


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_both_lines_are_told_in_every_language(language):
    wording.use(language)
    try:
        both, following = birthday_lines(Birthday(8, 15, 1990, lunar=True), TODAY)
    finally:
        wording.use("en")
    assert "八月十五" in both
    assert "36" in following
    assert "{" not in both + following
