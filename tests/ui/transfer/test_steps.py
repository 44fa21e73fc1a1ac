"""The page of files: seen first, stored on one press, taken back; lists go out whole; bad files are told."""

import json
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.finder import Filter
from crm.transfer.fields import Field
from crm.transfer.planning import Fate
from crm.ui.desk import Desk
from crm.ui.transfer.page import TransferPage
from crm.ui.transfer.ways import ALL, DOUBTED, PROBLEM, SKIPPED
from tests.ui import walk

LIST = (
    "好友名单\n"
    "昵称,备注名,微信号,手机,标签,阶段\n"
    "小王,A王姐-深圳,wxid_a1,13800138000,宝妈;老客,客户\n"
    "李四,,li_si,12,,不知道\n"
    ",,,,x,\n"
    "没有号的人,,,,,\n"
    "合计,3,,,,\n"
)


@pytest.fixture
def page(desk: Desk, qtbot):
    made = TransferPage(desk)
    qtbot.addWidget(made)
    made.resize(1093 - 148, 614 - 110)
    made.show()
    return made


@pytest.fixture
def sheet(tmp_path: Path):
    path = tmp_path / "名单.csv"
    path.write_bytes(LIST.encode("gb18030"))
    return path


def settle(page: TransferPage, qtbot) -> None:
    """Wait until every job is delivered."""
    qtbot.waitUntil(lambda: not page._desk.jobs.busy, timeout=20_000)


def read(page: TransferPage, qtbot, path: Path) -> None:
    page.take_file(path)
    settle(page, qtbot)


def shown(page: TransferPage) -> list[str]:
    model = page.bringing.model
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def press(page: TransferPage, kind: str) -> list[str]:
    page.bringing.chips[kind].click()
    return shown(page)


def choose(combo: QComboBox, data: object) -> None:
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def friends(page: TransferPage) -> int:
    return page._desk.workspace.finder.count(Filter())


