"""Faults of the program: told once with details to copy, nothing personal written down, and the program goes on."""

import errno
import gc
import importlib.util
import re
import sqlite3
import stat
import sys
import threading
import time

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from crm.accounts import Platform
from crm.contacts import ContactDraft, Contacts, Handle
from crm.errors import StorageError
from crm.finder import Filter
from crm.topics import Action, Topic, Verb
from crm.ui import faults
from crm.ui.asking import Asker
from crm.ui.fault_box import MOST_TOLD, FaultBox
from crm.ui.faults import Faults, described
from crm.ui.jobs import Jobs
from tests.ui.walk import markup_labels, unnamed

NAME, WORDS, HANDLE, HOME = "金丝雀王芳", "canary-said-this", "wxid_canary9", "/canary-at-home/shop"
CANARIES = (NAME, WORDS, HANDLE, "canary")


class CanaryError(Exception):
    """Says everything that must not be written down."""

    def __init__(self) -> None:
        super().__init__(NAME, WORDS, {"handle": HANDLE}, HOME)


@pytest.fixture
def log(tmp_path):
    faults.log_into(tmp_path)
    yield lambda: (tmp_path / faults.LOG_NAME).read_text(encoding="utf-8")
    faults.log_no_more()


@pytest.fixture
def told(qapp, log, monkeypatch):
    """Everything caught as in the running program, until the test ends."""
    for where, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(where, name, getattr(where, name))
    made = faults.catch_all(qapp)
    yield made
    if made.box is not None:
        made.box.accept()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def numbers(text: str) -> list[str]:
    return re.findall(r"^[\d-]+ [\d:,]+ ([0-9a-f]{8}) Shuke", text, re.MULTILINE)


def nothing_personal(text: str) -> bool:
    return not any(canary in text for canary in CANARIES)


def fail(*_: object) -> None:
    raise CanaryError


def in_a_slot(_qtbot) -> None:
    button = QPushButton()
    button.clicked.connect(fail)
    button.click()


def in_a_timer(qtbot) -> None:
    QTimer.singleShot(0, fail)
    qtbot.wait(5)


def in_an_event_filter(qtbot) -> None:
    class Watch(QObject):
        def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
            raise CanaryError

    watch, widget = Watch(), QWidget()
    widget.installEventFilter(watch)
    QApplication.postEvent(widget, QEvent(QEvent.Type.User))
    qtbot.wait(5)
    widget.removeEventFilter(watch)


def in_painting(qtbot) -> None:
    class Painted(QWidget):
        def paintEvent(self, _event: object) -> None:
            raise CanaryError

    widget = Painted()
    qtbot.addWidget(widget)
    QTimer.singleShot(0, widget.show)
    qtbot.wait(50)


def in_a_thread(_qtbot) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_a_job(qtbot) -> None:
    jobs = Jobs()
    jobs.run(fail)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert jobs.close()


def in_a_question(qtbot) -> None:
    asker = Asker()
    asker.ask(fail)
    qtbot.wait(50)
    asker.close()


def in_what_is_thrown_away(_qtbot) -> None:
    class Dying:
        def __del__(self) -> None:
            raise CanaryError

    Dying()
    gc.collect()


EVERYWHERE = (
    in_a_slot,
    in_a_timer,
    in_an_event_filter,
    in_painting,
    in_a_thread,
    in_a_job,
    in_a_question,
    in_what_is_thrown_away,
)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("failing", EVERYWHERE)
def test_a_fault_anywhere_is_told_and_written_down_without_anything_personal(told: Faults, log, qtbot, failing):
    failing(qtbot)
    qtbot.waitUntil(lambda: told.box is not None)
    (number,) = numbers(log())
    shown = told.box.details.toPlainText()
    assert shown.startswith(number)
    assert "CanaryError" in shown
    assert nothing_personal(log())
    assert nothing_personal(shown)
    reached: list[int] = []
    QTimer.singleShot(0, lambda: reached.append(1))
    qtbot.waitUntil(lambda: bool(reached))  # events go on


