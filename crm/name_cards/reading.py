"""Reads pasted text as name cards."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from crm.accounts import Platform
from crm.lunar import parse_birthday
from crm.name_cards import numbers, words
from crm.name_cards.finds import Find, NameCard, Part
from crm.name_cards.known import LABELS
from crm.name_cards.numbers import TAKEN
from crm.names import calling, fold
from crm.names.characters import HAN, table
from crm.transfer.vcard_reading import cards_of

LONGEST = 100_000
"""Characters of a paste that are read."""
MOST_CARDS = 500
_LONGEST_NOTE = 2_000
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
"""Full width to half, one character for one."""

_WORDS = "|".join(sorted((re.escape(word) for word in LABELS), key=len, reverse=True))
_LABEL = re.compile(
    rf"(?<![a-z0-9_@./])(?P<label>{_WORDS})[ ]?(?:号码|号|id|number|no\.?)?[ ]?"
    rf"(?P<colon>[:：=])?[ ]{{0,3}}(?=(?P<next>[^\n\x1f]))"
)
_ID = re.compile(r"[@~+]?[A-Za-z0-9_.\-]{3,40}|@?[\w.\-]{2,40}")
_BREAK = re.compile(r"[\n\t\x1f,，;；。|]+| {2,}")
_SAME = re.compile(r"[(（]?(?:微信同号|同微信|微信同步|微信同|v同号|vx同号|微信同號)[)）]?", re.IGNORECASE)
_DATE = re.compile(r"(?<![0-9])(?:19[3-9][0-9]|20[01][0-9])[-./年][01]?[0-9][-./月][0-3]?[0-9]日?(?![0-9])")
_LUNAR_OR_NOT = (
    "(?:(?:农历|阴历|農曆|陰曆)?[0-9一二三四五六七八九十正冬腊]{1,3}月[0-9初一二三四五六七八九十廿卅]{1,3}[日号號]?)"
)
_BORN = re.compile(f"{_LUNAR_OR_NOT}(?=的?生日|出生)")
_NAMED_PHONE = re.compile(rf"(?P<name>[{HAN}]{{2,4}})[ ,:]{{0,2}}(?={numbers.PHONE.pattern})")


def read_cards(text: str) -> tuple[NameCard, ...]:
    """Everybody on a paste, in their order; of more than 100,000 characters the first ones are read. Never raises."""
    text = text[:LONGEST]
    if "begin:vcard" in text.lower():
        cards = [_of_vcard(card) for card in cards_of(iter(text.splitlines(keepends=True)))]
    else:
        cards = [_card(chunk) for chunk in _people(text.translate(_WIDTH).replace(TAKEN, " "))]
    return tuple(card for card in cards[:MOST_CARDS] if card.finds)


# several people


def _people(text: str) -> list[str]:
    """The text of each person."""
    lines = [line.strip() for line in text.splitlines()]
    filled = [line for line in lines if line]
    for chunks in (_by_block(lines), _by_label(filled), _by_line(filled), _by_number(filled)):
        if len(chunks) > 1:
            return chunks
    return ["\n".join(filled)] if filled else []


def _by_label(lines: Sequence[str]) -> list[str]:
    """A new person wherever a label of names or of WeChat comes again."""
    chunks: list[list[str]] = [[]]
    seen: set[object] = set()
    for line in lines:
        labels = {LABELS[found["label"]] for found in _LABEL.finditer(_plain(line)) if found["colon"]}
        new = {label for label in labels if label[0] is Part.NAME or label[1] is Platform.WECHAT}
        if new & seen:
            chunks.append([])
            seen = set()
        seen |= new
        chunks[-1].append(line)
    return ["\n".join(chunk) for chunk in chunks]


def _by_block(lines: Sequence[str]) -> list[str]:
    """A person a block between empty lines, where each has a number or a handle, and a name."""
    chunks = ["\n".join(block.split("\n")) for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    own = (_has_way(chunk) and any(map(_has_name, chunk.split("\n"))) for chunk in chunks)
    return chunks if all(own) else []


def _by_line(lines: Sequence[str]) -> list[str]:
    """A person a line, where several lines have a number and a name, or all are names."""
    own = [_has_way(line) and _has_name(line) for line in lines]
    if sum(own) > 1:
        chunks: list[str] = []
        for line, mine in zip(lines, own, strict=True):
            if mine or not chunks:
                chunks.append(line)
            else:
                chunks[-1] += "\n" + line
        return chunks
    numbered = all(map(words.is_numbered, lines))
    named = [words.bare(line) for line in lines]
    if any(":" in line or _has_way(line) for line in lines):
        return []
    names = all(words.may_be_name(line) and not words.is_address(line) for line in named)
    return list(lines) if names and (numbered or len(lines) > 2 or all(map(words.is_name, named))) else []


def _by_number(lines: Sequence[str]) -> list[str]:
    """In one line: name and number, name and number."""
    if len(lines) != 1:
        return []
    starts = [found.start() for found in _NAMED_PHONE.finditer(lines[0]) if words.is_name(found["name"])]
    if len(starts) < 2:
        return []
    starts[0] = 0
    return [lines[0][start:end] for start, end in pairwise([*starts, None])]


def _has_way(text: str) -> bool:
    return bool(
        numbers.PHONE.search(text)
        or numbers.EMAIL.search(text)
        or numbers.AT.search(text)
        or numbers.WXID.search(text)
        or any(LABELS[found["label"]][0] in (Part.HANDLE, Part.PHONE) for found in _LABEL.finditer(_plain(text)))
    )


def _has_name(line: str) -> bool:
    """Whether there is more in the line than the number itself, and the line is not one field of a card."""
    first = _LABEL.match(_plain(line))
    if first is not None and LABELS[first["label"]][0] is not Part.NAME:
        return False
    rest = numbers.PHONE.sub(" ", numbers.EMAIL.sub(" ", line))
    return any(words.may_be_name(words.bare(piece)) for piece in _BREAK.split(rest) if piece.strip())


def _plain(text: str) -> str:
    """The text in which labels are looked for: lower case and Simplified, character by character."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_simpler())