def test_every_row_of_a_file_is_told_before_anything_is_stored(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    pane = page.bringing
    assert pane.states.currentIndex() == 1
    assert friends(page) == 0
    assert len(shown(page)) == 7
    assert [len(press(page, kind)) for kind in (Fate.NEW, DOUBTED, PROBLEM, SKIPPED, ALL)] == [3, 1, 1, 3, 7]
    assert "12" in press(page, DOUBTED)[0]
    assert "5" in press(page, PROBLEM)[0]
    assert not pane.chips[Fate.UPDATED].isEnabled()
    assert "gb18030" in pane.contacts.encoding.currentText()
    assert pane.contacts.header.currentData() == 2


def test_one_press_stores_and_another_takes_it_back(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    page.bringing.go.click()
    settle(page, qtbot)
    assert page.bringing.states.currentIndex() == 2
    assert friends(page) == 3
    page.bringing.undo_button.click()
    settle(page, qtbot)
    assert friends(page) == 0
    assert page.bringing.states.currentIndex() == 0


def test_a_column_given_to_another_field_is_planned_anew(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    choose(page.bringing.contacts.mapping.choices[2], Field.QQ)
    settle(page, qtbot)
    plan = page.bringing.plan
    assert plan is not None
    assert {handle.platform for planned in plan.planned for handle in planned.entry.handles} == {"qq", "phone"}
    assert friends(page) == 0


def test_the_row_of_headings_can_be_chosen(page: TransferPage, qtbot, tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("谁,号码一\n王芳,wf_1\n李四,ls_2\n", encoding="utf-8")
    read(page, qtbot, path)
    pane = page.bringing
    choose(pane.contacts.header, 1)
    settle(page, qtbot)
    assert pane.plan is not None
    assert pane.plan.layout.headings == ("谁", "号码一")
    assert pane.note.isVisible()
    assert not pane.go.isEnabled()
    choose(pane.contacts.mapping.choices[0], Field.NAME)
    settle(page, qtbot)
    assert [planned.entry.name for planned in pane.plan.planned] == ["王芳", "李四"]
    assert pane.go.isEnabled()
    choose(pane.contacts.header, 0)
    settle(page, qtbot)
    assert pane.plan.layout.header == 0


def test_friends_of_a_file_are_given_to_an_account(page: TransferPage, qtbot, sheet: Path):
    page._desk.workspace.accounts.add("大号", Platform.WECHAT)
    read(page, qtbot, sheet)
    page.bringing.contacts.account.setEditText("大号")
    page.bringing.contacts._on_account()
    settle(page, qtbot)
    page.bringing.go.click()
    settle(page, qtbot)
    assert [(row.name, row.friends) for row in page._desk.workspace.accounts.all()] == [("大号", 3)]


def test_only_the_last_of_quick_choices_counts(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    pane = page.bringing
    choose(pane.contacts.mapping.choices[2], Field.QQ)
    choose(pane.contacts.mapping.choices[2], Field.WEIBO)
    settle(page, qtbot)
    assert pane.plan is not None
    assert pane.plan.layout.columns[2].field is Field.WEIBO
    assert pane.go.isEnabled()


def test_a_file_put_away_while_it_is_read_does_not_come_back(page: TransferPage, qtbot, sheet: Path):
    page.take_file(sheet)
    page.bringing.leave()
    settle(page, qtbot)
    assert page.bringing.plan is None
    assert page.bringing.states.currentIndex() == 0


def test_a_wrong_choice_can_be_mended(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    pane = page.bringing
    choose(pane.contacts.encoding, "utf-16")
    settle(page, qtbot)
    assert not pane.go.isEnabled()
    choose(pane.contacts.encoding, "")
    settle(page, qtbot)
    assert pane.go.isEnabled()
    assert len(press(page, Fate.NEW)) == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("quote.csv", '姓名,备注\n"王芳,x\n'.encode() + b"y" * 10_000),
        ("locked.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + bytes(5000)),
        ("gone.csv", None),
    ],
)
def test_a_bad_file_is_told_in_a_sentence(page: TransferPage, qtbot, tmp_path: Path, name: str, content: bytes | None):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    read(page, qtbot, path)
    assert page.bringing.states.currentIndex() == 0
    said = page.bringing.start._sentence.text()
    assert name in said
    assert "Error" not in said
    assert friends(page) == 0


def test_a_file_is_dropped_on_the_page(page: TransferPage, qtbot, sheet: Path):
    said = QMimeData()
    said.setUrls([QUrl.fromLocalFile(str(sheet))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, said, buttons, keys))
    settle(page, qtbot)
    assert page.bringing.plan is not None


def test_the_same_file_again_would_change_nothing(page: TransferPage, qtbot, sheet: Path):
    for _ in range(2):
        read(page, qtbot, sheet)
        page.bringing.go.click()
        settle(page, qtbot)
    assert friends(page) == 3
    assert not page.bringing.go.isEnabled()
    assert page.bringing.note.isVisible()
    assert len(press(page, Fate.SAME)) == 3


def test_a_phones_cards_come_in(page: TransferPage, qtbot, tmp_path: Path):
    path = tmp_path / "phone.vcf"
    path.write_text("BEGIN:VCARD\nFN:王芳\nTEL:13800138000\nEND:VCARD\n", encoding="utf-8")
    read(page, qtbot, path)
    assert not page.bringing.contacts.header.isVisible()
    page.bringing.go.click()
    settle(page, qtbot)
    assert page._desk.workspace.finder.who("13800138000")


def test_an_import_is_taken_back_later_and_who_stays_is_named(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    page.bringing.go.click()
    settle(page, qtbot)
    shop = page._desk.workspace
    shop.contacts.tag([shop.finder.who("li_si")], "later")
    page._show(2)
    page.before.refresh()
    assert len(page.before.buttons) == 1
    page.before.buttons[0].click()
    settle(page, qtbot)
    assert friends(page) == 1
    assert "李四" in page.before.kept.text()
    assert page.before.buttons == []


def out(page: TransferPage, qtbot, what: str, target: Path, words: str = "") -> None:
    pane = page.taking
    page._show(1)
    pane.what.setCurrentIndex(pane.what.findData(what))
    pane.filter.setText(words)
    pane.choose_target = lambda _name: target
    pane.write()
    settle(page, qtbot)


def test_lists_go_out_all_or_filtered(page: TransferPage, qtbot, tmp_path: Path):
    shop = page._desk.workspace
    shop.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.PHONE, "+86 13800138000"),), tags=("宝妈",)))
    li = shop.contacts.add(ContactDraft("李四"))
    shop.conversations.log(li, "hello")
    out(page, qtbot, "contacts", tmp_path / "all.xlsx")
    cells = list(openpyxl.load_workbook(tmp_path / "all.xlsx").active.values)
    assert [row[0] for row in cells[1:]] == ["李四", "王芳"]
    out(page, qtbot, "contacts", tmp_path / "some.csv", "tag:宝妈")
    assert (tmp_path / "some.csv").read_text(encoding="utf-8-sig").count("\n") == 2
    out(page, qtbot, "conversations", tmp_path / "talks.csv", "tag:宝妈")
    assert (tmp_path / "talks.csv").read_text(encoding="utf-8-sig").count("\n") == 1
    out(page, qtbot, "everything", tmp_path / "all.json")
    assert len(json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["tables"]["contact"]) == 2
    assert page.taking.show_button.isVisible()


def test_a_list_of_another_page_goes_out_as_it_is(page: TransferPage, qtbot, tmp_path: Path):
    shop = page._desk.workspace
    ids = [shop.contacts.add(ContactDraft(name)) for name in ("丙", "甲", "乙")]
    page.export_friends(ids[:2], "quiet:many")
    page.taking.choose_target = lambda name: tmp_path / name
    page.taking.format.setCurrentIndex(page.taking.format.findData(".csv"))
    page.taking.write()
    settle(page, qtbot)
    (written,) = tmp_path.glob("*.csv")
    lines = written.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["丙", "甲"]


def test_a_list_that_cannot_be_written_is_told(page: TransferPage, qtbot, tmp_path: Path):
    errors: list[Exception] = []
    page._desk.failed.connect(errors.append)
    out(page, qtbot, "contacts", tmp_path / "list.docx")
    out(page, qtbot, "contacts", tmp_path / "nowhere" / "list.csv")
    out(page, qtbot, "contacts", tmp_path / "list.csv", "stage:king")
    assert len(errors) == 3
    assert page.taking.write_button.isEnabled()
    assert not list(tmp_path.glob("list*"))


def test_keyboard_and_screen_reader_reach_everything(page: TransferPage, qtbot, sheet: Path):
    read(page, qtbot, sheet)
    for number in range(3):
        page._show(number)
        qtbot.wait(1)
        assert walk.unnamed(page) == []
        assert walk.markup_labels(page) == []
        assert walk.unreachable(page) == []
        assert walk.low_controls(page) == []


def test_rows_with_problems_are_mended_in_a_file_of_their_own(page: TransferPage, qtbot, sheet: Path, tmp_path: Path):
    read(page, qtbot, sheet)
    page.bringing.go.click()
    settle(page, qtbot)
    pane, target = page.bringing, tmp_path / "mend.csv"
    pane.choose_target = lambda _name: target
    pane.mend_button.click()
    settle(page, qtbot)
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("昵称,备注名,微信号,手机,标签,阶段,")
    assert lines[1].startswith(",,,,x,,")
    assert len(lines) == 2
    target.write_text(lines[0] + "\n" + lines[1].replace(",,,,x", "王五,,,,x", 1) + "\n", encoding="utf-8-sig")
    read(page, qtbot, target)
    pane.go.click()
    settle(page, qtbot)
    assert not pane.mend_button.isVisible()
    assert friends(page) == 4


def test_columns_once_chosen_are_known_when_such_a_table_comes_again(page: TransferPage, qtbot, tmp_path: Path):
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(f"姓名,号码一\n{name},wf_{name}\n", encoding="utf-8")
    read(page, qtbot, tmp_path / "one.csv")
    choose(page.bringing.contacts.mapping.choices[1], Field.QQ)
    settle(page, qtbot)
    page.bringing.go.click()
    settle(page, qtbot)
    read(page, qtbot, tmp_path / "two.csv")
    assert page.bringing.contacts.mapping.choices[1].currentData() == Field.QQ
    before = len(page._desk.workspace.undo.steps())
    page.bringing.go.click()
    settle(page, qtbot)
    assert len(page._desk.workspace.undo.steps()) == before + 1


def test_copied_names_come_in_and_nothing_of_them_stays_beside_the_shop(page: TransferPage, qtbot):
    folder = page._desk.workspace.folder
    QGuiApplication.clipboard().setText("姓名\t手机\n王芳\t13800138000\n")
    page.paste()
    settle(page, qtbot)
    assert oct((folder / "pasted").stat().st_mode & 0o777) in {"0o700", "0o777"}
    page.bringing.go.click()
    settle(page, qtbot)
    assert page._desk.workspace.finder.who("13800138000")
    page.bringing.leave()
    assert not (folder / "pasted").exists()


def test_an_empty_clipboard_is_told(page: TransferPage, qtbot):
    QGuiApplication.clipboard().setText(" ")
    with qtbot.waitSignal(page._desk.said):
        page.paste()
    assert page.bringing.states.currentIndex() == 0