def test_the_dialog_has_details_to_copy_and_a_number_and_is_not_in_the_way(told: Faults, log, qtbot):
    told.happened.emit(CanaryError())
    qtbot.waitUntil(lambda: told.box is not None)
    box = told.box
    qtbot.waitUntil(box.isVisible)
    assert not box.isModal()
    assert not box.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    assert unnamed(box) == markup_labels(box) == []
    box.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(numbers(log())[0])
    assert "Python" in copied
    assert nothing_personal(copied)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: told.box is None)


def test_faults_that_come_while_the_dialog_is_open_go_into_its_details(told: Faults, log, qtbot):
    for error in (ValueError(NAME), KeyError(HANDLE), *(type(f"E{n}", (Exception,), {})() for n in range(30))):
        told.happened.emit(error)
    qtbot.waitUntil(lambda: len(numbers(log())) == 32)
    assert sum(isinstance(w, FaultBox) for w in QApplication.topLevelWidgets()) == 1
    shown = told.box.details.toPlainText()
    assert "KeyError" in shown
    assert len(re.findall("^[0-9a-f]{8}$", shown, re.MULTILINE)) == MOST_TOLD


def test_a_fault_that_comes_again_and_again_is_told_once_a_minute(told: Faults, log, qtbot, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(faults.time, "monotonic", lambda: now[0])

    def again() -> None:
        for _ in range(50):
            told.happened.emit(CanaryError())
        QApplication.processEvents()

    again()
    told.box.accept()
    again()
    assert told.box is None
    now[0] += 61
    again()
    assert told.box is not None
    first, second = numbers(log())
    assert first == second  # whoever asks for help names one number


def test_an_error_that_we_know_is_told_in_words(told: Faults, qtbot, tmp_path):
    told.happened.emit(StorageError(tmp_path / NAME))
    qtbot.waitUntil(lambda: told.box is not None)
    assert not told.box.details.isVisible()
    told.happened.emit(CanaryError())
    qtbot.waitUntil(lambda: "CanaryError" in told.box.details.toPlainText())
    assert told.box.details.isVisible()


@pytest.mark.parametrize("told", [KeyboardInterrupt(), SystemExit()], ids=["interrupted", "ended"])
def test_who_wants_to_end_is_no_fault(qapp, log, monkeypatch, told):
    ended = []
    for where, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(where, name, getattr(where, name))
    made = faults.catch_all(qapp)
    monkeypatch.setattr(QApplication, "quit", lambda *_: ended.append(1))
    sys.excepthook(type(told), told, None)
    QApplication.processEvents()
    assert made.box is None
    assert log() == ""
    assert bool(ended) == isinstance(told, KeyboardInterrupt)


def test_what_followed_from_what_is_told_by_kinds_and_places_only(tmp_path):
    folder = tmp_path / NAME
    folder.mkdir()
    source = folder / "canary.py"
    source.write_text(f"def stumble():\n    raise OSError(28, '{WORDS}', '{HOME}')\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("stumbling", source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        try:
            module.stumble()
        except OSError as error:
            raise ExceptionGroup(WORDS, [KeyError(HANDLE), error]) from error
    except ExceptionGroup as group:
        said = described(group)
    assert nothing_personal(said)
    assert str(tmp_path) not in said
    assert [line for line in said.splitlines() if ":" not in line] == [
        f"OSError ({errno.ENOSPC})", "KeyError", f"OSError ({errno.ENOSPC})", "ExceptionGroup",
    ]  # fmt: skip
    assert "stumbling:2 stumble" in said


def test_a_chain_without_an_end_and_a_depth_without_a_floor_are_bounded():
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert described(first).splitlines() == ["KeyError", "ValueError"]

    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as raised:
        deeper()
    assert len(described(raised.value).splitlines()) <= faults.DEEPEST + 1


def test_the_kind_of_an_error_of_the_file_is_told():
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(":memory:").execute(f"SELECT '{NAME}' FROM nothing")
    assert described(raised.value).endswith("sqlite3.OperationalError (SQLITE_ERROR)")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_log_is_private_also_after_it_was_turned_over(log, tmp_path):
    for _ in range(4):
        faults.LOGGER.error("x" * (faults.MOST_BYTES // 3))
    kept = sorted(tmp_path.glob("shuke.log*"))
    assert [path.name for path in kept] == ["shuke.log", "shuke.log.1"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_a_log_that_cannot_be_written_is_no_second_fault(told: Faults, log, qtbot, monkeypatch, capsys):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(faults._Log, "flush", full, raising=False)
    told.happened.emit(CanaryError())
    qtbot.waitUntil(lambda: told.box is not None)
    monkeypatch.undo()
    assert "Traceback" not in capsys.readouterr().err


def test_a_folder_that_takes_no_log_does_not_keep_the_program_from_running(tmp_path):
    faults.log_into(tmp_path / "not there")
    faults.LOGGER.error("nobody reads this")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_canaries_fed_through_failures_of_the_core_are_nowhere_and_nothing_is_half_done(
    told: Faults, log, workspace, tmp_path, qtbot, monkeypatch
):
    workspace.contacts.add(ContactDraft("before"))
    draft = ContactDraft(NAME, note=WORDS, handles=(Handle(Platform.WECHAT, HANDLE),))
    real = Contacts.add

    def fails_at_the_end(self: Contacts, given: ContactDraft):
        with self._store.write(Topic.CONTACTS, Action(Verb.ADD_CONTACT)):
            real(self, given)
            raise RuntimeError(f"cannot keep {given!r} in {self._store.path}")

    monkeypatch.setattr(Contacts, "add", fails_at_the_end)
    button = QPushButton()
    button.clicked.connect(lambda: workspace.contacts.add(draft))
    button.click()
    qtbot.waitUntil(lambda: len(numbers(log())) == 1)
    button.clicked.connect(lambda: workspace.store.rows((f"SELECT '{WORDS}' FROM nowhere WHERE name = ?", (NAME,))))
    button.click()
    qtbot.waitUntil(lambda: len(numbers(log())) == 2)
    thread = threading.Thread(target=lambda: workspace.contacts.add(draft))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(numbers(log())) == 3)
    monkeypatch.undo()
    whole = log() + told.box.details.toPlainText()
    assert nothing_personal(whole)
    assert str(tmp_path) not in whole
    assert not workspace.store._writer.in_transaction
    assert workspace.finder.count(Filter()) == 1
    workspace.contacts.add(ContactDraft("after"))
    assert workspace.finder.count(Filter()) == 2
    assert workspace.undo.last().action.verb is Verb.ADD_CONTACT


def test_the_program_goes_on_with_a_page_that_fails(told: Faults, desk, workspace, qtbot, monkeypatch):
    from crm.settings import Preferences
    from crm.ui.main_window import MainWindow

    workspace.contacts.add(ContactDraft(NAME))
    window = MainWindow(desk, Preferences(), demo=False)
    qtbot.addWidget(window)
    window.go("friends")
    window.show()
    monkeypatch.setattr(type(workspace.coming), "days", lambda *_, **__: fail())
    QTimer.singleShot(0, lambda: window.go("calendar"))
    qtbot.waitUntil(lambda: told.box is not None)
    assert nothing_personal(told.box.details.toPlainText())
    monkeypatch.undo()
    window.go("orders")
    assert window.current == "orders"
    friend = workspace.contacts.add(ContactDraft("李四"))
    window.go("friends")
    qtbot.waitUntil(lambda: friend in window.page("friends").model.ids)
    begun = time.monotonic()
    window.leave()
    assert time.monotonic() - begun < 5
