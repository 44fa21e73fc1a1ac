"""Occasions: what happened with a friend and makes it worth writing to them from one day until another.

An occasion is seen to as soon as the friend was contacted, or set done, on its first day or later; then it is not told
any more. Everything here follows from the rows of one friend alone, never from the day on which it is asked, so that it
is computed when those rows change and found by its days afterwards.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from itertools import pairwise
from statistics import median_low


class OccasionKind(StrEnum):
    """What there is to write about."""

    ASKED = auto()
    REACTED = auto()
    REQUESTED = auto()
    ON_THE_WAY = auto()
    IN_USE = auto()
    FEEDBACK = auto()
    INTRODUCTION = auto()
    RUNS_OUT = auto()
    GOING_COLD = auto()
    NO_NEXT_STEP = auto()
    STEP = auto()
    CASE = auto()


WINDOWS = {
    OccasionKind.ASKED: (1, 14),
    OccasionKind.REACTED: (1, 5),
    OccasionKind.REQUESTED: (3, 30),
    OccasionKind.ON_THE_WAY: (7, 30),
    OccasionKind.IN_USE: (3, 9),
    OccasionKind.FEEDBACK: (10, 29),
    OccasionKind.INTRODUCTION: (30, 60),
    OccasionKind.RUNS_OUT: (-3, 30),
    OccasionKind.GOING_COLD: (0, 60),
    OccasionKind.NO_NEXT_STEP: (2, 10),
    OccasionKind.STEP: (0, 365),
    OccasionKind.CASE: (0, 365),
}
"""Days after what happened on which an occasion begins and ends. What runs out is told three days before it does;
somebody goes cold from the day that `cold_after` tells."""

RHYTHM_GAPS = 10
"""So many of the latest gaps between contacts make a friend's own rhythm; fewer than four make none."""
FEWEST_GAPS = 4
REMEMBERED_TALKS = 200
"""So many of the latest talks are looked at."""
LASTING = (OccasionKind.STEP, OccasionKind.CASE)
"""Not seen to by a contact."""
INTERESTED = ("interested", "interacting")
"""Stages in which there should always be a next step."""
REACTIONS = ("like", "comment")
FARTHEST = 3_650
"""Nothing runs out later than after so many days."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """From `first` until `last` there is a reason. `number` and `count` are what its sentence needs, `text` what it is
    about: of what runs out the days that one unit lasts (or that lie between two purchases, `count` 0), how many units
    were bought, and the product; of who goes cold the days that usually lie between two contacts; of a step of
    a sequence the how-manieth it is, of how many, and the sequence's name.
    """

    kind: OccasionKind
    first: date
    last: date
    number: int = 0
    count: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class TalkFact:
    """One talk: its day, who spoke (`in`, `out`, `both`), what it was (`chat`, `like` …), and whether it asks
    something (see `asks`).
    """

    day: date
    direction: str
    kind: str
    asking: bool = False


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One order that stands."""

    day: date
    shipped: date | None
    received: date | None
    text: str


@dataclass(frozen=True, slots=True)
class PurchaseFact:
    """A product bought: `since` is the day from which it is used, `lasts` the days that one unit of it does."""

    product: str
    name: str
    since: date
    quantity: int
    lasts: int | None


@dataclass(frozen=True, slots=True)
class StepFact:
    """The next step of a sequence, the `number`th of `count`."""

    due: date
    number: int
    count: int
    sequence: str


@dataclass(frozen=True, slots=True)
class CaseFact:
    """Something to make right: what was agreed (or what it is), and the day on which to see to it."""

    due: date
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One friend, newest first. `quiet_since` is the day of the last contact or *done*, `planned` whether something is
    planned, `requested` the day on which they were asked to become a friend and did not accept yet; `step` is the next
    one of the sequence they are in, `case` what is to be made right.
    """

    stage: str
    quiet_since: date
    planned: bool = False
    requested: date | None = None
    talks: Sequence[TalkFact] = ()
    orders: Sequence[OrderFact] = ()
    purchases: Sequence[PurchaseFact] = ()
    step: StepFact | None = None
    case: CaseFact | None = None


def occasions(facts: Facts) -> list[Occasion]:
    """What there is to write about, at most one of each kind, in the order of the kinds.

    A step of a sequence waits until it was taken, and what is to be made right until it is; everything else is seen to
    by any contact. While something is to be made right nothing sells.
    """
    found: dict[OccasionKind, Occasion] = {}
    for one in _every(facts):
        known = found.get(one.kind)
        waits = one.kind in LASTING or facts.quiet_since < one.first
        if waits and (known is None or one.first < known.first):
            found[one.kind] = one
    return [found[kind] for kind in OccasionKind if kind in found]


_ASKING = re.compile(
    "[?？]|[吗嗎呢]|多少|几[个個点點号號天块塊]|怎么|怎麼|怎样|怎樣|如何|什么|什麼|啥|哪[个個里裡儿兒种種]"
    "|有没有|有沒有|能不能|可不可以|是不是|要不要|好不好|请问|請問|在不在"
    "|how |what |when |where |which |who |can you|could you|do you|is it|are there",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether words ask something: by a question mark, or by the words that questions are made of."""
    return _ASKING.search(text) is not None


