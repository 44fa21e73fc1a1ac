"""What keeping touch asks of this database in its own dialect: last words, and the timeline of a friend."""

from collections.abc import Sequence

LAST_WORDS = """
SELECT c.contact_id, c.text, c.direction, c.at FROM json_each(?1) w JOIN conversation c ON c.id = (
  SELECT l.id FROM conversation l
  WHERE l.contact_id = w.value AND l.deleted_at IS NULL AND l.text <> '' ORDER BY l.at DESC, l.id DESC LIMIT 1)"""

TIMELINE = {
    "stage": "SELECT day, at, id, {code} FROM stage_change WHERE contact_id = ?1 AND deleted_at IS NULL",
    "talk": "SELECT day, at, id, {code} FROM conversation WHERE contact_id = ?1 AND deleted_at IS NULL",
    "order": "SELECT day, at, id, {code} FROM shop_order WHERE contact_id = ?1 AND deleted_at IS NULL",
    "payment": """SELECT p.day, p.at, p.id, {code} FROM shop_order o JOIN payment p ON p.order_id = o.id
      WHERE o.contact_id = ?1 AND o.deleted_at IS NULL AND p.deleted_at IS NULL""",
    "follow_up": """SELECT coalesce(closed_on, due), created, id, {code} FROM follow_up
      WHERE contact_id = ?1 AND deleted_at IS NULL""",
}
"""By kind: day, moment and number of everything that happened with a friend."""


def timeline(codes: Sequence[tuple[str, int]], width: int) -> str:
    """The keys `number * width + code` of a friend's entries of these kinds, newest first."""
    entries = " UNION ALL ".join(TIMELINE[kind].format(code=code) for kind, code in codes)
    return (
        f"WITH entry(day, at, id, code) AS ({entries})"
        f" SELECT id * {width} + code FROM entry ORDER BY day DESC, at DESC, code, id DESC"
    )
