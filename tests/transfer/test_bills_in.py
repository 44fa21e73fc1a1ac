"""Payment bills in: who paid becomes a friend and money; nothing comes in twice, nothing that is no income at all."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Handle
from crm.errors import FileProblemError
from crm.finder import Filter
from crm.money import Currency
from crm.orders import LineDraft, OrderDraft, OrderState
from crm.stages import Stage
from crm.transfer.bill_rows import read_bill, recognise_bill
from crm.transfer.bills_in import BillsIn, BillWishes
from crm.transfer.buyer_matching import Answer, MatchKind
from crm.transfer.kinds import kind_of_file
from crm.transfer.order_entries import MoneyReason, Passed
from crm.transfer.planning import Fate
from crm.transfer.reading import open_table
from crm.transfer.tables import Tally, tidy_row
from crm.workspace import Workspace
from tests.transfer import bill_samples as bills


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def importer(workspace: Workspace) -> BillsIn:
    return BillsIn(workspace.store, workspace.settings, read_here)


def kept(folder: Path, data: bytes, name: str = "bill") -> Path:
    path = folder / (name + (".xlsx" if data.startswith(b"PK") else ".csv"))
    path.write_bytes(data)
    return path


def net(workspace: Workspace) -> int:
    return sum(row.paid for row in workspace.orders.rows(workspace.orders.ids()).values())


SAMPLES = {
    "wechat csv": (bills.wechat_csv(), bills.WECHAT_NET, 17 + 11, 43),
    "wechat csv without a mark": (bills.wechat_csv(mark=False), bills.WECHAT_NET, 17 + 11, 43),
    "wechat xlsx": (bills.wechat_xlsx(), bills.WECHAT_NET, 18 + 11, 43),
    "alipay gbk": (bills.alipay_csv(), bills.ALIPAY_NET, 25 + 7, 7),
    "old alipay": (bills.old_alipay_csv(), bills.OLD_ALIPAY_NET, 5 + 2 + 4, None),
    "jd": (bills.jd_csv(), bills.JD_NET, 7 + 3, 3),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_bill_comes_to_its_income_once(workspace: Workspace, tmp_path: Path, name: str):
    data, wanted, rows, stated = SAMPLES[name]
    path = kept(tmp_path, data)
    assert kind_of_file(path, read=read_here) == "bill"
    imports = importer(workspace)
    plan = imports.plan(path)
    assert plan.stated == stated
    assert plan.records + len(plan.passed) == rows
    done = imports.store(plan)
    assert net(workspace) == wanted == sum(payer.total for payer in imports.people(plan))
    assert {row.state for row in workspace.orders.rows(workspace.orders.ids()).values()} == {OrderState.CLOSED}
    again = imports.plan(path)
    assert set(again.counts) == {Fate.SAME}
    assert imports.store(again).step is None
    assert done.step is not None
    workspace.undo.undo()
    assert not workspace.orders.ids()
    assert workspace.finder.count(Filter()) == 0


def test_who_paid_becomes_a_customer_with_the_words_beside_the_money(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    plan = imports.plan(kept(tmp_path, bills.wechat_csv()))
    assert [(p.name, p.count, p.total) for p in imports.people(plan)] == [
        ("王小明", 2, 20488), ("李姐", 1, 8800), ("陈晨", 1, 5800), ("赵妈妈", 1, 2900),
    ]  # fmt: skip
    imports.store(plan)
    wang = workspace.contacts.card(workspace.finder.who("王小明"))
    assert (wang.row.stage, wang.row.source, wang.row.added_on) == (Stage.CUSTOMER, "微信支付", date(2026, 3, 6))
    assert [row.summary for row in workspace.orders.of(wang.row.id)] == ["草莓2盒", "微信红包"]
    li = workspace.contacts.card(workspace.finder.who("李姐")).row
    assert (li.spent, li.owed) == (8800, 0)


def test_each_row_that_is_no_income_says_why(workspace: Workspace, tmp_path: Path):
    plan = importer(workspace).plan(kept(tmp_path, bills.wechat_csv()))
    reasons = {passed.row: passed.reason for passed in plan.passed if passed.row > 17}
    assert reasons == {
        22: Passed.GIVEN_BACK, 23: Passed.EXPENSE, 24: Passed.REFUND_TO_ME, 25: Passed.NEUTRAL, 28: Passed.NOBODY,
    }  # fmt: skip
    assert [(problem.row, problem.text) for problem in plan.problems] == [(27, "abc")]
    other = importer(workspace).plan(kept(tmp_path, bills.alipay_csv()))
    assert [(problem.row, problem.reason.value) for problem in other.problems] == [(32, "damaged_number")]
    assert Passed.NOT_DONE in {passed.reason for passed in other.passed}


def test_who_is_not_ticked_stays_out(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    path = kept(tmp_path, bills.wechat_csv())
    key = next(payer.key for payer in imports.people(imports.plan(path)) if payer.name == "王小明")
    plan = imports.plan(path, BillWishes(unticked={key}))
    assert [passed.row for passed in plan.passed if passed.reason is Passed.NOT_TICKED] == [18, 20]
    assert [payer.ticked for payer in imports.people(plan)] == [False, True, True, True]
    imports.store(plan)
    assert net(workspace) == bills.WECHAT_NET - 20488


def sold(workspace: Workspace, contact, amount: int, day: date, paid: int = 0):
    return workspace.orders.add(OrderDraft(contact, (LineDraft(None, "草莓", 1, amount),), day=day, paid=paid))


def test_a_payment_settles_the_order_that_waits_for_exactly_it(workspace: Workspace, tmp_path: Path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    late, near = sold(workspace, wang, 19600, date(2026, 2, 10)), sold(workspace, wang, 19600, date(2026, 3, 1))
    imports = importer(workspace)
    path = kept(tmp_path, bills.wechat_csv(*bills.WECHAT_ROWS[:1]))
    plan = imports.plan(path)
    assert plan.payers[0].match.kind is MatchKind.NAME_AND_MONEY
    assert plan.counts[Fate.UPDATED] == 1
    imports.store(plan)
    assert (workspace.orders.row(near).owed, workspace.orders.row(late).owed) == (0, 19600)
    assert workspace.orders.card(near).payments[0].day == date(2026, 3, 8)
    assert workspace.suggestions.of(wang) is not None
    assert set(imports.plan(path).counts) == {Fate.SAME}
    workspace.undo.undo()
    assert workspace.orders.row(near).owed == 19600


def test_money_that_is_written_down_already_is_the_same(workspace: Workspace, tmp_path: Path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    sold(workspace, wang, 19600, date(2026, 3, 7), paid=19600)
    imports = importer(workspace)
    twice = (bills.WECHAT_ROWS[0], bills.WECHAT_ROWS[0].replace("0001\t", "0099\t"))
    plan = imports.plan(kept(tmp_path, bills.wechat_csv(*twice)))
    assert [order.fate for order in plan.orders] == [Fate.SAME, Fate.NEW]  # one of the two is other money
    imports.store(plan)
    assert workspace.contacts.row(wang).spent == 2 * 19600
    assert set(imports.plan(kept(tmp_path, bills.wechat_csv(*twice))).counts) == {Fate.SAME}


def test_a_mere_name_is_asked_about_and_remembered(workspace: Workspace, tmp_path: Path):
    chen = workspace.contacts.add(ContactDraft("陈晨"))
    imports = importer(workspace)
    path = kept(tmp_path, bills.wechat_csv(bills.WECHAT_ROWS[1]))
    plan = imports.plan(path)
    assert [(p.match.kind, p.match.contact, p.match.sure) for p in plan.payers] == [(MatchKind.NAME, chen, False)]
    assert plan.unsure[0].buyer.name == "陈晨"
    assert imports.plan(path, BillWishes(leave_unsure=True)).counts.total() == 0
    assert imports.plan(path, BillWishes(answers={plan.payers[0].key: Answer.LEAVE_OUT})).counts.total() == 0
    imports.store(imports.plan(path, BillWishes(answers={plan.payers[0].key: chen})))
    assert workspace.contacts.row(chen).spent == 5800
    later = bills.WECHAT_ROWS[1].replace("2026-03-07", "2026-04-07").replace("0002\t", "0077\t")
    imports.store(imports.plan(kept(tmp_path, bills.wechat_csv(later))))
    assert workspace.contacts.row(chen).spent == 2 * 5800
    assert workspace.finder.count(Filter()) == 1


def test_a_later_bill_tells_of_money_given_back(workspace: Workspace, tmp_path: Path):
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, bills.wechat_csv(bills.WECHAT_ROWS[0]))))
    later = bills.WECHAT_ROWS[0].replace("已存入零钱", "已退款(￥96.00)")
    plan = imports.plan(kept(tmp_path, bills.wechat_csv(later)))
    assert plan.counts[Fate.UPDATED] == 1
    imports.store(plan)
    assert net(workspace) == 10000
    assert workspace.contacts.row(workspace.finder.who("王小明")).owed == 0


def test_a_phone_number_tells_surely(workspace: Workspace, tmp_path: Path):
    sun = workspace.contacts.add(ContactDraft("孙", handles=(Handle(Platform.PHONE, "138-0000-0009"),)))
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, bills.alipay_csv())))
    assert workspace.contacts.row(sun).spent == 25600


WORDS = st.one_of(
    st.sampled_from(
        [
            "收入",
            "支出",
            "/",
            "不计收支",
            "已存入零钱",
            "已全额退款",
            "已退款(￥1.00)",
            "交易关闭",
            "转账",
            "王小明",
            "2026-03-01 10:00",
        ]
    ),
    st.from_regex(r"[¥￥]?-?[0-9]{1,4}(\.[0-9]{1,3})?(\(已退款[0-9.]{0,4}\))?", fullmatch=True),
    st.text(max_size=8),
)


@given(st.lists(st.lists(WORDS, max_size=12), max_size=12), st.sampled_from(sorted(SAMPLES)))
@settings(max_examples=200)
def test_whatever_the_cells_say_each_row_has_its_place_and_no_money_is_made_up(rows, name):
    headers = {"wechat": bills.WECHAT_HEADER, "alipay": bills.ALIPAY_HEADER, "jd": bills.JD_HEADER}
    header = headers.get(name.split()[0], bills.OLD_ALIPAY_HEADER)
    lines = [["共3笔记录"], header.split(","), *rows]
    table = [tidy_row(number, cells, Tally()) for number, cells in enumerate(lines, start=1)]
    layout = recognise_bill(table)
    assert layout is not None
    clock = Clock(ZoneInfo("Asia/Shanghai"), lambda: datetime(2026, 3, 4, tzinfo=UTC))
    found, stated = read_bill(layout, table, Currency.CNY, clock)
    assert stated == 3
    places = [row for order in found.orders for row in order.rows]
    places += [problem.row for problem in found.problems] + [passed.row for passed in found.passed]
    assert sorted(places) == list(range(1, len(lines) + 1))
    for order in found.orders:
        assert order.paid == order.total > order.refunded >= 0


def test_a_bill_in_another_currency_than_the_books_is_not_taken(workspace: Workspace, tmp_path: Path):
    workspace.settings.change(replace(workspace.settings.shop(), currency=Currency.TWD))
    plan = importer(workspace).plan(kept(tmp_path, bills.wechat_csv(bills.WECHAT_ROWS[0])))
    assert [problem.reason for problem in plan.problems] == [MoneyReason.OTHER_CURRENCY]


def test_a_payment_without_a_number_is_known_again(workspace: Workspace, tmp_path: Path):
    bare = bills.WECHAT_ROWS[0].replace('"1000000000000001\t"', '"/"')
    imports = importer(workspace)
    path = kept(tmp_path, bills.wechat_csv(bare, bare))
    imports.store(imports.plan(path))
    assert net(workspace) == 2 * 19600
    assert imports.plan(path).counts == {Fate.SAME: 2}


def test_rows_of_a_bill_that_cannot_be_are_told(workspace: Workspace, tmp_path: Path):
    first = bills.WECHAT_ROWS[0]
    rows = (first.replace("2026-03-08 21:08:01", "昨天"), first.replace("¥196.00", "¥0.00").replace("0001\t", "0002\t"))
    plan = importer(workspace).plan(kept(tmp_path, bills.wechat_csv(*rows, first.replace("草莓", "草" * 500_001))))
    assert [(problem.row, problem.reason) for problem in plan.problems] == [
        (18, MoneyReason.BAD_DATE), (20, MoneyReason.CELL_TOO_LONG),
    ]  # fmt: skip
    assert [passed.reason for passed in plan.passed if passed.row == 19] == [Passed.NOT_DONE]


def test_an_address_of_mail_tells_who_paid(workspace: Workspace, tmp_path: Path):
    zhou = workspace.contacts.add(ContactDraft("周", handles=(Handle(Platform.EMAIL, "zhou@example.com"),)))
    row = "2026-03-02 12:00:00,转账红包,,zhou@example.com,转账,收入,18.00,余额,交易成功,2026030220001,,,"
    text = bills.ALIPAY_HEADER + "\n" + row + "\n"
    imports = importer(workspace)
    imports.store(imports.plan(kept(tmp_path, text.encode())))
    assert workspace.contacts.row(zhou).spent == 1800


def test_money_given_back_by_hand_is_no_payment(workspace: Workspace, tmp_path: Path):
    wang = workspace.contacts.add(ContactDraft("王小明"))
    order = sold(workspace, wang, 30000, date(2026, 3, 8), paid=30000)
    workspace.orders.refund(order, 19600)
    plan = importer(workspace).plan(kept(tmp_path, bills.wechat_csv(bills.WECHAT_ROWS[0])))
    assert plan.payers[0].match.kind is MatchKind.NAME


def test_the_same_number_twice_is_told(workspace: Workspace, tmp_path: Path):
    plan = importer(workspace).plan(kept(tmp_path, bills.wechat_csv(*bills.WECHAT_ROWS[:1] * 2)))
    assert [(problem.row, problem.reason) for problem in plan.problems] == [(19, MoneyReason.REPEATED)]


def test_what_is_no_bill_is_refused(workspace: Workspace, tmp_path: Path):
    with pytest.raises(FileProblemError):
        importer(workspace).plan(kept(tmp_path, "姓名,电话\n王芳,13800000001\n".encode()))
