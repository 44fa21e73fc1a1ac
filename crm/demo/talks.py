"""Talks that read like talks: scripts with choices, spoken about a product.

The files say: `[topic]` or `[topic kind]` opens a section, a blank line parts two scripts, `<` is what the friend
writes, `>` what the seller writes, `=` what went both ways; `{a|b}` is a choice, `{p}` the product, `{price}` what it
costs.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from crm.demo.words import FOLDER, goods

LANGUAGES = ("hans", "hant", "en")
DIRECTIONS = {"<": "in", ">": "out", "=": "both"}
CHOICE = re.compile(r"\{([^{}]*)\}")
PRODUCT, PRICE = "\x01", "\x02"


@dataclass(frozen=True, slots=True)
class Script:
    """A talk of one to four turns: each a direction and the ways to say it."""

    kind: str
    turns: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def scripts() -> Sequence[Script]:
    """Every script of every language; its place is its number."""
    return [script for decks in _read().values() for deck in decks.values() for script in deck]


@cache
def decks() -> Mapping[str, Mapping[str, range]]:
    """By language and topic, the numbers of the scripts."""
    found: dict[str, dict[str, range]] = {}
    start = 0
    for language, by_topic in _read().items():
        found[language] = {}
        for topic, deck in by_topic.items():
            found[language][topic] = range(start, start + len(deck))
            start += len(deck)
    return found


@lru_cache(None)
def spoken(script: int, product: int, language: str) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """A script about a product: its kind, and for each turn the direction and the ways to say it."""
    good = goods()[product]
    said = scripts()[script]
    name, price = good.names[language], f"{good.price // 100}"
    turns = tuple(
        (direction, tuple(text.replace(PRODUCT, name).replace(PRICE, price) for text in ways))
        for direction, ways in said.turns
    )
    return said.kind, turns


@cache
def _read() -> Mapping[str, Mapping[str, Sequence[Script]]]:
    return {language: _sections(language) for language in LANGUAGES}


def _sections(language: str) -> Mapping[str, Sequence[Script]]:
    found: defaultdict[str, list[Script]] = defaultdict(list)
    topic, kind = "", "chat"
    turns: list[tuple[str, tuple[str, ...]]] = []
    for line in [*(FOLDER / f"talks_{language}.txt").read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("["):
            topic, _, said = line.strip("[]").partition(" ")
            kind = said or "chat"
        elif line[:1] in DIRECTIONS:
            text = line[1:].strip().replace("{p}", PRODUCT).replace("{price}", PRICE)
            turns.append((DIRECTIONS[line[0]], tuple(dict.fromkeys(expanded(text)))))
        elif not line and turns:
            found[topic].append(Script(kind, tuple(turns)))
            turns = []
    return found


def expanded(text: str) -> Iterator[str]:
    """Every way to read a text with choices `{a|b}`, which may stand in each other; some ways come twice."""
    choice = CHOICE.search(text)
    if choice is None:
        yield text
        return
    for way in choice[1].split("|"):
        yield from expanded(text[: choice.start()] + way + text[choice.end() :])
