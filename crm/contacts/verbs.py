"""What the seller does with friends; each of it is one step that can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.accounts import Platform
from crm.contacts.former import keep_name, keep_remarks
from crm.contacts.many import Many
from crm.contacts.rows import AddressText, ContactDraft, Handle, Standing, TieState
from crm.db.models import (
    Address,
    Contact,
    Identity,
    StageChange,
    Tie,
)
from crm.db.write import Write
from crm.errors import EmptyNameError, OwnIntroducerError, UnknownValueError
from crm.ids import AccountId, AddressId, ContactId, IdentityId, TieId
from crm.lunar import Birthday
from crm.stages import Stage
from crm.topics import Action, Topic, Verb


class Contacts(Many):
    """Verbs on friends."""

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
                self.put_tag(write, [contact], tag)
            for address in draft.addresses:
                self._address(write, contact, address)
        return contact

    def add_all(self, drafts: Sequence[ContactDraft]) -> list[ContactId]:
        """Several new friends in one step; for lists of hundreds see imports. Raises `EmptyNameError`."""
        topics = Topic.CONTACTS | Topic.STAGES | Topic.TAGS
        with self._store.write(topics, Action(Verb.ADD_CONTACT, count=len(drafts))):
            return [self.add(draft) for draft in drafts]

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
        with self._store.write(Topic.CONTACTS, Action(Verb.EDIT_CONTACT, contact)) as write:
            known = write.rows(Contact.select(Contact.name).where(Contact.id == contact))
            write.update(Contact, contact, seen=seen, **changes)
            keep_name(write, contact, known[0][0], changes.get("name", known[0][0]), self._store.clock.today())

    def call(self, contact: ContactId, name: str, tags: Sequence[str], *, seen: int | None = None) -> None:
        """Call a friend so ("": as before), with these tags besides, in one step. Raises as `edit` and `tag` do."""
        with self._store.write(Topic.CONTACTS | Topic.TAGS, Action(Verb.EDIT_CONTACT, contact)) as write:
            if name:
                self.edit(contact, seen=seen, name=name)
            for tag in tags:
                self.put_tag(write, [contact], tag)

    def set_cadence(self, contact: ContactId, days: int | None, *, seen: int | None = None) -> None:
        """How often this friend wants contact, in days; none for what their stage says.

        Raises `UnknownValueError` below one day, `MissingError`, `ConflictError`.
        """
        if days is not None and days < 1:
            raise UnknownValueError("days", str(days))
        self._change(contact, Verb.EDIT_CONTACT, {"cadence_days": days}, seen)

    def set_birthday(self, contact: ContactId, birthday: Birthday | None, *, seen: int | None = None) -> None:
        """A birthday, solar or lunar, with or without its year; none takes it away. Raises `MissingError`,
        `ConflictError`.
        """
        self._change(contact, Verb.SET_BIRTHDAY, {"birthday": birthday.code() if birthday else ""}, seen)

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
            keep_remarks(write, contact, self._store.clock.today(), identity=identity)
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
        """How this handle stands with one of my accounts, with its 备注; replaces what was there for that account, and
        remembers the 备注 it replaces.
        """
        same_account = Tie.account.is_null() if account is None else Tie.account == account
        with self._store.write(Topic.CONTACTS, Action(Verb.SET_TIE, contact)) as write:
            found = write.rows(
                Tie.select(Tie.id, Tie.remark).where(Tie.identity == identity, same_account, Tie.deleted_at.is_null())
            )
            values: dict[str, Any] = {"state": state, "since": since, "remark": remark.strip()}
            if found:
                tie, old = found[0]
                write.update(Tie, tie, **values)
                keep_name(write, contact, old, values["remark"], self._store.clock.today(), tie=tie)
            else:
                write.insert(Tie, contact=contact, identity=identity, account=account, **values)

    def remove_tie(self, contact: ContactId, tie: TieId) -> None:
        """An account does not know this handle after all. Raises `MissingError`."""
        with self._store.write(Topic.CONTACTS, Action(Verb.SET_TIE, contact)) as write:
            keep_remarks(write, contact, self._store.clock.today(), tie=tie)
            write.delete(Tie, tie)

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


def _name(text: str) -> str:
    """A name on one line. Raises `EmptyNameError`."""
    name = " ".join(text.split())
    if not name:
        raise EmptyNameError("contact")
    return name
