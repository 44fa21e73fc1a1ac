"""The history: steps old and new are taken back and done again, and what was entered since is never lost."""

from dataclasses import replace

import pytest

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.db.models import Contact, ContactTag, Conversation, Identity, ImportBatch
from crm.errors import MissingError
from crm.finder import Filter
from crm.ids import ContactId, StepId
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.undo import KEPT, KEPT_DAYS, StepRow
from crm.wording.actions import step_words
from crm.workspace import Workspace
from tests.conftest import StoppedTime


def import_friends(workspace: Workspace, *names: str) -> StepId:
    """As an import does it: new friends in one stretch of rows."""
    day = workspace.clock.today().isoformat()
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.IMPORT_CONTACTS)) as batch:
        with batch.write() as write:
            made = write.bulk(Contact, ["name", "added_on", "stage_on"], [(name, day, day) for name in names])
            batch.made(write, Contact, made)
            write.touched.update(made)
        batch.count = len(names)
    return last(workspace).id


def import_handles(workspace: Workspace, *handles: tuple[ContactId, str]) -> StepId:
    """As a later import does it that knows more about friends who are there."""
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.IMPORT_CONTACTS)) as batch, batch.write() as write:
        rows = [(number, "qq", text, text) for number, text in handles]
        batch.made(write, Identity, write.bulk(Identity, ["contact_id", "platform", "handle", "handle_key"], rows))
        write.touched.update(number for number, _ in handles)
    return last(workspace).id


def last(workspace: Workspace) -> StepRow:
    step = workspace.undo.last()
    assert step is not None
    return step


def names(workspace: Workspace) -> set[str]:
    rows = workspace.contacts.rows(list(workspace.finder.ids(Filter())))
    return {row.name for row in rows.values()}


def test_what_ctrl_z_and_ctrl_shift_z_would_do(workspace: Workspace):
    assert (workspace.undo.last(), workspace.undo.next()) == (None, None)
    workspace.contacts.add(ContactDraft("王芳"))
    step = last(workspace)
    assert (step.action.verb, step.at, step.state) == (Verb.ADD_CONTACT, workspace.clock.now(), "done")
    workspace.undo.undo()
    assert workspace.undo.last() is None
    assert workspace.undo.next() == replace(step, state="undone")


