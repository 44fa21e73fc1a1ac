"""Begins a sequence with friends: Enter takes the one that is current."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from crm.ids import ContactId
from crm.progress import Progress
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.sequences.first import add_examples, empty_words
from crm.ui.sequences.page import present
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import KnownModel, RowList
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trn
from crm.wording.sequences import step_words

AT_ONCE = 500
"""With more friends than this it is begun beside the window."""


class BeginSheet(Sheet):
    """Asks which sequence to begin with these friends."""

    def __init__(self, desk: Desk, contacts: Sequence[ContactId], parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            trn("Begin a sequence with {n} friend", "Begin a sequence with {n} friends", len(contacts)),
            accept_text=tr("Begin"),
            cancel_text=tr("Cancel"),
            parent=parent,
        )
        self._desk = desk
        self._contacts = list(contacts)
        self.setMinimumWidth(desk.theme.px(480))
        self.model = KnownModel(present, lambda: tr("Sequences"), self)
        self.list = RowList(desk.theme, self.model, present, tr("Sequences"))
        self.list.setMinimumHeight(desk.theme.measure.two_lines * 4)
        self.reading = PlainLabel(look="dim")
        self.reading.setWordWrap(True)
        self.instead = QCheckBox(menu_text(tr("Also who is in another one: it ends for them")))
        self.empty = EmptyState(desk.theme, "list-checks", *empty_words())
        self.empty.add_step(tr("Begin with a few examples"), self._on_examples)
        for part in (self.list, self.empty, self.reading, self.instead):
            self.body.addWidget(part)
        self.list.opened.connect(self.accept)
        self.list.current_changed.connect(self._show)
        self._fill()

    def ready(self) -> bool:
        """Begin it; what cannot be begun stays here."""
        row = self.model.known(self.list.current_id)
        if row is None:
            self.complain(tr("Please choose a sequence."))
            return False
        sequences, contacts, instead = self._desk.workspace.sequences, self._contacts, self.instead.isChecked()
        if len(contacts) > AT_ONCE:

            def work(progress: Progress) -> int:
                return sequences.start(row.id, contacts, instead=instead, progress=progress)

            self._desk.jobs.run(
                work, done=_Told(self._desk, row.name, len(contacts)), failed=self._desk.failed.emit, title=row.name
            )
            return True
        begun = self._desk.attempt(lambda: sequences.start(row.id, contacts, instead=instead))
        if begun is None:
            return False
        _Told(self._desk, row.name, len(contacts))(begun)
        return True

    def _fill(self) -> None:
        rows = self._desk.workspace.sequences.all()
        self.model.show_rows(rows)
        for part in (self.list, self.reading, self.instead):
            part.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.accept_button.setEnabled(bool(rows))
        if rows:
            self.list.choose(rows[0].id)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def _show(self) -> None:
        row = self.model.known(self.list.current_id)
        said = [step_words(step) for step in row.steps] if row else []
        self.reading.setText("\n".join(said))

    def _on_examples(self) -> None:
        if add_examples(self._desk):
            self._fill()


class _Told:
    """Says with how many it was begun, and who was passed over."""

    def __init__(self, desk: Desk, name: str, asked: int) -> None:
        self._desk = desk
        self._name = name
        self._asked = asked

    def __call__(self, begun: int) -> None:
        said = trn("“{name}” begun with {n} friend.", "“{name}” begun with {n} friends.", begun, name=self._name)
        if over := self._asked - begun:
            said += " " + trn(
                "{n} was passed over: in a sequence already, or not to be written to.",
                "{n} were passed over: in a sequence already, or not to be written to.",
                over,
            )
        self._desk.say(said, undo=begun > 0)
