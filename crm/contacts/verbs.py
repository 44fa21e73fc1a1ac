"""What the seller does with friends; each of it is one step that can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.accounts import Platform
from crm.contacts.reading import Reading
from crm.contacts.rows import AddressText, ContactDraft, Handle, Standing, TieState
from crm.db.models import (
    Address,
    Contact,
    ContactTag,
    Conversation,
    FieldValue,
    FollowUp,
    FormerName,
    Identity,
    Order,
    OrderLine,
    Payment,
    Photo,
    Rest,
    StageChange,
    Suggestion,
    Tag,
    Tie,
)
from crm.db.row import Row
from crm.db.write import Write
from crm.errors import EmptyNameError, OwnIntroducerError, UnknownValueError
from crm.ids import AccountId, AddressId, ContactId, IdentityId, TieId
from crm.lunar import Birthday
from crm.stages import Stage
from crm.topics import Action, Topic, Verb

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
    FieldValue,
    FormerName,
    Photo,
)
"""What goes into the bin with a friend, and comes back with them."""


class Contacts(Reading):
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
                write.update(Contact, contact, deleted_at=write.now, binned=True)


def _name(text: str) -> str:
    """A name on one line. Raises `EmptyNameError`."""
    name = " ".join(text.split())
    if not name:
        raise EmptyNameError("contact")
    return name
