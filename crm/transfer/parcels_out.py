"""Sheets that couriers take: a row for every parcel, under the headings of a courier's own sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm.addresses import Recipient, read_addresses
from crm.db.store import Store
from crm.ids import OrderId
from crm.progress import Progress
from crm.shipping.reading import Reading, told_apart
from crm.shipping.rows import Shipment
from crm.transfer.child import read_apart
from crm.transfer.errors import NoParcelColumnsError, UnknownFormatError
from crm.transfer.exporting import Kind, OutColumn, Value, write_csv
from crm.transfer.habits import Habits
from crm.transfer.headings import plain_heading
from crm.transfer.orders_in import ReadTable
from crm.transfer.parcel_columns import OWN_SHEET, ParcelSheet, Part, parts_of
from crm.transfer.reading import Choices
from crm.transfer.xlsx_writing import write_xlsx

SENDER = "sender of parcels"
_HEADER_WITHIN = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written, and the friends of those orders of which nobody knows where they go."""

    rows: int
    without: tuple[str, ...]


class ParcelsOut:
    """Verbs of writing sheets for couriers. `read` is how a foreign sheet becomes rows."""

    def __init__(self, store: Store, read: ReadTable = read_apart) -> None:
        self._store = store
        self._read = read
        self._habits = Habits(store)

    def sender(self) -> str:
        """Who sends, as it was pasted."""
        known = self._habits.get(SENDER)
        return known if isinstance(known, str) else ""

    def set_sender(self, text: str) -> None:
        """Remember who sends."""
        self._habits.put(SENDER, text.strip())

    def own_sheet(self) -> ParcelSheet | None:
        """The sheet that the seller supplied."""
        known = self._habits.get(OWN_SHEET)
        if not isinstance(known, dict) or not known.get("headings"):
            return None
        parts = {part.value: part for part in Part}
        return ParcelSheet(tuple(known["headings"]), tuple(parts.get(code) for code in known["parts"]))

    def keep_own_sheet(self, sheet: ParcelSheet) -> None:
        """Remember what is under each heading of the seller's own sheet."""
        self._habits.put(OWN_SHEET, {"headings": list(sheet.headings), "parts": list(sheet.parts)})

    def learn(self, path: Path, progress: Progress) -> ParcelSheet:
        """The layout of a courier's sheet that the seller has. What she said of the same headings before, stands.

        Raises `NoParcelColumnsError` where no row says who and where, or another `FileProblemError`.
        """
        with self._read(path, Choices(), progress) as table:
            for row in islice(table.rows, _HEADER_WITHIN):
                headings = row.cells
                while headings and not headings[-1].strip():
                    headings = headings[:-1]
                found = set(parts_of(headings))
                if found & {Part.NAME, Part.PHONE} and found & {Part.ADDRESS, Part.DETAIL}:
                    known = self.own_sheet()
                    same = known is not None and _same(known.headings, headings)
                    return known if known is not None and same else ParcelSheet.of(headings)
        raise NoParcelColumnsError(path)

    def write(
        self,
        orders: Sequence[OrderId],
        sheet: ParcelSheet,
        target: Path,
        progress: Progress,
        sender: str | None = None,
        *,
        join: bool = True,
    ) -> Sent:
        """Write what the seller ships of these orders into a CSV or XLSX, whole or not at all; from the sender who is
        remembered, unless another one is given or an order is sent in an agent's name. Orders that go to one place
        are one parcel, where they are joined.

        Raises `UnknownFormatError` or a `FileProblemError`, and `Cancelled` when `progress` does.
        """
        suffix = target.suffix.lower()
        if suffix not in {".csv", ".xlsx"}:
            raise UnknownFormatError(target, (".xlsx", ".csv"))
        by = next(iter(read_addresses(self.sender() if sender is None else sender)), Recipient())
        columns = [
            OutColumn(heading, Kind.NUMBER if part in {Part.QUANTITY, Part.PIECES} else Kind.TEXT)
            for heading, part in zip(sheet.headings, sheet.parts, strict=True)
        ]
        every = Reading(self._store).of(orders, join=join, progress=progress)
        parcels = [parcel for parcel in every if parcel.addressed]
        rows = (
            [_cell(part, parcel, told_apart(parcel.sender) if parcel.sender else by) for part in sheet.parts]
            for parcel in parcels
        )
        write = write_csv if suffix == ".csv" else write_xlsx
        done = write(target, columns, rows, total=len(parcels), progress=progress)
        return Sent(done.rows, tuple(parcel.friend for parcel in every if not parcel.addressed))


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return list(map(plain_heading, one)) == list(map(plain_heading, other))


def _cell(part: Part | None, parcel: Shipment, sender: Recipient) -> Value:  # noqa: C901 - one value a case
    to = parcel.to
    match part:
        case Part.NUMBER:
            return parcel.number
        case Part.NAME:
            return to.name
        case Part.PHONE:
            return to.phone
        case Part.ADDRESS:
            return parcel.where
        case Part.PROVINCE:
            return to.province
        case Part.CITY:
            return to.city
        case Part.DISTRICT:
            return to.district
        case Part.DETAIL:
            return f"{to.street}{to.where}"
        case Part.POSTCODE:
            return to.postcode
        case Part.GOODS:
            return parcel.what
        case Part.QUANTITY:
            return parcel.quantity
        case Part.PIECES:
            return 1
        case Part.NOTE:
            return parcel.note
        case Part.SENDER_NAME:
            return sender.name
        case Part.SENDER_PHONE:
            return sender.phone
        case Part.SENDER_ADDRESS:
            return f"{sender.region}{sender.where}"
        case Part.SENDER_PROVINCE:
            return sender.province
        case Part.SENDER_CITY:
            return sender.city
        case Part.SENDER_DISTRICT:
            return sender.district
        case Part.SENDER_DETAIL:
            return f"{sender.street}{sender.where}"
        case None:
            return ""
