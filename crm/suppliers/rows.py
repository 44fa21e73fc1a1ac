"""What is said and read of suppliers: drafts that come in, rows that go out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from crm.errors import ShukeError
from crm.ids import OrderId, OrderLineId, ProductId, SupplierId

MOST_LINES = 200
LONGEST_TEMPLATE = 2_000
"""Characters of an order text."""


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """What a form says about a supplier. Only the name is needed; an empty template is the program's."""

    name: str
    note: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier. `owed` is what the seller owes them (below zero: what they owe the seller), in minor units, and
    `since` the day of the oldest of it. `to_report` lines they were not told of yet; `unpriced` ones they ship without
    that it is known what they cost.
    """

    id: SupplierId
    version: int
    name: str
    note: str
    template: str
    owed: int = 0
    since: date | None = None
    to_report: int = 0
    under_way: int = 0
    unpriced: int = 0
    products: int = 0


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What a product costs the seller at a supplier, in minor units. `usual`: it is the newest price of the product."""

    product: ProductId
    name: str
    price: int
    usual: bool


@dataclass(frozen=True, slots=True)
class PurchaseLineDraft:
    """So many units of a product, and what one cost in minor units.

    Without a product it is that of the `name`, which is made where there is none.
    """

    product: ProductId | None
    quantity: int
    unit_cost: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseDraft:
    """What was bought in one go, or went back (`returned`). `paid` of it at once, in minor units."""

    supplier: SupplierId | None
    lines: tuple[PurchaseLineDraft, ...]
    day: date | None = None
    note: str = ""
    returned: bool = False
    paid: int = 0


class DealKind(StrEnum):
    """What changes how the seller and a supplier stand."""

    BOUGHT = auto()
    RETURNED = auto()
    SHIPPED = auto()
    """The supplier ships it to a friend."""
    PAID = auto()
    PAID_BACK = auto()


@dataclass(frozen=True, slots=True)
class Deal:
    """One thing between the seller and a supplier. `amount` in minor units, above zero where the seller owes it.

    `id` is the number of its purchase, payment or order line.
    """

    kind: DealKind
    id: int
    day: date
    amount: int
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line that a supplier is to ship and that was not sent yet. `called_off`: they were told, and the order was
    cancelled since, so they are to be told again.
    """

    id: OrderLineId
    order: OrderId
    number: str
    friend: str
    name: str
    quantity: int
    supplier: SupplierId
    reported_on: date | None
    paid: bool
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be sent to a supplier, for how many parcels; `without` are friends whose address is missing."""

    text: str
    orders: tuple[OrderId, ...]
    without: tuple[str, ...] = ()


@dataclass(eq=False)
class SupplierBusyError(ShukeError):
    """A supplier to whom something is owed (minor units, either way), or who has `lines` under way, cannot go."""

    name: str
    owed: int
    lines: int


class PurchaseProblem(StrEnum):
    """Why a purchase cannot be."""

    NO_LINES = auto()
    TOO_MANY_LINES = auto()
    NO_NAME = auto()
    QUANTITY = auto()
    PRICE = auto()
    PAID = auto()
    """More was paid than it cost, or less than nothing."""
    NOBODY_PAID = auto()
    """Money goes to a supplier; a purchase without one owes nothing."""


@dataclass(eq=False)
class InvalidPurchaseError(ShukeError):
    """A purchase that cannot be; `line` counts from 0."""

    problem: PurchaseProblem
    line: int | None = None
