"""What is read of orders: rows for lists, the whole order, and the state that follows from its facts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from crm.ids import AccountId, ContactId, OrderId, ProductId


class OrderState(StrEnum):
    """How far an order has come."""

    UNPAID = auto()
    """Money is owed, and nothing has been sent."""
    TO_SHIP = auto()
    ON_THE_WAY = auto()
    RECEIVED = auto()
    """It arrived, and money is still owed."""
    CLOSED = auto()
    """It arrived and is paid."""
    CANCELLED = auto()


def state_of(*, owed: int, shipped_on: date | None, received_on: date | None, cancelled_on: date | None) -> OrderState:
    """The state that the facts make. What was handed over needs no shipping; what was sent on credit is on the way."""
    if cancelled_on is not None:
        return OrderState.CANCELLED
    if received_on is not None:
        return OrderState.RECEIVED if owed > 0 else OrderState.CLOSED
    if shipped_on is not None:
        return OrderState.ON_THE_WAY
    return OrderState.UNPAID if owed > 0 else OrderState.TO_SHIP


class OrderList(StrEnum):
    """The lists of orders. One that was sent on credit stands in two: it is on the way and to be paid."""

    ALL = auto()
    TO_PAY = auto()
    TO_SHIP = auto()
    ON_THE_WAY = auto()
    DONE = auto()


class OrderSort(StrEnum):
    """The orders in which orders can be listed."""

    DAY = auto()
    NUMBER = auto()
    FRIEND = auto()
    TOTAL = auto()
    OWED = auto()


class PayMethod(StrEnum):
    """How money came. The value is stored."""

    WECHAT = auto()
    ALIPAY = auto()
    LINE_PAY = auto()
    TRANSFER = auto()
    CASH = auto()
    ON_DELIVERY = auto()
    OTHER = auto()

    @classmethod
    def read(cls, text: str) -> "PayMethod | None":
        """The method of a stored code; none where it was not said, `OTHER` for one from elsewhere."""
        if not text:
            return None
        return cls(text) if text in tuple(cls) else cls.OTHER


class PriceReason(StrEnum):
    """Why a price is proposed."""

    OWN = auto()
    TIER = auto()
    BREAK = auto()
    LAST_PAID = auto()
    RETAIL = auto()


@dataclass(frozen=True, slots=True)
class ProposedPrice:
    """A price in minor units, and why; `day` is when this friend last paid it, `tier` the name of theirs, and it holds
    from `at_least` units on.
    """

    price: int
    reason: PriceReason
    day: date | None = None
    tier: str = ""
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What a list shows of an order. Amounts are minor units of the shop's currency."""

    id: OrderId
    uuid: str
    version: int
    number: str
    contact: ContactId
    friend: str
    at: datetime
    day: date
    summary: str
    total: int
    paid: int
    owed: int
    shipped_on: date | None
    received_on: date | None
    cancelled_on: date | None
    courier: str
    tracking: str

    @property
    def state(self) -> OrderState:
        """How far it has come."""
        return state_of(
            owed=self.owed,
            shipped_on=self.shipped_on,
            received_on=self.received_on,
            cancelled_on=self.cancelled_on,
        )


@dataclass(frozen=True, slots=True)
class LineRow:
    """A product in an order, with the name and the price per unit that it had then."""

    product: ProductId | None
    name: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money that came, or went back where `amount` is below zero."""

    amount: int
    method: PayMethod | None
    day: date


@dataclass(frozen=True, slots=True)
class OrderCard:
    """Everything about one order."""

    row: OrderRow
    lines: tuple[LineRow, ...]
    payments: tuple[PaymentRow, ...]
    shipping_fee: int
    discount: int
    note: str
    channel: str
    address: str
    account: AccountId | None
