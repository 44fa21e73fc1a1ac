"""Asking for files: where it begins, what it offers, in which words."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from crm.ui.file_dialogs import ask_for_file, file_dialog


@pytest.fixture
def parent(theme, qtbot):
    window = QDialog()
    qtbot.addWidget(window)
    return window


def answered(act) -> None:
    """Do this to the dialog once it is there."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            act(dialog)
        else:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)


def test_a_file_that_is_to_be_is_offered_by_its_name(parent, tmp_path: Path):
    offered = tmp_path / "friends.csv"
    answered(lambda dialog: dialog.accept())
    chosen, kind = ask_for_file(parent, "Write", at=offered, kinds="Lists (*.csv);;All (*)", save=True)
    assert (chosen, kind) == (offered, "Lists (*.csv)")


def test_thinking_better_of_it_chooses_nothing(parent, tmp_path: Path):
    answered(lambda dialog: dialog.reject())
    assert ask_for_file(parent, "Open", at=tmp_path)[0] is None


def test_a_folder_to_begin_in_that_is_not_there_does_no_harm(parent, tmp_path: Path, qtbot):
    dialog = file_dialog(parent, "Open", at=tmp_path / "gone")
    assert dialog.selectedFiles() in ([], [dialog.directory().absolutePath()])
    words = QCoreApplication.translate("QFileDialog", "Look in:")  # in whatever language was spoken last
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == words
    dialog.deleteLater()
