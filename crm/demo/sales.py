"""Writing the orders of a demo shop, with their lines, payments and parcels, and the stages they speak for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from crm.db.models import Order, OrderLine, Payment
from crm.db.write import Write
from crm.demo.events import DAY, read_order
from crm.demo.friends import Friends
from crm.demo.paths import LAST
from crm.demo.pen import Calendar, Pen
from crm.demo.shelf import Ware
from crm.demo.words import goods, people
from crm.orders import Channel

CHUNK = 5_000
ORDERS = (
    "contact_id", "account_id", "number", "at", "day", "channel", "note", "shipping_fee", "discount", "address",
    "courier", "tracking", "shipped_on", "received_on", "cancelled_on",
)  # fmt: skip
LINES = ("contact_id", "order_id", "product_id", "name", "quantity", "unit_price", "unit_cost")
PAYMENTS = ("contact_id", "order_id", "amount", "method", "at", "day")
METHODS = {
    "hans": ("微信转账", "微信转账", "支付宝", "现金"),
    "hant": ("LINE Pay", "銀行轉帳"),
    "en": ("PayPal", "WeChat Pay"),
}
AGENT_PRICE = 0.75
CHANNELS = (
    Channel.MOMENTS, Channel.MOMENTS, Channel.MOMENTS, Channel.LIVE, Channel.MOMENTS, Channel.WECHAT_SHOP,
    Channel.MOMENTS, Channel.WEIDIAN, "", Channel.OFFLINE,
)  # fmt: skip
"""Where one order after the other came from."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """When an order left and came, or was called off; days by number, none where it did not."""

    shipped: int | None = None
    received: int | None = None
    cancelled: int | None = None


class Sales:
    """Writes orders in the order of their moments."""

    def __init__(
        self, pen: Pen, rng: Random, calendar: Calendar, friends: Friends, stock: Sequence[Sequence[Ware]], write: Write
    ) -> None:
        self._pen = pen
        self._rng = rng
        self._calendar = calendar
        self._friends = friends
        self._stock = stock
        self._order = pen.next(Order)
        self.sent: Counter[int] = Counter()
        """how many units of each product were sent"""
        self._numbers = Counter(number.split("-")[0] for (number,) in write.rows(Order.select(Order.number)))
        self._orders: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Any, ...]] = []
        self._payments: list[tuple[Any, ...]] = []

    def add(self, key: int) -> None:
        """One more order."""
        second, friend, product, first, unpaid = read_order(key)
        rnd, day = self._rng.random, second // DAY
        contact, account, _, language = self._friends.known(friend)
        waiting = unpaid or (not first and rnd() < (0.1 if day > LAST - 15 else 0.003))
        parcel = Parcel() if unpaid else self._parcel(day, waiting=waiting, first=first)
        amount = self._add_lines(contact, product, parcel, agent=self._friends.agent_on(friend, day))
        fee = 0 if amount >= 9_900 else 800
        discount = 500 if amount > 20_000 and rnd() < 0.2 else 0
        if parcel.cancelled is None:
            self._pay(contact, language, second, amount + fee - discount, waiting=waiting, deposit=not unpaid)
        days, words = self._calendar.days, people()
        couriers = words["couriers_hant" if language == "hant" else "couriers"]
        sent = parcel.shipped is not None
        date = days[day].replace("-", "")
        self._numbers[date] += 1
        self._orders.append(
            (
                contact,
                account,
                f"{date}-{self._numbers[date]:03d}",
                self._calendar.at(second),
                days[day],
                CHANNELS[self._order % len(CHANNELS)],
                words["order_notes"][int(rnd() * len(words["order_notes"]))],
                fee,
                discount,
                self._friends.address(friend),
                couriers[int(rnd() * len(couriers))] if sent else "",
                f"DEMO{self._order:010d}" if sent else "",
                *(None if number is None else days[number] for number in self._dates(parcel)),
            )
        )
        self._order += 1
        if len(self._orders) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        for model, columns, rows in (
            (Order, ORDERS, self._orders),
            (OrderLine, LINES, self._lines),
            (Payment, PAYMENTS, self._payments),
        ):
            self._pen.write(model, columns, rows)
            rows.clear()

    @staticmethod
    def _dates(parcel: Parcel) -> tuple[int | None, int | None, int | None]:
        return parcel.shipped, parcel.received, parcel.cancelled

    def _parcel(self, day: int, *, waiting: bool, first: bool) -> Parcel:
        rnd = self._rng.random
        if not first and rnd() < 0.02:
            return Parcel(cancelled=min(LAST, day + int(rnd() * 3)))
        if waiting and rnd() < 0.8:
            return Parcel()
        shipped = day + int(rnd() * 3)
        if shipped > LAST:
            return Parcel()
        received = shipped + 2 + int(rnd() * 4)
        return Parcel(shipped, received if received <= LAST else None)

    def _add_lines(self, contact: int, product: int, parcel: Parcel, *, agent: bool) -> int:
        """One to three lines, each of another product; returns their sum in cents."""
        rnd, some = self._rng.random, goods()
        amount, chosen = 0, product
        for _ in range(1 if rnd() < 0.7 else 2 if rnd() < 0.8 else 3):
            good = some[chosen]
            quantity = 5 + int(rnd() * 16) if agent else 1 + int(rnd() ** 2 * 4)
            price = round(good.price * AGENT_PRICE / 100) * 100 if agent else good.price
            ware = self._stock[chosen][self._order % len(self._stock[chosen])]
            self._lines.append((contact, self._order, ware.number, ware.name, quantity, price, good.cost))
            if parcel.shipped is not None and parcel.cancelled is None:
                self.sent[ware.number] += quantity
            amount += quantity * price
            chosen = (chosen + 1 + int(rnd() * 9)) % len(some)
        return amount

    def _pay(self, contact: int, language: str, second: int, total: int, *, waiting: bool, deposit: bool) -> None:
        """All at once as a rule; a deposit, or nothing yet, where the order waits for its money."""
        rnd = self._rng.random
        methods = METHODS[language]
        method = methods[int(rnd() * len(methods))]
        at = second + 60 + int(rnd() * 1_500)
        if not waiting:
            self._payment(contact, total, method, at)
        elif deposit and rnd() < 0.35:
            self._payment(contact, total // 300 * 100, method, at)

    def _payment(self, contact: int, amount: int, method: str, second: int) -> None:
        self._payments.append(
            (contact, self._order, amount, method, self._calendar.at(second), self._calendar.day(second))
        )
