"""How an order and its lines are written down, as part of a step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.db.models import Account, Contact, Order, OrderLine, Parcel, ParcelLine, Product
from crm.db.row import Row
from crm.db.write import Write
from crm.errors import MissingError
from crm.ids import ContactId, OrderId, ProductId
from crm.money import MOST
from crm.orders.drafts import InvalidOrderError, LineDraft, OrderDraft, OrderProblem
from crm.orders.shipped_by import usual_supplier


def next_number(write: Write, day: date) -> str:
    """The next free number of a day, like `20260304-007`. Numbers in the bin stay used."""
    head = f"{day:%Y%m%d}-"
    used = write.rows(Order.select(Order.number).where(Order.number >= head, Order.number < head + ":"))
    tails = [number.removeprefix(head) for (number,) in used]
    last = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)
    return f"{head}{last + 1:03}"


def values_of(draft: OrderDraft) -> dict[str, Any]:
    """The columns of an order that a draft says."""
    return {
        "account": draft.account,
        "channel": draft.channel.strip(),
        "note": draft.note.strip(),
        "shipping_fee": draft.shipping_fee,
        "shipping_cost": draft.shipping_cost,
        "discount": draft.discount,
        "address": draft.address.strip(),
        "sender": " ".join(draft.sender.split()),
        "recipient": draft.recipient,
        "on_delivery": draft.on_delivery,
    }


def must_exist(write: Write, draft: OrderDraft) -> None:
    """The friend must be there; the rest that is named may be in the bin meanwhile, but must have been."""
    wanted: list[tuple[type[Row], str, int]] = [(Product, "product", x.product) for x in draft.lines if x.product]
    if draft.account is not None:
        wanted.append((Account, "account", draft.account))
    if draft.recipient is not None:
        wanted.append((Contact, "contact", draft.recipient))
    if not write.rows(Contact.select(Contact.id).where(Contact.id == draft.contact, Contact.deleted_at.is_null())):
        raise MissingError("contact", str(draft.contact))
    for model, what, number in wanted:
        if not write.rows(model.select(model.id).where(model.id == number)):
            raise MissingError(what, str(number))


def add_lines(write: Write, contact: ContactId, order: OrderId, lines: Iterable[LineDraft]) -> None:
    """Write lines down, each with what a unit costs the seller now."""
    for place, line in enumerate(lines):
        _insert(write, contact, order, line, place)


@dataclass(frozen=True, slots=True)
class _Old:
    """A line as it stands, and how many units of it were sent."""

    id: int
    product: int | None
    name: str
    sent: int


def replace_lines(write: Write, contact: ContactId, order: OrderId, lines: Sequence[LineDraft]) -> None:
    """Write the new lines over the old ones of the same product, which keep what a unit cost then.

    Raises `InvalidOrderError` for less of something than was sent.
    """
    old = _old_lines(write, order)
    kept = _matched(old, lines)
    rest = [line for line in old if line not in kept.values()]
    for gone in rest:
        if gone.sent:
            raise InvalidOrderError(OrderProblem.BELOW_SENT, gone.sent)
    for place, line in enumerate(lines):
        same = kept.get(place)
        if same is not None:
            if line.quantity < same.sent:
                raise InvalidOrderError(OrderProblem.BELOW_SENT, same.sent, place)
            write.update(OrderLine, same.id, **_line(line))
        elif rest:  # takes the place of what is not ordered any more
            anew = {
                "unit_cost": _cost(write, line, place),
                "supplier": usual_supplier(write, line.product),
                "reported_on": None,
                "batch": None,
            }
            write.update(OrderLine, rest.pop(0).id, **_line(line), **anew)
        else:
            _insert(write, contact, order, line, place)
    for gone in rest:
        write.delete(OrderLine, gone.id)


def _old_lines(write: Write, order: OrderId) -> list[_Old]:
    sent = dict(
        write.rows(
            (
                """SELECT l.line_id, sum(l.quantity) FROM parcel_line l JOIN parcel p ON p.id = l.parcel_id
                WHERE p.order_id = ? AND p.deleted_at IS NULL AND l.deleted_at IS NULL GROUP BY l.line_id""",
                (order,),
            )
        )
    )
    found = write.rows(
        OrderLine.select(OrderLine.id, OrderLine.product, OrderLine.name)
        .where(OrderLine.order == order, OrderLine.deleted_at.is_null())
        .order_by(OrderLine.id)
    )
    return [_Old(number, product, name, sent.get(number, 0)) for number, product, name in found]


def _matched(old: Sequence[_Old], lines: Sequence[LineDraft]) -> dict[int, _Old]:
    """By the place of a new line the old one of the same product, or of the same name where it has none."""
    kept: dict[int, _Old] = {}
    for place, line in enumerate(lines):
        name = " ".join(line.name.split())
        for one in old:
            same = one.product == line.product and (line.product is not None or one.name == name)
            if same and one not in kept.values():
                kept[place] = one
                break
    return kept


def _insert(write: Write, contact: ContactId, order: OrderId, line: LineDraft, place: int) -> None:
    supplier, cost = usual_supplier(write, line.product), _cost(write, line, place)
    write.insert(OrderLine, contact=contact, order=order, supplier=supplier, unit_cost=cost, **_line(line))


def _cost(write: Write, line: LineDraft, place: int) -> int | None:
    """What a unit costs the seller now; none where that is not known."""
    if line.product is None:
        return None
    found = write.rows(Product.select(Product.cost).where(Product.id == ProductId(line.product)))
    cost: int | None = found[0][0]
    if cost is not None and cost * line.quantity > MOST:
        raise InvalidOrderError(OrderProblem.COST_TOO_LARGE, cost, place)
    return cost


def _line(line: LineDraft) -> dict[str, Any]:
    return {
        "product": line.product,
        "name": " ".join(line.name.split()),
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "gift": line.gift,
    }


def units_left(write: Write, order: OrderId) -> dict[int, tuple[str, int]]:
    """By the number of a line its name and how many units of it are still to be sent."""
    sent = {line.id: line.sent for line in _old_lines(write, order)}
    found = write.rows(
        OrderLine.select(OrderLine.id, OrderLine.name, OrderLine.quantity)
        .where(OrderLine.order == order, OrderLine.deleted_at.is_null())
        .order_by(OrderLine.id)
    )
    return {number: (name, quantity - sent[number]) for number, name, quantity in found}


def delete_parts(write: Write, order: OrderId, models: Iterable[type[Row]] = (ParcelLine, Parcel)) -> None:
    """Put rows that belong to an order into the bin."""
    for model in models:
        fields = model._meta.fields
        for (number,) in write.rows(model.select(model.id).where(fields["order"] == order, model.deleted_at.is_null())):
            write.delete(model, number)
