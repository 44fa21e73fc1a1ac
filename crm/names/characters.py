"""What is known of single characters: their folded form, and the pinyin of Chinese ones."""

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import crm

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
"""The characters that may have a reading, as the inside of a character class."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})


class ResourceMissingError(FileNotFoundError):
    """A file that set-up makes is not there: the program was not set up, or its folder was damaged."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing: run the set-up again")
        self.path = path


@dataclass(frozen=True, slots=True)
class CharacterTable:
    """`readings` gives a character its toneless readings, blank between; `simplified` its Simplified form."""

    readings: dict[str, str]
    simplified: dict[str, str]


def read_table(path: Path) -> CharacterTable:
    """The table that set-up wrote to `path`; raises ResourceMissingError where there is none."""
    try:
        table = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ResourceMissingError(path) from None
    return CharacterTable(readings=table["readings"], simplified=table["simplified"])


@cache
def table() -> CharacterTable:
    """The table of this installation, read once, on first use (20 ms)."""
    return read_table(Path(crm.__file__).parent.parent / "resources" / "compiled" / "characters.json")


class _Folding(dict[int, str]):
    """A table for str.translate that fills itself with each character it meets."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDING = _Folding()


def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    parts = unicodedata.normalize("NFKD", character.lower())
    bare = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    simplified = table().simplified
    return "".join(simplified.get(part, part) for part in unicodedata.normalize("NFC", bare).lower())


def fold_plainly(text: str) -> str:
    """`text` as `fold` gives it, but with `lv` and `nv` left as they are."""
    if text.isascii() and text.isprintable():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDING)
    return unicodedata.normalize("NFC", folded)


def meet(folded: str) -> str:
    """Folded text in which `lv` and `lu`, `nv` and `nu` (all of them written for ü) are one; same length."""
    return folded.replace("lv", "lu").replace("nv", "nu")


def fold(text: str) -> str:
    """`text` for comparing: width, case, accents, Traditional or Simplified and the spelling of ü make no
    difference, invisible characters are gone, every blank is a space. Folding twice changes nothing more.
    """
    return meet(fold_plainly(text))


def fold_by_character(text: str) -> tuple[str, list[int]]:
    """`text` folded plainly, and for each character of the result the index in `text` that it came from."""
    pieces = [_FOLDING[ord(character)] for character in text]
    origin = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origin


@cache
def readings(character: str) -> tuple[str, ...]:
    """The toneless readings of a Chinese character, the usual one first, ü as `v`; may be empty."""
    known = table()
    found = known.readings.get(character) or known.readings.get(known.simplified.get(character, ""), "")
    return tuple(found.split())
