"""The backups of a folder: which there are, which of them may go, and their copies in a second place."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from crm.db import driver, files
from crm.errors import DamagedFileError, NoFileError

LAST, DAYS, WEEKS, MONTHS = 5, 7, 4, 12
"""So many backups stay in any case, and of so many days, weeks and months with a backup the newest of each."""
SHRUNK = 0.8
"""A backup stays while the shop has less than this part of its friends, talks or orders."""
FEW = 10
"""Fewer rows than this say nothing about shrinking."""
TELLING = ("contact", "conversation", "shop_order")
ATTACHMENTS = "attachments"
"""Files named by what is in them (SHA-256): never changed, and taken away by erasing alone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup. `checked`: it was looked through when it was made, and its manifest tells the rest; `number` orders
    them whatever the clock says, 0 where it is not known; `mark` is that of `log.mark`, `origin` of which folder it is.
    """

    path: Path
    at: datetime
    size: int
    checked: bool = False
    number: int = 0
    why: str = ""
    schema: int = 0
    mark: str = ""
    sha256: str = ""
    origin: str = ""
    counts: Mapping[str, int] | None = None

    def count(self, table: str) -> int | None:
        """How many rows it holds that are not in the bin; none where that is not known."""
        return None if self.counts is None else self.counts.get(table, 0)


def kept(folder: Path) -> list[Kept]:
    """The backups in a folder, newest first; those of which nothing is known come last."""
    found = []
    with suppress(OSError):
        for path in folder.glob("*.db"):
            with suppress(OSError):
                found.append(_read(path))
    return sorted(found, key=lambda one: (one.number, one.at, one.path.name), reverse=True)


def _read(path: Path) -> Kept:
    size = path.stat().st_size
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with suppress(ValueError):
        at = datetime.strptime(path.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    plain = Kept(path, at, size, why="damaged" if path.stem.endswith("-damaged") else "")
    try:
        said = json.loads(files.manifest_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return plain
    if not isinstance(said, dict) or said.get("size") != size or not isinstance(said.get("sha256"), str):
        return plain
    with suppress(TypeError, ValueError):
        at = datetime.fromisoformat(said["at"]) if "at" in said else at
    counts = said.get("counts")
    return replace(
        plain,
        at=at,
        checked=True,
        counts={name: n for name, n in counts.items() if isinstance(n, int)} if isinstance(counts, dict) else None,
        **{name: said[name] for name, kind in _SAID.items() if isinstance(said.get(name), kind)},
    )


_SAID: Mapping[str, type[Any]] = {
    "number": int, "why": str, "schema": int, "mark": str, "sha256": str, "origin": str
}  # fmt: skip


def origin(folder: Path) -> str:
    """What tells the backups of this folder from those of others in the same second place."""
    return sha256(f"{platform.node()} {folder.absolute()}".encode()).hexdigest()[:16]


def about(folder: Path, why: str, at: datetime) -> dict[str, object]:
    """What the manifest of the next backup of a data folder says, beside what is in it."""
    number = 1 + max((one.number for one in kept(folder / files.BACKUPS)), default=0)
    return {"number": number, "at": at.isoformat(), "why": why, "origin": origin(folder)}


def shrunk(one: Kept, now: Mapping[str, int]) -> bool:
    """Whether a backup holds markedly more than the shop does now."""
    return any(
        (then := one.count(table)) is not None and then >= FEW and now.get(table, 0) < then * SHRUNK
        for table in TELLING
    )


def superfluous(
    backups: Sequence[Kept], now: Mapping[str, int], day_of: Callable[[datetime], date], *, tight: bool = False
) -> list[Kept]:
    """Which of the backups, newest first, may go: never one of the last, nor one that holds more than the shop does
    now, nor one that was not checked, of which nothing is known. Days count by their order, so that a clock that jumps
    takes nothing away. `tight`: there is little room, so that only those stay.
    """
    good = [one for one in backups if one.checked and one.number]
    stay = {one.path for one in good[:LAST]} | {one.path for one in good if shrunk(one, now)}
    if not tight:
        for part, most in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
            seen: dict[tuple[int, ...], Path] = {}
            for one in good:
                seen.setdefault(part(day_of(one.at)), one.path)
            stay.update(list(seen.values())[:most])
    return [one for one in good if one.path not in stay]


def _day(day: date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: date) -> tuple[int, ...]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, ...]:
    return day.year, day.month


def sweep(folder: Path) -> None:
    """Put away what a sudden end left of backups that were being made."""
    with suppress(OSError):
        for part in folder.glob(".*.part*"):
            files.drop(part)


def copy_out(one: Kept, folder: Path, place: Path) -> Path:
    """Copy a backup and its manifest to a second place, and the attachments that are not there yet. Raises
    `NoFileError` for a place that is not there, which is not made, or another `FileProblemError`.
    """
    if not place.is_dir():
        raise NoFileError(place)
    target = place / one.path.name
    manifest = files.manifest_of(one.path).read_text(encoding="utf-8")
    files.write_copy(one.path, target)
    if files.sha256(target) != one.sha256:
        files.delete_backup(target)
        raise DamagedFileError(target)
    files.write_beside(files.manifest_of(target), manifest)
    carry_attachments(folder / ATTACHMENTS, place / ATTACHMENTS)
    return target


def carry_attachments(source: Path, target: Path) -> None:
    """Copy attachments that are not in the target yet; those that are there are the same by their names."""
    try:
        there = {path.name for path in target.iterdir()} if target.is_dir() else set()
        missing = [path for path in source.iterdir() if path.is_file() and path.name not in there]
    except FileNotFoundError:
        return
    except OSError as error:
        raise driver.from_os(error, target) from error
    for path in missing:
        if not path.name.startswith("."):
            files.write_copy(path, target / path.name)
