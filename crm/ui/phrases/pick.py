"""Picks a phrase by a few letters and copies it, filled for a friend."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.phrases.copying import copy_phrase, filled_for
from crm.ui.phrases.first import add_examples, empty_words
from crm.ui.phrases.rows import present
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import KnownModel, RowList
from crm.ui.widgets.search_field import SearchField
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.phrases import missing_words


class PhrasePicker(Sheet):
    """Enter copies the phrase that is current, filled for the friend."""

    def __init__(self, desk: Desk, contact: ContactId, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Copy a phrase"), accept_text=tr("Copy"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        self._contact = contact
        self.setMinimumWidth(desk.theme.px(520))
        self.search = SearchField(desk.theme, tr("Name, text, pinyin"), clear_name=tr("Clear search"))
        self.model = KnownModel(present, lambda: tr("Phrases"), self)
        self.list = RowList(desk.theme, self.model, present, tr("Phrases"))
        self.list.setMinimumHeight(desk.theme.measure.two_lines * 4)
        self.preview = PlainLabel()
        self.preview.setWordWrap(True)
        self.missing = PlainLabel(look="warn")
        self.missing.setWordWrap(True)
        self.empty = EmptyState(desk.theme, "message-circle", *empty_words())
        self.examples = self.empty.add_step(tr("Begin with a few examples"), self._on_examples)
        self.empty.add_step(tr("Write my own"), self._on_all)
        self.empty.hide()
        for part in (self.search, self.list, self.preview, self.missing, self.empty):
            self.body.addWidget(part)
        self.all_button = self.add_button(tr("All phrases"))
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self._go_to_list)
        self.list.opened.connect(self.accept)
        self.list.current_changed.connect(self._show)
        self.all_button.clicked.connect(self._on_all)
        self._on_searched("")

    def ready(self) -> bool:
        """Copy it; there must be one."""
        phrase = self.model.known(self.list.current_id or self.model.id_at(0))
        if phrase is None:
            self.complain(tr("There is no phrase that fits. You can write one under “All phrases”."))
            return False
        return copy_phrase(self._desk, phrase, self._contact)

    def _on_searched(self, words: str) -> None:
        self.model.show_rows(self._desk.workspace.phrases.search(words))
        none_at_all = not words.strip() and not self.model.ids
        self.empty.setVisible(none_at_all)
        for part in (self.search, self.list, self.preview, self.missing, self.accept_button, self.all_button):
            part.setVisible(not none_at_all)
        if none_at_all:
            self.examples.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.ids:
            self.list.choose(self.model.ids[0])
        self._show()

    def _go_to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_examples(self) -> None:
        if add_examples(self._desk):
            self._on_searched("")
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_all(self) -> None:
        self.reject()
        self._desk.asked_page.emit("phrases")

    def _show(self, _phrase: int | None = None) -> None:
        phrase = self.model.known(self.list.current_id)
        filled = filled_for(self._desk, phrase.text if phrase else "", self._contact)
        self.preview.setText(filled.text)
        self.missing.setText(missing_words(filled))
