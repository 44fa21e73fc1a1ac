"""A disk that is really full, a file that another program holds, and paths of every shape."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from crm.contacts import ContactDraft
from crm.db import driver, files
from crm.errors import BusyError
from crm.finder import Filter
from crm.workspace import Workspace, open_workspace
from tests.faults.deeds import opened

ROOT = Path(__file__).parents[2]
OWN_DISK = ["unshare", "--mount", "--map-root-user"]


def has_own_disk() -> bool:
    """Whether a small disk can be made that only one process sees and that goes with it."""
    try:
        return subprocess.run([*OWN_DISK, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


ON_A_SMALL_DISK = """
import json, shutil, subprocess, sys
from contextlib import suppress
from pathlib import Path
disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=True)
from crm.contacts import ContactDraft
from crm.db import files
from crm.errors import DiskFullError
from crm.finder import Filter
from crm.ui.drafts import Drafts
from tests.faults import deeds
from tests.faults.deeds import opened
told = {}

def fill():
    with open(disk / "ballast", "ab", buffering=0) as ballast:
        with suppress(OSError):
            while ballast.write(bytes(4096)):
                pass

def free():
    (disk / "ballast").unlink()

def refused(what):
    try:
        what()
    except DiskFullError:
        return True
    return False

deeds.begun(disk)
kept = (disk / "kept.db").read_bytes()
out = (disk / "out.csv").read_bytes()
with opened(disk) as shop:
    fill()
    count = 0
    def many():
        global count
        while True:
            shop.contacts.add(ContactDraft(f"full {count}", note="x" * 3000))
            count += 1
    told["save"] = refused(many)
    told["saved are there"] = shop.finder.count(Filter(words="full")) == count
    told["others can be read"] = bool(shop.finder.search("王芳"))
    told["backup"] = refused(lambda: deeds.back_up(shop, disk))
    told["export"] = refused(lambda: deeds.take_out(shop, disk))
    told["restore"] = refused(lambda: files.restore(disk / "other.db", disk / "kept.db", deeds.NOW))
    told["import"] = refused(lambda: deeds.bring_in(shop, disk))
    told["nothing half"] = shop.finder.count(Filter(words="f1")) == 0
    shop_drafts = Drafts(line="what is typed")
    shop_drafts.write(shop)
    told["what is typed stays"] = shop_drafts.line == "what is typed"
told["old ones stand"] = (disk / "kept.db").read_bytes() == kept and (disk / "out.csv").read_bytes() == out
with opened(disk) as shop:
    told["opens"] = shop.finder.count(Filter(words="full")) == count
    told["still refused"] = refused(lambda: shop.contacts.add(ContactDraft("no room", note="x" * 9000)))
    free()
    shop.contacts.add(ContactDraft("room again"))
    told["again"] = bool(shop.finder.search("room again")) and not shop.undo.cut_off()
    deeds.bring_in(shop, disk)
    told["brought in"] = shop.finder.count(Filter(words="f1")) > 0
    told["sound"] = shop.store.health().integrity == "ok"
fill()
before = (disk / "shop" / "shuke.db").read_bytes()
deeds.newer(disk)
told["migration"] = refused(lambda: opened(disk).__enter__())
told["not migrated"] = (disk / "shop" / "shuke.db").read_bytes() == before
told["left over"] = [str(p) for p in disk.rglob("*") if p.name.endswith((".part", ".tmp"))]
free()
with opened(disk) as shop:
    told["migrated"] = shop.finder.count(Filter(words="full")) == count
