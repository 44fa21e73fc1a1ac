"""Finding friends by what the seller types, in the full-text index of this database."""

from crm.names import Query

LITERAL = str.maketrans({sign: f"[{sign}]" for sign in "*?["})
"""Signs of a pattern that are meant as they stand."""

CANDIDATES = 4000
"""Hits that are ranked; one letter fits tens of thousands, and nobody reads past the first fifty."""

RANKED = f"""
SELECT c.id FROM (SELECT rowid FROM contact_fts WHERE contact_fts MATCH ?1 LIMIT {CANDIDATES}) f
JOIN contact c ON c.id = f.rowid
WHERE c.deleted_at IS NULL
ORDER BY c.name = ?2 DESC, substr(c.name, 1, length(?2)) = ?2 DESC, substr(c.name_key, 1, length(?3)) = ?3 DESC,
  c.last_contact_at DESC, c.id DESC
LIMIT ?4"""

INSIDE = f"""
WITH hits AS MATERIALIZED (SELECT id FROM contact_search WHERE {{needles}} LIMIT {CANDIDATES})
SELECT c.id FROM hits JOIN contact c ON c.id = hits.id
WHERE c.deleted_at IS NULL
ORDER BY c.last_contact_at DESC LIMIT ?"""

MATCHING = "SELECT rowid FROM contact_fts WHERE contact_fts MATCH ?"


def ranked(query: Query, typed: str, limit: int) -> tuple[str, tuple[object, ...]]:
    """The friends that fit, best first: the very name, names that begin so, then who was talked to last."""
    return RANKED, (query.fts, typed.strip(), typed.strip().lower(), limit)


def inside(query: Query, limit: int) -> tuple[str, tuple[object, ...]]:
    """The friends in whose searchable text every needle stands somewhere; for when nothing was found by its start."""
    needles = " AND ".join("t GLOB ?" for _ in query.like)  # a third faster than instr() or LIKE
    return INSIDE.format(needles=needles), (*(f"*{needle.translate(LITERAL)}*" for needle in query.like), limit)


TALKS = """
SELECT id FROM (
  SELECT c.id, c.at FROM talk_fts JOIN conversation c ON c.id = talk_fts.rowid JOIN contact k ON k.id = c.contact_id
  WHERE talk_fts MATCH ?1 AND c.deleted_at IS NULL AND k.deleted_at IS NULL
  ORDER BY talk_fts.rowid DESC LIMIT ?2)
ORDER BY at DESC, id DESC"""

OF_HITS = """
SELECT o.id FROM hits JOIN shop_order o ON o.id = hits.id JOIN contact k ON k.id = o.contact_id
WHERE o.deleted_at IS NULL AND k.deleted_at IS NULL ORDER BY o.at DESC, o.id DESC LIMIT ?2"""

LAST_SIGN = "\U0010ffff"

# each branch is read from its own index and no further than needed; numbers begin with their day, so the last are new
ORDERS_BEGINNING = f"""
WITH hits(id) AS (
  SELECT id FROM (SELECT id FROM shop_order WHERE number >= ?1 AND number < ?1 || '{LAST_SIGN}'
    ORDER BY number DESC LIMIT ?2)
  UNION SELECT id FROM (SELECT id FROM shop_order
    WHERE tracking >= ?1 AND tracking < ?1 || '{LAST_SIGN}' ORDER BY tracking DESC LIMIT ?2)
  UNION SELECT id FROM (SELECT id FROM shop_order
    WHERE tracking <> '' AND substr("tracking", -4) = ?1 LIMIT ?2)){OF_HITS}"""

ORDERS_INSIDE = f"""
WITH hits AS MATERIALIZED (SELECT id FROM shop_order
  WHERE instr(tracking, ?1) OR instr(number, ?1) LIMIT {CANDIDATES}){OF_HITS}"""


def talks(query: str, limit: int) -> tuple[str, tuple[object, ...]]:
    """The talks that fit, those that were logged last, newest first; binned ones and those of binned friends not."""
    return TALKS, (query, limit)


def orders_beginning(sign: str, limit: int) -> tuple[str, tuple[object, ...]]:
    """The orders whose number or tracking number begins so, or whose tracking number has these last four signs."""
    return ORDERS_BEGINNING, (sign, limit)


def orders_inside(sign: str, limit: int) -> tuple[str, tuple[object, ...]]:
    """The orders that have this anywhere in either number, letters as they are: four times as fast as LIKE."""
    return ORDERS_INSIDE, (sign, limit)
