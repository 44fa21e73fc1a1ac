"""The page about a friend, on paper: PDF in A4."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from crm.ids import ContactId
from crm.progress import Progress, unheard
from crm.transfer.replacing import replacing
from crm.wording.person import write_person
from crm.workspace import Workspace

MARGIN, DOTS = 18.0, 144
"""Millimetres around the page, and dots to the inch."""


class _Page(QTextDocument):
    """A document that loads nothing from anywhere: its pictures stand in it."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Only what the page itself carries."""
        return super().loadResource(kind, name) if QUrl(name).scheme() == "data" else None


def write_pdf(workspace: Workspace, contact: ContactId, target: Path, progress: Progress = unheard) -> int:
    """Write the page as PDF, whole or not at all; how many entries of the timeline it has. Raises as `write_person`."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        count = write_person(workspace, contact, page, progress)
        text = page.read_text(encoding="utf-8")
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    document = _Page()
    document.setHtml(text)
    document.print_(writer)
    del writer  # it ends the file
    with replacing(target) as file:
        file.write(bytes(held.data().data()))
    return count
