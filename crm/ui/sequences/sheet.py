"""The sheet to write a sequence: when it begins, what ends it, and its steps."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crm.ids import TagId
from crm.phrases import Variable
from crm.sequences import MOST_DAYS, SequenceDraft, SequenceRow, Starts, StepDraft
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.phrases.copying import filled_for
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.phrases import missing_words, token, variable_hint, variable_word
from crm.wording.sequences import starts_word

USUAL_GAP = 3
"""A new step is proposed so many days after the last one."""

HERE = "#"
"""Stands where the number does."""


class SequenceSheet(FormSheet):
    """Writes a new sequence, or an old one anew. `saved(sequence)` after it is in the shop."""

    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, row: SequenceRow | None = None) -> None:
        super().__init__(desk, tr("Edit sequence") if row else tr("New sequence"), tr("Save"), parent)
        px = desk.theme.px
        self._row = row
        draft = row.draft if row else SequenceDraft("", (StepDraft(0, ""),))
        self.setMinimumWidth(px(620))
        self.name = self.line(trc("field", "Name"), draft.name)
        self.starts = self.choice(
            trc("field", "Begins"), [(starts, starts_word(starts)) for starts in Starts], draft.starts
        )
        self.after = QSpinBox()
        self.after.setRange(1, MOST_DAYS)
        self.after.setValue(draft.after_days or 30)
        self.add(trc("field", "Days"), self.after)
        self.on = QCheckBox(menu_text(tr("By itself, from today on")))
        self.on.setChecked(draft.on)
        self.form.addRow("", self.on)
        tags: list[tuple[object, str]] = [(None, trc("for whom", "everybody")), *desk.workspace.contacts.tags()]
        self.tag = self.choice(trc("field", "For"), tags, draft.tag)
        self.until_answer = QCheckBox(menu_text(tr("An answer ends it")))
        self.until_answer.setChecked(draft.until_answer)
        self.until_order = QCheckBox(menu_text(tr("An order ends it")))
        self.until_order.setChecked(draft.until_order)
        self.form.addRow("", self.until_answer)
        self.form.addRow("", self.until_order)
        self.steps: list[StepEdit] = []
        self._build_steps()
        for step in draft.steps:
            self.add_step(step)
        self.starts.currentIndexChanged.connect(self._on_starts)
        self._on_starts()

    def _build_steps(self) -> None:
        px = self.desk.theme.px
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, px(6), 0)
        self._box.setSpacing(px(8))
        self._box.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(inside)
        self.area.setMinimumHeight(px(230))
        self.more_button = QPushButton(menu_text(tr("Another step")) + "  Alt+N")
        self.more_button.setShortcut("Alt+N")
        self.more_button.setAutoDefault(False)
        self.more_button.clicked.connect(self._on_more)
        below = QHBoxLayout()
        below.addWidget(self.more_button)
        below.addStretch()
        below.addWidget(PlainLabel(trc("field", "Insert"), look="dim"))
        self.variables: dict[Variable, QPushButton] = {}
        for variable in Variable:
            button = QPushButton(menu_text(variable_word(variable)))
            button.setToolTip(variable_hint(variable))
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the words that are being written keep the cursor
            button.clicked.connect(partial(self._insert, variable))
            self.variables[variable] = button
            below.addWidget(button)
        self.missing = PlainLabel(look="warn")
        self.missing.setWordWrap(True)
        self.missing.hide()
        self.body.addWidget(self.area, 1)
        self.body.addLayout(below)
        self.body.addWidget(self.missing)

    def add_step(self, step: StepDraft) -> "StepEdit":
        """A further step, below the others."""
        edit = StepEdit(self.desk, step, self)
        edit.removed.connect(partial(self._on_removed, edit))
        edit.words.textChanged.connect(self._show_missing)
        self.steps.append(edit)
        self._box.insertWidget(self._box.count() - 1, edit)
        self._show_removable()
        self._show_missing()
        return edit

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        starts = Starts(self.starts.currentData())
        draft = SequenceDraft(
            self.name.text(),
            tuple(sorted((edit.step for edit in self.steps), key=lambda step: step.days)),
            starts,
            self.after.value(),
            self.on.isChecked() and starts is not Starts.BY_HAND,
            TagId(self.tag.currentData()) if self.tag.currentData() is not None else None,
            self.until_answer.isChecked(),
            self.until_order.isChecked(),
        )
        if not draft.name.strip():
            self.complain(tr("Please give it a name."))
            self.name.setFocus()
            return False
        bare = next((edit for edit in self.steps if not edit.step.text.strip()), None)
        if bare is not None:
            self.complain(tr("Please write what this step says."))
            bare.words.setFocus()
            return False
        sequences, row = self.desk.workspace.sequences, self._row
        if row is None:
            number = self.desk.attempt(lambda: sequences.add(draft))
        else:
            edited = row
            saved = self.desk.did(lambda: sequences.edit(edited.id, draft, seen=edited.version))
            number = edited.id if saved else None
        if number is None:
            return False
        self.saved.emit(number)
        return True

    def _on_starts(self) -> None:
        starts = Starts(self.starts.currentData())
        self.form.setRowVisible(self.after, starts.counts_days)
        self.form.setRowVisible(self.on, starts is not Starts.BY_HAND)

    def _on_more(self) -> None:
        last = max((edit.days.value() for edit in self.steps), default=-USUAL_GAP)
        edit = self.add_step(StepDraft(min(last + USUAL_GAP, MOST_DAYS), ""))
        edit.words.setFocus()
        self.area.ensureWidgetVisible(edit)

    def _on_removed(self, edit: "StepEdit") -> None:
        self.steps.remove(edit)
        self._box.removeWidget(edit)
        edit.hide()
        edit.deleteLater()
        self._show_removable()
        self._show_missing()
        self.steps[-1].words.setFocus()

    def _show_removable(self) -> None:
        for edit in self.steps:
            edit.remove_button.setEnabled(len(self.steps) > 1)

    def _insert(self, variable: Variable) -> None:
        here = next((edit for edit in self.steps if edit.words.hasFocus()), self.steps[-1])
        here.words.insertPlainText(token(variable))
        here.words.setFocus()

    def _show_missing(self) -> None:
        """Say which braces nothing can be put for."""
        text = "\n".join(edit.words.toPlainText() for edit in self.steps)
        filled = filled_for(self.desk, text, None)
        missing = missing_words(type(filled)(filled.text, (), filled.unknown))
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))


class StepEdit(QWidget):
    """One step: after how many days, and its words. `removed` when it is not wanted any more."""

    removed = Signal()

    def __init__(self, desk: Desk, step: StepDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = desk.theme.px
        self.days = QSpinBox()
        self.days.setRange(0, MOST_DAYS)
        before, _, after = trc("a step", "day {n}", n=HERE).partition(HERE)
        self.days.setPrefix(before)
        self.days.setSuffix(after)
        self.days.setValue(step.days)
        self.days.setAccessibleName(trc("field", "After days"))
        self.days.setToolTip(tr("So many days after the beginning"))
        self.days.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.days.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.days.setFixedWidth(px(104))
        self.words = QPlainTextEdit(step.text)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(px(58))
        self.words.setPlaceholderText(tr("What to write then"))
        self.words.setAccessibleName(trc("field", "Words"))
        self.remove_button = QPushButton()
        self.remove_button.setIcon(desk.theme.icon("x"))
        self.remove_button.setToolTip(tr("Leave this step out"))
        self.remove_button.setAccessibleName(tr("Leave this step out"))
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self.removed)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(self.days, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self.words, 1)
        box.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def step(self) -> StepDraft:
        """What it says now."""
        return StepDraft(self.days.value(), self.words.toPlainText())
