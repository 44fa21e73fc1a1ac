"""What is read of orders: rows for lists, the whole order, and the state that follows from its facts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from crm.ids import AccountId, ContactId, LineId, OrderId, ParcelId, ProductId
from crm.payments import PayMethod


class OrderState(StrEnum):
    """How far an order has come."""

    UNPAID = auto()
    """Money is owed, and nothing has been sent."""
    TO_SHIP = auto()
    PARTLY_SENT = auto()
    """Some of it was sent, and the rest was not."""
    ON_THE_WAY = auto()
    RECEIVED = auto()
    """It arrived, and money is still owed."""
    CLOSED = auto()
    """It arrived and is paid."""
    CANCELLED = auto()


def state_of(
    *,
    owed: int,
    shipped_on: date | None,
    received_on: date | None,
    cancelled_on: date | None,
    partly: bool = False,
    on_delivery: bool = False,
) -> OrderState:
    """The state that the facts make. What was handed over needs no shipping; what was sent on credit is on the way.

    What is paid `on_delivery` waits to be sent, not to be paid. `partly`: some of it was sent.
    """
    if cancelled_on is not None:
        return OrderState.CANCELLED
    if received_on is not None:
        return OrderState.RECEIVED if owed > 0 else OrderState.CLOSED
    if shipped_on is not None:
        return OrderState.ON_THE_WAY
    if partly:
        return OrderState.PARTLY_SENT
    return OrderState.UNPAID if owed > 0 and not on_delivery else OrderState.TO_SHIP


class OrderList(StrEnum):
    """The lists of orders. One that was sent on credit stands in two: it is on the way and to be paid."""

    ALL = auto()
    TO_PAY = auto()
    TO_SHIP = auto()
    PARTLY_SENT = auto()
    ON_THE_WAY = auto()
    TO_ASK = auto()
    """It arrived some days ago, and nobody has asked since how it is."""
    DONE = auto()


class OrderSort(StrEnum):
    """The orders in which orders can be listed."""

    DAY = auto()
    NUMBER = auto()
    FRIEND = auto()
    TOTAL = auto()
    OWED = auto()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which orders of a list, as a figure counts them: of these days and channels (both included), not cancelled; or
    just these (`ids`).
    """

    first: date | None = None
    last: date | None = None
    channels: tuple[str, ...] | None = None
    ids: tuple[OrderId, ...] | None = None


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
    partly: bool = False
    on_delivery: bool = False

    @property
    def state(self) -> OrderState:
        """How far it has come."""
        return state_of(
            owed=self.owed,
            shipped_on=self.shipped_on,
            received_on=self.received_on,
            cancelled_on=self.cancelled_on,
            partly=self.partly,
            on_delivery=self.on_delivery,
        )


@dataclass(frozen=True, slots=True)
class LineRow:
    """A product in an order, with the name and the price per unit that it had then.

    `unit_cost` is what one cost the seller then, none where that is not known; `sent` units of it are in parcels.
    """

    product: ProductId | None
    name: str
    quantity: int
    unit_price: int
    id: LineId | None = None
    gift: bool = False
    unit_cost: int | None = None
    sent: int = 0


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money that came, or went back where `amount` is below zero. What came for several orders has one `receipt`."""

    amount: int
    method: PayMethod | None
    day: date
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A part of an order that was sent by itself: how many units of which line."""

    id: ParcelId
    courier: str
    tracking: str
    shipped_on: date
    received_on: date | None
    units: tuple[tuple[LineId, int], ...]


@dataclass(frozen=True, slots=True)
class OrderCard:
    """Everything about one order. What is sent for an agent goes to `recipient` and comes from `sender`; `fee` is what
    the channel kept, `shipping_cost` what the seller paid for sending.
    """

    row: OrderRow
    lines: tuple[LineRow, ...]
    payments: tuple[PaymentRow, ...]
    shipping_fee: int
    discount: int
    note: str
    channel: str
    address: str
    account: AccountId | None
    parcels: tuple[ParcelRow, ...] = ()
    shipping_cost: int = 0
    fee: int = 0
    sender: str = ""
    recipient: ContactId | None = None
    recipient_name: str = ""
    cost: int = 0
    uncosted: int = 0

    @property
    def earned(self) -> int | None:
        """What is left of the money that came, in minor units; none while a cost is not known, and when cancelled."""
        if self.uncosted or self.row.cancelled_on is not None:
            return None
        return self.row.paid - self.cost - self.shipping_cost - self.fee
