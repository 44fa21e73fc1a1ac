"""What was earned and what made it, each sum beside one that a pencil makes; the long run; costs that were unknown."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.errors import OutOfRangeError
from crm.insights import Earned, Kept, MonthSum, Period, Ware, last_of
from crm.insights.earning import BEHIND, _add
from crm.money import MOST
from crm.orders import InvalidOrderError, LineDraft, Narrowed, OrderDraft
from crm.products import ProductDraft
from crm.stages import Stage
from crm.workspace import Workspace, open_workspace

TODAY = date(2026, 3, 4)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
CHANNELS = ("", "live", "weidian")


def test_periods_stand_beside_the_one_before_and_the_one_they_are_like():
    march = Period(TODAY)
    assert (march.first, march.last) == (FIRST, LAST)
    assert (march.before.first, march.like.first) == (date(2026, 2, 1), date(2025, 3, 1))
    assert Period(date(2026, 1, 31)).before == Period(date(2025, 12, 5))
    day = Period(TODAY, whole=False)
    assert (day.first, day.last) == (TODAY, TODAY)
    assert (day.before.day, day.like.day) == (date(2026, 3, 3), date(2026, 2, 25))
    assert last_of(date(2028, 2, 1)) == date(2028, 2, 29)


@pytest.fixture
def shop(workspace: Workspace):
    friends = [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李姐", "陈晨")]
    products = [
        workspace.products.add(ProductDraft("面膜", 9_800, cost=4_000)),
        workspace.products.add(ProductDraft("口红", 12_800)),
    ]
    return workspace, friends, products


a_line = st.tuples(st.sampled_from((0, 1, None)), st.integers(1, 4), st.integers(0, 30_000), st.booleans())
an_order = st.fixed_dictionaries(
    {
        "friend": st.integers(0, 2),
        "lines": st.lists(a_line, min_size=1, max_size=4),
        "day": st.integers(-40, 3).map(lambda days: TODAY + timedelta(days=days)),
        "channel": st.sampled_from(CHANNELS),
        "discount": st.integers(0, 100),
        "shipping_fee": st.integers(0, 900),
        "shipping_cost": st.integers(0, 900),
        "fee": st.integers(0, 500),
        "paid": st.sampled_from(("nothing", "part", "all")),
        "back": st.integers(0, 3),
        "cancel": st.integers(0, 9).map(lambda n: n == 0),
    }
)


def written(shop, said) -> None:
    """Write the order, and let money go back and the order come to nothing as it says."""
    workspace, friends, products = shop
    lines = tuple(
        LineDraft(None if which is None else products[which], "一样", units, 0 if gift else price, gift=gift)
        for which, units, price, gift in said["lines"]
    )
    total = sum(line.total for line in lines) + said["shipping_fee"]
    discount = min(said["discount"], total)
    paid = {"nothing": 0, "part": (total - discount) // 2, "all": total - discount}[said["paid"]]
    rest = {name: said[name] for name in ("day", "channel", "shipping_fee", "shipping_cost", "fee")}
    order = workspace.orders.add(OrderDraft(friends[said["friend"]], lines, discount=discount, paid=paid, **rest))
    if said["back"] and paid:
        workspace.orders.refund(order, max(paid * said["back"] // 10, 1), owed_again=said["back"] == 3)
    if said["cancel"]:
        workspace.orders.cancel(order)


def by_pencil(workspace: Workspace, first: date, last: date, channel: str | None = None) -> Earned:
    """The same figures, added up order by order from what each of them shows."""
    sums: defaultdict[str, int] = defaultdict(int)
    for number in workspace.orders.ids():
        card = workspace.orders.card(number)
        row = card.row
        if row.cancelled_on is not None or not first <= row.day <= last:
            continue
        if channel is not None and card.channel != channel:
            continue
        sums["orders"] += 1
        total = sum(line.quantity * line.unit_price for line in card.lines) + card.shipping_fee - card.discount
        came = sum(payment.amount for payment in card.payments if payment.amount > 0)
        back = -sum(payment.amount for payment in card.payments if payment.amount < 0)
        if total > came - back:
            sums["sold"] += total
            sums["waiting"] += 1
            sums["unpaid"] += total
            continue
        sums["sold"] += came
        sums["refunds"] += back
        sums["sending"] += card.shipping_cost
        sums["fees"] += card.fee
        for line in card.lines:
            sums["gifts" if line.gift else "goods"] += line.quantity * (line.unit_cost or 0)
            sums["uncosted"] += line.unit_cost is None
    return Earned(**sums)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=st.lists(an_order, max_size=12))
def test_every_sum_is_that_of_a_pencil(tmp_path_factory, clock, orders):
    workspace = open_workspace(tmp_path_factory.mktemp("shop") / "x", clock=clock)
    try:
        friends = [workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李姐", "陈晨")]
        products = [
            workspace.products.add(ProductDraft("面膜", 9_800, cost=4_000)),
            workspace.products.add(ProductDraft("口红", 12_800)),
        ]
        for said in orders:
            written((workspace, friends, products), said)
        earning = workspace.insights.earning
        for first, last in ((FIRST, LAST), (date(2026, 2, 1), date(2026, 2, 28)), (TODAY, TODAY)):
            whole = by_pencil(workspace, first, last)
            assert earning.earned(first, last) == whole
            assert whole.earned == workspace.profits.of_days(first, last).earned
            found = earning.by_channel(first, last)
            assert found == {name: by_pencil(workspace, first, last, name) for name in found}
            wares = earning.by_product(first, last)
            assert sum(one.cost for one in wares) == whole.goods + whole.gifts
            assert sum(one.uncosted for one in wares) == whole.uncosted
            known = {one.product: (one.units + one.given, one.sold, one.cost) for one in wares if one.product}
            theirs = workspace.profits.by_product(first, last)
            assert known == {one.product: (one.units, one.sold, one.cost) for one in theirs}
            people = earning.by_friend(first, last)
            assert sum(one.earned for one in people) == whole.earned
            assert sum(one.sold for one in people) == whole.sold - whole.unpaid - whole.refunds
            assert [one.earned for one in people] == sorted((one.earned for one in people), reverse=True)
            for one in people:
                behind = [workspace.profits.of_order(order) for order in earning.of_friend(one.contact, first, last)]
                assert (len(behind), sum(x.earned for x in behind)) == (one.orders, one.earned)
            assert len(earning.behind("unpaid", first, last)) == whole.waiting
            for part in BEHIND:
                for order in earning.behind(part, first, last):
                    assert first <= workspace.orders.row(order).day <= last
        months = workspace.insights.numbers.months(Period(TODAY))
        assert len(months) == 12
        assert months[-1].first == FIRST
        for month in months[-2:]:
            whole = by_pencil(workspace, month.first, last_of(month.first))
            sold = whole.sold - whole.refunds
            assert month == MonthSum(month.first, whole.orders, sold, whole.earned, whole.uncosted, whole.waiting)
    finally:
        workspace.close()


@given(
    prices=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9_999)), min_size=1, max_size=6),
    share=st.integers(0, 100),
)
def test_a_discount_is_shared_out_to_the_last_cent(prices, share):
    gross = sum(quantity * price for quantity, price in prices)
    off = gross * share // 100
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    _add(sums, [(1, off, n, quantity, quantity * price, None, 0) for n, (quantity, price) in enumerate(prices)])
    assert sum(values[2] for values in sums.values()) == gross - off


def test_what_is_behind_each_part(shop):
    workspace, (wang, li, _), (mask, lipstick) = shop
    gift = LineDraft(mask, "面膜", 1, 0, gift=True)
    first = workspace.orders.add(
        OrderDraft(wang, (LineDraft(mask, "面膜", 1, 9_800), gift), paid=9_800, shipping_cost=600, fee=100)
    )
    second = workspace.orders.add(OrderDraft(li, (LineDraft(lipstick, "口红", 1, 12_800),), paid=12_800))
    third = workspace.orders.add(OrderDraft(li, (LineDraft(None, "样品", 1, 500),), paid=500))
    waits = workspace.orders.add(OrderDraft(li, (LineDraft(mask, "面膜", 1, 9_800),)))
    workspace.orders.refund(second, 800)
    earning = workspace.insights.earning
    found = {part: sorted(earning.behind(part, FIRST, LAST)) for part in BEHIND}
    assert found == {
        "unpaid": [waits], "refunds": [second], "goods": [first, second, third], "gifts": [first],
        "sending": [first], "fees": [first], "uncosted": [second, third], "earned": [first, second, third],
    }  # fmt: skip
    assert earning.earned(FIRST, LAST) == Earned(4, 32_900, 1, 9_800, 800, 4_000, 4_000, 600, 100, 2)
    assert earning.of_product(mask, FIRST, LAST) == [first]
    assert earning.of_product(None, FIRST, LAST) == [third]
    assert [(one.name, one.units, one.given) for one in earning.by_product(FIRST, LAST)] == [
        ("口红", 1, 0), ("面膜", 1, 1), ("", 1, 0),
    ]  # fmt: skip
    assert list(workspace.orders.ids(narrowed=Narrowed(ids=(third, first)))) == [third, first]


def test_unknown_costs_are_entered_as_one_step(shop):
    workspace, (wang, _, _), (mask, lipstick) = shop
    for product, name, units in ((lipstick, "口红", 2), (lipstick, "口红", 1), (None, "样品", 3), (mask, "面膜", 1)):
        workspace.orders.add(OrderDraft(wang, (LineDraft(product, name, units, 5_000),), paid=units * 5_000))
    costs = workspace.insights.costs
    found = costs.unknown(FIRST, LAST)
    assert [(one.name, one.lines, one.units, one.known) for one in found] == [
        ("口红", 2, 3, None),
        ("样品", 1, 3, None),
    ]
    before = workspace.insights.earning.earned(FIRST, LAST)
    assert costs.enter({Ware(None, "样品"): 100}, FIRST, LAST) == 1
    workspace.undo.undo()
    assert costs.enter({Ware(lipstick): 3_000, Ware(None, "样品"): 100}, FIRST, LAST) == 3
    after = workspace.insights.earning.earned(FIRST, LAST)
    assert (after.uncosted, before.earned - after.earned) == (0, 3 * 3_000 + 3 * 100)
    assert workspace.products.rows([lipstick])[lipstick].cost == 3_000
    assert costs.unknown(FIRST, LAST) == []
    assert costs.enter({Ware(lipstick): 1}, FIRST, LAST) == 0
    workspace.undo.undo()
    assert workspace.insights.earning.earned(FIRST, LAST) == before
    assert workspace.products.rows([lipstick])[lipstick].cost is None


def test_a_cost_that_cannot_be_is_refused_whole(shop):
    workspace, (wang, _, _), (_, lipstick) = shop
    workspace.orders.add(OrderDraft(wang, (LineDraft(lipstick, "口红", 1_000_000, 1),), paid=1_000_000))
    costs = workspace.insights.costs
    with pytest.raises(OutOfRangeError):
        costs.enter({Ware(lipstick): -1}, FIRST, LAST)
    with pytest.raises(InvalidOrderError):
        costs.enter({Ware(lipstick): MOST // 1_000_000 + 1}, FIRST, LAST)
    assert costs.unknown(FIRST, LAST)[0].lines == 1


def test_the_funnel_counts_who_came_so_far_or_further(shop):
    workspace, (wang, li, _), _ = shop
    workspace.stages.move(wang, Stage.CUSTOMER)
    workspace.stages.move(li, Stage.INTERESTED)
    found = {step.stage: (step.there, step.reached) for step in workspace.insights.numbers.funnel()}
    assert found == {
        Stage.ADDED: (1, 3), Stage.INTERESTED: (1, 2), Stage.INTERACTING: (0, 1), Stage.CUSTOMER: (1, 1),
        Stage.AGENT: (0, 0),
    }  # fmt: skip


def test_promises_are_kept_in_time_late_or_not_yet(shop, time):
    workspace, (wang, li, _), _ = shop
    one = workspace.promises.promise(wang, "照片", TODAY)
    two = workspace.promises.promise(wang, "样品", TODAY)
    workspace.promises.promise(li, "回复", TODAY)
    workspace.promises.drop(workspace.promises.promise(li, "别的", TODAY))
    workspace.promises.keep(one)
    assert workspace.insights.numbers.kept() == Kept(0, 0, 0)
    time.advance(days=2)
    workspace.promises.keep(two)
    found = workspace.insights.numbers.kept()
    assert (found, found.due) == (Kept(1, 1, 1), 3)
    assert workspace.insights.numbers.broken() == [li]
    time.advance(days=90)
    assert workspace.insights.numbers.kept().due == 0


def test_the_grid_holds_every_buyer_once(shop, monkeypatch):
    workspace, (wang, li, chen), _ = shop
    monkeypatch.setattr("crm.insights.numbers.FRIENDS_AT_ONCE", 2)

    def sold(friend, days: int, paid: int) -> None:
        draft = OrderDraft(friend, (LineDraft(None, "一样", 1, 1_000),), paid=paid, day=TODAY - timedelta(days=days))
        workspace.orders.add(draft)

    for days in (2, 40, 400):
        sold(wang, days, 1_000)
    sold(li, 91, 500)
    numbers = workspace.insights.numbers
    assert [(x.lately, x.often, x.friends, x.paid) for x in numbers.grid()] == [(0, 1, 1, 3_000), (2, 0, 1, 500)]
    assert numbers.in_cell(0, 1) == [wang]
    assert numbers.in_cell(2, 0) == [li]
    assert numbers.in_cell(3, 3) == []
    sold(chen, 30, 0)
    sold(chen, 200, 0)
    assert numbers.in_cell(0, 1) == [wang, chen]


def test_nobody_waits_for_what_is_right(workspace: Workspace):
    assert workspace.insights.numbers.cases() == []
    assert replace(Earned(), sold=5).earned == 5
