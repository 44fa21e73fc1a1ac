"""What is done to many at once: the same as one by one, one step each, called off whole, and brought back whole."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.db.models import Contact
from crm.db.store import SMALL
from crm.errors import EmptyNameError, MissingError, UnknownValueError
from crm.finder import Filter
from crm.ids import AccountId, ContactId
from crm.progress import Cancelled, Progress, unheard
from crm.stages import Stage
from crm.topics import Topic
from crm.workspace import Workspace, open_workspace
from tests.test_merging import content

Verb = Callable[[Workspace, list[ContactId], Progress], None]
VERBS: dict[str, Verb] = {
    "tag": lambda w, who, p: w.contacts.tag(who, "宝妈", p),
    "untag": lambda w, who, p: w.contacts.untag(who, "VIP", p),
    "standing": lambda w, who, p: w.contacts.set_standing(who, Standing.PAUSED, "busy", p),
    "cadence": lambda w, who, p: w.contacts.set_cadences(who, 9, p),
    "account": lambda w, who, p: w.contacts.set_account(who, AccountId(1), p),
    "stage": lambda w, who, p: w.stages.move_many(who, Stage.CUSTOMER, "why", p),
    "delete": lambda w, who, p: w.contacts.delete(who, p),
}


def many(workspace: Workspace, count: int) -> list[ContactId]:
    workspace.accounts.add("主号", Platform.WECHAT)
    day = workspace.clock.today().isoformat()
    with workspace.store.write(Topic.CONTACTS) as write:
        made = write.bulk(Contact, ["name", "added_on", "stage_on"], [(f"n{n}", day, day) for n in range(count)])
        write.touched.update(made)
    friends = [ContactId(number) for number in made]
    for friend in friends[:3]:
        workspace.contacts.add_identity(friend, Handle(Platform.WECHAT, f"wx_{friend}"))
        workspace.conversations.log(friend, "hello")
    workspace.contacts.tag(friends[:5], "VIP")
    return friends


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("count", [4, SMALL + 120])
def test_it_is_one_step_that_is_taken_back_whole(workspace: Workspace, name: str, count: int):
    friends = many(workspace, count)
    before = content(workspace)
    seen: list[tuple[int, int]] = []
    VERBS[name](workspace, friends, lambda done, total: seen.append((done, total)))
    after = content(workspace)
    assert after != before
    step = workspace.undo.last()
    assert step is not None
    assert step.action.count == count
    assert (seen != []) == (count > SMALL)
    workspace.undo.undo()
    assert content(workspace) == before
    workspace.undo.redo()
    assert content(workspace) == after


@pytest.mark.parametrize("name", VERBS)
def test_called_off_in_the_middle_nothing_was_changed(workspace: Workspace, name: str):
    friends = many(workspace, SMALL + 120)
    before = content(workspace)
    steps = len(workspace.undo.history())

    def call_off(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        VERBS[name](workspace, friends, call_off)
    assert content(workspace) == before
    assert len(workspace.undo.history()) == steps
    assert workspace.undo.cut_off() == []


@pytest.mark.parametrize("name", sorted({*VERBS} - {"untag"}))
def test_somebody_who_is_gone_keeps_all_of_it_from_being_done(workspace: Workspace, name: str):
    friends = many(workspace, 4)
    workspace.contacts.delete([friends[2]])
    before = content(workspace)
    with pytest.raises(MissingError):
        VERBS[name](workspace, friends, unheard)
    assert content(workspace) == before


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, list[ContactId]]]:
    """A shop of eight friends, to which everything that is done is taken back."""
    shop = open_workspace(tmp_path_factory.mktemp("shop"))
    yield shop, many(shop, 8)
    shop.close()


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(sorted(VERBS)), chosen=st.lists(st.integers(0, 7), min_size=1, max_size=8, unique=True))
def test_many_at_once_is_the_same_as_one_by_one(eight: tuple[Workspace, list[ContactId]], name: str, chosen: list[int]):
    shop, friends = eight
    before = shop.undo.last()
    who = [friends[number] for number in chosen]
    seen = []
    for parts in ([who], [[friend] for friend in who]):
        for some in parts:
            VERBS[name](shop, some, unheard)
        rows = shop.contacts.rows(friends)
        seen.append([
            (row.name, row.stage, row.standing, row.tags, row.handles, shop.contacts.card(row.id).cadence_days,
             [(tie.account, tie.state) for i in shop.contacts.card(row.id).identities for tie in i.ties])
            for row in rows.values()
        ])  # fmt: skip
        while shop.undo.last() != before:
            shop.undo.undo()
    assert seen[0] == seen[1]


def test_an_account_is_tied_to_the_handle_there_is_or_to_one_not_known_yet(workspace: Workspace):
    first = workspace.accounts.add("主号", Platform.WECHAT)
    second = workspace.accounts.add("福利号", Platform.WECHAT)
    add = workspace.contacts.add
    with_handle = add(ContactDraft("a", handles=(Handle(Platform.WECHAT, "wx"),)))
    with_remark = add(ContactDraft("b", remark="B"))
    without = add(ContactDraft("c", handles=(Handle(Platform.QQ, "1"),)))
    on_it = add(ContactDraft("d", account=first))
    everybody = [with_handle, with_remark, without, on_it]
    workspace.contacts.set_account(everybody, first)
    workspace.contacts.set_account(everybody, first)
    for contact in everybody:
        ties = [tie for i in workspace.contacts.card(contact).identities for tie in i.ties]
        assert [tie.account for tie in ties] == [first], contact
    assert workspace.contacts.row(with_remark).remark == "B"
    assert [h.text for h in workspace.contacts.row(with_handle).handles] == ["wx"]
    workspace.contacts.set_account([with_handle], second)
    ties = [tie.account for i in workspace.contacts.card(with_handle).identities for tie in i.ties]
    assert ties == [first, second]
    assert workspace.finder.count(Filter.parse("account:主号")) == 4
    with pytest.raises(MissingError):
        workspace.contacts.set_account([with_handle], AccountId(99))


def test_what_cannot_be_is_told_before_anything_is_changed(workspace: Workspace):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    with pytest.raises(UnknownValueError):
        workspace.contacts.set_cadences([wang], 0)
    with pytest.raises(EmptyNameError):
        workspace.contacts.tag([wang], " ")
    with pytest.raises(EmptyNameError):
        workspace.contacts.add(ContactDraft("李四", tags=("VIP", " ")))
    workspace.contacts.untag([wang], "nobody has this")
    assert len(workspace.undo.history()) == 1
    workspace.contacts.set_cadences([wang], None)
    assert len(workspace.undo.history()) == 1
