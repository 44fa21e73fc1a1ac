"""The list of products out: all that is said of each in a row, with what every tier pays, so that it comes in again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from crm.db.store import Store
from crm.ids import ProductId
from crm.money import Currency
from crm.prices import PriceRow, Prices
from crm.products import Part, ProductRow, Products
from crm.progress import Progress
from crm.transfer.errors import UnknownFormatError
from crm.transfer.exporting import Kind, OutColumn, Value, money_text, write_csv
from crm.transfer.product_fields import ProductField
from crm.transfer.xlsx_writing import write_xlsx

COLUMNS = tuple(field for field in ProductField if field not in {ProductField.TIER, ProductField.IGNORE})
KINDS = {
    ProductField.PRICE: Kind.MONEY,
    ProductField.COST: Kind.MONEY,
    ProductField.STOCK: Kind.NUMBER,
    ProductField.LOW_STOCK: Kind.NUMBER,
    ProductField.DAYS: Kind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class ProductWords:
    """What the columns are called; `tier` says whose price a column is."""

    heading: Callable[[ProductField], str]
    tier: Callable[[str], str]


class ProductsOut:
    """Writes the list, whole or not at all; the format follows the file's ending."""

    def __init__(self, store: Store, currency: Currency, words: ProductWords) -> None:
        self._products = Products(store)
        self._prices = Prices(store)
        self._currency = currency
        self._words = words

    def write(self, target: Path, progress: Progress) -> int:
        """Write every product, variants behind what they are variants of; how many. Prices of single friends stay here.

        Raises `UnknownFormatError` or another `FileProblemError`, and what `progress` raises.
        """
        rows = self._products.everything()
        tiers = self._prices.tiers()
        decimals = self._currency.decimals
        columns = [OutColumn(self._words.heading(name), KINDS.get(name, Kind.TEXT), decimals) for name in COLUMNS]
        columns += [OutColumn(self._words.tier(tier.name)) for tier in tiers]
        names = {row.id: row.name for row in rows}

        def lines() -> Iterator[list[Value]]:
            for row in rows:
                prices = self._prices.of(row.id)
                said = self._said(row, names, [price for price in prices if not price.buyer])
                of_tiers = ([price for price in prices if price.tier == tier.id] for tier in tiers)
                yield [*said, *(self._steps(steps) for steps in of_tiers)]

        match target.suffix.lower():
            case ".csv":
                return write_csv(target, columns, lines(), total=len(rows), progress=progress).rows
            case ".xlsx":
                return write_xlsx(target, columns, lines(), total=len(rows), progress=progress).rows
            case _:
                raise UnknownFormatError(target, (".csv", ".xlsx"))

    def _said(self, row: ProductRow, names: Mapping[ProductId, str], everybody: list[PriceRow]) -> list[Value]:
        whole = None if row.parent is None else names.get(row.parent)
        own = row.stocked and not row.parts and not row.variants
        told: dict[ProductField, Value] = {
            ProductField.NAME: row.name if whole is None else whole,
            ProductField.VARIANT: "" if whole is None else row.variant,
            ProductField.PRICE: row.price,
            ProductField.COST: row.cost,
            ProductField.UNIT: row.unit,
            ProductField.SORT: row.sort,
            ProductField.STOCK: row.stock if own else None,
            ProductField.LOW_STOCK: row.low_stock,
            ProductField.DAYS: row.days_per_unit,
            ProductField.BREAKS: self._steps(everybody),
            ProductField.PARTS: self._parts(row.parts, names),
            ProductField.ORIGIN: row.origin,
            ProductField.AUTHORISATION: row.authorisation,
            ProductField.RECOMMEND: row.recommend,
            ProductField.STORY: row.story,
            ProductField.NOTE: row.note,
        }
        return [told[name] for name in COLUMNS]

    def _steps(self, prices: list[PriceRow]) -> str:
        """`70, 10+ 65`: 70 each, from ten on 65."""
        said = (
            f"{'' if at_least == 1 else f'{at_least}+ '}{money_text(next(group).price, self._currency.decimals)}"
            for at_least, group in groupby(prices, key=lambda price: price.at_least)
        )
        return ", ".join(said)

    def _parts(self, parts: tuple[Part, ...], names: Mapping[ProductId, str]) -> str:
        return "\n".join(f"{part.quantity} × {names[part.product]}" for part in parts if part.product in names)
