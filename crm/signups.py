"""Sign-up lists (接龙): what is offered, and who wants how much of it, out of pasted text. Nothing is guessed away: a
line that cannot be read is told with its number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm.name_cards.known import TITLES
from crm.name_cards.words import is_name
from crm.names import fold

LONGEST = 200_000
MOST = 5_000
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | {0x3000: " ", 0xA0: " "}
_HEAD = re.compile(r"#?(?:接[龙龍]|群接[龙龍]|Group Note)\s*[:：]?\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?P<n>[0-9]{1,4})\s*[.、,:;：；．)）]\s*(?P<rest>.*)")
_DROPPED = re.compile(r"@(?:所有人|all)\b.*", re.IGNORECASE)
_EXAMPLE = re.compile(r"例\s*[:：]?\s*.*")
_UNITS = "盒箱份个個斤罐瓶包袋件套支只隻条條片对對双雙桶把板提"
_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": 0,
}
_COUNT = r"(?:[0-9]{1,4}|[一二两兩三四五六七八九十])"
_PRICE = re.compile(
    rf"(?P<sum>[0-9]{{1,6}}(?:\.[0-9]{{1,2}})?)\s*(?:元|块|塊|￥|¥|rmb)(?:\s*/?\s*(?P<unit>[{_UNITS}]))?", re.IGNORECASE
)
_QUANTITY = re.compile(
    rf"[xX×*＊]\s*(?P<a>{_COUNT})\s*[{_UNITS}]?|(?P<b>{_COUNT})\s*[{_UNITS}]|[+＋]\s*(?P<c>{_COUNT})"
    r"|(?<![0-9A-Za-z])(?P<d>[0-9]{1,4})\s*$"
)
_SORTS = "[大中小红紅白黑蓝藍绿綠黄黃粉原辣甜]"
_VARIANTS = (
    re.compile(rf"(?P<count>{_COUNT})\s*(?P<sort>{_SORTS})"),
    re.compile(rf"(?P<sort>{_SORTS})\s*(?P<count>{_COUNT})"),
)
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many of what: the variant is empty where there is but one."""

    quantity: int
    variant: str = ""


@dataclass(frozen=True, slots=True)
class SignUp:
    """One entry: its number in the list and its line, who, how much, and whatever else was written (an address …)."""

    number: int
    line: int
    name: str
    wanted: tuple[Wanted, ...]
    note: str = ""

    @property
    def quantity(self) -> int:
        """All variants together."""
        return sum(one.quantity for one in self.wanted)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of which it could not be told who it is or how much they want."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SignUpList:
    """A whole list. `price` is what one costs as it is written (a number with its decimals), empty where it is not."""

    title: str = ""
    description: str = ""
    price: str = ""
    unit: str = ""
    entries: tuple[SignUp, ...] = ()
    unread: tuple[Unread, ...] = field(default_factory=tuple)


def read_sign_ups(text: str) -> SignUpList | None:
    """The list in a text; none for a text without numbered lines. Never raises.

    What stands before the first numbered line says what it is about; the last number of an entry is the quantity, and a
    line without a number of its own belongs to the entry above it.
    """
    lines = text[:LONGEST].translate(_WIDTH).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head: list[str] = []
    entries: list[tuple[int, int, list[str]]] = []
    for place, line in enumerate(lines, 1):
        bare = line.strip()
        found = _NUMBERED.fullmatch(bare)
        if found is not None and (entries or int(found["n"]) <= 2):
            entries.append((int(found["n"]), place, [found["rest"].strip()]))
        elif not bare or _DROPPED.fullmatch(bare):
            continue
        elif entries:
            entries[-1][2].append(bare)
        else:
            head.append(bare)
    if not entries:
        return None
    title, description, price, unit = _about(head)
    read: list[SignUp] = []
    unread: list[Unread] = []
    for number, place, words in entries[:MOST]:
        one = _entry(number, place, words)
        if one is not None:
            read.append(one)
        elif any(words):
            unread.append(Unread(place, " ".join(words).strip()[:200]))
    return SignUpList(title, description, price, unit, tuple(read), tuple(unread))


def _about(head: Sequence[str]) -> tuple[str, str, str, str]:
    told = [line for raw in head if (line := _HEAD.sub("", raw, count=1).strip()) and not _EXAMPLE.fullmatch(line)]
    title = told[0] if told else ""
    priced = next((found for line in told if (found := _PRICE.search(line))), None)
    return title, "\n".join(told[1:]), priced["sum"] if priced else "", (priced["unit"] or "") if priced else ""


def _entry(number: int, place: int, words: Sequence[str]) -> SignUp | None:
    first, rest = words[0], list(words[1:])
    if not first and rest:
        first, rest = rest[0], rest[1:]
    shown = _PHONE.sub(lambda found: " " * len(found[0]), first)
    ways = [list(form.finditer(shown)) for form in _VARIANTS]
    chosen = max(ways, key=lambda found: (len(found), -found[0].start() if found else 0))
    variants = [(found.start(), found.end(), _wanted(found)) for found in chosen]
    # a colour or a size before a number says a variant only where that is all that is left of the line
    if variants and (len(variants) > 1 or not _QUANTITY.search(shown[variants[0][1] :])):
        start = variants[0][0]
        wanted = tuple(one for _, _, one in variants)
        end = variants[-1][1]
    else:
        counts = list(_QUANTITY.finditer(shown))
        if not counts:
            return None
        last = counts[-1]
        quantity = _number(next(group for group in last.groups() if group is not None))
        wanted, start, end = (Wanted(quantity),), last.start(), last.end()
    if not 0 < sum(one.quantity for one in wanted) <= 9_999:
        return None
    before, after = first[:start].strip(" ,，-—:：+"), first[end:].strip(" ,，-—:：")
    name, more = _name(before or after)
    if not name:
        return None
    note = "\n".join(part for part in (more, after if before else "", *rest) if part)
    return SignUp(number, place, name, wanted, note)


def _name(words: str) -> tuple[str, str]:
    """Who it is, and what else stands beside the name (`李姐-3栋502`)."""
    parts = [part for part in re.split(r"[\s,，/|]+|(?<=[\u3400-\u9fff])[-—](?=\S)", words) if part]
    if not parts:
        return "", ""
    name = next((part for part in parts if is_name(part) or fold(part).endswith(tuple(TITLES))), parts[0])
    if not any(map(str.isalpha, name)) or len(name) > 30:
        return "", ""
    return name, " ".join(part for part in parts if part is not name)


def _wanted(found: re.Match[str]) -> Wanted:
    return Wanted(_number(found["count"]), found["sort"])


def _number(text: str) -> int:
    return _DIGITS[text] if text in _DIGITS else int(text)
