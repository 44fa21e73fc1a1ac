"""What a file brings: friends, orders, or the payments of a bill; told by its headings."""

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from crm.progress import Progress, unheard
from crm.transfer.bill_rows import recognise_bill
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS
from crm.transfer.order_layout import Fit, fit_of, recognise_orders
from crm.transfer.orders_in import ReadTable
from crm.transfer.reading import Choices
from crm.transfer.tables import Row

CONTACTS = "contacts"
Looks = Callable[[Sequence[Row]], bool]

#: what the first rows of each kind of table look like; the first kind that fits is meant, friends where none does
TABLES: tuple[tuple[str, Looks], ...] = (
    ("bill", lambda rows: recognise_bill(rows) is not None),
    ("orders", lambda rows: fit_of(recognise_orders(rows)) is not Fit.NONE),
)


def kind_of_file(
    path: Path,
    choices: Choices = Choices(),  # noqa: B008 - a frozen value
    progress: Progress = unheard,
    read: ReadTable = read_apart,
) -> str:
    """What a file brings. Raises a `FileProblemError` for one that cannot be read as a table."""
    with read(path, choices, progress) as table:
        if table.source.kind == "vcard":
            return CONTACTS
        return kind_of_rows(list(islice(table.rows, SAMPLE_ROWS)))


def kind_of_rows(rows: Sequence[Row]) -> str:
    """What a table brings, by its first rows."""
    return next((kind for kind, looks in TABLES if looks(rows)), CONTACTS)
