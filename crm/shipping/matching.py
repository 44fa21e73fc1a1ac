"""Which parcel a tracking number is for: by the order's number, else the phone, else name and place; else asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from crm.couriers import courier_of
from crm.ids import OrderId
from crm.names import fold, normal_phone
from crm.shipping.numbers import Said, Trouble
from crm.shipping.rows import Shipment

_SHORTEST_PLACE = 4
"""Characters of an address that have to be the same, or it could be any street's."""


class Fate(StrEnum):
    """What becomes of a row."""

    SURE = auto()
    ASK = auto()
    KNOWN = auto()
    """It is written down already."""
    LEFT = auto()
    """There is nothing to be done with it."""


class Why(StrEnum):
    """How a row was matched, or why it was not."""

    ORDER = auto()
    PHONE = auto()
    PLACE = auto()
    """Name and address."""
    NAME = auto()
    """The name alone."""
    SEVERAL = auto()
    OTHER_PERSON = auto()
    """The number of the order is there, but neither name nor phone are those of its buyer."""
    OTHER_NUMBER = auto()
    """The parcel has another tracking number already."""
    TWICE = auto()
    """One tracking number for several parcels."""
    TWO_NUMBERS = auto()
    """Several tracking numbers for one parcel."""
    TAKEN = auto()
    """The tracking number stands on another order."""
    CHOSEN = auto()
    """The seller said so."""
    WRITTEN = auto()
    CLOSED = auto()
    """The order was cancelled, or has arrived."""
    FOREIGN = auto()
    NO_NUMBER = auto()
    LOST_DIGITS = auto()


@dataclass(frozen=True, slots=True)
class Match:
    """A row, what becomes of it, and the parcels it may be for, the likeliest first; sure ones have one."""

    said: Said
    fate: Fate
    why: Why
    parcels: tuple[Shipment, ...] = ()
    orders: tuple[OrderId, ...] = ()
    """The orders of the parcel that get the number; all of it, unless another row names some of them."""

    @property
    def courier(self) -> str:
        """The courier that the row names, or that the number looks like."""
        return self.said.courier or courier_of(self.said.tracking.partition(",")[0]) or ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the file holds: parcels that may still get a number, closed orders that rows name, and which tracking
    numbers are on which orders.
    """

    parcels: Sequence[Shipment]
    closed: Collection[str]
    taken: Mapping[str, Collection[OrderId]]


def match(rows: Iterable[Said], standing: Standing) -> tuple[Match, ...]:
    """What becomes of each row, in their order."""
    finder = _Finder(standing)
    found = [finder.one(said) for said in rows]
    found = [_split(one, found) for one in found]
    _clashes(found)
    return tuple(found)


def chosen(one: Match, parcel: Shipment) -> Match:
    """The row with what the seller said it is for."""
    return replace(one, fate=Fate.SURE, why=Why.CHOSEN, parcels=(parcel,), orders=parcel.orders)


class _Finder:
    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._by_order: defaultdict[str, list[Shipment]] = defaultdict(list)
        self._by_phone: defaultdict[str, list[Shipment]] = defaultdict(list)
        self._open = [parcel for parcel in standing.parcels if not parcel.tracking]
        for parcel in standing.parcels:
            for part in parcel.parts:
                self._by_order[part.number].append(parcel)
        for parcel in self._open:
            if parcel.to.phone:
                self._by_phone[_phone(parcel.to.phone)].append(parcel)

    def one(self, said: Said) -> Match:
        if said.trouble is not None:
            why = Why.LOST_DIGITS if said.trouble is Trouble.LOST_DIGITS else Why.NO_NUMBER
            return Match(said, Fate.LEFT, why)
        taken = self._standing.taken.get(said.tracking, ())
        named = {parcel.id: parcel for number in said.orders for parcel in self._by_order.get(number, ())}
        parcels = list(named.values())
        if len(parcels) == 1:
            return self._named(said, parcels[0], taken)
        if parcels:
            return _sure(said, Why.ORDER, parcels) if _one_friend(parcels) else _ask(said, Why.SEVERAL, parcels)
        if taken:
            return Match(said, Fate.KNOWN, Why.WRITTEN)
        if any(number in self._standing.closed for number in said.orders):
            return Match(said, Fate.LEFT, Why.CLOSED)
        return self._by_person(said)

    def _named(self, said: Said, parcel: Shipment, taken: Collection[OrderId]) -> Match:
        if _apart(said.tracking) <= _apart(parcel.tracking):
            return Match(said, Fate.KNOWN, Why.WRITTEN, (parcel,))
        if parcel.tracking:
            return _ask(said, Why.OTHER_NUMBER, [parcel])
        if not set(parcel.orders).issuperset(taken):
            return _ask(said, Why.TAKEN, [parcel])
        if (said.phones or said.words) and said.phones and not _fits_phone(said, parcel) and not _named(said, parcel):
            return _ask(said, Why.OTHER_PERSON, [parcel])
        return _sure(said, Why.ORDER, [parcel])

    def _by_person(self, said: Said) -> Match:
        rung = {parcel.id: parcel for phone in said.phones for parcel in self._by_phone.get(_phone(phone), ())}
        called = [parcel for parcel in self._open if _named(said, parcel)]
        if not rung and any("*" in phone for phone in said.phones):
            masked = [parcel for parcel in self._open if _fits_phone(said, parcel)]
            rung = {parcel.id: parcel for parcel in masked if parcel in called} or {one.id: one for one in masked}
            if len(rung) == 1 and not called:
                return _ask(said, Why.NAME, list(rung.values()))
        if rung:
            return _one_of(said, Why.PHONE, list(rung.values()), called)
        placed = [parcel for parcel in called if _placed(said, parcel)]
        if placed:
            return _one_of(said, Why.PLACE, placed, placed)
        if called:
            return _ask(said, Why.NAME if len(called) == 1 else Why.SEVERAL, called)
        return Match(said, Fate.LEFT, Why.FOREIGN)


def _one_of(said: Said, why: Why, parcels: list[Shipment], called: list[Shipment]) -> Match:
    """The one parcel, or the one of several whose name stands there too, or whose place; else it is asked."""
    if len(parcels) > 1:
        named = [parcel for parcel in parcels if parcel in called]
        placed = [parcel for parcel in parcels if _placed(said, parcel)]
        for fewer in (named, placed):
            if len(fewer) == 1:
                return _sure(said, why, fewer)
        return _ask(said, Why.SEVERAL, parcels)
    return _sure(said, why, parcels)


def _sure(said: Said, why: Why, parcels: Sequence[Shipment]) -> Match:
    orders = tuple(order for parcel in parcels for order in parcel.orders)
    return Match(said, Fate.SURE, why, tuple(parcels), orders)


def _ask(said: Said, why: Why, parcels: Sequence[Shipment]) -> Match:
    return Match(said, Fate.ASK, why, tuple(parcels))


def _split(one: Match, every: Sequence[Match]) -> Match:
    """Where rows name single orders of a parcel, each keeps what it names; one row alone gets the whole parcel."""
    if one.fate is not Fate.SURE or one.why is not Why.ORDER:
        return one
    named = {number for other in every if other is not one and other.fate is Fate.SURE for number in other.said.orders}
    left = [part for parcel in one.parcels for part in parcel.parts]
    kept = [part for part in left if part.number in one.said.orders or part.number not in named]
    return replace(one, orders=tuple(part.id for part in kept))


def _clashes(found: list[Match]) -> None:
    """Rows that contradict each other are asked; the same said twice is said once."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    orders: defaultdict[OrderId, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        if one.fate is Fate.SURE:
            numbers[one.said.tracking].append(place)
            for order in one.orders:
                orders[order].append(place)
    for places in numbers.values():
        first = found[places[0]]
        same = all(found[place].orders == first.orders for place in places)
        for place in places[1:] if same else places:
            if same:
                found[place] = replace(found[place], fate=Fate.KNOWN, why=Why.TWICE)
            elif not _one_friend([parcel for at in places for parcel in found[at].parcels]):
                found[place] = replace(found[place], fate=Fate.ASK, why=Why.TWICE, orders=())
    for places in orders.values():
        sure = [place for place in places if found[place].fate is Fate.SURE]
        if len({found[place].said.tracking for place in sure}) > 1:
            for place in sure:
                found[place] = replace(found[place], fate=Fate.ASK, why=Why.TWO_NUMBERS, orders=())


