"""Large loads: indexes are dropped before and built after, which costs half of keeping them true row by row."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from crm.db import derived, log, stock, talk_index
from crm.db.models import TABLES

DERIVED = frozenset(name for model in TABLES for name in model.derived)


@contextmanager
def loading(connection: sqlite3.Connection) -> Iterator[None]:
    """Inside, rows are written without indexes and without triggers; after it everything derived is there.

    For one transaction that the caller has begun, which takes back all of it, also the dropping, when the block
    raises. Nothing may be looked up inside except by a row's number.
    """
    indexes = _indexes(connection)
    for name in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    for (name,) in connection.execute(log.TRIGGERS).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    talk_index.unwatch(connection)
    stock.unwatch(connection)
    yield
    late = [name for name, sql in indexes.items() if any(f'"{column}"' in sql for column in DERIVED)]
    for name, sql in indexes.items():
        if name not in late:
            connection.execute(sql)
    derived.refresh_all(connection)
    for name in late:
        connection.execute(indexes[name])
    log.install(connection)
    talk_index.watch(connection)


def _indexes(connection: sqlite3.Connection) -> dict[str, str]:
    """The statements that made the indexes of the tables of the seller, by name."""
    ours = log.NAMES
    return {
        name: sql
        for name, table, sql in connection.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        if table in ours
    }
