"""Questions about orders: lists as ordered ids, rows of what is looked at, one whole order, sums."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, SQL, fn

from crm.clock import from_ms
from crm.db import search
from crm.db.models import Contact, Order, OrderLine, Parcel, ParcelLine, Payment, Product
from crm.db.store import Store
from crm.ids import AccountId, ContactId, LineId, OrderId, ParcelId, ProductId
from crm.names import parse_query
from crm.orders.rows import (
    LineRow,
    Narrowed,
    OrderCard,
    OrderList,
    OrderRow,
    OrderSort,
    ParcelRow,
    PaymentRow,
    PriceReason,
    ProposedPrice,
)
from crm.payments import PayMethod
from crm.prices import listed_price

PARTLY = "SELECT order_id FROM parcel WHERE deleted_at IS NULL {}"
ASKED_AFTER = (3, 14)
"""From so many days after it arrived, and for so long, one asks how it is."""
COLUMNS = (
    Order.id, Order.uuid, Order.version, Order.number, Order.contact, Contact.name, Order.at, Order.day, Order.summary,
    Order.total, Order.paid, Order.owed, Order.shipped_on, Order.received_on, Order.cancelled_on, Order.courier,
    Order.tracking, SQL(f'"t1"."id" IN ({PARTLY.format("AND order_id = t1.id")})'), Order.on_delivery,
)  # fmt: skip

# written out, since an index of chosen rows serves only a condition with the same literals
OPEN = '"t1"."cancelled_on" IS NULL AND "t1"."received_on" IS NULL'
LISTS = {
    OrderList.TO_PAY: SQL('"t1"."owed" > 0'),
    OrderList.TO_SHIP: SQL(
        f'{OPEN} AND "t1"."shipped_on" IS NULL AND ("t1"."owed" = 0 OR "t1"."on_delivery")'
        f' AND "t1"."id" NOT IN ({PARTLY.format("")})'
    ),
    OrderList.PARTLY_SENT: SQL(f'{OPEN} AND "t1"."shipped_on" IS NULL AND "t1"."id" IN ({PARTLY.format("")})'),
    OrderList.ON_THE_WAY: SQL(f'{OPEN} AND "t1"."shipped_on" IS NOT NULL'),
    OrderList.DONE: SQL('"t1"."cancelled_on" IS NULL AND "t1"."received_on" IS NOT NULL AND "t1"."owed" = 0'),
}
ASK = """"t1"."cancelled_on" IS NULL AND "t1"."received_on" BETWEEN ? AND ? AND EXISTS
  (SELECT 1 FROM contact c
    WHERE c.id = "t1"."contact_id" AND c.standing = 'active' AND c.quiet_since <= "t1"."received_on")
