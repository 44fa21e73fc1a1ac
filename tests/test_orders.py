"""Orders: exact money, states that follow from dated facts, and every action one step that can be taken back."""

from collections.abc import Callable
from datetime import date

import pytest

from crm.accounts import Platform
from crm.clock import to_ms
from crm.contacts import ContactDraft
from crm.db.models import Payment
from crm.errors import ConflictError, MissingError
from crm.ids import AccountId, ContactId, OrderId, ProductId
from crm.money import MOST
from crm.orders import (
    MOST_LINES,
    MOST_QUANTITY,
    InvalidOrderError,
    InvalidPaymentError,
    LineDraft,
    OrderDraft,
    OrderList,
    OrderProblem,
    OrderSort,
    OrderState,
    OrderStateError,
    PaymentProblem,
    PayMethod,
    PriceReason,
    state_of,
)
from crm.products import MOST_PRICE, ProductDraft
from crm.stages import Stage
from crm.topics import Topic
from crm.workspace import Workspace
from tests.conftest import StoppedTime

DAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


def line(price: int = 100, quantity: int = 1, name: str = "面膜", product: ProductId | None = None) -> LineDraft:
    return LineDraft(product, name, quantity, price)


def ordered(workspace: Workspace, friend: ContactId, price: int = 100, paid: int = 0) -> OrderId:
    return workspace.orders.add(OrderDraft(friend, (line(price),), paid=paid))


def steps(workspace: Workspace) -> int:
    return len(workspace.undo.steps())


def test_a_new_order_with_its_payment_is_one_step(workspace: Workspace, friend: ContactId):
    before = steps(workspace)
    draft = OrderDraft(
        friend,
        (line(9_800, 2), line(0, 1, "小样")),
        shipping_fee=800,
        discount=400,
        note=" 不要香 ",
        channel="朋友圈",
        address="杭州市 1 号",
        paid=5_000,
        method=PayMethod.WECHAT,
    )
    order = workspace.orders.add(draft)
    card = workspace.orders.card(order)
    row = card.row
    assert (row.total, row.paid, row.owed, row.state) == (20_000, 5_000, 15_000, OrderState.UNPAID)
    assert (row.summary, row.friend, row.day) == ("面膜 × 2、小样", "王芳", DAY)
    assert [(x.name, x.quantity, x.unit_price) for x in card.lines] == [("面膜", 2, 9_800), ("小样", 1, 0)]
    assert [(x.amount, x.method, x.day) for x in card.payments] == [(5_000, PayMethod.WECHAT, DAY)]
    assert (card.note, card.channel, card.address) == ("不要香", "朋友圈", "杭州市 1 号")
    assert (card.shipping_fee, card.discount, card.account) == (800, 400, None)
    assert steps(workspace) == before + 1
    workspace.undo.undo()
    assert workspace.orders.of(friend) == []
    assert workspace.contacts.row(friend).owed == 0
    workspace.undo.redo()
    assert workspace.orders.card(order).payments == card.payments
    assert workspace.contacts.row(friend).owed == 15_000


def test_numbers_are_readable_of_the_day_and_never_used_twice(
    workspace: Workspace, friend: ContactId, time: StoppedTime
):
    first = ordered(workspace, friend)
    assert workspace.orders.row(first).number == "20260304-001"
    workspace.orders.delete(first)
    second = ordered(workspace, friend)
    assert workspace.orders.row(second).number == "20260304-002"
    workspace.undo.undo()
    assert workspace.orders.row(ordered(workspace, friend)).number == "20260304-003"
    time.advance(hours=15)  # 16:00 UTC is the next day in Shanghai
    assert workspace.orders.row(ordered(workspace, friend)).number == "20260305-001"


def test_numbers_go_on_after_999_and_beside_foreign_ones(workspace: Workspace, friend: ContactId):
    orders = [ordered(workspace, friend) for _ in range(2)]
    for order, number in zip(orders, ("20260304-999", "20260304-ab"), strict=True):
        with workspace.store.write(Topic.ORDERS) as write:
            write.many("UPDATE shop_order SET number = ? WHERE id = ?", [(number, order)])
    assert workspace.orders.row(ordered(workspace, friend)).number == "20260304-1000"
    assert workspace.orders.row(ordered(workspace, friend)).number == "20260304-1001"


