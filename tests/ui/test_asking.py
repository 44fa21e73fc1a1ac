"""Questions beside the window: the newest is answered, on the thread of the window."""

import threading

import pytest

from crm.errors import NothingToUndoError
from crm.ui.asking import Asker


@pytest.fixture
def asker(qapp):
    made = Asker()
    yield made
    made.close()


def test_each_step_is_answered_in_turn(asker, qtbot):
    heard = []
    asker.answered.connect(lambda result, last: heard.append((result, last, threading.current_thread())))
    asker.ask(lambda: 1, lambda: 2)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [(1, False, threading.main_thread()), (2, True, threading.main_thread())]


def test_a_question_that_was_overtaken_is_not_answered(asker, qtbot):
    heard, go = [], threading.Event()
    asker.answered.connect(lambda result, last: heard.append(result))
    asker.ask(lambda: go.wait(5) and "old", lambda: "old too")
    asker.ask(lambda: "new")
    go.set()
    qtbot.waitUntil(lambda: heard == ["new"])
    qtbot.wait(30)
    assert heard == ["new"]


def test_known_errors_are_told(asker, qtbot):
    def fail():
        raise NothingToUndoError

    with qtbot.waitSignal(asker.failed) as failed:
        asker.ask(fail)
    assert isinstance(failed.args[0], NothingToUndoError)


def test_nothing_is_answered_after_closing(asker, qtbot):
    heard = []
    asker.answered.connect(lambda result, last: heard.append(result))
    asker.close()
    asker.ask(lambda: 1)
    qtbot.wait(30)
    assert heard == []
