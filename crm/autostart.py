"""Starting with the computer: an entry where each system keeps what it starts for the person who logs in."""

import os
import plistlib
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import crm

NAME = "Shuke"
HIDDEN = "--hidden"
"""Started so, the window waits beside the clock."""
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Registry(Protocol):
    """The values of one key of Windows' registry."""

    def get(self, name: str) -> str | None:
        """The value of this name; none where there is none."""

    def put(self, name: str, value: str | None) -> None:
        """Write it; none takes it away."""


def command(folder: Path | None = None) -> list[str]:
    """What starts this very program, over the person's own folder or another one."""
    program = [sys.executable]
    if not getattr(sys, "frozen", False):
        program.append(str(Path(crm.__file__).resolve().parent.parent / "run.py"))
    return [*program, HIDDEN, *(["--data", str(folder)] if folder else [])]


class Autostart:
    """The entry of one person on one system (`sys.platform`), whose home is `home`."""

    def __init__(
        self,
        system: str = sys.platform,
        home: Path | None = None,
        words: Sequence[str] | None = None,
        registry: Registry | None = None,
    ) -> None:
        self._system = system
        self._home = home or Path.home()
        self._words = list(words or command())
        self._registry = registry

    def is_on(self) -> bool:
        """Whether the computer starts this program."""
        if self._system == "win32":
            return self._values().get(NAME) is not None
        return self._path().is_file()

    def turn(self, *, on: bool) -> None:
        """Write the entry, or take it away. Raises OSError where that is not allowed."""
        if self._system == "win32":
            self._values().put(NAME, quoted(self._words) if on else None)
        elif on:
            self._path().parent.mkdir(parents=True, exist_ok=True)
            self._path().write_bytes(self._entry())
        else:
            self._path().unlink(missing_ok=True)

    def _path(self) -> Path:
        if self._system == "darwin":
            return self._home / "Library" / "LaunchAgents" / "shuke.plist"
        config = os.environ.get("XDG_CONFIG_HOME", "") if self._home == Path.home() else ""
        return (Path(config) if config else self._home / ".config") / "autostart" / "shuke.desktop"

    def _entry(self) -> bytes:
        if self._system == "darwin":
            return plistlib.dumps({"Label": "shuke", "ProgramArguments": self._words, "RunAtLoad": True})
        words = " ".join(_desktop_word(word) for word in self._words)
        return f"[Desktop Entry]\nType=Application\nName={NAME}\nExec={words}\nTerminal=false\n".encode()

    def _values(self) -> Registry:
        return self._registry or _WindowsRegistry()


def quoted(words: Sequence[str]) -> str:
    """A command line as Windows takes it apart again."""
    return " ".join(f'"{word}"' if " " in word else word for word in words)


def _desktop_word(word: str) -> str:
    """A word of `Exec=`, by the rules of desktop entries: in double quotes, with % doubled."""
    if shlex.quote(word) == word:
        return word
    escaped = "".join(f"\\{character}" if character in '"`$\\' else character for character in word)
    return f'"{escaped}"'.replace("%", "%%")


class _WindowsRegistry:
    """The Run key of whoever is logged in."""

    def get(self, name: str) -> str | None:
        if sys.platform == "win32":
            import winreg

            with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                return str(winreg.QueryValueEx(key, name)[0])
        return None

    def put(self, name: str, value: str | None) -> None:
        if sys.platform == "win32":
            import winreg

            with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, winreg.KEY_SET_VALUE) as key:
                if value is not None:
                    winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
                    return
                with suppress(FileNotFoundError):
                    winreg.DeleteValue(key, name)
