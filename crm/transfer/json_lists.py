"""Lists of friends in JSON, as a table: a row an entry, a column a key."""

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crm.transfer.delimited import blocks
from crm.transfer.encodings import recognise
from crm.transfer.errors import FileKind, Limit, NotATableError, TooBigError, UnknownEncodingError
from crm.transfer.mojibake import is_mojibake, mended
from crm.transfer.tables import Row, Source, Tally, tidy_row

MAX_BYTES = 64 << 20
"""of a list: its whole text is held, and some times over"""
_MAX_COLUMNS = 200
_LISTS = ("contacts", "friends", "items", "data", "list", "result", "users", "members", "好友", "联系人")
"""Keys under which programs put the list itself."""
_BETWEEN = " ::: "
_SAMPLE = 20_000


def open_list(path: Path, encoding: str) -> tuple[Source, list[Mapping[str, Any]]]:
    """The entries of the file. Raises `NotATableError` for any other JSON, `TooBigError`, `UnknownEncodingError`."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooBigError(path, Limit.BYTES, size, MAX_BYTES)
    name = encoding
    if not name:
        known = recognise(lambda: blocks(path))
        if known is None:
            raise UnknownEncodingError(path)
        name = known.name
    try:
        text = path.read_bytes().decode(name, "replace").removeprefix("\ufeff")
    except LookupError as error:
        raise UnknownEncodingError(path, encoding) from error
    entries = _entries(_read(path, text))
    if not entries:
        raise NotATableError(path, FileKind.JSON)
    sample = "".join(str(value) for entry in entries[:200] for value in entry.values())[:_SAMPLE]
    return Source(kind="json", encoding=name, total=len(entries), mended=is_mojibake(sample)), entries


def list_rows(
    source: Source, entries: list[Mapping[str, Any]], tally: Tally, at: Callable[[int], None]
) -> Iterator[Row]:
    """A row of keys, then one for each entry."""
    flat = [dict(_flat(entry)) for entry in entries]
    keys = list(dict.fromkeys(key for entry in flat for key in entry))[:_MAX_COLUMNS]
    mend = mended if source.mended else None
    yield tidy_row(1, keys, tally)
    for number, entry in enumerate(flat, 2):
        if number % 512 == 0:
            at(number)
        yield tidy_row(number, [entry.get(key, "") for key in keys], tally, mend)


def _read(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # perhaps it was printed rather than written
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        raise NotATableError(path, FileKind.JSON) from error


def _entries(told: Any) -> list[Mapping[str, Any]]:
    """The list of objects in what was read: itself, under a known key, or the values of an object of objects."""
    if isinstance(told, dict):
        for key in _LISTS:
            inside = told.get(key)
            if isinstance(inside, list | dict) and (found := _entries(inside)):
                return found
        told = list(told.values()) if all(isinstance(value, dict) for value in told.values()) else []
    if isinstance(told, list) and told and all(isinstance(entry, dict) for entry in told):
        return told
    return []


def _flat(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys and texts; what is inside an object stands beside its other keys, a list in one cell."""
    for key, value in entry.items():
        match value:
            case dict():
                yield from ((str(name), _text(inner)) for name, inner in value.items())
            case _:
                yield str(key), _text(value)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            said = [_text(part) for part in value if not isinstance(part, dict | list)]
            return _BETWEEN.join([*said, ""]) if len(said) > 1 else "".join(said)
        case dict():
            return ""
        case _:
            return str(value)
