"""What was changed about a friend: when, by what, from what to what; as far back as undo remembers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from crm.clock import from_ms
from crm.db import log
from crm.db.store import Store
from crm.ids import ContactId, StepId
from crm.topics import Action

MOST = 2_000
"""Changes that are read at once, the newest."""
Value = str | int | None


class ChangeKind(StrEnum):
    """What happened to a row."""

    ADDED = auto()
    CHANGED = auto()
    DELETED = auto()
    BROUGHT_BACK = auto()


@dataclass(frozen=True, slots=True)
class RowChange:
    """One change of one row: which table it is in and what it says in a few words now (a handle, a tag, a number).

    For `CHANGED`, the column and its values before and after: codes, ISO days, minor units, or, where the column names
    another row, that row's name.
    """

    table: str
    kind: ChangeKind
    caption: str
    column: str = ""
    before: Value = None
    after: Value = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of the seller's, as far as it was about the friend. `stands` is false for one that was taken back."""

    step: StepId
    at: datetime
    action: Action
    stands: bool
    changes: tuple[RowChange, ...]


CAPTIONS = {
    "identity": "handle",
    "tie": "remark",
    "contact_tag": "(SELECT name FROM tag WHERE id = tag_id)",
    "address": "detail",
    "conversation": "substr(text, 1, 80)",
    "follow_up": "CASE text WHEN '' THEN due ELSE text END",
    "shop_order": "number",
    "order_line": "name",
    "payment": "amount",
    "price": "coalesce((SELECT name FROM product WHERE id = product_id), '')",
    "advance": "amount",
    "parcel": "CASE tracking WHEN '' THEN shipped_on ELSE tracking END",
    "field_value": "value",
    "suggestion": "stage",
}
"""What a row of a table is called in the history. Stage changes, former names and the like are told by the row whose
change made them.
"""

POINTERS = {
    ("contact", "introduced_by_id"): "contact",
    ("contact", "merged_into_id"): "contact",
    ("contact", "tier_id"): "tier",
    ("tie", "account_id"): "account",
    ("shop_order", "account_id"): "account",
    ("shop_order", "recipient_id"): "contact",
    ("conversation", "account_id"): "account",
}
"""Columns that hold the number of another row, which is told by its name."""

UNTOLD = frozenset({
    "stage_on", "handle_key", "day", "at", "contact_id", "identity_id", "tag_id", "field_id", "tie_id", "order_id",
    "product_id", "supplier_id", "batch_id", "reported_on", "receipt", "position", "binned", "evidence_row", "evidence",
    "choices", "state", "marks",
})  # fmt: skip
"""Columns that follow from others, or say something to the program alone."""
TOLD_STATES = frozenset({"tie", "follow_up"})


class History:
    """Questions about what was changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, contact: ContactId) -> list[HistoryEntry]:
        """What was changed about a friend, newest first."""
        rows = self._store.rows(
            (
                f"""SELECT c.step_id, c.table_name, c."row", c.before, c.after, {STEP_COLUMNS}
                FROM undo_change c JOIN undo_step s ON s.id = c.step_id
                WHERE c.contact = ? ORDER BY c.id DESC LIMIT ?""",
                (contact, MOST),
            )
        )
        made = self._store.rows(
            (
                f"""SELECT r.binned, {STEP_COLUMNS} FROM undo_range r JOIN undo_step s ON s.id = r.step_id
                WHERE r.table_name = 'contact' AND ? BETWEEN r.first AND r.last""",
                (contact,),
            )
        )
        captions = self._captions((table, row) for _, table, row, *_ in rows)
        names = _Names(self._store)
        steps: dict[int, log.Step] = {}
        changes: defaultdict[int, list[RowChange]] = defaultdict(list)
        for number, table, row, before, after, *columns in rows:
            steps.setdefault(number, log.read_step(columns))
            caption = captions.get((table, row))
            if table == "contact" or caption is not None:
                changes[number].extend(_changes(table, caption or "", before, after, names))
        for binned, *columns in made:
            step = log.read_step(columns)
            steps[step.id] = step
            changes[step.id].append(RowChange("contact", ChangeKind.DELETED if binned else ChangeKind.ADDED, ""))
        return [
            HistoryEntry(StepId(n), from_ms(step.at), step.action, step.state == "done", tuple(reversed(changes[n])))
            for n, step in sorted(steps.items(), reverse=True)
            if changes[n]
        ]

    def _captions(self, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        rows: defaultdict[str, set[int]] = defaultdict(set)
        for table, row in wanted:
            if table in CAPTIONS:
                rows[table].add(row)
        found: dict[tuple[str, int], str] = {}
        for table, numbers in rows.items():
            listed = ", ".join(map(str, sorted(numbers)))
            for number, caption in self._store.rows(
                f'SELECT id, {CAPTIONS[table]} FROM "{table}" WHERE id IN ({listed})'
            ):
                found[table, number] = str(caption or "")
        return found


STEP_COLUMNS = ", ".join(f"s.{name}" for name in log.STEP_COLUMNS.split(", "))


class _Names:
    """The names of rows that columns point to, each asked for once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, int], str] = {}

    def of(self, table: str, number: Value) -> Value:
        if not isinstance(number, int):
            return None
        if (table, number) not in self._known:
            found = self._store.rows((f'SELECT name FROM "{table}" WHERE id = ?', (number,)))
            self._known[table, number] = found[0][0] if found else ""
        return self._known[table, number]


def _changes(table: str, caption: str, before: str | None, after: str | None, names: _Names) -> list[RowChange]:
    """The changes of one image, the last column first: who reads them turns all of a step round."""
    if before is None:
        return [RowChange(table, ChangeKind.ADDED, caption)]
    old, new = log.read_image(before), log.read_image(after or "")
    if "deleted_at" in old:
        kind = ChangeKind.DELETED if old["deleted_at"] is None else ChangeKind.BROUGHT_BACK
        return [RowChange(table, kind, caption)]
    found = []
    for column in old:
        if column in UNTOLD and not (column == "state" and table in TOLD_STATES):
            continue
        values: list[Value] = []
        for image in (old, new):
            value = image.get(column)
            pointed = POINTERS.get((table, column))
            values.append(names.of(pointed, value) if pointed else value)
        found.append(RowChange(table, ChangeKind.CHANGED, caption, column, *values))
    return found[::-1]
