"""What is done with the whole shop: lists out, a backup, the day at its end, a month ahead, sequences that begin; and
how all that grows with the shop.
"""

import csv
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bench.figures import QUERIES, Figure, beside, times
from bench.shop import Shop, build
from crm.finder import Filter, Sort
from crm.progress import unheard
from crm.reasons import keys_on
from crm.transfer.lists_out import ListsOut
from crm.wording.transfer import out_words

TALKED_TO = """SELECT count(DISTINCT v.contact_id) FROM conversation v JOIN contact c ON c.id = v.contact_id
  WHERE v.day = ? AND v.deleted_at IS NULL AND c.deleted_at IS NULL"""
SMALLER = 0.1
"""How much smaller the shop is that growth is seen from."""
COLUMNS = "name, remark, stage, standing, source, birthday, note, added_on, last_contact_at, spent, owed"


def once(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def p12(shop: Shop) -> list[Figure]:
    """All friends out to a file, beside as many rows of the table written with `csv`."""
    workspace = shop.workspace
    lists = ListsOut(workspace.store, workspace.settings.shop().currency, out_words())
    ids = workspace.finder.ids(Filter())
    found = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)

        def bare() -> None:
            with (folder / "bare.csv").open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(workspace.store.reader().execute(f"SELECT {COLUMNS} FROM contact"))

        floor = statistics.median(once(bare) for _ in range(3))
        for suffix, goal in ((".csv", 2.5), (".xlsx", 6.0), (".vcf", 3.0)):
            path = folder / f"friends{suffix}"
            value = min(once(lambda p=path: lists.contacts(ids, p, unheard)) for _ in range(2))  # type: ignore[misc]
            if suffix == ".csv":
                with path.open(encoding="utf-8-sig", newline="") as file:
                    assert sum(1 for _ in csv.reader(file)) == len(ids) + 1
            name = f"friends out as {suffix[1:].upper()}"
            found.append(Figure("P12", name, value, "s", floor, goal, value <= goal * floor))
    return found


def new(shop: Shop) -> list[Figure]:
    """The pages that came later."""
    workspace = shop.workspace
    _check_month(shop)
    today = workspace.clock.today()
    first = today.replace(day=1) - timedelta(days=6)
    month = statistics.median(times(lambda: workspace.coming.days(first, first + timedelta(days=41), 6)))
    busiest = date.fromisoformat(
        workspace.store.rows("SELECT day FROM conversation GROUP BY day ORDER BY count(*) DESC LIMIT 1")[0][0]
    )
    _check_evening(shop, busiest)
    evening = statistics.median(times(lambda: workspace.evening.done(today)))
    full = statistics.median(times(lambda: workspace.evening.done(busiest)))
    begun = statistics.median(times(workspace.sequences.start_due))
    return [
        Figure("NEW", "a month ahead, six weeks of it", month, "ms", None, 100, month <= 100),
        Figure("NEW", "the day at its end: today", evening, "ms", None, 50, evening <= 50),
        Figure("NEW", "the day at its end: the busiest of all", full, "ms", None, 1000, full <= 1000),
        Figure("NEW", "sequences that begin by themselves, beside the window", begun, "ms", None, 1000, begun <= 1000),
    ]


def _check_month(shop: Shop) -> None:
    """Birthdays of a day are exactly those whose friends have its key."""
    day = shop.workspace.clock.today() + timedelta(days=3)
    keys = set(keys_on(day))
    rows = shop.workspace.store.rows("SELECT id, birthday_key, standing FROM contact WHERE deleted_at IS NULL")
    plain = {number for number, key, standing in rows if key in keys and standing == "active"}
    assert plain == {entry.contact for entry in shop.workspace.coming.day(day).entries if entry.birthday is not None}


def _check_evening(shop: Shop, day: date) -> None:
    """As many friends were talked to as a plain look through all talks says."""
    from crm.evening import Figure as Part

    plain = shop.workspace.store.rows((TALKED_TO, (day.isoformat(),)))[0][0]
    assert shop.workspace.evening.done(day).parts[Part.TALKS].count == plain


def p17(shop: Shop) -> list[Figure]:
    """How search, lists and the day's queue grow when the shop is ten times the size."""
    scale = float(shop.folder.name.split("-")[1])
    smaller, _ = build(shop.folder.parent, scale * SMALLER)
    with smaller:
        found = []
        for name, work in (
            ("search, median of all words", _searching),
            ("first 200 by name", lambda one: one.workspace.finder.ids(Filter(), Sort.NAME, limit=200)),
            ("first rows of a list", lambda one: one.workspace.contacts.rows(range(1, 51))),
            ("the day's queue", lambda one: one.workspace.today.queue(counted=False)),
        ):
            value, floor = beside(lambda w=work: w(shop), lambda w=work: w(smaller), 5)  # type: ignore[misc]
            found.append(Figure("P17", f"growth: {name}", value, "ms", floor, 2, value <= 2 * floor))
    return found


def _searching(shop: Shop) -> None:
    for query in QUERIES:
        shop.workspace.finder.search(query, 50)


WHOLE = (p12, p17, new)
