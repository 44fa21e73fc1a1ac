"""A quote: what a product costs one friend, from how many on it costs less, and whether it is there."""

from dataclasses import dataclass

from crm.errors import MissingError
from crm.ids import ContactId, ProductId
from crm.orders import Orders, ProposedPrice
from crm.prices import Prices
from crm.products import Products


@dataclass(frozen=True, slots=True)
class Quote:
    """`steps` are (units, price) from how many units on one costs less; `free` is what can still be sold, none where
    no stock is kept.
    """

    name: str
    unit: str
    price: ProposedPrice
    steps: tuple[tuple[int, int], ...]
    free: int | None


def quote(orders: Orders, products: Products, prices: Prices, contact: ContactId | None, product: ProductId) -> Quote:
    """What to say of a product to a friend, or to anybody. Raises `MissingError`."""
    row = products.rows([product]).get(product)
    if row is None:
        raise MissingError("product", str(product))
    price = orders.proposed_price(contact, product, 1)
    steps: list[tuple[int, int]] = []
    lowest = price.price
    for units in sorted({listed.at_least for listed in prices.of(product) if listed.at_least > 1}):
        each = orders.proposed_price(contact, product, units).price
        if each < lowest:
            steps.append((units, each))
            lowest = each
    return Quote(row.name, row.unit, price, tuple(steps), row.free)
