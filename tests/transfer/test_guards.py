"""The edges of reading: other spreadsheet formats, odd archives, and files just past a bound."""

import os
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from crm.errors import FileProblemError, NoFileError, StorageError
from crm.transfer import delimited, sheet_guard, vcard_reading
from crm.transfer.errors import (
    FileDeniedError,
    FileKind,
    Limit,
    NotATableError,
    PasswordProtectedError,
    TooBigError,
    UnreadableFileError,
)
from crm.transfer.file_kind import kind_of
from crm.transfer.reading import MOST_COLUMNS, open_table
from crm.transfer.sheet_guard import check_workbook
from crm.transfer.spreadsheets import cell_text
from tests.transfer import hostile

ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODS_NAMES}><office:body><office:spreadsheet>"
            f'<table:table table:name="客户">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_cell(text: str, repeated: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def test_an_open_document_is_read(tmp_path):
    rows = ods_row(ods_cell("姓名") + ods_cell("电话")) + ods_row(ods_cell("张三") + ods_cell("138"))
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    table = open_table(ods(tmp_path / "a.ods", rows + empty))
    assert [row.cells for row in table.rows] == [("姓名", "电话"), ("张三", "138")]
    assert table.source.kind == "ods"


def test_a_workbook_that_is_damaged_anywhere_is_refused_or_read(tmp_path: Path):
    path = ods(tmp_path / "a.ods", ods_row(ods_cell("x", 3)))
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):  # one of these makes the reader run past the end (OSError)
        path.write_bytes(whole[:place] + bytes(9) + whole[place + 9 :])
        with suppress(FileProblemError):
            list(open_table(path).rows)


def test_an_open_document_that_repeats_itself_too_often_is_refused(tmp_path):
    path = ods(tmp_path / "a.ods", ods_row(ods_cell("x", 1000), 100_000))
    with pytest.raises(TooBigError) as caught:
        open_table(path)
    assert caught.value.limit is Limit.CELLS
    far = ods_row("", 1_000_000) + ods_row('<table:table-cell table:number-columns-repeated="99"/>' + ods_cell("x"))
    with pytest.raises(TooBigError) as caught:
        open_table(ods(tmp_path / "b.ods", far))
    assert caught.value.limit is Limit.AREA


def test_bounds_hold_against_what_the_archive_says_and_what_it_holds(tmp_path, monkeypatch):
    path = hostile.many_cells(tmp_path / "a.xlsx", rows=200)
    monkeypatch.setattr(sheet_guard, "MAX_CELLS", 100_000)
    with pytest.raises(TooBigError) as caught:
        check_workbook(path)
    assert caught.value.limit is Limit.CELLS
    monkeypatch.setattr(sheet_guard, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(TooBigError) as caught:
        check_workbook(path)
    assert caught.value.limit is Limit.UNPACKED


def test_a_part_that_lies_about_its_size_is_found_out(tmp_path):
    path = hostile.one_huge_cell(tmp_path / "a.xlsx", megabytes=40)
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"xl/worksheets/sheet1.xml") - 46  # its line in the directory of the archive
    struct.pack_into("<I", data, entry + 24, 1000)
    path.write_bytes(data)
    with pytest.raises((TooBigError, UnreadableFileError)):
        check_workbook(path)


@pytest.mark.parametrize(
    "cell", ["<c r='XFD1048576'><v>1</v></c>", '<c r = "XFD1048576"><v>1</v></c>', '<x:c r="XFD1048576"><v>1</v></x:c>']
)
def test_odd_spelling_hides_no_far_corner(tmp_path, cell):
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row>'
    sheet = hostile.sheet_xml(rows).replace("<worksheet ", '<worksheet xmlns:x="x" ')
    with pytest.raises(TooBigError):
        check_workbook(hostile.workbook(tmp_path / "a.xlsx", sheet))


def test_a_broken_or_disguised_sheet_is_unreadable(tmp_path):
    for number, sheet in enumerate(
        [
            hostile.sheet_xml('<row r="9999999"><c r="XFD9999999"></row>'),
            hostile.sheet_xml("<row>x</row>").encode("utf-16").decode("latin-1"),
        ]
    ):
        with pytest.raises(UnreadableFileError):
            check_workbook(hostile.workbook(tmp_path / f"{number}.xlsx", sheet))


