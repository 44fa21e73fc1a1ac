"""Rows of friends out of another file of the same schema, into this one: found again by their UUIDs.

What the shop has of them becomes as it was there, what it does not have is added, and what was added since stays.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from peewee import ForeignKeyField

from crm.db import derived, log, mending, search
from crm.db.models import TABLES, Account, Contact, CustomField, Product, Supplier, Tag, Tier
from crm.db.row import HOUSEKEEPING, Row
from crm.db.write import Write
from crm.names import Query

SHARED: tuple[type[Row], ...] = (Account, Tag, Tier, Product, Supplier, CustomField)
"""What friends share, and what comes along where the shop has none by that UUID or name."""
BACK: tuple[type[Row], ...] = (Tag, CustomField)
"""What friends share that is taken out of the bin for them, since nothing of it would be seen there."""
AMONG = "IN (SELECT value FROM json_each(?))"

FRIENDS = """
SELECT c.id, c.uuid, c.name, c.remark,
  (SELECT count(*) FROM conversation t WHERE t.contact_id = c.id AND t.deleted_at IS NULL),
  (SELECT count(*) FROM shop_order o WHERE o.contact_id = c.id AND o.deleted_at IS NULL)
FROM contact c WHERE c.id IN (SELECT value FROM json_each(?))
"""


def everybody(source: sqlite3.Connection) -> list[tuple[int, str]]:
    """Number and UUID of everybody in a backup who is not in its bin, by name."""
    return source.execute("SELECT id, uuid FROM contact WHERE deleted_at IS NULL ORDER BY name_key, id").fetchall()


def fitting(source: sqlite3.Connection, query: Query) -> set[int]:
    """Whom in a backup the words fit, by their beginnings, or else inside."""
    found = source.execute(search.MATCHING, (query.fts,)).fetchall() if query.fts else []
    if not found and query.like:
        sql, values = search.inside(query, search.CANDIDATES)
        found = source.execute(sql, values).fetchall()
    return {number for (number,) in found}


def friends(source: sqlite3.Connection, numbers: Iterable[int]) -> list[tuple[int, str, str, str, int, int]]:
    """Number, UUID, name, remark and how many talks and orders of friends in a backup."""
    return source.execute(FRIENDS, (json.dumps(list(numbers)),)).fetchall()


class FromBackup:
    """Takes rows of friends over, within one transaction."""

    def __init__(self, source: sqlite3.Connection, write: Write) -> None:
        self._source = source
        self._write = write
        self._known: dict[tuple[str, int], int | None] = {}

    def take(self, numbers: Sequence[int]) -> None:
        """Take these friends (numbers of the backup) over, with every row of theirs."""
        chosen = json.dumps(list(numbers))
        write = self._write
        for row in self._rows(Contact, f"id {AMONG}", chosen):
            if not write.rows(("SELECT 1 FROM contact WHERE uuid = ?", (row["uuid"],))):
                self._put(Contact, {**row, **dict.fromkeys(_to_friends(Contact))})
        for row in self._rows(Contact, f"id {AMONG}", chosen):
            self._known["contact", row["id"]] = self._put(Contact, row)  # all are there now: who introduced whom
        for model in TABLES:
            owner = log.contact_column(model)
            if owner in (None, "id"):
                continue
            for row in self._rows(model, f"{log.belonging(model)} AND deleted_at IS NULL", chosen):
                self._known[model._meta.table_name, row["id"]] = self._put(model, row)
        connection, now = write.connection, write.now
        derived.refresh_words(connection)
        mending.hand_on(connection, write.touched, now)
        mending.cut_circles(connection, write.touched, now)

    def _rows(self, model: type[Row], where: str, chosen: str) -> list[dict[str, Any]]:
        found = self._source.execute(f'SELECT * FROM "{model._meta.table_name}" WHERE {where} ORDER BY id', (chosen,))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _put(self, model: type[Row], row: dict[str, Any]) -> int | None:
        """Write a row as it was in the backup; its number in the shop, none for one that finds no place there."""
        values = {field.column_name: row[field.column_name] for field in model._meta.sorted_fields}
        for field in model._meta.sorted_fields:
            if isinstance(field, ForeignKeyField) and values[field.column_name] is not None:
                values[field.column_name] = self._meant(field.rel_model, values[field.column_name])
                if values[field.column_name] is None and not field.null:
                    return None
        write, table = self._write, model._meta.table_name
        owner = log.contact_column(model)
        logged = log.logged_columns(model)
        columns = ", ".join(f'"{column}"' for column in logged)
        found = write.rows((f'SELECT id, {columns} FROM "{table}" WHERE uuid = ?', (row["uuid"],)))
        try:
            if found:
                number, *held = found[0]
                if held != [values[column] for column in logged]:
                    sets = ", ".join(f'"{column}" = ?' for column in logged)
                    sets += ", updated = ?, updated_by = ?, version = version + 1"
                    given = (*(values[column] for column in logged), write.now, write.who, number)
                    write.rows((f'UPDATE "{table}" SET {sets} WHERE id = ?', given))
                if owner not in (None, "id"):
                    write.touched.add(dict(zip(logged, held, strict=True))[owner])
            else:
                kept = {name: value for name, value in values.items() if name not in HOUSEKEEPING}
                # what follows from other rows follows from those of this shop
                kept |= {
                    field.column_name: field.default
                    for field in model._meta.sorted_fields
                    if field.name in model.derived
                }
                every = {
                    **kept, "uuid": row["uuid"], "created": row["created"], "updated": write.now,
                    "updated_by": write.who, "version": 1,
                }  # fmt: skip
                names, marks = ", ".join(f'"{name}"' for name in every), ", ".join("?" * len(every))
                sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING id'
                number = write.rows((sql, tuple(every.values())))[0][0]
        except sqlite3.IntegrityError:  # the shop has the same by another UUID: a tag on a friend, a pair
            return None
        if owner is not None:
            write.touched.add(number if owner == "id" else values[owner])
        return int(number)

    def _meant(self, model: type[Row], number: int) -> int | None:
        """The number that a row of the backup has in the shop; what friends share comes along where it has none."""
        key = model._meta.table_name, number
        if key not in self._known:
            self._known[key] = self._find(model, number)
        return self._known[key]

    def _find(self, model: type[Row], number: int) -> int | None:
        table = model._meta.table_name
        rows = self._rows(model, f"id {AMONG}", json.dumps([number]))
        if not rows:
            return None
        (row,) = rows
        found = self._write.rows((f'SELECT id, deleted_at FROM "{table}" WHERE uuid = ?', (row["uuid"],)))
        if found and (found[0][1] is None or model not in BACK):
            return int(found[0][0])
        if model not in SHARED:
            return None
        alike = {column: row[column] for column in ("name", "kind", "platform") if column in row}
        where = " AND ".join(f'"{column}" = ?' for column in alike)
        same = self._write.rows(
            (f'SELECT id FROM "{table}" WHERE deleted_at IS NULL AND {where} ORDER BY id', tuple(alike.values()))
        )
        return int(same[0][0]) if same else self._put(model, {**row, "deleted_at": None})


def _to_friends(model: type[Row]) -> list[str]:
    """The columns of a table that name another friend."""
    return [
        field.column_name
        for field in model._meta.sorted_fields
        if isinstance(field, ForeignKeyField) and field.rel_model is Contact
    ]
