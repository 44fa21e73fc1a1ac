"""Where in a text the divisions of the mainland stand, however they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm.addresses.divisions import Division, Level, Way, longest, names

GAPS = " ,-/·"
"""What may stand between a division and the smaller one after it."""
_POINTS = {Level.PROVINCE: 3.0, Level.CITY: 3.0, Level.DISTRICT: 4.0, Level.STREET: 2.0}
_WAYS = {Way.WHOLE: 0.0, Way.FORMER: -0.5, Way.SHORT: -1.5}
# a short name that goes on like this is part of a street's, a building's or a smaller place's name
_NOT_SHORT = re.compile(
    "[东南西北中一二三四五]?[路街巷弄]|[东南西北]?大道|大[街厦桥学院]|广场|街道|[镇乡村站港湾山湖江河桥园里坊新]|[中小]学|医院|公司"
)
PROVINCES = {
    prefix: name
    for name, prefixes in {
        "北京": "10", "上海": "20", "天津": "30", "重庆": "40", "内蒙古": "01 02", "山西": "03 04", "河北": "05 06 07",
        "辽宁": "11 12", "吉林": "13", "黑龙江": "15 16", "江苏": "21 22", "安徽": "23 24", "山东": "25 26 27",
        "浙江": "31 32", "江西": "33 34", "福建": "35 36", "湖南": "41 42", "湖北": "43 44", "河南": "45 46 47",
        "广东": "51 52", "广西": "53 54", "贵州": "55 56", "海南": "57", "四川": "61 62 63 64", "云南": "65 66 67",
        "陕西": "71 72", "甘肃": "73 74", "宁夏": "75", "青海": "81", "新疆": "83 84", "西藏": "85 86",
    }.items()
    for prefix in prefixes.split()
}  # fmt: skip
"""The first two digits of the mainland's postcodes (China Post)."""
_ALONE_AT_LEAST = 4
"""So much has to follow a short name of a district that stands without anything above it."""


@dataclass(frozen=True, slots=True)
class Area:
    """Divisions that a text names, from `start` to `end` of it.

    `division` is the smallest that all readings share, none where they share nothing; `named` is the smallest as the
    text writes it, and `doubted` the levels that could not be told or that a hint only tells.
    """

    start: int
    end: int
    score: float
    division: Division | None
    named: str
    doubted: frozenset[Level]


@dataclass(frozen=True, slots=True)
class _Walk:
    end: int
    score: float
    division: Division
    named: str
    doubted: frozenset[Level]


def find_area(text: str, postcode: str = "") -> Area | None:
    """The divisions that a folded text names best: most of them, whole rather than short, first rather than last.

    Where several are called so, the postcode may tell which province it is in; its places stay doubted.
    """
    best: list[tuple[int, _Walk]] = []
    every = [(start, walk) for start in range(len(text)) for walk in _walks(text, start, None)]
    for start, walk in every:
        if not best or walk.score > best[0][1].score:
            best = [(start, walk)]
        elif walk.score == best[0][1].score and start == best[0][0]:
            best.append((start, walk))
    if not best:
        return None
    start, first = best[0]
    divisions = {walk.division for _, walk in best}
    near = {division for division in divisions if _province_of(division).startswith(PROVINCES.get(postcode[:2], "-"))}
    if len(divisions) > 1 and len(near) == 1:
        (only,) = near
        return Area(start, first.end, first.score, only, first.named, first.doubted | {Level.CITY})
    shared = first.division if len(divisions) == 1 else _shared(divisions)
    doubted = first.doubted
    if shared is not first.division:
        doubted |= {level for level in (Level.PROVINCE, Level.CITY) if shared is None or shared.level < level}
    if shared is not None:  # what names the same before it belongs to it: copied addresses name their places twice
        for earlier, walk in reversed(every):
            same = walk.division is shared or shared.within(walk.division)
            if same and walk.end <= start and not text[walk.end : start].strip(GAPS):
                start = earlier
    area = Area(start, first.end, first.score, shared, first.named, doubted)
    return _repeated(text, area)


def _province_of(division: Division) -> str:
    province = division.at(Level.PROVINCE)
    return province.name if province else ""


def _walks(text: str, start: int, above: Division | None) -> Iterator[_Walk]:
    for size in range(min(longest(), len(text) - start), 1, -1):
        name = text[start : start + size]
        for reading in names().get(name, ()):
            division, end = reading.division, start + size
            if above is not None and not division.within(above):
                continue
            if reading.way is not Way.WHOLE and _NOT_SHORT.match(text, end):
                continue
            if above is None and not _may_begin(text, start, end, division, reading.way):
                continue
            score = _POINTS[division.level] + _WAYS[reading.way] + size / 100
            doubted = {Level.DISTRICT} if above is None and division.level is Level.DISTRICT else set()
            doubted = doubted if reading.way is Way.SHORT else set()
            here = _Walk(end, score, division, name, frozenset(doubted))
            yield here
            after = end
            while after < len(text) and text[after] in GAPS:
                after += 1
            for walk in _walks(text, after, division):
                yield _Walk(walk.end, score + walk.score, walk.division, walk.named, here.doubted | walk.doubted)


def _may_begin(text: str, start: int, end: int, division: Division, way: Way) -> bool:
    """Whether an address may begin with this: no town without its city, no short district beside anything else."""
    if division.level is Level.STREET:
        return False
    if division.level is Level.DISTRICT and _stands_above(text, start):
        return False  # a district of another place: what stands before it is what is meant
    if division.level is Level.DISTRICT and way is Way.SHORT:
        begins = start == 0 or text[start - 1] in GAPS
        known = [reading for reading in names()[text[start:end]] if reading.division.level is not Level.STREET]
        return begins and len(known) == 1 and len(text[end:].partition(" ")[0]) >= _ALONE_AT_LEAST
    return True


def _stands_above(text: str, start: int) -> bool:
    """Whether a province or city is named right before."""
    before = text[:start].rstrip(GAPS)
    return any(
        reading.division.level <= Level.CITY
        for size in range(2, min(longest(), len(before)) + 1)
        for reading in names().get(before[-size:], ())
    )


def _shared(divisions: set[Division]) -> Division | None:
    """The smallest division to which all of them belong."""
    one, *others = divisions
    above = one.parent
    while above is not None and not all(other.within(above) for other in others):
        above = above.parent
    return above


def _repeated(text: str, area: Area) -> Area:
    """The area with what repeats it behind it: copied addresses often name their divisions twice."""
    while area.division is not None:
        after = area.end
        while after < len(text) and text[after] in GAPS:
            after += 1
        again = max(
            (
                walk
                for walk in _walks(text, after, None)
                if walk.division is area.division
                or walk.division.within(area.division)
                or area.division.within(walk.division)
            ),
            key=lambda walk: walk.score,
            default=None,
        )
        if again is None or (again.division is not area.division and again.division.level is area.division.level):
            return area
        deeper = again.division.within(area.division)
        if not deeper and again.end - after < len(again.division.name):
            return area  # a short name again is likelier part of a street's
        division = again.division if deeper else area.division
        named = again.named if deeper else area.named
        area = Area(area.start, again.end, area.score, division, named, area.doubted)
    return area
