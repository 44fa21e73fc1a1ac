"""What a file is by its first bytes, and how large a picture is, read without unpacking anything."""

import struct
from dataclasses import dataclass

JPEG, PNG, GIF, WEBP, BMP, PDF = "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "application/pdf"
ENDINGS = {JPEG: ".jpg", PNG: ".png", GIF: ".gif", WEBP: ".webp", BMP: ".bmp", PDF: ".pdf"}
"""What is kept, and how such a file is named. A drawing (SVG) is a program, and is none of them."""
_NO_FRAME = {0xC4, 0xC8, 0xCC}
"""Segments of a JPEG with numbers between those of frames: tables and extensions (ITU-T T.81, table B.1)."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is, and for a picture its pixels; 0 × 0 where it has none."""

    kind: str
    width: int = 0
    height: int = 0


def look_at(data: bytes) -> Look | None:
    """What these bytes are; none for what is not kept, and for a picture whose head is damaged."""
    try:
        return _look_at(data)
    except (struct.error, IndexError):
        return None


def _look_at(data: bytes) -> Look | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return _sized(PNG, *struct.unpack(">II", data[16:24]))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _sized(GIF, *struct.unpack("<HH", data[6:10]))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if data.startswith(b"BM"):
        width, height = struct.unpack("<ii", data[18:26])
        return _sized(BMP, width, abs(height))
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    return Look(PDF) if data.startswith(b"%PDF-") else None


def _sized(kind: str, width: int, height: int) -> Look | None:
    return Look(kind, width, height) if width > 0 and height > 0 else None


def _webp(data: bytes) -> Look | None:
    """The three ways a WebP begins (RFC 9649, section 2)."""
    match data[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return _sized(WEBP, width & 0x3FFF, height & 0x3FFF)
        case b"VP8L":
            (bits,) = struct.unpack("<I", data[21:25])
            return _sized(WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            width, height = data[24:27], data[27:30]
            if len(height) == 3:
                return _sized(WEBP, int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1)
    return None


def _jpeg(data: bytes) -> Look | None:
    """The size stands in the first frame's head, behind segments of any number."""
    place = 2
    while place + 9 < len(data):
        if data[place] != 0xFF:
            return None
        mark = data[place + 1]
        if mark == 0xFF:  # filling
            place += 1
            continue
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        if 0xC0 <= mark <= 0xCF and mark not in _NO_FRAME:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return _sized(JPEG, width, height)
        if length < 2:
            return None
        place += 2 + length
    return None
