"""When things happened in a demo shop: every talk and every order of a friend, each packed into one number.

The numbers of all friends are sorted, so that rows are made in the order of time like those of a real shop, and two
million of them fit into memory.
"""

from collections.abc import Iterator, Mapping
from random import Random

from crm.demo.paths import CUSTOMER, DAYS, LAST, OWING, Path
from crm.demo.talks import scripts

DAY = 86_400
OPENS, HOURS = 9 * 3_600, 12.5 * 3_600
"""Talks begin between 9:00 and 21:30, so that the last turn is on the same day in every time zone."""

TOPICS = (
    ("ask", "like", "like", "greet"),
    ("ask", "like", "ask", "like", "chat"),
    ("chat", "chat", "ask", "like", "chat"),
    ("chat", "after", "chat", "ask", "like"),
    ("agent", "agent", "chat", "after", "agent"),
)
"""What is talked about with friends of each stage."""

CONTACT_BITS, PRODUCT_BITS, SCRIPT_BITS, TURN_BITS = 26, 6, 10, 4


def order_key(second: int, contact: int, product: int, *, first: bool, unpaid: bool) -> int:
    """An order as a number that sorts by its moment. `second` counts from the first day's midnight."""
    return (((second << CONTACT_BITS | contact) << PRODUCT_BITS | product) << 2) | unpaid << 1 | first


def read_order(key: int) -> tuple[int, int, int, bool, bool]:
    """Second, friend, product, whether it is their first, whether it is surely unpaid."""
    rest = key >> 2
    product, rest = rest & (1 << PRODUCT_BITS) - 1, rest >> PRODUCT_BITS
    return rest >> CONTACT_BITS, rest & (1 << CONTACT_BITS) - 1, product, bool(key & 1), bool(key & 2)


def talk_key(second: int, contact: int, product: int, script: int, turns: int) -> int:
    """A talk as a number that sorts by its moment; of the script, only the first turns were said."""
    head = (second << CONTACT_BITS | contact) << PRODUCT_BITS | product
    return (head << SCRIPT_BITS | script) << TURN_BITS | turns


def read_talk(key: int) -> tuple[int, int, int, int, int]:
    """Second, friend, product, script, turns."""
    turns, rest = key & (1 << TURN_BITS) - 1, key >> TURN_BITS
    script, rest = rest & (1 << SCRIPT_BITS) - 1, rest >> SCRIPT_BITS
    product, rest = rest & (1 << PRODUCT_BITS) - 1, rest >> PRODUCT_BITS
    return rest >> CONTACT_BITS, rest & (1 << CONTACT_BITS) - 1, product, script, turns


def orders(rng: Random, path: Path, contact: int, count: int, products: int) -> list[int]:
    """So many orders of one friend: the first when they became a customer, an unpaid one where their role owes."""
    if not count or path.first_order is None:
        return []
    rnd = rng.random
    liked = int(rnd() * products)
    first = path.first_order
    found = [order_key(first * DAY + 8 * 3_600 + int(rnd() * 3_000), contact, liked, first=True, unpaid=False)]
    more = count - 1
    if path.role in OWING and more:
        owing = (DAYS - OWING[path.role]) * DAY
        found.append(order_key(owing + 10 * 3_600 + int(rnd() * 9_000), contact, liked, first=False, unpaid=True))
        more -= 1
    span = path.end - first + 1
    for _ in range(more):
        product = liked if rnd() < 0.55 else int(rnd() * products)
        second = (first + int(rnd() * span)) * DAY + OPENS + int(rnd() * HOURS)
        found.append(order_key(second, contact, product, first=False, unpaid=False))
    return found


def talks(
    rng: Random, path: Path, contact: int, count: int, bought: list[int], deck: Mapping[str, range], products: int
) -> Iterator[int]:
    """Talks of one friend that have so many turns together: before orders, at the end, and in between."""
    rnd = rng.random
    known = scripts()
    favourite = int(rnd() * products)
    left = count
    for key in bought[-max(1, count // 6) :]:
        if left < 3:
            break
        at, _, product, *_ = read_order(key)
        script = _dealt(rnd(), deck["order"])
        turns = min(left, len(known[script].turns))
        yield talk_key(at - 1_500 + int(rnd() * 600), contact, product, script, turns)
        left -= turns
    last, span = True, path.end - path.added + 1
    while left:
        day = path.end if last else path.added + int(rnd() * span)
        rank = path.rank_on(day)
        topics = TOPICS[rank]
        topic = "greet" if day - path.added < 2 and rank < CUSTOMER else topics[int(rnd() * len(topics))]
        script = _dealt(rnd(), deck[topic])
        turns = min(left, len(known[script].turns))
        product = favourite if rnd() < 0.6 else int(rnd() * products)
        yield talk_key(min(day, LAST) * DAY + OPENS + int(rnd() * HOURS), contact, product, script, turns)
        left -= turns
        last = False


def _dealt(dice: float, deck: range) -> int:
    return deck.start + int(dice * len(deck))
