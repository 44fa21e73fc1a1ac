"""Records of talks: every layout as programs write it, nothing dropped in silence, nothing guessed."""

import json
import re
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.talks import Answers, Ask, Kind, Layout, Talk, read_text, recognise
from crm.talks.kinds import kind_of
from crm.talks.lines import BY_LAYOUT, read_lines
from crm.talks.records import read_json, read_rows
from crm.talks.stamps import read_stamp
from crm.talks.taught import teach
from tests.talk_samples import ARRAY, ASKED, CHATLAB, LINES, QQ_HEAD, ROWS, SESSION, TELEGRAM, TEXTS

ZONE = ZoneInfo("Asia/Shanghai")


def one(text: str, answers: Answers = Answers(), name: str = "") -> Talk:  # noqa: B008 - a frozen value
    (talk,) = read_text(text, answers, name=name)
    return talk


@pytest.mark.parametrize(("layout", "platform", "text"), list(TEXTS.values()), ids=list(TEXTS))
def test_a_layout_is_told_and_nothing_of_it_is_lost(layout: Layout, platform: str, text: str):
    guess, *_ = recognise(text)
    assert guess.layout is layout
    assert guess.text in text.translate({0x200E: None, 0x202F: " "})
    talks = read_text(text)
    assert {talk.layout for talk in talks} == {layout}
    assert {talk.platform for talk in talks} == {platform}
    assert [talk.problems for talk in talks] == [()] * len(talks)
    assert sum(len(talk.messages) for talk in talks) >= 2


def said(talk: Talk) -> list[tuple[str, str]]:
    return [(message.sender, message.text) for message in talk.messages]


def test_words_of_several_lines_and_times_within_them_stay_words():
    talk = one(TEXTS["desktop copy without times"][2])
    assert said(talk) == [("小王", "多少钱一盒？"), ("我的店", "两盒 196 包邮"), ("小王", "好 9:30\n[图片]")]
    assert said(one(TEXTS["times alone"][2]))[0] == ("小王", "多少钱\n我们约 9:30")


def test_moments_and_who_is_who():
    talk = one(TEXTS["QQ file"][2])
    assert (talk.chat, talk.asks) == ("小王", frozenset())
    assert [(m.at, m.me, m.sender_id, m.kind) for m in talk.messages] == [
        (datetime.fromisoformat("2026-03-08T21:07:15"), False, "10001", Kind.TEXT),
        (datetime.fromisoformat("2026-03-08T21:08:01"), True, "shop@example.com", Kind.TEXT),
        (datetime.fromisoformat("2026-03-08T21:09:15"), False, "10000", Kind.SYSTEM),
    ]


def test_a_bracket_in_a_name_is_part_of_the_name():
    assert one(TEXTS["QQ copy"][2]).messages[0].sender == "(A)"


def test_line_quotes_calls_and_the_hour_after_midnight():
    talk = one(TEXTS["LINE on a phone"][2])
    assert talk.chat == "小王"
    assert [(m.kind, m.text) for m in talk.messages] == [
        (Kind.TEXT, "多少錢一盒？"),
        (Kind.TEXT, "兩行\n訊息"),
        (Kind.SYSTEM, "小王已加入群組"),
        (Kind.CALL, "☎ 通話時間 1:00"),
    ]
    assert talk.messages[3].at == datetime.fromisoformat("2026-03-08T00:10:00")
    assert one(TEXTS["LINE on a computer"][2]).messages[2].at == datetime.fromisoformat("2026-03-09T00:53:00")


def test_a_file_of_many_chats_gives_many_talks():
    text = (
        QQ_HEAD.format("小王")
        + "2026-03-08 21:07:15 小王\n一\n\n"
        + QQ_HEAD.format("小李")
        + "2026-03-08 21:07:15 小李\n二\n"
    )
    assert [(talk.chat, said(talk)) for talk in read_text(text)] == [
        ("小王", [("小王", "一")]),
        ("小李", [("小李", "二")]),
    ]


