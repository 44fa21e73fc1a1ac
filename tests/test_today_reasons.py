"""Reasons on Today in a real shop: each comes from what was logged, gives way to guards, and can be switched off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.accounts import Platform
from crm.after_sales import CaseDraft, CaseKind
from crm.contacts import ContactDraft, Handle, TieState
from crm.conversations import Direction, Kind
from crm.custom_fields import FieldKind
from crm.db.models import Order, OrderLine, Product
from crm.festivals import Festival
from crm.ids import ContactId
from crm.reasons import KINDS, FestivalNear, Happened, NamedDay, Quiet, ReasonKind
from crm.sequences import SequenceDraft, StepDraft
from crm.settings import Shop, Wish
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace
from tests.conftest import StoppedTime

TODAY = date(2026, 3, 4)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    """A customer of a long rhythm, so that only other reasons are told."""
    workspace.settings.change(replace(workspace.settings.shop(), cadences=dict.fromkeys(Stage, 365)))
    return workspace.contacts.add(ContactDraft("王芳", stage=Stage.CUSTOMER, added_on=ago(300)))


def say(workspace: Workspace, friend: ContactId, days: int, direction: Direction, kind: Kind = Kind.CHAT) -> None:
    at = workspace.clock.now() - timedelta(days=days)
    workspace.conversations.log(friend, "还有吗？", direction=direction, kind=kind, at=at)


def sell(workspace: Workspace, friend: ContactId, days: int, *, lasts: int | None = None, **said: date) -> None:
    at = workspace.clock.now() - timedelta(days=days)
    with workspace.store.write(Topic.ORDERS, Action(Verb.ADD_ORDER, friend)) as write:
        product = write.insert(Product, name="面膜", days_per_unit=lasts) if lasts else None
        order = write.insert(Order, contact=friend, number=str(days), at=at, day=workspace.clock.day_of(at), **said)
        write.insert(OrderLine, contact=friend, order=order, product=product, name="面膜", quantity=3, unit_price=0)


def why(workspace: Workspace, friend: ContactId) -> list[ReasonKind]:
    """The kinds of reasons, which the queue and the count know too."""
    found = [reason.kind for reason in workspace.today.why(friend)]
    queue = workspace.today.queue()
    shown = {item.row.id: [reason.kind for reason in item.reasons] for item in queue.items}
    assert shown.get(friend, []) == found
    assert workspace.today.queue(limit=0).waiting == len(queue.items)
    return found


def happen(workspace: Workspace, friend: ContactId, kind: ReasonKind) -> None:
    """Let something happen that is this reason now."""
    match kind:
        case ReasonKind.ASKED:
            say(workspace, friend, 2, Direction.IN)
        case ReasonKind.REACTED:
            say(workspace, friend, 2, Direction.IN, Kind.LIKE)
        case ReasonKind.REQUESTED:
            account = workspace.accounts.add("大号", Platform.WECHAT)
            handle = workspace.contacts.add_identity(friend, Handle(Platform.WECHAT, "wf"))
            workspace.contacts.set_tie(friend, handle, account, state=TieState.REQUESTED, since=ago(4))
        case ReasonKind.ON_THE_WAY:
            sell(workspace, friend, 10, shipped_on=ago(9))
        case ReasonKind.IN_USE:
            sell(workspace, friend, 10, shipped_on=ago(9), received_on=ago(4))
        case ReasonKind.FEEDBACK:
            sell(workspace, friend, 18, shipped_on=ago(17), received_on=ago(12))
        case ReasonKind.INTRODUCTION:
            sell(workspace, friend, 40, shipped_on=ago(39), received_on=ago(33))
        case ReasonKind.RUNS_OUT:
            sell(workspace, friend, 60, lasts=20)
        case ReasonKind.GOING_COLD:
            for days in (18, 22, 27, 31, 35):
                say(workspace, friend, days, Direction.BOTH)
        case ReasonKind.NO_NEXT_STEP:
            workspace.settings.change(replace(workspace.settings.shop(), wishes={kind: Wish.USUAL}))
            workspace.stages.move(friend, Stage.INTERESTED)
            say(workspace, friend, 3, Direction.BOTH)
        case ReasonKind.STEP:
            draft = SequenceDraft("欢迎", (StepDraft(0, "你好"), StepDraft(3, "在吗")))
            workspace.sequences.start(workspace.sequences.add(draft), [friend])
        case ReasonKind.CASE:
            workspace.after_sales.begin(CaseDraft(friend, CaseKind.COMPLAINT, "色差", due=TODAY))


HAPPENINGS = list(KINDS.values())


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_what_happened_is_a_reason_until_it_is_seen_to(workspace: Workspace, friend: ContactId, kind: ReasonKind):
    assert why(workspace, friend) == []
    happen(workspace, friend, kind)
    assert why(workspace, friend) == [kind]
    step = workspace.undo.last()
    workspace.today.done(friend)
    assert why(workspace, friend) == []
    workspace.undo.undo()
    assert why(workspace, friend) == [kind]
    assert workspace.undo.last() == step


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_every_reason_has_its_switch(workspace: Workspace, friend: ContactId, kind: ReasonKind):
    happen(workspace, friend, kind)
    workspace.settings.change(replace(workspace.settings.shop(), wishes={kind: Wish.NEVER}))
    assert why(workspace, friend) == []
    assert workspace.settings.shop().wish(kind) is Wish.NEVER


@pytest.mark.parametrize("kind", [ReasonKind.CADENCE, ReasonKind.NEW_FRIEND, ReasonKind.BIRTHDAY, ReasonKind.UNPAID])
def test_the_older_reasons_have_theirs_too(workspace: Workspace, kind: ReasonKind):
    from crm.lunar import Birthday

    greeted = workspace.contacts.add(ContactDraft("旧", added_on=ago(50), birthday=Birthday(3, 4)))
    say(workspace, greeted, 40, Direction.BOTH)
    new = workspace.contacts.add(ContactDraft("新", added_on=ago(50)))
    with workspace.store.write(Topic.ORDERS, Action(Verb.ADD_ORDER, greeted)) as write:
        order = write.insert(
            Order, contact=greeted, number="1", at=workspace.clock.now() - timedelta(days=45), day=ago(45)
        )
        write.insert(OrderLine, contact=greeted, order=order, name="面膜", quantity=1, unit_price=100)
    every = {*why(workspace, greeted), *why(workspace, new)}
    assert kind in every
    workspace.settings.change(replace(workspace.settings.shop(), wishes={kind: Wish.NEVER}))
    assert {*why(workspace, greeted), *why(workspace, new)} == every - {kind}


def test_a_friend_is_left_alone_after_a_contact(workspace: Workspace, friend: ContactId):
    happen(workspace, friend, ReasonKind.RUNS_OUT)
    say(workspace, friend, 4, Direction.BOTH)  # the day before that reason began
    assert why(workspace, friend) == [ReasonKind.RUNS_OUT]
    workspace.settings.change(replace(workspace.settings.shop(), cooldown_days=5))
    assert why(workspace, friend) == []
    happen(workspace, friend, ReasonKind.ASKED)
    assert why(workspace, friend) == [ReasonKind.ASKED]  # an answer does not wait


def test_after_three_messages_without_an_answer_nobody_writes_by_rhythm(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳", stage=Stage.CUSTOMER, added_on=ago(300)))
    for days in (90, 80):
        say(workspace, friend, days, Direction.OUT)
    assert workspace.today.why(friend) == (Quiet(80, 30),)
    say(workspace, friend, 70, Direction.OUT)
    assert why(workspace, friend) == []
    workspace.follow_ups.set(friend, TODAY, "再试一次")
    assert why(workspace, friend) == [ReasonKind.BY_HAND]
    workspace.undo.undo()
    say(workspace, friend, 50, Direction.IN)
    assert why(workspace, friend) == [ReasonKind.CADENCE]


def test_after_two_messages_that_sold_comes_one_that_does_not(
    workspace: Workspace, friend: ContactId, time: StoppedTime
):
    for _ in range(2):
        sell(workspace, friend, 20, lasts=6)
        assert why(workspace, friend) == [ReasonKind.RUNS_OUT]
        workspace.today.sent(friend, "快用完了吧？")
        time.advance(days=30)
    sell(workspace, friend, 20, lasts=6)
    assert ReasonKind.RUNS_OUT not in why(workspace, friend)
    say(workspace, friend, 6, Direction.BOTH)
    assert why(workspace, friend) == [ReasonKind.RUNS_OUT]


def test_a_day_of_their_own_comes_back_every_year(workspace: Workspace, friend: ContactId):
    field = workspace.fields.add("宝宝生日", FieldKind.DATE)
    workspace.fields.set([friend], field, "2020-03-05")
    assert why(workspace, friend) == []
    workspace.settings.change(replace(workspace.settings.shop(), day_fields=(int(field),)))
    assert workspace.today.why(friend) == (NamedDay(1, "宝宝生日"),)
    assert why(workspace, friend) == [ReasonKind.NAMED_DAY]
    workspace.today.done(friend)
    assert why(workspace, friend) == []
    assert workspace.today.why(friend, date(2027, 3, 5))[0] == NamedDay(0, "宝宝生日")


def test_customers_are_greeted_at_the_festivals_that_were_chosen(
    workspace: Workspace, friend: ContactId, time: StoppedTime
):
    other = workspace.contacts.add(ContactDraft("新", added_on=ago(3)))
    say(workspace, friend, 3, Direction.BOTH)
    time.advance(days=3)  # the day before the eighth of March
    assert why(workspace, friend) == []
    workspace.settings.change(replace(workspace.settings.shop(), festivals=(Festival.WOMEN,)))
    assert workspace.today.why(friend) == (FestivalNear(1, Festival.WOMEN),)
    assert why(workspace, friend) == [ReasonKind.FESTIVAL]
    assert why(workspace, other) == []  # no customer yet
    workspace.today.sent(friend, "节日快乐")
    time.advance(days=1)
    assert why(workspace, friend) == []
    workspace.undo.undo()
    assert workspace.today.why(friend) == (FestivalNear(0, Festival.WOMEN),)
    assert why(workspace, friend) == [ReasonKind.FESTIVAL]
    workspace.settings.change(replace(workspace.settings.shop(), wishes={ReasonKind.FESTIVAL: Wish.NEVER}))
    assert why(workspace, friend) == []


def test_on_a_day_off_only_what_belongs_to_the_day_is_told(workspace: Workspace, friend: ContactId):
    happen(workspace, friend, ReasonKind.RUNS_OUT)
    workspace.settings.change(replace(workspace.settings.shop(), days_off=(TODAY.weekday(),)))
    assert why(workspace, friend) == []
    workspace.follow_ups.set(friend, TODAY, "约好了")
    assert why(workspace, friend) == [ReasonKind.BY_HAND]
    assert len(workspace.today.why(friend, TODAY + timedelta(days=1))) == 2


def test_more_and_fewer_change_the_order(workspace: Workspace):
    shop = workspace.settings.shop()
    workspace.settings.change(replace(shop, cadences=dict.fromkeys(Stage, 365)))
    first, second = (workspace.contacts.add(ContactDraft(name, added_on=ago(300))) for name in "甲乙")
    happen(workspace, first, ReasonKind.RUNS_OUT)
    happen(workspace, second, ReasonKind.ON_THE_WAY)
    assert [item.row.id for item in workspace.today.queue().items] == [first, second]
    wishes = {ReasonKind.RUNS_OUT: Wish.FEWER, ReasonKind.ON_THE_WAY: Wish.MORE}
    workspace.settings.change(replace(workspace.settings.shop(), wishes=wishes))
    assert [item.row.id for item in workspace.today.queue().items] == [second, first]


def test_a_tag_may_have_a_rhythm_and_a_friends_own_comes_first(workspace: Workspace, friend: ContactId):
    say(workspace, friend, 12, Direction.BOTH)
    workspace.contacts.tag([friend], "宝妈")
    ((tag, _),) = workspace.contacts.tags()
    workspace.contacts.set_tag_cadence(tag, 10)
    assert workspace.contacts.tag_cadences() == {tag: 10}
    assert workspace.today.why(friend) == (Quiet(12, 10),)
    workspace.contacts.set_cadence(friend, 60)
    assert workspace.today.why(friend) == ()
    workspace.contacts.set_cadence(friend, None)
    workspace.contacts.set_tag_cadence(tag, None)
    assert why(workspace, friend) == []


def test_sentences_know_when_it_happened(workspace: Workspace, friend: ContactId):
    happen(workspace, friend, ReasonKind.RUNS_OUT)
    (reason,) = workspace.today.why(friend)
    assert reason == Happened(ReasonKind.RUNS_OUT, 3, 20, 3, "面膜")
    assert Shop().wish("no_next_step") is Wish.NEVER
