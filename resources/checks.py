"""`python3 run.py check`: every check in turn, all reported, 1 if any of them found something."""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from resources import release, traces, translations

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def by_tool(*arguments: str) -> list[str]:
    """What a tool of the private environment has to say, nothing when it is content."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    if done.returncode == 0:
        return []
    return [*done.stdout.splitlines(), *done.stderr.splitlines()] or [f"ended with {done.returncode}"]


CHECKS: dict[str, Callable[[], list[str]]] = {
    "ruff": partial(by_tool, "-m", "ruff", "check", "--quiet"),
    "format": partial(by_tool, "-m", "ruff", "format", "--check"),
    "types": partial(by_tool, "-m", "mypy"),
    "layers": partial(by_tool, "-c", IMPORTS),
    "translations": translations.problems,
    "hosts and paths": traces.problems,
}


def run_checks(checks: dict[str, Callable[[], list[str]]]) -> int:
    """Run all of them, report each, and return the exit code."""
    failed = 0
    for name, check in checks.items():
        started = time.perf_counter()
        found = check()
        seconds = time.perf_counter() - started
        print(f"{'FAILED' if found else 'ok':6}  {name} ({seconds:.1f} s)", flush=True)
        for line in found:
            print(f"        {line}", flush=True)
        failed += bool(found)
    if failed:
        print(f"{failed} of {len(checks)} checks failed", flush=True)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """All checks; with `--release` also the built program."""
    if set(arguments) - {"--release"}:
        print("usage: python3 run.py check [--release]", file=sys.stderr)
        return 2
    more: dict[str, Callable[[], list[str]]] = {}
    if "--release" in arguments:
        more = {"build": release.build, "built program": release.smoke}
    return run_checks({**CHECKS, **more})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
