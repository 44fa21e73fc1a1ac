"""Rows out of delimited text: which delimiter, where each record begins, and quotes that never close."""

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from crm.transfer.bare_tables import bare_records, is_bare
from crm.transfer.encodings import Encoding, recognise
from crm.transfer.errors import Limit, TooBigError, UnclosedQuoteError, UnknownEncodingError
from crm.transfer.mojibake import is_mojibake, mended
from crm.transfer.tables import Row, Source, Tally, tidy_row

#: bytes of a text file that is still read as a table
MAX_BYTES = 300 << 20
#: first wins when the file does not tell
DELIMITERS = ("\t", ",", ";", "|")

_BLOCK = 1 << 18
_SAMPLE_LINES = 60
_SAMPLE = 20_000
_QUOTED = re.compile(r'"[^"]*"')
_SEP_LINE = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)

# the reader's own limit would end the file at the first long cell; ours is told with its row
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of the file from its start, in blocks."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def open_text(path: Path, encoding: str, delimiter: str) -> tuple[Source, Encoding]:
    """What is known of a text table before its rows are read; empty encoding or delimiter: recognise."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooBigError(path, Limit.BYTES, size, MAX_BYTES)
    if encoding:
        known: Encoding | None = _named(path, encoding)
    else:
        known = recognise(lambda: blocks(path))
    if known is None:
        raise UnknownEncodingError(path)
    with path.open(encoding=known.name, errors="replace", newline="") as file:
        sample = [line for line, _ in zip(file, range(_SAMPLE_LINES), strict=False)]
    delimiter = delimiter or delimiter_of(sample)
    mending = is_mojibake("".join(sample)[:_SAMPLE])
    return Source(kind="text", encoding=known.name, delimiter=delimiter, total=size, mended=mending), known


def _named(path: Path, encoding: str) -> Encoding:
    try:
        "".encode(encoding)
    except LookupError as error:
        raise UnknownEncodingError(path, encoding) from error
    # the seller chose, so broken bytes are shown as such instead of refusing the file
    return Encoding("utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding, damaged=True)


def delimiter_of(lines: list[str]) -> str:
    """The delimiter of a table from its first lines: the one found equally often in most of them.

    A `sep=` line settles it. Takes time linear in the text.
    """
    if lines and (told := _SEP_LINE.fullmatch(lines[0])):
        return told[1]
    bare = [_QUOTED.sub("", line) for line in lines if line.strip()]

    def regularity(delimiter: str) -> tuple[int, bool]:
        counts = Counter(count for line in bare if (count := line.count(delimiter)))
        return max(counts.values(), default=0), bool(bare) and delimiter in bare[0]

    best = max(DELIMITERS, key=regularity)
    return best if regularity(best)[0] else ","


def text_rows(
    path: Path, encoding: Encoding, delimiter: str, tally: Tally, at: Callable[[int], None], *, mending: bool = False
) -> Iterator[Row]:
    """The records of a text table, numbered from 1 as Excel numbers rows (blank lines counted).

    `at` is told the bytes read so far. A `sep=` line is row 1 and gives no row. A quote that stays open
    raises `UnclosedQuoteError` with its line, so that it never swallows the rows after it.
    """
    with path.open("rb") as raw:
        import io

        text = io.TextIOWrapper(raw, encoding.name, encoding.errors, newline="")
        mend = mended if mending else None
        first = text.readline()
        if is_bare(first):
            for number, cells in enumerate(bare_records(chain((first,), text)), 1):
                if number % 512 == 0:
                    at(raw.tell())
                yield tidy_row(number, cells, tally, mend)
            return
        lines = _Lines(chain((first,) if first else (), text))
        strict = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 0
        while True:
            first_line = lines.read + 1
            lines.taken.clear()
            number += 1
            try:
                row = next(strict, None)
            except csv.Error as error:
                row = _lenient(lines, delimiter)
                if row is None:
                    raise UnclosedQuoteError(path, first_line) from error
            if row is None:
                return
            if number % 512 == 0:
                at(raw.tell())
            if number == 1 and _SEP_LINE.fullmatch("".join(lines.taken)):
                continue
            yield tidy_row(number, row, tally, mend)


def _lenient(lines: "_Lines", delimiter: str) -> list[str] | None:
    """The cells of a line with a stray quote inside a quoted cell; None if a quote stays open.

    Some programs write inner quotes without doubling them. Over several lines nobody can tell that from
    a quote that was forgotten.
    """
    if len(lines.taken) != 1:
        return None
    line = _Lines(iter(lines.taken))
    reader = csv.reader(line, delimiter=delimiter)
    cells = next(reader)
    return None if line.ended else cells


class _Lines:
    """Hands lines to a reader and remembers those of the record being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []
        self.read = 0
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.read += 1
        self.taken.append(line)
        return line
