"""Suppliers: what they ask, what was bought and paid, what is owed, and what they ship for the seller."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.db.models import Contact, OrderLine, PriceChange, Product, StockMove
from crm.errors import EmptyNameError, MissingError, OutOfRangeError, TakenError, TooLongError
from crm.ids import ContactId, OrderId, ProductId, SupplierId
from crm.orders import LineDraft, OrderDraft, PayMethod
from crm.products import ProductDraft
from crm.shipping import Numbered, Why
from crm.suppliers import (
    DealKind,
    InvalidPurchaseError,
    PurchaseDraft,
    PurchaseLineDraft,
    PurchaseProblem,
    SupplierBusyError,
    SupplierDraft,
    standing,
)
from crm.topics import Topic
from crm.workspace import Workspace

HOME = "王芳 13800138000 广东省深圳市南山区科苑路1号"
TEMPLATE = "{收件人} {电话}\n{地址}\n{货品} × {数量}\n备注：{备注}"
TODAY = date(2026, 3, 4)


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", price=9_800))


@pytest.fixture
def factory(workspace: Workspace) -> SupplierId:
    return workspace.suppliers.add(SupplierDraft(" 广州 厂家 "))


def order(workspace: Workspace, product: ProductId | None, address: str = HOME, paid: int = 19_600) -> OrderId:
    contact = next(iter(workspace.store.ids(Contact.select(Contact.id))), None)
    contact = ContactId(contact) if contact else workspace.contacts.add(ContactDraft("王芳"))
    line = LineDraft(product, "面膜", 2, 9_800)
    return workspace.orders.add(OrderDraft(contact, (line,), address=address, paid=paid))


def bought(supplier: SupplierId | None, product: ProductId, quantity: int, cost: int, **how) -> PurchaseDraft:
    return PurchaseDraft(supplier, (PurchaseLineDraft(product, quantity, cost),), **how)


def cost_of(workspace: Workspace, product: ProductId) -> int | None:
    return workspace.products.rows([product])[product].cost


def stock_moves(workspace: Workspace) -> list[tuple[int, str]]:
    query = StockMove.select(StockMove.quantity, StockMove.kind).where(StockMove.deleted_at.is_null())
    return workspace.store.rows(query.order_by(StockMove.id))


# who they are


def test_a_name_is_enough_and_stands_once(workspace: Workspace, factory: SupplierId):
    suppliers = workspace.suppliers
    row = suppliers.row(factory)
    assert (row.name, row.owed, row.since, row.to_report) == ("广州 厂家", 0, None, 0)
    with pytest.raises(EmptyNameError):
        suppliers.add(SupplierDraft(" "))
    with pytest.raises(TakenError):
        suppliers.add(SupplierDraft("广州 厂家"))
    with pytest.raises(TooLongError):
        suppliers.edit(factory, SupplierDraft("厂家", template="长" * 2001))
    suppliers.edit(factory, SupplierDraft("厂家", "微信 cj01", " {地址} "), seen=row.version)
    second = suppliers.add(SupplierDraft("上家"))
    assert [(one.name, one.template) for one in suppliers.all()] == [("厂家", "{地址}"), ("上家", "")]
    suppliers.delete(factory)
    assert list(suppliers.names().items()) == [(second, "上家"), (factory, "厂家")]
    with pytest.raises(MissingError):
        suppliers.row(factory)
    workspace.undo.undo()
    assert len(suppliers.all()) == 2


def test_the_newest_price_makes_the_usual_supplier(workspace: Workspace, factory: SupplierId, mask: ProductId):
    suppliers = workspace.suppliers
    other = suppliers.add(SupplierDraft("上家"))
    suppliers.set_price(factory, mask, 5_000)
    suppliers.set_price(other, mask, 4_900)
    assert [row.usual for row in (*suppliers.prices(factory), *suppliers.prices(other))] == [False, True]
    suppliers.set_price(factory, mask, 5_100)
    (row,) = suppliers.prices(factory)
    assert (row.name, row.price, row.usual) == ("面膜", 5_100, True)
    assert suppliers.row(factory).products == 1
    suppliers.set_price(factory, mask, None)
    assert suppliers.prices(factory) == []
    assert suppliers.price(factory, mask) is None
    with pytest.raises(OutOfRangeError):
        suppliers.set_price(other, mask, -1)
    workspace.products.delete([mask])
    with pytest.raises(MissingError):
        suppliers.set_price(other, mask, 1)
    assert suppliers.prices(other) == []


# bought, paid, owed


def test_a_purchase_enters_the_stock_and_is_the_products_cost(
    workspace: Workspace, factory: SupplierId, mask: ProductId
):
    suppliers = workspace.suppliers
    suppliers.set_price(factory, mask, 5_000)
    suppliers.buy(bought(factory, mask, 10, 5_200, paid=20_000, note="第一批"))
    assert (cost_of(workspace, mask), suppliers.price(factory, mask)) == (5_200, 5_200)
    assert stock_moves(workspace) == [(10, "purchase")]
    assert (suppliers.row(factory).owed, suppliers.row(factory).since) == (32_000, TODAY)
    assert [(one.kind, one.amount, one.what) for one in suppliers.deals(factory)] == [
        (DealKind.PAID, -20_000, ""), (DealKind.BOUGHT, 52_000, "面膜 × 10"),
    ]  # fmt: skip
    late = suppliers.buy(bought(factory, mask, 1, 4_000, day=TODAY - timedelta(9)))
    assert cost_of(workspace, mask) == 5_200  # an older one, noted late
    suppliers.buy(bought(factory, mask, 3, 5_200, returned=True, paid=5_200))
    assert stock_moves(workspace)[-1] == (-3, "purchase")
    assert suppliers.row(factory).owed == 32_000 + 4_000 - 15_600 + 5_200
    assert {one.kind for one in suppliers.deals(factory)} == set(DealKind) - {DealKind.SHIPPED}
    assert len(workspace.store.rows(PriceChange.select(PriceChange.id))) == 2  # its first price, and the new cost
    suppliers.delete_purchase(late)
    assert len(stock_moves(workspace)) == 2
    workspace.undo.undo()
    assert len(stock_moves(workspace)) == 3


def test_a_deleted_purchase_gives_the_cost_before_it_back(workspace: Workspace, factory: SupplierId, mask: ProductId):
    suppliers = workspace.suppliers
    suppliers.buy(bought(None, mask, 1, 5_000))
    second = suppliers.buy(bought(factory, mask, 1, 6_000))
    suppliers.delete_purchase(second)
    assert (cost_of(workspace, mask), suppliers.row(factory).owed) == (5_000, 0)
    with pytest.raises(MissingError):
        suppliers.delete_purchase(second)


def test_what_is_bought_for_the_first_time_becomes_a_product(
    workspace: Workspace, factory: SupplierId, mask: ProductId
):
    lines = (PurchaseLineDraft(None, 2, 100, " 香皂 "), PurchaseLineDraft(None, 1, 60, "面膜"))
    workspace.suppliers.buy(PurchaseDraft(factory, lines))
    assert {(row.name, row.cost) for row in workspace.products.all()} == {("香皂", 100), ("面膜", 60)}
    workspace.undo.undo()
    assert [row.id for row in workspace.products.all()] == [mask]


def test_several_products_are_one_purchase(workspace: Workspace, factory: SupplierId, mask: ProductId):
    soap = workspace.products.add(ProductDraft("香皂"))
    lines = (PurchaseLineDraft(mask, 2, 100), PurchaseLineDraft(soap, 1, 50))
    workspace.suppliers.buy(PurchaseDraft(factory, lines))
    (deal,) = workspace.suppliers.deals(factory)
    assert (deal.what, deal.amount) == ("面膜 × 2、香皂 × 1", 250)
    workspace.undo.undo()
    assert (workspace.suppliers.deals(factory), stock_moves(workspace)) == ([], [])


@pytest.mark.parametrize(
    ("quantity", "cost", "how", "problem"),
    [
        (0, 1, {}, PurchaseProblem.QUANTITY), (1, -1, {}, PurchaseProblem.PRICE),
        (1, 10**11, {}, PurchaseProblem.PRICE), (1, 5, {"paid": 6}, PurchaseProblem.PAID),
        (1, 5, {"paid": -1}, PurchaseProblem.PAID),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused(
    workspace: Workspace, factory: SupplierId, mask: ProductId, quantity: int, cost: int, how: dict, problem
):
    with pytest.raises(InvalidPurchaseError) as caught:
        workspace.suppliers.buy(bought(factory, mask, quantity, cost, **how))
    assert caught.value.problem is problem


def test_purchases_of_nothing_by_nobody_or_of_what_is_gone(workspace: Workspace, mask: ProductId, factory: SupplierId):
    suppliers = workspace.suppliers
    unnamed = PurchaseDraft(factory, (PurchaseLineDraft(None, 1, 1, " "),))
    for draft, problem in (
        (unnamed, PurchaseProblem.NO_NAME),
        (PurchaseDraft(factory, ()), PurchaseProblem.NO_LINES),
        (PurchaseDraft(factory, (PurchaseLineDraft(mask, 1, 1),) * 201), PurchaseProblem.TOO_MANY_LINES),
        (bought(None, mask, 1, 5, paid=5), PurchaseProblem.NOBODY_PAID),
    ):
        with pytest.raises(InvalidPurchaseError) as caught:
            suppliers.buy(draft)
        assert caught.value.problem is problem
    workspace.products.delete([mask])
    with pytest.raises(MissingError):
        suppliers.buy(bought(factory, mask, 1, 5))
    with pytest.raises(MissingError):
        suppliers.buy(bought(SupplierId(99), mask, 1, 5))
    assert stock_moves(workspace) == []


def test_payments_may_be_more_than_is_owed_and_come_back(workspace: Workspace, factory: SupplierId, mask: ProductId):
    suppliers = workspace.suppliers
    suppliers.buy(bought(factory, mask, 1, 5_000, day=TODAY - timedelta(30)))
    suppliers.buy(bought(factory, mask, 1, 5_000, day=TODAY - timedelta(10)))
    suppliers.pay(factory, 6_000, method=PayMethod.WECHAT, note="定金")
    assert (suppliers.row(factory).owed, suppliers.row(factory).since) == (4_000, TODAY - timedelta(10))
    back = suppliers.pay(factory, -1_000)
    assert suppliers.row(factory).owed == 5_000
    suppliers.delete_payment(back)
    suppliers.pay(factory, 10_000)
    assert (suppliers.row(factory).owed, suppliers.row(factory).since) == (-6_000, None)
    for amount in (0, 10**18):
        with pytest.raises(OutOfRangeError):
            suppliers.pay(factory, amount)
    with pytest.raises(SupplierBusyError):
        suppliers.delete(factory)


@given(st.lists(st.tuples(st.dates(), st.integers(-(10**6), 10**6)), max_size=20))
def test_the_oldest_debt_that_is_open_says_since_when(amounts: list[tuple[date, int]]):
    owed, since = standing(amounts)
    assert owed == sum(amount for _, amount in amounts)
    assert (since is None) is (owed <= 0)
    if since is not None:
        paid = -sum(amount for _, amount in amounts if amount < 0)
        assert sum(amount for day, amount in amounts if amount > 0 and day < since) <= paid
        assert sum(amount for day, amount in amounts if amount > 0 and day <= since) > paid


# what they ship


def test_a_line_is_the_usual_suppliers_unless_it_is_kept_on_the_shelf(
    workspace: Workspace, factory: SupplierId, mask: ProductId
):
    suppliers = workspace.suppliers
    suppliers.set_price(factory, mask, 5_000)
    theirs, own = order(workspace, mask), order(workspace, None)
    assert [line.order for line in suppliers.open_lines()] == [theirs]
    assert [one.orders for one in workspace.shipping.waiting()] == [(own,)]
    with workspace.store.write(Topic.PRODUCTS) as write:
        write.update(Product, mask, stocked=True)
    kept = order(workspace, mask)
    assert [one.orders for one in workspace.shipping.waiting()] == [(own, kept)]


def test_a_line_that_stays_was_told_of(workspace: Workspace, factory: SupplierId, mask: ProductId):
    workspace.suppliers.set_price(factory, mask, 5_000)
    changed = order(workspace, mask)
    workspace.suppliers.report(factory, TEMPLATE)
    contact = workspace.orders.row(changed).contact
    workspace.orders.edit(changed, OrderDraft(contact, (LineDraft(mask, "面膜", 3, 9_800),), address=HOME))
    assert workspace.suppliers.open_lines()[0].reported_on == TODAY
    lines = (LineDraft(None, "口红", 3, 9_800), LineDraft(mask, "面膜", 1, 1))
    workspace.orders.edit(changed, OrderDraft(contact, lines, address=HOME))
    assert [(line.name, line.reported_on) for line in workspace.suppliers.open_lines()] == [("面膜", TODAY)]
    workspace.orders.edit(changed, OrderDraft(contact, (LineDraft(None, "口红", 3, 9_800),), address=HOME))
    assert workspace.suppliers.open_lines() == []


def test_one_text_tells_a_supplier_all_and_says_so_of_each_line(
    workspace: Workspace, factory: SupplierId, mask: ProductId
):
    suppliers = workspace.suppliers
    suppliers.set_price(factory, mask, 5_000)
    first = order(workspace, mask)
    second = order(workspace, mask, "李姐 13800138001 湖北省武汉市洪山区珞喻路5号")
    order(workspace, mask, "北京市朝阳区建国路1号", paid=0)
    nowhere = order(workspace, mask, "")
    assert suppliers.row(factory).to_report == 3
    report = suppliers.report(factory, TEMPLATE, "店主 139")
    assert report.text == (
        "王芳 13800138000\n广东省深圳市南山区科苑路1号\n面膜 × 2\n\n"
        "李姐 13800138001\n湖北省武汉市洪山区珞喻路5号\n面膜 × 2"
    )
    assert (report.orders, report.without) == ((first, second), ("王芳",))
    row = suppliers.row(factory)
    assert (row.to_report, row.under_way, row.owed, row.since) == (1, 2, 20_000, TODAY)
    assert suppliers.text_again(factory, TEMPLATE) == report.text
    with pytest.raises(SupplierBusyError):
        suppliers.delete(factory)
    workspace.shipping.address([nowhere], HOME)
    suppliers.edit(factory, SupplierDraft("厂家", template="{寄件人}:{货品}"))
    assert suppliers.report(factory, TEMPLATE, "店主 139").text == "店主 139:面膜 × 2"
    assert suppliers.report(factory, TEMPLATE).text == ""
    workspace.undo.undo()
    assert suppliers.row(factory).to_report == 1


def test_their_numbers_come_back_and_what_was_cancelled_is_not_owed(
    workspace: Workspace, factory: SupplierId, mask: ProductId
):
    suppliers = workspace.suppliers
    suppliers.set_price(factory, mask, 5_000)
    sent = order(workspace, mask)
    cancelled = order(workspace, mask, "李姐 13800138001 湖北省武汉市洪山区珞喻路5号")
    suppliers.report(factory, TEMPLATE)
    workspace.orders.cancel(cancelled)
    assert suppliers.row(factory).owed == 10_000
    assert [line.called_off for line in suppliers.open_lines(factory)] == [False, True]
    assert "李姐" not in suppliers.text_again(factory, TEMPLATE)
    suppliers.ship_by([suppliers.open_lines(factory)[1].id], None)
    assert len(suppliers.open_lines(factory)) == 1
    (match,) = workspace.shipping.read_text("王芳 13800138000 YT1234567890123")
    workspace.shipping.write_down([Numbered(match.orders, match.said.tracking, match.courier)])
    assert workspace.orders.row(sent).tracking == "YT1234567890123"
    row = suppliers.row(factory)
    assert (row.under_way, row.owed) == (0, 10_000)
    (deal,) = suppliers.deals(factory)
    assert (deal.kind, deal.what) == (DealKind.SHIPPED, "王芳 · 面膜 × 2")


def test_an_order_that_two_ship_has_two_numbers(workspace: Workspace, factory: SupplierId, mask: ProductId):
    workspace.suppliers.set_price(factory, mask, 5_000)
    contact = workspace.contacts.add(ContactDraft("王芳"))
    lines = (LineDraft(mask, "面膜", 1, 100), LineDraft(None, "口红", 1, 100))
    both = workspace.orders.add(OrderDraft(contact, lines, address=HOME, paid=200))
    assert workspace.shipping.waiting()[0].what == "口红"
    assert workspace.suppliers.report(factory, "{货品}").text == "面膜"
    workspace.shipping.write_down([Numbered((both,), "SF1234567890123", "顺丰")])
    number = workspace.orders.row(both).number
    (match,) = workspace.shipping.read_text(f"{number} YT1234567890123")
    assert match.why is Why.OTHER_NUMBER
    workspace.shipping.write_down([Numbered((both,), "YT1234567890123", "圆通", over=True)])
    row = workspace.orders.row(both)
    assert (row.courier, row.tracking) == ("顺丰、圆通", "SF1234567890123, YT1234567890123")
    (match,) = workspace.shipping.read_text(f"{number} YT1234567890123")
    assert match.why is Why.WRITTEN
    workspace.shipping.write_down([Numbered((both,), row.tracking, "")])
    assert workspace.orders.row(both).tracking == row.tracking


def test_a_line_goes_back_to_the_seller(workspace: Workspace, factory: SupplierId, mask: ProductId):
    suppliers = workspace.suppliers
    suppliers.set_price(factory, mask, 5_000)
    own = order(workspace, mask)
    suppliers.report(factory, TEMPLATE)
    (line,) = suppliers.open_lines(factory)
    suppliers.ship_by([line.id], None)
    assert (suppliers.open_lines(), suppliers.row(factory).owed) == ([], 0)
    assert [one.orders for one in workspace.shipping.waiting()] == [(own,)]
    suppliers.ship_by([line.id], factory)
    suppliers.ship_by([line.id], factory)
    assert suppliers.open_lines()[0].reported_on is None
    with pytest.raises(MissingError):
        suppliers.ship_by([line.id], SupplierId(99))
    workspace.orders.ship(own)
    with pytest.raises(MissingError):
        suppliers.ship_by([line.id], None)


def test_a_supplier_who_goes_leaves_what_they_were_not_told_to_the_seller(
    workspace: Workspace, factory: SupplierId, mask: ProductId
):
    workspace.suppliers.set_price(factory, mask, 5_000)
    theirs = order(workspace, mask)
    workspace.products.delete([mask])
    assert workspace.shipping.reportable(factory)[0].what == "面膜 × 2"
    workspace.suppliers.delete(factory)
    assert [one.orders for one in workspace.shipping.waiting()] == [(theirs,)]
    workspace.undo.undo()
    assert [line.order for line in workspace.suppliers.open_lines()] == [theirs]


def test_what_they_ship_without_a_known_price_is_counted(workspace: Workspace, factory: SupplierId):
    order(workspace, None)
    rows = workspace.store.rows(OrderLine.select(OrderLine.id))
    workspace.suppliers.ship_by([rows[0][0]], factory)
    workspace.suppliers.report(factory, TEMPLATE)
    row = workspace.suppliers.row(factory)
    assert (row.owed, row.unpriced) == (0, 1)
