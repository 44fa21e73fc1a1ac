"""Who is due on a day, asked in this database's own dialect.

Every branch says exactly the conditions of one of the partial indexes `today_…` in `crm.db.models`, so that it walks
that index and stops after its first rows, and counts need the index alone.
"""

from dataclasses import dataclass
from typing import Any

Query = tuple[str, dict[str, Any]]

MOST_COUNTED = 1_000
"""So many friends who are due for nothing but an occasion are counted; who counts on looks at friend after friend."""
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
BY_STAGE = f"c.rhythm_days IS NULL AND c.next_on IS NULL AND c.unanswered < 3 AND {IN_TOUCH}"
BY_OWN = f"c.rhythm_days IS NOT NULL AND c.next_on IS NULL AND c.unanswered < 3 AND {IN_TOUCH}"
GREETED = "(c.last_contact_at IS NOT NULL OR c.quiet_since > c.added_on)"
WEIGHT = "c.orders_count, c.stage, c.unanswered, c.bond_level"
"""What a friend's reasons weigh by, see `crm.reasons.Weight`."""
WAITS = "{0}on_delivery AND {0}received_on IS NULL AND {0}owed > 0"
"""What is paid when it arrives and has not arrived is not asked for."""
ASKABLE = (
    f"c.selling < 99 AND c.id NOT IN ({DONE.format(since=':asked_since')})"
    " AND (c.id NOT IN (SELECT contact_id FROM shop_order WHERE owed > 0 AND day > :unpaid_until"
    f" UNION ALL SELECT contact_id FROM shop_order INDEXED BY order_on_delivery WHERE {WAITS.format('')})"
    " OR EXISTS (SELECT 1 FROM shop_order o WHERE o.contact_id = c.id AND o.owed > 0 AND o.day <= :unpaid_until"
    f" AND NOT ({WAITS.format('o.')})))"
)
"""Whether a friend who owes may be asked: not asked lately, and not all that is unpaid is of these days, or is paid
when it arrives.
"""

OWN_CADENCES = f"""
WITH RECURSIVE own(days) AS (
  SELECT min(rhythm_days) FROM contact c INDEXED BY today_own_cadence WHERE {BY_OWN}
  UNION ALL SELECT (
    SELECT min(rhythm_days) FROM contact c INDEXED BY today_own_cadence WHERE c.rhythm_days > own.days AND {BY_OWN})
  FROM own WHERE own.days IS NOT NULL)
SELECT days FROM own WHERE days IS NOT NULL"""
"""The rhythms that single friends have, each once, by jumping along the index."""

WORKED = "SELECT count(DISTINCT contact_id) FROM rest WHERE day = ? AND deleted_at IS NULL"

OWING = f"""
SELECT contact_id, min(day), sum(owed) FROM shop_order
WHERE contact_id IN (SELECT value FROM json_each(?1)) AND owed > 0 AND day <= ?2 AND deleted_at IS NULL
  AND NOT ({WAITS.format("")})
GROUP BY contact_id"""

OCCASIONS = """
SELECT contact_id, kind, first, last, number, count, text FROM occasion
WHERE contact_id IN (SELECT value FROM json_each(?1))"""

NAMED = """
SELECT v.contact_id, f.name, v.value FROM field_value v JOIN custom_field f ON f.id = v.field_id
WHERE v.contact_id IN (SELECT value FROM json_each(?1)) AND v.field_id IN (SELECT value FROM json_each(?2))
  AND v.deleted_at IS NULL AND f.deleted_at IS NULL AND f.kind = 'date' ORDER BY f.position, f.id"""

RESTS = """
SELECT contact_id FROM rest
WHERE contact_id IN (SELECT value FROM json_each(?1)) AND until > ?2 AND deleted_at IS NULL"""

PLANS = """
SELECT contact_id, text, kind FROM follow_up INDEXED BY follow_up_contact_id
WHERE contact_id IN (SELECT value FROM json_each(?1)) AND state = ?2 AND due <= ?3 AND deleted_at IS NULL
ORDER BY due, id"""

PROMISED = """
SELECT contact_id, text, due FROM follow_up INDEXED BY follow_up_contact_id
WHERE contact_id IN (SELECT value FROM json_each(?1)) AND kind = ?2 AND state = ?3 AND due > ?4 AND deleted_at IS NULL
ORDER BY due DESC, id DESC"""
"""By friend: by day, the planner would look at everything that is ever planned."""

