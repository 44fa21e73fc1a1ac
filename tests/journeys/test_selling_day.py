"""A day of selling from the first message to the month's profit: forty orders pasted, paid, shipped by sheet, their
numbers back, one complaint up to its evidence, one refund; every sum right to the cent beside an independent one.
"""

import zipfile
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from crm.after_sales import CaseDraft, CaseKind, CaseResult
from crm.contacts import ContactDraft
from crm.conversations import Direction
from crm.evidence import write_pack
from crm.orders import OrderDraft, OrderState, PayMethod
from crm.orders.said import read_order
from crm.products import ProductDraft
from crm.progress import unheard
from crm.reasons import ReasonKind
from crm.shipping import Fate, Numbered
from crm.transfer.parcel_columns import TEMPLATES, ParcelSheet
from crm.transfer.parcels_out import ParcelsOut
from crm.workspace import Workspace
from tests.conftest import StoppedTime

MANY = 40
PRICE, COST = {"面膜": 9_800, "口红": 12_800}, {"面膜": 3_150, "口红": 5_025}


def test_forty_orders_from_the_first_message_to_the_months_profit(
    workspace: Workspace, time: StoppedTime, tmp_path: Path
):
    shop = workspace
    wares = {name: shop.products.add(ProductDraft(name, PRICE[name], "盒", COST[name])) for name in PRICE}
    for ware in wares.values():
        shop.stock.take_in(ware, 500)
    friends = [shop.contacts.add(ContactDraft(f"买家{n:02}")) for n in range(MANY)]

    # pasted as they were written
    sold = goods = 0
    orders = []
    for n, friend in enumerate(friends):
        name, units = ("面膜", "口红")[n % 2], n % 3 + 1
        text = f"买家{n:02} {name}{units}盒 广东省深圳市南山区科苑路{n + 1}号 138001{n:05}"
        said = read_order(text, shop.one_line, shop.orders, shop.products, friend)
        assert [(line.product, line.quantity) for line in said.lines] == [(wares[name], units)], text
        assert said.address is not None
        address = f"买家{n:02} 138001{n:05} 广东省深圳市南山区科苑路{n + 1}号"
        orders.append(shop.orders.add(OrderDraft(friend, said.lines, address=address)))
        sold += units * PRICE[name]
        goods += units * COST[name]
    assert sum(shop.orders.row(order).owed for order in orders) == sold == shop.orders.owed()

    # paid, packed, sent
    for order in orders:
        shop.orders.pay(order, method=PayMethod.WECHAT)
    parcels = shop.shipping.waiting()
    assert sorted(order for parcel in parcels for order in parcel.orders) == orders
    sheet = tmp_path / "快递.xlsx"
    out = ParcelsOut(shop.store)
    out.set_sender("店主 13900000009 浙江省杭州市西湖区文三路9号")
    assert out.write(orders, ParcelSheet.of(next(iter(TEMPLATES.values()))), sheet, unheard).rows == MANY
    rows = list(load_workbook(sheet).active.iter_rows(values_only=True))
    assert len(rows) == MANY + 1
    shop.shipping.hand_over(orders)
    assert {shop.orders.row(order).state for order in orders} == {OrderState.ON_THE_WAY}
    assert shop.products.rows([wares["面膜"]])[wares["面膜"]].stock == 500 - sum(n % 3 + 1 for n in range(0, MANY, 2))

    # the numbers come back, in any order of words
    lines = [f"SF{n:013} 138001{n:05}" for n in reversed(range(MANY))]
    found = shop.shipping.read_text("\n".join(lines))
    assert [match.fate for match in found] == [Fate.SURE] * MANY
    shop.shipping.write_down([Numbered(match.orders, match.said.tracking, match.courier) for match in found])
    assert [shop.orders.row(order).tracking for order in orders] == [f"SF{n:013}" for n in range(MANY)]

    # they arrive, and one of them is broken
    time.advance(days=4)
    for order in orders:
        shop.orders.receive(order)
    broken, friend = orders[0], friends[0]
    talk = shop.conversations.log(friend, "盒子压坏了，漏了一半", direction=Direction.IN)
    case = shop.after_sales.begin(
        CaseDraft(friend, CaseKind.DAMAGE, "压坏了", broken, wares["面膜"], "退一半", shop.clock.today())
    )
    shop.after_sales.lay_beside(case, [talk])
    assert shop.today.why(friend)[0].kind is ReasonKind.CASE
    facts = shop.evidence.of(case)
    assert facts.order is not None
    assert (facts.order.row.tracking, facts.talks[0].text) == ("SF0000000000000", "盒子压坏了，漏了一半")
    pack = tmp_path / "证据.zip"
    write_pack(pack, [("说明.txt", facts.talks[0].text.encode()), ("订单.txt", facts.order.row.number.encode())])
    with zipfile.ZipFile(pack) as opened:
        assert len(opened.namelist()) == 3
    shop.after_sales.settle(case, CaseResult.REFUNDED, refund=4_900, method=PayMethod.WECHAT)
    assert shop.today.why(friend) == ()
    assert shop.orders.row(broken).state is OrderState.CLOSED

    # what the month earned
    month = date(2026, 3, 1), date(2026, 3, 31)
    earned = shop.insights.earning.earned(*month)
    assert (earned.sold, earned.refunds, earned.goods, earned.waiting) == (sold, 4_900, goods, 0)
    assert earned.earned == sold - 4_900 - goods == shop.profits.of_days(*month).earned
