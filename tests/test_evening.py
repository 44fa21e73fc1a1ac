"""The day at its end tells what was done on it and nothing else, and whom tomorrow brings."""

from datetime import date, timedelta

import pytest

from crm.contacts import ContactDraft
from crm.conversations import Direction, Kind
from crm.evening import Done, Figure
from crm.lunar import Birthday
from crm.orders import LineDraft, OrderDraft
from crm.reasons import ReasonKind
from crm.stages import Stage

TODAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳", added_on=date(2026, 1, 1)))


def counts(done: Done) -> dict[Figure, int]:
    return {figure: part.count for figure, part in done.parts.items() if part.count}


def order(workspace, friend, price=10000, paid=0, day=None):
    return workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, price),), paid=paid, day=day))


def test_a_day_without_anything(workspace, friend):
    done = workspace.evening.done()
    assert done.nothing
    assert (done.day, done.kinds, done.settled) == (TODAY, {}, 0)
    assert set(done.parts) == set(Figure)


def test_talks_are_counted_by_kind_and_friends_once(workspace, friend):
    other = workspace.contacts.add(ContactDraft("李四"))
    workspace.conversations.log(friend, "在吗", direction=Direction.OUT)
    workspace.conversations.log(friend, "打了电话", kind=Kind.CALL)
    workspace.conversations.log(other, "你好", direction=Direction.OUT)
    workspace.conversations.log(other, "昨天", at=workspace.clock.now() - timedelta(days=1))
    done = workspace.evening.done()
    assert done.kinds == {Kind.CHAT: 2, Kind.CALL: 1}
    assert done.parts[Figure.TALKS].count == 2
    assert {deed.name for deed in done.parts[Figure.TALKS].deeds} == {"王芳", "李四"}
    assert workspace.evening.done(TODAY - timedelta(days=1)).kinds == {Kind.CHAT: 1}
    workspace.contacts.delete([other])
    assert workspace.evening.done().kinds == {Kind.CHAT: 1, Kind.CALL: 1}


def test_who_answered_is_who_wrote_after_the_seller(workspace, friend, time):
    workspace.conversations.log(friend, "在吗", direction=Direction.OUT, at=workspace.clock.now() - timedelta(days=2))
    asked_first = workspace.contacts.add(ContactDraft("李四"))
    workspace.conversations.log(asked_first, "多少钱", direction=Direction.IN)
    noted = workspace.contacts.add(ContactDraft("赵磊"))
    workspace.conversations.log(noted, "发了图", direction=Direction.OUT)
    workspace.conversations.log(noted, "她怀孕了", direction=Direction.BOTH, kind=Kind.NOTE)
    assert workspace.evening.done().parts[Figure.ANSWERS].count == 0
    time.advance(minutes=5)
    workspace.conversations.log(friend, "在的", direction=Direction.IN)
    time.advance(minutes=5)
    workspace.conversations.log(friend, "怎么了", direction=Direction.IN)
    part = workspace.evening.done().parts[Figure.ANSWERS]
    assert [(deed.name, deed.text, deed.direction) for deed in part.deeds] == [("王芳", "在的", Direction.IN)]


def test_orders_and_money_are_of_the_day(workspace, friend, time):
    old = order(workspace, friend, 20000)
    time.advance(days=1)
    order(workspace, friend, 5000, paid=5000)
    cancelled = order(workspace, friend, 700)
    workspace.orders.cancel(cancelled)
    order(workspace, friend, 900, day=TODAY - timedelta(days=3))
    workspace.orders.pay(old, 8000)
    done = workspace.evening.done()
    assert (done.parts[Figure.ORDERS].count, done.parts[Figure.ORDERS].amount) == (1, 5000)
    money = done.parts[Figure.MONEY]
    assert (money.count, money.amount) == (2, 13000)
    assert money.deeds[0].order == old
    before = workspace.evening.done(TODAY)
    assert (before.parts[Figure.ORDERS].amount, before.parts[Figure.MONEY].count) == (20000, 0)


def test_who_moved_on_the_path(workspace, friend, time):
    workspace.stages.move(friend, Stage.INTERESTED, "问了价")
    time.advance(days=1)
    workspace.stages.move(friend, Stage.INTERACTING)
    workspace.contacts.add(ContactDraft("新来的"))
    (deed,) = workspace.evening.done().parts[Figure.MOVES].deeds
    assert (deed.name, deed.stages) == ("王芳", (Stage.INTERESTED, Stage.INTERACTING))
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.evening.done().parts[Figure.MOVES].count == 0


def test_promises_that_were_kept(workspace, friend, time):
    old = workspace.promises.promise(friend, "发图", TODAY)
    workspace.promises.promise(friend, "打电话", TODAY)
    plan = workspace.follow_ups.set(friend, TODAY, "问效果")
    time.advance(days=3)
    workspace.follow_ups.done(plan)
    workspace.promises.keep(old)
    (deed,) = workspace.evening.done().parts[Figure.PROMISES].deeds
    assert (deed.name, deed.text, deed.due) == ("王芳", "发图", TODAY)
    workspace.undo.undo()
    assert workspace.evening.done().parts[Figure.PROMISES].count == 0


def test_who_was_seen_to_on_today(workspace, friend):
    workspace.today.done(friend)
    done = workspace.evening.done()
    assert (done.settled, done.nothing) == (1, False)


def test_every_count_together(workspace, friend):
    order(workspace, friend, paid=10000)
    workspace.stages.move(friend, Stage.AGENT)
    workspace.promises.keep(workspace.promises.promise(friend, "发图", TODAY))
    assert counts(workspace.evening.done()) == {
        Figure.ORDERS: 1,
        Figure.MONEY: 1,
        Figure.MOVES: 1,
        Figure.PROMISES: 1,
    }


def test_tomorrow_names_who_is_due_and_why(workspace, friend):
    workspace.today.done(friend)
    workspace.follow_ups.set(friend, TODAY + timedelta(days=1), "问效果")
    born = workspace.contacts.add(ContactDraft("李四"))
    workspace.contacts.set_birthday(born, Birthday(3, 5))
    tomorrow = workspace.evening.tomorrow()
    assert (tomorrow.day, tomorrow.due) == (date(2026, 3, 5), 2)
    assert {item.row.name: item.reasons[0].kind for item in tomorrow.items} == {
        "王芳": ReasonKind.BY_HAND,
        "李四": ReasonKind.BIRTHDAY,
    }
