"""What comes out of order books and bills: orders, buyers, money, and what could not be understood."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm.transfer.entries import AddressEntry, HandleEntry
from crm.transfer.shops.fields import OrderField

NAMELESS = "name:@"
"""How the key of a buyer begins whom a shop does not name, and for whom it stands itself."""


class MoneyReason(StrEnum):
    """Why a row cannot be taken, or what of it is to be looked at."""

    NO_BUYER = "no_buyer"
    SHOP_STANDS_IN = "shop_stands_in"
    NO_ITEM = "no_item"
    CELL_TOO_LONG = "cell_too_long"
    DAMAGED_NUMBER = "damaged_number"
    MAYBE_DAMAGED = "maybe_damaged"
    BAD_AMOUNT = "bad_amount"
    BAD_QUANTITY = "bad_quantity"
    BAD_DATE = "bad_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    OTHER_CURRENCY = "other_currency"
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    OTHER_BUYER = "other_buyer"
    BROKEN_ORDER = "broken_order"
    NO_SUCH_ORDER = "no_such_order"
    REPEATED = "repeated"
    NO_DATE = "no_date"
    MASKED_PHONE = "masked_phone"
    MASKED_NAME = "masked_name"
    BAD_PHONE = "bad_phone"
    UNKNOWN_STATUS = "unknown_status"
    AMOUNTS_DIFFER = "amounts_differ"
    SURCHARGE = "surcharge"
    JOINED_ITEMS = "joined_items"
    PART_QUANTITY = "part_quantity"
    REFUND_ASKED = "refund_asked"
    REFUND_TOO_LARGE = "refund_too_large"
    KEPT_DIFFERS = "kept_differs"
    EXTRA_CELLS = "extra_cells"


class Passed(StrEnum):
    """Why a row was passed over."""

    PREAMBLE = "preamble"
    HEADER = "header"
    BLANK = "blank"
    TOTAL = "total"
    LEFT_OUT = "left_out"
    NOT_TICKED = "not_ticked"
    NOBODY = "nobody"
    EXPENSE = "expense"
    NEUTRAL = "neutral"
    REFUND_TO_ME = "refund_to_me"
    GIVEN_BACK = "given_back"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class MoneyDoubt:
    """Something to be looked at: which field, why, and what stood there. `row` is where."""

    row: int
    field: OrderField
    reason: MoneyReason
    text: str


@dataclass(frozen=True, slots=True)
class MoneyProblem:
    """A row that holds data and cannot be taken; `text` is what it begins with."""

    row: int
    reason: MoneyReason
    text: str


@dataclass(frozen=True, slots=True)
class PassedRow:
    """A row that was passed over."""

    row: int
    reason: Passed


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought, as the file tells. `key` is what two rows about the same person share."""

    key: str
    name: str
    phones: tuple[str, ...] = ()
    handles: tuple[HandleEntry, ...] = ()
    nickname: str = ""
    address: AddressEntry | None = None
    recipient: str = ""
    recipient_phone: str = ""


@dataclass(frozen=True, slots=True)
class LineEntry:
    """Goods of an order. `product` is the name without its model; empty where the goods are no product of their own."""

    name: str
    quantity: int
    unit_price: int
    product: str = ""

    @property
    def total(self) -> int:
        """Minor units."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """One order of a file. Amounts are minor units; `paid` and `refunded` are what came and what went back."""

    rows: tuple[int, ...]
    number: str
    buyer: Buyer
    at: datetime
    day: date
    lines: tuple[LineEntry, ...]
    shipping_fee: int = 0
    discount: int = 0
    paid: int = 0
    refunded: int = 0
    method: str = ""
    paid_at: datetime | None = None
    paid_on: date | None = None
    shipped_on: date | None = None
    received_on: date | None = None
    cancelled_on: date | None = None
    courier: str = ""
    tracking: str = ""
    note: str = ""
    address: str = ""
    doubts: tuple[MoneyDoubt, ...] = ()

    @property
    def row(self) -> int:
        """The first row of it."""
        return self.rows[0]

    @property
    def total(self) -> int:
        """What the buyer was to pay before anything went back."""
        return sum(line.total for line in self.lines) + self.shipping_fee - self.discount
