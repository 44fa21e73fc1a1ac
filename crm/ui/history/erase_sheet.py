"""Erasing a person for good: explained first, asked for by typing their name, and told when it is done."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from crm.erasing import Erasure
from crm.ids import ContactId
from crm.progress import Progress
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trn

MOST_BACKUPS = 5


class EraseSheet(Sheet):
    """Asks before it erases a friend; typing the name is the only way to do it."""

    def __init__(self, desk: Desk, erasure: Erasure, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("Erase {name} for good?", name=one_line(erasure.name, 40)),
            accept_text=tr("Erase for good"),
            cancel_text=tr("Keep"),
            parent=parent,
        )
        self._desk = desk
        self._erasure = erasure
        self.accept_button.setProperty("look", "danger")
        self.setMinimumWidth(desk.theme.px(520))
        for sentence in self._sentences():
            label = PlainLabel(sentence)
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.with_backups = QCheckBox(menu_text(tr("Delete these backups too")))
        self.with_backups.setVisible(bool(erasure.backups))
        self.body.addWidget(self.with_backups)
        hint = tr("To go on, type the name: {name}", name=one_line(erasure.name, 60))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(hint)
        label = PlainLabel(hint, look="dim")
        label.setBuddy(self.typed)
        self.body.addWidget(label)
        self.body.addWidget(self.typed)
        self.typed.textChanged.connect(self._on_typed)
        self._on_typed("")

    @classmethod
    def ask(cls, desk: Desk, contact: ContactId, parent: QWidget) -> "EraseSheet | None":
        """Open the sheet for a friend; none when they are gone already, which is told."""
        erasure = desk.attempt(lambda: desk.workspace.erasing.look(contact))
        if erasure is None:
            return None
        sheet = cls(desk, erasure, parent)
        sheet.open()
        return sheet

    def ready(self) -> bool:
        """Erase, beside the window; the sheet closes at once and the outcome is told."""
        desk, erasure = self._desk, self._erasure
        backups = erasure.backups if self.with_backups.isChecked() else ()
        desk.kept.forget(erasure.contact)
        erasing = desk.workspace.erasing

        def work(progress: Progress) -> bool:
            progress(0, 0)
            erasing.delete_backups(backups)
            return erasing.erase(erasure.contact)

        told = _Told(desk, kept=len(erasure.backups) - len(backups))
        desk.jobs.run(work, done=told.tell, failed=desk.failed.emit, title=tr("Erasing …"))
        return True

    def _sentences(self) -> list[str]:
        erasure = self._erasure
        told = [
            tr("Everything about this person leaves the file: names, handles, notes, photo, tags, stages and history."),
            *self._with_them(),
            tr("This cannot be undone. Words about them in talks with other friends stay: those are theirs."),
        ]
        if erasure.backups:
            names = ", ".join(backup.name for backup in erasure.backups[:MOST_BACKUPS])
            more = "" if len(erasure.backups) <= MOST_BACKUPS else " …"
            told.append(
                trn(
                    "{n} backup still holds them: {names}. If it is ever restored, Shuke erases them again.",
                    "{n} backups still hold them: {names}. If one is ever restored, Shuke erases them again.",
                    len(erasure.backups),
                    names=names + more,
                )
            )
        return told

    def _with_them(self) -> list[str]:
        talks = trn("{n} talk", "{n} talks", self._erasure.talks)
        if self._erasure.orders:
            orders = trn("{n} order", "{n} orders", self._erasure.orders)
            return [
                tr(
                    "With them go {talks} and {orders}, so that your turnover of those days becomes smaller.",
                    talks=talks,
                    orders=orders,
                )
            ]
        return [tr("With them go {talks}.", talks=talks)] if self._erasure.talks else []

    def _on_typed(self, text: str) -> None:
        self.accept_button.setEnabled(" ".join(text.split()) == " ".join(one_line(self._erasure.name, 60).split()))


class _Told:
    """Says how it went."""

    def __init__(self, desk: Desk, kept: int) -> None:
        self._desk = desk
        self._kept = kept

    def tell(self, clean: bool) -> None:
        if clean:
            said = tr("Erased for good. Nothing of them is left in the file.")
        else:
            said = tr("Erased for good. A handle of theirs still stands in words about somebody else.")
        if self._kept:
            said += " " + trn("{n} backup still holds them.", "{n} backups still hold them.", self._kept)
        self._desk.say(said, undo=False)
