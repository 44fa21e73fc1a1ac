"""Who owns a data folder: one process at a time, told by a lock of the operating system that dies with the process.

And where a data folder may lie: not where a cloud service copies files, not on a network, and open to its owner only.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from crm.db.driver import from_os
from crm.errors import InUseError, UnsafeFolderError

LOCK_NAME = "shuke.lock"
CLOUD = frozenset(
    {
        "onedrive", "dropbox", "icloud drive", "icloud", "iclouddrive", "mobile documents", "cloudstorage",
        "google drive", "googledrive", "my drive", "坚果云", "nutstore", "nutstore files", "我的坚果云", "百度同步",
        "baidusyncdisk", "百度网盘同步空间", "百度云同步盘", "百度同步盘", "baiduyun", "wpsdrive", "wps云盘",
        "wps drive", "syncthing", "box", "box sync", "pcloud", "pclouddrive", "megasync", "nextcloud", "owncloud",
        "seafile", "微云同步助手", "微云同步盘", "aliyundrive", "阿里云盘", "yandex.disk",
    }
)  # fmt: skip
"""Folder names of services that copy files behind a program's back (see docs/decisions/0002)."""
BEGINS = ("onedrive -", "onedrive-", "google drive (", "dropbox (", "nutstore-", "坚果云-")
SIGNS = (".stfolder", ".dropbox.cache", ".owncloudsync.log", ".csync_journal.db")
"""What such services leave in the folder that they watch, and nowhere else."""
NAMED_BY = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Where Windows says which folders OneDrive watches."""
NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "sshfs",
        "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs2", "ncpfs", "afs", "ceph", "glusterfs", "fuse.glusterfs",
        "lustre", "fuse.s3fs",
    }
)  # fmt: skip
"""File systems of other computers, as /proc/mounts calls them."""
MOUNTS = Path("/proc/mounts")
REMOTE = 4
"""What Windows calls a drive of another computer (GetDriveTypeW)."""
OURS = frozenset(
    {
        "backups", "attachments", "demo", "preferences.json", "drafts.json", "erased.json", LOCK_NAME,
    }
)  # fmt: skip
"""What lies in a data folder beside files whose names begin with `shuke` or `.shuke`, and `.preferences`."""


def guard_folder(folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Refuse a folder that a cloud service keeps in step, or that lies on a network. Raises `UnsafeFolderError`."""
    for place in {folder.absolute(), _resolved(folder)}:
        parts = [part.casefold() for part in place.parts]
        named = {(environment or os.environ).get(name, "") for name in NAMED_BY} - {""}
        if (
            str(place).startswith(("\\\\", "//"))
            or any(part in CLOUD or part.startswith(BEGINS) for part in parts)
            or any(place.is_relative_to(one) for one in named)
            or any(_stands(above / sign) for above in (place, *place.parents) for sign in SIGNS)
            or file_system(place) in NETWORK
        ):
            raise UnsafeFolderError(folder)


def _stands(path: Path) -> bool:
    """Whether there is such a file, as far as it may be known."""
    with suppress(OSError):
        return path.exists()
    return False


def _resolved(folder: Path) -> Path:
    """Where links lead to, as far as they can be followed."""
    with suppress(OSError, RuntimeError):  # links in a circle
        return folder.resolve()
    return folder.absolute()


def file_system(place: Path) -> str:
    """What kind of file system a place lies on, in the words of `NETWORK`; "" where that cannot be told."""
    if sys.platform == "win32":
        import ctypes

        return "smb" if ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == REMOTE else ""
    if sys.platform == "darwin":
        return _mounted_on(place, _mac_mounts())
    with suppress(OSError):
        return _mounted_on(place, (line.split()[1:3] for line in MOUNTS.read_text("utf-8", "replace").splitlines()))
    return ""


def _mounted_on(place: Path, mounts: Iterable[list[str]]) -> str:
    """The kind of the longest mount point above a place; of several on the same point it is the last that counts."""
    best, kind = -1, ""
    for point, name in mounts:
        there = Path(point.replace("\\040", " ").replace("\\011", "\t"))
        if len(there.parts) >= best and place.is_relative_to(there):
            best, kind = len(there.parts), name
    return kind


def _mac_mounts() -> list[list[str]]:  # pragma: no cover - macOS alone has these words
    """Mount points and their kinds, of `mount`: `//a@b/c on /Volumes/c (smbfs, nodev)`."""
    import subprocess

    try:
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    found = []
    for line in said.splitlines():
        point, _, kind = line.partition(" on ")[2].rpartition(" (")
        found.append([point, kind.split(",")[0].strip(") ")])
    return found


def keep_private(folder: Path) -> None:
    """Take from everybody else the right to look into a data folder, its files and its backups, where the system knows
    such rights. A folder in which other things lie too keeps its own; so does whatever is not ours to change.
    """
    if sys.platform == "win32":
        return  # the person's own folder is theirs alone there
    with suppress(OSError):
        entries = list(folder.iterdir())
        mine = [
            path for path in entries if path.name in OURS or path.name.lstrip(".").startswith(("shuke", "preferences"))
        ]
        if len(mine) == len(entries):
            _restrict(folder, 0o700)
        for path in mine:
            _restrict(path, 0o700 if path.is_dir() else 0o600)
        for path in (folder / "backups").glob("*"):
            _restrict(path, 0o600)


def _restrict(path: Path, mode: int) -> None:
    with suppress(OSError):
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            path.chmod(mode)


class Owner:
    """Holds the lock of a folder until `release`. Raises `InUseError` when a running Shuke holds it."""

    def __init__(self, folder: Path) -> None:
        path = folder / LOCK_NAME
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise from_os(error, folder) from error
        try:
            _lock(self._file)
        except OSError as error:
            self.release()
            raise InUseError(folder) from error

    def release(self) -> None:
        """Let another process own the folder. The file itself stays; only the lock counts."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
