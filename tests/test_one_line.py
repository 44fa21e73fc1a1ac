"""One line: what is understood, what is asked, and that it is taken whole, once, and taken back whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import cli
from crm.contacts import ContactDraft
from crm.money import Currency
from crm.one_line import Choice, Paid, Plan, Problem, Reading, read_line
from crm.products import ProductDraft
from crm.progress import unheard
from crm.wording.one_line import chips, problem_words
from crm.workspace import Workspace

TODAY = date(2026, 3, 4)  # a Wednesday
FRIENDS = ("王芳", "吴凡", "李姐", "Amy Wong")
PRODUCTS = ("补水面膜", "美白面膜", "草莓", "奶粉", "mask")


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    for name in FRIENDS:
        workspace.contacts.add(ContactDraft(name))
    for name in PRODUCTS:
        workspace.products.add(ProductDraft(name, price=9_800))
    return workspace


def one(shop: Workspace, line: str) -> Reading:
    (reading,) = shop.one_line.read(line)
    return reading


def told(reading: Reading) -> tuple[object, ...]:
    """Who, what, how much, paid, and when."""
    wares = [(ware.choices[0].name, ware.quantity) for ware in reading.wares]
    return reading.friend.name if reading.friend else None, wares, reading.amount, reading.paid, reading.plan


FRIDAY = date(2026, 3, 6)
LINES = [
    ("王芳 补水面膜2 196 已付 周五问效果", ("王芳", [("补水面膜", 2)], 19600, Paid.ALL, Plan(FRIDAY, "问效果"))),
    ("李姐 草莓2盒 未付 答应周六发货",
     ("李姐", [("草莓", 2)], None, Paid.NOTHING, Plan(date(2026, 3, 7), "发货", promised=True))),
    ("lj 奶粉 2 196", ("李姐", [("奶粉", 2)], 19600, Paid.UNSAID, None)),
    ("lj nf2 3天后问问", ("李姐", [("奶粉", 2)], None, Paid.UNSAID, Plan(date(2026, 3, 7), "问问"))),
    ("李姐 两盒草莓 ¥120 付了", ("李姐", [("草莓", 2)], 12000, Paid.ALL, None)),
    ("李姐 草莓x3 奶粉x1 300元", ("李姐", [("草莓", 3), ("奶粉", 1)], 30000, Paid.UNSAID, None)),
    ("李姐 奶粉 定金50 15号", ("李姐", [("奶粉", 1)], None, Paid.DEPOSIT, Plan(date(2026, 3, 15), ""))),
    ("Amy Wong mask x2 196 paid next friday ask how it is",
     ("Amy Wong", [("mask", 1)], 19600, Paid.ALL, Plan(date(2026, 3, 13), "ask how it is"))),
    ("3. 李姐 月底 给她报价", ("李姐", [], None, Paid.UNSAID, Plan(date(2026, 3, 31), "给她报价"))),
    ("李姐，草莓２盒，１２０，已付", ("李姐", [("草莓", 2)], 12000, Paid.ALL, None)),
    ("李姐 孩子三岁了", ("李姐", [], None, Paid.UNSAID, None)),
    ("吳凡 草莓", ("吴凡", [("草莓", 1)], None, Paid.UNSAID, None)),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_lines_as_people_jot_them_down(shop: Workspace, line: str, expected: tuple[object, ...]):
    assert told(one(shop, line)) == expected


def test_whoever_and_whatever_may_be_meant_is_shown_and_never_guessed(shop: Workspace):
    reading = one(shop, "wf 面膜2 196")
    assert reading.friend is None
    assert {choice.name for choice in reading.friends} == {"王芳", "吴凡"}
    assert {choice.name for choice in reading.wares[0].choices} == {"补水面膜", "美白面膜"}
    assert not reading.clear
    assert shop.one_line.problem(reading) is Problem.WHICH_FRIEND
    reading = reading.with_friend(reading.friends[0])
    assert shop.one_line.problem(reading) is Problem.WHICH_PRODUCT
    reading = reading.with_ware(0, reading.wares[0].choices[1])
    assert shop.one_line.problem(reading) is None
    assert reading.clear
    assert one(shop, "李姐 奶粉 2").unsure == ("2",)  # two of it, or for two yuan
    assert shop.one_line.problem(one(shop, "谁谁 草莓")) is Problem.NOBODY


def test_a_tag_or_note_makes_nobody_the_one_who_is_meant(shop: Workspace):
    shop.contacts.tag([shop.finder.who("吴凡")], "李子")
    shop.contacts.edit(shop.finder.who("王芳"), note="李姐的朋友")
    assert [choice.name for choice in one(shop, "李 草莓").friends] == ["李姐"]


def test_a_line_is_one_step_with_all_that_it_says(shop: Workspace):
    line = "王芳 补水面膜2 196 已付 周五问效果"
    before = shop.undo.last()
    (taken,) = shop.one_line.take([one(shop, line)])
    friend = shop.finder.who("王芳")
    (order,) = shop.orders.of(friend)
    assert (order.total, order.paid, order.id) == (19_600, 19_600, taken.order)
    assert [(row.due, row.text) for row in shop.follow_ups.of(friend)] == [(FRIDAY, "问效果")]
    (again,) = shop.one_line.take([one(shop, line)])
    assert again.problem is Problem.TAKEN
    assert len(shop.orders.of(friend)) == 1
    shop.undo.undo()
    assert shop.orders.of(friend) == []
    assert shop.follow_ups.of(friend) == []
    assert shop.undo.last() == before
    assert shop.one_line.problem(one(shop, line)) is None  # what was taken back may be taken again


def test_many_lines_are_one_step_and_what_is_not_clear_is_left(shop: Workspace):
    text = "李姐 草莓2 196 已付\n\nwf 面膜\n李姐 草莓2 196 已付\nAmy Wong 明天 call her"
    taken = shop.one_line.take(shop.one_line.read(text))
    assert [one.problem for one in taken] == [None, Problem.WHICH_FRIEND, Problem.TAKEN, None]
    shop.undo.undo()
    assert shop.orders.of(shop.finder.who("李姐")) == []
    forced = shop.one_line.take(shop.one_line.read(text), again=True)
    assert [one.problem for one in forced] == [None, Problem.WHICH_FRIEND, None, None]
    assert len(shop.orders.of(shop.finder.who("李姐"))) == 2


@pytest.mark.parametrize(
    ("line", "total", "paid"),
    [
        ("李姐 草莓2", 19_600, 0),
        ("李姐 草莓2 150", 15_000, 0),  # cheaper than the list
        ("李姐 草莓2 300 已付", 30_000, 30_000),
        ("李姐 草莓3 100", 10_000, 0),  # does not divide
        ("李姐 草莓1 奶粉1 150 已付", 15_000, 15_000),
        ("李姐 草莓1 奶粉1 250", 25_000, 0),
        ("李姐 草莓2 定金50", 19_600, 5_000),
    ],
)
def test_the_amount_is_that_of_the_whole_order(shop: Workspace, line: str, total: int, paid: int):
    shop.one_line.take([one(shop, line)])
    (order,) = shop.orders.of(shop.finder.who("李姐"))
    assert (order.total, order.paid) == (total, paid)


def test_money_without_goods_pays_what_is_owed(shop: Workspace):
    friend = shop.finder.who("李姐")
    assert shop.one_line.problem(one(shop, "李姐 50 已付")) is Problem.NO_ORDER
    shop.one_line.take([one(shop, "李姐 草莓2"), one(shop, "李姐 奶粉1")])
    shop.one_line.take([one(shop, "李姐 98 已付")])
    assert [(order.total, order.owed) for order in sorted(shop.orders.of(friend), key=lambda row: row.id)] == [
        (19_600, 19_600),
        (9_800, 0),
    ]
    assert shop.one_line.problem(one(shop, "李姐 草莓1 定金500")) is Problem.DEPOSIT


def test_what_is_left_is_written_down(shop: Workspace):
    shop.one_line.take([one(shop, "李姐 孩子三岁了")])
    friend = shop.finder.who("李姐")
    assert shop.conversations.last_words([friend])[friend].text == "孩子三岁了"


@pytest.mark.usefixtures("language")
def test_every_chip_and_problem_is_said(shop: Workspace):
    for line, _ in [*LINES, ("wf 面膜2", ()), ("谁谁", ())]:
        said = chips(one(shop, line), Currency.CNY, TODAY)
        assert all(words and "{n}" not in words for words in said)
    assert len({problem_words(problem) for problem in Problem}) == len(Problem)


def nobody(_words: str) -> list[Choice]:
    return []


def anybody(words: str) -> list[Choice]:
    return [Choice(len(words), words, sure=len(words) % 2 == 0)]


@given(st.text(max_size=80), st.sampled_from([nobody, anybody]), st.sampled_from([nobody, anybody]))
def test_any_text_is_read(text: str, who, what):
    reading = read_line(text, TODAY, Currency.CNY, who, what)
    assert reading.line == text.strip()
    assert reading.deposit >= 0
    assert all(ware.quantity >= 1 for ware in reading.wares)


PIECES = ("补水面膜2", "196", "已付", "周五问效果")


@given(st.permutations(PIECES))
def test_the_order_of_the_pieces_does_not_matter(pieces: list[str]):
    def what(words: str) -> list[Choice]:
        return [Choice(1, "补水面膜", sure=True)] if words == "补水面膜" else []

    def who(words: str) -> list[Choice]:
        return [Choice(1, "王芳", sure=True)] if words == "王芳" else []

    reading = read_line(" ".join(["王芳", *pieces]), TODAY, Currency.CNY, who, what)
    assert reading.plan == Plan(FRIDAY, "问效果")
    assert (reading.amount, reading.paid, reading.note) == (19_600, Paid.ALL, "")
    assert [(ware.words, ware.quantity) for ware in reading.wares] == [("补水面膜", 2)]


def test_the_command_line_tells_takes_and_passes_over(shop: Workspace, tmp_path):
    import json

    def said(*words: str):
        answer = cli.answered(["note", *words, "--json"], shop, tmp_path, unheard)
        return answer.code, json.loads(answer.out)

    code, told = said("李姐 草莓2 196 已付", "--dry-run")
    assert (code, told["lines"][0]["amount"], told["lines"][0]["problem"]) == (0, 19_600, None)
    assert shop.orders.of(shop.finder.who("李姐")) == []
    assert said("李姐 草莓2 196 已付")[0] == 0
    code, told = said("李姐 草莓2 196 已付")
    assert (code, told["lines"][0]["problem"]) == (0, "taken")
    notes = tmp_path / "pasted.txt"
    notes.write_text("Amy Wong 明天 call her\nwf 面膜\n", "utf-8")
    code, told = said(str(notes))
    assert code == 1
    assert [line["problem"] for line in told["lines"]] == [None, "which_friend"]
