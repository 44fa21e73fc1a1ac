"""One timeline of a friend: stages, talks, orders, payments and reminders, and what can be done with an entry."""

from array import array
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crm.attachments import Owner
from crm.errors import BusyError, ShukeError
from crm.follow_ups import Snooze
from crm.ids import AttachmentId, ContactId, ConversationId, FollowUpId
from crm.stages import Stage
from crm.timeline import EVERY, Entry, EntryKind, FollowUpEntry, OrderEntry, PaymentEntry, StageEntry, TalkEntry, key_of
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.friends.entry_sheets import MoveSheet, TalkSheet
from crm.ui.friends.found import Found
from crm.ui.friends.inside import Inside
from crm.ui.friends.menus import add_entry
from crm.ui.friends.rows import STAGE_TONES
from crm.ui.friends.stream_bar import StreamBar
from crm.ui.plain import one_line
from crm.ui.table import IdRole
from crm.ui.tokens import Tone
from crm.ui.widgets import timeline as kit
from crm.ui.widgets.empty_state import EmptyState
from crm.wording import tr
from crm.wording.days import day_words, heading_words, time_words
from crm.wording.talks import entry_text, entry_title, snooze_word

FIRST = 90
"""Entries that are read at once, more than any screen shows; the others are asked for beside the window."""
CALM_MS = 30
"""after so long: the first ones are painted by then"""


