"""Shipping: what goes where, handed over in one go, and the numbers back to the right orders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.db.models import Order
from crm.errors import MissingError, NoFileError, TooLongError
from crm.ids import ContactId, OrderId
from crm.orders import LineDraft, OrderDraft, OrderState
from crm.shipping import (
    EVERYBODY,
    Done,
    Fate,
    Lack,
    Left,
    LeftOver,
    Match,
    Numbered,
    Slot,
    Trouble,
    Why,
    chosen,
    fill,
    slot_of,
    unknown_slots,
)
from crm.shipping.numbers import MOST_ROWS, read_rows, read_text
from crm.topics import Topic
from crm.workspace import Workspace

HOME = "广东省深圳市南山区科苑路1号A栋502"


def friend(workspace: Workspace, name: str, *addresses: AddressText, phone: str = "") -> ContactId:
    handles = (Handle(Platform.PHONE, phone),) if phone else ()
    return workspace.contacts.add(ContactDraft(name, handles=handles, addresses=addresses))


def order(workspace: Workspace, contact: ContactId, address: str = "", *, paid: bool = True, note: str = "") -> OrderId:
    line = LineDraft(None, "面膜", 2, 9_800)
    draft = OrderDraft(contact, (line,), address=address, paid=19_600 if paid else 0, note=note)
    return workspace.orders.add(draft)


def number(workspace: Workspace, order: OrderId) -> str:
    return workspace.orders.row(order).number


def brief(found: tuple[Match, ...]) -> list[tuple[Fate, Why, tuple[OrderId, ...]]]:
    return [(one.fate, one.why, one.orders) for one in found]


# what goes where


def test_what_cannot_be_sent_yet_stands_first_and_unpaid_orders_only_when_asked_for(workspace: Workspace):
    sure = order(workspace, friend(workspace, "王芳", phone="13800138000"), HOME)
    no_phone = order(workspace, friend(workspace, "赵六"), HOME)
    nowhere = order(workspace, friend(workspace, "钱七", phone="13900000001"))
    unpaid = order(workspace, friend(workspace, "孙八", phone="13900000002"), HOME, paid=False)
    found = workspace.shipping.waiting()
    assert [(one.id, one.lack) for one in found] == [(nowhere, Lack.PLACE), (no_phone, Lack.PHONE), (sure, None)]
    assert (found[2].to.name, found[2].to.phone, found[2].to.city) == ("王芳", "13800138000", "深圳市")
    assert [one.id for one in workspace.shipping.waiting(unpaid=True)][-1] == unpaid


def test_orders_of_one_friend_to_one_place_are_one_parcel_that_says_which(workspace: Workspace):
    wang, li = friend(workspace, "王芳", phone="13800138000"), friend(workspace, "李姐", phone="13800138001")
    first = order(workspace, wang, HOME, note="不要放快递柜")
    other = order(workspace, li, HOME)
    second = order(workspace, wang, " 王芳 13800138000 " + HOME)
    elsewhere = order(workspace, wang, "北京市朝阳区建国路88号")
    joined = workspace.shipping.waiting()
    assert [one.orders for one in joined] == [(first, second), (other,), (elsewhere,)]
    numbers = [number(workspace, one) for one in (first, second)]
    assert joined[0].number == "/".join(numbers)
    assert joined[0].note == "不要放快递柜；" + " + ".join(numbers)
    assert (joined[0].what, joined[0].quantity) == ("面膜 × 2、面膜 × 2", 4)
    assert len(workspace.shipping.waiting(join=False)) == 4


def test_a_place_is_the_orders_own_else_the_newest_of_the_friend(workspace: Workspace):
    old, new = (
        AddressText("旧路1号", region="北京市朝阳区"),
        AddressText("新路2号", region="北京市朝阳区", phone="13811112222"),
    )
    kept = order(workspace, friend(workspace, "王芳", old, new))
    (parcel,) = workspace.shipping.waiting()
    assert (parcel.kept, parcel.places, parcel.where, parcel.to.phone) == (
        True,
        2,
        "北京市朝阳区新路2号",
        "13811112222",
    )
    workspace.shipping.address([kept], HOME)
    (parcel,) = workspace.shipping.waiting()
    assert (parcel.kept, parcel.where) == (False, HOME)
    workspace.undo.undo()
    assert workspace.shipping.waiting()[0].kept


def test_a_shop_where_it_is_picked_up_is_told_as_such(workspace: Workspace):
    order(workspace, friend(workspace, "陳美玲"), "7-11 鑫台大門市 123456 陳美玲 0912-345-678")
    (parcel,) = workspace.shipping.waiting()
    assert parcel.pick_up
    assert (parcel.where, parcel.lack) == ("7-11 鑫台大門市 123456", None)


@pytest.mark.parametrize(
    ("address", "where", "lack"),
    [
        ("老地方", "老地方", Lack.PHONE),
        ("王芳 13800138000", "", Lack.PLACE),
        ("Unit 5, Kowloon, HK", "Kowloon", Lack.PHONE),
    ],
)
def test_words_that_are_no_address_are_taken_as_they_are(workspace: Workspace, address: str, where: str, lack: Lack):
    order(workspace, friend(workspace, "王芳"), address)
    (parcel,) = workspace.shipping.waiting()
    assert parcel.lack is lack
    assert where in parcel.where


def test_an_address_may_be_kept_of_the_friend_once(workspace: Workspace):
    wang = friend(workspace, "王芳")
    first, second = order(workspace, wang), order(workspace, wang)
    workspace.shipping.address([first, second], f"王芳 13800138000\n{HOME}", keep=True)
    workspace.shipping.address([first], f"王芳 13800138000 {HOME}", keep=True)
    (kept,) = workspace.contacts.card(wang).addresses
    assert (kept.text.recipient, kept.text.phone, kept.text.region + kept.text.detail) == ("王芳", "13800138000", HOME)
    assert workspace.shipping.waiting()[0].orders == (first, second)
    with pytest.raises(TooLongError):
        workspace.shipping.address([first], "长" * 501)
    workspace.shipping.address([first], "")
    assert workspace.orders.card(first).address == ""


def test_an_agents_parcel_goes_to_whom_they_sold_it_in_their_name(workspace: Workspace):
    agent = friend(workspace, "代理小李", phone="13700000001")
    buyer = friend(workspace, "她的客人", AddressText("新路2号", region="北京市朝阳区"), phone="13700000002")
    sold = order(workspace, agent)
    with workspace.store.write(Topic.ORDERS) as write:
        write.update(Order, sold, recipient=buyer, sender="代理小李 13700000001")
    (parcel,) = workspace.shipping.waiting()
    assert (parcel.friend, parcel.to.name, parcel.to.phone, parcel.where) == (
        "代理小李", "她的客人", "13700000002", "北京市朝阳区新路2号",
    )  # fmt: skip
    assert parcel.sender == "代理小李 13700000001"


# handed over


def test_forty_are_handed_over_as_one_step(workspace: Workspace):
    orders = [order(workspace, friend(workspace, f"友{place}"), HOME) for place in range(40)]
    assert workspace.shipping.hand_over(orders) == Done(tuple(orders))
    assert workspace.shipping.waiting() == []
    assert len(workspace.shipping.under_way(numbered=False)) == 40
    workspace.undo.undo()
    assert len(workspace.shipping.waiting()) == 40


def test_what_another_window_did_meanwhile_is_left_and_told(workspace: Workspace):
    wang = friend(workspace, "王芳", phone="13800138000")
    sent, cancelled, gone, arrived, fine = (order(workspace, wang, HOME) for _ in range(5))
    workspace.orders.ship(sent, courier="顺丰", tracking="SF1234567890123")
    workspace.orders.cancel(cancelled)
    workspace.orders.delete(gone)
    workspace.orders.receive(arrived)
    done = workspace.shipping.hand_over([sent, cancelled, gone, arrived, fine])
    assert done.orders == (fine,)
    assert [one.why for one in done.left] == [Left.SENT, Left.CANCELLED, Left.GONE, Left.ARRIVED]
    assert workspace.orders.row(sent).tracking == "SF1234567890123"
    again = workspace.shipping.hand_over([fine])
    assert again == Done((), (LeftOver(number(workspace, fine), Left.SENT),))
    workspace.undo.undo()
    assert workspace.orders.row(fine).state is OrderState.TO_SHIP


# numbers back


@pytest.fixture
def shop(workspace: Workspace) -> tuple[Workspace, list[OrderId]]:
    orders = [
        order(workspace, friend(workspace, "王芳", phone="13800138000"), HOME),
        order(workspace, friend(workspace, "李姐", phone="13800138001"), "湖北省武汉市洪山区珞喻路5号"),
        order(workspace, friend(workspace, "陳美玲"), "全家 科技店 012345 陳美玲 0912345678"),
    ]
    return workspace, orders


def test_a_list_in_any_order_finds_its_orders(shop):
    workspace, (first, _, third) = shop
    found = workspace.shipping.read_text(
        f"SF1234567890123 {number(workspace, first)}\n李姐13800138001：YT1234567890123\n\n"
        "陳美玲 全家科技店 75123456789012\n"
        "张三 13700000000 SF1234567890999\n谢谢\n李* 138****8001 SF1234567890124"
    )
    assert brief(found) == [
        (Fate.SURE, Why.ORDER, (first,)),
        (Fate.ASK, Why.TWO_NUMBERS, ()),
        (Fate.ASK, Why.NAME, ()),
        (Fate.LEFT, Why.FOREIGN, ()),
        (Fate.LEFT, Why.NO_NUMBER, ()),
        (Fate.ASK, Why.TWO_NUMBERS, ()),
    ]
    assert [one.courier for one in found[:3]] == ["顺丰", "圆通", "中通"]
    picked = chosen(found[2], found[2].parcels[0])
    assert (picked.fate, picked.why, picked.orders) == (Fate.SURE, Why.CHOSEN, (third,))


def test_a_couriers_sheet_is_read_by_its_headings(shop):
    workspace, (first, second, third) = shop
    rows = [
        ["2026年3月4日发货明细"],
        ["订单编号", "运单号码", "物流公司", "收件人", "收件电话", "收件地址"],
        [number(workspace, first), "'SF1234567890123", "顺丰速运", "王芳", "13800138000", HOME],
        ["", "YT1234567890123", "", "李*", "138****8001", "湖北省武汉市洪山区珞喻路5号"],
        ["", "312345678901234", "某某快递", "陳美玲", "", "全家科技店012345"],
        ["", "1.23E+15", "", "王芳", "13800138000", ""],
        ["", "", "", "王芳"],
        [number(workspace, second)],
    ]
    found = workspace.shipping.read_rows(rows)
    assert [(one.fate, one.why) for one in found] == [
        (Fate.SURE, Why.ORDER), (Fate.SURE, Why.PHONE), (Fate.SURE, Why.PLACE), (Fate.LEFT, Why.LOST_DIGITS),
        (Fate.LEFT, Why.NO_NUMBER), (Fate.LEFT, Why.NO_NUMBER),
    ]  # fmt: skip
    assert [one.courier for one in found[:3]] == ["顺丰", "圆通", "某某快递"]
    assert found[0].said.place == 3
    numbers = [Numbered(one.orders, one.said.tracking, one.courier) for one in found if one.fate is Fate.SURE]
    assert workspace.shipping.write_down(numbers) == Done((first, second, third))
    row = workspace.orders.row(third)
    assert (row.state, row.courier, row.tracking) == (OrderState.ON_THE_WAY, "某某快递", "312345678901234")
    assert {one.why for one in workspace.shipping.read_rows(rows)[:3]} == {Why.WRITTEN}
    workspace.undo.undo()
    assert workspace.orders.row(third).state is OrderState.TO_SHIP


def test_one_number_for_a_joined_parcel_and_single_ones_for_its_orders(workspace: Workspace):
    wang = friend(workspace, "王芳", phone="13800138000")
    first, second = order(workspace, wang, HOME), order(workspace, wang, HOME)
    one, two = number(workspace, first), number(workspace, second)
    for text in (f"{one}/{two} SF1234567890123", f"SF1234567890123 {one}", "SF1234567890123 13800138000"):
        assert brief(workspace.shipping.read_text(text))[0][2] == (first, second)
    found = workspace.shipping.read_text(f"{one} SF1234567890123\n{two} SF1234567890124")
    assert brief(found) == [(Fate.SURE, Why.ORDER, (first,)), (Fate.SURE, Why.ORDER, (second,))]
    workspace.shipping.write_down([Numbered(match.orders, match.said.tracking) for match in found])
    assert [workspace.orders.row(number).tracking for number in (first, second)] == [
        "SF1234567890123", "SF1234567890124",
    ]  # fmt: skip


def test_orders_of_one_friend_named_together_get_one_number_and_those_of_two_are_asked(shop):
    workspace, (first, second, _) = shop
    wang = workspace.orders.row(first).contact
    elsewhere = order(workspace, wang, "北京市朝阳区建国路88号")
    text = f"{number(workspace, first)} {number(workspace, elsewhere)} SF1234567890123"
    assert brief(workspace.shipping.read_text(text)) == [(Fate.SURE, Why.ORDER, (first, elsewhere))]
    text = f"{number(workspace, first)} {number(workspace, second)} SF1234567890123"
    assert brief(workspace.shipping.read_text(text)) == [(Fate.ASK, Why.SEVERAL, ())]


def test_what_contradicts_itself_is_asked_and_what_is_said_twice_is_said_once(shop):
    workspace, (first, second, _) = shop
    one, two = number(workspace, first), number(workspace, second)
    found = workspace.shipping.read_text(f"{one} SF1234567890123\n{two} SF1234567890123")
    assert [match.why for match in found] == [Why.TWICE, Why.TWICE]
    assert {match.fate for match in found} == {Fate.ASK}
    found = workspace.shipping.read_text(f"{one} SF1234567890123\n13800138000 SF1234567890123")
    assert brief(found) == [(Fate.SURE, Why.ORDER, (first,)), (Fate.KNOWN, Why.TWICE, (first,))]
    (match,) = workspace.shipping.read_text(f"{one} 张三 13700000000 SF1234567890123")
    assert (match.fate, match.why) == (Fate.ASK, Why.OTHER_PERSON)
    workspace.orders.ship(first, courier="顺丰", tracking="SF1234567890123")
    (match,) = workspace.shipping.read_text(f"{two} SF1234567890123")
    assert (match.fate, match.why) == (Fate.ASK, Why.TAKEN)
    (match,) = workspace.shipping.read_text(f"{one} SF1234567890124")
    assert (match.fate, match.why) == (Fate.ASK, Why.OTHER_NUMBER)
    (match,) = workspace.shipping.read_text("SF1234567890123")
    assert (match.fate, match.why) == (Fate.KNOWN, Why.WRITTEN)
    assert workspace.shipping.open_parcels()[0].orders == (second,)


def test_a_phone_of_several_parcels_is_told_by_name_or_place_or_asked(workspace: Workspace):
    phone = "13800138000"
    first = order(workspace, friend(workspace, "王芳", phone=phone), HOME)
    second = order(workspace, friend(workspace, "王芳妈妈", phone=phone), "北京市朝阳区建国路88号")
    text = f"{phone} 建国路88号 SF1234567890123"
    assert brief(workspace.shipping.read_text(text)) == [(Fate.SURE, Why.PHONE, (second,))]
    (match,) = workspace.shipping.read_text(f"{phone} SF1234567890123")
    assert (match.fate, match.why, [one.id for one in match.parcels]) == (Fate.ASK, Why.SEVERAL, [first, second])
    (match,) = workspace.shipping.read_text("王芳 王芳妈妈 SF1234567890123")
    assert match.why is Why.SEVERAL
    (match,) = workspace.shipping.read_text("138****8000 SF1234567890123")
    assert match.why is Why.SEVERAL
    workspace.orders.cancel(second)
    (match,) = workspace.shipping.read_text("138****8000 SF1234567890123")
    assert (match.fate, match.why) == (Fate.ASK, Why.NAME)


def test_a_cancelled_order_is_left_and_one_that_is_cancelled_meanwhile_too(shop):
    workspace, (first, second, _) = shop
    text = f"{number(workspace, first)} SF1234567890123\n{number(workspace, second)} SF1234567890124"
    found = workspace.shipping.read_text(text)
    workspace.orders.cancel(first)
    done = workspace.shipping.write_down([Numbered(one.orders, one.said.tracking, one.courier) for one in found])
    assert done == Done((second,), (LeftOver(number(workspace, first), Left.CANCELLED),))
    assert brief(workspace.shipping.read_text(text)) == [
        (Fate.LEFT, Why.CLOSED, ()), (Fate.KNOWN, Why.WRITTEN, ()),
    ]  # fmt: skip
    assert workspace.shipping.write_down([Numbered((second,), "SF9999999999999")]).left == (
        LeftOver(number(workspace, second), Left.OTHER_NUMBER),
    )
    workspace.shipping.write_down([Numbered((second,), "SF9999999999999", over=True)])
    row = workspace.orders.row(second)
    assert (row.courier, row.tracking) == ("顺丰", "SF9999999999999")
    assert workspace.shipping.write_down([Numbered((second,), "SF9999999999999", "顺丰")]).orders == (second,)


# reading


def known(*numbers: str):
    return lambda words: set(words) & set(numbers)


@pytest.mark.parametrize(
    ("text", "tracking", "trouble"),
    [
        ("7.5123456789012E+13", "75123456789012", None),
        ("王芳 7.5E+13", "", Trouble.LOST_DIGITS),
        ("7.5E+13 SF1234567890123", "SF1234567890123", None),
        ("科苑路1号A栋502 773123456789012", "773123456789012", None),
        ("SF1234567890123 SF1234567890124", "SF1234567890123, SF1234567890124", None),
        ("sf 单号SF1234567890123 12345678", "SF1234567890123", None),
        ("12345678 123456789", "123456789", None),
        ("王芳 13800138000", "", Trouble.NO_NUMBER),
        ("０９１２３４５６７８ ７３１２３４５６７８９０１２", "73123456789012", None),
    ],
)
def test_the_tracking_number_of_a_line(text: str, tracking: str, trouble: Trouble | None):
    (said,) = read_text(text, known())
    assert (said.tracking, said.trouble) == (tracking, trouble)


def test_a_long_number_of_an_order_is_not_a_tracking_number():
    (said,) = read_text("4455667788990011223 78123456789012", known("4455667788990011223"))
    assert (said.tracking, said.orders) == ("78123456789012", ("4455667788990011223",))


def test_headings_alone_are_nothing_and_a_sheet_has_an_end():
    assert read_text("订单号\t快递单号", known()) == ()
    rows = [["订单号", "快递单号"], *([["1", "SF1234567890123"]] * MOST_ROWS)]
    assert len(read_rows(rows, known())) == MOST_ROWS - 1
    (said,) = read_rows([["订单号", "运单号", "母单号"], ["1", "", "7.5123456789012E+13"]], known("1"))
    assert (said.tracking, said.orders) == ("75123456789012", ("1",))


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_paste_may_be_read(lines: list[str]):
    found = read_text("\n".join(lines), known())
    assert all(bool(one.tracking) is (one.trouble is None) for one in found)


# telling the buyers


def test_a_note_says_what_is_known_and_leaves_out_empty_lines(shop):
    workspace, (first, *_) = shop
    workspace.orders.ship(first, courier="顺丰", tracking="SF1234567890123")
    (parcel,) = workspace.shipping.under_way(numbered=True)
    filled = fill("{称呼}，{貨品}已寄出：{快递} {單號}\n备注：{备注}\n{別的}", parcel)
    assert filled.text == "王芳，面膜 × 2已寄出：顺丰 SF1234567890123\n{別的}"
    assert filled.unknown == ("別的",) == unknown_slots("{別的}{称呼}")
    assert fill("{goods} x{Quantity} {sender} {phone} {address} {order}", parcel, "店主").text == (
        f"面膜 x2 店主 13800138000 {HOME} {number(workspace, first)}"
    )
    assert slot_of("收件人") is Slot.RECIPIENT


def test_the_words_and_who_was_told_are_remembered(shop):
    workspace, (first, *_) = shop
    shipping = workspace.shipping
    assert (shipping.template(), shipping.told()) == ("", set())
    shipping.set_template(" {称呼} 已发 ")
    assert shipping.template() == "{称呼} 已发"
    workspace.orders.ship(first, courier="顺丰", tracking="SF1234567890123")
    (parcel,) = shipping.under_way(numbered=True)
    shipping.tell(parcel)
    shipping.tell(parcel)
    assert shipping.told() == {(first, "SF1234567890123")}


def test_orders_that_are_gone_are_in_no_parcel(workspace: Workspace):
    gone = order(workspace, friend(workspace, "王芳"), HOME)
    workspace.orders.delete(gone)
    assert workspace.shipping.of([gone, 99], whose=EVERYBODY) == []
    with pytest.raises(MissingError):
        workspace.shipping.address([gone], HOME)


def test_a_parcel_without_a_phone_is_found_by_name_and_place(workspace: Workspace):
    first = order(workspace, friend(workspace, "王芳"), HOME)
    assert brief(workspace.shipping.read_text(f"王芳 {HOME} SF1234567890123")) == [(Fate.SURE, Why.PLACE, (first,))]


def test_one_number_for_two_places_of_one_friend_is_believed(workspace: Workspace):
    wang = friend(workspace, "王芳")
    orders = [order(workspace, wang, HOME), order(workspace, wang, "北京市朝阳区建国路88号")]
    text = "\n".join(f"{number(workspace, one)} SF1234567890123" for one in orders)
    assert brief(workspace.shipping.read_text(text)) == [(Fate.SURE, Why.ORDER, (one,)) for one in orders]


def test_the_longest_number_of_an_order_is_meant():
    (said,) = read_text("AB-9/77 SF1234567890123", known("AB-9", "AB-9/77 SF1234567890123", "AB-9/77"))
    assert said.orders == ("AB-9/77 SF1234567890123",)


def test_a_couriers_file_is_read_apart_from_the_program(shop, tmp_path):
    workspace, (first, *_) = shop
    path = tmp_path / "back.csv"
    path.write_text(f"订单号,运单号\n{number(workspace, first)},SF1234567890123\n", encoding="utf-8")
    rows = workspace.shipping.read_file(path)
    assert brief(workspace.shipping.read_rows(rows)) == [(Fate.SURE, Why.ORDER, (first,))]
    with pytest.raises(NoFileError):
        workspace.shipping.read_file(tmp_path / "no.csv")
