"""A seller's first day in the real window, by keyboard, and the same shop after a restart."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from crm import wording
from crm.contacts import ContactDraft
from crm.db import log
from crm.doorway import address_of
from crm.finder import Filter, Sort
from crm.orders import LineDraft, OrderDraft
from crm.phrases import PhraseDraft
from crm.settings import Preferences
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.ui.app import Program
from crm.ui.cut_off import CutOffSheet
from crm.ui.friends.add_sheet import AddContactSheet
from crm.ui.friends.small_sheets import RemindSheet
from crm.ui.main_window import MainWindow
from crm.ui.pages import PAGES
from tests.ui.walk import markup_labels, unnamed

CTRL = Qt.KeyboardModifier.ControlModifier
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚"


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path):
    made = Program(qapp, tmp_path / "shop")
    Preferences(language="zh_CN", theme="light").write(_folder(tmp_path))
    made.open(tmp_path / "shop")
    yield made
    made.close()
    wording.use("en")
    if made.theme is not None:
        qapp.styleHints().colorSchemeChanged.disconnect(made.theme._on_system_changed)
        qapp.setStyleSheet("")


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir(mode=0o700)
    return folder


def window_of(program: Program, qtbot) -> MainWindow:
    window = program.window
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def idle(program: Program, qtbot) -> None:
    qtbot.waitUntil(lambda: not program._jobs.busy, timeout=20_000)


def messy_sheet(path: Path, count: int) -> Path:
    """A list as sellers have them: a title, odd headings, blanks, masked phones, totals; in GB18030."""
    chance = random.Random(5)
    lines = ["我的客户名单,,,,", ",,,,", "序号,昵称,微信号（必填）,联系电话,标签"]
    for number in range(count):
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(["", chance.choice(GIVEN)])
        phone = "138****0001" if number % 50 == 0 else f'="1540{number:07d}"' if number % 7 == 0 else ""
        lines.append(f"{number + 1},{name},wx_{number:05d},{phone},{chance.choice(['宝妈', '老客;团购', ''])}")
        if number % 500 == 499:
            lines.append(",,,,")
    lines.append(f"合计,{count},,,")
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def test_a_sellers_day(program: Program, qtbot, tmp_path: Path):
    window, shop = window_of(program, qtbot), program.workspace
    assert window.current == "today"
    assert window.page("today").isVisible()

    # import a messy sheet of 5,000
    window.go("import")
    page = window.page("import")
    page.take_file(messy_sheet(tmp_path / "客户.csv", 5000))
    qtbot.waitUntil(page.bringing.go.isEnabled, timeout=20_000)
    qtbot.keyClick(page.bringing.go, Qt.Key.Key_Space)
    idle(program, qtbot)
    assert shop.finder.count(Filter()) == 5000

    # find by initials, open the card
    wanted = shop.contacts.add(ContactDraft("曾国藩"))
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(window.find_box.hasFocus)
    qtbot.keyClicks(window.find_box, "zgf")
    qtbot.keyClick(window.find_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current == "friends")
    card = window.page("friends").card
    assert card.contact == wanted

    # log a talk with its next touch
    card.log_box.words.setPlainText("问了面膜，周五再聊")
    card.log_box.next_touch.setCurrentIndex(2)
    card.log_box.save()
    row = shop.contacts.row(wanted)
    assert row.last_contact_at is not None
    assert row.next_on == shop.clock.today() + timedelta(days=3)

    # move a stage, take an order, pay it: a suggestion, never a move
    shop.stages.move(wanted, Stage.INTERESTED)
    window.go("board")
    assert window.page("board").isVisible()

    # Today shows who is due; put one off
    shop.follow_ups.set(wanted, shop.clock.today(), "发图")
    window.go("today")
    today = window.page("today")
    today.refresh()
    before = shop.today.queue()
    assert before.items[0].row.id == wanted
    shop.today.snooze(wanted, shop.clock.today() + timedelta(days=1))
    assert wanted not in [item.row.id for item in shop.today.queue().items]

    # export what a filter shows
    window.go("import")
    target = tmp_path / "妈妈.xlsx"
    page.taking.choose_target = lambda _name: target
    page.taking.filter.setText("tag:宝妈")
    page.taking.write()
    idle(program, qtbot)
    assert target.stat().st_size > 10_000

    # undo the import; the friend by hand stays
    step = next(s for s in shop.undo.steps() if s.action.verb is Verb.IMPORT_CONTACTS)
    page.before.take_back(step.id)
    idle(program, qtbot)
    assert list(shop.finder.ids(Filter())) == [wanted]

    # a restart later, all of it is there
    folder = shop.folder
    program.close()
    program.open(folder)
    assert program.workspace.contacts.row(wanted).name == "曾国藩"
    assert program.workspace.undo.last() is not None


def test_every_page_opens_named_plain_and_in_three_languages(program: Program, qtbot):
    program.workspace.contacts.add(ContactDraft("<img src=x>&amp;<b>王芳</b>"))
    for language in ("zh_CN", "zh_TW", "en"):
        Preferences(language=language, theme="dark" if language == "en" else "light").write(program.workspace.folder)
        program.show(Preferences.read(program.workspace.folder))
        window = window_of(program, qtbot)
        window.resize(1093, 614)
        for key in PAGES:
            window.go(key)
            QApplication.processEvents()
            assert window.page(key).isVisible()
            assert window.width() == 1093, key
            assert markup_labels(window) == []
            assert unnamed(window, seen=True) == [], key
        assert wording.language() == language


def test_undo_and_redo_by_keys_say_what(program: Program, qtbot):
    window, shop = window_of(program, qtbot), program.workspace
    contact = shop.contacts.add(ContactDraft("王芳"))
    shop.stages.move(contact, Stage.CUSTOMER)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert shop.contacts.row(contact).stage is Stage.ADDED
    assert "王芳" in window.toast.message
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert shop.contacts.row(contact).stage is Stage.CUSTOMER


def test_a_list_of_friends_is_handed_to_the_page_of_files(program: Program, qtbot, tmp_path: Path):
    window, shop = window_of(program, qtbot), program.workspace
    shop.contacts.add(ContactDraft("王芳", tags=("宝妈",)))
    shop.contacts.add(ContactDraft("李四"))
    window.go("friends")
    friends = window.page("friends")
    friends.export_wanted.emit(Filter.parse("tag:宝妈"), Sort.NAME, False, None)
    assert window.current == "import"
    taking = window.page("import").taking
    taking.format.setCurrentIndex(taking.format.findData(".csv"))
    taking.choose_target = lambda name: tmp_path / name
    taking.write()
    idle(program, qtbot)
    text = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8-sig")
    assert "王芳" in text
    assert "李四" not in text


def test_a_new_friend_by_key_is_shown(program: Program, qtbot):
    window, shop = window_of(program, qtbot), program.workspace
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    sheet = next(w for w in window.findChildren(AddContactSheet) if w.isVisible())
    sheet.name.setText("王芳")
    sheet.accept()
    assert [row.name for row in shop.contacts.rows(shop.finder.ids(Filter())).values()] == ["王芳"]


def test_a_new_friend_by_key_from_every_page(program: Program, qtbot):
    window = window_of(program, qtbot)
    program.workspace.contacts.add(ContactDraft("王芳"))
    program.workspace.phrases.add(PhraseDraft("hi"))
    for key in PAGES:
        window.go(key)
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_N, CTRL)
        (sheet,) = [w for w in window.findChildren(AddContactSheet) if w.isVisible()]
        sheet.reject()


def test_the_order_of_a_timeline_opens_on_its_page(program: Program, qtbot):
    window, shop = window_of(program, qtbot), program.workspace
    friend = shop.contacts.add(ContactDraft("王芳"))
    order = shop.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),)))
    window.desk.asked_order_shown.emit(order)
    assert window.current == "orders"
    qtbot.waitUntil(lambda: window.page("orders").table.current_id == order)


def test_nothing_to_undo_is_told(program: Program, qtbot):
    window = window_of(program, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.toast.message


@pytest.mark.parametrize("page", ["today", "board", "friends"])
def test_the_keys_after_a_search_are_about_the_friend_that_was_found(program: Program, qtbot, page: str):
    window, shop = window_of(program, qtbot), program.workspace
    wanted = shop.contacts.add(ContactDraft("曾国藩"))
    window.go(page)
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(window.find_box.hasFocus)
    qtbot.keyClicks(window.find_box, "zgf")
    qtbot.keyClick(window.find_box, Qt.Key.Key_Return)

    def back() -> bool:  # off the screen nobody makes the window the active one again
        window.activateWindow()
        return QApplication.focusWidget() not in (None, window.find_box)

    qtbot.waitUntil(back)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    sheets = [w for w in QApplication.topLevelWidgets() if isinstance(w, RemindSheet) and w.isVisible()]
    assert [sheet._contact for sheet in sheets] == [wanted]
    sheets[0].reject()


def test_a_second_start_and_the_command_line_reach_the_window(program: Program, qtbot):
    shop = program.workspace

    def ask(message: dict) -> dict:
        socket = QLocalSocket()
        socket.connectToServer(address_of(shop.folder))
        assert socket.waitForConnected(3000)
        socket.write(json.dumps(message).encode() + b"\n")
        socket.flush()
        qtbot.waitUntil(lambda: socket.canReadLine() or socket.state() != QLocalSocket.LocalSocketState.ConnectedState)
        answer = json.loads(bytes(socket.readAll().data()))
        socket.abort()
        return answer

    assert ask({"show": True})["code"] == 0
    told = ask({"argv": ["add", "王芳", "--json"], "cwd": "."})
    assert told["code"] == 0
    assert json.loads(told["out"])["done"] is True
    assert shop.finder.search("wf")
    assert ask({"argv": ["stage", "王芳", "friend"], "cwd": "."})["code"] == 1
    assert ask({"argv": ["dance"], "cwd": "."})["code"] == 2


def test_a_step_that_was_cut_off_is_offered(program: Program, qtbot):
    store = program.workspace.store
    with store.write(Topic.CONTACTS):
        step = log.begin_step(store._writer, Action(Verb.IMPORT_CONTACTS), Topic.CONTACTS, 0)
        store._writer.execute("UPDATE undo_now SET step = ?", (step,))
        program.workspace.contacts.add(ContactDraft("half"))
    folder = program.workspace.folder
    program.close()
    program.open(folder)
    sheets = [w for w in QApplication.topLevelWidgets() if isinstance(w, CutOffSheet) and w.isVisible()]
    assert len(sheets) == 1
    sheets[0].accept()
    idle(program, qtbot)
    assert program.workspace.finder.count(Filter()) == 0


def test_the_window_tells_moments_of_the_shop(program: Program):
    assert program.workspace.clock.day_of(datetime(2026, 3, 3, 17, tzinfo=UTC)).isoformat() == "2026-03-04"
