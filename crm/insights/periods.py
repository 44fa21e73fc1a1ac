"""Stretches of days that figures are told of: a day or a month, with the ones to lay beside it."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A day, or (`whole`) the month of it; `day` is then its first."""

    day: date
    whole: bool = True

    def __post_init__(self) -> None:
        """A month begins on its first."""
        if self.whole:
            object.__setattr__(self, "day", self.day.replace(day=1))

    @property
    def first(self) -> date:
        """Its first day."""
        return self.day

    @property
    def last(self) -> date:
        """Its last day."""
        return last_of(self.day) if self.whole else self.day

    def moved(self, steps: int) -> "Period":
        """So many days or months later, earlier below zero."""
        if not self.whole:
            return Period(self.day + timedelta(days=steps), whole=False)
        months = self.day.year * 12 + self.day.month - 1 + steps
        return Period(date(months // 12, months % 12 + 1, 1))

    @property
    def before(self) -> "Period":
        """The one just before it."""
        return self.moved(-1)

    @property
    def like(self) -> "Period":
        """The one it is like: the month a year before, the day a week before."""
        return self.moved(-12 if self.whole else -7)


def last_of(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
