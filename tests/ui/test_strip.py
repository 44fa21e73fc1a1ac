"""The strip: a talk is kept with two keys after the copy, nothing is sent or read by itself, nothing typed is lost."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from crm import wording
from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.conversations import Direction
from crm.errors import BusyError, MissingError
from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.phrases import PhraseDraft
from crm.products import ProductDraft
from crm.settings import Preferences
from crm.timeline import TalkEntry
from crm.today import Today
from crm.ui.app import Program
from crm.ui.desk import Desk
from crm.ui.drafts import Drafts
from crm.ui.one_line.sheet import OneLineSheet
from crm.ui.orders.sheet import OrderSheet
from crm.ui.strip.keys import KEYS
from crm.ui.strip.log import How, joined
from crm.ui.strip.next_row import DATE, NOTHING
from crm.ui.strip.place import FRAME, Room, inside, place, remembered
from crm.ui.strip.window import Strip
from crm.ui.today.suggestions import SAME_WORDS, Suggestions
from crm.ui.tray import Tray
from crm.workspace import Workspace
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable

TODAY = date(2026, 3, 4)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
RECORD = "王芳 2026/3/3 10:20\n在吗\n\n小店 2026/3/3 10:21\n在的\n\n王芳 2026/3/3 10:22\n想要两盒\n"


class Presses(QObject):
    """Counts what a hand does: keys, and clicks of the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a key is either a shortcut or reaches the window; from there it goes on to widgets, but was pressed once
        pressed = event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress} and isinstance(watched, QWindow)
        alone = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Control, Qt.Key.Key_Shift}
        if event.type() == QEvent.Type.Shortcut or (pressed and not alone):
            self.count += 1
        return False


@pytest.fixture
def presses(qapp: QApplication) -> Iterator[Presses]:
    counted = Presses()
    qapp.installEventFilter(counted)
    yield counted
    qapp.removeEventFilter(counted)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """A test presses faster than a hand."""
    monkeypatch.setattr("crm.ui.strip.words.SURE_MS", 0)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    """Somebody who is due: quiet for long."""
    draft = ContactDraft(
        "王芳", remark="A王姐-深圳", handles=(Handle(Platform.WECHAT, "wf88"),), added_on=TODAY - timedelta(days=60)
    )
    made = workspace.contacts.add(draft)
    workspace.conversations.log(made, "下次再说", at=workspace.clock.now() - timedelta(days=50))
    return made


@pytest.fixture
def strip(desk: Desk, friend: ContactId, qtbot) -> Iterator[Strip]:
    made = Strip(desk)
    made.show_friend(friend)
    made.come_up()
    qtbot.waitExposed(made)
    yield made
    made.leave()


def copied() -> str:
    return QGuiApplication.clipboard().text()


def last(workspace: Workspace, friend: ContactId) -> tuple[str, Direction]:
    words = workspace.conversations.last_words([friend])[friend]
    return words.text, words.direction


def at_rest(button: QWidget, strip: Strip, qtbot) -> QPoint:
    """The middle of a button in the strip, once what comes and goes above it has its place."""
    seen: list[QPoint] = []

    def settled() -> bool:
        QApplication.processEvents()
        seen.append(button.mapTo(strip, button.rect().center()))
        return button.isVisible() and seen[-3:] == [seen[-1]] * 3

    qtbot.waitUntil(settled)
    return seen[-1]


# a talk with two keys or clicks


def test_a_talk_is_kept_with_two_keys_after_the_copy(strip, workspace, friend, presses, qtbot):
    QGuiApplication.clipboard().setText("好的，周五给我两盒")
    window = strip.windowHandle()
    qtbot.keyClick(window, Qt.Key.Key_V, CTRL | SHIFT)
    assert strip.log.text == "好的，周五给我两盒"  # seen first
    assert last(workspace, friend)[0] == "下次再说"
    qtbot.keyClick(window, Qt.Key.Key_Return, CTRL)
    assert presses.count == 2
    assert last(workspace, friend) == ("好的，周五给我两盒", Direction.BOTH)
    assert workspace.today.why(friend) == ()
    assert not strip.log.isVisible()
    assert strip.line.message == "Logged with 王芳"


def test_a_talk_is_kept_with_two_clicks_after_the_copy(strip, workspace, friend, presses, qtbot):
    QGuiApplication.clipboard().setText("多少钱？")
    window = strip.windowHandle()
    for button in (strip.buttons["paste"], strip.log.buttons[How.ANSWERED]):
        qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=at_rest(button, strip, qtbot))
    assert presses.count == 2
    assert last(workspace, friend) == ("多少钱？", Direction.IN)
    strip.line.act.click()
    assert last(workspace, friend)[0] == "下次再说"  # one step
    assert strip.line.act.text() == "Redo"
    strip.line.act.click()
    assert last(workspace, friend)[0] == "多少钱？"


