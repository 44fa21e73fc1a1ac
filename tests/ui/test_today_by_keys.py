"""A day of thirty by the keyboard: in at most three keys each, beside the words that are typed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.conversations import Direction
from crm.ids import ContactId
from crm.settings import Preferences
from crm.ui.desk import Desk
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.theme import Theme
from crm.ui.today.page import TodayPage
from crm.workspace import Workspace

TODAY = date(2026, 3, 4)
KEYS = {
    "\n": Qt.Key.Key_Return,
    "0": Qt.Key.Key_0,
    "1": Qt.Key.Key_1,
    "3": Qt.Key.Key_3,
    "7": Qt.Key.Key_7,
    "A": Qt.Key.Key_A,
    "D": Qt.Key.Key_D,
    "G": Qt.Key.Key_G,
    "L": Qt.Key.Key_L,
    "N": Qt.Key.Key_N,
    "P": Qt.Key.Key_P,
    "S": Qt.Key.Key_S,
    "T": Qt.Key.Key_T,
    "X": Qt.Key.Key_X,
}


@pytest.fixture
def desk(workspace: Workspace, theme: Theme) -> Iterator[Desk]:
    live = Live()
    live.attach(workspace.store.listen)
    jobs = Jobs()
    yield Desk(workspace, theme, live, jobs)
    jobs.close()


@pytest.fixture
def friends(workspace: Workspace) -> list[ContactId]:
    """Thirty who are due, the most urgent first."""
    found = []
    for number in range(30):
        added = TODAY - timedelta(days=90 - number)
        friend = workspace.contacts.add(
            ContactDraft(f"好友{number:02}", added_on=added, handles=(Handle(Platform.WECHAT, f"wx{number}"),))
        )
        at = workspace.clock.now() - timedelta(days=90 - number)
        workspace.conversations.log(friend, "聊过", direction=Direction.IN, at=at)
        found.append(friend)
    return found


@pytest.fixture
def page(desk: Desk, friends: list[ContactId], qtbot) -> TodayPage:
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    made.list.setFocus()
    return made


def press(qtbot, page: TodayPage, keys: str) -> int:
    """Press these, and say how many they were."""
    for key in keys:
        where = page.menu if page.menu.isVisible() else page.list
        qtbot.keyClick(where, KEYS[key])
    return len(keys)


def test_a_day_of_thirty_takes_at_most_three_keys_each(page, workspace, friends, qtbot):
    ways = {  # what the seller does with a friend, and the keys for it
        "sent": "\n\n",
        "sent, again in a week": "\n\n7",
        "done": "D",
        "done, again in a month": "D0",
        "answered, again tomorrow": "A1",
        "no answer, again in 3 days": "N3",
        "put off to tomorrow": "S1",
        "put off to a week from now": "S7",
        "not today": "X",
    }
    pressed: Counter[int] = Counter()
    plan = list(ways.values()) * 3
    for keys in plan:
        in_hand = page.list.current_id
        pressed[press(qtbot, page, keys)] += 1
        assert page.list.current_id != in_hand, keys
    for text in ("ta", "tb", "tc"):  # talked, the words typed, again in 3 days
        count = press(qtbot, page, "L")
        qtbot.keyClicks(page.log.text, text)
        qtbot.keyClick(page.log.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        count += 1 + press(qtbot, page, "3")
        pressed[count] += 1
    assert sum(pressed.values()) == 30
    assert max(pressed) == 3
    assert sum(keys * many for keys, many in pressed.items()) == 60
    assert workspace.today.queue().done == 30
    planned = Counter((row.due - TODAY).days for friend in friends for row in workspace.follow_ups.of(friend))
    assert planned == {7: 3, 30: 3, 1: 3, 3: 6}


def test_the_next_touch_is_of_the_friend_settled_just_before(page, workspace, friends, qtbot):
    press(qtbot, page, "7")
    assert [workspace.follow_ups.of(friend) for friend in friends[:2]] == [[], []], "nobody was settled yet"
    press(qtbot, page, "A")
    assert page.next_touch.isVisible()
    assert "好友00" in page.next_touch.title.text()
    words = workspace.conversations.last_words([friends[0]])[friends[0]]
    assert (words.direction, words.text) == (Direction.IN, "Answered")
    next(iter(page.next_touch.buttons.values())).click()
    assert [row.due for row in workspace.follow_ups.of(friends[0])] == [TODAY + timedelta(days=1)]
    assert not page.next_touch.isVisible()
    press(qtbot, page, "N")
    page.next_touch.date_button.click()
    assert page.next_day.isVisible()
    page.next_day.day.setDate(QDate(2026, 3, 20))
    qtbot.keyClick(page.next_day, Qt.Key.Key_Return)
    assert [row.due for row in workspace.follow_ups.of(friends[1])] == [date(2026, 3, 20)]
    assert not page.next_day.isVisible()
    workspace.undo.undo()
    workspace.undo.undo()
    assert friends[1] in page.model.ids
    press(qtbot, page, "X")
    press(qtbot, page, "T")
    assert not page.next_day.isVisible(), "who was skipped is not planned"


def test_my_accounts_one_after_the_other(page, desk, workspace, friends, qtbot):
    press(qtbot, page, "G")
    assert list(page.model.ids) == friends, "one account or none is no group"
    first, second = (workspace.accounts.add(name, Platform.WECHAT) for name in ("大号", "小号"))
    workspace.contacts.set_account(friends[1::2], first)
    workspace.contacts.set_account(friends[0:28:2], second)
    page.refresh()
    assert list(page.model.ids) == friends
    assert [page._rows[friend].account for friend in friends[:2]] == ["小号", "大号"]
    press(qtbot, page, "G")
    assert list(page.model.ids) == [*friends[1::2], *friends[0:28:2], friends[28]]
    assert Preferences.read(workspace.folder).by_account
    again = TodayPage(desk)
    qtbot.addWidget(again)
    again.show()
    assert list(again.model.ids) == list(page.model.ids)
    press(qtbot, page, "G")
    assert list(page.model.ids) == friends


def test_the_place_where_they_chat_is_opened_on_request(page, desk, workspace, qtbot, monkeypatch):
    opened: list[str] = []
    there = True

    def open_url(url) -> bool:
        opened.append(url.toString())
        return there

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    press(qtbot, page, "P")
    assert opened == ["weixin://"]
    press(qtbot, page, "\n")
    assert opened == ["weixin://"], "copying alone opens nothing"
    page._on_unsend()
    replace(Preferences.read(workspace.folder), opens=True).write(workspace.folder)
    there = False
    said: list[str] = []
    desk.said.connect(lambda sentence, _undo: said.append(sentence))
    press(qtbot, page, "\n")
    assert opened == ["weixin://"] * 2
    assert QGuiApplication.clipboard().text()
    assert said[-1] == "This computer has nothing that opens WeChat."
    bare = workspace.contacts.add(ContactDraft("无号", added_on=date(2020, 1, 1)))
    workspace.follow_ups.set(bare, TODAY)
    page.list.choose(bare)
    assert not page.buttons["platform"].isEnabled()
    press(qtbot, page, "P")
    assert len(opened) == 2
