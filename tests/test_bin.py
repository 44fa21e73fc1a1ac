"""The bin: who was deleted lies there for thirty days, with what went with them, and comes back whole."""

import pytest

from crm.bin import KEPT_DAYS
from crm.contacts import ContactDraft
from crm.errors import MissingError
from crm.finder import Filter
from crm.ids import ContactId
from crm.orders import OrderDraft
from crm.workspace import Workspace
from tests.conftest import StoppedTime
from tests.test_orders import line


@pytest.fixture
def wang(workspace: Workspace) -> ContactId:
    made = workspace.contacts.add(ContactDraft("王芳", remark="楼下王姐", tags=("宝妈",)))
    workspace.conversations.log(made, "hello")
    workspace.orders.add(OrderDraft(made, (line(100),)))
    return made


def test_the_bin_tells_who_lies_there_and_what_went_with_them(workspace: Workspace, wang: ContactId, time: StoppedTime):
    early = workspace.conversations.log(wang, "deleted before")
    workspace.conversations.delete(early)
    time.advance(hours=1)
    workspace.contacts.delete([wang])
    time.advance(days=3)
    assert workspace.bin.ids() == [wang]
    row = workspace.bin.rows([wang])[wang]
    assert (row.name, row.remark, row.talks, row.orders, row.days_left) == ("王芳", "楼下王姐", 1, 1, KEPT_DAYS - 3)


def test_they_come_back_with_what_went_with_them_and_no_more(workspace: Workspace, wang: ContactId, time: StoppedTime):
    early = workspace.conversations.log(wang, "deleted before")
    workspace.conversations.delete(early)
    before = workspace.contacts.card(wang), list(workspace.timeline.keys(wang))
    time.advance(hours=1)
    workspace.contacts.delete([wang])
    for _ in range(3):  # what was done since stays done
        workspace.contacts.tag([workspace.contacts.add(ContactDraft("x"))], "y")
    workspace.bin.bring_back([wang])
    card = workspace.contacts.card(wang)
    assert (card.row.name, card.row.tags, card.identities) == (before[0].row.name, ("宝妈",), before[0].identities)
    assert list(workspace.timeline.keys(wang)) == before[1]
    assert workspace.bin.ids() == []
    assert workspace.finder.search("wf") == [wang]
    workspace.undo.undo()
    assert workspace.bin.ids() == [wang]
    workspace.undo.redo()
    assert workspace.contacts.row(wang).spent == before[0].row.spent


def test_a_tag_that_is_taken_off_everybody_else_comes_back_with_them(workspace: Workspace):
    wang, li = (workspace.contacts.add(ContactDraft(name, tags=("宝妈",))) for name in ("王芳", "李娜"))
    workspace.contacts.delete([wang])
    workspace.contacts.untag([li], "宝妈")
    workspace.bin.bring_back([wang])
    assert workspace.contacts.row(wang).tags == ("宝妈",)
    workspace.contacts.untag([wang], "宝妈")
    assert workspace.contacts.tags() == []


def test_whoever_undo_took_away_does_not_lie_in_the_bin(workspace: Workspace, wang: ContactId):
    workspace.contacts.add(ContactDraft("by mistake"))
    workspace.undo.undo()
    assert workspace.bin.ids() == []
    workspace.contacts.delete([wang])
    workspace.undo.undo()
    assert workspace.bin.ids() == []
    workspace.undo.redo()
    assert workspace.bin.ids() == [wang]


def test_only_who_lies_in_the_bin_can_be_brought_back_and_then_all_of_them(workspace: Workspace, wang: ContactId):
    other = workspace.contacts.add(ContactDraft("李四"))
    workspace.contacts.delete([wang])
    for chosen in ([other], [wang, other], [ContactId(999)]):
        with pytest.raises(MissingError):
            workspace.bin.bring_back(chosen)
    assert workspace.bin.ids() == [wang]


def test_after_thirty_days_they_go_for_good_and_only_then(workspace: Workspace, wang: ContactId, time: StoppedTime):
    uuid = workspace.contacts.row(wang).uuid
    workspace.contacts.delete([wang])
    time.advance(days=KEPT_DAYS)
    workspace.tidy()
    assert workspace.bin.ids() == [wang]
    time.advance(seconds=1)
    workspace.tidy()
    assert workspace.bin.ids() == []
    assert workspace.store.rows("SELECT uuid FROM erased") == [(uuid,)]
    assert workspace.store.rows("SELECT count(*) FROM contact") == [(0,)]
    assert workspace.store.rows("PRAGMA foreign_key_check") == []
    assert workspace.finder.count(Filter()) == 0
    assert [step.action.contact for step in workspace.undo.history()] == [None]  # it made a tag, which stays
