"""Friends as vCard 3.0 (RFC 2426), as phones and mail programs read it, or as 2.1 for old phones."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

from crm.progress import Progress, unheard
from crm.transfer.cells import clean_text, joined_if_clean
from crm.transfer.entries import EMAIL, PHONE, AddressEntry, ContactEntry
from crm.transfer.exporting import STRIDE, Written
from crm.transfer.replacing import replacing

#: octets of a line, its end not counted (RFC 2426, 2.6)
LINE_OCTETS = 75

#: property names that phones and mail programs know, and the service name of `IMPP` (RFC 4770)
_MESSENGERS = {
    "wechat": ("X-WECHAT", "WeChat"),
    "weibo": ("X-WEIBO", "Weibo"),
    "qq": ("X-QQ", "QQ"),
    "xiaohongshu": ("X-XIAOHONGSHU", "Xiaohongshu"),
    "douyin": ("X-DOUYIN", "Douyin"),
    "line": ("X-LINE", "LINE"),
    "whatsapp": ("X-WHATSAPP", "WhatsApp"),
}
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")
_SPECIAL = re.compile(r"[\\;,\n]")
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def write_vcards(
    path: Path, entries: Iterable[ContactEntry], *, old: bool = False, total: int = 0, progress: Progress = unheard
) -> Written:
    """Write the friends as one vCard file in UTF-8; `old` is version 2.1.

    The file appears whole or not at all. Raises a `FileProblemError`; what `progress` raises passes
    through and leaves nothing behind.
    """
    written = Written(0, Counter())
    with replacing(path) as file:
        lot: list[str] = []
        for entry in entries:
            lot.append(old_vcard(entry, written) if old else vcard(entry, written))
            written.rows += 1
            if written.rows % STRIDE == 0:
                file.write("".join(lot).encode())
                lot.clear()
                progress(written.rows, total)
        file.write("".join(lot).encode())
        progress(written.rows, total or written.rows)
    return written


def vcard(entry: ContactEntry, written: Written) -> str:
    """One card with folded lines; what cleaning takes out is counted in `written`."""
    texts = [entry.name, entry.nickname, entry.remark, entry.note, *entry.tags]
    texts += [handle.text for handle in entry.handles]
    whole = joined_if_clean(texts)
    # most cards need nothing escaped, and one search over all their texts tells
    clean = str if whole is not None and _SPECIAL.search(whole) is None else _cleaner(written)
    name = clean(entry.name)
    # the order of the parts of a name is not known, and a phone shows FN
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"N:;{name};;;"]
    if entry.nickname or entry.remark:
        others = dict.fromkeys(clean(other) for other in (entry.nickname, entry.remark) if other)
        lines += [f"NICKNAME:{','.join(others)}"] if list(others) != [name] else []
    if entry.remark:
        lines.append(f"X-REMARK:{clean(entry.remark)}")
    for handle in entry.handles:
        if handle.text:
            _add_handle(lines, handle.platform, handle.text, clean)
    lines += [_address_line(address, _cleaner(written)) for address in entry.addresses]
    if entry.birthday:
        lines.append(_birthday_line(entry.birthday))
    if entry.tags:
        lines.append(f"CATEGORIES:{','.join(map(clean, entry.tags))}")
    if entry.note:
        lines.append(f"NOTE:{clean(entry.note)}")
    lines.append("END:VCARD\r\n")
    # no character has more than four octets, so that most lines need no count
    if max(map(len, lines)) > LINE_OCTETS // 4:
        lines = [fold(line) for line in lines]
    return "\r\n".join(lines)


_Clean = Callable[[str], str]


def _cleaner(written: Written) -> _Clean:
    return lambda text: _SPECIAL.sub(lambda found: _ESCAPES[found[0]], clean_text(text, written.removed))


def old_vcard(entry: ContactEntry, written: Written) -> str:
    """One card of version 2.1: values that are not plain are quoted-printable, as old phones want them, and every tag
    and address is written as in 3.0.
    """
    # the lines of 3.0 are taken apart again: what is different is how a value is written, not which there are
    lines = vcard(entry, written).replace("\r\n ", "").split("\r\n")[:-1]
    return "\r\n".join(_old_line(line) for line in lines) + "\r\n"


_OLD_TYPES = {
    "VERSION:3.0": "VERSION:2.1", "TEL;TYPE=CELL": "TEL;CELL", "EMAIL;TYPE=INTERNET": "EMAIL;INTERNET",
    "ADR;TYPE=HOME": "ADR;HOME",
}  # fmt: skip
_UNESCAPED = re.compile(r"\\([\\,n])")


def _old_line(line: str) -> str:
    if line == "VERSION:3.0":
        return _OLD_TYPES[line]
    name, _, value = line.partition(":")
    name = _OLD_TYPES.get(name, name)
    # 2.1 escapes nothing but the semicolon; a line break is one of quoted-printable
    plain = _UNESCAPED.sub(lambda found: "\r\n" if found[1] == "n" else found[1], value)
    if plain.isascii() and plain.isprintable() and len(name) + len(plain) < LINE_OCTETS:
        return f"{name}:{plain}"
    return _soft(f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:", plain)


def _soft(head: str, text: str) -> str:
    """The value in quoted-printable (RFC 2045, 6.7) behind its head, in lines of at most 76 characters that never part
    the octets of a character.
    """
    lines, line = [], head
    for char in text:
        octets = char.encode()
        plain = len(octets) == 1 and 32 <= octets[0] < 127 and char != "="
        quoted = char if plain else "".join(f"={octet:02X}" for octet in octets)
        if len(line) + len(quoted) > LINE_OCTETS:
            lines.append(f"{line}=")
            line = ""
        line += quoted
    if line.endswith(" "):
        line = f"{line[:-1]}=20"
    return "\r\n".join([*lines, line])


def fold(line: str) -> str:
    """The line broken after at most 75 octets, never inside a character; each further line begins with a
    blank that is not part of the text.
    """
    if line.isascii() and len(line) <= LINE_OCTETS:
        return line
    lines = []
    start = octets = 0
    for place, char in enumerate(line):
        size = len(char.encode())
        if octets + size > LINE_OCTETS:
            lines.append(line[start:place])
            start, octets = place, 1
        octets += size
    return "\r\n ".join([*lines, line[start:]])


def _add_handle(lines: list[str], platform: str, text: str, clean: _Clean) -> None:
    shown = clean(text)
    if platform == PHONE:
        lines.append(f"TEL;TYPE=CELL:{shown}")
    elif platform == EMAIL:
        lines.append(f"EMAIL;TYPE=INTERNET:{shown}")
    elif platform in _MESSENGERS:
        name, service = _MESSENGERS[platform]
        # in a URI nothing but the unreserved characters of RFC 3986 may stand as it is
        uri = text if _UNRESERVED.fullmatch(text) else quote(clean_text(text, Counter()), safe="")
        lines += (f"{name}:{shown}", f"IMPP;X-SERVICE-TYPE={service}:{platform}:{uri}")
    else:
        lines.append(f"X-HANDLE:{shown}")


def _address_line(address: AddressEntry, clean: _Clean) -> str:
    return f"ADR;TYPE=HOME:;;{clean(address.detail)};;{clean(address.region)};{clean(address.postcode)};"


def _birthday_line(code: str) -> str:
    """BDAY for a day of the sun: without a year in the form that phones write. One of the moon has no
    property and stands as it is kept, where it is not taken for another day.
    """
    if code.startswith("L"):
        return f"X-LUNAR-BIRTHDAY:{code}"
    if code.startswith("--"):
        return f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{code[2:]}"
    return f"BDAY:{code}"
