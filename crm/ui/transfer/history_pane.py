"""What was brought in before; each import can be taken back at any time."""

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.ids import ContactId, StepId
from crm.transfer.imports import PastImport, past_imports
from crm.transfer.planning import Fate
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.days import moment_words
from crm.wording.transfer import brought_word


class HistoryPane(QWidget):
    """A line for each import that stands."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._nothing = EmptyState(
            desk.theme, "clock", tr("Nothing was brought in yet"), tr("Each import will stand here, with a way back.")
        )
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.kept = PlainLabel(look="warn")
        self.kept.setWordWrap(True)
        self.kept.hide()
        self._states = QStackedWidget()
        self._states.addWidget(self._nothing)
        self._states.addWidget(self._scroll)
        box = QVBoxLayout(self)
        box.addWidget(self.kept)
        box.addWidget(self._states, 1)
        self.buttons: list[QPushButton] = []

    def refresh(self) -> None:
        """Read them again."""
        try:
            past = past_imports(self._desk.workspace.store)
        except BusyError:
            return
        inside = QWidget()
        lines = QVBoxLayout(inside)
        self.buttons = []
        for one in past:
            lines.addWidget(self._line(one))
        lines.addStretch()
        self._scroll.setWidget(inside)
        self._states.setCurrentIndex(int(bool(past)))

    def _line(self, past: PastImport) -> QFrame:
        frame = QFrame()
        frame.setProperty("look", "card")
        counts = tr(
            "{new} new, {updated} updated, {same} the same.",
            new=past.counts[Fate.NEW], updated=past.counts[Fate.UPDATED], same=past.counts[Fate.SAME],
        )  # fmt: skip
        when = moment_words(past.at, self._desk.workspace.clock)
        button = QPushButton(menu_text(tr("Undo this import")))
        button.clicked.connect(partial(self.take_back, past.step))
        self.buttons.append(button)
        words = QVBoxLayout()
        words.addWidget(PlainLabel(past.file, elide=True))
        words.addWidget(PlainLabel(f"{when} · {brought_word(past.kind)} · {counts}", look="dim", elide=True))
        row = QHBoxLayout(frame)
        row.addLayout(words, 1)
        row.addWidget(button)
        return frame

    def take_back(self, step: StepId) -> None:
        """Take an import back; friends with later entries stay, and are named."""
        for button in self.buttons:
            button.setEnabled(False)
        self._desk.jobs.run(
            lambda _: self._desk.workspace.undo.take_back(step),
            done=self._on_done,
            failed=self._desk.failed.emit,
            title=tr("Taking back …"),
        )

    def _on_done(self, kept: tuple[ContactId, ...]) -> None:
        self._desk.say(tr("The import is taken back."))
        self.kept.setVisible(bool(kept))
        if kept:
            names = self._desk.workspace.contacts.names(kept[:20])
            said = trn("{n} friend with later entries stays.", "{n} friends with later entries stay.", len(kept))
            self.kept.setText(f"{said} {'、'.join(names.values())}")
        self.refresh()
