"""What may happen to a file on its way, and what a joker does to it."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

LARGEST = 1 << 20
"""Bytes of a made input."""
_ODD = [
    piece.encode()
    for piece in (
        "\0", "\ufeff", "\ufffd", "\u200b", "\u200d", "\u202e", "\u2028", "\x85", "\x1a", "\x1b[31m", "👨‍👩‍👧", "\U0010ffff", "e\u0301", "İ", "ß",
        "ﷺ", "１３８", "٣", "²", "Ⅷ", "㊣", "〇", "農曆闰二月三十", "0000-00-00", "9999-12-31", "2026-02-30", "1e999", "-1", "NaN", "1" * 400,
        "99999999999999999999", "0x10", "％", "'", '"', '""', "=", "=1+1", "\\", "\\N", "\\ud800", ",", ";", "\t", "\n", "\r", "\r\n", ":", "：",
        "::: ", "{", "}", "[", "]", "[[[[", "null", "<", ">", "<div>", "&a;", "&#0;", "BEGIN:VCARD\n", "END:VCARD\n", "AGENT:\n", "PHOTO;ENCODING=b:",
        ";CHARSET=UTF-7", ";CHARSET=rot13", ";CHARSET=x", ";ENCODING=QUOTED-PRINTABLE", "=\n", "#接龙\n1. ", "(", ")", "昨天 25:61", "24:00",
        "上午12:00", "合计", "￥", "-0", "¥1,2,3.4.5", "1.005", "20:00-", "138****0001", "wxid_", "@chatroom", "广东省深圳市", "http://", "1/0",
    )
] + [b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\x80", b"\xc3", b"\x81\x30", b"\xa1", b"\xe7\x8e", b"PK\x03\x04"]  # fmt: skip
_ENCODINGS = (
    "gb18030",
    "big5",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-8-sig",
    "utf-32",
    "shift_jis",
    "cp1252",
    "utf-7",
)
_NUMBER = re.compile(rb"[0-9]+")

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def mutated(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The file with one to six things done to it; of an archive mostly to a part of it."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        data = _inside(chance, data, others)
        if chance.random() < 0.7:
            return data
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = chance.choice(_MUTATIONS)(chance, data, others)[:LARGEST]
    return data


def _inside(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError):
        return data
    name = chance.choice(sorted(parts))
    for _ in range(chance.choice((1, 1, 2, 4))):
        parts[name] = chance.choice(_MUTATIONS)(chance, parts[name], others)[:LARGEST]
    if chance.random() < 0.05:
        del parts[name]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return held.getvalue()


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def _stretch(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = _place(chance, data)
    return start, min(len(data), start + int(chance.expovariate(1 / 30)) + 1)


def _flipped(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 10))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _stretch(chance, data)
    return data[:start] if chance.random() < 0.2 else data[:start] + data[end:]


def _doubled(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _stretch(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 50, 3000)) + data[end:]


def _spliced(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start = _place(chance, other)
    if chance.random() < 0.5:
        return data[: _place(chance, data)] + other[start:]
    place = _place(chance, data)
    return data[:place] + other[start : start + chance.randrange(1, 200)] + data[place:]


def _odd(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    place = _place(chance, data)
    return data[:place] + chance.choice(_ODD) * chance.choice((1, 1, 1, 2, 500)) + data[place:]


def _recoded(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    text = data.decode(chance.choice(("utf-8", "utf-8", "latin-1", "gb18030")), "replace")
    return text.encode(chance.choice(_ENCODINGS), "replace")


def _shuffled(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    mark = chance.choice((b"\n", b"\n", b",", b";", b"\t", b'"'))
    parts = data.split(mark)
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    match chance.randrange(3):
        case 0:
            parts[one], parts[other] = parts[other], parts[one]
        case 1:
            parts.insert(one, parts[other])
        case _:
            del parts[one]
    return mark.join(parts)


def _numbered(chance: random.Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    number = chance.choice(
        (b"", b"0", b"-1", b"13", b"32", b"61", b"2147483648", b"9" * 20, b"9" * 400, b"1e9", b"1.5")
    )
    return data[: one.start()] + number + data[one.end() :]


_MUTATIONS: tuple[Mutation, ...] = (
    _flipped, _cut, _doubled, _spliced, _odd, _odd, _recoded, _shuffled, _shuffled, _numbered,
)  # fmt: skip

LINES = (
    " ", "a", "1", "13800000001", "王", "王小明 ", ",", ";", "\t", '"', '""', '","', "=", ":", "：", "-", "—", "2026-03-08 ", "21:07 ", "(", "()", "[",
    "[1", "{", '{"a":', "广东省深圳市", "http://a.b/", "a@", "@", "1.", "x=", "+", "*", "/", "|", ";A=", 'a"', "BEGIN:VCARD", "\\", "=E7", "<div>", "&amp;",
    "🌸", "\u200d", "１", "#接龙 1. ", "A李姐-深圳-", "微信号: ", "98元/盒 ", "0", "No 1, Jalan A, ", "号", "\r", "\0", "2026年3月8日 ", "小王 2026/3/8 21:07",
    "、", "，", "+1 ", "·", "K2 ", "农历", "〇", "\u3000", "合计",
)  # fmt: skip
"""Of what a line of a megabyte may be made: whatever takes time that grows with its square shows there."""


def long_lines(sample: bytes) -> list[tuple[str, bytes]]:
    """Lines of a megabyte alone, and within a sample: below it, and as the end of its first and last line."""
    found = []
    head, newline, rest = sample.partition(b"\n")
    for piece in LINES:
        raw = piece.encode()
        line = raw * (LARGEST // len(raw))
        found += [
            (f"{piece!r} alone", line),
            (f"{piece!r} below", sample.rstrip(b"\r\n") + b"\n" + line + b"\n"),
            (f"{piece!r} in the first line", head + line + newline + rest),
            (f"{piece!r} in the last line", sample.rstrip(b"\r\n") + line + b"\n"),
        ]
    return found
