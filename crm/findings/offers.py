"""What is offered of what was found: nothing that is known already, and nothing that is too late."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.contacts import AddressText, Handle
from crm.findings.finds import Amount, Finding, Promised, Wanted
from crm.ids import ProductId
from crm.names import fold
from crm.orders import LineDraft

ORDERED_WITHIN = timedelta(days=14)
"""An order with the same lines, made so long after a talk, came of it."""
ORDERED_LATELY = timedelta(days=30)
"""Orders are drafted of talks that are no older."""
_MARKS = re.compile(r"[\W_]+")
_SAME_FROM = 6
"""So many characters of an address tell it from others."""


@dataclass(frozen=True, slots=True)
class ProposedOrder:
    """An order that a talk speaks of: what, at what amount, what came of it, to where, as far as it says so."""

    lines: tuple[Wanted, ...]
    amount: Amount | None = None
    paid: int = 0
    address: AddressText | None = None


Proposed = Handle | AddressText | Promised | ProposedOrder


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could be kept with one click, and the words that led to it."""

    value: Proposed
    words: str


@dataclass(frozen=True, slots=True)
class KnownPromise:
    """A promise that was made to the friend, whether it is open or kept."""

    text: str
    due: date
    open: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a friend already; of orders the day and how many of which product."""

    handles: frozenset[Handle] = frozenset()
    addresses: tuple[AddressText, ...] = ()
    promises: tuple[KnownPromise, ...] = ()
    orders: tuple[tuple[date, frozenset[tuple[ProductId, int]]], ...] = ()


def offers(findings: Sequence[Finding], known: Known, day: date, today: date) -> tuple[Offer, ...]:
    """What of these findings, in a talk of this day, is worth keeping today; each thing once."""
    found = [*_ways(findings, known), *_addresses(findings, known), *_promises(findings, known, today)]
    order = _order(findings)
    if order is not None and today - day <= ORDERED_LATELY and not _is_ordered(order.value, known, day):
        found.append(order)
    return tuple(found)


def _ways(findings: Sequence[Finding], known: Known) -> Iterator[Offer]:
    seen = {(handle.platform, handle.key) for handle in known.handles}
    for one in findings:
        if isinstance(one.value, Handle) and one.value.key and (way := (one.value.platform, one.value.key)) not in seen:
            seen.add(way)
            yield Offer(one.value, one.words)


def _addresses(findings: Sequence[Finding], known: Known) -> Iterator[Offer]:
    there = [_place(address) for address in known.addresses]
    for one in findings:
        if isinstance(one.value, AddressText) and not any(_same_place(_place(one.value), other) for other in there):
            there.append(_place(one.value))
            yield Offer(one.value, one.words)


def _promises(findings: Sequence[Finding], known: Known, today: date) -> Iterator[Offer]:
    seen = {(_bare(one.text), None if one.open else one.due) for one in known.promises}
    seen |= {(_bare(one.text), one.due) for one in known.promises}
    for one in findings:
        if not isinstance(one.value, Promised) or one.value.day < today:
            continue
        text = _bare(one.value.text)
        if not {(text, None), (text, one.value.day)} & seen:
            seen.add((text, one.value.day))
            yield Offer(one.value, one.words)


def _order(findings: Sequence[Finding]) -> Offer | None:
    """What was wanted: of each product the number that was said last."""
    wanted = {one.value.product: one for one in findings if isinstance(one.value, Wanted)}
    if not wanted:
        return None
    lines = tuple(one.value for one in wanted.values() if isinstance(one.value, Wanted))
    money = [one for one in findings if isinstance(one.value, Amount)]
    paid, amount = _last(money, lambda one: one.paid), _amount(money)
    address = next((one for one in findings if isinstance(one.value, AddressText)), None)
    told = {one.start: one for one in (*wanted.values(), paid, amount, address) if one is not None}
    words = " … ".join(told[start].words for start in sorted(told))
    return Offer(
        ProposedOrder(
            lines,
            amount.value if amount is not None and isinstance(amount.value, Amount) else None,
            paid.value.minor if paid is not None and isinstance(paid.value, Amount) else 0,
            address.value if address is not None and isinstance(address.value, AddressText) else None,
        ),
        words,
    )


def _amount(found: Sequence[Finding]) -> Finding | None:
    """The amount of the order: the last that is said to be of everything, else the only one that did not come."""
    whole = _last(found, lambda one: one.whole)
    others = [one for one in found if isinstance(one.value, Amount) and not one.value.paid]
    return whole or (others[0] if len({one.value for one in others}) == 1 else None)


def _last(found: Sequence[Finding], fits: Callable[[Amount], bool]) -> Finding | None:
    told = [one for one in found if isinstance(one.value, Amount) and fits(one.value)]
    return told[-1] if told else None


def _is_ordered(order: Proposed, known: Known, day: date) -> bool:
    assert isinstance(order, ProposedOrder)  # it was made here
    lines = frozenset((line.product, line.quantity) for line in order.lines)
    return any(day <= on <= day + ORDERED_WITHIN and lines == there for on, there in known.orders)


def _place(address: AddressText) -> tuple[str, str]:
    return _bare(address.detail), _bare(address.region + address.detail)


def _same_place(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the one names the same door as the other: written the same, or with less around it."""
    if one[0] == other[0]:
        return True
    return any(len(a) >= _SAME_FROM and a in b for a, b in ((one[0], other[1]), (other[0], one[1])))


def _bare(text: str) -> str:
    return _MARKS.sub("", fold(text))


def priced(
    wanted: Sequence[tuple[Wanted, int]], amount: Amount | None, paid: int = 0
) -> tuple[tuple[LineDraft, ...], int, int]:
    """Lines, discount and what was paid, in minor units: the usual prices as the amount that was named corrects them.

    The price of one, and the amount of one line, become its price; what several lines cost less is a discount. No more
    is paid than it costs.
    """
    lines = tuple(LineDraft(one.product, one.name, one.quantity, price) for one, price in wanted)
    discount = 0
    total = sum(line.total for line in lines)
    if amount is not None and len(lines) == 1:
        lines = (replace(lines[0], unit_price=_price(lines[0], amount)),)
        total = lines[0].total
    elif amount is not None and not amount.each:
        discount = max(total - amount.minor, 0)
    return lines, discount, min(paid, total - discount)


def _price(line: LineDraft, amount: Amount) -> int:
    """The price of one, as the amount says it."""
    if amount.each or (not amount.whole and amount.minor == line.unit_price):
        return amount.minor
    price, rest = divmod(amount.minor, line.quantity)
    return line.unit_price if rest else price
