"""The window: places at the left, search at the top, the page, a friend's card beside it, the last word below."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.errors import BusyError, ShukeError
from crm.finder import Filter, Sort, SortKey
from crm.ids import ContactId, OrderId, SmartListId
from crm.orders import Narrowed, OrderDraft, OrderList
from crm.settings import Preferences
from crm.topics import Topic
from crm.ui.backups import go_back, open_backups
from crm.ui.desk import Desk
from crm.ui.frame import DemoStrip, SidePanel, StatusLine, TopLine
from crm.ui.history import open_steps
from crm.ui.opening import FIRST_STEPS, Opener
from crm.ui.pages import (
    NUMBERED,
    PAGES,
    go_key,
    joining,
    open_add_contact,
    open_evening,
    open_order,
    places,
)
from crm.ui.shortcuts import KEYS, ShortcutSheet
from crm.ui.smart_lists import SmartListBar
from crm.ui.strip.beside import Beside
from crm.ui.theme import MINIMUM_WINDOW
from crm.ui.undoing import Undoing
from crm.ui.widgets.navigation import NavigationBar
from crm.ui.widgets.progress_strip import ProgressStrip
from crm.ui.widgets.sheet import Sheet
from crm.ui.widgets.toast import Toast
from crm.wording import language, tr, trc, trn
from crm.wording.backups import last_words
from crm.wording.days import moment_words
from crm.wording.errors import explain

FRAME = 32
"""Pixels that the system's frame takes of a small screen."""
NARROW = 164
WIDTHS = {"en": 186}
"""How wide the navigation is, at the base size: Chinese says the same in less room."""
LEAST_ROOM = 0.7
"""Of the room that a page wants beside a card; where there is less, the card opens on Friends."""
WITH_CARD = frozenset({"today", "board", "calendar"})
"""Pages beside which a friend's card opens. Friends has its own, and the other pages need their width."""


