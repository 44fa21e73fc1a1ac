"""What an import would do, before anything is stored: for every record new, updated or the same, and why not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, assert_never

from crm.accounts import Accounts
from crm.db.store import Store
from crm.ids import AccountId
from crm.names import normal_handle, normal_phone
from crm.transfer.columns import Layout
from crm.transfer.entries import (
    EMAIL,
    PHONE,
    ContactEntry,
    Doubt,
    HandleEntry,
    Outcome,
    Problem,
    Reason,
    Record,
    Skipped,
)
from crm.transfer.fields import Field
from crm.transfer.gathering import let_go
from crm.transfer.known import Known, TieState, load
from crm.transfer.matching import SHARED, Key, There, agree, is_handle, names_of
from crm.transfer.shapes import PARCELS
from crm.transfer.tables import Source

BLOCK = 500


class Fate(StrEnum):
    """What becomes of a record."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a record adds to a friend who is there. Columns are overwritten, everything else is added."""

    columns: dict[str, Any]
    handles: tuple[HandleEntry, ...] = ()
    tags: tuple[str, ...] = ()
    addresses: tuple[Any, ...] = ()
    tied: bool = False
    nickname: bool = False
    picture: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.columns or self.handles or self.tags or self.addresses or self.tied or self.nickname or self.picture
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """A record and its fate. `contact` is the friend that is there; `twin` the place in the plan of the record
    before it that tells of the same new friend.
    """

    row: int
    entry: ContactEntry
    fate: Fate
    contact: int | None
    twin: int | None
    doubts: tuple[Doubt, ...]


@dataclass(slots=True)
class ContactsPlan:
    """What importing one file of friends would do. `account` is where friends belong whose row names none."""

    path: Path
    source: Source
    layout: Layout
    account: str = ""
    samples: tuple[tuple[str, ...], ...] = ()
    """The cells of the first rows of data, for whoever looks at the columns."""
    planned: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Fate]:
        """How many records have which fate."""
        return Counter(planned.fate for planned in self.planned)

    @property
    def records(self) -> int:
        """Rows that hold data: what is planned and what is a problem."""
        return len(self.planned) + len(self.problems)


