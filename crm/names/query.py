"""What the seller typed into a search field, as a full-text query that is always valid."""

import re
from dataclasses import dataclass

from crm.names.characters import fold, fold_plainly
from crm.names.keys import spaced, stands_alone
from crm.names.mixed import mixed
from crm.names.ways import normal_phone

_LONGEST_QUERY = 100
_SHORTEST_NEEDLE = 3
_ONE_NAME = 10
"""words within which the spellings of one name stand, as long as it has no more than four characters"""
_NUMBER = re.compile(r"\+?[0-9]+(?:[\s()+.\-]+[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Query:
    """A search: `fts` for the index (empty where only the second pass can find anything); `like` for a second
    pass when the first found nothing: plain strings, not patterns, which the search text must all contain;
    `empty` when nothing was typed, so that everybody is meant.
    """

    fts: str
    like: tuple[str, ...]
    empty: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one kind in a query: Chinese characters, a word of letters and digits, or symbols only."""

    text: str
    chinese: bool
    symbols: bool


def runs(query: str) -> list[Run]:
    """The stretches of `query` that must all be found, folded."""
    found: list[Run] = []
    for word in fold(query[:_LONGEST_QUERY]).split():
        start = 0
        for end in range(1, len(word) + 1):
            if end == len(word) or stands_alone(word[end]) != stands_alone(word[start]):
                text = word[start:end]
                found.append(Run(text, stands_alone(text[0]), symbols=not any(map(str.isalnum, text))))
                start = end
    words = [run for run in found if not run.symbols]
    return words or found


def parse_query(text: str) -> Query:
    """The search for what was typed: Chinese characters must follow each other as typed, words of letters and
    digits are beginnings, and all of them must be found. Signs of the search language are only text.
    """
    wanted = runs(text)
    words = [run for run in wanted if not run.symbols]
    fts = " AND ".join(map(_phrase, words))
    number = _NUMBER.fullmatch(fold_plainly(text[:_LONGEST_QUERY]).strip())
    if number and not text.strip().isdecimal():
        whole = normal_phone(number[0]) or "".join(filter(str.isdigit, number[0]))
        fts = f'({fts}) OR "{whole.removeprefix("+")}"*'
    like = tuple(spaced(run.text) for run in wanted) if any(map(_inside, wanted)) else ()
    return Query(fts, like, empty=not wanted)


def _phrase(run: Run) -> str:
    if run.chinese:
        return f'"{" ".join(run.text)}"'
    begun = _begun(run.text)
    ways = [f"NEAR({' '.join(map(_begun, way))}, {_ONE_NAME})" for way in mixed(run.text)]
    return f"({' OR '.join([begun, *ways])})" if ways else begun


def _begun(word: str) -> str:
    return '"' + word.replace('"', " ") + '"*'


def _inside(run: Run) -> bool:
    """Whether looking inside words may find what the beginnings of words did not."""
    return not run.chinese and (len(run.text) >= _SHORTEST_NEEDLE or not run.text.isascii() or run.symbols)
