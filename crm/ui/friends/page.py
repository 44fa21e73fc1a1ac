"""The page of friends: search, filter and sort at the left, the card of the current friend at the right."""

from array import array
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm.contacts import ContactRow
from crm.errors import BusyError, ShukeError
from crm.finder import Filter, Sort
from crm.ids import ContactId
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.friends.accounts_sheet import AccountsSheet
from crm.ui.friends.add_sheet import AddContactSheet
from crm.ui.friends.bulk import Bulk, BulkBar
from crm.ui.friends.card import ContactCard
from crm.ui.friends.filters import FilterBar, SortButton
from crm.ui.friends.menus import add_entry
from crm.ui.friends.questions import best_fits, everyone
from crm.ui.friends.rows import two_lines
from crm.ui.friends.same import open_duplicates
from crm.ui.history import open_bin
from crm.ui.page import Page
from crm.ui.plain import menu_text
from crm.ui.table import RowModel
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trn

FIRST_BLOCK = 200
RETRY_MS = 60
NARROW = 700
"""below this width (at the base size) list and card take turns"""


class FriendsPage(Page):
    """All friends. `export_wanted(filter, sort, descending, ids)` asks to export: these ids, or all that fit."""

    export_wanted = Signal(object, object, bool, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.live,
            Topic.CONTACTS | Topic.STAGES | Topic.TAGS | Topic.ACCOUNTS | Topic.CONVERSATIONS | Topic.ORDERS
            | Topic.FOLLOW_UPS | Topic.SETTINGS,
            parent,
        )  # fmt: skip
        self._desk = desk
        self._words = ""
        self._new_question = True
        self._wanted: ContactId | None = None
        self._currency = desk.workspace.settings.shop().currency
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_not_answered)
        self._retry = self._timer(RETRY_MS, self.refresh)
        self._calm = self._timer(0, self._show_current)
        self._build_list()
        self._build_whole()
        self._listen()

    def _timer(self, ms: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

    def _build_list(self) -> None:
        desk = self._desk
        self.search = SearchField(
            desk.theme, tr("Search name, remark, pinyin, phone (Ctrl+F)"), clear_name=tr("Clear search")
        )
        self.add_button = QPushButton(menu_text(tr("Add friend")))
        self.add_button.setProperty("look", "primary")
        self.add_button.setToolTip(tr("Add friend (Ctrl+N)"))
        self.filters = FilterBar(desk)
        self.count = PlainLabel(look="dim", elide=True)
        self.order = SortButton(desk)
        self.more = QToolButton()
        self.more.setProperty("look", "quiet")
        self.more.setToolTip(tr("More"))
        self.more.setAccessibleName(tr("More"))
        self.model: RowModel[ContactRow] = RowModel(
            [two_line_column(self._present, lambda: tr("Friends"))], self._fetch, retry_on=(BusyError,), parent=self
        )
        self.list = RowList(desk.theme, self.model, self._present, tr("Friends"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.bulk = Bulk(desk, self.chosen, self)
        self.bar = BulkBar(desk, self.bulk)
        self.bar.show_count(0)
        self.nothing_fits = EmptyState(
            desk.theme, "search", tr("Nobody fits"), tr("No friend fits what is typed and chosen above.")
        )
        self.nothing_fits.add_step(tr("Show all friends"), self.show_everybody)
        self.results = QStackedWidget()
        self.results.addWidget(self.list)
        self.results.addWidget(self.nothing_fits)

    def _build_whole(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        self.card = ContactCard(desk)
        self._left = self._left_side()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._left)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self.nobody = EmptyState(
            desk.theme,
            "users",
            tr("Your friends will be here"),
            tr("Bring in the list you have, add one by hand, or look around in a shop that is made up."),
        )
        for text, page in (
            (tr("Import my friends"), "import"),
            (tr("Add one"), "add"),
            (tr("Try the demo shop"), "demo"),
        ):
            self.nobody.add_step(text, partial(self._on_first_step, page))
        self.whole = QStackedWidget()
        self.whole.addWidget(self.splitter)
        self.whole.addWidget(self.nobody)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)
        self.splitter.setSizes([px(380), px(620)])
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _left_side(self) -> QWidget:
        px = self._desk.theme.px
        left = QWidget()
        left.setMinimumWidth(px(300))
        box = QVBoxLayout(left)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(6))
        top, line = QHBoxLayout(), QHBoxLayout()
        for row in (top, line):
            row.setContentsMargins(px(12), 0, px(12), 0)
            row.setSpacing(px(6))
        top.addWidget(self.search, 1)
        top.addWidget(self.add_button)
        line.addWidget(self.count, 1)
        line.addWidget(self.order)
        line.addWidget(self.more)
        chips = QHBoxLayout()
        chips.setContentsMargins(px(12), 0, px(12), 0)
        chips.addWidget(self.filters)
        box.addLayout(top)
        box.addLayout(chips)
        box.addLayout(line)
        box.addWidget(self.results, 1)
        box.addWidget(self.bar)
        return left

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self._go_to_list)
        self.search.returnPressed.connect(self._on_search_entered)
        self.add_button.clicked.connect(self.add_friend)
        self.filters.changed.connect(self.ask_anew)
        self.order.changed.connect(self.ask_anew)
        self.more.clicked.connect(self._on_more)
        self.list.opened.connect(self._on_opened)
        self.list.current_changed.connect(self._on_current)
        self.list.chosen_changed.connect(self._on_chosen)
        self.list.customContextMenuRequested.connect(self._on_context_menu)
        self.bulk.export_wanted.connect(self._on_export_chosen)
        self.card.left.connect(self._on_card_left)
        self._keys("Ctrl+F", self._on_find)
        delete = self._keys("Del", self.bulk.delete)
        delete.setParent(self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.card.listen_on(self)

    def _keys(self, keys: str, act: object) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
        return shortcut

    # what others ask

    @property
    def filter(self) -> Filter:
        """What the list shows."""
        return self.filters.filter(self._words)

    def chosen(self) -> list[ContactId]:
        """The friends that are chosen in the list, in its order."""
        return [ContactId(number) for number in self.list.chosen_ids()]

    def show_filter(self, which: Filter) -> None:
        """Show what another page speaks of."""
        self.search.setText(which.words)
        self._words = which.words
        self.filters.set_filter(which)

    def show_everybody(self) -> None:
        """No words, no filter."""
        self.search.clear_now()
        self.filters.clear()

    def show_contact(self, contact: ContactId) -> None:
        """Show this friend's card, and where they stand in the list if it shows them."""
        self._wanted = contact
        self.list.choose(contact)
        self.card.show_contact(contact)
        self._turn(to_card=True)

    def add_friend(self) -> AddContactSheet:
        """Ask for a new friend."""
        sheet = AddContactSheet(self._desk, self)
        sheet.added.connect(self.show_contact)
        sheet.open()
        return sheet

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._asker.close()
        self.card.close_reading()

    # the list

    def refresh(self) -> None:
        """Ask again who fits, and read again what is seen."""
        self._currency = self._desk.workspace.settings.shop().currency
        self.model.refresh()
        self._ask()

    def ask_anew(self) -> None:
        """Another question: from the top."""
        self._new_question = True
        self._ask()

    def _ask(self) -> None:
        which, sort, descending = self.filter, self.order.sort, self.order.descending
        finder = self._desk.workspace.finder
        full = partial(everyone, finder, which, sort, descending=descending)
        ranked = bool(which.words.strip()) and sort is Sort.NAME and not descending
        if not self._new_question:
            self._asker.ask(full)
        elif ranked and which == Filter(words=which.words):
            self._asker.ask(partial(best_fits, finder, which.words), full)
        else:
            self._asker.ask(partial(finder.ids, which, sort, descending=descending, limit=FIRST_BLOCK), full)

    def _on_answered(self, ids: "array[int]", last: bool) -> None:
        if not last and not ids:
            return
        self.model.set_ids(ids)
        if self._new_question:
            self.list.scrollToTop()
        if not last:
            return
        self._new_question = False
        self._retry.stop()
        self.count.setText(trn("{n} friend", "{n} friends", len(ids)))
        nobody = not ids and self.filter.empty
        self.whole.setCurrentWidget(self.nobody if nobody else self.splitter)
        self.results.setCurrentWidget(self.list if ids else self.nothing_fits)
        if self._wanted is not None:
            self.list.choose(self._wanted)
            self._wanted = None
        self._on_chosen()

    def _on_not_answered(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._retry.start()
        else:
            self._desk.failed.emit(error)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, ContactRow]:
        return self._desk.workspace.contacts.rows(ids)

    def _present(self, row: ContactRow) -> TwoLine:
        return two_lines(row, self._desk.workspace.clock, self._currency)

    # what the person does

    def _on_searched(self, text: str) -> None:
        self._words = text
        self.ask_anew()

    def _on_search_entered(self) -> None:
        first = self.model.id_at(0)
        if first is not None and self._words.strip():
            self.show_contact(ContactId(first))

    def _on_find(self) -> None:
        self._turn(to_card=False)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _go_to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        if self.list.current_id is None and self.model.ids:
            self.list.choose(self.model.ids[0])

    def _on_opened(self, contact: int) -> None:
        self.show_contact(ContactId(contact))
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_current(self, _contact: int | None) -> None:
        # a held arrow key passes many rows; only where it comes to rest is a card read
        self._calm.start()

    def _show_current(self) -> None:
        current = self.list.current_id
        if current is not None and not self._narrow:
            self.card.show_contact(ContactId(current))

    def _on_chosen(self) -> None:
        self.bar.show_count(len(self.list.chosen_ids()))

    def _on_first_step(self, page: str) -> None:
        if page == "add":
            self.add_friend()
        else:
            self._desk.asked_page.emit(page)

    def _on_context_menu(self, at: QPoint) -> None:
        menu = self.menu_of_chosen()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def menu_of_chosen(self) -> QMenu:
        """Everything one can do with the friends that are chosen."""
        menu = QMenu(self.list)
        chosen = self.chosen()
        if len(chosen) == 1:
            add_entry(menu, tr("Open"), partial(self._on_opened, chosen[0]), keys="Return")
            self.card.show_contact(chosen[0])
            self.card.fill_verbs(menu)
            menu.addSeparator()
        if chosen:
            self.bulk.fill(menu)
        return menu

    def _on_more(self) -> None:
        menu = self.menu_of_page()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def menu_of_page(self) -> QMenu:
        """What one can do with the list as a whole."""
        menu = QMenu(self)
        icon = self._desk.theme.icon
        add_entry(menu, tr("Select all"), self.list.selectAll, icon=icon("check"), keys="Ctrl+A")
        add_entry(menu, tr("Export this list…"), self._on_export_all, icon=icon("download"))
        add_entry(menu, tr("Import friends…"), partial(self._desk.asked_page.emit, "import"), icon=icon("upload"))
        menu.addSeparator()
        add_entry(menu, tr("My accounts…"), self.edit_accounts, icon=icon("users"))
        add_entry(menu, tr("Who is there twice?"), partial(open_duplicates, self._desk, self), icon=icon("user-plus"))
        add_entry(menu, tr("Bin…"), partial(open_bin, self._desk, self), icon=icon("trash-2"))
        return menu

    def edit_accounts(self) -> AccountsSheet:
        """Show and change my accounts."""
        sheet = AccountsSheet(self._desk, self)
        sheet.open()
        return sheet

    def _on_export_chosen(self) -> None:
        self.export_wanted.emit(self.filter, self.order.sort, self.order.descending, self.list.chosen_ids())

    def _on_export_all(self) -> None:
        self.export_wanted.emit(self.filter, self.order.sort, self.order.descending, None)

    # room for two, or for one

    @property
    def _narrow(self) -> bool:
        return self.width() < self._desk.theme.px(NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and card side by side, or in turns where there is no room for both."""
        super().resizeEvent(event)
        self._turn(to_card=self.card.contact is not None and self._left.isHidden())

    def _turn(self, *, to_card: bool) -> None:
        self.card.show_back(self._narrow)
        self._left.setVisible(not (self._narrow and to_card))
        self.card.setVisible(not self._narrow or to_card)

    def _on_card_left(self) -> None:
        self._turn(to_card=False)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_theme(self) -> None:
        icon = self._desk.theme.icon
        self.add_button.setIcon(icon("user-plus", "on_accent"))
        self.more.setIcon(icon("more-horizontal"))
