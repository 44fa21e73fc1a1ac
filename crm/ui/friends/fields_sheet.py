"""My own fields: what I want to know of each friend, defined by me."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.custom_fields import FieldKind, FieldRow
from crm.errors import ShukeError
from crm.ids import FieldId
from crm.progress import Cancelled
from crm.ui.desk import Desk
from crm.ui.friends.parts import line, small
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn
from crm.wording.errors import explain
from crm.wording.fields import kind_word


class FieldsSheet(Sheet):
    """Shows every own field; adds, changes, moves and deletes them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("My own fields"), accept_text=tr("Close"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        self.cancel_button.hide()
        self._empty = PlainLabel(
            tr("What you want to know of every friend: skin type, children, budget, the day they joined your group…"),
            look="dim",
        )
        self._empty.setWordWrap(True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._list)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self.new_button = QPushButton(desk.theme.icon("plus"), menu_text(tr("Add a field")))
        self.new_button.setAutoDefault(False)
        self.new_button.clicked.connect(lambda _checked=False: self.edit(None))
        self.body.addWidget(self._empty)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.new_button)
        self._used: dict[FieldId, int] = {}
        self._rows: list[FieldRow] = []
        desk.live.changed.connect(self._on_changed)
        self._show_fields()
        self._count()

    def edit(self, field: FieldRow | None) -> "FieldSheet":
        """Change a field, or add one."""
        sheet = FieldSheet(self._desk, field, self)
        sheet.open()
        return sheet

    def put(self, field: FieldId, place: int) -> None:
        """To another place."""
        fields = self._desk.workspace.fields
        if self._desk.did(lambda: fields.move(field, place)):
            self._desk.say(tr("Saved"))

    def delete(self, field: FieldRow) -> None:
        """Into the bin, with an Undo instead of a question."""
        fields, name = self._desk.workspace.fields, field.name

        def say(_result: object) -> None:
            self._desk.say(tr("Field {name} deleted with what it said", name=name))

        self._desk.jobs.run(
            partial(fields.delete, field.id), done=say, failed=self._on_failed, title=tr("Deleting {name} …", name=name)
        )

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ShukeError):
            self.complain(explain(error))
        elif not isinstance(error, Cancelled):
            raise error

    def _on_changed(self, _topics: object) -> None:
        self._show_fields()
        self._count()

    def _count(self) -> None:
        fields = self._desk.workspace.fields
        self._desk.jobs.run(lambda _progress: fields.used(), done=self._on_counted, failed=self._on_failed)

    def _on_counted(self, used: dict[FieldId, int]) -> None:
        if used != self._used:
            self._used = used
            self._rows = []
            self._show_fields()

    def _show_fields(self) -> None:
        fields = self._desk.workspace.fields.all()
        if fields == self._rows and fields:
            return
        self._rows = fields
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, field in enumerate(fields):
            self._list.addWidget(self._line(place, field, last=place == len(fields) - 1))
        self._list.addStretch()
        self._empty.setVisible(not fields)
        self._area.setVisible(bool(fields))
        self._area.setMinimumHeight(min(len(fields), 6) * self._desk.theme.px(42))

    def _line(self, place: int, field: FieldRow, *, last: bool) -> QWidget:
        theme, name = self._desk.theme, field.name
        said = [name, kind_word(field.kind)]
        if self._used.get(field.id):
            said.append(trn("{n} friend", "{n} friends", self._used[field.id]))
        higher, lower = tr("{name}: further up", name=name), tr("{name}: further down", name=name)
        up = small(theme, "chevron-up", higher, partial(self.put, field.id, place - 1))
        down = small(theme, "chevron-down", lower, partial(self.put, field.id, place + 1))
        up.setEnabled(place > 0)
        down.setEnabled(not last)
        buttons = (
            up,
            down,
            small(theme, "pencil", tr("Edit {name}", name=name), partial(self.edit, field)),
            small(theme, "trash-2", tr("Delete {name}", name=name), partial(self.delete, field)),
        )
        for button in buttons:
            button.setAutoDefault(False)
        return line(PlainLabel(" · ".join(said), elide=True), *buttons)


class FieldSheet(FormSheet):
    """One own field: its name, what it takes, and its choices, one a line."""

    def __init__(self, desk: Desk, field: FieldRow | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Edit field") if field else tr("New field"), tr("Save"), parent)
        self._field = field
        self._saving = False
        self.name = self.line(trc("field", "Name"), field.name if field else "", tr("Skin type, children, budget…"))
        kinds: list[tuple[object, str]] = [(kind.value, kind_word(kind)) for kind in FieldKind]
        self.kind = self.choice(trc("own field", "Kind"), kinds, field.kind.value if field else None)
        self.choices = QPlainTextEdit("\n".join(field.choices) if field else "")
        self.choices.setTabChangesFocus(True)
        self.choices.setPlaceholderText(tr("One choice a line"))
        self.choices.setFixedHeight(desk.theme.px(110))
        self.add(tr("Choices"), self.choices)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self._on_kind()

    def ready(self) -> bool:
        """Save beside the window; what cannot be saved stays here."""
        fields, field = self.desk.workspace.fields, self._field
        name, kind = self.name.text(), FieldKind(self.kind.currentData())
        choices = self.choices.toPlainText().splitlines()
        if not name.strip():
            self.complain(tr("Please give a name. Nothing else is needed."))
            return False
        if kind is FieldKind.CHOICE and not any(choice.strip() for choice in choices):
            self.complain(tr("Please write the choices, one a line."))
            return False
        if field is None:
            try:
                fields.add(name, kind, choices)
            except ShukeError as error:
                self.complain(explain(error))
                return False
            self.desk.say(tr("Field saved"))
            return True
        number, seen = field.id, field.version
        self.accept_button.setEnabled(False)
        self.desk.jobs.run(
            lambda progress: fields.edit(number, name=name, kind=kind, choices=choices, seen=seen, progress=progress),
            done=self._on_saved,
            failed=self._on_failed,
            title=tr("Changing {name} …", name=name),
        )
        return False

    def _on_saved(self, _result: object) -> None:
        self.desk.say(tr("Field saved"))
        self.done(self.DialogCode.Accepted.value)

    def _on_failed(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        if isinstance(error, ShukeError):
            self.complain(explain(error))
        elif not isinstance(error, Cancelled):
            raise error

    def _on_kind(self) -> None:
        self.form.setRowVisible(self.choices, self.kind.currentData() == FieldKind.CHOICE)
