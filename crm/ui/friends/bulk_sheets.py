"""What is asked before many friends are changed at once: a tag, a rhythm, what an own field says."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSpinBox, QWidget

from crm.custom_fields import FieldKind, FieldRow
from crm.errors import ShukeError
from crm.ui.desk import Desk
from crm.ui.plain import one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.errors import explain

LONGEST_RHYTHM = 999


class TagSheet(Sheet):
    """Asks for a tag; says `tagged(name)`."""

    tagged = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Tag"), accept_text=tr("Put on tag"), cancel_text=tr("Cancel"), parent=parent)
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Tag"))
        self.field.setPlaceholderText(tr("A word that groups friends, like “mums” or “Hangzhou”"))
        self.field.setCompleter(tag_completer(desk, self.field))
        self.body.addWidget(self.field)

    def ready(self) -> bool:
        """A tag needs a word."""
        name = self.field.text().strip()
        if not name:
            self.complain(tr("Please write the tag."))
            return False
        self.tagged.emit(name)
        return True


class RhythmSheet(Sheet):
    """Asks for a rhythm; says `chosen(days)`, none for what the stage wants."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Rhythm"), accept_text=tr("Set"), cancel_text=tr("Cancel"), parent=parent)
        self.days = QSpinBox()
        self.days.setRange(0, LONGEST_RHYTHM)
        self.days.setSpecialValueText(tr("As their stage wants"))
        self.days.setSuffix(tr(" days"))
        self.days.setAccessibleName(tr("Days between two contacts"))
        self.body.addWidget(PlainLabel(tr("Days between two contacts"), look="dim"))
        self.body.addWidget(self.days)

    def ready(self) -> bool:
        """Any number of days will do."""
        self.chosen.emit(self.days.value() or None)
        return True


class FieldSheet(Sheet):
    """Asks what an own field says; says `chosen(value)`, empty to take it away."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, field: FieldRow, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, field.name, accept_text=tr("Set"), cancel_text=tr("Cancel"), parent=parent)
        self._desk = desk
        self._field = field
        self.value = QComboBox()
        self.value.setEditable(field.kind not in (FieldKind.CHOICE, FieldKind.YES_NO))
        self.value.setAccessibleName(one_line(field.name))
        self.value.addItem("" if self.value.isEditable() else tr("(nothing)"), "")
        words: Sequence[tuple[str, str]] = [(choice, choice) for choice in field.choices]
        if field.kind is FieldKind.YES_NO:
            words = [("yes", tr("Yes")), ("no", tr("No"))]
        for code, word in words:
            self.value.addItem(word, code)
        self.body.addWidget(self.value)

    def ready(self) -> bool:
        """What does not fit the field is told here."""
        text = self.value.currentText() if self.value.isEditable() else self.value.currentData()
        try:
            code = self._field.code(text)
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self.chosen.emit(code)
        return True


def tag_completer(desk: Desk, parent: QWidget) -> QCompleter:
    """Completes the tags there are, wherever the typed part stands in them."""
    completer = QCompleter([name for _, name in desk.workspace.contacts.tags()], parent)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return completer
