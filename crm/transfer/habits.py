"""What the seller chose for a file, remembered for the next one like it. A convenience, and so no step of undo."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from crm.db.models import Setting
from crm.db.store import Store
from crm.topics import Topic
from crm.transfer.columns import Layout
from crm.transfer.fields import Field
from crm.transfer.headings import plain_heading

LAYOUTS = "columns of files"
MOST = 200
"""So many layouts are remembered, the newest."""


class Habits:
    """Choices by a word of the program's own. A value is anything JSON holds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, word: str) -> Any:
        """What was chosen last, None before anything was."""
        rows = self._store.rows(Setting.select(Setting.value).where(Setting.key == word, Setting.deleted_at.is_null()))
        with suppress(ValueError):
            return json.loads(rows[0][0]) if rows else None
        return None

    def put(self, word: str, value: Any) -> None:
        """Remember a choice."""
        with self._store.write(Topic(0)) as write:
            rows = write.rows(Setting.select(Setting.id).where(Setting.key == word))
            if rows:
                write.update(Setting, rows[0][0], value=value, deleted_at=None)
            else:
                write.insert(Setting, key=word, value=value)

    def columns(self, layout: Layout) -> Layout:
        """The layout with what the seller chose for a table with the same headings; as it is for another table."""
        known = self._layouts().get(signature(layout.headings)) if layout.header else None
        if not isinstance(known, list) or len(known) != len(layout.columns):
            return layout
        fields = {field.value: field for field in Field}
        columns = tuple(
            replace(column, field=fields.get(code)) for column, code in zip(layout.columns, known, strict=True)
        )
        return replace(layout, columns=columns)

    def keep_columns(self, layout: Layout) -> None:
        """Remember which column was what. A table without headings is like no other."""
        if not layout.header:
            return
        known = self._layouts()
        place = signature(layout.headings)
        chosen = [column.field.value if column.field else None for column in layout.columns]
        if known.pop(place, None) != chosen or len(known) >= MOST:
            self.put(LAYOUTS, dict([*list(known.items())[-(MOST - 1) :], (place, chosen)]))

    def _layouts(self) -> dict[str, Any]:
        known = self.get(LAYOUTS)
        return known if isinstance(known, dict) else {}


def signature(headings: Sequence[str]) -> str:
    """What two tables with the same headings share."""
    return hashlib.sha256("\n".join(map(plain_heading, headings)).encode()).hexdigest()[:16]
