"""After an older step was taken back field by field: what belongs together is brought together again."""

import json
import sqlite3
from collections.abc import Iterable

from crm.errors import OverdrawnError

BELONGS = (
    ("order_line", "order_id", "shop_order"),
    ("payment", "order_id", "shop_order"),
    ("parcel", "order_id", "shop_order"),
    ("advance", "order_id", "shop_order"),
    ("after_sale", "order_id", "shop_order"),
    ("parcel_line", "order_id", "shop_order"),
    ("tie", "identity_id", "identity"),
)
"""Rows that name a friend and a row of that friend's: a line its order, a tie its handle."""


def hand_on(connection: sqlite3.Connection, contacts: Iterable[int], now: int) -> None:
    """After a merge: hand rows that were added since to whom their order or handle went.

    Part of the step that is open, so that it is taken back with it.
    """
    chosen = json.dumps(sorted(contacts))
    for table, column, above in BELONGS:
        owner = f'(SELECT contact_id FROM "{above}" a WHERE a.id = "{table}".{column})'
        connection.execute(
            f'UPDATE "{table}" SET contact_id = {owner}, updated = ?, version = version + 1'
            f" WHERE contact_id IN (SELECT value FROM json_each(?)) AND contact_id <> {owner}",
            (now, chosen),
        )


def cut_circles(connection: sqlite3.Connection, contacts: Iterable[int], now: int) -> None:
    """Whoever of these friends would have introduced themselves, by way of others too, is introduced by nobody.

    Part of the step that is open, so that it is taken back with it.
    """
    introduced = "SELECT id FROM contact WHERE introduced_by_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    for (contact,) in connection.execute(f"{introduced} ORDER BY id", (json.dumps(list(contacts)),)).fetchall():
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


def refuse_overdrawn(connection: sqlite3.Connection, contacts: Iterable[int]) -> None:
    """Raise `OverdrawnError` where one of these friends would have used more of their advance than they left."""
    for (name,) in connection.execute(
        """SELECT c.name FROM advance a JOIN contact c ON c.id = a.contact_id
        WHERE a.contact_id IN (SELECT value FROM json_each(?)) AND a.deleted_at IS NULL
        GROUP BY a.contact_id HAVING sum(a.amount) < 0""",
        (json.dumps(sorted(contacts)),),
    ).fetchall():
        raise OverdrawnError(name)
