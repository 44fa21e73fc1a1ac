"""What was changed about a friend is told: when, by what, from what to what, and whether it still stands."""

from datetime import date

import pytest

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle, Standing, TieState
from crm.history import ChangeKind, RowChange
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.money import Currency
from crm.orders import OrderDraft
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.wording.history import CODES, change_words
from crm.workspace import Workspace
from tests.test_orders import line
from tests.test_undo import import_friends, last


@pytest.fixture
def wang(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


def told(workspace: Workspace, contact: ContactId) -> list[str]:
    today = workspace.clock.today()
    return [
        change_words(change, Currency.CNY, today) for entry in workspace.history.of(contact) for change in entry.changes
    ]


def test_fields_are_told_from_what_to_what_newest_first(workspace: Workspace, wang: ContactId):
    workspace.contacts.edit(wang, name="王芳芳", note="likes  pink")
    workspace.contacts.set_birthday(wang, Birthday(8, 15, 1990, lunar=True))
    workspace.contacts.set_standing([wang], Standing.PAUSED, "busy")
    workspace.contacts.set_cadence(wang, 7)
    workspace.stages.move(wang, Stage.CUSTOMER)
    assert told(workspace, wang) == [
        "Stage: New friend → Customer",
        "Rhythm: nothing → every 7 days",
        "Standing: In touch → Do not disturb for now",
        "Reason: nothing → busy",
        "Birthday: nothing → lunar 八月十五, 1990",
        "Name: 王芳 → 王芳芳",
        "Note: nothing → likes pink",
        "Friend added",
    ]


def test_things_of_theirs_are_told_by_what_they_say(workspace: Workspace, wang: ContactId):
    shop = workspace.accounts.add("主号", Platform.WECHAT)
    li = workspace.contacts.add(ContactDraft("李四"))
    handle = workspace.contacts.add_identity(wang, Handle(Platform.WECHAT, "wf88"))
    workspace.contacts.edit_identity(wang, handle, Handle(Platform.QQ, "12345"))
    workspace.contacts.set_tie(wang, handle, shop, remark="楼下")
    workspace.contacts.set_tie(wang, handle, shop, remark="楼上", state=TieState.DELETED, since=date(2026, 1, 2))
    workspace.contacts.set_introducer(wang, li)
    workspace.contacts.tag([wang], "宝妈")
    workspace.contacts.untag([wang], "宝妈")
    workspace.contacts.add_address(wang, AddressText("西湖区 1 号"))
    workspace.conversations.log(wang, "hello")
    plan = workspace.follow_ups.set(wang, date(2026, 3, 9))
    workspace.follow_ups.move(plan, date(2026, 3, 10))
    workspace.follow_ups.done(plan)
    order = workspace.orders.add(OrderDraft(wang, (line(100),)))
    workspace.orders.ship(order)
    found = told(workspace, wang)
    number = workspace.orders.row(order).number
    for said in (
        f"Order {number}: Shipped: nothing → 4 March",
        f"Order added: {number}",
        "Plan 2026-03-10: State: open → done",
        "Plan 2026-03-10: Day: 9 March → 10 March",
        "Talk added: hello",
        "Address added: 西湖区 1 号",
        "Tag deleted: 宝妈",
        "Tag added: 宝妈",
        "Introduced by: nothing → 李四",
        "Account and remark 楼上: Remark: 楼下 → 楼上",
        "Account and remark 楼上: State: Friends → Deleted me",
        "Account and remark 楼上: Since: nothing → 2 January",
        "Handle 12345: Handle: wf88 → 12345",
        "Handle 12345: Platform: WeChat → QQ",
        "Handle added: 12345",
    ):
        assert said in found, said


def test_whoever_introduced_them_is_named_each_time(workspace: Workspace, wang: ContactId):
    li = workspace.contacts.add(ContactDraft("李四"))
    for introducer in (li, None):
        workspace.contacts.set_introducer(wang, introducer)
    assert told(workspace, wang)[:2] == ["Introduced by: 李四 → nothing", "Introduced by: nothing → 李四"]


def test_what_was_taken_back_is_marked_and_what_came_back_is_told(workspace: Workspace, wang: ContactId):
    workspace.contacts.edit(wang, note="wrong")
    workspace.undo.undo()
    assert [(entry.stands, entry.action.verb) for entry in workspace.history.of(wang)] == [
        (False, Verb.EDIT_CONTACT),
        (True, Verb.ADD_CONTACT),
    ]
    workspace.contacts.delete([wang])
    workspace.bin.bring_back([wang])
    changes = [change for entry in workspace.history.of(wang) for change in entry.changes]
    kinds = [change.kind for change in changes if change.table == "contact" and not change.column]
    assert kinds == [ChangeKind.BROUGHT_BACK, ChangeKind.DELETED, ChangeKind.ADDED]
    assert "Friend deleted" in told(workspace, wang)


def test_a_friend_who_came_in_a_stretch_has_a_beginning_too(workspace: Workspace):
    step = import_friends(workspace, "王芳", "李四")
    (wang, _) = workspace.finder.search("wf") + workspace.finder.search("ls")
    assert [(entry.step, entry.changes) for entry in workspace.history.of(wang)] == [
        (step, (RowChange("contact", ChangeKind.ADDED, ""),))
    ]
    workspace.contacts.add(ContactDraft("by hand"))
    workspace.undo.take_back(step)
    assert [entry.changes[0].kind for entry in workspace.history.of(wang)] == [ChangeKind.DELETED, ChangeKind.ADDED]


def test_a_change_that_says_nothing_to_a_person_is_not_told(workspace: Workspace, wang: ContactId):
    with workspace.store.write(Topic.STAGES, Action(Verb.MOVE_STAGE, wang, "customer")) as write:
        from crm.db.models import Contact

        write.update(Contact, wang, stage_on=date(2026, 1, 1))
    assert last(workspace).action.verb is Verb.MOVE_STAGE
    assert len(workspace.history.of(wang)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (RowChange("payment", ChangeKind.ADDED, "1250"), "Payment added: ¥12.50"),
        (RowChange("suggestion", ChangeKind.ADDED, "customer"), "Stage suggestion added: Customer"),
        (RowChange("address", ChangeKind.DELETED, ""), "Address deleted"),
        (RowChange("shop_order", ChangeKind.CHANGED, "7", "discount", 0, 500), "Order 7: Discount: ¥0.00 → ¥5.00"),
        (RowChange("contact", ChangeKind.CHANGED, "", "note", "x" * 99, None), f"Note: {'x' * 80}… → nothing"),
        (RowChange("contact", ChangeKind.CHANGED, "", "unheard_of", 1, 2), "unheard_of: 1 → 2"),
        (RowChange("follow_up", ChangeKind.CHANGED, "a", "kind", "plan", "promise"), "Plan a: Kind: plan → promise"),
        (RowChange("follow_up", ChangeKind.CHANGED, "a", "state", "done", "open"), "Plan a: State: done → open"),
    ],
)
def test_one_change_in_words(change: RowChange, said: str):
    assert change_words(change, Currency.CNY, date(2026, 3, 4)) == said


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (("conversation", "platform"), "qq"),
        (("conversation", "direction"), "in"),
        (("conversation", "kind"), "call"),
    ],
)
def test_codes_of_talks_are_said(key: tuple[str, str], code: str):
    assert CODES[key](code) not in ("", code)
