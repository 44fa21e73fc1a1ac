"""Whose order book a table is, where its header stands, and which field each column fills."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crm.transfer.columns import HEADER_WITHIN
from crm.transfer.errors import UnknownFieldError, UnknownHeaderError
from crm.transfer.headings import plain_heading
from crm.transfer.order_entries import Passed
from crm.transfer.shops import BOOK, COURIER, SHOPS, OrderField, Shop
from crm.transfer.shops.fields import AMOUNTS, BUYING, MOMENTS
from crm.transfer.shops.shop import forms, plain_row
from crm.transfer.tables import Row
from crm.transfer.vocabulary import plain_word, words

_TOTALS = words(
    """
    合计 总计 小计 汇总 共计 总数 本页合计 本页小计 合計 總計 小計 彙總 匯總 共計 總數 本頁合計
    total totals subtotal grandtotal sum
    """
)
_COUNT_LINE = re.compile(r"(?:总?共|總?共|合[计計]|[总總][计計]|total).{0,40}", re.IGNORECASE)
_DATA = re.compile(r"\d{5,}|\d{1,4}[-/年]\d{1,2}[-/月]\d|@\w+\.")


class Fit(StrEnum):
    """How sure it is that a table is an order book."""

    SHOP = "shop"
    BOOK = "book"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """One column: its place from 0, its heading, and the field it fills (none: nobody knows)."""

    place: int
    heading: str
    field: OrderField | None


@dataclass(frozen=True, slots=True)
class OrderLayout:
    """How to read the rows of an order book. `header` and `first` are row numbers, `header` 0 without one."""

    shop: Shop
    columns: tuple[OrderColumn, ...]
    header: int
    first: int
    day_first: bool | None = None

    def places(self, field: OrderField) -> tuple[int, ...]:
        """The columns that fill this field, leftmost first."""
        return tuple(column.place for column in self.columns if column.field is field)

    @property
    def fields(self) -> frozenset[OrderField]:
        """Every field that some column fills."""
        return frozenset(column.field for column in self.columns if column.field is not None)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(column.heading for column in self.columns)

    @property
    def usable(self) -> bool:
        """Whether rows can say who bought, or of which order they are, and what."""
        fields = self.fields
        if self.shop.details:
            return {OrderField.NUMBER, OrderField.PRODUCT} <= fields
        what = {OrderField.PRODUCT, OrderField.TOTAL, OrderField.PAID, OrderField.LINE_TOTAL}
        return (bool(fields & BUYING) or self.shop.settles) and (bool(fields & what) or self.shop.parcels)


def recognise_orders(rows: Sequence[Row], named: Iterable[str] = (), *, header: int | None = None) -> OrderLayout:
    """The layout of an order book from its first rows.

    `named` are headings that the seller says the table has, `header` the number of the row where they stand.
    """
    wanted = frozenset(map(plain_heading, named)) - {""}
    best: tuple[int, int, Shop, Row] | None = None
    for place, row in enumerate(rows[:HEADER_WITHIN] if header is None else rows):
        if header is not None and row.number != header:
            continue
        plain = plain_row(row.cells)
        if wanted and wanted.isdisjoint(plain) and header is None:
            continue
        shop, score = _shop_of(row, plain)
        if score > (0 if best is None else best[0]) or (best is None and (wanted or header is not None)):
            best = (score, -place, shop, row)
    if best is None:
        width = max((len(row.cells) for row in rows), default=0)
        first = next((row.number for row in rows if any(row.cells)), 1)
        names = [str(number) for number in range(1, width + 1)]
        return OrderLayout(BOOK, tuple(OrderColumn(n, name, None) for n, name in enumerate(names)), 0, first)
    _, _, shop, row = best
    layout = OrderLayout(shop, _columns(shop, row.cells), row.number, row.number + 1)
    return replace(layout, day_first=_day_first(rows, layout))


def fit_of(layout: OrderLayout) -> Fit:
    """How sure it is that this is an order book, for telling kinds of files apart."""
    if not layout.header or not layout.usable:
        return Fit.NONE
    fields = layout.fields
    if layout.shop is COURIER:
        return Fit.SHOP if fields & {OrderField.PRODUCT, OrderField.TRACKING} else Fit.NONE
    if layout.shop is not BOOK:
        return Fit.SHOP
    counted = fields & {*AMOUNTS, OrderField.QUANTITY}
    return Fit.BOOK if OrderField.PRODUCT in fields and counted else Fit.NONE


def remap_orders(layout: OrderLayout, wishes: Mapping[str, str]) -> OrderLayout:
    """The layout with what the seller wants: field word → heading (or a column's number from 1).

    Columns proposed for that field lose it. An empty heading takes the field off all columns; for the currency it
    says that the amounts are in the seller's own. Raises `UnknownFieldError` and `UnknownHeaderError`.
    """
    columns = list(layout.columns)
    shop = layout.shop
    for word, heading in wishes.items():
        try:
            field = OrderField(word.strip().casefold().replace("-", "_"))
        except ValueError as error:
            raise UnknownFieldError(word) from error
        if field is OrderField.CURRENCY and not heading:
            shop = replace(shop, currency=None)
        chosen = _find(columns, heading) if heading else None
        for place, column in enumerate(columns):
            if place == chosen:
                columns[place] = replace(column, field=field)
            elif column.field is field and field is not OrderField.IGNORE:
                columns[place] = replace(column, field=None)
    return replace(layout, columns=tuple(columns), shop=shop)


def pass_reason(layout: OrderLayout, row: Row) -> Passed | None:
    """Why this row is no part of an order, none if it is to be read as one."""
    filled = [cell for cell in row.cells if cell]
    if row.number < layout.first:
        if row.number == layout.header:
            return Passed.HEADER
        return Passed.PREAMBLE if filled else Passed.BLANK
    if not filled:
        return Passed.BLANK
    if plain_word(filled[0].rstrip(":：")) in _TOTALS:
        return Passed.TOTAL
    if len(filled) <= 2 and len(layout.columns) > 2 and _COUNT_LINE.fullmatch(filled[0]):
        return Passed.TOTAL
    # programs repeat the header at the top of every printed page
    if layout.header and row.cells[: len(layout.columns)] == layout.headings:
        return Passed.HEADER
    return None


def _shop_of(row: Row, plain: frozenset[str]) -> tuple[Shop, int]:
    """The shop whose header this row is, and how many headings of it are known; 0 where it is no header."""
    filled = [cell for cell in row.cells if cell]
    if sum(_DATA.search(cell) is not None for cell in filled) * 3 > len(filled):
        return BOOK, 0
    found = [(shop, _known(shop, filled)) for shop in SHOPS if shop is not COURIER and shop.fits(plain)]
    if found:
        shop, score = max(found, key=lambda pair: pair[1])
        return shop, 100 + score
    fields = {field for cell in filled if (field := BOOK.field_of(cell)) is not None}
    if COURIER.fits(plain) and not fields & AMOUNTS:
        return COURIER, 50 + _known(COURIER, filled)
    score = _known(BOOK, filled)
    said = fields & BUYING, fields & {OrderField.PRODUCT, *AMOUNTS}
    return BOOK, score if score >= 2 and all(said) else 0


def _known(shop: Shop, cells: Sequence[str]) -> int:
    return sum(shop.field_of(cell) is not None for cell in cells)


def _columns(shop: Shop, headings: Sequence[str]) -> tuple[OrderColumn, ...]:
    return tuple(OrderColumn(place, heading, shop.field_of(heading)) for place, heading in enumerate(headings))


def _find(columns: Sequence[OrderColumn], heading: str) -> int:
    wanted = forms(heading)
    for column in columns:
        if heading == column.heading or (wanted and wanted[0] == plain_heading(column.heading)):
            return column.place
    if heading.isascii() and heading.isdigit() and 1 <= int(heading[:6]) <= len(columns):
        return int(heading) - 1
    raise UnknownHeaderError(heading, tuple(column.heading for column in columns if column.heading))


def _day_first(rows: Sequence[Row], layout: OrderLayout) -> bool | None:
    """Whether 03/04/2026 is in April, if some other date of the table tells it."""
    dated = [column.place for column in layout.columns if column.field in MOMENTS]
    told = set()
    for row in rows:
        for place in dated:
            found = re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", row.cells[place] if place < len(row.cells) else "")
            if found and row.number >= layout.first and (int(found[1]) > 12) != (int(found[2]) > 12):
                told.add(int(found[1]) > 12)
    return told.pop() if len(told) == 1 else None
