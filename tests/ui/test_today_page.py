"""The page of Today: every key acts on the friend in hand, the next one follows, and nothing is sent by itself."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from crm.contacts import ContactDraft
from crm.conversations import Direction
from crm.errors import BusyError, MissingError
from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.phrases import PhraseDraft
from crm.today import Today
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.theme import Theme
from crm.ui.today.page import TodayPage
from crm.ui.today.suggestions import SAME_WORDS
from crm.wording.today import message
from crm.workspace import Workspace
from tests.conftest import StoppedTime
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable

TODAY = date(2026, 3, 4)


@pytest.fixture
def desk(workspace: Workspace, theme: Theme) -> Iterator[Desk]:
    live = Live()
    live.attach(workspace.store.listen)
    jobs = Jobs()
    yield Desk(workspace, theme, live, jobs)
    jobs.close()


@pytest.fixture
def said(desk: Desk) -> list[str]:
    sentences: list[str] = []
    desk.said.connect(lambda sentence, _undo: sentences.append(sentence))
    return sentences


@pytest.fixture
def friends(workspace: Workspace) -> list[ContactId]:
    """Three friends who are due, the most urgent first."""
    found = []
    for name, quiet in (("王芳", 60), ("李四", 50), ("赵磊", 40)):
        friend = workspace.contacts.add(ContactDraft(name, added_on=TODAY - timedelta(days=quiet)))
        workspace.conversations.log(friend, f"{name}说过", at=workspace.clock.now() - timedelta(days=quiet))
        found.append(friend)
    return found


@pytest.fixture
def page(desk: Desk, friends: list[ContactId], qtbot) -> TodayPage:
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.list.setFocus()
    return made


def press(qtbot, page: TodayPage, key: Qt.Key) -> None:
    qtbot.keyClick(page.list, key)


def shown(page: TodayPage) -> list[int]:
    return list(page.model.ids)


def test_the_queue_stands_there_with_the_first_friend_in_hand(page, friends):
    assert shown(page) == friends
    assert page.list.current_id == friends[0]
    row = page.model.row(0)
    assert row is not None
    assert row.name == "王芳"
    assert "60" in row.reason
    assert "王芳说过" in row.words
    assert "王芳" in row.message
    assert page.head.progress.text() == "0 of 3 done"


def test_reading_the_page_anew_asks_a_bounded_number_of_questions(page, workspace, monkeypatch):
    asked: list[object] = []
    rows = workspace.store.rows
    monkeypatch.setattr(type(workspace.store), "rows", lambda _self, query: asked.append(query) or rows(query))
    page.refresh()
    one = len(asked)
    for number in range(20):
        workspace.contacts.add(ContactDraft(f"友{number}", added_on=TODAY - timedelta(days=50)))
    asked.clear()
    page.refresh()
    assert len(asked) == one
    asked.clear()
    page.list.viewport().repaint()
    assert asked == []


def test_enter_copies_and_enter_again_says_that_it_was_sent(page, workspace, friends, said, qtbot):
    text = message(workspace.today.queue().items[0])
    press(qtbot, page, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == text
    assert page.model.row(0).waits == "to be confirmed"
    assert workspace.today.queue().done == 0
    press(qtbot, page, Qt.Key.Key_Return)
    words = workspace.conversations.last_words(friends[:1])[friends[0]]
    assert (words.text, words.direction) == (text, Direction.OUT)
    assert shown(page) == friends[1:]
    assert page.list.current_id == friends[1]
    assert page.head.progress.text() == "1 of 3 done"
    assert said[-1] == "Sent to 王芳"


def test_the_message_can_be_made_ones_own_before_it_is_copied(page, workspace, friends, qtbot):
    assert page.message.toPlainText() == message(workspace.today.queue().items[0])
    page.message.selectAll()
    qtbot.keyClicks(page.message, "ldx hao jiu bu jian")
    assert shown(page) == friends
    qtbot.keyClick(page.message, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "ldx hao jiu bu jian"
    assert page.message.isReadOnly()
    assert "ldx hao jiu bu jian" in page.model.row(0).message
    press(qtbot, page, Qt.Key.Key_Return)
    words = workspace.conversations.last_words(friends[:1])[friends[0]]
    assert words.text == "ldx hao jiu bu jian"
    assert page.message.toPlainText() == message(workspace.today.queue().items[0])
    assert not page.message.isReadOnly()


def test_other_words_by_key_and_after_ten_copies(page, workspace, friends, qtbot):
    own = message(workspace.today.queue().items[0])
    workspace.phrases.add(PhraseDraft("{名字}，好久不见！"))
    workspace.phrases.add(PhraseDraft("{name}，{产品}用完了吗", heading="Rhythm"))  # nobody bought anything
    name = workspace.contacts.row(friends[0]).name
    press(qtbot, page, Qt.Key.Key_W)
    assert page.message.toPlainText() == f"{name}，好久不见！"
    press(qtbot, page, Qt.Key.Key_W)
    assert page.message.toPlainText() == own
    press(qtbot, page, Qt.Key.Key_W)
    press(qtbot, page, Qt.Key.Key_Return)
    press(qtbot, page, Qt.Key.Key_W)  # what was copied stays until it is known what became of it
    assert page.message.toPlainText() == f"{name}，好久不见！"
    press(qtbot, page, Qt.Key.Key_Escape)
    item = page._items[friends[1]]
    assert page._suggestions.words(item) == message(item)
    for _ in range(SAME_WORDS):
        page._suggestions.copied(item)
    assert page._suggestions.words(item) != message(item)


def test_what_was_typed_to_a_friend_waits_while_others_are_looked_at(page, workspace, friends, qtbot):
    page.message.setPlainText("for the first")
    press(qtbot, page, Qt.Key.Key_J)
    assert page.message.toPlainText() == message(workspace.today.queue().items[1])
    workspace.contacts.add(ContactDraft("another"))
    press(qtbot, page, Qt.Key.Key_K)
    assert page.message.toPlainText() == "for the first"


def test_an_empty_message_is_not_copied_and_esc_leaves_the_field(page, qtbot):
    QGuiApplication.clipboard().setText("before")
    page.message.clear()
    press(qtbot, page, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "before"
    assert page.model.row(0).waits == ""
    page.message.setFocus()
    qtbot.keyClick(page.message, Qt.Key.Key_Escape)
    assert page.focusWidget() is page.list


def test_esc_says_that_it_was_not_sent(page, workspace, friends, qtbot):
    press(qtbot, page, Qt.Key.Key_Return)
    assert page.buttons["unsend"].isVisible()
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.model.row(0).waits == ""
    assert not page.buttons["unsend"].isVisible()
    press(qtbot, page, Qt.Key.Key_J)
    assert workspace.today.queue().done == 0
    assert shown(page) == friends


def test_a_copied_message_waits_while_others_are_seen_to(page, friends, qtbot):
    press(qtbot, page, Qt.Key.Key_Return)
    press(qtbot, page, Qt.Key.Key_J)
    press(qtbot, page, Qt.Key.Key_D)
    assert shown(page) == [friends[0], friends[2]]
    assert page.model.row(0).waits == "to be confirmed"


@pytest.mark.parametrize(("key", "sentence"), [(Qt.Key.Key_D, "王芳: done"), (Qt.Key.Key_X, "王芳: not today")])
def test_one_key_settles_and_the_next_friend_is_in_hand_and_undo_brings_them_back(
    page, workspace, friends, said, qtbot, key, sentence
):
    press(qtbot, page, key)
    assert shown(page) == friends[1:]
    assert page.list.current_id == friends[1]
    assert said == [sentence]
    workspace.undo.undo()
    assert shown(page) == friends


@pytest.mark.parametrize("choice", list(Snooze))
def test_putting_off_by_the_menu(page, workspace, friends, said, qtbot, choice):
    press(qtbot, page, Qt.Key.Key_S)
    assert page.menu.isVisible()
    next(action for action in page.menu.actions() if action.data() == choice.value).trigger()
    page.menu.close()
    assert shown(page) == friends[1:]
    assert workspace.today.why(friends[0], choice.after(TODAY) - timedelta(days=1)) == ()
    assert workspace.today.why(friends[0], choice.after(TODAY)) != ()
    assert said[-1].startswith("王芳: back ")


def test_putting_off_to_a_day(page, workspace, friends, qtbot):
    page.menu.actions()[-1].trigger()
    assert page.day.isVisible()
    assert page.day.day.minimumDate() == QDate(2026, 3, 5)
    page.day.day.setDate(QDate(2026, 3, 20))
    qtbot.keyClick(page.day.day, Qt.Key.Key_Return)
    assert not page.day.isVisible()
    assert shown(page) == friends[1:]
    assert workspace.today.why(friends[0], date(2026, 3, 19)) == ()


def test_logging_with_the_next_touch_in_one_motion(page, workspace, friends, desk, said, qtbot):
    press(qtbot, page, Qt.Key.Key_L)
    qtbot.keyClicks(page.log.text, "jldx yao liang he")
    assert desk.drafts == {friends[0]: "jldx yao liang he"}
    page.log.who.setCurrentIndex(page.log.who.findData(Direction.IN))
    page.log.next.setCurrentIndex(page.log.next.findData(Snooze.IN_3_DAYS))
    qtbot.keyClick(page.log.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.log.isVisible()
    words = workspace.conversations.last_words(friends[:1])[friends[0]]
    assert (words.text, words.direction) == ("jldx yao liang he", Direction.IN)
    assert [row.due for row in workspace.follow_ups.of(friends[0])] == [date(2026, 3, 7)]
    assert shown(page) == friends[1:]
    assert said[-1] == "Logged with 王芳, next: in 3 days"
    assert desk.drafts == {}


def test_logging_with_a_day_of_ones_own_or_none(page, workspace, friends, said, qtbot):
    press(qtbot, page, Qt.Key.Key_L)
    page.log.text.setPlainText("a")
    page.log.next.setCurrentIndex(page.log.next.count() - 1)
    assert page.log.day.isVisible()
    page.log.day.setDate(QDate(2026, 3, 30))
    page.log.save.click()
    assert [row.due for row in workspace.follow_ups.of(friends[0])] == [date(2026, 3, 30)]
    press(qtbot, page, Qt.Key.Key_L)
    page.log.text.setPlainText("b")
    page.log.save.click()
    assert workspace.follow_ups.of(friends[1]) == []
    assert said[-1] == "Logged with 李四"


def test_nothing_is_logged_without_words_and_what_is_typed_is_kept(page, workspace, friends, qtbot):
    press(qtbot, page, Qt.Key.Key_L)
    page.log.save.click()
    assert page.log.isVisible()
    qtbot.keyClicks(page.log.text, "half")
    qtbot.keyClick(page.log.text, Qt.Key.Key_Return)
    qtbot.keyClick(page.log.text, Qt.Key.Key_Escape)
    assert not page.log.isVisible()
    assert shown(page) == friends
    press(qtbot, page, Qt.Key.Key_L)
    assert page.log.text.toPlainText() == "half\n"


def test_j_and_k_move_and_stop_at_the_ends(page, friends, qtbot):
    press(qtbot, page, Qt.Key.Key_K)
    assert page.list.current_id == friends[0]
    for _ in range(4):
        press(qtbot, page, Qt.Key.Key_J)
    assert page.list.current_id == friends[2]
    press(qtbot, page, Qt.Key.Key_K)
    assert page.list.current_id == friends[1]


def test_order_and_card_are_asked_for(page, desk, friends, qtbot):
    orders, cards = [], []
    desk.asked_order.connect(orders.append)
    desk.asked_contact.connect(cards.append)
    press(qtbot, page, Qt.Key.Key_O)
    press(qtbot, page, Qt.Key.Key_C)
    assert orders == cards == [friends[0]]


def test_every_key_has_a_visible_button_that_does_the_same(page, friends, qtbot):
    sometimes = {"unsend", "group"}  # once something was copied; once there are several accounts
    assert all(button.isVisible() for key, button in page.buttons.items() if key not in sometimes)
    for key in ("next", "previous", "send", "unsend", "skip", "done", "send", "send"):
        page.buttons[key].click()
    assert shown(page) == []
    assert not any(button.isEnabled() for button in page.buttons.values())
    for key in ("send", "unsend", "done", "skip", "log", "order", "card", "snooze", "next"):
        page._acts[key]()
    assert page.stack.currentWidget() is page.clear


def test_letters_with_ctrl_are_no_actions(page, friends, qtbot):
    qtbot.keyClick(page.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert shown(page) == friends


def test_more_than_fit_are_said_and_tomorrow_is_told(page, workspace, qtbot, friends):
    workspace.follow_ups.set(friends[2], TODAY + timedelta(days=1))
    for number in range(40):
        workspace.contacts.add(ContactDraft(f"友{number}", added_on=TODAY - timedelta(days=50)))
    qtbot.waitUntil(lambda: page.head.waiting.text() == "12 more waiting", timeout=3000)
    qtbot.waitUntil(lambda: page.tomorrow.text() == "Tomorrow: 43 friends due · 1 planned", timeout=3000)


def test_what_is_promised_for_later_stands_beside_the_last_words(page, workspace, friends):
    workspace.promises.promise(friends[0], "样品", TODAY + timedelta(days=9))
    workspace.follow_ups.set(friends[0], TODAY)
    row = page._rows[friends[0]]
    assert row.words.endswith(" · promised by 13 March: 样品")


def test_nothing_jumps_under_the_hand(page, workspace, friends):
    before = shown(page)
    newcomer = workspace.contacts.add(ContactDraft("寿星", birthday=Birthday(TODAY.month, TODAY.day)))
    assert workspace.today.queue().items[0].row.id == newcomer
    assert shown(page) == [*before, newcomer]
    workspace.today.done(before[1])
    assert shown(page) == [before[0], *before[2:], newcomer]
    workspace.undo.undo()
    assert shown(page) == [*before, newcomer]


def test_a_friend_settled_elsewhere_leaves_and_a_failure_is_told(page, workspace, desk, friends, monkeypatch, qtbot):
    failures: list[object] = []
    desk.failed.connect(failures.append)
    workspace.contacts.delete([friends[0]])
    assert shown(page) == friends[1:]

    def gone(_self: Today, contact: ContactId) -> None:
        raise MissingError("contact", str(contact))

    monkeypatch.setattr(Today, "done", gone)
    press(qtbot, page, Qt.Key.Key_D)
    assert [type(error) for error in failures] == [MissingError]
    assert shown(page) == friends[1:]


def test_what_could_not_be_read_is_read_when_the_page_is_seen_again(page, workspace, friends, monkeypatch):
    def busy(self: Today, **asked: bool) -> object:
        raise BusyError(workspace.store.path)

    with monkeypatch.context() as patched:
        patched.setattr(Today, "queue", busy)
        workspace.today.done(friends[0])
        page.hide()
    assert page.stale
    page.show()
    assert shown(page) == friends[1:]


def test_a_busy_file_keeps_what_is_shown_and_is_asked_again(page, workspace, desk, friends, monkeypatch, qtbot):
    queue = Today.queue
    refusals = [BusyError(workspace.store.path)]

    def busy_once(self: Today, **asked: bool) -> object:
        if refusals:
            raise refusals.pop()
        return queue(self, **asked)

    monkeypatch.setattr(Today, "queue", busy_once)
    workspace.today.done(friends[0])
    assert shown(page) == friends
    qtbot.waitUntil(lambda: shown(page) == friends[1:], timeout=3000)


def test_after_midnight_it_is_another_day(page, time: StoppedTime):
    time.advance(days=1)
    page._on_minute()
    assert page.head.date.text() == "5 March"
    page._on_minute()


def test_a_shop_without_friends_offers_the_next_step(desk, qtbot):
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.empty
    asked: list[str] = []
    desk.asked_page.connect(asked.append)
    for button in page.empty.findChildren(QPushButton):
        button.click()
    assert asked == ["have", "add", "demo"]


def test_a_day_without_anybody_due_says_so(desk, workspace, qtbot):
    workspace.contacts.add(ContactDraft("王芳"))
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.clear
    asked: list[str] = []
    desk.asked_page.connect(asked.append)
    page.clear.findChildren(QPushButton)[0].click()
    assert asked == ["friends"]
    desk.live.hear(Topic.UNDO)


def test_everybody_can_use_it(page, qtbot):
    press(qtbot, page, Qt.Key.Key_L)
    for walk in (unnamed, low_controls, markup_labels, unreachable):
        assert walk(page) == []


def test_the_page_fits_a_small_laptop(page):
    assert page.minimumSizeHint().width() <= 700
    assert page.minimumSizeHint().height() <= 480
