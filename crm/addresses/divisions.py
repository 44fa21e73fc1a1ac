"""The divisions of the mainland, and the names under which they are written: whole, short, former."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

import crm

FOLDER = Path(crm.__file__).parent.parent / "resources" / "divisions"


class Level(IntEnum):
    """How small a division is."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    STREET = 4


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """One division, its code (GB/T 2260 and its longer codes of towns) and the one it belongs to."""

    name: str
    code: str
    level: Level
    parent: "Division | None"

    def within(self, other: "Division | None") -> bool:
        """Whether it belongs to the other, at any distance."""
        above = self.parent
        while above is not None:
            if above is other:
                return True
            above = above.parent
        return False

    def at(self, level: Level) -> "Division | None":
        """The division of that level that this one is or belongs to."""
        here: Division | None = self
        while here is not None and here.level != level:
            here = here.parent
        return here


class Way(IntEnum):
    """How a division is written; a greater way says more."""

    SHORT = 1
    FORMER = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A name and what it may mean."""

    division: Division
    way: Way


_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|"
    "畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|阿昌族|"
    "普米族|塔吉克族|怒族|乌孜别克族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|"
    "基诺族|各族|蒙古|哈萨克|柯尔克孜|维吾尔|塔吉克"
)
_AUTONOMOUS = re.compile(f"(?:{_PEOPLES}){{1,4}}自治[州县旗区]$")
_PROVINCE = re.compile("(?:维吾尔|壮族|回族)?自治区$|特别行政区$|[省市]$")
_ENDS = {
    Level.CITY: re.compile("地区$|[市盟]$"),
    Level.DISTRICT: re.compile("自治[县旗]$|林区$|[区县市旗]$"),
    Level.STREET: re.compile("街道$|[镇乡]$"),
}
_NO_CITY = frozenset({"省直辖县级行政区划", "自治区直辖县级行政区划"})
_MUNICIPAL = frozenset({"市辖区", "县"})


@cache
def names() -> dict[str, tuple[Reading, ...]]:
    """Every way a division is written, and all it may mean; read once, on first use (some 30 ms)."""
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    for division in _divisions():
        found[division.name].append(Reading(division, Way.WHOLE))
        if (short := _short(division)) != division.name and len(short) > 1:
            found[short].append(Reading(division, Way.SHORT))
    for name, reading in list(_former(found)):
        found[name].append(reading)
    return {name: tuple(readings) for name, readings in found.items()}


@cache
def longest() -> int:
    """Characters of the longest name."""
    return max(map(len, names()))


def _divisions() -> Iterator[Division]:
    for province in json.loads((FOLDER / "mainland.json").read_bytes()):
        top = Division(province["name"], province["code"].ljust(6, "0"), Level.PROVINCE, None)
        yield top
        for city in province["children"]:
            parent = top
            if city["name"] not in _NO_CITY | _MUNICIPAL:
                parent = Division(city["name"], city["code"].ljust(6, "0"), Level.CITY, top)
                yield parent
            for child in city["children"]:
                # where a city has no districts, its towns stand right below it
                level = Level.DISTRICT if len(child["code"]) == 6 else Level.STREET
                yield Division(child["name"], child["code"], level, parent)


def _short(division: Division) -> str:
    if division.level is Level.PROVINCE:
        return _PROVINCE.sub("", division.name)
    short = _AUTONOMOUS.sub("", division.name)
    return short if short != division.name else _ENDS[division.level].sub("", division.name)


def _former(known: dict[str, list[Reading]]) -> Iterator[tuple[str, Reading]]:
    """Names of before: those that are listed, and the county or town that became a district."""
    for line in (FOLDER / "renamed.txt").read_text(encoding="utf-8").splitlines():
        above, old, new = line.replace(" > ", " ").split()
        division = next(
            reading.division
            for reading in known[new]
            if any(reading.division.within(one.division) for one in known[above])
        )
        yield old, Reading(division, Way.FORMER)
        if division.level is Level.CITY:
            yield old.removesuffix("市"), Reading(division, Way.FORMER)
    for readings in list(known.values()):
        for reading in readings:
            division = reading.division
            if reading.way is Way.WHOLE and division.level is Level.DISTRICT and division.name.endswith("区"):
                stem = division.name[:-1]
                for end in "县市":
                    if len(stem) > 1 and stem + end not in known:
                        yield stem + end, Reading(division, Way.FORMER)
