"""The seller's own fields of a friend, each edited in place."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crm.custom_fields import NO, YES, FieldKind, FieldRow
from crm.ids import ContactId, FieldId
from crm.ui.desk import Desk
from crm.ui.friends.fields_sheet import FieldsSheet
from crm.ui.friends.in_place import ChoiceText, Editor, InPlace, LineText, Place, Seen
from crm.ui.friends.parts import Section, left, link
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.fields import kind_word, value_words

NAME_WIDTH = 96


class OwnFields(Section):
    """Shows what the own fields say of the friend it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("My own fields"), parent)
        self._desk = desk
        self._rows: list[FieldRow] = []
        self._kinds: dict[FieldId, tuple[FieldKind, tuple[str, ...]]] = {}
        self._gone: dict[FieldId, InPlace] = {}
        self._lines: list[QWidget] = []
        self.fields: dict[FieldId, InPlace] = {}
        self.define: QPushButton = link(desk.theme, tr("Add or change fields…"), self.edit_fields, "plus")
        self.body.setSpacing(desk.theme.px(5))
        self.body.addWidget(left(self.define))

    def show_values(self, contact: ContactId, rows: list[FieldRow], values: dict[FieldId, str]) -> None:
        """Show what the fields say of this friend; "" where they say nothing."""
        if rows != self._rows:
            self._build(rows)
        for row in rows:
            self.fields[row.id].show_seen(Seen(contact, 0, values.get(row.id, "")))

    def save(self) -> None:
        """Save what is written and not saved yet."""
        for field in self.fields.values():
            field.save()

    def edit_fields(self) -> FieldsSheet:
        """Define fields."""
        sheet = FieldsSheet(self._desk, self.window())
        sheet.open()
        return sheet

    def _build(self, rows: list[FieldRow]) -> None:
        """Lines for these fields; what is being written goes on in the field that has the same number."""
        before, self._rows = {**self._gone, **self.fields}, rows
        self.fields = {}
        for row in rows:
            nature = (row.kind, row.choices)
            known = before.pop(row.id, None)
            if known is not None and self._kinds[row.id] == nature:
                self.fields[row.id] = known
                continue
            self._kinds[row.id] = nature
            self.fields[row.id] = InPlace(self._desk, self._editor(row), self._place(row.id))
            if known is not None:
                self.fields[row.id].take_over(known)
                known.deleteLater()
        # a field that went may come back, by undo: what was written in it is kept so long
        for gone in before.values():
            gone.setParent(self)
            gone.hide()
        self._gone = before
        self._lay_out(rows)

    def _lay_out(self, rows: list[FieldRow]) -> None:
        lines = []
        for row in rows:
            field = self.fields[row.id]
            holder = QWidget()
            box = QHBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
            name = PlainLabel(row.name, look="dim", elide=True)
            name.setFixedWidth(self.theme.px(NAME_WIDTH))
            assert isinstance(field.editor, QWidget)
            field.editor.setAccessibleName(row.name)
            box.addWidget(name)
            box.addWidget(field, 1)
            lines.append(holder)
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = lines
        for place, line in enumerate(lines):
            self.body.insertWidget(place, line)
        for field in self.fields.values():
            field.show()
        self.settle()

    def _editor(self, row: FieldRow) -> Editor:
        if row.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
            choice = ChoiceText()
            words = (
                [(YES, tr("Yes")), (NO, tr("No"))] if row.kind is FieldKind.YES_NO else [(c, c) for c in row.choices]
            )
            choice.offer([("", "—"), *words])
            return choice
        line = LineText()
        line.setPlaceholderText({FieldKind.DATE: trc("hint", "2024-03-15")}.get(row.kind, kind_word(row.kind)))
        return line

    def _place(self, field: FieldId) -> Place:
        fields = self._desk.workspace.fields

        def read(contact: ContactId) -> Seen:
            fields.row(field)
            return Seen(contact, 0, fields.values([contact]).get(contact, {}).get(field, ""))

        def write(seen: Seen, text: str) -> None:
            fields.change(seen.contact, field, text, seen=seen.text)

        def words(code: str) -> str:
            return value_words(fields.row(field), code, self._desk.workspace.clock.today())

        return Place(read, write, tr("Saved"), words)
