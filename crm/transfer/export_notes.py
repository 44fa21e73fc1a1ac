"""What was taken out: of what, how much, when, into which file. Kept for the seller alone, and no step of undo."""

from dataclasses import dataclass
from datetime import datetime

from crm.clock import from_ms, to_ms
from crm.db.models import ExportLog
from crm.db.store import Store
from crm.ids import ContactId
from crm.topics import Topic

SHOWN = 50


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that was written."""

    at: datetime
    what: str
    format: str
    count: int
    file: str


class ExportNotes:
    """Verbs on the log of exports."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, what: str, file: str, count: int, contact: ContactId | None = None) -> None:
        """Note that a file of this name was written; of one friend, of whom."""
        _, point, ending = file.rpartition(".")
        with self._store.write(Topic(0)) as write:
            write.insert(
                ExportLog, at=to_ms(self._store.clock.now()), what=what, format=ending.lower() if point else "",
                count=count, file=file, contact=contact,
            )  # fmt: skip

    def last(self) -> list[TakenOut]:
        """The newest first."""
        rows = self._store.rows(
            ExportLog.select(ExportLog.at, ExportLog.what, ExportLog.format, ExportLog.count, ExportLog.file)
            .where(ExportLog.deleted_at.is_null())
            .order_by(ExportLog.id.desc())
            .limit(SHOWN)
        )
        return [TakenOut(from_ms(at), what, ending, count, file) for at, what, ending, count, file in rows]
