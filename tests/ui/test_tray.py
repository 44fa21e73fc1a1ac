"""The icon beside the clock: its number, what its menu does, hiding and coming back, and telling of the day."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from crm.contacts import ContactDraft
from crm.settings import Preferences
from crm.ui.app import Program
from crm.ui.theme import Theme
from crm.ui.tray import Tray

# the platform without a screen has no tray of its own, and says so
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@pytest.fixture
def program(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot) -> Iterator[Program]:
    """The program on a desktop that has a place for icons."""
    monkeypatch.setattr(Tray, "is_there", staticmethod(lambda: True))
    program = Program(qapp, tmp_path / "shop")
    program.open(tmp_path / "shop")
    yield program
    program.close()


@pytest.fixture
def tray(theme: Theme) -> Iterator[Tray]:
    made = Tray(theme)
    yield made
    made.leave()


def prefer(program: Program, **choices: object) -> None:
    assert program.workspace is not None
    folder = program.workspace.folder
    replace(Preferences.read(folder), **choices).write(folder)  # type: ignore[arg-type]  # as given


def test_the_number_follows_what_waits(program: Program, qtbot):
    tray, workspace = program._tray, program.workspace
    assert tray is not None
    assert workspace is not None
    workspace.contacts.add(ContactDraft("王芳", added_on=workspace.clock.today().replace(year=2020)))
    qtbot.waitUntil(lambda: "(1)" in tray.entries["today"].text(), timeout=6000)
    assert "1" in tray._icon.toolTip()


@pytest.mark.parametrize("number", [0, 7, 30, 99, 100])
@pytest.mark.parametrize("size", [16, 22, 32])
def test_the_picture_says_the_number(theme: Theme, number: int, size: int):
    tray = Tray(theme)
    picture = tray.picture(number, size).toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(size) for y in range(size)}
    assert picture.width() == size
    assert theme.tokens.accent in colours
    assert len(colours) > 2  # something stands on it
    assert number == 0 or picture != tray.picture(number + 1 if number < 99 else 5, size).toImage()
    tray.leave()


def test_the_window_hides_when_that_is_wanted_and_comes_back(program: Program, qtbot):
    window, tray = program.window, program._tray
    assert window is not None
    assert tray is not None
    prefer(program, tray=True)
    window.close()
    assert window.isHidden()
    tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not window.isHidden()
    window.close()
    program._on_rung()  # a second start
    assert not window.isHidden()


def test_without_the_wish_closing_ends(program: Program, qapp, monkeypatch: pytest.MonkeyPatch):
    window = program.window
    assert window is not None
    ended: list[bool] = []
    monkeypatch.setattr("crm.ui.main_window.QCoreApplication.quit", lambda: ended.append(True))
    prefer(program, tray=True)
    window.quit()
    assert ended == [True]
    assert window.isHidden()


def test_the_menu_does_what_it_says(program: Program, qapp, qtbot):
    window, tray = program.window, program._tray
    assert window is not None
    assert tray is not None
    window.go("settings")
    tray.entries["today"].trigger()
    assert window.current == "today"
    qapp.clipboard().setText("姓名,电话\n王芳,13800138000\n")
    window.hide()
    tray.entries["paste"].trigger()
    assert window.isVisible()
    assert window.current == "import"
    pane = window.page("import").bringing  # type: ignore[attr-defined]  # the page of files has it
    qtbot.waitUntil(lambda: pane.states.currentIndex() == 1, timeout=10_000)


def test_the_day_is_told_of_once(program: Program, monkeypatch: pytest.MonkeyPatch):
    tray, workspace = program._tray, program.workspace
    assert tray is not None
    assert workspace is not None
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(tray, "tell", lambda title, body: told.append((title, body)))
    workspace.contacts.add(ContactDraft("王芳", added_on=workspace.clock.today().replace(year=2020)))
    program._on_minute()
    assert told == []  # nobody asked for it
    prefer(program, tell_at="00:00")
    program._on_minute()
    program._on_minute()
    assert len(told) == 1
    assert "王芳" in told[0][1]
    prefer(program, tell_at="00:00", told_on="not a day")
    program._on_minute()
    assert len(told) == 2


def test_in_the_quiet_hours_nothing_is_told(program: Program, monkeypatch: pytest.MonkeyPatch):
    tray, workspace = program._tray, program.workspace
    assert tray is not None
    assert workspace is not None
    told: list[str] = []
    monkeypatch.setattr(tray, "tell", lambda title, _body: told.append(title))
    workspace.contacts.add(ContactDraft("王芳", added_on=workspace.clock.today().replace(year=2020)))
    prefer(program, tell_at="00:00")
    now = workspace.clock.now().astimezone(workspace.clock.zone)
    ends = f"{now + timedelta(hours=2):%H:%M}"
    shop = workspace.settings.shop()
    workspace.settings.change(replace(shop, quiet_from=f"{now - timedelta(hours=2):%H:%M}", quiet_until=ends))
    program._on_minute()
    assert told == []
    page = program.window.page("today")
    page.show_anew()
    page.refresh()
    assert ends in page.head.quiet.text()
    workspace.settings.change(shop)
    program._on_minute()
    assert len(told) == 1
    page.refresh()
    assert page.head.quiet.text() == ""


def test_the_day_is_told_of_again_in_an_hour(program: Program, monkeypatch: pytest.MonkeyPatch):
    tray, workspace = program._tray, program.workspace
    assert tray is not None
    assert workspace is not None
    told: list[str] = []
    monkeypatch.setattr(tray, "tell", lambda title, _body: told.append(title))
    workspace.contacts.add(ContactDraft("王芳", added_on=workspace.clock.today().replace(year=2020)))
    tray.entries["later"].trigger()
    program._on_minute()
    assert told == []
    assert program._again_at is not None
    program._again_at -= timedelta(hours=1)
    program._on_minute()
    program._on_minute()
    assert len(told) == 1


def speaking(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A desktop whose `notify-send` is this script; what it was told stands in the file."""
    told, program = folder / "told", folder / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{told}"\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
