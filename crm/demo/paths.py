"""How trust grew with each friend of a demo shop: when they were added, when they moved on, when they last talked.

Days are numbers from 0, `DAYS` before today, to `DAYS`, which is today; nothing happens today, so that the shop is the
same at every hour of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from crm.contacts import Standing
from crm.stages import Stage

DAYS = 900
LAST = DAYS - 1
GAPS = ((1, 14), (2, 40), (2, 60), (45, 200))
"""For each stage after the first, how many days it takes at least, and how many more at most."""
FORCED_GAPS = (0.05, 0.15, 0.25, 0.45)
CADENCES = (3, 7, 14, 30, 7)
TALKATIVE = (1.0, 3.0, 10.0, 16.0, 40.0)
CUSTOMER, AGENT = Stage.CUSTOMER.rank, Stage.AGENT.rank


class Role(Enum):
    """Friends who are in every demo shop that has room for them, so that each page has something to show."""

    AGENT = auto()
    LOST = auto()
    PAUSED = auto()
    OWES_SINCE_YESTERDAY = auto()
    OWES_FOR_DAYS = auto()
    OWES_LONG = auto()
    BIRTHDAY_TODAY = auto()
    LUNAR_BIRTHDAY_TOMORROW = auto()
    DUE_TODAY = auto()
    OVERDUE = auto()
    COMING = auto()
    SUGGESTED = auto()
    FIRST_CUSTOMER = auto()


PLACES = (
    (0, Role.AGENT), (6, Role.AGENT), (12, Role.AGENT), (18, Role.LOST), (24, Role.OWES_FOR_DAYS), (30, Role.PAUSED),
    (36, Role.BIRTHDAY_TODAY), (42, Role.OWES_SINCE_YESTERDAY), (48, Role.OWES_LONG),
    (54, Role.LUNAR_BIRTHDAY_TOMORROW), (60, Role.DUE_TODAY), (66, Role.OVERDUE), (72, Role.COMING),
    (78, Role.SUGGESTED), (84, Role.DUE_TODAY),
)  # fmt: skip
"""Where in the row of friends, in percent, each role stands."""
OWING = {Role.OWES_SINCE_YESTERDAY: 1, Role.OWES_FOR_DAYS: 4, Role.OWES_LONG: 13}
"""How many days ago they ordered without paying."""
BUYING = {Role.AGENT: 1, Role.SUGGESTED: 1, Role.FIRST_CUSTOMER: 1, **dict.fromkeys(OWING, 2)}
"""How many orders a role needs."""

TARGETS = {Role.AGENT: AGENT, Role.SUGGESTED: CUSTOMER - 1}
"""How far roles that buy came where it is not customer."""


@dataclass(frozen=True, slots=True)
class Path:
    """One friend's way. `moves` are the days of the stages after the first; `first_order` is none for who never bought;
    `orders` is how many at least; `talk_weight` and `order_weight` share out the rest.
    """

    role: Role | None
    added: int
    moves: tuple[int, ...]
    end: int
    standing: Standing
    first_order: int | None
    orders: int
    talk_weight: float
    order_weight: float

    @property
    def rank(self) -> int:
        """Of the stage they are in."""
        return len(self.moves)

    def rank_on(self, day: int) -> int:
        """Of the stage they were in on a day."""
        return sum(move <= day for move in self.moves)


def cast(contacts: int, orders: int) -> dict[int, Role]:
    """Which friend has which role, as far as there is room."""
    roles = {contacts * percent // 100: role for percent, role in PLACES} if contacts else {}
    if sum(BUYING.get(role, 0) for role in roles.values()) > orders:
        roles = {place: role for place, role in roles.items() if role not in BUYING}
    if contacts and orders and not any(role in BUYING for role in roles.values()):
        roles[0] = Role.FIRST_CUSTOMER
    return roles


def paths(rng: Random, contacts: int, orders: int) -> list[Path]:
    """The ways of all friends, oldest first; together they need no more than `orders`."""
    roles = cast(contacts, orders)
    left = orders - sum(BUYING.get(role, 0) for role in roles.values())
    share = min(0.36, 0.8 * orders / contacts) if contacts else 0.0
    found: list[Path] = []
    for number in range(contacts):
        role = roles.get(number)
        growth = ((number + rng.random()) / contacts) ** 0.9
        path = _path(rng, role, min(LAST, int(DAYS * (0.03 + 0.97 * growth))), share if left else 0.0)
        if role not in BUYING:
            left -= path.orders
        found.append(path)
    return found


def _path(rng: Random, role: Role | None, added: int, share: float) -> Path:
    if role is not None and role in BUYING:
        moves = _forced(added, TARGETS.get(role, CUSTOMER))
    else:
        moves = _moves(rng, added, _target(rng, share))
    first_order = moves[CUSTOMER - 1] if len(moves) >= CUSTOMER else None
    if role is Role.SUGGESTED:
        first_order = LAST
    elif role is None and first_order is not None and first_order > LAST - 12 and rng.random() < 0.5:
        moves = moves[: CUSTOMER - 1]  # paid just now: the stage is only suggested
    rank = len(moves)
    standing = _standing(rng, role)
    newest = max(added, *moves, first_order or 0)
    silent = _silence(rng, CADENCES[rank]) if standing is Standing.ACTIVE else 60 + int(rng.random() * 300)
    end = max(newest, LAST - silent)
    bought = 0 if first_order is None else BUYING.get(role, 1) if role is not None else 1
    liking = 0.5 + 2 * rng.random() ** 2
    return Path(
        role=role,
        added=added,
        moves=moves,
        end=end,
        standing=standing,
        first_order=first_order,
        orders=bought,
        talk_weight=TALKATIVE[rank] * liking * (0.2 + (end - added) / DAYS),
        order_weight=0.0
        if rank < CUSTOMER
        else (9.0 if rank == AGENT else 1.0) * liking * (0.1 + (end - added) / DAYS),
    )


def _target(rng: Random, share: float) -> int:
    dice = rng.random()
    if dice < share:
        return AGENT if dice < share * 0.08 else CUSTOMER
    return int(rng.random() * CUSTOMER)


def _moves(rng: Random, added: int, target: int) -> tuple[int, ...]:
    """The days of moving on, as far as there was time for it."""
    day, moves = added, []
    for least, more in GAPS[:target]:
        day += least + int(rng.random() * more)
        if day > LAST:
            break
        moves.append(day)
    return tuple(moves)


def _forced(added: int, target: int) -> tuple[int, ...]:
    """The days of moving on for whom a role wants in a stage, however young the friendship."""
    time, day, moves = LAST - added, float(added), []
    for part in FORCED_GAPS[:target]:
        day += part * time
        moves.append(int(day))
    return tuple(moves)


def _standing(rng: Random, role: Role | None) -> Standing:
    dice = rng.random()
    match role:
        case Role.LOST:
            return Standing.LOST
        case Role.PAUSED:
            return Standing.PAUSED
        case None:
            return Standing.LOST if dice < 0.04 else Standing.PAUSED if dice < 0.07 else Standing.ACTIVE
        case _:
            return Standing.ACTIVE


def _silence(rng: Random, cadence: int) -> int:
    """How many days before yesterday the last talk was: six in ten friends were talked to in time."""
    if rng.random() < 0.6:
        return int(rng.random() * cadence)
    return int(cadence * (1 + 6 * rng.random() ** 2))


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts as near to the weights as can be; all of it, unless nobody weighs anything."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts, running, given = [], 0.0, 0
    for weight in weights:
        running += weight
        upto = min(total, int(total * running / whole + 1e-6))
        parts.append(upto - given)
        given = upto
    return parts
