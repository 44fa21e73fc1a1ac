"""Pasted text, kept as a file for as long as it is looked at, so that it is read like any other: apart, and bounded."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

FOLDER = "pasted"
LONGEST = 20_000_000
"""Characters of a paste that are looked at; a text twice as long as the longest book is a mistake."""


def keep(folder: Path, text: str, name: str) -> Path:
    """Write the text into a file of that name under the data folder, for nobody else to read. An older one goes.

    Raises `OSError`.
    """
    forget(folder)
    place = folder / FOLDER
    place.mkdir(mode=0o700)
    path = place / f"{name}.txt"
    with open(path, "x", encoding="utf-8", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
        file.write(text[:LONGEST].encode("utf-8", "ignore").decode())
    return path


def forget(folder: Path) -> None:
    """Nothing pasted stays; also what a program that died left."""
    with suppress(OSError):
        shutil.rmtree(folder / FOLDER)
