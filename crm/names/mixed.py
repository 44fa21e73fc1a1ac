"""Names typed partly in full and partly by initials: `lna` for 李娜, `wangxm` and `wxmei` for 王晓梅."""

from collections.abc import Iterator
from functools import cache

from crm.names.characters import meet, table

SHORTEST, LONGEST = 3, 16
MOST_SYLLABLES = 4
LONGEST_SYLLABLE = 6


def mixed(word: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a word, folded, as a name that is typed so: in each, the initials and every stretch in full,
    which are the beginnings of spellings of the name. None for a word that is a spelling in full, or none at all.
    """
    if not (SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()):
        return ()
    ways = list(_split(word, MOST_SYLLABLES))
    if not ways or any(all(len(said) > 1 for said in way[:-1]) for way in ways):
        return ()
    fewest = min(map(len, ways))  # `w ang x m` is no way to type what `wang x m` is
    return tuple(map(_looked_for, (way for way in ways if len(way) == fewest and any(len(said) > 1 for said in way))))


def _looked_for(way: tuple[str, ...]) -> tuple[str, ...]:
    in_full = "".join(said if len(said) > 1 else " " for said in way)
    return ("".join(said[0] for said in way), *in_full.split())


def _split(word: str, most: int) -> Iterator[tuple[str, ...]]:
    """Every way to read a word as syllables and initials; the last syllable may be only begun."""
    if most and word in _beginnings():
        yield (word,)
    if most > 1:
        for length in range(1, min(len(word), LONGEST_SYLLABLE + 1)):
            said = word[:length]
            if said in (_beginnings() if length == 1 else _syllables()):
                yield from ((said, *more) for more in _split(word[length:], most - 1))


@cache
def _syllables() -> frozenset[str]:
    """Every syllable that a character is read as, as it is typed."""
    return frozenset(meet(said) for readings in table().readings.values() for said in readings.split())


@cache
def _beginnings() -> frozenset[str]:
    """What syllables begin with, up to the whole syllable."""
    return frozenset(said[:length] for said in _syllables() for length in range(1, len(said) + 1))