FRIENDS = """
SELECT id, stage, standing, rhythm_days, added_on, last_contact_at, quiet_since, next_on, birthday, orders_count,
  unanswered, selling, bond_level
FROM contact WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_at IS NULL"""

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
class Window:
    """Occasions of a kind that began on `since` or later; `guards` are conditions on the friend."""

    kind: str
    since: str
    guards: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """A festival on `day`: friends of these stages who were quiet since `until`."""

    day: str
    stages: tuple[str, ...]
    until: str

    @property
    def fits(self) -> str:
        """Whether friend `c` is to be greeted."""
        stages = ", ".join(f"'{stage}'" for stage in self.stages)
        return f"c.stage IN ({stages}) AND c.quiet_since <= :festival_until AND c.unanswered < 3"


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that decides who is due on `day`; days are ISO texts.

    `greeted` says of a rhythm whether only friends who were greeted count, or only those who were not; `unpaid` whether
    debts do; `fields` are those that hold yearly days, which `named` tells like birthdays; after `cool` is too soon
    after a contact.
    """

    day: str
    rhythms: tuple[Rhythm, ...]
    birthdays: tuple[Celebrated, ...]
    unpaid_until: str
    asked_since: str
    cool: str
    greeted: bool | None = None
    unpaid: bool = True
    fields: tuple[int, ...] = ()
    named: tuple[Celebrated, ...] = ()
    windows: tuple[Window, ...] = ()
    festival: Greeting | None = None


def first_due(due: Due, most: int) -> list[Query]:
    """Rows (friend, code, day, rhythm, what their reasons weigh by) of the `most` most urgent friends of each reason.

    Each branch is in the order of its urgency, then of the friends' numbers; the caller ranks their union.
    """
    always = {
        "day": due.day,
        "most": most,
        "unpaid_until": due.unpaid_until,
        "asked_since": due.asked_since,
        "cool": due.cool,
    }
    parts = [PLANNED, UNPAID] if due.unpaid else [PLANNED]
    values: dict[str, Any] = {}
    for number, rhythm in enumerate(due.rhythms):
        sql, needed = _rhythm(rhythm, number, due.greeted)
        parts.append(
            f"SELECT c.id, 'quiet', c.quiet_since, {rhythm.days:d}, {WEIGHT} FROM contact c {_along(rhythm)}"
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
                f"SELECT c.id, 'birthday', :on{number}, 0, {WEIGHT} FROM contact c INDEXED BY today_birthday"
                f" WHERE c.birthday_key = :key{number}_{which}"
                f" AND {IN_TOUCH} AND {AWAKE} AND {seen_to} ORDER BY c.id LIMIT :most"
            )
    if due.festival is not None:
        values |= {"festival_on": due.festival.day, "festival_until": due.festival.until}
        parts.append(
            f"SELECT c.id, 'festival', :festival_on, 0, {WEIGHT} FROM contact c INDEXED BY contact_by_spent"
            f" WHERE {due.festival.fits} AND {IN_TOUCH} AND {AWAKE} ORDER BY c.spent DESC, c.id DESC LIMIT :most"
        )
    for number, named in enumerate(due.named):
        sql, needed = _named_day(due.fields, named, number)
        values |= needed | {f"named_on{number}": named.day}
        parts.append(
            f"SELECT c.id, 'named', :named_on{number}, 0, {WEIGHT} FROM field_value v CROSS JOIN contact c"
            f" ON c.id = v.contact_id WHERE {sql} AND {IN_TOUCH} AND {AWAKE} ORDER BY c.id LIMIT :most"
        )
    for number, window in enumerate(due.windows):
        values |= {f"kind{number}": window.kind, f"since{number}": window.since}
        parts.append(
            f"SELECT c.id, r.kind, r.first, r.number, {WEIGHT} FROM occasion r CROSS JOIN contact c"
            f" ON c.id = r.contact_id WHERE r.kind = :kind{number} AND r.first BETWEEN :since{number} AND :day"
            f" AND r.last >= :day AND {window.guards} AND {IN_TOUCH} AND {AWAKE}"
            " ORDER BY r.first, r.contact_id LIMIT :most"
        )
    return [
        (" UNION ALL ".join(f"SELECT * FROM ({sql})" for sql in parts[start : start + BRANCHES]), values | always)
        for start in range(0, len(parts), BRANCHES)
    ]


PLANNED = f"""
SELECT c.id, 'planned', c.next_on, 0, {WEIGHT} FROM contact c INDEXED BY today_planned
WHERE c.next_on <= :day AND {IN_TOUCH} AND {AWAKE}
ORDER BY c.next_on, c.id LIMIT :most"""

UNPAID = f"""
SELECT c.id, 'unpaid', o.day, 0, {WEIGHT} FROM shop_order o CROSS JOIN contact c ON c.id = o.contact_id
WHERE o.owed > 0 AND o.day <= :unpaid_until AND c.selling < 99 AND {IN_TOUCH} AND {AWAKE}
  AND {NOT_DONE.format(since=":asked_since")} AND NOT ({WAITS.format("o.")})
  AND NOT EXISTS (SELECT 1 FROM shop_order e WHERE e.contact_id = o.contact_id AND e.owed > 0
    AND (e.day, e.id) < (o.day, o.id) AND NOT ({WAITS.format("e.")}))
