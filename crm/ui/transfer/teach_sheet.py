"""One message of an unknown record, in which the seller marks what is what, so that all the others can be read."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTextEdit, QWidget

from crm.talks import Answers, Message, read_text
from crm.talks.taught import teach
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line
from crm.ui.tokens import Tone
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn

SHOWN_LINES = 14
MOST_LINES = 300
NAME, STAMP, WORDS = "name", "stamp", "words"
_TONES = {NAME: Tone.INTERESTED, STAMP: Tone.INTERACTING, WORDS: Tone.CUSTOMER}


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of one line: from one column to another."""

    line: int
    start: int
    end: int


class TeachSheet(Sheet):
    """Says `taught(pattern)` when the messages can be read with what was marked."""

    taught = Signal(str)

    def __init__(self, desk: Desk, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("Show me one message"),
            accept_text=tr("Read them all like this"),
            cancel_text=tr("Cancel"),
            parent=parent,
        )
        self._desk = desk
        self._text = text
        self._marked: dict[str, Marked] = {}
        self._pattern = ""
        px = desk.theme.px
        told = PlainLabel(
            tr(
                "Mark with the mouse who speaks in one message, and press the button; then the time and the words, if"
                " they stand on the same line. Words below the name are found by themselves."
            ),
            look="dim",
        )
        told.setWordWrap(True)
        self.view = QPlainTextEdit("\n".join(text.split("\n")[:MOST_LINES]))
        self.view.setReadOnly(True)
        self.view.setTabChangesFocus(True)
        self.view.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.view.setAccessibleName(tr("The record"))
        self.view.setFixedHeight(self.view.fontMetrics().lineSpacing() * SHOWN_LINES)
        row = QHBoxLayout()
        self.marks: dict[str, QPushButton] = {}
        for part, word in (
            (NAME, tr("This is who speaks")),
            (STAMP, tr("This is the time")),
            (WORDS, tr("These are the words")),
        ):
            button = QPushButton(menu_text(word))
            button.setAutoDefault(False)
            button.clicked.connect(self._marking(part))
            row.addWidget(button)
            self.marks[part] = button
        again = QPushButton(menu_text(trc("marks", "Begin again")))
        again.setAutoDefault(False)
        again.clicked.connect(self._on_again)
        row.addWidget(again)
        row.addStretch()
        self.found = PlainLabel(look="dim")
        self.found.setWordWrap(True)
        self.body.addWidget(told)
        self.body.addWidget(self.view)
        self.body.addLayout(row)
        self.body.addWidget(self.found)
        self.setMinimumWidth(px(660))
        self._tell()
        self.view.setFocus()

    def ready(self) -> bool:
        """Hand over the pattern."""
        self.taught.emit(self._pattern)
        return True

    def mark(self, part: str, marked: Marked) -> None:
        """Say what a stretch of the record is; what was marked on another line is forgotten."""
        self._marked = {known: at for known, at in self._marked.items() if at.line == marked.line}
        self._marked[part] = marked
        self._tell()

    def _marking(self, part: str) -> Callable[[], None]:
        return lambda: self._on_mark(part)

    def _on_mark(self, part: str) -> None:
        cursor = self.view.textCursor()
        document = self.view.document()
        first, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
        if not cursor.hasSelection() or first != last:
            self.complain(tr("Please mark a piece of one line first."))
            return
        self.complain("")
        start = first.position()
        self.mark(part, Marked(first.blockNumber(), cursor.selectionStart() - start, cursor.selectionEnd() - start))

    def _on_again(self) -> None:
        self._marked = {}
        self.complain("")
        self._tell()

    def _tell(self) -> None:
        """Show what is marked, and what can be read with it."""
        self.view.setExtraSelections([self._shown(part, at) for part, at in self._marked.items()])
        self._pattern, messages = self._read()
        self.accept_button.setEnabled(bool(messages))
        if messages:
            said = trn("{n} message is read like this.", "{n} messages are read like this.", len(messages))
            first = messages[0]
            self.found.setText(f"{said} {one_line(f'{first.sender}: {first.text}', 80)}")
        elif NAME in self._marked:
            self.found.setText(tr("With this alone nothing can be read yet. Please mark the time or the words too."))
        else:
            self.found.setText("")

    def _read(self) -> tuple[str, list[Message]]:
        """The pattern of what is marked, and the messages of the record that are read with it."""
        name = self._marked.get(NAME)
        if name is None or len(self._marked) < 2:
            return "", []
        line = self.view.document().findBlockByNumber(name.line).text()
        spans = {part: (at.start, at.end) for part, at in self._marked.items()}
        try:
            pattern = teach(line, name=spans[NAME], stamp=spans.get(STAMP), words=spans.get(WORDS))
        except ValueError:
            return "", []
        return pattern, [
            message for talk in read_text(self._text, Answers(taught=pattern)) for message in talk.messages
        ]

    def _shown(self, part: str, at: Marked) -> QTextEdit.ExtraSelection:
        """A marked stretch in its colour."""
        shown = QTextEdit.ExtraSelection()
        block = self.view.document().findBlockByNumber(at.line)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + at.start)
        cursor.setPosition(block.position() + at.end, QTextCursor.MoveMode.KeepAnchor)
        ink = self._desk.theme.tokens.tones[_TONES[part]]
        form = QTextCharFormat()
        form.setBackground(QColor(ink.fill))
        form.setForeground(QColor(ink.text))
        shown.cursor, shown.format = cursor, form
        return shown
