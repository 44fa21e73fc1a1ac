"""What a line may say, as facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Choice:
    """A friend or product that may be meant. `sure`: the words are exactly its name.

    A product has a price, in minor units.
    """

    number: int
    name: str
    sure: bool = False
    price: int = 0


Look = Callable[[str], Sequence[Choice]]
"""Who or what these words may mean, best first."""


class Paid(StrEnum):
    """What the line says of the money."""

    UNSAID = auto()
    ALL = auto()
    NOTHING = auto()
    DEPOSIT = auto()
    PART = auto()
    OWED = auto()


@dataclass(frozen=True, slots=True)
class Ware:
    """So many of one of these products. `amount` is what they cost together and `each` what one does, in minor units,
    where the line says so.
    """

    words: str
    choices: tuple[Choice, ...]
    quantity: int = 1
    amount: int | None = None
    each: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done on a day; `promised` to the friend."""

    day: date
    text: str
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says. `amount` is in minor units and of the whole order; `part` is what came of it (`Paid.DEPOSIT`,
    `Paid.PART`) or is still to come (`Paid.OWED`). `day` is when it was, if not today. `unsure` are numbers that could
    be an amount or a quantity, and were taken for what is said here; `note` is what is left.
    """

    line: str
    who: str = ""
    friends: tuple[Choice, ...] = ()
    wares: tuple[Ware, ...] = ()
    amount: int | None = None
    paid: Paid = Paid.UNSAID
    part: int = 0
    day: date | None = None
    plans: tuple[Plan, ...] = ()
    note: str = ""
    unsure: tuple[str, ...] = ()

    @property
    def friend(self) -> Choice | None:
        """The one friend who is meant: the only one, or the only one of exactly that name."""
        return only(self.friends)

    @property
    def clear(self) -> bool:
        """Whether nothing has to be chosen before it is taken."""
        return self.friend is not None and all(only(ware.choices) for ware in self.wares)

    def with_friend(self, choice: Choice) -> "Reading":
        """As the seller chose."""
        return replace(self, friends=(choice,))

    def with_ware(self, place: int, ware: Ware | None) -> "Reading":
        """As the seller chose; none where it is not ordered, but only spoken of."""
        read = replace(self, wares=_with(self.wares, place, ware), unsure=())
        if ware is not None:
            return read
        read = replace(read, note=f"{self.note} {self.wares[place].words}".strip())
        pays = bool(read.wares) or self.paid in (Paid.ALL, Paid.DEPOSIT, Paid.PART)
        return read if pays else replace(read, amount=None, paid=Paid.UNSAID, part=0)

    def with_plan(self, place: int, plan: Plan | None) -> "Reading":
        """As the seller chose; none where nothing is to be done."""
        return replace(self, plans=_with(self.plans, place, plan))


def only(choices: Sequence[Choice]) -> Choice | None:
    """The one that is meant: the only one, or the only one of exactly that name."""
    if len(choices) == 1:
        return choices[0]
    sure = [choice for choice in choices if choice.sure]
    return sure[0] if len(sure) == 1 else None


def _with(every: tuple[_T, ...], place: int, one: _T | None) -> tuple[_T, ...]:
    kept = () if one is None else (one,)
    return (*every[:place], *kept, *every[place + 1 :])