def test_the_clipboard_is_read_by_the_click_only(strip, friend, workspace, monkeypatch, qtbot):
    read: list[int] = []
    clipboard = QGuiApplication.clipboard()
    real = clipboard.mimeData
    monkeypatch.setattr(type(clipboard), "mimeData", lambda _self, *_: read.append(1) or real())
    clipboard.setText("a secret")
    strip.show_friend(workspace.contacts.add(ContactDraft("李四")))
    strip.put_away()
    strip.come_up()
    for name in ("log", "quote"):
        strip.show_pane(name)
    assert strip.log.text == ""
    assert read == []
    strip.buttons["paste"].click()
    assert read == [1]
    assert strip.log.text == "a secret"


@pytest.mark.parametrize("height", [430, 560])
def test_what_keeps_the_talk_is_seen_at_once_in_a_low_window_too(strip, language, workspace, friend, height, qtbot):
    for number in range(4):
        workspace.promises.promise(friend, f"photo {number}", TODAY + timedelta(days=number))
    made = Strip(Desk(workspace, strip.desk.theme, strip.desk.live, strip.desk.jobs))
    made.come_up()
    made.show_friend(friend)
    made.resize(360, height)
    QGuiApplication.clipboard().setText("好的，周五给我两盒")
    made.paste()
    seen = made.area.viewport()
    for button in made.log.buttons.values():
        at = partial(button.mapTo, seen, button.rect().center())
        qtbot.waitUntil(lambda at=at: seen.rect().contains(at()), timeout=2000)
    assert not made.words.isVisible()
    made.log_as(How.TALKED)
    assert made.words.isVisible()
    made.leave()


def test_pasting_twice_says_it_once_and_goes_on_with_what_is_there(strip, desk, friend):
    QGuiApplication.clipboard().setText("one")
    strip.paste()
    strip.paste()
    assert strip.log.text == "one"
    QGuiApplication.clipboard().setText("two")
    strip.paste()
    assert strip.log.text == desk.drafts[friend] == "one\ntwo"
    assert joined("", " a ") == "a"


def test_a_record_with_names_goes_to_where_files_come_in(strip, friend, qtbot):
    QGuiApplication.clipboard().setText(RECORD)
    with qtbot.waitSignal(strip.text_wanted) as asked:
        strip.paste()
    assert asked.args == [RECORD, friend]
    assert strip.log.text == ""


def talks(workspace: Workspace, friend: ContactId) -> list[TalkEntry]:
    entries = workspace.timeline.entries(workspace.timeline.keys(friend)).values()
    return [entry for entry in entries if isinstance(entry, TalkEntry)]


def test_an_empty_clipboard_says_so_and_pictures_are_kept(strip, friend, workspace, qtbot):
    QGuiApplication.clipboard().clear()
    strip.paste()
    assert "no text" in strip.line.message
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(image)
    strip.paste()
    qtbot.waitUntil(lambda: "Picture kept" in strip.line.message)
    before = len(talks(workspace, friend))
    assert [talk.files for talk in talks(workspace, friend) if talk.text == "Picture"] == [1]
    workspace.undo.undo()
    assert len(talks(workspace, friend)) == before - 1


def drop(strip: Strip, given: QMimeData) -> None:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    strip.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, given, buttons, keys))


def test_what_is_dropped_is_taken_as_if_pasted(strip, tmp_path, qtbot):
    words, picture, file = QMimeData(), QMimeData(), QMimeData()
    words.setText("dropped")
    drop(strip, words)
    assert strip.log.text == "dropped"
    picture.setUrls([QUrl.fromLocalFile(str(tmp_path / "private" / "shot.PNG"))])
    drop(strip, picture)
    qtbot.waitUntil(lambda: "shot.PNG" in strip.line.message, timeout=3000)  # it is not there
    assert "private" not in strip.log.text
    file.setUrls([QUrl.fromLocalFile(str(tmp_path / "list.csv"))])
    with qtbot.waitSignal(strip.file_wanted) as asked:
        drop(strip, file)
    assert asked.args == [tmp_path / "list.csv"]


def test_the_path_of_a_copied_picture_never_lands_in_the_words(strip, tmp_path, qtbot):
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(tmp_path / "shot.jpg"))])
    QGuiApplication.clipboard().setMimeData(given)
    strip.show_pane("log")
    qtbot.keyClick(strip.log.words, Qt.Key.Key_V, CTRL)
    assert strip.log.text == ""
    qtbot.waitUntil(lambda: "shot.jpg" in strip.line.message, timeout=3000)  # it is not there
    QGuiApplication.clipboard().setText("typed in place")
    qtbot.keyClick(strip.log.words, Qt.Key.Key_V, CTRL)
    assert strip.log.text == "typed in place"


