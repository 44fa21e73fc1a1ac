"""Products: what is sold, in which variants and bundles, and what it costs. A name is enough."""

from crm.products.reading import best
from crm.products.rows import (
    MOST_DAYS,
    MOST_PRICE,
    InvalidProductError,
    Part,
    ProductDraft,
    ProductProblem,
    ProductRow,
    full_name,
)
from crm.products.verbs import Products

__all__ = [
    "MOST_DAYS",
    "MOST_PRICE",
    "InvalidProductError",
    "Part",
    "ProductDraft",
    "ProductProblem",
    "ProductRow",
    "Products",
    "best",
    "full_name",
]
