"""Fields edited in place: saved on leaving them, never overwriting silently what was changed elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crm.errors import ConflictError, EmptyNameError, ShukeError, TooLongError, UnknownValueError
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.errors import explain


@dataclass(frozen=True, slots=True)
class Seen:
    """What a field said of a friend when it was looked at, and the friend's version then."""

    contact: ContactId
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field's text comes from and goes to; `saved` is told after saving, `words` tells a text to a person."""

    read: Callable[[ContactId], Seen]
    write: Callable[[Seen, str], None]
    saved: str
    words: Callable[[str], str] = str


class Editor(Protocol):
    """What a person types or chooses in; says `left` when they are done with it."""

    left: Any

    def typed(self) -> str:
        """What stands there."""

    def put(self, text: str) -> None:
        """Show this instead."""


class NoteText(QPlainTextEdit):
    """Many lines."""

    left = Signal()

    def typed(self) -> str:
        """What stands there."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show this instead."""
        self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that it was left."""
        super().focusOutEvent(event)
        self.left.emit()


class LineText(QLineEdit):
    """One line."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self.left)

    def typed(self) -> str:
        """What stands there."""
        return self.text().strip()

    def put(self, text: str) -> None:
        """Show this instead, from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)


class DaysText(QSpinBox):
    """A number of days; 0 stands for none."""

    left = Signal()

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self.left)

    def typed(self) -> str:
        """What stands there."""
        return str(self.value() or "")

    def put(self, text: str) -> None:
        """Show this instead."""
        self.setValue(int(text or 0))


class ChoiceText(QComboBox):
    """One of several words, each with its code; `left` when another is chosen."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self.left)

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Codes and words to choose from; what is chosen stays."""
        chosen = self.typed()
        self.clear()
        for code, word in choices:
            self.addItem(word, code)
        self.put(chosen)

    def typed(self) -> str:
        """What is chosen."""
        return str(self.currentData() or "")

    def put(self, text: str) -> None:
        """Choose this; what is none of the choices stands below them."""
        if self.findData(text) < 0:
            self.addItem(text, text)
        self.setCurrentIndex(self.findData(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel moves the page, not a choice that nobody looks at."""
        event.ignore()


