"""Finding anything: every kind against a plain look through the rows, the quick answers first, hostile words."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.demo import make_demo
from crm.finder import Group, HitKind
from crm.finder.anything import MOST, SHOWN
from crm.names import fold
from crm.orders import LineDraft, OrderDraft
from crm.phrases import PhraseDraft
from crm.products import ProductDraft
from crm.topics import Topic
from crm.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    shop = open_workspace(tmp_path_factory.mktemp("demo") / "shop")
    make_demo(shop, 120, 1500, 250)
    yield shop
    shop.close()


def group(workspace: Workspace, kind: HitKind, words: str) -> Group | None:
    return next((found for found in workspace.anything.find(words) if found.kind is kind), None)


def talks(workspace: Workspace) -> list[tuple[int, str]]:
    return workspace.store.rows("SELECT id, text FROM conversation WHERE deleted_at IS NULL")


def test_talks_are_those_that_a_plain_look_finds(demo: Workspace):
    chance = random.Random(3)
    rows = talks(demo)
    plain = {number: "".join(fold(text).split()) for number, text in rows}
    for _ in range(60):
        text = chance.choice(rows)[1]
        chinese = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
        at = chance.randrange(max(1, len(chinese)))
        words = chinese[at : at + chance.randint(1, 4)]
        if not words or words not in text:
            continue
        wanted = {number for number, said in plain.items() if fold(words) in said}
        found = demo.anything.group(HitKind.TALK, words)
        assert found.count == min(len(wanted), MOST)
        assert {hit.id for hit in found.hits} <= wanted
        assert found.more == (len(wanted) > MOST)
        if not found.more:
            assert {hit.id for hit in found.hits} == wanted
        days = [hit.day for hit in found.hits]
        assert days == sorted(days, reverse=True)


def test_orders_are_those_that_a_plain_look_finds(demo: Workspace):
    chance = random.Random(4)
    rows = demo.store.rows("SELECT id, number, tracking FROM shop_order WHERE deleted_at IS NULL")
    for _ in range(60):
        _, number, tracking = chance.choice(rows)
        sign = chance.choice([number, tracking or number])
        start = chance.choice([0, 0, chance.randrange(len(sign)), len(sign) - 4])
        part = sign[start : start + chance.randint(3, 8)]
        if len(part) < 3 or not any(c.isdigit() for c in part):
            continue
        begun = {n for n, a, b in rows if a.startswith(part) or b.startswith(part) or b[-4:] == part}
        wanted = begun or {n for n, a, b in rows if part in a or part in b}
        found = demo.anything.group(HitKind.ORDER, part.lower())
        assert {hit.id for hit in found.hits} == wanted
        assert found.count == len(wanted)


@pytest.mark.parametrize("words", ["20", "demo", "张", "2 0", "%%%1", "___1"])
def test_what_is_no_part_of_a_number_finds_no_order(demo: Workspace, words: str):
    assert demo.anything.group(HitKind.ORDER, words).count == 0


def test_friends_are_those_of_the_list(demo: Workspace):
    for words in ("王", "zhang", "l", "138", "qqzz", "宝妈"):
        found = demo.anything.group(HitKind.FRIEND, words)
        assert [row.id for row in found.hits] == demo.finder.search(words, MOST)
        few = group(demo, HitKind.FRIEND, words)
        assert (few.hits if few else ()) == found.hits[:SHOWN]


def test_every_kind_has_its_group_and_the_kinds_their_order(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("曾面", tags=("面霜控",)))
    product = workspace.products.add(ProductDraft("面膜", price=9800))
    workspace.phrases.add(PhraseDraft("面膜到货啦", name="到货"))
    order = workspace.orders.add(OrderDraft(friend, lines=(LineDraft(product, "面膜", 2, 9800),)))
    workspace.conversations.log(friend, "問了面膜")
    found = workspace.anything.find("面")
    assert [each.kind for each in found] == [
        HitKind.FRIEND, HitKind.PRODUCT, HitKind.PHRASE, HitKind.TAG, HitKind.TALK,
    ]  # fmt: skip
    assert all(each.count == len(each.hits) == 1 and not each.more for each in found)
    assert group(workspace, HitKind.PRODUCT, "mm").hits[0].id == product
    number = workspace.orders.row(order).number
    hit = group(workspace, HitKind.ORDER, number).hits[0]
    assert (hit.id, hit.friend, hit.total) == (order, "曾面", 19600)
    assert group(workspace, HitKind.FRIEND, "zengm").hits[0].id == friend
    assert group(workspace, HitKind.TAG, "msk").hits[0].name == "面霜控"


def test_a_tag_that_begins_so_comes_first(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王", tags=("爱点赞", "点赞")))
    assert [hit.name for hit in group(workspace, HitKind.TAG, "点").hits] == ["点赞", "爱点赞"]


def test_friends_found_only_inside_come_with_the_last_step(workspace: Workspace):
    workspace.contacts.add(ContactDraft("xxmiddlexx"))
    steps = workspace.anything.steps("middle")
    assert [[found.kind for found in step()] for step in steps] == [[], [], [], [HitKind.FRIEND]]
    assert group(workspace, HitKind.FRIEND, "middle").hits[0].name == "xxmiddlexx"
    assert group(workspace, HitKind.FRIEND, "xxmid").count == 1


@pytest.mark.parametrize("words", ["", "  ", "\u200f", "\0"])
def test_nothing_typed_finds_nothing(demo: Workspace, words: str):
    assert demo.anything.find(words) == ()


def test_more_than_the_most_says_so(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    with workspace.store.write(Topic.CONVERSATIONS):
        for _ in range(MOST + 1):
            workspace.conversations.log(friend, "好")
    found = group(workspace, HitKind.TALK, "好")
    assert (found.count, found.more, len(found.hits)) == (MOST, True, SHOWN)
    assert len(workspace.anything.group(HitKind.TALK, "好").hits) == MOST


HOSTILE = (
    "<b>x</b>", "🎉", "\u202eabc", "x" * 10_000, "'", '"', '""', "*", "a*", "AND", "OR NOT", "NEAR(a b)", "%", "_",
    "a\0b", "t:x", "-x", "^x", "{", "(", "张*", '张"王', "\ue000", "\udcff",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_what_looks_like_syntax_is_only_text(demo: Workspace, words: str):
    for found in demo.anything.find(words):
        assert found.count


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30))
def test_anything_may_be_typed(demo: Workspace, words: str):
    for found in demo.anything.find(words):
        assert len(found.hits) <= SHOWN
        assert found.count >= len(found.hits) > 0


def test_a_parcels_number_is_found_in_capitals_and_small_letters(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    orders = []
    for tracking in ("SF1234567", "yt7654321"):
        order = workspace.orders.add(OrderDraft(friend, lines=(LineDraft(None, "茶", 1, 100),)))
        workspace.orders.ship(order, tracking=tracking)
        orders.append(order)
    for words, place in (("sf12", 0), ("f1234", 0), ("ＳＦ123", 0), ("4567", 0), ("yt76", 1), ("t765", 1), ("4321", 1)):
        assert [hit.id for hit in workspace.anything.group(HitKind.ORDER, words).hits] == [orders[place]], words
