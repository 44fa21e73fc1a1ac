"""Who is who on a paste with several people: the text of each of them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from crm.accounts import Platform
from crm.name_cards import numbers, words
from crm.name_cards.finds import Part
from crm.name_cards.known import LABELS
from crm.name_cards.labels import first_label, labels
from crm.names.characters import HAN

BREAK = re.compile(r"[\n\t\x1f,，;；。|]+| {2,}")
"""What stands between two things in a line."""
_NAMED_PHONE = re.compile(rf"(?P<name>[{HAN}]{{2,4}})[ ,:]{{0,2}}(?={numbers.PHONE.pattern})")


def people(text: str) -> list[str]:
    """The text of each person."""
    lines = [line.strip() for line in text.splitlines()]
    filled = [line for line in lines if line]
    for chunks in (_by_block(lines), _by_label(filled), _by_line(filled), _by_number(filled)):
        if len(chunks) > 1:
            return chunks
    return ["\n".join(filled)] if filled else []


def _by_label(lines: Sequence[str]) -> list[str]:
    """A new person wherever a label of names or of WeChat comes again."""
    chunks: list[list[str]] = [[]]
    seen: set[object] = set()
    for line in lines:
        announced = {LABELS[found["label"]] for found in labels(line) if found["colon"]}
        new = {label for label in announced if label[0] is Part.NAME or label[1] is Platform.WECHAT}
        if new & seen:
            chunks.append([])
            seen = set()
        seen |= new
        chunks[-1].append(line)
    return ["\n".join(chunk) for chunk in chunks]


def _by_block(lines: Sequence[str]) -> list[str]:
    """A person a block between empty lines, where each has a number or a handle, and a name."""
    chunks = ["\n".join(block.split("\n")) for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    own = (_has_way(chunk) and any(map(_has_name, chunk.split("\n"))) for chunk in chunks)
    return chunks if all(own) else []


def _by_line(lines: Sequence[str]) -> list[str]:
    """A person a line, where several lines have a number and a name, or all are names."""
    own = [_has_way(line) and _has_name(line) for line in lines]
    if sum(own) > 1:
        chunks: list[str] = []
        for line, mine in zip(lines, own, strict=True):
            if mine or not chunks:
                chunks.append(line)
            else:
                chunks[-1] += "\n" + line
        return chunks
    numbered = all(map(words.is_numbered, lines))
    named = [words.bare(line) for line in lines]
    if any(":" in line or _has_way(line) for line in lines):
        return []
    names = all(words.may_be_name(line) and not words.is_address(line) for line in named)
    return list(lines) if names and (numbered or len(lines) > 2 or all(map(words.is_name, named))) else []


def _by_number(lines: Sequence[str]) -> list[str]:
    """In one line: name and number, name and number."""
    if len(lines) != 1:
        return []
    starts = [found.start() for found in _NAMED_PHONE.finditer(lines[0]) if words.is_name(found["name"])]
    if len(starts) < 2:
        return []
    starts[0] = 0
    return [lines[0][start:end] for start, end in pairwise([*starts, None])]


def _has_way(text: str) -> bool:
    return bool(
        numbers.PHONE.search(text)
        or numbers.EMAIL.search(text)
        or numbers.AT.search(text)
        or numbers.WXID.search(text)
        or any(LABELS[found["label"]][0] in (Part.HANDLE, Part.PHONE) for found in labels(text))
    )


def _has_name(line: str) -> bool:
    """Whether there is more in the line than the number itself, and the line is not one field of a card."""
    first = first_label(line)
    if first is not None and LABELS[first["label"]][0] is not Part.NAME:
        return False
    rest = numbers.PHONE.sub(" ", numbers.EMAIL.sub(" ", line))
    return any(words.may_be_name(words.bare(piece)) for piece in BREAK.split(rest) if piece.strip())
