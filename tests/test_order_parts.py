"""An order and its parts: gifts, costs of the day, channels and their fees, parcels one by one, tiers, repeating."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from crm.contacts import ContactDraft
from crm.db.models import Contact, Order, OrderLine, Tier
from crm.errors import ConflictError, MissingError, UnknownValueError
from crm.ids import ContactId, LineId, OrderId, ParcelId, ProductId
from crm.money import Currency
from crm.orders import (
    Channel,
    InvalidOrderError,
    InvalidParcelError,
    LineDraft,
    OrderDraft,
    OrderList,
    OrderProblem,
    OrderState,
    OrderStateError,
    ParcelProblem,
    PayMethod,
    TooFew,
    fee_of,
)
from crm.products import MOST_PRICE, ProductDraft
from crm.topics import Topic
from crm.wording.history import change_words
from crm.workspace import Workspace
from tests.conftest import StoppedTime

DAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", 9_800, cost=4_000))


def line(product: ProductId | None = None, quantity: int = 1, price: int = 9_800, name: str = "面膜") -> LineDraft:
    return LineDraft(product, name, quantity, price)


GIFT = LineDraft(None, "小样", 1, 0, gift=True)


# gifts and costs


def test_a_gift_costs_nothing_and_keeps_its_mark(workspace: Workspace, friend: ContactId, mask: ProductId):
    order = workspace.orders.add(OrderDraft(friend, (line(mask), LineDraft(mask, "面膜", 2, 0, gift=True))))
    card = workspace.orders.card(order)
    assert [(x.gift, x.unit_price, x.unit_cost) for x in card.lines] == [(False, 9_800, 4_000), (True, 0, 4_000)]
    assert (card.row.total, card.cost, card.uncosted) == (9_800, 12_000, 0)
    with pytest.raises(InvalidOrderError) as error:
        workspace.orders.add(OrderDraft(friend, (LineDraft(None, "x", 1, 5, gift=True),)))
    assert error.value.problem is OrderProblem.GIFT_PRICE


def test_what_a_unit_cost_that_day_stays_when_the_product_changes(
    workspace: Workspace, friend: ContactId, mask: ProductId
):
    order = workspace.orders.add(OrderDraft(friend, (line(mask, 2), line(None, name="红包", price=100)), paid=19_700))
    card = workspace.orders.card(order)
    assert [x.unit_cost for x in card.lines] == [4_000, None]
    assert (card.cost, card.uncosted, card.earned) == (8_000, 1, None)
    workspace.products.edit(mask, ProductDraft("面膜", 9_800, cost=5_000))
    workspace.orders.edit(order, OrderDraft(friend, (line(None, name="贴纸", price=9_800), line(mask, 3))))
    lines = {x.name: (x.quantity, x.unit_cost) for x in workspace.orders.card(order).lines}
    assert lines == {"面膜": (3, 4_000), "贴纸": (1, None)}
    workspace.orders.edit(order, OrderDraft(friend, (line(mask, 3), line(mask, 1), line(None, name="贴纸"))))
    assert [x.unit_cost for x in workspace.orders.card(order).lines] == [4_000, None, 5_000]


def test_what_was_earned_of_an_order(workspace: Workspace, friend: ContactId, mask: ProductId):
    draft = OrderDraft(friend, (line(mask, 2),), shipping_cost=800, fee=600, paid=19_600)
    order = workspace.orders.add(draft)
    assert workspace.orders.card(order).earned == 19_600 - 8_000 - 800 - 600
    workspace.orders.cancel(order)
    assert workspace.orders.card(order).earned is None


def test_a_cost_too_large_to_be_is_refused(workspace: Workspace, friend: ContactId):
    gold = workspace.products.add(ProductDraft("金", 0, cost=MOST_PRICE))
    with pytest.raises(InvalidOrderError) as error:
        workspace.orders.add(OrderDraft(friend, (line(gold, 1_001, 0),)))
    assert error.value.problem is OrderProblem.COST_TOO_LARGE


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"shipping_cost": -1}, OrderProblem.SHIPPING_COST),
        ({"shipping_cost": 10**400}, OrderProblem.SHIPPING_COST),
        ({"fee": -1}, OrderProblem.FEE),
        ({"fee": MOST_PRICE + 1}, OrderProblem.FEE),
    ],
)
def test_amounts_that_cannot_be(workspace: Workspace, friend: ContactId, change: dict[str, int], problem: OrderProblem):
    with pytest.raises(InvalidOrderError) as error:
        workspace.orders.add(replace(OrderDraft(friend, (line(),)), **change))
    assert error.value.problem is problem
    assert len(workspace.orders.ids()) == 0


# channels


def shares(workspace: Workspace, **share: int) -> None:
    workspace.settings.change(replace(workspace.settings.shop(), channel_fees=share))


def test_a_channel_keeps_its_share_as_it_was_that_day(workspace: Workspace, friend: ContactId):
    shares(workspace, weidian=60, taobao=500)
    draft = OrderDraft(friend, (line(price=9_999),), channel=Channel.WEIDIAN)
    order = workspace.orders.add(draft)
    assert workspace.orders.card(order).fee == 60
    shares(workspace, weidian=600)
    workspace.orders.edit(order, replace(draft, note="x"))
    assert workspace.orders.card(order).fee == 60
    workspace.orders.edit(order, replace(draft, lines=(line(price=20_000),)))
    assert workspace.orders.card(order).fee == 1_200
    workspace.orders.edit(order, replace(draft, lines=(line(price=20_000),), fee=7))
    assert workspace.orders.card(order).fee == 7
    workspace.orders.edit(order, replace(draft, lines=(line(price=20_000),), channel="妈妈群"))
    assert (workspace.orders.card(order).fee, workspace.orders.card(order).channel) == (0, "妈妈群")


@pytest.mark.parametrize("share", [-1, 10_001])
def test_a_share_that_cannot_be_is_refused(workspace: Workspace, share: int):
    with pytest.raises(UnknownValueError):
        shares(workspace, weidian=share)
    assert workspace.settings.shop().channel_fees == {}


def test_a_share_that_the_file_says_wrongly_is_none(workspace: Workspace):
    shares(workspace, weidian=60, live=100)
    with workspace.store.write(Topic.SETTINGS) as write:
        write.many(
            "UPDATE setting SET value = ? WHERE key = 'channel_fees'", [('{"weidian": "x", "live": 100, "a": 10001}',)]
        )
    assert workspace.settings.shop().channel_fees == {"live": 100}


def test_shares_round_half_up_and_words_are_read():
    assert fee_of("weidian", 250, {"weidian": 60}) == 2
    assert fee_of("微店", 10**13, {"weidian": 10_000}) == 10**13
    assert fee_of("", 100, {"weidian": 60}) == 0
    assert fee_of("taobao", 1_000, {"taobao": 500}) == 50
    assert [Channel.read(text) for text in ("朋友圈", " LIVE ", "線下", "妈妈群", "")] == [
        Channel.MOMENTS, Channel.LIVE, Channel.OFFLINE, None, None,
    ]  # fmt: skip


# on behalf, on delivery, tiers, again


def test_what_is_sent_for_an_agent(workspace: Workspace, friend: ContactId):
    customer = workspace.contacts.add(ContactDraft("陈姐"))
    order = workspace.orders.add(
        OrderDraft(friend, (line(),), recipient=customer, sender=" 小王 的店 ", address="某地")
    )
    card = workspace.orders.card(order)
    assert (card.recipient, card.recipient_name, card.sender) == (customer, "陈姐", "小王 的店")
    with pytest.raises(MissingError):
        workspace.orders.add(OrderDraft(friend, (line(),), recipient=ContactId(99)))


def test_what_is_paid_on_delivery_waits_to_be_sent(workspace: Workspace, friend: ContactId):
    order = workspace.orders.add(OrderDraft(friend, (line(),), on_delivery=True))
    row = workspace.orders.row(order)
    assert (row.state, row.on_delivery, row.owed) == (OrderState.TO_SHIP, True, 9_800)
    assert list(workspace.orders.ids(OrderList.TO_SHIP)) == [order]
    workspace.orders.ship(order)
    workspace.orders.receive(order)
    assert workspace.orders.row(order).state is OrderState.RECEIVED
    workspace.orders.pay(order, method=PayMethod.ON_DELIVERY)
    assert workspace.orders.row(order).state is OrderState.CLOSED


def test_a_tier_wants_so_many_units_which_may_be_overruled(workspace: Workspace, friend: ContactId):
    assert workspace.orders.too_few(friend, (line(),)) is None
    with workspace.store.write(Topic.CONTACTS) as write:
        tier = write.insert(Tier, name="一级", least=10)
        write.update(Contact, friend, tier=tier)
    assert workspace.orders.too_few(friend, (line(quantity=9), replace(GIFT, quantity=5))) == TooFew("一级", 10, 9)
    assert workspace.orders.too_few(friend, (line(quantity=4), line(quantity=6))) is None
    workspace.orders.add(OrderDraft(friend, (line(quantity=1),)))


def test_an_order_once_more(workspace: Workspace, friend: ContactId, mask: ProductId, time: StoppedTime):
    draft = OrderDraft(
        friend, (line(mask, 2, 9_000), GIFT), shipping_fee=800, note="不要香", channel="live", address="某地", paid=100,
        sender="店", on_delivery=True,
    )  # fmt: skip
    first = workspace.orders.add(draft)
    workspace.orders.refund(first, 50)
    workspace.orders.ship(first)
    time.advance(days=1)
    second = workspace.orders.repeat(first)
    card = workspace.orders.card(second)
    assert (card.row.day, card.row.total, card.row.paid, card.discount) == (date(2026, 3, 5), 18_800, 0, 0)
    assert [(x.name, x.quantity, x.unit_price, x.gift) for x in card.lines] == [
        ("面膜", 2, 9_000, False),
        ("小样", 1, 0, True),
    ]
    assert (card.note, card.channel, card.address, card.sender) == ("不要香", "live", "某地", "店")
    assert card.row.state is OrderState.TO_SHIP
    workspace.undo.undo()
    assert list(workspace.orders.ids()) == [first]
    with pytest.raises(MissingError):
        workspace.orders.repeat(second)


# parcels


@pytest.fixture
def order(workspace: Workspace, friend: ContactId, mask: ProductId) -> OrderId:
    return workspace.orders.add(OrderDraft(friend, (line(mask, 3), line(None, 2, 100, "皂")), paid=29_600))


def lines_of(workspace: Workspace, order: OrderId) -> list[LineId]:
    return [LineId(x.id) for x in workspace.orders.card(order).lines if x.id]


def test_parcel_by_parcel(workspace: Workspace, order: OrderId):
    orders, (mask, soap) = workspace.orders, lines_of(workspace, order)
    orders.ship_part(order, {mask: 2, soap: 0}, courier=" 顺丰 ", tracking=" SF1 ")
    row = orders.row(order)
    assert (row.state, row.partly, row.shipped_on, row.tracking) == (OrderState.PARTLY_SENT, True, None, "SF1")
    assert list(orders.ids(OrderList.PARTLY_SENT)) == [order]
    assert list(orders.ids(OrderList.TO_SHIP)) == []
    assert [x.sent for x in orders.card(order).lines] == [2, 0]
    orders.ship_part(order, {mask: 1}, day=date(2026, 3, 6), tracking="SF2")
    assert orders.row(order).state is OrderState.PARTLY_SENT
    orders.ship_part(order, {soap: 2}, day=date(2026, 3, 7), tracking="SF3")
    row = orders.row(order)
    assert (row.state, row.partly, row.shipped_on) == (OrderState.ON_THE_WAY, False, date(2026, 3, 7))
    parcels = orders.card(order).parcels
    assert [(x.tracking, x.units) for x in parcels] == [
        ("SF1", ((mask, 2),)),
        ("SF2", ((mask, 1),)),
        ("SF3", ((soap, 2),)),
    ]
    orders.receive_parcel(order, parcels[0].id)
    orders.receive_parcel(order, parcels[2].id, day=date(2026, 3, 9))
    assert orders.row(order).state is OrderState.ON_THE_WAY
    with pytest.raises(OrderStateError):
        orders.receive_parcel(order, parcels[0].id)
    orders.receive_parcel(order, parcels[1].id, day=date(2026, 3, 10))
    assert (orders.row(order).state, orders.row(order).received_on) == (OrderState.CLOSED, date(2026, 3, 10))
    for _ in range(6):
        workspace.undo.undo()
    assert orders.row(order).state is OrderState.TO_SHIP
    assert orders.card(order).parcels == ()
    workspace.undo.redo()
    assert orders.row(order).state is OrderState.PARTLY_SENT


def test_all_at_once_needs_no_parcels(workspace: Workspace, order: OrderId):
    mask, soap = lines_of(workspace, order)
    workspace.orders.ship_part(order, {mask: 3, soap: 2}, tracking="SF1")
    card = workspace.orders.card(order)
    assert (card.row.state, card.row.tracking, card.parcels) == (OrderState.ON_THE_WAY, "SF1", ())


def test_the_rest_goes_with_one_word(workspace: Workspace, order: OrderId):
    mask, soap = lines_of(workspace, order)
    workspace.orders.ship_part(order, {mask: 2})
    workspace.orders.ship(order, courier="圆通", tracking="YT1")
    card = workspace.orders.card(order)
    assert card.row.state is OrderState.ON_THE_WAY
    assert card.parcels[1].units == ((mask, 1), (soap, 2))
    workspace.orders.receive(order)
    assert all(x.received_on == DAY for x in workspace.orders.card(order).parcels)


Units = Callable[[LineId, LineId], dict[int, int]]


@pytest.mark.parametrize(
    ("units", "problem", "most"),
    [
        (lambda mask, soap: {}, ParcelProblem.NOTHING, 0),
        (lambda mask, soap: {mask: 0}, ParcelProblem.NOTHING, 0),
        (lambda mask, soap: {mask: 4}, ParcelProblem.MORE_THAN_LEFT, 3),
        (lambda mask, soap: {mask: -1}, ParcelProblem.MORE_THAN_LEFT, 3),
        (lambda mask, soap: {soap: 10**30}, ParcelProblem.MORE_THAN_LEFT, 2),
        (lambda mask, soap: {9999: 1}, ParcelProblem.MORE_THAN_LEFT, 0),
    ],
)
def test_parcels_that_cannot_be(workspace: Workspace, order: OrderId, units: Units, problem: ParcelProblem, most: int):
    with pytest.raises(InvalidParcelError) as error:
        workspace.orders.ship_part(order, units(*lines_of(workspace, order)))
    assert (error.value.problem, error.value.most) == (problem, most)
    assert workspace.orders.row(order).state is OrderState.TO_SHIP


def test_two_windows_do_not_send_one_part_twice(workspace: Workspace, order: OrderId):
    mask, _ = lines_of(workspace, order)
    seen = workspace.orders.row(order).version
    workspace.orders.ship_part(order, {mask: 1}, seen=seen)
    with pytest.raises(ConflictError):
        workspace.orders.ship_part(order, {mask: 1}, seen=seen)
    with pytest.raises(ConflictError):
        workspace.orders.ship(order, seen=seen)
    assert workspace.orders.card(order).lines[0].sent == 1


def test_numbers_come_back_to_their_parcel(workspace: Workspace, order: OrderId):
    mask, _ = lines_of(workspace, order)
    with pytest.raises(OrderStateError):
        workspace.orders.set_parcel(order, "顺丰", "SF0")
    for _ in range(2):
        workspace.orders.ship_part(order, {mask: 1})
    first, second = workspace.orders.card(order).parcels
    workspace.orders.set_parcel(order, "顺丰", " SF1 ", first.id)
    workspace.orders.set_parcel(order, "顺丰", "SF2")
    card = workspace.orders.card(order)
    assert [x.tracking for x in card.parcels] == ["SF1", "SF2"]
    assert (card.row.courier, card.row.tracking) == ("顺丰", "SF1, SF2")
    for parcel in (ParcelId(99), second.id):
        other = workspace.orders.add(OrderDraft(card.row.contact, (line(),), paid=9_800))
        workspace.orders.ship(other)
        with pytest.raises(MissingError):
            workspace.orders.set_parcel(other, "", "", parcel)
        with pytest.raises(MissingError):
            workspace.orders.receive_parcel(other, parcel)


def test_less_than_was_sent_cannot_be_ordered(workspace: Workspace, friend: ContactId, order: OrderId, mask: ProductId):
    first, _ = lines_of(workspace, order)
    workspace.orders.ship_part(order, {first: 2})
    for lines in ((line(mask, 1, 30_000), line(None, 2, 100, "皂")), (line(None, 2, 30_000, "皂"),)):
        with pytest.raises(InvalidOrderError) as error:
            workspace.orders.edit(order, OrderDraft(friend, lines))
        assert (error.value.problem, error.value.value) == (OrderProblem.BELOW_SENT, 2)
    workspace.orders.edit(order, OrderDraft(friend, (line(mask, 2, 15_000),)))
    assert workspace.orders.row(order).state is OrderState.ON_THE_WAY
    workspace.orders.edit(order, OrderDraft(friend, (line(mask, 5, 15_000),)))
    assert workspace.orders.row(order).state is OrderState.PARTLY_SENT
    workspace.orders.receive(order)
    workspace.orders.edit(order, OrderDraft(friend, (line(mask, 6, 15_000),)))
    assert workspace.orders.row(order).received_on == DAY


def test_parcels_go_into_the_bin_with_their_order(workspace: Workspace, order: OrderId):
    mask, _ = lines_of(workspace, order)
    workspace.orders.ship_part(order, {mask: 2})
    workspace.orders.delete(order)
    assert list(workspace.orders.ids(OrderList.PARTLY_SENT)) == []
    assert workspace.store.rows("SELECT count(*) FROM parcel_line WHERE deleted_at IS NULL")[0][0] == 0
    workspace.undo.undo()
    assert workspace.orders.row(order).state is OrderState.PARTLY_SENT


def test_a_line_that_takes_anothers_place_is_of_no_supplier(workspace: Workspace, friend: ContactId, order: OrderId):
    first, _ = lines_of(workspace, order)
    with workspace.store.write(Topic.ORDERS) as write:
        write.update(OrderLine, first, reported_on=DAY)
    workspace.orders.edit(order, OrderDraft(friend, (line(None, 300, 100, "贴纸"), line(None, 2, 100, "皂"))))
    (reported,) = workspace.store.rows(f"SELECT reported_on FROM order_line WHERE id = {first}")
    assert reported == (None,)


# lists


def test_who_got_something_some_days_ago_is_asked_after(workspace: Workspace, friend: ContactId, time: StoppedTime):
    order = workspace.orders.add(OrderDraft(friend, (line(),), paid=9_800))
    time.advance(days=1)
    workspace.orders.ship(order)
    workspace.orders.receive(order)
    lists = [list(workspace.orders.ids(OrderList.TO_ASK))]
    for days in (3, 12):
        time.advance(days=days)
        lists.append(list(workspace.orders.ids(OrderList.TO_ASK)))
    assert lists == [[], [order], []]
    time.advance(days=-12)
    assert workspace.orders.counts()[OrderList.TO_ASK] == 1
    workspace.conversations.log(friend, "好用吗")
    assert list(workspace.orders.ids(OrderList.TO_ASK)) == []


def test_a_rest_that_went_without_a_word_of_what_was_in_it_stays_sent(
    workspace: Workspace, friend: ContactId, order: OrderId, mask: ProductId
):
    first, _ = lines_of(workspace, order)
    workspace.orders.ship_part(order, {first: 1})
    with workspace.store.write(Topic.ORDERS) as write:  # as a courier's file says it
        write.update(Order, order, shipped_on=DAY, tracking="YT1")
    workspace.orders.edit(order, OrderDraft(friend, (line(mask, 4, 9_800),)))
    assert workspace.orders.row(order).state is OrderState.ON_THE_WAY


def test_what_had_come_keeps_its_day_when_the_rest_comes(workspace: Workspace, order: OrderId):
    mask, _ = lines_of(workspace, order)
    workspace.orders.ship_part(order, {mask: 1})
    workspace.orders.ship(order)
    first, _ = workspace.orders.card(order).parcels
    workspace.orders.receive_parcel(order, first.id, day=date(2026, 3, 5))
    workspace.orders.receive(order, day=date(2026, 3, 8))
    assert [x.received_on and x.received_on.day for x in workspace.orders.card(order).parcels] == [5, 8]


def test_the_history_says_what_became_of_an_order(workspace: Workspace, friend: ContactId, language: str):
    order = workspace.orders.add(OrderDraft(friend, (line(price=100),), channel="live"))
    draft = OrderDraft(
        friend, (LineDraft(None, "面膜", 1, 0, gift=True),), channel="weidian", recipient=friend, on_delivery=True,
        shipping_cost=800, sender="店", fee=60,
    )  # fmt: skip
    workspace.orders.edit(order, draft)
    workspace.orders.edit(order, replace(draft, on_delivery=False))
    workspace.advances.leave(friend, 500)
    workspace.orders.edit(order, replace(draft, lines=(LineDraft(None, "面膜", 2, 0, gift=True),)))
    workspace.orders.ship_part(order, {lines_of(workspace, order)[0]: 1}, tracking="SF1")
    said = [
        change_words(change, Currency.CNY, DAY) for entry in workspace.history.of(friend) for change in entry.changes
    ]
    assert any("SF1" in text for text in said)
    assert any("¥5.00" in text for text in said)
    assert any("¥8.00" in text for text in said)
    assert not [text for text in said if "_" in text or ": live" in text]
