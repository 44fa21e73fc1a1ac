"""Where live data may lie, and who may look at it."""

import os
from pathlib import Path

import pytest

from crm.contacts import ContactDraft
from crm.db import owner
from crm.db.owner import file_system, guard_folder
from crm.errors import UnsafeFolderError
from crm.workspace import Workspace, open_workspace

MOUNTS = """/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
//nas/shop /mnt/my\\040nas cifs rw 0 0
/dev/sdb1 /mnt/my\\040nas/local ext4 rw 0 0
me@host:/x /srv/me/far fuse.sshfs rw 0 0
"""


@pytest.mark.skipif(os.name != "posix", reason="mounts of Linux")
@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/srv/me/x", "ext4"),
        ("/mnt/my nas/shop", "cifs"),
        ("/mnt/my nas/local/shop", "ext4"),
        ("/srv/me/far", "fuse.sshfs"),
    ],
)
def test_the_kind_of_a_place_is_that_of_the_nearest_mount(
    place: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    monkeypatch.setattr(owner, "MOUNTS", mounts)
    assert file_system(Path(place)) == kind
    if kind in owner.NETWORK:
        with pytest.raises(UnsafeFolderError):
            guard_folder(Path(place))
    monkeypatch.setattr(owner, "MOUNTS", tmp_path / "nowhere")
    assert file_system(Path(place)) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Dropbox (Shop)",
        "我的坚果云",
        "BaiduSyncdisk",
        "百度网盘同步空间",
        "WPS云盘",
        "Mobile Documents",
        "CloudStorage",
    ],
)
def test_folders_of_more_services_are_refused(tmp_path: Path, name: str):
    with pytest.raises(UnsafeFolderError):
        guard_folder(tmp_path / name / "shuke")


def test_a_link_into_such_a_folder_is_followed(tmp_path: Path):
    (tmp_path / "OneDrive" / "shop").mkdir(parents=True)
    (tmp_path / "shop").symlink_to(tmp_path / "OneDrive" / "shop")
    with pytest.raises(UnsafeFolderError):
        guard_folder(tmp_path / "shop")


def test_a_link_in_a_circle_is_no_reason_to_fail(tmp_path: Path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    guard_folder(tmp_path / "a")


def test_what_windows_calls_its_cloud_is_believed(tmp_path: Path):
    with pytest.raises(UnsafeFolderError):
        guard_folder(tmp_path / "Wolke" / "shop", {"OneDrive": str(tmp_path / "Wolke")})
    guard_folder(tmp_path / "shop", {"OneDrive": ""})


@pytest.mark.parametrize("sign", owner.SIGNS)
def test_a_folder_that_a_service_watches_is_told_by_what_it_leaves(tmp_path: Path, sign: str):
    (tmp_path / sign).mkdir()
    with pytest.raises(UnsafeFolderError):
        guard_folder(tmp_path / "a" / "shop")


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_shop_is_open_to_its_owner_only(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳"))
    made = workspace.backup()
    workspace.close()
    folder = workspace.folder
    for path in (folder, made.parent):
        path.chmod(0o755)
    for path in (folder / "shuke.db", made):
        path.chmod(0o644)
    open_workspace(folder, clock=workspace.clock).close()
    modes = {path.stat().st_mode & 0o777 for path in (folder, made.parent)}
    assert modes == {0o700}
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_folder_with_other_things_in_it_keeps_its_mode(tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    other = folder / "letter.txt"
    other.write_text("hello")
    other.chmod(0o644)
    open_workspace(folder).close()
    assert folder.stat().st_mode & 0o777 == 0o755
    assert other.stat().st_mode & 0o777 == 0o644
    assert (folder / "shuke.db").stat().st_mode & 0o777 == 0o600
