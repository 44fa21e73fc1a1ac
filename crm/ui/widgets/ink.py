"""The strokes widgets and delegates share: chips, avatars, one line of text."""

import zlib

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout

from crm.ui.theme import Theme
from crm.ui.tokens import Ink, Tone

Marks = tuple[tuple[int, int], ...]
"""Stretches (start, end) of a text, in order and apart."""


def initials(name: str) -> str:
    """What stands in an avatar: the last two characters of a Chinese name, else up to two first letters."""
    name = "".join(ch for ch in name.strip() if ch.isprintable())
    if not name:
        return "?"
    if name.isascii():
        words = name.split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
    return name.replace(" ", "")[-2:]


def hue(name: str, inks: tuple[Ink, ...]) -> Ink:
    """The ink of a name: the same one every day and on every machine."""
    return inks[zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(inks)]


def paint_avatar(painter: QPainter, theme: Theme, circle: QRect, name: str) -> None:
    """A coloured circle with the initials of the name."""
    ink = hue(name, theme.tokens.avatars)
    letters = initials(name)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.fill))
    painter.drawEllipse(circle)
    share = 0.36 if len(letters) > 1 else 0.42
    painter.setFont(theme.font(max(8, round(circle.height() * share)), bold=True))
    painter.setPen(QColor(ink.text))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, letters)


def chip_font(theme: Theme) -> QFont:
    """The font of chips."""
    return theme.font(theme.measure.small)


def chip_width(theme: Theme, text: str) -> int:
    """How wide a chip with this text is."""
    return QFontMetrics(chip_font(theme)).horizontalAdvance(text) + 2 * theme.px(8)


def chip_height(theme: Theme) -> int:
    """How high every chip is."""
    return QFontMetrics(chip_font(theme)).height() + 2 * theme.px(2)


def paint_chip(painter: QPainter, theme: Theme, box: QRect, text: str, tone: Tone) -> None:
    """A rounded chip; its border keeps it visible on a selected row of nearly its own colour."""
    ink = theme.tokens.tones[tone]
    border = QColor(ink.text)
    border.setAlpha(70)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(ink.fill))
    painter.setPen(QPen(border, 1))
    radius = box.height() / 2
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(QColor(ink.text))
    font = chip_font(theme)
    painter.setFont(font)
    room = box.width() - 2 * theme.px(7)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, elided(font, text, room))


def paint_offer(painter: QPainter, theme: Theme, box: QRect, text: str) -> None:
    """A chip that does something when it is clicked: an outline only, in the colour of links."""
    t = theme.tokens
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(t.edge), 1))
    radius = box.height() / 2
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(QColor(t.accent))
    font = chip_font(theme)
    painter.setFont(font)
    words = box.adjusted(theme.px(8), 0, -theme.px(8), 0)
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
    painter.drawText(words, flags, elided(font, text, words.width() + 1))


def elided(font: QFont, text: str, width: int) -> str:
    """The text cut with … to this width."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))


def paint_focus(painter: QPainter, theme: Theme, box: QRect) -> None:
    """The ring that shows where the keyboard is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.tokens.accent), 2))
    painter.drawRoundedRect(QRectF(box).adjusted(1.5, 1.5, -1.5, -1.5), theme.px(6), theme.px(6))


def paint_marked(
    painter: QPainter, theme: Theme, line: QRect, font: QFont, text: str, marks: Marks, colour: QColor
) -> None:
    """One line of text from the left, the marked stretches on a ground of their own; `text` fits into the line."""
    painter.setPen(colour)
    if not marks:
        painter.setFont(font)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
        return
    look = QTextCharFormat()
    look.setBackground(QColor(theme.tokens.tones[Tone.WARN].fill))
    look.setForeground(QColor(theme.tokens.tones[Tone.WARN].text))
    formats = []
    for start, end in marks:
        stretch = QTextLayout.FormatRange()
        # Qt counts in UTF-16, where some characters are two
        stretch.start, stretch.length, stretch.format = _units(text[:start]), _units(text[start:end]), look
        formats.append(stretch)
    layout = QTextLayout(text, font)
    layout.setFormats(formats)
    layout.beginLayout()
    row = layout.createLine()
    row.setLineWidth(line.width())
    layout.endLayout()
    layout.draw(painter, QPointF(line.left(), line.top() + (line.height() - row.height()) / 2))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
