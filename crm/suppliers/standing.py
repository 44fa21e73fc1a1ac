"""How the seller and a supplier stand: what is owed, and since when."""

from collections.abc import Iterable
from datetime import date


def standing(amounts: Iterable[tuple[date, int]]) -> tuple[int, date | None]:
    """What is owed, and the day of the oldest debt that is not paid; amounts below zero pay, oldest debts first.

    Below zero the supplier owes the seller; then, and for nothing, there is no day.
    """
    every = sorted(amounts)
    owed = sum(amount for _, amount in every)
    if owed <= 0:
        return owed, None
    paid = -sum(amount for _, amount in every if amount < 0)
    for day, amount in every:
        if amount > 0:
            paid -= amount
            if paid < 0:
                return owed, day
    raise AssertionError("something is owed, so some debt is open")  # pragma: no cover - the sum says so
