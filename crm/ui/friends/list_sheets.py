"""The small sheets about filters: one as a text, and the name of a smart list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from crm.errors import ShukeError, UnknownValueError
from crm.finder import Filter, SortKey
from crm.ids import SmartListId
from crm.ui.desk import Desk
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.errors import explain

EXAMPLE = "stage:customer|agent -tag:vip quiet:30.. OR owed:yes"


class FilterText(QPlainTextEdit):
    """A filter as one text; Enter is `entered`, Shift+Enter a new line."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nobody needs a new line here, but everybody presses Enter when it is written."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not shift:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class FilterTextSheet(Sheet):
    """The filter as a text to read, copy, change or paste; says `asked(filter)`."""

    asked = Signal(object)

    def __init__(self, desk: Desk, which: Filter, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Filter as text"), accept_text=trc("filter", "Show"), cancel_text=tr("Cancel"), parent=parent
        )
        self.field = FilterText(which.text())
        self.field.entered.connect(self.accept)
        self.field.setAccessibleName(tr("Filter as text"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(desk.theme.px(84))
        self.body.addWidget(self.field)
        hint = PlainLabel(
            tr(
                "For example: {example}. Parts side by side must all fit, OR begins others, - leaves out, | is either."
                " Words: {words}.",
                example=EXAMPLE,
                words="stage days tag platform account source standing quiet next birthday spent owed bought field"
                " channels added",
            ),
            look="small",
        )
        hint.setWordWrap(True)
        self.body.addWidget(hint)

    def ready(self) -> bool:
        """What cannot be read is told in the sheet."""
        try:
            which = Filter.parse(self.field.toPlainText())
        except UnknownValueError as error:
            self.complain(explain(error))
            return False
        self.asked.emit(which)
        return True


class ListNameSheet(Sheet):
    """Asks for the name of a list: a new one of this filter and order, or another name for one that is there.

    Says `kept(id)` when it was done.
    """

    kept = Signal(object)

    def __init__(
        self,
        desk: Desk,
        which: Filter,
        sort: SortKey,
        *,
        descending: bool,
        smart_list: SmartListId | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            desk.theme,
            tr("Save as list") if smart_list is None else tr("Rename the list"),
            accept_text=tr("Save"),
            cancel_text=tr("Cancel"),
            parent=parent,
        )
        self._desk = desk
        self._ordered = (which, sort, descending)
        self._list = smart_list
        self.field = QLineEdit(name)
        self.field.setMaxLength(60)
        self.field.setAccessibleName(tr("Name of the list"))
        self.field.setPlaceholderText(tr("Name of the list"))
        self.field.selectAll()
        self.body.addWidget(self.field)

    def ready(self) -> bool:
        """A name that no other list has."""
        lists, name = self._desk.workspace.smart_lists, self.field.text()
        which, sort, descending = self._ordered
        try:
            if self._list is None:
                self.kept.emit(lists.add(name, which, sort, descending=descending))
            else:
                lists.rename(self._list, name)
                self.kept.emit(self._list)
        except ShukeError as error:
            self.complain(explain(error))
            return False
        return True
