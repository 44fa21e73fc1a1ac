"""What is written is read back as it was, runs nothing, and replaces a file whole or not at all."""

import csv
import datetime as dt
import errno
import os
import stat
from collections import Counter
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import (
    DiskFullError,
    FileExistsAsFolderError,
    NoFileError,
    ReadOnlyError,
    StorageError,
)
from crm.progress import Cancelled
from crm.transfer.cells import Removed, clean_text
from crm.transfer.entries import AddressEntry, ContactEntry, HandleEntry
from crm.transfer.exporting import Kind, OutColumn, Written, guard_text, money_text, write_csv
from crm.transfer.reading import Choices, open_table
from crm.transfer.replacing import replacing, trouble
from crm.transfer.vcard_writing import fold, vcard, write_vcards
from crm.transfer.xlsx_writing import CELL_LIMIT, write_xlsx

NASTY = [
    "=1+1",
    "+8613800138000",
    "+86 138 0013 8000",
    "-12.5",
    "-2+3",
    "@SUM(A1)",
    "＝cmd",
    "safe\n=cmd|' /c calc'!A1",
    "'quoted",
    "''twice",
    '="00123"',
    "00123",
    "123456789012345678",
    "a,b;c\td",
    'say "hi"',
    "_x000D_ and _x0041_",
    "]]><a>&amp;",
    "👨\u200d👩\u200d👧",
    "𠮷野家",
    "备注\n第二行",
    "1e5",
    "TRUE",
]
WRITERS = [(write_csv, "out.csv"), (write_xlsx, "out.xlsx")]
ANY_TEXT = st.text().map(lambda text: clean_text(text, Counter()))
ROWS = st.lists(st.tuples(ANY_TEXT, st.sampled_from(NASTY), ANY_TEXT), min_size=1, max_size=12)
COLUMNS = [OutColumn("姓名"), OutColumn("备注"), OutColumn("x")]


def read_back(path: Path) -> list[tuple[str, ...]]:
    choices = Choices(encoding="utf-8", delimiter=",") if path.suffix == ".csv" else Choices()
    return [row.cells for row in open_table(path, choices).rows]


@pytest.mark.parametrize(("write", "name"), WRITERS)
@given(rows=ROWS)
@settings(max_examples=60, deadline=None)
def test_every_clean_text_comes_back_as_it_was(tmp_path_factory, write, name, rows):
    path = tmp_path_factory.getbasetemp() / name
    write(path, COLUMNS, rows)
    assert read_back(path) == [("姓名", "备注", "x"), *rows]


@given(st.text())
def test_no_csv_cell_begins_a_formula(text):
    guarded = guard_text(clean_text(text, Counter()))
    if guarded.lstrip()[:1] in set("=@|%＝＋－＠"):
        pytest.fail(guarded)
    if guarded[:1] in set("+-"):
        assert set(guarded[1:]) <= set("0123456789., ")


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_text_that_cannot_be_written_is_cleaned_and_counted(tmp_path, write, name):
    written = write(tmp_path / name, COLUMNS[:1], [("a\ud83db\0",)])
    assert read_back(tmp_path / name)[1] == ("ab",)
    assert written.removed == Counter({Removed.SURROGATE: 1, Removed.CONTROL: 1})
    assert written.rows == 1


def test_csv_is_what_excel_wants(tmp_path):
    write_csv(tmp_path / "a.csv", COLUMNS[:1], [("张三",)])
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff姓名\r\n张三\r\n".encode()


TYPED = [
    OutColumn("n", Kind.NUMBER),
    OutColumn("m", Kind.MONEY),
    OutColumn("yen", Kind.MONEY, decimals=0),
    OutColumn("d", Kind.DATE),
    OutColumn("t", Kind.MOMENT),
    OutColumn("old", Kind.DATE),
]
TYPED_ROW = (
    3,
    -12345,
    800,
    dt.date(2026, 3, 8),
    dt.datetime(2026, 3, 8, 13, 7, 5, tzinfo=dt.UTC).astimezone(ZoneInfo("Asia/Shanghai")),
    dt.date(1890, 1, 1),
)


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_typed_values_read_back_as_people_write_them(tmp_path, write, name):
    write(tmp_path / name, TYPED, [TYPED_ROW, (None,) * 6])
    row = read_back(tmp_path / name)[1]
    assert row[0] == "3"
    assert float(row[1]) == -123.45
    assert row[2:] == ("800", "2026-03-08", "2026-03-08 21:07:05", "1890-01-01")


