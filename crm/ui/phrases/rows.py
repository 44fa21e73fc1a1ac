"""Phrases as rows of a list, on the page and in the picker."""

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from crm.errors import BusyError
from crm.phrases import PhraseRow
from crm.ui.table import RowModel
from crm.ui.widgets.row_list import TwoLine, two_line_column
from crm.wording import tr, trn


class PhraseModel(RowModel[PhraseRow]):
    """The phrases it was last given."""

    def __init__(self, parent: QObject | None = None) -> None:
        self._known: dict[int, PhraseRow] = {}
        super().__init__(
            [two_line_column(present, lambda: tr("Phrases"))], self._of, retry_on=(BusyError,), parent=parent
        )

    def show_rows(self, rows: Sequence[PhraseRow]) -> None:
        """Show these, in this order."""
        self._known = {row.id: row for row in rows}
        self.set_ids(array("q", [row.id for row in rows]))
        self.refresh()

    def phrase(self, number: int | None) -> PhraseRow | None:
        """One of those that are shown."""
        return self._known.get(number) if number is not None else None

    def _of(self, ids: Sequence[int]) -> Mapping[int, PhraseRow]:
        return {number: self._known[number] for number in ids if number in self._known}


def present(row: PhraseRow) -> TwoLine:
    """A phrase in two lines: what it is called, and its words; its group, and how often it was copied."""
    words = " ".join(row.text.split())
    used = trn("copied {n} time", "copied {n} times", row.uses) if row.uses else ""
    return TwoLine(row.title, words if row.name else "", chip_text=row.heading, right_top=used)
