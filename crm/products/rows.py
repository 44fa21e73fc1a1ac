"""What is said and shown of products."""

from dataclasses import dataclass
from enum import StrEnum, auto

from crm.errors import ShukeError
from crm.ids import ProductId

MOST_PRICE = 10**10
"""No unit costs more minor units than this, so that a line of an order never leaves 64 bits."""
MOST_DAYS = 3650
"""No unit lasts longer than ten years."""
BETWEEN = " · "
"""Between what variants have in common and what each is."""


def full_name(name: str, variant: str) -> str:
    """How a variant is shown: 口红 · 01 珊瑚."""
    return f"{name}{BETWEEN}{variant}" if variant else name


class ProductProblem(StrEnum):
    """Why a product cannot be so."""

    VARIANT_OF_VARIANT = auto()
    BUNDLE_IN_BUNDLE = auto()
    BUNDLE_OF_VARIANTS = auto()
    PART_TWICE = auto()
    PART_OF_ITSELF = auto()


@dataclass(eq=False)
class InvalidProductError(ShukeError):
    """A product that cannot be so; `name` is the one in question."""

    problem: ProductProblem
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of a product are in one bundle."""

    product: ProductId
    quantity: int


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """What a form says about a product. Price and cost are minor units; a cost or lasting of none is not known.

    A variant has a `parent` and says what it is in `variant`; its name follows from both. `stocked`: its stock is kept,
    and `count` units are there now (none: as many as before).
    """

    name: str
    price: int = 0
    unit: str = ""
    cost: int | None = None
    days_per_unit: int | None = None
    note: str = ""
    sort: str = ""
    parent: ProductId | None = None
    variant: str = ""
    story: str = ""
    recommend: str = ""
    origin: str = ""
    authorisation: str = ""
    stocked: bool = False
    low_stock: int | None = None
    count: int | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product. `days_per_unit` is how long a friend needs for one, `recommend` why the seller stands for it.

    `stock` units are on the shelf, `reserved` of them are ordered and not sent; `free` is what can still be sold, below
    zero what was sold beyond the stock. All of it is none where no stock is kept; of a bundle it is what its parts
    allow, of a product with `variants` what all of them have.
    """

    id: ProductId
    version: int
    name: str
    unit: str
    price: int
    cost: int | None
    days_per_unit: int | None
    note: str
    sort: str = ""
    parent: ProductId | None = None
    variant: str = ""
    story: str = ""
    recommend: str = ""
    origin: str = ""
    authorisation: str = ""
    stocked: bool = False
    low_stock: int | None = None
    stock: int | None = None
    reserved: int = 0
    free: int | None = None
    parts: tuple[Part, ...] = ()
    variants: int = 0

    @property
    def low(self) -> bool:
        """Whether it runs out: as little as its mark is left, or more was sold than there is."""
        return self.free is not None and (self.free < 0 or (self.low_stock is not None and self.free <= self.low_stock))

    @property
    def sold(self) -> bool:
        """Whether it is sold itself, and not only in its variants."""
        return not self.variants
