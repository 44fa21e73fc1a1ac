"""Prices: a friend's own, then their tier's, then everybody's from so many on, then what was paid last, then retail."""

import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.errors import EmptyNameError, MissingError, OutOfRangeError, TakenError
from crm.ids import ContactId, ProductId, TierId
from crm.orders import LineDraft, OrderDraft, PriceReason, ProposedPrice
from crm.prices import InvalidPriceError, PriceChangeRow, PriceDraft, PriceProblem, PriceRow
from crm.products import MOST_PRICE, ProductDraft
from crm.workspace import Workspace
from tests.conftest import StoppedTime


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", price=10_000))


def bought(shop: Workspace, friend: ContactId, product: ProductId, price: int) -> None:
    shop.orders.add(OrderDraft(friend, (LineDraft(product, "面膜", 1, price),), paid=price))


# ---------------------------------------------------------------- tiers


def test_tiers_are_made_renamed_put_in_order_and_deleted(workspace: Workspace, friend: ContactId):
    first, second = (workspace.prices.add_tier(name) for name in (" 总代 ", "特约"))
    workspace.prices.edit_tier(second, "一级", 50)
    workspace.prices.reorder([second, first])
    workspace.prices.set_tier([friend], first)
    assert [(t.name, t.least, t.friends) for t in workspace.prices.tiers()] == [("一级", 50, 0), ("总代", 0, 1)]
    assert workspace.prices.tier_of(friend).name == "总代"
    workspace.prices.set_tier([friend], None)
    assert workspace.prices.tier_of(friend) is None
    workspace.undo.undo()
    workspace.prices.delete_tier(first)
    assert workspace.prices.tier_of(friend) is None
    assert [t.name for t in workspace.prices.tiers()] == ["一级"]
    workspace.undo.undo()
    assert workspace.prices.tier_of(friend).name == "总代"
    assert workspace.prices.tier_of(ContactId(99)) is None


def test_what_no_tier_can_be(workspace: Workspace, friend: ContactId):
    tier = workspace.prices.add_tier("总代")
    with pytest.raises(EmptyNameError):
        workspace.prices.add_tier(" ")
    with pytest.raises(TakenError):
        workspace.prices.add_tier("总代")
    with pytest.raises(OutOfRangeError):
        workspace.prices.edit_tier(tier, "总代", -1)
    with pytest.raises(MissingError):
        workspace.prices.set_tier([friend], TierId(99))
    workspace.prices.edit_tier(tier, "总代", 5)
    workspace.prices.delete_tier(tier)
    with pytest.raises(MissingError):
        workspace.prices.delete_tier(tier)


def test_many_friends_at_once(workspace: Workspace):
    friends = [workspace.contacts.add(ContactDraft(name)) for name in ("a", "b")]
    tier = workspace.prices.add_tier("总代")
    workspace.prices.set_tier(friends, tier)
    assert workspace.prices.tiers()[0].friends == 2
    assert workspace.undo.last().action.count == 2


# ---------------------------------------------------------------- which price


def test_each_reason_gives_way_to_the_one_before_it(workspace: Workspace, friend: ContactId, mask: ProductId):
    prices, propose = workspace.prices, workspace.orders.proposed_price
    assert propose(friend, mask) == ProposedPrice(10_000, PriceReason.RETAIL)
    bought(workspace, friend, mask, 9_900)
    assert propose(friend, mask) == ProposedPrice(9_900, PriceReason.LAST_PAID, date(2026, 3, 4))
    tier = prices.add_tier("总代")
    prices.set(mask, [PriceDraft(9_000, at_least=10), PriceDraft(8_800, at_least=20)])
    assert propose(friend, mask, 9).reason is PriceReason.LAST_PAID
    assert propose(friend, mask, 19) == ProposedPrice(9_000, PriceReason.BREAK, at_least=10)
    assert propose(None, mask, 20) == ProposedPrice(8_800, PriceReason.BREAK, at_least=20)
    drafts = [PriceDraft(7_000, tier), PriceDraft(6_500, tier, at_least=5), PriceDraft(8_800, at_least=20)]
    prices.set(mask, drafts)
    assert propose(friend, mask, 20).reason is PriceReason.BREAK
    prices.set_tier([friend], tier)
    assert propose(friend, mask) == ProposedPrice(7_000, PriceReason.TIER, tier="总代")
    assert propose(friend, mask, 1_000) == ProposedPrice(6_500, PriceReason.TIER, tier="总代", at_least=5)
    assert propose(None, mask, 4).reason is PriceReason.RETAIL
    prices.set_own(friend, mask, 6_000)
    assert propose(friend, mask, 1_000) == ProposedPrice(6_000, PriceReason.OWN)
    prices.set_own(friend, mask, 5_900)
    last = workspace.undo.last()
    prices.set_own(friend, mask, 5_900)
    assert (propose(friend, mask).price, workspace.undo.last()) == (5_900, last)
    prices.set_own(friend, mask, None)
    assert propose(friend, mask).reason is PriceReason.TIER
    prices.delete_tier(tier)
    assert propose(friend, mask).reason is PriceReason.LAST_PAID


