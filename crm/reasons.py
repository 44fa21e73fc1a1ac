"""Why a friend is due on a day, as plain rules of one friend's facts, and how urgent each reason is.

Each reason has a pressure: 1 when it has just become one, more with time. The pressure is multiplied with what the
friend is worth, how close they are and how likely they answer (`Weight`), and the product places the reason within the
band of its kind (`BANDS`): score = low + (high - low) × p / (p + 1). So urgency decides within a kind, no kind drowns
the others, and whoever waits rises for ever.

Nobody is due who is paused or lost, settled for today, or put off to a later day. In the days after a contact
(`Shop.cooldown_days`) only what cannot wait is told; who left `MOST_UNANSWERED` messages without an answer is not
written to by rhythm; after `MOST_SELLING` messages in a row that only sold comes one that does not. By rhythm those are
left alone with whom something is planned for later.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache
from typing import ClassVar, NamedTuple

from crm.contacts import Standing
from crm.festivals import Festival, near
from crm.follow_ups import later
from crm.lunar import Birthday, lunar_of
from crm.occasions import Occasion, OccasionKind, cold_after
from crm.settings import Shop, Wish
from crm.stages import GREETED, Stage

ASK_AGAIN_DAYS = 3
"""So many days after *done* an unpaid order is no reason."""
MOST_UNANSWERED = 3
"""After so many messages in a row without an answer nobody is written to by rhythm; the indexes say it too."""
MOST_SELLING = 2
"""After so many messages in a row that only sold comes one that does not."""


class ReasonKind(StrEnum):
    """Why a friend is due, as scripts read it."""

    BY_HAND = auto()
    BIRTHDAY = auto()
    NAMED_DAY = auto()
    FESTIVAL = auto()
    ASKED = auto()
    UNPAID = auto()
    REACTED = auto()
    RUNS_OUT = auto()
    ON_THE_WAY = auto()
    IN_USE = auto()
    FEEDBACK = auto()
    INTRODUCTION = auto()
    NEW_FRIEND = auto()
    GOING_COLD = auto()
    CADENCE = auto()
    REQUESTED = auto()
    NO_NEXT_STEP = auto()
    STEP = auto()
    CASE = auto()


class Band(NamedTuple):
    """Between which scores the reasons of a kind lie."""

    low: float
    high: float


BANDS = {
    ReasonKind.BY_HAND: Band(60, 100),
    ReasonKind.BIRTHDAY: Band(0, 120),
    ReasonKind.NAMED_DAY: Band(0, 100),
    ReasonKind.FESTIVAL: Band(20, 70),
    ReasonKind.ASKED: Band(50, 90),
    ReasonKind.UNPAID: Band(40, 75),
    ReasonKind.REACTED: Band(35, 70),
    ReasonKind.RUNS_OUT: Band(30, 70),
    ReasonKind.ON_THE_WAY: Band(30, 55),
    ReasonKind.IN_USE: Band(30, 60),
    ReasonKind.FEEDBACK: Band(20, 45),
    ReasonKind.INTRODUCTION: Band(15, 40),
    ReasonKind.NEW_FRIEND: Band(15, 65),
    ReasonKind.GOING_COLD: Band(20, 60),
    ReasonKind.CADENCE: Band(10, 60),
    ReasonKind.REQUESTED: Band(5, 30),
    ReasonKind.NO_NEXT_STEP: Band(5, 20),
    ReasonKind.STEP: Band(55, 95),
    ReasonKind.CASE: Band(70, 110),
}
SHIFT = {Wish.NEVER: 0, Wish.FEWER: -20, Wish.USUAL: 0, Wish.MORE: 20}
"""What the seller's wish adds to the scores of a kind."""
AT_ONCE = {ReasonKind.ASKED, ReasonKind.REQUESTED, ReasonKind.STEP, ReasonKind.CASE}
"""Occasions that do not wait for the days after a contact to pass."""
SERVICE = {ReasonKind.ASKED, ReasonKind.REACTED, ReasonKind.ON_THE_WAY, ReasonKind.CASE}
"""Occasions to write even to who did not answer lately."""
FESTIVAL_LEAD_DAYS = 1
"""So many days before a festival the greetings begin."""
ON_DAYS_OFF = {ReasonKind.BY_HAND, ReasonKind.CASE, ReasonKind.BIRTHDAY, ReasonKind.NAMED_DAY, ReasonKind.FESTIVAL}
"""What is told on the seller's days off too."""
SELLING = {ReasonKind.RUNS_OUT, ReasonKind.INTRODUCTION, ReasonKind.UNPAID}
"""Reasons whose messages sell."""
BLOCKED = 99
"""As many messages that only sold: something is to be made right first, and nothing sells, debts included."""
LIMITED = SELLING - {ReasonKind.UNPAID}
"""Of these the ones that give way after `MOST_SELLING`: a debt stays one."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """The seller planned or promised it. `days` since it was due; `text` of what was planned."""

    kind: ClassVar[ReasonKind] = ReasonKind.BY_HAND
    days: int
    text: str
    promised: bool = False

    @property
    def pressure(self) -> float:
        """Grows with the days that it is late."""
        return 1.0 + self.days


@dataclass(frozen=True, slots=True)
class BirthdayNear:
    """Their birthday is in `ahead` days, 0 for today."""

    kind: ClassVar[ReasonKind] = ReasonKind.BIRTHDAY
    ahead: int
    birthday: Birthday

    @property
    def pressure(self) -> float:
        """On the day above everything, little before it."""
        return 9 / (1 + self.ahead) ** 4


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day of theirs that comes back every year, `text`, is in `ahead` days: their child's birthday, a wedding."""

    kind: ClassVar[ReasonKind] = ReasonKind.NAMED_DAY
    ahead: int
    text: str

    @property
    def pressure(self) -> float:
        """As of a birthday."""
        return 9 / (1 + self.ahead) ** 4


