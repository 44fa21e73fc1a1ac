"""Friends in, step by step: a file, what its columns are, what would happen to each row, and only then the import."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.errors import ShukeError
from crm.progress import Cancelled
from crm.transfer.columns import Layout
from crm.transfer.contacts_in import ContactsIn, Imported, Wishes
from crm.transfer.planning import ContactsPlan, Fate
from crm.transfer.reading import Choices
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.jobs import Job
from crm.ui.plain import menu_text
from crm.ui.table import RowModel
from crm.ui.transfer.mapping import MappingTable
from crm.ui.transfer.review import ALL, KINDS, Line, Review, kind_word, present
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, two_line_column
from crm.wording import tr, trn
from crm.wording.errors import explain

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
HEADER_ROWS = 12
"""Rows among which the one with the headings can be chosen."""


class ImportPane(QWidget):
    """`shown_wanted` asks to see the friends that came in. `choose_file` is replaced in tests."""

    shown_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._imports = ContactsIn(desk.workspace.store, desk.workspace.accounts)
        self._wishes = Wishes(asked=True)
        self._review: Review | None = None
        self._asked = 0
        self._reading: Job[Review] | None = None
        self._done: Imported | None = None
        self._path: Path | None = None
        self.choose_file: Callable[[], Path | None] = self._ask_for_file
        self.states = QStackedWidget()
        self._build_start()
        self._build_review()
        self._build_result()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.states)

    # what it is made of

    def _build_start(self) -> None:
        self.start = EmptyState(self._desk.theme, "upload", "", "")
        self._welcome()
        self.start.add_step(tr("Choose a file…"), self.choose)
        self.states.addWidget(self.start)

    def _welcome(self) -> None:
        self.start.say(
            tr("Bring in the friends you have"),
            tr(
                "Chat programs let nobody take their friends out. But any list will do: an Excel or CSV sheet, your"
                " order book, a phone's contacts, names typed one below the other. Drop the file here, or choose it."
                " You see everything first; nothing is stored before you say so."
            ),
        )

    def _build_review(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        self.title = PlainLabel(look="heading", elide=True)
        self.encoding = self._choice(
            tr("Characters"), [("", tr("characters: recognised")), *((name, name) for name in ENCODINGS)]
        )
        self.sheet = self._choice(tr("Sheet"), [])
        self.header = self._choice(tr("Row of headings"), [])
        self.account = QComboBox()
        self.account.setEditable(True)
        self.account.setMinimumWidth(px(260))
        self.account.setAccessibleName(tr("My account"))
        line_edit = self.account.lineEdit()
        assert line_edit is not None
        line_edit.setPlaceholderText(tr("friends of which of my accounts?"))
        line_edit.editingFinished.connect(self._on_account)
        another = QPushButton(menu_text(tr("Another file")))
        another.clicked.connect(self.leave)
        self.go = QPushButton()
        self.go.setProperty("look", "primary")
        self.go.clicked.connect(self._on_go)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(another)
        head.addWidget(self.go)
        choices = QWidget()
        flow = FlowLayout(choices, px(6))
        for widget in (self.encoding, self.sheet, self.header, self.account):
            flow.addWidget(widget)
        self.mapping = MappingTable(desk)
        self.mapping.changed.connect(self._on_mapping)
        chips = self._build_chips()
        self.model: RowModel[Line] = RowModel([two_line_column(present, lambda: tr("Rows"))], self._fetch, parent=self)
        self.list = RowList(desk.theme, self.model, present, tr("What becomes of each row"))
        self.note = PlainLabel(look="warn")
        self.note.setWordWrap(True)
        self._page = QWidget()
        box = QVBoxLayout(self._page)
        box.setContentsMargins(px(14), px(4), px(14), px(10))
        box.setSpacing(px(8))
        box.addLayout(head)
        for part in (choices, self.note):
            box.addWidget(part)
        box.addWidget(self.mapping, 2)
        box.addWidget(chips)
        box.addWidget(self.list, 3)
        self.states.addWidget(self._page)

    def _build_chips(self) -> QWidget:
        self._chips = QButtonGroup(self)
        self._chips.setExclusive(True)
        chips = QWidget()
        flow = FlowLayout(chips, self._desk.theme.px(6))
        self.chips: dict[str, QPushButton] = {}
        for kind in KINDS:
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setChecked(kind == ALL)
            self._chips.addButton(chip)
            self.chips[kind] = chip
            flow.addWidget(chip)
        self._chips.buttonClicked.connect(self._on_chip)
        return chips

    def _build_result(self) -> None:
        self.result = EmptyState(self._desk.theme, "check", "", "")
        self.result.add_step(tr("Show my friends"), self.shown_wanted.emit)
        self.undo_button = self.result.add_step(tr("Undo this import"), self._on_undo)
        self.result.add_step(tr("Another file"), self.leave)
        self.states.addWidget(self.result)

    def _choice(self, name: str, values: Sequence[tuple[str, str]]) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        for value, word in values:
            choice.addItem(word, value)
        choice.activated.connect(self._on_choices)
        return choice

    def refresh(self) -> None:
        """The seller's accounts, to choose from."""
        text = self.account.currentText()
        self.account.clear()
        for row in self._desk.workspace.accounts.all():
            self.account.addItem(row.name)
        self.account.setEditText(text)

    # a file

    def read(self, path: Path) -> None:
        """Look into this file; nothing of it is stored."""
        self.account.setEditText("")
        self._plan(path, Wishes(asked=True))

    def leave(self) -> None:
        """Put the file away."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._path = None
        self._show_review(None)
        self._welcome()
        self.states.setCurrentIndex(0)

    def choose(self) -> None:
        """Ask which file, and begin with it."""
        path = self.choose_file()
        if path is not None:
            self.read(path)

    def _ask_for_file(self) -> Path | None:
        kinds = tr("Lists ({endings});;All files (*)", endings="*.csv *.tsv *.txt *.xlsx *.xls *.ods *.vcf")
        return ask_for_file(self, tr("Choose a file"), kinds=kinds)[0]

    def _plan(self, path: Path, wishes: Wishes) -> None:
        if self._reading is not None:
            self._reading.cancel()  # whoever chooses on while the file is read wants the last choice only
        if path != self._path:
            self._show_review(None)
        self._path, self._wishes = path, wishes
        self.go.setEnabled(False)
        self._asked += 1
        self._reading = self._desk.jobs.run(
            lambda progress: Review.of(self._imports.plan(path, wishes, progress)),
            done=self._on_planned,
            failed=self._on_failed,
            title=tr("Reading “{file}” …", file=path.name),
        )

    def _answered(self) -> bool:
        """Whether this was the answer to the last question: they come in the order they were asked."""
        self._asked -= 1
        if self._asked or self._path is None:
            return False
        self._reading = None
        return True

    def _on_planned(self, review: Review) -> None:
        if not self._answered():
            return
        plan = review.plan
        coming = plan.counts[Fate.NEW] + plan.counts[Fate.UPDATED]
        self.title.setText(plan.path.name)
        self.go.setText(menu_text(trn("Import {n} friend", "Import {n} friends", coming)))
        self.go.setEnabled(coming > 0)
        self._show_choices(plan)
        self.mapping.show_layout(plan.layout, plan.samples)
        self.note.setVisible(coming == 0)
        if not plan.layout.usable:
            self.note.setText(tr("Which column holds the names? Please choose it below."))
        elif not plan.planned:
            self.note.setText(tr("No row of this file can be taken. Below stands why, row by row."))
        else:
            self.note.setText(tr("Everything in this file is there already. Nothing would change."))
        self._show_review(review)
        self.states.setCurrentIndex(1)

    def _show_choices(self, plan: ContactsPlan) -> None:
        """How the file was read, and how else it could be."""
        self.encoding.setVisible(bool(plan.source.encoding))
        self.encoding.setItemText(0, tr("characters: {name} (recognised)", name=plan.source.encoding))
        self.sheet.clear()
        for name in plan.source.sheets:
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(plan.source.sheet)))
        self.sheet.setVisible(len(plan.source.sheets) > 1)
        self.header.clear()
        self.header.addItem(tr("no headings"), 0)
        for number in range(1, max(HEADER_ROWS, plan.layout.header) + 1):
            self.header.addItem(tr("headings in row {n}", n=number), number)
        self.header.setCurrentIndex(plan.layout.header)
        self.header.setVisible(plan.source.kind != "vcard")

    def _on_failed(self, error: Exception) -> None:
        if not self._answered():
            return
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was imported."), undo=False)
            self.go.setEnabled(False)
        elif not isinstance(error, ShukeError):
            raise error
        elif self._review is not None:  # a choice does not fit: another one may
            self.note.setText(explain(error))
            self.note.show()
        else:
            self.start.say(tr("This file could not be taken"), explain(error))
            self.states.setCurrentIndex(0)
            self._desk.failed.emit(error)

    # what is chosen

    def _on_choices(self) -> None:
        choices = Choices(encoding=self.encoding.currentData() or "", sheet=self.sheet.currentData() or "")
        header = self.header.currentData()
        if self._review is None or self._path is None:
            return
        moved = header != self._review.plan.layout.header
        if choices != self._wishes.choices or moved:
            row = header if moved else self._wishes.header
            self._plan(self._path, replace(self._wishes, choices=choices, layout=None, header=row))

    def _on_account(self) -> None:
        name = self.account.currentText().strip()
        if self._path is not None and self._review is not None and name != self._wishes.account:
            self._plan(self._path, replace(self._wishes, account=name))

    def _on_mapping(self, layout: Layout) -> None:
        if self._path is not None:
            self._plan(self._path, replace(self._wishes, layout=layout))

    # what would happen

    @property
    def plan(self) -> ContactsPlan | None:
        """What would happen, none before a file was read."""
        return None if self._review is None else self._review.plan

    def _show_review(self, review: Review | None) -> None:
        self._review = review
        for kind, chip in self.chips.items():
            count = 0 if review is None else review.counts[kind]
            chip.setText(menu_text(f"{kind_word(kind)} {count:,}"))
            chip.setEnabled(count > 0)
        if not any(chip.isChecked() and chip.isEnabled() for chip in self.chips.values()):
            self.chips[ALL].setChecked(True)
        self._on_chip()

    def _on_chip(self) -> None:
        chosen = next(kind for kind, chip in self.chips.items() if chip.isChecked())
        self.model.set_ids(array("q") if self._review is None else self._review.ids(chosen))
        self.model.refresh()

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Line]:
        lines = [] if self._review is None else self._review.lines
        return {place: lines[place - 1] for place in ids if place <= len(lines)}

    # the import

    def _on_go(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self._page.setEnabled(False)
        self._desk.jobs.run(
            lambda progress: self._imports.store(plan, progress),
            done=self._on_stored,
            failed=self._on_not_stored,
            title=tr("Importing “{file}” …", file=plan.path.name),
        )

    def _on_stored(self, done: Imported) -> None:
        self._done = done
        self._page.setEnabled(True)
        said = tr(
            "{new} new, {updated} updated, {same} the same.",
            new=done.counts[Fate.NEW], updated=done.counts[Fate.UPDATED], same=done.counts[Fate.SAME],
        )  # fmt: skip
        self.result.say(tr("Your friends are in"), said)
        self.undo_button.setEnabled(True)
        self.states.setCurrentIndex(2)
        self._desk.say(said)

    def _on_not_stored(self, error: Exception) -> None:
        self._page.setEnabled(True)
        self.undo_button.setEnabled(True)
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was imported."), undo=False)
        elif isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        else:
            raise error

    def _on_undo(self) -> None:
        step = None if self._done is None else self._done.step
        if step is None:
            return
        self.undo_button.setEnabled(False)
        self._desk.jobs.run(
            lambda _: self._desk.workspace.undo.take_back(step),
            done=self._on_taken_back,
            failed=self._on_not_stored,
            title=tr("Taking back …"),
        )

    def _on_taken_back(self, kept: tuple[int, ...]) -> None:
        said = tr("The import is taken back.")
        if kept:
            more = trn("{n} friend with later entries stays.", "{n} friends with later entries stay.", len(kept))
            said = f"{said} {more}"
        self._desk.say(said, undo=False)
        self.leave()
