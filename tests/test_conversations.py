"""Talks: contact restarts the clock, late entries never move it back, the next touch comes in the same motion."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Handle
from crm.conversations import Direction, Kind, parse_moment
from crm.errors import ConflictError, FutureMomentError, MissingError, UnknownValueError
from crm.ids import ContactId, ConversationId
from crm.timeline import TalkEntry
from crm.wording.errors import explain
from crm.workspace import Workspace

TODAY = date(2026, 3, 4)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    draft = ContactDraft("王芳", handles=(Handle(Platform.LINE, "wf"),), added_on=date(2026, 1, 1))
    return workspace.contacts.add(draft)


def talks(workspace: Workspace, friend: ContactId) -> list[TalkEntry]:
    keys = workspace.timeline.keys(friend)
    entries = workspace.timeline.entries(keys)
    return [entry for key in keys if isinstance(entry := entries[key], TalkEntry)]


def test_a_talk_is_of_now_on_the_friends_first_platform(workspace: Workspace, friend: ContactId):
    workspace.conversations.log(friend, "  在吗？ ")
    (talk,) = talks(workspace, friend)
    assert (talk.text, talk.platform, talk.direction, talk.kind) == ("在吗？", Platform.LINE, Direction.BOTH, Kind.CHAT)
    assert (talk.at, talk.day) == (workspace.clock.now(), TODAY)
    assert workspace.contacts.row(friend).last_contact_at == workspace.clock.now()


def test_a_friend_without_handles_was_met_elsewhere(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("李四"))
    workspace.conversations.log(friend, "", kind=Kind.LIKE, direction=Direction.IN)
    assert talks(workspace, friend)[0].platform is Platform.OTHER


def test_my_account_is_named_in_the_timeline(workspace: Workspace, friend: ContactId):
    account = workspace.accounts.add("大号", Platform.WECHAT)
    workspace.conversations.log(friend, "hi", account=account, platform=Platform.WECHAT)
    assert talks(workspace, friend)[0].account == "大号"


def test_a_late_entry_of_an_older_talk_never_moves_the_clock_back(workspace: Workspace, friend: ContactId):
    workspace.conversations.log(friend, "今天说的")
    before = workspace.contacts.row(friend).last_contact_at
    workspace.conversations.log(friend, "上个月说的", at=workspace.clock.now() - timedelta(days=30))
    assert workspace.contacts.row(friend).last_contact_at == before
    assert workspace.conversations.last_words([friend])[friend].text == "今天说的"


def test_the_next_touch_and_what_was_due_are_one_step_with_the_talk(workspace: Workspace, friend: ContactId):
    workspace.follow_ups.set(friend, TODAY, "问效果")
    workspace.conversations.log(friend, "很好用", next_touch=TODAY + timedelta(days=7), next_text="再问")
    assert [(row.due, row.text) for row in workspace.follow_ups.of(friend)] == [(date(2026, 3, 11), "再问")]
    workspace.undo.undo()
    assert [(row.due, row.text) for row in workspace.follow_ups.of(friend)] == [(TODAY, "问效果")]
    assert talks(workspace, friend) == []


@pytest.mark.parametrize(("settles", "left"), [(None, 2), (False, 2), (True, 1)])
def test_a_talk_closes_nothing_silently(workspace: Workspace, friend: ContactId, settles: bool | None, left: int):
    workspace.follow_ups.set(friend, TODAY - timedelta(days=3))
    workspace.follow_ups.set(friend, TODAY + timedelta(days=3))
    workspace.conversations.log(friend, "hi", settles=settles)
    assert len(workspace.follow_ups.of(friend)) == left


def test_the_future_has_not_been_talked_in(workspace: Workspace, friend: ContactId):
    later = workspace.clock.now() + timedelta(minutes=1)
    with pytest.raises(FutureMomentError) as caught:
        workspace.conversations.log(friend, "hi", at=later)
    assert "has not come yet" in explain(caught.value)
    talk = workspace.conversations.log(friend, "hi")
    with pytest.raises(FutureMomentError):
        workspace.conversations.edit(talk, at=later)


def test_an_entry_can_be_mended(workspace: Workspace, friend: ContactId):
    number = workspace.conversations.log(friend, "面膜")
    version = talks(workspace, friend)[0].version
    workspace.conversations.edit(
        number,
        seen=version,
        text="面膜两盒 ",
        platform=Platform.PHONE,
        direction=Direction.IN,
        kind=Kind.CALL,
        at=datetime(2026, 3, 1, 18, 0, tzinfo=UTC),
    )
    (talk,) = talks(workspace, friend)
    assert (talk.text, talk.platform, talk.direction, talk.kind, talk.day) == (
        "面膜两盒", Platform.PHONE, Direction.IN, Kind.CALL, date(2026, 3, 2),
    )  # fmt: skip
    with pytest.raises(ConflictError):
        workspace.conversations.edit(number, seen=version, text="x")
    workspace.conversations.edit(number, text="")
    assert talks(workspace, friend)[0].text == ""


def test_a_deleted_entry_is_no_contact_until_undo(workspace: Workspace, friend: ContactId):
    number = workspace.conversations.log(friend, "hi")
    workspace.conversations.delete(number)
    assert workspace.contacts.row(friend).last_contact_at is None
    with pytest.raises(MissingError):
        workspace.conversations.delete(number)
    workspace.undo.undo()
    assert workspace.contacts.row(friend).last_contact_at is not None


def test_nobody_is_talked_with_who_is_not_there(workspace: Workspace, friend: ContactId):
    workspace.contacts.delete([friend])
    with pytest.raises(MissingError):
        workspace.conversations.log(friend, "hi")
    with pytest.raises(MissingError):
        workspace.conversations.edit(ConversationId(77), text="hi")


def test_last_words_are_of_many_friends_in_one_question(workspace: Workspace, friend: ContactId):
    other = workspace.contacts.add(ContactDraft("李四"))
    workspace.conversations.log(friend, "一", at=workspace.clock.now() - timedelta(hours=1))
    workspace.conversations.log(friend, "二", direction=Direction.OUT)
    workspace.conversations.log(friend, "", kind=Kind.LIKE)
    words = workspace.conversations.last_words([friend, other])
    assert list(words) == [friend]
    assert (words[friend].text, words[friend].direction) == ("二", Direction.OUT)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1, 4, 0, tzinfo=UTC)),
        ("2026-03-04", datetime(2026, 3, 4, 1, 0, tzinfo=UTC)),
        (" 2026-03-01T18:30 ", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("2026-03-01T18:30+09:00", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T18:30Z", datetime(2026, 3, 1, 18, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read_in_the_shops_zone(clock: Clock, text: str, moment: datetime):
    assert parse_moment(text, clock) == moment


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-02-30", "2026-03-01T25:00", "2026-3-1", "0001-01-01T00:00+14:00", "2026-03-01 18:30"],
)
def test_what_is_no_moment_is_refused(clock: Clock, text: str):
    with pytest.raises(UnknownValueError) as caught:
        parse_moment(text, clock)
    assert caught.value.kind == "date"


def test_codes_of_directions_and_kinds():
    assert Direction.of(" IN ") is Direction.IN
    assert Kind.of("call") is Kind.CALL
    with pytest.raises(UnknownValueError):
        Direction.of("sideways")
    with pytest.raises(UnknownValueError):
        Kind.of("letter")
