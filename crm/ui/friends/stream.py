"""One timeline of a friend: stages, talks, orders, payments and reminders, and what can be done with an entry."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.follow_ups import Snooze
from crm.ids import ContactId, ConversationId, FollowUpId
from crm.stages import Stage
from crm.timeline import Entry, FollowUpEntry, OrderEntry, PaymentEntry, StageEntry, TalkEntry
from crm.ui.desk import Desk
from crm.ui.friends.menus import add_entry
from crm.ui.friends.rows import STAGE_TONES
from crm.ui.table import IdRole
from crm.ui.tokens import Tone
from crm.ui.widgets import timeline as kit
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.days import day_words, moment_words
from crm.wording.talks import entry_text, entry_title, snooze_word


class Stream(QWidget):
    """The timeline of the friend it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contact: ContactId | None = None
        self._currency = desk.workspace.settings.shop().currency
        self.model: kit.TimelineModel[Entry] = kit.TimelineModel(
            desk.workspace.timeline.entries, self._present, lambda: tr("Timeline"), retry_on=(BusyError,)
        )
        self.model.setParent(self)
        self.view = kit.Timeline(desk.theme, self.model, self._present, tr("Timeline"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_context_menu)
        self.view.opened.connect(self._on_opened)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)

    def show_contact(self, contact: ContactId) -> None:
        """Show this friend's entries, from the top when it is another friend."""
        self._currency = self._desk.workspace.settings.shop().currency
        other = contact != self._contact
        self._contact = contact
        self.model.refresh()
        self.model.set_ids(self._desk.workspace.timeline.keys(contact))
        if other:
            self.view.scrollToTop()

    def menu_of(self, key: int) -> QMenu:
        """What can be done with an entry."""
        menu = QMenu(self.view)
        shop, icon = self._desk.workspace, self._desk.theme.icon
        match shop.timeline.entries([key]).get(key):
            case TalkEntry() as talk:
                add_entry(menu, tr("Edit…"), partial(self._edit, talk), icon=icon("pencil"))
                add_entry(menu, tr("Copy the words"), partial(self._copy, talk.text), icon=icon("copy"))
                menu.addSeparator()
                delete = partial(self._delete, talk.id)
                add_entry(menu, tr("Delete"), delete, icon=icon("trash-2", "danger"))
            case FollowUpEntry(done=False) as planned:
                add_entry(menu, tr("Done"), partial(self._done, planned.id), icon=icon("check"))
                menu.addSeparator()
                for choice in Snooze:
                    add_entry(menu, snooze_word(choice), partial(self._snooze, planned.id, choice), icon=icon("clock"))
            case StageEntry() | OrderEntry() | PaymentEntry() | FollowUpEntry() as entry:
                add_entry(menu, tr("Copy the words"), partial(self._copy, self._spoken(entry)), icon=icon("copy"))
            case None:
                pass
        return menu

    def _present(self, entry: Entry) -> kit.Entry:
        clock = self._desk.workspace.clock
        if isinstance(entry, FollowUpEntry):
            time = day_words(entry.day, clock.today())
        else:
            time = moment_words(entry.at, clock)
        return kit.Entry(entry_title(entry), time, entry_text(entry, self._currency), _tone(entry))

    def _spoken(self, entry: Entry) -> str:
        return self._present(entry).spoken()

    def _on_opened(self, key: int) -> None:
        index = self.view.currentIndex()
        self._open(key, self.view.visualRect(index).center())

    def _on_context_menu(self, at: QPoint) -> None:
        key = self.view.indexAt(at).data(IdRole)
        if key is not None:
            self._open(key, at)

    def _open(self, key: int, at: QPoint) -> None:
        menu = self.menu_of(key)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._desk.say(tr("Copied"), undo=False)

    def _edit(self, talk: TalkEntry) -> None:
        TalkSheet(self._desk, talk, self).open()

    def _delete(self, talk: ConversationId) -> None:
        shop = self._desk.workspace
        if self._desk.did(lambda: shop.conversations.delete(talk)):
            self._desk.say(tr("Entry deleted"))

    def _done(self, planned: FollowUpId) -> None:
        shop = self._desk.workspace
        if self._desk.did(lambda: shop.follow_ups.done(planned)):
            self._desk.say(tr("Done"))

    def _snooze(self, planned: FollowUpId, choice: Snooze) -> None:
        shop = self._desk.workspace
        day = choice.after(shop.clock.today())
        if self._desk.did(lambda: shop.follow_ups.move(planned, day)):
            self._desk.say(tr("Back {day}", day=day_words(day, shop.clock.today())))


class TalkSheet(Sheet):
    """Changes the words of a talk that is logged already."""

    def __init__(self, desk: Desk, talk: TalkEntry, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Edit talk"), accept_text=tr("Save"), cancel_text=tr("Cancel"), parent=parent)
        self._desk = desk
        self._talk = talk
        self.body.addWidget(PlainLabel(entry_title(talk), look="dim", elide=True))
        self.words = QPlainTextEdit(talk.text)
        self.words.setAccessibleName(tr("What was said"))
        self.words.setTabChangesFocus(True)
        self.body.addWidget(self.words)

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        shop, talk, text = self._desk.workspace, self._talk, self.words.toPlainText()
        return bool(self._desk.did(lambda: shop.conversations.edit(talk.id, seen=talk.version, text=text)))


def _tone(entry: Entry) -> Tone:
    match entry:
        case StageEntry():
            return STAGE_TONES[Stage(entry.after)]
        case TalkEntry():
            return Tone.INTERACTING
        case OrderEntry() | PaymentEntry():
            return Tone.CUSTOMER
        case FollowUpEntry():
            return Tone.NEUTRAL if entry.done else Tone.WARN
