"""The longest pause of the window while a list comes in, and how long it takes to call it off, in milliseconds.

Run with a folder for the shop and the list; says one JSON object.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QProgressBar

from crm.ui.app import Program
from crm.ui.widgets.progress_strip import ProgressStrip

app = QApplication([])
program = Program(app, Path(sys.argv[1]))
program.open(Path(sys.argv[1]))
window: Any = program.window
window.resize(1280, 800)
window.go("import")
pane = window.page("import").bringing
path = Path(sys.argv[2])
worst = 0.0
last = time.perf_counter()
found: dict[str, float] = {}
TICK_MS = 2
"""So often the window is asked whether it answers."""


def beat() -> None:
    """The window answers."""
    global last, worst  # noqa: PLW0603 - the clock of one script
    now = time.perf_counter()
    worst = max(worst, now - last)
    last = now


timer = QTimer()
timer.timeout.connect(beat)
timer.start(TICK_MS)


def until(state: int, seconds: float) -> float:
    """Wait until the pane shows this state; how long that took."""
    started = time.perf_counter()
    while pane.states.currentIndex() != state and time.perf_counter() - started < seconds:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return time.perf_counter() - started


def until_share(share: float) -> None:
    """Wait until so much of the work is done."""
    bar = window.findChild(ProgressStrip).findChild(QProgressBar)
    while bar.maximum() == 0 or bar.value() < share * bar.maximum():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def until_ready() -> None:
    """Wait until the list may be brought in again."""
    while not pane.go.isEnabled():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def rest(seconds: float) -> None:
    """Let what was begun come to its end."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def longest(name: str) -> None:
    """Note the longest pause since the last note."""
    global worst  # noqa: PLW0603 - as above
    found[name] = worst * 1000 - TICK_MS
    worst = 0.0


rest(8)  # pages are made ahead
longest("pause before")
pane.read(path)
rest(0.5)
started = time.perf_counter()
window.desk.jobs.cancel()
while pane._reading is not None:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
found["cancel reading"] = (time.perf_counter() - started) * 1000
longest("pause called off reading")
pane.read(path)
found["plan"] = until(1, 600) * 1000
longest("pause reading")
rest(1)
longest("pause shown")
pane.go.click()
rest(3)
started = time.perf_counter()
window.desk.jobs.cancel()
while not pane._page.isEnabled():
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
found["cancel storing"] = (time.perf_counter() - started) * 1000
until_ready()
longest("pause called off")
pane.go.click()
until_share(0.9)
started = time.perf_counter()
window.desk.jobs.cancel()
while not pane._page.isEnabled():
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
found["cancel near the end"] = (time.perf_counter() - started) * 1000
started = time.perf_counter()
until_ready()
found["taken back"] = (time.perf_counter() - started) * 1000
longest("pause called off near the end")
pane.go.click()
found["store"] = until(2, 900) * 1000
longest("pause storing")
json.dump(found, sys.stdout)
sys.stdout.flush()
os._exit(0)  # nothing is left to be said
