"""How far an order has come: what its status words, dates and parcels say together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crm.clock import Clock
from crm.orders import PayMethod
from crm.transfer.dates import BadDateError
from crm.transfer.moments import moment_of
from crm.transfer.order_entries import MoneyDoubt, MoneyReason
from crm.transfer.order_money import Money, Progress
from crm.transfer.order_rows import DAMAGED, RowSaid
from crm.transfer.shops import OrderField, Shop
from crm.transfer.shops.statuses import Fact

Moments = Mapping[OrderField, datetime]
_PAY_WORDS = (
    ("wechat", ("微信", "wechat", "weixin", "财付通")),
    ("alipay", ("支付宝", "支付寶", "alipay")),
    ("line_pay", ("linepay", "line pay")),
    ("on_delivery", ("货到付款", "貨到付款", "cod", "cash on delivery")),
    ("cash", ("现金", "現金", "cash")),
    ("transfer", ("转账", "轉帳", "银行", "銀行", "汇款", "匯款", "transfer", "bank", "deposit")),
)


@dataclass(frozen=True, slots=True)
class Days:
    """When it was sent, when it arrived, when it came to nothing; each where it did."""

    shipped: date | None
    received: date | None
    cancelled: date | None


def facts_of_rows(shop: Shop, rows: Sequence[RowSaid], moments: Moments) -> tuple[Fact, Progress]:
    """What the rows together say of the order: it is closed when every row is, and sent when every other one is."""
    told = [row.facts for row in rows if row.told]
    closed = bool(told) and all(Fact.CLOSED in facts for facts in told)
    refunded = bool(told) and all(Fact.REFUNDED in facts for facts in told)
    going = [facts for facts in told if Fact.CLOSED not in facts] or told
    facts = Fact.NOTHING
    for fact in (Fact.SHIPPED, Fact.RECEIVED):
        if going and all(fact in each for each in going):
            facts |= fact
    for fact in (Fact.PAID, Fact.UNPAID, Fact.REFUNDING, Fact.PARTLY_REFUNDED):
        if any(fact in each for each in told):
            facts |= fact
    if closed or OrderField.CANCELLED_AT in moments:
        facts |= Fact.CLOSED
    paid = Fact.PAID in facts or OrderField.PAID_AT in moments
    if shop.settles and Fact.SHIPPED in facts and Fact.UNPAID not in facts:
        paid = paid or method_of(first_text(rows, OrderField.METHOD)) != PayMethod.ON_DELIVERY
    return facts, Progress(paid, Fact.UNPAID in facts, Fact.CLOSED in facts, refunded)


def ordered_at(number: str, moments: Moments, numbers: re.Pattern[str] | None, zone: ZoneInfo) -> datetime | None:
    """When it was ordered: as said, else as its number tells, else when the next thing happened to it."""
    if OrderField.ORDERED_AT in moments:
        return moments[OrderField.ORDERED_AT]
    found = None if numbers is None else numbers.fullmatch(number)
    if found is not None and OrderField.PAID_AT not in moments:
        groups = found.groupdict()
        with suppress(BadDateError):
            return moment_of(groups.get("moment") or f"20{groups['day']}", zone)[0]
    return min(moments.values(), default=None)


def days_of(
    facts: Fact, progress: Progress, money: Money, moments: Moments, day: date | None, clock: Clock, *, unsaid: bool
) -> Days:
    """The days of an order. `unsaid`: nothing in this book says how far orders have come, so they are over."""
    days = {name: clock.day_of(at) for name, at in moments.items()}
    full = bool(money.paid) and money.refunded == money.paid
    cancelled = None
    if progress.closed or progress.refunded or full:
        latest = max([*days.values(), *([day] if day else [])], default=clock.today())
        cancelled = days.get(OrderField.CANCELLED_AT, latest)
    known = [each for each in (day, days.get(OrderField.PAID_AT)) if each is not None]
    shipped = days.get(OrderField.SHIPPED_AT)
    if shipped is None and Fact.SHIPPED in facts:
        shipped = max(known, default=clock.today())
    received = days.get(OrderField.RECEIVED_AT)
    if received is None and Fact.RECEIVED in facts:
        received = max([*known, *([shipped] if shipped else [])], default=clock.today())
    if unsaid and cancelled is None:
        received = day or clock.today()
    if cancelled is not None and shipped is None:
        received = None  # what closed without being sent did not arrive
    return Days(shipped, received, cancelled)


def first_text(rows: Sequence[RowSaid], name: OrderField) -> str:
    """What the first row says that says anything in a field."""
    return next((row.text(name) for row in rows if row.text(name)), "")


def _all(rows: Sequence[RowSaid], name: OrderField) -> Iterator[str]:
    return (row.text(name) for row in rows if row.text(name))


def parcel_of(rows: Sequence[RowSaid], doubts: list[MoneyDoubt]) -> tuple[str, str]:
    """The courier and the tracking numbers, several with a comma between."""
    couriers, numbers = list(_all(rows, OrderField.COURIER)), list(_all(rows, OrderField.TRACKING))
    for text in _all(rows, OrderField.PARCEL):
        for part in filter(None, re.split(r"[;；,，\n]", text)):
            number, _, courier = part.strip().rpartition("-")
            numbers.append(number or courier)
            couriers.append(courier if number else "")
    good = []
    for number in numbers:
        if DAMAGED.fullmatch(number):
            doubts.append(MoneyDoubt(rows[0].row, OrderField.TRACKING, MoneyReason.DAMAGED_NUMBER, number[:80]))
        else:
            good.append(number)
    return "、".join(dict.fromkeys(filter(None, couriers))), ", ".join(dict.fromkeys(good))


def method_of(text: str) -> str:
    """How money came, as orders keep it."""
    plain = text.casefold()
    if not plain:
        return ""
    return next((code for code, signs in _PAY_WORDS if any(sign in plain for sign in signs)), "other")
