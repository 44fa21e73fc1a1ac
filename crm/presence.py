"""What there is of in a shop: asked at every start, so nothing of the nouns themselves is imported for it."""

from enum import Enum
from typing import Any

from crm.db.models import AfterSale, Order, Supplier
from crm.db.store import Store


class Noun(Enum):
    """What a page is about."""

    ORDERS = Order
    CASES = AfterSale
    SUPPLIERS = Supplier


def there_is(store: Store, noun: Noun) -> bool:
    """Whether there is one at all outside the bin. Raises `BusyError`."""
    model: Any = noun.value
    return bool(store.rows(model.select(model.id).where(model.deleted_at.is_null()).limit(1)))
