"""The program ends while long work is under way: within five seconds, and the work is whole or not at all."""

import threading
import time

import pytest
from PySide6.QtWidgets import QApplication

from crm import wording
from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.progress import Cancelled
from crm.settings import Preferences
from crm.topics import Action, Topic, Verb
from crm.transfer.contacts_in import ContactsIn
from crm.ui import jobs as jobs_module
from crm.ui.app import Program
from crm.workspace import open_workspace

FRIENDS = 3_000
MINUTES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e11) SELECT count(*) FROM n"
PATIENCE = 5.0
HALF = FRIENDS // 2


@pytest.fixture
def program(qapp: QApplication, tmp_path):
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


def importing(program: Program, tmp_path, progress_seen):
    """The work of bringing a list in, as the page of imports has it done."""
    sheet = tmp_path / "friends.csv"
    sheet.write_text("姓名,微信号\n" + "".join(f"friend {n},id{n}\n" for n in range(FRIENDS)), encoding="utf-8")
    shop = program.workspace
    imports = ContactsIn(shop.store, shop.accounts)

    def work(progress):
        plan = imports.plan(sheet, progress=progress)

        def heard(done, total):
            progress_seen(done)
            progress(done, total)

        imports.store(plan, heard)

    return work


def closing(program: Program) -> float:
    begun = time.monotonic()
    program.close()
    return time.monotonic() - begun


def found_again(tmp_path):
    shop = open_workspace(tmp_path / "shop")
    assert shop.store.health().integrity == "ok"
    assert shop.store.health().unindexed == 0
    return shop


def test_a_list_that_is_half_in_is_taken_back_whole(program: Program, tmp_path, qtbot):
    half, ends = threading.Event(), []
    work = importing(program, tmp_path, lambda done: done > HALF and half.set())
    program._jobs.run(work, failed=ends.append)
    qtbot.waitUntil(half.is_set, timeout=60_000)
    assert closing(program) < PATIENCE
    assert [type(error) for error in ends] == [Cancelled]
    shop = found_again(tmp_path)
    try:
        assert shop.finder.count(Filter()) == 0
        assert shop.undo.cut_off() == []
    finally:
        shop.close()


def test_what_is_not_taken_back_in_time_is_asked_about_at_the_next_start(
    program: Program, tmp_path, qtbot, monkeypatch
):
    """As with hundreds of thousands of friends: here there is hardly any time."""
    half, ends = threading.Event(), []
    work = importing(program, tmp_path, lambda done: done > HALF and half.set())
    monkeypatch.setattr(jobs_module, "LISTEN_SECONDS", 0.0)
    real = program.workspace.store.take_back_open

    def slowly(step):
        time.sleep(0.1)
        real(step)

    monkeypatch.setattr(program.workspace.store, "take_back_open", slowly)
    program._jobs.run(work, failed=ends.append)
    qtbot.waitUntil(half.is_set, timeout=60_000)
    assert closing(program) < PATIENCE
    assert [type(error) for error in ends] == [Cancelled]
    shop = found_again(tmp_path)
    try:
        assert shop.finder.count(Filter()) > 0
        assert len(shop.undo.cut_off()) == 1
        shop.undo.take_back_cut_off()
        assert shop.finder.count(Filter()) == 0
    finally:
        shop.close()


def test_a_change_that_listens_to_nobody_is_cut_off_and_rolled_back(program: Program, tmp_path, qtbot, monkeypatch):
    """One statement of minutes, such as no progress is told of."""
    shop = program.workspace
    kept = shop.contacts.add(ContactDraft("before"))
    begun, ends = threading.Event(), []
    monkeypatch.setattr(jobs_module, "LISTEN_SECONDS", 0.5)

    def work(_progress):
        with shop.store.write(Topic.CONTACTS, Action(Verb.EDIT_CONTACT, kept)) as write:
            write.many("UPDATE contact SET note = ? WHERE id = ?", [("half done", kept)])
            begun.set()
            write.rows((MINUTES, ()))

    program._jobs.run(work, failed=ends.append)
    qtbot.waitUntil(begun.is_set)
    assert closing(program) < PATIENCE
    assert [type(error) for error in ends] == [Cancelled]
    shop = found_again(tmp_path)
    try:
        assert shop.store.rows("SELECT name, note FROM contact") == [("before", "")]
        assert shop.undo.last().action.verb is Verb.ADD_CONTACT
    finally:
        shop.close()


def test_work_that_just_ends_stays(program: Program, tmp_path, qtbot):
    done = []
    program._jobs.run(lambda _progress: program.workspace.contacts.add(ContactDraft("stays")), done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert closing(program) < PATIENCE
    shop = found_again(tmp_path)
    try:
        assert shop.finder.count(Filter()) == 1
    finally:
        shop.close()


def test_nothing_begins_after_it_was_broken_off(workspace):
    workspace.store.break_off()
    with pytest.raises(Cancelled), workspace.store.write(Topic.CONTACTS):
        pass
    assert workspace.finder.count(Filter()) == 0


def test_a_backup_that_is_under_way_leaves_nothing_behind(program: Program, tmp_path, qtbot, monkeypatch):
    program.workspace.contacts.add(ContactDraft("王芳"))
    begun, ends = threading.Event(), []

    def work(progress):
        def slow(done, total):
            begun.set()
            time.sleep(0.05)
            progress(done, total)

        for _ in range(1000):
            program.workspace.backup(progress=slow)

    program._jobs.run(work, failed=ends.append)
    qtbot.waitUntil(begun.is_set)
    folder = program.workspace.folder
    assert closing(program) < PATIENCE
    assert [type(error) for error in ends] == [Cancelled]
    assert not [path.name for path in folder.rglob(".*") if path.name.startswith(".")]
