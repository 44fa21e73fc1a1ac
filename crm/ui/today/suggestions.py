"""The words proposed for a friend of the queue: those of the step of a sequence or the program's own, then the
seller's; others after ten copies.
"""

from datetime import date

from crm.errors import BusyError
from crm.ids import ContactId
from crm.phrases import PhraseRow
from crm.reasons import ReasonKind
from crm.today import Item
from crm.ui.desk import Desk
from crm.ui.phrases.copying import filled_for
from crm.wording.today import message, reason_word

SAME_WORDS = 10
"""After so many copies of the same words in a day others are proposed: friends talk to each other."""
MOST = 30
"""So many phrases are gone through by key."""


class Suggestions:
    """What is proposed to whom. Phrases under a heading that is the reason's own word come first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._day: date | None = None
        self._phrases: list[PhraseRow] = []
        self._chosen: dict[ContactId, int] = {}
        self._copies = desk.kept.copies

    def refresh(self, day: date) -> None:
        """Read the phrases; on another day everything begins anew. What cannot be read now stays as it was."""
        if day != self._day:
            self._day = day
            self._chosen.clear()
        self._copies.begin(day)
        try:
            self._phrases = self._desk.workspace.phrases.all()
        except BusyError:
            return

    def words(self, item: Item) -> str:
        """What is proposed to this friend now."""
        return self._words(item, self._place(item))

    def next(self, item: Item) -> str:
        """Other words for this friend; after the last ones the first again."""
        place = self._place(item)
        many = 1 + len(self._of(item))
        for step in range(1, many + 1):
            other = (place + step) % many
            if self._words(item, other) != self._words(item, place):
                self._chosen[item.row.id] = other
                break
        return self.words(item)

    def copied(self, item: Item) -> None:
        """Count that these words were copied."""
        self._copies.counts[item.reasons[0].kind, self._place(item)] += 1

    def _place(self, item: Item) -> int:
        """Which of the words: those chosen, else the first that were not copied too often today."""
        chosen = self._chosen.get(item.row.id)
        many = 1 + len(self._of(item))
        if chosen is not None and chosen < many:
            return chosen
        kind = item.reasons[0].kind
        if self._copies.counts[kind, 0] < SAME_WORDS:
            return 0
        fresh = (place for place in range(1, many) if self._copies.counts[kind, place] < SAME_WORDS)
        return next((place for place in fresh if self._words(item, place) != message(item)), 0)

    def _of(self, item: Item) -> list[PhraseRow]:
        word = reason_word(item.reasons[0].kind).casefold()
        fitting = [phrase for phrase in self._phrases if phrase.heading.strip().casefold() == word]
        return (fitting + [phrase for phrase in self._phrases if phrase not in fitting])[:MOST]

    def _words(self, item: Item, place: int) -> str:
        """The words at this place; the program's own where something of the phrase is not known of this friend."""
        own = item.step if item.reasons[0].kind is ReasonKind.STEP else ""
        if not place and not own:
            return message(item)
        filled = filled_for(self._desk, self._of(item)[place - 1].text if place else own, item.row.id)
        return message(item) if filled.empty or filled.unknown else filled.text