class MainWindow(QMainWindow):
    """One window over one desk. `redraw_wanted(page)` asks to be made anew, `folder_wanted(name)` for another shop,
    `restore_wanted(staged)` to put a backup in the place of the data.
    """

    redraw_wanted = Signal(str)
    folder_wanted = Signal(str)
    restore_wanted = Signal(object)

    def __init__(self, desk: Desk, preferences: Preferences, *, demo: bool) -> None:
        super().__init__()
        self.desk = desk
        self._demo = demo
        self._pages: dict[str, QWidget] = {}
        desk.setParent(self)
        self.setWindowTitle(tr("Shuke — demo shop") if demo else "Shuke 熟客")
        self.setMinimumSize(MINIMUM_WINDOW)
        self.setAcceptDrops(True)
        self._undoing = Undoing(desk)
        self._build()
        self._connect()
        self._place(preferences.places)
        self._show_steps()

        # what it is made of

        self.stays = False
        """Whether there is an icon beside the clock, by which the window comes back."""

    def _build(self) -> None:
        theme = self.desk.theme
        self.navigation = NavigationBar(
            theme, tr("Pages"), more=trc("pages", "More"), width=WIDTHS.get(language(), NARROW)
        )
        self._joined: set[str] = set()
        self.navigation.show_places(places())
        self._join()
        self.lists = SmartListBar(self.desk, self.navigation)
        self.navigation.put_under("friends", self.lists)
        self._stack = QStackedWidget()
        self._side = SidePanel(self.desk)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._stack)
        self._split.addWidget(self._side)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self.progress = ProgressStrip(theme, cancel_text=tr("Cancel"))
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top = TopLine(self.desk)
        self.find_box = self.top.find_box
        column.addWidget(self.top)
        if self._demo:
            strip = DemoStrip(theme)
            strip.left.connect(self._on_home)
            column.addWidget(strip)
        column.addWidget(self._split, 1)
        column.addWidget(self.progress)
        self._below = StatusLine(theme)
        column.addWidget(self._below)
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(column, 1)
        self.setCentralWidget(ground)
        self.toast = Toast(theme, ground)

    def _connect(self) -> None:
        desk = self.desk
        self.navigation.chosen.connect(self.go)
        self.lists.opened.connect(self._on_list)
        self.lists.update_wanted.connect(self._on_update_list)
        self.lists.can_update = self._can_update_list
        self.find_box.contact_chosen.connect(self.card_of)
        self.find_box.friend_wanted.connect(lambda name: open_add_contact(desk, self, name))
        self.opener = Opener(self, self.find_box)
        self.beside = Beside(self)
        desk.said.connect(self._on_said)
        desk.failed.connect(self.explain)
        desk.asked_contact.connect(self.show_contact)
        desk.pointed.connect(self._on_pointed)
        desk.asked_order.connect(self._on_order)
        desk.asked_draft.connect(self._on_draft)
        desk.asked_order_shown.connect(self._on_order_shown)
        desk.asked_orders.connect(self._on_orders)
        desk.asked_page.connect(self.go)
        desk.asked_filter.connect(self._on_filter)
        desk.asked_restore.connect(self.restore_wanted)
        self._below.backup.clicked.connect(self._on_backups)
        desk.asked_numbers.connect(self._on_numbers)
        desk.live.changed.connect(self._show_steps)
        desk.live.changed.connect(self._on_news)
        self.lists.counted.connect(self._show_count)
        desk.jobs.started.connect(self._on_job_started)
        desk.jobs.progressed.connect(self._on_job_progressed)
        desk.jobs.ended.connect(self._on_job_ended)
        self.progress.cancelled.connect(desk.jobs.cancel)
        self.top.undo.clicked.connect(self._undoing.undo)
        self._below.undo.clicked.connect(self._undoing.undo)
        self.top.redo.clicked.connect(self._undoing.redo)
        self._undoing.said.connect(self._on_undone)
        self._undoing.failed.connect(self.explain)
        self.top.steps.clicked.connect(self._on_steps)
        self.top.strip.clicked.connect(self.beside.toggle)
        self.top.keys.clicked.connect(self._on_keys)
        self.top.add.clicked.connect(self._on_add)
        self.top.order.clicked.connect(self._on_new_order)
        self._side.closed.connect(self.close_card)
        self.slots: Mapping[str, Callable[[], object]] = {
            "find": self.find_box.begin,
            "add": self._on_add,
            "order": self._on_new_order,
            "one line": self._on_one_line,
            "strip": self.beside.toggle,
            "paste": self._on_paste,
            "undo": self._undoing.undo,
            "redo": self._undoing.redo,
            "steps": self._on_steps,
            "backups": self._on_backups,
            "evening": self._on_evening,
            "keys": self._on_keys,
            "settings": self._on_settings,
            "quit": self.quit,
            "refresh": self._on_refresh,
            "close card": self._on_escape,
        }
        for key in KEYS:
            if key.name in self.slots:
                for sequence in key.sequences:
                    QShortcut(QKeySequence(sequence), self, self.slots[key.name])
        for number, place in enumerate(list(PAGES)[:NUMBERED], start=1):
            QShortcut(QKeySequence(go_key(number)), self, lambda key=place: self.go(key))

    # where one is

    @property
    def current(self) -> str:
        """The key of the page that is shown."""
        return self.navigation.current

    def page(self, key: str) -> QWidget:
        """A page, made when it is first asked for."""
        if key not in self._pages:
            page = PAGES[key].build(self.desk)
            self._pages[key] = page
            self._stack.addWidget(page)
            if key == "settings":
                page.redraw_wanted.connect(self._on_redraw)  # type: ignore[attr-defined]  # the settings page has it
            elif key == "orders":
                page.parcels_wanted.connect(self._on_parcels)  # type: ignore[attr-defined]  # the page of orders has it
            elif key == "friends":
                page.export_wanted.connect(self._on_export)  # type: ignore[attr-defined]  # the page of friends has it
                page.keeping.opened.connect(self.lists.mark)  # type: ignore[attr-defined]  # as above
                self.lists.mark(page.keeping.row.id if page.keeping.row else None)  # type: ignore[attr-defined]  # as above
        return self._pages[key]

    def go(self, key: str) -> None:
        """Show a page; "add", "have", "ten" and "demo" are steps that empty pages offer."""
        if key == "add":
            self._on_add()
            return
        if key in FIRST_STEPS:
            self.opener.run(key)
            return
        if key == "demo":
            self.folder_wanted.emit("demo")
            return
        page = self.page(key)
        self._join(key)
        self.navigation.go(key)
        self.close_card()
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def _join(self, key: str = "") -> None:
        """Let pages join the navigation at which there is something to show now, and the one that is gone to."""
        fresh = {key} if key and PAGES[key].joins else set()
        with suppress(BusyError):  # the next news asks again
            fresh |= joining(self.desk.workspace, self._joined)
        if not fresh <= self._joined:
            self._joined |= fresh
            self.navigation.show_places(places(self._joined))

    def _on_news(self, topics: Topic) -> None:
        if topics & (Topic.ORDERS | Topic.SUPPLIERS):
            self._join()

    def show_contact(self, contact: ContactId) -> None:
        """A friend's card: beside the page where there is room for it, else on Friends."""
        room = self.desk.theme.px(getattr(self._pages.get(self.current), "room", 0))
        beside = self._split.width() - self._side.minimumWidth()
        if self.current not in WITH_CARD or beside < room * LEAST_ROOM:
            self.go("friends")
            self.page("friends").show_contact(contact)  # type: ignore[attr-defined]  # the page of friends has it
            return
        opens = self._side.isHidden()
        self._side.show_contact(contact)
        if opens and room:
            self._split.setSizes([min(room, beside), self._split.width() - min(room, beside)])

    def card_of(self, contact: ContactId) -> Any:
        """The card that shows this friend, who is who the next keys are about."""
        self.show_contact(contact)
        if self._side.isVisible():
            self._side.take_keys()
            return self._side.card
        return self.page("friends").card  # type: ignore[attr-defined]  # the page of friends has it

    def _on_list(self, smart_list: SmartListId) -> None:
        self.go("friends")
        self.page("friends").show_list(smart_list)  # type: ignore[attr-defined]  # the page of friends has it

    def _on_filter(self, which: Filter) -> None:
        self.go("friends")
        self.page("friends").show_filter(which)  # type: ignore[attr-defined]  # the page of friends has it

    def _can_update_list(self, smart_list: SmartListId) -> bool:
        keeping = self._pages["friends"].keeping if "friends" in self._pages else None  # type: ignore[attr-defined]  # the page of friends has it
        return keeping is not None and keeping.row is not None and keeping.row.id == smart_list and keeping.changed

    def _on_update_list(self, smart_list: SmartListId) -> None:
        if self._can_update_list(smart_list):
            self.page("friends").keeping.update()  # type: ignore[attr-defined]  # the page of friends has it

    def _on_escape(self) -> None:
        """Put away the card that is open."""
        self.close_card()
        if self.current == "friends":
            self.page("friends").close_card()  # type: ignore[attr-defined]  # the page of friends has it

    def _on_pointed(self, contact: ContactId) -> None:
        if self._side.isVisible():
            self._side.show_contact(contact)

    def close_card(self) -> None:
        """Put the card away."""
        self._side.put_away()

    def come_up(self) -> None:
        """Show the window above others: somebody started the program again."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """End the program, also where closing its window would only hide it."""
        self.stays = False
        self.close()
        QCoreApplication.quit()

    def act(self, name: str) -> None:
        """Come up and do what was chosen elsewhere: today, paste, add or order; everything else only comes up."""
        self.come_up()
        if name == "today":
            self.go("today")
        elif name in ("paste", "add", "order", "one line"):
            self.slots[name]()

    def leave(self) -> None:
        """Go for good, without asking."""
        self._remember()
        self.beside.leave()
        self.lists.close_reading()
        self.find_box.close_reading()
        for page in self._pages.values():
            if hasattr(page, "close_reading"):  # pages that ask beside the window stop asking first
                page.close_reading()
        self._side.close_reading()
        for sheet in self.findChildren(Sheet):
            if hasattr(sheet, "close_reading"):  # as pages do
                sheet.close_reading()
        self.hide()
        self.deleteLater()

    # what is said

    def explain(self, error: Exception) -> None:
        """Tell an error in the seller's words."""
        if isinstance(error, ShukeError):
            self._on_said(explain(error), undo=False)
        else:
            raise error

    def _on_said(self, sentence: str, undo: bool) -> None:
        self._below.say(sentence, undo=undo)
        if undo:
            self.toast.say(sentence, tr("Undo"), self._undoing.undo)
        else:
            self.toast.say(sentence)

    def _on_undone(self, sentence: str) -> None:
        self._below.say(sentence, undo=False)
        self.toast.say(sentence, tr("Redo"), self._undoing.redo)

    def _show_steps(self) -> None:
        self.top.show_steps(*self._undoing.words())

    def _show_count(self, count: int) -> None:
        self._below.counts.setText(trn("{n} friend", "{n} friends", count))

    # what is asked

    def _on_add(self) -> None:
        open_add_contact(self.desk, self)

    def _on_new_order(self) -> None:
        self._on_order(self._side.contact)

    def _on_order(self, contact: ContactId | None) -> None:
        open_order(self.desk, self, contact)

    def _on_draft(self, draft: OrderDraft) -> None:
        open_order(self.desk, self, draft=draft)

    def export_everybody(self) -> None:
        """Have all friends written into a file."""
        self._on_export(Filter(), Sort.NAME, False, None)

    def _on_order_shown(self, order: OrderId) -> None:
        self.go("orders")
        self.page("orders").show_order(order)  # type: ignore[attr-defined]  # the page of orders has it

    def _on_orders(self, which: OrderList, narrowed: Narrowed | None, words: str) -> None:
        self.go("orders")
        self.page("orders").show_list(which, narrowed, words)  # type: ignore[attr-defined]  # the page of orders has it

    def _on_export(self, which: Filter, sort: SortKey, descending: bool, ids: Sequence[int] | None) -> None:
        finder = self.desk.workspace.finder
        chosen = finder.ids(which, sort, descending=descending) if ids is None else ids
        self.go("import")
        self.page("import").export_friends(chosen, which.words)  # type: ignore[attr-defined]  # the page of files has it

    def _on_parcels(self, orders: Sequence[int]) -> None:
        self.go("shipping")
        self.page("shipping").show_orders(orders)  # type: ignore[attr-defined]  # the page of parcels has it

    def _on_numbers(self) -> None:
        self.go("shipping")
        self.page("shipping").paste_numbers()  # type: ignore[attr-defined]  # the page of parcels has it

    def _on_one_line(self) -> None:
        from crm.ui.one_line.sheet import OneLineSheet

        OneLineSheet(self.desk, self).open()

    def _on_paste(self) -> None:
        self.go("import")
        self.page("import").paste()  # type: ignore[attr-defined]  # the page of files has it

    def _on_keys(self) -> None:
        ShortcutSheet(self.desk.theme, self).open()

    def _on_steps(self) -> None:
        open_steps(self.desk, self)

    def _on_backups(self) -> None:
        open_backups(self.desk, self)

    def show_restored(self, before: Path) -> None:
        """Tell that a backup was put back, and how to take that back: by the one of what was there before."""
        sentence = tr("You are back at that backup. What was there before stands first among the backups.")
        self._below.say(sentence, undo=False)
        self.toast.say(sentence, tr("Undo"), lambda: go_back(self.desk, before))

    def show_backup(self) -> None:
        """When the last backup was made, below; of invented friends none is needed."""
        if self._demo:
            return
        backups = self.desk.workspace.backups
        with suppress(BusyError):  # it stands there soon enough
            late, last = backups.late(), backups.last()
            words = "" if last is None else moment_words(last, self.desk.workspace.clock)
            self._below.show_backup(last_words(words, late=late), late=late)

    def _on_evening(self) -> None:
        open_evening(self.desk, self)

    def _on_settings(self) -> None:
        self.go("settings")

    def _on_refresh(self) -> None:
        self.desk.live.hear(Topic.EVERYTHING)

    def _on_home(self) -> None:
        self.folder_wanted.emit("home")

    def _on_redraw(self) -> None:
        self._remember()
        self.redraw_wanted.emit(self.current)

    def _on_job_started(self, job: Any) -> None:
        if job.title:
            self.progress.begin(job.title)

    def _on_job_progressed(self, job: Any, done: int, total: int) -> None:
        if job.title:
            self.progress.show_progress(done, total)

    def _on_job_ended(self, _job: Any) -> None:
        self.progress.finish()
        self.show_backup()

    def offer_cut_off(self) -> None:
        """Ask about long steps that a crash cut off."""
        if steps := self.desk.workspace.undo.cut_off():
            from crm.ui.cut_off import CutOffSheet

            CutOffSheet(self.desk, steps, self).open()

    # the window itself

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file that is dropped is brought in."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.go("import")
            self.page("import").take_file(files[0])  # type: ignore[attr-defined]  # the page of files has it

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place; work that is under way is called off whole by whoever closes the shop. With its icon
        beside the clock the window may only hide.
        """
        self._remember()
        if self.stays and Preferences.read(self.desk.workspace.folder).tray:
            event.ignore()
            self.hide()
            return
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the list of finds under its field."""
        super().resizeEvent(event)
        self.find_box.place()

    def _place(self, places: Mapping[str, Any]) -> None:
        room = self.screen().availableSize()
        self.resize(min(1280, room.width()), min(800, room.height() - FRAME))
        for key, restore in (("window", self.restoreGeometry), ("split", self._split.restoreState)):
            said = places.get(key)
            if isinstance(said, str):
                restore(QByteArray.fromBase64(said.encode("ascii", "ignore")))

    def _remember(self) -> None:
        folder = self.desk.workspace.folder
        preferences = Preferences.read(folder)
        places = {
            **preferences.places,
            "window": bytes(self.saveGeometry().toBase64().data()).decode(),
            "split": bytes(self._split.saveState().toBase64().data()).decode(),
        }
        if "friends" in self._pages:
            places["friends"] = self._pages["friends"].remembered()  # type: ignore[attr-defined]  # the page of friends has it
        replace(preferences, places=places).write(folder)
