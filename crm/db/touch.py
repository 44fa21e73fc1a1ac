"""What Today needs to know of each friend besides columns that one statement can sum up: the occasions to write to
them, how many messages got no answer, and how often they were only sold to.
"""

import json
import sqlite3
from collections import defaultdict
from datetime import date

from crm.occasions import (
    REMEMBERED_TALKS,
    RHYTHM_GAPS,
    CaseFact,
    Facts,
    Occasion,
    OrderFact,
    PurchaseFact,
    StepFact,
    TalkFact,
    asks,
    occasions,
    unanswered,
)

BLOCK = 500
AMONG = "IN (SELECT value FROM json_each(?1))"
BLOCKED = 99
"""Counts as so many messages that only sold: nothing is sold to whom something is to be made right."""
SELLING = ("runs_out", "introduction", "unpaid")
"""Reasons whose messages sell, as they stand in `rest.why`."""

OF_CONTACTS = f"""SELECT id, stage, coalesce(quiet_since, added_on), next_on IS NOT NULL, last_contact_at IS NOT NULL,
  orders_count, unanswered, selling FROM contact WHERE id {AMONG} AND deleted_at IS NULL"""
REQUESTED = f"""SELECT contact_id, min(since) FROM tie
WHERE contact_id {AMONG} AND state = 'requested' AND since IS NOT NULL AND deleted_at IS NULL
  AND contact_id NOT IN (SELECT contact_id FROM tie WHERE contact_id {AMONG} AND state = 'accepted'
    AND deleted_at IS NULL)
GROUP BY contact_id"""
# the day of a talk changes seldom, so the latest ones are read until there are enough of them
TALKS = """SELECT day, direction, kind, substr(text, -200) FROM conversation WHERE contact_id = ? AND deleted_at IS NULL
ORDER BY at DESC, id DESC LIMIT ?"""
ORDERS = f"""SELECT contact_id, day, shipped_on, received_on, summary FROM shop_order
WHERE contact_id {AMONG} AND cancelled_on IS NULL AND deleted_at IS NULL ORDER BY day DESC, id DESC"""
PURCHASES = f"""SELECT o.contact_id, coalesce('#' || l.product_id, l.name), l.name, coalesce(o.received_on, o.day),
  l.quantity, p.days_per_unit
FROM shop_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE o.contact_id {AMONG} AND o.cancelled_on IS NULL AND o.deleted_at IS NULL AND l.deleted_at IS NULL
  AND l.quantity > 0 ORDER BY o.day DESC, l.id"""
SENT = f"""SELECT contact_id, day, why FROM rest
WHERE contact_id {AMONG} AND how = 'done' AND why <> '' AND deleted_at IS NULL ORDER BY day DESC, id DESC"""

# a like is no answer, and a note is the seller's own
RUNS = f"""SELECT r.contact_id, r.id, r.halted, r.due, r.taken, s.name,
  (SELECT count(*) FROM sequence_step p WHERE p.sequence_id = s.id AND p.deleted_at IS NULL),
  CASE WHEN s.until_answer AND EXISTS (SELECT 1 FROM conversation c WHERE c.contact_id = r.contact_id
      AND c.at > r.started_at AND c.direction <> 'out' AND c.kind NOT IN ('like', 'note') AND c.deleted_at IS NULL)
    THEN 'answered'
  WHEN s.until_order AND EXISTS (SELECT 1 FROM shop_order o WHERE o.contact_id = r.contact_id
      AND o.at > r.started_at AND o.cancelled_on IS NULL AND o.deleted_at IS NULL)
    THEN 'ordered' ELSE '' END
FROM sequence_run r JOIN sequence s ON s.id = r.sequence_id
WHERE r.contact_id {AMONG} AND r.state = 'running' AND r.deleted_at IS NULL AND s.deleted_at IS NULL
ORDER BY r.due, r.id"""

CASES = f"""SELECT contact_id, coalesce(due, date(opened_on, '+1 day')), CASE remedy WHEN '' THEN text ELSE remedy END
FROM after_sale WHERE contact_id {AMONG} AND closed_on IS NULL AND deleted_at IS NULL ORDER BY 2 DESC, id DESC"""


