"""Reads pasted text as name cards."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from crm.accounts import Platform
from crm.lunar import parse_birthday
from crm.name_cards import numbers, words
from crm.name_cards.finds import Find, NameCard, Part
from crm.name_cards.known import LABELS
from crm.name_cards.labels import labels
from crm.name_cards.numbers import TAKEN
from crm.name_cards.people import BREAK, people
from crm.name_cards.settling import birthday, settled
from crm.name_cards.vcards import of_vcard
from crm.transfer.vcard_reading import cards_of

LONGEST = 100_000
"""Characters of a paste that are read."""
MOST_CARDS = 100
"""People of a paste that are read; whoever has more brings them in as a list."""
_LONGEST_NOTE = 2_000
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
"""Full width to half, one character for one."""
_ID = re.compile(r"[@~+]?[A-Za-z0-9_.\-]{3,40}|@?[\w.\-]{2,40}")
_SAME = re.compile(r"[(（]?(?:微信同号|同微信|微信同步|微信同|v同号|vx同号|微信同號)[)）]?", re.IGNORECASE)
_DATE = re.compile(r"(?<![0-9])(?:19[3-9][0-9]|20[01][0-9])[-./年][01]?[0-9][-./月][0-3]?[0-9]日?(?![0-9])")
_NUMERALS = "0-9一二三四五六七八九十"
_BORN = re.compile(
    f"(?:农历|阴历|農曆|陰曆)?[{_NUMERALS}正冬腊]{{1,3}}月[{_NUMERALS}初廿卅]{{1,3}}[日号號]?(?=的?生日|出生)"
)


def read_cards(text: str) -> tuple[NameCard, ...]:
    """Everybody on a paste, in their order, at most `MOST_CARDS` of the first 100,000 characters. Never raises."""
    text = text[:LONGEST]
    if "begin:vcard" in text.lower():
        cards = [of_vcard(card) for card in cards_of(iter(text.splitlines(keepends=True)))]
    else:
        chunks = people(text.translate(_WIDTH).replace(TAKEN, " "))
        cards = [_card(chunk) for chunk in chunks[: 2 * MOST_CARDS]]
    return tuple(card for card in cards if card.finds)[:MOST_CARDS]


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
    reader.take_all((*found.span(), birthday(found[0], sure=False)) for found in _DATE.finditer(reader.text))
    reader.take_all((*found.span(), birthday(found[0], sure=True)) for found in _BORN.finditer(reader.text))
    _rest(reader)
    reader.take_all(numbers.guesses(reader.text))
    return NameCard(tuple(settled(reader.finds)))


def _profiles(text: str) -> Iterator[tuple[int, int, Find | None]]:
    for found in numbers.URL.finditer(text):
        find = numbers.profile(found[0])
        yield *found.span(), find or Find(Part.NOTE, found[0], found[0])


def _labelled(text: str) -> Iterator[tuple[int, int, Find | None]]:
    """What labels announce, up to the next label or the end of the line."""
    found = [each for each in labels(text) if _announces(each)]
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
            end = BREAK.search(rest)
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
            return birthday(value, sure=True, said=said)
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
            pieces = [piece for piece in BREAK.split(line) if piece.strip()]
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
    groups: list[list[str]] = []
    latin = False
    for token in piece.split():
        before, latin = latin, _is_latin(token)
        if latin and before:
            groups[-1].append(token)
        else:
            groups.append([token])
    return [" ".join(group) for group in groups]


def _is_latin(token: str) -> bool:
    """Whether this is a word, or several, in Latin letters, with or without accents: José, Ngọc, O'Neil."""
    plain = unicodedata.normalize("NFD", token.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.replace("đ", "d").replace("’", "").isascii() and token[0].isalpha() and not words.bare_id(token)


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
