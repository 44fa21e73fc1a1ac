"""Words of other people are bounded, on one line, literal, and leave the words beside them in place."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import Qt, QTextDocument

from crm.ui.plain import LONGEST_LINE, menu_text, one_line, tooltip


@given(st.text(max_size=400))
def test_any_text_becomes_one_bounded_line(text):
    line = one_line(text)
    assert len(line) <= LONGEST_LINE + 2
    assert len(line.splitlines()) <= 1


@given(st.text(alphabet=st.characters(categories=["L", "N"]), max_size=100).filter(str.isascii))
def test_plain_words_stay_as_they_are(text):
    assert one_line(text) == text


def test_text_that_turns_the_direction_is_isolated():
    assert one_line("王\u202e芳") == "王芳"
    assert one_line("שלום") == "\u2068שלום\u2069"


def test_every_letter_that_runs_from_right_to_left_is_isolated():
    letters = [ch for ch in map(chr, range(0x110000)) if unicodedata.bidirectional(ch) in {"R", "AL"}]
    assert [ch for ch in letters if one_line(ch) not in {f"\u2068{ch}\u2069", " "}] == []


def test_emoji_families_and_rare_characters_stay_whole():
    assert one_line("👨\u200d👩\u200d👧 𠮷") == "👨\u200d👩\u200d👧 𠮷"


@given(st.text(alphabet="<>&b/\"' img\nx", min_size=1, max_size=40))
def test_a_tooltip_shows_what_was_written(text):
    tip = tooltip(text)
    assert Qt.mightBeRichText(tip)
    document = QTextDocument()
    document.setHtml(tip)
    assert document.toPlainText().split() == text.split()


def test_no_words_no_tooltip():
    assert tooltip("") == ""
    assert len(tooltip("x" * 100_000)) < 3_000


def test_an_ampersand_is_no_shortcut():
    assert menu_text("A & B && C") == "A && B &&&& C"
