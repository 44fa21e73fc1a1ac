"""Makes the table of Chinese characters (readings, simplified forms) that the program reads at run time."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_COMMON_SHARE = 0.05
"""A reading used less often than this, among all phrases with the character, is left out: with every reading
of the dictionaries `yu` would find each 王, and nobody calls them that. Surnames have their own table."""

_CHARACTERS = (
    range(0x3400, 0x4DC0),  # Extension A
    range(0x4E00, 0xA000),  # CJK Unified Ideographs
    range(0xF900, 0xFB00),  # compatibility forms
    range(0x20000, 0x2FA20),  # Extensions B to F, compatibility supplement
    range(0x30000, 0x32400),  # Extensions G and H
)


def write(target: Path) -> None:
    """Write `target` (JSON): `readings` gives each character its toneless readings in use, the usual one
    first, a blank between; `simplified` gives each Traditional character its Simplified one.
    """
    forms = simplified()
    table = {"readings": readings(forms), "simplified": forms}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def readings(forms: dict[str, str]) -> dict[str, str]:
    """Every character that has a reading, with those in use, `ü` written `v`.

    `forms` gives Traditional characters their Simplified ones.
    """
    from pypinyin.pinyin_dict import pinyin_dict

    used = _uses()
    known = {
        chr(code): [plain for reading in marked.split(",") if (plain := toneless(reading))]
        for code, marked in sorted(pinyin_dict.items())
    }
    found = {character: _in_use(character, said, used) for character, said in known.items()}
    for character, form in forms.items():
        # the dictionaries know every old reading of a Traditional character and no phrase to weigh them by
        if character in found and not any(used[character, said] for said in found[character]):
            shared = [said for said in found.get(form, []) if said in found[character]]
            found[character] = shared or found[character][:1]
    return {character: " ".join(said) for character, said in found.items()}


def toneless(reading: str) -> str:
    """`lǜ` as `lv`, `zhāng` as `zhang`."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


def simplified() -> dict[str, str]:
    """Every Traditional character that has one Simplified character of its own."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    found: dict[str, str] = {}
    for character in _characters():
        form = convert(character)
        if len(form) == 1 and form != character:
            found[character] = form
    # a form may be simplified again; following the chain makes folding twice the same as folding once
    return {character: found.get(form, form) for character, form in found.items()}


def _characters() -> Iterator[str]:
    for block in _CHARACTERS:
        yield from map(chr, block)


def _uses() -> Counter[tuple[str, str]]:
    from pypinyin.phrases_dict import phrases_dict

    used: Counter[tuple[str, str]] = Counter()
    for phrase, spelled in phrases_dict.items():
        used.update(zip(phrase, (toneless(said[0]) for said in spelled), strict=True))
    return used


def _in_use(character: str, known: list[str], used: Counter[tuple[str, str]]) -> list[str]:
    first, *others = dict.fromkeys(known)
    total = sum(used[character, reading] for reading in (first, *others))
    others.sort(key=lambda reading: -used[character, reading])
    return [first, *(other for other in others if used[character, other] >= total * _COMMON_SHARE)]
