"""When the data cannot be opened: what is wrong, and what helps. Nothing is written before the seller chose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from crm.backups import BackupRow, Why, newest_good
from crm.clock import Clock
from crm.db import files, shelf
from crm.db.owner import Owner
from crm.db.salvage import Salvaged, salvage
from crm.errors import (
    DamagedFileError,
    EmptyFileError,
    GoneFileError,
    NoFolderError,
    NotOursError,
    ShukeError,
    UnsafeFolderError,
)
from crm.progress import Cancelled, Progress
from crm.settings import DEFAULT_ZONE
from crm.ui.file_dialogs import ask_for_file, ask_for_folder
from crm.ui.jobs import Jobs
from crm.ui.plain import menu_text
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trn
from crm.wording.backups import what_words, when_words
from crm.wording.errors import explain

T = TypeVar("T")
BACKUP_HELPS = (DamagedFileError, NotOursError, GoneFileError)


class Choice(Enum):
    """What the seller chose."""

    AGAIN = auto()
    ANEW = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do now, and with which folder."""

    choice: Choice
    folder: Path


class TroubleSheet(Sheet):
    """Says what is wrong and offers what helps; `answer` says what was chosen when it has closed."""

    def __init__(self, theme: Theme, error: ShukeError, folder: Path) -> None:
        super().__init__(
            theme, tr("Your shop could not be opened"), accept_text=tr("Try again"), cancel_text=tr("Quit")
        )
        self.answer = Answer(Choice.QUIT, folder)
        self._theme = theme
        self._error = error
        self._folder = folder
        self._path = folder / files.FILE_NAME
        self._jobs = Jobs(self)
        self._newest: BackupRow | None = None
        self.setMinimumWidth(theme.px(560))
        self._said = self._sentence(explain(error))
        self._doing = self._sentence("", look="dim")
        self._doing.hide()
        self._jobs.progressed.connect(self._on_progressed)
        self.choices: list[QPushButton] = []
        self.newest = self._choice("", self._on_newest)
        self.newest.setProperty("look", "primary")
        self.newest.hide()
        self.another = self._choice(tr("Another backup…"), self._on_another)
        self.salvage = self._choice(tr("Save what can still be read"), self._on_salvage)
        self.copy = self._choice(tr("Copy the file, for somebody to look at…"), self._on_copy)
        self.anew = self._choice(tr("Begin a new, empty shop"), self._on_anew)
        self.other_folder = self._choice(tr("Choose the folder…"), self._on_folder)
        self.show_folder = self.add_button(tr("Show the folder"))
        self.show_folder.clicked.connect(self._on_show)
        self._offer()
        if isinstance(error, BACKUP_HELPS):
            self._run(lambda _: newest_good(folder), self._on_found, tr("Looking through the backups …"))

    def done(self, result: int) -> None:
        """Whatever still runs is called off whole."""
        self._jobs.close()
        super().done(result)

    def ready(self) -> bool:
        """Try again as it is."""
        self.answer = Answer(Choice.AGAIN, self._folder)
        return True

    # what is shown

    def _sentence(self, words: str, look: str = "") -> PlainLabel:
        label = PlainLabel(words, look=look)
        label.setWordWrap(True)
        self.body.addWidget(label)
        return label

    def _choice(self, words: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(menu_text(words))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        self.body.addWidget(button)
        self.choices.append(button)
        return button

    def _offer(self) -> None:
        error, there = self._error, self._path.is_file() and self._path.stat().st_size > 0
        helps = isinstance(error, BACKUP_HELPS)
        self.another.setVisible(helps)
        self.salvage.setVisible(there and isinstance(error, DamagedFileError) and not isinstance(error, EmptyFileError))
        self.copy.setVisible(there and isinstance(error, (DamagedFileError, NotOursError)))
        self.anew.setVisible(isinstance(error, GoneFileError))
        self.other_folder.setVisible(isinstance(error, (NoFolderError, UnsafeFolderError, GoneFileError)))
        self.show_folder.setVisible(self._folder.is_dir())

    def _on_found(self, row: BackupRow | None) -> None:
        if row is None:
            self._doing.setText(tr("There is no backup beside it that is whole."))
            self._doing.show()
            return
        self._newest = row
        when = when_words(row, Clock(ZoneInfo(DEFAULT_ZONE)))
        self.newest.setText(menu_text(tr("Go back to the backup of {when}", when=when)))
        self.newest.show()
        self.newest.setDefault(True)
        self.newest.setFocus()
        self.accept_button.setProperty("look", "")
        self.accept_button.style().polish(self.accept_button)
        self._doing.setText(tr("It holds {what}, and was looked through just now.", what=what_words(row)))
        self._doing.show()

    # what is done

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], title: str) -> None:
        self._doing.setText(title)
        self._doing.show()
        for button in (*self.choices, self.accept_button):
            button.setEnabled(False)

        def ended() -> None:
            self._doing.hide()
            for button in (*self.choices, self.accept_button):
                button.setEnabled(True)

        def well(result: T) -> None:
            ended()
            done(result)

        def failed(error: Exception) -> None:
            ended()
            if isinstance(error, ShukeError):
                self.complain(explain(error))
            elif not isinstance(error, Cancelled):
                raise error

        self._jobs.run(work, done=well, failed=failed, title=title)

    def _on_progressed(self, job: object, done: int, total: int) -> None:
        if total:
            self._doing.setText(f"{getattr(job, 'title', '')} {done * 100 // total} %")

    def _on_newest(self) -> None:
        if self._newest is not None:
            self._restore(self._newest.path)

    def _on_another(self) -> None:
        chosen, _ = ask_for_file(self, tr("Another backup"), at=self._folder / files.BACKUPS, kinds="*.db")
        if chosen is not None:
            self._restore(chosen)

    def _restore(self, backup: Path) -> None:
        def work(progress: Progress) -> None:
            staged = files.stage(self._path, backup, progress)
            self._put(staged)

        self._run(work, lambda _: self._again(), tr("Going back …"))

    def _put(self, staged: Path) -> None:
        """Put a file into the place of the data; what is there stays among the backups."""
        try:
            owner = Owner(self._folder)
            try:
                now = datetime.now(UTC)
                files.put_in_place(self._path, staged, now, shelf.about(self._folder, Why.BEFORE_RESTORE, now))
            finally:
                owner.release()
        finally:
            files.drop(staged)

    def _on_salvage(self) -> None:
        def work(progress: Progress) -> Salvaged:
            staged, found = salvage(self._path, progress)
            self._put(staged)
            return found

        self._run(work, self._on_salvaged, tr("Reading what can be read …"))

    def _on_salvaged(self, found: Salvaged) -> None:
        """Tell what became of it; the way on is to open it."""
        said = trn("{n} entry was saved.", "{n} entries were saved.", found.rows)
        if found.lost:
            said += " " + trn("About {n} could not be read.", "About {n} could not be read.", found.lost)
        else:
            said += " " + tr("Nothing is known to be missing.")
        if found.nameless:
            said += " " + trn(
                "{n} friend lost their name and is called by a number.",
                "{n} friends lost their names and are called by numbers.",
                found.nameless,
            )
        said += " " + tr("The damaged file is kept among the backups.")
        self._said.setText(said)
        for button in self.choices:
            button.hide()
        self.accept_button.setText(menu_text(tr("Open the shop")))

    def _on_copy(self) -> None:
        chosen, _ = ask_for_file(
            self, tr("Where shall the copy go?"), at=Path.home() / "shuke-damaged.db", kinds="*.db", save=True
        )
        if chosen is not None:
            copied = tr(
                "Copied to “{file}”. It holds everything about your friends: give it only to whom you trust.",
                file=chosen.name,
            )
            self._run(
                lambda _: files.copy_as_it_is(self._path, chosen),
                lambda _: self.complain(copied),
                tr("Copying …"),
            )

    def _on_anew(self) -> None:
        self.answer = Answer(Choice.ANEW, self._folder)
        self.done(int(Sheet.DialogCode.Accepted))

    def _on_folder(self) -> None:
        chosen = ask_for_folder(self, tr("Where is your shop?"))
        if chosen is not None:
            self.answer = Answer(Choice.AGAIN, chosen)
            self.done(int(Sheet.DialogCode.Accepted))

    def _again(self) -> None:
        self.accept()

    def _on_show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def mend(error: ShukeError, folder: Path, theme: Theme) -> Answer:
    """Say what is wrong and wait for what the seller chooses."""
    sheet = TroubleSheet(theme, error, folder)
    sheet.exec()
    return sheet.answer