def _one_friend(parcels: Sequence[Shipment]) -> bool:
    return len({parcel.contact for parcel in parcels}) == 1


def _apart(tracking: str) -> set[str]:
    """The single numbers of several."""
    return set(tracking.split(", ")) - {""}


def _phone(text: str) -> str:
    return normal_phone(text) or text


def _fits_phone(said: Said, parcel: Shipment) -> bool:
    """Whether a phone of the row, perhaps with its middle hidden, is that of the parcel."""
    own = _phone(parcel.to.phone)
    return any(_phone(phone) == own or ("*" in phone and _hidden(phone, parcel.to.phone)) for phone in said.phones)


def _hidden(masked: str, phone: str) -> bool:
    head, tail = masked.partition("*")[0], masked.rpartition("*")[2]
    digits = "".join(filter(str.isdigit, phone))
    return bool(head or tail) and digits.startswith(head) and digits.endswith(tail)


def _named(said: Said, parcel: Shipment) -> bool:
    """Whether the row says who gets the parcel, or whose it is; also with stars for what is hidden (李*)."""
    words = fold(said.words)
    for name in (fold(parcel.to.name), fold(parcel.friend)):
        if len(name) > 1 and name in words:
            return True
        if name and f"{name[0]}*" in words:
            return True
    return False


def _placed(said: Said, parcel: Shipment) -> bool:
    """Whether the row says where the parcel goes."""
    words = fold(said.words).replace(" ", "")
    place = fold(parcel.to.where).replace(" ", "")
    return len(place) >= _SHORTEST_PLACE and (place in words or words.endswith(place[:8]))
