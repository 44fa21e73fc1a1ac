"""How the search grammar is cut into tokens: parts `key:value|value`, and words; quotes hold blanks and signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPE = "\\"
PLAIN = re.compile(r'[^\s"|=\\:]+')
KEY = re.compile(r"(-?)([A-Za-z]+):")


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `source` is how it was typed and `said` that without its quotes; `key` is the word before the colon
    in small letters, empty for a word; `values` is what stood behind the key between bars, `field` what stood before
    its first equals sign and `field_values` what stood after it.
    """

    source: str
    key: str
    negated: bool
    said: str
    values: tuple[str, ...]
    field: str
    field_values: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text; any text has some, and a quote that is never closed reaches to the end."""
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = KEY.match(text, place)
        begin, start = place, found.end() if found else place
        signs, place = _signs(text, start)
        said = "".join(sign for sign, _ in signs)
        parts = _split(signs, "|")
        name, *rest = _split(signs, "=", most=1)
        yield Token(
            source=text[begin:place],
            key=found[2].lower() if found else "",
            negated=bool(found and found[1]),
            said=(found[0] if found else "") + said,
            values=tuple(part for part in map(_joined, parts) if part),
            field=_joined(name),
            field_values=tuple(part for part in map(_joined, _split(rest[0], "|")) if part) if rest else (),
        )


def quoted(value: str, *, always: bool = False) -> str:
    """A value so that the grammar takes all of it for one."""
    if not always and PLAIN.fullmatch(value):
        return value
    return '"' + re.sub(r'(["\\|=])', r"\\\1", value) + '"'


Signs = list[tuple[str, bool]]
"""Characters, each with whether it may divide values: it was not taken as it is by a backslash."""


def _signs(text: str, place: int) -> tuple[Signs, int]:
    signs: Signs = []
    inside = False
    while place < len(text) and (inside or not text[place].isspace()):
        sign = text[place]
        if sign == '"':
            inside = not inside
        elif sign == ESCAPE and inside and place + 1 < len(text):
            place += 1
            signs.append((text[place], False))
        else:
            signs.append((sign, True))
        place += 1
    return signs, place


def _split(signs: Signs, at: str, most: int = -1) -> list[Signs]:
    parts: list[Signs] = [[]]
    for sign in signs:
        if sign == (at, True) and (most < 0 or len(parts) <= most):
            parts.append([])
        else:
            parts[-1].append(sign)
    return parts


def _joined(signs: Signs) -> str:
    return "".join(sign for sign, _ in signs)
