"""The page of phrases: groups, the phrases of one, and how the current one reads for a friend."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.ids import ContactId, PhraseId
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.pick import PickSheet
from crm.ui.page import Act, Page, on_clicks, on_keys
from crm.ui.phrases.copying import copy_phrase, filled_for
from crm.ui.phrases.first import add_examples, empty_words
from crm.ui.phrases.rows import present
from crm.ui.phrases.sheet import PhraseSheet
from crm.ui.plain import menu_text
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import KnownModel, RowList
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trn
from crm.wording.phrases import missing_words

EVERY_GROUP = None


class PhrasesPage(Page):
    """All phrases. Enter copies the current one for the friend it is filled for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        watches = Topic.PHRASES | Topic.CONTACTS | Topic.ORDERS | Topic.CONVERSATIONS
        super().__init__(desk.live, watches, parent)
        self._desk = desk
        self.contact: ContactId | None = desk.contact
        self._wanted: int | None = None
        self._build_list()
        self._build_reading()
        self._build_whole()
        self._listen()

    def _build_list(self) -> None:
        desk = self._desk
        self.search = SearchField(desk.theme, tr("Search phrases (Ctrl+F)"), clear_name=tr("Clear search"))
        self.groups = QComboBox()
        self.groups.setAccessibleName(tr("Group"))
        self.add_button = QPushButton(menu_text(tr("New phrase")))
        self.add_button.setProperty("look", "primary")
        self.add_button.setToolTip(tr("New phrase (Alt+N)"))
        self.model = KnownModel(present, lambda: tr("Phrases"), self)
        self.list = RowList(desk.theme, self.model, present, tr("Phrases"))
        self.nothing = EmptyState(
            desk.theme, "search", tr("No phrase fits"), tr("No phrase fits what is typed and chosen above.")
        )
        self.nothing.add_step(tr("Show all phrases"), self.show_all)
        self.results = QStackedWidget()
        self.results.addWidget(self.list)
        self.results.addWidget(self.nothing)

    def _build_reading(self) -> None:
        self.friend_button = QPushButton()
        self.friend_button.setToolTip(tr("Choose for whom it is filled"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("How it reads"))
        self.missing = PlainLabel(look="warn")
        self.missing.setWordWrap(True)
        self.copy_button = QPushButton(menu_text(tr("Copy")) + "  Enter")
        self.copy_button.setProperty("look", "primary")
        self.edit_button = QPushButton(menu_text(tr("Edit")) + "  F2")
        self.delete_button = QPushButton(menu_text(tr("Delete")) + "  Del")
        self.delete_button.setProperty("look", "danger")
        self.up_button = QPushButton()
        self.down_button = QPushButton()
        for button, icon, name in (
            (self.up_button, "chevron-up", tr("Move up (Alt+↑)")),
            (self.down_button, "chevron-down", tr("Move down (Alt+↓)")),
        ):
            button.setIcon(self._desk.theme.icon(icon))
            button.setAccessibleName(name)
            button.setToolTip(name)

    def _build_whole(self) -> None:
        px = self._desk.theme.px
        left, right = QWidget(), QWidget()
        list_box, reading = QVBoxLayout(left), QVBoxLayout(right)
        for box in (list_box, reading):
            box.setContentsMargins(px(12), px(12), px(12), px(8))
            box.setSpacing(px(8))
        top, deeds, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.add_button)
        list_box.addLayout(top)
        list_box.addWidget(self.groups)
        list_box.addWidget(self.results, 1)
        reading.addWidget(self.friend_button)
        reading.addWidget(self.text, 1)
        reading.addWidget(self.missing)
        deeds.addWidget(self.copy_button, 1)
        deeds.addWidget(self.edit_button)
        last.addWidget(self.delete_button)
        last.addStretch()
        last.addWidget(self.up_button)
        last.addWidget(self.down_button)
        reading.addLayout(deeds)
        reading.addLayout(last)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for side, width in ((left, 3), (right, 2)):
            split.addWidget(side)
            split.setStretchFactor(split.count() - 1, width)
        split.setSizes([px(540), px(380)])
        self.empty = EmptyState(self._desk.theme, "message-circle", *empty_words())
        self.empty.add_step(tr("Begin with a few examples"), self.add_examples)
        self.empty.add_step(tr("Write my own"), self.add_phrase)
        self.whole = QStackedWidget()
        self.whole.addWidget(split)
        self.whole.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)
        self.setFocusProxy(self.search)

    def _listen(self) -> None:
        self.search.searched.connect(self._on_asked)
        self.search.left_downwards.connect(self._go_to_list)
        self.search.returnPressed.connect(self.copy)
        self.groups.currentIndexChanged.connect(self._on_asked)
        self.list.opened.connect(self.copy)
        self.list.current_changed.connect(self._show_reading)
        self.friend_button.clicked.connect(self.pick_friend)
        acts: tuple[tuple[QPushButton, Act], ...] = (
            (self.add_button, self.add_phrase),
            (self.copy_button, self.copy),
            (self.edit_button, self.edit_phrase),
            (self.delete_button, self.delete_chosen),
            (self.up_button, partial(self.shift, -1)),
            (self.down_button, partial(self.shift, 1)),
        )
        keys: tuple[tuple[str, QWidget, Act], ...] = (
            ("Ctrl+F", self, self.search.setFocus),
            ("Alt+N", self, self.add_phrase),
            ("F2", self, self.edit_phrase),
            ("Del", self.list, self.delete_chosen),
            ("Alt+Up", self, partial(self.shift, -1)),
            ("Alt+Down", self, partial(self.shift, 1)),
        )
        on_clicks(acts)
        on_keys(keys)

    # what others ask

    def show_phrase(self, phrase: PhraseId) -> None:
        """Show this phrase among all."""
        self._wanted = phrase
        self.show_all()
        self.show_anew()

    def show_all(self) -> None:
        """No words, every group."""
        self.search.clear_now()
        self.groups.setCurrentIndex(0)

    def refresh(self) -> None:
        """Read the phrases again."""
        phrases = self._desk.workspace.phrases
        self.contact = self._desk.contact if self.contact is None else self.contact
        group = self.groups.currentData()
        self.groups.blockSignals(True)  # the list is read below, once
        self.groups.clear()
        self.groups.addItem(tr("All groups"), EVERY_GROUP)
        for heading in phrases.headings():
            self.groups.addItem(heading or tr("Without a group"), heading)
        self.groups.setCurrentIndex(max(0, self.groups.findData(group)))
        self.groups.blockSignals(False)
        group = self.groups.currentData()
        current = self._wanted or self.list.current_id
        rows = [row for row in phrases.search(self.search.text()) if group in (EVERY_GROUP, row.heading)]
        self.model.show_rows(rows)
        self.results.setCurrentIndex(0 if rows else 1)
        self.whole.setCurrentIndex(0 if self.groups.count() > 1 else 1)
        if rows and (current is None or not self.list.choose(current)):
            self.list.choose(rows[0].id)
        self._wanted = None
        self._show_reading()

    # verbs

    def add_phrase(self) -> PhraseSheet:
        """Ask for a new phrase."""
        heading = self.groups.currentData() or ""
        return self._open(PhraseSheet(self._desk, self, heading=heading, contact=self.contact))

    def add_examples(self) -> None:
        """Begin with ready ones."""
        add_examples(self._desk)

    def edit_phrase(self) -> PhraseSheet | None:
        """Change the current one."""
        phrase = self.model.known(self.list.current_id)
        if phrase is None:
            return None
        return self._open(PhraseSheet(self._desk, self, phrase=phrase, contact=self.contact))

    def delete_chosen(self) -> None:
        """Delete what is selected, as one step."""
        chosen = [PhraseId(number) for number in self.list.chosen_ids()]
        if chosen and self._desk.did(partial(self._desk.workspace.phrases.delete, chosen)):
            self._desk.say(trn("{n} phrase deleted", "{n} phrases deleted", len(chosen)))

    def copy(self) -> None:
        """Copy the current one, filled for the friend."""
        phrase = self.model.known(self.list.current_id)
        if phrase is not None:
            copy_phrase(self._desk, phrase, self.contact)

    def shift(self, by: int) -> None:
        """Move the current one within its group."""
        phrase = self.model.known(self.list.current_id)
        if phrase is None or self.search.text().strip():
            return
        group = [row.id for row in self._desk.workspace.phrases.all() if row.heading == phrase.heading]
        place = group.index(phrase.id) + by
        if 0 <= place < len(group):
            self._desk.did(partial(self._desk.workspace.phrases.move, phrase.id, place))

    def pick_friend(self) -> PickSheet:
        """Ask for whom phrases are filled."""
        sheet = PickSheet(self._desk, tr("For whom?"), parent=self)
        sheet.picked.connect(self._on_friend)
        sheet.open()
        return sheet

    def _open(self, sheet: PhraseSheet) -> PhraseSheet:
        sheet.saved.connect(self._on_saved)
        sheet.open()
        return sheet

    def _on_saved(self, phrase: PhraseId) -> None:
        self._desk.say(tr("Phrase saved"))
        self.list.choose(phrase)

    def _on_friend(self, contact: ContactId) -> None:
        self.contact = contact
        self._show_reading()

    def _on_asked(self) -> None:
        self.show_anew()

    def _go_to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_reading(self) -> None:
        phrase = self.model.known(self.list.current_id)
        for button in (self.copy_button, self.edit_button, self.delete_button, self.up_button, self.down_button):
            button.setEnabled(phrase is not None)
        name = self._desk.workspace.contacts.names([self.contact]).get(self.contact) if self.contact else None
        self.friend_button.setText(menu_text(tr("For {name} ▾", name=name) if name else tr("For whom? ▾")))
        filled = filled_for(self._desk, phrase.text if phrase else "", self.contact)
        self.text.setPlainText(filled.text)
        missing = missing_words(filled) if self.contact else ""
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
