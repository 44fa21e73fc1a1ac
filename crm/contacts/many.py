"""What is done to many friends at once: each is one step, and whole or not at all however many they are."""

from collections.abc import Sequence

from crm.accounts import Platform
from crm.contacts.reading import Reading
from crm.contacts.rows import Standing
from crm.db.models import (
    Account,
    Address,
    Advance,
    AfterSale,
    Attachment,
    Contact,
    ContactTag,
    Conversation,
    FieldValue,
    FollowUp,
    FormerName,
    Identity,
    Order,
    OrderLine,
    OrderSketch,
    Parcel,
    ParcelLine,
    Payment,
    Photo,
    Price,
    Rest,
    SequenceRun,
    Speaker,
    StageChange,
    Suggestion,
    Tag,
    Tie,
)
from crm.db.row import Row
from crm.db.write import Write
from crm.errors import EmptyNameError, MissingError, UnknownValueError
from crm.ids import AccountId, ContactId, TagId
from crm.progress import Progress, unheard
from crm.sequences import Why, stop
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
    Parcel,
    ParcelLine,
    Advance,
    OrderSketch,
    AfterSale,
    Attachment,
    Price,
    FieldValue,
    FormerName,
    Photo,
    Speaker,
    SequenceRun,
)
"""What goes into the bin with a friend, and comes back with them."""


