"""Questions about parcels: which orders go where, together or alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal

from peewee import JOIN

from crm.addresses import Recipient, read_addresses
from crm.db.derived import BLOCK, blocks
from crm.db.models import Address, Contact, Identity, Order, OrderLine
from crm.db.store import Store
from crm.ids import ContactId, OrderId, OrderLineId, SupplierId
from crm.names import fold
from crm.orders import OrderList
from crm.orders.reading import LISTS
from crm.progress import Progress, unheard
from crm.shipping.rows import Goods, Lack, Part, Shipment

PHONE = "phone"
EVERYBODY: Final = "everybody"
Whose = SupplierId | Literal["everybody"] | None
"""Whose goods are meant: a supplier's, the seller's own and every supplier's, or only the seller's own."""

TO_SHIP = LISTS[OrderList.TO_SHIP]
NOT_SENT = (Order.shipped_on.is_null(), Order.received_on.is_null(), Order.cancelled_on.is_null())


@lru_cache(maxsize=4096)
def told_apart(text: str) -> Recipient:
    """Who and where, of an address as it was pasted. Words that say neither a place nor a phone are a place that only
    the seller knows.
    """
    found = next(iter(read_addresses(text)), Recipient())
    return found if found.where or found.region or found.phone else Recipient(detail=" ".join(text.split()))


class Reading:
    """Questions about parcels."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self, *, join: bool = True, unpaid: bool = False) -> list[Shipment]:
        """What the seller is to ship, oldest first; before it what cannot be sent yet. `unpaid`: also on credit."""
        where = NOT_SENT if unpaid else (TO_SHIP,)
        found = self.of(self._ids(*where), join=join)
        order = {Lack.PLACE: 0, Lack.PHONE: 1, None: 2}
        return sorted(found, key=lambda one: order[one.lack])

    def reportable(self, supplier: SupplierId) -> list[Shipment]:
        """What this supplier is to ship and was not told of yet, paid for, oldest first."""
        found = self._ids(
            TO_SHIP,
            Order.id.in_(
                OrderLine.select(OrderLine.order).where(
                    OrderLine.supplier == supplier, OrderLine.reported_on.is_null(), OrderLine.deleted_at.is_null()
                )
            ),
        )
        fresh = (
            replace(one, goods=tuple(goods for goods in one.goods if goods.reported_on is None))
            for one in self.of(found, whose=supplier)
        )
        return [one for one in fresh if one.goods]

    def unsent(self) -> list[Shipment]:
        """Everything that was not sent yet, whoever ships it, paid or not, oldest first."""
        return self.of(self._ids(*NOT_SENT), whose=EVERYBODY)

    def under_way(self, *, numbered: bool | None = None) -> list[Shipment]:
        """What was sent and did not arrive yet, the newest first; only with, or without, a tracking number."""
        where = [Order.shipped_on.is_null(is_null=False), Order.received_on.is_null(), Order.cancelled_on.is_null()]
        if numbered is not None:
            where.append(Order.tracking != "" if numbered else Order.tracking == "")
        return self.of(self._ids(*where), whose=EVERYBODY)[::-1]

    def of(
        self, orders: Iterable[int], *, join: bool = True, whose: Whose = None, progress: Progress = unheard
    ) -> list[Shipment]:
        """The parcels of these orders, in their order: what the seller ships, or a supplier, or `EVERYBODY`.

        Orders of one friend that go to the same person in the same place at once are one parcel, where they are
        joined. An order of which nothing is left is in no parcel. Raises `Cancelled` when `progress` does.
        """
        numbers = list(orders)
        known = _Known(self._store, numbers, progress)
        found: dict[Any, Shipment] = {}
        for place, number in enumerate(numbers):
            if place % BLOCK == 0:
                progress(place, len(numbers))
            one = known.shipment(number, whose)
            if one is None:
                continue
            key = _together(one) if join else number
            before = found.get(key)
            if before is not None:
                one = replace(before, parts=(*before.parts, *one.parts), goods=(*before.goods, *one.goods))
            found[key] = one
        return list(found.values())

    def _ids(self, *where: Any) -> list[int]:
        query = Order.select(Order.id).where(Order.deleted_at.is_null(), *where).order_by(Order.at, Order.id)
        return [row[0] for row in self._store.rows(query)]


def _together(one: Shipment) -> tuple[Any, ...]:
    """What parcels that could be one share."""
    to = one.to
    sent = (one.shipped_on, one.courier, one.tracking)
    return one.contact, one.sender, to.name, to.phone, fold(f"{to.region}{to.where}".replace(" ", "")), sent


@dataclass(frozen=True, slots=True)
class _Order:
    part: Part
    contact: int
    friend: str
    recipient: int | None
    recipient_name: str
    sender: str
    sent: tuple[str, str, date | None]


