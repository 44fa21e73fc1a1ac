"""How the seller kept their word in a month, asked in this database's own dialect."""

from crm.db.evening_sql import TALKED

PROMISED = """
SELECT sum(f.state = 'done' AND f.closed_on <= f.due), sum(f.state = 'done' AND f.closed_on > f.due),
  sum(f.state = 'open' AND f.due < :today)
FROM follow_up f CROSS JOIN contact c ON c.id = f.contact_id
WHERE f.state IN ('open', 'done') AND f.due BETWEEN :first AND :last AND f.kind = 'promise'
  AND f.deleted_at IS NULL AND c.deleted_at IS NULL"""
"""Of the promises due in the month: kept in time, kept late, open and late."""

SAID = f"SELECT v.contact_id, v.at, v.direction {TALKED} AND v.kind NOT IN ('note', 'like') ORDER BY v.contact_id, v.at"
"""Who spoke when, friend by friend."""

LATE_PROMISES = """
SELECT count(*) FROM follow_up f CROSS JOIN contact c ON c.id = f.contact_id
WHERE f.state = 'open' AND f.due < :today AND f.kind = 'promise' AND f.deleted_at IS NULL AND c.deleted_at IS NULL"""

LATE_PARCELS = """
SELECT count(*) FROM shop_order o INDEXED BY order_to_ship CROSS JOIN contact c ON c.id = o.contact_id
WHERE o.cancelled_on IS NULL AND o.received_on IS NULL AND o.shipped_on IS NULL AND o.owed = 0
  AND o.deleted_at IS NULL AND o.paid > 0 AND o.day < :shipped_by AND c.deleted_at IS NULL"""

OPEN_CASES = """
SELECT count(*) FROM after_sale a CROSS JOIN contact c ON c.id = a.contact_id
WHERE a.closed_on IS NULL AND a.kind <> 'praise' AND a.deleted_at IS NULL AND c.deleted_at IS NULL"""