print(json.dumps(told))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a small disk of one's own is made with Linux")
def test_a_full_disk_refuses_and_tells_and_goes_on_when_there_is_room(tmp_path: Path):
    if not has_own_disk():
        pytest.skip("this machine lets nobody make a disk of their own")
    done = subprocess.run(
        [*OWN_DISK, sys.executable, "-c", ON_A_SMALL_DISK, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("left over") == []
    assert told == dict.fromkeys(told, True)


LOCKING = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


def held(path: Path, seconds: float) -> "subprocess.Popen[str]":
    """Another program that holds the file for so long."""
    holder = subprocess.Popen(
        [sys.executable, "-c", LOCKING, str(path), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "held\n"
    return holder


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for(workspace: Workspace):
    holder = held(workspace.store.path, 0.4)
    began = time.perf_counter()
    workspace.contacts.add(ContactDraft("王芳"))
    assert time.perf_counter() - began > 0.2
    assert workspace.finder.count(Filter()) == 1
    holder.wait()


def test_a_file_that_is_held_for_longer_is_told_as_busy_and_nothing_is_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crm.db.store.WRITER_PATIENCE_MS", 200)
    workspace.store._held.close()
    workspace.store._held = None
    holder = held(workspace.store.path, 30)
    try:
        for _ in range(2):
            with pytest.raises(BusyError):
                workspace.contacts.add(ContactDraft("王芳"))
    finally:
        holder.kill()
        holder.wait()
    workspace.contacts.add(ContactDraft("李四"))
    assert workspace.finder.count(Filter()) == 1
    assert len(workspace.undo.steps()) == 1


def test_a_reader_of_another_program_delays_a_save_and_does_not_undo_it(workspace: Workspace):
    """A backup program that reads for a while."""
    workspace.contacts.add(ContactDraft("王芳"))
    with closing(sqlite3.connect(workspace.store.path, isolation_level=None, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact").fetchall()
        timer = threading.Timer(0.3, lambda: reader.execute("COMMIT"))
        timer.start()
        workspace.contacts.add(ContactDraft("李四"))
        timer.join()
    assert workspace.finder.count(Filter()) == 2


def test_a_copy_of_the_one_file_holds_every_save_while_the_program_runs(workspace: Workspace, tmp_path: Path):
    """The seller's own copy, or a service that copies files: nothing waits in a file beside it."""
    for number in range(20):
        workspace.contacts.add(ContactDraft(f"friend {number}"))
        copied = shutil.copy(workspace.store.path, tmp_path / "copy.db") if number % 5 == 4 else None
        if copied:
            with closing(sqlite3.connect(copied)) as copy:
                assert copy.execute("SELECT count(*) FROM contact").fetchone() == (number + 1,)
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_journal_left_beside_a_restored_file_is_never_played_into_it(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳"))
    kept = workspace.backup(tmp_path / "kept.db")
    workspace.contacts.add(ContactDraft("李四"))
    writer = workspace.store._writer
    writer.begin()
    writer.execute("PRAGMA cache_spill = 1")
    writer.execute("PRAGMA cache_size = 5")
    writer.execute("UPDATE contact SET note = hex(zeroblob(20000))")
    journal = workspace.store.path.with_name(files.FILE_NAME + "-journal")
    hot = journal.read_bytes()
    assert hot
    writer.roll_back()
    workspace.close()
    journal.write_bytes(hot)
    files.restore(workspace.store.path, kept, workspace.clock.now())
    assert not journal.exists()
    shop = open_workspace(workspace.folder, clock=workspace.clock)
    assert [row.name for row in shop.contacts.rows(shop.finder.ids(Filter())).values()] == ["王芳"]
    shop.close()


@pytest.mark.parametrize(
    "name",
    ["with blanks", "数据 😀", "100% #1?&=x", "deep/" * 20 + "x" * 60, "e\u0301 and \u00e9", "'; DROP TABLE contact"],
)
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str):
    folder = tmp_path / name
    folder.mkdir(parents=True)
    with opened(folder) as shop:
        shop.contacts.add(ContactDraft("王芳"))
        shop.backup()
    with opened(folder) as shop:
        assert shop.finder.count(Filter()) == 1
        assert shop.last_backup() is not None
    assert [path for path in tmp_path.rglob("*.db") if folder not in path.parents] == []


def test_a_shop_whose_folder_is_gone_while_it_is_open_ends_without_a_fault(workspace: Workspace):
    """A stick that was pulled out: each change says so, and closing still works."""
    workspace.contacts.add(ContactDraft("王芳"))
    away = workspace.folder.with_name("away")
    workspace.folder.rename(away)
    with pytest.raises(driver.FileProblemError):
        workspace.contacts.add(ContactDraft("李四"))
    workspace.close()
    assert not workspace.folder.exists()
    shop = open_workspace(away, clock=workspace.clock)
    assert shop.finder.count(Filter()) == 1
    shop.close()


def test_the_modes_are_for_the_owner_alone(workspace: Workspace, tmp_path: Path):
    if os.name != "posix":
        pytest.skip("modes of POSIX")
    before = os.umask(0o022)
    try:
        shop = open_workspace(tmp_path / "fresh", clock=workspace.clock)
        shop.contacts.add(ContactDraft("王芳"))
        shop.backup()
        shop.close()
    finally:
        os.umask(before)
    assert {path: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "fresh").rglob("*") if path.is_file()} == {
        path: "0o600" for path in (tmp_path / "fresh").rglob("*") if path.is_file()
    }
    folders = [tmp_path / "fresh", tmp_path / "fresh" / files.BACKUPS]
    assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700", "0o700"]
