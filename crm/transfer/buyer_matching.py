"""Which friend a buyer is: surely by a number or handle, perhaps by a name, which only the seller can confirm."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crm.db.store import Store
from crm.ids import ContactId
from crm.transfer.entries import OTHER, PHONE, HandleEntry
from crm.transfer.order_entries import Buyer

AMONG = "IN (SELECT value FROM json_each(?))"


class MatchKind(StrEnum):
    """By what a buyer was found among the friends."""

    ORDER = "order"
    """One of their orders is there already."""
    KNOWN_NAME = "known_name"
    """They were told apart by this name before."""
    PHONE = "phone"
    HANDLE = "handle"
    NAME = "name"
    NAME_AND_MONEY = "name_and_money"
    """The name is that of a friend who owed exactly this, or had paid it that day."""
    SEVERAL = "several"
    """Several friends are called so."""
    NOBODY = "nobody"


class Answer(StrEnum):
    """What the seller says of a buyer who is none of the friends."""

    NEW = "new"
    LEAVE_OUT = "leave_out"


Answers = Mapping[str, ContactId | Answer]
"""What the seller says of buyers, by their keys."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which friend a buyer is, if any, whether that is sure, and the number, handle or name that says so."""

    kind: MatchKind
    contact: int | None = None
    sure: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlannedBuyer:
    """A buyer and who they will be: a friend who is there, a new one (`contact` none), or nobody (`left_out`)."""

    buyer: Buyer
    match: Match
    contact: int | None
    left_out: bool = False
    adds: tuple[HandleEntry, ...] = ()
    """Handles that a friend who is there gets."""
    remember: str = ""
    """A name under which to know them the next time."""


