"""Friends in: how the table is read, which column is what, and whose friends they are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.progress import Progress
from crm.transfer.addresses_in import AddressesIn
from crm.transfer.columns import Layout
from crm.transfer.contacts_in import ContactsIn, Wishes
from crm.transfer.entries import Problem, Skipped
from crm.transfer.imports import Imported
from crm.transfer.mending import write_problem_rows
from crm.transfer.planning import ContactsPlan, Fate, Planned
from crm.transfer.reading import Choices
from crm.ui.desk import Desk
from crm.ui.friends.pictures import small_picture
from crm.ui.plain import menu_text
from crm.ui.tokens import Tone
from crm.ui.transfer.mapping import MappingTable
from crm.ui.transfer.ways import ALL, DOUBTED, PROBLEM, SKIPPED, TONES, Preview, Way, kind_word
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trn
from crm.wording.shapes import shape_sentence
from crm.wording.transfer import doubt_sentence, fate_word, problem_sentence, reason_word, skip_word

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
HEADER_ROWS = 12
"""Rows among which the one with the headings can be chosen."""

Line = Planned | Problem | Skipped
"""A row of the file and what becomes of it."""


class ContactsWay(Way):
    """Friends from a sheet or a phone's cards."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._imports = ContactsIn(desk.workspace.store, desk.workspace.accounts, shrink=small_picture)
        self._wishes = Wishes(asked=True)
        self._plan: ContactsPlan | None = None
        px = desk.theme.px
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
        self.remarks = QCheckBox(menu_text(tr("Read the remarks")))
        self.remarks.setToolTip(tr("A remark like “A Li-Shenzhen-new mother” gives the name, the city and a tag."))
        self.remarks.toggled.connect(self._on_remarks)
        self.kind = PlainLabel(look="dim")
        self.kind.setWordWrap(True)
        choices = QWidget()
        flow = FlowLayout(choices, px(6))
        for widget in (self.encoding, self.sheet, self.header, self.account, self.remarks):
            flow.addWidget(widget)
        self.mapping = MappingTable(desk)
        self.mapping.changed.connect(self._on_mapping)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.kind)
        box.addWidget(choices)
        box.addWidget(self.mapping, 1)

    def _choice(self, name: str, values: Sequence[tuple[str, str]]) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        for value, word in values:
            choice.addItem(word, value)
        choice.activated.connect(self._on_choices)
        return choice

    # what the page asks

    def begin(self) -> None:
        """Nothing is chosen."""
        self.account.setEditText("")
        self.remarks.setChecked(False)
        self._wishes = Wishes(asked=True)
        self._plan = None

    def refresh(self) -> None:
        """The seller's accounts, to choose from."""
        text = self.account.currentText()
        try:
            accounts = self._desk.workspace.accounts.all()
        except BusyError:  # it is saving just now; the next news brings them
            return
        self.account.clear()
        for row in accounts:
            self.account.addItem(row.name)
        self.account.setEditText(text)

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        wishes = self._wishes
        return lambda progress: preview_of(self._imports.plan(path, wishes, progress))

    def show_plan(self, preview: Preview) -> None:
        """How the file was read, and how else it could be."""
        plan: ContactsPlan = preview.plan
        self._plan = plan
        self.kind.setText(shape_sentence(plan.layout))
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
        self.mapping.show_layout(plan.layout, plan.samples)

    def note(self, preview: Preview) -> str:
        """Without a column of names nothing can be taken."""
        if not preview.plan.layout.usable:
            return tr("Which column holds the names? Please choose it below.")
        return super().note(preview)

    def go_word(self, coming: int) -> str:
        """How many friends would come in or be changed."""
        return trn("Import {n} friend", "Import {n} friends", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def mend(self, preview: Preview, path: Path, target: Path) -> Callable[[Progress], int] | None:
        """The rows of a table, under its headings; a phone's cards are no rows."""
        plan: ContactsPlan = preview.plan
        if plan.source.kind == "vcard":
            return None
        problems = {problem.row: reason_word(problem.reason) for problem in plan.problems}
        choices, header, heading = self._wishes.choices, plan.layout.header, tr("What is wrong")
        return lambda progress: write_problem_rows(path, choices, header, problems, target, heading, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("Your friends are in")

    # what is chosen

    def _on_choices(self) -> None:
        if self._plan is None:
            return
        choices = Choices(encoding=self.encoding.currentData() or "", sheet=self.sheet.currentData() or "")
        header = self.header.currentData()
        moved = header != self._plan.layout.header
        if choices != self._wishes.choices or moved:
            row = header if moved else self._wishes.header
            self._wishes = replace(self._wishes, choices=choices, layout=None, header=row)
            self.changed.emit()

    def _on_account(self) -> None:
        name = self.account.currentText().strip()
        if self._plan is not None and name != self._wishes.account:
            self._wishes = replace(self._wishes, account=name)
            self.changed.emit()

    def _on_remarks(self, wanted: bool) -> None:
        if self._plan is not None and wanted is not self._wishes.remarks:
            self._wishes = replace(self._wishes, remarks=wanted)
            self.changed.emit()

    def _on_mapping(self, layout: Layout) -> None:
        self._wishes = replace(self._wishes, layout=layout)
        self.changed.emit()


class AddressesWay(Way):
    """Friends out of a text of addresses."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accounts = desk.workspace.accounts
        self._imports = AddressesIn(desk.workspace.store, accounts)
        self._friends = ContactsIn(desk.workspace.store, accounts)
        told = PlainLabel(
            tr("These are addresses. Whoever is not there yet becomes a friend; who is gets the address."), look="dim"
        )
        told.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(told)
        box.addStretch()

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        return lambda progress: preview_of(self._imports.plan(path, progress))

    def go_word(self, coming: int) -> str:
        """How many friends would come in or be changed."""
        return trn("Import {n} friend", "Import {n} friends", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._friends.store(preview.plan, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("The addresses are in")


def preview_of(plan: ContactsPlan) -> Preview:
    """The rows of a plan in the order of the file."""
    lines: list[Line] = sorted((*plan.planned, *plan.problems, *plan.skipped), key=lambda line: line.row)
    return Preview.of(plan, lines, kinds_of, present, plan.counts[Fate.NEW] + plan.counts[Fate.UPDATED])


def kinds_of(line: Line) -> tuple[str, ...]:
    """Under which words a line is found."""
    match line:
        case Planned():
            return (ALL, line.fate.value, DOUBTED) if line.doubts else (ALL, line.fate.value)
        case Problem():
            return (ALL, PROBLEM)
        case Skipped():
            return (ALL, SKIPPED)


def present(line: Line) -> TwoLine:
    """A line in words."""
    row = tr("row {row}", row=line.row)
    match line:
        case Planned():
            said = [handle.text for handle in line.entry.handles if handle.text]
            said += [f"{one.region}{one.detail}" for one in line.entry.addresses]
            doubts = "; ".join(doubt_sentence(line.row, doubt) for doubt in line.doubts)
            return TwoLine(line.entry.name, doubts or " · ".join(said), fate_word(line.fate), TONES[line.fate], row)
        case Problem():
            return TwoLine(line.text, problem_sentence(line), kind_word(PROBLEM), Tone.DANGER, row)
        case Skipped():
            return TwoLine(tr("Row {row}", row=line.row), skip_word(line.reason), kind_word(SKIPPED), Tone.NEUTRAL)
