"""How much of each product is there, and how much of it is promised: what came in, less what orders took.

Each line of an order remembers how many of its units are in its product's figures, as sent (`counted`) and as reserved
(`held`); triggers carry every difference over, to the parts of a bundle too. So a product with 100,000 lines costs
nothing, and whatever changes lines, moves or bundles, undo and imports among it, leaves the figures right.
"""

import sqlite3
from collections import defaultdict

from crm.db.uuids import uuids

FORGOTTEN = "forgotten"
"""The kind of a move that stands for what erased friends were sent."""

# what went out to a friend who was deleted since is out all the same; what was never sent to them is free again
_GONE = "c.binned AND o.deleted_at = c.deleted_at AND l.deleted_at = c.deleted_at"
_LIVE = "(l.deleted_at IS NULL AND o.deleted_at IS NULL)"
_IN_PARCELS = """coalesce((SELECT sum(pl.quantity) FROM parcel p JOIN parcel_line pl ON pl.parcel_id = p.id
  WHERE p.order_id = o.id AND pl.line_id = l.id AND (pl.deleted_at IS NULL OR pl.deleted_at = c.deleted_at)
  AND (p.deleted_at IS NULL OR p.deleted_at = c.deleted_at)), 0)"""
_SENT = f"""CASE WHEN o.shipped_on IS NOT NULL OR o.received_on IS NOT NULL THEN l.quantity
  ELSE min(l.quantity, {_IN_PARCELS}) END"""
_OURS = "l.product_id IS NOT NULL AND l.supplier_id IS NULL AND o.cancelled_on IS NULL"
WANTED = f"""
SELECT id, counted, held FROM (
  SELECT l.id, l.counted AS counted_before, l.held AS held_before,
    CASE WHEN {_OURS} AND ({_LIVE} OR {_GONE}) THEN {_SENT} ELSE 0 END AS counted,
    CASE WHEN {_OURS} AND {_LIVE} THEN l.quantity - ({_SENT}) ELSE 0 END AS held
  FROM shop_order o JOIN contact c ON c.id = o.contact_id JOIN order_line l ON l.order_id = o.id {{which}}
) WHERE counted <> counted_before OR held <> held_before
"""
"""Lines whose memory does not fit their order any more, and what it should be."""


def _carried(line: str, sign: str, back: str) -> str:
    """Take the units of a line (`old` or `new`) out of its product's figures, or put them in."""
    return f"""
      UPDATE product SET stock = stock {sign} {line}.counted, reserved = reserved {back} {line}.held
        WHERE id = {line}.product_id;
      UPDATE product SET
        stock = stock {sign} {line}.counted * (SELECT sum(quantity) FROM bundle_part
          WHERE bundle_id = {line}.product_id AND part_id = product.id AND deleted_at IS NULL),
        reserved = reserved {back} {line}.held * (SELECT sum(quantity) FROM bundle_part
          WHERE bundle_id = {line}.product_id AND part_id = product.id AND deleted_at IS NULL)
        WHERE id IN (SELECT part_id FROM bundle_part WHERE bundle_id = {line}.product_id AND deleted_at IS NULL);"""


def _sent(bundle: str) -> str:
    """How many of a bundle were sent: nothing of it comes in, but for what was there before it was one."""
    return f"""(SELECT coalesce((SELECT sum(quantity) FROM stock_move
      WHERE product_id = b.id AND deleted_at IS NULL), 0) - b.stock FROM product b WHERE b.id = {bundle})"""


def _apart(part: str, sign: str, back: str) -> str:
    """What bundles that were sold did to a part, put in or taken out."""
    return f"""
      UPDATE product SET stock = stock {sign} {part}.quantity * {_sent(f"{part}.bundle_id")},
        reserved = reserved {back} {part}.quantity * (SELECT b.reserved FROM product b WHERE b.id = {part}.bundle_id)
        WHERE id = {part}.part_id AND {part}.deleted_at IS NULL;"""


def _moved(move: str, sign: str) -> str:
    return f"""
      UPDATE product SET stock = stock {sign} {move}.quantity
        WHERE id = {move}.product_id AND {move}.deleted_at IS NULL;"""


