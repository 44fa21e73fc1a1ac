"""The box that finds anything, driven by its keys alone."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from crm.contacts import ContactDraft
from crm.errors import BusyError
from crm.finder.anything import SHOWN
from crm.orders import LineDraft, OrderDraft
from crm.phrases import PhraseDraft
from crm.products import ProductDraft
from crm.ui import commands
from crm.ui.asking import Asker
from crm.ui.finding import FindBox
from crm.ui.finding.entries import Find, Heading, More, Note
from tests.test_anything import HOSTILE

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def box(desk, qtbot):
    window = QMainWindow()
    ground = QWidget()
    layout = QVBoxLayout(ground)
    made = FindBox(desk, ground)
    layout.addWidget(made)
    other = QLineEdit()
    layout.addWidget(other)
    layout.addStretch()
    window.setCentralWidget(ground)
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    made.other = other
    made.setFocus()
    yield made
    made.close_reading()


@pytest.fixture
def ids(workspace):
    friend = workspace.contacts.add(ContactDraft("曾国藩", tags=("面霜控",)))
    workspace.contacts.add(ContactDraft("王芳"))
    product = workspace.products.add(ProductDraft("面膜", price=9800))
    order = workspace.orders.add(OrderDraft(friend, lines=(LineDraft(product, "面膜", 1, 9800),)))
    talk = workspace.conversations.log(friend, "問了面膜的價格")
    phrase = workspace.phrases.add(PhraseDraft("面膜到货啦 {称呼}", name="到货"))
    return {"friend": friend, "product": product, "order": order, "talk": talk, "phrase": phrase}


def typed(box: FindBox, qtbot, text: str) -> None:
    """Type it, and wait until everything is found."""
    box.setText(text)
    box._say()
    qtbot.waitUntil(lambda: box.open and box._complete)


def titles(box: FindBox) -> list[str]:
    return [entry.line.title for entry in box.entries if isinstance(entry, Find)]


def headings(box: FindBox) -> list[str]:
    return [entry.text for entry in box.entries if isinstance(entry, Heading)]


def heard(signal) -> list:
    said: list = []
    signal.connect(lambda *values: said.append(values))
    return said


def test_every_kind_stands_under_its_heading_with_what_was_matched(box, ids, qtbot):
    typed(box, qtbot, "面")
    assert headings(box) == ["Friends", "Products", "Phrases: Enter copies", "Tags", "Talks"]
    assert [entry.count for entry in box.entries if isinstance(entry, Heading)] == ["1"] * 5
    talk = next(e for e in box.entries if isinstance(e, Find) and e.key == ("TalkHit", ids["talk"]))
    assert [talk.line.title[a:b] for a, b in talk.line.title_marks] == ["面"]
    assert box.current.key == ("ContactRow", ids["friend"])  # by the tag


def test_enter_opens_the_first_find_and_puts_the_finds_away(box, ids, qtbot):
    said = heard(box.contact_chosen)
    qtbot.keyClicks(box, "zgf")
    qtbot.keyClick(box, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [(ids["friend"],)]
    assert (box.text(), box.open) == ("", False)


@pytest.mark.parametrize(
    ("words", "downs", "signal", "said"),
    [
        ("面膜", 0, "product_chosen", ("product",)),
        ("面膜的", 0, "talk_chosen", ("friend", "talk")),
        ("msk", 0, "tag_chosen", "面霜控"),
        ("20260304", 0, "order_chosen", ("order",)),
        ("面膜", 2, "talk_chosen", ("friend", "talk")),
    ],
)
def test_each_kind_is_opened_where_it_belongs(box, ids, qtbot, words, downs, signal, said):
    told = heard(getattr(box, signal))
    typed(box, qtbot, words)
    for _ in range(downs):
        qtbot.keyClick(box, KEY.Key_Down)
    qtbot.keyClick(box, KEY.Key_Return)
    assert told == [(said,) if isinstance(said, str) else tuple(ids[name] for name in said)]


def test_a_phrase_is_copied_and_counted(box, ids, desk, qtbot):
    sentences = heard(desk.said)
    typed(box, qtbot, "daohuo")
    qtbot.keyClick(box, KEY.Key_Return)
    assert QGuiApplication.clipboard().text() == "面膜到货啦 {称呼}"
    assert desk.workspace.phrases.row(ids["phrase"]).uses == 1
    assert sentences == [("Copied. Not known yet: {called}.", False)]
    desk.contact = ids["friend"]
    typed(box, qtbot, "daohuo")
    qtbot.keyClick(box, KEY.Key_Return)
    assert "{" not in QGuiApplication.clipboard().text()
    assert sentences[-1] == ("Copied for 曾国藩.", False)


def test_arrows_tab_and_pages_walk_through_the_groups(box, ids, qtbot):
    typed(box, qtbot, "面")
    keys = [entry.key for entry in box.entries if isinstance(entry, Find)]
    walked = [box.current.key]
    for _ in range(len(keys)):
        qtbot.keyClick(box, KEY.Key_Down)
        walked.append(box.current.key)
    assert walked == [*keys, keys[0]]  # the ends lead to each other
    qtbot.keyClick(box, KEY.Key_Up)
    assert box.current.key == keys[-1]
    qtbot.keyClick(box, KEY.Key_PageUp)
    assert box.current.key == keys[0]
    qtbot.keyClick(box, KEY.Key_PageDown)
    assert box.current.key == keys[-1]
    qtbot.keyClick(box, KEY.Key_Tab)
    assert box.current.key == keys[0]
    qtbot.keyClick(box, KEY.Key_Down, CTRL)
    assert box.current.key == keys[1]
    qtbot.keyClick(box, KEY.Key_Up, CTRL)
    qtbot.keyClick(box, KEY.Key_Backtab)
    assert box.current.key == keys[-1]
    assert box.hasFocus()


def test_all_of_a_kind_opens_in_place(box, workspace, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    for number in range(SHOWN + 3):
        workspace.conversations.log(friend, f"茶叶{number}")
    typed(box, qtbot, "茶叶")
    (more,) = [entry for entry in box.entries if isinstance(entry, More)]
    assert more.text == f"All {SHOWN + 3} talks…"
    qtbot.keyClick(box, KEY.Key_Up)  # to the offer of a new friend, and to what stands above it
    qtbot.keyClick(box, KEY.Key_Up)
    qtbot.keyClick(box, KEY.Key_Return)
    qtbot.waitUntil(lambda: len(titles(box)) == SHOWN + 3)
    assert headings(box) == ["Talks"]
    typed(box, qtbot, "茶叶0")
    assert titles(box)[0] == "茶叶0"


def test_nobody_who_fits_can_be_added(box, ids, qtbot):
    wanted = heard(box.friend_wanted)
    typed(box, qtbot, "  zzqq   xx ")
    assert isinstance(box.entries[0], Note)
    assert titles(box) == ["New friend “zzqq xx”"]
    qtbot.keyClick(box, KEY.Key_Return)
    assert wanted == [("zzqq xx",)]


def test_before_anything_is_typed_there_are_friends_and_commands(box, ids, qtbot):
    box.begin()
    qtbot.waitUntil(lambda: box.open and box._complete)
    assert headings(box) == ["Friends of lately", "Commands"]
    assert titles(box)[:2] == ["曾国藩", "王芳"]
    qtbot.keyClick(box, KEY.Key_Escape)
    assert not box.open
    qtbot.keyClick(box, KEY.Key_Down)
    qtbot.waitUntil(lambda: box.open)


def test_an_empty_shop_offers_commands(box, qtbot):
    box.begin()
    qtbot.waitUntil(lambda: box.open and box._complete)
    assert headings(box) == ["Commands"]


@pytest.mark.parametrize(
    ("words", "key"), [("dark", "dark"), ("撤销", "undo"), ("chexiao", "undo"), ("fanti", "zh_TW"), ("复原", "undo")]
)
def test_commands_are_found_by_word_pinyin_and_other_languages(words, key):
    assert key in [command.key for command in commands.found(words, 30)]


def test_a_command_that_is_typed_as_it_is_called_comes_first(box, workspace, qtbot):
    workspace.contacts.add(ContactDraft("Settings Wang"))
    told = heard(box.command_chosen)
    typed(box, qtbot, "settings")
    qtbot.keyClick(box, KEY.Key_Return)
    assert told == [("settings",)]


def test_esc_empties_and_puts_away(box, ids, qtbot):
    typed(box, qtbot, "面")
    qtbot.keyClick(box, KEY.Key_Escape)
    assert (box.text(), box.open, list(box.entries)) == ("", False, [])
    qtbot.wait(60)
    assert not box.open


def test_esc_leads_back_to_where_one_was(box, ids, qtbot):
    box.other.setFocus()
    box.begin()
    qtbot.waitUntil(lambda: box.open and box._complete)
    qtbot.keyClick(box, KEY.Key_Escape)
    assert box.other.hasFocus()


def test_after_a_click_into_it_too(box, ids, qtbot):
    box.other.setFocus()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    box.setFocus(Qt.FocusReason.MouseFocusReason)  # what the system does before the click is told
    qtbot.waitUntil(lambda: box.open and box._complete)
    qtbot.keyClick(box, KEY.Key_Escape)
    assert box.other.hasFocus()
    assert not box.open


def test_after_a_command_the_keys_are_where_they_were(box, ids, qtbot):
    box.other.setFocus()
    box.begin()
    typed(box, qtbot, "undo")
    with qtbot.waitSignal(box.command_chosen):
        qtbot.keyClick(box, KEY.Key_Return)
    assert box.other.hasFocus()
    assert not box.isUndoAvailable(), "Ctrl+Z is about what was done, not about what was looked for"


def test_going_elsewhere_puts_the_finds_away(box, ids, qtbot):
    typed(box, qtbot, "面")
    box.other.setFocus()
    assert not box.open


def test_a_click_opens(box, ids, qtbot):
    told = heard(box.product_chosen)
    typed(box, qtbot, "面膜")
    view = box._list
    row = next(r for r, e in enumerate(box.entries) if isinstance(e, Find))
    place = view.visualRect(view.finds.index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told == [(ids["product"],)]


def test_the_choice_stays_when_slower_groups_come(box, ids, qtbot, monkeypatch):
    go = threading.Event()
    anything = box._anything
    steps = type(anything).steps
    slow = lambda self, words, limit=SHOWN: (steps(self, words)[0], lambda: go.wait(5) and (), *steps(self, words)[1:])  # noqa: E731
    monkeypatch.setattr(type(anything), "steps", slow)
    box.setText("面")
    box._say()
    qtbot.waitUntil(lambda: box.open and bool(box.entries))
    assert not box._complete
    qtbot.keyClick(box, KEY.Key_Down)
    chosen = box.current.key
    go.set()
    qtbot.waitUntil(lambda: box._complete)
    assert headings(box)[-1] == "Talks"
    assert box.current.key == chosen


def test_a_busy_file_is_asked_again(box, ids, qtbot, monkeypatch):
    anything = type(box._anything)
    find, calls = anything.steps, []

    def busy(self, words, limit=SHOWN):
        calls.append(words)
        if len(calls) == 1:

            def fail():
                raise BusyError(box._desk.workspace.store.path)

            return (fail,)
        return find(self, words, limit)

    monkeypatch.setattr(anything, "steps", busy)
    typed(box, qtbot, "zgf")
    assert titles(box)[0] == "曾国藩"
    assert len(calls) == 2


@pytest.mark.parametrize("words", HOSTILE[:-1])
def test_hostile_words_are_only_words(box, ids, qtbot, words):
    typed(box, qtbot, words)
    box._list.grab()


def test_a_step_that_was_overtaken_is_cut_off(workspace, qtbot, qapp):
    asker = Asker(brake=workspace.store.brake)
    started, answers = threading.Event(), []
    asker.answered.connect(lambda result, last: answers.append(result))
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def slow():
        started.set()
        return workspace.store.rows((endless, ()))

    asker.ask(slow)
    assert started.wait(5)
    qtbot.wait(30)
    asker.ask(lambda: workspace.store.rows(("SELECT 7", ())))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [[(7,)]]
    asker.ask(slow)
    qtbot.wait(30)
    asker.close()
    assert not asker._thread.is_alive()
