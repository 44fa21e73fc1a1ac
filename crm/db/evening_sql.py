"""What a day brought, found by the indexes on moments and days."""

TALKED = """FROM conversation v INDEXED BY conversation_by_moment CROSS JOIN contact c ON c.id = v.contact_id
WHERE v.at >= :since AND v.at < :until AND v.deleted_at IS NULL AND c.deleted_at IS NULL"""

TALK_COUNTS = f"SELECT v.kind, count(*) {TALKED} GROUP BY v.kind"

TALKS = f"""
SELECT count(*) OVER (), c.id, c.name, v.kind, v.direction, v.text, max(v.at) {TALKED}
GROUP BY c.id ORDER BY max(v.at) DESC, c.id LIMIT :most"""
"""The friends talked to, each with what was said last, newest first."""

ANSWERED = f"""
SELECT count(*) OVER (), contact, name, kind, direction, text, min(at) FROM (
  SELECT c.id AS contact, c.name AS name, v.kind AS kind, v.direction AS direction, v.text AS text, v.at AS at
  {TALKED} AND v.direction IN ('in', 'both') AND v.kind <> 'note'
  AND (SELECT p.direction FROM conversation p WHERE p.contact_id = c.id AND p.deleted_at IS NULL AND p.kind <> 'note'
    AND (p.at, p.id) < (v.at, v.id) ORDER BY p.at DESC, p.id DESC LIMIT 1) = 'out')
GROUP BY contact ORDER BY at DESC, contact LIMIT :most"""
"""Who wrote back when the last word was the seller's, with what they said first, newest first."""

ORDERS = """
SELECT count(*) OVER (), sum(o.total) OVER (), c.id, c.name, o.id, o.summary, o.total
FROM shop_order o INDEXED BY order_by_moment CROSS JOIN contact c ON c.id = o.contact_id
WHERE o.at >= :since AND o.at < :until AND o.cancelled_on IS NULL AND o.deleted_at IS NULL AND c.deleted_at IS NULL
ORDER BY o.at DESC, o.id DESC LIMIT :most"""

PAID = """
SELECT count(*) OVER (), sum(p.amount) OVER (), c.id, c.name, o.id, o.summary, p.amount
FROM payment p INDEXED BY payment_by_day CROSS JOIN shop_order o ON o.id = p.order_id
CROSS JOIN contact c ON c.id = o.contact_id
WHERE p.day = :day AND p.deleted_at IS NULL AND o.deleted_at IS NULL AND c.deleted_at IS NULL
ORDER BY p.id DESC LIMIT :most"""

MOVED = """
SELECT count(*) OVER (), c.id, c.name, s.from_stage, s.to_stage, s.reason
FROM stage_change s INDEXED BY stage_change_by_day CROSS JOIN contact c ON c.id = s.contact_id
WHERE s.day = :day AND s.from_stage <> '' AND s.deleted_at IS NULL AND c.deleted_at IS NULL
ORDER BY s.id DESC LIMIT :most"""

KEPT = """
SELECT count(*) OVER (), c.id, c.name, f.text, f.due
FROM follow_up f INDEXED BY follow_up_closed CROSS JOIN contact c ON c.id = f.contact_id
WHERE f.closed_on = :day AND f.kind = 'promise' AND f.state = 'done' AND f.deleted_at IS NULL AND c.deleted_at IS NULL
ORDER BY f.id DESC LIMIT :most"""
"""Promises kept on a day."""

SETTLED = "SELECT count(DISTINCT contact_id) FROM rest WHERE day = :day AND how = 'done' AND deleted_at IS NULL"
