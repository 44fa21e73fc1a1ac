"""Files that mean harm, of every kind that comes in; all made when they are asked for."""

import gzip
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.transfer import hostile

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def png(width: int, height: int) -> bytes:
    """A picture that says it is so large, in few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 << 20), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive(*parts: tuple[str, bytes]) -> Callable[[Path], object]:
    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in parts:
                made.writestr(name, data)

    return build


def link(path: Path) -> None:
    """An archive in which a talk is a link to a file of the system."""
    with zipfile.ZipFile(path, "w") as made:
        entry = zipfile.ZipInfo("_chat.txt")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")


def data(content: bytes | str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(
        content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    )


def card(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""))


def sheet_with(rows: str) -> Callable[[Path], object]:
    return lambda path: hostile.workbook(path, hostile.sheet_xml(rows))


FORMULAS = "".join(
    f'<row r="{number}">{hostile.text_cell(f"A{number}", "姓名")}<c r="B{number}"><f>{formula}</f></c></row>'
    for number, formula in enumerate(
        ('WEBSERVICE("http://canary.test")', 'HYPERLINK("file:///etc/passwd")', "[1]Other!A1", "cmd|' /C calc'!A0"),
        start=1,
    )
)

FILES: Mapping[str, Callable[[Path], object]] = {
    # workbooks
    "far corner.xlsx": hostile.far_corner,
    "huge cell.xlsx": hostile.one_huge_cell,
    "many cells.xlsx": hostile.many_cells,
    "laughs.xlsx": hostile.laughs,
    "peeking.xlsx": hostile.peeking,
    "many parts.xlsx": hostile.many_parts,
    "truncated.xlsx": hostile.truncated,
    "formulas.xlsx": sheet_with(FORMULAS),
    "no cells.xlsx": sheet_with(""),
    "deep.xlsx": sheet_with("<row>" + "<a>" * 50_000),
    "bad numbers.xlsx": sheet_with('<row r="1"><c r="A1"><v>1e400</v></c><c r="B1"><v>NaN</v></c></row>'),
    "bad reference.xlsx": sheet_with('<row r="0"><c r="ZZZZZ99999999"><v>1</v></c></row>'),
    "password.xlsx": data(CFB + bytes(4096)),
    "half old.xls": data(CFB + b"\xff" * 600),
    "page as workbook.xlsx": data("<html><table><tr><td>姓名</td></tr></table></html>"),
    # text
    "open quote.csv": data("姓名,电话\n" + '"张三,1\n' + "李四,2\n" * 2000),
    "huge field.csv": data("姓名\n" + "x" * 2_000_000 + "\n王芳\n"),
    "one line.csv": data("x," * 3_000_000),
    "no text.csv": data(bytes(range(256)) * 400),
    "zeros.csv": data(bytes(100_000)),
    "halves.csv": data("姓名,备注\n\ud800王芳,\udfff\x00\x1b[31m\u202e\n"),
    "blanks.csv": data("姓名,备注\n王芳," + " " * 500_000 + "x\n"),
    "formulas.csv": data("姓名,备注\n\"=cmd|'/C calc'!A0\",@SUM(1)\n+1+1,-2\n"),
    "cut utf16.csv": data("姓名,电话\n".encode("utf-16")[:-1]),
    "many columns.csv": data(",".join(f"c{number}" for number in range(100_000)) + "\n1\n"),
    "not gzip.csv": data(gzip.compress(b"x" * 10_000_000)),
    # cards
    "nested.vcf": data("BEGIN:VCARD\r\n" * 5000 + "FN:x\r\n" + "END:VCARD\r\n" * 5000),
    "photo.vcf": data(card("FN:x", "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 20_000_000)),
    "bomb photo.vcf": data(card("FN:x", "PHOTO;ENCODING=b;TYPE=PNG:" + png(60_000, 60_000).hex())),
    "phones.vcf": data(card("FN:x", *(f"TEL:{number}" for number in range(100_000)))),
    "folds.vcf": data(card("FN:x", "NOTE:" + "a\r\n " * 1_000_000)),
    "no end.vcf": data(card("FN:a") + "BEGIN:VCARD\r\nFN:b\r\n"),
    "quoted.vcf": data(card("NOTE;ENCODING=QUOTED-PRINTABLE:" + "=E7=\r\n" * 100_000)),
    "charset.vcf": data(card("FN;CHARSET=../../x:王芳", "N;CHARSET=idna:x")),
    # talks
    "slow blanks.txt": data("小王 2026/3/3 10:20\n" + " " * 50_000 + "x\n"),
    "slow digits.txt": data("1-" * 20_000 + ":\n" + "2026-03-" * 5000),
    "slow words.txt": data("a " * 50_000 + ": \n" + "[12:" * 20_000),
    "many lines.txt": data("小王 2026/3/3 10:20\nhi\n" * 100_000),
    "markup.txt": data("<img src=file:///etc/passwd> 2026/3/3 10:20\n<a href=//host/share>x</a>\n"),
    # json
    "deep.json": data("[" * 200_000),
    "numbers.json": data('[{"name": 1e999999, "phone": ' + "9" * 100_000 + "}]"),
    "deep names.json": data(json.dumps([{"姓名": "x"}]).replace('"x"', '{"a":' * 50_000 + "1" + "}" * 50_000)),
    "not ours.json": data('{"format": "shuke everything", "version": 99, "tables": {"contact": [\n'),
    "endless row.json": data(
        '{"format": "shuke everything", "version": 1, "tables": {\n"contact": [' + "1," * 1_000_000
    ),
    # archives
    "climbing.zip": archive(
        ("../../../evil.txt", b"x"), ("/etc/evil", b"x"), ("C:\\evil.txt", b"x"), ("_chat.txt", b"x")
    ),
    "names.zip": archive(("CON", b"x"), ("a:b", b"x"), ("\\\\host\\share\\x", b"x"), ("x" * 5000, b"x")),
    "bomb.zip": archive(("_chat.txt", bytes(200_000_000))),
    "link.zip": link,
    "within.zip": archive(("a.zip", b"PK\x03\x04" + bytes(100)), ("b.txt", b"hi")),
    # pictures and others
    "bomb.png": data(png(60_000, 60_000)),
    "drawing.svg": data('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    "program.exe": data(b"MZ" + bytes(5000)),
    "paper.pdf": data(b"%PDF-1.7\n" + b"1 0 obj\n" * 1000),
    "nothing.csv": data(b""),
}
