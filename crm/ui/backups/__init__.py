"""Backups in the window: their list, going back to one, friends out of one. Made when they are first asked for."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from crm.ui.desk import Desk


def open_backups(desk: Desk, parent: QWidget) -> None:
    """All backups, newest first."""
    from crm.ui.backups.list_sheet import BackupsSheet

    BackupsSheet(desk, parent).open()


def go_back(desk: Desk, backup: Path) -> None:
    """Look a backup through, back up what is there, and ask the program to exchange them."""
    from crm.ui.backups.list_sheet import go_back as begin

    begin(desk, backup)
