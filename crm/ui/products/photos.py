"""The photos of a product: dropped or chosen, shown small, opened by the system's own program."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from crm.attachments import AttachmentRow, Attachments, Owner
from crm.errors import NoPictureError, ShukeError
from crm.ids import AttachmentId, ProductId
from crm.progress import Cancelled, Progress
from crm.ui.desk import Desk
from crm.ui.file_dialogs import file_dialog
from crm.ui.friends.pictures import SUFFIXES, small_jpeg
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.errors import explain

SIDE = 112
Shown = tuple[AttachmentRow, bytes | None]


class PhotosTab(QWidget):
    """`choose_files` asks which; it is replaced in tests."""

    def __init__(self, desk: Desk, product: ProductId | None) -> None:
        super().__init__()
        self._desk = desk
        self._product = product
        self.choose_files: Callable[[], list[Path]] = self._ask
        px = desk.theme.px
        self.setAcceptDrops(product is not None)
        self.add = QPushButton(desk.theme.icon("plus"), menu_text(tr("Add photos…")))
        self.add.setAutoDefault(False)
        self.remove = QPushButton(menu_text(tr("Remove")) + "  Del")
        self.remove.setAutoDefault(False)
        self.told = PlainLabel(look="dim")
        self.told.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Photos"))
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(px(SIDE), px(SIDE)))
        self.list.setGridSize(QSize(px(SIDE + 20), px(SIDE + 34)))
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setUniformItemSizes(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(2), px(12), px(2), px(8))
        box.addWidget(self.told)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch()
        box.addLayout(buttons)
        box.addWidget(self.list, 1)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.list.itemActivated.connect(self._on_open)
        self.list.itemSelectionChanged.connect(self._on_chosen)
        delete = QShortcut(QKeySequence("Del"), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_remove)
        for button in (self.add, self.remove, self.list):
            button.setVisible(product is not None)
        self.told.setText(
            tr("Save the product first, then its photos find their place here.")
            if product is None
            else tr("Drop pictures here. They are copied into your data folder, so the originals may go.")
        )
        self._on_chosen()
        self.show_photos()

    def show_photos(self) -> None:
        """Read them beside the window, and show them."""
        if self._product is None:
            return
        shop, owner = self._desk.workspace, Owner(product=self._product)

        def work(_progress: Progress) -> list[Shown]:
            return [(row, _small(shop.attachments, row.id)) for row in shop.attachments.list(owner)]

        self._desk.jobs.run(work, done=self._on_read, failed=self._on_failed)

    def take(self, paths: list[Path]) -> None:
        """Keep copies of these files."""
        if self._product is None or not paths:
            return
        shop, owner = self._desk.workspace, Owner(product=self._product)
        self.add.setEnabled(False)
        self._desk.jobs.run(
            lambda _progress: shop.attachments.add(owner, paths),
            done=self._on_added,
            failed=self._on_failed,
            title=tr("Copying pictures …"),
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _ask(self) -> list[Path]:
        dialog = file_dialog(self, tr("Choose pictures"), kinds=tr("Pictures ({endings})", endings=SUFFIXES))
        dialog.setFileMode(dialog.FileMode.ExistingFiles)
        try:
            return [Path(name) for name in dialog.selectedFiles()] if dialog.exec() else []
        finally:
            dialog.deleteLater()

    def _on_add(self) -> None:
        self.take(self.choose_files())

    def _on_added(self, made: tuple[AttachmentId, ...]) -> None:
        self.add.setEnabled(True)
        self._desk.say(trn("{n} picture added.", "{n} pictures added.", len(made)), undo=bool(made))
        self.show_photos()

    def _on_read(self, shown: list[Shown]) -> None:
        self.list.clear()
        for row, jpeg in shown:
            picture = QPixmap()
            if jpeg is not None:
                picture.loadFromData(jpeg)
            icon = self._desk.theme.icon("file-text", "dim") if picture.isNull() else QIcon(picture)
            item = QListWidgetItem(icon, one_line(row.name, 18))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setToolTip(tooltip(row.name))
            self.list.addItem(item)

    def _on_failed(self, error: Exception) -> None:
        self.add.setEnabled(True)
        if isinstance(error, ShukeError):
            self.told.setText(explain(error))
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error

    def _on_chosen(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _on_remove(self) -> None:
        chosen = [AttachmentId(item.data(Qt.ItemDataRole.UserRole)) for item in self.list.selectedItems()]
        if chosen and self._desk.did(lambda: self._desk.workspace.attachments.remove(chosen)):
            self._desk.say(trn("{n} picture removed.", "{n} pictures removed.", len(chosen)))
            self.show_photos()

    def _on_open(self, item: QListWidgetItem) -> None:
        number = AttachmentId(item.data(Qt.ItemDataRole.UserRole))
        path = self._desk.attempt(lambda: self._desk.workspace.attachments.path(number))
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _small(attachments: Attachments, number: AttachmentId) -> bytes | None:
    """A picture made small; none where the file is no picture, or is gone."""
    try:
        return small_jpeg(attachments.path(number))
    except (NoPictureError, ShukeError):
        return None