@dataclass(frozen=True, slots=True)
class FestivalNear:
    """A festival that the seller chose is in `ahead` days, 0 for today."""

    kind: ClassVar[ReasonKind] = ReasonKind.FESTIVAL
    ahead: int
    festival: Festival

    @property
    def pressure(self) -> float:
        """On the day more than before it."""
        return 2 / (1 + self.ahead)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """They owe `amount` minor units for orders of which the oldest is `days` old."""

    kind: ClassVar[ReasonKind] = ReasonKind.UNPAID
    days: int
    amount: int

    @property
    def pressure(self) -> float:
        """Grows by a third a day."""
        return (1 + self.days) / 3


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing was heard for `days`, where every `cadence` days is usual."""

    kind: ClassVar[ReasonKind] = ReasonKind.CADENCE
    days: int
    cadence: int

    @property
    def pressure(self) -> float:
        """The ratio of silence to rhythm: 12 days on 7 weigh more than 70 on 60."""
        return self.days / self.cadence


@dataclass(frozen=True, slots=True)
class NewFriend:
    """Added `days` ago and not greeted yet; ranked like `Quiet`."""

    kind: ClassVar[ReasonKind] = ReasonKind.NEW_FRIEND
    days: int
    cadence: int

    @property
    def pressure(self) -> float:
        """As of a friend who was quiet since they were added."""
        return self.days / self.cadence


SCALES = {
    ReasonKind.ASKED: 1,
    ReasonKind.ON_THE_WAY: 7,
    ReasonKind.IN_USE: 2,
    ReasonKind.FEEDBACK: 7,
    ReasonKind.INTRODUCTION: 10,
    ReasonKind.RUNS_OUT: 4,
    ReasonKind.REQUESTED: 5,
    ReasonKind.NO_NEXT_STEP: 3,
    ReasonKind.STEP: 2,
    ReasonKind.CASE: 1,
}
"""In so many days the pressure of an occasion grows by one."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An occasion that began `days` ago; `number`, `count` and `text` as in `crm.occasions.Occasion`."""

    kind: ReasonKind
    days: int
    number: int = 0
    count: int = 0
    text: str = ""

    @property
    def pressure(self) -> float:
        """Grows with the days, of most; a reaction fades, and who goes cold is told by their own rhythm."""
        if self.kind is ReasonKind.REACTED:
            return 3 / (1 + self.days)
        if self.kind is ReasonKind.GOING_COLD:
            return (cold_after(self.number) + self.days) / cold_after(self.number)
        return 1 + self.days / SCALES[self.kind]


Reason = ByHand | BirthdayNear | NamedDay | FestivalNear | Unpaid | Quiet | NewFriend | Happened


class Weight(NamedTuple):
    """What multiplies the pressure of a friend's reasons: 1 to 2 for what they bought, 0.8 to 1.8 for how close they
    are (their stage, and up to half more for the tie, `crm.trust`), and less the more messages got no answer.
    """

    value: float
    tie: float
    chance: float

    @classmethod
    def of(cls, orders: int, stage: Stage, silent: int, tie: int = 0) -> "Weight":
        """Of a friend with so many orders, so many messages in a row without an answer, and a tie of 0 to 100."""
        return cls(1 + orders / (orders + 3), TIES[stage] + tie / 200, 1 / (1 + silent / 2))

    @property
    def product(self) -> float:
        """All of it together."""
        return self.value * self.tie * self.chance


TIES = {
    Stage.ADDED: 0.8,
    Stage.INTERESTED: 1.0,
    Stage.INTERACTING: 1.1,
    Stage.CUSTOMER: 1.2,
    Stage.AGENT: 1.3,
}


