"""What bringing in a record of talks would do: who is who, which messages are new, and into which talks they fall."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from crm.accounts import Platform
from crm.clock import from_ms
from crm.conversations import Direction
from crm.db.models import Account, Conversation
from crm.db.store import Store
from crm.ids import AccountId, ContactId
from crm.names import fold
from crm.talks import Answers as TalkAnswers
from crm.talks import Ask, Correction, Kind, Message, Talk, corrected
from crm.transfer.buyer_matching import Answer, Match, Matcher, MatchKind
from crm.transfer.entries import HandleEntry
from crm.transfer.habits import Habits
from crm.transfer.order_entries import Buyer
from crm.transfer.planning import Fate

PAUSE = timedelta(hours=6)
"""A silence after which a record goes on with another talk."""
MY_NAMES = "my names in talks"
_TIMELESS = "-"
_TOGETHER = 2
"""So many messages in a row have to be known for messages without a time to be taken for the same."""


class PassedTalk(StrEnum):
    """Why a message is not stored although it could be read."""

    NOBODY = "nobody"
    """Whoever said it is none of the friends, as far as is known."""
    LEFT_OUT = "left_out"
    IN_A_GROUP = "in_a_group"
    """The seller's own words among many, and what the program says there."""
    NOT_YET = "not_yet"
    """It lies in the future."""


@dataclass(frozen=True, slots=True)
class PassedMessage:
    """A message that is passed over; `row` is its line, `talk` the place of its talk in the record."""

    row: int
    reason: PassedTalk
    text: str
    talk: int = 0


