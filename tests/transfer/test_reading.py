"""A foreign file becomes rows, or one typed reason why not."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import FileProblemError, NoFileError
from crm.transfer.cells import MAX_CELL, Removed, clean_cell, clean_text, unwrap, wrap
from crm.transfer.delimited import delimiter_of
from crm.transfer.encodings import recognise
from crm.transfer.errors import (
    FileDeniedError,
    FileEmptyError,
    FileKind,
    NotATableError,
    PasswordProtectedError,
    SheetMissingError,
    TooBigError,
    UnclosedQuoteError,
    UnknownEncodingError,
    UnreadableFileError,
)
from crm.transfer.reading import Choices, Table, open_table
from crm.transfer.tables import Flaw
from tests.transfer import hostile

SIMPLIFIED = "姓名,电话,备注\n张三,13800000001,老客户推荐\n李小红,13900000002,喜欢面膜\n"
TRADITIONAL = "姓名,電話,備註\n張三,0912345678,老顧客介紹\n陳怡婷,0922333444,喜歡保養品\n"


def put(folder: Path, data: bytes | str, name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows]


def read(folder: Path, data: bytes | str) -> list[list[str]]:
    return cells(open_table(put(folder, data)))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-8"),
        ("姓名\n王丽\n", "gb18030"),
        ("姓名,手機\n林志豪,0912\n", "big5"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(tmp_path, text, encoding):
    expected = [line.split(",") for line in text.splitlines()]
    assert read(tmp_path, text.encode(encoding)) == expected


def test_a_valid_utf8_file_is_utf8_whatever_statistics_say():
    assert recognise(lambda: [b"\xc2\xa1,\xc2\xa2\n"]) is not None
    assert getattr(recognise(lambda: [b"\xc2\xa1,\xc2\xa2\n"]), "name", "") == "utf-8"


def test_a_utf8_file_with_a_cut_character_stays_utf8_and_the_damage_is_counted(tmp_path):
    table = open_table(put(tmp_path, (SIMPLIFIED * 20).encode() + "王五".encode()[:-1] + b",1,2\n"))
    rows = cells(table)
    assert rows[1][0] == "张三"
    assert table.tally.replaced >= 1


def test_bytes_in_no_known_encoding_are_refused(tmp_path):
    with pytest.raises(UnknownEncodingError):
        open_table(put(tmp_path, b"name\n" + bytes([0xFF, 0xFE, 0x81, 0x20]) * 9))


def test_the_seller_can_say_the_encoding_and_it_must_exist(tmp_path):
    path = put(tmp_path, TRADITIONAL.encode("big5"))
    assert cells(open_table(path, Choices(encoding="gb18030")))[1][0] != "張三"
    assert cells(open_table(path, Choices(encoding="big5")))[1][0] == "張三"
    with pytest.raises(UnknownEncodingError) as caught:
        open_table(path, Choices(encoding="klingon"))
    assert caught.value.encoding == "klingon"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(tmp_path, delimiter):
    data = SIMPLIFIED.replace(",", delimiter)
    assert read(tmp_path, data)[1] == ["张三", "13800000001", "老客户推荐"]


def test_delimiters_inside_cells_do_not_win():
    assert delimiter_of(["name,tags\n", "a,x;y;z\n", "b,x;y;z\n", "c,x;y;z\n"]) == ","
    assert delimiter_of(['a;"1,2,3"\n', 'b;"1,2,3"\n']) == ";"
    assert delimiter_of(["姓名\n", "张三\n"]) == ","


def test_a_sep_line_settles_the_delimiter_and_is_no_row(tmp_path):
    table = open_table(put(tmp_path, "sep=;\na;b,c\n1;2\n"))
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("a", "b,c")), (3, ("1", "2"))]


def test_line_ends_of_every_kind_end_a_line(tmp_path):
    for end in ("\n", "\r\n", "\r"):
        assert read(tmp_path, f"a,b{end}1,2{end}3,4{end}") == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_rows_keep_their_numbers_past_blank_lines_and_newlines_in_cells(tmp_path):
    table = open_table(put(tmp_path, 'a,b\n\n"x\ny",2\n3\n'))
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("a", "b")),
        (2, ()),
        (3, ("x\ny", "2")),
        (4, ("3",)),
    ]


def test_an_unclosed_quote_is_an_error_with_its_line_and_swallows_nothing(tmp_path):
    rest = "".join(f"客户{n},备注{n}\n" for n in range(1000))
    table = open_table(put(tmp_path, 'name,note\n张三,"unclosed\n' + rest))
    with pytest.raises(UnclosedQuoteError) as caught:
        list(table.rows)
    assert caught.value.line == 2


def test_a_forgotten_quote_that_meets_a_later_one_is_found_too(tmp_path):
    table = open_table(put(tmp_path, 'name,note\na,b\n张三,"open\nc,d\n李四,"x",y\n'))
    with pytest.raises(UnclosedQuoteError) as caught:
        list(table.rows)
    assert caught.value.line == 3


def test_inner_quotes_that_were_not_doubled_cost_nothing_but_themselves(tmp_path):
    assert read(tmp_path, '"a","b"\n"他说"好"的","2"\n"x","y"\n')[2] == ["x", "y"]


def test_a_cell_beyond_the_limit_flaws_its_row_only(tmp_path):
    data = f"name,note\na,{'x' * (MAX_CELL + 1)}\nb,{'y' * 200_000}\n"
    rows = list(open_table(put(tmp_path, data)).rows)
    assert [row.flaw for row in rows] == [Flaw.NONE, Flaw.CELL_TOO_LONG, Flaw.NONE]
    assert len(rows[2].cells[1]) == 200_000


def test_what_no_person_typed_is_taken_out_and_counted(tmp_path):
    table = open_table(put(tmp_path, "名\0字,\u200b微信\n\u00a0张三 ,\u202ewx1\n\t13800000001\t,'0123\n"))
    assert cells(table) == [["名字", "微信"], ["张三", "wx1"], ["13800000001", "0123"]]
    assert table.tally.removed == Counter({Removed.CONTROL: 1, Removed.INVISIBLE: 2, Removed.WRAPPER: 1})


def test_ids_dressed_against_excel_are_undressed():
    assert clean_cell('="00123"', Counter()) == "00123"
    assert clean_cell("'00123", Counter()) == "00123"
    assert clean_cell("=1+1", Counter()) == "=1+1"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_text(text, Counter())
    assert clean_text(once, Counter()) == once
    assert not any("\ud800" <= char <= "\udfff" or char == "\0" for char in once)


@given(st.text())
def test_a_wrapped_text_comes_out_whole(text):
    assert unwrap(wrap(text)) == text


def test_a_family_emoji_keeps_its_joiners():
    family = "👨\u200d👩\u200d👧"
    assert clean_text(family, Counter()) == family


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 x", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n0000", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0 0000", FileKind.IMAGE),
        (b"<!DOCTYPE html><html><table></table>", FileKind.HTML),
        (b'<?xml version="1.0"?><html></html>', FileKind.HTML),
        (b'<?xml version="1.0"?><a/>', FileKind.DOCUMENT),
        (b"Rar!\x1a\x07\x00", FileKind.ARCHIVE),
        (b"SQLite format 3\0 000", FileKind.DATABASE),
        (b'{"a": 1}', FileKind.JSON),
        (b"MZ\x90\0\x03", FileKind.PROGRAM),
        (b"\0\0\0\x18ftypmp42", FileKind.MEDIA),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (b"BM\x36\x10\0\0\0\0\0\0\x36", FileKind.IMAGE),
        (bytes(range(1, 32)) * 40, FileKind.BINARY),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\1" * 4096, FileKind.DOCUMENT),
    ],
)
def test_what_is_no_table_is_told_by_its_bytes(tmp_path, data, kind):
    with pytest.raises(NotATableError) as caught:
        open_table(put(tmp_path, data, "客户.xlsx"))
    assert caught.value.kind is kind


def test_a_missing_file_a_folder_and_an_empty_file_are_told_apart(tmp_path):
    with pytest.raises(NoFileError):
        open_table(tmp_path / "none.csv")
    with pytest.raises(NoFileError):
        open_table(tmp_path)
    for nothing in ("", "\ufeff", "\n\n \n", ",,\n,,\n"):
        with pytest.raises(FileEmptyError):
            open_table(put(tmp_path, nothing))


def test_workbooks_behind_a_password_say_so(tmp_path):
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4000 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(PasswordProtectedError):
        open_table(put(tmp_path, locked, "a.xlsx"))


def fill(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_workbook_cells_become_the_texts_a_person_sees(tmp_path):
    import datetime as dt

    rows: list[list[object]] = [
        ["姓名", "手机", "生日", "订单号", "价", "时间", "真"],
        [
            "张三",
            13800000001,
            dt.date(1990, 8, 15),
            3.51531123123e16,
            12.5,
            dt.datetime.fromisoformat("2024-01-02 03:04:05"),
            True,
        ],
    ]
    table = open_table(fill(tmp_path / "a.xlsx", rows))
    assert cells(table)[1] == [
        "张三",
        "13800000001",
        "1990-08-15",
        "35153112312300000",
        "12.5",
        "2024-01-02 03:04:05",
        "TRUE",
    ]


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_row_numbers(tmp_path):
    table = open_table(fill(tmp_path / "a.xlsx", [[], [], [None, "姓名"], [None, "张三"]]))
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("", "姓名")), (4, ("", "张三"))]


def test_the_sheet_with_the_table_is_taken_and_another_can_be_chosen(tmp_path):
    book = openpyxl.Workbook()
    explaining = book.active
    assert explaining is not None
    explaining.title = "填写说明"
    explaining.append(["请按格式填写"])
    hidden = book.create_sheet("旧")
    hidden.append(["姓名"])
    hidden.sheet_state = "hidden"
    book.create_sheet("客户").append(["姓名", "张三"])
    book.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    assert (table.source.sheet, table.source.sheets) == ("客户", ("填写说明", "旧", "客户"))
    assert cells(open_table(tmp_path / "a.xlsx", Choices(sheet="旧"))) == [["姓名"]]
    with pytest.raises(SheetMissingError):
        open_table(tmp_path / "a.xlsx", Choices(sheet="不存在"))


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (hostile.far_corner, TooBigError),
        (hostile.one_huge_cell, TooBigError),
        (hostile.many_cells, TooBigError),
        (hostile.many_parts, TooBigError),
        (hostile.laughs, UnreadableFileError),
        (hostile.peeking, UnreadableFileError),
        (hostile.truncated, UnreadableFileError),
    ],
)
def test_a_hostile_workbook_is_refused(tmp_path, build, error):
    with pytest.raises(error):
        open_table(build(tmp_path / "bad.xlsx"))


def test_formatting_in_the_far_corner_is_no_reason_to_refuse(tmp_path):
    assert cells(open_table(hostile.far_style(tmp_path / "a.xlsx")))[1][:2] == ["张三", "13800000001"]


def test_formulas_are_never_run_and_leave_an_empty_cell(tmp_path):
    path = hostile.workbook(
        tmp_path / "f.xlsx",
        hostile.sheet_xml(
            f'<row r="1">{hostile.text_cell("A1", "姓名")}<c r="B1"><f>WEBSERVICE("http://x.test")</f></c></row>'
        ),
    )
    assert cells(open_table(path))[0][0] == "姓名"


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_known_error(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    try:
        for row in open_table(path).rows:
            assert row.number > 0
    except FileProblemError:
        pass


def test_a_text_that_begins_with_a_long_stretch_of_ascii_is_refused_not_guessed(tmp_path):
    """What tells the encodings apart stands behind the part that is looked at."""
    with pytest.raises(UnknownEncodingError):
        open_table(put(tmp_path, b"name,phone\n" * 7_000 + "张三,1\n".encode("gb18030")))


def test_a_file_that_another_program_locks_while_it_is_read_is_denied(tmp_path, monkeypatch):
    """As Excel does on Windows: it could be looked at, and the next moment it cannot be opened."""
    path = put(tmp_path, SIMPLIFIED)
    opened = Path.open
    times = iter([True, True])

    def locked(self, *args, **kwargs):
        if next(times, False):
            return opened(self, *args, **kwargs)
        raise PermissionError

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(FileDeniedError):
        open_table(path)


def test_a_workbook_without_a_filled_cell_is_empty(tmp_path):
    with pytest.raises(FileEmptyError):
        open_table(fill(tmp_path / "a.xlsx", []))


def test_an_empty_sheet_is_passed_over_and_an_explaining_one_is_better_than_none(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("说明").append(["姓名", "张三"])
    book.save(tmp_path / "a.xlsx")
    assert open_table(tmp_path / "a.xlsx").source.sheet == "说明"
    book.create_sheet("名单").append(["姓名", "李四"])
    book.save(tmp_path / "a.xlsx")
    assert open_table(tmp_path / "a.xlsx").source.sheet == "名单"


def test_times_of_day_and_progress_of_a_long_sheet(tmp_path):
    import datetime as dt

    reached: list[int] = []
    path = fill(tmp_path / "a.xlsx", [[dt.time(9, 30)], *([n] for n in range(1_200))])
    table = open_table(path, progress=lambda done, _total: reached.append(done))
    assert cells(table)[:2] == [["09:30:00"], ["0"]]
    assert reached == [512, 1024]


def test_an_encoding_that_was_chosen_and_cannot_be_is_told(tmp_path):
    with pytest.raises(UnreadableFileError):
        open_table(put(tmp_path, SIMPLIFIED.encode("gb18030")), Choices(encoding="utf-16"))
