"""How people are called, out of the names and 备注 they are kept under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.names import calling


@pytest.mark.parametrize(
    ("kept", "called"),
    [
        ("A李姐-深圳-3岁宝妈", "李姐"),
        ("AAA建材王总", "建材王总"),
        ("01 张三（老客户）", "张三"),
        ("🌸小美🌸", "小美"),
        ("Amy Wong", "Amy Wong"),
        ("Amy Wong 2024 KL", "Amy Wong KL"),
        ("Amy李-台北", "Amy李"),
        ("王芳 杭州", "王芳"),
        ("J. O'Neil | vip", "J. O'Neil"),
        ("【VIP】陈姐", "VIP"),
        ("3 boxes", "boxes"),
        ("2024", "2024"),
        ("🌸🌸", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_called(kept: str, called: str):
    assert calling(kept) == called


@given(st.text(max_size=300))
def test_never_more_than_stands_there(kept: str):
    assert all(word in kept for word in calling(kept).split())
