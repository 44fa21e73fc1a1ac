"""Builders of workbooks that are bombs, traps or simply broken; all made at test time."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"
BOOK = f'<workbook {NS} xmlns:r="{REL}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + "]>"
)


def workbook(path: Path, sheet: str | Iterable[str], book: str = BOOK, strings: str = "") -> Path:
    """A minimal workbook around the given sheet XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PKG}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" '
            f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr("xl/workbook.xml", book)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{REL}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{REL}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", strings or f"<sst {NS}/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for piece in [sheet] if isinstance(sheet, str) else sheet:
                part.write(piece.encode())
    return path


def sheet_xml(rows: str) -> str:
    """A sheet around its rows."""
    return f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"


def text_cell(reference: str, text: str) -> str:
    """A cell with its text inside."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def far_corner(path: Path) -> Path:
    """Two cells that are a grid of 17 thousand million cells apart."""
    return workbook(
        path,
        sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    )


def far_style(path: Path) -> Path:
    """A small table whose formatting reaches the far corner: harmless."""
    return workbook(
        path,
        sheet_xml(
            f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "电话")}</row>'
            f'<row r="2">{text_cell("A2", "张三")}{text_cell("B2", "13800000001")}</row>'
            '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
        ),
    )


def one_huge_cell(path: Path, megabytes: int = 512) -> Path:
    """One cell that unpacks to more than memory should hold."""

    def pieces() -> Iterable[str]:
        yield f'<worksheet {NS}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
        for _ in range(megabytes):
            yield "A" * (1 << 20)
        yield "</t></is></c></row></sheetData></worksheet>"

    return workbook(path, pieces())


def many_cells(path: Path, rows: int = 10_000) -> Path:
    """Ten million cells in a file of a few hundred kilobytes."""

    def pieces() -> Iterable[str]:
        yield f"<worksheet {NS}><sheetData>"
        cells = "<c><v>1</v></c>" * 1000
        for number in range(1, rows + 1):
            yield f'<row r="{number}">{cells}</row>'
        yield "</sheetData></worksheet>"

    return workbook(path, pieces())


def laughs(path: Path) -> Path:
    """The thousand million laughs, in the shared strings."""
    return workbook(
        path,
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        strings=f"{LAUGHS}<sst {NS}><si><t>&a9;</t></si></sst>",
    )


def peeking(path: Path) -> Path:
    """A shared string that asks for a file of this machine."""
    return workbook(
        path,
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        strings=f'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><sst {NS}><si><t>&x;</t></si></sst>',
    )


def many_parts(path: Path) -> Path:
    """A workbook of 60 thousand parts."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        for number in range(60_000):
            archive.writestr(f"x{number}", "")
    return path


def truncated(path: Path) -> Path:
    """A workbook that was cut off while it was copied."""
    whole = workbook(path, sheet_xml(f'<row r="1">{text_cell("A1", "姓名")}</row>')).read_bytes()
    path.write_bytes(whole[:-60])
    return path
