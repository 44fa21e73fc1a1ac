"""The backups in the window: going back and forth, friends out of one, a second place, and trouble at the start."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from crm.backups import Why
from crm.contacts import ContactDraft
from crm.db import files
from crm.errors import (
    CutShortError,
    DamagedFileError,
    EmptyFileError,
    GoneFileError,
    NewerFileError,
    NoFolderError,
    NotOursError,
    ShukeError,
)
from crm.finder import Filter
from crm.progress import Cancelled
from crm.settings import Preferences
from crm.ui import trouble
from crm.ui.app import Program
from crm.ui.backups import list_sheet
from crm.ui.backups.friends_sheet import OldFriendsSheet
from crm.ui.backups.list_sheet import BackupsSheet, GoBackSheet
from crm.ui.settings.page import SettingsPage
from crm.ui.tray import Tray
from crm.ui.trouble import Choice, TroubleSheet
from crm.workspace import Workspace, open_workspace
from tests.ui.walk import markup_labels, unnamed

LONG = 20_000
"""Milliseconds: another program may have this machine's cores."""


@pytest.fixture
def program(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot) -> Iterator[Program]:
    monkeypatch.setattr(Tray, "is_there", staticmethod(lambda: False))
    program = Program(qapp, tmp_path / "shop")
    program.open(tmp_path / "shop")
    yield program
    program.close()


def shop(program: Program) -> Workspace:
    assert program.workspace is not None
    return program.workspace


def count(program: Program) -> int:
    return shop(program).finder.count(Filter())


def sheet_of(kind, qtbot):
    qtbot.waitUntil(
        lambda: any(isinstance(w, kind) and w.isVisible() for w in QApplication.topLevelWidgets()), timeout=LONG
    )
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def idle(program: Program, qtbot) -> None:
    qtbot.waitUntil(lambda: program._jobs is not None and not program._jobs.busy, timeout=LONG)


# going back


def test_going_back_and_back_again_in_the_window(program: Program, qtbot):
    shop(program).contacts.add(ContactDraft("王芳"))
    shop(program).backup()
    shop(program).contacts.add(ContactDraft("李娜"))
    program.window._below.backup.click()
    sheet = sheet_of(BackupsSheet, qtbot)
    assert unnamed(sheet) == []
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    qtbot.keyClick(sheet.list, Qt.Key.Key_G)
    asking = sheet_of(GoBackSheet, qtbot)
    assert markup_labels(asking) == []
    asking.accept()
    qtbot.waitUntil(lambda: program.workspace is not None and count(program) == 1, timeout=LONG)
    rows = shop(program).backups.all()
    assert [row.why for row in rows] == [Why.BEFORE_RESTORE, Why.BY_HAND]
    assert program.window.isVisible()
    program.window.toast._on_action()
    qtbot.waitUntil(lambda: program.workspace is not None and count(program) == 2, timeout=LONG)


def test_what_cannot_be_put_back_is_told_and_the_shop_opens_again(program: Program, qtbot, monkeypatch):
    shop(program).contacts.add(ContactDraft("王芳"))
    staged = shop(program).backups.stage(shop(program).backup())

    def refuse(*_: object) -> None:
        raise DamagedFileError(staged.path)

    monkeypatch.setattr("crm.ui.app.put_back", refuse)
    program._restore(staged)
    assert count(program) == 1
    assert program.window._below._said.text()


def test_a_folder_that_cannot_be_opened_again_ends_the_program(program: Program, qtbot, monkeypatch):
    staged = shop(program).backups.stage(shop(program).backup())
    ended = []
    monkeypatch.setattr(program, "open_or_mend", lambda *_, **__: False)
    monkeypatch.setattr(type(program.app), "quit", lambda *_: ended.append(True))
    program._restore(staged)
    assert ended == [True]