def score(reason: Reason, weight: Weight, shop: Shop) -> float:
    """How far up the reason brings a friend; see the head of this module."""
    low, high = BANDS[reason.kind]
    pressed = reason.pressure * weight.product
    return low + (high - low) * pressed / (pressed + 1) + SHIFT[shop.wish(reason.kind)]


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether and why a friend is due. `owed` and `owing_since` are of unpaid orders old enough to ask,
    `promised` of the plan, `silent` counts messages without an answer and `selling` those that only sold; `named` are
    their own days that come back every year, as keys like those of birthdays.
    """

    stage: Stage
    standing: Standing
    cadence_days: int | None
    added_on: date
    talked: bool
    quiet_since: date
    planned: date | None
    plan: str
    birthday: Birthday | None
    owed: int
    owing_since: date | None
    last_done: date | None
    resting: bool
    promised: bool = False
    orders: int = 0
    silent: int = 0
    selling: int = 0
    named: tuple[tuple[str, Birthday], ...] = ()
    occasions: tuple[Occasion, ...] = ()
    bond: int = 0

    @property
    def weight(self) -> Weight:
        """How much their reasons weigh."""
        return Weight.of(self.orders, self.stage, self.silent, self.bond)


def reasons(facts: Facts, day: date, shop: Shop) -> tuple[Reason, ...]:
    """Why a friend is due on `day`, strongest first; nothing for one who is not."""
    if facts.standing is not Standing.ACTIVE or facts.resting:
        return ()
    found: list[Reason] = []
    if facts.planned is not None and facts.planned <= day:
        found.append(ByHand((day - facts.planned).days, facts.plan, facts.promised))
    if facts.birthday is not None and (ahead := _ahead(facts, facts.birthday, day, shop)) is not None:
        found.append(BirthdayNear(ahead, facts.birthday))
    for text, yearly in facts.named:
        if (ahead := _ahead(facts, yearly, day, shop)) is not None:
            found.append(NamedDay(ahead, text))
    festival = near(day, shop.festivals, FESTIVAL_LEAD_DAYS) if facts.stage in GREETED else None
    if festival is not None and facts.silent < MOST_UNANSWERED and facts.quiet_since <= greeting_until(day, shop):
        found.append(FestivalNear(festival[1], festival[0]))
    asked = facts.last_done is not None and facts.last_done >= later(day, -ASK_AGAIN_DAYS + 1)
    if facts.owing_since is not None and not asked and facts.selling < BLOCKED:
        found.append(Unpaid((day - facts.owing_since).days, facts.owed))
    cool = facts.quiet_since <= later(day, -shop.cooldown_days)
    for occasion in facts.occasions:
        kind = ReasonKind(occasion.kind.value)
        allowed = (
            (cool or kind in AT_ONCE)
            and (facts.silent < MOST_UNANSWERED or kind in SERVICE)
            and (facts.selling < MOST_SELLING or kind not in LIMITED)
        )
        if allowed and occasion.first <= day <= occasion.last:
            since = (day - occasion.first).days
            found.append(Happened(kind, since, occasion.number, occasion.count, occasion.text))
    cadence = facts.cadence_days or shop.cadences[facts.stage]
    quiet = (day - facts.quiet_since).days
    free = facts.planned is None or facts.planned <= day
    if quiet >= max(cadence, shop.cooldown_days) and free and facts.silent < MOST_UNANSWERED:
        greeted = facts.talked or facts.quiet_since > facts.added_on
        found.append(Quiet(quiet, cadence) if greeted else NewFriend(quiet, cadence))
    wanted = [reason for reason in found if shop.wish(reason.kind) is not Wish.NEVER]
    return tuple(sorted(wanted, key=lambda reason: -score(reason, facts.weight, shop)))


def greeting_until(day: date, shop: Shop) -> date:
    """Who was in touch after this day is not greeted on `day`: just now they were, or they rest."""
    return later(day, -max(1, shop.cooldown_days))


def _ahead(facts: Facts, yearly: Birthday, day: date, shop: Shop) -> int | None:
    """In how many days a yearly day is kept; none when that is not soon, or was seen to."""
    on = yearly.next_on(day)
    seen_to = facts.last_done is not None and facts.last_done >= later(on, -shop.birthday_lead_days)
    return (on - day).days if (on - day).days <= shop.birthday_lead_days and not seen_to else None


KINDS = {kind: ReasonKind(kind.value) for kind in OccasionKind}
"""The reason that an occasion is."""


@lru_cache(64)
def keys_on(day: date) -> tuple[str, ...]:
    """The yearly keys of all birthdays that are kept on `day`, by the rules of `Birthday`."""
    near = [Birthday(day.month, day.day), Birthday(2, 29)]
    if lunar := lunar_of(day):
        month, at, _ = lunar
        near += [Birthday(month, at, None, lunar=True, leap=leap) for leap in (False, True)]
        near += [Birthday(month, 30, None, lunar=True, leap=leap) for leap in (False, True) if at == 29]
    return tuple(dict.fromkeys(birthday.code() for birthday in near if birthday.next_on(day) == day))
