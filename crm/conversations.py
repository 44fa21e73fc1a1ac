"""What was said and done with a friend, by platform and direction; logging it restarts their clock."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum, auto
from typing import Any

from crm.accounts import Platform
from crm.clock import Clock, from_ms
from crm.db.models import Conversation, Identity
from crm.db.store import Store
from crm.db.touch_sql import LAST_WORDS
from crm.errors import FutureMomentError, UnknownValueError
from crm.follow_ups import PLAN, PROMISE, close_due, plan, require
from crm.ids import AccountId, ContactId, ConversationId
from crm.topics import Action, Topic, Verb


class Direction(StrEnum):
    """Who spoke: they, the seller, or each to the other."""

    IN = auto()
    OUT = auto()
    BOTH = auto()

    @classmethod
    def of(cls, text: str) -> "Direction":
        """The direction of a code. Raises `UnknownValueError`."""
        try:
            return cls(text.strip().lower())
        except ValueError as error:
            raise UnknownValueError("direction", text, tuple(cls)) from error


class Kind(StrEnum):
    """What kind of exchange it was."""

    CHAT = auto()
    CALL = auto()
    MEETING = auto()
    LIKE = auto()
    COMMENT = auto()
    NOTE = auto()

    @classmethod
    def of(cls, text: str) -> "Kind":
        """The kind of a code. Raises `UnknownValueError`."""
        try:
            return cls(text.strip().lower())
        except ValueError as error:
            raise UnknownValueError("kind", text, tuple(cls)) from error


@dataclass(frozen=True, slots=True)
class Words:
    """The last words exchanged with a friend."""

    text: str
    direction: Direction
    at: datetime


MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?)?")


def parse_moment(text: str, clock: Clock) -> datetime:
    """The moment of `YYYY-MM-DD[THH:MM[±HH:MM]]`, in the shop's zone where none is named, UTC.

    A day without a time is noon, or now when that day's noon is still to come. Raises `UnknownValueError`.
    """
    found = MOMENT.fullmatch(text.strip())
    if not found:
        raise UnknownValueError("date", text)
    day, at, zone = found.groups()
    try:
        if at is None:
            moment = clock.moment_of(date.fromisoformat(day))
            return min(moment, clock.now()) if clock.day_of(moment) == clock.today() else moment
        if zone is None:
            return clock.moment_of(date.fromisoformat(day), time.fromisoformat(at))
        return datetime.fromisoformat(f"{day}T{at}{zone}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnknownValueError("date", text) from error


class Conversations:
    """Verbs on what was said and done."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def log(
        self,
        contact: ContactId,
        text: str,
        *,
        platform: Platform | None = None,
        account: AccountId | None = None,
        direction: Direction = Direction.BOTH,
        kind: Kind = Kind.CHAT,
        at: datetime | None = None,
        next_touch: date | None = None,
        next_text: str = "",
        promised: bool = False,
        settles: bool | None = None,
    ) -> ConversationId:
        """Note an exchange, by default of now and on the friend's first platform, and what comes next, in one step.

        With `promised` the next touch is something that was promised. With `settles` what was planned for today or
        earlier is done; by default, when a next touch is given, what was promised is not taken to be kept. Raises
        `MissingError`, `FutureMomentError`.
        """
        require(self._store, contact)
        now = self._store.clock.now()
        moment = now if at is None else at
        if moment > now:
            raise FutureMomentError(moment)
        today = self._store.clock.day_of(now)
        topics = Topic.CONVERSATIONS | Topic.CONTACTS | Topic.FOLLOW_UPS
        with self._store.write(topics, Action(Verb.LOG_CONVERSATION, contact)) as write:
            number = write.insert(
                Conversation,
                contact=contact,
                account=account,
                platform=platform or self._platform(contact),
                direction=direction,
                kind=kind,
                at=moment,
                day=self._store.clock.day_of(moment),
                text=text.strip(),
            )
            if settles or (settles is None and next_touch is not None):
                close_due(write, contact, today, promises=bool(settles))
            if next_touch is not None:
                plan(write, contact, next_touch, next_text, PROMISE if promised else PLAN)
        return ConversationId(number)

    def edit(
        self,
        conversation: ConversationId,
        *,
        seen: int | None = None,
        text: str | None = None,
        platform: Platform | None = None,
        direction: Direction | None = None,
        kind: Kind | None = None,
        at: datetime | None = None,
    ) -> None:
        """Change what is given. Raises `MissingError`, `ConflictError`, `FutureMomentError`."""
        if at is not None and at > self._store.clock.now():
            raise FutureMomentError(at)
        changes: dict[str, Any] = {
            "text": None if text is None else text.strip(),
            "platform": platform,
            "direction": direction,
            "kind": kind,
            "at": at,
            "day": None if at is None else self._store.clock.day_of(at),
        }
        changes = {column: value for column, value in changes.items() if value is not None}
        action = Action(Verb.EDIT_CONVERSATION, self._contact(conversation))
        with self._store.write(Topic.CONVERSATIONS | Topic.CONTACTS, action) as write:
            write.update(Conversation, conversation, seen=seen, **changes)

    def delete(self, conversation: ConversationId) -> None:
        """Put an entry into the bin. Raises `MissingError`."""
        action = Action(Verb.DELETE_CONVERSATION, self._contact(conversation))
        with self._store.write(Topic.CONVERSATIONS | Topic.CONTACTS, action) as write:
            write.delete(Conversation, conversation)

    def uuid(self, conversation: ConversationId) -> str:
        """The identifier by which files and scripts know it. Raises `MissingError`."""
        found = self._store.row(
            Conversation.select(Conversation.uuid).where(Conversation.id == conversation), "conversation", conversation
        )
        return str(found[0])

    def last_words(self, contacts: Sequence[int]) -> dict[ContactId, Words]:
        """The last words exchanged with each of these friends; nothing for those with whom there were none."""
        rows = self._store.rows((LAST_WORDS, (json.dumps(list(contacts)),)))
        return {
            ContactId(contact): Words(text, Direction(direction), from_ms(at)) for contact, text, direction, at in rows
        }

    def _platform(self, contact: ContactId) -> Platform:
        rows = self._store.rows(
            Identity.select(Identity.platform)
            .where(Identity.contact == contact, Identity.deleted_at.is_null())
            .order_by(Identity.id)
            .limit(1)
        )
        return Platform(rows[0][0]) if rows else Platform.OTHER

    def _contact(self, conversation: ConversationId) -> ContactId:
        query = Conversation.select(Conversation.contact).where(
            Conversation.id == conversation, Conversation.deleted_at.is_null()
        )
        return ContactId(self._store.row(query, "conversation", conversation)[0])
