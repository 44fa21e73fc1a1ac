"""Orders that are being written: kept as they are typed, until they are saved or the seller throws them away.

They are no steps to undo: what is typed is never lost, but nothing is sold by it yet.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.clock import from_ms
from crm.db.models import Contact, OrderSketch
from crm.db.store import Store
from crm.db.write import clean
from crm.errors import MissingError
from crm.ids import ContactId, SketchId
from crm.topics import Topic


@dataclass(frozen=True, slots=True)
class SketchRow:
    """What was typed, by the names of the fields, and when; `contact` is none where nobody was picked yet."""

    id: SketchId
    contact: ContactId | None
    data: Mapping[str, Any]
    at: datetime


class Sketches:
    """Verbs on orders that are being written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[SketchRow]:
        """Every one of them, the last that was written first."""
        found = self._store.rows(
            OrderSketch.select(OrderSketch.id, OrderSketch.contact, OrderSketch.data, OrderSketch.updated)
            .where(OrderSketch.deleted_at.is_null())
            .order_by(OrderSketch.updated.desc(), OrderSketch.id.desc())
        )
        return [
            SketchRow(SketchId(number), None if contact is None else ContactId(contact), _read(text), from_ms(at))
            for number, contact, text, at in found
        ]

    def keep(self, sketch: SketchId | None, contact: ContactId | None, data: Mapping[str, Any]) -> SketchId:
        """Write down what is typed, in a new sketch where `sketch` is none or gone. Returns which it is."""
        typed = json.loads(clean(json.dumps(dict(data), ensure_ascii=False)))
        with self._store.write(Topic(0)) as write:
            if contact is not None and not write.rows(Contact.select(Contact.id).where(Contact.id == contact)):
                contact = None  # erased meanwhile
            if sketch is not None:
                try:
                    write.update(OrderSketch, sketch, contact=contact, data=typed)
                except MissingError:
                    sketch = None
            if sketch is None:
                write.topics |= Topic.ORDERS
                sketch = SketchId(write.insert(OrderSketch, contact=contact, data=typed))
        return sketch

    def throw_away(self, sketch: SketchId) -> None:
        """It was saved as an order, or is not wanted; nothing of what was typed stays. Gone already is fine."""
        with self._store.write(Topic.ORDERS) as write:
            for (number,) in write.rows(
                OrderSketch.select(OrderSketch.id).where(OrderSketch.id == sketch, OrderSketch.deleted_at.is_null())
            ):
                write.update(OrderSketch, number, contact=None, data={}, deleted_at=write.now)


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
