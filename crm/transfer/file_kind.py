"""What a file is, told from its first bytes."""

import re
from pathlib import Path

from crm.errors import NoFileError, StorageError
from crm.transfer.errors import (
    FileDeniedError,
    FileEmptyError,
    FileKind,
    NotATableError,
    PasswordProtectedError,
    UnreadableFileError,
)

_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF", FileKind.PDF),
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
    (b"8BPS", FileKind.IMAGE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ", FileKind.ARCHIVE),
    (b"SQLite format 3\0", FileKind.DATABASE),
    (b"\0\x01\0\0Standard Jet", FileKind.DATABASE),
    (b"\0\x01\0\0Standard ACE", FileKind.DATABASE),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"MZ\x90\0", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", FileKind.PROGRAM),
    (b"ID3\x03", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"\x1aE\xdf\xa3", FileKind.MEDIA),
)
_TEXT_STARTS: tuple[tuple[tuple[bytes, ...], FileKind], ...] = (
    (
        (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<div"),
        FileKind.HTML,
    ),
    ((b"<?xml", b"<svg"), FileKind.DOCUMENT),
    ((b'{"', b"[{", b"{\n", b"{\r", b"{ "), FileKind.JSON),
)
# comments may stand before the first card, and zero bytes between the letters of UTF-16
_CARDS = re.compile(rb"(?:[#;/][^\n]{0,400}\n|[\xff\xfe\s])*begin[ \t]*:[ \t]*vcard")
_JSON_LIST = re.compile(rb"\[\s*\{")
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOKS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_BLOCK = 1 << 20


def kind_of(path: Path) -> FileKind:
    """What the file is: a text, a spreadsheet or something that holds no table.

    Raises what is wrong before it could be opened: not there, not allowed, empty, behind a password.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise NoFileError(path) from error
    except PermissionError as error:
        # Windows answers so for a folder too
        raise (NoFileError(path) if path.is_dir() else FileDeniedError(path)) from error
    except OSError as error:
        raise StorageError(path) from error
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        if path.stat().st_size > len(head):
            raise UnreadableFileError(path, "begins with zero bytes")
        raise FileEmptyError(path)
    if head.startswith(b"PK"):
        return _zipped(path)
    if head.startswith(_COMPOUND):
        return _compound(path)
    return _by_magic(head)


def table_kind_of(path: Path) -> FileKind:
    """As `kind_of`, and raises `NotATableError` for anything that is neither a text nor a spreadsheet."""
    kind = kind_of(path)
    if kind not in {FileKind.TEXT, FileKind.XLSX, FileKind.XLS, FileKind.ODS}:
        raise NotATableError(path, kind)
    return kind


def _by_magic(head: bytes) -> FileKind:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return FileKind.MEDIA
    if (head.startswith(b"RIFF") and head[8:12] == b"WEBP") or (head[:2] == b"BM" and not any(head[6:10])):
        return FileKind.IMAGE
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<?xml", b"<!--")) and b"<html" in start:
        return FileKind.HTML
    if _CARDS.match(start.replace(b"\0", b"")):
        return FileKind.VCARD
    if _JSON_LIST.match(start):
        return FileKind.JSON
    for starts, kind in _TEXT_STARTS:
        if start.startswith(starts):
            return kind
    text = head[:2] in {b"\xff\xfe", b"\xfe\xff"} or _reads_as_text(head)
    return FileKind.TEXT if text else FileKind.BINARY


def _reads_as_text(head: bytes) -> bool:
    """Whether few bytes are controls that no text has; UTF-16 without a mark has its zeros in step."""
    zeros = head.count(0)
    controls = sum(byte < 32 and byte not in b"\0\t\n\r\x0b\x0c\x1a\x1b" for byte in head)
    in_step = max(head[0::2].count(0), head[1::2].count(0)) * 10 >= zeros * 8
    return controls * 20 <= len(head) and (zeros * 20 <= len(head) or in_step)


def _zipped(path: Path) -> FileKind:
    """Which of the formats that are zip archives; the guard looks at the parts later."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    kind = part.read(100)
                if b"spreadsheet" in kind:
                    return FileKind.ODS
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFileError(path, f"zip: {error}") from error
    if any(name.startswith("xl/workbook") for name in names):
        return FileKind.XLSX
    if "[Content_Types].xml" in names or "mimetype" in names:
        return FileKind.DOCUMENT
    return FileKind.ARCHIVE


def _compound(path: Path) -> FileKind:
    """An old workbook, a workbook behind a password, or another program's document."""
    book = False
    kept = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            window = kept + block
            if _ENCRYPTED in window:
                raise PasswordProtectedError(path)
            book = book or any(name in window for name in _BOOKS)
            kept = window[-64:]
    return FileKind.XLS if book else FileKind.DOCUMENT
