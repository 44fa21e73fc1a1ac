"""Files that were damaged: told as such, left as they are, never taken for a new shop, never a fault of the program."""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crm.contacts import ContactDraft
from crm.db import files
from crm.errors import DamagedFileError, FileProblemError, NotOursError, ShukeError
from crm.finder import Filter
from crm.ids import ContactId
from crm.wording.errors import explain
from tests.faults.deeds import NOW, begun, opened

Damage = Callable[[bytearray, random.Random], object]


def one_bit(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def twenty_bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(20):
        one_bit(data, chance)


def sector(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) // 512) * 512
    data[at : at + 512] = bytes(512)


def page(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) // 4096) * 4096
    data[at : at + 4096] = bytes(4096)


def swapped(data: bytearray, chance: random.Random) -> None:
    one, other = (chance.randrange(1, len(data) // 4096) * 4096 for _ in range(2))
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def noise(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at : at + 200] = chance.randbytes(min(200, len(data) - at))


DAMAGES: tuple[Damage, ...] = (one_bit, twenty_bits, sector, page, swapped, cut, noise)
FORMS = [pytest.param(2, id="short"), pytest.param(200, marks=pytest.mark.long, id="long")]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged") / "base"
    folder.mkdir()
    begun(folder)
    return folder


def damaged(base: Path, folder: Path, which: str, damage: Damage, chance: random.Random) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    data = bytearray((folder / which).read_bytes())
    damage(data, chance)
    (folder / which).write_bytes(data)
    return folder / which


@pytest.mark.parametrize("count", FORMS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_is_wrong_with_the_file_it_is_refused_or_used_without_a_fault(
    base: Path, tmp_path: Path, record_property: Any, damage: Damage, count: int
):
    chance = random.Random(damage.__name__)
    ends: Counter[str] = Counter()
    for _ in range(count):
        path = damaged(base, tmp_path / "run", f"shop/{files.FILE_NAME}", damage, chance)
        before = path.read_bytes()
        try:
            with opened(tmp_path / "run") as shop:
                ends["opened"] += 1
                for friend in shop.finder.ids(Filter()):
                    shop.contacts.card(ContactId(friend))
                shop.finder.search("王芳")
                shop.today.queue()
                shop.contacts.add(ContactDraft("new", tags=("宝妈",)))
        except ShukeError as error:
            explain(error)
            if not ends["opened"]:
                assert path.read_bytes() == before
            ends[type(error).__name__] += 1
    record_property("damaged", {damage.__name__: dict(ends)})


@pytest.mark.parametrize("count", FORMS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_never_put_back(base: Path, tmp_path: Path, damage: Damage, count: int):
    """A manifest sees every changed bit."""
    chance = random.Random(damage.__name__)
    path = tmp_path / "run" / "shop" / files.FILE_NAME
    before = (base / "shop" / files.FILE_NAME).read_bytes()
    for _ in range(count):
        backup = damaged(base, tmp_path / "run", "kept.db", damage, chance)
        if backup.read_bytes() == (base / "kept.db").read_bytes():
            continue  # zeros where there were some
        with pytest.raises(FileProblemError):
            files.restore(path, backup, NOW)
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", DamagedFileError), (b"\0" * 8192, NotOursError), (b"<!DOCTYPE html>", NotOursError),
        (b"PK\x03\x04", NotOursError), ("熟客".encode(), NotOursError), (b"SQLite format 3\0", FileProblemError),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["shop", "backup"])
def test_what_is_no_shop_is_never_taken_for_a_new_one(
    base: Path, tmp_path: Path, place: str, content: bytes, error: type[Exception]
):
    shutil.copytree(base, tmp_path / "run")
    path = tmp_path / "run" / ("kept.db" if place == "backup" else f"shop/{files.FILE_NAME}")
    path.write_bytes(content)
    with pytest.raises(error):
        if place == "shop":
            with opened(tmp_path / "run"):
                pass
        else:
            files.restore(tmp_path / "run" / "shop" / files.FILE_NAME, path, NOW)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER evil AFTER UPDATE ON contact BEGIN DELETE FROM orders; END",
        "CREATE VIEW evil AS SELECT * FROM contact",
        "CREATE TABLE evil(x)",
        "DROP TRIGGER talk_said",
    ],
)
def test_a_file_that_a_stranger_changed_is_not_restored(base: Path, tmp_path: Path, change: str):
    """Every page is sound, and each save would do what the stranger wrote."""
    shutil.copytree(base, tmp_path / "run")
    kept = tmp_path / "run" / "kept.db"
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute(change.replace("orders", '"order"'))
        connection.commit()
    files.manifest_of(kept).unlink()
    path = tmp_path / "run" / "shop" / files.FILE_NAME
    before = path.read_bytes()
    with pytest.raises(FileProblemError):
        files.restore(path, kept, NOW)
    assert path.read_bytes() == before
