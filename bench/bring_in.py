"""Friends in from a list, beside the same rows written raw: read with `csv`, put with `executemany` into the same
tables with the same indexes and search table, but without undo, matching and recognising.
"""

import csv
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from openpyxl import Workbook

from bench.figures import Figure
from bench.shop import Shop
from crm.cli import ALONE_MS
from crm.finder import Filter
from crm.progress import Cancelled
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.planning import Fate
from crm.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
FRIENDS = 200_000
CALC_MB = 754
"""What Calc takes for such a list."""
TABLES = ("tag", "contact", "identity", "tie", "contact_tag", "address", "stage_change", "contact_search")
HEADINGS = ("昵称", "备注", "微信号", "手机", "标签", "来源", "生日", "地址", "说明")
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林", "芳伟娜秀英敏静丽强磊洋艳勇军杰娟涛明超兰霞平刚桂玲雪梅琳"
CITIES = ("深圳", "广州", "杭州", "成都", "武汉", "南京", "西安", "厦门")
TAGS = ("宝妈", "老客", "团购", "敏感肌", "代理意向", "同学", "邻居")


def write_list(path: Path, friends: int) -> None:
    """A made-up list of friends, the same at every time."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(friends):
            name = chance.choice(FAMILY) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2))))
            city = chance.choice(CITIES)
            writer.writerow(
                (
                    f"{name}{number % 97}", f"A{name}-{city}" if number % 2 else "", f"wxid_{number:x}q",
                    f"138{number:08}" if number % 3 else "", ";".join(chance.sample(TAGS, number % 3)),
                    "朋友介绍" if number % 5 == 0 else "", f"{1960 + number % 45}-{1 + number % 12}-{1 + number % 28}",
                    f"{city}市科苑路{number % 900}号" if number % 4 == 0 else "", "喜欢红色" if number % 7 == 0 else "",
                )
            )  # fmt: skip


def write_workbook(path: Path, sheet: Path) -> None:
    """The same list as a workbook."""
    book = Workbook(write_only=True)
    page = book.create_sheet("好友")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            page.append(row)
    book.save(path)


def most_memory() -> tuple[float, float]:
    """The most that this process and its children had at once, in MiB; nothing where the system does not say."""
    if sys.platform == "win32":
        return 0.0, 0.0
    import resource

    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own / 1024, child / 1024


def bring_in(path: Path, folder: Path) -> dict[str, float]:
    """Seconds of the import, and the most memory of this process and of its reader in MiB."""
    with closing(open_workspace(folder)) as shop:
        shop.store.held_ms = ALONE_MS
        imports = ContactsIn(shop.store, shop.accounts)
        started = time.perf_counter()
        plan = imports.plan(path)
        planned = time.perf_counter()
        done = imports.store(plan)
        stored = time.perf_counter()
        new = done.counts[Fate.NEW]
    own, reader = most_memory()
    return {"plan": planned - started, "store": stored - planned, "new": new, "own": own, "reader": reader}


def raw(path: Path, filled: Path, empty: Path) -> float:
    """Seconds for the same rows, written raw."""
    source = sqlite3.connect(filled)
    rows = {}
    for table in TABLES:
        names = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
        rows[table] = (names, source.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall())
    source.close()
    target = sqlite3.connect(empty, isolation_level=None)
    for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        target.execute(f'DROP TRIGGER "{name}"')
    target.execute("PRAGMA synchronous=FULL")
    started = time.perf_counter()
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = sum(1 for _ in csv.reader(file))
    target.execute("BEGIN")
    for table, (names, values) in rows.items():
        marks = ", ".join("?" * len(names))
        target.executemany(f"INSERT OR REPLACE INTO {table}({', '.join(names)}) VALUES ({marks})", values)
    target.execute("INSERT INTO contact_fts(rowid, t) SELECT id, t FROM contact_search")
    target.execute("COMMIT")
    took = time.perf_counter() - started
    target.close()
    assert read > 1
    return took


def calling_off(path: Path, folder: Path) -> float:
    """The longest time in seconds from calling the import off until it is, with everything taken back."""
    longest = 0.0
    with closing(open_workspace(folder)) as shop:
        for wait in (0.5, 2.0, 4.0):
            imports = ContactsIn(shop.store, shop.accounts)
            called = 0.0
            begun = time.perf_counter()

            def progress(_done: int, _total: int) -> None:
                nonlocal called
                if time.perf_counter() - begun > wait:
                    called = called or time.perf_counter()
                    raise Cancelled

            try:
                imports.plan(path, progress=progress)
            except Cancelled:
                longest = max(longest, time.perf_counter() - called)
    return longest


def measured(friends: int) -> dict[str, float]:
    """Everything, in new folders that are gone afterwards."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_list(folder / "list.csv", friends)
        with closing(open_workspace(folder / "empty")):
            pass
        told = bring_in(folder / "list.csv", folder / "filled")
        told["raw"] = raw(folder / "list.csv", folder / "filled" / "shuke.db", folder / "empty" / "shuke.db")
        write_workbook(folder / "list.xlsx", folder / "list.csv")
        book = bring_in(folder / "list.xlsx", folder / "book")
        assert book["new"] == told["new"]
        told["book"] = book["plan"] + book["store"]
        told["cancel"] = calling_off(folder / "list.csv", folder / "other")
    return told


def p10(shop: Shop) -> list[Figure]:
    """A list of as many friends as the shop has into an empty one, beside the same rows written raw."""
    friends = shop.workspace.finder.count(Filter())
    told = measured(friends)
    took = told["plan"] + told["store"]
    assert told["new"] == friends
    return [
        Figure("P10", "friends in from CSV", took, "s", told["raw"], 3, took <= 3 * told["raw"]),
        Figure("P10", "friends in from XLSX, beside CSV", told["book"], "s", took, 1.5, told["book"] <= 1.5 * took),
        Figure("P10", "most memory meanwhile", told["own"], "MB", None, CALC_MB, told["own"] <= CALC_MB),
    ]


def p11(shop: Shop) -> list[Figure]:
    """The window's longest pause meanwhile, and how long calling off takes."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "list.csv"
        write_list(path, shop.workspace.finder.count(Filter()))
        done = subprocess.run(
            [sys.executable, str(ROOT / "bench" / "bring_in_window.py"), str(Path(made) / "shop"), str(path)],
            check=True, cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    pause = max(taken for name, taken in told.items() if name.startswith("pause") and name != "pause before")
    cancel = max(told["cancel reading"], told["cancel storing"], told["cancel near the end"])
    return [
        Figure("P11", "longest pause of the window while friends come in", pause, "ms", None, 50, pause <= 50),
        Figure("P11", "calling an import off", cancel, "ms", None, 1000, cancel <= 1000),
    ]


if __name__ == "__main__":
    json.dump(measured(int(sys.argv[1]) if len(sys.argv) > 1 else FRIENDS), sys.stdout)