def test_a_picture_without_a_friend_waits_for_one(desk, qtbot, tmp_path):
    strip = Strip(desk)
    qtbot.addWidget(strip)
    strip.show()
    strip.contact = None
    strip.keep_pictures((tmp_path / "a.png",))
    assert "Choose the friend" in strip.line.message


def test_words_without_a_friend_wait_for_one(desk, friend, qtbot):
    strip = Strip(desk)
    strip.come_up()
    QGuiApplication.clipboard().setText("who was that?")
    strip.paste()
    assert "With whom" in strip.log.title.text()
    assert not strip.log.buttons[How.TALKED].isEnabled()
    strip.log_as(How.TALKED)
    assert strip.log.text == "who was that?"
    qtbot.keyClicks(strip.search, "wf")
    qtbot.keyClick(strip.search, Qt.Key.Key_Return)
    assert strip.contact == friend
    assert strip.log.isVisible()
    assert desk.drafts[friend] == strip.log.text == "who was that?"
    strip.log_as(How.ANSWERED)
    assert last(desk.workspace, friend) == ("who was that?", Direction.IN)
    strip.leave()


# logging


@pytest.mark.parametrize(
    ("how", "direction"),
    [(How.CONTACTED, Direction.OUT), (How.ANSWERED, Direction.IN), (How.TALKED, Direction.BOTH)],
)
def test_what_it_was_is_one_click_with_the_next_touch(strip, workspace, friend, how, direction):
    strip.show_pane("log")
    strip.log.next.buttons[Snooze.NEXT_WEEK].click()
    strip.log.buttons[how].click()
    talks = list(workspace.timeline.entries(workspace.timeline.keys(friend)[:3]).values())
    assert any(getattr(entry, "direction", None) is direction for entry in talks)
    assert [row.due for row in workspace.follow_ups.of(friend)] == [TODAY + timedelta(days=7)]
    assert workspace.today.why(friend) == ()
    assert strip.line.message == "Logged with 王芳, next: in 7 days"
    workspace.undo.undo()
    assert workspace.follow_ups.of(friend) == []
    assert last(workspace, friend)[0] == "下次再说"


def test_after_it_the_keys_are_for_the_next_friend_and_for_undo(strip, workspace, friend, qtbot):
    strip.show_pane("log")
    qtbot.keyClicks(strip.log.words, "typed")
    qtbot.keyClick(strip.log.words, Qt.Key.Key_Return, CTRL)
    assert last(workspace, friend)[0] == "typed"
    assert strip.search.hasFocus()
    qtbot.keyClick(strip.windowHandle(), Qt.Key.Key_Z, CTRL)
    assert last(workspace, friend)[0] == "下次再说"
    assert strip.line.message.startswith("Undone")


def test_a_day_of_ones_own_for_the_next_touch(strip, workspace, friend):
    strip.show_pane("log")
    assert not strip.log.day.isVisible()
    strip.log.next.buttons[DATE].click()
    assert strip.log.day.isVisible()
    strip.log.day.setDate(strip.log.day.minimumDate().addDays(9))
    strip.log_as(How.TALKED)
    assert [row.due for row in workspace.follow_ups.of(friend)] == [TODAY + timedelta(days=10)]
    assert strip.log.next.choice == NOTHING


def test_no_answer_is_what_it_is_on_today(strip, workspace, friend):
    strip.show_pane("log")
    strip.log_as(How.NO_ANSWER)
    assert last(workspace, friend) == ("No answer", Direction.OUT)
    strip.show_pane("log")
    strip.log.words.setPlainText("打了两次没接")
    strip.log_as(How.NO_ANSWER)
    assert last(workspace, friend) == ("打了两次没接", Direction.OUT)


def test_the_next_touch_is_offered_after_it(strip, workspace, friend):
    assert not strip.after.isVisible()
    strip.words.go_on()
    strip.words.go_on()
    assert strip.after.isVisible()
    assert "王芳" in strip.after.title.text()
    strip.after.buttons[Snooze.IN_3_DAYS].click()
    assert [row.due for row in workspace.follow_ups.of(friend)] == [TODAY + timedelta(days=3)]
    assert not strip.after.isVisible()
    assert strip.line.message == "Next with 王芳: in 3 days"
    workspace.undo.undo()
    assert workspace.follow_ups.of(friend) == []
    assert last(workspace, friend)[1] is Direction.OUT
    strip.show_pane("log")
    strip.log_as(How.TALKED)
    assert strip.after.isVisible()
    strip.show_friend(workspace.contacts.add(ContactDraft("李四")))
    assert not strip.after.isVisible()


