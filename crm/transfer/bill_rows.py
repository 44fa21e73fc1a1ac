"""The rows of a payment bill: who paid, how much, and which rows are no money that came from anybody."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.clock import Clock
from crm.money import AmountError, Currency
from crm.names import normal_handle, normal_phone
from crm.transfer.columns import HEADER_WITHIN
from crm.transfer.dates import BadDateError
from crm.transfer.entries import EMAIL, HandleEntry
from crm.transfer.moments import moment_of
from crm.transfer.order_assembling import Assembled
from crm.transfer.order_entries import (
    NAMELESS,
    Buyer,
    LineEntry,
    MoneyProblem,
    MoneyReason,
    OrderEntry,
    Passed,
    PassedRow,
)
from crm.transfer.order_rows import DAMAGED, amount_of, glimpse
from crm.transfer.shops.bills import SERVICES, BillField, Service
from crm.transfer.shops.shop import plain_row
from crm.transfer.tables import Flaw, Row
from crm.transfer.vocabulary import is_empty, words

CHANNEL = "bill"
"""The channel of orders of which only the payment is known."""

_STATED = re.compile(r"共\s?(\d{1,9})\s?笔")
_TOLD = re.compile(r"^[^:：]{0,4}(?:备注|留言|说明)[:：]\s*")
_EMPTY_NOTES = words("微信转账 转账 收款 二维码收款 收钱 / 无")
_GIVEN = re.compile(r"(?P<amount>[^(（]+)[(（]\s?(?:已)?(?P<all>全额)?退款?\s?[:：]?\s?(?P<part>[^)）]*)[)）]")
_PARTLY = re.compile(r"退款?\s?[(（]?\s?(?P<part>[¥￥]?\s?[\d,.]{1,15})")
_ALL_BACK = re.compile(r"全额退|全部退|已退还|对方已退还|退还")
_NOT_DONE = re.compile(r"关闭|失败|取消|等待|待付款|待收|未支付|冻结|处理中|撤销|过期|待确认")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


@dataclass(frozen=True, slots=True)
class BillLayout:
    """How to read a bill: whose it is, where its header stands, and the columns of each field, the best first."""

    service: Service
    header: int
    places: dict[BillField, tuple[int, ...]]
    width: int


def recognise_bill(rows: Sequence[Row]) -> BillLayout | None:
    """The layout of a payment bill from its first rows; none where it is not one."""
    for row in rows[:HEADER_WITHIN]:
        plain = plain_row(row.cells)
        for service in SERVICES:
            if all(not sign.isdisjoint(plain) for sign in service.signs):
                return _layout(service, row)
    return None


def _layout(service: Service, row: Row) -> BillLayout:
    places: dict[BillField, list[int]] = {}
    for place, heading in enumerate(row.cells):
        name = service.field_of(heading) if heading else None
        if name is not None:
            places.setdefault(name, []).append(place)
    order = list(service.by_heading)

    def rank(place: int) -> int:
        return next((n for n, word in enumerate(order) if word in plain_row([row.cells[place]])), len(order))

    return BillLayout(
        service, row.number, {name: tuple(sorted(found, key=rank)) for name, found in places.items()}, len(row.cells)
    )


def read_bill(
    layout: BillLayout, rows: Iterable[Row], currency: Currency, clock: Clock, *, nameless: bool = False
) -> tuple[Assembled, int | None]:
    """Everything that a bill tells: payments that came in as orders of one line, and what each other row is.

    `nameless`: also those of which it does not say who paid, whose buyers then have no name. Beside it the number of
    entries that the bill itself states.
    """
    done = Assembled()
    reader = _Reader(layout, currency, clock, nameless=nameless)
    stated: int | None = None
    numbers: set[str] = set()
    for row in rows:
        if row.number < layout.header and stated is None:
            found = _STATED.search(" ".join(row.cells))
            stated = int(found[1]) if found else None
        result = reader.read(row)
        if isinstance(result, OrderEntry):
            if result.number in numbers:
                done.problems.append(MoneyProblem(row.number, MoneyReason.REPEATED, glimpse(row.cells)))
                continue
            numbers.add(result.number)
            done.orders.append(result)
        elif isinstance(result, MoneyProblem):
            done.problems.append(result)
        else:
            done.passed.append(result)
    return done, stated


class _Reader:
    def __init__(self, layout: BillLayout, currency: Currency, clock: Clock, *, nameless: bool) -> None:
        self._layout = layout
        self._nameless = nameless
        self._service = layout.service
        self._currency = currency
        self._clock = clock
        self._times: dict[str, int] = {}

    def read(self, row: Row) -> OrderEntry | MoneyProblem | PassedRow:
        """What a row is."""
        passed = self._passed(row)
        if passed is not None:
            return PassedRow(row.number, passed)
        if row.flaw is not Flaw.NONE:
            return MoneyProblem(row.number, MoneyReason.CELL_TOO_LONG, glimpse(row.cells))
        if self._currency is not Currency.CNY:
            return MoneyProblem(row.number, MoneyReason.OTHER_CURRENCY, glimpse(row.cells))
        number = self._text(row, BillField.NUMBER)
        if DAMAGED.fullmatch(number):
            return MoneyProblem(row.number, MoneyReason.DAMAGED_NUMBER, number[:80])
        try:
            amount, back = self._money(row)
            at, _ = moment_of(self._text(row, BillField.AT), self._clock.zone)
        except AmountError:
            return MoneyProblem(row.number, MoneyReason.BAD_AMOUNT, self._text(row, BillField.AMOUNT)[:80])
        except BadDateError as error:
            reason = MoneyReason.AMBIGUOUS_DATE if error.ambiguous else MoneyReason.BAD_DATE
            return MoneyProblem(row.number, reason, self._text(row, BillField.AT)[:80])
        if amount <= 0:
            return PassedRow(row.number, Passed.NOT_DONE)
        if back >= amount:
            return PassedRow(row.number, Passed.GIVEN_BACK)
        buyer = self._buyer(row)
        if buyer is None:
            if not self._nameless:
                return PassedRow(row.number, Passed.NOBODY)
            buyer = Buyer(f"{NAMELESS}{row.number}", "")
        day = self._clock.day_of(at)
        return OrderEntry(
            rows=(row.number,),
            number=number or self._made_number(row),
            buyer=buyer,
            at=at,
            day=day,
            lines=(LineEntry(self._name(row), 1, amount),),
            paid=amount,
            refunded=back,
            method=self._service.method,
            paid_at=at,
            paid_on=day,
            received_on=day,  # a bill tells of what is over; nobody is to be reminded to send it
        )

    def _passed(self, row: Row) -> Passed | None:
        filled = [cell for cell in row.cells if cell]
        if row.number < self._layout.header:
            return Passed.PREAMBLE if filled else Passed.BLANK
        if row.number == self._layout.header:
            return Passed.HEADER
        if not filled:
            return Passed.BLANK
        direction = self._text(row, BillField.DIRECTION)
        if not direction and not self._text(row, BillField.AMOUNT):
            return Passed.TOTAL
        kind = self._text(row, BillField.KIND)
        if direction == "支出":
            return Passed.EXPENSE
        if "退款" in kind:
            return Passed.REFUND_TO_ME
        if direction != "收入":
            return Passed.NEUTRAL
        status = self._text(row, BillField.STATUS)
        if "退款成功" in status:
            return Passed.REFUND_TO_ME
        return Passed.NOT_DONE if _NOT_DONE.search(status) else None

    def _text(self, row: Row, name: BillField) -> str:
        cells = row.cells
        for place in self._layout.places.get(name, ()):
            if place < len(cells) and not is_empty(text := cells[place].strip()):
                return text
        return ""

    def _money(self, row: Row) -> tuple[int, int]:
        """What came, and what of it went back. Raises `AmountError`."""
        text = self._text(row, BillField.AMOUNT)
        status = self._text(row, BillField.STATUS)
        back: int | None = None
        if found := _GIVEN.fullmatch(unicodedata.normalize("NFKC", text)):
            text = found["amount"]
            back = None if found["all"] or not found["part"] else amount_of(found["part"], self._currency)
            amount = amount_of(text, self._currency)
            return amount, amount if back is None else back
        amount = amount_of(text, self._currency)
        if told := self._text(row, BillField.REFUND):
            back = amount_of(told, self._currency)
        elif "退" in status:
            part = _PARTLY.search(unicodedata.normalize("NFKC", status))
            if part is not None:
                back = amount_of(part["part"], self._currency)
            else:
                back = amount if _ALL_BACK.search(status) or "退款" in status else 0
        return amount, back or 0

    def _buyer(self, row: Row) -> Buyer | None:
        name = " ".join(self._text(row, BillField.PARTY).split())
        account = self._text(row, BillField.ACCOUNT)
        phones: tuple[str, ...] = ()
        handles: tuple[HandleEntry, ...] = ()
        if "*" not in account:
            if _EMAIL.fullmatch(account):
                handles = (HandleEntry(EMAIL, account),)
            elif (phone := normal_phone(account)) is not None:
                phones = (phone,)
        name = name or (account if phones or handles else "")
        if not name:
            return None
        if handles:
            key = f"{EMAIL}:{normal_handle(account)}"
        elif phones:
            key = f"phone:{phones[0]}"
        else:
            key = "|".join(filter(None, ("name:" + name, account)))
        return Buyer(key, name, phones, handles, name if self._service.nicknames else "")

    def _name(self, row: Row) -> str:
        """What the money was for: the words beside it, else the kind of payment."""
        for name in (BillField.GOODS, BillField.NOTE):
            text = " ".join(_TOLD.sub("", self._text(row, name)).split())
            if text and text not in _EMPTY_NOTES and not text.startswith("服务费"):
                return text[:500]
        return self._text(row, BillField.KIND) or self._text(row, BillField.GOODS) or self._service.word

    def _made_number(self, row: Row) -> str:
        """A number for a payment that has none, the same whenever the bill is read."""
        text = "\n".join(
            self._text(row, name) for name in (BillField.AT, BillField.KIND, BillField.PARTY, BillField.AMOUNT)
        )
        self._times[text] = self._times.get(text, 0) + 1
        digest = hashlib.sha256(f"{text}\n{self._times[text]}".encode()).digest()
        return "x" + base64.b32encode(digest)[:12].decode().lower()
