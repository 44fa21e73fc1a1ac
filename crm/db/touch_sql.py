"""What keeping touch asks of this database in its own dialect: last words, and the timeline of a friend."""

from collections.abc import Sequence

LAST_WORDS = """
SELECT c.contact_id, c.text, c.direction, c.at FROM json_each(?1) w JOIN conversation c ON c.id = (
  SELECT l.id FROM conversation l
  WHERE l.contact_id = w.value AND l.deleted_at IS NULL AND l.text <> '' ORDER BY l.at DESC, l.id DESC LIMIT 1)"""

TALK = "talk"
MINE = "contact_id = ?1 AND deleted_at IS NULL"
TIMELINE = {
    "stage": ("day, at, id, {code} AS code, reason AS text", f"stage_change WHERE {MINE}"),
    TALK: (
        "day, at, id, {code} AS code, text",
        f"conversation WHERE {MINE} AND platform = coalesce(?2, platform) AND direction = coalesce(?3, direction)",
    ),
    "order": ("day, at, id, {code} AS code, number || ' ' || summary AS text", f"shop_order WHERE {MINE}"),
    "payment": (
        "p.day AS day, p.at AS at, p.id AS id, {code} AS code, o.number || ' ' || p.method AS text",
        """shop_order o JOIN payment p ON p.order_id = o.id
      WHERE o.contact_id = ?1 AND o.deleted_at IS NULL AND p.deleted_at IS NULL""",
    ),
    "follow_up": (
        "coalesce(closed_on, due) AS day, created AS at, id, {code} AS code, text",
        f"follow_up WHERE {MINE}",
    ),
}
"""By kind: the day, the moment, the number, the code and the words of everything that happened with a friend (?1).

Talks may be those of one platform (?2) and one direction (?3) only.
"""
NEWEST = "ORDER BY day DESC, at DESC, code, id DESC"


def timeline(codes: Sequence[tuple[str, int]], width: int) -> str:
    """The keys `number * width + code` of a friend's entries of these kinds, newest first, at most ?4 (-1: all).

    Only that many of the latest talks are looked at: those that fit are read from the end of their index.
    """
    return f"SELECT id * {width} + code FROM ({_entries(codes)}) {NEWEST} LIMIT ?4"


def words(codes: Sequence[tuple[str, int]], width: int) -> str:
    """The keys and the words of a friend's entries of these kinds, newest first."""
    return f"SELECT id * {width} + code, text FROM ({_entries(codes)}) {NEWEST} LIMIT ?4"


def first_until(codes: Sequence[tuple[str, int]], width: int) -> str:
    """The key of the newest of a friend's entries of these kinds on a day (?5) or before it."""
    return f"SELECT id * {width} + code FROM ({_entries(codes)}) WHERE day <= ?5 {NEWEST} LIMIT 1"


def _entries(codes: Sequence[tuple[str, int]]) -> str:
    parts = []
    for kind, code in codes:
        columns, rows = TIMELINE[kind]
        part = f"SELECT {columns.format(code=code)} FROM {rows}"
        parts.append(f"SELECT * FROM ({part} ORDER BY at DESC LIMIT ?4)" if kind == TALK else part)
    return " UNION ALL ".join(parts)