def test_taking_back_the_last_step_is_ctrl_z(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王芳"))
    assert workspace.undo.take_back(last(workspace).id) == ()
    assert names(workspace) == set()
    assert workspace.undo.next() is not None


def test_a_step_that_is_not_there_or_does_not_stand_cannot_be_taken_back(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王芳"))
    undone = last(workspace).id
    workspace.undo.undo()
    for step in (undone, StepId(99)):
        with pytest.raises(MissingError):
            workspace.undo.take_back(step)


def test_an_import_that_was_taken_back_late_can_be_brought_back_and_taken_back_again(workspace: Workspace):
    imported = import_friends(workspace, "王芳", "李四")
    workspace.contacts.add(ContactDraft("by hand"))
    for _ in range(2):
        assert workspace.undo.take_back(imported) == ()
        assert names(workspace) == {"by hand"}
        workspace.undo.undo()
        assert names(workspace) == {"王芳", "李四", "by hand"}
        workspace.undo.redo()
        assert names(workspace) == {"by hand"}
        workspace.undo.undo()


def test_undoing_all_the_way_back_passes_an_import_whose_taking_back_was_undone(workspace: Workspace):
    imported = import_friends(workspace, "王芳")
    workspace.contacts.add(ContactDraft("by hand"))
    workspace.undo.take_back(imported)
    for left in ({"王芳", "by hand"}, {"王芳"}, set()):
        workspace.undo.undo()
        assert names(workspace) == left
    for left in ({"王芳"}, {"王芳", "by hand"}, {"by hand"}):
        workspace.undo.redo()
        assert names(workspace) == left
    assert imported not in {step.id for step in workspace.undo.steps()}


def test_a_taking_back_can_itself_be_taken_back_later(workspace: Workspace):
    imported = import_friends(workspace, "王芳", "李四")
    workspace.contacts.add(ContactDraft("by hand"))
    workspace.undo.take_back(imported)
    taking_back = last(workspace)
    workspace.contacts.add(ContactDraft("later"))
    workspace.undo.take_back(taking_back.id)
    assert names(workspace) == {"王芳", "李四", "by hand", "later"}
    workspace.undo.undo()
    assert names(workspace) == {"by hand", "later"}
    workspace.undo.redo()
    assert names(workspace) == {"王芳", "李四", "by hand", "later"}
    assert len(workspace.finder.search("wf")) == 1


def test_a_friend_added_by_hand_goes_unless_something_was_added_since(workspace: Workspace):
    alone = workspace.contacts.add(ContactDraft("alone"))
    first = last(workspace).id
    known = workspace.contacts.add(ContactDraft("known"))
    second = last(workspace).id
    talk = workspace.conversations.log(known, "hi")
    assert workspace.undo.take_back(first) == ()
    assert workspace.undo.take_back(second) == (known,)
    assert names(workspace) == {"known"}
    assert alone not in workspace.finder.ids(Filter())
    assert workspace.store.rows(Conversation.select(Conversation.id)) == [(talk,)]


def test_a_row_that_was_changed_since_stays_though_its_step_is_taken_back(workspace: Workspace):
    """The friend is older than the step, so only the row itself says that it is still needed."""
    friend = workspace.contacts.add(ContactDraft("王芳"))
    talk = workspace.conversations.log(friend, "hi")
    logged = last(workspace).id
    workspace.conversations.log(friend, "second")
    second = last(workspace).id
    workspace.conversations.edit(talk, text="hi, changed")
    workspace.undo.take_back(logged)
    workspace.undo.take_back(second)
    said = workspace.store.rows(Conversation.select(Conversation.text).where(Conversation.deleted_at.is_null()))
    assert said == [("hi, changed",)]


def test_an_edit_that_was_overwritten_since_leaves_nothing_to_take_back(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳", note="first"))
    workspace.contacts.edit(friend, note="second")
    step = last(workspace).id
    workspace.contacts.edit(friend, note="third")
    version = workspace.contacts.row(friend).version
    assert workspace.undo.take_back(step) == ()
    assert workspace.contacts.card(friend).note == "third"
    assert workspace.contacts.row(friend).version == version


def test_a_friend_that_a_later_import_knew_more_about_stays(workspace: Workspace):
    imported = import_friends(workspace, "王芳", "李四")
    wang, li = workspace.finder.who("王芳"), workspace.finder.who("李四")
    older = workspace.contacts.add(ContactDraft("older"))
    import_handles(workspace, (wang, "q1"), (older, "q2"))
    assert workspace.undo.take_back(imported) == (wang,)
    assert names(workspace) == {"王芳", "older"}
    assert li not in workspace.finder.ids(Filter())


def test_who_was_introduced_by_an_imported_friend_keeps_that_friend(workspace: Workspace):
    imported = import_friends(workspace, "王芳", "李四")
    wang = workspace.finder.who("王芳")
    guest = workspace.contacts.add(ContactDraft("guest", handles=(Handle(Platform.QQ, "q9"),)))
    workspace.contacts.set_introducer(guest, wang)
    assert workspace.undo.take_back(imported) == (wang,)
    assert names(workspace) == {"王芳", "guest"}


def test_what_a_crash_cut_off_is_offered_and_can_stand(workspace: Workspace):
    assert workspace.undo.cut_off() == []
    imported = import_friends(workspace, "王芳")
    with workspace.store.write(Topic.CONTACTS) as write:
        write.many("UPDATE undo_step SET state = 'open' WHERE id = ?", [(imported,)])
    assert [step.id for step in workspace.undo.cut_off()] == [imported]
    workspace.undo.keep_cut_off()
    assert last(workspace).id == imported


def test_only_the_friend_in_the_middle_of_an_import_stays(workspace: Workspace):
    imported = import_friends(workspace, "王芳", "李四", "Amy")
    import_friends(workspace, "of another file")
    middle = workspace.finder.who("李四")
    workspace.conversations.log(middle, "hi")
    assert workspace.undo.take_back(imported) == (middle,)
    assert names(workspace) == {"李四", "of another file"}
    workspace.undo.undo()
    assert names(workspace) == {"王芳", "李四", "Amy", "of another file"}


def test_taking_back_what_a_later_import_knew_leaves_the_friends(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.WECHAT, "wf"),)))
    knew = import_handles(workspace, (friend, "q1"))
    workspace.contacts.add(ContactDraft("by hand"))
    assert workspace.finder.search("q1") == [friend]
    assert workspace.undo.take_back(knew) == ()
    assert workspace.finder.search("q1") == []
    assert [handle.text for handle in workspace.contacts.row(friend).handles] == ["wf"]


# the list of what was done


def words(workspace: Workspace) -> list[str]:
    return [step_words(workspace, step) for step in workspace.undo.history()]


def test_every_step_is_named_by_whom_and_what_it_was_about(workspace: Workspace):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    li = workspace.contacts.add(ContactDraft("李四"))
    workspace.stages.move(wang, Stage.CUSTOMER)
    workspace.contacts.tag([wang], "宝妈")
    workspace.contacts.tag([wang, li], "VIP")
    workspace.contacts.untag([li], "VIP")
    assert words(workspace) == [
        "tag VIP off 李四",
        "tag VIP on 2 friends",
        "tag 宝妈 on 王芳",
        "move 王芳 to Customer",
        "new friend 李四",
        "new friend 王芳",
    ]
    workspace.undo.take_back(workspace.undo.history()[3].id)
    assert words(workspace)[0] == "taking back: move 王芳 to Customer"


