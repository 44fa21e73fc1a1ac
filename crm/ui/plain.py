"""Words of other people made safe to show: bounded, never markup, never turning the text around them."""

import html
import re
import unicodedata

LONGEST_LINE = 300
LONGEST_TOOLTIP = 2_000

_ISOLATE, _POP = "\u2068", "\u2069"
# the blocks of Hebrew, Arabic and their neighbours; looking up each character costs more than painting the line
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """The text as one line of at most so many characters.

    Line breaks and control characters become blanks; text that runs from right to left is isolated, so that
    the words beside it stay where they are.
    """
    cut = text[: longest + 1]
    if len(cut) > longest:
        cut = cut[: longest - 1] + "…"
    if cut.isascii() and cut.isprintable():
        return cut
    if not cut.isprintable():
        cut = "".join(_printable(ch) for ch in cut)
    if _RIGHT_TO_LEFT.search(cut):
        return f"{_ISOLATE}{cut}{_POP}"
    return cut


def _printable(ch: str) -> str:
    # joiners and variation selectors (Cf) hold emoji together; only what turns the direction is dropped
    if ch in _OVERRIDES:
        return ""
    if ch.isprintable() or unicodedata.category(ch) == "Cf":
        return ch
    return " "


def tooltip(text: str) -> str:
    """The text as a tooltip that Qt shows literally and wraps; "" stays "" (no tooltip)."""
    if not text:
        return ""
    cut = text if len(text) <= LONGEST_TOOLTIP else text[: LONGEST_TOOLTIP - 1] + "…"
    return f'<qt><span style="white-space: pre-wrap">{html.escape(cut)}</span></qt>'


def menu_text(text: str) -> str:
    """The text for a menu, a tab or a button, where a single `&` would become a shortcut."""
    return one_line(text).replace("&", "&&")
