"""What a file brings: friends, orders, or the payments of a bill; told by its headings."""

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from crm.progress import Progress, unheard
from crm.talks import recognise as talk_layouts
from crm.transfer.bill_rows import recognise_bill
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS
from crm.transfer.encodings import recognise
from crm.transfer.errors import FileKind
from crm.transfer.everything_in import is_whole_shop
from crm.transfer.file_kind import kind_of
from crm.transfer.order_layout import Fit, fit_of, recognise_orders
from crm.transfer.orders_in import ReadTable
from crm.transfer.reading import Choices
from crm.transfer.tables import Row

CONTACTS, TALK, SHOP = "contacts", "talk", "shop"
_HEAD = 60_000
"""Bytes of a text that are looked at to tell a talk."""
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
    kind = kind_of(path)
    if kind is FileKind.JSON and is_whole_shop(path):
        return SHOP
    if kind in {FileKind.ARCHIVE, FileKind.JSON} or path.suffix.lower() in {".mht", ".mhtml"}:
        return TALK  # nothing else is packed so
    if kind is FileKind.TEXT and path.suffix.lower() not in {".csv", ".tsv"} and _begins_as_talk(path):
        return TALK
    with read(path, choices, progress) as table:
        if table.source.kind == "vcard":
            return CONTACTS
        return kind_of_rows(list(islice(table.rows, SAMPLE_ROWS)))


def _begins_as_talk(path: Path) -> bool:
    """Whether the beginning of a text reads as a talk of at least two messages."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = recognise(lambda: iter((head,)))
    guesses = () if encoding is None else talk_layouts(head.decode(encoding.name, "replace"))
    return bool(guesses) and guesses[0].messages > 1


def kind_of_rows(rows: Sequence[Row]) -> str:
    """What a table brings, by its first rows."""
    return next((kind for kind, looks in TABLES if looks(rows)), CONTACTS)
