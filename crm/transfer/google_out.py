"""Friends as the CSV that Google Contacts imports: its headings since 2024, several values of a kind in one cell."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from crm.accounts import Platform
from crm.transfer.entries import EMAIL, OTHER, PHONE, ContactEntry
from crm.transfer.exporting import OutColumn, Value

BETWEEN: Final = " ::: "
_PLAIN = (
    "First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Middle Name", "Phonetic Last Name",
    "Name Prefix", "Name Suffix", "Nickname", "File As", "Organization Name", "Organization Title",
    "Organization Department", "Birthday", "Notes", "Photo", "Labels",
)  # fmt: skip
_ADDRESS = ("Formatted", "Street", "City", "PO Box", "Region", "Postal Code", "Country", "Extended Address")
MESSENGERS = ("wechat", "weibo", "qq", "xiaohongshu", "douyin", "line", "whatsapp", OTHER)


def google_columns(addresses: int) -> list[OutColumn]:
    """The headings, with so many groups for an address."""
    groups = [f"{kind} 1 - {part}" for kind in ("E-mail", "Phone") for part in ("Label", "Value")]
    for number in range(1, addresses + 1):
        groups += [f"Address {number} - {part}" for part in ("Label", *_ADDRESS)]
    customs = [f"Custom Field {number} - {part}" for number in range(1, 11) for part in ("Label", "Value")]
    return [OutColumn(heading) for heading in (*_PLAIN, *groups, *customs)]


def google_row(
    entry: ContactEntry, addresses: int, remark: str, lunar: tuple[str, str], platform: Callable[[Platform], str]
) -> Sequence[Value]:
    """One friend. The whole name stands as the first one: how it is divided nobody can say of 备注 and nicknames, and
    Google shows it as it is. What Google has no column for is a field of the seller's own: handles, the 备注 under the
    label `remark`, and a birthday of the moon as `lunar`, a label and the day in words.
    """
    told: dict[str, list[str]] = defaultdict(list)
    for handle in entry.handles:
        if handle.text:
            told[handle.platform].append(handle.text)
    row: dict[str, Value] = {
        "First Name": entry.name,
        "Nickname": entry.nickname,
        "Notes": entry.note,
        "Labels": BETWEEN.join([*entry.tags, "* myContacts"]),
    }
    if entry.birthday and not lunar[1]:
        row["Birthday"] = f" {entry.birthday}" if entry.birthday.startswith("--") else entry.birthday
    for kind, name, label in ((EMAIL, "E-mail 1", "Other"), (PHONE, "Phone 1", "Mobile")):
        if told[kind]:
            row[f"{name} - Label"] = label
            row[f"{name} - Value"] = BETWEEN.join(told[kind])
    for number, address in enumerate(entry.addresses[:addresses], 1):
        row[f"Address {number} - Label"] = "Home"
        row[f"Address {number} - Formatted"] = f"{address.region} {address.detail}".strip()
        row[f"Address {number} - Street"] = address.detail
        row[f"Address {number} - Region"] = address.region
        row[f"Address {number} - Postal Code"] = address.postcode
    own = [(platform(Platform(name)), BETWEEN.join(told[name])) for name in MESSENGERS if told[name]]
    own += [(remark, entry.remark), lunar]
    for number, (label, value) in enumerate([pair for pair in own if pair[1]], 1):
        row[f"Custom Field {number} - Label"] = label
        row[f"Custom Field {number} - Value"] = value
    return [row.get(column.heading, "") for column in google_columns(addresses)]
