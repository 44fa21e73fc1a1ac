"""What is seen in the window, in milliseconds: a list that scrolls and jumps, its order, the Board and a moved card."""

import json
import os
import random
import statistics
import sys
import time
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QApplication

from crm.finder import Filter, Sort
from crm.follow_ups import later
from crm.stages import Stage
from crm.ui.app import Program

app = QApplication([])
program = Program(app, Path(sys.argv[1]))
program.open(Path(sys.argv[1]))
window: Any = program.window
window.resize(1280, 800)
found: dict[str, list[float]] = {}


def rest(seconds: float) -> None:
    """Let everything that was begun beside the window come to its end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()


def took(name: str, work: Callable[[], object]) -> None:
    """Until it is done and painted."""
    started = time.perf_counter()
    work()
    window.repaint()
    found.setdefault(name, []).append((time.perf_counter() - started) * 1000)


def scroll() -> None:
    """Step by step, and to anywhere."""
    window.go("friends")
    rest(2)
    friends = window.page("friends")
    bar = friends.list.verticalScrollBar()
    dice = random.Random(7)
    for step in range(1, 120):
        took("step", partial(bar.setValue, step * bar.singleStep()))
    for _ in range(60):
        took("jump", lambda: bar.setValue(dice.randrange(bar.maximum())))
        rest(0.01)
    friends.list.selectAll()
    finder = program.workspace.finder if program.workspace else None
    assert finder is not None
    orders = [finder.ids(Filter(), sort) for sort in (Sort.NAME, Sort.STAGE)]
    for turn in range(10):
        took("order", partial(friends.model.set_ids, orders[turn % 2][:]))
        assert len(friends.list.selectionModel().selectedRows()) == len(orders[0])
        rest(0.2)
    friends.list.clearSelection()


def board() -> None:
    """The first time it is seen, made ahead as it is when the seller rests; then cards go to and fro."""
    page = window.page("board")
    rest(1)
    started = time.perf_counter()
    window.go("board")
    while not all(column.model.rowCount() for column in page.columns.values()):
        app.processEvents()
    window.repaint()
    found["board"] = [(time.perf_counter() - started) * 1000]
    for turn in range(10):
        source, target = (Stage.CUSTOMER, Stage.AGENT)[:: 1 if turn % 2 == 0 else -1]
        card = page.columns[source].model.ids[3]
        rest(2)
        took("card", partial(page.move_cards, source, array("q", [card]), target))
        assert card in page.columns[target].model.ids


def today() -> None:
    """The queue made and painted, and again after a friend in it was put off."""
    window.go("today")
    rest(2)
    page = window.page("today")
    shop = program.workspace
    assert shop is not None
    for _ in range(10):
        took("today", page.refresh)
        rest(0.1)
    for _ in range(10):
        first = shop.today.queue(counted=False).items[0].row.id
        took("settled", partial(shop.today.snooze, first, later(shop.clock.today(), 3)))
        rest(1)


def later_pages() -> None:
    """The first time each is seen, as it stands where it was not made ahead; then the month after."""
    for name in ("calendar", "orders", "sequences", "phrases"):
        rest(1)
        took(name, partial(window.go, name))
    calendar = window.page("calendar")
    window.go("calendar")
    for _ in range(8):
        rest(0.5)
        took("month", partial(calendar.turn, 1))
    rest(1)
    started = time.perf_counter()
    window.beside.show()
    window.beside.strip.repaint()
    found["strip"] = [(time.perf_counter() - started) * 1000]


rest(2)
scroll()
board()
today()
for _ in range(20):
    program.workspace.undo.undo()  # type: ignore[union-attr]  # the shop is as it was
later_pages()
json.dump(
    {
        name: {"median": statistics.median(values), "p95": sorted(values)[int(len(values) * 0.95)]}
        for name, values in found.items()
    },
    sys.stdout,
)
sys.stdout.flush()
os._exit(0)
