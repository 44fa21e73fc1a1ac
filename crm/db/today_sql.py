"""Who is due on a day, asked in this database's own dialect.

Every branch says exactly the conditions of one of the partial indexes `today_…` in `crm.db.models`, so that it walks
that index and stops after its first rows, and counts need the index alone.
"""

from dataclasses import dataclass
from typing import Any

Query = tuple[str, dict[str, Any]]

BRANCHES = 100
"""So many branches stand in one statement; SQLite takes up to 500."""

IN_TOUCH = "c.standing = 'active' AND c.deleted_at IS NULL"
RESTING = "SELECT contact_id FROM rest WHERE until > :day AND deleted_at IS NULL"
AWAKE = "NOT EXISTS (SELECT 1 FROM rest r WHERE r.contact_id = c.id AND r.until > :day AND r.deleted_at IS NULL)"
DONE = "SELECT contact_id FROM rest WHERE how = 'done' AND day >= {since} AND deleted_at IS NULL"
NOT_DONE = (
    "NOT EXISTS (SELECT 1 FROM rest d WHERE d.contact_id = c.id AND d.how = 'done' AND d.day >= {since}"
    " AND d.deleted_at IS NULL)"
)
BY_STAGE = f"c.cadence_days IS NULL AND c.next_on IS NULL AND {IN_TOUCH}"
BY_OWN = f"c.cadence_days IS NOT NULL AND c.next_on IS NULL AND {IN_TOUCH}"
ASKABLE = (
    f"c.id NOT IN ({DONE.format(since=':asked_since')})"
    " AND (c.id NOT IN (SELECT contact_id FROM shop_order WHERE owed > 0 AND day > :unpaid_until)"
    " OR EXISTS (SELECT 1 FROM shop_order o WHERE o.contact_id = c.id AND o.owed > 0 AND o.day <= :unpaid_until))"
)
"""Whether a friend who owes may be asked: not asked lately, and not all that is unpaid is of these days."""

OWN_CADENCES = f"""
WITH RECURSIVE own(days) AS (
  SELECT min(cadence_days) FROM contact c INDEXED BY today_own_cadence WHERE {BY_OWN}
  UNION ALL SELECT (
    SELECT min(cadence_days) FROM contact c INDEXED BY today_own_cadence WHERE c.cadence_days > own.days AND {BY_OWN})
  FROM own WHERE own.days IS NOT NULL)
SELECT days FROM own WHERE days IS NOT NULL"""
"""The rhythms that single friends have, each once, by jumping along the index."""

WORKED = "SELECT count(DISTINCT contact_id) FROM rest WHERE day = ? AND deleted_at IS NULL"

OWING = """
SELECT contact_id, min(day), sum(owed) FROM shop_order
WHERE contact_id IN (SELECT value FROM json_each(?1)) AND owed > 0 AND day <= ?2 AND deleted_at IS NULL
GROUP BY contact_id"""

LAST_DONE = """
SELECT contact_id, max(day) FROM rest
WHERE contact_id IN (SELECT value FROM json_each(?1)) AND how = 'done' AND deleted_at IS NULL GROUP BY contact_id"""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Friends who are due when quiet since `until`: those of a stage, or those with a rhythm of their own."""

    days: int
    until: str
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Celebrated:
    """Birthdays kept on `day`: their keys, and the first day on which a *done* means that this one was seen to."""

    day: str
    keys: tuple[str, ...]
    lead_since: str


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that decides who is due on `day`; days are ISO texts."""

    day: str
    rhythms: tuple[Rhythm, ...]
    birthdays: tuple[Celebrated, ...]
    unpaid_until: str
    asked_since: str


def first_due(due: Due, most: int) -> list[Query]:
    """Rows (friend, code, day, rhythm) of the `most` most urgent friends of each reason.

    Each branch is in the order of its urgency, then of the friends' numbers; the caller ranks their union.
    """
    always = {
        "day": due.day,
        "most": most,
        "unpaid_until": due.unpaid_until,
        "asked_since": due.asked_since,
    }
    parts = [PLANNED, UNPAID]
    values: dict[str, Any] = {}
    for number, rhythm in enumerate(due.rhythms):
        sql, needed = _rhythm(rhythm, number)
        parts.append(
            f"SELECT c.id, 'quiet', c.quiet_since, {rhythm.days:d} FROM contact c {_along(rhythm)}"
            f" WHERE {sql} AND {AWAKE}"
            " ORDER BY c.quiet_since, c.id LIMIT :most"
        )
        values |= needed
    for number, birthday in enumerate(due.birthdays):
        seen_to = NOT_DONE.format(since=f":lead{number}")
        values |= {f"on{number}": birthday.day, f"lead{number}": birthday.lead_since}
        for which, key in enumerate(birthday.keys):
            values[f"key{number}_{which}"] = key
            parts.append(
                f"SELECT c.id, 'birthday', :on{number}, 0 FROM contact c INDEXED BY today_birthday"
                f" WHERE c.birthday_key = :key{number}_{which}"
                f" AND {IN_TOUCH} AND {AWAKE} AND {seen_to} ORDER BY c.id LIMIT :most"
            )
    return [
        (" UNION ALL ".join(f"SELECT * FROM ({sql})" for sql in parts[start : start + BRANCHES]), values | always)
        for start in range(0, len(parts), BRANCHES)
    ]


