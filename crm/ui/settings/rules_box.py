"""From when on a stage is suggested, and for how long one that was declined is left alone."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QSizePolicy, QSpinBox, QWidget

from crm.settings import Shop
from crm.stages import Stage
from crm.trust import MOST_DAYS
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.friends import stage_word

MOST = 999


class RulesBox(QWidget):
    """`edited` when another number was chosen."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        self.numbers: dict[str, QSpinBox] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.px(20))
        form.setVerticalSpacing(theme.px(8))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)

        def rule(stage: Stage, what: str) -> str:
            return trc("suggestion rule", "{stage}: {what}", stage=stage_word(stage), what=what)

        for name, least, most, words in (
            ("reacted_times", 1, MOST, rule(Stage.INTERESTED, tr("days on which they reacted or asked"))),
            ("talked_days", 1, MOST_DAYS, rule(Stage.INTERACTING, tr("days on which both spoke"))),
            ("talked_within_days", 1, MOST, rule(Stage.INTERACTING, tr("… within so many days"))),
            ("paid_orders", 1, MOST, rule(Stage.CUSTOMER, tr("paid orders"))),
            ("agent_orders", 1, MOST, rule(Stage.AGENT, tr("paid orders"))),
            ("agent_introductions", 0, MOST, rule(Stage.AGENT, tr("friends they introduced"))),
            ("agent_praises", 0, MOST, rule(Stage.AGENT, tr("days on which they praised"))),
            ("not_yet_days", 1, MOST, tr("Days not to ask again after “Not yet”")),
        ):
            number = QSpinBox()
            number.setRange(least, most)
            number.setAccessibleName(words)
            number.setMinimumWidth(theme.px(120))
            number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            number.editingFinished.connect(self._on_edited)
            self.numbers[name] = number
            form.addRow(PlainLabel(words), number)
        said = PlainLabel(tr("Suggestions wait on the board and on the card; nobody is moved without you."), look="dim")
        said.setWordWrap(True)
        form.addRow(said)

    def show_choices(self, shop: Shop) -> None:
        """What is chosen."""
        self._showing = True
        for name, number in self.numbers.items():
            number.setValue(getattr(shop, name))
        self._showing = False

    def chosen(self, shop: Shop) -> Shop:
        """The choices of the shop with these."""
        said = {name: number.value() for name, number in self.numbers.items()}
        return replace(
            shop,
            reacted_times=said["reacted_times"],
            talked_days=said["talked_days"],
            talked_within_days=said["talked_within_days"],
            paid_orders=said["paid_orders"],
            agent_orders=said["agent_orders"],
            agent_introductions=said["agent_introductions"],
            agent_praises=said["agent_praises"],
            not_yet_days=said["not_yet_days"],
        )

    def _on_edited(self) -> None:
        if not self._showing:
            self.edited.emit()