@pytest.mark.parametrize(("text", "asks", "answers", "moments"), ASKED)
def test_what_is_not_told_is_asked_and_never_guessed(text, asks, answers, moments):
    talk = one(text)
    assert talk.asks == asks
    assert all(message.at is None for message in talk.messages)
    answered = one(text, answers)
    assert answered.asks == frozenset()
    assert [(m.at.year, m.at.month, m.at.day, m.at.hour, m.at.minute) for m in answered.messages] == moments


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["8/3/26", "13/3/26"], date(2026, 3, 8)),
        (["3/8/26", "3/13/26"], date(2026, 3, 8)),
        (["8/3/26", "9/3/26", "10/3/26", "2/4/26"], date(2026, 3, 8)),
        (["3/8/26", "3/9/26", "3/10/26", "4/2/26"], date(2026, 3, 8)),
        (["26/3/8", "26/3/9"], None),
    ],
)
def test_the_order_of_day_and_month_follows_from_the_whole_record(days: list[str], first: date | None):
    talk = one("\n".join(f"[{day}, 9:07:15 PM] {who}: x" for day in days for who in ("A", "Me")))
    if first is None:
        assert Ask.ORDER not in talk.asks
    else:
        assert talk.messages[0].at is not None
        assert talk.messages[0].at.date() == first


def test_who_the_seller_is_is_asked_unless_the_record_says_it():
    text = TEXTS["desktop copy"][2]
    assert Ask.ME in one(text).asks
    assert [m.me for m in one(text, Answers(me=frozenset({"我的店"}))).messages] == [False, True]
    named = one(TEXTS["WhatsApp on Android"][2].replace("我:", "店:"), name="与小王的 WhatsApp 聊天.txt")
    assert (named.chat, [m.me for m in named.messages]) == ("小王", [None, False, True])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[图片]", Kind.IMAGE),
        ("[微笑]", Kind.TEXT),
        ("[貼圖]", Kind.STICKER),
        ("[语音]", Kind.VOICE),
        ("[Photo]", Kind.IMAGE),
        ("[转账|发送 ￥196.00](备注)", Kind.TRANSFER),
        ("[红包]", Kind.RED_PACKET),
        ("<Media omitted>", Kind.OTHER),
        ("image omitted", Kind.IMAGE),
        ("<attached: 00000012-PHOTO-2026-03-08-21-07-15.jpg>", Kind.IMAGE),
        ("王芳.vcf (file attached)", Kind.CARD),
        ("圖片已略去", Kind.IMAGE),
        ("小王撤回了一条消息", Kind.RECALL),
        ("你已添加了小王，现在可以开始聊天了。", Kind.SYSTEM),
        ("以上是打招呼的内容", Kind.SYSTEM),
        ("你好[图片]看", Kind.TEXT),
        ("小王已收回訊息", Kind.RECALL),
        ("[聊天记录]", Kind.FORWARD),
        ("[位置]", Kind.LOCATION),
        ("", Kind.TEXT),
    ],
)
def test_what_is_no_text_is_told_by_its_words(text: str, kind: Kind):
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("下午 3:13:28", 15 * 3600 + 13 * 60 + 28),
        ("上午12:10", 600),
        ("12:10 AM", 600),
        ("12:10 p.m.", 43800),
        ("27/3/22 21.41.35", 78095),
        ("24:53", 89580),
        ("7:61", None),
        ("30:00", None),
        ("abc", None),
    ],
)
def test_clocks(text: str, seconds: int | None):
    stamp = read_stamp(text)
    assert (stamp.seconds if stamp else None) == seconds


@pytest.mark.parametrize(
    "text", ["名称：面膜\n价格：98\n产地：上海", "你好", "", "姓名,电话\n王芳,13800138000", "1. 王芳\n2. 李四"]
)
def test_other_texts_are_no_talk(text: str):
    assert recognise(text) == ()
    assert read_text(text) == ()


def test_an_unknown_layout_is_learned_from_one_message():
    line = "#17 <小王> at 2026-03-08 21:07 says: 多少钱"
    pattern = teach(line, name=(5, 7), stamp=(12, 28), words=(35, 38))
    text = f"{line}\n第二行\n#18 <我> at 2026-03-08 21:08 says: 98\n"
    talk = one(text, Answers(taught=pattern))
    assert said(talk) == [("小王", "多少钱\n第二行"), ("我", "98")]
    assert talk.messages[1].at == datetime.fromisoformat("2026-03-08T21:08:00")
    for wrong in ({"name": (5, 7), "stamp": (6, 28)}, {"name": (5, 7), "stamp": (0, 3)}):
        with pytest.raises(ValueError, match="the"):
            teach(line, words=None, **wrong)  # type: ignore[arg-type]  # the two that are given


