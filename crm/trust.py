"""交情: how strong the tie with a friend is, 0 to 100, as plain rules of what happened with them.

What makes a tie strong is told by two works: Granovetter, "The Strength of Weak Ties" (American Journal of Sociology
78, 1973: time spent, intensity, intimacy, services to one another), and Gilbert and Karahalios, "Predicting Tie
Strength with Social Media" (CHI 2009: how often and how lately one exchanged words, in both directions, over how many
channels, since when). Here: frequency is every day with an exchange, reciprocity counts a day on which both spoke above
one on which they did alone (what the seller alone said is no tie), breadth is each platform besides the first, tenure
how long they were known when they last spoke. To this comes trade, which is how trust shows in this shop: paid orders,
paying on time, bringing friends, praise, complaints and how they were solved; and the seller's own side: promises
kept, parcels sent on time, questions answered fast. What something cost plays no part.

Every event has points and fades by half in `HALF_LIFE` days, all at the same pace. So the order of two friends never
changes by time passing alone, and what is stored of a friend (`Level`) is true on every later day without being
written again. The number is 100 × raw / (raw + `MIDDLE`): it grows with every good event and never passes 100.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from functools import lru_cache
from itertools import groupby
from math import floor, fsum, log2
from typing import NamedTuple

HALF_LIFE = 180
"""In so many days an event fades to half of its points: a tie that nobody tends is weak after a year."""
SHORT_LIFE = 20
"""The same for the short memory that tells whether a tie grows or goes cold."""
MIDDLE = 60
"""So many points make 50: two talks a month and an order every second one, say."""
EPOCH = date(2020, 1, 1).toordinal()
"""The day to which levels are counted."""

TENURE = 10
"""The most points for being known for long; half of them after a year."""
TENURE_FROM_DAYS = 30
PAID_ON_TIME_DAYS = 3
SHIPPED_ON_TIME_DAYS = 2
ANSWERED_FAST_MS = 24 * 3_600_000

STRONGER = 0.4
"""Turning stronger: the short memory has at least so much of the long one. A steady tie has 1/9. With nothing but good
events this much means that the number rose within `TREND_DAYS` (the proof stands in docs/decisions/0018)."""
COLD = 0.032
"""Going cold: the short memory has at most so much. It means that the number fell within `TREND_DAYS`."""
TREND_DAYS = 60
STRONGER_FROM, COLD_FROM = 20, 20
"""Below these numbers there is no tie yet that could turn."""
READY_FROM = 30
READY_DAYS = 30
"""Ready and not asked yet: a tie of at least this, and interest shown within so many days."""


class Sign(StrEnum):
    """What an event says, as scripts read it; in this order they are told."""

    BOTH_WAYS = auto()
    FROM_THEM = auto()
    REACTION = auto()
    PLATFORM = auto()
    TENURE = auto()
    ORDER = auto()
    PAID_ON_TIME = auto()
    INTRODUCTION = auto()
    PRAISE = auto()
    COMPLAINT = auto()
    SOLVED = auto()
    PROMISE = auto()
    PROMISE_LATE = auto()
    SHIPPED = auto()
    ANSWERED = auto()


POINTS: Mapping[Sign, float] = {
    Sign.BOTH_WAYS: 3,
    Sign.FROM_THEM: 2,
    Sign.REACTION: 0.5,
    Sign.PLATFORM: 4,
    Sign.TENURE: TENURE,
    Sign.ORDER: 8,
    Sign.PAID_ON_TIME: 2,
    Sign.INTRODUCTION: 12,
    Sign.PRAISE: 5,
    Sign.COMPLAINT: -12,
    Sign.SOLVED: 14,
    Sign.PROMISE: 4,
    Sign.PROMISE_LATE: 1,
    Sign.SHIPPED: 2,
    Sign.ANSWERED: 1,
}
"""What each is worth on its day; of `TENURE` the most. A complaint that was solved leaves the tie a little stronger."""


class Trend(StrEnum):
    """Which way a tie turns."""

    UP = auto()
    DOWN = auto()


class Talk(NamedTuple):
    """One talk: its day as an ordinal, its moment in milliseconds, who spoke (`in`, `out`, `both`), what it was
    (`chat`, `like` …), where, and whether their words ask or praise.
    """

    day: int
    at: int
    direction: str
    kind: str
    platform: str
    asking: bool = False
    praising: bool = False


class Trade(NamedTuple):
    """An order that was paid in full: its day, the day of the last payment, the day on which it was sent, its words."""

    day: int
    paid: int
    shipped: int | None
    text: str = ""


class Kept(NamedTuple):
    """A promise that was kept: on which day, whether in time, its words."""

    day: int
    on_time: bool
    text: str = ""


class Brought(NamedTuple):
    """A friend whom they introduced, and since when that one is there."""

    day: int
    name: str = ""


class Complaint(NamedTuple):
    """A complaint, and the day on which it was solved; none while it is open."""

    day: int
    solved: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What makes the tie with one friend. `added` is an ordinal like all days here; talks are in the order of their
    moments, `praises` are the days of praise that was noted as such.
    """

    added: int
    talks: Sequence[Talk] = ()
    trades: Sequence[Trade] = ()
    promises: Sequence[Kept] = ()
    introductions: Sequence[Brought] = ()
    complaints: Sequence[Complaint] = ()
    praises: Sequence[int] = ()


