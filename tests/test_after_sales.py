"""After-sales: open until it is made right, held against selling, and ended with money and goods in one step."""

from datetime import date, timedelta

import pytest

from crm.after_sales import (
    AfterSales,
    CaseDraft,
    CaseKind,
    CaseResult,
    CaseStateError,
    return_clock,
)
from crm.contacts import ContactDraft
from crm.errors import ConflictError, EmptyNameError, MissingError, OutOfRangeError, UnknownValueError
from crm.ids import CaseId, ContactId, OrderId, ProductId
from crm.money import Currency
from crm.orders import InvalidPaymentError, LineDraft, OrderDraft
from crm.products import ProductDraft
from crm.reasons import Happened, ReasonKind
from crm.wording.errors import explain
from crm.wording.today import message, sentence
from crm.workspace import Workspace
from tests.conftest import StoppedTime

TODAY = date(2026, 3, 4)


@pytest.fixture
def cases(workspace: Workspace) -> AfterSales:
    return workspace.after_sales


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳", added_on=date(2025, 1, 1)))


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", price=9800, days_per_unit=10))


def buy(workspace: Workspace, friend: ContactId, mask: ProductId, *, paid: int = 19600) -> OrderId:
    return workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 2, 9800),), paid=paid))


def kinds(workspace: Workspace, friend: ContactId) -> list[ReasonKind]:
    return [reason.kind for reason in workspace.today.why(friend)]


def test_a_case_is_begun_agreed_and_settled(workspace, cases, friend, mask, time: StoppedTime):
    order = buy(workspace, friend, mask)
    case = cases.begin(CaseDraft(friend, CaseKind.DAMAGE, " 盒子压坏了 ", order, mask))
    row = cases.row(case)
    assert (row.text, row.order_number, row.product_name, row.opened_on) == (
        "盒子压坏了",
        "20260304-001",
        "面膜",
        TODAY,
    )
    assert row.is_open
    draft = CaseDraft(friend, CaseKind.DAMAGE, "盒子压坏了", order, mask, "补发一盒", TODAY + timedelta(days=2))
    cases.edit(case, draft, seen=row.version)
    with pytest.raises(ConflictError):
        cases.edit(case, draft, seen=row.version)
    assert kinds(workspace, friend) == []
    time.advance(days=2)
    (why,) = workspace.today.why(friend)
    assert isinstance(why, Happened)
    assert (why.kind, why.days, why.text) == (ReasonKind.CASE, 0, "补发一盒")
    workspace.today.done(friend)
    time.advance(days=1)
    (why,) = workspace.today.why(friend)
    assert why.days == 1, "a contact does not make it right"
    before = len(workspace.undo.steps())
    cases.settle(case, CaseResult.REFUNDED, refund=5000, quantity=1)
    assert len(workspace.undo.steps()) == before + 1
    row = cases.row(case)
    assert (row.result, row.refund, row.quantity, row.closed_on) == (
        CaseResult.REFUNDED, 5000, 1, TODAY + timedelta(days=3),
    )  # fmt: skip
    assert workspace.orders.row(order).paid == 14600
    assert workspace.stock.moves(mask) == [], "no stock is kept of it"
    assert (cases.count(), kinds(workspace, friend)) == (0, [])
    workspace.undo.undo()
    assert (cases.row(case).is_open, workspace.orders.row(order).paid, cases.count()) == (True, 19600, 1)


def test_what_comes_back_lies_on_the_shelf_again(workspace, cases, friend, mask):
    workspace.stock.take_in(mask, 10)
    order = buy(workspace, friend, mask)
    workspace.orders.ship(order)
    assert workspace.products.rows([mask])[mask].stock == 8
    case = cases.begin(CaseDraft(friend, CaseKind.RETURN, "用不上", order, mask))
    cases.settle(case, CaseResult.REFUNDED, refund=9800, quantity=1)
    assert workspace.products.rows([mask])[mask].stock == 9
    assert workspace.stock.moves(mask)[0].note == "20260304-001"
    workspace.undo.undo()
    assert workspace.products.rows([mask])[mask].stock == 8


def test_while_something_is_open_nothing_sells(workspace, cases, friend, mask, time: StoppedTime):
    order = buy(workspace, friend, mask, paid=0)
    workspace.orders.ship(order)
    workspace.orders.receive(order)
    time.advance(days=20)
    assert {ReasonKind.UNPAID, ReasonKind.RUNS_OUT, ReasonKind.FEEDBACK} <= set(kinds(workspace, friend))
    case = cases.begin(CaseDraft(friend, CaseKind.COMPLAINT, "过敏", order))
    shown = kinds(workspace, friend)
    assert not {ReasonKind.UNPAID, ReasonKind.RUNS_OUT, ReasonKind.FEEDBACK, ReasonKind.INTRODUCTION} & set(shown)
    queue = workspace.today.queue()
    assert {item.row.id: [reason.kind for reason in item.reasons] for item in queue.items}.get(friend, []) == shown
    assert workspace.today.queue(limit=0).waiting == len(queue.items)
    cases.settle(case, CaseResult.EXPLAINED)
    assert {ReasonKind.UNPAID, ReasonKind.RUNS_OUT, ReasonKind.FEEDBACK} <= set(kinds(workspace, friend))


