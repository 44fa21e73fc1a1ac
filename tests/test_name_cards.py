"""Name cards: what is what on a paste, what is unsure, and that nothing is made up."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.lunar import Birthday
from crm.name_cards import LONGEST, Find, NameCard, Part, read_cards
from crm.wording.name_cards import card_words


def said(card: NameCard) -> list[str]:
    """`part=text@platform`, with a question mark where it is a guess."""
    return [
        f"{find.part}{'' if find.sure else '?'}={find.text}{f'@{find.platform}' if find.platform else ''}"
        for find in card.finds
    ]


CASES = {
    "昵称: 小美  微信号: xm_1990  地区: 浙江 杭州": ["name=小美", "handle=xm_1990@wechat", "region=杭州"],
    "暱稱：小美\n微信號：xm_1990\n備註：A小美-台北": [
        "name=小美",
        "remark=A小美-台北",
        "handle=xm_1990@wechat",
    ],
    "王芳 13812345678 杭州西湖区文三路1号": ["name=王芳", "phone=13812345678", "address?=杭州西湖区文三路1号"],
    "王小明13800000001广东深圳南山区科苑路1号": [
        "name=王小明",
        "phone=13800000001",
        "address?=广东深圳南山区科苑路1号",
    ],
    "广东省深圳市南山区科苑路1号，王小明，１３８０００００００１": [
        "name=王小明",
        "phone=13800000001",
        "address?=广东省深圳市南山区科苑路1号",
    ],
    "收货人: 王小明\n手机号码: 138-0000-0001\n所在地区: 广东省深圳市南山区粤海街道\n详细地址: 科苑路1号": [
        "name=王小明",
        "phone=138-0000-0001",
        "address=广东省深圳市南山区粤海街道科苑路1号",
    ],
    "麻烦发到这个地址：广东省深圳市南山区科苑路1号 王小姐收 13800000001": [
        "name=王小姐",
        "phone=13800000001",
        "address=广东省深圳市南山区科苑路1号",
        "note?=麻烦发到这个",
    ],
    "南山区科苑路1号 王小姐 +86 138 0000 0001": [
        "name=王小姐",
        "phone=+86 138 0000 0001",
        "address?=南山区科苑路1号",
    ],
    "王小姐 南山区科苑路1号": ["name=王小姐", "address?=南山区科苑路1号"],
    "Siti 012-345 6789 No 12, Jalan Ampang, 50450 Kuala Lumpur": [
        "name=Siti",
        "phone=012-345 6789",
        "address?=No 12, Jalan Ampang, 50450 Kuala Lumpur",
    ],
    "Region: Flat 3, Block 2, Kowloon\nAddress: 8 Nathan Road": ["address=Flat 3, Block 2, Kowloon, 8 Nathan Road"],
    "陳小姐 0912-345-678": ["name=陳小姐", "phone=0912-345-678"],
    "Amy Wong +852 9123 4567": ["name=Amy Wong", "phone=+852 9123 4567"],
    "陳太 (02) 2345-6789": ["name=陳太", "phone=(02) 2345-6789"],
    "老王 400-123-4567": ["name?=老王", "phone=400-123-4567"],
    "陳太 93123456": ["name=陳太", "phone?=93123456"],
    "李四 12345678": ["name=李四", "handle?=12345678@qq"],
    "李四 20240315": ["name=李四"],
    "李四 60240315": ["name=李四", "phone?=60240315"],
    "李四 518000": ["name=李四"],
    "138****5678": ["hidden=138****5678"],
    "王芳 手机：138****5678": ["name=王芳", "hidden=138****5678"],
    "王芳 手机：没有": ["name=王芳", "note?=手机:没有"],
    "王芳 电话 8765 4321 0": ["name=王芳", "phone=8765 4321 0"],
    "13800000001转1234 王小姐": ["name=王小姐", "phone?=13800000001转1234"],
    "王芳 13812345678（微信同号） 生日：1990-8-15 喜欢面膜": [
        "name=王芳",
        "handle=13812345678@wechat",
        "phone=13812345678",
        "birthday=1990-8-15",
        "note?=喜欢面膜",
    ],
    "王芳 1990年8月15日": ["name=王芳", "birthday?=1990年8月15日"],
    "王芳 八月十五生日": ["name=王芳", "birthday=八月十五", "note?=生日"],
    "王芳 生日：不知道": ["name=王芳", "note?=生日:不知道"],
    "LINE ID: amy.w 電話 0912345678 暱稱：小美": ["name=小美", "handle=amy.w@line", "phone=0912345678"],
    "你好，我是小美，微信xm_1990": ["name?=小美", "handle=xm_1990@wechat"],
    "wx xm1990 小美": ["name?=小美", "handle=xm1990@wechat"],
    "QQ12345678 群里的阿梅": ["name?=群里的阿梅", "handle=12345678@qq"],
    "微信名片 小美 wxid_abc123def": ["name?=小美", "handle=wxid_abc123def@wechat"],
    "xm_1990": ["name?=xm_1990", "handle?=xm_1990@wechat"],
    "@amy_w": ["name?=amy_w", "handle?=amy_w@other"],
    "Amy amy@example.com": ["name=Amy", "handle=amy@example.com@email"],
    "邮箱：amy@example.com": ["handle=amy@example.com@email"],
    "https://weibo.com/u/1234567": ["name?=1234567", "handle=1234567@weibo"],
    "https://www.xiaohongshu.com/user/profile/5f00aa?x=1 小美": ["name?=小美", "handle=5f00aa@xiaohongshu"],
    "https://line.me/ti/p/~amy.w": ["name?=amy.w", "handle=amy.w@line"],
    "https://wa.me/60123456789 Siti": ["name=Siti", "handle=60123456789@whatsapp"],
    "instagram.com/amy.w": ["name?=instagram.com/amy.w", "handle=instagram.com/amy.w@other"],
    "Amy https://example.com/x": ["name=Amy", "note=https://example.com/x"],
    "A李姐-深圳-3岁宝妈": ["name=李姐", "remark=A李姐-深圳-3岁宝妈", "region=深圳", "tag?=宝妈"],
    "李姐-2019老客户": ["name=李姐", "remark=李姐-2019老客户"],
    "备注：李姐-深圳": ["name?=李姐", "remark=李姐-深圳"],
    "昵称：小美  备注：李姐-深圳": ["name=小美", "remark=李姐-深圳"],
    "昵称：小美\n阿梅-广州-13800000001": ["name=小美", "remark=阿梅-广州", "phone=13800000001", "region=广州"],
    "小美 地区：很远的地方": ["name?=小美", "region=很远的地方"],
    "小美 地区：浙江省杭州市": ["name?=小美", "region=杭州"],
    "小美 杭州市": ["name?=小美", "region=杭州"],
    "小美 来源：春季群\n标签：宝妈\n签名：爱生活": ["name?=小美", "tag=宝妈", "source=春季群", "note=签名:爱生活"],
    "爱生活 王小明": ["name=王小明", "note?=爱生活"],
    "欧阳娜娜": ["name=欧阳娜娜"],
}


@pytest.mark.parametrize("text", CASES)
def test_one_person(text: str):
    (card,) = read_cards(text)
    assert said(card) == CASES[text]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1. 王芳 13812345678\n2. 李四 13987654321", ["王芳", "李四"]),
        ("王芳 13812345678\n杭州西湖区文三路1号\n李四 13987654321", ["王芳", "李四"]),
        ("王芳 13812345678 李四 13987654321", ["王芳", "李四"]),
        ("小美\n阿强\n李姐", ["小美", "阿强", "李姐"]),
        ("1、小美\n2、阿强", ["小美", "阿强"]),
        ("王芳\n李四", ["王芳", "李四"]),
        ("昵称：小美\n微信号：xm_1990\n昵称：阿强\n微信号：aq_88", ["小美", "阿强"]),
        ("小美\n微信：xm_1990\n\n阿强\n微信：aq_88", ["小美", "阿强"]),
        ("王芳\n手机 13812345678\n备用 13987654321", ["王芳"]),
        ("王芳\n13812345678\n\n杭州西湖区文三路1号", ["王芳"]),
    ],
)
def test_several_people(text: str, names: list[str]):
    assert [card.name for card in read_cards(text)] == names


def test_vcards():
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:王芳\nTEL:138 0000 0001\nTEL:138****0001\nBDAY:1990-08-15\nNOTE:敏感肌\n"
        "CATEGORIES:宝妈\nEND:VCARD\nBEGIN:VCARD\nN:;Bob;;;\nX-QQ:10001\nBDAY:never\nEND:VCARD\n"
    )
    one, two = read_cards(text)
    assert (one.name, one.handles[0].text, one.birthday, one.tags) == (
        "王芳",
        "138 0000 0001",
        Birthday(8, 15, 1990),
        ("宝妈",),
    )
    assert one.note == "敏感肌\n138****0001"
    assert said(two) == ["name=Bob", "handle=10001@qq"]


def test_a_card_becomes_a_draft():
    (card,) = read_cards("昵称：小美  来源：春季群\n13812345678（微信同号）\n地址：杭州西湖区文三路1号")
    draft = card.draft()
    assert (draft.name, draft.source, draft.birthday) == ("小美", "春季群", None)
    assert [(handle.platform, handle.text) for handle in draft.handles] == [
        (Platform.WECHAT, "13812345678"),
        (Platform.PHONE, "13812345678"),
    ]
    assert draft.addresses[0].detail == "杭州西湖区文三路1号"
    assert card.first(Part.SOURCE) == "春季群"


def test_it_is_told_from_which_words():
    (card,) = read_cards("加我微信号：xm_1990 谢谢")
    assert Find(Part.HANDLE, "xm_1990", "微信号:xm_1990", platform=Platform.WECHAT) in card.finds


@pytest.mark.parametrize("text", ["", "  \n ", "!!!", "，，"])
def test_nothing_is_nobody(text: str):
    assert read_cards(text) == ()


PIECES = st.sampled_from(
    [
        *CASES,
        "138",
        "微信",
        ":",
        "：",
        "\n",
        " ",
        "-",
        "@",
        "http://",
        "BEGIN:VCARD",
        "END:VCARD",
        "\x1f",
        "İ",
        "收",
        "1.",
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=8).map("".join)))
@example("微信İ" * 5)
def test_never_raises_and_nothing_is_made_up(text: str):
    cards = read_cards(text)
    digits = "".join(character for character in text if character.isdigit())
    for card in cards:
        assert card.finds
        card.draft()
        for find in card.finds:
            assert find.text.strip()
            if find.part is Part.PHONE and text.isascii() and "BEGIN" not in text.upper():
                assert "".join(character for character in find.text if character.isdigit()) in digits


@pytest.mark.parametrize("piece", ["1", "微信", "a@", "王", "a.a/", "\n\n微信:a11111"])
def test_long_pastes_are_read_in_part(piece: str):
    text = piece * (LONGEST // len(piece) + 1)
    assert read_cards(text + "王芳 13812345678") == read_cards(text[:LONGEST])


@pytest.mark.parametrize("name", ["María José García", "Phạm Ngọc Đức", "Zoë O’Neil", "J. R. Müller"])
def test_accents_do_not_tear_a_name_apart(name):
    (card,) = read_cards(f"{name}\n+49 151 12345678")
    assert card.name == name


def test_what_was_recognised_is_said_with_the_words_it_came_from():
    words = ("微信号:\n xm_1990", "杭州西湖区文三路1号")
    card = NameCard(
        (
            Find(Part.NAME, "小美", "小美"),
            Find(Part.HANDLE, "xm_1990", words[0], platform=Platform.WECHAT),
            Find(Part.ADDRESS, words[1], words[1], sure=False),
        )
    )
    assert card_words(card).splitlines() == [
        "Name: 小美",
        "WeChat: xm_1990  ← “微信号: xm_1990”",
        "Address: 杭州西湖区文三路1号  (a guess, please check)",
    ]


def test_a_paste_of_words_without_end_is_read_like_a_short_one():
    (card,) = read_cards("Anna Li " * 12_000)  # took minutes while every word was looked at with all before it
    assert card.finds