def test_an_order_of_an_earlier_day_is_dated_so(workspace: Workspace, friend: ContactId):
    order = workspace.orders.add(OrderDraft(friend, (line(),), day=date(2026, 3, 1), paid=100))
    row = workspace.orders.row(order)
    assert (row.day, row.number, row.at.hour) == (date(2026, 3, 1), "20260301-001", 4)
    assert workspace.orders.card(order).payments[0].day == date(2026, 3, 1)


def test_an_order_restarts_the_cadence_and_a_late_entry_never_moves_it_back(
    workspace: Workspace, friend: ContactId, time: StoppedTime
):
    time.advance(days=10)
    ordered(workspace, friend)
    contact = workspace.contacts.row(friend).last_contact_at
    assert contact is not None
    assert to_ms(contact) == to_ms(workspace.clock.now())
    workspace.orders.add(OrderDraft(friend, (line(),), day=DAY))
    assert workspace.contacts.row(friend).last_contact_at == contact


@pytest.mark.parametrize(
    ("draft", "problem", "where"),
    [
        ({"lines": ()}, OrderProblem.NO_LINES, None),
        ({"lines": (line(),) * (MOST_LINES + 1)}, OrderProblem.TOO_MANY_LINES, None),
        ({"lines": (line(), line(name=" "))}, OrderProblem.NO_NAME, 1),
        ({"lines": (line(quantity=0),)}, OrderProblem.QUANTITY, 0),
        ({"lines": (line(quantity=-1),)}, OrderProblem.QUANTITY, 0),
        ({"lines": (line(quantity=MOST_QUANTITY + 1),)}, OrderProblem.QUANTITY, 0),
        ({"lines": (line(-1),)}, OrderProblem.PRICE, 0),
        ({"lines": (line(MOST_PRICE + 1),)}, OrderProblem.PRICE, 0),
        ({"shipping_fee": -1}, OrderProblem.SHIPPING_FEE, None),
        ({"shipping_fee": MOST_PRICE + 1}, OrderProblem.SHIPPING_FEE, None),
        ({"discount": -1}, OrderProblem.DISCOUNT, None),
        ({"discount": MOST + 1}, OrderProblem.DISCOUNT, None),
        ({"discount": 101}, OrderProblem.BELOW_ZERO, None),
        ({"lines": (line(MOST_PRICE, MOST_QUANTITY),)}, OrderProblem.TOO_LARGE, None),
    ],
)
def test_orders_that_cannot_be_are_refused_whole(
    workspace: Workspace, friend: ContactId, draft: dict[str, object], problem: OrderProblem, where: int | None
):
    before = steps(workspace)
    with pytest.raises(InvalidOrderError) as caught:
        workspace.orders.add(OrderDraft(**{"contact": friend, "lines": (line(),), **draft}))  # type: ignore[arg-type]  # parametrized
    assert (caught.value.problem, caught.value.line) == (problem, where)
    assert steps(workspace) == before
    assert len(workspace.orders.ids()) == 0


