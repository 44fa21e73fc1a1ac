"""Orders: what a friend ordered, what they paid, and where the parcel is. The state follows from dated facts."""

from crm.orders.drafts import (
    MOST_LINES,
    MOST_QUANTITY,
    InvalidOrderError,
    InvalidPaymentError,
    LineDraft,
    OrderDraft,
    OrderProblem,
    PaymentProblem,
    check,
    total_of,
)
from crm.orders.rows import (
    LineRow,
    OrderCard,
    OrderList,
    OrderRow,
    OrderSort,
    OrderState,
    PaymentRow,
    PayMethod,
    PriceReason,
    ProposedPrice,
    state_of,
)
from crm.orders.verbs import Orders, OrderStateError

__all__ = [
    "MOST_LINES",
    "MOST_QUANTITY",
    "InvalidOrderError",
    "InvalidPaymentError",
    "LineDraft",
    "LineRow",
    "OrderCard",
    "OrderDraft",
    "OrderList",
    "OrderProblem",
    "OrderRow",
    "OrderSort",
    "OrderState",
    "OrderStateError",
    "Orders",
    "PayMethod",
    "PaymentProblem",
    "PaymentRow",
    "PriceReason",
    "ProposedPrice",
    "check",
    "state_of",
    "total_of",
]
