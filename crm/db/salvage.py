"""What can be read of a damaged file, taken over into a new one. The damaged file is only read."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import ForeignKeyField, Model

from crm.db import derived, driver, files, log, touch
from crm.db.models import TABLES, Contact
from crm.db.row import Row
from crm.db.uuids import uuids
from crm.errors import DamagedFileError
from crm.progress import Progress, unheard

MOST = 1024
"""Rows that are read at once while nothing is wrong."""
FURTHEST = 1 << 33
"""So far beyond a row that cannot be read the next one is looked for."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of the rows: how many were taken over, about how many are lost, and of how many friends only what
    belongs to them was found, so that they are called by a number now.
    """

    rows: int
    lost: int
    nameless: int


def salvage(path: Path, progress: Progress = unheard) -> tuple[Path, Salvaged]:
    """A new file beside a damaged one, with everything that could be read; it is sound. See `files.put_in_place`.

    Raises `DamagedFileError` where not one row could be read, what `progress` does, or another `FileProblemError`.
    """
    target = path.with_name(f".{path.name}.salvage")
    copy = path.with_name(f".{path.name}.look")  # so that a journal is played into a copy, never into the file itself
    for part in (target, copy):
        files.drop(part)
    try:
        files.copy_as_it_is(path, copy)
        files.make_fresh(target)
        with closing(_open(copy)) as source, closing(driver.connect(target, patience_ms=5000)) as connection:
            found = _Salvage(source, connection, progress).run()
        if not found.rows:
            raise DamagedFileError(path)
    except BaseException:
        files.drop(target)
        raise
    finally:
        files.drop(copy)
    return target, found


def _open(path: Path) -> sqlite3.Connection:
    """A connection that takes what is broken for granted."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = 1")  # of a schema that is spoilt, what comes before that
    connection.execute("PRAGMA trusted_schema = 0")
    connection.execute("PRAGMA temp_store = memory")
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


class _Salvage:
    def __init__(self, source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress) -> None:
        self._source = source
        self._target = target
        self._progress = progress
        self._lost = self._rows = self._nameless = 0
        self._there: defaultdict[str, set[int]] = defaultdict(set)

    def run(self) -> Salvaged:
        self._target.execute("PRAGMA foreign_keys = 0")
        self._target.execute("BEGIN")
        for number, model in enumerate(TABLES):
            self._progress(number, len(TABLES))
            self._take(model)
        self._name_friends()
        self._mend_references()
        with suppress(sqlite3.DatabaseError):
            erased = self._source.execute("SELECT uuid, at FROM erased").fetchall()
            self._target.executemany("INSERT OR IGNORE INTO erased(uuid, at) VALUES (?, ?)", erased)
        derived.refresh_all(self._target)
        touch.refresh_all(self._target)
        self._target.execute("COMMIT")
        assert not self._target.execute("PRAGMA foreign_key_check").fetchone()
        return Salvaged(self._rows, self._lost, self._nameless)

    def _take(self, model: type[Row]) -> None:
        table = model._meta.table_name
        try:
            held = [row[1] for row in self._source.execute(f'PRAGMA table_info("{table}")').fetchall()]
        except sqlite3.DatabaseError:
            held = []
        fields = list(model._meta.sorted_fields)
        common = [field.column_name for field in fields if field.column_name in held]
        if "id" not in common:
            return
        rest = {f.column_name: _default(f) for f in fields if f.column_name not in held and not f.null}
        names = ", ".join(f'"{name}"' for name in [*common, *rest])
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * (len(common) + len(rest)))})'
        for block in self._blocks(table, common):
            for row in block:
                try:
                    self._target.execute(sql, (*row, *rest.values()))
                except sqlite3.IntegrityError:
                    self._lost += 1  # a value that may not be is a value that was spoilt
                else:
                    self._rows += 1
                    self._there[table].add(row[common.index("id")])

    def _blocks(self, table: str, columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table in order; where some cannot be read, on from the next that can."""
        chosen = ", ".join(f'"{column}"' for column in columns)
        sql = f'SELECT {chosen} FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT ?'
        place = columns.index("id")
        after, limit = 0, MOST
        while True:
            self._progress(0, 0)
            rows = self._read(sql, after, limit)
            if rows:
                yield rows
                after, limit = rows[-1][place], min(MOST, limit * 2)
            elif rows is not None:
                return
            elif limit > 1:
                limit //= 2
            elif (found := self._beyond(sql, after)) is None:
                self._lost += 1
                return
            else:
                self._lost += max(1, found - after)
                after = found

    def _beyond(self, sql: str, after: int) -> int | None:
        """The lowest number behind which rows can be read again, looked for ever further away; none where there is
        none. What lies between has about so many rows as numbers.
        """
        bad, step = after, 1
        while step < FURTHEST:
            if self._read(sql, after + step, 1):
                good = after + step
                while good - bad > 1:
                    middle = (good + bad) // 2
                    good, bad = (middle, bad) if self._read(sql, middle, 1) else (good, middle)
                return good
            bad = after + step
            step += step // 4 + 1
        return None

    def _read(self, sql: str, after: int, limit: int) -> list[tuple[Any, ...]] | None:
        """Some rows; none where they cannot be read."""
        try:
            return self._source.execute(sql, (after, limit)).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError):
            return None

    def _name_friends(self) -> None:
        """Friends whose own row is lost while talks or orders of theirs are there: a row by a number."""
        missing: set[int] = set()
        for model in TABLES:
            if log.contact_column(model) == "contact_id":
                found = self._target.execute(
                    f'SELECT DISTINCT contact_id FROM "{model._meta.table_name}" WHERE contact_id IS NOT NULL'
                ).fetchall()
                missing |= {number for (number,) in found} - self._there["contact"]
        for number, uuid in zip(sorted(missing), uuids(len(missing), 0), strict=True):
            values: dict[str, Any] = {
                field.column_name: _default(field) for field in Contact._meta.sorted_fields if not field.null
            }
            values |= {"id": number, "uuid": uuid, "name": f"#{number}", "added_on": DAY, "stage_on": DAY}
            names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
            self._target.execute(f"INSERT INTO contact ({names}) VALUES ({marks})", tuple(values.values()))
            self._there["contact"].add(number)
            self._nameless += 1

    def _mend_references(self) -> None:
        """Rows that name a row that is lost name none any more; those that must name one are lost with it."""
        again = True
        while again:
            again = False
            for model in TABLES:
                for field in model._meta.sorted_fields:
                    if isinstance(field, ForeignKeyField):
                        again = self._mend(model, field) or again

    def _mend(self, model: type[Row], field: ForeignKeyField) -> bool:
        table, column = model._meta.table_name, field.column_name
        above: type[Model] = field.rel_model
        dangling = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT id FROM "{above._meta.table_name}")'
        if field.null:
            self._target.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE {dangling}')
            return False
        gone = self._target.execute(f'DELETE FROM "{table}" WHERE {dangling}').rowcount
        self._lost += gone
        self._rows -= gone
        return gone > 0


DAY = "1970-01-01"


def _default(field: Any) -> Any:
    """What a column says of which nothing is known."""
    value = field.default() if callable(field.default) else field.default
    if value is not None:
        return field.db_value(value)
    return "" if field.field_type in ("TEXT", "DATE") else 0