PLANNED = f"""
SELECT c.id, 'planned', c.next_on, 0 FROM contact c INDEXED BY today_planned
WHERE c.next_on <= :day AND {IN_TOUCH} AND {AWAKE}
ORDER BY c.next_on, c.id LIMIT :most"""

UNPAID = f"""
SELECT c.id, 'unpaid', o.day, 0 FROM shop_order o CROSS JOIN contact c ON c.id = o.contact_id
WHERE o.owed > 0 AND o.day <= :unpaid_until AND {IN_TOUCH} AND {AWAKE} AND {NOT_DONE.format(since=":asked_since")}
  AND NOT EXISTS (SELECT 1 FROM shop_order e WHERE e.contact_id = o.contact_id AND e.owed > 0
    AND (e.day, e.id) < (o.day, o.id))
ORDER BY o.day, o.contact_id LIMIT :most"""
"""The oldest unpaid order of each friend."""


def how_many(due: Due) -> list[Query]:
    """Statements of one number each; their sum is how many friends are due, each counted once.

    Those with a plan are never also counted as quiet (a plan takes the place of the rhythm), so both are counted
    along their indexes alone, less those who rest; then come those due for nothing but a debt, and those due for
    nothing but a birthday.
    """
    day = {"day": due.day}
    quiet, rhythms = _quiet(due.rhythms)
    values = {**rhythms, **day, "unpaid_until": due.unpaid_until, "asked_since": due.asked_since}
    neither = f"NOT {quiet} AND (c.next_on IS NULL OR c.next_on > :day)"
    found: list[Query] = [
        (f"SELECT count(*) FROM contact c INDEXED BY today_planned WHERE c.next_on <= :day AND {IN_TOUCH}", day),
        (
            (
                f"SELECT -count(*) FROM contact c WHERE c.id IN ({RESTING}) AND {IN_TOUCH}"
                f" AND ({quiet} OR c.next_on <= :day)"
            ),
            values,
        ),
        (
            (
                "SELECT count(*) FROM contact c INDEXED BY today_owing"
                f" WHERE c.owed > 0 AND {IN_TOUCH} AND {neither} AND c.id NOT IN ({RESTING}) AND {ASKABLE}"
            ),
            values,
        ),
    ]
    for rhythm in due.rhythms:
        sql, needed = _rhythm(rhythm, 0)
        found.append((f"SELECT count(*) FROM contact c {_along(rhythm)} WHERE {sql}", needed))
    found.extend(
        (
            (
                "SELECT count(*) FROM contact c INDEXED BY today_birthday"
                f" WHERE {_keys(birthday.keys)} AND {IN_TOUCH} AND {neither} AND {AWAKE}"
                f" AND NOT (c.owed > 0 AND {ASKABLE}) AND {NOT_DONE.format(since=':lead')}"
            ),
            {**values, **_named(birthday.keys), "lead": birthday.lead_since},
        )
        for birthday in due.birthdays
    )
    return found


def of_the_day(due: Due) -> Query:
    """One row: how many friends have a plan for the very day, and how many their birthday, among those in touch."""
    keys = due.birthdays[0].keys
    return (
        (
            "SELECT (SELECT count(*) FROM contact c INDEXED BY today_planned"
            f" WHERE c.next_on = :day AND {IN_TOUCH} AND {AWAKE}),"
            " (SELECT count(*) FROM contact c INDEXED BY today_birthday"
            f" WHERE {_keys(keys)} AND {IN_TOUCH} AND {AWAKE})"
        ),
        {"day": due.day, **_named(keys)},
    )


def _along(rhythm: Rhythm) -> str:
    """The index that has the friends of one rhythm; named, because a list's index on one column looks as good."""
    return f"INDEXED BY {'today_own_cadence' if rhythm.stage is None else 'today_cadence'}"


def _rhythm(rhythm: Rhythm, number: int) -> Query:
    """The friends of one rhythm who are due by it, as an index has them."""
    if rhythm.stage is None:
        return (
            f"c.cadence_days = :days{number} AND c.quiet_since <= :until{number} AND {BY_OWN}",
            {f"days{number}": rhythm.days, f"until{number}": rhythm.until},
        )
    return (
        f"c.stage = :stage{number} AND c.quiet_since <= :until{number} AND {BY_STAGE}",
        {f"stage{number}": rhythm.stage, f"until{number}": rhythm.until},
    )


def _quiet(rhythms: tuple[Rhythm, ...]) -> Query:
    """Whether friend `c`, who is in touch, is due by rhythm: told of one row."""
    stages = own = ""
    values: dict[str, Any] = {}
    for number, rhythm in enumerate(rhythms):
        values |= {f"which{number}": rhythm.stage or rhythm.days, f"until{number}": rhythm.until}
        if rhythm.stage is None:
            own += f" WHEN :which{number} THEN :until{number}"
        else:
            stages += f" WHEN :which{number} THEN :until{number}"
    by_own = f"CASE c.cadence_days{own} END" if own else "NULL"
    limit = f"CASE WHEN c.cadence_days IS NULL THEN CASE c.stage{stages} END ELSE {by_own} END"
    return f"((c.next_on IS NULL AND c.quiet_since <= {limit}) IS TRUE)", values


def _keys(keys: tuple[str, ...]) -> str:
    return f"c.birthday_key IN ({', '.join(f':{name}' for name in _named(keys))})"


def _named(keys: tuple[str, ...]) -> dict[str, str]:
    return {f"key{number}": key for number, key in enumerate(keys)}
