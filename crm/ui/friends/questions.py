"""What the list of friends asks the finder, beside the window."""

from array import array
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from crm.errors import BusyError, ShukeError
from crm.finder import Filter, Finder, Sort, SortKey
from crm.ui.asking import Asker

BEST_FITS = 50
FIRST_BLOCK = 200
RETRY_MS = 60


class Listing(QObject):
    """`answered(ids, last, anew)` brings who fits: for another question (`anew`) first the ones at the top, then all.

    `again` comes when the file was busy and the question should be asked once more, `failed` for other errors.
    """

    answered = Signal(object, bool, bool)
    failed = Signal(object)
    again = Signal()

    def __init__(self, finder: Finder, parent: QObject) -> None:
        super().__init__(parent)
        self._finder = finder
        self._anew = True
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_failed)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.again)

    def ask(self, which: Filter, sort: SortKey, *, descending: bool, anew: bool) -> None:
        """Who fits, in this order; a question is new until it has been answered whole."""
        self._anew = self._anew or anew
        full = partial(everyone, self._finder, which, sort, descending=descending)
        ranked = bool(which.words.strip()) and sort is Sort.NAME and not descending
        if not self._anew:
            self._asker.ask(full)
        elif ranked and which == Filter(words=which.words):
            self._asker.ask(partial(best_fits, self._finder, which.words), full)
        else:
            first = partial(self._finder.ids, which, sort, descending=descending, limit=FIRST_BLOCK)
            self._asker.ask(first, full)

    def close(self) -> None:
        """Stop asking."""
        self._retry.stop()
        self._asker.close()

    def _on_answered(self, ids: "array[int]", last: bool) -> None:
        if not last and not ids:
            return
        anew = self._anew
        if last:
            self._anew = False
            self._retry.stop()
        self.answered.emit(ids, last, anew)

    def _on_failed(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._retry.start()
        else:
            self.failed.emit(error)


def best_fits(finder: Finder, words: str) -> "array[int]":
    """Who fits these words best, best first."""
    return array("q", finder.search(words, BEST_FITS))


def everyone(finder: Finder, which: Filter, sort: SortKey, *, descending: bool) -> "array[int]":
    """All who fit; for words in the plain order of names those who fit best come first."""
    ids = finder.ids(which, sort, descending=descending)
    if not which.words.strip() or sort is not Sort.NAME or descending:
        return ids
    fitting = set(ids)
    best = array("q", [i for i in finder.search(which.words, BEST_FITS) if i in fitting])
    first = set(best)
    best.extend(i for i in ids if i not in first)
    return best
