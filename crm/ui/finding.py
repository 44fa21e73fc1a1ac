"""The one field that finds anything: friends as you type, and pages by their words."""

from array import array

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crm.contacts import ContactRow
from crm.errors import BusyError
from crm.names import fold
from crm.ui.desk import Desk
from crm.ui.friends.rows import two_lines
from crm.ui.pages import PAGES
from crm.ui.table import RowModel
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr

SHOWN = 50
VISIBLE = 7


class FindBox(SearchField):
    """`contact_chosen(id)` for a friend that was picked, `page_chosen(key)` for a page."""

    contact_chosen = Signal(object)
    page_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Name, pinyin, remark, handle, phone … (Ctrl+K)"), clear_name=tr("Clear"), parent=parent
        )
        self._desk = desk
        self._model: RowModel[ContactRow] = RowModel(
            [two_line_column(self._present, lambda: tr("Friends"))], desk.workspace.contacts.rows, retry_on=(BusyError,)
        )
        self._panel: QFrame | None = None
        self._currency = desk.workspace.settings.shop().currency
        self.searched.connect(self._on_searched)
        self.left_downwards.connect(self._on_down)

    def begin(self) -> None:
        """Start a search."""
        self.setFocus()
        self.selectAll()

    def place(self) -> None:
        """Keep the finds under the field."""
        if self._panel is not None and self._panel.isVisible():
            self._lay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the first find; Esc puts the finds away."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            self._take_first()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the finds, Esc and going up from the first one come back to the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            top = self._list.currentIndex().row() <= 0
            if event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and top):
                self.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _present(self, row: ContactRow) -> TwoLine:
        return two_lines(row, self._desk.workspace.clock, self._currency)

    def _on_searched(self, text: str) -> None:
        if not text.strip():
            self._hide()
            return
        try:
            found = self._desk.workspace.finder.search(text, SHOWN)
        except BusyError:
            return
        self._currency = self._desk.workspace.settings.shop().currency
        self._open()
        self._model.set_ids(array("q", found))
        self._nobody.setVisible(not found)
        self._nobody.setText(tr("Nobody fits “{text}”.", text=text))
        self._list.setVisible(bool(found))
        self._lay()
        if found:
            self._list.choose(found[0])

    def _on_down(self) -> None:
        if self._panel is not None and self._panel.isVisible() and self._model.rowCount():
            self._list.setFocus()

    def _take_first(self) -> None:
        text = fold(self.text().strip())
        page = next((key for key, page in PAGES.items() if text and fold(page.word()) == text), None)
        if page is not None:
            self._done()
            self.page_chosen.emit(page)
        elif (first := self._model.id_at(0)) is not None and self._panel is not None and self._panel.isVisible():
            self._on_opened(first)

    def _on_opened(self, contact: int) -> None:
        self._done()
        self.contact_chosen.emit(contact)

    def _done(self) -> None:
        self.clear_now()
        self._hide()

    def _hide(self) -> None:
        self._model.set_ids(array("q"))
        if self._panel is not None:
            self._panel.hide()

    def _open(self) -> None:
        if self._panel is None:
            panel = QFrame(self.window())
            panel.setProperty("look", "popup")
            panel.setAutoFillBackground(True)
            self._list = RowList(self._desk.theme, self._model, self._present, tr("Finds"))
            self._list.opened.connect(self._on_opened)
            self._list.clicked.connect(self._on_clicked)
            self._list.installEventFilter(self)
            self._nobody = PlainLabel(look="dim")
            self._nobody.setMargin(self._desk.theme.px(14))
            box = QVBoxLayout(panel)
            box.setContentsMargins(1, 1, 1, 1)
            box.addWidget(self._list)
            box.addWidget(self._nobody)
            self._panel = panel
        self._panel.show()
        self._panel.raise_()

    def _on_clicked(self) -> None:
        if self._list.current_id is not None:
            self._on_opened(self._list.current_id)

    def _lay(self) -> None:
        assert self._panel is not None
        below = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        rows = max(1, min(VISIBLE, self._model.rowCount()))
        height = rows * self._list.row_height() + 4 if self._model.rowCount() else self._nobody.sizeHint().height() + 4
        self._panel.setGeometry(below.x(), below.y(), max(self.width(), 320), height)
