"""What a form says about an order, and whether it can be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from crm.errors import ShukeError
from crm.ids import AccountId, ContactId, ProductId
from crm.money import MOST
from crm.orders.rows import PayMethod
from crm.products import MOST_PRICE

MOST_QUANTITY = 1_000_000
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class LineDraft:
    """So many of something at a price per unit, in minor units. `product` is none for what is sold once.

    `keep`: what has no product yet becomes one, with this price for everybody.
    """

    product: ProductId | None
    name: str
    quantity: int
    unit_price: int
    keep: bool = False

    @property
    def total(self) -> int:
        """Minor units."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What a form says about an order. Amounts are minor units; `day` is today where it is none.

    `paid` is the first payment, which came with the order.
    """

    contact: ContactId
    lines: tuple[LineDraft, ...]
    shipping_fee: int = 0
    discount: int = 0
    note: str = ""
    channel: str = ""
    address: str = ""
    account: AccountId | None = None
    day: date | None = None
    paid: int = 0
    method: PayMethod | None = None


class OrderProblem(StrEnum):
    """Why an order cannot be."""

    NO_LINES = auto()
    TOO_MANY_LINES = auto()
    NO_NAME = auto()
    QUANTITY = auto()
    PRICE = auto()
    SHIPPING_FEE = auto()
    DISCOUNT = auto()
    BELOW_ZERO = auto()
    TOO_LARGE = auto()
    BELOW_PAID = auto()
    OTHER_FRIEND = auto()


@dataclass(eq=False)
class InvalidOrderError(ShukeError):
    """An order that cannot be: `value` is the number that does not fit, `line` counts from 0."""

    problem: OrderProblem
    value: int = 0
    line: int | None = None


class PaymentProblem(StrEnum):
    """Why a payment or refund cannot be."""

    NOT_POSITIVE = auto()
    MORE_THAN_OWED = auto()
    NOTHING_OWED = auto()
    MORE_THAN_PAID = auto()
    NOTHING_PAID = auto()


@dataclass(eq=False)
class InvalidPaymentError(ShukeError):
    """Money that cannot be: `amount` was named, `most` would fit (both minor units)."""

    problem: PaymentProblem
    amount: int
    most: int


def total_of(draft: OrderDraft) -> int:
    """What the friend is to pay, in minor units; below zero where the discount is larger than everything."""
    return sum(line.total for line in draft.lines) + draft.shipping_fee - draft.discount


def check(draft: OrderDraft) -> None:
    """Raise the first `InvalidOrderError` or `InvalidPaymentError` of a draft."""
    if not draft.lines:
        raise InvalidOrderError(OrderProblem.NO_LINES)
    if len(draft.lines) > MOST_LINES:
        raise InvalidOrderError(OrderProblem.TOO_MANY_LINES, len(draft.lines))
    for place, line in enumerate(draft.lines):
        _check_line(line, place)
    if not 0 <= draft.shipping_fee <= MOST_PRICE:
        raise InvalidOrderError(OrderProblem.SHIPPING_FEE, draft.shipping_fee)
    if not 0 <= draft.discount <= MOST:
        raise InvalidOrderError(OrderProblem.DISCOUNT, draft.discount)
    total = total_of(draft)
    if total < 0:
        raise InvalidOrderError(OrderProblem.BELOW_ZERO, total)
    if total > MOST:
        raise InvalidOrderError(OrderProblem.TOO_LARGE, total)
    if draft.paid < 0:
        raise InvalidPaymentError(PaymentProblem.NOT_POSITIVE, draft.paid, total)
    if draft.paid > total:
        raise InvalidPaymentError(PaymentProblem.MORE_THAN_OWED, draft.paid, total)


def _check_line(line: LineDraft, place: int) -> None:
    if not line.name.strip():
        raise InvalidOrderError(OrderProblem.NO_NAME, line=place)
    if not 1 <= line.quantity <= MOST_QUANTITY:
        raise InvalidOrderError(OrderProblem.QUANTITY, line.quantity, place)
    if not 0 <= line.unit_price <= MOST_PRICE:
        raise InvalidOrderError(OrderProblem.PRICE, line.unit_price, place)
