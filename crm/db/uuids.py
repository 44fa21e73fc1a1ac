"""Time-ordered identifiers: UUID version 7 (RFC 9562, section 5.7), so that new rows land at the end of the index."""

import secrets
from threading import Lock

_lock = Lock()
_last = 0


def uuids(count: int, ms: int) -> list[str]:
    """`count` new identifiers for the moment `ms`, each greater than every one made before in this process.

    The 74 bits after the moment start at random and count upwards within a batch (RFC 9562, 6.2, method 2), which
    keeps a batch in order without asking for randomness 200,000 times.
    """
    global _last  # noqa: PLW0603 - order holds over the whole process, so the last one made is the process's
    with _lock:
        start = max((ms << 74) | secrets.randbits(73), _last + 1)
        _last = start + count
    return [_format(number) for number in range(start, start + count)]


def _format(number: int) -> str:
    moment, rest = number >> 74, number & ((1 << 74) - 1)
    value = (moment << 80) | (7 << 76) | ((rest >> 62) << 64) | (2 << 62) | (rest & ((1 << 62) - 1))
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
