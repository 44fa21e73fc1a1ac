"""The page of cases: what is to be made right, what is due first; everything about the current one at the right."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from crm.after_sales import CaseRow
from crm.attachments import Owner
from crm.errors import BusyError
from crm.evidence import Evidence, write_pack
from crm.ids import CaseId, ContactId
from crm.progress import Progress
from crm.topics import Topic
from crm.ui.after_sales.sheets import CaseSheet, SettleSheet, TalksSheet
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.friends.pick import PickSheet
from crm.ui.page import Act, Page, on_clicks, on_keys
from crm.ui.papers.of_orders import evidence
from crm.ui.papers.paper import Paper
from crm.ui.papers.sheet import PaperSheet
from crm.ui.plain import menu_text
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import KnownModel, RowList, TwoLine
from crm.wording import tr, trc, trn
from crm.wording.after_sales import clock_words, exceptions_words, in_short, kind_word
from crm.wording.days import date_words

MOST_CLOSED = 200


class AfterSalesPage(Page):
    """Open cases; with *Closed too* those that are over, newest first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.ORDERS | Topic.CONTACTS | Topic.CONVERSATIONS | Topic.PRODUCTS, parent)
        self._desk = desk
        self._today: date = desk.workspace.clock.today()
        self._currency = desk.workspace.settings.shop().currency
        px = desk.theme.px
        self.add_button = QPushButton(menu_text(tr("New case")) + "  Alt+N")
        self.add_button.setProperty("look", "primary")
        self.closed_button = QPushButton(menu_text(tr("Closed too")))
        self.closed_button.setCheckable(True)
        self.model = KnownModel(self._present, lambda: tr("After-sales"), self)
        self.list = RowList(desk.theme, self.model, self._present, tr("After-sales"))
        self.name = PlainLabel(look="heading", elide=True)
        self.facts = PlainLabel()
        self.law = PlainLabel(look="dim")
        self.proof = PlainLabel(look="dim")
        for label in (self.facts, self.law, self.proof):
            label.setWordWrap(True)
        self.buttons: dict[str, QPushButton] = {}
        for key, word in (
            ("settle", tr("Close the case (Enter)")),
            ("edit", tr("Agreed, due … (F2)")),
            ("talks", tr("What was said (T)")),
            ("files", tr("Pictures… (P)")),
            ("evidence", tr("Evidence (V)")),
            ("friend", tr("Friend (C)")),
            ("reopen", tr("Open again")),
            ("delete", tr("Delete (Del)")),
        ):
            button = QPushButton(menu_text(word))
            self.buttons[key] = button
        self.buttons["settle"].setProperty("look", "primary")
        self.buttons["delete"].setProperty("look", "danger")
        left, right, deeds = QWidget(), QWidget(), QWidget()
        list_box, reading, flow = QVBoxLayout(left), QVBoxLayout(right), FlowLayout(deeds, px(6))
        for box in (list_box, reading):
            box.setContentsMargins(px(12), px(12), px(12), px(8))
            box.setSpacing(px(10))
        top = QHBoxLayout()
        top.addWidget(self.closed_button)
        top.addStretch()
        top.addWidget(self.add_button)
        list_box.addLayout(top)
        list_box.addWidget(self.list, 1)
        for part in (self.name, self.facts, self.law, self.proof):
            reading.addWidget(part)
        for button in self.buttons.values():
            flow.addWidget(button)
        reading.addWidget(deeds)
        reading.addStretch()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for side in (left, right):
            split.addWidget(side)
        split.setSizes([px(480), px(460)])
        self.empty = EmptyState(
            desk.theme,
            "hand-heart",
            tr("Nothing to make right"),
            tr(
                "A return, something damaged, a complaint, or praise: write it down here, and Today reminds you until"
                " it is settled."
            ),
        )
        self.empty.add_step(tr("New case"), self.add_case)
        self.whole = QStackedWidget()
        self.whole.addWidget(split)
        self.whole.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)
        self.setFocusProxy(self.list)
        self._listen()

    def _listen(self) -> None:
        self.list.opened.connect(self.settle)
        self.list.current_changed.connect(self._show)
        self.closed_button.toggled.connect(self.show_anew)
        acts: dict[str, Act] = {
            "settle": self.settle,
            "edit": self.edit,
            "talks": self.lay_talks,
            "files": self.ask_files,
            "evidence": self.show_evidence,
            "friend": self.show_friend,
            "reopen": self.reopen,
            "delete": self.delete,
        }
        on_clicks([(self.add_button, self.add_case), *((self.buttons[key], act) for key, act in acts.items())])
        on_keys(
            [
                ("Alt+N", self, self.add_case),
                ("F2", self, self.edit),
                ("T", self.list, self.lay_talks),
                ("P", self.list, self.ask_files),
                ("V", self.list, self.show_evidence),
                ("C", self.list, self.show_friend),
                ("Del", self.list, self.delete),
            ]
        )

    def refresh(self) -> None:
        """Read the cases again."""
        shop = self._desk.workspace
        self._today, self._currency = shop.clock.today(), shop.settings.shop().currency
        rows = shop.after_sales.open()
        if self.closed_button.isChecked():
            rows += shop.after_sales.closed(MOST_CLOSED)
        current = self.list.current_id
        self.model.show_rows(rows)
        anything = bool(rows) or bool(shop.after_sales.closed(1))
        self.whole.setCurrentIndex(0 if anything else 1)
        if rows and (current is None or not self.list.choose(current)):
            self.list.choose(rows[0].id)
        self._show()

    # verbs

    def add_case(self) -> PickSheet:
        """Ask with whom, then what it is about."""
        sheet = PickSheet(self._desk, tr("After-sales with whom?"), parent=self)
        sheet.picked.connect(self.begin_with)
        sheet.open()
        return sheet

    def begin_with(self, contact: ContactId) -> CaseSheet:
        """Ask what it is about with this friend."""
        return self._open(CaseSheet(self._desk, contact, self))

    def edit(self) -> CaseSheet | None:
        """Say the current one anew, with what was agreed."""
        row = self._row()
        return self._open(CaseSheet(self._desk, row.contact, self, row=row)) if row and row.is_open else None

    def settle(self) -> SettleSheet | None:
        """Ask how the current one ended."""
        row = self._row()
        if row is None or not row.is_open:
            return None
        sheet = SettleSheet(self._desk, row, self)
        sheet.accepted.connect(self._on_settled)
        sheet.open()
        return sheet

    def lay_talks(self) -> TalksSheet | None:
        """Ask which talks belong to it."""
        row = self._row()
        if row is None:
            return None
        sheet = TalksSheet(self._desk, row, self)
        sheet.accepted.connect(self._show)
        sheet.open()
        return sheet

    def ask_files(self) -> None:
        """Ask for a picture that belongs to it."""
        row = self._row()
        if row is None:
            return
        path, _ = ask_for_file(
            self, tr("A picture or PDF"), kinds=tr("Pictures and PDF (*.png *.jpg *.jpeg *.webp *.pdf)")
        )
        if path is not None:
            self.add_files(row.id, [path])

    def add_files(self, case: CaseId, paths: list[Path]) -> None:
        """Keep copies of these, beside the window."""
        attachments = self._desk.workspace.attachments

        def work(_progress: Progress) -> int:
            return len(attachments.add(Owner(case=case), paths))

        self._desk.jobs.run(work, done=self._on_added, failed=self._desk.failed.emit)

    def show_evidence(self) -> PaperSheet | None:
        """Everything about it as one long picture, as PDF, or as a pack."""
        row = self._row()
        if row is None:
            return None
        facts = self._desk.attempt(lambda: self._desk.workspace.evidence.of(row.id))
        if facts is None:
            return None
        name = tr("Evidence {name} {day}", name=row.name, day=row.opened_on.isoformat())

        def pack(target: Path, paper: Paper) -> None:
            _write(facts, paper, name, target)

        sheet = PaperSheet(self._desk, tr("Evidence"), evidence(self._desk, facts), name, self, pack)
        sheet.open()
        return sheet

    def show_friend(self) -> None:
        """Their card."""
        if row := self._row():
            self._desk.show_contact(row.contact)

    def reopen(self) -> None:
        """It is not over after all."""
        row = self._row()
        if row and not row.is_open and self._desk.did(lambda: self._desk.workspace.after_sales.reopen(row.id)):
            self._desk.say(tr("Opened again"))

    def delete(self) -> None:
        """It was none; Undo instead of a question."""
        row = self._row()
        if row and self._desk.did(lambda: self._desk.workspace.after_sales.delete(row.id)):
            self._desk.say(tr("Case deleted"))

    # showing

    def _row(self) -> CaseRow | None:
        return self.model.known(self.list.current_id)

    def _open(self, sheet: CaseSheet) -> CaseSheet:
        sheet.saved.connect(self._on_saved)
        sheet.open()
        return sheet

    def _on_saved(self, case: int) -> None:
        self._desk.say(tr("Written down"))
        self.list.choose(case)

    def _on_settled(self) -> None:
        self._desk.say(tr("Case closed"))

    def _on_added(self, count: int) -> None:
        said = trn("{n} file kept", "{n} files kept", count) if count else tr("That file is here already.")
        self._desk.say(said, undo=count > 0)
        self._show()

    def _show(self) -> None:
        row, shop = self._row(), self._desk.workspace
        for key, button in self.buttons.items():
            button.setEnabled(row is not None)
            button.setVisible(row is None or (key != "reopen" if row.is_open else key not in ("settle", "edit")))
        parts = (self.name, self.facts, self.law, self.proof)
        for part in parts:
            part.setVisible(row is not None)
        if row is None:
            return
        try:
            facts = shop.evidence.of(row.id)
        except BusyError:
            return
        self.name.setText(f"{row.name} · {kind_word(row.kind)}")
        self.facts.setText("\n".join(_lines(row, self._today)))
        clock = clock_words(facts.clock, self._today)
        self.law.setText(f"{clock}\n{exceptions_words()}" if clock else "")
        self.law.setVisible(bool(clock))
        self.proof.setText(tr("Evidence: {talks} talks, {files} files", talks=len(facts.talks), files=len(facts.files)))

    def _present(self, row: CaseRow) -> TwoLine:
        late = row.is_open and row.due is not None and row.due < self._today
        return TwoLine(
            row.name,
            in_short(row, self._today, self._currency),
            chip_text=kind_word(row.kind),
            chip_kind=Tone.DANGER if late else Tone.WARN if row.is_open else Tone.NEUTRAL,
            right_top=row.order_number,
            right_bottom="" if row.is_open else trc("after-sales", "closed"),
            avatar=row.name,
        )


def _lines(row: CaseRow, today: date) -> list[str]:
    said = [
        row.text,
        tr("Begun on {day}", day=date_words(row.opened_on, today)),
        tr("Order {number}", number=row.order_number) if row.order_number else "",
        row.product_name,
        tr("Agreed: {remedy}", remedy=row.remedy) if row.remedy else "",
        tr("By {day}", day=date_words(row.due, today)) if row.due else "",
    ]
    return [line for line in said if line]


def _write(facts: Evidence, paper: Paper, name: str, target: Path) -> None:
    """The page and every file of a case, in one pack."""
    parts = [(f"{name}.pdf", paper.pdf())]
    parts += [(file.name, file.path.read_bytes()) for file in facts.files]
    write_pack(target, parts)
