"""What is kept of a tie follows its rows, whatever is done and undone, and does not depend on when it is computed."""

from datetime import date, timedelta

import pytest

from crm.accounts import Platform
from crm.after_sales import CaseDraft, CaseKind, CaseResult
from crm.contacts import ContactDraft, Handle
from crm.conversations import Direction
from crm.db import trust
from crm.demo import make_demo
from crm.finder import Filter, Sort
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.stages import Stage
from crm.workspace import Workspace

KEPT = "SELECT id, bond_level, bond_drift, interest_on, counted_for, counted_on FROM contact ORDER BY id"
EVIDENCE = "SELECT * FROM stage_evidence ORDER BY contact_id"


def kept(shop: Workspace) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return shop.store.rows(KEPT), shop.store.rows(EVIDENCE)


def bought(shop: Workspace, friend: ContactId, *, day: date | None = None, paid: int = 100) -> None:
    shop.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), day=day, paid=paid))


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf"),)))


def number(shop: Workspace, friend: ContactId) -> int:
    return shop.contacts.row(friend).bond


def test_each_event_counts_at_once_and_undo_takes_it_away(workspace: Workspace, friend: ContactId):
    seen = [number(workspace, friend)]
    for act in (
        lambda: workspace.conversations.log(friend, "好用", direction=Direction.IN),
        lambda: workspace.conversations.log(friend, "", direction=Direction.OUT),
        lambda: bought(workspace, friend),
        lambda: workspace.contacts.add(ContactDraft("李娜", introduced_by=friend)),
        lambda: workspace.promises.keep(workspace.promises.promise(friend, "样品", workspace.clock.today())),
    ):
        act()
        seen.append(number(workspace, friend))
    assert seen == sorted(set(seen))
    workspace.undo.undo()
    workspace.undo.undo()
    workspace.undo.undo()
    assert number(workspace, friend) == seen[3]
    workspace.undo.redo()
    assert number(workspace, friend) == seen[4]


def test_computing_it_again_changes_nothing(workspace: Workspace, time):
    make_demo(workspace, 60)
    before = kept(workspace)
    time.advance(days=40)
    with workspace.store._lock:
        trust.refresh_all(workspace.store._writer)
    assert kept(workspace) == before
    assert any(level is not None for _, level, *_ in before[0])


def test_it_fades_without_being_written(workspace: Workspace, friend: ContactId, time):
    for _ in range(4):
        bought(workspace, friend)
    now, before = number(workspace, friend), kept(workspace)
    time.advance(days=180)
    assert number(workspace, friend) < now * 0.75
    assert kept(workspace) == before
    assert workspace.finder.count(Filter.parse(f"bond:{now}")) == 0


def test_who_introduced_is_counted_for_both_when_it_changes(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("李四"))
    brought = workspace.contacts.add(ContactDraft("李娜", introduced_by=friend))
    one = number(workspace, friend)
    assert one > 0
    workspace.contacts.set_introducer(brought, other)
    assert (number(workspace, friend), number(workspace, other)) == (0, one)
    workspace.contacts.delete([brought])
    assert number(workspace, other) == 0
    workspace.undo.undo()
    assert number(workspace, other) == one
    workspace.erasing.erase(brought)
    assert number(workspace, other) == 0


def test_whoever_is_erased_leaves_nothing(workspace: Workspace, friend: ContactId):
    bought(workspace, friend)
    brought = workspace.contacts.add(ContactDraft("李娜", introduced_by=friend))
    workspace.erasing.erase(friend)
    assert workspace.store.rows(EVIDENCE) == []
    assert workspace.store.rows(f"SELECT counted_for, counted_on FROM contact WHERE id = {brought}") == [(None, None)]