"""


class Reading:
    """Questions about orders."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(
        self,
        which: OrderList = OrderList.ALL,
        sort: OrderSort = OrderSort.DAY,
        *,
        descending: bool = True,
        words: str = "",
        limit: int | None = None,
        narrowed: Narrowed | None = None,
    ) -> "array[int]":
        """The orders of a list, in order. `words` are the beginning of a number, or what the friend is found by."""
        query = self._chosen(which, Order.select(Order.id))
        if narrowed is not None:
            query = query.where(*_within(narrowed))
        if sort is OrderSort.FRIEND:
            query = query.join(Contact)
        if words.strip():
            query = query.where(_worded(words))
        by: dict[OrderSort, Any] = {
            OrderSort.DAY: Order.at,
            OrderSort.NUMBER: Order.number,
            OrderSort.FRIEND: Contact.name_key,
            OrderSort.TOTAL: Order.total,
            OrderSort.OWED: Order.owed,
        }
        columns = [column.desc() if descending else column.asc() for column in (by[sort], Order.id)]
        query = query.order_by(*columns)
        return self._store.ids(query if limit is None else query.limit(limit))

    def counts(self, lists: Iterable[OrderList] = tuple(OrderList)) -> dict[OrderList, int]:
        """How many orders stand in each of these lists."""
        return {which: self._store.rows(self._chosen(which, Order.select(fn.COUNT(Order.id))))[0][0] for which in lists}

    def owed(self) -> int:
        """Everything that is owed, in minor units."""
        query = Order.select(fn.COALESCE(fn.SUM(Order.owed), 0))
        return int(self._store.rows(query.where(Order.owed > 0))[0][0])

    def rows(self, ids: Iterable[int]) -> dict[int, OrderRow]:
        """The rows of those orders that are not in the bin."""
        found = self._store.rows(
            Order.select(*COLUMNS).join(Contact).where(Order.id.in_(list(ids)), Order.deleted_at.is_null())
        )
        return {row[0]: _row(row) for row in found}

    def row(self, order: OrderId) -> OrderRow:
        """One order. Raises `MissingError`."""
        query = Order.select(*COLUMNS).join(Contact).where(Order.id == order, Order.deleted_at.is_null())
        return _row(self._store.row(query, "order", order))

    def of(self, contact: ContactId) -> list[OrderRow]:
        """The orders of a friend, newest first."""
        found = self._store.rows(
            Order.select(*COLUMNS)
            .join(Contact)
            .where(Order.contact == contact, Order.deleted_at.is_null())
            .order_by(Order.at.desc(), Order.id.desc())
        )
        return [_row(row) for row in found]

    def card(self, order: OrderId) -> OrderCard:
        """Everything about one order. Raises `MissingError`."""
        row = self.row(order)
        fee, discount, note, channel, address, account, spent, kept, *rest = self._store.row(
            Order.select(
                Order.shipping_fee, Order.discount, Order.note, Order.channel, Order.address, Order.account,
                Order.shipping_cost, Order.fee, Order.sender, Order.recipient, Order.cost, Order.uncosted,
            ).where(Order.id == order),
            "order",
            order,
        )  # fmt: skip
        sender, recipient, goods, uncosted = rest
        names = {} if recipient is None else dict(
            self._store.rows(Contact.select(Contact.id, Contact.name).where(Contact.id == recipient))
        )  # fmt: skip
        parcels = self._parcels(order)
        payments = self._store.rows(
            Payment.select(Payment.amount, Payment.method, Payment.day, Payment.receipt)
            .where(Payment.order == order, Payment.deleted_at.is_null())
            .order_by(Payment.at, Payment.id)
        )
        return OrderCard(
            row=row,
            lines=self._lines(order, parcels),
            payments=tuple(
                PaymentRow(amount, PayMethod.read(method), date.fromisoformat(day), receipt)
                for amount, method, day, receipt in payments
            ),
            shipping_fee=fee,
            discount=discount,
            note=note,
            channel=channel,
            address=address,
            account=None if account is None else AccountId(account),
            parcels=parcels,
            shipping_cost=spent,
            fee=kept,
            sender=sender,
            recipient=None if recipient is None else ContactId(recipient),
            recipient_name=names.get(recipient, ""),
            cost=goods,
            uncosted=uncosted,
        )

    def _lines(self, order: OrderId, parcels: Iterable[ParcelRow]) -> tuple[LineRow, ...]:
        sent: defaultdict[int, int] = defaultdict(int)
        for parcel in parcels:
            for line, units in parcel.units:
                sent[line] += units
        found = self._store.rows(
            OrderLine.select(
                OrderLine.id, OrderLine.product, OrderLine.name, OrderLine.quantity, OrderLine.unit_price,
                OrderLine.gift, OrderLine.unit_cost,
            )
            .where(OrderLine.order == order, OrderLine.deleted_at.is_null())
            .order_by(OrderLine.id)
        )  # fmt: skip
        return tuple(
            LineRow(
                None if product is None else ProductId(product), name, quantity, price, LineId(number), bool(gift),
                cost, sent[number],
            )
            for number, product, name, quantity, price, gift, cost in found
        )  # fmt: skip

    def _parcels(self, order: OrderId) -> tuple[ParcelRow, ...]:
        units: defaultdict[int, list[tuple[LineId, int]]] = defaultdict(list)
        for parcel, line, quantity in self._store.rows(
            ParcelLine.select(ParcelLine.parcel, ParcelLine.line, ParcelLine.quantity)
            .join(Parcel)
            .where(Parcel.order == order, Parcel.deleted_at.is_null(), ParcelLine.deleted_at.is_null())
            .order_by(ParcelLine.id)
        ):
            units[parcel].append((LineId(line), quantity))
        found = self._store.rows(
            Parcel.select(Parcel.id, Parcel.courier, Parcel.tracking, Parcel.shipped_on, Parcel.received_on)
            .where(Parcel.order == order, Parcel.deleted_at.is_null())
            .order_by(Parcel.id)
        )
        return tuple(
            ParcelRow(
                ParcelId(number), courier, tracking, date.fromisoformat(shipped), _day(received), tuple(units[number])
            )
            for number, courier, tracking, shipped, received in found
        )

    def _chosen(self, which: OrderList, query: Any) -> Any:
        query = query.where(Order.deleted_at.is_null())
        if which is OrderList.ALL:
            return query
        if which is OrderList.TO_ASK:
            today, (least, most) = self._store.clock.today(), ASKED_AFTER
            days = (today - timedelta(days=most), today - timedelta(days=least))
            return query.where(SQL(f"({ASK})", [day.isoformat() for day in days]))
        return query.where(LISTS[which])

    def proposed_price(self, contact: ContactId | None, product: ProductId, quantity: int = 1) -> ProposedPrice:
        """What so many units cost this friend each: their own price, else their tier's, else everybody's from so many
        on, else what they last paid, else the retail price. Raises `MissingError`.

        `quantity` is how many are ordered. A gift is no price, and an order that was cancelled or not paid at all
        proves none.
        """
        retail = self._store.row(
            Product.select(Product.price).where(Product.id == product, Product.deleted_at.is_null()),
            "product",
            product,
        )[0]
        if (listed := listed_price(self._store, contact, product, quantity)) is not None:
            reason = PriceReason(listed.whose.value)
            return ProposedPrice(listed.price, reason, tier=listed.tier, at_least=listed.at_least)
        found = self._store.rows(
            Order.select(OrderLine.unit_price, Order.day)
            # by the friend's orders, and never by all lines of a product that everybody buys
            .join(OrderLine, JOIN.CROSS)
            .where(
                OrderLine.order == Order.id,
                Order.contact == contact,
                Order.deleted_at.is_null(),
                Order.cancelled_on.is_null(),
                Order.paid > 0,
                OrderLine.product == product,
                OrderLine.unit_price > 0,
                OrderLine.deleted_at.is_null(),
            )
            .order_by(Order.at.desc(), Order.id.desc(), OrderLine.id)
            .limit(1)
        )
        if not found:
            return ProposedPrice(retail, PriceReason.RETAIL)
        price, day = found[0]
        return ProposedPrice(price, PriceReason.LAST_PAID, date.fromisoformat(day))


