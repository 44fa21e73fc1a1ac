"""Couriers: whose a tracking number looks like, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.couriers import Courier, Looks, check_digit, courier_named, looks_like


@pytest.mark.parametrize(
    ("number", "looks"),
    [
        ("sf1234567890123", Looks(Courier.SF, "SF", 15)),
        ("75123456789012", Looks(Courier.ZTO, "75", 14)),
        ("5123456789012", Looks(Courier.YUNDA, "5", 13)),
        ("1Z999AA10123456784", Looks(Courier.UPS, "1Z", 18)),
        ("RB123456785TW", Looks(Courier.TAIWAN_POST, "RB", 13, checked=True)),
        ("LX123456780HK", Looks(Courier.HONG_KONG_POST, "LX", 13)),
        ("EE123456785JP", Looks(Courier.EMS, "EE", 13, checked=True)),
        ("RR123456785JP", None),
        ("12345", None),
    ],
)
def test_a_suggestion_says_why(number: str, looks: Looks | None):
    assert looks_like(number) == looks


def test_the_check_digit_of_the_post_is_that_of_the_standard():
    assert check_digit("47312482") == "9"  # the example of UPU S10-12


@given(st.text(max_size=40))
def test_any_text_may_be_asked(text: str):
    found = looks_like(text)
    assert found is None or found.length >= len(found.head)


@pytest.mark.parametrize(
    ("text", "courier"),
    [
        ("顺丰速运", Courier.SF), ("順豐", Courier.SF), ("SF", Courier.SF), ("SF123", None), ("圓通快遞", Courier.YTO),
        ("邮政EMS", Courier.EMS), ("中華郵政", Courier.TAIWAN_POST), ("黑貓", None), ("", None),
    ],
)  # fmt: skip
def test_a_courier_is_known_by_its_name(text: str, courier: Courier | None):
    assert courier_named(text) is courier
