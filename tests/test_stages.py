"""The path of trust: moves with their history, and many at once."""

import pytest

from crm.contacts import ContactDraft
from crm.finder import Filter, Sort
from crm.progress import Cancelled
from crm.stages import Stage
from crm.workspace import Workspace


def test_many_friends_move_as_one_step_and_come_back_as_one(workspace: Workspace):
    friends = workspace.contacts.add_all([ContactDraft(f"朋友{n}") for n in range(620)])
    heard = []
    workspace.stages.move_many(friends, Stage.CUSTOMER, "同批", lambda done, total: heard.append((done, total)))
    assert workspace.stages.counts()[Stage.CUSTOMER] == 620
    assert heard[-1] == (620, 620)
    assert workspace.stages.history(friends[-1])[0].reason == "同批"
    step = workspace.undo.undo()
    assert (step.action.detail, step.action.count) == (Stage.CUSTOMER, 620)
    assert workspace.stages.counts()[Stage.ADDED] == 620
    assert len(workspace.stages.history(friends[-1])) == 1


def test_a_long_move_that_is_called_off_moves_nobody(workspace: Workspace):
    friends = workspace.contacts.add_all([ContactDraft(f"朋友{n}") for n in range(620)])

    def call_off(done: int, total: int) -> None:
        if done < total:
            raise Cancelled

    with pytest.raises(Cancelled):
        workspace.stages.move_many(friends, Stage.AGENT, progress=call_off)
    assert workspace.stages.counts()[Stage.AGENT] == 0
    assert len(workspace.stages.history(friends[0])) == 1


def test_one_stage_is_listed_by_the_days_in_it(workspace: Workspace, time):
    first = workspace.contacts.add(ContactDraft("一"))
    time.advance(days=1)
    second = workspace.contacts.add(ContactDraft("二"))
    workspace.contacts.add(ContactDraft("三", stage=Stage.AGENT))
    which = Filter.parse("stage:added")
    assert list(workspace.finder.ids(which, Sort.STAGE)) == [first, second]
    assert list(workspace.finder.ids(which, Sort.STAGE, descending=True)) == [second, first]
    assert len(workspace.finder.ids(Filter(), Sort.STAGE)) == 3


def test_a_move_to_where_a_friend_is_already_is_no_move(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    before = workspace.undo.last()
    workspace.stages.move(friend, Stage.ADDED)
    assert len(workspace.stages.history(friend)) == 1
    assert workspace.undo.last() == before
