"""Dates are understood as people write them, or refused; never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.transfer.dates import BadDateError, birthday_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1990-08-15", "1990-08-15"),
        ("1990/8/5", "1990-08-05"),
        ("１９９０年８月１５日", "1990-08-15"),
        ("19900815", "1990-08-15"),
        ("8月15日", "--08-15"),
        ("08-15", "--08-15"),
        ("--0815", "--08-15"),
        ("1604-08-15", "--08-15"),
        ("2月29日", "--02-29"),
        ("33100", "1990-08-15"),
        ("农历八月十五", "L--08-15"),
        ("農曆1990年8月15日", "L1990-08-15"),
        ("一九九〇年闰五月初一", "L1990-05+-01"),
        ("腊月廿三", "L--12-23"),
        ("正月三十", "L--01-30"),
        ("十一月二十", "L--11-20"),
        ("冬月初十", "L--11-10"),
        ("8-30(阴历)", "L--08-30"),
        ("民国79年8月15日", "1990-08-15"),
        ("15/08/1990", "1990-08-15"),
        ("08/15/1990", "1990-08-15"),
    ],
)
def test_birthdays_are_understood_as_people_write_them(text, code):
    assert str(birthday_of(text)) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2月30日",
        "1990-13-01",
        "9999-12-31",
        "abc",
        "农历十三月初一",
        "正月卅五",
        "二二月初一",
        "八月廿十",
        "八月初十十",
        "正月初一二",
        "农历8月31日",
        "1990",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(BadDateError) as caught:
        birthday_of(text)
    assert not caught.value.ambiguous


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused(text):
    try:
        birthday = birthday_of(text)
    except BadDateError:
        return
    assert 1 <= birthday.month <= 12
    assert 1 <= birthday.day <= 31
