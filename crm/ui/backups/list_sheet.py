"""The backups, newest first: go back to one, take friends out of one, delete one."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from crm.backups import BackupRow, Staged
from crm.db.files import BACKUPS
from crm.errors import ShukeError
from crm.progress import Cancelled, Progress
from crm.returning import OldShop
from crm.ui.backups.friends_sheet import OldFriendsSheet
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.history.list_sheet import ListSheet
from crm.ui.tokens import Tone
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.backups import size_words, what_words, when_words, why_words


class BackupsSheet(ListSheet[BackupRow]):
    """Every backup of this shop."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._found: list[BackupRow] = []
        super().__init__(
            desk,
            tr("Backups"),
            (
                "archive",
                tr("No backup yet"),
                tr("Shuke makes one every day, before an import, before many are deleted, and when it is closed."),
            ),
            parent,
        )
        hint = PlainLabel(
            tr("Each was looked through when it was made. Going back can be taken back too: what is here now is kept."),
            look="dim",
        )
        hint.setWordWrap(True)
        self.body.insertWidget(0, hint)
        self._back = self.add_verb(tr("Go back to it…"), "G", self.go_back)
        self._friends = self.add_verb(tr("Take friends out of it…"), "F", self.take_friends)
        self._gone = self.add_verb(trc("backup", "Delete"), "Del", self.delete)
        other = self.add_button(tr("Another file…"))
        other.clicked.connect(self._on_other)
        show = self.add_button(tr("Show the folder"))
        show.clicked.connect(self._on_show)
        self._on_chosen()

    def ids(self) -> Sequence[int]:
        """Places in the list, newest first."""
        self._found = self.desk.workspace.backups.all()
        return range(len(self._found))

    def rows(self, ids: Sequence[int]) -> Mapping[int, BackupRow]:
        """What is told of them."""
        return {number: self._found[number] for number in ids if number < len(self._found)}

    def present(self, row: BackupRow) -> TwoLine:
        """When, what for, what it holds and how large it is."""
        chip, tone = "", Tone.NEUTRAL
        if row.larger:
            chip, tone = tr("holds more than now, kept"), Tone.WARN
        elif not row.checked:
            chip, tone = tr("not checked"), Tone.WARN
        why = why_words(row.why) or row.path.name
        return TwoLine(
            when_words(row, self.desk.workspace.clock),
            what_words(row),
            chip,
            tone,
            right_top=why,
            right_bottom=size_words(row.size),
            icon="archive",
        )

    def may(self, chosen: Sequence[int]) -> None:
        """One at a time, but for deleting."""
        if hasattr(self, "_gone"):
            self._back.setEnabled(len(chosen) == 1)
            self._friends.setEnabled(len(chosen) == 1)
            self._gone.setEnabled(bool(chosen))

    def go_back(self) -> "GoBackSheet | None":
        """Explain what going back does, and ask."""
        chosen = self.chosen()
        if len(chosen) != 1:
            return None
        row = self._found[chosen[0]]
        when = when_words(row, self.desk.workspace.clock)
        return self._ask(row.path, when, what_words(row) if row.checked else "")

    def _ask(self, backup: Path, when: str, what: str) -> "GoBackSheet":
        sheet = GoBackSheet(self.desk, backup, when, what, self)
        sheet.accepted.connect(self.accept)
        sheet.open()
        return sheet

    def take_friends(self) -> None:
        """Look into the chosen backup, beside the window, and show who is in it."""
        chosen = self.chosen()
        if len(chosen) == 1:
            row = self._found[chosen[0]]
            open_old_shop(self.desk, row.path, when_words(row, self.desk.workspace.clock), self.parentWidget())
            self.accept()

    def delete(self) -> None:
        """Delete the chosen backups: the files go to nowhere, so it is asked first."""
        paths = [self._found[number].path for number in self.chosen()]
        if not paths:
            return
        sheet = Sheet(
            self.desk.theme, tr("Delete these backups?"), accept_text=trc("backup", "Delete"), cancel_text=tr("Keep"),
            parent=self,
        )  # fmt: skip
        sheet.accept_button.setProperty("look", "danger")
        said = PlainLabel(tr("What only they hold cannot be brought back any more. The shop itself stays as it is."))
        said.setWordWrap(True)
        sheet.body.addWidget(said)
        sheet.accepted.connect(lambda: self._delete(paths))
        sheet.open()

    def _delete(self, paths: Sequence[Path]) -> None:
        backups = self.desk.workspace.backups
        for path in paths:
            self.desk.did(partial(backups.delete, path))
        self.show_anew()

    def _on_other(self) -> None:
        """A backup from another disk, or from an older computer."""
        folder = self.desk.workspace.folder / BACKUPS
        chosen, _ = ask_for_file(self, tr("Another backup"), at=folder, kinds="*.db")
        if chosen is not None:
            self._ask(chosen, f"“{chosen.name}”", "")

    def _on_show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.desk.workspace.folder / BACKUPS)))


class GoBackSheet(Sheet):
    """Asks before a backup takes the place of what is there."""

    def __init__(self, desk: Desk, backup: Path, when: str, what: str, parent: QWidget) -> None:
        super().__init__(
            desk.theme,
            tr("Go back to {when}?", when=when),
            accept_text=tr("Go back"),
            cancel_text=tr("Stay here"),
            parent=parent,
        )
        self._desk = desk
        self._backup = backup
        self._when = when
        said = [tr("It holds {what}.", what=what)] if what else []
        said += [
            tr(
                "Everything becomes as it was then. What is here now is backed up first and stands at the top of the"
                " list."
            ),
            tr("Only a few friends? Take them out of the backup instead; everything else then stays."),
        ]
        for sentence in said:
            label = PlainLabel(sentence)
            label.setWordWrap(True)
            self.body.addWidget(label)

    def ready(self) -> bool:
        """Make it ready beside the window; the shop is closed for a moment when all is checked."""
        go_back(self._desk, self._backup)
        return True


def go_back(desk: Desk, backup: Path) -> None:
    """Look a backup through, back up what is there, and ask the program to exchange them."""
    told = _Told(desk)

    def work(progress: Progress) -> Staged:
        return desk.workspace.backups.stage(backup, progress)

    desk.jobs.run(work, done=desk.asked_restore.emit, failed=told.failed, title=tr("Looking through the backup …"))


def open_old_shop(desk: Desk, backup: Path, when: str, parent: QWidget | None) -> None:
    """Look into a backup beside the window, then show who is in it."""
    told = _Told(desk)

    def show(old: OldShop) -> None:
        OldFriendsSheet(desk, old, when, parent).open()

    desk.jobs.run(
        lambda progress: desk.workspace.returning.look(backup, progress),
        done=show,
        failed=told.failed,
        title=tr("Looking into the backup …"),
    )


class _Told:
    """Says why it did not come to it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was changed."), undo=False)
        elif isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        else:
            raise error
