"""The small print of orders: money that does not add up, dates and words as people write them, damaged cells."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Handle
from crm.money import Currency
from crm.orders import LineDraft, OrderDraft
from crm.progress import unheard
from crm.transfer.buyer_matching import MatchKind
from crm.transfer.dates import BadDateError
from crm.transfer.moments import moment_of
from crm.transfer.order_assembling import Assembled, assemble
from crm.transfer.order_entries import MoneyReason, OrderEntry, Passed
from crm.transfer.order_layout import recognise_orders
from crm.transfer.order_money import split_model
from crm.transfer.order_rows import amount_of
from crm.transfer.orders_in import OrderWishes
from crm.transfer.planning import Fate
from crm.transfer.shops.statuses import Fact, facts_of
from crm.transfer.tables import Flaw, Row, Tally, tidy_row
from crm.workspace import Workspace
from tests.transfer import shop_samples as shops
from tests.transfer.test_orders_in import importer, kept

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(SHANGHAI, lambda: datetime(2026, 3, 20, tzinfo=UTC))


def read(*lines: str, currency: Currency = Currency.CNY) -> Assembled:
    table = [tidy_row(number, line.split(","), Tally()) for number, line in enumerate(lines, start=1)]
    return assemble(recognise_orders(table), table, currency, CLOCK, unheard)


def only(*lines: str) -> OrderEntry:
    found = read(*lines)
    assert not found.problems
    (order,) = found.orders
    return order


def reasons(order: OrderEntry) -> list[MoneyReason]:
    return [doubt.reason for doubt in order.doubts]


BOOK = "订单号,日期,客户,商品,数量,单价,小计,运费,优惠,总额,已付,退款,状态"
YOUZAN = (
    "订单号,订单状态,订单创建时间,买家付款时间,商品金额合计,运费,店铺优惠合计,应收订单金额,"
    "订单实付金额,全部商品名称,商品种类数,收货人/提货人,订单已退款金额"
)
XHS = "订单号,订单状态,小红书编码,商品标题,数量,商品总价(元),用户应付金额(元),支付时间,收件人姓名"
ITEMS = (
    "订单号,订单商品状态,商品名称,商品单价,商品数量,商品金额小计,商品实际成交金额,"
    "收货人/提货人,商品已退款金额,商品退款状态"
)


def test_what_does_not_add_up_is_told_and_becomes_the_discount():
    order = only(YOUZAN, "E1,待发货,2026-03-01,2026-03-01,100,8,5,103,90,x,1,王,")
    assert (order.shipping_fee, order.discount, order.total, order.paid) == (800, 1800, 9000, 9000)
    assert order.doubts[0].reason is MoneyReason.AMOUNTS_DIFFER
    assert order.doubts[0].text == "¥13.00"


def test_what_was_paid_beyond_the_goods_is_told_and_becomes_shipping():
    order = only(YOUZAN, "E1,待发货,2026-03-01,2026-03-01,100,8,,108,110,x,1,王,")
    assert (order.shipping_fee, order.discount, order.total) == (1000, 0, 11000)
    assert reasons(order) == [MoneyReason.SURCHARGE]


def test_no_more_goes_back_than_was_paid():
    order = only(YOUZAN, "E1,已发货,2026-03-01,2026-03-01,100,,,100,100,x,1,王,150")
    assert (order.paid, order.refunded, order.cancelled_on is not None) == (10000, 10000, True)
    assert reasons(order) == [MoneyReason.REFUND_TOO_LARGE]


def test_goods_whose_prices_are_told_row_by_row_keep_them():
    order = only(XHS, "P1,已发货,x,香薰,2,128,118,2026-03-01,林", "P1,已发货,x,蜡烛,1,50,50,2026-03-01,林")
    assert [(line.name, line.quantity, line.unit_price) for line in order.lines] == [
        ("香薰", 2, 6400),
        ("蜡烛", 1, 5000),
    ]
    assert (order.total, order.discount, reasons(order)) == (16800, 1000, [])


def test_goods_of_which_only_the_sum_is_known_are_one_line():
    order = only(XHS, "P1,已发货,x,香薰,2,128,,2026-03-01,林", "P1,已发货,x,蜡烛,1,,,2026-03-01,林")
    assert [(line.name, line.quantity, line.unit_price) for line in order.lines] == [("香薰 × 2、蜡烛", 1, 12800)]
    assert reasons(order) == [MoneyReason.JOINED_ITEMS]


def test_a_price_that_does_not_divide_is_rounded_up_and_the_rest_given_off():
    order = only(XHS, "P1,已发货,x,香薰,3,100,100,2026-03-01,林")
    assert (order.lines[0].unit_price, order.discount, order.total, reasons(order)) == (3334, 2, 10000, [])


def test_goods_without_any_price_cost_nothing():
    order = only(BOOK, "1,2026-03-01,王,草莓,2,,,,,,,,", "1,2026-03-01,王,蓝莓,1,,,,,,,,")
    assert (order.total, [line.unit_price for line in order.lines]) == (0, [0, 0])


def test_a_shop_that_joins_goods_in_one_cell_is_taken_apart_where_it_can_be():
    header = "主订单编号,子订单编号,选购商品,商品数量,商品单价,订单应付金额,收件人,订单状态,订单提交时间"
    apart = only(header, "6,7;8,帽子;围巾,2,30,60,何,已发货,2026-03-01")
    assert [(line.name, line.unit_price) for line in apart.lines] == [("帽子", 3000), ("围巾", 3000)]
    joined = only(header, "6,7;8,帽子;围巾,3,30,90,何,已发货,2026-03-01")
    assert [(line.name, line.quantity, line.total) for line in joined.lines] == [("帽子、围巾 × 3", 1, 9000)]
    assert joined.total == 9000


def test_one_item_that_went_back_does_not_close_the_order():
    order = only(
        ITEMS,
        "E1,交易完成,面霜,100,1,100,100,王,,",
        "E1,交易关闭,水乳,50,1,50,45,王,,退款成功",
        "E1,交易关闭,赠品,0,1,0,0,王,,退款成功",
    )
    assert (order.paid, order.refunded, order.cancelled_on, order.received_on is not None) == (14500, 4500, None, True)


@pytest.mark.parametrize(
    ("quantity", "price", "subtotal", "total"),
    [("2.5斤", "12", "", 3000), ("1.5", "", "18", 1800), ("0.3", "0.05", "", 0)],
)
def test_a_quantity_that_is_no_whole_number_stands_in_the_name(quantity: str, price: str, subtotal: str, total: int):
    order = only(BOOK, f"1,2026-03-01,王,苹果,{quantity},{price},{subtotal},,,,,,")
    assert (order.lines[0].name, order.lines[0].quantity, order.total) == (f"苹果 × {quantity}", 1, total)
    assert reasons(order) == [MoneyReason.PART_QUANTITY]


def test_an_order_of_no_product_has_a_name_all_the_same():
    assert only(BOOK, "77,2026-03-01,王,,,,,,,98,98,,").lines[0].name == "77"
    assert only("客户,总额,备注,日期", "王,98,团购第二期,2026-03-01").lines[0].name == "团购第二期"
    assert only("客户,总额,日期", "王,98,2026-03-01").lines[0].name == "—"


def test_what_cannot_be_is_told_row_by_row():
    found = read(
        BOOK,
        "1,2026-03-01,王,草莓,0,98,,,,,,,",
        "2,2026-03-01,王,草莓,1,-98,,,,,,,",
        "3,2026-03-01,王,草莓,1,200000000.01,,,,,,,",
        "4,2026-03-01,王,,,,,,,,,,",
        "5,03/04/2026,王,草莓,1,98,,,,,,,",
        "6,2026-03-01,王,草莓,1,1e400,,,,,,,",
        f"7,2026-03-01,王,草莓,{10**7},98,,,,,,,",
    )
    assert [(problem.row, problem.reason) for problem in found.problems] == [
        (2, MoneyReason.BAD_QUANTITY), (3, MoneyReason.BAD_AMOUNT), (4, MoneyReason.TOO_LARGE),
        (5, MoneyReason.NO_ITEM), (6, MoneyReason.AMBIGUOUS_DATE), (7, MoneyReason.BAD_AMOUNT),
        (8, MoneyReason.TOO_LARGE),
    ]  # fmt: skip
    lines = [f"1,2026-03-01,王,草莓{n},1,98,,,,,,," for n in range(201)]
    assert {problem.reason for problem in read(BOOK, *lines).problems} == {MoneyReason.TOO_MANY_LINES}


def test_who_is_hidden_wholly_is_nobody():
    found = read("日期,客户,电话,商品,总额", "2026-03-01,,138****0001,x,5")
    assert [problem.reason for problem in found.problems] == [MoneyReason.NO_BUYER]


@pytest.mark.parametrize(
    ("goods", "lines"),
    [("草莓 × 2", [("草莓", 2, 250, "草莓")]), ("面膜x3盒", [("面膜", 3, 167, "面膜")]),
     ("纱布10x10", [("纱布10x10", 1, 500, "纱布10x10")]),
     ("草莓 × 2、蓝莓", [("草莓 × 2、蓝莓", 1, 500, "")]), ("x0", [("x0", 1, 500, "x0")])],
)  # fmt: skip
def test_a_book_may_tell_the_number_beside_the_goods(goods: str, lines: list[tuple[str, int, int, str]]):
    order = only("日期,客户,内容,总额", f"2026-03-01,王,{goods},5")
    assert [(line.name, line.quantity, line.unit_price, line.product) for line in order.lines] == lines
    assert (order.total, reasons(order)) == (500, [])


def test_a_subtotal_tells_the_price():
    order = only(BOOK, "1,2026-03-01,王,草莓,4,,50,,,,,,")
    assert (order.lines[0].unit_price, order.total, reasons(order)) == (1250, 5000, [])


def test_money_that_came_and_went_before_the_list_was_written():
    order = only(shops.TAOBAO_HEADER.replace('"', ""), shops._taobao(
        "12345678901234567", 买家会员名="a", 总金额="50.00", 买家实际支付金额="0.00", 退款金额="50.00",
        订单状态="交易关闭",
        收货人姓名="王", 宝贝标题="x", 宝贝总数量="1", 订单创建时间="2026-03-01 10:00:00",
    ).replace('"', "").replace("=", ""))  # fmt: skip
    assert (order.paid, order.refunded, reasons(order)) == (5000, 5000, [])


def test_the_row_of_headings_can_be_said():
    table = [
        Row(1, ("客户", "商品", "总额")),
        Row(2, ("王", "x", "5")),
        Row(3, ("买家", "产品", "金额")),
        Row(4, ("李", "y", "6")),
    ]
    layout = recognise_orders(table, header=3)
    assert (layout.header, layout.headings) == (3, ("买家", "产品", "金额"))


def test_a_cell_that_is_too_long_costs_its_order_only():
    table = [
        Row(1, ("订单号", "客户", "商品", "总额")),
        Row(2, ("1", "王", "x", "5"), Flaw.CELL_TOO_LONG),
        Row(3, ("1", "王", "y", "5")),
        Row(4, ("2", "王", "y", "5")),
    ]
    found = assemble(recognise_orders(table), table, Currency.CNY, CLOCK, unheard)
    assert [(p.row, p.reason) for p in found.problems] == [
        (2, MoneyReason.CELL_TOO_LONG),
        (3, MoneyReason.BROKEN_ORDER),
    ]
    assert [order.number for order in found.orders] == ["2"]


def test_the_day_and_month_are_told_by_another_row():
    found = read("日期,客户,商品,总额", "03/04/2026,王,x,5", "25/04/2026,王,x,5")
    assert [order.day.isoformat() for order in found.orders] == ["2026-04-03", "2026-04-25"]


def test_headings_that_come_again_and_counts_are_passed_over():
    found = read("日期,客户,商品,总额", "2026-03-01,王,x,5", "日期,客户,商品,总额", "共 2 单,10", "小计:,,,5")
    assert [(passed.row, passed.reason) for passed in found.passed] == [
        (1, Passed.HEADER), (3, Passed.HEADER), (4, Passed.TOTAL), (5, Passed.TOTAL),
    ]  # fmt: skip


def test_the_same_row_once_more_counts_once():
    row = "1,2026-03-01,王,草莓,1,98,,,,,,,"
    order = only(BOOK, row, row)
    assert (order.rows, order.total, reasons(order)) == ((2, 3), 9800, [MoneyReason.REPEATED])


def test_long_numbers_end_in_noughts_by_themselves_now_and_then():
    rows = [f"{10**16 + n},2026-03-01,王,x,1,5,,,,,,," for n in range(900, 1200)]
    found = read(BOOK, *rows)
    assert not found.problems
    (order,) = [order for order in found.orders if order.doubts]
    assert (order.number, reasons(order)) == (str(10**16 + 1000), [MoneyReason.MAYBE_DAMAGED])


def test_unknown_words_more_cells_and_damaged_numbers_are_told():
    order = only(
        "订单号,日期,客户,电话,商品,总额,状态,快递单号", "1,2026-03-01,王,1.38E+10,x,5,火星中转,3.51531E+16,多的"
    )
    assert set(reasons(order)) == {
        MoneyReason.DAMAGED_NUMBER, MoneyReason.UNKNOWN_STATUS, MoneyReason.EXTRA_CELLS,
    }  # fmt: skip
    assert (order.tracking, order.buyer.phones) == ("", ())
    other = only("订单号,日期,客户,电话,商品,总额,状态,付款时间", "1,2026-03-01,王,没有电话,x,5,申请退款,上周")
    assert set(reasons(other)) == {MoneyReason.BAD_PHONE, MoneyReason.REFUND_ASKED, MoneyReason.BAD_DATE}


def test_several_numbers_of_one_buyer_and_extensions():
    order = only("日期,客户,电话,商品,总额", "2026-03-01,王,13800000001/0755-12345678、13900000001转22,x,5")
    assert order.buyer.phones == ("13800000001", "075512345678")
    assert only("日期,客户,电话,商品,总额", "2026-03-01,王,86-13800000001,x,5").buyer.phones == ("13800000001",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-03-08 21:07:15", "2026-03-08 21:07:15"), ("2026/3/8 21:07", "2026-03-08 21:07:00"),
        ("2026-03-08T21:07:15+08:00", "2026-03-08 21:07:15"), ("2026-03-08 13:07:15 UTC", "2026-03-08 21:07:15"),
        ("2026-03-08 21:07:15 +0900", "2026-03-08 20:07:15"), ("46089.5", "2026-03-08 12:00:00"),
        ("20260308210715", "2026-03-08 21:07:15"), ("2026年3月8日 下午9:07", "2026-03-08 21:07:00"),
        ("2026-03-08", "2026-03-08 12:00:00"), ("３月８日", None), ("2026-03-08 25:07", None),
        ("昨天", None),
    ],
)  # fmt: skip
def test_moments_as_programs_write_them(text: str, wanted: str | None):
    if wanted is None:
        with pytest.raises(BadDateError):
            moment_of(text, SHANGHAI)
    else:
        assert moment_of(text, SHANGHAI)[0].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") == wanted


def test_amounts_as_workbooks_make_them():
    assert amount_of("0.30000000000000004", Currency.CNY) == 30
    assert amount_of("12.5", Currency.CNY) == 1250
    assert amount_of("￥1,234.50元", Currency.CNY) == 123450
    assert amount_of("1,200", Currency.TWD) == 1200


@pytest.mark.parametrize(
    ("text", "heading", "fact"),
    [
        ("买家已付款，等待卖家发货", "", Fact.PAID), ("是", "是否付款", Fact.PAID), ("否", "是否付款", Fact.UNPAID),
        ("否", "是否发货", Fact.NOTHING), ("√", "是否签收", Fact.RECEIVED),
        ("【拼团】待发货", "", Fact.PAID), ("订单已取消（超时）", "", Fact.CLOSED),
        ("买家申请退款，等待处理", "", Fact.REFUNDING), ("-", "", Fact.NOTHING),
        ("火星中转", "", None), ("(删除)等待出库", "", Fact.CLOSED),
    ],
)  # fmt: skip
def test_status_words(text: str, heading: str, fact: Fact | None):
    assert facts_of(text, heading) == fact


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("手工皂(玫瑰)", ("手工皂", "玫瑰")), ("手工皂（大(两块)）", ("手工皂", "大(两块)")),
        ("皂 [A] ", ("皂 [A] ", "")),
        ("手工皂", ("手工皂", "")), ("(皂", ("(皂", "")), ("皂)", ("皂)", "")), ("", ("", "")),
    ],
)  # fmt: skip
def test_the_model_in_brackets_at_the_end_of_a_name(name: str, parts: tuple[str, str]):
    assert split_model(name) == parts


# against what is there


def plan_of(workspace: Workspace, folder: Path, *lines: str, name: str = "x.csv", wishes: OrderWishes | None = None):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    imports = importer(workspace)
    return imports, imports.plan(path, wishes or OrderWishes())


def test_a_handle_of_another_shop_may_be_somebody_else(workspace: Workspace, tmp_path: Path):
    there = workspace.contacts.add(ContactDraft("甲", handles=(Handle(Platform.OTHER, "demo_name"),)))
    header = "订单号,商品名称,订购数量,京东价,应付金额,订单状态,下单帐号,客户姓名,下单时间"
    imports, plan = plan_of(workspace, tmp_path, header, "9,x,1,5,5,完成,demo_name,乙,2026-03-01")
    (buyer,) = plan.buyers.values()
    assert (buyer.match.kind, buyer.match.sure, buyer.contact) == (MatchKind.HANDLE, False, None)
    key = next(iter(plan.buyers))
    _, answered = plan_of(
        workspace, tmp_path, header, "9,x,1,5,5,完成,demo_name,乙,2026-03-01", wishes=OrderWishes(answers={key: there})
    )
    imports.store(answered)
    _, later = plan_of(workspace, tmp_path, header, "10,x,1,5,5,完成,demo_name,丙,2026-03-02")
    (known,) = later.buyers.values()
    assert (known.match.sure, known.contact) == (True, there)


def test_a_number_that_several_share_is_that_of_whom_it_names(workspace: Workspace, tmp_path: Path):
    shared = (Handle(Platform.PHONE, "13800000001"),)
    workspace.contacts.add(ContactDraft("甲", handles=shared))
    second = workspace.contacts.add(ContactDraft("乙", handles=shared))
    header = "日期,客户,电话,商品,总额"
    _, plan = plan_of(workspace, tmp_path, header, "2026-03-01,乙,13800000001,x,5", "2026-03-01,乙,13800000001,y,5")
    assert [(p.match.kind, p.contact) for p in plan.buyers.values()] == [(MatchKind.PHONE, second)]
    _, other = plan_of(workspace, tmp_path, header, "2026-03-01,丙,13800000001,x,5")
    assert [(p.match.kind, p.contact) for p in other.buyers.values()] == [(MatchKind.SEVERAL, None)]


def test_a_number_and_a_handle_told_together_are_one_buyer(workspace: Workspace, tmp_path: Path):
    header = "日期,客户,电话,微信号,商品,总额"
    imports, plan = plan_of(
        workspace, tmp_path, header, "2026-03-01,王,13800000001,,x,5", "2026-03-02,王姐,13800000001,wx_w,y,5",
        "2026-03-03,王姐,,wx_w,z,5",
    )  # fmt: skip
    imports.store(plan)
    (contact,) = {row.contact for row in workspace.orders.rows(workspace.orders.ids()).values()}
    assert {h.text for h in workspace.contacts.row(contact).handles} == {"wx_w", "13800000001"}


def test_order_level_and_item_level_come_together_in_either_order(workspace: Workspace, tmp_path: Path):
    whole = (YOUZAN, "E1,待发货,2026-03-01,2026-03-01,150,8,,158,158,面霜，水乳,2,王,")
    items = (ITEMS, "E1,待发货,面霜,100,1,100,100,王,,", "E1,待发货,水乳,50,1,50,50,王,,")
    for first, second in ((whole, items), (items, whole)):
        imports, plan = plan_of(workspace, tmp_path, *first)
        imports.store(plan)
        imports, plan = plan_of(workspace, tmp_path, *second)
        assert plan.counts == {Fate.UPDATED: 1}
        imports.store(plan)
        (order,) = workspace.orders.ids()
        card = workspace.orders.card(order)
        assert [(line.name, line.unit_price) for line in card.lines] == [("面霜", 10000), ("水乳", 5000)]
        assert (card.row.total, card.row.paid, card.shipping_fee) == (15800, 15800, 800)
        for again in (first, second):
            assert plan_of(workspace, tmp_path, *again)[1].counts == {Fate.SAME: 1}
        workspace.undo.undo()
        workspace.undo.undo()


def test_goods_that_the_seller_touched_stay(workspace: Workspace, tmp_path: Path):
    details = shops.TAOBAO_DETAILS
    assert details.before is not None
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, details.before.data, "before")))
    (order,) = workspace.orders.ids()
    line = workspace.orders.card(order).lines[0]
    contact = workspace.orders.row(order).contact
    price = line.unit_price * line.quantity + 1
    workspace.orders.edit(order, OrderDraft(contact, (LineDraft(None, "我的", 1, price),), channel="taobao"))
    plan = imports.plan(kept(tmp_path, details.data))
    assert plan.counts == {Fate.SAME: 1}, plan.problems
    assert imports.store(plan).step is None


def test_money_goes_back_on_the_day_the_order_ended(workspace: Workspace, tmp_path: Path):
    header = "订单号,日期,客户,商品,总额,付款时间,取消时间,状态"
    imports, plan = plan_of(workspace, tmp_path, header, "1,2026-03-01,王,x,5,2026-03-01,2026-03-05,全额退款")
    imports.store(plan)
    (order,) = workspace.orders.ids()
    payments = workspace.orders.card(order).payments
    assert [(payment.amount, payment.day.day) for payment in payments] == [(500, 1), (-500, 5)]


@pytest.mark.parametrize(
    "items",
    [
        ("E1,待发货,面霜,60,1,60,60,王,,", "E1,待发货,水乳,60,1,60,60,王,,"),  # cheaper than what was paid
        ("E1,待发货,香薰,150,1,150,150,王,,", "E1,待发货,蜡烛,50,2,100,100,王,,"),  # other goods
        ("E1,待发货,香薰,150,1,150,150,王,,",),
    ],
)
def test_goods_that_do_not_fit_the_order_change_nothing(workspace: Workspace, tmp_path: Path, items: tuple[str, ...]):
    imports, plan = plan_of(
        workspace, tmp_path, YOUZAN, "E1,待发货,2026-03-01,2026-03-01,150,,,150,150,面霜，水乳,2,王,"
    )
    imports.store(plan)
    _, again = plan_of(workspace, tmp_path, ITEMS, *items)
    assert again.counts == {Fate.SAME: 1}


def test_a_longer_name_of_the_same_goods_is_taken(workspace: Workspace, tmp_path: Path):
    imports, plan = plan_of(workspace, tmp_path, YOUZAN, "E1,待发货,2026-03-01,2026-03-01,100,,,100,100,面霜,1,王,")
    imports.store(plan)
    header = ITEMS + ",商品规格"
    _, again = plan_of(workspace, tmp_path, header, "E1,待发货,面霜,100,1,100,100,王,,,50g")
    imports.store(again)
    (order,) = workspace.orders.ids()
    assert workspace.orders.row(order).summary == "面霜 50g"
