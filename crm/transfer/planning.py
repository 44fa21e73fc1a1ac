"""What an import would do, before anything is stored: for every record new, updated or the same, and why not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, assert_never

from crm.accounts import Accounts
from crm.db.models import Contact, Identity
from crm.db.store import Store
from crm.ids import AccountId
from crm.names import sort_key
from crm.transfer.columns import Layout
from crm.transfer.entries import EMAIL, PHONE, ContactEntry, Doubt, HandleEntry, Outcome, Problem, Record, Skipped
from crm.transfer.known import Known, TieState, load
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

    def __bool__(self) -> bool:
        return bool(self.columns or self.handles or self.tags or self.addresses or self.tied or self.nickname)


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
        self._by_key: dict[tuple[str, str], int] = {}
        self._met: dict[int, list[int]] = defaultdict(list)
        self._spoken_of: set[int] = set()
        self._account_numbers: dict[str, AccountId | None] = {}

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
        by_key = self._keys_there(records)
        by_name = self._names_there(records)
        matches = [self._match(record.entry, by_key, by_name) for record in records]
        known = load(self._store, {contact for contact, _ in matches if contact is not None})
        for record, (contact, told) in zip(records, matches, strict=True):
            place = len(self._plan.planned)
            entry = record.entry
            # the block itself may have told of this friend already
            twin = self._twin(entry) if contact is None and told is None else told
            if contact is None and twin is None:
                fate = Fate.NEW
            else:
                fate = Fate.UPDATED if self._adds(entry, contact, twin, known) else Fate.SAME
            first = place if twin is None else twin
            if contact is None:
                for key in entry.known_by():
                    self._by_key.setdefault(key, first)
            else:
                self._met[contact].append(place)
            if twin is not None:
                self._met[-1 - twin].append(place)
            self._plan.planned.append(Planned(record.row, entry, fate, contact, twin, record.doubts))

    def _adds(self, entry: ContactEntry, contact: int | None, twin: int | None, known: dict[int, Known]) -> bool:
        planned = self._plan.planned
        if contact is None:
            assert twin is not None
            before = imagined(planned[twin].entry, self.account_of(planned[twin].entry))
            earlier = [planned[place].entry for place in self._met[-1 - twin]]
        else:
            before = known[contact]
            earlier = [planned[place].entry for place in self._met[contact]]
        for one in earlier:
            absorb(before, one, self.account_of(one))
        again = contact is None or bool(earlier)
        return bool(difference(entry, before, self.account_of(entry), first=not again))

    def _twin(self, entry: ContactEntry) -> int | None:
        return next((self._by_key[key] for key in entry.known_by() if key in self._by_key), None)

    def _match(
        self,
        entry: ContactEntry,
        by_key: dict[tuple[str, str], int],
        by_name: dict[tuple[str, str], list[int]],
    ) -> tuple[int | None, int | None]:
        """The friend that is meant, or the place of the new one that was told of before."""
        keys = entry.known_by()
        for key in keys:
            if key in by_key:
                self._spoken_of.add(by_key[key])
                return by_key[key], None
        if keys:
            return None, self._twin(entry)
        # without any handle it is the first of that name and 备注 of whom the file has not spoken yet
        there = by_name.get((entry.name, entry.remark), [])
        found = next((contact for contact in there if contact not in self._spoken_of), None)
        if found is not None:
            self._spoken_of.add(found)
        return found, None

    def _keys_there(self, records: Sequence[Record]) -> dict[tuple[str, str], int]:
        wanted = {key for record in records for key in record.entry.known_by()}
        found: dict[tuple[str, str], int] = {}
        rows = self._store.rows(
            Identity.select(Identity.platform, Identity.handle_key, Identity.contact)
            .join(Contact)
            .where(
                Identity.handle_key.in_(sorted({key for _, key in wanted})),
                Identity.deleted_at.is_null(),
                Contact.deleted_at.is_null(),
            )
            .order_by(Identity.id)
        )
        for platform, key, contact in rows:
            if (platform, key) in wanted:
                found.setdefault((platform, key), contact)
        return found

    def _names_there(self, records: Sequence[Record]) -> dict[tuple[str, str], list[int]]:
        names = {record.entry.name for record in records if not record.entry.known_by()}
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        rows = self._store.rows(
            Contact.select(Contact.id, Contact.name, Contact.remark)
            .where(Contact.name_key.in_(sorted({sort_key(name) for name in names})), Contact.deleted_at.is_null())
            .order_by(Contact.id)
        )
        for contact, name, remark in rows:
            if name in names:
                found[name, remark].append(contact)
        everyone = [contact for contacts in found.values() for contact in contacts]
        handled = {
            contact
            for (contact,) in self._store.rows(
                Identity.select(Identity.contact).where(
                    Identity.contact.in_(everyone), Identity.handle_key != "", Identity.deleted_at.is_null()
                )
            )
        }
        for contacts in found.values():
            # who can be told by a handle is likelier meant by a record that names it
            contacts.sort(key=lambda contact: (contact in handled, contact))
        return found

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
        if said and said != there and (first or not there):
            columns[column] = said
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
    )


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
    known.tags.update(entry.tags)
    known.addresses.update(address.detail for address in entry.addresses)


def _blocks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), BLOCK):
        yield records[start : start + BLOCK]
