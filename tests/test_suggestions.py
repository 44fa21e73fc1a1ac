"""Stages that the evidence speaks for: what speaks, by the shop's numbers; taken, left, quiet for ninety days."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm.contacts import ContactDraft
from crm.conversations import Direction, Kind
from crm.errors import MissingError
from crm.finder import Filter
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.stages import Stage
from crm.suggestions import Proof
from crm.workspace import Workspace


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


def talked(
    shop: Workspace, friend: ContactId, back: int, direction: Direction = Direction.BOTH, text: str = ""
) -> None:
    shop.conversations.log(friend, text, direction=direction, at=shop.clock.now() - timedelta(days=back))


def paid(shop: Workspace, friend: ContactId) -> None:
    shop.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), paid=100))


def stage(shop: Workspace, friend: ContactId) -> Stage | None:
    found = shop.suggestions.of(friend)
    return found.stage if found else None


def test_the_first_reaction_speaks_for_interested(workspace: Workspace, friend: ContactId):
    assert stage(workspace, friend) is None
    workspace.conversations.log(friend, "", kind=Kind.LIKE, direction=Direction.IN)
    found = workspace.suggestions.of(friend)
    assert found is not None
    assert found.stage is Stage.INTERESTED
    assert [(p.proof, p.count, p.day) for p in found.proofs] == [(Proof.REACTED, 1, workspace.clock.today())]
    workspace.undo.undo()
    assert stage(workspace, friend) is None


def test_two_days_of_talks_within_thirty_speak_for_chatting(workspace: Workspace, friend: ContactId):
    talked(workspace, friend, 60)
    talked(workspace, friend, 20)
    assert stage(workspace, friend) is None
    talked(workspace, friend, 4)
    found = workspace.suggestions.of(friend)
    assert found is not None
    assert (found.stage, found.proofs[0].count, found.proofs[0].within) == (Stage.INTERACTING, 2, 17)


def test_only_the_farthest_stage_is_suggested(workspace: Workspace, friend: ContactId):
    talked(workspace, friend, 2, Direction.IN, "多少钱？")
    talked(workspace, friend, 4)
    talked(workspace, friend, 3)
    paid(workspace, friend)
    waiting = workspace.suggestions.waiting()
    assert (waiting.count, waiting.counts[Stage.CUSTOMER]) == (1, 1)
    assert [row.name for row in waiting.rows[Stage.CUSTOMER]] == ["王芳"]
    workspace.suggestions.accept(friend, Stage.CUSTOMER)
    assert workspace.contacts.row(friend).stage is Stage.CUSTOMER
    assert workspace.suggestions.waiting().count == 0
    workspace.undo.undo()
    assert stage(workspace, friend) is Stage.CUSTOMER


def test_orders_introductions_and_praise_together_speak_for_agent(workspace: Workspace, friend: ContactId):
    workspace.stages.move(friend, Stage.CUSTOMER)
    for _ in range(3):
        paid(workspace, friend)
    workspace.contacts.add(ContactDraft("李娜", introduced_by=friend))
    assert stage(workspace, friend) is None
    talked(workspace, friend, 1, Direction.IN, "这个面膜真好用！")
    found = workspace.suggestions.of(friend)
    assert found is not None
    assert found.stage is Stage.AGENT
    assert [(p.proof, p.count) for p in found.proofs] == [(Proof.PAID, 3), (Proof.INTRODUCED, 1), (Proof.PRAISED, 1)]


def test_the_numbers_are_the_shops(workspace: Workspace, friend: ContactId):
    paid(workspace, friend)
    shop = workspace.settings.shop()
    workspace.settings.change(replace(shop, paid_orders=2, talked_days=9))
    assert stage(workspace, friend) is None
    paid(workspace, friend)
    assert stage(workspace, friend) is Stage.CUSTOMER
    workspace.settings.change(replace(shop, paid_orders=9, talked_days=1, talked_within_days=1))
    talked(workspace, friend, 1)
    assert stage(workspace, friend) is Stage.INTERACTING
    workspace.stages.move(friend, Stage.CUSTOMER)
    workspace.settings.change(replace(shop, agent_orders=2, agent_introductions=0, agent_praises=0))
    found = workspace.suggestions.of(friend)
    assert found is not None
    assert [p.proof for p in found.proofs] == [Proof.PAID]


def test_who_was_declined_is_left_alone_for_ninety_days(workspace: Workspace, friend: ContactId, time):
    paid(workspace, friend)
    workspace.suggestions.decline(friend, Stage.CUSTOMER)
    assert workspace.contacts.row(friend).stage is Stage.ADDED
    paid(workspace, friend)
    talked(workspace, friend, 1, Direction.IN, "多少钱？")
    assert stage(workspace, friend) is None
    time.advance(days=89)
    assert stage(workspace, friend) is None
    time.advance(days=1)
    assert stage(workspace, friend) is Stage.CUSTOMER


def test_declining_is_a_step_that_can_be_taken_back(workspace: Workspace, friend: ContactId):
    paid(workspace, friend)
    workspace.suggestions.decline(friend, Stage.CUSTOMER)
    workspace.undo.undo()
    assert stage(workspace, friend) is Stage.CUSTOMER


def test_what_is_not_suggested_is_neither_taken_nor_declined(workspace: Workspace, friend: ContactId):
    paid(workspace, friend)
    for act in (workspace.suggestions.accept, workspace.suggestions.decline):
        with pytest.raises(MissingError):
            act(friend, Stage.AGENT)
    workspace.contacts.delete([friend])
    assert stage(workspace, friend) is None


def test_the_board_asks_for_whom_its_filter_shows(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("李娜", tags=("宝妈",)))
    for one in (friend, other):
        paid(workspace, one)
    found = workspace.suggestions.waiting(Filter.parse("tag:宝妈"))
    assert [row.contact for row in found.rows[Stage.CUSTOMER]] == [other]
    assert workspace.suggestions.waiting(limit=1).counts[Stage.CUSTOMER] == 2
    assert len(workspace.suggestions.waiting(limit=1).rows[Stage.CUSTOMER]) == 1


def test_what_was_declined_of_one_of_two_is_declined_of_who_is_kept(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("王芳"))
    paid(workspace, other)
    workspace.suggestions.decline(other, Stage.CUSTOMER)
    workspace.merging.merge(friend, [other], {})
    assert workspace.contacts.row(friend).orders_count == 1
    assert stage(workspace, friend) is None
