"""New rows of one transaction, gathered table by table and written at the speed of the driver."""

from collections.abc import Mapping
from typing import Any

from crm.db.row import Row
from crm.db.store import Batch
from crm.db.write import Write, clean


class NewRows:
    """`columns` names the columns of each table, in the order in which the tables are to be written: those that others
    refer to come first.
    """

    def __init__(self, write: Write, columns: Mapping[type[Row], tuple[str, ...]]) -> None:
        self._write = write
        self._columns = columns
        self._rows: dict[type[Row], list[tuple[Any, ...]]] = {model: [] for model in columns}
        self._first = {model: write.next_number(model) for model in columns}

    def add(self, model: type[Row], *values: Any) -> int:
        """Take in one row and tell the number it will have."""
        rows = self._rows[model]
        rows.append(tuple(clean(value) for value in values))
        return self._first[model] + len(rows) - 1

    def store(self, batch: Batch) -> None:
        """Write them all."""
        for model, columns in self._columns.items():
            made = self._write.bulk(model, columns, self._rows[model])
            batch.made(self._write, model, made)
