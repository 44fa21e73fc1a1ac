"""Bringing in, step by step: a file, what it is, what would happen to each row of it, and only then the import."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
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
from crm.ids import ContactId
from crm.progress import Cancelled, Progress
from crm.transfer import pasted
from crm.transfer.imports import Imported
from crm.transfer.kinds import kind_of_file
from crm.transfer.planning import Fate
from crm.transfer.replacing import trouble
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.jobs import Job
from crm.ui.plain import menu_text
from crm.ui.table import RowModel
from crm.ui.transfer.contacts_way import AddressesWay, ContactsWay
from crm.ui.transfer.money_ways import BillsWay, OrdersWay, SignUpsWay
from crm.ui.transfer.products_way import ProductsWay
from crm.ui.transfer.shop_way import ShopWay
from crm.ui.transfer.talks_way import TalksWay
from crm.ui.transfer.ways import ALL, KINDS, PROBLEM, Preview, Way, kind_word
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.wording import tr, trn
from crm.wording.errors import explain
from crm.wording.transfer import brought_word


class ImportPane(QWidget):
    """`shown_wanted(page)` asks to see what came in. `choose_file` and `choose_target` are replaced in tests."""

    shown_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._preview: Preview | None = None
        self._asked = 0
        self._reading: Job[Any] | None = None
        self._storing: Job[Any] | None = None
        desk.jobs.called_off.connect(self._on_called_off)
        self._done: Imported | None = None
        self._path: Path | None = None
        self._friend: ContactId | None = None
        self._mended = ""
        self.hint = ""
        """What the seller said the next file is."""
        pasted.forget(desk.workspace.folder)
        self.choose_file: Callable[[], Path | None] = self._ask_for_file
        self.choose_target: Callable[[str], Path | None] = self._ask_for_target
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
        self.start.add_step(tr("Paste"), self.paste)
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
        another = QPushButton(menu_text(tr("Another file")))
        another.clicked.connect(self.leave)
        self.go = QPushButton()
        self.go.setProperty("look", "primary")
        self.go.clicked.connect(self._on_go)
        self.contacts = ContactsWay(desk)
        self.talks = TalksWay(desk)
        self.orders, self.bills, self.signups = OrdersWay(desk), BillsWay(desk), SignUpsWay(desk)
        self.kinds: dict[str, Way] = {
            "contacts": self.contacts,
            "orders": self.orders,
            "products": ProductsWay(desk),
            "bill": self.bills,
            "talk": self.talks,
            "signup": self.signups,
            "address": AddressesWay(desk),
            "shop": ShopWay(desk),
        }
        self.way: Way = self.contacts
        self.ways = QStackedWidget()
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("What it is"))
        self.kind.activated.connect(self._on_kind)
        for kind, way in self.kinds.items():
            self.ways.addWidget(way)
            self.kind.addItem(brought_word(kind), kind)
            way.changed.connect(self._find_out)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.kind)
        head.addWidget(another)
        head.addWidget(self.go)
        chips = self._build_chips()
        self.model: RowModel[Any] = RowModel(
            [two_line_column(self._present, lambda: tr("Rows"))], self._fetch, parent=self
        )
        self.list = RowList(desk.theme, self.model, self._present, tr("What becomes of each row"))
        self.list.opened.connect(self._on_correct)
        self.list.current_changed.connect(self._on_line)
        self.correct = QPushButton(menu_text(tr("Correct this line…")))
        self.correct.clicked.connect(self._on_correct)
        self.note = PlainLabel(look="warn")
        self.note.setWordWrap(True)
        self._page = QWidget()
        box = QVBoxLayout(self._page)
        box.setContentsMargins(px(14), px(4), px(14), px(10))
        box.setSpacing(px(8))
        box.addLayout(head)
        box.addWidget(self.note)
        box.addWidget(self.ways, 2)
        below = QHBoxLayout()
        below.addWidget(chips, 1)
        below.addWidget(self.correct, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(below)
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
        self.show_button = self.result.add_step(tr("Show my friends"), self._on_show)
        self.mend_button = self.result.add_step(tr("Save the rows with problems…"), self._on_mend)
        self.undo_button = self.result.add_step(tr("Undo this import"), self._on_undo)
        self.result.add_step(tr("Another file"), self.leave)
        self.states.addWidget(self.result)

    def refresh(self) -> None:
        """What can be chosen from may have changed."""
        self.way.refresh()

    # a file

    def read(self, path: Path, friend: ContactId | None = None) -> None:
        """Look into this file; nothing of it is stored. `friend` is whose talk it is where it does not say."""
        if path != self._path:
            self._show_preview(None)
        self._path, self._friend = path, friend
        taught = self.talks.taught()
        self._ask(lambda progress: kind_of_file(path, progress=progress, taught=taught), self._on_kind_told)

    def leave(self) -> None:
        """Put the file away."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._path = None
        pasted.forget(self._desk.workspace.folder)
        self._show_preview(None)
        self._welcome()
        self.states.setCurrentIndex(0)

    def choose(self, *, hint: str = "") -> None:
        """Ask which file, and begin with it; `hint` is what the seller said it is ("bill", "parcels", "phone")."""
        self.hint = hint
        path = self.choose_file()
        if path is not None:
            self.read(path)

    def paste(self) -> None:
        """Look into the text on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._desk.say(tr("There is no text on the clipboard. Copy some first."), undo=False)
            return
        self.take_text(text)

    def take_text(self, text: str, friend: ContactId | None = None) -> None:
        """Look into this text; `friend` is whose talk it is where it does not say."""
        self._path = None
        try:
            self.read(pasted.keep(self._desk.workspace.folder, text, tr("Pasted text")), friend)
        except OSError as error:
            self._desk.failed.emit(trouble(self._desk.workspace.folder, error))

    def _ask_for_file(self) -> Path | None:
        kinds = tr("Lists ({endings});;All files (*)", endings="*.csv *.tsv *.txt *.xlsx *.xls *.ods *.vcf *.json")
        if self.hint == "phone":
            kinds = ";;".join((tr("A phone's contacts ({endings})", endings="*.vcf"), kinds))
        return ask_for_file(self, tr("Choose a file"), kinds=kinds)[0]

    def _find_out(self) -> None:
        """Find out what would happen, as the choices stand."""
        if self._path is not None:
            self._ask(self.way.plan(self._path), self._on_planned)

    def _ask(self, work: Callable[[Progress], Any], done: Callable[[Any], object]) -> None:
        """Have something found out about the file, beside the window."""
        assert self._path is not None
        if self._reading is not None:
            self._reading.cancel()  # whoever chooses on while the file is read wants the last choice only
        self.go.setEnabled(False)
        self._asked += 1
        self._reading = self._desk.jobs.run(
            work, done=done, failed=self._on_failed, title=tr("Reading “{file}” …", file=self._path.name)
        )

    def _on_kind_told(self, kind: str) -> None:
        """What the file is, as far as it tells; friends, where it is a kind that has no way in here."""
        if self._answered():
            self._take_as(kind if kind in self.kinds else "contacts")

    def _on_kind(self) -> None:
        self._show_preview(None)
        self._take_as(self.kind.currentData())

    def _take_as(self, kind: str) -> None:
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.way = self.kinds[kind]
        self.ways.setCurrentWidget(self.way)
        self.way.refresh()
        self.way.begin()
        if self._friend is not None:
            self.talks.meant_for(self._friend)
        self._find_out()

    def _answered(self) -> bool:
        """Whether this was the answer to the last question: they come in the order they were asked."""
        self._asked -= 1
        if self._asked or self._path is None:
            return False
        self._reading = None
        return True

    def _on_planned(self, preview: Preview) -> None:
        if not self._answered():
            return
        assert self._path is not None
        self.title.setText(self._path.name)
        self.go.setText(menu_text(self.way.go_word(preview.coming)))
        self.go.setEnabled(preview.coming > 0)
        self.way.show_plan(preview)
        self.note.setVisible(preview.coming == 0)
        self.note.setText(self.way.note(preview))
        self._show_preview(preview)
        self.states.setCurrentIndex(1)

    def _on_failed(self, error: Exception) -> None:
        if not self._answered():
            return
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was imported."), undo=False)
            self.go.setEnabled(False)
        elif not isinstance(error, ShukeError):
            raise error
        elif self._preview is not None:  # a choice does not fit: another one may
            self.note.setText(explain(error))
            self.note.show()
        else:
            self.start.say(tr("This file could not be taken"), explain(error))
            self.states.setCurrentIndex(0)
            self._desk.failed.emit(error)

    # what would happen

    @property
    def plan(self) -> Any:
        """What would happen, none before a file was read."""
        return None if self._preview is None else self._preview.plan

    def _show_preview(self, preview: Preview | None) -> None:
        old, self._preview = self._preview, preview
        if old is not None and old is not preview and not self._desk.jobs.closed:
            self._desk.jobs.run(lambda _: old.let_go())  # after whatever still works with it
        for kind, chip in self.chips.items():
            count = 0 if preview is None else preview.counts[kind]
            chip.setText(menu_text(f"{kind_word(kind)} {count:,}"))
            chip.setEnabled(count > 0)
        if not any(chip.isChecked() and chip.isEnabled() for chip in self.chips.values()):
            self.chips[ALL].setChecked(True)
        self._on_chip()

    def _on_chip(self) -> None:
        chosen = next(kind for kind, chip in self.chips.items() if chip.isChecked())
        self.model.set_ids(array("q") if self._preview is None else self._preview.ids(chosen))
        self.model.refresh()
        self._on_line()

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Any]:
        lines = () if self._preview is None else self._preview.lines
        return {place: lines[place - 1] for place in ids if place <= len(lines)}

    def _present(self, line: Any) -> TwoLine:
        assert self._preview is not None
        return self._preview.present(line)

    def _line(self) -> Any:
        """The line that is chosen, none before one is."""
        place = self.list.current_id
        if self._preview is None or place is None or place > len(self._preview.lines):
            return None
        return self._preview.lines[place - 1]

    def _on_line(self, *_: object) -> None:
        line = self._line()
        self.correct.setVisible(line is not None and self.way.correctable(line))

    def _on_correct(self, *_: object) -> None:
        line = self._line()
        if line is not None and self.way.correctable(line):
            self.way.correct(line)

    # the import

    def _on_go(self) -> None:
        preview, path = self._preview, self._path
        if preview is None or path is None:
            return
        self._page.setEnabled(False)
        self._storing = self._desk.jobs.run(
            self.way.store(preview),
            done=self._on_stored,
            failed=self._on_not_stored,
            title=tr("Importing “{file}” …", file=path.name),
        )

    def _on_called_off(self, job: object) -> None:
        """The hand is free at once; what had come in goes again beside the window."""
        if job is self._storing:
            self._page.setEnabled(True)
            self.go.setEnabled(False)
            self._desk.say(tr("Called off. What had come in is being taken back …"), undo=False)

    def _on_stored(self, done: Imported) -> None:
        self._done, self._storing = done, None
        self._page.setEnabled(True)
        said = tr(
            "{new} new, {updated} updated, {same} the same.",
            new=done.counts[Fate.NEW], updated=done.counts[Fate.UPDATED], same=done.counts[Fate.SAME],
        )  # fmt: skip
        wrong = 0 if self._preview is None else self._preview.counts[PROBLEM]
        if wrong:
            said = f"{said} {trn('{n} row could not be taken.', '{n} rows could not be taken.', wrong)}"
        self.mend_button.setVisible(self._mending(Path()) is not None)
        self.result.say(self.way.done_title(), said)
        self.show_button.setText(menu_text(self.way.show_word()))
        self.undo_button.setEnabled(True)
        self.undo_button.setVisible(done.step is not None)
        self.states.setCurrentIndex(2)
        self._desk.say(said)

    def _on_not_stored(self, error: Exception) -> None:
        self._storing = None
        self._page.setEnabled(True)
        self.go.setEnabled(self._reading is None and self._preview is not None and self._preview.coming > 0)
        self.undo_button.setEnabled(True)
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was imported."), undo=False)
        elif isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        else:
            raise error

    def _mending(self, target: Path) -> Callable[[Progress], int] | None:
        """The work of writing the rows with problems into a file; none where there is nothing to write."""
        if self._preview is None or self._path is None or not self._preview.counts[PROBLEM]:
            return None
        return self.way.mend(self._preview, self._path, target)

    def _on_mend(self) -> None:
        assert self._path is not None
        name = tr("{file} to mend", file=self._path.stem)
        target = self.choose_target(f"{name}.xlsx" if self._path.suffix.lower() == ".xlsx" else f"{name}.csv")
        work = None if target is None else self._mending(target)
        if work is not None and target is not None:
            self._mended = target.name
            self._desk.jobs.run(
                work,
                done=self._on_mended,
                failed=self._on_not_stored,
                title=tr("Writing “{file}” …", file=target.name),
            )

    def _on_mended(self, count: int) -> None:
        self._desk.say(
            trn(
                "{n} row is in “{file}”. Mend it there, then drop the file here.",
                "{n} rows are in “{file}”. Mend them there, then drop the file here.",
                count, file=self._mended,
            ),
            undo=False,
        )  # fmt: skip

    def _ask_for_target(self, name: str) -> Path | None:
        return ask_for_file(self, tr("Save the rows with problems"), at=Path(name), save=True)[0]

    def _on_show(self) -> None:
        self.shown_wanted.emit(self.way.opens)

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
