"""The whole shop as one JSON object: every row that is not in the bin, by table, rows naming each other by UUID."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from peewee import Field, ForeignKeyField

from crm.db import log
from crm.db.files import newest_schema
from crm.db.models import TABLES, ExportLog, ImportBatch
from crm.db.row import JsonField, Row
from crm.db.store import Store
from crm.ids import ContactId
from crm.money import Currency
from crm.progress import Progress, unheard
from crm.transfer.replacing import replacing

FORMAT = "shuke"
VERSION = 1
#: rows that are read at once
BLOCK = 1000

WRITTEN = tuple(table for table in TABLES if table not in {ImportBatch, ExportLog})
"""Import batches and the log of exports speak of this file alone."""


def fields_of(model: type[Row]) -> list[Field]:
    """The columns of a table that are written."""
    unwritten = {"id", "deleted_at"} | model.derived
    return [item for item in model._meta.sorted_fields if item.name not in unwritten]


def write_everything(
    store: Store, currency: Currency, path: Path, progress: Progress = unheard, *, of: ContactId | None = None
) -> int:
    """Write the shop, or all that belongs to one friend, into one file and tell how many rows that were. The file
    appears whole or not at all.

    `tables` holds each table's rows; moments are UTC milliseconds, days ISO dates, amounts minor units. What is added
    while it is written is left out of all tables alike, so that no row names one that is not there. Raises a
    `FileProblemError`; what `progress` raises passes through and leaves nothing behind.
    """
    # one statement, so that the ends of all tables are those of one moment
    parts = ", ".join(f'(SELECT coalesce(max(id), 0) FROM "{model._meta.table_name}")' for model in WRITTEN)
    ends = store.rows(f"SELECT {parts}")[0]
    total = sum(ends)
    count = passed = 0
    head = {
        "format": FORMAT,
        "version": VERSION,
        "schema": newest_schema(),
        "currency": currency.code,
        "zone": str(store.clock.zone),
    }
    with replacing(path) as file:
        file.write(json.dumps(head)[:-1].encode() + b', "tables": {')
        for place, (model, end) in enumerate(zip(WRITTEN, ends, strict=True)):
            file.write(b",\n" * bool(place) + json.dumps(model._meta.table_name).encode() + b": [")
            between = ""
            for reached, rows in _blocks(store, model, end, of):
                file.write((between + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)).encode())
                between = ",\n"
                count += len(rows)
                progress(passed + reached, total)
            file.write(b"]")
            passed += end
        file.write(b"}}\n")
    progress(total, total)
    return count


def _blocks(
    store: Store, model: type[Row], end: int, of: ContactId | None
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The live rows up to a number in blocks, each with the number it reaches; of one friend only their own."""
    owner = log.contact_column(model)
    if of is not None and owner is None:
        return
    theirs = "" if of is None else f" AND r.{owner} = {int(of)}"
    names: list[str] = []
    columns: list[str] = []
    tell: list[Callable[[Any], Any]] = []
    for item in fields_of(model):
        column = f'r."{item.column_name}"'
        if isinstance(item, ForeignKeyField):
            there = item.rel_model._meta.table_name
            column = f'(SELECT p.uuid FROM "{there}" p WHERE p.id = {column} AND p.deleted_at IS NULL)'
        names.append(item.name)
        columns.append(column)
        tell.append(json.loads if isinstance(item, JsonField) else _as_it_is)
    sql = (
        f'SELECT r.id, {", ".join(columns)} FROM "{model._meta.table_name}" r'
        f" WHERE r.id > ? AND r.id <= ? AND r.deleted_at IS NULL{theirs} ORDER BY r.id LIMIT ?"
    )
    after = 0
    while rows := store.rows((sql, (after, end, BLOCK))):
        after = rows[-1][0]
        yield after, [{n: say(value) for n, say, value in zip(names, tell, row[1:], strict=True)} for row in rows]


def _as_it_is(value: Any) -> Any:
    return value
