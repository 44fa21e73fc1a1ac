"""Addresses in a talk: only where a place is named down to its door; with who gets it, where that is said beside it."""

import re
from collections.abc import Iterator

from crm.addresses import Recipient, read_addresses
from crm.contacts import AddressText
from crm.findings.finds import Finding
from crm.name_cards.numbers import PHONE
from crm.name_cards.words import is_name

_LINE = re.compile(r"[^\n]+")
DOOR = re.compile(
    "[0-9０-９一二三四五六七八九十]+ ?-?[0-9]*(?:[号號楼樓栋棟幢室弄座层层户]|单元|單元|期)|[门門]市|[0-9]{5} [A-Za-z]"
    "|(?:flat|unit|block|blk|room|rm|no\\.) ?[0-9]",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:好的?|嗯+|可以|亲|那就?|我家在|我住在?|寄[到给去]|发[到给去]|[寄发]我家吧?|發到"
    r"|地址就?是|我的地址|ship to|send (?:it )?to)[ ,，:：]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[。！!？?；;]")
_CHATTER = re.compile(
    "(?:谢谢|謝謝|麻烦|麻煩|可以吗|可以嗎|[对是][吗吧]|[對是]嗎|没错吧|沒錯吧"
    "|right\\?|明天|今天|尽快|儘快|thanks|thank you)[^\n]*$",
    re.IGNORECASE,
)
_FIELD = re.compile("^(?:收件人|收货人|收貨人|姓名|电话|電話|手机|手機)[: ]*")
_LONGEST = 200
_FEWEST = 6
_LONGEST_PERSON = 40
MOST_PLACES = 4


def find_places(text: str) -> Iterator[Finding]:
    """The addresses of a text, in its order; `text` has its width folded already, and nobody is named before its lines.

    A line with a name or a phone alone belongs to the address beside it.
    """
    lines = [found for found in _LINE.finditer(text) if found[0].strip()]
    found = 0
    for place, line in enumerate(lines):
        if found >= MOST_PLACES or len(line[0]) > 3 * _LONGEST or not DOOR.search(line[0]):
            continue
        for start, end in _pieces(line):
            piece = text[start:end]
            if not _FEWEST <= len(piece) <= _LONGEST or not DOOR.search(piece):
                continue
            first, last = _with_person(text, lines, place, start, end)
            read = _read(text[first:last])
            if read is not None:
                found += 1
                yield Finding(first, last, text[first:last], _text_of(read))


def _pieces(line: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The sentences of a line, without what one says around an address."""
    at = line.start()
    for end in [*(line.start() + mark.start() for mark in _TAIL.finditer(line[0])), line.end()]:
        words = line.string[at:end]
        start = at + len(words) - len(words.lstrip(" ,，"))
        leading = _LEADING.match(line.string[start:end])
        start += leading.end() if leading else 0
        chatter = _CHATTER.search(line.string[start:end])
        stop = start + chatter.start() if chatter else end
        yield start, start + len(line.string[start:stop].rstrip(" ,，"))
        at = end + 1


def _with_person(text: str, lines: list[re.Match[str]], place: int, start: int, end: int) -> tuple[int, int]:
    """From where to where, with the lines right before and after that say only who or which phone."""
    if not PHONE.search(text[start:end]):
        at = place
        while at > 0 and place - at < 2 and start == lines[place].start() and _is_person(lines[at - 1][0]):
            at -= 1
        start = lines[at].start() if at < place else start
        at = place
        while at + 1 < len(lines) and at - place < 2 and end == lines[place].end() and _is_person(lines[at + 1][0]):
            at += 1
        end = lines[at].end() if at > place else end
    return start, end


def _is_person(line: str) -> bool:
    """Whether a line holds a name, a phone, or both, and nothing else."""
    rest = PHONE.sub(" ", line).strip(" ,，:：")
    return len(line) <= _LONGEST_PERSON and (not rest or is_name(_FIELD.sub("", rest)))


def _read(words: str) -> Recipient | None:
    """The address of these words; none where it is not named well enough to send anything there."""
    read = read_addresses(words)
    if len(read) != 1:
        return None
    (one,) = read
    if one.store and (one.store_number or one.chain):
        return one
    placed = bool(one.region and (one.adcode or one.postcode) and (one.district or one.city))
    return one if placed and one.detail and any(map(str.isdigit, one.detail)) else None


def _text_of(one: Recipient) -> AddressText:
    store = " ".join(part for part in (one.chain, one.store, one.store_number) if part)
    name = one.name if is_name(one.name) else ""
    return AddressText(f"{one.detail} {store}".strip(), one.region, name, one.phone, one.postcode)
