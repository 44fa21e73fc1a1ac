"""Merging: everything of all of them stays with the one who is kept, and one step takes all of it back."""

from datetime import date, datetime, timedelta

import pytest

from crm.accounts import Platform
from crm.clock import to_ms
from crm.contacts import AddressText, ContactDraft, Handle, Standing, TieState
from crm.db.models import TABLES, Conversation, FormerName, Photo
from crm.db.store import SMALL
from crm.errors import LaterMergeError, MissingError, SamePersonError
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.merging import OWN_FIELD, says
from crm.merging.uniting import unite
from crm.orders import OrderDraft
from crm.progress import Cancelled
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace
from tests.test_orders import line

WX = Platform.WECHAT


def content(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every live row without the columns that only grow, and what everybody is found by."""
    found = {}
    for model in TABLES:
        columns = [
            f'"{field.column_name}"'
            for field in model._meta.sorted_fields
            if field.column_name not in ("updated", "version", "updated_by")
        ]
        sql = f'SELECT {", ".join(columns)} FROM "{model._meta.table_name}" WHERE deleted_at IS NULL ORDER BY id'
        found[model._meta.table_name] = workspace.store.rows(sql)
    found["search"] = workspace.store.rows(
        "SELECT s.id, t FROM contact_search s JOIN contact c ON c.id = s.id WHERE c.deleted_at IS NULL ORDER BY s.id"
    )
    return found


@pytest.fixture
def pair(workspace: Workspace) -> tuple[ContactId, ContactId]:
    """Two friends who share some things, differ in others, and each have some alone."""
    shop = workspace.accounts.add("主号", WX)
    field = workspace.fields.add("肤质")
    other_field = workspace.fields.add("尺码")
    introducer = workspace.contacts.add(ContactDraft("介绍人"))
    keep = workspace.contacts.add(
        ContactDraft(
            "王芳", remark="楼下王姐", account=shop, handles=(Handle(WX, "wf88"), Handle(Platform.QQ, "1")),
            tags=("宝妈", "VIP"), note="likes pink", added_on=date(2026, 2, 1),
            addresses=(AddressText("西湖区 1 号", "杭州"),),
        )
    )  # fmt: skip
    other = workspace.contacts.add(
        ContactDraft(
            "芳芳", remark="瑜伽班", account=shop, handles=(Handle(WX, "WF88"), Handle(Platform.PHONE, "13800138000")),
            tags=("宝妈", "瑜伽"), note="two children", added_on=date(2026, 1, 1), stage=Stage.CUSTOMER,
            source="market", birthday=Birthday(8, 15), introduced_by=introducer,
            addresses=(AddressText("西湖区 1 号", "杭州"), AddressText("滨江区 2 号")),
        )
    )  # fmt: skip
    workspace.contacts.set_introducer(workspace.contacts.add(ContactDraft("她介绍的")), other)
    workspace.fields.set([keep, other], field, "dry")
    workspace.fields.set([other], field, "oily")
    workspace.fields.set([other], other_field, "M")
    for contact in (keep, other):
        workspace.conversations.log(contact, f"hello {contact}")
        order = workspace.orders.add(OrderDraft(contact, (line(100),)))
        workspace.orders.pay(order, 40)
        workspace.follow_ups.set(contact, date(2026, 3, 9 + contact))
    with workspace.store.write(Topic.CONTACTS) as write:
        write.insert(Photo, contact=other, data="aGk=")
    return keep, other


def merge(workspace: Workspace, keep: ContactId, *others: ContactId, **choices: ContactId) -> None:
    workspace.merging.merge(keep, others, choices)


def test_everything_of_both_is_on_the_one_who_is_kept(workspace: Workspace, pair):
    keep, other = pair
    uuid = workspace.contacts.row(other).uuid
    talks = {text for (text,) in workspace.store.rows("SELECT text FROM conversation")}
    merge(workspace, keep, other, stage=other)
    card = workspace.contacts.card(keep)
    row = card.row
    assert (row.name, row.stage, row.added_on) == ("王芳", Stage.CUSTOMER, date(2026, 1, 1))
    assert card.note == "likes pink\ntwo children"
    assert sorted(row.tags) == ["VIP", "宝妈", "瑜伽"]
    assert [(i.handle.platform, i.handle.text) for i in card.identities] == [
        (WX, "wf88"), (Platform.QQ, "1"), (Platform.PHONE, "13800138000"),
    ]  # fmt: skip
    assert [tie.remark for i in card.identities for tie in i.ties] == ["楼下王姐"]
    assert [address.text.detail for address in card.addresses] == ["西湖区 1 号", "滨江区 2 号"]
    assert (row.orders_count, row.spent, row.owed) == (2, 80, 120)
    assert {name for _, name in card.introduced} == {"她介绍的"}
    theirs = ("SELECT text FROM conversation WHERE contact_id = ?", (keep,))
    assert {text for (text,) in workspace.store.rows(theirs)} == talks
    former = workspace.store.rows("SELECT text FROM former_name WHERE deleted_at IS NULL")
    assert set(former) == {("瑜伽班",), ("芳芳",)}
    assert workspace.merging.sides([keep])[0].fields == {"肤质": "dry", "尺码": "M"}
    assert workspace.finder.who(uuid) == keep
    assert workspace.finder.search("13800138000") == [keep]
    assert workspace.bin.ids() == []
    assert len(workspace.stages.history(keep)) == 2
    assert workspace.merging.sides([keep])[0].has_photo


def test_what_is_chosen_is_taken_from_whom_it_was_chosen(workspace: Workspace, pair):
    keep, other = pair
    workspace.contacts.set_standing([other], Standing.PAUSED, "busy")
    merge(
        workspace, keep, other, name=other, source=other, birthday=other, standing=other, introduced_by=other,
        **{f"{OWN_FIELD}肤质": other},
    )  # fmt: skip
    card = workspace.contacts.card(keep)
    assert (card.row.name, card.row.source, card.birthday) == ("芳芳", "market", Birthday(8, 15))
    assert (card.row.standing, card.standing_reason, card.row.stage) == (Standing.PAUSED, "busy", Stage.ADDED)
    assert card.introduced_by is not None
    assert card.introduced_by[1] == "介绍人"
    assert workspace.merging.sides([keep])[0].fields == {"肤质": "oily", "尺码": "M"}
    assert ("王芳",) in workspace.store.rows("SELECT text FROM former_name WHERE deleted_at IS NULL")


def test_one_step_takes_all_of_it_back_and_does_it_again(workspace: Workspace, pair):
    keep, other = pair
    before = content(workspace)
    merge(workspace, keep, other, name=other)
    after = content(workspace)
    assert len(workspace.undo.history()) == len({step.id for step in workspace.undo.history()})
    workspace.undo.undo()
    assert content(workspace) == before
    workspace.undo.redo()
    assert content(workspace) == after


def test_a_merge_is_taken_back_later_and_what_was_entered_since_stays(workspace: Workspace, pair):
    keep, other = pair
    (order,) = (n for (n,) in workspace.store.rows(("SELECT id FROM shop_order WHERE contact_id = ?", (other,))))
    merge(workspace, keep, other)
    step = workspace.undo.history()[0].id
    workspace.conversations.log(keep, "since")
    workspace.contacts.edit(keep, note="since")
    workspace.orders.pay(order, 60)
    workspace.undo.take_back(step)
    assert workspace.contacts.row(other).name == "芳芳"
    assert workspace.contacts.card(keep).note == "since"
    texts = dict(workspace.store.rows("SELECT text, contact_id FROM conversation WHERE deleted_at IS NULL"))
    assert texts == {f"hello {keep}": keep, f"hello {other}": other, "since": keep}
    assert (workspace.contacts.row(other).owed, workspace.contacts.row(keep).owed) == (0, 60)
    assert workspace.store.rows("SELECT count(*) FROM payment p JOIN shop_order o ON o.id = p.order_id"
                                " WHERE p.contact_id <> o.contact_id") == [(0,)]  # fmt: skip
    workspace.undo.undo()
    assert workspace.contacts.row(keep).orders_count == 2


def test_a_merge_of_a_merge_is_taken_back_from_the_end(workspace: Workspace, pair):
    keep, other = pair
    third = workspace.contacts.add(ContactDraft("third"))
    merge(workspace, keep, other)
    first = workspace.undo.history()[0].id
    merge(workspace, third, keep)
    second = workspace.undo.history()[0].id
    workspace.contacts.edit(third, note="since")
    with pytest.raises(LaterMergeError):
        workspace.undo.take_back(first)
    workspace.undo.take_back(second)
    workspace.undo.take_back(first)
    assert [workspace.contacts.row(c).name for c in (keep, other, third)] == ["王芳", "芳芳", "third"]


def test_nobody_ends_up_introduced_by_themselves(workspace: Workspace):
    a, b, c = (workspace.contacts.add(ContactDraft(name)) for name in "abc")
    workspace.contacts.set_introducer(b, a)
    workspace.contacts.set_introducer(c, b)
    merge(workspace, a, c, introduced_by=c)
    assert workspace.contacts.card(a).introduced_by is None
    assert workspace.contacts.card(b).introduced_by == (a, "a")
    step = workspace.undo.history()[0].id
    workspace.contacts.set_introducer(b, None)
    workspace.contacts.set_introducer(a, b)
    workspace.undo.take_back(step)
    above, seen = c, []
    while above is not None and above not in seen:
        seen.append(above)
        by = workspace.contacts.card(above).introduced_by
        above = None if by is None else by[0]
    assert above is None


def test_a_friend_and_their_own_introducer_become_one(workspace: Workspace):
    a, b = (workspace.contacts.add(ContactDraft(name)) for name in "ab")
    workspace.contacts.set_introducer(b, a)
    merge(workspace, b, a)
    assert workspace.contacts.card(b).introduced_by is None
    assert workspace.contacts.card(b).introduced == ()


def test_ties_of_one_handle_are_united_and_a_remark_that_gives_way_is_kept(workspace: Workspace):
    first, second = workspace.accounts.add("主号", WX), workspace.accounts.add("福利号", WX)
    a = workspace.contacts.add(ContactDraft("a", account=first, handles=(Handle(WX, "wf"),)))
    b = workspace.contacts.add(ContactDraft("b", remark="B", account=first, handles=(Handle(WX, "wf"),)))
    handle = workspace.contacts.card(b).identities[0].id
    workspace.contacts.set_tie(b, handle, second, remark="other", state=TieState.BLOCKED)
    merge(workspace, a, b)
    (identity,) = workspace.contacts.card(a).identities
    assert [(tie.account, tie.remark, tie.state) for tie in identity.ties] == [
        (first, "B", TieState.ACCEPTED), (second, "other", TieState.BLOCKED),
    ]  # fmt: skip


def test_handles_without_a_text_are_not_the_same(workspace: Workspace):
    a, b = (workspace.contacts.add(ContactDraft(name, handles=(Handle(WX, ""),))) for name in "ab")
    merge(workspace, a, b)
    assert len(workspace.contacts.card(a).identities) == 2


def test_what_was_suggested_is_suggested_once_and_not_below_the_stage(workspace: Workspace):
    a, b, c = (workspace.contacts.add(ContactDraft(name)) for name in "abc")
    for contact in (a, b, c):
        order = workspace.orders.add(OrderDraft(contact, (line(100),)))
        workspace.orders.pay(order, 100)
    merge(workspace, a, b)
    assert workspace.suggestions.waiting().counts[Stage.CUSTOMER] == 2
    workspace.stages.move(c, Stage.AGENT)
    merge(workspace, a, c, stage=c)
    assert workspace.suggestions.of(a) is None


def test_who_is_not_one_of_them_is_not_the_one_who_is_kept(workspace: Workspace):
    a, b, c, d = (workspace.contacts.add(ContactDraft(name, handles=(Handle(WX, "wf"),))) for name in "abcd")
    for first, second in ((a, b), (b, c), (a, c), (b, d)):
        workspace.duplicates.not_same(first, second)
    merge(workspace, d, b)
    assert {(p.first, p.second) for p in workspace.duplicates.pairs()} == set()
    rows = workspace.store.rows("SELECT contact_id, other_id FROM not_same WHERE deleted_at IS NULL ORDER BY 1, 2")
    assert rows == [(a, c), (a, d), (c, d)]


def test_the_richer_friend_is_proposed_and_the_higher_stage(workspace: Workspace, pair):
    keep, other = pair
    workspace.conversations.log(keep, "more")
    sides = workspace.merging.sides([other, keep])
    proposed, chosen = workspace.merging.propose(sides)
    assert proposed == keep
    assert (chosen["name"], chosen["stage"], chosen["source"], chosen["photo"]) == (keep, other, other, other)
    assert (chosen[OWN_FIELD + "肤质"], chosen[OWN_FIELD + "尺码"]) == (keep, other)
    assert says(sides[1], "cadence_days") is False
    assert sides[1].last_words == "more"


def test_forty_at_once_are_one_step(workspace: Workspace):
    friends = [workspace.contacts.add(ContactDraft(f"n{n}", tags=(f"t{n % 3}",))) for n in range(40)]
    before = content(workspace)
    merge(workspace, friends[0], *friends[1:])
    assert workspace.contacts.row(friends[0]).tags
    assert len(workspace.store.rows("SELECT id FROM contact WHERE deleted_at IS NULL")) == 1
    workspace.undo.undo()
    assert content(workspace) == before


@pytest.mark.parametrize("others", [(), (1,), (2, 2)])
def test_nobody_is_merged_with_themselves(workspace: Workspace, others: tuple[int, ...]):
    for name in "ab":
        workspace.contacts.add(ContactDraft(name))
    with pytest.raises(SamePersonError):
        workspace.merging.merge(ContactId(1), [ContactId(n) for n in others], {})


def test_somebody_who_is_gone_cannot_be_merged(workspace: Workspace):
    a, b = (workspace.contacts.add(ContactDraft(name)) for name in "ab")
    workspace.contacts.delete([b])
    with pytest.raises(MissingError):
        merge(workspace, a, b)
    assert workspace.contacts.row(a).name == "a"


def have_talks(workspace: Workspace, contact: ContactId, count: int) -> datetime:
    """Many talks, all of yesterday at this moment, which is returned."""
    moment = workspace.clock.now() - timedelta(days=1)
    with workspace.store.write(Topic.CONVERSATIONS) as write:
        rows = [(contact, "wechat", "in", "chat", to_ms(moment), "2026-03-03", str(n)) for n in range(count)]
        write.bulk(Conversation, ["contact_id", "platform", "direction", "kind", "at", "day", "text"], rows)
        write.touched.add(contact)
    return moment


def test_much_is_moved_in_pieces_and_called_off_whole(workspace: Workspace):
    a, b = (workspace.contacts.add(ContactDraft(name)) for name in "ab")
    moment = have_talks(workspace, b, SMALL * 3)
    before = content(workspace)

    def call_off(done: int, _total: int) -> None:
        if done > SMALL:
            raise Cancelled

    with pytest.raises(Cancelled):
        workspace.merging.merge(a, [b], {}, call_off)
    assert content(workspace) == before
    seen: list[tuple[int, int]] = []
    workspace.merging.merge(a, [b], {}, lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] == SMALL * 3 + 1
    assert workspace.contacts.row(a).last_contact_at == moment
    step = workspace.undo.last()
    assert step is not None
    assert step.action == Action(Verb.MERGE_CONTACTS, a, "", 2)
    workspace.undo.undo()
    assert content(workspace) == before


def test_a_tie_added_since_stays_with_the_handle(workspace: Workspace):
    account = workspace.accounts.add("主号", WX)
    a = workspace.contacts.add(ContactDraft("a"))
    b = workspace.contacts.add(ContactDraft("b", handles=(Handle(WX, "wf"),)))
    merge(workspace, a, b)
    step = workspace.undo.history()[0].id
    handle = workspace.contacts.card(a).identities[0].id
    workspace.contacts.set_tie(a, handle, account, remark="later")
    workspace.undo.take_back(step)
    assert [tie.remark for i in workspace.contacts.card(b).identities for tie in i.ties] == ["later"]
    assert workspace.contacts.row(b).remark == "later"


def test_former_names_go_along(workspace: Workspace):
    a, b = (workspace.contacts.add(ContactDraft(name)) for name in "ab")
    with workspace.store.write(Topic.CONTACTS) as write:
        write.insert(FormerName, contact=b, text="earlier", day=date(2026, 1, 1))
    merge(workspace, a, b)
    rows = workspace.store.rows("SELECT text FROM former_name WHERE contact_id = 1 ORDER BY text")
    assert rows == [("b",), ("earlier",)]


def test_of_two_handles_that_are_shared_each_keeps_its_own_ties(workspace: Workspace):
    account = workspace.accounts.add("主号", WX)
    a = workspace.contacts.add(ContactDraft("a", handles=(Handle(WX, "wf"), Handle(WX, "wf2"))))
    b = workspace.contacts.add(ContactDraft("b", handles=(Handle(WX, "wf"), Handle(WX, "wf2"))))
    for identity, remark in zip(workspace.contacts.card(b).identities, ("first", "second"), strict=True):
        workspace.contacts.set_tie(b, identity.id, account, remark=remark)
    merge(workspace, a, b)
    said = {i.handle.text: [tie.remark for tie in i.ties] for i in workspace.contacts.card(a).identities}
    assert said == {"wf": ["first"], "wf2": ["second"]}


@pytest.mark.parametrize("theirs", ["", "楼下王姐"])
def test_a_remark_that_says_nothing_new_is_no_former_one(workspace: Workspace, theirs: str):
    account = workspace.accounts.add("主号", WX)
    a, b = (
        workspace.contacts.add(ContactDraft("王芳", remark=remark, account=account, handles=(Handle(WX, "wf"),)))
        for remark in ("楼下王姐", theirs)
    )
    merge(workspace, a, b)
    assert [tie.remark for i in workspace.contacts.card(a).identities for tie in i.ties] == ["楼下王姐"]
    assert workspace.store.rows("SELECT text FROM former_name") == []


@pytest.mark.parametrize("wanted", [0, 1])
def test_of_two_photos_the_chosen_one_stays(workspace: Workspace, wanted: int):
    pair = [workspace.contacts.add(ContactDraft(name)) for name in "ab"]
    with workspace.store.write(Topic.CONTACTS) as write:
        for contact, data in zip(pair, ("YQ==", "Yg=="), strict=True):
            write.insert(Photo, contact=contact, data=data)
    merge(workspace, *pair, photo=pair[wanted])
    rows = workspace.store.rows("SELECT contact_id, data FROM photo WHERE deleted_at IS NULL")
    assert rows == [(pair[0], ("YQ==", "Yg==")[wanted])]


def test_that_two_are_not_the_same_stays_said_of_the_one_who_is_kept(workspace: Workspace):
    a, b, c = (workspace.contacts.add(ContactDraft(name, handles=(Handle(WX, "wf"),))) for name in "abc")
    workspace.duplicates.not_same(a, c)
    merge(workspace, a, b)
    assert workspace.duplicates.pairs() == []


def test_whoever_would_introduce_themselves_by_taking_back_is_introduced_by_nobody(workspace: Workspace):
    a, b = (workspace.contacts.add(ContactDraft(name)) for name in "ab")
    workspace.contacts.set_introducer(b, a)
    workspace.contacts.set_introducer(b, None)
    step = workspace.undo.history()[0].id
    workspace.contacts.set_introducer(a, b)
    workspace.undo.take_back(step)
    assert workspace.contacts.card(a).introduced_by == (b, "b")
    assert workspace.contacts.card(b).introduced_by is None


def test_somebody_who_was_erased_since_one_looked_keeps_them_from_being_united(workspace: Workspace):
    a = workspace.contacts.add(ContactDraft("a"))
    with pytest.raises(MissingError), workspace.store.write(Topic.CONTACTS) as write:
        unite(write, a, [ContactId(99)], {}, workspace.clock.today())
    assert workspace.contacts.row(a).name == "a"
