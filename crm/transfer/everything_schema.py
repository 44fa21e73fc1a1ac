"""What the JSON of everything looks like, as a JSON Schema (2020-12), made from the tables themselves so that the two
never differ.
"""

import json
from pathlib import Path
from typing import Any

from peewee import BigIntegerField, BooleanField, Field, ForeignKeyField, IntegerField

from crm.db.files import newest_schema
from crm.db.row import JsonField, MomentField, Row
from crm.money import Currency
from crm.transfer.everything import FORMAT, VERSION, WRITTEN, fields_of
from crm.transfer.everything_in import CODES
from crm.transfer.replacing import replacing

DAYS = frozenset({"DateField"})


def schema() -> dict[str, Any]:
    """The schema of files as this version writes them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything in a Shuke shop",
        "description": (
            "One object. Rows name each other by `uuid`; moments are milliseconds since 1970 in UTC, days are ISO dates"
            " in the shop's zone, amounts are whole minor units of `currency`. What is in the bin, and what Shuke"
            " computes from other rows, is not written."
        ),
        "type": "object",
        "required": ["format", "version", "schema", "currency", "zone", "tables"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION, "description": "Of this form; it changes when old readers would misread."},
            "schema": {"const": newest_schema(), "description": "Of the tables."},
            "currency": {"enum": [one.code for one in Currency]},
            "zone": {"type": "string", "description": "IANA name of the time zone, such as Asia/Shanghai."},
            "tables": {
                "type": "object",
                "required": [model._meta.table_name for model in WRITTEN],
                "properties": {model._meta.table_name: _table(model) for model in WRITTEN},
            },
        },
    }


def write_schema(target: Path) -> int:
    """Write the schema into a file, whole or not at all; how many tables it tells of. Raises a `FileProblemError`."""
    with replacing(target) as file:
        file.write((json.dumps(schema(), ensure_ascii=False, indent=1) + "\n").encode())
    return len(WRITTEN)


def _table(model: type[Row]) -> dict[str, Any]:
    fields = fields_of(model)
    return {
        "description": (model.__doc__ or "").strip(),
        "type": "array",
        "items": {
            "type": "object",
            "required": [field.name for field in fields],
            "properties": {field.name: _value(model, field) for field in fields},
        },
    }


def _value(model: type[Row], field: Field) -> dict[str, Any]:
    told: dict[str, Any]
    match field:
        case ForeignKeyField():
            # who is named may be in the bin, and then is told of as nobody
            return {
                "type": ["string", "null"],
                "format": "uuid",
                "description": f"A row of {field.rel_model._meta.table_name}.",
            }
        case JsonField():
            return {"description": "Lists, texts and numbers."}
        case MomentField():
            told = {"type": "integer", "description": "Milliseconds since 1970, UTC."}
        case BooleanField():
            told = {"type": "integer", "description": "1 for yes, 0 for no."}
        case IntegerField() | BigIntegerField():
            told = {"type": "integer"}
        case _ if type(field).__name__ in DAYS:
            told = {"type": "string", "format": "date"}
        case _:
            told = {"type": "string"}
    if field.name == "uuid":
        told["format"] = "uuid"
    codes = CODES.get((model._meta.table_name, field.name))
    if codes and not field.null:
        told["enum"] = sorted(map(str, codes))
    if field.null:
        told["type"] = [told["type"], "null"]
    return told