def _within(narrowed: Narrowed) -> list[Any]:
    if narrowed.ids is not None:
        return [Order.id.in_(SQL("(SELECT value FROM json_each(?))", [json.dumps(narrowed.ids)]))]
    found: list[Any] = [Order.cancelled_on.is_null()]
    if narrowed.first is not None:
        found.append(Order.day >= narrowed.first)
    if narrowed.last is not None:
        found.append(Order.day <= narrowed.last)
    if narrowed.channels is not None:
        found.append(Order.channel.in_(narrowed.channels))
    return found


def _worded(words: str) -> Any:
    query = parse_query(words)
    number = Order.number.startswith(words.strip())
    return number if not query.fts else number | Order.contact.in_(SQL(f"({search.MATCHING})", (query.fts,)))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _row(columns: tuple[Any, ...]) -> OrderRow:
    number, uuid, version, shown, contact, friend, at, day, summary, total, paid, owed, *rest = columns
    shipped, received, cancelled, courier, tracking, partly, on_delivery = rest
    return OrderRow(
        OrderId(number),
        uuid,
        version,
        shown,
        ContactId(contact),
        friend,
        from_ms(at),
        date.fromisoformat(day),
        summary,
        total,
        paid,
        owed,
        _day(shipped),
        _day(received),
        _day(cancelled),
        courier,
        tracking,
        bool(partly) and shipped is None,
        bool(on_delivery),
    )
