"""Rows of an order book brought together to orders: the rows of each, its buyer, its goods, how far it came."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crm.clock import Clock
from crm.money import MOST, Currency, format_amount
from crm.orders import MOST_LINES, MOST_QUANTITY, PayMethod
from crm.products import MOST_PRICE
from crm.progress import Progress as Heard
from crm.transfer.dates import BadDateError
from crm.transfer.moments import moment_of
from crm.transfer.order_buyers import buyer_of, order_address
from crm.transfer.order_entries import NAMELESS, Buyer, MoneyDoubt, MoneyProblem, MoneyReason, OrderEntry, PassedRow
from crm.transfer.order_layout import OrderLayout
from crm.transfer.order_money import Money, Progress, money_of
from crm.transfer.order_rows import DAMAGED, RowSaid, glimpse, row_reader
from crm.transfer.shops import BOOK, OrderField
from crm.transfer.shops.fields import AMOUNTS, BUYING, MOMENTS
from crm.transfer.shops.statuses import Fact
from crm.transfer.tables import Row

_TELLS_ORDER = BUYING | MOMENTS | {OrderField.NUMBER}
_TELLS_PROGRESS = frozenset(
    {
        OrderField.STATUS,
        OrderField.SHIPPED_AT,
        OrderField.RECEIVED_AT,
        OrderField.TRACKING,
        OrderField.COURIER,
        OrderField.PARCEL,
    }
)
_TELLS_MONEY = frozenset({OrderField.STATUS, OrderField.PAID, OrderField.PAID_AT})
_PAY_WORDS = (
    ("wechat", ("微信", "wechat", "weixin", "财付通")),
    ("alipay", ("支付宝", "支付寶", "alipay")),
    ("line_pay", ("linepay", "line pay")),
    ("on_delivery", ("货到付款", "貨到付款", "cod", "cash on delivery")),
    ("cash", ("现金", "現金", "cash")),
    ("transfer", ("转账", "轉帳", "银行", "銀行", "汇款", "匯款", "transfer", "bank", "deposit")),
)
_STEP = 500


@dataclass(slots=True)
class Assembled:
    """Everything that came out of a book. Each row of it is in one of the three, and in one place of it."""

    orders: list[OrderEntry] = field(default_factory=list)
    problems: list[MoneyProblem] = field(default_factory=list)
    passed: list[PassedRow] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """The rows that tell of one order, and the first that cannot be taken."""

    number: str
    rows: list[RowSaid] = field(default_factory=list)
    broken: list[MoneyProblem] = field(default_factory=list)


def assemble(layout: OrderLayout, rows: Iterable[Row], currency: Currency, clock: Clock, heard: Heard) -> Assembled:
    """Read every row of a book and bring them together to orders, in the order in which those begin."""
    done = Assembled()
    read = row_reader(layout, currency)
    groups: list[_Group] = []
    by_number: dict[str, _Group] = {}
    numbered = layout.places(OrderField.NUMBER)
    for row in rows:
        said = read(row)
        if isinstance(said, PassedRow):
            done.passed.append(said)
            continue
        number = said.text(OrderField.NUMBER) if isinstance(said, RowSaid) else _number_of(row, numbered)
        if isinstance(said, RowSaid) and not number and layout.shop.continued and groups and _goes_on(said):
            groups[-1].rows.append(said)
            continue
        group = by_number.get(number) if number else None
        if group is None:
            group = _Group(number)
            groups.append(group)
            if number:
                by_number[number] = group
        if isinstance(said, RowSaid):
            group.rows.append(said)
        else:
            group.broken.append(said)
    assembler = Assembler(layout, currency, clock)
    for place, group in enumerate(groups):
        if place % _STEP == 0:
            heard(place, len(groups))
        result = assembler.order(group)
        if isinstance(result, OrderEntry):
            done.orders.append(result)
        else:
            done.problems += result
    done.problems.sort(key=lambda problem: problem.row)
    return done


def _number_of(row: Row, places: Sequence[int]) -> str:
    """The number of a row that cannot be taken, so that the other rows of its order are not taken either."""
    text = next((row.cells[place] for place in places if place < len(row.cells) and row.cells[place]), "")
    return "" if DAMAGED.fullmatch(text) else text


def _goes_on(said: RowSaid) -> bool:
    """Whether a row tells only of more goods."""
    return OrderField.PRODUCT in said.texts and not _TELLS_ORDER & said.texts.keys()


class Assembler:
    """Makes orders out of groups of rows."""

    def __init__(self, layout: OrderLayout, currency: Currency, clock: Clock) -> None:
        self._layout = layout
        self._shop = layout.shop
        self._currency = currency
        self._clock = clock
        self._zone = clock.zone if layout.shop.zone is None else ZoneInfo(layout.shop.zone)
        self._numbers = re.compile(layout.shop.number_moment) if layout.shop.number_moment else None
        self._times: dict[str, int] = {}
        fields = layout.fields
        self._is_book = layout.shop.code == BOOK.code
        self._money_unsaid = self._is_book and not fields & _TELLS_MONEY
        self._progress_unsaid = self._is_book and not fields & _TELLS_PROGRESS

    def order(self, group: _Group) -> OrderEntry | list[MoneyProblem]:
        """The order that the rows tell of, or why none of them can be taken."""
        if group.broken:
            return self._broken(group.rows, group.broken)
        rows, doubts = self._once(group.rows)
        moments: dict[OrderField, datetime] = {}
        for row in rows:
            for name in MOMENTS & row.texts.keys():
                try:
                    moments.setdefault(name, moment_of(row.text(name), self._zone, day_first=self._layout.day_first)[0])
                except BadDateError as error:
                    reason = MoneyReason.AMBIGUOUS_DATE if error.ambiguous else MoneyReason.BAD_DATE
                    problem = MoneyProblem(row.row, reason, row.text(name)[:80])
                    return self._broken([other for other in group.rows if other is not row], [problem])
        if unfit := self._reason(rows):
            return self._refused(group.rows, unfit)
        buyer, masked = buyer_of(self._shop, rows)
        if buyer is None and any(BUYING & row.texts.keys() for row in rows):
            return self._refused(group.rows, MoneyReason.OTHER_BUYER)
        if buyer is None and not self._shop.settles:
            return self._refused(group.rows, MoneyReason.NO_BUYER)
        if buyer is None:  # the shop itself stands for whom it does not name
            buyer = Buyer(f"{NAMELESS}{self._shop.word}", self._shop.word)
            masked = [(OrderField.BUYER, MoneyReason.SHOP_STANDS_IN, self._shop.word)]
        doubts += [MoneyDoubt(rows[0].row, name, why, text) for name, why, text in masked]
        facts, progress = self._facts(rows, moments)
        money = money_of(self._shop, rows, progress, unsaid=self._money_unsaid)
        if too_large := self._too_large(money):
            return self._refused(group.rows, too_large)
        doubts += [
            MoneyDoubt(rows[0].row, name, why, format_amount(amount, self._currency))
            for name, why, amount in money.notes
        ]
        doubts += self._small_doubts(rows, facts)
        at = self._at(group.number, moments)
        if at is None:
            doubts.append(MoneyDoubt(rows[0].row, OrderField.ORDERED_AT, MoneyReason.NO_DATE, ""))
        day = None if at is None else self._clock.day_of(at)
        shipped, received, cancelled = self._days(facts, progress, money, moments, day)
        courier, tracking = _parcel(rows, doubts)
        if tracking and shipped is None and self._shop.parcels:
            shipped = day or self._clock.today()
        paid_at = moments.get(OrderField.PAID_AT, at)
        return OrderEntry(
            rows=tuple(row.row for row in group.rows),
            number=group.number or self._made_number(buyer.key, money, day, tracking),
            buyer=buyer,
            at=at or self._clock.now(),
            day=day or self._clock.today(),
            lines=money.lines,
            shipping_fee=money.shipping_fee,
            discount=money.discount,
            paid=money.paid,
            refunded=money.refunded,
            method=_method(_first(rows, OrderField.METHOD)),
            paid_at=paid_at,
            paid_on=None if paid_at is None else self._clock.day_of(paid_at),
            shipped_on=shipped,
            received_on=received,
            cancelled_on=cancelled,
            courier=courier,
            tracking=tracking,
            note="\n".join(dict.fromkeys(text for row in rows for text in row.every.get(OrderField.NOTE, ()))),
            address=order_address(buyer),
            doubts=tuple(doubts),
        )

    def _once(self, rows: Sequence[RowSaid]) -> tuple[list[RowSaid], list[MoneyDoubt]]:
        """The rows without those that say again, cell by cell, what another one says of the whole order."""
        if len(rows) == 1:
            return list(rows), []
        kept: dict[tuple[str, ...], RowSaid] = {}
        doubts: list[MoneyDoubt] = []
        once: list[RowSaid] = []
        for row in rows:
            if row.cells in kept and (BUYING & row.texts.keys()):
                doubts.append(MoneyDoubt(row.row, OrderField.NUMBER, MoneyReason.REPEATED, glimpse(row.cells)))
            else:
                once.append(row)
                kept[row.cells] = row
        return once, doubts

    def _reason(self, rows: Sequence[RowSaid]) -> MoneyReason | None:
        """Why these rows are no order that can be kept here."""
        currency = next((row.text(OrderField.CURRENCY) for row in rows if row.text(OrderField.CURRENCY)), "")
        told = currency or self._shop.currency or ""
        if told and told.upper() not in {self._currency.code, _OLD_CODES.get(self._currency.code)}:
            return MoneyReason.OTHER_CURRENCY
        for row in rows:
            if not row.text(OrderField.PRODUCT) and not AMOUNTS & row.amounts.keys() and not self._shop.parcels:
                return MoneyReason.NO_ITEM
        return None

    def _too_large(self, money: Money) -> MoneyReason | None:
        if len(money.lines) > MOST_LINES:
            return MoneyReason.TOO_MANY_LINES
        if any(line.quantity > MOST_QUANTITY or line.unit_price > MOST_PRICE for line in money.lines):
            return MoneyReason.TOO_LARGE
        total = sum(line.total for line in money.lines)
        return MoneyReason.TOO_LARGE if max(total, money.paid, money.shipping_fee * 1000) > MOST else None

    def _broken(self, rows: Sequence[RowSaid], problems: Sequence[MoneyProblem]) -> list[MoneyProblem]:
        """The rows of an order some of whose rows cannot be taken: with part of its goods its money would be wrong."""
        return [*problems, *(MoneyProblem(r.row, MoneyReason.BROKEN_ORDER, glimpse(r.cells)) for r in rows)]

    def _refused(self, rows: Sequence[RowSaid], reason: MoneyReason) -> list[MoneyProblem]:
        return [MoneyProblem(row.row, reason, glimpse(row.cells)) for row in rows]

    def _facts(self, rows: Sequence[RowSaid], moments: dict[OrderField, datetime]) -> tuple[Fact, Progress]:
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
        if self._shop.settles and Fact.SHIPPED in facts and Fact.UNPAID not in facts:
            paid = paid or _method(_first(rows, OrderField.METHOD)) != PayMethod.ON_DELIVERY
        return facts, Progress(paid, Fact.UNPAID in facts, Fact.CLOSED in facts, refunded)

    def _small_doubts(self, rows: Sequence[RowSaid], facts: Fact) -> list[MoneyDoubt]:
        doubts = [
            MoneyDoubt(row.row, OrderField.STATUS, MoneyReason.UNKNOWN_STATUS, text)
            for row in rows
            for text in row.unknown
        ]
        doubts += [
            MoneyDoubt(row.row, OrderField.QUANTITY, MoneyReason.PART_QUANTITY, row.part) for row in rows if row.part
        ]
        if Fact.REFUNDING in facts:
            doubts.append(MoneyDoubt(rows[0].row, OrderField.REFUND, MoneyReason.REFUND_ASKED, ""))
        width = len(self._layout.columns)
        for row in rows:
            if extra := " ".join(cell for cell in row.cells[width:] if cell):
                doubts.append(MoneyDoubt(row.row, OrderField.IGNORE, MoneyReason.EXTRA_CELLS, extra[:80]))
        return doubts

    def _at(self, number: str, moments: dict[OrderField, datetime]) -> datetime | None:
        """When it was ordered: as said, else as its number tells, else when the next thing happened to it."""
        if OrderField.ORDERED_AT in moments:
            return moments[OrderField.ORDERED_AT]
        found = None if self._numbers is None else self._numbers.fullmatch(number)
        if found is not None and OrderField.PAID_AT not in moments:
            groups = found.groupdict()
            try:
                return moment_of(groups.get("moment") or f"20{groups['day']}", self._zone)[0]
            except BadDateError:
                pass
        return min(moments.values(), default=None)

    def _days(
        self,
        facts: Fact,
        progress: Progress,
        money: Money,
        moments: dict[OrderField, datetime],
        day: date | None,
    ) -> tuple[date | None, date | None, date | None]:
        """When it was sent, when it arrived, when it came to nothing; each where it did."""
        days = {name: self._clock.day_of(at) for name, at in moments.items()}
        full = bool(money.paid) and money.refunded == money.paid
        cancelled = None
        latest = max([*days.values(), *([day] if day else [])], default=self._clock.today())
        if progress.closed or progress.refunded or full:
            cancelled = days.get(OrderField.CANCELLED_AT, latest)
        known = [day for day in (day, days.get(OrderField.PAID_AT)) if day is not None]
        shipped = days.get(OrderField.SHIPPED_AT)
        if shipped is None and Fact.SHIPPED in facts:
            shipped = max(known, default=self._clock.today())
        received = days.get(OrderField.RECEIVED_AT)
        if received is None and Fact.RECEIVED in facts:
            received = max([*known, *([shipped] if shipped else [])], default=self._clock.today())
        if self._progress_unsaid and cancelled is None:
            received = day or self._clock.today()
        if cancelled is not None and shipped is None:
            received = None  # what closed without being sent did not arrive
        return shipped, received, cancelled

    def _made_number(self, buyer: str, money: Money, day: date | None, tracking: str) -> str:
        """A number for an order that has none, the same whenever the file is read."""
        if tracking and self._shop.parcels:
            return tracking
        words = [self._shop.code, buyer, str(day or ""), *(f"{line.name}*{line.quantity}" for line in money.lines)]
        words.append(str(sum(line.total for line in money.lines)))
        text = "\n".join(words)
        self._times[text] = self._times.get(text, 0) + 1
        digest = hashlib.sha256(f"{text}\n{self._times[text]}".encode()).digest()
        short = base64.b32encode(digest)[:7].decode().lower()
        return f"{day:%Y%m%d}-x{short}" if day else f"x{short}"


_OLD_CODES = {"CNY": "RMB", "TWD": "NTD"}


def _first(rows: Sequence[RowSaid], name: OrderField) -> str:
    return next((row.text(name) for row in rows if row.text(name)), "")


def _all(rows: Sequence[RowSaid], name: OrderField) -> Iterator[str]:
    return (row.text(name) for row in rows if row.text(name))


def _parcel(rows: Sequence[RowSaid], doubts: list[MoneyDoubt]) -> tuple[str, str]:
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


def _method(text: str) -> str:
    """How money came, as orders keep it."""
    plain = text.casefold()
    if not plain:
        return ""
    return next((code for code, signs in _PAY_WORDS if any(sign in plain for sign in signs)), "other")
