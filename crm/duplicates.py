"""Friends who are likely the same person, with what speaks for it. Found by rule, never merged by itself.

One strong hint is enough: the same handle on one platform, or the same phone number, also the one on a parcel's
address; a masked number (138****0001) is no number. A name that sounds the same needs a second hint beside it: the
same birthday, 备注, introducer or address. What more than `SHARED` friends have in common (a family's phone, a shop's
number) says nothing about any two of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import combinations

from crm.accounts import Platform
from crm.db.models import NotSame
from crm.db.store import Store
from crm.errors import SamePersonError
from crm.ids import ContactId
from crm.names import normal_phone
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb

SHARED = 4
"""So many friends at most may share something for it to be a hint."""


class Hint(StrEnum):
    """What speaks for two friends being one person."""

    HANDLE = auto()
    PHONE = auto()
    NAME = auto()
    REMARK = auto()
    BIRTHDAY = auto()
    INTRODUCER = auto()
    ADDRESS = auto()

    @property
    def weight(self) -> int:
        """How much it says; hints of a pair add up."""
        return {Hint.HANDLE: 100, Hint.PHONE: 90, Hint.NAME: 20, Hint.BIRTHDAY: 30, Hint.REMARK: 25}.get(self, 15)


STRONG = frozenset({Hint.HANDLE, Hint.PHONE})
BESIDE_NAME = (Hint.REMARK, Hint.BIRTHDAY, Hint.INTRODUCER, Hint.ADDRESS)


@dataclass(frozen=True, slots=True)
class Reason:
    """A hint and the words that led to it: `platform:handle`, a number, a name, a birthday's code …"""

    hint: Hint
    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two friends, the lower number first, who may be one person, and why, the strongest reason first."""

    first: ContactId
    second: ContactId
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """How much speaks for it."""
        return sum(reason.hint.weight for reason in self.reasons)


class Duplicates:
    """Questions and answers about who is the same person."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pairs(self, progress: Progress = unheard) -> list[Pair]:
        """Every two friends who may be one person, the likeliest first. Takes about a second for 200,000 friends."""
        return self._pairs("", progress)

    def of(self, contact: ContactId) -> list[Pair]:
        """The pairs of one friend, the likeliest first."""
        near = ", ".join(map(str, sorted(self._near(contact))))
        found = self._pairs(f"AND c.id IN ({near})", unheard)
        return [pair for pair in found if contact in (pair.first, pair.second)]

    def not_same(self, first: ContactId, second: ContactId) -> None:
        """The seller says they are two people; they are never asked about these two again.

        Raises `SamePersonError` for a friend and themselves.
        """
        if first == second:
            raise SamePersonError(first)
        low, high = sorted((first, second))
        with self._store.write(Topic.CONTACTS, Action(Verb.NOT_SAME, first)) as write:
            said = NotSame.select(NotSame.id).where(
                NotSame.contact == low, NotSame.other == high, NotSame.deleted_at.is_null()
            )
            if not write.rows(said):
                write.insert(NotSame, contact=low, other=high)

    # finding

    def _near(self, contact: ContactId) -> set[int]:
        """Everybody with whom a friend shares a handle, a number or the sound of a name; themselves too."""
        near = {int(contact)}
        near.update(number for (number,) in self._store.rows((SAME_HANDLE, (contact,))))
        for (text,) in self._store.rows((THEIR_NUMBERS, (contact,))):
            if number := normal_phone(text):
                found = self._store.rows((WITH_NUMBER, (number, f"%{number[-ENDING:]}")))
                near.update(owner for owner, written in found if normal_phone(written) == number)
        ((key,),) = self._store.rows(("SELECT name_key FROM contact WHERE id = ?", (contact,)))
        begin = key.partition(" ")[0]  # the first syllable, behind which its character stands
        namesakes = self._store.rows((NAMESAKES, (begin, begin + LAST_SIGN)))
        near.update(number for number, other in namesakes if sound(other) == sound(key))
        return near

    def _pairs(self, only: str, progress: Progress) -> list[Pair]:
        reasons: defaultdict[tuple[int, int], list[Reason]] = defaultdict(list)
        steps = [self._handles, self._numbers, *(lambda o, h=hint: self._names(h, o) for hint in BESIDE_NAME)]
        for done, step in enumerate(steps):
            progress(done, len(steps))
            for value, contacts in step(only):
                for pair in combinations(sorted(contacts), 2):
                    reasons[pair].extend(reason for reason in value if reason not in reasons[pair])
        refused = set(self._store.rows("SELECT contact_id, other_id FROM not_same WHERE deleted_at IS NULL"))
        found = [
            Pair(ContactId(a), ContactId(b), tuple(sorted(why, key=lambda reason: -reason.hint.weight)))
            for (a, b), why in reasons.items()
            if (a, b) not in refused
        ]
        return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))

    def _handles(self, only: str) -> Iterable[tuple[list[Reason], list[int]]]:
        for platform, key, contacts in self._store.rows(HANDLES.format(only=only)):
            yield [Reason(Hint.HANDLE, f"{platform}:{key}")], _numbers(contacts)

    def _numbers(self, only: str) -> Iterable[tuple[list[Reason], list[int]]]:
        """The same number, whether it stands among the handles or on an address."""
        owners: defaultdict[str, set[int]] = defaultdict(set)
        for contact, key in self._store.rows(PHONES.format(only=only)):
            owners[key].add(contact)
        for contact, text in self._store.rows(ADDRESS_PHONES.format(only=only)):
            if key := normal_phone(text):
                owners[key].add(contact)
        for key, contacts in owners.items():
            if 2 <= len(contacts) <= SHARED:
                yield [Reason(Hint.PHONE, key)], sorted(contacts)

    def _names(self, hint: Hint, only: str) -> Iterable[tuple[list[Reason], list[int]]]:
        groups: defaultdict[tuple[str, object], dict[int, str]] = defaultdict(dict)
        for contact, name, key, value in self._store.rows(NAMED.format(**BESIDE[hint], only=only)):
            groups[sound(key), value][contact] = name
        for (said, value), names in groups.items():
            if said and 2 <= len(names) <= SHARED:
                name = " = ".join(dict.fromkeys(names.values()))
                yield [Reason(Hint.NAME, name), Reason(hint, str(value))], sorted(names)


