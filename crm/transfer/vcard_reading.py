"""vCards as a table: a row for each card, so that phones' contacts come in the way every list does.

Reads versions 2.1 to 4.0 as phones and mail programs write them (RFC 2425, 2426, 6350): folded lines, groups,
quoted-printable, escapes. Every card stands on its own; what a card says twice stands in one cell.
"""

import quopri
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from crm.transfer.delimited import MAX_BYTES, blocks
from crm.transfer.encodings import Encoding, recognise
from crm.transfer.errors import Limit, TooBigError, UnknownEncodingError
from crm.transfer.tables import Row, Source, Tally, tidy_row

BETWEEN = " ::: "
"""Between several values of one cell; whoever reads the cell takes it apart again."""
LONGEST_LINE = 4 << 20
"""Characters of one property after which the rest of it is left out: only a picture is that long."""

_PROPERTIES = {
    "NICKNAME": "Nickname",
    "X-REMARK": "Remark name",
    "TEL": "Phone",
    "EMAIL": "Email",
    "X-WECHAT": "WeChat",
    "X-WEIBO": "Weibo",
    "X-QQ": "QQ",
    "X-XIAOHONGSHU": "Xiaohongshu",
    "X-DOUYIN": "Douyin",
    "X-LINE": "LINE",
    "X-WHATSAPP": "WhatsApp",
    "X-HANDLE": "Handle",
    "ADR": "Address",
    "BDAY": "Birthday",
    "X-LUNAR-BIRTHDAY": "Birthday",
    "CATEGORIES": "Tags",
    "NOTE": "Note",
}
_HEADINGS = ("Name", *dict.fromkeys(_PROPERTIES.values()), "Postcode")
_LINE = re.compile(
    r"(?:[\w-]{1,60}\.)?(?P<name>[A-Za-z][\w-]{0,60})"
    r"(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(?P<value>.*)",
    re.DOTALL,
)
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

_Card = dict[str, list[str]]


