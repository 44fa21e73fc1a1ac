"""When to be in touch next, in one narrow row."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from crm.follow_ups import Snooze
from crm.ui.plain import tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import trc
from crm.wording.talks import snooze_word

NOTHING, DATE = "", "date"


class NextRow(QWidget):
    """`pressed(choice)`: a `Snooze`; where the choice is to be kept until something is saved (`held`), also `NOTHING`
    or `DATE`.
    """

    pressed = Signal(object)

    def __init__(self, theme: Theme, *, held: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Snooze | str, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        self.title = PlainLabel(trc("strip", "Next:"), look="small", elide=not held)
        row.addWidget(self.title, 0 if held else 1)
        days: list[tuple[Snooze | str, str, str]] = [(one, f"+{one.days}", snooze_word(one)) for one in Snooze]
        if held:
            days = [
                (NOTHING, "–", trc("next touch", "No next step")),
                *days,
                (DATE, "…", trc("next touch", "On a date…")),
            ]
        for choice, short, words in days:
            button = QPushButton(short)
            button.setCheckable(held)
            button.setProperty("fits", "narrow")
            button.setToolTip(tooltip(words))
            button.setAccessibleName(words)
            button.clicked.connect(lambda _checked=False, choice=choice: self.pressed.emit(choice))
            self.buttons[choice] = button
            row.addWidget(button)
            if held:
                self._group.addButton(button)
        if held:
            row.addStretch()
            self.start_anew()

    @property
    def choice(self) -> Snooze | str:
        """What is chosen and held."""
        return next((choice for choice, button in self.buttons.items() if button.isChecked()), NOTHING)

    def start_anew(self) -> None:
        """Nothing is chosen."""
        self.buttons[NOTHING].setChecked(True)
        self.pressed.emit(NOTHING)
