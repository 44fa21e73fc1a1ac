"""The page of sequences: all of them, how the current one goes, and who is in it."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from crm.ids import ContactId
from crm.sequences import RunRow, SequenceRow, State
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.pick import PickSheet
from crm.ui.page import Act, Page, on_clicks, on_keys
from crm.ui.plain import menu_text
from crm.ui.sequences.first import add_examples, empty_words
from crm.ui.sequences.sheet import SequenceSheet
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import KnownModel, RowList, TwoLine
from crm.wording import tr, trc
from crm.wording.sequences import beginning, ending, in_short, progress, step_words


class SequencesPage(Page):
    """All sequences at the left; the current one, and its friends, at the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        watches = Topic.FOLLOW_UPS | Topic.CONTACTS | Topic.CONVERSATIONS | Topic.ORDERS | Topic.TAGS
        super().__init__(desk.live, watches, parent)
        self._desk = desk
        self._names: dict[int, str] = {}
        self._today: date = desk.workspace.clock.today()
        self._build_list()
        self._build_reading()
        self._build_whole()
        self._listen()

    def _build_list(self) -> None:
        desk = self._desk
        self.add_button = QPushButton(menu_text(tr("New sequence")) + "  Alt+N")
        self.add_button.setProperty("look", "primary")
        self.model = KnownModel(present, lambda: tr("Sequences"), self)
        self.list = RowList(desk.theme, self.model, present, tr("Sequences"))

    def _build_reading(self) -> None:
        desk = self._desk
        self.name = PlainLabel(look="heading", elide=True)
        self.when = PlainLabel(look="dim")
        self.steps = PlainLabel()
        for label in (self.when, self.steps):
            label.setWordWrap(True)
        self.begin_button = QPushButton(menu_text(tr("Begin with a friend…")))
        self.begin_button.setProperty("look", "primary")
        self.edit_button = QPushButton(menu_text(tr("Edit")) + "  F2")
        self.delete_button = QPushButton(menu_text(tr("Delete")) + "  Del")
        self.delete_button.setProperty("look", "danger")
        self.inside = PlainLabel(look="dim")
        self.people_model = KnownModel(self._present_run, lambda: tr("Friends"), self)
        self.people = RowList(desk.theme, self.people_model, self._present_run, tr("Friends in this sequence"))
        self.stop_button = QPushButton(menu_text(tr("End it for this friend")))

    def _build_whole(self) -> None:
        px = self._desk.theme.px
        left, right = QWidget(), QWidget()
        list_box, reading = QVBoxLayout(left), QVBoxLayout(right)
        for box in (list_box, reading):
            box.setContentsMargins(px(12), px(12), px(12), px(8))
            box.setSpacing(px(8))
        top, deeds, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addStretch()
        top.addWidget(self.add_button)
        list_box.addLayout(top)
        list_box.addWidget(self.list, 1)
        for part in (self.name, self.when, self.steps):
            reading.addWidget(part)
        deeds.addWidget(self.begin_button, 1)
        deeds.addWidget(self.edit_button)
        deeds.addWidget(self.delete_button)
        reading.addLayout(deeds)
        reading.addWidget(self.inside)
        reading.addWidget(self.people, 1)
        last.addStretch()
        last.addWidget(self.stop_button)
        reading.addLayout(last)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for side, width in ((left, 2), (right, 3)):
            split.addWidget(side)
            split.setStretchFactor(split.count() - 1, width)
        split.setSizes([px(360), px(560)])
        self.empty = EmptyState(self._desk.theme, "list-checks", *empty_words())
        self.empty.add_step(tr("Begin with a few examples"), self.add_examples)
        self.empty.add_step(tr("Write my own"), self.add_sequence)
        self.whole = QStackedWidget()
        self.whole.addWidget(split)
        self.whole.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)
        self.setFocusProxy(self.list)

    def _listen(self) -> None:
        self.list.opened.connect(self._on_opened)
        self.list.current_changed.connect(self._show_reading)
        self.people.opened.connect(self._on_friend)
        self.people.current_changed.connect(self._show_stop)
        acts: tuple[tuple[QPushButton, Act], ...] = (
            (self.add_button, self.add_sequence),
            (self.begin_button, self.pick_friend),
            (self.edit_button, self.edit_sequence),
            (self.delete_button, self.delete_sequence),
            (self.stop_button, self.stop),
        )
        keys: tuple[tuple[str, QWidget, Act], ...] = (
            ("Alt+N", self, self.add_sequence),
            ("F2", self, self.edit_sequence),
            ("Del", self.list, self.delete_sequence),
            ("Del", self.people, self.stop),
        )
        on_clicks(acts)
        on_keys(keys)

    def refresh(self) -> None:
        """Read the sequences again."""
        self._today = self._desk.workspace.clock.today()
        current = self.list.current_id
        rows = self._desk.workspace.sequences.all()
        self.model.show_rows(rows)
        self.whole.setCurrentIndex(0 if rows else 1)
        if rows and (current is None or not self.list.choose(current)):
            self.list.choose(rows[0].id)
        self._show_reading()

    # verbs

    def add_sequence(self) -> SequenceSheet:
        """Ask for a new one."""
        return self._open(SequenceSheet(self._desk, self))

    def add_examples(self) -> None:
        """Begin with ready ones."""
        add_examples(self._desk)

    def edit_sequence(self) -> SequenceSheet | None:
        """Change the current one."""
        row = self._row()
        return self._open(SequenceSheet(self._desk, self, row=row)) if row else None

    def delete_sequence(self) -> None:
        """Delete the current one, with an Undo instead of a question."""
        row = self._row()
        if row and self._desk.did(lambda: self._desk.workspace.sequences.delete(row.id)):
            self._desk.say(tr("“{name}” deleted", name=row.name))

    def pick_friend(self) -> PickSheet | None:
        """Ask with whom to begin the current one."""
        if self._row() is None:
            return None
        sheet = PickSheet(self._desk, tr("Begin with whom?"), parent=self)
        sheet.picked.connect(self.begin)
        sheet.open()
        return sheet

    def begin(self, contact: ContactId) -> None:
        """Begin the current one with a friend; who is in another one leaves that."""
        row = self._row()
        if row is None:
            return
        begun = self._desk.attempt(lambda: self._desk.workspace.sequences.start(row.id, [contact], instead=True))
        if begun:
            self._desk.say(tr("“{name}” begun", name=row.name))
        elif begun == 0:
            self._desk.say(tr("Not begun: in it already, or not to be written to."), undo=False)

    def stop(self) -> None:
        """End it for the friend who is current."""
        run = self._run()
        if run and run.state is State.RUNNING:
            contact = run.contact
            if self._desk.did(lambda: self._desk.workspace.sequences.stop(contact)):
                self._desk.say(tr("Ended for {name}", name=self._names.get(contact, "")))

    # showing

    def _row(self) -> SequenceRow | None:
        return self.model.known(self.list.current_id)

    def _run(self) -> RunRow | None:
        return self.people_model.known(self.people.current_id)

    def _open(self, sheet: SequenceSheet) -> SequenceSheet:
        sheet.saved.connect(self._on_saved)
        sheet.open()
        return sheet

    def _on_saved(self, sequence: int) -> None:
        self._desk.say(tr("Sequence saved"))
        self.list.choose(sequence)

    def _on_opened(self) -> None:
        self.edit_sequence()

    def _on_friend(self) -> None:
        run = self._run()
        if run:
            self._desk.show_contact(run.contact)

    def _show_reading(self) -> None:
        row, shop = self._row(), self._desk.workspace
        if row is None:
            return
        self.name.setText(row.name)
        self.when.setText(f"{beginning(row, dict(shop.contacts.tags()))} {ending(row)}")
        self.steps.setText("\n".join(step_words(step) for step in row.steps))
        runs = shop.sequences.runs(row.id)
        self._names = shop.contacts.names([run.contact for run in runs])
        self.people_model.show_rows(runs)
        self.inside.setText(_counts(row))
        self._show_stop()

    def _show_stop(self) -> None:
        run = self._run()
        self.stop_button.setEnabled(run is not None and run.state is State.RUNNING)

    def _present_run(self, run: RunRow) -> TwoLine:
        name = self._names.get(run.contact, "")
        late = run.state is State.RUNNING and run.due is not None and run.due <= self._today
        return TwoLine(
            name,
            progress(run, self._today),
            chip_text=trc("step of a sequence", "due") if late else "",
            chip_kind=Tone.WARN,
            avatar=name,
        )


def present(row: SequenceRow) -> TwoLine:
    """A sequence in two lines: its name, and how much is in it; whether it begins by itself."""
    word = trc("sequence", "by itself") if row.since is not None else ""
    return TwoLine(row.name, in_short(row), chip_text=word, chip_kind=Tone.INTERACTING, icon="list-checks")


def _counts(row: SequenceRow) -> str:
    return tr(
        "In it: {running} · ended early: {halted} · through: {finished}",
        running=row.running,
        halted=row.halted,
        finished=row.finished,
    )
