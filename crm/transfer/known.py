"""What the shop knows of friends, as far as a list can say something about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crm.db.models import Address, Contact, ContactTag, Identity, Photo, Tag, Tie
from crm.db.store import Store


@dataclass(slots=True)
class TieState:
    """A tie that is there, or will be: its number, handle, and account (its name when that is still to be made)."""

    number: int
    identity: int
    account: int | str | None
    remark: str


@dataclass(slots=True)
class Known:
    """What the shop knows of a friend, as far as a list can say something about it."""

    contact: int
    values: dict[str, Any]
    handles: dict[tuple[str, str], int] = field(default_factory=dict)
    platforms: dict[int, str] = field(default_factory=dict)
    nicknames: dict[int, str] = field(default_factory=dict)
    ties: list[TieState] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    picture: bool = False


def load(store: Store, contacts: Iterable[int]) -> dict[int, Known]:
    """What the shop knows of these friends."""
    wanted = sorted(contacts)
    known = {
        number: Known(
            number,
            {"name": name, "note": note, "source": source, "birthday": birthday, "stage": stage, "standing": standing},
        )
        for number, name, note, source, birthday, stage, standing in store.rows(
            Contact.select(
                Contact.id,
                Contact.name,
                Contact.note,
                Contact.source,
                Contact.birthday,
                Contact.stage,
                Contact.standing,
            ).where(Contact.id.in_(wanted))
        )
    }
    for number, contact, platform, handle, key, nickname in store.rows(
        Identity.select(
            Identity.id, Identity.contact, Identity.platform, Identity.handle, Identity.handle_key, Identity.nickname
        ).where(Identity.contact.in_(wanted), Identity.deleted_at.is_null())
    ):
        known[contact].handles[platform, key or handle] = number
        known[contact].platforms[number] = platform
        known[contact].nicknames[number] = nickname
    for number, contact, identity, account, remark in store.rows(
        Tie.select(Tie.id, Tie.contact, Tie.identity, Tie.account, Tie.remark)
        .where(Tie.contact.in_(wanted), Tie.deleted_at.is_null())
        .order_by(Tie.id)
    ):
        known[contact].ties.append(TieState(number, identity, account, remark))
    for contact, name in store.rows(
        ContactTag.select(ContactTag.contact, Tag.name)
        .join(Tag)
        .where(ContactTag.contact.in_(wanted), ContactTag.deleted_at.is_null(), Tag.deleted_at.is_null())
    ):
        known[contact].tags.add(name)
    for contact, detail, region in store.rows(
        Address.select(Address.contact, Address.detail, Address.region).where(
            Address.contact.in_(wanted), Address.deleted_at.is_null()
        )
    ):
        known[contact].addresses |= {detail, f"{region} {detail}".strip()}
    for (contact,) in store.rows(
        Photo.select(Photo.contact).where(Photo.contact.in_(wanted), Photo.deleted_at.is_null())
    ):
        known[contact].picture = True
    return known
