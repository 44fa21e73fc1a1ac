"""Everything that happened with one friend, in one line of time, newest first."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from peewee import SQL

from crm.accounts import Platform
from crm.clock import from_ms
from crm.conversations import Direction, Kind
from crm.db.models import Account, Conversation, FollowUp, Order, Payment, StageChange
from crm.db.store import Store
from crm.db.touch_sql import first_until, timeline, words
from crm.follow_ups import DONE, PROMISE
from crm.ids import ContactId, ConversationId, FollowUpId, OrderId
from crm.names import Needles, fold
from crm.stages import Stage

FILES = SQL(
    "(SELECT count(*) FROM attachment f WHERE f.conversation_id = t1.id AND f.sha256 <> '' AND f.deleted_at IS NULL)"
)
"""How many files were kept with a talk."""
WIDTH = 16
"""A key is the number of a row times this, plus the place of its kind."""


class EntryKind(StrEnum):
    """What an entry tells of. The order of the kinds is part of the keys and only grows."""

    STAGE = auto()
    TALK = auto()
    ORDER = auto()
    PAYMENT = auto()
    FOLLOW_UP = auto()


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A move from one stage to another; `before` is none for the stage a friend began with."""

    key: int
    at: datetime
    day: date
    before: Stage | None
    after: Stage
    reason: str


@dataclass(frozen=True, slots=True)
class TalkEntry:
    """A logged exchange; `account` is the name of mine that it went over, where that is known."""

    key: int
    at: datetime
    day: date
    id: ConversationId
    version: int
    platform: Platform
    direction: Direction
    kind: Kind
    text: str
    account: str | None
    files: int = 0


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """An order. Amounts are minor units of the shop's currency."""

    key: int
    at: datetime
    day: date
    id: OrderId
    number: str
    summary: str
    total: int
    owed: int
    shipped_on: date | None
    received_on: date | None
    cancelled_on: date | None


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """Money that came for an order, in minor units; below zero it went back."""

    key: int
    at: datetime
    day: date
    order: OrderId
    number: str
    amount: int
    method: str


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    """Something planned for `due`, or promised; `day` is when it was done, or else `due`, `at` when it was planned."""

    key: int
    at: datetime
    day: date
    id: FollowUpId
    due: date
    text: str
    done: bool
    promise: bool = False


@dataclass(frozen=True, slots=True)
class Which:
    """Which entries of a friend are meant: of these kinds (none: all), and of the talks those of one platform or
    direction.
    """

    kinds: frozenset[EntryKind] | None = None
    platform: Platform | None = None
    direction: Direction | None = None


EVERY = Which()

Entry = StageEntry | TalkEntry | OrderEntry | PaymentEntry | FollowUpEntry