def _numbers(joined: str) -> list[int]:
    return [int(number) for number in joined.split(",")]


LIVE = "JOIN contact c ON c.id = {0}.contact_id AND c.deleted_at IS NULL"
HANDLES = f"""SELECT i.platform, i.handle_key, group_concat(DISTINCT c.id) FROM identity i {LIVE.format("i")}
  WHERE i.deleted_at IS NULL AND i.handle_key <> '' AND i.platform <> '{Platform.PHONE}' {{only}}
  GROUP BY i.handle_key, i.platform HAVING count(DISTINCT c.id) BETWEEN 2 AND {SHARED}"""
PHONES = f"""SELECT c.id, i.handle_key FROM identity i {LIVE.format("i")}
  WHERE i.deleted_at IS NULL AND i.handle_key <> '' AND i.platform = '{Platform.PHONE}' {{only}}"""
ADDRESS_PHONES = f"""SELECT c.id, a.phone FROM address a {LIVE.format("a")}
  WHERE a.deleted_at IS NULL AND a.phone <> '' {{only}}"""
NAMED = """SELECT c.id, c.name, c.name_key, {value} FROM contact c {join}
  WHERE c.deleted_at IS NULL AND {where} {only} ORDER BY c.id"""
BESIDE = {
    Hint.REMARK: {"value": "c.remark", "join": "", "where": "c.remark <> '' AND c.remark <> c.name"},
    Hint.BIRTHDAY: {"value": "c.birthday_key", "join": "", "where": "c.birthday_key IS NOT NULL"},
    Hint.INTRODUCER: {
        "value": "p.name",
        "join": "JOIN contact p ON p.id = c.introduced_by_id AND p.deleted_at IS NULL",
        "where": "1",
    },
    Hint.ADDRESS: {
        "value": "a.detail",
        "join": "JOIN address a ON a.contact_id = c.id AND a.deleted_at IS NULL",
        "where": "a.detail <> ''",
    },
}
SAME_HANDLE = """SELECT o.contact_id FROM identity i
  JOIN identity o ON o.handle_key = i.handle_key AND o.platform = i.platform
  WHERE i.contact_id = ? AND i.deleted_at IS NULL AND o.deleted_at IS NULL AND i.handle_key <> '' LIMIT 200"""
THEIR_NUMBERS = f"""SELECT handle FROM identity WHERE contact_id = ?1 AND platform = '{Platform.PHONE}'
    AND deleted_at IS NULL
  UNION SELECT phone FROM address WHERE contact_id = ?1 AND deleted_at IS NULL AND phone <> ''"""
WITH_NUMBER = f"""SELECT contact_id, handle FROM identity WHERE platform = '{Platform.PHONE}' AND handle_key = ?
    AND deleted_at IS NULL
  UNION SELECT contact_id, phone FROM address WHERE phone LIKE ? AND deleted_at IS NULL"""
ENDING = 4
"""Digits by which a number on an address is looked for, however it is written there."""
NAMESAKES = "SELECT id, name_key FROM contact WHERE name_key >= ? AND name_key < ? AND deleted_at IS NULL"
LAST_SIGN = "\U0010ffff"
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff ]")


def sound(name_key: str) -> str:
    """How a name sounds: its `sort_key` without the characters behind their syllables; a name of other scripts as it
    is.
    """
    return HAN.sub("", name_key)