ORDER BY o.day, o.contact_id LIMIT :most"""
"""The oldest unpaid order of each friend."""


def how_many(due: Due) -> list[Query]:
    """Statements of one number each; their sum is how many friends are due, each counted once.

    Those with a plan are never also counted as quiet (a plan takes the place of the rhythm), so both are counted
    along their indexes alone, less those who rest; then come those due for nothing but a debt, for nothing but a
    birthday, for nothing but a day of their own, and for nothing but an occasion.
    """
    day = {"day": due.day}
    quiet, values = _quiet(due)
    values |= {**day, "unpaid_until": due.unpaid_until, "asked_since": due.asked_since, "cool": due.cool}
    others = f"NOT {quiet} AND (c.next_on IS NULL OR c.next_on > :day)"
    found: list[Query] = [
        (f"SELECT count(*) FROM contact c INDEXED BY today_planned WHERE c.next_on <= :day AND {IN_TOUCH}", day),
        (
            (
                f"SELECT -count(*) FROM contact c WHERE c.id IN ({RESTING}) AND {IN_TOUCH}"
                f" AND ({quiet} OR c.next_on <= :day)"
            ),
            values,
        ),
    ]
    for rhythm in due.rhythms:
        sql, needed = _rhythm(rhythm, 0, due.greeted)
        found.append((f"SELECT count(*) FROM contact c {_along(rhythm)} WHERE {sql}", needed))
    if due.unpaid:
        found.append(
            (
                (
                    "SELECT count(*) FROM contact c INDEXED BY today_owing"
                    f" WHERE c.owed > 0 AND {IN_TOUCH} AND {others} AND c.id NOT IN ({RESTING}) AND {ASKABLE}"
                ),
                values,
            )
        )
        others += f" AND NOT (c.owed > 0 AND {ASKABLE})"
    for number, birthday in enumerate(due.birthdays):
        values |= {f"key{number}_{which}": key for which, key in enumerate(birthday.keys)}
        values[f"lead{number}"] = birthday.lead_since
        keys = ", ".join(f":key{number}_{which}" for which in range(len(birthday.keys)))
        kept = f"c.birthday_key IN ({keys}) AND {NOT_DONE.format(since=f':lead{number}')}"
        found.append(
            (
                (
                    f"SELECT count(*) FROM contact c INDEXED BY today_birthday WHERE {kept} AND {IN_TOUCH}"
                    f" AND {others} AND {AWAKE}"
                ),
                dict(values),
            )
        )
    if due.birthdays:
        every = " OR ".join(
            f"(c.birthday_key IN ({', '.join(f':key{number}_{which}' for which in range(len(birthday.keys)))})"
            f" AND {NOT_DONE.format(since=f':lead{number}')})"
            for number, birthday in enumerate(due.birthdays)
        )
        others += f" AND NOT (({every}) IS TRUE)"
    if due.festival is not None:
        values["festival_until"] = due.festival.until
        found.append(
            (
                (
                    f"SELECT count(*) FROM (SELECT c.id FROM contact c WHERE {due.festival.fits} AND {IN_TOUCH}"
                    f" AND {others} AND {AWAKE} LIMIT {MOST_COUNTED})"
                ),
                dict(values),
            )
        )
        others += f" AND NOT ({due.festival.fits})"
    for number, named in enumerate(due.named):
        sql, needed = _named_day(due.fields, named, number)
        values |= needed
        found.append(
            (
                (
                    "SELECT count(DISTINCT c.id) FROM field_value v CROSS JOIN contact c ON c.id = v.contact_id"
                    f" WHERE {sql} AND {IN_TOUCH} AND {others} AND {AWAKE}"
                ),
                dict(values),
            )
        )
        others += f" AND NOT EXISTS (SELECT 1 FROM field_value v WHERE v.contact_id = c.id AND {sql})"
    if due.windows:
        cases = " ".join(f"WHEN :kind{number} THEN {window.guards}" for number, window in enumerate(due.windows))
        spans = ", ".join(f"(:kind{number}, :since{number})" for number in range(len(due.windows)))
        for number, window in enumerate(due.windows):
            values |= {f"kind{number}": window.kind, f"since{number}": window.since}
        found.append(
            (
                (
                    f"WITH span(kind, since) AS (VALUES {spans}) SELECT count(*) FROM (SELECT DISTINCT c.id FROM span s"
                    " CROSS JOIN occasion r ON r.kind = s.kind AND r.first BETWEEN s.since AND :day AND r.last >= :day"
                    f" CROSS JOIN contact c ON c.id = r.contact_id WHERE CASE r.kind {cases} END"
                    f" AND {IN_TOUCH} AND {others} AND {AWAKE} LIMIT {MOST_COUNTED})"
                ),
                values,
            )
        )
    return found


def of_the_day(due: Due) -> Query:
    """One row: how many friends have a plan for the very day, and how many their birthday, among those in touch."""
    keys = due.birthdays[0].keys if due.birthdays else ()
    return (
        (
            "SELECT (SELECT count(*) FROM contact c INDEXED BY today_planned"
            f" WHERE c.next_on = :day AND {IN_TOUCH} AND {AWAKE}),"
            " (SELECT count(*) FROM contact c"
            f" WHERE c.birthday_key IN ({', '.join(f':{name}' for name in _names(keys))}) AND {IN_TOUCH} AND {AWAKE})"
        ),
        {"day": due.day, **_names(keys)},
    )


def _along(rhythm: Rhythm) -> str:
    """The index that has the friends of one rhythm; named, because a list's index on one column looks as good."""
    return f"INDEXED BY {'today_own_cadence' if rhythm.stage is None else 'today_cadence'}"