def test_an_order_counts_when_it_is_paid_and_not_when_cancelled(workspace: Workspace, friend: ContactId):
    bought(workspace, friend, paid=40)
    assert number(workspace, friend) == 0
    (order,) = workspace.orders.ids()
    workspace.orders.pay(order)
    paid = number(workspace, friend)
    assert paid > 0
    workspace.orders.cancel(order)
    assert number(workspace, friend) == 0


def test_nothing_that_is_to_come_is_taken_for_granted(workspace: Workspace, friend: ContactId):
    bought(workspace, friend, day=workspace.clock.today() + timedelta(days=900))
    other = workspace.contacts.add(ContactDraft("李四"))
    bought(workspace, other)
    assert abs(number(workspace, friend) - number(workspace, other)) <= 1


def test_cases_count_as_complaints_or_praise(workspace: Workspace, friend: ContactId):
    for _ in range(3):
        bought(workspace, friend)
    before = number(workspace, friend)
    cases = workspace.after_sales
    case = cases.begin(CaseDraft(friend, CaseKind.DAMAGE, "漏了"))
    assert number(workspace, friend) < before
    cases.settle(case, CaseResult.EXCHANGED)
    assert number(workspace, friend) >= before
    cases.begin(CaseDraft(friend, CaseKind.RETURN, "太大"))
    back = number(workspace, friend)
    assert back >= before
    cases.begin(CaseDraft(friend, CaseKind.PRAISE, "好用"))
    assert number(workspace, friend) > back
    other = workspace.contacts.add(ContactDraft("李四"))
    cases.begin(CaseDraft(other, CaseKind.PRAISE, "好"))
    assert number(workspace, other) > 0


@pytest.mark.parametrize("few", [20, 0])
def test_only_the_latest_of_very_many_talks_are_read(workspace: Workspace, friend: ContactId, monkeypatch, few: int):
    monkeypatch.setattr(trust, "FEW", few)
    for back in (3, 2, 1):
        at = workspace.clock.now() - timedelta(days=back)
        workspace.conversations.log(friend, "好用" if back > 1 else "多少钱？", direction=Direction.IN, at=at)
    (facts,) = trust.facts_of(workspace.store.rows, f"[{friend}]").values()
    assert [(talk.asking, talk.praising) for talk in facts.talks] == [(False, True), (False, True), (True, False)]
    monkeypatch.setattr(trust, "REMEMBERED_TALKS", 2)
    if not few:
        (facts,) = trust.facts_of(workspace.store.rows, f"[{friend}]").values()
        assert [talk.praising for talk in facts.talks] == [True, False]


def test_lists_are_ordered_and_filtered_by_it(workspace: Workspace, friend: ContactId, time):
    other = workspace.contacts.add(ContactDraft("李四", stage=Stage.INTERESTED))
    for _ in range(4):
        bought(workspace, friend)
    workspace.conversations.log(other, "多少钱？", direction=Direction.IN)
    finder = workspace.finder
    assert list(finder.ids(Filter(), Sort.BOND, descending=True)) == [friend, other]
    assert list(finder.ids(Filter(), Sort.BOND)) == [other, friend]
    high = number(workspace, friend)
    assert list(finder.ids(Filter.parse(f"bond:{high}"))) == [friend]
    assert list(finder.ids(Filter.parse(f"bond:..{high - 1}"))) == [other]
    assert list(finder.ids(Filter.parse("bond:0"))) == list(finder.ids(Filter.parse("bond:0..100")))
    assert finder.count(Filter.parse("trend:up")) == 1
    assert finder.count(Filter.parse("ready:yes")) == 0
    for back in range(12):
        at = workspace.clock.now() - timedelta(days=back)
        workspace.conversations.log(other, "多少钱？", direction=Direction.BOTH, at=at)
    assert list(finder.ids(Filter.parse("ready:yes"))) == [other]
    assert list(finder.ids(Filter.parse("ready:no"))) == [friend]
    time.advance(days=120)
    assert finder.count(Filter.parse("trend:down")) == 2
    assert finder.count(Filter.parse("ready:yes")) == 0
