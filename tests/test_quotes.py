"""Quotes: this friend's price, from how many on it costs less for them, and whether it is there."""

import pytest

from crm.contacts import ContactDraft
from crm.errors import MissingError
from crm.ids import ProductId
from crm.orders import PriceReason
from crm.prices import PriceDraft
from crm.products import ProductDraft
from crm.quotes import quote
from crm.workspace import Workspace


def test_a_quote_knows_the_friend_the_number_and_the_shelf(workspace: Workspace):
    shop = workspace
    gold = shop.prices.add_tier("金牌")
    friend, agent = (shop.contacts.add(ContactDraft(name)) for name in ("王芳", "李四"))
    shop.prices.set_tier([agent], gold)
    mask = shop.products.add(ProductDraft("面膜", price=9_800, unit="盒"))
    shop.prices.set(
        mask,
        [PriceDraft(9_000, at_least=5), PriceDraft(7_000, tier=gold), PriceDraft(6_500, tier=gold, at_least=20)],
    )

    def told(contact):
        return quote(shop.orders, shop.products, shop.prices, contact, mask)

    assert (told(friend).price.price, told(friend).steps, told(friend).free) == (9_800, ((5, 9_000),), None)
    assert (told(agent).price.reason, told(agent).price.price) == (PriceReason.TIER, 7_000)
    assert told(agent).steps == ((20, 6_500),)
    assert told(None).price.price == 9_800
    shop.stock.take_in(mask, 3)
    assert told(None).free == 3
    with pytest.raises(MissingError):
        quote(shop.orders, shop.products, shop.prices, None, ProductId(99))
