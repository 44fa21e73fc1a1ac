"""The part of a long text around what a search matched."""

from crm.names.characters import fold_by_character, meet
from crm.names.query import runs

BEFORE, LONGEST = 12, 120
"""Characters that stay before the match, and in all."""


def snippet(text: str, query: str) -> str:
    """One line of at most 120 characters in which what `query` matched can be seen; cut with … at either end."""
    folded, origin = fold_by_character(text)
    met = meet(folded)
    places = [place for run in runs(query) if (place := _place(met, run.text)) >= 0]
    first = origin[min(places)] if places else 0
    start = first - BEFORE if first > 2 * BEFORE else 0
    cut = text[start : start + LONGEST]
    return ("…" if start else "") + " ".join(cut.split()) + ("…" if start + LONGEST < len(text) else "")


def _place(folded: str, wanted: str) -> int:
    """Where it stands: at the beginning of a word if it can; -1 where it does not."""
    first = at = folded.find(wanted)
    while at > 0 and wanted[0].isascii() and folded[at - 1].isascii() and folded[at - 1].isalnum():
        at = folded.find(wanted, at + 1)
    return first if at < 0 else at
