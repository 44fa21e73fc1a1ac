"""Promises: said with their day, kept or taken back, and never taken to be kept because somebody talked."""

from datetime import date, timedelta

import pytest

from crm.contacts import ContactDraft
from crm.errors import EmptyNameError, MissingError
from crm.reasons import ByHand
from crm.topics import Verb
from crm.wording.errors import explain

TODAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


def test_a_promise_is_the_next_step_and_a_reason_of_its_day(workspace, friend):
    workspace.follow_ups.set(friend, TODAY + timedelta(days=9), "ask")
    promise = workspace.promises.promise(friend, " 发图 ", TODAY + timedelta(days=2))
    assert [(row.text, row.due, row.kept_on) for row in workspace.promises.of(friend)] == [
        ("发图", date(2026, 3, 6), None)
    ]
    assert workspace.contacts.row(friend).next_on == date(2026, 3, 6)
    assert workspace.today.why(friend, TODAY + timedelta(days=3))[0] == ByHand(1, "发图", promised=True)
    workspace.promises.move(promise, TODAY)
    assert workspace.today.why(friend, TODAY)[0] == ByHand(0, "发图", promised=True)


def test_a_plan_beside_a_promise_is_no_promise(workspace, friend):
    workspace.follow_ups.set(friend, TODAY, "ask")
    workspace.promises.promise(friend, "photos", TODAY)
    assert workspace.today.why(friend, TODAY)[0] == ByHand(0, "ask")
    assert [row.text for row in workspace.promises.of(friend)] == ["photos"]


def test_a_kept_promise_has_its_day_and_can_be_taken_back(workspace, friend):
    promise = workspace.promises.promise(friend, "photos", TODAY)
    workspace.promises.keep(promise)
    assert workspace.promises.of(friend) == []
    assert [row.kept_on for row in workspace.promises.of(friend, kept=True)] == [TODAY]
    with pytest.raises(MissingError):
        workspace.promises.keep(promise)
    assert workspace.undo.undo().action.verb is Verb.KEEP_PROMISE
    assert [row.id for row in workspace.promises.of(friend)] == [promise]


def test_a_promise_is_dropped_into_the_bin(workspace, friend):
    promise = workspace.promises.promise(friend, "photos", TODAY)
    workspace.promises.drop(promise)
    assert workspace.promises.of(friend) == workspace.promises.of(friend, kept=True) == []
    assert workspace.contacts.row(friend).next_on is None
    assert workspace.undo.undo().action.verb is Verb.DROP_PROMISE
    assert [row.id for row in workspace.promises.of(friend)] == [promise]


def test_a_promise_has_words_and_a_friend(workspace, friend):
    with pytest.raises(EmptyNameError) as told:
        workspace.promises.promise(friend, " \n", TODAY)
    assert explain(told.value) == "Please write what you promised."
    with pytest.raises(MissingError):
        workspace.promises.promise(friend + 1, "photos", TODAY)
    plan = workspace.follow_ups.set(friend, TODAY)
    with pytest.raises(MissingError):
        workspace.promises.keep(plan)


def test_a_talk_can_promise_and_keeps_no_promise_silently(workspace, friend):
    workspace.promises.promise(friend, "old", TODAY - timedelta(days=1))
    workspace.follow_ups.set(friend, TODAY, "ask")
    workspace.conversations.log(friend, "hi", next_touch=TODAY + timedelta(days=2), next_text="new", promised=True)
    assert [row.text for row in workspace.promises.of(friend)] == ["old", "new"]
    assert [row.text for row in workspace.follow_ups.of(friend)] == ["old", "new"]
    workspace.conversations.log(friend, "hi", settles=True)
    assert [row.text for row in workspace.promises.of(friend)] == ["new"]


def test_a_promise_wakes_a_friend_who_rests(workspace, friend):
    workspace.today.snooze(friend, TODAY + timedelta(days=30))
    promise = workspace.promises.promise(friend, "photos", TODAY + timedelta(days=9))
    assert workspace.today.why(friend, TODAY + timedelta(days=9))
    workspace.today.snooze(friend, TODAY + timedelta(days=40))
    workspace.promises.move(promise, TODAY + timedelta(days=1))
    assert workspace.today.why(friend, TODAY + timedelta(days=1))
