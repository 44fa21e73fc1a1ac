"""Killed with -9 at any moment: what was told as saved is there, every action is whole, the file is sound."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm.finder import Filter
from crm.ids import ContactId
from crm.ui.drafts import Drafts
from crm.workspace import open_workspace

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is POSIX")

ADDING = """
import sys
from datetime import timedelta
from pathlib import Path
from crm.contacts import ContactDraft, Handle
from crm.accounts import Platform
from crm.workspace import open_workspace
shop = open_workspace(Path(sys.argv[1]))
today = shop.clock.today()
number = len(shop.store.rows("SELECT id FROM contact"))
while True:
    number += 1
    handle = Handle(Platform.QQ, f"q{number}")
    contact = shop.contacts.add(ContactDraft(f"n{number}", tags=("a", "b"), handles=(handle,)))
    shop.conversations.log(contact, "hello", next_touch=today + timedelta(days=3))
    print(number, flush=True)
"""

IMPORTING = """
import sys
from contextlib import contextmanager
from pathlib import Path
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.reading import open_table
from crm.workspace import open_workspace
@contextmanager
def here(path, choices, progress):
    yield open_table(path, choices, progress)
shop = open_workspace(Path(sys.argv[1]))
imports = ContactsIn(shop.store, shop.accounts, here)
plan = imports.plan(Path(sys.argv[2]))
print("planned", flush=True)
imports.store(plan, lambda done, total: print(done, flush=True))
print("stored", flush=True)
"""


def start(code: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent.parent
    )


def killed_after(child: "subprocess.Popen[str]", seconds: float) -> list[str]:
    """Everything the child said before it died."""
    assert child.stdout is not None
    with child.stdout:
        first = child.stdout.readline()
        time.sleep(seconds)
        os.kill(child.pid, signal.SIGKILL)
        said = [first, *child.stdout.readlines()]
    child.wait()
    return [line.strip() for line in said if line.endswith("\n")]


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.long)])
def test_everything_that_was_told_as_saved_is_there(tmp_path: Path, rounds: int):
    chance = random.Random(7)
    for killed in range(1, rounds + 1):
        said = killed_after(start(ADDING, str(tmp_path)), chance.uniform(0.01, 0.25))
        shop = open_workspace(tmp_path)
        try:
            count = lambda sql: shop.store.rows(sql)[0][0]  # noqa: E731, B023 - read at once
            last = int(said[-1])
            friends = count("SELECT count(*) FROM contact")
            assert last <= friends <= last + 1
            # each kill may fall between a friend and their talk, which are two actions
            assert friends - killed <= count("SELECT count(*) FROM conversation") <= friends
            assert count("SELECT count(*) FROM follow_up") == count("SELECT count(*) FROM conversation")
            assert count("SELECT count(*) FROM identity") == friends
            assert count("SELECT count(*) FROM contact_tag") == 2 * friends
            assert shop.finder.search(f"q{last}")
            assert shop.store.health().integrity == "ok"
            assert shop.store.health().unindexed == 0
            assert shop.undo.cut_off() == []
        finally:
            shop.close()


def test_an_import_that_was_killed_is_offered_and_taken_back_whole(tmp_path: Path):
    sheet = tmp_path / "friends.csv"
    sheet.write_text("姓名,微信号\n" + "".join(f"friend {n},id{n}\n" for n in range(6000)), encoding="utf-8")
    folder = tmp_path / "shop"
    child = start(IMPORTING, str(folder), str(sheet))
    assert child.stdout is not None
    with child.stdout:
        while (line := child.stdout.readline()) and not line.strip().isdigit():
            pass
        os.kill(child.pid, signal.SIGKILL)
        child.stdout.read()
    child.wait()
    shop = open_workspace(folder)
    try:
        assert 0 < shop.finder.count(Filter()) < 6000
        assert len(shop.undo.cut_off()) == 1
        assert shop.store.health().integrity == "ok"
        shop.undo.take_back_cut_off()
        assert shop.finder.count(Filter()) == 0
        assert shop.undo.last() is None
    finally:
        shop.close()


TYPING = """
import os, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
from crm.contacts import ContactDraft
from crm.ui.app import Program
app = QApplication(["x"])
program = Program(app, Path(sys.argv[1]))
program.open(Path(sys.argv[1]))
friend = program.workspace.contacts.add(ContactDraft("王芳"))
program._keep.setInterval(10)
program.window.desk.drafts[friend] = "half a talk"
program._kept.line = "half a line"
while not (Path(sys.argv[1]) / "drafts.json").exists():
    app.processEvents()
print("typed", flush=True)
while True:
    app.processEvents()
"""


def test_what_was_typed_is_there_after_the_program_was_killed(tmp_path: Path):
    assert killed_after(start(TYPING, str(tmp_path)), 0.05) == ["typed"]
    shop = open_workspace(tmp_path)
    try:
        (friend,) = shop.finder.ids(Filter())
        assert Drafts.read(shop) == Drafts(talks={ContactId(friend): "half a talk"}, line="half a line")
    finally:
        shop.close()
