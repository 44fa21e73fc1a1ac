"""Figures of the long run: twelve months, the path of trust, promises, and who buys how often and how lately."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.db.store import Store
from crm.follow_ups import DONE, OPEN, PROMISE
from crm.ids import ContactId
from crm.insights.periods import Period
from crm.stages import Stage

MONTHS = 12
LATELY = (30, 90, 180)
"""Days since the last order: up to so many, and so many, and so many; and longer ago."""
OFTEN = (1, 3, 9)
"""Orders: up to so many, and so many, and so many; and more."""
PROMISED = 90
"""Promises of so many days are looked at."""
FRIENDS_AT_ONCE = 10_000
"""So many numbers of friends are summed in one read, so that it keeps nobody waiting."""


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What was sold and earned in the month that begins on `first`, in minor units; see `crm.profit.Profit`.

    `uncosted` lines are of unknown cost, `waiting` orders are not paid yet.
    """

    first: date
    orders: int
    sold: int
    earned: int
    uncosted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many friends stand in a stage, and how many came so far or further."""

    stage: Stage
    there: int
    reached: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises that were due in the days looked at: kept by their day, kept later, and not kept yet."""

    in_time: int
    late: int
    broken: int

    @property
    def due(self) -> int:
        """All of them."""
        return self.in_time + self.late + self.broken


@dataclass(frozen=True, slots=True)
class Cell:
    """Friends whose last order is so long ago (a place in `LATELY`) and who ordered so often (a place in `OFTEN`), and
    what they paid in all, in minor units.
    """

    lately: int
    often: int
    friends: int
    paid: int


# the words of the index of sums, which alone answers
OF_MONTH = """SELECT count(*), coalesce(sum(total), 0),
  coalesce(sum(CASE WHEN owed = 0 THEN paid - cost - shipping_cost - fee END), 0),
  coalesce(sum(CASE WHEN owed = 0 THEN uncosted END), 0), coalesce(sum(owed > 0), 0)
  FROM shop_order WHERE day BETWEEN ? AND ? AND cancelled_on IS NULL AND deleted_at IS NULL"""
OF_STAGES = "SELECT stage, count(*) FROM contact WHERE deleted_at IS NULL GROUP BY stage"
OF_PROMISES = f"""SELECT coalesce(sum(state = '{DONE}' AND closed_on <= due), 0),
  coalesce(sum(state = '{DONE}' AND closed_on > due), 0), coalesce(sum(state = '{OPEN}'), 0)
  FROM follow_up WHERE state IN ('{DONE}', '{OPEN}') AND due BETWEEN ? AND ? AND kind = '{PROMISE}'
  AND deleted_at IS NULL"""
BROKEN = f"""SELECT DISTINCT contact_id FROM follow_up WHERE state = '{OPEN}' AND due BETWEEN ? AND ?
  AND kind = '{PROMISE}' AND deleted_at IS NULL ORDER BY due, contact_id"""
CASES = """SELECT contact_id FROM after_sale WHERE closed_on IS NULL AND deleted_at IS NULL
  GROUP BY contact_id ORDER BY min(due) IS NULL, min(due), contact_id"""
LAST = f"""SELECT contact_id, CASE WHEN max(day) >= ?3 THEN 0 WHEN max(day) >= ?4 THEN 1 WHEN max(day) >= ?5 THEN 2
    ELSE 3 END AS lately,
  CASE WHEN count(*) <= {OFTEN[0]} THEN 0 WHEN count(*) <= {OFTEN[1]} THEN 1 WHEN count(*) <= {OFTEN[2]} THEN 2
    ELSE 3 END AS often, sum(paid) AS paid
  FROM shop_order INDEXED BY order_by_friend
  WHERE contact_id BETWEEN ?1 AND ?2 AND cancelled_on IS NULL AND deleted_at IS NULL GROUP BY contact_id"""
CELLS = f"SELECT lately, often, count(*), sum(paid) FROM ({LAST}) GROUP BY lately, often"
IN_CELL = f"SELECT contact_id FROM ({LAST}) WHERE lately = ?6 AND often = ?7 ORDER BY paid DESC, contact_id"


class Numbers:
    """Questions about the long run."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def months(self, last: Period) -> list[MonthSum]:
        """The twelve months up to this one, the oldest first."""
        found = []
        for back in range(MONTHS - 1, -1, -1):
            month = last.moved(-back)
            days = (month.first.isoformat(), month.last.isoformat())
            found.append(MonthSum(month.first, *self._store.rows((OF_MONTH, days))[0]))
        return found

    def funnel(self) -> list[FunnelStep]:
        """The stages in their order. Friends of every standing count, those in the bin do not."""
        there = dict(self._store.rows(OF_STAGES))
        stages = sorted(Stage, key=lambda stage: stage.rank)
        return [
            FunnelStep(stage, there.get(stage, 0), sum(there.get(further, 0) for further in stages[place:]))
            for place, stage in enumerate(stages)
        ]

    def kept(self) -> Kept:
        """The promises that were due in the last 90 days, until yesterday; those dropped do not count."""
        return Kept(*self._store.rows((OF_PROMISES, self._promised()))[0])

    def broken(self) -> list[ContactId]:
        """To whom those of them that are not kept yet were promised, the longest waiting first."""
        return [ContactId(number) for (number,) in self._store.rows((BROKEN, self._promised()))]

    def cases(self) -> list[ContactId]:
        """The friends for whom something is still to be made right, by when it was promised."""
        return [ContactId(number) for (number,) in self._store.rows(CASES)]

    def grid(self) -> list[Cell]:
        """How many friends bought how lately and how often, and what they paid. Whoever never did is left out."""
        sums: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for span in self._spans():
            for lately, often, friends, paid in self._store.rows((CELLS, span)):
                sums[lately, often][0] += friends
                sums[lately, often][1] += paid
        return [Cell(lately, often, *values) for (lately, often), values in sorted(sums.items())]

    def in_cell(self, lately: int, often: int) -> list[ContactId]:
        """The friends of one cell; who paid most first, within every ten thousand of them."""
        return [
            ContactId(number)
            for span in self._spans()
            for (number,) in self._store.rows((IN_CELL, (*span, lately, often)))
        ]

    def _promised(self) -> tuple[str, str]:
        yesterday = self._store.clock.today() - timedelta(days=1)
        return ((yesterday - timedelta(days=PROMISED - 1)).isoformat(), yesterday.isoformat())

    def _spans(self) -> Iterator[tuple[int | str, ...]]:
        today = self._store.clock.today()
        since = tuple((today - timedelta(days=days)).isoformat() for days in LATELY)
        most = self._store.rows("SELECT coalesce(max(id), 0) FROM contact")[0][0]
        for first in range(1, most + 1, FRIENDS_AT_ONCE):
            yield (first, first + FRIENDS_AT_ONCE - 1, *since)