TRIGGERS = {
    "stock_line": f"""AFTER UPDATE OF "counted", "held", "product_id" ON "order_line"
    WHEN (old.counted <> new.counted OR old.held <> new.held OR old.product_id IS NOT new.product_id)
      AND (old.counted OR old.held OR new.counted OR new.held)
    BEGIN {_carried("old", "+", "-")}{_carried("new", "-", "+")}
    END""",
    "stock_line_gone": f"""AFTER DELETE ON "order_line" WHEN old.counted OR old.held BEGIN {_carried("old", "+", "-")}
    END""",
    "stock_moved": f"""AFTER INSERT ON "stock_move" BEGIN {_moved("new", "+")}
    END""",
    "stock_moved_anew": f"""AFTER UPDATE OF "quantity", "product_id", "deleted_at" ON "stock_move"
    BEGIN {_moved("old", "-")}{_moved("new", "+")}
    END""",
    "stock_part": f"""AFTER INSERT ON "bundle_part" BEGIN {_apart("new", "-", "+")}
    END""",
    "stock_part_anew": f"""AFTER UPDATE OF "quantity", "bundle_id", "part_id", "deleted_at" ON "bundle_part"
    BEGIN {_apart("old", "+", "-")}{_apart("new", "-", "+")}
    END""",
}


def watch(connection: sqlite3.Connection) -> None:
    """Make the triggers anew; part of every migration."""
    unwatch(connection)
    for name, statement in TRIGGERS.items():
        connection.execute(f'CREATE TRIGGER "{name}" {statement}')


def unwatch(connection: sqlite3.Connection) -> None:
    """Without the triggers, for a load after which `rebuild` is due."""
    for name in TRIGGERS:
        connection.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def refresh(connection: sqlite3.Connection, chosen: str) -> None:
    """Count the lines of friends again; `chosen` is a JSON list of their numbers."""
    which = "WHERE o.contact_id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(WANTED.format(which=which), (chosen,)).fetchall()
    connection.executemany("UPDATE order_line SET counted = ?2, held = ?3 WHERE id = ?1", rows)


def rebuild(connection: sqlite3.Connection) -> None:
    """Count everything again; the triggers are made anew."""
    unwatch(connection)
    rows = connection.execute(WANTED.format(which="")).fetchall()
    connection.executemany("UPDATE order_line SET counted = ?2, held = ?3 WHERE id = ?1", rows)
    stock: defaultdict[int, int] = defaultdict(int)
    reserved: defaultdict[int, int] = defaultdict(int)
    for product, quantity in connection.execute(
        "SELECT product_id, sum(quantity) FROM stock_move WHERE deleted_at IS NULL GROUP BY product_id"
    ).fetchall():
        stock[product] += quantity
    lines = {
        product: (counted, held)
        for product, counted, held in connection.execute(
            "SELECT product_id, sum(counted), sum(held) FROM order_line WHERE product_id IS NOT NULL GROUP BY 1"
        ).fetchall()
    }
    for product, (counted, held) in lines.items():
        stock[product] -= counted
        reserved[product] += held
    for bundle, part, quantity in connection.execute(
        "SELECT bundle_id, part_id, quantity FROM bundle_part WHERE deleted_at IS NULL"
    ).fetchall():
        counted, held = lines.get(bundle, (0, 0))
        stock[part] -= counted * quantity
        reserved[part] += held * quantity
    wrong = [
        (number, stock[number], reserved[number])
        for number, there, promised in connection.execute("SELECT id, stock, reserved FROM product").fetchall()
        if (stock[number], reserved[number]) != (there, promised)
    ]
    connection.executemany("UPDATE product SET stock = ?2, reserved = ?3 WHERE id = ?1", wrong)
    watch(connection)


def keep_sent(connection: sqlite3.Connection, contacts: str, now: int, day: str) -> None:
    """Friends are about to be erased: what they were sent stays out, as moves that name nobody.

    `contacts` is a JSON list of their numbers.
    """
    sent: defaultdict[tuple[int, int | None], int] = defaultdict(int)
    found = connection.execute(
        """SELECT l.product_id, l.batch_id, sum(l.counted) FROM shop_order o JOIN order_line l ON l.order_id = o.id
           WHERE o.contact_id IN (SELECT value FROM json_each(?)) AND l.counted GROUP BY 1, 2""",
        (contacts,),
    ).fetchall()
    for product, batch, units in found:
        parts = connection.execute(
            "SELECT part_id, quantity FROM bundle_part WHERE bundle_id = ? AND deleted_at IS NULL", (product,)
        ).fetchall()
        for part, each in parts or [(product, 1)]:
            sent[part, None if parts else batch] += units * each
    numbered = zip(uuids(len(sent), now), sorted(sent.items(), key=str), strict=True)
    connection.executemany(
        """INSERT INTO stock_move(uuid, created, updated, updated_by, version, product_id, batch_id, quantity, kind,
             day, note) VALUES (?, ?, ?, '', 1, ?, ?, ?, ?, ?, '')""",
        [(uuid, now, now, product, batch, -units, FORGOTTEN, day) for uuid, ((product, batch), units) in numbered],
    )