def test_a_tag_that_came_in_a_stretch_is_named_too(workspace: Workspace):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.add(ContactDraft("李四", tags=("宝妈",)))
    tag = workspace.contacts.tags()[0][0]
    with workspace.store.batch(Topic.TAGS, Action(Verb.TAG_CONTACT)) as batch, batch.write() as write:
        batch.made(write, ContactTag, write.bulk(ContactTag, ["contact_id", "tag_id"], [(wang, tag)]))
        batch.count = 1
    assert words(workspace)[0] == "tag 宝妈 on 1 friend"


def test_undo_up_to_a_step_and_redo_up_to_it(workspace: Workspace):
    for name in "abc":
        workspace.contacts.add(ContactDraft(name))
    second = workspace.undo.history()[1].id
    seen: list[tuple[int, int]] = []
    assert workspace.undo.back_to(second, lambda done, total: seen.append((done, total))) == 2
    assert (names(workspace), seen) == ({"a"}, [(0, 2), (1, 2)])
    assert [step.state for step in workspace.undo.history()] == ["undone", "undone", "done"]
    with pytest.raises(MissingError):
        workspace.undo.back_to(second)
    assert workspace.undo.forward_to(second) == 1
    assert names(workspace) == {"a", "b"}
    with pytest.raises(MissingError):
        workspace.undo.forward_to(second)


def test_old_steps_are_forgotten_but_not_the_last_two_hundred_and_no_import(workspace: Workspace, time: StoppedTime):
    imported = import_friends(workspace, "王芳")
    with workspace.store.write(Topic.CONTACTS) as write:
        write.insert(ImportBatch, file="a.csv", kind="contacts", step=imported)
    wang = workspace.finder.who("王芳")
    for _ in range(KEPT // 2 + 30):
        workspace.contacts.tag([wang], "x")
        workspace.contacts.untag([wang], "x")
    assert workspace.undo.prune() == 0
    time.advance(days=KEPT_DAYS + 1)
    assert workspace.undo.prune() == 50
    heard: list[tuple[int, int]] = []
    workspace.tidy(lambda done, total: heard.append((done, total)))
    assert heard == [(0, 0)]
    assert workspace.undo.prune() == 0
    steps = workspace.undo.history(10_000)
    assert len(steps) == KEPT + 1
    assert steps[-1].id == imported
    assert workspace.store.rows("SELECT count(*) FROM undo_change WHERE step_id NOT IN (SELECT id FROM undo_step)") == [
        (0,)
    ]
    assert workspace.undo.take_back(imported) != ()


def test_an_action_that_changes_nothing_leaves_what_can_be_done_again(workspace: Workspace):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.tag([wang], "x")
    workspace.undo.undo()
    workspace.contacts.set_standing([wang], Standing.ACTIVE)
    workspace.undo.redo()
    assert workspace.contacts.row(wang).tags == ("x",)
    workspace.undo.undo()
    workspace.contacts.edit(wang, note="changed")
    assert workspace.undo.next() is None


def test_what_was_undone_before_a_cut_off_step_cannot_be_done_again_over_it(workspace: Workspace):
    who = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.set_standing([who], Standing.LOST)
    workspace.undo.undo()
    with workspace.store.batch(Topic.CONTACTS, Action(Verb.SET_STANDING)) as batch:
        with batch.write() as write:
            write.update(Contact, who, standing=Standing.PAUSED)
            write.touched.add(who)
        step = batch.step
    with workspace.store.write(Topic.CONTACTS) as write:  # as a crash leaves it
        write.many(
            "UPDATE undo_step SET state = CASE id WHEN ? THEN 'open' ELSE 'undone' END WHERE id >= ?",
            [(step, step - 1)],
        )
    workspace.undo.keep_cut_off()
    assert workspace.undo.next() is None
    assert workspace.contacts.row(who).standing is Standing.PAUSED


def test_a_step_about_a_row_that_was_erased_can_be_taken_back(workspace: Workspace):
    kept, gone = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "王芳"))
    workspace.duplicates.not_same(kept, gone)
    step = last(workspace).id
    workspace.contacts.edit(kept, note="since")
    workspace.erasing.erase(gone)
    assert workspace.undo.take_back(step) == ()
    assert workspace.contacts.card(kept).note == "since"


def test_a_step_whose_friend_was_erased_names_neither_them_nor_their_tag(workspace: Workspace):
    wang, li = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四"))
    workspace.contacts.tag([wang, li], "宝妈")
    for contact in (wang, li):
        workspace.erasing.erase(contact)
    assert words(workspace)[0] == "tag on 2 friends"
