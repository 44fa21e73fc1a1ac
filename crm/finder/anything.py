"""Finding anything by a few letters: friends, products, phrases, tags, orders and what was said."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from crm.contacts import Contacts
from crm.conversations import Direction
from crm.db import search
from crm.db.models import Contact, Conversation
from crm.db.store import Store
from crm.finder.hits import Group, Hit, HitKind, TagHit, TalkHit
from crm.finder.verbs import Finder
from crm.ids import ContactId, ConversationId
from crm.names import begins, fits, fold, said_query, snippet
from crm.orders import Orders
from crm.phrases import Phrases
from crm.products import Products

MOST = 500
"""So many of one kind are found; nobody reads further, but says more words."""
SHOWN = 5
"""So many of each kind are shown at first."""

_SIGN = re.compile(r"(?=[a-z-]*[0-9])[a-z0-9-]{3,40}")
"""What may be a part of an order's or a parcel's number, folded: shorter ones fit thousands."""

Step = Callable[[], tuple[Group, ...]]


class Anything:
    """Questions about what fits a few letters."""

    def __init__(
        self, store: Store, finder: Finder, contacts: Contacts, products: Products, phrases: Phrases, orders: Orders
    ) -> None:
        self._store = store
        self._finder = finder
        self._contacts = contacts
        self._products = products
        self._phrases = phrases
        self._orders = orders

    def find(self, words: str, limit: int = SHOWN) -> tuple[Group, ...]:
        """The best finds of each kind of which there are any, in the order of the kinds; nothing for nothing typed."""
        groups = [group for step in self.steps(words, limit) for group in step()]
        return tuple(sorted(groups, key=lambda group: tuple(HitKind).index(group.kind)))

    def steps(self, words: str, limit: int = SHOWN) -> tuple[Step, ...]:
        """The same as questions to be asked one after the other, quick ones first, no kind in two of their answers."""
        if not fold(words).strip():
            return ()
        return (
            lambda: _some(
                self._friends(self._finder.search_beginnings(words, MOST + 1), limit),
                self._found(HitKind.PRODUCT, words, limit),
                self._found(HitKind.PHRASE, words, limit),
                self._found(HitKind.TAG, words, limit),
            ),
            lambda: _some(self._found(HitKind.ORDER, words, limit)),
            lambda: _some(self._found(HitKind.TALK, words, limit)),
            lambda: _some(self._friends_inside(words, limit)),
        )

    def group(self, kind: HitKind, words: str, limit: int = MOST) -> Group:
        """The finds of one kind."""
        if kind is HitKind.FRIEND:
            return self._friends(self._finder.search(words, MOST + 1), limit)
        return self._found(kind, words, limit)

    def _friends(self, ids: Sequence[ContactId], limit: int) -> Group:
        rows = self._contacts.rows(ids[:limit])
        return _group(HitKind.FRIEND, ids, [rows[number] for number in ids[:limit] if number in rows])

    def _friends_inside(self, words: str, limit: int) -> Group:
        known = self._finder.search_beginnings(words, 1)
        return self._friends([] if known else self._finder.search_inside(words, MOST + 1), limit)

    def _found(self, kind: HitKind, words: str, limit: int) -> Group:
        found: Sequence[Hit]
        match kind:
            case HitKind.PRODUCT:
                found = self._products.find(words, MOST + 1)
            case HitKind.PHRASE:
                found = self._phrases.search(words, MOST + 1)
            case HitKind.TAG:
                found = self._tags(words)
            case HitKind.ORDER:
                numbers = self._order_numbers(words)
                rows = self._orders.rows(numbers[:limit])
                return _group(kind, numbers, [rows[number] for number in numbers[:limit] if number in rows])
            case _:
                numbers = self._talk_numbers(words)
                return _group(kind, numbers, self._talks(numbers[:limit], words))
        return _group(kind, found, found[:limit])

    def _tags(self, words: str) -> list[TagHit]:
        typed = fold(words).strip()
        found = [name for _, name in self._contacts.tags() if fits(name, typed)]
        return [TagHit(name) for name in sorted(found, key=lambda name: not begins(name, typed))]

    def _order_numbers(self, words: str) -> list[int]:
        sign = "".join(fold(words).split())
        if not _SIGN.fullmatch(sign):
            return []
        ways = [search.orders_beginning(sign.upper(), MOST + 1), search.orders_inside(sign.upper(), MOST + 1)]
        if sign != sign.upper():
            ways.append(search.orders_inside(sign, MOST + 1))
        for way in ways:
            if found := self._store.rows(way):
                return [number for (number,) in found]
        return []

    def _talk_numbers(self, words: str) -> list[int]:
        query = said_query(words)
        return [number for (number,) in self._store.rows(search.talks(query, MOST + 1))] if query else []

    def _talks(self, numbers: Iterable[int], words: str) -> list[Hit]:
        wanted = list(numbers)
        rows = self._store.rows(
            Conversation.select(
                Conversation.id, Contact.id, Contact.name, Conversation.day, Conversation.direction, Conversation.text
            )
            .join(Contact)
            .where(Conversation.id.in_(wanted))
        )
        found = {
            number: TalkHit(
                ConversationId(number),
                ContactId(contact),
                name,
                date.fromisoformat(day),
                Direction(direction),
                snippet(text, words),
            )
            for number, contact, name, day, direction, text in rows
        }
        return [found[number] for number in wanted if number in found]


def _group(kind: HitKind, every: Sequence[object], shown: Sequence[Hit]) -> Group:
    return Group(kind, tuple(shown), min(len(every), MOST), more=len(every) > MOST)


def _some(*groups: Group) -> tuple[Group, ...]:
    return tuple(group for group in groups if group.count)