@pytest.mark.parametrize("how", ["damaged", "called off", "a bug"])
def test_a_backup_that_cannot_be_read_is_told(desk, workspace: Workspace, qtbot, how: str):
    backup = workspace.backup()
    told = list_sheet._Told(desk)
    if how == "damaged":
        backup.write_bytes(b"")
        with qtbot.waitSignal(desk.failed, timeout=LONG) as failed:
            list_sheet.go_back(desk, backup)
        assert isinstance(failed.args[0], EmptyFileError)
        with qtbot.waitSignal(desk.failed, timeout=LONG):
            list_sheet.open_old_shop(desk, backup, "then", None)
    elif how == "called off":
        with qtbot.waitSignal(desk.said):
            told.failed(Cancelled())
    else:
        with pytest.raises(ValueError, match="bug"):
            told.failed(ValueError("bug"))


def test_another_file_is_asked_for_and_gone_back_to(desk, workspace: Workspace, qtbot, monkeypatch, tmp_path: Path):
    backup = workspace.backup(tmp_path / "kept.db")
    sheet = BackupsSheet(desk)
    sheet.show()
    assert sheet.go_back() is None
    sheet.take_friends()
    sheet.delete()
    monkeypatch.setattr(list_sheet, "ask_for_file", lambda *_, **__: (None, ""))
    sheet._on_other()
    monkeypatch.setattr(list_sheet, "ask_for_file", lambda *_, **__: (backup, ""))
    sheet._on_other()
    asking = sheet_of(GoBackSheet, qtbot)
    with qtbot.waitSignal(desk.asked_restore, timeout=LONG) as asked:
        asking.accept()
    assert asked.args[0].backup == backup
    files.drop(asked.args[0].path)


