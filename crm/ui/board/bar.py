"""What stands above the board: words to find, chips, smart lists, the order, and the verbs on the chosen cards."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from crm.errors import UnknownValueError
from crm.finder import Filter, Sort
from crm.smart_lists import SmartListRow
from crm.ui.board.places import Order
from crm.ui.desk import Desk
from crm.ui.friends.filters import FilterBar
from crm.ui.friends.keeping import Keeping
from crm.ui.friends.menus import add_entry
from crm.ui.plain import menu_text
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc, trn


class BoardBar(QWidget):
    """Says `changed` when other cards are wanted, `reordered` when another order is."""

    changed = Signal()
    reordered = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._typed = Filter()
        px = desk.theme.px
        self.search = SearchField(
            desk.theme, tr("Find on the board: name, pinyin, phone, tag:…"), clear_name=trc("board", "Clear")
        )
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Order of the cards"))
        for order, words in (
            (Order.NEWEST, tr("Newly arrived first")),
            (Order.LONGEST, tr("Longest here first")),
            (Order.QUIETEST, tr("Longest without contact first")),
            (Order.LATEST, tr("Latest contact first")),
        ):
            self.order.addItem(words, order)
        self.filters = FilterBar(desk)
        self.keeping = Keeping(desk, lambda: (self.filter, Sort.NAME, False), self)
        self.lists_button = QPushButton(menu_text(tr("Smart lists ▾")))
        self.lanes_button = QPushButton(menu_text(tr("Lanes by account")))
        self.lanes_button.setCheckable(True)
        self.lanes_button.setToolTip(tr("A row for each of my accounts (Ctrl+Page Up and Page Down)"))
        self.suggestions_button = QPushButton()
        self.suggestions_button.setProperty("look", "link")
        self.open_button = QPushButton(menu_text(tr("Open card")))
        self.open_button.setToolTip(trc("key", "Enter"))
        self.move_button = QPushButton(menu_text(tr("Move to…")))
        self.move_button.setToolTip(tr("M, or Ctrl with ← and →"))
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(px(8))
        first.addWidget(self.search, 1)
        for widget in (self.suggestions_button, self.order, self.open_button, self.move_button):
            first.addWidget(widget)
        second.addWidget(self.filters, 1)
        second.addWidget(self.lists_button)
        second.addWidget(self.lanes_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(first)
        box.addLayout(second)
        self.search.searched.connect(self._on_searched)
        self.filters.changed.connect(self.changed)
        self.filters.save_wanted.connect(self.keeping.save)
        self.filters.text_wanted.connect(self.keeping.as_text)
        self.filters.update_wanted.connect(self.keeping.update)
        self.keeping.asked.connect(self.show_filter)
        self.lists_button.clicked.connect(self._on_lists)
        self.order.currentIndexChanged.connect(self.reordered)

    @property
    def filter(self) -> Filter:
        """Whom the words, the parts typed among them and the chips ask for."""
        which = self.filters.filter(self._typed.words)
        if not self._typed.groups:
            return which
        both = tuple((*a, *b) for a in which.groups or ((),) for b in self._typed.groups)
        return Filter(which.words, both)

    def show_filter(self, which: Filter) -> None:
        """Show what a smart list or a text asks for."""
        self.search.clear_now()
        self._typed = Filter(words=which.words)
        self.search.setText(which.words)
        self.filters.set_filter(which)

    def show_suggestions(self, count: int) -> None:
        """How many suggestions wait on the board."""
        self.suggestions_button.setVisible(count > 0)
        self.suggestions_button.setText(menu_text(trn("{n} suggestion (G)", "{n} suggestions (G)", count)))

    def menu_of_lists(self) -> QMenu:
        """Every smart list."""
        menu = QMenu(self)
        rows = self._desk.attempt(self._desk.workspace.smart_lists.all) or []
        for row in rows:
            add_entry(menu, row.name, partial(self._on_list, row))
        if not rows:
            add_entry(menu, tr("None yet: keep a filter with “Save as list…”"), int).setEnabled(False)
        return menu

    def _on_lists(self) -> None:
        menu = self.menu_of_lists()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.lists_button.mapToGlobal(QPoint(0, self.lists_button.height())))

    def _on_list(self, row: SmartListRow) -> None:
        self.show_filter(row.filter)

    def _on_searched(self, text: str) -> None:
        try:
            self._typed = Filter.parse(text)
        except UnknownValueError:  # not finished typing, or a word that looks like a part of the grammar
            self._typed = Filter(words=text)
        self.changed.emit()
