"""Sheets that couriers take: a row for every parcel, under the headings of a courier's own sheet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from crm.addresses import Recipient, read_addresses
from crm.db.models import Address, Contact, Identity, Order, OrderLine
from crm.db.store import Store
from crm.ids import OrderId
from crm.progress import Progress
from crm.transfer.child import read_apart
from crm.transfer.entries import PHONE
from crm.transfer.errors import NoParcelColumnsError, UnknownFormatError
from crm.transfer.exporting import Kind, OutColumn, Value, write_csv
from crm.transfer.habits import Habits
from crm.transfer.headings import plain_heading
from crm.transfer.orders_in import ReadTable
from crm.transfer.parcel_columns import OWN_SHEET, ParcelSheet, Part, parts_of
from crm.transfer.reading import Choices
from crm.transfer.xlsx_writing import write_xlsx

BLOCK = 500
SENDER = "sender of parcels"
_HEADER_WITHIN = 30


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order as a parcel."""

    number: str
    friend: str
    to: Recipient
    goods: str
    quantity: int
    note: str

    @property
    def addressed(self) -> bool:
        """Whether it can be sent at all."""
        return bool(self.to.where or self.to.region)


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
    ) -> Sent:
        """Write these orders as parcels into a CSV or XLSX, whole or not at all; from the sender who is remembered,
        unless another one is given.

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
        without: list[str] = []
        rows = ([_cell(part, parcel, by) for part in sheet.parts] for parcel in self._addressed(orders, without))
        write = write_csv if suffix == ".csv" else write_xlsx
        done = write(target, columns, rows, total=len(orders), progress=progress)
        return Sent(done.rows, tuple(without))

    def _addressed(self, orders: Sequence[OrderId], without: list[str]) -> Iterator[Parcel]:
        for start in range(0, len(orders), BLOCK):
            for parcel in self._parcels(orders[start : start + BLOCK]):
                if parcel.addressed:
                    yield parcel
                else:
                    without.append(parcel.friend)

    def _parcels(self, orders: Sequence[OrderId]) -> Iterator[Parcel]:
        rows = {
            row[0]: row[1:]
            for row in self._store.rows(
                Order.select(
                    Order.id, Order.contact, Contact.name, Order.number, Order.address, Order.summary, Order.note
                )
                .join(Contact)
                .where(Order.id.in_(list(orders)), Order.deleted_at.is_null())
            )
        }
        friends = {row[0] for row in rows.values()}
        quantities: dict[int, int] = defaultdict(int)
        for order, quantity in self._store.rows(
            OrderLine.select(OrderLine.order, OrderLine.quantity).where(
                OrderLine.order.in_(list(rows)), OrderLine.deleted_at.is_null()
            )
        ):
            quantities[order] += quantity
        homes = self._homes(friends)
        phones = self._phones(friends)
        for order in orders:
            if order in rows:
                contact, friend, number, address, goods, note = rows[order]
                to = next(iter(read_addresses(address)), None) if address else homes.get(contact)
                if to is None or not (to.where or to.region):
                    to = Recipient(detail=address)
                to = replace(to, name=to.name or friend, phone=to.phone or phones.get(contact, ""))
                yield Parcel(number, friend, to, goods, quantities[order], note)

    def _homes(self, friends: Iterable[int]) -> dict[int, Recipient]:
        """The newest address of each friend, its divisions told apart."""
        found: dict[int, Recipient] = {}
        for contact, detail, region, postcode, name, phone in self._store.rows(
            Address.select(
                Address.contact, Address.detail, Address.region, Address.postcode, Address.recipient, Address.phone
            )
            .where(Address.contact.in_(list(friends)), Address.deleted_at.is_null())
            .order_by(Address.id)
        ):
            told = next(iter(read_addresses(f"{region}{detail}")), Recipient(detail=f"{region} {detail}".strip()))
            found[contact] = replace(told, name=name, phone=phone, postcode=postcode or told.postcode)
        return found

    def _phones(self, friends: Iterable[int]) -> dict[int, str]:
        rows = self._store.rows(
            Identity.select(Identity.contact, Identity.handle)
            .where(Identity.contact.in_(list(friends)), Identity.platform == PHONE, Identity.deleted_at.is_null())
            .order_by(Identity.id.desc())
        )
        return {contact: handle for contact, handle in rows if handle}


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return list(map(plain_heading, one)) == list(map(plain_heading, other))


def _cell(part: Part | None, parcel: Parcel, sender: Recipient) -> Value:  # noqa: C901 - one value a case
    to = parcel.to
    match part:
        case Part.NUMBER:
            return parcel.number
        case Part.NAME:
            return to.name
        case Part.PHONE:
            return to.phone
        case Part.ADDRESS:
            return f"{to.region}{to.where}"
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
            return parcel.goods
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