@pytest.mark.parametrize("lines", list(ROWS.values()), ids=list(ROWS))
def test_tables(lines: list[str]):
    talk = read_rows([line.split(",") for line in lines], Answers(), ZONE)
    assert talk is not None
    assert [(m.at, m.me, m.kind) for m in talk.messages] == [
        (datetime.fromisoformat("2026-03-08T21:07:15"), False, Kind.TEXT),
        (datetime.fromisoformat("2026-03-08T21:08:15"), True, Kind.IMAGE),
    ]
    assert talk.messages[0].sender == "A小王"
    assert talk.asks == frozenset()


def test_a_table_of_something_else_is_no_talk():
    assert read_rows([["姓名", "电话"], ["王芳", "13800138000"]], Answers(), ZONE) is None


@pytest.mark.parametrize("value", [TELEGRAM, CHATLAB, LINES, ARRAY, SESSION, {"chats": {"list": [TELEGRAM]}}])
def test_json(value: object):
    (talk,) = read_json(value, Answers(), ZONE)
    assert talk.chat == "小王"
    first, second, *_ = talk.messages
    assert (first.at, first.text, first.me, first.kind) == (
        datetime.fromisoformat("2026-03-08T21:07:15"),
        "hi x",
        False,
        Kind.TEXT,
    )
    assert (second.at, second.me, second.kind) == (datetime.fromisoformat("2026-03-08T21:08:15"), True, Kind.IMAGE)
    assert talk.problems == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "messages",
                    "chatlab",
                    "session",
                    "meta",
                    "members",
                    "sender",
                    "content",
                    "time",
                    "_type",
                    "type",
                    "chats",
                    "list",
                    "date_unixtime",
                    "from_id",
                    "text",
                    "timestamp",
                    "isSelf",
                    "name",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_is_read_or_is_no_talk(value: object):
    for talk in read_json(value, Answers(), ZONE):
        messages = value.get("messages") if isinstance(value, dict) else None
        if isinstance(messages, list) and "chats" not in value:
            assert len(talk.messages) + len(talk.problems) == len(messages)
        json.dumps([message.text for message in talk.messages])


PIECES = [
    "小王:",
    "小王 21:07",
    "小王 2026/3/8 21:07",
    "2026-03-08 21:07:15 小王(10001)",
    "[8/3/26, 9:07:15 PM] 小王: hi",
    "=" * 16,
    "消息对象:小王",
    "下午09:07\t小王\t多少錢",
    "2026.03.08 星期日",
    "21:07 小王 好",
    "—————  2026-3-8  —————",
    "Dear:",
    "",
    "*****2026-03-08*****",
    "小王, [2026-03-08 21:07]",
    "小王 (2026-03-08 21:07:15):hi",
    "小王: hi",
]


@given(
    st.sampled_from(sorted(BY_LAYOUT)),
    st.lists(st.tuples(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), st.integers(0, 9)), max_size=25),
)
def test_every_word_of_a_text_ends_somewhere(layout: Layout, drawn: list[tuple[str, int]]):
    lines = [f"{text.strip()}W{place}X{more}" if more > 4 else text for place, (text, more) in enumerate(drawn)]
    told = []
    for talk in read_lines("\n".join(lines), BY_LAYOUT[layout], Answers()):
        told += [talk.chat, *(problem.text for problem in talk.problems)]
        told += [f"{message.sender} {message.sender_id} {message.text}" for message in talk.messages]
    everything = "\n".join(told)
    frames = BY_LAYOUT[layout].frames
    for word in re.findall(r"W[0-9]+X[0-9]", "\n".join(lines)):
        line = next(line for line in lines if word in line)
        assert word in everything or any(frame.fullmatch(line.strip()) for frame in frames)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        " " * 200_000,
        ("1/" * 60_000),
        "[" * 100_000,
        ("小王 " * 40_000),
        "(" * 50_000 + ")" * 50_000,
        "\n" * 60_000,
        "1:1" * 50_000,
        "—" * 100_000,
        ("a: " * 50_000),
        "0" * 100_000 + ":",
        "\t" * 100_000,
    ],
)
def test_hostile_lines_do_not_hold_anybody_up(text: str):
    before = time.process_time()
    recognise(text)
    for layout in BY_LAYOUT.values():
        read_lines(text, layout, Answers())
    assert time.process_time() - before < 60  # a pattern that runs away takes hours; this is no measure of speed
