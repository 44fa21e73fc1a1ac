"""The sheet that asks where to friends move, and why if the seller wants to say."""

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from crm.stages import Stage
from crm.ui.plain import menu_text
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.friends import stage_word


class MoveSheet(Sheet):
    """A stage to choose, a line for the reason; `on_move(stage, reason)` hears of it when it is done."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        source: object,
        target: Stage,
        on_move: Callable[[Stage, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme, title, accept_text=trc("board", "Move"), cancel_text=trc("board", "Cancel"), parent=parent
        )
        self._on_move = on_move
        self.stages = QButtonGroup(self)
        for stage in Stage:
            button = QRadioButton(menu_text(stage_word(stage)))
            button.setEnabled(stage is not source)
            button.setChecked(stage is target)
            self.stages.addButton(button, stage.rank)
            self.body.addWidget(button)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Why? (you may leave this empty)"))
        self.reason.setAccessibleName(trc("board", "Reason"))
        self.body.addWidget(PlainLabel(trc("board", "Reason"), look="dim"))
        self.body.addWidget(self.reason)
        self.accepted.connect(self._on_accepted)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the stage that is proposed, so that the arrow keys go on from there."""
        super().showEvent(event)
        checked = self.stages.checkedButton()
        if checked is not None:
            checked.setFocus()

    @property
    def target(self) -> Stage:
        """The stage that is chosen."""
        return list(Stage)[self.stages.checkedId()]

    def _on_accepted(self) -> None:
        self._on_move(self.target, self.reason.text().strip())
