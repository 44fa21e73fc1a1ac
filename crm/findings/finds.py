"""What is found in a talk, and from which words."""

from dataclasses import dataclass
from datetime import date

from crm.contacts import AddressText, Handle
from crm.ids import ProductId


@dataclass(frozen=True, slots=True)
class Promised:
    """What the seller said they would do, and by which day."""

    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of the shop's currency. `each`: it is the price of one; `whole`: of everything; `paid`: it came."""

    minor: int
    each: bool = False
    whole: bool = False
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a product."""

    product: ProductId
    name: str
    quantity: int


Value = Handle | AddressText | Promised | Amount | Wanted


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a text says, in its words from `start` to `end`."""

    start: int
    end: int
    words: str
    value: Value
