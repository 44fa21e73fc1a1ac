"""Month's end: forty orders, a bill, one refund, and what is left is right to the cent."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt

from crm.contacts import ContactDraft
from crm.insights.bills import Bills
from crm.insights.laying import Lay
from crm.orders import LineDraft, OrderDraft, PayMethod
from crm.products import ProductDraft
from crm.settings import Shop
from crm.ui.insights.page import InsightsPage
from tests.transfer.bill_samples import wechat_csv
from tests.transfer.test_bills_in import read_here
from tests.ui.conftest import desk, icons, theme

__all__ = ["desk", "icons", "theme"]

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ORDERS = 40
CHANNELS = ("moments", "live", "weidian", "")


def test_forty_orders_a_bill_and_a_refund(qtbot, desk, workspace, time, tmp_path: Path):
    time.advance(days=27)  # it is the last of March
    workspace.settings.change(Shop(channel_fees={"live": 600, "weidian": 100}))
    costs = {"面膜": 4_210, "口红": 5_535, "花茶": 1_999}
    prices = {"面膜": 9_990, "口红": 12_850, "花茶": 3_999}
    products = {name: workspace.products.add(ProductDraft(name, prices[name], cost=costs[name])) for name in costs}
    friends = [workspace.contacts.add(ContactDraft(f"好友{n:02}")) for n in range(ORDERS)]
    names = list(costs)
    pencil: defaultdict[str, Decimal] = defaultdict(Decimal)
    totals: dict[int, int] = {}
    for n, friend in enumerate(friends):
        name, units, gift = names[n % 3], n % 4 + 1, n % 5 == 0
        lines = [LineDraft(products[name], name, units, prices[name])]
        if gift:
            lines.append(LineDraft(products["花茶"], "花茶", 1, 0, gift=True))
        channel, day = CHANNELS[n % 4], FIRST + timedelta(days=n % 28)
        discount, fee, sending = n * 7 % 500, 800 * (n % 2), 650 + n
        total = units * prices[name] + fee - discount
        order = workspace.orders.add(
            OrderDraft(friend, tuple(lines), fee, discount, channel=channel, day=day, shipping_cost=sending)
        )
        totals[order] = total
        share = {"live": Decimal("0.06"), "weidian": Decimal("0.01")}.get(channel, Decimal(0))
        pencil["sold"] += total
        if n == ORDERS - 1:  # the last one never pays
            pencil["unpaid"] += total
            continue
        pencil["goods"] += units * costs[name]
        pencil["gifts"] += costs["花茶"] if gift else 0
        pencil["sending"] += sending
        pencil["fees"] += (total * share).quantize(Decimal(1), "ROUND_HALF_UP")
    orders = list(totals)

    # five pay in cash, the others by a bill: as much as they owe, and one of them in two parts
    for order in orders[:5]:
        workspace.orders.pay(order, method=PayMethod.CASH, day=workspace.orders.row(order).day)
    rows = []

    def came(n: int, amount: int, day: date) -> None:
        rows.append(
            f'{day} 12:00:00,转账,好友{n:02},"/",收入,¥{Decimal(amount) / 100:.2f},/,已存入零钱,'
            f'"2000000000000{len(rows):04}7\t","/","/"'
        )

    for n in range(5, ORDERS - 1):
        total, day = totals[orders[n]], workspace.orders.row(orders[n]).day + timedelta(days=1)
        if n == 7:
            came(n, 1_000, day)
            total -= 1_000
        came(n, total, day)
    rows.append('2026-03-20 12:00:00,转账,妈妈,"/",收入,¥888.00,/,已存入零钱,"2000000000009999\t","/","/"')
    bill = tmp_path / "march.csv"
    bill.write_bytes(wechat_csv(*rows))

    page = InsightsPage(desk)
    qtbot.addWidget(page)
    page.resize(1090, 700)
    page.show()
    qtbot.waitExposed(page)
    pane = page.bill
    pane.bills = Bills(workspace.store, workspace.settings, workspace.contacts, workspace.orders, read_here)
    page.show_bill(bill)
    qtbot.waitUntil(lambda: pane.laid is not None and not pane._reading)
    assert len(pane.laid.of(Lay.READY, Lay.DIFFERS, Lay.NO_ORDER)) == len(rows)
    # one key each: the one key that pays where an order waits, the one that sets aside what is private
    for _ in rows:
        private = pane.current.row.paid.payer == "妈妈"
        qtbot.keyClick(pane.list, Qt.Key.Key_X if private else Qt.Key.Key_P)
        qtbot.waitUntil(lambda: not pane._reading)
    assert not pane.laid.of(Lay.READY, Lay.DIFFERS, Lay.NO_ORDER)
    assert [one.order for one in pane.laid.missing] == [orders[-1]]
    steps = len(workspace.undo.steps(500))
    page.show_bill(bill)
    qtbot.waitUntil(lambda: not pane._reading and pane.laid is not None and len(pane.laid.of(Lay.IN_BOOKS)) == 35)
    assert len(workspace.undo.steps(500)) == steps, "the same bill again brings nothing twice"

    workspace.orders.refund(orders[10], 1_234, method=PayMethod.WECHAT)
    pencil["refunds"] = Decimal(1_234)
    left = pencil["sold"] - sum((value for part, value in pencil.items() if part != "sold"), Decimal())
    found = workspace.insights.earning.earned(FIRST, LAST)
    assert {part: getattr(found, part) for part in pencil} == dict(pencil)
    assert (found.orders, found.waiting, found.uncosted) == (ORDERS, 1, 0)
    assert found.earned == left == workspace.profits.of_days(FIRST, LAST).earned
    page.show_pane(page.month)
    wanted = f"¥{left / 100:,.2f}".removesuffix(".00")
    qtbot.waitUntil(lambda: page.month.large.text() == wanted)
    page.close_reading()
