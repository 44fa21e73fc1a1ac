"""The file as a whole: refused with the right fact, migrated on a copy, backed up and restored whole or not at all."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from errno import EIO, ENOSPC
from pathlib import Path
from typing import Any

import pytest

from crm.contacts import ContactDraft
from crm.db import driver, files
from crm.db.models import Setting
from crm.db.owner import Owner, guard_folder
from crm.errors import (
    DamagedFileError,
    DiskFullError,
    FileExistsAsFolderError,
    FileProblemError,
    InUseError,
    NewerFileError,
    NoFileError,
    NotOursError,
    StorageError,
    UnsafeFolderError,
)
from crm.finder import Filter
from crm.topics import Topic
from crm.workspace import Workspace, open_workspace


@pytest.fixture
def shut(workspace: Workspace) -> Path:
    """A shop with one friend, closed."""
    workspace.contacts.add(ContactDraft("王芳"))
    workspace.close()
    return workspace.folder / files.FILE_NAME


def reopened(path: Path, workspace: Workspace) -> int:
    shop = open_workspace(path.parent, clock=workspace.clock)
    try:
        return shop.finder.count(Filter())
    finally:
        shop.close()


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", DamagedFileError),
        (b"<html>hello</html>", NotOursError),
        (b"SQLite format 3\0" + b"\1" * 5000, FileProblemError),
    ],
)
def test_what_is_no_data_file_is_refused_and_stays_as_it_was(tmp_path: Path, content: bytes, error: type[Exception]):
    path = tmp_path / files.FILE_NAME
    path.write_bytes(content)
    with pytest.raises(error):
        open_workspace(tmp_path)
    assert path.read_bytes() == content


def test_another_programs_file_is_refused(tmp_path: Path):
    change(tmp_path / files.FILE_NAME, "CREATE TABLE x(y)")
    with pytest.raises(NotOursError):
        open_workspace(tmp_path)


def test_a_newer_file_is_refused_and_stays_as_it_was(shut: Path):
    change(shut, "PRAGMA user_version = 99")
    before = shut.read_bytes()
    with pytest.raises(NewerFileError):
        open_workspace(shut.parent)
    assert shut.read_bytes() == before


def test_a_file_without_its_schema_number_is_not_taken_as_current(shut: Path):
    change(shut, "PRAGMA user_version = 0")
    with pytest.raises(DamagedFileError):
        open_workspace(shut.parent)


def test_a_truncated_file_is_refused(shut: Path):
    shut.write_bytes(shut.read_bytes()[: shut.stat().st_size // 2])
    with pytest.raises(DamagedFileError):
        open_workspace(shut.parent)


def test_an_older_file_is_brought_up_to_date_and_kept_among_the_backups(shut: Path, workspace: Workspace, later: Path):
    assert reopened(shut, workspace) == 1
    assert files.inspect(shut) == files.newest_schema()
    kept = list((shut.parent / files.BACKUPS).glob("*.db"))
    assert len(kept) == 1


def test_a_migration_that_fails_leaves_the_old_file(
    shut: Path, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    later = tmp_path / "migrations"
    later.mkdir()
    for script in files.MIGRATIONS.glob("0*.py"):
        (later / script.name).write_bytes(script.read_bytes())
    (later / "0999_bad.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('DELETE FROM contact')\n    raise ValueError('spoiled')\n"
    )
    before = shut.read_bytes()
    with monkeypatch.context() as patch, pytest.raises(ValueError, match="spoiled"):
        patch.setattr(files, "MIGRATIONS", later)
        open_workspace(shut.parent)
    assert shut.read_bytes() == before
    assert reopened(shut, workspace) == 1


def test_a_disk_that_fails_while_an_older_file_is_copied_is_told(
    shut: Path, later: Path, monkeypatch: pytest.MonkeyPatch
):
    before = shut.read_bytes()
    real = driver.Connection.backup

    def backup(connection: driver.Connection, target: sqlite3.Connection, **words: Any) -> None:
        if words:  # the backup that is kept
            real(connection, target, **words)
            return
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    monkeypatch.setattr(driver.Connection, "backup", backup)
    with pytest.raises(StorageError):
        open_workspace(shut.parent)
    assert shut.read_bytes() == before


def test_a_second_owner_is_refused_until_the_first_is_gone(tmp_path: Path):
    first = Owner(tmp_path)
    with pytest.raises(InUseError):
        Owner(tmp_path)
    first.release()
    first.release()
    Owner(tmp_path).release()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is POSIX")
def test_a_killed_owner_leaves_no_lock_behind(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from crm.db.owner import Owner\n"
        "owner = Owner(Path(sys.argv[1])); print('owns', flush=True); input()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdin is not None
    with child.stdout, child.stdin:
        assert child.stdout.readline() == "owns\n"
        with pytest.raises(InUseError):
            Owner(tmp_path)
        child.kill()
        child.wait()
    Owner(tmp_path).release()


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - Shop", "Dropbox", "坚果云", "iCloud Drive"])
def test_folders_of_cloud_services_are_refused(tmp_path: Path, name: str):
    with pytest.raises(UnsafeFolderError):
        guard_folder(tmp_path / name / "shuke")
    guard_folder(tmp_path / "数据 😀")


def test_a_backup_is_checked_private_and_can_be_restored(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳"))
    target = workspace.backup(tmp_path / "kept.db")
    assert target.stat().st_mode & 0o777 == 0o600
    manifest = json.loads(files.manifest_of(target).read_text())
    assert manifest["counts"]["contact"] == 1
    workspace.contacts.add(ContactDraft("李四"))
    workspace.close()
    path = workspace.folder / files.FILE_NAME
    aside = files.restore(path, target, workspace.clock.now())
    assert reopened(path, workspace) == 1
    assert aside is not None
    files.restore(path, aside, workspace.clock.now())
    assert reopened(path, workspace) == 2


def test_a_backup_with_one_changed_bit_is_refused(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳"))
    target = workspace.backup(tmp_path / "kept.db")
    workspace.close()
    path = workspace.folder / files.FILE_NAME
    before = path.read_bytes()
    data = bytearray(target.read_bytes())
    data[data.index("王芳".encode())] ^= 1
    target.write_bytes(data)
    with pytest.raises(DamagedFileError):
        files.restore(path, target, workspace.clock.now())
    assert path.read_bytes() == before


def test_no_manifest_stands_beside_a_backup_that_it_does_not_vouch_for(workspace: Workspace, tmp_path: Path):
    """Another backup of the same name, whose manifest cannot be put there, can still be restored."""
    target = workspace.backup(tmp_path / "kept.db")
    workspace.contacts.add(ContactDraft("王芳"))
    real = Path.replace

    def replace(part: Path, to: Path) -> Path:
        if to.suffix == ".json":
            raise OSError(ENOSPC, "full")
        return real(part, to)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(DiskFullError):
        patch.setattr(Path, "replace", replace)
        workspace.backup(target)
    assert [path.name for path in tmp_path.iterdir() if "kept" in path.name] == ["kept.db"]
    new = tmp_path / "new" / files.FILE_NAME
    files.restore(new, target, workspace.clock.now())
    assert reopened(new, workspace) == 1


def test_a_folder_that_cannot_be_flushed_undoes_nothing(workspace: Workspace, tmp_path: Path):
    """The file stands there already: old or new, it is whole."""

    def fails(_: Path) -> None:
        raise OSError(EIO, "bad")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_sync_folder", fails)
        target = workspace.backup(tmp_path / "kept.db")
    files.restore(tmp_path / "new" / files.FILE_NAME, target, workspace.clock.now())


@pytest.mark.parametrize("missing", ["nothing.db", "."])
def test_restoring_what_is_not_there_changes_nothing(shut: Path, workspace: Workspace, missing: str):
    before = shut.read_bytes()
    with pytest.raises((NoFileError, FileExistsAsFolderError)):
        files.restore(shut, shut.parent / missing, workspace.clock.now())
    assert shut.read_bytes() == before


def test_a_backup_over_a_folder_is_refused(workspace: Workspace, tmp_path: Path):
    with pytest.raises(FileExistsAsFolderError):
        workspace.backup(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path):
    """Root ignores modes, so the question is asked as somebody else."""
    folder = tmp_path / "shop"
    open_workspace(folder).close()
    shared = Path(tempfile.gettempdir())
    for parent in [folder, *folder.parents]:
        if shared in parent.parents:  # what this test run made, and nothing above it
            parent.chmod(0o555 if parent == folder else 0o755)
    (folder / files.FILE_NAME).chmod(0o444)
    (folder / "shuke.lock").chmod(0o444)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from crm.workspace import open_workspace\n"
        "from crm.errors import ReadOnlyError\n"
        "import tempfile\n"
        "with tempfile.TemporaryDirectory() as scratch: open_workspace(Path(scratch)).close()  # everything is loaded\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: open_workspace(Path(sys.argv[1]))\n"
        "except ReadOnlyError: print('told')\n"
        "print(open_workspace(Path(sys.argv[1]), owned=False).store.rows('SELECT count(*) FROM contact'))\n"
    )
    said = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == ["told", "[(0,)]"], said.stderr


def test_reading_needs_no_ownership_but_a_file(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳"))
    reader = open_workspace(workspace.folder, owned=False)
    assert reader.finder.count(Filter()) == 1
    reader.close()
    with pytest.raises(NoFileError):
        open_workspace(tmp_path / "nothing", owned=False)


# what is refused, and that it stays as it was


def spoil_index(path: Path, tag: str) -> None:
    """One bit of a word that stands in a table and in its index: every page is sound, the two no longer agree."""
    data = bytearray(path.read_bytes())
    data[data.index(tag.encode())] ^= 1
    path.write_bytes(data)


@pytest.fixture
def spoilt(workspace: Workspace) -> Path:
    """A closed shop whose index tells another story than its table."""
    with workspace.store.write(Topic.SETTINGS) as write:
        write.insert(Setting, key="zqzqzq", value=1)
    workspace.close()
    path = workspace.folder / files.FILE_NAME
    spoil_index(path, "zqzqzq")
    return path


@pytest.fixture
def dangling(workspace: Workspace) -> Path:
    """A closed shop with a talk whose friend is nowhere."""
    workspace.conversations.log(workspace.contacts.add(ContactDraft("王芳")), "hi")
    workspace.close()
    path = workspace.folder / files.FILE_NAME
    change(path, "DELETE FROM contact")
    return path


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Shuke that is one schema newer than the files made before it is asked for: its migrations."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for script in files.MIGRATIONS.glob("0*.py"):
        (folder / script.name).write_bytes(script.read_bytes())
    (folder / "0999_more.py").write_text("def up(migrator, db):\n    db.execute_sql('CREATE TABLE more(x)')\n")
    monkeypatch.setattr(files, "MIGRATIONS", folder)
    return folder


def test_a_file_with_something_behind_its_end_is_refused(shut: Path):
    with shut.open("ab") as file:
        file.write(b"more")
    with pytest.raises(DamagedFileError):
        open_workspace(shut.parent)


def test_a_page_that_holds_nonsense_is_found_at_the_start(shut: Path):
    data = bytearray(shut.read_bytes())
    at = data.index("王芳".encode()) // 4096 * 4096
    data[at + 8 : at + 64] = b"\xff" * 56
    shut.write_bytes(data)
    with pytest.raises(DamagedFileError):
        open_workspace(shut.parent)


@pytest.mark.parametrize("name", ["file/shuke.db", "x" * 300 + ".db"])
def test_a_path_that_no_file_can_have_is_told(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError):
        files.inspect(tmp_path / name)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError):
        open_workspace(tmp_path / "file" / "shop")


def test_a_backup_to_where_no_folder_can_be_is_told_and_leaves_nothing(workspace: Workspace, tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError):
        workspace.backup(tmp_path / "file" / "kept.db")
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.parametrize("broken", ["spoilt", "dangling"])
def test_a_broken_file_makes_no_backup_and_the_older_one_stays(
    broken: str, request: pytest.FixtureRequest, tmp_path: Path
):
    path = request.getfixturevalue(broken)
    target = tmp_path / "kept.db"
    target.write_bytes(b"the backup of yesterday")
    with pytest.raises(DamagedFileError):
        files.backup_file(path, target)
    assert target.read_bytes() == b"the backup of yesterday"
    assert not list(tmp_path.glob(".*.part"))


def test_a_file_whose_index_tells_another_story_is_not_restored(spoilt: Path, tmp_path: Path, workspace: Workspace):
    with pytest.raises(DamagedFileError):
        files.restore(tmp_path / "new" / files.FILE_NAME, spoilt, workspace.clock.now())
    assert not (tmp_path / "new" / files.FILE_NAME).exists()


@pytest.mark.parametrize("said", ["not json", "[]", '{"size": 1}'])
def test_a_backup_with_a_manifest_that_cannot_be_read_is_refused(workspace: Workspace, tmp_path: Path, said: str):
    target = workspace.backup(tmp_path / "kept.db")
    files.manifest_of(target).write_text(said)
    with pytest.raises(DamagedFileError):
        files.restore(tmp_path / "new.db", target, workspace.clock.now())


def test_a_backup_is_restored_where_there_was_no_shop(shut: Path, workspace: Workspace, tmp_path: Path):
    """On a new computer, whose folder is made for it."""
    path = tmp_path / "new" / files.FILE_NAME
    assert files.restore(path, shut, workspace.clock.now()) is None
    assert reopened(path, workspace) == 1


def test_a_backup_of_an_older_shuke_is_brought_up_to_date(
    shut: Path, workspace: Workspace, tmp_path: Path, later: Path
):
    before = shut.read_bytes()
    path = tmp_path / "new" / files.FILE_NAME
    files.restore(path, shut, workspace.clock.now())
    assert files.inspect(path) == files.newest_schema()
    assert reopened(path, workspace) == 1
    assert shut.read_bytes() == before


def test_an_older_backup_with_a_dangling_reference_is_refused(
    dangling: Path, workspace: Workspace, tmp_path: Path, later: Path
):
    with pytest.raises(DamagedFileError):
        files.restore(tmp_path / "new" / files.FILE_NAME, dangling, workspace.clock.now())
    assert not (tmp_path / "new" / files.FILE_NAME).exists()