@pytest.mark.parametrize("chosen", ["today", "later"])
def test_a_notification_has_buttons_where_the_desktop_has(tray, qtbot, tmp_path, monkeypatch, chosen):
    told = speaking(tmp_path, monkeypatch, f"echo {chosen}")
    with qtbot.waitSignal(tray.asked) as asked:
        tray.tell("3 friends\nto write to", "First 王芳")
    assert asked.args == [chosen]
    words = told.read_text(encoding="utf-8").splitlines()
    assert words[-3:] == ["--", "3 friends to write to", "First 王芳"]
    assert [word for word in words if word.startswith("--action")] == [
        "--action=today=Open Shuke", "--action=later=Tell me again in an hour",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_where_it_has_none_the_icon_tells(tray, qtbot, tmp_path, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(tray._icon, "showMessage", lambda title, *_rest: shown.append(title))
    speaking(tmp_path, monkeypatch, "exit 1")
    tray.tell("3 friends", "First 王芳")
    qtbot.waitUntil(lambda: shown == ["3 friends"])
    told = speaking(tmp_path, monkeypatch, "exec sleep 60")
    tray.tell("a notice that nobody answers", "")
    qtbot.waitUntil(told.exists)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    tray.tell("4 friends", "")
    assert shown == ["3 friends", "4 friends"]


def test_a_desktop_without_a_place_for_icons_says_so(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Tray, "is_there", staticmethod(lambda: False))
    program = Program(qapp, tmp_path / "shop")
    program.open(tmp_path / "shop")
    assert program.window is not None
    assert program._tray is None
    assert not program.window.stays
    page = program.window.page("settings")
    assert not page.tray.isEnabled()  # type: ignore[attr-defined]  # the page of settings has it
    program.close()


def test_started_hidden_only_the_icon_is_there(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for there in (True, False):
        monkeypatch.setattr(Tray, "is_there", staticmethod(lambda there=there: there))
        program = Program(qapp, tmp_path / "shop")
        program.hidden = True
        program.open(tmp_path / "shop")
        assert program.window is not None
        assert program.window.isHidden() is there  # without a place for icons the window must be seen
        program.close()
