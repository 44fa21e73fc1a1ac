"""Every page and sheet shows what others wrote as it was written: no markup, no picture fetched, no line let through.

A shop in which every text is a canary is walked through; whoever shows one as markup is seen by its widgets, and who
reads the picture that the canary names is seen by the time that the system keeps of it.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex
from PySide6.QtGui import QAction, QPixmap, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

import crm.ui
from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.custom_fields import FieldKind
from crm.finder import Filter
from crm.orders import LineDraft, OrderDraft
from crm.phrases import PhraseDraft
from crm.products import ProductDraft
from crm.sequences import SequenceDraft, StepDraft
from crm.settings import Preferences
from crm.ui.backups.friends_sheet import OldFriendsSheet
from crm.ui.backups.list_sheet import BackupsSheet, GoBackSheet
from crm.ui.friends.accounts_sheet import AccountSheet
from crm.ui.friends.bulk_sheets import FieldSheet as OwnFieldSheet
from crm.ui.friends.bulk_sheets import RhythmSheet, TagSheet
from crm.ui.friends.edit_sheet import EditContactSheet
from crm.ui.friends.fields_sheet import FieldSheet
from crm.ui.friends.list_sheets import FilterTextSheet
from crm.ui.friends.pick import PickSheet
from crm.ui.friends.same.sheet import SameSheet
from crm.ui.friends.small_sheets import (
    AddressSheet,
    HandleSheet,
    PromiseSheet,
    RemindSheet,
    StageSheet,
    TieSheet,
)
from crm.ui.history.erase_sheet import EraseSheet
from crm.ui.history.friend_sheet import FriendHistorySheet
from crm.ui.main_window import MainWindow
from crm.ui.orders.deeds import PaySheet, RefundSheet, ShipSheet
from crm.ui.pages import PAGES
from crm.ui.phrases.pick import PhrasePicker
from crm.ui.phrases.sheet import PhraseSheet
from crm.ui.sequences.begin_sheet import BeginSheet
from crm.ui.sequences.sheet import SequenceSheet
from crm.ui.settings.tag_rhythms_sheet import TagRhythmsSheet
from crm.ui.transfer.teach_sheet import TeachSheet
from crm.ui.widgets.sheet import Sheet
from crm.workspace import Workspace
from tests.ui.walk import every_widget

UI = Path(crm.ui.__file__).parent
LEFT_ALONE = frozenset({"quit", "bring in", "export", "backup", "refresh", "undo", "redo", "strip", "paste"})
"""Commands that end the program, ask for a file, or show no text."""


NOT_OPENED = frozenset(
    {
        "FormSheet", "ListSheet", "DeedSheet", "DaySheet",  # what others are made of
        "ColumnsSheet", "MoveSheet", "WholeDaySheet", "TalkSheet", "MessagesSheet", "ListNameSheet", "CutOffSheet",
        # those of goods, papers and backups, which this walk does not open yet
        "AdvanceSheet", "CancelSheet", "CaseSheet", "ChannelFeesSheet", "CostsSheet", "CountSheet", "CourierSheet",
        "FriendsSheet", "PaperSheet", "PricesSheet", "PurchaseSheet", "SettleSheet", "SupplierSheet", "TalksSheet",
        "BondSheet", "QuoteSheet", "TierSheet", "TiersSheet", "WordsSheet", "WrittenSheet",
        "TroubleSheet",  # it stands where no window is yet, and is looked at by its own test
    }
)  # fmt: skip
"""Sheets that the walk does not open."""
UI = Path(crm.ui.__file__).parent
LEFT_ALONE = frozenset({"quit", "bring in", "export", "backup", "refresh", "undo", "redo", "strip", "paste"})
"""Commands that end the program, ask for a file, or show no text."""


class Heard:
    """What Python opened and where it connected to, while it listens."""

    def __init__(self) -> None:
        self.on = False
        self.opened: list[str] = []
        self.connected: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, values: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(values[0], str | bytes | os.PathLike):
            self.opened.append(os.fsdecode(values[0]))
        elif event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
            self.connected.append(f"{event} {values}")


HEARD: list[Heard] = []


@pytest.fixture
def heard() -> Iterator[Heard]:
    """A hook of Python's cannot be taken out again, so there is one for all tests."""
    if not HEARD:
        HEARD.append(Heard())
    HEARD[0].on, HEARD[0].opened, HEARD[0].connected = True, [], []
    yield HEARD[0]
    HEARD[0].on = False


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A real picture that nobody has looked at for years."""
    path = tmp_path / "canary.png"
    pixmap = QPixmap(4, 4)
    pixmap.fill(Qt.GlobalColor.red)
    assert pixmap.save(str(path))
    os.utime(path, (1_000_000_000, 1_500_000_000))
    return path


def was_read(path: Path) -> bool:
    return path.stat().st_atime != 1_000_000_000


@pytest.fixture
def canary(picture: Path) -> str:
    words = '<a href="file:///etc/passwd"><b>canary</b></a>&amp; \u202e\u05e9\u05dc=1+1\t'
    return f'<img src="{picture.as_uri()}">{words}{"x" * 400}'


@pytest.fixture
def shop(workspace: Workspace, canary: str) -> Workspace:
    """Every text of it is the canary."""
    today = workspace.clock.today()
    account = workspace.accounts.add(canary[:60], Platform.WECHAT, canary)
    friends = [
        workspace.contacts.add(
            ContactDraft(
                f"{canary} {number}", remark=canary, tags=("<b>tag</b>", canary[:40]), source=canary,
                note=f"{canary}\n{canary}",
                handles=(Handle(Platform.WECHAT, canary), Handle(Platform.PHONE, "13800138000")), account=account,
                addresses=(AddressText(canary, region=canary),), added_on=today - timedelta(days=400),
            )
        )
        for number in range(3)
    ]  # fmt: skip
    product = workspace.products.add(ProductDraft(canary, price=100, unit=canary[:10], note=canary))
    for friend in friends:
        workspace.conversations.log(friend, f"{canary}\n{canary} 13900139000 明天给你", next_touch=today)
        workspace.promises.promise(friend, canary, today)
        workspace.follow_ups.set(friend, today, canary)
        workspace.orders.add(OrderDraft(friend, (LineDraft(product, canary, 1, 100),), note=canary))

    field = workspace.fields.add(canary[:30], FieldKind.CHOICE, (canary[:40], "other"))
    workspace.fields.set(friends, field, canary[:40])
    workspace.phrases.add(PhraseDraft(canary, name=canary[:60], heading=canary[:60]))
    sequence = workspace.sequences.add(
        SequenceDraft(canary[:60], (StepDraft(0, canary), StepDraft(3, canary)), on=True)
    )
    workspace.sequences.start(sequence, friends[:1])
    workspace.smart_lists.add(canary[:60], Filter())
    workspace.contacts.delete([friends[2]])
    return workspace


@pytest.fixture
def window(shop: Workspace, desk: Any, qtbot: Any) -> Iterator[MainWindow]:
    made = MainWindow(desk, Preferences(), demo=False)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.go("today")
    made.show()
    yield made
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog):
            dialog.reject()
    made.leave()


def faults(root: QWidget) -> Iterator[str]:
    """Whatever in these widgets shows, or would show, somebody's words as markup."""
    for widget in every_widget(root):
        where = f"{type(widget).__name__} {widget.objectName()!r}"
        if (
            isinstance(widget, QLabel)
            and widget.textFormat() is not Qt.TextFormat.PlainText
            and "canary" in widget.text()
        ):
            yield f"{where} shows markup"
        if isinstance(widget, QTextBrowser):
            yield f"{where} follows links"
        if isinstance(widget, QTextEdit) and widget.acceptRichText():
            yield f"{where} takes markup"
        if isinstance(widget, QMessageBox) and widget.textFormat() is not Qt.TextFormat.PlainText:
            yield f"{where} shows markup"
        if isinstance(widget, QLabel) and not widget.pixmap().isNull() and "canary" in widget.text():
            yield f"{where} shows a picture for words"
        for tip in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            yield from (f"{where}: {fault}" for fault in in_tip(tip))
        if isinstance(widget, QMenu):
            for action in widget.actions():
                yield from (f"{where}: {fault}" for fault in in_tip(action.toolTip(), menu=action))
        choices = widget.parentWidget() is not None and widget.parentWidget().inherits("QComboBoxPrivateContainer")
        if isinstance(widget, QAbstractItemView) and widget.model() is not None and not choices:
            yield from (f"{where}: {fault}" for fault in in_model(widget.model()))


