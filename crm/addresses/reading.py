"""Reads pasted text as addresses: phone first, then the divisions, then who and what of the rest is where.

What this has to get right: labels or none, any order, no separators, names of one character, divisions that are short,
doubled, former or of another city, several people in one paste.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm.addresses import overseas
from crm.addresses.areas import Area, find_area
from crm.addresses.divisions import Division, Level, names
from crm.addresses.parts import Field, Recipient
from crm.name_cards.known import DOUBLE_SURNAMES, NOISE, SURNAMES, TITLES
from crm.name_cards.numbers import EIGHT, PHONE
from crm.name_cards.words import is_name
from crm.names import fold
from crm.names.characters import HAN, fold_by_character

LONGEST = 20_000
"""Characters of a paste that are read."""
MOST = 100
"""People of a paste that are read."""
_LONGEST_ONE = 600
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x200B: " ", 0x09: " "}
_NAME = "收货人姓名|收件人姓名|收货人|收件人|收貨人|收方|联系人|聯絡人|姓名|名字|客户姓名|收|name|recipient|to"
_PHONE_WORD = "手机号码|手机号|手机|手機號碼|手機|联系电话|联系方式|聯絡電話|电话号码|电话|電話|tel|phone|mobile"
_REGION = "所在地区|所在地區|所在区域|省市区|地区|地區|区域"
_DETAIL = "详细地址|詳細地址|收货地址|收件地址|收貨地址|邮寄地址|寄件地址|地址|address|addr"
_POSTCODE_WORD = "邮政编码|邮编|郵遞區號|郵政編碼|postcode|zip"
_LABEL = re.compile(
    rf"(?<![{HAN}A-Za-z])[【\[(]?(?:(?P<name>{_NAME})|(?P<phone>{_PHONE_WORD})|(?P<region>{_REGION})|(?P<detail>{_DETAIL})"
    rf"|(?P<postcode>{_POSTCODE_WORD}))[】\])]?[ ]*:[ ]*",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(f"{_NAME}|{_PHONE_WORD}|{_REGION}|{_DETAIL}|{_POSTCODE_WORD}", re.IGNORECASE)
_NUMBERED = re.compile(r"(?m)^[ ]*(?:[0-9]{1,3}[.、)][ ]*(?![0-9])|[①-⑳])")
_GLUED = re.compile(r"(?<![0-9])[0-9]{1,4}?(?=1[3-9][0-9]{9}(?![0-9]))")
_MOBILE_HERE = re.compile(r"1[3-9][0-9]{9}(?![0-9])")
_LOCAL = re.compile(r"(?<![0-9])[0-9]{3,4}-[0-9]{7,8}(?![0-9])")
_POSTCODE = re.compile(r"(?<![0-9A-Za-z#-])[0-8][0-9]{5}(?![0-9A-Za-z号室栋号弄-])")
_APART = re.compile(r"[\s,;。、|\x1f]+")
_STREET = re.compile(f"(?P<street>[{HAN}]{{1,9}}?(?:街道办事处|街道|[镇鎮乡鄉]|苏木))(?![路街巷道])")
_ZONE = re.compile(f"[{HAN}]{{0,8}}?(?:高新(?:技术产业)?(?:开发)?区|开发区|工业园区?|科技园区?|新城区?)")
_OTHER_DISTRICT = re.compile(f"(?P<stem>[{HAN}]{{2,6}}?)(?P<end>[区县市])")
_MARKS = re.compile(
    "[路街道巷弄号號楼樓栋棟幢室苑邨座段村组屯层院厦店]|单元|單元|小区|花园|广场|[门門]市|公司|学校|学院|医院|大学|工业|[0-9]"
)
_ENDING = re.compile(f"[ ,(]*(?P<name>(?![号號室栋幢楼樓座层户店房院])[{HAN}A-Za-z·]{{1,6}}?)[ ]*[(]?收[)]?$")
_LAST_NUMBER = re.compile(
    f"(?<=[0-9号號室栋幢楼樓座层户店房院元])(?P<name>(?![号號室栋幢楼樓座层户店房院])[{HAN}]{{2,4}})$"
)
_CHATTER = re.compile(
    "麻烦|麻煩|谢谢|謝謝|不要|别发|别寄|不发|请|請|快递|快遞|顺丰|中通|圆通|申通|韵达|到付|尽快|发货|發貨|发到|寄到|这个|這個|帮我|亲|哦$|哈$|呢$|吧$|了$"
)
_RECEIVED = re.compile("[ ]*[(]?收[)]?$")
_BRACKETS = ":,-—*()[]【】"
_LONGEST_NAME = 12


def read_addresses(text: str) -> tuple[Recipient, ...]:
    """Everybody in a paste to whom a parcel could go, in their order. Never raises; nothing is invented: what could not
    be told is empty, or named in `unsure`.
    """
    return tuple(one for _, one in read_each(text[:LONGEST]) if one)[:MOST]


def read_each(text: str) -> Iterator[tuple[int, Recipient]]:
    """Everybody in a text of any length, with the line (from 1) on which they begin; who holds nothing is told too."""
    lines = text.translate(_WIDTH).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    place = 0
    for block, first in _blocks(lines):
        place = first
        for one in _apart(block):
            begins = one.strip().partition("\n")[0].strip()
            place = next((at for at in range(place, len(lines)) if begins in lines[at]), place)
            yield place + 1, _read(one)


# who is told of where


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What stands between empty lines, with the place of its first line."""
    block: list[str] = []
    for place, line in enumerate([*lines, ""]):
        if line.strip():
            block.append(line)
        elif block:
            yield _NUMBERED.sub("", "\n".join(block)), place - len(block)
            block = []