def refresh(connection: sqlite3.Connection, chosen: str) -> None:
    """Compute it again of the friends of the JSON list `chosen`, after everything that one statement sums up."""
    requested = dict(connection.execute(REQUESTED, (chosen,)).fetchall())
    orders: defaultdict[int, list[OrderFact]] = defaultdict(list)
    for number, day, shipped, received, text in connection.execute(ORDERS, (chosen,)).fetchall():
        orders[number].append(OrderFact(_day(day), _known(shipped), _known(received), text))
    purchases: defaultdict[int, list[PurchaseFact]] = defaultdict(list)
    for number, product, name, day, quantity, lasts in connection.execute(PURCHASES, (chosen,)).fetchall():
        purchases[number].append(PurchaseFact(product, name, _day(day), quantity, lasts))
    sent: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, day, why in connection.execute(SENT, (chosen,)).fetchall():
        sent[number].append((day, why))
    steps = _steps(connection, chosen)
    cases = {number: CaseFact(_day(due), text) for number, due, text in connection.execute(CASES, (chosen,)).fetchall()}
    there: defaultdict[int, list[tuple[object, ...]]] = defaultdict(list)
    for number, *row in connection.execute(
        f"SELECT contact_id, kind, first, last, number, count, text FROM occasion WHERE contact_id {AMONG}", (chosen,)
    ).fetchall():
        there[number].append(tuple(row))
    of_contacts = connection.execute(OF_CONTACTS, (chosen,)).fetchall()
    for number, stage, quiet, planned, touched, ordered, silent, selling in of_contacts:
        facts = Facts(
            stage,
            _day(quiet),
            bool(planned),
            _known(requested.get(number)),
            _talks(connection, number) if touched else (),
            orders[number] if ordered else (),
            purchases[number] if ordered else (),
            steps.get(number),
            cases.get(number),
        )
        sold = BLOCKED if number in cases else _only_sold(sent[number], facts) if number in sent else 0
        counts = unanswered(facts), sold
        if counts != (silent, selling):
            connection.execute("UPDATE contact SET unanswered = ?, selling = ? WHERE id = ?", (*counts, number))
        wanted = [_row(one) for one in occasions(facts)]
        if sorted(wanted) != sorted(there.pop(number, [])):
            connection.execute("DELETE FROM occasion WHERE contact_id = ?", (number,))
            connection.executemany(
                "INSERT INTO occasion(contact_id, kind, first, last, number, count, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(number, *row) for row in wanted],
            )
    connection.executemany("DELETE FROM occasion WHERE contact_id = ?", [(number,) for number in there])  # in the bin


def refresh_all(connection: sqlite3.Connection) -> None:
    """Compute it again of everybody."""
    everybody = [number for (number,) in connection.execute("SELECT id FROM contact ORDER BY id").fetchall()]
    for start in range(0, len(everybody), BLOCK):
        refresh(connection, json.dumps(everybody[start : start + BLOCK]))


def forget(connection: sqlite3.Connection, chosen: str) -> None:
    """Of friends who are erased nothing is an occasion."""
    connection.execute(f"DELETE FROM occasion WHERE contact_id {AMONG}", (chosen,))


def _steps(connection: sqlite3.Connection, chosen: str) -> dict[int, StepFact]:
    """The next step of each friend who is in a sequence, and neither answered nor ordered where that ends it."""
    found: dict[int, StepFact] = {}
    for contact, run, halted, due, taken, name, count, now in connection.execute(RUNS, (chosen,)).fetchall():
        if now != halted:
            connection.execute("UPDATE sequence_run SET halted = ? WHERE id = ?", (now, run))
        if not now and due is not None:
            found.setdefault(contact, StepFact(_day(due), taken + 1, count, name))
    return found


def _talks(connection: sqlite3.Connection, number: int) -> list[TalkFact]:
    """The latest talks, as many as make a rhythm."""
    talks: list[TalkFact] = []
    days: set[str] = set()
    cursor = connection.execute(TALKS, (number, REMEMBERED_TALKS))
    for day, direction, kind, text in cursor:
        talks.append(TalkFact(_day(day), direction, kind, not talks and asks(text)))
        days.add(day)
        if len(days) > RHYTHM_GAPS:
            break
    cursor.close()
    return talks


def _only_sold(sent: list[tuple[str, str]], facts: Facts) -> int:
    """How many of the latest messages in a row only sold, since the last one that did not and since the last answer."""
    answered = next((talk.day.isoformat() for talk in facts.talks if talk.direction != "out"), "")
    count = 0
    for day, why in sent:
        if why not in SELLING or day <= answered:
            break
        count += 1
    return count


def _row(one: Occasion) -> tuple[object, ...]:
    return one.kind.value, one.first.isoformat(), one.last.isoformat(), one.number, one.count, one.text


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _known(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
