"""What undo remembers: triggers that keep before and after of each changed row, and how they are written back.

A step is undone by writing the old values (or putting rows it made into the bin) and done again by writing the
new ones. Nothing is ever deleted for it, so references stay whole; version and moment only grow, so that a window
that still shows the old row cannot save over the newer one.
"""

import json
import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from crm.db.models import TABLES
from crm.db.row import HOUSEKEEPING, Row
from crm.topics import Action, Topic, Verb

Image = dict[str, str | int | None]
"""Columns of a row and their values, before or after a step."""
NAMES: dict[str, type[Row]] = {model._meta.table_name: model for model in TABLES}


TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'log_%'"


def logged_columns(model: type[Row]) -> list[str]:
    """Columns whose changes are remembered."""
    return [
        field.column_name
        for field in model._meta.sorted_fields
        if field.column_name not in HOUSEKEEPING and field.name not in model.derived
    ]


def contact_column(model: type[Row]) -> str | None:
    """The column that says whose row it is."""
    if model._meta.table_name == "contact":
        return "id"
    return "contact_id" if "contact" in model._meta.fields else None


def belonging(model: type[Row]) -> str:
    """The condition for rows of friends whose numbers are a JSON list, `?`, as an index answers it: what always belongs
    to an order is found by it.
    """
    chosen = "contact_id IN (SELECT value FROM json_each(?))"
    of_orders = "order" in model._meta.fields and not model._meta.fields["order"].null
    return f"order_id IN (SELECT id FROM shop_order WHERE {chosen})" if of_orders else chosen


