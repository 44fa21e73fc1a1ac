"""What was done, newest first: undo up to a step, or take back just that one."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from crm.ids import StepId
from crm.progress import Progress
from crm.ui.desk import Desk
from crm.ui.history.list_sheet import ListSheet
from crm.ui.widgets.row_list import TwoLine
from crm.undo import StepRow
from crm.wording import tr, trn
from crm.wording.actions import step_words
from crm.wording.days import moment_words


class StepsSheet(ListSheet[StepRow]):
    """The last steps."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._steps: dict[int, StepRow] = {}
        super().__init__(
            desk,
            tr("What was done"),
            ("undo-2", tr("Nothing to take back yet"), tr("Everything you do stands here and can be taken back.")),
            parent,
        )
        self._up_to = self.add_verb(tr("Undo up to here"), "U", self.undo_up_to)
        self._alone = self.add_verb(tr("Take back just this"), "T", self.take_back)
        self._again = self.add_verb(tr("Redo up to here"), "R", self.redo_up_to)
        self._on_chosen()

    def ids(self) -> Sequence[int]:
        """The last steps, newest first."""
        self._steps = {step.id: step for step in self.desk.workspace.undo.history()}
        return list(self._steps)

    def rows(self, ids: Sequence[int]) -> Mapping[int, StepRow]:
        """Steps that were read already."""
        return {number: self._steps[number] for number in ids if number in self._steps}

    def present(self, row: StepRow) -> TwoLine:
        """What was done and when; what was undone is marked."""
        shop = self.desk.workspace
        undone = tr("undone") if row.state == "undone" else ""
        words = step_words(shop, row)
        return TwoLine(words[:1].upper() + words[1:], moment_words(row.at, shop.clock), chip_text=undone)

    def may(self, chosen: Sequence[int]) -> None:
        """One step at a time; what was undone can be done again."""
        if not hasattr(self, "_again"):
            return
        step = self._steps.get(chosen[0]) if len(chosen) == 1 else None
        stands = step is not None and step.state == "done"
        self._up_to.setEnabled(stands)
        self._alone.setEnabled(stands)
        self._again.setEnabled(step is not None and not stands)

    def undo_up_to(self) -> None:
        """Take back everything since, and this."""
        if (step := self._one()) is None:
            return
        undo = self.desk.workspace.undo

        def work(progress: Progress) -> int:
            return undo.back_to(step, progress)

        self.desk.jobs.run(work, done=self._on_undone, failed=self.desk.failed.emit, title=tr("Taking back …"))

    def redo_up_to(self) -> None:
        """Do again everything up to this."""
        if (step := self._one()) is None:
            return
        undo = self.desk.workspace.undo

        def work(progress: Progress) -> int:
            return undo.forward_to(step, progress)

        self.desk.jobs.run(work, done=self._on_redone, failed=self.desk.failed.emit, title=tr("Doing again …"))

    def take_back(self) -> None:
        """Take back this step alone, as a new one; friends with later entries stay and are named."""
        if (step := self._one()) is None:
            return
        undo = self.desk.workspace.undo
        self.desk.jobs.run(
            lambda _: undo.take_back(step),
            done=self._on_taken_back,
            failed=self.desk.failed.emit,
            title=tr("Taking back …"),
        )

    def _one(self) -> StepId | None:
        chosen = self.chosen()
        return StepId(chosen[0]) if len(chosen) == 1 else None

    def _on_undone(self, count: int) -> None:
        self.desk.say(trn("{n} step undone", "{n} steps undone", count), undo=False)

    def _on_redone(self, count: int) -> None:
        self.desk.say(trn("{n} step done again", "{n} steps done again", count))

    def _on_taken_back(self, kept: tuple[int, ...]) -> None:
        said = tr("Taken back.")
        if kept:
            said += " " + trn("{n} friend with later entries stays.", "{n} friends with later entries stay.", len(kept))
        self.desk.say(said)
