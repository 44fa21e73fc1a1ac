"""A disk that counts what SQLite and Python ask of it, fails or kills where it is told to, and remembers all of it.

A file system of SQLite's own making (`sqlite3_vfs`) is put around the one it uses, by ctypes in the very library that
Python's `sqlite3` has loaded: the program runs as it is, and nothing has to be compiled or installed. What Python does
beside SQLite (open for writing, rename, delete, fsync) is heard by an audit hook, which can refuse it too.
"""

import _sqlite3
import ctypes as c
import errno
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

OK, FULL, IOERR, CANTOPEN = sqlite3.SQLITE_OK, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN
_FAILED = {"write": IOERR | 3 << 8, "sync": IOERR | 4 << 8, "truncate": IOERR | 6 << 8, "delete": IOERR | 10 << 8}
_MAIN_DB, _MAIN_JOURNAL, _CREATE = 0x100, 0x800, 0x4
SECTOR = 512
"""Bytes that a drive writes at once: what is torn by a power cut is whole up to there."""


class _Vfs(c.Structure):
    pass


_P = c.c_void_p
_OPEN = c.CFUNCTYPE(c.c_int, _P, _P, _P, c.c_int, c.POINTER(c.c_int))
_DELETE = c.CFUNCTYPE(c.c_int, _P, c.c_char_p, c.c_int)
_WRITE = c.CFUNCTYPE(c.c_int, _P, _P, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, _P, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, _P, c.c_int)
_Vfs._fields_ = [
    ("iVersion", c.c_int), ("szOsFile", c.c_int), ("mxPathname", c.c_int), ("pNext", _P), ("zName", c.c_char_p),
    ("pAppData", _P), ("xOpen", _P), ("xDelete", _P), *((f"other{number}", _P) for number in range(15)),
]  # fmt: skip


class _Methods(c.Structure):
    _fields_ = [
        ("iVersion", c.c_int), ("xClose", _P), ("xRead", _P), ("xWrite", _P), ("xTruncate", _P), ("xSync", _P),
        *((f"other{number}", _P) for number in range(13)),
    ]  # fmt: skip


class _File(c.Structure):
    _fields_ = [("methods", c.POINTER(_Methods))]


def library() -> str | None:
    """The file of SQLite's code that this Python runs; none where it is linked into Python itself."""
    if sys.platform == "win32":
        found = Path(_sqlite3.__file__).with_name("sqlite3.dll")
        return str(found) if found.exists() else None
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.split()[-1] for line in lines if "libsqlite3" in line), None)


class Op(NamedTuple):
    """Something that was asked of the disk; `at` is an offset, a length or a flag."""

    kind: str
    path: str
    at: int = 0
    data: bytes = b""
    to: str = ""


@dataclass(slots=True)
class Disk:
    """What is counted below `root`. `trouble` is told at the `nth` operation, and from then on where it `lasts`."""

    root: str = ""
    count: int = 0
    nth: int = 0
    trouble: str = ""
    lasts: bool = False
    met: bool = False
    before: Callable[[], object] | None = None
    """Called once, right before the `nth` operation."""
    recording: bool = False
    log: list[Op] = field(default_factory=list)

    def watch(self, root: Path) -> None:
        """Count from now on what happens below this folder."""
        self.root = os.path.realpath(root) + os.sep
        self.count = 0

    def arm(self, nth: int, trouble: str, *, lasts: bool = False) -> None:
        """Have the nth operation from now on meet `full`, `ioerr`, `kill`, `torn` (half of a write, then `kill`)."""
        self.count, self.nth, self.trouble, self.lasts, self.met = 0, nth, trouble, lasts, False

    def disarm(self) -> None:
        """Be a good disk again."""
        self.nth, self.trouble, self.before = 0, "", None

    def asked(self, path: str, *, frees: bool = False) -> str:
        """What meets the operation that is about to be; "" is nothing. What `frees` room a full disk lets pass."""
        if not self.root or not path.startswith(self.root):
            return ""
        self.count += 1
        if self.trouble == "full" and frees:
            self.nth += self.count == self.nth  # the next one, then
            return ""
        if self.count == self.nth:
            self.met = True
            if self.before is not None:
                root, self.root = self.root, ""
                self.before()
                self.root = root
            return self.trouble
        return self.trouble if self.met and self.lasts else ""

    def note(self, op: Op) -> None:
        if self.recording and op.path.startswith(self.root):
            self.log.append(op)