def in_tip(tip: str, menu: QAction | None = None) -> Iterator[str]:
    """A tooltip is markup for Qt as soon as it looks like it; then what others wrote is escaped in it."""
    if menu is not None and tip == menu.iconText():
        return  # what Qt makes of the words of an action, and shows nowhere
    if "canary" in tip and Qt.mightBeRichText(tip) and ("<img" in tip or "<b>" in tip or "<a " in tip):
        yield f"tooltip {tip[:60]!r}"


def in_model(model: QAbstractItemModel, parent: QModelIndex = QModelIndex()) -> Iterator[str]:  # noqa: B008 - Qt's own
    for row in range(min(model.rowCount(parent), 20)):
        columns = 1 if isinstance(model, QAbstractListModel) else min(model.columnCount(parent), 12)
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from in_tip(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
            shown = index.data(Qt.ItemDataRole.DisplayRole)
            if isinstance(shown, str) and ("\u202e" in shown or len(shown) > 4000):
                yield f"a row that turns or floods the list: {shown[:40]!r}"


def everything_shown(window: MainWindow) -> list[str]:
    for _ in range(3):
        QApplication.processEvents()
    found = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible() or top is window:
            found += list(faults(top))
            top.grab()
    return found


def sheets(desk: Any, shop: Workspace, window: MainWindow) -> Iterator[Sheet]:
    """Those that open only from within others."""
    friend, other, *_ = sorted(shop.finder.ids(Filter()))
    card = shop.contacts.card(friend)
    order = shop.orders.card(shop.orders.of(friend)[0].id)
    identity = card.identities[0]
    field = shop.fields.all()[0]
    phrase = shop.phrases.all()[0]
    yield PhrasePicker(desk, friend, window)
    yield PhraseSheet(desk, window, phrase=phrase, contact=friend)
    yield EraseSheet(desk, shop.erasing.look(friend), window)
    yield FriendHistorySheet(desk, friend, card.row.name, window)
    backup = shop.backup()
    yield BackupsSheet(desk, window)
    yield GoBackSheet(desk, backup, card.row.name, card.row.name, window)
    yield OldFriendsSheet(desk, shop.returning.look(backup), card.row.name, window)
    for kind in (PaySheet, RefundSheet, ShipSheet):
        yield kind(desk, order, window)
    for kind in (RemindSheet, PromiseSheet):
        yield kind(desk, friend, card.row.name, window)
    yield HandleSheet(desk, friend, identity, window)
    yield TieSheet(desk, friend, identity, None, window)
    yield AddressSheet(desk, friend, window)
    yield StageSheet(desk, card.row.stage, window)
    yield EditContactSheet(desk, card, window)
    yield FieldSheet(desk, field, window)
    yield OwnFieldSheet(desk, field, window)
    yield PickSheet(desk, card.row.name, None, window)
    yield TagSheet(desk, window)
    yield RhythmSheet(desk, window)
    yield TagRhythmsSheet(desk, window)
    yield AccountSheet(desk, shop.accounts.all()[0], window)
    yield FilterTextSheet(desk, Filter.parse("quiet:30"), window)
    yield TeachSheet(desk, f"{card.note}\n{card.note}", window)
    yield BeginSheet(desk, [friend, other], window)
    yield SequenceSheet(desk, window, row=shop.sequences.all()[0])
    yield SameSheet(desk, [(friend, other)], window)


def test_the_canary_would_be_seen(qtbot: Any, picture: Path, canary: str):
    """A label that shows markup reads the picture, and the walk says so."""
    label = QLabel(canary)
    qtbot.addWidget(label)
    label.setToolTip(canary)
    label.show()
    label.grab()
    assert was_read(picture), "this system keeps no times of reading"
    assert len(list(faults(label))) >= 2


def test_no_page_and_no_sheet_shows_words_as_markup(
    window: MainWindow, shop: Workspace, heard: Heard, picture: Path, qtbot: Any
):
    found: list[str] = []
    seen: set[str] = set()

    def look(where: str) -> None:
        for top in QApplication.topLevelWidgets():
            seen.update(type(sheet).__name__ for sheet in top.findChildren(Sheet) if sheet.isVisible())
        found.extend(f"{where}: {fault}" for fault in everything_shown(window))

    for key in PAGES:
        window.go(key)
        qtbot.wait(30)
        for view in window.page(key).findChildren(QAbstractItemView):
            if view.model() is not None and view.model().rowCount():
                view.setCurrentIndex(view.model().index(0, 0))
        look(key)
    friend = min(shop.finder.ids(Filter()))
    window.card_of(friend)
    qtbot.wait(30)
    look("card")
    window.find_box.begin()
    qtbot.keyClicks(window.focusWidget(), "canary")
    qtbot.wait(100)
    look("find")
    commands: dict[str, Callable[[], object]] = {**window.slots, **window.opener._others()}
    for key in commands:
        if key in LEFT_ALONE or key in ("light", "dark", "system", "zh_CN", "zh_TW", "en"):
            continue
        window.opener.run(key)
        qtbot.wait(20)
        look(key)
        for sheet in window.findChildren(Sheet):
            sheet.reject()
    for button in window.page("friends").card.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled() and button.menu() is None:
            words = button.text() or button.accessibleName()
            button.click()
            qtbot.wait(10)
            look(f"card, {words}")
            for sheet in window.findChildren(Sheet):
                sheet.reject()
    for sheet in sheets(window.desk, shop, window):
        sheet.open()
        qtbot.wait(20)
        look(type(sheet).__name__)
        sheet.reject()
    assert sorted({fault.partition(": ")[2] for fault in found}) == []
    assert not was_read(picture)
    assert heard.connected == []
    strangers = {path for path in heard.opened if "canary" in path or path.startswith("/etc/passwd")}
    assert strangers == set()
    assert str(shop.store.path) not in heard.opened  # only SQLite opens it: a second hand would drop its locks
    there = {
        name
        for path in UI.rglob("*.py")
        for name in re.findall(r"^class (\w+Sheet)[(\[]", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert there - seen - NOT_OPENED == set(), "a sheet is new: let the walk open it"
