"""Taking rows of friends out of the file for good, with everything that the file keeps about them beside the rows."""

import json
import sqlite3
from collections.abc import Sequence

from crm.db import derived, log, stock, talk_index
from crm.db.models import TABLES
from crm.topics import Verb

POINTING = (("contact", "introduced_by_id"), ("contact", "merged_into_id"), ("shop_order", "recipient_id"))
"""Columns of other friends and their orders that name a friend; they are emptied."""


def erase(connection: sqlite3.Connection, contacts: Sequence[int], now: int, day: str) -> None:
    """Delete these friends, every row of theirs and every image of one in the log; a tombstone of each stays.

    Part of a transaction without an undo step: nothing of it can be taken back. What it frees is overwritten with
    zeros (`secure_delete`); the full-text indexes forget the words with `merge`, until which the tombstones say so.
    """
    connection.execute("PRAGMA defer_foreign_keys = 1")  # until the commit, by when all of them are gone
    for block in derived.blocks(sorted(contacts)):
        chosen = json.dumps(block)
        connection.execute(
            f"INSERT INTO erased(uuid, at, words) SELECT uuid, ?, 1 FROM contact WHERE id {AMONG}"
            " ON CONFLICT(uuid) DO UPDATE SET words = 1",
            (now, chosen),
        )
        derived.forget(connection, chosen)
        stock.keep_sent(connection, chosen, now, day)
        connection.execute(f"DELETE FROM not_same WHERE other_id {AMONG}", (chosen,))
        for model in reversed(TABLES):  # lines and payments are found by their orders, which stand before them
            if (owner := log.contact_column(model)) is not None and owner != "id":
                connection.execute(f'DELETE FROM "{model._meta.table_name}" WHERE {log.belonging(model)}', (chosen,))
        for table, column in POINTING:
            connection.execute(
                f'UPDATE "{table}" SET {column} = NULL, updated = ?, version = version + 1 WHERE {column} {AMONG}',
                (now, chosen),
            )
        _forget_merges(connection, chosen)
        connection.execute(f"DELETE FROM undo_change WHERE contact {AMONG}", (chosen,))
        connection.execute(f"UPDATE undo_step SET contact = NULL WHERE contact {AMONG}", (chosen,))
        connection.execute(f"DELETE FROM contact WHERE id {AMONG}", (chosen,))
    log.delete_empty_steps(connection)


AMONG = "IN (SELECT value FROM json_each(?))"


def introducers(connection: sqlite3.Connection, contacts: Sequence[int]) -> set[int]:
    """Who introduced these friends, and is not erased with them."""
    rows = connection.execute(
        f"SELECT DISTINCT introduced_by_id FROM contact WHERE id {AMONG} AND introduced_by_id IS NOT NULL",
        (json.dumps(list(contacts)),),
    ).fetchall()
    return {number for (number,) in rows} - set(contacts)


def _forget_merges(connection: sqlite3.Connection, chosen: str) -> None:
    """Forget merges of these friends that were taken back: what they wrote to the other friend is told in the log, and
    the former names that they made lie in the bin.
    """
    steps = connection.execute(
        f"""SELECT DISTINCT s.id FROM undo_change c JOIN undo_step s ON s.id = c.step_id
        WHERE c.contact {AMONG} AND c.table_name = 'contact' AND s.state <> 'open'
        AND (s.verb = '{Verb.MERGE_CONTACTS}' OR s.verb = '{Verb.TAKE_BACK}' AND s.detail LIKE ?)""",
        (chosen, f"{Verb.MERGE_CONTACTS} %"),
    ).fetchall()
    for step in steps:
        connection.execute(
            """DELETE FROM former_name WHERE deleted_at IS NOT NULL AND id IN (
              SELECT "row" FROM undo_change WHERE step_id = ?1 AND table_name = 'former_name' AND before IS NULL
              UNION ALL SELECT f.id FROM undo_range r JOIN former_name f ON f.id BETWEEN r.first AND r.last
                WHERE r.step_id = ?1 AND r.table_name = 'former_name')""",
            step,
        )
        connection.execute("DELETE FROM undo_change WHERE step_id = ?", step)
        connection.execute("DELETE FROM undo_range WHERE step_id = ?", step)


PAGES = 64
"""Pages of a full-text index that one step writes anew: a few milliseconds, and 20 at most, at 2,000,000 talks."""


def words_stay(connection: sqlite3.Connection) -> bool:
    """Whether the full-text indexes may still hold words of somebody who was erased."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM erased WHERE words)").fetchone()[0])


def begin_merge(connection: sqlite3.Connection) -> None:
    """Begin to write the full-text indexes anew, so that no deleted word stays in them."""
    talk_index.refresh(connection)
    for name in derived.FULL_TEXT:
        connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('merge', ?)", (-PAGES,))


def merge(connection: sqlite3.Connection) -> bool:
    """Go on with it for one step; whether there is more to do. The last step says so in the tombstones.

    SQLite tells by the number of changes whether a step found something to do (FTS5, "The 'merge' Command").
    """
    for name in derived.FULL_TEXT:
        before = connection.total_changes
        connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('merge', ?)", (PAGES,))
        if connection.total_changes - before >= 2:
            return True
    connection.execute("UPDATE erased SET words = 0 WHERE words")
    return False
