"""Columns that follow from other rows: computed again, in the same transaction, for every friend that a change touched.

They are never logged for undo; after undo they are computed like after any other change.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from crm.db import stock, talk_index, touch, trust
from crm.lunar import Birthday
from crm.names import search_text, sort_key

BLOCK = 500
PHONE = "phone"
NOTE_SEARCHED = 200
"""So many characters of a note are found by search."""

ORDER_SUMS = """
UPDATE shop_order SET
  (total, cost, uncosted) = (SELECT shipping_fee - discount + coalesce(sum(l.quantity * l.unit_price), 0),
    coalesce(sum(l.quantity * l.unit_cost), 0), coalesce(sum(l.unit_cost IS NULL), 0)
    FROM order_line l WHERE l.order_id = shop_order.id AND l.deleted_at IS NULL),
  paid = coalesce((SELECT sum(amount) FROM payment WHERE order_id = shop_order.id AND deleted_at IS NULL), 0),
  summary = coalesce((SELECT group_concat(what, '、') FROM (
    SELECT name || CASE quantity WHEN 1 THEN '' ELSE ' × ' || quantity END AS what
    FROM order_line WHERE order_id = shop_order.id AND deleted_at IS NULL ORDER BY id)), '')
"""

ORDER_OWED = """
UPDATE shop_order SET owed = CASE WHEN cancelled_on IS NULL AND deleted_at IS NULL THEN max(total - paid, 0) ELSE 0 END
"""

# the state stands in the CASE, not in the WHERE, or every open follow-up of the shop is looked through for each friend
CONTACT_SUMS = """
UPDATE contact SET
  last_contact_at = nullif(max(
    coalesce((SELECT at FROM conversation
      WHERE contact_id = contact.id AND deleted_at IS NULL ORDER BY at DESC LIMIT 1), 0),
    coalesce((SELECT max(at) FROM shop_order WHERE contact_id = contact.id AND deleted_at IS NULL), 0)), 0),
  quiet_since = max(added_on,
    coalesce((SELECT day FROM conversation
      WHERE contact_id = contact.id AND deleted_at IS NULL ORDER BY at DESC LIMIT 1), ''),
    coalesce((SELECT max(day) FROM shop_order WHERE contact_id = contact.id AND deleted_at IS NULL), ''),
    coalesce((SELECT max(day) FROM rest WHERE contact_id = contact.id AND how = 'done' AND deleted_at IS NULL), '')),
  next_on = (SELECT min(CASE state WHEN 'open' THEN due END) FROM follow_up
    WHERE contact_id = contact.id AND deleted_at IS NULL),
  rhythm_days = coalesce(cadence_days, (SELECT min(t.cadence_days) FROM contact_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.contact_id = contact.id AND l.deleted_at IS NULL AND t.deleted_at IS NULL)),
  channels = (SELECT count(DISTINCT platform) FROM identity WHERE contact_id = contact.id AND deleted_at IS NULL),
  first_handle = coalesce((SELECT handle_key FROM identity
    WHERE contact_id = contact.id AND deleted_at IS NULL AND handle_key <> '' ORDER BY id LIMIT 1), ''),
  first_tag = coalesce((SELECT t.name_key FROM contact_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.contact_id = contact.id AND l.deleted_at IS NULL AND t.deleted_at IS NULL ORDER BY l.id LIMIT 1), ''),
  first_account = (SELECT a.position FROM tie JOIN account a ON a.id = tie.account_id
    WHERE tie.contact_id = contact.id AND tie.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY tie.id LIMIT 1),
  orders_count = (SELECT count(*) FROM shop_order
    WHERE contact_id = contact.id AND deleted_at IS NULL AND cancelled_on IS NULL),
  spent = (SELECT coalesce(sum(paid), 0) FROM shop_order WHERE contact_id = contact.id AND deleted_at IS NULL),
  owed = (SELECT coalesce(sum(owed), 0) FROM shop_order WHERE contact_id = contact.id AND deleted_at IS NULL),
  remark = coalesce((SELECT remark FROM tie
    WHERE contact_id = contact.id AND deleted_at IS NULL AND remark <> '' ORDER BY id LIMIT 1), '')