def test_the_price_list_of_a_product(workspace: Workspace, friend: ContactId, mask: ProductId):
    low, high = (workspace.prices.add_tier(name) for name in ("特约", "总代"))
    other = workspace.contacts.add(ContactDraft("阿"))
    drafts = [
        PriceDraft(1, contact=friend), PriceDraft(2, contact=other), PriceDraft(3, high), PriceDraft(4, low),
        PriceDraft(5, low, at_least=9), PriceDraft(6, at_least=9),
    ]  # fmt: skip
    workspace.prices.set(mask, drafts)
    expected = [
        PriceRow(6, None, None, 9, ""),
        PriceRow(4, low, None, 1, "特约"),
        PriceRow(5, low, None, 9, "特约"),
        PriceRow(3, high, None, 1, "总代"),
        PriceRow(2, None, other, 1, "阿"),
        PriceRow(1, None, friend, 1, "王芳"),
    ]
    assert workspace.prices.of(mask) == expected
    last = workspace.undo.last()
    workspace.prices.set(mask, drafts)
    assert workspace.undo.last() == last
    workspace.contacts.delete([other])
    workspace.prices.delete_tier(high)
    assert workspace.prices.of(mask) == [row for row in expected if row.buyer not in {"阿", "总代"}]
    # what is not shown is not touched: it comes back with its tier
    workspace.prices.set(mask, [PriceDraft(7, low)])
    workspace.undo.take_back(next(s for s in workspace.undo.steps() if s.action.verb == "edit_tiers").id)
    assert [row.price for row in workspace.prices.of(mask)] == [7, 3]


@pytest.mark.parametrize(
    ("drafts", "problem", "place"),
    [
        ([PriceDraft(5, at_least=2), PriceDraft(6, at_least=2)], PriceProblem.TWICE, 1),
        ([PriceDraft(5)], PriceProblem.RETAIL, 0),
        ([PriceDraft(-1, at_least=2)], PriceProblem.NEGATIVE, 0),
        ([PriceDraft(MOST_PRICE + 1, at_least=2)], PriceProblem.TOO_HIGH, 0),
        ([PriceDraft(1, at_least=0)], PriceProblem.AT_LEAST, 0),
        ([PriceDraft(1, at_least=2), PriceDraft(1, at_least=1_000_001)], PriceProblem.AT_LEAST, 1),
    ],
)
def test_prices_that_cannot_be(workspace: Workspace, mask: ProductId, drafts, problem, place):
    with pytest.raises(InvalidPriceError) as told:
        workspace.prices.set(mask, drafts)
    assert (told.value.problem, told.value.place) == (problem, place)


def test_prices_of_nobody_and_nothing(workspace: Workspace, friend: ContactId, mask: ProductId):
    for product, draft in (
        (ProductId(99), PriceDraft(1, at_least=2)),
        (mask, PriceDraft(1, TierId(99))),
        (mask, PriceDraft(1, contact=ContactId(99))),
    ):
        with pytest.raises(MissingError):
            workspace.prices.set(product, [draft])
    with pytest.raises(MissingError):
        workspace.prices.set_own(ContactId(99), mask, None)


