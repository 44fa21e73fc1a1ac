"""Whether a short list's names fit what was typed: by their words, by pinyin, by its initials."""

import re
from functools import lru_cache

from crm.names.characters import fold
from crm.names.keys import BORDER, search_text

_PIECES = re.compile(r"[a-z0-9]+|[^a-z0-9]+")


def fits(name: str, typed: str, text: str = "") -> bool:
    """Whether each piece of `typed` stands in the name, is the beginning of how it is spelled, or stands in `text`.

    `typed` is folded already. What fits nothing is typed in vain: an empty one fits everything.
    """
    folded, words, _ = _words(name)
    said = fold(text) if text else ""
    return all(
        piece in folded or any(word.startswith(piece) for word in words) or piece in said
        for part in typed.split()
        for piece in _PIECES.findall(part)
    )


def begins(name: str, typed: str) -> bool:
    """Whether the name, its pinyin or its initials begin with what was typed (folded already)."""
    return any(spelling.startswith(typed) for spelling in _words(name)[2])


def spellings(name: str) -> tuple[str, ...]:
    """What a Chinese name may be typed as in Latin letters: all of its first words, in full and in initials."""
    return tuple(word for word in _words(name)[2][1:] if word.isascii() and word.isalpha())


@lru_cache(4096)
def _words(name: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A name folded, everything it may be typed as, and what it may be typed as from its beginning."""
    found = search_text([name], (), (), ()).split()
    spelled = found[found.index(BORDER) + 1 :][:2] if found else []
    return fold(name), tuple(found), (fold(name), *spelled)
