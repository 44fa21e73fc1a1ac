"""A payment bill beside the orders: one step settles a payment, nothing is guessed, nothing comes twice."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm.contacts import ContactDraft
from crm.errors import FileProblemError, MissingError
from crm.finder import Filter
from crm.ids import ContactId
from crm.insights.bills import Bills
from crm.insights.laying import Lay
from crm.orders import LineDraft, OrderDraft, OrderState, PayMethod
from crm.payments import AlreadySettledError
from crm.transfer.bills_in import BillsIn
from crm.transfer.buyer_matching import MatchKind
from crm.transfer.planning import Fate
from crm.workspace import Workspace
from tests.transfer import bill_samples as samples
from tests.transfer.test_bills_in import kept, read_here

MARCH = date(2026, 3, 1)


def row(
    number: int, payer: str, amount: str, day: str = "2026-03-02", state: str = "已存入零钱", what: str = "/"
) -> str:
    return f'{day} 10:00:00,转账,{payer},"{what}",收入,¥{amount},/,{state},"10000000000000{number:02}\t","/","/"'


@pytest.fixture
def bills(workspace: Workspace) -> Bills:
    return Bills(workspace.store, workspace.settings, workspace.contacts, workspace.orders, read_here)


def sold(workspace: Workspace, contact, amount: int, day: date = MARCH, paid: int = 0, **how):
    return workspace.orders.add(OrderDraft(contact, (LineDraft(None, "草莓", 1, amount),), day=day, paid=paid, **how))


def bill_of(bills: Bills, folder: Path, *rows: str):
    return bills.read(kept(folder, samples.wechat_csv(*rows)))


def lays(bills: Bills, bill) -> list[Lay]:
    return [one.lay for one in bills.lay(bill).rows]


def test_an_order_that_waits_for_exactly_this_is_proposed_and_paid_by_one_step(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    late, near = sold(workspace, wang, 19_600, date(2026, 2, 10)), sold(workspace, wang, 19_600)
    bill = bill_of(bills, tmp_path, row(1, "王小明", "196.00"))
    laid = bills.lay(bill)
    (one,) = laid.rows
    assert (laid.first, laid.last) == (date(2026, 3, 2), date(2026, 3, 2))
    assert (one.lay, one.paid.friend, one.paid.why, one.paid.sure) == (Lay.READY, "王小明", MatchKind.NAME, False)
    assert [(offer.order, offer.fits) for offer in one.offers] == [(near, True), (late, True)]
    assert workspace.orders.row(near).owed == 19_600, "nothing is paid without a key"
    assert bills.settle(one.paid, one.offers[0]) == 0
    (payment,) = workspace.orders.card(near).payments
    assert (payment.amount, payment.method, payment.day) == (19_600, PayMethod.WECHAT, date(2026, 3, 2))
    again = bills.lay(bill_of(bills, tmp_path, row(1, "王小明", "196.00")))
    assert [(x.lay, x.order, x.paid.sure) for x in again.rows] == [(Lay.IN_BOOKS, near, True)]
    with pytest.raises(AlreadySettledError):
        bills.settle(one.paid, one.offers[1])
    workspace.undo.undo()
    assert workspace.orders.row(near).owed == 19_600
    assert lays(bills, bill) == [Lay.READY]


def test_two_payments_never_take_the_same_order(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    order = sold(workspace, wang, 5_000)
    bill = bill_of(bills, tmp_path, row(1, "王小明", "50.00"), row(2, "王小明", "50.00"))
    first, second = bills.lay(bill).rows
    assert (first.lay, second.lay, second.offers) == (Lay.READY, Lay.NO_ORDER, ())
    bills.settle(first.paid, first.offers[0])
    assert lays(bills, bill) == [Lay.IN_BOOKS, Lay.NO_ORDER]
    assert workspace.orders.row(order).owed == 0


def test_amounts_that_differ_are_said(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    order = sold(workspace, wang, 5_000)
    bill = bill_of(bills, tmp_path, row(1, "王小明", "30.00"))
    laid = bills.lay(bill)
    (one,) = laid.rows
    assert (one.lay, [(x.order, x.amount, x.fits) for x in one.offers]) == (Lay.DIFFERS, [(order, 5_000, False)])
    assert laid.missing == ()
    bills.settle(one.paid, one.offers[0])
    assert workspace.orders.row(order).owed == 2_000
    more = bill_of(bills, tmp_path, row(1, "王小明", "30.00"), row(2, "王小明", "25.00"))
    _, other = bills.lay(more).rows
    assert bills.settle(other.paid, other.offers[0]) == 500
    assert workspace.advances.balance(wang) == 500
    assert lays(bills, more) == [Lay.IN_BOOKS, Lay.IN_BOOKS]
    workspace.undo.undo()
    assert (workspace.advances.balance(wang), workspace.orders.row(order).owed) == (0, 2_000)


def test_what_went_back_makes_the_order_cheaper(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    order = sold(workspace, wang, 10_000)
    cheaper = sold(workspace, workspace.contacts.add(ContactDraft("李姐")), 8_800)
    back = "已退款(￥12.00)"
    bill = bill_of(bills, tmp_path, row(1, "王小明", "100.00", state=back), row(2, "李姐", "100.00", state=back))
    laid = bills.lay(bill)
    assert [one.lay for one in laid.rows] == [Lay.READY, Lay.READY]
    for one in laid.rows:
        bills.settle(one.paid, one.offers[0])
    found = workspace.orders.row(order)
    assert (found.total, found.paid, found.owed) == (8_800, 8_800, 0)
    assert [payment.amount for payment in workspace.orders.card(order).payments] == [10_000, -1_200]
    assert [payment.amount for payment in workspace.orders.card(cheaper).payments] == [8_800]
    assert lays(bills, bill) == [Lay.IN_BOOKS, Lay.IN_BOOKS]


def test_money_of_somebody_unknown_becomes_a_new_order_and_the_name_is_remembered(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    bill = bill_of(bills, tmp_path, row(1, "芳芳小店", "58.00", what="转账备注:草莓2盒", state="已退款(￥8.00)"))
    (one,) = bills.lay(bill).rows
    assert (one.lay, one.paid.contact, one.offers) == (Lay.NO_ORDER, None, ())
    order = bills.new_order(one.paid, wang)
    found = workspace.orders.row(order)
    assert (found.summary, found.total, found.paid, found.day) == ("草莓2盒", 5_000, 5_000, date(2026, 3, 2))
    assert found.state is OrderState.CLOSED
    assert lays(bills, bill) == [Lay.IN_BOOKS]
    with pytest.raises(AlreadySettledError):
        bills.new_order(one.paid, wang)
    (other,) = bills.lay(bill_of(bills, tmp_path, row(9, "芳芳小店", "1.00"))).rows
    assert (other.paid.contact, other.paid.why, other.paid.sure) == (wang, MatchKind.KNOWN_NAME, True)
    bills.new_order(other.paid, wang)
    workspace.undo.undo()
    workspace.undo.undo()
    assert not workspace.orders.of(wang)
    assert [x.paid.contact for x in bills.lay(bill).rows] == [None]


def test_what_is_private_is_not_asked_again_until_it_is_taken_up(workspace, bills, tmp_path):
    bill = bill_of(bills, tmp_path, row(1, "妈妈", "500.00"))
    (one,) = bills.lay(bill).rows
    bills.set_aside(one.paid)
    bills.set_aside(one.paid)
    assert lays(bills, bill) == [Lay.ASIDE]
    bills.take_up(one.paid)
    assert lays(bills, bill) == [Lay.NO_ORDER]
    with pytest.raises(MissingError):
        bills.take_up(one.paid)
    bills.set_aside(one.paid)
    assert lays(bills, bill) == [Lay.ASIDE]
    workspace.undo.undo()
    assert lays(bills, bill) == [Lay.NO_ORDER]


def test_what_the_books_say_already_is_found_by_friend_day_and_amount(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    order = sold(workspace, wang, 5_000, paid=5_000, method=PayMethod.WECHAT)
    bill = bill_of(bills, tmp_path, row(1, "王小明", "50.00"), row(2, "王小明", "50.00"))
    first, second = bills.lay(bill).rows
    assert (first.lay, first.order, second.lay) == (Lay.IN_BOOKS, order, Lay.NO_ORDER)
    bills.settle(first.paid, first.offers[0])
    assert workspace.orders.card(order).row.paid == 5_000, "the books said it already"
    assert lays(bills, bill) == [Lay.IN_BOOKS, Lay.NO_ORDER]


def test_money_without_a_name_is_proposed_for_what_fits_and_tied_by_a_key(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    paid = sold(workspace, wang, 5_000, paid=5_000)
    waiting = sold(workspace, wang, 5_000)
    sold(workspace, wang, 5_000, paid=5_000, method=PayMethod.CASH)
    bill = bill_of(bills, tmp_path, row(1, "/", "50.00"))
    (one,) = bills.lay(bill).rows
    assert (one.lay, one.paid.payer, one.paid.known_as) == (Lay.NO_ORDER, "", "")
    assert [(offer.order, bool(offer.payments)) for offer in one.offers] == [(paid, True), (waiting, False)]
    bills.settle(one.paid, one.offers[0])
    assert lays(bills, bill) == [Lay.IN_BOOKS]
    assert workspace.orders.row(waiting).owed == 5_000
    assert len(workspace.orders.card(paid).payments) == 1


def test_one_payment_for_several_orders_is_found_as_one(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    first, second = sold(workspace, wang, 3_000), sold(workspace, wang, 2_000)
    workspace.orders.receive_money(wang, 5_000, method=PayMethod.WECHAT, day=date(2026, 3, 2))
    bill = bill_of(bills, tmp_path, row(1, "王小明", "50.00"))
    (one,) = bills.lay(bill).rows
    assert (one.lay, one.order, len(one.offers[0].payments)) == (Lay.IN_BOOKS, first, 2)
    bills.settle(one.paid, one.offers[0])
    receipts = {workspace.orders.card(order).payments[0].receipt for order in (first, second)}
    assert receipts == {one.paid.receipt}


def test_orders_without_money_are_told(workspace, bills, tmp_path):
    wang, li = workspace.contacts.add(ContactDraft("王小明")), workspace.contacts.add(ContactDraft("李姐"))
    owed = sold(workspace, wang, 700, date(2026, 3, 3))
    said = sold(workspace, li, 800, date(2026, 3, 3), paid=800, method=PayMethod.WECHAT)
    sold(workspace, li, 900, date(2026, 3, 3), paid=900, method=PayMethod.CASH)
    sold(workspace, wang, 600, date(2026, 1, 3))
    bill = bill_of(bills, tmp_path, row(1, "赵妈妈", "5.00"), row(2, "赵妈妈", "6.66", day="2026-03-04"))
    found = [(one.order, one.amount, one.said) for one in bills.lay(bill).missing]
    assert found == [(owed, 700, False), (said, 800, True)]
    bills.pay_otherwise(owed, PayMethod.CASH)
    assert [one.order for one in bills.lay(bill).missing] == [said]


def test_several_of_one_name_are_not_told_apart_by_guessing(workspace, bills, tmp_path):
    for _ in range(2):
        friend = workspace.contacts.add(ContactDraft("王小明"))
        sold(workspace, friend, 5_000)
    (one,) = bills.lay(bill_of(bills, tmp_path, row(1, "王小明", "50.00"))).rows
    assert (one.lay, one.paid.contact, one.paid.why) == (Lay.NO_ORDER, None, MatchKind.SEVERAL)
    assert len(one.offers) == 2
    bills.settle(one.paid, one.offers[1])
    (again,) = bills.lay(bill_of(bills, tmp_path, row(2, "王小明", "50.00"))).rows
    assert (again.paid.contact, again.paid.sure) == (friend, True)


def test_a_bill_that_was_brought_in_and_one_that_was_laid_know_of_each_other(workspace, bills, tmp_path):
    bringing = BillsIn(workspace.store, workspace.settings, read_here)
    path = kept(tmp_path, samples.wechat_csv(row(1, "王小明", "50.00")))
    bringing.store(bringing.plan(path))
    assert lays(bills, bills.read(path)) == [Lay.IN_BOOKS]
    wang = workspace.finder.who("王小明")
    other = kept(tmp_path, samples.wechat_csv(row(2, "王小明", "60.00")))
    (one,) = bills.lay(bills.read(other)).rows
    bills.new_order(one.paid, wang)
    plan = bringing.plan(other)
    assert set(plan.counts) == {Fate.SAME}


def test_the_whole_sample_comes_to_its_income(workspace, bills, tmp_path):
    bill = bills.read(kept(tmp_path, samples.wechat_csv()))
    laid = bills.lay(bill)
    assert sum(one.paid.kept for one in laid.rows) == samples.WECHAT_NET + 100
    assert {one.lay for one in laid.rows} == {Lay.NO_ORDER}
    assert len(laid.of(Lay.NO_ORDER, Lay.ASIDE)) == len(laid.rows)
    friend = workspace.contacts.add(ContactDraft("谁"))
    for one in laid.rows:
        bills.new_order(one.paid, friend)
    assert {one.lay for one in bills.lay(bill).rows} == {Lay.IN_BOOKS}
    paid = sum(found.paid for found in workspace.orders.of(friend))
    assert paid == samples.WECHAT_NET + 100


def test_what_is_no_bill_is_refused_and_an_empty_one_is_nothing(workspace, bills, tmp_path):
    with pytest.raises(FileProblemError):
        bills.read(kept(tmp_path, "姓名,电话\n王芳,13800138000\n".encode()))
    laid = bills.lay(bill_of(bills, tmp_path, samples.WECHAT_ROWS[5]))
    assert (laid.rows, laid.missing) == ((), ())


def test_whoever_is_nobody_yet_becomes_a_friend_by_the_same_step(workspace, bills, tmp_path):
    bill = bill_of(bills, tmp_path, row(1, "芳芳小店", "58.00"))
    (one,) = bills.lay(bill).rows
    order = bills.new_order(one.paid, None)
    friend = workspace.finder.who("芳芳小店")
    assert [row.id for row in workspace.orders.of(friend)] == [order]
    workspace.undo.undo()
    assert workspace.orders.ids() == workspace.finder.ids(Filter())
    assert not workspace.orders.ids()


def test_a_friend_who_is_named_stands_for_this_payment_only(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    order = sold(workspace, wang, 5_800)
    bill = bill_of(bills, tmp_path, row(1, "芳芳小店", "58.00"), row(2, "芳芳小店", "58.00"))
    first, second = bills.lay(bill).rows
    found = bills.lay(bill, {first.paid.receipt: wang, second.paid.receipt: ContactId(999)}).rows
    assert [(one.lay, one.paid.contact, one.paid.said) for one in found] == [
        (Lay.READY, wang, True), (Lay.NO_ORDER, None, True),
    ]  # fmt: skip
    assert [offer.order for offer in found[0].offers] == [order]


def test_an_order_that_only_happens_to_have_this_number_is_another(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    order = sold(workspace, wang, 5_800)
    number = workspace.orders.row(order).number
    line = f'2026-03-02 10:00:00,转账,妈妈,"/",收入,¥5.00,/,已存入零钱,"{number}","/","/"'
    assert lays(bills, bill_of(bills, tmp_path, line)) == [Lay.NO_ORDER]


def test_phones_and_handles_of_a_bill_are_not_remembered_as_names(workspace, bills, tmp_path):
    wang = workspace.contacts.add(ContactDraft("孙老板"))
    bill = bills.read(kept(tmp_path, samples.alipay_csv()))
    one = next(found for found in bills.lay(bill).rows if found.paid.payer == "孙小姐")
    assert one.paid.known_as == ""
    bills.new_order(one.paid, wang)
    assert bills.lay(bill).rows[0].lay is Lay.IN_BOOKS
    assert timedelta(days=1) > timedelta(0)
