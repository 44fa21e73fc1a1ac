"""Advances: what friends leave with the seller is used for orders, goes back, and is never less than nothing."""

from datetime import date

import pytest

from crm.contacts import ContactDraft
from crm.errors import MissingError, OverdrawnError
from crm.ids import ContactId, OrderId
from crm.money import MOST
from crm.orders import InvalidPaymentError, LineDraft, OrderDraft, PaymentProblem, PayMethod
from crm.workspace import Workspace


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


def ordered(workspace: Workspace, friend: ContactId, price: int = 100, paid: int = 0) -> OrderId:
    return workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, price),), paid=paid))


def problem_of(error: pytest.ExceptionInfo[InvalidPaymentError]) -> tuple[PaymentProblem, int]:
    return error.value.problem, error.value.most


def test_what_is_left_pays_for_orders_and_the_rest_goes_back(workspace: Workspace, friend: ContactId):
    advances = workspace.advances
    advances.leave(friend, 500, method=PayMethod.WECHAT, day=date(2026, 3, 1), note=" 预存 ")
    order = ordered(workspace, friend, 300)
    workspace.orders.pay(order, 200, method=PayMethod.ADVANCE)
    assert advances.balance(friend) == 300
    assert advances.balances() == {friend: 300}
    assert workspace.orders.row(order).owed == 100
    assert workspace.orders.card(order).payments[0].method is PayMethod.ADVANCE
    with pytest.raises(InvalidPaymentError) as error:
        advances.give_back(friend, 301)
    assert problem_of(error) == (PaymentProblem.MORE_THAN_LEFT, 300)
    advances.give_back(friend, method=PayMethod.CASH)
    assert [(row.amount, row.order, row.method, row.day.day, row.note) for row in advances.of(friend)] == [
        (-300, None, PayMethod.CASH, 4, ""),
        (-200, order, None, 4, ""),
        (500, None, PayMethod.WECHAT, 1, "预存"),
    ]
    assert advances.balances() == {}
    workspace.undo.undo()
    assert advances.balance(friend) == 300


def test_more_than_is_left_cannot_be_used(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, 300)
    with pytest.raises(InvalidPaymentError) as error:
        workspace.orders.pay(order, method=PayMethod.ADVANCE)
    assert problem_of(error) == (PaymentProblem.NOTHING_LEFT, 0)
    workspace.advances.leave(friend, 100)
    with pytest.raises(InvalidPaymentError) as error:
        workspace.orders.pay(order, method=PayMethod.ADVANCE)
    assert problem_of(error) == (PaymentProblem.MORE_THAN_LEFT, 100)
    assert workspace.orders.row(order).paid == 0
    with pytest.raises(InvalidPaymentError):
        workspace.orders.add(OrderDraft(friend, (LineDraft(None, "x", 1, 101),), paid=101, method=PayMethod.ADVANCE))
    assert len(workspace.orders.ids()) == 1


@pytest.mark.parametrize("amount", [0, -1, MOST + 1, 10**30])
def test_amounts_that_cannot_be_left(workspace: Workspace, friend: ContactId, amount: int):
    with pytest.raises(InvalidPaymentError):
        workspace.advances.leave(friend, amount)
    assert workspace.advances.balance(friend) == 0


def test_nobody_and_nothing(workspace: Workspace, friend: ContactId):
    with pytest.raises(MissingError):
        workspace.advances.leave(ContactId(99), 100)
    with pytest.raises(InvalidPaymentError) as error:
        workspace.advances.give_back(friend)
    assert problem_of(error) == (PaymentProblem.NOTHING_LEFT, 0)
    workspace.advances.leave(friend, MOST)
    with pytest.raises(InvalidPaymentError):
        workspace.advances.leave(friend, 1)
    with pytest.raises(InvalidPaymentError):
        workspace.advances.give_back(friend, 0)