class Timeline:
    """Questions about what happened with a friend."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keys(self, contact: ContactId, which: Which = EVERY, limit: int | None = None) -> "array[int]":
        """The keys of these entries (at most `limit` of them), newest first; what is planned for later stands on top.

        All keys of 20,000 entries take some 50 ms, a first screen of them one.
        """
        codes = _codes(which)
        return self._store.ids((timeline(codes, WIDTH), _values(contact, which, limit))) if codes else array("q")

    def key_until(self, contact: ContactId, day: date, which: Which = EVERY) -> int | None:
        """The key of the newest of these entries on a day or before it; none where all came after it."""
        codes = _codes(which)
        values = (*_values(contact, which), day.isoformat())
        found = self._store.ids((first_until(codes, WIDTH), values)) if codes else ()
        return found[0] if found else None

    def words(self, contact: ContactId, which: Which = EVERY) -> "EntryWords":
        """The words of these entries, to be searched as one types. Takes 0.2 s for 20,000: ask beside the window."""
        codes = _codes(which)
        rows = self._store.rows((words(codes, WIDTH), _values(contact, which))) if codes else []
        return EntryWords(tuple((key, fold(text)) for key, text in rows if text))

    def entries(self, keys: Iterable[int]) -> dict[int, Entry]:
        """The entries of these keys, one question a kind; those in the bin are left out."""
        numbers: defaultdict[EntryKind, list[int]] = defaultdict(list)
        kinds = tuple(EntryKind)
        for key in keys:
            numbers[kinds[key % WIDTH]].append(key // WIDTH)
        readers: dict[EntryKind, Callable[[Sequence[int]], list[Entry]]] = {
            EntryKind.STAGE: self._stages,
            EntryKind.TALK: self._talks,
            EntryKind.ORDER: self._orders,
            EntryKind.PAYMENT: self._payments,
            EntryKind.FOLLOW_UP: self._follow_ups,
        }
        return {entry.key: entry for kind, some in numbers.items() for entry in readers[kind](some)}

    def _stages(self, numbers: Sequence[int]) -> list[Entry]:
        rows = self._store.rows(
            StageChange.select(
                StageChange.id,
                StageChange.at,
                StageChange.day,
                StageChange.from_stage,
                StageChange.to_stage,
                StageChange.reason,
            ).where(StageChange.id.in_(numbers), StageChange.deleted_at.is_null())
        )
        return [
            StageEntry(
                key_of(EntryKind.STAGE, number),
                from_ms(at),
                date.fromisoformat(day),
                Stage(before) if before else None,
                Stage(after),
                reason,
            )
            for number, at, day, before, after, reason in rows
        ]

    def _talks(self, numbers: Sequence[int]) -> list[Entry]:
        rows = self._store.rows(
            Conversation.select(
                Conversation.id,
                Conversation.at,
                Conversation.day,
                Conversation.version,
                Conversation.platform,
                Conversation.direction,
                Conversation.kind,
                Conversation.text,
                Account.name,
                FILES,
            )
            .left_outer_join(Account)
            .where(Conversation.id.in_(numbers), Conversation.deleted_at.is_null())
        )
        return [
            TalkEntry(
                key_of(EntryKind.TALK, number),
                from_ms(at),
                date.fromisoformat(day),
                ConversationId(number),
                version,
                Platform(platform),
                Direction(direction),
                Kind(kind),
                text,
                account,
                files,
            )
            for number, at, day, version, platform, direction, kind, text, account, files in rows
        ]

    def _orders(self, numbers: Sequence[int]) -> list[Entry]:
        rows = self._store.rows(
            Order.select(
                Order.id,
                Order.at,
                Order.day,
                Order.number,
                Order.summary,
                Order.total,
                Order.owed,
                Order.shipped_on,
                Order.received_on,
                Order.cancelled_on,
            ).where(Order.id.in_(numbers), Order.deleted_at.is_null())
        )
        return [
            OrderEntry(
                key_of(EntryKind.ORDER, number),
                from_ms(at),
                date.fromisoformat(day),
                OrderId(number),
                called,
                summary,
                total,
                owed,
                _day(shipped),
                _day(received),
                _day(cancelled),
            )
            for number, at, day, called, summary, total, owed, shipped, received, cancelled in rows
        ]

    def _payments(self, numbers: Sequence[int]) -> list[Entry]:
        rows = self._store.rows(
            Payment.select(
                Payment.id, Payment.at, Payment.day, Payment.order, Order.number, Payment.amount, Payment.method
            )
            .join(Order)
            .where(Payment.id.in_(numbers), Payment.deleted_at.is_null())
        )
        return [
            PaymentEntry(
                key_of(EntryKind.PAYMENT, number),
                from_ms(at),
                date.fromisoformat(day),
                OrderId(order),
                called,
                amount,
                method,
            )
            for number, at, day, order, called, amount, method in rows
        ]

    def _follow_ups(self, numbers: Sequence[int]) -> list[Entry]:
        rows = self._store.rows(
            FollowUp.select(
                FollowUp.id,
                FollowUp.created,
                FollowUp.due,
                FollowUp.closed_on,
                FollowUp.text,
                FollowUp.state,
                FollowUp.kind,
            ).where(FollowUp.id.in_(numbers), FollowUp.deleted_at.is_null())
        )
        return [
            FollowUpEntry(
                key_of(EntryKind.FOLLOW_UP, number),
                from_ms(created),
                date.fromisoformat(closed or due),
                FollowUpId(number),
                date.fromisoformat(due),
                text,
                state == DONE,
                kind == PROMISE,
            )
            for number, created, due, closed, text, state, kind in rows
        ]


@dataclass(frozen=True, slots=True)
class EntryWords:
    """The words of a friend's entries as they were read, newest first: key and folded text."""

    folded: tuple[tuple[int, str], ...]

    def matching(self, typed: str) -> "array[int]":
        """The keys of the entries in which everything stands that was typed, newest first; none for nothing typed.

        One Chinese character is enough; Traditional or Simplified, width and case make no difference.
        """
        needles = Needles.of(typed)
        return array("q", [key for key, text in self.folded if needles.in_folded(text)])


def _codes(which: Which) -> list[tuple[str, int]]:
    return [(kind.value, code) for code, kind in enumerate(EntryKind) if which.kinds is None or kind in which.kinds]


def _values(contact: ContactId, which: Which, limit: int | None = None) -> tuple[Any, ...]:
    return contact, which.platform, which.direction, -1 if limit is None else limit


def key_of(kind: EntryKind, number: int) -> int:
    """The key of an entry: one number, so that a line of 20,000 takes eight bytes each."""
    return number * WIDTH + tuple(EntryKind).index(kind)


def _day(text: Any) -> date | None:
    return None if text is None else date.fromisoformat(text)
