"""When the data cannot be opened: what is wrong, and what the seller can do about it, before there is a window."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from crm.db.files import BACKUPS, FILE_NAME, restore
from crm.db.owner import Owner
from crm.errors import DamagedFileError, NotOursError, ShukeError
from crm.ui.file_dialogs import ask_for_file
from crm.wording import tr
from crm.wording.errors import explain


def mend(error: ShukeError, folder: Path) -> bool:
    """Say what is wrong; a damaged file can be replaced by a backup. Whether it is worth trying again."""
    while True:
        box = QMessageBox()
        box.setWindowTitle("Shuke 熟客")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(explain(error))
        again = box.addButton(tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        choose = None
        if isinstance(error, DamagedFileError | NotOursError):
            choose = box.addButton(tr("Restore a backup…"), QMessageBox.ButtonRole.ActionRole)
        show = box.addButton(tr("Show the folder"), QMessageBox.ButtonRole.HelpRole)
        box.addButton(tr("Quit"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        clicked = box.clickedButton()
        if clicked is again:
            return True
        if clicked is show:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        elif choose is not None and clicked is choose:
            backup, _ = ask_for_file(None, tr("Restore a backup"), at=folder / BACKUPS, kinds="*.db")
            if backup is not None:
                try:
                    owner = Owner(folder)
                    try:
                        restore(folder / FILE_NAME, backup, datetime.now(UTC))
                    finally:
                        owner.release()
                except ShukeError as another:
                    error = another
                else:
                    return True
        else:
            return False
