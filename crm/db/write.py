"""What can be done inside one transaction: rows added and changed, each with its moment, version and identifier."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from peewee import SqliteDatabase

from crm.db import bulk, log
from crm.db.derived import blocks
from crm.db.row import Row
from crm.db.uuids import uuids
from crm.errors import ConflictError, MissingError
from crm.topics import Topic

DIALECT = SqliteDatabase(None)
"""Never opened: it turns peewee's queries into this driver's SQL."""


class Write:
    """What can be done inside one transaction. Made by `Store.write`, gone when the block ends."""

    def __init__(self, connection: sqlite3.Connection, now: int, who: str) -> None:
        self.connection = connection
        """For `crm.db` alone."""
        self.now = now
        self.who = who
        self.topics = Topic(0)
        self.news = Topic(0)
        self.touched: set[int] = set()

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        """All rows of a query, as this transaction sees them."""
        return self.connection.execute(*compiled(query)).fetchall()

    def insert(self, model: type[Row], **values: Any) -> int:
        """Add one row and return its number."""
        head = {
            model.uuid: uuids(1, self.now)[0],
            model.created: self.now,
            model.updated: self.now,
            model.updated_by: self.who,
        }
        fields = model._meta.fields
        given = {fields[name]: clean(value) for name, value in values.items()}
        number = self.connection.execute(*compiled(model.insert({**head, **given}))).lastrowid
        assert number is not None
        return number

    def update(self, model: type[Row], number: int, *, seen: int | None = None, **values: Any) -> None:
        """Change columns of one row that is not in the bin.

        `seen` is the version that whoever decided this had read. Raises `ConflictError` when the row has moved on,
        `MissingError` when it is gone.
        """
        query = model.update(
            {
                **{model._meta.fields[name]: clean(value) for name, value in values.items()},
                model.updated: self.now,
                model.updated_by: self.who,
                model.version: model.version + 1,
            }
        ).where(model.id == number, model.deleted_at.is_null())
        if seen is not None:
            query = query.where(model.version == seen)
        if self.connection.execute(*compiled(query)).rowcount:
            return
        name = model._meta.table_name
        if seen is not None and self.rows(model.select(model.id).where(model.id == number, model.deleted_at.is_null())):
            raise ConflictError(name, number)
        raise MissingError(name, str(number))

    def delete(self, model: type[Row], number: int) -> None:
        """Put one row into the bin. Raises `MissingError`."""
        self.update(model, number, deleted_at=self.now)

    def bring_back(self, model: type[Row], number: int, **values: Any) -> None:
        """Take one row out of the bin. Raises `MissingError` when it does not lie there."""
        query = model.update(
            {
                **{model._meta.fields[name]: clean(value) for name, value in values.items()},
                model.deleted_at: None,
                model.updated: self.now,
                model.updated_by: self.who,
                model.version: model.version + 1,
            }
        ).where(model.id == number, model.deleted_at.is_null(is_null=False))
        if not self.connection.execute(*compiled(query)).rowcount:
            raise MissingError(model._meta.table_name, str(number))

    def update_all(self, model: type[Row], numbers: Sequence[int], **values: Any) -> None:
        """Change the same columns of many rows. Raises `MissingError` when one of them is in the bin or gone."""
        columns = {model._meta.fields[name]: clean(value) for name, value in values.items()}
        for block in blocks(numbers):
            query = model.update(
                {**columns, model.updated: self.now, model.updated_by: self.who, model.version: model.version + 1}
            ).where(model.id.in_(block), model.deleted_at.is_null())
            if self.connection.execute(*compiled(query)).rowcount != len(set(block)):
                alive = model.select(model.id).where(model.id.in_(block), model.deleted_at.is_null())
                there = {number for (number,) in self.rows(alive)}
                raise MissingError(model._meta.table_name, str(next(n for n in block if n not in there)))

    def bin_all(self, model: type[Row], contacts: Sequence[int]) -> None:
        """Put every row of these friends into the bin that is not there yet."""
        for block in blocks(contacts):
            self.connection.execute(
                f'UPDATE "{model._meta.table_name}" SET deleted_at = ?, updated = ?, updated_by = ?,'
                f" version = version + 1 WHERE deleted_at IS NULL AND {log.belonging(model)}",
                (self.now, self.now, self.who, json.dumps(block)),
            )

    def hand_over(self, model: type[Row], numbers: Sequence[int], contact: int) -> None:
        """Make rows, none of them in the bin, another friend's."""
        for block in blocks(numbers):
            self.connection.execute(
                f'UPDATE "{model._meta.table_name}" SET contact_id = ?, updated = ?, updated_by = ?,'
                " version = version + 1 WHERE id IN (SELECT value FROM json_each(?))",
                (contact, self.now, self.who, json.dumps(block)),
            )

    def next_number(self, model: type[Row]) -> int:
        """The number that the next row of a table gets; stays true until this transaction adds one."""
        return int(self.rows(f'SELECT coalesce(max(id), 0) + 1 FROM "{model._meta.table_name}"')[0][0])

    def bulk(self, model: type[Row], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> range:
        """Add many rows at the speed of the driver; values are stored as they are, columns not named get the model's
        default. Returns their numbers.
        """
        if not rows:
            return range(0)
        name = model._meta.table_name
        first = self.next_number(model)
        every = ["id", "uuid", "created", "updated", "updated_by", "version", *columns]
        rest = {
            field.column_name: field.db_value(field.default() if callable(field.default) else field.default)
            for field in model._meta.sorted_fields
            if field.column_name not in every and not field.null
        }
        literals = ["''" if value == "" else repr(value) for value in rest.values()]
        self.connection.executemany(
            f'INSERT INTO "{name}" ({", ".join([*every, *rest])}) VALUES ({", ".join(["?"] * len(every) + literals)})',
            (
                (number, uuid, self.now, self.now, self.who, 1, *row)
                for number, uuid, row in zip(
                    range(first, first + len(rows)), uuids(len(rows), self.now), rows, strict=True
                )
            ),
        )
        return range(first, first + len(rows))

    @contextmanager
    def loading(self) -> Iterator[None]:
        """For a file's first rows by the hundred thousand: see `bulk.loading`."""
        with bulk.loading(self.connection):
            yield

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many values; for `crm.db` and bulk paths."""
        self.connection.executemany(sql, rows)


def clean(value: Any) -> Any:
    """Text that every reader of the file can take: without NUL, and without halves of a character."""
    if not isinstance(value, str) or value.isprintable():  # as nearly all are
        return value
    return value.replace("\0", "").encode("utf-8", "ignore").decode()


def compiled(query: Any) -> tuple[str, Sequence[Any]]:
    """The SQL and values of a peewee query; plain SQL passes through."""
    match query:
        case str():
            return query, ()
        case (str() as sql, values):
            return sql, values
        case _:
            context: Any = DIALECT.get_sql_context()
            sql, values = context.sql(query).query()
            return sql, values
