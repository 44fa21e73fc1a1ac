"""Money that comes and goes back: how, and why it cannot be so much."""

from dataclasses import dataclass
from enum import StrEnum, auto

from crm.errors import ShukeError


class PayMethod(StrEnum):
    """How money came. The value is stored."""

    WECHAT = auto()
    ALIPAY = auto()
    LINE_PAY = auto()
    TRANSFER = auto()
    CASH = auto()
    ON_DELIVERY = auto()
    ADVANCE = auto()
    """From what the friend had left with the seller, see `crm.advances`."""
    OTHER = auto()

    @classmethod
    def read(cls, text: str) -> "PayMethod | None":
        """The method of a stored code; none where it was not said, `OTHER` for one from elsewhere."""
        if not text:
            return None
        return cls(text) if text in tuple(cls) else cls.OTHER


class PaymentProblem(StrEnum):
    """Why a payment or refund cannot be."""

    NOT_POSITIVE = auto()
    MORE_THAN_OWED = auto()
    NOTHING_OWED = auto()
    MORE_THAN_PAID = auto()
    NOTHING_PAID = auto()
    MORE_THAN_LEFT = auto()
    """More than the friend has left with the seller."""
    NOTHING_LEFT = auto()
    USED = auto()
    """What went into the friend's advance was used since, and cannot be taken out of it."""


@dataclass(eq=False)
class InvalidPaymentError(ShukeError):
    """Money that cannot be: `amount` was named, `most` would fit (both minor units)."""

    problem: PaymentProblem
    amount: int
    most: int


@dataclass(eq=False)
class AlreadySettledError(ShukeError):
    """The payment of a bill was settled before, with the order of this number."""

    number: str
