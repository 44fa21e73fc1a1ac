"""Sets up what is missing on this machine, then runs what was asked. Standard library only.

    python3 run.py [--demo]              open the program (Windows: py run.py)
    python3 run.py -- VERB …             the command line: today, search, import, export …
    python3 run.py test [--long] [pytest arguments]
    python3 run.py check [--release]     linters, types, layers, translations; the built program too
    python3 run.py bench […]             the performance suite
    python3 run.py fuzz […]              broken files for every parser
    python3 run.py build                 a one-folder program in dist/

Proved on Debian 12. The Windows and macOS ways are written with the same care but untested so far.
The syntax of this file stays within Python 3.7, so that an older Python still gets to say what is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PROJECT_COMMANDS = ("test", "check", "bench", "fuzz", "build")


def is_verb(arguments: list[str]) -> bool:
    """Is this the command line (no Qt needed), rather than the window? A verb is a bare word that is
    not the folder after `--data`; asking for help or the version opens no window either.
    """
    for before, word in zip(["", *arguments], arguments):  # noqa: B905 - `strict` is newer than 3.7, and the last word has no follower
        if word in ("-h", "--help", "--version"):
            return True
        if word.isalpha() and word.islower() and before != "--data":
            return True
    return False


def has_screen(environment: dict[str, str]) -> bool:
    """Can a window be shown? Only Linux has machines without."""
    return not sys.platform.startswith("linux") or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )


def become(command: list[str], environment: dict[str, str]) -> int:
    """Run the command in our place; its exit code, signals and terminal are ours."""
    if os.name != "nt":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], command, environment)  # noqa: S606 - no shell is wanted
    with subprocess.Popen(command, env=environment) as running:
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                continue  # the console sent it to the program too, which ends by itself


def run_project(command: str, arguments: list[str], environment: dict[str, str]) -> int:
    """One of the project's own commands, in the project's folder."""
    from resources.machine import PYTHON, prepare

    os.chdir(ROOT)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    python = str(PYTHON)
    if command == "test":
        prepare("requirements-dev.txt", window=True)
        chosen = ["-m", "long or not long"] if "--long" in arguments else []
        named = ["-v"] if environment.get("CI") == "true" else []
        rest = [word for word in arguments if word != "--long"]
        spread = [] if rest else ["-n", "auto"]  # all of them on all cores; a few are quicker in one
        return become([python, "-m", "pytest", *named, *chosen, *spread, *rest], environment)
    if command == "check":
        release = "--release" in arguments
        more = ["requirements-build.txt"] if release else []
        prepare("requirements-dev.txt", *more, window=release, build=release)
        return become([python, "-m", "resources.checks", *arguments], environment)
    if command in ("bench", "fuzz"):
        prepare("requirements-dev.txt", window=True)
        return become([python, "-m", command, *arguments], environment)
    # PyInstaller asks Qt itself what belongs to it, so Qt must be able to start
    prepare("requirements-build.txt", window=True, build=True)
    return become([python, "-m", "resources.release", *arguments], environment)


def run_program(arguments: list[str], environment: dict[str, str]) -> int:
    """The program itself, in the caller's folder, which is kept out of Python's search path."""
    from resources.machine import PYTHON, prepare

    prepare("requirements.txt", window=not is_verb(arguments))
    if not has_screen(environment):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return become([str(PYTHON), "-P", "-m", "crm", *arguments], environment)


def main(arguments: list[str]) -> int:
    """Do what the first word says; the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older Python is told
        found = "{}.{}".format(*sys.version_info)
        print(f"Shuke needs Python 3.11 or newer; this is Python {found}.", file=sys.stderr)
        print(f"熟客需要 Python 3.11 或更新的版本,这里(這裡)是 {found}。", file=sys.stderr)
        return 1
    sys.path.insert(0, str(ROOT))  # also where Python was told not to look beside the script
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "VIRTUAL_ENV")}
    environment["PYTHONPATH"] = str(ROOT)
    try:
        if arguments[:1] and arguments[0] in PROJECT_COMMANDS:
            return run_project(arguments[0], arguments[1:], environment)
        return run_program(arguments[1:] if arguments[:1] == ["--"] else arguments, environment)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
