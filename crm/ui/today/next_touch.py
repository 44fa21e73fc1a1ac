"""When to be in touch next with the friend who was settled just before: asked beside the next one, never in the way."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.ui.plain import menu_text
from crm.ui.theme import Theme
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.talks import snooze_word

DIGITS = {Snooze.TOMORROW: "1", Snooze.IN_3_DAYS: "3", Snooze.NEXT_WEEK: "7", Snooze.IN_30_DAYS: "0"}
"""The key of each: the days it stands for, 0 for thirty."""


class NextTouch(QWidget):
    """Speaks of the friend it was last given. `chosen(snooze)`, or `dated` for a day to choose."""

    chosen = Signal(object)
    dated = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contact: ContactId | None = None
        self.name = ""
        flow = FlowLayout(self, theme.px(6))
        self.title = PlainLabel(look="dim")
        flow.addWidget(self.title)
        self.buttons: dict[Snooze, QPushButton] = {}
        for snooze, digit in DIGITS.items():
            button = QPushButton(menu_text(f"{snooze_word(snooze)} ({digit})"))
            button.clicked.connect(partial(self._on_clicked, snooze))
            self.buttons[snooze] = button
            flow.addWidget(button)
        self.date_button = QPushButton(menu_text(f"{trc('today', 'On a date…')} (T)"))
        self.date_button.clicked.connect(self.dated)
        flow.addWidget(self.date_button)
        self.hide()

    def ask(self, contact: ContactId, name: str) -> None:
        """Offer the days for this friend."""
        self.contact, self.name = contact, name
        self.title.setText(tr("Next with {name}:", name=name))
        self.show()

    def forget(self) -> None:
        """Nobody is spoken of any more."""
        self.contact = None
        self.hide()

    def _on_clicked(self, snooze: Snooze, _checked: bool = False) -> None:
        self.chosen.emit(snooze)
