"""Phrases: found by a few letters, filled from what is known, and never from more."""

from datetime import date

import pytest

from crm.contacts import ContactDraft
from crm.errors import ConflictError, EmptyNameError, MissingError
from crm.ids import ContactId, PhraseId
from crm.orders import LineDraft, OrderDraft
from crm.phrases import SPELLINGS, PhraseDraft, Variable, variable_of
from crm.products import ProductDraft
from crm.workspace import Workspace
from tests.conftest import StoppedTime


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("李梅", remark="A李姐-深圳-3岁宝妈"))


def test_everything_said_is_kept_and_only_a_text_is_needed(workspace: Workspace):
    phrases = workspace.phrases
    number = phrases.add(PhraseDraft(" 你好\n{称呼} ", " 打 招呼 ", "新好友 "))
    row = phrases.row(number)
    assert (row.name, row.heading, row.text, row.uses) == ("打 招呼", "新好友", "你好\n{称呼}", 0)
    assert row.title == "打 招呼"
    assert phrases.row(phrases.add(PhraseDraft("谢谢\n惠顾"))).title == "谢谢 惠顾"
    with pytest.raises(EmptyNameError):
        phrases.add(PhraseDraft(" \n", "name"))
    with pytest.raises(MissingError):
        phrases.row(PhraseId(99))


def test_groups_stand_in_the_order_of_their_first_phrase(workspace: Workspace):
    phrases = workspace.phrases
    for text, heading in (("1", "b"), ("2", "a"), ("3", "b")):
        phrases.add(PhraseDraft(text, heading=heading))
    assert [row.text for row in phrases.all()] == ["1", "3", "2"]
    assert phrases.headings() == ["b", "a"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dzh", ["打招呼"]),
        ("dazhao", ["打招呼"]),
        ("xhy", ["打招呼"]),
        ("歡迎", ["打招呼"]),
        ("NICE", ["meet"]),
        ("招呼 你", ["打招呼"]),
        ("zzz", []),
        ("", ["打招呼", "meet"]),
    ],
)
def test_found_by(workspace: Workspace, typed: str, found: list[str]):
    workspace.phrases.add(PhraseDraft("欢迎你！", "打招呼", "新好友"))
    workspace.phrases.add(PhraseDraft("Nice to meet you", "meet", "added"))
    assert [row.name for row in workspace.phrases.search(typed)] == found


def test_those_that_fit_by_name_come_first_then_what_is_used_most(workspace: Workspace):
    phrases = workspace.phrases
    phrases.add(PhraseDraft("谢谢", "a"))
    often = phrases.add(PhraseDraft("谢谢 again", "b"))
    phrases.add(PhraseDraft("x", "谢谢"))
    phrases.used(often)
    assert [row.name for row in phrases.search("谢谢")] == ["谢谢", "b", "a"]
    assert len(phrases.search("谢谢", limit=1)) == 1


def test_changed_moved_and_deleted_with_undo(workspace: Workspace):
    phrases = workspace.phrases
    a, b, c = (phrases.add(PhraseDraft(text, heading="g")) for text in "abc")
    other = phrases.add(PhraseDraft("x", heading="h"))

    def order() -> str:
        return "".join(row.text for row in phrases.all())

    phrases.move(c, 0)
    assert order() == "cabx"
    phrases.move(c, 99)
    assert order() == "abcx"
    phrases.move(b, -1)
    assert order() == "bacx"
    workspace.undo.undo()
    assert order() == "abcx"
    seen = phrases.row(a).version
    phrases.edit(a, PhraseDraft("A", "name", "g"), seen=seen)
    with pytest.raises(ConflictError):
        phrases.edit(a, PhraseDraft("AA"), seen=seen)
    phrases.delete([a, other])
    assert order() == "bc"
    workspace.undo.undo()
    workspace.undo.undo()
    assert order() == "abcx"
    assert phrases.row(a).name == ""


def test_ready_ones_come_in_one_step(workspace: Workspace):
    assert len(workspace.phrases.add_all([PhraseDraft("a"), PhraseDraft("b")])) == 2
    workspace.undo.undo()
    assert workspace.phrases.all() == []


def test_being_copied_is_counted_and_is_no_step(workspace: Workspace):
    number = workspace.phrases.add(PhraseDraft("a"))
    workspace.phrases.used(number)
    workspace.phrases.used(number)
    assert workspace.phrases.row(number).uses == 2
    workspace.undo.undo()
    assert workspace.phrases.all() == []


def test_filled_with_what_is_known(workspace: Workspace, friend: ContactId, time: StoppedTime):
    mask = workspace.products.add(ProductDraft("面膜", price=100))
    workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 1, 100),)))
    time.advance(days=20)
    said = workspace.phrases.filled(
        "{称呼}，{名字}！｛產品｝用了{days}天，上次是{上次}", friend, say_day=lambda day: f"{day.day}号"
    )
    assert said.text == "李姐，李梅！面膜用了20天，上次是4号"
    assert (said.empty, said.unknown) == ((), ())


def test_nothing_is_invented(workspace: Workspace, friend: ContactId):
    said = workspace.phrases.filled("{称呼} {产品} {产品} {天数} {上次} {面膜价} {} {", friend)
    assert said.text == "李姐 {产品} {产品} {天数} {上次} {面膜价} {} {"
    assert said.empty == (Variable.PRODUCT, Variable.DAYS, Variable.LAST)
    assert said.unknown == ("面膜价",)
    assert workspace.phrases.filled("plain", None).text == "plain"
    assert workspace.phrases.filled("{name}", None).empty == (Variable.NAME,)
    with pytest.raises(MissingError):
        workspace.phrases.filled("{name}", ContactId(99))


def test_what_was_cancelled_was_not_bought_and_days_are_iso_by_default(workspace: Workspace, friend: ContactId):
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 1),)))
    workspace.orders.cancel(order)
    workspace.conversations.log(friend, "hi")
    said = workspace.phrases.filled("{product} {last}", friend)
    assert said.text == f"{{product}} {date(2026, 3, 4)}"


def test_each_spelling_means_its_variable():
    assert {variable_of(word.upper()) for words in SPELLINGS.values() for word in words} == set(Variable)
    assert variable_of("價格") is None
