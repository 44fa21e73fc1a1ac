"""The messages of a stretch of talk, one of them in fields: who said it, when, which words; or left out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from crm.talks import Correction, Message
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc

SHOWN_LINES, WORDS_LINES = 8, 4


class MessagesSheet(Sheet):
    """Says `corrected({line: Correction})` with the messages that were changed."""

    corrected = Signal(object)

    def __init__(
        self,
        desk: Desk,
        messages: Sequence[Message],
        senders: Sequence[str],
        known: Mapping[int, Correction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            desk.theme, tr("Correct what was said"), accept_text=trc("sheet", "Done"), cancel_text=tr("Cancel"),
            parent=parent,
        )  # fmt: skip
        self._messages = messages
        self._before = {m.line: known.get(m.line, Correction(m.sender, m.text, m.at)) for m in messages}
        self._now = dict(self._before)
        self._filling = False
        px = desk.theme.px
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Messages"))
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * SHOWN_LINES + px(8))
        self.list.setVisible(len(messages) > 1)
        for message in messages:
            self.list.addItem(_said(self._before[message.line]))
        self.speaker = QComboBox()
        self.speaker.setEditable(True)
        self.speaker.addItems([one_line(name) for name in senders])
        self.at = QLineEdit()
        self.at.setPlaceholderText("2026-03-08 21:07")
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * WORDS_LINES + px(14))
        self.left_out = QCheckBox(menu_text(tr("Leave this message out")))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in (
            (trc("field", "Who"), self.speaker),
            (trc("field", "When"), self.at),
            (trc("field", "Words"), self.words),
        ):
            label = PlainLabel(name, look="dim")
            label.setBuddy(field)
            field.setAccessibleName(name)
            form.addRow(label, field)
        form.addRow(self.left_out)
        self.body.addWidget(self.list)
        self.body.addLayout(form)
        self.setMinimumWidth(px(560))
        self.list.currentRowChanged.connect(self._show)
        self.speaker.editTextChanged.connect(self._on_edited)
        self.at.textEdited.connect(self._on_edited)
        self.words.textChanged.connect(self._on_edited)
        self.left_out.toggled.connect(self._on_edited)
        self.list.setCurrentRow(0)

    def ready(self) -> bool:
        """Hand over what was changed; a moment that is none stays here."""
        if not self._kept():
            return False
        changed = {line: said for line, said in self._now.items() if said != self._before[line]}
        if changed:
            self.corrected.emit(changed)
        return True

    def _show(self, row: int) -> None:
        """Show a message in the fields."""
        said = self._now[self._messages[row].line]
        self._filling = True
        self.speaker.setEditText(one_line(said.sender))
        self.at.setText(said.at.isoformat(" ", "auto").removesuffix(":00") if said.at else "")
        self.words.setPlainText(said.text)
        self.left_out.setChecked(said.left_out)
        self._filling = False
        self.complain("")

    def _on_edited(self, *_: object) -> None:
        if not self._filling:
            self._kept()

    def _kept(self) -> bool:
        """Take over what stands in the fields, if its moment is one."""
        row = self.list.currentRow()
        message = self._messages[row]
        written = self.at.text().strip()
        at: datetime | None = None
        if written:
            try:
                at = datetime.fromisoformat(written.replace("/", "-")).replace(tzinfo=None)
            except ValueError:
                self.complain(tr("“{text}” is no time. Please write it like 2026-03-08 21:07.", text=written))
                return False
        self.complain("")
        before = self._before[message.line]
        sender = self.speaker.currentText().strip()
        if sender == one_line(before.sender):
            sender = before.sender
        text = self.words.toPlainText()
        said = Correction(sender, before.text if text == before.text else text, at, self.left_out.isChecked())
        self._now[message.line] = said
        item = self.list.item(row)
        item.setText(_said(said))
        return True


def _said(said: Correction) -> str:
    """A message on one line."""
    at = said.at.isoformat(" ", "minutes") if said.at else ""
    words = f"{said.sender}: {said.text}" if said.sender else said.text
    told = "  ".join(part for part in (at, words) if part)
    return one_line(f"({trc('message', 'left out')}) {told}" if said.left_out else told, 90)
