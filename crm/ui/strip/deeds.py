"""What is done with a friend from the strip. Each is one step; "" where it could not be done, which was told then."""

from dataclasses import replace
from datetime import date

from crm.conversations import Direction
from crm.follow_ups import Snooze
from crm.reasons import ByHand
from crm.today import Item
from crm.ui.desk import Desk
from crm.ui.strip.keys import KEYS
from crm.ui.strip.log import How
from crm.wording import tr, trc
from crm.wording.days import day_words

DIRECTIONS = {
    How.CONTACTED: Direction.OUT,
    How.ANSWERED: Direction.IN,
    How.NO_ANSWER: Direction.OUT,
    How.TALKED: Direction.BOTH,
}


class Deeds:
    """Who is in today's queue is seen to by them, as on Today; with everybody else it is only logged."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shop = desk.workspace

    def log(self, item: Item, how: How, text: str, next_day: date | None) -> str:
        """Log what was said, or in a word what it was."""
        words, name = text or KEYS[how.value].short(), item.row.name
        if not self._desk.did(lambda: self._talked(item, words, DIRECTIONS[how], next_day)):
            return ""
        self._desk.drafts.pop(item.row.id, None)
        if next_day is None:
            return tr("Logged with {name}", name=name)
        return tr("Logged with {name}, next: {day}", name=name, day=self._day(next_day))

    def sent(self, item: Item, text: str) -> str:
        """What was copied went out."""
        contact, kept = item.row.id, self._desk.kept
        if item.reasons:
            done = self._desk.did(lambda: self._shop.today.sent(contact, text))
        else:
            done = self._desk.did(lambda: self._shop.conversations.log(contact, text, direction=Direction.OUT))
        if not done:
            return ""
        kept.copied.pop(contact, None)
        kept.messages.pop(contact, None)
        return tr("Sent to {name}", name=item.row.name)

    def plan(self, item: Item, choice: Snooze) -> str:
        """Be in touch so much later."""
        day = choice.after(self._shop.clock.today())
        if not self._desk.did(lambda: self._shop.follow_ups.set(item.row.id, day)):
            return ""
        return trc("today", "Next with {name}: {day}", name=item.row.name, day=self._day(day))

    def _talked(self, item: Item, text: str, direction: Direction, next_day: date | None) -> None:
        if item.reasons:
            self._shop.today.talked(item.row.id, text, direction, next_day)
        else:
            self._shop.conversations.log(item.row.id, text, direction=direction, next_touch=next_day)

    def _day(self, day: date) -> str:
        return day_words(day, self._shop.clock.today())


def due(item: Item) -> Item:
    """Somebody who is not due gets the words of a friend one meant to be in touch with."""
    return item if item.reasons else replace(item, reasons=(ByHand(0, ""),))