def _apart(block: str) -> list[str]:
    """The text of each person: one has one phone, or two in a row."""
    if len(_phones(block)) < 2:
        return [block]
    pieces = [_NUMBERED.sub("", piece) for piece in re.split(r"[\n;]", block) if piece.strip()]
    called = [bool(_phones(piece)) for piece in pieces]
    last = max((place for place, phone in enumerate(called) if phone), default=-1)
    people: list[list[str]] = [[]]
    phone_told = place_told = False
    for place, piece in enumerate(pieces):
        begins = called[place] or is_name(piece.strip()) or bool(_LABEL.match(piece.strip()))
        if begins and place <= last and phone_told and place_told:
            people.append([])
            phone_told = place_told = False
        people[-1].append(piece)
        phone_told = phone_told or called[place]
        place_told = place_told or _says_where(piece[:_LONGEST_ONE])
    return ["\n".join(pieces) for pieces in people]


def _says_where(text: str) -> bool:
    return find_area(_folded(text)) is not None or any(found["detail"] for found in _LABEL.finditer(text))


def _phones(text: str) -> list[tuple[int, int]]:
    """Where phones stand; those that follow each other at once are one person's."""
    spans = [found.span() for found in PHONE.finditer(text)]
    spans += [(found.end(), found.end() + 11) for found in _GLUED.finditer(text) if found[0]]
    spans += [found.span() for found in _LOCAL.finditer(text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if joined and start < joined[-1][1]:
            continue
        if joined and not text[joined[-1][1] : start].strip(" ,/、或和"):
            joined[-1] = (joined[-1][0], end)
            continue
        joined.append((start, end))
    return joined


def _folded(text: str) -> str:
    """Folded for looking up divisions, a character for a character."""
    folded, origin = fold_by_character(text)
    return folded if len(origin) == len(text) else text


# one person


def _read(text: str) -> Recipient:
    text = text[:_LONGEST_ONE]
    rest, said, placed = _without_labels(text)
    phones = _phones(rest)
    phone = ""
    for start, end in reversed(phones):
        phone = rest[start:end].strip()
        rest = f"{rest[:start]}\x1f{rest[end:]}"
    phone = re.split(r"[ ]*[,/、或和][ ]*", phone)[0] if phone else ""
    found = Recipient(name=said, phone=_plain(phone))
    for reader in (_in_taiwan, _in_hong_kong, _in_malaysia):
        if (there := reader(rest, found)) is not None:
            return there
    return _in_mainland(rest, found, placed)


def _plain(phone: str) -> str:
    """A phone as it is dialled: a mobile without its country and its blanks, others as they are written."""
    number = re.sub(r"^(?:\+?86|0086|\(\+?86\))[ -]?", "", phone)
    digits = re.sub(r"[ -]", "", number)
    if _MOBILE_HERE.match(digits):
        return digits[:11] + re.sub(r"^[0-9]{11}", "", digits).replace(" ", "") if len(digits) > 11 else digits
    mobile = re.match(r"(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})(.*)", number)
    return "".join(mobile.groups()) if mobile else number


def _without_labels(text: str) -> tuple[str, str, bool]:
    """The text without its labels, the labelled name, and whether its address was labelled."""
    found = list(_LABEL.finditer(text))
    if not found:
        return text, "", False
    parts = [text[: found[0].start()]]
    address: list[str] = []
    name, placed = "", False
    for here, after in zip(found, [*found[1:], None], strict=True):
        value = text[here.end() : after.start() if after else len(text)]
        line, _, more = value.partition("\n")
        if here["name"] and not name and (first := _APART.split(line.strip())[0]):
            if len(first) <= _LONGEST_NAME and not any(map(str.isdigit, first)):
                name = first
                parts.append(line.strip()[len(first) :])
            else:
                parts.append(line)
        elif here["region"] or here["detail"]:
            placed = True
            address.append(line.strip() if here["region"] else line)
        else:
            parts.append(line)
        parts.append(more)
    return "\x1f".join(part for part in [*parts, " ".join(address)] if part.strip()), name, placed


def _in_taiwan(text: str, found: Recipient) -> Recipient | None:
    store = overseas.read_store(text)
    place = overseas.read_taiwan(text)
    if place is None and store is None:
        return None
    spans = [] if store is None else store[1]
    if place is not None:
        where, start, end = place
        spans = [*spans, (start, end)]
        found = replace(
            where, name=found.name, phone=found.phone,
            chain=store[0].chain if store else "", store=store[0].store if store else "",
            store_number=store[0].store_number if store else "",
        )  # fmt: skip
        text = re.sub(rf"(?<![0-9]){re.escape(found.postcode)}(?![0-9])", lambda m: " " * len(m[0]), text)
    elif store is not None:
        found = replace(store[0], name=found.name, phone=found.phone)
    before, after = _around(text, spans)
    return _placed(found, before, after)


def _around(text: str, spans: list[tuple[int, int]]) -> tuple[str, str]:
    """What stands before the first of these and after it, without all of them."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = ["\x1f"] * (end - start)
    first = min(start for start, _ in spans)
    return "".join(kept[:first]), "".join(kept[first:])


def _in_hong_kong(text: str, found: Recipient) -> Recipient | None:
    where = overseas.read_hong_kong(text)
    if where is None:
        return None
    if not found.phone and (eight := EIGHT.search(text)):
        found = replace(found, phone=re.sub("[ -]", "", eight[0]))
        text = f"{text[: eight.start()]}\x1f{text[eight.end() :]}"
    name, detail = found.name, []
    for token in re.split(r"[\n\x1f]+|[ ]{2,}|(?<=[\u3400-\u9fff])[ ,]+", text):
        bare = token.strip(" ,")
        if bare and not name and (is_name(bare) or (not _MARKS.search(bare) and len(bare) <= 4)):
            name = bare
        elif bare:
            detail.append(bare)
    rest = re.sub(r"^(?:香港|澳[门門])(?:特别行政区|特別行政區)?[ ,]*", "", " ".join(detail))
    return replace(where, name=name, phone=found.phone, detail=rest)


def _in_malaysia(text: str, found: Recipient) -> Recipient | None:
    there = overseas.read_malaysia(text)
    if there is None:
        return None
    where, (start, end) = there
    before = [line.strip(" ,") for line in re.split(r"[\n\x1f]+", text[:start]) if line.strip(" ,")]
    after = [line.strip(" ,") for line in re.split(r"[\n\x1f]+", text[end:]) if line.strip(" ,")]
    name = found.name
    if not name and len(before) > 1 and not any(map(str.isdigit, before[0])):
        name, *before = before
    elif not name and after and not any(map(str.isdigit, after[0])):
        name, *after = after
    return replace(where, name=name, phone=found.phone, detail=", ".join([*before, *after]))


def _in_mainland(text: str, found: Recipient, placed: bool) -> Recipient:
    postcode = ""
    if (six := list(_POSTCODE.finditer(text))) and not postcode:
        postcode = six[-1][0]
        text = f"{text[: six[-1].start()]}\x1f{text[six[-1].end() :]}"
    text = _APART.sub(" ", text).strip()
    area = find_area(_folded(text), postcode)
    found = replace(found, postcode=postcode)
    if area is None:
        unsure = (Field.PROVINCE, Field.CITY, Field.DISTRICT) if _MARKS.search(text) else ()
        return _placed(replace(found, unsure=unsure), "", text, at_once=placed)
    before, after = text[: area.start], text[area.end :]
    found, after = _divided(found, area, after)
    return _placed(found, before, after, at_once=True)


def _divided(found: Recipient, area: Area, after: str) -> tuple[Recipient, str]:
    """The divisions, and what is left behind them."""
    unsure = {Field[level.name] for level in area.doubted}
    division = area.division
    if division is None:
        # several places are called so: it is kept as it is written
        return replace(found, district=area.named, unsure=_ordered(unsure | {Field.PROVINCE, Field.CITY})), after
    province, city, district, street = (division.at(level) for level in Level)
    if district is None and street is None:
        more, after, doubted = _smaller(division, after)
        unsure |= doubted
        district = more or district
    bare = after.lstrip(" ,-/")
    said = _STREET.match(bare)
    words = street.name if street else ""
    if not words and said is not None:
        words, after = said["street"], bare[said.end() :]
    municipal = province is not None and province.name.endswith("市")
    deepest = district or city or province
    found = replace(
        found,
        province=province.name if province else "",
        city=city.name if city else (province.name if municipal and province and (district or city is None) else ""),
        district=district.name if district else "",
        street=words,
        adcode=deepest.code if deepest else "",
    )
    if district is None and street is None and Field.DISTRICT not in unsure and not _has_no_districts(city):
        unsure.add(Field.DISTRICT)
    if city is None and not municipal and district is None:
        unsure.add(Field.CITY)
    return replace(found, unsure=_ordered(unsure)), after


def _has_no_districts(city: Division | None) -> bool:
    return city is not None and city.code in {"441900", "442000", "460400", "620200"}


def _smaller(division: Division, after: str) -> tuple[Division | None, str, set[Field]]:
    """A district that is not written as it should be: with a slip, or one of another city."""
    bare = after.lstrip(" ,-/")
    if _ZONE.match(bare):
        return None, after, {Field.DISTRICT}
    other = _OTHER_DISTRICT.match(bare)
    if other is None:
        return None, after, set()
    stem = _folded(other["stem"])
    near = [
        reading.division
        for name, readings in names().items()
        if name.startswith(stem) and name.endswith(other["end"])
        for reading in readings
        if reading.division.level is Level.DISTRICT and reading.division.within(division)
    ]
    if len(set(near)) == 1:
        return near[0], bare[other.end() :], {Field.DISTRICT}
    elsewhere = any(r.division.level is Level.DISTRICT for r in names().get(stem + other["end"], ()))
    return None, after, {Field.DISTRICT} if elsewhere else set()


def _ordered(unsure: "set[Field]") -> tuple[Field, ...]:
    return tuple(field for field in Field if field in unsure)


# what is left


def _placed(found: Recipient, before: str, after: str, *, at_once: bool = True) -> Recipient:
    """Who it is and where in the place, from what stands before and after the divisions. `at_once`: what follows the
    divisions without a gap is where.
    """
    name, detail, others = _sorted(found.name, before, after, at_once=at_once)
    where, unsure = " ".join(detail), set(found.unsure)
    if not name and (ending := _ENDING.search(where)) and ending.start():
        name, where = ending["name"], where[: ending.start()]
    if not name and not detail and len(others) > 1 and _MARKS.search(others[-1]):
        where = others.pop()
    if not name and others and len(shortest := min(others, key=len)) <= _LONGEST_NAME:
        name = shortest
        others.remove(name)
        if not is_name(name) and len(name) > 1:
            unsure.add(Field.NAME)
    if not name and (last := _LAST_NUMBER.search(where)) and _is_somebody(last["name"]):
        name, where = last["name"], where[: last.start()]
        unsure.add(Field.NAME)
    where = " ".join(part for part in (where, *others) if part).strip(" ,-")
    return replace(found, name=name, detail=_RECEIVED.sub("", where) if name else where, unsure=_ordered(unsure))


def _sorted(name: str, before: str, after: str, *, at_once: bool) -> tuple[str, list[str], list[str]]:
    """The words around the divisions: who it surely is, what is where, and what may be either."""
    earlier = [token for token in _APART.split(before) if token.strip(_BRACKETS)]
    if earlier and before[-1:].strip() and earlier[-1].endswith(":"):
        earlier.pop()  # "to this address:"
    tokens = [token for token in _APART.split(after) if token.strip(_BRACKETS)]
    detail: list[str] = []
    others: list[str] = []
    if at_once and tokens and after[:1].strip() and after[0] != "\x1f":
        detail.append(tokens.pop(0))
    for place, token in enumerate([*earlier, *tokens]):
        bare = token.strip(_BRACKETS)
        if _BARE_LABEL.fullmatch(bare):
            continue
        received = _RECEIVED.sub("", bare)
        if not name and _is_somebody(received):
            name = received
        elif fold(bare) not in NOISE and not _CHATTER.search(bare):
            (detail if _MARKS.search(bare) and place >= len(earlier) else others).append(bare)
    return name, detail, others


def _is_somebody(words: str) -> bool:
    """Whether this can hardly be anything but a person."""
    plain = fold(words)
    if not 1 < len(plain) <= _LONGEST_NAME or any(map(str.isdigit, plain)):
        return False
    if plain.endswith(tuple(TITLES)) and len(plain) <= 5:
        return True
    known = plain[0] in SURNAMES or plain[:2] in DOUBLE_SURNAMES
    if known and is_name(words):
        return not _MARKS.search(words) or len(plain) <= 3
    return is_name(words)
