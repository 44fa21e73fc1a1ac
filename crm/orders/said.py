"""An order that somebody wrote, read into what a form shows: `草莓2盒 李姐 地址…`. The seller looks at it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.contacts import AddressText
from crm.conversations import Direction
from crm.findings import Wanted, Wares, find
from crm.findings.places import find_places
from crm.ids import ContactId, ProductId
from crm.one_line import Choice, OneLine, Reading, Ware
from crm.one_line.parts import only
from crm.orders.drafts import LineDraft
from crm.orders.verbs import Orders
from crm.products import ProductRow, Products

LONGEST = 4_000
"""Characters that are read; an order is never longer."""
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {0x3000: " ", 0xA0: " "}
_LABELLED = re.compile(r"(?:收[货貨件]?)?(?:地址|住址|address)\s*[::]?\s*(?P<where>[^\n]+)", re.IGNORECASE)
_COUNT = r"\s*[x×*]?\s*[0-9]{0,4}"
_ASKING = re.compile(
    r"(?:^|(?<=\s))(?:我?(?:想|还)?(?:要|来|拿|订|买|買|訂|來)(?:个|一下)?|收[货貨件]人|电话|電話|手机|手機)[::]?\s*"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of an order. `friends` may be meant, `contact` is who is where that is clear; `unclear` are
    words that may mean several products. Amounts are minor units.
    """

    contact: ContactId | None = None
    friends: tuple[Choice, ...] = ()
    lines: tuple[LineDraft, ...] = ()
    unclear: tuple[Ware, ...] = ()
    address: AddressText | None = None
    discount: int = 0
    shipping_fee: int = 0
    paid: int = 0
    note: str = ""


def read_order(
    text: str, one_line: OneLine, orders: Orders, products: Products, contact: ContactId | None = None
) -> Said:
    """Read it; `contact` is whose order it is where that is known already. Raises for no text, and stores nothing."""
    plain = text[:LONGEST].translate(_WIDTH).encode("utf-8", "replace").decode()
    sold = products.all()
    wanted = find(plain, Wares(sold), one_line.today, Direction.IN, one_line.currency)
    spans = [(one.start, one.end) for one in wanted if isinstance(one.value, Wanted)]
    address, rest = _address(plain, spans, [row.name for row in sold])
    readings = one_line.read(" ".join(_ASKING.sub("", line).strip() for line in rest.splitlines() if line.strip()))
    reading = readings[0] if readings else Reading("")
    friends = reading.friends
    if not friends and address is not None and address.recipient:
        friends = tuple(one_line.who(address.recipient))
    meant = only(friends)
    if contact is None and meant is not None:
        contact = ContactId(meant.number)
    if not reading.wares:
        reading = _asked_for(reading, rest, one_line, sold)
    clear = tuple(ware for ware in reading.wares if only(ware.choices))
    said = Said(
        contact=contact,
        friends=friends,
        unclear=tuple(ware for ware in reading.wares if not only(ware.choices)),
        address=address,
        note=reading.note,
    )
    if not clear:
        return said
    draft = one_line.draft(contact or ContactId(0), replace(reading, wares=clear))
    lines = draft.lines
    if reading.amount is None:
        lines = _priced(orders, contact, clear, lines)
    total = sum(line.total for line in lines) + draft.shipping_fee - draft.discount
    return replace(
        said,
        lines=lines,
        discount=draft.discount,
        shipping_fee=draft.shipping_fee,
        paid=min(draft.paid, max(total, 0)),
    )


def _address(text: str, wares: Sequence[tuple[int, int]], names: Sequence[str]) -> tuple[AddressText | None, str]:
    """Where it goes, and the text without it; `wares` are where products stand, which are called one of `names` and are
    no part of an address.
    """
    for found in find_places(text):
        inside = [(start, end) for start, end in wares if found.start <= start and end <= found.end]
        inside += [
            (one.start() + found.start, one.end() + found.start)
            for name in names
            if len(name) > 1 and name in found.words and not inside
            for one in re.finditer(re.escape(name) + _COUNT, found.words)
        ][:1]
        if inside:  # all in one line: look again without them
            goods = " ".join(text[start:end] for start, end in inside)
            for start, end in reversed(inside):
                text = f"{text[:start]} {text[end:]}"
            address, rest = _address(text, (), names)
            return address, f"{goods}\n{rest}"
        assert isinstance(found.value, AddressText)  # that is all that is a place
        before = re.sub(r"(?:收[货貨件]?)?地址\s*:?\s*$", "", text[: found.start].rstrip())
        return found.value, f"{before}\n{text[found.end :]}"
    labelled = _LABELLED.search(text)
    if labelled is None:
        return None, text
    return AddressText(labelled["where"].strip()), f"{text[: labelled.start()]}\n{text[labelled.end() :]}"


def _asked_for(reading: Reading, text: str, one_line: OneLine, known: Sequence[ProductRow]) -> Reading:
    """What is ordered in whole sentences: 我要两盒面膜."""
    found = find(text, Wares(known), one_line.today, Direction.IN, one_line.currency)
    wanted = {one.value.product: one.value for one in found if isinstance(one.value, Wanted)}
    prices = {row.id: row.price for row in known}
    wares = tuple(
        Ware(one.name, (Choice(one.product, one.name, sure=True, price=prices[one.product]),), one.quantity)
        for one in wanted.values()
    )
    return replace(reading, wares=wares)


def _priced(
    orders: Orders, contact: ContactId | None, wares: Sequence[Ware], lines: Sequence[LineDraft]
) -> tuple[LineDraft, ...]:
    """The lines at this friend's prices, where the text names none."""
    found = []
    for ware, line in zip(wares, lines, strict=True):
        if ware.each is None and ware.amount is None:
            price = orders.proposed_price(contact, ProductId(line.product or 0), quantity=line.quantity).price
            found.append(replace(line, unit_price=price))
        else:
            found.append(line)
    return tuple(found)
