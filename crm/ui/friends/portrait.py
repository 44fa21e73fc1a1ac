"""A friend's picture in the heading, or their initials: chosen from a file, pasted, dropped, or taken away."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QStandardPaths, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget

from crm.errors import ShukeError
from crm.ids import ContactId
from crm.photos import PhotoRow
from crm.progress import Cancelled
from crm.ui.desk import Desk
from crm.ui.file_dialogs import file_dialog
from crm.ui.friends.menus import add_entry
from crm.ui.friends.pictures import SUFFIXES, picture_of, small_jpeg
from crm.ui.plain import one_line, tooltip
from crm.ui.widgets.ink import paint_avatar, paint_focus
from crm.wording import tr

SIZE = 48


class Portrait(QAbstractButton):
    """A round picture of the friend it was last given; a click offers what can be done with it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contact: ContactId | None = None
        self._name = ""
        self._photo: PhotoRow | None = None
        self._pixmap: QPixmap | None = None
        side = desk.theme.px(SIZE)
        self.setFixedSize(side, side)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAcceptDrops(True)
        self.setToolTip(tooltip(tr("Picture: click, paste or drop one here")))
        self.clicked.connect(self._on_clicked)

    @property
    def has_photo(self) -> bool:
        """Whether a picture is shown, not initials."""
        return self._pixmap is not None

    def show_friend(self, contact: ContactId, name: str, photo: PhotoRow | None) -> None:
        """Whose picture this is."""
        self._contact, self._name = contact, name
        self.setAccessibleName(tr("Picture of {name}", name=one_line(name, 60)))
        if photo is None:
            self._pixmap = None
        elif self._photo is None or self._photo.id != photo.id or self._pixmap is None:
            pixmap = QPixmap()
            self._pixmap = pixmap if pixmap.loadFromData(photo.jpeg, "JPEG") else None
        self._photo = photo
        self.update()

    def menu(self) -> QMenu:
        """What can be done with the picture."""
        menu = QMenu(self)
        icon = self._desk.theme.icon
        add_entry(menu, tr("Choose a picture…"), self.choose, icon=icon("upload"))
        paste = add_entry(menu, tr("Paste a picture"), self.paste, icon=icon("copy"), keys="Ctrl+V")
        paste.setEnabled(picture_of(QApplication.clipboard().mimeData()) is not None)
        remove: QAction = add_entry(menu, tr("Take the picture away"), self.remove, icon=icon("x"))
        remove.setEnabled(self._photo is not None)
        return menu

    def choose(self) -> QFileDialog:
        """Ask for a file."""
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        kinds = tr("Pictures") + f" ({SUFFIXES})"
        dialog = file_dialog(self, tr("Choose a picture"), at=Path(pictures), kinds=kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()
        return dialog

    def paste(self) -> None:
        """Take the picture that was copied."""
        found = picture_of(QApplication.clipboard().mimeData())
        if found is not None:
            self.take(found)

    def take(self, source: QImage | Path) -> None:
        """Make this the friend's picture; it is read beside the window."""
        contact, photos = self._contact, self._desk.workspace.photos
        if contact is None:
            return

        def work(_progress: object) -> None:
            photos.set(contact, small_jpeg(source))

        self._desk.jobs.run(work, done=self._on_taken, failed=self._on_failed)

    def remove(self) -> None:
        """No picture any more."""
        contact, photos = self._contact, self._desk.workspace.photos
        if contact is not None and self._desk.did(lambda: photos.remove(contact)):
            self._desk.say(tr("Picture taken away"))

    def _on_taken(self, _result: object) -> None:
        self._desk.say(tr("Picture saved"))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error

    def _on_file(self, path: str) -> None:
        self.take(Path(path))

    def _on_clicked(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste, delete; Enter opens the menu as a click does."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete and self._photo is not None:
            self.remove()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_clicked()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture, or one file, may be dropped."""
        if picture_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        found = picture_of(event.mimeData())
        if found is not None:
            event.acceptProposedAction()
            self.take(found)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture cut to a circle, or initials."""
        with QPainter(self) as painter:
            if self._pixmap is None:
                paint_avatar(painter, self._desk.theme, self.rect(), self._name)
            else:
                painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
                circle = QPainterPath()
                circle.addEllipse(QRectF(self.rect()))
                painter.setClipPath(circle)
                painter.drawPixmap(self.rect(), self._pixmap, self._middle(self._pixmap))
                painter.setClipping(False)
                painter.setPen(QColor(self._desk.theme.tokens.line))  # a white picture has an edge too
                painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            if self.hasFocus():
                paint_focus(painter, self._desk.theme, self.rect())

    def _middle(self, pixmap: QPixmap) -> QRect:
        side = min(pixmap.width(), pixmap.height())
        return QRect((pixmap.width() - side) // 2, (pixmap.height() - side) // 2, side, side)
