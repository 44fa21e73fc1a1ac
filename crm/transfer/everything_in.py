"""A whole shop in from the JSON that `everything` writes: into a shop without anything, whole or not at all."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from peewee import BooleanField, DateField, ForeignKeyField, IntegerField

from crm.accounts import Platform
from crm.contacts import Standing
from crm.conversations import Direction
from crm.conversations import Kind as TalkKind
from crm.custom_fields import FieldKind
from crm.db.files import newest_schema
from crm.db.models import Setting
from crm.db.row import JsonField, Row
from crm.db.store import Store
from crm.db.write import Write, clean
from crm.errors import DamagedFileError, NewerFileError, NoFileError, NotOursError, ShopNotEmptyError
from crm.money import Currency
from crm.progress import Progress, unheard
from crm.settings import Shop, is_zone
from crm.stages import Stage
from crm.topics import Topic
from crm.transfer.everything import FORMAT, VERSION, WRITTEN, fields_of
from crm.transfer.imports import Imported
from crm.transfer.planning import Fate

BLOCK = 2000
LONGEST_LINE = 64_000_000
"""Characters of one row; a longer line was not written by Shuke."""
CODES: Mapping[tuple[str, str], frozenset[str]] = {
    ("contact", "stage"): frozenset(Stage),
    ("contact", "standing"): frozenset(Standing),
    ("account", "platform"): frozenset(Platform),
    ("identity", "platform"): frozenset(Platform),
    ("conversation", "platform"): frozenset(Platform),
    ("conversation", "direction"): frozenset(Direction),
    ("conversation", "kind"): frozenset(TalkKind),
    ("custom_field", "kind"): frozenset(FieldKind),
}
"""Columns that hold one of few words: any other would be met by nobody."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself: the version of its format, of the tables, and the shop's currency and zone."""

    version: int
    schema: int
    currency: str
    zone: str


def read_head(path: Path) -> Head:
    """The head of a file that Shuke wrote. Raises `NotOursError` for another one, `NewerFileError`, `NoFileError`."""
    try:
        with path.open(encoding="utf-8") as file:
            line = file.readline(10_000)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NoFileError(path) from error
    except UnicodeDecodeError as error:
        raise NotOursError(path) from error
    start, found, _ = line.partition(', "tables": {')
    try:
        said = json.loads(start + "}") if found else {}
    except ValueError:
        said = {}
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NotOursError(path)
    numbers = (said.get("version"), said.get("schema"))
    words = (said.get("currency"), said.get("zone"))
    if not all(isinstance(n, int) for n in numbers) or not all(isinstance(w, str) for w in words):
        raise DamagedFileError(path)
    head = Head(said["version"], said["schema"], said["currency"], said["zone"])
    if head.version > VERSION or head.schema > newest_schema():
        raise NewerFileError(path)
    return head


def is_whole_shop(path: Path) -> bool:
    """Whether a file holds a whole shop, of whatever version."""
    with path.open("rb") as file:
        return file.read(200).lstrip().startswith(b'{"format": "' + FORMAT.encode() + b'"')


class EverythingIn:
    """Verbs of bringing in a whole shop."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def bring(self, path: Path, progress: Progress = unheard) -> int:
        """Take in every row of the file, and tell how many they were. No step of undo: there was nothing before.

        Raises `ShopNotEmptyError`, what `read_head` raises, `DamagedFileError` for a file that was cut short or
        changed, and whatever `progress` does; nothing is stored then.
        """
        head = read_head(path)
        if any(self._store.rows(model.select(model.id).limit(1)) for model in WRITTEN if model is not Setting):
            raise ShopNotEmptyError(path)
        numbers = _Numbers(path)
        total = 2 * path.stat().st_size
        for _, row, read in _rows(path):
            numbers.learn(*row)
            progress(read, total)
        try:
            with self._store.write(Topic.EVERYTHING) as write:
                count = self._take(write, path, numbers, lambda read: progress(total // 2 + read, total))
                _keep_currency(write, head)
        except (sqlite3.IntegrityError, ValueError) as error:  # twice what may be there once, or a day that is none
            raise DamagedFileError(path) from error
        progress(total, total)
        return count

    def plan(self, path: Path, progress: Progress = unheard) -> "ShopPlan":
        """What the file holds. Raises as `bring` does, but for what only storing can tell."""
        head = read_head(path)
        total = path.stat().st_size
        plan = ShopPlan(path, head)
        for table, _, read in _rows(path):
            plan.rows[table] += 1
            progress(read, total)
        return plan

    def store(self, plan: "ShopPlan", progress: Progress = unheard) -> Imported:
        """Bring it in. There is no step to take it back by: whoever wants it away opens an empty folder."""
        return Imported(Counter({Fate.NEW: self.bring(plan.path, progress)}), None)

    def _take(self, write: Write, path: Path, numbers: "_Numbers", told: Callable[[int], None]) -> int:
        count = 0
        _forget_settings(write)
        with write.loading():
            for model, rows, read in _blocks(path):
                count += _put(write, model, rows, numbers, path)
                told(read)
        _check(write, path)
        return count


@dataclass(frozen=True, slots=True)
class ShopPlan:
    """What a file of a whole shop holds: how many rows of each table."""

    path: Path
    head: Head
    rows: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[Fate]:
        """All of it is new."""
        return Counter({Fate.NEW: self.records})

    @property
    def records(self) -> int:
        """How many rows there are."""
        return self.rows.total()


class _Numbers:
    """The number that each row will have, by its table and UUID."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, dict[str, int]] = {model._meta.table_name: {} for model in WRITTEN}

    def learn(self, model: type[Row], row: Mapping[str, Any]) -> None:
        """The next row of its table."""
        known = self._known[model._meta.table_name]
        uuid = row.get("uuid")
        if not isinstance(uuid, str) or not uuid or uuid in known:
            raise DamagedFileError(self._path)
        known[uuid] = len(known) + 1

    def of(self, model: type[Row], uuid: str) -> int | None:
        """The number of a row; none for one that is not in the file."""
        return self._known[model._meta.table_name].get(uuid)