def open_cards(path: Path, encoding: str) -> tuple[Source, Encoding]:
    """What is known of the file before its cards are read. Raises `TooBigError`, `UnknownEncodingError`."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooBigError(path, Limit.BYTES, size, MAX_BYTES)
    known = Encoding(encoding, damaged=True) if encoding else recognise(lambda: blocks(path))
    if known is None:
        raise UnknownEncodingError(path)
    try:
        "".encode(known.name)
    except LookupError as error:
        raise UnknownEncodingError(path, encoding) from error
    return Source(kind="vcard", encoding=known.name, total=size), known


def card_rows(path: Path, encoding: Encoding, tally: Tally, at: Callable[[int], None]) -> Iterator[Row]:
    """A row of headings and then one for each card, by its number; `at` hears of the characters that were read."""
    yield Row(1, _HEADINGS)
    with path.open(encoding=encoding.name, errors=encoding.errors) as file:
        for number, card in enumerate(cards_of(file, at), 2):
            yield tidy_row(number, _cells(card), tally)


def cards_of(lines: Iterator[str], at: Callable[[int], None] = lambda _done: None) -> Iterator[Mapping[str, list[str]]]:
    """What each card says, by our heading; `at` hears of the characters that were read."""
    card: _Card | None = None
    done = 0
    for line in _unfolded(lines):
        done += len(line)
        found = _LINE.fullmatch(line.strip("\r\n"))
        if found is None:
            continue
        name = found["name"].upper()
        if name == "BEGIN":
            if card:  # the one before never ended
                yield card
            card = defaultdict(list)
        elif name == "END" and card is not None:
            at(done)
            yield card
            card = None
        elif card is not None:
            _take(card, name, found["parameters"].upper(), found["value"])
    if card:
        yield card


def _unfolded(lines: Iterator[str]) -> Iterator[str]:
    """Whole properties: a line that begins with a blank belongs to the one before it, and so does the line after
    one in quoted-printable that ends with `=`.
    """
    whole: list[str] = []
    size = 0
    soft = False
    for raw in lines:
        line = raw.rstrip("\r\n")
        if whole and (soft or line.startswith((" ", "\t"))):
            if size <= LONGEST_LINE:
                whole.append(line if soft else line[1:])
        else:
            if whole:
                yield "".join(whole)
            whole, size = [line], 0
        size += len(line)
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in whole[0].upper()
        if soft:
            whole[-1] = whole[-1][:-1]
    yield "".join(whole)


def _take(card: _Card, name: str, parameters: str, value: str) -> None:
    """Take in one property of a card."""
    if "QUOTED-PRINTABLE" in parameters:
        charset = re.search(r"CHARSET=([\w-]{1,40})", parameters)
        value = _decoded(value, charset[1] if charset else "utf-8")
    match name:
        case "FN":
            card["Name"].insert(0, _plain(value))
        case "N":
            card["N"].append(_name(value))
        case "ADR":
            _take_address(card, value)
        case "NICKNAME":
            card["Nickname"] += [_plain(part) for part in _split(value, ",")]
        case "CATEGORIES":
            card["Tags"] += [_plain(part) for part in _split(value, ",")]
        case "TEL" | "EMAIL":
            card[_PROPERTIES[name]].append(_plain(value).removeprefix("tel:").removeprefix("mailto:"))
        case "BDAY" | "X-LUNAR-BIRTHDAY":
            card["Birthday"].append(_plain(value))
        case _ if name in _PROPERTIES:
            card[_PROPERTIES[name]].append(_plain(value))


def _decoded(value: str, charset: str) -> str:
    try:
        return quopri.decodestring(value.encode("utf-8", "surrogateescape")).decode(charset, "replace")
    except LookupError:
        return quopri.decodestring(value.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def _take_address(card: _Card, value: str) -> None:
    """An address as we say it, the region before the street; its postcode where it is the first."""
    parts = [_plain(part) for part in _split(value, ";")]
    box, extended, street, city, region, postcode, country = (*parts, *[""] * 7)[:7]
    above = [part for part in dict.fromkeys((country, region, city)) if part]
    between = "" if _HAN.search("".join(above)) else " "
    address = " ".join(part for part in (between.join(above), street, extended, box) if part)
    if address:
        card["Address"].append(address)
        card["Postcode"] += [postcode] if len(card["Address"]) == 1 else []


def _name(value: str) -> str:
    """A name in parts (family, given, middle) as it is written."""
    family, given, middle = (*(_plain(part) for part in _split(value, ";")), "", "", "")[:3]
    if _HAN.search(family + given):
        return family + middle + given
    return " ".join(part for part in (given, middle, family) if part)


def _cells(known: Mapping[str, list[str]]) -> list[str]:
    """The row of a card. A name for friends that is written beside the nickname is no second nickname."""
    card = dict(known)
    remarks = card.get("Remark name", [])
    if len(card.get("Nickname", ())) > 1 or card.get("Nickname") == remarks:
        card["Nickname"] = [name for name in card["Nickname"] if name not in remarks]
    said = {heading: list(dict.fromkeys(filter(None, values))) for heading, values in card.items()}
    first = ("Name", "Nickname", "Remark name", "Birthday", "Postcode")
    cells = []
    for heading in _HEADINGS:
        values = said.get(heading, [])
        if heading == "Name":
            values = values or said.get("N", [])
        elif heading == "Tags" and values:
            values = [*values, ""]  # the mark at the end says that other marks are part of a tag
        elif heading == "Note":
            values = ["\n".join(values)]
        cells.append(BETWEEN.join(values[:1] if heading in first else values))
    return cells


def _split(value: str, mark: str) -> list[str]:
    """The parts between marks that are not escaped, still escaped themselves."""
    return re.findall(rf"(?:\\.|[^\\{mark}])+|(?<={mark})(?={mark}|$)|^(?={mark})", value, re.DOTALL) or [""]


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
