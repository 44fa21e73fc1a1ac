"""The keys kept beside a name: what it sorts by, the letter it stands under, and the text it is found by."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from crm.names.characters import HAN, fold, fold_plainly, meet
from crm.names.surnames import spelling
from crm.names.ways import dialled

BORDER = "\ue000"
"""Stands between two texts, so that no phrase reaches from one into the next; folding drops it elsewhere."""

_MOST_SYLLABLES = 12
_MOST_OTHER_READINGS = 4
_LONGEST_NAME, _LONGEST_OTHER, _LONGEST_TEXT = 200, 4_000, 12_000
_SORTED_CHARACTERS, _LONGEST_SORT_KEY = 16, 96

_HAN_RUN = re.compile(f"[{HAN}]+")
_RUN_OR_REST = re.compile(f"[{HAN}]+|[^{HAN}]+")

_PASSPORT = {"lv", "nv"}


class _Spacing(dict[int, str]):
    """A table for str.translate that folds, and sets blanks round characters that are words of their own."""

    def __missing__(self, code: int) -> str:
        folded = fold_plainly(chr(code))
        result = self[code] = "".join(f" {each} " if stands_alone(each) else each for each in folded)
        return result


def stands_alone(character: str) -> bool:
    """Whether the character is indexed as a word of its own: Chinese characters and kana."""
    wide = "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"
    return wide and character.isalnum()


_SPACING = _Spacing()


def spaced(text: str) -> str:
    """`text` folded, but `lv` and `nv` as they are, with one blank between its words, each Chinese character
    being one.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SPACING).split())


@lru_cache(65_536)
def _pinyin(run: str) -> str:
    """Everything a run of Chinese characters may be typed as: from each character on, whole and in initials.

    Other readings take the place of the usual one, one at a time: `zengguofan`, `cengguofan`.
    """
    said = [spoken for readings in spelling(run[:_MOST_SYLLABLES]) if (spoken := typed(readings))]
    usual = [spoken[0] for spoken in said]
    found = _endings(usual, len(usual))
    others = [(index, other) for index, spoken in enumerate(said) for other in spoken[1:]]
    for index, other in others[:_MOST_OTHER_READINGS]:
        found |= _endings([*usual[:index], other, *usual[index + 1 :]], index + 1)
    return " ".join(found)


@lru_cache(4_096)
def typed(readings: tuple[str, ...]) -> tuple[str, ...]:
    """The readings as they are typed: ü is `u` here as in a folded query, or `yu` as in passports."""
    both = ((meet(said), said.replace("v", "yu") if said in _PASSPORT else "") for said in readings)
    return tuple(dict.fromkeys(said for said in chain.from_iterable(both) if said))


def _endings(syllables: list[str], starts: int) -> dict[str, None]:
    """The spellings from each of the first `starts` syllables to the end, in full and in initials.

    One initial alone is left out: it is the beginning of the syllable.
    """
    found: dict[str, None] = {}
    for start in range(starts):
        rest = syllables[start:]
        found["".join(rest)] = None
        if len(rest) > 1:
            found["".join([syllable[0] for syllable in rest])] = None
    return found


def search_text(names: Iterable[str], handles: Iterable[str], phones: Iterable[str], others: Iterable[str]) -> str:
    """The text by which a friend is found, for a full-text index with `unicode61`; at most 12,000 characters.

    `names` are the name and every 备注, and are found by pinyin too; `phones` by their beginnings and last
    four digits; `others` are notes, tags and the like. Raises ResourceMissingError before set-up.
    """
    parts: list[str] = []
    for name in dict.fromkeys(names):
        shown = name[:_LONGEST_NAME]
        parts += _words(shown)
        if not shown.isascii():
            parts += map(_pinyin, _HAN_RUN.findall(unicodedata.normalize("NFKC", shown)))
    for handle in handles:
        parts += _words(handle[:_LONGEST_NAME])
    for phone in phones:
        parts += dialled(phone[:_LONGEST_NAME])
    for other in others:
        parts += _words(other[:_LONGEST_OTHER])
    return " ".join(parts)[:_LONGEST_TEXT]


def _words(text: str) -> list[str]:
    """The words of one text, and the border after it."""
    if not text:
        return []
    words = spaced(text)
    if "lv" not in words and "nv" not in words:
        return [words, BORDER]
    # both spellings: the folded one meets the queries, the plain one the search in the middle of a word
    return [words, BORDER, *(meet(word) for word in words.split() if "lv" in word or "nv" in word), BORDER]


def sort_key(name: str) -> str:
    """What `name` sorts by, character by character: Chinese by pinyin among the Latin letters, people of one
    surname together; then digits, other scripts, symbols, and last no name. At most 96 characters.
    """
    shown = unicodedata.normalize("NFKC", name).strip()[:_SORTED_CHARACTERS]
    pieces = (
        _spelled(piece) if _HAN_RUN.match(piece) else " ".join(fold(piece).split())
        for piece in _RUN_OR_REST.findall(shown)
    )
    spelled = " ".join(filter(None, pieces))
    first = spelled[:1]
    if "a" <= first <= "z":
        rank = ""
    elif first.isdecimal():
        rank = "{"
    elif first:
        rank = "|" if first.isalnum() else "}"
    else:
        rank = "~"
    return (rank + spelled)[:_LONGEST_SORT_KEY]


@lru_cache(65_536)
def _spelled(run: str) -> str:
    """Each character after its syllable, so that 张 and 章, which share one, do not mix."""
    said = [readings[0] if readings else "" for readings in spelling(run)]
    pairs = zip(said, fold(run), strict=True)
    return "".join(f"{syllable} {character}" if syllable else character for syllable, character in pairs)


def initial(name: str) -> str:
    """The letter under which `name` stands in a list, `A` to `Z`; `#` for digits, symbols, other scripts."""
    first = sort_key(name)[:1]
    return first.upper() if "a" <= first <= "z" else "#"
