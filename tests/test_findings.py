"""What is found in talks and offered, and what must not be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.conversations import Direction
from crm.findings import Amount, Promised, ProposedOrder, Wanted, Wares, find
from crm.findings.offers import priced
from crm.ids import ProductId
from crm.money import Currency
from crm.orders import LineDraft, OrderDraft
from crm.products import ProductDraft, ProductRow
from crm.timeline import EntryKind, Which

WEDNESDAY = date(2026, 3, 4)


def product(number: int, name: str) -> ProductRow:
    return ProductRow(ProductId(number), 1, name, "盒", 12_800, None, None, "")


NAMES = ("面膜", "玫瑰精华液", "深海胶原蛋白", "Rose Mask", "护手霜", "清洁面膜", "A", "一号精华")
WARES = Wares([product(number, name) for number, name in enumerate(NAMES, start=1)])


def values(text: str, direction: Direction = Direction.IN, currency: Currency = Currency.CNY) -> list:
    found = find(text, WARES, WEDNESDAY, direction, currency)
    assert all(text[one.start : one.end] == one.words for one in found)
    return [one.value for one in found]


def handles(text: str, direction: Direction = Direction.IN) -> list[tuple[Platform, str]]:
    return [(one.platform, one.text) for one in values(text, direction) if isinstance(one, Handle)]


def wanted(text: str) -> list[tuple[str, int]]:
    return [(one.name, one.quantity) for one in values(text) if isinstance(one, Wanted)]


def promised(text: str, direction: Direction = Direction.OUT) -> list[tuple[str, int]]:
    return [(one.text, one.day.day) for one in values(text, direction) if isinstance(one, Promised)]


def addresses(text: str, direction: Direction = Direction.IN) -> list[AddressText]:
    return [one for one in values(text, direction) if isinstance(one, AddressText)]


@pytest.mark.parametrize(
    ("text", "platform", "handle"),
    [
        ("我电话13800138000", Platform.PHONE, "13800138000"),
        ("電話：0912-345-678", Platform.PHONE, "0912-345-678"),
        ("电话91234567", Platform.PHONE, "91234567"),
        ("手机:９１２３４５６７", Platform.PHONE, "91234567"),
        ("我微信号是abc12345", Platform.WECHAT, "abc12345"),
        ("加我微信 lin_88", Platform.WECHAT, "lin_88"),
        ("wxid_abc123def", Platform.WECHAT, "wxid_abc123def"),
        ("LINE ID: mei.lin", Platform.LINE, "mei.lin"),
        ("QQ 123456789", Platform.QQ, "123456789"),
        ("小红书号：95279527", Platform.XIAOHONGSHU, "95279527"),
        ("amy@example.com", Platform.EMAIL, "amy@example.com"),
        ("看我的 https://weibo.com/u/1234567", Platform.WEIBO, "1234567"),
    ],
)
def test_a_way_to_reach_them(text, platform, handle):
    assert handles(text) == [(platform, handle)]


@pytest.mark.parametrize(
    "text",
    [
        "单号13800138000",
        "订单编号：13800138000",
        "tracking no. 13800138000",
        "订单号 20260304123456789",
        "SF1380013800012",
        "138****0001",
        "￥13800138000",
        "13800138000元",
        "客服400-800-1234",
        "010-12345678 转 801",
        "微信转账128元",
        "微信128元",
        "line them up",
        "QQ 123456元",
        "地址 wechat",
        "https://example.com/u/13800138000",
        "https://www.instagram.com/amy",
        "email: 没有",
    ],
)
def test_what_is_no_way_to_reach_them(text):
    assert handles(text) == []


def test_the_sellers_own_numbers_are_not_the_friends():
    assert handles("我的电话13800138000", Direction.OUT) == []
    assert handles("打给我 13800138000", Direction.OUT) == []
    assert handles("你的电话是13800138000对吗", Direction.OUT) == [(Platform.PHONE, "13800138000")]
    assert addresses("退货寄到上海市浦东新区张江路5号301室 给你退", Direction.OUT) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "地址：浙江省杭州市西湖区文三路100号 王芳 13800000001",
            AddressText("文三路100号", "浙江省杭州市西湖区", "王芳", "13800000001"),
        ),
        (
            "亲，发我家吧 广东省深圳市南山区科技园1栋502 王小明 13800138000\n明天寄可以吗？",
            AddressText("科技园1栋502", "广东省深圳市南山区", "王小明", "13800138000"),
        ),
        (
            "王芳\n13800138000\n上海市浦东新区张江路5号301室\n谢谢",
            AddressText("张江路5号301室", "上海市浦东新区", "王芳", "13800138000"),
        ),
        (
            "上海市浦东新区张江路5号301室\n收件人：王芳",
            AddressText("张江路5号301室", "上海市浦东新区", "王芳"),
        ),
        (
            "寄到台北市大安區忠孝東路四段100號5樓 林小美 0912345678 謝謝",
            AddressText("忠孝東路四段100號5樓", "臺灣臺北市大安區", "林小美", "0912345678", "106"),
        ),
        ("7-11 敦南門市 123456 林小美 0912345678", AddressText("7-11 敦南門市 123456", "", "林小美", "0912345678")),
    ],
)
def test_an_address(text, address):
    assert addresses(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "我在北京出差呢，下周三回来",
        "他是北京人",
        "楼下有3号店",
        "3号楼",
        "我家在朝阳区，楼下有3号店",
        "面膜3层包装",
        "王芳 13800138000\n上海市浦东新区张江路5号\n李四 13900139000\n",
        "给我5层 " * 60,
    ],
)
def test_what_is_no_address(text):
    assert addresses(text) == []


def test_of_many_addresses_the_first_few_are_read():
    lines = [f"王芳：上海市浦东新区张江路{number}号30{number}室" for number in range(1, 9)]
    assert len(addresses("我：好的\n" + "\n".join(lines), Direction.BOTH)) == 4
    assert len(addresses("\n".join(line.removeprefix("王芳：") for line in lines))) == 4


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("要面膜2盒，玫瑰3瓶", [("面膜", 2), ("玫瑰精华液", 3)]),
        ("两盒面膜，护手霜x2", [("面膜", 2), ("护手霜", 2)]),
        ("面膜兩盒，來兩盒深海膠原", [("面膜", 2), ("深海胶原蛋白", 2)]),
        ("面膜*2 护手霜×12支", [("面膜", 2), ("护手霜", 12)]),
        ("3x护手霜", [("护手霜", 3)]),
        ("I'd like 2 Rose Masks", [("Rose Mask", 2)]),
        ("2 boxes of rose mask, rose mask x3", [("Rose Mask", 2), ("Rose Mask", 3)]),
        ("十盒清洁面膜", [("清洁面膜", 10)]),
        ("面膜2，玫瑰1", [("面膜", 2), ("玫瑰精华液", 1)]),
        ("老板，面膜来两盒", [("面膜", 2)]),
        ("来一盒面膜 128元", [("面膜", 1)]),
    ],
)
def test_products_with_how_many(text, lines):
    assert wanted(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "面膜多少钱一盒？", "面膜2盒多少钱", "面膜一盒128元", "一盒面膜128元", "面膜还剩2盒", "还剩2盒面膜",
        "送你2盒面膜", "面膜3盒装",
        "不要2盒面膜了", "玫瑰花2束", "买了2个面膜机", "面膜 128", "面膜0盒", "面膜真好用", "prose masks 2",
        "Rose Maskerade x2", "A2", "膜2盒", "一号2盒",
    ],
)  # fmt: skip
def test_what_nobody_wants(text):
    assert wanted(text) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("共384元", Amount(38_400, whole=True)),
        ("一共256", None),
        ("转你300块", Amount(30_000, paid=True)),
        ("每盒￥128", Amount(12_800, each=True)),
        ("128元一盒", Amount(12_800, each=True)),
        ("99块5", Amount(9_950)),
        ("满200元减20元", None),
        ("50元优惠券", None),
        ("NT$100", None),
        ("1.234元", None),
    ],
)
def test_amounts(text, amount):
    assert [one for one in values(text) if isinstance(one, Amount)] == ([] if amount is None else [amount])


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("好的，我明天给你寄过去", ("给你寄过去", 5)),
        ("周五之前把照片发给你", ("把照片发给你", 6)),
        ("下周三我告诉你结果", ("告诉你结果", 11)),
        ("可以的，后天到货通知你", ("到货通知你", 6)),
        ("後天寄給妳", ("寄給妳", 6)),
        ("月底，给您补发两盒", ("给您补发两盒", 31)),
        ("给你拍照，最晚周五", ("给你拍照", 6)),
        ("你的快递明天发", ("你的快递发", 5)),
        ("I'll send you the photos by Friday", ("send you the photos", 6)),
        ("Will ship tomorrow", ("ship", 5)),
    ],
)
def test_what_the_seller_promised(text, promise):
    assert promised(text) == [promise]
    assert promised(text, Direction.IN) == []


@pytest.mark.parametrize(
    "text",
    [
        "你明天发给我", "明天不发货", "今天已经寄了", "昨天给你寄了", "明天天气好", "send me the address tomorrow",
        "明天可以寄吗？", "周五见", "明天", "给你寄", "明天发朋友圈", "给你拍照哦，嗯嗯，周五见",
    ],
)  # fmt: skip
def test_what_is_no_promise(text):
    assert promised(text) == []


def test_of_an_exchange_only_the_sellers_words_promise():
    record = "我：明天给你寄面膜2盒\n王芳：好的 电话13800138000\n我周五给你寄特产"
    assert promised(record, Direction.BOTH) == [("给你寄面膜2盒", 5)]
    assert handles(record, Direction.BOTH) == [(Platform.PHONE, "13800138000")]
    assert promised("Me：I'll tell you on Friday\nAmy：I will send it tomorrow", Direction.BOTH) == [("tell you", 6)]
    assert handles("我：好的\n王芳13800138000：好", Direction.BOTH) == []
    assert promised("答应周五寄照片", Direction.BOTH) == [("答应寄照片", 6)]
    assert promised("她答应明天付款", Direction.BOTH) == []
    assert promised("明天给你寄", Direction.BOTH) == []


def test_an_amount_corrects_prices_where_it_can():
    mask, cream = Wanted(ProductId(1), "面膜", 2), Wanted(ProductId(2), "护手霜", 1)
    line = LineDraft(ProductId(1), "面膜", 2, 100)

    def at(price: int) -> tuple[LineDraft, ...]:
        return (LineDraft(ProductId(1), "面膜", 2, price),)

    assert priced([(mask, 100)], None) == ((line,), 0, 0)
    assert priced([(mask, 100)], Amount(180)) == (at(90), 0, 0)
    assert priced([(mask, 100)], Amount(181)) == (at(100), 0, 0)
    assert priced([(mask, 100)], Amount(100)) == (at(100), 0, 0)
    assert priced([(mask, 100)], Amount(100, whole=True)) == (at(50), 0, 0)
    assert priced([(mask, 100)], Amount(80, each=True)) == (at(80), 0, 0)
    assert priced([(mask, 100)], None, 300) == (at(100), 0, 200)
    assert priced([(mask, 100), (cream, 50)], Amount(220))[1:] == (30, 0)
    assert priced([(mask, 100), (cream, 50)], Amount(300))[1:] == (0, 0)
    assert priced([(mask, 100), (cream, 50)], Amount(20, each=True))[1:] == (0, 0)


PIECES = st.sampled_from(
    [
        *(
            "我：",
            "王芳：",
            "\n",
            "面膜",
            "护手霜",
            "2盒",
            "两",
            "x3",
            "明天",
            "给你寄",
            "13800138000",
            "微信",
            "号",
            "：",
        ),
        *(
            " ",
            "128元",
            "￥",
            "上海市浦东新区",
            "张江路5号",
            "3室",
            "。",
            "rose mask",
            "ﬀ",
            "İ",
            "😀",
            "https://",
            "@",
            "答应",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=200), st.sampled_from(Direction))
def test_whatever_is_written_the_words_are_in_it(text, direction):
    for one in find(text, WARES, WEDNESDAY, direction, Currency.CNY):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words


# what is offered of it, in a shop


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def mask(workspace):
    return workspace.products.add(ProductDraft("面膜", 12_800))


TALKS = Which(frozenset({EntryKind.TALK}))


def offered(workspace, friend) -> list:
    """What all talks of a friend offer, the newest first."""
    entries = workspace.timeline.entries(workspace.timeline.keys(friend, TALKS))
    found = workspace.findings.offers(friend, list(entries.values()))
    return [offer for offers in found.values() for offer in offers]


def test_what_was_taken_up_is_not_offered_again(workspace, friend, mask):
    record = (
        "王芳：要面膜2盒 一共200元\n王芳：电话13800138000，138-0013-8000\n"
        "王芳：上海市浦东新区张江路5号301室\n我：明天给你寄照片"
    )
    workspace.conversations.log(friend, record)
    phone, address, promise, order = offered(workspace, friend)
    assert (phone.value.text, phone.words) == ("13800138000", "13800138000")
    for offer in (phone, address, promise):
        workspace.findings.take(friend, offer.value)
        assert offer not in offered(workspace, friend)
        workspace.undo.undo()
        assert offer in offered(workspace, friend)
        workspace.undo.redo()
    assert workspace.promises.of(friend)[0].due == date(2026, 3, 5)
    assert order.words == "面膜2盒 … 200元 … 上海市浦东新区张江路5号301室"
    draft = workspace.findings.draft(friend, order.value)
    assert (draft.lines[0].unit_price, draft.address) == (10_000, "上海市浦东新区 张江路5号301室")
    workspace.orders.add(draft)
    assert offered(workspace, friend) == []
    workspace.promises.keep(workspace.promises.of(friend)[0].id)
    assert offered(workspace, friend) == []


def test_an_address_that_is_written_shorter_is_the_same(workspace, friend):
    workspace.contacts.add_address(friend, AddressText("上海市浦東新區張江路5號301室"))
    workspace.conversations.log(friend, "上海市浦东新区张江路5号301室", direction=Direction.IN)
    assert offered(workspace, friend) == []
    workspace.conversations.log(friend, "上海市浦东新区张江路7号301室", direction=Direction.IN)
    assert len(offered(workspace, friend)) == 1


def test_what_is_too_late_is_not_offered(workspace, friend, mask, time):
    workspace.conversations.log(friend, "面膜2盒，明天给你寄", direction=Direction.OUT)
    assert len(offered(workspace, friend)) == 2
    time.advance(days=2)
    (order,) = offered(workspace, friend)
    assert isinstance(order.value, ProposedOrder)
    time.advance(days=30)
    assert offered(workspace, friend) == []


def test_an_order_with_other_lines_or_from_before_is_another_order(workspace, friend, mask):
    workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 2, 100),), day=WEDNESDAY - timedelta(days=3)))
    workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 1, 100), LineDraft(None, "x", 1, 1))))
    workspace.conversations.log(friend, "面膜2盒 转你300元", direction=Direction.IN)
    (order,) = offered(workspace, friend)
    assert workspace.findings.draft(friend, order.value).paid == 25_600  # no more than it costs


def test_products_that_are_gone_are_left_out(workspace, friend, mask):
    workspace.conversations.log(friend, "面膜2盒", direction=Direction.IN)
    (order,) = offered(workspace, friend)
    workspace.products.delete([mask])
    assert workspace.findings.draft(friend, order.value).lines == ()
    assert offered(workspace, friend) == []
    workspace.conversations.log(friend, "")
    assert offered(workspace, friend) == []


def test_the_same_promise_twice_is_offered_once_and_an_edited_talk_is_read_again(workspace, friend):
    talk = workspace.conversations.log(friend, "明天给你寄！明天给你寄。128元 256元", direction=Direction.OUT)
    assert len(offered(workspace, friend)) == 1
    workspace.conversations.edit(talk, text="你好")
    assert offered(workspace, friend) == []


def test_only_so_many_talks_are_remembered(workspace, friend, monkeypatch):
    monkeypatch.setattr("crm.findings.verbs.MOST_KEPT", 1)
    for text in ("13800138000", "13800138001"):
        workspace.conversations.log(friend, text, direction=Direction.IN)
    assert len(offered(workspace, friend)) == 2
