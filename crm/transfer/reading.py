"""A file as a table: its rows one after another, whatever format and encoding it is in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from crm.progress import Progress, unheard
from crm.transfer import delimited, json_lists, spreadsheets, vcard_reading
from crm.transfer.errors import (
    FileDeniedError,
    FileEmptyError,
    FileKind,
    Limit,
    TooBigError,
    UnreadableFileError,
)
from crm.transfer.file_kind import kind_of, table_kind_of
from crm.transfer.sheet_guard import check_workbook
from crm.transfer.tables import Row, Source, Tally

MOST_COLUMNS = 16_384
"""Cells of a row, as many as a workbook of today can have."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the seller said about a file; an empty word means: find out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    pictures: bool = False
    """Only the pictures of vCards: rows of one cell each, in base64."""


@dataclass(slots=True)
class Table:
    """The rows of a file, to be gone through once. `tally` is complete when the last row was read."""

    source: Source
    rows: Iterator[Row]
    tally: Tally = field(default_factory=Tally)


def open_table(path: Path, choices: Choices = Choices(), progress: Progress = unheard) -> Table:
    """Read the file in this very process. Only a process of its own may do that with a foreign file:
    see `crm.transfer.child.read_apart`.

    `progress` counts bytes of a text and rows of a sheet. Raises a `FileProblemError`, here or while
    the rows are gone through.
    """
    kind = kind_of(path)
    if kind not in {FileKind.VCARD, FileKind.JSON}:
        kind = table_kind_of(path)
    tally = Tally()
    try:
        if kind is FileKind.VCARD:
            source, encoding = vcard_reading.open_cards(path, choices.encoding)
            if choices.pictures:
                rows = vcard_reading.picture_rows(path, encoding, lambda done: progress(done, source.total))
                return Table(source, rows, tally)
            rows = vcard_reading.card_rows(path, encoding, tally, lambda done: progress(done, source.total))
        elif kind is FileKind.JSON:
            source, entries = json_lists.open_list(path, choices.encoding)
            rows = json_lists.list_rows(source, entries, tally, lambda done: progress(done, source.total))
        elif kind is FileKind.TEXT:
            source, encoding = delimited.open_text(path, choices.encoding, choices.delimiter)
            rows = delimited.text_rows(
                path,
                encoding,
                source.delimiter,
                tally,
                lambda done: progress(done, source.total),
                mending=source.mended,
            )
        else:
            if kind is not FileKind.XLS:
                check_workbook(path)
            source, sheet = spreadsheets.open_sheet(path, choices.sheet, kind.value)
            rows = spreadsheets.sheet_rows(sheet, tally, lambda done: progress(done, source.total))
        return Table(source, _filled(path, rows), tally)
    except PermissionError as error:
        raise FileDeniedError(path) from error
    except UnicodeError as error:
        raise UnreadableFileError(path, str(error)) from error


def _filled(path: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows; a file without one that says anything is empty."""
    blank: list[Row] = []
    for row in _narrow(path, rows):
        if any(row.cells):
            return chain(blank, (row,), _narrow(path, rows))
        blank.append(row)
    raise FileEmptyError(path)


def _narrow(path: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows; no spreadsheet has a row as wide as what is refused here."""
    for row in rows:
        if len(row.cells) > MOST_COLUMNS:
            raise TooBigError(path, Limit.CELLS, len(row.cells), MOST_COLUMNS)
        yield row
