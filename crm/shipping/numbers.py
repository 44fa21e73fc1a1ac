"""Tracking numbers as they come back: a courier's sheet, or a pasted list with everything in any order."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from crm.couriers import bare, courier_named, looks_like
from crm.transfer.parcel_columns import Part, part_of

MOST_ROWS = 10_000
"""So many rows are looked at; nobody sends more in one go."""
HEADING_WITHIN = 30
LONGEST_ROW = 2_000
"""Characters of a row that are read."""

Known = Callable[[Collection[str]], Collection[str]]
"""Which of some words are numbers of orders."""


class Trouble(StrEnum):
    """Why a row brings no number."""

    NO_NUMBER = auto()
    LOST_DIGITS = auto()
    """The spreadsheet shows `1.23E+15`: the last digits are gone for good."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row (`place` counts from 1) says of a parcel: its tracking number, and who or what it is for.

    `orders` are numbers of orders that there are; `words` is all that may be a name or an address.
    """

    place: int
    text: str
    tracking: str = ""
    courier: str = ""
    orders: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    words: str = ""
    trouble: Trouble | None = None


_TRACKING = re.compile(
    "(?:运|運|快递|快遞|物流|宅配|配送|託運|托运|托運|貨運|货运|面单|面單|寄件|包裹|邮件|郵件|母)单?單?[号號碼码]"
    "|(?:运|運|快递|快遞|物流|宅配|配送|託運|托运|托運|貨運|货运|寄件|包裹|邮件|郵件|母)[单單件][号號编編]"
    "|^[单單][号號]$|查[询詢][号號碼码]|tracking|way ?bill|awb|consignment",
    re.IGNORECASE,
)
_COURIER = re.compile(
    "(?:快递|快遞|物流|宅配|承运|承運|配送)(?:公司|商|方式|名称|名稱)?$|courier|carrier", re.IGNORECASE
)
_PIECE = re.compile(r"[A-Za-z0-9*+.\-]+")
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{6,33})[A-Z0-9-]")
_MOBILE = re.compile(r"(?:\+?86-?)?1[3-9][0-9]{9}|(?:\+?886-?|0)9[0-9]{2}-?[0-9]{3}-?[0-9]{3}")
_MASKED = re.compile(r"1[3-9][0-9*]{9}|09[0-9*]{8}|[0-9]{2,4}\*{2,6}[0-9]{2,4}")
_SCIENTIFIC = re.compile(r"([0-9](?:\.[0-9]+)?)E\+?([0-9]{1,3})", re.IGNORECASE)
_APART = re.compile(r"[\s,;|/、，；+]+")
_FEWEST_DIGITS = 6


def read_text(text: str, known: Known) -> tuple[Said, ...]:
    """What a pasted list says: rows of cells, parted by tabs, where it was copied from a sheet; else line by line."""
    return read_rows((line.split("\t") for line in text.splitlines()), known)


def read_rows(rows: Iterable[Sequence[str]], known: Known) -> tuple[Said, ...]:
    """What each row says that holds anything; under headings by its columns, else by what its words look like."""
    filled = [
        (place, [_plain(cell) for cell in cells])
        for place, cells in enumerate(rows, 1)
        if place <= MOST_ROWS and any(cell.strip() for cell in cells)
    ]
    columns, first = _headings(filled)
    words = {word for _, cells in filled for cell in cells for word in _words(cell)}
    orders = frozenset(known(words))
    read = _by_columns(filled[first:], columns, orders) if columns else _freely(filled, orders)
    return tuple(read)


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell[:LONGEST_ROW]).strip().lstrip("'")


def _words(cell: str) -> Iterator[str]:
    """What may be the number of an order: whole cells, their parts, and runs of letters and digits in them."""
    yield cell
    yield from filter(None, _APART.split(cell))
    yield from (found[0] for found in _PIECE.finditer(cell))


# under headings


def _headings(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[dict[int, Part | str], int]:
    """What each column holds, and how many rows come before the first parcel; nothing where no row has headings."""
    for at, (_, cells) in enumerate(rows[:HEADING_WITHIN]):
        columns: dict[int, Part | str] = {}
        for place, cell in enumerate(cells):
            if _TRACKING.search(cell) and not any(map(str.isdigit, cell)):
                columns[place] = "tracking"
            elif _COURIER.search(cell):
                columns[place] = "courier"
            elif (part := part_of(cell)) in {Part.NUMBER, Part.NAME, Part.PHONE, Part.ADDRESS} and part is not None:
                columns[place] = part
        if "tracking" in columns.values() and len(columns) > 1:
            return columns, at + 1
    return {}, 0


def _by_columns(
    rows: Sequence[tuple[int, Sequence[str]]], columns: dict[int, Part | str], orders: Collection[str]
) -> Iterator[Said]:
    for number, cells in rows:
        told = dict.fromkeys(columns.values(), "")
        for place, part in columns.items():
            cell = cells[place] if place < len(cells) else ""
            told[part] = told[part] or cell  # a phone may stand in one of two columns
        written, trouble = _written(told["tracking"])
        if not written and trouble is None:
            trouble = Trouble.NO_NUMBER
        named = [word for word in _words(told.get(Part.NUMBER, "")) if word in orders]
        phones = [found[0] for found in _PIECE.finditer(told.get(Part.PHONE, "")) if _is_phone(found[0])]
        yield Said(
            number,
            " ".join(filter(None, cells)),
            written,
            courier_named(told.get("courier", "")) or told.get("courier", ""),
            tuple(dict.fromkeys(named)),
            tuple(dict.fromkeys(phones)),
            " ".join(filter(None, (told.get(Part.NAME, ""), told.get(Part.ADDRESS, "")))),
            trouble,
        )


def _written(cell: str) -> tuple[str, Trouble | None]:
    """The tracking numbers of a cell, several joined by a comma."""
    if found := _SCIENTIFIC.fullmatch(cell):
        whole = _exact(found)
        return (whole, None) if whole else ("", Trouble.LOST_DIGITS)
    codes = [bare(word) for word in re.split(r"[\s,;、，；/]+", cell) if word]
    codes = [code for code in codes if _CODE.fullmatch(code) and _digits(code) >= _FEWEST_DIGITS]
    return ", ".join(dict.fromkeys(codes)), None


def _exact(found: "re.Match[str]") -> str:
    """All digits of a number in the scientific notation, where none was lost."""
    decimals = len(found[1].partition(".")[2])
    return f"{Decimal(found[0]):f}" if decimals == int(found[2]) else ""


# a list with everything in any order


def _freely(rows: Sequence[tuple[int, Sequence[str]]], orders: Collection[str]) -> Iterator[Said]:
    for number, cells in rows:
        text = " ".join(filter(None, cells))
        rest, trouble = text, None
        codes: list[str] = []
        named: list[str] = []
        phones: list[str] = []
        there = sorted(set(_words(text)) & set(orders), key=text.index)
        for word in sorted(there, key=len, reverse=True):  # one may be a part of another
            if word in rest:
                named.append(word)
                rest = rest.replace(word, " ")
        for found in list(_PIECE.finditer(rest)):
            word = found[0].strip("-.")
            if (damaged := _SCIENTIFIC.fullmatch(word)) and _digits(word) >= 2 and "." in word:
                if whole := _exact(damaged):
                    codes.append(whole)
                else:
                    trouble = Trouble.LOST_DIGITS
            elif _is_phone(word):
                phones.append(word)
            elif _CODE.fullmatch(word.upper()) and _digits(word) >= _FEWEST_DIGITS:
                codes.append(bare(word))
            else:
                continue
            rest = rest.replace(found[0], " ", 1)
        written = _best(codes)
        if written:
            trouble = None
        elif trouble is None:
            trouble = Trouble.NO_NUMBER
        courier = courier_named(rest) or ""
        yield Said(number, text, written, courier, tuple(named), tuple(phones), " ".join(rest.split()), trouble)


def _is_phone(word: str) -> bool:
    return bool(_MOBILE.fullmatch(word) or ("*" in word and _MASKED.fullmatch(word)))


def _digits(word: str) -> int:
    return sum(map(str.isdigit, word))


def _best(codes: Sequence[str]) -> str:
    """The tracking number among what looks like one: those whose courier can be told, else the longest."""
    plain = list(dict.fromkeys(codes))
    told = [code for code in plain if looks_like(code)]
    return ", ".join(told) if told else max(plain, key=len, default="")
