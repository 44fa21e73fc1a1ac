"""Asking where a file is or where it goes: the system's own dialog, or Qt's where the system has none."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget


def file_dialog(
    parent: QWidget | None, title: str, *, at: Path | None = None, kinds: str = "", save: bool = False
) -> QFileDialog:
    """A dialog for one file that is there, or that will be; `at` is a folder to begin in, or the file to offer."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile if save else QFileDialog.FileMode.ExistingFile)
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if at is not None and at.is_dir():
        dialog.setDirectory(str(at))
    elif at is not None and save:
        dialog.setDirectory(str(at.parent))
        dialog.selectFile(at.name)
    elif at is not None:
        dialog.setDirectory(str(Path.home()))
    # Qt's own words for these two are not translated under the signs it looks for them by; a list needs no others
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, QCoreApplication.translate("QFileDialog", "Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, QCoreApplication.translate("QFileDialog", "Files of type:"))
    dialog.setViewMode(QFileDialog.ViewMode.List)
    return dialog


def ask_for_file(
    parent: QWidget | None, title: str, *, at: Path | None = None, kinds: str = "", save: bool = False
) -> tuple[Path | None, str]:
    """The file that the seller chose and the kind it was chosen as; none when they thought better of it."""
    dialog = file_dialog(parent, title, at=at, kinds=kinds, save=save)
    try:
        chosen = dialog.selectedFiles() if dialog.exec() else []
        return (Path(chosen[0]) if chosen else None), dialog.selectedNameFilter()
    finally:
        dialog.deleteLater()


def ask_for_folder(parent: QWidget | None, title: str, *, at: Path | None = None) -> Path | None:
    """The folder that the seller chose; none when they thought better of it."""
    dialog = file_dialog(parent, title, at=at or Path.home())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    try:
        chosen = dialog.selectedFiles() if dialog.exec() else []
        return Path(chosen[0]) if chosen else None
    finally:
        dialog.deleteLater()
