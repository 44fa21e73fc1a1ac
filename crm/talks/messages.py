"""What a record of a talk is made of, what may have to be asked about it, and what was answered."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto


class Layout(StrEnum):
    """How a record is laid out."""

    WECHAT_COPY = auto()
    """Names with a colon on lines of their own, no times."""
    TIMED_COPY = auto()
    """Names with their time on lines of their own."""
    WECHAT_MAIL = auto()
    FORWARD = auto()
    """`name: words`, a line each, no times."""
    RECORD = auto()
    """The moment, then the name, then the words below."""
    RECORD_INLINE = auto()
    """`name (moment):words`."""
    RECORD_DAYS = auto()
    """Days between stars, then `name:words`."""
    QQ_FILE = auto()
    LINE_PHONE = auto()
    LINE_PC = auto()
    WHATSAPP = auto()
    TELEGRAM_COPY = auto()
    TELEGRAM = auto()
    CHATLAB = auto()
    TABLE = auto()
    RECORD_JSON = auto()
    TAUGHT = auto()


class Kind(StrEnum):
    """What a message is."""

    TEXT = auto()
    IMAGE = auto()
    VOICE = auto()
    VIDEO = auto()
    FILE = auto()
    STICKER = auto()
    LINK = auto()
    LOCATION = auto()
    CARD = auto()
    TRANSFER = auto()
    RED_PACKET = auto()
    CALL = auto()
    FORWARD = auto()
    QUOTE = auto()
    RECALL = auto()
    SYSTEM = auto()
    OTHER = auto()


class Ask(StrEnum):
    """What the record does not say, and nobody may guess."""

    DAY = auto()
    YEAR = auto()
    ORDER = auto()
    """Whether 3/8 is in March or in August."""
    ME = auto()


class Order(StrEnum):
    """In which order the numbers of a day are written."""

    YMD = auto()
    DMY = auto()
    MDY = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the line on which it begins (from 1), its moment in the clock of whoever wrote the record (none
    while it is not known), who said it, and whether that was the seller (none while nobody knows).
    """

    line: int
    sender: str
    text: str
    at: datetime | None = None
    to_the_second: bool = False
    sender_id: str = ""
    me: bool | None = None
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Problem:
    """Lines that could not be read as part of any message; `text` is what they begin with."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One chat of a record. `platform` is empty while it is not known, `chat` the name of the chat where it is told;
    `frame` counts the lines that belong to the layout and say nothing.
    """

    layout: Layout
    platform: str
    chat: str
    messages: tuple[Message, ...]
    problems: tuple[Problem, ...] = ()
    asks: frozenset[Ask] = frozenset()
    frame: int = 0

    @property
    def senders(self) -> tuple[str, ...]:
        """Everybody who said something, in the order in which they first did."""
        return tuple(dict.fromkeys(message.sender for message in self.messages if message.sender))


@dataclass(frozen=True, slots=True)
class Answers:
    """What the seller said about a record. `day` is the day of the first message that does not say its own."""

    me: frozenset[str] = field(default_factory=frozenset)
    day: date | None = None
    year: int | None = None
    order: Order | None = None
    layout: Layout | None = None
    platform: str = ""
    taught: str = ""
    """A pattern that `crm.talks.taught` made of a message the seller marked."""