def _rows(path: Path) -> Iterator[tuple[str, tuple[type[Row], dict[str, Any]], int]]:
    """Every row of the file with its table, a line each as `everything` writes them, and how far the file was read."""
    models = {model._meta.table_name: model for model in WRITTEN}
    table = ""
    ended = False
    read = 0
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                if len(line) > LONGEST_LINE or ended:
                    raise DamagedFileError(path)
                read += len(line.encode())
                words = line.rstrip("\n")
                if not table:
                    words = words.partition('"tables": {')[2]
                while words:
                    if words.startswith('"'):  # the name of a table, and its first row or its end
                        name, found, words = words.partition(": [")
                        table = name.strip('"')
                        if not found or table not in models:
                            raise DamagedFileError(path)
                    elif words.startswith("{"):
                        row, words = _row(path, words)
                        yield table, (models[table], row), read
                    elif words.startswith(("],", "]")):
                        words = words[1:].removeprefix(",").strip()
                        if words == "}}":
                            ended, words = True, ""
                    else:
                        raise DamagedFileError(path)
    except UnicodeDecodeError as error:
        raise DamagedFileError(path) from error
    if not ended:
        raise DamagedFileError(path)


_DECODER = json.JSONDecoder()


def _row(path: Path, words: str) -> tuple[dict[str, Any], str]:
    """The row at the beginning of a line, and what follows it."""
    try:
        row, end = _DECODER.raw_decode(words)
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(path) from error
    return row, words[end:].removeprefix(",").strip()


def _blocks(path: Path) -> Iterator[tuple[type[Row], list[dict[str, Any]], int]]:
    """The rows of one table at a time, many at once."""
    block: list[dict[str, Any]] = []
    now: type[Row] | None = None
    reached = 0
    for _, (model, row), read in _rows(path):
        if now is not None and (model is not now or len(block) == BLOCK):
            yield now, block, reached
            block = []
        now, reached = model, read
        block.append(row)
    if now is not None and block:
        yield now, block, reached


def _put(write: Write, model: type[Row], rows: list[dict[str, Any]], numbers: _Numbers, path: Path) -> int:
    """Write rows under the numbers that they were given. What an older file does not know is as at first."""
    name = model._meta.table_name
    fields = fields_of(model)
    readers = [_reader(model, item, numbers, path) for item in fields]
    rest = {
        item.column_name: item.db_value(item.default() if callable(item.default) else item.default)
        for item in model._meta.sorted_fields
        if item.name in model.derived and not item.null
    }
    columns = ", ".join(f'"{column}"' for column in ["id", *(item.column_name for item in fields), *rest])
    places = ", ".join("?" * (1 + len(fields) + len(rest)))
    write.many(
        f'INSERT INTO "{name}" ({columns}) VALUES ({places})',
        [(numbers.of(model, row["uuid"]), *(read(row) for read in readers), *rest.values()) for row in rows],
    )
    return len(rows)


def _reader(model: type[Row], item: Any, numbers: _Numbers, path: Path) -> Callable[[Mapping[str, Any]], Any]:
    name = item.name
    codes = CODES.get((model._meta.table_name, name))
    default = item.default() if callable(item.default) else item.default

    def read(row: Mapping[str, Any]) -> Any:
        value = row.get(name, default)
        if isinstance(item, JsonField):
            return json.dumps(value, ensure_ascii=False)
        if value is None:
            if not item.null:
                raise DamagedFileError(path)
            return None
        if isinstance(item, ForeignKeyField):
            number = numbers.of(item.rel_model, value) if isinstance(value, str) else None
            if number is None:
                raise DamagedFileError(path)
            return number
        if isinstance(item, BooleanField):
            fits = isinstance(value, bool) or value in (0, 1)
        elif isinstance(item, IntegerField):
            fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
        elif isinstance(item, DateField):
            fits = isinstance(value, str) and _is_day(value)
        else:
            fits = isinstance(value, str) and (codes is None or value in codes)
        if not fits:
            raise DamagedFileError(path)
        return clean(value) if isinstance(value, str) else int(value)

    return read


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _forget_settings(write: Write) -> None:
    """The choices of the shop that comes take the place of those that are there."""
    write.many('DELETE FROM "setting" WHERE ?', [(1,)])


def _check(write: Write, path: Path) -> None:
    """Nothing points at what is not there, and nothing is there twice."""
    if write.rows("PRAGMA foreign_key_check"):
        raise DamagedFileError(path)


def _keep_currency(write: Write, head: Head) -> None:
    """The amounts are in the currency of the file, also where its settings do not name it."""
    known = {key for (key,) in write.rows(Setting.select(Setting.key))}
    usual = Shop()
    if head.currency in {currency.code for currency in Currency} - {usual.currency.code} and "currency" not in known:
        write.insert(Setting, key="currency", value=head.currency)
    if is_zone(head.zone) and head.zone != usual.zone and "zone" not in known:
        write.insert(Setting, key="zone", value=head.zone)
