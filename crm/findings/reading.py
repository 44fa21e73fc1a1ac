"""Reads a talk: what in it could be kept, each with the words that say it."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm.conversations import Direction
from crm.findings.amounts import find_amounts
from crm.findings.finds import Finding
from crm.findings.places import DOOR, MOST_PLACES, find_places
from crm.findings.promising import find_promises
from crm.findings.wares import Wares
from crm.findings.ways import find_ways
from crm.money import Currency
from crm.name_cards.known import LABELS
from crm.names import fold
from crm.names.characters import fold_by_character
from crm.spoken_dates import SpokenDate, find_dates

LONGEST = 20_000
"""Characters of a talk that are read."""
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {0x3000: " ", 0xA0: " "}
"""Full width to half, one character for one; the colon too, by which a speaker is told."""
_SPEAKER = re.compile(r"(?P<name>[^:\n]{1,40}): ?(?=\S)")
_LINE = re.compile(r"[^\n]+")
_ME = frozenset({"我", "me"})
_OWN = re.compile(r"我的?(?:微信|电话|手机|号|地址|店|这边|家)|退[到回货]|寄回|\bmy\b|\breturn", re.IGNORECASE)
_YOURS = re.compile(r"[你您妳]|确认|确定|核对|\byour?\b|\bconfirm", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of the two said, from `start` of the text to `end`; `mine`: it was the seller, none: it is not known."""

    start: int
    end: int
    mine: bool | None

    def holds(self, start: int, end: int) -> bool:
        """Whether all of this was said in it."""
        return self.start <= start and end <= self.end


def find(text: str, wares: Wares, day: date, direction: Direction, currency: Currency) -> tuple[Finding, ...]:
    """What stands in a talk of this day, in its order. Never raises; of a very long talk the beginning is read.

    Of the seller's own words only promises, products and amounts are taken, and ways and addresses that they repeat to
    have them confirmed; a promise only of these.
    """
    plain = text[:LONGEST].translate(_WIDTH)
    parts = list(_parts(plain, direction))
    folded, origin = fold_by_character(plain)
    told = [*find_ways(plain), *_places(plain, parts)]
    found = [*wares.find(plain, folded, origin), *find_amounts(plain, currency)]
    found += [one for one in told if (part := _part(parts, one)) and (not part.mine or _repeated(plain, one))]
    found = [one for one in found if _part(parts, one)]
    if any(part.mine is not False for part in parts):
        dates: defaultdict[_Part, list[SpokenDate]] = defaultdict(list)
        for told_day in find_dates(plain, day):
            speaker = _part(parts, told_day)
            if told_day.day >= day and speaker is not None and speaker.mine is not False:
                dates[speaker].append(told_day)
        for part, days in dates.items():
            found += find_promises(plain, part.start, part.end, days, mine=bool(part.mine))
    found.sort(key=lambda one: (one.start, -one.end))
    return tuple(Finding(one.start, one.end, text[one.start : one.end], one.value) for one in found)


def _parts(text: str, direction: Direction) -> Iterator[_Part]:
    """Who said what: a record of both has a name before each message, other talks are of one or of nobody known."""
    named = [] if direction is not Direction.BOTH else [one for line in _LINE.finditer(text) if (one := _speaker(line))]
    if not any(fold(name) in _ME for _, name, _ in named):
        yield _Part(0, len(text), None if direction is Direction.BOTH else direction is Direction.OUT)
        return
    at, mine = 0, None
    for begins, name, ends in named:
        yield _Part(at, begins, mine)
        at, mine = ends, fold(name) in _ME
    yield _Part(at, len(text), mine)


def _speaker(line: re.Match[str]) -> tuple[int, str, int] | None:
    found = _SPEAKER.match(line[0])
    if found is None or fold(found["name"]).strip() in LABELS:
        return None
    return line.start(), found["name"].strip(), line.start() + found.end()


def _part(parts: Sequence[_Part], one: Finding | SpokenDate) -> _Part | None:
    """Who said this; none for what stands in a name, or in the words of two."""
    part = parts[bisect_right(parts, one.start, key=lambda part: part.start) - 1]
    return part if part.holds(one.start, one.end) else None


def _places(text: str, parts: Sequence[_Part]) -> Iterator[Finding]:
    """The first few addresses, each once."""
    seen: set[str] = set()
    for door in DOOR.finditer(text):
        part = parts[bisect_right(parts, door.start(), key=lambda part: part.start) - 1]
        words = text[part.start : part.end]
        if words in seen:
            continue
        seen.add(words)
        yield from (replace(one, start=one.start + part.start, end=one.end + part.start) for one in find_places(words))
        if len(seen) >= MOST_PLACES:
            return


def _repeated(text: str, one: Finding) -> bool:
    """Whether the seller says back what they were told: then it is the friend's, else it may be their own."""
    begin, end = text.rfind("\n", 0, one.start) + 1, text.find("\n", one.end)
    line = fold(text[begin : end if end >= 0 else len(text)])
    return bool(_YOURS.search(line)) and not _OWN.search(line)
