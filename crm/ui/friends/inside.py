"""Looking for words and days inside a friend's timeline, beside the window, however long it is."""

from array import array
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Qt

from crm.errors import ShukeError
from crm.ids import ContactId
from crm.names import Needles
from crm.timeline import EVERY, Entry, EntryWords, Timeline, Which
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.friends.stream_bar import StreamBar
from crm.ui.widgets import timeline as kit
from crm.wording import tr


class Inside(QObject):
    """The search inside a timeline: marks what is found, and goes from match to match.

    The words of a friend's entries are read when one looks for something, and again when something has changed.
    """

    def __init__(self, desk: Desk, bar: StreamBar, view: kit.Timeline, model: kit.TimelineModel[Entry]) -> None:
        super().__init__(view)
        self._desk = desk
        self._bar = bar
        self._view = view
        self._model = model
        self._contact: ContactId | None = None
        self._which = EVERY
        self._words: EntryWords | None = None
        self._matches: array[int] = array("q")
        self._current: int | None = None
        self._wanted: int | None = None
        self._words_asker = Asker(self)
        self._words_asker.answered.connect(self._on_matched)
        self._words_asker.failed.connect(self._on_failed)
        self._day_asker = Asker(self)
        self._day_asker.answered.connect(self._on_day)
        self._day_asker.failed.connect(self._on_failed)
        bar.search.searched.connect(self._on_searched)
        bar.search.following.connect(self.next_match)
        bar.search.previous.connect(self.previous_match)
        bar.search.left_downwards.connect(view.setFocus)
        bar.next_button.clicked.connect(self.next_match)
        bar.previous_button.clicked.connect(self.previous_match)

    @property
    def matches(self) -> "array[int]":
        """The keys of the entries that were found, newest first."""
        return self._matches

    def start(self) -> None:
        """Go to the field."""
        self._bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._bar.search.selectAll()

    def next_match(self) -> None:
        """On to the next match, which is older; after the last one the first."""
        self._step(1)

    def previous_match(self) -> None:
        """Back to the match before."""
        self._step(-1)

    def go_to_day(self, day: date) -> None:
        """To the newest entry on this day, or before it."""
        if self._contact is not None:
            timeline = self._desk.workspace.timeline
            self._day_asker.ask(partial(timeline.key_until, self._contact, day, self._which))

    def show_contact(self, contact: ContactId, *, anew: bool) -> None:
        """Look in this friend's entries; those of the same friend may have changed."""
        self._contact = contact
        self._words = None
        if anew:
            self._wanted = None
            self._bar.search.clear_now()
        elif self._bar.search.text().strip():
            self._ask()

    def show_which(self, which: Which) -> None:
        """Look in these of them only."""
        self._which = which
        self._words = None
        if self._bar.search.text().strip():
            self._ask()

    def look_again(self) -> None:
        """Go where one wanted to: more entries have come."""
        if self._wanted is not None and self._view.go_to(self._wanted):
            self._wanted = None

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._words_asker.close()
        self._day_asker.close()

    def _on_searched(self, typed: str) -> None:
        self._current = None
        self._view.mark_words(Needles.of(typed))
        if typed.strip():
            self._ask()
        else:
            self._words_asker.ask()
            self._matches = array("q")
            self._bar.show_matches(None, 0)

    def _ask(self) -> None:
        if self._contact is not None:
            timeline, typed = self._desk.workspace.timeline, self._bar.search.text()
            self._words_asker.ask(partial(_matched, timeline, self._contact, self._which, self._words, typed))

    def _on_matched(self, answer: tuple[EntryWords, "array[int]"], _last: bool) -> None:
        self._words, self._matches = answer
        if self._current is not None and self._current in self._matches:
            self._bar.show_matches(self._matches.index(self._current), len(self._matches))
        elif self._matches:
            self._go(0)
        else:
            self._bar.show_matches(None, 0)

    def _step(self, by: int) -> None:
        if not self._matches:
            return
        known = self._current is not None and self._current in self._matches
        at = self._matches.index(self._current or 0) if known else -1 if by > 0 else 0
        self._go((at + by) % len(self._matches))

    def _go(self, place: int) -> None:
        self._current = self._matches[place]
        self._bar.show_matches(place, len(self._matches))
        self._bring(self._current)

    def _bring(self, key: int) -> None:
        self._wanted = None if self._view.go_to(key) else key

    def _on_day(self, key: int | None, _last: bool) -> None:
        if key is not None:
            self._bring(key)
        elif self._model.all_ids:
            self._bring(self._model.all_ids[-1])
            self._desk.say(tr("Nothing is that old: this is where it begins."), undo=False)

    def _on_failed(self, error: ShukeError) -> None:
        self._desk.failed.emit(error)


def _matched(
    timeline: Timeline, contact: ContactId, which: Which, words: EntryWords | None, typed: str
) -> tuple[EntryWords, "array[int]"]:
    """The words of the entries, read if need be, and those that match."""
    read = timeline.words(contact, which) if words is None else words
    return read, read.matching(typed)