class Event(NamedTuple):
    """Something that made the tie stronger, or weaker: what, on which day (an ordinal), its points then, its words."""

    sign: Sign
    day: int
    points: float
    text: str = ""


class Level(NamedTuple):
    """What is stored of a friend: `level` is log2 of all points as of `EPOCH`, `drift` log2 of the share that the short
    memory has of them then; none where there are no points.
    """

    level: float | None
    drift: float | None


NOBODY = Level(None, None)


class Behind(NamedTuple):
    """An event with the tenths of a point that it has in today's number."""

    event: Event
    tenths: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind of events has in today's number, and those events, newest first. Their tenths add up to it."""

    sign: Sign
    points: int
    events: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Today's number, and the lines that add up to it."""

    number: int
    lines: tuple[Line, ...]


# what happened


def events(facts: Facts, until: int | None = None) -> list[Event]:
    """Every event, as it was known at the end of the day `until`."""
    talks = facts.talks if until is None else [talk for talk in facts.talks if talk.day <= until]
    found = _said(facts.added, talks, facts.praises) if talks or facts.praises else []
    if facts.trades:
        found += _traded(facts.trades)
    for brought in facts.introductions:
        found.append(Event(Sign.INTRODUCTION, brought.day, POINTS[Sign.INTRODUCTION], brought.name))
    for kept in facts.promises:
        sign = Sign.PROMISE if kept.on_time else Sign.PROMISE_LATE
        found.append(Event(sign, kept.day, POINTS[sign], kept.text))
    for complaint in facts.complaints:
        found.append(Event(Sign.COMPLAINT, complaint.day, POINTS[Sign.COMPLAINT], complaint.text))
        if complaint.solved is not None:
            found.append(Event(Sign.SOLVED, complaint.solved, POINTS[Sign.SOLVED], complaint.text))
    return found if until is None else [event for event in found if event.day <= until]


def _traded(trades: Sequence[Trade]) -> list[Event]:
    """What paid orders tell."""
    order, prompt, shipping = Sign.ORDER, Sign.PAID_ON_TIME, Sign.SHIPPED
    worth = (POINTS[order], POINTS[prompt], POINTS[shipping])
    found = [Event(order, paid, worth[0], text) for _, paid, _, text in trades]
    found += [Event(prompt, paid, worth[1], text) for day, paid, _, text in trades if paid - day <= PAID_ON_TIME_DAYS]
    found += [
        Event(shipping, max(shipped, paid), worth[2], text)
        for day, paid, shipped, text in trades
        if shipped is not None and shipped - max(day, paid) <= SHIPPED_ON_TIME_DAYS
    ]
    return found


def _said(added: int, talks: Sequence[Talk], praises: Sequence[int]) -> list[Event]:
    """What talks tell: each day counts once, however many messages it had, and notes are no talks."""
    days = _days(talks)
    both = days.both | (days.mine & days.theirs)
    found: list[Event] = []
    for sign, some in (
        (Sign.BOTH_WAYS, both),
        (Sign.FROM_THEM, days.theirs - both),
        (Sign.REACTION, days.reacted),
        (Sign.PRAISE, days.praised.union(praises)),
        (Sign.ANSWERED, days.answered),
    ):
        if some:
            points = POINTS[sign]
            found += [Event(sign, day, points) for day in sorted(some)]
    if len(days.platforms) > 1:
        points = POINTS[Sign.PLATFORM]
        last = sorted(((day, name) for name, day in days.platforms.items()), reverse=True)
        found += [Event(Sign.PLATFORM, day, points, name) for day, name in last[1:]]
    known = max(days.platforms.values(), default=added) - added
    if known >= TENURE_FROM_DAYS:
        found.append(Event(Sign.TENURE, added + known, TENURE * (1 - 2.0 ** (-known / 365)), str(known)))
    return found


class _Days(NamedTuple):
    """On which days who spoke, reacted, praised, was answered fast; and when a platform was used by them last."""

    mine: set[int]
    theirs: set[int]
    both: set[int]
    reacted: set[int]
    praised: set[int]
    answered: set[int]
    platforms: dict[str, int]


