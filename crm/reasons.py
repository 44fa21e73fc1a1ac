"""Why a friend is due, and how urgent that is: pure rules, told of facts.

A friend is due for up to four reasons: something planned by hand, a birthday that is near, an order unpaid for some
days, and the rhythm of their stage (or their own). Never due: friends paused or lost, those who rest (done, skipped
or put off until a later day), and by rhythm those with whom something is planned for later.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache
from typing import ClassVar

from crm.contacts import Standing
from crm.follow_ups import later
from crm.lunar import Birthday, lunar_of
from crm.settings import Shop
from crm.stages import Stage

ASK_AGAIN_DAYS = 3
"""So many days after *done* an unpaid order is no reason."""


class ReasonKind(StrEnum):
    """Why a friend is due, as scripts read it."""

    BY_HAND = auto()
    BIRTHDAY = auto()
    UNPAID = auto()
    CADENCE = auto()
    NEW_FRIEND = auto()


@dataclass(frozen=True, slots=True)
class ByHand:
    """The seller planned or promised it. `days` since it was due; `text` of what was planned."""

    kind: ClassVar[ReasonKind] = ReasonKind.BY_HAND
    days: int
    text: str
    promised: bool = False

    @property
    def score(self) -> float:
        """From 70 on its day, growing to 90 with the days that it is late."""
        return 70 + 20 * _grown(self.days)


@dataclass(frozen=True, slots=True)
class BirthdayNear:
    """Their birthday is in `ahead` days, 0 for today."""

    kind: ClassVar[ReasonKind] = ReasonKind.BIRTHDAY
    ahead: int
    birthday: Birthday

    @property
    def score(self) -> float:
        """See `score_of`."""
        return self.score_of(self.ahead)

    @staticmethod
    def score_of(ahead: int) -> float:
        """90 on the day, above everything; 45 the day before, 30 two days before …"""
        return 90 / (1 + ahead)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """They owe `amount` minor units for orders of which the oldest is `days` old."""

    kind: ClassVar[ReasonKind] = ReasonKind.UNPAID
    days: int
    amount: int

    @property
    def score(self) -> float:
        """From 50, growing to 70 with the days."""
        return 50 + 20 * _grown(self.days)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing was heard for `days`, where every `cadence` days is usual."""

    kind: ClassVar[ReasonKind] = ReasonKind.CADENCE
    days: int
    cadence: int

    @property
    def score(self) -> float:
        """By the ratio of silence to rhythm, from 10 to 50: 12 days on 7 weigh more than 70 on 60."""
        return 10 + 40 * (1 - self.cadence / self.days)


@dataclass(frozen=True, slots=True)
class NewFriend:
    """Added `days` ago and not greeted yet; ranked like `Quiet`."""

    kind: ClassVar[ReasonKind] = ReasonKind.NEW_FRIEND
    days: int
    cadence: int

    @property
    def score(self) -> float:
        """As of a friend who was quiet since they were added."""
        return Quiet(self.days, self.cadence).score


Reason = ByHand | BirthdayNear | Unpaid | Quiet | NewFriend


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether and why a friend is due. `owed` and `owing_since` are of unpaid orders old enough to ask,
    `promised` of the plan.
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


def reasons(facts: Facts, day: date, shop: Shop) -> tuple[Reason, ...]:
    """Why a friend is due on `day`, strongest first; nothing for one who is not."""
    if facts.standing is not Standing.ACTIVE or facts.resting:
        return ()
    found: list[Reason] = []
    if facts.planned is not None and facts.planned <= day:
        found.append(ByHand((day - facts.planned).days, facts.plan, facts.promised))
    if facts.birthday is not None:
        on = facts.birthday.next_on(day)
        ahead = (on - day).days
        seen_to = facts.last_done is not None and facts.last_done >= later(on, -shop.birthday_lead_days)
        if ahead <= shop.birthday_lead_days and not seen_to:
            found.append(BirthdayNear(ahead, facts.birthday))
    asked = facts.last_done is not None and facts.last_done >= later(day, -ASK_AGAIN_DAYS + 1)
    if facts.owing_since is not None and not asked:
        found.append(Unpaid((day - facts.owing_since).days, facts.owed))
    cadence = facts.cadence_days or shop.cadences[facts.stage]
    quiet = (day - facts.quiet_since).days
    if quiet >= cadence and (facts.planned is None or facts.planned <= day):
        greeted = facts.talked or facts.quiet_since > facts.added_on
        found.append(Quiet(quiet, cadence) if greeted else NewFriend(quiet, cadence))
    return tuple(sorted(found, key=lambda reason: -reason.score))


@lru_cache(64)
def keys_on(day: date) -> tuple[str, ...]:
    """The yearly keys of all birthdays that are kept on `day`, by the rules of `Birthday`."""
    near = [Birthday(day.month, day.day), Birthday(2, 29)]
    if lunar := lunar_of(day):
        month, at, _ = lunar
        near += [Birthday(month, at, None, lunar=True, leap=leap) for leap in (False, True)]
        near += [Birthday(month, 30, None, lunar=True, leap=leap) for leap in (False, True) if at == 29]
    return tuple(dict.fromkeys(birthday.code() for birthday in near if birthday.next_on(day) == day))


def _grown(days: int) -> float:
    """From 0 towards 1, always higher for more days, so that equal scores mean equal days."""
    return days / (days + 1)