def test_an_archive_with_encrypted_parts_wants_a_password(tmp_path):
    path = hostile.workbook(tmp_path / "a.xlsx", hostile.sheet_xml(""))
    data = bytearray(path.read_bytes())
    start = -1
    while (start := data.find(b"PK\x01\x02", start + 1)) >= 0:
        data[start + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(PasswordProtectedError):
        check_workbook(path)


def test_archives_that_are_no_workbooks_are_told_apart(tmp_path):
    for name, inside, kind in [
        ("a.docx", "[Content_Types].xml", FileKind.DOCUMENT),
        ("a.zip", "photo.jpg", FileKind.ARCHIVE),
    ]:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(inside, "x")
        with pytest.raises(NotATableError) as caught:
            open_table(tmp_path / name)
        assert caught.value.kind is kind
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(UnreadableFileError):
        open_table(tmp_path / "b.zip")


def test_an_old_workbook_that_is_broken_is_unreadable(tmp_path):
    data = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000 + "Workbook".encode("utf-16-le") + b"\0" * 2000
    (tmp_path / "a.xls").write_bytes(data)
    assert kind_of(tmp_path / "a.xls") is FileKind.XLS
    with pytest.raises(UnreadableFileError):
        open_table(tmp_path / "a.xls")


def test_a_text_past_its_bound_is_too_big(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("姓名\n张三\n", encoding="utf-8")
    monkeypatch.setattr(delimited, "MAX_BYTES", 5)
    with pytest.raises(TooBigError) as caught:
        open_table(tmp_path / "a.csv")
    assert (caught.value.limit, caught.value.size, caught.value.allowed) == (Limit.BYTES, 14, 5)


def test_a_file_of_zeros_is_unreadable_not_empty(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\0" * 10_000)
    with pytest.raises(UnreadableFileError):
        open_table(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("fails", "error"),
    [(PermissionError, FileDeniedError), (OSError, StorageError), (NotADirectoryError, NoFileError)],
)
def test_what_the_system_refuses_has_its_name(tmp_path, monkeypatch, fails, error):
    path = tmp_path / "a.csv"
    path.write_text("x")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise fails

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(error):
        kind_of(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights bind neither Windows nor root")
def test_a_file_without_rights_is_denied(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(FileDeniedError):
        open_table(path)


def test_numbers_that_are_none_leave_the_cell_empty():
    assert [cell_text(value) for value in (float("nan"), float("inf"), 1e300, 0.1 + 0.2, 7)] == [
        "",
        "",
        "1e+300",
        "0.30000000000000004",
        "7",
    ]


def test_an_open_document_behind_a_password_says_so(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<encrypted/>")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
            '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>',
        )
    with pytest.raises(PasswordProtectedError):
        open_table(path)


def test_a_part_that_is_packed_in_a_way_nobody_knows_is_unreadable(tmp_path):
    path = hostile.workbook(tmp_path / "a.xlsx", hostile.sheet_xml(""))
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<H", data, entry + 10, 250)
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError):
        check_workbook(path)


def test_a_text_document_is_no_table(tmp_path):
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert kind_of(path) is FileKind.DOCUMENT


def test_cards_past_the_bound_are_too_big(tmp_path, monkeypatch):
    path = tmp_path / "a.vcf"
    path.write_text("BEGIN:VCARD\nFN:x\nEND:VCARD\n")
    monkeypatch.setattr(vcard_reading, "MAX_BYTES", 10)
    with pytest.raises(TooBigError) as caught:
        open_table(path)
    assert caught.value.limit is Limit.BYTES


def test_a_row_wider_than_any_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "wide.csv"
    path.write_text("姓名,电话\n" + "," * MOST_COLUMNS + "x\n", "utf-8")
    with pytest.raises(TooBigError) as caught:
        list(open_table(path).rows)
    assert caught.value.limit is Limit.CELLS
