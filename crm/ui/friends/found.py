"""What the talks on a timeline offer: looked for beside the window, for those that are seen, and done on a click."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from crm.contacts import AddressText
from crm.findings import Offer, Promised, ProposedOrder
from crm.ids import ContactId
from crm.timeline import Entry, TalkEntry
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.friends.menus import add_entry
from crm.ui.plain import tooltip
from crm.ui.widgets import timeline as kit
from crm.wording import tr
from crm.wording.days import by_words
from crm.wording.findings import offer_reason, offer_words
from crm.workspace import Workspace

CALM_MS = 60
"""after so long: what is seen first is painted by then"""


class Found(QObject):
    """The offers of the talks of one friend, by the keys of their entries."""

    def __init__(self, desk: Desk, model: kit.TimelineModel[Entry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self._view: kit.Timeline | None = None
        self._contact: ContactId | None = None
        self._offers: dict[int, tuple[Offer, ...]] = {}
        self._wanted: set[int] = set()
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(lambda _error: self._start())  # the file was busy
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._ask)

    def listen_on(self, view: kit.Timeline) -> None:
        """Show what was found there, and do what is clicked."""
        self._view = view
        view.chip_clicked.connect(self._on_clicked)

    def show_contact(self, contact: ContactId) -> None:
        """Another friend, or the same one, of whom something has changed: the offers of what is seen are asked anew."""
        self._asker.ask()  # an answer to what was asked before may not be true any more
        if contact != self._contact:
            self._contact = contact
            self._offers.clear()
            self._wanted.clear()
            return
        seen = {self._model.id_at(row) for row in range(self._model.rowCount())}
        for key in [key for key in self._offers if key not in seen]:
            del self._offers[key]
        self._wanted |= self._offers.keys()
        self._start()

    def chips(self, entry: TalkEntry) -> tuple[kit.EntryChip, ...]:
        """What is known by now to be offered below this talk; it is looked for where it is not."""
        offers = self._offers.get(entry.key)
        if offers is None:
            if entry.text:
                self._wanted.add(entry.key)
                self._start()
            return ()
        today = self._desk.workspace.clock.today()
        return tuple(kit.EntryChip(offer_words(offer, today), offer_reason(offer)) for offer in offers)

    def fill(self, menu: QMenu, key: int) -> None:
        """The offers of an entry, as the first things that can be done with it."""
        today = self._desk.workspace.clock.today()
        for offer in self._offers.get(key, ()):
            action = add_entry(menu, offer_words(offer, today), partial(self.take, key, offer))
            action.setToolTip(tooltip(offer_reason(offer)))
            action.setStatusTip(offer_reason(offer))
        if not menu.isEmpty():
            menu.setToolTipsVisible(True)
            menu.addSeparator()

    def take(self, key: int, offer: Offer) -> None:
        """Do what is offered; an order is only drafted, for the seller to look at."""
        contact, shop = self._contact, self._desk.workspace
        if contact is None:
            return
        if isinstance(offer.value, ProposedOrder):
            order = offer.value
            draft = self._desk.attempt(lambda: shop.findings.draft(contact, order))
            if draft is not None:
                self._desk.asked_draft.emit(draft)
            return
        value = offer.value
        if self._desk.did(lambda: shop.findings.take(contact, value)):
            left = tuple(one for one in self._offers.get(key, ()) if one != offer)
            self._show({key: left})  # at once, so that a second click does nothing
            self._desk.say(self._said(offer))

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._calm.stop()
        self._asker.close()

    def _said(self, offer: Offer) -> str:
        match offer.value:
            case Promised(day=day):
                return tr("Promised by {day}", day=by_words(day, self._desk.workspace.clock.today()))
            case AddressText():
                return tr("Address saved")
        return tr("Handle saved")

    def _start(self) -> None:
        if not self._calm.isActive():
            self._calm.start()

    def _ask(self) -> None:
        if self._contact is not None and self._wanted:
            keys = tuple(self._wanted)
            self._asker.ask(partial(_offers, self._desk.workspace, self._contact, keys))

    def _on_answered(self, found: Mapping[int, tuple[Offer, ...]], _last: bool) -> None:
        self._wanted -= found.keys()
        self._show(found)

    def _show(self, found: Mapping[int, tuple[Offer, ...]]) -> None:
        changed = [key for key, offers in found.items() if self._offers.get(key, ()) != offers]
        self._offers.update(found)
        if changed and self._view is not None:
            self._view.show_anew(changed)

    def _on_clicked(self, key: int, place: int) -> None:
        offers = self._offers.get(key, ())
        if place < len(offers):
            self.take(key, offers[place])


def _offers(shop: Workspace, contact: ContactId, keys: tuple[int, ...]) -> dict[int, tuple[Offer, ...]]:
    """What these entries offer; nothing where they are no talks any more."""
    entries = shop.timeline.entries(keys)
    talks = [entry for entry in entries.values() if isinstance(entry, TalkEntry)]
    return dict.fromkeys(keys, ()) | shop.findings.offers(contact, talks)