class Conflict(QFrame):
    """What was written elsewhere, and what may become of it."""

    mine = Signal()
    theirs = Signal()
    both = Signal()

    def __init__(self, *, both: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._says = PlainLabel(tr("This was changed elsewhere in the meantime. There it says:"), look="warn")
        self._says.setWordWrap(True)
        self.other = PlainLabel()
        self.other.setWordWrap(True)
        self.keep_both = QPushButton(menu_text(tr("Keep both")))
        self.keep_mine = QPushButton(menu_text(tr("Keep mine")))
        self.keep_theirs = QPushButton(menu_text(tr("Take the other")))
        self.keep_both.setProperty("look", "primary")
        if not both:  # showing it here, before it has a place, would make it a window of its own
            self.keep_both.hide()
        buttons = QHBoxLayout()
        for button, signal in (
            (self.keep_both, self.both),
            (self.keep_mine, self.mine),
            (self.keep_theirs, self.theirs),
        ):
            button.clicked.connect(signal)
            buttons.addWidget(button)
        buttons.addStretch()
        inside = QVBoxLayout(self)
        inside.addWidget(self._says)
        inside.addWidget(self.other)
        inside.addLayout(buttons)
        self.hide()


class InPlace(QWidget):
    """One field of the friend it was last given. What could not be saved is kept for that friend and shown again.

    `both`: two texts can stand one below the other when they were written at once.
    """

    def __init__(
        self, desk: Desk, editor: Editor, place: Place, *, both: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        assert isinstance(editor, QWidget)
        self._desk = desk
        self._place = place
        self._seen: Seen | None = None
        self._shown = ""
        self._theirs: Seen | None = None
        self._refused: str | None = None
        self._unsaved: dict[ContactId, tuple[Seen, str]] = {}
        self.editor: Editor = editor
        self.problem = PlainLabel(look="danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.conflict = Conflict(both=both)
        self.conflict.mine.connect(self._on_mine)
        self.conflict.theirs.connect(self._on_theirs)
        self.conflict.both.connect(self._on_both)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(desk.theme.px(4))
        for part in (editor, self.problem, self.conflict):
            box.addWidget(part)
        editor.left.connect(self.save)

    @property
    def changed(self) -> bool:
        """Whether something is written that is not saved."""
        return self._seen is not None and self.editor.typed() != self._shown

    @property
    def unsaved(self) -> dict[ContactId, tuple[Seen, str]]:
        """What was written and could not be saved, with what stood there before, by friend."""
        return self._unsaved

    def show_seen(self, seen: Seen) -> None:
        """Show what a friend's field says, unless somebody is writing in it."""
        same = self._seen is not None and self._seen.contact == seen.contact
        if self._seen is not None and same and self.changed:
            self._keep_writing(self._seen, seen)
            return
        if not same:
            self.save()
            self._calm()
        first, typed = self._unsaved.get(seen.contact, (seen, seen.text)) if not same else (seen, seen.text)
        self._begin(first)
        if typed != first.text:
            self.editor.put(typed)
            self._keep_writing(first, seen)

    def take_over(self, other: "InPlace") -> None:
        """Go on with what was written in another field that this one stands for now."""
        other.save()
        self._unsaved = other.unsaved

    def save(self) -> None:
        """Save what was written; a change made elsewhere meanwhile is shown beside it."""
        if self._seen is None:
            return
        seen, typed, shown = self._seen, self.editor.typed(), self._shown
        if not self.changed:
            self._unsaved.pop(seen.contact, None)
            self._complain("")
            return
        self._unsaved[seen.contact] = (seen, typed)
        if typed == self._refused:
            return
        now = self._desk.attempt(lambda: self._place.read(seen.contact))
        if now is None:
            return
        if now.text not in (seen.text, typed):
            self._show_conflict(now)
            return
        # the news of the save may come before it returns: from here on this is what was seen
        self._seen, self._shown = Seen(now.contact, now.version, typed), typed
        try:
            if now.text != typed:
                self._place.write(now, typed)
                self._desk.say(self._place.saved)
        except ConflictError:
            self._seen, self._shown = seen, shown
            other = self._desk.attempt(lambda: self._place.read(seen.contact))
            if other is not None:
                self._show_conflict(other)
            return
        except (UnknownValueError, TooLongError, EmptyNameError) as error:
            self._seen, self._shown, self._refused = seen, shown, typed
            self._complain(explain(error))
            return
        except ShukeError as error:
            self._seen, self._shown = seen, shown
            self._desk.failed.emit(error)
            return
        self._unsaved.pop(seen.contact, None)
        self._calm()

    def _begin(self, seen: Seen) -> None:
        self._seen = seen
        if self.editor.typed() != seen.text:
            self.editor.put(seen.text)
        self._shown = self.editor.typed()

    def _keep_writing(self, before: Seen, now: Seen) -> None:
        """Something else of the friend changed: no reason to refuse what is being written here."""
        if now.text == before.text:
            self._seen = now

    def _show_conflict(self, theirs: Seen) -> None:
        self._theirs = theirs
        self.conflict.other.setText(self._place.words(theirs.text) or tr("(nothing)"))
        self.conflict.show()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _calm(self) -> None:
        self._theirs = self._refused = None
        self.conflict.hide()
        self._complain("")

    def _on_mine(self) -> None:
        self._settle(self.editor.typed())

    def _on_theirs(self) -> None:
        if self._theirs is not None:
            self._settle(self._theirs.text)

    def _on_both(self) -> None:
        if self._theirs is not None:
            self._settle(f"{self._theirs.text}\n{self.editor.typed()}".strip())

    def _settle(self, text: str) -> None:
        if self._theirs is None:
            return
        theirs = self._theirs
        self._unsaved.pop(theirs.contact, None)
        self._calm()
        self._begin(theirs)
        self.editor.put(text)
        self.save()
