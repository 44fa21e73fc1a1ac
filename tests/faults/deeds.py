"""What a seller does that must be whole or not at all, each in a folder of its own, and what is seen there after."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Handle
from crm.db import files
from crm.errors import FileProblemError
from crm.finder import Filter
from crm.orders import LineDraft, OrderDraft
from crm.progress import unheard
from crm.settings import Preferences
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.lists_out import ListsOut
from crm.transfer.reading import open_table
from crm.wording.transfer import out_words
from crm.workspace import Workspace, open_workspace
from tests.faults.disk import DISK, troubled

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 4)
BROUGHT = 30
"""Friends in the list that comes in."""


def shop_in(folder: Path) -> Workspace:
    """The shop of the folder, on a day that stands still."""
    return open_workspace(folder / "shop", clock=Clock(ZoneInfo("Asia/Shanghai"), lambda: NOW))


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    shop = shop_in(folder)
    try:
        yield shop
    finally:
        shop.close()


def begun(folder: Path) -> None:
    """A shop with friends, orders, talks, a backup, a list to bring in, and a list that was taken out before."""
    with opened(folder) as shop:
        for number, name in enumerate(("王芳", "李四", "Amy", "陈怡婷")):
            handle = Handle(Platform.WECHAT, f"wx_{number}")
            friend = shop.contacts.add(ContactDraft(name, tags=("宝妈",), handles=(handle,)))
            shop.conversations.log(friend, f"你好 {name}", next_touch=DAY)
            shop.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 2, 9800),), paid=100 * number))
        shop.backup(folder / "kept.db")
        shop.contacts.add(ContactDraft("后来"))
    (folder / "in.csv").write_text(
        "姓名,微信号\n" + "".join(f"f{number},id{number}\n" for number in range(BROUGHT)), encoding="utf-8"
    )
    (folder / "out.csv").write_text("yesterday", encoding="utf-8")
    Preferences(theme="light").write(folder / "shop")
    scripts = folder / "migrations"
    shutil.copytree(files.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "0999_later.py").write_text(LATER, encoding="utf-8")


def save(shop: Workspace, folder: Path) -> None:
    del folder
    shop.orders.add(OrderDraft(_first(shop), (LineDraft(None, "口红", 1, 5000),), paid=2000))


def merge(shop: Workspace, folder: Path) -> None:
    del folder
    keep, other, *_ = sorted(shop.finder.ids(Filter()))
    shop.merging.merge(keep, [other], {})


def undo(shop: Workspace, folder: Path) -> None:
    del folder
    shop.undo.undo()


def erase(shop: Workspace, folder: Path) -> None:
    del folder
    shop.erasing.erase(_first(shop))


def bring_in(shop: Workspace, folder: Path) -> None:
    @contextmanager
    def here(path: Path, choices: Any, progress: Any) -> Any:
        yield open_table(path, choices, progress)

    imports = ContactsIn(shop.store, shop.accounts, here)
    imports.store(imports.plan(folder / "in.csv"))


def back_up(shop: Workspace, folder: Path) -> None:
    shop.backup(folder / "kept.db")


def take_out(shop: Workspace, folder: Path) -> None:
    lists = ListsOut(shop.store, shop.settings.shop().currency, out_words())
    lists.contacts(shop.finder.ids(Filter()), folder / "out.csv", unheard)


def choose(shop: Workspace, folder: Path) -> None:
    del shop
    Preferences(theme="dark", language="zh_TW").write(folder / "shop")


def put_back(shop: Workspace, folder: Path) -> None:
    """A backup in the place of the shop, which is shut for it."""
    shop.close()
    files.restore(folder / "shop" / files.FILE_NAME, folder / "kept.db", NOW)


def migrate(shop: Workspace, folder: Path) -> None:
    """A newer program opens the shop: a table with children is built anew, which has cost others every child."""
    shop.close()
    newer(folder)
    files.prepare(folder / "shop" / files.FILE_NAME, NOW)


def newer(folder: Path) -> None:
    """Be a program that is one schema newer."""
    files.MIGRATIONS = folder / "migrations"


LATER = """
def up(migrator, db):
    db.execute_sql('CREATE TABLE later(contact INTEGER NOT NULL REFERENCES contact(id), said TEXT NOT NULL)')
    db.execute_sql('INSERT INTO later SELECT id, name FROM contact')
    db.execute_sql('ALTER TABLE contact ADD COLUMN later TEXT NOT NULL DEFAULT "x"')
