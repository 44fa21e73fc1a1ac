"""Offers below the talks of a timeline: seen after a moment, done with one click, undone as one step."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.conversations import Direction
from crm.orders import OrderDraft
from crm.products import ProductDraft
from crm.timeline import EntryKind, key_of
from crm.ui.friends.card import ContactCard
from crm.ui.orders.sheet import open_order_sheet
from crm.ui.plain import tooltip
from tests.ui.walk import markup_labels, unnamed

RECORD = (
    "王芳：要面膜2盒 一共200元，转你50元\n王芳：电话13800138000\n王芳：上海市浦东新区张江路5号301室\n我：明天给你寄照片"
)


@pytest.fixture
def friend(workspace):
    workspace.products.add(ProductDraft("面膜", 12_800))
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def card(desk, friend, qtbot):
    made = ContactCard(desk)
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    made.show_contact(friend)
    yield made
    made.close_reading()


@pytest.fixture
def stream(card):
    return card.stream


def logged(workspace, friend, text: str = RECORD, direction: Direction = Direction.BOTH) -> int:
    return key_of(EntryKind.TALK, workspace.conversations.log(friend, text, direction=direction))


def chips(stream, key: int) -> list[str]:
    """What stands below an entry."""
    entry = stream._desk.workspace.timeline.entries([key])[key]
    return [chip.word for chip in stream.found.chips(entry)]


def place_of(stream, key: int, chip: int) -> QPoint:
    """The middle of a chip in the view."""
    view = stream.view
    index = view.model().index(view.model().row_of(key), 0)
    box = view.visualRect(index)
    hits = [
        QPoint(x, y)
        for y in range(box.top(), box.bottom(), 2)
        for x in range(box.left(), box.right(), 4)
        if view._delegate.chip(index, box, QPoint(x, y)) == chip
    ]
    return hits[len(hits) // 2]


def wait(stream, key: int, count: int, qtbot) -> None:
    qtbot.waitUntil(lambda: len(chips(stream, key)) == count)
    QApplication.processEvents()


def test_chips_say_what_they_do_and_why(stream, workspace, friend, qtbot):
    key = logged(workspace, friend)
    wait(stream, key, 4, qtbot)
    assert chips(stream, key) == [
        "+ phone 13800138000",
        "+ address 上海市浦东新区张江路5号301室",
        "+ promise by tomorrow: 给你寄照片",
        "Draft order: 面膜 × 2",
    ]
    row = stream.model.row_of(key)
    spoken = stream.view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "+ phone 13800138000 (From: “13800138000”)" in spoken


def test_a_click_keeps_it_and_undo_brings_the_chip_back(stream, desk, workspace, friend, qtbot):
    key = logged(workspace, friend)
    wait(stream, key, 4, qtbot)
    with qtbot.waitSignal(desk.said) as said:
        qtbot.mouseClick(stream.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(stream, key, 0))
    assert said.args == ["Handle saved", True]
    assert workspace.contacts.row(friend).handles == (Handle(Platform.PHONE, "13800138000"),)
    wait(stream, key, 3, qtbot)
    with qtbot.waitSignal(desk.said) as said:
        qtbot.mouseClick(stream.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(stream, key, 0))
    assert said.args == ["Address saved", True]
    with qtbot.waitSignal(desk.said) as said:
        qtbot.mouseClick(stream.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(stream, key, 0))
    assert said.args == ["Promised by tomorrow", True]
    assert [(one.text, one.due) for one in workspace.promises.of(friend)] == [("给你寄照片", date(2026, 3, 5))]
    wait(stream, key, 1, qtbot)
    workspace.undo.undo()
    wait(stream, key, 2, qtbot)
    stream.found._on_clicked(key, 9)  # a click that comes too late


def test_an_order_is_only_drafted(stream, desk, workspace, friend, qtbot):
    key = logged(workspace, friend)
    wait(stream, key, 4, qtbot)
    with qtbot.waitSignal(desk.asked_draft) as asked:
        qtbot.mouseClick(stream.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(stream, key, 3))
    (draft,) = asked.args
    assert isinstance(draft, OrderDraft)
    assert workspace.orders.of(friend) == []
    sheet = open_order_sheet(desk, stream, draft=draft)
    assert sheet.lines.drafts() == draft.lines
    assert sheet.address.currentText() == "上海市浦东新区 张江路5号301室"
    assert sheet.amount.amount() == 5_000
    assert sheet.paid_part.isChecked()
    assert sheet.lines.worth() == 20_000
    sheet.accept()
    assert workspace.orders.of(friend)[0].paid == 5_000
    wait(stream, key, 3, qtbot)


def test_they_are_in_the_menu_for_the_keyboard(stream, workspace, friend, qtbot):
    key = logged(workspace, friend)
    wait(stream, key, 4, qtbot)
    first = stream.menu_of(key).actions()[0]
    assert (first.text(), first.toolTip()) == ("+ phone 13800138000", tooltip("From: “13800138000”"))
    first.trigger()
    assert workspace.contacts.row(friend).handles


def test_a_talk_that_was_just_logged_offers_too(card, stream, workspace, friend, qtbot):
    card.log_box.words.setPlainText("电话13800138000")
    card.log_box.save()
    key = max(stream.model.all_ids)
    wait(stream, key, 1, qtbot)


def test_the_words_stand_in_the_tooltip_and_a_hand_over_the_chip(stream, workspace, friend, qtbot):
    key = logged(workspace, friend)
    wait(stream, key, 4, qtbot)
    view, at = stream.view, place_of(stream, key, 3)
    index = view.indexAt(at)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    assert view._delegate.helpEvent(event, view, option, index)
    assert "面膜2盒" in QToolTip.text()
    QToolTip.hideText()
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(view.viewport().mapToGlobal(at)), none, none,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    view.mouseMoveEvent(move)
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    beside = QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1))
    view._delegate.helpEvent(beside, view, option, index)


def test_only_what_is_seen_is_read_and_another_friend_begins_anew(card, stream, workspace, friend, qtbot):
    for number in range(80):
        workspace.conversations.log(friend, f"电话 138001380{number:02}", direction=Direction.IN)
    card.refresh()
    qtbot.waitUntil(lambda: len(stream.found._offers) >= 10)
    assert len(stream.found._offers) <= 40
    other = workspace.contacts.add(ContactDraft("李四"))
    card.show_contact(other)
    assert not stream.found._offers


def test_a_narrow_card_breaks_chips_into_lines(card, stream, workspace, friend, qtbot):
    key = logged(workspace, friend)
    wait(stream, key, 4, qtbot)
    card.resize(360, 800)
    QApplication.processEvents()
    assert place_of(stream, key, 0).y() < place_of(stream, key, 1).y()


def test_everything_has_a_name_for_a_screen_reader_and_nothing_is_markup(stream, workspace, friend, qtbot):
    key = logged(workspace, friend, "<b>电话</b>13800138000", Direction.IN)
    wait(stream, key, 1, qtbot)
    assert unnamed(stream) == []
    assert markup_labels(stream) == []
