"""What can be wrong with a file that is to be read as a table, as facts without sentences.

A file that is not there or cannot be written is a `crm.errors.FileProblemError` like any other.
"""

from dataclasses import dataclass
from enum import StrEnum

from crm.errors import FileProblemError, NoFileError, ShukeError, StorageError


class FileKind(StrEnum):
    """What a file is by its first bytes, whatever its name says."""

    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    DATABASE = "database"
    PROGRAM = "program"
    VCARD = "vcard"
    JSON = "json"
    MEDIA = "media"
    BINARY = "binary"


class Limit(StrEnum):
    """Which bound a file goes past."""

    BYTES = "bytes"
    UNPACKED = "unpacked"
    PARTS = "parts"
    RATIO = "ratio"
    CELLS = "cells"
    AREA = "area"


class FileDeniedError(FileProblemError):
    """The file is there and the system does not let us open it: rights, or open in another program."""


class FileEmptyError(FileProblemError):
    """The file holds no bytes, or no row with anything in it."""


@dataclass(eq=False)
class NotATableError(FileProblemError):
    """The file is something else than a table; `kind` says what its bytes show."""

    kind: FileKind

    def __post_init__(self) -> None:
        """Take the kind as its word too: it may come out of another process."""
        self.kind = FileKind(self.kind)


class NoOrdersError(FileProblemError):
    """The table has no columns that say who bought what."""


class NoProductsError(FileProblemError):
    """The table has no column that says what a product is called."""


class NoSignUpsError(FileProblemError):
    """The text has no numbered lines: it is no sign-up list."""


class NoAddressError(FileProblemError):
    """Nobody in the text has an address."""


class NoParcelColumnsError(FileProblemError):
    """No row of the sheet has headings that say to whom and where a parcel goes."""


class NoBillError(FileProblemError):
    """The table is no payment bill that we know."""


class PasswordProtectedError(FileProblemError):
    """The file opens only with a password."""


@dataclass(eq=False)
class UnreadableFileError(FileProblemError):
    """The file is damaged or could not be read safely; `detail` is for the log, never for the seller."""

    detail: str = ""


@dataclass(eq=False)
class UnclosedQuoteError(FileProblemError):
    """A quotation mark opens in this line (counted from 1) and never closes as it should."""

    line: int


@dataclass(eq=False)
class UnknownEncodingError(FileProblemError):
    """The text is in none of the encodings we know, or the one named is not one."""

    encoding: str = ""


@dataclass(eq=False)
class TooBigError(FileProblemError):
    """The file goes past a bound: `size` is what it claims (0: it was not counted to its end)."""

    limit: Limit
    size: int
    allowed: int

    def __post_init__(self) -> None:
        """Take the limit as its word too: it may come out of another process."""
        self.limit = Limit(self.limit)


@dataclass(eq=False)
class SheetMissingError(FileProblemError):
    """The workbook has no sheet of this name; `sheets` are those it has."""

    sheet: str
    sheets: tuple[str, ...]

    def __post_init__(self) -> None:
        """Take any sequence of names: it may come out of another process."""
        self.sheets = tuple(self.sheets)


@dataclass(eq=False)
class UnknownFormatError(FileProblemError):
    """A list cannot be written with this ending; `allowed` are those it can."""

    allowed: tuple[str, ...]


@dataclass(eq=False)
class UnknownFieldError(ShukeError):
    """A mapping names a field that contacts do not have."""

    field: str


@dataclass(eq=False)
class UnknownHeaderError(ShukeError):
    """A mapping names a header that the file does not have; `headers` are those it has."""

    header: str
    headers: tuple[str, ...]


#: what a reading process may report, by name
READING_ERRORS: dict[str, type[FileProblemError]] = {
    error.__name__: error
    for error in (
        NoFileError,
        StorageError,
        FileDeniedError,
        FileEmptyError,
        NotATableError,
        PasswordProtectedError,
        UnreadableFileError,
        UnclosedQuoteError,
        UnknownEncodingError,
        TooBigError,
        SheetMissingError,
    )
}