def test_what_could_not_be_logged_stays_typed_and_says_why(strip, desk, workspace, friend, monkeypatch):
    strip.show_pane("log")
    strip.log.words.setPlainText("do not lose me")

    def busy(*_: object, **__: object) -> None:
        raise BusyError(Path("shop.db"))

    monkeypatch.setattr(Today, "talked", busy)
    strip.log_as(How.TALKED)
    assert strip.log.isVisible()
    assert strip.log.text == desk.drafts[friend] == "do not lose me"
    assert strip.line.trouble.isVisible()
    monkeypatch.undo()
    strip.log_as(How.TALKED)
    assert not strip.line.trouble.isVisible()
    assert last(workspace, friend)[0] == "do not lose me"


def test_somebody_who_is_not_due_is_only_logged(strip, workspace, desk):
    fresh = workspace.contacts.add(ContactDraft("李四", added_on=TODAY - timedelta(days=9)))
    workspace.conversations.log(fresh, "刚聊过")
    strip.show_friend(fresh)
    done = workspace.today.queue().done
    strip.show_pane("log")
    strip.log.words.setPlainText("again")
    strip.log_as(How.TALKED)
    assert last(workspace, fresh)[0] == "again"
    strip.words.go_on()
    strip.words.go_on()
    assert last(workspace, fresh)[1] is Direction.OUT
    assert workspace.today.queue().done == done


# the words to send


def test_copying_is_not_sending(strip, workspace, friend, desk):
    text = strip.words.field.toPlainText()
    assert "王芳" in text
    strip.words.go.click()
    assert copied() == text
    assert strip.words.field.isReadOnly()
    assert last(workspace, friend)[0] == "下次再说"
    assert workspace.today.why(friend)
    assert strip.words.go.text() == "It was sent"
    strip.words.not_sent.click()
    assert strip.words.go.text() == "Copy this line"
    assert not strip.words.field.isReadOnly()
    strip.words.go.click()
    strip.words.go.click()
    assert last(workspace, friend) == (text, Direction.OUT)
    assert workspace.today.why(friend) == ()
    assert desk.kept.copied == {}
    workspace.undo.undo()
    assert last(workspace, friend)[0] == "下次再说"


def test_a_double_click_copies_and_does_not_say_that_it_was_sent(strip, workspace, friend, monkeypatch):
    monkeypatch.setattr("crm.ui.strip.words.SURE_MS", 60_000)
    for _ in range(3):  # a key that is held comes again and again
        strip.words.go.click()
    assert last(workspace, friend)[0] == "下次再说"
    assert strip.words.waiting
    monkeypatch.setattr("crm.ui.strip.words.SURE_MS", 0)  # later
    strip.words.go.click()
    assert last(workspace, friend)[1] is Direction.OUT


def test_the_line_is_made_ones_own_and_waits_for_its_friend(strip, workspace, friend, qtbot):
    other = workspace.contacts.add(ContactDraft("李四"))
    strip.words.field.selectAll()
    qtbot.keyClicks(strip.words.field, "hello")
    strip.show_friend(other)
    assert strip.words.field.toPlainText() != "hello"
    strip.show_friend(friend)
    assert strip.words.field.toPlainText() == "hello"
    qtbot.keyClick(strip.words.field, Qt.Key.Key_Return, CTRL)
    assert copied() == "hello"
    strip.show_friend(other)
    assert not strip.words.field.isReadOnly()
    strip.show_friend(friend)
    assert strip.words.field.isReadOnly()
    qtbot.keyClick(strip, Qt.Key.Key_C, CTRL | SHIFT)
    assert last(workspace, friend) == ("hello", Direction.OUT)
    assert strip.words.field.toPlainText() != "hello"  # it was said


def test_other_words_come_from_the_phrases(strip, workspace, friend, qtbot):
    own = strip.words.field.toPlainText()
    workspace.phrases.add(PhraseDraft("{名字}，好久不见！"))
    qtbot.keyClick(strip, Qt.Key.Key_W, CTRL | SHIFT)
    assert strip.words.field.toPlainText() == "王芳，好久不见！"
    strip.words.others.click()
    assert strip.words.field.toPlainText() == own


def test_what_is_copied_too_often_gives_way_wherever_it_was_copied(strip, workspace, friend, desk):
    workspace.phrases.add(PhraseDraft("{名字}，好久不见！"))
    elsewhere = Suggestions(desk)
    elsewhere.refresh(TODAY)
    item = workspace.today.item(friend)
    own = strip.words.field.toPlainText()
    for _ in range(SAME_WORDS - 1):
        elsewhere.copied(item)
    strip.words.go_on()
    assert copied() == own
    strip.words.unsend()
    assert strip.words.field.toPlainText() == "王芳，好久不见！"


