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
