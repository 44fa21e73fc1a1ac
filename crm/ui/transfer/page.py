"""The page of files: bring friends in, take lists out, and what was brought in before."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crm.ids import ContactId
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.page import Page
from crm.ui.plain import menu_text
from crm.ui.transfer.export_pane import ExportPane
from crm.ui.transfer.history_pane import HistoryPane
from crm.ui.transfer.import_pane import ImportPane
from crm.wording import tr


class TransferPage(Page):
    """Three panes: in, out, before."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.ACCOUNTS | Topic.UNDO | Topic.CONTACTS, parent)
        px = desk.theme.px
        self.bringing = ImportPane(desk)
        self.taking = ExportPane(desk)
        self.before = HistoryPane(desk)
        self.panes = QStackedWidget()
        self._tabs = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(14), px(12), px(14), px(4))
        tabs.setSpacing(px(6))
        for number, (word, pane) in enumerate(
            ((tr("Bring in"), self.bringing), (tr("Take out"), self.taking), (tr("Brought in before"), self.before))
        ):
            tab = QPushButton(menu_text(word))
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self._tabs.addButton(tab, number)
            tabs.addWidget(tab)
            self.panes.addWidget(pane)
        tabs.addStretch()
        self._tabs.idClicked.connect(self.panes.setCurrentIndex)
        self.bringing.shown_wanted.connect(self._on_shown_wanted)
        self._desk = desk
        self._late = False
        desk.jobs.ended.connect(self._on_job_ended)
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(tabs)
        box.addWidget(self.panes, 1)

    def refresh(self) -> None:
        """Accounts and past imports may have changed. While something comes in there is nothing to see of it here, and
        asking would wait for every save.
        """
        self._late = self._desk.jobs.busy
        if self._late:
            return
        self.bringing.refresh()
        self.taking.refresh()
        self.before.refresh()

    def ask_for_file(self, hint: str = "") -> None:
        """Ask which file to bring in; `hint` is what the seller said it is."""
        self._show(0)
        self.bringing.choose(hint=hint)

    def paste(self) -> None:
        """Begin with the text on the clipboard."""
        self._show(0)
        self.bringing.paste()

    def take_text(self, text: str, friend: ContactId | None = None) -> None:
        """Begin with this text; `friend` is whose talk it is where it does not say."""
        self._show(0)
        self.bringing.take_text(text, friend)

    def take_file(self, path: Path) -> None:
        """Begin with this file."""
        self._show(0)
        self.bringing.read(path)

    def export_friends(self, ids: Sequence[int], words: str) -> None:
        """Offer to write these friends; `words` say who they are."""
        self._show(1)
        self.taking.offer(ids, words)

    def export_parcels(self, orders: Sequence[int]) -> None:
        """Offer to write these orders on a courier's sheet."""
        self._show(1)
        self.taking.offer_parcels(orders)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with the file that was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.accept()
                self.take_file(Path(url.toLocalFile()))
                return

    def _show(self, number: int) -> None:
        self._tabs.button(number).setChecked(True)
        self.panes.setCurrentIndex(number)

    def _on_job_ended(self, _job: object) -> None:
        if self._late and not self._desk.jobs.busy:
            self.refresh()

    def _on_shown_wanted(self, page: str) -> None:
        self._desk.asked_page.emit(page)