class Planner:
    """Compares records with the shop, a block at a time, and remembers the file's own repetitions."""

    def __init__(self, store: Store, accounts: Accounts, plan: ContactsPlan) -> None:
        self._store = store
        self._accounts = accounts
        self._plan = plan
        self._parcels = plan.layout.shape in PARCELS
        self._by_key: dict[Key, list[int]] = defaultdict(list)
        self._by_name: dict[str, int] = {}
        self._names: dict[int, dict[str, None]] = {}
        """What later records called a new friend, by the place of the first."""
        self._keyed: set[int] = set()
        """Of those first places, the ones to which a later record gave a handle."""
        self._first: dict[int, int] = {}
        """The place of the first record about each friend of the shop."""
        self._told: dict[int, Known] = {}
        """What will be known of whoever has more than one record, by the place of the first."""
        self._spoken_of: set[int] = set()
        self._account_numbers: dict[str, AccountId | None] = {}

    def let_go(self) -> None:
        """Forget what was met; nothing more can be taken."""
        let_go(self._by_key, self._by_name, self._names, self._keyed, self._first, self._told, self._spoken_of)
        let_go(self._plan.planned)

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Add what these rows became to the plan."""
        records: list[Record] = []
        for outcome in outcomes:
            match outcome:
                case Record():
                    records.append(outcome)
                case Problem():
                    self._plan.problems.append(outcome)
                case Skipped():
                    self._plan.skipped.append(outcome)
                case _:
                    assert_never(outcome)
        for block in _blocks(records):
            self._take_block(block)

    def _take_block(self, records: Sequence[Record]) -> None:
        there = There(self._store, records)
        found = [self._find(record, there) for record in records]
        known = load(self._store, {contact for _, contact in found if contact is not None})
        for said, contact in found:
            place = len(self._plan.planned)
            # the block itself may have told of this friend already
            record, twin = self._twin(said) if contact is None else (said, None)
            entry = record.entry
            if contact is None and twin is None:
                fate = Fate.NEW
            else:
                fate = Fate.UPDATED if self._adds(entry, contact, twin, known) else Fate.SAME
            first = place if twin is None else twin
            if contact is None:
                for key in entry.known_by():
                    if first not in self._by_key[key]:
                        self._by_key[key].append(first)
                if self._parcels:
                    self._by_name.setdefault(entry.name, first)
            else:
                self._first.setdefault(contact, place)
            if twin is not None:
                self._names.setdefault(twin, {}).update(dict.fromkeys(names_of(entry)))
                if entry.known_by():
                    self._keyed.add(twin)
            self._plan.planned.append(Planned(record.row, entry, fate, contact, twin, record.doubts))

    def _adds(self, entry: ContactEntry, contact: int | None, twin: int | None, known: dict[int, Known]) -> bool:
        account = self.account_of(entry)
        if contact is not None and contact not in self._first:
            return bool(difference(entry, known[contact], account, first=True))
        told = self._told_so_far(contact, twin, known)
        adds = bool(difference(entry, told, account, first=False))
        absorb(told, entry, account)
        return adds

    def _told_so_far(self, contact: int | None, twin: int | None, known: dict[int, Known]) -> Known:
        """What will be known after the records before; each is taken in once, however many there are."""
        place = twin if contact is None else self._first[contact]
        assert place is not None
        if place not in self._told:
            first = self._plan.planned[place].entry
            if contact is None:
                self._told[place] = imagined(first, self.account_of(first))
            else:
                self._told[place] = known[contact]
                absorb(known[contact], first, self.account_of(first))
        return self._told[place]

    def _find(self, record: Record, there: There) -> tuple[Record, int | None]:
        """The record, with the friend of the shop that is meant."""
        entry = record.entry
        keys = entry.known_by()
        coded = there.coded(entry)
        if coded is not None:  # a 备注 that stands for the name is no other name
            wanted = entry.name in {entry.remark, ""} or not entry.remark
            return _called(record, there.called[coded][0], wanted=wanted), self._speak_of(coded)
        other: int | None = None
        for key in keys:
            contacts = there.by_key.get(key, [])
            if contacts and key[0] not in SHARED:
                return record, self._speak_of(contacts[0])
            fitting = [contact for contact in contacts if agree(names_of(entry), there.called[contact])]
            if fitting:  # whoever bears the very name comes first
                contact = min(fitting, key=lambda c: entry.name != there.called[c][0])
                return _called(record, there.called[contact][0], wanted=self._parcels), self._speak_of(contact)
            other = other or next(iter(contacts), None)
        if other is not None and self._parcels:
            return _called(record, there.called[other][0]), self._speak_of(other)
        if other is not None:
            return _doubted(record, Reason.SHARED_PHONE, there.called[other][0]), None
        return record, None if keys else self._by_its_name(entry, there)

    def _by_its_name(self, entry: ContactEntry, there: There) -> int | None:
        """Without any handle it is the first of that name and 备注 of whom the file has not spoken yet; in a list of
        parcels a name says the same at each time.
        """
        contacts = there.by_name.get((entry.name, entry.remark), [])
        found = next((contact for contact in contacts if self._parcels or contact not in self._spoken_of), None)
        return None if found is None else self._speak_of(found)

    def _speak_of(self, contact: int) -> int:
        self._spoken_of.add(contact)
        return contact

    def _twin(self, record: Record) -> tuple[Record, int | None]:
        """The record, with the place of the one before it that told of the same new friend."""
        entry, planned = record.entry, self._plan.planned
        other: int | None = None
        for key in entry.known_by():
            places = self._by_key.get(key, [])
            fitting = [place for place in places if key[0] not in SHARED or agree(names_of(entry), self._called(place))]
            if fitting:
                return _called(record, planned[fitting[0]].entry.name, wanted=self._parcels), fitting[0]
            other = places[0] if places and other is None else other
        if other is not None:
            name = planned[other].entry.name
            if self._parcels:
                return _called(record, name), other
            return _doubted(record, Reason.SHARED_PHONE, name), None
        named = self._by_name.get(entry.name)
        keyed = named is not None and (named in self._keyed or planned[named].entry.known_by())
        return record, None if entry.known_by() and keyed else named

    def _called(self, place: int) -> list[str]:
        """What the file calls the new friend at this place."""
        return [*names_of(self._plan.planned[place].entry), *self._names.get(place, ())]

    def account_of(self, entry: ContactEntry) -> AccountId | str | None:
        """The account a record belongs to: its number, its name when it is still to be made, or none."""
        name = entry.account or self._plan.account
        if not name:
            return None
        if name not in self._account_numbers:
            self._account_numbers[name] = self._accounts.named(name)
        return self._account_numbers[name] or name


def difference(entry: ContactEntry, known: Known, account: AccountId | str | None, *, first: bool) -> Changes:
    """What a record would change on a friend.

    Empty cells change nothing. The first record about a friend overwrites what it names; a later one of the same
    file only fills what is empty, so that a file says the same however often it is read.
    """
    columns: dict[str, Any] = {}
    for column, said in (
        ("name", entry.name),
        ("source", entry.source),
        ("birthday", entry.birthday),
        ("stage", entry.stage),
        ("standing", entry.standing),
    ):
        there = known.values[column]
        if said and said != there and (first or not there or (column == "name" and _stands_in(there, known))):
            columns[column] = said
    if is_handle(entry.name, entry):
        columns.pop("name", None)  # a number stands for a name only where there is none
    if entry.note and entry.note not in known.values["note"]:
        columns["note"] = f"{known.values['note']}\n{entry.note}".strip()
    tied = tied_identity(entry, known)
    return Changes(
        columns=columns,
        handles=tuple(h for h in entry.handles if (h.platform, h.key or h.text) not in known.handles and h.text),
        tags=tuple(tag for tag in entry.tags if tag not in known.tags),
        addresses=tuple(a for a in entry.addresses if a.detail not in known.addresses),
        tied=_tie_wanted(entry, known, account, first=first),
        nickname=bool(entry.nickname)
        and tied is not None
        and entry.nickname != known.nicknames.get(tied, "")
        and (first or not known.nicknames.get(tied, "")),
        picture=entry.picture and not known.picture,
    )


def _stands_in(name: str, known: Known) -> bool:
    """Whether a friend is called by a handle, because there was nothing else."""
    return any(key in {name, normal_handle(name), normal_phone(name)} for _, key in known.handles)


def tied_identity(entry: ContactEntry, known: Known) -> int | None:
    """The handle that carries 备注, nickname and account: the record's own, else the friend's first."""
    for handle in entry.handles:
        number = known.handles.get((handle.platform, handle.key or handle.text))
        if number is not None and handle.platform not in (PHONE, EMAIL):
            return number
    return next((n for n, platform in sorted(known.platforms.items()) if platform not in (PHONE, EMAIL)), None)


def tie_of(known: Known, account: AccountId | str | None) -> TieState | None:
    """The tie that a record for this account speaks of."""
    if account is None:
        return known.ties[0] if known.ties else None
    return next((tie for tie in known.ties if tie.account == account), None)


def _tie_wanted(entry: ContactEntry, known: Known, account: AccountId | str | None, *, first: bool) -> bool:
    if account is None and not entry.remark:
        return False
    if account is None and any(tie.remark == entry.remark for tie in known.ties):
        return False
    tie = tie_of(known, account)
    if tie is None:
        return True
    return bool(entry.remark) and entry.remark != tie.remark and (first or not tie.remark)


def imagined(entry: ContactEntry, account: AccountId | str | None) -> Known:
    """What the shop will know of a new friend."""
    known = Known(
        0,
        {
            "name": entry.name,
            "note": entry.note,
            "source": entry.source,
            "birthday": entry.birthday,
            "stage": entry.stage or "",
            "standing": entry.standing or "",
        },
    )
    _absorb_rest(known, entry, account)
    return known


def absorb(known: Known, entry: ContactEntry, account: AccountId | str | None) -> None:
    """What the shop will know of a friend after an earlier record of the same file."""
    for column, said in (
        ("name", entry.name),
        ("source", entry.source),
        ("birthday", entry.birthday),
        ("stage", entry.stage),
        ("standing", entry.standing),
    ):
        if said and not known.values[column]:
            known.values[column] = said
    if entry.note and entry.note not in known.values["note"]:
        known.values["note"] = f"{known.values['note']}\n{entry.note}".strip()
    _absorb_rest(known, entry, account)


def _absorb_rest(known: Known, entry: ContactEntry, account: AccountId | str | None) -> None:
    for handle in entry.handles:
        key = (handle.platform, handle.key or handle.text)
        if key not in known.handles:
            number = -1 - len(known.handles)
            known.handles[key] = number
            known.platforms[number] = handle.platform
            known.nicknames[number] = ""
    tied = tied_identity(entry, known)
    if entry.nickname and tied is not None and not known.nicknames.get(tied):
        known.nicknames[tied] = entry.nickname
    if _tie_wanted(entry, known, account, first=False):
        tie = tie_of(known, account)
        if tie is None:
            known.ties.append(TieState(0, tied or 0, account, entry.remark))
        else:
            tie.remark = entry.remark
    known.picture = known.picture or entry.picture
    known.tags.update(entry.tags)
    known.addresses.update(address.detail for address in entry.addresses)


def _called(record: Record, name: str, *, wanted: bool = True) -> Record:
    """The record of somebody who goes by another name here, where that is `wanted`: the parcels of one phone are one
    friend's, whatever stands on them.
    """
    entry = record.entry
    if not wanted:
        return record
    if agree(names_of(entry), [name]):
        return replace(record, entry=replace(entry, name=name))
    return _doubted(replace(record, entry=replace(entry, name=name)), Reason.OTHER_NAME, entry.name)


def _doubted(record: Record, reason: Reason, text: str) -> Record:
    doubt = Doubt(Field.PHONE if reason is Reason.SHARED_PHONE else Field.NAME, reason, text[:200])
    return record if doubt in record.doubts else replace(record, doubts=(*record.doubts, doubt))


def _blocks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), BLOCK):
        yield records[start : start + BLOCK]
