"""The timeline: everything of one friend in one line, newest first."""

from datetime import date, timedelta

from crm.contacts import ContactDraft
from crm.conversations import Direction
from crm.db.models import Order, OrderLine, Payment
from crm.ids import ContactId
from crm.stages import Stage
from crm.timeline import EntryKind, FollowUpEntry, OrderEntry, PaymentEntry, StageEntry, TalkEntry, Which, key_of
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace
from tests.conftest import StoppedTime

TALKS = Which(frozenset({EntryKind.TALK}))


def sell(workspace: Workspace, friend: ContactId, paid: int) -> int:
    now, today = workspace.clock.now(), workspace.clock.today()
    with workspace.store.write(Topic.ORDERS, Action(Verb.ADD_ORDER, friend)) as write:
        order = write.insert(Order, contact=friend, number="A1", at=now, day=today)
        write.insert(OrderLine, contact=friend, order=order, name="面膜", quantity=2, unit_price=6400)
        write.insert(Payment, contact=friend, order=order, amount=paid, method="微信", at=now, day=today)
    return order


def test_everything_stands_in_one_line_newest_first(workspace: Workspace, time: StoppedTime):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    time.advance(hours=1)
    workspace.conversations.log(friend, "多少钱", direction=Direction.IN)
    time.advance(days=1)
    order = sell(workspace, friend, 5000)
    time.advance(hours=1)
    workspace.stages.move(friend, Stage.CUSTOMER, "买了")
    planned = workspace.follow_ups.set(friend, date(2026, 4, 1), "问效果")
    keys = workspace.timeline.keys(friend)
    entries = workspace.timeline.entries(keys)
    kinds = [type(entries[key]) for key in keys]
    assert kinds == [FollowUpEntry, StageEntry, OrderEntry, PaymentEntry, TalkEntry, StageEntry]
    coming, moved, bought, paid, talk, began = (entries[key] for key in keys)
    assert isinstance(coming, FollowUpEntry)
    assert (coming.due, coming.text, coming.done) == (date(2026, 4, 1), "问效果", False)
    assert isinstance(moved, StageEntry)
    assert (moved.before, moved.after, moved.reason) == (Stage.ADDED, Stage.CUSTOMER, "买了")
    assert isinstance(bought, OrderEntry)
    assert (bought.id, bought.summary, bought.total, bought.owed) == (order, "面膜 × 2", 12800, 7800)
    assert isinstance(paid, PaymentEntry)
    assert (paid.order, paid.number, paid.amount, paid.method) == (order, "A1", 5000, "微信")
    assert isinstance(talk, TalkEntry)
    assert talk.text == "多少钱"
    assert isinstance(began, StageEntry)
    assert began.before is None
    workspace.follow_ups.done(planned)
    done = workspace.timeline.entries([key_of(EntryKind.FOLLOW_UP, planned)])
    assert [(entry.day, entry.done) for entry in done.values() if isinstance(entry, FollowUpEntry)] == [
        (date(2026, 3, 5), True)
    ]


def test_only_some_kinds_and_nothing_from_the_bin(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    talk = workspace.conversations.log(friend, "hi")
    keys = workspace.timeline.keys(friend, TALKS)
    assert list(keys) == [key_of(EntryKind.TALK, talk)]
    assert list(workspace.timeline.keys(friend, Which(frozenset()))) == []
    workspace.conversations.delete(talk)
    assert list(workspace.timeline.keys(friend, TALKS)) == []
    assert workspace.timeline.entries(keys) == {}


def test_others_have_their_own_line(workspace: Workspace):
    friend, other = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四"))
    workspace.conversations.log(other, "hi", at=workspace.clock.now() - timedelta(days=2))
    assert len(workspace.timeline.keys(friend)) == 1
    assert len(workspace.timeline.keys(other)) == 2