@cache
def _simpler() -> dict[int, str]:
    return {ord(one): other for one, other in table().simplified.items() if len(one) == len(other) == 1}


# one person


class _Reader:
    """The text of one person, out of which finds are taken one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.finds: list[Find] = []

    def take(self, start: int, end: int, *finds: Find) -> None:
        """These were found there; nothing else is looked for in that place."""
        self.finds += finds
        self.text = self.text[:start] + TAKEN * (end - start) + self.text[end:]

    def take_all(self, places: Iterator[tuple[int, int, Find | None]]) -> None:
        """Take many in one go, in their order."""
        parts: list[str] = []
        at = 0
        for start, end, find in places:
            if find is None or start < at:
                continue
            self.finds.append(find)
            parts += [self.text[at:start], TAKEN * (end - start)]
            at = end
        self.text = "".join([*parts, self.text[at:]])


def _card(chunk: str) -> NameCard:
    reader = _Reader(chunk)
    reader.take_all(_profiles(chunk))
    reader.take_all(_labelled(reader.text))
    reader.take_all(_formed(reader.text))
    _same_number(reader)
    reader.take_all((*found.span(), _birthday(found[0], sure=False)) for found in _DATE.finditer(reader.text))
    reader.take_all((*found.span(), _birthday(found[0], sure=True)) for found in _BORN.finditer(reader.text))
    _rest(reader)
    reader.take_all(numbers.guesses(reader.text))
    return NameCard(tuple(_settled(reader.finds)))


def _profiles(text: str) -> Iterator[tuple[int, int, Find | None]]:
    for found in numbers.URL.finditer(text):
        find = numbers.profile(found[0])
        yield *found.span(), find or Find(Part.NOTE, found[0], found[0])


def _labelled(text: str) -> Iterator[tuple[int, int, Find | None]]:
    """What labels announce, up to the next label or the end of the line."""
    found = [each for each in _LABEL.finditer(_plain(text)) if _announces(each)]
    for label, following in pairwise([*found, None]):
        assert label is not None  # only the last one is
        part, platform = LABELS[label["label"]]
        start = label.end()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if following is not None:
            end = min(end, following.start())
        value, taken = _value(part, platform, text[start:end])
        find = _announced(part, platform, value, text[label.start() : start + taken].strip(" ,，;；。"))
        yield label.start(), start + taken, find


def _announces(label: "re.Match[str]") -> bool:
    """Handles and phones need no colon before something that looks like one, everything else does."""
    part, _ = LABELS[label["label"]]
    if label["colon"]:
        return True
    following = label["next"]
    if part not in (Part.HANDLE, Part.PHONE) or not (
        following.isascii() and (following.isalnum() or following in "@+")
    ):
        return False
    return label.end() > label.end("label") or not label["label"].isascii() or following.isdigit()


def _value(part: Part, platform: Platform | None, rest: str) -> tuple[str, int]:
    """The value behind a label, and how many characters it takes."""
    match part:
        case Part.HANDLE | Part.PHONE:
            form = numbers.PHONE if part is Part.PHONE else numbers.EMAIL if platform is Platform.EMAIL else _ID
            found = form.match(rest.lstrip()) or (numbers.MASKED.match(rest.lstrip()) if part is Part.PHONE else None)
            if found is None and part is Part.PHONE:
                found = re.match(r"\+?[0-9][0-9 -]{5,18}[0-9]", rest.lstrip())
            return (found[0], len(rest) - len(rest.lstrip()) + found.end()) if found else ("", 0)
        case Part.BIRTHDAY if (first := re.match(r" *([^ ,;|\n]+)", rest)) and parse_birthday(first[1]):
            return first[1], first.end()
        case Part.ADDRESS:
            return _address(rest)
        case Part.NAME | Part.BIRTHDAY | Part.SOURCE:
            end = _BREAK.search(rest)
            return (rest[: end.start()].strip(), end.start()) if end else (rest.strip(), len(rest))
        case Part.REMARK | Part.REGION:
            end = re.search(r" {2,}|[\t\x1f]", rest)
            return (rest[: end.start()].strip(), end.start()) if end else (rest.strip(), len(rest))
        case _:
            end = re.search(r"\x1f", rest)
            return (rest[: end.start()].strip(), end.start()) if end else (rest.strip(), len(rest))


def _address(rest: str) -> tuple[str, int]:
    """An address, without the phone and the name behind it."""
    ends = [found.start() for form in (numbers.PHONE, re.compile(TAKEN)) if (found := form.search(rest))]
    end = min([*ends, len(rest)])
    said = rest[:end].rstrip(" ,;")
    last = said.rfind(" ")
    if last > 0 and words.is_chinese(said[last:]) and words.is_name(said[last:].strip().removesuffix("收")):
        said = said[:last]
    return said.strip(), len(said)


def _announced(part: Part, platform: Platform | None, value: str, said: str) -> Find | None:
    if not value:
        return None
    match part:
        case Part.PHONE if numbers.MASKED.fullmatch(value):
            return Find(Part.HIDDEN, value, said)
        case Part.BIRTHDAY:
            return _birthday(value, sure=True, said=said)
        case Part.REGION if words.is_street_in_region(value):
            return Find(Part.ADDRESS, value, said)
        case Part.REGION:
            return Find(Part.REGION, words.nearest(value), said)
        case Part.HANDLE:
            return Find(part, value.lstrip("~") if platform is Platform.LINE else value, said, platform=platform)
        case Part.NOTE:
            return Find(part, said[:_LONGEST_NOTE], said)
        case _:
            return Find(part, value, said)


def _birthday(value: str, *, sure: bool, said: str = "") -> Find | None:
    return Find(Part.BIRTHDAY, value, said or value, sure=sure) if parse_birthday(value) else None


def _formed(text: str) -> Iterator[tuple[int, int, Find | None]]:
    """What its form tells: e-mails, masked numbers, phones, ids of WeChat, @handles."""
    places: list[tuple[int, int, Find | None]] = []
    for form, part, platform in (
        (numbers.EMAIL, Part.HANDLE, Platform.EMAIL),
        (numbers.MASKED, Part.HIDDEN, None),
        (numbers.WXID, Part.HANDLE, Platform.WECHAT),
    ):
        places += [(*found.span(), Find(part, found[0], found[0], platform=platform)) for found in form.finditer(text)]
    places += [(*found.span(), numbers.phone(found)) for found in numbers.PHONE.finditer(text)]
    places += [
        (*found.span(), Find(Part.HANDLE, found["handle"], found[0], sure=False, platform=Platform.OTHER))
        for found in numbers.AT.finditer(text)
    ]
    return iter(sorted(places, key=lambda place: place[:2]))


def _same_number(reader: _Reader) -> None:
    """`微信同号`: the phone is a handle on WeChat too."""
    phone = next((find for find in reader.finds if find.part is Part.PHONE), None)
    found = _SAME.search(reader.text)
    if phone is not None and found is not None:
        same = Find(Part.HANDLE, phone.text, f"{phone.words} {found[0]}", platform=Platform.WECHAT)
        reader.take(*found.span(), same)


def _rest(reader: _Reader) -> None:
    """The words that are left: each in its place, and what fits nowhere as a note."""
    named = any(find.part is Part.NAME for find in reader.finds)
    for line in reader.text.split("\n"):
        if words.is_street(line.replace(TAKEN, " ")):
            pieces = [piece for piece in re.split(f"[{TAKEN}]+", line) if piece.strip()]
        else:
            pieces = [piece for piece in _BREAK.split(line) if piece.strip()]
        for piece in pieces:
            for token in _tokens(piece):
                finds = _told(token, named=named)
                named = named or any(find.part is Part.NAME for find in finds)
                reader.finds += finds
    # numbers are still in the text for `guesses`; whatever was told as a word is not looked at again
    kept = " ".join(re.findall(r"(?<![\w])[0-9][0-9 -]{5,12}[0-9](?![\w])", reader.text.replace(TAKEN, "\n")))
    told = {find.words for find in reader.finds}
    reader.text = "\n".join(number for number in kept.split("\n") if number not in told)


def _tokens(piece: str) -> list[str]:
    """The words of a piece; those of an address, and those in Latin letters, stay together."""
    piece = words.bare(piece)
    if words.is_address(piece):
        found = piece.split(" ") if words.is_chinese(piece) else [piece]
        if len(found) > 1 and words.is_name(found[0]) and words.is_address(" ".join(found[1:])):
            return [found[0], " ".join(found[1:])]
        if len(found) > 1 and words.is_name(found[-1].removesuffix("收")) and words.is_address(" ".join(found[:-1])):
            return [found[-1].removesuffix("收"), " ".join(found[:-1])]
        return [piece]
    tokens: list[str] = []
    for token in piece.split():
        latin = token.replace(".", "").replace("'", "").isascii() and token[0].isalpha() and not words.bare_id(token)
        if tokens and latin and tokens[-1].isascii() and tokens[-1][0].isalpha() and not words.bare_id(tokens[-1]):
            tokens[-1] += f" {token}"
        else:
            tokens.append(token)
    return tokens


def _told(token: str, *, named: bool) -> list[Find]:
    plain = token.strip(' -:：()（）[]【】"“”')
    if words.is_name(plain.removesuffix("收")):
        plain = plain.removesuffix("收")
    if not any(map(str.isalnum, plain)) or words.is_noise(plain):
        return []
    if re.fullmatch(r"[0-9 -]+", plain):
        return []  # a number alone: see `numbers.guesses`
    if proposed := words.remark(plain):
        return [find for find in proposed if not (named and find.part is Part.NAME)]
    if words.is_address(plain):
        return [Find(Part.ADDRESS, plain, plain, sure=False)]
    if (found := words.bare_id(plain)) is not None:
        return [found]
    if where := words.place(plain):
        return [Find(Part.REGION, where, plain)]
    if not named and words.may_be_name(plain):
        return [Find(Part.NAME, plain, plain, sure=words.is_name(plain))]
    return [Find(Part.NOTE, plain[:_LONGEST_NOTE], plain, sure=False)]


def _settled(finds: Sequence[Find]) -> list[Find]:
    """Each find once; a name that is a guess gives way to one that is sure, and a handle is called by itself."""
    kept: list[Find] = []
    seen: set[tuple[Part, Platform | None, str]] = set()
    for find in finds:
        key = (find.part, find.platform, fold(find.text))
        if find.text and key not in seen:
            seen.add(key)
            kept.append(find)
    kept = _one_address(kept)
    names = [find for find in kept if find.part is Part.NAME]
    better = next(
        (find for find in kept if find.part is Part.NOTE and not find.sure and words.is_name(find.text)), None
    )
    if names and not any(find.sure for find in names) and better is not None:
        first = names[0]
        kept = [find for find in kept if find not in (first, better)]
        kept += [
            Find(Part.NAME, better.text, better.words),
            Find(Part.NOTE, first.text, first.words, sure=False),
        ]
    elif not names:
        handle = next((find for find in kept if find.part is Part.HANDLE and find.platform is not Platform.EMAIL), None)
        remark = next((find for find in kept if find.part is Part.REMARK), None)
        if remark is not None and (called := calling(remark.text)):
            kept.append(Find(Part.NAME, called, remark.words, sure=False))
        elif handle is not None:
            kept.append(Find(Part.NAME, handle.text, handle.words, sure=False))
    order = list(Part)
    return sorted(kept, key=lambda find: order.index(find.part))


def _one_address(finds: list[Find]) -> list[Find]:
    """Region and street in one address, and the city of it as a place they are in."""
    found = [find for find in finds if find.part is Part.ADDRESS]
    if len(found) < 2:
        return finds
    whole = Find(
        Part.ADDRESS,
        ("" if words.is_chinese(found[0].text) else ", ").join(find.text for find in found),
        "\n".join(find.words for find in found),
        sure=all(find.sure for find in found),
    )
    return [*(find for find in finds if find.part is not Part.ADDRESS), whole]


# vCards

_VCARD: Mapping[str, tuple[Part, Platform | None]] = {
    "Phone": (Part.PHONE, None),
    "Email": (Part.HANDLE, Platform.EMAIL),
    "WeChat": (Part.HANDLE, Platform.WECHAT),
    "Weibo": (Part.HANDLE, Platform.WEIBO),
    "QQ": (Part.HANDLE, Platform.QQ),
    "Xiaohongshu": (Part.HANDLE, Platform.XIAOHONGSHU),
    "Douyin": (Part.HANDLE, Platform.DOUYIN),
    "LINE": (Part.HANDLE, Platform.LINE),
    "WhatsApp": (Part.HANDLE, Platform.WHATSAPP),
    "Handle": (Part.HANDLE, Platform.OTHER),
    "Remark name": (Part.REMARK, None),
    "Address": (Part.ADDRESS, None),
    "Tags": (Part.TAG, None),
    "Note": (Part.NOTE, None),
}


def _of_vcard(card: Mapping[str, Sequence[str]]) -> NameCard:
    finds: list[Find] = []
    names = [*card.get("Name", ()), *card.get("N", ()), *card.get("Nickname", ())]
    finds += [Find(Part.NAME, name, name) for name in names[:1]]
    for heading, (part, platform) in _VCARD.items():
        for value in card.get(heading, ()):
            masked = part is Part.PHONE and numbers.MASKED.fullmatch(value)
            finds.append(Find(Part.HIDDEN if masked else part, value, value, platform=platform))
    for value in card.get("Birthday", ()):
        if (found := _birthday(value, sure=True)) is not None:
            finds.append(found)
    return NameCard(tuple(_settled(finds)))
