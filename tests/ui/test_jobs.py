"""Long work runs beside the window, one after the other; nothing it says is lost."""

import threading
import time

import pytest
from PySide6.QtCore import QObject

from crm.progress import Cancelled
from crm.ui.jobs import Jobs


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    assert made.close(5)


def forever(progress):
    while True:
        progress(1, 0)
        time.sleep(0.005)


def test_work_runs_beside_the_window_and_delivers_on_its_thread(jobs, qtbot):
    seen: dict[str, int] = {}
    jobs.run(
        lambda progress: threading.get_ident(),
        done=lambda worker: seen.update(worker=worker, here=threading.get_ident()),
    )
    qtbot.waitUntil(lambda: "worker" in seen)
    assert seen["here"] == threading.get_ident() != seen["worker"]
    assert not jobs.busy


def test_one_job_after_the_other_in_order(jobs, qtbot):
    order: list[int] = []
    for number in range(5):
        jobs.run(lambda progress, n=number: n, done=order.append)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == [0, 1, 2, 3, 4]


def test_progress_is_told_and_the_last_word_is_never_left_out(jobs, qtbot):
    told = []
    jobs.progressed.connect(lambda job, done, total: told.append((job.title, done, total)))

    def work(progress):
        for n in range(1, 10_001):
            progress(n, 10_000)

    jobs.run(work, title="import")
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told[-1] == ("import", 10_000, 10_000)
    assert len(told) < 200


def test_a_failure_is_delivered(jobs, qtbot):
    failures: list[Exception | None] = []

    def work(progress):
        raise OSError("disk full")

    jobs.run(work, done=failures.append, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], OSError)


def test_a_failure_nobody_asked_for_is_raised_where_bugs_are_reported(jobs, qtbot):
    def work(progress):
        raise OSError("disk full")

    with qtbot.captureExceptions() as raised:
        jobs.run(work)
        qtbot.waitUntil(lambda: not jobs.busy)
    assert [kind for kind, *_ in raised] == [OSError]


def test_cancel_stops_at_the_next_word_about_progress(jobs, qtbot):
    ends: list[Exception] = []
    with qtbot.waitSignal(jobs.started):
        job = jobs.run(forever, failed=ends.append)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ends), timeout=1000)
    assert isinstance(ends[0], Cancelled)


def test_a_job_cancelled_while_it_waits_never_begins(jobs, qtbot):
    ran: list[int] = []
    ends: list[Exception] = []
    first = jobs.run(forever, failed=ends.append)
    second = jobs.run(lambda progress: ran.append(1), failed=ends.append)
    second.cancel()
    first.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert ran == []
    assert [type(e) for e in ends] == [Cancelled, Cancelled]


def test_close_cancels_waits_and_delivers(qapp):
    jobs = Jobs()
    ends: list[Exception] = []
    jobs.run(forever, failed=ends.append)
    begin = time.monotonic()
    assert jobs.close(5)
    assert time.monotonic() - begin < 2
    assert [type(e) for e in ends] == [Cancelled]
    with pytest.raises(RuntimeError):
        jobs.run(forever)


def test_close_does_not_wait_longer_than_told_for_work_that_does_not_listen(qapp):
    jobs = Jobs()
    begun, hold = threading.Event(), threading.Event()

    def work(progress):
        begun.set()
        hold.wait(10)

    jobs.run(work)
    begun.wait(5)
    assert not jobs.close(0.05)
    hold.set()
    assert jobs.close(5)


def test_who_is_gone_is_not_told(jobs, qtbot):
    heard = []

    class Page(QObject):
        def on_done(self, result):
            heard.append(result)

    page = Page()
    gate = threading.Event()
    jobs.run(lambda progress: gate.wait(5), done=page.on_done)
    page.deleteLater()
    qtbot.wait(10)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert heard == []