"""
AMONG = "IN (SELECT value FROM json_each(?1))"
OF_THEM = f"WHERE {{column}} {AMONG}"


def refresh(connection: sqlite3.Connection, contacts: Iterable[int]) -> None:
    """Compute everything derived of these friends again."""
    everybody = set(contacts)
    everybody |= trust.introducers(connection, everybody)
    for block in blocks(sorted(everybody)):
        chosen = json.dumps(block)
        connection.execute(ORDER_SUMS + OF_THEM.format(column="contact_id"), (chosen,))
        connection.execute(ORDER_OWED + OF_THEM.format(column="contact_id"), (chosen,))
        connection.execute(CONTACT_SUMS + OF_THEM.format(column="id"), (chosen,))
        stock.refresh(connection, chosen)
        touch.refresh(connection, chosen)
        trust.refresh(connection, chosen)
        _refresh_names(connection, chosen)


def refresh_all(connection: sqlite3.Connection) -> None:
    """Compute everything derived of everybody again, and build the search indexes anew."""
    refresh_words(connection)  # first, since friends are sorted by their tags
    for statement in (ORDER_SUMS, ORDER_OWED, CONTACT_SUMS):
        connection.execute(statement)
    stock.rebuild(connection)
    trust.refresh_all(connection)
    connection.execute("DELETE FROM contact_search")
    everybody = [number for (number,) in connection.execute("SELECT id FROM contact").fetchall()]
    for block in blocks(everybody):
        touch.refresh(connection, json.dumps(block))
        words = list(_words(connection, json.dumps(block)))
        connection.executemany(
            "UPDATE contact SET name_key = ?, birthday_key = ? WHERE id = ?",
            [(*keys, number) for number, keys, _, _ in words],
        )
        connection.executemany("INSERT INTO contact_search(id, t) VALUES (?, ?)", [(w[0], w[3]) for w in words])
    connection.execute("INSERT INTO contact_fts(contact_fts) VALUES ('rebuild')")
    talk_index.rebuild(connection)


def refresh_words(connection: sqlite3.Connection) -> None:
    """Compute the sort keys of tags, products and phrases again where a name has none that fits."""
    for table in ("tag", "product", "phrase"):
        rows = connection.execute(f"SELECT id, name, name_key FROM {table} WHERE deleted_at IS NULL").fetchall()
        for number, name, key in rows:
            if (wanted := sort_key(name)) != key:
                connection.execute(f"UPDATE {table} SET name_key = ? WHERE id = ?", (wanted, number))


FULL_TEXT = ("contact_fts", "talk_fts")
"""Every full-text index of the file."""


def forget(connection: sqlite3.Connection, chosen: str) -> None:
    """Take friends out of what they are found by; `chosen` is a JSON list of their numbers."""
    touch.forget(connection, chosen)
    trust.forget(connection, chosen)
    for number, text in connection.execute(f"SELECT id, t FROM contact_search WHERE id {AMONG}", (chosen,)).fetchall():
        connection.execute("INSERT INTO contact_fts(contact_fts, rowid, t) VALUES ('delete', ?, ?)", (number, text))
    connection.execute(f"DELETE FROM contact_search WHERE id {AMONG}", (chosen,))


def birthday_key(code: str) -> str | None:
    """The part of a birthday that comes back every year; none where there is no birthday."""
    if not code:
        return None
    birthday = Birthday.parse(code)
    return Birthday(birthday.month, birthday.day, None, birthday.lunar, birthday.leap).code()


def blocks(numbers: Sequence[int], size: int = BLOCK) -> Iterator[list[int]]:
    """The numbers in stretches that one statement takes well."""
    for start in range(0, len(numbers), size):
        yield list(numbers[start : start + size])


Keys = tuple[str, str | None]
"""What a name sorts by, and the part of a birthday that comes back."""


def _refresh_names(connection: sqlite3.Connection, chosen: str) -> None:
    known: dict[int, str] = dict(
        connection.execute(f"SELECT id, t FROM contact_search WHERE id {AMONG}", (chosen,)).fetchall()
    )
    new: list[tuple[int, str]] = []
    for number, wanted, keys, text in _words(connection, chosen):
        if wanted != keys:
            connection.execute("UPDATE contact SET name_key = ?, birthday_key = ? WHERE id = ?", (*wanted, number))
        if number in known:
            index(connection, number, text, known[number])
        else:
            new.append((number, text))
    # an import brings hundreds at once, whom nothing knows yet
    connection.executemany("INSERT INTO contact_search(id, t) VALUES (?, ?)", new)
    connection.executemany("INSERT INTO contact_fts(rowid, t) VALUES (?, ?)", new)


def _words(connection: sqlite3.Connection, chosen: str) -> Iterator[tuple[int, Keys, Keys, str]]:
    """Of each chosen friend the keys they should have and those they have, and the text they are found by."""
    remarks: defaultdict[int, list[str]] = defaultdict(list)
    for contact, remark in connection.execute(
        f"SELECT contact_id, remark FROM tie WHERE contact_id {AMONG} AND deleted_at IS NULL AND remark <> ''",
        (chosen,),
    ).fetchall():
        remarks[contact].append(remark)
    for contact, text in connection.execute(
        f"SELECT contact_id, text FROM former_name WHERE contact_id {AMONG} AND deleted_at IS NULL ORDER BY id DESC",
        (chosen,),
    ).fetchall():
        if text not in remarks[contact]:
            remarks[contact].append(text)
    handles: defaultdict[int, list[str]] = defaultdict(list)
    phones: defaultdict[int, list[str]] = defaultdict(list)
    for contact, platform, handle, key, nickname in connection.execute(
        f"SELECT contact_id, platform, handle, handle_key, nickname FROM identity"
        f" WHERE contact_id {AMONG} AND deleted_at IS NULL",
        (chosen,),
    ).fetchall():
        if nickname:
            remarks[contact].append(nickname)
        if not handle:
            continue
        if platform == PHONE:
            phones[contact].append(key or handle)
        else:
            handles[contact].append(handle)
    words: defaultdict[int, list[str]] = defaultdict(list)
    for contact, name in connection.execute(
        f"SELECT l.contact_id, t.name FROM contact_tag l JOIN tag t ON t.id = l.tag_id"
        f" WHERE l.contact_id {AMONG} AND l.deleted_at IS NULL AND t.deleted_at IS NULL",
        (chosen,),
    ).fetchall():
        words[contact].append(name)
    for contact, value in connection.execute(
        f"SELECT v.contact_id, v.value FROM field_value v JOIN custom_field f ON f.id = v.field_id"
        f" WHERE v.contact_id {AMONG} AND v.deleted_at IS NULL AND f.deleted_at IS NULL AND f.kind <> 'yes_no'"
        " ORDER BY f.position, f.id",
        (chosen,),
    ).fetchall():
        words[contact].append(value)
    for number, name, note, birthday, key, day in connection.execute(
        f"SELECT id, name, note, birthday, name_key, birthday_key FROM contact WHERE id {AMONG}", (chosen,)
    ).fetchall():
        text = search_text(
            [name, *remarks[number]], handles[number], phones[number], [*words[number], note[:NOTE_SEARCHED]]
        )
        yield number, (sort_key(name), birthday_key(birthday)), (key, day), text


def index(connection: sqlite3.Connection, number: int, text: str, known: str | None = None) -> None:
    """Make a friend findable by `text`; `known` is the text that the index has of them.

    Done here and not by triggers: a full-text table may not be written from triggers of a file that is not trusted.
    """
    if text == known:
        return
    if known is not None:
        connection.execute("INSERT INTO contact_fts(contact_fts, rowid, t) VALUES ('delete', ?, ?)", (number, known))
    connection.execute(
        "INSERT INTO contact_search(id, t) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET t = excluded.t",
        (number, text),
    )
    connection.execute("INSERT INTO contact_fts(rowid, t) VALUES (?, ?)", (number, text))
