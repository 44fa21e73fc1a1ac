"""Text on standard input, kept as a file for as long as it is brought in: it is then read like any other, apart and
bounded, also by a window that owns the folder.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SIGN = "-"
"""What stands for standard input among the files."""
LONGEST = 100 << 20
"""Bytes that are read; a file may be longer."""
NAME = "pasted.txt"


@contextmanager
def kept(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words of a command, with the path of a file that holds standard input where its sign stands. The file is
    gone with the block, and nobody else may read it meanwhile.
    """
    if SIGN not in words:
        yield words
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        with open(path, "xb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
            file.write(sys.stdin.buffer.read(LONGEST))
        yield [str(path) if word == SIGN else word for word in words]


def text_of(word: str) -> str:
    """The text that a word of a command stands for: of the file that `kept` put in its place, else the word itself."""
    path = Path(word)
    if path.name != NAME or not path.is_absolute() or not path.is_file():
        return word
    return path.read_text("utf-8-sig", "replace")
