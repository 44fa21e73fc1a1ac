"""What every row of the seller's has, and the kinds of columns the tables are made of.

Every row carries what sharing and the bin need: a time-ordered UUID, when and by whom it was made and last
changed, a version that only ever grows, and the moment it was put into the bin. Columns named in a model's
`derived` are computed from other rows by `crm.db.derived`: they are never logged for undo.
"""

import json
from datetime import datetime
from typing import Any, ClassVar

from peewee import AutoField, BigIntegerField, IntegerField, Model, TextField

from crm.clock import to_ms


class MomentField(BigIntegerField):
    """A moment, stored as UTC milliseconds since 1970."""

    def db_value(self, value: Any) -> Any:
        """Accept an aware moment or the number itself."""
        return to_ms(value) if isinstance(value, datetime) else value


class JsonField(TextField):
    """A small value of lists, texts and numbers, stored as JSON; peewee's own field needs an open database for that."""

    def db_value(self, value: Any) -> Any:
        """Write the value down."""
        return json.dumps(value, ensure_ascii=False)


class Row(Model):
    """What every table has."""

    id = AutoField()
    uuid = TextField(unique=True)
    created = MomentField()
    updated = MomentField()
    updated_by = TextField(default="")
    version = IntegerField(default=1)
    deleted_at = MomentField(null=True)

    derived: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        legacy_table_names = False


HOUSEKEEPING = frozenset({"id", "uuid", "created", "updated", "updated_by", "version"})
"""Columns that undo never writes back: the row's identity, and version and moment, which only grow."""
