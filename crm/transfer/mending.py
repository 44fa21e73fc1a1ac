"""The rows of a file that could not be taken, as a file of its own: to be mended and brought in again."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from crm.progress import Progress, unheard
from crm.transfer.child import read_apart
from crm.transfer.exporting import OutColumn, Value, write_csv
from crm.transfer.reading import Choices
from crm.transfer.xlsx_writing import write_xlsx


def write_problem_rows(
    source: Path,
    choices: Choices,
    heading_row: int,
    problems: Mapping[int, str],
    target: Path,
    heading: str,
    progress: Progress = unheard,
) -> int:
    """Write the rows with these numbers as they stand in the source, under its headings, each with what is wrong with
    it in a last column `heading`, which nobody reads when the file comes back. Returns how many rows that were.

    `heading_row` is the number of the row of headings, 0 for a table without. Raises a `FileProblemError`.
    """
    with read_apart(source, choices, progress) as table:
        rows = [row for row in table.rows if row.number in problems or row.number == heading_row]
    width = max((len(row.cells) for row in rows), default=0)
    names = next((row.cells for row in rows if row.number == heading_row), ())
    columns = [OutColumn(name) for name in (*names, *("",) * (width - len(names)), heading)]
    found = [row for row in rows if row.number in problems]

    def lines() -> Iterator[list[Value]]:
        for row in found:
            yield list(chain(row.cells, ("",) * (width - len(row.cells)), (problems[row.number],)))

    writer: Callable[..., object] = write_xlsx if target.suffix.lower() == ".xlsx" else write_csv
    writer(target, columns, lines(), total=len(found), progress=progress)
    return len(found)
