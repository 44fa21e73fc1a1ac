"""The left side of the page of friends: search, chips, order and look above the list, verbs on many below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from crm.ui.desk import Desk
from crm.ui.friends.bulk import BulkBar
from crm.ui.friends.filters import FilterBar
from crm.ui.friends.order import SortButton
from crm.ui.friends.view import FriendsView
from crm.ui.plain import menu_text
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr


class ListSide(QWidget):
    """What it is made of; the page listens to each part."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.search = SearchField(
            desk.theme, tr("Search name, remark, pinyin, phone (Ctrl+F)"), clear_name=tr("Clear search")
        )
        self.add_button = QPushButton(menu_text(tr("Add friend")))
        self.add_button.setProperty("look", "primary")
        self.add_button.setToolTip(tr("Add friend (Ctrl+N)"))
        self.filters = FilterBar(desk)
        self.count = PlainLabel(look="dim", elide=True)
        self.list = FriendsView(desk)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.order = SortButton(desk, self.list.columns.kinds)
        self.look = _tool(tr("Columns instead of two lines (Ctrl+L)"))
        self.look.setCheckable(True)
        self.columns_button = QPushButton(menu_text(f"{tr('Columns')} ▾"))
        self.columns_button.setProperty("look", "link")
        self.columns_button.hide()
        self.more = _tool(tr("More"))
        self.nothing_fits = EmptyState(
            desk.theme, "search", tr("Nobody fits"), tr("No friend fits what is typed and chosen above.")
        )
        self.results = QStackedWidget()
        self.results.addWidget(self.list)
        self.results.addWidget(self.nothing_fits)
        self._lay_out()
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()

    def add_bar(self, bar: BulkBar) -> None:
        """Put the verbs on many under the list."""
        self._box.addWidget(bar)

    def _lay_out(self) -> None:
        px = self._desk.theme.px
        self.setMinimumWidth(px(300))
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(6))
        top, chips, line = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (top, chips, line):
            row.setContentsMargins(px(12), 0, px(12), 0)
            row.setSpacing(px(6))
            box.addLayout(row)
        top.addWidget(self.search, 1)
        top.addWidget(self.add_button)
        chips.addWidget(self.filters)
        line.addWidget(self.count, 1)
        for widget in (self.order, self.columns_button, self.look, self.more):
            line.addWidget(widget)
        box.addWidget(self.results, 1)

    def _on_theme(self) -> None:
        icon = self._desk.theme.icon
        self.add_button.setIcon(icon("user-plus", "on_accent"))
        self.more.setIcon(icon("more-horizontal"))
        self.look.setIcon(icon("columns-3"))


def _tool(name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("look", "quiet")
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
