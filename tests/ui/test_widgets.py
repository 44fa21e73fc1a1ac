"""The small widgets: what they say, what they answer to, and that everyone can use them."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm.ui.tokens import LIGHT, Tone
from crm.ui.widgets.chip import Avatar, Chip
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.ink import hue, initials
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.navigation import NavigationBar, Place
from crm.ui.widgets.progress_strip import ProgressStrip
from crm.ui.widgets.search_field import SearchField
from crm.ui.widgets.sheet import Sheet
from crm.ui.widgets.stat_card import StatCard
from crm.ui.widgets.toast import Toast
from tests.ui.walk import low_controls, markup_labels, unnamed, unreachable

HOSTILE = '<img src="file:///etc/passwd"><b>王芳</b>'


@pytest.fixture
def window(theme, qtbot):
    made = QWidget()
    made.resize(960, 600)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


WidgetT = TypeVar("WidgetT", bound=QWidget)


def put(window: QWidget, widget: WidgetT) -> WidgetT:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    window.show()
    return widget


# labels, chips, avatars


def test_a_label_shows_markup_literally(window):
    label = put(window, PlainLabel(HOSTILE))
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HOSTILE


def test_an_eliding_label_stays_on_one_line_and_keeps_all_in_its_tooltip(window):
    label = put(window, PlainLabel("一" * 200 + "\n二", elide=True))
    assert "\n" not in label.text()
    assert label.minimumSizeHint().width() < 60
    assert "二" in label.toolTip()
    assert not label.grab().isNull()


def test_a_chip_says_its_word(window, theme):
    chip = put(window, Chip(theme, "客户", Tone.CUSTOMER))
    wide = chip.sizeHint().width()
    chip.show_word("一个很长的标签", Tone.NEUTRAL)
    assert chip.accessibleName() == chip.text == "一个很长的标签"
    assert chip.sizeHint().width() > wide


def test_a_chip_wears_its_tone(window, theme):
    chip = put(window, Chip(theme, "x", Tone.DANGER))
    image = chip.grab().toImage()
    assert image.pixelColor(6, image.height() // 2).name() == LIGHT.tones[Tone.DANGER].fill


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王芳", "王芳"),
        ("李晓梅", "晓梅"),
        ("Emma", "E"),
        ("Emma van Li", "EL"),
        ("  ", "?"),
        ("", "?"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_name_has_the_same_colour_every_day():
    assert hue("王芳", LIGHT.avatars) == LIGHT.avatars[7]
    assert len({hue(f"name {n}", LIGHT.avatars) for n in range(100)}) == len(LIGHT.avatars)


def test_an_avatar_is_named(window, theme):
    avatar = put(window, Avatar(theme, "王芳"))
    assert avatar.accessibleName() == "王芳"
    assert not avatar.grab().isNull()


# search


@pytest.fixture
def search(window, theme, qtbot):
    field = put(window, SearchField(theme, "Search", clear_name="Clear"))
    field.setFocus()
    return field


def test_typing_is_said_once_after_a_short_pause(search, qtbot):
    said: list[str] = []
    search.searched.connect(said.append)
    qtbot.keyClicks(search, "wang")
    assert said == []
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["wang"]


def test_esc_clears_at_once_and_then_belongs_to_the_window(search, window, qtbot):
    said: list[str] = []
    qtbot.keyClicks(search, "wang")
    search.searched.connect(said.append)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert said == ["wang", ""]
    assert search.text() == ""
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert said == ["wang", ""]


def test_what_is_still_being_composed_is_not_searched(search, qtbot):
    with qtbot.assertNotEmitted(search.searched, wait=80):
        QApplication.sendEvent(search, QInputMethodEvent("wang f", []))
    done = QInputMethodEvent("", [])
    done.setCommitString("王芳")
    with qtbot.waitSignal(search.searched) as said:
        QApplication.sendEvent(search, done)
    assert said.args == ["王芳"]


def test_down_goes_to_the_results(search, qtbot):
    with qtbot.waitSignal(search.left_downwards):
        qtbot.keyClick(search, Qt.Key.Key_Down)


# flow


def test_a_flow_begins_new_lines_and_is_as_high_as_they_are(qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box, gap=5)
    for _ in range(6):
        part = QWidget()
        part.setFixedSize(50, 20)
        flow.addWidget(part)
    assert flow.heightForWidth(1000) == 20
    assert flow.heightForWidth(160) == 45
    assert flow.heightForWidth(10) == 6 * 20 + 5 * 5
    box.resize(160, 45)
    box.show()
    fourth = flow.itemAt(3)
    assert fourth is not None
    assert fourth.geometry().top() == 25
    assert flow.itemAt(6) is None
    flow.clear()
    assert flow.count() == 0


# empty state, figures, toast


def test_an_empty_state_offers_the_next_steps(window, theme, qtbot):
    state = put(window, EmptyState(theme, "inbox", "No friends yet", "Bring them in."))
    done = []
    first = state.add_step("Import", lambda: done.append("import"))
    second = state.add_step("Add & go", lambda: done.append("add"))
    assert first.property("look") == "primary"
    assert second.text() == "Add && go"
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert done == ["add", "import"]
    state.say("Nothing found", "Try fewer letters.")
    assert {label.text() for label in state.findChildren(PlainLabel)} == {
        "Nothing found",
        "Try fewer letters.",
    }


def test_a_figure_opens_what_is_behind_it(window, theme, qtbot):
    card = put(window, StatCard(theme, "Owed", opens=True))
    card.show_figure("¥128", "2 friends")
    assert card.accessibleName() == "Owed, ¥128, 2 friends"
    with qtbot.waitSignal(card.opened):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.opened):
        qtbot.keyClick(card, Qt.Key.Key_Return)


def test_a_toast_takes_back_what_was_done_without_taking_the_focus(window, theme, qtbot):
    field = put(window, QLineEdit())
    field.setFocus()
    toast = Toast(theme, window)
    undone = []
    toast.say("Back on Thursday", "Undo", lambda: undone.append(1))
    assert toast.message == toast.accessibleName() == "Back on Thursday"
    assert window.focusWidget() is field
    assert window.rect().contains(toast.geometry())
    qtbot.mouseClick(toast.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert toast.message == ""


def test_a_toast_goes_by_itself_and_stays_inside_a_smaller_window(window, theme, qtbot):
    put(window, QLabel())
    toast = Toast(theme, window)
    toast.say("一" * 200, ms=120)
    window.resize(400, 300)
    assert window.rect().contains(toast.geometry())
    assert not any(button.isVisible() for button in toast.findChildren(QPushButton))
    qtbot.waitUntil(toast.isHidden)


# navigation


@pytest.fixture
def bar(window, theme):
    made = put(window, NavigationBar(theme, "Where to", more="More"))
    made.show_places([Place("today", "sun", "Today", "Ctrl+1"), Place("friends", "users", "Friends")])
    return made


def test_a_click_goes_there(bar, qtbot):
    with qtbot.waitSignal(bar.chosen) as gone:
        qtbot.mouseClick(bar._buttons["friends"], Qt.MouseButton.LeftButton)
    assert gone.args == ["friends"]
    assert bar.current == "friends"


def test_the_arrow_keys_go_up_and_down(bar, qtbot):
    bar.go("today")
    bar._buttons["today"].setFocus()
    with qtbot.waitSignal(bar.chosen) as gone:
        qtbot.keyClick(bar._buttons["today"], Qt.Key.Key_Down)
    assert gone.args == ["friends"]


def test_being_taken_somewhere_is_not_choosing_it(bar, qtbot):
    with qtbot.assertNotEmitted(bar.chosen):
        bar.go("friends")
    assert bar.current == "friends"


def test_a_badge_is_seen_and_heard(bar):
    before = bar.grab().toImage()
    bar.set_badge("today", "8", "8 waiting")
    assert bar._buttons["today"].accessibleName() == "Today, 8 waiting"
    assert bar.grab().toImage() != before


def test_a_new_place_leaves_one_where_one_is(bar, qtbot):
    bar.go("friends")
    with qtbot.assertNotEmitted(bar.chosen):
        bar.show_places([Place("friends", "users", "Friends"), Place("x", "x", "New", at_bottom=True)])
    assert bar.current == "friends"


def test_what_has_no_room_is_in_the_menu_and_one_always_sees_where_one_is(window, theme, qtbot):
    bar = put(window, NavigationBar(theme, "Where to", more="More"))
    bar.show_places([Place(str(n), "sun", f"Place {n}", f"Ctrl+{n}", fold=n) for n in range(9)])

    def seen() -> list[str]:
        return [key for key, button in bar._buttons.items() if button.isVisible()]

    window.resize(300, 800)
    window.show()
    qtbot.waitUntil(lambda: bar.height() > 600)
    assert len(seen()) == 9
    assert not bar._more.isVisible()
    window.resize(300, 260)
    qtbot.waitUntil(lambda: bar.height() < 300)
    assert seen() == ["0", "1", "2", "3"]
    with qtbot.waitSignal(bar.chosen) as gone:
        qtbot.mouseClick(bar._more, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert menu.actions()[0].text() == "Place 4\tCtrl+4"
        menu.actions()[3].trigger()
        menu.close()
    assert gone.args == ["7"]
    assert seen() == ["0", "1", "2", "7"]
    bar.go("0")
    assert seen() == ["0", "1", "2", "3"]


# sheets and progress


class Question(Sheet):
    fine = True
    line: QLineEdit
    words: QPlainTextEdit

    def ready(self) -> bool:
        if not self.fine:
            self.complain("Not so.")
        return self.fine


@pytest.fixture
def sheet(window, theme, qtbot):
    window.show()
    made = Question(theme, "When?", accept_text="Do", cancel_text="Leave", parent=window)
    made.line, made.words = QLineEdit(), QPlainTextEdit()
    made.line.setAccessibleName("Why")
    made.words.setAccessibleName("Words")
    made.body.addWidget(made.line)
    made.body.addWidget(made.words)
    made.open()
    return made


def test_a_sheet_begins_in_its_first_field_and_enter_does_it(sheet, qtbot):
    assert sheet.focusWidget() is sheet.line
    with qtbot.waitSignal(sheet.accepted):
        qtbot.keyClick(sheet.line, Qt.Key.Key_Return)


def test_enter_writes_a_line_where_there_are_many_and_ctrl_enter_does_it(sheet, qtbot):
    sheet.words.setFocus()
    with qtbot.assertNotEmitted(sheet.accepted):
        qtbot.keyClick(sheet.words, Qt.Key.Key_Return)
    assert sheet.words.toPlainText() == "\n"
    with qtbot.waitSignal(sheet.accepted):
        qtbot.keyClick(sheet.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_enter_on_another_button_presses_that_and_does_not_do_it(sheet, qtbot):
    other = sheet.add_button("Otherwise")
    qtbot.waitUntil(other.isVisible)
    other.setFocus()
    with qtbot.waitSignal(other.clicked), qtbot.assertNotEmitted(sheet.accepted):
        qtbot.keyClick(other, Qt.Key.Key_Return)
    sheet.cancel_button.setFocus()
    with qtbot.waitSignal(sheet.rejected), qtbot.assertNotEmitted(sheet.accepted):
        qtbot.keyClick(sheet.cancel_button, Qt.Key.Key_Return)


def test_esc_leaves_a_sheet(sheet, qtbot):
    with qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet.line, Qt.Key.Key_Escape)


def test_a_sheet_that_is_not_ready_says_why_and_stays(sheet, qtbot):
    sheet.fine = False
    with qtbot.assertNotEmitted(sheet.accepted):
        qtbot.mouseClick(sheet.accept_button, Qt.MouseButton.LeftButton)
    assert sheet.isVisible()
    assert "Not so." in {label.text() for label in sheet.findChildren(PlainLabel) if label.isVisible()}


def test_the_buttons_of_a_sheet_come_after_its_fields(sheet):
    assert sheet.line.nextInFocusChain() is sheet.words
    assert sheet.cancel_button.nextInFocusChain() is sheet.accept_button


def test_long_work_is_shown_and_can_be_stopped(window, theme, qtbot):
    strip = put(window, ProgressStrip(theme, cancel_text="Stop"))
    assert strip.isHidden()
    strip.begin("Importing")
    strip.show_progress(50, 200)
    assert strip._bar.value() == 250
    assert "50 / 200" in {label.text() for label in strip.findChildren(PlainLabel)}
    strip.show_progress(50, 0)
    assert strip._bar.maximum() == 0
    with qtbot.waitSignal(strip.cancelled):
        qtbot.mouseClick(strip._cancel, Qt.MouseButton.LeftButton)
    assert not strip._cancel.isEnabled()
    strip.finish()
    assert strip.isHidden()


# everyone


def test_everyone_can_use_every_widget(window, theme, bar, sheet):
    put(window, SearchField(theme, "Search", clear_name="Clear"))
    put(window, EmptyState(theme, "inbox", HOSTILE, HOSTILE)).add_step("Import", print)
    put(window, StatCard(theme, HOSTILE, opens=True)).show_figure(HOSTILE, HOSTILE)
    put(window, ProgressStrip(theme, cancel_text="Stop")).begin("Importing")
    Toast(theme, window).say(HOSTILE, "Undo", print)
    for root in (window, sheet):
        assert unnamed(root) == []
        assert low_controls(root) == []
        assert markup_labels(root) == []
        assert unreachable(root) == []


def test_the_walk_finds_what_is_wrong(window):
    put(window, QPushButton()).setFixedHeight(20)
    put(window, QLabel("<b>x</b>"))
    assert len(unnamed(window)) == len(low_controls(window)) == len(markup_labels(window)) == 1
