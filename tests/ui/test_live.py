"""News of changes reach the pages on the window's thread; pages read again when they are seen."""

import threading
from collections.abc import Callable
from enum import Flag, auto

import pytest

from crm.ui.live import Live
from crm.ui.page import Page


class Topic(Flag):
    PEOPLE = auto()
    ORDERS = auto()
    POSTS = auto()


class Counting(Page):
    def __init__(self, live: Live, watches: Topic) -> None:
        super().__init__(live, watches)
        self.times = 0
        self.broken = False

    def refresh(self) -> None:
        if self.broken:
            raise OSError
        self.times += 1


@pytest.fixture
def live(qapp):
    return Live()


@pytest.fixture
def page(live, qtbot):
    made = Counting(live, Topic.PEOPLE | Topic.ORDERS)
    qtbot.addWidget(made)
    return made


def test_what_the_window_wrote_is_told_at_once(live):
    ears: list[Callable[[Flag], None]] = []
    told: list[Flag] = []
    live.attach(ears.append)
    live.changed.connect(told.append)
    ears[0](Topic.PEOPLE)
    assert told == [Topic.PEOPLE]


def test_what_a_worker_wrote_is_told_here_and_once(live, qtbot):
    told = []
    live.changed.connect(lambda topics: told.append((topics, threading.get_ident())))

    def write():
        for _ in range(50):
            live.hear(Topic.PEOPLE)
        live.hear(Topic.ORDERS)

    worker = threading.Thread(target=write)
    worker.start()
    worker.join()
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(Topic.PEOPLE | Topic.ORDERS, threading.get_ident())]


def test_a_page_reads_when_it_is_first_shown(page):
    assert page.times == 0
    page.show()
    assert page.times == 1
    assert not page.stale


def test_a_seen_page_reads_again_only_for_what_it_watches(page, live):
    page.show()
    live.changed.emit(Topic.POSTS)
    assert page.times == 1
    live.changed.emit(Topic.ORDERS | Topic.POSTS)
    assert page.times == 2


def test_a_hidden_page_waits_until_it_is_shown(page, live):
    page.show()
    page.hide()
    live.changed.emit(Topic.PEOPLE)
    live.changed.emit(Topic.PEOPLE)
    assert page.times == 1
    assert page.stale
    page.show()
    assert page.times == 2
    page.hide()
    page.show()
    assert page.times == 2


def test_a_page_that_could_not_read_stays_stale(page, live, qtbot):
    page.show()
    page.broken = True
    with qtbot.captureExceptions() as raised:
        live.changed.emit(Topic.PEOPLE)
    assert [kind for kind, *_ in raised] == [OSError]
    assert page.stale


def test_a_deleted_page_hears_nothing(live, qtbot):
    page = Counting(live, Topic.PEOPLE)
    page.show()
    page.deleteLater()
    qtbot.wait(10)
    live.changed.emit(Topic.PEOPLE)
    assert page.times == 1
