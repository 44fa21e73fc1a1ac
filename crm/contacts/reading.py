"""Questions about friends: rows of what is looked at, and everything the card shows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import fn

from crm.accounts import Platform
from crm.clock import from_ms
from crm.contacts.rows import (
    AddressRow,
    AddressText,
    Card,
    ContactRow,
    Formerly,
    Handle,
    IdentityRow,
    Standing,
    TieRow,
    TieState,
)
from crm.db.models import Address, Contact, ContactTag, FormerName, Identity, Tag, Tie
from crm.db.store import Store
from crm.ids import AccountId, AddressId, ContactId, IdentityId, TagId, TieId
from crm.lunar import Birthday
from crm.stages import Stage
from crm.trust import Level, bond, trend


class Reading:
    """Questions about friends."""

    def __init__(self, store: Store) -> None:
        self._store = store

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
                Contact.bond_level,
                Contact.bond_drift,
            ).where(Contact.id.in_(wanted), Contact.deleted_at.is_null())
        )
        today = self._store.clock.today().toordinal()
        return {row[0]: _row(row, tuple(handles[row[0]]), tuple(tags[row[0]]), today) for row in found}

    def row(self, contact: ContactId) -> ContactRow:
        """One friend's row. Raises `MissingError`."""
        self._store.row(
            Contact.select(Contact.id).where(Contact.id == contact, Contact.deleted_at.is_null()),
            "contact",
            contact,
        )
        return self.rows([contact])[contact]

    def birthdays(self, ids: Iterable[int]) -> dict[int, Birthday]:
        """The birthdays of these friends, as far as they are known."""
        rows = self._store.rows(
            Contact.select(Contact.id, Contact.birthday).where(Contact.id.in_(list(ids)), Contact.birthday != "")
        )
        return {number: Birthday.parse(birthday) for number, birthday in rows}

    def known_by(self, ids: Iterable[int]) -> dict[int, tuple[AccountId, ...]]:
        """Which of my accounts know these friends; friends whom none is known to know are left out."""
        found: defaultdict[int, dict[AccountId, None]] = defaultdict(dict)
        for contact, account in self._store.rows(
            Tie.select(Tie.contact, Tie.account)
            .where(Tie.contact.in_(list(ids)), Tie.account.is_null(False), Tie.deleted_at.is_null())
            .order_by(Tie.id)
        ):
            found[contact][AccountId(account)] = None
        return {contact: tuple(accounts) for contact, accounts in found.items()}

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
        row = self.row(contact)
        identities = self._identities(contact)
        called = {row.name, *(tie.remark for identity in identities for tie in identity.ties)}
        return Card(
            row=row,
            note=note,
            standing_reason=reason,
            cadence_days=cadence,
            birthday=Birthday.parse(birthday) if birthday else None,
            introduced_by=(introducer, self.names([introducer])[introducer]) if introducer else None,
            introduced=tuple((ContactId(number), name) for number, name in introduced),
            identities=identities,
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
            formerly=tuple(former for former in self._formerly(contact) if former.text not in called),
        )

    def _formerly(self, contact: ContactId) -> Iterable[Formerly]:
        """Each former name once, with the last day it was used, newest first."""
        found: dict[str, Formerly] = {}
        for text, day, tie in self._store.rows(
            FormerName.select(FormerName.text, FormerName.day, FormerName.tie)
            .where(FormerName.contact == contact, FormerName.deleted_at.is_null())
            .order_by(FormerName.day.desc(), FormerName.id.desc())
            .limit(200)
        ):
            found.setdefault(text, Formerly(text, date.fromisoformat(day), tie is not None))
        return found.values()

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


def _row(columns: tuple[Any, ...], handles: tuple[Handle, ...], tags: tuple[str, ...], today: int) -> ContactRow:
    number, uuid, version, name, remark, stage, stage_on, standing, source, added, last, following, *money = columns
    count, spent, owed, level, drift = money
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
        bond(level, today),
        trend(Level(level, drift), today),
    )