def _rhythm(rhythm: Rhythm, number: int, greeted: bool | None) -> Query:
    """The friends of one rhythm who are due by it, as an index has them."""
    only = "" if greeted is None else f" AND {'' if greeted else 'NOT '}{GREETED}"
    if rhythm.stage is None:
        return (
            f"c.rhythm_days = :days{number} AND c.quiet_since <= :until{number} AND {BY_OWN}{only}",
            {f"days{number}": rhythm.days, f"until{number}": rhythm.until},
        )
    return (
        f"c.stage = :stage{number} AND c.quiet_since <= :until{number} AND {BY_STAGE}{only}",
        {f"stage{number}": rhythm.stage, f"until{number}": rhythm.until},
    )


def _quiet(due: Due) -> Query:
    """Whether friend `c`, who is in touch, is due by rhythm: told of one row."""
    if not due.rhythms:
        return "0", {}
    stages = own = ""
    values: dict[str, Any] = {}
    for number, rhythm in enumerate(due.rhythms):
        values |= {f"which{number}": rhythm.stage or rhythm.days, f"until{number}": rhythm.until}
        if rhythm.stage is None:
            own += f" WHEN :which{number} THEN :until{number}"
        else:
            stages += f" WHEN :which{number} THEN :until{number}"
    by_own = f"CASE c.rhythm_days{own} END" if own else "NULL"
    limit = f"CASE WHEN c.rhythm_days IS NULL THEN CASE c.stage{stages} END ELSE {by_own} END"
    only = "" if due.greeted is None else f" AND {'' if due.greeted else 'NOT '}{GREETED}"
    return f"((c.next_on IS NULL AND c.unanswered < 3 AND c.quiet_since <= {limit}{only}) IS TRUE)", values


def _named_day(fields: tuple[int, ...], named: Celebrated, number: int) -> Query:
    """The values of these fields that are kept on one day, of friends who were not seen to on it."""
    sql = " OR ".join(
        f"v.field_id = :field{which} AND substr(v.value, 6) = :month_day{number}_{day}"
        for which in range(len(fields))
        for day in range(len(named.keys))
    )
    values = {f"field{which}": field for which, field in enumerate(fields)}
    keys = {f"month_day{number}_{day}": key for day, key in enumerate(named.keys)}
    lead = f"named_lead{number}"
    return (
        f"({sql}) AND v.deleted_at IS NULL AND {NOT_DONE.format(since=f':{lead}')}",
        {**values, **keys, lead: named.lead_since},
    )


def _names(keys: tuple[str, ...]) -> dict[str, str]:
    return {f"key{number}": key for number, key in enumerate(keys)}
