"""Sign-up lists: who wants how much, and every line that cannot be read is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.couriers import Courier, courier_of
from crm.signups import SignUp, Wanted, read_sign_ups

LIST = """#接龙
3月8日 草莓团 2斤/盒 58元
例 姓名+盒数
@所有人 快来

1. 小王 2盒
2、李姐-3栋502 1盒
3. Amy 大1小2
4. 王芳 三盒
5. 陈先生 x2 不要太熟
6. 赵六
7. 孙七 13800000001 +1
收件人 孙七
广东省深圳市南山区科苑路1号
8：周八 4
9. ？？？ 2盒
"""


def test_a_list_as_groups_write_it():
    read = read_sign_ups(LIST)
    assert read is not None
    assert (read.title, read.price, read.unit) == ("3月8日 草莓团 2斤/盒 58元", "58", "")
    assert read.entries == (
        SignUp(1, 6, "小王", (Wanted(2),)),
        SignUp(2, 7, "李姐", (Wanted(1),), "3栋502"),
        SignUp(3, 8, "Amy", (Wanted(1, "大"), Wanted(2, "小"))),
        SignUp(4, 9, "王芳", (Wanted(3),)),
        SignUp(5, 10, "陈先生", (Wanted(2),), "不要太熟"),
        SignUp(7, 12, "孙七", (Wanted(1),), "13800000001\n收件人 孙七\n广东省深圳市南山区科苑路1号"),
        SignUp(8, 15, "周八", (Wanted(4),)),
    )
    assert [(one.line, one.text) for one in read.unread] == [(11, "赵六"), (16, "？？？ 2盒")]
    assert sum(entry.quantity for entry in read.entries) == 16


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("小王 2大1小", (Wanted(2, "大"), Wanted(1, "小"))),
        ("小王 大2小1", (Wanted(2, "大"), Wanted(1, "小"))),
        ("小王+2", (Wanted(2),)),
        ("小王 两箱", (Wanted(2),)),
        ("小王*3盒", (Wanted(3),)),
        ("小王 12", (Wanted(12),)),
        ("小王 ３盒", (Wanted(3),)),
    ],
)
def test_how_much_is_wanted(line: str, wanted: tuple[Wanted, ...]):
    read = read_sign_ups(f"#接龙\n面膜\n1. {line}")
    assert read is not None
    assert read.entries[0].wanted == wanted
    assert read.entries[0].name == "小王"


def test_a_text_without_numbered_lines_is_no_list():
    assert read_sign_ups("小王 2盒\n李姐 1盒") is None
    assert read_sign_ups("") is None


PIECES = [
    "1. 小王 2盒",
    "2、",
    "#接龙",
    "@所有人",
    "例 姓名",
    "3. 大1小2",
    "小王",
    "58元/盒",
    "4: x",
    "",
    "13800000001",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=20))
def test_every_numbered_line_is_read_or_told(lines: list[str]):
    read = read_sign_ups("\n".join(lines))
    if read is None:
        return
    places = [entry.line for entry in read.entries] + [one.line for one in read.unread]
    assert len(set(places)) == len(places)
    assert all(0 < entry.quantity <= 9999 and entry.name for entry in read.entries)


@pytest.mark.parametrize(
    ("number", "courier"),
    [
        ("SF1234567890123", Courier.SF), ("YT1234567890123", Courier.YTO), ("JT1234567890123", Courier.JT),
        ("JD0123456789012", Courier.JD), ("JDVA12345678901-1-1-", Courier.JD), ("DPK123456789012", Courier.DEPPON),
        ("75123456789012", Courier.ZTO), ("773123456789012", Courier.STO), ("312345678901234", Courier.YUNDA),
        ("EA123456789CN", Courier.EMS), ("1234567890123", Courier.EMS), ("621123456789012", Courier.CAINIAO),
        ("sf 1234 5678 90123", Courier.SF), ("12345", None), ("", None), ("王芳", None),
    ],
)  # fmt: skip
def test_couriers_are_suggested(number: str, courier: Courier | None):
    assert courier_of(number) is courier
