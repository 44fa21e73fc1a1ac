"""Rows out to files: what a column is, and CSV that Excel opens rightly and that is read back unchanged."""

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from pathlib import Path
from typing import assert_never

from crm.progress import Progress, unheard
from crm.transfer.cells import EDGE, Removed, clean_text, joined_if_clean, unwrap, wrap
from crm.transfer.replacing import replacing

#: rows between two calls of `progress`
STRIDE = 500


class Kind(Enum):
    """What the cells of a column are."""

    TEXT = auto()
    NUMBER = auto()
    MONEY = auto()
    DATE = auto()
    MOMENT = auto()


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column to write: its heading, what is in it, and for money how many decimals the currency has.

    Money comes as integer minor units, moments with the time zone they are to be shown in.
    """

    heading: str
    kind: Kind = Kind.TEXT
    decimals: int = 2


Value = str | int | float | Decimal | dt.date | dt.datetime | None


@dataclass(slots=True)
class Written:
    """What was written: rows without the header, what cleaning took out, cells continued elsewhere."""

    rows: int
    removed: Counter[Removed]
    continued: int = 0


# a cell that begins so is a formula in some spreadsheet; blanks and full-width signs do not hinder it
_FORMULA = re.compile(r"(?:^|[\r\n])[\s\u3000\u00a0]*[=+\-@|%＝＋－＠]")
_FORMULA_IN_ROW = re.compile(rf"{EDGE}[+\-@|%＝＋－＠]")
# numbers and telephone numbers begin so too, and compute nothing
_HARMLESS = re.compile(r"\+\d[\d ]*|-\d+(?:[.,]\d+)*")


def guard_text(text: str) -> str:
    """The text as a CSV cell that no spreadsheet runs: with a leading `'` if it could be a formula.

    Reading takes the `'` off again. A text that reading would unwrap gets one as well, so that every clean
    text comes back as it was.
    """
    if unwrap(text) != text or (_FORMULA.search(text) and not _HARMLESS.fullmatch(text)):
        return wrap(text)
    return text


def money_text(minor: int, decimals: int) -> str:
    """An amount of minor units with its decimals and a point: 12345 with 2 is 123.45."""
    if not decimals:
        return str(minor)
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def value_text(value: Value, column: OutColumn) -> str:
    """The value as text without guards: plain numbers, ISO dates, moments to the second on their clock."""
    match value:
        case None:
            text = ""
        case str():
            text = value
        case int() if column.kind is Kind.MONEY:
            text = money_text(value, column.decimals)
        case dt.datetime():
            text = value.replace(tzinfo=None).isoformat(" ", "seconds")
        case dt.date():
            text = value.isoformat()
        case int() | float() | Decimal():
            text = str(value)
        case _:
            assert_never(value)
    return text


def write_csv(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Value]],
    *,
    total: int = 0,
    progress: Progress = unheard,
) -> Written:
    """Write a CSV file: UTF-8 with a byte order mark, commas, CRLF, texts safe against formulas.

    The file appears whole or not at all. Raises a `FileProblemError`; what `progress` raises passes
    through and leaves nothing behind.
    """
    written = Written(0, Counter())
    with replacing(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        out = csv.writer(text)
        out.writerow([guard_text(clean_text(column.heading, written.removed)) for column in columns])
        for row in counted(rows, written, total, progress):
            texts = [
                value if type(value) is str else value_text(value, column)
                for value, column in zip(row, columns, strict=True)
            ]
            whole = joined_if_clean(texts)
            if whole is None or _FORMULA_IN_ROW.search(whole):
                texts = [
                    guard_text(clean_text(text, written.removed)) if isinstance(value, str) else text
                    for value, text in zip(row, texts, strict=True)
                ]
            out.writerow(texts)
        text.flush()
        text.detach()
    return written


def counted(
    rows: Iterable[Sequence[Value]], written: Written, total: int, progress: Progress
) -> Iterator[Sequence[Value]]:
    """The same rows, counted and reported every `STRIDE` and at the end."""
    for row in rows:
        yield row
        written.rows += 1
        if written.rows % STRIDE == 0:
            progress(written.rows, total)
    progress(written.rows, total or written.rows)