class _Known:
    """What the file knows of these orders, their goods, and where their friends live; read in a few questions."""

    def __init__(self, store: Store, numbers: Sequence[int], progress: Progress) -> None:
        self._orders: dict[int, _Order] = {}
        self._goods: defaultdict[int, list[Goods]] = defaultdict(list)
        for block in blocks(numbers):
            progress(0, len(numbers))
            self._orders |= dict(_orders(store, block))
            for line in _goods(store, block):
                self._goods[line.order].append(line)
        friends = sorted({one.recipient or one.contact for one in self._orders.values()})
        self._homes: defaultdict[int, list[Recipient]] = defaultdict(list)
        self._phones: dict[int, str] = {}
        for block in blocks(friends):
            for friend, home in _homes(store, block):
                self._homes[friend].append(home)
            self._phones |= _phones(store, block)

    def shipment(self, number: int, whose: Whose) -> Shipment | None:
        one = self._orders.get(number)
        if one is None:
            return None
        every = self._goods[number]
        goods = every if whose is EVERYBODY else [line for line in every if line.supplier == whose]
        if not goods and (every or whose not in (None, EVERYBODY)):
            return None
        who = one.recipient or one.contact
        homes = self._homes[who]
        own = one.part.address.strip()
        to = told_apart(own) if own else homes[-1] if homes else Recipient()
        name = one.recipient_name or one.friend
        courier, tracking, shipped_on = one.sent
        return Shipment(
            ContactId(one.contact),
            one.friend,
            replace(to, name=to.name or name, phone=to.phone or self._phones.get(who, "")),
            (one.part,),
            tuple(goods),
            one.sender,
            kept=not own and bool(homes),
            places=len(homes),
            courier=courier,
            tracking=tracking,
            shipped_on=shipped_on,
        )


_Recipient = Contact.alias()


def _orders(store: Store, block: list[int]) -> Iterable[tuple[int, _Order]]:
    rows = store.rows(
        Order.select(
            Order.id, Order.version, Order.number, Order.day, Order.address, Order.note, Order.owed, Order.contact,
            Contact.name, Order.recipient, _Recipient.name, Order.sender, Order.courier, Order.tracking,
            Order.shipped_on,
        )
        .join(Contact, on=(Order.contact == Contact.id))
        .switch(Order)
        .join(_Recipient, JOIN.LEFT_OUTER, on=(Order.recipient == _Recipient.id))
        .where(Order.id.in_(block), Order.deleted_at.is_null())
    )  # fmt: skip
    for row in rows:
        number, version, shown, day, address, note, owed, contact, friend, recipient, name, sender, *sent = row
        part = Part(OrderId(number), version, shown, date.fromisoformat(day), address, note, owed)
        courier, tracking, shipped_on = sent
        when = None if shipped_on is None else date.fromisoformat(shipped_on)
        yield number, _Order(part, contact, friend, recipient, name or "", sender, (courier, tracking, when))


def _goods(store: Store, block: list[int]) -> Iterable[Goods]:
    for number, order, name, quantity, supplier, reported in store.rows(
        OrderLine.select(
            OrderLine.id, OrderLine.order, OrderLine.name, OrderLine.quantity, OrderLine.supplier,
            OrderLine.reported_on,
        )
        .where(OrderLine.order.in_(block), OrderLine.deleted_at.is_null())
        .order_by(OrderLine.id)
    ):  # fmt: skip
        yield Goods(
            OrderLineId(number),
            OrderId(order),
            name,
            quantity,
            None if supplier is None else SupplierId(supplier),
            None if reported is None else date.fromisoformat(reported),
        )


def _homes(store: Store, block: list[int]) -> Iterable[tuple[int, Recipient]]:
    """The addresses of each friend, the newest last, their divisions told apart."""
    for contact, detail, region, postcode, name, phone in store.rows(
        Address.select(
            Address.contact, Address.detail, Address.region, Address.postcode, Address.recipient, Address.phone
        )
        .where(Address.contact.in_(block), Address.deleted_at.is_null())
        .order_by(Address.id)
    ):
        told = told_apart(f"{region}{detail}")
        yield contact, replace(told, name=name or told.name, phone=phone, postcode=postcode or told.postcode)


def _phones(store: Store, block: list[int]) -> dict[int, str]:
    """The phone of each friend that was noted first."""
    rows = store.rows(
        Identity.select(Identity.contact, Identity.handle)
        .where(Identity.contact.in_(block), Identity.platform == PHONE, Identity.deleted_at.is_null())
        .order_by(Identity.id.desc())
    )
    return {contact: handle for contact, handle in rows if handle}