DISK = Disk()
_kept: list[Any] = []
_paths: dict[int, str] = {}


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _methods(own: Any, known: dict[int, _Methods]) -> _Methods:
    """The table of a file's methods with ours in it."""
    key = c.cast(own, _P).value
    assert key is not None
    if key in known:
        return known[key]
    table = _Methods()
    c.memmove(c.byref(table), key, c.sizeof(_Methods))
    write, truncate, sync = _WRITE(table.xWrite), _TRUNCATE(table.xTruncate), _SYNC(table.xSync)

    def on_write(file: int, buffer: int, amount: int, offset: int) -> int:
        path = _paths.get(file, "")
        match DISK.asked(path):
            case "kill":
                _die()
            case "torn":
                write(file, buffer, amount // 2, offset)
                _die()
            case "full":
                return FULL
            case "ioerr":
                return _FAILED["write"]
        if DISK.recording:
            DISK.note(Op("write", path, offset, c.string_at(buffer, amount)))
        return int(write(file, buffer, amount, offset))

    def on_truncate(file: int, size: int) -> int:
        path = _paths.get(file, "")
        trouble = DISK.asked(path, frees=True)
        if trouble in ("kill", "torn"):
            _die()
        if trouble:
            return _FAILED["truncate"]
        DISK.note(Op("truncate", path, size))
        return int(truncate(file, size))

    def on_sync(file: int, flags: int) -> int:
        path = _paths.get(file, "")
        trouble = DISK.asked(path)
        if trouble in ("kill", "torn"):
            _die()
        if trouble:
            return _FAILED["sync"]
        DISK.note(Op("sync", path))
        return int(sync(file, flags))

    ours = (_WRITE(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync))
    table.xWrite, table.xTruncate, table.xSync = (c.cast(one, _P).value for one in ours)
    _kept.extend((table, *ours, write, truncate, sync))
    known[key] = table
    return table


def _ours(base_at: int, base: _Vfs) -> _Vfs:
    mine = _Vfs()
    c.memmove(c.byref(mine), base_at, c.sizeof(_Vfs))
    mine.pNext, mine.zName = None, b"trouble"
    base_open, base_delete = _OPEN(base.xOpen), _DELETE(base.xDelete)
    known: dict[int, _Methods] = {}

    def on_open(_: int, name: int, file: int, flags: int, out: Any) -> int:
        path = c.string_at(name).decode() if name else ""
        made = bool(path) and not os.path.exists(path)
        if made and flags & _CREATE:
            trouble = DISK.asked(path)
            if trouble in ("kill", "torn"):
                _die()
            if trouble:
                c.cast(file, c.POINTER(_P))[0] = None  # SQLite closes nothing that was not opened
                return CANTOPEN
        code = int(base_open(base_at, name, file, flags, out))
        if code == OK and path and flags & (_MAIN_DB | _MAIN_JOURNAL):
            _paths[file] = path
            if made:
                DISK.note(Op("create", path))
            opened = c.cast(file, c.POINTER(_File)).contents
            opened.methods = c.pointer(_methods(opened.methods, known))
        return code

    def on_delete(_: int, name: bytes, flushes: int) -> int:
        path = name.decode()
        trouble = DISK.asked(path, frees=True)
        if trouble in ("kill", "torn"):
            _die()
        if trouble:
            return _FAILED["delete"]
        DISK.note(Op("delete", path, flushes))
        return int(base_delete(base_at, name, flushes))

    ours = (_OPEN(on_open), _DELETE(on_delete))
    mine.xOpen, mine.xDelete = (c.cast(one, _P).value for one in ours)
    _kept.extend((mine, *ours, base_open, base_delete))
    return mine


def _refuse(path: str, trouble: str) -> None:
    if trouble in ("kill", "torn"):
        _die()
    if trouble:
        number = errno.ENOSPC if trouble == "full" else errno.EIO
        raise OSError(number, os.strerror(number), path)


def _heard(event: str, values: tuple[Any, ...]) -> None:
    """What Python is about to do beside SQLite."""
    if not DISK.root or event not in ("open", "os.rename", "os.remove"):
        return
    if not isinstance(values[0], str | bytes | os.PathLike):
        return  # an open file by its number
    path = os.path.abspath(os.fsdecode(values[0]))
    if event == "open":
        flags = values[2]
        if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
        _refuse(path, DISK.asked(path))
        if flags & os.O_CREAT and not os.path.exists(path):
            DISK.note(Op("create", path))
    elif event == "os.rename":
        _refuse(path, DISK.asked(path))
        DISK.note(Op("rename", path, data=_bytes(path), to=os.path.abspath(os.fsdecode(values[1]))))
    elif os.path.exists(path):
        _refuse(path, DISK.asked(path, frees=True))
        DISK.note(Op("delete", path))


def _bytes(path: str) -> bytes:
    if not DISK.recording:
        return b""
    root, DISK.root = DISK.root, ""
    data = Path(path).read_bytes()
    DISK.root = root
    return data


def _fsync(real: Callable[[int], None]) -> Callable[[int], None]:
    def fsync(number: int) -> None:
        path = os.readlink(f"/proc/self/fd/{number}")
        folder = os.path.isdir(path)
        _refuse(path, DISK.asked(path + os.sep if folder else path, frees=folder))
        real(number)
        if DISK.recording:
            DISK.note(
                Op("flush folder", path + os.sep) if os.path.isdir(path) else Op("content", path, 0, _bytes(path))
            )

    return fsync


@contextmanager
def troubled() -> Iterator[Disk]:
    """The disk of everything that this process opens until the end of the block."""
    found = library()
    assert found is not None
    sqlite = c.CDLL(found)
    sqlite.sqlite3_vfs_find.restype = _P
    sqlite.sqlite3_vfs_find.argtypes = [c.c_char_p]
    sqlite.sqlite3_vfs_register.argtypes = [_P, c.c_int]
    base_at = sqlite.sqlite3_vfs_find(b"unix" if os.name == "posix" else b"win32")
    if not _kept:
        _kept.append(_ours(base_at, c.cast(base_at, c.POINTER(_Vfs)).contents))
        sys.addaudithook(_heard)
    mine = next(one for one in _kept if isinstance(one, _Vfs))
    assert sqlite.sqlite3_vfs_register(c.byref(mine), 1) == OK
    real, os.fsync = os.fsync, _fsync(os.fsync)
    try:
        yield DISK
    finally:
        os.fsync = real
        DISK.disarm()
        DISK.root, DISK.recording = "", False
        DISK.log.clear()
        assert sqlite.sqlite3_vfs_register(base_at, 1) == OK


# what the platter may hold after a power cut


@dataclass(slots=True, eq=False)
class _Content:
    durable: bytearray = field(default_factory=bytearray)
    waiting: list[Op] = field(default_factory=list)


class Platter:
    """Follows a log, and says what may be left of it when the power goes: what was not flushed may be there, be torn
    or be missing, and the same goes for names.
    """

    def __init__(self, folder: Path) -> None:
        there = {str(path): _Content(bytearray(path.read_bytes())) for path in folder.rglob("*") if path.is_file()}
        self._names = dict(there)
        self._durable = dict(there)
        self._changes: list[tuple[str, str, str, _Content | None]] = []

    def feed(self, op: Op) -> None:
        """The next thing that was done."""
        content = self._names.get(op.path)
        match op.kind:
            case "create":
                made = self._names[op.path] = _Content()
                self._changes.append(("link", op.path, "", made))
            case "write" | "truncate":
                assert content is not None
                content.waiting.append(op)
            case "sync":
                assert content is not None
                for waiting in content.waiting:
                    _apply(content.durable, waiting)
                content.waiting.clear()
                if op.path.endswith("-journal"):  # SQLite flushes the folder of a new journal with it
                    self._flush(os.path.dirname(op.path))
            case "content":
                if content is not None:
                    content.durable[:], content.waiting = op.data, []
            case "rename":
                assert content is not None
                if bytes(content.durable) != op.data and not content.waiting:  # written by Python and never flushed
                    content.waiting = [Op("truncate", op.path), Op("write", op.path, 0, op.data)]
                self._names[op.to] = self._names.pop(op.path)
                self._changes.append(("rename", op.path, op.to, content))
            case "delete":
                self._names.pop(op.path, None)
                self._changes.append(("unlink", op.path, "", None))
                if op.at:
                    self._flush(os.path.dirname(op.path))
            case "flush folder":
                self._flush(op.path.rstrip(os.sep))

    def _flush(self, folder: str) -> None:
        mine = [change for change in self._changes if os.path.dirname(change[1]) == folder]
        self._changes = [change for change in self._changes if change not in mine]
        for change in mine:
            _rename(self._durable, change)

    def image(self, chance: random.Random, mode: str = "some") -> dict[str, bytes]:
        """One of the folders that may be found: with `none`, `some` or `all` of what was not flushed."""
        names = dict(self._durable)
        for change in self._changes:
            if mode == "all" or (mode == "some" and chance.random() < 0.6):
                _rename(names, change)
        found = {}
        for path, content in names.items():
            data = bytearray(content.durable)
            for op in content.waiting:
                luck = chance.random()
                if mode == "all" or (mode == "some" and luck < 0.4):
                    _apply(data, op)
                elif mode == "some" and luck < 0.7 and op.kind == "write":
                    _apply(data, op, chance)
            found[path] = bytes(data)
        return found


def _rename(names: dict[str, _Content], change: tuple[str, str, str, _Content | None]) -> None:
    kind, path, to, content = change
    if kind == "unlink":
        names.pop(path, None)
    elif content is not None:
        if kind == "rename":
            names.pop(path, None)
        names[to or path] = content


def _apply(data: bytearray, op: Op, chance: random.Random | None = None) -> None:
    """Write into what is there; with `chance`, only some sectors of it."""
    if op.kind == "truncate":
        if len(data) > op.at:
            del data[op.at :]
        else:
            data.extend(bytes(op.at - len(data)))
        return
    data.extend(bytes(max(0, op.at + len(op.data) - len(data))))
    for start in range(0, len(op.data), SECTOR):
        if chance is None or chance.random() < 0.5:
            piece = op.data[start : start + SECTOR]
            data[op.at + start : op.at + start + len(piece)] = piece