class Many(Reading):
    """Verbs on any number of friends. More than `SMALL` of them are changed in short transactions that let others write
    in between; `progress` hears of them, and what it raises takes all of it back.
    """

    def tag(self, contacts: Sequence[ContactId], name: str, progress: Progress = unheard) -> None:
        """Put a tag on friends; those who have it keep it. Raises `EmptyNameError`, `MissingError`."""
        if not name.strip():
            raise EmptyNameError("tag")
        self._store.each(
            Topic.CONTACTS | Topic.TAGS,
            _action(Verb.TAG_CONTACT, contacts),
            contacts,
            lambda write, some: self.put_tag(write, some, name),
            makes=(Tag, ContactTag),
            progress=progress,
        )

    def put_tag(self, write: Write, contacts: Sequence[int], name: str) -> None:
        """`tag`, as part of a change under way."""
        clean = name.strip()
        if not clean:
            raise EmptyNameError("tag")
        self._must_be_there(write, contacts)
        found = write.rows(Tag.select(Tag.id).where(Tag.name == clean, Tag.deleted_at.is_null()))
        tag = found[0][0] if found else write.insert(Tag, name=clean)
        known = ContactTag.select(ContactTag.contact).where(
            ContactTag.tag == tag, ContactTag.contact.in_(contacts), ContactTag.deleted_at.is_null()
        )
        have = {contact for (contact,) in write.rows(known)}
        rows = [(contact, tag) for contact in dict.fromkeys(contacts) if contact not in have]
        write.bulk(ContactTag, ["contact_id", "tag_id"], rows)

    def untag(self, contacts: Sequence[ContactId], name: str, progress: Progress = unheard) -> None:
        """Take a tag off friends; a tag that nobody has any more goes too, but for who lies in the bin."""
        self._store.each(
            Topic.CONTACTS | Topic.TAGS,
            _action(Verb.UNTAG_CONTACT, contacts),
            contacts,
            lambda write, some: self._take_tag(write, some, name),
            progress=progress,
        )

    def _take_tag(self, write: Write, contacts: Sequence[int], name: str) -> None:
        found = write.rows(Tag.select(Tag.id).where(Tag.name == name, Tag.deleted_at.is_null()))
        if not found:
            return
        tag = found[0][0]
        theirs = ContactTag.select(ContactTag.id).where(
            ContactTag.tag == tag, ContactTag.contact.in_(contacts), ContactTag.deleted_at.is_null()
        )
        write.update_all(ContactTag, [number for (number,) in write.rows(theirs)], deleted_at=write.now)
        # who lies in the bin has it still, and brings it along when they come back
        binned = (Contact.binned == 1) & (Contact.deleted_at == ContactTag.deleted_at)
        left = ContactTag.select(ContactTag.id).join(Contact).where(ContactTag.tag == tag)
        if not write.rows(left.where(ContactTag.deleted_at.is_null() | binned).limit(1)):
            write.delete(Tag, tag)

    def set_standing(
        self, contacts: Sequence[ContactId], standing: Standing, reason: str = "", progress: Progress = unheard
    ) -> None:
        """Pause, give up or take up again; who is not written to is in no sequence any more. Raises `MissingError`."""

        def set_them(write: Write, some: Sequence[int]) -> None:
            write.update_all(Contact, some, standing=standing, standing_reason=reason.strip())
            if standing is not Standing.ACTIVE:
                stop(write, some, Why.PAUSED)

        self._store.each(
            Topic.CONTACTS,
            _action(Verb.SET_STANDING, contacts, standing),
            contacts,
            set_them,
            progress=progress,
        )

    def set_cadences(self, contacts: Sequence[ContactId], days: int | None, progress: Progress = unheard) -> None:
        """How often these friends want contact, in days; none for what their stage says.

        Raises `UnknownValueError` below one day, `MissingError`.
        """
        if days is not None and days < 1:
            raise UnknownValueError("days", str(days))
        self._store.each(
            Topic.CONTACTS,
            _action(Verb.SET_CADENCE, contacts),
            contacts,
            lambda write, some: write.update_all(Contact, some, cadence_days=days),
            progress=progress,
        )

    def tag_cadences(self) -> dict[TagId, int]:
        """The rhythms that tags ask for, in days."""
        query = Tag.select(Tag.id, Tag.cadence_days).where(
            Tag.cadence_days.is_null(is_null=False), Tag.deleted_at.is_null()
        )
        return {TagId(number): days for number, days in self._store.rows(query)}

    def set_tag_cadence(self, tag: TagId, days: int | None, progress: Progress = unheard) -> None:
        """How often everybody with this tag wants contact, in days, but for who has a rhythm of their own; of several
        tags the shortest counts. Raises `UnknownValueError` below one day.
        """
        if days is not None and days < 1:
            raise UnknownValueError("days", str(days))
        theirs = ContactTag.select(ContactTag.contact).where(ContactTag.tag == tag, ContactTag.deleted_at.is_null())
        friends = [ContactId(number) for (number,) in self._store.rows(theirs.order_by(ContactTag.contact))]
        self._store.each(
            Topic.CONTACTS | Topic.TAGS,
            _action(Verb.SET_CADENCE, friends),
            friends,
            lambda write, some: self._set_tag_cadence(write, tag, days, some),
            progress=progress,
        )

    def _set_tag_cadence(self, write: Write, tag: TagId, days: int | None, some: Sequence[int]) -> None:
        write.update(Tag, tag, cadence_days=days)
        write.touched.update(some)

    def set_account(self, contacts: Sequence[ContactId], account: AccountId, progress: Progress = unheard) -> None:
        """These friends are on this account of mine: tied to the first handle that each has on its platform, or to one
        that is not known yet. A tie whose account was not known becomes this one's. Raises `MissingError`.
        """
        platform = Platform(
            self._store.row(
                Account.select(Account.platform).where(Account.id == account, Account.deleted_at.is_null()),
                "account",
                account,
            )[0]
        )
        self._store.each(
            Topic.CONTACTS,
            _action(Verb.SET_TIE, contacts),
            contacts,
            lambda write, some: self._tie(write, some, account, platform),
            makes=(Identity, Tie),
            progress=progress,
        )

    def _tie(self, write: Write, contacts: Sequence[int], account: AccountId, platform: Platform) -> None:
        self._must_be_there(write, contacts)
        ties = write.rows(
            Tie.select(Tie.contact, Tie.id, Tie.account)
            .join(Identity)
            .where(Tie.contact.in_(contacts), Identity.platform == platform, Tie.deleted_at.is_null())
            .order_by(Tie.id.desc())
        )
        tied = {contact for contact, _, of in ties if of == account}
        open_ties = {contact: number for contact, number, of in ties if of is None and contact not in tied}
        write.update_all(Tie, sorted(open_ties.values()), account=account)
        handles = dict(
            write.rows(
                Identity.select(Identity.contact, Identity.id)
                .where(Identity.contact.in_(contacts), Identity.platform == platform, Identity.deleted_at.is_null())
                .order_by(Identity.id.desc())
            )
        )
        rest = [contact for contact in dict.fromkeys(contacts) if contact not in tied and contact not in open_ties]
        unknown = [contact for contact in rest if contact not in handles]
        made = write.bulk(Identity, ["contact_id", "platform"], [(contact, platform) for contact in unknown])
        handles |= dict(zip(unknown, made, strict=True))
        write.bulk(
            Tie, ["contact_id", "identity_id", "account_id"], [(contact, handles[contact], account) for contact in rest]
        )

    def delete(self, contacts: Sequence[ContactId], progress: Progress = unheard) -> None:
        """Put friends into the bin with everything that hangs on them. Raises `MissingError`."""
        self._store.each(
            Topic.EVERYTHING,
            _action(Verb.DELETE_CONTACT, contacts),
            contacts,
            _delete,
            derives=False,
            progress=progress,
        )

    def _must_be_there(self, write: Write, contacts: Sequence[int]) -> None:
        """Raises `MissingError` for the first who is in the bin or gone."""
        alive = Contact.select(Contact.id).where(Contact.id.in_(contacts), Contact.deleted_at.is_null())
        there = {number for (number,) in write.rows(alive)}
        for contact in contacts:
            if contact not in there:
                raise MissingError("contact", str(contact))


def _delete(write: Write, contacts: Sequence[int]) -> None:
    for model in CHILDREN:
        write.bin_all(model, contacts)
    write.update_all(Contact, contacts, deleted_at=write.now, binned=True)


def _action(verb: Verb, contacts: Sequence[ContactId], detail: str = "") -> Action:
    return Action(verb, contacts[0] if len(contacts) == 1 else None, detail, len(contacts))
