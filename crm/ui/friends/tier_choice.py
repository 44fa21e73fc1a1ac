"""Which level of agents a friend is of, where the seller has levels."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from crm.ids import ContactId, TierId
from crm.prices import TierRow
from crm.ui.desk import Desk
from crm.ui.friends.parts import Section
from crm.wording import tr, trc


class TierChoice(Section):
    """Shows the friend it was last given; what is chosen is kept at once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, trc("field", "Agent level"), parent)
        self._desk = desk
        self._contact: ContactId | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(trc("field", "Agent level"))
        self.choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choice.activated.connect(self._on_chosen)
        self.body.addWidget(self.choice)
        self.hide()

    def show_tier(self, contact: ContactId, tiers: list[TierRow], tier: TierRow | None) -> None:
        """Show this friend's level."""
        self._contact = contact
        wanted = [("", None), *((one.name, one.id) for one in tiers)]
        shown = [(self.choice.itemText(place), self.choice.itemData(place)) for place in range(self.choice.count())]
        if [number for _, number in wanted] != [number for _, number in shown] or wanted[1:] != shown[1:]:
            self.choice.clear()
            self.choice.addItem(tr("none: pays like everybody"), None)
            for name, number in wanted[1:]:
                self.choice.addItem(name, number)
        self.choice.setCurrentIndex(0 if tier is None else self.choice.findData(tier.id))
        self.setVisible(bool(tiers))

    def _on_chosen(self) -> None:
        contact, chosen = self._contact, self.choice.currentData()
        if contact is None:
            return
        tier = None if chosen is None else TierId(chosen)
        if self._desk.did(lambda: self._desk.workspace.prices.set_tier([contact], tier)):
            self._desk.say(tr("Agent level saved"))
