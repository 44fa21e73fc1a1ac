"""Follow-ups: set, moved and done; days stay days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.errors import MissingError
from crm.follow_ups import Snooze, later
from crm.ids import ContactId, FollowUpId
from crm.topics import Topic, Verb
from crm.workspace import Workspace

TODAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


def test_set_move_and_done_each_are_one_step(workspace: Workspace, friend: ContactId):
    follow_up = workspace.follow_ups.set(friend, TODAY, " 问效果 ")
    assert workspace.contacts.row(friend).next_on == TODAY
    workspace.follow_ups.move(follow_up, date(2026, 3, 9))
    (row,) = workspace.follow_ups.of(friend)
    assert (row.due, row.text, row.closed_on) == (date(2026, 3, 9), "问效果", None)
    workspace.follow_ups.done(follow_up)
    assert workspace.follow_ups.of(friend) == []
    assert workspace.contacts.row(friend).next_on is None
    verbs = [step.action.verb for step in workspace.undo.steps(3)]
    assert verbs == [Verb.DONE, Verb.SNOOZE, Verb.SET_FOLLOW_UP]
    workspace.undo.undo()
    assert workspace.contacts.row(friend).next_on == date(2026, 3, 9)


def test_what_is_coming_stands_by_day(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("李四"))
    for who, day in ((friend, 9), (other, 5), (friend, 20)):
        workspace.follow_ups.set(who, date(2026, 3, day))
    coming = workspace.follow_ups.coming(date(2026, 3, 5), date(2026, 3, 9))
    assert [(row.contact, row.due.day) for row in coming] == [(other, 5), (friend, 9)]


def test_a_failed_change_announces_nothing(workspace: Workspace, friend: ContactId):
    news: list[Topic] = []
    workspace.store.listen(news.append)
    for act in (
        lambda: workspace.follow_ups.done(FollowUpId(99)),
        lambda: workspace.follow_ups.move(FollowUpId(99), TODAY),
        lambda: workspace.follow_ups.set(ContactId(99), TODAY),
    ):
        with pytest.raises(MissingError):
            act()
    assert news == []
    workspace.follow_ups.set(friend, TODAY)
    assert len(news) == 1
    assert Topic.FOLLOW_UPS in news[0]


@given(st.sampled_from(Snooze), st.dates())
def test_put_off_is_always_later_where_there_is_a_later_day(choice: Snooze, day: date):
    back = choice.after(day)
    assert back == day + timedelta(days=choice.days) if day <= date.max - timedelta(days=30) else back >= day


def test_the_ends_of_the_calendar_hold():
    assert Snooze.NEXT_WEEK.after(date(2026, 3, 4)) == date(2026, 3, 11)
    assert Snooze.TOMORROW.after(date.max) == date.max
    assert later(date.min, -1) == date.min
    assert later(date(2026, 3, 4), 10**12) == date.max
