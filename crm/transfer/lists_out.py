"""Lists out: friends, orders, talks, or everything, block by block: no read stays open, memory stays small."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from crm.accounts import Platform
from crm.clock import from_ms
from crm.contacts import Standing
from crm.custom_fields import CustomFields, FieldKind, FieldRow
from crm.db.models import (
    Contact,
    Conversation,
    Order,
)
from crm.db.row import Row
from crm.db.store import Store
from crm.lunar import Birthday, lunar_text
from crm.money import Currency
from crm.progress import Progress
from crm.stages import Stage
from crm.transfer.drafts import joined_tags
from crm.transfer.entries import OTHER, AddressEntry, ContactEntry
from crm.transfer.errors import UnknownFormatError
from crm.transfer.everything import write_everything
from crm.transfer.exporting import Kind, OutColumn, Value, write_csv
from crm.transfer.fields import Field
from crm.transfer.friends_out import Friend, friends
from crm.transfer.google_out import google_columns, google_row
from crm.transfer.headings import field_of
from crm.transfer.vcard_writing import write_vcards
from crm.transfer.xlsx_writing import write_xlsx

BLOCK = 500
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

FIELDS = (
    Field.NAME, Field.REMARK, Field.NICKNAME, Field.STAGE, Field.STANDING, Field.TAGS, *PLATFORM_FIELDS.values(),
    Field.HANDLE, Field.ACCOUNT, Field.SOURCE, Field.ADDED_ON, Field.BIRTHDAY, Field.ADDRESS, Field.POSTCODE,
    Field.NOTE, Field.INTRODUCED_BY,
)  # fmt: skip
FEW = (Field.NAME, Field.REMARK, Field.STAGE, Field.TAGS, Field.PHONE)
"""What is enough to know who they are, and to call them: no more goes out unless it is asked for."""
FEW_PLACES = tuple(FIELDS.index(field) for field in FEW)
ADDRESSES = 3
"""Addresses that Google's list has room for; who has more keeps them here."""

OWN_KINDS = {FieldKind.NUMBER: Kind.NUMBER, FieldKind.DATE: Kind.DATE}


class Form(StrEnum):
    """A form in which friends are written that the ending of the file does not say."""

    GOOGLE = auto()
    """CSV as Google Contacts imports it."""
    OLD_CARDS = auto()
    """vCard 2.1, for old phones."""


@dataclass(frozen=True, slots=True)
class Sparing:
    """How much of friends goes out: only who they are, and with the middle of their phones hidden."""

    few: bool = False
    masked: bool = False


ALL_OF_IT = Sparing()


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
    """The words of a written list: what columns are called, and how stages, standings, yes and no are said. `own` calls
    an own field by its name where the name alone would be taken for another column.
    """

    heading: Callable[[Field | Told], str]
    stage: Callable[[Stage], str]
    standing: Callable[[Standing], str]
    platform: Callable[[Platform], str]
    own: Callable[[str], str]
    yes_no: Callable[[str], str]
    lunar_birthday: str
    traditional: bool = False


