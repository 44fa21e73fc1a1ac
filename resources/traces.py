"""Finds what must not be published: registry hosts and paths of somebody's machine, in files git knows."""

import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The bracketed first letters keep this file from finding itself.
REGISTRY = re.compile(
    r"[p]ypi\.(?:org|python\.org)|[p]ythonhosted\.org|(?:[p]ypi|[m]irrors?)\.[\w-]+(?:\.[\w-]+)*\.(?:com|cn|edu|org|io)"
    r"|[a]naconda\.org|registry\.(?:npmjs|npmmirror|yarnpkg)|[a]rtifactory|[p]kg\.dev\b"
    r"|--(?:extra-)?[i]ndex-url|--[f]ind-links|--[t]rusted-host",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w.~:/-])/(?:root|work|home/[\w.-]+|Users/[\w.-]+|opt/[p]ypi[\w-]*|opt/[w]heels)/"
    r"|\b[A-Za-z]:[\\/]{1,2}[U]sers[\\/]"
)
URL = re.compile(r"https?://", re.IGNORECASE)
LOCKS = ("requirements*.txt", "uv.lock", "pylock*.toml", "constraints*.txt")

# file: why what is found there may stay
ALLOWED: dict[str, str] = {}


def tracked(root: Path) -> list[str]:
    """Names of the files git knows, also in a checkout that belongs to somebody else."""
    command = ["git", "-c", f"safe.directory={root}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, encoding="utf-8")
    return [name for name in listed.stdout.split("\0") if name]


def traces(name: str, text: str) -> Iterator[str]:
    """What must not be published in this text, as `file:line: what`."""
    is_lock = any(fnmatch(Path(name).name, pattern) for pattern in LOCKS)
    for number, line in enumerate(text.splitlines(), start=1):
        if found := REGISTRY.search(line):
            yield f"{name}:{number}: package registry: {found.group()}"
        if found := MACHINE_PATH.search(line):
            yield f"{name}:{number}: path of a machine: {found.group()}"
        if is_lock and URL.search(line):
            yield f"{name}:{number}: address in a lock file"


def problems(root: Path = ROOT) -> list[str]:
    """All traces in the tracked text files, a line each."""
    found: list[str] = []
    try:
        names = tracked(root)
    except (OSError, subprocess.CalledProcessError):
        return [f"{root.name} is no git checkout, or git is missing: nobody knows what would be published"]
    for name in names:
        path = root / name
        if name in ALLOWED or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            found += traces(name, content.decode("utf-8", errors="replace"))
    return found
