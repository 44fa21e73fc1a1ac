"""Amounts are read as people write them, exactly, and refused when they are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.money import MOST, AmountError, Currency, format_amount, parse_amount

CNY, TWD = Currency.CNY, Currency.TWD


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234.50", CNY, 123_450),
        ("￥99", CNY, 9_900),
        (" ¥ 99元 ", CNY, 9_900),
        ("１２", CNY, 1_200),
        ("-5", CNY, -500),
        ("−5", CNY, -500),
        ("+5", CNY, 500),
        ("¥-5", CNY, -500),
        ("-¥5", CNY, -500),
        ("(5.00)", CNY, -500),
        ("99块5", CNY, 9_950),
        ("99塊5毛", CNY, 9_950),
        ("99块", CNY, 9_900),
        ("1.2万", CNY, 1_200_000),
        ("1.23456万元", CNY, 1_234_560),
        ("3千", CNY, 300_000),
        (".5", CNY, 50),
        ("5.", CNY, 500),
        ("0", CNY, 0),
        ("-0", CNY, 0),
        ("1.5000", CNY, 150),
        ("RMB 20", CNY, 2_000),
        ("NT$1,200", TWD, 1_200),
        ("1200元", TWD, 1_200),
        ("1,200.00", TWD, 1_200),
        ("1.2萬", TWD, 12_000),
        ("HK$ 8.80", Currency.HKD, 880),
        ("MOP$7", Currency.MOP, 700),
        ("RM12.30", Currency.MYR, 1_230),
        ("S$3.10", Currency.SGD, 310),
        ("US$1,000", Currency.USD, 100_000),
        ("500円", Currency.JPY, 500),
        ("€2.50", Currency.EUR, 250),
        ("100000000000", CNY, MOST),
        ("-100000000000", CNY, -MOST),
    ],
)
def test_amounts_are_read_as_people_write_them(text, currency, minor):
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "-", "¥", "元", "万", "nan", "inf", "-Infinity", "1e400", "1e2", "0x10", "1_000",
        "1.2.3",
        "1,23", "12,34.5", ",5", "--5", "+-5", "-¥-5", "(-5)", "1.234", "0.001", "100000000000.01", "1" * 40,
        "1." + "0" * 40 + "1",
        "0" * 100, "99块55", "五块", "5 apples", "US$5",
        "1.00000000000000000000000000000000001",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_its_text(text):
    with pytest.raises(AmountError) as refused:
        parse_amount(text, CNY)
    assert refused.value.text == text


def test_a_currency_without_decimals_takes_none():
    with pytest.raises(AmountError):
        parse_amount("1.5", TWD)


def test_amounts_are_written_with_their_sign_and_grouping():
    assert format_amount(123_450, CNY) == "¥1,234.50"
    assert format_amount(120_000, CNY, short=True) == "¥1,200"
    assert format_amount(120_050, CNY, short=True) == "¥1,200.50"
    assert format_amount(1_200, TWD) == "NT$1,200"
    assert format_amount(-5, CNY) == "-¥0.05"
    assert format_amount(5, CNY, symbol=False) == "0.05"


@given(st.integers(-MOST, MOST), st.sampled_from(Currency), st.booleans(), st.booleans())
def test_every_amount_is_read_back_as_it_was_written(minor, currency, symbol, short):
    assert parse_amount(format_amount(minor, currency, symbol=symbol, short=short), currency) == minor


@given(st.text(max_size=80), st.sampled_from(Currency))
def test_any_text_is_an_amount_in_range_or_refused(text, currency):
    try:
        assert abs(parse_amount(text, currency)) <= MOST
    except AmountError as refused:
        assert refused.text == text  # noqa: PT017 -- either outcome is right, and each is checked