@dataclass(frozen=True, slots=True)
class SpokenBy:
    """Somebody who speaks in a record, how often, and who that is: a friend, the seller (`me`), or nobody yet."""

    key: str
    name: str
    platform: str
    count: int
    match: Match
    contact: ContactId | None
    me: bool = False
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A stretch of messages that becomes a talk of a friend's, or goes on with one that is there (`conversation`).

    `marks` and `text` are those of its new messages alone; `known` counts those that are there already.
    """

    row: int
    contact: ContactId
    platform: Platform
    direction: Direction
    at: datetime
    day: date
    text: str
    marks: tuple[str, ...]
    known: int
    conversation: int | None = None
    talk: int = 0
    messages: tuple[Message, ...] = ()
    """All of its messages, in the talk of the record at this place."""

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if not self.marks:
            return Fate.SAME
        return Fate.NEW if self.conversation is None else Fate.UPDATED


@dataclass(frozen=True, slots=True)
class TalkWishes:
    """What the seller chose about a record. `friend` is whose talk it is, `proposed` whose it may be where nothing else
    says; `who` says of speakers, by their keys, who they are; `me_word` is how the seller is called in what is stored.
    """

    answers: TalkAnswers = field(default_factory=TalkAnswers)
    friend: ContactId | None = None
    proposed: ContactId | None = None
    who: Mapping[str, ContactId | Answer] = field(default_factory=dict)
    corrections: Mapping[tuple[int, int], Correction] = field(default_factory=dict)
    """What single messages are instead, by the place of the talk in the record and the line of the message."""
    account: AccountId | None = None
    pause: timedelta = PAUSE
    me_word: str = "我"


@dataclass(slots=True)
class TalkPlan:
    """What bringing in one record would do."""

    path: Path
    talks: tuple[Talk, ...]
    account: AccountId | None = None
    speakers: list[SpokenBy] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    passed: list[PassedMessage] = field(default_factory=list)
    asks: frozenset[Ask] = frozenset()
    my_names: tuple[str, ...] = ()
    taught: str = ""
    """The layout that the seller taught, where the record is written so."""

    @property
    def counts(self) -> Counter[Fate]:
        """How many messages have which fate."""
        counts: Counter[Fate] = Counter()
        for one in self.exchanges:
            counts[Fate.NEW if one.conversation is None else Fate.UPDATED] += len(one.marks)
            counts[Fate.SAME] += one.known
        return counts

    @property
    def records(self) -> int:
        """Messages of the record, those of the program and what could not be read included."""
        return sum(len(talk.messages) + len(talk.problems) for talk in self.talks)


class TalkPlanner:
    """Plans one record."""

    def __init__(self, store: Store, wishes: TalkWishes) -> None:
        self._store = store
        self._wishes = wishes
        self._now = store.clock.now()

    def fill(self, plan: TalkPlan) -> None:
        """Add everything that the talks of the plan would do."""
        mine = self._my_names() | self._wishes.answers.me
        asks = set[Ask]()
        plan.talks = tuple(corrected(talk, self._corrections(place)) for place, talk in enumerate(plan.talks))
        for place, talk in enumerate(plan.talks):
            asks |= talk.asks - {Ask.ME}
            who = self._speakers(talk, mine)
            plan.speakers += who.values()
            me = {speaker.name for speaker in who.values() if speaker.me}
            if not me and len(who) > 1 and Ask.ME in talk.asks:
                asks.add(Ask.ME)
                continue
            plan.my_names = tuple(dict.fromkeys((*plan.my_names, *sorted(me))))
            if talk.asks - {Ask.ME}:
                continue
            self._take(plan, place, who)
        plan.asks = frozenset(asks)

    def _corrections(self, place: int) -> dict[int, Correction]:
        """What was corrected in the talk at this place."""
        return {line: said for (talk, line), said in self._wishes.corrections.items() if talk == place}

    # who is who

    def _my_names(self) -> frozenset[str]:
        known = Habits(self._store).get(MY_NAMES)
        names = {name for name in known if isinstance(name, str)} if isinstance(known, list) else set()
        for name, handle in self._store.rows(
            Account.select(Account.name, Account.handle).where(Account.deleted_at.is_null())
        ):
            names |= {name, handle} - {""}
        return frozenset(names)

    def _speakers(self, talk: Talk, mine: frozenset[str]) -> dict[str, SpokenBy]:
        """Everybody who speaks, by the name under which they do."""
        said = Counter(
            message.sender for message in talk.messages if message.sender and message.kind is not Kind.SYSTEM
        )
        ids = {message.sender: message.sender_id for message in talk.messages if message.sender_id}
        platform = _platform(talk)
        told = {message.sender for message in talk.messages if message.me}
        me = {name for name in said if name in told or name in mine}
        others = [name for name in said if name not in me] or ([talk.chat] if talk.chat and said else [])
        buyers = [_buyer(name, ids.get(name, ""), platform) for name in dict.fromkeys([*others, *said])]
        matches = Matcher(self._store, platform, "").matches(buyers, {})
        friends = [name for name in others if _is_friend(matches[f"name:{name}"])]
        if not me and len(others) == 2 and len(friends) == 1:
            me = set(others) - set(friends)  # one of the two is a friend, so the other one is the seller
            others = friends
        found = {}
        for name in dict.fromkeys([*others, *said]):
            key, match = f"name:{name}", matches[f"name:{name}"]
            answer = self._wishes.who.get(key)
            contact = ContactId(match.contact) if match.contact is not None and _is_friend(match) else None
            if len(others) == 1 and name in others:
                contact = self._wishes.friend or contact or self._wishes.proposed
            if answer is not None and not isinstance(answer, Answer):
                contact = answer
            out = answer is Answer.LEAVE_OUT
            found[name] = SpokenBy(
                key, name, platform, said[name], match, None if name in me or out else contact, name in me, out
            )
        return found

    # what is new

    def _take(self, plan: TalkPlan, place: int, who: Mapping[str, SpokenBy]) -> None:
        talk = plan.talks[place]
        left_out = {line for line, said in self._corrections(place).items() if said.left_out}
        others = [speaker for speaker in who.values() if not speaker.me]
        group = len(others) > 1
        of_friend: dict[ContactId, list[Message]] = {}
        for message in talk.messages:
            speaker = who.get(message.sender)
            if message.line in left_out:
                plan.passed.append(PassedMessage(message.line, PassedTalk.LEFT_OUT, message.text[:80], place))
                continue
            if group and (speaker is None or speaker.me or message.kind is Kind.SYSTEM):
                plan.passed.append(PassedMessage(message.line, PassedTalk.IN_A_GROUP, message.text[:80], place))
                continue
            owner = speaker if group else (others[0] if others else None)
            nobody = self._wishes.friend or self._wishes.proposed
            contact = nobody if not others else (owner.contact if owner is not None else None)
            if contact is None:
                reason = PassedTalk.LEFT_OUT if owner is not None and owner.left_out else PassedTalk.NOBODY
                plan.passed.append(PassedMessage(message.line, reason, (message.sender or message.text)[:80], place))
            elif message.at is not None and self._moment(message.at) > self._now:
                plan.passed.append(PassedMessage(message.line, PassedTalk.NOT_YET, message.text[:80], place))
            else:
                of_friend.setdefault(contact, []).append(message)
        mine = {speaker.name for speaker in who.values() if speaker.me}
        for contact, messages in of_friend.items():
            for exchange in self._exchanges(contact, _platform(talk), messages, mine):
                plan.exchanges.append(replace(exchange, talk=place))
        plan.exchanges.sort(key=lambda exchange: exchange.row)

    def _moment(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self._store.clock.zone).astimezone(UTC)

    def _exchanges(
        self, contact: ContactId, platform: str, messages: Sequence[Message], mine: set[str]
    ) -> Iterator[Exchange]:
        there = self._there(contact)
        known = Counter(mark for conversation in there for mark in conversation.marks)
        same = _known_in_a_row(messages, mine, [mark for conversation in there for mark in conversation.marks])
        for stretch in _stretches(messages, self._wishes.pause):
            fresh: list[Message] = []
            marks: list[str] = []
            for message in stretch:
                mark = _mark(message, message.sender in mine)
                if known[mark] > 0 and message.at is not None:
                    known[mark] -= 1
                elif id(message) not in same:
                    fresh.append(message)
                    marks.append(mark)
            yield self._exchange(contact, platform, stretch, fresh, marks, mine, there)

    def _exchange(
        self,
        contact: ContactId,
        platform: str,
        stretch: Sequence[Message],
        fresh: Sequence[Message],
        marks: Sequence[str],
        mine: set[str],
        there: "Sequence[_There]",
    ) -> Exchange:
        spoken = fresh or stretch
        told = [message for message in spoken if message.kind is not Kind.SYSTEM and message.sender]
        sides = {message.sender in mine for message in told}
        direction = Direction.BOTH if len(sides) != 1 else Direction.OUT if sides == {True} else Direction.IN
        clock = self._store.clock
        last = spoken[-1].at
        if last is not None:
            at = self._moment(last)
            first = self._moment(spoken[0].at or last)
        else:
            day = self._wishes.answers.day
            at = first = self._now if day is None else min(clock.moment_of(day), self._now)
        goes_on = None
        if fresh and last is not None:
            goes_on = next(
                (
                    one
                    for one in there
                    if one.platform == platform and one.marks and abs(first - one.at) <= self._wishes.pause
                ),
                None,
            )
            at = max(at, goes_on.at) if goes_on else at
        words = "\n".join(self._line(message, message.sender in mine) for message in fresh)
        return Exchange(
            stretch[0].line, contact, Platform(platform), direction, at, clock.day_of(at), words, tuple(marks),
            len(stretch) - len(fresh), goes_on.id if goes_on else None, messages=tuple(stretch),
        )  # fmt: skip

    def _line(self, message: Message, mine: bool) -> str:
        words = message.text or f"[{message.kind}]"
        if not message.sender or message.kind is Kind.SYSTEM:
            return f"— {words}"
        return f"{self._wishes.me_word if mine else message.sender}：{words}"

    def _there(self, contact: ContactId) -> "list[_There]":
        """The friend's talks that came from records, in their order."""
        rows = self._store.rows(
            Conversation.select(Conversation.id, Conversation.platform, Conversation.at, Conversation.marks)
            .where(Conversation.contact == contact, Conversation.deleted_at.is_null(), Conversation.marks != "[]")
            .order_by(Conversation.at)
        )
        return [_There(number, platform, from_ms(at), tuple(json.loads(marks))) for number, platform, at, marks in rows]


