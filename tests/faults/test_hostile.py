"""Files that mean harm are read by a process that may die of them: a fact, a sentence, and nothing is changed."""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm.bringing import BRINGERS, Asked, bringer_for
from crm.errors import ShukeError
from crm.progress import unheard
from crm.transfer import child, talk_files
from crm.wording.errors import explain
from crm.workspace import Workspace
from tests import every_sample
from tests.faults.hostile_files import FILES
from tests.transfer import bill_samples

SECONDS = 30
"""The most work that a file may be, for its reader and the program together."""
IN_HERE = {"signup", "address", "shop"}
"""Kinds that are read by the program itself: short texts up to a bound, and its own format line by line."""
FEW = ("far corner.xlsx", "open quote.csv", "halves.csv", "climbing.zip", "deep.json")
CASES = [(name, "auto") for name in FEW]


def work() -> float:
    """Seconds of work that this process and those it waited for have done."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def outcome(workspace: Workspace, path: Path, kind: str) -> str:
    """What came of a file; anything but a plan or a fact of ours is raised."""
    began = work()
    try:
        bringer = bringer_for(workspace, Asked(me=("我",)), kind, path, unheard)
        plan = bringer.plan(path, unheard)
        repr(bringer.data(plan)).encode()
        "".join(bringer.problems(plan)).encode()
    except ShukeError as error:
        explain(error)
        return type(error).__name__
    else:
        return "planned"
    finally:
        assert work() - began < SECONDS


def changes(workspace: Workspace) -> Any:
    return workspace.store.rows("SELECT serial FROM undo_now"), sorted(
        path.name for path in workspace.folder.parent.iterdir()
    )


def tried(workspace: Workspace, tmp_path: Path, name: str, kind: str) -> str:
    path = tmp_path / "given" / name
    path.parent.mkdir(exist_ok=True)
    FILES[name](path)
    before = changes(workspace)
    said = outcome(workspace, path, kind)
    assert changes(workspace) == before
    assert [other.name for other in path.parent.iterdir()] == [name]
    path.unlink()
    return said


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_hostile_file_changes_nothing(workspace: Workspace, tmp_path: Path, name: str, kind: str):
    tried(workspace, tmp_path, name, kind)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["auto", *BRINGERS])
def test_every_hostile_file_is_tried_as_every_kind(
    workspace: Workspace, tmp_path: Path, record_property: Any, kind: str
):
    said = Counter(tried(workspace, tmp_path, name, kind) for name in FILES)
    record_property("hostile", {kind: dict(said)})


def samples() -> Iterator[tuple[str, str, bytes]]:
    """One file of each kind, and a workbook."""
    for kind, found in (
        ("contacts", every_sample.contacts), ("contacts", every_sample.cards), ("orders", every_sample.orders),
        ("bill", every_sample.bills), ("talk", every_sample.talks),
    ):  # fmt: skip
        file = next(iter(found()))
        yield file.name, kind, file.data
    yield "products.csv", "products", "商品,价格\n面膜,98\n".encode()
    yield "wechat.xlsx", "bill", bill_samples.wechat_xlsx()


@pytest.mark.parametrize(
    ("name", "kind", "data"), list(samples()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_kind_is_read_by_a_process_within_bounds(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str, data: bytes
):
    """No parser of a foreign file runs in the program: here they are all out of order."""

    def here(*_: object) -> None:
        raise AssertionError("parsed in the program itself")

    started: list[list[str]] = []
    real = subprocess.Popen

    def popen(command: list[str], **words: Any) -> Any:
        started.append(command)
        return real(command, **words)

    monkeypatch.setattr(child, "open_table", here)
    monkeypatch.setattr(child, "read_talks", here)
    monkeypatch.setattr(talk_files, "open_table", here)
    monkeypatch.setattr(subprocess, "Popen", popen)
    path = tmp_path / name
    path.write_bytes(data)
    plan = BRINGERS[kind](workspace, Asked(me=("我",))).plan(path, unheard)
    assert plan.records
    assert started
    assert all(command == child._command() for command in started)
    assert IN_HERE | {"contacts", "orders", "bill", "talk", "products"} == set(BRINGERS)