def test_an_empty_line_is_not_copied(strip, friend):
    QGuiApplication.clipboard().setText("before")
    strip.words.field.clear()
    strip.words.go.click()
    assert copied() == "before"


def test_find_them_copies_the_remark_else_the_name(strip, workspace, qtbot):
    qtbot.keyClick(strip, Qt.Key.Key_B, CTRL)
    assert copied() == "A王姐-深圳"
    strip.show_friend(workspace.contacts.add(ContactDraft("李四")))
    strip.buttons["find them"].click()
    assert copied() == "李四"


def test_a_price_is_quoted_as_this_friend_paid_it(strip, workspace, friend, qtbot):
    product = workspace.products.add(ProductDraft("玻尿酸面膜", price=9_800, unit="盒"))
    qtbot.keyClick(strip, Qt.Key.Key_P, CTRL)
    qtbot.keyClicks(strip.quote.product, "mm")
    qtbot.keyClick(strip.quote.product, Qt.Key.Key_Return)
    assert copied() == "玻尿酸面膜: ¥98 a 盒"
    assert "Retail" in strip.quote.reason.text()
    assert strip.words.waiting == "玻尿酸面膜: ¥98 a 盒"  # copied, not sent
    strip.words.unsend()
    lines = (LineDraft(product, "玻尿酸面膜", 1, 8_800),)
    workspace.orders.add(OrderDraft(friend, lines, paid=8_800))
    strip.show_pane("quote")
    qtbot.keyClicks(strip.quote.product, "bns")
    qtbot.keyClick(strip.quote.product, Qt.Key.Key_Return)
    assert copied() == "玻尿酸面膜: ¥88 a 盒"
    assert "last time" in strip.quote.reason.text()


def test_a_price_for_nobody_is_the_price_for_everybody(desk, workspace, qtbot):
    workspace.products.add(ProductDraft("眼霜", price=20_000))
    strip = Strip(desk)
    strip.come_up()
    strip.show_pane("quote")
    qtbot.keyClicks(strip.quote.product, "ys")
    qtbot.keyClick(strip.quote.product, Qt.Key.Key_Return)
    assert copied() == "眼霜: ¥200"
    assert desk.kept.copied == {}
    strip.leave()


def test_an_order_and_one_line_open_over_the_strip(strip, workspace, friend, desk, qtbot):
    strip.buttons["order"].click()
    (order,) = strip.findChildren(OrderSheet)
    assert order.friend.text() == "王芳"
    order.reject()
    qtbot.keyClick(strip, Qt.Key.Key_J, CTRL)
    (sheet,) = strip.findChildren(OneLineSheet)
    assert sheet.minimumWidth() <= strip.width()
    sheet.field.setPlainText("王芳 周五问效果")
    assert desk.line_draft == "王芳 周五问效果"
    strip.complain(MissingError("contact", "1"))
    assert not sheet._complaint.isHidden()
    sheet.accept()
    assert len(workspace.follow_ups.of(friend)) == 1
    assert "1 line" in strip.line.message


# whom it is about


@pytest.mark.parametrize("typed", ["wangfang", "wf", "A王姐", "wf88", "王芳"])
def test_a_friend_is_found_as_in_the_large_window(desk, workspace, friend, qtbot, typed):
    workspace.contacts.add(ContactDraft("李四"))
    strip = Strip(desk)
    strip.come_up()
    assert not strip.friend.isVisible()
    strip.search.insert(typed)
    strip.search.show_choices()
    qtbot.keyClick(strip.search, Qt.Key.Key_Return)
    assert strip.contact == desk.contact == friend
    assert strip.friend.name.text() == "王芳"
    assert strip.search.text() == ""
    strip.leave()


def test_a_friend_is_found_by_the_short_code_and_lately_by_the_arrow(strip, workspace, friend, qtbot):
    from crm.names.codes import short_code

    other = workspace.contacts.add(ContactDraft("李四"))
    qtbot.keyClicks(strip.search, short_code(other))
    qtbot.keyClick(strip.search, Qt.Key.Key_Return)
    assert strip.contact == other
    qtbot.keyClick(strip.search, Qt.Key.Key_Down)
    assert strip.search.list.isVisible()
    qtbot.keyClick(strip.search, Qt.Key.Key_Return)
    assert strip.contact == friend


def test_it_shows_why_and_what_was_said_and_promised(strip, workspace, friend):
    for number in range(4):
        workspace.promises.promise(friend, f"photo {number}", TODAY + timedelta(days=number))
    assert "50" in strip.friend.why.text()
    assert "photo 0" in strip.friend.why.text()
    assert "下次再说" in strip.friend.words.text()
    assert strip.friend.promises.text().count("photo") == 2
    assert "photo 0" not in strip.friend.promises.text()  # told already
    assert "1 more promise" in strip.friend.promises.text()
    assert strip.friend.stage.text