def test_an_own_price_goes_and_comes_with_the_friend(workspace: Workspace, friend: ContactId, mask: ProductId):
    workspace.prices.set_own(friend, mask, 6_000)
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 1, 6_000),)))
    workspace.products.delete([mask])
    assert workspace.orders.row(order).total == 6_000
    workspace.undo.undo()
    workspace.contacts.delete([friend])
    assert workspace.prices.of(mask) == []
    workspace.bin.bring_back([friend])
    assert workspace.orders.proposed_price(friend, mask).price == 6_000
    workspace.contacts.delete([friend])
    workspace.erasing.erase(friend)
    assert workspace.prices.of(mask) == []


@given(
    quantity=st.integers(1, 30),
    rows=st.lists(
        st.tuples(st.sampled_from(["own", "tier", "all"]), st.integers(1, 25), st.integers(0, 10_000)),
        unique_by=lambda row: row[:2],
        max_size=8,
    ),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_right_price_of_any_list(workspace: Workspace, quantity: int, rows: list[tuple[str, int, int]]):
    """The oracle walks over the list by hand."""
    number = next(NUMBERS)
    mask = workspace.products.add(ProductDraft(f"p{number}", price=77))
    friend = workspace.contacts.add(ContactDraft("王芳"))
    tier = workspace.prices.add_tier(f"t{number}")
    workspace.prices.set_tier([friend], tier)
    rows = [row for row in rows if row[:2] != ("all", 1)]
    buyers = {"own": {"contact": friend}, "tier": {"tier": tier}, "all": {}}
    workspace.prices.set(mask, [PriceDraft(price, at_least=least, **buyers[who]) for who, least, price in rows])
    wanted = 77
    for who in ("own", "tier", "all"):
        fitting = [(least, price) for whose, least, price in rows if whose == who and least <= quantity]
        if fitting:
            wanted = max(fitting)[1]
            break
    assert workspace.orders.proposed_price(friend, mask, quantity).price == wanted


NUMBERS = itertools.count()


# ---------------------------------------------------------------- what it cost before


def test_every_change_of_price_or_cost_is_kept_the_last_of_a_day(workspace: Workspace, time: StoppedTime):
    mask = workspace.products.add(ProductDraft("面膜", price=100, cost=40))
    workspace.products.edit(mask, ProductDraft("面膜", price=110, cost=40))
    time.advance(days=1)
    workspace.products.edit(mask, ProductDraft("面膜二代", price=110, cost=40))
    workspace.products.edit(mask, ProductDraft("面膜二代", price=110, cost=50))
    assert workspace.prices.history(mask) == [
        PriceChangeRow(date(2026, 3, 5), 110, 50),
        PriceChangeRow(date(2026, 3, 4), 110, 40),
    ]
    workspace.undo.undo()
    assert workspace.prices.history(mask) == [PriceChangeRow(date(2026, 3, 4), 110, 40)]


def test_a_product_from_before_keeps_its_old_price(workspace: Workspace, time: StoppedTime):
    mask = workspace.products.add(ProductDraft("面膜", price=100))
    workspace.store._writer.execute("DELETE FROM price_change")
    workspace.products.edit(mask, ProductDraft("面膜", price=110))
    assert workspace.prices.history(mask) == [PriceChangeRow(date(2026, 3, 4), 110, None)]
    workspace.store._writer.execute("DELETE FROM price_change")
    time.advance(days=9)
    workspace.products.edit(mask, ProductDraft("面膜", price=120))
    assert [(change.day.day, change.price) for change in workspace.prices.history(mask)] == [(13, 120), (4, 110)]


def test_a_product_with_everything_is_one_step(workspace: Workspace):
    made = workspace.prices.save(ProductDraft("口红", price=5), [PriceDraft(4, at_least=9)], variants=["红", ""])
    assert [row.name for row in workspace.products.everything()] == ["口红", "口红 · 红"]
    seen = workspace.products.row(made).version
    workspace.prices.save(ProductDraft("唇膏", price=5), [], product=made, seen=seen)
    assert workspace.prices.of(made) == []
    assert workspace.undo.last().action.verb == "edit_product"
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.products.everything() == []
