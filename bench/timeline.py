"""The card of a friend with whom everything was said: 20,000 entries, until it is painted."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.shop import Shop
from crm.demo import make_demo
from crm.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
ENTRIES = 20_000
ROUNDS = 7


def p13(_shop: Shop) -> list[Figure]:
    """In a shop of three friends, of whom one is talked to all the time."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "shop"
        with closing(open_workspace(folder)) as workspace:
            make_demo(workspace, 3, 3 * ENTRIES, 0, seed=7)
            counts = workspace.store.rows("SELECT contact_id, count(*) FROM conversation GROUP BY 1 ORDER BY 2 DESC")
            assert counts[0][1] >= ENTRIES
        said = subprocess.run(
            [sys.executable, "-m", "bench.timeline", str(folder), *(str(number) for number, _ in counts[:2])],
            check=True, cwd=ROOT, capture_output=True, text=True,
        ).stdout  # fmt: skip
    value = json.loads(said)
    return [Figure("P13", "a card with 20,000 entries, until it is painted", value, "ms", None, 50, value <= 50)]


def _in_window(folder: Path, friend: int, other: int) -> float:
    """Median of showing the friend's card after the other's."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from crm.ids import ContactId
    from crm.ui.app import Program

    app = QApplication([])
    program = Program(app, folder)
    program.open(folder)
    window: Any = program.window
    window.resize(1280, 800)
    window.go("friends")
    card = window.page("friends").card

    def rest(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            app.processEvents()

    found = []
    for turn in range(2 * ROUNDS):
        rest(0.5)
        started = time.perf_counter()
        window.show_contact(ContactId((other, friend)[turn % 2]))
        window.repaint()
        if turn % 2:
            found.append((time.perf_counter() - started) * 1000)
        assert card.contact == (other, friend)[turn % 2]
    program.close()
    return statistics.median(found)


if __name__ == "__main__":
    json.dump(_in_window(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), sys.stdout)
