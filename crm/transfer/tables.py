"""What a table from a file is made of: rows with their numbers, and the facts about their source."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from crm.transfer.cells import MAX_CELL, Removed, clean_cell, joined_if_clean


class Flaw(StrEnum):
    """What makes a whole row unfit to be imported."""

    NONE = ""
    CELL_TOO_LONG = "cell_too_long"


class Row(NamedTuple):
    """One row of a file: its number there (from 1), its cleaned cells, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    flaw: Flaw = Flaw.NONE


@dataclass(frozen=True, slots=True)
class Source:
    """How a file was read. `total` is what progress counts up to: bytes of a text, rows of a sheet. `mended` when
    characters that were saved wrongly are put right.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    total: int = 0
    mended: bool = False


@dataclass(slots=True)
class Tally:
    """What reading took out of the cells so far, and how many broken characters it had to replace."""

    removed: Counter[Removed] = field(default_factory=Counter)
    replaced: int = 0


def tidy_row(number: int, cells: Sequence[str], tally: Tally, mend: Callable[[str], str] | None = None) -> Row:
    """A row of cleaned cells. A cell past `MAX_CELL` characters is cut to a glimpse and flaws the row.

    `mend` puts right what is wrong with the characters of the whole file.
    """
    if mend is not None:
        cells = [mend(cell) for cell in cells]
    if not cells or joined_if_clean(cells) is not None:
        return Row(number, tuple(cells))
    flaw = Flaw.NONE
    tidy = []
    for cell in cells:
        if len(cell) > MAX_CELL:
            flaw = Flaw.CELL_TOO_LONG
            cell = cell[:100]  # noqa: PLW2901 - the long text is of no further use
        if "\ufffd" in cell:
            tally.replaced += cell.count("\ufffd")
        tidy.append(clean_cell(cell, tally.removed) if cell else "")
    return Row(number, tuple(tidy), flaw)
