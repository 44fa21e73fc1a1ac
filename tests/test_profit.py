"""What selling brings, beside what a pencil says; and what is owed since when."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.errors import MissingError
from crm.ids import ContactId, OrderId, ProductId
from crm.money import Currency
from crm.orders import LineDraft, Narrowed, OrderDraft
from crm.products import ProductDraft
from crm.profit import ProductProfit, Profit, Turnover, _add
from crm.workspace import Workspace

TODAY = date(2026, 3, 4)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", 9_800, cost=4_000))


def sold(
    workspace: Workspace, friend: ContactId, mask: ProductId | None, price: int = 9_800, *, paid: bool = True, **how
) -> OrderId:
    draft = OrderDraft(friend, (LineDraft(mask, "面膜", 1, price),), paid=price if paid else 0, **how)
    return workspace.orders.add(draft)


def test_an_orders_profit_is_what_came_less_what_it_cost(workspace: Workspace, friend: ContactId, mask: ProductId):
    gift = LineDraft(mask, "面膜", 1, 0, gift=True)
    draft = OrderDraft(
        friend, (LineDraft(mask, "面膜", 2, 9_800), gift), shipping_fee=800, shipping_cost=700, fee=120, paid=20_400
    )
    order = workspace.orders.add(draft)
    profit = workspace.profits.of_order(order)
    assert profit == Profit(1, 20_400, 0, 20_400, 12_000, 700, 120, 0)
    assert profit.earned == 20_400 - 12_000 - 700 - 120
    workspace.orders.refund(order, 400)
    assert workspace.profits.of_order(order).earned == 20_000 - 12_000 - 700 - 120
    workspace.orders.cancel(order)
    assert workspace.profits.of_order(order) == Profit()
    workspace.orders.delete(order)
    with pytest.raises(MissingError):
        workspace.profits.of_order(order)


def test_an_unknown_cost_is_said_and_an_unpaid_order_waits(workspace: Workspace, friend: ContactId, mask: ProductId):
    sold(workspace, friend, None)
    sold(workspace, friend, mask, paid=False)
    profit = workspace.profits.of_friend(friend)
    assert (profit.orders, profit.turnover, profit.waiting, profit.uncosted) == (2, 19_600, 1, 1)
    assert (profit.paid, profit.cost) == (9_800, 0)


def test_by_month_and_by_channel(workspace: Workspace, friend: ContactId, mask: ProductId):
    sold(workspace, friend, mask, day=date(2026, 1, 31), channel="live")
    sold(workspace, friend, mask, day=date(2026, 3, 1), channel="live", fee=500)
    sold(workspace, friend, mask, 30_000, day=date(2026, 3, 31), channel="weidian")
    months = workspace.profits.by_month(date(2026, 1, 20), date(2026, 3, 2))
    assert {day.month: (x.orders, x.earned) for day, x in months.items()} == {
        1: (1, 5_800),
        2: (0, 0),
        3: (2, 5_300 + 26_000),
    }
    found = workspace.profits.by_channel(FIRST, LAST)
    assert {name: (x.turnover, x.earned) for name, x in found.items()} == {
        "weidian": (30_000, 26_000),
        "live": (9_800, 5_300),
    }
    assert list(found) == ["weidian", "live"]
    shown = workspace.orders.ids(narrowed=Narrowed(FIRST, LAST, ("live",)))
    assert len(shown) == found["live"].orders


def test_by_product_with_its_share_of_the_discount(workspace: Workspace, friend: ContactId, mask: ProductId):
    soap = workspace.products.add(ProductDraft("皂", 2_000))
    lines = (LineDraft(mask, "面膜", 1, 8_000), LineDraft(soap, "皂", 1, 2_000), LineDraft(None, "红包", 1, 0))
    workspace.orders.add(OrderDraft(friend, lines, discount=1_000, paid=9_000, day=date(2026, 2, 28)))
    sold(workspace, friend, mask, 9_000)
    sold(workspace, friend, mask, 7_000, paid=False)
    assert workspace.profits.by_product(date(2026, 2, 1), LAST) == [
        ProductProfit(mask, 2, 7_200 + 9_000, 8_000, 0),
        ProductProfit(soap, 1, 1_800, 0, 1),
    ]
    assert workspace.profits.by_product(LAST, FIRST) == []
    assert workspace.profits.by_product(date(2026, 2, 1), LAST)[1].earned == 1_800


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=8), st.integers(0, 10**13))
def test_a_discount_is_shared_out_to_the_last_cent(prices: Sequence[int], discount: int):
    sums: dict[int, list[int]] = {place: [0, 0, 0, 0] for place in range(len(prices))}
    discount = min(discount, sum(prices))
    _add(sums, [(1, discount, place, 1, price, 0) for place, price in enumerate(prices)])
    assert sum(values[1] for values in sums.values()) == sum(prices) - discount
    assert all(0 <= values[1] <= price for values, price in zip(sums.values(), prices, strict=True))


def test_what_is_owed_by_its_age(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("李四"))
    for days, price in ((0, 1), (7, 20), (8, 300), (30, 4_000), (31, 50_000), (400, 600_000)):
        sold(workspace, friend, None, price, paid=False, day=TODAY - timedelta(days=days))
    sold(workspace, other, None, 7, paid=False)
    workspace.orders.cancel(sold(workspace, other, None, 9, paid=False))
    found = workspace.profits.ages()
    assert [(x.owed, x.orders) for x in found] == [(28, 3), (4_300, 2), (650_000, 2)]
    assert sum(x.owed for x in found) == workspace.orders.owed()
    assert [x.owed for x in workspace.profits.ages(other)] == [7, 0, 0]
    for age in found:
        shown = workspace.orders.ids(narrowed=Narrowed(age.first, age.last))
        assert len([row for row in workspace.orders.rows(shown).values() if row.owed]) == age.orders


def test_a_years_turnover_beside_what_needs_no_registration(workspace: Workspace, friend: ContactId):
    sold(workspace, friend, None, 10_000_000, day=date(2026, 1, 1))
    assert workspace.profits.turnover(2026, Currency.CNY) == Turnover(2026, 10_000_000, 10_000_000)
    assert not workspace.profits.turnover(2026, Currency.CNY).over
    sold(workspace, friend, None, 1)
    assert workspace.profits.turnover(2026, Currency.CNY).over
    assert workspace.profits.turnover(2025, Currency.CNY).turnover == 0
    assert not workspace.profits.turnover(2026, Currency.TWD).over
