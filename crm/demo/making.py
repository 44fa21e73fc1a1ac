"""Making a demo shop: friends, talks and orders that are alive today, the same for the same seed, sizes and day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from crm.accounts import FRIEND_CAP, Platform
from crm.db.models import Account, Contact, Conversation
from crm.db.store import Store
from crm.db.write import Write
from crm.demo import events
from crm.demo.friends import Friends
from crm.demo.paths import paths, shared_out
from crm.demo.pen import Calendar, Pen
from crm.demo.sales import Sales
from crm.demo.shelf import Shelf
from crm.demo.talks import spoken
from crm.demo.words import people
from crm.errors import UnknownValueError
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb

TALKS_PER_FRIEND, ORDERS_PER_FRIEND = 8, 1.5
CHUNK = 10_000
"""Rows that are made before they are written."""
MOST = 1 << events.CONTACT_BITS


class Shop(Protocol):
    """Whatever holds an open file."""

    @property
    def store(self) -> Store:
        """The door to its data."""
        ...


@dataclass(frozen=True, slots=True)
class DemoCounts:
    """How much was made."""

    contacts: int
    conversations: int
    orders: int


def make_demo(
    shop: Shop,
    contacts: int = 300,
    conversations: int | None = None,
    orders: int | None = None,
    *,
    seed: int = 1,
    progress: Progress = unheard,
) -> DemoCounts:
    """Fill a shop with people who do not exist; talks and orders follow the number of friends unless they are given.

    One step, so that Ctrl+Z takes all of it back, also from among real friends; one transaction, so that a shop of any
    size is there whole or not at all. Other writers wait meanwhile: 300 friends take some tenths of a second. Raises
    `UnknownValueError` for numbers below zero or of more than 67 million friends.
    """
    conversations = contacts * TALKS_PER_FRIEND if conversations is None else conversations
    orders = int(contacts * ORDERS_PER_FRIEND) if orders is None else orders
    for number in (contacts, conversations, orders):
        if not 0 <= number < MOST:
            raise UnknownValueError("number", str(number))
    if not contacts:
        return DemoCounts(0, 0, 0)
    store = shop.store
    rng = Random(seed)  # noqa: S311 - the same seed must give the same shop; nothing here is secret
    with store.batch(Topic.EVERYTHING, Action(Verb.MAKE_DEMO, count=contacts)) as batch:
        batch.count = contacts
        with batch.write() as write:
            pen = Pen(batch, write)
            first = write.next_number(Contact)
            if first == 1:
                with write.loading():
                    _make(pen, write, rng, Calendar.of(store.clock), (contacts, conversations, orders), progress)
            else:
                _make(pen, write, rng, Calendar.of(store.clock), (contacts, conversations, orders), progress)
                write.touched.update(range(first, first + contacts))
            pen.finish()
    return DemoCounts(contacts, conversations, orders)


def _make(
    pen: Pen, write: Write, rng: Random, calendar: Calendar, sizes: tuple[int, int, int], progress: Progress
) -> None:
    contacts, conversations, orders = sizes
    ways = paths(rng, contacts, orders)
    talks = shared_out(conversations, [path.talk_weight for path in ways])
    extra = shared_out(orders - sum(path.orders for path in ways), [path.order_weight for path in ways])
    accounts = _accounts(pen, write, contacts)
    shelf = Shelf(pen, write, calendar)
    friends = Friends(pen, rng, calendar, accounts, shelf.tiers)
    stock = shelf.wares
    sold: list[int] = []
    said: list[int] = []
    for number, path in enumerate(ways):
        friends.add(number, path)
        bought = sorted(events.orders(rng, path, number, path.orders + extra[number], len(stock)))
        sold += bought
        said += events.talks(rng, path, number, talks[number], bought, friends.deck(number), len(stock))
        if number % CHUNK == 0:
            progress(number, sum(sizes))
    friends.flush()
    sold.sort()
    said.sort()
    _write_talks(pen, rng, calendar, friends, said, lambda done: progress(contacts + done, sum(sizes)))
    sales = Sales(pen, rng, calendar, friends, stock, write)
    for number, key in enumerate(sold):
        sales.add(key)
        if number % CHUNK == 0:
            progress(contacts + conversations + number, sum(sizes))
    sales.flush()
    shelf.settle(sales.sent)
    progress(sum(sizes), sum(sizes))


def _accounts(pen: Pen, write: Write, contacts: int) -> Mapping[Platform, Sequence[int]]:
    """The seller's accounts: three on WeChat or as many as the friends need, one on each other platform."""
    words = people()["accounts"]
    needed = max(3, -(-contacts // 10_500))
    names = [(Platform.WECHAT, name) for name in words["wechat"][:needed]]
    names += [(Platform.WECHAT, f"微信{number}号") for number in range(len(names) + 1, needed + 1)]
    names += [(Platform.of(code), name) for code, some in words.items() if code != "wechat" for name in some]
    position = write.rows("SELECT coalesce(max(position), 0) FROM account")[0][0]
    numbers = pen.write(
        Account,
        ("name", "platform", "handle", "friend_cap", "position"),
        [
            (name, platform, f"demo_{platform}_{place}", FRIEND_CAP.get(platform), position + place)
            for place, (platform, name) in enumerate(names, 1)
        ],
    )
    found: dict[Platform, list[int]] = {}
    for number, (platform, _) in zip(numbers, names, strict=True):
        found.setdefault(platform, []).append(number)
    return found


TALK_COLUMNS = ("contact_id", "account_id", "platform", "direction", "kind", "at", "day", "text")


def _write_talks(
    pen: Pen, rng: Random, calendar: Calendar, friends: Friends, said: Sequence[int], progress: Callable[[int], None]
) -> None:
    rnd = rng.random
    rows: list[tuple[Any, ...]] = []
    done = 0
    for key in said:
        second, friend, product, script, turns = events.read_talk(key)
        contact, account, platform, language = friends.known(friend)
        day, at = calendar.day(second), calendar.at(second)
        kind, said_turns = spoken(script, product, language)
        for direction, ways in said_turns[:turns]:
            rows.append((contact, account, platform, direction, kind, at, day, ways[int(rnd() * len(ways))]))
            at += 20_000 + int(rnd() * 160) * 1_000
        if len(rows) >= CHUNK:
            done += len(pen.write(Conversation, TALK_COLUMNS, rows))
            rows.clear()
            progress(done)
    pen.write(Conversation, TALK_COLUMNS, rows)
