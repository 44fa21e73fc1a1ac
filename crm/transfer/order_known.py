"""What the shop knows of orders that a file tells of again, and what the file adds to them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.db.store import Store
from crm.transfer.buyer_matching import AMONG
from crm.transfer.order_entries import LineEntry, OrderEntry


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order that is there."""

    id: int
    contact: int
    channel: str
    number: str
    day: date
    shipped_on: str | None
    received_on: str | None
    cancelled_on: str | None
    courier: str
    tracking: str
    note: str
    address: str
    shipping_fee: int
    discount: int
    total: int
    owed: int
    payments: tuple[tuple[int, date], ...]
    lines: tuple[tuple[int, str, int, int, int], ...]
    """Of each line its number, name, quantity, price and version."""

    @property
    def came(self) -> int:
        """All that came in."""
        return sum(amount for amount, _ in self.payments if amount > 0)

    @property
    def went(self) -> int:
        """All that went back."""
        return -sum(amount for amount, _ in self.payments if amount < 0)


@dataclass(frozen=True, slots=True)
class OrderChanges:
    """What an order that is there gets: columns, money that came, money that went back, its goods one by one."""

    columns: dict[str, Any] = field(default_factory=dict)
    came: int = 0
    went: int = 0
    lines: tuple[LineEntry, ...] = ()
    differs: bool = False
    """The file says another amount than the order has; what the seller has stays."""

    def __bool__(self) -> bool:
        return bool(self.columns or self.came or self.went or self.lines)


_COLUMNS = """o.id, o.contact_id, o.channel, o.number, o.day, o.shipped_on, o.received_on, o.cancelled_on, o.courier,
  o.tracking, o.note, o.address, o.shipping_fee, o.discount, o.total, o.owed"""


def load_by_number(store: Store, numbers: Iterable[str]) -> list[KnownOrder]:
    """The orders with these numbers, in whatever channel; those in the bin are not there."""
    chosen = json.dumps(sorted(set(numbers)))
    return _load(store, f"o.number {AMONG}", chosen)


def load_by_contact(store: Store, contacts: Iterable[int]) -> list[KnownOrder]:
    """All orders of these friends."""
    return _load(store, f"o.contact_id {AMONG}", json.dumps(sorted(contacts)))


def _load(store: Store, where: str, chosen: str) -> list[KnownOrder]:
    rows = store.rows(
        (
            (
                f"SELECT {_COLUMNS} FROM shop_order o JOIN contact c ON c.id = o.contact_id"
                f" WHERE {where} AND o.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY o.id"
            ),
            (chosen,),
        )
    )
    ids = json.dumps([row[0] for row in rows])
    money: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for order, amount, day in store.rows(
        (
            f"SELECT order_id, amount, day FROM payment WHERE order_id {AMONG} AND deleted_at IS NULL ORDER BY id",
            (ids,),
        )
    ):
        money[order].append((amount, date.fromisoformat(day)))
    lines: dict[int, list[tuple[int, str, int, int, int]]] = defaultdict(list)
    for order, *line in store.rows(
        (
            (
                "SELECT order_id, id, name, quantity, unit_price, version FROM order_line"
                f" WHERE order_id {AMONG} AND deleted_at IS NULL ORDER BY id"
            ),
            (ids,),
        )
    ):
        number, name, quantity, price, version = line
        lines[order].append((number, name, quantity, price, version))
    found = []
    for number, contact, channel, shown, day, *rest in rows:
        shipped, received, cancelled, courier, tracking, note, address, fee, discount, total, owed = rest
        found.append(
            KnownOrder(
                number, contact, channel, shown, date.fromisoformat(day), shipped, received, cancelled, courier,
                tracking, note, address, fee, discount, total, owed,
                tuple(money.get(number, ())), tuple(lines.get(number, ())),
            )
        )  # fmt: skip
    return found


def changes_of(entry: OrderEntry, known: KnownOrder, *, details: bool = False) -> OrderChanges:
    """What an entry adds to the order: empty facts are filled and progress moves on; nothing is overwritten."""
    lines = _better_lines(entry, known)
    if details:
        extra = sum(line.total for line in lines) - sum(q * p for _, _, q, p, _ in known.lines)
        discount = known.discount + extra
        if not lines or discount < 0:
            return OrderChanges()
        return OrderChanges(columns={"discount": discount} if extra else {}, lines=lines)
    columns: dict[str, Any] = {
        name: said
        for name, said, there in (
            ("courier", entry.courier, known.courier),
            ("tracking", entry.tracking, known.tracking),
            ("note", entry.note, known.note),
            ("address", entry.address, known.address),
        )
        if said and not there
    }
    if known.cancelled_on is not None:  # the seller or an earlier file has ended it
        went = max(0, min(entry.refunded - known.went, known.came - known.went)) if entry.cancelled_on else 0
        return OrderChanges(columns=columns, went=went)
    for name, day, kept in (
        ("shipped_on", entry.shipped_on, known.shipped_on),
        ("received_on", entry.received_on, known.received_on),
        ("cancelled_on", entry.cancelled_on, known.cancelled_on),
    ):
        if day is not None and kept is None:
            columns[name] = str(day)
    more = entry.total - known.total - known.went
    fee = entry.shipping_fee if not known.shipping_fee and more == entry.shipping_fee else 0
    if fee:
        columns["shipping_fee"] = fee
    came = max(0, min(entry.paid - known.came, known.owed + fee))
    went = max(0, min(entry.refunded - known.went, known.came + came - known.went))
    discount = known.discount
    if lines:
        discount += sum(line.total for line in lines) - sum(q * p for _, _, q, p, _ in known.lines)
        if discount < 0:
            lines, discount = (), known.discount
    if entry.cancelled_on is None:
        discount += went
    if discount != known.discount:
        columns["discount"] = discount
    # what it costs now against what the file says it costs, each after what went back
    differs = more != fee and not entry.cancelled_on and bool(entry.total)
    return OrderChanges(columns, came, went, lines, differs)


def _better_lines(entry: OrderEntry, known: KnownOrder) -> tuple[LineEntry, ...]:
    """The goods one by one, where the order has them only as one line that nobody has touched."""
    if len(known.lines) != 1 or known.lines[0][4] != 1:
        return ()
    _, name, quantity, price, _ = known.lines[0]
    same = [(line.name, line.quantity, line.unit_price) for line in entry.lines] == [(name, quantity, price)]
    if same or not any(line.unit_price for line in entry.lines):
        return ()
    if len(entry.lines) == 1 and (entry.lines[0].quantity != quantity or not _longer(entry.lines[0].name, name)):
        return ()
    if len(entry.lines) > 1 and not _told_of(entry.lines, name, quantity):
        return ()
    return entry.lines


def _longer(name: str, other: str) -> bool:
    """Whether one name says the same and more, such as the model."""
    return len(name) > len(other) and name.startswith(other)


def _told_of(lines: Sequence[LineEntry], name: str, quantity: int) -> bool:
    """Whether one joined line speaks of these goods: all of their names stand in it, or their number fits."""
    named = all((line.product or line.name) in name for line in lines)
    return named or sum(line.quantity for line in lines) == quantity
