"""Who introduced whom, and where parcels go."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm.contacts import AddressRow, Card
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.parts import Section, left, link, small
from crm.ui.friends.pick import PickSheet
from crm.ui.friends.small_sheets import AddressSheet
from crm.ui.plain import one_line
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr

MOST_INTRODUCED = 12


class Introductions(Section):
    """Shows the card it was last given; `opened(contact)` asks for another one."""

    opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Introductions"), parent)
        self._desk = desk
        self._card: Card | None = None

    def show_card(self, card: Card) -> None:
        """Show this friend."""
        before, self._card = self._card, card
        if before is not None and _introductions(before) == _introductions(card):
            return
        self.empty()
        if card.introduced_by is None:
            self.add_link(tr("Who introduced them?"), self.pick_introducer, "hand-heart")
        else:
            who, name = card.introduced_by
            by = tr("Introduced by {name}", name=name)
            self.add_line(
                left(link(self.theme, by, partial(self.opened.emit, who), "hand-heart")),
                small(self.theme, "pencil", tr("Somebody else introduced them"), self.pick_introducer),
                small(self.theme, "x", tr("Take the introduction away"), partial(self.set_introducer, None)),
            )
        if card.introduced:
            holder = QWidget()
            flow = FlowLayout(holder, self.theme.px(2))
            links = [
                link(self.theme, one_line(name, 24), partial(self.opened.emit, who))
                for who, name in card.introduced[:MOST_INTRODUCED]
            ]
            label = PlainLabel(tr("Introduced:"), look="dim")
            label.setMinimumHeight(links[0].sizeHint().height())
            for part in (label, *links):
                flow.addWidget(part)
            if len(card.introduced) > MOST_INTRODUCED:
                flow.addWidget(PlainLabel(f"+{len(card.introduced) - MOST_INTRODUCED}", look="dim"))
            self.body.addWidget(holder)
        self.settle()

    def pick_introducer(self) -> PickSheet:
        """Ask who introduced them."""
        sheet = PickSheet(self._desk, tr("Who introduced them?"), self._card.row.id if self._card else None, self)
        sheet.picked.connect(self.set_introducer)
        sheet.open()
        return sheet

    def set_introducer(self, introducer: ContactId | None) -> None:
        """This friend introduced them, or nobody did."""
        if self._card is None:
            return
        contacts, friend = self._desk.workspace.contacts, self._card.row.id
        if self._desk.did(lambda: contacts.set_introducer(friend, introducer)):
            self._desk.say(tr("Introduction saved") if introducer else tr("Introduction taken away"))


class Addresses(Section):
    """Shows the card it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Addresses"), parent)
        self._desk = desk
        self._shown: tuple[object, ...] = ()

    def show_card(self, card: Card) -> None:
        """Show this friend."""
        if self._shown == (shown := (card.row.id, card.addresses)):
            return
        self._shown = shown
        self.empty()
        for address in card.addresses:
            text = address.text
            who = " ".join(part for part in (text.recipient, text.phone) if part)
            where = " ".join(part for part in (text.region, text.detail, text.postcode) if part)
            words = PlainLabel(" · ".join(part for part in (where, who) if part), elide=True)
            self.add_line(
                words, small(self.theme, "x", tr("Remove address"), partial(self._remove, card.row.id, address))
            )
        self.add_link(tr("Add address"), partial(self._add, card.row.id), "plus")
        self.settle()

    def _add(self, contact: ContactId) -> None:
        AddressSheet(self._desk, contact, self).open()

    def _remove(self, contact: ContactId, address: AddressRow) -> None:
        contacts = self._desk.workspace.contacts
        if self._desk.did(lambda: contacts.remove_address(contact, address.id)):
            self._desk.say(tr("Address removed"))


def _introductions(card: Card) -> tuple[object, ...]:
    return card.row.id, card.introduced_by, card.introduced
