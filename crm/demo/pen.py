"""What a demo shop is written with: a calendar of numbered days, and a pen that remembers what it wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from crm.clock import Clock, to_ms
from crm.db.models import CustomField, Product, Tag
from crm.db.row import Row
from crm.db.store import Batch
from crm.db.write import Write
from crm.demo.events import DAY
from crm.demo.paths import DAYS
from crm.names import sort_key


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a demo shop by number, as they are stored, and the moments they begin at."""

    today: date
    days: Sequence[str]
    midnights: Sequence[int]

    @classmethod
    def of(cls, clock: Clock) -> "Calendar":
        """The days that lead up to the clock's today, and a year beyond."""
        today = clock.today()
        days = [today + timedelta(days=number - DAYS) for number in range(DAYS + 366)]
        return cls(today, [day.isoformat() for day in days], [to_ms(clock.moment_of(day, time())) for day in days])

    def at(self, second: int) -> int:
        """The moment so many seconds after the first midnight."""
        day, rest = divmod(second, DAY)
        return self.midnights[day] + rest * 1_000

    def day(self, second: int) -> str:
        """The day it is then."""
        return self.days[second // DAY]


class Pen:
    """Writes rows, and remembers which it wrote."""

    def __init__(self, batch: Batch, write: Write) -> None:
        self._batch = batch
        self._write = write
        self._made: dict[type[Row], range] = {}

    def next(self, model: type[Row]) -> int:
        """The number that the next row gets."""
        made = self._made.get(model)
        return made.stop if made else self._write.next_number(model)

    def write(self, model: type[Row], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> range:
        """Write rows; returns their numbers."""
        numbers = self._write.bulk(model, columns, rows)
        if numbers:
            made = self._made.get(model, numbers)
            self._made[model] = range(made.start, numbers.stop)
        return numbers

    def named(self, model: type[Tag | Product], names: Sequence[str], columns: Sequence[str], rows: Any) -> list[int]:
        """The numbers of the tags or products of these names; what is not there yet is written."""
        known = dict(self._write.rows(model.select(model.name, model.id).where(model.deleted_at.is_null())))
        missing = [(name, sort_key(name), *row) for name, row in zip(names, rows, strict=True) if name not in known]
        numbers = self.write(model, ("name", "name_key", *columns), missing)
        known.update(zip((row[0] for row in missing), numbers, strict=True))
        return [known[name] for name in names]

    def fields(self) -> list[tuple[int, str, str]]:
        """The number, name and kind of every own field there is."""
        return list(
            self._write.rows(
                CustomField.select(CustomField.id, CustomField.name, CustomField.kind).where(
                    CustomField.deleted_at.is_null()
                )
            )
        )

    def finish(self) -> None:
        """Tell the step what it made."""
        for model, numbers in self._made.items():
            self._batch.made(self._write, model, numbers)
