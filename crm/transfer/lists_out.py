"""Lists out: friends, orders, talks, or everything, block by block: no read stays open, memory stays small."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from peewee import ForeignKeyField

from crm.accounts import Platform
from crm.clock import from_ms
from crm.contacts import Contacts, Standing
from crm.db.files import newest_schema
from crm.db.models import (
    TABLES,
    Account,
    Address,
    Contact,
    Conversation,
    Identity,
    ImportBatch,
    Order,
    Row,
    Tie,
)
from crm.db.store import Store
from crm.lunar import Birthday, lunar_text
from crm.money import Currency
from crm.progress import Progress
from crm.stages import Stage
from crm.transfer.entries import OTHER, AddressEntry, ContactEntry, HandleEntry
from crm.transfer.errors import UnknownFormatError
from crm.transfer.exporting import Kind, OutColumn, Value, write_csv
from crm.transfer.fields import Field
from crm.transfer.replacing import replacing
from crm.transfer.vcard_writing import write_vcards
from crm.transfer.xlsx_writing import write_xlsx

BLOCK = 500
JSON_FORMAT = "shuke"
JSON_VERSION = 1
BETWEEN = " ::: "
"""Between several values of one cell; reading takes it apart again."""

PLATFORM_FIELDS = {
    Platform.WECHAT: Field.WECHAT,
    Platform.WEIBO: Field.WEIBO,
    Platform.QQ: Field.QQ,
    Platform.XIAOHONGSHU: Field.XIAOHONGSHU,
    Platform.DOUYIN: Field.DOUYIN,
    Platform.LINE: Field.LINE,
    Platform.WHATSAPP: Field.WHATSAPP,
    Platform.PHONE: Field.PHONE,
    Platform.EMAIL: Field.EMAIL,
}
NEXT = "WHERE t.id > ? AND t.deleted_at IS NULL ORDER BY t.id LIMIT ?"

NOT_DATA = {ImportBatch}
"""Tables that `everything` leaves out: they speak of undo steps, which stay in the file."""


class Told(StrEnum):
    """Columns that only tell, and are not read back."""

    LAST_CONTACT = auto()
    SPENT = auto()
    OWED = auto()
    NUMBER = auto()
    FRIEND = auto()
    DAY = auto()
    WHAT = auto()
    TOTAL = auto()
    PAID = auto()
    SHIPPED = auto()
    RECEIVED = auto()
    CANCELLED = auto()
    COURIER = auto()
    TRACKING = auto()
    AT = auto()
    DIRECTION = auto()
    KIND = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class OutWords:
    """The words of a written list: what columns are called, and how stages and standings are said."""

    heading: Callable[[Field | Told], str]
    stage: Callable[[Stage], str]
    standing: Callable[[Standing], str]
    platform: Callable[[Platform], str]
    traditional: bool = False


@dataclass(slots=True)
class _Friend:
    """A friend as a list tells of them, with what no import reads."""

    entry: ContactEntry
    others: list[tuple[str, str]] = field(default_factory=list)
    last_contact_at: datetime | None = None
    spent: int = 0
    owed: int = 0


class ListsOut:
    """Writes lists into files, whole or not at all. The format follows the file's ending.

    All verbs answer how many entries were written, raise `UnknownFormatError` or the `FileProblemError` that kept
    the file from being written, and `Cancelled` when `progress` does.
    """

    def __init__(self, store: Store, contacts: Contacts, currency: Currency, words: OutWords) -> None:
        self._store = store
        self._contacts = contacts
        self._currency = currency
        self._words = words

    # friends

    def contacts(self, ids: Sequence[int], target: Path, progress: Progress) -> int:
        """These friends, in this order, as CSV, XLSX or vCard. A table of them comes in again unchanged."""
        if target.suffix.lower() == ".vcf":
            entries = (friend.entry for friend in self._friends(ids))
            return write_vcards(target, entries, total=len(ids), progress=progress).rows
        fields = [
            Field.NAME, Field.REMARK, Field.NICKNAME, Field.STAGE, Field.STANDING, Field.TAGS,
            *PLATFORM_FIELDS.values(), Field.PLATFORM, Field.HANDLE, Field.ACCOUNT, Field.SOURCE, Field.ADDED_ON,
            Field.BIRTHDAY, Field.ADDRESS, Field.POSTCODE, Field.NOTE, Field.INTRODUCED_BY,
        ]  # fmt: skip
        columns = [
            *(self._column(name, Kind.DATE if name is Field.ADDED_ON else Kind.TEXT) for name in fields),
            self._column(Told.LAST_CONTACT, Kind.MOMENT),
            self._column(Told.SPENT, Kind.MONEY),
            self._column(Told.OWED, Kind.MONEY),
        ]
        rows = (self._row(friend) for friend in self._friends(ids))
        return self._table(target, columns, rows, len(ids), progress)

    def _row(self, friend: _Friend) -> list[Value]:
        entry = friend.entry
        handles: dict[str, list[str]] = defaultdict(list)
        for handle in entry.handles:
            if handle.text:
                handles[handle.platform].append(handle.text)
        address = entry.addresses[0] if entry.addresses else AddressEntry("")
        platform, handle_text = friend.others[0] if friend.others else ("", "")
        return [
            entry.name,
            entry.remark,
            entry.nickname,
            self._words.stage(Stage(entry.stage or Stage.ADDED)),
            self._words.standing(Standing(entry.standing or Standing.ACTIVE)),
            "、".join(entry.tags),
            *(BETWEEN.join(handles[name]) for name in PLATFORM_FIELDS),
            platform,
            handle_text,
            entry.account,
            entry.source,
            entry.added_on,
            self._birthday(entry.birthday),
            BETWEEN.join(f"{a.region} {a.detail}".strip() for a in entry.addresses[:1]),
            address.postcode,
            entry.note,
            entry.introduced_by,
            friend.last_contact_at and friend.last_contact_at.astimezone(self._store.clock.zone),
            friend.spent,
            friend.owed,
        ]

    def _birthday(self, code: str) -> str:
        """As people write it, and as reading understands it."""
        if not code:
            return ""
        birthday = Birthday.parse(code)
        if not birthday.lunar:
            return code
        year = f"{birthday.year}年" if birthday.year else ""
        calendar = "農曆" if self._words.traditional else "农历"
        return f"{calendar}{year}{lunar_text(birthday, traditional=self._words.traditional)}"

    def _friends(self, ids: Iterable[int]) -> Iterator[_Friend]:
        for block in _blocks(ids):
            told = self._block(block)
            for number in block:
                if number in told:
                    yield told[number]

    def _block(self, block: list[int]) -> dict[int, _Friend]:
        rows = self._contacts.rows(block)
        more = {
            number: rest
            for number, *rest in self._store.rows(
                Contact.select(Contact.id, Contact.note, Contact.birthday, Contact.introduced_by).where(
                    Contact.id.in_(block)
                )
            )
        }
        introducers = self._contacts.names({rest[2] for rest in more.values() if rest[2] is not None})
        nicknames = dict(
            self._store.rows(
                Identity.select(Identity.contact, Identity.nickname).where(
                    Identity.contact.in_(block), Identity.nickname != "", Identity.deleted_at.is_null()
                )
            )
        )
        accounts: dict[int, str] = {}
        for contact, name in self._store.rows(
            Tie.select(Tie.contact, Account.name)
            .join(Account)
            .where(Tie.contact.in_(block), Tie.deleted_at.is_null())
            .order_by(Tie.id)
        ):
            accounts.setdefault(contact, name)
        addresses: defaultdict[int, list[AddressEntry]] = defaultdict(list)
        for contact, detail, region, postcode in self._store.rows(
            Address.select(Address.contact, Address.detail, Address.region, Address.postcode)
            .where(Address.contact.in_(block), Address.deleted_at.is_null())
            .order_by(Address.id)
        ):
            addresses[contact].append(AddressEntry(detail, region, postcode))
        friends = {}
        for number, row in rows.items():
            note, birthday, introducer = more[number]
            handles = tuple(HandleEntry(h.platform, h.text) for h in row.handles)
            entry = ContactEntry(
                name=row.name,
                nickname=nicknames.get(number, ""),
                remark=row.remark,
                handles=handles,
                tags=row.tags,
                stage=row.stage,
                standing=row.standing,
                source=row.source,
                birthday=birthday,
                note=note,
                addresses=tuple(addresses[number]),
                introduced_by=introducers.get(introducer, ""),
                account=accounts.get(number, ""),
                added_on=row.added_on,
            )
            others = [(self._words.platform(Platform.OTHER), h.text) for h in handles if h.platform == OTHER and h.text]
            friends[number] = _Friend(entry, others, row.last_contact_at, row.spent, row.owed)
        return friends

    # orders and talks

    def orders(self, target: Path, progress: Progress, of: Iterable[int] | None = None) -> int:
        """Orders, oldest first, of everybody or of these friends, as CSV or XLSX."""
        told = (
            (Told.NUMBER, Kind.TEXT), (Told.DAY, Kind.DATE), (Told.FRIEND, Kind.TEXT), (Told.WHAT, Kind.TEXT),
            (Told.TOTAL, Kind.MONEY), (Told.PAID, Kind.MONEY), (Told.OWED, Kind.MONEY), (Told.SHIPPED, Kind.DATE),
            (Told.RECEIVED, Kind.DATE), (Told.CANCELLED, Kind.DATE), (Told.COURIER, Kind.TEXT),
            (Told.TRACKING, Kind.TEXT),
        )  # fmt: skip
        wanted = (
            Order.number, Order.day, Contact.name, Order.summary, Order.total, Order.paid, Order.owed, Order.shipped_on,
            Order.received_on, Order.cancelled_on, Order.courier, Order.tracking,
        )  # fmt: skip
        days = {1, 7, 8, 9}
        columns = [self._column(name, kind) for name, kind in told]
        rows = (
            [_day(value) if place in days else value for place, value in enumerate(row)]
            for row in self._paged(Order, wanted, of)
        )
        return self._table(target, columns, rows, 0, progress)

    def conversations(self, target: Path, progress: Progress, of: Iterable[int] | None = None) -> int:
        """Talks, oldest first, of everybody or of these friends, as CSV or XLSX."""
        told = (
            (Told.AT, Kind.MOMENT), (Told.FRIEND, Kind.TEXT), (Field.PLATFORM, Kind.TEXT), (Told.DIRECTION, Kind.TEXT),
            (Told.KIND, Kind.TEXT), (Told.TEXT, Kind.TEXT),
        )  # fmt: skip
        wanted = (
            Conversation.at, Contact.name, Conversation.platform, Conversation.direction, Conversation.kind,
            Conversation.text,
        )  # fmt: skip
        zone = self._store.clock.zone
        columns = [self._column(name, kind) for name, kind in told]
        rows = (
            [from_ms(at).astimezone(zone), name, self._words.platform(Platform(platform)), *rest]
            for at, name, platform, *rest in self._paged(Conversation, wanted, of)
        )
        return self._table(target, columns, rows, 0, progress)

    def _paged(self, model: type[Row], wanted: Sequence[Any], of: Iterable[int] | None) -> Iterator[tuple[Any, ...]]:
        """Rows of a table by their numbers, a block a read."""
        chosen = None if of is None else set(of)
        after = 0
        while True:
            block = self._store.rows(
                model.select(model.id, model._meta.fields["contact"], *wanted)
                .join(Contact)
                .where(model.id > after, model.deleted_at.is_null(), Contact.deleted_at.is_null())
                .order_by(model.id)
                .limit(BLOCK)
            )
            if not block:
                return
            after = block[-1][0]
            for _, contact, *row in block:
                if chosen is None or contact in chosen:
                    yield tuple(row)

    # everything

    def everything(self, target: Path, progress: Progress) -> int:
        """All that is not in the bin, as one JSON object: `tables` holds each table's rows, which refer to each other
        by UUID; moments are UTC milliseconds, days ISO dates, amounts minor units.
        """
        if target.suffix.lower() != ".json":
            raise UnknownFormatError(target, (".json",))
        count = 0
        with replacing(target) as file:
            head = {
                "format": JSON_FORMAT,
                "version": JSON_VERSION,
                "schema": newest_schema(),
                "currency": self._currency.code,
                "zone": str(self._store.clock.zone),
            }
            file.write(json.dumps(head)[:-1].encode() + b', "tables": {')
            for place, model in enumerate(table for table in TABLES if table not in NOT_DATA):
                file.write(b",\n" * bool(place) + json.dumps(model._meta.table_name).encode() + b": [")
                first = True
                for row in self._whole(model):
                    file.write((b"" if first else b",\n") + json.dumps(row, ensure_ascii=False).encode())
                    first = False
                    count += 1
                    if count % BLOCK == 0:
                        progress(count, 0)
                file.write(b"]")
            file.write(b"}}\n")
        progress(count, count)
        return count

    def _whole(self, model: type[Row]) -> Iterator[Mapping[str, Any]]:
        table = model._meta.table_name
        names, columns = [], []
        for item in model._meta.sorted_fields:
            if item.name in {"id", "deleted_at"} or item.name in model.derived:
                continue
            names.append(item.name)
            if isinstance(item, ForeignKeyField):
                other = item.rel_model._meta.table_name
                columns.append(f'(SELECT uuid FROM "{other}" o WHERE o.id = t."{item.column_name}")')
            else:
                columns.append(f't."{item.column_name}"')
        after = 0
        while True:
            block = self._store.rows((f'SELECT t.id, {", ".join(columns)} FROM "{table}" t {NEXT}', (after, BLOCK)))
            if not block:
                return
            after = block[-1][0]
            for _, *row in block:
                yield dict(zip(names, row, strict=True))

    # files

    def _column(self, name: Field | Told, kind: Kind) -> OutColumn:
        return OutColumn(self._words.heading(name), kind, self._currency.decimals)

    def _table(
        self,
        target: Path,
        columns: Sequence[OutColumn],
        rows: Iterable[Sequence[Value]],
        total: int,
        progress: Progress,
    ) -> int:
        match target.suffix.lower():
            case ".csv":
                return write_csv(target, columns, rows, total=total, progress=progress).rows
            case ".xlsx":
                return write_xlsx(target, columns, rows, total=total, progress=progress).rows
            case _:
                raise UnknownFormatError(target, (".csv", ".xlsx", ".vcf"))


def _blocks(ids: Iterable[int]) -> Iterator[list[int]]:
    block: list[int] = []
    for number in ids:
        block.append(number)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
