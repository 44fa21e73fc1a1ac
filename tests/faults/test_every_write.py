"""The disk fails, or the program is killed, at every single thing that a deed asks of it: old or new, never between."""

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crm.db import files
from tests.faults.deeds import BROUGHT, DEEDS, base, do, newer, seen
from tests.faults.disk import library

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or library() is None, reason="needs fork, and a SQLite beside Python that can be put around"
)
FEW = 1
"""So many places of each deed meet each trouble in the short form, all of them in the long one."""
MOST = 150
"""In the long form so many, evenly spread, and the last ones, of a deed that asks for more."""


class Run(NamedTuple):
    """What came of a deed: how its process ended, what it was told, whether there was trouble, how much was asked."""

    killed: bool
    told: str
    met: bool
    count: int


@pytest.fixture(scope="module")
def forks() -> Any:
    """Processes that begin with everything loaded, and without the threads of a test run."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.deeds"])
    return context


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(base(str(tmp_path_factory.mktemp("every"))))


@pytest.fixture(autouse=True)
def schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MIGRATIONS", files.MIGRATIONS)  # a deed may change it


def run(forks: Any, folder: Path, name: str, nth: int, trouble: str) -> Run:
    here, there = forks.Pipe(duplex=False)
    process = forks.Process(target=do, args=(name, str(folder), nth, trouble, there))
    process.start()
    there.close()
    said = _said(here)
    process.join()
    if process.exitcode == -signal.SIGKILL:
        return Run(True, "", True, nth)
    assert process.exitcode == 0, f"{name}: {trouble} at {nth}"
    (told, met, count), done = said
    assert done == "done"
    return Run(False, told, met, count)


def _said(here: Connection) -> list[Any]:
    said = []
    while True:
        try:
            said.append(here.recv())
        except EOFError:
            here.close()
            return said


def fresh(begun: Path, folder: Path) -> Path:
    for there in (folder, folder.with_name(folder.name + "-left")):
        shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(begun, folder)
    return folder


def look(folder: Path, name: str) -> dict[str, Any]:
    """What is seen; of a shop that is migrated also the schema it had before the next start brought it up to date."""
    if name != "migrate":
        return seen(folder)
    newer(folder)
    path = folder / "shop" / files.FILE_NAME
    schema = files.inspect(path)
    found = seen(folder)
    with closing(sqlite3.connect(path)) as connection:
        assert len(connection.execute("SELECT * FROM later").fetchall()) == 5
    backups = list((folder / "shop" / files.BACKUPS).glob("*.db"))
    assert backups
    assert all(files.inspect(backup) for backup in backups)
    return found | {"schema": schema}


def places(count: int, long: bool, seed: str) -> list[int]:
    """Which of the things that a deed asks for meet the trouble."""
    if long:
        return sorted({*range(1, count + 1, -(-count // MOST)), *range(max(1, count - 3), count + 1)})
    return sorted(random.Random(seed).sample(range(1, count + 1), min(FEW, count)))


FORMS = [False, pytest.param(True, marks=pytest.mark.long)]


@pytest.mark.parametrize("long", FORMS, ids=["short", "long"])
@pytest.mark.parametrize("name", DEEDS)
def test_killed_anywhere_it_is_as_before_or_as_after(
    forks: Any, begun: Path, tmp_path: Path, record_property: Any, name: str, long: bool
):
    folder = tmp_path / "run"
    old = look(fresh(begun, folder), name)
    whole = run(forks, fresh(begun, folder), name, 0, "")
    new = look(folder, name)
    assert whole.told == ""
    assert new != old
    ends: Counter[str] = Counter()
    for trouble in ("kill", "torn"):
        for nth in places(whole.count, long, name + trouble):
            ended = run(forks, fresh(begun, folder), name, nth, trouble)
            assert ended.killed
            found = look(folder, name)
            assert found in (old, new), f"{name}: {trouble} at {nth} of {whole.count}"
            ends["new" if found == new else "old"] += 1
            if name == "bring_in":  # the same list again: nobody is there twice
                assert run(forks, folder, name, 0, "").told == ""
                assert len(look(folder, name)["names"]) == len(old["names"]) + BROUGHT
    assert not long or (ends["old"] and ends["new"])
    record_property("killed", {name: dict(ends), "asked": whole.count})


@pytest.mark.parametrize("long", FORMS, ids=["short", "long"])
@pytest.mark.parametrize("name", DEEDS)
def test_what_the_disk_refuses_is_told_and_the_second_try_does_it(
    forks: Any, begun: Path, tmp_path: Path, record_property: Any, name: str, long: bool
):
    folder = tmp_path / "run"
    left = tmp_path / "run-left"
    old = look(fresh(begun, folder), name)
    whole = run(forks, fresh(begun, folder), name, 0, "")
    new = look(folder, name)
    told: Counter[str] = Counter()
    for trouble in ("full", "ioerr"):
        for nth in places(whole.count, long, name + trouble):
            ended = run(forks, fresh(begun, folder), name, nth, trouble)
            where = f"{name}: {trouble} at {nth} of {whole.count}, told {ended.told!r}"
            if ended.told:
                assert look(left, name) == old or name == "back_up", where
            found = look(folder, name)
            if name == "bring_in":  # rows that were taken back keep their numbers
                assert {len(found[table]) == len(rows) for table, rows in new.items() if type(rows) is list} == {
                    True
                }, where
                assert sorted(found["names"]) == sorted(new["names"]), where
            else:
                # a backup whose manifest could not be named is told as failed although it stands; a choice is no data
                assert found == new or (name == "choose" and found == old), where
            told[ended.told or "done"] += 1
            if trouble == "full":
                assert not [path for path in folder.rglob("*") if path.name.endswith((".part", ".tmp"))], where
    record_property("refused", {name: dict(told), "asked": whole.count})
