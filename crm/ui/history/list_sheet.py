"""A sheet with a list of rows and verbs on the chosen ones; it follows the news while it is open."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from crm.errors import BusyError
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.table import RowModel
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr

RowT = TypeVar("RowT")
WIDE, ROWS = 680, 6


class ListSheet(Sheet, Generic[RowT]):
    """Whoever inherits says what there is (`ids`, `rows`), how a row looks (`present`) and what can be done with it."""

    def __init__(self, desk: Desk, title: str, empty: tuple[str, str, str], parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, title, accept_text=tr("Close"), cancel_text=tr("Cancel"), parent=parent)
        self.desk = desk
        self.cancel_button.hide()
        self.accept_button.setProperty("look", "")
        self.model: RowModel[RowT] = RowModel(
            [two_line_column(self.present, lambda: title)], self.rows, retry_on=(BusyError,), parent=self
        )
        self.list = RowList(desk.theme, self.model, self.present, title)
        self.list.setMinimumHeight(desk.theme.measure.two_lines * ROWS)
        self.nothing = EmptyState(desk.theme, *empty)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.nothing)
        self.verbs = QHBoxLayout()
        self.verbs.setSpacing(desk.theme.px(8))
        self.verbs.addStretch()
        self.body.addWidget(self._stack, 1)
        self.body.addLayout(self.verbs)
        self.setMinimumWidth(desk.theme.px(WIDE))
        self.list.chosen_changed.connect(self._on_chosen)
        desk.live.changed.connect(self._on_news)
        self.show_anew()

    # what whoever inherits says

    def ids(self) -> Sequence[int]:
        """What there is, in order."""
        raise NotImplementedError

    def rows(self, ids: Sequence[int]) -> Mapping[int, RowT]:
        """The rows of what is seen."""
        raise NotImplementedError

    def present(self, row: RowT) -> TwoLine:
        """How a row looks."""
        raise NotImplementedError

    def may(self, chosen: Sequence[int]) -> None:
        """Which verbs can be used on what is chosen."""

    # what it does

    def add_verb(self, text: str, keys: str, act: Callable[[], object]) -> QPushButton:
        """A verb on the chosen rows, as a button and a key of the list."""
        button = QPushButton(menu_text(f"{text} ({keys})"))
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._on_verb, act))
        self.verbs.insertWidget(self.verbs.count() - 1, button)
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(button.click)
        return button

    def show_anew(self) -> None:
        """Read again what there is."""
        found = self.desk.attempt(self.ids)
        if found is None:
            return
        self.model.refresh()
        self.model.set_ids(array("q", found))
        self._stack.setCurrentWidget(self.list if found else self.nothing)
        if found and self.list.current_id is None:
            self.list.choose(found[0])
        self._on_chosen()

    def chosen(self) -> list[int]:
        """What is chosen."""
        return list(self.list.chosen_ids())

    def _on_verb(self, act: Callable[[], object]) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)  # the button may not be usable after what it does
        act()

    def _on_chosen(self) -> None:
        self.may(self.chosen())

    def _on_news(self, _topics: Topic) -> None:
        self.show_anew()
