"""After an older step was taken back field by field: what belongs together is brought together again."""

import json
import sqlite3
from collections.abc import Iterable

BELONGS = (
    ("order_line", "order_id", "shop_order"),
    ("payment", "order_id", "shop_order"),
    ("tie", "identity_id", "identity"),
)
"""Rows that name a friend and a row of that friend's: a line its order, a tie its handle."""


def mend(connection: sqlite3.Connection, contacts: Iterable[int], now: int) -> None:
    """Hand rows that were added since to whom their order or handle went, and cut circles of introductions.

    Part of the step that is open, so that it is taken back with it.
    """
    touched = sorted(contacts)
    chosen = json.dumps(touched)
    for table, column, above in BELONGS:
        owner = f'(SELECT contact_id FROM "{above}" a WHERE a.id = "{table}".{column})'
        connection.execute(
            f'UPDATE "{table}" SET contact_id = {owner}, updated = ?, version = version + 1'
            f" WHERE contact_id IN (SELECT value FROM json_each(?)) AND contact_id <> {owner}",
            (now, chosen),
        )
    for contact in touched:
        if _introduced_themselves(connection, contact):
            connection.execute(
                "UPDATE contact SET introduced_by_id = NULL, updated = ?, version = version + 1 WHERE id = ?",
                (now, contact),
            )


def _introduced_themselves(connection: sqlite3.Connection, contact: int) -> bool:
    above, seen = contact, set[int]()
    while above not in seen:
        seen.add(above)
        found = connection.execute("SELECT introduced_by_id FROM contact WHERE id = ?", (above,)).fetchone()
        if found is None or found[0] is None:
            return False
        above = found[0]
    return above == contact
