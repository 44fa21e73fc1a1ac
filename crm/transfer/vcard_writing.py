"""Friends as vCard 3.0 (RFC 2426), as phones and mail programs read it."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from crm.progress import Progress, unheard
from crm.transfer.cells import clean_text
from crm.transfer.entries import EMAIL, OTHER, PHONE, AddressEntry, ContactEntry
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
_SPECIAL = re.compile(r"[\\;,\n]")
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
# what a URI may hold as it is (RFC 3986, unreserved)
_UNRESERVED = re.compile(r"[^A-Za-z0-9._~-]")


def write_vcards(
    path: Path, entries: Iterable[ContactEntry], *, total: int = 0, progress: Progress = unheard
) -> Written:
    """Write the friends as one vCard file in UTF-8.

    The file appears whole or not at all. Raises a `FileProblemError`; what `progress` raises passes
    through and leaves nothing behind.
    """
    written = Written(0, Counter())
    with replacing(path) as file:
        for entry in entries:
            file.write(vcard(entry, written).encode())
            written.rows += 1
            if written.rows % STRIDE == 0:
                progress(written.rows, total)
        progress(written.rows, total or written.rows)
    return written


def vcard(entry: ContactEntry, written: Written) -> str:
    """One card with folded lines; what cleaning takes out is counted in `written`."""

    def clean(text: str) -> str:
        return _escape(clean_text(text, written.removed))

    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{clean(entry.name)}",
        # the order of the parts of a name is not known, and a phone shows FN
        f"N:;{clean(entry.name)};;;",
    ]
    other_names = dict.fromkeys(
        clean(name) for name in (entry.nickname, entry.remark) if name and name != entry.name
    )
    if other_names:
        lines.append(f"NICKNAME:{','.join(other_names)}")
    for handle in entry.handles:
        if handle.text:
            lines += _handle_lines(handle.platform, clean_text(handle.text, written.removed))
    lines += [_address_line(address, written) for address in entry.addresses]
    lines += _birthday_lines(entry.birthday)
    if entry.tags:
        lines.append(f"CATEGORIES:{','.join(map(clean, entry.tags))}")
    if entry.note:
        lines.append(f"NOTE:{clean(entry.note)}")
    lines.append("END:VCARD")
    return "".join(fold(line) + "\r\n" for line in lines)


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


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)


def _handle_lines(platform: str, text: str) -> list[str]:
    if platform == PHONE:
        return [f"TEL;TYPE=CELL:{_escape(text)}"]
    if platform == EMAIL:
        return [f"EMAIL;TYPE=INTERNET:{_escape(text)}"]
    if platform == OTHER or platform not in _MESSENGERS:
        return [f"X-HANDLE:{_escape(text)}"]
    name, service = _MESSENGERS[platform]
    uri = _UNRESERVED.sub(lambda found: "".join(f"%{octet:02X}" for octet in found[0].encode()), text)
    return [f"{name}:{_escape(text)}", f"IMPP;X-SERVICE-TYPE={service}:{platform}:{uri}"]


def _address_line(address: AddressEntry, written: Written) -> str:
    street, region, postcode = (
        _escape(clean_text(text, written.removed))
        for text in (address.detail, address.region, address.postcode)
    )
    return f"ADR;TYPE=HOME:;;{street};;{region};{postcode};"


def _birthday_lines(code: str) -> list[str]:
    """BDAY for a day of the sun: without a year in the form that phones write. One of the moon has no
    property and stands as it is kept, where it is not taken for another day.
    """
    if not code:
        return []
    if code.startswith("L"):
        return [f"X-LUNAR-BIRTHDAY:{code}"]
    if code.startswith("--"):
        return [f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{code[2:]}"]
    return [f"BDAY:{code}"]
