"""Records of talks in files: any encoding, tables, JSON, QQ's mht, WhatsApp's zip; and files that mean harm."""

import json
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from crm.talks import Answers, Kind, Layout
from crm.transfer.child import talks_apart
from crm.transfer.errors import FileProblemError, NotATableError, TooBigError, UnreadableFileError
from crm.transfer.talk_files import LARGEST, answers_heard, answers_told, heard, read_talks, told
from tests.talk_samples import CHATLAB, LINES, MHT, ROWS, TELEGRAM, TEXTS

ZONE = ZoneInfo("Asia/Shanghai")


def file(folder: Path, name: str, given: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(given if isinstance(given, bytes) else given.encode())
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str):
    path = file(tmp_path, "a.txt", TEXTS["QQ file"][2].encode(encoding))
    (talk,) = talks_apart(path, Answers(), ZONE)
    assert (talk.layout, talk.chat, talk.messages[0].text) == (Layout.QQ_FILE, "小王", "多少钱一盒？")
    assert talk == read_talks(path, Answers(), ZONE)[0]


@pytest.mark.parametrize("lines", list(ROWS.values()), ids=list(ROWS))
def test_tables_as_text_and_as_a_workbook(tmp_path: Path, lines: list[str]):
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line.split(","))
    book.save(tmp_path / "a.xlsx")
    for path in (file(tmp_path, "a.csv", "\ufeff" + "\n".join(lines)), tmp_path / "a.xlsx"):
        (talk,) = read_talks(path, Answers(), ZONE)
        assert (talk.layout, len(talk.messages), talk.messages[1].me) == (Layout.TABLE, 2, True)


def test_json_and_lines_of_json(tmp_path: Path):
    lines = "\n".join(json.dumps(line) for line in LINES)
    for name, given in (("a.json", json.dumps(CHATLAB)), ("a.jsonl", lines), ("b.json", json.dumps(TELEGRAM))):
        (talk,) = read_talks(file(tmp_path, name, given), Answers(), ZONE)
        assert talk.chat == "小王"
        assert talk.messages[0].text == "hi x"
    broken = file(tmp_path, "c.jsonl", lines + "\n{broken")
    assert [problem.text for problem in read_talks(broken, Answers(), ZONE)[0].problems] == ["{broken"]


def test_what_qq_saves_with_its_pictures(tmp_path: Path):
    (talk,) = read_talks(file(tmp_path, "小王.mht", MHT), Answers(), ZONE)
    assert (talk.platform, talk.chat, talk.asks) == ("qq", "小王", frozenset())
    assert [(str(m.at), m.sender_id, m.kind, m.me) for m in talk.messages] == [
        ("2026-03-08 21:07:15", "10001", Kind.TEXT, False),
        ("2026-03-08 21:08:15", "10002", Kind.IMAGE, True),
    ]


def zipped(folder: Path, name: str, parts: dict[str, bytes]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, given in parts.items():
            archive.writestr(part, given)
    return path


def test_what_an_iphone_zips(tmp_path: Path):
    text = TEXTS["WhatsApp on an iPhone"][2].encode()
    path = zipped(
        tmp_path, "WhatsApp Chat - 小王.zip", {"00000012-PHOTO.jpg": b"\xff\xd8", "_chat.txt": text, "王芳.vcf": b""}
    )
    (talk,) = talks_apart(path, Answers(), ZONE)
    assert (talk.platform, talk.chat) == ("whatsapp", "小王")
    assert [message.kind for message in talk.messages] == [Kind.IMAGE, Kind.IMAGE]


@pytest.mark.parametrize(
    ("name", "parts", "error"),
    [
        ("empty.zip", {"a.jpg": b"x"}, NotATableError),
        ("bomb.zip", {"_chat.txt": b"0" * 30_000_000}, TooBigError),
        ("none.zip", {}, NotATableError),
    ],
)
def test_archives_that_hold_no_talk(tmp_path: Path, name: str, parts: dict[str, bytes], error: type[FileProblemError]):
    with pytest.raises(error):
        talks_apart(zipped(tmp_path, name, parts), Answers(), ZONE)


def test_files_that_are_no_talk_or_mean_harm(tmp_path: Path):
    for name, given, error in (
        ("a.txt", "姓名,电话\n王芳,13800138000\n", NotATableError),
        ("a.json", '{"a": 1}', NotATableError),
        ("b.json", "[" * 200_000 + "]" * 200_000, UnreadableFileError),
        ("a.png", b"\x89PNG\r\n\x1a\n", NotATableError),
        ("a.mht", "MIME-Version: 1.0\nContent-Type: multipart/related\n\nnothing", NotATableError),
        ("cut.zip", b"PK\x03\x04" + b"\0" * 100, UnreadableFileError),
    ):
        with pytest.raises(error):
            talks_apart(file(tmp_path, name, given), Answers(), ZONE)


def test_a_text_past_the_bound_is_refused(tmp_path: Path):
    path = tmp_path / "large.txt"
    with path.open("wb") as sparse:
        sparse.write("小王:\n多少钱\n".encode())
        sparse.truncate(LARGEST + 1)
    with pytest.raises(FileProblemError):
        read_talks(path, Answers(), ZONE)


@pytest.mark.parametrize("text", [sample[2] for sample in TEXTS.values()])
def test_what_crosses_to_the_window_is_the_same_on_its_other_side(tmp_path: Path, text: str):
    for talk in read_talks(file(tmp_path, "a.txt", text), Answers(), ZONE):
        assert heard(json.loads(json.dumps(told(talk)))) == talk
    answers = Answers(frozenset({"我"}), layout=Layout.QQ_FILE, year=2026)
    assert answers_heard(json.loads(json.dumps(answers_told(answers)))) == answers
