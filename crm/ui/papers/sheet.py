"""Shows a paper before it is given: copied as a picture, kept as a picture, as PDF, or as a pack of evidence."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from crm.transfer.replacing import replacing
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.papers.paper import Paper
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr

SHOWN = 560
Pack = Callable[[Path, Paper], None]
"""Writes everything, the paper among it, into one file."""


class PaperSheet(Sheet):
    """Enter copies the picture. `name` is what its files are called, `pack` writes all of it where there is more."""

    def __init__(
        self, desk: Desk, title: str, paper: Paper, name: str, parent: QWidget | None = None, pack: Pack | None = None
    ) -> None:
        super().__init__(desk.theme, title, accept_text=tr("Copy the picture"), cancel_text=tr("Close"), parent=parent)
        self._desk = desk
        self._paper = paper
        self._name = name
        self._pack = pack
        self.image = paper.image()
        px = desk.theme.px
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        picture.setAccessibleName(title)
        shown = QPixmap.fromImage(self.image.scaledToWidth(px(SHOWN), Qt.TransformationMode.SmoothTransformation))
        picture.setPixmap(shown)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.StyledPanel)
        area.setWidget(picture)
        area.setMinimumSize(px(SHOWN + 24), px(360))
        self.body.addWidget(area, 1)
        if paper.is_cut:
            said = PlainLabel(tr("The picture ends here; the PDF has all of it."), look="warn")
            said.setWordWrap(True)
            self.body.addWidget(said)
        self.picture_button = self.add_button(tr("Save picture…"))
        self.picture_button.clicked.connect(self._on_picture)
        self.pdf_button = self.add_button(tr("Save PDF…"))
        self.pdf_button.clicked.connect(self._on_pdf)
        if pack is not None:
            self.pack_button = self.add_button(tr("Save everything…"))
            self.pack_button.clicked.connect(self._on_pack)

    def ready(self) -> bool:
        """Onto the clipboard; a human sends it."""
        QGuiApplication.clipboard().setImage(self.image)
        self._desk.say(tr("Picture copied. Paste it where you chat."), undo=False)
        return True

    def save_picture(self, target: Path) -> None:
        """As PNG."""
        self._save(lambda: self._paper.png(target), target)

    def save_pdf(self, target: Path) -> None:
        """As pages."""

        def write() -> None:
            data = self._paper.pdf()
            with replacing(target) as file:
                file.write(data)

        self._save(write, target)

    def save_pack(self, target: Path) -> None:
        """With everything that belongs to it."""
        pack = self._pack
        if pack is not None:
            self._save(lambda: pack(target, self._paper), target)

    def _save(self, write: Callable[[], None], target: Path) -> None:
        if self._desk.did(write):
            self._desk.say(tr("Saved as “{file}”", file=target.name), undo=False)

    def _on_picture(self) -> None:
        self._ask("png", tr("Picture (*.png)"), self.save_picture)

    def _on_pdf(self) -> None:
        self._ask("pdf", tr("PDF (*.pdf)"), self.save_pdf)

    def _on_pack(self) -> None:
        self._ask("zip", tr("ZIP (*.zip)"), self.save_pack)

    def _ask(self, ending: str, kinds: str, save: Callable[[Path], None]) -> None:
        target, _ = ask_for_file(
            self, self.windowTitle(), at=Path.home() / f"{self._name}.{ending}", kinds=kinds, save=True
        )
        if target is not None:
            save(target if target.suffix else target.with_suffix(f".{ending}"))
