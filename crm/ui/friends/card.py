"""The friend card: one screen that answers "who is this?", shown at the right of people pages."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from crm.contacts import Card
from crm.errors import BusyError, MissingError
from crm.ids import ContactId
from crm.topics import Topic
from crm.ui.after_sales.sheets import CaseSheet
from crm.ui.desk import Desk
from crm.ui.friends.details import Details
from crm.ui.friends.edit_sheet import EditContactSheet
from crm.ui.friends.heading import Heading
from crm.ui.friends.known import Known, read_known
from crm.ui.friends.log_box import LogBox
from crm.ui.friends.menus import add_entry
from crm.ui.friends.remarks import copy_new_remark
from crm.ui.friends.same import open_duplicates_of
from crm.ui.friends.small_sheets import PromiseSheet, RemindSheet
from crm.ui.friends.stream import Stream
from crm.ui.history import give_data, open_erase, open_history
from crm.ui.orders.quote import QuoteSheet
from crm.ui.page import Page
from crm.ui.papers.of_products import last_month, statement
from crm.ui.papers.sheet import PaperSheet
from crm.ui.phrases.pick import PhrasePicker
from crm.ui.plain import menu_text
from crm.ui.sequences.begin_sheet import BeginSheet
from crm.ui.widgets.empty_state import EmptyState
from crm.wording import tr

SIDE_BY_SIDE = 860
"""from this width (at the base size) timeline and details stand beside each other"""
SHORT = 560
"""below this height (at the base size) the figures must do with a line"""
SECOND_ROW = 82
"""what the figures take more (at the base size) where they stand in two rows"""
TIMELINE, DETAILS = 0, 1


class ContactCard(Page):
    """Everything about the friend it was last given. `left` asks to go back to the list; for another friend's
    card it asks the desk.
    """

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.EVERYTHING, parent)
        self._desk = desk
        self._card: Card | None = None
        self._waiting: Known | None = None
        """what the details do not show yet, because nobody sees them"""
        self.contact: ContactId | None = None
        px = desk.theme.px
        self.heading = Heading(desk)
        self.stream = Stream(desk)
        self.log_box = LogBox(desk, self.stream.view)
        self.details = Details(desk)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Parts of the card"))
        self.tabs.setDrawBase(False)
        for word in (tr("Timeline"), tr("Details")):
            self.tabs.addTab(menu_text(word))
        self._left = QWidget()
        talks = QVBoxLayout(self._left)
        talks.setContentsMargins(0, 0, 0, 0)
        talks.setSpacing(px(6))
        talks.addWidget(self.log_box)
        talks.addWidget(self.stream, 1)
        # where height is short the timeline gives way, never what is being written
        self.stream.setMinimumHeight(px(64))
        body = QHBoxLayout()
        body.setSpacing(px(14))
        body.addWidget(self._left, 3)
        body.addWidget(self.details, 2)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(px(16), px(12), px(12), 0)
        box.setSpacing(px(6))
        box.addWidget(self.heading)
        box.addWidget(self.tabs)
        box.addLayout(body, 1)
        self._nobody = EmptyState(
            desk.theme, "users", tr("Choose a friend"), tr("Their talks, orders and everything you know stand here.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setMinimumWidth(px(340))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.heading.log)
        self._listen()

    def _listen(self) -> None:
        desk = self._desk
        self.tabs.currentChanged.connect(self._lay_out)
        self.heading.log_wanted.connect(self.log)
        self.heading.order_wanted.connect(self.order)
        self.heading.remind_wanted.connect(self.remind)
        self.heading.more_wanted.connect(self._on_more)
        self.heading.back_wanted.connect(self.left)
        self.log_box.phrase_wanted.connect(self.copy_phrase)
        self.heading.figures.kept.connect(self.details.promises.keep)
        self.details.promises.wanted.connect(self.promise)
        self.details.sequence.wanted.connect(self.begin_sequence)
        self.details.introductions.opened.connect(desk.show_contact)
        for keys, act in (
            ("Ctrl+Shift+F", self.find_inside),
            ("F3", self.stream.inside.next_match),
            ("Shift+F3", self.stream.inside.previous_match),
        ):  # of the whole window while the card is seen: it may stand beside the page one works on
            QShortcut(QKeySequence(keys), self, act)

    # what others ask

    def show_contact(self, contact: ContactId | None) -> None:
        """Show this friend, or nobody."""
        if contact == self.contact:
            return
        self.save()
        self.contact = contact
        if contact is not None:
            self._desk.contact = contact
        self.show_anew()

    def show_back(self, wanted: bool) -> None:
        """Whether the card stands alone, with a list to go back to."""
        self.heading.show_back(wanted=wanted)

    def listen_on(self, page: QWidget) -> None:
        """Take the keys L, O, R, P, Q, T, B, V, H, I, Y and N on this page, which has no other use for them."""
        for keys, act in (
            ("L", self.log),
            ("O", self.order),
            ("R", self.remind),
            ("T", self.copy_phrase),
            ("P", self.promise),
            ("Q", self.quote),
            ("B", self.copy_remark),
            ("V", self.heading.remark.take),
            ("H", self.show_history),
            ("I", self.heading.show_bond),
            ("Y", self.heading.suggestion.accept),
            ("N", self.heading.suggestion.decline),
        ):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def fill_verbs(self, menu: QMenu) -> None:
        """What can be done with this friend alone, as entries of a menu."""
        icon = self._desk.theme.icon
        add_entry(menu, tr("Log a talk"), self.log, icon=icon("message-square"), keys="L")
        add_entry(menu, tr("New order"), self.order, icon=icon("receipt"), keys="O")
        add_entry(menu, tr("Quote…"), self.quote, icon=icon("tag"), keys="Q")
        add_entry(menu, tr("Remind me"), self.remind, icon=icon("clock"), keys="R")
        add_entry(menu, tr("I promised…"), self.promise, icon=icon("heart-handshake"), keys="P")
        add_entry(menu, tr("After-sales…"), self.begin_case, icon=icon("hand-heart"))
        add_entry(menu, tr("Statement of this month…"), self.show_statement, icon=icon("file-text"))
        add_entry(menu, tr("Statement of last month…"), partial(self.show_statement, last=True), icon=icon("file-text"))
        add_entry(menu, tr("Begin a sequence…"), self.begin_sequence, icon=icon("list-checks"))
        add_entry(menu, tr("Copy a phrase…"), self.copy_phrase, icon=icon("message-circle"), keys="T")
        add_entry(menu, tr("Copy a new remark"), self.copy_remark, icon=icon("copy"), keys="B")
        add_entry(menu, tr("Edit name…"), self.edit, icon=icon("pencil"))

    def refresh(self) -> None:
        """Read the friend again."""
        if self.contact is None:
            self._stack.setCurrentIndex(0)
            return
        shop = self._desk.workspace
        try:
            known = read_known(shop, self.contact)
        except MissingError:
            self.contact = None
            self._card = None
            self._stack.setCurrentIndex(0)
            return
        except BusyError as error:
            self._desk.failed.emit(error)
            return
        self._card = card = known.card
        self.heading.show_known(known)
        self.log_box.show_card(card)
        self._waiting = known
        self.stream.show_contact(card.row.id)
        self._stack.setCurrentIndex(1)
        self._lay_out()

    # verbs

    def log(self) -> None:
        """Begin to log a talk."""
        if self.contact is not None:
            self.tabs.setCurrentIndex(TIMELINE)
            self.log_box.start()

    def find_inside(self) -> None:
        """Begin to look for words in the timeline."""
        if self.contact is not None:
            self.tabs.setCurrentIndex(TIMELINE)
            self.stream.inside.start()

    def order(self) -> None:
        """Ask for a new order of this friend."""
        if self.contact is not None:
            self._desk.asked_order.emit(self.contact)

    def quote(self) -> QuoteSheet | None:
        """Ask for a product, and copy what it costs this friend."""
        if self.contact is None:
            return None
        sheet = QuoteSheet(self._desk, self.contact, self)
        sheet.open()
        return sheet

    def remind(self) -> RemindSheet | None:
        """Ask when to be reminded, and of what."""
        if self._card is None:
            return None
        sheet = RemindSheet(self._desk, self._card.row.id, self._card.row.name, self)
        sheet.open()
        return sheet

    def copy_phrase(self) -> PhrasePicker | None:
        """Pick a phrase and copy it, filled for this friend."""
        if self.contact is None:
            return None
        picker = PhrasePicker(self._desk, self.contact, self)
        picker.open()
        return picker

    def copy_remark(self) -> None:
        """Copy a new 备注 for this friend."""
        if self.contact is not None:
            copy_new_remark(self._desk, self.contact)

    def promise(self) -> PromiseSheet | None:
        """Ask what was promised, and by when."""
        if self._card is None:
            return None
        sheet = PromiseSheet(self._desk, self._card.row.id, self._card.row.name, self)
        sheet.open()
        return sheet

    def begin_case(self) -> CaseSheet | None:
        """Ask what is to be made right."""
        if self.contact is None:
            return None
        sheet = CaseSheet(self._desk, self.contact, self)
        sheet.open()
        return sheet

    def show_statement(self, *, last: bool = False) -> PaperSheet | None:
        """Orders, payments and debts of a month, to send."""
        if self._card is None:
            return None
        row, today = self._card.row, self._desk.workspace.clock.today()
        year, month = last_month(today) if last else (today.year, today.month)
        paper = self._desk.attempt(lambda: statement(self._desk, row.id, year, month))
        if paper is None:
            return None
        title = tr("Statement {name} {month}", name=row.name, month=f"{year}-{month:02}")
        sheet = PaperSheet(self._desk, title, paper, title, self)
        sheet.open()
        return sheet

    def begin_sequence(self) -> BeginSheet | None:
        """Ask which sequence to begin with this friend."""
        if self.contact is None:
            return None
        sheet = BeginSheet(self._desk, [self.contact], self)
        sheet.open()
        return sheet

    def edit(self) -> EditContactSheet | None:
        """Change the name and the day they were added."""
        if self._card is None:
            return None
        sheet = EditContactSheet(self._desk, self._card, self)
        sheet.open()
        return sheet

    def delete(self) -> None:
        """Into the bin, with an Undo instead of a question."""
        if self._card is None:
            return
        row, shop = self._card.row, self._desk.workspace
        if self._desk.did(lambda: shop.contacts.delete([row.id])):
            self._desk.say(tr("{name} deleted", name=row.name))

    def find_same(self) -> None:
        """Compare with whoever may be the same person."""
        if self._card is not None:
            open_duplicates_of(self._desk, self._card.row.id, self)

    def show_history(self) -> None:
        """What was changed about this friend."""
        if self._card is not None:
            open_history(self._desk, self._card.row.id, self._card.row.name, self)

    def give_data(self) -> None:
        """Everything about this friend in one file, for them."""
        if self._card is not None:
            give_data(self._desk, self._card.row.id, self._card.row.name, self)

    def erase(self) -> None:
        """Out of the file for good, after it was explained."""
        if self._card is not None:
            open_erase(self._desk, self._card.row.id, self)

    def save(self) -> None:
        """Save what is written in place and not saved yet."""
        self.details.save()

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self.stream.close_reading()

    def menu_of_more(self) -> QMenu:
        """Everything else that can be done with this friend."""
        menu = QMenu(self)
        self.fill_verbs(menu)
        if self._card is not None:
            menu.addSeparator()
            for title, inner in (
                (tr("Move to"), self.heading.stage_menu()),
                (tr("Standing"), self.heading.standing_menu()),
            ):
                inner.setTitle(title)
                inner.setParent(menu, inner.windowFlags())
                menu.addMenu(inner)
        menu.addSeparator()
        icon = self._desk.theme.icon
        add_entry(menu, tr("The same person as…"), self.find_same, icon=icon("users"))
        add_entry(menu, tr("What was changed…"), self.show_history, icon=icon("clock"), keys="H")
        add_entry(menu, tr("Give them their data…"), self.give_data, icon=icon("file-text"))
        menu.addSeparator()
        add_entry(menu, tr("Delete"), self.delete, icon=icon("trash-2", "danger"))
        add_entry(menu, tr("Erase for good…"), self.erase, icon=icon("x", "danger"))
        return menu

    def _on_more(self) -> None:
        menu = self.menu_of_more()
        menu.aboutToHide.connect(menu.deleteLater)
        button = self.heading.more
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing that was written is lost by going elsewhere."""
        super().hideEvent(event)
        self.save()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Timeline and details beside each other, or in turns."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        both = self.width() >= self._desk.theme.px(SIDE_BY_SIDE)
        self.tabs.setVisible(not both)
        self._left.setVisible(both or self.tabs.currentIndex() == TIMELINE)
        seen = both or self.tabs.currentIndex() == DETAILS
        if seen and self._waiting is not None:
            self.details.show_known(self._waiting)
            self._waiting = None
        self.details.setVisible(seen)
        more = 0 if self.heading.figures.wide else SECOND_ROW
        self.heading.show_short(wanted=self.height() < self._desk.theme.px(SHORT + more))
