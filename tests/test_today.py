"""Today: the right friends, once each, ranked by a reason that is said; settling is one step and lasts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm.clock import Clock
from crm.contacts import ContactDraft, Standing
from crm.conversations import Direction
from crm.db.models import Order, OrderLine
from crm.errors import MissingError, UnknownValueError
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.orders import LineDraft, OrderDraft
from crm.reasons import BirthdayNear, ByHand, NewFriend, Quiet, Unpaid, keys_on, score
from crm.settings import Shop
from crm.stages import Stage
from crm.today import Queue
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime

TODAY = date(2026, 3, 4)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def add(workspace: Workspace, name: str = "王芳", *, quiet: int = 0, stage: Stage = Stage.INTERESTED) -> ContactId:
    """A friend whom the seller talked with `quiet` days ago."""
    friend = workspace.contacts.add(ContactDraft(name, stage=stage, added_on=ago(quiet + 1)))
    workspace.conversations.log(friend, f"聊到{name}", at=workspace.clock.now() - timedelta(days=quiet))
    return friend


def sell(workspace: Workspace, friend: ContactId, days_ago: int, price: int = 12800) -> int:
    at = workspace.clock.now() - timedelta(days=days_ago)
    with workspace.store.write(Topic.ORDERS, Action(Verb.ADD_ORDER, friend)) as write:
        order = write.insert(Order, contact=friend, number="1", at=at, day=workspace.clock.day_of(at))
        write.insert(OrderLine, contact=friend, order=order, name="面膜", quantity=1, unit_price=price)
    return order


def who(queue: Queue) -> list[int]:
    return [item.row.id for item in queue.items]


def test_what_is_promised_for_later_stands_beside_the_reason(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳", added_on=date(2025, 1, 1)))
    for text, days in (("样品", 9), ("照片", 5)):
        workspace.promises.promise(friend, text, date(2026, 3, 4) + timedelta(days=days))
    workspace.follow_ups.set(friend, date(2026, 3, 4), "问好")
    (item,) = workspace.today.queue().items
    assert item.promise == ("照片", date(2026, 3, 9))


def test_nobody_is_due_in_an_empty_shop(workspace: Workspace):
    assert workspace.today.queue() == Queue(TODAY, 30, 0, 0, ())


def test_silence_is_weighed_against_the_rhythm(workspace: Workspace):
    slow = add(workspace, "慢", quiet=70)
    workspace.contacts.set_cadence(slow, 60)
    fast = add(workspace, "快", quiet=12)
    add(workspace, "还早", quiet=6)
    early = add(workspace, "早", quiet=40)
    workspace.contacts.set_cadence(early, 60)
    queue = workspace.today.queue()
    assert who(queue) == [fast, slow]
    assert queue.items[0].reasons == (Quiet(12, 7),)
    assert queue.items[0].words is not None
    assert queue.items[0].words.text == "聊到快"


def test_a_friend_never_greeted_says_so(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("新", added_on=ago(4)))
    (item,) = workspace.today.queue().items
    assert item.reasons == (NewFriend(4, 3),)
    assert item.words is None
    workspace.today.done(friend)
    workspace.store.clock = replace(workspace.clock, read=lambda: datetime(2026, 3, 8, 1, 0, tzinfo=UTC))
    assert workspace.today.queue().items[0].reasons == (Quiet(4, 3),)


def test_several_reasons_are_one_row_strongest_first(workspace: Workspace):
    friend = add(workspace, quiet=20)
    sell(workspace, friend, 9)
    workspace.contacts.set_birthday(friend, Birthday(3, 5))
    workspace.follow_ups.set(friend, ago(2), "问效果")
    workspace.follow_ups.set(friend, ago(1), "第二件")
    queue = workspace.today.queue()
    (item,) = queue.items
    assert item.reasons == (
        ByHand(2, "问效果"), Unpaid(9, 12800), BirthdayNear(1, Birthday(3, 5)), Quiet(9, 7),
    )  # fmt: skip
    assert workspace.today.why(friend) == item.reasons
    assert queue.waiting == 0


def test_birthdays_by_sun_and_moon_within_the_lead_days(workspace: Workspace):
    today, soon, moon, late = (add(workspace, name) for name in "今近月晚")
    workspace.contacts.set_birthday(today, Birthday(3, 4, 1990))
    workspace.contacts.set_birthday(soon, Birthday(3, 7))
    workspace.contacts.set_birthday(moon, Birthday(1, 17, lunar=True))
    workspace.contacts.set_birthday(late, Birthday(3, 8))
    queue = workspace.today.queue()
    assert who(queue) == [today, moon, soon]
    assert [item.reasons[0].pressure for item in queue.items] == [9, 9 / 16, 9 / 256]
    workspace.today.done(soon)
    assert workspace.today.why(soon, date(2026, 3, 7)) == ()
    assert workspace.today.why(soon, date(2027, 3, 7))[0] == BirthdayNear(0, Birthday(3, 7))


def test_only_orders_unpaid_for_some_days_ask_and_after_done_not_at_once(workspace: Workspace):
    fresh, old = add(workspace, "鲜"), add(workspace, "旧")
    sell(workspace, fresh, 0)
    sell(workspace, old, 2)
    sell(workspace, old, 1, 100)
    queue = workspace.today.queue()
    assert [item.reasons for item in queue.items] == [(Unpaid(2, 12900),)]
    workspace.today.done(old)
    assert [len(workspace.today.why(old, TODAY + timedelta(days=n))) for n in (1, 2, 3)] == [0, 0, 1]


def test_what_is_paid_on_delivery_is_asked_for_when_it_has_arrived(workspace: Workspace):
    both, waits = add(workspace, "两"), add(workspace, "货")
    parcels = [
        workspace.orders.add(
            OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), day=TODAY - timedelta(days=3), on_delivery=True)
        )
        for friend in (both, waits)
    ]
    sell(workspace, both, 2)
    queue = workspace.today.queue()
    assert [item.reasons for item in queue.items if Unpaid in map(type, item.reasons)] == [(Unpaid(2, 12800),)]
    assert (len(queue.items), queue.waiting) == (1, 0)
    workspace.orders.receive(parcels[1])
    assert Unpaid(3, 100) in workspace.today.why(waits)


def test_paused_lost_deleted_and_planned_friends_are_left_alone(workspace: Workspace):
    paused, lost, gone, planned = (add(workspace, name, quiet=30) for name in "停失删约")
    workspace.contacts.set_standing([paused], Standing.PAUSED)
    workspace.contacts.set_standing([lost], Standing.LOST)
    workspace.contacts.delete([gone])
    workspace.follow_ups.set(planned, TODAY + timedelta(days=5))
    queue = workspace.today.queue()
    assert (queue.items, queue.waiting) == ((), 0)
    assert workspace.today.why(gone) == ()
    assert len(workspace.today.why(planned, TODAY + timedelta(days=5))) == 2


def test_the_queue_is_cut_to_capacity_and_says_how_many_wait(workspace: Workspace):
    friends = [add(workspace, f"友{n}", quiet=10 + n) for n in range(5)]
    workspace.settings.change(replace(workspace.settings.shop(), capacity=3))
    queue = workspace.today.queue()
    assert (who(queue), queue.waiting, queue.capacity) == (friends[:1:-1], 2, 3)
    assert len(workspace.today.queue(limit=1).items) == 1
    assert workspace.today.queue(limit=1).waiting == 4
    assert workspace.today.queue(limit=-1).items == ()
    for friend in friends[:1:-1]:
        workspace.today.done(friend)
    queue = workspace.today.queue()
    assert (queue.items, queue.done, queue.waiting) == ((), 3, 2)


@pytest.mark.parametrize("settle", ["done", "skip", "snooze"])
def test_settling_is_one_step_and_lasts_over_a_restart(tmp_path: Path, clock: Clock, settle: str):
    workspace = open_workspace(tmp_path / "shop", clock=clock)
    friend = add(workspace, quiet=20)
    workspace.follow_ups.set(friend, ago(1), "问")
    before = workspace.today.queue()
    match settle:
        case "done":
            workspace.today.done(friend)
        case "skip":
            workspace.today.skip(friend)
        case _:
            workspace.today.snooze(friend, TODAY + timedelta(days=3))
    workspace.close()
    again = open_workspace(tmp_path / "shop", clock=clock)
    try:
        queue = again.today.queue()
        assert (queue.items, queue.done, queue.waiting) == ((), 1, 0)
        again.undo.undo()
        assert again.today.queue() == replace(before, items=(replace(before.items[0], row=again.contacts.row(friend)),))
    finally:
        again.close()


def test_done_closes_what_was_due_and_starts_the_rhythm_anew(workspace: Workspace):
    friend = add(workspace, quiet=20)
    workspace.follow_ups.set(friend, ago(1))
    workspace.today.done(friend)
    assert workspace.follow_ups.of(friend) == []
    assert workspace.today.why(friend, TODAY + timedelta(days=6)) == ()
    assert workspace.today.why(friend, TODAY + timedelta(days=7)) == (Quiet(7, 7),)
    assert workspace.contacts.row(friend).last_contact_at == workspace.clock.now() - timedelta(days=20)


def test_snooze_moves_what_was_due_and_skip_does_not(workspace: Workspace):
    friend = add(workspace, quiet=20)
    workspace.follow_ups.set(friend, ago(1))
    workspace.today.skip(friend)
    assert workspace.today.why(friend, TODAY + timedelta(days=1))[0] == ByHand(2, "")
    workspace.today.snooze(friend, TODAY + timedelta(days=3))
    assert workspace.today.why(friend, TODAY + timedelta(days=2)) == ()
    assert workspace.today.why(friend, TODAY + timedelta(days=3))[0] == ByHand(0, "")
    with pytest.raises(UnknownValueError):
        workspace.today.snooze(friend, TODAY)


def test_a_plan_made_by_hand_wakes_a_resting_friend(workspace: Workspace):
    friend = add(workspace, quiet=20)
    workspace.today.snooze(friend, TODAY + timedelta(days=30))
    follow_up = workspace.follow_ups.set(friend, TODAY + timedelta(days=9))
    assert workspace.today.why(friend, TODAY + timedelta(days=8)) == ()
    assert workspace.today.why(friend, TODAY + timedelta(days=9))[0] == ByHand(0, "")
    workspace.follow_ups.move(follow_up, TODAY + timedelta(days=2))
    assert workspace.today.why(friend, TODAY + timedelta(days=2))[0] == ByHand(0, "")
    assert workspace.today.queue().done == 1


def test_a_message_sent_is_logged_and_settled_in_one_step(workspace: Workspace):
    friend = add(workspace, quiet=20)
    workspace.today.sent(friend, "最近好吗？")
    words = workspace.conversations.last_words([friend])[friend]
    assert (words.text, words.direction) == ("最近好吗？", Direction.OUT)
    assert workspace.today.queue().done == 1
    step = workspace.undo.undo()
    assert step.action == Action(Verb.LOG_CONVERSATION, friend)
    assert len(workspace.today.queue().items) == 1


def test_a_talk_is_logged_with_the_next_touch_and_settled_in_one_step(workspace: Workspace):
    friend = add(workspace, quiet=20)
    workspace.follow_ups.set(friend, TODAY, "旧")
    workspace.today.talked(friend, "要两盒", Direction.IN, TODAY + timedelta(days=1), "寄出")
    assert [row.text for row in workspace.follow_ups.of(friend)] == ["寄出"]
    assert workspace.today.queue().items == ()
    assert workspace.today.why(friend, TODAY + timedelta(days=1)) == (ByHand(0, "寄出"),)
    workspace.undo.undo()
    assert [row.text for row in workspace.follow_ups.of(friend)] == ["旧"]


def test_a_talk_with_a_next_touch_today_brings_them_back_today(workspace: Workspace):
    friend = add(workspace, quiet=20)
    workspace.today.talked(friend, "晚点说", Direction.BOTH, TODAY, "晚上")
    assert workspace.today.queue().items[0].reasons == (ByHand(0, "晚上"),)


@pytest.mark.parametrize("act", ["done", "skip", "sent", "talked", "snooze"])
def test_nobody_is_settled_who_is_not_there(workspace: Workspace, act: str):
    acts: dict[str, Callable[[ContactId], None]] = {
        "done": workspace.today.done,
        "skip": workspace.today.skip,
        "sent": lambda friend: workspace.today.sent(friend, "hi"),
        "talked": lambda friend: workspace.today.talked(friend, "hi", Direction.IN),
        "snooze": lambda friend: workspace.today.snooze(friend, TODAY + timedelta(days=1)),
    }
    with pytest.raises(MissingError):
        acts[act](ContactId(99))
    assert workspace.today.queue().done == 0


def test_looking_writes_nothing(workspace: Workspace):
    add(workspace, quiet=20)
    before = workspace.store.path.read_bytes()
    first = workspace.today.queue()
    assert workspace.today.queue() == first
    workspace.today.preview(TODAY + timedelta(days=1))
    assert workspace.store.path.read_bytes() == before


def test_a_clock_that_jumps_changes_nothing_for_good(workspace: Workspace, time: StoppedTime):
    done, due = add(workspace, "办", quiet=20), add(workspace, "等", quiet=20)
    workspace.today.done(done)
    time.advance(days=-366)
    assert workspace.today.why(done) == ()
    time.advance(days=366 + 3650)
    assert len(workspace.today.queue().items) == 2
    time.advance(days=-3650)
    assert who(workspace.today.queue()) == [due]


def test_another_zone_moves_no_due_day(workspace: Workspace):
    friend = add(workspace)
    workspace.follow_ups.set(friend, TODAY)
    workspace.store.clock = replace(workspace.clock, zone=ZoneInfo("America/Los_Angeles"))
    assert workspace.follow_ups.of(friend)[0].due == TODAY
    assert workspace.today.queue().day == ago(1)
    assert workspace.today.queue().items == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_hold(workspace: Workspace, day: date):
    add(workspace, quiet=3)
    assert workspace.today.queue(day).day == day


def test_tomorrow_can_be_seen(workspace: Workspace):
    planned, born, quiet = add(workspace, "约"), add(workspace, "生"), add(workspace, "静", quiet=6)
    workspace.follow_ups.set(planned, TODAY + timedelta(days=1))
    workspace.contacts.set_birthday(born, Birthday(3, 5))
    preview = workspace.today.preview(TODAY + timedelta(days=1))
    assert (preview.due, preview.planned, preview.birthdays) == (3, 1, 1)
    assert who(workspace.today.queue(TODAY + timedelta(days=1))) == [born, planned, quiet]


def test_a_hundred_own_rhythms_are_asked_in_parts(workspace: Workspace):
    for days in range(2, 112):
        workspace.contacts.set_cadence(add(workspace, f"友{days}", quiet=days), days)
    queue = workspace.today.queue()
    assert len(queue.items) == 30
    assert queue.waiting == 80


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 12), st.integers(1, 30), st.booleans())
@example(date(2025, 2, 28), 2, 29, False)
@example(date(2026, 2, 16), 12, 30, True)
@example(date(2025, 7, 25), 6, 1, True)
def test_the_keys_of_a_day_are_those_of_the_birthdays_kept_on_it(day: date, month: int, at: int, lunar: bool):
    for leap in {False, lunar}:
        try:
            birthday = Birthday(month, at, None, lunar, leap)
        except ValueError:
            continue
        on = birthday.next_on(day)
        assert birthday.code() in keys_on(on)
    assert all(Birthday.parse(key).next_on(day) == day for key in keys_on(day))


# the whole question against brute force

FRIEND = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(Stage),
        "quiet": st.one_of(st.none(), st.integers(0, 40)),
        "added": st.integers(0, 60),
        "cadence": st.one_of(st.none(), st.none(), st.integers(1, 40)),
        "standing": st.sampled_from([Standing.ACTIVE] * 4 + [Standing.PAUSED, Standing.LOST]),
        "birthday": st.one_of(
            st.none(),
            st.sampled_from([
                Birthday(3, 4), Birthday(3, 5), Birthday(3, 7), Birthday(3, 8),
                Birthday(1, 16, lunar=True), Birthday(1, 18, lunar=True), Birthday(1, 19, None, lunar=True, leap=True),
            ]),
        ),
        "plans": st.lists(st.integers(-9, 9), max_size=2),
        "orders": st.lists(st.integers(0, 12), max_size=2),
        "settled": st.one_of(
            st.none(), st.tuples(st.sampled_from(["done", "skip", "snooze"]), st.integers(0, 9), st.integers(1, 12))
        ),
        "deleted": st.sampled_from([False] * 5 + [True]),
    }
)  # fmt: skip


def build(workspace: Workspace, time: StoppedTime, facts: dict[str, object]) -> ContactId:
    """A friend made through the shop's own verbs, at the moments at which they happened."""
    now = time.moment
    added, quiet, settled = facts["added"], facts["quiet"], facts["settled"]
    assert isinstance(added, int)
    draft = ContactDraft("友", stage=Stage(str(facts["stage"])), added_on=ago(added))
    friend = workspace.contacts.add(replace(draft, birthday=facts["birthday"]))  # type: ignore[arg-type]  # as drawn
    workspace.contacts.set_cadence(friend, facts["cadence"])  # type: ignore[arg-type]  # as drawn
    if isinstance(quiet, int):
        workspace.conversations.log(friend, "hi", at=now - timedelta(days=quiet))
    for days in facts["orders"]:  # type: ignore[attr-defined]  # as drawn
        sell(workspace, friend, days, 100 + days)
    for days in facts["plans"]:  # type: ignore[attr-defined]  # as drawn
        workspace.follow_ups.set(friend, TODAY + timedelta(days=days))
    if isinstance(settled, tuple):
        how, before, length = settled
        time.moment = now - timedelta(days=before)
        match how:
            case "done":
                workspace.today.done(friend)
            case "skip":
                workspace.today.skip(friend)
            case _:
                workspace.today.snooze(friend, workspace.clock.today() + timedelta(days=length))
        time.moment = now
    workspace.contacts.set_standing([friend], Standing(str(facts["standing"])))
    if facts["deleted"]:
        workspace.contacts.delete([friend])
    return friend


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRIEND, min_size=1, max_size=9), st.integers(1, 6), st.integers(-2, 3))
def test_the_queue_is_what_brute_force_finds(friends: list[dict[str, object]], most: int, ahead: int):
    time = StoppedTime(datetime(2026, 3, 4, 1, 0, tzinfo=UTC))
    day = TODAY + timedelta(days=ahead)
    with TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder) / "shop", clock=Clock(ZoneInfo("Asia/Shanghai"), time))
        try:
            numbers = [build(workspace, time, facts) for facts in friends]
            reasons = {number: workspace.today.why(number, day) for number in numbers}
            facts = workspace.today._facts(numbers, day, Shop())
            expected = sorted(
                (-score(found[0], facts[number].weight, Shop()), number) for number, found in reasons.items() if found
            )
            queue = workspace.today.queue(day, most)
            left = max(0, Shop().capacity - queue.done)
            assert who(queue) == [number for _, number in expected][: min(most, left)]
            assert queue.waiting == len(expected) - len(queue.items)
            assert workspace.today.preview(day).due == len(expected)
            assert {item.row.id: item.reasons for item in queue.items}.items() <= reasons.items()
        finally:
            workspace.close()


def test_a_friend_can_be_asked_for_who_is_not_due(workspace: Workspace):
    due, fresh = add(workspace, quiet=60), add(workspace, "李四")
    item = workspace.today.item(due)
    assert item == workspace.today.queue().items[0]
    beside = workspace.today.item(fresh)
    assert beside is not None
    assert (beside.row.name, beside.reasons) == ("李四", ())
    assert beside.words is not None
    workspace.contacts.delete([due])
    assert workspace.today.item(due) is None
