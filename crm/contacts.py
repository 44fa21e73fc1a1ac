"""Friends: who they are, how they are reached, what they are called. A name is enough."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from peewee import fn

from crm.accounts import Platform
from crm.clock import from_ms
from crm.db.models import (
    Address,
    Contact,
    ContactTag,
    Conversation,
    FollowUp,
    Identity,
    Order,
    OrderLine,
    Payment,
    Rest,
    Row,
    StageChange,
    Suggestion,
    Tag,
    Tie,
)
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import EmptyNameError, OwnIntroducerError, UnknownValueError
from crm.ids import AccountId, AddressId, ContactId, IdentityId, TagId, TieId
from crm.lunar import Birthday
from crm.names import normal_handle, normal_phone
from crm.stages import Stage
from crm.topics import Action, Topic, Verb


class Standing(StrEnum):
    """Beside the stage, never instead of it."""

    ACTIVE = auto()
    PAUSED = auto()
    LOST = auto()

    @classmethod
    def of(cls, text: str) -> "Standing":
        """The standing of a code. Raises `UnknownValueError`."""
        try:
            return cls(text.strip().lower())
        except ValueError as error:
            raise UnknownValueError("standing", text, tuple(cls)) from error


class TieState(StrEnum):
    """How a friend stands with one of the seller's accounts."""

    REQUESTED = auto()
    ACCEPTED = auto()
    BLOCKED = auto()
    DELETED = auto()


@dataclass(frozen=True, slots=True)
class Handle:
    """How a friend is called on a platform; empty where only the platform is known."""

    platform: Platform
    text: str

    @property
    def key(self) -> str:
        """What two spellings of the same handle share; a masked phone number has none."""
        if self.platform is Platform.PHONE:
            return normal_phone(self.text) or ""
        return normal_handle(self.text)


