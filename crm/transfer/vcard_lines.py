"""The properties of vCards, line by line, as phones really write them (vCard 2.1, RFC 2426, RFC 6350).

Lines are folded with a blank, or with `=` in quoted-printable, or broken without any sign; each property may be in a
charset of its own. So lines are looked at as bytes, one character a byte, and a value becomes text at its end.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from crm.transfer.encodings import recognise
from crm.transfer.vocabulary import words

LONGEST_LINE = 4 << 20
"""Characters of one property after which the rest of it is left out: only a picture is that long."""
_NAMES = words(
    """
    BEGIN END VERSION FN N NICKNAME TEL EMAIL ADR LABEL BDAY ANNIVERSARY ALTBDAY NOTE CATEGORIES PHOTO LOGO SOUND KEY
    AGENT ORG TITLE ROLE URL UID REV GEO TZ IMPP KIND MEMBER PRODID PROFILE SOURCE NAME MAILER CLASS SORT-STRING GENDER
    LANG RELATED XML CALURI CALADRURI FBURL CLIENTPIDMAP
    """
)
_LINE = re.compile(
    r"(?:(?P<group>[A-Za-z0-9_-]{1,60})\.)?(?P<name>[A-Za-z][A-Za-z0-9_/-]{0,60})"
    r"(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(?P<value>.*)",
    re.DOTALL,
)
_CARD = re.compile(r"[ \t]*(?:BEGIN|END)[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}[ \t]*")
_PARAMETER = re.compile(r";((?:[^;\"]|\"[^\"]*\")*)")
_CARETS = {"^n": "\n", "^N": "\n", "^'": '"', "^^": "^"}
_CARET = re.compile(r"\^[nN'^]")


class Property(NamedTuple):
    """One property of a card: names in capitals, `kinds` are the values of TYPE and those without a name."""

    name: str
    value: str
    group: str = ""
    kinds: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = {}


def as_bytes(lines: Iterable[str]) -> Iterator[str]:
    """Text as lines of one character a byte, as `properties` wants them."""
    for line in lines:
        yield line if line.isascii() else line.encode("utf-8", "replace").decode("latin-1")


def properties(lines: Iterable[str], charset: str = "utf-8") -> Iterator[tuple[Property, int]]:
    """Every property with the count of characters read until then. `charset` is for what is no UTF-8 and says none.

    What is no property belongs to the note or picture before it, else to nobody.
    """
    begun: re.Match[str] | None = None
    parts: list[str] = []
    size = done = 0
    soft = False
    for raw in lines:
        done += len(raw)
        line = raw.rstrip("\r\n")
        if begun is not None and not _CARD.fullmatch(line):
            more = _going_on(begun, line, soft=soft)
            if more is not None:
                soft = soft_end(begun, more)
                size += len(more)
                if size <= LONGEST_LINE:
                    parts.append(more[:-1] if soft else more)
                continue
        found = _LINE.fullmatch(line.strip(" \t"))
        if found is None:
            if not line.strip() and begun is not None:  # an empty line ends a picture
                yield _property(begun, parts, charset), done
                begun = None
            continue
        if begun is not None:
            yield _property(begun, parts, charset), done - len(raw)
        begun, parts, size = found, [found["value"]], len(line)
        soft = soft_end(begun, line)
        if soft:
            parts[0] = parts[0][:-1]
    if begun is not None:
        yield _property(begun, parts, charset), done


def soft_end(begun: "re.Match[str]", line: str) -> bool:
    """Whether a value in quoted-printable goes on in the next line."""
    return line.endswith("=") and "QUOTED-PRINTABLE" in begun["parameters"].upper()


def _going_on(begun: "re.Match[str]", line: str, *, soft: bool) -> str | None:
    """What the line adds to the property that was begun; None for a line that stands for itself."""
    if soft:
        return line.lstrip(" \t")
    if line.startswith((" ", "\t")):
        return line.strip() if _is_base64(begun) else line[1:]
    if not line:
        return None
    if _is_base64(begun) and _BASE64.fullmatch(line):
        return line.strip()
    if begun["name"].upper() == "NOTE" and not line.startswith("#"):
        found = _LINE.fullmatch(line)
        name = "" if found is None else found["name"].upper()
        if found is None or (name not in _NAMES and not name.startswith("X-") and not found["group"]):
            return "\n" + line
    return None


def _is_base64(begun: "re.Match[str]") -> bool:
    return re.search(r"BASE64|ENCODING=B\b|;B\b", begun["parameters"].upper()) is not None


def _property(begun: "re.Match[str]", parts: list[str], charset: str) -> Property:
    value = "".join(parts) if len(parts) > 1 else parts[0]
    name, group = begun["name"].upper(), (begun["group"] or "").lower()
    written = begun["parameters"]
    if not written:
        return Property(name, value if value.isascii() else decoded(value, charset), group)
    kinds: set[str] = set()
    parameters: dict[str, str] = {}
    for each in _PARAMETER.findall(written):
        key, equals, said = each.partition("=")
        said = _CARET.sub(lambda found: _CARETS[found[0]], decoded(said, charset)).strip('" ')
        key = decoded(key, charset).strip().upper()
        if not equals:
            kinds.add(key)
        elif key == "TYPE":
            kinds.update(part.strip('" ').upper() for part in said.split(","))
        else:
            parameters[key] = said
    if "QUOTED-PRINTABLE" in kinds or parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = quopri.decodestring(value.encode("latin-1", "replace")).decode("latin-1")
    own = parameters.get("CHARSET", "")
    if own or not value.isascii():
        value = decoded(value, charset, own)
    return Property(name, value, group, frozenset(kinds), parameters)


def decoded(value: str, charset: str, own: str = "") -> str:
    """The text of bytes that stand one in each character: in the charset they name, else in UTF-8, else in that of the
    file, else in what they look like.
    """
    if value.isascii() and not own:
        return value
    data = value.encode("latin-1", "replace")
    if own:
        try:
            return data.decode(own)
        except (LookupError, ValueError):
            pass  # a name of no charset, a wrong one, or no name at all (ValueError: it holds a NUL)
    for name in ("utf-8", charset):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            pass  # another one
    known = recognise(lambda: (data,))
    return data.decode(known.name if known else "utf-8", "replace")
