"""Days as people say them, in both scripts and in English, seen from Wednesday, 4 March 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.spoken_dates import find_dates, number_of

WEDNESDAY = date(2026, 3, 4)


def day(text: str, today: date = WEDNESDAY) -> str:
    """The only day that a text names, `03-05`; with its year where that is another."""
    (found,) = find_dates(text, today)
    assert found.words in text
    return found.day.isoformat().removeprefix("2026-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "03-04"), ("明天寄", "03-05"), ("明早發", "03-05"), ("后天", "03-06"), ("後天給你", "03-06"),
        ("大后天", "03-07"), ("昨天", "03-03"), ("大前天", "03-01"), ("星期四", "03-05"), ("今晚", "03-04"),
        ("周五", "03-06"), ("週三", "03-04"), ("禮拜天", "03-08"), ("周2", "03-10"), ("这周一", "03-02"),
        ("下周三前", "03-11"), ("下週日", "03-15"), ("下下周一", "03-16"), ("上周五", "02-27"), ("下星期", "03-09"),
        ("周末", "03-07"), ("下周末", "03-14"), ("月底", "03-31"), ("下个月底", "04-30"), ("月初", "04-01"),
        ("月中", "03-15"), ("下月中", "04-15"), ("下月", "04-01"), ("下個月5號", "04-05"), ("年底", "12-31"),
        ("15号寄给你", "03-15"), ("我3号到", "04-03"), ("31號", "03-31"), ("二十号", "03-20"),
        ("3天后", "03-07"), ("三天後到", "03-07"), ("十二天内", "03-16"), ("两周后", "03-18"), ("半个月后", "03-19"),
        ("一个月后", "04-04"), ("10天前", "02-22"),
        ("3月15号", "03-15"), ("3月1日", "03-01"), ("12月25日", "12-25"), ("2027年1月2日", "2027-01-02"),
        ("2026-04-05", "04-05"), ("2026/4/5", "04-05"), ("3/15", "03-15"), ("1月20日", "01-20"),
        ("tomorrow", "03-05"), ("the day after tomorrow", "03-06"), ("Yesterday", "03-03"), ("by Friday", "03-06"),
        ("next Friday", "03-13"), ("on fri", "03-06"), ("in 3 days", "03-07"), ("a week later", "03-11"),
        ("two days ago", "03-02"), ("in ten days", "03-14"), ("this weekend", "03-07"), ("next weekend", "03-14"),
        ("next week", "03-09"), ("next month", "04-01"), ("end of the month", "03-31"), ("end of next month", "04-30"),
        ("end of this week", "03-06"), ("end of month", "03-31"), ("March 20th", "03-20"),
        ("20 March 2027", "2027-03-20"), ("the 15th", "03-15"),
        ("Sept. 3, 2026", "09-03"), ("in 1 month", "04-04"),
    ],
)  # fmt: skip
def test_a_day_in_words(text, expected):
    assert day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "天天都好",
        "口红15号",
        "15号楼",
        "A15号",
        "99号",
        "2月30号",
        "13/45",
        "第3周",
        "he sat in the sun",
        "the 99th",
        "3.15元",
        "February 31",
        "0号",
    ],
)
def test_what_is_no_day(text):
    assert find_dates(text, WEDNESDAY) == ()


def test_the_end_of_a_month_is_that_of_each_month():
    assert day("月底", date(2026, 2, 3)) == "02-28"
    assert day("月中", date(2026, 3, 20)) == "04-15"
    assert day("月初", date(2026, 3, 1)) == "03-01"
    assert day("1个月后", date(2026, 1, 31)) == "02-28"
    assert day("30号", date(2026, 1, 31)) == "03-30"
    assert day("1月2日", date(2026, 6, 1)) == "2027-01-02"


def test_several_days_stand_in_their_order():
    assert [(one.start, one.words, one.day.day) for one in find_dates("周五前发，最晚月底", WEDNESDAY)] == [
        (0, "周五", 6),
        (7, "月底", 31),
    ]


def test_numbers_in_words():
    assert [number_of(words) for words in ("12", "两", "十", "十二", "三十", "二十五", "an", "ten")] == [
        12, 2, 10, 12, 30, 25, 1, 10,
    ]  # fmt: skip


def test_the_end_of_the_calendar_is_no_trouble():
    assert find_dates("99周后 明天 下月底 next month", date(9999, 12, 31)) == ()


PIECES = st.sampled_from(
    [
        *(
            "明天",
            "後天",
            "下",
            "周",
            "週三",
            "3",
            "十",
            "天",
            "号",
            "月",
            "底",
            "后",
            "前",
            "next ",
            "friday",
            "in ",
            "the ",
        ),
        *("th", "/", "-", "2026", "年", " ", "ﬀ", "İ", "㍿", "\n", "😀"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=200), st.dates())
def test_whatever_is_written_the_words_are_in_it(text, today):
    end = 0
    for one in find_dates(text, today):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words
        end = one.end