def test_it_follows_the_card_that_is_shown_elsewhere(strip, desk, workspace):
    other = workspace.contacts.add(ContactDraft("李四"))
    desk.contact = other
    assert strip.friend.name.text() == "李四"
    desk.contact = None
    assert strip.contact == other


def test_who_is_deleted_is_nobody_and_comes_back_with_undo(strip, workspace, friend):
    workspace.contacts.delete([friend])
    assert not strip.friend.isVisible()
    assert strip.nobody.isVisible()
    assert not strip.buttons["order"].isEnabled()
    for act in (strip.find_them, strip.order, strip.words.go_on):
        act()
    workspace.undo.undo()
    assert strip.friend.isVisible()


def test_a_commit_under_way_is_waited_for(strip, workspace, friend, monkeypatch, qtbot):
    def busy(*_: object) -> None:
        raise BusyError(Path("shop.db"))

    monkeypatch.setattr(Today, "item", busy)
    monkeypatch.setattr(type(workspace.finder), "search", busy)
    workspace.contacts.call(friend, "王芳芳", ())
    assert strip.friend.isVisible()
    assert strip._retry.isActive()
    qtbot.keyClicks(strip.search, "w")
    assert not strip.search.list.isVisible()
    monkeypatch.undo()
    qtbot.waitUntil(strip.search.list.isVisible)
    qtbot.waitUntil(lambda: strip.friend.name.text() == "王芳芳")


# the window


def test_it_stays_on_top_and_hides_with_one_key(strip, qtbot):
    flags = strip.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert strip.windowType() == Qt.WindowType.Tool
    assert strip.width() == 360
    strip.show_pane("quote")
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert strip.isVisible()
    assert not strip.quote.isVisible()
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert not strip.isVisible()
    assert not strip._midnight.isActive()
    strip.come_up()
    qtbot.keyClick(strip, Qt.Key.Key_J, CTRL | SHIFT)
    assert not strip.isVisible()


def test_esc_in_the_words_puts_them_away_and_keeps_them(strip, desk, friend, qtbot):
    strip.show_pane("log")
    qtbot.keyClicks(strip.log.words, "half a word")
    qtbot.keyClick(strip.log.words, Qt.Key.Key_Escape)
    assert strip.isVisible()
    assert not strip.log.isVisible()
    assert desk.drafts[friend] == "half a word"
    strip.show_pane("log")
    assert strip.log.text == "half a word"


def test_every_key_has_a_button_that_says_so(strip, language):
    told = " ".join(
        button.toolTip()
        for button in (*strip.buttons.values(), *strip.log.buttons.values(), strip.words.go, strip.words.not_sent)
    )
    assert "Ctrl+Shift+V" in told
    assert len({key.sequence for key in KEYS.values()}) == len(KEYS) - 1  # copy and sent share one
    for key in KEYS.values():
        assert key.short()
        assert key.shown


def test_a_screen_reader_and_the_keyboard_reach_everything(strip, qtbot):
    strip.show_pane("log")
    assert unnamed(strip) == []
    assert low_controls(strip) == []
    assert markup_labels(strip) == []
    assert unreachable(strip) == []


def test_a_new_day_is_seen(strip, time, qtbot):
    assert "50 days" in strip.friend.why.text()
    time.advance(days=2)
    strip._on_new_day()
    assert "52 days" in strip.friend.why.text()
    strip.put_away()
    time.advance(days=1)
    strip.come_up()
    assert "53 days" in strip.friend.why.text()


def test_after_it_is_left_it_asks_for_nothing(desk, workspace, friend, monkeypatch, qtbot):
    strip = Strip(desk)
    strip.show_friend(friend)
    strip.come_up()
    strip.leave()
    asked: list[object] = []
    monkeypatch.setattr(Today, "item", lambda *_: asked.append(1))
    workspace.contacts.add(ContactDraft("李四"))
    desk.contact = workspace.contacts.add(ContactDraft("赵磊"))
    assert asked == []


# where it stands

LARGE = Room("A", QRect(0, 0, 1920, 1040))
LEFT = Room("B", QRect(-1093, 100, 1093, 614))


def test_it_stands_at_the_right_where_nothing_is_known():
    at = place({}, [LARGE], QSize(360, 560))
    assert LARGE.free.contains(at)
    assert at.right() > 1800


