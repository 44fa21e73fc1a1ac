"""The page of parcels: three steps beside each other, from the address to the note for the buyer."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.page import Page, on_keys
from crm.ui.plain import menu_text
from crm.ui.shipping.numbers import NumbersPane
from crm.ui.shipping.parts import Pane
from crm.ui.shipping.telling import TellingPane
from crm.ui.shipping.to_ship import ToShipPane
from crm.wording import tr, trc

STEPS = ("to ship", "numbers", "telling")


class ShippingPage(Page):
    """To ship, numbers back, telling the buyers."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.ORDERS | Topic.CONTACTS | Topic.SUPPLIERS | Topic.SETTINGS, parent)
        self._desk = desk
        px = desk.theme.px
        self.to_ship = ToShipPane(desk)
        self.numbers = NumbersPane(desk)
        self.telling = TellingPane(desk)
        self.panes: dict[str, Pane] = dict(zip(STEPS, (self.to_ship, self.numbers, self.telling), strict=True))
        self._counts = dict.fromkeys(STEPS, 0)
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.stack = QStackedWidget()
        chips = QHBoxLayout()
        chips.setContentsMargins(px(12), 0, px(12), 0)
        chips.setSpacing(px(6))
        for place, (step, pane) in enumerate(self.panes.items(), 1):
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setToolTip(f"{step_word(step)} (Alt+{place})")
            self._group.addButton(chip)
            self.chips[step] = chip
            chips.addWidget(chip)
            self.stack.addWidget(pane)
        chips.addStretch()
        self.chips["to ship"].setChecked(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(8))
        box.addLayout(chips)
        box.addWidget(self.stack, 1)
        self.setFocusProxy(self.to_ship)
        self._group.buttonClicked.connect(self._on_chip)
        self.to_ship.counted.connect(partial(self._on_count, "to ship"))
        self.telling.counted.connect(partial(self._on_count, "telling"))
        self.telling.awaited.connect(partial(self._on_count, "numbers"))
        on_keys((f"Alt+{place}", self, partial(self.go, step)) for place, step in enumerate(STEPS, 1))
        self._show_chips()

    def go(self, step: str) -> None:
        """Show one step: to ship, numbers or telling."""
        self.chips[step].setChecked(True)
        pane = self.panes[step]
        self.stack.setCurrentWidget(pane)
        self.setFocusProxy(pane)
        pane.refresh()
        pane.setFocus()

    def show_orders(self, orders: Sequence[int]) -> None:
        """Have only these go along."""
        self.go("to ship")
        self.to_ship.show_orders(orders)

    def paste_numbers(self) -> None:
        """Read the tracking numbers that were copied."""
        self.go("numbers")
        self.numbers.paste()

    def refresh(self) -> None:
        """Read all that is counted, and what is seen."""
        self.to_ship.refresh()
        self.telling.refresh()
        if self.stack.currentWidget() is self.numbers:
            self.numbers.refresh()

    def _show_chips(self) -> None:
        for step, chip in self.chips.items():
            count = self._counts[step]
            chip.setText(menu_text(step_word(step)) + (f"  {count:,}" if count else ""))

    def _on_chip(self) -> None:
        self.go(next(step for step, chip in self.chips.items() if chip.isChecked()))

    def _on_count(self, step: str, count: int) -> None:
        self._counts[step] = count
        self._show_chips()


def step_word(step: str) -> str:
    """What a step is called."""
    words = {
        "to ship": tr("To ship"),
        "numbers": trc("shipping", "Numbers back"),
        "telling": trc("shipping", "Tell the buyers"),
    }
    return words[step]
