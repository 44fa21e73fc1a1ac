"""The schema tells of what is written, in every column, and stands in the docs."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from crm import cli
from crm.custom_fields import FieldKind
from crm.demo import make_demo
from crm.progress import unheard
from crm.transfer.everything import write_everything
from crm.transfer.everything_schema import schema
from crm.workspace import Workspace

DOCUMENTED = Path(__file__).parents[2] / "docs" / "formats" / "everything.schema.json"
KINDS = {"string": str, "integer": int, "null": type(None)}


def complaints(rules: dict[str, Any], value: Any, where: str = "") -> list[str]:
    """What of a value is against the schema, as far as it uses JSON Schema."""
    if "const" in rules and value != rules["const"]:
        return [f"{where}: {value!r} is not {rules['const']!r}"]
    if "enum" in rules and value not in rules["enum"]:
        return [f"{where}: {value!r} is none of {rules['enum']}"]
    kinds = rules.get("type", [])
    match kinds:
        case "object":
            known, missing = rules["properties"], set(rules["required"]) - set(value)
            found = [f"{where}.{name} is unknown" for name in set(value) - set(known)]
            found += [f"{where}.{name} is missing" for name in missing]
            return found + [
                one
                for name in set(value) & set(known)
                for one in complaints(known[name], value[name], f"{where}.{name}")
            ]
        case "array":
            return [one for row in value for one in complaints(rules["items"], row, where)]
        case str() | [*_] if kinds:
            wanted = tuple(KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
            if not isinstance(value, wanted):
                return [f"{where}: {value!r} is no {kinds}"]
    if value is not None and rules.get("format") == "uuid":
        UUID(value)
    if value is not None and rules.get("format") == "date":
        date.fromisoformat(value)
    return []


@pytest.fixture
def told(workspace: Workspace, tmp_path: Path) -> dict[str, Any]:
    make_demo(workspace, 30, 200, 40, seed=5)
    ids = list(workspace.finder.search("", 5))
    workspace.fields.set(ids, workspace.fields.add("生肖", FieldKind.TEXT), "虎")
    write_everything(workspace.store, workspace.settings.shop().currency, tmp_path / "all.json")
    said: dict[str, Any] = json.loads((tmp_path / "all.json").read_text("utf-8"))
    return said


def test_everything_that_is_written_is_in_the_schema(told: dict[str, Any]):
    assert complaints(schema(), told) == []
    assert sum(map(bool, told["tables"].values())) > 12


def test_what_does_not_fit_is_seen(told: dict[str, Any]):
    told["tables"]["contact"][0] |= {"stage": "friend", "version": "1", "more": 1}
    del told["tables"]["contact"][1]["name"]
    told["format"] = "other"
    assert len(complaints(schema(), told)) == 5


def test_the_schema_stands_in_the_docs(workspace: Workspace, tmp_path: Path):
    said = cli.answered(["export", "schema", "s.json", "--json"], workspace, tmp_path, unheard)
    assert json.loads(said.out)["records"] > 20
    # after a change of the tables: `python3 run.py -- export schema docs/formats/everything.schema.json`
    assert DOCUMENTED.read_text("utf-8") == (tmp_path / "s.json").read_text("utf-8")
