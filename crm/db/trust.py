"""What trust follows from, read from the rows of one friend; and what is kept of it with the friend, see `crm.trust`.

Whoever was introduced by somebody counts for that friend: `counted_for` and `counted_on` say for whom, and since when,
so that both the old and the new introducer are computed again when that changes.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from crm.occasions import asks
from crm.trust import (
    MOST_DAYS,
    NOBODY,
    Brought,
    Complaint,
    Evidence,
    Facts,
    Kept,
    Level,
    Talk,
    Trade,
    day_of,
    events,
    evidence,
    interested_on,
    ordinal,
    praises,
    stored,
)

BLOCK = 500
REMEMBERED_TALKS = 500
"""So many of the latest talks count: of whoever says more than that the older ones would add next to nothing."""
FEW = 20
"""Of so few friends at once only as many talks are read as count; of more all of them in one go, which is faster."""
READ = 200
"""So many characters at the end of a talk are read for what they ask or praise."""
AMONG = "IN (SELECT value FROM json_each(?1))"

# the day that a row says, but no later than the day after it was written: nothing is taken for granted that is to come
_NOT_BEFORE_ITS_DAY = "min({day}, date({made} / 1000, 'unixepoch', '+1 day'))"
_PAID = _NOT_BEFORE_ITS_DAY.format(day="max(p.day)", made="max(p.created)")
_SHIPPED = _NOT_BEFORE_ITS_DAY.format(day="o.shipped_on", made="o.updated")

KNOWN = f"""SELECT id, added_on, last_contact_at IS NOT NULL, orders_count, bond_level, bond_drift, interest_on
FROM contact WHERE id {AMONG} AND deleted_at IS NULL"""
_SAID = f"""SELECT contact_id, day, at, direction, kind, platform,
  CASE WHEN direction = 'in' THEN substr(text, -{READ}) END FROM conversation"""
LATEST_TALKS = f"""{_SAID} WHERE contact_id = ? AND deleted_at IS NULL
ORDER BY at DESC, id DESC LIMIT {REMEMBERED_TALKS}"""
EVERY_TALK = f"{_SAID} WHERE contact_id {AMONG} AND deleted_at IS NULL ORDER BY contact_id, at DESC, id DESC"
TRADES = f"""SELECT o.contact_id, o.day, {_PAID}, {_SHIPPED}, o.summary
FROM shop_order o JOIN payment p ON p.order_id = o.id
WHERE o.contact_id {AMONG} AND o.paid > 0 AND o.paid >= o.total AND o.cancelled_on IS NULL AND o.deleted_at IS NULL
  AND p.deleted_at IS NULL AND p.amount > 0 GROUP BY o.id ORDER BY o.id"""
PROMISES = f"""SELECT contact_id, closed_on, closed_on <= due, text FROM follow_up
WHERE contact_id {AMONG} AND kind = 'promise' AND state = 'done' AND closed_on IS NOT NULL AND deleted_at IS NULL
ORDER BY id"""
INTRODUCED = f"""SELECT introduced_by_id, added_on, name FROM contact
WHERE introduced_by_id {AMONG} AND deleted_at IS NULL ORDER BY id"""
CASES = f"""SELECT contact_id, kind, opened_on, CASE WHEN result <> 'refused' THEN closed_on END, text FROM after_sale
WHERE contact_id {AMONG} AND kind IN ('complaint', 'damage', 'praise') AND deleted_at IS NULL ORDER BY id"""
COUNTED = f"""SELECT id, CASE WHEN deleted_at IS NULL THEN introduced_by_id END,
  CASE WHEN deleted_at IS NULL AND introduced_by_id IS NOT NULL THEN added_on END, counted_for, counted_on
