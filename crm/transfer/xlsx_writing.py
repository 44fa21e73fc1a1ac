"""A workbook with one sheet, written in a stream (ECMA-376): texts as text, numbers, amounts and dates typed.

Texts stand in their cells instead of a shared table, so that memory does not grow with the rows.
"""

import datetime as dt
import math
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO

from crm.progress import Progress, unheard
from crm.transfer.cells import clean_text, joined_if_clean, unwrap, wrap
from crm.transfer.exporting import Kind, OutColumn, Value, Written, counted, money_text, value_text
from crm.transfer.replacing import replacing

#: characters (UTF-16 units) that a cell of the format may hold
CELL_LIMIT = 32_767
#: name of the second sheet, which holds what is too long for one cell; a sign needs no translation
LONG_TEXTS = "…"

_PART = 16_000  # characters of a long text in one cell: never more than CELL_LIMIT units
_MEASURED_ROWS = 200
_WIDEST, _NARROWEST = 48, 8
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - the format knows no time zones
_FIRST_DAY = dt.date(1900, 3, 1)
# what the format would read as an escaped character
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_STYLE = {Kind.TEXT: 2, Kind.NUMBER: 0, Kind.DATE: 3, Kind.MOMENT: 4, Kind.MONEY: 5}
_WHOLE_MONEY = 6
_ROWS_AT_ONCE = 200
_EXACT = 10**15  # above it a number cell loses digits

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_xlsx(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Value]],
    *,
    sheet: str = "Shuke",
    total: int = 0,
    progress: Progress = unheard,
) -> Written:
    """Write a workbook of one sheet with a frozen bold header and fitting columns.

    A text too long for a cell begins there and continues on a second sheet, which the cell names. The
    file appears whole or not at all. Raises as `write_csv` does.
    """
    written = Written(0, Counter())
    long_texts: list[tuple[str, str]] = []
    cells = [_cell_writer(column, place, written, long_texts) for place, column in enumerate(columns)]
    source = iter(counted(rows, written, total, progress))
    first = list(islice(source, _MEASURED_ROWS))
    with (
        replacing(path) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=True) as archive,
    ):
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(_sheet_start(columns, first).encode())
            heading = "".join(
                _text_cell(f"{_letters(place)}1", clean_text(column.heading, written.removed), 1)
                for place, column in enumerate(columns)
            )
            part.write(f'<row r="1">{heading}</row>'.encode())
            _write_rows(part, chain(first, source), cells)
            part.write(b"</sheetData></worksheet>")
        if long_texts:
            _write_long_texts(archive, long_texts)
            written.continued = len(long_texts)
        _write_frame(archive, [_sheet_name(sheet), LONG_TEXTS][: 2 if long_texts else 1])
    return written


_CellWriter = Callable[[int, Value], str]


