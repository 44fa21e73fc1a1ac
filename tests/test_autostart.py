"""Starting with the computer: the entry of each system, and nothing of it left when it is turned off."""

import plistlib
import shlex
from pathlib import Path

import pytest

from crm.autostart import HIDDEN, NAME, Autostart, command, quoted

WORDS = ["/opt/my shop/python", "/opt/run.py", HIDDEN, "--data", "/home/a b/100%"]


class Values:
    """A registry in memory."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.said.get(name)

    def put(self, name: str, value: str | None) -> None:
        if value is None:
            self.said.pop(name, None)
        else:
            self.said[name] = value


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_it_is_turned_on_and_off(tmp_path: Path, system: str):
    starter = Autostart(system, tmp_path, WORDS, Values())
    assert not starter.is_on()
    starter.turn(on=False)
    for _ in range(2):
        starter.turn(on=True)
        assert starter.is_on()
    starter.turn(on=False)
    assert not starter.is_on()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_linux_is_told(tmp_path: Path):
    Autostart("linux", tmp_path, WORDS).turn(on=True)
    said = (tmp_path / ".config" / "autostart" / "shuke.desktop").read_text("utf-8")
    (line,) = [line for line in said.splitlines() if line.startswith("Exec=")]
    assert shlex.split(line.removeprefix("Exec=").replace("%%", "%")) == WORDS


def test_what_a_mac_is_told(tmp_path: Path):
    Autostart("darwin", tmp_path, WORDS).turn(on=True)
    (entry,) = (tmp_path / "Library" / "LaunchAgents").iterdir()
    told = plistlib.loads(entry.read_bytes())
    assert (told["ProgramArguments"], told["RunAtLoad"]) == (WORDS, True)


def test_what_windows_is_told():
    values = Values()
    Autostart("win32", Path(), WORDS, values).turn(on=True)
    assert values.said == {NAME: quoted(WORDS)}
    assert quoted(WORDS).startswith('"/opt/my shop/python" /opt/run.py --hidden')


def test_the_command_is_this_program():
    assert command()[-1] == HIDDEN
    assert Path(command()[1]).name == "run.py"
    assert Path(command()[1]).is_file()
    assert command(Path("/x"))[-2:] == ["--data", str(Path("/x"))]
