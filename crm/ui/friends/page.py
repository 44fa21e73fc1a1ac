"""The page of friends: search, filter and sort at the left, the card of the current friend at the right."""

from array import array
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.finder import Filter
from crm.ids import ContactId, SmartListId
from crm.settings import Preferences
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.accounts_sheet import AccountsSheet
from crm.ui.friends.add_sheet import AddContactSheet
from crm.ui.friends.bulk import Bulk, BulkBar
from crm.ui.friends.card import ContactCard
from crm.ui.friends.keeping import Keeping
from crm.ui.friends.menus import add_entry
from crm.ui.friends.questions import Listing
from crm.ui.friends.remembered import Remembered
from crm.ui.friends.same import open_duplicates
from crm.ui.friends.side import ListSide
from crm.ui.history import open_bin
from crm.ui.page import Page
from crm.ui.widgets.empty_state import EmptyState
from crm.wording import tr, trn

NARROW = 700
"""below this width (at the base size) list and card take turns"""
LINES, CARD = 380, 440
"""how wide a list of two lines is at first, and the card beside a table (at the base size)"""


class FriendsPage(Page):
    """All friends. `export_wanted(filter, sort, descending, ids)` asks to export: these ids, or all that fit."""

    export_wanted = Signal(object, object, bool, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.live,
            Topic.CONTACTS | Topic.STAGES | Topic.TAGS | Topic.ACCOUNTS | Topic.CONVERSATIONS | Topic.ORDERS
            | Topic.FOLLOW_UPS | Topic.SETTINGS | Topic.FIELDS | Topic.PRODUCTS,
            parent,
        )  # fmt: skip
        self._desk = desk
        self._words = ""
        self._wanted: ContactId | None = None
        self._card_open = self._wide = False
        self._listing = Listing(desk.workspace.finder, self)
        self._listing.answered.connect(self._on_answered)
        self._listing.failed.connect(desk.failed)
        self._listing.again.connect(self.refresh)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self._show_current)
        self._build_list()
        self._build_whole()
        self._listen()
        self._restore(Remembered.read(Preferences.read(desk.workspace.folder).places.get("friends")))

    def _build_list(self) -> None:
        desk = self._desk
        side = self._left = ListSide(desk)
        self.search, self.add_button, self.filters = side.search, side.add_button, side.filters
        self.count, self.order, self.look, self.more = side.count, side.order, side.look, side.more
        self.list, self.results, self.nothing_fits = side.list, side.results, side.nothing_fits
        self.setFocusProxy(self.list)
        self.model = self.list.model_of_lines
        self.keeping = Keeping(desk, lambda: (self.filter, self.order.sort, self.order.descending), self)
        self.bulk = Bulk(desk, self.chosen, self)
        self.bar = BulkBar(desk, self.bulk)
        self.bar.show_count(0)
        side.add_bar(self.bar)
        side.nothing_fits.add_step(tr("Show all friends"), self.show_everybody)

    def _build_whole(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        self.card = ContactCard(desk)
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
            tr(
                "WeChat gives nobody's friends away, but bills, courier sheets, a phone's contacts or a list of names"
                " will do. Or add one by hand, or look around in a shop that is made up."
            ),
        )
        for text, page in (
            (tr("Bring in what I have"), "have"),
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
        self.splitter.setSizes([px(LINES), px(620)])

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self._go_to_list)
        self.search.returnPressed.connect(self._on_search_entered)
        self.add_button.clicked.connect(self.add_friend)
        self.filters.changed.connect(self._on_filtered)
        self.filters.save_wanted.connect(self.keeping.save)
        self.filters.update_wanted.connect(self.keeping.update)
        self.filters.text_wanted.connect(self.keeping.as_text)
        self.keeping.asked.connect(self.show_filter)
        self.keeping.opened.connect(self._show_kept)
        self.order.changed.connect(self.ask_anew)
        self.model.sort_wanted.connect(self._on_title)
        self.look.toggled.connect(self.show_columns)
        self._left.columns_button.clicked.connect(self._on_columns)
        self.list.clicked.connect(self._on_clicked)
        self.more.clicked.connect(self._on_more)
        self.list.opened.connect(self._on_opened)
        self.list.current_changed.connect(self._on_current)
        self.list.chosen_changed.connect(self._on_chosen)
        self.list.customContextMenuRequested.connect(self._on_context_menu)
        self.bulk.export_wanted.connect(self._on_export_chosen)
        self.card.left.connect(self._on_card_left)
        self._keys("Ctrl+F", self._on_find)
        self._keys("Ctrl+Shift+L", self.keeping.as_text)
        self._keys("Ctrl+Shift+S", self.keeping.save)
        self._keys("Ctrl+L", self.look.toggle)
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
        self.ask_anew()

    def show_list(self, smart_list: SmartListId) -> None:
        """Show a smart list in its order."""
        row = self.keeping.open(smart_list)
        if row is not None:
            self.order.choose(row.sort, descending=row.descending)
            self.show_filter(row.filter)

    def show_everybody(self) -> None:
        """No words, no filter, no smart list."""
        self.keeping.open(None)
        self.search.clear_now()
        self.filters.clear()

    def show_columns(self, wanted: bool) -> None:
        """Columns, beside which the card opens when it is asked for; or two lines, with the card always beside them."""
        self.look.setChecked(wanted)
        self._card_open = False
        self._turn(to_card=False)
        if not wanted:
            self._show_current()

    def close_card(self) -> None:
        """Give a table the whole page again."""
        if self.look.isChecked() and not self._narrow and self._card_open:
            self._on_card_left()

    def remembered(self) -> dict[str, Any]:
        """What the next start should find as it was left."""
        row = self.keeping.row
        return Remembered(
            self.look.isChecked(),
            self.list.arrangement,
            self.order.sort,
            self.order.descending,
            self.filters.filter(),
            row.id if row else None,
        ).said()

    def _restore(self, remembered: Remembered) -> None:
        self.list.arrange(remembered.arrangement)
        self.order.choose(remembered.sort, descending=remembered.descending)
        self.order.offer(self.list.columns.kinds)
        self.filters.set_filter(remembered.filter)
        self.keeping.open(remembered.smart_list)
        self.show_columns(remembered.columns)

    def show_contact(self, contact: ContactId) -> None:
        """Show this friend's card, and where they stand in the list if it shows them."""
        self._wanted = contact
        self._card_open = True
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
        self._listing.close()
        self.card.close_reading()

    # the list

    def refresh(self) -> None:
        """Ask again who fits, and read again what is seen."""
        if self.list.read_columns():
            self.order.offer(self.list.columns.kinds)
        self.filters.look_again()
        self.model.refresh()
        self._ask(anew=False)

    def ask_anew(self) -> None:
        """Another question: from the top."""
        self._show_kept()
        self._ask(anew=True)

    def _ask(self, *, anew: bool) -> None:
        self.list.show_order(self.list.columns.key_of(self.order.sort), descending=self.order.descending)
        self._listing.ask(self.filter, self.order.sort, descending=self.order.descending, anew=anew)

    def _on_answered(self, ids: "array[int]", last: bool, anew: bool) -> None:
        self.list.show_ids(ids, whole=last, anew=anew)
        if anew:
            self.list.scrollToTop()
        if not last:
            return
        self.count.setText(trn("{n} friend", "{n} friends", len(ids)))
        nobody = not ids and self.filter.empty
        self.whole.setCurrentWidget(self.nobody if nobody else self.splitter)
        self.results.setCurrentWidget(self.list if ids else self.nothing_fits)
        if self._wanted is not None:
            self.list.choose(self._wanted)
            self._wanted = None
        self._on_chosen()

    def _show_kept(self) -> None:
        row = self.keeping.row
        self.filters.show_kept(row.name if row else "", changed=self.keeping.changed)

    # what the person does

    def _on_searched(self, text: str) -> None:
        self._words = text
        self.ask_anew()

    def _on_filtered(self) -> None:
        if self.filter.empty:
            self.keeping.open(None)
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

    def _on_clicked(self) -> None:
        """In columns a click asks for the card, unless it is one of many."""
        if not self.list.compact and QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self._card_open = True
            self._turn(to_card=False)
            self._show_current()

    def _on_title(self, key: str) -> None:
        self.order.press(self.list.columns.kinds[key].sort)

    def _on_columns(self) -> None:
        menu = self.list.menu_of_columns()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._left.columns_button.mapToGlobal(QPoint(0, self._left.columns_button.height())))

    def _on_current(self, _contact: int | None) -> None:
        # a held arrow key passes many rows; only where it comes to rest is a card read
        self._calm.start()

    def _show_current(self) -> None:
        current = self.list.current_id
        if current is not None and not self._narrow and not self.card.isHidden():
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
        everybody = trn("Select {n} friend", "Select all {n} friends", len(self.model.ids))
        add_entry(menu, everybody, self.list.selectAll, icon=icon("check"), keys="Ctrl+A")
        add_entry(menu, tr("Columns: order and width…"), self.list.choose_columns, icon=icon("columns-3"))
        add_entry(menu, tr("Filter as text…"), self.keeping.as_text, icon=icon("filter"), keys="Ctrl+Shift+L")
        add_entry(menu, tr("Save as list…"), self.keeping.save, keys="Ctrl+Shift+S")
        menu.addSeparator()
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
        narrow, columns = self._narrow, self.look.isChecked()
        self.list.set_compact(narrow or not columns)
        self._left.columns_button.setVisible(columns and not narrow)
        self.card.show_back(narrow or columns)
        beside = self._card_open or not columns
        if not narrow and beside and (self.card.isHidden() or columns != self._wide):
            width, px = self.width(), self._desk.theme.px
            left = width - px(CARD) if columns else px(LINES)
            self.splitter.setSizes([left, width - left])
        self._wide = columns
        self._left.setVisible(not (narrow and to_card))
        self.card.setVisible(to_card if narrow else beside)

    def _on_card_left(self) -> None:
        self._card_open = False
        self._turn(to_card=False)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
