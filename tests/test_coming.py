"""What is coming stands on its day, whatever kind it is, and what was planned can be put on another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.coming import MOST, Entry, Kind, celebrations, open_plans
from crm.contacts import ContactDraft, Standing
from crm.conversations import Direction
from crm.custom_fields import FieldKind
from crm.errors import MissingError, UnknownValueError
from crm.festivals import Festival
from crm.follow_ups import later
from crm.lunar import Birthday
from crm.sequences import SequenceDraft, StepDraft
from crm.topics import Verb

TODAY = date(2026, 3, 4)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


def on(workspace, ahead: int) -> list[tuple[Kind, str, str]]:
    found = workspace.coming.day(day(ahead))
    assert found.count == len(found.entries)
    return [(entry.kind, entry.name, entry.text) for entry in found.entries]


def test_a_day_has_promises_first_then_plans(workspace, friend):
    workspace.follow_ups.set(friend, day(3), "问效果")
    workspace.promises.promise(friend, "发图", day(3))
    workspace.follow_ups.set(friend, day(4))
    assert on(workspace, 3) == [(Kind.PROMISE, "王芳", "发图"), (Kind.PLAN, "王芳", "问效果")]
    assert on(workspace, 4) == [(Kind.PLAN, "王芳", "")]
    assert on(workspace, 5) == []


def test_what_is_done_dropped_or_of_nobody_is_not_coming(workspace, friend):
    done = workspace.follow_ups.set(friend, day(1), "a")
    dropped = workspace.promises.promise(friend, "b", day(1))
    other = workspace.contacts.add(ContactDraft("李四"))
    workspace.follow_ups.set(other, day(1), "c")
    assert len(on(workspace, 1)) == 3
    workspace.follow_ups.done(done)
    workspace.promises.drop(dropped)
    workspace.contacts.delete([other])
    assert on(workspace, 1) == []


@pytest.mark.parametrize(
    ("birthday", "kept", "years"),
    [
        (Birthday(3, 6, 1990), date(2026, 3, 6), 36),
        (Birthday(3, 6), date(2026, 3, 6), None),
        (Birthday(2, 29, 2000), date(2027, 2, 28), 27),
        (Birthday(8, 15, 1990, lunar=True), date(2026, 9, 25), 36),
        (Birthday(12, 30, lunar=True), date(2026, 2, 16), None),
    ],
)
def test_birthdays_by_sun_and_moon(workspace, friend, birthday, kept, years):
    workspace.settings.change(replace(workspace.settings.shop(), festivals=()))
    workspace.contacts.set_birthday(friend, birthday)
    (entry,) = workspace.coming.day(kept).entries
    assert (entry.kind, entry.contact, entry.birthday, entry.years) == (Kind.BIRTHDAY, friend, birthday, years)
    around = workspace.coming.days(kept - timedelta(days=20), kept + timedelta(days=20))
    assert [found.day for found in around if found.count] == [kept]


def test_who_is_set_aside_has_no_birthday_but_what_was_promised(workspace, friend):
    workspace.contacts.set_birthday(friend, Birthday(3, 5))
    workspace.promises.promise(friend, "发图", day(1))
    workspace.contacts.set_standing([friend], Standing.LOST)
    assert on(workspace, 1) == [(Kind.PROMISE, "王芳", "发图")]


def test_days_of_their_own_come_back_every_year(workspace, friend):
    field = workspace.fields.add("结婚纪念日", FieldKind.DATE)
    other = workspace.fields.add("开业", FieldKind.DATE)
    workspace.fields.set([friend], field, "2020-03-07")
    workspace.fields.set([friend], other, "2026-03-07")
    assert on(workspace, 3) == []
    workspace.settings.change(replace(workspace.settings.shop(), day_fields=(int(field), int(other))))
    wedding, opening = workspace.coming.day(day(3)).entries
    assert (wedding.kind, wedding.text, wedding.years) == (Kind.NAMED_DAY, "结婚纪念日", 6)
    assert (opening.text, opening.years) == ("开业", None)


def test_the_next_step_of_a_sequence_stands_on_its_day(workspace, friend, time):
    steps = (StepDraft(0, "一"), StepDraft(3, "二"))
    sequence = workspace.sequences.add(SequenceDraft("欢迎", steps))
    workspace.sequences.start(sequence, [friend])
    (entry,) = workspace.coming.day(TODAY).entries
    assert (entry.kind, entry.text, entry.step, entry.movable, entry.waits) == (Kind.STEP, "欢迎", 1, True, True)
    workspace.sequences.take(friend)
    (entry,) = workspace.coming.day(day(3)).entries
    assert (entry.text, entry.step) == ("欢迎", 2)
    workspace.coming.move(entry, later(entry.day, 2))
    run = workspace.sequences.of(friend)
    assert run is not None
    assert run.due == later(entry.day, 2)
    workspace.sequences.stop(friend)
    with pytest.raises(MissingError):
        workspace.coming.move(entry, later(entry.day, 3))
    assert on(workspace, 0) == []
    time.advance(minutes=5)
    workspace.conversations.log(friend, "谢谢", direction=Direction.IN)
    assert on(workspace, 3) == []


def test_only_the_festivals_that_were_chosen(workspace):
    workspace.settings.change(replace(workspace.settings.shop(), festivals=(Festival.WOMEN,)))
    (entry,) = workspace.coming.day(date(2026, 3, 8)).entries
    assert (entry.kind, entry.festival, entry.contact, entry.movable) == (Kind.FESTIVAL, Festival.WOMEN, None, False)
    assert workspace.coming.day(date(2026, 2, 17)).entries == ()


def test_a_full_day_tells_how_many_and_shows_the_first(workspace, friend):
    for number in range(MOST + 5):
        workspace.follow_ups.set(friend, day(1), f"{number}")
    workspace.contacts.set_birthday(friend, Birthday(3, 5))
    first, second, third = workspace.coming.days(TODAY, day(2))
    assert (first.count, third.count) == (0, 0)
    assert (second.count, len(second.entries)) == (MOST + 6, MOST)
    assert len(workspace.coming.day(day(1)).entries) == MOST + 6
    assert [e.text for e in workspace.coming.days(day(1), day(1), 2)[0].entries] == ["0", "1"]


def test_who_bought_more_often_has_the_first_birthday(workspace, friend):
    from crm.orders import LineDraft, OrderDraft

    buyer = workspace.contacts.add(ContactDraft("赵磊"))
    for who in (friend, buyer):
        workspace.contacts.set_birthday(who, Birthday(3, 5))
    workspace.orders.add(OrderDraft(buyer, (LineDraft(None, "面膜", 1, 100),)))
    assert [entry.contact for entry in workspace.coming.day(day(1)).entries] == [buyer, friend]


@pytest.mark.parametrize("kind", [Kind.PROMISE, Kind.PLAN])
def test_moving_is_one_step(workspace, friend, kind):
    if kind is Kind.PROMISE:
        workspace.promises.promise(friend, "发图", day(1))
    else:
        workspace.follow_ups.set(friend, day(1), "发图")
    (entry,) = workspace.coming.day(day(1)).entries
    assert entry.movable
    before = len(workspace.undo.steps())
    workspace.coming.move(entry, TODAY)
    assert on(workspace, 0) == [(kind, "王芳", "发图")]
    assert workspace.contacts.row(friend).next_on == TODAY
    assert len(workspace.undo.steps()) == before + 1
    assert workspace.undo.undo().action.verb is Verb.SNOOZE
    assert on(workspace, 1) == [(kind, "王芳", "发图")]


def test_what_cannot_be_moved(workspace, friend):
    workspace.contacts.set_birthday(friend, Birthday(3, 5))
    (birthday,) = workspace.coming.day(day(1)).entries
    with pytest.raises(UnknownValueError):
        workspace.coming.move(birthday, day(2))
    promise = workspace.promises.promise(friend, "发图", day(2))
    plan = workspace.follow_ups.set(friend, day(3))
    for ahead, done in ((2, workspace.promises.keep), (3, workspace.follow_ups.done)):
        (entry,) = workspace.coming.day(day(ahead)).entries
        with pytest.raises(UnknownValueError):
            workspace.coming.move(entry, day(-1))
        done({2: promise, 3: plan}[ahead])
        with pytest.raises(MissingError):
            workspace.coming.move(entry, day(5))


def test_what_is_late_stands_on_its_day(workspace, friend, time):
    workspace.promises.promise(friend, "发图", day(1))
    time.advance(days=4)
    assert on(workspace, 1) == [(Kind.PROMISE, "王芳", "发图")]


def test_another_kind_is_one_more_gathering(workspace, friend):
    coming = workspace.coming
    coming.gatherings = (*coming.gatherings, lambda on, _most, _shop: (1, [Entry(Kind.PLAN, on, friend, "王芳", "二")]))
    assert on(workspace, 1) == [(Kind.PLAN, "王芳", "二")]


def test_any_day_there_is_can_be_asked(workspace, friend):
    workspace.contacts.set_birthday(friend, Birthday(12, 31))
    for first in (date.min, date.max - timedelta(days=3)):
        assert len(workspace.coming.days(first, first + timedelta(days=3))) == 4


def test_what_is_shared_with_the_calendar_that_goes_out(workspace, friend):
    workspace.promises.promise(friend, "发图", day(2))
    workspace.follow_ups.set(friend, day(1), "问")
    assert [(p.due, p.text, p.promised) for p in open_plans(workspace.store)] == [
        (day(1), "问", False),
        (day(2), "发图", True),
    ]
    assert list(celebrations(Birthday(2, 29), TODAY, 2)) == [date(2027, 2, 28), date(2028, 2, 29)]
    assert list(celebrations(Birthday(1, 1), date(9999, 12, 1), 3)) == []
