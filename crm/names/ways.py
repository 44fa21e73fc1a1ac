"""Handles and phone numbers in the one form in which two of them can be compared."""

import re
import unicodedata

_CHINA_MOBILE = re.compile(r"(?:\+?86|0)?(1[3-9][0-9]{9})")
_TAIWAN_MOBILE = re.compile(r"0(9\d{8})")
_MALAYSIA_MOBILE = re.compile(r"0(1\d{8})|0(11\d{8})")
_TRUNK_ZERO = re.compile(r"\+(886|60|86)0(\d+)")
_DRESSING = re.compile(r"[\s()\-‐-―−.・]")
_FEWEST_DIGITS, _MOST_DIGITS, _CHINA_DIGITS = 5, 15, 11


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cc", "Cf"))


def normal_handle(handle: str) -> str:
    """`handle` for comparing: `  ＠Amy_W ` and `amy_w` are the same account. Empty where nothing is left."""
    seen = _visible(_visible(handle).casefold()).strip()
    return seen.lstrip("@").strip()


def normal_phone(text: str) -> str | None:
    """The number in `text` for comparing, or None where there is none that can be dialled.

    Mobiles of mainland China are their 11 digits; numbers with a country, and Taiwanese and Malaysian
    mobiles, which can be told without it, are `+` and all digits (ITU E.164); others are the digits as
    dialled, since eight of them may be Hong Kong, Macau or Singapore. Masked numbers (`138****0001`),
    extensions and spreadsheet damage (`1.38E+10`) are None.
    """
    shown = _visible(text).strip().lower().removeprefix("tel:").removesuffix(".0")
    number = _DRESSING.sub("", shown)
    if number.startswith("00"):
        number = "+" + number[2:]
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS):
        return None
    if china := _CHINA_MOBILE.fullmatch(number):
        return china[1]
    if taiwan := _TAIWAN_MOBILE.fullmatch(number):
        return "+886" + taiwan[1]
    if malaysia := _MALAYSIA_MOBILE.fullmatch(number):
        return "+60" + (malaysia[1] or malaysia[2])
    return _TRUNK_ZERO.sub(r"+\1\2", number)


def dialled(phone: str) -> list[str]:
    """The runs of digits under which a number may be looked for: as written, with its country, without it,
    and its last four.
    """
    if len(phone) == _CHINA_DIGITS and _CHINA_MOBILE.fullmatch(phone):
        return [phone, phone[-4:]]  # as nearly all are written
    written = re.findall(r"[0-9]+", _visible(phone))
    if not written:
        return []
    whole = "".join(written)
    forms = [*written, whole] if len(written) > 1 else [whole]
    normal = normal_phone(phone)
    if normal is not None:
        forms.append(normal.removeprefix("+"))
        if normal.startswith("+886"):
            forms.append("0" + normal[4:])
        elif normal.startswith("+60"):
            forms.append("0" + normal[3:])
        elif normal.startswith(("+852", "+853")):
            forms.append(normal[4:])
        elif normal.startswith("+65"):
            forms.append(normal[3:])
    forms.append(whole[-4:])
    return list(dict.fromkeys(forms))
