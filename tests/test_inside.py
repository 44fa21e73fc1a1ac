"""Words inside a text: where they stand, whatever their width, case and script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.names import Needles, fold


@pytest.mark.parametrize(
    ("typed", "text", "spans"),
    [
        ("膜", "面膜，面膜", ((1, 2), (4, 5))),
        ("面膜", "面膜面膜", ((0, 4),)),
        ("mask 请", "請問ＭASK", ((0, 1), (2, 6))),
        ("aa", "aaa", ((0, 2),)),
        ("", "面膜", ()),
        ("没有", "面膜", ()),
    ],
)
def test_where_they_stand(typed: str, text: str, spans: tuple[tuple[int, int], ...]):
    assert Needles.of(typed).spans(text) == spans


@given(st.text(max_size=30), st.text(max_size=60))
def test_spans_are_in_order_and_apart_and_in_the_text(typed: str, text: str):
    needles = Needles.of(typed)
    spans = needles.spans(text)
    flat = [edge for span in spans for edge in span]
    assert flat == sorted(set(flat))
    assert all(0 <= edge <= len(text) for edge in flat)
    assert not needles.in_folded(fold(text)) or needles.words
