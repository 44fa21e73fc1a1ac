"""The full-text index over what was said. It follows every change of a talk's text, whoever makes it.

A full-text table may not be written from triggers of a file that is not trusted, so the triggers note in a plain
table which talks changed, and what the index knows of them; the same transaction then works that off. The index keeps
no copy of the texts: to take one out of it, its old words are told again. Talks in the bin stay in it and are left
out when it is asked, so that undo and the taking back of imports cost nothing here.
"""

import sqlite3

from crm.names.said import INDEXED, said_text

BLOCK = 10_000

# in `talk_stale`, `before` is what the index has of a talk, none for nothing; it is empty between transactions
TRIGGERS = {
    "talk_said": """CREATE TRIGGER "talk_said" AFTER INSERT ON "conversation" BEGIN
      INSERT INTO talk_stale(id, before) VALUES (new.id, NULL) ON CONFLICT DO NOTHING;
    END""",
    "talk_said_anew": """CREATE TRIGGER "talk_said_anew" AFTER UPDATE OF "text" ON "conversation"
    WHEN old.text IS NOT new.text BEGIN
      INSERT INTO talk_stale(id, before) VALUES (new.id, old.text) ON CONFLICT DO NOTHING;
    END""",
    "talk_unsaid": """CREATE TRIGGER "talk_unsaid" AFTER DELETE ON "conversation" BEGIN
      INSERT INTO talk_stale(id, before) VALUES (old.id, old.text) ON CONFLICT DO NOTHING;
    END""",
}

UNINDEXED = f"""SELECT (SELECT count(*) FROM talk_stale) + (SELECT count(*) FROM conversation
  WHERE id NOT IN (SELECT rowid FROM talk_fts WHERE talk_fts MATCH '{INDEXED}'))"""
"""How many talks cannot be found as they are."""


def watch(connection: sqlite3.Connection) -> None:
    """Make the triggers anew; part of every migration."""
    unwatch(connection)
    for statement in TRIGGERS.values():
        connection.execute(statement)


def unwatch(connection: sqlite3.Connection) -> None:
    """Without the triggers, for a load after which `rebuild` is due."""
    for name in TRIGGERS:
        connection.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def refresh(connection: sqlite3.Connection) -> None:
    """Bring the index up to date with the talks that changed in this transaction."""
    stale = connection.execute(
        "SELECT s.id, s.before, c.text FROM talk_stale s LEFT JOIN conversation c ON c.id = s.id ORDER BY s.id"
    ).fetchall()
    if not stale:
        return
    connection.executemany(
        "INSERT INTO talk_fts(talk_fts, rowid, t) VALUES ('delete', ?, ?)",
        ((number, said_text(before)) for number, before, _ in stale if before is not None),
    )
    connection.executemany(
        "INSERT INTO talk_fts(rowid, t) VALUES (?, ?)",
        ((number, said_text(text)) for number, _, text in stale if text is not None),
    )
    connection.execute("DELETE FROM talk_stale")


def rebuild(connection: sqlite3.Connection) -> None:
    """Build the index anew from all talks."""
    connection.execute("INSERT INTO talk_fts(talk_fts) VALUES ('delete-all')")
    connection.execute("DELETE FROM talk_stale")
    last = 0
    while block := connection.execute(
        "SELECT id, text FROM conversation WHERE id > ? ORDER BY id LIMIT ?", (last, BLOCK)
    ).fetchall():
        connection.executemany(
            "INSERT INTO talk_fts(rowid, t) VALUES (?, ?)", ((number, said_text(text)) for number, text in block)
        )
        last = block[-1][0]
