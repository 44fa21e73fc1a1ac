"""交情 with friends, read: the number with the events behind it; and how the seller kept their word. Writes nothing."""

import json
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median

from crm.clock import to_ms
from crm.db import reputation_sql
from crm.db.store import Store
from crm.db.trust import facts_of
from crm.errors import MissingError
from crm.follow_ups import later
from crm.ids import ContactId
from crm.trust import SHIPPED_ON_TIME_DAYS, TREND_DAYS, Line, Trend, bond, events, explained, stored, trend, weekly


@dataclass(frozen=True, slots=True)
class Bond:
    """The tie with one friend today: the number (0–100), which way it turns, what it was `TREND_DAYS` ago, at the end
    of each of the last weeks, and the lines that add up to it.
    """

    number: int
    trend: Trend | None
    before: int
    weeks: tuple[int, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Reputation:
    """A month up to today: promises that were due in it and kept in time, kept late, or are open and late; the median
    minutes until friends were answered, and how many were; and what is open now: promises and parcels that are late,
    and cases of after-sales.
    """

    month: date
    kept: int
    kept_late: int
    missed: int
    answer_minutes: int | None
    answers: int
    late_promises: int
    late_parcels: int
    cases: int

    @property
    def waits(self) -> int:
        """How many things a friend waits for longer than they should."""
        return self.late_promises + self.late_parcels + self.cases


class Bonds:
    """Questions about ties."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, contact: ContactId) -> Bond:
        """The tie with a friend. Raises `MissingError`."""
        found = facts_of(self._store.rows, json.dumps([contact]))
        if contact not in found:
            raise MissingError("contact", str(contact))
        facts = found[contact]
        day = self._store.clock.today().toordinal()
        happened = events(facts)
        why = explained(happened, day)
        before = bond(stored(events(facts, day - TREND_DAYS)).level, day - TREND_DAYS)
        return Bond(why.number, trend(stored(happened), day), before, weekly(facts, day), why.lines)

    def reputation(self) -> Reputation:
        """How the seller kept their word this month."""
        clock = self._store.clock
        today = clock.today()
        first = today.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        days = {"first": first.isoformat(), "last": last.isoformat(), "today": today.isoformat()}
        kept, kept_late, missed = self._store.rows((reputation_sql.PROMISED, days))[0]
        span = {
            "since": to_ms(clock.moment_of(first, time.min)),
            "until": to_ms(clock.moment_of(later(today, 1), time.min)),
        }
        waits = _waits(self._store.rows((reputation_sql.SAID, span)))
        (promises,) = self._store.rows((reputation_sql.LATE_PROMISES, {"today": days["today"]}))[0]
        by = later(today, -SHIPPED_ON_TIME_DAYS).isoformat()
        (parcels,) = self._store.rows((reputation_sql.LATE_PARCELS, {"shipped_by": by}))[0]
        (cases,) = self._store.rows(reputation_sql.OPEN_CASES)[0]
        minutes = round(median(waits) / 60_000) if waits else None
        return Reputation(first, kept or 0, kept_late or 0, missed or 0, minutes, len(waits), promises, parcels, cases)


def _waits(said: list[tuple[int, int, str]]) -> list[int]:
    """How long friends waited for each answer, in milliseconds, from the first thing that they said."""
    waits: list[int] = []
    who: int | None = None
    since: int | None = None
    for contact, at, direction in said:
        if contact != who:
            who, since = contact, None
        if direction == "in":
            since = at if since is None else since
        elif since is not None:
            waits.append(at - since)
            since = None
    return waits
