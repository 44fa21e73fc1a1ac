"""What is found by a few letters, of every kind, as rows that a list can show."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from crm.contacts import ContactRow
from crm.conversations import Direction
from crm.ids import ContactId, ConversationId
from crm.orders import OrderRow
from crm.phrases import PhraseRow
from crm.products import ProductRow


class HitKind(StrEnum):
    """Kinds of things that are found, in the order in which they are shown."""

    FRIEND = auto()
    PRODUCT = auto()
    PHRASE = auto()
    TAG = auto()
    ORDER = auto()
    TALK = auto()


@dataclass(frozen=True, slots=True)
class TalkHit:
    """A talk; `snippet` is the part of it around the words that were looked for."""

    id: ConversationId
    contact: ContactId
    friend: str
    day: date
    direction: Direction
    snippet: str


@dataclass(frozen=True, slots=True)
class TagHit:
    """A tag that friends have."""

    name: str


Hit = ContactRow | ProductRow | PhraseRow | TagHit | OrderRow | TalkHit


@dataclass(frozen=True, slots=True)
class Group:
    """The best finds of one kind. `count` is how many there are in all, or, with `more`, at least."""

    kind: HitKind
    hits: tuple[Hit, ...]
    count: int
    more: bool = False
