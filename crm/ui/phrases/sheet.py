"""The sheet to write a phrase: its group, its text with variables, and how it reads for a friend."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget

from crm.ids import ContactId
from crm.phrases import PhraseDraft, PhraseRow, Variable
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.phrases.copying import filled_for
from crm.ui.plain import menu_text
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.phrases import missing_words, token, variable_hint, variable_word


class PhraseSheet(FormSheet):
    """Writes a new phrase, or an old one anew. `saved(phrase)` after it is in the shop."""

    saved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        phrase: PhraseRow | None = None,
        heading: str = "",
        contact: ContactId | None = None,
    ) -> None:
        super().__init__(desk, tr("Edit phrase") if phrase else tr("New phrase"), tr("Save"), parent)
        px = desk.theme.px
        self._phrase = phrase
        self._contact = contact
        self.setMinimumWidth(px(560))
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(px(110))
        self.words.setPlaceholderText(tr("What you write again and again"))
        self.add(trc("field", "Text"), self.words)
        box = QWidget()
        flow = FlowLayout(box, px(5))
        self.variables: dict[Variable, QPushButton] = {}
        for variable in Variable:
            button = QPushButton(menu_text(variable_word(variable)))
            button.setToolTip(variable_hint(variable))
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._insert, variable))
            self.variables[variable] = button
            flow.addWidget(button)
        self.form.addRow(PlainLabel(trc("field", "Insert"), look="dim"), box)
        self.name = self.line(trc("field", "Name"), hint=tr("If you like: a short name to find it by"))
        self.heading = QComboBox()
        self.heading.setEditable(True)
        self.heading.addItems(desk.workspace.phrases.headings())
        self.heading.setCurrentText(heading)
        self.add(trc("field", "Group"), self.heading)
        self.preview = PlainLabel()
        self.preview.setWordWrap(True)
        self.missing = PlainLabel(look="warn")
        self.missing.setWordWrap(True)
        self.form.addRow(PlainLabel(trc("field", "Reads"), look="dim"), self.preview)
        self.form.addRow("", self.missing)
        if phrase is not None:
            self.words.setPlainText(phrase.text)
            self.name.setText(phrase.name)
            self.heading.setCurrentText(phrase.heading)
        self.words.textChanged.connect(self._show)
        self._show()

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        phrases, phrase = self.desk.workspace.phrases, self._phrase
        draft = PhraseDraft(self.words.toPlainText(), self.name.text(), self.heading.currentText())
        if not draft.text.strip():
            self.complain(tr("Please write the text."))
            self.words.setFocus()
            return False
        if phrase is None:
            number = self.desk.attempt(lambda: phrases.add(draft))
        else:
            edited = phrase
            saved = self.desk.did(lambda: phrases.edit(edited.id, draft, seen=edited.version))
            number = edited.id if saved else None
        if number is None:
            return False
        self.saved.emit(number)
        return True

    def _insert(self, variable: Variable) -> None:
        self.words.insertPlainText(token(variable))
        self.words.setFocus()

    def _show(self) -> None:
        filled = filled_for(self.desk, self.words.toPlainText(), self._contact)
        self.preview.setText(filled.text)
        missing = missing_words(filled)
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
