"""What all kinds of imports have in common: what one did, and those that stand and can be taken back."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from crm.clock import from_ms
from crm.db.log_models import UndoStep
from crm.db.models import ImportBatch
from crm.db.store import Store
from crm.ids import StepId
from crm.transfer.planning import Fate


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `step` takes it back; none when nothing was changed."""

    counts: Counter[Fate]
    step: StepId | None


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that stands: its file, what it brought, when it was, what it did, and the step that takes it back."""

    file: str
    kind: str
    at: datetime
    counts: Counter[Fate]
    step: StepId


def past_imports(store: Store, limit: int = 100) -> list[PastImport]:
    """Imports that stand, newest first."""
    rows = store.rows(
        ImportBatch.select(
            ImportBatch.file, ImportBatch.kind, ImportBatch.created, ImportBatch.counts, ImportBatch.step
        )
        .join(UndoStep, on=(UndoStep.id == ImportBatch.step))
        .where(ImportBatch.deleted_at.is_null(), UndoStep.state == "done")
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [
        PastImport(
            file,
            kind,
            from_ms(at),
            Counter({Fate(name): number for name, number in json.loads(counts).items()}),
            StepId(step),
        )
        for file, kind, at, counts, step in rows
    ]
