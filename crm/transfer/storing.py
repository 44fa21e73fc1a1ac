"""Writing an import: new friends in stretches, changes one by one, all under one step that can be taken back."""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from crm.accounts import FRIEND_CAP, Accounts, Platform
from crm.db.derived import birthday_key
from crm.db.models import (
    Account,
    Address,
    Contact,
    ContactTag,
    FormerName,
    Identity,
    ImportBatch,
    Photo,
    StageChange,
    Tag,
    Tie,
)
from crm.db.row import Row
from crm.db.store import Batch, Store
from crm.db.write import Write
from crm.ids import AccountId
from crm.names import sort_key
from crm.photos import LARGEST
from crm.progress import Progress
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.transfer.entries import EMAIL, PHONE, WECHAT, ContactEntry, HandleEntry
from crm.transfer.gathering import let_go
from crm.transfer.known import Known, load
from crm.transfer.new_rows import NewRows
from crm.transfer.planning import (
    Changes,
    ContactsPlan,
    Fate,
    Planned,
    Planner,
    difference,
    tie_of,
    tied_identity,
)

PICTURES = 50
"""Pictures that are stored at once."""
Pictures = Callable[[ContactsPlan], Iterator[tuple[int, bytes]]]
"""The small pictures of a file, by the number of their row."""


def no_pictures(_plan: ContactsPlan) -> Iterator[tuple[int, bytes]]:
    """A file without pictures."""
    return iter(())


TOPICS = Topic.CONTACTS | Topic.STAGES | Topic.TAGS | Topic.ACCOUNTS


COLUMNS: dict[type[Row], tuple[str, ...]] = {
    Tag: ("name", "name_key"),
    Account: ("name", "platform", "friend_cap", "position"),
    Contact: (
        "name",
        "note",
        "source",
        "added_on",
        "stage",
        "stage_on",
        "standing",
        "birthday",
        "name_key",
        "birthday_key",
    ),
    Identity: ("contact_id", "platform", "handle", "handle_key", "nickname"),
    Tie: ("contact_id", "identity_id", "account_id", "since", "remark"),
    ContactTag: ("contact_id", "tag_id"),
    Address: ("contact_id", "region", "detail", "postcode"),
    StageChange: ("contact_id", "from_stage", "to_stage", "at", "day"),
    FormerName: ("contact_id", "tie_id", "text", "day"),
}
"""What a new row of each table says; tables that others refer to come first."""


