"""A sheet of paper: headings, lines, pairs, tables and photos, one below the other, as a picture or as PDF.

Everything is put in as plain text: nothing that anybody wrote is read as markup, and nothing is loaded from anywhere.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

from crm.transfer.replacing import replacing
from crm.ui.theme import Theme
from crm.ui.tokens import DARK, LIGHT

WIDTH = 720
"""The width of a picture in logical pixels; it is drawn at twice that, so that a phone shows it sharp."""
SCALE = 2
EDGE = 40
HIGHEST = 16_000
"""A picture is at most so many pixels high: what opens longer ones differs from phone to phone."""
PHOTO = 420
MARGIN, DOTS = 16.0, 144
"""Millimetres around a page, and dots to the inch."""


class _Nothing(QTextDocument):
    """A document that loads nothing but what was put into it."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing from anywhere."""
        return None


class Paper:
    """What is written on it comes below what was written before."""

    def __init__(self, theme: Theme, *, dark: bool = False, width: int = WIDTH) -> None:
        self._theme = theme
        self._tokens = DARK if dark else LIGHT
        self._width = width
        self.document = _Nothing()
        self.document.setUndoRedoEnabled(False)
        self.document.setDefaultFont(theme.font(16))
        self.document.setDocumentMargin(0)
        self._cursor = QTextCursor(self.document)
        self._first = True
        self._photos = 0

    @property
    def text(self) -> str:
        """Everything that stands on it, without the photos."""
        return self.document.toPlainText()

    # writing

    def title(self, text: str, below: str = "") -> None:
        """The name of it, large, and a dim line."""
        self._line(text, 30, self._tokens.accent, bold=True, above=0)
        if below:
            self._line(below, 15, self._tokens.dim, above=4)
        self.rule()

    def heading(self, text: str) -> None:
        """The beginning of a part."""
        self._line(text, 20, self._tokens.text, bold=True, above=18)

    def line(self, text: str, *, dim: bool = False, bold: bool = False) -> None:
        """A paragraph; line breaks in it stay."""
        for part in text.splitlines() or [""]:
            self._line(part, 16, self._tokens.dim if dim else self._tokens.text, bold=bold, above=6)

    def rule(self) -> None:
        """A thin line across."""
        self._cursor.insertBlock(_block(10, 8))
        frame = QTextFrameFormat()
        frame.setHeight(1)
        frame.setBackground(QBrush(QColor(self._tokens.line)))
        frame.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        self._cursor.insertFrame(frame)
        self._leave()

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Words at the left, what they are at the right of them; those without anything are left out."""
        told = [(name, value) for name, value in rows if value]
        if told:
            self._table([[name, value] for name, value in told], widths=(18, 82), dim_first=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int]) -> None:
        """Columns with their names; the first one is words, the others stand at the right. Widths are per cent."""
        self._table([list(head), *map(list, rows)], widths=widths, head=True, right=True)

    def photo(self, image: QImage) -> None:
        """A picture, not larger than it is and not wider than the paper."""
        if image.isNull():
            return
        small, most = image, PHOTO * SCALE
        if max(image.width(), image.height()) > most:
            small = image.scaled(
                most, most, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        name = f"photo-{self._photos}"
        self._photos += 1
        self._cursor.insertBlock(_block(10, 4))
        self.document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), small)
        shown = QTextImageFormat()
        shown.setName(name)
        shown.setWidth(min(PHOTO, small.width()))
        shown.setHeight(min(PHOTO, small.width()) * small.height() / small.width())
        self._cursor.insertImage(shown)

    # giving

    def image(self) -> QImage:
        """All of it as one picture; what would make it higher than `HIGHEST` is cut off below."""
        self.document.setTextWidth(self._width - 2 * EDGE)
        height = min(HIGHEST // SCALE, round(self.document.size().height()) + 2 * EDGE)
        made = QImage(self._width * SCALE, height * SCALE, QImage.Format.Format_RGB32)
        made.fill(QColor(self._tokens.bg))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(SCALE, SCALE)
        painter.fillRect(QRectF(0, 0, self._width, 8), QColor(self._tokens.accent))
        painter.translate(EDGE, EDGE)
        self.document.drawContents(painter, QRectF(0, 0, self._width - 2 * EDGE, height - 2 * EDGE))
        painter.end()
        return made

    @property
    def is_cut(self) -> bool:
        """Whether the picture leaves something out below."""
        self.document.setTextWidth(self._width - 2 * EDGE)
        return round(self.document.size().height()) + 2 * EDGE > HIGHEST // SCALE

    def png(self, target: Path) -> None:
        """The picture as a file, whole or not at all. Raises `OSError`."""
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        if not self.image().save(held, "PNG"):  # type: ignore[call-overload]  # a device is as good as a name
            raise OSError(target)
        with replacing(target) as file:
            file.write(bytes(held.data().data()))

    def pdf(self) -> bytes:
        """All of it as pages of A4."""
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(held)
        writer.setResolution(DOTS)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
        copy = self.document.clone()
        copy.setPageSize(QSizeF(writer.width(), writer.height()))
        copy.print_(writer)
        del writer  # it ends the file
        return bytes(held.data().data())

    # inside

    def _line(self, text: str, px: int, colour: str, *, bold: bool = False, above: int = 6) -> None:
        form = _block(above, 0)
        if self._first:
            self._cursor.setBlockFormat(form)
            self._first = False
        else:
            self._cursor.insertBlock(form)
        self._cursor.insertText(text, self._ink(px, colour, bold=bold))

    def _ink(self, px: int, colour: str, *, bold: bool = False) -> QTextCharFormat:
        ink = QTextCharFormat()
        font = QFont(self._theme.font(px, bold=bold))
        ink.setFont(font)
        ink.setForeground(QBrush(QColor(colour)))
        return ink

    def _table(
        self,
        rows: list[list[str]],
        *,
        widths: Sequence[int],
        head: bool = False,
        right: bool = False,
        dim_first: bool = False,
    ) -> None:
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellPadding(5)
        form.setCellSpacing(0)
        form.setTopMargin(6)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, width) for width in widths])
        table = self._cursor.insertTable(len(rows), len(widths), form)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                cursor = table.cellAt(at, column).firstCursorPosition()
                block = QTextBlockFormat()
                if right and column:
                    block.setAlignment(Qt.AlignmentFlag.AlignRight)
                cursor.setBlockFormat(block)
                dim = (head and at == 0) or (dim_first and column == 0)
                colour = self._tokens.dim if dim else self._tokens.text
                cursor.insertText(text, self._ink(14 if dim else 16, colour))
        self._leave()

    def _leave(self) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._first = False


def _block(above: int, below: int) -> QTextBlockFormat:
    form = QTextBlockFormat()
    form.setTopMargin(above)
    form.setBottomMargin(below)
    form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return form
