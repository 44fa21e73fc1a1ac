"""What a file brings: friends, orders, or the payments of a bill; told by its headings."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC
from itertools import islice
from pathlib import Path

from crm.progress import Progress, unheard
from crm.signups import read_sign_ups
from crm.talks import Answers, read_text
from crm.talks import recognise as talk_layouts
from crm.talks.records import read_rows
from crm.transfer.addresses_in import looks_like_addresses
from crm.transfer.bill_rows import recognise_bill
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS
from crm.transfer.columns import recognise as layout_of
from crm.transfer.errors import FileKind, NotATableError
from crm.transfer.everything_in import is_whole_shop
from crm.transfer.file_kind import kind_of
from crm.transfer.order_layout import Fit, fit_of, recognise_orders
from crm.transfer.orders_in import ReadTable
from crm.transfer.product_fields import looks_like_products
from crm.transfer.reading import Choices
from crm.transfer.short_texts import HEAD, beginning
from crm.transfer.tables import Row

ADDRESS, CONTACTS, TALK, SHOP, SIGN_UP = "address", "contacts", "talk", "shop", "signup"
_SIGN_UP = re.compile(r"接[龙龍]|#Group Note", re.IGNORECASE)
_MESSAGES = re.compile(rb'"(?:messages|chatlab)"\s*:')
Looks = Callable[[Sequence[Row]], bool]

#: what the first rows of each kind of table look like; the first kind that fits is meant, friends where none does
TABLES: tuple[tuple[str, Looks], ...] = (
    ("bill", lambda rows: recognise_bill(rows) is not None),
    ("orders", lambda rows: fit_of(recognise_orders(rows)) is not Fit.NONE),
    ("products", looks_like_products),
)


def kind_of_file(
    path: Path,
    choices: Choices = Choices(),  # noqa: B008 - a frozen value
    progress: Progress = unheard,
    read: ReadTable = read_apart,
    taught: Sequence[str] = (),
) -> str:
    """What a file brings; `taught` are layouts of talks that the seller taught.

    Raises a `FileProblemError` for one that cannot be read as a table.
    """
    kind = kind_of(path)
    if kind is FileKind.JSON and is_whole_shop(path):
        return SHOP
    if kind is FileKind.ARCHIVE or path.suffix.lower() in {".mht", ".mhtml"}:
        return TALK  # nothing else is packed so
    if kind is FileKind.JSON:
        return _kind_of_json(path, choices, progress, read)
    words = kind is FileKind.TEXT and path.suffix.lower() not in {".csv", ".tsv"}
    if words and (told := kind_of_text(beginning(path), taught)):
        return told
    with read(path, choices, progress) as table:
        if table.source.kind == "vcard":
            return CONTACTS
        rows = list(islice(table.rows, SAMPLE_ROWS))
    found = kind_of_rows(rows)
    if found == CONTACTS and kind is FileKind.TEXT and not layout_of(rows).header:
        return ADDRESS if looks_like_addresses(beginning(path)) else CONTACTS
    return found


def _kind_of_json(path: Path, choices: Choices, progress: Progress, read: ReadTable) -> str:
    """A list of friends, where its keys say who they are and not when they said what; else a talk."""
    with path.open("rb") as file:
        if _MESSAGES.search(file.read(HEAD)):
            return TALK
    try:
        with read(path, choices, progress) as table:
            rows = list(islice(table.rows, SAMPLE_ROWS))
    except NotATableError:
        return TALK
    if read_rows([row.cells for row in rows], Answers(), UTC) is not None:
        return TALK
    return CONTACTS if layout_of(rows).usable else TALK


def kind_of_text(text: str, taught: Sequence[str] = ()) -> str:
    """A sign-up list, or a talk of at least two messages, by the beginning of a text; empty for another one."""
    if _SIGN_UP.search(text) and read_sign_ups(text) is not None:
        return SIGN_UP
    guesses = talk_layouts(text)
    if guesses and guesses[0].messages > 1:
        return TALK
    lessons = (read_text(text, Answers(taught=pattern)) for pattern in taught)
    return TALK if any(len(talk.messages) > 1 for talks in lessons for talk in talks) else ""


def kind_of_rows(rows: Sequence[Row]) -> str:
    """What a table brings, by its first rows."""
    return next((kind for kind, looks in TABLES if looks(rows)), CONTACTS)
