"""The door: whole or not at all, one step each, news after commit, long steps in short transactions."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.db import driver, files, log
from crm.db.fair_lock import FairLock
from crm.db.indexes import INDEXED
from crm.db.log_models import LOG_TABLES
from crm.db.models import TABLES, Contact, Conversation, Tag
from crm.db.store import Store
from crm.db.uuids import uuids
from crm.db.write import DIALECT, clean
from crm.errors import (
    CutOffError,
    DiskFullError,
    MissingError,
    MovedFileError,
    NothingToUndoError,
    StillRunningError,
    StorageError,
)
from crm.finder import Filter
from crm.ids import ContactId
from crm.progress import Cancelled
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime


def test_a_change_announces_its_topics_once_after_commit(workspace: Workspace):
    heard: list[Topic] = []
    seen: list[int] = []

    def listener(topics: Topic) -> None:
        heard.append(topics)
        seen.append(workspace.finder.count(Filter()))

    silence = workspace.store.listen(listener)
    workspace.contacts.add(ContactDraft("王芳"))
    assert len(heard) == 1
    assert Topic.CONTACTS in heard[0]
    assert seen == [1]
    silence()
    workspace.contacts.add(ContactDraft("李四"))
    assert len(heard) == 1


def test_a_failed_change_leaves_nothing_and_announces_nothing(workspace: Workspace):
    heard: list[Topic] = []
    workspace.store.listen(heard.append)
    with pytest.raises(ZeroDivisionError), workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)) as write:
        write.insert(Tag, name="x")
        raise ZeroDivisionError
    assert heard == []
    assert workspace.contacts.tags() == []
    with pytest.raises(NothingToUndoError):
        workspace.undo.undo()


def test_a_change_inside_a_change_is_one_step(workspace: Workspace):
    with workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)) as write:
        workspace.contacts.add(ContactDraft("王芳"))
        write.insert(Tag, name="x")
        assert workspace.finder.count(Filter()) == 1
    assert len(workspace.undo.steps()) == 1
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0
    assert workspace.contacts.tags() == []


def test_a_change_that_changes_nothing_is_no_step(workspace: Workspace):
    with workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)):
        pass
    assert workspace.undo.last() is None


def test_a_swallowed_error_cannot_commit_the_rest(workspace: Workspace):
    """When SQLite itself has ended the transaction, leaving the block must fail, not commit what came after."""
    with pytest.raises(sqlite3.OperationalError), workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)) as write:
        write.insert(Tag, name="x")
        workspace.store._writer.execute("ROLLBACK")
    assert workspace.contacts.tags() == []


@pytest.mark.parametrize("dropped", [True, False], ids=["whole transaction", "one statement"])
def test_a_full_disk_that_somebody_swallowed_is_told_at_the_end_and_nothing_is_saved(
    workspace: Workspace, dropped: bool
):
    """SQLite may drop the whole transaction or the one statement; what follows would be saved by itself, or half."""
    writer = workspace.store._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(DiskFullError), workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)) as write:
        write.insert(Tag, name="before")
        with suppress(sqlite3.OperationalError):
            write.insert(Contact, name="x" * 100_000, added_on="2026-03-04", stage_on="2026-03-04")
        if dropped and writer.in_transaction:
            sqlite3.Connection.execute(writer, "ROLLBACK")
        for number in range(3):
            with suppress(sqlite3.OperationalError):
                write.insert(Tag, name=f"after {number}")
        with suppress(sqlite3.OperationalError):
            write.many("INSERT INTO tag(name) VALUES (?)", [("many",)])
    writer.execute("PRAGMA max_page_count = 1000000")
    assert workspace.contacts.tags() == []
    workspace.contacts.add(ContactDraft("after", tags=("after",)))
    assert [name for _, name in workspace.contacts.tags()] == ["after"]


def test_a_statement_that_only_did_not_fit_spoils_nothing_else(workspace: Workspace):
    with workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)) as write:
        write.insert(Tag, name="x")
        with suppress(sqlite3.IntegrityError):
            write.many("INSERT INTO tag(id, name) VALUES (?, ?)", [(None, None)])
    assert [name for _, name in workspace.contacts.tags()] == ["x"]


def test_disk_full_is_told_and_nothing_is_half_done(workspace: Workspace):
    pages = workspace.store._writer.execute("PRAGMA page_count").fetchone()[0]
    workspace.store._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFullError):
        for number in range(1000):
            workspace.contacts.add(ContactDraft(f"friend {number}", note="x" * 3000))
    saved = workspace.finder.count(Filter())
    workspace.store._writer.execute("PRAGMA max_page_count = 1000000")
    workspace.contacts.add(ContactDraft("after"))
    assert workspace.finder.count(Filter()) == saved + 1
    assert workspace.store._writer.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def fill(workspace: Workspace, names: list[str], fail_after: int | None = None) -> None:
    today = workspace.clock.today()
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.IMPORT_CONTACTS)) as batch:
        for number, name in enumerate(names):
            if number == fail_after:
                raise KeyboardInterrupt
            with batch.write() as write:
                made = write.bulk(Contact, ["name", "added_on", "stage_on"], [(name, str(today), str(today))])
                batch.made(write, Contact, made)
                write.touched.update(made)
        batch.count = len(names)


def test_a_long_step_is_taken_back_and_done_again_whole(workspace: Workspace):
    fill(workspace, ["王芳", "李四", "Amy"])
    assert workspace.finder.count(Filter()) == 3
    step = workspace.undo.last()
    assert step is not None
    assert step.action == Action(Verb.IMPORT_CONTACTS, count=3)
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0
    workspace.undo.redo()
    assert workspace.finder.count(Filter()) == 3
    assert len(workspace.finder.search("wf")) == 1


@pytest.fixture(params=[50, 0], ids=["at once", "bit by bit"])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called-off steps are taken back in one transaction, or each stretch in one of its own."""
    monkeypatch.setattr("crm.db.store.AT_ONCE", request.param)