def test_backups_are_deleted_when_it_was_asked(desk, workspace: Workspace, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(list_sheet.QDesktopServices, "openUrl", shown.append)
    workspace.backup()
    sheet = BackupsSheet(desk)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet._on_show()
    assert shown
    sheet.delete()
    (asking,) = [child for child in sheet.findChildren(QDialog) if child.isVisible()]
    asking.accept()
    assert workspace.backups.all() == []
    assert sheet.nothing.isVisibleTo(sheet)


def test_what_is_said_of_each(desk, workspace: Workspace, qtbot, language: str):
    workspace.contacts.add_all([ContactDraft(f"n{number}") for number in range(20)])
    for why in Why:
        if why not in (Why.UNKNOWN, Why.DAMAGED):
            workspace.backups.make(why)
            workspace.contacts.add(ContactDraft("x"))
    workspace.contacts.delete(workspace.finder.ids(Filter()).tolist()[:15])
    workspace.backup()
    (workspace.folder / files.BACKUPS / "20260101-000000-damaged.db").write_bytes(b"x" * 12_000_000)
    sheet = BackupsSheet(desk)
    qtbot.addWidget(sheet)
    lines = [sheet.present(row) for row in sheet.rows(sheet.ids()).values()]
    assert all(line.title and line.subtitle and line.right_top and line.right_bottom for line in lines)
    assert sum(bool(line.chip_text) for line in lines) >= 2


# friends out of one


def test_friends_come_back_by_keyboard(desk, workspace: Workspace, qtbot):
    who = [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李娜", "赵六")]
    workspace.conversations.log(who[0], "hi")
    backup = workspace.backup()
    workspace.contacts.delete(who[:2])
    list_sheet.open_old_shop(desk, backup, "then", None)
    sheet = sheet_of(OldFriendsSheet, qtbot)
    assert unnamed(sheet) == []
    assert len(sheet.model.ids) == 3
    qtbot.keyClicks(sheet.search, "wang")
    qtbot.waitUntil(lambda: len(sheet.model.ids) == 1, timeout=LONG)
    sheet.search.clear_now()
    qtbot.waitUntil(lambda: len(sheet.model.ids) == 3, timeout=LONG)
    sheet.list.choose(sheet.model.ids[0])
    with qtbot.waitSignal(desk.said, timeout=LONG):
        sheet.bring()
    assert workspace.finder.count(Filter()) == 2
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 1


def test_a_sheet_that_closes_lets_go_of_the_backup(desk, workspace: Workspace, qtbot):
    workspace.contacts.add(ContactDraft("王芳"))
    list_sheet.open_old_shop(desk, workspace.backup(), "then", None)
    sheet = sheet_of(OldFriendsSheet, qtbot)
    sheet.list.clearSelection()
    sheet.close_reading()
    sheet.close_reading()
    sheet.bring()
    sheet.reject()


@pytest.mark.parametrize("error", [Cancelled(), DamagedFileError(Path("x")), ValueError("bug")])
def test_friends_that_cannot_come_back_are_told(desk, workspace: Workspace, qtbot, error: Exception):
    from crm.ui.backups.friends_sheet import _Told

    told = _Told(desk, workspace.returning.look(workspace.backup()), 1)
    if isinstance(error, ValueError):
        with pytest.raises(ValueError, match="bug"):
            told.failed(error)
        return
    with qtbot.waitSignal(desk.said if isinstance(error, Cancelled) else desk.failed):
        told.failed(error)


def test_what_became_of_each_is_said(desk, workspace: Workspace, qtbot, language: str):
    who = [workspace.contacts.add(ContactDraft(name)) for name in ("a", "b", "c", "d")]
    backup = workspace.backup()
    workspace.contacts.delete([who[0]])
    workspace.merging.merge(who[1], [who[2]], {})
    sheet = OldFriendsSheet(desk, workspace.returning.look(backup), "then")
    qtbot.addWidget(sheet)
    chips = [sheet.present(row).chip_text for row in sheet.rows(sheet.model.ids).values()]
    assert sum(map(bool, chips)) == 2
    sheet.close_reading()


# made by themselves


def test_the_day_begins_with_a_backup_and_the_line_below_says_so(program: Program, qtbot):
    shop(program).contacts.add(ContactDraft("王芳"))
    program._on_quiet()
    idle(program, qtbot)
    assert [row.why for row in shop(program).backups.all()] == [Why.DAILY]
    qtbot.waitUntil(program.window._below.backup.isVisible, timeout=LONG)
    program._on_minute()
    idle(program, qtbot)
    assert len(shop(program).backups.all()) == 1


def test_closing_backs_up_what_changed(program: Program, qtbot):
    shop(program).contacts.add(ContactDraft("王芳"))
    folder = shop(program).folder
    program.close()
    assert [path.name.endswith("-at-the-end.db") for path in (folder / files.BACKUPS).glob("*.db")] == [True]


def test_a_last_backup_of_long_ago_is_told_calmly(program: Program, qtbot, language: str):
    shop(program).contacts.add(ContactDraft("王芳"))
    program.window.show_backup()
    assert program.window._below.backup.text()
    made = shop(program).backup()
    manifest = files.manifest_of(made)
    long_ago = datetime.now(UTC) - timedelta(days=9)
    manifest.write_text(manifest.read_text().replace(str(datetime.now(UTC).year), str(long_ago.year - 1), 1))
    program.window.show_backup()
    assert shop(program).backups.late()
    assert not program.window._below.backup.icon().isNull()


def test_a_backup_that_could_not_be_made_is_told_or_tried_again(program: Program, qtbot):
    program._backed_on = shop(program).clock.today()
    program._on_not_backed_up(DamagedFileError(Path("shuke.db")))
    assert program._backed_on is not None
    assert "shuke.db" in program.window._below._said.text()
    program._on_not_backed_up(Cancelled())
    assert program._backed_on is None


def test_a_copy_that_could_not_be_made_is_told_once(program: Program, tmp_path: Path, qtbot):
    place = tmp_path / "usb"
    place.mkdir()
    shop(program).backups.set_second_place(place)
    place.rmdir()
    for said in (True, False):
        program.window._below.say("", undo=False)
        program._on_backed_up(shop(program).backups.make())
        assert bool(program.window._below._said.text()) is said
    program._on_backed_up(None)


def test_a_file_that_was_moved_is_told_at_the_next_minute(program: Program, tmp_path: Path, qtbot):
    program._quiet.stop()
    path = shop(program).store.path
    path.rename(tmp_path / "away.db")
    program._on_minute()
    assert "shuke.db" in program.window._below._said.text()
    program.window._below.say("", undo=False)
    program._on_minute()
    assert not program.window._below._said.text()
    (tmp_path / "away.db").rename(path)
    idle(program, qtbot)


# settings


def test_the_second_place_is_chosen_and_left_in_settings(desk, workspace: Workspace, qtbot, tmp_path: Path):
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.choose_folder = lambda: None  # type: ignore[method-assign]  # nothing is asked in a test
    page.choose_second.click()
    page.choose_folder = lambda: workspace.folder  # type: ignore[method-assign]  # as above
    with qtbot.waitSignal(desk.failed):
        page.choose_second.click()
    place = tmp_path / "usb"
    place.mkdir()
    made = workspace.backup()
    page.choose_folder = lambda: place  # type: ignore[method-assign]  # as above
    with qtbot.waitSignal(desk.said, timeout=LONG):
        page.choose_second.click()
    assert (place / made.name).exists()
    assert str(place) in page.second.text()
    for path in place.iterdir():
        path.unlink()
    place.rmdir()
    page.refresh()
    assert page.second.text() != str(place)
    with qtbot.waitSignal(desk.said, timeout=LONG):
        page.back_up()
    with qtbot.waitSignal(desk.said, timeout=LONG):
        page.no_second.click()
    assert workspace.backups.second_place() is None
    page.backups_button.click()
    sheet_of(BackupsSheet, qtbot).reject()


# trouble at the start


@pytest.fixture
def broken(tmp_path: Path, clock) -> Path:
    """A folder with a good backup and a file whose pages are spoilt."""
    folder = tmp_path / "shop"
    made = open_workspace(folder, clock=clock)
    made.contacts.add_all([ContactDraft(f"n{number}", note="x" * 300) for number in range(200)])
    made.backup()
    made.close()
    data = bytearray(made.store.path.read_bytes())
    at = data.index(b"n150") // 4096 * 4096
    data[at : at + 4096] = b"\xff" * 4096
    made.store.path.write_bytes(data)
    return folder


def trouble_with(folder: Path, theme, qtbot, error: ShukeError | None = None) -> TroubleSheet:
    sheet = TroubleSheet(theme, error or DamagedFileError(folder / files.FILE_NAME), folder)
    sheet.show()
    qtbot.waitUntil(lambda: not sheet._jobs.busy, timeout=LONG)
    return sheet


def test_the_newest_good_backup_is_one_press_away(broken: Path, theme, qtbot, language: str):
    before = (broken / files.FILE_NAME).read_bytes()
    sheet = trouble_with(broken, theme, qtbot)
    assert (broken / files.FILE_NAME).read_bytes() == before
    assert unnamed(sheet) == []
    assert markup_labels(sheet) == []
    with qtbot.waitSignal(sheet.finished, timeout=LONG):
        sheet.newest.click()
    assert sheet.answer.choice is Choice.AGAIN
    shop = open_workspace(broken)
    assert shop.finder.count(Filter()) == 200
    assert any(row.why is Why.DAMAGED for row in shop.backups.all())
    shop.close()


def test_what_can_be_read_is_saved_and_counted(broken: Path, theme, qtbot):
    sheet = trouble_with(broken, theme, qtbot)
    sheet.salvage.click()
    qtbot.waitUntil(lambda: not sheet._jobs.busy, timeout=LONG)
    assert "saved" in sheet._said.text()
    sheet.accept()
    assert sheet.answer.choice is Choice.AGAIN
    shop = open_workspace(broken)
    assert 100 < shop.finder.count(Filter()) <= 200
    shop.close()


def test_the_words_about_what_was_saved(broken: Path, theme, qtbot, language: str):
    sheet = trouble_with(broken, theme, qtbot)
    from crm.db.salvage import Salvaged

    for found in (Salvaged(5, 0, 0), Salvaged(5, 2, 1)):
        sheet._on_salvaged(found)
        assert "5" in sheet._said.text()
    sheet.reject()
    assert sheet.answer.choice is Choice.QUIT


def test_a_copy_for_somebody_to_look_at(broken: Path, theme, qtbot, monkeypatch, tmp_path: Path):
    sheet = trouble_with(broken, theme, qtbot)
    monkeypatch.setattr(trouble, "ask_for_file", lambda *_, **__: (None, ""))
    sheet.copy.click()
    sheet.another.click()
    monkeypatch.setattr(trouble, "ask_for_file", lambda *_, **__: (tmp_path / "copy.db", ""))
    sheet.copy.click()
    qtbot.waitUntil(lambda: not sheet._jobs.busy, timeout=LONG)
    assert (tmp_path / "copy.db").read_bytes() == (broken / files.FILE_NAME).read_bytes()
    monkeypatch.setattr(trouble, "ask_for_file", lambda *_, **__: (tmp_path / "nothing.db", ""))
    sheet.another.click()
    qtbot.waitUntil(lambda: not sheet._jobs.busy, timeout=LONG)
    assert sheet._complaint.text()
    assert sheet.isVisible()
    sheet.reject()


def test_without_a_whole_backup_that_is_said(broken: Path, theme, qtbot):
    for backup in (broken / files.BACKUPS).glob("*.db"):
        backup.write_bytes(b"x")
    sheet = trouble_with(broken, theme, qtbot)
    assert not sheet.newest.isVisible()
    assert sheet._doing.isVisible()
    sheet._on_newest()
    sheet.reject()


@pytest.mark.parametrize(
    ("error", "offered"),
    [
        (EmptyFileError, {"another"}),
        (CutShortError, {"another", "salvage", "copy"}),
        (NotOursError, {"another", "copy"}),
        (GoneFileError, {"another", "anew", "other_folder"}),
        (NoFolderError, {"other_folder"}),
        (NewerFileError, set()),
    ],
)
def test_each_trouble_has_its_sentence_and_what_helps(
    broken: Path, theme, qtbot, language: str, error, offered: set[str], monkeypatch
):
    path = broken / files.FILE_NAME
    if error in (EmptyFileError, GoneFileError, NoFolderError):
        path.write_bytes(b"")
    sheet = trouble_with(broken, theme, qtbot, error(path))
    buttons = {
        name for name in ("another", "salvage", "copy", "anew", "other_folder") if getattr(sheet, name).isVisible()
    }
    assert buttons == offered
    assert sheet._said.text()
    if "anew" in offered:
        sheet.anew.click()
        assert sheet.answer.choice is Choice.ANEW
    elif "other_folder" in offered:
        monkeypatch.setattr(trouble, "ask_for_folder", lambda *_, **__: None)
        sheet.other_folder.click()
        monkeypatch.setattr(trouble, "ask_for_folder", lambda *_, **__: broken)
        sheet.other_folder.click()
        assert sheet.answer.folder == broken
    else:
        sheet.accept()
        assert sheet.answer.choice is Choice.AGAIN


def test_the_folder_is_shown(broken: Path, theme, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(trouble.QDesktopServices, "openUrl", shown.append)
    sheet = trouble_with(broken, theme, qtbot)
    sheet.show_folder.click()
    assert shown
    sheet.reject()


def test_the_program_opens_when_it_is_mended(qapp, tmp_path: Path, monkeypatch, qtbot):
    monkeypatch.setattr(Tray, "is_there", staticmethod(lambda: False))
    missing = tmp_path / "unplugged" / "shop"
    folder = tmp_path / "shop"
    asked = []

    def mend(error: ShukeError, where: Path, theme: object) -> trouble.Answer:
        asked.append(type(error))
        if isinstance(error, NoFolderError):
            return trouble.Answer(Choice.AGAIN, folder)
        return trouble.Answer(Choice.ANEW, where)

    monkeypatch.setattr(trouble, "mend", mend)
    shut = open_workspace(folder)
    shut.contacts.add(ContactDraft("王芳"))
    shut.backup()
    shut.close()
    shut.store.path.unlink()
    program = Program(qapp, missing)
    assert program.open_or_mend(missing, demo=False)
    assert asked == [NoFolderError, GoneFileError]
    assert program.home == folder
    assert not missing.parent.exists()
    program.close()
    shut.store.path.write_bytes(b"")
    monkeypatch.setattr(trouble, "mend", lambda _error, where, _theme: trouble.Answer(Choice.QUIT, where))
    assert not program.open_or_mend(folder, demo=False)


def test_preferences_keep_the_second_place(tmp_path: Path):
    replace(Preferences(), second_place="/x", second_told=True).write(tmp_path)
    assert Preferences.read(tmp_path).second_place == "/x"
