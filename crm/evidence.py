"""What speaks for the truth of a case: the order, the money, the parcel, the words that were said, the pictures.

Gathered from the file as it is, and given as a pack in which every part has its SHA-256, so that it can be shown later
that nothing was changed since.
"""

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm.after_sales import AfterSales, CaseRow, Clock7, return_clock
from crm.attachments import Attachments, Owner
from crm.clock import from_ms
from crm.conversations import Direction
from crm.db.models import Conversation
from crm.db.store import Store
from crm.errors import MissingError
from crm.ids import CaseId
from crm.orders import OrderCard, Orders
from crm.settings import Settings
from crm.transfer.replacing import replacing

LIST = "SHA256.txt"
"""The list of what is in a pack, as `sha256sum -c` reads it."""
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every part in a pack: the same facts make the same bytes."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words that were said."""

    at: datetime
    direction: Direction
    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that belongs to the case: its name and where it lies."""

    name: str
    path: Path
    picture: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything about a case. `lost` are the names of files that are not there any more."""

    case: CaseRow
    order: OrderCard | None
    clock: Clock7 | None
    talks: tuple[Excerpt, ...]
    files: tuple[File, ...]
    lost: tuple[str, ...]


class Gathering:
    """Gathers evidence."""

    def __init__(
        self, store: Store, settings: Settings, orders: Orders, cases: AfterSales, attachments: Attachments
    ) -> None:
        self._store = store
        self._settings = settings
        self._orders = orders
        self._cases = cases
        self._attachments = attachments

    def of(self, case: CaseId) -> Evidence:
        """Everything about a case. Raises `MissingError`."""
        row = self._cases.row(case)
        card: OrderCard | None = None
        if row.order is not None:
            try:
                card = self._orders.card(row.order)
            except MissingError:  # the order is in the bin; the case stands without it
                card = None
        files, lost = self._files(row)
        return Evidence(
            row,
            card,
            return_clock(card.row.received_on, self._settings.shop().currency) if card else None,
            self._talks(case),
            tuple(files),
            tuple(lost),
        )

    def _talks(self, case: CaseId) -> tuple[Excerpt, ...]:
        talks = self._cases.evidence(case)
        rows = self._store.rows(
            Conversation.select(Conversation.at, Conversation.direction, Conversation.text)
            .where(Conversation.id.in_(talks))
            .order_by(Conversation.at, Conversation.id)
        )
        return tuple(Excerpt(from_ms(at), Direction(direction), text) for at, direction, text in rows)

    def _files(self, row: CaseRow) -> tuple[list[File], list[str]]:
        owners = [Owner(case=row.id), *([Owner(order=row.order)] if row.order is not None else [])]
        files, lost = [], []
        for attachment in (one for owner in owners for one in self._attachments.list(owner)):
            try:
                path = self._attachments.path(attachment.id)
            except MissingError:
                lost.append(attachment.name)
            else:
                files.append(File(attachment.name, path, attachment.picture))
        return files, lost


def write_pack(target: Path, parts: Sequence[tuple[str, bytes]]) -> None:
    """Put named parts and the list of their SHA-256 into one ZIP, whole or not at all; of two of one name the second
    gets a number. Raises the `FileProblemError` that kept it from being written.
    """
    named: dict[str, bytes] = {}
    for name, data in parts:
        named[_free(_plain(name), named)] = data
    listed = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in named.items())
    with replacing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in [*named.items(), (LIST, listed.encode())]:
            pack.writestr(zipfile.ZipInfo(name, MOMENT), data, zipfile.ZIP_DEFLATED)


def _plain(name: str) -> str:
    """A name that every system takes, and no way out of the folder."""
    kept = "".join(c for c in name if c.isprintable() and c not in '\\/:*?"<>|').strip(" .")
    return kept[-120:] or "file"


def _free(name: str, taken: dict[str, bytes]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (name, "")
    number = 1
    while name in taken or name == LIST:
        number += 1
        name = f"{stem}-{number}{ending}"
    return name