class ListsOut:
    """Writes lists into files, whole or not at all. The format follows the file's ending.

    All verbs answer how many entries were written, raise `UnknownFormatError` or the `FileProblemError` that kept
    the file from being written, and `Cancelled` when `progress` does.
    """

    def __init__(self, store: Store, currency: Currency, words: OutWords) -> None:
        self._store = store
        self._currency = currency
        self._words = words

    # friends

    def contacts(
        self,
        ids: Sequence[int],
        target: Path,
        progress: Progress,
        form: Form | None = None,
        sparing: Sparing = ALL_OF_IT,
    ) -> int:
        """These friends, in this order, as CSV, XLSX or vCard. A table of them comes in again unchanged, unless it was
        to be `sparing`.
        """
        told = (_spared(friend, sparing) for friend in friends(self._store, ids))
        suffix = target.suffix.lower()
        if (form is Form.OLD_CARDS and suffix != ".vcf") or (form is Form.GOOGLE and suffix != ".csv"):
            raise UnknownFormatError(target, (".vcf",) if form is Form.OLD_CARDS else (".csv",))
        if suffix == ".vcf":
            entries = (friend.entry for friend in told)
            old = form is Form.OLD_CARDS
            return write_vcards(target, entries, old=old, total=len(ids), progress=progress).rows
        if form is Form.GOOGLE:
            return write_csv(
                target,
                google_columns(ADDRESSES),
                (self._google(friend.entry) for friend in told),
                total=len(ids),
                progress=progress,
            ).rows
        fields = FEW if sparing.few else FIELDS
        columns = [self._column(name, Kind.DATE if name is Field.ADDED_ON else Kind.TEXT) for name in fields]
        if sparing.few:
            rows: Iterator[Sequence[Value]] = ([self._row(friend)[place] for place in FEW_PLACES] for friend in told)
            return self._table(target, columns, rows, len(ids), progress)
        columns += [
            self._column(Told.LAST_CONTACT, Kind.MOMENT),
            self._column(Told.SPENT, Kind.MONEY),
            self._column(Told.OWED, Kind.MONEY),
        ]
        own = CustomFields(self._store).all()
        taken = {column.heading for column in columns}
        columns += [
            OutColumn(
                self._words.own(field.name) if field.name in taken or field_of(field.name) else field.name,
                OWN_KINDS.get(field.kind, Kind.TEXT),
            )
            for field in own
        ]
        rows = (
            [*self._row(friend), *(self._said(field, friend.own.get(field.id, "")) for field in own)] for friend in told
        )
        return self._table(target, columns, rows, len(ids), progress)

    def _google(self, entry: ContactEntry) -> Sequence[Value]:
        lunar = self._birthday(entry.birthday) if entry.birthday.startswith("L") else ""
        remark, words = self._words.heading(Field.REMARK), self._words.platform
        return google_row(entry, ADDRESSES, remark, (self._words.lunar_birthday, lunar), words)

    def _row(self, friend: Friend) -> list[Value]:
        entry = friend.entry
        handles: dict[str, list[str]] = defaultdict(list)
        for handle in entry.handles:
            handles[handle.platform].append(handle.text)
        address = entry.addresses[0] if entry.addresses else AddressEntry("")
        others = BETWEEN.join(f"{OTHER}:{text}" for text in handles[OTHER])
        return [
            entry.name,
            entry.remark,
            entry.nickname,
            self._words.stage(Stage(entry.stage or Stage.ADDED)),
            self._words.standing(Standing(entry.standing or Standing.ACTIVE)),
            joined_tags(entry.tags),
            *(BETWEEN.join(handles[name]) for name in PLATFORM_FIELDS),
            others,
            entry.account,
            entry.source,
            entry.added_on,
            self._birthday(entry.birthday),
            BETWEEN.join(f"{a.region} {a.detail}".strip() for a in entry.addresses),
            address.postcode,
            entry.note,
            entry.introduced_by,
            friend.last_contact and friend.last_contact.astimezone(self._store.clock.zone),
            friend.spent,
            friend.owed,
        ]

    def _said(self, field: FieldRow, code: str) -> Value:
        """What an own field says of a friend, as a spreadsheet counts and sorts it."""
        if not code:
            return None
        match field.kind:
            case FieldKind.NUMBER:
                return Decimal(code)
            case FieldKind.DATE:
                return date.fromisoformat(code)
            case FieldKind.YES_NO:
                return self._words.yes_no(code)
            case _:
                return code

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
        """All that is not in the bin, as one JSON object; see `crm.transfer.everything`."""
        if target.suffix.lower() != ".json":
            raise UnknownFormatError(target, (".json",))
        return write_everything(self._store, self._currency, target, progress)

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


def _spared(friend: Friend, sparing: Sparing) -> Friend:
    """A friend with the middle of every phone hidden, where that is wished."""
    if not sparing.masked:
        return friend
    handles = tuple(
        replace(handle, text=masked(handle.text)) if handle.platform == Platform.PHONE else handle
        for handle in friend.entry.handles
    )
    return replace(friend, entry=replace(friend.entry, handles=handles))


def masked(phone: str) -> str:
    """A phone of which the first three and the last four figures are left: 138****0001. A short one keeps the last two
    only.
    """
    figures = [place for place, char in enumerate(phone) if char.isdigit()]
    hidden = figures[3:-4] if len(figures) > 8 else figures[:-2]
    return "".join("*" if place in hidden else char for place, char in enumerate(phone))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