class Stream(QWidget):
    """The timeline of the friend it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contact: ContactId | None = None
        self._wanted: int | None = None
        self._currency = desk.workspace.settings.shop().currency
        self._today = desk.workspace.clock.today()
        self._asker = Asker(self)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._ask_for_all)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_not_answered)
        self.model: kit.TimelineModel[Entry] = kit.TimelineModel(
            desk.workspace.timeline.entries, self._present, lambda: tr("Timeline"), retry_on=(BusyError,)
        )
        self.model.setParent(self)
        self.found = Found(desk, self.model, self)
        self.view = kit.Timeline(
            desk.theme, self.model, self._present, tr("Timeline"), (tr("Show all of it"), tr("Show less"))
        )
        self.found.listen_on(self.view)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.bar = StreamBar(desk)
        self.inside = Inside(desk, self.bar, self.view, self.model)
        self.nothing = EmptyState(
            desk.theme, "filter", tr("Nothing of this kind yet"), tr("Show everything to see the whole timeline.")
        )
        self.nothing.add_step(tr("Show everything"), partial(self.bar.choose, EVERY))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(desk.theme.px(4))
        box.addWidget(self.bar)
        box.addWidget(self._stack, 1)
        self.view.customContextMenuRequested.connect(self._on_context_menu)
        self.view.opened.connect(self._open)
        self.view.edit_wanted.connect(self._on_edit)
        self.view.delete_wanted.connect(self._on_delete)
        self.bar.filtered.connect(self._on_filtered)
        self.bar.day_wanted.connect(self._on_day)

    # what others ask

    def show_contact(self, contact: ContactId) -> None:
        """Show this friend's entries, from the top when it is another friend."""
        self._currency = self._desk.workspace.settings.shop().currency
        self._today = self._desk.workspace.clock.today()
        other = contact != self._contact
        self.found.show_contact(contact)
        if other:
            self._contact = contact
            self.bar.choose(EVERY)  # which asks for the entries
        else:
            self._ask(anew=False)
        self.inside.show_contact(contact, anew=other)

    def show_entry(self, kind: EntryKind, number: int) -> None:
        """Bring an entry of the friend who is shown into sight and frame it, whatever is filtered now."""
        self._wanted = key_of(kind, number)
        if self.bar.which != EVERY:
            self.bar.choose(EVERY)
        self._go_to_wanted()

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._calm.stop()
        self._asker.close()
        self.found.close_reading()
        self.inside.close_reading()

    def menu_of(self, key: int) -> QMenu:
        """What can be done with an entry."""
        menu = QMenu(self.view)
        shop, icon = self._desk.workspace, self._desk.theme.icon
        entry = shop.timeline.entries([key]).get(key)
        self.found.fill(menu, key)
        match entry:
            case TalkEntry() as talk:
                add_entry(menu, tr("Edit…"), partial(self._edit, talk), icon=icon("pencil"), keys="F2")
                for file in shop.attachments.list(Owner(conversation=talk.id)) if talk.files else ():
                    show = partial(self._show_file, file.id)
                    add_entry(menu, tr("Look at {file}", file=one_line(file.name, 40)), show, icon=icon("file-text"))
            case FollowUpEntry(done=False) as planned:
                add_entry(menu, tr("Done"), partial(self._done, planned.id), icon=icon("check"))
                menu.addSeparator()
                for choice in Snooze:
                    add_entry(menu, snooze_word(choice), partial(self._snooze, planned.id, choice), icon=icon("clock"))
                add_entry(menu, tr("On another day…"), partial(self._move, planned), icon=icon("calendar-check"))
                menu.addSeparator()
            case OrderEntry(id=order) | PaymentEntry(order=order):
                show = partial(self._desk.asked_order_shown.emit, order)
                add_entry(menu, tr("Open the order"), show, icon=icon("receipt"))
            case StageEntry() | FollowUpEntry() | None:
                pass
        if entry is not None:
            words = entry.text if isinstance(entry, TalkEntry) and entry.text else self._present(entry).spoken()
            add_entry(menu, tr("Copy the words"), partial(self._copy, words), icon=icon("copy"))
        if isinstance(entry, TalkEntry):
            menu.addSeparator()
            delete = partial(self._delete, entry.id)
            add_entry(menu, tr("Delete"), delete, icon=icon("trash-2", "danger"), keys="Del")
        return menu

    def _show_file(self, file: AttachmentId) -> None:
        """In the system's own viewer."""
        path = self._desk.attempt(lambda: self._desk.workspace.attachments.path(file))
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    # which entries there are

    def _ask(self, *, anew: bool) -> None:
        """Read the first entries at once; where there are more, all of them beside the window."""
        if self._contact is None:
            return
        timeline, which, contact = self._desk.workspace.timeline, self.bar.which, self._contact
        try:
            first = timeline.keys(contact, which, FIRST)
        except BusyError as error:
            self._on_not_answered(error)
            return
        whole = len(first) < FIRST
        self.model.refresh()
        if anew or whole:
            self._show(first, whole=whole)
        self._asker.ask()  # what was asked before is not wanted any more
        if whole:
            self._calm.stop()
        else:
            self._calm.start()

    def _ask_for_all(self) -> None:
        if self._contact is not None:
            self._asker.ask(partial(self._desk.workspace.timeline.keys, self._contact, self.bar.which))

    def _on_answered(self, keys: "array[int]", _last: bool) -> None:
        self._show(keys, whole=True)

    def _on_not_answered(self, error: ShukeError) -> None:
        self._desk.failed.emit(error)

    def _show(self, keys: "array[int]", *, whole: bool) -> None:
        self.model.set_ids(keys)
        self._stack.setCurrentWidget(self.view if keys or self.bar.which == EVERY else self.nothing)
        self.inside.look_again()
        self._go_to_wanted()
        if whole:
            self._wanted = None  # it is not among them

    def _on_filtered(self) -> None:
        self.view.start_anew()
        self._ask(anew=True)
        self.inside.show_which(self.bar.which)

    def _go_to_wanted(self) -> None:
        if self._wanted is not None and self.view.go_to(self._wanted):
            self._wanted = None

    def _on_day(self, chosen: QDate) -> None:
        day = date(chosen.year(), chosen.month(), chosen.day())
        self.inside.go_to_day(day)

    # what is shown of them

    def _present(self, entry: Entry) -> kit.Entry:
        clock = self._desk.workspace.clock
        time = "" if isinstance(entry, FollowUpEntry) else time_words(entry.at, clock)
        return kit.Entry(
            entry_title(entry),
            time,
            entry_text(entry, self._currency),
            _tone(entry),
            heading_words(entry.day, self._today),
            self.found.chips(entry) if isinstance(entry, TalkEntry) else (),
        )

    # what can be done with one

    def _on_context_menu(self, at: QPoint) -> None:
        key = self.view.indexAt(at).data(IdRole)
        if key is not None:
            self._open(key, at)

    def _open(self, key: int, at: QPoint) -> None:
        menu = self.menu_of(key)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _talk(self, key: int) -> TalkEntry | None:
        entry = self._desk.workspace.timeline.entries([key]).get(key)
        return entry if isinstance(entry, TalkEntry) else None

    def _on_edit(self, key: int) -> None:
        if (talk := self._talk(key)) is not None:
            self._edit(talk)

    def _on_delete(self, key: int) -> None:
        if (talk := self._talk(key)) is not None:
            self._delete(talk.id)

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._desk.say(tr("Copied"), undo=False)

    def _edit(self, talk: TalkEntry) -> TalkSheet:
        sheet = TalkSheet(self._desk, talk, self)
        sheet.open()
        return sheet

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

    def _move(self, planned: FollowUpEntry) -> MoveSheet:
        sheet = MoveSheet(self._desk, planned, self)
        sheet.open()
        return sheet


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
