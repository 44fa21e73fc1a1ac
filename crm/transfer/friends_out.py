"""Friends as a list tells of them: read in blocks, with everything that an import of such a list understands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm.clock import from_ms
from crm.custom_fields import CustomFields
from crm.db.models import Account, Address, Contact, ContactTag, Identity, Tag, Tie
from crm.db.store import Store
from crm.ids import FieldId
from crm.transfer.entries import EMAIL, PHONE, AddressEntry, ContactEntry, HandleEntry

#: friends that are read at once
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Friend:
    """A friend as an import would tell of them, and what only our own books say. Amounts are minor units; `own` is what
    the own fields say, as codes.
    """

    entry: ContactEntry
    last_contact: datetime | None
    spent: int
    owed: int
    own: Mapping[FieldId, str]


def friends(store: Store, ids: Sequence[int]) -> Iterator[Friend]:
    """These friends in this order; who is in the bin by now is left out."""
    accounts = _accounts(store)
    for start in range(0, len(ids), BLOCK):
        yield from _block(store, ids[start : start + BLOCK], accounts)


def _accounts(store: Store) -> dict[int, str]:
    """The names of my accounts, those only by which the account is found again."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for number, name, handle in store.rows(
        Account.select(Account.id, Account.name, Account.handle)
        .where(Account.deleted_at.is_null())
        .order_by(Account.id)
    ):
        if name not in taken:
            names[number] = name
        taken |= {name, handle}
    return names


def _block(store: Store, ids: Sequence[int], accounts: dict[int, str]) -> Iterator[Friend]:
    wanted = list(ids)
    handles = _handles(store, wanted)
    ties = _ties(store, wanted)
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for contact, name in store.rows(
        ContactTag.select(ContactTag.contact, Tag.name)
        .join(Tag)
        .where(ContactTag.contact.in_(wanted), ContactTag.deleted_at.is_null(), Tag.deleted_at.is_null())
        .order_by(ContactTag.id)
    ):
        tags[contact].append(name)
    own = CustomFields(store).values(wanted)
    addresses: defaultdict[int, list[AddressEntry]] = defaultdict(list)
    for contact, detail, region, postcode in store.rows(
        Address.select(Address.contact, Address.detail, Address.region, Address.postcode)
        .where(Address.contact.in_(wanted), Address.deleted_at.is_null(), Address.detail != "")
        .order_by(Address.id)
    ):
        addresses[contact].append(AddressEntry(detail, region, postcode))
    introducer = Contact.alias()
    rows = {
        row[0]: row
        for row in store.rows(
            Contact.select(
                Contact.id, Contact.name, Contact.remark, Contact.stage, Contact.standing, Contact.source,
                Contact.birthday, Contact.note, Contact.added_on, introducer.name, Contact.last_contact_at,
                Contact.spent, Contact.owed,
            )
            .left_outer_join(
                introducer, on=(Contact.introduced_by == introducer.id) & introducer.deleted_at.is_null()
            )
            .where(Contact.id.in_(wanted), Contact.deleted_at.is_null())
        )
    }  # fmt: skip
    for number in wanted:
        if number in rows:
            nickname, said = handles.get(number, ("", ()))
            tied = _tie(ties.get(number, []), rows[number][2], accounts)
            entry = _entry(rows[number], nickname, said, tied, tuple(tags[number]), tuple(addresses[number]))
            *_, last, spent, owed = rows[number]
            yield Friend(entry, None if last is None else from_ms(last), spent, owed, own.get(number, {}))


def _entry(
    row: tuple[Any, ...],
    nickname: str,
    handles: tuple[HandleEntry, ...],
    tied: str,
    tags: tuple[str, ...],
    addresses: tuple[AddressEntry, ...],
) -> ContactEntry:
    _, name, remark, stage, standing, source, birthday, note, added_on, introduced_by, *_ = row
    return ContactEntry(
        name=name,
        nickname=nickname,
        remark=remark,
        handles=handles,
        tags=tags,
        stage=stage,
        standing=standing,
        source=source,
        birthday=birthday,
        note=note,
        addresses=addresses,
        introduced_by=introduced_by or "",
        account=tied,
        added_on=date.fromisoformat(added_on),
    )


def _handles(store: Store, wanted: list[int]) -> dict[int, tuple[str, tuple[HandleEntry, ...]]]:
    """The nickname and handles of each friend; the nickname is that of the handle an import would ask for it."""
    said: defaultdict[int, list[tuple[HandleEntry, str]]] = defaultdict(list)
    for contact, platform, handle, nickname in store.rows(
        Identity.select(Identity.contact, Identity.platform, Identity.handle, Identity.nickname)
        .where(Identity.contact.in_(wanted), Identity.deleted_at.is_null())
        .order_by(Identity.id)
    ):
        said[contact].append((HandleEntry(platform, handle), nickname))
    found = {}
    for contact, handles in said.items():
        messengers = [pair for pair in handles if pair[0].platform not in (PHONE, EMAIL)]
        # an import takes the first handle that is written in the list, else the friend's first
        carrier = next((pair for pair in messengers if pair[0].text), messengers[0] if messengers else None)
        found[contact] = (carrier[1] if carrier else "", tuple(handle for handle, _ in handles if handle.text))
    return found


def _ties(store: Store, wanted: list[int]) -> dict[int, list[tuple[int | None, str]]]:
    """The accounts each friend is tied to, with the 备注 there."""
    found: defaultdict[int, list[tuple[int | None, str]]] = defaultdict(list)
    for contact, account, remark in store.rows(
        Tie.select(Tie.contact, Tie.account, Tie.remark)
        .where(Tie.contact.in_(wanted), Tie.deleted_at.is_null())
        .order_by(Tie.id)
    ):
        found[contact].append((account, remark))
    return found


def _tie(ties: list[tuple[int | None, str]], remark: str, accounts: dict[int, str]) -> str:
    """The one account that a list can name beside the 备注: the first whose own 备注 that is."""
    first: dict[int, str] = {}
    for account, said in ties:
        if account is not None:
            first.setdefault(account, said)
    fitting = (account for account, said in first.items() if account in accounts and (not remark or said == remark))
    return next((accounts[account] for account in fitting), "")
