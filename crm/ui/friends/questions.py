"""What the list of friends asks the finder, beside the window."""

from array import array

from crm.finder import Filter, Finder, Sort

BEST_FITS = 50


def best_fits(finder: Finder, words: str) -> "array[int]":
    """Who fits these words best, best first."""
    return array("q", finder.search(words, BEST_FITS))


def everyone(finder: Finder, which: Filter, sort: Sort, *, descending: bool) -> "array[int]":
    """All who fit; for words in the plain order of names those who fit best come first."""
    ids = finder.ids(which, sort, descending=descending)
    if not which.words.strip() or sort is not Sort.NAME or descending:
        return ids
    fitting = set(ids)
    best = array("q", [i for i in finder.search(which.words, BEST_FITS) if i in fitting])
    first = set(best)
    best.extend(i for i in ids if i not in first)
    return best
