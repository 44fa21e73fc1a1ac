"""What friends were called before is kept with its day, whoever changes the name, and finds them still."""

from datetime import date

from crm.accounts import Platform
from crm.contacts import ContactDraft, Formerly, Handle
from crm.ids import IdentityId
from crm.transfer.contacts_in import Wishes

TODAY = date(2026, 3, 4)


def tied(workspace, remark: str = "A王芳"):
    friend = workspace.contacts.add(ContactDraft("王芳", remark=remark, handles=(Handle(Platform.WECHAT, "wf"),)))
    return friend, workspace.contacts.card(friend).identities[0]


def formerly(workspace, friend) -> list[tuple[str, bool]]:
    return [(former.text, former.remark) for former in workspace.contacts.card(friend).formerly]


def test_another_name_keeps_the_old_one_with_its_day_in_the_same_step(workspace, time):
    friend, _ = tied(workspace)
    workspace.contacts.edit(friend, name="芳芳")
    time.advance(days=2)
    workspace.contacts.edit(friend, name="芳姐", note="x")
    workspace.contacts.edit(friend, name="芳姐")
    assert workspace.contacts.card(friend).formerly == (
        Formerly("芳芳", date(2026, 3, 6), remark=False),
        Formerly("王芳", TODAY, remark=False),
    )
    assert workspace.finder.search("wangfang") == [friend]
    workspace.undo.undo()
    assert formerly(workspace, friend) == [("王芳", False)]


def test_a_name_that_came_back_is_not_a_former_one(workspace):
    friend, _ = tied(workspace)
    workspace.contacts.edit(friend, name="芳芳")
    workspace.contacts.edit(friend, name="王芳")
    assert formerly(workspace, friend) == [("芳芳", False)]


def test_another_remark_keeps_the_old_one_and_so_does_a_tie_that_goes(workspace):
    friend, identity = tied(workspace)
    workspace.contacts.set_tie(friend, identity.id, None, remark="A芳姐")
    workspace.contacts.set_tie(friend, identity.id, None, remark="A芳姐")
    assert formerly(workspace, friend) == [("A王芳", True)]
    workspace.contacts.remove_tie(friend, identity.ties[0].id)
    assert formerly(workspace, friend) == [("A芳姐", True), ("A王芳", True)]
    assert workspace.finder.search("A芳姐") == [friend]


def test_a_handle_that_goes_keeps_its_remarks(workspace):
    friend, identity = tied(workspace)
    other = workspace.contacts.add_identity(friend, Handle(Platform.QQ, "88"))
    workspace.contacts.remove_identity(friend, identity.id)
    workspace.contacts.remove_identity(friend, IdentityId(other))
    assert formerly(workspace, friend) == [("A王芳", True)]


def test_an_import_keeps_what_it_replaces_and_gives_it_back_when_it_is_taken_back(workspace, tmp_path):
    friend, _ = tied(workspace)
    path = tmp_path / "friends.csv"
    for nickname, remark in (("小仙女", "A王芳"), ("大仙女", "A王芳 VIP")):
        path.write_text(f"姓名,昵称,备注名,微信号\n王小芳,{nickname},{remark},wf\n", encoding="utf-8")
        workspace_in = contacts_in(workspace)
        workspace_in.store(workspace_in.plan(path, Wishes()))
    assert sorted(formerly(workspace, friend)) == [("A王芳", True), ("小仙女", False), ("王芳", False)]
    assert workspace.finder.search("小仙女") == [friend]
    workspace.undo.undo()
    assert formerly(workspace, friend) == [("王芳", False)]
    workspace.undo.undo()
    assert formerly(workspace, friend) == []


def contacts_in(workspace):
    from crm.transfer.contacts_in import ContactsIn

    return ContactsIn(workspace.store, workspace.accounts)
