"""What a form says about an order, and whether it can be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from crm.errors import ShukeError
from crm.ids import AccountId, ContactId, ProductId
from crm.money import MOST
from crm.payments import InvalidPaymentError, PaymentProblem, PayMethod
from crm.products import MOST_PRICE

MOST_QUANTITY = 1_000_000
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class LineDraft:
    """So many of something at a price per unit, in minor units. `product` is none for what is sold once.

    `keep`: what has no product yet becomes one, with this price for everybody. `gift`: it is given, for nothing.
    """

    product: ProductId | None
    name: str
    quantity: int
    unit_price: int
    keep: bool = False
    gift: bool = False

    @property
    def total(self) -> int:
        """Minor units."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What a form says about an order. Amounts are minor units; `day` is today where it is none.

    `paid` is the first payment, which came with the order; `on_delivery`: the rest is paid when it arrives. `fee` is
    what the channel keeps, none where its usual share is taken; `shipping_cost` is what the seller pays for sending.
    What is sent for an agent goes to `recipient` (a friend) or only to the address, and comes from `sender`.
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
    shipping_cost: int = 0
    fee: int | None = None
    sender: str = ""
    recipient: ContactId | None = None
    on_delivery: bool = False


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
    GIFT_PRICE = auto()
    SHIPPING_COST = auto()
    FEE = auto()
    BELOW_SENT = auto()
    COST_TOO_LARGE = auto()


@dataclass(eq=False)
class InvalidOrderError(ShukeError):
    """An order that cannot be: `value` is the number that does not fit, `line` counts from 0."""

    problem: OrderProblem
    value: int = 0
    line: int | None = None


class ParcelProblem(StrEnum):
    """Why a parcel cannot be."""

    NOTHING = auto()
    MORE_THAN_LEFT = auto()


@dataclass(eq=False)
class InvalidParcelError(ShukeError):
    """A parcel that cannot be: of the line called `name` so many `units` were named, `most` are left to send."""

    problem: ParcelProblem
    name: str = ""
    units: int = 0
    most: int = 0


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
    if not 0 <= draft.shipping_cost <= MOST_PRICE:
        raise InvalidOrderError(OrderProblem.SHIPPING_COST, draft.shipping_cost)
    if draft.fee is not None and not 0 <= draft.fee <= MOST_PRICE:
        raise InvalidOrderError(OrderProblem.FEE, draft.fee)
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
    if line.gift and line.unit_price:
        raise InvalidOrderError(OrderProblem.GIFT_PRICE, line.unit_price, place)
