"""What is read of parcels: orders of one friend that go to one place together."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from crm.addresses import Recipient
from crm.ids import ContactId, OrderId, OrderLineId, SupplierId


class Lack(StrEnum):
    """What keeps a parcel from being sent, the worst first."""

    PLACE = auto()
    """Nobody knows where it goes."""
    PHONE = auto()


@dataclass(frozen=True, slots=True)
class Goods:
    """So many of something in a parcel; `supplier` ships it where that is not the seller, and was told on a day."""

    id: OrderLineId
    order: OrderId
    name: str
    quantity: int
    supplier: SupplierId | None = None
    reported_on: date | None = None

    @property
    def words(self) -> str:
        """The name, and how many where it is more than one."""
        return self.name if self.quantity == 1 else f"{self.name} × {self.quantity}"


@dataclass(frozen=True, slots=True)
class Part:
    """An order in a parcel."""

    id: OrderId
    version: int
    number: str
    day: date
    address: str
    note: str
    owed: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """Orders that go to one place together: whose they are, who gets them, and what is in the parcel.

    `sender` is an agent's, where the parcel is sent in their name. `kept`: the place is not the order's own but the
    newest of `places` addresses that are kept of the friend.
    """

    contact: ContactId
    friend: str
    to: Recipient
    parts: tuple[Part, ...]
    goods: tuple[Goods, ...]
    sender: str = ""
    kept: bool = False
    places: int = 0
    courier: str = ""
    tracking: str = ""
    shipped_on: date | None = None

    @property
    def id(self) -> OrderId:
        """The first order, by which the parcel is known."""
        return self.parts[0].id

    @property
    def orders(self) -> tuple[OrderId, ...]:
        """The orders that are in it."""
        return tuple(part.id for part in self.parts)

    @property
    def number(self) -> str:
        """The numbers of its orders, as a courier's sheet carries them there and back."""
        return "/".join(part.number for part in self.parts)

    @property
    def what(self) -> str:
        """What is in it, in a line."""
        return "、".join(one.words for one in self.goods)

    @property
    def quantity(self) -> int:
        """How many units are in it."""
        return sum(one.quantity for one in self.goods)

    @property
    def note(self) -> str:
        """What the orders say beside the goods, and which they are where there are several."""
        notes = dict.fromkeys(part.note for part in self.parts if part.note)
        which = [" + ".join(part.number for part in self.parts)] if len(self.parts) > 1 else []
        return "；".join([*notes, *which])

    @property
    def where(self) -> str:
        """The place in a line, without who lives there."""
        between = " " if self.to.region and self.to.region.isascii() else ""
        return f"{self.to.region}{between}{self.to.where}"

    @property
    def addressed(self) -> bool:
        """Whether it can be sent at all."""
        return bool(self.to.where or self.to.region)

    @property
    def pick_up(self) -> bool:
        """Whether it waits in a shop until it is fetched (超商取貨)."""
        return bool(self.to.chain or self.to.store)

    @property
    def lack(self) -> Lack | None:
        """What is to be asked before it is sent."""
        if not self.addressed:
            return Lack.PLACE
        return None if self.to.phone else Lack.PHONE