def test_one_payment_over_several_orders_goes_to_the_oldest_first(workspace: Workspace, friend: ContactId):
    def of_day(day: int, price: int) -> OrderId:
        return workspace.orders.add(OrderDraft(friend, (LineDraft(None, "x", 1, price),), day=date(2026, 3, day)))

    third, first, second = of_day(3, 300), of_day(1, 100), of_day(2, 200)
    receipt = workspace.orders.receive_money(friend, 250, method=PayMethod.ALIPAY)
    assert (receipt.orders, receipt.left) == (((first, 100), (second, 150)), 0)
    joined = {workspace.orders.card(order).payments[0].receipt for order in (first, second)}
    assert len(joined) == 1
    assert "" not in joined
    assert workspace.contacts.row(friend).owed == 350
    with pytest.raises(InvalidPaymentError) as error:
        workspace.orders.receive_money(friend, 351)
    assert problem_of(error) == (PaymentProblem.MORE_THAN_OWED, 350)
    with pytest.raises(InvalidPaymentError):
        workspace.orders.receive_money(friend, 0)
    receipt = workspace.orders.receive_money(friend, 400, keep_rest=True)
    assert (receipt.orders, receipt.left) == (((second, 50), (third, 300)), 50)
    assert workspace.advances.balance(friend) == 50
    with pytest.raises(InvalidPaymentError) as error:
        workspace.orders.receive_money(friend, 1)
    assert problem_of(error) == (PaymentProblem.NOTHING_OWED, 0)
    workspace.undo.undo()
    assert (workspace.advances.balance(friend), workspace.contacts.row(friend).owed) == (0, 350)
    workspace.undo.undo()
    assert workspace.contacts.row(friend).owed == 600


def test_money_of_a_cancelled_order_goes_back_on_request_or_stays_as_an_advance(
    workspace: Workspace, friend: ContactId
):
    waiting, back, kept = (ordered(workspace, friend, 300, paid=200) for _ in range(3))
    workspace.orders.cancel(waiting)
    workspace.orders.cancel(back, give_back=True, method=PayMethod.CASH)
    workspace.orders.cancel(kept, give_back=True, method=PayMethod.ADVANCE)
    assert [workspace.orders.row(order).paid for order in (waiting, back, kept)] == [200, 0, 0]
    assert workspace.advances.balance(friend) == 200
    workspace.undo.undo()
    assert (workspace.advances.balance(friend), workspace.orders.row(kept).paid) == (0, 200)


def test_an_order_whose_money_was_used_since_is_not_deleted(workspace: Workspace, friend: ContactId):
    first, second = ordered(workspace, friend, 300, paid=300), ordered(workspace, friend, 300)
    workspace.orders.refund(first, 100, method=PayMethod.ADVANCE)
    workspace.orders.pay(second, 100, method=PayMethod.ADVANCE)
    with pytest.raises(InvalidPaymentError) as error:
        workspace.orders.delete(first)
    assert error.value.problem is PaymentProblem.USED
    assert workspace.orders.row(first).paid == 200
    workspace.orders.delete(second)
    assert workspace.advances.balance(friend) == 100
    workspace.orders.delete(first)
    assert workspace.advances.balance(friend) == 0


def test_an_older_step_that_left_money_is_not_taken_back_when_it_was_used(workspace: Workspace, friend: ContactId):
    workspace.advances.leave(friend, 100)
    left = workspace.undo.last()
    order = ordered(workspace, friend, 100)
    workspace.orders.pay(order, method=PayMethod.ADVANCE)
    assert left is not None
    with pytest.raises(OverdrawnError):
        workspace.undo.take_back(left.id)
    assert workspace.orders.row(order).paid == 100
    assert workspace.advances.balance(friend) == 0
    workspace.undo.undo()
    workspace.undo.take_back(left.id)
    assert workspace.advances.balance(friend) == 0


def test_the_currency_stays_while_something_is_left(workspace: Workspace, friend: ContactId):
    from dataclasses import replace

    from crm.errors import CurrencyInUseError
    from crm.money import Currency

    workspace.advances.leave(friend, 100)
    with pytest.raises(CurrencyInUseError):
        workspace.settings.change(replace(workspace.settings.shop(), currency=Currency.TWD))


def test_what_is_too_much_for_one_order_may_stay(workspace: Workspace, friend: ContactId):
    order = ordered(workspace, friend, 100)
    with pytest.raises(InvalidPaymentError):
        workspace.orders.pay(order, 150, method=PayMethod.ADVANCE, keep_rest=True)
    workspace.orders.pay(order, 150, keep_rest=True)
    assert (workspace.orders.row(order).owed, workspace.advances.balance(friend)) == (0, 50)
    workspace.undo.undo()
    assert (workspace.orders.row(order).owed, workspace.advances.balance(friend)) == (100, 0)