def _days(talks: Sequence[Talk]) -> _Days:
    found = _Days(set(), set(), set(), set(), set(), set(), {})
    mine, theirs, both, reacted, praised, answered, platforms = found
    asked_on = asked_at = None
    for day, at, direction, kind, platform, _, praising in talks:
        if kind == "note" or (direction == "out" and kind in REACTIONS):
            continue
        if direction == "out":
            mine.add(day)
            if asked_at is not None and at - asked_at <= ANSWERED_FAST_MS:
                answered.add(asked_on or day)
            asked_at = None
            continue
        platforms[platform] = day
        if kind in REACTIONS:
            reacted.add(day)
        elif direction == "both":
            both.add(day)
            asked_at = None
        else:
            theirs.add(day)
            asked_on, asked_at = day, at
            if praising:
                praised.add(day)
    return found


REACTIONS = ("like", "comment")

_PRAISING = re.compile(
    "好用|好吃|好喝|好看|很好|真好|太好了|太棒|真棒|很棒|喜欢|喜歡|满意|滿意|效果不错|效果不錯|不错|不錯|推荐|推薦|超赞|超讚|赞|讚"
    "|惊喜|驚喜|回购|回購|放心|love it|loved it|love this|so good|really good|great|amazing|wonderful|happy with"
    "|works well|excellent|perfect",
    re.IGNORECASE,
)
_BUT = re.compile(
    "不好|不太好|没那么好|沒那麼好|不满意|不滿意|不喜欢|不喜歡|不推荐|不推薦|不赞|不讚|失望|过敏|過敏|坏了|壞了|退货|退貨"
    "|差评|差評|not |n't |bad|broken|disappoint",
    re.IGNORECASE,
)


def praises(text: str) -> bool:
    """Whether words praise, without a but."""
    return _PRAISING.search(text) is not None and _BUT.search(text) is None


# the number


def stored(happened: Sequence[Event]) -> Level:
    """What is kept of a friend to whom this happened, in whatever order it is told."""
    if not happened:
        return NOBODY
    newest = max([event.day for event in happened])  # counted from there first, so that no day is too far away
    long = fsum([points * 2.0 ** ((day - newest) / HALF_LIFE) for _, day, points, _ in happened])
    if long <= 0:
        return NOBODY
    since = newest - EPOCH
    level = log2(long) + since / HALF_LIFE
    short = fsum([points * 2.0 ** ((day - newest) / SHORT_LIFE) for _, day, points, _ in happened])
    return Level(level, log2(short) + since / SHORT_LIFE - level if short > 0 else LOWEST)


LOWEST = -1e9
"""The drift of who gave more cause for complaint of late than for joy."""
STEPS = tuple(log2(MIDDLE * (number - 0.5) / (100.5 - number)) for number in range(1, 101))
"""From which log2 of the points on a day the number is 1, 2, … 100: it is rounded to the nearest."""


def floor_of(number: int, day: int) -> float:
    """The lowest level that makes this number (1 to 100) on a day: who is at `number` or above has at least it."""
    return STEPS[number - 1] + (day - EPOCH) / HALF_LIFE


def bond(level: float | None, day: int) -> int:
    """The number on a day, 0 to 100."""
    return 0 if level is None else bisect_right(_floors(day), level)


@lru_cache(maxsize=64)
def _floors(day: int) -> tuple[float, ...]:
    return tuple(floor_of(number, day) for number in range(1, 101))


def drift_of(share: float, day: int) -> float:
    """The drift of whose short memory has this share of the long one on a day."""
    return log2(share) + (day - EPOCH) * (1 / SHORT_LIFE - 1 / HALF_LIFE)


def trend(kept: Level, day: int) -> Trend | None:
    """Which way a tie turns on a day."""
    if kept.level is None or kept.drift is None:
        return None
    if kept.drift >= drift_of(STRONGER, day) and kept.level >= floor_of(STRONGER_FROM, day):
        return Trend.UP
    if kept.drift <= drift_of(COLD, day) and kept.level >= floor_of(COLD_FROM, day):
        return Trend.DOWN
    return None


def weekly(facts: Facts, day: int, weeks: int = 26) -> tuple[int, ...]:
    """The number at the end of each of the last weeks, as things were known then; the last is that of `day`."""
    days = [day - 7 * back for back in range(weeks - 1, -1, -1)]
    return tuple(bond(stored(events(facts, until)).level, until) for until in days)


# why