def unanswered(facts: Facts) -> int:
    """How many of the seller's messages in a row got no answer; an order is one too."""
    ordered = facts.orders[0].day if facts.orders else date.min
    count = 0
    for talk in facts.talks:
        if talk.direction != "out" or talk.day <= ordered:
            break
        count += talk.kind != "note"
    return count


def own_rhythm(facts: Facts) -> int | None:
    """The days that usually lie between two contacts with this friend: the median of the latest gaps, if known."""
    days = sorted({talk.day for talk in facts.talks} | {order.day for order in facts.orders}, reverse=True)
    gaps = [(later - earlier).days for later, earlier in pairwise(days[: RHYTHM_GAPS + 1])]
    return median_low(gaps) if len(gaps) >= FEWEST_GAPS else None


def cold_after(rhythm: int) -> int:
    """After so many days of silence a friend goes cold: twice their own rhythm, and a week more than it at least."""
    return max(2 * rhythm, rhythm + 7)


def _every(facts: Facts) -> Iterator[Occasion]:
    if facts.talks:
        yield from _said(facts, facts.talks[0])
    if facts.requested is not None:
        yield from _of(OccasionKind.REQUESTED, facts.requested)
    yield from _parcels(facts.orders, calm=facts.case is None)
    if facts.case is not None:
        yield from _of(OccasionKind.CASE, facts.case.due, text=facts.case.text)
    else:
        yield from _running_out(facts.purchases)
    if facts.step is not None:
        step = facts.step
        yield from _of(OccasionKind.STEP, step.due, number=step.number, count=step.count, text=step.sequence)
    rhythm = own_rhythm(facts)
    if rhythm is not None and not facts.planned and facts.step is None:
        cold = _after(facts.quiet_since, cold_after(rhythm))
        if cold is not None:
            yield from _of(OccasionKind.GOING_COLD, cold, number=rhythm)


def _said(facts: Facts, last: TalkFact) -> Iterator[Occasion]:
    """What the last talk leaves open; what is planned is the answer to it."""
    if facts.planned:
        return
    if last.direction == "in" and last.kind in REACTIONS:
        yield from _of(OccasionKind.REACTED, last.day)
    elif last.direction == "in" and last.asking:
        yield from _of(OccasionKind.ASKED, last.day)
    if facts.stage in INTERESTED and facts.step is None:
        yield from _of(OccasionKind.NO_NEXT_STEP, facts.quiet_since)


def _parcels(orders: Sequence[OrderFact], *, calm: bool) -> Iterator[Occasion]:
    """What follows after goods were sent and, where nothing is to be made right (`calm`), after they came: the newest
    delivery counts.
    """
    received = [(order.received, order.text) for order in orders if order.received is not None]
    if received and calm:
        day, text = max(received)
        for kind in (OccasionKind.IN_USE, OccasionKind.FEEDBACK, OccasionKind.INTRODUCTION):
            yield from _of(kind, day, text=text)
    for order in orders:
        if order.shipped is not None and order.received is None:
            yield from _of(OccasionKind.ON_THE_WAY, order.shipped, text=order.text)


def _running_out(purchases: Iterable[PurchaseFact]) -> Iterator[Occasion]:
    """By how often this friend buys it, where that is known of three purchases; else by how long a unit lasts."""
    of_product: dict[str, list[PurchaseFact]] = {}
    for purchase in purchases:
        of_product.setdefault(purchase.product, []).append(purchase)
    for bought in of_product.values():
        days = sorted({purchase.since for purchase in bought})
        newest = max(bought, key=lambda purchase: purchase.since)
        gaps = [(later - earlier).days for earlier, later in pairwise(days)][-RHYTHM_GAPS:]
        if len(gaps) >= 2:
            after, number, count = median_low(gaps), median_low(gaps), 0
        elif newest.lasts:
            count = sum(purchase.quantity for purchase in bought if purchase.since == newest.since)
            number, after = newest.lasts, newest.lasts * count
        else:
            continue
        out = _after(newest.since, after) if 0 < after <= FARTHEST else None
        if out is not None:
            yield from _of(OccasionKind.RUNS_OUT, out, number=number, count=count, text=newest.name)


def _of(kind: OccasionKind, day: date, *, number: int = 0, count: int = 0, text: str = "") -> Iterator[Occasion]:
    begins, ends = WINDOWS[kind]
    first, last = _after(day, begins), _after(day, ends)
    if first is not None and last is not None:
        yield Occasion(kind, first, last, number, count, text)


def _after(day: date, days: int) -> date | None:
    """So many days later; none beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
