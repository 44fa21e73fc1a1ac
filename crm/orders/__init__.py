"""Orders: what a friend ordered, what they paid, and where the parcel is. The state follows from dated facts."""

from crm.orders.channels import Channel, fee_of
from crm.orders.drafts import (
    MOST_LINES,
    MOST_QUANTITY,
    InvalidOrderError,
    InvalidParcelError,
    LineDraft,
    OrderDraft,
    OrderProblem,
    ParcelProblem,
    check,
    total_of,
)
from crm.orders.paying import OrderStateError, Receipt
from crm.orders.rows import (
    LineRow,
    Narrowed,
    OrderCard,
    OrderList,
    OrderRow,
    OrderSort,
    OrderState,
    ParcelRow,
    PaymentRow,
    PriceReason,
    ProposedPrice,
    state_of,
)
from crm.orders.sketches import Sketches, SketchRow
from crm.orders.verbs import Orders, TooFew, again
from crm.payments import InvalidPaymentError, PaymentProblem, PayMethod

__all__ = [
    "MOST_LINES",
    "MOST_QUANTITY",
    "Channel",
    "InvalidOrderError",
    "InvalidParcelError",
    "InvalidPaymentError",
    "LineDraft",
    "LineRow",
    "Narrowed",
    "OrderCard",
    "OrderDraft",
    "OrderList",
    "OrderProblem",
    "OrderRow",
    "OrderSort",
    "OrderState",
    "OrderStateError",
    "Orders",
    "ParcelProblem",
    "ParcelRow",
    "PayMethod",
    "PaymentProblem",
    "PaymentRow",
    "PriceReason",
    "ProposedPrice",
    "Receipt",
    "SketchRow",
    "Sketches",
    "TooFew",
    "again",
    "check",
    "fee_of",
    "state_of",
    "total_of",
]