def test_a_workbook_holds_numbers_as_numbers_and_texts_as_texts(tmp_path):
    write_xlsx(
        tmp_path / "a.xlsx",
        [*TYPED, OutColumn("phone"), OutColumn("id", Kind.NUMBER)],
        [(*TYPED_ROW, "+8613800138000", 12345678901234567)],
        sheet="客户: 全部/[1]",
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.active
    assert sheet is not None
    row = [sheet.cell(2, place) for place in range(1, 9)]
    assert [cell.value for cell in row] == [
        3,
        -123.45,
        800,
        dt.datetime(2026, 3, 8),  # noqa: DTZ001 - workbooks know no zones
        dt.datetime(2026, 3, 8, 21, 7, 5),  # noqa: DTZ001 - as above
        "1890-01-01",
        "+8613800138000",
        "12345678901234567",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert book.sheetnames == ["客户  全部  1"]
    assert book.properties.creator in {None, "openpyxl"}


def test_formulas_stay_texts_in_a_workbook(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", COLUMNS[:1], [(text,) for text in NASTY])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert all(sheet.cell(row, 1).data_type == "s" for row in range(2, len(NASTY) + 2))


def test_a_text_too_long_for_a_cell_is_whole_on_the_second_sheet(tmp_path):
    long = "备注" * CELL_LIMIT
    written = write_xlsx(tmp_path / "a.xlsx", COLUMNS[:2], [("张三", "kurz"), ("李四", long)])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    first, second = book.worksheets
    assert written.continued == 1
    assert str(first["B3"].value).endswith("… → …!A1")
    assert second["A1"].value == "B3"
    assert "".join(str(cell.value) for cell in second[1][1:]) == long


def test_money_keeps_its_decimals():
    assert [money_text(*amount) for amount in [(5, 2), (-5, 2), (1234, 0), (-100, 2), (1, 3)]] == [
        "0.05",
        "-0.05",
        "1234",
        "-1.00",
        "0.001",
    ]


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_calling_off_leaves_the_old_file_and_nothing_else(tmp_path, write, name):
    path = tmp_path / name
    path.write_text("old")

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write(path, COLUMNS[:1], [("张三",)] * 600, total=600, progress=cancel)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_progress_counts_to_the_total(tmp_path):
    seen: list[tuple[int, int]] = []
    write_csv(
        tmp_path / "a.csv",
        COLUMNS[:1],
        [("x",)] * 1100,
        total=1100,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(500, 1100), (1000, 1100), (1100, 1100)]


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_a_written_file_is_for_its_owner_only(tmp_path):
    write_csv(tmp_path / "a.csv", COLUMNS[:1], [])
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_csv(tmp_path / "link.csv", COLUMNS[:1], [])
    assert (tmp_path / "link.csv").is_symlink()
    assert "姓名" in (tmp_path / "real.csv").read_text(encoding="utf-8-sig")


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(FileExistsAsFolderError):
        write_csv(tmp_path, COLUMNS[:1], [])
    with pytest.raises(NoFileError):
        write_csv(tmp_path / "no" / "a.csv", COLUMNS[:1], [])


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EROFS, ReadOnlyError),
        (errno.EACCES, ReadOnlyError),
        (errno.ENOENT, NoFileError),
        (errno.EIO, StorageError),
    ],
)
def test_troubles_of_the_disk_have_their_names_and_spare_the_old_file(tmp_path, number, error):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"new")
            raise OSError(number, os.strerror(number))

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert isinstance(trouble(path, OSError(number, "")), error)


FRIEND = ContactEntry(
    name="王小明; 深圳",
    nickname="小王同学",
    remark="A王哥,老客",
    handles=(
        HandleEntry("phone", "138 0000 0001"),
        HandleEntry("email", "wang@example.com"),
        HandleEntry("wechat", "wxid_abc 1"),
        HandleEntry("other", "ins:wang"),
        HandleEntry("line", ""),
    ),
    tags=("老客", "宝妈,二胎"),
    birthday="1990-08-15",
    note="第一行\n第二行 \\ 很长" + "很" * 200,
    addresses=(AddressEntry("科苑路1号", "广东省深圳市南山区", "518000"),),
)


def card_of(entry: ContactEntry) -> str:
    return vcard(entry, Written(0, Counter()))


def test_other_programs_read_our_cards(tmp_path):
    write_vcards(tmp_path / "a.vcf", [FRIEND, ContactEntry(name="李四")])
    text = (tmp_path / "a.vcf").read_bytes().decode()
    first, second = vobject.readComponents(text)
    assert first.fn.value == "王小明; 深圳"
    assert first.n.value.given == "王小明; 深圳"
    assert first.nickname.value.startswith("小王同学")
    assert first.tel.value == "138 0000 0001"
    assert first.email.value == "wang@example.com"
    assert first.x_wechat.value == "wxid_abc 1"
    assert first.impp.value == "wechat:wxid_abc%201"
    assert first.categories.value == ["老客", "宝妈,二胎"]
    assert first.bday.value == "1990-08-15"
    assert first.adr.value.street == "科苑路1号"
    assert first.adr.value.code == "518000"
    assert first.note.value == FRIEND.note
    assert second.fn.value == "李四"


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("--08-15", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-08-15"),
        ("L--08-15", "X-LUNAR-BIRTHDAY:L--08-15"),
    ],
)
def test_birthdays_without_a_year_or_of_the_moon_are_not_taken_for_others(code, line):
    assert line in card_of(ContactEntry(name="a", birthday=code)).splitlines()


@given(st.text().filter(lambda text: text == clean_text(text, Counter())))
def test_folded_lines_are_short_whole_and_unfold(text):
    line = "NOTE:" + text.replace("\n", "\\n")
    folded = fold(line)
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


def test_a_csv_of_ours_is_read_alike_by_the_standard_reader(tmp_path):
    write_csv(tmp_path / "a.csv", COLUMNS[:2], [("张三", 'say "hi", ok')])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, strict=True))[1] == ["张三", 'say "hi", ok']


def test_cards_are_counted_as_they_go(tmp_path):
    seen: list[int] = []
    written = write_vcards(
        tmp_path / "a.vcf",
        [ContactEntry(name=f"客户{n}") for n in range(700)],
        progress=lambda done, total: seen.append(done),
    )
    assert (written.rows, seen) == (700, [500, 700])
    assert (tmp_path / "a.vcf").read_bytes().count(b"BEGIN:VCARD") == 700


def test_numbers_of_every_type_are_numbers(tmp_path):
    columns = [OutColumn(name, Kind.NUMBER) for name in "abc"]
    write_xlsx(tmp_path / "a.xlsx", columns, [(0.5, Decimal("1.25"), float("nan"))])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [0.5, 1.25, "nan"]
    write_csv(tmp_path / "a.csv", columns, [(0.5, Decimal("1.25"), -3)])
    assert read_back(tmp_path / "a.csv")[1] == ("0.5", "1.25", "-3")
