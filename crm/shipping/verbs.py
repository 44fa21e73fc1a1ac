"""What the seller does with parcels; each of it is one step that can be taken back."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import islice
from pathlib import Path
from typing import Any

from crm.contacts import AddressText, Contacts
from crm.db.derived import blocks
from crm.db.models import Address, Order
from crm.db.store import Store
from crm.errors import MissingError, TooLongError
from crm.ids import OrderId
from crm.names import fold
from crm.orders import Orders, OrderState, OrderStateError
from crm.progress import Progress, unheard
from crm.shipping.matching import Match, Standing, match
from crm.shipping.numbers import MOST_ROWS, Said, read_rows, read_text
from crm.shipping.reading import EVERYBODY, Reading, told_apart
from crm.shipping.rows import Shipment
from crm.topics import Action, Topic, Verb
from crm.transfer.habits import Habits

TOPICS = Topic.ORDERS | Topic.CONTACTS
LONGEST_ADDRESS = 500
TOLD = "buyers told of their parcels"
MOST_TOLD = 2_000
TEMPLATE = "shipping note"


class Left(StrEnum):
    """Why an order was left as it is."""

    GONE = auto()
    CANCELLED = auto()
    SENT = auto()
    """Another window, or another row, was first."""
    ARRIVED = auto()
    OTHER_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class LeftOver:
    """An order that was left, by its number ("" for one that is gone), and why."""

    number: str
    why: Left


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to how many orders, and what was left as it is."""

    orders: tuple[OrderId, ...]
    left: tuple[LeftOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """A tracking number for these orders. `over` writes it over another one that an order has, or beside it, where the
    seller and a supplier ship a part each.
    """

    orders: tuple[OrderId, ...]
    tracking: str
    courier: str = ""
    over: bool = False


class Shipping(Reading):
    """Verbs on parcels."""

    def __init__(self, store: Store, orders: Orders, contacts: Contacts) -> None:
        super().__init__(store)
        self._orders = orders
        self._contacts = contacts
        self._habits = Habits(store)

    # where they go

    def address(self, orders: Sequence[OrderId], text: str, *, keep: bool = False) -> None:
        """These orders of one friend go there; `keep` notes the place among the friend's, unless it is there.

        Raises `TooLongError`, `MissingError`.
        """
        line = " ".join(text.split())
        if len(line) > LONGEST_ADDRESS:
            raise TooLongError("address", LONGEST_ADDRESS)
        contact = self._orders.row(orders[0]).contact
        with self._store.write(TOPICS, Action(Verb.ADDRESS_ORDER, contact, count=len(orders))) as write:
            for order in orders:
                write.update(Order, order, address=line)
            if keep and line and not self._lives_there(contact, line):
                to = told_apart(line)
                place = AddressText(
                    to.where or to.region, to.region if to.where else "", to.name, to.phone, to.postcode
                )
                self._contacts.add_address(contact, place)

    def _lives_there(self, contact: int, line: str) -> bool:
        to = told_apart(line)
        rows = self._store.rows(
            Address.select(Address.region, Address.detail).where(
                Address.contact == contact, Address.deleted_at.is_null()
            )
        )
        return _same(f"{to.region}{to.where}") in {_same(f"{region}{detail}") for region, detail in rows}

    # on their way

    def hand_over(self, orders: Sequence[OrderId]) -> Done:
        """The courier has them, their numbers come later. What was sent, cancelled or deleted meanwhile is left."""
        return self._each(orders, self._orders.ship)

    def write_down(self, numbers: Sequence[Numbered]) -> Done:
        """The numbers of parcels: what was not sent is sent by it. What came too far meanwhile is left, and told."""
        said = {order: one for one in numbers for order in one.orders}

        def write_one(order: OrderId) -> None:
            one, row = said[order], self._orders.row(order)
            if row.state is not OrderState.ON_THE_WAY:
                self._orders.ship(order, courier=one.courier, tracking=one.tracking)
            elif row.tracking and row.tracking != one.tracking and not one.over:
                raise _OtherNumberError(row.number)
            else:
                before = row.tracking != one.tracking and self._in_parts(order)
                couriers = [row.courier, one.courier] if before else [one.courier or row.courier]
                numbers = [row.tracking, one.tracking] if before else [one.tracking]
                self._orders.set_parcel(
                    order, "、".join(dict.fromkeys(filter(None, couriers))), ", ".join(filter(None, numbers))
                )

        return self._each(list(said), write_one)

    def _in_parts(self, order: OrderId) -> bool:
        """Whether the seller ships a part of the order, and a supplier another."""
        (whole,) = self.of([order], whose=EVERYBODY)
        return len({goods.supplier for goods in whole.goods}) > 1

    def _each(self, orders: Sequence[OrderId], verb: Callable[[OrderId], object]) -> Done:
        done: list[OrderId] = []
        left: list[LeftOver] = []
        with self._store.write(TOPICS, Action(Verb.SHIP_ORDER, self._only(orders), count=len(orders))):
            for order in orders:
                try:
                    verb(order)
                except MissingError:
                    left.append(LeftOver("", Left.GONE))
                except OrderStateError as error:
                    left.append(LeftOver(error.number, _LEFT[error.state]))
                except _OtherNumberError as error:
                    left.append(LeftOver(error.number, Left.OTHER_NUMBER))
                else:
                    done.append(order)
        return Done(tuple(done), tuple(left))

    def _only(self, orders: Sequence[OrderId]) -> int | None:
        """The one friend whose orders they are; none for those of several."""
        friends = {row.contact for row in self._orders.rows(orders).values()}
        return friends.pop() if len(friends) == 1 else None

    # numbers back

    def read_text(self, text: str) -> tuple[Match, ...]:
        """What a pasted list of tracking numbers says, and which parcels it means. Nothing is written."""
        return self._matched(read_text(text, self._numbers))

    def read_rows(self, rows: Iterable[Sequence[str]]) -> tuple[Match, ...]:
        """The same for the rows of a sheet."""
        return self._matched(read_rows(rows, self._numbers))

    def read_file(self, path: Path, progress: Progress = unheard) -> list[tuple[str, ...]]:
        """The rows of a sheet, read apart from the program. Raises a `FileProblemError`, or `Cancelled`."""
        from crm.transfer.child import read_apart  # only when a file comes in: the window opens sooner

        with read_apart(path, progress=progress) as table:
            return [row.cells for row in islice(table.rows, MOST_ROWS)]

    def open_parcels(self) -> list[Shipment]:
        """Every parcel that may get a number: to ship, or on its way without one."""
        return [*self.unsent(), *self.under_way(numbered=False)]

    def _matched(self, rows: tuple[Said, ...]) -> tuple[Match, ...]:
        parcels = [*self.unsent(), *self.under_way()]
        known = {part.number for parcel in parcels for part in parcel.parts}
        closed = {number for said in rows for number in said.orders} - known
        return match(rows, Standing(parcels, closed, self._taken({said.tracking for said in rows})))

    def _numbers(self, words: Collection[str]) -> set[str]:
        """Which of the words are numbers of orders."""
        found: set[str] = set()
        for block in _blocks(words):
            query = Order.select(Order.number).where(Order.number.in_(block), Order.deleted_at.is_null())
            found.update(number for (number,) in self._store.rows(query))
        return found

    def _taken(self, tracking: Collection[str]) -> dict[str, set[OrderId]]:
        found: dict[str, set[OrderId]] = {}
        for block in _blocks({number for number in tracking if number}):
            query = Order.select(Order.tracking, Order.id).where(Order.tracking.in_(block), Order.deleted_at.is_null())
            for number, order in self._store.rows(query):
                found.setdefault(number, set()).add(OrderId(order))
        return found

    # telling the buyers

    def template(self) -> str:
        """The seller's own words for telling a buyer; empty for those of the program."""
        known = self._habits.get(TEMPLATE)
        return known if isinstance(known, str) else ""

    def set_template(self, text: str) -> None:
        """Tell buyers in these words from now on; empty for those of the program."""
        self._habits.put(TEMPLATE, text.strip())

    def told(self) -> set[tuple[int, str]]:
        """The orders whose buyers were told of a number, and that number: copied is all that is known of it."""
        known = self._habits.get(TOLD)
        pairs = known if isinstance(known, list) else []
        return {(pair[0], pair[1]) for pair in pairs if isinstance(pair, list) and len(pair) == 2}

    def tell(self, parcel: Shipment) -> None:
        """The note for this parcel was copied; no step that undo would stop at."""
        with self._store.write(Topic.ORDERS):
            known = self._habits.get(TOLD)
            pairs = [pair for pair in (known if isinstance(known, list) else []) if isinstance(pair, list)]
            fresh = [[order, parcel.tracking] for order in parcel.orders]
            kept = [pair for pair in pairs if pair not in fresh]
            self._habits.put(TOLD, [*kept, *fresh][-MOST_TOLD:])


class _OtherNumberError(Exception):
    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


_LEFT = {
    OrderState.CANCELLED: Left.CANCELLED,
    OrderState.ON_THE_WAY: Left.SENT,
    OrderState.RECEIVED: Left.ARRIVED,
    OrderState.CLOSED: Left.ARRIVED,
}


def _blocks(words: Collection[str]) -> Iterable[list[Any]]:
    every: list[Any] = sorted(words)
    return blocks(every)


def _same(place: str) -> str:
    return fold(place).replace(" ", "")
