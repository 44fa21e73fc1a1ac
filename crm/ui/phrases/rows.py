"""Phrases as rows of a list, on the page and in the picker."""

from crm.phrases import PhraseRow
from crm.ui.widgets.row_list import TwoLine
from crm.wording import trn


def present(row: PhraseRow) -> TwoLine:
    """A phrase in two lines: what it is called, and its words; its group, and how often it was copied."""
    words = " ".join(row.text.split())
    used = trn("copied {n} time", "copied {n} times", row.uses) if row.uses else ""
    return TwoLine(row.title, words if row.name else "", chip_text=row.heading, right_top=used)
