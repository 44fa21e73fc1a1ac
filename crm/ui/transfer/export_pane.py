"""Lists out: what, in which form, where; beside the window, whole or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm.errors import ShukeError
from crm.finder import Filter
from crm.progress import Cancelled, Progress
from crm.transfer.calendar_out import CalendarOut
from crm.transfer.export_notes import ExportNotes
from crm.transfer.lists_out import ListsOut
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.calendar_words import calendar_words
from crm.wording.days import moment_words
from crm.wording.transfer import out_words

FORMATS = {
    "contacts": (".xlsx", ".csv", ".vcf"),
    "orders": (".xlsx", ".csv"),
    "conversations": (".xlsx", ".csv"),
    "calendar": (".ics",),
    "everything": (".json",),
}
NAMES = {
    ".xlsx": "Excel (.xlsx)", ".csv": "CSV (.csv)", ".vcf": "vCard (.vcf)", ".ics": "iCalendar (.ics)",
    ".json": "JSON (.json)",
}  # fmt: skip
BEFORE = 8
"""Files written before that are told of."""


class ExportPane(QWidget):
    """`choose_target` asks where to; it is replaced in tests."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: Sequence[int] | None = None
        self.choose_target: Callable[[str], Path | None] = self._ask_for_target
        px = desk.theme.px
        title = PlainLabel(tr("Take out what is yours"), look="heading")
        explained = PlainLabel(
            tr("A list for Excel or a phone, or everything as one file. It is written whole or not at all."), look="dim"
        )
        explained.setWordWrap(True)
        self.what = QComboBox()
        self.what.setAccessibleName(trc("list out", "What"))
        for code, word in (
            ("contacts", tr("Friends")),
            ("orders", tr("Orders")),
            ("conversations", tr("Talks")),
            ("calendar", trc("list out", "What is coming, as a calendar")),
            ("everything", tr("Everything")),
        ):
            self.what.addItem(word, code)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(tr("Only"))
        self.filter.setPlaceholderText(tr("all, or for example: stage:customer tag:宝妈 quiet:30"))
        self.format = QComboBox()
        self.format.setAccessibleName(tr("Form"))
        self.write_button = QPushButton(menu_text(tr("Write the file…")))
        self.write_button.setProperty("look", "primary")
        self.show_button = QPushButton(menu_text(tr("Show the folder")))
        self.show_button.hide()
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(10))
        self._only = PlainLabel(tr("Only"))
        what = PlainLabel(trc("list out", "What"))
        rows = ((what, self.what), (self._only, self.filter), (PlainLabel(tr("Form")), self.format))
        for row, (label, widget) in enumerate(rows):
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.write_button, 3, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.said, 4, 1)
        grid.addWidget(self.show_button, 5, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(16), px(24), px(16))
        box.setSpacing(px(10))
        box.addWidget(title)
        box.addWidget(explained)
        self.before = PlainLabel(look="dim")
        self.before.setWordWrap(True)
        box.addLayout(grid)
        box.addSpacing(px(16))
        box.addWidget(self.before)
        box.addStretch()
        self._target: Path | None = None
        self._connect()

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._on_what)
        self.filter.textEdited.connect(self._on_filter)
        self.write_button.clicked.connect(self.write)
        self.show_button.clicked.connect(self._on_show)
        self._on_what()

    def offer(self, ids: Sequence[int], words: str) -> None:
        """Write these friends next; `words` say who they are."""
        self.what.setCurrentIndex(self.what.findData("contacts"))
        self._ids = list(ids)
        self.filter.setText(words)
        self.said.setText(trn("{n} friend from the list", "{n} friends from the list", len(ids)))

    def write(self) -> None:
        """Ask where to, and write."""
        what, suffix = self.what.currentData(), self.format.currentData()
        offered = self._ids
        words = "" if what == "everything" or offered is not None else self.filter.text()
        which = self._desk.attempt(lambda: Filter.parse(words))
        if which is None:
            return
        day = self._desk.workspace.clock.today().isoformat()
        target = self.choose_target(f"shuke-{what}-{day}{suffix}")
        if target is None:
            return
        if not target.suffix:
            target = target.with_suffix(suffix)
        shop = self._desk.workspace
        lists = ListsOut(shop.store, shop.settings.shop().currency, out_words())
        calendar = CalendarOut(shop.store, calendar_words())
        notes = ExportNotes(shop.store)

        def work(progress: Progress) -> int:
            count = written(progress)
            notes.add(what, target.name, count)
            return count

        def written(progress: Progress) -> int:
            if what == "everything":
                return lists.everything(target, progress)
            ids = shop.finder.ids(which) if offered is None else offered
            of = None if offered is None and which.empty else ids
            match what:
                case "contacts":
                    return lists.contacts(ids, target, progress)
                case "calendar":
                    return calendar.write(ids, target, progress)
                case "orders":
                    return lists.orders(target, progress, of)
                case _:
                    return lists.conversations(target, progress, of)

        self._target = target
        self.write_button.setEnabled(False)
        title = tr("Writing “{file}” …", file=target.name)
        self._desk.jobs.run(work, done=self._on_written, failed=self._on_failed, title=title)

    def _ask_for_target(self, name: str) -> Path | None:
        return ask_for_file(self, tr("Write the file"), at=Path.home() / name, save=True)[0]

    def _on_what(self) -> None:
        what = self.what.currentData()
        self._ids = None
        self.format.clear()
        for suffix in FORMATS[what]:
            self.format.addItem(NAMES[suffix], suffix)
        self.filter.setVisible(what != "everything")
        self._only.setVisible(what != "everything")

    def refresh(self) -> None:
        """What was taken out before."""
        notes = ExportNotes(self._desk.workspace.store)
        taken = self._desk.attempt(notes.last) or []
        words = {code: self.what.itemText(self.what.findData(code)) for code in FORMATS}
        lines = [
            tr(
                "{when} · {what} · {n} · {file}",
                when=moment_words(one.at, self._desk.workspace.clock), what=words.get(one.what, one.what),
                n=f"{one.count:,}", file=one.file,
            )
            for one in taken[:BEFORE]
        ]  # fmt: skip
        self.before.setText("\n".join([tr("Taken out before:"), *lines]) if lines else "")

    def _on_filter(self) -> None:
        self._ids = None
        self.said.setText("")

    def _on_written(self, count: int) -> None:
        assert self._target is not None
        self.write_button.setEnabled(True)
        self.show_button.show()
        said = trn("{n} entry written to “{file}”.", "{n} entries written to “{file}”.", count, file=self._target.name)
        self.said.setText(said)
        self._desk.say(said, undo=False)
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self.write_button.setEnabled(True)
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was written."), undo=False)
        elif isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        else:
            raise error

    def _on_show(self) -> None:
        if self._target is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target.parent)))