@pytest.mark.usefixtures("at_once")
def test_a_long_step_that_is_called_off_leaves_nothing(workspace: Workspace):
    with pytest.raises(KeyboardInterrupt):
        fill(workspace, ["王芳", "李四", "Amy"], fail_after=2)
    assert workspace.finder.count(Filter()) == 0
    assert workspace.undo.last() is None


def test_what_a_crash_leaves_of_taking_back_is_offered_at_the_next_start(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crm.db.store.AT_ONCE", 0)
    workspace.store.held_ms = 0
    bin_some, calls = log.bin_some, count()

    def cut_off(*given):
        if next(calls):
            raise SystemExit
        return bin_some(*given)

    monkeypatch.setattr(log, "bin_some", cut_off)
    with pytest.raises(SystemExit):
        fill(workspace, ["王芳", "李四", "Amy"], fail_after=2)
    monkeypatch.setattr(log, "bin_some", bin_some)
    assert workspace.finder.count(Filter()) == 1
    assert [step.action.verb for step in workspace.undo.cut_off()] == [Verb.IMPORT_CONTACTS]
    workspace.undo.take_back_cut_off()
    assert workspace.finder.count(Filter()) == 0
    assert workspace.undo.cut_off() == []


def test_a_long_step_that_a_crash_cut_off_is_offered_at_the_next_start(workspace: Workspace, tmp_path: Path):
    store = workspace.store
    with store.write(Topic.CONTACTS):
        step = log.begin_step(store._writer, Action(Verb.IMPORT_CONTACTS), Topic.CONTACTS, 0)
        store._writer.execute("UPDATE undo_now SET step = ?", (step,))
        workspace.contacts.add(ContactDraft("half"))
    folder, clock = workspace.folder, workspace.clock
    workspace.close()
    again = open_workspace(folder, clock=clock)
    assert [s.action.verb for s in again.undo.cut_off()] == [Verb.IMPORT_CONTACTS]
    with pytest.raises(CutOffError):
        again.undo.undo()
    again.undo.take_back_cut_off()
    assert again.finder.count(Filter()) == 0
    assert again.undo.cut_off() == []
    again.close()


def test_a_long_step_that_was_cut_off_can_stand_as_far_as_it_came(workspace: Workspace):
    store = workspace.store
    with store.write(Topic.CONTACTS):
        step = log.begin_step(store._writer, Action(Verb.IMPORT_CONTACTS), Topic.CONTACTS, 0)
        store._writer.execute("UPDATE undo_now SET step = ?", (step,))
        workspace.contacts.add(ContactDraft("王芳"))
    workspace.undo.keep_cut_off()
    assert len(workspace.finder.search("wf")) == 1
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0


def test_an_older_import_is_taken_back_but_friends_with_later_entries_stay(workspace: Workspace):
    fill(workspace, ["王芳", "李四", "Amy"])
    step = workspace.undo.last()
    assert step is not None
    amy = workspace.finder.who("Amy")
    workspace.contacts.edit(amy, note="called today")
    by_hand = workspace.contacts.add(ContactDraft("by hand"))
    assert workspace.undo.take_back(step.id) == (amy,)
    assert set(workspace.finder.ids(Filter())) == {amy, by_hand}
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 4


def test_taking_back_an_older_edit_keeps_what_was_changed_since(workspace: Workspace):
    contact = workspace.contacts.add(ContactDraft("王芳", source="expo", note="old"))
    workspace.contacts.edit(contact, source="friend", note="new")
    step = workspace.undo.last()
    assert step is not None
    workspace.contacts.edit(contact, note="newest")
    assert workspace.undo.take_back(step.id) == ()
    card = workspace.contacts.card(contact)
    assert (card.row.source, card.note) == ("expo", "newest")


def test_steps_survive_a_restart(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王芳"))
    folder, clock = workspace.folder, workspace.clock
    workspace.close()
    again = open_workspace(folder, clock=clock)
    again.undo.undo()
    assert again.finder.count(Filter()) == 0
    again.close()


def test_the_lock_serves_in_the_order_of_asking():
    lock = FairLock()
    order: list[int] = []
    threads = []
    with lock, lock:
        for number in range(5):
            thread = threading.Thread(target=lambda n=number: _enter(lock, order, n))
            thread.start()
            while len(lock._queue) <= number:
                pass
            threads.append(thread)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def _enter(lock: FairLock, order: list[int], number: int) -> None:
    with lock:
        order.append(number)


def test_writers_on_several_threads_lose_nothing(workspace: Workspace):
    threads = [
        threading.Thread(target=lambda n=n: [workspace.contacts.add(ContactDraft(f"{n}-{i}")) for i in range(10)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workspace.finder.count(Filter()) == 40


def test_uuids_are_version_7_and_in_order(time: StoppedTime):
    made = [*uuids(3, 1_700_000_000_000), *uuids(2, 1_700_000_000_000), *uuids(1, 5)]
    assert made == sorted(made)
    assert len(set(made)) == 6
    assert all(text[14] == "7" and text[19] in "89ab" for text in made)


def test_the_models_and_the_migrated_file_agree(workspace: Workspace):
    """What the code believes and what released files hold is the same."""
    store = workspace.store
    assert {*INDEXED} <= {*TABLES}
    for model in (*TABLES, *LOG_TABLES):
        name = model._meta.table_name
        columns = {row[1]: (row[2], row[3]) for row in store.rows(f'PRAGMA table_info("{name}")')}
        wanted = {f.column_name: f for f in model._meta.sorted_fields}
        assert set(columns) == set(wanted), name
        for column, field in wanted.items():
            assert bool(columns[column][1]) == (not field.null), (name, column)
        indexes = {row[1] for row in store.rows(f'PRAGMA index_list("{name}")')}
        with DIALECT.bind_ctx([model]):
            for context in model._schema._create_indexes(safe=False):
                assert context.query()[0].split('"')[1] in indexes


def test_the_file_is_set_as_decided(workspace: Workspace):
    path = workspace.folder / files.FILE_NAME
    with closing(driver.connect(path, patience_ms=100)) as connection:
        for name, wanted in driver.PRAGMAS.items():
            assert connection.execute(f"PRAGMA {name}").fetchone()[0] == wanted
    assert path.stat().st_mode & 0o777 == 0o600
    assert workspace.folder.stat().st_mode & 0o777 == 0o700


@given(st.text())
def test_clean_text_can_be_stored_and_is_otherwise_kept(text: str):
    kept = clean(text)
    kept.encode("utf-8")
    assert "\0" not in kept
    assert kept == "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["add", "rename", "delete", "tag", "undo", "redo"]), max_size=25))
def test_any_sequence_of_changes_and_undos_ends_like_the_model(
    tmp_path_factory: pytest.TempPathFactory, moves: list[str]
):
    shop = open_workspace(tmp_path_factory.mktemp("shop"))
    try:
        _play(shop, moves)
    finally:
        shop.close()


def _play(shop: Workspace, moves: list[str]) -> None:
    states: list[dict[int, tuple[str, tuple[str, ...]]]] = [{}]
    at = 0
    for number, move in enumerate(moves):
        now = dict(states[at])
        first = min(now, default=None)
        if move == "undo":
            if at:
                shop.undo.undo()
                at -= 1
            continue
        if move == "redo":
            if at + 1 < len(states):
                shop.undo.redo()
                at += 1
            continue
        if move == "add":
            now[shop.contacts.add(ContactDraft(f"n{number}"))] = (f"n{number}", ())
        elif first is None:
            continue
        elif move == "rename":
            shop.contacts.edit(first, name=f"r{number}")
            now[first] = (f"r{number}", now[first][1])
        elif move == "delete":
            shop.contacts.delete([first])
            del now[first]
        else:
            shop.contacts.tag([first], f"t{number}")
            now[first] = (now[first][0], (*now[first][1], f"t{number}"))
        states[at + 1 :] = [now]
        at += 1
    ids = list(shop.finder.ids(Filter()))
    rows = shop.contacts.rows(ids)
    assert {number: (row.name, row.tags) for number, row in rows.items()} == states[at]
    for number, (name, _) in states[at].items():
        assert shop.finder.search(name)[0] == number  # the very name comes before those that only begin so
    assert shop.store.rows("PRAGMA foreign_key_check") == []


def test_a_store_can_be_opened_twice_for_reading(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王芳"))
    other = Store(workspace.folder / files.FILE_NAME, workspace.clock)
    assert other.rows(Contact.select(Contact.name)) == [("王芳",)]
    other.close()


def failing_commit(monkeypatch: pytest.MonkeyPatch, *, saves: bool) -> None:
    """The disk answers the next commit with an error, before or after the journal is gone."""

    def commit(connection: driver.Connection) -> None:
        monkeypatch.undo()
        if saves:
            connection.commit_all()
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(driver.Connection, "commit_all", commit)


def test_a_commit_that_answered_with_an_error_but_stands_is_told_as_saved(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    """The file itself knows whether it was saved."""
    failing_commit(monkeypatch, saves=True)
    with workspace.store.write(Topic.TAGS, Action(Verb.TAG_CONTACT)) as write:
        write.insert(Tag, name="x")
    assert [name for _, name in workspace.contacts.tags()] == ["x"]
    workspace.contacts.add(ContactDraft("after"))
    assert workspace.finder.count(Filter()) == 1


def test_while_the_file_cannot_be_had_again_each_change_says_why_and_later_ones_are_saved(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    """After an error at commit the file is opened anew; when that fails too, the next change tries again."""
    path = workspace.store.path
    failing_commit(monkeypatch, saves=False)
    away = path.with_name("pulled.db")
    with pytest.raises(sqlite3.OperationalError), workspace.store.write(Topic.TAGS) as write:
        write.insert(Tag, name="x")
        path.rename(away)
    for _ in range(2):
        with pytest.raises(StorageError):
            workspace.contacts.add(ContactDraft("王芳"))
    away.rename(path)
    workspace.contacts.add(ContactDraft("李四"))
    assert (workspace.finder.count(Filter()), workspace.contacts.tags()) == (1, [])


def test_a_file_that_was_moved_or_replaced_takes_nothing_more(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    """As a service that keeps folders in step does. Neither the old file nor the new one is written to."""
    path = workspace.store.path
    copy = workspace.backup(path.with_name("copy.db"))
    path.rename(path.with_name("moved.db"))
    with pytest.raises(MovedFileError):
        workspace.contacts.add(ContactDraft("王芳"))
    copy.rename(path)
    before = path.read_bytes()
    with pytest.raises(MovedFileError):
        workspace.contacts.add(ContactDraft("王芳"))
    assert workspace.finder.count(Filter()) == 0
    assert path.read_bytes() == before
    workspace.close()
    again = open_workspace(workspace.folder, clock=workspace.clock)
    again.contacts.add(ContactDraft("王芳"))
    again.close()


def test_a_file_that_was_replaced_while_it_could_not_be_had_takes_nothing_either(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    path = workspace.store.path
    copy = workspace.backup(path.with_name("copy.db"))
    failing_commit(monkeypatch, saves=False)
    with pytest.raises(sqlite3.OperationalError), workspace.store.write(Topic.TAGS) as write:
        write.insert(Tag, name="x")
        path.rename(path.with_name("moved.db"))
    copy.rename(path)
    with pytest.raises(MovedFileError):
        workspace.contacts.add(ContactDraft("王芳"))
    workspace.close()


def test_a_file_that_was_taken_away_is_never_told_as_saved(workspace: Workspace):
    """A stick pulled out in the middle of a change: the change failed, and what was saved before is on the stick."""
    workspace.contacts.add(ContactDraft("before"))
    path = workspace.store.path
    away = path.with_name("pulled.db")
    with pytest.raises(sqlite3.OperationalError), workspace.store.write(Topic.TAGS) as write:
        write.insert(Tag, name="x")
        workspace.store._writer.execute("ROLLBACK")
        path.rename(away)
    away.rename(path)
    workspace.close()
    again = open_workspace(workspace.folder, clock=workspace.clock)
    assert (again.finder.count(Filter()), again.contacts.tags()) == (1, [])
    again.close()


def test_a_block_of_a_long_step_without_rows_is_no_stretch(workspace: Workspace):
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.IMPORT_CONTACTS)) as batch, batch.write() as write:
        batch.made(write, Contact, write.bulk(Contact, ["name", "added_on", "stage_on"], []))
    assert workspace.store.rows("SELECT count(*) FROM undo_range") == [(0,)]
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0


def test_only_a_row_that_lies_in_the_bin_is_brought_back(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    for number in (friend, 99):
        with pytest.raises(MissingError), workspace.store.write(Topic.CONTACTS) as write:
            write.bring_back(Contact, number)


def renaming(workspace: Workspace, friends: list[ContactId], between: Callable[[], object]) -> None:
    """A long step that renames these friends to 甲, the first before and the others after something else is done."""
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.EDIT_CONTACT)) as batch:
        for place, friend in enumerate(friends):
            with batch.write() as write:
                write.update(Contact, friend, name="甲")
            if place == 0:
                between()
        batch.count = len(friends)


def names(workspace: Workspace, friends: list[ContactId]) -> list[str]:
    return [workspace.contacts.row(friend).name for friend in friends]


def test_what_ended_last_is_taken_back_first_and_each_row_ends_as_it_was(workspace: Workspace):
    friends = [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四")]

    def edit() -> None:
        """Over the row that the long step has changed already, and over one that it comes to later."""
        workspace.contacts.edit(friends[0], name="乙")
        workspace.contacts.edit(friends[1], name="丙")

    renaming(workspace, friends, edit)
    assert names(workspace, friends) == ["乙", "甲"]
    assert [step.action.verb for step in workspace.undo.steps(3)] == [Verb.EDIT_CONTACT] * 3
    workspace.undo.undo()  # the long step
    assert names(workspace, friends) == ["乙", "丙"]
    workspace.undo.undo()
    workspace.undo.undo()
    assert names(workspace, friends) == ["王芳", "李四"]
    for after in (["乙", "李四"], ["乙", "丙"], ["乙", "甲"]):
        workspace.undo.redo()
        assert names(workspace, friends) == after
    workspace.undo.back_to(workspace.undo.steps()[2].id)
    assert names(workspace, friends) == ["王芳", "李四"]


@pytest.mark.usefixtures("at_once")
def test_calling_a_long_step_off_keeps_what_was_changed_meanwhile(workspace: Workspace):
    friends = [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四")]
    made: list[int] = []

    def called_off() -> None:
        with workspace.store.batch(Topic.CONTACTS, Action(Verb.IMPORT_CONTACTS)) as batch:
            with batch.write() as write:
                day = workspace.clock.today()
                numbers = write.bulk(Contact, ["name", "added_on", "stage_on"], [(n, day, day) for n in "甲乙"])
                batch.made(write, Contact, numbers)
                write.update(Contact, friends[0], name="新", note="新")
                write.update(Contact, friends[1], name="新")
            made.extend(numbers)
            workspace.contacts.edit(friends[0], name="王芳芳")
            workspace.contacts.edit(ContactId(numbers[0]), note="called today")
            raise Cancelled

    with pytest.raises(Cancelled):
        called_off()
    assert names(workspace, friends) == ["王芳芳", "李四"]
    assert workspace.contacts.card(friends[0]).note == ""
    assert sorted(workspace.finder.ids(Filter())) == [*friends, made[0]]
    assert workspace.store.health().broken_references == 0
    workspace.undo.undo()
    workspace.undo.undo()
    assert names(workspace, friends) == ["王芳", "李四"]


def test_nobody_is_erased_while_a_long_step_could_still_be_taken_back(workspace: Workspace):
    keep, gone = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四"))
    workspace.conversations.log(gone, "hello")
    talk = workspace.store.rows("SELECT id FROM conversation")[0]

    def called_off() -> None:
        with workspace.store.batch(Topic.EVERYTHING, Action(Verb.MERGE_CONTACTS, keep)) as batch:
            with batch.write() as write:
                write.hand_over(Conversation, talk, keep)
            with pytest.raises(StillRunningError):
                workspace.erasing.erase(gone)
            assert workspace.erasing.empty_bin() == 0
            raise Cancelled

    with pytest.raises(Cancelled):
        called_off()
    assert workspace.store.rows("SELECT contact_id FROM conversation") == [(gone,)]
    with workspace.store.write(Topic(0)):
        log.begin_step(workspace.store._writer, Action(Verb.MERGE_CONTACTS), Topic.CONTACTS, 0)
    with pytest.raises(CutOffError):
        workspace.erasing.erase(gone)
    workspace.undo.take_back_cut_off()
    assert workspace.erasing.erase(gone)


def test_what_a_thread_read_by_is_closed_when_the_thread_has_ended(workspace: Workspace):
    """Each window asks beside itself on threads of its own, and a language more is a window more."""
    for _ in range(5):
        thread = threading.Thread(target=lambda: workspace.store.rows("SELECT 1"))
        thread.start()
        thread.join()
    workspace.store.rows("SELECT 1")
    assert len(workspace.store._readers) <= 2  # that of this thread, and of the one that ended last