class Storing:
    """Stores one plan."""

    def __init__(self, store: Store, accounts: Accounts, plan: ContactsPlan, pictures: Pictures = no_pictures) -> None:
        self._store = store
        self._pictures = pictures
        self._wanting: dict[int, int] = {}
        self._plan = plan
        self._planner = Planner(store, accounts, ContactsPlan(plan.path, plan.source, plan.layout, plan.account))
        self._made: dict[int, int] = {}
        self._named: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._met: set[int] = set()
        self._introduced: list[tuple[int, str]] = []

    def run(self, progress: Progress) -> int:
        """Write everything; returns the number of the step."""
        work = [(place, planned) for place, planned in enumerate(self._plan.planned) if planned.fate is not Fate.SAME]
        counts = self._plan.counts
        with self._store.batch(TOPICS, Action(Verb.IMPORT_CONTACTS, detail=self._plan.path.suffix.lower())) as batch:
            waiting = iter(work)
            done = 0
            while block := list(islice(waiting, batch.size)):
                with batch.write() as write:
                    self._store_block(batch, write, block)
                done += len(block)
                progress(done, len(work))
            self._introduce(batch)
            self._store_pictures(batch)
            batch.count = counts[Fate.NEW] + counts[Fate.UPDATED]
            with batch.write() as write:
                number = write.insert(
                    ImportBatch,
                    file=self._plan.path.name,
                    kind="contacts",
                    step=batch.step,
                    counts={fate.value: counts[fate] for fate in Fate},
                )
                batch.made(write, ImportBatch, range(number, number + 1))
        let_go(work, self._made, self._wanting, self._named, self._met, self._introduced)
        self._planner.let_go()
        return batch.step

    def _store_block(self, batch: Batch, write: Write, block: Sequence[tuple[int, Planned]]) -> None:
        rows = NewRows(write, COLUMNS)
        there = load(self._store, {planned.contact for _, planned in block if planned.contact is not None})
        for place, planned in block:
            if planned.fate is Fate.NEW:
                self._made[place] = self._new(write, rows, planned.entry)
                contact = self._made[place]
            else:
                contact = planned.contact if planned.contact is not None else self._made[planned.twin or 0]
                if contact in self._met or contact not in there:  # what earlier records of this file added must be seen
                    rows.store(batch)
                    rows = NewRows(write, COLUMNS)
                    there[contact] = load(self._store, {contact})[contact]
                first = planned.contact is not None and contact not in self._met
                self._change(write, rows, planned.entry, there[contact], first=first)
            if planned.entry.picture and (planned.fate is Fate.NEW or not there[contact].picture):
                self._wanting[planned.row] = contact
            self._met.add(contact)
            write.touched.add(contact)
            if planned.entry.introduced_by:
                self._introduced.append((contact, planned.entry.introduced_by))
        rows.store(batch)

    def _new(self, write: Write, rows: NewRows, entry: ContactEntry) -> int:
        today = str(self._store.clock.today())
        added = str(entry.added_on or today)
        stage = entry.stage or Stage.ADDED
        contact = rows.add(
            Contact,
            entry.name,
            entry.note,
            entry.source,
            added,
            stage,
            today,
            entry.standing or "active",
            entry.birthday,
            sort_key(entry.name),
            birthday_key(entry.birthday),
        )
        rows.add(StageChange, contact, "", stage, write.now, today)
        account = self._account(write, rows, entry)
        handles = list(entry.handles)
        tied = next((handle for handle in handles if handle.platform not in (PHONE, EMAIL)), None)
        carries = bool(entry.remark or entry.nickname or account is not None)
        if tied is None and carries:
            tied = HandleEntry(WECHAT, "")
            handles.append(tied)
        for handle in handles:
            nickname = entry.nickname if handle is tied else ""
            identity = rows.add(Identity, contact, handle.platform, handle.text, handle.key, nickname)
            if handle is tied and (entry.remark or account is not None):
                since = None if entry.added_on is None else str(entry.added_on)
                rows.add(Tie, contact, identity, account, since, entry.remark)
        for tag in entry.tags:
            rows.add(ContactTag, contact, self._tag(write, rows, tag))
        for address in entry.addresses:
            rows.add(Address, contact, address.region, address.detail, address.postcode)
        return contact

    def _change(self, write: Write, rows: NewRows, entry: ContactEntry, known: Known, *, first: bool) -> None:
        account = self._account(write, rows, entry)
        changes = difference(entry, known, account, first=first)
        contact = known.contact
        columns = dict(changes.columns)
        if "stage" in columns:
            today = str(self._store.clock.today())
            columns["stage_on"] = today
            rows.add(StageChange, contact, known.values["stage"], columns["stage"], write.now, today)
        if columns:
            write.update(Contact, contact, **columns)
        if "name" in columns:
            self._keep_name(rows, contact, known.values["name"])
        for handle in changes.handles:
            number = rows.add(Identity, contact, handle.platform, handle.text, handle.key, "")
            known.handles[handle.platform, handle.key or handle.text] = number
            known.platforms[number] = handle.platform
            known.nicknames[number] = ""
        self._tie(write, rows, entry, known, changes, account)
        for tag in changes.tags:
            rows.add(ContactTag, contact, self._tag(write, rows, tag))
        for address in changes.addresses:
            rows.add(Address, contact, address.region, address.detail, address.postcode)

    def _tie(
        self,
        write: Write,
        rows: NewRows,
        entry: ContactEntry,
        known: Known,
        changes: Changes,
        account: AccountId | None,
    ) -> None:
        identity = tied_identity(entry, known)
        if changes.nickname and identity is not None and identity in known.nicknames:
            write.update(Identity, identity, nickname=entry.nickname)
            self._keep_name(rows, known.contact, known.nicknames[identity])
        if not changes.tied:
            return
        tie = tie_of(known, account)
        if tie is not None:
            write.update(Tie, tie.number, remark=entry.remark)
            self._keep_name(rows, known.contact, tie.remark, tie.number)
            return
        if identity is None:
            identity = rows.add(Identity, known.contact, WECHAT, "", "", entry.nickname)
        since = None if entry.added_on is None else str(entry.added_on)
        rows.add(Tie, known.contact, identity, account, since, entry.remark)

    def _keep_name(self, rows: NewRows, contact: int, old: str, tie: int | None = None) -> None:
        """Remember what a friend was called until today; see `crm.contacts.former`."""
        if old:
            rows.add(FormerName, contact, tie, old, str(self._store.clock.today()))

    def _account(self, write: Write, rows: NewRows, entry: ContactEntry) -> AccountId | None:
        account = self._planner.account_of(entry)
        if not isinstance(account, str):
            return account
        if account not in self._named:
            position = write.rows("SELECT coalesce(max(position), 0) + 1 FROM account")[0][0]
            cap = FRIEND_CAP.get(Platform.WECHAT)
            self._named[account] = rows.add(Account, account, Platform.WECHAT, cap, position + len(self._named))
        return AccountId(self._named[account])

    def _tag(self, write: Write, rows: NewRows, name: str) -> int:
        if name not in self._tags:
            found = write.rows(Tag.select(Tag.id).where(Tag.name == name, Tag.deleted_at.is_null()))
            self._tags[name] = found[0][0] if found else rows.add(Tag, name, sort_key(name))
        return self._tags[name]

    def _store_pictures(self, batch: Batch) -> None:
        """Read the pictures, now that it is known whose they are, a few at a time; the first of a friend is kept."""
        if not self._wanting:
            return
        given: set[int] = set()
        coming = self._pictures(self._plan)
        while block := list(islice(coming, PICTURES)):
            with batch.write() as write:
                rows = []
                for row, jpeg in block:
                    contact = self._wanting.get(row)
                    if contact is not None and contact not in given and len(jpeg) <= LARGEST:
                        given.add(contact)
                        rows.append((contact, base64.b64encode(jpeg).decode()))
                batch.made(write, Photo, write.bulk(Photo, ("contact_id", "data"), rows))

    def _introduce(self, batch: Batch) -> None:
        """Find the introducers by their names, now that everybody is there; a name that fits several stays unknown."""
        waiting: Iterable[tuple[int, str]] = iter(self._introduced)
        while block := list(islice(waiting, batch.size)):
            with batch.write() as write:
                for contact, name in block:
                    found = write.rows(
                        Contact.select(Contact.id).where(
                            Contact.name_key == sort_key(name), Contact.name == name, Contact.deleted_at.is_null()
                        )
                    )
                    known = write.rows(Contact.select(Contact.introduced_by).where(Contact.id == contact))[0][0]
                    if len(found) == 1 and found[0][0] != contact and known is None:
                        write.update(Contact, contact, introduced_by=found[0][0])