def test_each_screen_keeps_its_own_place():
    said = remembered({}, QRect(1500, 300, 360, 500), LARGE)
    said = remembered({**said, "friend": "x"}, QRect(-800, 200, 400, 450), LEFT)
    assert said["friend"] == "x"
    assert place(said, [LARGE, LEFT], QSize(360, 560)) == QRect(-800, 200, 400, 450)
    assert place(said, [LARGE], QSize(360, 560)) == QRect(1500, 300, 360, 500)  # the other one was taken away
    assert place(json.loads(json.dumps(said)), [LEFT], QSize(360, 560)) == QRect(-800, 200, 400, 450)


@pytest.mark.parametrize("free", [QRect(0, 0, 1093, 614), QRect(0, 40, 640, 480), QRect(-500, -300, 1366, 728)])
@pytest.mark.parametrize("left", [QRect(5000, 5000, 360, 560), QRect(-900, -900, 2000, 3000), QRect(3, 3, 1, 1)])
def test_it_is_pushed_onto_the_screen(free, left):
    at = inside(left, free)
    assert free.contains(at)
    assert at.top() >= free.top() + FRAME


@pytest.mark.parametrize(
    "at", [None, 7, [], {"A": "x"}, {"A": [1, 2, 3]}, {"A": [1, 2, "3", True]}, {"A": [10**9] * 4}]
)
def test_a_place_that_cannot_be_read_is_none(at):
    assert LARGE.free.contains(place({"screen": 3, "at": at}, [LARGE], QSize(360, 560)))


# what outlives the program


def test_drafts_outlive_the_program_and_know_their_friends(workspace, friend):
    gone = workspace.contacts.add(ContactDraft("李四"))
    drafts = Drafts({friend: "talk", gone: "away"}, {friend: "my words"}, {friend: "copied"}, "one line")
    workspace.contacts.delete([gone])
    drafts.write(workspace)
    path = workspace.folder / "drafts.json"
    assert path.stat().st_mode & 0o077 == 0
    assert "away" not in path.read_text(encoding="utf-8")
    assert Drafts.read(workspace) == Drafts({friend: "talk"}, {friend: "my words"}, {friend: "copied"}, "one line")
    drafts.forget(friend)
    drafts.line = ""
    drafts.write(workspace)
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"talks": 3, "line": 4}', '{"talks": {"nobody": "x", "y": 1}}'])
def test_drafts_that_cannot_be_read_are_none(workspace, text):
    (workspace.folder / "drafts.json").write_text(text, encoding="utf-8")
    assert Drafts.read(workspace) == Drafts()


def test_what_is_typed_is_kept_while_the_program_runs(program, friend_of_program, qtbot):
    path = program.workspace.folder / "drafts.json"
    program._keep.setInterval(10)
    qtbot.waitUntil(lambda: not program._kept.changed)
    program.window.desk.drafts[friend_of_program] = "half a word"
    qtbot.waitUntil(path.exists)
    assert "half a word" in path.read_text(encoding="utf-8")
    written = path.stat().st_mtime_ns
    qtbot.wait(60)
    assert path.stat().st_mtime_ns == written


def test_a_shop_that_is_being_saved_forgets_nobody(desk, friend, monkeypatch, qtbot):
    first = Strip(desk)
    first.show_friend(friend)
    first.leave()

    def busy(*_: object) -> None:
        raise BusyError(Path("shop.db"))

    again = Strip(Desk(desk.workspace, desk.theme, desk.live, desk.jobs))
    monkeypatch.setattr(type(desk.workspace.finder), "who", busy)
    again.come_up()
    assert again.contact is None
    again.put_away()
    monkeypatch.undo()
    again.come_up()
    qtbot.waitUntil(lambda: again.contact == friend)
    again.leave()


def test_the_friend_and_the_words_outlive_the_strip(desk, friend, qtbot):
    strip = Strip(desk)
    strip.come_up()
    strip.search.setText("wf")
    strip.search.show_choices()
    qtbot.keyClick(strip.search, Qt.Key.Key_Return)
    strip.setGeometry(120, 90, 380, 400)
    strip.leave()
    said = Preferences.read(desk.workspace.folder).places["strip"]
    assert said["open"] is True
    again = Strip(Desk(desk.workspace, desk.theme, desk.live, desk.jobs))
    again.come_up()
    assert again.contact == friend
    assert again.geometry() == QRect(120, 90, 380, 400)
    again.close()
    assert Preferences.read(desk.workspace.folder).places["strip"]["open"] is False
    again.leave()


# with the large window


@pytest.fixture
def program(qapp, tmp_path, monkeypatch, qtbot) -> Iterator[Program]:
    monkeypatch.setattr(Tray, "is_there", staticmethod(lambda: True))
    program = Program(qapp, tmp_path / "shop")
    program.open(tmp_path / "shop")
    yield program
    program.close()
    wording.use("en")
    assert program.theme is not None
    qapp.styleHints().colorSchemeChanged.disconnect(program.theme._on_system_changed)
    qapp.setStyleSheet("")


