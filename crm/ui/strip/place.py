"""Where the strip stands: as it was left on each screen, and always on one that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize

FRAME = 32
"""Pixels that the system's title line takes above a window."""
EDGE = 8
"""Pixels that its frame takes at the other sides."""
LEAST = QSize(280, 240)
"""No narrower or lower, however small it was left."""


@dataclass(frozen=True, slots=True)
class Room:
    """A screen by its name, and what of it windows may take."""

    name: str
    free: QRect


def place(said: Mapping[str, Any], rooms: Sequence[Room], size: QSize) -> QRect:
    """The inside of the window: where it was left on the screen where it was seen last, else on the first screen; where
    nothing is known, at the right edge and `size` large. `rooms` begins with the screen to take when all are new.
    """
    last, at = said.get("screen"), said.get("at")
    known = at if isinstance(at, dict) else {}
    room = next((room for room in rooms if room.name == last), rooms[0])
    rect = _read(known.get(room.name), room)
    if rect is None:
        left = room.free.right() - size.width() - FRAME // 2
        rect = QRect(left, room.free.top() + 2 * FRAME, size.width(), size.height())
    return inside(rect, room.free)


def inside(rect: QRect, free: QRect) -> QRect:
    """The same window, pushed and cut so that all of it, with its title line, is in what is free."""
    width = min(max(rect.width(), LEAST.width()), free.width())
    height = min(max(rect.height(), LEAST.height()), free.height() - FRAME - EDGE)
    left = min(max(rect.left(), free.left()), free.left() + free.width() - width)
    top = min(max(rect.top(), free.top() + FRAME), free.top() + free.height() - EDGE - height)
    return QRect(left, top, width, height)


def remembered(said: Mapping[str, Any], rect: QRect, room: Room) -> dict[str, Any]:
    """What to keep of a window that stands so on this screen; other screens keep theirs."""
    at = said.get("at")
    where = [rect.left() - room.free.left(), rect.top() - room.free.top(), rect.width(), rect.height()]
    return {**said, "screen": room.name, "at": {**(at if isinstance(at, dict) else {}), room.name: where}}


def _read(said: object, room: Room) -> QRect | None:
    if not isinstance(said, list) or len(said) != 4 or not all(type(n) is int and abs(n) < 100_000 for n in said):
        return None
    left, top, width, height = said
    return QRect(room.free.left() + left, room.free.top() + top, width, height)
