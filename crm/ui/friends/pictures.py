"""Pictures from files, the clipboard and other windows, made small within bounds; called beside the window."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from crm.errors import NoPictureError

SIDE = 256
LARGEST_FILE = 40 * 1024 * 1024
MOST_PIXELS = 64_000_000
"""as many as Qt unpacks: it gives no picture more than 256 MB"""
FORMATS = frozenset({"jpeg", "jpg", "png", "webp", "gif", "bmp"})
"""what photos come in; a drawing (SVG) is a program, and no photo"""
SUFFIXES = "*.jpg *.jpeg *.png *.webp *.gif *.bmp"
QUALITY = 85


def picture_of(data: QMimeData) -> QImage | Path | None:
    """The picture that was dropped or copied: as it is, or the file that holds it."""
    if data.hasImage():
        image = data.imageData()
        return image if isinstance(image, QImage) and not image.isNull() else None
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(paths[0]) if len(paths) == 1 else None


def small_jpeg(source: QImage | Path) -> bytes:
    """A JPEG of at most `SIDE` × `SIDE` pixels. Raises `NoPictureError`."""
    image = _read(source) if isinstance(source, Path) else source
    if image.width() * image.height() > MOST_PIXELS:
        raise NoPictureError(large=True)
    small = image.scaled(
        QSize(SIDE, SIDE).boundedTo(image.size()),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    plain = QImage(small.size(), QImage.Format.Format_RGB32)
    plain.fill(QColor("white"))
    with QPainter(plain) as painter:
        painter.drawImage(0, 0, small)
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    plain.save(buffer, "JPEG", QUALITY)  # type: ignore[call-overload] # the stubs want bytes, Qt takes text
    return bytes(held.data())


def small_picture(data: bytes) -> bytes | None:
    """The same out of the bytes of a file; none where they are no picture."""
    try:
        return small_jpeg(_unpacked(data))
    except NoPictureError:
        return None


def _read(path: Path) -> QImage:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NoPictureError(large=True)
        data = path.read_bytes()
    except OSError as error:
        raise NoPictureError from error
    return _unpacked(data)


def _unpacked(data: bytes) -> QImage:
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if not reader.canRead() or bytes(reader.format().data()).decode() not in FORMATS:
        raise NoPictureError
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise NoPictureError(large=True)
    if size.isValid() and max(size.width(), size.height()) > 4 * SIDE:
        # a JPEG is then not even unpacked in full
        reader.setScaledSize(size.scaled(4 * SIDE, 4 * SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise NoPictureError
    return image
