"""The pictures on vCards: what they are, told without unpacking them. Unpacking is the window's work."""

import base64
import re
import struct

JPEG = b"\xff\xd8\xff"
_KINDS = ((JPEG, "jpeg"), (b"\x89PNG", "png"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"RIFF", "webp"))
_DATA = re.compile(r"data:[\w/+.-]{0,40};base64\\?,", re.IGNORECASE)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def picture(value: str) -> bytes | None:
    """The bytes of a picture as they stand in a card, None for an address of the net and anything else."""
    start = _DATA.match(value)
    if start is None and "://" in value[:12]:
        return None
    plain = _NOT_BASE64.sub("", value[start.end() if start else 0 :])
    data = base64.b64decode(plain[: len(plain) // 4 * 4] + _end(plain))
    return data if kind(data) else None


def _end(plain: str) -> str:
    """The last signs with the marks that many writers leave out; one sign alone says nothing."""
    rest = plain[len(plain) // 4 * 4 :]
    return rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""


def kind(data: bytes) -> str:
    """Which kind of picture these bytes are; "" for none."""
    return next((name for magic, name in _KINDS if data.startswith(magic)), "")


def told(data: bytes) -> str:
    """A picture in three words: its kind, its longer side in pixels (0: nobody knows), its bytes."""
    return f"{kind(data)} {longer_side(data)} {len(data)}"


def longer_side(data: bytes) -> int:
    """The longer side of a JPEG in pixels, as its frame header says (ITU-T T.81, B.2.2); 0 for another picture."""
    at = 2
    if not data.startswith(JPEG):
        return 0
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:  # a filling byte
            at += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(max(high, wide))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0