"""

DEEDS: Mapping[str, Callable[[Workspace, Path], None]] = {
    deed.__name__: deed for deed in (save, merge, undo, erase, bring_in, back_up, take_out, choose, put_back, migrate)
}
SHUT = frozenset({"put_back", "migrate"})
"""Deeds on a shop that nobody has open."""


def _first(shop: Workspace) -> Any:
    return min(shop.finder.ids(Filter()))


# what is seen


def seen(folder: Path) -> dict[str, Any]:
    """What the seller finds at the next start: the living rows of every table, what lies beside the shop, and that the
    file is sound. A long step that was cut off is taken back, as is offered then.
    """
    with opened(folder) as shop:
        if shop.undo.cut_off():
            shop.undo.take_back_cut_off()
        assert shop.undo.cut_off() == []
        health = shop.store.health()
        assert (health.integrity, health.broken_references, health.unindexed) == ("ok", 0, 0)
        found: dict[str, Any] = _rows(shop.store.path)
        assert all(shop.finder.search(name) for (name, *_) in found["names"])
    return found | {
        "kept": _backup(folder / "kept.db"),
        "out": (folder / "out.csv").read_text(encoding="utf-8-sig"),
        "chosen": Preferences.read(folder / "shop"),
    }


def _backup(path: Path) -> dict[str, Any]:
    """What a backup holds; a manifest beside it vouches for it."""
    files.inspect(path)
    if files.manifest_of(path).exists():
        manifest = json.loads(files.manifest_of(path).read_text(encoding="utf-8"))
        assert manifest["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    return _rows(path)


DERIVED = ("search", "fts", "talk", "undo", "sqlite", "migration", "later")
"""Parts of the names of tables that follow from others."""
ASIDE = ("uuid", "version", "updated", "words", "later", "step", "step_id", "undo_step_id")
"""Columns that say how a row came to be, and whether the words of somebody erased are cleared yet."""


def _rows(path: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, Any] = {}
        for name in names:
            if any(word in name for word in DERIVED):
                continue
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            told = [column for column in columns if column not in ASIDE]
            living = " WHERE deleted_at IS NULL" if "deleted_at" in columns else ""
            found[name] = sorted(
                connection.execute(f"SELECT {', '.join(told)} FROM {name}{living}").fetchall(), key=repr
            )
        found["setting"] = [
            row for row in found["setting"] if "columns of files" not in row
        ]  # a habit, kept with the plan
        found["names"] = connection.execute("SELECT name FROM contact WHERE deleted_at IS NULL").fetchall()
        found["schema"] = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


# one deed, in a process of its own that trouble may end


def do(name: str, folder: str, nth: int, trouble: str, said: Any) -> None:
    """Do a deed whose nth operation meets trouble; say what came of it."""
    where = Path(folder)
    with troubled() as disk:
        shop = shop_in(where)
        disk.watch(where)
        disk.arm(nth, trouble, lasts=trouble == "full")
        told = ""
        try:
            DEEDS[name](shop, where)
        except FileProblemError as error:
            told = type(error).__name__
        met, count = disk.met, disk.count
        disk.disarm()
        said.send((told, met, count))
        if told:
            _after_trouble(name, shop, where, said)
        if name not in SHUT:
            shop.close()
        elif shop.owner is not None:
            shop.owner.release()
        DISK.root = ""
        said.send("done")


def _after_trouble(name: str, shop: Workspace, folder: Path, said: Any) -> None:
    """What the file holds as if the program ended now, and that the same deed is done at the second try."""
    left = folder.with_name(folder.name + "-left")
    shutil.rmtree(left, ignore_errors=True)
    DISK.root = ""
    shutil.copytree(folder, left)
    if name not in SHUT:
        if shop.undo.cut_off():
            shop.undo.take_back_cut_off()
    elif not (folder / "shop" / files.FILE_NAME).exists():
        raise AssertionError
    DEEDS[name](shop, folder)


@cache
def base(folder: str) -> str:
    """Where the shop is that each run begins with."""
    where = Path(folder) / "base"
    where.mkdir(parents=True)
    begun(where)
    return str(where)