@dataclass(frozen=True, slots=True)
class AddressText:
    """Where parcels go."""

    detail: str
    region: str = ""
    recipient: str = ""
    phone: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What a form or an import says about a friend. Only the name is needed."""

    name: str
    remark: str = ""
    handles: tuple[Handle, ...] = ()
    account: AccountId | None = None
    tags: tuple[str, ...] = ()
    stage: Stage | None = None
    standing: Standing | None = None
    source: str = ""
    note: str = ""
    birthday: Birthday | None = None
    addresses: tuple[AddressText, ...] = ()
    added_on: date | None = None
    introduced_by: ContactId | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What a list shows of a friend. Amounts are minor units of the shop's currency."""

    id: ContactId
    uuid: str
    version: int
    name: str
    remark: str
    stage: Stage
    stage_on: date
    standing: Standing
    source: str
    added_on: date
    last_contact_at: datetime | None
    next_on: date | None
    orders_count: int
    spent: int
    owed: int
    handles: tuple[Handle, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieRow:
    """One of my accounts that knows this handle. `account` is none where it is not known which."""

    id: TieId
    account: AccountId | None
    state: TieState
    since: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A handle with its ties; `shared_with` names other friends who have the same one."""

    id: IdentityId
    handle: Handle
    ties: tuple[TieRow, ...]
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address of a friend."""

    id: AddressId
    text: AddressText


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the friend card shows beside its timeline."""

    row: ContactRow
    note: str
    standing_reason: str
    cadence_days: int | None
    birthday: Birthday | None
    introduced_by: tuple[ContactId, str] | None
    introduced: tuple[tuple[ContactId, str], ...]
    identities: tuple[IdentityRow, ...]
    addresses: tuple[AddressRow, ...]


CHILDREN: tuple[type[Row], ...] = (
    Identity,
    Tie,
    ContactTag,
    Address,
    StageChange,
    Suggestion,
    Conversation,
    FollowUp,
    Rest,
    Order,
    OrderLine,
    Payment,
)
"""What goes into the bin with a friend, and comes back with them."""


class Contacts:
    """Verbs on friends."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # reading

    def rows(self, ids: Iterable[int]) -> dict[int, ContactRow]:
        """The rows of those friends that are not in the bin."""
        wanted = list(ids)
        handles: defaultdict[int, list[Handle]] = defaultdict(list)
        for contact, platform, handle in self._store.rows(
            Identity.select(Identity.contact, Identity.platform, Identity.handle)
            .where(Identity.contact.in_(wanted), Identity.deleted_at.is_null())
            .order_by(Identity.id)
        ):
            handles[contact].append(Handle(Platform(platform), handle))
        tags: defaultdict[int, list[str]] = defaultdict(list)
        for contact, name in self._store.rows(
            ContactTag.select(ContactTag.contact, Tag.name)
            .join(Tag)
            .where(ContactTag.contact.in_(wanted), ContactTag.deleted_at.is_null(), Tag.deleted_at.is_null())
            .order_by(ContactTag.id)
        ):
            tags[contact].append(name)
        found = self._store.rows(
            Contact.select(
                Contact.id,
                Contact.uuid,
                Contact.version,
                Contact.name,
                Contact.remark,
                Contact.stage,
                Contact.stage_on,
                Contact.standing,
                Contact.source,
                Contact.added_on,
                Contact.last_contact_at,
                Contact.next_on,
                Contact.orders_count,
                Contact.spent,
                Contact.owed,
            ).where(Contact.id.in_(wanted), Contact.deleted_at.is_null())
        )
        return {row[0]: _row(row, tuple(handles[row[0]]), tuple(tags[row[0]])) for row in found}

    def row(self, contact: ContactId) -> ContactRow:
        """One friend's row. Raises `MissingError`."""
        self._store.row(
            Contact.select(Contact.id).where(Contact.id == contact, Contact.deleted_at.is_null()),
            "contact",
            contact,
        )
        return self.rows([contact])[contact]

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """The names of friends, in the bin or not."""
        return dict(self._store.rows(Contact.select(Contact.id, Contact.name).where(Contact.id.in_(list(ids)))))

    def card(self, contact: ContactId) -> Card:
        """Everything about one friend. Raises `MissingError`."""
        note, reason, cadence, birthday, introducer = self._store.row(
            Contact.select(
                Contact.note,
                Contact.standing_reason,
                Contact.cadence_days,
                Contact.birthday,
                Contact.introduced_by,
            ).where(Contact.id == contact, Contact.deleted_at.is_null()),
            "contact",
            contact,
        )
        introduced = self._store.rows(
            Contact.select(Contact.id, Contact.name)
            .where(Contact.introduced_by == contact, Contact.deleted_at.is_null())
            .order_by(Contact.name_key)
            .limit(200)
        )
        return Card(
            row=self.row(contact),
            note=note,
            standing_reason=reason,
            cadence_days=cadence,
            birthday=Birthday.parse(birthday) if birthday else None,
            introduced_by=(introducer, self.names([introducer])[introducer]) if introducer else None,
            introduced=tuple((ContactId(number), name) for number, name in introduced),
            identities=self._identities(contact),
            addresses=tuple(
                AddressRow(AddressId(number), AddressText(detail, region, recipient, phone, postcode))
                for number, detail, region, recipient, phone, postcode in self._store.rows(
                    Address.select(
                        Address.id,
                        Address.detail,
                        Address.region,
                        Address.recipient,
                        Address.phone,
                        Address.postcode,
                    )
                    .where(Address.contact == contact, Address.deleted_at.is_null())
                    .order_by(Address.id)
                )
            ),
        )

    def _identities(self, contact: ContactId) -> tuple[IdentityRow, ...]:
        ties: defaultdict[int, list[TieRow]] = defaultdict(list)
        for number, identity, account, state, since, remark in self._store.rows(
            Tie.select(Tie.id, Tie.identity, Tie.account, Tie.state, Tie.since, Tie.remark)
            .where(Tie.contact == contact, Tie.deleted_at.is_null())
            .order_by(Tie.id)
        ):
            day = None if since is None else date.fromisoformat(since)
            ties[identity].append(TieRow(TieId(number), account, TieState(state), day, remark))
        identities = self._store.rows(
            Identity.select(Identity.id, Identity.platform, Identity.handle, Identity.handle_key)
            .where(Identity.contact == contact, Identity.deleted_at.is_null())
            .order_by(Identity.id)
        )
        return tuple(
            IdentityRow(
                IdentityId(number),
                Handle(Platform(platform), handle),
                tuple(ties[number]),
                self._sharing(contact, platform, key) if key else (),
            )
            for number, platform, handle, key in identities
        )

    def _sharing(self, contact: ContactId, platform: str, key: str) -> tuple[str, ...]:
        rows = self._store.rows(
            Identity.select(Contact.name)
            .join(Contact)
            .where(
                Identity.handle_key == key,
                Identity.platform == platform,
                Identity.contact != contact,
                Identity.deleted_at.is_null(),
                Contact.deleted_at.is_null(),
            )
            .limit(5)
        )
        return tuple(name for (name,) in rows)

    def tags(self) -> list[tuple[TagId, str]]:
        """Every tag in use, by pinyin."""
        return [
            (TagId(number), name)
            for number, name in self._store.rows(
                Tag.select(Tag.id, Tag.name).where(Tag.deleted_at.is_null()).order_by(Tag.name_key, Tag.id)
            )
        ]

    def sources(self, limit: int = 60) -> list[str]:
        """Where friends came from, in the seller's words, the most frequent first."""
        return [
            source
            for (source,) in self._store.rows(
                Contact.select(Contact.source)
                .where(Contact.source != "", Contact.deleted_at.is_null())
                .group_by(Contact.source)
                .order_by(fn.COUNT(Contact.id).desc(), Contact.source)
                .limit(limit)
            )
        ]

    # changing

    def add(self, draft: ContactDraft) -> ContactId:
        """A new friend. Raises `EmptyNameError`."""
        name = _name(draft.name)
        now = self._store.clock.now()
        today = self._store.clock.day_of(now)
        stage = draft.stage or Stage.ADDED
        with self._store.write(Topic.CONTACTS | Topic.STAGES | Topic.TAGS, Action(Verb.ADD_CONTACT)) as write:
            contact = ContactId(
                write.insert(
                    Contact,
                    name=name,
                    note=draft.note,
                    source=draft.source,
                    added_on=draft.added_on or today,
                    introduced_by=draft.introduced_by,
                    stage=stage,
                    stage_on=today,
                    standing=draft.standing or Standing.ACTIVE,
                    birthday=draft.birthday.code() if draft.birthday else "",
                )
            )
            write.insert(StageChange, contact=contact, to_stage=stage, at=now, day=today)
            self._add_ways(write, contact, draft)
            for tag in draft.tags:
                self._tag(write, contact, tag)
            for address in draft.addresses:
                self._address(write, contact, address)
        return contact

    def _add_ways(self, write: Write, contact: ContactId, draft: ContactDraft) -> None:
        """The draft's handles; the first that is no phone or e-mail carries the tie and its 备注."""
        handles = list(draft.handles)
        tied = next((h for h in handles if h.platform not in (Platform.PHONE, Platform.EMAIL)), None)
        if tied is None and (draft.remark or draft.account is not None):
            tied = Handle(Platform.WECHAT, "")
            handles.append(tied)
        for handle in handles:
            identity = self._identity(write, contact, handle)
            if handle is tied and (draft.remark or draft.account is not None):
                write.insert(
                    Tie,
                    contact=contact,
                    identity=identity,
                    account=draft.account,
                    since=draft.added_on,
                    remark=draft.remark,
                )

    def _identity(self, write: Write, contact: ContactId, handle: Handle) -> int:
        return write.insert(
            Identity,
            contact=contact,
            platform=handle.platform,
            handle=handle.text.strip(),
            handle_key=handle.key,
        )

    def edit(
        self,
        contact: ContactId,
        *,
        seen: int | None = None,
        name: str | None = None,
        note: str | None = None,
        source: str | None = None,
        added_on: date | None = None,
    ) -> None:
        """Change what is given. Raises `EmptyNameError`, `MissingError`, `ConflictError` (see `Write.update`)."""
        changes: dict[str, Any] = {"note": note, "source": source, "added_on": added_on}
        if name is not None:
            changes["name"] = _name(name)
        changes = {column: value for column, value in changes.items() if value is not None}
        self._change(contact, Verb.EDIT_CONTACT, changes, seen)

    def set_cadence(self, contact: ContactId, days: int | None) -> None:
        """How often this friend wants contact, in days; none for what their stage says.

        Raises `UnknownValueError` below one day.
        """
        if days is not None and days < 1:
            raise UnknownValueError("days", str(days))
        self._change(contact, Verb.EDIT_CONTACT, {"cadence_days": days})

    def set_birthday(self, contact: ContactId, birthday: Birthday | None) -> None:
        """A birthday, solar or lunar, with or without its year; none takes it away."""
        self._change(contact, Verb.SET_BIRTHDAY, {"birthday": birthday.code() if birthday else ""})

    def set_standing(self, contacts: Sequence[ContactId], standing: Standing, reason: str = "") -> None:
        """Pause, give up or take up again."""
        action = Action(Verb.SET_STANDING, contacts[0] if len(contacts) == 1 else None, standing, len(contacts))
        with self._store.write(Topic.CONTACTS, action) as write:
            for contact in contacts:
                write.update(Contact, contact, standing=standing, standing_reason=reason.strip())

    def set_introducer(self, contact: ContactId, introducer: ContactId | None) -> None:
        """Who introduced this friend. Raises `OwnIntroducerError` for oneself, directly or in a circle."""
        above = introducer
        seen: set[int] = set()
        while above is not None and above not in seen:
            if above == contact:
                raise OwnIntroducerError(contact)
            seen.add(above)
            above = self._store.row(Contact.select(Contact.introduced_by).where(Contact.id == above), "contact", above)[
                0
            ]
        self._change(contact, Verb.SET_INTRODUCER, {"introduced_by": introducer})

    def _change(self, contact: ContactId, verb: Verb, changes: Mapping[str, Any], seen: int | None = None) -> None:
        with self._store.write(Topic.CONTACTS, Action(verb, contact)) as write:
            write.update(Contact, contact, seen=seen, **changes)

    def add_identity(self, contact: ContactId, handle: Handle) -> IdentityId:
        """Another way to reach a friend."""
        self.row(contact)
        with self._store.write(Topic.CONTACTS, Action(Verb.ADD_IDENTITY, contact, handle.platform)) as write:
            return IdentityId(self._identity(write, contact, handle))

    def edit_identity(self, contact: ContactId, identity: IdentityId, handle: Handle) -> None:
        """Another spelling or platform of a handle. Raises `MissingError`."""
        with self._store.write(Topic.CONTACTS, Action(Verb.EDIT_IDENTITY, contact, handle.platform)) as write:
            write.update(
                Identity,
                identity,
                platform=handle.platform,
                handle=handle.text.strip(),
                handle_key=handle.key,
            )

    def remove_identity(self, contact: ContactId, identity: IdentityId) -> None:
        """A handle is no longer theirs; its ties go with it. Raises `MissingError`."""
        with self._store.write(Topic.CONTACTS, Action(Verb.REMOVE_IDENTITY, contact)) as write:
            for (tie,) in write.rows(Tie.select(Tie.id).where(Tie.identity == identity, Tie.deleted_at.is_null())):
                write.delete(Tie, tie)
            write.delete(Identity, identity)

    def set_tie(
        self,
        contact: ContactId,
        identity: IdentityId,
        account: AccountId | None,
        *,
        state: TieState = TieState.ACCEPTED,
        since: date | None = None,
        remark: str = "",
    ) -> None:
        """How this handle stands with one of my accounts, with its 备注; replaces what was there for that account."""
        same_account = Tie.account.is_null() if account is None else Tie.account == account
        with self._store.write(Topic.CONTACTS, Action(Verb.SET_TIE, contact)) as write:
            found = write.rows(
                Tie.select(Tie.id).where(Tie.identity == identity, same_account, Tie.deleted_at.is_null())
            )
            values: dict[str, Any] = {"state": state, "since": since, "remark": remark.strip()}
            if found:
                write.update(Tie, found[0][0], **values)
            else:
                write.insert(Tie, contact=contact, identity=identity, account=account, **values)

    def remove_tie(self, contact: ContactId, tie: TieId) -> None:
        """An account does not know this handle after all. Raises `MissingError`."""
        with self._store.write(Topic.CONTACTS, Action(Verb.SET_TIE, contact)) as write:
            write.delete(Tie, tie)

    def tag(self, contacts: Sequence[ContactId], name: str) -> None:
        """Put a tag on friends; those who have it keep it. Raises `EmptyNameError`."""
        action = Action(Verb.TAG_CONTACT, contacts[0] if len(contacts) == 1 else None, "", len(contacts))
        with self._store.write(Topic.CONTACTS | Topic.TAGS, action) as write:
            for contact in contacts:
                self._tag(write, contact, name)

    def _tag(self, write: Write, contact: ContactId, name: str) -> None:
        clean = name.strip()
        if not clean:
            raise EmptyNameError("tag")
        found = write.rows(Tag.select(Tag.id).where(Tag.name == clean, Tag.deleted_at.is_null()))
        tag = found[0][0] if found else write.insert(Tag, name=clean)
        if not write.rows(
            ContactTag.select(ContactTag.id).where(
                ContactTag.tag == tag, ContactTag.contact == contact, ContactTag.deleted_at.is_null()
            )
        ):
            write.insert(ContactTag, contact=contact, tag=tag)

    def untag(self, contacts: Sequence[ContactId], name: str) -> None:
        """Take a tag off friends; a tag that nobody has any more goes too."""
        action = Action(Verb.UNTAG_CONTACT, contacts[0] if len(contacts) == 1 else None, "", len(contacts))
        with self._store.write(Topic.CONTACTS | Topic.TAGS, action) as write:
            for number, tag in write.rows(
                ContactTag.select(ContactTag.id, ContactTag.tag)
                .join(Tag)
                .where(Tag.name == name, ContactTag.contact.in_(list(contacts)), ContactTag.deleted_at.is_null())
            ):
                write.delete(ContactTag, number)
                if not write.rows(
                    ContactTag.select(ContactTag.id)
                    .where(ContactTag.tag == tag, ContactTag.deleted_at.is_null())
                    .limit(1)
                ):
                    write.delete(Tag, tag)

    def add_address(self, contact: ContactId, address: AddressText) -> AddressId:
        """Where parcels to a friend go."""
        self.row(contact)
        with self._store.write(Topic.CONTACTS, Action(Verb.EDIT_ADDRESS, contact)) as write:
            return self._address(write, contact, address)

    def _address(self, write: Write, contact: ContactId, address: AddressText) -> AddressId:
        return AddressId(
            write.insert(
                Address,
                contact=contact,
                detail=address.detail,
                region=address.region,
                recipient=address.recipient,
                phone=address.phone,
                postcode=address.postcode,
            )
        )

    def remove_address(self, contact: ContactId, address: AddressId) -> None:
        """They do not live there any more. Raises `MissingError`."""
        with self._store.write(Topic.CONTACTS, Action(Verb.EDIT_ADDRESS, contact)) as write:
            write.delete(Address, address)

    def delete(self, contacts: Sequence[ContactId]) -> None:
        """Put friends into the bin with everything that hangs on them. Raises `MissingError`."""
        action = Action(Verb.DELETE_CONTACT, contacts[0] if len(contacts) == 1 else None, "", len(contacts))
        with self._store.write(Topic.EVERYTHING, action) as write:
            for contact in contacts:
                for model in CHILDREN:
                    for (number,) in write.rows(
                        model.select(model.id).where(
                            model._meta.fields["contact"] == contact, model.deleted_at.is_null()
                        )
                    ):
                        write.delete(model, number)
                write.delete(Contact, contact)


def _row(columns: tuple[Any, ...], handles: tuple[Handle, ...], tags: tuple[str, ...]) -> ContactRow:
    number, uuid, version, name, remark, stage, stage_on, standing, source, added, last, following, *money = columns
    count, spent, owed = money
    return ContactRow(
        ContactId(number),
        uuid,
        version,
        name,
        remark,
        Stage(stage),
        date.fromisoformat(stage_on),
        Standing(standing),
        source,
        date.fromisoformat(added),
        None if last is None else from_ms(last),
        None if following is None else date.fromisoformat(following),
        count,
        spent,
        owed,
        handles,
        tags,
    )


def _name(text: str) -> str:
    """A name on one line. Raises `EmptyNameError`."""
    name = " ".join(text.split())
    if not name:
        raise EmptyNameError("contact")
    return name