def explained(happened: Sequence[Event], day: int) -> Explanation:
    """The number on a day and what each event has in it: the parts add up exactly, line by line and in all."""
    number = bond(stored(happened).level, day)
    shares = _shares(happened, day)
    signs = list(Sign)
    ordered = sorted(zip(happened, shares, strict=True), key=lambda pair: (signs.index(pair[0].sign), -pair[0].day))
    groups = [(sign, list(some)) for sign, some in groupby(ordered, key=lambda pair: pair[0].sign)]
    points = _rounded([fsum(share for _, share in some) for _, some in groups], number)
    lines = []
    for (sign, some), whole in zip(groups, points, strict=True):
        tenths = _shared([share for _, share in some], whole * 10)
        behind = (Behind(event, part) for (event, _), part in zip(some, tenths, strict=True))
        lines.append(Line(sign, whole, tuple(behind)))
    return Explanation(number, tuple(lines))


def _shares(happened: Sequence[Event], day: int) -> list[float]:
    """What each event has in the number before it is rounded: its points on the day, by how full the tie is."""
    newest = max((event.day for event in happened), default=day)
    faded = [event.points * 2.0 ** ((event.day - newest) / HALF_LIFE) for event in happened]
    middle = MIDDLE * 2.0 ** max(-MOST_HALVES, min(MOST_HALVES, (day - newest) / HALF_LIFE))
    raw = fsum(faded)
    if raw > 0:
        return [points * 100 / (raw + middle) for points in faded]
    good = fsum(points for points in faded if points > 0)
    bad = good - raw  # more to complain about than to be glad of: it takes all of it away, and no more
    return [points * 100 / middle * (1 if points > 0 else good / bad) for points in faded]


MOST_HALVES = 900
"""Farther apart no two days are taken to be: a float ends at 2 to the 1,024th."""


def _rounded(parts: Sequence[float], whole: int) -> list[int]:
    """Whole numbers near the parts, which differ from `whole` by less than one: what is left goes to those that lose
    most by rounding down.
    """
    lower = [floor(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (lower[place] - parts[place], place))
    for place in order[: whole - sum(lower)]:
        lower[place] += 1
    return lower


def _shared(parts: Sequence[float], whole: int) -> list[int]:
    """`whole` shared out by the size of the parts, all of which have the same sign."""
    total = fsum(parts)
    return _rounded([part / total * whole if total else 0.0 for part in parts], whole)


# what it is good for


class Evidence(NamedTuple):
    """What speaks for the next stage of a friend, as facts that any rule can be held against: on how many days they
    reacted or asked, and since when; in how few days 1, 2, … `MOST_DAYS` days lie on which both spoke (0: there are
    not so many), and the last such day; how many orders were paid, and since when; how many they introduced, and on
    how many days they praised.
    """

    reactions: int
    reacted: int | None
    spans: tuple[int, ...]
    talked: int | None
    paid: int
    bought: int | None
    introduced: int
    praised: int


MOST_DAYS = 5
"""So many days on which both spoke can be asked for."""


def evidence(facts: Facts, happened: Sequence[Event]) -> Evidence:
    """What speaks for a stage, of the facts and the events that follow from them."""
    both = [event.day for event in happened if event.sign is Sign.BOTH_WAYS]  # in the order of their days
    shown = interest(facts.talks)
    paid = [trade.paid for trade in facts.trades]
    return Evidence(
        len(shown),
        min(shown, default=None),
        tuple([_span(both, count) for count in range(1, MOST_DAYS + 1)]) if both else NO_SPANS,
        both[-1] if both else None,
        len(paid),
        min(paid, default=None),
        len(facts.introductions),
        sum([event.sign is Sign.PRAISE for event in happened]),
    )


NO_SPANS = (0,) * MOST_DAYS


def interest(talks: Iterable[Talk]) -> set[int]:
    """The days on which they reacted to a post, or asked something."""
    return {talk.day for talk in talks if talk.direction == "in" and (talk.kind in REACTIONS or talk.asking)}


def interested_on(facts: Facts) -> int | None:
    """The last day on which they showed interest that no order followed."""
    ordered = max((trade.day for trade in facts.trades), default=0)
    return max((day for day in interest(facts.talks) if day > ordered), default=None)


def _span(days: Sequence[int], count: int) -> int:
    """The fewest days in which so many of these lie, both ends included; 0 where there are not so many."""
    if len(days) < count:
        return 0
    return min([later - first for first, later in zip(days, days[count - 1 :], strict=False)]) + 1


@lru_cache(maxsize=8_192)
def ordinal(day: str) -> int:
    """The ordinal of an ISO day."""
    return date.fromisoformat(day).toordinal()


def day_of(ordinal: int) -> date:
    """The day of an ordinal."""
    return date.min + timedelta(days=ordinal - 1)
