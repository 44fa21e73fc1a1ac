"""Killed with -9 while backing up or going back: whole backups only, and the shop of before or the one of after."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crm.backups import newest_good
from crm.contacts import ContactDraft
from crm.db import files, shelf
from crm.finder import Filter
from crm.workspace import open_workspace
from tests.faults.test_killed import killed_after, start

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is POSIX")

BACKING_UP = """
import sys
from pathlib import Path
from crm.contacts import ContactDraft
from crm.workspace import open_workspace
shop = open_workspace(Path(sys.argv[1]))
print("begun", flush=True)
while True:
    shop.contacts.add(ContactDraft("x"))
    print(shop.backups.make().path.name, flush=True)
"""

GOING_BACK = """
import sys
from pathlib import Path
from crm.backups import put_back
from crm.db.owner import Owner
from crm.workspace import open_workspace
folder = Path(sys.argv[1])
print("begun", flush=True)
for turn in range(1000):
    shop = open_workspace(folder)
    small, large = Path(sys.argv[2]), Path(sys.argv[3])
    staged = shop.backups.stage((small, large)[turn % 2])
    now = shop.clock.now()
    shop.close()
    owner = Owner(folder)
    put_back(folder, staged, now)
    owner.release()
    print(turn, flush=True)
"""


@pytest.mark.parametrize("rounds", [4, pytest.param(40, marks=pytest.mark.long)])
def test_every_backup_that_stands_there_is_whole(tmp_path: Path, rounds: int):
    chance = random.Random(3)
    shop = open_workspace(tmp_path)
    shop.contacts.add_all([ContactDraft(f"n{number}", note="x" * 500) for number in range(2000)])
    shop.close()
    for _ in range(rounds):
        said = killed_after(start(BACKING_UP, str(tmp_path)), chance.uniform(0.3, 1.2))
        folder = tmp_path / files.BACKUPS
        for path in folder.glob("*.db"):
            if files.manifest_of(path).exists():
                assert files.sha256(path) == shelf.kept(folder)[0].sha256 or any(
                    one.path == path and one.sha256 == files.sha256(path) for one in shelf.kept(folder)
                )
            assert files.inspect(path, read_only=True) == files.newest_schema()
        told = [name for name in said if name != "begun"]
        if told:
            assert (folder / told[-1]).exists()
        shop = open_workspace(tmp_path)
        try:
            assert shop.store.health().integrity == "ok"
            shop.backups.make()
            assert not list(folder.glob(".*"))
        finally:
            shop.close()
        assert newest_good(tmp_path) is not None


@pytest.mark.parametrize("rounds", [4, pytest.param(40, marks=pytest.mark.long)])
def test_going_back_ends_with_one_of_the_two_shops(tmp_path: Path, rounds: int):
    chance = random.Random(5)
    folder = tmp_path / "shop"
    shop = open_workspace(folder)
    shop.contacts.add_all([ContactDraft(f"n{number}", note="x" * 500) for number in range(300)])
    small = shop.backup(tmp_path / "small.db")
    shop.contacts.add_all([ContactDraft(f"m{number}", note="x" * 500) for number in range(1700)])
    large = shop.backup(tmp_path / "large.db")
    shop.close()
    for _ in range(rounds):
        child = start(GOING_BACK, str(folder), str(small), str(large))
        killed_after(child, chance.uniform(0.2, 1.5))
        shop = open_workspace(folder)
        try:
            assert shop.finder.count(Filter()) in (300, 2000)
            assert shop.store.health().integrity == "ok"
            assert not list(folder.glob(".shuke.db.*"))
        finally:
            shop.close()


def test_a_journal_that_a_crash_left_is_played_before_the_file_is_kept(tmp_path: Path):
    """What was confirmed is in the backup of what was there; what was half saved is not."""
    code = """
import os, sys
from pathlib import Path
from crm.contacts import ContactDraft
from crm.workspace import open_workspace
shop = open_workspace(Path(sys.argv[1]))
shop.contacts.add(ContactDraft("kept"))
writer = shop.store._writer
writer.execute("PRAGMA cache_spill = 1")
writer.execute("PRAGMA cache_size = 1")
writer.execute("BEGIN IMMEDIATE")
writer.execute("UPDATE undo_now SET serial = serial")
for number in range(3000):
    writer.execute("UPDATE contact SET note = ?", ("y" * 20000 + str(number),))
    if os.path.getsize(sys.argv[1] + "/shuke.db-journal") > 8192:
        break
print("half", flush=True)
time.sleep(60)
"""
    folder = tmp_path / "shop"
    shop = open_workspace(folder)
    shop.contacts.add(ContactDraft("first"))
    backup = shop.backup(tmp_path / "kept.db")
    shop.close()
    child = start(code, str(folder))
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "half\n"
        os.kill(child.pid, signal.SIGKILL)
    child.wait()
    aside = files.restore(folder / files.FILE_NAME, backup, shop.clock.now())
    assert aside is not None
    shop = open_workspace(folder)
    assert shop.finder.count(Filter()) == 1
    shop.close()
    files.restore(folder / files.FILE_NAME, aside, shop.clock.now())
    shop = open_workspace(folder)
    assert shop.finder.count(Filter()) == 2
    shop.close()


OWNING = """
import sys, time
from pathlib import Path
from crm.workspace import open_workspace
shop = open_workspace(Path(sys.argv[1]))
print("owns", flush=True)
time.sleep(60)
"""


def test_a_second_start_is_told_while_the_first_runs(tmp_path: Path):
    words = [sys.executable, "-m", "crm", "add", "x", "--data", str(tmp_path)]
    root = Path(__file__).parents[2]
    child = start(OWNING, str(tmp_path))
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "owns\n"
        said = subprocess.run(words, capture_output=True, text=True, check=False, cwd=root)
        assert said.returncode == 1
        child.kill()
        child.wait()
    assert subprocess.run(words, capture_output=True, text=True, check=False, cwd=root).returncode == 0
