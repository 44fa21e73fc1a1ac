"""Hours of work in minutes: what is opened is gone again when it is closed, and no counter of references drifts."""

import gc
import os
import sys
from array import array
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from crm import wording
from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.orders import LineDraft, OrderDraft
from crm.settings import Preferences
from crm.ui.app import Program
from crm.ui.pages import PAGES
from crm.ui.table import RowModel

LONG = pytest.mark.long
LANGUAGES = ("zh_CN", "zh_TW", "en")
SHEETS = ("add", "order", "one line", "steps", "evening", "keys", "bin", "accounts", "own fields", "ten", "have")
KEPT = 3
"""So many objects may a round leave: what is remembered of it on purpose, such as folded words."""


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path):
    folder = tmp_path / "shop"
    folder.mkdir(mode=0o700)
    Preferences(language="en", theme="light").write(folder)
    made = Program(qapp, folder)
    made.open(folder)
    yield made
    made.close()
    wording.use("en")
    qapp.styleHints().colorSchemeChanged.disconnect(made.theme._on_system_changed)
    qapp.setStyleSheet("")


def settled() -> None:
    """What is to be deleted is, and what waits is done."""
    for _ in range(2):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def memory() -> int:
    """Bytes this process has in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def widgets() -> Counter[str]:
    """How many there are of each kind of widget of ours."""
    return Counter(type(w).__name__ for w in QApplication.allWidgets() if type(w).__module__.startswith("crm"))


def singletons() -> tuple[int, int, int]:
    """References to what Qt hands out for nothing and for yes; a binding that forgets to take one ends the program."""
    return tuple(sys.getrefcount(one) for one in (None, True, False))


class Bell(QObject):
    rung = Signal(int)
    said = Signal(str, bool)
    passed = Signal(object)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="what is counted here is immortal from Python 3.12 on")
@pytest.mark.parametrize("emits", [30_000, pytest.param(1_000_000, marks=LONG)])
def test_signals_and_calls_into_qt_leave_the_counts_of_references_alone(qapp, emits):
    """Finding 1 of `docs/decisions/0005`: some versions of the binding lost one at every call."""
    bell, heard, model = Bell(), Counter(), RowModel([], lambda ids: {})
    fact = object()
    bell.rung.connect(lambda number: heard.update(rung=1))
    bell.said.connect(lambda text, yes: heard.update(said=1))
    bell.passed.connect(lambda one: heard.update(passed=1))
    bell.said.emit("", True)
    before, own = singletons(), sys.getrefcount(fact)
    for number in range(emits // 3):
        bell.rung.emit(number)
        bell.said.emit("words", True)
        bell.passed.emit(fact)
        if number % 100 == 0:
            model.set_ids(array("q", range(number % 7)))
            qapp.processEvents()
    assert heard["rung"] == heard["passed"] == emits // 3
    assert sys.getrefcount(fact) == own
    drift = [abs(after - at_first) for after, at_first in zip(singletons(), before, strict=True)]
    assert max(drift) < 200, drift


def a_round(program: Program, number: int) -> None:
    """A stretch of work: pages, a sheet, a friend with a talk and an order; some of it is taken back."""
    shop, window = program.workspace, program.window
    keys = list(PAGES)
    window.go(keys[number % len(keys)])
    settled()
    friend = shop.contacts.add(ContactDraft(f"friend {number}", tags=("vip",)))
    shop.conversations.log(friend, "hello", next_touch=shop.clock.today() + timedelta(days=number % 9))
    shop.orders.add(OrderDraft(friend, lines=(LineDraft(None, "mask", 1, 9800),)))
    window.card_of(friend)
    settled()
    window.opener.run(SHEETS[number % len(SHEETS)])
    settled()
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog):
            dialog.reject()
    window.close_card()
    for _ in range(3):
        window.slots["undo"]()
    assert shop.finder.count(Filter()) == 0
    settled()


def another_look(program: Program, number: int) -> None:
    """Another language, and light or dark: the window is made anew."""
    folder = program.workspace.folder
    Preferences(language=LANGUAGES[number % 3], theme=("light", "dark")[number % 2]).write(folder)
    program.window.redraw_wanted.emit("today")
    settled()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize(("rounds", "looks"), [(3, 1), pytest.param(120, 24, marks=LONG)])
def test_days_of_work_leave_nothing_behind(program: Program, rounds, looks):
    """Once everything was made that stays, there is no widget more after hours of work, and hardly a byte."""

    def work(times: int, looked: int) -> tuple[Counter[str], int, int]:
        for number in range(times):
            a_round(program, number)
            if number % max(1, times // looked) == 0:
                another_look(program, number)
        another_look(program, 0)  # the first language again, and only what its window makes at its start
        gc.collect()
        return widgets(), memory(), len(gc.get_objects())

    there, bytes_there, objects_there = work(min(rounds, 2 * len(PAGES)), 3)
    left, bytes_left, objects_left = work(rounds, looks)
    more = {kind: count - there[kind] for kind, count in left.items() if count > there[kind]}
    assert not more
    assert objects_left - objects_there < 2_000 + rounds * KEPT
    assert bytes_left - bytes_there < max(24 << 20, bytes_there // 5)
