"""One row of an order book: its cells by field, and what of them cannot be."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from crm.money import MOST, AmountError, Currency, parse_amount
from crm.transfer.order_entries import MoneyProblem, MoneyReason, PassedRow
from crm.transfer.order_layout import OrderColumn, OrderLayout, pass_reason
from crm.transfer.shops.fields import ADDED_UP, AMOUNTS, OrderField
from crm.transfer.shops.shop import forms
from crm.transfer.shops.statuses import Fact, facts_of
from crm.transfer.tables import Flaw, Row
from crm.transfer.vocabulary import is_empty

# what Excel leaves of a long number: 3.51531E+16, or sixteen digits and more whose last are noughts
_POWER = re.compile(r"\d(?:\.\d{1,15})?[eE]\+\d{1,3}")
NOUGHTS = re.compile(r"\d{13,40}000")
LONG = re.compile(r"\d{16,43}")
DAMAGED = re.compile(f"{_POWER.pattern}|{NOUGHTS.pattern}")
_PLAIN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
# what a workbook makes of 0.1 + 0.2
_FLOAT = re.compile(r"-?\d{1,12}\.\d{9,20}")
_QUANTITY = re.compile(
    r"[x×*]?\s?(?P<whole>\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:\.(?P<part>\d{1,6}))?\s?(?P<unit>\D{0,6})"
)
_BELOW_ZERO = frozenset({OrderField.DISCOUNT, OrderField.REFUND})
_EVERY = frozenset({OrderField.PHONE, OrderField.BUYER_PHONE, OrderField.NOTE})
GLIMPSE = 80


@dataclass(slots=True)
class RowSaid:
    """What one row says: texts by field, amounts in minor units, and what its status words mean."""

    row: int
    cells: tuple[str, ...]
    texts: dict[OrderField, str] = field(default_factory=dict)
    every: dict[OrderField, list[str]] = field(default_factory=dict)
    """All texts of fields that several columns fill."""
    amounts: dict[OrderField, int] = field(default_factory=dict)
    facts: Fact = Fact.NOTHING
    told: bool = False
    """Whether a status says anything."""
    unknown: list[str] = field(default_factory=list)
    quantity: int = 1
    part: str = ""
    """The quantity as written, where it is no whole number."""

    def text(self, name: OrderField) -> str:
        """What the row says in a field; empty for nothing."""
        return self.texts.get(name, "")


def row_reader(layout: OrderLayout, currency: Currency) -> Callable[[Row], RowSaid | MoneyProblem | PassedRow]:
    """A function that reads one row of a book with this layout, in this currency."""
    ranks = {
        name: {heading: place for place, heading in enumerate(headings.split())}
        for name, headings in layout.shop.headings.items()
    }

    def rank(column: OrderColumn) -> tuple[int, int]:
        known = ranks.get(column.field or OrderField.IGNORE, {})
        return min((known[form] for form in forms(column.heading) if form in known), default=-1), column.place

    columns = sorted(
        (column for column in layout.columns if column.field not in {None, OrderField.IGNORE}),
        key=rank,
    )

    def read(row: Row) -> RowSaid | MoneyProblem | PassedRow:
        passed = pass_reason(layout, row)
        if passed is not None:
            return PassedRow(row.number, passed)
        if row.flaw is not Flaw.NONE:
            return MoneyProblem(row.number, MoneyReason.CELL_TOO_LONG, glimpse(row.cells))
        said = RowSaid(row.number, row.cells)
        cells = row.cells
        for column in columns:
            if column.place < len(cells) and not is_empty(text := cells[column.place]):
                reason = _hear(said, column, text, currency)
                if reason is not None:
                    return MoneyProblem(row.number, reason, text[:GLIMPSE])
        return said

    return read


def glimpse(cells: tuple[str, ...]) -> str:
    """What a row begins with."""
    return " ".join(cell for cell in cells if cell)[:GLIMPSE]


def _hear(said: RowSaid, column: OrderColumn, text: str, currency: Currency) -> MoneyReason | None:
    """Take in one filled cell; why it cannot be, if it cannot."""
    name = column.field
    assert name is not None
    if name in AMOUNTS:
        return _hear_amount(said, name, text, currency)
    if name is OrderField.STATUS:
        facts = facts_of(text, column.heading)
        if facts is None:
            said.unknown.append(text)
        else:
            said.facts |= facts
            said.told = said.told or facts is not Fact.NOTHING
        return None
    if name is OrderField.QUANTITY:
        return _hear_quantity(said, text)
    if name is OrderField.NUMBER and _POWER.fullmatch(text):
        return MoneyReason.DAMAGED_NUMBER
    if name in _EVERY:
        said.every.setdefault(name, []).append(text)
    said.texts.setdefault(name, text)
    return None


def _hear_amount(said: RowSaid, name: OrderField, text: str, currency: Currency) -> MoneyReason | None:
    try:
        amount = amount_of(text, currency)
    except AmountError:
        return MoneyReason.BAD_AMOUNT
    if name in _BELOW_ZERO:
        amount = abs(amount)
    elif amount < 0:
        return MoneyReason.BAD_AMOUNT
    if name in ADDED_UP:
        said.amounts[name] = min(MOST, said.amounts.get(name, 0) + amount)
    else:
        said.amounts.setdefault(name, amount)
    return None


def amount_of(text: str, currency: Currency) -> int:
    """The minor units that a cell means, also where a workbook has made 0.30000000000000004 of it.

    Raises `AmountError`.
    """
    if currency.decimals == 2 and (plain := _PLAIN.fullmatch(text)):  # as nearly all are written
        return int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0"))
    if _FLOAT.fullmatch(text):
        rounded = round(Decimal(text), 6)
        return parse_amount(f"{rounded:f}", currency)
    return parse_amount(text, currency)


def _hear_quantity(said: RowSaid, text: str) -> MoneyReason | None:
    found = _QUANTITY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return MoneyReason.BAD_QUANTITY
    part = (found["part"] or "").rstrip("0")
    whole = int(found["whole"].replace(",", ""))
    if part:
        said.part = f"{whole}.{part}{found['unit'].strip()}"
        said.texts[OrderField.QUANTITY] = f"{whole}.{part}"
    elif not whole:
        return MoneyReason.BAD_QUANTITY
    else:
        said.quantity = whole
        said.texts[OrderField.QUANTITY] = str(whole)
    return None
