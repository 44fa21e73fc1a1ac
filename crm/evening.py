"""The day at its end: what was done on it, and whom tomorrow brings. Reading it writes nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, auto
from typing import Any

from crm.clock import from_ms, to_ms
from crm.conversations import Direction, Kind
from crm.db import evening_sql
from crm.db.store import Store
from crm.follow_ups import later
from crm.ids import ContactId, OrderId
from crm.stages import Stage
from crm.today import Item, Today

MOST = 500
"""So many friends are named behind each figure; all of them are counted."""
TOMORROW = 30
"""So many of tomorrow's friends are named."""


class Figure(StrEnum):
    """What the day is told in: friends, of orders and money the orders and payments."""

    TALKS = auto()
    ANSWERS = auto()
    ORDERS = auto()
    MONEY = auto()
    MOVES = auto()
    PROMISES = auto()


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened with a friend: what a talk was and said, an order or a payment, a move, a promise."""

    figure: Figure
    contact: ContactId
    name: str
    text: str = ""
    at: datetime | None = None
    kind: Kind | None = None
    direction: Direction | None = None
    order: OrderId | None = None
    amount: int = 0
    stages: tuple[Stage, Stage] | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """How many there were, what they amount to (minor units), and the newest of them."""

    count: int
    deeds: tuple[Deed, ...]
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a day brought. `kinds` counts the talks of each kind, `settled` the friends who were seen to on Today."""

    day: date
    parts: dict[Figure, Part]
    kinds: dict[Kind, int]
    settled: int

    @property
    def nothing(self) -> bool:
        """Whether nothing was done at all."""
        return not self.settled and not any(part.count for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """How many are due on the next day as things stand, and the first of them with their reasons."""

    day: date
    due: int
    items: tuple[Item, ...]


class Evening:
    """Looks back on a day, and ahead to the next."""

    def __init__(self, store: Store, today: Today) -> None:
        self._store = store
        self._today = today

    def done(self, day: date | None = None) -> Done:
        """What a day (today) brought."""
        clock = self._store.clock
        day = day or clock.today()
        values = {
            "day": day.isoformat(),
            "since": to_ms(clock.moment_of(day, time.min)),
            "until": to_ms(clock.moment_of(later(day, 1), time.min)),
            "most": MOST,
        }

        def ask(sql: str) -> list[tuple[Any, ...]]:
            needed = {name: value for name, value in values.items() if f":{name}" in sql}
            return self._store.rows((sql, needed))

        kinds = {Kind(kind): int(count) for kind, count in ask(evening_sql.TALK_COUNTS)}
        talks = ask(evening_sql.TALKS)
        answers = ask(evening_sql.ANSWERED)
        moves = ask(evening_sql.MOVED)
        kept = ask(evening_sql.KEPT)
        return Done(
            day,
            {
                Figure.TALKS: _part(talks, [_talk(Figure.TALKS, *row[1:]) for row in talks]),
                Figure.ANSWERS: _part(answers, [_talk(Figure.ANSWERS, *row[1:]) for row in answers]),
                Figure.ORDERS: _money(Figure.ORDERS, ask(evening_sql.ORDERS)),
                Figure.MONEY: _money(Figure.MONEY, ask(evening_sql.PAID)),
                Figure.MOVES: _part(
                    moves,
                    [
                        Deed(Figure.MOVES, ContactId(contact), name, reason, stages=(Stage(before), Stage(after)))
                        for _, contact, name, before, after, reason in moves
                    ],
                ),
                Figure.PROMISES: _part(
                    kept,
                    [
                        Deed(Figure.PROMISES, ContactId(contact), name, text, due=date.fromisoformat(due))
                        for _, contact, name, text, due in kept
                    ],
                ),
            },
            kinds,
            settled=int(ask(evening_sql.SETTLED)[0][0]),
        )

    def tomorrow(self) -> Tomorrow:
        """Whom the next day brings, as things stand now."""
        day = later(self._store.clock.today(), 1)
        queue = self._today.queue(day, TOMORROW)
        return Tomorrow(day, len(queue.items) + (queue.waiting or 0), queue.items)


def _talk(figure: Figure, contact: int, name: str, kind: str, direction: str, text: str, at: int) -> Deed:
    return Deed(figure, ContactId(contact), name, text, from_ms(at), Kind(kind), Direction(direction))


def _part(rows: list[tuple[Any, ...]], deeds: list[Deed], amount: int = 0) -> Part:
    return Part(int(rows[0][0]) if rows else 0, tuple(deeds), amount)


def _money(figure: Figure, rows: list[tuple[Any, ...]]) -> Part:
    deeds = [
        Deed(figure, ContactId(contact), name, summary, order=OrderId(order), amount=amount)
        for _, _, contact, name, order, summary, amount in rows
    ]
    return _part(rows, deeds, int(rows[0][1]) if rows else 0)
