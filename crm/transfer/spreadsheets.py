"""Rows out of workbooks (XLSX, XLS, ODS), with dates as dates and ids as text."""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from crm.transfer.errors import (
    FileEmptyError,
    PasswordProtectedError,
    SheetMissingError,
    UnreadableFileError,
)
from crm.transfer.tables import Row, Source, Tally, tidy_row

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

#: sheets that explain how to fill in another one
_EXPLAINING = ("说明", "說明", "须知", "須知", "示例", "instruction", "readme")
_MIDNIGHT = dt.time()

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def open_sheet(path: Path, sheet: str, kind: str) -> "tuple[Source, CalamineSheet]":
    """The sheet of this name, or (empty name) the first visible one that looks like a table."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        names = tuple(book.sheet_names)
        if sheet and sheet not in names:
            raise SheetMissingError(path, sheet, names)
        found = book.get_sheet_by_name(sheet) if sheet else _likely(book)
    except python_calamine.PasswordError as error:
        raise PasswordProtectedError(path) from error
    except (python_calamine.CalamineError, OSError) as error:  # OSError: a workbook that ends too early
        raise UnreadableFileError(path, str(error)) from error
    if found is None or found.start is None:
        raise FileEmptyError(path)
    total = found.start[0] + found.height
    return Source(kind=kind, sheet=found.name, sheets=names, total=total), found


def _likely(book: "CalamineWorkbook") -> "CalamineSheet | None":
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible = [
        facts.name
        for facts in book.sheets_metadata
        if facts.visible == SheetVisibleEnum.Visible and facts.typ == SheetTypeEnum.WorkSheet
    ]
    later: CalamineSheet | None = None
    for name in visible or book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if not sheet.height:
            continue
        if not any(word in name.lower() for word in _EXPLAINING):
            return sheet
        later = later or sheet
    return later


def sheet_rows(sheet: "CalamineSheet", tally: Tally, at: Callable[[int], None]) -> Iterator[Row]:
    """The rows of a sheet with the numbers Excel shows; `at` is told the row reached."""
    top, left = sheet.start or (0, 0)
    padding = [""] * left
    # rows come with the blank ones above the first filled one, cells without the blank ones before it
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number <= top:
            continue
        if number % 512 == 0:
            at(number)
        cells = [value if isinstance(value, str) else cell_text(value) for value in values]
        yield tidy_row(number, padding + cells, tally)


def cell_text(value: Cell) -> str:
    """The text of a typed cell: whole numbers without a point, dates in ISO form, ids digit by digit."""
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case float():
            text = _number_text(value)
        case dt.datetime():
            text = value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
        case dt.date():
            text = value.isoformat()
        case dt.time():
            text = value.isoformat("seconds")
        case str() | int() | dt.timedelta():
            text = str(value)
        case _:
            assert_never(value)
    return text


def _number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return repr(value)