FROM contact WHERE id {AMONG} AND (introduced_by_id IS NOT NULL OR counted_for IS NOT NULL)"""
SPANS = ", ".join(f"span_{count}" for count in range(1, MOST_DAYS + 1))
COLUMNS = f"reactions, reacted_on, {SPANS}, talked_on, paid, bought_on, introduced, praised"
WIDTH = COLUMNS.count(",") + 1


Ask = Callable[[tuple[str, tuple[Any, ...]]], list[tuple[Any, ...]]]
"""Answers a statement with its values: the store's own way, or a connection's."""


def facts_of(ask: Ask, chosen: str) -> dict[int, Facts]:
    """What the ties of the friends of the JSON list `chosen` follow from, of those who are there."""
    return {row[0]: known or Facts(ordinal(row[1])) for row, known in facts(ask, chosen)}


def facts(ask: Ask, chosen: str) -> Iterator[tuple[tuple[Any, ...], Facts | None]]:
    """The rows of `KNOWN` of the friends of the JSON list `chosen` who are there, and what their tie follows from; none
    where there is nothing.

    A case of after-sales is a complaint where something was wrong; one that was refused is not solved, and goods that
    go back without a reason are no complaint.
    """
    complaints: defaultdict[int, list[Complaint]] = defaultdict(list)
    praised: defaultdict[int, list[int]] = defaultdict(list)
    for number, kind, day, solved, text in ask((CASES, (chosen,))):
        if kind == "praise":
            praised[number].append(ordinal(day))
        else:
            complaints[number].append(Complaint(ordinal(day), ordinal(solved) if solved else None, text))
    trades: defaultdict[int, list[Trade]] = defaultdict(list)
    for number, day, paid, shipped, text in ask((TRADES, (chosen,))):
        trades[number].append(Trade(ordinal(day), ordinal(paid), ordinal(shipped) if shipped else None, text))
    promises: defaultdict[int, list[Kept]] = defaultdict(list)
    for number, day, on_time, text in ask((PROMISES, (chosen,))):
        promises[number].append(Kept(ordinal(day), bool(on_time), text))
    introduced: defaultdict[int, list[Brought]] = defaultdict(list)
    for number, day, name in ask((INTRODUCED, (chosen,))):
        introduced[number].append(Brought(ordinal(day), name))
    known = ask((KNOWN, (chosen,)))
    said = _talks(ask, [row[0] for row in known if row[2]])
    for row in known:
        number, added, touched, ordered, *_ = row
        told = number in promises or number in introduced or number in complaints or number in praised
        if not (touched or ordered or told):
            yield row, None
            continue
        yield (
            row,
            Facts(
                ordinal(added),
                said.get(number, ()),
                trades.get(number, ()),
                promises.get(number, ()),
                introduced.get(number, ()),
                complaints.get(number, ()),
                praised.get(number, ()),
            ),
        )


def refresh(connection: sqlite3.Connection, chosen: str) -> None:
    """Compute what is kept of these friends again."""
    there = {
        number: tuple(row)
        for number, *row in connection.execute(
            f"SELECT contact_id, {COLUMNS} FROM stage_evidence WHERE contact_id {AMONG}", (chosen,)
        ).fetchall()
    }

    def ask(query: tuple[str, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return connection.execute(*query).fetchall()

    levels: list[tuple[Any, ...]] = []
    speaks: list[tuple[Any, ...]] = []
    for (number, _, _, _, level, drift, interested), known in facts(ask, chosen):
        kept, wanted, shown = NOBODY, None, None
        if known is not None:
            happened = events(known)
            kept = stored(happened)
            wanted = _row(evidence(known, happened))
            on = interested_on(known)
            shown = _day(on)
        if (kept, shown) != (Level(level, drift), interested):
            levels.append((*kept, shown, number))
        if wanted == there.get(number):
            there.pop(number, None)
        elif wanted is not None:
            there.pop(number, None)
            speaks.append((number, *wanted))
    connection.executemany("UPDATE contact SET bond_level = ?, bond_drift = ?, interest_on = ? WHERE id = ?", levels)
    connection.executemany("DELETE FROM stage_evidence WHERE contact_id = ?", [(number,) for number in there])
    connection.executemany(
        f"INSERT OR REPLACE INTO stage_evidence(contact_id, {COLUMNS}) VALUES ({', '.join('?' * (WIDTH + 1))})", speaks
    )


def refresh_all(connection: sqlite3.Connection) -> None:
    """Compute what is kept of everybody again."""
    everybody = [number for (number,) in connection.execute("SELECT id FROM contact ORDER BY id").fetchall()]
    blocks = [json.dumps(everybody[start : start + BLOCK]) for start in range(0, len(everybody), BLOCK)]
    for chosen in blocks:
        _count(connection, chosen)
    for chosen in blocks:
        refresh(connection, chosen)


def introducers(connection: sqlite3.Connection, contacts: Iterable[int]) -> set[int]:
    """Whoever introduced one of these friends, or did until now, where that is not counted yet; from now on it is."""
    numbers = sorted(contacts)
    found: set[int] = set()
    for start in range(0, len(numbers), BLOCK):
        found |= _count(connection, json.dumps(numbers[start : start + BLOCK]))
    return found


def forget(connection: sqlite3.Connection, chosen: str) -> None:
    """Of friends who are erased nothing speaks, and nobody counts for them."""
    connection.execute(f"DELETE FROM stage_evidence WHERE contact_id {AMONG}", (chosen,))
    connection.execute(
        f"UPDATE contact SET counted_for = NULL, counted_on = NULL WHERE introduced_by_id {AMONG}", (chosen,)
    )


def _count(connection: sqlite3.Connection, chosen: str) -> set[int]:
    changed = [row for row in connection.execute(COUNTED, (chosen,)).fetchall() if (row[1], row[2]) != (row[3], row[4])]
    connection.executemany(
        "UPDATE contact SET counted_for = ?, counted_on = ? WHERE id = ?",
        [(introducer, day, number) for number, introducer, day, _, _ in changed],
    )
    return {who for row in changed for who in (row[1], row[3]) if who is not None}


def _talks(ask: Ask, numbers: Sequence[int]) -> dict[int, list[Talk]]:
    """The latest talks of each, in the order of their moments."""
    rows: list[tuple[Any, ...]] = []
    if len(numbers) > FEW:
        rows = ask((EVERY_TALK, (json.dumps(numbers),)))
    else:
        for number in numbers:
            rows += ask((LATEST_TALKS, (number,)))
    found: defaultdict[int, list[Talk]] = defaultdict(list)
    for contact, day, at, direction, kind, platform, text in rows:
        talks = found[contact]
        if len(talks) < REMEMBERED_TALKS:
            heard = _heard(text) if text else NOTHING
            talks.append(Talk(ordinal(day), at, direction, kind, platform, *heard))
    for talks in found.values():
        talks.reverse()
    return found


@lru_cache(maxsize=4_096)
def _heard(text: str) -> tuple[bool, bool]:
    """Whether words ask, and praise; most of what is said often is short and said by many."""
    return asks(text), praises(text)


NOTHING = (False, False)


def _row(known: Evidence) -> tuple[Any, ...] | None:
    """As it stands in the table; none where nothing speaks."""
    row = (
        known.reactions,
        _day(known.reacted),
        *known.spans,
        _day(known.talked),
        known.paid,
        _day(known.bought),
        known.introduced,
        known.praised,
    )
    return row if any(row) else None


@lru_cache(maxsize=8_192)
def _day(day: int | None) -> str | None:
    return None if day is None else day_of(day).isoformat()
