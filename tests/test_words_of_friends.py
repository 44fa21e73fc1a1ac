"""The words for friends, days and talks, in each language."""

from datetime import date, datetime, timedelta, timezone

import pytest

from crm.accounts import Platform
from crm.contacts import Standing, TieState
from crm.conversations import Direction, Kind
from crm.finder import Sort
from crm.follow_ups import Snooze
from crm.lunar import Birthday
from crm.merging import CHOSEN, OWN_FIELD
from crm.name_cards import Part
from crm.stages import Stage
from crm.wording.days import day_words, moment_words
from crm.wording.friends import birthday_words, platform_word, sort_word, stage_word, standing_word, tie_word
from crm.wording.name_cards import part_word
from crm.wording.same import compared_word
from crm.wording.talks import direction_word, kind_word, snooze_word


@pytest.mark.parametrize(
    ("codes", "word"),
    [
        (Stage, stage_word), (Standing, standing_word), (Platform, platform_word), (TieState, tie_word),
        (Sort, sort_word), (Direction, direction_word), (Kind, kind_word), (Snooze, snooze_word),
        ({*Part} - {Part.REGION}, part_word), (CHOSEN, compared_word),
    ],
)  # fmt: skip
def test_every_code_has_a_word_of_its_own(language, codes, word):
    words = [word(code) for code in codes]
    assert all(words)
    assert len(set(words)) == len(words)


def test_taiwan_has_its_own_words(language):
    expected = {"en": "Interested", "zh_CN": "有意向", "zh_TW": "有興趣"}
    assert stage_word(Stage.INTERESTED) == expected[language]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (3, "in 3 days"), (-30, "30 days ago")]
)
def test_near_days_are_told_by_their_distance(days, words):
    assert day_words(date(2026, 3, 4) + timedelta(days=days), date(2026, 3, 4)) == words


def test_far_days_are_told_by_their_date_with_the_year_unless_it_is_this_one():
    assert day_words(date(2026, 8, 1), date(2026, 3, 4)) == "1 August 2026".removesuffix(" 2026")
    assert day_words(date(2024, 8, 1), date(2026, 3, 4)) == "1 August 2024"


def test_moments_of_today_and_yesterday_have_their_time_in_the_zone_of_the_shop(clock):
    zone = timezone(timedelta(hours=8))
    assert moment_words(datetime(2026, 3, 4, 8, 30, tzinfo=zone), clock) == "today 08:30"
    assert moment_words(datetime(2026, 3, 3, 21, 5, tzinfo=zone), clock) == "yesterday 21:05"
    assert moment_words(datetime(2026, 3, 1, 21, 5, tzinfo=zone), clock) == "3 days ago"


def test_birthdays_say_their_calendar():
    assert birthday_words(Birthday(8, 15, lunar=True)) == "lunar 八月十五"
    assert birthday_words(Birthday(8, 15, 1990, lunar=True)) == "lunar 八月十五, 1990"
    assert birthday_words(Birthday(8, 15, 1990)) == "15 August 1990"
    assert birthday_words(Birthday(8, 15)) == "15 August"


def test_an_own_field_is_compared_under_its_own_name():
    assert compared_word(OWN_FIELD + "肤质") == "肤质"
