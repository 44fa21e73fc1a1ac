"""What is coming on one day, asked along the indexes that Today asks: the first rows, each with how many there are.

One statement a day, so that no read keeps a commit waiting for longer than a day's rows take.
"""

from crm.db.today_sql import IN_TOUCH

PLANNED = """
SELECT count(*) OVER (), c.id, c.name, f.id, f.kind, f.text
FROM follow_up f INDEXED BY follow_up_by_day CROSS JOIN contact c ON c.id = f.contact_id
WHERE f.state = 'open' AND f.due = ?1 AND f.deleted_at IS NULL AND c.deleted_at IS NULL
ORDER BY f.kind = 'promise' DESC, f.id LIMIT ?2"""
"""What is planned or promised for a day (?1) and not done, promises first, at most ?2 (-1: all)."""

BIRTHDAYS = f"""
SELECT count(*) OVER (), c.id, c.name, c.birthday FROM contact c INDEXED BY today_birthday
WHERE c.birthday_key IN (SELECT value FROM json_each(?1)) AND {IN_TOUCH}
ORDER BY c.orders_count DESC, c.name_key, c.id LIMIT ?2"""
"""Whose birthday has one of these keys (?1, a JSON list); who bought most often first."""

NAMED_DAYS = f"""
SELECT count(*) OVER (), c.id, c.name, f.name, v.value
FROM field_value v INDEXED BY value_by_month_day CROSS JOIN contact c ON c.id = v.contact_id
  CROSS JOIN custom_field f ON f.id = v.field_id
WHERE v.field_id IN (SELECT value FROM json_each(?1)) AND substr(v.value, 6) IN (SELECT value FROM json_each(?2))
  AND v.deleted_at IS NULL AND f.deleted_at IS NULL AND f.kind = 'date' AND {IN_TOUCH}
ORDER BY f.position, f.id, c.orders_count DESC, c.name_key, c.id LIMIT ?3"""
"""Whose own days in these fields (?1) end like this (?2, months and days)."""

STEPS = f"""
SELECT count(*) OVER (), c.id, c.name, s.name, r.taken
FROM sequence s CROSS JOIN sequence_run r INDEXED BY run_by_sequence ON r.sequence_id = s.id
  CROSS JOIN contact c ON c.id = r.contact_id
WHERE r.state = 'running' AND r.due = ?1 AND r.halted = '' AND r.deleted_at IS NULL AND s.deleted_at IS NULL
  AND {IN_TOUCH} ORDER BY s.position, s.id, r.id LIMIT ?2"""
"""Whose next step in a sequence is on a day (?1)."""