def test_praise_is_nothing_to_make_right(workspace, cases, friend):
    case = cases.begin(CaseDraft(friend, CaseKind.PRAISE, "说很好用"))
    assert (cases.row(case).is_open, cases.row(case).result, cases.open()) == (False, CaseResult.THANKED, [])


def test_what_is_due_first_stands_first_and_what_is_over_last(workspace, cases, friend):
    other = workspace.contacts.add(ContactDraft("李四"))
    late, soon = (
        cases.begin(CaseDraft(friend, CaseKind.RETURN, text, due=TODAY + timedelta(days=days)))
        for text, days in (("晚", 9), ("早", 1))
    )
    whenever = cases.begin(CaseDraft(other, CaseKind.EXCHANGE, "换色号"))
    assert [row.id for row in cases.open()] == [soon, late, whenever]
    cases.settle(soon, CaseResult.REPAIRED)
    assert [row.id for row in cases.of(friend)] == [late, soon]
    with pytest.raises(CaseStateError) as caught:
        cases.settle(soon, CaseResult.REPAIRED)
    assert explain(caught.value)
    cases.reopen(soon)
    with pytest.raises(CaseStateError) as caught:
        cases.reopen(soon)
    assert explain(caught.value)
    cases.delete(soon)
    with pytest.raises(MissingError):
        cases.row(soon)
    workspace.contacts.delete([friend])
    assert [row.id for row in cases.open()] == [whenever]
    assert cases.count() == 1


def test_what_cannot_be_is_refused_and_nothing_is_half_done(workspace, cases, friend, mask):
    order = buy(workspace, friend, mask)
    other = workspace.contacts.add(ContactDraft("李四"))
    for draft, error in (
        (CaseDraft(friend, CaseKind.RETURN, " "), EmptyNameError),
        (CaseDraft(ContactId(99), CaseKind.RETURN, "x"), MissingError),
        (CaseDraft(friend, CaseKind.RETURN, "x", OrderId(99)), MissingError),
        (CaseDraft(other, CaseKind.RETURN, "x", order), UnknownValueError),
        (CaseDraft(friend, CaseKind.RETURN, "x", order, ProductId(99)), MissingError),
    ):
        with pytest.raises(error) as caught:
            cases.begin(draft)
        assert explain(caught.value)
    case = cases.begin(CaseDraft(friend, CaseKind.RETURN, "x", order, mask))
    bare = cases.begin(CaseDraft(friend, CaseKind.RETURN, "y"))
    for act, error in (
        (lambda: cases.settle(case, CaseResult.REFUNDED, quantity=3), OutOfRangeError),
        (lambda: cases.settle(case, CaseResult.REFUNDED, quantity=-1), OutOfRangeError),
        (lambda: cases.settle(case, CaseResult.REFUNDED, refund=99_999), InvalidPaymentError),
        (lambda: cases.settle(bare, CaseResult.REFUNDED, refund=1), UnknownValueError),
        (lambda: cases.settle(bare, CaseResult.REFUNDED, quantity=1), OutOfRangeError),
        (lambda: cases.settle(CaseId(99), CaseResult.REFUNDED), MissingError),
    ):
        with pytest.raises(error):
            act()
    assert [row.id for row in cases.of_order(order)] == [case]
    assert all(row.is_open for row in cases.of(friend))
    assert workspace.orders.row(order).paid == 19600


def test_talks_are_laid_beside_it(workspace, cases, friend, time: StoppedTime):
    case = cases.begin(CaseDraft(friend, CaseKind.COMPLAINT, "色差"))
    talks = []
    for text in ("颜色不对", "发照片看看", "这样"):
        talks.append(workspace.conversations.log(friend, text))
        time.advance(minutes=1)
    cases.lay_beside(case, [talks[2], talks[0], talks[0]])
    assert cases.evidence(case) == [talks[0], talks[2]]
    cases.lay_beside(case, [talks[1], talks[2]])
    assert cases.evidence(case) == [talks[1], talks[2]]
    workspace.undo.undo()
    assert cases.evidence(case) == [talks[0], talks[2]]
    workspace.conversations.delete(talks[0])
    assert cases.evidence(case) == [talks[2]]


@pytest.mark.parametrize(
    ("received", "currency", "until"),
    [
        (TODAY, Currency.CNY, date(2026, 3, 11)),
        (TODAY, Currency.TWD, date(2026, 3, 11)),
        (TODAY, Currency.SGD, None),
        (None, Currency.CNY, None),
        (date.max, Currency.CNY, None),
        (date(2028, 2, 25), Currency.CNY, date(2028, 3, 3)),
    ],
)
def test_the_seven_days_run_from_the_day_after_it_came(received, currency, until):
    clock = return_clock(received, currency)
    assert (clock.until if clock else None) == until
    if clock and received:
        assert [clock.days_left(received + timedelta(days=days)) for days in (0, 7, 8)] == [7, 0, -1]
        assert clock.law


def test_it_is_told_in_every_language(workspace, cases, friend, language):
    cases.begin(CaseDraft(friend, CaseKind.COMPLAINT, "色差", due=TODAY - timedelta(days=1)))
    (item,) = workspace.today.queue().items
    assert "色差" in sentence(item.reasons[0], Currency.CNY)
    assert "王芳" in message(item)
    cases.edit(cases.open()[0].id, CaseDraft(friend, CaseKind.COMPLAINT, "色差", due=TODAY))
    assert "色差" in sentence(workspace.today.why(friend)[0], Currency.CNY)