@pytest.fixture
def friend_of_program(program) -> ContactId:
    return program.workspace.contacts.add(ContactDraft("王芳"))


pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


def test_it_comes_by_key_button_tray_and_name_and_goes_again(program, qtbot):
    window = program.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_J, CTRL | SHIFT)
    assert window.beside.open
    window.top.strip.click()
    assert not window.beside.open
    window.opener.run("strip")
    assert window.beside.open
    program._tray.entries["strip"].trigger()
    assert not window.beside.open
    program._tray.entries["strip"].trigger()
    assert window.beside.open


def test_the_large_window_goes_beside_the_clock_and_the_strip_stays(program, qtbot):
    window = program.window
    folder = program.workspace.folder
    Preferences(tray=True).write(folder)
    window.beside.show()
    window.close()
    assert window.isHidden()
    assert window.beside.strip.isVisible()
    program._tray.entries["strip"].trigger()
    program._tray.entries["strip"].trigger()
    assert window.isHidden()
    friend = program.workspace.contacts.add(ContactDraft("王芳"))
    window.beside.strip.show_friend(friend)
    window.beside.strip.friend.card.click()
    assert window.isVisible()
    assert window.desk.contact == friend


def test_a_pasted_record_is_brought_in_with_the_friend_proposed(program, qtbot):
    window = program.window
    friend = program.workspace.contacts.add(ContactDraft("芳姐"))
    window.beside.show()
    strip = window.beside.strip
    strip.show_friend(friend)
    QGuiApplication.clipboard().setText(RECORD)
    strip.paste()
    assert window.current == "import"
    pane = window.page("import").bringing
    qtbot.waitUntil(lambda: pane.states.currentIndex() == 1, timeout=10_000)
    assert pane.way is pane.talks
    pane.talks.mine["小店"].click()  # which of the two the seller is was never said before
    qtbot.waitUntil(lambda: bool(pane.plan.exchanges), timeout=10_000)
    assert {exchange.contact for exchange in pane.plan.exchanges} == {friend}
    pane.go.click()
    qtbot.waitUntil(lambda: pane.states.currentIndex() == 2, timeout=10_000)
    assert "想要两盒" in last(program.workspace, friend)[0]
    pane.leave()
    other = program.workspace.contacts.add(ContactDraft("李四"))
    QGuiApplication.clipboard().setText(RECORD.replace("王芳", "李四"))
    strip.paste()
    qtbot.waitUntil(lambda: pane.states.currentIndex() == 1, timeout=10_000)
    qtbot.waitUntil(lambda: bool(pane.plan.exchanges), timeout=10_000)
    assert {exchange.contact for exchange in pane.plan.exchanges} == {other}  # what the record says counts more


def test_another_language_keeps_what_is_typed_and_the_strip(program, qtbot):
    window = program.window
    friend = program.workspace.contacts.add(ContactDraft("王芳"))
    window.beside.show()
    window.beside.strip.show_friend(friend)
    window.beside.strip.show_pane("log")
    window.beside.strip.log.words.setPlainText("half")
    program.show(Preferences(language="zh_CN"))
    strip = program.window.beside.strip
    assert strip is not window.beside.strip
    assert strip.isVisible()
    assert strip.contact == friend
    assert strip.log.text == "half"
    assert strip.buttons["paste"].text() == "粘贴"


def test_it_is_there_again_after_a_restart(program, qapp, qtbot):
    friend = program.workspace.contacts.add(ContactDraft("王芳"))
    window, folder = program.window, program.workspace.folder
    window.beside.show()
    window.beside.strip.show_friend(friend)
    window.beside.strip.show_pane("log")
    window.beside.strip.log.words.setPlainText("half")
    program.close()
    program.open(folder)
    strip = program.window.beside.strip
    assert strip is not None
    assert strip.isVisible()
    assert strip.friend.name.text() == "王芳"
    assert strip.log.text == "half"


def test_leaving_both_touches_the_shop_no_more(program, qtbot):
    program.workspace.contacts.add(ContactDraft("王芳"))
    program.window.beside.show()
    strip = program.window.beside.strip
    program.close()
    assert not shiboken6.isValid(strip)
    qtbot.wait(120)  # nothing that was begun goes on


def test_the_program_ends_although_the_strip_is_seen(program, qapp, monkeypatch):
    ended: list[bool] = []
    monkeypatch.setattr("crm.ui.main_window.QCoreApplication.quit", lambda: ended.append(True))
    program.window.beside.show()
    strip = program.window.beside.strip
    assert not strip.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    program.window.quit()
    assert ended == [True]
