"""Parcels on paper: a packing list and labels, as PDF in A4. Words of people stand as they are, never as markup."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from crm.progress import Progress, unheard
from crm.shipping import Shipment
from crm.transfer.replacing import replacing
from crm.wording import tr, trn

MARGIN, DOTS = 12.0, 144
"""Millimetres around the page, and dots to the inch."""
COLUMNS = 2
SMALL, NORMAL, LARGE, TITLE = 8.0, 10.0, 13.0, 15.0
"""Sizes of letters in points."""


def write_papers(parcels: Sequence[Shipment], target: Path, progress: Progress = unheard) -> int:
    """Write what is to be picked, and a label for each parcel, whole or not at all; how many parcels there are.

    Raises `Cancelled` when `progress` does, or the `FileProblemError` that kept it from being written.
    """
    document = papers(parcels, progress)
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    document.print_(writer)
    del writer  # it ends the file
    with replacing(target) as file:
        file.write(bytes(held.data().data()))
    return len(parcels)


def papers(parcels: Sequence[Shipment], progress: Progress = unheard) -> QTextDocument:
    """The packing list and the labels, as a document."""
    document = QTextDocument()
    document.setDefaultFont(_font(NORMAL))
    document.setDocumentMargin(0)
    cursor = QTextCursor(document)
    _picking(cursor, parcels)
    for place, parcel in enumerate(parcels):
        progress(place, len(parcels))
        if place % COLUMNS == 0:
            table = _labels(cursor, first=place == 0)
        _label(table.cellAt(0, place % COLUMNS).firstCursorPosition(), parcel)
        cursor.movePosition(QTextCursor.MoveOperation.End)
    return document


def picked(parcels: Sequence[Shipment]) -> list[tuple[str, int]]:
    """How many of each thing are needed for all of them, the most first."""
    counted: Counter[str] = Counter()
    for parcel in parcels:
        for goods in parcel.goods:
            counted[goods.name] += goods.quantity
    return counted.most_common()


def _picking(cursor: QTextCursor, parcels: Sequence[Shipment]) -> None:
    _line(cursor, tr("Packing list"), TITLE, bold=True)
    _line(cursor, trn("{n} parcel", "{n} parcels", len(parcels)), SMALL)
    for name, quantity in picked(parcels):
        _line(cursor, f"□  {name}  × {quantity:,}", NORMAL)
    _line(cursor, "", NORMAL)


def _labels(cursor: QTextCursor, *, first: bool) -> QTextTable:
    """A row of labels, which no page break cuts."""
    form = QTextTableFormat()
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100 / COLUMNS)] * COLUMNS)
    form.setCellPadding(10)
    form.setCellSpacing(0)
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(Qt.GlobalColor.gray))
    form.setBorderCollapse(True)
    if first:
        form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    return cursor.insertTable(1, COLUMNS, form)


def _label(cursor: QTextCursor, parcel: Shipment) -> None:
    to = parcel.to
    _line(cursor, f"{to.name}  {to.phone}".strip(), LARGE, bold=True, first=True)
    if parcel.pick_up:
        _line(cursor, tr("Picked up in a shop:"), SMALL)
    _line(cursor, parcel.where or tr("No address"), NORMAL)
    if to.postcode:
        _line(cursor, to.postcode, SMALL)
    for goods in parcel.goods:
        _line(cursor, f"□ {goods.words}", NORMAL)
    for words in (*dict.fromkeys(part.note for part in parcel.parts), parcel.sender, parcel.number):
        if words:
            _line(cursor, words, SMALL)


def _line(cursor: QTextCursor, words: str, size: float, *, bold: bool = False, first: bool = False) -> None:
    """A line of plain text; `first` fills the empty line that is there."""
    form = QTextCharFormat()
    form.setFont(_font(size, bold=bold))
    block = QTextBlockFormat()
    block.setBottomMargin(2)
    if first or cursor.atStart():
        cursor.setBlockFormat(block)
    else:
        cursor.insertBlock(block)
    cursor.insertText(" ".join(words.split()), form)


def _font(size: float, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPointSizeF(size)
    font.setBold(bold)
    return font
