"""A friend's tags: put on by typing, taken off by a click."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from crm.contacts import ContactRow
from crm.ui.desk import Desk
from crm.ui.friends.bulk_sheets import tag_completer
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.tokens import Tone
from crm.ui.widgets.flow import FlowLayout
from crm.wording import tr


class Tags(QWidget):
    """Shows the tags of the friend it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: ContactRow | None = None
        self._shown: Sequence[str] | None = None
        self._flow = FlowLayout(self, desk.theme.px(5))
        self.new_tag = TagField(desk)
        self.new_tag.tagged.connect(self._on_tagged)

    def show_row(self, row: ContactRow) -> None:
        """Show this friend's; half a word in the field stays."""
        self._row = row
        if row.tags == self._shown:
            return
        self._shown = row.tags
        typed, focused = self.new_tag.text(), self.new_tag.hasFocus()
        # the field itself stays: it may hold half a word
        self.new_tag.setParent(self)
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.new_tag:
                widget.hide()
                widget.deleteLater()
        for tag in row.tags:
            self._flow.addWidget(self._button(tag))
        self._flow.addWidget(self.new_tag)
        self.new_tag.setText(typed)
        self.new_tag.show()
        if focused:
            self.new_tag.setFocus(Qt.FocusReason.OtherFocusReason)

    def untag(self, tag: str) -> None:
        """Take a tag off."""
        if self._row is not None:
            row, contacts = self._row, self._desk.workspace.contacts
            if self._desk.did(lambda: contacts.untag([row.id], tag)):
                self._desk.say(tr("Tag {tag} taken off", tag=tag))

    def _button(self, tag: str) -> QPushButton:
        button = QPushButton(menu_text(f"{one_line(tag, 24)} ×"))
        button.setProperty("look", "quiet")
        button.clicked.connect(partial(self.untag, tag))
        button.setToolTip(tooltip(tr("Take off the tag {tag}", tag=tag)))
        button.setAccessibleName(tr("Take off the tag {tag}", tag=tag))
        ink = self._desk.theme.tokens.tones[Tone.NEUTRAL]
        button.setStyleSheet(
            f"QPushButton {{ background: {ink.fill}; color: {ink.text}; padding: 0 {self._desk.theme.px(9)}px; }}"
        )
        return button

    def _on_tagged(self, tag: str) -> None:
        if self._row is not None:
            row, contacts = self._row, self._desk.workspace.contacts
            if self._desk.did(lambda: contacts.tag([row.id], tag)):
                self.new_tag.clear()
                self._desk.say(tr("Tagged {tag}", tag=tag))


class TagField(QLineEdit):
    """A small field for one more tag; says `tagged(name)` on Enter or when a known tag is chosen."""

    tagged = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setPlaceholderText(tr("+ tag"))
        self.setAccessibleName(tr("Add a tag"))
        self.setFixedWidth(desk.theme.px(110))
        self.returnPressed.connect(self._on_entered)
        self.textEdited.connect(self._on_edited)

    def _on_edited(self, text: str) -> None:
        # tags are asked for when somebody begins to type, not for every card that is looked at
        if text and self.completer() is None:
            completer = tag_completer(self._desk, self)
            self.setCompleter(completer)
            completer.activated.connect(self._on_chosen)
        elif not text:
            self.setCompleter(None)  # type: ignore[arg-type] # Qt takes none for "no completer"

    def _on_chosen(self, name: str) -> None:
        self.tagged.emit(name)

    def _on_entered(self) -> None:
        name = self.text().strip()
        if name:
            self.tagged.emit(name)
