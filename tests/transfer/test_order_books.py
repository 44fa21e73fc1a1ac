"""Order books of the seller's own and courier sheets: any words, any order of columns, and what of them is told."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm import wording
from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Handle
from crm.errors import FileProblemError
from crm.finder import Filter
from crm.ids import ContactId
from crm.money import Currency
from crm.orders import LineDraft, OrderDraft, OrderState, check
from crm.products import ProductDraft
from crm.progress import Cancelled, unheard
from crm.stages import Stage
from crm.transfer.buyer_matching import Answer, MatchKind
from crm.transfer.errors import UnknownFieldError, UnknownHeaderError
from crm.transfer.kinds import kind_of_file
from crm.transfer.lists_out import ListsOut
from crm.transfer.order_assembling import assemble
from crm.transfer.order_entries import MoneyReason, Passed
from crm.transfer.order_layout import recognise_orders
from crm.transfer.orders_in import OrdersIn, OrderWishes
from crm.transfer.planning import Fate
from crm.transfer.reading import open_table
from crm.transfer.tables import Tally, tidy_row
from crm.wording.transfer import out_words
from crm.workspace import Workspace, open_workspace

BOOK = (
    "三月订单,,,,,,,,,\n"
    "日期,客户,电话,地址,商品,规格,数量,单价,运费,已付,快递,快递单号,备注\n"
    "2026/3/1,王芳,13800000001,深圳市南山区科苑路1号,草莓,大,2,98,0,196,顺丰,SF1234567890123,加冰\n"
    "2026-03-02 20:15,李四,,,蓝莓,,1,30,8,10,,,\n"
    ",,,,草莓,大,1,98,,,,,\n"
    "3月2号,赵五,,,蓝莓,,1,30,0,30,,,\n"
    "2026-03-03,孙六,,,蓝莓,,很多,30,0,30,,,\n"
    "2026-03-04,周七,,,苹果,,2.5斤,12,0,30,,,\n"
    ",,,,,,,,,,,,\n"
    "合计,,,,,,7,,,266,,,\n"
)


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def importer(workspace: Workspace) -> OrdersIn:
    return OrdersIn(workspace.store, workspace.settings, read_here)


def kept(folder: Path, text: str, name: str = "book.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8-sig"))
    return path


def orders(workspace: Workspace):
    rows = workspace.orders.rows(workspace.orders.ids()).values()
    return sorted((row.day.isoformat(), row.friend, row.summary, row.total, row.paid, row.state.value) for row in rows)


def test_a_book_in_the_sellers_own_words(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, BOOK)
    assert kind_of_file(path, read=read_here) == "orders"
    imports = importer(workspace)
    plan = imports.plan(path)
    assert [(problem.row, problem.reason) for problem in plan.problems] == [
        (6, MoneyReason.BAD_DATE), (7, MoneyReason.BAD_QUANTITY),
    ]  # fmt: skip
    assert plan.records + len(plan.passed) == 10
    imports.store(plan)
    assert orders(workspace) == [
        ("2026-03-01", "王芳", "草莓 大 × 2", 19600, 19600, "on_the_way"),
        ("2026-03-02", "李四", "蓝莓、草莓 大", 13600, 1000, "unpaid"),
        ("2026-03-04", "周七", "苹果 × 2.5斤", 3000, 3000, "to_ship"),
    ]
    wang = workspace.contacts.card(workspace.finder.who("王芳"))
    assert wang.addresses[0].text.detail == "深圳市南山区科苑路1号"
    assert (wang.row.stage, wang.row.added_on) == (Stage.CUSTOMER, date(2026, 3, 1))
    li = workspace.contacts.row(workspace.finder.who("李四"))
    assert (li.stage, li.owed) == (Stage.ADDED, 12600)
    assert [(product.name, product.price) for product in workspace.products.all()] == [
        ("草莓", 9800), ("蓝莓", 3000), ("苹果", 3000),
    ]  # fmt: skip
    assert set(imports.plan(path).counts) == {Fate.SAME}


def test_rows_that_say_the_same_are_as_many_orders(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, "日期,买家,产品,金额\n2026-03-01,王芳,草莓,98\n2026-03-01,王芳,草莓,98\n")
    imports = importer(workspace)
    imports.store(imports.plan(path))
    assert orders(workspace) == [("2026-03-01", "王芳", "草莓", 9800, 9800, "closed")] * 2
    assert imports.plan(path).counts == {Fate.SAME: 2}


def test_a_book_that_says_what_was_paid_and_sent(workspace: Workspace, tmp_path: Path):
    text = (
        "下单时间,微信昵称,微信号,买了什么,件数,金额,是否付款,是否发货\n"
        "2026-03-01,小王子,wx_prince,草莓,2,196,是,√\n"
        "2026-03-02,小王子,wx_prince,草莓,1,98,否,否\n"
    )
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, text)))
    assert orders(workspace) == [
        ("2026-03-01", "小王子", "草莓 × 2", 19600, 19600, "on_the_way"),
        ("2026-03-02", "小王子", "草莓", 9800, 0, "unpaid"),
    ]
    card = workspace.contacts.card(workspace.finder.who("wx_prince"))
    assert [(i.handle.platform, i.handle.text) for i in card.identities] == [(Platform.WECHAT, "wx_prince")]


def test_columns_can_be_chosen_by_hand(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, "甲,乙,丙\n王芳,草莓,98\n")
    imports = importer(workspace)
    with pytest.raises(FileProblemError):
        imports.plan(path)
    assert not imports.plan(path, OrderWishes(asked=True)).orders
    wishes = OrderWishes(headings={"buyer": "甲", "product": "乙", "total": "3"})
    plan = imports.plan(path, wishes)
    assert [(o.entry.buyer.name, o.entry.lines[0].name, o.entry.total) for o in plan.orders] == [("王芳", "草莓", 9800)]
    assert MoneyReason.NO_DATE in {doubt.reason for doubt in plan.orders[0].doubts}
    with pytest.raises(UnknownFieldError):
        imports.plan(path, OrderWishes(headings={"moon": "甲"}))
    with pytest.raises(UnknownHeaderError):
        imports.plan(path, OrderWishes(headings={"buyer": "丁"}))


def test_another_currency_is_not_taken_unless_the_seller_says_so(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, "date,buyer,item,amount,currency\n2026-03-01,Mei,Cup,20,USD\n2026-03-01,Mei,Cup,20,CNY\n")
    imports = importer(workspace)
    plan = imports.plan(path)
    assert [(p.row, p.reason) for p in plan.problems] == [(2, MoneyReason.OTHER_CURRENCY)]
    assert not imports.plan(path, OrderWishes(headings={"currency": ""})).problems


def test_a_list_of_friends_is_no_order_book(tmp_path: Path):
    for text in ("姓名,电话,地址,备注\n王芳,1,2,3\n", "收件人,手机,地址\n王芳,13800000001,x\n"):
        assert kind_of_file(kept(tmp_path, text), read=read_here) == "contacts"
    card = tmp_path / "a.vcf"
    card.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:王芳\nEND:VCARD\n")
    assert kind_of_file(card, read=read_here) == "contacts"


COURIER = {
    "small": (
        "收件人,收件人手机/电话,收件地址,寄件人,寄件人手机/电话,寄件地址,收件公司,包裹件数,托寄物,重量,备注(选填)\n"
        "王芳,13800000001,广东省深圳市南山区科苑路1号,我,13900000000,x,,1,草莓,1,轻放\n"
    ),
    "free print": (
        "收件人姓名,收件人手机/电话,收件人省,收件人市,收件人区,收件人详细地址,物品名称,数量,商品编码,销售属性,备注,寄件人姓名,"
        "寄件人手机/电话,寄件人省,寄件人市,寄件人县/区,寄件人详细地址,订单编号\n"
        "王芳,13800000001,广东省,深圳市,南山区,科苑路1号,草莓,1,,,轻放,我,13900000000,x,y,z,w,D001\n"
    ),
    "two rows of headings": (
        "序号,订单信息,,寄件方信息,,收件方信息,,,商品信息,\n"
        "序号,订单号,运单号,寄方姓名,寄方联系方式,收方姓名,收方联系方式,收方地址,托寄物内容,寄方备注\n"
        "1,,SF1234567890123,我,13900000000,王芳,13800000001,广东省深圳市南山区科苑路1号,草莓,轻放\n"
    ),
}


@pytest.mark.parametrize("name", COURIER)
def test_a_courier_sheet_is_an_order_book_without_money(workspace: Workspace, tmp_path: Path, name: str):
    path = kept(tmp_path, COURIER[name])
    assert kind_of_file(path, read=read_here) == "orders"
    imports = importer(workspace)
    imports.store(imports.plan(path))
    (row,) = workspace.orders.rows(workspace.orders.ids()).values()
    sent = OrderState.ON_THE_WAY if "运单号" in COURIER[name] else OrderState.TO_SHIP
    assert (row.friend, row.summary, row.total, row.state) == ("王芳", "草莓", 0, sent)
    card = workspace.contacts.card(workspace.finder.who("13800000001"))
    assert card.addresses[0].text.recipient == "王芳"
    assert imports.plan(path).counts == {Fate.SAME: 1}


def test_a_courier_sheet_brings_the_tracking_number_of_an_order_that_is_there(workspace: Workspace, tmp_path: Path):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    order = workspace.orders.add(OrderDraft(wang, (LineDraft(None, "草莓", 1, 9800),), paid=9800))
    number = workspace.orders.row(order).number
    text = (
        f"收件人姓名,收件人手机,物品名称,订单编号,运单号,寄件人\n王女士,13800000001,草莓,{number},SF1234567890123,我\n"
    )
    imports = importer(workspace)
    assert imports.plan(kept(tmp_path, text)).counts == {Fate.UPDATED: 1}
    imports.store(imports.plan(kept(tmp_path, text)))
    row = workspace.orders.row(order)
    assert (row.tracking, row.state, row.total) == ("SF1234567890123", OrderState.ON_THE_WAY, 9800)
    assert len(workspace.orders.ids()) == 1


@pytest.mark.parametrize("tongue", ["en", "zh_CN", "zh_TW"])
def test_our_own_list_of_orders_comes_in_again(workspace: Workspace, tmp_path: Path, tongue: str):
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, BOOK)))
    wording.use(tongue)
    try:
        target = tmp_path / "out.csv"
        ListsOut(workspace.store, Currency.CNY, out_words()).orders(target, unheard)
        assert kind_of_file(target, read=read_here) == "orders"
        assert imports.plan(target).counts == {Fate.SAME: 3}
        other = open_workspace(tmp_path / "other", clock=workspace.clock)
        importer(other).store(importer(other).plan(target))
        before, after = ([row[:2] + row[3:] for row in orders(shop)] for shop in (workspace, other))
        other.close()
        assert after == before
    finally:
        wording.use("en")


# who bought


SHEET = "订单号,日期,客户,电话,微信号,商品,金额\n"


def test_buyers_are_known_by_number_or_handle_and_asked_about_by_name(workspace: Workspace, tmp_path: Path):
    phone = workspace.contacts.add(ContactDraft("甲", handles=(Handle(Platform.PHONE, "138 0000 0001"),)))
    handle = workspace.contacts.add(ContactDraft("乙", handles=(Handle(Platform.WECHAT, "Wx_B"),)))
    name = workspace.contacts.add(ContactDraft("丙"))
    for _ in range(2):
        workspace.contacts.add(ContactDraft("丁"))
    path = kept(
        tmp_path,
        SHEET + "1,2026-03-01,陌生,13800000001,,x,1\n2,2026-03-01,别名,,wx_b,x,1\n3,2026-03-01,丙,,,x,1\n"
        "4,2026-03-01,丁,,,x,1\n5,2026-03-01,戊,138****0001,,x,1\n",
    )
    imports = importer(workspace)
    plan = imports.plan(path)
    matches = {p.buyer.name: (p.match.kind, p.match.contact, p.match.sure) for p in plan.buyers.values()}
    assert matches["陌生"] == (MatchKind.PHONE, phone, True)
    assert matches["别名"] == (MatchKind.HANDLE, handle, True)
    assert matches["丙"] == (MatchKind.NAME, name, False)
    assert matches["丁"][0] is MatchKind.SEVERAL
    assert matches["戊"] == (MatchKind.NOBODY, None, False)
    assert {p.buyer.name for p in plan.unsure} == {"丙", "丁"}
    left = imports.plan(path, OrderWishes(leave_unsure=True))
    assert [p.row for p in left.passed if p.reason is Passed.LEFT_OUT] == [4, 5]
    keys = {p.buyer.name: key for key, p in plan.buyers.items()}
    answers = {keys["丙"]: name, keys["丁"]: Answer.LEAVE_OUT, keys["戊"]: Answer.NEW}
    imports.store(imports.plan(path, OrderWishes(answers=answers)))
    assert [workspace.contacts.row(n).spent for n in (phone, handle, name)] == [100, 100, 100]
    assert workspace.finder.count(Filter("戊")) == 1
    # what was answered is known the next time
    later = kept(tmp_path, SHEET + "9,2026-03-02,丙,,,x,2\n", "later.csv")
    assert next(iter(imports.plan(later).buyers.values())).match.kind is MatchKind.KNOWN_NAME


def test_a_friend_gets_the_handle_of_the_shop(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("甲", handles=(Handle(Platform.PHONE, "13800000001"),)))
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, SHEET + "1,2026-03-01,甲,13800000001,wx_a,x,1\n")))
    assert workspace.finder.who("wx_a") == friend
    imports.store(imports.plan(kept(tmp_path, SHEET + "2,2026-03-02,别人,,wx_a,x,1\n")))
    assert workspace.contacts.row(friend).orders_count == 2


def test_rows_of_one_order_must_name_one_buyer(workspace: Workspace, tmp_path: Path):
    plan = importer(workspace).plan(kept(tmp_path, SHEET + "1,2026-03-01,甲,,,x,1\n1,2026-03-01,乙,,,x,1\n,,,,,,5\n"))
    assert [(p.row, p.reason) for p in plan.problems] == [
        (2, MoneyReason.OTHER_BUYER), (3, MoneyReason.OTHER_BUYER), (4, MoneyReason.NO_BUYER),
    ]  # fmt: skip


def test_one_bad_row_keeps_its_whole_order_out(workspace: Workspace, tmp_path: Path):
    plan = importer(workspace).plan(kept(tmp_path, SHEET + "1,2026-03-01,甲,,,x,1\n1,2026-03-01,甲,,,y,1e400\n"))
    assert [(p.row, p.reason) for p in plan.problems] == [(2, MoneyReason.BROKEN_ORDER), (3, MoneyReason.BAD_AMOUNT)]
    assert not plan.orders


# again, and later


WITH_STATUS = "订单号,日期,客户,商品,数量,单价,状态,快递单号,退款\n"


def test_a_later_file_moves_an_order_on_and_overwrites_nothing(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)

    def bring(row: str):
        plan = imports.plan(kept(tmp_path, WITH_STATUS + row))
        imports.store(plan)
        return plan

    bring("A1,2026-03-01,甲,草莓,2,98,待付款,,\n")
    (order,) = workspace.orders.ids()
    assert workspace.orders.row(order).state is OrderState.UNPAID
    assert bring("A1,2026-03-01,甲,草莓,2,98,待发货,,\n").counts == {Fate.UPDATED: 1}
    assert workspace.orders.row(order).state is OrderState.TO_SHIP
    card = workspace.orders.card(order)
    workspace.orders.edit(
        order, OrderDraft(card.row.contact, (LineDraft(None, "我的草莓", 2, 10000),), note="我写的", day=card.row.day)
    )
    workspace.orders.ship(order, date(2026, 3, 2), "顺丰", "我的单号")
    plan = bring("A1,2026-03-01,甲,草莓,2,98,已发货,别的单号,\n")
    row = workspace.orders.row(order)
    assert (row.tracking, row.summary, row.total) == ("我的单号", "我的草莓 × 2", 20000)
    assert plan.orders[0].fate is Fate.SAME
    assert MoneyReason.KEPT_DIFFERS in {doubt.reason for doubt in plan.orders[0].doubts}
    bring("A1,2026-03-01,甲,草莓,2,98,交易成功,别的单号,50\n")
    row = workspace.orders.row(order)
    assert (row.state, row.paid, row.owed) == (OrderState.RECEIVED, 14600, 400)
    bring("A1,2026-03-01,甲,草莓,2,98,全额退款,别的单号,196\n")
    row = workspace.orders.row(order)
    assert (row.state, row.paid) == (OrderState.CANCELLED, 0)
    for _ in range(4):
        workspace.undo.undo()
    assert workspace.orders.row(order).state is OrderState.TO_SHIP


def test_what_was_undone_comes_in_again(workspace: Workspace, tmp_path: Path):
    path = kept(tmp_path, BOOK)
    imports = importer(workspace)
    done = imports.store(imports.plan(path))
    workspace.contacts.add(ContactDraft("后来"))
    assert done.step is not None
    workspace.undo.take_back(done.step)
    assert not workspace.orders.ids()
    assert imports.plan(path).counts == {Fate.NEW: 3}


def test_a_friend_who_was_added_is_suggested_as_a_customer_once(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("甲", handles=(Handle(Platform.PHONE, "13800000001"),)))
    imports = importer(workspace)
    imports.store(
        imports.plan(kept(tmp_path, SHEET + "1,2026-03-01,甲,13800000001,,x,1\n2,2026-03-02,甲,13800000001,,x,1\n"))
    )
    (suggested,) = workspace.suggestions.waiting().rows[Stage.CUSTOMER]
    assert suggested.contact == friend
    assert workspace.contacts.row(friend).stage is Stage.ADDED


def test_products_are_known_by_name_with_and_without_their_model(workspace: Workspace, tmp_path: Path):
    small = workspace.products.add(ProductDraft("草莓 小", 5000))
    plain = workspace.products.add(ProductDraft("蓝莓", 3000))
    rows = "2026-03-01,甲,草莓,小,1,50\n2026-03-01,甲,蓝莓（两盒(大)）,,1,60\n2026-03-01,甲,新品,,1,9\n"
    text = "日期,客户,商品,规格,数量,单价\n" + rows
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, text), OrderWishes(create_products=False)))
    lines = {
        line.name: line.product for number in workspace.orders.ids() for line in workspace.orders.card(number).lines
    }
    assert lines == {"草莓 小": small, "蓝莓（两盒(大)）": plain, "新品": None}
    assert len(workspace.products.all()) == 2


def test_an_import_that_is_called_off_leaves_nothing(workspace: Workspace, tmp_path: Path):
    rows = "".join(f"{n},2026-03-01,客{n},,,x,1\n" for n in range(1500))
    imports = importer(workspace)
    path = kept(tmp_path, SHEET + rows)

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.plan(path, progress=stop)
    plan = imports.plan(path)
    with pytest.raises(Cancelled):
        imports.store(plan, stop)
    assert workspace.finder.count(Filter()) == 0
    assert not workspace.orders.ids()
    assert not workspace.products.all()
    assert imports.store(plan).counts == {Fate.NEW: 1500}


# by rule


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"), exclude_characters='"\\'), max_size=12).map(
    lambda text: text.replace(",", "").strip()
)
AMOUNT = st.integers(0, 10_000_000)


@st.composite
def books(draw):
    rows = []
    for number in range(draw(st.integers(1, 12))):
        name = draw(st.sampled_from(["王芳", "李四", "王**", "Amy", ""]))
        phone = draw(st.sampled_from(["", "13800000001", "138****0001", "13800000002-1234", "x"]))
        quantity, price = draw(st.integers(1, 50)), draw(AMOUNT)
        fee, discount = draw(st.sampled_from([0, 800])), draw(st.sampled_from([0, 100]))
        day = draw(st.sampled_from(["2026-03-01", "2026/3/2 21:07", "03/04/2026", "昨天", ""]))
        product = draw(st.one_of(st.sampled_from(["草莓", "蓝莓(大)"]), CELL))
        shown = draw(st.sampled_from([str(number), "1", ""]))
        rows.append((shown, day, name, phone, product, quantity, price, fee, discount))
    return rows


def yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


@given(books())
@settings(max_examples=25)
def test_nothing_of_a_book_is_lost_and_its_money_is_exact(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("book")
    text = "订单号,日期,客户,电话,商品,数量,单价,运费,优惠,已付\n" + "".join(
        f"{n},{day},{name},{phone},{product},{q},¥{yuan(price)},{yuan(fee)},-{yuan(off)},\n"
        for n, day, name, phone, product, q, price, fee, off in rows
    )
    shop = open_workspace(folder / "shop")
    try:
        imports = importer(shop)
        path = kept(folder, text)
        plan = imports.plan(path)
        assert plan.records + len(plan.passed) == len(rows) + 1
        told = [row for planned in plan.orders for row in planned.entry.rows]
        every = told + [p.row for p in plan.problems] + [p.row for p in plan.passed]
        assert sorted(every) == list(range(1, len(rows) + 2))
        repeated = {d.row for o in plan.orders for d in o.doubts if d.reason is MoneyReason.REPEATED}
        goods = sum(rows[row - 2][5] * rows[row - 2][6] for row in told if row not in repeated)
        assert goods == sum(line.total for planned in plan.orders for line in planned.entry.lines)
        imports.store(plan)
        kept_rows = shop.orders.rows(shop.orders.ids()).values()
        assert sum(row.total for row in kept_rows) == sum(planned.entry.total for planned in plan.orders)
        assert all(row.total >= 0 for row in kept_rows)
        again = imports.plan(path)
        assert set(again.counts) <= {Fate.SAME}
        assert (again.problems, again.passed) == (plan.problems, plan.passed)
    finally:
        shop.close()


@given(st.lists(st.lists(CELL, max_size=14), max_size=10), st.sampled_from([BOOK, *COURIER.values()]))
@settings(max_examples=300)
def test_whatever_the_cells_say_each_row_has_its_place(rows, start):
    lines = [line.split(",") for line in start.splitlines()] + rows
    table = [tidy_row(number, cells, Tally()) for number, cells in enumerate(lines, start=1)]
    clock = Clock(ZoneInfo("Asia/Shanghai"), lambda: datetime(2026, 3, 4, tzinfo=UTC))
    found = assemble(recognise_orders(table), table, Currency.CNY, clock, unheard)
    places = [row for order in found.orders for row in order.rows]
    places += [problem.row for problem in found.problems] + [passed.row for passed in found.passed]
    assert sorted(places) == list(range(1, len(lines) + 1))
    for order in found.orders:
        check(
            OrderDraft(
                ContactId(1),
                tuple(LineDraft(None, line.name, line.quantity, line.unit_price) for line in order.lines),
                order.shipping_fee,
                order.discount,
                paid=order.paid,
            )
        )