class Matcher:
    """Finds buyers among the friends. `channel` and `word` are those of the shop where its handles belong."""

    def __init__(self, store: Store, channel: str, word: str) -> None:
        self._store = store
        self._channel = channel
        self._word = word

    def plan(
        self, buyers: Sequence[Buyer], known: Mapping[str, tuple[int, str]], answers: Answers, *, leave_unsure: bool
    ) -> dict[str, PlannedBuyer]:
        """Who each buyer will be. `known` are friends and order numbers of buyers whose orders are there."""
        matches = self.matches(buyers, known)
        planned = {
            buyer.key: decided(buyer, matches[buyer.key], answers.get(buyer.key), leave_unsure=leave_unsure)
            for buyer in buyers
        }
        return self.with_additions(planned)

    def matches(self, buyers: Sequence[Buyer], known: Mapping[str, tuple[int, str]]) -> dict[str, Match]:
        """The best match of every buyer."""
        phones = self._by_handle([(PHONE, phone) for buyer in buyers for phone in buyer.phones])
        handles = self._by_handle([(h.platform, h.key) for buyer in buyers for h in buyer.handles if h.key])
        remembered = self._remembered([name_of(buyer) for buyer in buyers if name_of(buyer)])
        names = self._by_name({name for buyer in buyers for name in (buyer.name, buyer.nickname) if name})
        found = {}
        for buyer in buyers:
            if buyer.key in known:
                contact, number = known[buyer.key]
                found[buyer.key] = Match(MatchKind.ORDER, contact, sure=True, why=number)
                continue
            found[buyer.key] = (
                self._by_handles(buyer, handles)
                or _by_phones(buyer, phones, names)
                or _by_memory(buyer, remembered)
                or _by_names(buyer, names)
            )
        return found

    def with_additions(self, planned: Mapping[str, PlannedBuyer]) -> dict[str, PlannedBuyer]:
        """The same buyers, with the handles that friends who are there do not have yet, and the names to remember."""
        contacts = sorted({p.contact for p in planned.values() if p.contact is not None and not p.left_out})
        there: set[tuple[int, str, str]] = set()
        with_phone: set[int] = set()
        for contact, platform, key in self._store.rows(
            (
                (
                    "SELECT contact_id, platform, handle_key FROM identity"
                    f" WHERE contact_id {AMONG} AND deleted_at IS NULL"
                ),
                (json.dumps(contacts),),
            )
        ):
            there.add((contact, platform, key))
            if platform == PHONE:
                with_phone.add(contact)
        done: dict[str, PlannedBuyer] = {}
        for key, plan in planned.items():
            told = plan.match.kind in {MatchKind.ORDER, MatchKind.KNOWN_NAME}
            remember = "" if plan.left_out or told else name_of(plan.buyer)
            adds: list[HandleEntry] = []
            if plan.contact is not None and not plan.left_out:
                adds += [h for h in plan.buyer.handles if (plan.contact, h.platform, h.key) not in there]
                if plan.contact not in with_phone and plan.buyer.phones:
                    adds.append(HandleEntry(PHONE, plan.buyer.phones[0]))
                    with_phone.add(plan.contact)
                there.update((plan.contact, handle.platform, handle.key) for handle in adds)
            done[key] = replace(plan, adds=tuple(adds), remember=remember)
        return done

    def _by_handle(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        asked = set(wanted)
        rows = self._store.rows(
            (
                (
                    "SELECT i.platform, i.handle_key, i.contact_id FROM identity i"
                    " JOIN contact c ON c.id = i.contact_id"
                    f" WHERE i.handle_key {AMONG} AND i.deleted_at IS NULL"
                    " AND c.deleted_at IS NULL ORDER BY i.id"
                ),
                (_json(key for _, key in asked),),
            )
        )
        for platform, key, contact in rows:
            if (platform, key) in asked and contact not in found[platform, key]:
                found[platform, key].append(contact)
        return found

    def _by_name(self, names: set[str]) -> dict[str, list[int]]:
        """Friends who are called so: by the seller, in a 备注, or by themselves."""
        found: dict[str, dict[int, None]] = defaultdict(dict)
        chosen = _json(name for name in names if "*" not in name)
        for sql in (
            f"SELECT name, id FROM contact WHERE name {AMONG} AND deleted_at IS NULL ORDER BY id",
            (
                "SELECT t.remark, t.contact_id FROM tie t JOIN contact c ON c.id = t.contact_id"
                f" WHERE t.remark {AMONG} AND t.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY t.id"
            ),
            (
                "SELECT i.nickname, i.contact_id FROM identity i JOIN contact c ON c.id = i.contact_id"
                f" WHERE i.nickname {AMONG} AND i.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY i.id"
            ),
        ):
            for name, contact in self._store.rows((sql, (chosen,))):
                found[name][contact] = None
        return {name: list(contacts) for name, contacts in found.items()}

    def _remembered(self, names: Sequence[str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        rows = self._store.rows(
            (
                (
                    "SELECT s.name, s.contact_id FROM speaker s JOIN contact c ON c.id = s.contact_id"
                    f" WHERE s.platform = ? AND s.name {AMONG} AND s.deleted_at IS NULL AND c.deleted_at IS NULL"
                    " ORDER BY s.id DESC"
                ),
                (self._channel, _json(names)),
            )
        )
        for name, contact in rows:
            found[name].append(contact)
        return found

    def _by_handles(self, buyer: Buyer, there: Mapping[tuple[str, str], list[int]]) -> Match | None:
        for handle in buyer.handles:
            contacts = there.get((handle.platform, handle.key), []) if handle.key else []
            if not contacts:
                continue
            if handle.platform == OTHER and len(contacts) == 1 and not self._of_this_shop(contacts[0]):
                return Match(MatchKind.HANDLE, contacts[0], sure=False, why=handle.text)
            return _of(MatchKind.HANDLE, contacts, handle.text)
        return None

    def _of_this_shop(self, contact: int) -> bool:
        """Whether a friend came from this shop: the same handle elsewhere may be somebody else's."""
        rows = self._store.rows(
            (
                (
                    "SELECT 1 FROM contact WHERE id = ?1 AND source = ?2 UNION ALL SELECT 1 FROM shop_order"
                    " WHERE contact_id = ?1 AND channel = ?3 AND deleted_at IS NULL LIMIT 1"
                ),
                (contact, self._word, self._channel),
            )
        )
        return bool(rows)


def name_of(buyer: Buyer) -> str:
    """What a buyer is told by who has neither number nor handle."""
    return buyer.key.removeprefix("name:") if buyer.key.startswith("name:") else ""


def decided(buyer: Buyer, match: Match, answer: ContactId | Answer | None, *, leave_unsure: bool) -> PlannedBuyer:
    """Who a buyer will be: as the seller says, else the friend who it surely is, else a new one."""
    if answer is Answer.LEAVE_OUT:
        return PlannedBuyer(buyer, match, None, left_out=True)
    if answer is Answer.NEW:
        return PlannedBuyer(buyer, match, None)
    if answer is not None:
        return PlannedBuyer(buyer, match, int(answer))
    if match.sure:
        return PlannedBuyer(buyer, match, match.contact)
    unsure = match.kind is not MatchKind.NOBODY
    return PlannedBuyer(buyer, match, None, left_out=unsure and leave_unsure)


def _of(kind: MatchKind, contacts: Sequence[int], why: str) -> Match:
    if len(contacts) == 1:
        return Match(kind, contacts[0], sure=True, why=why)
    return Match(MatchKind.SEVERAL, contacts[0], sure=False, why=why)


def _by_phones(
    buyer: Buyer, there: Mapping[tuple[str, str], list[int]], names: Mapping[str, list[int]]
) -> Match | None:
    for phone in buyer.phones:
        contacts = there.get((PHONE, phone), [])
        if len(contacts) > 1:  # several share it: the one who is called so
            called = [contact for contact in contacts if contact in names.get(buyer.name, ())]
            contacts = called if len(called) == 1 else contacts
        if contacts:
            return _of(MatchKind.PHONE, contacts, phone)
    return None


def _by_memory(buyer: Buyer, there: Mapping[str, list[int]]) -> Match | None:
    contacts = there.get(name_of(buyer), [])
    return Match(MatchKind.KNOWN_NAME, contacts[0], sure=True, why=buyer.name) if contacts else None


def _by_names(buyer: Buyer, there: Mapping[str, list[int]]) -> Match:
    for name in (buyer.name, buyer.nickname):
        contacts = there.get(name, []) if name else []
        if contacts:
            kind = MatchKind.NAME if len(contacts) == 1 else MatchKind.SEVERAL
            return Match(kind, contacts[0], sure=False, why=name)
    return Match(MatchKind.NOBODY)


def _json(texts: Iterable[str]) -> str:
    return json.dumps(sorted({text for text in texts if text}))