def _write_rows(part: IO[bytes], rows: Iterable[Sequence[Value]], cells: Sequence[_CellWriter]) -> None:
    heads = [f'<c r="{_letters(place)}' for place in range(len(cells))]
    lot: list[str] = []
    for number, row in enumerate(rows, start=2):
        plain = _plain([value for value in row if type(value) is str])
        lot.append(f'<row r="{number}">')
        for head, write, value in zip(heads, cells, row, strict=True):
            if value is None or value == "":
                continue
            if plain and type(value) is str:
                lot.append(f'{head}{number}" s="2" t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                lot.append(write(number, value))
        lot.append("</row>")
        if number % _ROWS_AT_ONCE == 0:
            part.write("".join(lot).encode())
            lot.clear()
    part.write("".join(lot).encode())


def _plain(texts: list[str]) -> bool:
    """Whether all texts of a row can stand in their cells as they are, which most can."""
    whole = joined_if_clean(texts) if texts else ""
    return (
        whole is not None
        and len(whole) <= _PART
        and "&" not in whole
        and "<" not in whole
        and ">" not in whole
        and "_x" not in whole
    )


def _cell_writer(column: OutColumn, place: int, written: Written, long_texts: list[tuple[str, str]]) -> _CellWriter:
    """A function that gives the cell of this column for a row number and a value."""
    letters = _letters(place)
    style = _WHOLE_MONEY if column.kind is Kind.MONEY and not column.decimals else _STYLE[column.kind]

    def text(number: int, value: str) -> str:
        clean = clean_text(value, written.removed)
        if unwrap(clean) != clean:
            clean = wrap(clean)
        if len(clean) > _PART and _units(clean) > CELL_LIMIT:
            long_texts.append((f"{letters}{number}", clean))
            clean = f"{clean[:_PART]}… → {LONG_TEXTS}!A{len(long_texts)}"
        return _text_cell(f"{letters}{number}", clean, _STYLE[Kind.TEXT]) if clean else ""

    def write(number: int, value: Value) -> str:
        figure = "" if isinstance(value, str) else _figure(value, column)
        if not figure:
            return text(number, value_text(value, column))
        return f'<c r="{letters}{number}" s="{style}"><v>{figure}</v></c>'

    return write


def _figure(value: Value, column: OutColumn) -> str:
    """The number that stands in the cell; empty if the value must be a text there."""
    match value:
        case dt.date():
            return repr(_serial(value)) if _day(value) >= _FIRST_DAY else ""
        case int() if column.kind is Kind.MONEY:
            return money_text(value, column.decimals)
        case int():
            return str(value) if abs(value) < _EXACT else ""
        case float():
            return repr(value) if math.isfinite(value) else ""
        case _:
            return str(value)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _serial(value: dt.date) -> float | int:
    """Days since Excel's zero, with the time of day as their fraction."""
    if not isinstance(value, dt.datetime):
        return (value - _EPOCH.date()).days
    since = value.replace(tzinfo=None, microsecond=0) - _EPOCH
    return round(since.days + since.seconds / 86_400, 9)


def _text_cell(reference: str, text: str, style: int) -> str:
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(place: int) -> str:
    """The letters of a column counted from 0: A … Z, AA …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _width(text: str) -> int:
    longest = max(text[:400].split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in longest)


def _sheet_start(columns: Sequence[OutColumn], rows: Sequence[Sequence[Value]]) -> str:
    widths = []
    for place, column in enumerate(columns):
        texts = [column.heading, *(value_text(row[place], column) for row in rows)]
        widths.append(max(_NARROWEST, min(_WIDEST, max(map(_width, texts)) + 2)))
    cols = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{cols}</cols><sheetData>"
    )


def _write_long_texts(archive: zipfile.ZipFile, texts: Sequence[tuple[str, str]]) -> None:
    """The second sheet: the whole text in as many cells of a row as it takes, after the cell it is from."""
    with archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part:
        part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        for number, (reference, text) in enumerate(texts, start=1):
            pieces = [reference, *(text[start : start + _PART] for start in range(0, len(text), _PART))]
            cells = "".join(
                _text_cell(f"{_letters(place)}{number}", piece, _STYLE[Kind.TEXT]) for place, piece in enumerate(pieces)
            )
            part.write(f'<row r="{number}">{cells}</row>'.encode())
        part.write(b"</sheetData></worksheet>")


def _sheet_name(name: str) -> str:
    """The name as the format allows it: 31 characters, none of a few marks, not empty."""
    plain = clean_text(_BAD_IN_SHEET_NAME.sub(" ", name), Counter()).strip(" '")[:31]
    return plain if plain and plain != LONG_TEXTS else "Shuke"


def _write_frame(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    """The parts around the sheets: types, relations, the book and its styles. No author, no history."""
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    archive.writestr(
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>',
    )
    archive.writestr(
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    sheets = "".join(
        f'<sheet name="{_attribute(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    archive.writestr(
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>',
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    archive.writestr(
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}<Relationship '
        f'Id="rId{len(names) + 1}" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
    )
    archive.writestr("xl/styles.xml", _STYLES)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


# cell formats by number: 0 plain, 1 heading, 2 text, 3 day, 4 moment, 5 money, 6 money without decimals
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="49" fontId="1" applyFont="1" applyNumberFormat="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/>'
    '<xf numFmtId="3" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
