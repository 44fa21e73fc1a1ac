"""Rows of an order book brought together to orders: the rows of each, its buyer, its goods, how far it came."""

import base64
import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crm.clock import Clock
from crm.money import MOST, Currency, format_amount
from crm.orders import MOST_LINES, MOST_QUANTITY
from crm.products import MOST_PRICE
from crm.progress import Progress as Heard
from crm.transfer.dates import BadDateError
from crm.transfer.moments import moment_of
from crm.transfer.order_buyers import buyer_of, order_address
from crm.transfer.order_entries import NAMELESS, Buyer, MoneyDoubt, MoneyProblem, MoneyReason, OrderEntry, PassedRow
from crm.transfer.order_layout import OrderLayout
from crm.transfer.order_money import Money, money_of
from crm.transfer.order_progress import days_of, facts_of_rows, first_text, method_of, ordered_at, parcel_of
from crm.transfer.order_rows import DAMAGED, LONG, NOUGHTS, RowSaid, glimpse, row_reader
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
_OLD_CODES = {"CNY": "RMB", "TWD": "NTD"}
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
    assembler = Assembler(layout, currency, clock, damaged=_damaged(by_number))
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


def _damaged(numbers: Collection[str]) -> bool:
    """Whether a spreadsheet made long numbers end in three noughts; one in a thousand does so by itself."""
    long = sum(LONG.fullmatch(number) is not None for number in numbers)
    return sum(NOUGHTS.fullmatch(number) is not None for number in numbers) * 200 > long


def _goes_on(said: RowSaid) -> bool:
    """Whether a row tells only of more goods."""
    return OrderField.PRODUCT in said.texts and not _TELLS_ORDER & said.texts.keys()


class Assembler:
    """Makes orders out of groups of rows."""

    def __init__(self, layout: OrderLayout, currency: Currency, clock: Clock, *, damaged: bool) -> None:
        self._layout = layout
        self._damaged = damaged
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
        noughts = NOUGHTS.fullmatch(group.number) is not None
        if noughts and self._damaged:
            return [MoneyProblem(row.row, MoneyReason.DAMAGED_NUMBER, group.number[:80]) for row in group.rows]
        rows, doubts = self._once(group.rows)
        if noughts:
            doubts.append(MoneyDoubt(rows[0].row, OrderField.NUMBER, MoneyReason.MAYBE_DAMAGED, group.number[:80]))
        moments = self._moments(rows, doubts)
        if isinstance(moments, MoneyProblem):
            return self._broken([row for row in group.rows if row.row != moments.row], [moments])
        if unfit := self._reason(rows):
            return self._refused(group.rows, unfit)
        buyer = self._buyer(rows, doubts)
        if isinstance(buyer, MoneyReason):
            return self._refused(group.rows, buyer)
        facts, progress = facts_of_rows(self._shop, rows, moments)
        money = money_of(self._shop, rows, progress, unsaid=self._money_unsaid)
        if too_large := self._too_large(money):
            return self._refused(group.rows, too_large)
        doubts += [
            MoneyDoubt(rows[0].row, name, why, format_amount(amount, self._currency))
            for name, why, amount in money.notes
        ]
        doubts += self._small_doubts(rows, facts)
        at = ordered_at(group.number, moments, self._numbers, self._zone)
        if at is None:
            doubts.append(MoneyDoubt(rows[0].row, OrderField.ORDERED_AT, MoneyReason.NO_DATE, ""))
        day = None if at is None else self._clock.day_of(at)
        days = days_of(facts, progress, money, moments, day, self._clock, unsaid=self._progress_unsaid)
        courier, tracking = parcel_of(rows, doubts)
        if tracking and days.shipped is None and days.cancelled is None and not self._shop.settles:
            days = replace(days, shipped=day or self._clock.today())
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
            method=method_of(first_text(rows, OrderField.METHOD)),
            paid_at=paid_at,
            paid_on=None if paid_at is None else self._clock.day_of(paid_at),
            shipped_on=days.shipped,
            received_on=days.received,
            cancelled_on=days.cancelled,
            courier=courier,
            tracking=tracking,
            note="\n".join(dict.fromkeys(text for row in rows for text in row.every.get(OrderField.NOTE, ()))),
            address=order_address(buyer),
            doubts=tuple(doubts),
        )

    def _moments(self, rows: Sequence[RowSaid], doubts: list[MoneyDoubt]) -> dict[OrderField, datetime] | MoneyProblem:
        """When what happened. An order with no day that can be read is not taken; other days may be missing."""
        moments: dict[OrderField, datetime] = {}
        for row in rows:
            for name in sorted(MOMENTS & row.texts.keys()):
                if name in moments:
                    continue
                try:
                    moments[name] = moment_of(row.text(name), self._zone, day_first=self._layout.day_first)[0]
                except BadDateError as error:
                    reason = MoneyReason.AMBIGUOUS_DATE if error.ambiguous else MoneyReason.BAD_DATE
                    if name is OrderField.ORDERED_AT:
                        return MoneyProblem(row.row, reason, row.text(name)[:80])
                    doubts.append(MoneyDoubt(row.row, name, reason, row.text(name)[:80]))
        return moments

    def _buyer(self, rows: Sequence[RowSaid], doubts: list[MoneyDoubt]) -> Buyer | MoneyReason:
        """Who bought, or why that cannot be said."""
        buyer, masked = buyer_of(self._shop, rows)
        if buyer is MoneyReason.NO_BUYER and self._shop.settles:  # the shop itself stands for whom it does not name
            buyer = Buyer(f"{NAMELESS}{self._shop.word}", self._shop.word)
            masked = [(OrderField.BUYER, MoneyReason.SHOP_STANDS_IN, self._shop.word)]
        doubts += [MoneyDoubt(rows[0].row, name, why, text) for name, why, text in masked]
        return buyer

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
