"""Words of talks for the index, the queries they meet, and the part of a talk that is shown."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.names import fold, highlight, snippet
from crm.names.said import INDEXED, said_query, said_text
from crm.names.snippet import LONGEST

TEXTS = st.text("我你好的吗面膜價价格abclvé ，。!\"*'()%1３", max_size=12)


@pytest.fixture(scope="module")
def index():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE f USING fts5(t, content='', columnsize=0, prefix='1', tokenize='unicode61')"
        )
        yield connection


def fits(index: sqlite3.Connection, text: str, query: str) -> bool:
    index.execute("INSERT INTO f(f) VALUES ('delete-all')")
    index.execute("INSERT INTO f(rowid, t) VALUES (1, ?)", (said_text(text),))
    return index.execute("SELECT count(*) FROM f WHERE f MATCH ?", (said_query(query),)).fetchone()[0] == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("问了面膜的价格", "面"),
        ("问了面膜的价格", "格"),
        ("问了面膜的价格", "膜的价"),
        ("問了面膜的價格", "价格"),
        ("价格", "價格"),
        ("Busy week", "busy w"),
        ("Busy week", "week BUSY"),
        ("好的ok", "ok 好"),
        ("Lüshan", "lv"),
        ("lvshan", "lu"),
        ("単号１２３", "123"),
        ("don't go", "don't"),
        ("她说：“AND”", "AND"),
        ("NEAR(x)", "NEAR("),
        ("50% off", "50%"),
        ("𠮷野家", "𠮷野"),
    ],
)
def test_what_was_said_is_found(index, text, query):
    assert fits(index, text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("面膜", "膜面"),
        ("好，的", "好的"),
        ("AB面，膜C", "面膜"),
        ("weekly", "eek"),
        ("你好 我", "你我"),
        ("", "x"),
    ],
)
def test_what_was_not_said_is_not_found(index, text, query):
    assert not fits(index, text, query)


@pytest.mark.parametrize("query", ["", "  ", "%", "*", '"', "！", "\0", "🎉"])
def test_signs_alone_find_nothing(query):
    assert said_query(query) == ""


@given(TEXTS)
def test_every_text_carries_the_mark_of_the_index(index, text):
    index.execute("INSERT INTO f(f) VALUES ('delete-all')")
    index.execute("INSERT INTO f(rowid, t) VALUES (1, ?)", (said_text(text),))
    assert index.execute("SELECT count(*) FROM f WHERE f MATCH ?", (INDEXED,)).fetchone() == (1,)


@given(TEXTS, st.data())
def test_any_run_of_characters_is_found_where_it_stands(index, text, data):
    folded = fold(text)
    runs = [run for run in "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in folded).split() if run]
    if runs:
        run = data.draw(st.sampled_from(runs))
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        assert fits(index, text, run[start:end])


@given(TEXTS, st.text("我你好的吗面膜价", min_size=1, max_size=3))
def test_characters_that_do_not_stand_so_are_not_found(index, text, query):
    joined = "".join(fold(text).split())  # blanks between characters make no difference
    assert fits(index, text, query) == (query in joined)


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_query_is_one_the_index_takes(index, text, query):
    if said_query(query):
        fits(index, text, query)


def test_a_snippet_is_the_part_around_what_was_found():
    text = "前" * 300 + "面膜" + "后" * 300
    shown = snippet(text, "面膜")
    assert len(shown) <= LONGEST + 2
    assert shown.startswith("…前")
    assert shown.endswith("后…")
    assert [shown[a:b] for a, b in highlight(shown, "面膜")] == ["面膜"]


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("问了 面膜\n的价格", "面膜", "问了 面膜 的价格"),
        ("short", "nothing", "short"),
        ("", "x", ""),
        ("x" * 40 + " weekly week", "week", "…xxxxxxxxxxx weekly week"),
        ("about " * 10 + "bout", "bout", "…about about bout"),
        ("about " * 10, "bout", "about " * 9 + "about"),
    ],
)
def test_snippets_are_one_line(text, query, shown):
    assert snippet(text, query) == shown


@given(st.text(max_size=300), st.text(max_size=10))
def test_a_snippet_is_short_and_of_the_text(text, query):
    assert len(snippet(text, query)) <= LONGEST + 2