def install(connection: sqlite3.Connection) -> None:
    """Make the triggers anew; part of every migration."""
    for (name,) in connection.execute(TRIGGERS).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    for name, model in NAMES.items():
        owner = contact_column(model)
        whose = f"new.{owner}" if owner else "NULL"
        columns = logged_columns(model)
        connection.execute(
            f"""CREATE TRIGGER "log_{name}_insert" AFTER INSERT ON "{name}"
            WHEN (SELECT step FROM undo_now WHERE NOT ranges) IS NOT NULL BEGIN
              INSERT INTO undo_change(step_id, table_name, "row", contact)
              SELECT step, '{name}', new.id, {whose} FROM undo_now;
            END"""
        )
        changed = " OR ".join(f'old."{c}" IS NOT new."{c}"' for c in columns)
        old, new = (
            " || ".join(
                f"""CASE WHEN old."{c}" IS NOT new."{c}" THEN '{c}=' || quote({side}."{c}") || ' ' ELSE '' END"""
                for c in columns
            )
            for side in ("old", "new")
        )
        connection.execute(
            f"""CREATE TRIGGER "log_{name}_update" AFTER UPDATE ON "{name}"
            WHEN (SELECT step FROM undo_now) IS NOT NULL AND ({changed}) BEGIN
              INSERT INTO undo_change(step_id, table_name, "row", contact, before, after)
              SELECT step, '{name}', new.id, {whose}, {old}, {new} FROM undo_now;
            END"""
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the seller sees it in the history. `state` is open, done, undone or spent."""

    id: int
    action: Action
    topics: Topic
    at: int
    state: str


STEP_COLUMNS = "id, verb, contact, detail, count, topics, at, state"


def read_step(row: Sequence[object]) -> Step:
    """The step of a row of `STEP_COLUMNS`."""
    number, verb, contact, detail, count, topics, at, state = row
    assert isinstance(number, int)
    assert isinstance(verb, str)
    assert contact is None or isinstance(contact, int)
    assert isinstance(detail, str)
    assert isinstance(count, int)
    assert isinstance(topics, int)
    assert isinstance(at, int)
    assert isinstance(state, str)
    return Step(number, Action(Verb(verb), contact, detail, count), Topic(topics), at, state)


def begin_step(connection: sqlite3.Connection, action: Action, topics: Topic, at: int) -> int:
    """A new step, open until `end_step`."""
    return int(
        connection.execute(
            "INSERT INTO undo_step(verb, contact, detail, count, topics, at, state) VALUES (?, ?, ?, ?, ?, ?, 'open')",
            (action.verb, action.contact, action.detail, action.count, topics.value, at),
        ).lastrowid
        or 0
    )


def end_step(connection: sqlite3.Connection, step: int, topics: Topic | None = None, count: int | None = None) -> None:
    """The step is done, and the last of all; whatever was undone before can no longer be done again."""
    connection.execute("UPDATE undo_step SET state = 'spent' WHERE state = 'undone'")
    connection.execute(
        """UPDATE undo_step SET state = 'done', topics = coalesce(?, topics), count = coalesce(?, count),
             ended = (SELECT serial FROM undo_now) WHERE id = ?""",
        (None if topics is None else topics.value, count, step),
    )


def delete_empty_steps(connection: sqlite3.Connection) -> None:
    """Forget steps of which the log holds nothing any more."""
    connection.execute(
        """DELETE FROM undo_step WHERE state <> 'open'
           AND NOT EXISTS (SELECT 1 FROM undo_change c WHERE c.step_id = undo_step.id)
           AND NOT EXISTS (SELECT 1 FROM undo_range r WHERE r.step_id = undo_step.id)"""
    )


def prune(connection: sqlite3.Connection, before: int, newest: int, limit: int) -> int:
    """Forget up to `limit` steps that were made before a moment and are not among the `newest`; how many it were.

    A step that an import names stays, so that it can be taken back whenever; so does one that is cut off.
    """
    gone = [
        number
        for (number,) in connection.execute(
            """SELECT id FROM undo_step WHERE at < ? AND state <> 'open'
               AND id NOT IN (SELECT step FROM import_batch WHERE deleted_at IS NULL)
               AND ended < (SELECT coalesce(min(ended), 0) FROM
                 (SELECT ended FROM undo_step WHERE state <> 'open' ORDER BY ended DESC LIMIT ?))
               ORDER BY ended LIMIT ?""",
            (before, newest, limit),
        ).fetchall()
    ]
    chosen = json.dumps(gone)
    for table in ("undo_change", "undo_range"):
        connection.execute(f"DELETE FROM {table} WHERE step_id IN (SELECT value FROM json_each(?))", (chosen,))
    connection.execute("DELETE FROM undo_step WHERE id IN (SELECT value FROM json_each(?))", (chosen,))
    return len(gone)


def changed_contacts(connection: sqlite3.Connection, step: int) -> set[int]:
    """Friends whose rows a step changed one by one."""
    return {
        int(row[0])
        for row in connection.execute(
            "SELECT DISTINCT contact FROM undo_change WHERE step_id = ? AND contact IS NOT NULL", (step,)
        ).fetchall()
    }


def touched_contacts(connection: sqlite3.Connection, step: int) -> set[int]:
    """Friends whose rows a step changed one by one, or to whom it added rows in stretches."""
    found = changed_contacts(connection, step)
    every = [(name, first, last) for name, first, last, _, _ in _ranges(connection, step)]
    return found | owners(connection, every, [(first, last) for name, first, last in every if name == "contact"])


Stretch = tuple[str, int, int]
"""Rows of a table, from the first number to the last."""


def owners(connection: sqlite3.Connection, stretches: Iterable[Stretch], made: Iterable[tuple[int, int]]) -> set[int]:
    """Whose these rows are, but for the friends of the stretches `made`."""
    found: set[int] = set()
    apart = _joined(made)
    firsts = [first for first, _ in apart]
    for name, first, last in stretches:
        owner = contact_column(NAMES[name])
        if name == "contact" or owner is None:
            continue
        for (contact,) in connection.execute(
            f'SELECT DISTINCT {owner} FROM "{name}" WHERE id BETWEEN ? AND ? AND {owner} IS NOT NULL', (first, last)
        ).fetchall():
            place = bisect_right(firsts, contact) - 1
            if place < 0 or contact > apart[place][1]:
                found.add(contact)
    return found


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches in order, those that follow each other at once as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def made_stretches(connection: sqlite3.Connection, step: int) -> list[Stretch]:
    """The rows that a step added in stretches, newest first."""
    return [(name, first, last) for name, first, last, binned, _ in reversed(_ranges(connection, step)) if not binned]


def bin_some(
    connection: sqlite3.Connection, step: int, stretches: Sequence[Stretch], now: int, until: float
) -> tuple[int, set[int]]:
    """Put some of these stretches of a step into the bin, as many as can be until `until` (of `perf_counter`) and one
    at least, but nobody to whom something was added since; how many they were, and whose rows besides.
    """
    kept = _friends_with_later_entries(connection, step)
    edited = _edited_elsewhere(connection, step)
    done = 0
    for name, first, last in stretches:
        for a, b in _without(connection, NAMES[name], first, last, kept, edited[name]):
            bin_range(connection, name, a, b, now)
        done += 1
        if perf_counter() > until:
            break
    made = [(first, last) for name, first, last, _, _ in _ranges(connection, step) if name == "contact"]
    return done, owners(connection, stretches[:done], made)


def _edited_elsewhere(connection: sqlite3.Connection, step: int) -> defaultdict[str, list[int]]:
    """Rows that other steps changed, by their table, in order."""
    edited: defaultdict[str, list[int]] = defaultdict(list)
    for name, row in connection.execute(
        """SELECT DISTINCT c.table_name, c."row" FROM undo_change c JOIN undo_step s ON s.id = c.step_id
           WHERE c.step_id <> ? AND s.state = 'done' AND c.before IS NOT NULL ORDER BY 1, 2""",
        (step,),
    ).fetchall():
        edited[name].append(row)
    return edited


def _ranges(connection: sqlite3.Connection, step: int) -> list[tuple[str, int, int, int, int | None]]:
    return connection.execute(
        "SELECT table_name, first, last, binned, stamp FROM undo_range WHERE step_id = ? ORDER BY id", (step,)
    ).fetchall()


def write_back(connection: sqlite3.Connection, step: int, now: int) -> None:
    """Write the values that were before a step. What was changed while the step was still under way stays."""
    overtaken = _overtaken(connection, step)
    for change in reversed(_changes(connection, step)):
        if change.made:
            _write(connection, change.table, change.row, {"deleted_at": now}, now)
        else:
            _exchange(connection, change, change.after, change.before, now, carefully=overtaken)
    for name, first, last, binned, stamp in reversed(_ranges(connection, step)):
        if binned:
            _bring_back(connection, name, first, last, stamp, now)
        else:
            bin_range(connection, name, first, last, now)
            connection.execute(
                "UPDATE undo_range SET stamp = ? WHERE step_id = ? AND table_name = ? AND first = ?",
                (now, step, name, first),
            )


def write_again(connection: sqlite3.Connection, step: int, now: int) -> None:
    """Write the values that were after a step."""
    for name, first, last, binned, stamp in _ranges(connection, step):
        if binned:
            bin_range(connection, name, first, last, now)
            connection.execute(
                "UPDATE undo_range SET stamp = ? WHERE step_id = ? AND table_name = ? AND first = ?",
                (now, step, name, first),
            )
        else:
            _bring_back(connection, name, first, last, stamp, now)
    overtaken = _overtaken(connection, step)
    for change in _changes(connection, step):
        if change.made:
            _write(connection, change.table, change.row, {"deleted_at": None}, now)
        else:
            _exchange(connection, change, change.before, change.after, now, carefully=overtaken)


def _overtaken(connection: sqlite3.Connection, step: int) -> bool:
    """Whether steps that began after this one stand and ended before it: it was long, and others wrote in between."""
    return bool(
        connection.execute(
            """SELECT EXISTS (SELECT 1 FROM undo_step later, undo_step long
               WHERE long.id = ? AND later.id > long.id AND later.ended < long.ended AND later.state = 'done')""",
            (step,),
        ).fetchone()[0]
    )


def _exchange(
    connection: sqlite3.Connection, change: "_Change", there: Image, wanted: Image, now: int, *, carefully: bool
) -> None:
    """Write what is wanted of a changed row. Carefully: only where it holds what should be there; where somebody wrote
    over it since, it is their memory of what was before them that changes.
    """
    if not carefully:
        _write(connection, change.table, change.row, wanted, now)
        return
    names = list(wanted)
    columns = ", ".join(f'"{name}"' for name in names)
    found = connection.execute(f'SELECT {columns} FROM "{change.table}" WHERE id = ?', (change.row,)).fetchone()
    held = dict(zip(names, found, strict=True)) if found else {}
    if same := {name: value for name, value in wanted.items() if name in held and held[name] == there[name]}:
        _write(connection, change.table, change.row, same, now)
    for name in held.keys() - same.keys():
        for number, image in connection.execute(
            """SELECT c.id, c.before FROM undo_change c JOIN undo_step s ON s.id = c.step_id
               WHERE c.id > ? AND c.table_name = ? AND c."row" = ? AND s.state IN ('done', 'undone')
               ORDER BY c.id""",
            (change.number, change.table, change.row),
        ).fetchall():
            before = read_image(image or "")
            if name in before:
                if before[name] == there[name]:
                    _remember(connection, number, before | {name: wanted[name]})
                break


def _remember(connection: sqlite3.Connection, change: int, before: Image) -> None:
    quoted = ((name, connection.execute("SELECT quote(?)", (value,)).fetchone()[0]) for name, value in before.items())
    image = "".join(f"{name}={value} " for name, value in quoted)
    connection.execute("UPDATE undo_change SET before = ? WHERE id = ?", (image, change))


def bin_range(connection: sqlite3.Connection, name: str, first: int, last: int, stamp: int) -> None:
    """Put a stretch of rows into the bin; `stamp` tells later which ones this was."""
    connection.execute(
        f'UPDATE "{name}" SET deleted_at = ?, updated = ?, version = version + 1'
        " WHERE id BETWEEN ? AND ? AND deleted_at IS NULL",
        (stamp, stamp, first, last),
    )


def _bring_back(connection: sqlite3.Connection, name: str, first: int, last: int, stamp: int | None, now: int) -> None:
    connection.execute(
        f'UPDATE "{name}" SET deleted_at = NULL, updated = ?, version = version + 1'
        " WHERE id BETWEEN ? AND ? AND deleted_at = ?",
        (now, first, last, stamp),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """The columns of a row that a step changed; both empty for a row that it made."""

    number: int
    table: str
    row: int
    made: bool
    before: Image
    after: Image


def _changes(connection: sqlite3.Connection, step: int) -> list[_Change]:
    return [
        _change(*row)
        for row in connection.execute(
            'SELECT id, table_name, "row", before, after FROM undo_change WHERE step_id = ? ORDER BY id', (step,)
        ).fetchall()
    ]


def _change(number: int, table: str, row: int, before: str | None, after: str | None) -> _Change:
    return _Change(number, table, row, before is None, read_image(before or ""), read_image(after or ""))


IMAGE = re.compile(r"(\w+)=(?:(NULL)|'((?:[^']|'')*)'|(-?\d+)) ")
"""`column=value ` of the changed columns, the value as SQLite's quote() writes it; our columns hold text and integers.

JSON would read better, but its functions may not stand in triggers of a file that is not trusted.
"""


def read_image(text: str) -> Image:
    """The columns of an image and their values."""
    return {
        column: None if null else int(number) if number else words.replace("''", "'")
        for column, null, words, number in IMAGE.findall(text)
    }


def _write(
    connection: sqlite3.Connection, name: str, row: int, values: Mapping[str, str | int | None], now: int
) -> None:
    columns = "".join(f'"{column}" = ?, ' for column in values)
    connection.execute(
        f'UPDATE "{name}" SET {columns}updated = ?, version = version + 1 WHERE id = ?',
        (*values.values(), now, row),
    )


def take_back_unchanged(connection: sqlite3.Connection, step: int, now: int, *, binned: bool = False) -> set[int]:
    """Take a step back, keeping whatever was changed since; as part of the step that is written now, if there is one.

    A field is restored where it still holds what the step wrote. A row that the step made goes into the bin unless
    it was changed since; a friend that the step made stays, with all their rows, when anything was added to them or
    changed on them since. Returns the numbers of the friends that were kept. `binned`: the rows that it added
    in stretches are in the bin already, see `bin_some`.
    """
    current_step = connection.execute("SELECT step FROM undo_now").fetchone()[0]
    kept = _friends_with_later_entries(connection, step)
    edited = _edited_elsewhere(connection, step)
    for change in reversed(_changes(connection, step)):
        model = NAMES[change.table]
        columns = logged_columns(model)
        if current_step is None and not change.made:
            _exchange(connection, change, change.after, change.before, now, carefully=True)
            continue
        found = connection.execute(
            f"""SELECT {contact_column(model) or "NULL"}, {", ".join(f'"{c}"' for c in columns)}
                FROM "{change.table}" WHERE id = ?""",
            (change.row,),
        ).fetchone()
        if found is None:  # it was erased with a friend
            continue
        owner, *values = found
        if change.made:
            if owner not in kept and not _changed_since(connection, step, change.table, change.row):
                _write(connection, change.table, change.row, {"deleted_at": now}, now)
            continue
        current = dict(zip(columns, values, strict=True))
        same = {column: value for column, value in change.before.items() if current[column] == change.after[column]}
        if same:
            _write(connection, change.table, change.row, same, now)
    connection.execute("UPDATE undo_now SET step = NULL")  # a stretch is one record, not an image a row
    for name, first, last, was_binned, stamp in reversed(_ranges(connection, step)):
        if binned and not was_binned:
            continue
        if was_binned:  # the step had itself taken rows back, so they come again
            stretches = [(first, last)]
            _bring_back(connection, name, first, last, stamp, now)
        else:
            stretches = list(_without(connection, NAMES[name], first, last, kept, edited[name]))
            for a, b in stretches:
                bin_range(connection, name, a, b, now)
        if current_step is not None:
            connection.executemany(
                "INSERT INTO undo_range(step_id, table_name, first, last, binned, stamp) VALUES (?, ?, ?, ?, ?, ?)",
                [(current_step, name, a, b, not was_binned, now) for a, b in stretches],
            )
    connection.execute("UPDATE undo_now SET step = ?", (current_step,))
    return kept


def _without(
    connection: sqlite3.Connection, model: type[Row], first: int, last: int, kept: set[int], edited: Sequence[int]
) -> Iterable[tuple[int, int]]:
    """The stretch without the rows of the friends that are kept, and without those that were edited (in order)."""
    owner = contact_column(model)
    stay = list(edited[bisect_left(edited, first) : bisect_right(edited, last)])
    if owner is not None and kept:
        stay += [
            int(row[0])
            for row in connection.execute(
                f'SELECT id FROM "{model._meta.table_name}" WHERE id BETWEEN ? AND ?'
                f" AND {owner} IN (SELECT value FROM json_each(?)) ORDER BY id",
                (first, last, json.dumps(sorted(kept))),
            ).fetchall()
        ]
    start = first
    for row in sorted(set(stay)):
        if start < row:
            yield start, row - 1
        start = row + 1
    if start <= last:
        yield start, last


def _changed_since(connection: sqlite3.Connection, step: int, name: str, row: int) -> bool:
    found = connection.execute(
        """SELECT 1 FROM undo_change c JOIN undo_step s ON s.id = c.step_id
           WHERE c.step_id <> ? AND c.table_name = ? AND c."row" = ? AND s.state = 'done' LIMIT 1""",
        (step, name, row),
    ).fetchone()
    return found is not None


def _friends_with_later_entries(connection: sqlite3.Connection, step: int) -> set[int]:
    made = _joined(
        [(first, last) for name, first, last in made_stretches(connection, step) if name == "contact"]
        + [
            (change.row, change.row)
            for change in _changes(connection, step)
            if change.table == "contact" and change.made
        ]
    )
    kept: set[int] = set()
    for first, last in _joined(made):
        kept.update(
            int(row[0])
            for row in connection.execute(
                """SELECT DISTINCT c.contact FROM undo_change c JOIN undo_step s ON s.id = c.step_id
                   WHERE c.step_id <> ? AND c.contact BETWEEN ? AND ? AND s.state = 'done'""",
                (step, first, last),
            ).fetchall()
        )
        for name, a, b in connection.execute(
            """SELECT r.table_name, r.first, r.last FROM undo_range r JOIN undo_step s ON s.id = r.step_id
               WHERE r.step_id <> ? AND s.state = 'done' AND NOT r.binned""",
            (step,),
        ).fetchall():
            owner = contact_column(NAMES[name])
            if owner is not None and name != "contact":
                kept.update(
                    int(row[0])
                    for row in connection.execute(
                        f'SELECT DISTINCT {owner} FROM "{name}" WHERE id BETWEEN ? AND ? AND {owner} BETWEEN ? AND ?',
                        (a, b, first, last),
                    ).fetchall()
                )
        kept.update(
            int(row[0])
            for row in connection.execute(
                "SELECT introduced_by_id FROM contact WHERE introduced_by_id BETWEEN ? AND ? AND deleted_at IS NULL"
                " AND id NOT BETWEEN ? AND ?",
                (first, last, first, last),
            ).fetchall()
        )
    return kept
