"""What a workbook claims, counted in a stream before anything unpacks it into memory."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from crm.transfer.errors import Limit, PasswordProtectedError, TooBigError, UnreadableFileError

#: bytes that all parts of one workbook may unpack to
MAX_UNPACKED = 400 << 20
#: parts of one workbook; a real one has tens
MAX_PARTS = 2_000
#: unpacked to packed bytes of one part above `_RATIO_FROM`; a sheet of equal rows reaches about 200
MAX_RATIO = 400
_RATIO_FROM = 8 << 20
#: cells with something in them on one sheet
MAX_CELLS = 6_000_000
#: rows times columns of the smallest box around all cells of a sheet, since a parser makes all of it
MAX_AREA = 20_000_000

_BLOCK = 1 << 20
# a tag that is cut by the end of a block is seen again whole with the next one
_OVERLAP = 256
# literal beginnings keep these two fast; an attribute written otherwise is found by the slow look
_ROW_NUMBER = re.compile(rb"""r="[A-Z]{0,9}([0-9]{1,20})\"""")
_COLUMN_LETTERS = re.compile(rb"""r="([A-Z]{1,9})[0-9]""")
_UNUSUAL = (b"r='", b"r =", b"r= ", b"r=\n")
# columns and their list begin so too, once each
_CELLS = (b"<c", b":c")
_SHEET = re.compile(r"xl/(?:worksheets|macrosheets|chartsheets|dialogsheets)/[^/]+\.xml", re.IGNORECASE)


@dataclass(slots=True)
class _Box:
    """The extent of a sheet: last row, last column, number of cells."""

    rows: int = 0
    columns: int = 0
    cells: int = 0

    @property
    def area(self) -> int:
        return self.rows * self.columns


def check_workbook(path: Path) -> None:
    """Raise if a zipped workbook (XLSX, XLSM, XLSB, ODS) is a bomb, holds a DTD or claims a huge sheet.

    Sizes written in the archive are not believed: every part is unpacked in a stream, and one that is cut off there
    does not have its checksum and is unreadable.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError) as error:
        raise UnreadableFileError(path, str(error)) from error
    except (EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableFileError(path, f"{type(error).__name__}: {error}") from error


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise TooBigError(path, Limit.PARTS, len(parts), MAX_PARTS)
    claimed = sum(part.file_size for part in parts)
    if claimed > MAX_UNPACKED:
        raise TooBigError(path, Limit.UNPACKED, claimed, MAX_UNPACKED)
    for part in parts:
        if part.flag_bits & 1:
            raise PasswordProtectedError(path)
        packed = max(1, part.compress_size)
        if part.file_size > _RATIO_FROM and part.file_size > MAX_RATIO * packed:
            raise TooBigError(path, Limit.RATIO, part.file_size // packed, MAX_RATIO)
        if not part.filename.lower().endswith((".xml", ".rels", ".bin")):
            continue
        with archive.open(part) as stream:
            _measure(path, part, stream)


def _measure(path: Path, part: zipfile.ZipInfo, stream: IO[bytes]) -> None:
    """Unpack one part in a stream, which fails where it holds more than it claims, and look at what it holds."""
    box = _Box()
    sheet = _SHEET.fullmatch(part.filename) is not None
    xml = not part.filename.endswith(".bin")
    first = True
    kept = b""
    while block := stream.read(_BLOCK):
        if first and xml and (b"\0" in block[:200] or b"<!DOCTYPE" in block or b"<!ENTITY" in block):
            raise UnreadableFileError(path, f"document type or encoding of {part.filename}")
        first = False
        if sheet:
            _count(kept + block, box)
            kept = block[-_OVERLAP:]
            if box.cells > MAX_CELLS:
                raise TooBigError(path, Limit.CELLS, box.cells, MAX_CELLS)
    if box.area > MAX_AREA or part.filename == "content.xml":
        # styles may reach the far corner of a harmless sheet: look again, at cells with something in them
        _check_filled(path, part.filename)


def _count(window: bytes, box: _Box) -> None:
    """Widen the box by what the window shows. Cells in the overlap count twice, which matters to no bound."""
    box.cells += sum(map(window.count, _CELLS))
    box.rows = max(box.rows, max(map(int, set(_ROW_NUMBER.findall(window))), default=0))
    box.columns = max(box.columns, max(map(_column, set(_COLUMN_LETTERS.findall(window))), default=0))
    if any(mark in window for mark in _UNUSUAL):
        box.rows, box.columns = MAX_AREA, MAX_AREA


def _column(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_filled(path: Path, name: str) -> None:
    """Raise if the box around the filled cells of a part is too big to be a table."""
    filled = _Filled()
    parser = expat.ParserCreate()
    parser.StartElementHandler = filled.start
    parser.EndElementHandler = filled.end
    with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
            if filled.box.cells > MAX_CELLS:
                raise TooBigError(path, Limit.CELLS, filled.box.cells, MAX_CELLS)
            if filled.box.area > MAX_AREA:
                raise TooBigError(path, Limit.AREA, filled.box.area, MAX_AREA)
        parser.Parse(b"", True)


class _Filled:
    """Follows the rows and cells of a sheet (XLSX or ODS) and widens the box by every filled one."""

    def __init__(self) -> None:
        self.box = _Box()
        self._row = self._column = 0
        self._repeated_rows = self._repeated = 1

    def start(self, tag: str, facts: dict[str, str]) -> None:
        """A tag opens."""
        match tag.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(facts.get("r") or self._row + 1), 0
            case "c":
                reference = facts.get("r", "")
                letters = reference.rstrip("0123456789")
                self._column = _column(letters.encode()) if letters else self._column + 1
                self._row = int(reference[len(letters) :] or self._row)
            case "v" | "t" | "f":
                self._fill(1, 1)
            case "table":
                self._row = 0
            case "table-row":
                self._repeated_rows = int(facts.get("table:number-rows-repeated", "1"))
                self._column = 0
            case "table-cell":
                self._repeated = int(facts.get("table:number-columns-repeated", "1"))
                if "office:value-type" in facts:
                    self._fill(self._repeated_rows, self._repeated)
                self._column += self._repeated
            case _:
                pass

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag.endswith("table-row"):
            self._row += self._repeated_rows

    def _fill(self, rows: int, columns: int) -> None:
        # one row and column too many at most, where the position counts from 1 already
        self.box.rows = max(self.box.rows, self._row + rows)
        self.box.columns = max(self.box.columns, self._column + columns)
        self.box.cells += rows * columns