@dataclass(frozen=True, slots=True)
class _There:
    id: int
    platform: str
    at: datetime
    marks: tuple[str, ...]


def _platform(talk: Talk) -> str:
    return talk.platform if talk.platform in set(Platform) else Platform.OTHER


def _buyer(name: str, handle: str, platform: str) -> Buyer:
    handles = (HandleEntry(platform, handle),) if handle and platform != Platform.OTHER else ()
    return Buyer(f"name:{name}", name, handles=handles, nickname=name)


def _is_friend(match: Match) -> bool:
    """A friend whom nothing but a shared name could confuse with another one."""
    return match.contact is not None and match.kind is not MatchKind.SEVERAL


def _stretches(messages: Sequence[Message], pause: timedelta) -> Iterator[list[Message]]:
    """The messages between long silences."""
    now: list[Message] = []
    for message in messages:
        before = now[-1].at if now else None
        if now and before is not None and message.at is not None and message.at - before > pause:
            yield now
            now = []
        now.append(message)
    if now:
        yield now


def _mark(message: Message, mine: bool) -> str:
    """What tells a message from others: the minute (programs write more or less than that), the side, the words."""
    said = fold("".join(message.text.split()))
    words = hashlib.sha256(f"{'>' if mine else '<'}{message.kind}{said}".encode()).hexdigest()[:12]
    return f"{_TIMELESS if message.at is None else message.at.strftime('%y%m%d%H%M')}:{words}"


def _known_in_a_row(messages: Sequence[Message], mine: set[str], known: Sequence[str]) -> set[int]:
    """Messages without a time that are there already, by at least two in a row, or by all there are of a short one."""
    timeless = [message for message in messages if message.at is None]
    if not timeless or not known:
        return set()
    new = [_mark(message, message.sender in mine).partition(":")[2] for message in timeless]
    old = [mark.partition(":")[2] for mark in known]
    same: set[int] = set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if block.size >= min(_TOGETHER, len(new)):
            same.update(id(message) for message in timeless[block.b : block.b + block.size])
    return same
