"""Talks in: who is who, stretches of talk, nothing twice however records overlap, and back again as one step."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Handle
from crm.ids import ContactId, StepId
from crm.progress import Cancelled
from crm.talks import Answers, Ask, Correction, Kind
from crm.talks.taught import teach
from crm.transfer.buyer_matching import Answer
from crm.transfer.errors import NotATableError
from crm.transfer.kinds import kind_of_file
from crm.transfer.planning import Fate
from crm.transfer.talk_files import read_talks
from crm.transfer.talks_in import TalksIn
from crm.transfer.talks_planning import PassedTalk, TalkPlan, TalkWishes
from crm.workspace import Workspace, open_workspace

ONE = "小王 2026-03-01 21:07:15\n多少钱一盒？\n\n我 2026-03-01 21:08:15\n两盒 196 包邮\n"
LONGER = ONE + "\n小王 2026-03-01 21:09:00\n好\n\n小王 2026-03-02 09:00:00\n发了吗\n"


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("小王"))


def verbs(workspace: Workspace) -> TalksIn:
    return TalksIn(workspace.store, lambda path, answers, zone, _progress: read_talks(path, answers, zone))


def planned(workspace: Workspace, folder: Path, text: str, wishes: TalkWishes = TalkWishes()) -> TalkPlan:  # noqa: B008 - a frozen value
    path = folder / "talk.txt"
    path.write_text(text, encoding="utf-8")
    return verbs(workspace).plan(path, wishes)


def bring(workspace: Workspace, folder: Path, text: str, wishes: TalkWishes = TalkWishes()) -> StepId | None:  # noqa: B008 - as above
    return verbs(workspace).store(planned(workspace, folder, text, wishes)).step


def talks(workspace: Workspace) -> list[tuple[int, str, str]]:
    return workspace.store.rows(
        "SELECT contact_id, direction, text FROM conversation WHERE deleted_at IS NULL ORDER BY at"
    )


def test_a_record_becomes_talks_between_long_silences_and_restarts_the_clock(
    workspace: Workspace, friend: ContactId, tmp_path: Path
):
    step = bring(workspace, tmp_path, LONGER)
    assert talks(workspace) == [
        (friend, "both", "小王：多少钱一盒？\n我：两盒 196 包邮\n小王：好"),
        (friend, "in", "小王：发了吗"),
    ]
    row = workspace.contacts.row(friend)
    assert row.last_contact_at is not None
    assert workspace.clock.day_of(row.last_contact_at) == date(2026, 3, 2)
    assert step is not None
    workspace.undo.take_back(step)
    assert talks(workspace) == []
    assert workspace.contacts.row(friend).last_contact_at is None


def test_records_that_overlap_add_nothing_twice_and_go_on_where_the_talk_was(
    workspace: Workspace, friend: ContactId, tmp_path: Path
):
    bring(workspace, tmp_path, ONE)
    again = planned(workspace, tmp_path, ONE)
    assert (again.counts[Fate.NEW], again.counts[Fate.SAME]) == (0, 2)
    assert verbs(workspace).store(again).step is None
    longer = planned(workspace, tmp_path, LONGER)
    assert [longer.counts[fate] for fate in (Fate.NEW, Fate.UPDATED, Fate.SAME)] == [1, 1, 2]
    verbs(workspace).store(longer)
    assert [text for _, _, text in talks(workspace)] == [
        "小王：多少钱一盒？\n我：两盒 196 包邮\n小王：好",
        "小王：发了吗",
    ]
    # another program writes the same to the minute only
    minutes = "2026-03-01 21:07 小王\n多少钱一盒？\n\n2026-03-01 21:08 我\n两盒 196 包邮\n"
    assert planned(workspace, tmp_path, minutes).counts[Fate.SAME] == 2
    workspace.undo.undo()
    assert [text for _, _, text in talks(workspace)] == ["小王：多少钱一盒？\n我：两盒 196 包邮"]


def test_the_same_words_twice_in_a_minute_are_two_messages(workspace: Workspace, friend: ContactId, tmp_path: Path):
    text = "小王 2026-03-01 21:07:15\n好\n\n小王 2026-03-01 21:07:20\n好\n"
    bring(workspace, tmp_path, text)
    assert talks(workspace) == [(friend, "in", "小王：好\n小王：好")]
    assert planned(workspace, tmp_path, text).counts[Fate.SAME] == 2


def test_copies_without_times_are_told_by_their_order(workspace: Workspace, friend: ContactId, tmp_path: Path):
    wishes = TalkWishes(Answers(me=frozenset({"我的店"}), day=date(2026, 3, 1)))
    first = "小王:\n多少钱\n\n我的店:\n98\n\n小王:\n好\n"
    bring(workspace, tmp_path, first, wishes)
    more = planned(workspace, tmp_path, first + "\n小王:\n谢谢\n", wishes)
    assert (more.counts[Fate.SAME], more.counts[Fate.NEW]) == (3, 1)
    # one common word alone does not make another talk the same
    other = planned(workspace, tmp_path, "小王:\n在吗\n\n我的店:\n在\n\n小王:\n好\n", wishes)
    assert (other.counts[Fate.SAME], other.counts[Fate.NEW]) == (0, 3)


def test_handles_go_before_names_and_what_was_said_once_is_remembered(workspace: Workspace, tmp_path: Path):
    by_handle = workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.QQ, "10001"),)))
    workspace.contacts.add(ContactDraft("小王"))
    text = "小王(10001) 2026-03-01 21:07:15\n多少钱\n\n我 2026-03-01 21:08:15\n98\n"
    bring(workspace, tmp_path, text)
    assert [contact for contact, _, _ in talks(workspace)] == [by_handle]
    # the nickname is remembered for this friend on this platform, also where the number is missing
    later = planned(workspace, tmp_path, "小王 2026-03-01 22:07:15\n在\n", TalkWishes(Answers(platform="qq")))
    assert [speaker.contact for speaker in later.speakers] == [by_handle]


def test_nobody_is_guessed_and_everything_is_accounted_for(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, LONGER)
    assert [passed.reason for passed in plan.passed] == [PassedTalk.NOBODY] * 4
    assert verbs(workspace).store(plan).step is None
    friend = workspace.contacts.add(ContactDraft("王芳"))
    told = planned(workspace, tmp_path, LONGER, TalkWishes(friend=friend))
    assert told.counts[Fate.NEW] == 4
    out = planned(workspace, tmp_path, LONGER, TalkWishes(friend=friend, who={"name:小王": Answer.LEAVE_OUT}))
    assert {passed.reason for passed in out.passed} == {PassedTalk.LEFT_OUT}


def test_who_the_seller_is_is_asked_once(workspace: Workspace, friend: ContactId, tmp_path: Path):
    group = "小王 2026-03-01 21:07:15\n一\n\n小李 2026-03-01 21:08:15\n二\n\n店 2026-03-01 21:09:15\n三\n"
    assert planned(workspace, tmp_path, group).asks == {Ask.ME}
    bring(workspace, tmp_path, group, TalkWishes(Answers(me=frozenset({"店"}))))
    assert talks(workspace) == [(friend, "in", "小王：一")]
    later = planned(workspace, tmp_path, group.replace("一", "四"))
    assert later.asks == frozenset()
    assert [passed.reason for passed in later.passed] == [PassedTalk.NOBODY, PassedTalk.IN_A_GROUP]


def test_of_two_people_the_one_who_is_no_friend_is_the_seller(workspace: Workspace, friend: ContactId, tmp_path: Path):
    bring(workspace, tmp_path, ONE.replace("我 ", "我的店 "))
    assert talks(workspace) == [(friend, "both", "小王：多少钱一盒？\n我：两盒 196 包邮")]


def test_what_lies_in_the_future_is_told(workspace: Workspace, friend: ContactId, tmp_path: Path):
    plan = planned(workspace, tmp_path, ONE.replace("2026", "2027"))
    assert [passed.reason for passed in plan.passed] == [PassedTalk.NOT_YET] * 2


def test_calling_off_leaves_nothing(workspace: Workspace, friend: ContactId, tmp_path: Path):
    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        verbs(workspace).store(planned(workspace, tmp_path, LONGER), stop)
    assert talks(workspace) == []


def test_what_was_edited_since_stays_when_the_record_goes_on(workspace: Workspace, friend: ContactId, tmp_path: Path):
    bring(workspace, tmp_path, ONE)
    ((number,),) = workspace.store.rows("SELECT id FROM conversation")
    workspace.conversations.edit(number, text="她要两盒")
    bring(workspace, tmp_path, LONGER)
    assert [text for _, _, text in talks(workspace)] == ["她要两盒\n小王：好", "小王：发了吗"]


MESSAGES = st.lists(
    st.tuples(st.sampled_from(["小王", "我"]), st.integers(0, 600), st.sampled_from(["好", "在吗", "98", "发了"])),
    min_size=1,
    max_size=14,
)


def written(messages: list[tuple[str, int, str]]) -> str:
    return "\n\n".join(
        f"{who} 2026-02-{1 + at // 120:02d} {8 + at // 60 % 2:02d}:{at % 60:02d}:00\n{text}"
        for who, at, text in messages
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MESSAGES, st.integers(0, 13), st.integers(0, 13))
def test_however_a_record_is_cut_the_talks_hold_each_message_once(
    tmp_path_factory: pytest.TempPathFactory, clock: Clock, drawn: list[tuple[str, int, str]], first: int, last: int
):
    messages = sorted(drawn, key=lambda message: message[1])
    folder = tmp_path_factory.mktemp("talks")
    workspace = open_workspace(folder / "shop", clock=clock)
    friend = workspace.contacts.add(ContactDraft("小王"))
    wishes = TalkWishes(Answers(me=frozenset({"我"})), friend=friend)
    for part in (messages[: first + 1], messages[last:], messages):
        if part:
            bring(workspace, folder, written(part), wishes)
    held = "\n".join(text for _, _, text in talks(workspace)).split("\n")
    assert sorted(held) == sorted(f"{who}：{text}" for who, _, text in messages)
    assert planned(workspace, folder, written(messages), wishes).counts[Fate.SAME] == len(messages)
    workspace.close()


def test_messages_are_corrected_before_they_come_in(workspace: Workspace, friend: ContactId, tmp_path: Path):
    odd = "放在前面\n\n" + ONE
    plan = planned(workspace, tmp_path, odd)
    first, second = plan.exchanges[0].messages
    (problem,) = plan.talks[0].problems
    corrections = {
        (0, first.line): Correction("小王", "多少钱一罐？", first.at),
        (0, second.line): Correction(second.sender, second.text, second.at, left_out=True),
        (0, problem.line): Correction("小王", "[图片]", first.at),
    }
    plan = planned(workspace, tmp_path, odd, TalkWishes(corrections=corrections))
    assert plan.talks[0].problems == ()
    assert [message.kind for message in plan.exchanges[0].messages] == [Kind.IMAGE, Kind.TEXT]
    assert [(one.row, one.reason) for one in plan.passed] == [(second.line, PassedTalk.LEFT_OUT)]
    assert plan.records == 3
    verbs(workspace).store(plan)
    assert talks(workspace) == [(friend, "in", "小王：[图片]\n小王：多少钱一罐？")]


def test_a_correction_that_is_left_out_keeps_a_line_of_no_message(workspace: Workspace, tmp_path: Path):
    wishes = TalkWishes(corrections={(0, 1): Correction("", "x", None, left_out=True)})
    assert len(planned(workspace, tmp_path, "放在前面\n\n" + ONE, wishes).talks[0].problems) == 1


UNKNOWN = "<小王> @ 2026-03-01 21:07 => 多少钱\n<我> @ 2026-03-01 21:08 => 98\n"


def test_a_layout_that_was_taught_is_remembered(workspace: Workspace, friend: ContactId, tmp_path: Path):
    with pytest.raises(NotATableError):
        planned(workspace, tmp_path, UNKNOWN)
    line = UNKNOWN.split("\n", maxsplit=1)[0]
    pattern = teach(line, name=(1, 3), stamp=(7, 23), words=(27, 30))
    bring(workspace, tmp_path, UNKNOWN, TalkWishes(Answers(taught=pattern)))
    assert talks(workspace) == [(friend, "both", "小王：多少钱\n我：98")]
    assert verbs(workspace).taught() == (pattern,)
    assert planned(workspace, tmp_path, UNKNOWN).counts[Fate.SAME] == 2
    path = tmp_path / "talk.txt"
    assert kind_of_file(path, taught=(pattern,)) == "talk"
    assert kind_of_file(path) == "contacts"
    with pytest.raises(NotATableError):
        planned(workspace, tmp_path, "谁也没说过什么")
    with pytest.raises(NotATableError):
        planned(workspace, tmp_path, "谁也没说过什么", TalkWishes(Answers(taught=pattern)))