def test_the_bounds_themselves_are_fine(workspace: Workspace, friend: ContactId):
    order = workspace.orders.add(OrderDraft(friend, (line(MOST // MOST_QUANTITY, MOST_QUANTITY),), paid=MOST))
    assert workspace.orders.row(order).total == MOST
    free = workspace.orders.add(OrderDraft(friend, (line(100),), discount=100))
    assert workspace.orders.row(free).state is OrderState.TO_SHIP


@pytest.mark.parametrize(("paid", "problem"), [(-1, PaymentProblem.NOT_POSITIVE), (101, PaymentProblem.MORE_THAN_OWED)])
def test_a_first_payment_that_cannot_be(workspace: Workspace, friend: ContactId, paid: int, problem: PaymentProblem):
    with pytest.raises(InvalidPaymentError) as caught:
        ordered(workspace, friend, paid=paid)
    assert (caught.value.problem, caught.value.amount, caught.value.most) == (problem, paid, 100)


def test_friend_product_and_account_must_be_there(workspace: Workspace, friend: ContactId):
    workspace.contacts.delete([friend])
    for draft, what in (
        (OrderDraft(friend, (line(),)), "contact"),
        (OrderDraft(ContactId(999), (line(),)), "contact"),
    ):
        with pytest.raises(MissingError) as caught:
            workspace.orders.add(draft)
        assert caught.value.what == what
    workspace.undo.undo()
    for draft, what in (
        (OrderDraft(friend, (line(product=ProductId(999)),)), "product"),
        (OrderDraft(friend, (line(),), account=AccountId(999)), "account"),
    ):
        with pytest.raises(MissingError) as caught:
            workspace.orders.add(draft)
        assert caught.value.what == what


def test_an_order_knows_my_account(workspace: Workspace, friend: ContactId):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    order = workspace.orders.add(OrderDraft(friend, (line(),), account=account))
    assert workspace.orders.card(order).account == account


def test_payments_add_up_and_paying_all_pays_the_rest(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, 1_000)
    workspace.orders.pay(order, 300, method=PayMethod.CASH)
    assert workspace.orders.row(order).owed == 700
    workspace.orders.pay(order, day=date(2026, 3, 3))
    row = workspace.orders.row(order)
    assert (row.paid, row.owed, row.state) == (1_000, 0, OrderState.TO_SHIP)
    assert [x.amount for x in workspace.orders.card(order).payments] == [700, 300]
    assert workspace.contacts.row(friend).spent == 1_000
    workspace.undo.undo()
    assert workspace.orders.row(order).owed == 700
    workspace.undo.redo()
    assert workspace.orders.row(order).owed == 0


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (0, PaymentProblem.NOT_POSITIVE),
        (-5, PaymentProblem.NOT_POSITIVE),
        (101, PaymentProblem.MORE_THAN_OWED),
        (2**63, PaymentProblem.MORE_THAN_OWED),
    ],
)
def test_payments_that_cannot_be(workspace: Workspace, friend: ContactId, amount: int, problem: PaymentProblem):
    order = ordered(workspace, friend)
    with pytest.raises(InvalidPaymentError) as caught:
        workspace.orders.pay(order, amount)
    assert caught.value.problem is problem
    assert workspace.orders.row(order).paid == 0


def test_paying_twice_is_refused(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend)
    workspace.orders.pay(order)
    with pytest.raises(InvalidPaymentError) as caught:
        workspace.orders.pay(order)
    assert caught.value.problem is PaymentProblem.NOTHING_OWED


def test_money_given_back_is_not_asked_for_again(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=100)
    workspace.orders.refund(order, 30, method=PayMethod.WECHAT)
    row = workspace.orders.row(order)
    assert (row.total, row.paid, row.owed) == (70, 70, 0)
    assert [x.amount for x in workspace.orders.card(order).payments] == [100, -30]
    workspace.undo.undo()
    assert workspace.orders.row(order).total == 100


def test_money_given_back_may_still_be_owed(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=100)
    workspace.orders.refund(order, owed_again=True)
    row = workspace.orders.row(order)
    assert (row.total, row.paid, row.owed, row.state) == (100, 0, 100, OrderState.UNPAID)


@pytest.mark.parametrize(
    ("paid", "amount", "problem"),
    [
        (0, None, PaymentProblem.NOTHING_PAID),
        (50, 0, PaymentProblem.NOT_POSITIVE),
        (50, -1, PaymentProblem.NOT_POSITIVE),
        (50, 51, PaymentProblem.MORE_THAN_PAID),
    ],
)
def test_refunds_that_cannot_be(
    workspace: Workspace, friend: ContactId, paid: int, amount: int | None, problem: PaymentProblem
):
    order = ordered(workspace, friend, paid=paid)
    with pytest.raises(InvalidPaymentError) as caught:
        workspace.orders.refund(order, amount)
    assert caught.value.problem is problem


def test_a_cancelled_order_owes_nothing_and_its_money_can_go_back(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=40)
    workspace.orders.cancel(order)
    row = workspace.orders.row(order)
    assert (row.state, row.owed, row.paid, row.cancelled_on) == (OrderState.CANCELLED, 0, 40, DAY)
    contact = workspace.contacts.row(friend)
    assert (contact.owed, contact.spent, contact.orders_count) == (0, 40, 0)
    workspace.orders.refund(order)
    assert workspace.orders.row(order).paid == 0
    assert workspace.orders.row(order).total == 100
    assert workspace.contacts.row(friend).spent == 0


def test_the_parcel_goes_its_way(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=100)
    assert workspace.orders.row(order).state is OrderState.TO_SHIP
    workspace.orders.ship(order, DAY, " 顺丰 ", " SF123 ")
    row = workspace.orders.row(order)
    assert (row.state, row.courier, row.tracking, row.shipped_on) == (OrderState.ON_THE_WAY, "顺丰", "SF123", DAY)
    workspace.orders.set_parcel(order, "圆通", "YT9")
    assert workspace.orders.row(order).tracking == "YT9"
    workspace.orders.receive(order, date(2026, 3, 7))
    row = workspace.orders.row(order)
    assert (row.state, row.received_on) == (OrderState.CLOSED, date(2026, 3, 7))
    for expected in (OrderState.ON_THE_WAY, OrderState.ON_THE_WAY, OrderState.TO_SHIP):
        workspace.undo.undo()
        assert workspace.orders.row(order).state is expected


def test_shipped_on_credit_and_handed_over(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend)
    workspace.orders.receive(order)
    assert workspace.orders.row(order).state is OrderState.RECEIVED
    workspace.orders.pay(order)
    assert workspace.orders.row(order).state is OrderState.CLOSED


def test_two_windows_do_not_ship_one_order_twice(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=100)
    seen = workspace.orders.row(order).version
    workspace.orders.edit(order, OrderDraft(friend, (line(100),), note="fast"))
    with pytest.raises(ConflictError):
        workspace.orders.ship(order, seen=seen)
    workspace.orders.ship(order)
    with pytest.raises(OrderStateError) as caught:
        workspace.orders.ship(order)
    assert (caught.value.number, caught.value.state) == ("20260304-001", OrderState.ON_THE_WAY)


Try = Callable[[Workspace, OrderId], object]


@pytest.mark.parametrize(
    ("before", "tried"),
    [
        ("cancel", lambda w, o: w.orders.pay(o)),
        ("cancel", lambda w, o: w.orders.ship(o)),
        ("cancel", lambda w, o: w.orders.receive(o)),
        ("cancel", lambda w, o: w.orders.cancel(o)),
        ("cancel", lambda w, o: w.orders.edit(o, OrderDraft(w.orders.row(o).contact, (line(),)))),
        ("receive", lambda w, o: w.orders.ship(o)),
        ("receive", lambda w, o: w.orders.receive(o)),
        ("receive", lambda w, o: w.orders.cancel(o)),
        ("row", lambda w, o: w.orders.set_parcel(o, "a", "b")),
    ],
)
def test_steps_out_of_order_are_refused(workspace: Workspace, friend: ContactId, before: str, tried: Try):
    order = ordered(workspace, friend)
    getattr(workspace.orders, before)(order)
    count = steps(workspace)
    with pytest.raises(OrderStateError):
        tried(workspace, order)
    assert steps(workspace) == count


@pytest.mark.parametrize("tried", ["pay", "refund", "ship", "receive", "cancel", "delete", "card", "row"])
def test_an_order_that_is_not_there(workspace: Workspace, tried: str):
    with pytest.raises(MissingError):
        getattr(workspace.orders, tried)(OrderId(7))


def test_editing_changes_lines_fee_and_day_and_keeps_payments(workspace: Workspace, friend: ContactId):
    order = workspace.orders.add(OrderDraft(friend, (line(100), line(50, 1, "精华")), paid=60))
    workspace.orders.edit(order, OrderDraft(friend, (line(80, 3),), shipping_fee=10, day=date(2026, 3, 2)))
    card = workspace.orders.card(order)
    assert [(x.name, x.quantity, x.unit_price) for x in card.lines] == [("面膜", 3, 80)]
    assert (card.row.total, card.row.paid, card.row.day) == (250, 60, date(2026, 3, 2))
    assert card.row.number == "20260304-001"
    workspace.orders.edit(order, OrderDraft(friend, (line(80, 3), line(5), line(6))))
    assert len(workspace.orders.card(order).lines) == 3
    workspace.undo.undo()
    workspace.undo.undo()
    assert [x.name for x in workspace.orders.card(order).lines] == ["面膜", "精华"]
    assert workspace.orders.row(order).day == DAY


def test_editing_below_what_was_paid_or_to_another_friend_is_refused(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=100)
    other = workspace.contacts.add(ContactDraft("李四"))
    for draft, problem in (
        (OrderDraft(friend, (line(99),)), OrderProblem.BELOW_PAID),
        (OrderDraft(other, (line(100),)), OrderProblem.OTHER_FRIEND),
    ):
        with pytest.raises(InvalidOrderError) as caught:
            workspace.orders.edit(order, draft)
        assert caught.value.problem is problem
    seen = workspace.orders.row(order).version
    workspace.orders.edit(order, OrderDraft(friend, (line(120),)), seen=seen)
    with pytest.raises(ConflictError):
        workspace.orders.edit(order, OrderDraft(friend, (line(130),)), seen=seen)
    assert workspace.orders.row(order).total == 120


def test_the_first_paid_order_suggests_customer_and_never_moves(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, paid=40)
    assert workspace.suggestions.waiting().count == 0
    workspace.orders.pay(order)
    suggestion = workspace.suggestions.of(friend)
    assert suggestion is not None
    assert suggestion.stage is Stage.CUSTOMER
    assert workspace.contacts.row(friend).stage is Stage.ADDED
    ordered(workspace, friend, paid=100)
    assert workspace.suggestions.waiting().count == 1
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.suggestions.waiting().count == 0


def test_a_gift_suggests_nothing(workspace: Workspace, friend: ContactId):
    workspace.orders.add(OrderDraft(friend, (line(0),)))
    assert workspace.suggestions.waiting().count == 0


def test_deleting_takes_money_lines_and_suggestion_along_and_undo_brings_all_back(
    workspace: Workspace, friend: ContactId
):
    order = ordered(workspace, friend, paid=100)
    workspace.orders.delete(order)
    contact = workspace.contacts.row(friend)
    assert (contact.spent, contact.orders_count, contact.last_contact_at) == (0, 0, None)
    assert workspace.suggestions.waiting().count == 0
    assert workspace.store.rows(Payment.select(Payment.id).where(Payment.deleted_at.is_null())) == []
    workspace.undo.undo()
    assert workspace.orders.row(order).paid == 100
    assert workspace.suggestions.waiting().count == 1


def test_deleting_a_friend_takes_the_orders_along(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend)
    workspace.contacts.delete([friend])
    assert list(workspace.orders.ids()) == []
    assert workspace.orders.owed() == 0
    workspace.undo.undo()
    assert workspace.orders.row(order).owed == 100


def test_lists_counts_and_the_sum_owed(workspace: Workspace, friend: ContactId):
    orders = workspace.orders
    unpaid, to_ship, on_credit, done, cancelled, received = (
        ordered(workspace, friend, paid=paid) for paid in (30, 100, 0, 100, 0, 0)
    )
    orders.ship(on_credit)
    orders.receive(done)
    orders.cancel(cancelled)
    orders.receive(received)
    assert {which: set(orders.ids(which)) for which in OrderList} == {
        OrderList.ALL: {unpaid, to_ship, on_credit, done, cancelled, received},
        OrderList.TO_PAY: {unpaid, on_credit, received},
        OrderList.TO_SHIP: {to_ship},
        OrderList.PARTLY_SENT: set(),
        OrderList.ON_THE_WAY: {on_credit},
        OrderList.TO_ASK: set(),
        OrderList.DONE: {done},
    }
    assert orders.counts() == {which: len(orders.ids(which)) for which in OrderList}
    assert orders.owed() == 70 + 100 + 100
    orders.delete(done)
    found = orders.rows([unpaid, done, cancelled, 999])
    assert found == {unpaid: orders.row(unpaid), cancelled: orders.row(cancelled)}
    assert workspace.contacts.row(friend).owed == 270


def test_lists_are_sorted_and_cut(workspace: Workspace, time: StoppedTime):
    friends = [workspace.contacts.add(ContactDraft(name)) for name in ("张三", "Amy", "李四")]
    made = []
    for who, price in zip(friends, (200, 100, 300), strict=True):
        made.append(ordered(workspace, who, price))
        time.advance(minutes=1)
    first, second, third = made
    ids = workspace.orders.ids
    assert list(ids()) == [third, second, first]
    assert list(ids(limit=1)) == [third]
    assert list(ids(sort=OrderSort.FRIEND, descending=False)) == [second, third, first]
    assert list(ids(sort=OrderSort.TOTAL, descending=False)) == [second, first, third]
    assert list(ids(sort=OrderSort.OWED)) == [third, first, second]
    assert list(ids(sort=OrderSort.NUMBER, descending=False)) == made
    assert list(ids(words="zs")) == [first]
    assert list(ids(words="20260304-002")) == [second]
    assert list(ids(words="20260304", limit=5)) == [third, second, first]
    assert list(ids(words="%", sort=OrderSort.FRIEND)) == []
    assert list(ids(words="'\" NEAR *")) == []


def test_the_price_proposed_is_what_they_paid_last_time(workspace: Workspace, friend: ContactId, time: StoppedTime):
    product = workspace.products.add(ProductDraft("面膜", price=500))
    propose = workspace.orders.proposed_price

    def buy(price: int, *, paid: int, who: ContactId = friend) -> OrderId:
        time.advance(days=1)
        return workspace.orders.add(OrderDraft(who, (line(price, product=product), line(1)), paid=paid))

    assert (propose(friend, product).price, propose(friend, product).reason) == (500, PriceReason.RETAIL)
    assert propose(None, product).reason is PriceReason.RETAIL
    buy(450, paid=451)
    buy(440, paid=0)
    buy(0, paid=1)
    workspace.orders.cancel(buy(430, paid=431))
    buy(420, paid=421, who=workspace.contacts.add(ContactDraft("李四")))
    proposed = propose(friend, product)
    assert (proposed.price, proposed.reason, proposed.day) == (450, PriceReason.LAST_PAID, date(2026, 3, 5))
    with pytest.raises(MissingError):
        propose(friend, ProductId(99))


@pytest.mark.parametrize(
    ("owed", "shipped", "received", "cancelled", "state"),
    [
        (1, False, False, False, OrderState.UNPAID),
        (0, False, False, False, OrderState.TO_SHIP),
        (1, True, False, False, OrderState.ON_THE_WAY),
        (0, True, False, False, OrderState.ON_THE_WAY),
        (1, True, True, False, OrderState.RECEIVED),
        (0, False, True, False, OrderState.CLOSED),
        (0, True, False, True, OrderState.CANCELLED),
    ],
)
def test_the_state_follows_from_the_facts(owed: int, shipped: bool, received: bool, cancelled: bool, state: OrderState):
    day = {True: DAY, False: None}
    found = state_of(owed=owed, shipped_on=day[shipped], received_on=day[received], cancelled_on=day[cancelled])
    assert found is state


def test_a_method_from_elsewhere_is_read_as_other():
    assert PayMethod.read("bitcoin") is PayMethod.OTHER
    assert PayMethod.read("cash") is PayMethod.CASH
    assert PayMethod.read("") is None


def test_what_is_sold_for_the_first_time_becomes_a_product_in_the_same_step(workspace: Workspace, friend: ContactId):
    new = LineDraft(None, "新面霜", 2, 8_800, keep=True)
    order = workspace.orders.add(OrderDraft(friend, (new, new, line(1, name="红包"))))
    (product,) = workspace.products.all()
    assert (product.name, product.price) == ("新面霜", 8_800)
    assert [x.product for x in workspace.orders.card(order).lines] == [product.id, product.id, None]
    workspace.undo.undo()
    assert workspace.products.all() == []
    assert list(workspace.orders.ids()) == []
