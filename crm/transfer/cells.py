"""What a cell of a foreign table says once the damage of other programs is taken off."""

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

#: longest text one cell may hold, in characters; a longer one is reported with its row
MAX_CELL = 500_000


class Removed(StrEnum):
    """What cleaning takes out of a cell."""

    CONTROL = "control"
    INVISIBLE = "invisible"
    SURROGATE = "surrogate"
    WRAPPER = "wrapper"


# bidirectional marks and zero-width characters: they hide in names and make equal ids differ
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")
# a joiner keeps emoji families together, so it goes only where it joins nothing
_OUTSIDE = " \t\n\u3000\u200d"
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"', re.DOTALL)


def unwrap(text: str) -> str:
    """The text inside the two wrappers that keep Excel from changing it.

    One leading `'` is taken off and then nothing else; otherwise `="..."` gives what stands between
    the quotes. The inverse of `wrap`.
    """
    if text.startswith("'"):
        return text[1:]
    if text.startswith("="):
        wrapped = _WRAPPED.fullmatch(text)
        if wrapped is not None:
            return wrapped[1].replace('""', '"')
    return text


def wrap(text: str) -> str:
    """The text with one leading `'`, which `unwrap` takes off again."""
    return "'" + text


def clean_text(text: str, removed: Counter[Removed]) -> str:
    """The text without what no person typed: NUL and other controls, lone surrogates, zero-width and
    direction marks, blanks outside. Line ends become one newline, odd blanks a plain one.

    What was taken out is counted in `removed`, by kind. Cleaning a clean text changes nothing.
    """
    if text.isprintable() and not text.startswith((" ", "\u3000")) and not text.endswith((" ", "\u3000")):
        return text
    text = _LINE_ENDS.sub("\n", text)
    for pattern, kind in (
        (_SURROGATE, Removed.SURROGATE),
        (_INVISIBLE, Removed.INVISIBLE),
        (_CONTROL, Removed.CONTROL),
    ):
        text, times = pattern.subn("", text)
        if times:
            removed[kind] += times
    return _BLANKS.sub(" ", text).strip(_OUTSIDE)


def clean_cell(text: str, removed: Counter[Removed]) -> str:
    """One cell of a foreign table: cleaned as `clean_text` does, and taken out of its wrapper."""
    text = clean_text(text, removed)
    if text and text[0] in "'=":
        inside = unwrap(text)
        if inside != text:
            removed[Removed.WRAPPER] += 1
            return clean_text(inside, removed)
    return text


#: stands around the cells of `joined_if_clean`: seldom written, and printable
EDGE = "\u2021"
# what cleaning or unwrapping might change at the edge of a cell; the inside is told by `isprintable`
_SUSPECTS = (f"{EDGE} ", f" {EDGE}", f"{EDGE}'", f"{EDGE}=", "\ufffd")


def joined_if_clean(cells: Sequence[str]) -> str | None:
    """The cells of a row as one text, an `EDGE` before and after each, if none of them needs a closer look.

    Most rows need none, and a few fast searches over the row cost less than a call for every cell.
    """
    whole = f"{EDGE}{EDGE.join(cells)}{EDGE}"
    if len(whole) > MAX_CELL or not whole.isprintable() or whole.count(EDGE) != len(cells) + 1:
        return None
    for suspect in _SUSPECTS:
        if suspect in whole:
            return None
    return whole
