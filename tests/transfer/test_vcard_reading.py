"""Cards as phones write them, each on its own, and any bytes at all."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import FileProblemError
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.entries import ContactEntry
from crm.transfer.errors import FileEmptyError, UnknownEncodingError
from crm.transfer.reading import Choices, open_table
from crm.transfer.vcard_lines import LONGEST_LINE
from crm.transfer.vcard_reading import BETWEEN
from crm.workspace import Workspace


def card(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", ""))


def entries(workspace: Workspace, path: Path, *cards: str, encoding: str = "utf-8") -> list[ContactEntry]:
    path.write_bytes("".join(cards).encode(encoding))

    @contextmanager
    def read_here(path, choices, progress):
        yield open_table(path, choices, progress)

    plan = ContactsIn(workspace.store, workspace.accounts, read_here).plan(path)
    assert plan.problems == []
    return [planned.entry for planned in plan.planned]


def test_a_phone_with_groups_types_and_folded_lines(workspace: Workspace, tmp_path: Path):
    (entry,) = entries(
        workspace,
        tmp_path / "a.vcf",
        card(
            "VERSION:3.0",
            "N:王;小明;;;",
            "FN:王小明",
            "item1.TEL;type=CELL;type=pref:138 0013 8000",
            "TEL;TYPE=HOME:13900139000",
            'item2.EMAIL;TYPE="home,internet":w@example.com',
            "ADR;TYPE=HOME:;;科苑路1号;深圳市;广东省;518000;中国",
            "BDAY;X-APPLE-OMIT-YEAR=1604:1604-08-15",
            "CATEGORIES:老客,宝妈\\,二胎",
            "NOTE:第一行\\n第二行\\; 还有",
            " 一点",
            "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 70,
            " " + "A" * 70,
        ),
    )
    assert entry.name == "王小明"
    assert [(h.platform, h.text) for h in entry.handles] == [
        ("phone", "138 0013 8000"),
        ("phone", "13900139000"),
        ("email", "w@example.com"),
    ]
    assert [(a.detail, a.postcode) for a in entry.addresses] == [("中国广东省深圳市 科苑路1号", "518000")]
    assert (entry.birthday, entry.tags, entry.note) == (
        "--08-15",
        ("老客", "宝妈,二胎"),
        "第一行\n第二行; 还有一点",
    )


def test_quoted_printable_of_old_phones(workspace: Workspace, tmp_path: Path):
    found = entries(
        workspace,
        tmp_path / "a.vcf",
        card(
            "VERSION:2.1",
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=B8=89;;;",
            "TEL;CELL:13800138000",
            "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=B8=80=",
            "=E4=BA=8C",
        ),
        card("VERSION:2.1", "N;CHARSET=nonsense;ENCODING=QUOTED-PRINTABLE:Doe;Jane;;;", "TEL;CELL:13800138001"),
    )
    assert [(entry.name, entry.note) for entry in found] == [("张三", "一二"), ("Jane Doe", "")]


def test_version_4_and_other_encodings(workspace: Workspace, tmp_path: Path):
    found = entries(
        workspace,
        tmp_path / "a.vcf",
        card("VERSION:4.0", "FN:李四的微信好友", "TEL;VALUE=uri:tel:+8613800138000", "BDAY:19900815"),
        encoding="gb18030",
    )
    assert [(entry.name, entry.birthday, entry.handles[0].text) for entry in found] == [
        ("李四的微信好友", "1990-08-15", "+8613800138000")
    ]


@pytest.mark.parametrize("charset", ["X-NONE", "UTF\x008", "UTF-16", "idna"])
def test_a_charset_that_is_none_leaves_the_words(workspace: Workspace, tmp_path: Path, charset: str):
    (found,) = entries(workspace, tmp_path / "a.vcf", card(f"FN;CHARSET={charset}:王小明", "TEL:13800000001"))
    assert found.handles[0].text == "13800000001"
    assert found.name


def test_a_broken_card_costs_no_other(workspace: Workspace, tmp_path: Path):
    found = entries(
        workspace,
        tmp_path / "a.vcf",
        "BEGIN:VCARD\r\nFN:never ends\r\n",
        card("FN:fine", "no colon here", "ADR:;;;;;;", ";;;:x", "NICKNAME:fine\\, really,other"),
        "BEGIN:VCARD\r\nFN:cut off",
    )
    assert sorted((entry.name, entry.nickname) for entry in found) == [
        ("cut off", ""),
        ("fine", "fine, really"),
        ("never ends", ""),
    ]


def test_a_file_without_a_card_that_says_anything(tmp_path: Path):
    path = tmp_path / "a.vcf"
    path.write_bytes(b"BEGIN:VCARD\r\nEND:VCARD\r\n")
    rows = [row.cells for row in open_table(path).rows]
    assert len(rows) == 2
    assert not any(rows[1])
    with pytest.raises(UnknownEncodingError):
        open_table(path, Choices(encoding="no such thing"))
    path.write_bytes(b"")
    with pytest.raises(FileEmptyError):
        open_table(path)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [b"BEGIN:VCARD\r\n", b"END:VCARD\n", b"FN:", b'N;X="', b";", b":", b"\\", b",", b"=\r\n", b" ", b"\xff",
             b"TEL;ENCODING=QUOTED-PRINTABLE:=4", b"\xe5\xbc\xa0", b"ADR:;;\\;;", b"a.", BETWEEN.encode()]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_card_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]):
    path = tmp_path_factory.getbasetemp() / "any.vcf"
    path.write_bytes(b"BEGIN:VCARD\n" + b"".join(parts))
    try:
        widths = {len(row.cells) for row in open_table(path).rows}
    except FileProblemError:
        return
    assert len(widths) == 1


def test_a_picture_that_fills_the_file_is_not_put_together(workspace: Workspace, tmp_path: Path):
    """Only the beginning of a line that never ends is kept, and the card around it is read."""
    picture = "PHOTO;ENCODING=b:" + "A" * (LONGEST_LINE + 1)
    found = entries(workspace, tmp_path / "a.vcf", card("FN:王芳", picture, *[" " + "B" * 70] * 100, "TEL:13800138000"))
    assert [(entry.name, [handle.text for handle in entry.handles]) for entry in found] == [("王芳", ["13800138000"])]


def test_what_stands_outside_of_a_card_belongs_to_nobody(workspace: Workspace, tmp_path: Path):
    text = card("FN:王芳") + "TEL:13800138000\r\nEND:VCARD\r\n" + card("FN:李四")
    found = entries(workspace, tmp_path / "a.vcf", text)
    assert [(entry.name, entry.handles) for entry in found] == [("王芳", ()), ("李四", ())]
