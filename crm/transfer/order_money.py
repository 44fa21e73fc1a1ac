"""The money of one order: goods, shipping and discount brought together with what the buyer paid, to the last unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.transfer.order_entries import LineEntry, MoneyReason
from crm.transfer.order_rows import RowSaid
from crm.transfer.shops import OrderField, Shop
from crm.transfer.shops.statuses import Fact

# goods with their number in one cell of an order book: 草莓 × 2, 面膜x3盒
_COUNTED = re.compile(r"(?P<name>.*[^\d\s])\s?[×xX*＊]\s?(?P<times>\d{1,4})\s?\w?")

Note = tuple[OrderField, MoneyReason, int]
"""What is to be looked at: the field, why, and the amount it is about."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of an order say about all of it, none where they say nothing."""

    goods: int | None
    shipping: int
    fee: int
    discount: int | None
    total: int | None
    paid: int | None
    refund: int


@dataclass(frozen=True, slots=True)
class Money:
    """The money of an order. The goods, with the shipping and without the discount, are what it costs."""

    lines: tuple[LineEntry, ...]
    shipping_fee: int
    discount: int
    paid: int
    refunded: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the order has come, as far as money depends on it."""

    paid: bool
    unpaid: bool
    closed: bool
    refunded: bool


def money_of(shop: Shop, rows: Sequence[RowSaid], progress: Progress, *, unsaid: bool) -> Money:
    """Bring the amounts of an order together. `unsaid`: nothing in this book says whether orders are paid."""
    sums = _sums(shop, rows)
    lines, notes = _lines(shop, rows, sums)
    goods = sum(line.total for line in lines)
    fee = sums.fee
    if sums.total is not None and goods + sums.shipping - (sums.discount or 0) == sums.total:
        fee = 0  # the tax is in the prices
    shipping = sums.shipping + fee
    whole = _whole(shop, rows, sums, goods + shipping - (sums.discount or 0))
    paid = _paid(shop, sums, progress, whole, unsaid=unsaid)
    # a shop's order that is paid costs what was paid
    settled = bool(paid) and sums.paid is not None and shop.settles
    total = paid if settled else max(paid, whole)
    difference = goods + shipping - total
    surcharged = difference < 0
    if surcharged:
        shipping -= difference
        notes.append((OrderField.TOTAL, MoneyReason.SURCHARGE, -difference))
        difference = 0
    unsaid_difference = difference - (sums.discount or 0)
    known = (sums.discount is None and shop.discounts_unsaid) or _rounding(rows, lines, unsaid_difference)
    if unsaid_difference and not surcharged and not known:
        notes.append((OrderField.DISCOUNT, MoneyReason.AMOUNTS_DIFFER, abs(unsaid_difference)))
    refunded = _refunded(rows, sums, progress, paid)
    if refunded > paid:
        notes.append((OrderField.REFUND, MoneyReason.REFUND_TOO_LARGE, refunded))
        refunded = paid
    return Money(tuple(lines), shipping, difference, paid, refunded, tuple(notes))


def _sums(shop: Shop, rows: Sequence[RowSaid]) -> Sums:
    """What the rows say of the whole order: said once, in every row again, or for each row by itself."""
    if len(rows) == 1:
        said = rows[0].amounts.get
        return Sums(
            said(OrderField.GOODS_TOTAL),
            said(OrderField.SHIPPING, 0),
            said(OrderField.FEE, 0),
            said(OrderField.DISCOUNT),
            said(OrderField.TOTAL),
            said(OrderField.PAID),
            said(OrderField.REFUND, 0),
        )
    repeated = _folded(rows, repeated=True)
    if shop.repeats:
        return repeated
    added = _folded(rows, repeated=False)
    goods = sum(_line_total(row) or 0 for row in rows)
    wrong = [
        abs(goods + sums.shipping + sums.fee - (sums.discount or 0) - (sums.total or sums.paid or 0))
        if goods and (sums.total or sums.paid)
        else 0
        for sums in (repeated, added)
    ]
    if wrong[0] == wrong[1]:
        return added if shop.sums else repeated
    return repeated if wrong[0] < wrong[1] else added


def _folded(rows: Sequence[RowSaid], *, repeated: bool) -> Sums:
    def fold(name: OrderField) -> int | None:
        said = [row.amounts[name] for row in rows if name in row.amounts]
        if not said:
            return None
        return said[0] if repeated and len(set(said)) == 1 else sum(said)

    return Sums(
        goods=fold(OrderField.GOODS_TOTAL),
        shipping=fold(OrderField.SHIPPING) or 0,
        fee=fold(OrderField.FEE) or 0,
        discount=fold(OrderField.DISCOUNT),
        total=fold(OrderField.TOTAL),
        paid=fold(OrderField.PAID),
        refund=fold(OrderField.REFUND) or 0,
    )


def _line_total(row: RowSaid) -> int | None:
    """What a row says its goods cost by their prices."""
    if OrderField.PRICE in row.amounts and not row.part:
        return row.amounts[OrderField.PRICE] * row.quantity
    return row.amounts.get(OrderField.LINE_TOTAL)


def _lines(shop: Shop, rows: Sequence[RowSaid], sums: Sums) -> tuple[list[LineEntry], list[Note]]:
    """The goods. Where only the price of all of them together is known, they are one line."""
    items = [item for row in rows for item in _items(shop, row)]
    notes: list[Note] = []
    unknown = [item for item in items if item.price is None]
    rest = _goods(sums) - sum((item.price or 0) * item.quantity for item in items if item.price is not None)
    if shop.parcels or (unknown and rest <= 0):
        return [item.line(item.price or 0) for item in items], notes
    if len(unknown) > 1:
        alone = [_line_amount(row) for row in rows] if len(items) == len(rows) else []
        if alone and None not in alone and sum(amount or 0 for amount in alone) == _goods(sums):
            return [
                item.line(_unit(amount or 0, item.quantity)) for item, amount in zip(items, alone, strict=True)
            ], notes
        joined = "、".join(item.shown for item in unknown)
        notes.append((OrderField.PRODUCT, MoneyReason.JOINED_ITEMS, rest))
        kept = [item.line(item.price) for item in items if item.price is not None]
        return [*kept, LineEntry(joined, 1, rest)], notes
    return [item.line(_unit(rest, item.quantity) if item.price is None else item.price) for item in items], notes


def _line_amount(row: RowSaid) -> int | None:
    return next(
        (
            row.amounts[name]
            for name in (OrderField.GOODS_TOTAL, OrderField.TOTAL, OrderField.PAID)
            if name in row.amounts
        ),
        None,
    )


def _goods(sums: Sums) -> int:
    """What all goods cost before discounts, as far as it is said."""
    if sums.goods is not None:
        return sums.goods
    whole = sums.total if sums.total is not None else sums.paid
    return 0 if whole is None else max(0, whole - sums.shipping - sums.fee + (sums.discount or 0))


def _unit(total: int, quantity: int) -> int:
    """The price of one, rounded up, so that what is left over is a discount."""
    return -(-total // quantity)


def _rounding(rows: Sequence[RowSaid], lines: Sequence[LineEntry], difference: int) -> bool:
    """Whether a difference is only what rounding the price of one piece up has made of it."""
    priced = sum(OrderField.PRICE in row.amounts for row in rows)
    return not priced and 0 < difference < sum(line.quantity for line in lines)


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    product: str
    quantity: int
    price: int | None

    @property
    def shown(self) -> str:
        return self.name if self.quantity == 1 else f"{self.name} × {self.quantity}"

    def line(self, price: int) -> LineEntry:
        return LineEntry(self.name, self.quantity, price, self.product)


def _items(shop: Shop, row: RowSaid) -> list[_Item]:
    """The goods of one row: one kind as a rule, several where a cell holds several."""
    name = " ".join(row.text(OrderField.PRODUCT).split())
    if not name:  # something has to stand there
        name = next(filter(None, (*row.text(OrderField.NOTE).split("\n"), shop.word, row.text(OrderField.NUMBER))), "—")
        return [_Item(name[:200], "", row.quantity, row.amounts.get(OrderField.PRICE))]
    price = row.amounts.get(OrderField.PRICE)
    if row.part:
        return [_Item(f"{name} × {row.part}".strip(), name, 1, _part_total(row))]
    if price is None and OrderField.LINE_TOTAL in row.amounts:
        price = _unit(row.amounts[OrderField.LINE_TOTAL], row.quantity)
    parts = [part.strip() for part in name.split(shop.joined) if part.strip()] if shop.joined else []
    if len(parts) > 1:
        if len(parts) == row.quantity:
            return [_Item(part, part, 1, price) for part in parts]
        shown = "、".join(parts) + (f" × {row.quantity}" if row.quantity > 1 else "")
        return [_Item(shown, "", 1, None if price is None else price * row.quantity)]
    if not shop.settles and OrderField.QUANTITY not in row.texts:
        if "、" in name:
            return [_Item(name, "", 1, price)]
        if (counted := _COUNTED.fullmatch(name)) and int(counted["times"]):
            return [_Item(counted["name"], counted["name"], int(counted["times"]), price)]
    kinds = row.text(OrderField.KINDS)
    if kinds.isdigit() and int(kinds[:6]) > 1:
        return [_Item(name, "", row.quantity, price)]
    product, model = split_model(name) if shop.variant_in_name else (name, "")
    variant = row.text(OrderField.VARIANT) or model
    shown = f"{product} {variant}" if variant and variant not in product else product
    return [_Item(shown or name, product, row.quantity, price)]


def _part_total(row: RowSaid) -> int | None:
    """What a quantity that is no whole number costs, if it is said or comes out even."""
    if OrderField.LINE_TOTAL in row.amounts or OrderField.PRICE not in row.amounts:
        return row.amounts.get(OrderField.LINE_TOTAL)
    whole, _, part = row.text(OrderField.QUANTITY).partition(".")
    total, left = divmod(row.amounts[OrderField.PRICE] * int(whole + part), 10 ** len(part))
    return None if left else total


def split_model(name: str) -> tuple[str, str]:
    """A name and the model that stands in brackets at its end; brackets may stand in brackets."""
    pairs = {")": "(", "）": "（", "]": "[", "】": "【"}
    if not name or name[-1] not in pairs:
        return name, ""
    closing, opening, depth = name[-1], pairs[name[-1]], 0
    for place in range(len(name) - 1, 0, -1):
        depth += (name[place] == closing) - (name[place] == opening)
        if not depth:
            return name[:place].rstrip(), name[place + 1 : -1].strip()
    return name, ""


def _paid(shop: Shop, sums: Sums, progress: Progress, whole: int, *, unsaid: bool) -> int:
    """What came in."""
    if shop.parcels:
        return 0
    if not shop.settles:
        if sums.paid is not None:
            return sums.paid
        went = bool(sums.refund) or progress.refunded
        return whole if unsaid or went or (progress.paid and not progress.unpaid) else 0
    if progress.unpaid and not progress.paid:
        return 0
    said = sums.paid
    if progress.closed and not said and sums.refund:
        return sums.refund  # it was set to nothing when the money went back
    if said is not None and (said or not progress.paid or progress.closed):
        return said
    return whole if progress.paid or sums.refund or progress.refunded else 0


def _whole(shop: Shop, rows: Sequence[RowSaid], sums: Sums, computed: int) -> int:
    """What the order costs by what is said of it."""
    if shop.parcels:
        return 0
    if sums.total is not None:
        return sums.total
    totals = [row.amounts[OrderField.LINE_TOTAL] for row in rows if OrderField.LINE_TOTAL in row.amounts]
    if len(totals) == len(rows):
        return max(0, sum(totals) + sums.shipping + sums.fee - (sums.discount or 0))
    return max(0, computed)


def _refunded(rows: Sequence[RowSaid], sums: Sums, progress: Progress, paid: int) -> int:
    """What went back: as said, or all of it where the words say so."""
    if progress.refunded or (progress.closed and paid):
        return sums.refund or paid
    if sums.refund:
        return sums.refund
    return sum(
        row.amounts.get(OrderField.LINE_TOTAL, _line_total(row) or 0) for row in rows if Fact.REFUNDED in row.facts
    )
