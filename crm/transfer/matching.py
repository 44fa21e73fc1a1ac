"""Who in the shop, or earlier in the file, a record speaks of. What tells people apart for certain decides; a phone or
an e-mail may be shared, so it decides only where the names agree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from crm.db.models import Contact, FormerName, Identity, Tie
from crm.db.store import Store
from crm.name_cards.known import TITLES
from crm.names import calling, fold, sort_key
from crm.names.characters import HAN
from crm.names.codes import code_of, without_code
from crm.transfer.entries import EMAIL, PHONE, ContactEntry, Record

Key = tuple[str, str]
SHARED = frozenset({PHONE, EMAIL})
"""Platforms on which several people may have one handle."""
_TITLES = "|".join(map(re.escape, sorted(TITLES, key=len, reverse=True)))
_CALLED = re.compile(rf"(?P<surname>[{HAN}])(?:{_TITLES})|[老小阿大](?P<last>[{HAN}])")
"""How somebody is called by their surname alone: 王姐, 王女士, 老王."""
_FEWEST = 2
"""Letters of a name that may be a part of another."""


class There:
    """The friends of the shop of whom a block of records may speak."""

    def __init__(self, store: Store, records: Sequence[Record]) -> None:
        self._store = store
        self.by_key = self._keys(records)
        self.by_code = self._codes(records)
        self.called = self._called(
            [
                *self.by_code,
                *(contact for (platform, _), ids in self.by_key.items() if platform in SHARED for contact in ids),
            ]
        )
        self.by_name = self._names(records)

    def _keys(self, records: Sequence[Record]) -> dict[Key, list[int]]:
        wanted = {key for record in records for key in record.entry.known_by()}
        found: dict[Key, list[int]] = {}
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
                found.setdefault((platform, key), []).append(contact)
        return found

    def _codes(self, records: Sequence[Record]) -> frozenset[int]:
        """The friends whose short code the records end with."""
        told = {code for record in records if (code := code_of(record.entry.remark or record.entry.name)) is not None}
        if not told:
            return frozenset()
        rows = self._store.rows(
            Contact.select(Contact.id).where(Contact.id.in_(sorted(told)), Contact.deleted_at.is_null())
        )
        return frozenset(number for (number,) in rows)

    def coded(self, entry: ContactEntry) -> int | None:
        """The friend whose short code the record ends with, where what stands before it agrees with what they are
        called: a code of another shop is none.
        """
        text = entry.remark or entry.name
        code = code_of(text) if self.by_code else None
        if code is None or code not in self.by_code:
            return None
        called = self.called[code]
        if any(code_of(each) == code for each in called) or agree([without_code(text)], called):
            return code
        return None

    def _called(self, contacts: Iterable[int]) -> dict[int, list[str]]:
        """What each of these friends is called, or was; the name they have now comes first."""
        wanted = sorted(set(contacts))
        found: dict[int, list[str]] = defaultdict(list)
        if not wanted:
            return found
        for query in (
            Contact.select(Contact.id, Contact.name).where(Contact.id.in_(wanted)),
            Tie.select(Tie.contact, Tie.remark).where(
                Tie.contact.in_(wanted), Tie.remark != "", Tie.deleted_at.is_null()
            ),
            Identity.select(Identity.contact, Identity.nickname).where(
                Identity.contact.in_(wanted), Identity.nickname != "", Identity.deleted_at.is_null()
            ),
            FormerName.select(FormerName.contact, FormerName.text).where(
                FormerName.contact.in_(wanted), FormerName.deleted_at.is_null()
            ),
        ):
            for contact, text in self._store.rows(query):
                found[contact].append(text)
        return found

    def _names(self, records: Sequence[Record]) -> dict[tuple[str, str], list[int]]:
        names = {record.entry.name for record in records if not record.entry.known_by()}
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        if not names:
            return found
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


def names_of(entry: ContactEntry) -> list[str]:
    """Everything the record calls the friend; nothing where its name is only a handle that stands for one."""
    names = [name for name in (entry.name, entry.remark, entry.nickname) if name]
    return [name for name in names if not is_handle(name, entry)]


def is_handle(name: str, entry: ContactEntry) -> bool:
    """Whether what stands as the name is a handle, because there was nothing else."""
    return any(name == handle.text for handle in entry.handles)


def _fits_called(called: str, other: str) -> bool:
    """Whether one is called by the surname that the other has or is called by: 王姐, 老王, 王小明."""
    found = _CALLED.fullmatch(called)
    return found is not None and (found["surname"] or found["last"]) in {
        other[:1],
        other[-1:] if len(other) == 2 else "",
    }


def agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether these may be names of one person: any two are the same, or one is a part of the other, or both are
    called the same. Who has no name may be anybody.
    """
    if not one or not other:
        return True
    if not set(one).isdisjoint(other):
        return True
    mine, theirs = ({fold(name) for name in names} | {fold(calling(name)) for name in names} for names in (one, other))
    mine.discard("")
    theirs.discard("")
    return any(
        first == second
        or _fits_called(first, second)
        or _fits_called(second, first)
        or (min(len(first), len(second)) >= _FEWEST and (first in second or second in first))
        for first in mine
        for second in theirs
    )
