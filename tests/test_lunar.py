"""Birthdays by the sun and by the moon: how they are written, and the days they fall on."""

import random
from datetime import date, datetime, timedelta

import pytest
from cnlunar import Lunar
from hypothesis import given
from hypothesis import strategies as st

from crm.lunar import Birthday, lunar_of, lunar_text, parse_birthday

FIRST, LAST = date(1900, 1, 31), date(2101, 1, 28)
# months whose new moon comes within a minute or so of midnight, on which published tables are divided
UNSETTLED = (
    (date(2057, 9, 28), date(2057, 10, 27)),
    (date(2089, 9, 4), date(2089, 10, 3)),
    (date(2097, 8, 7), date(2097, 9, 5)),
)


@st.composite
def birthdays(draw):
    year = draw(st.none() | st.integers(1900, 2100))
    if draw(st.booleans()):
        return Birthday(draw(st.integers(1, 12)), draw(st.integers(1, 30)), year, True, draw(st.booleans()))
    day = draw(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    if year is None:
        return Birthday(day.month, day.day)
    return Birthday(day.month, day.day, day.year)


def test_lunar_days_agree_with_another_calendar():
    picked = random.Random(5)
    span = (date(2099, 12, 31) - date(1901, 2, 19)).days
    compared = 0
    for _ in range(1_500):
        day = date(1901, 2, 19) + timedelta(picked.randrange(span))
        if any(start <= day <= end for start, end in UNSETTLED):
            continue
        theirs = Lunar(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 -- the oracle takes local noon
        assert lunar_of(day) == (theirs.lunarMonth, theirs.lunarDay, theirs.isLunarLeapMonth), day
        compared += 1
    assert compared > 1_400


@given(st.dates(FIRST, LAST))
def test_the_lunar_day_of_today_is_celebrated_today(day):
    lunar = lunar_of(day)
    assert lunar is not None
    month, number, leap = lunar
    assert Birthday(month, number, lunar=True, leap=leap).next_on(day) == day


@given(st.dates())
def test_days_without_tables_have_no_lunar_day(day):
    assert (lunar_of(day) is None) == (not FIRST <= day <= LAST)


@pytest.mark.parametrize(
    ("code", "today", "on"),
    [
        ("1990-08-15", "2024-08-15", "2024-08-15"),
        ("1990-08-15", "2024-08-16", "2025-08-15"),
        ("--02-29", "2023-03-01", "2024-02-29"),
        ("--02-29", "2025-01-01", "2025-02-28"),
        ("L--08-15", "2024-09-17", "2024-09-17"),
        ("L--08-15", "2024-09-18", "2025-10-06"),
        ("L--01-01", "2024-02-11", "2025-01-29"),
        ("L--12-30", "2025-01-01", "2025-01-28"),  # the twelfth month has 29 days: its last
        ("L--12-30", "2024-01-15", "2024-02-09"),  # it has 30
        ("L--02+-01", "2023-01-01", "2023-03-22"),  # 2023 has a second second month
        ("L--02+-01", "2024-01-01", "2024-03-10"),  # 2024 has not
        ("L--02-01", "2023-01-01", "2023-02-20"),
    ],
)
def test_the_next_birthday_follows_the_rules(code, today, on):
    assert Birthday.parse(code).next_on(date.fromisoformat(today)) == date.fromisoformat(on)


@given(birthdays(), st.dates())
def test_the_next_birthday_is_never_past_nor_far(birthday, today):
    on = birthday.next_on(today)
    assert on >= today
    assert (on - today).days < 400
    assert birthday.next_on(on) == on


def test_beyond_the_tables_a_lunar_birthday_stays_about_where_it_was():
    birthday = Birthday(8, 15, lunar=True)
    assert birthday.in_year(2101) is None
    assert birthday.in_year(1899) is None
    assert birthday.next_on(date(2150, 1, 1)).month in (9, 10)
    assert birthday.next_on(date(1800, 1, 1)).month in (9, 10)
    assert birthday.next_on(date(9999, 12, 31)) == date.max


def test_a_solar_year_that_does_not_exist_has_no_birthday():
    assert Birthday(8, 15).in_year(10_000) is None


@pytest.mark.parametrize(
    ("code", "day", "age"),
    [
        ("1990-08-15", "2024-08-14", 33),
        ("1990-08-15", "2024-08-15", 34),
        ("1990-08-15", "1990-08-15", 0),
        ("1990-08-15", "1990-08-14", None),
        ("--08-15", "2024-08-15", None),
        ("2000-02-29", "2023-02-28", 23),
        ("L1990-08-15", "2024-09-16", 33),
        ("L1990-08-15", "2024-09-17", 34),
        ("L1990-12-25", "2025-01-20", 33),  # 小年 of the lunar year 2024 is still to come
        ("L1990-12-25", "2025-01-24", 34),
        ("1990-08-15", "0001-01-01", None),
    ],
)
def test_age_is_the_number_of_birthdays_since(code, day, age):
    assert Birthday.parse(code).age_on(date.fromisoformat(day)) == age


@given(birthdays())
def test_a_birthday_survives_its_code(birthday):
    assert Birthday.parse(birthday.code()) == birthday
    assert parse_birthday(birthday.code()) == birthday


@pytest.mark.parametrize(
    ("month", "day", "year", "lunar", "leap"),
    [
        (6, 31, None, False, False),
        (13, 1, None, False, False),
        (2, 29, 2023, False, False),
        (8, 15, None, False, True),
        (8, 31, None, True, False),
        (13, 1, None, True, False),
        (0, 1, None, True, False),
        (1, 0, None, True, False),
        (1, 1, 0, True, False),
        (1, 1, 10_000, False, False),
    ],
)
def test_a_day_in_no_calendar_is_no_birthday(month, day, year, lunar, leap):
    with pytest.raises(ValueError, match=r".+"):
        Birthday(month, day, year, lunar, leap)


@pytest.mark.parametrize("code", ["", "1990-8-15", "M--08-15", "L--08-15 ", "1990-02+-01", "١٩٩٠-08-15"])
def test_other_text_is_no_code(code):
    with pytest.raises(ValueError, match=r".+"):
        Birthday.parse(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1990-08-15", "1990-08-15"),
        ("1990/8/15", "1990-08-15"),
        ("1990.8.15", "1990-08-15"),
        ("1990年8月15日", "1990-08-15"),
        ("１９９０年８月１５日", "1990-08-15"),
        ("一九九〇年八月十五日", "1990-08-15"),
        ("民國79年8月15日", "1990-08-15"),
        ("19900815", "1990-08-15"),
        ("1990-08-15T00:00:00", "1990-08-15"),
        ("1990-08-15 00:00:00.000", "1990-08-15"),
        ("8/15/1990", "1990-08-15"),
        ("15/8/1990", "1990-08-15"),
        ("8/8/1990", "1990-08-08"),
        ("1604-08-15", "--08-15"),
        ("0000-08-15", "--08-15"),
        ("8月15日", "--08-15"),
        ("8月15號", "--08-15"),
        ("生日：8月15日", "--08-15"),
        ("8-15", "--08-15"),
        ("08/15", "--08-15"),
        (" --08-15 ", "--08-15"),
        ("--0815", "--08-15"),
        ("公历八月十五", "--08-15"),
        ("八月十五日", "--08-15"),
        ("八月十五", "L--08-15"),
        ("农历八月十五", "L--08-15"),
        ("農曆1990年八月十五", "L1990-08-15"),
        ("阴历8月15", "L--08-15"),
        ("1990年8月15日（农历）", "L1990-08-15"),
        ("农历8/15/1990", "L1990-08-15"),
        ("闰二月初一", "L--02+-01"),
        ("閏2月1日", "L--02+-01"),
        ("腊月廿三", "L--12-23"),
        ("臘月二十三", "L--12-23"),
        ("冬月初八", "L--11-08"),
        ("正月初一", "L--01-01"),
        ("农历十二月卅", "L--12-30"),
        ("除夕", "L--12-30"),
        ("农历中秋", "L--08-15"),
        ("L1990-02+-01", "L1990-02+-01"),
    ],
)
def test_birthdays_are_read_as_people_write_them(text, code):
    birthday = parse_birthday(text)
    assert birthday is not None
    assert birthday.code() == code


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "0/0/00", "0000-00-00", "6月31日", "2023-02-29", "5/6/1990", "13/13/1990",
        "农历公历8-15",
        "农历8月31", "公历闰2月1日", "十三月初一", "一一月初一", "八月初初", "90-8-15", "L1990-13-01",
        "8" * 100,
    ],
)  # fmt: skip
def test_what_is_no_birthday_or_could_be_two_is_left_alone(text):
    assert parse_birthday(text) is None


@given(st.text(max_size=70))
def test_any_text_is_read_or_left_alone(text):
    birthday = parse_birthday(text)
    assert birthday is None or Birthday.parse(birthday.code()) == birthday


@given(birthdays().filter(lambda birthday: birthday.lunar))
def test_what_is_said_of_a_lunar_birthday_is_read_back(birthday):
    for traditional in (False, True):
        again = parse_birthday(lunar_text(birthday, traditional=traditional))
        assert again == Birthday(birthday.month, birthday.day, None, True, birthday.leap)


def test_lunar_days_are_said_as_people_say_them():
    assert lunar_text(Birthday(8, 15, lunar=True)) == "八月十五"
    assert lunar_text(Birthday(2, 1, lunar=True, leap=True)) == "闰二月初一"
    assert lunar_text(Birthday(12, 23, 1990, lunar=True, leap=True), traditional=True) == "閏臘月廿三"
