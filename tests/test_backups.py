"""Backups are made when they should be, hold what they say, are thinned with care, and take the shop back to then."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import backups as module
from crm.backups import LATE, MANY, Backups, Why, newest_good, put_back
from crm.contacts import ContactDraft
from crm.db import files, shelf
from crm.db.owner import Owner
from crm.errors import (
    DamagedFileError,
    DiskFullError,
    FileProblemError,
    MovedFileError,
    NoFileError,
    SecondPlaceError,
    StorageError,
)
from crm.finder import Filter
from crm.progress import Cancelled
from crm.settings import Preferences
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace


def names(shop: Workspace) -> list[str]:
    return [row.path.name for row in shop.backups.all()]


def add(shop: Workspace, count: int = 1) -> None:
    shop.contacts.add_all([ContactDraft(f"n{number}") for number in range(count)])


@contextmanager
def closed(shop: Workspace) -> Iterator[Path]:
    """The folder of a shop that is closed and owned."""
    shop.close()
    owner = Owner(shop.folder)
    yield shop.folder
    owner.release()


# when they are made


def test_a_day_with_changes_has_one_backup(workspace: Workspace, time):
    backups = workspace.backups
    assert backups.make_daily() is None
    assert not backups.late()
    add(workspace)
    assert backups.late()
    assert backups.make_daily() is not None
    assert not backups.late()
    add(workspace)
    assert backups.make_daily() is None
    time.advance(days=1)
    made = backups.make_daily()
    assert made is not None
    (newest, older) = backups.all()
    assert (newest.path, newest.why, newest.friends, newest.checked) == (made.path, Why.DAILY, 2, True)
    assert older.friends == 1
    time.advance(days=1)
    assert backups.make_daily() is None  # nothing changed


def test_what_did_not_change_gets_a_new_date_all_the_same(workspace: Workspace, time):
    add(workspace)
    workspace.backup()
    time.advance(days=5)
    assert not workspace.backups.due()
    time.advance(days=2)
    assert workspace.backups.due()
    workspace.backups.make_daily()
    assert workspace.backups.last() == time.moment
    time.advance(seconds=LATE.total_seconds() + 1)
    assert workspace.backups.late()
    time.advance(days=-40)  # a clock that was put back
    assert workspace.backups.late()


@pytest.mark.parametrize("undone", [False, True])
def test_the_end_backs_up_what_changed(workspace: Workspace, undone: bool):
    workspace.backups.make_at_the_end()
    assert names(workspace) == []
    add(workspace)
    workspace.backups.make_at_the_end()
    workspace.backups.make_at_the_end()
    assert len(names(workspace)) == 1
    if undone:
        workspace.undo.undo()
    else:
        add(workspace)
    workspace.backups.make_at_the_end()
    assert [row.why for row in workspace.backups.all()] == [Why.AT_THE_END, Why.AT_THE_END]


def test_the_end_does_not_wait_for_a_large_file_twice_a_day(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    add(workspace)
    monkeypatch.setattr(module, "AT_THE_END", 10)
    workspace.backups.make_at_the_end()
    add(workspace)
    workspace.backups.make_at_the_end()
    assert len(names(workspace)) == 1


@pytest.mark.parametrize(("verb", "why"), [(Verb.IMPORT_CONTACTS, Why.BEFORE_IMPORT), (Verb.SET_CADENCE, None)])
def test_a_large_import_begins_with_a_backup(workspace: Workspace, verb: Verb, why: Why | None):
    add(workspace)
    for rows in (module.LARGE, module.LARGE + 1):
        with workspace.store.batch(Topic.CONTACTS, Action(verb), rows=rows):
            pass
    assert [row.why for row in workspace.backups.all()] == ([] if why is None else [why])


@pytest.mark.parametrize(("count", "backups"), [(MANY, 0), (MANY + 1, 1), (600, 1)])
def test_deleting_many_begins_with_a_backup(workspace: Workspace, count: int, backups: int):
    add(workspace, count)
    workspace.contacts.delete(workspace.finder.ids(Filter()).tolist())
    assert [row.why for row in workspace.backups.all()] == [Why.BEFORE_DELETING] * backups
    assert workspace.finder.count(Filter()) == 0


def test_an_empty_shop_needs_none_before_its_first_import(workspace: Workspace):
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.IMPORT_CONTACTS), rows=5000):
        pass
    assert names(workspace) == []


def test_within_a_change_none_is_begun(workspace: Workspace):
    add(workspace, MANY + 1)
    with workspace.store.write(Topic.EVERYTHING, Action(Verb.DELETE_CONTACT)):
        workspace.contacts.delete(workspace.finder.ids(Filter()).tolist())
    assert names(workspace) == []


@pytest.mark.parametrize("after", [1, 3, 5])
def test_one_that_is_called_off_leaves_nothing(workspace: Workspace, after: int):
    add(workspace, 200)
    calls = 0

    def progress(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == after:
            raise Cancelled

    try:
        workspace.backups.make(progress=progress)
    except Cancelled:
        assert list((workspace.folder / files.BACKUPS).iterdir()) == []
    else:
        assert calls < after


def test_the_looking_through_can_be_called_off_too(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    add(workspace, 200)

    real = files._heard

    def eager(connection: Any, progress: Any) -> Any:
        class Wrapped:
            def set_progress_handler(self, ask: Any, _steps: int) -> None:
                connection.set_progress_handler(ask, 1)

        return real(Wrapped(), progress)  # type: ignore[arg-type]  # all that is asked of it

    monkeypatch.setattr(files, "_heard", eager)

    def progress(_done: int, total: int) -> None:
        if not total:
            raise Cancelled

    with pytest.raises(Cancelled):
        workspace.backups.make(progress=progress)
    assert names(workspace) == []


def test_no_backup_fills_the_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, time):
    add(workspace)
    for _ in range(8):
        add(workspace)
        time.advance(days=40)
        workspace.backup()
    rooms = iter([0, 0, 1 << 40])
    monkeypatch.setattr(module, "_free", lambda _: next(rooms))
    workspace.backup()  # there is room when some went
    assert len(names(workspace)) < 9
    monkeypatch.setattr(module, "_free", lambda _: 0)
    kept = names(workspace)
    with pytest.raises(DiskFullError):
        workspace.backup()
    assert set(names(workspace)) <= set(kept)
    assert len(names(workspace)) == shelf.LAST


# what is told of them


def test_two_in_one_second_are_two(workspace: Workspace):
    workspace.backup()
    workspace.backup()
    assert len(names(workspace)) == 2


def test_the_order_is_that_of_making_whatever_the_clock_says(workspace: Workspace, time):
    add(workspace)
    first = workspace.backup()
    time.advance(days=-400)
    second = workspace.backup()
    assert [row.path for row in workspace.backups.all()] == [second, first]
    assert workspace.last_backup() == time.moment


@pytest.mark.parametrize(
    "said",
    ["nonsense", "[]", "{}", '{"size": 5, "sha256": "x"}', '{"size": SIZE, "sha256": "x", "at": "x", "counts": 3}'],
)
def test_of_strange_manifests_no_more_is_believed_than_fits(workspace: Workspace, said: str):
    made = workspace.backup()
    files.manifest_of(made).write_text(said.replace("SIZE", str(made.stat().st_size)))
    (made.parent / "x-damaged.db").write_bytes(b"x")
    (made.parent / "gone.db").symlink_to(made.parent / "nowhere")
    by_name = {row.path.name: row for row in workspace.backups.all()}
    assert by_name["x-damaged.db"].why is Why.DAMAGED
    assert by_name[made.name].friends is None
    assert len(by_name) == 2


def test_only_what_is_still_whole_is_offered_when_the_data_cannot_be_opened(workspace: Workspace):
    add(workspace)
    older = workspace.backup()
    newer = workspace.backup()
    assert newest_good(workspace.folder).path == newer  # type: ignore[union-attr]  # there is one
    data = bytearray(newer.read_bytes())
    data[-1] ^= 1
    newer.write_bytes(data)
    found = newest_good(workspace.folder)
    assert found is not None
    assert (found.path, found.friends, found.larger) == (older, 1, False)
    older.unlink()
    assert newest_good(workspace.folder) is None


# thinning


DAY = datetime(2026, 3, 4, tzinfo=UTC)


def kept(number: int, at: datetime, contacts: int = 100, *, checked: bool = True) -> shelf.Kept:
    return shelf.Kept(Path(f"{number}.db"), at, 10, checked=checked, number=number, counts={"contact": contacts})


def thinned(backups: list[shelf.Kept], now: int = 100) -> list[int]:
    """Their numbers, of those that stay."""
    newest_first = sorted(backups, key=lambda one: one.number, reverse=True)
    gone = shelf.superfluous(newest_first, {"contact": now}, datetime.date)
    return [one.number for one in newest_first if one not in gone]


def test_a_year_of_days_leaves_the_last_and_days_weeks_and_months():
    backups = [kept(number, DAY + timedelta(days=number)) for number in range(1, 366)]
    stay = thinned(backups)
    assert stay[:7] == list(range(365, 358, -1))
    assert len(stay) <= shelf.DAYS + shelf.WEEKS + shelf.MONTHS
    assert len({(DAY + timedelta(days=number)).month for number in stay}) == 12
    assert thinned([one for one in backups if one.number in stay]) == stay


@given(st.lists(st.tuples(st.integers(-4000, 4000), st.integers(0, 200), st.booleans()), max_size=60))
def test_whatever_the_clock_did_the_last_and_the_larger_stay(made: list[tuple[int, int, bool]]):
    backups = [
        kept(number, DAY + timedelta(hours=hours), contacts, checked=checked)
        for number, (hours, contacts, checked) in enumerate(made, start=1)
    ]
    stay = set(thinned(backups))
    good = [one.number for one in backups if one.checked]
    assert set(good[-shelf.LAST :]) <= stay
    assert {one.number for one in backups if not one.checked} <= stay
    assert {one.number for one in backups if one.counts and one.counts["contact"] * shelf.SHRUNK > 100} <= stay


def test_a_few_rows_say_nothing_about_shrinking():
    assert not shelf.shrunk(kept(1, DAY, shelf.FEW - 1), {})
    assert shelf.shrunk(kept(1, DAY, shelf.FEW), {})
    assert not shelf.shrunk(shelf.Kept(Path("x"), DAY, 1), {})


def test_what_holds_more_than_the_shop_does_now_is_kept_and_said_so(workspace: Workspace, time):
    add(workspace, 40)
    large = workspace.backup()
    workspace.contacts.delete(workspace.finder.ids(Filter()).tolist()[:20])
    for _ in range(12):
        time.advance(minutes=1)
        add(workspace)
        if workspace.finder.count(Filter()) > 30:
            break
        workspace.backup()
    rows = {row.path: row.larger for row in workspace.backups.all()}
    assert rows[large]
    assert sum(rows.values()) <= 2
    assert len(rows) < 12


def test_what_was_left_half_done_is_swept(workspace: Workspace):
    shelf_folder = workspace.folder / files.BACKUPS
    shelf_folder.mkdir()
    (shelf_folder / ".20260301-000000.db.part").write_bytes(b"half")
    (shelf_folder / ".20260301-000000.db.part-journal").write_bytes(b"half")
    workspace.backup()
    assert not list(shelf_folder.glob(".*"))


# the second place


def test_each_backup_goes_to_the_second_place_too(workspace: Workspace, tmp_path: Path, time):
    place = tmp_path / "usb"
    with pytest.raises(NoFileError):
        workspace.backups.set_second_place(place)
    with pytest.raises(SecondPlaceError):
        workspace.backups.set_second_place(workspace.folder / "backups")
    place.mkdir()
    (place / "other.db").write_bytes(b"not ours")
    workspace.backups.set_second_place(place)
    workspace.backups.copy_newest()  # of nothing
    attachments = workspace.folder / shelf.ATTACHMENTS
    attachments.mkdir()
    (attachments / ("a" * 64)).write_bytes(b"picture")
    (attachments / ".half").write_bytes(b"x")
    add(workspace)
    made = workspace.backups.make()
    assert made.elsewhere is None
    copy = place / made.path.name
    assert copy.read_bytes() == made.path.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0
    assert [path.name for path in (place / shelf.ATTACHMENTS).iterdir()] == ["a" * 64]
    for _ in range(30):
        time.advance(minutes=1)
        add(workspace)
        workspace.backups.make()
    assert len(list(place.glob("*.db"))) == len(names(workspace)) + 1
    workspace.backups.set_second_place(None)
    assert workspace.backups.second_place() is None


def test_a_second_place_that_is_not_there_is_told_once(workspace: Workspace, tmp_path: Path):
    place = tmp_path / "usb"
    place.mkdir()
    workspace.backups.set_second_place(place)
    place.rmdir()
    told = []
    for _ in range(3):
        made = workspace.backups.make()
        assert isinstance(made.elsewhere, NoFileError)
        told.append(workspace.backups.worth_telling(made.elsewhere))
    with pytest.raises(NoFileError):
        workspace.backups.copy_newest()
    place.mkdir()
    assert not workspace.backups.worth_telling(workspace.backups.make().elsewhere)
    place.rename(tmp_path / "away")
    told.append(workspace.backups.worth_telling(workspace.backups.make().elsewhere))
    assert told == [True, False, False, True]
    assert Preferences.read(workspace.folder).second_told


def test_a_copy_that_is_not_the_same_is_none(workspace: Workspace, tmp_path: Path):
    place = tmp_path / "usb"
    place.mkdir()
    made = workspace.backup()
    (one,) = shelf.kept(made.parent)
    made.write_bytes(made.read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedFileError):
        shelf.copy_out(one, workspace.folder, place)
    assert list(place.iterdir()) == []


def test_attachments_that_cannot_be_put_somewhere_are_told(tmp_path: Path):
    shelf.carry_attachments(tmp_path / "none", tmp_path / "x")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FileProblemError):
        shelf.carry_attachments(tmp_path / "file", tmp_path / "x")


def test_what_cannot_be_deleted_in_thinning_stays(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = tmp_path / "usb"
    place.mkdir()
    workspace.backups.set_second_place(place)
    add(workspace)
    for _ in range(8):
        workspace.backups.make()

    def refuse(path: Path) -> None:
        raise StorageError(path)

    monkeypatch.setattr(shelf, "superfluous", lambda backups, *_, **__: list(backups))
    monkeypatch.setattr(files, "delete_backup", refuse)
    before = names(workspace)
    workspace.backups.thin()
    assert names(workspace) == before


# going back


def go_back(shop: Workspace, backup: Path, between: Any = lambda: None) -> tuple[Workspace, Path]:
    staged = shop.backups.stage(backup)
    between()
    with closed(shop) as folder:
        aside = put_back(folder, staged, shop.clock.now())
    return open_workspace(folder, clock=shop.clock), aside


def test_going_back_is_taken_back_by_what_stands_first(workspace: Workspace):
    add(workspace)
    backup = workspace.backup()
    add(workspace, 4)
    then, aside = go_back(workspace, backup)
    assert then.finder.count(Filter()) == 1
    first, *_ = then.backups.all()
    assert (first.path, first.why, first.friends) == (aside, Why.BEFORE_RESTORE, 5)
    now, _ = go_back(then, aside)
    assert now.finder.count(Filter()) == 5
    again, _ = go_back(now, backup)
    assert again.finder.count(Filter()) == 1
    again.close()


def test_what_changes_while_it_is_made_ready_is_kept_too(workspace: Workspace):
    add(workspace)
    backup = workspace.backup()
    then, aside = go_back(workspace, backup, between=lambda: add(workspace, 2))
    assert then.finder.count(Filter()) == 1
    now, _ = go_back(then, aside)
    assert now.finder.count(Filter()) == 3
    now.close()


def test_a_backup_from_elsewhere_brings_its_attachments(workspace: Workspace, tmp_path: Path):
    place = tmp_path / "usb"
    (place / shelf.ATTACHMENTS).mkdir(parents=True)
    (place / shelf.ATTACHMENTS / ("b" * 64)).write_bytes(b"picture")
    add(workspace)
    then, _ = go_back(workspace, workspace.backup(place / "kept.db"))
    assert (workspace.folder / shelf.ATTACHMENTS / ("b" * 64)).read_bytes() == b"picture"
    then.close()


def test_what_cannot_be_put_back_leaves_all_as_it_was(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    add(workspace)
    backup = workspace.backup()
    data = bytearray(backup.read_bytes())
    data[-1] ^= 1
    add(workspace)
    with monkeypatch.context() as patch:
        patch.setattr(Backups, "make", lambda *_: (_ for _ in ()).throw(DiskFullError(backup)))
        with pytest.raises(DiskFullError):
            workspace.backups.stage(backup)
    backup.write_bytes(data)
    with pytest.raises(DamagedFileError):
        workspace.backups.stage(backup)
    assert not list(workspace.folder.glob(".shuke.db.restore*"))
    assert workspace.finder.count(Filter()) == 2


def test_a_full_disk_while_it_is_put_back_leaves_the_old_shop(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    add(workspace)
    backup = workspace.backup()
    add(workspace)
    staged = workspace.backups.stage(backup)
    workspace.close()
    with monkeypatch.context() as patch:
        patch.setattr(files, "_mark", lambda _: "something else")
        patch.setattr(files, "backup_file", lambda *_: (_ for _ in ()).throw(DiskFullError(backup)))
        with pytest.raises(DiskFullError):
            put_back(workspace.folder, staged, workspace.clock.now())
    shop = open_workspace(workspace.folder, clock=workspace.clock)
    assert shop.finder.count(Filter()) == 2
    shop.close()


@pytest.mark.parametrize("error", [PermissionError(13, "no")])
def test_what_the_system_refuses_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, error: OSError):
    def refuse(*_: object) -> None:
        raise error

    backup = workspace.backup()
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_private", refuse)
        with pytest.raises(FileProblemError):
            files.stage(workspace.store.path, backup)
    staged = files.stage(workspace.store.path, backup)
    workspace.close()
    with monkeypatch.context() as patch:
        patch.setattr(files, "_sync", refuse)
        with pytest.raises(FileProblemError):
            files.put_in_place(workspace.store.path, staged, workspace.clock.now())


def test_what_the_system_refuses_at_the_last_moment_leaves_the_old_shop(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    add(workspace)
    staged = workspace.backups.stage(workspace.backup())
    add(workspace)
    known = (workspace.backup(), workspace.store.mark())
    workspace.close()
    with monkeypatch.context() as patch:
        patch.setattr(files, "_sync", refuse)
        with pytest.raises(FileProblemError):
            files.put_in_place(workspace.store.path, staged.path, workspace.clock.now(), known=known)
    files.drop(staged.path)
    shop = open_workspace(workspace.folder, clock=workspace.clock)
    assert shop.finder.count(Filter()) == 2
    shop.close()


def test_a_shop_that_was_spoilt_meanwhile_is_kept_as_it_is(workspace: Workspace):
    add(workspace)
    staged = workspace.backups.stage(workspace.backup())
    workspace.close()
    workspace.store.path.write_bytes(b"spoilt")
    aside = put_back(workspace.folder, staged, workspace.clock.now())
    assert aside.read_bytes() == b"spoilt"
    shop = open_workspace(workspace.folder, clock=workspace.clock)
    assert shop.finder.count(Filter()) == 1
    shop.close()


def test_a_copy_of_what_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(FileProblemError):
        files.copy_as_it_is(tmp_path / "nothing.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_what_the_driver_says_by_itself_is_not_taken_for_a_wish(workspace: Workspace):
    with pytest.raises(sqlite3.OperationalError), files._heard(workspace.store._writer, lambda *_: None):
        raise sqlite3.OperationalError("its own")


def test_who_was_erased_does_not_come_back_with_a_backup(workspace: Workspace):
    who = workspace.contacts.add(ContactDraft("王芳"))
    backup = workspace.backup()
    workspace.erasing.erase(who)
    then, _ = go_back(workspace, backup)
    assert then.finder.count(Filter()) == 0
    then.close()


def test_deleting_one_deletes_its_manifest_too(workspace: Workspace):
    made = workspace.backup()
    workspace.backups.delete(made)
    assert list(made.parent.iterdir()) == []


# the file that is open


def test_a_file_that_was_moved_or_replaced_is_not_written_to(workspace: Workspace, tmp_path: Path):
    add(workspace)
    path = workspace.store.path
    away = tmp_path / "away.db"
    path.rename(away)
    assert not workspace.store.in_place()
    with pytest.raises(MovedFileError):
        add(workspace)
    shutil.copy2(away, path)
    before = path.read_bytes()
    with pytest.raises(MovedFileError):
        add(workspace)
    assert path.read_bytes() == before
    away.replace(path)
    assert workspace.store.in_place()
    add(workspace)


def test_a_shop_that_is_gone_is_not_made_anew_unasked(workspace: Workspace):
    from crm.errors import GoneFileError

    add(workspace)
    workspace.backup()
    workspace.close()
    workspace.store.path.unlink()
    with pytest.raises(GoneFileError):
        open_workspace(workspace.folder)
    shop = open_workspace(workspace.folder, anew=True)
    assert shop.finder.count(Filter()) == 0
    assert len(shop.backups.all()) == 1
    shop.close()


def test_a_backup_is_made_while_others_save(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    """While the copy is looked through nobody holds the file."""
    free: list[bool] = []
    real = files._checked

    def checked(*words: Any) -> Any:
        free.append(not workspace.store._lock.mine)
        return real(*words)

    monkeypatch.setattr(files, "_checked", checked)
    workspace.backup()
    assert free == [True]


def test_the_manifest_tells_everything(workspace: Workspace, time):
    add(workspace)
    said = json.loads(files.manifest_of(workspace.backups.make(Why.DAILY).path).read_text())
    assert said["why"] == "daily"
    assert said["number"] == 1
    assert datetime.fromisoformat(said["at"]) == time.moment
    assert said["mark"] == workspace.store.mark()
    assert said["counts"]["contact"] == 1
